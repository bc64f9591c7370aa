"""Why there is no planning, and the least changes that make one possible.

The conflict is a smallest set of demands that do not go together.

Demands are taken away, first all of a cohort, then all of a rule, then one by one; what can be
missed while the others still do not go together is left out. What stays is needed, each of it:
without it, the others go together. Every step is a search of its own, so that nothing rests on the
cores that a solver reports, which can be larger than need be.

A way out is a change of one figure, by as little as a planning needs; only where no single change
is enough are several put together, the cheapest first: each is the least that dissolves the
conflict at hand, and if another conflict is left, the least changes for that one are added. A way
out is told when a planning was found that keeps all the rules as changed.
"""

import math
import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from heapq import heappop, heappush
from itertools import count, groupby

from ortools.sat.python import cp_model

from planner.files.problems import Unusable
from planner.planning.check import Verdict, check
from planner.planning.planning import Planning
from planner.programme.cohort import Cohort
from planner.programme.file import Tables, academic_year_of, merge_tables, variant
from planner.programme.names import RuleName
from planner.programme.programme import Campus, Programme
from planner.rules import rules_of, shared_rules
from planner.rules.case import Given
from planner.solver.demands import NOTHING, Demand, Lifted, demands_of, shared_demands
from planner.solver.eases import Asked, Degrees, Ease, eases_of, unlocked
from planner.solver.model import loose_rhythm, planning_model
from planner.solver.solve import any_planning, run_search
from planner.year.weeks import AcademicYear

_BLOCKS = {
    RuleName.SCHOOL_BLOCKS,
    RuleName.COMPANY_BLOCKS,
    RuleName.ACTIVITY_BLOCKS,
    RuleName.NAMED_BLOCKS,
    RuleName.ACROSS_YEARS,
}


@dataclass(frozen=True)
class Case:
    """What a planning is asked for."""

    programme: Programme
    year: AcademicYear
    given: Given


TRIAL = 10.0
"""Seconds after which a single search is given up."""


@dataclass(frozen=True)
class Conflict:
    """Demands that do not go together.

    Attributes
    ----------
    cohorts
        The cohorts whose demands they are.
    smallest
        Whether each of them is known to be needed.
    alone
        Whether it is one of a cohort by itself, whatever the others do.
    """

    cohorts: tuple[Cohort, ...]
    demands: tuple[Demand, ...]
    smallest: bool
    alone: bool


@dataclass(frozen=True)
class Search:
    """Looks for plannings until a deadline, without asking which one is best."""

    deadline: float = math.inf
    clock: Callable[[], float] = time.monotonic

    def is_possible(
        self, case: Case, cohorts: Sequence[Cohort], lifted: Lifted = NOTHING
    ) -> bool | None:
        """Tell whether some cohorts have a planning together; None if time was too short."""
        model = planning_model(case.programme, case.year, cohorts, case.given, loose_rhythm, lifted)
        if model is None:
            return False
        deadline = min(self.deadline, self.clock() + TRIAL)
        status, _ = run_search(model.cp, deadline, self.clock, optimise=False)
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return True
        return False if status == cp_model.INFEASIBLE else None

    def planning(self, case: Case) -> Planning | bool:
        """Find any planning; False if there is none, True if the time was too short to tell."""
        programme = case.programme
        model = planning_model(programme, case.year, programme.cohorts, case.given)
        return model is not None and any_planning(model, self.deadline, self.clock)

    @property
    def is_over(self) -> bool:
        return self.clock() >= self.deadline


def demands(case: Case, cohorts: Sequence[Cohort]) -> tuple[Demand, ...]:
    """List what is asked of some cohorts, alone and together."""
    found: dict[Demand, None] = {}
    for cohort in cohorts:
        rules = rules_of(cohort, case.programme, case.year, case.given)
        found.update(dict.fromkeys(demands_of(cohort, rules, case.year)))
    shared = shared_demands(shared_rules(case.programme), cohorts, case.year)
    return tuple(sorted((*shared, *found), key=_is_kept_late))


def _is_kept_late(demand: Demand) -> tuple[bool, bool, str]:
    """Put what is on all cohorts first, and blocks last: what comes last is left out first.

    A conflict that needs no blocks is told by counting weeks, and found far more quickly.
    """
    return bool(demand.cohort), demand.name in _BLOCKS, demand.cohort


def conflicts(case: Case, search: Search) -> tuple[Conflict, ...]:
    """Find what does not go together where there is no planning.

    Returns
    -------
    tuple of Conflict
        One for each cohort that has no planning even alone; if there is none, one of them all.
    """
    unshared = Case(replace(case.programme, campus=Campus()), case.year, case.given)
    failing = [c for c in case.programme.cohorts if search.is_possible(unshared, [c]) is False]
    if failing:
        return tuple(_conflict(unshared, [cohort], search, alone=True) for cohort in failing)
    return (_conflict(case, case.programme.cohorts, search, alone=False),)


def _conflict(case: Case, cohorts: Sequence[Cohort], search: Search, *, alone: bool) -> Conflict:
    every = demands(case, cohorts)

    def impossible(kept: Sequence[Demand]) -> bool | None:
        asked = {demand.cohort for demand in kept}
        involved = [cohort for cohort in cohorts if cohort.id in asked]
        possible = search.is_possible(case, involved, Lifted(frozenset(every), frozenset(kept)))
        return None if possible is None else not possible

    kept, smallest = list(every), True
    for key in (lambda d: d.name in _BLOCKS, lambda d: d.cohort, lambda d: d.of, lambda d: d):
        kept, smallest = _needed(kept, key, impossible)
    found = {demand.cohort for demand in kept}
    return Conflict(tuple(c for c in cohorts if c.id in found), tuple(kept), smallest, alone)


def _needed(
    kept: Sequence[Demand],
    key: Callable[[Demand], object],
    impossible: Callable[[Sequence[Demand]], bool | None],
) -> tuple[list[Demand], bool]:
    """Leave out the groups of demands that can be missed, the last one first.

    Returns
    -------
    tuple
        What is left; and whether each group of it is known to be needed.
    """
    groups = [list(group) for _, group in groupby(kept, key)]
    known = True
    for index in reversed(range(len(groups))):
        others = [d for n, group in enumerate(groups) if n != index for d in group]
        verdict = impossible(others)
        if verdict:
            groups[index] = []
        known = known and verdict is not None
    return [demand for group in groups for demand in group], known


@dataclass(frozen=True)
class Way:
    """Changes that make a planning possible.

    Attributes
    ----------
    case
        What is asked for with these changes.
    """

    eases: tuple[Ease, ...]
    case: Case

    @property
    def cost(self) -> int:
        return sum(ease.steps for ease in self.eases)

    @property
    def kind(self) -> frozenset[tuple[str, str]]:
        """Which rules it changes, and how."""
        return frozenset((ease.demand.name, ease.kind) for ease in self.eases)

    @property
    def tables(self) -> Tables:
        """The keys of the programme file that change."""
        return reduce(merge_tables, (ease.tables for ease in self.eases), Tables())


@dataclass(frozen=True)
class Explanation:
    """Why there is no planning, and what would make one possible, the cheapest first.

    Attributes
    ----------
    whole
        Whether the search for ways out came to its end, or to the most that are told.
    """

    conflicts: tuple[Conflict, ...]
    ways: tuple[Way, ...]
    whole: bool


MOST_WAYS, MOST_EASES, MOST_ALIKE = 6, 4, 2
"""How many ways out are told, of how many changes, and how many of one kind."""


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

    def changed(self, case: Case, eases: Sequence[Ease]) -> Way | None:
        """Make changes; None if they contradict the rest."""
        way = Way(tuple(eases), case)
        unlocks = [ease.unlocks for ease in eases if ease.unlocks]
        try:
            programme = case.programme
            if way.tables:
                programme = variant(programme, self.file, way.tables)
            year = academic_year_of(programme, case.year.start_year)
        except Unusable:
            return None
        return replace(way, case=Case(programme, year, unlocked(case.given, unlocks)))


def explain(case: Case, changing: Changing, search: Search) -> Explanation:
    """Tell why there is no planning, and what would make one possible.

    Parameters
    ----------
    case
        What is asked for, and has no planning.
    """
    found = conflicts(case, search)
    ways, whole = _ways_out(case, found[0], changing, search)
    return Explanation(found, ways, whole)


def _ways_out(
    case: Case, first: Conflict, changing: Changing, search: Search
) -> tuple[tuple[Way, ...], bool]:
    """Find what one change would do; several together only where none does alone."""
    found = _Found()
    steps = list(_dissolving(case, Way((), case), first, changing, search))
    for degrees, least in sorted(steps, key=lambda step: step[0][step[1]].steps):
        if found.is_full:
            break
        if way := _alone(case, degrees, least, changing, search):
            found.add(way)
    if not found.ways:
        _together(case, steps, changing, search, found)
    ways = sorted(found.ways, key=lambda way: way.cost)
    return tuple(ways), found.is_full or not search.is_over


@dataclass
class _Found:
    """The ways out found so far, a few of each kind."""

    ways: list[Way] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        return len(self.ways) == MOST_WAYS

    def add(self, way: Way) -> None:
        alike = sum(other.kind == way.kind for other in self.ways)
        if alike < MOST_ALIKE and not any(_covers(way, other) for other in self.ways):
            self.ways.append(way)


def _covers(way: Way, other: Way) -> bool:
    """Tell whether a way out changes all that another one does, and more."""
    return {ease.key for ease in other.eases} <= {ease.key for ease in way.eases}


def _is_way_out(way: Way | None, search: Search) -> bool:
    """Tell whether changes lead to a planning: one is made, and checked."""
    planning = search.planning(way.case) if way else False
    if not isinstance(planning, Planning):
        return False
    if any(found.verdict is not Verdict.KEPT for found in check(planning)):
        raise AssertionError("a way out leads to a planning that breaks a rule")
    return True


def _alone(
    case: Case, degrees: Degrees, least: int, changing: Changing, search: Search
) -> Way | None:
    """Go as far with one change as a planning needs; None if it never does alone.

    Where each degree accepts what the one before it does, the farthest tells at once.
    """

    def suffices(ease: Ease) -> bool:
        return _is_way_out(changing.changed(case, [ease]), search)

    enough: int | None = least
    if not suffices(degrees[least]):
        is_hopeless = degrees[-1].widens and not suffices(degrees[-1])
        enough = None if is_hopeless else _least(degrees, suffices, least + 1)
    return None if enough is None else changing.changed(case, [degrees[enough]])


def _least(degrees: Degrees, suffices: Callable[[Ease], bool], start: int = 0) -> int | None:
    """Find the place of the least degree that suffices, from a place on; None if none does.

    Small changes are tried first, in growing strides: large ones make large models.
    """
    last, stride = len(degrees) - 1, 1
    place = min(start, last)
    while not suffices(degrees[place]):
        if place == last:
            return None
        start, place, stride = place + 1, min(place + stride, last), 2 * stride
    return min(place, bisect_left(degrees, True, lo=start, hi=place, key=suffices))


def _together(
    case: Case,
    first: Sequence[tuple[Degrees, int]],
    changing: Changing,
    search: Search,
    found: _Found,
) -> None:
    """Add changes to changes, the cheapest first, until there is a planning."""
    serial = count()
    queue: list[tuple[int, int, Way]] = []
    met: set[frozenset[tuple[object, object]]] = set()

    def expand(way: Way, steps: Iterable[tuple[Degrees, int]]) -> None:
        for degrees, least in steps:
            further = changing.changed(case, _with(way.eases, degrees[least]))
            changes = frozenset((e.key, e.after) for e in further.eases) if further else None
            if further and changes and changes not in met and len(further.eases) <= MOST_EASES:
                met.add(changes)
                heappush(queue, (further.cost, next(serial), further))

    expand(Way((), case), first)
    while queue and not found.is_full and not search.is_over:
        _, _, way = heappop(queue)
        if any(_covers(way, other) for other in found.ways):
            continue
        if _is_way_out(way, search):
            found.add(_without_needless(case, way, changing, search))
        elif len(found.ways) < MOST_ALIKE:
            (conflict, *_) = conflicts(way.case, search)
            expand(way, _dissolving(case, way, conflict, changing, search))


def _without_needless(case: Case, way: Way, changing: Changing, search: Search) -> Way:
    """Leave out of several changes what is not needed once the others are made."""
    for ease in way.eases:
        fewer = _made_again(case, [other for other in way.eases if other != ease], changing)
        if fewer and fewer.eases and _is_way_out(fewer, search):
            return _without_needless(case, fewer, changing, search)
    return way


def _made_again(case: Case, eases: Sequence[Ease], changing: Changing) -> Way | None:
    """Make some of several changes: what one of them writes can hold those made before it."""
    way: Way | None = Way((), case)
    for ease in eases:
        assert way is not None
        asked = Asked(way.case.programme, way.case.year, way.case.given, changing.may_unlock)
        again = (
            replace(same, before=ease.before, steps=ease.steps)
            for demand in demands(way.case, way.case.programme.cohorts)
            if demand == ease.demand
            for degrees in eases_of(demand, asked)
            for same in degrees
            if (same.key, same.after) == (ease.key, ease.after)
        )
        found = next(again, None)
        way = changing.changed(case, (*way.eases, found)) if found else None
        if way is None:
            break
    return way


def _dissolving(
    case: Case, way: Way, conflict: Conflict, changing: Changing, search: Search
) -> Iterator[tuple[Degrees, int]]:
    """For each figure in a conflict, find how far it must go at least to dissolve it."""
    asked = Asked(way.case.programme, way.case.year, way.case.given, changing.may_unlock)
    every = frozenset(demands(way.case, conflict.cohorts))
    lifted = Lifted(every, frozenset(conflict.demands))
    named = {cohort.id for cohort in conflict.cohorts}

    def dissolves(ease: Ease) -> bool:
        further = changing.changed(case, _with(way.eases, ease))
        if further is None:
            return False
        cohorts = [c for c in further.case.programme.cohorts if c.id in named]
        return search.is_possible(further.case, cohorts, lifted) is True

    keys: set[object] = set()
    for demand in conflict.demands:
        for degrees in eases_of(demand, asked):
            if degrees and degrees[0].key not in keys:
                keys.add(degrees[0].key)
                place = _least(degrees, dissolves)
                if place is not None:
                    yield degrees, place


def _with(eases: Sequence[Ease], further: Ease) -> tuple[Ease, ...]:
    """Add a change to others; a larger one takes the place of one of the same figure."""
    before = [ease for ease in eases if ease.key == further.key]
    others = [ease for ease in eases if ease.key != further.key]
    for ease in before:
        further = replace(further, before=ease.before, steps=ease.steps + further.steps)
    return (*others, further)
