"""A programme without sessions: no document, no command says a word of them."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.apprentices.folders import Document, company_folders
from planner.apprentices.year import apprentice_year
from planner.documents.apprentice.calendar_grid import calendar_grid
from planner.documents.apprentice.calendar_sheet import calendar_sheet
from planner.documents.apprentice.changes_sheet import changes_sheet
from planner.documents.apprentice.workbook import apprentice_workbook
from planner.documents.comparison.workbook import comparison_workbook
from planner.documents.planning.pictures.gantt import gantt_files
from planner.documents.planning.workbook import planning_workbook
from planner.documents.roster.summary import roster_summary
from planner.messages import Messages
from planner.planning.file import planning_json, read_planning
from planner.planning.measures import MEASURES
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.programme.cohort import SessionRules
from planner.programme.file import academic_year_of, read_programme
from planner.rules.case import Case
from planner.scenarios import Compared
from planner.solver.solve import Solved, solve
from planner.year.activity import Activity
from tests.builders import SOMEBODY, altered, cohort, employed, planning, programme, year
from tests.conftest import DATA, Call

LETTERS = "CCEEEEEECC"
PERSON = replace(SOMEBODY, cohort="CP")
WORDS = ("séance", "Séance", "distance", "acad")


@pytest.fixture(scope="module")
def issued() -> Edition:
    """Issue a planning of Alès, all of whose company weeks lie in named blocks."""
    rules = read_programme(DATA / "ales-contrat-pro.toml")
    outcome = solve(Case(rules, academic_year_of(rules, 2026)))
    assert isinstance(outcome, Solved)
    return Edition(outcome.planning, outcome.objectives)


def texts(workbook: bytes) -> Iterator[str]:
    for sheet in load_workbook(io.BytesIO(workbook), rich_text=True).worksheets:
        if sheet.sheet_state == "visible":
            cells = (cell for row in sheet.iter_rows() for cell in row)
            yield from (str(cell.value) for cell in cells if cell.value is not None)


def assert_silent(found: Iterator[str]) -> None:
    listed = list(found)
    assert listed
    assert [text for text in listed if any(word in text for word in WORDS)] == []


def test_the_workbook_has_no_column_no_rule_and_no_total(issued: Edition, french: Messages) -> None:
    workbook = planning_workbook(issued, french)
    assert_silent(texts(workbook))
    sheet = load_workbook(io.BytesIO(workbook))["Planning général"]
    assert [sheet.cell(5, column).value for column in (4, 5)] == ["Lieu", "N°"]
    assert sheet.cell(4, 6).value == "École fermée"


def test_a_rule_on_sessions_that_is_broken_is_listed(issued: Edition, french: Messages) -> None:
    (row,) = issued.planning.cohorts
    edited = replace(row, sessions=(0, 1, *(0,) * 50))
    wrong = replace(issued, planning=Planning(issued.planning.case, (edited,)))
    found = list(texts(planning_workbook(wrong, french)))
    assert "Séances à distance" in found
    assert "Séances" in found  # the column, which holds the session


def test_the_workbook_is_read_back(issued: Edition, french: Messages, tmp_path: Path) -> None:
    path = tmp_path / "planning.xlsx"
    book = load_workbook(io.BytesIO(planning_workbook(issued, french)))
    book["Planning général"].cell(8, 4).value = "C"
    book.save(path)
    (row,) = read_planning(path, None, None).edition.planning.cohorts
    assert row.activities[2] == Activity.SCHOOL
    assert row.sessions == (0,) * 52


def test_a_workbook_without_the_column_is_read_with_rules_that_have_sessions(
    issued: Edition, french: Messages, tmp_path: Path
) -> None:
    path = tmp_path / "planning.xlsx"
    path.write_bytes(planning_workbook(issued, french))
    (who,) = issued.planning.programme.cohorts
    asking = replace(who, sessions=SessionRules(2, (0, 2)))
    rules = replace(issued.planning.programme, cohorts=(asking,))
    read = read_planning(path, rules, None)
    (layout,) = read.cells
    assert layout.sessions(0) is None
    assert read.edition.planning.cohorts[0].sessions == (0,) * 52


def test_the_chart_and_the_documents_of_an_apprentice(issued: Edition, french: Messages) -> None:
    chart = gantt_files([issued], french)["gantt.svg"].decode()
    assert "éance" not in chart
    of = apprentice_year(PERSON, issued.planning)
    later = apprentice_year(altered(PERSON, start=date(2027, 4, 12)), issued.planning)
    grid = calendar_grid(of, issued, french)
    assert [row.name for row in grid.hours] == ["à l'école", "entreprise", "total"]
    assert_silent(iter([note.line for note in grid.notes]))
    assert_silent(texts(calendar_sheet(grid, french)))
    assert_silent(texts(apprentice_workbook(of, issued, french)))
    assert_silent(texts(changes_sheet(of, later, issued, french)))


def test_the_summary_and_a_comparison(issued: Edition, french: Messages) -> None:
    years = {PERSON: apprentice_year(PERSON, issued.planning)}
    folders = company_folders([PERSON], issued.planning.year)
    assert_silent(texts(roster_summary(folders, years, tuple(Document), issued, french)))
    measured = {measure.name: measure.of(issued.planning) for measure in MEASURES}
    compared = [Compared("seul", "given", measured, issued, (), None, {})]
    found = list(texts(comparison_workbook(compared, french)))
    assert [text for text in found if text.startswith(("Plus long temps", "Séances"))] == []


def test_the_commands(issued: Edition, tmp_path: Path, planner: Call) -> None:
    path = tmp_path / "planning.json"
    path.write_bytes(planning_json(issued))
    _, out, _ = planner("check", path)
    assert "Périodes" in out
    assert "Semaines imposées" not in out
    assert [line for line in out.splitlines() if any(word in line for word in WORDS)] == []


def test_a_cohort_without_sessions_beside_one_with_some(french: Messages) -> None:
    who = [cohort(), cohort(id="2A", label="2e année", sessions=SessionRules(2, (0, 2)))]
    found = planning(programme(*who), year(10), LETTERS, LETTERS)
    first, second = found.cohorts
    rows: tuple[CohortPlanning, ...] = (first, replace(second, sessions=(0, 0, 2, *(0,) * 7)))
    edition = Edition(replace(found, cohorts=rows), ())
    book = load_workbook(io.BytesIO(planning_workbook(edition, french)))
    rules = [(row[0], row[1]) for row in book["Règles"].iter_rows(min_row=5, values_only=True)]
    assert ("2A", "Séances à distance") in rules
    assert ("1A", "Séances à distance") not in rules
    assert "Séances" not in [cell.value for cell in book["1A"][4]]
    assert "Séances" in [cell.value for cell in book["2A"][4]]


def test_people_who_share_a_company_are_summed_without_them(
    issued: Edition, french: Messages
) -> None:
    other = employed("Autre", "Alix", "CP", PERSON.company)
    years = {who: apprentice_year(who, issued.planning) for who in (PERSON, other)}
    folders = company_folders(years, issued.planning.year)
    workbook = roster_summary(folders, years, tuple(Document), issued, french)
    sheet = load_workbook(io.BytesIO(workbook)).worksheets[1]
    assert [cell.value for cell in sheet[5]][:3] == ["Entreprise", "Apprentis", "Dossier"]
