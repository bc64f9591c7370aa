"""Ranked objectives on the model: each is minimised and proven before the next is searched.

One worker and a fixed seed: the same input gives the same planning, whatever the machine's speed
and timing, as long as no time limit bites. The linear relaxation is left out of the search: at
the size of a programme (one to a few cohorts) it costs more than it prunes.
"""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ortools.sat.python import cp_model

from planner.domain import (
    AcademicYear,
    Activity,
    Cohort,
    CohortPlanning,
    ObjectiveName,
    ObjectiveResult,
    Planning,
    Programme,
    RuleName,
)
from planner.ledger import onsite_hours
from planner.measures import in_units, objective_value
from planner.model import MakeRhythm, PlanningModel, path_rhythm, planning_model
from planner.objectives import OBJECTIVES
from planner.rules import rules_of
from planner.sessions import with_sessions


@dataclass(frozen=True)
class Solved:
    """A planning, with the objectives in their ranking."""

    planning: Planning
    objectives: tuple[ObjectiveResult, ...]


@dataclass(frozen=True)
class Impossible:
    """The proof that no planning exists.

    Attributes
    ----------
    cohorts
        The cohorts that have no planning even alone, each with the rules posted for it; all
        cohorts if only together they have none.
    """

    cohorts: tuple[tuple[Cohort, tuple[RuleName, ...]], ...]


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


def _silent(_: Progress) -> None:
    pass


def solve(
    programme: Programme,
    year: AcademicYear,
    *,
    time_limit: float | None = None,
    on_progress: OnProgress = _silent,
    clock: Callable[[], float] = time.monotonic,
    make_rhythm: MakeRhythm = path_rhythm,
) -> Outcome:
    """Find the planning of all cohorts of a programme in one academic year.

    Parameters
    ----------
    time_limit
        Seconds after which the best planning found so far is taken; none, without it.
    on_progress
        Told of every better planning and bound, possibly from another thread.
    clock
        Gives the time in seconds.
    make_rhythm
        How the rhythm of a cohort is modelled.
    """
    deadline = math.inf if time_limit is None else clock() + time_limit
    model = planning_model(programme, year, programme.cohorts, make_rhythm)
    search = _Search(model, deadline, clock, on_progress) if model else None
    if search is None or not search.run():
        return _impossible(programme, year, make_rhythm)
    if search.activities is None:
        return NotFound(time_limit or 0.0)
    planning = _planning(programme, year, search.activities)
    return Solved(planning, _results(planning, search.bounds, search.proven))


@dataclass
class _Search:
    """The run through the ranking; it keeps the best weeks found and what is proven of them."""

    model: PlanningModel
    deadline: float
    clock: Callable[[], float]
    on_progress: OnProgress
    activities: list[tuple[Activity, ...]] | None = None
    bounds: dict[ObjectiveName, int] = field(default_factory=dict)
    proven: set[ObjectiveName] = field(default_factory=set)

    def run(self) -> bool:
        """Minimise one objective after the other; False if there is no planning at all."""
        for name in self.model.programme.ranking:
            if name not in OBJECTIVES:
                continue
            measure = OBJECTIVES[name].measure(self.model)
            status, bound = self._minimise(measure, name)
            if status == cp_model.INFEASIBLE:
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
        """Read as a binary number, a cohort's school weeks are made the largest; tell if proven."""
        for grid in self.model.grids:
            row = grid.doing(Activity.SCHOOL)
            number = sum(2**place * here for place, here in enumerate(reversed(row)))
            status, least = self._minimise(-number, None)
            if status != cp_model.OPTIMAL:
                return False
            self.model.cp.add(-number <= least)
        return True

    def _minimise(self, measure: Any, name: ObjectiveName | None) -> tuple[Any, int]:
        remaining = self.deadline - self.clock()
        if remaining <= 0:
            return cp_model.UNKNOWN, 0
        cp = self.model.cp
        cp.minimize(measure)
        solver = _solver()
        if remaining < math.inf:
            solver.parameters.max_time_in_seconds = remaining
        if name:
            watch = _Watch(name, self.on_progress)
            solver.best_bound_callback = watch.bound_found
            status = solver.solve(cp, watch)
        else:
            status = solver.solve(cp)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self._keep(solver)
        elif status == cp_model.MODEL_INVALID:
            raise RuntimeError(cp.validate())
        bound = solver.best_objective_bound
        if name and status == cp_model.OPTIMAL:
            watch.bound_found(bound)
        return status, math.ceil(bound - 1e-6) if math.isfinite(bound) else 0

    def _keep(self, solver: cp_model.CpSolver) -> None:
        """Take over the weeks found, and start the next search from them."""
        rows = [
            {activity: grid.doing(activity) for activity in Activity} for grid in self.model.grids
        ]
        self.activities = [
            tuple(
                next(a for a in Activity if solver.value(row[a][index]))
                for index in range(len(self.model.year))
            )
            for row in rows
        ]
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


def _solver() -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    solver.parameters.linearization_level = 0
    return solver


def _planning(
    programme: Programme, year: AcademicYear, activities: Sequence[tuple[Activity, ...]]
) -> Planning:
    """Complete the weeks found with sessions and on-site hours."""
    cohorts = []
    for cohort, weeks in zip(programme.cohorts, activities, strict=True):
        planned = with_sessions(CohortPlanning(cohort, weeks), year.weeks, programme)
        onsite = onsite_hours(weeks, year.weeks, cohort.onsite)
        cohorts.append(replace(planned, onsite=onsite))
    return Planning(programme, year, tuple(cohorts))


def _results(
    planning: Planning, bounds: dict[ObjectiveName, int], proven: set[ObjectiveName]
) -> tuple[ObjectiveResult, ...]:
    """Measure the planning itself; a proof that does not fit it is a fault of the program."""
    results = []
    for name in planning.programme.ranking:
        value = objective_value(name, planning)
        assert value is not None
        if name is ObjectiveName.SESSION_SPREAD:  # the dynamic programme proves it by itself
            results.append(ObjectiveResult(name, value, value, proven=True))
            continue
        bound = in_units(bounds.get(name, 0), OBJECTIVES[name].per_unit)
        if name in proven and value != bound:
            raise AssertionError(f"{name}: the planning measures {value}, proven {bound}")
        results.append(ObjectiveResult(name, value, bound, name in proven))
    return tuple(results)


def _impossible(programme: Programme, year: AcademicYear, make_rhythm: MakeRhythm) -> Impossible:
    failing = [
        cohort
        for cohort in programme.cohorts
        if not _has_planning(planning_model(programme, year, [cohort], make_rhythm))
    ]
    return Impossible(
        tuple(
            (cohort, tuple(rule.name for rule in rules_of(cohort, programme)))
            for cohort in failing or programme.cohorts
        )
    )


def _has_planning(model: PlanningModel | None) -> bool:
    return model is not None and _solver().solve(model.cp) == cp_model.OPTIMAL
