"""The rule on leave: weeks that paid leave can take without a session being missed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from planner.programme.names import RuleName
from planner.programme.programme import LeaveRules
from planner.rules.statement import Aspect, Bound, Family, Grid, Rule, Unit, at_least
from planner.year.weeks import Week


@dataclass(frozen=True)
class Leave(Rule):
    """So many weeks in company (or of leave) carry no session, some in a row in the summer.

    The summer lies between a day of the year (1 May) and the end of the year planned; a year
    that holds that day twice takes the first one, a year without it has no summer.
    """

    name = RuleName.LEAVE
    family = Family.LEAVE
    unit = Unit.WEEKS
    of_school = True
    leave: LeaveRules
    sessions: bool = field(compare=False)
    """Whether there are sessions of which these weeks must be free; for the words only."""

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        taking = [activity for activity in grid.activities if activity.takes_leave]
        free = sum(grid.free_runs(1, taking))
        yield Bound(free, at_least(self.leave.weeks), aspect=Aspect.COUNT)
        if self.leave.consecutive:
            in_summer = summer(grid.year.weeks, self.leave)
            runs = grid.free_runs(self.leave.consecutive, taking)
            taken = sum(runs[index] for index in in_summer)
            yield Bound(taken, at_least(1), aspect=Aspect.CONSECUTIVE)


def summer(weeks: Sequence[Week], leave: LeaveRules) -> range:
    """Return the positions of the weeks that lie wholly in the summer of a year."""
    year = weeks[0].monday.year
    while (start := date(year, leave.from_month, leave.from_day)) < weeks[0].monday:
        year += 1
    return range(sum(week.monday < start for week in weeks), len(weeks))
