"""The one-page calendar of a class: its weeks and how many sessions, nobody's half-days."""

import io
from pathlib import Path

from pypdf import PdfReader

from planner.api import calendars
from planner.documents.apprentice.class_calendar import class_calendar_grid, class_calendar_pdf
from planner.messages import Messages
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from tests.conftest import Call


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
    content = class_calendar_pdf(cohort, edition, english)
    assert len(PdfReader(io.BytesIO(content)).pages) == 1
    assert class_calendar_pdf(cohort, edition, english) == content


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
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        f"calendrier {cohort.id}.pdf" for cohort in edition.planning.programme.cohorts
    ]
