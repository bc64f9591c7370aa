"""The exact front of two objectives, against all plannings of a tiny year; limits; distances."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import product
from typing import Any

import pytest

from planner.cli.option_types import FRONT_TYPE
from planner.files.problems import Unusable
from planner.messages import LANGUAGES, Messages
from planner.planning.check import keeps_every_rule
from planner.planning.measures import objective_value
from planner.planning.onsite_hours import with_onsite
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.names import LAST_OBJECTIVES, ObjectiveName
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.rules.given import Given
from planner.rules.objectives import OBJECTIVES
from planner.scenarios import (
    FRONT_OBJECTIVES,
    Front,
    FrontPoint,
    Result,
    Specification,
    distance,
    front_objectives,
    front_values,
    specification,
)
from planner.scenarios.front import pareto_front
from planner.scenarios.running import plan_scenario
from planner.solver.solve import Infeasible, Outcome, Solved, solve
from planner.year.weeks import AcademicYear
from tests.builders import activities, cohort, held, planning, programme, year
from tests.clocks import SearchClock

O = ObjectiveName  # noqa: E741

TINY = """
id = "tiny"
name = "Tiny"
school = "École"
objectives = ["week_order", "session_spread"]
academic_year = { first_week = 14, weeks = 6 } # Mondays off in the second, fifth and sixth week
closures = { weeks = [17] }
public_holidays = { country = "FR" }
workday = { company = 7, school = 7, session = 3.5 }

[[cohorts]]
id = "1A"
label = "1A"
year = 1
headcount = 25
onsite_hours = 0
school_weeks = { least = 2, most = 3 }
school_blocks = { balanced = true }
company_blocks = { balanced = true }
company_hours = { target = 112, tolerance = 70 }
wished_weeks.14 = { activity = "company", weight = 5 }
wished_weeks.18 = { activity = "school", weight = 2 }

[[cohorts]]
id = "2A"
label = "2A"
year = 2
headcount = 20
onsite_hours = 0
school_weeks = 2
company_hours = { target = 140, tolerance = 70 }
pattern = { weeks = ["school", "company"], preferred = true, week_53 = "company" }

[[cohorts]]
id = "3A"
label = "3A"
year = 3
headcount = 10
onsite_hours = 0
school_weeks = { least = 1, most = 2 }
forbidden_weeks = { 16 = ["school"] }
"""
YEAR = 2023


@cache
def _tiny() -> tuple[Programme, AcademicYear]:
    rules = parse_programme(TINY, "tiny.toml")
    return rules, academic_year_of(rules, YEAR)


@cache
def _all_plannings() -> tuple[Planning, ...]:
    """Give all plannings that keep the rules, which are each of one cohort alone."""
    rules, when = _tiny()
    rows = []
    for who in rules.cohorts:
        alone = replace(rules, cohorts=(who,))
        written = map("".join, product("CE", repeat=len(when)))
        plain = (CohortPlanning(who, activities(row), (0,) * len(row)) for row in written)
        full = (
            Planning(Case(alone, when), (with_onsite(row, Case(alone, when)),)) for row in plain
        )
        rows.append([p.cohorts[0] for p in full if keeps_every_rule(p)])
    return tuple(Planning(Case(rules, when), each) for each in product(*rows))


@cache
def _values(name: ObjectiveName) -> tuple[float, ...]:
    values = (objective_value(name, planning) for planning in _all_plannings())
    return tuple(value for value in values if value is not None)


def _not_dominated(of_all: set[tuple[float, float]]) -> list[tuple[float, float]]:
    def is_bettered(one: float, other: float) -> bool:
        return any(x <= one and y <= other and (x, y) != (one, other) for x, y in of_all)

    return sorted(values for values in of_all if not is_bettered(*values))


def _asked(**changes: Any) -> Specification:
    return replace(specification("tiny", _tiny()[0], YEAR), **changes)


@cache
def _front_of(one: ObjectiveName, other: ObjectiveName) -> Front:
    return pareto_front(_asked(), one, other, plan_scenario)


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        (O.CAMPUS_OVERLAP, O.SCHOOL_ABSENCE, 3),
        (O.SCHOOL_ABSENCE, O.JOURNEYS, 3),
        (O.SHARED_WEEKS, O.JOURNEYS, 2),
        (O.PEOPLE_PEAK, O.SCHOOL_ABSENCE, 2),
        (O.PATTERN_DEPARTURES, O.COMPANY_SHORTFALL, 2),
        (O.COMPANY_ABSENCE, O.JOURNEYS, 2),
        (O.BLOCK_BALANCE, O.WISHED_WEEKS, 1),
    ],
)
def test_the_front_is_what_no_planning_betters(
    one: ObjectiveName, other: ObjectiveName, count: int
) -> None:
    found = _front_of(one, other)
    of_all = set(zip(_values(one), _values(other), strict=True))
    assert [point.values for point in found.points] == _not_dominated(of_all)
    assert len(found.points) == count
    assert found.whole
    assert all(point.proven for point in found.points)
    for point in found.points:
        assert keeps_every_rule(point.edition.planning)
        assert front_values(found.objectives, point.edition.planning) == point.values


def test_a_point_is_the_first_planning_in_the_order_of_weeks() -> None:
    found = _front_of(O.CAMPUS_OVERLAP, O.SCHOOL_ABSENCE)
    every = zip(
        _values(found.objectives[0]),
        _values(found.objectives[1]),
        _values(O.WEEK_ORDER),
        strict=True,
    )
    orders = [(order, (one, other)) for one, other, order in every]
    for point in found.points:
        order = objective_value(O.WEEK_ORDER, point.edition.planning)
        assert order == min(order for order, values in orders if values == point.values)


def test_limits_of_the_scenario_hold_on_the_front() -> None:
    found = pareto_front(
        _asked(limits=((O.JOURNEYS, 6),)), O.CAMPUS_PEAK, O.SCHOOL_ABSENCE, plan_scenario
    )
    values = zip(*map(_values, (*found.objectives, O.JOURNEYS)), strict=True)
    expected = _not_dominated({(one, other) for one, other, third in values if third <= 6})
    assert [point.values for point in found.points] == expected
    unlimited = set(zip(*map(_values, found.objectives), strict=True))
    assert expected != _not_dominated(unlimited)


def test_no_planning_has_an_empty_front_that_is_whole() -> None:
    impossible = _asked(text=TINY + "[campus]\nmost_people = 5\n")
    found = pareto_front(impossible, O.CAMPUS_PEAK, O.JOURNEYS, plan_scenario)
    assert (found.points, found.whole) == ((), True)


def test_nothing_is_sought_below_nothing() -> None:
    """The second objective reached 0: no search is needed to know that this is the end."""
    asked: list[Specification] = []
    told: list[FrontPoint] = []

    def watched(specification: Specification) -> Result:
        asked.append(specification)
        return plan_scenario(specification)

    found = pareto_front(_asked(), O.SCHOOL_ABSENCE, O.SHARED_WEEKS, watched, told.append)
    assert found.whole
    assert list(found.points) == told
    assert [dict(each.limits) for each in asked] == [{}, {O.SHARED_WEEKS: 1}, {O.SHARED_WEEKS: 0}]


@pytest.mark.parametrize(
    ("searches", "proven", "whole"),
    [
        ((0,), [], False),  # no planning was found in time
        ((1,), [], False),  # nor is there one that reaches the bounds of both objectives at once
        ((2,), [False], False),  # the least of the first objective, not yet of the second one
        ((4,), [True, True, True], True),  # both: what is left only picks a planning
        ((9, 0), [True], False),
        ((9, 2), [True, False], False),
        ((9, 9, 9), [True, True, True], True),
    ],
)
def test_a_time_limit_gives_an_honest_part_of_the_front(
    monkeypatch: pytest.MonkeyPatch, searches: tuple[int, ...], proven: list[bool], whole: bool
) -> None:
    """Each search for a point ends after so many steps; those not named have all their time."""
    left: Iterator[int] = iter(searches)

    def in_time(*arguments: Any, **options: Any) -> Outcome:
        clock = SearchClock(next(left, 99))
        monkeypatch.setattr("planner.solver.ranking.run_search", clock.search)
        return solve(*arguments, **options, clock=clock)

    monkeypatch.setattr("planner.solver.solve.solve", in_time)
    found = pareto_front(_asked(time_limit=60.0), O.CAMPUS_OVERLAP, O.SCHOOL_ABSENCE, plan_scenario)
    assert [point.proven for point in found.points] == proven
    assert found.whole == whole
    exact = _not_dominated(set(zip(*map(_values, found.objectives), strict=True)))
    assert [p.values for p in found.points if p.proven] == exact[: sum(proven)]


@cache
def _unlimited() -> Outcome:
    return solve(Case(*_tiny()))


@pytest.mark.parametrize("name", FRONT_OBJECTIVES)
def test_no_planning_is_beyond_a_limit(name: ObjectiveName) -> None:
    """The best of those that keep it is found; any, where all do; none, where none does."""
    rules, when = _tiny()
    per_unit = OBJECTIVES[name].per_unit
    values = _values(name)
    middle = sorted(set(values))[len(set(values)) // 2]
    outcome = solve(Case(rules, when), limits={name: round(middle * per_unit)})
    assert isinstance(outcome, Solved)
    found = objective_value(name, outcome.planning)
    assert found is not None
    assert found <= middle
    orders = zip(values, _values(O.WEEK_ORDER), strict=True)
    assert outcome.objectives[0].value == min(order for value, order in orders if value <= middle)
    assert solve(Case(rules, when), limits={name: round(max(values) * per_unit)}) == _unlimited()
    below = solve(Case(rules, when), limits={name: round(min(values) * per_unit) - 1})
    assert isinstance(below, Infeasible)


def test_a_limit_on_changes_asks_for_a_planning_to_stay_close_to() -> None:
    near = Given(near={"1A": held("EECC")})
    outcome = solve(Case(programme(), year(4), near), limits={O.CLOSENESS: 2})
    assert isinstance(outcome, Solved)
    assert objective_value(O.CLOSENESS, outcome.planning) == 2
    with pytest.raises(ValueError, match="moved_sessions"):
        solve(Case(programme(), year(4)), limits={O.MOVED_SESSIONS: 0})


@pytest.mark.parametrize("name", LAST_OBJECTIVES)
def test_what_only_picks_a_planning_cannot_be_limited(name: ObjectiveName) -> None:
    with pytest.raises(ValueError, match=name):
        solve(Case(programme(), year(4)), limits={name: 10})


def test_a_planning_beyond_its_limit_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    of = programme(cohort())
    monkeypatch.setattr(
        "planner.solver.solve.complete_planning", lambda *_: planning(of, year(4), "CECE")
    )
    with pytest.raises(AssertionError, match="journeys: the planning measures 3, limited to 1"):
        solve(Case(of, year(4)), limits={O.JOURNEYS: 1})


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_that_have_no_front_are_told_with_those_that_have(language: str) -> None:
    with pytest.raises(Unusable) as unusable:
        FRONT_TYPE.convert(("closeness", "week_order"), None, None)
    told = [Messages(language).sentence(what) for what in unusable.value.problems]
    assert ["closeness" in told[0], "week_order" in told[1]] == [True, True]
    assert all(", ".join(FRONT_OBJECTIVES) in line for line in told)
    with pytest.raises(Unusable) as unusable:
        front_objectives("journeys", "journeys")
    assert "journeys" in Messages(language).sentence(unusable.value.problems[0])
    assert FRONT_TYPE.convert(("journeys", "idle_weeks"), None, None) == (O.JOURNEYS, O.IDLE_WEEKS)


def _front(*values: tuple[float, float], whole: bool = True, open_end: bool = False) -> Front:
    """Make a front of points with these values, the last one unproven if its end is open."""
    edition = Edition(planning(programme(), year(4), "CCEE"), ())
    last = len(values) - 1
    points = (FrontPoint(each, not open_end or n < last, edition) for n, each in enumerate(values))
    return Front((O.CAMPUS_OVERLAP, O.JOURNEYS), tuple(points), whole)


THREE = ((2, 9), (4, 5), (8, 1))


@pytest.mark.parametrize(
    ("of", "values", "position", "better"),
    [
        (_front(*THREE), (4, 5), "on", []),
        (_front(*THREE), (4, 6), "behind", [(0, 1)]),
        (_front(*THREE), (9, 7.5), "behind", [(5, 2.5), (1, 6.5)]),
        (_front(*THREE), (8, 1), "on", []),
        (_front(*THREE), (1, 20), "beyond", []),
        (_front(*THREE), (5, 4), "beyond", []),
        (_front(*THREE), (20, 0), "beyond", []),
        (_front(), (3, 3), "beyond", []),
        (_front(whole=False), (3, 3), "unknown", []),
        (_front(*THREE, whole=False), (7, 4), "beyond", []),
        (_front(*THREE, whole=False), (8, 0), "beyond", []),
        (_front(*THREE, whole=False), (9, 0), "unknown", []),
        (_front(*THREE, whole=False), (9, 1), "behind", [(1, 0)]),
        (_front(*THREE, whole=False, open_end=True), (8, 1), "unknown", []),
        (_front(*THREE, whole=False, open_end=True), (9, 1), "behind", [(1, 0)]),
        (_front(*THREE, whole=False, open_end=True), (3, 8), "beyond", []),
    ],
)
def test_how_far_a_planning_is_from_the_front(
    of: Front, values: tuple[float, float], position: str, better: list[tuple[float, float]]
) -> None:
    found = distance(of, values)
    assert found.position == position
    assert [gap.by for gap in found.dominating] == better


def test_no_planning_of_the_year_is_beyond_the_front() -> None:
    """Each is on it, or behind it with a point that shows so."""
    found = _front_of(O.CAMPUS_OVERLAP, O.SCHOOL_ABSENCE)
    of_all = set(zip(*map(_values, found.objectives), strict=True))
    on = {values for values in of_all if distance(found, values).position == "on"}
    assert sorted(on) == [point.values for point in found.points]
    assert {distance(found, values).position for values in of_all - on} == {"behind"}


def test_the_published_planning_lies_behind_the_front(albi: Programme, published: Planning) -> None:
    """It keeps all rules that it gives, and shares the campus more than it need."""
    found = pareto_front(
        specification("albi", albi, 2021), O.CAMPUS_OVERLAP, O.JOURNEYS, plan_scenario
    )
    values = front_values(found.objectives, published)
    assert values is not None
    assert values == (16, 21)
    assert [point.values for point in found.points] == [(6, 21)]
    assert [gap.by for gap in distance(found, values).dominating] == [(10, 0)]
    assert front_values((O.COMPANY_SHORTFALL, O.JOURNEYS), published) is None
