"""Rules on hours: at school, remote and in company. Quantities are minutes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from planner.programme.block_shapes import Extent
from planner.programme.cohort import Semester, Target
from planner.programme.hours_of_week import (
    company_minutes,
    onsite_room,
    teaching_ceiling,
    teaching_days,
)
from planner.programme.names import RuleName
from planner.programme.workday import Workday
from planner.rules.statement import (
    Aspect,
    Bound,
    Family,
    Grid,
    Quantity,
    Rule,
    Unit,
    at_least,
    at_most,
    between,
    exactly,
    total_by_week,
)
from planner.year.activity import Activity
from planner.year.moments import Window
from planner.year.weeks import Minutes, Week


@dataclass(frozen=True)
class Teaching:
    """How lessons are given in person, and how much a week.

    Attributes
    ----------
    a_week
        Least and most minutes of a full week; a week of fewer teaching days takes its share.
    own
        The weeks that the cohort has otherwise than the year, by their Mondays: with single closed
        days, or from the day on which it starts.
    """

    workday: Workday
    a_week: Extent
    own: Mapping[date, Week] = field(default_factory=dict)

    def room(self, week: Week, activity: Activity) -> Extent:
        """Return the least and the most minutes that can be taught in a week."""
        if not self._is_taught(activity):
            return Extent(0, 0)
        return onsite_room(_as_had(week, self.own), activity, self.workday, self.a_week)

    @staticmethod
    def _is_taught(activity: Activity) -> bool:
        return activity.carries_hours and not activity.is_in_company

    def ceiling(self, day: Week, activity: Activity) -> Minutes:
        """Return the most minutes of a day: those of a week add up to at least its most."""
        if not self._is_taught(activity):
            return 0
        return teaching_ceiling(_as_had(day, self.own), activity, self.workday, self.a_week)

    def floor(self, day: Week, activity: Activity) -> Minutes:
        """Return the least minutes of a day: those of a week add up to at least its least."""
        share = ceil(self.a_week.low * self.days(day, activity) / 5)
        return min(self.ceiling(day, activity), share)

    def days(self, week: Week, activity: Activity) -> float:
        """Return the days on which lessons are due in a week."""
        return teaching_days(_as_had(week, self.own), activity)

    def least(self, week: Week, activity: Activity) -> Minutes:
        """Return the least minutes that are taught in a week."""
        return self.room(week, activity).low

    def most(self, week: Week, activity: Activity) -> Minutes:
        """Return the most minutes that can be taught in a week."""
        return self.room(week, activity).high or 0


def _as_had(week: Week, own: Mapping[date, Week]) -> Week:
    """Return a week, or a day of it, as a cohort has it that has some weeks of its own."""
    had = own.get(week.monday)
    return had.part_in(week) if had else week


@dataclass(frozen=True)
class HoursRule(Rule):
    """A requirement on hours, counted in minutes."""

    family = Family.HOURS
    unit = Unit.MINUTES


@dataclass(frozen=True)
class OnsitePart:
    """A part of the year in which hours are due in person. Locked weeks are left out.

    Attributes
    ----------
    name
        The semester; "" for the year, or for what semesters leave of it.
    due
        The minutes that are accepted, without those of locked weeks; where the hours of the year
        are open, those with which academic hours reach their target.
    weeks
        The positions of its weeks that are not locked.
    aim
        The minutes to come as near to as the weeks allow; None for all that they give.
    is_open
        Whether the hours are open.
    """

    name: str
    due: Extent
    weeks: tuple[int, ...]
    teaching: Teaching
    aim: Minutes | None
    is_open: bool = False


@dataclass(frozen=True)
class OnsiteRoom(HoursRule):
    """The weeks of a part of the year have room for its hours, and hours to fill each week's least.

    The condition on weeks under which `planner.planning.onsite_hours` can spread the hours: if the
    sums of the weeks' least and most minutes enclose a total that is due, a level spread exists.
    Planned by days, the shares of days stand for those of a week, which may differ by a quarter of
    an hour: they enclose no total that weeks do not.
    """

    name = RuleName.ONSITE_ROOM
    part: OnsitePart

    @property
    def about(self) -> str:
        return self.part.name

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        part, teaching = self.part, self.part.teaching
        most = total_by_week(grid, grid.activities, teaching.most)
        yield Bound(sum(most[index] for index in part.weeks), at_least(part.due.low))
        if part.due.high is not None and (teaching.a_week.low or part.due.high < 0):
            of_step = teaching.floor if grid.year.by_days else teaching.least
            least = total_by_week(grid, grid.activities, of_step)
            yield Bound(sum(least[index] for index in part.weeks), at_most(part.due.high))


@dataclass(frozen=True)
class OnsiteHours(HoursRule):
    """The hours taught in person add up to this number in the year."""

    name = RuleName.ONSITE_HOURS
    total: Minutes

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        yield Bound(sum(grid.onsite), exactly(self.total))


@dataclass(frozen=True)
class SemesterHours(HoursRule):
    """The hours taught in person in the weeks of a semester add up to this number."""

    name = RuleName.SEMESTER_HOURS
    semester: Semester
    total: Minutes
    weeks: range

    @property
    def about(self) -> str:
        return self.semester.name

    @property
    def windows(self) -> tuple[Window, ...]:
        return (self.semester.window,)

    def in_windows(self, grid: Grid) -> Sequence[Quantity]:
        return grid.onsite

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        yield Bound(sum(grid.onsite[index] for index in self.weeks), exactly(self.total))


@dataclass(frozen=True)
class OnsiteAWeek(HoursRule):
    """Hours are taught in weeks of lessons only, none on public holidays, within their limits.

    Attributes
    ----------
    kept
        The minutes of weeks whose hours are locked, by position: the others are placed within the
        limits once the weeks are known.
    by_days
        Whether the year is planned by days: what is kept is then of the sum of the days of a week.
    """

    name = RuleName.ONSITE_A_WEEK
    teaching: Teaching
    kept: Mapping[int, Minutes] = field(default_factory=dict)
    by_days: bool = False

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        if index in self.kept and not self.by_days:
            room = self.teaching.room(week, activity)
            yield Bound(self.kept[index] - (room.high or 0), at_most(0), index)
            yield Bound(room.low - self.kept[index], at_most(0), index, Aspect.TOTAL)

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        if self.by_days and self.kept:
            most, least = self._room(grid)
            for index, kept in self.kept.items():
                yield Bound(kept - most[index], at_most(0), index)
                yield Bound(least[index] - kept, at_most(0), index, Aspect.TOTAL)
        taught = grid.onsite
        most, least = self._room(grid)
        for index, minutes in enumerate(taught):
            if index not in self.kept:
                yield Bound(minutes - most[index], at_most(0), index)
                yield Bound(minutes - least[index], at_least(0), index)

    def _room(self, grid: Grid) -> tuple[Sequence[Quantity], Sequence[Quantity]]:
        """Return the most and the least minutes of each week."""
        most = self.teaching.ceiling if self.by_days else self.teaching.most
        return (
            total_by_week(grid, grid.activities, most),
            total_by_week(grid, grid.activities, self.teaching.least),
        )


@dataclass(frozen=True)
class AcademicHours(HoursRule):
    """Hours on site and in remote sessions reach their target within its tolerance."""

    name = RuleName.ACADEMIC_HOURS
    target: Target
    workday: Workday

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        remote = sum(grid.sessions) * self.workday.session
        yield Bound(sum(grid.onsite) + remote, between(self.target.low, self.target.high))


@dataclass(frozen=True)
class CompanyHours(HoursRule):
    """Hours in company reach their target within its tolerance; leave is not deducted.

    Attributes
    ----------
    own
        The weeks that the cohort has otherwise than the year, by their Mondays.
    """

    name = RuleName.COMPANY_HOURS
    target: Target
    workday: Workday
    own: Mapping[date, Week] = field(default_factory=dict)

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        hours = hours_in_company(grid, self.workday, self.own)
        yield Bound(hours, between(self.target.low, self.target.high))


def hours_in_company(grid: Grid, workday: Workday, own: Mapping[date, Week]) -> Quantity:
    """Return a year's minutes in company: those of its days there, less those of its sessions.

    Parameters
    ----------
    own
        The weeks that the cohort has otherwise than the year, by their Mondays.
    """

    def minutes(week: Week, activity: Activity) -> Minutes:
        return company_minutes(_as_had(week, own), activity, workday)

    days = total_by_week(grid, grid.activities, minutes)
    return sum(days) - sum(grid.sessions) * workday.session
