"""Measures what is proven of the modules of Albi, class by class.

    .venv/bin/python scripts/benchmark_progressions.py [YEAR ...]

For each year and class: each objective of its modules with its value, its bound and the gap between
them, and the processor time of the whole search. The weeks are planned first; `published` stands
for those that the school published for 2021-2022, in which only modules and sessions are placed.
The table is printed as Markdown.
"""

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

from planner.curriculum.check import module_breaches
from planner.curriculum.progression import ModuleResult, Progression, Unplaced
from planner.planning.file import read_planning
from planner.planning.planning import Planning
from planner.planning.progressions import module_frame
from planner.programme.file import academic_year_of, read_programme
from planner.rules.case import Case
from planner.solver.modules.search import find_progression
from planner.solver.solve import Solved, solve

DATA = Path(__file__).parent.parent / "data"
PUBLISHED = "published"


def planned_weeks(year: str) -> Planning:
    """Return a planning of Albi whose weeks are known, with the curriculum among its rules."""
    programme = read_programme(DATA / "albi-modules.toml")
    if year == PUBLISHED:
        calendar = DATA / "albi_2021_2022_published.csv"
        return read_planning(calendar, programme, 2021).edition.planning
    case = Case(programme, academic_year_of(programme, int(year)))
    outcome = solve(replace(case, programme=replace(programme, curriculum=None)))
    assert isinstance(outcome, Solved)
    return Planning(case, outcome.planning.cohorts)


def rows(year: str) -> Iterator[list[str]]:
    """Yield a row of the table for each class of a year."""
    planning = planned_weeks(year)
    for row in planning.cohorts:
        curriculum = planning.programme.curriculum_of(row.cohort)
        assert curriculum
        begun = time.process_time()
        frame = module_frame(row, planning.case)
        found = find_progression(curriculum, frame)
        seconds = time.process_time() - begun
        assert isinstance(found, Unplaced) or not module_breaches(found, frame)
        yield [year, row.cohort.id, *map(told, results(found)), f"{seconds:.1f}"]


def results(found: Progression | Unplaced) -> tuple[ModuleResult | Unplaced, ...]:
    """Return what is told of the objectives of a class without teachers."""
    return (found,) * 4 if isinstance(found, Unplaced) else found.results


def told(result: ModuleResult | Unplaced) -> str:
    """Say a value, with its bound and the gap where it is not proven."""
    if isinstance(result, Unplaced):
        return result
    if result.proven:
        return f"{result.value}"
    return f"{result.value} / {result.bound} ({(result.value - result.bound) / result.value:.1%})"


@click.command()
@click.argument("years", nargs=-1)
def main(years: tuple[str, ...]) -> None:
    """Print the table of all years, or of those asked for."""
    heads = ["weeks of", "class", "half-days on call", "weeks", "span", "fullest week", "CPU s"]
    for line in (heads, ["---"] * len(heads)):
        print("|", " | ".join(line), "|")
    for year in years or ("2021", PUBLISHED, "2025", "2026"):
        for row in rows(year):
            print("|", " | ".join(row), "|", flush=True)


if __name__ == "__main__":
    main()
