"""Rules on which weeks are spent where: fixed weeks, events, closures, patterns, numbers.

Weeks before a cohort starts and after it ends are `OUTSIDE`: `CohortWeeks` alone is about them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from planner.programme.block_shapes import Extent
from planner.programme.cohort import Cohort, CutWeeks, Event, Pattern
from planner.programme.hours_of_week import month_of
from planner.programme.names import RuleName
from planner.programme.site import Site
from planner.rules.statement import (
    Aspect,
    Bound,
    Family,
    Grid,
    Quantity,
    Rule,
    Unit,
    at_most,
    counted_weeks,
    in_steps,
    steps_of_kind,
    unit_of_steps,
    within,
)
from planner.year.activity import Activity, Place
from planner.year.positions import (
    days_between,
    days_of,
    position,
    step_positions,
    steps_between,
)
from planner.year.weeks import AcademicYear, Week


@dataclass(frozen=True)
class CohortWeeks(Rule):
    """The steps before a cohort starts and after it ends are `OUTSIDE`, and no others.

    Attributes
    ----------
    weeks
        The positions of the weeks of the cohort.
    first, last
        The Monday of the first of them and the last day of the last one.
    first_day, last_day
        The days with which it starts and ends, if it is not there on all working days of these two
        weeks; else `first` and `last`.
    by_days
        Whether it is outside on the other days of these two weeks as well: the year goes by days.
    """

    name = RuleName.COHORT_WEEKS
    family = Family.WEEKS
    unit = Unit.WEEKS
    weeks: range
    first: date
    last: date
    first_day: date
    last_day: date
    by_days: bool = False

    @classmethod
    def of(cls, cohort: Cohort, weeks: range, year: AcademicYear) -> "CohortWeeks":
        """Return the rule of a cohort that has weeks in a year, at these positions."""
        head, tail = year.weeks[weeks[0]], year.weeks[weeks[-1]]
        days = days_between(cohort.starts, cohort.ends, year)
        return cls(
            weeks, head.monday, tail.last_day, *(days or (head.monday, tail.last_day)), year.by_days
        )

    @property
    def is_cut(self) -> bool:
        """Whether its first or its last week has working days on which it is not there."""
        return (self.first_day, self.last_day) != (self.first, self.last)

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        is_outside = not week.overlaps(self.first_day, self.last_day)
        yield Bound(int(is_outside != (activity == Activity.OUTSIDE)), at_most(0), index)


@dataclass(frozen=True)
class FixedWeeks(Rule):
    """A week that the programme fixes has its activity; defence and none lie in such weeks only.

    Weeks are named by their ISO number, so a fixed week 53 binds only the years that have one.

    Attributes
    ----------
    placeable
        The activities that may lie in other weeks as well.
    of_53
        The activities that patterns give an ISO week 53, and no other week.
    there
        The first and the last day of a cohort that is there for a part of the year: on the other
        days nothing is fixed. None if it is there all year.
    """

    name = RuleName.FIXED_WEEKS
    family = Family.WEEKS
    unit = Unit.WEEKS
    by_week = True
    activities: Mapping[int, Activity]
    placeable: tuple[Activity, ...]
    of_53: tuple[Activity, ...] = ()
    there: tuple[date, date] | None = None

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        if activity == Activity.OUTSIDE and self.there and not week.overlaps(*self.there):
            return
        fixed = self.activities.get(week.iso_week)
        may = activity in self.placeable or (week.iso_week == 53 and activity in self.of_53)
        strays = fixed is None and not may
        yield Bound(int(strays), at_most(0), index, Aspect.STRAY)
        if fixed is not None:
            yield Bound(int(activity != fixed.on(week.first)), at_most(0), index)


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
    """An event in a given year.

    Attributes
    ----------
    place
        Its week and its weekday; None if the year does not have it, or not the cohort on that day.
    """

    event: Event
    place: tuple[int, int] | None

    @classmethod
    def of(cls, event: Event, year: AcademicYear, there: tuple[date, date] | None) -> "DatedEvent":
        """Return an event of a cohort in a year.

        Parameters
        ----------
        there
            The first and the last day of the cohort, if it is there for a part of the year.
        """
        place = position(event.day, year)
        if place and there:
            day = year.weeks[place[0]].monday + timedelta(days=place[1])
            place = place if there[0] <= day <= there[1] else None
        return cls(event, place)

    def asked(self, index: int | None) -> Place | None:
        """Return where people must be on its day, if that lies in a week and asks for a place."""
        if self.event.activity is None or self.place is None or self.place[0] != index:
            return None
        asked = self.event.activity
        return (asked.halves_on(self.place[1]) or asked.halves[-1])[0]


@dataclass(frozen=True)
class Events(Rule):
    """On the day of an event, people are where its activity, if any, has them that weekday."""

    name = RuleName.EVENTS
    family = Family.WEEKS
    unit = Unit.WEEKS
    by_week = True
    happenings: tuple[DatedEvent, ...]

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        if activity == Activity.OUTSIDE:
            return
        for happening in self.happenings:
            asked = happening.asked(index)
            if asked is None or happening.place is None:
                continue
            if week.first <= happening.place[1] < week.days:
                there = activity.halves_on(happening.place[1])
                yield Bound(int(asked not in there), at_most(0), index)


@dataclass(frozen=True)
class Closed(Rule):
    """Nobody is at school, nor at a defence, in a week in which the school is closed.

    Attributes
    ----------
    weeks
        The positions of the weeks in which it is closed for the cohort.
    site
        The site of the cohort, for all of which it is closed.
    """

    name = RuleName.CLOSURES
    family = Family.WEEKS
    unit = Unit.WEEKS
    by_week = True
    of_school = True
    weeks: frozenset[int]
    site: Site

    @property
    def about(self) -> str:
        return self.site.id

    @property
    def site_name(self) -> str:
        return self.site.name

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        if index in self.weeks:
            yield Bound(int(activity.needs_open_school), at_most(0), index)


@dataclass(frozen=True)
class PatternPart:
    """A pattern in a given year.

    Attributes
    ----------
    span
        The first and the last day of its part of the year; None if it has the whole year.
    asked
        The activity that it asks of a step, by the first day of the step.
    """

    pattern: Pattern
    span: tuple[date, date] | None
    asked: Mapping[date, Activity]

    def of_week(self, week: Week) -> Activity | None:
        """Return the activity that it asks of a week, or of the days of it that it has."""
        days = (week.monday + timedelta(days=n) for n in range(week.first, week.days))
        return next((self.asked[day] for day in days if day in self.asked), None)


@dataclass(frozen=True)
class Patterned(Rule):
    """Weeks follow a repeating pattern; closed and fixed weeks stand outside it."""

    name = RuleName.PATTERN
    family = Family.WEEKS
    unit = Unit.WEEKS
    by_week = True
    part: PatternPart

    @property
    def about(self) -> str:
        return self.part.pattern.name

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        asked = self.part.of_week(week)
        if asked is not None:
            yield Bound(int(activity != asked), at_most(0), index)

    def inlaid(self, index: int, step: Week) -> Activity | None:
        return self.part.of_week(step) if self.part.pattern.within_block else None


@dataclass(frozen=True)
class Departures(Rule):
    """So many weeks at most depart from a repeating pattern."""

    name = RuleName.DEPARTURES
    family = Family.WEEKS
    unit = Unit.WEEKS
    part: PatternPart
    most: int
    a_week: int = 1

    @property
    def about(self) -> str:
        return self.part.pattern.name

    def unit_of(self, aspect: Aspect) -> Unit:
        return unit_of_steps(self.a_week)

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        yield Bound(sum(departures(self.part, grid)), at_most(self.most * self.a_week))


def departures(part: PatternPart, grid: Grid) -> Iterator[Quantity]:
    """Yield for each step of which a pattern asks something 1 if the year departs from it."""
    for step, week in enumerate(grid.year.steps):
        asked = part.asked.get(week.first_day)
        if asked is not None:
            yield 1 - grid.doing(asked)[step]


def inlaid_steps(cohort: Cohort, year: AcademicYear) -> Mapping[int, Activity]:
    """Return what is done in the steps of a cohort that are a part of the block around them."""
    if not cohort.has_parts_of_blocks:
        return {}
    asked: dict[date, Activity] = {}
    for part in pattern_parts(cohort, year, steps_between(cohort.starts, cohort.ends, year)):
        if part.pattern.within_block:
            asked |= part.asked
    steps = enumerate(year.steps)
    return {n: asked[step.first_day] for n, step in steps if step.first_day in asked}


def pattern_parts(cohort: Cohort, year: AcademicYear, own: range) -> tuple[PatternPart, ...]:
    """Return the patterns of a cohort in a year; of a step, only the last one asks something.

    Parameters
    ----------
    own
        The positions of the steps of the cohort: of the others they ask nothing.
    """
    parts: list[PatternPart] = []
    ruled: set[int] = set()
    for pattern in reversed(cohort.patterns):
        steps = step_positions(pattern.window, year)
        span = None
        if pattern.window is not None and steps:
            span = (year.steps[steps[0]].first_day, year.steps[steps[-1]].last_day)
        asked = _asked(pattern, cohort, year, [n for n in steps if n in own])
        left = {year.steps[n].first_day: a for n, a in asked.items() if n not in ruled}
        parts.append(PatternPart(pattern, span, left))
        ruled |= {*steps}
    return tuple(reversed(parts))


def _asked(
    pattern: Pattern, cohort: Cohort, year: AcademicYear, steps: Iterable[int]
) -> dict[int, Activity]:
    """Return the activity that a pattern asks of steps, if there were no other one."""
    asked: dict[int, Activity] = {}
    counted = 0
    weeks, excepted = year.weeks_of(cohort.id), _excepted(pattern, year)
    for index, of_week in groupby(steps, lambda step: year.week_of_step[step]):
        week = weeks[index]
        if week.iso_week == 53 and pattern.week_53 is not None:
            activity = pattern.week_53
        else:
            place = week.iso_week - 1 if pattern.by_iso_week else counted
            activity = pattern.activities[place % len(pattern.activities)]
            counted += 1
        is_closed = week.closed and activity.needs_open_school
        if week.iso_week not in cohort.fixed_weeks and not is_closed:
            asked |= {step: activity for step in of_week if step not in excepted}
    return asked


def _excepted(pattern: Pattern, year: AcademicYear) -> set[int]:
    """Return the steps that are exceptions to a pattern."""
    spans = [days for moment in pattern.exceptions if (days := days_of(moment, year))]
    return {
        n
        for n, step in enumerate(year.steps)
        if any(first <= step.last_day and step.first_day <= last for first, last in spans)
    }


@dataclass(frozen=True)
class Weeks(Rule):
    """The year has so many weeks of a kind."""

    family = Family.WEEKS
    unit = Unit.WEEKS
    extent: Extent
    a_week: int = field(default=1, kw_only=True)
    """What a whole week counts: its steps, or 1 where cut weeks are no fractions."""
    count: CutWeeks = field(default=CutWeeks.FIFTHS, kw_only=True)
    """How cut weeks count."""

    def unit_of(self, aspect: Aspect) -> Unit:
        return unit_of_steps(self.a_week)

    def counts(self, activity: Activity) -> bool:
        """Return whether weeks of an activity are of this kind."""
        raise NotImplementedError

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        weeks = counted_weeks(grid, steps_of_kind(grid, self.counts), self.count)
        yield Bound(sum(weeks), within(in_steps(self.extent, self.a_week)))


@dataclass(frozen=True)
class SchoolWeeks(Weeks):
    """The year has so many school weeks: weeks of lessons only, at school or abroad."""

    name = RuleName.SCHOOL_WEEKS

    def counts(self, activity: Activity) -> bool:
        return activity.is_taught


@dataclass(frozen=True)
class SchoolWeeksAMonth(Rule):
    """No month has more school weeks than this; a week counts in the month of its Wednesday.

    Attributes
    ----------
    a_week
        What a whole week counts: its steps, or 1 where cut weeks are no fractions.
    count
        How cut weeks count; where its days do, each counts in its own month.
    """

    name = RuleName.SCHOOL_WEEKS_A_MONTH
    family = Family.WEEKS
    unit = Unit.WEEKS
    most: int
    a_week: int = 1
    count: CutWeeks = CutWeeks.FIFTHS

    def unit_of(self, aspect: Aspect) -> Unit:
        return unit_of_steps(self.a_week)

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        year, most = grid.year, at_most(self.most * self.a_week)
        steps = steps_of_kind(grid, lambda activity: activity.is_taught)
        school = counted_weeks(grid, steps, self.count)
        in_steps_of_year = len(school) == len(year.steps)
        spans = year.steps if in_steps_of_year else year.weeks
        for _, month in groupby(range(len(school)), lambda index: month_of(spans[index])):
            here = list(month)
            first = year.week_of_step[here[0]] if in_steps_of_year else here[0]
            yield Bound(sum(school[n] for n in here), most, first)


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
