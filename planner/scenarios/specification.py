"""What is planned, and what came out of it, as plain data: sent to workers, kept, read again."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable
from typing import Literal

from planner.domain import SEED, ObjectiveName, Programme, SourceText

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
        told = asdict(self) | {"versions": versions()}
        del told["name"]
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def specification(
    name: str, programme: Programme, year: int, time_limit: float | None = None
) -> Specification:
    """Specify the planning of a programme in a year."""
    return Specification(name, programme.text, programme.bases, year, time_limit=time_limit)


_DISTRIBUTIONS = ("planner", "ortools", "holidays", "vacances-scolaires-france")


@cache
def versions() -> Mapping[str, str]:
    """Give the versions on which a result depends.

    Between two releases the code changes as well: its text counts, whatever its line ends.
    """
    told = {name: version(name) for name in _DISTRIBUTIONS}
    return told | {"code": _digest(resources.files("planner"))}


def _digest(folder: Traversable) -> str:
    """Name what the modules and texts of a folder say."""
    found = hashlib.sha256()
    for part in sorted(folder.iterdir(), key=lambda part: part.name):
        if part.is_dir():
            found.update(_digest(part).encode())
        elif part.name.endswith((".py", ".po")):
            found.update(part.read_text(encoding="utf-8").encode())
    return found.hexdigest()[:12]


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
    versions: Mapping[str, str] = field(default_factory=versions)
    seed: int = SEED
