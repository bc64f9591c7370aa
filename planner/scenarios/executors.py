"""Who plans scenarios: this process, several of this machine, or a cluster. One code path."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import (
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
)
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from logging import CRITICAL, getLogger
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread
from typing import Any, ParamSpec, TypeVar

from planner.files.problems import Unusable, problem

P = ParamSpec("P")
T = TypeVar("T")

TASKS_PER_WORKER = 2
"""Scenarios handed out for each worker, so that none waits for the next one."""

CLUSTER_TIMEOUT = 10
"""Seconds to wait for the scheduler of a cluster, and for its first worker."""


@dataclass(frozen=True)
class Workers:
    """Who plans.

    Attributes
    ----------
    ahead
        How many scenarios are handed out at once.
    breakdowns
        What a future raises when nobody is left to plan it.
    """

    executor: Executor
    ahead: Callable[[], int]
    breakdowns: tuple[type[Exception], ...] = (BrokenExecutor, CancelledError)


WorkerOpener = Callable[[], AbstractContextManager[Workers]]
"""Opens the workers; leaving them by an exception ends them at once."""


def choose_workers(workers: int | None = None, scheduler: str | None = None) -> WorkerOpener:
    """Choose who plans.

    Parameters
    ----------
    workers
        Processes on this machine; as many as it has usable_cores, without it. One worker is this process.
    scheduler
        Address of the scheduler of a Dask cluster, in place of this machine: "tcp://host:8786".
    """
    if scheduler is not None:
        return partial(_cluster, scheduler)
    count = usable_cores() if workers is None else workers
    return _here if count == 1 else partial(_processes, count)


def usable_cores() -> int:
    """Count the cores that this process may use."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


class _Here(Executor):
    """Does at once what it is given."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def _here() -> Iterator[Workers]:
    yield Workers(_Here(), lambda: 1)


@contextmanager
def _processes(count: int) -> Iterator[Workers]:
    """Open processes that live as long as their line to this one, whatever ends it."""
    context = get_context("spawn")
    theirs, ours = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(count, context, initializer=_begin, initargs=(theirs,))
    try:
        yield Workers(pool, lambda: TASKS_PER_WORKER * count)
    except BaseException:
        ours.close()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        ours.close()
        theirs.close()


def _begin(line: Connection) -> None:
    """Prepare a worker: an interruption is for the process that it works for."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(line,), daemon=True).start()


def _end_with(line: Connection) -> None:
    try:
        line.recv()
    except (EOFError, OSError):
        os._exit(1)


@contextmanager
def _cluster(address: str) -> Iterator[Workers]:
    """Open the workers of a Dask cluster, which takes care of those it loses."""
    try:
        from distributed import Client, KilledWorker
        from distributed.comm.addressing import get_address_host_port
    except ImportError:
        raise Unusable([problem("cluster.not-installed")]) from None
    getLogger("distributed.client").setLevel(CRITICAL)  # what goes wrong there is told here
    host_and_port: Any = get_address_host_port
    open_client: Any = Client
    try:
        host_and_port(address)
    except ValueError:
        raise Unusable([problem("cluster.address", address=address)]) from None
    try:
        client = open_client(address, timeout=CLUSTER_TIMEOUT, set_as_default=False)
    except OSError:
        raise Unusable([problem("cluster.silent", address=address)]) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=CLUSTER_TIMEOUT)
        except TimeoutError:
            raise Unusable([problem("cluster.no-workers", address=address)]) from None
        yield Workers(
            client.get_executor(pure=False),
            lambda: TASKS_PER_WORKER * max(1, sum(client.nthreads().values())),
            (BrokenExecutor, CancelledError, KilledWorker),
        )
