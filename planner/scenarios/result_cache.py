"""The on-disk cache of results: one JSON file a result, by the key of its specification."""

import os
import uuid
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from planner.files.output import not_writable
from planner.files.problems import Unusable
from planner.scenarios.specification import Result, Specification


@dataclass(frozen=True)
class ResultCache:
    """A folder of results; safe for several processes, as files are replaced atomically.

    Entries are never invalidated: the key covers the versions of the software.
    """

    folder: Path

    def get(self, specification: Specification) -> Result | None:
        """Return the cached result of a specification; None if there is none or it is corrupt."""
        try:
            found = _results().validate_json(self._file(specification).read_bytes())
        except (OSError, ValidationError):
            return None
        is_valid = found.specification.key == specification.key
        return replace(found, specification=specification) if is_valid else None

    def put(self, result: Result) -> None:
        """Store a result, replacing an older one.

        Raises
        ------
        Unusable
            The folder is not writable.
        """
        temporary = self.folder / f".{uuid.uuid4().hex}.new"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(_results().dump_json(result, indent=1))
            os.replace(temporary, self._file(result.specification))
        except BaseException as error:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise Unusable([not_writable(self.folder, error)]) from None
            raise

    def _file(self, specification: Specification) -> Path:
        return self.folder / f"{specification.key}.json"


@cache
def _results() -> TypeAdapter[Result]:
    return TypeAdapter(Result)
