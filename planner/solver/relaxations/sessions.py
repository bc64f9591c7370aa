"""Relaxations of the rules on remote sessions: their number, and the weeks that carry them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from planner.programme.block_shapes import Extent
from planner.programme.cohort import Cohort, SessionRules
from planner.programme.file import FREE_WEEK, Tables, merge_tables, session_totals
from planner.rules.sessions import (
    FirstSession,
    SemesterSessions,
    SessionBlocks,
    Sessions,
    SessionsAWeek,
    SessionsSoFar,
    SessionWeeks,
)
from planner.solver.demands import MOST_SESSIONS_A_WEEK, Demand, Side
from planner.solver.relaxations.hours import tolerance
from planner.solver.relaxations.relaxation import (
    AnyDemand,
    Degrees,
    Relaxation,
    RelaxationContext,
    extent_table,
    extents,
    figure,
    in_cohort,
    relax,
)
from planner.solver.relaxations.weeks import opened
from planner.solver.relaxations.windows import tables_of_window, windows
from planner.year.positions import positions
from planner.year.weeks import Week

MOST_A_SCHOOL_WEEK = 50
"""As many sessions for each school week as a file may ask for: no limit at all."""


@relax.register
def _(rule: Sessions, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    """Yield other numbers of sessions, of those that the hours of the year allow."""
    cohort, total = context.cohort(demand), rule.total
    if demand.side is Side.LEAST:
        others = range(total - 1, -1, -1)
    else:
        others = range(total + 1, 2 * total + 11)
    allowed = session_totals(cohort, context.case.programme, max(total, *others, 0))

    def tables(number: int) -> Tables:
        """Return the tables of a number of sessions, and of the tolerance that it then needs."""
        remote = number * context.case.programme.workday.session
        total_key = in_cohort(demand, "sessions", total=number)
        return merge_tables(total_key, tolerance(demand, cohort, remote))

    degrees = [figure(demand, "sessions", total, n, tables(n)) for n in others if n in allowed]
    yield [replace(degree, widens=False) for degree in degrees]


@relax.register
def _(rule: SessionsAWeek, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    """Yield more numbers of sessions a week: those between, then those above."""
    most = max(rule.accepted)
    between = [n for n in range(most) if n not in rule.accepted]
    above = list(range(most + 1, MOST_SESSIONS_A_WEEK + 1))
    for part, more in (("between", between), ("above", above)):
        wider = [tuple(sorted({*rule.accepted, *more[:n]})) for n in range(1, len(more) + 1)]
        yield [
            Relaxation(
                (demand.rule_key, part),
                demand,
                "a_week",
                rule.accepted,
                numbers,
                steps,
                in_cohort(demand, "sessions", a_week=list(numbers)),
            )
            for steps, numbers in enumerate(wider, start=1)
        ]


@relax.register
def _(rule: SessionWeeks, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    """Yield more weeks with sessions: weeks without, locked ones that are closed, a window."""
    cohort, year = context.cohort(demand), context.year(demand)
    window = [year.weeks[n] for n in positions(cohort.sessions.window, year)]
    without = _weeks_without(rule, cohort, window)
    yield [_carry(demand, without[:n], cohort.sessions) for n in range(1, len(without) + 1)]
    for week, kept in zip(year.weeks, context.case.locked_weeks[cohort.id], strict=True):
        if week.closed and kept and kept.sessions:
            yield [opened(demand, week, context.case.programme.site_of(cohort), context)]
    if cohort.sessions.window:
        weeks = range(min(rule.open), max(rule.open) + 1) if rule.open else range(0)
        tables = tables_of_window(demand, ("sessions",), context)
        yield from windows(demand, cohort.sessions.window, weeks, tables, context)


def _weeks_without(rule: SessionWeeks, cohort: Cohort, weeks: Sequence[Week]) -> list[Week]:
    """Return the weeks without sessions that could carry some."""
    fixed = cohort.fixed_weeks
    return [
        week
        for week in weeks
        if week.iso_week in cohort.sessions.without_weeks and not week.closed
        if week.iso_week not in fixed or fixed[week.iso_week].sessions
    ]


def _carry(demand: Demand, weeks: Sequence[Week], rules: SessionRules) -> Relaxation:
    opened_weeks = {week.iso_week for week in weeks}
    left = [number for number in rules.without_weeks if number not in opened_weeks]
    tables = in_cohort(demand, "sessions", without_weeks=left)
    key = (demand.rule_key, "without")
    return Relaxation(key, demand, "carry", None, tuple(weeks), len(weeks), tables)


@relax.register
def _(rule: SessionBlocks, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    tables = in_cohort(demand, "named_blocks", rule.named.name, sessions=True)
    yield [Relaxation((demand.rule_key,), demand, "teach", None, None, 3, tables)]


@relax.register
def _(rule: SemesterSessions, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    def tables(extent: Extent) -> Tables:
        return in_cohort(demand, "semesters", rule.about, sessions=extent_table(extent))

    yield extents(demand, "sessions", rule.extent, tables)


@relax.register
def _(rule: FirstSession, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    tables = in_cohort(demand, "sessions", after_first=FREE_WEEK)
    yield [Relaxation((demand.rule_key,), demand, "begin_before", None, None, 3, tables)]


@relax.register
def _(rule: SessionsSoFar, demand: Demand, context: RelaxationContext) -> Iterator[Degrees]:
    yield more_sessions_so_far(demand, rule.most)


def more_sessions_so_far(demand: AnyDemand, most: int) -> Degrees:
    """Return more sessions for each school week so far than a cohort may have."""

    def more(number: int) -> Relaxation:
        tables = in_cohort(demand, "sessions", most_a_school_week=number)
        return figure(demand, "sessions", most, number, tables)

    return [more(number) for number in range(most + 1, MOST_A_SCHOOL_WEEK + 1)]
