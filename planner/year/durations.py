"""Durations: as people write them (35, 37,5 h, 7 h 36), in minutes, in decimal hours."""

import re

from planner.year.activity import WEEKDAYS
from planner.year.weeks import HOUR, Minutes

_DURATION = re.compile(
    r"(?P<hours>\d{1,3})"
    r"(?:[.,](?P<part>\d{1,4})(?:\s*h(?:eures?|ours?|rs?)?)?"
    r"|\s*(?:h(?:eures?|ours?|rs?)?|:)\s*(?:(?P<minutes>[0-5]\d)(?:\s*(?:min|mn)(?:utes?)?|:00)?)?)?",
    re.IGNORECASE,
)


def duration_of(text: str) -> Minutes | None:
    """Return the minutes of a duration: decimal hours, or hours and minutes; None if it is none.

    Decimal hours that are no whole number of minutes (7,33) are none.
    """
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        return None
    if found["part"] is None:
        return int(found["hours"]) * HOUR + int(found["minutes"] or 0)
    return whole_minutes(float(f"{found['hours']}.{found['part']}"))


def whole_minutes(hours: float) -> Minutes | None:
    """Return the minutes of decimal hours; None if these are no whole number."""
    minutes = round(hours * HOUR)
    return minutes if abs(hours * HOUR - minutes) < 1e-6 else None


def decimal_hours(minutes: Minutes | None) -> float:
    """Return minutes as decimal hours; 0 if they are unknown."""
    return (minutes or 0) / HOUR


def equal_days(week: Minutes) -> tuple[Minutes, ...]:
    """Return the days of a week of so many minutes, as equal as whole minutes allow.

    Returns
    -------
    tuple of int
        Monday to Friday; the first days take what is left.
    """
    level, more = divmod(week, WEEKDAYS)
    return tuple(level + (n < more) for n in range(WEEKDAYS))
