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
from planner.solver.network.arcs import Network
from planner.solver.network.paths import Flags, Integers, Numbers
from planner.solver.pricing.column_generation import (
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

_LOOSE = 0.4
"""The part of the way from bound to cost by which a mixture may be dearer than its bound."""

_CLOSER = 0.7
"""How much of the way from bound to cost is left when arcs are counted the next time."""

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
class Piece:
    """Some plannings, the best of which is to be searched.

    Attributes
    ----------
    arcs
        The positions of the arcs that they take.
    bound
        None of them costs less.
    """

    arcs: Integers
    bound: int


@dataclass(frozen=True, eq=False)
class _Part:
    """Plannings that take some of the arcs only.

    Attributes
    ----------
    arcs
        The positions of these arcs among all.
    prices
        What is proven of these plannings, with arcs numbered as in `arcs`.
    mixture
        The arcs of the cheapest mixture known, numbered as in `arcs`.
    question
        By which to split them; None if no class does two things at once in that mixture.
    is_final
        Whether no better prices are to be found.
    """

    arcs: Integers
    prices: Prices
    mixture: Integers
    question: _Question | None
    is_final: bool

    def piece(self, kept: Integers) -> Piece:
        """Return those of its plannings that take some of its arcs, by their positions in it."""
        return Piece(self.arcs[kept], self.prices.bound)


@dataclass
class Parts:
    """The plannings up to a cost, in parts, the one with the least bound first.

    Attributes
    ----------
    spans
        Of all arcs of the programme.
    cost
        What no planning that is sought exceeds; to be lowered when one is found.
    few
        The number of arcs up to which a search is the best way to the best planning.
    """

    programme: LinearProgramme
    spans: Spans
    cost: int
    few: int
    deadline: Deadline
    on_bound: OnBound
    _open: list[tuple[int, int, _Part]] = field(default_factory=list)
    _made: int = 0

    def begin(self, prices: Prices) -> None:
        """Take all plannings, of which something is proven, as one part."""
        arcs = np.arange(self.programme.paths.arcs)
        self._add(self._priced(self.programme, arcs, prices.up_to(self.cost), prices))

    @property
    def bound(self) -> int:
        """What no planning costs less than that is still to be searched, as far as it is sought."""
        return min(self._open[0][0], self.cost + 1) if self._open else self.cost + 1

    def pieces(self) -> Iterator[Piece]:
        """Yield pieces to search one after the other, until there is nothing left that is sought.

        Raises
        ------
        OutOfTime
            The deadline has passed; `bound` still holds.
        """
        while self.bound <= self.cost:
            part = self._open[0][2]
            is_few = len(part.prices.up_to(self.cost)) <= self.few
            if not is_few and not part.question:
                # What is as cheap as the mixture may be a planning: with it, less is sought.
                yield part.piece(part.mixture)
            halves: list[_Part | None] = []
            if part.prices.bound > self.cost:
                pass
            elif is_few or (part.is_final and not part.question):
                yield part.piece(part.prices.up_to(self.cost))
            else:
                halves = list(self._split(part))
            heapq.heappop(self._open)
            for half in halves:
                self._add(half)
            self.on_bound(self.bound)

    def _add(self, part: _Part | None) -> None:
        if part:
            self._made += 1
            heapq.heappush(self._open, (part.prices.bound, self._made, part))

    def _split(self, part: _Part) -> Iterator[_Part | None]:
        """Yield the parts on both sides of its question; without one, itself with better prices."""
        kept = part.prices.up_to(self.cost)
        arcs = part.arcs[kept]
        programme = self.programme.restricted(arcs)
        years = _renumbered(part.prices.years, kept, len(part.arcs))
        prices = Prices(part.prices.bound, part.prices.arcs[kept], part.prices.rows, years)
        if not part.question:
            yield self._priced(programme, arcs, np.arange(len(arcs)), prices, is_final=True)
            return
        for side in part.question.sides(self.spans.restricted(arcs), programme.paths.owners):
            yield self._priced(programme, arcs, np.flatnonzero(side), prices)

    def _priced(
        self,
        programme: LinearProgramme,
        arcs: Integers,
        kept: Integers,
        prices: Prices,
        is_final: bool = False,
    ) -> _Part | None:
        """Return the part of the plannings that take the arcs kept; None if none is sought.

        Parameters
        ----------
        arcs
            The positions of the arcs of the programme among all.
        kept
            The positions in `arcs`.
        prices
            What is proven of the programme.
        is_final
            Whether to look for prices until no better ones are to be found.
        """
        self.deadline.check()
        is_kept = np.zeros(len(arcs), dtype=bool)
        is_kept[kept] = True
        kept = np.flatnonzero(programme.paths.on_paths(is_kept))
        own = programme.restricted(kept)
        if len(np.unique(own.paths.owners)) < own.paths.count:
            return None
        years = _renumbered(prices.years, kept, len(arcs))
        generation = ColumnGeneration(own, prices.rows, years)
        generation.run(self.deadline, lambda _: None, _Enough(self, generation, is_final))
        self.deadline.check()
        if whole(generation.bound) > self.cost:
            return None
        mixture = np.unique(np.concatenate(_mixed(generation.master)))
        question = self._question(generation, self.spans.restricted(arcs[kept]), own.paths.owners)
        return _Part(arcs[kept], generation.prices(), mixture, question, is_final)

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


@dataclass
class _Enough:
    """Whether a part has no plannings that are sought, or is as well searched or split at once.

    Attributes
    ----------
    is_final
        Whether it is not split as long as better prices are to be found.
    """

    parts: Parts
    generation: ColumnGeneration
    is_final: bool
    _gap: float = np.inf

    def __call__(self, bound: float, value: float) -> bool:
        cost = self.parts.cost
        if whole(bound) > cost or is_settled(bound, value):
            return True
        gap = cost + 1 - bound
        if not self.is_final and value <= cost and value - bound <= _LOOSE * gap:
            return True
        if gap > _CLOSER * self._gap:
            return False
        self._gap = gap
        return len(self.generation.prices().up_to(cost)) <= self.parts.few


def _mixed(master: Master) -> list[Integers]:
    """Return the years of the cheapest mixture known."""
    rows = zip(master.years, master.shares, strict=True)
    return [year for year, share in rows if share > _LEAST_SHARE]


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
