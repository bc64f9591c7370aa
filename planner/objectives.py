"""What the planner minimises, each objective stated once for the solver and for measuring.

Like a rule, an objective is built with `+`, `-` and `sum` over grids; what lies beyond (the
larger part of something, the square of a length) it asks of the board, which knows whether it
holds numbers or variables. `session_spread` is no sum over a grid: `planner.sessions` states it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from planner.domain import Activity, ObjectiveName, Programme
from planner.ledger import Quantity, company_minutes
from planner.rules import Grid


class CohortGrid(Grid, Protocol):
    """A grid that can also tell how uneven its blocks are."""

    def imbalance(self, activity: Activity) -> Quantity:
        """The sum of the squared lengths of blocks, less the least for their number."""


class Board(Protocol):
    """The grids of all cohorts of a programme, in its order."""

    @property
    def programme(self) -> Programme: ...

    @property
    def grids(self) -> Sequence[CohortGrid]: ...

    def excess(self, quantity: Quantity, limit: int) -> Quantity:
        """By how much a quantity exceeds a limit; 0 where it does not."""

    def largest(self, quantities: Sequence[Quantity]) -> Quantity:
        """The largest of some quantities, at least 0."""


def least_squares(total: int, count: int) -> int:
    """Give the least sum of `count` squares of whole numbers that add up to `total`."""
    if not count:
        return 0
    length, longer = divmod(total, count)
    return (count - longer) * length**2 + longer * (length + 1) ** 2


def _campus_load(board: Board) -> list[Quantity]:
    """Count the cohorts at school in each week; defences are not counted."""
    return [sum(row) for row in zip(*(g.doing(Activity.SCHOOL) for g in board.grids), strict=True)]


def campus_peak(board: Board) -> Quantity:
    """The largest number of cohorts at school in one week."""
    return board.largest(_campus_load(board))


def campus_overlap(board: Board) -> Quantity:
    """The cohorts at school beyond the first, summed over the weeks."""
    return sum(board.excess(load, 1) for load in _campus_load(board))


def company_shortfall(board: Board) -> Quantity:
    """The minutes by which cohorts stay under their target in company, summed over them."""
    workday = board.programme.workday
    shortfall: Quantity = 0
    for cohort, grid in zip(board.programme.cohorts, board.grids, strict=True):
        rows = zip(grid.weeks, grid.doing(Activity.COMPANY), grid.sessions, strict=True)
        hours = sum(company_minutes(week, workday, here, n) for week, here, n in rows)
        shortfall = shortfall + board.excess(cohort.company_hours.minutes - hours, 0)
    return shortfall


def block_balance(board: Board) -> Quantity:
    """The squared lengths of the balanced blocks, less the least for their number."""
    imbalance: Quantity = 0
    for cohort, grid in zip(board.programme.cohorts, board.grids, strict=True):
        if cohort.school_blocks.balanced:
            imbalance = imbalance + grid.imbalance(Activity.SCHOOL)
        if cohort.company_blocks.balanced:
            imbalance = imbalance + grid.imbalance(Activity.COMPANY)
    return imbalance


def week_order(board: Board) -> Quantity:
    """The positions (from 1) of all school weeks, added up: school as early as possible.

    Of several plannings with the same sum, the first is the one whose school weeks come earlier,
    read from the first cohort to the last and from the first week to the last: a total order.
    """
    return sum(
        position * here
        for grid in board.grids
        for position, here in enumerate(grid.doing(Activity.SCHOOL), start=1)
    )


@dataclass(frozen=True)
class Objective:
    """An objective of the weeks.

    Attributes
    ----------
    measure
        Its value for a planning, or its expression over variables.
    per_unit
        How many of what `measure` counts make one of what is reported (minutes in an hour).
    """

    measure: Callable[[Board], Quantity]
    per_unit: int = 1


OBJECTIVES: Mapping[ObjectiveName, Objective] = {
    ObjectiveName.CAMPUS_PEAK: Objective(campus_peak),
    ObjectiveName.CAMPUS_OVERLAP: Objective(campus_overlap),
    ObjectiveName.COMPANY_SHORTFALL: Objective(company_shortfall, per_unit=60),
    ObjectiveName.BLOCK_BALANCE: Objective(block_balance),
    ObjectiveName.WEEK_ORDER: Objective(week_order),
}
"""The objectives that depend on the weeks, by name; the file ranks them."""
