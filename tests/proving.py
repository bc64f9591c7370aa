"""Proofs that may take so much work and no more, whatever the machine's speed."""

from typing import Any
from unittest.mock import patch

from ortools.sat.python import cp_model

from planner.rules.case import Case
from planner.solver.solve import Solved, solve

MOST_SECONDS = 2.0
"""What one search of CP-SAT may take, in its deterministic time: the same on every machine."""


def solved_within_limits(case: Case) -> Solved:
    """Solve a case; what takes CP-SAT too much work is left without a proof."""
    without_limit = cp_model.CpSolver.solve

    def limited(solver: cp_model.CpSolver, *given: Any) -> cp_model.CpSolverStatus:
        solver.parameters.max_deterministic_time = MOST_SECONDS
        return without_limit(solver, *given)

    with patch.object(cp_model.CpSolver, "solve", limited):
        outcome = solve(case)
    assert isinstance(outcome, Solved)
    return outcome
