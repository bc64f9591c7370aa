"""The schema of the table of a cohort."""

from datetime import date
from re import fullmatch
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BeforeValidator, Discriminator, Field, Tag, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

from planner.programme.cohort import CutWeeks
from planner.programme.file.schema.base import (
    FROM_STRING,
    ActivityName,
    BareDate,
    CohortName,
    DatedWeek,
    DayCount,
    DecimalHours,
    FileTable,
    GivenWeek,
    IsoWeekNumber,
    LabelText,
    NameText,
    ShortName,
    TitleText,
    WeekCount,
    WeekKey,
)
from planner.programme.file.schema.moments import (
    ExtentField,
    MomentTable,
    WindowsTable,
    WindowTable,
)
from planner.programme.file.schema.workday import CohortWorkdayTable


class BlocksTable(WindowsTable):
    """Number, lengths and place of the blocks of an activity."""

    count: ExtentField | None = Field(None, description="Number of blocks; any number without it.")
    shortest: WeekCount = Field(1, description="Fewest weeks of a block.")
    longest: WeekCount | None = Field(None, description="Most weeks of a block.")
    shortest_days: DayCount | None = Field(None, description="Fewest days of a block.")
    longest_days: DayCount | None = Field(None, description="Most days of a block.")
    balanced: bool = Field(
        False, description="Whether block_balance wants lengths as equal as they can be."
    )
    longest_across: WeekCount | None = Field(
        None, description="Most weeks of a stay that goes on from the year before, both parts."
    )


BlocksName = Annotated[str, Field(pattern=r"^[\p{L}\p{N}._-]{1,20}$")]
"""The name of a named block, or of an activity."""


class NamedBlockTable(WindowsTable):
    """Blocks that bear a name: all those of an activity at a place in the year."""

    label: TitleText = Field(description="What the name stands for.")
    activity: ActivityName = Field("company", description="The activity of its weeks.")
    starts: MomentTable | None = Field(None, description="The week with which it begins.")
    last: bool = Field(False, description="Whether it is the last block of its activity.")
    weeks: ExtentField | None = Field(None, description="Its weeks, of all its blocks together.")
    count: ExtentField | None = Field(None, description="Number of blocks; any number without it.")
    shortest: WeekCount = Field(1, description="Fewest weeks of one of its blocks.")
    longest: WeekCount | None = Field(None, description="Most weeks of one of its blocks.")
    shortest_days: DayCount | None = Field(None, description="Fewest days of one of its blocks.")
    longest_days: DayCount | None = Field(None, description="Most days of one of its blocks.")
    sessions: bool = Field(True, description="Whether it may carry remote sessions.")
    right_after: BlocksName | None = Field(
        None,
        description="The named block, or the activity, of which a block ends where it begins; "
        'closures between them do not count. "free" takes it back.',
    )
    right_before: BlocksName | None = Field(
        None, description="The same of a block that begins where it ends."
    )


class SemesterTable(WindowTable):
    """What is due in a part of the year; semesters do not overlap."""

    onsite_hours: DecimalHours | None = Field(
        None, description="Hours taught in person in it, a part of those of the year."
    )
    sessions: ExtentField | None = Field(None, description="Remote sessions in it.")


class PatternTable(WindowTable):
    """A rhythm that repeats itself, over the year or a part of it."""

    weeks: list[ActivityName] = Field(
        min_length=1, max_length=53, description="The activities of its weeks, in order."
    )
    counted_by: Literal["position", "iso_week"] = Field(
        "position",
        description="Whether weeks are counted from the first of its part of the year, or by ISO "
        "number.",
    )
    week_53: ActivityName = Field(
        description='What a week 53 does to it: "counted" as any other week, or the activity of '
        "that week; then the pattern goes on after it as if it had not been there."
    )
    preferred: bool = Field(
        False, description="A preference, counted by pattern_departures, instead of a rule."
    )
    most_departures: Annotated[int, Field(ge=0, le=53)] | None = Field(
        None, description="Most weeks that may depart from it; none without it."
    )
    within_block: bool = Field(
        False,
        description="Whether the block around it goes on: exam days in a stay in company.",
    )
    except_: list[MomentTable] = Field(
        [], alias="except", description="Weeks or days of which it asks nothing."
    )

    @model_validator(mode="after")
    def _is_sure_within_a_block(self) -> Self:
        if self.within_block and (self.preferred or self.most_departures is not None):
            raise PydanticCustomError("within_block", "within_block of a rule without departures")
        return self


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
    after_first: ActivityName | None = Field(
        None,
        description="The activity of which a week comes before the first session: school. "
        '"free" takes it back.',
    )
    most_a_school_week: Annotated[int, Field(ge=1, le=50)] | None = Field(
        None, description="Most sessions so far for each school week so far, in every week."
    )


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


ChangeWeekday = Literal["any", "monday", "tuesday", "wednesday", "thursday", "friday"]


def _tag_of(value: Any) -> str | None:
    """Return in which way a day of changes is given; None if in none."""
    if isinstance(value, str) and value not in get_args(ChangeWeekday):
        return "[date]" if fullmatch(r"\d{4}-\d\d-\d\d", value) else None
    ways = {str: "[weekday]", date: "[date]", dict: "[moment]"}
    return next((tag for kind, tag in ways.items() if isinstance(value, kind)), None)


def _any_of(schema: dict[str, Any]) -> None:
    """Let editors accept what fits several ways: the name of a weekday is a text, as a date."""
    schema["anyOf"] = schema.pop("oneOf")


ChangeDay = Annotated[
    Annotated[ChangeWeekday, Tag("[weekday]")]
    | Annotated[BareDate, Field(strict=False), Tag("[date]")]
    | Annotated[MomentTable, Tag("[moment]")],
    Discriminator(_tag_of, "change_day", "a weekday, a date, or a table of a day"),
    Field(json_schema_extra=_any_of),
]
"""The name of a weekday, a date, or { month = 11, day = 4 }."""

ChangeDaysField = Annotated[list[ChangeDay], Field(min_length=1, max_length=60)]


class ActivityRulesTable(FileTable):
    """The weeks and blocks of an activity besides school and company."""

    weeks: ExtentField | None = Field(
        None, description="Its weeks in the year; any number without it."
    )
    blocks: BlocksTable = BlocksTable()
    changes_on: ChangeDaysField | None = Field(
        None,
        description="Days on which its blocks may begin and end besides those of the class.",
    )


class LockedModuleTable(FileTable):
    """What a module must have in a week."""

    hours: DecimalHours = Field(0, description="Its hours on site.")
    sessions: Annotated[int, Field(ge=0, le=10)] = Field(0, description="Its sessions.")


class LockedTable(FileTable):
    """What a week must hold."""

    activity: GivenWeek
    sessions: Annotated[int, Field(ge=0, le=10)] | None = Field(
        None, description="Its remote sessions; any number without it."
    )
    modules: Annotated[
        dict[NameText, LockedModuleTable],
        WithJsonSchema(
            {"type": "object", "additionalProperties": LockedModuleTable.model_json_schema()}
        ),
    ] = Field({}, description="What modules have in it, by their ids; the others are free.")


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
        {"anyOf": [{"type": "string", "format": "given-week"}, LockedTable.model_json_schema()]}
    ),
]
"""An activity, or { activity = "company", sessions = 2 }."""


class CohortTable(FileTable):
    id: CohortName = Field(
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
    site: str | None = Field(None, description="Its site, where the file has some.")
    starts: MomentTable | None = Field(
        None, description="The first day of these people; without it, that of the year."
    )
    ends: MomentTable | None = Field(
        None, description="The last day of these people; without it, that of the year."
    )
    fixed_weeks: dict[WeekKey, GivenWeek] = Field(
        {},
        description="Activity of an ISO week, whatever the year; or a cut week: CCC|EE. "
        'Defence and none lie in these weeks only. "free" takes back what a file fixes that this '
        "one extends.",
    )
    locked_weeks: dict[DatedWeek, LockedWeekField] = Field(
        {},
        description="What weeks of one given year must hold, by year and number: 2026-W45; an "
        "activity, or a cut week: CCC|EE. "
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
    patterns: dict[ShortName, PatternTable] = Field(
        {},
        description="Rhythms of parts of the year, by their names, which do not overlap; there, "
        "they hold instead of pattern.",
    )
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
    changes_on: ChangeDaysField = Field(
        ["monday"],
        description="Days on which a block may begin and end: weekdays, or any; given dates. "
        "Monday: whole weeks.",
    )
    count_cut_weeks: Annotated[CutWeeks, FROM_STRING] = Field(
        CutWeeks.FIFTHS,
        description="How numbers of weeks count those that are cut between activities: each day "
        "as a fifth, whole weeks only, or every week touched.",
    )
    longest_presence: dict[Literal["school", "company", "abroad"], WeekCount] = Field(
        {}, description="Most weeks in a row with a day at a place, whatever the activity."
    )
    longest_presence_days: dict[Literal["school", "company", "abroad"], DayCount] = Field(
        {}, description="The same in days, of which a whole week has five."
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
    onsite_hours_a_day: Annotated[DecimalHours, Field(gt=0, le=24)] | None = Field(
        None,
        description="Hours taught in person on each day of lessons, in place of onsite_a_week: the "
        "total of the year follows from its days.",
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
