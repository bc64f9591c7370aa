"""The weeks of an academic year.

Durations are whole minutes inside the package, so that half-days of 3.5 h and quarters of an hour
add up exactly; files, documents and messages have decimal hours.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from planner.year.activity import STAYS, Activity, Place, week_of

Minutes = int
"""A duration in minutes."""

HOUR: Minutes = 60
QUARTER: Minutes = 15

SOLIDARITY_DAY: Minutes = 7 * HOUR
"""What is worked on a journée de solidarité, whatever a day lasts (art. L3133-8)."""


@dataclass(frozen=True)
class Week:
    """One ISO week of an academic year, or one day of it.

    Attributes
    ----------
    iso_year, iso_week
        The year and number of the week in ISO 8601.
    monday
        Its Monday.
    public_holidays
        Public holidays from Monday to Friday.
    closed
        Whether the school is closed all week.
    school_holidays
        Names of the school holidays that close it.
    days
        How many of its days, from Monday, belong to the year: 5, or fewer at the end of a
        contract.
    solidarity
        Its public holiday that is worked as journée de solidarité, and so is none.
    first
        The weekday of its first day, 0 for Monday; of a whole week it is 0.
    """

    iso_year: int
    iso_week: int
    monday: date
    public_holidays: tuple[date, ...] = ()
    closed: bool = False
    school_holidays: tuple[str, ...] = ()
    days: int = 5
    solidarity: date | None = None
    first: int = 0

    @property
    def first_day(self) -> date:
        """Its first day."""
        return self.monday + timedelta(days=self.first)

    @property
    def friday(self) -> date:
        """Its Friday, even if that day is past the end of the year."""
        return self.monday + timedelta(days=4)

    @property
    def last_day(self) -> date:
        """Its last weekday that belongs to the year."""
        return self.monday + timedelta(days=self.days - 1)

    @property
    def working_days(self) -> tuple[date, ...]:
        """Its weekdays that belong to the year, without public holidays."""
        days = (self.monday + timedelta(days=n) for n in range(self.days))
        return tuple(day for day in days if day not in self.public_holidays)

    @property
    def middle(self) -> date:
        """Its Wednesday, or its last day that belongs to the year if that is before.

        A week counts in the month or semester that contains this day; a day counts by itself.
        """
        return max(self.first_day, min(self.monday + timedelta(days=2), self.last_day))

    def days_at(self, activity: Activity, place: Place) -> int:
        """Return the number of days at a place, if the week has this activity.

        A public holiday is deducted from the place of its weekday; public holidays of the country
        do not apply abroad.
        """
        spent = activity.days[self.first : self.days]
        if place is Place.ABROAD or not self.public_holidays:
            return spent.count(place)
        off = {(day - self.first_day).days for day in self.public_holidays}
        return spent.count(place) - sum(spent[n] is place for n in off if 0 <= n < len(spent))

    def is_at(self, activity: Activity, *places: Place) -> bool:
        """Return whether a working day is spent at any of some places, with this activity."""
        return any(self.days_at(activity, place) for place in places)

    def stays(self, activity: Activity) -> tuple[Place, ...]:
        """Return the places of its working days, in order, as far as they are stays."""
        off = {(day - self.first_day).days for day in self.public_holidays}
        return tuple(
            place
            for n, place in enumerate(activity.days[self.first : self.days])
            if place in STAYS and (n not in off or place is Place.ABROAD)
        )

    @property
    def each_day(self) -> tuple["Week", ...]:
        """Its days, each as a week of one day."""
        weekdays = range(self.first, self.days)
        return tuple(replace(self, first=weekday, days=weekday + 1) for weekday in weekdays)


@dataclass(frozen=True)
class AcademicYear:
    """The weeks of one academic year, in order, and the steps in which it is planned.

    Attributes
    ----------
    start_year
        The year in which it starts: 2026 for 2026-2027.
    first_day
        The day of its first week with which it begins; its Monday if None.
    by_days
        Whether a step is a working day, as some class changes within weeks; else it is a week.
    """

    start_year: int
    weeks: tuple[Week, ...]
    first_day: date | None = None
    by_days: bool = False

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
        return 5 if self.by_days else 1

    def steps_of_week(self, index: int) -> range:
        """Return the indices of the steps of a week."""
        first = self.steps_a_week * index  # no week but the last one is shorter
        length = self.weeks[index].days if self.by_days else 1
        return range(first, first + length)

    def weeks_of(self, steps: Sequence[Activity]) -> tuple[Activity, ...]:
        """Return the activity of each week, given that of each step."""
        if not self.by_days:
            return tuple(steps)
        weeks = map(self.steps_of_week, range(len(self.weeks)))
        return tuple(week_of(steps[each.start : each.stop]) for each in weeks)

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
