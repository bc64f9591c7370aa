"""How a rule is stated, so that the solver and the checker read the same statement.

A rule yields bounds instead of comparing: quantities built with `+`, `-` and `sum` over a grid
of weeks, each with the values that are accepted. Over a grid of integers the bounds are checked,
over a grid of CP-SAT variables they are posted as linear constraints.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, ClassVar, Protocol

from typing_extensions import deprecated

from planner.programme.block_shapes import Extent
from planner.programme.cohort import Cohort, CutWeeks
from planner.programme.names import RuleName
from planner.year.activity import Activity
from planner.year.blocks import Block, Position
from planner.year.moments import Window
from planner.year.weeks import AcademicYear, Week

UNBOUNDED = 10**9
"""Beyond any quantity of a year (minutes, weeks, sessions)."""

Intervals = tuple[tuple[int, int], ...]


class Quantity(Protocol):
    """An integer, or a linear expression over the variables of a solver.

    A rule may add, subtract and multiply by a whole number. It must not compare quantities,
    branch on them or multiply them with each other: over variables, `==` silently builds an
    expression, and a product is not linear. mypy refuses all three (the operators are missing
    here, `__eq__` is marked as deprecated, and the error code `truthy-bool` is enabled). Operands
    are `Any` because `int` adds integers only.
    """

    def __add__(self, other: Any, /) -> "Quantity": ...

    def __radd__(self, other: Any, /) -> "Quantity": ...

    def __sub__(self, other: Any, /) -> "Quantity": ...

    def __rsub__(self, other: Any, /) -> "Quantity": ...

    def __mul__(self, factor: int, /) -> "Quantity": ...

    def __rmul__(self, factor: int, /) -> "Quantity": ...

    @deprecated("a quantity may be an expression, which cannot be compared")
    def __eq__(self, other: object, /) -> bool: ...


def number(quantity: Quantity) -> int:
    """Return a quantity that is known to be a number.

    Raises
    ------
    TypeError
        The quantity is an expression over variables.
    """
    if not isinstance(quantity, int):
        raise TypeError("an expression has no value before it is solved")
    return quantity


class Unit(StrEnum):
    """What the quantities of a rule count."""

    WEEKS = "weeks"
    DAYS = "days"
    BLOCKS = "blocks"
    SESSIONS = "sessions"
    MINUTES = "minutes"
    COHORTS = "cohorts"
    PEOPLE = "people"
    GROUPS = "groups"


class Family(StrEnum):
    """The families of rules: each is a file of this room."""

    WEEKS = "weeks"
    LOCKS = "locks"
    BLOCKS = "blocks"
    SESSIONS = "sessions"
    HOURS = "hours"
    LEAVE = "leave"
    CAMPUS = "campus"
    APART = "apart"


class Aspect(StrEnum):
    """Which statement of a rule a bound belongs to, where the rule makes several."""

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
        Position in the year of the week at which a breach is reported; None if at the year. A
        bound on the sessions of a week must depend on those of that week alone: the placement of
        sessions evaluates it for each number separately.
    aspect
        Which of the statements of its rule it belongs to.
    part
        For a bound on the sessions of several weeks: the positions of these weeks. The placement
        of sessions keeps the bounds that name them, as long as those that do not begin with the
        year do not overlap; it knows besides only the total and the leave.
    """

    actual: Quantity
    accepted: Intervals
    week: int | None = None
    aspect: Aspect = Aspect.VALUE
    part: range | None = None

    @property
    def figure(self) -> int:
        """The quantity as a number.

        Raises
        ------
        TypeError
            The quantity is an expression over variables.
        """
        return number(self.actual)

    @property
    def kept(self) -> bool:
        """Whether the number is among the accepted values.

        Raises
        ------
        TypeError
            The quantity is an expression over variables.
        """
        figure = self.figure
        return any(low <= figure <= high for low, high in self.accepted)


def exactly(value: int) -> Intervals:
    """Return the interval of this value only."""
    return ((value, value),)


def at_least(value: int) -> Intervals:
    """Return the interval of this value and all above."""
    return ((value, UNBOUNDED),)


def at_most(value: int) -> Intervals:
    """Return the interval of this value and all below."""
    return ((-UNBOUNDED, value),)


def between(low: int, high: int | None) -> Intervals:
    """Return the interval from `low` to `high`, unbounded above where `high` is None."""
    return ((low, UNBOUNDED if high is None else high),)


def within(extent: Extent) -> Intervals:
    """Return the interval of an extent."""
    return between(extent.low, extent.high)


def one_of(values: Iterable[int]) -> Intervals:
    """Return an interval of one value for each of these, ascending, without doubles."""
    return tuple((value, value) for value in sorted(set(values)))


class NotGiven(Exception):
    """A rule or an objective reads a row that a grid does not have."""


class Grid(Protocol):
    """One cohort's year as rules read it: rows of quantities.

    What is done has a quantity for each step of the year, sessions and hours for each week.

    A row may be missing: a published calendar has no sessions, and the solver places hours once
    the weeks are known. Reading it raises `NotGiven`, and the rule that reads it is skipped.
    """

    @property
    def year(self) -> AcademicYear: ...

    @property
    def activities(self) -> Sequence[Activity]:
        """All that its weeks can have; of a planning, also what they have against the rules."""

    def doing(self, activity: Activity) -> Sequence[Quantity]:
        """1 in the steps of an activity, 0 in the others."""

    def starts(self, activity: Activity) -> Sequence[Quantity]:
        """1 in the steps with which a block of an activity begins, 0 in the others."""

    def steps_in(self, position: Position) -> Sequence[Quantity]:
        """1 in the steps of the blocks that lie at a position, 0 in the others."""

    def blocks_at(self, position: Position) -> Sequence[Quantity]:
        """1 in the steps with which such a block begins, 0 in the others."""

    def begins_with(self, activity: Activity, steps: int) -> Quantity:
        """1 if the year begins with so many steps of an activity at least, else 0."""

    def ends_with(self, activity: Activity, steps: int) -> Quantity:
        """1 if the year ends with so many steps of an activity at least, else 0."""

    @property
    def sessions(self) -> Sequence[Quantity]:
        """Remote sessions of each week."""

    @property
    def onsite(self) -> Sequence[Quantity]:
        """Minutes taught on site in each week."""

    def weeks_with(self, row: Sequence[Quantity], least: Sequence[int]) -> Sequence[Quantity]:
        """1 in the weeks of which at least so many steps are 1 in a row of 0 and 1, else 0."""

    def runs(self, present: Sequence[Quantity], most: int) -> Sequence[Quantity]:
        """The length of the run of 1 that begins with a step, in a row of 0 and 1; else 0.

        Only a limit of `most` may be set on them: over variables, no more than the first
        `most` + 1 steps of a run are counted.
        """

    def free_runs(self, length: int, activities: Sequence[Activity]) -> Sequence[Quantity]:
        """1 where a run of `length` weeks of some activities without sessions begins, else 0."""


def total_by_step(
    grid: Grid,
    activities: Iterable[Activity],
    amount: Callable[[Week, Activity], int],
    steps: Sequence[Week] | None = None,
) -> list[Quantity]:
    """Return for each step the sum, over some activities, of the amount that the activity brings.

    Parameters
    ----------
    amount
        What a step (a week, or a day) of an activity brings: minutes, days, or 1 to count steps.
        Activities exclude each other in a step, so at most one term of the sum is not 0.
    steps
        The steps as the cohort has them; by default, as the year has them.
    """
    steps = steps or grid.year.steps
    row: list[Quantity] = [0] * len(steps)
    for activity in activities:
        for index, here in enumerate(grid.doing(activity)):
            if isinstance(here, int) and not here:
                continue  # it is not done there, whatever it would bring
            each = amount(steps[index], activity)
            if each:
                row[index] = row[index] + each * here
    return row


def total_by_week(
    grid: Grid, activities: Iterable[Activity], amount: Callable[[Week, Activity], int]
) -> list[Quantity]:
    """Return for each week the sum of the amounts of its steps."""
    return by_week(grid, total_by_step(grid, activities, amount))


def by_week(grid: Grid, row: Sequence[Quantity]) -> list[Quantity]:
    """Add up the steps of each week."""
    if not grid.year.by_days:
        return list(row)
    weeks = map(grid.year.steps_of_week, range(len(grid.year)))
    return [sum(row[step] for step in steps) for steps in weeks]


def steps_of_kind(grid: Grid, is_of_kind: Callable[[Activity], bool]) -> list[Quantity]:
    """Return 1 in the steps of activities of a kind, 0 in the others."""
    return total_by_step(grid, filter(is_of_kind, grid.activities), lambda *_: 1)


def counted_weeks(grid: Grid, row: Sequence[Quantity], count: CutWeeks) -> Sequence[Quantity]:
    """Return what a number of weeks adds up, given a row of 1 in the steps of a kind, else 0.

    Returns
    -------
    sequence of Quantity
        1 in the steps where days count as fifths; else 1 in the weeks that count.
    """
    year = grid.year
    if not year.by_days or count is CutWeeks.FIFTHS:
        return row
    is_whole = count is CutWeeks.WHOLE
    weeks = range(len(year))
    return grid.weeks_with(row, [len(year.steps_of_week(n)) if is_whole else 1 for n in weeks])


def unit_of_steps(a_week: int) -> Unit:
    """Return what steps are, given how many a whole week has."""
    return Unit.WEEKS if a_week == 1 else Unit.DAYS


def in_steps(extent: Extent, a_week: int) -> Extent:
    """Return an extent of weeks as one of steps, given how many a whole week has."""
    return Extent(extent.low * a_week, None if extent.high is None else extent.high * a_week)


@dataclass(frozen=True)
class Rule:
    """One requirement on a cohort's year.

    A rule constrains a week and its activity, a change, a block, or the year as a whole; methods
    that it does not override state nothing. The network of admissible blocks evaluates `of_week`,
    `of_change` and `of_block`, the solver posts `of_year`, the checker evaluates all.

    Attributes
    ----------
    name, family
        Its name in files and messages, and the family (the file of this room) it belongs to.
    unit
        What its quantities count, where `unit_of` does not say otherwise.
    by_week
        Whether it states something of its own for each week, so that one week can be relaxed
        without the others where rules contradict each other.
    of_school
        Whether it is the same for all cohorts (of what it is about), and can be relaxed for all of
        them only.
    sets_session_numbers
        Whether the numbers it accepts are the domain of the sessions of a week.
    """

    name: ClassVar[RuleName]
    family: ClassVar[Family]
    unit: ClassVar[Unit]
    by_week: ClassVar[bool] = False
    of_school: ClassVar[bool] = False
    sets_session_numbers: ClassVar[bool] = False

    @property
    def about(self) -> str:
        """The activity, block, semester or site that tells it from other rules of its name."""
        return ""

    @property
    def site_name(self) -> str:
        """The name of the site for all of which it holds; "" where a school has one only."""
        return ""

    @property
    def windows(self) -> tuple[Window, ...]:
        """The parts of the year that it is about; none of them for the whole year."""
        return ()

    def in_windows(self, grid: Grid) -> Sequence[Quantity]:
        """Return what each week has of that which the windows are about; 0 where it has nothing.

        Raises
        ------
        NotGiven
            The grid does not have the row that the rule reads.
        """
        return [0] * len(grid.year)

    @property
    def lasts(self) -> frozenset[Activity]:
        """The activities whose last block of the year it distinguishes from the others."""
        return frozenset()

    @property
    def shapes(self) -> frozenset[Activity]:
        """The activities whose blocks it constrains: their lengths, number or place."""
        return frozenset()

    @property
    def place(self) -> Position | None:
        """The place of the blocks it constrains, where these are not all of an activity."""
        return None

    def inlaid(self, index: int, step: Week) -> Activity | None:
        """Return what is done in a step that is a part of the block around it, whatever that is.

        None where it says no such thing. Of such a step, blocks have the activity around it.
        """
        return None

    def unit_of(self, aspect: Aspect) -> Unit:
        """Return what the quantities of one of its statements count."""
        return self.unit

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        """Yield the bounds on one week of an activity; quantities are numbers.

        Parameters
        ----------
        index
            The position of the week in the year.
        week
            It, or one of its days where the year is planned by days.
        """
        yield from ()

    def of_change(
        self, index: int, step: Week, before: Activity, after: Activity
    ) -> Iterator[Bound]:
        """Yield the bounds on the change from one activity to another at the start of a step.

        Parameters
        ----------
        index
            The position of the week of the step.
        """
        yield from ()

    def of_block(self, block: Block) -> Iterator[Bound]:
        """Yield the bounds on one block; quantities are numbers."""
        yield from ()

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        """Yield the bounds on the year; quantities are linear in the grid.

        Raises
        ------
        NotGiven
            The grid does not have a row that the rule reads.
        """
        yield from ()


@dataclass(frozen=True)
class SharedRule:
    """One requirement on all cohorts of a programme together, in every week alike.

    Attributes
    ----------
    name, family, unit, by_week
        As of a `Rule`.
    """

    name: ClassVar[RuleName]
    family: ClassVar[Family] = Family.CAMPUS
    unit: ClassVar[Unit]
    by_week: ClassVar[bool] = False

    @property
    def about(self) -> str:
        """The resource, site or planning that tells it from other rules of its name."""
        return ""

    @property
    def site_name(self) -> str:
        """The name of the site whose cohorts it is on; "" where it is on all."""
        return ""

    @property
    def place(self) -> Position | None:
        """None: it constrains no blocks."""
        return None

    @property
    def windows(self) -> tuple[Window, ...]:
        """None of them: it is about the whole year."""
        return ()

    def unit_of(self, aspect: Aspect) -> Unit:
        """Return what its quantities count."""
        return self.unit

    def of_cohorts(self, rows: Sequence[tuple[Cohort, Grid]]) -> Iterator[Bound]:
        """Yield the bounds on the year; quantities are linear in the grids."""
        yield from ()


AnyRule = Rule | SharedRule
