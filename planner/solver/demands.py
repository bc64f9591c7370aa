"""What a planning must keep, cut into pieces that can be lifted one by one.

A rule states several things: a shortest and a longest length, a number of blocks, an activity for
each of some weeks. Each of them is a demand. Where no planning exists, lifting demands shows which
of them do not go together; whatever a rule states in bounds can be lifted, so that a new rule is
explained with the others.
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property

from planner.planning.grid import PlanningGrid
from planner.planning.planning import CohortPlanning
from planner.programme.cohort import Cohort
from planner.programme.names import RuleName
from planner.rules import Bound, Grid, NotGiven, Rule, SharedRule
from planner.rules.statement import UNBOUNDED, Aspect, Intervals
from planner.year.activity import Activity
from planner.year.blocks import Block
from planner.year.weeks import AcademicYear, Week

MOST_SESSIONS_A_WEEK = 10
"""The sessions of a week where the numbers accepted are lifted."""


class Side(StrEnum):
    """Which end of what is accepted a demand is about."""

    LEAST = "least"
    MOST = "most"
    WHOLE = "whole"


@dataclass(frozen=True)
class Demand:
    """One thing that a rule states.

    Attributes
    ----------
    cohort
        The id of the cohort; "" where it is on all together.
    name, about
        The rule, and which of several of its name.
    aspect, side
        Which of the things it states.
    week
        The position of its week, for rules that state something of each week; else None.
    rule, accepted
        The rule itself, and the values it accepts there.
    """

    cohort: str
    name: RuleName
    about: str
    aspect: Aspect
    side: Side
    week: int | None
    rule: Rule | SharedRule = field(compare=False)
    accepted: Intervals = field(compare=False)

    @property
    def of(self) -> tuple[str, RuleName, str]:
        """Whose it is, and of which rule."""
        return self.cohort, self.name, self.about


@dataclass(frozen=True)
class Lifted:
    """Demands that a model leaves out, among all those there are."""

    every: Set[Demand] = frozenset()
    kept: Set[Demand] = frozenset()

    def __contains__(self, demand: Demand) -> bool:
        return demand in self.every and demand not in self.kept

    @cached_property
    def touched(self) -> Set[tuple[str, RuleName, str]]:
        """The rules of which something is left out."""
        return {demand.of for demand in self.every - self.kept}

    @cached_property
    def gone(self) -> Set[tuple[str, RuleName, str]]:
        """The rules of which nothing is left."""
        return self.touched - {demand.of for demand in self.kept}


NOTHING = Lifted()


def demands_of(cohort: Cohort, rules: Sequence[Rule], year: AcademicYear) -> tuple[Demand, ...]:
    """List what some rules ask of a cohort, as far as it bears on weeks and sessions.

    Hours on site that are placed once the weeks are known ask for nothing that the weeks could
    not give: what they need of them is a rule of its own.
    """
    found: dict[Demand, None] = {}
    for rule in rules:
        for bound in _bounds(rule, cohort, year):
            for demand in _demands(rule, _owner(rule, cohort), bound):
                found.setdefault(demand)
    return tuple(found)


def _owner(rule: Rule, cohort: Cohort) -> str:
    return "" if rule.of_school else cohort.id


def shared_demands(
    rules: Sequence[SharedRule], cohorts: Sequence[Cohort], year: AcademicYear
) -> tuple[Demand, ...]:
    """List what some rules ask of all cohorts together."""
    rows = [(cohort, _probe(cohort, year)) for cohort in cohorts]
    found: dict[Demand, None] = {}
    for rule in rules:
        for bound in rule.of_cohorts(rows):
            for demand in _demands(rule, "", bound):
                found.setdefault(demand)
    return tuple(found)


def _probe(cohort: Cohort, year: AcademicYear) -> PlanningGrid:
    """Give any planning at all: rules are asked what they state, not whether it is kept."""
    company = (Activity.COMPANY,) * len(year)
    return PlanningGrid(CohortPlanning(cohort, company, (0,) * len(year)), year.weeks)


def _bounds(rule: Rule, cohort: Cohort, year: AcademicYear) -> Iterator[Bound]:
    """Ask a rule for all it states of weeks, of blocks, of the year."""
    for index, week in enumerate(year.weeks):
        for activity in cohort.activities:
            yield from rule.of_week(index, week, activity)
    for block in _every_block(rule.shapes, len(year)):
        yield from rule.of_block(block)
    with suppress(NotGiven):
        yield from rule.of_year(_probe(cohort, year))


def _every_block(activities: Iterable[Activity], weeks: int) -> Iterator[Block]:
    for activity in activities:
        for first in range(weeks):
            for length in range(1, weeks - first + 1):
                yield Block(activity, first, length, last=True)


def _demands(rule: Rule | SharedRule, cohort: str, bound: Bound) -> Iterator[Demand]:
    if bound.aspect is Aspect.STRAY:
        return
    for side in _sides(rule, bound):
        aspect, week = _place(rule, bound)
        yield Demand(cohort, rule.name, rule.about, aspect, side, week, rule, bound.accepted)


def _place(rule: Rule | SharedRule, bound: Bound) -> tuple[Aspect, int | None]:
    """All that a rule states of one week is one demand."""
    return (Aspect.VALUE, bound.week) if rule.by_week else (bound.aspect, None)


def _sides(rule: Rule | SharedRule, bound: Bound) -> Iterator[Side]:
    if rule.by_week or len(bound.accepted) != 1:
        yield Side.WHOLE
        return
    ((low, high),) = bound.accepted
    if low > 0:
        yield Side.LEAST
    if high < UNBOUNDED:
        yield Side.MOST


def without(rules: Iterable[Rule], cohort: Cohort, lifted: Lifted) -> tuple[Rule, ...]:
    """Take what is lifted out of the rules of a cohort."""
    keys = [(rule, (_owner(rule, cohort), rule.name, rule.about)) for rule in rules]
    return tuple(
        _Left(rule, _owner(rule, cohort), lifted) if key in lifted.touched else rule
        for rule, key in keys
        if key not in lifted.gone or rule.by_week
    )


def shared_without(rules: Iterable[SharedRule], lifted: Lifted) -> tuple[SharedRule, ...]:
    """Take what is lifted out of the rules on all cohorts."""
    keys = [(rule, ("", rule.name, rule.about)) for rule in rules]
    return tuple(
        _SharedLeft(rule, lifted) if key in lifted.touched else rule
        for rule, key in keys
        if key not in lifted.gone
    )


def freed(cohort: Cohort, lifted: Lifted) -> Cohort:
    """Let a week carry any number of sessions, if the numbers a cohort accepts are lifted.

    Other rules take the most that a week can carry from the same numbers.
    """
    if (cohort.id, RuleName.SESSIONS_A_WEEK, "") not in lifted.gone:
        return cohort
    any_number = tuple(range(MOST_SESSIONS_A_WEEK + 1))
    return replace(cohort, sessions=replace(cohort.sessions, a_week=any_number))


@dataclass(frozen=True)
class _Left(Rule):
    """What is left of a rule."""

    rule: Rule
    cohort: str
    lifted: Lifted

    @property
    def lasts(self) -> frozenset[Activity]:
        return self.rule.lasts

    @property
    def shapes(self) -> frozenset[Activity]:
        return self.rule.shapes

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        return _left(self.rule, self.cohort, self.rule.of_week(index, week, activity), self.lifted)

    def of_block(self, block: Block) -> Iterator[Bound]:
        return _left(self.rule, self.cohort, self.rule.of_block(block), self.lifted)

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        return _left(self.rule, self.cohort, self.rule.of_year(grid), self.lifted)


@dataclass(frozen=True)
class _SharedLeft(SharedRule):
    """What is left of a rule on all cohorts."""

    rule: SharedRule
    lifted: Lifted

    def of_cohorts(self, rows: Sequence[tuple[Cohort, Grid]]) -> Iterator[Bound]:
        return _left(self.rule, "", self.rule.of_cohorts(rows), self.lifted)


def _left(
    rule: Rule | SharedRule, cohort: str, bounds: Iterable[Bound], lifted: Lifted
) -> Iterator[Bound]:
    for bound in bounds:
        gone = {demand.side for demand in _demands(rule, cohort, bound) if demand in lifted}
        if not gone:
            yield bound
        elif Side.WHOLE not in gone:
            ((low, high),) = bound.accepted
            low = -UNBOUNDED if Side.LEAST in gone else low
            high = UNBOUNDED if Side.MOST in gone else high
            yield replace(bound, accepted=((low, high),))
