"""What is due for an apprentice: contracts differ from the year of the class, and so do dates."""

from collections.abc import Iterator
from itertools import groupby

from planner.apprentices.day import Day
from planner.apprentices.timeline import MONTHS_WITHOUT_CONTRACT, DayStatus, months_after
from planner.apprentices.year import ApprenticeYear
from planner.planning.milestones import (
    Attendance,
    ContractSpan,
    DateSpan,
    DueDates,
    LivedDay,
    due_dates,
)
from planner.year.activity import Place


def due_for(year: ApprenticeYear) -> DueDates:
    """Return what is due in the year of an apprentice, while under contract or at school."""
    planning = year.planning
    if not planning.programme.milestones_of(year.cohort.cohort):
        return DueDates()
    who = Attendance(
        tuple(_lived(day) for day in year.days if day.is_spent),
        tuple(_bound(year)),
        tuple(ContractSpan(each.start, each.end) for each in year.apprentice.joined_contracts),
        months_after(planning.year.opening, -MONTHS_WITHOUT_CONTRACT),
    )
    return due_dates(year.cohort, planning.case, who)


def _lived(day: Day) -> LivedDay:
    in_company = Place.COMPANY in day.halves_spent and not day.company_closed
    return LivedDay(day.date, day.week, in_company, day.own is not None)


def _bound(year: ApprenticeYear) -> Iterator[DateSpan]:
    """Yield from when to when the apprentice is under contract, or at school without one."""
    there = (DayStatus.CONTRACT, DayStatus.TRAINEE)
    for is_there, run in groupby(year.days, lambda day: day.status in there):
        days = list(run)
        if is_there:
            yield days[0].date, days[-1].date
