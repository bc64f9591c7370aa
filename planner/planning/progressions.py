"""Modules in the weeks of a planning: the frame that weeks give, and what breaks it."""

from collections.abc import Iterator
from dataclasses import replace

from planner.curriculum.check import ModuleBreach, module_breaches
from planner.curriculum.frame import DueHours, DueSessions, Frame, FreeWeeks
from planner.curriculum.locks import lock_contradictions
from planner.curriculum.progression import Progression
from planner.files.problems import Problem, problem
from planner.planning.planning import CohortPlanning, Planning
from planner.planning.session_placement import session_room
from planner.programme.cohort import PlannedWeek
from planner.programme.hours_of_week import TAUGHT_AT
from planner.rules.case import Case
from planner.rules.hours import Teaching
from planner.rules.leave import summer
from planner.year.activity import Activity
from planner.year.weeks import Minutes, Week


def with_progression(planning: CohortPlanning, progression: Progression) -> CohortPlanning:
    """Return the planning of a cohort with its modules, whose hours and sessions are the weeks'."""
    return replace(
        planning,
        sessions=progression.sessions,
        onsite=progression.minutes,
        progression=progression,
    )


def module_faults(planning: Planning) -> Iterator[tuple[str, ModuleBreach]]:
    """Yield what the modules of a planning do against its curriculum, with the id of a cohort."""
    for row in planning.cohorts:
        if row.progression is None:
            continue
        progression, frame = row.progression, module_frame(row, planning.case)
        yield from ((row.cohort.id, found) for found in module_breaches(progression, frame))
        yield from ((row.cohort.id, found) for found in _other_weeks(row, progression, frame))
        for result in progression.results:
            value = progression.value(result.name, frame)
            if result.value != value or result.bound > value:
                found, bound = result.value, result.bound
                what = problem(
                    "module.value", name=result.name, found=found, bound=bound, value=value
                )
                yield row.cohort.id, ModuleBreach(what)


def _other_weeks(
    row: CohortPlanning, progression: Progression, frame: Frame
) -> Iterator[ModuleBreach]:
    """Yield the weeks that have other hours or sessions than their modules.

    Nothing is said of weeks that can have none: there, each module is told by itself.
    """
    for n, week in enumerate(frame.year.weeks):
        number = f"{week.iso_week:02}"
        if n in frame.school_weeks and row.onsite and row.onsite[n] != progression.minutes[n]:
            hours = {"found": progression.minutes[n], "hours": row.onsite[n]}
            yield ModuleBreach(problem("module.other-hours", week=number, **hours), week=n)
        if n in frame.session_weeks and row.sessions and row.sessions[n] != progression.sessions[n]:
            sessions = {"found": progression.sessions[n], "sessions": row.sessions[n]}
            yield ModuleBreach(problem("module.other-sessions", week=number, **sessions), week=n)


def module_lock_faults(planning: CohortPlanning, case: Case) -> Iterator[Problem]:
    """Yield what is locked of the modules of a cohort that they can never have."""
    curriculum = case.programme.curriculum_of(planning.cohort)
    if curriculum:
        yield from lock_contradictions(curriculum, module_frame(planning, case))


def without_modules(planning: Planning) -> list[CohortPlanning]:
    """Return the cohorts that have a curriculum and no progression."""
    return [
        row
        for row in planning.cohorts
        if row.progression is None and planning.programme.curriculum_of(row.cohort)
    ]


def module_frame(planning: CohortPlanning, case: Case) -> Frame:
    """Return the frame of a cohort whose weeks are known."""
    cohort = planning.cohort
    year, parts = case.year.of(cohort.id), case.onsite_parts[cohort.id]
    weeks = list(zip(case.year.weeks_of(cohort.id), planning.activities, strict=True))
    locked = case.locked_weeks[cohort.id]
    workday, leave = case.programme.workday_of(cohort), case.leaves[cohort.id]
    room = session_room(planning, year, case.rules[cohort.id])
    near = case.given.near.get(cohort.id, ()) if case.given.repairs else ()
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
        kept=tuple(week.modules if week else None for week in locked),
        near=tuple(week.modules if week else None for week in near),
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
