"""The schema of what many tables have: extents, days of the year, moments, windows."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from planner.programme.file.schema.base import (
    BareDate,
    FileTable,
    IsoWeekNumber,
    MonthNumber,
    exists_every_year,
)
from planner.year.school_holidays import HolidayName


class ExtentTable(FileTable):
    least: Annotated[int, Field(ge=0, le=10000)] = 0
    most: Annotated[int, Field(ge=0, le=10000)] | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.most is not None and self.most < self.least:
            raise PydanticCustomError("extent", "least is more than most")
        return self


def _as_extent(value: Any) -> Any:
    """Convert a whole number to an extent of one value."""
    if isinstance(value, int) and not isinstance(value, bool):
        return {"least": value, "most": value}
    if isinstance(value, dict):
        return value
    raise PydanticCustomError("extent", "a whole number, or a table with least and most")


_COUNT = {"type": "integer", "minimum": 0, "maximum": 10000}


ExtentField = Annotated[
    ExtentTable,
    BeforeValidator(_as_extent),
    WithJsonSchema(
        {
            "anyOf": [
                _COUNT,
                {
                    "type": "object",
                    "properties": {"least": _COUNT, "most": _COUNT},
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
"""A whole number, or { least = 3, most = 5 }."""


class MonthDayTable(FileTable):
    month: MonthNumber
    day: Annotated[int, Field(ge=1, le=31)]

    @model_validator(mode="after")
    def _exists(self) -> Self:
        exists_every_year(self.month, self.day)
        return self


class MomentTable(FileTable):
    """A day or a week of the year, in one of five ways."""

    month: MonthNumber | None = Field(None, description="With day: a day of every year.")
    day: Annotated[int, Field(ge=1, le=31)] | None = None
    first_monday_of: MonthNumber | None = Field(
        None, description="The week of the first Monday of a month, by its number."
    )
    plus_weeks: Annotated[int, Field(ge=-52, le=52)] = Field(
        0, description="So many weeks after that Monday."
    )
    week: IsoWeekNumber | None = Field(None, description="The week with this ISO number.")
    school_holidays: HolidayName | None = Field(
        None, description="The first week closed by these school holidays."
    )
    date: BareDate | None = Field(None, description="One single day, a bare date: 2026-10-05.")
    plus_days: Annotated[int, Field(ge=-366, le=366)] = Field(
        0, description="A day, so many days after that day or the Monday of that week."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = (self.month, self.first_monday_of, self.week, self.school_holidays, self.date)
        if sum(way is not None for way in ways) != 1 or (self.month is None) != (self.day is None):
            raise PydanticCustomError("moment", "one way to name a day or a week")
        if self.plus_weeks and self.first_monday_of is None:
            raise PydanticCustomError("moment", "plus_weeks goes with first_monday_of")
        if self.month is not None and self.day is not None:
            exists_every_year(self.month, self.day)
        return self


class WindowTable(FileTable):
    """A part of the year: the weeks whose Wednesday lies in it, or that lie wholly in it."""

    from_: MomentTable | None = Field(
        None, alias="from", description="Its first day or week; else the start of the year."
    )
    until: MomentTable | None = Field(
        None, description="Its last day or week; else the end of the year."
    )
    before: MomentTable | None = Field(None, description="It ends before this day or week.")
    strict: bool = Field(
        False, description="Whether only weeks lie in it of which all working days do."
    )

    @property
    def has_ends(self) -> bool:
        """Whether it is another part of the year than the whole."""
        return (self.from_, self.until, self.before) != (None, None, None)

    @model_validator(mode="after")
    def _strict_about_something(self) -> Self:
        if self.strict and not self.has_ends:
            raise PydanticCustomError("strict", "a part of the year to be strict about")
        return self


class WindowsTable(WindowTable):
    """A part of the year, or one of several."""

    windows: list[WindowTable] = Field(
        [], description="Parts of the year, in one of which each block lies: instead of from."
    )

    @model_validator(mode="after")
    def _one_or_several(self) -> Self:
        if self.windows and self.has_ends:
            raise PydanticCustomError("windows", "from, until and before, or windows")
        if not all(window.has_ends for window in self.windows):
            raise PydanticCustomError("part_of_year", "windows with ends")
        return self
