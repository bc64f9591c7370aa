"""Finds the school holidays of a year: the programme's own dates, or the official ones.

The official ones come from `vacances-scolaires-france` (data of the Ministry of Education).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from planner.year.moments import Closures, HolidayDates
from planner.year.school_calendar import first_official_day, last_official_day, official_days

HolidayName = Literal["autumn", "christmas", "winter", "spring", "summer"]
Zone = Literal["A", "B", "C"]

OFFICIAL_NAMES: dict[str, str] = {
    "autumn": "Vacances de la Toussaint",
    "christmas": "Vacances de Noël",
    "winter": "Vacances d'hiver",
    "spring": "Vacances de printemps",
    "summer": "Vacances d'été",
}
"""School holidays by their names in programme files: the names in the official calendar."""

_RECURRENCE = timedelta(days=350)
"""Holidays of one name start at most this long after each other; else their dates are unknown."""

_SAME_HOLIDAYS = timedelta(days=175)
"""Holidays of one name that start at most this far apart are those of one year."""


class UnknownSchoolHolidays(Exception):
    """The official calendar has no dates (yet) for holidays that a programme needs.

    Attributes
    ----------
    name, zone, label
        Which holidays, of which zone, in which academic year ("2030-2031").
    """

    def __init__(self, name: str, zone: str, label: str) -> None:
        super().__init__(f"{name} holidays of zone {zone} in {label}")
        self.name, self.zone, self.label = name, zone, label


def school_holidays(
    name: str, closures: Closures, first: date, last: date, label: str
) -> tuple[HolidayDates, ...]:
    """Return the spans of holidays that touch a year; the programme's own dates go first.

    Raises
    ------
    UnknownSchoolHolidays
        None of this name starts in or shortly before the year, and the official calendar knows
        none after it either, with which it would know those of the year.
    """
    given = [span for span in closures.given if span.name == name]
    official = list(_official_spans(name, closures.zone, first.year - 1, last.year + 1))
    spans = [*given, *official]
    end = last + timedelta(days=6)
    begins = any(min(first, end - _RECURRENCE) <= span.first <= end for span in spans)
    follows = first >= first_official_day() and any(span.first > end for span in official)
    if not begins and not follows:
        raise UnknownSchoolHolidays(name, closures.zone, label)
    return tuple(
        span
        for span in spans
        if span.last >= first and span.first <= end
        if span in given or all(abs(span.first - s.first) > _SAME_HOLIDAYS for s in given)
    )


def _official_spans(
    name: str, zone: str, first_year: int, last_year: int
) -> Iterator[HolidayDates]:
    """Join consecutive days of the official calendar into spans.

    A span that reaches the last known day may be incomplete and is left out.
    """
    official = official_days(zone, OFFICIAL_NAMES[name])
    days = [day for day in official if first_year <= day.year <= last_year]
    start = 0
    for index, day in enumerate(days):
        if index + 1 == len(days) or days[index + 1] - day > timedelta(days=1):
            if day < last_official_day():
                yield HolidayDates(name, days[start], day)
            start = index + 1
