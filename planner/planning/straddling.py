"""The weeks of a planning that lie across an end of a window: their Wednesday decided for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from planner.planning.grid import PlanningBoard, PlanningGrid
from planner.planning.planning import Planning
from planner.programme.cohort import Cohort
from planner.rules.statement import Family, NotGiven, Rule, number
from planner.year.positions import days_beyond
from planner.year.weeks import Week


@dataclass(frozen=True)
class StraddlingWeek:
    """A week that a rule counts in a window, though some of its working days lie outside.

    Attributes
    ----------
    days
        These days.
    """

    cohort: Cohort
    rule: Rule
    week: Week
    days: tuple[date, ...]


def straddling_weeks(planning: Planning) -> tuple[StraddlingWeek, ...]:
    """Return the weeks in which a planning reaches beyond a window of its programme.

    Only weeks that have what the window is about count: a block, sessions, hours of a semester.
    """
    return tuple(
        found
        for grid in PlanningBoard(planning).grids
        for rule in planning.case.rules[grid.planning.cohort.id]
        for found in straddling_of_rule(rule, grid, planning)
    )


def straddling_of_rule(
    rule: Rule, grid: PlanningGrid, planning: Planning
) -> Iterator[StraddlingWeek]:
    """Yield the weeks in which the planning of a cohort reaches beyond a window of a rule."""
    if not rule.windows or (planning.year.by_days and rule.family is Family.BLOCKS):
        return  # planned by days, the blocks of a window lie wholly in it
    try:
        row = rule.in_windows(grid)
    except NotGiven:
        return
    for window in rule.windows:
        for index, days in days_beyond(window, grid.year).items():
            if number(row[index]):
                week = grid.year.weeks[index]
                yield StraddlingWeek(grid.planning.cohort, rule, week, days)
