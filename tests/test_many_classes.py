"""The instances of the benchmarks: planned, proven, and no worse than a bare model without us."""

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.planning.check import check
from planner.programme.file import academic_year_of, parse_programme
from planner.rules.case import Case
from planner.solver.solve import Solved
from tests.proving import solved_within_limits

SCRIPTS = Path(__file__).parent.parent / "scripts"
INSTANCES = runpy.run_path(str(SCRIPTS / "instances.py"))
PROVEN = {1: (46, 398), 3: (171, 1268), 10: (579, 3878), 30: (1607, 11660)}
"""Wished weeks and the order of weeks, as HiGHS proves them (`scripts/bare_network.py`)."""


def planned(classes: int, start_year: int = INSTANCES["YEAR"]) -> Solved:
    text = INSTANCES["programme_text"](INSTANCES["instance"](classes))
    programme = parse_programme(text, f"{classes}.toml")
    return solved_within_limits(Case(programme, academic_year_of(programme, start_year)))


@pytest.mark.parametrize("classes", PROVEN)
def test_many_classes_are_planned_and_proven(classes: int) -> None:
    outcome = planned(classes)
    assert [o.name for o in outcome.objectives if not o.proven] == []
    assert tuple(o.value for o in outcome.objectives[:2]) == PROVEN[classes]
    assert [c.rule.name for c in check(outcome.planning) if c.breaches] == []


def test_the_planning_chosen_is_proven_the_only_one_where_its_sum_is_far_from_its_bound() -> None:
    outcome = planned(30, 2026)
    assert [o.name for o in outcome.objectives if not o.proven] == []
    assert [o.value for o in outcome.objectives[:2]] == [1615, 12176]


def test_the_bare_network_says_what_is_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(SCRIPTS))
    bare = runpy.run_path(str(SCRIPTS / "bare_network.py"))
    ranked: Callable[..., list[tuple[object, ...]]] = bare["ranked"]
    found = list(ranked(bare["BareNetwork"](INSTANCES["instance"](3)), limit=60.0))
    assert [(value, proven) for _, value, _, proven, _ in found[:2]] == [
        (171, True),
        (1268, True),
    ]
