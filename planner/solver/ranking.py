"""The ranked search: lexicographic optimisation, each objective proven before the next.

Bounding each objective by its optimum while the next one is minimised needs no weights. Of the
plannings that are equal in all objectives, the first in lexicographic order of activities is
taken, so that the result is canonical: it does not depend on how the solver searches.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from planner.programme.names import ObjectiveName
from planner.rules.objectives import OBJECTIVES
from planner.solver.deadline import Deadline
from planner.solver.model import PlanningModel
from planner.solver.rhythm import Expression, expression
from planner.solver.search import (
    FOUND,
    FoundWeeks,
    OnProgress,
    ProgressCallback,
    Rows,
    activities_found,
    run_search,
    year_length,
)
from planner.year.activity import Activity


def week_rows(model: PlanningModel) -> Rows:
    """Return the weeks of all cohorts as expressions.

    Called before a search: it creates the variables of the weeks that no rule reads.
    """
    return [
        {activity: grid.doing(activity) for activity in cohort.activities}
        for cohort, grid in zip(model.case.programme.cohorts, model.grids, strict=True)
    ]


@dataclass
class RankedSearch:
    """The run through the ranking; it keeps the best weeks found and what is proven of them.

    Attributes
    ----------
    limits
        The most that a planning may have of an objective.
    activities
        For each cohort, its activity in each week, in the best planning found.
    bounds
        The lower bound of each objective that was searched.
    proven
        The objectives whose optimum is known.
    """

    model: PlanningModel
    limits: Mapping[ObjectiveName, int]
    deadline: Deadline
    on_progress: OnProgress
    activities: FoundWeeks | None = None
    bounds: dict[ObjectiveName, int] = field(default_factory=dict)
    proven: set[ObjectiveName] = field(default_factory=set)
    _measures: dict[ObjectiveName, Expression] = field(default_factory=dict)
    _rows: Rows = field(init=False)

    def __post_init__(self) -> None:
        self._rows = week_rows(self.model)
        for name, most in self.limits.items():
            self.model.cp.add(self._measure(name) <= most)

    def _measure(self, name: ObjectiveName) -> Expression:
        """Return the expression of an objective, built once: it may be limited and minimised."""
        if name not in self._measures:
            self._measures[name] = expression(OBJECTIVES[name].measure(self.model))
        return self._measures[name]

    def run(self) -> bool:
        """Minimise one objective after the other; False if the model is infeasible."""
        for name in self.model.case.ranking:
            if name not in OBJECTIVES:
                continue
            measure = self._measure(name)
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
        """Take the lexicographically first of the plannings left; True if it is proven to be.

        The order reads the weeks of the first cohort to the last, and activities in the order of
        the cohort.
        """
        weeks = [
            {activity: row[activity][week] for activity in row}
            for row in self._rows
            for week in range(year_length(row))
        ]
        settled = 0
        while True:
            assert self.activities is not None
            found = [activity for row in self.activities for activity in row]
            # 1. Among the plannings that come before the one at hand, ask for one that differs
            #    from it as early as possible.
            trial = self.model.cp.clone()
            places = _first_difference(trial, weeks, found, settled)
            status, solver = self._search(trial)
            # 2. There is none: the one at hand is the first of all.
            if status == cp_model.INFEASIBLE:
                return True
            if solver is None or status != cp_model.OPTIMAL:
                return False
            # 3. Before the place where the new one differs nothing better exists: fix these
            #    weeks, and go on from the new one, which is smaller at that place. Places never
            #    decrease, and each can improve at most as often as there are activities.
            earliest = next(place for place, differs in places.items() if solver.value(differs))
            for place in range(settled, earliest):
                self.model.cp.add(weeks[place][found[place]] == 1)
            settled = earliest

    def _minimise(
        self, measure: Expression, name: ObjectiveName
    ) -> tuple[cp_model.CpSolverStatus, int]:
        """Minimise an expression; return the status and the bound, rounded up, at least 0."""
        self.model.cp.minimize(measure)
        callback = ProgressCallback(name, self._rows, self.on_progress)
        status, solver = self._search(self.model.cp, callback)
        bound = solver.best_objective_bound if solver else -math.inf
        if status == cp_model.OPTIMAL:
            callback.bound_found(bound)
        return status, max(0, math.ceil(bound - 1e-6)) if math.isfinite(bound) else 0

    def _search(
        self, cp: cp_model.CpModel, callback: ProgressCallback | None = None
    ) -> tuple[cp_model.CpSolverStatus, cp_model.CpSolver | None]:
        """Solve, and keep the solution."""
        status, solver = run_search(cp, self.deadline, callback)
        if solver and status in FOUND:
            self._keep(solver)
        return status, solver

    def _keep(self, solver: cp_model.CpSolver) -> None:
        """Keep the weeks found, and give them to the next search as a hint."""
        self.activities = activities_found(self._rows, solver)
        cp = self.model.cp
        cp.clear_hints()  # type: ignore[no-untyped-call]
        for index in range(len(cp.proto.variables)):
            variable = cp.get_int_var_from_proto_index(index)
            cp.add_hint(variable, solver.value(variable))


def _first_difference(
    model: cp_model.CpModel,
    weeks: Sequence[Mapping[Activity, Expression]],
    found: Sequence[Activity],
    settled: int,
) -> dict[int, cp_model.IntVar]:
    """Constrain a model to plannings that come before another one, and minimise where they differ.

    Parameters
    ----------
    weeks
        The weeks of all cohorts, one after the other: for each activity, in order, a variable, or
        0 where it cannot be.
    found
        Their activities in the planning at hand.
    settled
        Number of places, from the first, in which no planning comes before it.

    Returns
    -------
    dict
        For each place that can be the first difference, a Boolean that says whether it is.
    """
    differs: dict[int, cp_model.IntVar] = {}
    same = model.new_constant(1)
    for place in range(settled, len(weeks)):
        variables = {
            activity: model.get_int_var_from_proto_index(here.index)
            for activity, here in weeks[place].items()
            if isinstance(here, cp_model.IntVar)
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
