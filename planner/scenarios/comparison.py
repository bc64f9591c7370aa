"""Scenarios beside each other, as tables and pictures take them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from planner.files.problems import Unusable, problem
from planner.planning.measures import MEASURES, best_and_worst, objective_value
from planner.planning.planning import Edition, Planning
from planner.programme.names import LAST_OBJECTIVES, NEARNESS, ObjectiveName
from planner.programme.programme import SourceText
from planner.scenarios.settings import distinguishing_names
from planner.scenarios.specification import Specification, Status


@dataclass(frozen=True)
class Compared:
    """A scenario of a comparison.

    Attributes
    ----------
    name
        What tables and pictures call it.
    status
        `given` for a planning that was read, not planned.
    measures
        By their names; none where there is no planning.
    edition
        Its planning with the objectives; None if there is none.
    conflict
        Why there is no planning, in sentences of the reader's language.
    specification
        What it was planned from; None for a planning that was read.
    settings
        In a sweep, the value of each key that is varied.
    """

    name: str
    status: Status | Literal["given"]
    measures: Mapping[str, float | None] = field(default_factory=dict)
    edition: Edition | None = None
    conflict: tuple[str, ...] = ()
    specification: Specification | None = None
    settings: Mapping[str, object] = field(default_factory=dict)

    @property
    def start_year(self) -> int | None:
        """The year in which its academic year starts."""
        if self.edition:
            return self.edition.planning.year.start_year
        return self.specification.year if self.specification else None

    @property
    def texts(self) -> tuple[str, tuple[SourceText, ...]]:
        """The text of its programme, and the files it extends, the nearest first."""
        if self.specification:
            return self.specification.text, self.specification.bases
        if self.edition:
            programme = self.edition.planning.programme
            return programme.text, programme.bases
        return "", ()


def short_scenario_names(shown: Sequence[Compared]) -> list[str]:
    """Name scenarios that stand beside each other: those of a sweep by what differs there."""
    swept = [scenario.settings for scenario in shown if scenario.settings]
    names = distinguishing_names(swept) if len({tuple(settings) for settings in swept}) == 1 else []
    if len(set(names)) < len(swept):
        return [scenario.name for scenario in shown]
    short = iter(names)
    return [next(short) if scenario.settings else scenario.name for scenario in shown]


def select_scenarios(compared: Sequence[Compared], most: int) -> list[int]:
    """Choose the scenarios to show where there are more than can be shown, by their places.

    These are the given plannings and those that are best in most measures; each planning once.
    """
    places = range(len(compared))
    if len(compared) <= most:
        return list(places)
    best = [0 for _ in places]
    for measure in MEASURES:
        values = [scenario.measures.get(measure.name) for scenario in compared]
        if ends := best_and_worst(measure, values):
            for place in places:
                best[place] += values[place] == ends[0]
    distinct: dict[object, int] = {}
    for place in sorted(places, key=lambda n: (compared[n].status != "given", -best[n])):
        if edition := compared[place].edition:
            weeks = tuple(row.activities for row in edition.planning.cohorts)
            distinct.setdefault((edition.planning.year, weeks), place)
    return sorted(list(distinct.values())[:most])


@dataclass(frozen=True)
class FrontPoint:
    """A planning that no other one betters in both measures.

    Attributes
    ----------
    values
        Of the first and of the second measure, in their units.
    proven
        Whether both values are proven: no planning has less of one and no more of the other.
    """

    values: tuple[float, float]
    proven: bool
    edition: Edition


@dataclass(frozen=True)
class Front:
    """The Pareto front of two objectives, from the least to the most of the first one.

    Attributes
    ----------
    points
        The last one alone may be unproven. None where the programme has no planning.
    whole
        Whether it is proven that there is no further point.
    """

    of: tuple[ObjectiveName, ObjectiveName]
    points: tuple[FrontPoint, ...]
    whole: bool


FRONT_OBJECTIVES = tuple(name for name in ObjectiveName if name not in NEARNESS + LAST_OBJECTIVES)
"""The objectives that can be weighed against each other: all that need no planning to stay close
to and do more than pick one of the plannings that are as good."""


def front_objectives(one: str, other: str) -> tuple[ObjectiveName, ObjectiveName]:
    """Read the names of two objectives whose front is asked for.

    Raises
    ------
    Unusable
        One of them has no front, or they are the same.
    """
    accepted = problem("accepted.one-of", expected=", ".join(FRONT_OBJECTIVES))
    unknown = [name for name in (one, other) if name not in FRONT_OBJECTIVES]
    if unknown:
        raise Unusable(
            problem("field.value", field="front", found=f'"{name}"', accepted=accepted)
            for name in dict.fromkeys(unknown)
        )
    if one == other:
        raise Unusable([problem("front.same", name=one)])
    return ObjectiveName(one), ObjectiveName(other)


def front_values(
    of: tuple[ObjectiveName, ObjectiveName], planning: Planning
) -> tuple[float, float] | None:
    """Measure two objectives; None where the planning does not give what one of them asks."""
    one, other = (objective_value(name, planning) for name in of)
    return None if one is None or other is None else (one, other)


@dataclass(frozen=True)
class DominatingPoint:
    """A point of a front that is better than a planning.

    Attributes
    ----------
    by
        How much less it has of the first and of the second measure, in their units. Neither is
        negative, one of them may be 0.
    """

    point: FrontPoint
    by: tuple[float, float]


@dataclass(frozen=True)
class Distance:
    """How far a planning is from a front, in each measure by itself.

    Attributes
    ----------
    position
        `on` the front: no planning is better. `behind` it: some points are better. `beyond` it: a
        planning that keeps the rules of the front cannot be there, so that it breaks one or was
        made under others. `unknown`: the front ended before it could tell.
    better
        The points that have no more of either measure and less of one, in their order.
    """

    position: Literal["on", "behind", "beyond", "unknown"]
    better: tuple[DominatingPoint, ...] = ()


def distance(front: Front, values: tuple[float, float]) -> Distance:
    """Tell where a planning lies that has these values of the two measures of a front."""
    one, other = values
    gaps = [DominatingPoint(p, (one - p.values[0], other - p.values[1])) for p in front.points]
    better = tuple(gap for gap in gaps if min(gap.by) >= 0 < max(gap.by))
    proven = [point.values for point in front.points if point.proven]
    if better:
        return Distance("behind", better)
    if values in proven:
        return Distance("on")
    is_searched = front.whole or any(one <= reached for reached, _ in proven)
    return Distance("beyond" if is_searched else "unknown")
