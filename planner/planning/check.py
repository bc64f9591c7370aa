"""Checks a planning against its rules in plain Python, without the solver."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from itertools import pairwise

from planner.planning.blocks import block_weeks
from planner.planning.grid import PlanningBoard, PlanningGrid
from planner.planning.planning import Planning
from planner.planning.straddling import StraddlingWeek, straddling_of_rule
from planner.planning.unknown_weeks.bounds import (
    AnyBound,
    OpenBound,
    bounds_of_rule,
    bounds_of_shared,
)
from planner.planning.unknown_weeks.completions import is_published
from planner.planning.unknown_weeks.grid import CompletionGrid
from planner.programme.cohort import Cohort
from planner.rules import AnyRule, Aspect, Bound, NotGiven, Rule, SharedRule
from planner.year.activity import Activity
from planner.year.weeks import Week


class Verdict(StrEnum):
    """The result of checking a rule."""

    KEPT = "kept"
    BROKEN = "broken"
    VOID = "void"
    """It states nothing in this year: none of its events falls there, no week is closed."""
    OPEN = "open"
    """It depends on weeks that are not published."""
    NOT_GIVEN = "not_given"
    """The planning does not have what it reads."""


@dataclass(frozen=True)
class RuleCheck:
    """The result of checking one rule on one cohort, or on all together.

    Attributes
    ----------
    cohort
        The cohort; None for a rule on all cohorts.
    bounds
        All the bounds of the rule, evaluated on the planning; empty if the rule states nothing in
        this year, or reads something that the planning does not give.
    activities
        Those of the weeks of the cohort; empty for a rule on all cohorts.
    straddling
        The weeks across an end of the window of the rule.
    open_bounds
        The bounds whose quantity depends on weeks that are not published.
    """

    cohort: Cohort | None
    rule: AnyRule
    verdict: Verdict
    bounds: tuple[Bound, ...]
    activities: tuple[Activity, ...] = ()
    straddling: tuple[StraddlingWeek, ...] = ()
    open_bounds: tuple[OpenBound, ...] = ()

    @property
    def breaches(self) -> tuple[Bound, ...]:
        """The bounds whose quantity is not among the accepted values."""
        return tuple(bound for bound in self.bounds if not bound.kept)


def check(planning: Planning) -> tuple[RuleCheck, ...]:
    """Check every rule of a programme on a planning.

    Where weeks are not published, a rule is kept if every completion keeps it, broken if none does;
    else it is open.

    Returns
    -------
    tuple of RuleCheck
        One for each cohort and rule, in the order of the file, then the rules on all cohorts.
    """
    if not is_published(planning):
        return _check_completions(planning)
    board = PlanningBoard(planning)
    return (
        *(
            _check_rule(rule, grid, planning)
            for grid in board.grids
            for rule in planning.case.rules[grid.planning.cohort.id]
        ),
        *(_check_shared(rule, board) for rule in planning.case.shared_rules),
    )


def keeps_every_rule(planning: Planning) -> bool:
    """Return whether a planning gives all that its rules read, and breaks none."""
    return is_published(planning) and all(
        verdict in (Verdict.KEPT, Verdict.VOID) for verdict in _verdicts(planning)
    )


def _verdicts(planning: Planning) -> Iterator[Verdict]:
    board = PlanningBoard(planning)
    for grid in board.grids:
        for rule in planning.case.rules[grid.planning.cohort.id]:
            yield _evaluated(rule, grid)[0]
    for shared in planning.case.shared_rules:
        yield _check_shared(shared, board).verdict


def breach_weeks(found: RuleCheck, bound: Bound, planning: Planning) -> range:
    """Return the positions of the weeks at which a breach stands; none if it is of the year.

    A length stands at all the weeks that it counts, what a named block has too much or too little
    of at the first such block.
    """
    if bound.week is None:
        place = found.rule.place
        grids = (
            grid for grid in PlanningBoard(planning).grids if grid.planning.cohort == found.cohort
        )
        blocks = (block for grid in grids for block in grid.blocks)
        held = (block for block in blocks if place and place.holds(block))
        return next((block_weeks(block, planning.year) for block in held), range(0))
    steps = bound.figure if bound.aspect is Aspect.LENGTH else 1
    length = -(-steps // planning.year.steps_a_week)
    return range(bound.week, bound.week + length)


def _check_completions(planning: Planning) -> tuple[RuleCheck, ...]:
    grids = [CompletionGrid(row, planning.case) for row in planning.cohorts]
    own = (
        (row, rule, partial(bounds_of_rule, rule, grid))
        for row, grid in zip(PlanningBoard(planning).grids, grids, strict=True)
        for rule in planning.case.rules[row.planning.cohort.id]
    )
    return (
        *(_with_open(find(), rule, planning, row) for row, rule, find in own),
        *(
            _with_open(bounds_of_shared(rule, grids), rule, planning)
            for rule in planning.case.shared_rules
        ),
    )


def _with_open(
    bounds: Iterator[AnyBound], rule: AnyRule, planning: Planning, grid: PlanningGrid | None = None
) -> RuleCheck:
    """Return the check of a rule of which some bounds may be open.

    Parameters
    ----------
    grid
        That of the cohort as it is published; None for a rule on all cohorts.
    """
    cohort = grid.planning.cohort if grid else None
    try:
        listed = tuple(bounds)
    except NotGiven:
        return RuleCheck(cohort, rule, Verdict.NOT_GIVEN, ())
    known = tuple(bound for bound in listed if isinstance(bound, Bound))
    still_open = tuple(bound for bound in listed if isinstance(bound, OpenBound))
    verdict = Verdict.VOID
    if not all(bound.kept for bound in known):
        verdict = Verdict.BROKEN
    elif not all(bound.is_kept for bound in still_open):
        verdict = Verdict.OPEN
    elif listed:
        verdict = Verdict.KEPT
    if grid is None or isinstance(rule, SharedRule):
        return RuleCheck(cohort, rule, verdict, known, open_bounds=still_open)
    activities, straddling = grid.planning.activities, straddling_of_rule(rule, grid, planning)
    return RuleCheck(cohort, rule, verdict, known, activities, tuple(straddling), still_open)


def _check_rule(rule: Rule, grid: PlanningGrid, planning: Planning) -> RuleCheck:
    cohort = grid.planning.cohort
    verdict, bounds = _evaluated(rule, grid)
    if verdict is Verdict.NOT_GIVEN:
        return RuleCheck(cohort, rule, verdict, ())
    straddling = tuple(straddling_of_rule(rule, grid, planning))
    return RuleCheck(cohort, rule, verdict, bounds, grid.planning.activities, straddling)


def _evaluated(rule: Rule, grid: PlanningGrid) -> tuple[Verdict, tuple[Bound, ...]]:
    """Return the verdict on a rule, and its bounds as far as the planning gives them."""
    try:
        bounds = tuple(_bounds(rule, grid))
    except NotGiven:
        return Verdict.NOT_GIVEN, ()
    return _verdict(bounds), bounds


def _check_shared(rule: SharedRule, board: PlanningBoard) -> RuleCheck:
    rows = [(grid.planning.cohort, grid) for grid in board.grids]
    bounds = tuple(rule.of_cohorts(rows))
    return RuleCheck(None, rule, _verdict(bounds), bounds)


def _verdict(bounds: Sequence[Bound]) -> Verdict:
    if not bounds:
        return Verdict.VOID
    return Verdict.KEPT if all(bound.kept for bound in bounds) else Verdict.BROKEN


def _bounds(rule: Rule, grid: PlanningGrid) -> Iterator[Bound]:
    week_of = grid.year.week_of_step
    steps = zip(week_of, grid.year.steps, grid.steps, strict=True)
    # The days of a week are told once where they break a rule alike.
    yield from dict.fromkeys(bound for step in steps for bound in rule.of_week(*step))
    for before, after in pairwise(grid.blocks):
        step = grid.year.steps[after.first]
        yield from rule.of_change(week_of[after.first], step, before.activity, after.activity)
    for block in grid.blocks:
        for bound in rule.of_block(block):
            yield replace(bound, week=None if bound.week is None else week_of[bound.week])
    yield from rule.of_year(grid)


@dataclass(frozen=True)
class Misstatement:
    """A figure in a planning's file that differs from the one computed from its weeks.

    Attributes
    ----------
    field
        Its name in the file.
    cohort, week
        The cohort and the week that it belongs to; None if to the whole.
    """

    field: str
    found: object
    expected: object
    cohort: Cohort | None = None
    week: Week | None = None
