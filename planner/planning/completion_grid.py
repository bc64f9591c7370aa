"""A planning as rules read it where weeks are not published: rows of numbers and of forms."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from planner.planning.completions import Completions, OpenQuantity, Term, extremes
from planner.planning.planning import CohortPlanning
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
        choices = self.completions.choices
        return [
            int(activity == here[0])
            if len(here) == 1
            else self._form(step, lambda block: block.activity == activity)
            if activity in here
            else 0
            for step, here in enumerate(choices)
        ]

    def starts(self, activity: Activity) -> Sequence[Quantity]:
        return self._starts_where(lambda block: block.activity == activity)

    def blocks_at(self, position: Position) -> Sequence[Quantity]:
        return self._starts_where(position.holds, of_last=position.last)

    def steps_in(self, position: Position) -> Sequence[Quantity]:
        steps = range(len(self.year.steps))
        return [self._form(step, position.holds, of_last=position.last) for step in steps]

    def begins_with(self, activity: Activity, steps: int) -> Quantity:
        return self._form(0, lambda block: block.activity == activity and block.length >= steps)

    def ends_with(self, activity: Activity, steps: int) -> Quantity:
        last = len(self.year.steps) - 1
        return self._form(last, lambda block: block.activity == activity and block.length >= steps)

    def _starts_where(
        self, test: Callable[[Block], bool], *, of_last: bool = False
    ) -> Sequence[Quantity]:
        def begins(step: int) -> Quantity:
            return self._form(step, lambda b: b.first == step and test(b), of_last=of_last)

        return [begins(step) for step in range(len(self.year.steps))]

    def _form(
        self, step: int, test: Callable[[Block], bool], *, of_last: bool = False
    ) -> OpenQuantity:
        return OpenQuantity(terms=(Term(self.completions, step, test, of_last),))

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
