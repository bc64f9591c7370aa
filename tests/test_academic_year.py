from datetime import date, timedelta
from functools import cache
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vacances_scolaires_france import SchoolHolidayDates

from planner.year.calendar import academic_year
from planner.year.moments import (
    Closures,
    FirstClosed,
    FirstMonday,
    HolidayDates,
    Moment,
    MonthDay,
    NumberedWeek,
    Window,
    YearSpan,
)
from planner.year.positions import days_of, position, positions
from planner.year.public_holidays import PublicHolidays
from planner.year.school_holidays import OFFICIAL_NAMES, UnknownSchoolHolidays

SUMMER_2026 = (date(2026, 7, 4), date(2026, 8, 31))

FRANCE = PublicHolidays("FR")

WEEK_40 = YearSpan(iso_week=40)
SEPTEMBER = YearSpan(first_monday=9, weeks=52, until=MonthDay(8, 31))

CHRISTMAS = Closures((30, 31, 32, 33, 34), "C", ("christmas",))

STARTS = range(2015, 2036)
"""Years that begin on each day of the week, leap years among them."""


@pytest.mark.parametrize(("start", "weeks"), [(2020, 53), (2021, 52), (2025, 52), (2026, 53)])
def test_a_year_with_an_iso_week_53_has_53_weeks(start: int, weeks: int) -> None:
    year = academic_year(start, WEEK_40, FRANCE)
    assert len(year) == weeks
    numbers = [week.iso_week for week in year.weeks]
    assert numbers == [*range(40, weeks + 1), *range(1, 40)]


def test_2021_begins_on_monday_4_october_as_published() -> None:
    year = academic_year(2021, WEEK_40, FRANCE)
    assert year.weeks[0].monday == date(2021, 10, 4)
    assert year.label == "2021-2022"


@given(st.integers(1990, 2100), st.integers(1, 52))
def test_weeks_follow_each_other_and_end_before_the_next_year(start: int, first: int) -> None:
    weeks = academic_year(start, YearSpan(iso_week=first), FRANCE).weeks
    days = [week.monday.toordinal() for week in weeks]
    assert days == list(range(days[0], days[0] + 7 * len(days), 7))
    following = academic_year(min(start + 1, 2100), YearSpan(iso_week=first), FRANCE).weeks[0]
    if start < 2100:
        assert following.monday.toordinal() == days[-1] + 7
    for week in weeks:
        assert week.monday.isocalendar() == (week.iso_year, week.iso_week, 1)


def test_public_holidays_of_2021_2022_on_weekdays() -> None:
    """Code du travail, art. L3133-1; 1 and 8 May, and Christmas of 2021, fall on weekends."""
    found = [
        day for week in academic_year(2021, WEEK_40, FRANCE).weeks for day in week.public_holidays
    ]
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
    closed = [
        w.iso_week for w in academic_year(start, WEEK_40, FRANCE, CHRISTMAS).weeks if w.closed
    ]
    assert closed == [*weeks, 30, 31, 32, 33, 34]


@pytest.mark.parametrize("start", [2028, 2029, 2099, 1990 - 5])
def test_unknown_school_holidays_are_told_not_guessed(start: int) -> None:
    with pytest.raises(UnknownSchoolHolidays):
        academic_year(start, WEEK_40, FRANCE, CHRISTMAS)


def test_dates_given_by_the_file_stand_in_for_the_calendar() -> None:
    span = HolidayDates("christmas", date(2028, 12, 23), date(2029, 1, 7))
    closures = Closures((), "C", ("christmas",), (span,))
    weeks = academic_year(2028, WEEK_40, FRANCE, closures).weeks
    assert [week.iso_week for week in weeks if week.closed] == [52, 1]


@pytest.mark.parametrize(
    ("start", "first", "name", "closed"),
    [
        (2026, 1, "christmas", [1, 52, 53]),
        (2024, 1, "christmas", [1, 52]),
        (2024, 52, "christmas", [52, 1]),
        (2025, 34, "summer", [34, 35, 28, 29, 30, 31, 32, 33]),
    ],
)
def test_holidays_that_began_before_the_year_still_close_the_school(
    start: int, first: int, name: Any, closed: list[int]
) -> None:
    weeks = academic_year(start, YearSpan(iso_week=first), FRANCE, Closures((), "C", (name,))).weeks
    assert [week.iso_week for week in weeks if week.closed] == closed


@pytest.mark.parametrize("name", OFFICIAL_NAMES)
def test_a_week_is_closed_alike_wherever_the_edges_of_the_year_lie(name: Any) -> None:
    """Days as the package gives them, against years that start in any week, each in three years."""
    days = _calendar_days(name)
    for first, start in product(range(1, 53), range(2018, 2027)):
        if (first + start) % 3:
            continue
        try:
            year = academic_year(
                start, YearSpan(iso_week=first), FRANCE, Closures((), "C", (name,))
            )
        except UnknownSchoolHolidays:
            continue
        for week in year.weeks:
            assert week.closed == all(week.monday + timedelta(days=n) in days for n in range(5)), (
                week.monday
            )


@cache
def _calendar_days(name: str) -> frozenset[date]:
    calendar = SchoolHolidayDates()
    return frozenset(
        day
        for year in range(2016, 2029)
        for day in calendar.holidays_for_year_zone_and_name(year, "C", OFFICIAL_NAMES[name])
    )


def test_given_dates_stand_in_for_holidays_that_begin_just_before_the_year() -> None:
    """The official ones of 2026 go from 19 December to 3 January."""
    given = HolidayDates("christmas", date(2026, 12, 19), date(2026, 12, 27))
    closures = Closures((), "C", ("christmas",), (given,))
    year = academic_year(2026, YearSpan(iso_week=52), FRANCE, closures)
    assert [week.iso_week for week in year.weeks if week.closed] == [52, 51]


@pytest.mark.parametrize(
    ("closures", "closed"),
    [
        (Closures(days=((date(2026, 9, 2), date(2026, 9, 4)),)), False),
        (Closures(days=((date(2026, 8, 31), date(2026, 9, 4)),)), True),
        (
            Closures((), "C", ("summer",), (HolidayDates("summer", *SUMMER_2026),)),
            True,
        ),
    ],
)
def test_only_its_own_days_close_the_week_in_which_a_year_ends(
    closures: Closures, closed: bool
) -> None:
    """31 August 2026 is a Monday, the last day of the contract."""
    last = academic_year(2025, SEPTEMBER, FRANCE, closures).weeks[-1]
    assert (last.days, last.closed) == (1, closed)


def test_a_last_week_without_a_wednesday_counts_where_its_days_do() -> None:
    year = academic_year(2024, YearSpan(iso_week=1, weeks=52, until=MonthDay(12, 31)), FRANCE)
    assert (year.weeks[-1].days, year.label) == (2, "2024")
    assert positions(Window(end=MonthDay(12, 31)), year) == range(53)


@pytest.mark.parametrize(
    ("span", "first", "last"),
    [
        (YearSpan(iso_week=1), MonthDay(1, 1), MonthDay(12, 31)),
        (YearSpan(iso_week=36), MonthDay(9, 3), MonthDay(9, 2)),
        (YearSpan(iso_week=40), MonthDay(10, 1), MonthDay(9, 30)),
        (YearSpan(day=MonthDay(9, 1)), MonthDay(9, 1), MonthDay(8, 31)),
        (
            YearSpan(day=MonthDay(10, 1), weeks=52, until=MonthDay(9, 30)),
            MonthDay(10, 1),
            MonthDay(9, 30),
        ),
    ],
)
def test_a_window_to_the_last_day_of_a_year_holds_it_whatever_its_weekday(
    span: YearSpan, first: MonthDay, last: MonthDay
) -> None:
    for start in STARTS:
        year = academic_year(start, span, FRANCE)
        end = date(start + (first.month > 1), last.month, last.day)
        whole = sum(week.middle <= end for week in year.weeks)
        assert whole >= 51
        assert positions(Window(end=last), year) == range(whole)
        assert positions(Window(before=first), year) == range(whole)
        february = positions(Window(MonthDay(2, 1), last), year)
        assert february.stop == whole
        assert year.weeks[february.start].middle >= date(end.year, 2, 1)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (MonthDay(12, 31), date(2026, 12, 31)),
        (MonthDay(12, 29), date(2026, 12, 29)),
        (MonthDay(1, 1), date(2026, 1, 1)),
        (FirstClosed("christmas"), date(2026, 12, 21)),
    ],
)
def test_a_day_that_a_calendar_year_has_twice_is_the_one_of_its_number(
    moment: Moment, day: date
) -> None:
    """The weeks of 2026 go from 29 December 2025 to 3 January 2027."""
    year = academic_year(2026, YearSpan(iso_week=1), FRANCE, CHRISTMAS)
    found = days_of(moment, year)
    assert found
    assert found[0] == day


def test_a_window_within_the_first_week_stays_there() -> None:
    year = academic_year(2026, YearSpan(iso_week=40), FRANCE)
    assert positions(Window(MonthDay(10, 1), MonthDay(10, 2)), year) == range(1, 1)
    assert positions(Window(end=MonthDay(10, 2)), year) == range(1)
    assert positions(Window(before=MonthDay(10, 3)), year) == range(1)
    assert positions(Window(NumberedWeek(40), MonthDay(10, 1)), year) == range(1)


def test_a_week_that_only_overlaps_the_holidays_stays_open() -> None:
    span = HolidayDates("christmas", date(2021, 12, 21), date(2021, 12, 31))
    closures = Closures((), "C", ("christmas",), (span,))
    weeks = academic_year(2021, WEEK_40, FRANCE, closures).weeks
    assert [week.iso_week for week in weeks if week.closed] == [52]


@pytest.mark.parametrize("name", OFFICIAL_NAMES)
@pytest.mark.parametrize("zone", ["A", "B", "C"])
def test_a_short_year_between_known_holidays_asks_for_no_dates(name: Any, zone: Any) -> None:
    closures = Closures((), zone, (name,))
    for start, first in product(range(1991, 2028, 3), range(1, 53, 3)):
        span = YearSpan(iso_week=first, weeks=3)
        year = academic_year(start, span, FRANCE, closures)
        assert len(year) == 3


def test_a_christmas_that_is_not_known_yet_is_not_covered_by_the_one_before() -> None:
    with pytest.raises(UnknownSchoolHolidays):
        academic_year(2028, YearSpan(iso_week=1), FRANCE, CHRISTMAS)


@pytest.mark.parametrize(
    ("start", "span", "first", "weeks", "last_day", "label"),
    [
        (2024, SEPTEMBER, date(2024, 9, 2), 52, date(2025, 8, 29), "2024-2025"),
        (2025, SEPTEMBER, date(2025, 9, 1), 53, date(2026, 8, 31), "2025-2026"),
        (2026, SEPTEMBER, date(2026, 9, 7), 52, date(2027, 9, 3), "2026-2027"),
        (2025, YearSpan(first_monday=9), date(2025, 9, 1), 53, date(2026, 9, 4), "2025-2026"),
        (2026, YearSpan(first_monday=10), date(2026, 10, 5), 52, date(2027, 10, 1), "2026-2027"),
        (2026, YearSpan(day=MonthDay(9, 1)), date(2026, 8, 31), 52, date(2027, 8, 27), "2026-2027"),
        (2026, YearSpan(day=MonthDay(9, 6)), date(2026, 8, 31), 53, date(2027, 9, 3), "2026-2027"),
        (2026, YearSpan(day=MonthDay(9, 7)), date(2026, 9, 7), 52, date(2027, 9, 3), "2026-2027"),
        (2025, YearSpan(iso_week=1), date(2024, 12, 30), 52, date(2025, 12, 26), "2025"),
        (2026, YearSpan(iso_week=1), date(2025, 12, 29), 53, date(2027, 1, 1), "2026"),
        (2026, YearSpan(day=MonthDay(1, 1)), date(2025, 12, 29), 52, date(2026, 12, 25), "2026"),
        (2026, YearSpan(iso_week=36, weeks=4), date(2026, 8, 31), 4, date(2026, 9, 25), "2026"),
    ],
)
def test_a_year_starts_and_ends_as_its_span_says(
    start: int, span: YearSpan, first: date, weeks: int, last_day: date, label: str
) -> None:
    year = academic_year(start, span, FRANCE)
    assert year.weeks[0].monday == first
    assert len(year) == weeks
    assert year.weeks[-1].last_day == last_day
    assert year.label == label


@pytest.mark.parametrize(
    ("month", "until"), [(9, MonthDay(8, 31)), (10, MonthDay(9, 30))], ids=["September", "October"]
)
def test_a_contract_of_a_year_holds_each_of_its_working_days(month: int, until: MonthDay) -> None:
    """The days are counted one by one, from the week of the first to the last."""
    span = YearSpan(day=MonthDay(month, 1), weeks=52, until=until)
    for start in STARTS:
        first, last = date(start, month, 1), date(start + 1, until.month, until.day)
        year = academic_year(start, span, FRANCE)
        held = [week.monday + timedelta(days=n) for week in year.weeks for n in range(week.days)]
        monday = first - timedelta(days=first.weekday())
        days = [monday + timedelta(days=n) for n in range((last - monday).days + 1)]
        assert held == [day for day in days if day.weekday() < 5]


def test_a_year_from_week_40_goes_on_to_the_end_of_september() -> None:
    for start in STARTS:
        year = academic_year(start, YearSpan(iso_week=40, weeks=52, until=MonthDay(9, 30)), FRANCE)
        assert (date(start + 1, 9, 30) - year.weeks[-1].last_day).days in (*range(-4, 1), 1, 2)
        assert len(year) in (52, 53)


def test_the_week_in_which_a_contract_ends_counts_its_days_only() -> None:
    """31 August 2026 is a Monday."""
    weeks = academic_year(2025, SEPTEMBER, FRANCE).weeks
    assert [week.days for week in weeks] == [5] * 52 + [1]


def test_a_public_holiday_after_the_end_of_the_contract_is_none_of_the_year() -> None:
    """11 November 2026 is a Wednesday."""
    span = YearSpan(day=MonthDay(11, 2), weeks=1, until=MonthDay(11, 10))
    weeks = academic_year(2026, span, FRANCE).weeks
    assert [(week.days, week.public_holidays) for week in weeks] == [(5, ()), (2, ())]


def test_days_that_the_file_closes_close_their_weeks() -> None:
    closures = Closures(days=((date(2027, 3, 5), date(2027, 3, 8)),))
    weeks = academic_year(2026, WEEK_40, FRANCE, closures).weeks
    assert [week.iso_week for week in weeks if week.closed] == [9, 10]


@pytest.mark.parametrize(
    ("moment", "days", "place"),
    [
        (MonthDay(10, 4), "2021-10-04 2021-10-04", (0, 0)),
        (MonthDay(10, 3), "2022-10-03 2022-10-03", None),
        (MonthDay(5, 1), "2022-05-01 2022-05-01", (29, 4)),
        (date(2022, 4, 30), "2022-04-30 2022-04-30", (29, 4)),
        (date(2021, 10, 20), "2021-10-20 2021-10-20", (2, 2)),
        (date(2021, 9, 30), "2021-09-30 2021-09-30", None),
        (FirstMonday(1), "2022-01-03 2022-01-09", (13, 0)),
        (FirstMonday(10), "2021-10-04 2021-10-10", (0, 0)),
        (FirstMonday(9, 2), "2022-09-19 2022-09-25", (50, 0)),
        (FirstMonday(9, 9), "2022-11-07 2022-11-13", None),
        (NumberedWeek(40), "2021-10-04 2021-10-10", (0, 0)),
        (NumberedWeek(39), "2022-09-26 2022-10-02", (51, 0)),
        (NumberedWeek(53), "", None),
        (FirstClosed("christmas"), "2021-12-20 2021-12-26", (11, 0)),
        (FirstClosed("winter"), "", None),
    ],
)
def test_where_a_moment_lies_in_2021_2022(
    moment: Moment, days: str, place: tuple[int, int] | None
) -> None:
    year = academic_year(2021, WEEK_40, FRANCE, CHRISTMAS)
    found = days_of(moment, year)
    assert " ".join(map(str, found or ())) == days
    assert position(moment, year) == place


def test_week_53_is_found_in_a_year_that_has_it() -> None:
    year = academic_year(2026, WEEK_40, FRANCE)
    assert position(NumberedWeek(53), year) == (13, 0)
    assert positions(Window(NumberedWeek(53), NumberedWeek(2)), year) == range(13, 16)


@pytest.mark.parametrize(
    ("window", "found"),
    [
        (None, range(52)),
        (Window(), range(52)),
        (Window(start=NumberedWeek(45)), range(5, 52)),
        (Window(end=NumberedWeek(45)), range(6)),
        (Window(before=NumberedWeek(45)), range(5)),
        (Window(NumberedWeek(42), NumberedWeek(45), NumberedWeek(44)), range(2, 4)),
        (Window(before=FirstClosed("christmas")), range(11)),
        (Window(MonthDay(10, 20), MonthDay(10, 27)), range(2, 4)),  # both are Wednesdays
        (Window(MonthDay(10, 21), MonthDay(10, 26)), range(3, 3)),
        (Window(before=MonthDay(10, 20)), range(2)),
        (Window(FirstMonday(1), date(2022, 1, 31)), range(13, 17)),
        (Window(NumberedWeek(45), NumberedWeek(42)), range(5, 5)),
        (Window(start=NumberedWeek(53)), range(0)),
        (Window(end=NumberedWeek(53)), range(0)),
        (Window(before=NumberedWeek(53)), range(0)),
        (Window(before=FirstClosed("winter")), range(0)),
    ],
)
def test_where_a_window_lies_in_2021_2022(window: Window | None, found: range) -> None:
    year = academic_year(2021, WEEK_40, FRANCE, CHRISTMAS)
    assert positions(window, year) == found


@pytest.mark.parametrize(
    ("day", "place"), [(22, (2, 4)), (25, (3, 1)), (26, (3, 2)), (27, None), (29, None)]
)
def test_a_day_after_the_last_one_of_a_contract_is_not_in_its_year(
    day: int, place: tuple[int, int] | None
) -> None:
    """The year goes on to Wednesday 26 May 2021, in a week that it does not hold whole."""
    span = YearSpan(first_monday=5, weeks=3, until=MonthDay(5, 26))
    year = academic_year(2021, span, FRANCE)
    assert year.weeks[-1].days == 3
    assert position(MonthDay(5, day), year) == place
