"""The office of a school of two sites, whose classes have the same names."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from planner.office.drafts.state import DraftState
from planner.planning.planning import Edition
from planner.programme.file import academic_year_of, parse_programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from planner.year.activity import Activity
from tests.builders import employed
from tests.office_desk import listed_state
from tests.office_searcher import Searcher, open_searcher, said

RULES = """
id = "p"
name = "Cuisine"
school = "École"
objectives = ["week_order", "session_spread"]
academic_year = { first_week = 36, weeks = 8 }
public_holidays = { country = "FR" }
workday = { company = 7, school = 7 }
sites = { dijon = { name = "Dijon" }, lyon = { name = "Lyon" } }
"""
CLASS = """
[[cohorts]]
id = "{id}"
label = "1re année"
site = "{site}"
year = 1
option = "{site}"
headcount = 20
onsite_hours_a_day = 7
school_weeks = {{ least = 2, most = 4 }}
fixed_weeks = {{ 37 = "school", 39 = "CCC|EE" }}
"""
TEXT = RULES + CLASS.format(id="D1", site="dijon") + CLASS.format(id="L1", site="lyon")


@cache
def planned() -> Edition:
    rules = parse_programme(TEXT, "p.toml")
    outcome = solve(Case(rules, academic_year_of(rules, 2026)))
    assert isinstance(outcome, Solved)
    return Edition(outcome.planning, ())


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Searcher]:
    with open_searcher(tmp_path, monkeypatch) as found:
        yield found


def state() -> DraftState:
    people = (
        employed("Abrazine", "Ysolde", "D1", "Orion"),
        employed("Dorval", "Éloi", "L1", "Vega"),
    )
    return listed_state(planned(), people)


def test_a_day_closed_at_one_site_says_where_and_what_is_lost(desk: Searcher) -> None:
    weeks, row = planned().planning.year.weeks, planned().planning.cohorts[0]
    assert row.activities[1] == Activity.SCHOOL
    day = weeks[1].monday + timedelta(days=1)
    number = desk.new(state())
    path = desk.start(number, "close-day", day=str(day), site="lyon", hours="lost", name="grève")
    desk.ended(path)
    shown = said(desk.get(path))
    assert "Fermeture du 8 septembre 2026 (Lyon)" in shown
    assert "fermeront l'école (Lyon) le 8 septembre 2026" in shown
    assert "Heures de cours perdues : 1re année, Lyon 7 h." in shown
    assert desk.take(path).status == 303
    assert "8 septembre 2026 fermé (Lyon), planning réparé" in said(
        desk.get(f"/office/drafts/{number}/history")
    )


def test_a_week_closed_at_one_site_changes_the_classes_there(desk: Searcher) -> None:
    number = desk.new(state())
    monday = str(planned().planning.year.weeks[4].monday)
    path = desk.start(number, "close-week", week=monday, site="dijon")
    desk.ended(path)
    shown = said(desk.get(path))
    assert "Fermeture de la semaine du 28 septembre 2026 (Dijon)" in shown
    assert "1re année, Lyon" not in shown.partition("Ce que ce planning changerait")[2]


@pytest.mark.parametrize(
    ("step", "told"),
    [
        ("apprentices", "1re année, Lyon"),
        ("apprentices/new", "1re année, Dijon – dijon"),
        ("plan", "L1 – 1re année, Lyon"),
        ("year", "1re année, Lyon"),
        ("publish", "1re année, Lyon : 1 au lieu de 20"),
    ],
)
def test_classes_of_one_name_are_told_apart(desk: Searcher, step: str, told: str) -> None:
    number = desk.new(state())
    assert told in said(desk.get(f"/office/drafts/{number}/{step}"))


def test_letters_of_cut_weeks_stand_upright_in_lanes(desk: Searcher) -> None:
    number = desk.new(state())
    page = desk.get(f"/office/drafts/{number}/year?view=lanes").text
    assert " has-sites" in page.partition('role="grid"')[0]  # wide heads
    cells = [part.partition("</td>")[0] for part in page.split('<td role="gridcell" ')[1:]]
    assert sum(">CCC|EE<" in cell for cell in cells) == 2
    assert all((">CCC|EE<" in cell) == (" is-long" in cell) for cell in cells)
