"""What is wrong with an input, kept apart from the language in which it is told."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PRINTABLE = r"^[^\x00-\x1f\x7f\ufffe\uffff]*$"
"""What a text that goes into documents is made of: no control characters."""


ISO_WEEK = r"^([1-9]|[1-4][0-9]|5[0-3])$"
"""The number of an ISO week as a key of a table."""


DATED_WEEK = r"^2[0-9]{3}-[WS](0[1-9]|[1-4][0-9]|5[0-3])$"
"""An ISO week of a given year: 2026-W45, or 2026-S45 as in French."""


MOST_LABEL = 60
"""Characters of what a version, or somebody at scolarité, is called."""


def is_label(text: str) -> bool:
    """Tell whether a text is short enough for a label, and in one line."""
    return len(text) <= MOST_LABEL and re.fullmatch(PRINTABLE, text) is not None


@dataclass(frozen=True)
class Problem:
    """One fault of an input.

    Attributes
    ----------
    key
        Its sentence in the message catalogue.
    values
        What the sentence names: the field, what was found, what is accepted. A value that is
        itself a `Problem` is told first and put in its place.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def problem(key: str, /, **values: object) -> Problem:
    """Name a fault by its key in the catalogue."""
    return Problem(key, values)


def without_file(what: Problem) -> Problem:
    """Leave out the file in which a problem was found."""
    inner = what.values.get("what")
    return inner if what.key == "file.field" and isinstance(inner, Problem) else what


class Unusable(Exception):
    """An input, or a place to write to, that cannot be used as it is; with all its problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(p.key for p in self.problems))


@contextmanager
def replaced_problem_keys(keys: Mapping[str, str]) -> Iterator[None]:
    """Tell some problems in other sentences, by the keys of those they have."""
    try:
        yield
    except Unusable as unusable:
        told = [Problem(keys.get(each.key, each.key), each.values) for each in unusable.problems]
        raise Unusable(told) from None


def read_text(path: Path) -> str:
    """Read a whole text file in UTF-8, with or without a byte order mark.

    Raises
    ------
    Unusable
        The file is missing, cannot be read, or holds something else than UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise Unusable([problem("file.not-utf8", file=path, line=line)]) from None
    except OSError as error:
        raise Unusable([_unreadable(path, error)]) from None


def read_bytes(path: Path, most: int) -> bytes:
    """Read a whole file of at most so many bytes.

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
