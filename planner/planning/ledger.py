"""The ledger: hours that follow from a planning, by week and in total, in whole minutes.

Company hours of a week: its working days in company times a day there, less the remote sessions.
Paid leave lies inside company weeks and is not deducted, as in the published totals; the figure
net of leave stands beside it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heapreplace

from planner.planning.planning import CohortPlanning
from planner.programme.cohort import Extent
from planner.programme.hours_of_week import company_minutes
from planner.rules.case import Case
from planner.year.activity import STAYS, Activity, Place
from planner.year.weeks import QUARTER, Minutes


@dataclass(frozen=True)
class WeekHours:
    """The hours of one cohort in one week, in minutes; None where a planning does not give them."""

    onsite: Minutes | None
    remote: Minutes | None
    company: Minutes | None


@dataclass(frozen=True)
class Totals:
    """The sums of one cohort's year; hours in minutes.

    Attributes
    ----------
    school_weeks
        Weeks of lessons only, at school or abroad: what the rule of this name counts.
    whole_weeks
        Weeks spent wholly at each place, as far as there are any.
    split_weeks
        Other weeks with a day at school, in company or abroad.
    weeks
        Weeks of each activity, in the order in which they first come.
    days
        Working days at each place; public holidays are spent at none.
    sessions_given
        Whether the planning itself gives its sessions. Where it does not, the programme's own
        number of sessions is counted, and its own on-site hours.
    company_contract
        Whole days of the company weeks, public holidays and sessions not deducted.
    company_net
        Company hours less the five weeks (or as many as the programme says) of paid leave, where
        no weeks of their own are planned for it.
    """

    school_weeks: int
    company_weeks: int
    whole_weeks: Mapping[Place, int]
    split_weeks: int
    weeks: Mapping[Activity, int]
    days: Mapping[Place, int]
    sessions: int
    sessions_given: bool
    onsite: Minutes
    remote: Minutes
    academic: Minutes
    company: Minutes
    company_contract: Minutes
    company_net: Minutes


def spread_onsite(
    total: Minutes, days: Sequence[int], rooms: Sequence[Extent]
) -> tuple[Minutes, ...]:
    """Spread on-site hours over weeks, in quarter-hours, as level as the weeks allow.

    Greedy, with a priority queue: every week first takes its least; then each quarter goes to the
    week whose hours a teaching day stay lowest with it, the earliest of equal ones. Taking the
    lowest each time is optimal for a separable convex cost.

    Parameters
    ----------
    total
        On-site minutes to spread, a whole number of quarter-hours.
    days
        Days taught in each week; 0 for a week without lessons.
    rooms
        Least and most minutes of each week.

    Returns
    -------
    tuple of int
        Minutes of each week; they add up to `total` if the rooms allow it.
    """
    hours = [room.low for room in rooms]

    def level(index: int) -> tuple[float, int]:
        return (hours[index] + QUARTER) / days[index], index

    open_weeks = [level(index) for index, room in enumerate(rooms) if room.high and days[index]]
    heapify(open_weeks)
    left = (total - sum(hours)) // QUARTER
    while left > 0 and open_weeks:
        index = open_weeks[0][1]
        if hours[index] + QUARTER > (rooms[index].high or 0):
            heappop(open_weeks)
            continue
        hours[index] += QUARTER
        left -= 1
        heapreplace(open_weeks, level(index))
    return tuple(hours)


def week_hours(planning: CohortPlanning, case: Case) -> tuple[WeekHours, ...]:
    """Return the hours of each week of a cohort."""
    workday = case.programme.workday
    return tuple(
        WeekHours(
            onsite=planning.onsite[index] if planning.onsite else None,
            remote=planning.sessions[index] * workday.session if planning.sessions else None,
            company=company_minutes(week, planning.activities[index], workday)
            - planning.sessions[index] * workday.session
            if planning.sessions
            else None,
        )
        for index, week in enumerate(case.year.weeks)
    )


def totals(planning: CohortPlanning, case: Case) -> Totals:
    """Return the sums of a cohort's year."""
    programme, weeks = case.programme, case.year.weeks
    workday, cohort = programme.workday, planning.cohort
    sessions = sum(planning.sessions) if planning.sessions else cohort.sessions.total
    onsite = sum(planning.onsite) if planning.onsite else cohort.onsite
    remote = sessions * workday.session
    rows = list(zip(weeks, planning.activities, strict=True))
    company = sum(company_minutes(week, activity, workday) for week, activity in rows) - remote
    counted = {a: planning.activities.count(a) for a in dict.fromkeys(planning.activities)}
    whole = {
        place: found
        for place in STAYS
        if (found := sum(n for a, n in counted.items() if a.stay is place))
    }
    leave = max(0, programme.leave.weeks - counted.get(Activity.LEAVE, 0))
    return Totals(
        school_weeks=sum(activity.is_taught for activity in planning.activities),
        company_weeks=sum(activity.is_in_company for activity in planning.activities),
        whole_weeks=whole,
        split_weeks=sum(n for a, n in counted.items() if a.is_split),
        weeks=counted,
        days={
            place: found
            for place in Place
            if (found := sum(week.days_at(activity, place) for week, activity in rows))
        },
        sessions=sessions,
        sessions_given=planning.sessions is not None,
        onsite=onsite,
        remote=remote,
        academic=onsite + remote,
        company=company,
        company_contract=sum(a.days_at(Place.COMPANY) for _, a in rows) * workday.company,
        company_net=company - leave * 5 * workday.company,
    )


PLAIN_ROWS = 2
"""The rows of `presence` where no cohort has split weeks or weeks abroad."""

_PRESENCE = {
    Place.SCHOOL: ("school_weeks", "school_days"),
    Place.COMPANY: ("company_weeks", "company_days"),
    Place.ABROAD: ("abroad_weeks", "abroad_days"),
}


def presence(found: Sequence[Totals]) -> Iterator[tuple[str, list[int]]]:
    """Yield the weeks and the days of some cohorts at each place, a row a total, by its name.

    Whole weeks at school and in company always; weeks abroad and split weeks where a cohort has
    any. Where one has split weeks, which say too little, working days at each place follow.
    """
    for place, (name, _) in _PRESENCE.items():
        weeks = [each.whole_weeks.get(place, 0) for each in found]
        if place is not Place.ABROAD or any(weeks):
            yield name, weeks
    split = [each.split_weeks for each in found]
    if not any(split):
        return
    yield "split_weeks", split
    for place, (_, name) in _PRESENCE.items():
        days = [each.days.get(place, 0) for each in found]
        if place is not Place.ABROAD or any(days):
            yield name, days


def add_hours(hours: Iterable[WeekHours]) -> WeekHours:
    """Return the sums over weeks; None where a week does not give its hours."""
    listed = list(hours)

    def total(values: Iterable[Minutes | None]) -> Minutes | None:
        amounts = list(values)
        return None if None in amounts else sum(a for a in amounts if a is not None)

    return WeekHours(
        onsite=total(h.onsite for h in listed),
        remote=total(h.remote for h in listed),
        company=total(h.company for h in listed),
    )
