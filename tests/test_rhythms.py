"""Rhythms of alternance other than Albi's, each a small programme file that is planned for real."""

from functools import cache
from pathlib import Path

import pytest

from planner.planning.blocks import block_names
from planner.planning.check import check
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.file import academic_year_of, read_programme
from planner.programme.names import ObjectiveName
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from planner.year.activity import Activity
from planner.year.weeks import Week

RHYTHMS = Path(__file__).parent / "rhythms"
NAMES = sorted(path.stem for path in RHYTHMS.glob("*.toml"))
YEARS = (2025, 2026)

both_years = pytest.mark.parametrize("start_year", YEARS)


@cache
def planned(name: str, start_year: int) -> Solved:
    rules = read_programme(RHYTHMS / f"{name}.toml")
    outcome = solve(Case(rules, academic_year_of(rules, start_year)))
    assert isinstance(outcome, Solved)
    return outcome


def planning_of(name: str, start_year: int) -> Planning:
    return planned(name, start_year).planning


def rows(planning: Planning, cohort: int = 0) -> list[tuple[Week, Activity]]:
    return list(zip(planning.year.weeks, planning.cohorts[cohort].activities, strict=True))


def lengths(cohort: CohortPlanning, activity: Activity) -> list[int]:
    return [block.length for block in cohort.blocks if block.activity == activity]


def test_there_are_six_rhythms() -> None:
    assert len(NAMES) == 6


@both_years
@pytest.mark.parametrize("name", NAMES)
def test_a_rhythm_is_planned_proven_and_kept(name: str, start_year: int) -> None:
    outcome = planned(name, start_year)
    ranking = read_programme(RHYTHMS / f"{name}.toml").ranking
    assert tuple(objective.name for objective in outcome.objectives) == ranking
    assert [o.name for o in outcome.objectives if not o.proven] == []
    found = check(outcome.planning)
    assert [c.rule.name for c in found if c.breaches] == []


@both_years
@pytest.mark.parametrize("name", NAMES)
def test_hours_on_site_are_whole_quarters_in_weeks_of_lessons(name: str, start_year: int) -> None:
    for cohort in planning_of(name, start_year).cohorts:
        assert cohort.onsite is not None
        assert sum(cohort.onsite) == cohort.cohort.onsite
        assert all(minutes % 15 == 0 for minutes in cohort.onsite)
        assert all(a.on_campus for a, m in zip(cohort.activities, cohort.onsite, strict=True) if m)


def test_only_2026_has_a_week_53_in_an_autumn_year() -> None:
    assert [week.iso_week == 53 for week, _ in rows(planning_of("two-two", 2025))].count(True) == 0
    assert [week.iso_week == 53 for week, _ in rows(planning_of("two-two", 2026))].count(True) == 1


@both_years
def test_two_two_repeats_itself_and_leaves_week_53_out(start_year: int) -> None:
    repeated = [Activity.SCHOOL, Activity.SCHOOL, Activity.COMPANY, Activity.COMPANY]
    counted = 0
    for week, activity in rows(planning_of("two-two", start_year)):
        if week.iso_week == 53:
            assert not week.closed
            assert activity == Activity.COMPANY
            continue
        assert activity == (Activity.COMPANY if week.closed else repeated[counted % 4])
        counted += 1
    assert counted == 52


@both_years
def test_three_two_splits_every_open_week(start_year: int) -> None:
    planning = planning_of("three-two", start_year)
    for week, activity in rows(planning):
        assert activity.name == ("company" if week.closed else "split")
    inside = [week for week, activity in rows(planning) if activity.name == "split"]
    split = planning.programme.activity("split")
    assert {len(week.public_holidays) for week in inside} >= {0, 1}
    assert all(activity.code == "M" for _, activity in rows(planning) if activity == split)


@both_years
def test_a_week_a_month_comes_back_after_three_or_four_weeks(start_year: int) -> None:
    (cohort,) = planning_of("week-a-month", start_year).cohorts
    assert lengths(cohort, Activity.SCHOOL) == [1] * 12
    assert set(lengths(cohort, Activity.COMPANY)) == {3, 4}


@both_years
def test_long_blocks_bear_their_names(start_year: int) -> None:
    planning = planning_of("long-blocks", start_year)
    (cohort,) = planning.cohorts
    names = block_names(cohort, planning.year)
    assert names.count("SEM") == 12
    assert names[-22:] == ("FIN",) * 22
    assert names.count("FIN") == 22
    assert sum(cohort.placed_sessions) == 12
    assert sum(cohort.placed_sessions[-22:]) == 0


@both_years
def test_three_cohorts_share_the_campus_and_its_laboratory(start_year: int) -> None:
    planning = planning_of("three-cohorts", start_year)
    (site,) = planning.programme.sites
    present = [{c.cohort.id for c in week} for week in planning.on_campus(site)]
    assert max(len(week) for week in present) == 2
    assert [week for week in present if "1A" in week and len(week) > 1] == []
    assert {"2A", "3A"} in present
    assert all(set(lengths(c, Activity.SCHOOL)) == {3} for c in planning.cohorts)


@both_years
def test_january_december_goes_to_school_in_odd_weeks_where_it_can(start_year: int) -> None:
    outcome = planned("january-december", start_year)
    planning = outcome.planning
    assert planning.year.label == str(start_year)
    assert len(planning.year) == (53 if start_year == 2026 else 52)
    at_school = [w.iso_week for w, activity in rows(planning) if activity == Activity.SCHOOL]
    assert len(at_school) == 21
    assert all(number % 2 for number in at_school)
    assert 53 not in at_school
    left_out = [
        week.iso_week
        for week, activity in rows(planning)
        if week.iso_week % 2 and week.iso_week < 53 and not week.closed
        if activity != Activity.SCHOOL
    ]
    (departures,) = (
        o.value for o in outcome.objectives if o.name is ObjectiveName.PATTERN_DEPARTURES
    )
    assert departures == len(left_out) > 0
