"""Measures a sweep over Albi 2026-2027: scenarios a minute, and the processor time of each.

    .venv/bin/python scripts/benchmark_scenarios.py [COUNT] [--workers N] [--dask] [--against REV]

COUNT of 200 scenarios are planned by some processes, or by the workers of a Dask cluster on this
machine; with `--against`, by an earlier revision as well, with the same libraries. Starting the
workers is part of it. The rate is by the clock: it means something where nothing else runs.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import tomli_w
from measuring import ROOT, compile_byte_code, revision, run

from planner.scenarios.executors import choose_workers
from planner.scenarios.result_cache import ResultCache
from planner.scenarios.running import plan_scenarios
from planner.scenarios.sweep_file import read_sweep

YEAR = 2026

SWEPT: dict[str, list[Any]] = {
    "campus.most_cohorts": [2, 3],
    "cohorts.1A.school_blocks.longest": [3, 4, 5, 6, 7],
    "cohorts.1A.company_blocks.longest": [7, 8, 9, 10],
    "cohorts.2A.company_blocks.shortest": [5, 6, 7, 8, 9],
}
"""What varies in 200 scenarios."""


def plan(count: int, workers: int, dask: bool) -> float:
    """Plan some of the scenarios with the planner that Python finds; return the seconds."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sweep.toml"
        tables = {"programme": str(ROOT / "data" / "albi.toml"), "values": SWEPT}
        file.write_text(tomli_w.dumps(tables), encoding="utf-8")
        every = [each.specification for each in read_sweep(file).combinations(YEAR)]
        asked = [every[n * len(every) // count] for n in range(count)]
        start = time.monotonic()
        with cluster(workers) if dask else processes(workers) as open_workers:
            plan_scenarios(asked, open_workers, ResultCache(Path(folder)), lambda _: None)
        return time.monotonic() - start


@contextmanager
def processes(count: int) -> Iterator[Any]:
    """Give what starts some processes."""
    yield choose_workers(count)


@contextmanager
def cluster(workers: int) -> Iterator[Any]:
    """Give what connects to a cluster on this machine, which is started and ended."""
    from distributed import LocalCluster

    local: Any = LocalCluster
    with local(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
    ) as started:
        yield choose_workers(scheduler=started.scheduler_address)


def measured(tree: Path, count: int, workers: int, dask: bool) -> tuple[float, float]:
    """Plan with the planner of a folder; return scenarios a minute, and seconds for each."""
    arguments = [__file__, str(count), "--workers", str(workers), "--here"]
    used = run([*arguments, "--dask"] if dask else arguments, tree)
    return 60 * count / float(used.output), used.seconds / count


@click.command()
@click.argument("count", default=200)
@click.option("--workers", default=2, show_default=True)
@click.option("--dask", is_flag=True, help="By the workers of a Dask cluster.")
@click.option("--against", metavar="REVISION", help="An earlier revision to measure beside.")
@click.option("--here", is_flag=True, hidden=True)
def main(count: int, workers: int, dask: bool, against: str | None, here: bool) -> None:
    """Print what was measured."""
    if here:
        print(plan(count, workers, dask))
        return
    compile_byte_code(ROOT)
    rate, seconds = measured(ROOT, count, workers, dask)
    print(f"{count} scenarios, {workers} {'Dask ' if dask else ''}workers")
    print(f"this version: {rate:.1f} a minute, {seconds:.2f} s of processor time each")
    if against:
        with revision(against) as tree:
            before, spent = measured(tree, count, workers, dask)
        print(f"{against}: {before:.1f} a minute, {spent:.2f} s of processor time each")
        print(f"ratios: {rate / before:.2f} times as many a minute, {spent / seconds:.2f} by time")


if __name__ == "__main__":
    main()
