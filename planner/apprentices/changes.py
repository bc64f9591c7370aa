"""What changed in the year of one apprentice from one version to another, week by week."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from planner.apprentices.apprentice import Part
from planner.apprentices.year import ApprenticeYear, Day, Hours
from planner.planning.changes import same_weeks
from planner.year.weeks import Week


@dataclass(frozen=True)
class YearChange:
    """A week that is not what it was, or some that follow each other and changed alike.

    Attributes
    ----------
    before, now
        Its seven days in either version, or all days of the weeks.
    """

    weeks: tuple[Week, ...]
    before: tuple[Day, ...]
    now: tuple[Day, ...]

    @property
    def is_of_place(self) -> bool:
        """Whether some of its days are spent otherwise, sessions apart."""
        return list(map(_spent, self.before)) != list(map(_spent, self.now))

    @property
    def is_of_hours_only(self) -> bool:
        return not self.is_of_place and sessions(self.before) == sessions(self.now)

    @property
    def gone(self) -> tuple[tuple[date, Part], ...]:
        """The half-days that no longer have a session."""
        kept = sessions(self.now)
        return tuple(session for session in sessions(self.before) if session not in kept)

    @property
    def new(self) -> tuple[tuple[date, Part], ...]:
        """The half-days that had no session before."""
        known = sessions(self.before)
        return tuple(session for session in sessions(self.now) if session not in known)

    def follows(self, other: "YearChange") -> bool:
        """Tell whether it can be told together with the change before it."""
        return (
            (self.weeks[0].monday - other.weeks[-1].monday).days == 7
            and _told(self.before) == _told(other.before)
            and _told(self.now) == _told(other.now)
            and not any(map(_happens, (self.before, self.now, other.before, other.now)))
        )

    def joined(self, other: "YearChange") -> "YearChange":
        return YearChange(
            self.weeks + other.weeks, self.before + other.before, self.now + other.now
        )


@dataclass(frozen=True)
class YearChanges:
    """All that changed.

    Attributes
    ----------
    weeks
        The weeks that changed, each alone, in the order of the year; none if there was no year
        before.
    before, now
        The hours of the whole year; None if there was no year before.
    """

    weeks: tuple[YearChange, ...]
    before: Hours | None
    now: Hours

    @property
    def is_new(self) -> bool:
        """Whether there was no year before."""
        return self.before is None

    @property
    def is_none(self) -> bool:
        return not (self.weeks or self.is_new)

    @property
    def places(self) -> int:
        """Count the weeks with days that are spent otherwise, sessions apart."""
        return sum(week.is_of_place for week in self.weeks)

    @property
    def hours_only(self) -> int:
        """Count the weeks of which only the hours changed."""
        return sum(week.is_of_hours_only for week in self.weeks)

    @property
    def moved(self) -> int:
        """Count the sessions that have another half-day."""
        return min(self._gone, self._new)

    @property
    def fewer(self) -> int:
        return self._gone - self.moved

    @property
    def more(self) -> int:
        return self._new - self.moved

    @cached_property
    def _gone(self) -> int:
        return sum(len(week.gone) for week in self.weeks)

    @cached_property
    def _new(self) -> int:
        return sum(len(week.new) for week in self.weeks)

    @property
    def stretches(self) -> tuple[YearChange, ...]:
        """Tell the changes with weeks joined that follow each other and changed alike."""
        told: list[YearChange] = []
        for week in self.weeks:
            if told and week.follows(told[-1]):
                told[-1] = told[-1].joined(week)
            else:
                told.append(week)
        return tuple(told)


def year_changes(before: ApprenticeYear | None, now: ApprenticeYear) -> YearChanges:
    """Compare two versions of an apprentice's year.

    Parameters
    ----------
    before
        None if the version before had no planning for the apprentice.

    Raises
    ------
    ValueError
        The versions do not have the same weeks.
    """
    if before is None:
        return YearChanges((), None, now.hours)
    weeks = now.planning.year.weeks
    if not same_weeks(before.planning.year, now.planning.year):
        raise ValueError("years of different weeks")
    pairs = ((before.week(n), now.week(n)) for n in range(len(weeks)))
    return YearChanges(
        tuple(
            YearChange((week,), was, becomes)
            for week, (was, becomes) in zip(weeks, pairs, strict=True)
            if any(map(_differ, was, becomes))
        ),
        before.hours,
        now.hours,
    )


def sessions(days: Iterable[Day]) -> tuple[tuple[date, Part], ...]:
    """List the half-days of the sessions of some days."""
    return tuple((day.date, part) for day in days for part in day.sessions)


def _differ(was: Day, now: Day) -> bool:
    return _spent(was) != _spent(now) or (was.sessions, was.hours) != (now.sessions, now.hours)


def _spent(day: Day) -> tuple[object, ...]:
    """Tell how a day is spent, but for sessions and hours."""
    return day.activity.name, day.place, day.block, day.is_off, day.in_contract, day.events


def _told(days: tuple[Day, ...]) -> tuple[object, ...]:
    """Tell what weeks must have in common to be told together."""
    return days[-7].activity.name, days[-7].block, [day.in_contract for day in days[-7:]]


def _happens(days: tuple[Day, ...]) -> bool:
    return any(day.sessions or day.events for day in days)
