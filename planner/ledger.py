"""The hours that follow from a planning, week by week and in total, in whole minutes.

Company hours of a company week: its working days times a day in company, less the remote
sessions. Paid leave lies inside company weeks and is not deducted, as in the published totals;
the figure net of leave stands beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from planner.domain import HOUR, Activity, CohortPlanning, Minutes, Programme, Week, Workday

HALF_HOUR: Minutes = HOUR // 2

Quantity = Any
"""An integer, or an expression over variables of a solver: what `+`, `-` and `*` build."""


@dataclass(frozen=True)
class WeekHours:
    """The hours of one cohort in one week, in minutes; None where a planning does not tell."""

    onsite: Minutes | None
    remote: Minutes | None
    company: Minutes | None


@dataclass(frozen=True)
class Totals:
    """What one cohort's year adds up to; hours in minutes.

    Attributes
    ----------
    sessions_given
        Whether the planning itself gives its sessions. Where it does not, the programme's own
        number of sessions is counted, and its own on-site hours.
    company_net
        Company hours less the five weeks (or as many as the programme says) of paid leave.
    """

    school_weeks: int
    company_weeks: int
    sessions: int
    sessions_given: bool
    onsite: Minutes
    remote: Minutes
    academic: Minutes
    company: Minutes
    company_net: Minutes


def company_minutes(
    week: Week, workday: Workday, in_company: Quantity, sessions: Quantity
) -> Quantity:
    """Count the hours of a week in company: working days, less what sessions take of them.

    Parameters
    ----------
    in_company
        1 in a company week, 0 in another.
    sessions
        Number of remote sessions of the week.
    """
    return in_company * (week.working_days * workday.company) - sessions * workday.session


def onsite_capacity(week: Week, workday: Workday) -> Minutes:
    """Tell the most that can be taught on site in a week: no teaching on public holidays."""
    return week.working_days * workday.school


def spread_onsite(total: Minutes, teaching_days: Sequence[int]) -> tuple[Minutes, ...]:
    """Spread a year's on-site hours over its weeks, in half-hours.

    A week's share is the total times its teaching days over all teaching days, rounded down to
    half an hour; the half-hours left over go to the largest remainders, the earliest week first.
    If the total is at most so many half-hours a day, so is the share of each week.

    Parameters
    ----------
    total
        On-site minutes of the year, a whole number of half-hours.
    teaching_days
        Days taught in each week; 0 for a week that is not spent at school.

    Returns
    -------
    tuple of int
        Minutes of each week; they add up to `total` if there is any teaching day.
    """
    all_days = sum(teaching_days)
    if not all_days:
        return (0,) * len(teaching_days)
    halves, remainders = zip(
        *(divmod(total // HALF_HOUR * days, all_days) for days in teaching_days), strict=True
    )
    left = total // HALF_HOUR - sum(halves)
    by_remainder = sorted(range(len(remainders)), key=lambda index: -remainders[index])
    topped = set(by_remainder[:left])
    return tuple((half + (index in topped)) * HALF_HOUR for index, half in enumerate(halves))


def onsite_hours(
    activities: Sequence[Activity], weeks: Sequence[Week], total: Minutes
) -> tuple[Minutes, ...]:
    """Spread on-site hours over the school weeks of a cohort."""
    return spread_onsite(
        total,
        [
            week.working_days if activity is Activity.SCHOOL else 0
            for activity, week in zip(activities, weeks, strict=True)
        ],
    )


def week_hours(
    planning: CohortPlanning, weeks: Sequence[Week], workday: Workday
) -> tuple[WeekHours, ...]:
    """Count the hours of each week of a cohort."""
    return tuple(
        WeekHours(
            onsite=planning.onsite[index] if planning.onsite else None,
            remote=planning.sessions[index] * workday.session if planning.sessions else None,
            company=company_minutes(
                week,
                workday,
                int(planning.activities[index] is Activity.COMPANY),
                planning.sessions[index],
            )
            if planning.sessions
            else None,
        )
        for index, week in enumerate(weeks)
    )


def totals(planning: CohortPlanning, weeks: Sequence[Week], programme: Programme) -> Totals:
    """Add up a cohort's year."""
    workday, cohort = programme.workday, planning.cohort
    sessions = sum(planning.sessions) if planning.sessions else cohort.sessions.total
    onsite = sum(planning.onsite) if planning.onsite else cohort.onsite
    remote = sessions * workday.session
    in_company = (
        company_minutes(week, workday, int(activity is Activity.COMPANY), 0)
        for activity, week in zip(planning.activities, weeks, strict=True)
    )
    company = sum(in_company) - remote
    return Totals(
        school_weeks=planning.count(Activity.SCHOOL),
        company_weeks=planning.count(Activity.COMPANY),
        sessions=sessions,
        sessions_given=planning.sessions is not None,
        onsite=onsite,
        remote=remote,
        academic=onsite + remote,
        company=company,
        company_net=company - programme.leave.weeks * 5 * workday.company,
    )


def month_of(week: Week) -> date:
    """Tell the month in which a week is counted: that of its Wednesday, so of most of its days.

    Returns
    -------
    date
        The first day of that month.
    """
    wednesday = date.fromordinal(week.monday.toordinal() + 2)
    return wednesday.replace(day=1)


def add_hours(hours: Iterable[WeekHours]) -> WeekHours:
    """Add up weeks; a sum with a week that is not given is not given."""
    listed = list(hours)

    def total(values: Iterable[Minutes | None]) -> Minutes | None:
        amounts = list(values)
        return None if None in amounts else sum(a for a in amounts if a is not None)

    return WeekHours(
        onsite=total(h.onsite for h in listed),
        remote=total(h.remote for h in listed),
        company=total(h.company for h in listed),
    )
