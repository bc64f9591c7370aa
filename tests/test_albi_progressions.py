"""Albi with its modules: a class of each year of the course, checked in a few independent lines."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from planner.curriculum.check import module_breaches
from planner.curriculum.frame import Frame
from planner.curriculum.module import Curriculum
from planner.curriculum.progression import ModuleObjective, Progression
from planner.planning.planning import CohortPlanning, Planning
from planner.planning.progressions import module_frame
from planner.programme.file import academic_year_of, read_programme
from planner.rules.case import Case
from planner.solver.deadline import Deadline
from planner.solver.modules import search
from planner.solver.modules.search import any_progression, find_progression
from planner.solver.solve import Solved, solve
from planner.year.weeks import HOUR

DATA = Path(__file__).parent.parent / "data"


@cache
def planned(year: int) -> Planning:
    """Plan the weeks of a year; modules are placed in them class by class."""
    programme = read_programme(DATA / "albi-modules.toml")
    case = Case(programme, academic_year_of(programme, year))
    outcome = solve(replace(case, programme=replace(programme, curriculum=None)))
    assert isinstance(outcome, Solved)
    return Planning(case, outcome.planning.cohorts)


def given(year: int, name: str) -> tuple[CohortPlanning, Curriculum, Frame]:
    """Return the weeks of a class, what it is taught, and the frame of its weeks."""
    planning = planned(year)
    row = next(row for row in planning.cohorts if row.cohort.id == name)
    curriculum = planning.programme.curriculum_of(row.cohort)
    assert curriculum
    return row, curriculum, module_frame(row, planning.case)


def assert_is_taught(
    found: Progression, row: CohortPlanning, weeks: Frame, count: int, hours: int
) -> None:
    """Check that everybody has 20 modules of 30 h, and so many sessions and hours."""
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


def test_a_class_of_albi_has_its_modules_each_objective_proven() -> None:
    """With a small effort: counted modules prove nearly all."""
    row, curriculum, weeks = given(2026, "1A")
    found = find_progression(curriculum, weeks, effort=2.0)
    assert isinstance(found, Progression)
    assert_is_taught(found, row, weeks, 46, 601)
    assert all(result.proven for result in found.results)
    half_days, module_weeks, span, peak = (result.value for result in found.results)
    assert (half_days, module_weeks, span, peak) == (23, 86, 95, 35 * HOUR)
    assert half_days == sum(bool(n) for m in found.modules for n in m.sessions)
    assert module_weeks == sum(bool(n) for m in found.modules for n in m.minutes)
    stream = [m.minutes for m in found.modules if m.module.option in ("", "SIMMA")]
    assert peak == max(map(sum, zip(*stream, found.other, strict=True)))


@pytest.mark.parametrize("year", [2021, 2025])
def test_a_second_year_of_albi_has_its_modules_and_fewest_half_days(
    monkeypatch: pytest.MonkeyPatch, year: int
) -> None:
    """With half-days on call counted alone: the other objectives take five times as long."""
    monkeypatch.setattr(search, "COUNTABLE", (ModuleObjective.ON_CALL,))
    row, curriculum, weeks = given(year, "2A")
    found = find_progression(curriculum, weeks, effort=2.0)
    assert isinstance(found, Progression)
    assert_is_taught(found, row, weeks, 40, 600)
    results = {result.name: result for result in found.results}
    half_days = sum(bool(n) for m in found.modules for n in m.sessions)
    assert results[ModuleObjective.ON_CALL].value == half_days == 28
    assert results[ModuleObjective.ON_CALL].proven


@pytest.mark.parametrize("year", [2021, 2026])
def test_the_last_year_of_albi_has_its_modules(year: int) -> None:
    """Any progression: the one with fewest half-days takes ten times as long."""
    row, curriculum, weeks = given(year, "3A")
    found = any_progression(curriculum, weeks, Deadline())
    assert isinstance(found, Progression)
    assert_is_taught(found, row, weeks, 26, 601)
