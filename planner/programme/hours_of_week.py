"""The hours that a week of an activity has room for: in company, taught in person."""

from datetime import date, timedelta

from planner.programme.cohort import Extent
from planner.programme.workday import Workday
from planner.year.activity import WEEKDAYS, Activity, Place
from planner.year.weeks import QUARTER, SOLIDARITY_DAY, Minutes, Week

TAUGHT_AT = (Place.SCHOOL, Place.ABROAD)
"""The places at which lessons are given in person."""


def company_minutes(week: Week, activity: Activity, workday: Workday) -> Minutes:
    """Return the minutes in company of a week of an activity, sessions not yet deducted."""
    return sum(
        company_day(week, week.monday + timedelta(n), workday)
        for n in week.weekdays_at(activity, Place.COMPANY)
    )


def company_day(week: Week, day: date, workday: Workday) -> Minutes:
    """Return the minutes of a day in company, sessions not yet deducted."""
    return SOLIDARITY_DAY if day == week.solidarity else workday.company_on(day.weekday())


def teaching_days(week: Week, activity: Activity) -> int:
    """Return the days on which lessons are due in person in a week of an activity.

    They are due on closed days whose hours are lost; other weeks make up those of the others.
    """
    held = sum(week.days_at(activity, place) for place in TAUGHT_AT)
    return held + len(_lost_days(week, activity)) if week.closed_days else held


def _lost_days(week: Week, activity: Activity) -> tuple[date, ...]:
    """Return the closed days of a week whose lessons are lost."""
    return tuple(
        missed.date
        for missed in week.missed_days(activity)
        if missed.lost and activity.place_on(missed.date.weekday()) in TAUGHT_AT
    )


def lessons(week: Week, activity: Activity, minutes: Minutes) -> dict[date, Minutes]:
    """Spread the minutes taught in person in a week over its days of lessons.

    They are spread in quarters of an hour; the first days get the remainder. Days whose lessons
    are lost have their share.
    """
    off = {*week.public_holidays}
    off |= {missed.date for missed in week.missed_days(activity) if not missed.lost}
    days = [
        day
        for day, place in week.places(activity)
        if place is Place.ABROAD or (place is Place.SCHOOL and day not in off)
    ]
    if not days:
        return {}
    quarters, rest = divmod(minutes, QUARTER)
    level, more = divmod(quarters, len(days))
    spread = {day: (level + (n < more)) * QUARTER for n, day in enumerate(days)}
    spread[days[0]] += rest
    return spread


def lost_minutes(week: Week, activity: Activity, minutes: Minutes) -> Minutes:
    """Return how many of the minutes taught in person in a week are lost, as it is closed then."""
    lost = _lost_days(week, activity)
    return sum(lessons(week, activity, minutes).get(day, 0) for day in lost) if lost else 0


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
    least = a_week.low * teaching_days(week, activity) // WEEKDAYS
    return Extent(min(most, least - least % QUARTER), most)


def teaching_ceiling(week: Week, activity: Activity, workday: Workday, a_week: Extent) -> Minutes:
    """Return how many minutes can be taught in person in a week or a day, to the minute."""
    days = teaching_days(week, activity)
    most = days * workday.school
    return most if a_week.high is None else min(most, a_week.high * days // WEEKDAYS)


def month_of(week: Week) -> date:
    """Return the month in which a week is counted: that of its Wednesday.

    Returns
    -------
    date
        The first day of that month.
    """
    return week.middle.replace(day=1)
