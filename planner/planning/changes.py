"""The difference between two plannings of a year, week by week."""

from dataclasses import dataclass
from datetime import date

from planner.planning.course import planned_weeks
from planner.planning.planning import Planning
from planner.programme.cohort import Cohort, PlannedWeek
from planner.year.weeks import AcademicYear, Week


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
    """

    changes: tuple[Change, ...]
    added: tuple[Cohort, ...]
    removed: tuple[Cohort, ...]
    hours: int = 0

    @property
    def is_none(self) -> bool:
        """Whether the plannings have the same cohorts, weeks and sessions."""
        return not (self.changes or self.added or self.removed)


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
    changes, hours = [], 0
    for cohort in after.cohorts:
        if cohort.cohort.id not in earlier:
            continue
        pairs = zip(planned_weeks(earlier[cohort.cohort.id]), planned_weeks(cohort), strict=True)
        for index, (was, now) in enumerate(pairs):
            if _differ(was, now):
                changes.append(Change(cohort.cohort, index, after.year.weeks[index], was, now))
            else:
                hours += None not in (was.onsite, now.onsite) and was.onsite != now.onsite
    return Difference(
        tuple(changes),
        tuple(c.cohort for c in after.cohorts if c.cohort.id not in earlier),
        tuple(c.cohort for c in before.cohorts if c.cohort.id not in later),
        hours,
    )


def _differ(was: PlannedWeek, now: PlannedWeek) -> bool:
    both_given = was.sessions is not None and now.sessions is not None
    return was.activity.name != now.activity.name or (both_given and was.sessions != now.sessions)
