"""Rules on blocks: how many, how short, how long.

A block that the edge of the year cuts counts only its weeks in this year.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from planner.domain import Activity, Block, BlockShape, RuleName
from planner.rules.statement import Bound, Grid, Rule, between, exactly


@dataclass(frozen=True)
class Blocks(Rule):
    """The blocks of one activity have the number and the lengths of their shape.

    The last block of the year has a shortest length of its own where the shape gives one.
    """

    activity: ClassVar[Activity]
    shape: BlockShape

    def of_block(self, block: Block) -> Iterator[Bound]:
        if block.activity is self.activity:
            shape = self.shape
            own = shape.last_shortest if block.last else None
            shortest = shape.shortest if own is None else own
            yield Bound(block.length, between(shortest, shape.longest), block.first)

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        if self.shape.count is not None:
            yield Bound(sum(grid.starts(self.activity)), exactly(self.shape.count))


@dataclass(frozen=True)
class SchoolBlocks(Blocks):
    """The stays at school."""

    name = RuleName.SCHOOL_BLOCKS
    activity = Activity.SCHOOL


@dataclass(frozen=True)
class CompanyBlocks(Blocks):
    """The periods in company."""

    name = RuleName.COMPANY_BLOCKS
    activity = Activity.COMPANY
