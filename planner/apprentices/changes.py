"""Compare two versions of an apprentice's year, week by week."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import zip_longest

from planner.apprentices.apprentice import Part
from planner.apprentices.day import Day, HeldSession, Hours
from planner.apprentices.modules import learning
from planner.apprentices.year import ApprenticeYear
from planner.planning.changes import same_weeks
from planner.planning.milestones import DateSpan
from planner.year.weeks import Week


@dataclass(frozen=True)
class WeeksChange:
    """A changed week, or consecutive weeks with the same change.

    Attributes
    ----------
    before, now
        All days of the weeks in the earlier and in the later version.
    """

    weeks: tuple[Week, ...]
    before: tuple[Day, ...]
    now: tuple[Day, ...]

    @property
    def changes_place(self) -> bool:
        """Whether a day changes in more than its sessions and hours."""
        return list(map(_place_facts, self.before)) != list(map(_place_facts, self.now))

    @property
    def changes_hours_only(self) -> bool:
        """Whether neither places nor sessions change."""
        same_sessions = session_half_days(self.before) == session_half_days(self.now)
        return same_sessions and not (self.changes_place or self.other_modules)

    @property
    def other_modules(self) -> frozenset[tuple[date, Part]]:
        """The half-days that have a session in both versions, of another module."""
        pairs = zip(self.before, self.now, strict=True)
        return frozenset(half for was, now in pairs for half in _other_modules(was, now))

    @property
    def removed_sessions(self) -> tuple[tuple[date, Part], ...]:
        """The half-days that no longer have a session."""
        remaining = session_half_days(self.now)
        return tuple(
            session for session in session_half_days(self.before) if session not in remaining
        )

    @property
    def added_sessions(self) -> tuple[tuple[date, Part], ...]:
        """The half-days that had no session before."""
        known = session_half_days(self.before)
        return tuple(session for session in session_half_days(self.now) if session not in known)

    def can_join(self, other: "WeeksChange") -> bool:
        """Return whether this change follows another one directly and is the same change.

        Weeks with sessions, events, exceptions or single closed days are never joined.
        """
        return (
            (self.weeks[0].monday - other.weeks[-1].monday).days == 7
            and _join_key(self.before) == _join_key(other.before)
            and _join_key(self.now) == _join_key(other.now)
            and not any(map(_is_particular, (self.before, self.now, other.before, other.now)))
        )

    def joined(self, other: "WeeksChange") -> "WeeksChange":
        """Return one change of the weeks of an earlier one and of these."""
        return WeeksChange(
            self.weeks + other.weeks, self.before + other.before, self.now + other.now
        )


@dataclass(frozen=True)
class DueChange:
    """A day on which something is due that is new, has moved, or is no more.

    Attributes
    ----------
    before, now
        From when to when it is due in both versions; None in one that does not have it.
    """

    name: str
    before: DateSpan | None
    now: DateSpan | None


@dataclass(frozen=True)
class SessionMove:
    """A session of a module that is held at another time; None in a version that has none of it."""

    before: HeldSession | None
    now: HeldSession | None


@dataclass(frozen=True)
class TaughtChange:
    """A module that is taught at school in other weeks.

    Attributes
    ----------
    before, now
        The weeks in both versions; none in one that does not have the module.
    """

    name: str
    before: tuple[Week, ...]
    now: tuple[Week, ...]


@dataclass(frozen=True)
class YearChanges:
    """All changes between two versions of an apprentice's year.

    Attributes
    ----------
    weeks
        The changed weeks, one by one, in order; none if there was no earlier year.
    before, now
        The hours of the year in both versions; `before` is None if there was no earlier year.
    changes_ahead
        Whether the days in company before the year changed.
    due
        What is due on other days, in the order of the days.
    sessions
        The sessions of modules that are held at another time, those of a module together; none if
        only one version has modules.
    taught
        The modules that are taught in other weeks; none if only one version has modules.
    gains_modules, loses_modules
        Whether only this version has modules, or only the earlier one.
    """

    weeks: tuple[WeeksChange, ...]
    before: Hours | None
    now: Hours
    changes_ahead: bool = False
    due: tuple[DueChange, ...] = ()
    sessions: tuple[SessionMove, ...] = ()
    taught: tuple[TaughtChange, ...] = ()
    gains_modules: bool = False
    loses_modules: bool = False

    @property
    def is_new(self) -> bool:
        """Whether there was no earlier year."""
        return self.before is None

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        of_modules = self.taught or self.gains_modules or self.loses_modules
        return not (self.weeks or self.is_new or self.changes_ahead or self.due or of_modules)

    @property
    def place_weeks(self) -> int:
        """The number of weeks with days that change in more than sessions and hours."""
        return sum(week.changes_place for week in self.weeks)

    @property
    def hours_only_weeks(self) -> int:
        """The number of weeks in which only hours change."""
        return sum(week.changes_hours_only for week in self.weeks)

    @property
    def other_modules(self) -> int:
        """The number of sessions that stay on their half-day, of another module."""
        return sum(len(week.other_modules) for week in self.weeks)

    @property
    def moved_sessions(self) -> int:
        """The number of sessions moved: the lesser of removed and added ones."""
        return min(self._removed_count, self._added_count)

    @property
    def fewer_sessions(self) -> int:
        """The number of sessions removed and not moved."""
        return self._removed_count - self.moved_sessions

    @property
    def more_sessions(self) -> int:
        """The number of sessions added and not moved."""
        return self._added_count - self.moved_sessions

    @cached_property
    def _removed_count(self) -> int:
        return sum(len(week.removed_sessions) for week in self.weeks)

    @cached_property
    def _added_count(self) -> int:
        return sum(len(week.added_sessions) for week in self.weeks)

    @property
    def joined_weeks(self) -> tuple[WeeksChange, ...]:
        """The changes, consecutive weeks with the same change joined."""
        joined: list[WeeksChange] = []
        for week in self.weeks:
            if joined and week.can_join(joined[-1]):
                joined[-1] = joined[-1].joined(week)
            else:
                joined.append(week)
        return tuple(joined)


def year_changes(before: ApprenticeYear | None, now: ApprenticeYear) -> YearChanges:
    """Compare two versions of an apprentice's year.

    Parameters
    ----------
    before
        None if the earlier version has no planning for the apprentice.

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
    changed = tuple(
        WeeksChange((week,), was, becomes)
        for week, (was, becomes) in zip(weeks, pairs, strict=True)
        if any(map(_differ, was, becomes))
    )
    had, has = before.progression is not None, now.progression is not None
    return YearChanges(
        changed,
        before.hours,
        now.hours,
        before.days_ahead != now.days_ahead,
        tuple(_due_changes(before, now)),
        sessions=tuple(_session_moves(changed)) if had and has else (),
        taught=tuple(_taught_changes(before, now)) if had and has else (),
        gains_modules=has and not had,
        loses_modules=had and not has,
    )


def _due_changes(before: ApprenticeYear, now: ApprenticeYear) -> Iterator[DueChange]:
    was, becomes = map(_spans_of_due, (before, now))
    changed = [key for key in was | becomes if was.get(key) != becomes.get(key)]
    for key in sorted(changed, key=lambda key: (was | becomes)[key]):
        yield DueChange(key[0], was.get(key), becomes.get(key))


def _spans_of_due(year: ApprenticeYear) -> dict[tuple[str, int], DateSpan]:
    """Return from when to when each is due, by its name and number."""
    return {
        (due.milestone.name, due.number): (due.opens or due.day, due.day) for due in year.due.dated
    }


def _session_moves(weeks: Iterable[WeeksChange]) -> Iterator[SessionMove]:
    """Yield the sessions that are held at another time, those of a module together."""
    was, becomes = [], []
    for week in weeks:
        was += [held for day in week.before for held in day.held_sessions]
        becomes += [held for day in week.now for held in day.held_sessions]
    places = {(held.subject, held.half_day) for held in was}
    kept = places & {(held.subject, held.half_day) for held in becomes}
    for subject in dict.fromkeys(held.subject for held in (*was, *becomes)):
        gone, new = (
            [h for h in held if h.subject == subject and (subject, h.half_day) not in kept]
            for held in (was, becomes)
        )
        yield from (SessionMove(*pair) for pair in zip_longest(gone, new))


def _taught_changes(before: ApprenticeYear, now: ApprenticeYear) -> Iterator[TaughtChange]:
    was, becomes = map(_weeks_taught, (before, now))
    names = {**was, **becomes}
    for module, (name, _) in names.items():
        weeks = [of[module][1] if module in of else () for of in (was, becomes)]
        if weeks[0] != weeks[1]:
            yield TaughtChange(name, *weeks)


def _weeks_taught(year: ApprenticeYear) -> dict[str, tuple[str, tuple[Week, ...]]]:
    """Return the name of each module and its weeks at school, by its id."""
    found, weeks = learning(year), year.planning.year.weeks
    return {
        each.module.id: (each.module.name, tuple(weeks[n] for n in each.minutes))
        for each in (found.modules if found else ())
    }


def session_half_days(days: Iterable[Day]) -> tuple[tuple[date, Part], ...]:
    """Return the half-days of the sessions on some days."""
    return tuple((day.date, part) for day in days for part in day.sessions)


def _differ(was: Day, now: Day) -> bool:
    return (
        _place_facts(was) != _place_facts(now)
        or (was.sessions, was.hours) != (now.sessions, now.hours)
        or any(_other_modules(was, now))
    )


def _other_modules(was: Day, now: Day) -> Iterator[tuple[date, Part]]:
    """Yield the half-days on which both have a session, of other modules."""
    before = {held.part: held.subject for held in was.held_sessions}
    for held in now.held_sessions:
        if held.subject and before.get(held.part) and before[held.part] != held.subject:
            yield held.half_day


def _place_facts(day: Day) -> tuple[object, ...]:
    """Return everything that a change of place compares: all but sessions and hours.

    What the cohort does on a day that is not spent with it, or on a weekend, changes nothing.
    """
    if not day.is_bound or day.place is None:
        return day.status, day.is_bound and day.events
    stated = (day.activity.name, day.halves, day.block, day.status)
    return *stated, day.is_off, day.missed, day.events


def _join_key(days: tuple[Day, ...]) -> tuple[object, ...]:
    """Return what two weeks must have in common to be joined."""
    return tuple((day.activity.name, day.block, day.status) for day in days[-7:])


def _is_particular(days: tuple[Day, ...]) -> bool:
    """Return whether some days have a session, an event, an exception, or the school closed."""
    return any(day.sessions or day.events or day.missed or day.own for day in days)
