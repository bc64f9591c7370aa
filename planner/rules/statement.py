"""How a rule is stated, so that the solver and the checker read the same sentence.

A rule yields bounds instead of comparing: quantities built with `+`, `-` and `sum` over a grid
of weeks, each with the values that are accepted. Over a grid of integers the bounds are checked,
over a grid of a solver's variables they are posted. A rule must never compare, branch on or
multiply quantities: on variables, `==` silently builds an expression.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol

from planner.programme.cohort import Cohort, Extent
from planner.programme.hours import Quantity
from planner.programme.names import RuleName
from planner.year.activity import Activity
from planner.year.blocks import Block, Position
from planner.year.weeks import Week

UNBOUNDED = 10**9
"""Beyond any quantity of a year (minutes, weeks, sessions)."""

Intervals = tuple[tuple[int, int], ...]


class Aspect(StrEnum):
    """What of a rule a bound is about, where the rule states several things."""

    VALUE = "value"
    LENGTH = "length"
    COUNT = "count"
    PLACE = "place"
    TOTAL = "total"
    CONSECUTIVE = "consecutive"
    STRAY = "stray"


@dataclass(frozen=True)
class Bound:
    """A quantity and the values it may take.

    Attributes
    ----------
    actual
        The quantity: a number, or a linear expression.
    accepted
        Closed intervals in ascending order.
    week
        Position in the year of the week it speaks of; None if it speaks of the whole year. A
        bound on the sessions of a week must depend on those of that week alone: the placement
        of sessions asks it for each number. Of the bounds on the sessions of several weeks it
        knows their total, those of semesters and the leave; another one has to be taught to it.
    aspect
        Which of the things that its rule states it is.
    """

    actual: Quantity
    accepted: Intervals
    week: int | None = None
    aspect: Aspect = Aspect.VALUE

    @property
    def kept(self) -> bool:
        """Whether a number is among the accepted values (not to be asked of an expression)."""
        return any(low <= self.actual <= high for low, high in self.accepted)


def exactly(value: int) -> Intervals:
    """Accept this value only."""
    return ((value, value),)


def at_least(value: int) -> Intervals:
    """Accept this value and all above."""
    return ((value, UNBOUNDED),)


def at_most(value: int) -> Intervals:
    """Accept this value and all below."""
    return ((-UNBOUNDED, value),)


def between(low: int, high: int | None) -> Intervals:
    """Accept the values from `low` to `high`, or all from `low` on."""
    return ((low, UNBOUNDED if high is None else high),)


def within(extent: Extent) -> Intervals:
    """Accept the values of an extent."""
    return between(extent.low, extent.high)


def one_of(values: Iterable[int]) -> Intervals:
    """Accept these values only."""
    return tuple((value, value) for value in sorted(set(values)))


class NotGiven(Exception):
    """A rule asks for a row that a grid does not have."""


class Grid(Protocol):
    """One cohort's year as rules see it: a row of quantities, one for each week.

    A row may be missing: a published calendar has no sessions, and the solver places hours once
    the weeks are known. Asking for it raises `NotGiven`, and the rule that asked is not read.
    """

    @property
    def weeks(self) -> Sequence[Week]: ...

    def doing(self, activity: Activity) -> Sequence[Quantity]:
        """1 in the weeks of an activity, 0 in the others."""

    def starts(self, activity: Activity) -> Sequence[Quantity]:
        """1 in the weeks with which a block of an activity begins, 0 in the others."""

    def weeks_in(self, position: Position) -> Sequence[Quantity]:
        """1 in the weeks of the blocks that lie at a position, 0 in the others."""

    def blocks_at(self, position: Position) -> Sequence[Quantity]:
        """1 in the weeks with which such a block begins, 0 in the others."""

    @property
    def sessions(self) -> Sequence[Quantity]:
        """Remote sessions of each week."""

    @property
    def onsite(self) -> Sequence[Quantity]:
        """Minutes taught on site in each week."""

    def free_runs(self, length: int, activities: Sequence[Activity]) -> Sequence[Quantity]:
        """1 where a run of `length` weeks of some activities without sessions begins, else 0."""


def total_by_week(
    grid: Grid, activities: Iterable[Activity], amount: Callable[[Week, Activity], int]
) -> list[Quantity]:
    """Add up, week by week, what each activity would bring in that week.

    Parameters
    ----------
    amount
        What a week of an activity brings: hours, days, or 1 to count weeks.
    """
    row: list[Quantity] = [0] * len(grid.weeks)
    for activity in activities:
        for index, here in enumerate(grid.doing(activity)):
            each = amount(grid.weeks[index], activity)
            if each:
                row[index] = row[index] + each * here
    return row


@dataclass(frozen=True)
class Rule:
    """One requirement on a cohort's year.

    A rule speaks of a week and its activity, of a block, or of the year as a whole; what it has
    nothing to say about, it leaves as it is here. The network of admissible blocks asks the
    first two, the solver posts the third, the checker reads all.

    Attributes
    ----------
    by_week
        Whether it states something of its own for each week, so that one week can be told from
        the others where rules do not go together.
    of_school
        Whether it is the same for all cohorts, and can be eased for all of them only.
    """

    name: ClassVar[RuleName]
    by_week: ClassVar[bool] = False
    of_school: ClassVar[bool] = False

    @property
    def about(self) -> str:
        """Which of several of its name it is: the activity, block or semester it speaks of."""
        return ""

    @property
    def lasts(self) -> frozenset[Activity]:
        """The activities whose last block of the year it tells from the others."""
        return frozenset()

    @property
    def shapes(self) -> frozenset[Activity]:
        """The activities of whose blocks it speaks: of their lengths, number or place."""
        return frozenset()

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        """State what holds for one week of an activity; quantities are numbers."""
        yield from ()

    def of_block(self, block: Block) -> Iterator[Bound]:
        """State what holds for one block; quantities are numbers."""
        yield from ()

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        """State what holds for the year; quantities are linear in the grid."""
        yield from ()


@dataclass(frozen=True)
class SharedRule:
    """One requirement on all cohorts of a programme together, in every week alike."""

    name: ClassVar[RuleName]
    by_week: ClassVar[bool] = False

    @property
    def about(self) -> str:
        """Which of several of its name it is."""
        return ""

    def of_cohorts(self, rows: Sequence[tuple[Cohort, Grid]]) -> Iterator[Bound]:
        """State what holds for the year; quantities are linear in the grids."""
        yield from ()
