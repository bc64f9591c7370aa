"""Prices by column generation: a bound on every planning, and on those that take an arc.

What classes share is priced. At given prices each class takes its shortest path by itself, which
proves a bound (Lagrangian relaxation) and is a new column of the master programme, whose dual
values are the next prices (G. Dantzig and P. Wolfe, Decomposition principle for linear programs,
1960). Prices between those and the best known so far make it end sooner (P. Wentges, Weighted
Dantzig-Wolfe decomposition, 1997). The shortest path over an arc, against the shortest of all,
tells what that arc costs: never less than its reduced cost (S. Irnich et al., Path-reduced costs
for eliminating arcs, 2010).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.solver.deadline import Deadline
from planner.solver.network.paths import Integers, Numbers
from planner.solver.pricing.master import Master
from planner.solver.pricing.programme import LinearProgramme

_SMOOTHING = 0.5
"""The part of the best prices known in those that are tried next."""

MARGIN = 1e-6
"""The difference below which two bounds are the same."""

_ROUNDING = 2.0**-48
"""What rounding may add to a sum, in parts of its terms: some dozens of steps of 2**-53 each."""

_MOST = 1e6
"""Above what any planning has of a variable: minutes of a year of one class, people in a week."""

OnBound = Callable[[int], None]
"""Called with each better bound."""


@dataclass(frozen=True)
class Prices:
    """What a relaxation proves.

    Attributes
    ----------
    bound
        No planning costs less: a whole number, as costs are.
    arcs
        For each arc of all classes: no planning that takes it costs less.
    rows
        The prices of the rows that prove it.
    years
        Years of which some mixture costs little, each as its arcs in order.
    """

    bound: int
    arcs: Numbers
    rows: Numbers
    years: Sequence[Integers]

    def up_to(self, cost: float) -> Integers:
        """Return the arcs that a planning up to a cost can take."""
        return np.flatnonzero(self.arcs <= cost + MARGIN)


@dataclass(frozen=True)
class _Dual:
    """The Lagrangian relaxation at some prices."""

    prices: Numbers
    bound: float
    arc_costs: Numbers
    years: list[Integers]


IsEnough = Callable[[float, float], bool]
"""Returns whether a bound, and the cost of a mixture, are close enough to each other."""


class ColumnGeneration:
    """The relaxation of a programme, solved as far as it is asked for.

    Parameters
    ----------
    rows
        Prices of the rows to begin with; none, without them.
    years
        Years to begin with, each as its arcs in order.

    Attributes
    ----------
    master
        The mixtures of the years that are known.
    value
        What the cheapest of them costs.
    """

    def __init__(
        self,
        programme: LinearProgramme,
        rows: Numbers | None = None,
        years: Sequence[Integers] = (),
    ) -> None:
        self._programme = programme
        self._best = _dual(programme, np.zeros(len(programme.rows)) if rows is None else rows)
        if rows is not None:
            self._best = _rounded_down(programme, self._best)
        self.value = math.inf
        self.master = Master(programme, is_growing=not years)
        self.master.add_years([*years, *self._best.years])

    @property
    def bound(self) -> float:
        """What no planning is below."""
        return self._best.bound

    def run(self, deadline: Deadline, on_bound: OnBound, is_enough: IsEnough) -> None:
        """Price what classes share; the better the prices, the better the bounds.

        When the deadline passes, the best prices so far are taken: what they prove holds.
        """
        misses = 0
        while deadline.remaining > 0:
            self.value, prices = self.master.solve(deadline.remaining)
            if is_enough(self.bound, self.value):
                return
            # Prices that give no new year were too near to the best ones: less so the next time.
            smoothing = max(0.0, 1 - (misses + 1) * (1 - _SMOOTHING))
            tried = self._try(prices, smoothing)
            if tried.bound > self.bound:
                is_better = whole(tried.bound) > whole(self.bound)
                self._best = tried
                if is_better:
                    on_bound(whole(self.bound))
            if is_enough(self.bound, self.value):
                return
            if self.master.add_years(tried.years):
                misses = 0
            elif smoothing:
                misses += 1
            else:
                return

    def _try(self, prices: Numbers, smoothing: float) -> _Dual:
        """Return what prices prove that lie between those of the master and the best ones."""
        possible = _possible(self._programme, prices)
        tried = _dual(self._programme, (1 - smoothing) * possible + smoothing * self._best.prices)
        return _rounded_down(self._programme, tried) if tried.bound > self.bound else tried

    def prices(self) -> Prices:
        """Return what is proven."""
        through = self._programme.paths.through(self._best.arc_costs)
        arcs = self.bound + through
        return Prices(whole(self.bound), arcs, self._best.prices, self.master.years)


def prices_of(programme: LinearProgramme, deadline: Deadline, on_bound: OnBound) -> Prices:
    """Price what classes share, until the bound is the least whole number that it can prove."""
    generation = ColumnGeneration(programme)
    generation.run(deadline, on_bound, is_settled)
    return generation.prices()


def is_settled(bound: float, value: float) -> bool:
    """Return whether no better bound is left, counted in whole numbers."""
    return whole(bound) >= value - MARGIN


def whole(bound: float) -> int:
    """Return the least whole number that is not below a bound, but for rounding."""
    return math.ceil(bound - MARGIN)


def _possible(programme: LinearProgramme, prices: Numbers) -> Numbers:
    """Set to 0 the prices with the sign of a bound that a row does not have."""
    wrong = (prices > 0) & ~np.isfinite(programme.row_lows)
    wrong |= (prices < 0) & ~np.isfinite(programme.row_highs)
    return np.where(wrong, 0.0, prices)


def _dual(programme: LinearProgramme, prices: Numbers) -> _Dual:
    """Return the least cost of all paths and variables at some prices of the rows."""
    reduced = programme.costs - programme.matrix.transpose.times(prices)
    arc_costs = programme.amounts.times(reduced)
    least, years = programme.paths.shortest(arc_costs)
    sides = np.where(prices > 0, programme.row_lows, programme.row_highs)
    rows = prices[prices != 0] @ sides[prices != 0]
    left = reduced[programme.others]
    others = np.where(left > 0, left * programme.lows, left * programme.highs).sum()
    bound = programme.constant + float(least.sum() + rows + others)
    return _Dual(prices, bound, arc_costs, years)


def _rounded_down(programme: LinearProgramme, dual: _Dual) -> _Dual:
    """Take off what rounding may have added: large prices are large terms that cancel out."""
    sizes = np.abs(programme.costs)
    sizes += programme.matrix.transpose.absolute.times(np.abs(dual.prices))
    longest, _ = programme.paths.shortest(-programme.amounts.absolute.times(sizes))
    ends = np.maximum(np.abs(programme.lows), np.abs(programme.highs))
    terms = (sizes[programme.others] * np.minimum(ends, _MOST)).sum() - longest.sum()
    priced = dual.prices != 0
    sides = np.where(dual.prices > 0, programme.row_lows, programme.row_highs)[priced]
    terms += np.abs(dual.prices[priced]) @ np.abs(sides)
    return replace(dual, bound=dual.bound - _ROUNDING * float(terms))
