"""The days that an apprentice is there, from which the dates of what is due follow.

Contracts differ from the year of the class, and so do these dates.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.day import Day
from planner.apprentices.timeline import MONTHS_WITHOUT_CONTRACT, DayStatus, months_after
from planner.planning.milestones import Attendance, ContractSpan, DateSpan, LivedDay
from planner.year.activity import Place


def attendance(apprentice: Apprentice, days: Sequence[Day], opening: date) -> Attendance:
    """Return when an apprentice is there: under contract, or at school without one.

    Parameters
    ----------
    days
        Those of the year, and those in company before it.
    opening
        The day on which the academic year begins.
    """
    return Attendance(
        tuple(_lived(day) for day in days if day.is_spent),
        tuple(_bound(days)),
        tuple(ContractSpan(each.start, each.end) for each in apprentice.joined_contracts),
        months_after(opening, -MONTHS_WITHOUT_CONTRACT),
    )


def _lived(day: Day) -> LivedDay:
    in_company = Place.COMPANY in day.halves_spent and not day.company_closed
    return LivedDay(day.date, day.week, in_company, day.own is not None)


def _bound(days: Sequence[Day]) -> Iterator[DateSpan]:
    there = (DayStatus.CONTRACT, DayStatus.TRAINEE)
    for is_there, run in groupby(days, lambda day: day.status in there):
        dates = [day.date for day in run]
        if is_there:
            yield dates[0], dates[-1]
