"""Uploaded files, read by the same code as files of the command line.

They are written to temporary folders while they are read; error messages name them as the
browser did.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath
from tempfile import TemporaryDirectory
from typing import ParamSpec, TypeVar

from planner.apprentices.roster import ReadRoster, read_noted_roster
from planner.files.confined import OutOfBounds, confined
from planner.files.file_names import file_name
from planner.files.problems import Problem, Unusable, problem
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.portal.store.publishable import read_publishable
from planner.rules.case import Case

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")

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

    They are read in a process of its own, with bounds on memory and time.

    Raises
    ------
    Unusable
        A file is missing, cannot be read, or is invalid; or both take more than these bounds.
    """
    for upload, missing in ((planning, "office.no-planning"), (roster, "office.no-roster")):
        if not upload.name:
            raise Unusable([problem(missing)])
    with as_files(planning, roster) as (first, second):
        edition, read = read_confined(_read, first, second, text.language)
    return edition, _named(read, second, roster)


def read_list(upload: Upload, case: Case) -> ReadRoster:
    """Read a roster, in a process of its own, with bounds on memory and time.

    Raises
    ------
    Unusable
        The file is missing, cannot be read, or is invalid; or it takes more than these bounds.
    """
    if not upload.name:
        raise Unusable([problem("office.no-roster")])
    with as_files(upload) as (path,):
        return _named(read_confined(read_noted_roster, path, case), path, upload)


def _named(read: ReadRoster, path: Path, upload: Upload) -> ReadRoster:
    """Name a roster that was read as the browser did."""
    notes = tuple(as_sent(note, path) for note in read.notes)
    named = tuple(replace(each, where=upload.safe_name) for each in read.apprentices)
    return ReadRoster(named, notes)


def _read(planning: Path, roster: Path, language: str) -> tuple[Edition, ReadRoster]:
    edition = read_publishable(planning, Messages(language))
    return edition, read_noted_roster(roster, edition.planning.case)


def read_confined(
    read: Callable[_Arguments, _Result], *args: _Arguments.args, **kwargs: _Arguments.kwargs
) -> _Result:
    """Read uploaded files in a process of its own, with bounds on memory and time.

    Raises
    ------
    Unusable
        The function raised it, or took more than these bounds.
    """
    try:
        return confined(read, *args, **kwargs)
    except OutOfBounds:
        raise Unusable([problem("office.excessive")]) from None


@contextmanager
def as_files(*uploads: Upload) -> Iterator[tuple[Path, ...]]:
    """Write uploads to temporary files; remove their folders from error messages.

    Raises
    ------
    Unusable
        There is no room for them, or the body of the context raised it.
    """
    try:
        with TemporaryDirectory() as folder:
            paths = tuple(Path(folder, f"{n}", each.safe_name) for n, each in enumerate(uploads))
            for path, each in zip(paths, uploads, strict=True):
                path.parent.mkdir()
                path.write_bytes(each.content)
            try:
                yield paths
            except Unusable as unusable:
                problems = unusable.problems
                for path in paths:
                    problems = tuple(as_sent(each, path) for each in problems)
                raise Unusable(problems) from None
    except OSError as error:
        raise Unusable([problem("office.no-room", reason=error.strerror)]) from None


def as_sent(what: Problem, path: Path) -> Problem:
    """Return a problem of an upload that names its file as the browser did."""
    return _without(f"{path.parent}{os.sep}", what)


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
