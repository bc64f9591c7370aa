"""The exact Pareto front of two objectives: one bounded step by step, the other minimised."""

from collections.abc import Callable
from dataclasses import replace

from planner.planning.file import parse_edition
from planner.programme.names import LAST_OBJECTIVES, ObjectiveName
from planner.rules.objectives import OBJECTIVES
from planner.scenarios.comparison import Front, FrontPoint, front_objectives, front_values
from planner.scenarios.specification import Result, Specification


def _silent(_: FrontPoint) -> None:
    pass


def pareto_front(
    specification: Specification,
    one: ObjectiveName,
    other: ObjectiveName,
    run: Callable[[Specification], Result],
    on_point: Callable[[FrontPoint], None] = _silent,
) -> Front:
    """Find the pairs of values of two objectives that no planning betters, and a planning for each.

    A planning is better if it has less of one objective and no more of the other. The least of
    the first objective is sought, then the least of the second one with it: that is a point. The
    next one has less of the second objective, and so on until there is no planning: each point
    takes a search, and their end another one.

    Parameters
    ----------
    specification
        What is planned. Its limits hold for all points, its time limit for each search by itself:
        the front ends with the first point that is not proven in time. Its ranking counts for
        nothing.
    run
        Plans a specification. Each is asked for as it comes out of the search before, so that
        results that were kept give the same front again.
    on_point
        Told of each point as it is found.

    Raises
    ------
    Unusable
        One of the objectives has no front, or they are the same.
    """
    of = front_objectives(one, other)
    asked = replace(specification, ranking=(*of, *LAST_OBJECTIVES))
    points: list[FrontPoint] = []
    while True:
        result = run(asked)
        if result.planning is None:
            return Front(of, tuple(points), whole=result.status == "impossible")
        point = _point(of, result.planning)
        points.append(point)
        on_point(point)
        if not point.proven:
            return Front(of, tuple(points), whole=False)
        less = round(point.values[1] * OBJECTIVES[other].per_unit) - 1
        if less < 0:
            return Front(of, tuple(points), whole=True)
        asked = replace(asked, limits=tuple({**dict(asked.limits), other: less}.items()))


def _point(of: tuple[ObjectiveName, ObjectiveName], planning: str) -> FrontPoint:
    edition = parse_edition(planning, "planning.json")
    values = front_values(of, edition.planning)
    assert values is not None
    is_proven = {objective.name: objective.proven for objective in edition.objectives}
    return FrontPoint(values, all(is_proven[name] for name in of), edition)
