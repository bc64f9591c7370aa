"""The rule on leave: weeks that paid leave can take without a session being missed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
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


def leave_due(leave: LeaveRules, weeks: Sequence[Week], own: range) -> LeaveRules:
    """Return the leave that must be possible for a cohort that is there for a part of a year.

    Where it is in proportion to these weeks, it is rounded up (art. L3141-7), and none of it must
    lie in the summer if too few of them do.

    Parameters
    ----------
    own
        The positions of the weeks of the cohort.
    """
    if not leave.in_proportion:
        return leave
    share = -(-leave.weeks * len(own) // len(weeks))
    consecutive = min(leave.consecutive, share)
    in_summer = sum(index in own for index in summer(weeks, leave))
    return replace(leave, weeks=share, consecutive=consecutive * (in_summer >= consecutive))


def summer(weeks: Sequence[Week], leave: LeaveRules) -> range:
    """Return the positions of the weeks that lie wholly in the summer of a year."""
    year = weeks[0].monday.year
    while (start := date(year, leave.from_month, leave.from_day)) < weeks[0].monday:
        year += 1
    return range(sum(week.monday < start for week in weeks), len(weeks))
