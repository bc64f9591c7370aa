"""What the weeks of a cohort can give of hours in person, before anything is planned."""

from planner.programme.cohort import Cohort, Extent
from planner.rules.case import Case
from planner.rules.hours import OnsitePart
from planner.rules.statement import Quantity, total_by_week
from planner.solver.conflicts import FeasibilitySearch
from planner.solver.model import PlanningModel
from planner.year.weeks import Minutes


def hours_range(case: Case, cohort: Cohort, search: FeasibilitySearch) -> Extent | None:
    """Return how many minutes in person the rules of a cohort let its weeks give.

    What other cohorts do is left out. Where a total is due, it is that; where academic hours have
    a target, weeks give no more than they are taken for.

    Returns
    -------
    Extent or None
        From the least to the most; None where it is not proven, or no year keeps the rules.

    Raises
    ------
    OutOfTime
        The deadline of the search has passed.
    """
    if cohort.onsite is not None:
        return Extent.just(cohort.onsite)
    alone = case.alone(cohort)
    *due, rest = case.onsite_parts[cohort.id]
    held = sum(week.onsite or 0 for week in case.locked_weeks[cohort.id] if week)
    elsewhere = held + sum(part.due.low for part in due)

    def room(model: PlanningModel) -> Quantity:
        (grid,) = model.grids
        most = total_by_week(grid, grid.activities, rest.teaching.most)
        return sum(most[index] for index in rest.weeks)

    ends = [search.optimum(alone, room, most=most) for most in (False, True)]
    low, high = (None if end is None else elsewhere + _taken(rest, end) for end in ends)
    return None if low is None or high is None else Extent(low, high)


def _taken(part: OnsitePart, room: Minutes) -> Minutes:
    """Return the minutes that are taken of the room of a part."""
    return room if part.aim is None else min(room, part.aim)
