"""Executors that plan scenarios: this process, a process pool, or a Dask cluster.

All three have the interface of `concurrent.futures`.
"""

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

_Arguments = ParamSpec("_Arguments")
_Returned = TypeVar("_Returned")

TASKS_PER_WORKER = 2
"""Scenarios submitted per worker, so that none is idle."""

CLUSTER_TIMEOUT = 10
"""Seconds to wait for the scheduler of a cluster, and again for its first worker."""


@dataclass(frozen=True)
class Workers:
    """An executor, and how it is used.

    Attributes
    ----------
    ahead
        Returns how many scenarios are submitted at once; a cluster may grow.
    breakdowns
        The exceptions of a future whose worker died.
    """

    executor: Executor
    ahead: Callable[[], int]
    breakdowns: tuple[type[Exception], ...] = (BrokenExecutor, CancelledError)


WorkerOpener = Callable[[], AbstractContextManager[Workers]]
"""Starts the workers as a context manager; an exception in its body terminates them at once."""


def choose_workers(workers: int | None = None, scheduler: str | None = None) -> WorkerOpener:
    """Return what starts the workers: this process, a process pool or a Dask cluster.

    Parameters
    ----------
    workers
        Number of processes; that of the usable cores if None. One worker is this process.
    scheduler
        Address of the scheduler of a Dask cluster, "tcp://host:8786", instead of this machine.
    """
    if scheduler is not None:
        return partial(_cluster, scheduler)
    count = usable_cores() if workers is None else workers
    return _synchronous if count == 1 else partial(_processes, count)


def usable_cores() -> int:
    """Return the number of cores in the affinity mask of this process."""
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


class _SynchronousExecutor(Executor):
    """Runs every task in `submit`."""

    def submit(
        self,
        fn: Callable[_Arguments, _Returned],
        /,
        *args: _Arguments.args,
        **kwargs: _Arguments.kwargs,
    ) -> Future[_Returned]:
        future: Future[_Returned] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


@contextmanager
def _synchronous() -> Iterator[Workers]:
    yield Workers(_SynchronousExecutor(), lambda: 1)


@contextmanager
def _processes(count: int) -> Iterator[Workers]:
    """Start a process pool whose processes exit as soon as this one is gone, even if it is killed.

    Each process holds the reading end of a pipe and exits on end of file.
    """
    context = get_context("spawn")
    reader, writer = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(count, context, initializer=_start_process, initargs=(reader,))
    try:
        yield Workers(pool, lambda: TASKS_PER_WORKER * count)
    except BaseException:
        writer.close()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
        writer.close()
        reader.close()


def _start_process(pipe: Connection) -> None:
    """Ignore SIGINT, which the parent process handles, and watch the pipe to the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_exit_on_close, args=(pipe,), daemon=True).start()


def _exit_on_close(pipe: Connection) -> None:
    try:
        pipe.recv()
    except (EOFError, OSError):
        os._exit(1)


@contextmanager
def _cluster(address: str) -> Iterator[Workers]:
    """Connect to a Dask cluster, which resubmits the tasks of workers it loses.

    Raises
    ------
    Unusable
        Dask is not installed, the address is invalid, or it does not answer in time.
    """
    try:
        from distributed import Client, KilledWorker
        from distributed.comm.addressing import get_address_host_port
    except ImportError:
        raise Unusable([problem("cluster.not-installed")]) from None
    getLogger("distributed.client").setLevel(CRITICAL)  # its errors are reported as problems
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
