"""Problems of an input as keys of the message catalogue with values, independent of language."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

from planner.files.invisible import PRINTABLE

ISO_WEEK = r"^([1-9]|[1-4][0-9]|5[0-3])$"
"""Pattern of the number of an ISO week as a key of a table."""

DATED_WEEK = r"^2[0-9]{3}-[WS](0[1-9]|[1-4][0-9]|5[0-3])$"
"""Pattern of an ISO week of a given year: 2026-W45, or 2026-S45 as in French."""

MOST_LABEL = 60
"""The most characters of the label of a version, or of the name of an office user."""


def is_label(text: str) -> bool:
    """Whether a text is short enough for a label, and printable."""
    return len(text) <= MOST_LABEL and re.fullmatch(PRINTABLE, text) is not None


Location: TypeAlias = tuple[int | str, ...]
"""Keys and list indices from the root of a file to a value."""


@dataclass(frozen=True)
class Problem:
    """One fault of an input.

    Attributes
    ----------
    key
        The key of its sentence in the message catalogue.
    values
        The placeholders of the sentence: the field, what was found, what is accepted. A value
        that is itself a `Problem` is replaced by its sentence.
    places
        Where it is in the file: of figures that contradict each other, each of them. Empty if it
        concerns the whole file.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)
    places: tuple[Location, ...] = field(default=(), compare=False)

    def at(self, *places: Location) -> "Problem":
        """Return this problem with its places in the file."""
        return replace(self, places=places)

    def below(self, *path: int | str) -> "Problem":
        """Return this problem of a part of a file as one of the whole file."""
        return replace(self, places=tuple((*path, *place) for place in self.places))


def problem(key: str, /, **values: object) -> Problem:
    """Build a problem from its key and its placeholders."""
    return Problem(key, values)


def without_file(found: Problem) -> Problem:
    """Return a problem without the file in which it was found."""
    inner = found.values.get("what")
    return inner if found.key == "file.field" and isinstance(inner, Problem) else found


class Unusable(Exception):
    """An input, or an output path, cannot be used.

    Attributes
    ----------
    problems
        All that is wrong with it.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(p.key for p in self.problems))


@contextmanager
def replaced_problem_keys(keys: Mapping[str, str]) -> Iterator[None]:
    """Replace the keys of the problems that the body of the context raises.

    Parameters
    ----------
    keys
        The new key for an old one; other keys are left.
    """
    try:
        yield
    except Unusable as unusable:
        replaced = [
            Problem(keys.get(each.key, each.key), each.values) for each in unusable.problems
        ]
        raise Unusable(replaced) from None


def read_text(path: Path) -> str:
    """Read a text file in UTF-8, with or without a byte order mark.

    Raises
    ------
    Unusable
        The file is missing, cannot be read, or is not valid UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Unusable([problem("file.not-utf8", file=path, line=line)]) from None
    except OSError as error:
        raise Unusable([_unreadable(path, error)]) from None


def read_bytes(path: Path, most: int) -> bytes:
    """Read a file of at most `most` bytes.

    Raises
    ------
    Unusable
        The file is missing, cannot be read, or is larger.
    """
    try:
        with path.open("rb") as source:
            content = source.read(most + 1)
    except OSError as error:
        raise Unusable([_unreadable(path, error)]) from None
    if len(content) > most:
        raise Unusable([problem("file.too-large", file=path, most=most)])
    return content


def _unreadable(path: Path, error: OSError) -> Problem:
    match error:
        case FileNotFoundError():
            return problem("file.missing", file=path)
        case IsADirectoryError():
            return problem("file.is-folder", file=path)
        case PermissionError():
            return problem("file.forbidden", file=path)
    return problem("file.unreadable", file=path, reason=error.strerror)
