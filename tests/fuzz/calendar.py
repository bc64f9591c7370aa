"""The weeks of a short year, told anew from the tables of a programme file and from day to day.

Nothing here comes from the planner: public holidays are counted from a table of Easter Sundays,
school holidays are looked up for each day. Years are those of `EASTER`, of at most ten weeks.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any

from vacances_scolaires_france import SchoolHolidayDates

Table = Mapping[str, Any]

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)

EASTER = {
    2018: date(2018, 4, 1),
    2019: date(2019, 4, 21),
    2020: date(2020, 4, 12),
    2021: date(2021, 4, 4),
    2022: date(2022, 4, 17),
    2023: date(2023, 4, 9),
    2024: date(2024, 3, 31),
    2025: date(2025, 4, 20),
    2026: date(2026, 4, 5),
    2027: date(2027, 3, 28),
}
"""Easter Sundays, as printed calendars have them."""

AFTER_EASTER = {"easter_monday": 1, "ascension": 39, "whit_monday": 50}
DAYS_OFF = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))

HOLIDAYS = {
    "autumn": "Vacances de la Toussaint",
    "christmas": "Vacances de Noël",
    "winter": "Vacances d'hiver",
    "spring": "Vacances de printemps",
    "summer": "Vacances d'été",
}


@dataclass(frozen=True)
class Week:
    """A week of the year: its Monday to its Friday, or fewer days at the end of a contract."""

    monday: date
    days: tuple[date, ...]
    off: frozenset[date]
    closed: bool
    holidays: frozenset[str]
    solidarity: date | None

    @property
    def number(self) -> int:
        return self.monday.isocalendar().week

    @property
    def middle(self) -> date:
        return self.days[:3][-1]


@cache
def _school_calendar() -> SchoolHolidayDates:
    return SchoolHolidayDates()


@cache
def _holidays(year: int, zone: str, name: str) -> frozenset[date]:
    found = _school_calendar().holidays_for_year_zone_and_name(year, zone, HOLIDAYS[name])
    return frozenset(found)


def is_in_holidays(day: date, zone: str, name: str) -> bool:
    return day in _holidays(day.year, zone, name)


def _dates(day: Table) -> Iterator[date]:
    """Yield the dates of a day of public holidays, in all years."""
    if "date" in day:
        yield day["date"]
    for year, easter in EASTER.items():
        if "feast" in day:
            yield easter + AFTER_EASTER[day["feast"]] * DAY
        elif "month" in day:
            yield date(year, day["month"], day["day"])


def _public_holidays(table: Table) -> set[date]:
    off = {date(year, month, day) for year in EASTER for month, day in DAYS_OFF}
    off |= {easter + n * DAY for easter in EASTER.values() for n in AFTER_EASTER.values()}
    off -= {found for day in table.get("taken_away", ()) for found in _dates(day)}
    off |= {found for day in table.get("added", ()) for found in _dates(day)}
    return off - set(_dates(table.get("solidarity_day", {})))


def _first_monday_of(year: int, month: int) -> date:
    return next(d for n in range(7) if (d := date(year, month, 1) + n * DAY).weekday() == 0)


def _first_day(table: Table, start_year: int) -> date:
    """Return the Monday with which a year starts."""
    if "first_week" in table:
        return date.fromisocalendar(start_year, table["first_week"], 1)
    if "first_monday_of" in table:
        return _first_monday_of(start_year, table["first_monday_of"])
    day = date(start_year, table["starts"]["month"], table["starts"]["day"])
    return day - day.weekday() * DAY


def _last_day(table: Table, first: date) -> date:
    """Return the day with which a year ends: that of a contract, or a Sunday."""
    weeks: int = table["weeks"]
    sunday = first + weeks * WEEK - DAY
    if "until" in table:
        until = next_day(first, table["until"]["month"], table["until"]["day"])
        return max(sunday, until)
    return sunday


def next_day(first: date, month: int, day: int) -> date:
    """Return the first day of a name on or after a date."""
    return min(d for year in (first.year, first.year + 1) if (d := date(year, month, day)) >= first)


def is_made_up(programme: Table, day: date, cohort: str | None = None) -> bool:
    """Tell whether a day is closed for a cohort, or for all, and other weeks make up its hours."""
    return is_single(programme, day, cohort, lost=False)


def is_single(programme: Table, day: date, cohort: str | None, *, lost: bool = True) -> bool:
    """Tell whether a day is closed by itself for a cohort, be its hours lost or made up."""
    closures = programme.get("closures", {})
    return day.isocalendar().week not in closures.get("open_weeks", ()) and any(
        each["first"] <= day <= each.get("last", each["first"])
        and (lost or each.get("hours") != "lost")
        and (not each.get("cohorts") or cohort in each["cohorts"])
        for each in closures.get("single_days", ())
    )


def year_of(programme: Table, start_year: int) -> tuple[Week, ...]:
    """Lay out the weeks of a programme's year."""
    table, closures = programme["academic_year"], programme.get("closures", {})
    off = _public_holidays(programme["public_holidays"])
    solidarity = set(_dates(programme["public_holidays"].get("solidarity_day", {})))
    first = _first_day(table, start_year)
    last = _last_day(table, first)
    weeks = []
    for n in range((last - first).days // 7 + 1):
        monday = first + n * WEEK
        days = tuple(d for d in (monday + n * DAY for n in range(5)) if d <= last)
        school = closures.get("school_holidays", {"names": ()})
        holidays = frozenset(
            name
            for name in school["names"]
            if all(is_in_holidays(day, school["zone"], name) for day in days)
        )
        number = monday.isocalendar().week
        touched = any(s["first"] <= d <= s["last"] for s in closures.get("days", ()) for d in days)
        worked = {*days} - off
        gone = bool(worked) and all(is_made_up(programme, day) for day in worked)
        shut = bool(holidays) or number in closures.get("weeks", ()) or touched or gone
        weeks.append(
            Week(
                monday,
                days,
                frozenset(off.intersection(days)),
                shut and number not in closures.get("open_weeks", ()),
                holidays,
                next(iter(solidarity.intersection(days)), None),
            )
        )
    return tuple(weeks)


def days_of(year: tuple[Week, ...]) -> tuple[Week, ...]:
    """Lay out the days of a year, each as a week of one day."""
    return tuple(
        replace(
            week,
            days=(day,),
            off=week.off & {day},
            solidarity=week.solidarity if week.solidarity == day else None,
        )
        for week in year
        for day in week.days
    )


ENDS: Mapping[str, Callable[[date, date, date], bool]] = {
    "from": lambda day, first, _: first <= day,
    "until": lambda day, _, last: day <= last,
    "before": lambda day, first, _: day < first,
}
"""By the key of a window, whether a day lies within, by the days of its moment."""


def moment(table: Table, year: tuple[Week, ...]) -> tuple[date, date] | None:
    """Return the first and the last day of a moment; None if the year does not have it."""
    first = year[0].monday
    if "date" in table:
        day: date = table["date"]
        return day, day
    if "month" in table:
        day = next_day(first, table["month"], table["day"])
        return day, day
    if "first_monday_of" in table:
        mondays = (
            _first_monday_of(y, table["first_monday_of"]) for y in (first.year, first.year + 1)
        )
        monday = next(m for m in mondays if m >= first) + table.get("plus_weeks", 0) * WEEK
        return monday, monday + 6 * DAY
    if "week" in table:
        mondays = (week.monday for week in year if week.number == table["week"])
    else:
        mondays = (week.monday for week in year if table["school_holidays"] in week.holidays)
    monday = next(iter(mondays), None)
    return (monday, monday + 6 * DAY) if monday else None


def window(table: Table, year: tuple[Week, ...]) -> tuple[bool, ...]:
    """Tell for each week whether it lies in a part of the year.

    Its Wednesday does; where the part is strict, all its working days do.
    """
    ends = [
        (is_inside, moment(table[key], year)) for key, is_inside in ENDS.items() if key in table
    ]
    inside = []
    for week in year:
        days = [week.middle]
        if table.get("strict"):
            days += [day for day in week.days if day not in week.off]
        inside.append(all(end and has(day, *end) for has, end in ends for day in days))
    return tuple(inside)
