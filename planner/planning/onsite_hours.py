"""Hours on site once the weeks are known: spread as level as the weeks and semesters allow."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from math import ceil

from planner.planning.planning import CohortPlanning
from planner.programme.block_shapes import Extent
from planner.programme.hours_of_week import teaching_days
from planner.rules.case import Case
from planner.year.weeks import QUARTER, Minutes


def spread_onsite(
    total: Minutes, days: Sequence[float], rooms: Sequence[Extent]
) -> tuple[Minutes, ...]:
    """Spread on-site hours over weeks, in quarter-hours, as level as the weeks allow.

    Greedy: every week first takes its least; then each quarter goes to the week whose hours a
    teaching day stay lowest with it, the earliest of equal ones. Taking the lowest each time is
    optimal for a separable convex cost. All quarters up to a level are given at once: the highest
    of whole minutes a day for which the total suffices. Those that are left lie within the next
    minute a day, where each week has one at most.

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
    open_weeks = [
        (index, days[index], (room.high - room.low) // QUARTER)
        for index, room in enumerate(rooms)
        if room.high and days[index]
    ]

    def up_to(level: Minutes) -> list[int]:
        """Return the quarters that each of these weeks takes beyond its least, up to a level."""
        return [
            min(most, max(0, int(level * of) - rooms[index].low) // QUARTER)
            for index, of, most in open_weeks
        ]

    left = max(0, total - sum(hours)) // QUARTER
    top = max((ceil((hours[n] + QUARTER * most) / of) for n, of, most in open_weeks), default=0)
    level = bisect_right(range(top + 1), left, key=lambda level: sum(up_to(level))) - 1
    following = []
    for (index, of, most), taken in zip(open_weeks, up_to(level), strict=True):
        hours[index] += QUARTER * taken
        left -= taken
        if taken < most:
            following.append(((hours[index] + QUARTER) / of, index))
    for _, index in sorted(following)[:left]:
        hours[index] += QUARTER
    return tuple(hours)


def onsite_minutes(
    planning: CohortPlanning, case: Case, *, fully: bool = False
) -> tuple[Minutes, ...]:
    """Return the minutes on site of each week of a cohort whose weeks are known.

    They are spread within each semester. Where no total is due, the weeks have all that their days
    give, or what the academic hours still need. Locked weeks keep theirs.

    Parameters
    ----------
    fully
        Whether open hours take all that the weeks give, whatever the academic hours need.
    """
    locked = case.locked_weeks[planning.cohort.id]
    onsite = [week.onsite or 0 if week else 0 for week in locked]
    weeks_of_year = case.year.of(planning.cohort.id).weeks
    for part in case.onsite_parts[planning.cohort.id]:
        rows = [(weeks_of_year[index], planning.activities[index]) for index in part.weeks]
        rooms = [part.teaching.room(week, activity) for week, activity in rows]
        aim = None if fully and part.is_open else part.aim
        minutes = spread_onsite(
            sum(room.high or 0 for room in rooms) if aim is None else aim,
            [part.teaching.days(week, activity) for week, activity in rows],
            rooms,
        )
        for index, spread in zip(part.weeks, minutes, strict=True):
            onsite[index] = spread
    return tuple(onsite)


def with_onsite(planning: CohortPlanning, case: Case) -> CohortPlanning:
    """Return the planning of a cohort whose weeks are known with its hours on site."""
    return replace(planning, onsite=onsite_minutes(planning, case))


def mean_lesson_day(planning: CohortPlanning, case: Case) -> Minutes:
    """Return what a cohort is taught on a day of lessons, on average, in quarters of an hour."""
    weeks = case.year.weeks_of(planning.cohort.id)
    rows = zip(weeks, planning.activities, strict=True)
    days = sum(teaching_days(week, activity) for week, activity in rows)
    mean = int(sum(planning.onsite or ()) // days) if days else 0
    return mean - mean % QUARTER
