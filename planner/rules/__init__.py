"""Every rule of a planning, stated once: this page is their list, a family a file.

| family | rules |
| --- | --- |
| `weeks` | fixed, forbidden and locked weeks, events, closures, patterns, number of weeks |
| `blocks` | number, lengths and place of blocks, also of named ones, also across years |
| `sessions` | number of sessions, numbers a week, weeks and blocks that may carry some |
| `hours` | on site (room, total, semesters, a week), academic, in company |
| `leave` | weeks that paid leave can take |
| `campus` | what the cohorts share: campus, resources |
"""

from collections.abc import Iterator

from planner.programme.cohort import Cohort, Held, NamedBlock, Semester
from planner.programme.programme import Programme
from planner.rules.blocks import (
    AcrossYears,
    ActivityBlocks,
    CompanyBlocks,
    NamedBlocks,
    SchoolBlocks,
)
from planner.rules.campus import CampusCohorts, CampusPeople, Resources
from planner.rules.case import Given
from planner.rules.hours import (
    AcademicHours,
    CompanyHours,
    OnsiteAWeek,
    OnsiteHours,
    OnsiteRoom,
    SemesterHours,
    Teaching,
)
from planner.rules.leave import Leave
from planner.rules.sessions import (
    SemesterSessions,
    SessionBlocks,
    Sessions,
    SessionsAWeek,
    SessionWeeks,
)
from planner.rules.statement import Bound, Grid, NotGiven, Rule, SharedRule
from planner.rules.weeks import (
    ActivityWeeks,
    Closed,
    CompanyWeeks,
    Events,
    FixedWeeks,
    ForbiddenWeeks,
    Happening,
    LockedWeeks,
    Patterned,
    SchoolWeeks,
    pattern_weeks,
)
from planner.year.activity import Activity
from planner.year.blocks import Position
from planner.year.calendar import position, positions
from planner.year.weeks import AcademicYear

__all__ = [
    "Bound",
    "Grid",
    "NotGiven",
    "Rule",
    "SharedRule",
    "held_weeks",
    "named_at",
    "onsite_parts",
    "rules_of",
    "shared_rules",
]


def rules_of(
    cohort: Cohort, programme: Programme, year: AcademicYear, given: Given | None = None
) -> tuple[Rule, ...]:
    """List the rules that a cohort's planning of a year must keep, in the order they are told."""
    given = given or Given()
    held = held_weeks(cohort, year, given)
    return (
        *_weeks(cohort, year, held),
        *_blocks(cohort, year, given),
        *_sessions(cohort, programme, year),
        *_hours(cohort, programme, year, held),
    )


def held_weeks(cohort: Cohort, year: AcademicYear, given: Given) -> tuple[Held | None, ...]:
    """Tell what the locked weeks of a cohort must hold; None where a week is free.

    What is given for this year goes before what the programme file locks.
    """
    locked = given.locked.get(cohort.id, (None,) * len(year))
    return tuple(
        held or cohort.locked_weeks.get((week.iso_year, week.iso_week))
        for held, week in zip(locked, year.weeks, strict=True)
    )


def _weeks(cohort: Cohort, year: AcademicYear, held: tuple[Held | None, ...]) -> Iterator[Rule]:
    activities = cohort.activities
    of_53 = cohort.pattern.week_53 if cohort.pattern else None
    yield FixedWeeks(cohort.fixed_weeks, cohort.placeable, of_53)
    if any(held):
        yield LockedWeeks(held)
    if cohort.forbidden_weeks:
        yield ForbiddenWeeks(cohort.forbidden_weeks)
    if cohort.events:
        yield Events(tuple(Happening(e, position(e.day, year)) for e in cohort.events))
    yield Closed()
    if cohort.pattern and not cohort.pattern.preferred:
        asked = pattern_weeks(cohort.pattern, year, cohort.fixed_weeks)
        yield Patterned(cohort.pattern, asked)
    if cohort.school_weeks:
        yield SchoolWeeks(cohort.school_weeks, tuple(a for a in activities if a.is_taught))
    if cohort.company_weeks:
        in_company = tuple(a for a in activities if a.is_in_company)
        yield CompanyWeeks(cohort.company_weeks, in_company)
    for activity, rules in cohort.others.items():
        if rules.weeks:
            yield ActivityWeeks(rules.weeks, (activity,))


def _blocks(cohort: Cohort, year: AcademicYear, given: Given) -> Iterator[Rule]:
    for kind, activity in ((SchoolBlocks, Activity.SCHOOL), (CompanyBlocks, Activity.COMPANY)):
        shape = cohort.shape(activity)
        yield kind(activity, shape, positions(shape.window, year))
    for activity, rules in cohort.others.items():
        yield ActivityBlocks(activity, rules.blocks, positions(rules.blocks.window, year))
    for named in cohort.named_blocks:
        yield NamedBlocks(named, named_at(named, year))
    stay = given.before.get(cohort.id)
    longest = cohort.shape(stay.activity).longest_across if stay else None
    if stay and longest is not None:
        yield AcrossYears(stay, longest)


def named_at(named: NamedBlock, year: AcademicYear) -> Position:
    """Find the place of a named block in a year."""
    found = position(named.start, year) if named.start else None
    start = None if named.start is None else found[0] if found else -1
    return Position(named.activity, positions(named.window, year), start, named.last)


def _sessions(cohort: Cohort, programme: Programme, year: AcademicYear) -> Iterator[Rule]:
    sessions = cohort.sessions
    most = max(sessions.a_week)
    window = positions(sessions.window, year)
    numbers = [week.iso_week for week in year.weeks]
    may = frozenset(index for index in window if numbers[index] not in sessions.without_weeks)
    yield Sessions(sessions.total)
    yield SessionsAWeek(sessions.a_week)
    yield SessionWeeks(most, may, tuple(a for a in cohort.activities if a.sessions))
    for named in cohort.named_blocks:
        if not named.sessions:
            yield SessionBlocks(named, named_at(named, year), most)
    for semester in cohort.semesters:
        if semester.sessions:
            weeks = positions(semester.window, year)
            yield SemesterSessions(semester, semester.sessions, weeks)
    yield Leave(programme.leave, tuple(a for a in cohort.activities if a.takes_leave))


def _hours(
    cohort: Cohort, programme: Programme, year: AcademicYear, held: tuple[Held | None, ...]
) -> Iterator[Rule]:
    workday = programme.workday
    taught = tuple(a for a in cohort.activities if a.carries_hours and not a.is_in_company)
    teaching = Teaching(taught, workday, cohort.onsite_a_week)
    locked = {n: week.onsite for n, week in enumerate(held) if week and week.onsite is not None}
    for part, minutes, weeks in onsite_parts(cohort, year):
        left = minutes - sum(locked.get(week, 0) for week in weeks)
        free = tuple(week for week in weeks if week not in locked)
        yield OnsiteRoom(part.name if part else "", left, free, teaching)
    yield OnsiteHours(cohort.onsite)
    for semester in cohort.semesters:
        if semester.onsite is not None:
            yield SemesterHours(semester, semester.onsite, positions(semester.window, year))
    yield OnsiteAWeek(teaching, locked)
    if cohort.academic_hours:
        yield AcademicHours(cohort.academic_hours, workday)
    if cohort.company_hours:
        yield CompanyHours(cohort.company_hours, workday, cohort.activities)


def onsite_parts(
    cohort: Cohort, year: AcademicYear
) -> Iterator[tuple[Semester | None, int, tuple[int, ...]]]:
    """Cut a year into the parts in which hours on site are due.

    Yields
    ------
    tuple
        A semester, its minutes, the positions of its weeks; None stands for the rest of the
        year, or for all of it.
    """
    rest, left = set(range(len(year))), cohort.onsite
    for semester in cohort.semesters:
        if semester.onsite is not None:
            weeks = [week for week in positions(semester.window, year) if week in rest]
            yield semester, semester.onsite, tuple(weeks)
            rest -= set(weeks)
            left -= semester.onsite
    if rest:
        yield None, left, tuple(sorted(rest))


def shared_rules(programme: Programme) -> tuple[SharedRule, ...]:
    """List the rules that all cohorts of a programme must keep together."""
    campus = programme.campus
    used = {use.resource for cohort in programme.cohorts for use in cohort.uses}
    return (
        *((CampusCohorts(campus.cohorts),) if campus.cohorts is not None else ()),
        *((CampusPeople(campus.people),) if campus.people is not None else ()),
        *(Resources(name, most) for name, most in campus.resources.items() if name in used),
    )
