"""Why there is no planning: a minimal infeasible subset of the demands.

It is found by the deletion filter (J. W. Chinneck, Feasibility and Infeasibility in Optimization,
2008): demands are left out one group after the other, first all of a cohort, then all of a rule,
then one by one; what can be left out while the others stay infeasible is removed for good. What
stays is needed, each of it: without it, the others are feasible. Every step is a search of its
own, as the cores that CP-SAT reports can be larger than need be.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ortools.sat.python import cp_model

from planner.planning.planning import Planning
from planner.programme.cohort import Cohort
from planner.programme.programme import Campus
from planner.rules.case import Case
from planner.solver.demands import NOTHING_LIFTED, Demand, Lifted, demands_of
from planner.solver.model import planning_model
from planner.solver.ranking import activities_found, week_rows
from planner.solver.rhythm import loose_rhythm
from planner.solver.search import FOUND, Clock, run_search
from planner.solver.solve import Infeasible, NotFound, complete_planning

TRIAL_SECONDS = 10.0
"""After which a single search is given up."""


@dataclass(frozen=True)
class Conflict:
    """Demands that are infeasible together.

    Attributes
    ----------
    cohorts
        The cohorts whose demands they are.
    minimal
        Whether each of them is known to be needed.
    alone
        Whether it is one of a cohort by itself, whatever the others do.
    """

    cohorts: tuple[Cohort, ...]
    demands: tuple[Demand, ...]
    minimal: bool
    alone: bool


@dataclass(frozen=True)
class FeasibilitySearch:
    """Searches for plannings until a deadline, without optimising.

    Attributes
    ----------
    deadline
        On the clock, in seconds.
    """

    deadline: float = math.inf
    clock: Clock = time.monotonic

    def is_feasible(self, case: Case, lifted: Lifted = NOTHING_LIFTED) -> bool | None:
        """Return whether the cohorts of a case have a planning; None if time was too short."""
        model = planning_model(case, loose_rhythm, lifted)
        if model is None:
            return False
        deadline = min(self.deadline, self.clock() + TRIAL_SECONDS)
        status, _ = run_search(model.cp, deadline, self.clock, optimise=False)
        if status in FOUND:
            return True
        return False if status == cp_model.INFEASIBLE else None

    def planning(self, case: Case) -> Planning | Infeasible | NotFound:
        """Find any planning that keeps all rules."""
        model = planning_model(case)
        if model is None:
            return Infeasible()
        rows = week_rows(model)
        status, solver = run_search(model.cp, self.deadline, self.clock, optimise=False)
        if solver is None or status not in FOUND:
            return Infeasible() if status == cp_model.INFEASIBLE else NotFound()
        return complete_planning(case, activities_found(rows, solver))

    @property
    def is_over(self) -> bool:
        """Whether the deadline has passed."""
        return self.clock() >= self.deadline


def conflicts(case: Case, search: FeasibilitySearch) -> tuple[Conflict, ...]:
    """Find minimal infeasible subsets of the demands of a case that has no planning.

    Returns
    -------
    tuple of Conflict
        One for each cohort that has no planning even alone; if there is none, one of them all.
    """
    cohorts = case.programme.cohorts
    unshared = replace(case, programme=replace(case.programme, campus=Campus()))
    failing = [c for c in cohorts if search.is_feasible(unshared.with_cohorts([c])) is False]
    if failing:
        return tuple(
            _conflict(unshared.with_cohorts([cohort]), search, alone=True) for cohort in failing
        )
    return (_conflict(case, search, alone=False),)


def _conflict(case: Case, search: FeasibilitySearch, *, alone: bool) -> Conflict:
    every, cohorts = demands_of(case), case.programme.cohorts

    def infeasible(kept: Sequence[Demand]) -> bool | None:
        named = {demand.cohort for demand in kept}
        involved = case.with_cohorts(cohort for cohort in cohorts if cohort.id in named)
        feasible = search.is_feasible(involved, Lifted(frozenset(every), frozenset(kept)))
        return None if feasible is None else not feasible

    kept, minimal = list(every), True
    for key in (lambda d: d.is_on_blocks, lambda d: d.cohort, lambda d: d.rule_key, lambda d: d):
        kept, minimal = _needed(kept, key, infeasible)
    found = {demand.cohort for demand in kept}
    return Conflict(tuple(c for c in cohorts if c.id in found), tuple(kept), minimal, alone)


def _needed(
    kept: Sequence[Demand],
    key: Callable[[Demand], object],
    infeasible: Callable[[Sequence[Demand]], bool | None],
) -> tuple[list[Demand], bool]:
    """Apply one pass of the deletion filter to groups of demands, the last group first.

    Returns
    -------
    tuple
        The demands left; and whether each group of them is known to be needed.
    """
    groups = [list(group) for _, group in groupby(kept, key)]
    known = True
    for index in reversed(range(len(groups))):
        others = [d for n, group in enumerate(groups) if n != index for d in group]
        verdict = infeasible(others)
        if verdict:
            groups[index] = []
        known = known and verdict is not None
    return [demand for group in groups for demand in group], known
