"""The ledger: hours that follow from a planning, by week and in total, in whole minutes.

Company hours of a week: its working days in company times a day there, less the remote sessions.
Paid leave lies inside company weeks and is not deducted, as in the published totals; the figure
net of leave stands beside it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from operator import eq

from planner.planning.grid import PlanningGrid
from planner.planning.onsite_hours import onsite_minutes
from planner.planning.planning import CohortPlanning
from planner.programme.cohort import CutWeeks
from planner.programme.hours_of_week import company_minutes, lost_minutes, share_of
from planner.programme.workday import Workday
from planner.rules.case import Case
from planner.year.activity import STAYS, Activity, Place
from planner.year.weeks import Minutes


@dataclass(frozen=True)
class WeekHours:
    """The hours of one cohort in one week, in minutes; None where a planning does not give them.

    `lost` is what is lost of those on site, on days on which the school is closed.
    """

    onsite: Minutes | None
    lost: Minutes | None
    remote: Minutes | None
    company: Minutes | None


@dataclass(frozen=True)
class Totals:
    """The sums of one cohort's year; hours in minutes.

    Weeks before it starts and after it ends are none of it.

    Attributes
    ----------
    school_weeks
        Weeks of lessons only, at school or abroad: what the rule of this name counts. Cut weeks
        count as the cohort says, here and below: each day as a fifth of a week of its activity,
        whole weeks only, or any week with a day.
    whole_weeks
        Weeks of activities spent wholly at each place, as far as there are any.
    split_weeks
        Other weeks with a day at school, in company or abroad.
    weeks
        Weeks of each activity, in the order in which they first come.
    days
        Working days at each place; public holidays are spent at none.
    sessions_given
        Whether the planning itself gives its sessions. Where it does not, the programme's own
        number of sessions is counted, and its own on-site hours, or those that its weeks give.
    lost
        What is lost of the hours on site, on days on which the school is closed: they are neither
        taught nor made up.
    company_contract
        Whole days of the company weeks, public holidays and sessions not deducted.
    company_net
        Company hours less the five weeks (or as many as the programme says) of paid leave, where
        no weeks of their own are planned for it.
    """

    school_weeks: float
    company_weeks: float
    whole_weeks: Mapping[Place, float]
    split_weeks: float
    weeks: Mapping[Activity, float]
    days: Mapping[Place, float]
    sessions: int
    sessions_given: bool
    onsite: Minutes
    lost: Minutes
    remote: Minutes
    academic: Minutes
    company: Minutes
    company_contract: Minutes
    company_net: Minutes


def week_hours(planning: CohortPlanning, case: Case) -> tuple[WeekHours, ...]:
    """Return the hours of each week of a cohort."""
    workday = case.programme.workday_of(planning.cohort)
    lost = lost_hours(planning, case)
    return tuple(
        WeekHours(
            onsite=planning.onsite[index] if planning.onsite else None,
            lost=lost[index] if planning.onsite else None,
            remote=planning.sessions[index] * workday.session if planning.sessions else None,
            company=company_minutes(week, planning.activities[index], workday)
            - planning.sessions[index] * workday.session
            if planning.sessions
            else None,
        )
        for index, week in enumerate(case.year.weeks_of(planning.cohort.id))
    )


def lost_hours(planning: CohortPlanning, case: Case) -> tuple[Minutes, ...]:
    """Return what is lost in each week of the minutes on site of a cohort.

    Where a planning does not give these, it is what would be lost of those that its weeks give.
    """
    weeks = case.year.weeks_of(planning.cohort.id)
    if not any(week.closed_days for week in weeks):
        return (0,) * len(weeks)
    onsite = planning.onsite or onsite_minutes(planning, case)
    return tuple(map(lost_minutes, weeks, planning.activities, onsite))


def totals(planning: CohortPlanning, case: Case) -> Totals:
    """Return the sums of a cohort's year."""
    cohort = planning.cohort
    workday = case.programme.workday_of(cohort)
    sessions = sum(planning.sessions) if planning.sessions else cohort.sessions.total
    onsite = _onsite(planning, case)
    remote = sessions * workday.session
    rows = [
        (week, activity)
        for week, activity in zip(case.year.weeks_of(cohort.id), planning.activities, strict=True)
        if activity != Activity.OUTSIDE
    ]
    company = sum(company_minutes(week, activity, workday) for week, activity in rows) - remote
    steps = Counter(PlanningGrid(planning, case.year.of(cohort.id)).steps)
    del steps[Activity.OUTSIDE]
    planned_leave = case.year.in_weeks(steps[Activity.LEAVE])
    leave = max(0, case.leaves[cohort.id].weeks - planned_leave)

    def counted(accepts: Callable[[Activity], bool]) -> float:
        if cohort.count_cut_weeks is CutWeeks.FIFTHS:
            return case.year.in_weeks(sum(n for a, n in steps.items() if accepts(a)))
        some_or_all = all if cohort.count_cut_weeks is CutWeeks.WHOLE else any
        return sum(some_or_all(map(accepts, week.each)) for week in planning.activities)

    at_place = {place: counted(partial(_is_stay, place)) for place in STAYS}
    return Totals(
        school_weeks=counted(lambda a: a.is_taught),
        company_weeks=counted(lambda a: a.is_in_company),
        whole_weeks={at: weeks for at, weeks in at_place.items() if weeks},
        split_weeks=counted(lambda a: a.is_split),
        weeks={each: counted(partial(eq, each)) for each in steps},
        days={
            place: found
            for place in Place
            if (found := sum(week.days_at(activity, place) for week, activity in rows))
        },
        sessions=sessions,
        sessions_given=planning.sessions is not None,
        onsite=onsite,
        lost=sum(lost_hours(planning, case)),
        remote=remote,
        academic=onsite + remote,
        company=company,
        company_contract=sum(
            _whole_days(whole.of_part(week, activity), workday)
            for whole, week, activity in zip(
                case.year.weeks, case.year.weeks_of(cohort.id), planning.activities, strict=True
            )
        ),
        company_net=company - round(leave * workday.company_week),
    )


def _is_stay(place: Place, activity: Activity) -> bool:
    return activity.stay == place


def _whole_days(activity: Activity, workday: Workday) -> Minutes:
    return sum(
        share_of(workday.company_on(n), [half is Place.COMPANY for half in halves])
        for n, halves in enumerate(activity.halves)
    )


def _onsite(planning: CohortPlanning, case: Case) -> Minutes:
    if planning.onsite is not None:
        return sum(planning.onsite)
    if planning.cohort.onsite is not None:
        return planning.cohort.onsite
    return sum(onsite_minutes(planning, case))


@dataclass(frozen=True)
class OpenHours:
    """The hours in person of a cohort of which its programme asks no total, in minutes.

    Attributes
    ----------
    taught
        Those of the planning.
    room
        Those that its weeks give; more than are taught where the academic hours need fewer.
    """

    taught: Minutes
    room: Minutes


def open_hours(planning: CohortPlanning, case: Case) -> OpenHours | None:
    """Return what the weeks of a cohort give of hours in person; None where a total is asked."""
    if planning.cohort.onsite is not None:
        return None
    return OpenHours(_onsite(planning, case), sum(onsite_minutes(planning, case, fully=True)))


PLAIN_ROWS = 2
"""The rows of `presence` where no cohort has split weeks or weeks abroad."""

_PRESENCE = {
    Place.SCHOOL: ("school_weeks", "school_days"),
    Place.COMPANY: ("company_weeks", "company_days"),
    Place.ABROAD: ("abroad_weeks", "abroad_days"),
}


def presence(found: Sequence[Totals]) -> Iterator[tuple[str, list[float]]]:
    """Yield the weeks and the days of some cohorts at each place, a row a total, by its name.

    Whole weeks at school and in company always; weeks abroad and split weeks where a cohort has
    any. Where one has split weeks, which say too little, working days at each place follow.
    """
    for place, (name, _) in _PRESENCE.items():
        weeks: list[float] = [each.whole_weeks.get(place, 0) for each in found]
        if place is not Place.ABROAD or any(weeks):
            yield name, weeks
    split = [each.split_weeks for each in found]
    if not any(split):
        return
    yield "split_weeks", split
    for place, (_, name) in _PRESENCE.items():
        days: list[float] = [each.days.get(place, 0) for each in found]
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
        lost=total(h.lost for h in listed),
        remote=total(h.remote for h in listed),
        company=total(h.company for h in listed),
    )
