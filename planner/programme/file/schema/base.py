"""What the tables of programme files are made of: their base, and types of their values."""

from calendar import monthrange
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo
from pydantic_core import PydanticCustomError

from planner.files.glyphs import with_codes, without_glyph
from planner.files.invisible import PRINTABLE
from planner.files.problems import DATED_WEEK, ISO_WEEK

CARRIED = "carried"
"""The key of the context of a validation: whether a planning carries the file."""


def _with_glyphs(text: str, info: ValidationInfo) -> str:
    """Refuse what documents would print as boxes; a planning that has it stays readable."""
    unknown = without_glyph(text) if info.context and not info.context[CARRIED] else ()
    if unknown:
        raise PydanticCustomError("glyphs", "{unknown}", {"unknown": with_codes(unknown)})
    return text


LongText = Annotated[str, Field(min_length=1, max_length=200, pattern=PRINTABLE)]
TitleText = Annotated[
    str, Field(min_length=1, max_length=80, pattern=PRINTABLE), AfterValidator(_with_glyphs)
]
LabelText = Annotated[
    str, Field(min_length=1, max_length=40, pattern=PRINTABLE), AfterValidator(_with_glyphs)
]
NameText = Annotated[
    str, Field(min_length=1, max_length=120, pattern=PRINTABLE), AfterValidator(_with_glyphs)
]
LetterCode = Annotated[str, Field(pattern=r"^[\p{L}\p{N}+]{1,3}$")]
DecimalHours = Annotated[float, Field(ge=0, le=10000, multiple_of=0.25, allow_inf_nan=False)]
WeekCount = Annotated[int, Field(ge=1, le=53)]
DayCount = Annotated[int, Field(ge=1, le=265)]
IsoWeekNumber = Annotated[int, Field(ge=1, le=53, json_schema_extra={"format": "iso-week"})]
FROM_STRING = Field(strict=False)
"""Accepts the string value of an enumeration in a strict model."""

DatedWeek = Annotated[str, Field(pattern=DATED_WEEK, json_schema_extra={"format": "dated-week"})]
WeekKey = Annotated[str, Field(pattern=ISO_WEEK, json_schema_extra={"format": "iso-week"})]
ActivityName = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9_-]{0,19}$", json_schema_extra={"format": "activity"})
]
GivenWeek = Annotated[
    str,
    Field(
        min_length=1,
        max_length=120,
        pattern=PRINTABLE,
        json_schema_extra={"format": "given-week"},
    ),
]
"""An activity, or a week cut between some: CCC|EE, or school*3|company*2."""

BareDate = date
"""`date`, under a name that no field has."""

CohortName = Annotated[str, Field(pattern=r"^[\p{L}\p{N}._-]{1,20}$")]
ShortName = Annotated[str, Field(pattern=r"^[\p{L}\p{N}._-]{1,8}$")]
MonthNumber = Annotated[int, Field(ge=1, le=12, json_schema_extra={"format": "month"})]


class FileTable(BaseModel):
    """Base of all tables: unknown keys and values of another type are refused.

    What checks them is built at their first use: within the whole file, not for each of them.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


def exists_every_year(month: int, day: int) -> None:
    """Refuse 30 February and 29 February."""
    if day > monthrange(2001, month)[1]:
        raise PydanticCustomError("day_of_year", "no such day in every year")
