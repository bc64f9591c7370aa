"""The software itself: on which versions of it a result depends, besides its input."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable

_DISTRIBUTIONS = ("planner", "ortools", "holidays", "vacances-scolaires-france")


@cache
def software_versions() -> Mapping[str, str]:
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
        elif part.name.endswith((".py", ".po", ".typ")):
            found.update(part.read_text(encoding="utf-8").encode())
    return found.hexdigest()[:12]
