"""Demands: the constraints of a case, cut into pieces that can be lifted one by one.

A rule states several things: a shortest and a longest length, a number of blocks, an activity for
each of some weeks. Each of them is a demand. Where a case is infeasible, searches with some of the
demands lifted find a minimal infeasible subset. Demands are derived from the bounds that a rule
states, so that a new rule takes part without more code.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from itertools import pairwise, permutations

from planner.planning.grid import PlanningGrid
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.cohort import Cohort
from planner.programme.names import RuleName
from planner.rules.case import Case
from planner.rules.statement import (
    UNBOUNDED,
    AnyRule,
    Aspect,
    Bound,
    Family,
    Grid,
    Intervals,
    NotGiven,
    Quantity,
    Rule,
    SharedRule,
)
from planner.solver.deadline import NO_DEADLINE, Deadline
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


RuleKey = tuple[str, RuleName, str]
"""What identifies a rule: the cohort, the name, what it is about."""

RulePart = tuple[Aspect, int | None, Side]
"""Which of the things that a rule states: the aspect, the week of one on single weeks, the end."""


@dataclass(frozen=True)
class Demand:
    """One statement of a rule, that can be lifted from the model.

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
    rule: AnyRule = field(compare=False)
    accepted: Intervals = field(compare=False)

    @property
    def is_on_blocks(self) -> bool:
        """Whether it is about the number, the lengths or the place of blocks."""
        return self.rule.family is Family.BLOCKS

    @property
    def kind(self) -> tuple[RuleName, str, Aspect, Side]:
        """What it is, whichever the cohort and the week."""
        return self.name, self.about, self.aspect, self.side

    @property
    def rule_key(self) -> RuleKey:
        """What identifies its rule."""
        return self.cohort, self.name, self.about

    @property
    def figure_key(self) -> tuple[object, ...]:
        """What identifies the figure that it demands."""
        return self.rule_key, self.aspect, self.side


@dataclass(frozen=True)
class Lifted:
    """The demands that a model leaves out: those of `every` that are not `kept`."""

    every: Set[Demand] = frozenset()
    kept: Set[Demand] = frozenset()

    @cached_property
    def by_rule(self) -> Mapping[RuleKey, Set[RulePart]]:
        """What is lifted of each rule of which at least a part is."""
        parts: dict[RuleKey, set[RulePart]] = {}
        for demand in self.every - self.kept:
            part = demand.aspect, demand.week, demand.side
            parts.setdefault(demand.rule_key, set()).add(part)
        return parts

    @cached_property
    def wholly_lifted(self) -> Set[RuleKey]:
        """The keys of the rules of which all is lifted."""
        return self.by_rule.keys() - {demand.rule_key for demand in self.kept}


NOTHING_LIFTED = Lifted()


def demands_of(case: Case, deadline: Deadline = NO_DEADLINE) -> tuple[Demand, ...]:
    """Return all demands of a case, as far as they bear on weeks and sessions.

    Those on all cohorts come first, those on blocks last. The deletion filter removes demands from
    the end, and so finds a conflict without blocks where there is one: it is explained by counting
    weeks, and found far more quickly. Hours on site are left out, as they are placed once the weeks
    are known; what they need of the weeks is a rule of its own (`onsite_room`).

    Raises
    ------
    OutOfTime
        The deadline has passed.
    """
    found: dict[Demand, None] = {}
    first_alike = alike_cohorts(case)
    stated: dict[str, tuple[Demand, ...]] = {}
    for cohort in case.programme.cohorts:
        first = first_alike[cohort.id]
        if first == cohort.id:
            stated[first] = tuple(_stated(case, cohort, deadline))
        own = (replace(d, cohort=cohort.id) if d.cohort else d for d in stated[first])
        found.update(dict.fromkeys(own))
    return tuple(sorted((*_shared_demands(case), *found), key=_deletion_order))


def alike_cohorts(case: Case) -> Mapping[str, str]:
    """Return for each cohort the first one that has the same year, activities and rules, by id.

    What holds for one of them by itself holds for all: parallel classes are looked at once.
    """
    firsts: list[Cohort] = []
    alike: dict[str, str] = {}
    for cohort in case.programme.cohorts:
        year = case.year.of(cohort.id)
        same = (
            c for c in firsts if (c.activities, case.year.of(c.id)) == (cohort.activities, year)
        )
        first = next((c for c in same if case.rules[c.id] == case.rules[cohort.id]), cohort)
        if first is cohort:
            firsts.append(cohort)
        alike[cohort.id] = first.id
    return alike


def _stated(case: Case, cohort: Cohort, deadline: Deadline) -> Iterator[Demand]:
    """Yield the demands of the rules of a cohort, some more than once.

    A cohort without sessions demands nothing of them: that it has none always holds. Nor does a
    rule on blocks that every block keeps: at least one week, anywhere in the year.
    """
    for rule in case.rules[cohort.id]:
        deadline.check()
        if rule.family is Family.SESSIONS and not cohort.sessions.total:
            continue
        owner, of_blocks = (
            _owner(rule, cohort),
            _block_bounds(rule, len(case.year.of(cohort.id).steps)),
        )
        can_break = set(_broken(rule, owner, of_blocks))
        on_blocks = {bound.aspect for bound in of_blocks}
        bounds = {
            (*_place(rule, bound), bound.accepted): bound
            for bound in _bounds(rule, cohort, case.year.of(cohort.id), of_blocks)
        }
        for bound in bounds.values():
            for demand in _demands(rule, owner, bound):
                if bound.aspect not in on_blocks or demand in can_break:
                    yield demand


def _deletion_order(demand: Demand) -> tuple[bool, bool, str]:
    return bool(demand.cohort), demand.is_on_blocks, demand.cohort


def _owner(rule: Rule, cohort: Cohort) -> str:
    return "" if rule.of_school else cohort.id


def _shared_demands(case: Case) -> tuple[Demand, ...]:
    rows = [(cohort, _probe(cohort, case.year.of(cohort.id))) for cohort in case.programme.cohorts]
    found: dict[Demand, None] = {}
    for rule in case.shared_rules:
        for bound in rule.of_cohorts(rows):
            found.update(dict.fromkeys(_demands(rule, "", bound)))
    return tuple(found)


def _probe(cohort: Cohort, year: AcademicYear) -> PlanningGrid:
    """Return an arbitrary planning: only the bounds that rules state are read off it."""
    company = (Activity.COMPANY,) * len(year)
    return PlanningGrid(CohortPlanning(cohort, company, (0,) * len(year)), year)


def _bounds(
    rule: Rule, cohort: Cohort, year: AcademicYear, of_blocks: Iterable[Bound]
) -> Iterator[Bound]:
    """Yield all bounds that a rule states of weeks, of blocks, of the year."""
    for index, step in zip(year.week_of_step, year.steps, strict=True):
        for activity in cohort.activities:
            yield from rule.of_week(index, step, activity)
    for index, step in zip(year.week_of_step, year.steps, strict=True):
        for before, after in permutations(cohort.activities, 2):
            yield from rule.of_change(index, step, before, after)
    yield from of_blocks
    with suppress(NotGiven):
        yield from rule.of_year(_probe(cohort, year))


def _block_bounds(rule: Rule, steps: int) -> list[Bound]:
    """Return the bounds that a rule states of the blocks that a year can have.

    Where a block begins matters to a rule from some steps on only: there, all lengths are taken, of
    the others one step.

    Parameters
    ----------
    steps
        Those of the year: weeks, or days.
    """
    found: list[Bound] = []
    for activity in rule.shapes:
        before: object = None
        for first in range(steps):
            bounds = [*rule.of_block(Block(activity, first, 1, last=True))]
            found += bounds
            stated = [(bound.aspect, bound.kept) for bound in bounds]
            if stated != before:
                for length in range(2, steps - first + 1):
                    found += rule.of_block(Block(activity, first, length, last=True))
            before = stated
    return found


def _demands(rule: AnyRule, cohort: str, bound: Bound) -> Iterator[Demand]:
    if bound.aspect is Aspect.STRAY:
        return
    for side in _sides(rule, bound):
        aspect, week = _place(rule, bound)
        yield Demand(cohort, rule.name, rule.about, aspect, side, week, rule, bound.accepted)


def _place(rule: AnyRule, bound: Bound) -> tuple[Aspect, int | None]:
    """Return what identifies a demand: all that a rule states of one week is one."""
    return (Aspect.VALUE, bound.week) if rule.by_week else (bound.aspect, None)


def _sides(rule: AnyRule, bound: Bound) -> Iterator[Side]:
    if rule.by_week or len(bound.accepted) != 1:
        yield Side.WHOLE
        return
    ((low, high),) = bound.accepted
    if low > 0:
        yield Side.LEAST
    if high < UNBOUNDED:
        yield Side.MOST


def broken_demands(planning: Planning, among: Iterable[Demand]) -> Set[Demand]:
    """Return which of some demands a planning breaks, as far as it gives what they read.

    Others of the same rules may be returned as well.
    """
    case, keys = planning.case, {demand.rule_key for demand in among}
    rows = [
        (row.cohort, PlanningGrid(row, case.year.of(row.cohort.id))) for row in planning.cohorts
    ]
    broken: set[Demand] = set()
    for cohort, grid in rows:
        for rule in case.rules[cohort.id]:
            if (_owner(rule, cohort), rule.name, rule.about) in keys:
                broken.update(_broken(rule, _owner(rule, cohort), _bounds_of(rule, grid)))
    for shared in case.shared_rules:
        if ("", shared.name, shared.about) in keys:
            broken.update(_broken(shared, "", shared.of_cohorts(rows)))
    return broken


def _bounds_of(rule: Rule, grid: PlanningGrid) -> Iterator[Bound]:
    """Yield the bounds of a rule on a planning, as far as it gives what they read."""
    steps = zip(grid.year.week_of_step, grid.year.steps, grid.steps, strict=True)
    for index, step, activity in steps:
        yield from rule.of_week(index, step, activity)
    for before, after in pairwise(grid.blocks):
        index, step = grid.year.week_of_step[after.first], grid.year.steps[after.first]
        yield from rule.of_change(index, step, before.activity, after.activity)
    for block in grid.blocks:
        yield from rule.of_block(block)
    with suppress(NotGiven):
        yield from rule.of_year(grid)


def _broken(rule: AnyRule, cohort: str, bounds: Iterable[Bound]) -> Iterator[Demand]:
    """Yield the demands that these bounds show to be broken, each once."""
    broken = {
        (bound.aspect, bound.week if rule.by_week else None, _broken_side(bound)): bound
        for bound in bounds
        if not bound.kept
    }
    for (*_, side), bound in broken.items():
        yield from (d for d in _demands(rule, cohort, bound) if d.side in (side, Side.WHOLE))


def _broken_side(bound: Bound) -> Side:
    """Return which end of what is accepted a quantity lies beyond; of several intervals, any."""
    return Side.LEAST if bound.figure < bound.accepted[0][0] else Side.MOST


def quantity_of(demand: Demand, grid: Grid) -> Quantity | None:
    """Return the quantity of a cohort's year that a demand bounds; None if it bounds no such."""
    if isinstance(demand.rule, Rule):
        with suppress(NotGiven):
            for bound in demand.rule.of_year(grid):
                if demand in _demands(demand.rule, demand.cohort, bound):
                    return bound.actual
    return None


def without(rules: Iterable[Rule], cohort: Cohort, lifted: Lifted) -> tuple[Rule, ...]:
    """Return the rules of a cohort without what is lifted."""
    keys = [(rule, (_owner(rule, cohort), rule.name, rule.about)) for rule in rules]
    return tuple(
        _WithoutLifted(rule, lifted.by_rule[key]) if key in lifted.by_rule else rule
        for rule, key in keys
        if key not in lifted.wholly_lifted or rule.by_week
    )


_IN_NETWORKS = ("of_week", "of_change", "of_block", "inlaid", "lasts", "shapes")
"""What of a rule the network of admissible blocks evaluates."""


def in_networks(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """Return the rules from which a network follows; the others speak of the whole year only."""
    return tuple(rule for rule in rules if _is_in_networks(rule))


def _is_in_networks(rule: Rule) -> bool:
    kind = type(rule.rule if isinstance(rule, _WithoutLifted) else rule)
    return any(getattr(kind, name) is not getattr(Rule, name) for name in _IN_NETWORKS)


def shared_without(rules: Iterable[SharedRule], lifted: Lifted) -> tuple[SharedRule, ...]:
    """Return the rules on all cohorts without what is lifted."""
    keys = [(rule, ("", rule.name, rule.about)) for rule in rules]
    return tuple(
        _SharedWithoutLifted(rule, lifted.by_rule[key]) if key in lifted.by_rule else rule
        for rule, key in keys
        if key not in lifted.wholly_lifted
    )


def with_free_numbers(case: Case, lifted: Lifted) -> Case:
    """Let weeks carry any number of sessions where the numbers that a cohort accepts are lifted.

    Other rules take the most that a week can carry from the same numbers.
    """
    free = [c for c in case.programme.cohorts if _has_free_numbers(case, c, lifted)]
    if not free:
        return case
    any_number = tuple(range(MOST_SESSIONS_A_WEEK + 1))
    return case.with_cohorts(
        replace(c, sessions=replace(c.sessions, a_week=any_number)) if c in free else c
        for c in case.programme.cohorts
    )


def _has_free_numbers(case: Case, cohort: Cohort, lifted: Lifted) -> bool:
    return any(
        rule.sets_session_numbers and (cohort.id, rule.name, rule.about) in lifted.wholly_lifted
        for rule in case.rules[cohort.id]
    )


@dataclass(frozen=True)
class _WithoutLifted(Rule):
    """A rule without some of its parts."""

    rule: Rule
    gone: Set[RulePart]

    @property
    def lasts(self) -> frozenset[Activity]:
        return self.rule.lasts

    @property
    def shapes(self) -> frozenset[Activity]:
        return self.rule.shapes

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        return _without_parts(self.rule, self.rule.of_week(index, week, activity), self.gone)

    def of_change(
        self, index: int, step: Week, before: Activity, after: Activity
    ) -> Iterator[Bound]:
        bounds = self.rule.of_change(index, step, before, after)
        return _without_parts(self.rule, bounds, self.gone)

    def inlaid(self, index: int, step: Week) -> Activity | None:
        found = self.rule.inlaid(index, step)
        other = Activity.COMPANY if found == Activity.SCHOOL else Activity.SCHOOL
        is_lifted = found and not any(self.of_week(index, step, other))
        return None if is_lifted else found

    def of_block(self, block: Block) -> Iterator[Bound]:
        return _without_parts(self.rule, self.rule.of_block(block), self.gone)

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        return _without_parts(self.rule, self.rule.of_year(grid), self.gone)


@dataclass(frozen=True)
class _SharedWithoutLifted(SharedRule):
    """A rule on all cohorts without some of its parts."""

    rule: SharedRule
    gone: Set[RulePart]

    def of_cohorts(self, rows: Sequence[tuple[Cohort, Grid]]) -> Iterator[Bound]:
        return _without_parts(self.rule, self.rule.of_cohorts(rows), self.gone)


def _without_parts(rule: AnyRule, bounds: Iterable[Bound], parts: Set[RulePart]) -> Iterator[Bound]:
    for bound in bounds:
        place = _place(rule, bound)
        gone = {side for side in _sides(rule, bound) if (*place, side) in parts}
        if not gone or bound.aspect is Aspect.STRAY:
            yield bound
        elif Side.WHOLE not in gone:
            ((low, high),) = bound.accepted
            low = -UNBOUNDED if Side.LEAST in gone else low
            high = UNBOUNDED if Side.MOST in gone else high
            yield replace(bound, accepted=((low, high),))
