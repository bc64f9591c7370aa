"""What determines a result together with its input: versions of the software, the seed."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.metadata import version
from importlib.resources.abc import Traversable

SEED = 0
"""Of the solver's random numbers: fixed, so that results are deterministic."""

_DISTRIBUTIONS = ("planner", "ortools", "holidays", "vacances-scolaires-france")


@cache
def software_versions() -> Mapping[str, str]:
    """Return the versions of the package and its libraries, and a digest of the code as "code".

    The digest distinguishes states of the code between two releases; line endings do not count.
    """
    found = {name: version(name) for name in _DISTRIBUTIONS}
    return found | {"code": _digest(resources.files("planner"))}


def _digest(folder: Traversable) -> str:
    """Return 12 hexadecimal digits of the SHA-256 digest of all sources in a folder."""
    found = hashlib.sha256()
    for part in sorted(folder.iterdir(), key=lambda part: part.name):
        if part.is_dir():
            found.update(_digest(part).encode())
        elif part.name.endswith((".py", ".po", ".typ")):
            found.update(part.read_text(encoding="utf-8").encode())
    return found.hexdigest()[:12]
