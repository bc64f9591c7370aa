"""Ranked objectives on the model: each is minimised and proven before the next is searched.

One worker and a fixed seed: the same input gives the same planning, whatever the machine's speed
and timing, as long as no time limit bites. The relaxation of the network is so tight that most
proofs come from it: the search leans on it (linearization level 2), and without further cuts or
rounds of presolve, which cost more here than they prune.
"""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from typing import Any

from ortools.sat.python import cp_model

from planner.planning.grid import PlanningBoard
from planner.planning.measures import in_units, objective_value
from planner.planning.onsite import with_onsite
from planner.planning.planning import SEED, CohortPlanning, ObjectiveResult, Planning
from planner.planning.sessions import with_sessions
from planner.programme.names import LAST_OBJECTIVES, NEARNESS, ObjectiveName
from planner.programme.programme import Programme
from planner.rules.case import Given
from planner.rules.objectives import OBJECTIVES
from planner.solver.model import MakeRhythm, PlanningModel, path_rhythm, planning_model
from planner.year.activity import Activity
from planner.year.weeks import AcademicYear


@dataclass(frozen=True)
class Solved:
    """A planning, with the objectives in their ranking."""

    planning: Planning
    objectives: tuple[ObjectiveResult, ...]


@dataclass(frozen=True)
class Impossible:
    """The proof that no planning exists.

    `planner.solver.explain` tells why, but knows of no limits.
    """


@dataclass(frozen=True)
class NotFound:
    """The time limit ended the search before any planning was found; none is excluded."""

    time_limit: float


@dataclass(frozen=True)
class Progress:
    """How far the search is: the objective at hand, its best value so far, its bound."""

    objective: ObjectiveName
    best: float | None
    bound: float


OnProgress = Callable[[Progress], None]
Outcome = Solved | Impossible | NotFound

_PATIENCE = 0.1
"""Seconds after which a waiting thread looks whether it was interrupted."""

_FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)


def _silent(_: Progress) -> None:
    pass


def solve(
    programme: Programme,
    year: AcademicYear,
    given: Given | None = None,
    *,
    limits: Mapping[ObjectiveName, int] | None = None,
    time_limit: float | None = None,
    on_progress: OnProgress = _silent,
    clock: Callable[[], float] = time.monotonic,
    make_rhythm: MakeRhythm = path_rhythm,
) -> Outcome:
    """Find the planning of all cohorts of a programme in one academic year.

    Parameters
    ----------
    given
        The year before, and a planning to stay close to.
    limits
        The most that a planning may have of an objective, ranked or not, in the units in which it
        is searched (`company_shortfall` in minutes). One below 0 admits no planning.
    time_limit
        Seconds after which the best planning found so far is taken; none, without it.
    on_progress
        Told of every better planning and bound, possibly from another thread.
    clock
        Gives the time in seconds.
    make_rhythm
        How the rhythm of a cohort is modelled.

    Raises
    ------
    ValueError
        The ranking or a limit asks for closeness to a planning, and none is given; or an
        objective is limited that only picks one of many plannings.
    """
    deadline = math.inf if time_limit is None else clock() + time_limit
    given, limits = given or Given(), limits or {}
    _check_asked(given.ranking(programme), limits, given)
    model = planning_model(programme, year, programme.cohorts, given, make_rhythm)
    search = _Search(model, limits, deadline, clock, on_progress) if model else None
    if search is None or not search.run():
        return Impossible()
    if search.activities is None:
        return NotFound(time_limit or 0.0)
    planning = _planning(programme, year, search.activities, given)
    _check_kept(limits, planning)
    return Solved(planning, _results(planning, search.bounds, search.proven))


def _check_asked(
    ranking: Sequence[ObjectiveName], limits: Mapping[ObjectiveName, int], given: Given
) -> None:
    """Refuse what the search knows nothing of."""
    for name in limits:
        if name in LAST_OBJECTIVES:
            raise ValueError(f"{name} cannot be limited")
    for name in (*ranking, *limits):
        if name in NEARNESS and not given.near:
            raise ValueError(f"{name} is asked for, but no planning to stay close to is given")


def _check_kept(limits: Mapping[ObjectiveName, int], planning: Planning) -> None:
    """Measure the planning itself; one beyond a limit is a fault of the program."""
    board = PlanningBoard(planning)
    for name, most in limits.items():
        if (found := OBJECTIVES[name].measure(board)) > most:
            raise AssertionError(f"{name}: the planning measures {found}, limited to {most}")


def any_planning(
    model: PlanningModel,
    deadline: float,
    clock: Callable[[], float],
) -> Planning | bool:
    """Find a planning that keeps all rules, whichever.

    Returns
    -------
    Planning or bool
        False if there is none, True if the time was too short to tell.
    """
    rows = _rows(model)
    status, solver = run_search(model.cp, deadline, clock, optimise=False)
    if solver is None or status not in _FOUND:
        return bool(status != cp_model.INFEASIBLE)
    return _planning(model.programme, model.year, _weeks_found(model, rows, solver), model.given)


_Rows = list[dict[Activity, Sequence[Any]]]


def _rows(model: PlanningModel) -> _Rows:
    """Give the weeks of all cohorts, before a search: those no rule speaks of are posted here."""
    return [
        {activity: grid.doing(activity) for activity in cohort.activities}
        for cohort, grid in zip(model.programme.cohorts, model.grids, strict=True)
    ]


def _weeks_found(
    model: PlanningModel, rows: _Rows, solver: cp_model.CpSolver
) -> list[tuple[Activity, ...]]:
    """Read the activities of all cohorts off a solution."""
    return [
        tuple(
            next(a for a in row if solver.value(row[a][index])) for index in range(len(model.year))
        )
        for row in rows
    ]


@dataclass
class _Search:
    """The run through the ranking; it keeps the best weeks found and what is proven of them."""

    model: PlanningModel
    limits: Mapping[ObjectiveName, int]
    deadline: float
    clock: Callable[[], float]
    on_progress: OnProgress
    activities: list[tuple[Activity, ...]] | None = None
    bounds: dict[ObjectiveName, int] = field(default_factory=dict)
    proven: set[ObjectiveName] = field(default_factory=set)
    quantities: dict[ObjectiveName, Any] = field(default_factory=dict)
    rows: _Rows = field(init=False)

    def __post_init__(self) -> None:
        self.rows = _rows(self.model)
        for name, most in self.limits.items():
            self.model.cp.add(self._quantity(name) <= most)

    def _quantity(self, name: ObjectiveName) -> Any:
        """Give the expression of an objective, limited and minimised as one."""
        if name not in self.quantities:
            self.quantities[name] = OBJECTIVES[name].measure(self.model)
        return self.quantities[name]

    def run(self) -> bool:
        """Minimise one objective after the other; False if there is no planning at all."""
        for name in self.model.given.ranking(self.model.programme):
            if name not in OBJECTIVES:
                continue
            measure = self._quantity(name)
            status, bound = self._minimise(measure, name)
            if status == cp_model.INFEASIBLE:
                if self.activities is not None:
                    raise RuntimeError(f"{name}: the bounds proven before exclude their planning")
                return False
            self.bounds[name] = bound
            if status != cp_model.OPTIMAL:
                return True
            self.model.cp.add(measure <= bound)
            if name is ObjectiveName.WEEK_ORDER and not self._settle_ties():
                return True
            self.proven.add(name)
        return True

    def _settle_ties(self) -> bool:
        """Of the plannings left, take the first in the order of activities; tell if proven.

        Weeks are read from the first cohort to the last. Among the plannings that are better in
        the first week in which they differ from the one at hand, the one that differs earliest
        is taken; up to that week nothing better exists. When there is none, the one at hand is
        the first of all.
        """
        row = [
            {activity: grid.doing(activity)[index] for activity in cohort.activities}
            for cohort, grid in zip(self.model.programme.cohorts, self.model.grids, strict=True)
            for index in range(len(self.model.year))
        ]
        settled = 0
        while True:
            assert self.activities is not None
            found = [activity for weeks in self.activities for activity in weeks]
            trial = self.model.cp.clone()
            places = _first_difference(trial, row, found, settled)
            status, solver = self._search(trial)
            if status == cp_model.INFEASIBLE:
                return True
            if solver is None or status != cp_model.OPTIMAL:
                return False
            earliest = next(place for place, differs in places.items() if solver.value(differs))
            for place in range(settled, earliest):
                self.model.cp.add(row[place][found[place]] == 1)
            settled = earliest

    def _minimise(self, measure: Any, name: ObjectiveName) -> tuple[Any, int]:
        self.model.cp.minimize(measure)
        watch = _Watch(name, self.on_progress)
        status, solver = self._search(self.model.cp, watch)
        bound = solver.best_objective_bound if solver else -math.inf
        if status == cp_model.OPTIMAL:
            watch.bound_found(bound)
        return status, max(0, math.ceil(bound - 1e-6)) if math.isfinite(bound) else 0

    def _search(
        self, cp: cp_model.CpModel, watch: "_Watch | None" = None
    ) -> tuple[Any, cp_model.CpSolver | None]:
        """Solve, and keep what is found."""
        status, solver = run_search(cp, self.deadline, self.clock, watch)
        if solver and status in _FOUND:
            self._keep(solver)
        return status, solver

    def _keep(self, solver: cp_model.CpSolver) -> None:
        """Take over the weeks found, and start the next search from them."""
        self.activities = _weeks_found(self.model, self.rows, solver)
        cp = self.model.cp
        cp.clear_hints()  # type: ignore[no-untyped-call]
        for index in range(len(cp.proto.variables)):
            variable = cp.get_int_var_from_proto_index(index)
            cp.add_hint(variable, solver.value(variable))


class _Watch(cp_model.CpSolverSolutionCallback):
    """Passes on what the search finds."""

    def __init__(self, name: ObjectiveName, on_progress: OnProgress) -> None:
        super().__init__()
        self._name, self._tell = name, on_progress
        self._per_unit = OBJECTIVES[name].per_unit
        self._best: float | None = None

    def on_solution_callback(self) -> None:
        self._best = self.objective_value / self._per_unit
        self.bound_found(self.best_objective_bound)

    def bound_found(self, bound: float) -> None:
        self._tell(Progress(self._name, self._best, max(0.0, bound / self._per_unit)))


def _first_difference(
    model: cp_model.CpModel,
    row: Sequence[Mapping[Activity, Any]],
    found: Sequence[Activity],
    settled: int,
) -> dict[int, cp_model.IntVar]:
    """Ask for plannings that come before another one, as early as possible.

    Parameters
    ----------
    row
        The weeks of all cohorts: for each activity, in order, a variable (or 0 where it cannot
        be).
    found
        Their activities in the planning at hand.
    settled
        Number of places, from the first, in which no planning comes before it.

    Returns
    -------
    dict
        For each place that can be the first difference, whether it is.
    """
    differs: dict[int, cp_model.IntVar] = {}
    same = model.new_constant(1)
    for place in range(settled, len(row)):
        variables = {
            activity: model.get_int_var_from_proto_index(here.index)
            for activity, here in row[place].items()
            if not isinstance(here, int)
        }
        earlier = list(variables)[: list(variables).index(found[place])]
        if earlier:
            differs[place] = model.new_bool_var(f"first differs at {place}")
            model.add_implication(differs[place], same)
            model.add_bool_or(variables[a] for a in earlier).only_enforce_if(differs[place])
        so_far = model.new_bool_var(f"same up to {place}")
        model.add_bool_and(same, variables[found[place]]).only_enforce_if(so_far)
        same = so_far
    model.add_exactly_one(differs.values())
    model.minimize(sum(place * first for place, first in differs.items()))
    return differs


def run_search(
    cp: cp_model.CpModel,
    deadline: float,
    clock: Callable[[], float],
    watch: "_Watch | None" = None,
    optimise: bool = True,
) -> tuple[Any, cp_model.CpSolver | None]:
    """Solve until the deadline; UNKNOWN and no solver when it has passed.

    Where any planning will do, preparing the search takes longer than the search.
    """
    remaining = deadline - clock()
    if remaining <= 0:
        return cp_model.UNKNOWN, None
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.linearization_level = 2
    solver.parameters.cut_level = 0
    solver.parameters.max_presolve_iterations = 1
    if not optimise:
        solver.parameters.cp_model_probing_level = 0
    if remaining < math.inf:
        solver.parameters.max_time_in_seconds = remaining
    solver.parameters.catch_sigint_signal = False
    if watch:
        solver.best_bound_callback = watch.bound_found
    status = _interruptible(solver, cp, watch)
    if status == cp_model.MODEL_INVALID:
        raise RuntimeError(cp.validate())
    return status, solver


def _interruptible(
    solver: cp_model.CpSolver, cp: cp_model.CpModel, watch: "_Watch | None"
) -> cp_model.CpSolverStatus:
    """Solve in a thread, so that an interruption reaches this one and stops the search."""
    with ThreadPoolExecutor(1) as pool:
        search = pool.submit(solver.solve, cp, watch)
        try:
            while not search.done():
                wait([search], timeout=_PATIENCE)
        finally:
            while not search.done():
                solver.stop_search()
                wait([search], timeout=_PATIENCE)
        return search.result()


def _planning(
    programme: Programme,
    year: AcademicYear,
    activities: Sequence[tuple[Activity, ...]],
    given: Given,
) -> Planning:
    """Complete the weeks found with sessions and on-site hours."""
    cohorts = []
    for cohort, weeks in zip(programme.cohorts, activities, strict=True):
        planned = with_sessions(CohortPlanning(cohort, weeks), year, programme, given)
        cohorts.append(with_onsite(planned, year, programme, given))
    return Planning(programme, year, tuple(cohorts), given)


def _results(
    planning: Planning, bounds: dict[ObjectiveName, int], proven: set[ObjectiveName]
) -> tuple[ObjectiveResult, ...]:
    """Measure the planning itself; a proof that does not fit it is a fault of the program."""
    results = []
    for name in planning.ranking:
        value = objective_value(name, planning)
        assert value is not None
        if name is ObjectiveName.SESSION_SPREAD:  # the dynamic programme proves it by itself
            results.append(ObjectiveResult(name, value, value, proven=True))
            continue
        bound = in_units(bounds.get(name, 0), OBJECTIVES[name].per_unit)
        if name in proven and value != bound:
            raise AssertionError(f"{name}: the planning measures {value}, proven {bound}")
        is_proven = name in proven or (value == bound and name is not ObjectiveName.WEEK_ORDER)
        results.append(ObjectiveResult(name, value, bound, is_proven))
    return tuple(results)
