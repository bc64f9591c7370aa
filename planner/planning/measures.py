"""Measures: figures by which plannings compare, independent of their rankings and weights.

Each measure is defined once: its name, its unit, its direction, its function of a planning. Its
definition in words is in the message catalogue, under `definition.NAME`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import groupby, pairwise

from planner.planning.grid import PlanningBoard, PlanningGrid
from planner.planning.ledger import add_hours, totals, week_hours
from planner.planning.planning import CohortPlanning, Planning
from planner.planning.session_placement import session_spread
from planner.programme.hours_of_week import month_of
from planner.programme.names import ObjectiveName
from planner.rules.leave import summer
from planner.rules.objectives import OBJECTIVES
from planner.rules.statement import NotGiven, number
from planner.year.activity import Activity, Place, in_days
from planner.year.weeks import HOUR, Minutes, Week


class MeasureUnit(StrEnum):
    """What a measure counts."""

    COHORTS = "cohorts"
    COHORT_WEEKS = "cohort_weeks"
    DAYS = "days"
    HOURS = "hours"
    JOURNEYS = "journeys"
    PEOPLE = "people"
    SESSIONS = "sessions"
    WEEKS = "weeks"


class Direction(StrEnum):
    """Which of two values is the better one."""

    LESS = "less"
    MORE = "more"


@dataclass(frozen=True)
class Measure:
    """A figure of a planning.

    Attributes
    ----------
    of
        Its value for a planning; None where the planning does not give what it needs (sessions).
    on_sessions
        Whether it says nothing of plannings without sessions.
    """

    name: str
    unit: MeasureUnit
    better: Direction
    of: Callable[[Planning], float | None]
    on_sessions: bool = False


def best_and_worst(measure: Measure, values: Iterable[float | None]) -> tuple[float, float] | None:
    """Return the best and the worst of the values of a measure; None unless they differ."""
    given = {value for value in values if value is not None}
    if len(given) < 2:
        return None
    ends = min(given), max(given)
    return ends if measure.better is Direction.LESS else (ends[1], ends[0])


def objective_value(name: ObjectiveName, planning: Planning) -> float | None:
    """Return the value of an objective; None where the planning does not give what it needs."""
    return objective_total(name, [planning])


def objective_total(name: ObjectiveName, plannings: Sequence[Planning]) -> float | None:
    """Return the value of an objective added up over years; None where one does not give it."""
    if name is ObjectiveName.SESSION_SPREAD:
        spreads = [session_spread(planning) for planning in plannings]
        known = [spread for spread in spreads if spread is not None]
        return sum(known) if len(known) == len(spreads) else None
    objective = OBJECTIVES[name]
    try:
        total = number(objective.over([PlanningBoard(planning) for planning in plannings]))
    except NotGiven:
        return None
    return in_units(total, objective.unit(plannings[0].year))


def in_units(value: int, per_unit: int) -> float:
    """Convert a value to its unit, minutes to hours; a whole number stays an int."""
    return value // per_unit if value % per_unit == 0 else value / per_unit


def longest_block(planning: Planning, place: Place) -> float:
    """Return the weeks of the longest stay at a place, of any cohort."""
    return max(_lengths(planning, place), default=0)


def mean_block(planning: Planning, place: Place) -> float | None:
    """Return the mean weeks of the stays at a place, of all cohorts; None without any."""
    lengths = list(_lengths(planning, place))
    return _rounded(sum(lengths) / len(lengths)) if lengths else None


def _lengths(planning: Planning, place: Place) -> Iterator[float]:
    """Yield the lengths in weeks of the stays wholly at a place, whatever the activity."""
    for grid in PlanningBoard(planning).grids:
        for there, stay in groupby(grid.steps, lambda a: a.stay is place):
            if there:
                yield planning.year.in_weeks(len(list(stay)))


def session_gap(planning: Planning) -> int | None:
    """Return the most weeks from one session to the next, of any cohort."""
    gaps = [0]
    for cohort in planning.cohorts:
        if cohort.sessions is None:
            return None
        carrying = [index for index, sessions in enumerate(cohort.sessions) if sessions]
        gaps += (later - earlier for earlier, later in pairwise(carrying))
    return max(gaps)


def sessions_a_month(planning: Planning) -> int | None:
    """Return the most sessions in one month, of any cohort."""
    most = 0
    for cohort in planning.cohorts:
        if cohort.sessions is None:
            return None
        sessions = cohort.sessions
        of_months = (sum(sessions[n] for n in month) for month in _months(planning))
        most = max(most, *of_months)
    return most


def holidays_at_school(planning: Planning) -> float:
    """Return the days of lessons on campus lost to public holidays, of all cohorts."""
    return in_days(
        sum(
            activity.halves_on(day.weekday()).count(Place.SCHOOL)
            for row in planning.cohorts
            for week, activity in zip(
                planning.year.of(row.cohort.id).weeks, row.activities, strict=True
            )
            for day in week.public_holidays
            if day <= week.last_day
        )
    )


def company_month_mean(planning: Planning) -> float | None:
    """Return the mean hours in company of a whole month, over months and cohorts."""
    hours = _company_months(planning)
    return _rounded(sum(hours) / len(hours) / HOUR) if hours else None


def company_month_least(planning: Planning) -> float | None:
    """Return the least hours in company in a whole month, of any cohort."""
    return in_units(min(hours), HOUR) if (hours := _company_months(planning)) else None


def _company_months(planning: Planning) -> list[Minutes]:
    """Return the minutes in company of each whole month of each cohort.

    Months that the year, or that of the cohort, cuts at its edges are left out. Empty if sessions
    are not given.
    """
    found = []
    for cohort in planning.cohorts:
        hours = week_hours(cohort, planning.case)
        own = planning.case.cohort_weeks[cohort.cohort.id]
        for month in _months(planning):
            minutes = add_hours(hours[n] for n in month).company
            if minutes is None:
                return []
            is_there = month[0] in own and month[-1] in own
            if is_there and _is_whole([planning.year.weeks[n] for n in month]):
                found.append(minutes)
    return found


def _is_whole(weeks: Sequence[Week]) -> bool:
    """Return whether no week before or after these counts in their month."""
    edges = weeks[0].middle - timedelta(weeks=1), weeks[-1].middle + timedelta(weeks=1)
    return all(month.month != weeks[0].middle.month for month in edges)


def _months(planning: Planning) -> Iterator[tuple[int, ...]]:
    """Yield the positions of the weeks of each month."""
    weeks = planning.year.weeks
    for _, positions in groupby(range(len(weeks)), lambda n: month_of(weeks[n])):
        yield tuple(positions)


def summer_leave(planning: Planning) -> int | None:
    """Return the weeks of summer in which leave can be taken, of the cohort with the fewest.

    Those that are not there in summer are left out. None if sessions are not given.
    """
    found = []
    for cohort in planning.cohorts:
        own = planning.case.cohort_weeks[cohort.cohort.id]
        in_summer = [n for n in summer(planning.year.weeks, planning.programme.leave) if n in own]
        if not in_summer:
            continue
        if cohort.sessions is None:
            return None
        free = (cohort.activities[n].takes_leave and not cohort.sessions[n] for n in in_summer)
        found.append(sum(free))
    return min(found, default=0)


def company_stretch(planning: Planning) -> float:
    """Return the weeks of the longest stay in company, across the edges of years.

    The earlier years of a cohort are those that this planning has for the cohorts before it.
    """
    longest = max(
        len(list(stay)) if in_company else 0
        for row in planning.cohorts
        for in_company, stay in groupby(_years(row, planning), lambda a: a.is_in_company)
    )
    return planning.year.in_weeks(longest)


def _years(row: CohortPlanning, planning: Planning) -> tuple[Activity, ...]:
    """Return the steps of a cohort's whole course, from the first year of the programme."""
    rows = {other.cohort.id: other for other in planning.cohorts}
    years = [row]
    while before := planning.programme.cohort_before(years[0].cohort):
        if rows[before.id] in years:
            break
        years.insert(0, rows[before.id])
    grids = (PlanningGrid(year, planning.year.of(year.cohort.id)) for year in years)
    return tuple(activity for grid in grids for activity in grid.steps)


def company_imbalance(planning: Planning) -> float:
    """Return the largest difference between cohorts in hours in company a year.

    The hours of a cohort that is there for a part of the year are those of a whole year of such
    weeks, to the minute.
    """
    hours = [_of_whole_year(_company_hours(row, planning), row) for row in planning.cohorts]
    return in_units(max(hours) - min(hours), HOUR)


def _of_whole_year(minutes: Minutes, row: CohortPlanning) -> Minutes:
    weeks = len(row.activities)
    return round(minutes * weeks / (weeks - row.activities.count(Activity.OUTSIDE)))


def _company_hours(row: CohortPlanning, planning: Planning) -> Minutes:
    return totals(row, planning.case).company


def _rounded(value: float) -> float:
    return round(value, 2)


def _objective(name: ObjectiveName, unit: MeasureUnit) -> Measure:
    return Measure(name, unit, Direction.LESS, lambda planning: objective_value(name, planning))


def _weeks_of(name: str, place: Place, of: Callable[[Planning, Place], float | None]) -> Measure:
    return Measure(name, MeasureUnit.WEEKS, Direction.LESS, lambda planning: of(planning, place))


MEASURES: tuple[Measure, ...] = (
    _objective(ObjectiveName.CAMPUS_PEAK, MeasureUnit.COHORTS),
    _objective(ObjectiveName.CAMPUS_OVERLAP, MeasureUnit.COHORT_WEEKS),
    _objective(ObjectiveName.SHARED_WEEKS, MeasureUnit.WEEKS),
    _objective(ObjectiveName.PEOPLE_PEAK, MeasureUnit.PEOPLE),
    _objective(ObjectiveName.JOURNEYS, MeasureUnit.JOURNEYS),
    _weeks_of("school_block_longest", Place.SCHOOL, longest_block),
    _weeks_of("school_block_mean", Place.SCHOOL, mean_block),
    _weeks_of("company_block_longest", Place.COMPANY, longest_block),
    _weeks_of("company_block_mean", Place.COMPANY, mean_block),
    _objective(ObjectiveName.SCHOOL_ABSENCE, MeasureUnit.WEEKS),
    _objective(ObjectiveName.COMPANY_ABSENCE, MeasureUnit.WEEKS),
    Measure("session_gap", MeasureUnit.WEEKS, Direction.LESS, session_gap, on_sessions=True),
    Measure(
        "sessions_a_month", MeasureUnit.SESSIONS, Direction.LESS, sessions_a_month, on_sessions=True
    ),
    Measure("holidays_at_school", MeasureUnit.DAYS, Direction.LESS, holidays_at_school),
    Measure("company_month_mean", MeasureUnit.HOURS, Direction.MORE, company_month_mean),
    Measure("company_month_least", MeasureUnit.HOURS, Direction.MORE, company_month_least),
    Measure("summer_leave", MeasureUnit.WEEKS, Direction.MORE, summer_leave),
    Measure("company_stretch", MeasureUnit.WEEKS, Direction.MORE, company_stretch),
    _objective(ObjectiveName.COMPANY_SHORTFALL, MeasureUnit.HOURS),
    Measure("company_imbalance", MeasureUnit.HOURS, Direction.LESS, company_imbalance),
)
"""All measures, in the order in which they are shown."""


def told_measures(plannings: Sequence[Planning]) -> tuple[Measure, ...]:
    """Return the measures that say something of some plannings: those on sessions if any has."""
    silent = plannings and not any(planning.has_sessions for planning in plannings)
    return tuple(measure for measure in MEASURES if not (silent and measure.on_sessions))
