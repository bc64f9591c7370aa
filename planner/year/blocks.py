"""Blocks: the longest runs of weeks of one activity in a cohort's year, and their places."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from planner.year.activity import Activity


@dataclass(frozen=True)
class Block:
    """A run of weeks of one activity within an academic year.

    Attributes
    ----------
    first, length
        Position of its first week in the year (from 0) and its number of weeks. A block that
        goes on beyond the edge of the year counts only its weeks in this year.
    last
        Whether no later block of the year has the same activity.
    """

    activity: Activity
    first: int
    length: int
    last: bool

    @property
    def weeks(self) -> range:
        return range(self.first, self.first + self.length)


def blocks_of(activities: Sequence[Activity]) -> tuple[Block, ...]:
    """Cut a cohort's year into its longest runs of one activity, in order."""
    blocks: list[Block] = []
    first = len(activities)
    seen: set[Activity] = set()
    for activity, run in groupby(reversed(activities)):
        length = len(list(run))
        first -= length
        blocks.append(Block(activity, first, length, last=activity not in seen))
        seen.add(activity)
    return tuple(reversed(blocks))


def running_numbers(activities: Sequence[Activity]) -> tuple[int | None, ...]:
    """Number a cohort's weeks of each activity from 1, as the published plannings do.

    Weeks that carry no hours (defence, leave, nothing) have no number.
    """
    counts: dict[Activity, int] = {}
    for_each: list[int | None] = []
    for activity in activities:
        counts[activity] = counts.get(activity, 0) + 1
        for_each.append(counts[activity] if activity.carries_hours else None)
    return tuple(for_each)


@dataclass(frozen=True)
class Position:
    """The place of a named block in one given year.

    Attributes
    ----------
    within
        The positions of the weeks in which the whole block lies.
    start
        The position of its first week; -1 if the year does not have that week.
    """

    activity: Activity
    within: range
    start: int | None
    last: bool

    def holds(self, block: Block) -> bool:
        """Tell whether a block lies there."""
        return (
            block.activity == self.activity
            and block.first in self.within
            and block.weeks[-1] in self.within
            and self.start in (None, block.first)
            and (block.last or not self.last)
        )
