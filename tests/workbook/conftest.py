"""The workbook of a planning, and hands that edit it."""

import io
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
import tomli_w
from openpyxl import Workbook, load_workbook

from planner.documents.planning.workbook import planning_workbook
from planner.files.problems import Unusable
from planner.files.tables import Book, Sheet, open_book
from planner.messages import Messages
from planner.planning.file import read_planning
from planner.planning.file.sheet_layout import Layout
from planner.planning.file.workbook_reader import find_hidden_sheet
from planner.planning.onsite_hours import with_onsite
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.programme import Programme
from planner.rules.case import Case
from tests.conftest import ALBI

GENERAL = "Planning général"
ALBI_LAYOUT = Layout(GENERAL, 53, range(3), 3)


@pytest.fixture(scope="package")
def written(edition: Edition) -> bytes:
    return planning_workbook(edition, Messages("fr"))


@pytest.fixture
def path(written: bytes, tmp_path: Path) -> Path:
    file = tmp_path / "planning.xlsx"
    file.write_bytes(written)
    return file


def edit(path: Path, change: Callable[[Workbook], object]) -> None:
    book = load_workbook(path)
    change(book)
    book.save(path)


def setting(**cells: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for cell, value in cells.items():
            book.worksheets[0][cell] = value  # type: ignore[assignment]

    return change


def told_of(path: Path, text: Messages, programme: Programme | None = None) -> str:
    with pytest.raises(Unusable) as unusable:
        read_planning(path, programme, None)
    return "\n".join(text.sentence(p) for p in unusable.value.problems)


def planned_carelessly(programme: Programme, start: int) -> Edition:
    """Plan a programme carelessly: its cohorts change activity every few weeks."""
    year = academic_year_of(programme, start)
    rows = []
    for n, cohort in enumerate(programme.cohorts):
        of = cohort.activities
        activities = tuple(of[(n + week // 4) % len(of)] for week in range(len(year)))
        sessions = tuple((n + week) % 3 for week in range(len(year)))
        rows.append(
            with_onsite(CohortPlanning(cohort, activities, sessions), Case(programme, year))
        )
    planning = Planning(Case(programme, year), tuple(rows))
    return Edition(planning, (), "V0", date(2026, 1, 1), changed="by-hand")


def many_cohorts(count: int) -> Programme:
    """Make a programme of some cohorts, with an activity of its own and odd words."""
    tables = tomllib.loads(ALBI.read_text(encoding="utf-8"))
    tables["activities"] = {
        "split": {"label": "=semaine", "code": "+", "days": ["school"] * 2 + ["company"] * 3}
    }
    cohort = tables["cohorts"][0]
    tables["cohorts"] = [
        {
            **cohort,
            "id": f"{n}",
            "label": f"={n}+1",
            "activities": {"split": {}},
            "named_blocks": {"-1": {"label": "@x", "activity": "split"}},
        }
        for n in range(count)
    ]
    return parse_programme(tomli_w.dumps(tables), "many.toml")


def opened_book(book: Workbook, path: Path) -> Book:
    book.save(path)
    return open_book(path)


def carrier_of(book: Book) -> Sheet:
    found = find_hidden_sheet(book)
    assert found is not None
    return found


@pytest.fixture(scope="package")
def few_sheets(written: bytes) -> bytes:
    """Leave out the sheets that are not read, but one."""
    book = load_workbook(io.BytesIO(written))
    for name in ("Synthèse", "2A", "3A", "Règles"):
        book.remove(book[name])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
