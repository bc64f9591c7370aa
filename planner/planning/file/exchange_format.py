"""The schema of planning.json, format `alternance-planning/1`, and its serialization.

The names are a contract with other tools: fields may be added, none is renamed. Hours are decimal
hours.
"""

from collections.abc import Sequence
from datetime import date
from operator import not_
from typing import Annotated, Literal

from pydantic import Field

from planner.curriculum.progression import Unplaced
from planner.files.invisible import PRINTABLE
from planner.planning.blocks import block_names
from planner.planning.file.module_records import (
    ModuleObjectiveRecord,
    ModuleRecord,
    ModuleShareRecord,
    module_objective_record,
    module_record,
    module_share_records,
)
from planner.planning.file.records import (
    ExchangeRecord,
    ObjectiveFigure,
    SessionCount,
    has_none,
    is_unsaid,
)
from planner.planning.ledger import Totals, WeekHours, totals, week_hours
from planner.planning.milestones import due_in_class
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
from planner.programme.file.schema.base import BareDate, DecimalHours
from planner.programme.names import ObjectiveName
from planner.rules.case import Case
from planner.rules.given import MOST_ALTERNATIVES, MOST_WEEKS_APART, OtherPlannings
from planner.year.activity import Activity, Place
from planner.year.blocks import running_numbers
from planner.year.durations import decimal_hours
from planner.year.weeks import Minutes, Week

YearLabel = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{4})?$")]


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
    closed_days: list[ClosedDayRecord] = Field([])
    onsite_hours: DecimalHours
    lost_hours: DecimalHours = 0.0
    remote_sessions: SessionCount
    remote_hours: DecimalHours
    company_hours: Annotated[float, Field(allow_inf_nan=False)]
    days: dict[str, int | float] = Field({})


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
    weeks: dict[str, int | float] = Field({})
    days: dict[str, int | float] = Field({})


class LockedRecord(ExchangeRecord):
    """A locked week; None where sessions or hours are free.

    `modules` is left out where nothing is said of them; `other_modules` is true where only those
    that it names are locked.
    """

    iso_year: int
    iso_week: int
    activity: str
    remote_sessions: SessionCount | None
    onsite_hours: DecimalHours | None
    modules: list[ModuleShareRecord] | None = Field(None, exclude_if=is_unsaid)
    other_modules: bool = Field(default=False, exclude_if=not_)


class StayRecord(ExchangeRecord):
    """The block with which the year before ended, which this year may continue."""

    activity: str
    weeks: Annotated[int, Field(ge=1, le=53)]


class MilestoneRecord(ExchangeRecord):
    """What is due on a day; `opens` is the first day of a window that ends with it, or null."""

    name: str
    owner: str
    date: BareDate
    opens: BareDate | None


class UndatedRecord(ExchangeRecord):
    """What has no date in this year, or lacks one of several, and why."""

    name: str
    owner: str
    reason: str


class CohortRecord(ExchangeRecord):
    """A cohort: what was given for it, its weeks and totals, what is due.

    `milestones`, `undated_milestones`, `modules` and `module_objectives` are left out where they
    are empty; so is `modules_unplaced`, which says why a search for modules gave none.

    `site` is the key of its site in the programme, null where the programme has no sites, and
    `site_name` its name. `near` and `near_sessions` are the weeks of the planning to stay
    close to, `near_modules` what its modules had in them.
    """

    id: str
    label: str
    headcount: int
    site: str | None = None
    site_name: str | None = None
    before: StayRecord | None = None
    near: list[str | None] | None = None
    near_sessions: list[SessionCount | None] | None = None
    near_modules: list[list[ModuleShareRecord] | None] | None = Field(None, exclude_if=is_unsaid)
    locked: list[LockedRecord] | None = None
    weeks: list[WeekRecord]
    totals: TotalsRecord
    milestones: list[MilestoneRecord] = Field([], exclude_if=has_none)
    undated_milestones: list[UndatedRecord] = Field([], exclude_if=has_none)
    modules: list[ModuleRecord] = Field([], exclude_if=has_none)
    module_objectives: list[ModuleObjectiveRecord] = Field([], exclude_if=has_none)
    modules_unplaced: Annotated[Unplaced, Field(strict=False)] | None = Field(
        None, exclude_if=lambda reason: reason is None
    )


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
    straddling_weeks: list[StraddlingWeekRecord] = Field([])
    programme_file: str
    extended_files: list[SourceRecord] = Field([])


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
    cohort, taught = planning.cohort, planning.progression
    site = case.programme.site_of(cohort)
    before, near = given.before.get(cohort.id), given.near.get(cohort.id, ())
    locked = given.locked.get(cohort.id, ())
    near_modules = [module_share_records(week.modules) if week else None for week in near]
    due = due_in_class(planning, case)
    return CohortRecord(
        id=cohort.id,
        label=cohort.label,
        headcount=cohort.headcount,
        site=site.id or None,
        site_name=site.name or None,
        before=StayRecord(activity=before.activity.name, weeks=before.weeks) if before else None,
        near=[week.activity.name if week else None for week in near] or None,
        near_sessions=[week.sessions if week else None for week in near] or None,
        near_modules=near_modules if any(week is not None for week in near_modules) else None,
        locked=[
            _locked_record(week, held)
            for week, held in zip(year.weeks, locked, strict=False)
            if held
        ]
        or None,
        weeks=[_week_record(*row) for row in rows],
        totals=_totals_record(totals(planning, case), cohort.onsite),
        modules=[module_record(each, year.weeks) for each in taught.modules] if taught else [],
        module_objectives=list(map(module_objective_record, taught.results)) if taught else [],
        modules_unplaced=planning.unplaced,
        milestones=[
            MilestoneRecord(
                name=each.milestone.name,
                owner=each.milestone.owner,
                date=each.day,
                opens=each.opens,
            )
            for each in due.dated
        ],
        undated_milestones=[
            UndatedRecord(name=each.milestone.name, owner=each.milestone.owner, reason=each.reason)
            for each in due.undated
        ],
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
        onsite_hours=None if held.onsite is None else decimal_hours(held.onsite),
        modules=module_share_records(held.modules),
        other_modules=held.modules is not None and not held.modules.are_all,
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
        onsite_hours=decimal_hours(hours.onsite),
        lost_hours=decimal_hours(hours.lost),
        remote_sessions=sessions,
        remote_hours=decimal_hours(hours.remote),
        company_hours=decimal_hours(hours.company),
        days={place: count for place, count in days.items() if count},
    )


def _totals_record(found: Totals, asked: Minutes | None) -> TotalsRecord:
    return TotalsRecord(
        school_weeks=found.school_weeks,
        company_weeks=found.company_weeks,
        onsite_hours=decimal_hours(found.onsite),
        onsite_hours_asked=None if asked is None else decimal_hours(asked),
        lost_hours=decimal_hours(found.lost),
        remote_sessions=found.sessions,
        remote_hours=decimal_hours(found.remote),
        academic_hours=decimal_hours(found.academic),
        company_hours=decimal_hours(found.company),
        company_hours_net_of_leave=decimal_hours(found.company_net),
        weeks={activity.name: count for activity, count in found.weeks.items()},
        days={place.value: count for place, count in found.days.items()},
    )
