"""A comparison of scenarios as data for tables and charts; positions relative to a front."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from planner.files.problems import Unusable, problem
from planner.planning.measures import MEASURES, best_and_worst, objective_value
from planner.planning.planning import Edition, Planning
from planner.planning.unknown_weeks.completions import is_published
from planner.programme.names import LAST_OBJECTIVES, NEARNESS, ObjectiveName
from planner.programme.programme import SourceText
from planner.scenarios.settings import distinguishing_names
from planner.scenarios.specification import Specification, Status


def measure_values(planning: Planning) -> dict[str, float | None]:
    """Return the values of all measures of a planning by name; None where it lacks the data.

    All of them lack it where weeks are not published.
    """
    if not is_published(planning):
        return dict.fromkeys(str(measure.name) for measure in MEASURES)
    return {str(measure.name): measure.of(planning) for measure in MEASURES}


@dataclass(frozen=True)
class Compared:
    """A scenario of a comparison.

    Attributes
    ----------
    name
        Its name in tables and charts.
    status
        `given` for a planning that was read from a file.
    measures
        Values by the names of the measures; empty if there is no planning.
    edition
        The planning with its objectives; None if there is none.
    conflict
        Sentences about the conflict if it is infeasible, in the language of the reader.
    specification
        What it was planned from; None for a planning that was read from a file.
    settings
        In a sweep, the value of each key that varies, by dotted key.
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
        """The year in which its academic year starts: 2026 for 2026-2027."""
        if self.edition:
            return self.edition.planning.year.start_year
        return self.specification.year if self.specification else None

    @property
    def texts(self) -> tuple[str, tuple[SourceText, ...]]:
        """The TOML text of its programme, and the files it extends, the nearest first."""
        if self.specification:
            return self.specification.text, self.specification.bases
        if self.edition:
            programme = self.edition.planning.programme
            return programme.text, programme.bases
        return "", ()


def short_scenario_names(shown: Sequence[Compared]) -> list[str]:
    """Return names for scenarios shown together; those of a sweep by the settings that differ."""
    swept = [scenario.settings for scenario in shown if scenario.settings]
    names = distinguishing_names(swept) if len({tuple(settings) for settings in swept}) == 1 else []
    if len(set(names)) < len(swept):
        return [scenario.name for scenario in shown]
    short = iter(names)
    return [next(short) if scenario.settings else scenario.name for scenario in shown]


def select_scenarios(compared: Sequence[Compared], most: int) -> list[int]:
    """Return the indices of at most `most` scenarios to show.

    If there are more: first plannings read from files, then those that are best in the most
    measures; of equal plannings, one.
    """
    indices = range(len(compared))
    if len(compared) <= most:
        return list(indices)
    best = [0 for _ in indices]
    for measure in MEASURES:
        values = [scenario.measures.get(measure.name) for scenario in compared]
        if ends := best_and_worst(measure, values):
            for index in indices:
                best[index] += values[index] == ends[0]
    distinct: dict[object, int] = {}
    for index in sorted(indices, key=lambda n: (compared[n].status != "given", -best[n])):
        if edition := compared[index].edition:
            weeks = tuple(row.activities for row in edition.planning.cohorts)
            distinct.setdefault((edition.planning.year, weeks), index)
    return sorted(list(distinct.values())[:most])


@dataclass(frozen=True)
class FrontPoint:
    """A planning that no other one dominates in two objectives.

    Attributes
    ----------
    values
        Of the first and second objective, in the units of their measures.
    proven
        Whether it is proven that no planning dominates it.
    """

    values: tuple[float, float]
    proven: bool
    edition: Edition


@dataclass(frozen=True)
class Front:
    """The Pareto front of two objectives.

    Attributes
    ----------
    objectives
        The two objectives; both are minimised.
    points
        In ascending order of the first objective; empty if there is no planning. Only the last
        one may be unproven.
    whole
        Whether it is proven that there are no further points.
    """

    objectives: tuple[ObjectiveName, ObjectiveName]
    points: tuple[FrontPoint, ...]
    whole: bool


FRONT_OBJECTIVES = tuple(name for name in ObjectiveName if name not in NEARNESS + LAST_OBJECTIVES)
"""The objectives that can have a front: all but those that need a planning to stay close to, and
those that only break ties."""


def front_objectives(one: str, other: str) -> tuple[ObjectiveName, ObjectiveName]:
    """Validate the names of two objectives of a Pareto front.

    Raises
    ------
    Unusable
        One of them cannot have a front, or they are the same.
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
    """Return the values of two objectives of a planning; None if it lacks the data for one."""
    one, other = (objective_value(name, planning) for name in of)
    return None if one is None or other is None else (one, other)


@dataclass(frozen=True)
class DominatingPoint:
    """A point of a front that dominates a planning.

    Attributes
    ----------
    by
        How much less it has of the first and second objective; neither is negative, and at most
        one is 0.
    """

    point: FrontPoint
    by: tuple[float, float]


@dataclass(frozen=True)
class Distance:
    """The position of a planning relative to a Pareto front.

    Attributes
    ----------
    position
        `on` the front: no planning dominates it. `behind` it: some points dominate it. `beyond`
        it: no planning that keeps the rules of the front has these values, so it breaks one or
        was made under others. `unknown`: the part of the front that was found does not decide.
    dominating
        The points that dominate it, in the order of the front.
    """

    position: Literal["on", "behind", "beyond", "unknown"]
    dominating: tuple[DominatingPoint, ...] = ()


def distance(front: Front, values: tuple[float, float]) -> Distance:
    """Return the position of a planning with these values of the two objectives of a front."""
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
