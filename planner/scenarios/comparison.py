"""Scenarios beside each other, as tables and pictures take them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from planner.domain import Edition, ObjectiveName, SourceText
from planner.measures import Better, Measure
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


def best_and_worst(measure: Measure, values: Iterable[float | None]) -> tuple[float, float] | None:
    """Tell the best and the worst of the values of a measure; None unless they differ."""
    given = {value for value in values if value is not None}
    if len(given) < 2:
        return None
    ends = min(given), max(given)
    return ends if measure.better is Better.LESS else (ends[1], ends[0])


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
    """The Pareto front of two objectives, in the order of the first one's values.

    Attributes
    ----------
    whole
        Whether it is known that there is no further point.
    """

    of: tuple[ObjectiveName, ObjectiveName]
    points: tuple[FrontPoint, ...]
    whole: bool
