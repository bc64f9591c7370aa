"""The parts of a one-page calendar, as frozen data: cells, columns, rows, legend, notes."""

from dataclasses import dataclass
from datetime import date

from planner.documents.apprentice.module_list import ModuleList
from planner.words import colours
from planner.words.colours import INK, MUTED_INK, WHITE
from planner.year.weeks import Minutes


@dataclass(frozen=True)
class Face:
    """What a day or a half-day shows: text on a background.

    Attributes
    ----------
    ground, ink
        The colours of the background and of the text, in hexadecimal RGB.
    is_struck
        Whether the background is hatched.
    """

    letters: str
    ground: str
    ink: str = INK
    is_struck: bool = False


WEEKEND_FACE = Face("", colours.WEEKEND, MUTED_INK)
"""Saturdays and Sundays."""


OUTSIDE_CONTRACT_FACE = Face("", WHITE, MUTED_INK, is_struck=True)
"""Days outside the contract, or after the last day of the year."""


@dataclass(frozen=True)
class DayCell:
    """A day of the calendar.

    Attributes
    ----------
    weekday, number
        The initial of the weekday, and the day of the month in two digits.
    face
        The appearance of the day, or of the background behind its halves.
    halves
        The morning and the afternoon of a day with sessions, else empty.
    name
        The name of a public holiday, or why the school is closed, where it fits.
    week
        The name of the ISO week on its Monday (S41), else "".
    marks
        Letters beside the day: the school is closed, there is an event.
    may_be_leave
        Whether it lies in a period in which the main leave can be taken.
    """

    date: date
    weekday: str
    number: str
    face: Face
    halves: tuple[Face, ...]
    name: str
    week: str
    marks: tuple[Face, ...]
    may_be_leave: bool

    @property
    def label(self) -> str:
        """The text before the day: L 05."""
        return f"{self.weekday} {self.number}"

    @property
    def aside(self) -> str:
        """The text beside the day: S41 F."""
        return "\N{NO-BREAK SPACE}".join(
            filter(None, (self.week, *(mark.letters for mark in self.marks)))
        )

    @property
    def faces(self) -> tuple[Face, ...]:
        """The appearances that the legend must explain."""
        return (*(self.halves or (self.face,)), *self.marks)


@dataclass(frozen=True)
class MonthColumn:
    """A month of the calendar.

    Attributes
    ----------
    is_edge
        Whether only a few of its days lie in the year.
    cells
        A cell for each of the 31 rows; None for days outside the month or the year.
    """

    name: str
    is_edge: bool
    cells: tuple[DayCell | None, ...]


@dataclass(frozen=True)
class HourRow:
    """A row of figures below the months.

    Attributes
    ----------
    values, total
        The figures of each month and of the year: minutes, or numbers of sessions.
    is_hours
        Whether the figures are minutes.
    is_sum
        Whether it is the sum of the rows above.
    """

    name: str
    values: tuple[Minutes, ...]
    total: Minutes
    is_hours: bool = True
    is_sum: bool = False


@dataclass(frozen=True)
class GridLegendEntry:
    """An entry of the legend, with a sample of a day; `may_be_leave` adds the line beside it."""

    sample: Face
    meaning: str
    may_be_leave: bool = False


@dataclass(frozen=True)
class Note:
    """A note below the calendar."""

    heading: str
    line: str


@dataclass(frozen=True)
class CalendarGrid:
    """A calendar, from its heading to its notes; and its modules, where some are placed."""

    title: str
    name: str
    company: str
    cohort: str
    school: str
    programme: str
    version: str
    columns: tuple[MonthColumn, ...]
    hours: tuple[HourRow, ...]
    hours_title: str
    legend: tuple[GridLegendEntry, ...]
    notes: tuple[Note, ...]
    modules: ModuleList | None = None
