"""Figures by which plannings compare, whatever they were planned for."""

from collections.abc import Callable, Mapping

from planner.domain import ObjectiveName, Planning
from planner.grid import PlanningBoard
from planner.objectives import OBJECTIVES
from planner.rules import NotGiven
from planner.sessions import session_spread


def objective_value(name: ObjectiveName, planning: Planning) -> float | None:
    """Measure an objective on a planning; None where the planning does not give what it asks."""
    if name is ObjectiveName.SESSION_SPREAD:
        return session_spread(planning)
    objective = OBJECTIVES[name]
    try:
        return in_units(objective.measure(PlanningBoard(planning)), objective.per_unit)
    except NotGiven:
        return None


def in_units(value: int, per_unit: int) -> float:
    """Report a value in its unit: minutes in hours. A whole number stays one."""
    return value // per_unit if value % per_unit == 0 else value / per_unit


def shared_weeks(planning: Planning) -> int:
    """Count the weeks in which several cohorts are at school."""
    return sum(len(cohorts) > 1 for cohorts in planning.on_campus())


def people_peak(planning: Planning) -> int:
    """Count the people at school in the fullest week."""
    return max(sum(c.cohort.headcount for c in row) for row in planning.on_campus())


MEASURES: Mapping[str, Callable[[Planning], float | None]] = {
    "shared_weeks": shared_weeks,
    "people_peak": people_peak,
}
"""The measures that are no objectives, by the name they have in the message catalogue."""
