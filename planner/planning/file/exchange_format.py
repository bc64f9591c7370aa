"""The schema of planning.json, format `alternance-planning/1`, and its serialization.

The names are a contract with other tools: fields may be added, none is renamed. Hours are decimal
hours.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
)

from planner.curriculum.progression import ModuleObjective, TaughtModule
from planner.files.invisible import PRINTABLE
from planner.planning.blocks import block_names
from planner.planning.ledger import Totals, WeekHours, totals, week_hours
from planner.planning.measures import in_units
from planner.planning.planning import (
    MOST_REVISIONS,
    Changed,
    CohortPlanning,
    Edition,
    JointResult,
    ObjectiveResult,
)
from planner.planning.straddling import straddling_weeks
from planner.programme.cohort import PlannedWeek
from planner.programme.file.base_schema import BareDate, DecimalHours
from planner.programme.names import ObjectiveName
from planner.rules.case import Case
from planner.rules.given import MOST_ALTERNATIVES, MOST_WEEKS_APART, OtherPlannings
from planner.year.activity import Activity, Place
from planner.year.blocks import running_numbers
from planner.year.weeks import HOUR, AcademicYear, Minutes, Week

MOST_SESSIONS = 100
"""The most remote sessions of a week in a file; real weeks have far fewer."""

SessionCount = Annotated[int, Field(ge=0, le=MOST_SESSIONS)]
YearLabel = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{4})?$")]
ObjectiveFigure = Annotated[int | float, Field(ge=0, le=10**12)]


class ExchangeRecord(BaseModel):
    """Base of all records: strictly typed; additional fields of other tools are allowed."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)


class ObjectiveRecord(ExchangeRecord):
    """The value of an objective, its lower bound, and whether it is proven."""

    name: Annotated[ObjectiveName, Field(strict=False)]
    value: ObjectiveFigure
    bound: ObjectiveFigure
    proven: bool


class JointRecord(ExchangeRecord):
    """The years that were planned jointly, and their objectives added up."""

    years: Annotated[list[YearLabel], Field(min_length=2)]
    objectives: list[ObjectiveRecord]


class ClosedDayRecord(ExchangeRecord):
    """A single day on which the school is closed for a cohort: why, and what of its hours."""

    date: BareDate
    name: str = ""
    hours: Literal["made-up", "lost"]


class WeekRecord(ExchangeRecord):
    """A week of a cohort; `days` are those at each place, without public holidays, halves as .5.

    They do without single closed days as well; `lost_hours` are what these lose of `onsite_hours`.
    A week in which one activity hands over to another has the name of both, with their days, as
    `activity` (company*3|school*2), and that of each weekday in `activity_by_day`.
    """

    iso_year: int
    iso_week: int
    monday: date
    activity: str
    activity_by_day: list[str] | None = None
    block: str | None = None
    number: int | None
    public_holidays: list[date]
    closed: bool
    closed_days: list[ClosedDayRecord] = []
    onsite_hours: DecimalHours
    lost_hours: DecimalHours = 0.0
    remote_sessions: SessionCount
    remote_hours: DecimalHours
    company_hours: Annotated[float, Field(allow_inf_nan=False)]
    days: dict[str, int | float] = {}


class TotalsRecord(ExchangeRecord):
    """The totals of a cohort; weeks by activity, days by place.

    A day of a week with several activities is a fifth of a week of its own: 17.4 weeks.

    `onsite_hours_asked` is null where the programme leaves these hours open: they are what the
    weeks give.
    """

    school_weeks: int | float
    company_weeks: int | float
    onsite_hours: float
    onsite_hours_asked: float | None = None
    lost_hours: float = 0.0
    remote_sessions: int
    remote_hours: float
    academic_hours: float
    company_hours: float
    company_hours_net_of_leave: float
    weeks: dict[str, int | float] = {}
    days: dict[str, int | float] = {}


class LockedRecord(ExchangeRecord):
    """A locked week; None where sessions or hours are free."""

    iso_year: int
    iso_week: int
    activity: str
    remote_sessions: SessionCount | None
    onsite_hours: DecimalHours | None


class StayRecord(ExchangeRecord):
    """The block with which the year before ended, which this year may continue."""

    activity: str
    weeks: Annotated[int, Field(ge=1, le=53)]


class ModuleWeekRecord(ExchangeRecord):
    """What a module has in a week: hours on site, or sessions."""

    iso_year: int
    iso_week: int
    onsite_hours: DecimalHours
    remote_sessions: SessionCount


class ModuleRecord(ExchangeRecord):
    """A module in the weeks that have something of it; `on_call` are those with sessions."""

    id: str
    name: str
    option: str | None
    semester: int | None
    weeks: list[ModuleWeekRecord]
    on_call: list[tuple[int, int]]


class ModuleObjectiveRecord(ExchangeRecord):
    """The value of an objective of the modules of a cohort, and its lower bound.

    That of `week_peak` in hours.
    """

    name: Annotated[ModuleObjective, Field(strict=False)]
    value: ObjectiveFigure
    bound: ObjectiveFigure
    proven: bool


class CohortRecord(ExchangeRecord):
    """A cohort: what was given for it, its weeks and totals.

    `near` and `near_sessions` are the weeks of the planning to stay close to. Without a curriculum,
    there is neither `modules` nor `module_objectives`.
    """

    id: str
    label: str
    headcount: int
    before: StayRecord | None = None
    near: list[str | None] | None = None
    near_sessions: list[SessionCount | None] | None = None
    locked: list[LockedRecord] | None = None
    weeks: list[WeekRecord]
    totals: TotalsRecord
    modules: list[ModuleRecord] | None = None
    module_objectives: list[ModuleObjectiveRecord] | None = None

    @model_serializer(mode="wrap")
    def _without_absent_modules(self, write: SerializerFunctionWrapHandler) -> dict[str, object]:
        written: dict[str, object] = write(self)
        absent = {"modules", "module_objectives"} if self.modules is None else set()
        return {key: value for key, value in written.items() if key not in absent}


class OtherPlanningsRecord(ExchangeRecord):
    """The plannings from which this one differs: what their cohorts do, an activity a week.

    `weeks_apart` is in how many weeks it differs from each at least, those of all cohorts added up.
    """

    weeks_apart: Annotated[int, Field(ge=1, le=MOST_WEEKS_APART)]
    cohorts: Annotated[list[dict[str, list[str]]], Field(max_length=MOST_ALTERNATIVES)]


class SourceRecord(ExchangeRecord):
    """A programme file that the programme extends."""

    name: str
    text: str


class StraddlingWeekRecord(ExchangeRecord):
    """A week that a rule counts in a window, with its working days that lie outside."""

    cohort: str
    rule: str
    about: str
    iso_year: int
    iso_week: int
    days: list[date]


class PlanningRecord(ExchangeRecord):
    """The whole file; `programme_file` is the TOML text of the programme."""

    format: Literal["alternance-planning/1"]
    programme: str
    academic_year: YearLabel
    status: Literal["optimal", "feasible"]
    version_label: Annotated[str, Field(pattern=PRINTABLE)] | None
    issued: date | None
    revision: Annotated[int, Field(ge=1, le=MOST_REVISIONS)] = 1
    repaired: bool = False
    changed: Changed | None = None
    others: OtherPlanningsRecord | None = None
    objectives: list[ObjectiveRecord]
    jointly: JointRecord | None = None
    cohorts: list[CohortRecord]
    straddling_weeks: list[StraddlingWeekRecord] = []
    programme_file: str
    extended_files: list[SourceRecord] = []


def planning_json(edition: Edition) -> bytes:
    """Serialize a planning in the exchange format, as UTF-8 JSON."""
    return (planning_record(edition).model_dump_json(indent=1) + "\n").encode()


def planning_record(edition: Edition) -> PlanningRecord:
    """Return the record of a planning, with all figures that follow from it."""
    planning = edition.planning
    return PlanningRecord(
        format="alternance-planning/1",
        programme=planning.programme.id,
        academic_year=planning.year.label,
        status=edition.status,
        version_label=edition.version_label,
        issued=edition.issued,
        revision=edition.revision,
        repaired=planning.case.given.repairs,
        changed=edition.changed,
        others=_others_record(planning.case.given.others),
        objectives=_objective_records(edition.objectives),
        jointly=_joint_record(edition.jointly) if edition.jointly else None,
        cohorts=[cohort_record(c, planning.case) for c in planning.cohorts],
        straddling_weeks=[
            StraddlingWeekRecord(
                cohort=found.cohort.id,
                rule=found.rule.name,
                about=found.rule.about,
                iso_year=found.week.iso_year,
                iso_week=found.week.iso_week,
                days=list(found.days),
            )
            for found in straddling_weeks(planning)
        ],
        programme_file=planning.programme.text,
        extended_files=[
            SourceRecord(name=base.name, text=base.text) for base in planning.programme.bases
        ],
    )


def _objective_records(objectives: Sequence[ObjectiveResult]) -> list[ObjectiveRecord]:
    return [
        ObjectiveRecord(name=o.name, value=o.value, bound=o.bound, proven=o.proven)
        for o in objectives
    ]


def _joint_record(found: JointResult) -> JointRecord:
    return JointRecord(years=list(found.years), objectives=_objective_records(found.objectives))


def cohort_record(planning: CohortPlanning, case: Case) -> CohortRecord:
    """Write one cohort, with all the figures that follow from its weeks and sessions.

    Raises
    ------
    ValueError
        The planning has no sessions, as one read from a published calendar.
    """
    year, given = case.year, case.given
    rows = zip(
        year.weeks_of(planning.cohort.id),
        planning.activities,
        block_names(planning, year),
        running_numbers(planning.activities),
        planning.placed_sessions,
        week_hours(planning, case),
        strict=True,
    )
    cohort = planning.cohort
    before, near = given.before.get(cohort.id), given.near.get(cohort.id, ())
    locked = given.locked.get(cohort.id, ())
    return CohortRecord(
        id=cohort.id,
        label=cohort.label,
        headcount=cohort.headcount,
        before=StayRecord(activity=before.activity.name, weeks=before.weeks) if before else None,
        near=[week.activity.name if week else None for week in near] or None,
        near_sessions=[week.sessions if week else None for week in near] or None,
        locked=[
            _locked_record(week, held)
            for week, held in zip(year.weeks, locked, strict=False)
            if held
        ]
        or None,
        weeks=[_week_record(*row) for row in rows],
        totals=_totals_record(totals(planning, case), cohort.onsite),
        **_module_records(planning, year),
    )


def _module_records(planning: CohortPlanning, year: AcademicYear) -> dict[str, Any]:
    """Return the keys of a cohort that say what its modules have in which week."""
    found = planning.progression
    if found is None:
        return {}
    return {
        "modules": [_module_record(each, year.weeks) for each in found.modules],
        "module_objectives": [
            ModuleObjectiveRecord(
                name=o.name,
                value=in_units(o.value, module_unit(o.name)),
                bound=in_units(o.bound, module_unit(o.name)),
                proven=o.proven,
            )
            for o in found.results
        ],
    }


def module_unit(name: ModuleObjective) -> int:
    """Return how many of what an objective of modules counts make one of what is written."""
    return HOUR if name is ModuleObjective.PEAK else 1


def _module_record(taught: TaughtModule, weeks: Sequence[Week]) -> ModuleRecord:
    module = taught.module
    return ModuleRecord(
        id=module.id,
        name=module.name,
        option=module.option or None,
        semester=module.semester,
        weeks=[
            ModuleWeekRecord(
                iso_year=weeks[n].iso_year,
                iso_week=weeks[n].iso_week,
                onsite_hours=_hours(taught.minutes[n]),
                remote_sessions=taught.sessions[n],
            )
            for n in sorted({*taught.onsite_weeks, *taught.session_weeks})
        ],
        on_call=[(weeks[n].iso_year, weeks[n].iso_week) for n in taught.session_weeks],
    )


def _others_record(others: OtherPlannings) -> OtherPlanningsRecord | None:
    if not others.weeks:
        return None
    return OtherPlanningsRecord(
        weeks_apart=others.apart,
        cohorts=[
            {cohort: [week.activity.name for week in weeks if week] for cohort, weeks in of.items()}
            for of in others.weeks
        ],
    )


def _locked_record(week: Week, held: PlannedWeek) -> LockedRecord:
    return LockedRecord(
        iso_year=week.iso_year,
        iso_week=week.iso_week,
        activity=held.activity.name,
        remote_sessions=held.sessions,
        onsite_hours=None if held.onsite is None else _hours(held.onsite),
    )


def _week_record(
    week: Week,
    activity: Activity,
    block: str | None,
    number: int | None,
    sessions: int,
    hours: WeekHours,
) -> WeekRecord:
    days = {place.value: week.days_at(activity, place) for place in Place}
    return WeekRecord(
        iso_year=week.iso_year,
        iso_week=week.iso_week,
        monday=week.monday,
        activity=activity.name,
        activity_by_day=[each.name for each in activity.parts] or None,
        block=block,
        number=number,
        public_holidays=list(week.public_holidays),
        closed=week.closed,
        closed_days=[
            ClosedDayRecord(
                date=each.date, name=each.name, hours="lost" if each.lost else "made-up"
            )
            for each in week.closed_days
        ],
        onsite_hours=_hours(hours.onsite),
        lost_hours=_hours(hours.lost),
        remote_sessions=sessions,
        remote_hours=_hours(hours.remote),
        company_hours=_hours(hours.company),
        days={place: count for place, count in days.items() if count},
    )


def _totals_record(found: Totals, asked: Minutes | None) -> TotalsRecord:
    return TotalsRecord(
        school_weeks=found.school_weeks,
        company_weeks=found.company_weeks,
        onsite_hours=_hours(found.onsite),
        onsite_hours_asked=None if asked is None else _hours(asked),
        lost_hours=_hours(found.lost),
        remote_sessions=found.sessions,
        remote_hours=_hours(found.remote),
        academic_hours=_hours(found.academic),
        company_hours=_hours(found.company),
        company_hours_net_of_leave=_hours(found.company_net),
        weeks={activity.name: count for activity, count in found.weeks.items()},
        days={place.value: count for place, count in found.days.items()},
    )


def _hours(minutes: Minutes | None) -> float:
    return (minutes or 0) / HOUR
