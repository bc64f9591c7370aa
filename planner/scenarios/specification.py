"""What is planned and its result, as plain data that workers and the cache can serialize."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Literal

from planner.files.software import SEED, software_versions
from planner.programme.names import ObjectiveName
from planner.programme.programme import Programme, SourceText

Status = Literal["optimal", "feasible", "impossible", "not-found"]
"""`optimal`: all objectives are proven; `feasible`: a planning, not all are proven; `impossible`:
proven infeasible; `not-found`: no planning within the time limit."""


@dataclass(frozen=True)
class Specification:
    """All that a planning depends on, besides the versions of the software.

    Attributes
    ----------
    name
        The name of the scenario in tables and charts; it does not affect the result.
    text, bases
        The TOML text of the programme file, and the files it extends, the nearest first.
    year
        The year in which the academic year starts.
    ranking
        The objectives, instead of those of the file if it is not empty.
    limits
        Upper bounds of objectives, in the integer units of the solver.
    time_limit
        Seconds for the search; unlimited if None.
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
        """The SHA-256 digest of all that the result depends on, versions included."""
        fields = asdict(self) | {"versions": software_versions()}
        del fields["name"]
        return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()


def specification(
    name: str, programme: Programme, year: int, time_limit: float | None = None
) -> Specification:
    """Return the specification of a programme in the academic year that starts in `year`."""
    return Specification(name, programme.text, programme.bases, year, time_limit=time_limit)


@dataclass(frozen=True)
class Result:
    """The result of a specification.

    Attributes
    ----------
    planning
        The text of planning.json; None if there is no planning.
    measures
        Values by the names of the measures; None where the planning lacks the data.
    conflict
        Sentences about why there is no planning, by language.
    versions, seed
        The versions of the software and the seed of the solver that produced it.
    """

    specification: Specification
    status: Status
    planning: str | None = None
    measures: Mapping[str, int | float | None] = field(default_factory=dict)
    conflict: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=software_versions)
    seed: int = SEED
