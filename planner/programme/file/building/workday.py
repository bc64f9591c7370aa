"""Builds the lengths of days from the validated tables of a programme file."""

from dataclasses import replace

from planner.programme.file.schema.workday import CohortWorkdayTable, WorkdayTable
from planner.programme.workday import Workday
from planner.year.activity import WEEKDAYS
from planner.year.durations import equal_days
from planner.year.weeks import HOUR, Minutes


def school_day_of(table: WorkdayTable) -> Workday:
    """Return the lengths of the days of a school."""
    company = _company_days(table)
    assert company is not None
    return Workday(
        company=company,
        school=in_minutes(table.school),
        session=in_minutes(table.session),
        morning=table.morning,
        afternoon=table.afternoon,
    )


def class_day_of(table: CohortWorkdayTable, school_day: Workday) -> Workday:
    """Return the lengths of the days of a class that has its own."""
    return replace(
        school_day,
        company=_company_days(table) or school_day.company,
        school=given_minutes(table.school) or school_day.school,
    )


def _company_days(table: CohortWorkdayTable) -> tuple[Minutes, ...] | None:
    """Return the minutes of each day in company, from Monday; None if none are given."""
    if table.company_days:
        return tuple(map(in_minutes, table.company_days))
    if table.company_week is not None:
        return equal_days(in_minutes(table.company_week))
    return None if table.company is None else (in_minutes(table.company),) * WEEKDAYS


def in_minutes(hours: float) -> Minutes:
    """Convert decimal hours of a file to minutes."""
    return round(hours * HOUR)


def given_minutes(hours: float | None) -> Minutes | None:
    """Convert decimal hours to minutes; None if a file leaves them out."""
    return None if hours is None else in_minutes(hours)
