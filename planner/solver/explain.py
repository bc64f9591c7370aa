"""The least changes that make a planning possible, where there is none.

A way out is a change of one figure, by as little as a planning needs; only where no single change
is enough are several put together, the cheapest first: each is the least that resolves the
conflict at hand, and if another conflict is left, the least changes for that one are added. A way
out is reported when a planning was found that keeps all the rules as changed.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from heapq import heappop, heappush
from itertools import count

from planner.files.problems import Unusable
from planner.planning.check import keeps_every_rule
from planner.planning.planning import Planning
from planner.programme.file import Tables, academic_year_of, merge_tables, variant
from planner.rules.case import Case
from planner.solver.conflicts import Conflict, FeasibilitySearch, conflicts
from planner.solver.demands import Lifted, demands_of
from planner.solver.relaxations import (
    Degrees,
    Relaxation,
    RelaxationContext,
    relaxations_of,
    unlocked,
)

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
    def kind(self) -> frozenset[tuple[str, str]]:
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
        return {r.key for r in other.relaxations} <= {r.key for r in self.relaxations}


@dataclass(frozen=True)
class Explanation:
    """Why there is no planning, and what would make one possible, the cheapest first.

    Attributes
    ----------
    whole
        Whether the search for ways out came to its end, or to the most that are reported.
    """

    conflicts: tuple[Conflict, ...]
    ways: tuple[Way, ...]
    whole: bool


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


def explain(case: Case, changing: Changing, search: FeasibilitySearch) -> Explanation:
    """Find why a case has no planning, and what would make one possible."""
    found = conflicts(case, search)
    ways = _WaySearch(case, changing, search)
    ways.run(found[0])
    cheapest_first = sorted(ways.found, key=lambda way: way.cost)
    return Explanation(found, tuple(cheapest_first), ways.is_full or not search.is_over)


@dataclass
class _WaySearch:
    """The search for ways out of a case; it keeps those found so far, a few of each kind."""

    case: Case
    changing: Changing
    search: FeasibilitySearch
    found: list[Way] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        return len(self.found) == MOST_WAYS

    def run(self, conflict: Conflict) -> None:
        """Find what one change would do; several together only where none does alone."""
        steps = list(self._resolving(Way((), self.case), conflict))
        for degrees, least in sorted(steps, key=lambda step: step[0][step[1]].steps):
            if self.is_full:
                break
            if way := self._alone(degrees, least):
                self._add(way)
        if not self.found:
            self._together(steps)

    def _add(self, way: Way) -> None:
        alike = sum(other.kind == way.kind for other in self.found)
        if alike < MOST_ALIKE and not any(way.covers(other) for other in self.found):
            self.found.append(way)

    def _changed(self, relaxations: Sequence[Relaxation]) -> Way | None:
        return self.changing.changed(self.case, relaxations)

    def _context(self, way: Way) -> RelaxationContext:
        return RelaxationContext(way.case, self.changing.may_unlock)

    def _leads_to_planning(self, way: Way | None) -> bool:
        """Return whether a planning is found with some changes; it is checked."""
        planning = self.search.planning(way.case) if way else None
        if not isinstance(planning, Planning):
            return False
        if not keeps_every_rule(planning):
            raise AssertionError("a way out leads to a planning that breaks a rule")
        return True

    def _resolving(self, way: Way, conflict: Conflict) -> Iterator[tuple[Degrees, int]]:
        """For each figure in a conflict, yield its degrees and the least that resolves it."""
        every = frozenset(demands_of(way.case.with_cohorts(conflict.cohorts)))
        lifted = Lifted(every, frozenset(conflict.demands))
        named = {cohort.id for cohort in conflict.cohorts}

        def resolves(relaxation: Relaxation) -> bool:
            further = self._changed(_with(way.relaxations, relaxation))
            if further is None:
                return False
            cohorts = (c for c in further.case.programme.cohorts if c.id in named)
            return self.search.is_feasible(further.case.with_cohorts(cohorts), lifted) is True

        keys: set[object] = set()
        for demand in conflict.demands:
            for degrees in relaxations_of(demand, self._context(way)):
                if degrees and degrees[0].key not in keys:
                    keys.add(degrees[0].key)
                    place = _least(degrees, resolves)
                    if place is not None:
                        yield degrees, place

    def _alone(self, degrees: Degrees, least: int) -> Way | None:
        """Go as far with one change as a planning needs; None if it never suffices alone.

        Where each degree accepts what the one before it does, the farthest decides at once.
        """

        def suffices(relaxation: Relaxation) -> bool:
            return self._leads_to_planning(self._changed([relaxation]))

        enough: int | None = least
        if not suffices(degrees[least]):
            is_hopeless = degrees[-1].widens and not suffices(degrees[-1])
            enough = None if is_hopeless else _least(degrees, suffices, least + 1)
        return None if enough is None else self._changed([degrees[enough]])

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
        while queue and not self.is_full and not self.search.is_over:
            _, _, way = heappop(queue)
            if any(way.covers(other) for other in self.found):
                continue
            if self._leads_to_planning(way):
                self._add(self._without_needless(way))
            elif len(self.found) < MOST_ALIKE:
                (conflict, *_) = conflicts(way.case, self.search)
                expand(way, self._resolving(way, conflict))

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
            for demand in demands_of(way.case)
            if demand == relaxation.demand
            for degrees in relaxations_of(demand, self._context(way))
            for same in degrees
            if (same.key, same.after) == (relaxation.key, relaxation.after)
        )
        return next(again, None)


def _least(degrees: Degrees, suffices: Callable[[Relaxation], bool], start: int = 0) -> int | None:
    """Return the place of the least degree that suffices, from a place on; None if none does.

    Galloping search: small changes are tried first, in growing strides (large ones make large
    models), then bisection within the last stride.
    """
    last, stride = len(degrees) - 1, 1
    place = min(start, last)
    while not suffices(degrees[place]):
        if place == last:
            return None
        start, place, stride = place + 1, min(place + stride, last), 2 * stride
    return min(place, bisect_left(degrees, True, lo=start, hi=place, key=suffices))


def _with(relaxations: Sequence[Relaxation], further: Relaxation) -> tuple[Relaxation, ...]:
    """Add a change to others; a larger one takes the place of one of the same figure."""
    before = [each for each in relaxations if each.key == further.key]
    others = [each for each in relaxations if each.key != further.key]
    for each in before:
        further = replace(further, before=each.before, steps=each.steps + further.steps)
    return (*others, further)
