"""Files that a browser sent, read as those that the command line is given.

They lie on disk only while they are read. What is wrong with them is told under the names that
they had where they came from.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath
from tempfile import TemporaryDirectory

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.roster import read_roster
from planner.files.file_names import file_name
from planner.files.problems import Problem, Unusable, problem
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.portal.store.publishable import read_publishable

_STEM, _SUFFIX = 100, 10


@dataclass(frozen=True)
class Upload:
    """A file that was sent.

    Attributes
    ----------
    name
        As the browser tells it; "" where no file was chosen.
    """

    name: str
    content: bytes

    @property
    def safe_name(self) -> str:
        """The name under which it can lie on any disk."""
        name = PureWindowsPath(self.name)
        suffix = f".{file_name(name.suffix[1:], _SUFFIX)}" if name.suffix else ""
        return file_name(name.stem, _STEM) + suffix


def read_uploads(
    planning: Upload, roster: Upload, text: Messages
) -> tuple[Edition, tuple[Apprentice, ...]]:
    """Read a planning that keeps its rules, and the list of its apprentices.

    Raises
    ------
    Unusable
        A file was not sent, cannot be read, or is at fault.
    """
    for upload, missing in ((planning, "office.no-planning"), (roster, "office.no-roster")):
        if not upload.name:
            raise Unusable([problem(missing)])
    with _as_file(planning) as path:
        edition = read_publishable(path, text)
    with _as_file(roster) as path:
        apprentices = read_roster(path, edition.planning)
    return edition, tuple(replace(each, where=roster.safe_name) for each in apprentices)


@contextmanager
def _as_file(upload: Upload) -> Iterator[Path]:
    """Put what was sent in a file, and take the folder out of what is told of it."""
    try:
        with TemporaryDirectory() as folder:
            path = Path(folder, upload.safe_name)
            path.write_bytes(upload.content)
            try:
                yield path
            except Unusable as unusable:
                inside = f"{folder}{os.sep}"
                told = [_without(inside, each) for each in unusable.problems]
                raise Unusable(told) from None
    except OSError as error:
        raise Unusable([problem("office.no-room", reason=error.strerror)]) from None


def _without(folder: str, what: Problem) -> Problem:
    """Leave out a folder wherever a problem names it."""
    return Problem(what.key, {name: _told(folder, value) for name, value in what.values.items()})


def _told(folder: str, value: object) -> object:
    match value:
        case Problem():
            return _without(folder, value)
        case str() | Path():
            return str(value).replace(folder, "")
    return value
