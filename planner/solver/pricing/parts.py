"""Plannings in parts: split by what a class does in a step, until what is left of each is small.

Where mixtures of years cost less than any planning, prices leave many arcs. A mixture has classes
that do two things in one step; of the plannings that do the one, and of those that do the other,
it is none. So each of the two parts has a better bound, and fewer arcs below the best planning
known (branch and price: C. Barnhart et al., Branch-and-price: column generation for solving huge
integer programs, 1998). The question to split by is the one that the years known so far promise
the most of.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from planner.solver.deadline import Deadline
from planner.solver.network import Network
from planner.solver.paths import Flags, Integers, Numbers
from planner.solver.pricing.column_generation import (
    MARGIN,
    ColumnGeneration,
    OnBound,
    Prices,
    is_settled,
    whole,
)
from planner.solver.pricing.master import Master
from planner.solver.pricing.programme import LinearProgramme

_QUESTIONS = 8
"""How many questions are tried before a part is split by one of them."""

_PROMISED = 0.2
"""What the better one of two bounds counts, in parts of the worse one, when questions are rated."""

_LOOSE = 0.15
"""The part of the way from bound to cost by which a mixture may be dearer than its bound."""

_LEAST_SHARE = 1e-7
"""Below this, a year is no part of a mixture."""


@dataclass(frozen=True)
class Spans:
    """What each arc is: from which step to which, in which activity, as numbers."""

    firsts: Integers
    ends: Integers
    activities: Integers

    @classmethod
    def of(cls, networks: Sequence[Network]) -> "Spans":
        """Return those of the arcs of some networks, one after the other."""
        blocks = [arc.block for network in networks for arc in network.arcs]
        numbers = {block.activity: 0 for block in blocks}
        numbers = {activity: number for number, activity in enumerate(numbers)}
        firsts = np.array([block.first for block in blocks], dtype=np.int64)
        lengths = np.array([block.length for block in blocks], dtype=np.int64)
        activities = [numbers[block.activity] for block in blocks]
        return cls(firsts, firsts + lengths, np.array(activities, dtype=np.int64))

    def restricted(self, kept: Integers) -> "Spans":
        """Return those of some of the arcs."""
        return Spans(self.firsts[kept], self.ends[kept], self.activities[kept])

    def row(self, year: Integers) -> Integers:
        """Return the activity of each step of a year, given as its arcs in order."""
        return np.repeat(self.activities[year], self.ends[year] - self.firsts[year])


@dataclass(frozen=True)
class _Question:
    """Whether a class has an activity in a step."""

    owner: int
    step: int
    activity: int

    def sides(self, spans: Spans, owners: Integers) -> tuple[Flags, Flags]:
        """Return the arcs of the plannings that do, and those of the plannings that do not."""
        asked = (owners == self.owner) & (spans.firsts <= self.step) & (self.step < spans.ends)
        is_so = spans.activities == self.activity
        return ~asked | is_so, ~asked | ~is_so


@dataclass(frozen=True, eq=False)
class PricedPart:
    """Plannings that take some of the arcs only.

    Attributes
    ----------
    arcs
        The positions of these arcs among all.
    prices
        What is proven of these plannings, with arcs numbered as in `arcs`.
    question
        By which to split them; None if a planning is as cheap as the relaxation.
    """

    arcs: Integers
    prices: Prices
    question: _Question | None

    @property
    def bound(self) -> int:
        """None of these plannings costs less."""
        return self.prices.bound

    def up_to(self, cost: int) -> Integers:
        """Return the positions in `arcs` of those that a planning up to a cost can take."""
        return np.flatnonzero(self.prices.arcs <= cost + MARGIN)


@dataclass
class Parts:
    """The plannings up to a cost, in parts, the one with the least bound first.

    Attributes
    ----------
    spans
        Of all arcs of the programme.
    cost
        What no planning that is sought exceeds; to be lowered when one is found.
    """

    programme: LinearProgramme
    spans: Spans
    cost: int
    deadline: Deadline
    on_bound: OnBound
    _open: list[tuple[int, int, PricedPart]] = field(default_factory=list)
    _made: int = 0

    def begin(self, prices: Prices) -> None:
        """Take all plannings, of which something is proven, as one part."""
        kept = np.flatnonzero(prices.arcs <= self.cost + MARGIN)
        for part in self._part(self.programme, np.arange(self.programme.paths.arcs), kept, prices):
            self._add(part)

    @property
    def bound(self) -> int:
        """What no planning costs less than that is in no part taken yet, as far as it is sought."""
        return min(self._open[0][0], self.cost + 1) if self._open else self.cost + 1

    def take(self, few: int) -> PricedPart | None:
        """Return the next part with few arcs, or that cannot be split; None if all were taken.

        Raises
        ------
        OutOfTime
            The deadline has passed; `bound` still holds.
        """
        while self._open and self.bound <= self.cost:
            part = self._open[0][2]
            kept = part.up_to(self.cost)
            if part.question is None or len(kept) <= few:
                heapq.heappop(self._open)
                return part
            halves = list(self._split(part, part.question, kept))
            heapq.heappop(self._open)
            for half in halves:
                self._add(half)
            self.on_bound(self.bound)
        return None

    def _add(self, part: PricedPart) -> None:
        self._made += 1
        heapq.heappush(self._open, (part.bound, self._made, part))

    def _split(self, part: PricedPart, question: _Question, kept: Integers) -> Iterator[PricedPart]:
        arcs = part.arcs[kept]
        programme = self.programme.restricted(arcs)
        years = _renumbered(part.prices.years, kept, len(part.arcs))
        prices = Prices(part.bound, part.prices.arcs[kept], part.prices.rows, years)
        for side in question.sides(self.spans.restricted(arcs), programme.paths.owners):
            yield from self._part(programme, arcs, np.flatnonzero(side), prices)

    def _part(
        self, programme: LinearProgramme, arcs: Integers, kept: Integers, prices: Prices
    ) -> Iterator[PricedPart]:
        """Yield the part of the plannings that take the arcs kept, unless it has none.

        Parameters
        ----------
        arcs
            The positions of the arcs of the programme among all.
        kept
            The positions in `arcs`.
        prices
            What is proven of the programme.
        """
        self.deadline.check()
        is_kept = np.zeros(len(arcs), dtype=bool)
        is_kept[kept] = True
        kept = np.flatnonzero(programme.paths.on_paths(is_kept))
        own = programme.restricted(kept)
        if len(np.unique(own.paths.owners)) < own.paths.count:
            return
        years = _renumbered(prices.years, kept, len(arcs))
        generation = ColumnGeneration(own, prices.rows, years)
        generation.run(self.deadline, lambda _: None, self._is_enough)
        self.deadline.check()
        if whole(generation.bound) <= self.cost:
            spans = self.spans.restricted(arcs[kept])
            question = self._question(generation, spans, own.paths.owners)
            yield PricedPart(arcs[kept], generation.prices(), question)

    def _is_enough(self, bound: float, value: float) -> bool:
        """Return whether a part has no plannings that are sought, or is as well split at once."""
        if whole(bound) > self.cost or is_settled(bound, value):
            return True
        return value <= self.cost and value - bound <= _LOOSE * (self.cost + 1 - bound)

    def _question(
        self, generation: ColumnGeneration, spans: Spans, owners: Integers
    ) -> _Question | None:
        """Return the question that promises the most; None if no class does two things at once."""
        master, base = generation.master, generation.value
        rows = np.array([spans.row(year) for year in master.years])
        classes = owners[[year[0] for year in master.years]]
        best, most = None, -np.inf
        for question in _questions(rows, classes, master.shares)[:_QUESTIONS]:
            is_asked = classes == question.owner
            is_so = rows[:, question.step] == question.activity
            promised = sorted(
                min(self._without(master, is_asked & side), self.cost + 1) - base
                for side in (is_so, ~is_so)
            )
            if (rating := promised[0] + _PROMISED * promised[1]) > most:
                best, most = question, rating
        return best

    def _without(self, master: Master, excluded: Flags) -> float:
        self.deadline.check()
        return master.value_without(excluded, self.deadline.remaining)


def _renumbered(years: Sequence[Integers], kept: Integers, count: int) -> list[Integers]:
    """Return the years of which all arcs are kept, with the positions of these among those."""
    positions = np.full(count, -1)
    positions[kept] = np.arange(len(kept))
    numbered = [positions[year] for year in years]
    return [year for year in numbered if (year >= 0).all()]


def _questions(rows: Integers, classes: Integers, shares: Numbers) -> list[_Question]:
    """Return what the classes do by halves in a mixture, what is nearest to the half first.

    Of steps in which the same years of a mixture have an activity, the middle one is asked for.

    Parameters
    ----------
    rows
        For each year that is known, the activity of each step.
    classes
        The class of each.
    """
    found: dict[tuple[int, bytes], list[tuple[float, _Question]]] = {}
    for owner in np.unique(classes).tolist():
        used = np.flatnonzero((classes == owner) & (shares > _LEAST_SHARE))
        own, weights = rows[used], shares[used]
        for activity in np.unique(own).tolist():
            has = own == activity
            part = weights @ has
            for step in np.flatnonzero(has.any(axis=0) & ~has.all(axis=0)).tolist():
                key = has[:, step] ^ has[0, step]  # of two activities, each is asked for once
                question = _Question(owner, step, activity)
                each = (abs(float(part[step]) - 0.5), question)
                found.setdefault((owner, key.tobytes()), []).append(each)
    middle = [same[len(same) // 2] for same in found.values()]
    return [question for _, question in sorted(middle, key=lambda each: each[0])]
