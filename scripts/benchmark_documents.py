"""Measures the documents of 150 and of 600 apprentices in processor time, as ratios of one run.

    .venv/bin/python scripts/benchmark_documents.py [--sizes 150,600] [--against REVISION]

The apprentices are those of the list in `data/`, again and again under other names; their planning
is that of Albi. One worker writes them. With a revision, its documents are written as well, by the
same interpreter and from the same planning and lists.
"""

import argparse
import math
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.roster import read_roster
from planner.documents.roster.template import roster_workbook
from planner.messages import Messages
from planner.planning.inputs import whole_edition

ROOT = Path(__file__).parent.parent
ALBI, ROSTER = ROOT / "data" / "albi.toml", ROOT / "data" / "roster.xlsx"
YEAR = 2026


def processor_time(command: Sequence[str | Path], folder: Path) -> float:
    """Run a command in a folder; return the seconds of its processes."""
    before = _children()
    subprocess.run([str(part) for part in command], check=True, cwd=folder)
    return _children() - before


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def repeated(people: Sequence[Apprentice], count: int) -> Iterator[Apprentice]:
    """Yield as many apprentices: those of a list, then the same under further names."""
    for n in range(count):
        who, again = people[n % len(people)], n // len(people) + 1
        name, company = f"{who.surname} {again}", f"{who.company} {again}"
        periods = tuple(replace(each, company=company) for each in who.periods)
        yield who if again == 1 else replace(who, surname=name, periods=periods)


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """Check out a revision of the project in a temporary folder."""
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "project"
        git = ["git", "-C", str(ROOT), "worktree"]
        subprocess.run([*git, "add", "--quiet", "--detach", str(folder), revision], check=True)
        try:
            yield folder
        finally:
            subprocess.run([*git, "remove", "--force", str(folder)], check=True)


def documents(project: Path, planning: Path, rosters: dict[int, Path]) -> dict[int, float]:
    """Write the documents of each list; return the seconds of the processor by their number."""
    compiled = [sys.executable, "-m", "compileall", "-q", "planner"]
    subprocess.run(compiled, check=True, cwd=project)
    spent = {}
    for count, roster in rosters.items():
        with tempfile.TemporaryDirectory() as out:
            command: list[str | Path] = [sys.executable, "-m", "planner", "documents", planning]
            spent[count] = processor_time(
                [*command, "--roster", roster, "--out", out, "--workers", "1", "--quiet"], project
            )
    return spent


def told(name: str, spent: dict[int, float], before: dict[int, float] | None = None) -> None:
    """Print a row a number of apprentices, then the exponents of growth between them."""
    for count, seconds in spent.items():
        ratio = f"{seconds / before[count]:.2f}" if before else ""
        each = 1000 * seconds / count
        print(f"| {name} | {count} | {seconds:.1f} s | {each:.0f} ms | {ratio} |", flush=True)
    for (few, of_few), (many, of_many) in pairwise(spent.items()):
        exponent = math.log(of_many / of_few) / math.log(many / few)
        print(f"| {name} | {few} to {many} | exponent {exponent:.2f} | | |", flush=True)


def main() -> None:
    """Print a table of the measurements."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", default="150,600", help="numbers of apprentices")
    options.add_argument("--against", metavar="REVISION", help="a revision to compare with")
    asked = options.parse_args()
    print("| project | apprentices | processor | each | of the revision |")
    print("| --- | --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent)
        plan = [sys.executable, "-m", "planner", "plan", ALBI, "--year", str(YEAR), "--quiet"]
        subprocess.run([str(part) for part in [*plan, "--out", folder]], check=True, cwd=ROOT)
        planning = folder / "planning.json"
        case = whole_edition(planning).planning.case
        people = read_roster(ROSTER, case)
        rosters = {}
        for count in map(int, asked.sizes.split(",")):
            rosters[count] = folder / f"roster-{count}.xlsx"
            listed = list(repeated(people, count))
            book = roster_workbook(Messages("fr"), case.programme, listed)
            rosters[count].write_bytes(book)
        before = None
        if asked.against:
            with checked_out(asked.against) as earlier:
                before = documents(earlier, planning, rosters)
            told(asked.against, before)
        told("now", documents(ROOT, planning, rosters), before)


if __name__ == "__main__":
    main()
