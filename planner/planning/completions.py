"""What a planning may become whose calendar is not published in all weeks.

A completion has, in each step of an unpublished week, an activity that the rules on this week
alone allow: those of the class, the one that the week is fixed to, none that a closure forbids.
Quantities of a year are then forms over its blocks, and lie between those of the best and the
worst completion, which a dynamic programme finds.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from planner.planning.planning import CohortPlanning, Planning
from planner.programme.cohort import Cohort
from planner.rules.case import Case
from planner.rules.statement import Quantity, Rule, number
from planner.year.activity import Activity
from planner.year.blocks import Block
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
    test
        The condition on the block.
    of_last
        Whether it asks if the block is the last of its activity.
    factor
        What it adds.
    """

    of: "Completions"
    step: int
    test: Callable[[Block], bool]
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
    """The years that the calendar of a cohort may still become.

    Attributes
    ----------
    written
        What each step of an unpublished week may have as the calendar is written, whatever rules
        say.
    """

    planning: CohortPlanning
    case: Case

    @property
    def year(self) -> AcademicYear:
        """The academic year, as the cohort has it."""
        return self.case.year.of(self.planning.cohort.id)

    @cached_property
    def written(self) -> StepChoices:
        """What each step may have, whatever the rules on its week say."""
        year, row = self.year, self.planning
        return tuple(
            _choices(row.cohort, step)
            if row.activities[index] == Activity.UNKNOWN
            else (row.activities[index].on(step.first),)
            for index, step in zip(year.week_of_step, year.steps, strict=True)
        )

    @cached_property
    def choices(self) -> StepChoices:
        """What each step may have, as far as the rules on its week alone allow."""
        year, rules = self.year, self.case.rules[self.planning.cohort.id]
        rows = zip(year.week_of_step, year.steps, self.written, strict=True)
        return tuple(
            tuple(a for a in choices if _is_allowed(rules, index, step, a)) or choices
            if len(choices) > 1
            else choices
            for index, step, choices in rows
        )

    @cached_property
    def blocks(self) -> tuple[tuple[Block, ...], ...]:
        """The blocks that may begin with each step."""
        return tuple(tuple(self._from(first)) for first in range(len(self.choices)))

    def _from(self, first: int) -> Iterator[Block]:
        choices = self.choices
        for activity in choices[first]:
            if first and set(choices[first - 1]) == {activity}:
                continue
            end = first
            while end < len(choices) and activity in choices[end]:
                end += 1
                if end == len(choices) or set(choices[end]) != {activity}:
                    yield Block(activity, first, end - first, last=False)

    def extremes(self, terms: Sequence[Term]) -> tuple[int, int]:
        """Return the least and the most that some terms add up to in one completion.

        Backwards from the end of the year; after each step it is known which activity begins there
        and, where a term asks for last blocks, which ones come later.
        """
        by_step: dict[int, list[Term]] = defaultdict(list)
        for term in terms:
            by_step[term.step].append(term)
        asks_for_last = any(term.of_last for term in terms)
        after: dict[int, dict[_State, tuple[int, int]]] = defaultdict(dict)
        after[len(self.blocks)] = {(None, frozenset()): (0, 0)}
        for first in reversed(range(len(self.blocks))):
            for block in self.blocks[first]:
                for (following, later), (low, high) in after[first + block.length].items():
                    if following == block.activity:
                        continue
                    own = replace(block, last=block.activity not in later)
                    added = sum(
                        term.factor
                        for step in block.span
                        for term in by_step.get(step, ())
                        if term.test(own)
                    )
                    state = (block.activity, later | {block.activity} if asks_for_last else later)
                    least, most = after[first].get(state, (low + added, high + added))
                    after[first][state] = min(least, low + added), max(most, high + added)
        found = after[0].values()
        return min(low for low, _ in found), max(high for _, high in found)


def _choices(cohort: Cohort, step: Week) -> tuple[Activity, ...]:
    fixed = cohort.fixed_weeks.get(step.iso_week)
    outside = [Activity.OUTSIDE] if cohort.is_part_year else []
    known = [*cohort.placeable, *outside, *([fixed.on(step.first)] if fixed else [])]
    return tuple(dict.fromkeys(known))


def _is_allowed(rules: Sequence[Rule], index: int, step: Week, activity: Activity) -> bool:
    return all(bound.kept for rule in rules for bound in rule.of_week(index, step, activity))
