"""One search of HiGHS for the best integers of a model that has only linear constraints.

Models whose linear relaxation says nearly all, with thousands of integers that are mostly zero, are
solved by branch and cut within seconds. One thread and a limit on nodes: the same model gives the
same solution on every machine, as long as no deadline bites.
"""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import highspy
import highspy.highs
import numpy as np
from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import ConstraintProto

from planner.files.software import SEED
from planner.solver.deadline import Deadline
from planner.solver.rhythm import Expression

_TOLERANCE = 1e-4
"""What a bound may be above the next integer below it, and still be meant to be that integer."""

_OPTIONS: Mapping[str, bool | int | float] = {
    "output_flag": False,
    "threads": 1,
    "random_seed": SEED,
    "mip_rel_gap": 0.0,
    "mip_abs_gap": 1 - 1e-3,  # the objective is a whole number
}

_UNLIMITED = 10**15
"""A side of a constraint beyond which it is none."""


@dataclass(frozen=True)
class LinearResult:
    """What a search found.

    Attributes
    ----------
    is_possible
        False if it is proven that no integers keep the constraints.
    bound
        What the objective does not go below; None if nothing is proven of it.
    values
        The best integers found, by the indices of the variables; empty if none were found.
    """

    is_possible: bool
    bound: int | None
    values: Sequence[int] = ()

    def value(self, expression: Expression) -> int:
        """Return the value of an expression of the variables."""
        if isinstance(expression, int):
            return expression
        flat = cp_model.FlatIntExpr(expression)
        terms = zip(flat.vars, flat.coeffs, strict=True)
        found = sum(factor * self.values[variable.index] for variable, factor in terms)
        return int(flat.offset + found)


def linear_search(cp: cp_model.CpModel, nodes: int, deadline: Deadline) -> LinearResult:
    """Search for the least of the objective of a model with linear constraints only.

    Parameters
    ----------
    nodes
        Of the search tree, after which the best found is taken.
    """
    solver = _programme(cp)
    solver.setOptionValue("mip_max_nodes", nodes)
    solver.setOptionValue("time_limit", min(1e9, max(0.0, deadline.remaining)))
    solver.cbMipInterrupt.subscribe(lambda event: _interrupt(event, deadline))
    solver.run()
    status, info = solver.getModelStatus(), solver.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return LinearResult(is_possible=False, bound=None)
    bound = None
    if math.isfinite(info.mip_dual_bound):
        bound = math.ceil(info.mip_dual_bound - _TOLERANCE) + round(cp.proto.objective.offset)
    if info.primal_solution_status != int(highspy.SolutionStatus.kSolutionStatusFeasible):
        return LinearResult(is_possible=True, bound=bound)
    values = [round(value) for value in solver.getSolution().col_value]
    return LinearResult(is_possible=True, bound=bound, values=values)


def _interrupt(event: highspy.highs.HighsCallbackEvent, deadline: Deadline) -> None:
    if deadline.remaining <= 0:
        event.interrupt()


def _programme(cp: cp_model.CpModel) -> highspy.Highs:
    """Return a model as an integer programme."""
    solver = highspy.Highs()
    for option, value in _OPTIONS.items():
        solver.setOptionValue(option, value)
    domains = [tuple(variable.domain) for variable in cp.proto.variables]
    count = len(domains)
    every = np.arange(count, dtype=np.int32)
    lows, highs = (np.array([domain[end] for domain in domains], dtype=float) for end in (0, 1))
    costs = np.zeros(count)
    objective = cp.proto.objective
    for index, factor in zip(objective.vars, objective.coeffs, strict=True):
        costs[index] += factor
    solver.addVars(count, lows, highs)
    whole = np.full(count, highspy.HighsVarType.kInteger.value, dtype=np.uint8)
    solver.changeColsIntegrality(count, every, whole)
    solver.changeColsCost(count, every, costs)
    _add_rows(solver, [*map(_row, cp.proto.constraints)])
    return solver


@dataclass(frozen=True)
class _Row:
    """A linear constraint: the sum of variables, each times its factor, and its two limits."""

    terms: Mapping[int, int]
    low: float
    high: float


_ALWAYS, _NEVER = _Row({}, 0.0, 0.0), _Row({}, 1.0, 1.0)


def _row(constraint: ConstraintProto) -> _Row:
    """Return a constraint as a row; what CP-SAT was given as true or false has no terms."""
    if not constraint.has_linear():
        return _ALWAYS if constraint.bool_or.literals else _NEVER
    limits = list(constraint.linear.domain)
    if not limits:
        return _NEVER
    terms: dict[int, int] = defaultdict(int)
    for index, factor in zip(constraint.linear.vars, constraint.linear.coeffs, strict=True):
        terms[index] += factor
    low = float(limits[0]) if limits[0] > -_UNLIMITED else -highspy.kHighsInf
    high = float(limits[-1]) if limits[-1] < _UNLIMITED else highspy.kHighsInf
    return _Row(terms, low, high)


def _add_rows(solver: highspy.Highs, rows: Sequence[_Row]) -> None:
    lengths = [len(row.terms) for row in rows]
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]]).astype(np.int32)
    columns = np.fromiter((index for row in rows for index in row.terms), np.int32)
    factors = np.fromiter((each for row in rows for each in row.terms.values()), float)
    lows, highs = np.array([row.low for row in rows]), np.array([row.high for row in rows])
    solver.addRows(len(rows), lows, highs, len(columns), starts, columns, factors)
