"""The calendar: ISO weeks of an academic year, public holidays, school holidays, closures."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

import holidays
from vacances_scolaires_france import SchoolHolidayDates, UnsupportedYearException

from planner.domain import AcademicYear, Closures, HolidayDates, Week

FIRST_START_YEAR, LAST_START_YEAR = 1990, 2100

HolidayName = Literal["autumn", "christmas", "winter", "spring", "summer"]
Zone = Literal["A", "B", "C"]

OFFICIAL_NAMES: dict[str, str] = {
    "autumn": "Vacances de la Toussaint",
    "christmas": "Vacances de Noël",
    "winter": "Vacances d'hiver",
    "spring": "Vacances de printemps",
    "summer": "Vacances d'été",
}
"""The school holidays a file can name, as the official calendar of the zones names them."""


_RECURRENCE = timedelta(days=350)
"""Holidays begin again after a year at most: if none began in this time, they are not known."""


class UnknownSchoolHolidays(Exception):
    """The official calendar does not (yet) hold holidays that a programme needs.

    Attributes
    ----------
    name, zone, label
        Which holidays, of which zone, in which academic year ("2030-2031").
    """

    def __init__(self, name: str, zone: str, label: str) -> None:
        super().__init__(f"{name} holidays of zone {zone} in {label}")
        self.name, self.zone, self.label = name, zone, label


def academic_year(
    start_year: int,
    first_week: int,
    country: str,
    subdivision: str | None = None,
    closures: Closures | None = None,
) -> AcademicYear:
    """Lay out the weeks of an academic year.

    Parameters
    ----------
    start_year
        The ISO year of its first week.
    first_week
        Its first ISO week; the year runs to the week before it in `start_year` + 1 and has 53
        weeks when an ISO week 53 lies in it.
    country, subdivision
        Whose public holidays are kept.
    closures
        When the school is closed; never, without it.

    Raises
    ------
    UnknownSchoolHolidays
        The closures follow school holidays whose dates are not known.
    """
    closures = closures or Closures()
    mondays = _mondays(start_year, first_week)
    days_off = holidays.country_holidays(
        country,
        subdiv=subdivision,
        years=sorted({mondays[0].year, mondays[-1].year, start_year + 1}),
    )
    label = f"{start_year}-{start_year + 1}"
    spans = [
        span
        for name in closures.holidays
        for span in _school_holidays(name, closures, mondays[0], mondays[-1], label)
    ]
    return AcademicYear(
        start_year,
        tuple(
            Week(
                *monday.isocalendar()[:2],
                monday,
                tuple(day for day in _weekdays(monday) if day in days_off),
                closed=monday.isocalendar().week in closures.iso_weeks
                or any(s.first <= monday and monday + timedelta(days=4) <= s.last for s in spans),
            )
            for monday in mondays
        ),
    )


def _mondays(start_year: int, first_week: int) -> list[date]:
    first = date.fromisocalendar(start_year, first_week, 1)
    end = date.fromisocalendar(start_year + 1, first_week, 1)
    return [first + timedelta(weeks=n) for n in range((end - first).days // 7)]


def _weekdays(monday: date) -> Iterator[date]:
    return (monday + timedelta(days=n) for n in range(5))


def _school_holidays(
    name: str, closures: Closures, first: date, last: date, label: str
) -> tuple[HolidayDates, ...]:
    given = [span for span in closures.given if span.name == name]
    spans = [*given, *_official_spans(name, closures.zone, first.year - 1, last.year)]
    end = last + timedelta(days=6)
    if not any(end - _RECURRENCE <= span.first <= end for span in spans):
        raise UnknownSchoolHolidays(name, closures.zone, label)
    dated = [s for s in given if first <= s.first <= last]
    return tuple(
        span
        for span in spans
        if span.last >= first and span.first <= end
        if span in given or not dated or span.first < first
    )


def _official_spans(
    name: str, zone: str, first_year: int, last_year: int
) -> Iterator[HolidayDates]:
    """Join the days of the official calendar into spans.

    A span that touches the last day of what is known may be cut short there: it is left out.
    """
    calendar = SchoolHolidayDates()
    days: list[date] = []
    for year in range(first_year, last_year + 1):
        try:
            found = calendar.holidays_for_year_zone_and_name(year, zone, OFFICIAL_NAMES[name])
        except UnsupportedYearException:
            continue
        days.extend(found)
    days.sort()
    start = 0
    for index, day in enumerate(days):
        if index + 1 == len(days) or days[index + 1] - day > timedelta(days=1):
            if calendar.data and day < max(calendar.data):
                yield HolidayDates(name, days[start], day)
            start = index + 1
