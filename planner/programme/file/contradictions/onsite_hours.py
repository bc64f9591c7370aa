"""Contradictions between the hours on site of a cohort and its weeks, semesters and targets."""

from collections.abc import Iterator
from math import ceil

from planner.files.problems import Problem, problem
from planner.programme.block_shapes import Extent
from planner.programme.cohort import Cohort, Target
from planner.programme.hours_of_week import TAUGHT_AT
from planner.programme.programme import Programme
from planner.year.activity import WEEKDAYS
from planner.year.weeks import Minutes


def onsite_contradictions(cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    """Yield the contradictions between a cohort's hours on site and its other figures."""
    limits = cohort.onsite_a_week
    if limits.high is not None and limits.low > limits.high:
        yield problem("contradiction.onsite-a-week", least=limits.low, most=limits.high)
    if cohort.onsite_a_day is not None:
        yield from _hours_a_day(cohort.onsite_a_day, cohort, programme)
    remote = cohort.sessions.total * programme.workday.session
    if cohort.onsite is None:
        if cohort.academic_hours:
            yield from _open_hours(cohort, programme, cohort.academic_hours, remote)
        return
    yield from _total(cohort.onsite, cohort, programme)
    target = cohort.academic_hours
    if target and not target.low <= cohort.onsite + remote <= target.high:
        yield problem(
            "contradiction.academic-hours",
            onsite=cohort.onsite,
            sessions=cohort.sessions.total,
            session=programme.workday.session,
            found=cohort.onsite + remote,
            low=target.low,
            high=target.high,
        )


def _hours_a_day(a_day: Minutes, cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    """Check that days are long enough, that totals are of whole days, and weeks not said twice."""
    if a_day > (school := programme.workday_of(cohort).school):
        yield problem("contradiction.onsite-a-day-long", day=a_day, most=school)
    if cohort.onsite_a_week != Extent(0, None):
        yield problem("contradiction.onsite-a-day-twice")
    totals = [("onsite_hours", cohort.onsite)]
    totals += [(f"semesters.{part.name}.onsite_hours", part.onsite) for part in cohort.semesters]
    for key, total in totals:
        if total is not None and total % a_day:
            low = total - total % a_day
            yield problem(
                "contradiction.onsite-a-day",
                key=key,
                hours=total,
                day=a_day,
                low=low,
                high=low + a_day,
            )


def _total(onsite: Minutes, cohort: Cohort, programme: Programme) -> Iterator[Problem]:
    """Check that weeks have room for the total, and that semesters do not exceed it."""
    weeks, week = _most_taught_weeks(cohort), _most_onsite_a_week(cohort, programme)
    if weeks is not None and onsite > week * weeks:
        yield problem(
            "contradiction.onsite-hours", hours=onsite, weeks=weeks, week=week, most=week * weeks
        )
    if (hours := _semester_hours(cohort)) > onsite:
        yield problem("contradiction.semester-hours", found=hours, hours=onsite)


def _open_hours(
    cohort: Cohort, programme: Programme, target: Target, remote: Minutes
) -> Iterator[Problem]:
    """Check that open hours can bring the academic hours to their target."""
    least = _semester_hours(cohort) + remote
    if least > target.high:
        yield problem("contradiction.open-hours-least", found=least, high=target.high)
    weeks = _most_taught_weeks(cohort)
    if weeks is None:
        return
    week = _most_onsite_a_week(cohort, programme)
    most = week * weeks + remote
    if most < target.low:
        yield problem(
            "contradiction.open-hours-most",
            weeks=weeks,
            week=week,
            sessions=cohort.sessions.total,
            session=programme.workday.session,
            found=most,
            low=target.low,
        )


def most_onsite(cohort: Cohort, programme: Programme) -> Minutes | None:
    """Return the most minutes in person that the weeks of a cohort give in any year.

    None where its figures do not limit the weeks with lessons in person. Public holidays make it
    less in a given year.
    """
    weeks = _most_taught_weeks(cohort)
    return None if weeks is None else weeks * _most_onsite_a_week(cohort, programme)


def _semester_hours(cohort: Cohort) -> Minutes:
    """Return the hours on site that semesters ask for, in minutes."""
    return sum(part.onsite for part in cohort.semesters if part.onsite is not None)


def _most_taught_weeks(cohort: Cohort) -> int | None:
    """Return the most weeks with lessons in person; None where figures do not limit them."""
    only_whole_weeks = all(a.is_taught or not a.days_at(*TAUGHT_AT) for a in cohort.activities)
    return cohort.school_weeks.high if cohort.school_weeks and only_whole_weeks else None


def _most_onsite_a_week(cohort: Cohort, programme: Programme) -> Minutes:
    """Return the most minutes in person of a whole week, with its Saturday if it may have one."""
    days = max([WEEKDAYS, *(ceil(a.days_at(*TAUGHT_AT)) for a in cohort.activities)])
    week, limit = days * programme.workday_of(cohort).school, cohort.taught_a_week.high
    return week if limit is None else min(week, limit * days // WEEKDAYS)
