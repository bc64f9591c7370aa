"""The search for a progression: its objectives in their ranking, each proven or with its bound."""

from ortools.sat.python import cp_model

from planner.curriculum.frame import Frame
from planner.curriculum.module import Curriculum
from planner.curriculum.progression import ModuleResult, Progression, Unplaced
from planner.files.software import SEED
from planner.solver.deadline import NO_DEADLINE, Deadline
from planner.solver.module_model import ModuleModel, module_model
from planner.solver.search import FOUND, interruptible

EFFORT = 40.0
"""The deterministic time of CP-SAT for all objectives of a class, the same on every machine: about
1.3 s of processor for each. The first may take half of it, the others share the rest; beyond its
share, the best value is taken and told with its bound."""


def find_progression(
    curriculum: Curriculum, frame: Frame, deadline: Deadline = NO_DEADLINE
) -> Progression | Unplaced:
    """Find the best progression of the modules of a class in its weeks.

    Parameters
    ----------
    curriculum
        What the class is taught.
    deadline
        When the best one found so far is taken.
    """
    model = module_model(curriculum, frame)
    if model is None:
        return Unplaced.IMPOSSIBLE
    results: list[ModuleResult] = []
    best: cp_model.CpSolver | None = None
    left, effort = len(model.measures), EFFORT
    for name, measure in model.measures.items():
        share = effort / (left if best else 2)
        left -= 1
        if isinstance(measure, int):
            results.append(ModuleResult(name, measure, measure))
            continue
        model.cp.minimize(measure)
        status, solver = _search(model, share, deadline)
        effort -= solver.response_proto.deterministic_time if status in FOUND else share
        if status == cp_model.INFEASIBLE:
            return Unplaced.IMPOSSIBLE
        if status not in FOUND:
            break
        best, value = solver, round(solver.objective_value)
        bound = min(value, max(0, -int(-solver.best_objective_bound // 1)))
        results.append(ModuleResult(name, value, bound))
        model.cp.add(measure <= value)
        _hint(model, solver)
    return model.progression(best, results) if best else Unplaced.NOT_FOUND


def _search(
    model: ModuleModel, effort: float, deadline: Deadline, probing: int = 2
) -> tuple[cp_model.CpSolverStatus, cp_model.CpSolver]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.linearization_level = 2
    solver.parameters.cp_model_probing_level = probing
    solver.parameters.max_deterministic_time = effort
    solver.parameters.catch_sigint_signal = False
    if deadline.remaining <= 0:
        return cp_model.UNKNOWN, solver
    solver.parameters.max_time_in_seconds = min(1e9, deadline.remaining)
    return interruptible(solver, model.cp, None, deadline), solver


def _hint(model: ModuleModel, solver: cp_model.CpSolver) -> None:
    model.cp.clear_hints()  # type: ignore[no-untyped-call]
    for index in range(len(model.cp.proto.variables)):
        variable = model.cp.get_int_var_from_proto_index(index)
        model.cp.add_hint(variable, solver.value(variable))


TRIAL_EFFORT = 10.0
"""The deterministic time after which the search for any progression is given up."""


def any_progression(
    curriculum: Curriculum, frame: Frame, deadline: Deadline = NO_DEADLINE
) -> Progression | Unplaced:
    """Find any progression of the modules of a class in its weeks, without an objective.

    Probing is left out: it costs more than it saves where the first solution is taken.
    """
    model = module_model(curriculum, frame)
    if model is None:
        return Unplaced.IMPOSSIBLE
    status, solver = _search(model, TRIAL_EFFORT, deadline, probing=0)
    if status == cp_model.INFEASIBLE:
        return Unplaced.IMPOSSIBLE
    return model.progression(solver, ()) if status in FOUND else Unplaced.NOT_FOUND
