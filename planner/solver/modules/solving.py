"""One search of CP-SAT among modules, whose effort is the same on every machine."""

from ortools.sat.python import cp_model

from planner.files.software import SEED
from planner.solver.deadline import Deadline
from planner.solver.search import interruptible

FixedValues = list[tuple[cp_model.IntVar, int]]
"""Variables, each with its value."""


def solved(
    cp: cp_model.CpModel,
    effort: float,
    deadline: Deadline,
    *,
    probing: int = 2,
) -> tuple[cp_model.CpSolverStatus, cp_model.CpSolver, float]:
    """Search a model for the least of its objective; return also the effort that it took.

    Parameters
    ----------
    effort
        The deterministic time of CP-SAT after which the best found is taken.
    probing
        How much CP-SAT tries before the search: 0 for nothing.
    """
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.linearization_level = 2
    solver.parameters.cp_model_probing_level = probing
    solver.parameters.max_deterministic_time = effort
    solver.parameters.catch_sigint_signal = False
    if deadline.remaining <= 0 or effort <= 0:
        return cp_model.UNKNOWN, solver, 0.0
    solver.parameters.max_time_in_seconds = min(1e9, deadline.remaining)
    status = interruptible(solver, cp, None, deadline)
    return status, solver, solver.response_proto.deterministic_time


def restricted(cp: cp_model.CpModel, given: FixedValues) -> cp_model.CpModel:
    """Return a copy of a model, with the same variables, in which something is given."""
    copy = cp.clone()
    for variable, value in given:
        copy.add(copy.get_int_var_from_proto_index(variable.index) == value)
    return copy


def hint_at(cp: cp_model.CpModel, solver: cp_model.CpSolver) -> None:
    """Let the next search of a model begin with the solution of the one before."""
    cp.clear_hints()  # type: ignore[no-untyped-call]
    for index in range(len(solver.response_proto.solution)):
        variable = cp.get_int_var_from_proto_index(index)
        cp.add_hint(variable, solver.value(variable))
