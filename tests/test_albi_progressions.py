"""Albi with its modules: a class of each year of the course, checked in a few independent lines."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from planner.curriculum.check import module_breaches
from planner.curriculum.progression import ModuleObjective, Progression
from planner.planning.planning import Planning
from planner.planning.progressions import module_frame
from planner.programme.file import academic_year_of, read_programme
from planner.rules.case import Case
from planner.solver.module_bounds import is_near
from planner.solver.module_search import find_progression
from planner.solver.solve import Solved, solve

DATA = Path(__file__).parent.parent / "data"


def planned(year: int) -> Planning:
    """Plan the weeks of a year; modules are placed in them class by class."""
    programme = read_programme(DATA / "albi-modules.toml")
    case = Case(programme, academic_year_of(programme, year))
    outcome = solve(replace(case, programme=replace(programme, curriculum=None)))
    assert isinstance(outcome, Solved)
    return Planning(case, outcome.planning.cohorts)


@pytest.mark.parametrize(("year", "on_call"), [(2021, 10), (2025, 14), (2026, 10)])
def test_the_third_year_has_its_modules(year: int, on_call: int) -> None:
    planning = planned(year)
    row = next(row for row in planning.cohorts if row.cohort.id == "3A")
    curriculum = planning.programme.curriculum_of(row.cohort)
    assert curriculum
    weeks = module_frame(row, planning.case)
    found = find_progression(curriculum, weeks)
    assert isinstance(found, Progression)
    assert not module_breaches(found, weeks)

    assert len(found.modules) == 32
    assert {sum(m.minutes) + 210 * sum(m.sessions) for m in found.modules} == {30 * 60}
    assert Counter(m.module.option for m in found.modules) == {
        "": 14,
        "SENMBA": 6,
        "SIMMA": 6,
        "SIPHASS": 6,
    }
    for option in ("SENMBA", "SIMMA", "SIPHASS"):
        stream = [m for m in found.modules if m.module.option in ("", option)]
        assert sum(sum(m.sessions) for m in stream) == 26
        onsite = sum(sum(m.minutes) for m in stream) + sum(found.other)
        assert onsite + 210 * 26 == 601 * 60
    for week, activity in enumerate(row.activities):
        assert not any(m.minutes[week] and activity.name != "school" for m in found.modules)
        assert not any(m.sessions[week] and activity.name != "company" for m in found.modules)

    results = {result.name: result for result in found.results}
    half_days = sum(bool(n) for m in found.modules for n in m.sessions)
    assert results[ModuleObjective.ON_CALL].value == half_days == on_call
    assert results[ModuleObjective.ON_CALL].proven
    for name in (ModuleObjective.WEEKS, ModuleObjective.SPAN):
        assert is_near(results[name].value, results[name].bound)
