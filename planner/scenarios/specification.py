"""What is planned, and what came out of it, as plain data: sent to workers, kept, read again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from planner.files.software import software_versions
from planner.planning.planning import SEED
from planner.programme.names import ObjectiveName
from planner.programme.programme import Programme, SourceText

Status = Literal["optimal", "feasible", "impossible", "not-found"]
"""`optimal`: every objective proven; `feasible`: a planning, not all proven; `impossible`: proven
that there is none; `not-found`: the time limit came first."""


@dataclass(frozen=True)
class Specification:
    """All that a planning depends on.

    Attributes
    ----------
    name
        What tables and pictures call the scenario. It does not change what comes out.
    text, bases
        The programme file and those it extends, the nearest first.
    year
        The year in which the academic year starts.
    ranking
        The objectives, in place of those of the file; the file's without it.
    limits
        The most that an objective may be, in the units in which it is searched.
    time_limit
        Seconds for the search; none without it.
    """

    name: str
    text: str
    bases: tuple[SourceText, ...]
    year: int
    ranking: tuple[ObjectiveName, ...] = ()
    limits: tuple[tuple[ObjectiveName, int], ...] = ()
    time_limit: float | None = None

    @property
    def key(self) -> str:
        """A name for all that the result depends on, versions included."""
        told = asdict(self) | {"versions": software_versions()}
        del told["name"]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def specification(
    name: str, programme: Programme, year: int, time_limit: float | None = None
) -> Specification:
    """Specify the planning of a programme in a year."""
    return Specification(name, programme.text, programme.bases, year, time_limit=time_limit)


@dataclass(frozen=True)
class Result:
    """What came out.

    Attributes
    ----------
    planning
        planning.json, with the programme it was made from; None if there is no planning.
    measures
        By their names; None where the planning does not give what a measure asks.
    conflict
        Why there is no planning: sentences, by language.
    versions, seed
        Those it was made with.
    """

    specification: Specification
    status: Status
    planning: str | None = None
    measures: Mapping[str, int | float | None] = field(default_factory=dict)
    conflict: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=software_versions)
    seed: int = SEED
