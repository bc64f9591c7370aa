"""Finding a planning: the best one of a case by its ranked objectives, or any."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.planning.grid import PlanningBoard
from planner.planning.measures import in_units, objective_value
from planner.planning.onsite_hours import with_onsite
from planner.planning.planning import CohortPlanning, ObjectiveResult, Planning
from planner.planning.session_placement import with_sessions
from planner.programme.names import LAST_OBJECTIVES, NEARNESS, ObjectiveName
from planner.rules.case import Case
from planner.rules.objectives import OBJECTIVES
from planner.rules.statement import number
from planner.solver.cohort_network import NetworkMemory, cohort_networks
from planner.solver.deadline import (
    NO_DEADLINE,
    Clock,
    Deadline,
    IsStopped,
    OutOfTime,
    never_stopped,
)
from planner.solver.ranking import RankedSearch
from planner.solver.search import OnProgress, silent
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
        Seconds after which the best planning found so far is taken; none, without it.
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
    _check_searchable(case, limits)
    deadline = Deadline.after(time_limit, clock, is_stopped)
    try:
        networks = cohort_networks(case, deadline, memory)
        search = RankedSearch(case, networks, limits, deadline, on_progress) if networks else None
        if search is None or not search.run():
            return Infeasible()
    except OutOfTime:
        return NotFound()
    if search.activities is None:
        return NotFound()
    planning = complete_planning(case, search.activities)
    _check_limits(limits, planning)
    return Solved(planning, _results(planning, search.bounds, search.proven))


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
        row = with_sessions(CohortPlanning(cohort, weeks), case)
        planned.append(with_onsite(row, case))
    return Planning(case, tuple(planned))


def _results(
    planning: Planning, bounds: dict[ObjectiveName, int], proven: set[ObjectiveName]
) -> tuple[ObjectiveResult, ...]:
    """Measure the planning itself; a proof that does not fit it is a fault of the program."""
    results = []
    for name in planning.case.ranking:
        value = objective_value(name, planning)
        assert value is not None
        if name is ObjectiveName.SESSION_SPREAD:  # the dynamic programme proves it by itself
            results.append(ObjectiveResult(name, value, value, proven=True))
            continue
        bound = in_units(bounds.get(name, 0), OBJECTIVES[name].per_unit)
        if name in proven and value != bound:
            raise AssertionError(f"{name}: the planning measures {value}, proven {bound}")
        is_proven = name in proven or (value == bound and name is not ObjectiveName.WEEK_ORDER)
        results.append(ObjectiveResult(name, value, bound, is_proven))
    return tuple(results)
