"""Bounds on the objectives of modules, semester by semester, for each end of the first one.

Modules are counted by their patterns (`patterns`). Where a class has two semesters, one
after the other, each week in which the first may end is a case of its own: the values of the two
add up (of the fullest week, the higher one counts), and the least of all cases is the bound.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from planner.curriculum.frame import Frame
from planner.curriculum.module import Curriculum
from planner.curriculum.progression import ModuleObjective
from planner.solver.deadline import Deadline
from planner.solver.linear_search import linear_search
from planner.solver.modules.model import ModuleModel
from planner.solver.modules.patterns import (
    ModuleKind,
    ModulePattern,
    PatternModel,
    TooManyPatterns,
    gaps_of,
    kinds_of,
)

COUNTABLE = (
    ModuleObjective.ON_CALL,
    ModuleObjective.WEEKS,
    ModuleObjective.SPAN,
    ModuleObjective.PEAK,
)
"""The objectives for which modules are counted before they are placed."""

_MOST_NODES = 1_000
"""The nodes of one search among counted modules."""

_MOST_ROUNDS = 4
"""How often at once it is searched for a solution whose hours can be shared out."""

_FEW_SHARES = 5
"""The numbers of sessions of a semester that are each searched by themselves, if no more."""

Counted = Sequence[tuple[ModuleKind, ModulePattern]]
"""A pattern for each module, those of a kind in any order."""


@dataclass
class _Part:
    """A semester in its weeks, and what is known of it.

    Attributes
    ----------
    bounds
        By objective, what it does not go below, given the caps.
    value
        Of the objective searched last, that of the best solution found; None without one.
    counted
        The patterns of that solution.
    is_shared_out
        Whether its hours can be those of its patterns.
    """

    model: PatternModel
    bounds: dict[ModuleObjective, int] = field(default_factory=dict)
    value: int | None = None
    counted: Counted = ()
    is_shared_out: bool = False
    is_possible: bool = True

    def search(self, name: ModuleObjective, enough: float, deadline: Deadline) -> None:
        """Search for the least of an objective.

        Where the hours of a solution cannot be shared out among its patterns, this is posted, and
        searched again.

        Parameters
        ----------
        enough
            The bound from which on there is nothing to be found.
        """
        model = self.model
        self.value, self.is_shared_out = None, False
        model.cp.minimize(model.measures[name])
        for _ in range(_MOST_ROUNDS):
            found = linear_search(model.cp, _MOST_NODES, deadline)
            self.is_possible = found.is_possible
            if not found.is_possible:
                return
            self.bounds[name] = max(found.bound or 0, self.bounds.get(name, 0))
            if not found.values or self.bounds[name] >= enough:
                return
            self.value = found.value(model.measures[name])
            self.counted = [
                pattern
                for pattern, count in model.counts.items()
                for _ in range(found.value(count))
            ]
            self.is_shared_out = model.is_shared_out(found)
            if self.is_shared_out:
                return


@dataclass(frozen=True)
class _Split:
    """The weeks of a class, shared out among its semesters."""

    parts: Sequence[_Part]

    @property
    def is_possible(self) -> bool:
        return all(part.is_possible for part in self.parts)

    def bound(self, name: ModuleObjective) -> int:
        return _together(name, [part.bounds.get(name, 0) for part in self.parts])

    def value(self, name: ModuleObjective) -> float:
        values = [part.value for part in self.parts if part.value is not None]
        return _together(name, values) if len(values) == len(self.parts) else math.inf

    def rest(self, name: ModuleObjective, part: _Part, value: float) -> float:
        """Return what the other parts leave of a value to one of them."""
        if name is ModuleObjective.PEAK:
            return value
        return value - sum(each.bounds.get(name, 0) for each in self.parts if each is not part)

    def cap(self, name: ModuleObjective, most: int) -> None:
        """Leave out what is above a value: each part has what the others leave of it."""
        for part in self.parts:
            part.model.cp.add(part.model.measures[name] <= round(self.rest(name, part, most)))


def _together(name: ModuleObjective, values: Sequence[int]) -> int:
    return max(values) if name is ModuleObjective.PEAK else sum(values)


def is_near(value: int, bound: int) -> bool:
    """Return whether a value is so near to its bound that others are searched for first."""
    return 10 * (value - bound) <= value


@dataclass(frozen=True)
class CountedResult:
    """An objective of counted modules.

    Attributes
    ----------
    value
        The best one found; None if none was found.
    bound
        What no progression goes below, given the caps.
    patterns
        Those of the best solution found.
    is_final
        Whether counting again would find the same.
    """

    value: int | None
    bound: int
    patterns: Counted
    is_final: bool


@dataclass
class ModuleCounting:
    """The modules of a class, counted by their patterns for one objective after the other.

    Attributes
    ----------
    splits
        The ways to share out the weeks among semesters that are left.
    """

    splits: Sequence[_Split]

    def least(
        self, name: ModuleObjective, known: float, deadline: Deadline
    ) -> CountedResult | None:
        """Search for the least of an objective, given the caps; None if there is nothing to count.

        A way to share out the weeks of which one semester alone is as bad as the best found is
        searched no further.

        Parameters
        ----------
        known
            The value of a progression that was found: only a better one is looked for.
        """
        best: _Split | None = None
        for part in (part for split in self.splits for part in split.parts):
            part.value = None
        for split in self.splits:
            for part in split.parts:
                least = min(known, best.value(name) if best else math.inf)
                if split.is_possible and split.bound(name) < least:
                    part.search(name, split.rest(name, part, least), deadline)
            if split.is_possible and (best is None or split.value(name) < best.value(name)):
                best = split
        self.splits = [split for split in self.splits if split.is_possible]
        if best is None:
            return None
        bound = min(split.bound(name) for split in self.splits)
        value = best.value(name)
        if value == math.inf:
            return CountedResult(None, bound, (), is_final=True)
        patterns = [each for part in best.parts for each in part.counted]
        is_final = all(part.is_shared_out for part in best.parts)
        return CountedResult(int(value), bound, patterns, is_final)

    def cap(self, name: ModuleObjective, most: int) -> None:
        """Leave out what is above a value of an objective that was searched for."""
        self.splits = [split for split in self.splits if split.bound(name) <= most]
        for split in self.splits:
            split.cap(name, most)


def module_counting(model: ModuleModel) -> ModuleCounting | None:
    """Return the modules of a class, to be counted by their patterns.

    Returns
    -------
    ModuleCounting or None
        None for modules of which something is kept, or which are to stay near what they were:
        hardly two of these are alike. The same goes for modules that have too many patterns.
    """
    if any(model.frame.kept) or any(model.frame.near):
        return None
    try:
        return ModuleCounting([*_splits(model)])
    except TooManyPatterns:
        return None


def _splits(model: ModuleModel) -> Iterator[_Split]:
    curriculum, frame = model.curriculum, model.frame
    school, total = frame.school_weeks, frame.sessions
    copies = [row.copies for row in model.rows]
    if len(curriculum.semesters) != 2 or any(each.module.semester is None for each in copies):
        yield _split(model, [(kinds_of(copies), range(len(school)), range(total, total + 1))])
        return
    one, other = (
        kinds_of(each for each in copies if each.module.semester == semester)
        for semester in curriculum.semesters
    )
    for count in _first_weeks(curriculum, frame):
        first, last = range(count), range(count, len(school))
        most, rest = _most_sessions(one, first, frame), _most_sessions(other, last, frame)
        if (
            most + rest >= total
            and _has_room(one, first, frame, most)
            and _has_room(other, last, frame, rest)
        ):
            for share in _shares(max(0, total - rest), min(most, total)):
                others = range(total + 1 - share.stop, total + 1 - share.start)
                yield _split(model, [(one, first, share), (other, last, others)])


def _split(
    model: ModuleModel, sides: Iterable[tuple[Sequence[ModuleKind], range, range]]
) -> _Split:
    return _Split(
        [
            _Part(PatternModel(model.frame, model.unit, model.curriculum, kinds, places, sessions))
            for kinds, places, sessions in sides
        ]
    )


def _shares(least: int, most: int) -> Iterator[range]:
    """Yield how many sessions the first semester may have: each number, if these are few."""
    if most - least < _FEW_SHARES:
        yield from (range(number, number + 1) for number in range(least, most + 1))
    else:
        yield range(least, most + 1)


def _first_weeks(curriculum: Curriculum, frame: Frame) -> Iterator[int]:
    """Yield how many of the weeks on site may be those of the first semester."""
    school = frame.school_weeks
    window = curriculum.semester_ends.get((None, curriculum.semesters[0]))
    within = frame.weeks_within(window)
    for count in range(1, len(school)):
        if not window or (within and school[count - 1] <= within[-1] and school[count] > within[0]):
            yield count


def _most_sessions(kinds: Sequence[ModuleKind], places: range, frame: Frame) -> int:
    """Return how many sessions some weeks have room for, those of the modules of a semester."""
    opens = all(kind.module.opens_onsite for kind in kinds)
    closes = all(kind.module.closes_onsite for kind in kinds)
    within = range(places.start + opens, places.stop + 1 - closes)
    return sum(
        max(frame.slots[w]) for gap, of in gaps_of(frame).items() if gap in within for w in of
    )


def _has_room(kinds: Sequence[ModuleKind], places: range, frame: Frame, sessions: int) -> bool:
    """Return whether weeks have room for the hours of a semester, less as many sessions as may."""
    room = sum(frame.rooms[frame.school_weeks[place]][1] for place in places)
    options = {kind.module.option for kind in kinds} - {""}
    for option in options or {""}:
        stream = [kind for kind in kinds if kind.module.option in ("", option)]
        most = sum(
            kind.count * max(kind.module.session_numbers(frame.session), default=0)
            for kind in stream
        )
        minutes = sum(kind.count * kind.module.minutes for kind in stream)
        if minutes - frame.session * min(most, sessions) > room:
            return False
    return True
