"""Plannings to choose from, against all plannings of a tiny year; how they are written."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.files.problems import Unusable
from planner.planning.changes import weeks_apart
from planner.planning.check import Verdict, check, keeps_every_rule
from planner.planning.course import case_apart_from
from planner.planning.editing import WeekEdit, edited
from planner.planning.file import parse_edition, planning_json
from planner.planning.measures import objective_value
from planner.planning.onsite_hours import with_onsite
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.planning.repair import repair_case
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.names import ObjectiveName, RuleName
from planner.rules.case import Case
from planner.rules.given import OtherPlannings
from planner.scenarios.alternatives import (
    Alternatives,
    AlternativesEnd,
    AskedAlternatives,
    find_alternatives,
    limits_near,
    steps_by_objective,
)
from planner.solver.solve import NotFound, Outcome, Solved, solve
from planner.year.activity import Activity
from tests.builders import NAMES, activities

O = ObjectiveName  # noqa: E741

TINY = """
id = "tiny"
name = "Tiny"
school = "École"
objectives = ["campus_overlap", "journeys", "week_order", "session_spread"]
academic_year = { first_week = 14, weeks = 5 }
public_holidays = { country = "FR" }
workday = { company = 7, school = 7, session = 3.5 }

[[cohorts]]
id = "1A"
label = "1A"
year = 1
headcount = 25
onsite_hours = 0
school_weeks = 2

[[cohorts]]
id = "2A"
label = "2A"
year = 2
headcount = 20
onsite_hours = 0
school_weeks = { least = 1, most = 2 }
"""
YEAR = 2023


@cache
def _case() -> Case:
    rules = parse_programme(TINY, "tiny.toml")
    return Case(rules, academic_year_of(rules, YEAR))


@cache
def _all_plannings() -> tuple[Planning, ...]:
    """Give all plannings that keep the rules, by trying every one."""
    case, weeks = _case(), len(_case().year)
    rows = [
        [
            with_onsite(CohortPlanning(who, activities("".join(row)), (0,) * weeks), case)
            for row in product("CE", repeat=weeks)
        ]
        for who in case.programme.cohorts
    ]
    return tuple(filter(keeps_every_rule, (Planning(case, each) for each in product(*rows))))


def _letters(planning: Planning) -> tuple[str, ...]:
    return tuple("".join(NAMES[a] for a in row.activities) for row in planning.cohorts)


def _apart(one: Planning, other: Planning) -> int:
    """Count the letters that differ."""
    pairs = zip("".join(_letters(one)), "".join(_letters(other)), strict=True)
    return sum(was != now for was, now in pairs)


OTHER = {Activity.SCHOOL: Activity.COMPANY, Activity.COMPANY: Activity.SCHOOL}

_MATTER = (O.CAMPUS_OVERLAP, O.JOURNEYS)


def _values(planning: Planning) -> tuple[float, ...]:
    """Give what plannings are ranked by."""
    values = (objective_value(name, planning) for name in (*_MATTER, O.WEEK_ORDER))
    return tuple(value for value in values if value is not None)


@cache
def _ranked() -> tuple[tuple[tuple[float, ...], Planning], ...]:
    """Give all plannings with their values, the best ones first."""
    ranked = [(_values(planning), planning) for planning in _all_plannings()]
    return tuple(sorted(ranked, key=lambda each: each[0]))


def _left(asked: AskedAlternatives, found: Sequence[Planning]) -> list[tuple[float, ...]]:
    """Give the values of all plannings that may come after those found, the best one first."""
    best = _ranked()[0][0]
    limits = [value + asked.worse.get(n, 0) for n, value in zip(_MATTER, best, strict=False)]
    return [
        values
        for values, planning in _ranked()
        if all(value <= most for value, most in zip(values, limits, strict=False))
        and all(_apart(planning, other) >= asked.apart for other in found)
    ]


def _search(case: Case, limits: Mapping[ObjectiveName, int]) -> Outcome:
    return solve(case, limits=limits)


@cache
def _best() -> Edition:
    outcome = solve(_case())
    assert isinstance(outcome, Solved)
    return Edition(outcome.planning, outcome.objectives)


def _found(asked: AskedAlternatives) -> Alternatives:
    return find_alternatives(_best(), asked, _search)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(
    st.builds(
        AskedAlternatives,
        st.integers(1, 6),
        st.integers(1, 7),
        st.dictionaries(st.sampled_from(_MATTER), st.integers(1, 4)),
    )
)
def test_each_is_the_best_of_those_far_from_all_before_and_the_end_is_proven(
    asked: AskedAlternatives,
) -> None:
    found = _found(asked)
    plannings = [edition.planning for edition in found.editions]
    assert _values(plannings[0]) == _ranked()[0][0]
    for n, planning in enumerate(plannings[1:], start=1):
        assert _values(planning) == _left(asked, plannings[:n])[0]
        assert min(_apart(planning, other) for other in plannings[:n]) >= asked.apart
    is_proven = len(plannings) <= asked.count
    assert found.end is (AlternativesEnd.PROVEN if is_proven else AlternativesEnd.COMPLETE)
    assert not (is_proven and _left(asked, plannings))
    assert all(edition.status == "optimal" for edition in found.editions)


def test_all_that_are_as_good_are_found_where_any_difference_will_do() -> None:
    best = _ranked()[0][0][:2]
    good = [planning for values, planning in _ranked() if values[:2] == best]
    found = _found(AskedAlternatives(20, apart=1))
    assert len(good) > 2
    assert {_letters(e.planning) for e in found.editions} == set(map(_letters, good))
    assert found.end is AlternativesEnd.PROVEN


def test_nothing_is_that_far_away() -> None:
    found = _found(AskedAlternatives(3, apart=1000))
    assert found.editions == (_best(),)
    assert found.end is AlternativesEnd.PROVEN


def test_the_end_of_the_time_proves_nothing() -> None:
    outcomes: list[Outcome] = [_search(case_apart_from(_case(), [_best().planning], 1), {})]

    def search(case: Case, limits: Mapping[ObjectiveName, int]) -> Outcome:
        return outcomes.pop() if outcomes else NotFound()

    found = find_alternatives(_best(), AskedAlternatives(3, apart=1), search)
    assert (len(found.editions), found.end) == (2, AlternativesEnd.TIME)


def test_the_same_is_found_again() -> None:
    asked = AskedAlternatives(3, apart=2, worse={O.JOURNEYS: 2})
    one, other = _found(asked), _found(asked)
    assert list(map(planning_json, one.editions)) == list(map(planning_json, other.editions))


def test_a_planning_that_is_worse_than_asked_is_an_error_of_the_program() -> None:
    broken = replace(_best().planning, cohorts=_best().planning.cohorts)
    near = Solved(broken, _best().objectives)

    def search(case: Case, limits: Mapping[ObjectiveName, int]) -> Outcome:
        return replace(near, planning=replace(broken, case=case))

    with pytest.raises(AssertionError):
        find_alternatives(_best(), AskedAlternatives(1), search)


def test_limits_are_in_the_units_of_the_solver() -> None:
    hours = replace(_case().programme, ranking=(O.COMPANY_SHORTFALL, O.WEEK_ORDER))
    planning = replace(_best().planning, case=replace(_case(), programme=hours))
    assert limits_near(planning, {O.COMPANY_SHORTFALL: 2}) == {O.COMPANY_SHORTFALL: 120}


@pytest.mark.parametrize("name", ["week_order", "closeness", "", "né"])
def test_a_step_is_of_an_objective_that_matters(name: str) -> None:
    with pytest.raises(Unusable) as unusable:
        steps_by_objective([("journeys", 1), (name, 2)], _case().ranking, "--at-most-worse")
    (found,) = unusable.value.problems
    assert found.values["found"] == f'"{name}"'


def test_of_two_steps_of_an_objective_the_last_one_holds() -> None:
    steps = [("journeys", 1), ("journeys", 2)]
    assert steps_by_objective(steps, _case().ranking, "") == {O.JOURNEYS: 2}


# --- What is kept of it -------------------------------------------------------------------------


@cache
def _second() -> Edition:
    return _found(AskedAlternatives(1, apart=3, worse={O.JOURNEYS: 2})).editions[1]


def _apart_verdicts(planning: Planning) -> Sequence[Verdict]:
    return [found.verdict for found in check(planning) if found.rule.name is RuleName.APART]


def test_a_file_keeps_from_what_its_planning_differs() -> None:
    again = parse_edition(planning_json(_second()).decode(), "planning.json")
    assert again == _second()
    assert _apart_verdicts(again.planning) == [Verdict.KEPT]


def test_a_file_that_comes_too_near_is_seen() -> None:
    case = case_apart_from(_case(), [_best().planning], 3)
    near = replace(_best(), planning=replace(_best().planning, case=case))
    again = parse_edition(planning_json(near).decode(), "planning.json")
    assert _apart_verdicts(again.planning) == [Verdict.BROKEN]


@pytest.mark.parametrize(
    ("before", "after"),
    [('"weeks_apart": 3', '"weeks_apart": 0'), ('"weeks_apart": 3,', "")],
)
def test_a_damaged_file_is_refused(before: str, after: str) -> None:
    text = planning_json(_second()).decode()
    assert before in text
    with pytest.raises(Unusable):
        parse_edition(text.replace(before, after), "planning.json")


@pytest.mark.parametrize("names", [["company"] * 4, ["company"] * 4 + ["holidays"]])
def test_weeks_of_others_that_are_not_those_of_the_year_are_refused(names: list[str]) -> None:
    text = planning_json(_second()).decode()
    planning = _second().planning.case.given.others.weeks[0]["1A"]
    was = ",\n".join(f'     "{week.activity.name}"' for week in planning if week)
    now = ",\n".join(f'     "{name}"' for name in names)
    assert was in text
    with pytest.raises(Unusable) as unusable:
        parse_edition(text.replace(was, now), "planning.json")
    assert len(unusable.value.problems) == 1


def test_a_planning_changed_by_hand_stands_alone() -> None:
    was = _second().planning.cohorts[0].activities[0]
    changed = edited(_second(), [WeekEdit("1A", 0, OTHER[was])])
    assert changed.planning.case.given.others == OtherPlannings()
    assert not changed.objectives[0].proven


def test_a_planning_that_is_repaired_stands_alone() -> None:
    case = repair_case(_second().planning, _case(), _case().year.weeks[0].monday)
    assert case.given.others == OtherPlannings()


def test_a_cohort_alone_differs_from_none() -> None:
    case = _second().planning.case
    assert case.shared_rules
    assert not case.alone(case.programme.cohorts[0]).shared_rules


def test_plannings_of_other_weeks_do_not_compare() -> None:
    one = _best().planning
    longer = replace(one, case=replace(one.case, year=academic_year_of(one.programme, YEAR + 1)))
    assert weeks_apart(one, longer) is None
    assert weeks_apart(one, replace(one, cohorts=())) is None
    assert weeks_apart(one, replace(one, cohorts=one.cohorts[:1])) == 0
