"""Blocks: maximal runs of steps (weeks, or days) of one activity in a cohort's year."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from planner.year.activity import Activity


@dataclass(frozen=True)
class Block:
    """A maximal run of steps of one activity within an academic year.

    Attributes
    ----------
    first, length
        Index of its first step in the year (from 0), and its number of steps. Of a block that
        continues beyond the edge of the year, only the steps in this year count.
    last
        Whether no later block of the year has the same activity.
    """

    activity: Activity
    first: int
    length: int
    last: bool

    @property
    def span(self) -> range:
        """Indices of its steps in the year."""
        return range(self.first, self.first + self.length)


def blocks_of(activities: Sequence[Activity]) -> tuple[Block, ...]:
    """Split a cohort's year into its blocks, in order (run-length encoding)."""
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
    """Return the running number of each week among those of its activity, from 1.

    Published plannings number weeks in this way. Weeks that carry no hours (defence, leave, none)
    have no number, nor have cut weeks, which are no whole week of an activity.
    """
    counts: dict[Activity, int] = {}
    numbers: list[int | None] = []
    for activity in activities:
        counts[activity] = counts.get(activity, 0) + 1
        is_numbered = activity.carries_hours and not activity.parts
        numbers.append(counts[activity] if is_numbered else None)
    return tuple(numbers)


@dataclass(frozen=True)
class Position:
    """Where a named block must lie in one given year.

    Attributes
    ----------
    within
        Indices of the steps in one of which spans the whole block lies.
    start
        Index of its first step; -1 if the year does not have that step; None if it may start in
        any step.
    last
        Whether it must be the last block of its activity.
    """

    activity: Activity
    within: tuple[range, ...]
    start: int | None
    last: bool

    def holds(self, block: Block) -> bool:
        """Whether a block meets all of these conditions."""
        return (
            block.activity == self.activity
            and any(block.first in span and block.span[-1] in span for span in self.within)
            and self.start in (None, block.first)
            and (block.last or not self.last)
        )
