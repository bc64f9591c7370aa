"""Builds a `Programme` from the validated tables of a programme file."""

from collections.abc import Iterator

from planner.files.problems import Problem, problem
from planner.programme.file.building.cohort import (
    COUNTED,
    FREE_WEEK,
    build_cohort,
    given_week,
    named_patterns,
)
from planner.programme.file.building.curriculum import build_curriculum
from planner.programme.file.building.milestones import build_milestone
from planner.programme.file.building.sites import build_sites, unknown_sites
from planner.programme.file.building.workday import in_minutes, school_day_of
from planner.programme.file.schema.cohort import CohortTable
from planner.programme.file.schema.programme import (
    AcademicYearTable,
    ActivityTable,
    LeaveTable,
    ProgrammeFile,
)
from planner.programme.programme import LeaveRules, Programme, SourceText
from planner.year.activity import BUILT_IN_ACTIVITIES, READY_ACTIVITIES, Activity, afternoons_of
from planner.year.moments import MonthDay, YearSpan

NO_LEAVE = LeaveRules(0, 0, 5, 1)
"""The rules of leave of a file without a table `leave`."""


def unknown_names(file: ProgrammeFile) -> list[Problem]:
    """Return the problems of activities and sites that are not defined, or defined twice."""
    own = (_activity(name, table) for name, table in file.activities.items())
    of_days = {activity.name: activity for activity in (*BUILT_IN_ACTIVITIES, *own)}
    known = list(of_days)
    problems = [
        problem("activity.taken", name=name)
        for name in file.activities
        if name in {COUNTED, FREE_WEEK, *(activity.name for activity in READY_ACTIVITIES)}
    ]
    for cohort in file.cohorts:
        for field, name in _named_activities(cohort):
            accepted = [*known, COUNTED] if field.endswith(".week_53") else known
            is_week = field.startswith(("fixed_weeks.", "locked_weeks."))
            if name not in accepted and not (is_week and given_week(name, of_days)):
                key = "accepted.one-of-or-days" if is_week else "accepted.one-of"
                letters = ", ".join(activity.code for activity in of_days.values())
                found = problem(
                    key, expected=", ".join(accepted), example="CCC|EE", letters=letters
                )
                problems.append(
                    problem(
                        "field.value",
                        field=f"cohorts[{cohort.id}].{field}",
                        found=f'"{name}"',
                        accepted=found,
                    )
                )
    return [*problems, *unknown_sites(file)]


def _named_activities(cohort: CohortTable) -> Iterator[tuple[str, str]]:
    """Yield every name of an activity in a cohort, with its dotted key."""
    yield from (
        (f"fixed_weeks.{w}", name) for w, name in cohort.fixed_weeks.items() if name != FREE_WEEK
    )
    yield from (
        (f"locked_weeks.{week}", locked.activity)
        for week, locked in cohort.locked_weeks.items()
        if locked.activity != FREE_WEEK
    )
    for week, names in cohort.forbidden_weeks.items():
        yield from ((f"forbidden_weeks.{week}", name) for name in names)
    yield from ((f"wished_weeks.{w}.activity", t.activity) for w, t in cohort.wished_weeks.items())
    yield from (
        (f"events[{event.name}].activity", event.activity)
        for event in cohort.events
        if event.activity != FREE_WEEK
    )
    if cohort.sessions and cohort.sessions.after_first not in (None, FREE_WEEK):
        yield "sessions.after_first", cohort.sessions.after_first
    yield from ((f"activities.{name}", name) for name in cohort.activities)
    yield from ((f"named_blocks.{n}.activity", b.activity) for n, b in cohort.named_blocks.items())
    for resource, use in cohort.uses.items():
        yield from ((f"uses.{resource}.activities", name) for name in use.activities)
    for each, pattern in named_patterns(cohort):
        key = f"patterns.{each}" if each else "pattern"
        yield from ((f"{key}.weeks", name) for name in pattern.weeks)
        yield f"{key}.week_53", pattern.week_53


def build_programme(file: ProgrammeFile, text: str, bases: tuple[SourceText, ...]) -> Programme:
    """Build the programme of a file whose activities are all known.

    Parameters
    ----------
    text
        The TOML text of the file.
    bases
        The files it names, in order.
    """
    own = tuple(_activity(name, table) for name, table in file.activities.items())
    activities = (*READY_ACTIVITIES[:2], *own, *READY_ACTIVITIES[2:])
    known = {activity.name: activity for activity in activities}
    school_day = school_day_of(file.workday)
    return Programme(
        id=file.id,
        name=file.name,
        school=file.school,
        span=_span(file.academic_year),
        sites=build_sites(file),
        workday=school_day,
        leave=_leave(file.leave) if file.leave else NO_LEAVE,
        cohorts=tuple(build_cohort(cohort, known, school_day) for cohort in file.cohorts),
        ranking=tuple(file.objectives),
        sources=file.sources,
        text=text,
        activities=activities,
        published_company=in_minutes(file.published.company_hours) if file.published else None,
        bases=bases,
        milestones=tuple(map(build_milestone, file.milestones)),
        curriculum=build_curriculum(file.curriculum) if file.curriculum else None,
    )


def _activity(name: str, table: ActivityTable) -> Activity:
    halves = [day.halves for day in table.days]
    return Activity(
        name=name,
        days=tuple(morning for morning, _ in halves),
        code=table.code,
        label=table.label,
        sessions=table.sessions,
        afternoons=afternoons_of(halves),
    )


def _span(table: AcademicYearTable) -> YearSpan:
    return YearSpan(
        iso_week=table.first_week,
        first_monday=table.first_monday_of,
        day=MonthDay(table.starts.month, table.starts.day) if table.starts else None,
        weeks=table.weeks,
        until=MonthDay(table.until.month, table.until.day) if table.until else None,
    )


def _leave(table: LeaveTable) -> LeaveRules:
    start = table.consecutive_from
    return LeaveRules(table.weeks, table.consecutive, start.month, start.day, table.in_proportion)
