"""What a calendar says of single days and weeks, before anything is made of its codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from planner.acquisition.seen import Spot


@dataclass(frozen=True)
class Mark:
    """A code on some days of a class.

    Attributes
    ----------
    first, last
        Its days; those of a weekend do not matter.
    code
        As the file has it; "" where the cell is empty.
    """

    group: str
    first: date
    last: date
    code: str
    spot: Spot


@dataclass(frozen=True)
class SeenSessions:
    """The number of remote sessions of a class in a week."""

    group: str
    monday: date
    count: int


@dataclass(frozen=True)
class Marks:
    """What a sheet says.

    Attributes
    ----------
    used
        The cells of the calendar itself, by row and column: a legend lies elsewhere.
    passed_over
        Columns that were not taken for classes, with their titles.
    """

    marks: tuple[Mark, ...]
    sessions: tuple[SeenSessions, ...] = ()
    used: frozenset[tuple[int, int]] = frozenset()
    passed_over: tuple[tuple[str, Spot], ...] = ()


class YearUnknown(Exception):
    """A calendar tells no year, and several are possible."""


@dataclass(frozen=True)
class Hints:
    """What is known beside a sheet.

    Attributes
    ----------
    start_year
        The year in which the calendar starts, if a title or the user tells it.
    classes
        What the user calls a class that a title names otherwise.
    """

    start_year: int | None = None
    classes: Mapping[str, str] = field(default_factory=dict)
