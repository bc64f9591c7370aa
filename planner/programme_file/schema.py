"""The programme file as its author writes it: keys, types, limits. Hours are decimal hours."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from planner.academic_year import HolidayName, Zone
from planner.domain import Activity, ObjectiveName, RuleName
from planner.problems import ISO_WEEK, PRINTABLE

Text = Annotated[str, Field(min_length=1, max_length=200, pattern=PRINTABLE)]
Title = Annotated[str, Field(min_length=1, max_length=80, pattern=PRINTABLE)]
Label = Annotated[str, Field(min_length=1, max_length=40, pattern=PRINTABLE)]
Hours = Annotated[float, Field(ge=0, le=3000, multiple_of=0.25, allow_inf_nan=False)]
Weeks = Annotated[int, Field(ge=1, le=53)]
IsoWeek = Annotated[int, Field(ge=1, le=53)]
Named = Field(strict=False)
FixedWeek = Annotated[str, Field(pattern=ISO_WEEK)]


class Table(BaseModel):
    """A table of the file: no other keys than these, no value of another type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class AcademicYearTable(Table):
    first_week: Annotated[int, Field(ge=1, le=52)] = Field(
        description="ISO week with which the academic year starts; "
        "it ends with the week before, a year later."
    )


class PublicHolidaysTable(Table):
    country: str = Field(description="Country whose public holidays are kept, as in ISO 3166: FR.")
    subdivision: str | None = Field(
        None, description="Part of the country with public holidays of its own, as in ISO 3166-2."
    )


class SchoolHolidaysTable(Table):
    zone: Zone = Field(description="Zone of the French school calendar.")
    names: list[HolidayName] = Field(
        min_length=1,
        description="Holidays during which the school closes, in weeks that lie wholly in them.",
    )


class HolidayDatesTable(Table):
    name: HolidayName
    first: date = Field(description="First day of the holidays, a bare date: 2028-12-23.")
    last: date = Field(description="Last day of the holidays.")


class ClosuresTable(Table):
    weeks: list[IsoWeek] = Field([], description="ISO weeks in which the school is closed.")
    school_holidays: SchoolHolidaysTable | None = None
    dates: list[HolidayDatesTable] = Field(
        [],
        description="Dates of school holidays, for years that the official calendar does not know.",
    )


class WorkdayTable(Table):
    company: Annotated[Hours, Field(gt=0, le=24)] = Field(description="Hours of a day in company.")
    school: Annotated[Hours, Field(gt=0, le=24, multiple_of=0.5)] = Field(
        description="Most hours taught on site in a day, in half-hours."
    )
    session: Annotated[Hours, Field(gt=0, le=24)] = Field(
        description="Hours of a remote session, taken from the company's."
    )


class MonthDayTable(Table):
    month: Annotated[int, Field(ge=1, le=12)]
    day: Annotated[int, Field(ge=1, le=31)]


class LeaveTable(Table):
    weeks: Annotated[int, Field(ge=0, le=53)] = Field(
        description="Company weeks that must be free of sessions, at least."
    )
    consecutive: Annotated[int, Field(ge=0, le=53)] = Field(
        description="How many of them must follow each other."
    )
    consecutive_from: MonthDayTable = Field(
        description="The consecutive ones lie between this day and the end of the academic year."
    )


class BlocksTable(Table):
    count: Weeks | None = Field(None, description="Number of blocks; any number without it.")
    shortest: Weeks = Field(description="Fewest weeks of a block.")
    longest: Weeks | None = Field(None, description="Most weeks of a block.")
    last_shortest: Weeks | None = Field(None, description="Fewest weeks of the last block.")
    balanced: bool = Field(
        False, description="Whether block_balance wants lengths as equal as they can be."
    )


class SessionsTable(Table):
    total: Annotated[int, Field(ge=0, le=500)] = Field(description="Remote sessions in the year.")
    a_week: list[Annotated[int, Field(ge=0, le=10)]] = Field(
        min_length=1, description="Numbers of sessions that a week may carry: [0, 2]."
    )
    in_last_company_block: bool = Field(
        True, description="Whether the last company block may carry sessions."
    )


class TargetTable(Table):
    target: Hours
    tolerance: Hours = Field(description="How far from the target is still accepted, in hours.")


class CohortTable(Table):
    id: Annotated[str, Field(pattern=r"^[\p{L}\p{N}._-]{1,20}$")] = Field(
        description="Short name, without spaces: it also names a sheet of the workbook."
    )
    label: Label = Field(description="The name printed on documents.")
    year: Annotated[int, Field(ge=1, le=9)] = Field(description="Year of the programme, from 1.")
    headcount: Annotated[int, Field(ge=0, le=10000)] = Field(description="Number of people.")
    fixed_weeks: dict[FixedWeek, Annotated[Activity, Named]] = Field(
        {},
        description="Activity of an ISO week, whatever the year. "
        "Defence and none lie in these weeks only.",
    )
    school_weeks: Weeks
    school_blocks: BlocksTable
    company_blocks: BlocksTable
    sessions: SessionsTable
    onsite_hours: Hours = Field(description="Hours taught at the school in the year.")
    academic_hours: TargetTable
    company_hours: TargetTable


class ProgrammeFile(Table):
    """A training programme and the rules of its plannings."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
    name: Title
    school: Title
    objectives: list[Annotated[ObjectiveName, Named]] = Field(
        description="What is minimised, the most important first. "
        "The last two are week_order and session_spread."
    )
    academic_year: AcademicYearTable
    public_holidays: PublicHolidaysTable
    closures: ClosuresTable = ClosuresTable()
    workday: WorkdayTable
    leave: LeaveTable
    cohorts: list[CohortTable] = Field(min_length=1)
    sources: dict[Annotated[RuleName, Named], Text] = Field(
        {}, description="For each rule, where it comes from."
    )
