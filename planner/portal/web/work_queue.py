"""Bounds how much heavy work is in progress: one piece at a time, a few more wait for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock

MOST_WAITING = 8
"""How many requests wait for the one whose work is being done."""


class TooBusy(Exception):
    """Enough requests wait for heavy work: this one is refused, to be sent again."""


class WorkQueue:
    """Does one piece of work at a time; thread-safe."""

    def __init__(self) -> None:
        self._places, self._turn = BoundedSemaphore(1 + MOST_WAITING), Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the others, and do a piece of work as the body of the context.

        Raises
        ------
        TooBusy
            Too many wait already.
        """
        if not self._places.acquire(blocking=False):
            raise TooBusy
        try:
            with self._turn:
                yield
        finally:
            self._places.release()
