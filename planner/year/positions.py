"""Resolves moments and windows in an academic year: to days, weeks and steps."""

from collections.abc import Iterable
from datetime import date, timedelta

from planner.year.activity import WEEKDAYS
from planner.year.moments import (
    DaysAfter,
    FirstClosed,
    FirstMonday,
    Moment,
    MonthDay,
    NumberedWeek,
    Window,
)
from planner.year.weeks import AcademicYear, Week

_WEEK = timedelta(weeks=1)


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
            day = moment.on_or_after(year.opening)
            if day >= year.weeks[-1].monday + _WEEK:
                day = moment.on_or_after(first)
            return day, day
        case FirstMonday():
            monday = moment.in_year(first.year)
            if monday < first:
                monday = moment.in_year(first.year + 1)
            monday += moment.plus_weeks * _WEEK
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
            try:
                day = days[0] + timedelta(days=count)
            except OverflowError:  # beyond the years that a date can have
                return None
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
        None if it does not lie in the year, which may end within its last week. A Sunday, and a
        Saturday where the programme has none, counts as the day before.
    """
    days = days_of(moment, year)
    passed = (days[0] - year.weeks[0].monday).days if days else -1
    week, weekday = divmod(passed, 7)
    weekday = min(weekday, year.weekdays - 1)
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
    days = window_days(window, year)
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
    found = window_days(window, year) if window else days
    if found is None:
        return range(0)
    inside = [n for n, day in enumerate(year.steps) if found[0] <= day.first_day <= found[1]]
    return range(inside[0], inside[-1] + 1) if inside else range(0)


def step_position(moment: Moment, year: AcademicYear) -> int | None:
    """Resolve a moment in a year: the index of its step; None if it does not lie in the year."""
    found = position(moment, year)
    if found is None:
        return None
    return year.steps_of_week(found[0])[min(found[1], WEEKDAYS - 1) if year.by_days else 0]


def working_days_of(moments: Iterable[Moment], year: AcademicYear) -> list[date]:
    """Return the days of moments that lie in a year; a Saturday or Sunday is the Monday after."""
    found = [days[0] for moment in moments if (days := days_of(moment, year))]
    working = [d if d.weekday() < 5 else d + timedelta(days=7 - d.weekday()) for d in found]
    return [day for day in working if year.weeks[0].monday <= day <= year.weeks[-1].last_day]


def _lies_in(week: Week, days: tuple[date, date], window: Window, year: AcademicYear) -> bool:
    if window.strict and week.working_days:
        return not _worked_outside(week, days, year)
    return days[0] <= week.middle <= days[1]


def weeks_between(starts: Moment | None, ends: Moment | None, year: AcademicYear) -> range:
    """Return the positions of the weeks of people who are there from a moment to another.

    Weeks count of which they have a part: that of the first day, unless it is a Saturday or
    Sunday, and that of the last one. A day before or after the year does not limit it.

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


def days_between(
    starts: Moment | None, ends: Moment | None, year: AcademicYear
) -> tuple[date, date] | None:
    """Return the first and the last day of people who are there from a moment to another.

    Of the first and the last week, all days count if no working day is left out.

    Returns
    -------
    tuple of date or None
        None if they are not there in the year.
    """
    weeks = weeks_between(starts, ends, year)
    if not weeks:
        return None
    head, tail = year.weeks[weeks[0]], year.weeks[weeks[-1]]
    first, last = (moment and days_of(moment, year) for moment in (starts, ends))
    before = [day for day in head.working_days if first and day < first[0]]
    after = [day for day in tail.working_days if last and day > last[1]]
    return (
        first[0] if first and before else head.monday,
        last[1] if last and after else tail.last_day,
    )


def steps_between(starts: Moment | None, ends: Moment | None, year: AcademicYear) -> range:
    """Return the positions of the steps of people who are there from a moment to another."""
    days = days_between(starts, ends, year)
    if days is None or not year.by_days:
        return weeks_between(starts, ends, year)
    inside = [n for n, day in enumerate(year.steps) if days[0] <= day.first_day <= days[1]]
    return range(inside[0], inside[-1] + 1) if inside else range(0)


def days_beyond(window: Window, year: AcademicYear) -> dict[int, tuple[date, ...]]:
    """Return the working days of weeks of a window that are outside it, by the week's index."""
    days = window_days(window, year)
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


def window_days(window: Window, year: AcademicYear) -> tuple[date, date] | None:
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
    day = end.on_or_after(least)
    return day, day
