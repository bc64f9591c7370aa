"""Rules on hours: at school, remote and in company. Quantities are minutes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from planner.programme.cohort import Extent, Semester, Target
from planner.programme.hours import company_minutes, onsite_room
from planner.programme.names import RuleName
from planner.programme.programme import Workday
from planner.rules.statement import (
    Aspect,
    Bound,
    Grid,
    Rule,
    at_least,
    at_most,
    between,
    exactly,
    total_by_week,
)
from planner.year.activity import Activity
from planner.year.weeks import Minutes, Week


@dataclass(frozen=True)
class Teaching:
    """How lessons are given in person: the activities that have some, and how much a week.

    Attributes
    ----------
    a_week
        Least and most minutes of a full week; a week of fewer teaching days takes its share.
    """

    activities: tuple[Activity, ...]
    workday: Workday
    a_week: Extent

    def room(self, week: Week, activity: Activity) -> Extent:
        """Tell how much can be taught in a week."""
        return onsite_room(week, activity, self.workday, self.a_week)

    def least(self, week: Week, activity: Activity) -> Minutes:
        """Tell the least that a week is taught."""
        return self.room(week, activity).low

    def most(self, week: Week, activity: Activity) -> Minutes:
        """Tell the most that a week can be taught."""
        return self.room(week, activity).high or 0


@dataclass(frozen=True)
class OnsiteRoom(Rule):
    """The weeks of a semester have room for its hours, and no more weeks than hours to fill them.

    It is what the weeks must allow: spread level (`planner.planning.ledger.spread_onsite`), hours
    that have room in all the weeks have room in each of them. Weeks whose hours are locked are
    left out, with their hours.

    Attributes
    ----------
    part
        The semester; "" for the year, or for what is left of it.
    weeks
        The positions of its weeks.
    """

    name = RuleName.ONSITE_ROOM
    part: str
    total: Minutes
    weeks: tuple[int, ...]
    teaching: Teaching

    @property
    def about(self) -> str:
        return self.part

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        most = total_by_week(grid, self.teaching.activities, self.teaching.most)
        yield Bound(sum(most[index] for index in self.weeks), at_least(self.total))
        if self.teaching.a_week.low or self.total < 0:
            least = total_by_week(grid, self.teaching.activities, self.teaching.least)
            yield Bound(sum(least[index] for index in self.weeks), at_most(self.total))


@dataclass(frozen=True)
class OnsiteHours(Rule):
    """The hours taught in person add up to this number in the year."""

    name = RuleName.ONSITE_HOURS
    total: Minutes

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        yield Bound(sum(grid.onsite), exactly(self.total))


@dataclass(frozen=True)
class SemesterHours(Rule):
    """The hours taught in person in the weeks of a semester add up to this number."""

    name = RuleName.SEMESTER_HOURS
    semester: Semester
    total: Minutes
    weeks: range

    @property
    def about(self) -> str:
        return self.semester.name

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        yield Bound(sum(grid.onsite[index] for index in self.weeks), exactly(self.total))


@dataclass(frozen=True)
class OnsiteAWeek(Rule):
    """Hours are taught in weeks of lessons only, none on public holidays, within their limits.

    Attributes
    ----------
    kept
        The minutes of weeks whose hours are locked, by position: the others are placed within the
        limits once the weeks are known.
    """

    name = RuleName.ONSITE_A_WEEK
    teaching: Teaching
    kept: Mapping[int, Minutes] = field(default_factory=dict)

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        if index in self.kept:
            is_taught = activity in self.teaching.activities
            room = self.teaching.room(week, activity) if is_taught else Extent(0, 0)
            yield Bound(self.kept[index] - (room.high or 0), at_most(0), index)
            yield Bound(room.low - self.kept[index], at_most(0), index, Aspect.TOTAL)

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        taught = grid.onsite
        most = total_by_week(grid, self.teaching.activities, self.teaching.most)
        least = total_by_week(grid, self.teaching.activities, self.teaching.least)
        for index, minutes in enumerate(taught):
            if index not in self.kept:
                yield Bound(minutes - most[index], at_most(0), index)
                yield Bound(minutes - least[index], at_least(0), index)


@dataclass(frozen=True)
class AcademicHours(Rule):
    """Hours on site and in remote sessions reach their target within its tolerance."""

    name = RuleName.ACADEMIC_HOURS
    target: Target
    workday: Workday

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        remote = sum(grid.sessions) * self.workday.session
        yield Bound(sum(grid.onsite) + remote, between(self.target.low, self.target.high))


@dataclass(frozen=True)
class CompanyHours(Rule):
    """Hours in company reach their target within its tolerance; leave is not deducted."""

    name = RuleName.COMPANY_HOURS
    target: Target
    workday: Workday
    activities: tuple[Activity, ...]

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        hours = hours_in_company(grid, self.activities, self.workday)
        yield Bound(hours, between(self.target.low, self.target.high))


def hours_in_company(grid: Grid, activities: tuple[Activity, ...], workday: Workday) -> int:
    """Add up a year's minutes in company; over variables it is an expression."""
    days = total_by_week(grid, activities, lambda week, a: company_minutes(week, a, workday))
    total: int = sum(days) - sum(grid.sessions) * workday.session
    return total
