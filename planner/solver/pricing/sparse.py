"""Sparse matrices by rows (CSR), as far as prices need them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from planner.solver.network.paths import Integers, Numbers


@dataclass(frozen=True)
class SparseRows:
    """A matrix whose entries that are not 0 are listed row by row.

    Attributes
    ----------
    starts
        Where the entries of each row begin, and where those of the last one end.
    columns, values
        The entries.
    width
        Number of columns.
    """

    starts: Integers
    columns: Integers
    values: Numbers
    width: int

    @classmethod
    def listed(cls, rows: Sequence[tuple[Integers, Integers]], width: int) -> "SparseRows":
        """Return the matrix of some rows, each given by its columns and values."""
        lengths = [len(columns) for columns, _ in rows]
        none = np.zeros(0, dtype=np.int64)
        return cls(
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            np.concatenate([none, *(columns for columns, _ in rows)]),
            np.concatenate([none, *(values for _, values in rows)]).astype(float),
            width,
        )

    @classmethod
    def gathered(
        cls, rows: Integers, columns: Integers, values: Numbers, height: int, width: int
    ) -> "SparseRows":
        """Return the matrix of entries in any order."""
        order = np.argsort(rows, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(rows, minlength=height))])
        return cls(starts.astype(np.int64), columns[order], values[order], width)

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self.starts) - 1

    @cached_property
    def rows(self) -> Integers:
        """The row of each entry."""
        return np.repeat(np.arange(self.height), np.diff(self.starts))

    @cached_property
    def transpose(self) -> "SparseRows":
        """The same with rows and columns exchanged."""
        return self.gathered(self.columns, self.rows, self.values, self.width, self.height)

    def restricted(self, rows: Integers) -> "SparseRows":
        """Return the matrix of some of its rows."""
        which, columns, values = self.entries(rows)
        return self.gathered(which, columns, values, len(rows), self.width)

    @cached_property
    def absolute(self) -> "SparseRows":
        """The same with the sizes of the values."""
        return replace(self, values=np.abs(self.values))

    @cached_property
    def _runs(self) -> "_Runs":
        """Its entries as runs of equal values next to each other: the steps of a block are one."""
        is_same = np.diff(self.rows) == 0
        is_same &= (np.diff(self.columns) == 1) & (np.diff(self.values) == 0)
        begins = np.flatnonzero(np.append(True, ~is_same)[: len(self.values)])
        ends = self.columns[begins] + np.diff(np.append(begins, len(self.values)))
        width = self.width + 1
        cuts, which = np.unique(-(self.columns[begins] * width + ends), return_inverse=True)
        return _Runs(
            np.stack(np.divmod(-cuts, width), axis=1).ravel(),
            which,
            self.rows[begins],
            self.values[begins],
        )

    def times(self, column: Numbers) -> Numbers:
        """Return the product with a column."""
        runs = self._runs
        if not len(runs.cuts):
            return np.zeros(self.height)
        sums = np.add.reduceat(np.append(column, 0.0), runs.cuts)[::2]
        return sums_at(runs.rows, runs.values * sums[runs.which], self.height)

    def entries(self, rows: Integers) -> tuple[Integers, Integers, Numbers]:
        """Return the entries of some rows: positions in `rows`, columns, values."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        which = np.repeat(np.arange(len(rows)), lengths)
        within = np.arange(len(which)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        found = self.starts[rows][which] + within
        return which, self.columns[found], self.values[found]


@dataclass(frozen=True)
class _Runs:
    """Runs of entries with one value.

    Attributes
    ----------
    cuts
        The first column of a run and the one behind it, of all that differ, the last run first:
        so there is nothing between two of them.
    which, rows, values
        For each run, which of these it has, its row and its value.
    """

    cuts: Integers
    which: Integers
    rows: Integers
    values: Numbers


def summed(
    rows: Integers, columns: Integers, values: Numbers, width: int
) -> tuple[Integers, Integers, Numbers]:
    """Add up the entries at the same place; return rows, columns and sums, in order of both."""
    places, inverse = np.unique(rows * width + columns, return_inverse=True)
    return places // width, places % width, sums_at(inverse, values, len(places))


def sums_at(places: Integers, values: Numbers, height: int) -> Numbers:
    """Return for each place from 0 to `height` the sum of the values there."""
    return np.bincount(places, values, height).astype(float)
