"""The changes of place along the paths of a network, as a linear expression over its arcs.

An arc changes place within its block, and where the block begins elsewhere than the path was
before. Where all arcs that leave a node begin at one place, the arcs that enter it tell whether
the place changes. Elsewhere (a block of leave has no place) the last place is carried on: what
leaves the node is split by the place before it, as if the node had a copy for each place. So the
expression is exact, and its linear relaxation as tight as that of a path.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from ortools.sat.python import cp_model

from planner.solver.network.arcs import Arc, Network, Node
from planner.year.activity import Activity, Place
from planner.year.weeks import Week

Route = tuple[Place, ...]
"""The places of the working days of a block, in order, none twice in a row."""

ByPlace = dict[Place | None, list[cp_model.IntVar]]
"""Booleans by the last place that was visited before; None where there was none."""


@dataclass(frozen=True)
class _Exit:
    """An arc that leaves a node: where it leads, the route of its block, whether it is taken."""

    head: Node
    route: Route
    taken: cp_model.IntVar


def changes_of_place(
    model: cp_model.CpModel,
    network: Network,
    taken: Sequence[cp_model.IntVar],
    weeks: Sequence[Week],
) -> cp_model.LinearExpr | int:
    """Return how often the path changes place from one working day to the next.

    Parameters
    ----------
    taken
        A Boolean for each arc of the network.
    """
    routes = routes_of(network, weeks)
    before = _before_stays(network.arcs, routes)
    entering: dict[Node, ByPlace] = {}
    changes: list[cp_model.IntVar] = []
    for node, leaving in before.items():
        exits = [_Exit(network.arcs[n].head, routes[n], taken[n]) for n in leaving]
        entered = entering.pop(node, {None: []})
        changes += _changes_at(model, entered, exits, entering)
    for route, here in zip(routes, taken, strict=True):
        changes += [here] * (len(route) - 1)
    return cp_model.LinearExpr.sum(changes)


def changes_by_arc(network: Network, weeks: Sequence[Week]) -> list[int] | None:
    """Return how many changes of place go with each arc, where that is known.

    A change between two blocks goes with the first of them, if what leaves its end begins at one
    place only; or with the second, if what enters its start was at one place only.

    Returns
    -------
    list or None
        None where neither is so for all arcs.
    """
    routes = routes_of(network, weeks)
    inner = [max(0, len(route) - 1) for route in routes]
    for between in (_changes_after(network.arcs, routes), _changes_before(network.arcs, routes)):
        if between is not None:
            return [a + b for a, b in zip(inner, between, strict=True)]
    return None


Known = dict[Node, Place | None]
"""The place next to a node, on all paths alike; None where there is none."""


def _changes_after(arcs: Sequence[Arc], routes: Sequence[Route]) -> list[int] | None:
    """Return whether the place changes after each arc; None where paths from there differ."""
    following: Known = {}
    changes: list[int] = []
    for arc, route in zip(reversed(arcs), reversed(routes), strict=True):
        after = following.get(arc.head)
        changes.append(int(bool(route) and after not in (None, route[-1])))
        first = route[0] if route else after
        if following.setdefault(arc.tail, first) != first:
            return None
    return changes[::-1]


def _changes_before(arcs: Sequence[Arc], routes: Sequence[Route]) -> list[int] | None:
    """Return whether the place changes before each arc; None where paths to there differ."""
    preceding: Known = {}
    changes: list[int] = []
    for arc, route in zip(arcs, routes, strict=True):
        before = preceding.get(arc.tail)
        changes.append(int(bool(route) and before not in (None, route[0])))
        last = route[-1] if route else before
        if arc.head.next is not None and preceding.setdefault(arc.head, last) != last:
            return None
    return changes


def routes_of(network: Network, weeks: Sequence[Week]) -> list[Route]:
    """Return the route of the block of each arc."""

    @cache
    def route(activity: Activity, first: int, length: int) -> Route:
        if not length:
            return ()
        before = route(activity, first, length - 1)
        after = weeks[first + length - 1].stays(network.done(activity, first + length - 1))
        return tuple(place for place, _ in groupby((*before, *after)))

    return [route(arc.block.activity, arc.block.first, arc.block.length) for arc in network.arcs]


def _before_stays(arcs: Sequence[Arc], routes: Sequence[Route]) -> dict[Node, list[int]]:
    """Return the positions of the arcs that leave a node, for nodes with a stay after them.

    The nodes are in ascending order of their boundaries, as the arcs are.
    """
    before: set[Node] = set()
    for arc, route in zip(reversed(arcs), reversed(routes), strict=True):
        if route or arc.head in before:
            before.add(arc.tail)
    leaving: dict[Node, list[int]] = {}
    for index, arc in enumerate(arcs):
        if arc.tail in before:
            leaving.setdefault(arc.tail, []).append(index)
    return leaving


def _changes_at(
    model: cp_model.CpModel,
    entered: ByPlace,
    exits: Sequence[_Exit],
    entering: dict[Node, ByPlace],
) -> Iterator[cp_model.IntVar]:
    """Yield what changes place at a node, and note in `entering` where its exits lead."""
    begins = {each.route[:1] for each in exits}
    if len(begins) == 1 and () not in begins:
        # All go to one place: what came from another one changes.
        yield from _from_elsewhere(entered, exits[0].route)
        for each in exits:
            _enter(entering, each, {None: [each.taken]})
        return
    for each, before in zip(exits, _split(model, entered, exits), strict=True):
        yield from _from_elsewhere(before, each.route)
        _enter(entering, each, before)


def _from_elsewhere(before: ByPlace, route: Route) -> Iterator[cp_model.IntVar]:
    """Yield what was at another place before a route begins."""
    for place, ones in before.items() if route else ():
        if place not in (None, route[0]):
            yield from ones


def _enter(entering: dict[Node, ByPlace], each: _Exit, before: ByPlace) -> None:
    """Note by which place an exit enters its head: the last of its route, or that before it."""
    here = entering.setdefault(each.head, {})
    for place, ones in before.items():
        here.setdefault(each.route[-1] if each.route else place, []).extend(ones)


def _split(model: cp_model.CpModel, entered: ByPlace, exits: Sequence[_Exit]) -> Sequence[ByPlace]:
    """Split each exit of a node by the last place visited before it."""
    if len(entered) == 1:
        (place,) = entered
        return [{place: [each.taken]} for each in exits]
    parts: list[ByPlace] = []
    for each in exits:
        parts.append(
            {place: [model.new_bool_var(f"{each.taken.name} after {place}")] for place in entered}
        )
        model.add(sum(one for ones in parts[-1].values() for one in ones) == each.taken)
    for place, ones in entered.items():
        model.add(sum(one for part in parts for one in part[place]) == sum(ones))
    return parts
