"""The rule on locked weeks: what is kept of a planning that exists already."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.programme.cohort import PlannedWeek
from planner.programme.names import RuleName
from planner.rules.statement import Aspect, Bound, Family, Grid, Rule, Unit, at_most, exactly
from planner.year.activity import Activity
from planner.year.weeks import Week


@dataclass(frozen=True)
class LockedWeeks(Rule):
    """A locked week stays as it is: its activity, its sessions, its hours taught in person.

    Attributes
    ----------
    weeks
        What each week of the year must hold; None where it is free.
    """

    name = RuleName.LOCKED_WEEKS
    family = Family.LOCKS
    unit = Unit.WEEKS
    by_week = True
    weeks: tuple[PlannedWeek | None, ...]

    def unit_of(self, aspect: Aspect) -> Unit:
        return {Aspect.COUNT: Unit.SESSIONS, Aspect.TOTAL: Unit.MINUTES}.get(aspect, self.unit)

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        if kept := self.weeks[index]:
            yield Bound(int(activity != kept.activity.on(week.first)), at_most(0), index)

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        for index, kept in enumerate(self.weeks):
            if kept and kept.sessions is not None:
                yield Bound(grid.sessions[index], exactly(kept.sessions), index, Aspect.COUNT)
        for index, kept in enumerate(self.weeks):
            if kept and kept.onsite is not None:
                yield Bound(grid.onsite[index], exactly(kept.onsite), index, Aspect.TOTAL)
