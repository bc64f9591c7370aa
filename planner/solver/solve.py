"""Finding a planning: the best one of a case by its ranked objectives, or any."""

import time
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from planner.curriculum.progression import Unplaced
from planner.planning.course import case_after
from planner.planning.grid import PlanningBoard
from planner.planning.measures import in_units, objective_total
from planner.planning.onsite_hours import with_onsite
from planner.planning.planning import CohortPlanning, ObjectiveResult, Planning
from planner.planning.progressions import module_faults, module_frame, with_progression
from planner.planning.session_placement import with_sessions
from planner.programme.names import LAST_OBJECTIVES, NEARNESS, ObjectiveName
from planner.rules.case import Case
from planner.rules.course import Course
from planner.rules.objectives import OBJECTIVES
from planner.rules.statement import number
from planner.solver.deadline import (
    NO_DEADLINE,
    Clock,
    Deadline,
    IsStopped,
    OutOfTime,
    never_stopped,
)
from planner.solver.modules.search import find_progression
from planner.solver.network.cohort import NetworkMemory, cohort_networks
from planner.solver.ranking import RankedSearch
from planner.solver.search import FoundWeeks, OnProgress, silent
from planner.year.activity import Activity


@dataclass(frozen=True)
class Solved:
    """A planning, with the objectives in their ranking."""

    planning: Planning
    objectives: tuple[ObjectiveResult, ...]


@dataclass(frozen=True)
class Infeasible:
    """The proof that no planning exists.

    `planner.solver.explain` says why, for cases without limits on objectives.
    """


@dataclass(frozen=True)
class NotFound:
    """The search ended by its time limit, or was stopped, before any planning was found."""


Outcome = Solved | Infeasible | NotFound


@dataclass(frozen=True)
class SolvedCourse:
    """The plannings of years that were planned together.

    Attributes
    ----------
    years
        Of each year, its planning and the part that it has in the objectives: what is proven of it
        holds as long as the other years are as planned.
    objectives
        The objectives added up over the years, in their ranking.
    """

    years: tuple[Solved, ...]
    objectives: tuple[ObjectiveResult, ...]


CourseOutcome = SolvedCourse | Infeasible | NotFound


def solve(
    case: Case,
    *,
    limits: Mapping[ObjectiveName, int] | None = None,
    time_limit: float | None = None,
    on_progress: OnProgress = silent,
    clock: Clock = time.monotonic,
    is_stopped: IsStopped = never_stopped,
    memory: NetworkMemory | None = None,
) -> Outcome:
    """Find the best planning of all cohorts of a case.

    Parameters
    ----------
    limits
        The most that a planning may have of an objective, ranked or not, in the units in which it
        is searched (`company_shortfall` in minutes). One below 0 admits no planning.
    time_limit
        Seconds after which the best planning found so far is taken, the placement of its sessions
        and hours included; none, without it.
    on_progress
        Called with every better planning and bound, possibly from another thread.
    is_stopped
        Asked now and then; once it returns true, the search ends as by its time limit.
    memory
        Networks of cases that were solved before, which a similar one need not build again.

    Raises
    ------
    ValueError
        The ranking or a limit asks for closeness to a planning, and none is given; or an
        objective is limited that only picks one of many plannings.
    """
    limits = limits or {}
    deadline = Deadline.after(time_limit, clock, is_stopped)
    outcome = _solve(Course((case,)), limits, deadline, on_progress, memory)
    if not isinstance(outcome, SolvedCourse):
        return outcome
    (solved,) = outcome.years
    return solved


def solve_course(
    course: Course,
    *,
    time_limit: float | None = None,
    on_progress: OnProgress = silent,
    clock: Clock = time.monotonic,
    is_stopped: IsStopped = never_stopped,
) -> CourseOutcome:
    """Find the best plannings of several years together: those that are best when added up.

    Parameters
    ----------
    time_limit, on_progress, is_stopped
        As of `solve`, for all years.

    Raises
    ------
    ValueError
        The ranking asks for closeness to a planning, and none is given.
    """
    return _solve(course, {}, Deadline.after(time_limit, clock, is_stopped), on_progress)


def _solve(
    course: Course,
    limits: Mapping[ObjectiveName, int],
    deadline: Deadline,
    on_progress: OnProgress,
    memory: NetworkMemory | None = None,
) -> CourseOutcome:
    for case in course.cases:
        _check_searchable(case, limits)
    whole = deadline
    deadline = deadline.earlier(_seconds_to_complete(course))
    if any(case.programme.curriculum_of(cohort) for case, cohort in course.classes):
        deadline = deadline.shared(2)
    searched: list[_Searched] = []
    parts = course.parts
    for done, part in enumerate(parts):
        share = deadline.shared(len(parts) - done)
        found = _search(part, limits, share, on_progress, memory)
        if not isinstance(found, _Searched):
            return found
        searched.append(found)
    even = _complete_plannings(course, [row for found in searched for row in found.activities])
    for planning in even:
        _check_limits(limits, planning)
    plannings = [place_modules(planning, whole) for planning in even]
    results = _results(plannings, even, *_proven_of_all(course.ranking, searched))
    if len(plannings) == 1:
        return SolvedCourse((Solved(plannings[0], results),), results)
    years = [
        Solved(planning, tuple(_part_of(planning, result) for result in results))
        for planning in plannings
    ]
    return SolvedCourse(tuple(years), results)


_SECONDS_A_CLASS = 0.0005
"""What it takes, about, to place the hours of a class and to measure them."""

_SECONDS_OF_SESSIONS = 0.006
"""The same for the sessions of a class that has some."""


def _seconds_to_complete(course: Course) -> float:
    """Estimate how long plannings take whose weeks are known: a time limit is meant with it."""
    placing = sum(bool(cohort.sessions.total) for _, cohort in course.classes)
    return len(course.classes) * _SECONDS_A_CLASS + placing * _SECONDS_OF_SESSIONS


@dataclass(frozen=True)
class _Searched:
    """What the ranked search of some years found, and proves of them."""

    activities: FoundWeeks
    bounds: Mapping[ObjectiveName, int]
    proven: Set[ObjectiveName]


def _search(
    course: Course,
    limits: Mapping[ObjectiveName, int],
    deadline: Deadline,
    on_progress: OnProgress,
    memory: NetworkMemory | None,
) -> _Searched | Infeasible | NotFound:
    try:
        networks = cohort_networks(course, deadline, memory)
        search = RankedSearch(course, networks, limits, deadline, on_progress) if networks else None
        if search is None or not search.run():
            return Infeasible()
    except OutOfTime:
        return NotFound()
    if search.activities is None:
        return NotFound()
    return _Searched(search.activities, search.bounds, search.proven)


def _proven_of_all(
    ranking: Sequence[ObjectiveName], searched: Sequence[_Searched]
) -> tuple[dict[ObjectiveName, int], set[ObjectiveName]]:
    """Return what is proven of the sums over years that nothing binds.

    The bound of an objective holds given the values of those before it: one whose sum is not
    proven is the last to have a bound.
    """
    bounds: dict[ObjectiveName, int] = {}
    proven: set[ObjectiveName] = set()
    for name in ranking:
        if all(name in found.bounds for found in searched):
            bounds[name] = sum(found.bounds[name] for found in searched)
            if not all(name in found.proven for found in searched):
                break
            proven.add(name)
    return bounds, proven


def _check_searchable(case: Case, limits: Mapping[ObjectiveName, int]) -> None:
    """Refuse limits and rankings that the search cannot evaluate."""
    for name in limits:
        if name in LAST_OBJECTIVES:
            raise ValueError(f"{name} cannot be limited")
    for name in (*case.ranking, *limits):
        if name in NEARNESS and not case.given.near:
            raise ValueError(f"{name} is asked for, but no planning to stay close to is given")


def _check_limits(limits: Mapping[ObjectiveName, int], planning: Planning) -> None:
    """Measure the planning itself; one beyond a limit is a fault of the program."""
    board = PlanningBoard(planning)
    for name, most in limits.items():
        if (found := number(OBJECTIVES[name].measure(board))) > most:
            raise AssertionError(f"{name}: the planning measures {found}, limited to {most}")


def complete_planning(
    case: Case, activities: Sequence[tuple[Activity, ...]], deadline: Deadline = NO_DEADLINE
) -> Planning:
    """Return the planning of the weeks found, with sessions and hours on site placed.

    Raises
    ------
    OutOfTime
        The deadline has passed.
    """
    planned = []
    for cohort, weeks in zip(case.programme.cohorts, activities, strict=True):
        deadline.check()
        row = with_sessions(CohortPlanning(cohort, case.year.of_steps(weeks)), case)
        planned.append(with_onsite(row, case))
    return Planning(case, tuple(planned))


def _complete_plannings(
    course: Course, activities: Sequence[tuple[Activity, ...]]
) -> list[Planning]:
    """Return the plannings of the weeks found; each year takes over from the one before."""
    plannings: list[Planning] = []
    for case, weeks in zip(course.cases, course.by_year(activities), strict=True):
        case = case_after(case, plannings[-1]) if plannings else case
        plannings.append(complete_planning(case, weeks))
    return plannings


def place_modules(planning: Planning, deadline: Deadline) -> Planning:
    """Return a planning with the best progressions of its cohorts, where the weeks admit them.

    Their hours and sessions take the place of those that the weeks have. A cohort whose weeks admit
    none, or for which none was found in time, says which of the two it is.
    """
    rows, left = [], len(planning.cohorts)
    for row in planning.cohorts:
        curriculum = planning.programme.curriculum_of(row.cohort)
        if curriculum:
            frame = module_frame(row, planning.case)
            found = find_progression(curriculum, frame, deadline.shared(left))
            if isinstance(found, Unplaced):
                row = replace(row, progression=None, unplaced=found)
            else:
                row = with_progression(row, found)
        rows.append(row)
        left -= 1
    taught = replace(planning, cohorts=tuple(rows))
    for cohort, breach in module_faults(taught):
        raise AssertionError(f"{cohort}: {breach.what.key} {dict(breach.what.values)}")
    return taught


def _results(
    plannings: Sequence[Planning],
    even: Sequence[Planning],
    bounds: dict[ObjectiveName, int],
    proven: set[ObjectiveName],
) -> tuple[ObjectiveResult, ...]:
    """Measure the plannings themselves; a proof that does not fit them is a fault of the program.

    Values are added up over the years.

    Parameters
    ----------
    even
        The same plannings with sessions as even as their weeks allow, which modules may not be.
    """
    results = []
    for name in plannings[0].case.ranking:
        value = objective_total(name, plannings)
        assert value is not None
        least = objective_total(name, even)
        assert least is not None
        if name is ObjectiveName.SESSION_SPREAD:  # the dynamic programme proves it by itself
            results.append(ObjectiveResult(name, value, least, proven=value == least))
            continue
        unit = OBJECTIVES[name].unit(plannings[0].year)
        bound = in_units(bounds.get(name, 0), unit)
        if name in proven and least != bound:
            raise AssertionError(f"{name}: the planning measures {least}, proven {bound}")
        is_known = name in proven or name is not ObjectiveName.WEEK_ORDER
        is_proven = is_known and value == bound
        results.append(ObjectiveResult(name, value, bound, is_proven))
    return tuple(results)


def _part_of(planning: Planning, result: ObjectiveResult) -> ObjectiveResult:
    """Return what a year has of a sum over years: it could be better by no more than the sum."""
    value = objective_total(result.name, [planning])
    assert value is not None
    if result.name is ObjectiveName.SESSION_SPREAD or result.proven:
        return replace(result, value=value, bound=value)
    unit = OBJECTIVES[result.name].unit(planning.year)
    least = round((value - (result.value - result.bound)) * unit)
    return replace(result, value=value, bound=in_units(max(0, least), unit))
