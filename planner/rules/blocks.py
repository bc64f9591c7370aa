"""Rules on blocks: how many, how short, how long, where.

A block that the edge of the year cuts counts only its weeks in this year; `AcrossYears` limits
the whole stay. A block is of one activity; `LongestPresence` limits the weeks in a row at a place
whatever the activities.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from planner.programme.block_shapes import BlockShape, NamedBlock, most_steps
from planner.programme.cohort import ActivityRules, Cohort, CutWeeks
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
    by_week,
    counted_weeks,
    in_steps,
    total_by_step,
    unit_of_steps,
    within,
)
from planner.year.activity import Activity, Place
from planner.year.blocks import Block, Position
from planner.year.moments import Window
from planner.year.positions import step_position, step_positions, working_days_of
from planner.year.weeks import AcademicYear, Week


@dataclass(frozen=True)
class Blocks(Rule):
    """The blocks of one activity have the number, the lengths and the place of their shape.

    Attributes
    ----------
    spans
        The positions of the steps in one of which spans each of them lies.
    a_week
        The steps of a whole week.
    """

    family = Family.BLOCKS
    unit = Unit.WEEKS
    activity: Activity
    shape: BlockShape
    spans: tuple[range, ...]
    a_week: int = 1

    @property
    def shapes(self) -> frozenset[Activity]:
        return frozenset({self.activity} if self.shape.is_stated else ())

    @property
    def windows(self) -> tuple[Window, ...]:
        return self.shape.windows

    def in_windows(self, grid: Grid) -> Sequence[Quantity]:
        return by_week(grid, grid.doing(self.activity))

    def unit_of(self, aspect: Aspect) -> Unit:
        return Unit.BLOCKS if aspect is Aspect.COUNT else unit_of_steps(self.a_week)

    def of_block(self, block: Block) -> Iterator[Bound]:
        if block.activity == self.activity:
            first, end = block.first, block.first + block.length
            inside = (min(end, span.stop) - max(first, span.start) for span in self.spans)
            beyond = block.length - max(0, *inside)
            yield Bound(beyond, at_most(0), first, Aspect.PLACE)
            yield Bound(
                block.length, between(*self.shape.limits(self.a_week)), first, Aspect.LENGTH
            )

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
    a_week
        The steps of a whole week.
    """

    named: NamedBlock
    position: Position
    a_week: int = 1

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
    """Blocks that bear a name have their number and lengths.

    Attributes
    ----------
    count
        How cut weeks count in their weeks in all.
    """

    name = RuleName.NAMED_BLOCKS
    family = Family.BLOCKS
    unit = Unit.WEEKS
    count: CutWeeks = CutWeeks.FIFTHS

    @property
    def windows(self) -> tuple[Window, ...]:
        return self.named.windows

    def in_windows(self, grid: Grid) -> Sequence[Quantity]:
        return by_week(grid, grid.steps_in(self.position))

    def unit_of(self, aspect: Aspect) -> Unit:
        if aspect is Aspect.COUNT:
            return Unit.BLOCKS
        return unit_of_steps(self._total_a_week if aspect is Aspect.TOTAL else self.a_week)

    @property
    def _total_a_week(self) -> int:
        return self.a_week if self.count is CutWeeks.FIFTHS else 1

    def of_block(self, block: Block) -> Iterator[Bound]:
        if self.position.holds(block):
            lengths = between(*self.named.shape.limits(self.a_week))
            yield Bound(block.length, lengths, block.first, Aspect.LENGTH)

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        if self.named.shape.count is not None:
            count = within(self.named.shape.count)
            yield Bound(sum(grid.blocks_at(self.position)), count, aspect=Aspect.COUNT)
        if self.named.weeks is not None:
            total = within(in_steps(self.named.weeks, self._total_a_week))
            weeks = counted_weeks(grid, grid.steps_in(self.position), self.count)
            yield Bound(sum(weeks), total, aspect=Aspect.TOTAL)


@dataclass(frozen=True)
class ChangeDays:
    """Days on which blocks may begin: weekdays (0 for Monday), and days of one year."""

    weekdays: frozenset[int] = frozenset()
    dates: frozenset[date] = frozenset()

    def __contains__(self, day: date) -> bool:
        return day.weekday() in self.weekdays or day in self.dates

    @classmethod
    def of(cls, rules: Cohort | ActivityRules, year: AcademicYear) -> "ChangeDays":
        """Return those of a class or an activity in a year.

        A class also changes on the days on which the file itself cuts a week of it.
        """
        dates = working_days_of(rules.changes_at, year)
        if isinstance(rules, Cohort):
            dates += _cuts(rules, year)
        return cls(rules.changes_on, frozenset(dates))


def _cuts(cohort: Cohort, year: AcademicYear) -> Iterator[date]:
    """Yield the days on which fixed and locked weeks of a programme hand over."""
    for week in year.weeks:
        locked = cohort.locked_weeks.get((week.iso_year, week.iso_week))
        for given in (cohort.fixed_weeks.get(week.iso_week), locked and locked.activity):
            pairs = pairwise(given.parts) if given else ()
            for weekday, (before, after) in enumerate(pairs, start=1):
                if before != after:
                    yield week.monday + timedelta(days=weekday)


_NEVER = ChangeDays()


@dataclass(frozen=True)
class NeighbourRule(NamedBlockRule):
    """A requirement on what comes directly before or after the blocks that bear a name.

    Steps in which the school is closed do not count between the two. Blocks of an activity may
    lie beyond the edge of the year, which is not known; those of a name lie within it.

    Attributes
    ----------
    other
        The place of the blocks next to them.
    closed
        The positions of the steps in which the school is closed.
    within_year
        Whether the blocks next to them lie within the year.
    """

    family = Family.BLOCKS
    unit = Unit.BLOCKS
    other: Position = field(kw_only=True)
    closed: frozenset[int] = field(kw_only=True)
    within_year: bool = field(kw_only=True)

    @property
    def lasts(self) -> frozenset[Activity]:
        return frozenset(each.activity for each in (self.position, self.other) if each.last)

    @property
    def shapes(self) -> frozenset[Activity]:
        return frozenset({self.position.activity, self.other.activity})


@dataclass(frozen=True)
class RightAfter(NeighbourRule):
    """A named block begins where one of some others has ended."""

    name = RuleName.RIGHT_AFTER

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        own, ends = grid.blocks_at(self.position), _ends(grid, self.other)
        for first, begins in enumerate(own):
            least = first
            while least and least - 1 in self.closed:
                least -= 1
            if least or self.within_year:
                before = sum(ends[least : first + 1])
                yield Bound(begins - before, at_most(0), grid.year.week_of_step[first])


@dataclass(frozen=True)
class RightBefore(NeighbourRule):
    """A named block ends where one of some others will begin."""

    name = RuleName.RIGHT_BEFORE

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        ends, others = _ends(grid, self.position), grid.blocks_at(self.other)
        for end in range(1, len(ends)):
            most = end
            while most in self.closed:
                most += 1
            if most < len(others) or self.within_year:
                after = sum(others[end : most + 1])
                yield Bound(ends[end] - after, at_most(0), grid.year.week_of_step[end - 1])


def _ends(grid: Grid, position: Position) -> Sequence[Quantity]:
    """Return for each boundary 1 if a block that lies at a position ends there, else 0.

    A boundary is before the step of its number; the last one is the end of the year.
    """
    steps, starts = grid.steps_in(position), grid.blocks_at(position)
    inner = (steps[n - 1] - steps[n] + starts[n] for n in range(1, len(steps)))
    return [0, *inner, steps[-1]]


@dataclass(frozen=True)
class Changes(Rule):
    """What a class does changes on certain days only; it may start and end on any.

    Attributes
    ----------
    days
        The days on which any of its blocks may begin.
    of_activities
        Further ones, on which those of an activity may begin and end.
    """

    name = RuleName.CHANGES
    family = Family.BLOCKS
    unit = Unit.WEEKS
    by_week = True
    days: ChangeDays
    of_activities: Mapping[Activity, ChangeDays]

    def of_change(
        self, index: int, step: Week, before: Activity, after: Activity
    ) -> Iterator[Bound]:
        if Activity.OUTSIDE in (before, after):
            return
        days = [self.days, *(self.of_activities.get(each, _NEVER) for each in (before, after))]
        may = any(step.first_day in each for each in days)
        yield Bound(int(not may), at_most(0), index)


@dataclass(frozen=True)
class AcrossYears(Rule):
    """A stay that goes on from the year before is not too long, its weeks there included.

    Attributes
    ----------
    stay
        The stay with which the year before ended.
    longest
        Most weeks of the whole stay.
    a_week
        The steps of a whole week.
    """

    name = RuleName.ACROSS_YEARS
    family = Family.BLOCKS
    unit = Unit.WEEKS
    stay: Stay
    longest: int
    a_week: int = 1

    @property
    def about(self) -> str:
        return self.stay.activity.name

    @property
    def shapes(self) -> frozenset[Activity]:
        return frozenset({self.stay.activity})

    def unit_of(self, aspect: Aspect) -> Unit:
        return unit_of_steps(self.a_week)

    def of_block(self, block: Block) -> Iterator[Bound]:
        if block.first == 0 and block.activity == self.stay.activity:
            before, most = (self.a_week * n for n in (self.stay.weeks, self.longest))
            yield Bound(before + block.length, at_most(most), 0)


@dataclass(frozen=True)
class LongestPresence(Rule):
    """No run of weeks with a day at a place is too long, whatever the activities of its weeks.

    Attributes
    ----------
    held
        At school, in company or abroad.
    longest
        Most weeks in a row with a working day there; a week without any ends the run. None where
        only days are limited.
    a_week
        The steps of a whole week; planned by days, a day without any ends the run.
    longest_days
        Most days in a row, of which a week has five; None where only weeks are limited.
    """

    name = RuleName.LONGEST_PRESENCE
    family = Family.BLOCKS
    unit = Unit.WEEKS
    held: Place
    longest: int | None
    a_week: int = 1
    longest_days: int | None = None

    @property
    def about(self) -> str:
        return self.held.value

    def unit_of(self, aspect: Aspect) -> Unit:
        return unit_of_steps(self.a_week)

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        most = most_steps(self.longest, self.longest_days, self.a_week)
        assert most is not None
        week_of = grid.year.week_of_step
        present = total_by_step(
            grid, grid.activities, lambda step, a: int(step.is_at(a, self.held))
        )
        for first, length in enumerate(grid.runs(present, most)):
            yield Bound(length, at_most(most), week_of[first], Aspect.LENGTH)


def named_position(named: NamedBlock, year: AcademicYear) -> Position:
    """Return the place of a named block in a year.

    Its start is -1 where the year does not have the week with which the block must begin.
    """
    found = step_position(named.start, year) if named.start else None
    start = None if named.start is None else -1 if found is None else found
    return Position(named.activity, window_spans(named.windows, year), start, named.last)


def neighbour_position(neighbour: str | Activity, cohort: Cohort, year: AcademicYear) -> Position:
    """Return the place of the blocks of a name, or of those of an activity, in a year."""
    if isinstance(neighbour, Activity):
        return Position(neighbour, window_spans((), year), None, last=False)
    named = next(each for each in cohort.named_blocks if each.name == neighbour)
    return named_position(named, year)


def closed_steps(year: AcademicYear, weeks: Sequence[Week]) -> frozenset[int]:
    """Return the positions of the steps of a year in which the school is closed for a cohort.

    Planned by days, these are also public holidays and single closed days.

    Parameters
    ----------
    weeks
        The weeks of the year, as the cohort has them.
    """

    def is_closed(step: int) -> bool:
        week, day = weeks[year.week_of_step[step]], year.steps[step].first_day
        off = {*week.public_holidays, *(closed.date for closed in week.closed_days)}
        return week.closed or (year.by_days and day in off)

    return frozenset(filter(is_closed, range(len(year.steps))))


def window_spans(windows: Sequence[Window], year: AcademicYear) -> tuple[range, ...]:
    """Return the positions of the steps of each of some windows; those of the year without any."""
    return tuple(step_positions(window, year) for window in windows or (None,))
