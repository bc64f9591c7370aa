"""The workbook read back cell by cell, and the charts."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from planner.documents.cell_styles import hours_format
from planner.documents.planning.pictures.gantt import gantt_files
from planner.documents.planning.workbook import planning_workbook
from planner.documents.seal import has_valid_seal
from planner.messages import Messages
from planner.planning.blocks import block_names
from planner.planning.changes import difference
from planner.planning.ledger import totals, week_hours
from planner.planning.planning import Edition
from planner.solver.solve import Solved
from planner.words.colours import COLOURS
from planner.words.names import planning_legend
from planner.year.activity import Activity
from planner.year.blocks import running_numbers
from planner.year.weeks import HOUR
from tests.builders import ruled_by

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def written(edition: Edition) -> bytes:
    return planning_workbook(edition, Messages("fr"))


@pytest.fixture(scope="module")
def book(written: bytes) -> Workbook:
    return load_workbook(io.BytesIO(written))


def test_sheets_are_the_general_planning_the_cohorts_and_the_rules(book: Workbook) -> None:
    hours = ["1A", "2A", "3A"]
    assert book.sheetnames == ["Planning général", "Synthèse", *hours, "Règles", "planner"]
    assert [s.title for s in book.worksheets if s.sheet_state == "hidden"] == ["planner"]


def test_the_general_sheet_holds_every_week_of_every_cohort(
    book: Workbook, edition: Edition
) -> None:
    sheet, planning = book["Planning général"], edition.planning
    for index, week in enumerate(planning.year.weeks):
        row = [cell.value for cell in sheet[6 + index]]
        assert row[0] == week.iso_week
        assert row[1] == datetime(week.monday.year, week.monday.month, week.monday.day)
        assert row[2] == datetime(week.last_day.year, week.last_day.month, week.last_day.day)
        for n, cohort in enumerate(planning.cohorts):
            assert cohort.sessions is not None
            names = block_names(cohort, planning.year)
            expected = [
                names[index] or cohort.activities[index].code,
                running_numbers(cohort.activities)[index],
                cohort.sessions[index] or None,
            ]
            assert row[3 + 3 * n : 6 + 3 * n] == expected
            fill = sheet.cell(6 + index, 4 + 3 * n).fill.fgColor.rgb
            assert str(fill).endswith(COLOURS[cohort.activities[index]])
        at_school = [c for c in planning.cohorts if c.activities[index] == Activity.SCHOOL]
        assert row[13:15] == [len(at_school), sum(c.cohort.headcount for c in at_school)]
        assert (row[12] == "F") is week.closed
        assert bool(row[15]) is bool(week.public_holidays)


def test_totals_stand_under_each_cohort(book: Workbook, edition: Edition) -> None:
    sheet, planning = book["Planning général"], edition.planning
    first = 6 + len(planning.year.weeks)
    for n, cohort in enumerate(planning.cohorts):
        found = totals(cohort, planning.case)
        column = [sheet.cell(first + line, 4 + 3 * n).value for line in range(8)]
        hours = (found.onsite, found.remote, found.academic, found.company, found.company_net)
        assert column[:3] == [found.school_weeks, found.company_weeks, found.sessions]
        assert column[3:] == [minutes / HOUR for minutes in hours]


def test_a_cohort_sheet_adds_up_weeks_to_months_and_months_to_the_year(
    book: Workbook, edition: Edition
) -> None:
    planning = edition.planning
    for cohort in planning.cohorts:
        rows = list(book[cohort.cohort.id].iter_rows(min_row=5, values_only=True))
        weeks = [row for row in rows if isinstance(row[0], int)]
        *months, year = [
            row for row in rows if isinstance(row[0], str) and row[5:10] != (None,) * 5
        ]
        assert len(weeks) == 53
        assert len(months) == 13
        hours = week_hours(cohort, planning.case)
        assert [row[9] or 0 for row in weeks] == [(h.company or 0) / HOUR for h in hours]
        for column in range(5, 10):
            of_weeks, of_months = (
                sum(float(str(row[column] or 0)) for row in part) for part in (weeks, months)
            )
            assert of_weeks == of_months == year[column]


def test_the_rules_sheet_says_what_is_required_and_found(book: Workbook) -> None:
    rows = list(book["Règles"].iter_rows(min_row=5, values_only=True))
    rules = {(row[0], row[1]): row[2:6] for row in rows}
    assert rules["1A", "Séances à distance"][:3] == ("46 séances", "46 séances", "respectée")
    required, found, verdict, source = rules["1A", "Périodes à l'école"]
    assert required == "6 périodes, de 2 à 4 semaines"
    assert sum(map(int, str(found).removesuffix(" semaines").split(" · "))) == 17
    assert (verdict, str(source)[:8]) == ("respectée", "Nombre :")
    assert ("3A", "Période nommée – FIN") in rules
    assert ("1A", "Période nommée – FIN") not in rules
    assert book["Règles"].auto_filter.ref == f"A4:F{4 + len(rows)}"


def test_pages_are_a4_fit_and_repeat_their_titles(book: Workbook) -> None:
    for sheet in book.worksheets[:-1]:
        assert sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToWidth in (None, 1)
        assert sheet.print_title_rows
        assert sheet.freeze_panes
    assert book["Planning général"].page_setup.fitToHeight in (None, 1)


def test_version_and_day_stand_on_every_sheet_and_chart(edition: Edition) -> None:
    issued = replace(edition, version_label="V7 définitive", issued=date(2026, 10, 1))
    text = Messages("fr")
    for sheet in load_workbook(io.BytesIO(planning_workbook(issued, text))).worksheets[:-1]:
        line = str(sheet["A2"].value)
        assert "V7 définitive" in line
        assert "1er octobre 2026" in line
    assert b"V7 d" in gantt_files([issued], text)["gantt.svg"]


def test_text_of_people_never_becomes_a_formula(edition: Edition) -> None:
    rules = replace(edition.planning.programme, name="=1+1", school="@SUM(A1)")
    cohorts = tuple(
        replace(c, cohort=replace(c.cohort, label="=HYPERLINK(0)"))
        for c in edition.planning.cohorts
    )
    planning = replace(ruled_by(edition.planning, rules), cohorts=cohorts)
    wild = replace(edition, planning=planning, version_label="+cmd|x")
    book = load_workbook(io.BytesIO(planning_workbook(wild, Messages("fr"))))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert "=HYPERLINK(0)" in {cell.value for cell in cells}
    assert "f" not in {cell.data_type for cell in cells}


def test_the_same_edition_gives_the_same_bytes(edition: Edition, written: bytes) -> None:
    text = Messages("fr")
    assert planning_workbook(edition, text) == written
    assert gantt_files([edition], text) == gantt_files([edition], text)


def test_a_workbook_saved_again_is_no_longer_untouched(written: bytes, tmp_path: Path) -> None:
    path = tmp_path / "planning.xlsx"
    path.write_bytes(written)
    assert has_valid_seal(path)
    book = load_workbook(path)
    book["1A"]["A1"] = "changed"
    book.save(path)
    assert not has_valid_seal(path)


@pytest.mark.parametrize("place", [60, 300, 3000, -40])
def test_a_workbook_with_a_damaged_byte_is_not_untouched(
    place: int, written: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "planning.xlsx"
    path.write_bytes(bytes(b ^ (255 * (n == place % len(written))) for n, b in enumerate(written)))
    assert not has_valid_seal(path)


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04"])
def test_what_is_no_workbook_of_ours_is_not_untouched(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "planning.xlsx"
    path.write_bytes(content)
    assert not has_valid_seal(path)


def test_the_parts_of_the_workbook_carry_no_clock_time(written: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in parts.read("docProps/core.xml")


def test_documents_of_a_year_of_52_weeks(solved: Callable[[int], Solved]) -> None:
    outcome = solved(2025)
    edition = Edition(outcome.planning, outcome.objectives)
    book = load_workbook(io.BytesIO(planning_workbook(edition, Messages("en"))))
    sheet = book["General planning"]
    assert [sheet.cell(6 + n, 1).value for n in (0, 12, 51)] == [40, 52, 39]
    assert sheet.cell(6 + 52, 1).value == "School weeks"


def test_an_unproven_planning_says_so_on_paper(edition: Edition) -> None:
    first = replace(edition.objectives[0], bound=1, proven=False)
    unproven = replace(edition, objectives=(first, *edition.objectives[1:]))
    book = load_workbook(io.BytesIO(planning_workbook(unproven, Messages("fr"))))
    assert "réalisable" in str(book.worksheets[0]["A2"].value)


def test_a_version_without_a_name_is_not_spoken_of(edition: Edition) -> None:
    text, plain = Messages("fr"), replace(edition, version_label=None)
    sheet = load_workbook(io.BytesIO(planning_workbook(plain, text))).worksheets[0]
    assert sheet["A2"].value == "IMT Mines Albi · Ingénieur IMT Mines Albi par apprentissage"
    drawing = gantt_files([plain], text)["gantt.svg"].decode()
    assert "version" not in drawing.partition("</metadata>")[2]


def test_public_holidays_bear_their_names(book: Workbook) -> None:
    rows = book["Planning général"].iter_rows(min_row=6, max_col=16, values_only=True)
    named = [str(row[15]) for row in rows if row[15]]
    assert "lun. 29/03 Lundi de Pâques" in named
    assert "mer. 11/11 Armistice" in named


@pytest.mark.parametrize(
    ("value", "form"), [(1071.0, '#,##0" h"'), (3.5, '#,##0.0##" h"'), (None, '#,##0" h"')]
)
def test_hours_are_written_as_in_sentences(value: float | None, form: str) -> None:
    assert hours_format(value) == form


def test_totals_have_the_thousands_and_the_unit(book: Workbook, edition: Edition) -> None:
    sheet, first = book["Planning général"], 6 + len(edition.planning.year.weeks)
    company = sheet.cell(first + 6, 4)
    assert (company.value, company.number_format) == (1071, '#,##0" h"')


def test_a_changed_week_has_one_frame(versions: tuple[Edition, Edition]) -> None:
    now, before = versions
    changed = difference(before.planning, now.planning)
    workbook = planning_workbook(now, Messages("fr"), difference=changed)
    sheet = load_workbook(io.BytesIO(workbook))["Planning général"]
    left, middle, right = (
        sheet.cell(6 + changed.changes[0].index, column).border for column in (4, 5, 6)
    )
    for border in (left, middle, right):
        assert border.top.style == border.bottom.style == "mediumDashed"
    assert left.left.style == right.right.style == "mediumDashed"
    inner = (left.right, middle.left, middle.right, right.left)
    assert not any(side and side.style for side in inner)


def test_legends_explain_the_letters_that_are_shown_and_no_others(edition: Edition) -> None:
    """All company weeks of the third year lie in a named block here: no week bears an E."""
    (*_, third) = edition.planning.cohorts
    named = replace(third.cohort.named_blocks[0], last=False)
    only = replace(third, cohort=replace(third.cohort, named_blocks=(named,)))
    rules = replace(edition.planning.programme, cohorts=(only.cohort,))
    planning = replace(ruled_by(edition.planning, rules), cohorts=(only,))
    letters = [entry.letters for entry in planning_legend([planning], Messages("fr"))]
    assert letters == ["C", "J", "–", "FIN"]
