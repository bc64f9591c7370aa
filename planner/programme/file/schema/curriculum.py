"""The schema of the table of a curriculum: its modules and their teachers."""

from typing import Annotated, Literal

from pydantic import Field

from planner.curriculum.module import ECTS_A_YEAR, LEAST_A_WEEK, MOST_A_WEEK
from planner.programme.file.schema.base import (
    DecimalHours,
    FileTable,
    IsoWeekNumber,
    LabelText,
    NameText,
)
from planner.programme.file.schema.moments import ExtentField, WindowTable
from planner.year.weeks import HOUR

Credits = Annotated[float, Field(ge=0, le=180, allow_inf_nan=False)]

TeachingDay = Literal["monday", "tuesday", "wednesday", "thursday", "friday"]


class ModuleHoursTable(FileTable):
    """How many hours of a module a week may have in which it is taught."""

    least: Annotated[DecimalHours, Field(gt=0)] = Field(
        LEAST_A_WEEK / HOUR, description="Least hours; all of the module's where it has fewer."
    )
    most: Annotated[DecimalHours, Field(gt=0)] = Field(
        MOST_A_WEEK / HOUR, description="Most hours."
    )


class ModuleTable(WindowTable):
    """What is taught as one: hours on site, and sessions."""

    name: NameText = Field(description="The name printed on documents.")
    id: NameText | None = Field(
        None,
        description="What prerequisites call it; by default its name, and year, semester and "
        "option beside it where several modules have that name.",
    )
    year: Annotated[int, Field(ge=1, le=9)] | None = Field(
        None, description="The year of the course that has it; without it, every year."
    )
    semester: Annotated[int, Field(ge=1, le=9)] | None = Field(
        None, description="The semester of that year; without it, any time of the year."
    )
    unit: LabelText | None = Field(None, description="The unit it belongs to.")
    option: LabelText | None = Field(
        None, description="The option that has it; without it, the common core."
    )
    hours: Annotated[DecimalHours, Field(gt=0)] = Field(
        description="All its hours, on site and in sessions."
    )
    ects: Credits | None = Field(None, description="Its credits.")
    unit_ects: Credits | None = Field(None, description="The credits of its unit, that semester.")
    sessions: ExtentField | None = Field(
        None, description="How many sessions it has; without it, up to half of its hours."
    )
    hours_a_week: ModuleHoursTable = ModuleHoursTable()
    teachers: list[NameText] = Field([], description="Who teaches it, and is on call.")
    prerequisites: list[NameText] = Field(
        [], description="The modules, by their ids, that are over before it begins."
    )
    opens_onsite: bool = Field(
        True, description="Whether its first hour on site is in a week before its first session."
    )
    closes_onsite: bool = Field(
        True, description="Whether its last hour on site is in a week after its last session."
    )
    onsite_weeks: list[IsoWeekNumber] = Field(
        [], description="Its weeks on site by ISO number, where they are given."
    )
    resources: list[LabelText] = Field([], description="What its hours on site take.")


class CompanyUnitTable(FileTable):
    """A unit that is learnt in company, without hours of its own."""

    name: NameText = Field(description="The name printed on documents.")
    ects: Credits = Field(description="Its credits.")
    year: Annotated[int, Field(ge=1, le=9)] | None = Field(
        None, description="The year of the course that has it; without it, every year."
    )
    semester: Annotated[int, Field(ge=1, le=9)] | None = Field(
        None, description="The semester of that year; without it, the year as a whole."
    )


class TeacherTable(FileTable):
    """Somebody who teaches modules."""

    weeks_away: list[IsoWeekNumber] = Field(
        [], description="ISO weeks in which they neither teach nor are on call."
    )
    most_on_call: Annotated[int, Field(ge=0, le=500)] | None = Field(
        None, description="Most half-days on call in a year."
    )
    weekdays: Annotated[list[TeachingDay], Field(min_length=1, max_length=5)] | None = Field(
        None, description="The days of the week on which they teach; all without it."
    )


SemesterNumber = Annotated[str, Field(pattern=r"^([1-9]\.)?[1-9]$")]
"""A semester of every year, or of one year of the course: 1, 3.1."""


class CurriculumTable(FileTable):
    """What is taught: modules, in which the planner places hours and sessions."""

    file: Annotated[str, Field(min_length=1, max_length=300)] | None = Field(
        None,
        description="A table of modules, and of teachers, beside this file: .csv or .xlsx. "
        "Modules and teachers of both are joined.",
    )
    options: list[LabelText] = Field(
        [], description="The options there are; without it, those of the modules."
    )
    modules: list[ModuleTable] = Field([], description="The modules.")
    teachers: dict[NameText, TeacherTable] = Field(
        {}, description="Teachers by their names, where something is to be said of them."
    )
    resources: dict[LabelText, DecimalHours] = Field(
        {}, description="Rooms and equipment, each with the hours a week it is there for."
    )
    modules_a_week: ExtentField | None = Field(
        None, description="How many modules a stream has in a week of lessons."
    )
    semester_ends: dict[SemesterNumber, WindowTable] = Field(
        {},
        description="By semester (1, or 3.1 for that of year 3), the part of the year in which its "
        "last week lies.",
    )
    company_units: list[CompanyUnitTable] = Field(
        [], description="Units that are learnt in company, without hours of their own."
    )
    ects_a_year: Credits = Field(
        ECTS_A_YEAR,
        description="The credits that each person should have in a year; what is missing is told.",
    )
