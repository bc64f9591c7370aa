"""The scenarios of Albi in data/, each an answer to a question, and the sweep beside them."""

from pathlib import Path

import pytest

from planner.planning.check import keeps_every_rule
from planner.planning.planning import Planning
from planner.programme.file import academic_year_of, parse_programme, read_programme
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.scenarios.sweep_file import read_sweep
from planner.solver.conflicts import FeasibilitySearch
from planner.solver.solve import Infeasible, NotFound
from tests.conftest import DATA

SCENARIOS = sorted((DATA / "scenarios").glob("*.toml"))
PUBLISHED_RHYTHM = DATA / "scenarios" / "planning-publie.toml"
IMPOSSIBLE = {"une-promotion"}


def _any_planning(programme: Programme, start: int) -> Planning | Infeasible | NotFound:
    return FeasibilitySearch().planning(Case(programme, academic_year_of(programme, start)))


def test_there_are_some_scenarios() -> None:
    assert len(SCENARIOS) >= 5


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_asks_a_question_and_changes_what_it_must(path: Path, albi: Programme) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    comment = lines[2 : lines.index("")]
    assert "\u202f?" in comment[0]
    programme = read_programme(path)
    assert [base.name for base in programme.bases] == ["../albi.toml"]
    assert (programme.id, programme.name) == (albi.id, albi.name)
    assert (programme.cohorts, programme.ranking, programme.sites) != (
        albi.cohorts,
        albi.ranking,
        albi.sites,
    )


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_a_scenario_has_a_planning_in_2026_unless_it_says_otherwise(path: Path) -> None:
    found = _any_planning(read_programme(path), 2026)
    assert isinstance(found, Planning) is (path.stem not in IMPOSSIBLE)
    if isinstance(found, Planning):
        assert keeps_every_rule(found)
    else:
        assert isinstance(found, Infeasible)


@pytest.mark.parametrize("start", [2021, 2025, 2026])
def test_one_cohort_at_a_time_has_too_few_open_weeks(start: int) -> None:
    programme = read_programme(DATA / "scenarios" / "une-promotion.toml")
    year = academic_year_of(programme, start)
    asked = sum(c.school_weeks.low for c in programme.cohorts if c.school_weeks)
    assert asked == 51
    assert sum(not week.closed for week in year.weeks) == (46 if start == 2026 else 45)


def test_the_published_rhythm_is_the_published_planning(published: Planning) -> None:
    found = _any_planning(read_programme(PUBLISHED_RHYTHM), 2021)
    assert isinstance(found, Planning)
    assert [c.activities for c in found.cohorts] == [c.activities for c in published.cohorts]


@pytest.mark.parametrize(
    ("start", "is_possible"), [(2020, True), (2022, True), (2023, False), (2025, False)]
)
def test_the_published_rhythm_fits_where_the_first_week_is_open(
    start: int, is_possible: bool
) -> None:
    programme = read_programme(PUBLISHED_RHYTHM)
    year = academic_year_of(programme, start)
    assert isinstance(_any_planning(programme, start), Planning) is is_possible
    assert next(week for week in year.weeks if week.iso_week == 1).closed is not is_possible


def test_the_sweep_has_about_200_programmes_that_can_be_read() -> None:
    sweep = read_sweep(DATA / "sweeps" / "albi-grid.toml")
    made = [each.specification for each in sweep.combinations(2026)]
    assert len(made) == sweep.count == 216
    assert len({each.key for each in made}) == len({each.name for each in made}) == 216
    for each in made[::20]:
        parse_programme(each.text, each.name, each.bases)
