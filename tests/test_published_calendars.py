"""Calendars of kinds that schools publish, each a small programme file: planned and checked."""

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from planner.planning.check import keeps_every_rule
from planner.planning.course import planned_weeks
from planner.planning.grid import PlanningGrid
from planner.planning.planning import Planning
from planner.planning.straddling import straddling_weeks
from planner.programme.file import academic_year_of, parse_programme
from planner.rules.case import Case
from planner.rules.given import Given
from planner.rules.statement import Family
from planner.solver.solve import Infeasible, Outcome, Solved, solve
from planner.year.activity import Place

FOLDER = Path(__file__).parent / "calendars"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))


@cache
def outcome_of(name: str, start_year: int, changed: tuple[str, str] = ("", "")) -> Outcome:
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8").replace(*changed)
    programme = parse_programme(text, name)
    return solve(Case(programme, academic_year_of(programme, start_year)))


def planning_of(name: str) -> Planning:
    found = outcome_of(name, 2026)
    assert isinstance(found, Solved)
    return found.planning


@pytest.mark.parametrize("name", NAMES)
def test_a_calendar_is_planned_proven_and_keeps_its_rules(name: str) -> None:
    found = outcome_of(name, 2026)
    assert isinstance(found, Solved)
    assert all(objective.proven for objective in found.objectives)
    assert keeps_every_rule(found.planning)


@pytest.mark.parametrize("name", NAMES)
def test_a_planning_whose_weeks_are_all_kept_stays_as_it_is(name: str) -> None:
    planning = planning_of(name)
    kept = {row.cohort.id: planned_weeks(row) for row in planning.cohorts}
    found = solve(replace(planning.case, given=Given(locked=kept)))
    assert isinstance(found, Solved)
    assert found.planning.cohorts == planning.cohorts


@pytest.mark.parametrize("name", NAMES)
def test_no_block_lies_across_an_end_of_its_window_by_days(name: str) -> None:
    planning = planning_of(name)
    told = {each.rule.family for each in straddling_weeks(planning)}
    assert not (planning.year.by_days and Family.BLOCKS in told)


def days_at(name: str, place: Place, cohort: int = 0) -> list[tuple[date, date]]:
    """Return the first and the last working day of each stay of a class at a place."""
    planning = planning_of(name)
    grid = PlanningGrid(planning.cohorts[cohort], planning.year)
    steps = planning.year.steps
    return [
        (steps[block.first].first_day, steps[block.span[-1]].last_day)
        for block in grid.blocks
        if block.activity.stay is place
    ]


def test_a_theory_phase_ends_on_a_wednesday_and_goes_on_on_a_tuesday_in_april() -> None:
    first, second = days_at("theory-phase", Place.SCHOOL)
    assert first == (date(2026, 9, 28), date(2026, 12, 16))
    assert second[0] == date(2027, 4, 6)


def test_two_groups_hand_over_a_place_on_a_wednesday_evening() -> None:
    """Weekly, they would be together in each week of a hand-over: the peak would be 2."""
    found = outcome_of("relay", 2026)
    assert isinstance(found, Solved)
    assert found.objectives[0].value == 1
    stays = sorted(days_at("relay", Place.SCHOOL, 0) + days_at("relay", Place.SCHOOL, 1))
    assert all((first.weekday(), last.weekday()) == (3, 2) for first, last in stays)
    assert all(one[1] < other[0] for one, other in pairwise(stays))


def test_twelve_weeks_to_the_day_hold_two_blocks_of_six() -> None:
    stays = sorted(days_at("six-week-blocks", Place.SCHOOL, n)[0] for n in (0, 1))
    assert stays[0] == (date(2026, 9, 10), date(2026, 10, 21))
    assert stays[1] == (date(2026, 10, 22), date(2026, 12, 2))


@pytest.mark.parametrize(("start_year", "is_possible"), [(2026, False), (2029, True)])
def test_whole_weeks_hold_them_in_some_years_only(start_year: int, is_possible: bool) -> None:
    """10 September is a Thursday in 2026, and a Monday in 2029."""
    found = outcome_of("six-week-blocks", start_year, ('["any"]', '["monday"]'))
    assert (found != Infeasible()) is is_possible


def test_a_month_abroad_may_cut_two_weeks() -> None:
    assert days_at("month-abroad", Place.ABROAD) == [(date(2027, 2, 11), date(2027, 3, 10))]
    planning = planning_of("month-abroad")
    cut = [activity.code for activity in planning.cohorts[0].activities if activity.parts]
    assert [code.index("|") for code in cut] == [3, 3]


def test_a_class_from_january_has_no_weeks_before() -> None:
    stays = days_at("january-class", Place.SCHOOL) + days_at("january-class", Place.COMPANY)
    assert min(stays)[0] == date(2027, 1, 4)


def test_a_year_may_end_with_its_contracts() -> None:
    year = planning_of("october-contracts").year
    assert (year.opening, year.weeks[-1].last_day) == (date(2026, 10, 1), date(2027, 9, 30))


def closed_weeks(name: str, cohort: str) -> list[int]:
    year = planning_of(name).year
    return [week.iso_week for week in year.weeks_of(cohort) if week.closed]


def test_two_sites_close_each_in_its_own_weeks() -> None:
    """Zone A has its winter holidays from 13 February, zone C from the 6th; spring is of one."""
    assert closed_weeks("two-sites", "B1") == [46, 52, 53, 7, 8, 31, 32, 33]
    assert closed_weeks("two-sites", "T1") == [52, 53, 6, 7, 14, 15, 31, 32, 33]
    found = outcome_of("two-sites", 2026)
    assert isinstance(found, Solved)
    values = {each.name.value: each.value for each in found.objectives}
    assert (values["campus_peak"], values["journeys"], values["week_order"]) == (1, 32, 929)


def test_classes_of_two_sites_may_be_at_school_together() -> None:
    planning = planning_of("two-sites")
    present = [[row.cohort.site for row in week] for week in planning.on_campus()]
    assert ["bordeaux", "toulouse"] in present
    assert all(len(week) == len({*week}) for week in present)


def test_a_day_before_the_winter_holidays_is_that_of_the_site() -> None:
    planning = planning_of("two-sites")
    rows = {row.cohort.id: row for row in planning.cohorts}
    numbers = [week.iso_week for week in planning.year.weeks]
    assert rows["B1"].activities[numbers.index(6)].days[3] is Place.SCHOOL
    assert rows["T1"].activities[numbers.index(5)].days[3] is Place.SCHOOL
