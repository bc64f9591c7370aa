"""The annexes of contracts: a page for three to sign, told from those of other versions."""

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from zipfile import ZipFile

from pypdf import PdfReader

import planner as planner_api
from planner.apprentices.apprentice import Apprentice, Contact, Period
from planner.documents.apprentice.annex import planning_digest
from planner.documents.exchange.kinds import EXPORT_KINDS
from planner.documents.exchange.source import ExportSource
from planner.messages import Messages
from planner.office.draft_files import file_content, offered_files
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from tests.builders import employed
from tests.conftest import Call
from tests.office_desk import listed_state

FR = Messages("fr")
TWO_COMPANIES = Apprentice(
    "Zéphyr",
    "Lou",
    "1A",
    (
        Period("Forge", start=date(2026, 9, 1), end=date(2027, 1, 29)),
        Period("Verrerie", start=date(2027, 2, 1), end=date(2029, 8, 31)),
    ),
)


def exported(edition: Edition, people: Sequence[Apprentice] = ()) -> bytes:
    return EXPORT_KINDS["annex"].content(".zip", ExportSource(edition, tuple(people)), FR)


def pages(content: bytes) -> Mapping[str, str]:
    """Return the text of each page of an archive, by its path; none has a second page."""
    found = {}
    with ZipFile(io.BytesIO(content)) as packed:
        for name in packed.namelist():
            (page,) = PdfReader(io.BytesIO(packed.read(name))).pages
            found[name] = " ".join(page.extract_text().split())
    return found


def test_a_page_has_three_places_to_sign_and_the_digest(edition: Edition) -> None:
    found = pages(exported(edition, [employed("Brun", "Zoé", "2A", "Forge")]))
    assert list(found) == ["Forge/Brun Zoé.pdf"]
    said = found["Forge/Brun Zoé.pdf"]
    for place in ("L'apprenti", "L'entreprise", "Le centre de formation"):
        assert f"{place} (date" in said
    assert said.count("Zoé Brun") == said.count("Forge") == 2
    assert planning_digest(edition) in said
    assert "V1 <test>" in said


def test_the_digest_is_that_of_planning_json(edition: Edition) -> None:
    whole = hashlib.sha256(planning_json(edition)).hexdigest()
    assert whole.startswith(planning_digest(edition).replace(" ", ""))
    other = replace(edition, version_label="V2")
    assert planning_digest(other) != planning_digest(edition)


def test_each_company_gets_its_own_page_of_a_person(edition: Edition) -> None:
    alone = employed("Brun", "Zoé", "2A", "")
    found = pages(exported(edition, [TWO_COMPANIES, alone]))
    assert set(found) == {
        *("Forge/Zéphyr Lou.pdf", "Verrerie/Zéphyr Lou.pdf", "apprentices/Brun Zoé.pdf"),
    }
    assert "Verrerie" not in found["Forge/Zéphyr Lou.pdf"]


def test_without_a_list_each_class_has_a_page(edition: Edition) -> None:
    found = pages(exported(edition))
    assert list(found) == ["annexe 1A.pdf", "annexe 2A.pdf", "annexe 3A.pdf"]
    assert all("L'apprenti (date" in said for said in found.values())


def test_the_longest_notes_and_names_stay_on_one_page(edition: Edition) -> None:
    name, company = "Maximilienne-Joséphine " * 5, "Ateliers Mécaniques et Fonderies " * 4
    contact = Contact("Anne-Sophie Berthelot-Descamps", f"{'a' * 60}@example.org", "05 00 00 00 00")
    periods = tuple(
        Period(f"{company}{n}", start=start, end=end, tutor=contact, contact=contact)
        for n, (start, end) in enumerate(
            ((date(2026, 9, 1), date(2027, 2, 10)), (date(2027, 3, 1), date(2027, 8, 31)))
        )
    )
    (said,) = pages(exported(edition, [Apprentice(name, "Lou", "3A", periods[:1])])).values()
    assert "Le centre de formation" in said
    assert len(pages(exported(edition, [Apprentice(name, "Lou", "3A", periods)]))) == 2


def test_the_command_python_and_the_office_give_the_same_bytes(
    edition: Edition, tmp_path: Path, planner: Call
) -> None:
    planning, roster, out = (tmp_path / n for n in ("planning.json", "liste.csv", "annexes.zip"))
    planning.write_bytes(planning_json(edition))
    roster.write_text("Nom;Prénom;Promotion;Entreprise\nBrun;Zoé;2A;Forge", "utf-8")
    assert planner("export", "annex", planning, "--roster", roster, "--out", out)[0] == 0
    other = tmp_path / "other.zip"
    planner_api.export(edition, "annex", other, roster=roster, language="fr")
    assert out.read_bytes() == other.read_bytes()
    people = (employed("Brun", "Zoé", "2A", "Forge"),)
    state = listed_state(edition, people)
    files = {file.name: file for file in offered_files(state, FR) if file.of == "annex"}
    assert list(files) == ["annexes.zip", "annexes-apprentis.zip"]
    assert file_content(files["annexes-apprentis.zip"], state, "fr") == out.read_bytes()
