"""Blocks: maximal runs of steps (weeks, or days) of one activity in a cohort's year."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TypeVar

from planner.year.activity import Activity

T = TypeVar("T")


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


@dataclass(frozen=True)
class PartsOfBlocks:
    """Steps in which something is done that is a part of the block around them.

    They go on with the block before them; where people only then begin, they belong to that after
    them. What has no block around it at all is a block itself.

    Attributes
    ----------
    with_before, with_after
        Their positions, by the block that they belong to, in order.
    """

    with_before: tuple[int, ...]
    with_after: tuple[int, ...]

    @classmethod
    def among(cls, steps: Sequence[int], outside: Sequence[bool]) -> "PartsOfBlocks":
        """Tell which of some steps belong to which block.

        Parameters
        ----------
        steps
            Their positions, in order.
        outside
            For each step of the year, whether people are not there.
        """
        before: list[int] = []
        leading: list[int] = []
        for n in steps:
            begins = not n or outside[n - 1] or n - 1 in leading
            (leading if begins else before).append(n)
        after: list[int] = []
        for n in reversed(leading):
            if n + 1 in after or (
                n + 1 < len(outside) and not outside[n + 1] and n + 1 not in leading
            ):
                after.append(n)
        return cls(tuple(before), tuple(reversed(after)))

    @property
    def steps(self) -> frozenset[int]:
        """All of them."""
        return frozenset(self.with_before + self.with_after)

    @cached_property
    def unbroken(self) -> frozenset[int]:
        """The steps with which no block begins, though what is done may change."""
        return frozenset(self.with_before) | {n + 1 for n in self.with_after}

    def around(self, row: Sequence[T]) -> list[T]:
        """Return a row of what steps have, with that of the blocks around."""
        found = list(row)
        for n in self.with_before:
            found[n] = found[n - 1]
        for n in reversed(self.with_after):
            found[n] = found[n + 1]
        return found


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
