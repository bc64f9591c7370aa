"""The search for the least changes that make a planning possible, where there is none.

A way out is a change of one figure, by as little as a planning needs; only where no single change
is enough are several put together, the cheapest first: each is the least that resolves the
conflict at hand, and if another conflict is left, the least changes for that one are added. A way
out is reported when a planning was found that keeps all the rules as changed.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from heapq import heapify, heappop, heappush
from itertools import count
from typing import Generic

from planner.files.problems import Unusable
from planner.programme.cohort import Cohort
from planner.programme.file import Tables, academic_year_of, merge_tables, variant
from planner.rules.case import Case
from planner.solver.conflicts import FeasibilitySearch
from planner.solver.deletion_filter import Conflict, D
from planner.solver.relaxations import Degrees, Relaxation, RelaxationKey, unlocked

Kind = frozenset[tuple[str, str]]
"""Which rules changes are about, and how they change them."""

MOST_WAYS, MOST_RELAXATIONS, MOST_ALIKE = 6, 4, 2
"""How many ways out are reported, of how many changes, and how many of one kind."""


@dataclass(frozen=True)
class Way:
    """Changes that make a planning possible.

    Attributes
    ----------
    case
        The case with these changes.
    """

    relaxations: tuple[Relaxation, ...]
    case: Case

    @property
    def cost(self) -> int:
        """The steps of all its changes: weeks, blocks, sessions, days of hours."""
        return sum(relaxation.steps for relaxation in self.relaxations)

    @property
    def kind(self) -> Kind:
        """Which rules it changes, and how."""
        return frozenset((r.demand.name, r.kind) for r in self.relaxations)

    @property
    def tables(self) -> Tables:
        """The keys of the programme file that change."""
        return reduce(
            merge_tables, (relaxation.tables for relaxation in self.relaxations), Tables()
        )

    def covers(self, other: "Way") -> bool:
        """Return whether it changes all that another one does, or more."""
        return other._parts <= self._parts

    @property
    def _parts(self) -> frozenset[RelaxationKey]:
        return frozenset(part for r in self.relaxations for part in r.parts or {r.key})


@dataclass(frozen=True)
class Changing:
    """How a programme can be changed.

    Attributes
    ----------
    file
        What a variant calls the programme file that it extends.
    may_unlock
        Whether weeks that were locked for this planning can be unlocked.
    """

    file: str
    may_unlock: bool = True

    def changed(self, case: Case, relaxations: Sequence[Relaxation]) -> Way | None:
        """Apply changes to a case; None if they contradict the rest of its programme."""
        way = Way(tuple(relaxations), case)
        unlocks = [r.unlocks for r in relaxations if r.unlocks]
        try:
            programme = case.programme
            if way.tables:
                programme = variant(programme, self.file, way.tables)
            year = academic_year_of(programme, case.year.start_year)
        except Unusable:
            return None
        return replace(way, case=Case(programme, year, unlocked(case.given, unlocks)))


@dataclass
class WaySearch(ABC, Generic[D]):
    """The search for ways out of a case; it keeps those found so far, a few of each kind.

    What is demanded, and how it is tried, is that of the rules on weeks or that of a curriculum.
    """

    case: Case
    changing: Changing
    search: FeasibilitySearch
    found: list[Way] = field(default_factory=list)
    whole: bool = False
    _undecided: bool = field(default=False, init=False)

    @abstractmethod
    def demands(self, way: Way, cohorts: Sequence[Cohort]) -> Iterable[D]:
        """Return all that is demanded of some cohorts once some changes are made."""

    @abstractmethod
    def relaxations(self, demand: D, way: Way) -> Iterator[Degrees]:
        """Yield the ways in which a demand can be relaxed once some changes are made."""

    @abstractmethod
    def resolver(self, way: Way, conflict: Conflict[D]) -> Callable[[Way], bool | None]:
        """Return what tells whether further changes resolve a conflict; None if it is open."""

    @abstractmethod
    def verdict(self, way: Way) -> bool | None:
        """Tell whether a planning is found with some changes; it is checked. None if it is open.

        A planning that is hard to find gets a part of the time only, so that others are tried too.
        """

    @abstractmethod
    def conflict_left(self, way: Way) -> Conflict[D]:
        """Return the conflict that is left once some changes are made."""

    @property
    def cheapest_first(self) -> tuple[Way, ...]:
        """The ways out found so far."""
        return tuple(sorted(self.found, key=lambda way: way.cost))

    @property
    def is_full(self) -> bool:
        return len(self.found) == MOST_WAYS

    def run(self, conflict: Conflict[D]) -> None:
        """Find what one change would do; several together only where none does alone.

        Raises
        ------
        OutOfTime
            The deadline has passed: the search is not whole.
        """
        steps = []
        for degrees, least in self._resolving(Way((), self.case), conflict):
            steps.append((degrees, least))
            if way := self._alone(degrees, least):
                self._add(way)
            if self.is_full:
                break
        if not self.found:
            self._together(steps)
        self.whole = self.is_full or not self._undecided

    def _add(self, way: Way) -> None:
        if not self._has_enough(way.kind) and not any(way.covers(other) for other in self.found):
            self.found.append(way)

    def _has_enough(self, kind: Kind) -> bool:
        """Return whether no more ways of a kind are reported."""
        return sum(other.kind == kind for other in self.found) == MOST_ALIKE

    def _changed(self, relaxations: Sequence[Relaxation]) -> Way | None:
        self.search.deadline.check()
        return self.changing.changed(self.case, relaxations)

    def _leads_to_planning(self, way: Way | None) -> bool:
        return way is not None and self._is_true(self.verdict(way))

    def _is_true(self, verdict: bool | None) -> bool:
        self._undecided = self._undecided or verdict is None
        return verdict is True

    def _resolving(self, way: Way, conflict: Conflict[D]) -> Iterator[tuple[Degrees, int]]:
        """For each figure in a conflict, yield its degrees and the least that resolves it.

        The cheapest come first. Those of a kind of which enough was found are left out.
        """
        check = self.resolver(way, conflict)

        def resolves(relaxation: Relaxation) -> bool:
            further = self._changed(_with(way.relaxations, relaxation))
            return further is not None and self._is_true(check(further))

        searches: dict[object, _LeastSearch] = {}
        for demand in conflict.demands or self.demands(way, conflict.cohorts):
            self.search.deadline.check()
            for degrees in self.relaxations(demand, way):
                if degrees:
                    searches.setdefault(degrees[0].key, _LeastSearch(degrees))
        queue = [(each.steps, serial, each) for serial, each in enumerate(searches.values())]
        heapify(queue)
        while queue:
            _, serial, least = heappop(queue)
            if self._has_enough(Way((least.degrees[0],), way.case).kind):
                continue
            if least.is_over:
                yield least.degrees, least.low
            elif least.go_on(resolves):
                heappush(queue, (least.steps, serial, least))

    def _alone(self, degrees: Degrees, least: int) -> Way | None:
        """Go as far with one change as a planning needs; None if it never suffices alone.

        Where each degree accepts what the one before it does, the farthest decides at once.
        """

        def suffices(relaxation: Relaxation) -> bool:
            return self._leads_to_planning(self._changed([relaxation]))

        if suffices(degrees[least]):
            return self._changed([degrees[least]])
        farther = degrees[least + 1 :]
        if degrees[-1].widens and not suffices(degrees[-1]):
            return None
        enough = _least(farther, suffices)
        return None if enough is None else self._changed([farther[enough]])

    def _together(self, first: Sequence[tuple[Degrees, int]]) -> None:
        """Add changes to changes, the cheapest first, until there is a planning.

        Uniform-cost search: a state is a set of changes, its successors add the least change for
        each figure of the conflict that is left.
        """
        serial = count()
        queue: list[tuple[int, int, Way]] = []
        met: set[frozenset[tuple[object, object]]] = set()

        def expand(way: Way, steps: Iterable[tuple[Degrees, int]]) -> None:
            for degrees, least in steps:
                further = self._changed(_with(way.relaxations, degrees[least]))
                if further is None or len(further.relaxations) > MOST_RELAXATIONS:
                    continue
                changes = frozenset((r.key, r.after) for r in further.relaxations)
                if changes not in met:
                    met.add(changes)
                    heappush(queue, (further.cost, next(serial), further))

        expand(Way((), self.case), first)
        while queue and not self.is_full:
            _, _, way = heappop(queue)
            if any(way.covers(other) for other in self.found):
                continue
            if self._leads_to_planning(way):
                self._add(self._without_needless(way))
            elif len(self.found) < MOST_ALIKE:
                expand(way, self._resolving(way, self.conflict_left(way)))

    def _without_needless(self, way: Way) -> Way:
        """Leave out of several changes what is not needed once the others are made."""
        for relaxation in way.relaxations:
            fewer = self._applied_anew([other for other in way.relaxations if other != relaxation])
            if fewer and fewer.relaxations and self._leads_to_planning(fewer):
                return self._without_needless(fewer)
        return way

    def _applied_anew(self, relaxations: Sequence[Relaxation]) -> Way | None:
        """Apply changes one after the other: what one writes can hold those made before it."""
        way: Way | None = Way((), self.case)
        for relaxation in relaxations:
            assert way is not None
            found = self._same(relaxation, way)
            way = self._changed((*way.relaxations, found)) if found else None
            if way is None:
                break
        return way

    def _same(self, relaxation: Relaxation, way: Way) -> Relaxation | None:
        """Find the same change of the same figure, as the case with other changes has it."""
        again = (
            replace(same, before=relaxation.before, steps=relaxation.steps)
            for demand in self.demands(way, way.case.programme.cohorts)
            if demand == relaxation.demand
            for degrees in self.relaxations(demand, way)
            for same in degrees
            if (same.key, same.after) == (relaxation.key, relaxation.after)
        )
        return next(again, None)


@dataclass
class _LeastSearch:
    """The search for the least degree that suffices, one trial after the other.

    Galloping search: small changes are tried first, in growing strides (large ones make large
    models), then bisection within the last stride.

    Attributes
    ----------
    low
        The place of the first degree that is not known to be too little.
    """

    degrees: Degrees
    low: int = 0
    _enough: int | None = None

    @property
    def steps(self) -> int:
        """The steps of the least degree that can suffice."""
        return self.degrees[self.low].steps

    @property
    def is_over(self) -> bool:
        """Whether the least degree is known."""
        return self.low == self._enough

    def go_on(self, suffices: Callable[[Relaxation], bool]) -> bool:
        """Try one more degree; return whether any can still suffice."""
        if self._enough is None:
            place = min(max(0, 2 * self.low - 1), len(self.degrees) - 1)
        else:
            place = (self.low + self._enough) // 2
        if suffices(self.degrees[place]):
            self._enough = place
        else:
            self.low = place + 1
        return self.low < len(self.degrees)


def _least(degrees: Degrees, suffices: Callable[[Relaxation], bool]) -> int | None:
    """Return the place of the least degree that suffices; None if none does."""
    search = _LeastSearch(degrees)
    while search.low < len(degrees) and not search.is_over:
        search.go_on(suffices)
    return search.low if search.is_over else None


def _with(relaxations: Sequence[Relaxation], further: Relaxation) -> tuple[Relaxation, ...]:
    """Add a change to others; a larger one takes the place of one of the same figure."""
    before = [each for each in relaxations if each.key == further.key]
    others = [each for each in relaxations if each.key != further.key]
    for each in before:
        further = replace(further, before=each.before, steps=each.steps + further.steps)
    return (*others, further)
