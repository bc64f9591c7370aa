"""Moments, windows and closures as a programme defines them, independent of a given year."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class MonthDay:
    """A day of every year, such as 1 May."""

    month: int
    day: int

    def on_or_after(self, start: date) -> date:
        """Return the first such day on or after a date."""
        year = start.year
        while (found := date(year, self.month, self.day)) < start:
            year += 1
        return found


@dataclass(frozen=True)
class FirstMonday:
    """The week of the first Monday of a month, plus an offset in weeks."""

    month: int
    plus_weeks: int = 0

    def in_year(self, year: int) -> date:
        """Return the first Monday of the month in a calendar year, without the offset."""
        first = date(year, self.month, 1)
        return first + timedelta(days=-first.weekday() % 7)


@dataclass(frozen=True)
class NumberedWeek:
    """The week with this ISO 8601 number."""

    number: int


@dataclass(frozen=True)
class FirstClosed:
    """The first week closed by these school holidays."""

    holidays: str


NamedMoment = MonthDay | FirstMonday | NumberedWeek | FirstClosed | date
"""A day or a week that has a name of its own."""


@dataclass(frozen=True)
class DaysAfter:
    """A day, so many days after the first day of a moment; before it if negative."""

    moment: NamedMoment
    days: int


Moment = NamedMoment | DaysAfter
"""A day or a week; `planner.year.positions` resolves it in a given year."""


def is_monday(moment: Moment) -> bool:
    """Return whether a moment begins with a Monday in every year; a weekend counts as the next."""
    match moment:
        case MonthDay():
            return False
        case date():
            return moment.weekday() in (0, 5, 6)
        case DaysAfter(start, count):
            return count % 7 == 0 and is_monday(start)
    return True


@dataclass(frozen=True)
class Window:
    """A part of the year: the weeks whose Wednesday lies in it.

    Attributes
    ----------
    start
        Its first day, or the first day of its first week; the start of the year if None.
    end
        Its last day, or the last day of its last week; the end of the year if None.
    before
        The day, or first day of the week, before which the window ends.
    strict
        Whether a week lies in it only if all its working days do, instead of its Wednesday.
    """

    start: Moment | None = None
    end: Moment | None = None
    before: Moment | None = None
    strict: bool = False


@dataclass(frozen=True)
class YearSpan:
    """When an academic year starts, and how long it is.

    Attributes
    ----------
    iso_week, first_monday, day
        Its first week: by its ISO number, as that of the first Monday of a month (1 to 12), or as
        the week of a day. Exactly one is given.
    weeks
        Its number of weeks; if None, the year ends where the next one starts.
    until
        A day to which the year is extended where it falls after these weeks.
    """

    iso_week: int | None = None
    first_monday: int | None = None
    day: MonthDay | None = None
    weeks: int | None = None
    until: MonthDay | None = None


@dataclass(frozen=True)
class HolidayDates:
    """A span of school holidays given by the programme file, both days included."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class DayClosure:
    """Single days on which the school is closed, in weeks that stay open.

    Attributes
    ----------
    first, last
        The first and the last of these days.
    name
        Why it is closed; "" where the programme does not say.
    cohorts
        The ids of the cohorts for which it is closed; all of them if empty.
    lost
        Whether the hours of these days are lost; if not, other weeks make them up.
    """

    first: date
    last: date
    name: str = ""
    cohorts: tuple[str, ...] = ()
    lost: bool = False

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> Iterator[date]:
        """Yield its days."""
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))

    def concerns(self, cohort: str) -> bool:
        """Return whether it is one of a cohort, by its id."""
        return not self.cohorts or cohort in self.cohorts


@dataclass(frozen=True)
class Closures:
    """When the school is closed: whole weeks, and single days.

    Attributes
    ----------
    iso_weeks
        ISO numbers of closed weeks.
    zone, holidays
        Weeks are closed if Monday to Friday lie in school holidays of these names in this zone.
    given
        Dates that override the official calendar for the same holidays and year.
    days
        Spans of days, both included, that close every week they touch.
    single_days
        Days that are closed in weeks that stay open.
    open_weeks
        ISO numbers of weeks that are open, overriding all of the above.
    """

    iso_weeks: tuple[int, ...] = ()
    zone: str = ""
    holidays: tuple[str, ...] = ()
    given: tuple[HolidayDates, ...] = ()
    days: tuple[tuple[date, date], ...] = ()
    single_days: tuple[DayClosure, ...] = ()
    open_weeks: tuple[int, ...] = ()
