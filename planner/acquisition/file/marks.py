"""What a calendar says of single days and weeks, before anything is made of its codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from planner.acquisition.seen import Meaning, Spot


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


class OfPersons(Exception):
    """The rows of a table of presences are of persons: no class is told."""


class WrongDay(Exception):
    """A row of a calendar has a day that does not exist, or does not follow the row before.

    Attributes
    ----------
    spot, found
        The cell, and what it says.
    """

    def __init__(self, spot: Spot, found: str) -> None:
        super().__init__(str(spot), found)
        self.spot, self.found = spot, found


@dataclass(frozen=True)
class Told:
    """All that the sheets of a file tell.

    Attributes
    ----------
    legend
        What codes mean by the file itself.
    given
        What they mean by the user.
    passed_over
        Columns that were not taken for classes, with their titles.
    """

    source: str
    marks: tuple[Mark, ...]
    sessions: tuple[SeenSessions, ...] = ()
    legend: Mapping[str, Meaning] = field(default_factory=dict)
    given: Mapping[str, Meaning] = field(default_factory=dict)
    passed_over: tuple[tuple[str, Spot], ...] = ()

    def explained(self, codes: Mapping[str, Meaning], classes: Mapping[str, str]) -> "Told":
        """Return the same with what the user says of codes, and other names of classes."""
        return replace(
            self,
            marks=tuple(
                replace(mark, group=classes.get(mark.group, mark.group)) for mark in self.marks
            ),
            sessions=tuple(
                replace(each, group=classes.get(each.group, each.group)) for each in self.sessions
            ),
            given={**self.given, **codes},
        )
