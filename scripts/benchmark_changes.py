"""Measures what happens to a planning once it is made: a check, a repair, explanations.

    .venv/bin/python scripts/benchmark_changes.py

In processor time, as multiples of the bare import of the libraries that the `plan` command needs:
the four programmes of schools in `data/`, then the conflict of every programme there, models and
scenarios included. Where one has a planning, a change takes it away; where it still has one, what
is measured is how soon `explain` finds it.
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
from planner.solver.explain import explain_rules
from planner.solver.solve import Infeasible, Solved, solve
from planner.solver.ways import Changing

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

ONE_AT_A_TIME: Tables = {"campus": {"most_cohorts": 1}}
"""The change of other programmes; one of a class alone keeps its planning."""


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


def case_with(programme: Programme, change: Tables) -> Case:
    """Return the case of a programme after a change, if there is one."""
    changed = variant(programme, BASE, change) if change else programme
    return Case(changed, academic_year_of(changed, YEAR), Given())


def conflict_found(case: Case) -> Told:
    """Learn that a case has no planning, and find the conflict; or find a planning."""
    start, search = time.process_time(), FeasibilitySearch()
    if not isinstance(search.planning(case), Infeasible):
        return Told("conflict", time.process_time() - start, "a planning")
    sizes = [len(conflict.demands) for conflict in conflicts(case, search).found]
    return Told("conflict", time.process_time() - start, f"of {sizes} demands")


def explained(case: Case) -> Told:
    """Explain from the start why a case has no planning, ways out included."""
    start = time.process_time()
    why = explain_rules(case, Changing(FILE), FeasibilitySearch())
    return Told("explanation", time.process_time() - start, f"{len(why.ways)} ways out")


def conflicts_of(path: Path) -> Iterator[Told]:
    """Find the conflicts of a programme as it is, or after changes where it has a planning."""
    programme = read_programme(path)
    found = conflict_found(case_with(programme, {}))
    if found.found != "a planning":
        yield found
        return
    for change in CHANGED.get(path.stem, [ONE_AT_A_TIME]):
        yield conflict_found(case_with(programme, change))


def every_programme() -> list[Path]:
    """Return the programmes of `data/`: of schools, models, scenarios."""
    folders = (ROOT / "data", ROOT / "data" / "models", ROOT / "data" / "scenarios")
    return [path for folder in folders for path in sorted(folder.glob("*.toml"))]


def measurements() -> Iterator[tuple[str, Told]]:
    """Yield what was measured, by the name of its programme."""
    for name, changes in CHANGED.items():
        programme = read_programme(ROOT / "data" / f"{name}.toml")
        solved = solve(Case(programme, academic_year_of(programme, YEAR)))
        assert isinstance(solved, Solved)
        yield name, checked(solved)
        yield name, repaired(solved, programme)
        for change in changes:
            yield name, explained(case_with(programme, change))
    for path in every_programme():
        for told in conflicts_of(path):
            yield str(path.relative_to(ROOT / "data").with_suffix("")), told


def main() -> None:
    """Print the measurements."""
    unit = bare_import()
    print("| programme | what | times the import | found |\n| --- | --- | --- | --- |")
    for name, told in measurements():
        times = f"{told.seconds / unit:.2f}"
        print("|", " | ".join((name, told.what, times, told.found)), "|", flush=True)


if __name__ == "__main__":
    main()
