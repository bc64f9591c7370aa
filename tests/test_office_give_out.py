"""What a draft gives out: the bytes of the command line, nothing final that breaks a rule."""

import io
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from planner.apprentices.roster import read_roster
from planner.documents.letterhead import Letterhead
from planner.documents.planning.files import PlanningFiles
from planner.messages import Messages
from planner.office.archives import ArchiveOrder, Archives, ArchiveState, documents_archive
from planner.office.draft_files import ExportSelection, file_content, offered_files
from planner.office.drafts.state import with_edits
from planner.office.drafts.store import DraftAct, save_state
from planner.planning.editing import WeekEdit
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.portal.store.versions import list_versions, read_enrolments, roster_of
from planner.year.activity import Activity
from tests.builders import altered, employed
from tests.conftest import Call
from tests.office_desk import Desk, listed_state, open_desk
from tests.office_searcher import said
from tests.portal import EARLIER, NOW


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def test_files_are_those_of_the_command_line(
    edition: Edition, french: Messages, tmp_path: Path, planner: Call
) -> None:
    state = listed_state(edition, ())
    files = {file.name: file for file in offered_files(state, french)}
    written = {name: file_content(file, state, "fr") for name, file in files.items()}
    names = PlanningFiles(tmp_path, ["2026-2027"], force=True).write([edition], french)
    for name in names:
        assert written[name] == (tmp_path / name).read_bytes(), name
    rules = tmp_path / "programme.toml"
    rules.write_bytes(written["programme.toml"])
    assert rules.read_text(encoding="utf-8") == edition.planning.programme.text
    planner("calendars", tmp_path / "planning.json", "--out", tmp_path / "out")
    calendars = sorted((tmp_path / "out").iterdir())
    assert {path.name for path in calendars} == {n for n in files if files[n].group == "classes"}
    assert [path.read_bytes() for path in calendars] == [written[p.name] for p in calendars]


@pytest.mark.usefixtures("confining")
def test_pages_send_files_under_their_names(desk: Desk, edition: Edition) -> None:
    number = desk.start(listed_state(edition, EARLIER))
    at = f"/office/drafts/{number}/give-out"
    assert "gantt.svg" in desk.open(at).text
    for name, kind in (
        ("programme.toml", "application/toml"),
        ("planning.json", "application/json"),
        (quote("calendrier 1A.pdf"), "application/pdf"),
    ):
        answer = desk.open(f"{at}/{name}?lang=fr")
        assert (answer.status, answer.header("content-type")) == (200, kind)
        assert str(answer.header("content-disposition")).startswith("attachment")
    assert desk.open(f"{at}/none.txt").status == 404


def test_a_label_stands_on_all_documents(desk: Desk, edition: Edition) -> None:
    number = desk.start(listed_state(edition, EARLIER))
    at = f"/office/drafts/{number}/give-out"
    desk.open(at)
    assert desk.send(f"{at}/version", label="V2 provisoire", issued="2026-10-01").status == 303
    planning = desk.open(f"{at}/planning.json").text
    assert '"V2 provisoire"' in planning
    desk.open(at)
    assert desk.send(f"{at}/version", label="", issued="hier").status == 422
    assert desk.draft(number).changed.act == DraftAct("labelled", {"label": "V2 provisoire"})


def test_what_breaks_a_rule_is_only_given_to_be_corrected(desk: Desk, edition: Edition) -> None:
    state = listed_state(edition, EARLIER)
    weeks = edition.planning.cohorts[0].activities
    away = next(n for n, activity in enumerate(weeks) if activity != Activity.SCHOOL)
    number = desk.start(with_edits(state, [WeekEdit("1A", away, Activity.SCHOOL)]))
    at = f"/office/drafts/{number}"
    page = desk.open(f"{at}/give-out?lang=fr").text
    assert "planning-à-corriger.xlsx" in page
    assert "gantt.svg" not in page
    assert "school_blocks" not in page
    assert desk.open(f"{at}/give-out/gantt.svg").status == 404
    assert desk.open(f"{at}/publish").status == 409
    desk.open(f"{at}/give-out")
    assert desk.send(f"{at}/publish", revision=1).status == 409
    assert desk.send(f"{at}/give-out/documents").status == 409
    with desk.site.database.reading() as connection:
        assert list_versions(connection) == ()


def test_a_draft_is_published_without_a_file(desk: Desk, edition: Edition) -> None:
    number = desk.start(listed_state(edition, EARLIER))
    at = f"/office/drafts/{number}"
    assert "Première publication" in desk.open(f"{at}/publish?lang=fr").text
    assert desk.send(f"{at}/publish").status == 303
    with desk.site.database.reading() as connection:
        (version,) = list_versions(connection)
        listed = read_enrolments(connection, version.id)
    assert [who.name for who in roster_of(listed)] == [who.name for who in EARLIER]
    assert desk.draft(number).changed.act == DraftAct("published", {"revision": 1})
    assert "publié, version 1" in desk.open(f"{at}/history?lang=fr").text
    desk.open(f"{at}/publish")
    assert desk.send(f"{at}/publish", revision=2).status == 200
    with desk.site.database.reading() as connection:
        assert len(list_versions(connection)) == 1


def test_nothing_is_published_but_what_was_reviewed(desk: Desk, edition: Edition) -> None:
    state = listed_state(edition, EARLIER)
    number = desk.start(state)
    at = f"/office/drafts/{number}"
    desk.open(f"{at}/publish")
    act = DraftAct("roster-removed", {"who": "Séraphine Gourdiac"})
    save_state(desk.site.database, number, 1, replace(state, roster=EARLIER[:-1]), act, "A", NOW)
    assert desk.send(f"{at}/publish").status == 409
    assert desk.send(f"{at}/publish").status == 303


def test_a_contract_that_ends_before_the_defence_is_told_everywhere(
    desk: Desk, edition: Edition
) -> None:
    """The third class has its defences from 13 to 24 September; no other has a day after August."""
    early = altered(EARLIER[2], start=date(2024, 9, 1), end=date(2027, 8, 31))
    number = desk.start(listed_state(edition, (early, EARLIER[0])))
    at = f"/office/drafts/{number}"
    pages = [f"{at}/give-out", f"{at}/publish", f"{at}/apprentices/{early.row}"]
    for page in pages:
        told = said(desk.open(f"{page}?lang=fr"))
        assert "Le contrat prend fin le 31 août 2027, avant : soutenances" in told, page
    other = said(desk.open(f"{at}/apprentices/{EARLIER[0].row}?lang=fr"))
    assert "avant : soutenances" not in other


def test_both_commands_that_give_out_a_list_tell_it(
    planner: Call, edition: Edition, tmp_path: Path
) -> None:
    planning, roster = tmp_path / "planning.json", tmp_path / "liste.csv"
    planning.write_bytes(planning_json(edition))
    rows = ("Zéphyr;Lou;3A;Bois;31/08/2027", "Zéphyr;Max;1A;Bois;31/08/2027")
    head = "Nom;Prénom;Promotion;Entreprise;Fin du contrat"
    roster.write_text("\n".join((head, *rows)), "utf-8")
    asked = (planning, "--roster", roster)
    for command, *options in (
        ("publish", "--database", tmp_path / "portal.db", "--yes"),
        ("documents", "--out", tmp_path / "out"),
    ):
        code, told, err = planner(command, *asked, *options)
        said = " ".join((told + err).split())
        assert code == 0
        assert "ligne 2 : Lou Zéphyr (3A, Bois). Le contrat prend fin le 31 août 2027" in said
        assert "Max Zéphyr" not in said


@pytest.mark.parametrize("cohort", ["", "9Z"])
def test_a_list_that_does_not_fit_is_not_published(
    desk: Desk, edition: Edition, cohort: str
) -> None:
    roster = (replace(EARLIER[0], cohort=cohort),) if cohort else ()
    number = desk.start(listed_state(edition, roster))
    assert desk.open(f"/office/drafts/{number}/give-out").status == 200
    assert desk.open(f"/office/drafts/{number}/publish").status == 409


def test_documents_of_apprentices_are_prepared_apart(edition: Edition) -> None:
    order = ArchiveOrder(edition, EARLIER[:1], "fr")
    archives = Archives()
    assert archives.find(order) is None
    archives.prepare(order)
    archives.prepare(order)
    end = time.monotonic() + 120
    while (found := archives.find(order)) and found.state is not ArchiveState.READY:
        assert found.state is not ArchiveState.BROKEN
        assert time.monotonic() < end
        time.sleep(0.05)
    content = archives.content(order)
    assert content == documents_archive(order, lambda _: None)
    names = ZipFile(io.BytesIO(content)).namelist()
    assert "récapitulatif.xlsx" in names
    assert any(name.endswith("calendrier.pdf") for name in names)
    assert archives.content(replace(order, language="en")) is None


def test_what_was_prepared_is_of_this_very_list(desk: Desk, edition: Edition) -> None:
    number = desk.start(listed_state(edition, (altered(EARLIER[0], end=date(2027, 3, 17)),)))
    page = desk.open(f"/office/drafts/{number}/give-out?lang=fr").text
    assert "Préparer les documents" in page
    unready = desk.open(f"/office/drafts/{number}/give-out/documents.zip?lang=fr")
    assert "text/html" in str(unready.header("content-type"))


# --- Of the apprentices of the list -------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "selection", "options"),
    [
        ("payroll", "paie-apprentis.csv", ExportSelection(), ()),
        (
            "attestations",
            "attestations-apprentis.xlsx",
            ExportSelection("Atelier du Puits", date(2027, 1, 4), date(2027, 3, 31)),
            ("--company", "atelier du puits", "--from", "2027-01-04", "--to", "2027-03-31"),
        ),
    ],
)
def test_files_of_apprentices_are_those_of_the_command_line(
    kind: str,
    name: str,
    selection: ExportSelection,
    options: tuple[str, ...],
    edition: Edition,
    french: Messages,
    planner: Call,
    tmp_path: Path,
) -> None:
    planning, roster, out = tmp_path / "planning.json", tmp_path / "liste.csv", tmp_path / name
    planning.write_bytes(planning_json(edition))
    rows = ("Rouge;Lou;1A;Atelier du Puits", "Bleu;Max;2A;Forge")
    roster.write_text("\n".join(("Nom;Prénom;Promotion;Entreprise", *rows)), "utf-8")
    assert planner("export", kind, planning, "--roster", roster, "--out", out, *options)[0] == 0
    state = listed_state(edition, read_roster(roster, edition.planning.case))
    (file,) = (each for each in offered_files(state, french) if each.name == name)
    assert file_content(file, state, "fr", selection) == out.read_bytes()


def test_what_is_asked_of_a_file_of_apprentices_is_heeded(desk: Desk, edition: Edition) -> None:
    """The head of a page is that of the settings; days that do not fit are told on the page."""
    roster = (employed("Rouge", "Lou", "1A", "Forge"), employed("Bleu", "Max", "2A", "Mine"))
    number = desk.start(listed_state(edition, roster))
    at = f"/office/drafts/{number}/give-out"
    page = desk.open(f"{at}?lang=fr").text
    assert '<option value="Mine">Mine</option>' in page
    assert 'name="from" min="2026-09-28" max="2027-10-03" value="2026-09-28"' in page
    table = desk.open(f"{at}/paie-apprentis.csv?lang=fr&company=Mine").body.decode("utf-8-sig")
    assert [line.partition(";")[0] for line in table.splitlines()] == ["Nom", "Bleu"]
    asked = f"{at}/attestations-apprentis.csv?lang=fr&company=&from=2027-01-04&to="
    assert "04/01/2027;03/10/2027" in desk.open(f"{asked}2027-10-03").body.decode("utf-8-sig")
    for last, told in (
        ("2027-01-03", "après le dernier"),
        ("2030-01-01", "n'est pas dans ce planning"),
        ("<b>", "une date comme"),
    ):
        answer = desk.open(f"{asked}{quote(last)}")
        assert answer.status == 422
        assert told in said(answer)
        assert "<b>" not in answer.text
    assert desk.open(f"{at}/paie-apprentis.csv?company=Inconnue").status == 404


def test_attestations_have_the_head_of_the_settings(edition: Edition, french: Messages) -> None:
    state = listed_state(edition, (employed("Rouge", "Lou", "1A", "Forge"),))
    files = offered_files(state, french)
    (file,) = (each for each in files if each.name == "attestations-apprentis.zip")
    selection = ExportSelection(letterhead=Letterhead("Lac", ("1, quai du Lac",)))
    packed = ZipFile(io.BytesIO(file_content(file, state, "fr", selection)))
    page = PdfReader(io.BytesIO(packed.read("Rouge Lou.pdf"))).pages[0].extract_text()
    assert page.startswith("Lac\n1, quai du Lac")
