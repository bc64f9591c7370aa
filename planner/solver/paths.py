"""Shortest paths of all classes at once: a dynamic programme over the boundaries of weeks.

Every arc leads from a boundary to a later one, so that labels are final once all earlier
boundaries are done. The arcs of all classes that enter one boundary are relaxed in a few array
operations, however many classes there are (Irnich, Desaulniers: Shortest path problems with
resource constraints, 2005; here without resources, which the nodes count).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]


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


class Paths:
    """The networks of all classes, as one directed acyclic graph of as many components.

    Attributes
    ----------
    owners
        For each arc, the class to which it belongs.
    """

    def __init__(self, shapes: Sequence[Shape]) -> None:
        sizes = [len(shape.boundaries) for shape in shapes]
        offsets = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self._tails = np.concatenate([s.tails + o for s, o in zip(shapes, offsets, strict=False)])
        self._heads = np.concatenate([s.heads + o for s, o in zip(shapes, offsets, strict=False)])
        self._boundaries = np.concatenate([s.boundaries for s in shapes])
        counts = [len(shape.tails) for shape in shapes]
        self.owners: Integers = np.repeat(np.arange(len(shapes)), counts)
        self._sources = np.flatnonzero(self._boundaries == 0)
        self._ends = offsets[1:] - 1
        self.count = len(shapes)

    @property
    def arcs(self) -> int:
        """The number of arcs of all classes."""
        return len(self._tails)

    @cached_property
    def _entering(self) -> list[Layer]:
        return _steps(self._heads, self._boundaries)

    @cached_property
    def _leaving(self) -> list[Layer]:
        return _steps(self._tails, self._boundaries)[::-1]

    def forward(self, costs: Numbers) -> Numbers:
        """Return for each node the cost of the shortest path from the start of its class."""
        labels = np.full(len(self._boundaries), np.inf)
        labels[self._sources] = 0
        for step in self._entering:
            reached = labels[self._tails[step.arcs]] + costs[step.arcs]
            labels[step.nodes] = np.minimum.reduceat(reached, step.firsts)
        return labels

    def backward(self, costs: Numbers) -> Numbers:
        """Return for each node the cost of the shortest path to the end of its class."""
        labels = np.full(len(self._boundaries), np.inf)
        labels[self._ends] = 0
        for step in self._leaving:
            reached = labels[self._heads[step.arcs]] + costs[step.arcs]
            labels[step.nodes] = np.minimum.reduceat(reached, step.firsts)
        return labels

    def shortest(self, costs: Numbers) -> tuple[Numbers, list[Integers]]:
        """Return for each class the cost of its shortest path, and the arcs of that path.

        Returns
        -------
        tuple
            The costs (one a class); the arcs, as one array for each step back from the end, in
            which -1 stands for a class whose path has begun.
        """
        labels = self.forward(costs)
        before = self.backward_arcs(labels, costs)
        steps: list[Integers] = []
        nodes = self._ends.copy()
        while True:
            running = self._boundaries[nodes] > 0
            if not running.any():
                return labels[self._ends], steps
            arcs = np.where(running, before[nodes], -1)
            nodes = np.where(running, self._tails[arcs], nodes)
            steps.append(arcs)

    def backward_arcs(self, labels: Numbers, costs: Numbers) -> Integers:
        """Return for each node the first arc over which its label was reached."""
        reached = labels[self._tails] + costs <= labels[self._heads]
        tight = np.flatnonzero(reached)[::-1]
        before = np.zeros(len(self._boundaries), dtype=np.int64)
        before[self._heads[tight]] = tight
        return before

    def through(self, costs: Numbers) -> Numbers:
        """Return for each arc how much more the shortest path over it costs than the shortest."""
        forward, backward = self.forward(costs), self.backward(costs)
        least = forward[self._ends]
        ways: Numbers = forward[self._tails] + costs + backward[self._heads]
        return ways - least[self.owners]


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
