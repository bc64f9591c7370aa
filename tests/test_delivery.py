"""Folders of companies: what lies where, nothing of one in another's, the same files again."""

import io
import json
import os
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from planner.apprentices.apprentice import Apprentice, Span
from planner.apprentices.folders import Document, apprentice_documents, company_folders
from planner.apprentices.roster import ReadRoster
from planner.delivery.companies import find_company_folder
from planner.delivery.delivery import Delivery
from planner.delivery.process_pool import default_workers, render_pool
from planner.delivery.rendering import DocumentRenderer
from planner.documents.roster.summary import roster_summary
from planner.files.file_names import MOST_NAME_UNITS, file_name
from planner.files.journal import Journal
from planner.files.problems import Unusable
from planner.messages import LANGUAGES, Messages
from planner.planning.file import planning_json
from planner.planning.inputs import version_before
from planner.planning.planning import Edition
from tests.builders import altered, employed, ruled_by
from tests.conftest import ALBI, Call

LATE = date(2026, 11, 2)

LIST = (
    employed("Abrazine", "Ysolde", "1A", "Zyxwerk Ferronnerie", email="y@zyx.example", row=2),
    employed("Bromélan", "Tancrède", "2A", "Zyxwerk Ferronnerie", start=LATE, row=3),
    employed("Corvigny", "Philémon", "1A", "Qombat Textiles", option="teinture", row=4),
    employed("Duvantel", "Ombeline", "3A", "Verrerie Hulmont", remarks="voir Wexandre", row=5),
    employed("Estrugo", "Léocadie", "2A", "Pâtes Ghislemont", email="e@ghisle.example", row=6),
)

NASTY = (
    "../../x",
    "CON",
    "nul.txt",
    "W" * 200,
    "Fusée 🚀",
    "=1+1",
    "\u202eacme",
    "a/b",
    "a:b",
    "x.zip",
    "X",
    "é",
    "e\u0301",
    ".",
    "شركة",
)

FULL = employed(
    "Bloqué",
    "Anne",
    "1A",
    "Forge",
    row=9,
    closed=(Span(date(2026, 11, 2), date(2026, 12, 31)),),
)
FULL = replace(FULL, where="list.xlsx, Promo 1")


def deliver(
    out: Path,
    apprentices: Sequence[Apprentice],
    edition: Edition,
    before: Edition | None = None,
    *,
    company: str | None = None,
    force: bool = False,
    workers: int = 1,
) -> dict[str, bytes]:
    """Deliver, and give all files there are then, by their paths."""
    companies = company_folders(apprentices, edition.planning.year)
    chosen = (find_company_folder(company, companies),) if company else companies
    delivery = Delivery(out, edition, chosen, not company, before, Messages("fr"), force)
    delivery.check()
    delivery.write(lambda _: None, workers)
    return files_in(out)


def files_in(out: Path) -> dict[str, bytes]:
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


@pytest.fixture(scope="module")
def real(
    versions: tuple[Edition, Edition], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, bytes]:
    """Deliver all documents of a short list, with what changed."""
    return deliver(tmp_path_factory.mktemp("real"), LIST, *versions)


@pytest.fixture
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make documents of a line each, for what does not look into them."""

    def line(kind: str) -> Callable[..., bytes]:
        def write(year, edition, *_, **__):  # type: ignore[no-untyped-def]
            who = getattr(year, "apprentice", year)
            return f"{kind} {who} {edition.version_label}".encode()

        return write

    for document in ("calendar_grid", "calendar_file", "apprentice_workbook"):
        monkeypatch.setattr(f"planner.delivery.rendering.{document}", line(document))
    for kind in ("calendar_pdf", "calendar_sheet"):
        name = f"planner.delivery.rendering.{kind}"
        monkeypatch.setattr(name, lambda grid, _, kind=kind: kind.encode() + grid)

    def changes(year, before, edition, *_, **__):  # type: ignore[no-untyped-def]
        return f"{year.apprentice} {before.cohort.cohort.id}".encode()

    monkeypatch.setattr("planner.delivery.rendering.changes_pdf", changes)
    monkeypatch.setattr("planner.delivery.rendering.changes_sheet", changes)

    def index(folder, years, edition, *_, **__):  # type: ignore[no-untyped-def]
        return line("index")(folder.company, edition)

    monkeypatch.setattr("planner.delivery.rendering.company_index", index)


# --- What lies where ----------------------------------------------------------------------------


def test_each_company_has_a_folder_with_one_for_each_of_its_apprentices(
    real: Mapping[str, bytes],
) -> None:
    documents = {
        "calendrier.pdf",
        "calendrier.xlsx",
        "calendrier.ics",
        "semaines.xlsx",
        "changements.pdf",
        "changements.xlsx",
    }
    expected = {"manifest.json", "publipostage.xlsx", "récapitulatif.xlsx"}
    for company in {apprentice.company for apprentice in LIST}:
        expected |= {f"companies/{company}/index.pdf", f"companies/{company}.zip"}
    for who in LIST:
        folder = f"companies/{who.company}/{who.surname} {who.first_name}"
        expected |= {f"{folder}/{name}" for name in documents}
    assert set(real) == expected


def test_an_archive_holds_the_folder_of_its_company(real: Mapping[str, bytes]) -> None:
    for path in (path for path in real if path.endswith(".zip")):
        with zipfile.ZipFile(io.BytesIO(real[path])) as packed:
            names = packed.namelist()
            found = {f"companies/{name}": packed.read(name) for name in names}
            assert names == sorted(names)
            assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert all(e.flag_bits & 0x800 for e in packed.infolist() if not e.filename.isascii())
        folder = path.removesuffix(".zip") + "/"
        assert found == {p: content for p, content in real.items() if p.startswith(folder)}


def test_the_manifest_tells_every_file_with_its_checksum(real: Mapping[str, bytes]) -> None:
    manifest = json.loads(real["manifest.json"])
    assert (manifest["programme"], manifest["academic_year"]) == ("imt-mines-albi", "2026-2027")
    listed = [manifest["summary"]["file"], manifest["summary"]["mail_merge"]]
    people = {}
    for company in manifest["companies"]:
        assert company["version"] == {"label": "V2", "revision": 2, "issued": "2026-10-01"}
        listed += company["files"]
        for apprentice in company["apprentices"]:
            people[apprentice["surname"]] = company["company"]
            listed += apprentice["files"]
    assert people == {apprentice.surname: apprentice.company for apprentice in LIST}
    assert {file["path"]: (file["bytes"], file["sha256"]) for file in listed} == {
        path: (len(content), sha256(content).hexdigest())
        for path, content in real.items()
        if path != "manifest.json"
    }


def test_two_processes_make_the_same_files_as_one(
    real: Mapping[str, bytes], versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    """All documents of a company, from a list in another order."""
    company = "Zyxwerk Ferronnerie"
    made = deliver(tmp_path, LIST[::-1], *versions, company=company, workers=2)
    made.pop("manifest.json")
    assert made == {path: real[path] for path in real if path.startswith(f"companies/{company}")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_documents_have_names_that_every_system_takes(language: str) -> None:
    text = Messages(language)
    names = [
        text("file.summary"),
        text("file.mail-merge"),
        *(text(f"document.{document}") for document in Document),
    ]
    assert len(set(names)) == 8
    assert [file_name(name) for name in names] == names
    longest = max(map(len, names))
    assert len("companies/") + 2 * (MOST_NAME_UNITS + 1) + longest < 260 / 2


def test_namesakes_have_folders_of_their_own(versions: tuple[Edition, Edition]) -> None:
    """Whatever else the list holds, and in whatever order."""
    one = employed("Dupont", "Jean", "1A", "Forge", email="a@b.example", row=2)
    twins = (one, replace(one, email="c@d.example", row=3), replace(one, row=4))
    (forge,) = company_folders(twins, versions[0].planning.year)
    names = {folder.apprentice: folder.name for folder in forge.folders}
    assert len({name.casefold() for name in names.values()}) == 3
    others = (*twins[::-1], replace(one, surname="Durand", row=5))
    (again,) = company_folders(others, versions[0].planning.year)
    assert {f.apprentice: f.name for f in again.folders if f.apprentice in names} == names
    odd = replace(one, surname="index.pdf", first_name="")
    (index,) = company_folders([odd], versions[0].planning.year)
    assert index.folders[0].name != "index.pdf"


@pytest.mark.usefixtures("light")
def test_nasty_names_stay_in_the_folder(versions: tuple[Edition, Edition], tmp_path: Path) -> None:
    apprentices = [
        employed(name, "../..", "1A", name, row=row) for row, name in enumerate(NASTY, start=2)
    ]
    out = tmp_path / "out"
    files = deliver(out, apprentices, versions[0])
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert {path.name for path in out.iterdir()} == {
        "companies",
        "manifest.json",
        "publipostage.xlsx",
        "récapitulatif.xlsx",
    }
    folders = {path.split("/")[1] for path in files if path.endswith("/index.pdf")}
    seen = {unicodedata.normalize("NFC", name).casefold() for name in folders}
    assert len(seen) == len(NASTY)
    parts = {part for path in files for part in path.split("/")}
    assert {part for part in parts if file_name(part, 2 * MOST_NAME_UNITS) != part} == set()


# --- Nothing of one company is in another's -----------------------------------------------------


@cache
def texts(kind: str, content: bytes) -> str:
    """Read all there is to read in a file of a kind: text, metadata, files within and names."""
    found = [content.decode("latin-1")]
    if kind == ".pdf":
        reader = PdfReader(io.BytesIO(content))
        found += [page.extract_text() for page in reader.pages]
        found += [str(reader.metadata), str(reader.xmp_metadata and vars(reader.xmp_metadata))]
    elif kind in (".xlsx", ".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            within = [(name, packed.read(name)) for name in packed.namelist()]
        found += [text for name, part in within for text in (name, texts(Path(name).suffix, part))]
    else:
        found.append(re.sub(r"\r\n[ \t]", "", content.decode(errors="replace")))
    return unicodedata.normalize("NFC", "\n".join(found)).casefold()


def words(apprentice: Apprentice) -> set[str]:
    """Give the words that only this person's documents may hold."""
    who = (apprentice.surname, apprentice.first_name, apprentice.company, apprentice.email)
    return {word for line in who for word in re.findall(r"\w{5,}", line)} - {"Textiles", "example"}


def holds(path: str, content: bytes, word: str) -> bool:
    known = unicodedata.normalize("NFC", word).casefold()
    return known in texts("name", path.encode()) or known in texts(Path(path).suffix, content)


def leaks(files: Mapping[str, bytes]) -> set[tuple[str, str]]:
    """Find what belongs to another company: in which file, and the word."""
    return {
        (path, word)
        for path, content in files.items()
        if path.startswith("companies/")
        for apprentice in LIST
        if not path.startswith(f"companies/{apprentice.company}")
        for word in words(apprentice)
        if holds(path, content, word)
    }


def test_nothing_of_one_company_is_in_the_folder_of_another(real: Mapping[str, bytes]) -> None:
    assert leaks(real) == set()


def test_a_name_of_another_company_would_be_found_in_every_kind_of_file(
    real: Mapping[str, bytes],
) -> None:
    """Each document names its own apprentice; put into another folder, it is found there."""
    own = "companies/Zyxwerk Ferronnerie/Abrazine Ysolde/"
    for path, content in real.items():
        if path.startswith(own):
            place = path.replace(own, "companies/Qombat Textiles/Corvigny Philémon/")
            assert {word for _, word in leaks({place: content})} & {"Abrazine", "Ysolde"}, path
    assert leaks({"companies/Qombat Textiles.zip": real["companies/Zyxwerk Ferronnerie.zip"]})
    assert leaks({"companies/Qombat Textiles/Estrugo": b""})
    index = real["companies/Pâtes Ghislemont/index.pdf"]
    assert leaks({"companies/Qombat Textiles/index.pdf": index})


def test_remarks_are_for_the_school_alone(real: Mapping[str, bytes]) -> None:
    """They may speak of others: no folder holds them, the summary does."""
    found = {path for path, content in real.items() if holds(path, content, "Wexandre")}
    assert found == {"récapitulatif.xlsx"}


# --- The cover page and the summary -------------------------------------------------------------


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def cover(apprentices: Sequence[Apprentice], edition: Edition, before: Edition | None) -> bytes:
    (company,) = company_folders(apprentices, edition.planning.year)
    return DocumentRenderer(edition, before, "fr").company_index(company)


def test_the_cover_page_tells_whom_and_what_for(real: Mapping[str, bytes]) -> None:
    (page,) = pages(real["companies/Zyxwerk Ferronnerie/index.pdf"])
    page = " ".join(page.replace("\u00a0", " ").replace("\u202f", " ").split())
    for part in (
        "Zyxwerk Ferronnerie",
        "2 apprentis",
        "V2 – édition du 1er octobre 2026",
        "Ysolde Abrazine",
        "dossier : Abrazine Ysolde",
        "46 séances",
        "440 h",
        "161 h",
        "Le contrat commence le 2 novembre 2026.",
        "S50 2026",
        "calendrier.ics",
        "Ysolde Abrazine 2 séances déplacées.",
        "Tancrède Bromélan Rien n'a changé.",
    ):
        assert part in page


def test_no_line_of_the_cover_page_ends_where_french_does_not_let_it(
    versions: tuple[Edition, Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page itself does not tell its spaces apart: what it is set from does."""
    said: list[str] = []

    def typeset(_: str, data: Mapping[str, object]) -> bytes:
        said.append(json.dumps(data, ensure_ascii=False).replace('": ', '":'))
        return b""

    monkeypatch.setattr("planner.documents.company.index.typeset", typeset)
    for company in company_folders(LIST, versions[0].planning.year):
        DocumentRenderer(*versions, "fr").company_index(company)
    assert len(said) == 4
    for line in said:
        assert "version\u00a0: V2" in line
        assert "\u00a0h" in line
        assert Messages("fr").unbroken(line) == line


def test_many_apprentices_and_long_names_flow_onto_more_pages(
    versions: tuple[Edition, Edition],
) -> None:
    long = [employed("W" * 100, f"{n} " + "é" * 99, "1A", "V" * 200, row=n) for n in range(12)]
    told = pages(cover(long, versions[0], None))
    assert len(told) > 1
    assert all("Promotion" in page for page in told[:-1])
    assert all(f"sur {len(told)}" in page for page in told)


def test_the_cover_page_is_tagged_and_carries_its_fonts(real: Mapping[str, bytes]) -> None:
    reader = PdfReader(io.BytesIO(real["companies/Qombat Textiles/index.pdf"]))
    root: Any = reader.trailer["/Root"]
    assert "/StructTreeRoot" in root
    resources: Any = reader.pages[0]["/Resources"]
    fonts = [font.get_object() for font in resources["/Font"].values()]
    within = [font["/DescendantFonts"][0]["/FontDescriptor"] for font in fonts]
    assert within
    assert all("/FontFile2" in font or "/FontFile3" in font for font in within)


def test_the_summary_tells_who_gets_what_and_what_is_to_settle(
    versions: tuple[Edition, Edition],
) -> None:
    odd = replace(FULL, surname="=1+1", remarks="+33 5", email="@x")
    companies = company_folders([*LIST, odd], versions[0].planning.year)
    edition, text = versions[0], Messages("fr")
    press = DocumentRenderer(edition, None, "fr")
    years = {f.apprentice: press.years(f.apprentice)[0] for c in companies for f in c.folders}
    given = apprentice_documents(changes=False)
    content = roster_summary(companies, years, given, edition, text)
    assert content == roster_summary(companies, years, given, edition, text)
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Apprentis", "Entreprises", "Heures par mois"]
    rows = list(book["Apprentis"].iter_rows(min_row=6, values_only=True))
    by_name = {row[1]: row for row in rows}
    assert len(rows) == 6
    late = by_name["Bromélan"]
    assert late[7].date() == LATE  # type: ignore[union-attr]
    assert late[9] == late[10] == years[LIST[1]].hours.sessions < 40
    assert late[11] == years[LIST[1]].hours.onsite / 60
    stuck = by_name["=1+1"]
    assert (stuck[10], stuck[16]) == (46, "+33 5")
    assert stuck[9] == 46 - sum(u.sessions - u.room for u in years[odd].unplaced) < 46
    assert "S45 2026" in str(stuck[15])
    assert "planner repair" in str(book["Apprentis"]["A4"].value)
    assert all(cell.data_type != "f" for row in book["Apprentis"].iter_rows() for cell in row)
    assert [row[:2] for row in book["Entreprises"].iter_rows(min_row=6, values_only=True)] == [
        ("Forge", 1),
        ("Pâtes Ghislemont", 1),
        ("Qombat Textiles", 1),
        ("Verrerie Hulmont", 1),
        ("Zyxwerk Ferronnerie", 2),
    ]
    for sheet in book.worksheets:
        assert sheet.auto_filter.ref
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")


# --- A folder that holds an earlier delivery ----------------------------------------------------


@pytest.mark.usefixtures("light")
def test_what_is_no_more_does_not_stay_and_nothing_else_is_touched(
    versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    """A company and an apprentice leave; somebody keeps a file of their own in a folder."""
    edition = versions[0]
    deliver(tmp_path, LIST, *versions)
    own = tmp_path / "companies" / "Qombat Textiles" / "notes.txt"
    own.write_text("mine")
    stay = (LIST[0], LIST[3])
    found = deliver(tmp_path, stay, edition)
    assert found.pop("companies/Qombat Textiles/notes.txt") == b"mine"
    assert found == deliver(tmp_path.parent / f"{tmp_path.name}-new", stay, edition)
    assert {path.name for path in (tmp_path / "companies").iterdir()} == {
        "Zyxwerk Ferronnerie",
        "Zyxwerk Ferronnerie.zip",
        "Verrerie Hulmont",
        "Verrerie Hulmont.zip",
        "Qombat Textiles",
    }


@pytest.mark.usefixtures("light")
def test_a_file_that_somebody_edited_is_kept_without_force(
    versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    deliver(tmp_path, LIST, versions[0])
    edited = tmp_path / "companies/Verrerie Hulmont/Duvantel Ombeline/semaines.xlsx"
    edited.write_bytes(b"mine")
    before = files_in(tmp_path)
    for apprentices in (LIST, LIST[:3]):
        with pytest.raises(Unusable) as unusable:
            deliver(tmp_path, apprentices, versions[0])
        assert [p.values["file"] for p in unusable.value.problems] == [edited]
        assert files_in(tmp_path) == before
    assert "Verrerie" not in str(deliver(tmp_path, LIST[:3], versions[0], force=True))


@pytest.mark.usefixtures("light")
def test_a_delivery_that_was_killed_is_completed_by_the_next(
    versions: tuple[Edition, Edition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    after, before = versions
    whole = deliver(tmp_path / "whole", LIST[:4], after)
    deliver(tmp_path / "killed", LIST, before)
    real, moves = os.replace, iter(range(100))

    def ends(source: Path, target: Path) -> None:
        if next(moves) == 30:
            raise KeyboardInterrupt
        real(source, target)

    with monkeypatch.context() as killing:
        killing.setattr(os, "replace", ends)
        killing.setattr(Journal, "undo", lambda journal: journal.stream.close())
        with pytest.raises(KeyboardInterrupt):
            deliver(tmp_path / "killed", LIST[:4], after)
    assert deliver(tmp_path / "killed", LIST[:4], after) == whole


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize("force", [False, True])
def test_a_file_edited_while_documents_are_rendered_is_kept(
    force: bool, versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    deliver(tmp_path, LIST, versions[0])
    edited = tmp_path / "companies/Verrerie Hulmont/Duvantel Ombeline/semaines.xlsx"
    folders = company_folders(LIST, versions[0].planning.year)
    delivery = Delivery(tmp_path, versions[0], folders, True, None, Messages("fr"), force)
    delivery.check()
    edited.write_bytes(b"mine")
    before = files_in(tmp_path)
    with pytest.raises(Unusable) as unusable:
        delivery.write(lambda _: None, 1)
    assert [p.key for p in unusable.value.problems] == ["out.edited-meanwhile"]
    assert files_in(tmp_path) == before


@pytest.mark.usefixtures("light")
def test_a_file_that_no_delivery_has_written_is_not_replaced(
    versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    own = tmp_path / "companies" / "Verrerie Hulmont.zip"
    own.parent.mkdir()
    own.write_bytes(b"mine")
    with pytest.raises(Unusable):
        deliver(tmp_path, LIST, versions[0])
    assert files_in(tmp_path) == {"companies/Verrerie Hulmont.zip": b"mine"}


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize(
    "path", ["../outside", "/etc/hosts", "companies/../../outside", "a\\b", "link/outside"]
)
def test_a_manifest_that_names_files_elsewhere_is_not_followed(
    path: str, versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    deliver(out, LIST, versions[0])
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    (out / "link").symlink_to(tmp_path)
    record = json.loads((out / "manifest.json").read_text())
    digest = sha256(b"mine").hexdigest()
    record["companies"][0]["files"].append({"path": path, "bytes": 4, "sha256": digest})
    (out / "manifest.json").write_text(json.dumps(record))
    with pytest.raises(Unusable) as unusable:
        deliver(out, LIST[:1], versions[0])
    assert unusable.value.problems[0].key == "delivery.manifest"
    deliver(out, LIST[:1], versions[0], force=True)
    assert outside.read_bytes() == b"mine"


@pytest.mark.usefixtures("light")
def test_one_company_leaves_the_others_and_the_summary_as_they_were(
    versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    edition = versions[0]
    before = deliver(tmp_path, LIST, edition)
    newer = replace(edition, version_label="V3", revision=3)
    after = deliver(tmp_path, LIST, newer, company="zyxwerk  férronnerie")
    changed = {path for path in after if after[path] != before.get(path)}
    assert {path.split("/")[0] for path in changed} == {"companies", "manifest.json"}
    assert {path.split("/")[1][:7] for path in changed - {"manifest.json"}} == {"Zyxwerk"}
    versions_now = {
        company["company"]: company["version"]["label"]
        for company in json.loads(after["manifest.json"])["companies"]
    }
    assert versions_now == {
        "Zyxwerk Ferronnerie": "V3",
        "Qombat Textiles": "V2",
        "Verrerie Hulmont": "V2",
        "Pâtes Ghislemont": "V2",
    }
    alone = deliver(tmp_path / "alone", LIST, edition, company="Qombat Textiles")
    assert {path.split("/")[-1] for path in alone} == {
        "index.pdf",
        "Qombat Textiles.zip",
        "manifest.json",
        "calendrier.pdf",
        "calendrier.xlsx",
        "calendrier.ics",
        "semaines.xlsx",
    }


@pytest.mark.usefixtures("light")
def test_one_company_does_not_move_into_the_folder_of_another(
    versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    """What was called a:b is now gone, and a/b alone bears the name that both want."""
    one, other = (altered(LIST[n], company=name) for n, name in ((0, "a:b"), (2, "a/b")))
    assert "companies/a b/index.pdf" in deliver(tmp_path, [one], versions[0])
    found = deliver(tmp_path, [other], versions[0], company="a/b")
    assert not any("Abrazine" in path for path in found)
    assert "Abrazine" not in found["manifest.json"].decode()


@pytest.mark.usefixtures("light")
def test_another_programme_or_a_higher_revision_is_not_written_over(
    versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    edition = versions[0]
    before = deliver(tmp_path, LIST, edition)
    programme = replace(edition.planning.programme, id="other")
    other = replace(edition, planning=ruled_by(edition.planning, programme))
    for wrong, key in ((other, "other"), (replace(edition, revision=1), "older")):
        with pytest.raises(Unusable) as unusable:
            deliver(tmp_path, LIST, wrong, force=True)
        assert [p.key for p in unusable.value.problems] == [f"delivery.{key}"]
    assert files_in(tmp_path) == before


@pytest.mark.usefixtures("light")
@pytest.mark.parametrize("fault", [RuntimeError("a fault"), KeyboardInterrupt()])
def test_a_fault_on_the_way_writes_nothing(
    fault: BaseException,
    versions: tuple[Edition, Edition],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = deliver(tmp_path, LIST, versions[0])

    def fail(*_: object, **__: object) -> bytes:
        raise fault

    monkeypatch.setattr("planner.delivery.rendering.company_index", fail)
    with pytest.raises(type(fault)):
        deliver(tmp_path, LIST[:2], replace(versions[0], version_label="V3"))
    assert files_in(tmp_path) == before


def test_a_process_that_dies_is_told(
    versions: tuple[Edition, Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dying(ThreadPoolExecutor):
        def map(self, *_: Any, **__: Any) -> Iterator[Any]:
            raise BrokenProcessPool

    monkeypatch.setattr("planner.delivery.process_pool.ProcessPoolExecutor", lambda *_: Dying())
    with (
        pytest.raises(Unusable) as unusable,
        render_pool(DocumentRenderer(*versions, "fr"), 2) as pool,
    ):
        list(pool.map(DocumentRenderer.years, LIST))
    assert [p.key for p in unusable.value.problems] == ["delivery.process"]


def test_few_apprentices_are_worth_no_process() -> None:
    assert default_workers(1) == default_workers(9) == 1
    assert 1 <= default_workers(10_000) <= 60


# --- The command --------------------------------------------------------------------------------


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[Apprentice]:
    """Read a list that a test may change, whatever the file is."""
    apprentices = list(LIST)
    name = "planner.apprentices.roster.read_noted_roster"
    monkeypatch.setattr(name, lambda *_: ReadRoster(tuple(apprentices)))
    return apprentices


@pytest.fixture
def asked(versions: tuple[Edition, Edition], tmp_path: Path) -> tuple[object, ...]:
    """Write both versions, and ask for documents of the later one."""
    for name, edition in zip(("new", "old"), versions, strict=True):
        (tmp_path / f"{name}.json").write_bytes(planning_json(edition))
    return ("documents", tmp_path / "new.json", "--roster", "list.csv", "--out", tmp_path / "out")


@pytest.mark.usefixtures("light", "listed")
def test_the_command_tells_what_it_delivered(
    planner: Call, asked: Sequence[object], tmp_path: Path
) -> None:
    code, told, err = planner(*asked, "--since", tmp_path / "old.json", "--issued", "2026-12-24")
    assert code == 0
    assert re.search(r"4 │ +5 │ +41 │", told)
    assert err == "Documents des apprentis\u00a0: 5 sur 5\n"
    assert "enlevé" not in told
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["companies"][0]["version"]["issued"] == "2026-12-24"
    assert manifest["companies"][0]["version"]["label"] == "V2"
    code, told, err = planner(*asked, "--version-label", "V2b", "--quiet")
    assert (code, told, err) == (0, "", "")


@pytest.mark.usefixtures("light", "listed")
def test_the_command_tells_how_many_files_it_took_away(
    planner: Call, asked: Sequence[object], tmp_path: Path
) -> None:
    """A list that a filter has shortened takes away the documents of all others."""
    planner(*asked, "--since", tmp_path / "old.json", "--quiet")
    code, told, _ = planner(*asked)
    assert (code, "10 fichiers précédents sont enlevés" in told) == (0, True)
    assert "enlevé" not in planner(*asked)[1]


@pytest.mark.usefixtures("light")
def test_a_company_of_the_invented_list_gets_its_folder(
    planner: Call, asked: Sequence[object], tmp_path: Path
) -> None:
    roster = ALBI.with_name("roster.xlsx")
    asked = (*asked, "--roster", roster, "--quiet", "--company")
    code, _, told = planner(*asked, "Ateliers d'autre songe")
    assert (code, "Ateliers d'Outre-Songe" in told) == (2, True)
    assert planner(*asked, "ATELIERS  d'outre-songe") == (0, "", "")
    folder = tmp_path / "out" / "companies" / "Ateliers d'Outre-Songe"
    assert {path.name for path in folder.parent.iterdir()} == {folder.name, f"{folder.name}.zip"}
    assert any(path.is_dir() for path in folder.iterdir())


@pytest.mark.usefixtures("light")
def test_a_week_without_room_is_told_and_the_documents_are_made(
    planner: Call, asked: Sequence[object], listed: list[Apprentice], tmp_path: Path
) -> None:
    listed.append(FULL)
    code, _, told = planner(*asked, "--quiet")
    told = told.replace("\u00a0", " ").replace("\u202f", " ")
    assert code == 1
    assert (
        "list.xlsx, Promo 1, ligne 9 : Anne Bloqué (1A, Forge), "
        "S45 2026 (du 2 au 6 novembre 2026) : "
        "2 séances à placer, 0 demi-journée libre"
    ) in told
    assert told.count("planner repair") == 1
    assert (tmp_path / "out/companies/Forge/Bloqué Anne/calendrier.pdf").exists()


@pytest.mark.usefixtures("light", "listed")
@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--company", "Qombat"], "Vouliez-vous dire : Qombat Textiles ?"),
        (["--company", "0000"], "n'est pas dans la liste"),
        (["--company", ""], "n'est pas dans la liste"),
        (["--since", "new.json"], "Donnez --revision 3"),
        (["--since", "old.json", "--revision", "1"], "Donnez --revision 2"),
        (["--since", "missing.json"], "introuvable"),
        (["--revision", "0"], "de 1 à 999999"),
        (["--workers", "0"], "au moins 1"),
        (["--out", "new.json"], "ce n'est pas un dossier"),
    ],
)
def test_what_cannot_be_is_told_before_anything_is_written(
    options: list[str],
    told: str,
    planner: Call,
    asked: Sequence[object],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = files_in(tmp_path)
    code, out, err = planner(*asked, *options)
    assert (code, out) == (2, "")
    assert told in err.replace("\u00a0", " ").replace("\u202f", " ")
    assert files_in(tmp_path) == before


def test_the_version_before_is_of_the_same_programme_and_weeks(
    versions: tuple[Edition, Edition], monkeypatch: pytest.MonkeyPatch
) -> None:
    now, before = versions
    case = before.planning.case
    programme, year = case.programme, case.year
    for changed, key in (
        ({"programme": replace(programme, id="other")}, "after.other-programme"),
        ({"year": replace(year, weeks=year.weeks[1:])}, "diff.other-year"),
    ):
        earlier = replace(before, planning=replace(before.planning, case=replace(case, **changed)))
        monkeypatch.setattr("planner.planning.inputs.whole_edition", lambda _, found=earlier: found)
        with pytest.raises(Unusable) as unusable:
            version_before(Path("old.json"), now)
        assert [p.key for p in unusable.value.problems] == [key]


@pytest.mark.usefixtures("light", "listed")
def test_a_planning_that_breaks_rules_or_is_not_whole_is_refused(
    planner: Call, asked: Sequence[object], versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    (tmp_path / "new.json").write_bytes(planning_json(_without_sessions(versions[0])))
    code, _, told = planner(*asked)
    assert code == 2
    assert "enfreint ses règles" in told
    assert "Séances à distance (sessions), 1A" in told
    code, _, told = planner("documents", ALBI, *asked[2:])
    assert (code, "planning.json" in told) == (2, True)
    assert not (tmp_path / "out").exists()


def _without_sessions(edition: Edition) -> Edition:
    first, *others = edition.planning.cohorts
    none = replace(first, sessions=(0,) * len(first.activities))
    return replace(edition, planning=replace(edition.planning, cohorts=(none, *others)))


def test_companies_that_look_alike_are_told_apart(edition: Edition) -> None:
    one, other = (altered(LIST[0], company=name) for name in ("Forge du Lac", "FORGE DU LAC"))
    companies = company_folders((one, other), edition.planning.year)
    assert find_company_folder("Forge du Lac", companies).company == "Forge du Lac"
    with pytest.raises(Unusable) as unusable:
        find_company_folder("forge du lac", companies)
    assert [p.key for p in unusable.value.problems] == ["company.several"]
