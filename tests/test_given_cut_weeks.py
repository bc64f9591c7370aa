"""Weeks that a programme file itself cuts between activities: fixed and locked ones."""

import pytest

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.office.form.tables import pairs_of, read_pairs
from planner.planning.check import keeps_every_rule
from planner.planning.grid import PlanningGrid
from planner.programme.file import academic_year_of, parse_programme, tables_of
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from planner.words.rules import required
from planner.year.activity import Activity

FILE = """
id = "p"
name = "Cuisine"
school = "École"
objectives = ["campus_peak", "week_order", "session_spread"]
academic_year = { first_week = 36, weeks = 8 }
public_holidays = { country = "FR" }
workday = { company = 7, school = 7 }

[[cohorts]]
id = "A"
label = "promotion A"
year = 1
headcount = 20
school_weeks = { least = 1, most = 4 }
"""


def rules(more: str) -> Programme:
    return parse_programme(FILE + more, "p.toml")


@pytest.mark.parametrize(
    "more",
    [
        'fixed_weeks = { 39 = "CCC|EE" }',
        'fixed_weeks = { 39 = "cccee" }',
        'fixed_weeks = { 39 = "school*3|company*2" }',
        'locked_weeks = { 2026-W39 = "CCC|EE" }',
        'locked_weeks = { 2026-W39 = { activity = "CCC|EE", sessions = 0 } }',
    ],
)
def test_a_week_is_cut_by_the_file_and_no_other_week_is(more: str) -> None:
    of = rules(more)
    assert of.by_days
    case = Case(of, academic_year_of(of, 2026))
    outcome = solve(case)
    assert isinstance(outcome, Solved)
    assert keeps_every_rule(outcome.planning)
    (row,) = outcome.planning.cohorts
    cut = {n: week.code for n, week in enumerate(row.activities) if week.parts}
    assert cut == {3: "CCC|EE"}
    days = PlanningGrid(row, case.year).steps
    assert days[15:20] == [Activity.SCHOOL] * 3 + [Activity.COMPANY] * 2


def test_a_fixed_cut_week_is_said_with_its_day_of_change(french: Messages) -> None:
    of = rules('fixed_weeks = { 39 = "CCC|EE" }')
    said = {
        rule.name.value: required(rule, french)
        for rule in Case(of, academic_year_of(of, 2026)).rules["A"]
    }
    assert said["changes"] == "lundi ou le 24 septembre 2026"
    assert said["fixed_weeks"].startswith("S39 ")


@pytest.mark.parametrize("written", ["CCXEE", "CCC|E", "cours", "school*3|company*3"])
def test_what_is_no_week_is_told_with_how_one_is_cut(french: Messages, written: str) -> None:
    with pytest.raises(Unusable) as refused:
        rules(f'fixed_weeks = {{ 39 = "{written}" }}')
    (line,) = map(french.sentence, refused.value.problems)
    assert f'cohorts[A].fixed_weeks.39 : trouvé "{written}"' in line
    assert "ou une lettre par jour, du lundi au vendredi (CCC|EE)" in line


def test_a_cut_week_with_what_is_placed_nowhere_is_told(french: Messages) -> None:
    with pytest.raises(Unusable) as refused:
        rules('locked_weeks = { 2026-W39 = "school*3|abroad*2" }')
    (line,) = map(french.sentence, refused.value.problems)
    assert 'locked_weeks.2026-W39 : trouvé "abroad"' in line


def test_a_form_keeps_a_week_that_a_file_cuts() -> None:
    tables = tables_of(rules('fixed_weeks = { 39 = "CCC|EE" }'))
    assert read_pairs(pairs_of(tables)).tables["cohorts"] == tables["cohorts"]
