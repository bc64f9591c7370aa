"""Programmes with loose rules, as a beginner writes them first: planned, and proven to be best.

`tests/loose` has one a file. Of a class whose weeks are only counted, a dynamic programme over days
says whether a year is best.
"""

from functools import cache
from pathlib import Path

import pytest

from planner.planning.check import check
from planner.programme.file import academic_year_of, read_programme
from planner.programme.names import ObjectiveName
from planner.rules.case import Case
from planner.solver.solve import Solved
from planner.year.activity import Activity
from tests.loose_oracle import CountedYear
from tests.proving import solved_within_limits

LOOSE = Path(__file__).parent / "loose"
YEARS = {
    "albi-free": 2026,
    "albi-options": 2026,
    "fifty-three": 2026,
    "three-activities": 2025,
    "three-and-two": 2025,
}
UNPROVEN = "mechatronics-balanced"
"""Its balance is bounded and not proven; `scripts/benchmark.py` tells how far it is."""

COUNTS: dict[str, dict[str, int | None]] = {
    "fifty-three": {"company": 26, "school": 22, "leave": 5},
    "three-activities": {"company": 34, "school": 14, "project": 4},
    "three-and-two": {"three": 21, "two": 21, "company": None},
}
"""What the classes count, as their files say."""


@cache
def planned(name: str) -> Solved:
    rules = read_programme(LOOSE / f"{name}.toml")
    return solved_within_limits(Case(rules, academic_year_of(rules, YEARS[name])))


def test_every_programme_with_loose_rules_is_proven_but_one() -> None:
    assert sorted([*YEARS, UNPROVEN]) == sorted(path.stem for path in LOOSE.glob("*.toml"))


@pytest.mark.parametrize("name", YEARS)
def test_loose_rules_are_planned_proven_and_kept(name: str) -> None:
    outcome = planned(name)
    assert [o.name for o in outcome.objectives if not o.proven] == []
    assert [c.rule.name for c in check(outcome.planning) if c.breaches] == []


@pytest.mark.parametrize("name", COUNTS)
def test_no_year_of_a_class_that_counts_its_weeks_is_better(name: str) -> None:
    outcome = planned(name)
    values = {o.name.value: round(o.value) for o in outcome.objectives}
    del values[ObjectiveName.SESSION_SPREAD.value]
    case = outcome.planning.case
    counts = {case.programme.activity(each): weeks for each, weeks in COUNTS[name].items()}
    wished = alternating(case) if name == "three-and-two" else [None] * len(case.year)
    ranking = list(values)
    assert CountedYear(case.year.weeks, counts, wished, ranking).is_best(values)


def alternating(case: Case) -> list[Activity | None]:
    """Return what the class that is at school three days and two wishes for each week."""
    pair = [case.programme.activity(name) for name in ("three", "two")]
    return [None if week.closed else pair[n % 2] for n, week in enumerate(case.year.weeks)]
