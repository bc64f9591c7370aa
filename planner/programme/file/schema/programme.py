"""The schema of programme files: keys, types, limits. Hours are decimal hours.

Docstrings of tables and descriptions of fields are part of the JSON Schema that `planner schema`
prints.
"""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from planner.programme.file.schema.base import (
    FROM_STRING,
    ActivityName,
    DecimalHours,
    FileTable,
    IsoWeekNumber,
    LabelText,
    LetterCode,
    LongText,
    MonthNumber,
    TitleText,
)
from planner.programme.file.schema.closures import ClosuresTable
from planner.programme.file.schema.cohort import CohortTable
from planner.programme.file.schema.curriculum import CurriculumTable
from planner.programme.file.schema.holidays import PublicHolidaysTable
from planner.programme.file.schema.milestones import MilestoneTable
from planner.programme.file.schema.moments import (
    MonthDayTable,
)
from planner.programme.file.schema.sites import CampusTable, SiteName, SiteTable
from planner.programme.file.schema.workday import WorkdayTable
from planner.programme.names import ObjectiveName, RuleName
from planner.year.activity import Halves, Place


class AcademicYearTable(FileTable):
    """When the academic year starts, in one of three ways, and how long it is."""

    first_week: Annotated[IsoWeekNumber, Field(le=52)] | None = Field(
        None,
        description="ISO week with which the academic year starts; "
        "it ends with the week before, a year later.",
    )
    first_monday_of: MonthNumber | None = Field(
        None, description="It starts on the first Monday of this month."
    )
    starts: MonthDayTable | None = Field(
        None, description="It starts with the week in which this day lies."
    )
    weeks: Annotated[int, Field(ge=1, le=53)] | None = Field(
        None, description="Its number of weeks; without it, it ends where the next one starts."
    )
    until: MonthDayTable | None = Field(
        None, description="A day to which it goes on where that falls after its weeks."
    )

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        ways = (self.first_week, self.first_monday_of, self.starts)
        if sum(way is not None for way in ways) != 1 or (self.until and self.weeks is None):
            raise PydanticCustomError("year_start", "one way to say when the year starts")
        return self


class LeaveTable(FileTable):
    weeks: Annotated[int, Field(ge=0, le=53)] = Field(
        description="Weeks in company, free of sessions, or of leave: so many at least."
    )
    consecutive: Annotated[int, Field(ge=0, le=53)] = Field(
        description="How many of them must follow each other."
    )
    consecutive_from: MonthDayTable = Field(
        description="The consecutive ones lie between this day and the end of the academic year."
    )
    in_proportion: bool = Field(
        False,
        description="Whether cohorts that are there for a part of the year need their part only.",
    )


class DayPlaces(StrEnum):
    """The place of a day, or those of its morning and its afternoon."""

    SCHOOL = "school"
    COMPANY = "company"
    ABROAD = "abroad"
    DEFENCE = "defence"
    LEAVE = "leave"
    NONE = "none"
    SCHOOL_COMPANY = "school/company"
    COMPANY_SCHOOL = "company/school"
    SCHOOL_NONE = "school/none"
    NONE_SCHOOL = "none/school"
    COMPANY_NONE = "company/none"
    NONE_COMPANY = "none/company"

    @property
    def halves(self) -> Halves:
        """The places of the morning and of the afternoon."""
        morning, *afternoon = map(Place, self.split("/"))
        return morning, *(afternoon or [morning])


class ActivityTable(FileTable):
    """What an activity of the programme's own is."""

    label: LabelText = Field(description="The name printed on documents.")
    code: LetterCode = Field(description="One to three letters that stand for it on documents.")
    days: list[Annotated[DayPlaces, FROM_STRING]] = Field(
        min_length=5,
        max_length=6,
        description="The place of each day, Monday to Friday; a sixth day is Saturday. "
        "school/company is a morning at school and an afternoon in company.",
    )
    sessions: bool = Field(False, description="Whether its weeks may carry remote sessions.")


class PublishedTable(FileTable):
    """Figures the school publishes: shown beside ours, never forced."""

    company_hours: DecimalHours = Field(description="Hours in company over the whole course.")


class ProgrammeFile(FileTable):
    """A training programme and the rules of its plannings."""

    extends: Annotated[str, Field(min_length=1, max_length=300)] | None = Field(
        None,
        description="Another programme file, beside this one, whose keys hold where this one "
        "says nothing else. Cohorts are matched by their id.",
    )
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
    name: TitleText
    school: TitleText
    objectives: list[Annotated[ObjectiveName, FROM_STRING]] = Field(
        description="What is minimised, the most important first. "
        "The last two are week_order and session_spread."
    )
    academic_year: AcademicYearTable
    public_holidays: PublicHolidaysTable
    closures: ClosuresTable = ClosuresTable()
    workday: WorkdayTable
    leave: LeaveTable | None = None
    activities: dict[ActivityName, ActivityTable] = Field(
        {}, description="Activities of its own, by their names."
    )
    campus: CampusTable = CampusTable()
    sites: dict[SiteName, SiteTable] = Field(
        {}, description="Sites of the school, by short names; each cohort then names its own."
    )
    published: PublishedTable | None = None
    cohorts: list[CohortTable] = Field(min_length=1)
    milestones: list[MilestoneTable] = Field(
        [], description="What is due; in a variant, they replace those of their names."
    )
    curriculum: CurriculumTable | None = Field(
        None,
        description="What is taught: modules, whose hours and sessions lie in the weeks. "
        "The name of a table beside this file is short for its key file.",
    )
    sources: dict[Annotated[RuleName, FROM_STRING], LongText] = Field(
        {}, description="For each rule, where it comes from."
    )
