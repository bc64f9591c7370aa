"""A case as a linear programme over mixtures of paths."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from planner.solver.network.paths import Integers, Numbers, Paths
from planner.solver.pricing.rows import Row
from planner.solver.pricing.sparse import SparseRows


@dataclass(frozen=True)
class LinearProgramme:
    """Minimise costs of variables within rows; most variables are quantities of paths.

    Attributes
    ----------
    amounts
        What each arc (row) adds to each variable (column).
    rows
        What sums of variables must be.
    costs, constant
        The factor of each variable in the objective, and what is added to it.
    others
        The variables that no arc adds to.
    lows, highs
        The bounds of these.
    """

    paths: Paths
    amounts: SparseRows
    rows: Sequence[Row]
    costs: Numbers
    constant: float
    others: Integers
    lows: Numbers
    highs: Numbers

    def restricted(self, kept: Integers) -> "LinearProgramme":
        """Return it with some of the arcs only, given by their positions."""
        return replace(
            self, paths=self.paths.restricted(kept), amounts=self.amounts.restricted(kept)
        )

    @cached_property
    def matrix(self) -> SparseRows:
        """The factor of each variable (column) in each row."""
        listed = [(row.variables, row.factors) for row in self.rows]
        return SparseRows.listed(listed, len(self.costs))

    @cached_property
    def row_lows(self) -> Numbers:
        """The lower bound of each row."""
        return np.array([row.low for row in self.rows], dtype=float)

    @cached_property
    def row_highs(self) -> Numbers:
        """The upper bound of each row."""
        return np.array([row.high for row in self.rows], dtype=float)
