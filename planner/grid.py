"""A planning as rules and objectives read it when it is checked: rows of whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from planner.domain import Activity, Block, CohortPlanning, Minutes, Planning, Programme, Week
from planner.objectives import least_squares
from planner.rules import NotGiven


@dataclass(frozen=True)
class PlanningGrid:
    """One cohort's planning as rules and objectives read it: rows of whole numbers."""

    planning: CohortPlanning
    weeks: Sequence[Week]

    def doing(self, activity: Activity) -> Sequence[int]:
        return [int(found is activity) for found in self.planning.activities]

    def starts(self, activity: Activity) -> Sequence[int]:
        first = {block.first for block in self.blocks if block.activity is activity}
        return [int(index in first) for index in range(len(self.weeks))]

    @property
    def sessions(self) -> Sequence[int]:
        if self.planning.sessions is None:
            raise NotGiven
        return self.planning.sessions

    @property
    def onsite(self) -> Sequence[Minutes]:
        if self.planning.onsite is None:
            raise NotGiven
        return self.planning.onsite

    def free_runs(self, length: int) -> Sequence[int]:
        free = [
            here and not sessions
            for here, sessions in zip(self.doing(Activity.COMPANY), self.sessions, strict=True)
        ]
        return [
            int(index + length <= len(free) and all(free[index : index + length]))
            for index in range(len(free))
        ]

    def imbalance(self, activity: Activity) -> int:
        lengths = [block.length for block in self.blocks if block.activity is activity]
        return sum(n * n for n in lengths) - least_squares(sum(lengths), len(lengths))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        return self.planning.blocks


@dataclass(frozen=True)
class PlanningBoard:
    """All grids of a planning."""

    planning: Planning

    @property
    def programme(self) -> Programme:
        return self.planning.programme

    @cached_property
    def grids(self) -> Sequence[PlanningGrid]:
        return [PlanningGrid(c, self.planning.year.weeks) for c in self.planning.cohorts]

    def excess(self, quantity: int, limit: int) -> int:
        return max(0, quantity - limit)

    def largest(self, quantities: Sequence[int]) -> int:
        return max(0, *quantities)
