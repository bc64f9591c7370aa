"""What a planning may become whose calendar is not published in all weeks.

A completion has, in each step of an unpublished week, an activity that the rules on this week
alone allow: those of the class, the one that the week is fixed to, none that a closure forbids. It
changes on days on which the class may change.
Quantities of a year are then forms over its blocks, and lie between those of the best and the
worst completion, which a dynamic programme finds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, product

from planner.planning.planning import CohortPlanning, Planning
from planner.programme.cohort import Cohort
from planner.rules.case import Case
from planner.rules.statement import Quantity, Rule, number
from planner.rules.weeks import inlaid_steps
from planner.year.activity import Activity
from planner.year.blocks import Block, PartsOfBlocks
from planner.year.weeks import AcademicYear, Week

StepChoices = Sequence[tuple[Activity, ...]]
"""What each step of a year may have: one activity where it is published."""


def unpublished_weeks(planning: CohortPlanning) -> tuple[int, ...]:
    """Return the positions of the weeks of which a calendar does not say what they have."""
    weeks = enumerate(planning.activities)
    return tuple(n for n, activity in weeks if activity == Activity.UNKNOWN)


def is_published(planning: Planning) -> bool:
    """Whether a planning says what every week of every cohort has."""
    return not any(unpublished_weeks(row) for row in planning.cohorts)


_State = tuple[Activity | None, frozenset[Activity]]
"""The activity with which a rest of the year begins, and those that come later in it."""


@dataclass(frozen=True)
class Term:
    """A part of a form: what each block that meets a condition adds to it.

    Attributes
    ----------
    of
        The completions whose blocks they are.
    step
        A step that the block has.
    activity
        The activity that the block has.
    test
        What else is asked of it; None for nothing.
    of_last
        Whether it asks if the block is the last of its activity.
    factor
        What it adds.
    """

    of: "Completions"
    step: int
    activity: Activity
    test: Callable[[Block], bool] | None = None
    of_last: bool = False
    factor: int = 1


@dataclass(frozen=True, eq=False)
class OpenQuantity:
    """A quantity of a year that is not published in all weeks, linear in its blocks.

    Attributes
    ----------
    low, high
        Between which the part of it lies that does not depend on `terms`.
    """

    low: int = 0
    high: int = 0
    terms: tuple[Term, ...] = ()

    def __add__(self, other: "OpenQuantity | int") -> "OpenQuantity":
        if isinstance(other, int):
            return replace(self, low=self.low + other, high=self.high + other)
        terms = self.terms + other.terms
        return OpenQuantity(self.low + other.low, self.high + other.high, terms)

    __radd__ = __add__

    def __sub__(self, other: "OpenQuantity | int") -> "OpenQuantity":
        return self + other * -1

    def __rsub__(self, other: "OpenQuantity | int") -> "OpenQuantity":
        return self * -1 + other

    def __mul__(self, factor: int) -> "OpenQuantity":
        low, high = sorted((self.low * factor, self.high * factor))
        terms = tuple(replace(term, factor=term.factor * factor) for term in self.terms)
        return OpenQuantity(low, high, terms)

    __rmul__ = __mul__

    @property
    def extremes(self) -> tuple[int, int]:
        """Its values in the best and the worst completion, the lower one first."""
        low, high = self.low, self.high
        of: dict[Completions, list[Term]] = defaultdict(list)
        for term in self.terms:
            of[term.of].append(term)
        for completions, terms in of.items():
            least, most = completions.extremes(terms)
            low, high = low + least, high + most
        return low, high


def extremes(quantity: Quantity) -> tuple[int, int]:
    """Return the values of a number or a form in the best and the worst completion."""
    if isinstance(quantity, OpenQuantity):
        return quantity.extremes
    value = number(quantity)
    return value, value


@dataclass(frozen=True, eq=False)
class Completions:
    """The years that the calendar of a cohort may still become."""

    planning: CohortPlanning
    case: Case

    @property
    def year(self) -> AcademicYear:
        """The academic year, as the cohort has it."""
        return self.case.year.of(self.planning.cohort.id)

    @cached_property
    def written(self) -> StepChoices:
        """What each step may have as the calendar is written, whatever rules on its week say."""
        year, row = self.year, self.planning
        return tuple(
            _choices(row.cohort, step)
            if row.activities[index] == Activity.UNKNOWN
            else (row.activities[index].on(step.first),)
            for index, step in zip(year.week_of_step, year.steps, strict=True)
        )

    @cached_property
    def choices(self) -> StepChoices:
        """What each step may have, as far as the rules on its week alone allow.

        Where they allow nothing, it may have all; a part of a block has what its pattern asks.
        """
        year, rules = self.year, self.case.rules[self.planning.cohort.id]
        rows = zip(year.week_of_step, year.steps, self.written, strict=True)
        return tuple(
            tuple(a for a in choices if _is_allowed(rules, index, step, a))
            or ((self._inlaid[n],) if n in self._inlaid else choices)
            if len(choices) > 1
            else choices
            for n, (index, step, choices) in enumerate(rows)
        )

    @cached_property
    def _inlaid(self) -> Mapping[int, Activity]:
        return inlaid_steps(self.planning.cohort, self.year)

    @cached_property
    def _parts(self) -> PartsOfBlocks:
        """The steps that are a part of the block around them, whatever holes have."""
        parts = [n for n, activity in self._inlaid.items() if self.choices[n] == (activity,)]
        return PartsOfBlocks.among(parts, [here == (Activity.OUTSIDE,) for here in self.choices])

    @cached_property
    def around(self) -> StepChoices:
        """What the block around each step may have, of which the step can be a part."""
        return self._parts.around(self.choices)

    @cached_property
    def changes(self) -> Sequence[frozenset[tuple[Activity, Activity]]]:
        """The changes from one block to another that each step may begin with."""
        rules = self.case.rules[self.planning.cohort.id]
        return [frozenset(), *(self._changes(step, rules) for step in range(1, len(self.around)))]

    def neighbours(self, step: int) -> Iterator[tuple[Activity, Activity]]:
        """Return what blocks may have before a step, each with what they may then have in it."""
        around = self.around
        if step in self._parts.unbroken:
            return zip(around[step], around[step], strict=True)
        return product(around[step - 1], around[step])

    def _changes(self, step: int, rules: Sequence[Rule]) -> frozenset[tuple[Activity, Activity]]:
        changes = frozenset(pair for pair in self.neighbours(step) if pair[0] != pair[1])
        if len(changes) < 2:
            return changes
        index, first = self.year.week_of_step[step], self.year.steps[step]
        may = frozenset(
            pair
            for pair in changes
            if all(bound.kept for rule in rules for bound in rule.of_change(index, first, *pair))
        )
        may_go_on = not {*self.around[step - 1]}.isdisjoint(self.around[step])
        return may if may or may_go_on else changes

    @cached_property
    def blocks(self) -> Sequence[Sequence[Block]]:
        """The blocks that may begin with each step."""
        return [tuple(self._from(first)) for first in range(len(self.around))]

    def _from(self, first: int) -> Iterator[Block]:
        choices = self.around
        for activity in choices[first]:
            if first and all(after != activity for _, after in self.changes[first]):
                continue
            end = first
            while end < len(choices) and activity in choices[end]:
                end += 1
                if end == len(choices) or any(own == activity for own, _ in self.changes[end]):
                    yield Block(activity, first, end - first, last=False)

    @cached_property
    def places(self) -> Sequence["BlockPlace"]:
        """Where blocks are, and which ones may be there."""
        choices = self.around
        begins = [n for n, here in enumerate(choices) if n == 0 or here != choices[n - 1]]
        found: dict[int, list[Block]] = {n: [] for n in begins}
        holes = [n for n in begins if len(choices[n]) > 1]
        for block in (block for blocks in self.blocks for block in blocks):
            cores = [n for n in begins if n in block.span and n not in holes]
            own = tuple(self._as_last(block))
            for core in cores or [max(n for n in begins if n <= block.first)]:
                found[core] += own
        return [BlockPlace(n, tuple(blocks), n not in holes) for n, blocks in found.items()]

    def _as_last(self, block: Block) -> Iterator[Block]:
        """Yield a block as the last of its activity, and as another one, where it may be so."""
        after = self._later[block.activity]
        if after.certain < block.first + block.length:
            yield replace(block, last=True)
        if after.possible >= block.first + block.length:
            yield block

    @cached_property
    def _later(self) -> Mapping[Activity, "_LastSteps"]:
        """The last step that has an activity, and that which may have it."""
        known: dict[Activity, int] = {}
        may: dict[Activity, int] = {}
        for step, here in enumerate(self.around):
            may |= dict.fromkeys(here, step)
            known |= dict.fromkeys(here if len(here) == 1 else (), step)
        return {
            activity: _LastSteps(known.get(activity, -1), step) for activity, step in may.items()
        }

    def extremes(self, terms: Sequence[Term]) -> tuple[int, int]:
        """Return the least and the most that some terms add up to in one completion.

        Backwards from the end of the year; after each step it is known which activity begins there
        and, where a term asks for last blocks, which ones come later.
        """
        asks_for_last, added = any(term.of_last for term in terms), _Added.by(terms, self.year)
        end = len(self.blocks)
        after: dict[int, dict[_State, tuple[int, int]]] = defaultdict(dict)
        after[end] = {(None, frozenset()): (0, 0)}
        for block in (block for blocks in reversed(self.blocks) for block in blocks):
            first, following = block.first, block.first + block.length
            here, sums = after[first], {}
            for (activity, later), (low, high) in after[following].items():
                if activity and (block.activity, activity) not in self.changes[following]:
                    continue
                is_last = block.activity not in later
                if is_last not in sums:
                    sums[is_last] = added.of(replace(block, last=is_last))
                more = sums[is_last]
                state = (block.activity, later | {block.activity} if asks_for_last else later)
                least, most = here.get(state, (low + more, high + more))
                here[state] = min(least, low + more), max(most, high + more)
        found = after[0].values()
        return min(low for low, _ in found), max(high for _, high in found)


@dataclass(frozen=True)
class BlockPlace:
    """Where a published block is, or a hole, and the blocks that may be there.

    Attributes
    ----------
    step
        The first step of the published part, or of the hole.
    blocks
        Those that have the published part, of which each completion has one; those within the hole.
    """

    step: int
    blocks: tuple[Block, ...]
    is_published: bool


@dataclass(frozen=True)
class _LastSteps:
    """The last step that has an activity, and the last that may have it; -1 without any."""

    certain: int
    possible: int


@dataclass(frozen=True)
class _Added:
    """What blocks add to a quantity.

    Attributes
    ----------
    so_far
        By activity, what its steps before each step add up to, whatever the block.
    tested
        The terms that ask something of the block, by their steps.
    """

    so_far: Mapping[Activity, Sequence[int]]
    tested: Mapping[int, Sequence[Term]]

    @classmethod
    def by(cls, terms: Sequence[Term], year: AcademicYear) -> "_Added":
        """Arrange terms."""
        rows: dict[Activity, list[int]] = {}
        tested: dict[int, list[Term]] = defaultdict(list)
        for term in terms:
            if term.test is None:
                row = rows.setdefault(term.activity, [0] * len(year.steps))
                row[term.step] += term.factor
            else:
                tested[term.step].append(term)
        return cls({a: [0, *accumulate(row)] for a, row in rows.items()}, tested)

    def of(self, block: Block) -> int:
        """Return what a block adds."""
        found = 0
        if so_far := self.so_far.get(block.activity):
            found = so_far[block.first + block.length] - so_far[block.first]
        for step in block.span if self.tested else ():
            for term in self.tested.get(step, ()):
                if term.activity == block.activity and term.test and term.test(block):
                    found += term.factor
        return found


def _choices(cohort: Cohort, step: Week) -> tuple[Activity, ...]:
    fixed = cohort.fixed_weeks.get(step.iso_week)
    outside = [Activity.OUTSIDE] if cohort.is_part_year else []
    known = [*cohort.placeable, *outside, *([fixed.on(step.first)] if fixed else [])]
    return tuple(dict.fromkeys(known))


def _is_allowed(rules: Sequence[Rule], index: int, step: Week, activity: Activity) -> bool:
    return all(bound.kept for rule in rules for bound in rule.of_week(index, step, activity))
