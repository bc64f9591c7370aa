"""The hours that a week of an activity has room for: in company, taught in person."""

from datetime import date

from planner.programme.cohort import Extent
from planner.programme.programme import Workday
from planner.year.activity import Activity, Place
from planner.year.weeks import QUARTER, SOLIDARITY_DAY, Minutes, Week

TAUGHT_AT = (Place.SCHOOL, Place.ABROAD)
"""The places at which lessons are given in person."""


def company_minutes(week: Week, activity: Activity, workday: Workday) -> Minutes:
    """Return the minutes in company of a week of an activity, sessions not yet deducted."""
    days = week.days_at(activity, Place.COMPANY)
    day = week.solidarity
    is_worked = day and activity.days[(day - week.monday).days] is Place.COMPANY
    if is_worked and day and week.first_day <= day <= week.last_day:
        return (days - 1) * workday.company + SOLIDARITY_DAY
    return days * workday.company


def company_day(week: Week, day: date, workday: Workday) -> Minutes:
    """Return the minutes of a day in company, sessions not yet deducted."""
    return SOLIDARITY_DAY if day == week.solidarity else workday.company


def teaching_days(week: Week, activity: Activity) -> int:
    """Return the days on which lessons can be given in person in a week of an activity."""
    return sum(week.days_at(activity, place) for place in TAUGHT_AT)


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
    days = teaching_days(week, activity)
    most = days * workday.school
    if a_week.high is not None:
        most = min(most, a_week.high * days // 5)
    most -= most % QUARTER
    least = a_week.low * days // 5
    return Extent(min(most, least - least % QUARTER), most)


def month_of(week: Week) -> date:
    """Return the month in which a week is counted: that of its Wednesday.

    Returns
    -------
    date
        The first day of that month.
    """
    return week.middle.replace(day=1)
