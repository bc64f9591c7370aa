"""Cuts what a calendar of several years tells into academic years, and finds whose years they are.

A year begins in the week with which the calendar begins. Its last year may end before the weeks do
that a year has.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from planner.acquisition.class_names import year_of_name
from planner.acquisition.file.dates import ONE_WEEK
from planner.acquisition.file.marks import Told

_LAST_FIRST_WEEK = 52
"""The last ISO week with which every year can begin."""

_MOST_WEEKS = 53
_LEAST_LATER = 5
"""With fewer weeks more, a calendar goes a little beyond its last year; these are left out."""

_SUNDAY = timedelta(days=6)

Mondays = tuple[date, ...]


def are_of_one_year(names: Iterable[str]) -> bool:
    """Whether classes are people who are followed year after year.

    They are not where their names tell several years of a programme (1A, 2A): these are the
    classes of each year.
    """
    return len({year for name in names if (year := year_of_name(name))}) < 2


def years_of(told: Told, mondays: Sequence[date]) -> list[tuple[Told, Mondays]]:
    """Return what is told of each academic year, and its weeks.

    Parameters
    ----------
    mondays
        The weeks of the whole calendar.
    """
    if len(mondays) <= _MOST_WEEKS:
        return [(told, tuple(mondays))]
    return [(_within(told, weeks), weeks) for weeks in _years(mondays)]


def _years(mondays: Sequence[date]) -> Iterator[Mondays]:
    year, number, _ = mondays[0].isocalendar()
    first, last = mondays[0], mondays[-1]
    while (last - first) // ONE_WEEK + 1 >= _LEAST_LATER:
        year += 1
        following = date.fromisocalendar(year, min(number, _LAST_FIRST_WEEK), 1)
        yield tuple(first + n * ONE_WEEK for n in range((following - first) // ONE_WEEK))
        first = following


def _within(told: Told, mondays: Mondays) -> Told:
    """Return what is told of some weeks."""
    first, end = mondays[0], mondays[-1] + _SUNDAY
    marks = tuple(
        replace(mark, first=max(mark.first, first), last=min(mark.last, end))
        for mark in told.marks
        if mark.first <= end and mark.last >= first
    )
    return replace(told, marks=marks)
