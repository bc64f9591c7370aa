"""Products of a network with an automaton: nodes that remember what the path to them did.

A path of the product is a path of the network that the automaton accepts. What would be a linear
rule beside the network, which a mixture of paths keeps on average only, becomes its shape: the
relaxation is far stronger (the state space of a resource-constrained shortest path; S. Irnich and
G. Desaulniers, Shortest path problems with resource constraints, 2005).
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from planner.rules.statement import Intervals
from planner.solver.network.arcs import Arc, Network, Node, reachable
from planner.solver.network.paths import Integers, Numbers
from planner.year.activity import Place

Memory = Hashable
"""What an automaton remembers; it is the same for all at the end of the year."""

Transition = Callable[[Memory, int], Memory | None]
"""Returns the state after an arc, given by its position; None if it is not accepted."""


def product(
    network: Network, start: Memory, step: Transition, most: int
) -> tuple[Network, list[int]] | None:
    """Build the network of the paths that an automaton accepts.

    Parameters
    ----------
    most
        Number of arcs beyond which it is given up.

    Returns
    -------
    tuple or None
        The network, and for each of its arcs the position of the arc that it is a copy of; None
        if it has more than `most` arcs.
    """
    copies: dict[Node, dict[Memory, Node]] = {
        node: {start: _remembering(node, start)} for node in network.sources
    }
    arcs: list[tuple[Arc, int]] = []
    for index, arc in enumerate(network.arcs):
        heads = copies.setdefault(arc.head, {})
        for state, tail in copies.get(arc.tail, {}).items():
            after = step(state, index)
            if after is not None:
                if after not in heads:
                    heads[after] = _remembering(arc.head, after)
                arcs.append((Arc(arc.block, tail, heads[after]), index))
        if len(arcs) > most:
            return None
    return _ending(arcs, network)


def _remembering(node: Node, state: Memory) -> Node:
    return replace(node, memory=(*node.memory, state))


def _ending(arcs: Sequence[tuple[Arc, int]], of: Network) -> tuple[Network, list[int]]:
    """Return the network of the arcs from which the end of the year can be reached."""
    useful: set[Node] = set()
    kept: list[tuple[Arc, int]] = []
    for arc, index in reversed(arcs):
        if arc.head.boundary == of.weeks or arc.head in useful:
            useful.add(arc.tail)
            kept.append((arc, index))
    network, positions = reachable([arc for arc, _ in kept], of.weeks, of.inlaid)
    return network, [kept[position][1] for position in positions]


@dataclass(frozen=True, eq=False)
class Total:
    """A quantity of a path, and what it may be.

    Attributes
    ----------
    amounts
        What each arc of the network adds to it.
    countable
        Whether the nodes of a network may count it.
    """

    amounts: Integers
    accepted: Intervals
    countable: bool = True

    def at(self, arcs: Sequence[int]) -> "Total":
        """Return the same total of a network with some of the arcs, or with copies of them."""
        return replace(self, amounts=self.amounts[np.asarray(arcs, dtype=np.int64)])


def path_range(network: Network, amounts: Integers) -> tuple[int, int]:
    """Return the least and the most that a path can have of a quantity."""
    low, high = _ranges(network, amounts)
    return int(low[-1]), int(high[-1])


def is_implied(network: Network, total: Total) -> bool:
    """Return whether every path keeps a total."""
    low, high = path_range(network, total.amounts)
    return any(least <= low and high <= most for least, most in total.accepted)


def keeping_total(network: Network, total: Total, most: int) -> tuple[Network, list[int]] | None:
    """Build the network of the paths that keep a total; its nodes count the amount so far.

    Parameters and result are those of `product`.
    """
    shape, amounts = network.shape, total.amounts.tolist()
    low, high = (
        sign * network.paths.backward(sign * total.amounts.astype(float))[shape.heads]
        for sign in (1, -1)
    )
    is_settled = ((low == 0) & (high == 0)).tolist()
    ranges = list(zip(low.astype(int).tolist(), high.astype(int).tolist(), strict=True))

    def step(amount: Memory, index: int) -> Memory | None:
        if amount is _SETTLED:
            return _SETTLED
        assert isinstance(amount, int)
        amount += amounts[index]
        least, most = (amount + end for end in ranges[index])
        if not any(least <= b and a <= most for a, b in total.accepted):
            return None
        return _SETTLED if is_settled[index] else amount

    return product(network, 0, step, most)


_SETTLED = "settled"
"""The state of a total to which nothing is added any more."""


def _ranges(network: Network, amounts: Integers) -> tuple[Numbers, Numbers]:
    """Return for each node the least and the most of a quantity on the way there."""
    costs = amounts.astype(float)
    return network.paths.forward(costs), -network.paths.forward(-costs)


def remembered(network: Network, amounts: Integers, most: int) -> tuple[Network, list[int]] | None:
    """Build the same network with nodes that know how much of a quantity came before.

    Parameters and result are those of `product`.
    """
    of_arcs = amounts.tolist()

    def step(amount: Memory, index: int) -> Memory:
        assert isinstance(amount, int)
        is_end = network.arcs[index].head.boundary == network.weeks
        return _SETTLED if is_end else amount + of_arcs[index]

    return product(network, 0, step, most)


def totals_at_end(network: Network, amounts: Integers) -> Mapping[int, int] | None:
    """Return how much of a quantity the paths have that end with an arc, by its position.

    None if paths that end with the same arc differ.
    """
    low, high = _ranges(network, amounts)
    last = np.flatnonzero(network.shape.heads == len(network.shape.boundaries) - 1)
    tails = network.shape.tails[last]
    if (low[tails] != high[tails]).any():
        return None
    totals = (low[tails] + amounts[last]).astype(int)
    return dict(zip(last.tolist(), totals.tolist(), strict=True))


def without_long_gaps(
    network: Network, presence: Sequence[Sequence[bool]], longest: int, most: int
) -> tuple[Network, list[int]] | None:
    """Build the network of the paths without a long run of weeks without presence.

    Parameters
    ----------
    presence
        For each arc, whether there is presence in each of its weeks.
    longest
        Most weeks of such a run.
    """
    runs = [[(here, len(list(run))) for here, run in groupby(weeks)] for weeks in presence]

    def step(absent: Memory, index: int) -> Memory | None:
        assert isinstance(absent, int)
        for here, length in runs[index]:
            absent = 0 if here else absent + length
            if absent > longest:
                return None
        return 0 if network.arcs[index].head.boundary == network.weeks else absent

    return product(network, 0, step, most)


def with_last_place(
    network: Network, routes: Sequence[tuple[Place, ...]], most: int
) -> tuple[Network, list[int]] | None:
    """Build the same network with nodes that know the last place before them.

    Parameters
    ----------
    routes
        For each arc, the places of its block in order.
    """

    def step(last: Memory, index: int) -> Memory:
        if network.arcs[index].head.boundary == network.weeks:
            return _SETTLED
        return routes[index][-1] if routes[index] else last

    return product(network, _NOWHERE, step, most)


_NOWHERE = "nowhere"
"""The place before the first."""
