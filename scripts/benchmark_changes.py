"""Measures what happens to a planning once it is made: a check, a repair, explanations.

    .venv/bin/python scripts/benchmark_changes.py

On the programmes of `data/`, in processor time, as multiples of the bare import of the libraries
that the `plan` command needs.
"""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measuring import ROOT, bare_import

from planner.documents.planning.workbook import planning_workbook
from planner.messages import Messages
from planner.planning.check import check
from planner.planning.file import read_planning
from planner.planning.planning import Edition
from planner.planning.repair import repair_case
from planner.programme.file import Tables, academic_year_of, read_programme, variant
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.rules.given import Given
from planner.solver.conflicts import FeasibilitySearch, conflicts
from planner.solver.explain import Changing, explain
from planner.solver.solve import Solved, solve

YEAR = 2026
BASE, FILE = "base.toml", "changed.toml"
"""What the variants call the programme and themselves."""

BOOKED: Tables = {
    "cohorts": [
        {"id": "CP", "events": [{"name": "salon", "on": {"week": 12}, "activity": "school"}]}
    ]
}
CHANGED: dict[str, list[Tables]] = {
    "albi": [
        {"campus": {"most_cohorts": 1}},
        {"cohorts": [{"id": "1A", "company_blocks": {"longest": 5}}]},
    ],
    "ales-mecatronique": [{"campus": {"most_cohorts": 1}}],
    "ales-contrat-pro": [BOOKED],
    "ales-contrat-pro-gcbd": [BOOKED],
}
"""For each programme, changes after which it has no planning."""


@dataclass(frozen=True)
class Told:
    """What was done, the processor seconds it took, and what came of it."""

    what: str
    seconds: float
    found: str


def checked(solved: Solved) -> Told:
    """Read a planning from its workbook, and check it."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "planning.xlsx"
        book.write_bytes(
            planning_workbook(Edition(solved.planning, solved.objectives), Messages("fr"))
        )
        start = time.process_time()
        found = check(read_planning(book, None, None).edition.planning)
        return Told("check of the workbook", time.process_time() - start, f"{len(found)} rules")


def repaired(solved: Solved, programme: Programme) -> Told:
    """Close a week of the second term that is spent at school, and repair the planning."""
    year = solved.planning.year
    closed = next(
        week
        for week, present in zip(
            year.weeks, solved.planning.on_campus(programme.sites[0]), strict=True
        )
        if week.iso_year > YEAR and week.iso_week > 3 and present
    )
    days = {"first": closed.monday, "last": closed.last_day}
    changed = variant(programme, BASE, {"closures": {"days": [days]}})
    case = Case(changed, academic_year_of(changed, YEAR))
    start = time.process_time()
    outcome = solve(repair_case(solved.planning, case, year.weeks[4].monday))
    told = "no planning"
    if isinstance(outcome, Solved):
        told = ", ".join(f"{o.name.value} {o.value:g}" for o in outcome.objectives[:2])
    return Told("repair of a closed week", time.process_time() - start, told)


def explained(programme: Programme, change: Tables) -> Iterator[Told]:
    """Find the conflict after a change, then explain it from the start, ways out included."""
    changed = variant(programme, BASE, change)
    case = Case(changed, academic_year_of(changed, YEAR), Given())
    start = time.process_time()
    found = conflicts(case, FeasibilitySearch()).found
    sizes = [len(conflict.demands) for conflict in found]
    yield Told("conflict", time.process_time() - start, f"of {sizes} demands")
    start = time.process_time()
    why = explain(case, Changing(FILE), FeasibilitySearch())
    yield Told("explanation", time.process_time() - start, f"{len(why.ways)} ways out")


def main() -> None:
    """Print the measurements."""
    unit = bare_import()
    print("| programme | what | times the import | found |\n| --- | --- | --- | --- |")
    for name, changes in CHANGED.items():
        programme = read_programme(ROOT / "data" / f"{name}.toml")
        solved = solve(Case(programme, academic_year_of(programme, YEAR)))
        assert isinstance(solved, Solved)
        measured = [checked(solved), repaired(solved, programme)]
        measured += [told for change in changes for told in explained(programme, change)]
        for each in measured:
            times = f"{each.seconds / unit:.2f}"
            print("|", " | ".join((name, each.what, times, each.found)), "|", flush=True)


if __name__ == "__main__":
    main()
