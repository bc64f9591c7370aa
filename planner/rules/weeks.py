"""Rules on which weeks are spent where: fixed weeks, closures, the number of school weeks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.domain import Activity, RuleName, Week
from planner.rules.statement import Bound, Grid, Rule, at_most, exactly


@dataclass(frozen=True)
class FixedWeeks(Rule):
    """A week that the programme fixes has its activity; defence and none lie in such weeks only.

    Weeks are named by their ISO number, so a fixed week 53 binds only the years that have one.
    """

    name = RuleName.FIXED_WEEKS
    activities: Mapping[int, Activity]

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        fixed = self.activities.get(week.iso_week)
        strays = fixed is None and activity in (Activity.DEFENCE, Activity.NONE)
        differs = fixed is not None and activity is not fixed
        yield Bound(int(strays or differs), exactly(0), index)


@dataclass(frozen=True)
class Closed(Rule):
    """Nobody is at school, nor at a defence, in a week in which the school is closed."""

    name = RuleName.CLOSURES

    def of_week(self, index: int, week: Week, activity: Activity) -> Iterator[Bound]:
        if week.closed:
            yield Bound(int(activity in (Activity.SCHOOL, Activity.DEFENCE)), at_most(0), index)


@dataclass(frozen=True)
class SchoolWeeks(Rule):
    """The year has this number of school weeks."""

    name = RuleName.SCHOOL_WEEKS
    count: int

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        yield Bound(sum(grid.doing(Activity.SCHOOL)), exactly(self.count))
