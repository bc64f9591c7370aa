"""The presences of an apprentice: from which day to which one is where, with days and hours."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from planner.apprentices.apprentice import Period, Span
from planner.apprentices.day import Day
from planner.apprentices.own_days import OWN_WEEK
from planner.apprentices.timeline import Timeline
from planner.apprentices.year import ApprenticeYear
from planner.programme.hours_of_week import TAUGHT_AT
from planner.year.activity import BUILT_IN_ACTIVITIES, WEEKDAYS, Activity, Place, in_days
from planner.year.weeks import Minutes


@dataclass(frozen=True)
class Presence:
    """A longest run of half-days at one place, in one activity and one period of the roster.

    Weekends and public holidays do not end it; days on which nothing binds the apprentice do.

    Attributes
    ----------
    activity, block
        What is done, and the name of the named block in which it lies (PFE), or None.
    period
        The period of the roster that counts.
    days
        Days that are spent: neither public holidays nor days on which the school is closed. A
        half-day is half of one.
    hours
        Minutes there, as in the ledger: taught at school or abroad, or in company with the remote
        sessions that are held there.
    remote
        How many of them are remote sessions.
    """

    place: Place
    activity: Activity
    block: str | None
    period: Period
    span: Span
    days: float
    hours: Minutes
    remote: Minutes

    @property
    def hours_a_day(self) -> float | None:
        """Minutes a day, on average; None where no day is spent."""
        return self.hours / self.days if self.days else None


class _Kind(NamedTuple):
    """What the half-days of a presence have in common."""

    place: Place
    activity: Activity
    block: str | None
    period: Period


def presences(year: ApprenticeYear) -> tuple[Presence, ...]:
    """Return the presences of a year, in order; their hours add up to those of the year."""
    runs = groupby(_half_days(year), key=lambda each: each[0])
    return tuple(_presence(kind, [day for _, day in half_days]) for kind, half_days in runs if kind)


def _half_days(year: ApprenticeYear) -> Iterator[tuple[_Kind | None, Day]]:
    """Yield the half-days of working days with what is done; None where nothing binds."""
    timeline = Timeline(year.apprentice, year.planning.year.opening)
    for day in year.days:
        if day.place is None and day.date.weekday() >= WEEKDAYS:
            continue
        period = timeline.period(day.date)
        if period is None or day.place is None:
            yield None, day
            continue
        for half in day.halves:
            kind = _Kind(half, _activity(day, half), day.block, period)
            yield kind if day.status.spends(half) else None, day


def _activity(day: Day, place: Place) -> Activity:
    """Return what is done at a place of a day: what is ready there, in a week of exceptions."""
    if day.activity.name != OWN_WEEK:
        return day.activity
    return next(each for each in BUILT_IN_ACTIVITIES if each.days[0] is place)


def _presence(kind: _Kind, days: list[Day]) -> Presence:
    whole = tuple(dict.fromkeys(days))
    halves = sum(day.spends(kind.place) for day in days)
    remote = sum(day.hours.remote for day in whole) if kind.place is Place.COMPANY else 0
    return Presence(
        *kind,
        span=Span(days[0].date, days[-1].date),
        days=in_days(halves),
        hours=_hours(kind.place, whole),
        remote=remote,
    )


def _hours(place: Place, days: Iterable[Day]) -> Minutes:
    """Return the minutes of some days that are spent at a place."""
    if place is Place.COMPANY:
        return sum(day.hours.company + day.hours.remote for day in days)
    return sum(day.hours.onsite for day in days if place is _taught_at(day))


def _taught_at(day: Day) -> Place | None:
    """Return the place at which the hours of a day are taught, if any."""
    return next((half for half in day.halves if half in TAUGHT_AT), None)
