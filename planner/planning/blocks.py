"""The names that the weeks of a planning bear where they lie in named blocks."""

from planner.planning.planning import CohortPlanning
from planner.rules.blocks import named_position
from planner.year.weeks import AcademicYear


def block_names(planning: CohortPlanning, year: AcademicYear) -> tuple[str | None, ...]:
    """Return the name of the named block in which each week lies (PFE), or None."""
    names: list[str | None] = [None] * len(year)
    for named in planning.cohort.named_blocks:
        position = named_position(named, year)
        for block in planning.blocks:
            if position.holds(block):
                for index in block.weeks:
                    names[index] = named.name
    return tuple(names)
