"""The blocks of a planning in its weeks, and the names that the weeks of named blocks bear."""

from dataclasses import dataclass

from planner.planning.grid import PlanningGrid
from planner.planning.planning import CohortPlanning
from planner.rules.blocks import named_position
from planner.year.activity import WEEKDAYS, Activity
from planner.year.blocks import Block
from planner.year.weeks import AcademicYear


def block_weeks(block: Block, year: AcademicYear) -> range:
    """Return the indices of the weeks that a block of steps touches."""
    week_of = year.week_of_step
    return range(week_of[block.span[0]], week_of[block.span[-1]] + 1)


@dataclass(frozen=True)
class Stretch:
    """A block of a planning as people see it: its place and length in weeks, and its name.

    Attributes
    ----------
    first, length
        In weeks; not whole where it begins or ends within a week.
    weeks
        The indices of the weeks that it touches.
    name
        That of the named block that it is (PFE), or None.
    """

    activity: Activity
    first: float
    length: float
    weeks: range
    name: str | None


def stretches(planning: CohortPlanning, year: AcademicYear) -> tuple[Stretch, ...]:
    """Return the blocks of a cohort in weeks, in order, those that begin within a week as well."""
    year = year.of(planning.cohort.id)
    grid = PlanningGrid(planning, year)
    named = [(each.name, named_position(each, year)) for each in planning.cohort.named_blocks]
    return tuple(
        Stretch(
            block.activity,
            year.in_weeks(block.first),
            year.in_weeks(block.length),
            block_weeks(block, year),
            next((name for name, position in reversed(named) if position.holds(block)), None),
        )
        for block in grid.blocks
    )


def block_names_by_day(
    planning: CohortPlanning, year: AcademicYear
) -> tuple[tuple[str | None, ...], ...]:
    """Return for each week the name of the named block of each weekday (PFE), or None."""
    names = [
        stretch.name
        for block, stretch in zip(
            PlanningGrid(planning, year.of(planning.cohort.id)).blocks,
            stretches(planning, year),
            strict=True,
        )
        for _ in block.span
    ]
    weeks = (names[each.start : each.stop] for each in map(year.steps_of_week, range(len(year))))
    return tuple((*week, *[week[-1]] * (WEEKDAYS - len(week))) for week in weeks)


def block_names(planning: CohortPlanning, year: AcademicYear) -> tuple[str | None, ...]:
    """Return the name of the named block in which each whole week lies (PFE), or None."""
    weeks = zip(planning.activities, block_names_by_day(planning, year), strict=True)
    return tuple(None if activity.parts else names[0] for activity, names in weeks)
