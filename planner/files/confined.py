"""Runs a function in a process of its own, with bounds on memory and time.

Files that somebody sent are read so: a few kilobytes can be made to fill any memory, or to be read
without end. The bounds on memory and on computing time are those of POSIX; Windows bounds the time
only.
"""

import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from planner.files.problems import Problem, Unusable

MEMORY = 512 * 1024 * 1024
"""Bytes of address space that a function may take, the interpreter and its modules included."""

SECONDS = 60
"""Seconds that it may compute, and twice as many that it may take."""

_FAULT, _OUT_OF_MEMORY = 1, 4
"""Exit codes of the process: a bug of the program, whose traceback it prints; too little memory."""

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


class OutOfBounds(Exception):
    """A function took more memory or time than it may, or its process crashed."""


@dataclass(frozen=True)
class _Refusal:
    """Stands for `Unusable` between the processes."""

    problems: tuple[Problem, ...]


_is_confined = False


def confined(
    work: Callable[_Arguments, _Result], *args: _Arguments.args, **kwargs: _Arguments.kwargs
) -> _Result:
    """Run a function of a module in a process of its own; within such a process, call it.

    Arguments and result are pickled.

    Raises
    ------
    Unusable
        The function raised it.
    OutOfBounds
        It exceeded the bounds, or crashed its process.
    """
    if _is_confined:
        return work(*args, **kwargs)
    command = [sys.executable, "-P", "-c", f"from {__name__} import _main; _main()"]
    sent = pickle.dumps((work, args, kwargs))
    try:
        done = subprocess.run(command, input=sent, capture_output=True, timeout=2 * SECONDS)
    except subprocess.TimeoutExpired as error:
        raise OutOfBounds from error
    if done.returncode == _FAULT:
        raise RuntimeError(done.stderr.decode(errors="replace"))
    if done.returncode:
        raise OutOfBounds(done.returncode)
    outcome: _Result | _Refusal = pickle.loads(done.stdout)  # written by `_main`
    if isinstance(outcome, _Refusal):
        raise Unusable(outcome.problems)
    return outcome


def _main() -> None:
    """Run the function given on standard input, and write what it returns to standard output."""
    global _is_confined
    _is_confined = True
    _limit()
    try:
        work, args, kwargs = pickle.load(sys.stdin.buffer)
        try:
            outcome = work(*args, **kwargs)
        except Unusable as unusable:
            outcome = _Refusal(unusable.problems)
        sys.stdout.buffer.write(pickle.dumps(outcome))
    except MemoryError:
        sys.exit(_OUT_OF_MEMORY)


def _limit() -> None:
    limit_memory(MEMORY)
    with suppress(ImportError):
        import resource

        _bound(resource.RLIMIT_CPU, SECONDS)


def limit_memory(most: int) -> None:
    """Bound the memory of this process, in bytes of address space; Windows has no such bound.

    A process that exceeds it leaves no image of its memory.
    """
    with suppress(ImportError):
        import resource

        _bound(resource.RLIMIT_AS, most)
        _bound(resource.RLIMIT_CORE, 0)


def _bound(kind: int, most: int) -> None:
    """Bound a resource of this process, unless it is bounded more tightly."""
    import resource

    _, hard = resource.getrlimit(kind)
    least = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (least, least))
