"""A stage of the ranked search: an objective, and the plannings of which the best is sought."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.programme.names import ObjectiveName
from planner.rules.objectives import Objective, OrderAndTies, TieBreak
from planner.solver.deadline import Deadline
from planner.solver.narrowing import ByPrices, Narrowing, changing_by_weeks
from planner.solver.network.cohort import CohortNetwork
from planner.solver.pricing.column_generation import OnBound
from planner.solver.pricing.parts import Parts, Piece
from planner.solver.search import OnProgress
from planner.year.weeks import AcademicYear

_AT_ONCE = 2_000
"""The arcs up to which the order of weeks and ties are searched without prices."""


@dataclass(frozen=True)
class Sought:
    """What is known of an objective before a search of some plannings.

    Attributes
    ----------
    least
        No planning that is sought is below.
    others
        The least that the plannings may have which are not searched.
    best
        Of the best planning found, which is the one at hand.
    is_single
        Whether it is to be the only one: others as good are sought as well.
    has_other
        Whether there is another one as good.
    """

    least: float
    others: float
    best: float = math.inf
    is_single: bool = False
    has_other: bool = False

    @property
    def most(self) -> float:
        """The most that a planning may have which is sought."""
        return self.best if self.is_single and not self.has_other else self.best - 1

    @property
    def is_other(self) -> bool:
        """Whether the planning at hand is as good as those that are sought, and not one of them."""
        return self.most == self.best < math.inf

    def having(self, value: int | None) -> "Sought":
        """Return what is known once such a planning was found; None for none."""
        if value is None:
            return self
        return replace(self, best=value, has_other=value == self.best)

    def above(self, bound: float) -> "Sought":
        """Return what is known once it is proven that no planning that is sought is below."""
        return replace(self, least=max(self.least, bound))


@dataclass(frozen=True)
class SearchSpace:
    """The plannings that are still sought.

    Attributes
    ----------
    networks
        Of the cohorts of all years, in their order: no planning sought takes another arc.
    caps
        The most that they may have of some objectives.
    """

    networks: Sequence[CohortNetwork]
    caps: tuple[tuple[Objective, int], ...]

    def is_part_of(self, other: "SearchSpace") -> bool:
        """Whether it is another space with further caps: what holds there holds here."""
        return (
            len(self.networks) == len(other.networks)
            and all(
                here is there for here, there in zip(self.networks, other.networks, strict=True)
            )
            and self.caps[: len(other.caps)] == other.caps
        )

    @property
    def is_small(self) -> bool:
        """Whether pricing takes longer than it saves, where one search settles all that is left."""
        return sum(len(each.network.arcs) for each in self.networks) <= _AT_ONCE


@dataclass(frozen=True)
class SearchStage:
    """An objective, the plannings of which the best is sought, and what is proven of them.

    Attributes
    ----------
    name
        Under which progress is reported.
    narrowing
        None if paths do not give the objective.
    is_bold
        Whether there may be no planning at all: something was assumed. If none is found in half
        of the time that is left, the search ends.
    """

    name: ObjectiveName
    objective: Objective
    space: SearchSpace
    narrowing: Narrowing | None
    is_bold: bool
    on_progress: OnProgress

    @property
    def is_single(self) -> bool:
        """Whether its planning is to be the only one as good: it is the last objective."""
        return isinstance(self.objective, OrderAndTies | TieBreak)

    @property
    def bound(self) -> int:
        """What no planning is below."""
        return self.narrowing.bound if self.narrowing else 0

    @property
    def is_vague(self) -> bool:
        """Whether the bound is known, but hardly an arc that the best plannings do not take."""
        return self.narrowing is not None and self.narrowing.is_vague

    def up_to(self, cost: float) -> SearchSpace:
        """Return all plannings up to a cost, and perhaps others."""
        networks = self.narrowing.within(cost) if self.narrowing else self.space.networks
        return SearchSpace(networks, self.space.caps)

    def within(self, cost: int) -> SearchSpace:
        """Return the plannings up to a cost."""
        return SearchSpace(self.up_to(cost).networks, (*self.space.caps, (self.objective, cost)))

    @property
    def is_large(self) -> bool:
        """Whether there are more arcs than one search can do, and prices tell them apart."""
        return isinstance(self.narrowing, ByPrices) and not self.narrowing.is_few(math.inf)

    def is_wide(self, cost: float) -> bool:
        """Return whether the plannings up to a cost are to be searched in parts."""
        narrowing = self.narrowing
        return isinstance(narrowing, ByPrices) and cost < math.inf and not narrowing.is_few(cost)

    def parts(self, cost: float, deadline: Deadline, on_bound: OnBound) -> Parts:
        """Return the plannings up to a cost in parts, where there are many.

        Raises
        ------
        OutOfTime
            The deadline has passed.
        """
        assert isinstance(self.narrowing, ByPrices)
        return self.narrowing.parts(int(cost), deadline, on_bound)

    def of_piece(self, piece: Piece) -> SearchSpace:
        """Return the plannings of a piece of `parts`."""
        assert isinstance(self.narrowing, ByPrices)
        return SearchSpace(self.narrowing.of_piece(piece), self.space.caps)

    def by_weeks(self, year: AcademicYear) -> SearchSpace | None:
        """Return the plannings of a large year of days that change at ends of weeks only.

        None where one search does for all plannings, or there is none such.
        """
        if not year.by_days or not self.is_large:
            return None
        networks = changing_by_weeks(self.space.networks, year)
        is_empty = any(not each.network.arcs for each in networks)
        return None if is_empty else SearchSpace(networks, self.space.caps)

    def in_units(self, value: float, year: AcademicYear) -> float:
        """Return a value of the objective as it is reported."""
        return value // self.objective.steps / self.objective.unit(year)

    def first_cost(self) -> float:
        """Return the cost up to which to search first."""
        return self.narrowing.first_cost() if self.narrowing else math.inf

    def next_cost(self, cost: float) -> float:
        """Return the cost up to which to search where this one was too low."""
        return self.narrowing.next_cost(cost) if self.narrowing else math.inf
