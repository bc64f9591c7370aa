"""The schema of the table `closures` of programme files."""

from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from planner.programme.file.schema.base import CohortName, FileTable, IsoWeekNumber, LabelText
from planner.year.school_holidays import HolidayName, Zone


def _french_zone(value: object) -> object:
    """Refuse what is no zone, and say how a school of another country gives its closures."""
    if value not in get_args(Zone):
        raise PydanticCustomError("school_zone", "a zone of the French school calendar")
    return value


_ZoneField = Annotated[
    Zone,
    BeforeValidator(_french_zone),
    Field(description="Zone of the French school calendar."),
]
_NamesField = Annotated[
    list[HolidayName],
    Field(
        min_length=1,
        description="Holidays during which the school closes, in weeks that lie wholly in them.",
    ),
]


class SiteSchoolHolidaysTable(FileTable):
    """The school holidays in which a site is closed: its zone, and further holidays."""

    zone: _ZoneField | None = None
    names: _NamesField | None = None


class SchoolHolidaysTable(SiteSchoolHolidaysTable):
    """The school holidays in which the school is closed."""

    zone: _ZoneField
    names: _NamesField


class HolidayDatesTable(FileTable):
    """The dates of school holidays in one year."""

    name: HolidayName
    first: date = Field(description="First day of the holidays, a bare date: 2028-12-23.")
    last: date = Field(description="Last day of the holidays.")


class ClosedDaysTable(FileTable):
    """A closure by its dates."""

    first: date = Field(description="First day of the closure, a bare date: 2027-02-22.")
    last: date = Field(description="Last day; each week that the closure touches is closed.")


class SingleDaysTable(FileTable):
    """Single days on which the school is closed; their weeks stay open."""

    first: date = Field(description="The day, or the first of several: 2027-03-08.")
    last: date | None = Field(None, description="The last day; the first one, if it is left out.")
    name: LabelText | None = Field(None, description="Why: strike, bridge day.")
    cohorts: list[CohortName] = Field(
        [], description="Codes of the cohorts for which it is closed; all of them if empty."
    )
    hours: Literal["made-up", "lost"] = Field(
        "made-up",
        description="Whether other weeks make up the hours of these days, or they are lost: the "
        "hours of all other days then stay as they are.",
    )


ClosureKey = Literal["weeks", "school_holidays", "dates", "days", "single_days", "open_weeks"]


class SiteClosuresTable(FileTable):
    """When a site is closed, besides the closures of the whole school."""

    weeks: list[IsoWeekNumber] = Field([], description="ISO weeks in which the school is closed.")
    school_holidays: SiteSchoolHolidaysTable | None = None
    dates: list[HolidayDatesTable] = Field(
        [],
        description="Dates of school holidays, for years that the official calendar does not know.",
    )
    days: list[ClosedDaysTable] = Field([], description="Closures by their dates.")
    single_days: list[SingleDaysTable] = Field(
        [], description="Single days on which the school is closed; their weeks stay open."
    )
    open_weeks: list[IsoWeekNumber] = Field(
        [], description="ISO weeks in which the school is open, whatever closes it otherwise."
    )
    replaces: list[ClosureKey] = Field(
        [],
        description="Keys of this table that replace those of the extended file; the others add "
        "to them.",
    )


class ClosuresTable(SiteClosuresTable):
    """When the school is closed."""

    school_holidays: SchoolHolidaysTable | None = None
