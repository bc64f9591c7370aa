"""The tables of an apprentice's year, read back: days, weeks and months as the ledger counts."""

import io
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from planner.apprentices.apprentice import Part, Span
from planner.apprentices.day import Hours
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.documents.apprentice.workbook import apprentice_workbook
from planner.messages import Messages
from planner.planning.ledger import totals
from planner.planning.planning import Edition
from planner.words.colours import COLOURS
from planner.year.activity import Activity, Place
from planner.year.weeks import HOUR
from tests.builders import SOMEBODY, altered, lived

HEAD = 4
PERSON = altered(
    SOMEBODY,
    surname='=HYPERLINK("x") ' + "Nom-Très-Long " * 12,
    company="@Société +Fictive",
    closed=(Span(date(2026, 12, 21), date(2026, 12, 24)),),
)


@pytest.fixture(scope="module")
def year(edition: Edition) -> ApprenticeYear:
    return apprentice_year(PERSON, edition.planning)


@pytest.fixture(scope="module")
def book(year: ApprenticeYear, edition: Edition) -> Workbook:
    return _book(year, edition)


def _book(year: ApprenticeYear, edition: Edition, language: str = "fr") -> Workbook:
    return load_workbook(io.BytesIO(apprentice_workbook(year, edition, Messages(language))))


def _rows(sheet: Worksheet) -> list[dict[str, Any]]:
    """Read the rows under the header, each by the titles of its columns."""
    titles = [cell.value for cell in sheet[HEAD]]
    rows = sheet.iter_rows(min_row=HEAD + 1, values_only=True)
    return [dict(zip(titles, row, strict=True)) for row in rows]  # type: ignore[arg-type]


def _hours(row: dict[str, Any]) -> list[float]:
    kinds = ("Heures à l'école", "Heures à distance", "Heures acad.", "Heures en entreprise")
    return [HOUR * (row[kind] or 0) for kind in (*kinds, "Heures en tout")]


def _counted(hours: Hours) -> list[int]:
    all_hours = hours.academic + hours.company
    return [hours.onsite, hours.remote, hours.academic, hours.company, all_hours]


def test_every_day_has_its_row(book: Workbook, year: ApprenticeYear) -> None:
    rows = _rows(book["Jours"])
    assert len(rows) == len(year.days) == 371
    for row, day in zip(rows, year.days, strict=True):
        assert row["Date"] == datetime.combine(day.date, datetime.min.time())
        number = day.date.isocalendar()
        assert (row["Semaine"], row["Sem."]) == (f"{number.year}-S{number.week:02}", number.week)
        assert _hours(row) == _counted(day.hours)
        assert row["Matin"] == ("séance" if Part.MORNING in day.sessions else None)
        assert row["Après-midi"] == ("séance" if Part.AFTERNOON in day.sessions else None)
        assert (row["Entreprise fermée"] == "oui") == day.company_closed
        assert (row["École fermée"] == "oui") == day.school_closed
        assert bool(row["Jour férié"]) == day.is_holiday
        place = {Place.SCHOOL: ("école", "C"), Place.COMPANY: ("entreprise", "E")}
        expected = ("week-end", None) if day.place is None else place[day.place]
        if day.is_off:
            expected = ("jour férié", None)
        assert (row["Lieu"], row["Lettre"]) == expected
    assert [rows[0]["Jour"], rows[-1]["Jour"]] == ["lundi", "dimanche"]


def test_weeks_and_months_add_up_to_the_ledger(
    book: Workbook, year: ApprenticeYear, edition: Edition
) -> None:
    found = totals(year.cohort, edition.planning.case)
    ledger = [found.onsite, found.remote, found.academic, found.company]
    ledger.append(found.academic + found.company)
    weeks, (*months, total) = _rows(book["Semaines"]), _rows(book["Mois"])
    assert (len(weeks), len(months), total["Mois"]) == (53, 14, "Année")
    for rows in (weeks, months, [total]):
        assert [sum(kind) for kind in zip(*map(_hours, rows), strict=True)] == ledger
        assert sum(row["Séances"] or 0 for row in rows) == found.sessions
        if "Jours de cours" in rows[0]:
            assert sum(row["Jours de cours"] or 0 for row in rows) == found.days[Place.SCHOOL]
            company = sum(row["Jours en entreprise"] or 0 for row in rows)
            assert company == found.days[Place.COMPANY]
    for row, month in zip(months, year.months, strict=True):
        assert _hours(row) == _counted(month.hours)
        assert (row["Du"].date(), row["Au"].date()) == (month.days[0].date, month.days[-1].date)
    first = weeks[0]
    assert (first["Lieu"], first["Séances"]) == ("entreprise", 2)
    assert first["Demi-journées des séances"] == "lun. 28/09 matin, mar. 29/09 matin"


def test_each_sheet_can_be_sorted_filtered_and_printed(book: Workbook) -> None:
    for sheet in book.worksheets:
        (table,) = sheet.tables.values()
        assert table.autoFilter.ref == table.ref
        rows = sheet.max_row - HEAD - (sheet.title == "Mois")
        assert table.ref == f"A{HEAD}:{sheet.cell(HEAD + rows, sheet.max_column).coordinate}"
        titles = [cell.value for cell in sheet[HEAD]]
        assert [column.name for column in table.tableColumns] == titles
        assert len(set(titles)) == len(titles)
        assert sheet.freeze_panes == f"B{HEAD + 1}"
        assert sheet.print_title_rows == f"$1:${HEAD}"
        setup = sheet.page_setup
        assert (setup.paperSize, setup.orientation) == (9, "landscape")
        assert setup.fitToWidth in (None, 1)
        merged = {cell.min_row for cell in sheet.merged_cells.ranges}
        assert merged == {1, 2, 3}
    assert book["Jours"]["A5"].number_format == "dd/mm/yyyy"
    assert book["Jours"]["O5"].number_format == '#,##0" h"'


def test_text_of_people_stays_text(book: Workbook, year: ApprenticeYear) -> None:
    for sheet in book.worksheets:
        assert sheet["A1"].value == f"Planning 2026-2027 – Camille {PERSON.surname}".strip()
        assert "@Société +Fictive" in str(sheet["A2"].value)
        assert "version\N{NO-BREAK SPACE}: V1 <test> & =1+1" in str(sheet["A2"].value)
        assert sheet.row_dimensions[1].height > 24
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


def test_colours_go_with_letters(book: Workbook) -> None:
    by_letter = {activity.code: COLOURS[activity] for activity in COLOURS}
    for row in range(HEAD + 1, 376):
        place, letter = book["Jours"].cell(row, 5), book["Jours"].cell(row, 6)
        expected = f"FF{by_letter[str(letter.value)]}" if letter.value else None
        for cell in (place, letter):
            assert (cell.fill.fgColor.rgb if cell.fill.fill_type else None) == expected


def test_a_contract_of_a_part_of_the_year_counts_its_days_and_says_so(edition: Edition) -> None:
    who = altered(SOMEBODY, start=date(2026, 11, 11), end=date(2027, 8, 31))
    year = apprentice_year(who, edition.planning)
    book = _book(year, edition)
    for sheet in book.worksheets:
        assert sheet["A3"].value == (
            "Le contrat commence le 11 novembre 2026. Le contrat prend fin le 31 août 2027. "
            "Stagiaire de la formation professionnelle, à l'école seulement, du 9 au "
            "10 novembre 2026. Seuls les jours à l'école ou sous contrat sont comptés."
        )
    days = {row["Date"].date(): row for row in _rows(book["Jours"])}
    assert days[date(2026, 11, 6)]["Lieu"] == "hors contrat"
    assert days[date(2026, 11, 6)]["Sous contrat"] == "non"
    assert _hours(days[date(2026, 11, 6)]) == [0] * 5
    assert days[date(2026, 11, 10)]["Lieu"] == "école"
    weeks = {row["Semaine"]: row["Sous contrat"] for row in _rows(book["Semaines"])}
    assert [weeks[f"2026-S{week}"] for week in (45, 46, 47)] == ["non", "en partie", "oui"]
    assert _hours(_rows(book["Mois"])[-1]) == _counted(year.hours)


def test_other_places_and_named_activities() -> None:
    year = lived("CXJL-M")
    rows = _rows(_book(year, Edition(year.planning, ()))["Jours"])
    mondays = [(row["Lieu"], row["Lettre"]) for row in rows[::7]]
    names = ["école", "à l'étranger", "soutenances", "congés", "ni école ni entreprise", "école"]
    assert mondays == list(zip(names, "CAJV–C", strict=True))
    assert (rows[-5]["Lieu"], rows[-5]["Lettre"]) == ("entreprise", Activity.COMPANY.code)


def test_the_same_year_gives_the_same_bytes_in_either_language(
    year: ApprenticeYear, edition: Edition
) -> None:
    english = Messages("en")
    written = apprentice_workbook(year, edition, english)
    assert apprentice_workbook(year, edition, english) == written
    assert load_workbook(io.BytesIO(written)).sheetnames == ["Days", "Weeks", "Months"]
