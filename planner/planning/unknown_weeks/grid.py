"""A planning as rules read it where weeks are not published: rows of numbers and of forms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from planner.planning.planning import CohortPlanning
from planner.planning.unknown_weeks.completions import Completions, OpenQuantity, Term, extremes
from planner.rules.case import Case
from planner.rules.statement import NotGiven, Quantity, by_week
from planner.year.activity import Activity
from planner.year.blocks import Block, Position
from planner.year.weeks import AcademicYear


@dataclass(frozen=True)
class CompletionGrid:
    """The completions of one cohort's planning as a `Grid`.

    A calendar that is not published in all weeks gives no sessions and hours.
    """

    planning: CohortPlanning
    case: Case

    @property
    def year(self) -> AcademicYear:
        """The academic year, as the cohort has it."""
        return self.case.year.of(self.planning.cohort.id)

    @cached_property
    def completions(self) -> Completions:
        """What the planning may become."""
        return Completions(self.planning, self.case)

    @cached_property
    def activities(self) -> Sequence[Activity]:
        own = self.planning.cohort.activities
        found = (each for choices in self.completions.choices for each in choices)
        return tuple(dict.fromkeys([*own, *found]))

    def doing(self, activity: Activity) -> Sequence[Quantity]:
        return [
            int(activity == here[0])
            if len(here) == 1
            else self._open(step, activity)
            if activity in here
            else 0
            for step, here in enumerate(self.completions.choices)
        ]

    def starts(self, activity: Activity) -> Sequence[Quantity]:
        return [self._open(step, activity, _begins(step)) for step in self._steps]

    def blocks_at(self, position: Position) -> Sequence[Quantity]:
        return [self._held(step, position, _begins(step)) for step in self._steps]

    def steps_in(self, position: Position) -> Sequence[Quantity]:
        return [self._held(step, position) for step in self._steps]

    def begins_with(self, activity: Activity, steps: int) -> Quantity:
        return self._open(0, activity, lambda block: block.length >= steps)

    def ends_with(self, activity: Activity, steps: int) -> Quantity:
        return self._open(self._steps[-1], activity, lambda block: block.length >= steps)

    @property
    def _steps(self) -> range:
        return range(len(self.year.steps))

    def _open(
        self,
        step: int,
        activity: Activity,
        test: Callable[[Block], bool] | None = None,
        *,
        of_last: bool = False,
    ) -> OpenQuantity:
        return OpenQuantity(terms=(Term(self.completions, step, activity, test, of_last),))

    def _held(
        self, step: int, position: Position, test: Callable[[Block], bool] = lambda _: True
    ) -> OpenQuantity:
        def holds(block: Block) -> bool:
            return test(block) and position.holds(block)

        return self._open(step, position.activity, holds, of_last=position.last)

    @property
    def sessions(self) -> Sequence[int]:
        raise NotGiven

    @property
    def onsite(self) -> Sequence[int]:
        raise NotGiven

    def weeks_with(self, row: Sequence[Quantity], least: Sequence[int]) -> Sequence[Quantity]:
        ends = map(extremes, by_week(self, row))
        found = zip(ends, least, strict=True)
        return [
            OpenQuantity(int(low >= needed), int(high >= needed)) for (low, high), needed in found
        ]

    def runs(self, present: Sequence[Quantity], most: int) -> Sequence[Quantity]:
        ends = list(map(extremes, present))
        certain, possible = [low for low, _ in ends], [high for _, high in ends]

        def run(row: Sequence[int], first: int) -> int:
            return next((n for n, here in enumerate(row[first:]) if not here), len(row) - first)

        return [
            OpenQuantity(
                0 if step and possible[step - 1] else run(certain, step),
                0 if step and certain[step - 1] else run(possible, step),
            )
            for step in range(len(ends))
        ]

    def free_runs(self, length: int, activities: Sequence[Activity]) -> Sequence[Quantity]:
        raise NotGiven


def _begins(step: int) -> Callable[[Block], bool]:
    return lambda block: block.first == step
