"""A search in a process of its own: slow work stays away from pages, and can be killed.

The process is nice to others, may take a bounded memory, and ends as soon as the process that
started it is gone, even if that one is killed.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from threading import Event, Lock, Thread

from planner.files.confined import limit_memory
from planner.office.searches.task import Finding, SearchStanding, SearchTask, perform

SEARCH_MEMORY = 4 * 1024**3
"""Bytes of address space that a search may take, where the system has such a bound."""

_NICENESS = 10
"""By how much a search gives way to the pages of the same machine."""


@dataclass(frozen=True)
class SearchProcess:
    """A process that does one task.

    Attributes
    ----------
    pipe
        It tells standings, then what it found; it is told when to stop.
    """

    process: SpawnProcess
    pipe: "Connection[object, SearchStanding | Finding]"

    @classmethod
    def start(cls, task: SearchTask) -> "SearchProcess":
        """Start the process, which begins at once."""
        context = get_context("spawn")
        pipe, far_end = context.Pipe()
        process = context.Process(target=_run, args=(task, far_end), daemon=True)
        process.start()
        far_end.close()
        return cls(process, pipe)

    def messages(self) -> Iterator[SearchStanding | Finding]:
        """Yield the messages of the process until it ends; the last one is its result, if any."""
        with suppress(EOFError, OSError):
            while True:
                yield self.pipe.recv()
        self.process.join()

    def stop(self) -> None:
        """Ask the search to end with what it has found."""
        with suppress(OSError):  # it has just ended by itself
            self.pipe.send(None)

    def kill(self) -> None:
        """End the process at once."""
        self.process.kill()


def _run(task: SearchTask, pipe: "Connection[SearchStanding | Finding, object]") -> None:
    """Perform a task and send its messages; SIGINT is left to the process that serves."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(AttributeError):  # Windows has none
        os.nice(_NICENESS)
    limit_memory(SEARCH_MEMORY)
    stopped, telling = Event(), Lock()
    Thread(target=_listen, args=(pipe, stopped), daemon=True).start()

    def tell(message: SearchStanding | Finding) -> None:
        with telling:
            pipe.send(message)

    tell(perform(task, tell, stopped.is_set))


def _listen(pipe: "Connection[SearchStanding | Finding, object]", stopped: Event) -> None:
    """Wait for the order to stop, or for the end of the process that might give it."""
    try:
        while True:
            pipe.recv()
            stopped.set()
    except (EOFError, OSError):
        os._exit(1)
