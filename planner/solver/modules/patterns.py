"""What no progression goes below: modules alike, counted by the weeks in which they lie.

The modules of a class are mostly of a few kinds: nothing but their names tells those of a kind
apart. An integer for each kind and each pattern of weeks on site says how many modules have it, so
that no search tries the same progression under other names. Hours are those of a kind in a week,
sessions those of a kind between two weeks on site: what belongs to which module is left open, and
with it the order of prerequisites, teachers and leave. What is proven here is a bound for all
progressions; where a solution can be shared out among the modules, it is one of the best.

Semesters lie one after the other, so that each is counted by itself for every week in which the
first one may end; their values add up.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, islice

from ortools.sat.python import cp_model

from planner.curriculum.frame import Frame
from planner.curriculum.module import Curriculum, Module
from planner.curriculum.progression import ModuleObjective
from planner.solver.linear_search import LinearResult
from planner.solver.modules.copies import Copies, module_shape
from planner.solver.rhythm import Expression
from planner.year.weeks import Minutes

_FURTHER = 1
"""How many weeks more than it needs a module has in a pattern of its own; beyond, only its first
and its last week are told apart."""

_MOST_PATTERNS = 12_000
"""The patterns of some weeks beyond which modules are not counted."""

_CUTS_AT_ONCE = 40
"""The most sets of weeks of a kind that are posted at once as too full."""

_MOST_TAUGHT = 12
"""The weeks of which all sets are looked at, to see whether hours can be shared out."""


@dataclass(frozen=True)
class ModuleKind:
    """Modules that nothing but their names tells apart.

    Attributes
    ----------
    count
        How many there are.
    weight
        How often each is counted: it stands for those of other options.
    """

    module: Module
    count: int
    weight: int


def kinds_of(copies: Iterable[Copies]) -> list[ModuleKind]:
    """Return the kinds of some modules."""
    found = Counter((module_shape(each.module), each.weight) for each in copies)
    return [ModuleKind(module, count, weight) for (module, weight), count in found.items()]


@dataclass(frozen=True)
class ModulePattern:
    """Where a module lies: its weeks on site, by their places among those of the class.

    Attributes
    ----------
    weeks
        Those that it has hours in; of one that has more of them than are told apart, those that
        it may have hours in.
    fewest
        How many weeks it has at least: all of them, but where not all are told apart.
    sessions
        How many it has.
    """

    weeks: tuple[int, ...]
    fewest: int
    sessions: int

    @property
    def span(self) -> int:
        """The weeks on site of the class from its first to its last."""
        return self.weeks[-1] - self.weeks[0] + 1

    @property
    def is_exact(self) -> bool:
        """Whether it has hours in all of its weeks."""
        return self.fewest == len(self.weeks)


@dataclass(frozen=True)
class _Measures:
    """A module in the units of a model: its hours in all, and those of a week in which it is."""

    total: int
    least: int
    most: int
    session: int

    @classmethod
    def of(cls, module: Module, frame: Frame, unit: Minutes) -> "_Measures":
        least = max(1, -(-module.least_a_week // unit))
        most = min(module.most_a_week, module.minutes) // unit
        return cls(module.minutes // unit, least, most, frame.session // unit)

    def hours(self, pattern: ModulePattern) -> int:
        return self.total - self.session * pattern.sessions

    def of_week(self, pattern: ModulePattern) -> tuple[int, int]:
        """Return the least and the most hours of one of the weeks of a pattern."""
        if not pattern.is_exact:
            return 0, self.most
        hours, others = self.hours(pattern), pattern.fewest - 1
        return max(self.least, hours - self.most * others), min(
            self.most, hours - self.least * others
        )


class TooManyPatterns(Exception):
    """Modules have too many patterns to be counted by them."""


@dataclass
class PatternModel:
    """The CP-SAT model of the modules of one semester in some of the weeks of a class.

    Attributes
    ----------
    places
        Those of its weeks on site among all of the class.
    sessions
        How many of the sessions of the year it may have.
    counts
        How many modules of a kind have a pattern.

    Raises
    ------
    TooManyPatterns
        There are more than can be counted; nothing is posted.
    """

    frame: Frame
    unit: Minutes
    curriculum: Curriculum
    kinds: Sequence[ModuleKind]
    places: range
    sessions: range
    cp: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    counts: dict[tuple[ModuleKind, ModulePattern], cp_model.IntVar] = field(default_factory=dict)
    _hours: dict[tuple[ModuleKind, int], Expression] = field(default_factory=dict)
    _on_call: dict[tuple[ModuleKind, int], Expression] = field(default_factory=dict)
    _sessions: dict[tuple[ModuleKind, int], Expression] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._gaps = gaps_of(self.frame)
        most = _MOST_PATTERNS + 1
        found = {kind: [*islice(self._possible(kind), most)] for kind in self.kinds}
        if sum(map(len, found.values())) >= most:
            raise TooManyPatterns
        for kind, patterns in found.items():
            self._post_kind(kind, patterns)
        self._post_streams()

    # --- The modules of a kind

    def patterns(self, kind: ModuleKind) -> Iterator[ModulePattern]:
        """Yield all patterns of the modules of a kind."""
        module, measures = kind.module, _Measures.of(kind.module, self.frame, self.unit)
        may = set(self.frame.school_weeks_of(module, self.curriculum.teachers))
        school = self.frame.school_weeks
        places = [place for place in self.places if school[place] in may]
        if module.onsite_weeks and len(places) < len(may):
            return
        for sessions in module.session_numbers(self.frame.session):
            hours = measures.total - measures.session * sessions
            fewest, most = -(-hours // measures.most), hours // measures.least
            if module.onsite_weeks:
                if fewest <= len(places) <= most:
                    yield ModulePattern(tuple(places), len(places), sessions)
                continue
            for count in range(max(1, fewest), min(most, fewest + _FURTHER) + 1):
                for weeks in combinations(places, count):
                    yield ModulePattern(weeks, count, sessions)
            beyond = fewest + _FURTHER + 1
            for first, last in combinations(range(len(places)), 2) if beyond <= most else ():
                if last - first + 1 >= beyond:
                    yield ModulePattern(tuple(places[first : last + 1]), beyond, sessions)

    def _gaps_within(self, module: Module, pattern: ModulePattern) -> range:
        """Return the gaps in which a pattern may have sessions, by the school weeks before them."""
        first = pattern.weeks[0] + 1 if module.opens_onsite else self.places.start
        last = pattern.weeks[-1] if module.closes_onsite else self.places.stop
        return range(first, last + 1)

    def _gaps_of(self, module: Module) -> dict[int, list[int]]:
        """Return the weeks in which a module may have sessions, by the school weeks before them."""
        own = set(self.frame.session_weeks_of(module, self.curriculum.teachers))
        return {gap: [w for w in weeks if w in own] for gap, weeks in self._gaps.items()}

    def _possible(self, kind: ModuleKind) -> Iterator[ModulePattern]:
        """Yield the patterns whose sessions have a week to lie in."""
        gaps = self._gaps_of(kind.module)
        for pattern in self.patterns(kind):
            within = self._gaps_within(kind.module, pattern)
            if not pattern.sessions or any(gaps.get(gap) for gap in within):
                yield pattern

    def _post_kind(self, kind: ModuleKind, found: Sequence[ModulePattern]) -> None:
        cp, gaps = self.cp, self._gaps_of(kind.module)
        measures = _Measures.of(kind.module, self.frame, self.unit)
        counts = {pattern: cp.new_int_var(0, kind.count, "") for pattern in found}
        self.counts |= {(kind, pattern): count for pattern, count in counts.items()}
        cp.add(sum(counts.values()) == kind.count)
        limits = {pattern: measures.of_week(pattern) for pattern in found}
        hours: dict[int, Expression] = {}
        for place in self.places:
            here = {p: count for p, count in counts.items() if place in p.weeks}
            hours[place] = cp.new_int_var(0, kind.count * measures.most, "")
            cp.add(hours[place] >= sum(limits[p][0] * count for p, count in here.items()))
            cp.add(hours[place] <= sum(limits[p][1] * count for p, count in here.items()))
        cp.add(sum(hours.values()) == sum(measures.hours(p) * n for p, n in counts.items()))
        self._hours |= {(kind, place): hour for place, hour in hours.items()}
        self._post_sessions(kind, {p: n for p, n in counts.items() if p.sessions}, gaps)

    def _post_sessions(
        self,
        kind: ModuleKind,
        counts: Mapping[ModulePattern, Expression],
        gaps: Mapping[int, Sequence[int]],
    ) -> None:
        """Sessions of a kind lie between two weeks on site; runs of gaps have those that must."""
        cp, slots = self.cp, self.frame.slots
        within = {pattern: self._gaps_within(kind.module, pattern) for pattern in counts}
        used = [g for g in gaps if gaps[g] and any(g in each for each in within.values())]
        a_week = max((max(slots[week]) for gap in used for week in gaps[gap]), default=1)
        for gap in used:
            may = [count for pattern, count in counts.items() if gap in within[pattern]]
            on_call = cp.new_int_var(0, kind.count * len(gaps[gap]), "")
            sessions = cp.new_int_var(0, kind.count * max(p.sessions for p in counts), "")
            cp.add(on_call <= len(gaps[gap]) * sum(may))
            cp.add(on_call <= sessions)
            cp.add(sessions <= a_week * on_call)
            self._on_call[kind, gap], self._sessions[kind, gap] = on_call, sessions
        for start, first in enumerate(used):
            for last in used[start:]:
                run = [gap for gap in used[start:] if gap <= last]
                inside, touching = [], []
                for pattern, of in within.items():
                    mine = [gap for gap in used if gap in of]
                    if mine and first <= mine[0] and mine[-1] <= last:
                        inside.append(pattern)
                    if any(gap in of for gap in run):
                        touching.append(pattern)
                of_run = sum(self._sessions[kind, gap] for gap in run)
                days = sum(self._on_call[kind, gap] for gap in run)
                cp.add(of_run >= sum(p.sessions * counts[p] for p in inside))
                cp.add(of_run <= sum(p.sessions * counts[p] for p in touching))
                cp.add(days >= sum(-(-p.sessions // a_week) * counts[p] for p in inside))

    # --- What kinds share

    def _post_streams(self) -> None:
        """Streams have the same hours and sessions; a week has room for so many."""
        cp, frame = self.cp, self.frame
        least, most = self.curriculum.least_modules_a_week, self.curriculum.most_modules_a_week
        self._of_weeks = {
            place: cp.new_int_var(0, frame.rooms[frame.school_weeks[place]][1] // self.unit, "")
            for place in self.places
        }
        of_gaps = {
            gap: cp.new_int_var(0, sum(max(frame.slots[week]) for week in weeks), "")
            for gap, weeks in self._gaps.items()
            if any((kind, gap) in self._sessions for kind in self.kinds)
        }
        all_sessions = sum(of_gaps.values())
        cp.add(all_sessions >= self.sessions.start)
        cp.add(all_sessions < self.sessions.stop)
        options = {kind.module.option for kind in self.kinds} - {""}
        for option in sorted(options) or [""]:
            stream = [kind for kind in self.kinds if kind.module.option in ("", option)]
            for place, hours in self._of_weeks.items():
                cp.add(sum(self._hours[kind, place] for kind in stream) == hours)
                here = [
                    (pattern, count)
                    for (kind, pattern), count in self.counts.items()
                    if kind in stream and place in pattern.weeks
                ]
                if most is not None:
                    cp.add(sum(count for pattern, count in here if pattern.is_exact) <= most)
                if least:
                    cp.add(sum(count for _, count in here) >= least)
            for gap, sessions in of_gaps.items():
                cp.add(sum(self._sessions.get((kind, gap), 0) for kind in stream) == sessions)

    def is_shared_out(self, found: LinearResult) -> bool:
        """Return whether the hours of a solution can be those of its patterns; post it if not.

        They can, unless some weeks have more hours of a kind than its patterns have room for there.
        """
        cuts = [(kind, places) for kind in self.kinds for places in self._overfull(kind, found)]
        for kind, places in cuts:
            room = self._room(kind, places)
            hours = sum(self._hours[kind, place] for place in places)
            counts = [(p, n) for (of, p), n in self.counts.items() if of is kind]
            self.cp.add(hours <= sum(room(p) * n for p, n in counts))
        return not cuts

    def _overfull(self, kind: ModuleKind, found: LinearResult) -> list[tuple[int, ...]]:
        """Return the weeks that are the most above what their patterns have room for."""
        used = [
            (pattern, found.value(count))
            for (of, pattern), count in self.counts.items()
            if of is kind and found.value(count)
        ]
        hours = {place: found.value(self._hours[kind, place]) for place in self.places}
        taught = [place for place, here in hours.items() if here][:_MOST_TAUGHT]
        above: list[tuple[int, tuple[int, ...]]] = []
        for size in range(1, len(taught)):
            for places in combinations(taught, size):
                room = self._room(kind, places)
                here = sum(hours[place] for place in places)
                above.append((here - sum(room(p) * n for p, n in used), places))
        above.sort(reverse=True)
        return [places for excess, places in above[:_CUTS_AT_ONCE] if excess > 0]

    def _room(self, kind: ModuleKind, places: tuple[int, ...]) -> Callable[[ModulePattern], int]:
        """Return how many hours a pattern has at most in some weeks."""
        measures = _Measures.of(kind.module, self.frame, self.unit)

        def room(pattern: ModulePattern) -> int:
            here = sum(place in places for place in pattern.weeks)
            elsewhere = measures.least * (len(pattern.weeks) - here) if pattern.is_exact else 0
            return min(measures.most * here, measures.hours(pattern) - elsewhere) if here else 0

        return room

    @cached_property
    def measures(self) -> Mapping[ModuleObjective, Expression]:
        """What is minimised: what no modules that are so counted go below."""
        counts = self.counts.items()
        peak = self.cp.new_int_var(0, 10**6, "peak")
        for hours in self._of_weeks.values():
            self.cp.add(peak >= self.unit * hours)
        return {
            ModuleObjective.ON_CALL: sum(
                kind.weight * on_call for (kind, _), on_call in self._on_call.items()
            ),
            ModuleObjective.WEEKS: sum(kind.weight * p.fewest * n for (kind, p), n in counts),
            ModuleObjective.SPAN: sum(kind.weight * p.span * n for (kind, p), n in counts),
            ModuleObjective.PEAK: peak,
        }


def gaps_of(frame: Frame) -> dict[int, list[int]]:
    """Return the weeks that may have sessions, by how many weeks on site are before them."""
    found: dict[int, list[int]] = defaultdict(list)
    for week in frame.session_weeks:
        found[sum(school < week for school in frame.school_weeks)].append(week)
    return found
