"""Why there is no planning: a minimal infeasible subset of the demands.

It is found by the deletion filter (J. W. Chinneck, Feasibility and Infeasibility in Optimization,
2008): demands are left out one group after the other, first those on blocks, then all of a cohort,
then all of a rule, then one by one; what can be left out while the others stay infeasible is
removed for good. What stays is needed, each of it: without it, the others are feasible. Every step
is a search of its own, as the cores that CP-SAT reports can be larger than need be. When time runs
out between two steps, the demands left are infeasible still, though perhaps too many.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from ortools.sat.python import cp_model

from planner.planning.planning import Planning
from planner.programme.cohort import Cohort
from planner.rules.case import Case
from planner.rules.statement import Quantity, Unit
from planner.solver.deadline import NO_DEADLINE, Deadline, OutOfTime
from planner.solver.demands import (
    NOTHING_LIFTED,
    Demand,
    Lifted,
    Side,
    alike_cohorts,
    demands_of,
    quantity_of,
)
from planner.solver.model import PlanningModel, planning_model
from planner.solver.ranking import week_rows
from planner.solver.rhythm import expression
from planner.solver.search import FOUND, activities_found, run_search
from planner.solver.solve import Infeasible, NotFound, complete_planning
from planner.year.weeks import Minutes

TRIAL_SECONDS = 10.0
"""After which a single search is given up."""

FEW_COHORTS = 4
"""Of more cohorts than these, all demands of a kind are left out at once before single cohorts."""


@dataclass(frozen=True)
class Conflict:
    """Demands that are infeasible together.

    Attributes
    ----------
    cohorts
        The cohorts that take part, also without a demand of their own.
    demands
        Those found in the time given: none of them is known where it was too short to leave any
        out.
    minimal
        Whether each of them is known to be needed.
    alone
        Whether it is one of a cohort by itself, whatever the others do.
    hours
        For demands on hours, what the weeks give while the other rules hold: the most where more
        are due, the least where fewer are. Only what is proven.
    """

    cohorts: tuple[Cohort, ...]
    demands: tuple[Demand, ...]
    minimal: bool
    alone: bool
    hours: Mapping[Demand, Minutes] = field(default_factory=dict)


@dataclass(frozen=True)
class Conflicts:
    """What was found of the conflicts of a case.

    Attributes
    ----------
    found
        One for each cohort that has no planning even alone; if there is none, one of them all.
    unsearched
        The cohorts of which time was too short to learn whether they have a planning alone.
    """

    found: tuple[Conflict, ...]
    unsearched: tuple[Cohort, ...]


@dataclass(frozen=True)
class FeasibilitySearch:
    """Searches for plannings until a deadline, without optimising."""

    deadline: Deadline = NO_DEADLINE

    def is_feasible(self, case: Case, lifted: Lifted = NOTHING_LIFTED) -> bool | None:
        """Return whether the cohorts of a case have a planning; None if it takes too long to tell.

        Raises
        ------
        OutOfTime
            The deadline has passed.
        """
        trial = self.deadline.within(TRIAL_SECONDS)
        try:
            model = planning_model(case, lifted, trial)
            if model is None:
                return False
            status, _ = run_search(model.cp, trial, optimise=False)
        except OutOfTime:
            status = cp_model.UNKNOWN
        if status in FOUND:
            return True
        if status == cp_model.INFEASIBLE:
            return False
        self.deadline.check()
        return None

    def planning(self, case: Case) -> Planning | Infeasible | NotFound:
        """Find any planning that keeps all rules."""
        try:
            model = planning_model(case, deadline=self.deadline)
            if model is None:
                return Infeasible()
            rows = week_rows(model)
            status, solver = run_search(model.cp, self.deadline, optimise=False)
            if solver is None or status not in FOUND:
                return Infeasible() if status == cp_model.INFEASIBLE else NotFound()
            return complete_planning(case, activities_found(rows, solver), self.deadline)
        except OutOfTime:
            return NotFound()

    def extreme(self, case: Case, lifted: Lifted, demand: Demand) -> int | None:
        """Return how near to a demand a planning can come that keeps what is not lifted.

        Returns
        -------
        int or None
            The most where at least a value is demanded, else the least; None if it is not proven.

        Raises
        ------
        OutOfTime
            The deadline has passed.
        """
        return self.optimum(
            case, lambda model: _quantity(model, demand), lifted, most=demand.side is Side.LEAST
        )

    def optimum(
        self,
        case: Case,
        quantity_in: Callable[[PlanningModel], Quantity | None],
        lifted: Lifted = NOTHING_LIFTED,
        *,
        most: bool,
    ) -> int | None:
        """Return the most or the least of a quantity of a model; None if it is not proven.

        Raises
        ------
        OutOfTime
            The deadline has passed.
        """
        trial = self.deadline.within(TRIAL_SECONDS)
        with suppress(OutOfTime):
            model = planning_model(case, lifted, trial)
            quantity = quantity_in(model) if model else None
            if model is None or quantity is None:
                return None
            if most:
                model.cp.maximize(expression(quantity))
            else:
                model.cp.minimize(expression(quantity))
            status, solver = run_search(model.cp, trial)
            if solver and status == cp_model.OPTIMAL:
                return round(solver.objective_value)
        self.deadline.check()
        return None

    def part(self, of: int) -> "FeasibilitySearch":
        """Return the same with one of so many parts of the time that is left."""
        return FeasibilitySearch(self.deadline.within(self.deadline.remaining / of))


def _quantity(model: PlanningModel, demand: Demand) -> Quantity | None:
    """Return the quantity that a demand bounds, of the cohort of the demand."""
    rows = zip(model.case.programme.cohorts, model.grids, strict=True)
    grid = next((grid for cohort, grid in rows if cohort.id == demand.cohort), None)
    return quantity_of(demand, grid) if grid else None


def conflicts(case: Case, search: FeasibilitySearch) -> Conflicts:
    """Find minimal infeasible subsets of the demands of a case that has no planning.

    Once time is over, what was found until then is returned as what it is.
    """
    verdicts = list(_verdicts(case, search))
    failing = [_unknown([cohort], alone=True) for cohort, verdict in verdicts if verdict is False]
    found = failing or [_unknown(case.programme.cohorts, alone=False)]
    unsearched = tuple(cohort for cohort, verdict in verdicts if verdict is None)
    return Conflicts(tuple(completed(each, case, search) for each in found), unsearched)


def first_conflict(case: Case, search: FeasibilitySearch) -> Conflict:
    """Find the first of the conflicts of a case that has no planning.

    Raises
    ------
    OutOfTime
        The deadline has passed before it is known whose conflict it is.
    """
    for cohort, verdict in _verdicts(case, search):
        if verdict is False:
            return _shortened(_unknown([cohort], alone=True), case, search)
    search.deadline.check()
    return _shortened(_unknown(case.programme.cohorts, alone=False), case, search)


def _verdicts(case: Case, search: FeasibilitySearch) -> Iterator[tuple[Cohort, bool | None]]:
    """Yield for each cohort whether it has a planning alone; None if time is too short to tell."""
    first_alike = alike_cohorts(case)
    verdicts: dict[str, bool | None] = {}
    for cohort in case.programme.cohorts:
        first = first_alike[cohort.id]
        if first == cohort.id:
            verdicts[first] = None
            with suppress(OutOfTime):
                verdicts[first] = search.is_feasible(case.alone(cohort))
        yield cohort, verdicts[first]


def completed(conflict: Conflict, case: Case, search: FeasibilitySearch) -> Conflict:
    """Shorten a conflict until it is minimal and tell its hours, as far as time allows."""
    shorter = conflict if conflict.minimal else _shortened(conflict, case, search)
    if shorter.minimal and not shorter.hours:
        with suppress(OutOfTime):
            return replace(shorter, hours=dict(_hours(shorter, _searched(shorter, case), search)))
    return shorter


def _unknown(cohorts: Sequence[Cohort], *, alone: bool) -> Conflict:
    """Return a conflict of which nothing is known but that there is one."""
    return Conflict(tuple(cohorts), (), minimal=False, alone=alone)


def _searched(conflict: Conflict, case: Case) -> Case:
    """Return the part of a case in which a conflict is searched."""
    return case.alone(conflict.cohorts[0]) if conflict.alone else case


def _shortened(conflict: Conflict, case: Case, search: FeasibilitySearch) -> Conflict:
    with suppress(OutOfTime):
        for shorter in _filtered(_searched(conflict, case), conflict, search):
            conflict = shorter
    return conflict


def _passes(cohorts: Sequence[Cohort]) -> Iterator[Callable[[Demand], object]]:
    """Yield what the demands that are left out together have in common, pass by pass."""
    yield lambda demand: demand.is_on_blocks
    if len(cohorts) > FEW_COHORTS:
        yield lambda demand: demand.kind
    yield _cohort_of
    yield lambda demand: demand.rule_key
    yield lambda demand: demand


def _cohort_of(demand: Demand) -> object:
    return demand.cohort


def _filtered(case: Case, conflict: Conflict, search: FeasibilitySearch) -> Iterator[Conflict]:
    """Apply the deletion filter to the demands of a conflict; to all, where none are known.

    A cohort takes part until all its demands are left out together: rules on all cohorts can
    contradict each other whatever one of them demands for itself.

    Yields
    ------
    Conflict
        Infeasible demands, ever fewer; and whether each of them is known to be needed.
    """
    every = demands_of(case, search.deadline)

    def feasible(kept: Sequence[Demand], cohorts: Sequence[Cohort]) -> bool | None:
        lifted = Lifted(frozenset(every), frozenset(kept))
        return search.is_feasible(case.with_cohorts(cohorts), lifted)

    kept, cohorts = tuple(conflict.demands or every), conflict.cohorts
    for common in _passes(case.programme.cohorts):
        known = True
        for group in reversed(list(dict.fromkeys(map(common, kept)))):
            others = tuple(demand for demand in kept if common(demand) != group)
            left = tuple(c for c in cohorts if common is not _cohort_of or c.id != group)
            verdict = feasible(others, left)
            if verdict is False:
                kept, cohorts = others, left
                yield replace(conflict, cohorts=cohorts, demands=kept, minimal=False)
            known = known and verdict is not None
    yield replace(conflict, cohorts=cohorts, demands=kept, minimal=known)


def _hours(
    conflict: Conflict, case: Case, search: FeasibilitySearch
) -> Iterator[tuple[Demand, Minutes]]:
    """Yield, for each demand on hours, how near to it the weeks can come.

    All other rules hold, not those of the conflict alone, which may leave weeks open that another
    rule closes; these hold alone where another conflict is left.
    """
    on_hours = [d for d in conflict.demands if d.rule.unit_of(d.aspect) is Unit.MINUTES]
    every = frozenset(demands_of(case, search.deadline) if on_hours else ())
    for demand in on_hours:
        for kept in (every, frozenset(conflict.demands)):
            extreme = search.extreme(case, Lifted(every, kept - {demand}), demand)
            if extreme is not None:
                yield demand, extreme
                break
