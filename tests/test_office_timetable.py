"""In the office: modules are given out to timetable offices, and what they moved is taken over."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.documents.exchange.kinds import EXPORT_KINDS, Audience
from planner.documents.exchange.source import ExportSource
from planner.messages import Messages
from planner.office.draft_files import file_content, offered_files
from planner.office.drafts.state import edition_of, with_locks
from planner.office.web.start import planned_state
from planner.planning.editing import edited
from planner.planning.file.timetables.reader import read_module_weeks
from planner.planning.planning import Edition
from tests.office_desk import Desk, open_desk
from tests.test_planned_modules import planned, rules

FR = Messages("fr")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def edition() -> Edition:
    return planned(rules())


def exported(kind: str, edition: Edition) -> bytes:
    """Return what a kind with one format exports, in French."""
    (suffix,) = EXPORT_KINDS[kind].formats
    return EXPORT_KINDS[kind].content(suffix, ExportSource(edition), FR)


def moved(folder: Path, edition: Edition) -> Path:
    """Return the list in which the first week of a module has an hour and a half."""
    content = exported("csv", edition).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content), delimiter=";"))
    rows[1][7] = "1,5"
    path = folder / "modules.csv"
    path.write_text("\n".join(";".join(row) for row in rows), encoding="utf-8")
    return path


def test_files_for_timetable_offices_are_given_out(edition: Edition) -> None:
    state = planned_state(edition)
    files = {file.of: file for file in offered_files(state, FR) if file.group == "timetables"}
    kinds = [kind for kind in EXPORT_KINDS.values() if kind.audience is Audience.TIMETABLES]
    assert list(files) == [kind.name for kind in kinds]
    for name, file in files.items():
        assert file.name.endswith(tuple(EXPORT_KINDS[name].formats))
        assert file_content(file, state, "fr") == exported(name, edition)


def test_the_page_offers_them(desk: Desk, edition: Edition) -> None:
    number = desk.start(planned_state(edition))
    page = desk.open(f"/office/drafts/{number}/give-out?lang=fr").text
    assert "Pour le service des emplois du temps" in page
    found = desk.open(f"/office/drafts/{number}/give-out/modules.csv?lang=fr")
    assert found.body == exported("csv", edition)


def test_what_moved_is_shown_then_taken_over(desk: Desk, edition: Edition, tmp_path: Path) -> None:
    number = desk.start(planned_state(edition))
    at = f"/office/drafts/{number}/progression"
    assert "a déplacé des cours" in desk.open(f"{at}?lang=fr").text
    path = moved(tmp_path, edition)
    review = desk.upload(f"{at}/timetable?lang=fr", "timetable", path)
    assert review.status == 200
    assert "Ce que change modules.csv" in review.text
    assert "1,5 h" in review.text
    assert "Physique" in review.text
    assert "Avec ces changements, le planning aurait" in review.text
    assert edition_of(desk.draft(number).state) == edition_of(planned_state(edition))
    assert desk.send(f"{at}/timetable/take").status == 303
    read = read_module_weeks(path, edition.planning)
    after = edition_of(desk.draft(number).state)
    assert after is not None
    assert after.planning.cohorts == edited(edition, read.edits).planning.cohorts
    history = desk.open(f"/office/drafts/{number}/history?lang=fr").text
    assert "cours déplacés par le service des emplois du temps" in history


def test_a_locked_week_stays(desk: Desk, edition: Edition, tmp_path: Path) -> None:
    path = moved(tmp_path, edition)
    (edit,) = read_module_weeks(path, edition.planning).edits
    week = edition.planning.year.weeks[edit.index]
    state = with_locks(
        planned_state(edition), [("1A", f"{week.iso_year}-W{week.iso_week:02}")], locked=True
    )
    number = desk.start(state)
    at = f"/office/drafts/{number}/progression"
    desk.open(f"{at}?lang=fr")
    review = desk.upload(f"{at}/timetable?lang=fr", "timetable", path)
    assert "1 changement laissé de côté" in review.text
    assert "Rien ne change dans les modules." in review.text


def test_a_bad_file_is_told_and_changes_nothing(
    desk: Desk, edition: Edition, tmp_path: Path
) -> None:
    number = desk.start(planned_state(edition))
    at = f"/office/drafts/{number}/progression"
    desk.open(f"{at}?lang=fr")
    path = tmp_path / "cours.csv"
    path.write_text("Module;Semaine;Heures;Séances\nPhysique;45;deux;0\n", encoding="utf-8")
    told = desk.upload(f"{at}/timetable?lang=fr", "timetable", path)
    assert told.status == 409
    assert "cours.csv, ligne 2, colonne C" in told.text
    assert str(tmp_path) not in told.text
    assert desk.send(f"{at}/timetable/take", edits="x", file="x").status == 409
