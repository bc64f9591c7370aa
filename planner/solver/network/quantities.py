"""Quantities of the paths of a network: what each arc adds to them, as sparse rows of integers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.rules.objectives import least_squares
from planner.solver.network.arcs import Network
from planner.solver.network.paths import Integers
from planner.solver.network.places import changes_by_arc
from planner.solver.network.products import totals_at_end
from planner.year.activity import Activity
from planner.year.blocks import Block, Position
from planner.year.weeks import Week


@dataclass(frozen=True)
class Amounts:
    """What arcs add to a quantity.

    Attributes
    ----------
    arcs
        The positions of the arcs that add something.
    values
        What each of them adds.
    """

    arcs: Integers
    values: Integers

    @classmethod
    def of(cls, by_arc: Sequence[int] | Integers) -> "Amounts":
        """Return the amounts of all arcs, given one by one."""
        dense = np.asarray(by_arc, dtype=np.int64)
        arcs = np.flatnonzero(dense)
        return cls(arcs, dense[arcs])


_NO_ARCS: Integers = np.array([], dtype=np.int64)


class ArcQuantities:
    """The quantities that rules and objectives read of a network; rows of weeks are made once."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._done: dict[Activity, list[Amounts]] = {}
        self._covered: dict[Position, list[Amounts]] = {}
        self._begun: dict[Activity | Position, list[Amounts]] = {}

    @cached_property
    def _firsts(self) -> Integers:
        return np.array([arc.block.first for arc in self.network.arcs], dtype=np.int64)

    @cached_property
    def _ends(self) -> Integers:
        lengths = [arc.block.length for arc in self.network.arcs]
        return self._firsts + np.array(lengths, dtype=np.int64)

    @cached_property
    def crossing(self) -> list[int]:
        """For each week, how many arcs cover it."""
        weeks = np.arange(self.network.weeks)[:, None]
        covers = (self._firsts <= weeks) & (weeks < self._ends)
        return [int(count) for count in covers.sum(axis=1)]

    @property
    def inlaid(self) -> Mapping[int, Activity]:
        """What is done in the weeks that are a part of the block around them."""
        return self.network.inlaid

    def doing(self, activity: Activity) -> list[Amounts]:
        """Return for each week the arcs whose blocks of an activity cover it."""
        if activity not in self._done:
            row = self._covering(lambda block: block.activity == activity)
            for week, inlaid in self.network.inlaid.items():
                row[week] = self._covering_week(week) if inlaid == activity else _ones(_NO_ARCS)
            self._done[activity] = row
        return self._done[activity]

    def starts(self, activity: Activity) -> list[Amounts]:
        """Return for each week the arcs whose blocks of an activity begin with it."""
        if activity not in self._begun:
            self._begun[activity] = self._starting(lambda block: block.activity == activity)
        return self._begun[activity]

    def steps_in(self, position: Position) -> list[Amounts]:
        """Return for each week the arcs whose blocks lie at a position and cover it."""
        if position not in self._covered:
            self._covered[position] = self._covering(position.holds)
        return self._covered[position]

    def blocks_at(self, position: Position) -> list[Amounts]:
        """Return for each week the arcs whose blocks lie at a position and begin with it."""
        if position not in self._begun:
            self._begun[position] = self._starting(position.holds)
        return self._begun[position]

    def begins_with(self, activity: Activity, weeks: int) -> Amounts:
        """Return the arcs that begin the year with a block of so many weeks at least."""
        return self._at_edge(activity, weeks, np.flatnonzero(self._firsts == 0))

    def ends_with(self, activity: Activity, weeks: int) -> Amounts:
        """Return the arcs that end the year with a block of so many weeks at least."""
        return self._at_edge(activity, weeks, np.flatnonzero(self._ends == self.network.weeks))

    def _at_edge(self, activity: Activity, weeks: int, there: Integers) -> Amounts:
        blocks = self._accepted(lambda b: b.activity == activity and b.length >= weeks)
        return _ones(np.intersect1d(there, blocks))

    def squares(self, activity: Activity) -> Amounts:
        """Return the squared lengths of the blocks of an activity."""
        arcs = self.network.arcs
        return Amounts.of([a.block.length**2 * (a.block.activity == activity) for a in arcs])

    def imbalance(self, activity: Activity) -> Amounts | None:
        """Return the squared lengths of the blocks of an activity, less the least for their number.

        The least is taken off with the last arc, which must tell how many weeks and blocks its
        paths have: None if it does not.
        """
        arcs = self.network.arcs
        lengths = np.array([arc.block.length * (arc.block.activity == activity) for arc in arcs])
        weeks = totals_at_end(self.network, lengths)
        blocks = totals_at_end(self.network, np.minimum(lengths, 1))
        if weeks is None or blocks is None:
            return None
        by_arc = lengths**2
        for index, total in weeks.items():
            by_arc[index] -= least_squares(total, blocks[index])
        return Amounts.of(by_arc)

    def periods(self) -> Amounts:
        """Return the blocks: an arc ends one unless its activity goes on behind it."""
        arcs = self.network.arcs
        return Amounts.of([int(arc.head.next != arc.block.activity) for arc in arcs])

    def journeys(self, weeks: Sequence[Week]) -> Amounts | None:
        """Return the changes of place; None if the arcs do not tell."""
        by_arc = changes_by_arc(self.network, weeks)
        return None if by_arc is None else Amounts.of(by_arc)

    def _accepted(self, accepts: Callable[[Block], bool]) -> Integers:
        flags = [accepts(arc.block) for arc in self.network.arcs]
        return np.flatnonzero(np.array(flags, dtype=bool))

    def _covering(self, accepts: Callable[[Block], bool]) -> list[Amounts]:
        arcs = self._accepted(accepts)
        firsts, ends = self._firsts[arcs], self._ends[arcs]
        weeks = range(self.network.weeks)
        return [_ones(arcs[(firsts <= week) & (week < ends)]) for week in weeks]

    def _covering_week(self, week: int) -> Amounts:
        return _ones(np.flatnonzero((self._firsts <= week) & (week < self._ends)))

    def _starting(self, accepts: Callable[[Block], bool]) -> list[Amounts]:
        arcs = self._accepted(accepts)
        firsts = self._firsts[arcs]
        return [_ones(arcs[firsts == week]) for week in range(self.network.weeks)]


def _ones(arcs: Integers) -> Amounts:
    return Amounts(arcs, np.ones(len(arcs), dtype=np.int64))
