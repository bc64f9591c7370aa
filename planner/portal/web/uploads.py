"""Uploaded files, read by the same code as files of the command line.

They are written to a temporary folder while they are read; error messages name them as the
browser did.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath
from tempfile import TemporaryDirectory

from planner.apprentices.roster import ReadRoster, read_noted_roster
from planner.files.file_names import file_name
from planner.files.problems import Problem, Unusable, problem
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.portal.store.publishable import read_publishable

_MAX_STEM, _MAX_SUFFIX = 100, 10


@dataclass(frozen=True)
class Upload:
    """An uploaded file.

    Attributes
    ----------
    name
        The file name sent by the browser; "" if no file was chosen.
    """

    name: str
    content: bytes

    @property
    def safe_name(self) -> str:
        """Its name, made valid for any file system."""
        name = PureWindowsPath(self.name)
        suffix = f".{file_name(name.suffix[1:], _MAX_SUFFIX)}" if name.suffix else ""
        return file_name(name.stem, _MAX_STEM) + suffix


def read_uploads(planning: Upload, roster: Upload, text: Messages) -> tuple[Edition, ReadRoster]:
    """Read a planning that keeps its rules, and the roster of its apprentices.

    Raises
    ------
    Unusable
        A file is missing, cannot be read, or is invalid.
    """
    for upload, missing in ((planning, "office.no-planning"), (roster, "office.no-roster")):
        if not upload.name:
            raise Unusable([problem(missing)])
    with _as_file(planning) as path:
        edition = read_publishable(path, text)
    with _as_file(roster) as path:
        read = read_noted_roster(path, edition.planning)
        notes = tuple(_without(f"{path.parent}{os.sep}", note) for note in read.notes)
    named = tuple(replace(each, where=roster.safe_name) for each in read.apprentices)
    return edition, ReadRoster(named, notes)


@contextmanager
def _as_file(upload: Upload) -> Iterator[Path]:
    """Write an upload to a temporary file; remove its folder from error messages."""
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder, upload.safe_name)
            path.write_bytes(upload.content)
            try:
                yield path
            except Unusable as unusable:
                inside = f"{folder}{os.sep}"
                problems = [_without(inside, each) for each in unusable.problems]
                raise Unusable(problems) from None
    except OSError as error:
        raise Unusable([problem("office.no-room", reason=error.strerror)]) from None


def _without(folder: str, what: Problem) -> Problem:
    """Remove a folder from all values of a problem, recursively."""
    return Problem(
        what.key, {name: _shortened(folder, value) for name, value in what.values.items()}
    )


def _shortened(folder: str, value: object) -> object:
    match value:
        case Problem():
            return _without(folder, value)
        case str() | Path():
            return str(value).replace(folder, "")
    return value
