"""The schema of programme files: keys, types, limits. Hours are decimal hours.

Docstrings of tables and descriptions of fields are part of the JSON Schema that `planner schema`
prints.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from planner.programme.file.base_schema import (
    FROM_STRING,
    ActivityName,
    BareDate,
    DatedWeek,
    DecimalHours,
    FileTable,
    IsoWeekNumber,
    LabelText,
    LetterCode,
    LongText,
    MonthNumber,
    ShortName,
    TitleText,
    WeekCount,
    WeekKey,
    exists_every_year,
)
from planner.programme.file.closure_schema import ClosuresTable
from planner.programme.file.holiday_schema import PublicHolidaysTable
from planner.programme.file.workday_schema import CohortWorkdayTable, WorkdayTable
from planner.programme.names import ObjectiveName, RuleName
from planner.year.activity import Place
from planner.year.calendar import HolidayName


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

    @model_validator(mode="after")
    def _strict_about_something(self) -> Self:
        if self.strict and (self.from_, self.until, self.before) == (None, None, None):
            raise PydanticCustomError("strict", "a part of the year to be strict about")
        return self


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


class ActivityTable(FileTable):
    """What an activity of the programme's own is."""

    label: LabelText = Field(description="The name printed on documents.")
    code: LetterCode = Field(description="One to three letters that stand for it on documents.")
    days: list[Annotated[Place, FROM_STRING]] = Field(
        min_length=5, max_length=5, description="The place of each day, Monday to Friday."
    )
    sessions: bool = Field(False, description="Whether its weeks may carry remote sessions.")


class CampusTable(FileTable):
    most_cohorts: Annotated[int, Field(ge=0, le=1000)] | None = Field(
        None, description="Most cohorts at school in one week."
    )
    most_people: Annotated[int, Field(ge=0, le=100000)] | None = Field(
        None, description="Most people at school in one week."
    )
    resources: dict[LabelText, Annotated[int, Field(ge=0, le=1000)]] = Field(
        {}, description="For each resource (a laboratory), the groups it has room for in one week."
    )


class BlocksTable(WindowTable):
    """Number, lengths and place of the blocks of an activity."""

    count: ExtentField | None = Field(None, description="Number of blocks; any number without it.")
    shortest: WeekCount = Field(1, description="Fewest weeks of a block.")
    longest: WeekCount | None = Field(None, description="Most weeks of a block.")
    balanced: bool = Field(
        False, description="Whether block_balance wants lengths as equal as they can be."
    )
    longest_across: WeekCount | None = Field(
        None, description="Most weeks of a stay that goes on from the year before, both parts."
    )


class NamedBlockTable(WindowTable):
    """Blocks that bear a name: all those of an activity at a place in the year."""

    label: TitleText = Field(description="What the name stands for.")
    activity: ActivityName = Field("company", description="The activity of its weeks.")
    starts: MomentTable | None = Field(None, description="The week with which it begins.")
    last: bool = Field(False, description="Whether it is the last block of its activity.")
    weeks: ExtentField | None = Field(None, description="Its weeks, of all its blocks together.")
    count: ExtentField | None = Field(None, description="Number of blocks; any number without it.")
    shortest: WeekCount = Field(1, description="Fewest weeks of one of its blocks.")
    longest: WeekCount | None = Field(None, description="Most weeks of one of its blocks.")
    sessions: bool = Field(True, description="Whether it may carry remote sessions.")


class SemesterTable(WindowTable):
    """What is due in a part of the year; semesters do not overlap."""

    onsite_hours: DecimalHours | None = Field(
        None, description="Hours taught in person in it, a part of those of the year."
    )
    sessions: ExtentField | None = Field(None, description="Remote sessions in it.")


class PatternTable(FileTable):
    """A rhythm that repeats itself."""

    weeks: list[ActivityName] = Field(
        min_length=1, max_length=53, description="The activities of its weeks, in order."
    )
    counted_by: Literal["position", "iso_week"] = Field(
        "position",
        description="Whether weeks are counted from the first of the year, or by ISO number.",
    )
    week_53: ActivityName = Field(
        description='What a week 53 does to it: "counted" as any other week, or the activity of '
        "that week; then the pattern goes on after it as if it had not been there."
    )
    preferred: bool = Field(
        False, description="A preference, counted by pattern_departures, instead of a rule."
    )


class WishTable(FileTable):
    activity: ActivityName
    weight: Annotated[int, Field(ge=1, le=1000)] = Field(1, description="What missing it weighs.")


class EventTable(FileTable):
    """A day that is shown to people, and on which they may have to be somewhere."""

    name: LabelText
    on: MomentTable = Field(description="The day, or a week, which stands for its Monday.")
    activity: ActivityName = Field(
        "school", description='The activity in which it must fall; "free" asks for none.'
    )


class UseTable(FileTable):
    groups: Annotated[int, Field(ge=1, le=1000)] = Field(1, description="Groups that use it.")
    activities: list[ActivityName] = Field(
        ["school"], description="The activities in whose weeks it is used."
    )


class SessionsTable(WindowTable):
    """Remote sessions: how many, and where they may lie."""

    total: Annotated[int, Field(ge=0, le=500)] = Field(description="Remote sessions in the year.")
    a_week: list[Annotated[int, Field(ge=0, le=10)]] = Field(
        min_length=1, description="Numbers of sessions that a week may carry: [0, 2]."
    )
    without_weeks: list[IsoWeekNumber] = Field([], description="ISO weeks that carry none.")


class HoursAWeekTable(FileTable):
    least: Annotated[DecimalHours, Field(le=100)] = Field(
        0, description="Least hours of a full week."
    )
    most: Annotated[DecimalHours, Field(le=100)] | None = Field(
        None, description="Most hours of a full week."
    )


class TargetTable(FileTable):
    target: DecimalHours
    tolerance: DecimalHours = Field(
        0, description="How far from the target is still accepted, in hours."
    )


ChangeDays = Annotated[
    list[Literal["any", "monday", "tuesday", "wednesday", "thursday", "friday"]],
    Field(min_length=1, max_length=6),
]


class ActivityRulesTable(FileTable):
    """The weeks and blocks of an activity besides school and company."""

    weeks: ExtentField | None = Field(
        None, description="Its weeks in the year; any number without it."
    )
    blocks: BlocksTable = BlocksTable()
    changes_on: ChangeDays | None = Field(
        None,
        description="Weekdays on which its blocks may begin and end besides those of the class.",
    )


class LockedTable(FileTable):
    """What a week must hold."""

    activity: ActivityName
    sessions: Annotated[int, Field(ge=0, le=10)] | None = Field(
        None, description="Its remote sessions; any number without it."
    )


def _as_locked(value: Any) -> Any:
    """Convert the name of an activity to a table."""
    if isinstance(value, str):
        return {"activity": value}
    if isinstance(value, dict):
        return value
    raise PydanticCustomError("locked", "an activity, or a table with activity and sessions")


LockedWeekField = Annotated[
    LockedTable,
    BeforeValidator(_as_locked),
    WithJsonSchema(
        {"anyOf": [{"type": "string", "format": "activity"}, LockedTable.model_json_schema()]}
    ),
]
"""An activity, or { activity = "company", sessions = 2 }."""


class CohortTable(FileTable):
    id: Annotated[str, Field(pattern=r"^[\p{L}\p{N}._-]{1,20}$")] = Field(
        description="Short name, without spaces: it also names a sheet of the workbook."
    )
    label: LabelText = Field(description="The name printed on documents.")
    year: Annotated[int, Field(ge=1, le=9)] = Field(description="Year of the programme, from 1.")
    option: LabelText | None = Field(
        None, description="The option that tells cohorts of one year apart."
    )
    follows: str | None = Field(
        None,
        description="The cohort these people were the year before; without it, the one of the "
        "year before with the same option.",
    )
    headcount: Annotated[int, Field(ge=0, le=10000)] = Field(description="Number of people.")
    starts: MomentTable | None = Field(
        None, description="The first day of these people; without it, that of the year."
    )
    ends: MomentTable | None = Field(
        None, description="The last day of these people; without it, that of the year."
    )
    fixed_weeks: dict[WeekKey, ActivityName] = Field(
        {},
        description="Activity of an ISO week, whatever the year. "
        'Defence and none lie in these weeks only. "free" takes back what a file fixes that this '
        "one extends.",
    )
    locked_weeks: dict[DatedWeek, LockedWeekField] = Field(
        {},
        description="What weeks of one given year must hold, by year and number: 2026-W45. "
        'The activity "free" locks nothing.',
    )
    forbidden_weeks: dict[WeekKey, list[ActivityName]] = Field(
        {}, description="Activities that an ISO week must not have."
    )
    wished_weeks: dict[WeekKey, WishTable] = Field(
        {}, description="Activity that an ISO week should have, for wished_weeks."
    )
    events: list[EventTable] = Field(
        [], description="Days that are shown; in a variant, they replace those of their names."
    )
    pattern: PatternTable | None = None
    school_weeks: ExtentField | None = Field(
        None, description="Weeks of lessons only, at school or abroad."
    )
    school_weeks_a_month: Annotated[int, Field(ge=0, le=5)] | None = Field(
        None, description="Most school weeks in one month."
    )
    company_weeks: ExtentField | None = Field(
        None, description="Weeks wholly in company; what is left, without it."
    )
    activities: dict[ActivityName, ActivityRulesTable] = Field(
        {}, description="Activities besides school and company that the planner may place."
    )
    school_blocks: BlocksTable = BlocksTable()
    company_blocks: BlocksTable = BlocksTable()
    changes_on: ChangeDays = Field(
        ["monday"],
        description="Weekdays on which a block may begin and end, or any; Monday: whole weeks.",
    )
    longest_presence: dict[Literal["school", "company", "abroad"], WeekCount] = Field(
        {}, description="Most weeks in a row with a day at a place, whatever the activity."
    )
    named_blocks: dict[ShortName, NamedBlockTable] = Field(
        {}, description="Blocks that bear a name, by that name: PFE."
    )
    sessions: SessionsTable | None = Field(None, description="Remote sessions; none without it.")
    semesters: dict[ShortName, SemesterTable] = Field(
        {}, description="Hours and sessions due in parts of the year, by their names."
    )
    onsite_hours: DecimalHours | None = Field(
        None,
        description="Hours taught in person in the year; without it, each week of lessons has what "
        "its days give.",
    )
    onsite_a_week: HoursAWeekTable | None = Field(
        None, description="Least and most hours taught in person in a full week."
    )
    academic_hours: TargetTable | None = Field(
        None, description="Hours in person and in sessions, in the year."
    )
    company_hours: TargetTable | None = Field(
        None, description="Hours in company in the year; paid leave is not deducted."
    )
    workday: CohortWorkdayTable | None = Field(
        None, description="How long its days are, where they differ from those of the school."
    )
    uses: dict[LabelText, UseTable] = Field({}, description="Resources of the campus that it uses.")


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
    published: PublishedTable | None = None
    cohorts: list[CohortTable] = Field(min_length=1)
    sources: dict[Annotated[RuleName, FROM_STRING], LongText] = Field(
        {}, description="For each rule, where it comes from."
    )
