"""Given days on which a class may change: a hand-over on a date, from the file to the planning."""

from datetime import date
from pathlib import Path

import pytest

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.office.form.tables import pairs_of, read_pairs
from planner.planning.grid import PlanningGrid
from planner.planning.ledger import totals
from planner.programme.file import academic_year_of, parse_programme, tables_of
from planner.programme.programme import Programme
from planner.rules.blocks import Changes
from planner.rules.case import Case
from planner.rules.weeks import SchoolWeeks
from planner.solver.solve import Solved, solve
from planner.words.rules import required
from planner.year.activity import Activity

RELAY = Path(__file__).parent / "calendars" / "relay.toml"
THURSDAYS = 'changes_on = ["thursday"]'
GIVEN = 'changes_on = ["monday", 2026-11-04, { month = 3, day = 6 }]'


def relay(changes_on: str) -> Programme:
    """Let the first group of the relay change on other days."""
    return parse_programme(RELAY.read_text("utf-8").replace(THURSDAYS, changes_on, 1), "relay")


def changes(of: Programme, start_year: int) -> Changes:
    """Return the days on which the first group may change in a year."""
    rules = Case(of, academic_year_of(of, start_year)).rules[of.cohorts[0].id]
    return next(rule for rule in rules if isinstance(rule, Changes))


def test_a_date_is_of_its_year_a_day_of_the_year_of_each() -> None:
    of = relay(GIVEN)
    days = [date(2026, 11, 4), date(2027, 3, 8)]  # the 6th is a Saturday
    assert sorted(changes(of, 2026).days.dates) == days
    assert sorted(changes(of, 2027).days.dates) == [date(2028, 3, 6)]
    said = required(changes(of, 2026), Messages("fr"))
    assert said == "lundi ou le 4 novembre 2026"  # 8 March is a Monday


@pytest.mark.parametrize(
    "day", ["{ date = 0001-01-01, plus_days = -5 }", "{ date = 9999-12-31, plus_days = 5 }"]
)
def test_a_day_beyond_all_years_is_in_none(day: str) -> None:
    assert not changes(relay(f'changes_on = ["monday", {day}]'), 2026).days.dates


@pytest.mark.parametrize(
    ("days", "by_days"),
    [
        ('"monday", 2026-11-02', False),
        ("{ week = 45 }", False),
        ("{ first_monday_of = 3, plus_days = 7 }", False),
        ("2026-11-04", True),
        ("{ month = 3, day = 6 }", True),
        ("{ first_monday_of = 3, plus_days = 2 }", True),
    ],
)
def test_a_year_is_planned_by_days_only_where_a_day_may_be_no_monday(
    days: str, by_days: bool
) -> None:
    text = RELAY.read_text("utf-8").replace(THURSDAYS, f"changes_on = [{days}]")
    assert parse_programme(text, "relay").by_days is by_days


def test_a_class_hands_over_on_the_given_days_and_on_no_others() -> None:
    """Two stays of three weeks are asked for: the four days leave one way."""
    of = relay("changes_on = [2026-10-14, 2026-11-04, 2026-12-02, 2026-12-23]")
    case = Case(of, academic_year_of(of, 2026)).alone(of.cohorts[0])
    outcome = solve(case)
    assert isinstance(outcome, Solved)
    blocks = PlanningGrid(outcome.planning.cohorts[0], case.year).blocks
    days = [case.year.steps[block.first].first_day for block in blocks]
    school = [n for n, block in enumerate(blocks) if block.activity == Activity.SCHOOL]
    assert [days[n] for n in school] == [date(2026, 10, 14), date(2026, 12, 2)]
    assert days[2] == date(2026, 11, 4)


def test_a_class_that_could_never_change_in_a_year_is_told() -> None:
    of = relay("changes_on = [2026-11-04]")
    with pytest.raises(Unusable) as refused:
        academic_year_of(of, 2028)
    (line,) = (Messages("en").sentence(each) for each in refused.value.problems)
    assert "changes_on: none of its days lies in 2028-2029" in line


@pytest.mark.parametrize(
    "found", ['"wensday"', "3", '"2026-13-01"', "{ month = 3 }", "{ month = 2, day = 30 }"]
)
def test_what_is_no_day_is_told_at_its_place(found: str) -> None:
    with pytest.raises(Unusable) as refused:
        relay(f'changes_on = ["monday", {found}]')
    (line,) = (Messages("en").sentence(each) for each in refused.value.problems)
    assert f"cohorts[A].changes_on[2]: found {found}" in line


@pytest.mark.parametrize(
    ("count", "said"),
    [
        ("fifths", "6 semaines"),
        ("whole", "6 semaines (semaines entières)"),
        ("touched", "6 semaines (toute semaine entamée)"),
    ],
)
def test_what_a_number_of_weeks_counts_is_said(count: str, said: str) -> None:
    of = relay(f'{THURSDAYS}\ncount_cut_weeks = "{count}"')
    rules = Case(of, academic_year_of(of, 2026)).rules["A"]
    assert [required(each, Messages("fr")) for each in rules if isinstance(each, SchoolWeeks)] == [
        said
    ]


def test_six_whole_weeks_lie_between_cut_ones() -> None:
    of = relay(f'{THURSDAYS}\ncount_cut_weeks = "whole"')
    case = Case(of, academic_year_of(of, 2026)).alone(of.cohorts[0])
    outcome = solve(case)
    assert isinstance(outcome, Solved)
    weeks = outcome.planning.cohorts[0].activities
    assert weeks.count(Activity.SCHOOL) == 6
    assert totals(outcome.planning.cohorts[0], case).school_weeks == 6


def test_a_form_ticks_weekdays_and_has_a_row_for_each_given_day() -> None:
    tables = tables_of(relay(GIVEN))
    pairs = pairs_of(tables)
    assert ("cohorts.0.changes_on.@value", "monday") in pairs
    assert ("cohorts.0.changes_on.0.date", "2026-11-04") in pairs
    assert ("cohorts.0.changes_on.1.@way", "month") in pairs
    assert read_pairs(pairs).tables["cohorts"] == tables["cohorts"]
