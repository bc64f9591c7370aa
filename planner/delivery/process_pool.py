"""Run rendering tasks in worker processes; one worker means none but this process.

The results come in the order of the tasks and do not depend on the number of workers.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from typing import TypeVar

from planner.delivery.rendering import DocumentRenderer
from planner.files.problems import Unusable, problem

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

APPRENTICES_PER_WORKER = 10
"""The least number of apprentices for each worker process."""

MAX_WORKERS = 60
"""On Windows, `ProcessPoolExecutor` accepts at most 61 workers."""


@dataclass(frozen=True)
class RenderPool:
    """A pool of worker processes, or this process alone if there is no executor."""

    renderer: DocumentRenderer
    executor: ProcessPoolExecutor | None = None

    def map(
        self, work: Callable[[DocumentRenderer, _Task], _Result], tasks: Sequence[_Task]
    ) -> Iterator[_Result]:
        """Apply a function to all tasks; return the results in the order of the tasks."""
        if self.executor is None:
            return (work(self.renderer, task) for task in tasks)
        with _sigint_ignored():
            return self.executor.map(partial(_run_task, work), tasks)


@contextmanager
def render_pool(renderer: DocumentRenderer, workers: int) -> Iterator[RenderPool]:
    """Open a pool of worker processes; on an error or SIGINT, pending tasks are cancelled.

    Raises
    ------
    Unusable
        A worker process died.
    """
    if workers == 1:
        yield RenderPool(renderer)
        return
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _init_worker, (renderer,))
    try:
        yield RenderPool(renderer, pool)
    except BrokenProcessPool:
        raise Unusable([problem("delivery.process")]) from None
    finally:
        pool.shutdown(cancel_futures=True)


def default_workers(apprentices: int) -> int:
    """Return the default number of workers: one per core, fewer for few apprentices."""
    return max(1, min(os.cpu_count() or 1, MAX_WORKERS, apprentices // APPRENTICES_PER_WORKER))


_worker_renderers: list[DocumentRenderer] = []
"""In a worker process, the renderer it was initialized with."""


def _init_worker(renderer: DocumentRenderer) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent process shuts it down
    _worker_renderers[:] = [renderer]


def _run_task(work: Callable[[DocumentRenderer, _Task], _Result], task: _Task) -> _Result:
    return work(_worker_renderers[0], task)


@contextmanager
def _sigint_ignored() -> Iterator[None]:
    """Ignore SIGINT while worker processes start, so that they inherit the handler."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
