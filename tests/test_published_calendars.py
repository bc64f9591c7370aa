"""Calendars of kinds that schools publish, each a small programme file: planned and checked."""

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path

import pytest

from planner.planning.check import Verdict, check, keeps_every_rule
from planner.planning.course import case_with_given, planned_weeks
from planner.planning.file import read_planning
from planner.planning.grid import PlanningGrid
from planner.planning.inputs import kept_weeks
from planner.planning.ledger import totals
from planner.planning.planning import Planning
from planner.planning.repair import repair_case
from planner.planning.straddling import straddling_weeks
from planner.planning.unknown_weeks.completions import unpublished_weeks
from planner.planning.unknown_weeks.totals import totals_between
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.names import RuleName
from planner.rules.case import Case
from planner.rules.given import Given
from planner.rules.statement import Family
from planner.solver.solve import Infeasible, Outcome, Solved, solve
from planner.year.activity import Activity, Place
from planner.year.weeks import HOUR

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


# --- A calendar of which weeks are not published

HOLES = {"P1": range(27, 33), "P2": range(38, 43)}
"""The positions of the weeks that not-published.csv leaves open."""


def published() -> Planning:
    rules = parse_programme((FOLDER / "not-published.toml").read_text(encoding="utf-8"), "holes")
    return read_planning(FOLDER / "not-published.csv", rules, 2026).edition.planning


def test_a_calendar_with_holes_says_what_they_decide() -> None:
    planning = published()
    assert {row.cohort.id: unpublished_weeks(row) for row in planning.cohorts} == {
        name: tuple(weeks) for name, weeks in HOLES.items()
    }
    found = {(each.cohort and each.cohort.id, each.rule.name): each for each in check(planning)}
    weeks = found["P1", RuleName.SCHOOL_WEEKS]
    assert weeks.verdict is Verdict.OPEN
    # Two of its six open weeks lie in holidays.
    assert (weeks.open_bounds[0].bound.figure, weeks.open_bounds[0].most) == (10, 14)
    assert found["P2", RuleName.CLOSURES].verdict is Verdict.KEPT
    least, most = totals_between(planning.cohorts[0], planning.case)
    assert (least.school_weeks, most.school_weeks) == (10, 14)
    assert (least.company_weeks, most.company_weeks) == (39, 43)
    assert (least.onsite, most.onsite) == (343 * HOUR, 476 * HOUR)


def test_its_holes_are_planned_proven_and_the_rest_is_kept() -> None:
    planning = published()
    kept = kept_weeks(FOLDER / "not-published.csv", None, (), planning.case)
    found = solve(case_with_given(planning.case, locked=kept.weeks))
    assert isinstance(found, Solved)
    assert all(objective.proven for objective in found.objectives)
    assert keeps_every_rule(found.planning)
    for before, after in zip(planning.cohorts, found.planning.cohorts, strict=True):
        pairs = enumerate(zip(before.activities, after.activities, strict=True))
        changed = [n for n, (published, planned) in pairs if published != planned]
        assert changed == [*HOLES[before.cohort.id]]


def test_its_repair_changes_nothing_that_is_published() -> None:
    planning = published()
    found = solve(repair_case(planning, planning.case, date(2026, 9, 1)))
    assert isinstance(found, Solved)
    assert found.objectives[0].value == 0


def test_a_published_week_that_no_completion_mends_is_a_breach() -> None:
    planning = published()
    row = planning.cohorts[0]
    weeks = tuple(Activity.SCHOOL if n < 4 else a for n, a in enumerate(row.activities))
    broken = replace(planning, cohorts=(replace(row, activities=weeks), *planning.cohorts[1:]))
    found = {each.rule.name: each for each in check(broken) if each.cohort == row.cohort}
    blocks = found[RuleName.SCHOOL_BLOCKS]
    assert blocks.verdict is Verdict.BROKEN
    assert [(bound.figure, bound.week) for bound in blocks.breaches] == [(4, 0)]
    weeks_at_school = found[RuleName.SCHOOL_WEEKS]
    assert weeks_at_school.verdict is Verdict.BROKEN
    assert weeks_at_school.breaches[0].figure == 14  # in the best completion


def test_the_friday_of_every_third_week_is_in_company() -> None:
    """From week 37 on, until July; closed weeks and the exception before them are in company."""
    codes = "".join(activity.code for activity in planning_of("three-days").cohorts[0].activities)
    autumn, winter = "TTV" * 5 + "EE", "VTTVT" + "EEE"
    assert codes == autumn + winter + "TV" + "TTV" * 5 + "T" + "E" * 9


def test_six_times_a_year_friday_and_saturday_are_at_school() -> None:
    (row,) = planning_of("friday-saturday").cohorts
    found = totals(row, planning_of("friday-saturday").case)
    assert (found.company_weeks, found.split_weeks) == (46, 6)
    assert (found.days[Place.SCHOOL], found.onsite) == (12, 84 * HOUR)
    # 52 weeks of five days, less six Fridays and seven public holidays from Monday to Friday
    assert found.days[Place.COMPANY] == 52 * 5 - 6 - 7


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
    sites = [list(planning.on_campus(site)) for site in planning.programme.sites]
    assert [max(map(len, weeks)) for weeks in sites] == [1, 1]
    assert any(bordeaux and toulouse for bordeaux, toulouse in zip(*sites, strict=True))


def test_a_day_before_the_winter_holidays_is_that_of_the_site() -> None:
    planning = planning_of("two-sites")
    rows = {row.cohort.id: row for row in planning.cohorts}
    numbers = [week.iso_week for week in planning.year.weeks]
    assert rows["B1"].activities[numbers.index(6)].days[3] is Place.SCHOOL
    assert rows["T1"].activities[numbers.index(5)].days[3] is Place.SCHOOL


def test_from_february_two_and_a_half_days_a_week_are_at_school() -> None:
    planning = planning_of("half-weeks")
    (row,) = planning.cohorts
    found = totals(row, planning.case)
    assert [name for name, _ in groupby(map(str, row.activities))][:2] == ["company", "shared"]
    first = [str(activity) for activity in row.activities].index("shared")
    assert planning.year.weeks[first].monday == date(2027, 2, 1)
    # 19 weeks, less Easter Monday and Whit Monday at school
    assert (found.split_weeks, found.days[Place.SCHOOL]) == (19, 19 * 2.5 - 2)
    # 33 whole weeks, less four holidays, and 19 times 2.5 days, less Ascension, of 7 h 36 each
    assert found.days[Place.COMPANY] == 33 * 5 - 4 + 19 * 2.5 - 1
    assert found.company == found.days[Place.COMPANY] * 456


def test_a_phase_in_company_is_one_block_around_its_exam_days() -> None:
    planning = planning_of("exam-days")
    row, year = planning.cohorts[0], planning.year
    assert [a.code for a in row.activities if a.parts] == ["EE|C|EE", "EE|CC|E"]
    january = next(n for n, day in enumerate(year.steps) if day.first_day == date(2027, 1, 4))
    phase = next(b for b in PlanningGrid(row, year).blocks if b.first == january)
    assert (phase.activity.name, phase.length) == ("company", 21 * 5)
