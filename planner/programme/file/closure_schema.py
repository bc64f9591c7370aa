"""The schema of the table `closures` of programme files."""

from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from planner.programme.file.base_schema import FileTable, IsoWeekNumber
from planner.year.calendar import HolidayName, Zone


def _french_zone(value: object) -> object:
    """Refuse what is no zone, and say how a school of another country gives its closures."""
    if value not in get_args(Zone):
        raise PydanticCustomError("school_zone", "a zone of the French school calendar")
    return value


class SchoolHolidaysTable(FileTable):
    """The school holidays in which the school is closed."""

    zone: Annotated[Zone, BeforeValidator(_french_zone)] = Field(
        description="Zone of the French school calendar."
    )
    names: list[HolidayName] = Field(
        min_length=1,
        description="Holidays during which the school closes, in weeks that lie wholly in them.",
    )


class HolidayDatesTable(FileTable):
    """The dates of school holidays in one year."""

    name: HolidayName
    first: date = Field(description="First day of the holidays, a bare date: 2028-12-23.")
    last: date = Field(description="Last day of the holidays.")


class ClosedDaysTable(FileTable):
    """A closure by its dates."""

    first: date = Field(description="First day of the closure, a bare date: 2027-02-22.")
    last: date = Field(description="Last day; each week that the closure touches is closed.")


ClosureKey = Literal["weeks", "school_holidays", "dates", "days", "open_weeks"]


class ClosuresTable(FileTable):
    """When the school is closed."""

    weeks: list[IsoWeekNumber] = Field([], description="ISO weeks in which the school is closed.")
    school_holidays: SchoolHolidaysTable | None = None
    dates: list[HolidayDatesTable] = Field(
        [],
        description="Dates of school holidays, for years that the official calendar does not know.",
    )
    days: list[ClosedDaysTable] = Field([], description="Closures by their dates.")
    open_weeks: list[IsoWeekNumber] = Field(
        [], description="ISO weeks in which the school is open, whatever closes it otherwise."
    )
    replaces: list[ClosureKey] = Field(
        [],
        description="Keys of this table that replace those of the extended file; the others add "
        "to them.",
    )
