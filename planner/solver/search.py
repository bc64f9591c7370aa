"""One search of CP-SAT: deterministic, interruptible, with a deadline that may come early.

One worker and a fixed seed: the same input gives the same solution, whatever the machine's speed
and timing, as long as no time limit bites. The linear relaxation of the network is so tight that
most proofs come from it: the search leans on it (linearization level 2) and has all of it from the
start, without further cuts, rounds of presolve, probing or inprocessing, which cost more here than
they prune.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

from ortools.sat.python import cp_model

from planner.files.software import SEED
from planner.programme.names import ObjectiveName
from planner.solver.deadline import Deadline
from planner.solver.pricing.column_generation import whole
from planner.solver.rhythm import Expression
from planner.year.activity import Activity

FOUND = (cp_model.OPTIMAL, cp_model.FEASIBLE)
"""The statuses that come with a solution."""

_POLL_SECONDS = 0.1
"""How often the waiting thread wakes, so that an interruption or a stop can reach it."""


Rows = Sequence[Mapping[Activity, Sequence[Expression]]]
"""For each cohort and activity, 1 or 0 for each week."""

FoundWeeks = tuple[tuple[Activity, ...], ...]
"""For each cohort, its activity in each week."""


def activities_found(
    rows: Rows, solver: cp_model.CpSolver | cp_model.CpSolverSolutionCallback
) -> FoundWeeks:
    """Return the activity of each week of each cohort in the solution of a solver."""
    return tuple(
        tuple(_activity(row, week, solver) for week in range(year_length(row))) for row in rows
    )


def _activity(
    row: Mapping[Activity, Sequence[Expression]],
    week: int,
    solver: cp_model.CpSolver | cp_model.CpSolverSolutionCallback,
) -> Activity:
    return next(activity for activity in row if solver.value(row[activity][week]))


def year_length(row: Mapping[Activity, Sequence[Expression]]) -> int:
    """Return the number of weeks of a row."""
    return len(next(iter(row.values())))


@dataclass(frozen=True)
class Progress:
    """How far the search is.

    Attributes
    ----------
    objective
        The objective at hand.
    best, bound
        Its best value so far, and one that no planning can go below.
    weeks
        The weeks of a planning that was found just now; None where only a bound was.
    """

    objective: ObjectiveName
    best: float | None
    bound: float
    weeks: FoundWeeks | None = None


OnProgress = Callable[[Progress], None]


def silent(_: Progress) -> None:
    """Report nothing."""


@dataclass(frozen=True)
class SearchStart:
    """What is known of an objective before a search of some plannings, as it is counted there.

    Attributes
    ----------
    unit
        How many of what is minimised make one of what is reported; less than one of `steps` of
        it is not reported.
    steps
        Into how many it is divided to tell equal plannings apart.
    bound
        No planning is below.
    others
        The least that the plannings may have which are not searched.
    best
        Of the best planning found; infinite without any.
    is_bold
        Whether bounds say nothing until a planning is found: something else is assumed as well.
    """

    unit: int
    steps: int
    bound: float
    others: float
    best: float
    is_bold: bool


def counted_bound(bound: float) -> float:
    """Return the whole number that a bound of CP-SAT stands for; an infinite one stays."""
    return whole(bound) if math.isfinite(bound) else bound


class ProgressCallback(cp_model.CpSolverSolutionCallback):
    """Reports each better planning and bound of an objective, in the objective's unit."""

    def __init__(
        self, name: ObjectiveName, rows: Rows, start: SearchStart, on_progress: OnProgress
    ) -> None:
        super().__init__()
        self._name, self._rows, self._report = name, rows, on_progress
        self._start = start
        self._best, self._bound = start.best, start.bound

    def on_solution_callback(self) -> None:
        """Report a solution, if it is better than what was known; CP-SAT calls this."""
        if round(self.objective_value) < self._best:
            self._best = round(self.objective_value)
            self._found(self.best_objective_bound, activities_found(self._rows, self))

    def bound_found(self, bound: float) -> None:
        """Report a better bound; CP-SAT calls this, possibly from another thread."""
        if self._best < math.inf or not self._start.is_bold:
            self._found(bound)

    def _found(self, bound: float, weeks: FoundWeeks | None = None) -> None:
        known = min(counted_bound(bound), self._start.others, self._best)
        self._bound = max(self._bound, known)
        best = None if self._best == math.inf else self._in_units(self._best)
        self._report(Progress(self._name, best, max(0.0, self._in_units(self._bound)), weeks))

    def _in_units(self, value: float) -> float:
        return value // self._start.steps / self._start.unit


def run_search(
    cp: cp_model.CpModel,
    deadline: Deadline,
    callback: ProgressCallback | None = None,
) -> tuple[cp_model.CpSolverStatus, cp_model.CpSolver | None]:
    """Solve a model until a deadline.

    Returns
    -------
    tuple
        The status, and the solver with its solution and bound; UNKNOWN and None if the deadline
        had passed before.
    """
    remaining = deadline.remaining
    if remaining <= 0:
        return cp_model.UNKNOWN, None
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.linearization_level = 2
    solver.parameters.add_lp_constraints_lazily = False
    solver.parameters.cut_level = 0
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.merge_at_most_one_work_limit = 0
    solver.parameters.merge_no_overlap_work_limit = 0
    solver.parameters.find_big_linear_overlap = False
    solver.parameters.use_sat_inprocessing = False
    solver.parameters.hint_conflict_limit = 0
    if remaining < math.inf:
        solver.parameters.max_time_in_seconds = remaining
    solver.parameters.catch_sigint_signal = False
    if callback:
        solver.best_bound_callback = callback.bound_found
    status = interruptible(solver, cp, callback, deadline)
    if status == cp_model.MODEL_INVALID:
        raise RuntimeError(cp.validate())
    return status, solver


def interruptible(
    solver: cp_model.CpSolver,
    cp: cp_model.CpModel,
    callback: ProgressCallback | None,
    deadline: Deadline,
) -> cp_model.CpSolverStatus:
    """Solve in a thread, so that an interruption or a stop reaches this one and ends the search."""
    with ThreadPoolExecutor(1) as pool:
        search = pool.submit(solver.solve, cp, callback)
        try:
            while not search.done() and not deadline.is_stopped():
                wait([search], timeout=_POLL_SECONDS)
        finally:
            while not search.done():
                solver.stop_search()
                wait([search], timeout=_POLL_SECONDS)
        return search.result()
