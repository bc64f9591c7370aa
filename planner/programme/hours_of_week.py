"""The hours that a week of an activity has room for: in company, taught in person."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import lru_cache
from math import ceil

from planner.programme.block_shapes import Extent
from planner.programme.workday import Workday
from planner.year.activity import WEEKDAYS, Activity, Place, in_days
from planner.year.weeks import QUARTER, SOLIDARITY_DAY, Minutes, Week

TAUGHT_AT = (Place.SCHOOL, Place.ABROAD)
"""The places at which lessons are given in person."""


_REMEMBERED = 10_000
"""The weeks of which hours are remembered: those of some years, each with some activities."""


@lru_cache(_REMEMBERED)
def company_minutes(week: Week, activity: Activity, workday: Workday) -> Minutes:
    """Return the minutes in company of a week of an activity, sessions not yet deducted."""
    return sum(
        share_of(company_day(week, week.monday + timedelta(n), workday), there)
        for n, there in week.halves_at(activity, Place.COMPANY).items()
    )


def company_day(week: Week, day: date, workday: Workday) -> Minutes:
    """Return the minutes of a whole day in company, sessions not yet deducted."""
    return SOLIDARITY_DAY if day == week.solidarity else workday.company_on(day.weekday())


def share_of(minutes: Minutes, halves: Sequence[bool]) -> Minutes:
    """Return what the morning, the afternoon or both have of the minutes of a day.

    Half of them each; of an odd number, the morning has one more.
    """
    morning, afternoon = halves
    return morning * (minutes - minutes // 2) + afternoon * (minutes // 2)


def teaching_days(week: Week, activity: Activity) -> float:
    """Return the days on which lessons are due in person in a week of an activity.

    They are due on closed days whose hours are lost; other weeks make up those of the others.
    """
    if week.closed_days:
        return in_days(sum(_halves_taught(week, activity).values()))
    return sum(week.days_at(activity, place) for place in TAUGHT_AT)


def _halves_taught(week: Week, activity: Activity) -> dict[date, int]:
    """Return the days on which lessons are due in person, each with how many halves it has."""
    off = {*week.public_holidays}
    off |= {missed.date for missed in week.missed_days(activity) if not missed.lost}
    found = {}
    for n, halves in enumerate(activity.halves[week.first : week.days], week.first):
        day = week.monday + timedelta(n)
        found[day] = halves.count(Place.ABROAD) + (day not in off) * halves.count(Place.SCHOOL)
    return {day: halves for day, halves in found.items() if halves}


def lessons(week: Week, activity: Activity, minutes: Minutes) -> dict[date, Minutes]:
    """Spread the minutes taught in person in a week over its days of lessons.

    They are spread in quarters of an hour, half as many on half a day; the first days get the
    remainder. Days whose lessons are lost have their share.
    """
    halves = _halves_taught(week, activity)
    if not halves:
        return {}
    quarters, rest = divmod(minutes, QUARTER)
    spread = {day: quarters * n // sum(halves.values()) for day, n in halves.items()}
    left = quarters - sum(spread.values())
    for day in sorted(halves, key=lambda day: ((spread[day] + 1) / halves[day], day))[:left]:
        spread[day] += 1
    found = {day: count * QUARTER for day, count in spread.items()}
    found[min(found)] += rest
    return found


def lost_minutes(week: Week, activity: Activity, minutes: Minutes) -> Minutes:
    """Return how many of the minutes taught in person in a week are lost, as it is closed then."""
    lost = [missed.date for missed in week.missed_days(activity) if missed.lost]
    return sum(lessons(week, activity, minutes).get(day, 0) for day in lost) if lost else 0


@lru_cache(_REMEMBERED)
def onsite_room(week: Week, activity: Activity, workday: Workday, a_week: Extent) -> Extent:
    """Return how many minutes can be taught in person in a week: none on public holidays.

    Parameters
    ----------
    a_week
        Least and most minutes of a full week; a week of fewer teaching days takes its share.

    Returns
    -------
    Extent
        From the least to the most, in whole quarters of an hour.
    """
    most = teaching_ceiling(week, activity, workday, a_week)
    most -= most % QUARTER
    least = int(a_week.low * teaching_days(week, activity)) // WEEKDAYS
    return Extent(min(most, least - least % QUARTER), most)


def teaching_ceiling(week: Week, activity: Activity, workday: Workday, a_week: Extent) -> Minutes:
    """Return how many minutes can be taught in person in a week or a day, to the minute.

    Half of an odd number is rounded up, so that days add up to their week.
    """
    days = teaching_days(week, activity)
    most = ceil(days * workday.school)
    if a_week.high is None:
        return most
    share = a_week.high * days / WEEKDAYS
    return min(most, ceil(share) if days % 1 else int(share))


def month_of(week: Week) -> date:
    """Return the month in which a week is counted: that of its Wednesday.

    Returns
    -------
    date
        The first day of that month.
    """
    return week.middle.replace(day=1)
