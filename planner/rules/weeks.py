"""Rules on which weeks are spent where: fixed weeks, events, closures, patterns, numbers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from planner.programme.cohort import Event, Extent, Pattern
from planner.programme.hours_of_week import month_of
from planner.programme.names import RuleName
from planner.rules.statement import (
    Aspect,
    Bound,
    Family,
    Grid,
    Rule,
    Unit,
    at_most,
    weeks_of_kind,
    within,
)
from planner.year.activity import Activity, Place
from planner.year.weeks import Week


@dataclass(frozen=True)
class FixedWeeks(Rule):
    """A week that the programme fixes has its activity; defence and none lie in such weeks only.

    Weeks are named by their ISO number, so a fixed week 53 binds only the years that have one.

    Attributes
    ----------
    placeable
        The activities that may lie in other weeks as well.
    of_53
        The activity that a pattern gives an ISO week 53, and no other week; None without one.
    """

    name = RuleName.FIXED_WEEKS
    family = Family.WEEKS
    unit = Unit.WEEKS
    by_week = True
    activities: Mapping[int, Activity]
    placeable: tuple[Activity, ...]
    of_53: Activity | None = None

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        fixed = self.activities.get(week.iso_week)
        may = activity in self.placeable or (week.iso_week == 53 and activity == self.of_53)
        strays = fixed is None and not may
        yield Bound(int(strays), at_most(0), index, Aspect.STRAY)
        if fixed is not None:
            yield Bound(int(activity != fixed), at_most(0), index)


@dataclass(frozen=True)
class ForbiddenWeeks(Rule):
    """A week does not have an activity that the programme forbids it, by ISO number."""

    name = RuleName.FORBIDDEN_WEEKS
    family = Family.WEEKS
    unit = Unit.WEEKS
    by_week = True
    activities: Mapping[int, tuple[Activity, ...]]

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        forbidden = self.activities.get(week.iso_week, ())
        if forbidden:
            yield Bound(int(activity in forbidden), at_most(0), index)


@dataclass(frozen=True)
class DatedEvent:
    """An event in a given year: its week and its weekday; None if the year does not have it."""

    event: Event
    place: tuple[int, int] | None

    def asked(self, index: int | None) -> Place | None:
        """Return where people must be on its day, if that lies in a week and asks for a place."""
        if self.event.activity is None or self.place is None or self.place[0] != index:
            return None
        return self.event.activity.days[self.place[1]]


@dataclass(frozen=True)
class Events(Rule):
    """On the day of an event, people are where its activity, if any, has them that weekday."""

    name = RuleName.EVENTS
    family = Family.WEEKS
    unit = Unit.WEEKS
    by_week = True
    happenings: tuple[DatedEvent, ...]

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        for happening in self.happenings:
            asked = happening.asked(index)
            if asked is not None and happening.place is not None:
                there = activity.days[happening.place[1]]
                yield Bound(int(there is not asked), at_most(0), index)


@dataclass(frozen=True)
class Closed(Rule):
    """Nobody is at school, nor at a defence, in a week in which the school is closed.

    Attributes
    ----------
    weeks
        The positions of the weeks in which it is closed for the cohort.
    """

    name = RuleName.CLOSURES
    family = Family.WEEKS
    unit = Unit.WEEKS
    by_week = True
    of_school = True
    weeks: frozenset[int]

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        if index in self.weeks:
            yield Bound(int(activity.needs_open_school), at_most(0), index)


@dataclass(frozen=True)
class Patterned(Rule):
    """Weeks follow a repeating pattern; closed and fixed weeks stand outside it.

    Attributes
    ----------
    asked
        The activity of each week of the year; None outside the pattern.
    """

    name = RuleName.PATTERN
    family = Family.WEEKS
    unit = Unit.WEEKS
    by_week = True
    pattern: Pattern
    asked: tuple[Activity | None, ...]

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        asked = self.asked[index]
        if asked is not None:
            yield Bound(int(activity != asked), at_most(0), index)


def pattern_weeks(
    pattern: Pattern, weeks: Iterable[Week], fixed: Mapping[int, Activity]
) -> tuple[Activity | None, ...]:
    """Return the activity that a pattern asks of each week; None in closed and in fixed weeks."""
    asked: list[Activity | None] = []
    counted = 0
    for week in weeks:
        if week.iso_week == 53 and pattern.week_53 is not None:
            activity = pattern.week_53
        else:
            place = week.iso_week - 1 if pattern.by_iso_week else counted
            activity = pattern.activities[place % len(pattern.activities)]
            counted += 1
        outside = week.iso_week in fixed or (week.closed and activity.needs_open_school)
        asked.append(None if outside else activity)
    return tuple(asked)


@dataclass(frozen=True)
class Weeks(Rule):
    """The year has so many weeks of a kind."""

    family = Family.WEEKS
    unit = Unit.WEEKS
    extent: Extent

    def counts(self, activity: Activity) -> bool:
        """Return whether weeks of an activity are of this kind."""
        raise NotImplementedError

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        yield Bound(sum(weeks_of_kind(grid, self.counts)), within(self.extent))


@dataclass(frozen=True)
class SchoolWeeks(Weeks):
    """The year has so many school weeks: weeks of lessons only, at school or abroad."""

    name = RuleName.SCHOOL_WEEKS

    def counts(self, activity: Activity) -> bool:
        return activity.is_taught


@dataclass(frozen=True)
class SchoolWeeksAMonth(Rule):
    """No month has more school weeks than this; a week counts in the month of its Wednesday."""

    name = RuleName.SCHOOL_WEEKS_A_MONTH
    family = Family.WEEKS
    unit = Unit.WEEKS
    most: int

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        school = weeks_of_kind(grid, lambda activity: activity.is_taught)
        for _, month in groupby(range(len(school)), lambda index: month_of(grid.weeks[index])):
            weeks = list(month)
            yield Bound(sum(school[index] for index in weeks), at_most(self.most), weeks[0])


@dataclass(frozen=True)
class CompanyWeeks(Weeks):
    """The year has so many weeks wholly in company."""

    name = RuleName.COMPANY_WEEKS

    def counts(self, activity: Activity) -> bool:
        return activity.is_in_company


@dataclass(frozen=True)
class ActivityWeeks(Weeks):
    """The year has so many weeks of an activity besides school and company."""

    name = RuleName.ACTIVITY_WEEKS
    activity: Activity

    def counts(self, activity: Activity) -> bool:
        return activity == self.activity

    @property
    def about(self) -> str:
        return self.activity.name
