"""The rows of a planning as the oracle writes them, and what is counted in them."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, NamedTuple

from tests.fuzz.calendar import Table

Weeks = tuple[str, ...]
"""The activity of each week of a cohort."""

Sessions = tuple[int, ...]


class Row(NamedTuple):
    """The year of a cohort: for each week, its activity and its remote sessions."""

    weeks: Weeks
    sessions: Sessions


class Run(NamedTuple):
    """Weeks of one activity that follow each other."""

    activity: str
    first: int
    length: int


class Due(NamedTuple):
    """The minutes on site that are due in a part of the year, and those aimed at."""

    least: int
    most: int
    aim: int
    part: Sequence[bool]


ANY = 10**6
"""More minutes than any year has."""

Stay = tuple[str, int]
"""The activity and the weeks of a stay with which a year ended."""


def runs(weeks: Sequence[Any]) -> list[Run]:
    found, first = [], 0
    for activity, group in groupby(weeks):
        length = len(list(group))
        found.append(Run(activity, first, length))
        first += length
    return found


def admits(extent: int | Table | None, number: float) -> bool:
    if extent is None:
        return True
    if isinstance(extent, int):
        return number == extent
    return bool(extent.get("least", 0) <= number <= extent.get("most", number))


def longest(flags: Sequence[bool]) -> int:
    """Return the length of the longest run of True."""
    return max((run.length for run in runs(flags) if run.activity), default=0)
