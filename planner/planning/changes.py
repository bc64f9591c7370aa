"""The difference between two plannings of a year, week by week."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest

from planner.curriculum.module import Module
from planner.curriculum.progression import TaughtModule
from planner.planning.course import planned_weeks
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.cohort import Cohort, PlannedWeek
from planner.year.weeks import AcademicYear, Minutes, Week


@dataclass(frozen=True)
class Change:
    """A week of a cohort that differs between two plannings.

    Attributes
    ----------
    index
        The position of the week in the year of the later planning.
    """

    cohort: Cohort
    index: int
    week: Week
    before: PlannedWeek
    after: PlannedWeek


@dataclass(frozen=True)
class MovedSessions:
    """Sessions of a module that have moved: from a week of the earlier planning to another one.

    Attributes
    ----------
    before, after
        None where only one of the plannings has them.
    """

    before: Week | None
    after: Week | None
    count: int


@dataclass(frozen=True)
class ModuleChange:
    """A module of a cohort that has something in other weeks.

    Attributes
    ----------
    minutes
        On site, in weeks that had less of them.
    """

    cohort: Cohort
    module: Module
    sessions: tuple[MovedSessions, ...]
    minutes: Minutes


@dataclass(frozen=True)
class Difference:
    """All differences between two plannings.

    Attributes
    ----------
    changes
        In the order of the cohorts, then of the weeks.
    added, removed
        The cohorts that only one of the plannings has.
    hours
        How many other weeks differ in their hours at school only, those of all cohorts added up.
    modules
        The modules that have something in other weeks, where both plannings have modules.
    """

    changes: tuple[Change, ...]
    added: tuple[Cohort, ...]
    removed: tuple[Cohort, ...]
    hours: int = 0
    modules: tuple[ModuleChange, ...] = ()

    @property
    def is_none(self) -> bool:
        """Whether the plannings have the same cohorts, weeks and sessions, of the same modules."""
        moved = any(change.sessions for change in self.modules)
        return not (self.changes or self.added or self.removed or moved)


def same_weeks(one: AcademicYear, other: AcademicYear) -> bool:
    """Return whether two academic years have the same weeks."""
    return [week.monday for week in one.weeks] == [week.monday for week in other.weeks]


def weeks_apart(one: Planning, other: Planning) -> int | None:
    """Return the weeks in which the cohorts of two plannings do something else, added up.

    Cohorts are matched by their ids; sessions are not looked at. None where the plannings are of
    other weeks, or have no cohort in common.
    """
    rows = {row.cohort.id: row.activities for row in one.cohorts}
    common = [row for row in other.cohorts if row.cohort.id in rows]
    if not common or not same_weeks(one.year, other.year):
        return None
    return sum(
        was.name != now.name
        for row in common
        for was, now in zip(rows[row.cohort.id], row.activities, strict=True)
    )


def closed_no_more(before: AcademicYear, after: AcademicYear) -> tuple[Week, ...]:
    """Return the weeks of a year that are closed at some site in one before it, and no longer."""
    years = [(before.of(each.cohorts[0]), each.year) for each in after.sites] or [(before, after)]
    opened: set[date] = set()
    for earlier, later in years:
        closed = {week.monday for week in earlier.weeks if week.closed}
        opened |= {week.monday for week in later.weeks if not week.closed} & closed
    return tuple(week for week in after.weeks if week.monday in opened)


def difference(before: Planning, after: Planning) -> Difference:
    """Return the difference between two plannings of a year; cohorts are matched by their ids.

    Sessions are compared where both plannings give them.

    Raises
    ------
    ValueError
        The plannings do not have the same weeks.
    """
    if not same_weeks(before.year, after.year):
        raise ValueError("plannings of different weeks")
    earlier = {cohort.cohort.id: cohort for cohort in before.cohorts}
    later = {cohort.cohort.id for cohort in after.cohorts}
    changes: list[Change] = []
    modules: list[ModuleChange] = []
    hours = 0
    for cohort in after.cohorts:
        if cohort.cohort.id not in earlier:
            continue
        pairs = zip(planned_weeks(earlier[cohort.cohort.id]), planned_weeks(cohort), strict=True)
        for index, (was, now) in enumerate(pairs):
            if _differ(was, now):
                changes.append(Change(cohort.cohort, index, after.year.weeks[index], was, now))
            else:
                hours += None not in (was.onsite, now.onsite) and was.onsite != now.onsite
        weeks = (before.year.weeks, after.year.weeks)
        modules += _module_changes(earlier[cohort.cohort.id], cohort, *weeks)
    return Difference(
        tuple(changes),
        tuple(c.cohort for c in after.cohorts if c.cohort.id not in earlier),
        tuple(c.cohort for c in before.cohorts if c.cohort.id not in later),
        hours,
        tuple(modules),
    )


def _module_changes(
    before: CohortPlanning, after: CohortPlanning, weeks: Sequence[Week], later: Sequence[Week]
) -> Iterator[ModuleChange]:
    if not (before.progression and after.progression):
        return
    earlier = {each.module.id: each for each in before.progression.modules}
    for now in after.progression.modules:
        was = earlier.get(now.module.id)
        if was and (was.minutes, was.sessions) != (now.minutes, now.sessions):
            more = (max(0, n - had) for n, had in zip(now.minutes, was.minutes, strict=True))
            moved = tuple(_moved_sessions(was, now, weeks, later))
            yield ModuleChange(after.cohort, now.module, moved, sum(more))


def _moved_sessions(
    was: TaughtModule, now: TaughtModule, weeks: Sequence[Week], later: Sequence[Week]
) -> Iterator[MovedSessions]:
    """Yield where the sessions of a module have moved to, the first one to the first new place."""
    gone, new = (
        [week for week, (n, other) in enumerate(zip(*rows, strict=True)) for _ in range(n - other)]
        for rows in ((was.sessions, now.sessions), (now.sessions, was.sessions))
    )
    for (before, after), count in Counter(zip_longest(gone, new)).items():
        yield MovedSessions(
            None if before is None else weeks[before],
            None if after is None else later[after],
            count,
        )


def _differ(was: PlannedWeek, now: PlannedWeek) -> bool:
    both_given = was.sessions is not None and now.sessions is not None
    return was.activity.name != now.activity.name or (both_given and was.sessions != now.sessions)
