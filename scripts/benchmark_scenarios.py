"""Measures a sweep over Albi 2026-2027: scenarios a minute, and processor time of each.

    .venv/bin/python scripts/benchmark_scenarios.py [COUNT] [--workers N] [--dask] [--against REV]

COUNT scenarios (200, if none is named) are planned by some processes, or with `--dask` by the
workers of a Dask cluster on this machine. With `--against`, the same scenarios are planned by
another revision of the planner as well, with the same libraries, and the ratios are printed.
Starting the workers is counted, reading the sweep is not.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import tomli_w

ROOT = Path(__file__).resolve().parent.parent
YEAR = 2026

SWEPT: dict[str, list[Any]] = {
    "campus.most_cohorts": [2, 3],
    "cohorts.1A.school_blocks.longest": [3, 4, 5, 6, 7],
    "cohorts.1A.company_blocks.longest": [7, 8, 9, 10],
    "cohorts.2A.company_blocks.shortest": [5, 6, 7, 8, 9],
}
"""What varies in 200 scenarios."""


def plan(programme: Path, count: int, workers: int, dask: bool) -> dict[str, float]:
    """Plan some of the scenarios with the planner that Python finds; return what each took."""
    from planner.scenarios.result_cache import ResultCache
    from planner.scenarios.running import plan_scenarios
    from planner.scenarios.sweep_file import read_sweep

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sweep.toml"
        tables = {"programme": str(programme), "values": SWEPT}
        file.write_text(tomli_w.dumps(tables), encoding="utf-8")
        asked = [each.specification for each in read_sweep(file).combinations(YEAR)]
        asked = [asked[n * len(asked) // count] for n in range(count)]
        start, used = time.monotonic(), _processor_time()
        with _opened(workers, dask) as open_workers:
            plan_scenarios(asked, open_workers, ResultCache(Path(folder)), lambda _: None)
    return {
        "a minute": 60 * count / (time.monotonic() - start),
        "seconds each": (_processor_time() - used) / count,
    }


@contextmanager
def _opened(workers: int, dask: bool) -> Iterator[Any]:
    """Yield what opens some processes, or the workers of a cluster that lasts as long."""
    from planner.scenarios.executors import choose_workers

    if not dask:
        yield choose_workers(workers)
        return
    from distributed import LocalCluster

    cluster: Any = LocalCluster
    with cluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None
    ) as local:
        yield choose_workers(scheduler=local.scheduler_address)


def _processor_time() -> float:
    """Return the processor seconds of this process and of the ended ones that it started."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, who))


def measured(source: Path, arguments: Sequence[str]) -> dict[str, float]:
    """Plan in a process of its own, with the planner whose sources lie in a folder."""
    command = [sys.executable, __file__, *arguments, "--here"]
    environment = os.environ | {"PYTHONPATH": str(source)}
    told = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout
    found: dict[str, float] = json.loads(told)
    return found


@contextmanager
def revision(name: str) -> Iterator[Path]:
    """Yield a folder with the sources of a revision, their byte code compiled."""
    git = ["git", "-C", str(ROOT), "worktree"]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        subprocess.run([*git, "add", "--quiet", "--detach", str(source), name], check=True)
        try:
            compiling = [sys.executable, "-m", "compileall", "-q", str(source / "planner")]
            subprocess.run(compiling, check=True)
            yield source
        finally:
            subprocess.run([*git, "remove", "--force", str(source)], check=True)


def main() -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--dask", action="store_true")
    parser.add_argument("--against", metavar="REV")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    programme = ROOT / "data" / "albi.toml"
    if asked.here:
        print(json.dumps(plan(programme, asked.count, asked.workers, asked.dask)))
        return
    arguments = [str(asked.count), "--workers", str(asked.workers)]
    arguments += ["--dask"] if asked.dask else []
    by = f"{asked.count} scenarios, {asked.workers} {'Dask ' if asked.dask else ''}workers"
    this = measured(ROOT, arguments)
    print(f"this version, {by}: {_told(this)}")
    if asked.against:
        with revision(asked.against) as source:
            other = measured(source, arguments)
        print(f"{asked.against}, {by}: {_told(other)}")
        faster = this["a minute"] / other["a minute"]
        less = other["seconds each"] / this["seconds each"]
        print(f"this version plans {faster:.2f} times as many, with 1 / {less:.2f} of the time")


def _told(found: dict[str, float]) -> str:
    rate, seconds = found["a minute"], found["seconds each"]
    return f"{rate:.1f} a minute, {seconds:.2f} s of processor time each"


if __name__ == "__main__":
    main()
