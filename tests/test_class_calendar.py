"""The one-page calendar of a class: its weeks and how many sessions, nobody's half-days."""

import io
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from icalendar import Calendar
from pypdf import PdfReader

from planner.api import UnusableInput, calendars
from planner.documents.apprentice.class_calendar import (
    ClassForm,
    class_calendar,
    class_calendar_grid,
)
from planner.messages import Messages
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.year.activity import Activity
from tests.conftest import Call
from tests.taught import taught_planning


def test_each_week_says_how_many_sessions_it_has(edition: Edition, french: Messages) -> None:
    for row in edition.planning.cohorts:
        grid = class_calendar_grid(row.cohort, edition, french)
        cells = [cell for column in grid.columns for cell in column.cells if cell]
        told = [mark.letters for cell in cells for mark in cell.marks if mark.letters.endswith("D")]
        assert told == [f"{count}D" for count in row.placed_sessions if count]
        assert not any(cell.halves for cell in cells)
        assert (grid.name, grid.company) == (row.cohort.label, "")
        assert {f"{count}D" for count in row.placed_sessions if count} <= {
            entry.sample.letters for entry in grid.legend
        }


def test_it_is_one_page_and_the_same_each_time(edition: Edition, english: Messages) -> None:
    cohort = edition.planning.programme.cohorts[0]
    content = class_calendar(cohort, ClassForm.PAGE, edition, english)
    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    for form in ClassForm:
        first, again = (class_calendar(cohort, form, edition, english) for _ in range(2))
        assert first == again, form


def test_a_picture_is_the_page_with_or_without_modules(edition: Edition, french: Messages) -> None:
    for of in (edition, Edition(taught_planning(), ())):
        cohort = of.planning.cohorts[0].cohort
        picture = class_calendar(cohort, ClassForm.IMAGE, of, french)
        assert picture.startswith(b"\x89PNG\r\n")
        width, height = (int.from_bytes(picture[n : n + 4]) for n in (16, 20))
        assert (width, height) == (1754, 1240)


def test_an_agenda_has_the_stays_of_the_class_and_its_sessions_by_the_week(
    edition: Edition, french: Messages
) -> None:
    row = edition.planning.cohorts[0]
    agenda = Calendar.from_ical(class_calendar(row.cohort, ClassForm.AGENDA, edition, french))
    assert isinstance(agenda, Calendar)
    assert agenda["name"] == f"Alternance 2026-2027 – {row.cohort.label}"
    titles = [str(event["summary"]) for event in agenda.walk("VEVENT")]
    told = [title for title in titles if "à distance" in title]
    counts = [n for n in row.placed_sessions if n]
    assert [title.split()[0] for title in told] == [str(n) for n in counts]
    school = sum(activity is Activity.SCHOOL for activity in row.activities)
    assert len({title for title in titles if title.startswith("École")}) == school
    starts = [event.decoded("dtstart") for event in agenda.walk("VEVENT")]
    assert not [start for start in starts if isinstance(start, datetime)]


def test_an_agenda_cancels_what_the_version_before_alone_had(
    versions: tuple[Edition, Edition], french: Messages
) -> None:
    now, before = versions
    cohort = now.planning.cohorts[0].cohort
    shut = replace(before.planning.cohorts[0], sessions=(0,) * len(before.planning.year))
    fewer = replace(now, planning=replace(now.planning, cohorts=(shut, *now.planning.cohorts[1:])))
    content = class_calendar(cohort, ClassForm.AGENDA, fewer, french, before)
    weeks = sum(map(bool, before.planning.cohorts[0].placed_sessions))
    assert content.count(b"STATUS:CANCELLED") == weeks > 0
    assert class_calendar(cohort, ClassForm.AGENDA, before, french, before).count(b"CANCELLED") == 0


def test_a_command_writes_one_for_each_class(
    planner: Call, edition: Edition, tmp_path: Path
) -> None:
    file = tmp_path / "planning.json"
    file.write_bytes(planning_json(edition))
    code, _, err = planner("calendars", file, "--out", tmp_path / "out")
    assert (code, err) == (0, "")
    written = calendars(edition, tmp_path / "python")
    assert [path.read_bytes() for path in written] == [
        (tmp_path / "out" / path.name).read_bytes() for path in written
    ]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        f"calendrier {cohort.id}.{form}"
        for cohort in edition.planning.programme.cohorts
        for form in ("pdf", "png", "xlsx", "ics")
    }


def test_a_sheet_that_was_edited_is_kept(edition: Edition, tmp_path: Path) -> None:
    sheet = tmp_path / "calendrier 1A.xlsx"
    sheet.write_bytes(b"edited")
    with pytest.raises(UnusableInput, match="--force"):
        calendars(edition, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [sheet.name]
    assert sheet in calendars(edition, tmp_path, force=True)
    assert calendars(edition, tmp_path)


def test_calendar_files_of_others_are_left_alone(edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "permanences" / "mine.ics").mkdir(parents=True)
    (tmp_path / "permanences" / "theirs.ics").write_bytes(b"BEGIN:VCALENDAR")
    assert calendars(edition, tmp_path)
    assert {path.name for path in (tmp_path / "permanences").iterdir()} == {
        "mine.ics",
        "theirs.ics",
    }
