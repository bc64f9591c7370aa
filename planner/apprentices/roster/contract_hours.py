"""Parse the hours of a contract: 39, 37 h 30 par semaine, 7 h 36 par jour, 8 / 8 / 8 / 8 / 7."""

import re

from planner.apprentices.roster.vocabulary import rejected_value
from planner.year.activity import WEEKDAYS
from planner.year.durations import duration_of, equal_days
from planner.year.weeks import HOUR, Minutes

_A_WEEK = re.compile(
    r"\s*(?:/|par|per|a|an)\s*(?:semaine|sem\.?|week|wk)\s*$|\s*hebdo(?:madaires?)?\.?\s*$|"
    r"\s*weekly\s*$",
    re.IGNORECASE,
)
_A_DAY = re.compile(
    r"\s*(?:/|par|per|a)\s*(?:jour|j|jr|day|d)\.?\s*$|\s*quotidien(?:nes?|s)?\s*$|\s*daily\s*$",
    re.IGNORECASE,
)
_DAYS = re.compile(r"\s*(?:[;/|+]|\s-\s)\s*")
MOST_A_DAY, MOST_A_WEEK = 12 * HOUR, 60 * HOUR
"""More than these a contract does not have."""


def parse_contract_hours(text: str) -> tuple[Minutes, ...]:
    """Parse the hours of a week or of a day into the minutes of each day, from Monday.

    A number alone is the hours of a week, unless no week has so few: up to 12 it is those of a
    day. Five durations with slashes are those of the weekdays: 8 / 8 / 8 / 8 / 7; a sixth one is
    that of Saturday.

    Raises
    ------
    Unusable
        The text is no such duration, or too long a one.
    """
    parts = _DAYS.split(text.strip())
    if len(parts) in (WEEKDAYS, WEEKDAYS + 1):
        each = [duration_of(part) for part in parts]
        days = tuple(minutes for minutes in each if minutes is not None)
        if len(days) < len(parts) or not any(days) or max(days) > MOST_A_DAY:
            raise rejected_value(text, "accepted.contract-hours")
        return days
    a_day = _A_DAY.search(text)
    a_week = _A_WEEK.search(text)
    said = a_day or a_week
    minutes = duration_of(text[: said.start()] if said else text)
    if not minutes:
        raise rejected_value(text, "accepted.contract-hours")
    if a_day or (not a_week and minutes <= MOST_A_DAY):
        minutes *= WEEKDAYS
    if minutes > MOST_A_WEEK:
        raise rejected_value(text, "accepted.contract-hours")
    return equal_days(minutes)
