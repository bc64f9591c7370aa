"""The weeks of an academic year.

Durations are whole minutes inside the package, so that half-days of 3.5 h and quarters of an hour
add up exactly; files, documents and messages have decimal hours.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from planner.year.activity import STAYS, Activity, Place

Minutes = int
"""A duration in minutes."""

HOUR: Minutes = 60
QUARTER: Minutes = 15

SOLIDARITY_DAY: Minutes = 7 * HOUR
"""What is worked on a journée de solidarité, whatever a day lasts (art. L3133-8)."""


@dataclass(frozen=True)
class Week:
    """One ISO week of an academic year.

    Attributes
    ----------
    iso_year, iso_week
        The year and number of the week in ISO 8601.
    monday
        Its first day.
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
    """

    iso_year: int
    iso_week: int
    monday: date
    public_holidays: tuple[date, ...] = ()
    closed: bool = False
    school_holidays: tuple[str, ...] = ()
    days: int = 5
    solidarity: date | None = None

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

        A week counts in the month or semester that contains this day.
        """
        return min(self.monday + timedelta(days=2), self.last_day)

    def days_at(self, activity: Activity, place: Place) -> int:
        """Return the number of days at a place, if the week has this activity.

        A public holiday is deducted from the place of its weekday; public holidays of the country
        do not apply abroad.
        """
        spent = activity.days[: self.days]
        if place is Place.ABROAD or not self.public_holidays:
            return spent.count(place)
        off = {(day - self.monday).days for day in self.public_holidays}
        return spent.count(place) - sum(spent[n] is place for n in off if 0 <= n < len(spent))

    def is_at(self, activity: Activity, *places: Place) -> bool:
        """Return whether a working day is spent at any of some places, with this activity."""
        return any(self.days_at(activity, place) for place in places)

    def stays(self, activity: Activity) -> tuple[Place, ...]:
        """Return the places of its working days, in order, as far as they are stays."""
        off = {(day - self.monday).days for day in self.public_holidays}
        return tuple(
            place
            for n, place in enumerate(activity.days[: self.days])
            if place in STAYS and (n not in off or place is Place.ABROAD)
        )


@dataclass(frozen=True)
class AcademicYear:
    """The weeks of one academic year, in order.

    Attributes
    ----------
    start_year
        The year in which it starts: 2026 for 2026-2027.
    first_day
        The day of its first week with which it begins; its Monday if None.
    """

    start_year: int
    weeks: tuple[Week, ...]
    first_day: date | None = None

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
