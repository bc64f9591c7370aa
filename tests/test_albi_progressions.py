"""Albi with its modules: a class of each year of the course, checked in a few independent lines."""

from dataclasses import replace
from pathlib import Path

import pytest

from planner.curriculum.check import module_breaches
from planner.curriculum.progression import ModuleObjective, Progression
from planner.planning.planning import Planning
from planner.planning.progressions import module_frame
from planner.programme.file import academic_year_of, read_programme
from planner.rules.case import Case
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


@pytest.mark.parametrize(
    ("year", "name", "on_call", "count", "hours"),
    [
        (2021, "2A", 28, 40, 600),
        (2025, "2A", 28, 40, 600),
        (2026, "1A", 23, 46, 601),
    ],
)
def test_a_class_of_albi_has_its_modules_and_fewest_half_days(
    year: int, name: str, on_call: int, count: int, hours: int
) -> None:
    """With a small effort, which proves half-days on call alone."""
    planning = planned(year)
    row = next(row for row in planning.cohorts if row.cohort.id == name)
    curriculum = planning.programme.curriculum_of(row.cohort)
    assert curriculum
    weeks = module_frame(row, planning.case)
    found = find_progression(curriculum, weeks, effort=2.0)
    assert isinstance(found, Progression)
    assert not module_breaches(found, weeks)

    assert {sum(m.minutes) + 210 * sum(m.sessions) for m in found.modules} == {30 * 60}
    for option in ("SENMBA", "SIMMA", "SIPHASS"):
        stream = [m for m in found.modules if m.module.option in ("", option)]
        assert len(stream) == 20
        assert sum(sum(m.sessions) for m in stream) == count
        onsite = sum(sum(m.minutes) for m in stream) + sum(found.other)
        assert onsite + 210 * count == hours * 60
    for week, activity in enumerate(row.activities):
        assert not any(m.minutes[week] and activity.name != "school" for m in found.modules)
        assert not any(m.sessions[week] and activity.name != "company" for m in found.modules)

    results = {result.name: result for result in found.results}
    half_days = sum(bool(n) for m in found.modules for n in m.sessions)
    assert results[ModuleObjective.ON_CALL].value == half_days == on_call
    assert results[ModuleObjective.ON_CALL].proven
