"""Computes the weeks of an academic year, with holidays and closures; resolves moments in it.

French school holidays come from `vacances-scolaires-france` (data of the Ministry of Education).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import Literal

from planner.year.moments import (
    Closures,
    DayClosure,
    DaysAfter,
    FirstClosed,
    FirstMonday,
    HolidayDates,
    Moment,
    MonthDay,
    NumberedWeek,
    Window,
    YearSpan,
)
from planner.year.public_holidays import PublicHolidays
from planner.year.school_calendar import first_official_day, last_official_day, official_days
from planner.year.weeks import AcademicYear, ClosedDay, Week

FIRST_START_YEAR, LAST_START_YEAR = 1990, 2100

HolidayName = Literal["autumn", "christmas", "winter", "spring", "summer"]
Zone = Literal["A", "B", "C"]

OFFICIAL_NAMES: dict[str, str] = {
    "autumn": "Vacances de la Toussaint",
    "christmas": "Vacances de Noël",
    "winter": "Vacances d'hiver",
    "spring": "Vacances de printemps",
    "summer": "Vacances d'été",
}
"""School holidays by their names in programme files: the names in the official calendar."""


_RECURRENCE = timedelta(days=350)
"""Holidays of one name start at most this long after each other; else their dates are unknown."""

_SAME_HOLIDAYS = timedelta(days=175)
"""Holidays of one name that start at most this far apart are those of one year."""

_WEEK = timedelta(weeks=1)

_COMMON_YEAR = date(2001, 1, 1)
"""The first day of a year without 29 February."""


class UnknownSchoolHolidays(Exception):
    """The official calendar has no dates (yet) for holidays that a programme needs.

    Attributes
    ----------
    name, zone, label
        Which holidays, of which zone, in which academic year ("2030-2031").
    """

    def __init__(self, name: str, zone: str, label: str) -> None:
        super().__init__(f"{name} holidays of zone {zone} in {label}")
        self.name, self.zone, self.label = name, zone, label


def academic_year(
    start_year: int,
    span: YearSpan,
    public_holidays: PublicHolidays,
    closures: Closures | None = None,
    by_days: bool = False,
) -> AcademicYear:
    """Compute the weeks of an academic year.

    Parameters
    ----------
    start_year
        The year in which it starts; an ISO year if the first week is given by its ISO number.
    span
        When it starts, and how long it is. From an ISO week to the week before it a year later
        there are 53 weeks if an ISO week 53 lies between, else 52.
    public_holidays
        The public holidays that apply.
    closures
        When the school is closed; never if None.
    by_days
        Whether it is planned by days instead of weeks.

    Raises
    ------
    UnknownSchoolHolidays
        The dates of school holidays that close the school are unknown.
    """
    closures = closures or Closures()
    mondays = _mondays(start_year, span)
    years = range(mondays[0].year, (mondays[-1] + _WEEK).year + 1)
    days_off = public_holidays.names(years)
    solidarity = public_holidays.solidarity_days(years)
    label = f"{start_year}-{start_year + 1}"
    spans = [
        found
        for name in closures.holidays
        for found in _school_holidays(name, closures, mondays[0], mondays[-1], label)
    ]
    weeks = tuple(
        _week(
            monday,
            [day for day in _weekdays(monday) if day in days_off],
            solidarity,
            closures,
            spans,
            _last_day(start_year, span, monday),
        )
        for monday in mondays
    )
    of_all = [
        ClosedDay(each.first, lost=each.lost)
        for each in _single_days(closures, weeks)
        if not each.cohorts
    ]
    weeks = tuple(replace(week, closed=week.with_closed(of_all).closed) for week in weeks)
    opening = _opening(start_year, span)
    return AcademicYear(start_year, weeks, opening, _single_days(closures, weeks), by_days)


def _single_days(closures: Closures, weeks: Iterable[Week]) -> tuple[DayClosure, ...]:
    """Return the weekdays that are closed one by one, in their order.

    Nothing closes a week that is named as an open one, nor a closed week once more.
    """
    days = [
        week.monday + timedelta(days=n)
        for week in weeks
        if not week.closed and week.iso_week not in closures.open_weeks
        for n in range(week.days)
    ]
    return tuple(
        replace(closure, first=day, last=day)
        for day in days
        for closure in closures.single_days
        if day in closure
    )


def _week(
    monday: date,
    days_off: Sequence[date],
    solidarity: Collection[date],
    closures: Closures,
    spans: Sequence[HolidayDates],
    end: date,
) -> Week:
    """Build a week; `days_off` are its public holidays, `end` the last day of the year.

    Of a week that the year does not hold whole, only the days in the year matter.
    """
    last_day = min(monday + timedelta(days=4), end)
    days = min(5, (end - monday).days + 1)
    number = monday.isocalendar().week
    closing = tuple(s.name for s in spans if s.first <= monday and last_day <= s.last)
    return Week(
        *monday.isocalendar()[:2],
        monday,
        tuple(day for day in days_off if day <= end),
        closed=number not in closures.open_weeks
        and (
            bool(closing)
            or number in closures.iso_weeks
            or any(first <= last_day and monday <= last for first, last in closures.days)
        ),
        school_holidays=closing,
        days=days,
        solidarity=next((day for day in _weekdays(monday) if day in solidarity), None),
    )


def _mondays(start_year: int, span: YearSpan) -> list[date]:
    first, following = start_of_year(start_year, span), start_of_year(start_year + 1, span)
    end = following if span.weeks is None else first + span.weeks * _WEEK
    if (last := _until(start_year, span)) and last >= end:
        end = last - timedelta(days=last.weekday()) + _WEEK
    return [first + n * _WEEK for n in range((end - first) // _WEEK)]


@cache
def possible_week_numbers(span: YearSpan) -> frozenset[tuple[int, ...]]:
    """Return the ISO numbers of the weeks of a year, for every year that a span can give.

    After 28 years the weekdays of all dates recur.
    """
    return frozenset(
        tuple(monday.isocalendar().week for monday in _mondays(start_year, span))
        for start_year in range(2001, 2029)
    )


def start_of_year(start_year: int, span: YearSpan) -> date:
    """Return the Monday with which an academic year starts."""
    if span.iso_week is not None:
        return date.fromisocalendar(start_year, span.iso_week, 1)
    if span.first_monday is not None:
        return _first_monday(start_year, span.first_monday)
    assert span.day is not None
    day = date(start_year, span.day.month, span.day.day)
    return day - timedelta(days=day.weekday())


def _opening(start_year: int, span: YearSpan) -> date:
    """Return the day with which a year begins, within its first week.

    It is the day that the programme gives; the Thursday of a numbered week, which decides on the
    year of that week in ISO 8601, in a leap year at least the date that the first such Thursday
    has in other years (1 October for week 40); or else the Monday.
    """
    if span.iso_week is not None:
        thursday = date.fromisocalendar(start_year, span.iso_week, 4)
        return max(thursday, (_COMMON_YEAR + (span.iso_week - 1) * _WEEK).replace(year=start_year))
    if span.day is not None:
        return date(start_year, span.day.month, span.day.day)
    return start_of_year(start_year, span)


def _until(start_year: int, span: YearSpan) -> date | None:
    """Return the last day of a year that is extended to one: none lies in its first week."""
    if span.until is None:
        return None
    return _next(start_of_year(start_year, span) + _WEEK, span.until)


def _last_day(start_year: int, span: YearSpan, monday: date) -> date:
    """Return the last day of a week that belongs to the year: its Sunday, or the day `until`."""
    sunday = monday + timedelta(days=6)
    weeks = span.weeks
    if weeks is None or monday < start_of_year(start_year, span) + weeks * _WEEK:
        return sunday
    return min(sunday, _until(start_year, span) or sunday)


def _first_monday(year: int, month: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=-first.weekday() % 7)


def _next(start: date, day: MonthDay) -> date:
    """Return the first such day on or after a date."""
    year = start.year
    while (found := date(year, day.month, day.day)) < start:
        year += 1
    return found


def _weekdays(monday: date) -> Iterator[date]:
    return (monday + timedelta(days=n) for n in range(5))


def days_of(moment: Moment, year: AcademicYear) -> tuple[date, date] | None:
    """Resolve a moment in a year: its day twice, or the first and last day of its week.

    Returns
    -------
    tuple of date or None
        None if the year does not have it (a week 53). Of a day that the year has twice, in the
        week it begins in and in that of its end, it is the one after the year's opening. A day
        of every year that no week of the year contains is the next one after the year starts.
    """
    first = year.weeks[0].monday
    match moment:
        case MonthDay():
            day = _next(year.opening, moment)
            if day >= year.weeks[-1].monday + _WEEK:
                day = _next(first, moment)
            return day, day
        case FirstMonday(month, plus_weeks):
            monday = _first_monday(first.year, month)
            if monday < first:
                monday = _first_monday(first.year + 1, month)
            monday += plus_weeks * _WEEK
            return monday, monday + timedelta(days=6)
        case NumberedWeek(number):
            mondays = [week.monday for week in year.weeks if week.iso_week == number]
        case FirstClosed(name):
            mondays = _first_mondays_closed(name, year)
        case date():
            return moment, moment
        case DaysAfter(start, count):
            if (days := days_of(start, year)) is None:
                return None
            day = days[0] + timedelta(days=count)
            return day, day
    return (mondays[0], mondays[0] + timedelta(days=6)) if mondays else None


def _first_mondays_closed(name: str, year: AcademicYear) -> list[date]:
    """Return the first Monday of holidays of a name in a year, of those that begin in it first."""
    weeks = [week for week in year.weeks if name in week.school_holidays]
    starts = [w.monday for w in weeks if all(v.monday != w.monday - _WEEK for v in weeks)]
    return sorted(starts, key=lambda monday: monday == year.weeks[0].monday)


def position(moment: Moment, year: AcademicYear) -> tuple[int, int] | None:
    """Resolve a moment in a year: the index of its week, and its weekday from 0 for Monday.

    Returns
    -------
    tuple of int or None
        None if it does not lie in the year, which may end within its last week. A Saturday or
        Sunday counts as the Friday before.
    """
    days = days_of(moment, year)
    passed = (days[0] - year.weeks[0].monday).days if days else -1
    week, weekday = divmod(passed, 7)
    weekday = min(weekday, 4)
    return (week, weekday) if 0 <= week < len(year) and weekday < year.weeks[week].days else None


def positions(window: Window | None, year: AcademicYear) -> range:
    """Resolve a window in a year: the indices of the weeks that lie in it.

    A week lies in a window if its Wednesday does; in a strict one, if all its working days do.

    Returns
    -------
    range
        All weeks if the window is None; empty if the year does not have one of its moments.
    """
    if window is None:
        return range(len(year))
    days = _days_of_window(window, year)
    if days is None:
        return range(0)
    inside = [n for n, week in enumerate(year.weeks) if _lies_in(week, days, window, year)]
    return range(inside[0], inside[-1] + 1) if inside else range(0)


def step_positions(window: Window | None, year: AcademicYear) -> range:
    """Resolve a window in a year: the indices of the steps that lie in it, as `positions`.

    A day lies in a window by itself.
    """
    if not year.by_days:
        return positions(window, year)
    days = (year.weeks[0].monday, year.weeks[-1].last_day)
    found = _days_of_window(window, year) if window else days
    if found is None:
        return range(0)
    inside = [n for n, day in enumerate(year.steps) if found[0] <= day.first_day <= found[1]]
    return range(inside[0], inside[-1] + 1) if inside else range(0)


def step_position(moment: Moment, year: AcademicYear) -> int | None:
    """Resolve a moment in a year: the index of its step; None if it does not lie in the year."""
    found = position(moment, year)
    if found is None:
        return None
    return year.steps_of_week(found[0])[found[1] if year.by_days else 0]


def _lies_in(week: Week, days: tuple[date, date], window: Window, year: AcademicYear) -> bool:
    if window.strict and week.working_days:
        return not _worked_outside(week, days, year)
    return days[0] <= week.middle <= days[1]


def weeks_between(starts: Moment | None, ends: Moment | None, year: AcademicYear) -> range:
    """Return the positions of the weeks of people who are there from a moment to another.

    Whole weeks count: that of the first day, unless it is a Saturday or Sunday, and that of the
    last one. A day before or after the year does not limit it.

    Returns
    -------
    range
        Empty if they are not there in the year, or if it does not have one of the moments.
    """
    first, last = (moment and days_of(moment, year) for moment in (starts, ends))
    if (starts and not first) or (ends and not last):
        return range(0)
    before = sum(week.last_day < first[0] for week in year.weeks) if first else 0
    until = sum(week.monday <= last[1] for week in year.weeks) if last else len(year)
    return range(before, max(before, until))


def days_beyond(window: Window, year: AcademicYear) -> dict[int, tuple[date, ...]]:
    """Return the working days of weeks of a window that are outside it, by the week's index."""
    days = _days_of_window(window, year)
    if days is None:
        return {}
    beyond = {n: _worked_outside(year.weeks[n], days, year) for n in positions(window, year)}
    return {index: found for index, found in beyond.items() if found}


def _worked_outside(week: Week, window: tuple[date, date], year: AcademicYear) -> tuple[date, ...]:
    """Return the working days of a week outside a window; the year's opening begins its week."""
    first, last = window
    if first <= year.opening:
        first = year.weeks[0].monday
    return tuple(day for day in week.working_days if not first <= day <= last)


def _days_of_window(window: Window, year: AcademicYear) -> tuple[date, date] | None:
    """Return the first and last day of a window; None if the year lacks one of its moments.

    A window that ends with a day before the year's opening ends with that day a year later,
    unless it starts before it in the same week.
    """
    moments = (window.start, window.end, window.before)
    if any(moment is not None and days_of(moment, year) is None for moment in moments):
        return None
    first, last = year.weeks[0].monday, year.weeks[-1].last_day
    if window.start is not None and (days := days_of(window.start, year)):
        first = days[0]
    if window.end is not None and (days := _end_of(window, window.end, year.opening, year)):
        last = min(last, days[1])
    least = year.opening + timedelta(days=1)
    if window.before is not None and (days := _end_of(window, window.before, least, year)):
        last = min(last, days[0] - timedelta(days=1))
    return first, last


def _end_of(
    window: Window, end: Moment, least: date, year: AcademicYear
) -> tuple[date, date] | None:
    """Return the first and last day of the moment with which a window ends.

    Parameters
    ----------
    least
        Before this day, the window would hold no day of the year.
    """
    days = days_of(end, year)
    if days is None or not isinstance(end, MonthDay) or days[0] >= least:
        return days
    start = days_of(window.start, year) if window.start is not None else None
    if start is not None and start[0] <= days[0]:
        return days
    day = _next(least, end)
    return day, day


def _school_holidays(
    name: str, closures: Closures, first: date, last: date, label: str
) -> tuple[HolidayDates, ...]:
    """Return the spans of holidays that touch a year; the programme's own dates go first.

    Raises
    ------
    UnknownSchoolHolidays
        None of this name starts in or shortly before the year, and the official calendar knows
        none after it either, with which it would know those of the year.
    """
    given = [span for span in closures.given if span.name == name]
    official = list(_official_spans(name, closures.zone, first.year - 1, last.year + 1))
    spans = [*given, *official]
    end = last + timedelta(days=6)
    begins = any(min(first, end - _RECURRENCE) <= span.first <= end for span in spans)
    follows = first >= first_official_day() and any(span.first > end for span in official)
    if not begins and not follows:
        raise UnknownSchoolHolidays(name, closures.zone, label)
    return tuple(
        span
        for span in spans
        if span.last >= first and span.first <= end
        if span in given or all(abs(span.first - s.first) > _SAME_HOLIDAYS for s in given)
    )


def _official_spans(
    name: str, zone: str, first_year: int, last_year: int
) -> Iterator[HolidayDates]:
    """Join consecutive days of the official calendar into spans.

    A span that reaches the last known day may be incomplete and is left out.
    """
    official = official_days(zone, OFFICIAL_NAMES[name])
    days = [day for day in official if first_year <= day.year <= last_year]
    start = 0
    for index, day in enumerate(days):
        if index + 1 == len(days) or days[index + 1] - day > timedelta(days=1):
            if day < last_official_day():
                yield HolidayDates(name, days[start], day)
            start = index + 1
