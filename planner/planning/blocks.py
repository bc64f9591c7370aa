"""The blocks of a planning in its weeks, and the names that the weeks of named blocks bear."""

from planner.planning.grid import PlanningGrid
from planner.planning.planning import CohortPlanning
from planner.rules.blocks import named_position
from planner.year.blocks import Block
from planner.year.weeks import AcademicYear


def block_weeks(block: Block, year: AcademicYear) -> range:
    """Return the indices of the weeks that a block of steps touches."""
    week_of = year.week_of_step
    return range(week_of[block.span[0]], week_of[block.span[-1]] + 1)


def block_names(planning: CohortPlanning, year: AcademicYear) -> tuple[str | None, ...]:
    """Return the name of the named block in which each week lies (PFE), or None."""
    names: list[str | None] = [None] * len(year)
    for named in planning.cohort.named_blocks:
        position = named_position(named, year)
        for block in PlanningGrid(planning, year).blocks:
            if position.holds(block):
                for index in block_weeks(block, year):
                    names[index] = named.name
    return tuple(names)
