"""Which arcs a planning that costs at most so much can take.

An arc goes when no planning that takes it costs little enough. What is left is the networks of all
plannings up to that cost, often a hundredth of the whole: on them a search proves what it could not
prove on the whole.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np

from planner.rules.objectives import Absence
from planner.rules.statement import NotGiven
from planner.solver.deadline import Deadline
from planner.solver.network.arcs import Arc
from planner.solver.network.cohort import CohortNetwork
from planner.solver.network.paths import Flags, Paths
from planner.solver.pricing.column_generation import MARGIN, OnBound, Prices
from planner.solver.pricing.parts import Parts, Piece, Spans
from planner.solver.pricing.programme import LinearProgramme
from planner.year.weeks import AcademicYear

_GROWTH = 2
"""By how much the arcs kept grow where no planning is found among them that is cheap enough."""

_MANY = 0.5
"""The part of the arcs beyond which the search may as well have all of them."""

_FEW_A_CLASS = 1_000
"""The arcs of a class, on average, up to which a search proves soon what bounds do not.

Of a year of days, which has some twenty times as many.
"""

_FEW_BY_WEEKS = 10_000
"""The same of a year of weeks: most of its arcs are copies, and the search has one of each."""

_FEW_IN_PIECE = 300
"""The same where plannings are in parts, which are soon split further."""

_FEW = 300
"""The arcs up to which it is not worth leaving any out: a model of them is as soon searched."""


class Narrowing(Protocol):
    """What is proven of the plannings of some networks before any search."""

    @property
    def bound(self) -> int:
        """No planning costs less."""

    @property
    def is_vague(self) -> bool:
        """Whether it hardly tells which arcs a planning at the bound can take."""

    def within(self, cost: float) -> Sequence[CohortNetwork]:
        """Return the networks of all plannings that cost at most this."""

    def first_cost(self) -> float:
        """Return the cost up to which to search first: infinite for all plannings."""

    def next_cost(self, cost: float) -> float:
        """Return the cost up to which to search where this one was too low."""


@dataclass(frozen=True)
class ByPrices:
    """The networks of all cohorts, with what a planning costs that takes an arc of them."""

    networks: Sequence[CohortNetwork]
    programme: LinearProgramme
    prices: Prices

    @property
    def bound(self) -> int:
        return max(0, self.prices.bound)  # as every objective is

    @property
    def is_vague(self) -> bool:
        return self._share_kept(self.bound) > _MANY

    def within(self, cost: float) -> Sequence[CohortNetwork]:
        # An arc is kept if a whole path over it is: rounding may tell its arcs apart.
        return _restricted(self.networks, self.prices.arcs <= cost + MARGIN)

    def parts(self, cost: int, deadline: Deadline, on_bound: OnBound) -> Parts:
        """Return the plannings that cost at most this in parts, none of them searched yet.

        Raises
        ------
        OutOfTime
            The deadline has passed.
        """
        spans = Spans.of([each.network for each in self.networks])
        few = _FEW_IN_PIECE * len(self.networks)
        parts = Parts(self.programme, spans, cost, few, deadline, on_bound)
        parts.begin(self.prices)
        return parts

    def of_piece(self, piece: Piece) -> Sequence[CohortNetwork]:
        """Return the networks of some plannings."""
        is_kept = np.zeros(len(self.prices.arcs), dtype=bool)
        is_kept[piece.arcs] = True
        return _restricted(self.networks, is_kept)

    def is_few(self, cost: float) -> bool:
        """Return whether one search is the best way to the best planning up to a cost."""
        by_days = any(each.year.by_days for each in self.networks)
        few = _FEW_A_CLASS if by_days else _FEW_BY_WEEKS
        return self._kept(cost) <= few * len(self.networks)

    def first_cost(self) -> float:
        return self._keeping(_FEW, self.bound)

    def next_cost(self, cost: float) -> float:
        return self._keeping(_GROWTH * self._kept(cost), cost + 1)

    def _keeping(self, arcs: int, least: float) -> float:
        """Return the cost up to which so many arcs are kept, at least a cost."""
        if arcs >= len(self.prices.arcs):
            return math.inf
        at = np.partition(self.prices.arcs, arcs)[arcs]
        return self._unless_many(max(least, float(np.floor(at))))

    def _unless_many(self, cost: float) -> float:
        is_worth = len(self.prices.arcs) > _FEW and self._share_kept(cost) <= _MANY
        return cost if is_worth or not self.is_few(math.inf) else math.inf

    def _share_kept(self, cost: float) -> float:
        return self._kept(cost) / len(self.prices.arcs)

    def _kept(self, cost: float) -> int:
        return int((self.prices.arcs <= cost + MARGIN).sum())


def _restricted(networks: Sequence[CohortNetwork], is_kept: Flags) -> Sequence[CohortNetwork]:
    """Return networks with some of their arcs only, which are numbered through."""
    is_kept = Paths.of([each.network.shape for each in networks]).on_paths(is_kept)
    ends = np.cumsum([0, *(len(each.network.arcs) for each in networks)])
    return [
        network.restricted(np.flatnonzero(is_kept[first:end]).tolist())
        for network, (first, end) in zip(networks, pairwise(ends), strict=True)
    ]


def changing_by_weeks(
    networks: Sequence[CohortNetwork], year: AcademicYear
) -> Sequence[CohortNetwork]:
    """Return the networks of the plannings in which all classes change at ends of weeks only."""
    steps = year.steps

    def is_kept(arc: Arc) -> bool:
        node = arc.head
        is_change = node.next is not None and node.next != arc.block.activity
        return not is_change or steps[node.boundary].first == 0

    arcs = [is_kept(arc) for each in networks for arc in each.network.arcs]
    return _restricted(networks, np.array(arcs, dtype=bool))


@dataclass(frozen=True)
class ByGaps:
    """The networks of all cohorts of a year, with the shortest of their longest absences.

    A cohort without a path that is never away for longer has no planning that is: the bound is the
    largest of what each of them needs by itself.
    """

    networks: Sequence[CohortNetwork]
    objective: Absence
    deadline: Deadline
    bound: int
    is_vague: bool = True

    @classmethod
    def of(
        cls,
        networks: Sequence[CohortNetwork],
        objective: Absence,
        deadline: Deadline,
    ) -> "ByGaps":
        """Find the bound.

        Raises
        ------
        NotGiven
            A network would be too large.
        OutOfTime
            The deadline has passed.
        """
        bound = 0
        for network in dict.fromkeys(networks):
            most = len(network.year.steps)
            while bound < most:
                deadline.check()
                middle = (bound + most) // 2
                found = network.without_long_gaps(objective.places, middle)
                if found is None:
                    raise NotGiven
                bound, most = (bound, middle) if found.network.arcs else (middle + 1, most)
        return cls(networks, objective, deadline, bound)

    def within(self, cost: float) -> Sequence[CohortNetwork]:
        if cost >= max(len(network.year.steps) for network in self.networks):
            return self.networks
        made: dict[CohortNetwork, CohortNetwork | None] = {}
        for network in dict.fromkeys(self.networks):
            self.deadline.check()
            made[network] = network.without_long_gaps(self.objective.places, int(cost))
        return [made[network] or network for network in self.networks]

    def first_cost(self) -> float:
        return math.inf

    def next_cost(self, cost: float) -> float:
        return math.inf


@dataclass(frozen=True)
class ByYears:
    """The networks of several years whose costs add up, each narrowed by itself."""

    years: Sequence[Narrowing]
    is_vague: bool = True

    @property
    def bound(self) -> int:
        return sum(year.bound for year in self.years)

    def within(self, cost: float) -> Sequence[CohortNetwork]:
        left = cost - self.bound
        return [network for year in self.years for network in year.within(year.bound + left)]

    def first_cost(self) -> float:
        return math.inf

    def next_cost(self, cost: float) -> float:
        return math.inf
