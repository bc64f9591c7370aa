"""The exchange format `alternance-planning/1`: names and types of planning.json.

The names are a contract with other tools; fields may be added, none is renamed. Hours are
decimal hours.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from planner.domain import (
    HOUR,
    Activity,
    CohortPlanning,
    Edition,
    Minutes,
    ObjectiveName,
    Programme,
    Week,
    running_numbers,
)
from planner.ledger import Totals, WeekHours, totals, week_hours
from planner.programme_file.schema import Hours

Value = Annotated[int | float, Field(ge=0, le=10**12)]


class Record(BaseModel):
    """A table of the format: typed, and open to fields that other tools add."""

    model_config = ConfigDict(extra="allow", strict=True, frozen=True)


class ObjectiveRecord(Record):
    name: Annotated[ObjectiveName, Field(strict=False)]
    value: Value
    bound: Value
    proven: bool


class WeekRecord(Record):
    iso_year: int
    iso_week: int
    monday: date
    activity: Annotated[Activity, Field(strict=False)]
    number: int | None
    public_holidays: list[date]
    closed: bool
    onsite_hours: Hours
    remote_sessions: Annotated[int, Field(ge=0, le=100)]
    remote_hours: Hours
    company_hours: Annotated[float, Field(allow_inf_nan=False)]


class TotalsRecord(Record):
    school_weeks: int
    company_weeks: int
    onsite_hours: float
    remote_sessions: int
    remote_hours: float
    academic_hours: float
    company_hours: float
    company_hours_net_of_leave: float


class CohortRecord(Record):
    id: str
    label: str
    headcount: int
    weeks: list[WeekRecord]
    totals: TotalsRecord


class PlanningRecord(Record):
    format: Literal["alternance-planning/1"]
    programme: str
    academic_year: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{4}$")]
    status: Literal["optimal", "feasible"]
    version_label: str | None
    issued: date | None
    objectives: list[ObjectiveRecord]
    cohorts: list[CohortRecord]
    programme_file: str


def record_of(edition: Edition) -> PlanningRecord:
    """Write a planning in the exchange format."""
    planning = edition.planning
    return PlanningRecord(
        format="alternance-planning/1",
        programme=planning.programme.id,
        academic_year=planning.year.label,
        status=edition.status,
        version_label=edition.version_label,
        issued=edition.issued,
        objectives=[
            ObjectiveRecord(name=o.name, value=o.value, bound=o.bound, proven=o.proven)
            for o in edition.objectives
        ],
        cohorts=[
            cohort_record(c, planning.year.weeks, planning.programme) for c in planning.cohorts
        ],
        programme_file=planning.programme.text,
    )


def cohort_record(
    planning: CohortPlanning, weeks: tuple[Week, ...], programme: Programme
) -> CohortRecord:
    """Write one cohort, with all the figures that follow from its weeks and sessions.

    Raises
    ------
    ValueError
        The planning does not give its sessions: it is no complete planning.
    """
    rows = zip(
        weeks,
        planning.activities,
        running_numbers(planning.activities),
        planning.placed_sessions,
        week_hours(planning, weeks, programme.workday),
        strict=True,
    )
    return CohortRecord(
        id=planning.cohort.id,
        label=planning.cohort.label,
        headcount=planning.cohort.headcount,
        weeks=[_week_record(*row) for row in rows],
        totals=_totals_record(totals(planning, weeks, programme)),
    )


def _week_record(
    week: Week, activity: Activity, number: int | None, sessions: int, hours: WeekHours
) -> WeekRecord:
    return WeekRecord(
        iso_year=week.iso_year,
        iso_week=week.iso_week,
        monday=week.monday,
        activity=activity,
        number=number,
        public_holidays=list(week.public_holidays),
        closed=week.closed,
        onsite_hours=_hours(hours.onsite),
        remote_sessions=sessions,
        remote_hours=_hours(hours.remote),
        company_hours=_hours(hours.company),
    )


def _totals_record(found: Totals) -> TotalsRecord:
    return TotalsRecord(
        school_weeks=found.school_weeks,
        company_weeks=found.company_weeks,
        onsite_hours=_hours(found.onsite),
        remote_sessions=found.sessions,
        remote_hours=_hours(found.remote),
        academic_hours=_hours(found.academic),
        company_hours=_hours(found.company),
        company_hours_net_of_leave=_hours(found.company_net),
    )


def _hours(minutes: Minutes | None) -> float:
    return (minutes or 0) / HOUR
