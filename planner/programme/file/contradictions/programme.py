"""Necessary conditions of feasibility that hold in every year, checked before any search.

A programme that passes may still be infeasible: that takes a given year and the solver.
"""

from collections import Counter
from collections.abc import Iterator

from planner.files.problems import Problem, problem
from planner.programme.file.contradictions.cohort import cohort_contradictions
from planner.programme.file.contradictions.curriculum import curriculum_contradictions
from planner.programme.file.contradictions.milestones import milestone_contradictions
from planner.programme.file.contradictions.sites import site_contradictions
from planner.programme.names import LAST_OBJECTIVES
from planner.programme.programme import Programme
from planner.programme.workday import Workday
from planner.year.weeks import HOUR


def contradictions(programme: Programme) -> list[Problem]:
    """Return all contradictions between the figures of a programme.

    Returns
    -------
    list of Problem
        Each names both figures; empty if none contradict each other.
    """
    return [
        *site_contradictions(programme),
        *_days(programme),
        *_objectives(programme),
        *_doubled_cohorts(programme),
        *curriculum_contradictions(programme),
        *(
            problem("cohort.problem", cohort=cohort.id, what=fault)
            for cohort in programme.cohorts
            for fault in cohort_contradictions(cohort, programme)
        ),
        *milestone_contradictions(programme),
    ]


def _days(programme: Programme) -> Iterator[Problem]:
    days = [programme.workday, *map(programme.workday_of, programme.cohorts)]
    fits_twice = any(2 in workday.sessions_by_day for workday in days)
    yield from _session_times(programme.workday, fits_twice=fits_twice)
    leave = programme.leave
    if leave.consecutive > leave.weeks:
        yield problem("contradiction.leave", weeks=leave.weeks, consecutive=leave.consecutive)


def _session_times(workday: Workday, *, fits_twice: bool) -> Iterator[Problem]:
    """Check that two sessions of a day do not overlap, and that each ends on its day."""
    morning, afternoon = (60 * t.hour + t.minute for t in (workday.morning, workday.afternoon))
    if fits_twice and morning + workday.session > afternoon:
        yield problem(
            "contradiction.session-times",
            session=workday.session,
            morning=f"{workday.morning:%H:%M}",
            afternoon=f"{workday.afternoon:%H:%M}",
        )
    if afternoon + workday.session > 24 * HOUR:
        yield problem(
            "contradiction.session-end",
            session=workday.session,
            afternoon=f"{workday.afternoon:%H:%M}",
        )


def _objectives(programme: Programme) -> Iterator[Problem]:
    doubled = [name for name, count in Counter(programme.ranking).items() if count > 1]
    if doubled:
        yield problem("contradiction.objectives-doubled", names=", ".join(doubled))
    if programme.ranking[-2:] != LAST_OBJECTIVES:
        yield problem("contradiction.objectives-end", names=", ".join(LAST_OBJECTIVES))


def _doubled_cohorts(programme: Programme) -> Iterator[Problem]:
    ids = Counter(cohort.id.casefold() for cohort in programme.cohorts)
    if doubled := [c.id for c in programme.cohorts if ids[c.id.casefold()] > 1]:
        yield problem("contradiction.cohorts-doubled", names=", ".join(doubled))
