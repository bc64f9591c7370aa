"""The rule on plannings to choose from: each differs from the others in so many weeks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.programme.cohort import Cohort
from planner.programme.names import RuleName
from planner.rules.given import KeptWeeks
from planner.rules.statement import Bound, Family, Grid, Quantity, SharedRule, Unit, at_least


def different_steps(rows: Sequence[tuple[Cohort, Grid]], planning: KeptWeeks) -> Iterator[Quantity]:
    """Yield for each step of a planning 1 where its cohort does something else, 0 where not.

    Only activities are looked at; sessions may lie elsewhere.
    """
    for cohort, grid in rows:
        for index, week in enumerate(planning.get(cohort.id, ())):
            if week is None:
                continue
            for step in grid.year.steps_of_week(index):
                asked = week.activity.on(grid.year.steps[step].first)
                yield 1 - grid.doing(asked)[step]


@dataclass(frozen=True)
class Apart(SharedRule):
    """A planning differs from another one in at least so many weeks, those of all cohorts added up.

    Attributes
    ----------
    number
        That of the other planning among those to choose from, from 1.
    planning
        What the cohorts do in it.
    least
        The number of weeks.
    """

    name = RuleName.APART
    family = Family.APART
    unit = Unit.WEEKS
    number: int
    planning: KeptWeeks
    least: int

    @property
    def about(self) -> str:
        return str(self.number)

    def of_cohorts(self, rows: Sequence[tuple[Cohort, Grid]]) -> Iterator[Bound]:
        least = max([self.least * grid.year.steps_a_week for _, grid in rows], default=0)
        yield Bound(sum(different_steps(rows, self.planning)), at_least(least))
