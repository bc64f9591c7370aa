from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.academic_year import UnknownSchoolHolidays, academic_year
from planner.domain import Closures, HolidayDates

CHRISTMAS = Closures((30, 31, 32, 33, 34), "C", ("christmas",))


@pytest.mark.parametrize(("start", "weeks"), [(2020, 53), (2021, 52), (2025, 52), (2026, 53)])
def test_a_year_with_an_iso_week_53_has_53_weeks(start: int, weeks: int) -> None:
    year = academic_year(start, 40, "FR")
    assert len(year) == weeks
    numbers = [week.iso_week for week in year.weeks]
    assert numbers == [*range(40, weeks + 1), *range(1, 40)]


def test_2021_begins_on_monday_4_october_as_published() -> None:
    year = academic_year(2021, 40, "FR")
    assert year.weeks[0].monday == date(2021, 10, 4)
    assert year.label == "2021-2022"


@given(st.integers(1990, 2100), st.integers(1, 52))
def test_weeks_follow_each_other_and_end_before_the_next_year(start: int, first: int) -> None:
    weeks = academic_year(start, first, "FR").weeks
    days = [week.monday.toordinal() for week in weeks]
    assert days == list(range(days[0], days[0] + 7 * len(days), 7))
    following = academic_year(min(start + 1, 2100), first, "FR").weeks[0]
    if start < 2100:
        assert following.monday.toordinal() == days[-1] + 7
    for week in weeks:
        assert week.monday.isocalendar() == (week.iso_year, week.iso_week, 1)


def test_public_holidays_of_2021_2022_on_weekdays() -> None:
    """Code du travail, art. L3133-1; 1 and 8 May, and Christmas of 2021, fall on weekends."""
    found = [day for week in academic_year(2021, 40, "FR").weeks for day in week.public_holidays]
    assert found == [
        date(2021, 11, 1),
        date(2021, 11, 11),
        date(2022, 4, 18),
        date(2022, 5, 26),
        date(2022, 6, 6),
        date(2022, 7, 14),
        date(2022, 8, 15),
    ]


@pytest.mark.parametrize(
    ("start", "weeks"),
    [(2020, [52, 53]), (2021, [51, 52]), (2025, [52, 1]), (2026, [52, 53]), (2027, [51, 52])],
)
def test_weeks_wholly_in_the_christmas_holidays_of_zone_c_are_closed(
    start: int, weeks: list[int]
) -> None:
    closed = [w.iso_week for w in academic_year(start, 40, "FR", None, CHRISTMAS).weeks if w.closed]
    assert closed == [*weeks, 30, 31, 32, 33, 34]


@pytest.mark.parametrize("start", [2028, 2029, 2099, 1990 - 5])
def test_unknown_school_holidays_are_told_not_guessed(start: int) -> None:
    with pytest.raises(UnknownSchoolHolidays):
        academic_year(start, 40, "FR", None, CHRISTMAS)


def test_dates_given_by_the_file_stand_in_for_the_calendar() -> None:
    span = HolidayDates("christmas", date(2028, 12, 23), date(2029, 1, 7))
    closures = Closures((), "C", ("christmas",), (span,))
    weeks = academic_year(2028, 40, "FR", None, closures).weeks
    assert [week.iso_week for week in weeks if week.closed] == [52, 1]


@pytest.mark.parametrize(
    ("start", "first", "name", "closed"),
    [
        (2026, 1, "christmas", [1, 52]),
        (2024, 52, "christmas", [52, 1]),
        (2025, 34, "summer", [34, 35, 28, 29, 30, 31, 32, 33]),
    ],
)
def test_holidays_that_began_before_the_year_still_close_the_school(
    start: int, first: int, name: Any, closed: list[int]
) -> None:
    weeks = academic_year(start, first, "FR", None, Closures((), "C", (name,))).weeks
    assert [week.iso_week for week in weeks if week.closed] == closed


def test_a_week_that_only_overlaps_the_holidays_stays_open() -> None:
    span = HolidayDates("christmas", date(2021, 12, 21), date(2021, 12, 31))
    closures = Closures((), "C", ("christmas",), (span,))
    weeks = academic_year(2021, 40, "FR", None, closures).weeks
    assert [week.iso_week for week in weeks if week.closed] == [52]


def test_a_christmas_that_is_not_known_yet_is_not_covered_by_the_one_before() -> None:
    with pytest.raises(UnknownSchoolHolidays):
        academic_year(2028, 1, "FR", None, CHRISTMAS)
