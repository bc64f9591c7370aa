"""What lies where, and nothing of one company in the folder of another."""

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest
from pypdf import PdfReader

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import Document, company_folders
from planner.files.file_names import MOST_NAME_UNITS, file_name
from planner.messages import LANGUAGES, Messages
from planner.planning.planning import Edition
from tests.builders import employed
from tests.delivery.conftest import LIST, deliver

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
