"""The blocks of a planning in its weeks, and the names that the weeks of named blocks bear."""

from dataclasses import dataclass

from planner.planning.grid import PlanningGrid
from planner.planning.planning import CohortPlanning
from planner.rules.blocks import named_position
from planner.year.activity import WEEKDAYS, Activity
from planner.year.blocks import Block, blocks_of
from planner.year.weeks import AcademicYear


def block_weeks(block: Block, year: AcademicYear) -> range:
    """Return the indices of the weeks that a block of steps touches."""
    week_of = year.week_of_step
    return range(week_of[block.span[0]], week_of[block.span[-1]] + 1)


@dataclass(frozen=True)
class Stretch:
    """A run of steps as people see it: its place and length in weeks, its name.

    It is a block, or a part of one within which something else is done on some days.

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
    """Return what a cohort does in weeks, in order, what begins within a week as well."""
    year = year.of(planning.cohort.id)
    grid = PlanningGrid(planning, year)
    names = _names_of_steps(grid)
    return tuple(
        Stretch(
            run.activity,
            year.in_weeks(run.first),
            year.in_weeks(run.length),
            block_weeks(run, year),
            names[run.first],
        )
        for run in blocks_of(grid.steps)
    )


def _names_of_steps(grid: PlanningGrid) -> list[str | None]:
    """Return for each step the name of the named block in which it lies (PFE), or None.

    A step in which something else is done than in the block around it bears no name.
    """
    year, cohort = grid.year, grid.planning.cohort
    named = [(each.name, named_position(each, year)) for each in cohort.named_blocks]
    names: list[str | None] = []
    for block in grid.blocks:
        name = next((name for name, position in reversed(named) if position.holds(block)), None)
        names += [name if grid.steps[step] == block.activity else None for step in block.span]
    return names


def block_names_by_day(
    planning: CohortPlanning, year: AcademicYear
) -> tuple[tuple[str | None, ...], ...]:
    """Return for each week the name of the named block of each weekday (PFE), or None."""
    names = _names_of_steps(PlanningGrid(planning, year.of(planning.cohort.id)))
    weeks = (names[each.start : each.stop] for each in map(year.steps_of_week, range(len(year))))
    return tuple((*week, *[week[-1]] * (WEEKDAYS - len(week))) for week in weeks)


def block_names(planning: CohortPlanning, year: AcademicYear) -> tuple[str | None, ...]:
    """Return the name of the named block in which each whole week lies (PFE), or None."""
    weeks = zip(planning.activities, block_names_by_day(planning, year), strict=True)
    return tuple(None if activity.parts else names[0] for activity, names in weeks)
