"""A calendar as it was seen: what each class did in each week, and how its codes were taken."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from planner.year.activity import WEEKDAYS, Place


class Meaning(StrEnum):
    """What a code of a calendar may be taken for."""

    SCHOOL = "school"
    COMPANY = "company"
    ABROAD = "abroad"
    DEFENCE = "defence"
    LEAVE = "leave"
    NONE = "none"
    SESSION = "session"
    """A day in company with a remote session."""
    CLOSED = "closed"
    """The school is closed."""
    HOLIDAY = "holiday"
    """A public holiday: the day is as the other days of its week."""
    UNPUBLISHED = "unpublished"
    """The week is not published yet."""
    REMARK = "remark"
    """Nothing about where people are."""


MEANT_PLACES: Mapping[Meaning, Place] = MappingProxyType(
    {
        **{Meaning(place.value): place for place in Place},
        Meaning.SESSION: Place.COMPANY,
    }
)
"""The places of the meanings that tell one."""

SeenDays = tuple[Place, ...]
"""The places of Monday to Friday; a sixth one where something is told of the Saturday itself."""


def is_whole(days: SeenDays) -> bool:
    """Whether a week is spent at one place, Monday to Friday."""
    return len(days) == WEEKDAYS and len(set(days)) == 1


@dataclass(frozen=True)
class Spot:
    """Where something stands in a file.

    Attributes
    ----------
    sheet
        The title of the sheet; "" in a file without sheets.
    place
        The address of the cell, or the name of the entry.
    """

    sheet: str
    place: str

    def __str__(self) -> str:
        return f"{self.sheet}, {self.place}" if self.sheet else self.place


@dataclass(frozen=True)
class CodeReading:
    """What a code of the calendar was taken for.

    Attributes
    ----------
    code
        As the file has it; "" for empty cells; a colour (#FFCC00) where only colours tell.
    count
        How often it stands there.
    meaning
        None if it is not known: somebody has to say.
    is_sure
        Whether it is a word, or a code of the legend; else it is a guess worth a look.
    """

    code: str
    count: int
    first: Spot
    meaning: Meaning | None
    is_sure: bool


@dataclass(frozen=True)
class SeenClass:
    """The year of one class.

    Attributes
    ----------
    name
        As the file has it, or the title of its sheet.
    weeks
        The days of each week of the calendar.
    sessions
        The remote sessions of each week; None where the file tells none.
    closed_days
        The days that would be spent at school, and on which the file calls it closed.
    unpublished
        The Mondays of the weeks that are not published; nothing is told of their days.
    """

    name: str
    weeks: tuple[SeenDays, ...]
    sessions: tuple[int, ...] | None = None
    closed_days: frozenset[date] = frozenset()
    unpublished: frozenset[date] = frozenset()


@dataclass(frozen=True)
class SeenCalendar:
    """A calendar of one academic year, or the first year of one of several.

    Attributes
    ----------
    source
        The name of the file.
    mondays
        One for each week, without a gap.
    closed
        The Mondays of the weeks that it calls closed.
    codes
        What its codes were taken for, the most frequent first.
    passed_over
        Columns that were not taken for classes, with their titles.
    later
        The years that follow, where the calendar has several.
    course_year
        Which year of a course it is, from 1, where each column is of the same people year after
        year; None where the columns are the classes of each year.
    beyond
        Some weeks after the last year, of which nothing is made.
    other_splits
        The weeks of the other years that are spent at several places, as often as they occur.
    """

    source: str
    mondays: tuple[date, ...]
    classes: tuple[SeenClass, ...]
    closed: frozenset[date] = frozenset()
    codes: tuple[CodeReading, ...] = ()
    passed_over: tuple[tuple[str, Spot], ...] = ()
    later: tuple["SeenCalendar", ...] = ()
    course_year: int | None = None
    beyond: tuple[date, ...] = ()
    other_splits: tuple[SeenDays, ...] = ()

    @property
    def years(self) -> tuple["SeenCalendar", ...]:
        """All years of the calendar, this one first."""
        return (self, *self.later)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its classes, in all its years, each once."""
        return tuple(dict.fromkeys(each.name for year in self.years for each in year.classes))

    @property
    def unknown(self) -> tuple[CodeReading, ...]:
        """The codes that nobody has explained yet."""
        return tuple(code for code in self.codes if code.meaning is None)

    @property
    def label(self) -> str:
        """The calendar years it lies in, with all its years: 2021-2022, or 2021."""
        last = self.years[-1].mondays[-1]
        years = (self.mondays[0].isocalendar().year, last.isocalendar().year)
        return "-".join(str(year) for year in dict.fromkeys(years))

    @property
    def own_splits(self) -> tuple[SeenDays, ...]:
        """The weeks of this year that are spent at several places, as often as they occur."""
        return tuple(d for each in self.classes for d in each.weeks if not is_whole(d))

    @property
    def holes(self) -> int:
        """How many weeks are not published, those of all classes added up."""
        return sum(len(each.unpublished) for each in self.classes)

    @cached_property
    def split_weeks(self) -> tuple[SeenDays, ...]:
        """The weeks that are spent at several places, in all years, the most frequent first."""
        found = Counter([*self.own_splits, *self.other_splits])
        return tuple(days for days, _ in sorted(found.items(), key=lambda n: (-n[1], n[0])))
