"""The weeks of an academic year.

Durations are whole minutes inside the package, so that half-days of 3.5 h and quarters of an hour
add up exactly; files, documents and messages have decimal hours.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from planner.year.activity import (
    AT_THE_SCHOOL,
    STAYS,
    WEEKDAYS,
    Activity,
    Place,
    in_days,
    week_of,
)
from planner.year.moments import DayClosure

Minutes = int
"""A duration in minutes."""

HOUR: Minutes = 60
QUARTER: Minutes = 15

SOLIDARITY_DAY: Minutes = 7 * HOUR
"""What is worked on a journée de solidarité, whatever a day lasts (art. L3133-8)."""


@dataclass(frozen=True)
class ClosedDay:
    """A single day on which the school is closed, in a week that is open.

    Attributes
    ----------
    name
        Why it is closed; "" where the programme does not say.
    lost
        Whether its hours are lost; if not, other weeks make them up.
    """

    date: date
    name: str = ""
    lost: bool = False


@dataclass(frozen=True)
class Week:
    """One ISO week of an academic year, or one day of it; of all cohorts or as one has it.

    A Saturday goes with its Friday: both are one day where a year is planned by days.

    Attributes
    ----------
    iso_year, iso_week
        The year and number of the week in ISO 8601.
    monday
        Its Monday.
    public_holidays
        Public holidays from Monday to Friday; to Saturday where the programme has Saturdays.
    closed
        Whether the school is closed all week.
    school_holidays
        Names of the school holidays that close it.
    days
        How many of its days, from Monday, belong to the year: 5, or 6 where the programme has
        Saturdays; fewer at the end of a contract.
    solidarity
        Its public holiday that is worked as journée de solidarité, and so is none.
    first
        The weekday of its first day, 0 for Monday; of a whole week it is 0.
    closed_days
        The single days on which the school is closed for a cohort, none of them a public holiday;
        none in the weeks of all cohorts.
    """

    iso_year: int
    iso_week: int
    monday: date
    public_holidays: tuple[date, ...] = ()
    closed: bool = False
    school_holidays: tuple[str, ...] = ()
    days: int = WEEKDAYS
    solidarity: date | None = None
    first: int = 0
    closed_days: tuple[ClosedDay, ...] = ()

    @property
    def first_day(self) -> date:
        """Its first day."""
        return self.monday + timedelta(days=self.first)

    @property
    def last_day(self) -> date:
        """Its last day that belongs to the year: Friday, or Saturday, of a whole week."""
        return self.monday + timedelta(days=self.days - 1)

    @property
    def working_days(self) -> tuple[date, ...]:
        """Its days from Monday to Friday that belong to the year, without public holidays."""
        days = (self.monday + timedelta(n) for n in range(self.first, min(self.days, WEEKDAYS)))
        return tuple(day for day in days if day not in self.public_holidays)

    @property
    def middle(self) -> date:
        """Its Wednesday, or its last day that belongs to the year if that is before.

        A week counts in the month or semester that contains this day; a day counts by itself.
        """
        return max(self.first_day, min(self.monday + timedelta(days=2), self.last_day))

    def days_at(self, activity: Activity, place: Place) -> float:
        """Return the number of days at a place, if the week has this activity.

        A public holiday is deducted from the place of its weekday, and a day on which the school
        is closed from those at school or at a defence; public holidays of the country do not apply
        abroad. A half-day is half of one.
        """
        if not activity.afternoons and not (self.public_holidays or self.closed_days):
            return activity.days[self.first : self.days].count(place)
        return in_days(sum(map(sum, self.halves_at(activity, place).values())))

    def halves_at(self, activity: Activity, place: Place) -> dict[int, Sequence[bool]]:
        """Return which halves of weekdays (0 for Monday) are at a place, as `days_at` counts them.

        Weekdays of which none is there are left out.
        """
        off: set[date] = set()
        if place is not Place.ABROAD:
            off.update(self.public_holidays)
        if place in AT_THE_SCHOOL:
            off.update(closed.date for closed in self.closed_days)
        return {
            n: halves
            for n, halves in activity.weekdays_at.get(place, ())
            if self.first <= n < self.days and (not off or self.monday + timedelta(n) not in off)
        }

    def missed_days(self, activity: Activity) -> tuple[ClosedDay, ...]:
        """Return the single closed days that would be spent at school, or at a defence."""
        return tuple(
            closed
            for closed in self.closed_days
            if self.first <= closed.date.weekday() < self.days
            and not {*AT_THE_SCHOOL}.isdisjoint(activity.halves_on(closed.date.weekday()))
        )

    def is_at(self, activity: Activity, *places: Place) -> bool:
        """Return whether a working day is spent at any of some places, with this activity."""
        return any(self.days_at(activity, place) for place in places)

    def stays(self, activity: Activity) -> tuple[Place, ...]:
        """Return the places of the halves of its working days, in order, if they are stays."""
        off = {(day - self.first_day).days for day in self.public_holidays}
        return tuple(
            place
            for n, halves in enumerate(activity.halves[self.first : self.days])
            for place in halves
            if place in STAYS and (n not in off or place is Place.ABROAD)
        )

    @property
    def each_day(self) -> tuple["Week", ...]:
        """Its days, each as a week of one day."""
        ends = [*range(self.first + 1, min(self.days, WEEKDAYS)), self.days]
        return tuple(
            replace(self, first=first, days=end) for first, end in enumerate(ends, self.first)
        )

    def overlaps(self, first: date, last: date) -> bool:
        """Return whether some of its days lie from a day to another."""
        return self.first_day <= last and first <= self.last_day

    def within(self, first: date, last: date) -> "Week":
        """Return the part of it that lies from a day to another; it itself if none does."""
        begin, end = (first - self.monday).days, (last - self.monday).days + 1
        if begin >= self.days or end <= self.first:
            return self
        return replace(self, first=max(self.first, begin), days=min(self.days, end))

    def part_in(self, step: "Week") -> "Week":
        """Return the part of it, as a cohort has it, that lies in a step of the year."""
        return replace(self, first=max(self.first, step.first), days=min(self.days, step.days))

    def of_part(self, part: "Week", activity: Activity) -> Activity:
        """Return what is done in it where people have a part of it only: outside on other days."""
        if (part.first, part.days) == (self.first, self.days):
            return activity
        there = (activity.on(n) if part.first <= n < part.days else None for n in range(WEEKDAYS))
        return week_of([each or Activity.OUTSIDE for each in there])

    def with_closed(self, closed: Iterable[ClosedDay]) -> "Week":
        """Return the week as a cohort has it for which the school is closed on some of its days.

        It is closed as a whole where no working day is left to it, and other weeks make up the
        hours of those days.
        """
        if self.closed:
            return self
        days = {self.monday + timedelta(n) for n in range(self.first, self.days)}
        found = {each.date: each for each in closed if each.date in days - {*self.public_holidays}}
        own, working = tuple(found[day] for day in sorted(found)), {*self.working_days}
        made_up = {each.date for each in own if not each.lost}
        if working and working <= made_up:
            return replace(self, closed=True)
        return replace(self, closed_days=own)


@dataclass(frozen=True)
class SiteYear:
    """An academic year as one of several sites has it.

    Attributes
    ----------
    site
        The name of the site.
    cohorts
        The ids of its cohorts.
    year
        With the public holidays and the closures of the site.
    """

    site: str
    cohorts: tuple[str, ...]
    year: "AcademicYear"


@dataclass(frozen=True)
class CohortDays:
    """The first and the last day of a cohort, by its id, that is there for a part of the year."""

    cohort: str
    first: date
    last: date


@dataclass(frozen=True)
class AcademicYear:
    """The weeks of one academic year, in order, and the steps in which it is planned.

    Of several sites, its weeks are what they have in common: closed where all of them are, with
    the public holidays of all of them.

    Attributes
    ----------
    start_year
        The year in which it starts: 2026 for 2026-2027.
    first_day
        The day of its first week with which it begins; its Monday if None.
    single_days
        The single days on which the school is closed for some cohorts or for all, a closure a
        day; none of them lies in a closed week.
    by_days
        Whether a step is a working day, as some class changes within weeks; else it is a week.
    weekdays
        How many days a whole week has: 5, or 6 where the programme has Saturdays.
    sites
        The year as each site has it, where cohorts are on several.
    cohort_days
        The days of the cohorts that are there for a part of the year.
    """

    start_year: int
    weeks: tuple[Week, ...]
    first_day: date | None = None
    single_days: tuple[DayClosure, ...] = ()
    by_days: bool = False
    weekdays: int = WEEKDAYS
    sites: tuple[SiteYear, ...] = ()
    cohort_days: tuple[CohortDays, ...] = ()

    def of(self, cohort: str) -> "AcademicYear":
        """Return the year as the site of a cohort has it, by the id of the cohort."""
        return next((each.year for each in self.sites if cohort in each.cohorts), self)

    def with_cohort_days(self, days: Sequence[CohortDays]) -> "AcademicYear":
        """Return the year, at each site as well, with the days of cohorts of a part of it."""
        sites = (replace(each, year=each.year.with_cohort_days(days)) for each in self.sites)
        return replace(self, cohort_days=tuple(days), sites=tuple(sites))

    def planned_by_days(self, by_days: bool) -> "AcademicYear":
        """Return the year, at each site as well, in steps of days or of weeks."""
        sites = (replace(s, year=s.year.planned_by_days(by_days)) for s in self.sites)
        return replace(self, by_days=by_days, sites=tuple(sites))

    @cached_property
    def steps(self) -> tuple[Week, ...]:
        """The weeks or the days, one after the other: what a class does may change between two."""
        if not self.by_days:
            return self.weeks
        return tuple(day for week in self.weeks for day in week.each_day)

    @cached_property
    def week_of_step(self) -> tuple[int, ...]:
        """The index of the week of each step."""
        numbers = range(len(self.weeks))
        return tuple(n for n in numbers for _ in range(len(self.steps_of_week(n))))

    @property
    def steps_a_week(self) -> int:
        """How many steps a whole week has: what is limited in weeks is counted in these."""
        return WEEKDAYS if self.by_days else 1

    def in_weeks(self, steps: int) -> float:
        """Convert a number of steps to weeks; a whole number stays an int."""
        weeks, rest = divmod(steps, self.steps_a_week)
        return steps / self.steps_a_week if rest else weeks

    def steps_of_week(self, index: int) -> range:
        """Return the indices of the steps of a week."""
        first = self.steps_a_week * index  # no week but the last one is shorter
        length = min(self.weeks[index].days, WEEKDAYS) if self.by_days else 1
        return range(first, first + length)

    def of_steps(self, steps: Sequence[Activity]) -> tuple[Activity, ...]:
        """Return the activity of each week, given that of each step."""
        if not self.by_days:
            return tuple(steps)
        weeks = map(self.steps_of_week, range(len(self.weeks)))
        return tuple(week_of(steps[each.start : each.stop]) for each in weeks)

    def weeks_of(self, cohort: str) -> tuple[Week, ...]:
        """Return its weeks as a cohort has them, by its id.

        With their single closed days; of the weeks in which it starts and ends, those days on
        which it is there.
        """
        year = self.of(cohort)
        weeks = year.weeks
        for part in year.cohort_days:
            if part.cohort == cohort:
                weeks = tuple(week.within(part.first, part.last) for week in weeks)
        closed = [
            ClosedDay(each.first, each.name, each.lost)
            for each in year.single_days
            if each.concerns(cohort)
        ]
        return tuple(week.with_closed(closed) for week in weeks) if closed else weeks

    def steps_of(self, cohort: str) -> tuple[Week, ...]:
        """Return the steps of the year as a cohort has them, by its id: parts of its own weeks."""
        year, weeks = self.of(cohort), self.weeks_of(cohort)
        if weeks is year.weeks or not self.by_days:
            return year.steps if self.by_days else weeks
        pairs = zip(self.week_of_step, year.steps, strict=True)
        return tuple(weeks[index].part_in(step) for index, step in pairs)

    def own_weeks(self, cohort: str) -> Mapping[date, Week]:
        """Return the weeks that a cohort has otherwise than its site, by their Mondays."""
        pairs = zip(self.of(cohort).weeks, self.weeks_of(cohort), strict=True)
        return {own.monday: own for week, own in pairs if own != week}

    @property
    def opening(self) -> date:
        """The day of its first week with which it begins: the days before are of both years."""
        return self.first_day or self.weeks[0].monday

    @property
    def label(self) -> str:
        """The calendar years it lies in: 2026-2027, or 2026."""
        if self.weeks and self.weeks[-1].middle.year == self.start_year:
            return str(self.start_year)
        return f"{self.start_year}-{self.start_year + 1}"

    def __len__(self) -> int:
        return len(self.weeks)


def month_spans(first: date, weeks: float) -> Iterator[tuple[date, float, float]]:
    """Yield the months of some weeks, each with its start and its end on their axis.

    Parameters
    ----------
    first
        The day at which the axis begins.
    weeks
        The length of the axis, in weeks.

    Yields
    ------
    tuple of date, float, float
        The first day of the month in the axis, and its start and end in weeks.
    """
    start, place = first, 0.0
    while place < weeks:
        following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
        end = min(weeks, (following - first).days / 7)
        yield start, place, end
        start, place = following, end
