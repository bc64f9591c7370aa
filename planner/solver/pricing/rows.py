"""The linear rows of a CP-SAT model: what its relaxation keeps.

Constraints that hold only where a literal does are left out, and domains with gaps are closed:
the relaxation is then weaker, never wrong.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

FREE = 10**15
"""Bounds beyond this are none."""


@dataclass(frozen=True)
class Row:
    """A sum of variables between two bounds; infinite where there is none.

    Attributes
    ----------
    variables, factors
        The positions of the variables in the model, and their coefficients.
    """

    low: float
    high: float
    variables: NDArray[np.int64]
    factors: NDArray[np.int64]


def linear_rows(model: cp_model.CpModel) -> Iterator[Row]:
    """Yield the linear rows of a model."""
    for constraint in model.proto.constraints:
        literals = list(constraint.enforcement_literal)
        if constraint.has_linear() and not literals:
            linear = constraint.linear
            domain = list(linear.domain)
            yield _row(domain[0], domain[-1], linear.vars, linear.coeffs)
        elif constraint.has_exactly_one() and not literals:
            yield _of_literals(1, 1, constraint.exactly_one.literals)
        elif constraint.has_at_most_one() and not literals:
            yield _of_literals(-FREE, 1, constraint.at_most_one.literals)
        elif constraint.has_bool_or():
            others = [-literal - 1 for literal in literals]
            yield _of_literals(1, FREE, [*constraint.bool_or.literals, *others])
        elif constraint.has_bool_and() and len(literals) == 1:
            for literal in constraint.bool_and.literals:
                yield _of_literals(1, FREE, [literal, -literals[0] - 1])


def _of_literals(low: int, high: int, literals: Iterable[int]) -> Row:
    """Return the row of the number of literals that hold; -1 - v stands for not v."""
    listed = list(literals)
    negated = sum(literal < 0 for literal in listed)
    variables = [literal if literal >= 0 else -literal - 1 for literal in listed]
    factors = [1 if literal >= 0 else -1 for literal in listed]
    return _row(low - negated, high - negated, variables, factors)


def _row(low: int, high: int, variables: Iterable[int], factors: Iterable[int]) -> Row:
    return Row(
        low if low > -FREE else -np.inf,
        high if high < FREE else np.inf,
        np.fromiter(variables, np.int64),
        np.fromiter(factors, np.int64),
    )
