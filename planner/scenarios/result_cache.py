"""Results kept in a folder, a file each, so that nothing is planned a second time."""

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
    """A folder of results, each named by the key of its specification.

    Several processes may use it at once: a file is there whole, or not at all.
    """

    folder: Path

    def get(self, specification: Specification) -> Result | None:
        """Give the result of a specification; None if it is not kept, or not as it was written."""
        try:
            found = _results().validate_json(self._file(specification).read_bytes())
        except (OSError, ValidationError):
            return None
        kept = found.specification.key == specification.key
        return replace(found, specification=specification) if kept else None

    def put(self, result: Result) -> None:
        """Write a result, in place of one that is there.

        Raises
        ------
        Unusable
            The folder cannot be written to.
        """
        beside = self.folder / f".{uuid.uuid4().hex}.new"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(_results().dump_json(result, indent=1))
            os.replace(beside, self._file(result.specification))
        except BaseException as error:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise Unusable([not_writable(self.folder, error)]) from None
            raise

    def _file(self, specification: Specification) -> Path:
        return self.folder / f"{specification.key}.json"


@cache
def _results() -> TypeAdapter[Result]:
    return TypeAdapter(Result)
