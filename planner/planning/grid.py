"""A planning as rules and objectives read it when it is checked: rows of integers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise

from planner.planning.planning import CohortPlanning, Planning
from planner.rules.case import Case
from planner.rules.objectives import least_squares
from planner.rules.statement import NotGiven, Quantity, by_week, number, total_by_step
from planner.rules.weeks import inlaid_steps
from planner.year.activity import Activity
from planner.year.blocks import Block, PartsOfBlocks, Position, blocks_of
from planner.year.weeks import AcademicYear, Minutes


@dataclass(frozen=True)
class PlanningGrid:
    """One cohort's planning as a `Grid`: rows of integers.

    Attributes
    ----------
    year
        The year as the cohort has it.
    """

    planning: CohortPlanning
    year: AcademicYear

    @cached_property
    def steps(self) -> Sequence[Activity]:
        """What is done in each step of the year."""
        weeks, steps = (
            self.planning.activities,
            zip(self.year.week_of_step, self.year.steps, strict=True),
        )
        return [weeks[index].on(step.first) for index, step in steps]

    @property
    def activities(self) -> Sequence[Activity]:
        own = self.planning.cohort.activities
        return tuple(dict.fromkeys([*own, *self.steps]))

    def doing(self, activity: Activity) -> Sequence[int]:
        return self._rows.get(activity, (0,) * len(self.steps))

    @cached_property
    def _rows(self) -> Mapping[Activity, Sequence[int]]:
        """For each activity that it has, 1 in its steps, 0 in the others."""
        rows: dict[Activity, list[int]] = {}
        for index, activity in enumerate(self.steps):
            if activity not in rows:
                rows[activity] = [0] * len(self.steps)
            rows[activity][index] = 1
        return rows

    def starts(self, activity: Activity) -> Sequence[int]:
        return self._starts_where(lambda block: block.activity == activity)

    def blocks_at(self, position: Position) -> Sequence[int]:
        return self._starts_where(position.holds)

    def _starts_where(self, accepts: Callable[[Block], bool]) -> Sequence[int]:
        first = {block.first for block in self.blocks if accepts(block)}
        return [int(index in first) for index in range(len(self.steps))]

    def steps_in(self, position: Position) -> Sequence[int]:
        inside = {index for b in self.blocks if position.holds(b) for index in b.span}
        return [int(index in inside) for index in range(len(self.steps))]

    def begins_with(self, activity: Activity, steps: int) -> int:
        first = self.blocks[0]
        return int(first.activity == activity and first.length >= steps)

    def ends_with(self, activity: Activity, steps: int) -> int:
        last = self.blocks[-1]
        return int(last.activity == activity and last.length >= steps)

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

    def weeks_with(self, row: Sequence[Quantity], least: Sequence[int]) -> Sequence[int]:
        steps = map(number, by_week(self, row))
        return [int(found >= needed) for found, needed in zip(steps, least, strict=True)]

    def runs(self, present: Sequence[Quantity], most: int) -> Sequence[int]:
        lengths: list[int] = []
        for here, run in groupby(map(number, present)):
            length = len(list(run))
            lengths += [here * length] + [0] * (length - 1)
        return lengths

    def free_runs(self, length: int, activities: Sequence[Activity]) -> Sequence[int]:
        takes = by_week(self, total_by_step(self, activities, lambda *_: 1))
        lengths = (len(self.year.steps_of_week(index)) for index in range(len(self.year)))
        free = [
            number(steps) == length and not sessions
            for steps, length, sessions in zip(takes, lengths, self.sessions, strict=True)
        ]
        return [
            int(index + length <= len(free) and all(free[index : index + length]))
            for index in range(len(free))
        ]

    def imbalance(self, activity: Activity) -> int:
        lengths = [block.length for block in self.blocks if block.activity == activity]
        return sum(n * n for n in lengths) - least_squares(sum(lengths), len(lengths))

    def longest_gap(self, present: Sequence[Quantity]) -> int:
        gaps = (len(list(run)) for here, run in groupby(map(number, present), bool) if not here)
        return max(gaps, default=0)

    def periods(self) -> int:
        return len(self.blocks)

    def journeys(self) -> int:
        rows = zip(self.year.steps, self.steps, strict=True)
        places = [place for step, activity in rows for place in step.stays(activity)]
        return sum(before is not after for before, after in pairwise(places))

    @cached_property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks, each with the parts of it in which something else is done."""
        inlaid = inlaid_steps(self.planning.cohort, self.year)
        parts = [n for n, activity in inlaid.items() if self.steps[n] == activity]
        outside = [activity == Activity.OUTSIDE for activity in self.steps]
        return blocks_of(PartsOfBlocks.among(parts, outside).around(self.steps))


@dataclass(frozen=True)
class PlanningBoard:
    """A planning as a `Board`: the grids of all its cohorts."""

    planning: Planning

    @property
    def case(self) -> Case:
        return self.planning.case

    @cached_property
    def grids(self) -> Sequence[PlanningGrid]:
        year = self.planning.year
        return [PlanningGrid(row, year.of(row.cohort.id)) for row in self.planning.cohorts]

    def excess(self, quantity: Quantity, limit: int) -> int:
        return max(0, number(quantity) - limit)

    def largest(self, quantities: Sequence[Quantity]) -> int:
        return max([0, *map(number, quantities)])
