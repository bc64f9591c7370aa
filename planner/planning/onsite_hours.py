"""Hours on site once the weeks are known: spread as level as the weeks and semesters allow."""

from collections.abc import Sequence
from dataclasses import replace
from heapq import heapify, heappop, heapreplace

from planner.planning.planning import CohortPlanning
from planner.programme.cohort import Extent
from planner.programme.hours_of_week import teaching_days
from planner.rules.case import Case
from planner.year.weeks import QUARTER, Minutes


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
    for part in case.onsite_parts[planning.cohort.id]:
        rows = [(case.year.weeks[index], planning.activities[index]) for index in part.weeks]
        rooms = [part.teaching.room(week, activity) for week, activity in rows]
        aim = None if fully and part.is_open else part.aim
        minutes = spread_onsite(
            sum(room.high or 0 for room in rooms) if aim is None else aim,
            [teaching_days(week, activity) for week, activity in rows],
            rooms,
        )
        for index, spread in zip(part.weeks, minutes, strict=True):
            onsite[index] = spread
    return tuple(onsite)


def with_onsite(planning: CohortPlanning, case: Case) -> CohortPlanning:
    """Return the planning of a cohort whose weeks are known with its hours on site."""
    return replace(planning, onsite=onsite_minutes(planning, case))
