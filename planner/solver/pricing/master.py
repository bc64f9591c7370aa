"""The master of the decomposition: the cheapest mixture of the years that are known.

A linear programme of HiGHS with one column for each known year of a class and one row for each
rule that binds several classes, besides the row of each class, whose years add up to one.
"""

from collections.abc import Sequence

import highspy
import numpy as np

from planner.solver.network.paths import Flags, Integers, Numbers
from planner.solver.pricing.programme import LinearProgramme
from planner.solver.pricing.sparse import SparseRows, summed, sums_at

_DUAL, _PRIMAL = 1, 4
"""The strategies of HiGHS: the primal one is soon done after years were added."""

_DEAR = 10_000.0
"""What a missing year or a broken row costs, in multiples of the largest cost of a quantity."""


class Master:
    """The linear programme of the columns known so far.

    It keeps its basis from one solution to the next, so that each starts where the last one ended.

    Parameters
    ----------
    is_growing
        Whether it begins with few years, so that each solution is soon made of the last one.

    Attributes
    ----------
    years
        The years known so far, each as its arcs in order.
    """

    def __init__(self, programme: LinearProgramme, is_growing: bool = True) -> None:
        self._programme = programme
        self._classes = programme.paths.count
        self._solver = highspy.Highs()
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("threads", 1)
        self._take(_PRIMAL if is_growing else _DUAL)
        self._known: set[bytes] = set()
        self.years: list[Integers] = []
        self._add_rows()
        self._add_penalties()
        self._add_others()
        self._first = self._solver.getNumCol()

    def _add_rows(self) -> None:
        ones = np.ones(self._classes)
        lows = np.concatenate([ones, self._programme.row_lows])
        highs = np.concatenate([ones, self._programme.row_highs])
        starts = np.zeros(len(lows), dtype=np.int32)
        none = np.zeros(0, dtype=np.int32)
        self._solver.addRows(len(lows), lows, highs, 0, starts, none, np.zeros(0))

    def _add_columns(
        self, costs: Numbers, lows: Numbers, highs: Numbers, entries: SparseRows
    ) -> None:
        """Add columns; `entries` has a row for each of them, with its factor in each row."""
        self._solver.addCols(
            len(costs),
            costs,
            lows,
            highs,
            len(entries.columns),
            entries.starts[:-1].astype(np.int32),
            entries.columns.astype(np.int32),
            entries.values,
        )

    def _add_penalties(self) -> None:
        """Let every row be broken at a high cost, so that there is a solution from the start."""
        programme = self._programme
        classes = np.arange(self._classes)
        low = np.flatnonzero(np.isfinite(programme.row_lows)) + self._classes
        high = np.flatnonzero(np.isfinite(programme.row_highs)) + self._classes
        rows = np.concatenate([classes, low, high])
        signs = np.concatenate([np.ones(len(classes) + len(low)), -np.ones(len(high))])
        dear = _DEAR * max(1.0, float(np.abs(programme.costs).max(initial=0)))
        entries = SparseRows(np.arange(len(rows) + 1), rows, signs, self._classes)
        count = len(rows)
        self._add_columns(
            np.full(count, dear), np.zeros(count), np.full(count, highspy.kHighsInf), entries
        )

    def _add_others(self) -> None:
        """Add the variables that are no quantities of paths."""
        programme = self._programme
        which, rows, factors = programme.matrix.transpose.entries(programme.others)
        height = len(programme.others)
        entries = SparseRows.gathered(which, rows + self._classes, factors, height, 0)
        costs = programme.costs[programme.others]
        self._add_columns(costs, programme.lows, programme.highs, entries)

    def add_years(self, years: Sequence[Integers]) -> int:
        """Add years, each as its arcs in order; return how many of them are new."""
        new = [year for year in years if year.tobytes() not in self._known]
        self._known.update(year.tobytes() for year in new)
        if new:
            self._add_new(new)
            self.years += new
        return len(new)

    def _add_new(self, new: Sequence[Integers]) -> None:
        programme = self._programme
        owners = np.repeat(np.arange(len(new)), [len(year) for year in new])
        arcs = np.concatenate(new)
        classes = programme.paths.owners[[year[0] for year in new]]
        # 1. The quantities of each year: what its arcs add up to.
        which, variables, values = programme.amounts.entries(arcs)
        quantities = summed(owners[which], variables, values, programme.amounts.width)
        # 2. Its costs, and what it adds to each row.
        owners, variables, values = quantities
        costs = sums_at(owners, programme.costs[variables] * values, len(new))
        which, rows, factors = programme.matrix.transpose.entries(variables)
        added = factors * values[which]
        owners, rows = owners[which], rows + self._classes
        owners = np.concatenate([np.arange(len(new)), owners])
        rows = np.concatenate([classes, rows])
        added = np.concatenate([np.ones(len(new)), added])
        width = self._classes + programme.matrix.height
        owners, rows, added = summed(owners, rows, added, width)
        entries = SparseRows.gathered(owners, rows, added, len(new), width)
        highs = np.full(len(new), highspy.kHighsInf)
        self._add_columns(costs, np.zeros(len(new)), highs, entries)

    def solve(self, seconds: float) -> tuple[float, Numbers]:
        """Return the cost of the cheapest mixture, and the price of each row of the programme."""
        self._solver.setOptionValue("time_limit", self._solver.getRunTime() + max(0.0, seconds))
        self._solver.run()
        self._take(_PRIMAL)
        value = self._solver.getInfo().objective_function_value + self._programme.constant
        return value, np.array(self._solver.getSolution().row_dual)[self._classes :]

    @property
    def shares(self) -> Numbers:
        """The share of each known year in the cheapest mixture, as it was solved last."""
        return np.array(self._solver.getSolution().col_value)[self._first :]

    def value_without(self, excluded: Flags, seconds: float) -> float:
        """Return the cost of the cheapest mixture without some of the years."""
        self._limit(np.where(excluded, 0.0, highspy.kHighsInf))
        self._take(_DUAL)
        value, _ = self.solve(seconds)
        self._limit(np.full(len(excluded), highspy.kHighsInf))
        return value

    def _take(self, strategy: int) -> None:
        self._solver.setOptionValue("simplex_strategy", strategy)

    def _limit(self, highs: Numbers) -> None:
        positions = np.arange(self._first, self._first + len(highs), dtype=np.int32)
        self._solver.changeColsBounds(len(highs), positions, np.zeros(len(highs)), highs)
