"""Runs a function in a process of its own, with bounds on memory and time.

Files that somebody sent are read so: a few kilobytes can be made to fill any memory, or to be read
without end. Documents of many people are made so too, within wider bounds. The bounds on memory and
on computing time are those of POSIX; Windows bounds the time only.
"""

import pickle
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from planner.files.problems import Problem, Unusable

_FAULT, _OUT_OF_MEMORY = 1, 4
"""Exit codes of the process: a bug of the program, whose traceback it prints; too little memory."""

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


@dataclass(frozen=True)
class Bounds:
    """What a function may take.

    Attributes
    ----------
    memory
        Bytes of address space, the interpreter and its modules included.
    seconds
        Of computing; it may take twice as many in all.
    """

    memory: int
    seconds: int


READING = Bounds(512 * 1024 * 1024, 60)
"""Those of what reads a file that somebody sent."""

WRITING = Bounds(1536 * 1024 * 1024, 120)
"""Those of what makes documents: 160 kB and 0.1 s for each of several hundred people."""


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
    """Run a function that reads what somebody sent in a process of its own.

    As `confined_within`, with the bounds of reading.
    """
    return confined_within(READING, work, *args, **kwargs)


def confined_within(
    bounds: Bounds,
    work: Callable[_Arguments, _Result],
    *args: _Arguments.args,
    **kwargs: _Arguments.kwargs,
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
    bounds_sent = f"{bounds.memory}, {bounds.seconds}"
    command = [sys.executable, "-P", "-c", f"from {__name__} import _main; _main({bounds_sent})"]
    sent = pickle.dumps((work, args, kwargs))
    try:
        done = subprocess.run(command, input=sent, capture_output=True, timeout=2 * bounds.seconds)
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


def _main(memory: int, seconds: int) -> None:
    """Run the function given on standard input, and write what it returns to standard output."""
    global _is_confined
    _is_confined = True
    _limit(memory, seconds)
    try:
        work, args, kwargs = pickle.load(sys.stdin.buffer)
        try:
            outcome = work(*args, **kwargs)
        except Unusable as unusable:
            outcome = _Refusal(unusable.problems)
        sys.stdout.buffer.write(pickle.dumps(outcome))
    except Exception as fault:
        if _ran_out_of_memory(fault):
            sys.exit(_OUT_OF_MEMORY)
        raise


def _ran_out_of_memory(fault: BaseException | None) -> bool:
    """Return whether too little memory is an error, or what led to it on the way out."""
    while fault and not isinstance(fault, MemoryError):
        fault = fault.__context__
    return fault is not None


def _limit(memory: int, seconds: int) -> None:
    limit_memory(memory)
    with suppress(ImportError):
        import resource

        _bound(resource.RLIMIT_CPU, seconds)


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
