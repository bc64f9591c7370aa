"""Moments, windows and closures of a year, as a programme names them."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class MonthDay:
    """A day that comes back every year: 1 May."""

    month: int
    day: int


@dataclass(frozen=True)
class FirstMonday:
    """The week of the first Monday of a month, or so many weeks later."""

    month: int
    plus_weeks: int = 0


@dataclass(frozen=True)
class NumberedWeek:
    """The week with this ISO number."""

    number: int


@dataclass(frozen=True)
class FirstClosed:
    """The first week that these school holidays close."""

    holidays: str


Moment = MonthDay | FirstMonday | NumberedWeek | FirstClosed | date
"""A day or a week; `planner.year.calendar` finds it in a given year."""


@dataclass(frozen=True)
class Window:
    """A part of the year: the weeks whose Wednesday lies in it.

    Attributes
    ----------
    start
        Its first day, or the first day of its first week; the start of the year without it.
    end
        Its last day, or the last day of its last week; the end of the year without it.
    before
        The window ends before this moment.
    """

    start: Moment | None = None
    end: Moment | None = None
    before: Moment | None = None


@dataclass(frozen=True)
class YearSpan:
    """When an academic year starts, and how long it is.

    Attributes
    ----------
    iso_week, first_monday, day
        Its first week: by its ISO number, as that of the first Monday of a month, or as the one
        in which a day lies. One of them is given.
    weeks
        Its number of weeks; without it, the year ends where the next one starts.
    until
        A day to which the year goes on where it falls after these weeks.
    """

    iso_week: int | None = None
    first_monday: int | None = None
    day: MonthDay | None = None
    weeks: int | None = None
    until: MonthDay | None = None


@dataclass(frozen=True)
class HolidayDates:
    """A span of school holidays that the programme file gives itself; both days included."""

    name: str
    first: date
    last: date


@dataclass(frozen=True)
class Closures:
    """The weeks in which the school is closed.

    Attributes
    ----------
    iso_weeks
        Closed by their number.
    zone, holidays
        Closed when all their Mondays to Fridays lie in these school holidays of this zone.
    given
        Dates that replace those of the official calendar for the same holidays and year.
    days
        Spans of days that close the weeks in which they lie.
    open_weeks
        Open by their number, whatever closes them otherwise.
    """

    iso_weeks: tuple[int, ...] = ()
    zone: str = ""
    holidays: tuple[str, ...] = ()
    given: tuple[HolidayDates, ...] = ()
    days: tuple[tuple[date, date], ...] = ()
    open_weeks: tuple[int, ...] = ()
