"""The exact Pareto front of two objectives, by the epsilon-constraint method.

Haimes, Lasdon, Wismer: On a bicriterion formulation of the problems of integrated system
identification and system optimization. IEEE Transactions on Systems, Man, and Cybernetics 1 (1971).
"""

from collections.abc import Callable
from dataclasses import replace

from planner.planning.file import parse_edition
from planner.programme.names import LAST_OBJECTIVES, ObjectiveName
from planner.rules.objectives import OBJECTIVES
from planner.scenarios.comparison import Front, FrontPoint, front_objectives, front_values
from planner.scenarios.specification import Result, Specification


def _ignore(_: FrontPoint) -> None:
    pass


def pareto_front(
    specification: Specification,
    one: ObjectiveName,
    other: ObjectiveName,
    plan: Callable[[Specification], Result],
    on_point: Callable[[FrontPoint], None] = _ignore,
) -> Front:
    """Compute the pairs of values of two objectives that no planning dominates.

    Each search minimises the first objective, then the second one: that is a point. The next
    search bounds the second objective below the value of that point, until it is infeasible: a
    front of n points takes at most n + 1 searches.

    Parameters
    ----------
    specification
        What is planned. Its limits apply to all points, its time limit to each search: the front
        ends with the first point that is not proven in time. Its ranking is replaced.
    plan
        Plans a specification. The specifications are deterministic, so results may be cached.
    on_point
        Called with each point as it is found.

    Raises
    ------
    Unusable
        One of the objectives cannot have a front, or they are the same.
    """
    of = front_objectives(one, other)
    bounded = replace(specification, ranking=(*of, *LAST_OBJECTIVES))
    points: list[FrontPoint] = []
    while True:
        result = plan(bounded)
        if result.planning is None:
            return Front(of, tuple(points), whole=result.status == "impossible")
        point = _point(of, result.planning)
        points.append(point)
        on_point(point)
        if not point.proven:
            return Front(of, tuple(points), whole=False)
        less = round(point.values[1] * OBJECTIVES[other].unit(point.edition.planning.year)) - 1
        if less < 0:
            return Front(of, tuple(points), whole=True)
        bounded = replace(bounded, limits=tuple({**dict(bounded.limits), other: less}.items()))


def _point(of: tuple[ObjectiveName, ObjectiveName], planning: str) -> FrontPoint:
    edition = parse_edition(planning, "planning.json")
    values = front_values(of, edition.planning)
    assert values is not None
    is_proven = {objective.name: objective.proven for objective in edition.objectives}
    return FrontPoint(values, all(is_proven[name] for name in of), edition)
