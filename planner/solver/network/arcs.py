"""The admissible blocks of a cohort as a directed acyclic graph: its year is a path through it.

A node is the boundary before a step of the year (a week, or a day), with the activity that follows
there and the activities still to come, as far as some rule distinguishes their last block. An arc
is a block from one node to the next. Thus neighbouring blocks differ in activity, a block knows
whether it is the last of its activity where that matters, and every admissible year is exactly one
path. Rules on weeks, changes and blocks are applied here: a block that breaks one has no arc.

Where no rule constrains the blocks of an activity, its arcs can be single weeks, which may follow
each other: there are far fewer of them.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import takewhile

import numpy as np

from planner.rules import Rule
from planner.solver.deadline import NO_DEADLINE, Deadline
from planner.solver.network.paths import Paths, Shape
from planner.year.activity import Activity
from planner.year.blocks import Block, PartsOfBlocks
from planner.year.weeks import AcademicYear


@dataclass(frozen=True)
class Node:
    """A week boundary of a cohort's year.

    Attributes
    ----------
    boundary
        Number of weeks before it.
    next
        Activity of the block that begins there; None at the end of the year.
    to_come
        Activities of the blocks from there on, as far as their last block matters.
    memory
        What its paths did before it, as far as the network was made to remember it.
    """

    boundary: int
    next: Activity | None
    to_come: frozenset[Activity]
    memory: tuple[Hashable, ...] = ()

    @cached_property
    def _hash(self) -> int:
        return hash((self.boundary, self.next, self.to_come, self.memory))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True)
class Arc:
    """A block between two boundaries."""

    block: Block
    tail: Node
    head: Node


@dataclass(frozen=True)
class Network:
    """All admissible years of a cohort.

    Attributes
    ----------
    arcs
        In ascending order of their first week; empty if there is no admissible year.
    sources
        The nodes at the start of the year; a year begins in one of them.
    weeks
        Length of the year in weeks.
    inlaid
        What is done in weeks that are a part of the block around them, by their position.
    """

    arcs: tuple[Arc, ...]
    sources: tuple[Node, ...]
    weeks: int
    inlaid: Mapping[int, Activity] = field(default_factory=dict)

    def done(self, activity: Activity, week: int) -> Activity:
        """Return what is done in a week of a block of an activity."""
        return self.inlaid.get(week, activity)

    @cached_property
    def shape(self) -> Shape:
        """Its nodes and arcs as arrays."""
        nodes = dict.fromkeys(self.sources)
        nodes.update(dict.fromkeys(arc.head for arc in sorted(self.arcs, key=_head_boundary)))
        numbers = {node: number for number, node in enumerate(nodes)}
        return Shape(
            np.array([numbers[arc.tail] for arc in self.arcs], dtype=np.int64),
            np.array([numbers[arc.head] for arc in self.arcs], dtype=np.int64),
            np.array([node.boundary for node in nodes], dtype=np.int64),
        )

    @cached_property
    def paths(self) -> Paths:
        """Its shortest paths."""
        return Paths.of([self.shape])

    @property
    def is_path(self) -> bool:
        """Whether it has one path only."""
        return sum(arc.block.length for arc in self.arcs) == self.weeks

    @property
    def steps(self) -> tuple[Activity, ...]:
        """What is done in each week, where there is one path only."""
        return tuple(self.done(arc.block.activity, n) for arc in self.arcs for n in arc.block.span)

    def restricted(self, kept: Sequence[int]) -> "Network":
        """Return it with some of its arcs only; each of them must lie on a path of them."""
        arcs = tuple(self.arcs[index] for index in kept)
        tails = {arc.tail for arc in arcs}
        sources = tuple(node for node in self.sources if node in tails)
        return replace(self, arcs=arcs, sources=sources)


def _head_boundary(arc: Arc) -> int:
    return arc.head.boundary


def admissible_blocks(
    year: AcademicYear,
    rules: Sequence[Rule],
    candidates: Sequence[Activity],
    loose: Set[Activity] = frozenset(),
    deadline: Deadline = NO_DEADLINE,
) -> Network:
    """Build the network of the blocks that the rules on weeks and on blocks admit.

    Parameters
    ----------
    candidates
        The activities that the year can hold.
    loose
        Those of which no block need be known, but only the weeks.

    Raises
    ------
    OutOfTime
        The deadline has passed.
    """
    activities = [
        [
            activity
            for activity in candidates
            if all(bound.kept for rule in rules for bound in rule.of_week(index, step, activity))
        ]
        for index, step in zip(year.week_of_step, year.steps, strict=True)
    ]

    inlaid = _inlaid(year, rules, activities)
    outside = [here == [Activity.OUTSIDE] for here in activities]
    parts = PartsOfBlocks.among([*inlaid], outside)
    inlaid = {step: inlaid[step] for step in sorted(parts.steps)}
    for step in inlaid:
        activities[step] = [each for each in candidates if each != Activity.OUTSIDE]
    lasts = frozenset[Activity]().union(*(rule.lasts for rule in rules))

    shaping = {each: [rule for rule in rules if each in rule.shapes] for each in candidates}

    def admits(block: Block) -> bool:
        return all(bound.kept for rule in shaping[block.activity] for bound in rule.of_block(block))

    @cache
    def may_change(boundary: int, before: Activity, after: Activity) -> bool:
        if boundary in parts.unbroken and before != Activity.OUTSIDE:
            return False  # what lies before it is a part of the same block
        index, step = year.week_of_step[boundary], year.steps[boundary]
        bounds = (b for rule in rules for b in rule.of_change(index, step, before, after))
        return all(bound.kept for bound in bounds)

    arcs = _backward(activities, _Admitted(admits, may_change, lasts, loose), deadline)
    return reachable(arcs, len(year.steps), inlaid)[0]


def _inlaid(
    year: AcademicYear, rules: Sequence[Rule], activities: Sequence[Sequence[Activity]]
) -> dict[int, Activity]:
    """Return what is done in steps that are a part of the block around them.

    Parameters
    ----------
    activities
        Those that rules admit in each step, whatever the blocks.
    """
    steps = enumerate(zip(year.week_of_step, year.steps, strict=True))
    found = ((n, rule.inlaid(index, step)) for n, (index, step) in steps for rule in rules)
    return {n: activity for n, activity in found if activity and activity in activities[n]}


@dataclass(frozen=True)
class _Admitted:
    """What rules admit of blocks and changes.

    Attributes
    ----------
    block
        Whether they admit a block.
    change
        Whether they admit a change at a boundary, from an activity to another.
    lasts
        The activities of which some rule distinguishes the last block.
    loose
        Those of which no block need be known, but only the weeks.
    """

    block: Callable[[Block], bool]
    change: Callable[[int, Activity, Activity], bool]
    lasts: frozenset[Activity]
    loose: Set[Activity]


def _backward(
    activities: Sequence[Sequence[Activity]], admitted: _Admitted, deadline: Deadline
) -> list[Arc]:
    """Return all arcs from which the end of the year can be reached, built backward from there.

    Parameters
    ----------
    activities
        Those that each step of the year can have.

    Backward, as a block is the last of its activity depending on what comes after it.
    """

    @cache
    def blocks_before(boundary: int, activity: Activity, last: bool) -> Sequence[Block]:
        furthest = boundary - 1 if activity in admitted.loose else 0
        firsts = range(boundary - 1, furthest - 1, -1)
        unbroken = takewhile(lambda first: activity in activities[first], firsts)
        blocks = (Block(activity, first, boundary - first, last) for first in unbroken)
        return [block for block in blocks if admitted.block(block)]

    # Nodes by boundary, in the order in which they are reached: a dict is an ordered set.
    nodes: list[dict[Node, None]] = [{} for _ in range(len(activities) + 1)]
    nodes[-1][Node(len(activities), None, frozenset())] = None
    arcs: list[Arc] = []
    # 1. From each boundary backward: the nodes there are complete, as blocks have positive length.
    for boundary in range(len(activities), 0, -1):
        deadline.check()
        for head in nodes[boundary]:
            for activity in activities[boundary - 1]:
                # 2. Neighbouring blocks differ in activity; loose weeks may follow each other.
                if activity == head.next:
                    if activity not in admitted.loose:
                        continue
                elif head.next and not admitted.change(boundary, activity, head.next):
                    continue
                # 3. Does a later block have the activity, as far as some rule asks?
                last = activity in admitted.lasts and activity not in head.to_come
                to_come = head.to_come | ({activity} & admitted.lasts)
                # 4. One arc for each admissible block that ends here.
                for block in blocks_before(boundary, activity, last):
                    tail = Node(block.first, activity, to_come)
                    nodes[block.first][tail] = None
                    arcs.append(Arc(block, tail, head))
    return arcs


def reachable(
    arcs: Sequence[Arc], weeks: int, inlaid: Mapping[int, Activity]
) -> tuple[Network, list[int]]:
    """Return the network of the arcs that can be reached from the start of the year.

    Returns
    -------
    tuple
        The network, and for each of its arcs its position in `arcs`.
    """
    reached: dict[Node, None] = {}
    kept: list[int] = []
    for index in sorted(
        range(len(arcs)), key=lambda n: (arcs[n].block.first, arcs[n].block.length)
    ):
        arc = arcs[index]
        if arc.tail.boundary == 0:
            reached[arc.tail] = None
        if arc.tail in reached:
            reached[arc.head] = None
            kept.append(index)
    sources = tuple(node for node in reached if node.boundary == 0)
    return Network(tuple(arcs[index] for index in kept), sources, weeks, inlaid), kept
