"""Named blocks right after or right before others, planned by days."""

import re

import pytest

from planner.planning.check import keeps_every_rule
from planner.planning.planning import Planning
from planner.programme.file import academic_year_of, parse_programme
from planner.rules.case import Case
from planner.solver.solve import Infeasible, Solved, solve

FILE = """
id = "test"
name = "Essai"
school = "École"
objectives = ["journeys", "week_order", "session_spread"]
academic_year = { first_week = 18, weeks = 3 }
public_holidays.country = "FR"
workday = { company = 7.0, school = 7.0 }
closures.single_days = [{ first = 2026-05-11 }]

[[cohorts]]
id = "1A"
label = "1re année"
year = 1
headcount = 9
changes_on = ["any"]
school_weeks = { least = 1 }
activities.abroad = { blocks = { count = 1, shortest_days = 4, longest_days = 4 } }
named_blocks.STAGE = { label = "stage", activity = "abroad" }
named_blocks.EXAMEN = { label = "examen", activity = "school", count = 1, %s }
"""


def planned(order: str) -> Planning:
    of = parse_programme(FILE % order, "test")
    found = solve(Case(of, academic_year_of(of, 2026)))
    assert isinstance(found, Solved)
    return found.planning


@pytest.mark.parametrize(
    ("order", "written"),
    [
        ('right_after = "STAGE"', r"A\|?C"),
        ('right_before = "STAGE"', r"C E\|A"),  # the Monday between is closed
        ('right_after = "STAGE", starts = { date = 2026-05-12 }', r"A\|C"),
        ('right_after = "abroad", starts = { date = 2026-04-27 }', "^C"),
    ],
)
def test_within_a_week_a_block_is_right_after_another_or_right_before_it(
    order: str, written: str
) -> None:
    planning = planned(order)
    assert keeps_every_rule(planning)
    codes = " ".join(activity.code for activity in planning.cohorts[0].activities)
    assert re.search(written, codes), codes


def test_public_holidays_and_single_closed_days_do_not_count_between_two_blocks() -> None:
    """Friday 8 May is a holiday, and the Monday after it is closed: both are in company."""
    text = FILE.replace("count = 1, shortest_days", "until = { date = 2026-05-07 }, shortest_days")
    of = parse_programme(text % 'right_after = "STAGE", starts = { date = 2026-05-12 }', "test")
    found = solve(Case(of, academic_year_of(of, 2026)))
    assert isinstance(found, Solved)
    codes = [activity.code for activity in found.planning.cohorts[0].activities]
    assert codes[1].endswith("A|E")
    assert codes[2].startswith("E|C")


def test_a_named_block_lies_in_the_year_and_not_before_it() -> None:
    of = parse_programme(FILE % 'right_after = "STAGE", starts = { date = 2026-04-27 }', "test")
    assert isinstance(solve(Case(of, academic_year_of(of, 2026))), Infeasible)
