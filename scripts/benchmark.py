"""Measures the proofs of the planner, beside a bare model and beside an earlier revision.

    .venv/bin/python scripts/benchmark.py --against REVISION

One worker, one run. The unit is the processor time of the bare import of the libraries that `plan`
needs, byte code compiled, measured first. The tables are printed as Markdown:

classes
    Instances of 1 to 300 classes (`instances.py`): the whole ranking by the planner, by HiGHS on
    the same network (`bare_network.py`), and by the earlier revision.
loose
    Programmes with loose rules (`tests/loose`).
plan
    The whole `plan` command on Albi, files included, beside the import, in pairs.

The time of a search is without imports and without reading the file. Where the limit ends one, the
first objective without a proof is told: its value, its bound and the gap between them.
"""

import json
import math
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import click
from instances import YEAR, instance, programme_text
from measuring import ROOT, bare_import, compile_byte_code, paired, revision, run

SCRIPTS = Path(__file__).parent
SIZES = (1, 3, 10, 30, 100, 300)
LEAST_OF_GROWTH = 10
"""Growth is told from this number of classes on."""

LOOSE = {
    path: 2025 if path.stem.startswith("three") else 2026
    for path in sorted((ROOT / "tests" / "loose").glob("*.toml"))
}
"""The year in which each programme with loose rules is planned."""


@dataclass(frozen=True)
class Objective:
    """What is known of an objective after a search; the seconds are those spent on it."""

    name: str
    value: float | None
    bound: float
    proven: bool
    seconds: float

    def __str__(self) -> str:
        if self.value is None:
            return f"no planning, {self.name} at least {self.bound:g}"
        gap = f" ({(self.value - self.bound) / self.value:.1%})" if self.value else ""
        return f"{self.name} {self.value:g}, bound {self.bound:g}{gap}"


@dataclass(frozen=True)
class Search:
    """A search through a ranking: the processor time and memory it used, and what it found."""

    seconds: float
    mebibytes: float
    objectives: Sequence[Objective]

    @property
    def unproven(self) -> Objective | None:
        """The first objective without a proof."""
        return next((each for each in self.objectives if not each.proven), None)

    @property
    def is_proven(self) -> bool:
        """Whether all objectives are."""
        return bool(self.objectives) and self.unproven is None

    def told(self, unit: float) -> str:
        """Say how long the proofs took, in units of time, or how far they are."""
        if not self.objectives:
            return "no planning in time"
        return f"not proven: {self.unproven}" if self.unproven else f"{self.seconds / unit:.2f}"

    @property
    def slowest(self) -> str:
        """The objective that took longest, and its share of the time."""
        held = self.unproven or max(self.objectives, key=lambda each: each.seconds)
        return f"{held.name} ({held.seconds / self.seconds:.0%})"


def search(arguments: Sequence[str | Path | float], tree: Path = ROOT) -> Search:
    """Run a script that searches, and read what it found; nothing, if it failed."""
    command = [str(each) for each in arguments]
    print(*command, file=sys.stderr, flush=True)
    try:
        usage = run(command, tree)
    except subprocess.CalledProcessError:
        return Search(math.nan, math.nan, ())
    found = json.loads(usage.output.splitlines()[-1])
    objectives = [Objective(*each) for each in found["objectives"]]
    return Search(found["seconds"], usage.mebibytes, objectives)


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a table as Markdown."""
    for row in (heads, ["---"] * len(heads), *rows):
        print("|", " | ".join(map(str, row)), "|", flush=True)
    print()


@dataclass(frozen=True)
class Benchmark:
    """One run.

    Attributes
    ----------
    unit
        The processor seconds of the bare import.
    limit
        The most processor seconds of a search.
    against
        The folder of the earlier revision, and its name; None without one.
    """

    unit: float
    limit: float
    against: tuple[Path, str] | None

    @property
    def trees(self) -> dict[str, Path]:
        """The planner now and before, by the heads of their columns."""
        earlier = {f"planner at {self.against[1]}": self.against[0]} if self.against else {}
        return {"planner": ROOT} | earlier

    def planned(self, programme: Path, year: int) -> list[Search]:
        """Solve a programme by the planner now and before."""
        script = SCRIPTS / "solving.py"
        return [search([script, programme, year, self.limit], tree) for tree in self.trees.values()]

    def classes(self, sizes: Sequence[int]) -> None:
        """Solve instances of these numbers of classes."""
        found: dict[int, list[Search]] = {}
        with tempfile.TemporaryDirectory() as folder:
            for size in sizes:
                programme = Path(folder) / f"{size}.toml"
                programme.write_text(programme_text(instance(size)), encoding="utf-8")
                bare = search([SCRIPTS / "bare_network.py", size, self.limit])
                found[size] = [*self.planned(programme, YEAR), bare]
        heads = [*self.trees, "HiGHS, same network"]
        table(
            ["classes", *heads, *(f"MiB: {head}" for head in heads)],
            [
                [size, *(s.told(self.unit) for s in row), *(f"{s.mebibytes:.0f}" for s in row)]
                for size, row in found.items()
            ],
        )
        growth({size: row[0].seconds for size, row in found.items() if row[0].is_proven})

    def loose(self) -> None:
        """Solve the programmes with loose rules."""
        rows = []
        for programme, year in LOOSE.items():
            now, *before = self.planned(programme, year)
            told = [now.told(self.unit), now.slowest, *(each.told(self.unit) for each in before)]
            rows.append([f"{programme.stem} {year}", *told])
        now_head, *before_heads = self.trees
        table(["programme", now_head, "longest", *before_heads], rows)

    def plan(self) -> None:
        """Plan Albi by the command, each run beside an import."""
        rows = []
        with tempfile.TemporaryDirectory() as folder:
            for year in (2025, 2026):
                programme = str(ROOT / "data" / "albi.toml")
                plan = ["-m", "planner", "plan", programme, "--year", str(year), "--quiet"]
                command = [*plan, "--force", "--out", folder]
                told = [spread(paired(command, tree)) for tree in self.trees.values()]
                rows.append([f"Albi {year}", *told])
        table(["`plan`, five pairs", *self.trees], rows)


def spread(ratios: Sequence[float]) -> str:
    """Say where some ratios lie."""
    return f"{statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def growth(seconds: dict[int, float]) -> None:
    """Print how the time grows with the classes: the exponent of its power law."""
    sizes = [size for size in seconds if size >= LEAST_OF_GROWTH]
    if len(sizes) < 2:
        return
    slopes = [
        f"{math.log(seconds[b] / seconds[a]) / math.log(b / a):.2f} from {a} to {b}"
        for a, b in dict.fromkeys([*pairwise(sizes), (sizes[0], sizes[-1])])
    ]
    print(f"Exponent of growth: {', '.join(slopes)}.\n")


@click.command()
@click.option("--sizes", default=",".join(map(str, SIZES)), show_default=True)
@click.option("--limit", default=120.0, show_default=True, help="Processor seconds of a search.")
@click.option("--against", metavar="REVISION", help="An earlier revision to measure beside.")
@click.option("--only", type=click.Choice(["classes", "loose", "plan"]), multiple=True)
def main(sizes: str, limit: float, against: str | None, only: tuple[str, ...]) -> None:
    """Print what was measured."""
    compile_byte_code(ROOT)
    unit = bare_import()
    print(f"The bare import takes {unit:.2f} CPU seconds here; searches may take {limit:g}.\n")
    with ExitStack() as stack:
        earlier = (stack.enter_context(revision(against)), against) if against else None
        benchmark = Benchmark(unit, limit, earlier)
        for name in only or ("classes", "loose", "plan"):
            if name == "classes":
                benchmark.classes([int(size) for size in sizes.split(",")])
            elif name == "loose":
                benchmark.loose()
            else:
                benchmark.plan()


if __name__ == "__main__":
    main()
