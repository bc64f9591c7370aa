"""Why there is no planning: a minimal infeasible subset of the demands.

It is found by the deletion filter: demands are left out one group after the other, first those on
blocks, then all of a cohort, then all of a rule, then one by one; what can be left out while the
others stay infeasible is removed for good. What stays is needed, each of it: without it, the
others are feasible. Every step is a search of its own, as the cores that CP-SAT reports can be
larger than need be; but a planning that one of them finds answers for others as well. When time
runs out between two steps, the demands left are infeasible still, though perhaps too many.
"""

from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass, field, replace

from ortools.sat.python import cp_model

from planner.planning.planning import CohortPlanning, Planning
from planner.programme.cohort import Cohort
from planner.rules.case import Case
from planner.rules.statement import Quantity, Unit
from planner.solver.deadline import NO_DEADLINE, Deadline, OutOfTime
from planner.solver.deletion_filter import (
    Common,
    Conflict,
    Conflicts,
    cohort_of,
    filtered,
    leaving_out,
)
from planner.solver.demands import (
    NOTHING_LIFTED,
    Demand,
    Lifted,
    Side,
    alike_cohorts,
    broken_demands,
    demands_of,
    quantity_of,
)
from planner.solver.model import KnownNetworks, ModelGrid, PlanningModel, planning_model
from planner.solver.ranking import week_rows
from planner.solver.rhythm import Expression, expression
from planner.solver.search import FOUND, activities_found, run_search
from planner.solver.solve import Infeasible, NotFound, complete_planning
from planner.year.blocks import Position
from planner.year.weeks import Minutes

TRIAL_SECONDS = 10.0
"""After which a single search is given up."""

FEW_COHORTS = 4
"""Of more cohorts than these, all demands of a kind are left out at once before single cohorts."""


@dataclass(frozen=True)
class FeasibilitySearch:
    """Searches for plannings until a deadline, without optimising.

    Attributes
    ----------
    known
        The networks that it has built so far.
    """

    deadline: Deadline = NO_DEADLINE
    known: KnownNetworks = field(default_factory=KnownNetworks)

    def is_feasible(self, case: Case, lifted: Lifted = NOTHING_LIFTED) -> bool | None:
        """Return whether the cohorts of a case have a planning; None if it takes too long to tell.

        Raises
        ------
        OutOfTime
            The deadline has passed.
        """
        found = self.example(case, lifted)
        return None if isinstance(found, NotFound) else not isinstance(found, Infeasible)

    def example(self, case: Case, lifted: Lifted) -> Planning | Infeasible | NotFound:
        """Find any weeks and sessions that keep what is not lifted of the rules of a case.

        Raises
        ------
        OutOfTime
            The deadline has passed.
        """
        trial = self.deadline.within(TRIAL_SECONDS)
        with suppress(OutOfTime):
            model = planning_model(case, lifted, trial, self.known)
            if model is None:
                return Infeasible()
            sessions = [grid.sessions for grid in model.grids]
            status, solver = run_search(model.cp, trial)
            if status == cp_model.INFEASIBLE:
                return Infeasible()
            if solver and status in FOUND:
                rows = zip(case.programme.cohorts, model.grids, sessions, strict=True)
                return Planning(case, tuple(_row_found(*row, solver) for row in rows))
        self.deadline.check()
        return NotFound()

    def planning(self, case: Case) -> Planning | Infeasible | NotFound:
        """Find any planning that keeps all rules."""
        try:
            model = planning_model(case, deadline=self.deadline, known=self.known)
            if model is None:
                return Infeasible()
            rows = week_rows(model)
            status, solver = run_search(model.cp, self.deadline)
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
            model = planning_model(case, lifted, trial, self.known)
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
        return replace(self, deadline=self.deadline.within(self.deadline.remaining / of))


def _row_found(
    cohort: Cohort, grid: ModelGrid, sessions: Sequence[Expression], solver: cp_model.CpSolver
) -> CohortPlanning:
    """Return the weeks and sessions of a cohort in the solution of a solver."""
    steps = range(len(grid.year.steps))
    rows = {a: grid.steps_in(Position(a, (steps,), None, last=False)) for a in grid.activities}
    return CohortPlanning(
        cohort,
        grid.year.of_steps(
            [
                grid.inlaid.get(step) or next(a for a in rows if solver.value(rows[a][step]))
                for step in steps
            ]
        ),
        tuple(map(solver.value, sessions)),
    )


def _quantity(model: PlanningModel, demand: Demand) -> Quantity | None:
    """Return the quantity that a demand bounds, of the cohort of the demand."""
    rows = zip(model.case.programme.cohorts, model.grids, strict=True)
    grid = next((grid for cohort, grid in rows if cohort.id == demand.cohort), None)
    return quantity_of(demand, grid) if grid else None


def conflicts(case: Case, search: FeasibilitySearch) -> Conflicts[Conflict[Demand]]:
    """Find minimal infeasible subsets of the demands of a case that has no planning.

    Once time is over, what was found until then is returned as what it is.
    """
    verdicts = list(_verdicts(case, search))
    failing = [_unknown([cohort], alone=True) for cohort, verdict in verdicts if verdict is False]
    found = failing or [_unknown(case.programme.cohorts, alone=False)]
    unsearched = tuple(cohort for cohort, verdict in verdicts if verdict is None)
    return Conflicts(tuple(completed(each, case, search) for each in found), unsearched)


def first_conflict(case: Case, search: FeasibilitySearch) -> Conflict[Demand]:
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


def completed(
    conflict: Conflict[Demand], case: Case, search: FeasibilitySearch
) -> Conflict[Demand]:
    """Shorten a conflict until it is minimal and tell its hours, as far as time allows."""
    shorter = conflict if conflict.minimal else _shortened(conflict, case, search)
    if shorter.minimal and not shorter.hours:
        with suppress(OutOfTime):
            return replace(shorter, hours=dict(_hours(shorter, _searched(shorter, case), search)))
    return shorter


def _unknown(cohorts: Sequence[Cohort], *, alone: bool) -> Conflict[Demand]:
    """Return a conflict of which nothing is known but that there is one."""
    return Conflict(tuple(cohorts), (), minimal=False, alone=alone)


def _searched(conflict: Conflict[Demand], case: Case) -> Case:
    """Return the part of a case in which a conflict is searched."""
    return case.alone(conflict.cohorts[0]) if conflict.alone else case


def _shortened(
    conflict: Conflict[Demand], case: Case, search: FeasibilitySearch
) -> Conflict[Demand]:
    with suppress(OutOfTime):
        for shorter in _filtered(_searched(conflict, case), conflict, search):
            conflict = shorter
    return conflict


def _passes(cohorts: Sequence[Cohort]) -> Iterator[Common[Demand]]:
    """Yield what the demands that are left out together have in common, pass by pass."""
    yield lambda demand: demand.is_on_blocks or None
    if len(cohorts) > FEW_COHORTS:
        yield lambda demand: demand.kind
    yield cohort_of
    yield lambda demand: demand.rule_key
    yield lambda demand: demand


def _filtered(
    case: Case, conflict: Conflict[Demand], search: FeasibilitySearch
) -> Iterator[Conflict[Demand]]:
    """Apply the deletion filter to the demands of a conflict; to all, where none are known.

    A cohort takes part until all its demands are left out together: rules on all cohorts can
    contradict each other whatever one of them demands for itself.

    Yields
    ------
    Conflict
        Infeasible demands, ever fewer; and whether each of them is known to be needed.
    """
    every = demands_of(case, search.deadline)
    trials = _Trials(case, frozenset(every), search)
    conflict = replace(conflict, demands=conflict.demands or every)
    for common in _passes(case.programme.cohorts):
        for shorter in filtered(common, conflict, trials):
            conflict = shorter
            yield replace(conflict, minimal=False)
    if any(cohort.has_parts_of_blocks for cohort in case.programme.cohorts):
        yield from _without_needless(conflict, trials)
    else:
        yield conflict


def _without_needless(conflict: Conflict[Demand], trials: "_Trials") -> Iterator[Conflict[Demand]]:
    """Leave demands out of a conflict one by one, whatever plannings were found before.

    Without the demand that something is a part of a block, it is a block itself: others can then
    be needless that were needed before.
    """
    for demand in conflict.demands:
        fewer = leaving_out({demand}, lambda each: each, conflict)
        if replace(trials, _broken={}).is_feasible(fewer, conflict) is False:
            conflict = fewer
            yield replace(conflict, minimal=False)
    yield conflict


@dataclass
class _Trials:
    """Searches with some of the demands of a case; what one finds answers for others.

    A planning that breaks none of some demands shows that they are feasible, whatever it was
    searched for. It is only asked for the demands of the conflict at hand, of which all that is
    searched later is a part.
    """

    case: Case
    every: Set[Demand]
    search: FeasibilitySearch
    _cases: dict[tuple[str, ...], Case] = field(default_factory=dict)
    _broken: dict[tuple[str, ...], list[Set[Demand]]] = field(default_factory=dict)

    def is_feasible(self, fewer: Conflict[Demand], conflict: Conflict[Demand]) -> bool | None:
        """Return whether the cohorts of a part of a conflict have a planning that keeps it."""
        kept, names = frozenset(fewer.demands), _names(fewer)
        known = self._broken.setdefault(names, [])
        if any(broken.isdisjoint(kept) for broken in known):
            return True
        case = self._cases.setdefault(names, self.case.with_cohorts(fewer.cohorts))
        found = self.search.example(case, Lifted(self.every, kept))
        if isinstance(found, Planning):
            known.append(broken_demands(found, conflict.demands))
            return True
        return None if isinstance(found, NotFound) else False

    def needed(self, common: Common[Demand], conflict: Conflict[Demand]) -> frozenset[object]:
        """Return the groups of demands without which the others are known to be feasible."""
        found = (
            {common(demand) for demand in conflict.demands if demand in broken}
            for broken in self._broken.get(_names(conflict), ())
        )
        return frozenset(group for groups in found if len(groups) == 1 for group in groups)


def _names(conflict: Conflict[Demand]) -> tuple[str, ...]:
    return tuple(cohort.id for cohort in conflict.cohorts)


def _hours(
    conflict: Conflict[Demand], case: Case, search: FeasibilitySearch
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
