"""Bounds how much heavy work is in progress: one piece at a time, a few more wait for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

MOST_WAITING = 8
"""How many requests wait for the one whose work is being done."""


class TooBusy(Exception):
    """Enough requests wait for heavy work: this one is refused, to be sent again."""


class WorkQueue:
    """Does one piece of work at a time; thread-safe.

    Attributes
    ----------
    pending
        How many pieces of work there are: the one being done, and those that wait.
    """

    def __init__(self) -> None:
        self.pending = 0
        self._count, self._turn = Lock(), Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn; the body of the context is the piece of work.

        Raises
        ------
        TooBusy
            Too many wait already.
        """
        with self._count:
            if self.pending > MOST_WAITING:
                raise TooBusy
            self.pending += 1
        try:
            with self._turn:
                yield
        finally:
            with self._count:
                self.pending -= 1
