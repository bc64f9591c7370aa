"""The least changes that make a planning possible, where there is none.

A way out is a change of one figure, by as little as a planning needs; only where no single change
is enough are several put together, the cheapest first: each is the least that resolves the
conflict at hand, and if another conflict is left, the least changes for that one are added. A way
out is reported when a planning was found that keeps all the rules as changed.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import reduce
from heapq import heapify, heappop, heappush
from itertools import count

from planner.files.problems import Unusable
from planner.planning.check import keeps_every_rule
from planner.planning.planning import Planning
from planner.programme.cohort import Cohort
from planner.programme.file import Tables, academic_year_of, merge_tables, variant
from planner.rules.case import Case
from planner.solver.conflicts import (
    Conflict,
    Conflicts,
    FeasibilitySearch,
    completed,
    conflicts,
    first_conflict,
)
from planner.solver.deadline import OutOfTime
from planner.solver.demands import Lifted, demands_of
from planner.solver.relaxations import (
    Degrees,
    Relaxation,
    RelaxationContext,
    relaxations_of,
    unlocked,
)
from planner.solver.solve import NotFound

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
        return {r.key for r in other.relaxations} <= {r.key for r in self.relaxations}


@dataclass(frozen=True)
class Explanation:
    """Why there is no planning, and what would make one possible, the cheapest first.

    Attributes
    ----------
    unsearched
        The cohorts of which time was too short to learn whether they have a conflict of their own.
    whole
        Whether the search for ways out came to its end, or to the most that are reported.
    """

    conflicts: tuple[Conflict, ...]
    unsearched: tuple[Cohort, ...]
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


OnConflicts = Callable[[Conflicts], None]


def _silent(_: Conflicts) -> None:
    pass


def explain(
    case: Case,
    changing: Changing,
    search: FeasibilitySearch,
    on_conflicts: OnConflicts = _silent,
) -> Explanation:
    """Find why a case has no planning, and what would make one possible.

    When time is short, half of it is kept for the ways out; what they leave goes into shortening
    the conflicts further. Once the deadline has passed, what was found is returned as what it is.

    Parameters
    ----------
    on_conflicts
        Called once, with the conflicts as they are returned: before the ways out are searched,
        where each is minimal by then.
    """
    found = conflicts(case, search.part(of=2))
    is_told = all(conflict.minimal for conflict in found.found)
    if is_told:
        on_conflicts(found)
    ways = _WaySearch(case, changing, search)
    with suppress(OutOfTime):
        ways.run(found.found[0])
    if not is_told:
        shortest = tuple(completed(each, case, search) for each in found.found)
        found = replace(found, found=shortest)
        on_conflicts(found)
    cheapest_first = sorted(ways.found, key=lambda way: way.cost)
    return Explanation(found.found, found.unsearched, tuple(cheapest_first), ways.whole)


@dataclass
class _WaySearch:
    """The search for ways out of a case; it keeps those found so far, a few of each kind."""

    case: Case
    changing: Changing
    search: FeasibilitySearch
    found: list[Way] = field(default_factory=list)
    whole: bool = False
    _undecided: bool = False

    @property
    def is_full(self) -> bool:
        return len(self.found) == MOST_WAYS

    def run(self, conflict: Conflict) -> None:
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

    def _context(self, way: Way) -> RelaxationContext:
        return RelaxationContext(way.case, self.changing.may_unlock)

    def _leads_to_planning(self, way: Way | None) -> bool:
        """Return whether a planning is found with some changes; it is checked.

        One that is hard to find gets a part of the time only, so that others are tried as well.
        """
        if way is None:
            return False
        planning = self.search.part(of=4).planning(way.case)
        if not isinstance(planning, Planning):
            self._undecided = self._undecided or isinstance(planning, NotFound)
            return False
        if not keeps_every_rule(planning):
            raise AssertionError("a way out leads to a planning that breaks a rule")
        return True

    def _resolving(self, way: Way, conflict: Conflict) -> Iterator[tuple[Degrees, int]]:
        """For each figure in a conflict, yield its degrees and the least that resolves it.

        The cheapest come first. Those of a kind of which enough was found are left out.
        """
        every = demands_of(way.case.with_cohorts(conflict.cohorts), self.search.deadline)
        demands = conflict.demands or every
        lifted = Lifted(frozenset(every), frozenset(demands))
        named = {cohort.id for cohort in conflict.cohorts}

        def resolves(relaxation: Relaxation) -> bool:
            further = self._changed(_with(way.relaxations, relaxation))
            if further is None:
                return False
            cohorts = (c for c in further.case.programme.cohorts if c.id in named)
            feasible = self.search.is_feasible(further.case.with_cohorts(cohorts), lifted)
            self._undecided = self._undecided or feasible is None
            return feasible is True

        searches: dict[object, _LeastSearch] = {}
        for demand in demands:
            self.search.deadline.check()
            for degrees in relaxations_of(demand, self._context(way)):
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
                conflict = first_conflict(way.case, self.search)
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
