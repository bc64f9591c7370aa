"""Rules on blocks: how many, how short, how long, where.

A block that the edge of the year cuts counts only its weeks in this year; `AcrossYears` limits
the whole stay. A block is of one activity; `LongestPresence` limits the weeks in a row at a place
whatever the activities.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.programme.cohort import BlockShape, NamedBlock
from planner.programme.names import RuleName
from planner.rules.given import Stay
from planner.rules.statement import (
    Aspect,
    Bound,
    Family,
    Grid,
    Quantity,
    Rule,
    Unit,
    at_most,
    between,
    total_by_week,
    within,
)
from planner.year.activity import Activity, Place
from planner.year.blocks import Block, Position
from planner.year.calendar import position, positions
from planner.year.moments import Window
from planner.year.weeks import AcademicYear


@dataclass(frozen=True)
class Blocks(Rule):
    """The blocks of one activity have the number, the lengths and the place of their shape.

    Attributes
    ----------
    weeks
        The positions of the weeks in which they may lie.
    """

    family = Family.BLOCKS
    unit = Unit.WEEKS
    activity: Activity
    shape: BlockShape
    weeks: range

    @property
    def shapes(self) -> frozenset[Activity]:
        return frozenset({self.activity} if self.shape.is_stated else ())

    @property
    def window(self) -> Window | None:
        return self.shape.window

    def in_window(self, grid: Grid) -> Sequence[Quantity]:
        return grid.doing(self.activity)

    def unit_of(self, aspect: Aspect) -> Unit:
        return Unit.BLOCKS if aspect is Aspect.COUNT else Unit.WEEKS

    def of_block(self, block: Block) -> Iterator[Bound]:
        if block.activity == self.activity:
            first, end = block.first, block.first + block.length
            inside = max(0, min(end, self.weeks.stop) - max(first, self.weeks.start))
            yield Bound(block.length - inside, at_most(0), block.first, Aspect.PLACE)
            lengths = between(self.shape.shortest, self.shape.longest)
            yield Bound(block.length, lengths, block.first, Aspect.LENGTH)

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        if self.shape.count is not None:
            count = within(self.shape.count)
            yield Bound(sum(grid.starts(self.activity)), count, aspect=Aspect.COUNT)


@dataclass(frozen=True)
class SchoolBlocks(Blocks):
    """The stays at school."""

    name = RuleName.SCHOOL_BLOCKS


@dataclass(frozen=True)
class CompanyBlocks(Blocks):
    """The periods in company."""

    name = RuleName.COMPANY_BLOCKS


@dataclass(frozen=True)
class ActivityBlocks(Blocks):
    """The blocks of an activity besides school and company."""

    name = RuleName.ACTIVITY_BLOCKS

    @property
    def about(self) -> str:
        return self.activity.name


@dataclass(frozen=True)
class NamedBlockRule(Rule):
    """A requirement on the blocks at a place of the year, which bear a name.

    Attributes
    ----------
    position
        The place in this year: every block of the activity that lies there bears the name.
    """

    named: NamedBlock
    position: Position

    @property
    def about(self) -> str:
        return self.named.name

    @property
    def place(self) -> Position | None:
        return self.position

    @property
    def lasts(self) -> frozenset[Activity]:
        return frozenset({self.named.activity} if self.position.last else ())

    @property
    def shapes(self) -> frozenset[Activity]:
        return frozenset({self.named.activity})


@dataclass(frozen=True)
class NamedBlocks(NamedBlockRule):
    """Blocks that bear a name have their number and lengths."""

    name = RuleName.NAMED_BLOCKS
    family = Family.BLOCKS
    unit = Unit.WEEKS

    @property
    def window(self) -> Window | None:
        return self.named.window

    def in_window(self, grid: Grid) -> Sequence[Quantity]:
        return grid.weeks_in(self.position)

    def unit_of(self, aspect: Aspect) -> Unit:
        return Unit.BLOCKS if aspect is Aspect.COUNT else Unit.WEEKS

    def of_block(self, block: Block) -> Iterator[Bound]:
        if self.position.holds(block):
            shape = self.named.shape
            lengths = between(shape.shortest, shape.longest)
            yield Bound(block.length, lengths, block.first, Aspect.LENGTH)

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        if self.named.shape.count is not None:
            count = within(self.named.shape.count)
            yield Bound(sum(grid.blocks_at(self.position)), count, aspect=Aspect.COUNT)
        if self.named.weeks is not None:
            weeks = within(self.named.weeks)
            yield Bound(sum(grid.weeks_in(self.position)), weeks, aspect=Aspect.TOTAL)


@dataclass(frozen=True)
class AcrossYears(Rule):
    """A stay that goes on from the year before is not too long, its weeks there included.

    Attributes
    ----------
    stay
        The stay with which the year before ended.
    longest
        Most weeks of the whole stay.
    """

    name = RuleName.ACROSS_YEARS
    family = Family.BLOCKS
    unit = Unit.WEEKS
    stay: Stay
    longest: int

    @property
    def about(self) -> str:
        return self.stay.activity.name

    @property
    def shapes(self) -> frozenset[Activity]:
        return frozenset({self.stay.activity})

    def of_block(self, block: Block) -> Iterator[Bound]:
        if block.first == 0 and block.activity == self.stay.activity:
            yield Bound(self.stay.weeks + block.length, at_most(self.longest), 0)


@dataclass(frozen=True)
class LongestPresence(Rule):
    """No run of weeks with a day at a place is too long, whatever the activities of its weeks.

    Attributes
    ----------
    held
        At school, in company or abroad.
    longest
        Most weeks in a row with a working day there; a week without any ends the run.
    """

    name = RuleName.LONGEST_PRESENCE
    family = Family.BLOCKS
    unit = Unit.WEEKS
    held: Place
    longest: int

    @property
    def about(self) -> str:
        return self.held.value

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        present = total_by_week(
            grid, grid.activities, lambda week, a: int(week.is_at(a, self.held))
        )
        for first, length in enumerate(grid.runs(present, self.longest)):
            yield Bound(length, at_most(self.longest), first, Aspect.LENGTH)


def named_position(named: NamedBlock, year: AcademicYear) -> Position:
    """Return the place of a named block in a year.

    Its start is -1 where the year does not have the week with which the block must begin.
    """
    found = position(named.start, year) if named.start else None
    start = None if named.start is None else found[0] if found else -1
    return Position(named.activity, positions(named.window, year), start, named.last)
