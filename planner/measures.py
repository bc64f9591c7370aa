"""Figures by which plannings compare, whatever they were planned for.

Each measure is stated once: its name, its unit, its direction, how it is taken from a planning.
What it means, in words, stands in the message catalogue under `measure.NAME.definition`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby, pairwise

from planner.domain import (
    HOUR,
    Activity,
    CohortPlanning,
    Minutes,
    ObjectiveName,
    Place,
    Planning,
)
from planner.grid import PlanningBoard
from planner.ledger import month_of, totals, week_hours
from planner.objectives import OBJECTIVES
from planner.rules import NotGiven
from planner.rules.leave import summer
from planner.sessions import session_spread

WEEKS_OF_A_MONTH = 4
"""A month with fewer weeks in the year is one of its edges: its hours tell nothing."""


class Unit(StrEnum):
    """What a measure counts."""

    COHORTS = "cohorts"
    COHORT_WEEKS = "cohort_weeks"
    DAYS = "days"
    HOURS = "hours"
    JOURNEYS = "journeys"
    PEOPLE = "people"
    SESSIONS = "sessions"
    WEEKS = "weeks"


class Better(StrEnum):
    """Which of two values is the better one."""

    LESS = "less"
    MORE = "more"


@dataclass(frozen=True)
class Measure:
    """A figure of a planning.

    Attributes
    ----------
    of
        Takes it from a planning; None where the planning does not give what it asks (sessions).
    """

    name: str
    unit: Unit
    better: Better
    of: Callable[[Planning], float | None]


def best_and_worst(measure: Measure, values: Iterable[float | None]) -> tuple[float, float] | None:
    """Tell the best and the worst of the values of a measure; None unless they differ."""
    given = {value for value in values if value is not None}
    if len(given) < 2:
        return None
    ends = min(given), max(given)
    return ends if measure.better is Better.LESS else (ends[1], ends[0])


def objective_value(name: ObjectiveName, planning: Planning) -> float | None:
    """Measure an objective on a planning; None where the planning does not give what it asks."""
    if name is ObjectiveName.SESSION_SPREAD:
        return session_spread(planning)
    objective = OBJECTIVES[name]
    try:
        return in_units(objective.measure(PlanningBoard(planning)), objective.per_unit)
    except NotGiven:
        return None


def in_units(value: int, per_unit: int) -> float:
    """Report a value in its unit: minutes in hours. A whole number stays one."""
    return value // per_unit if value % per_unit == 0 else value / per_unit


def longest_block(planning: Planning, activity: Activity) -> int:
    """Count the weeks of the longest block of an activity, of any cohort."""
    return max(_lengths(planning, activity), default=0)


def mean_block(planning: Planning, activity: Activity) -> float | None:
    """Average the weeks of the blocks of an activity, of all cohorts; None without any."""
    lengths = list(_lengths(planning, activity))
    return _rounded(sum(lengths) / len(lengths)) if lengths else None


def _lengths(planning: Planning, activity: Activity) -> Iterator[int]:
    return (b.length for c in planning.cohorts for b in c.blocks if b.activity == activity)


def session_gap(planning: Planning) -> int | None:
    """Count the weeks from one session to the next, at most, of any cohort."""
    gaps = [0]
    for cohort in planning.cohorts:
        if cohort.sessions is None:
            return None
        carrying = [index for index, sessions in enumerate(cohort.sessions) if sessions]
        gaps += (later - earlier for earlier, later in pairwise(carrying))
    return max(gaps)


def sessions_a_month(planning: Planning) -> int | None:
    """Count the sessions of a cohort in its fullest month."""
    most = 0
    for cohort in planning.cohorts:
        if cohort.sessions is None:
            return None
        sessions = cohort.sessions
        of_months = (sum(sessions[n] for n in weeks) for _, weeks in _months(planning))
        most = max(most, *of_months)
    return most


def holidays_at_school(planning: Planning) -> int:
    """Count the days of lessons on campus that public holidays take, of all cohorts."""
    return sum(
        activity.days[(day - week.monday).days] is Place.SCHOOL
        for cohort in planning.cohorts
        for week, activity in zip(planning.year.weeks, cohort.activities, strict=True)
        for day in week.public_holidays
    )


def company_month_mean(planning: Planning) -> float | None:
    """Average the hours in company of a month, over the months and cohorts."""
    hours = _company_months(planning)
    return _rounded(sum(hours) / len(hours) / HOUR) if hours else None


def company_month_least(planning: Planning) -> float | None:
    """Tell the hours in company of the lowest month of any cohort."""
    return min(hours) / HOUR if (hours := _company_months(planning)) else None


def _company_months(planning: Planning) -> list[Minutes]:
    """List the minutes in company of each month of each cohort; none if sessions are not given."""
    found = []
    for cohort in planning.cohorts:
        hours = week_hours(cohort, planning.year.weeks, planning.programme.workday)
        for _, weeks in _months(planning):
            minutes = [hours[n].company for n in weeks]
            if None in minutes:
                return []
            if len(weeks) >= WEEKS_OF_A_MONTH:
                found.append(sum(m or 0 for m in minutes))
    return found


def _months(planning: Planning) -> Iterator[tuple[date, Sequence[int]]]:
    weeks = planning.year.weeks
    for month, positions in groupby(range(len(weeks)), lambda n: month_of(weeks[n])):
        yield month, list(positions)


def summer_leave(planning: Planning) -> int | None:
    """Count the weeks of summer in which leave can be taken, of the cohort with the fewest."""
    in_summer = summer(planning.year.weeks, planning.programme.leave)
    found = []
    for cohort in planning.cohorts:
        if cohort.sessions is None:
            return None
        free = (cohort.activities[n].takes_leave and not cohort.sessions[n] for n in in_summer)
        found.append(sum(free))
    return min(found)


def company_stretch(planning: Planning) -> int:
    """Count the weeks of the longest stay in company, on into the next year of the same people.

    That next year is taken as this planning has it for the cohort of the year after.
    """
    after = {
        before.id: row
        for row in planning.cohorts
        if (before := planning.programme.cohort_before(row.cohort))
    }
    longest = 0
    for row in planning.cohorts:
        following = after[row.cohort.id].activities if row.cohort.id in after else ()
        stay = groupby((*row.activities, *following), lambda a: a.is_in_company)
        longest = max(longest, *(len(list(run)) for there, run in stay if there), 0)
    return longest


def company_imbalance(planning: Planning) -> float:
    """Tell by how many hours in company a year the cohorts differ, at most."""
    hours = [_company_hours(row, planning) for row in planning.cohorts]
    return (max(hours) - min(hours)) / HOUR


def _company_hours(row: CohortPlanning, planning: Planning) -> Minutes:
    return totals(row, planning.year.weeks, planning.programme).company


def _rounded(value: float) -> float:
    return round(value, 2)


def _objective(name: ObjectiveName, unit: Unit) -> Measure:
    return Measure(name, unit, Better.LESS, lambda planning: objective_value(name, planning))


def _weeks_of(
    name: str, activity: Activity, of: Callable[[Planning, Activity], float | None]
) -> Measure:
    return Measure(name, Unit.WEEKS, Better.LESS, lambda planning: of(planning, activity))


MEASURES: tuple[Measure, ...] = (
    _objective(ObjectiveName.CAMPUS_PEAK, Unit.COHORTS),
    _objective(ObjectiveName.CAMPUS_OVERLAP, Unit.COHORT_WEEKS),
    _objective(ObjectiveName.SHARED_WEEKS, Unit.WEEKS),
    _objective(ObjectiveName.PEOPLE_PEAK, Unit.PEOPLE),
    _objective(ObjectiveName.JOURNEYS, Unit.JOURNEYS),
    _weeks_of("school_block_longest", Activity.SCHOOL, longest_block),
    _weeks_of("school_block_mean", Activity.SCHOOL, mean_block),
    _weeks_of("company_block_longest", Activity.COMPANY, longest_block),
    _weeks_of("company_block_mean", Activity.COMPANY, mean_block),
    _objective(ObjectiveName.SCHOOL_ABSENCE, Unit.WEEKS),
    _objective(ObjectiveName.COMPANY_ABSENCE, Unit.WEEKS),
    Measure("session_gap", Unit.WEEKS, Better.LESS, session_gap),
    Measure("sessions_a_month", Unit.SESSIONS, Better.LESS, sessions_a_month),
    Measure("holidays_at_school", Unit.DAYS, Better.LESS, holidays_at_school),
    Measure("company_month_mean", Unit.HOURS, Better.MORE, company_month_mean),
    Measure("company_month_least", Unit.HOURS, Better.MORE, company_month_least),
    Measure("summer_leave", Unit.WEEKS, Better.MORE, summer_leave),
    Measure("company_stretch", Unit.WEEKS, Better.MORE, company_stretch),
    _objective(ObjectiveName.COMPANY_SHORTFALL, Unit.HOURS),
    Measure("company_imbalance", Unit.HOURS, Better.LESS, company_imbalance),
)
"""All measures, in the order in which they are shown."""
