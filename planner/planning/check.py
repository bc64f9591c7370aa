"""Checking a planning in plain Python, from the planning alone: which rules hold, which do not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from planner.planning.grid import PlanningBoard, PlanningGrid
from planner.planning.planning import Planning
from planner.programme.cohort import Cohort
from planner.rules import Bound, NotGiven, Rule, SharedRule, rules_of, shared_rules
from planner.year.weeks import Week


class Verdict(StrEnum):
    """What a check says of a rule."""

    KEPT = "kept"
    BROKEN = "broken"
    NOT_GIVEN = "not_given"


@dataclass(frozen=True)
class RuleCheck:
    """What a check found on one rule of one cohort.

    Attributes
    ----------
    cohort
        Whose planning it is about; None if that of all together.
    bounds
        All the bounds of the rule, with the numbers found; empty if the rule asks for something
        that the planning does not give.
    """

    cohort: Cohort | None
    rule: Rule | SharedRule
    verdict: Verdict
    bounds: tuple[Bound, ...]

    @property
    def breaches(self) -> tuple[Bound, ...]:
        return tuple(bound for bound in self.bounds if not bound.kept)


def check(planning: Planning) -> tuple[RuleCheck, ...]:
    """Check every rule of a programme on a planning.

    Returns
    -------
    tuple of RuleCheck
        One for each cohort and rule, in the order of the file, then the rules on all cohorts.
    """
    year, programme = planning.year, planning.programme
    return (
        *(
            _check_rule(rule, grid)
            for grid in PlanningBoard(planning).grids
            for rule in rules_of(grid.planning.cohort, programme, year, planning.given)
        ),
        *(_check_shared(rule, planning) for rule in shared_rules(programme)),
    )


def _check_rule(rule: Rule, grid: PlanningGrid) -> RuleCheck:
    cohort = grid.planning.cohort
    try:
        bounds = tuple(_bounds(rule, grid))
    except NotGiven:
        return RuleCheck(cohort, rule, Verdict.NOT_GIVEN, ())
    return RuleCheck(cohort, rule, _verdict(bounds), bounds)


def _check_shared(rule: SharedRule, planning: Planning) -> RuleCheck:
    rows = [(grid.planning.cohort, grid) for grid in PlanningBoard(planning).grids]
    bounds = tuple(rule.of_cohorts(rows))
    return RuleCheck(None, rule, _verdict(bounds), bounds)


def _verdict(bounds: Sequence[Bound]) -> Verdict:
    return Verdict.KEPT if all(bound.kept for bound in bounds) else Verdict.BROKEN


def _bounds(rule: Rule, grid: PlanningGrid) -> Iterator[Bound]:
    for index, activity in enumerate(grid.planning.activities):
        yield from rule.of_week(index, grid.weeks[index], activity)
    for block in grid.blocks:
        yield from rule.of_block(block)
    yield from rule.of_year(grid)


@dataclass(frozen=True)
class Misstatement:
    """A figure written in a planning's file that does not follow from the planning itself.

    Attributes
    ----------
    field
        What it is called in the file.
    cohort, week
        Whom and what it speaks of; None if of the whole.
    """

    field: str
    found: object
    expected: object
    cohort: Cohort | None = None
    week: Week | None = None
