"""The schema of the tables `workday`, of a school and of a class: how long days are."""

from collections.abc import Mapping
from datetime import time
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import PydanticCustomError

from planner.programme.file.schema.base import DecimalHours, FileTable, LabelText
from planner.year.durations import duration_of, whole_minutes
from planner.year.weeks import HOUR

DURATION = "duration"
"""The type of the error of what is no duration, and its format in the JSON Schema."""


def _from_text(value: Any) -> Any:
    """Convert "7 h 36" to decimal hours."""
    if not isinstance(value, str):
        return value
    if (minutes := duration_of(value)) is None:
        raise PydanticCustomError(DURATION, "hours, or hours and minutes")
    return minutes / HOUR


def _to_the_minute(hours: float) -> float:
    if whole_minutes(hours) is None:
        raise PydanticCustomError(DURATION, "hours, or hours and minutes")
    return hours


def _schema(most: int, *, least: str = "exclusiveMinimum") -> WithJsonSchema:
    return WithJsonSchema(
        {"type": ["number", "string"], "format": DURATION, least: 0, "maximum": most}
    )


_Hours = Annotated[
    float,
    BeforeValidator(_from_text),
    Field(allow_inf_nan=False),
    AfterValidator(_to_the_minute),
]
DayHours = Annotated[_Hours, Field(gt=0, le=24), _schema(24)]
"""Hours of a day, to the minute: 7.5, or "7 h 36"."""

AnyDayHours = Annotated[_Hours, Field(ge=0, le=24), _schema(24, least="minimum")]
_WeekHours = Annotated[_Hours, Field(gt=0, le=120), _schema(120)]

COMPANY_KEYS = ("company", "company_week", "company_days")
"""The keys that say how long days in company are, of which one table has one."""


class CohortWorkdayTable(FileTable):
    """How long days of a class are, where they differ from those of the school."""

    company_week: _WeekHours | None = Field(
        None, description='Hours of a week in company, in five equal days: 39, or "37 h 30".'
    )
    company_days: Annotated[list[AnyDayHours], Field(min_length=5, max_length=6)] | None = Field(
        None,
        description="Hours of each day in company, Monday to Friday: [8, 8, 8, 8, 7]; a sixth day "
        "is Saturday, else as long as Friday.",
    )
    company: DayHours | None = Field(
        None, description='Hours of a day in company: 7.5, or "7 h 36".', validate_default=True
    )
    school: DayHours | None = Field(None, description="Most hours taught on site in a day.")

    @field_validator("company_days")
    @classmethod
    def _any_hours(cls, days: list[float] | None) -> list[float] | None:
        if days is not None and not any(days):
            raise PydanticCustomError("company_hours", "one way to say how long days are")
        return days

    @field_validator("company")
    @classmethod
    def _one_way(cls, company: float | None, info: ValidationInfo) -> float | None:
        if _given(company, info.data) > 1:
            raise PydanticCustomError("company_hours", "one way to say how long days are")
        return company


class WorkdayTable(CohortWorkdayTable):
    """How long days are."""

    school: DayHours = Field(description="Most hours taught on site in a day.")
    session: Annotated[DecimalHours, Field(gt=0, le=24)] = Field(
        3.5, description="Hours of a remote session, taken from the company's."
    )
    morning: time = Field(
        time(8, 30), description="When a remote session begins in the morning, in local time."
    )
    afternoon: time = Field(
        time(13, 30), description="When a remote session begins in the afternoon, in local time."
    )
    time_zone: LabelText | None = Field(
        None,
        description="Time zone of these hours by its IANA name, Indian/Reunion; else that of the "
        "place whose public holidays are kept.",
    )

    @field_validator("company")
    @classmethod
    def _some_way(cls, company: float | None, info: ValidationInfo) -> float | None:
        if not _given(company, info.data) and not _refused(info.data):
            raise PydanticCustomError("missing", "Field required")
        return company


def _given(company: float | None, others: Mapping[str, object]) -> int:
    return sum(v is not None for v in (company, *(others.get(key) for key in COMPANY_KEYS[1:])))


def _refused(others: Mapping[str, object]) -> bool:
    """Whether another way to say the hours of a day was refused, which is told by itself."""
    return any(key not in others for key in COMPANY_KEYS[1:])
