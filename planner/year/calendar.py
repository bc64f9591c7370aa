"""Computes the weeks of an academic year, with holidays and closures."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache

from planner.year.activity import WEEKDAYS
from planner.year.moments import Closures, DayClosure, FirstMonday, HolidayDates, YearSpan
from planner.year.public_holidays import PublicHolidays
from planner.year.school_holidays import school_holidays
from planner.year.weeks import AcademicYear, ClosedDay, SiteYear, Week

FIRST_START_YEAR, LAST_START_YEAR = 1990, 2100

_WEEK = timedelta(weeks=1)

_YEARS = range(2001, 2029)
"""Years that stand for all: after 28 years the weekdays of all dates recur."""

_COMMON_YEAR = date(2001, 1, 1)
"""The first day of a year without 29 February."""


def academic_year(
    start_year: int,
    span: YearSpan,
    public_holidays: PublicHolidays,
    closures: Closures | None = None,
    by_days: bool = False,
    weekdays: int = WEEKDAYS,
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
    weekdays
        How many days its weeks have: 5, or 6 with Saturdays.

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
        for found in school_holidays(name, closures, mondays[0], mondays[-1], label)
    ]
    weeks = tuple(
        _week(
            monday,
            [day for day in _weekdays(monday, weekdays) if day in days_off],
            solidarity,
            closures,
            spans,
            _last_day(start_year, span, monday),
            weekdays,
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
    single_days = _single_days(closures, weeks)
    return AcademicYear(start_year, weeks, opening, single_days, by_days, weekdays)


def year_of_sites(sites: Sequence[SiteYear]) -> AcademicYear:
    """Return the year of the cohorts of some sites, one at least: what the sites have in common.

    A single closed day names the cohorts that have it, unless all have it.
    """
    first = sites[0].year
    if len(sites) == 1:
        return first
    weeks = tuple(map(_in_common, zip(*(each.year.weeks for each in sites), strict=True)))
    return replace(first, weeks=weeks, single_days=_days_of_sites(sites), sites=tuple(sites))


def _in_common(weeks: Sequence[Week]) -> Week:
    """Return what one week has at every site."""
    first, *others = weeks
    return replace(
        first,
        public_holidays=tuple(
            day for day in first.public_holidays if all(day in o.public_holidays for o in others)
        ),
        closed=all(week.closed for week in weeks),
        school_holidays=tuple(
            name for name in first.school_holidays if all(name in o.school_holidays for o in others)
        ),
        solidarity=first.solidarity if len({week.solidarity for week in weeks}) == 1 else None,
    )


def _days_of_sites(sites: Sequence[SiteYear]) -> tuple[DayClosure, ...]:
    """Return the single closed days of all sites in their order, each once."""
    every = [cohort for each in sites for cohort in each.cohorts]
    found: dict[DayClosure, list[str]] = {}
    for each in sites:
        for closure in each.year.single_days:
            known = found.setdefault(replace(closure, cohorts=()), [])
            known += closure.cohorts or each.cohorts
    return tuple(
        replace(closure, cohorts=() if len(cohorts) == len(every) else tuple(cohorts))
        for closure, cohorts in sorted(found.items(), key=lambda item: item[0].first)
    )


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
    weekdays: int,
) -> Week:
    """Build a week; `days_off` are its public holidays, `end` the last day of the year.

    Of a week that the year does not hold whole, only the days in the year matter. Whether it is
    closed as a whole depends on its days from Monday to Friday: holidays begin on a Saturday.
    """
    last_day = min(monday + timedelta(days=WEEKDAYS - 1), end)
    days = min(weekdays, (end - monday).days + 1)
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
        solidarity=next((day for day in _weekdays(monday, weekdays) if day in solidarity), None),
    )


def _mondays(start_year: int, span: YearSpan) -> list[date]:
    first, following = start_of_year(start_year, span), start_of_year(start_year + 1, span)
    end = following if span.weeks is None else first + span.weeks * _WEEK
    if (last := _until(start_year, span)) and last >= end:
        end = last - timedelta(days=last.weekday()) + _WEEK
    return [first + n * _WEEK for n in range((end - first) // _WEEK)]


@cache
def possible_week_numbers(span: YearSpan) -> frozenset[tuple[int, ...]]:
    """Return the ISO numbers of the weeks of a year, for every year that a span can give."""
    return frozenset(
        tuple(monday.isocalendar().week for monday in _mondays(start_year, span))
        for start_year in _YEARS
    )


def possible_years(span: YearSpan, by_days: bool, weekdays: int) -> Iterator[AcademicYear]:
    """Yield the years that a span can give, without holidays and closures."""
    for start_year in _YEARS:
        weeks = (
            _week(monday, (), (), Closures(), (), _last_day(start_year, span, monday), weekdays)
            for monday in _mondays(start_year, span)
        )
        opening = _opening(start_year, span)
        yield AcademicYear(start_year, tuple(weeks), opening, (), by_days, weekdays)


def start_of_year(start_year: int, span: YearSpan) -> date:
    """Return the Monday with which an academic year starts."""
    if span.iso_week is not None:
        return date.fromisocalendar(start_year, span.iso_week, 1)
    if span.first_monday is not None:
        return FirstMonday(span.first_monday).in_year(start_year)
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
    return span.until.on_or_after(start_of_year(start_year, span) + _WEEK)


def _last_day(start_year: int, span: YearSpan, monday: date) -> date:
    """Return the last day of a week that belongs to the year: its Sunday, or the day `until`."""
    sunday = monday + timedelta(days=6)
    weeks = span.weeks
    if weeks is None or monday < start_of_year(start_year, span) + weeks * _WEEK:
        return sunday
    return min(sunday, _until(start_year, span) or sunday)


def _weekdays(monday: date, count: int) -> Iterator[date]:
    return (monday + timedelta(days=n) for n in range(count))
