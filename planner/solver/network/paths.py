"""Shortest paths of all classes at once: a dynamic programme over the boundaries of weeks.

Every arc leads from a boundary to a later one, so that labels are final once all earlier
boundaries are done. The arcs of all classes that enter one boundary are relaxed in a few array
operations, however many classes there are (Irnich, Desaulniers: Shortest path problems with
resource constraints, 2005; here without resources, which the nodes count).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Layer:
    """The arcs that enter (or leave) the nodes of one boundary.

    Attributes
    ----------
    arcs
        Their positions, those of one node next to each other.
    firsts
        For each node, where its arcs begin in `arcs`.
    nodes
        The nodes.
    """

    arcs: Integers
    firsts: Integers
    nodes: Integers


@dataclass(frozen=True)
class Shape:
    """The nodes and arcs of a network as arrays: its sources first, its end last.

    Attributes
    ----------
    tails, heads
        For each arc, the numbers of its nodes.
    boundaries
        For each node, the boundary of weeks at which it lies.
    """

    tails: Integers
    heads: Integers
    boundaries: Integers


@dataclass(frozen=True, eq=False)
class Paths:
    """The networks of all classes, as one directed acyclic graph of as many components.

    Attributes
    ----------
    tails, heads
        For each arc, the numbers of its nodes.
    boundaries
        For each node, the boundary of weeks at which it lies.
    owners
        For each arc, the class to which it belongs.
    ends
        For each class, the node at the end of its year.
    """

    tails: Integers
    heads: Integers
    boundaries: Integers
    owners: Integers
    ends: Integers

    @classmethod
    def of(cls, shapes: Sequence[Shape]) -> "Paths":
        """Return the paths of some networks, one a class."""
        sizes = [len(shape.boundaries) for shape in shapes]
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        counts = [len(shape.tails) for shape in shapes]
        return cls(
            np.concatenate([s.tails + o for s, o in zip(shapes, offsets, strict=False)]),
            np.concatenate([s.heads + o for s, o in zip(shapes, offsets, strict=False)]),
            np.concatenate([s.boundaries for s in shapes]),
            np.repeat(np.arange(len(shapes)), counts),
            offsets[1:] - 1,
        )

    def restricted(self, kept: Integers) -> "Paths":
        """Return the same nodes with some of the arcs only, given by their positions."""
        return replace(
            self, tails=self.tails[kept], heads=self.heads[kept], owners=self.owners[kept]
        )

    @property
    def count(self) -> int:
        """The number of classes."""
        return len(self.ends)

    @property
    def arcs(self) -> int:
        """The number of arcs of all classes."""
        return len(self.tails)

    @cached_property
    def _entering(self) -> list[Layer]:
        return _steps(self.heads, self.boundaries)

    @cached_property
    def _leaving(self) -> list[Layer]:
        return _steps(self.tails, self.boundaries)[::-1]

    def forward(self, costs: Numbers) -> Numbers:
        """Return for each node the cost of the shortest path from the start of its class."""
        labels = np.full(len(self.boundaries), np.inf)
        labels[self.boundaries == 0] = 0
        for step in self._entering:
            reached = labels[self.tails[step.arcs]] + costs[step.arcs]
            labels[step.nodes] = np.minimum.reduceat(reached, step.firsts)
        return labels

    def backward(self, costs: Numbers) -> Numbers:
        """Return for each node the cost of the shortest path to the end of its class."""
        labels = np.full(len(self.boundaries), np.inf)
        labels[self.ends] = 0
        for step in self._leaving:
            reached = labels[self.heads[step.arcs]] + costs[step.arcs]
            labels[step.nodes] = np.minimum.reduceat(reached, step.firsts)
        return labels

    def shortest(self, costs: Numbers) -> tuple[Numbers, list[Integers]]:
        """Return for each class the cost of its shortest path, and the arcs of that path."""
        labels = self.forward(costs)
        before = self.backward_arcs(labels, costs)
        steps: list[Integers] = []
        nodes = self.ends.copy()
        while (running := self.boundaries[nodes] > 0).any():
            arcs = np.where(running, before[nodes], -1)
            nodes = np.where(running, self.tails[arcs], nodes)
            steps.append(arcs)
        years = np.array(steps[::-1], dtype=np.int64).reshape(len(steps), self.count).T
        return labels[self.ends], [year[year >= 0] for year in years]

    def backward_arcs(self, labels: Numbers, costs: Numbers) -> Integers:
        """Return for each node the first arc over which its label was reached."""
        reached = labels[self.tails] + costs <= labels[self.heads]
        tight = np.flatnonzero(reached)[::-1]
        before = np.zeros(len(self.boundaries), dtype=np.int64)
        before[self.heads[tight]] = tight
        return before

    def through(self, costs: Numbers) -> Numbers:
        """Return for each arc how much more the shortest path over it costs than the shortest."""
        forward, backward = self.forward(costs), self.backward(costs)
        least = forward[self.ends]
        ways: Numbers = forward[self.tails] + costs + backward[self.heads]
        return ways - least[self.owners]

    def on_paths(self, is_kept: Flags) -> Flags:
        """Return which arcs lie on a path of arcs that are kept."""
        costs = np.where(is_kept, 0.0, np.inf)
        forward, backward = self.forward(costs), self.backward(costs)
        ways: Flags = forward[self.tails] + costs + backward[self.heads] == 0
        return ways


def _steps(nodes: Integers, boundaries: Integers) -> list[Layer]:
    """Group arcs by the boundary of one of their nodes, in ascending order of boundaries."""
    order = np.lexsort((nodes, boundaries[nodes]))
    at = boundaries[nodes[order]]
    cuts = np.flatnonzero(np.diff(at)) + 1
    steps = []
    for arcs in np.split(order, cuts):
        here = nodes[arcs]
        firsts = np.concatenate([[0], np.flatnonzero(np.diff(here)) + 1]).astype(np.int64)
        steps.append(Layer(arcs, firsts, here[firsts]))
    return steps
