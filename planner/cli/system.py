"""What the system lacks, wherever a command meets it: room on the disk, a temporary folder."""

import errno
from collections.abc import Iterator

from planner.files.problems import Problem, problem

_FULL = (errno.ENOSPC, errno.EDQUOT)

_NO_TEMPORARY_FOLDER = "temporary directory"
"""In the message of `tempfile`, which gives the error no number of its own."""


def system_problem(fault: BaseException) -> Problem | None:
    """Return the problem of the system behind an error; None if it is a bug of the program."""
    for each in _chain(fault):
        if isinstance(each, OSError):
            if each.errno in _FULL:
                key = "system.full-at" if each.filename else "system.full"
                return problem(key, place=each.filename)
            if _NO_TEMPORARY_FOLDER in str(each):
                return problem("system.no-temporary")
    return None


def _chain(fault: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, then those that it came from."""
    while fault is not None:
        yield fault
        fault = fault.__cause__ or fault.__context__
