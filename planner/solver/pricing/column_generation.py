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
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from planner.solver.deadline import Deadline
from planner.solver.paths import Integers, Numbers
from planner.solver.pricing.master import Master
from planner.solver.pricing.programme import LinearProgramme

_SMOOTHING = 0.3
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
    """

    bound: int
    arcs: Numbers


@dataclass(frozen=True)
class _Dual:
    """The Lagrangian relaxation at some prices."""

    prices: Numbers
    bound: float
    arc_costs: Numbers
    years: list[Integers]


def prices_of(programme: LinearProgramme, deadline: Deadline, on_bound: OnBound) -> Prices:
    """Price what classes share; the better the prices, the better the bounds.

    When the deadline passes, the best prices so far are taken: what they prove holds.
    """
    best = _dual(programme, np.zeros(len(programme.rows)))
    master = Master(programme)
    master.add_years(best.years)
    smoothing = _SMOOTHING
    while deadline.remaining > 0:
        value, prices = master.solve(deadline.remaining)
        if whole(best.bound) >= value - MARGIN:
            break
        tried = _dual(
            programme, (1 - smoothing) * _possible(programme, prices) + smoothing * best.prices
        )
        if tried.bound > best.bound:
            tried = _rounded_down(programme, tried)
        if tried.bound > best.bound:
            best = tried
            on_bound(whole(best.bound))
        if whole(best.bound) >= value - MARGIN:
            break
        if not master.add_years(tried.years):
            if not smoothing:
                break
            smoothing = 0.0
    through = programme.paths.through(best.arc_costs)
    return Prices(whole(best.bound), best.bound + through)


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
