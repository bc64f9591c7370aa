"""The weeks of a class as its modules find them, once what is done in them is known."""

from planner.curriculum.frame import DueHours, DueSessions, Frame, FreeWeeks
from planner.planning.planning import CohortPlanning
from planner.planning.session_placement import session_room
from planner.programme.cohort import PlannedWeek
from planner.programme.hours_of_week import TAUGHT_AT
from planner.rules.case import Case
from planner.rules.hours import Teaching
from planner.rules.leave import summer
from planner.year.activity import Activity
from planner.year.weeks import Minutes, Week


def module_frame(planning: CohortPlanning, case: Case) -> Frame:
    """Return the frame of a cohort whose weeks are known."""
    cohort = planning.cohort
    year, parts = case.year.of(cohort.id), case.onsite_parts[cohort.id]
    weeks = list(zip(case.year.weeks_of(cohort.id), planning.activities, strict=True))
    locked = case.locked_weeks[cohort.id]
    workday, leave = case.programme.workday_of(cohort), case.leaves[cohort.id]
    room = session_room(planning, year, case.rules[cohort.id])
    by_week = {week: part.teaching for part in parts for week in part.weeks}
    rooms = [
        _room(kept, by_week.get(n), *each)
        for n, (kept, each) in enumerate(zip(locked, weeks, strict=True))
    ]
    return Frame(
        year=year,
        rooms=tuple(rooms),
        days=tuple(_days(week, activity) for week, activity in weeks),
        school_day=workday.school,
        slots=room.slots,
        session=workday.session,
        sessions=cohort.sessions.total,
        due_hours=tuple(
            DueHours(part.weeks, max(0, part.due.low), part.due.high)
            for part in parts
            if part.due.high is not None or part.due.low
        ),
        due_sessions=tuple(DueSessions(*share) for share in (*room.shares, *room.so_far)),
        free=FreeWeeks(
            tuple(activity.takes_leave for activity in planning.activities),
            leave.weeks,
            leave.consecutive,
            summer(year.weeks, leave),
        ),
    )


def _room(
    kept: PlannedWeek | None, teaching: Teaching | None, week: Week, activity: Activity
) -> tuple[Minutes, Minutes]:
    """Return the least and most minutes of a week; those that are locked, if they are."""
    if teaching is None:
        onsite = kept.onsite or 0 if kept else 0
        return onsite, onsite
    return teaching.least(week, activity), teaching.most(week, activity)


def _days(week: Week, activity: Activity) -> frozenset[int]:
    """Return the weekdays with lessons, 0 for Monday."""
    return frozenset(n for place in TAUGHT_AT for n in week.halves_at(activity, place))
