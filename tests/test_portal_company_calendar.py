"""The calendar on the page of an apprentice: months, days, colours, today."""

from datetime import date

import pytest

from planner.apprentices.apprentice import Span
from planner.apprentices.year import apprentice_year
from planner.documents.apprentice.calendar_grid import calendar_grid
from planner.messages import Messages
from planner.planning.planning import Edition, Planning
from planner.portal.pages.colour_css import palette_css
from planner.portal.pages.company import ApprenticeVersion
from planner.portal.pages.next_dates import next_dates
from planner.programme.file import academic_year_of
from planner.programme.programme import Programme
from planner.rules.case import Case
from tests.builders import SOMEBODY, altered, planned
from tests.company_pages import (
    ARMISTICE,
    STATES,
    PageReader,
    moment_on,
    page_of,
    read_page,
    section_of,
)


@pytest.fixture(scope="module")
def long_year(albi: Programme) -> Edition:
    """Plan the first year of Albi in 2026-2027, which has 53 weeks, without any search."""
    when = academic_year_of(albi, 2026)
    written = ("EECC" * 10 + "E" * 8 + "CCEEC")[: len(when)]
    sessions = [int(letter == "E" and week < 40) for week, letter in enumerate(written)]
    row = planned(albi.cohorts[0], written, when, sessions)
    return Edition(Planning(Case(albi, when), (row,)), (), "V1")


# --- Dates --------------------------------------------------------------------------------------


def test_the_next_public_holiday_is_told(long_year: Edition, french: Messages) -> None:
    told = next_dates(apprentice_year(SOMEBODY, long_year.planning), ARMISTICE, french)
    (holiday,) = [d for d in told if d.title == "Prochain jour férié"]
    assert (holiday.when, holiday.detail) == ("mercredi 11 novembre 2026", "Armistice")


# --- The calendar -------------------------------------------------------------------------------

PERSON = altered(
    SOMEBODY,
    closed=(Span(date(2026, 12, 21), date(2027, 1, 1)),),
    start=date(2026, 10, 7),
)


@pytest.fixture(scope="module")
def page_of_albi(long_year: Edition) -> PageReader:
    version = ApprenticeVersion(
        long_year, moment_on(3, 1), apprentice_year(PERSON, long_year.planning)
    )
    return read_page(page_of(section_of(version)), ARMISTICE)


def _days(read: PageReader) -> list[tuple[str, str]]:
    """List the days with what is heard of them."""
    heard = [e for e in read.all("span", "heard") if any("days" in a.classes for a in e.above)]
    dates = [e.text for e in heard if e.above[-1].tag == "th"]
    return list(zip(dates, [e.text for e in heard if e.above[-1].tag == "td"], strict=True))


def test_each_month_is_a_table_with_its_name_and_its_hours(
    page_of_albi: PageReader, long_year: Edition, french: Messages
) -> None:
    grid = calendar_grid(apprentice_year(PERSON, long_year.planning), long_year, french)
    names = [column.name for column in grid.columns]
    assert page_of_albi.texts("caption") == [
        told for name in names for told in (name, f"Heures, {name}")
    ]
    assert len(page_of_albi.all("table", "hours")) == len(names)


def test_each_day_is_heard_in_full(page_of_albi: PageReader) -> None:
    days = _days(page_of_albi)
    heard = dict(days)
    assert len(days) == len(heard) == 53 * 7
    assert all(heard.values())
    assert heard["mardi 6 octobre 2026"] == "hors contrat, semaine 41"
    assert heard["mardi 10 novembre 2026"] == "école, semaine 46"
    assert heard["mercredi 11 novembre 2026"] == "jour férié, Armistice, semaine 46"
    assert heard["samedi 14 novembre 2026"] == "week-end"
    assert heard["lundi 21 décembre 2026"] == "entreprise fermée, école fermée, semaine 52"
    assert heard["mardi 27 juillet 2027"].endswith("semaine 30, congé d'été possible")
    assert "matin : séance à distance, après-midi : entreprise, semaine 44" in heard.values()


def test_each_day_shows_the_letters_of_paper(
    page_of_albi: PageReader, long_year: Edition, french: Messages
) -> None:
    grid = calendar_grid(apprentice_year(PERSON, long_year.planning), long_year, french)
    cells = [cell for column in grid.columns for cell in column.cells if cell]
    rows = [
        e
        for e in page_of_albi.all("tr")
        if e.above[-1].tag == "table" and "days" in e.above[-1].classes
    ]
    seen = [[e.text for e in page_of_albi.all("b") if row in e.above] for row in rows[40:110]]
    assert seen == [
        [face.letters for face in cell.halves or (cell.face,)] for cell in cells[40:110]
    ]
    assert page_of_albi.texts("ul", "legend")[0].startswith("C à l'école (campus) E en entreprise")


def test_today_is_marked_and_linked(page_of_albi: PageReader) -> None:
    (row,) = page_of_albi.all("tr", "is-today")
    assert "mercredi 11 novembre 2026" in row.text
    assert page_of_albi.links()["#2026-11"] == "Aujourd'hui"
    assert not read_page(STATES["first version"], date(2024, 1, 1)).all("tr", "is-today")


def test_all_colours_of_the_days_are_in_the_palette(page_of_albi: PageReader) -> None:
    sheet = palette_css()
    pages = (page_of_albi, *map(read_page, STATES.values()))
    used = {c for page in pages for e in page.elements for c in e.classes if c.startswith("on-")}
    assert len(used) > 8
    assert all(f".{name} {{" in sheet for name in used)


def test_a_year_begins_at_the_place_of_its_first_day(page_of_albi: PageReader) -> None:
    assert [e.get("class") for e in page_of_albi.all("table", "days")][:2] == [
        "days from-28",
        "days",
    ]
    assert ".from-28 { --days-before: 27; }" in palette_css()
