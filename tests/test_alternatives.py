"""Plannings to choose from, against all plannings of a tiny year; how they are written."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

import planner
from planner.documents.comparison.files import fixed_file_names
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
from tests.conftest import Call

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
    return find_alternatives(_best(), _case(), asked, _search)


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

    found = find_alternatives(_best(), _case(), AskedAlternatives(3, apart=1), search)
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
        find_alternatives(_best(), _case(), AskedAlternatives(1), search)


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


# --- As people ask for it -----------------------------------------------------------------------


def test_a_table_of_them_in_python(tmp_path: Path) -> None:
    best = planner.plan(_case().programme, YEAR)
    table = planner.alternatives(best, 2, apart=3, at_most_worse={"journeys": 2})
    assert list(table.index) == [1, 2, 3]
    assert list(table.columns) == [
        "status",
        "campus_overlap",
        "journeys",
        *(f"apart_from_{n}" for n in (1, 2, 3)),
        "planning",
    ]
    assert table["planning"].iloc[0] is best
    assert (table[["apart_from_2", "apart_from_3"]].iloc[0] >= 3).all()
    assert table["journeys"].max() <= table["journeys"].iloc[0] + 2
    assert table.attrs["end"] == "complete"
    planner.save(table["planning"].iloc[1], tmp_path)
    assert planner.read(tmp_path / "planning.json") == table["planning"].iloc[1]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"count": 0}, "count : trouvé 0"),
        ({"count": 21}, "count : trouvé 21"),
        ({"count": 1, "apart": 0}, "apart : trouvé 0"),
        ({"count": 1, "at_most_worse": {"weeks": 1}}, 'at_most_worse : trouvé "weeks"'),
        ({"count": 1, "time_limit": 0}, "time_limit : trouvé 0"),
    ],
)
def test_what_cannot_be_asked_in_python_is_said(asked: dict[str, Any], told: str) -> None:
    with pytest.raises(planner.UnusableInput, match=told):
        planner.alternatives(_best(), **asked)


def test_a_planning_that_breaks_a_rule_is_no_measure_for_others() -> None:
    was = _best().planning.cohorts[0].activities[0]
    broken = edited(_best(), [WeekEdit("1A", 0, OTHER[was])])
    with pytest.raises(planner.UnusableInput, match="réparez-le"):
        planner.alternatives(broken, 1)


@pytest.fixture(name="call")
def _call(planner: Call) -> Call:
    """Rename the command of the tests: here, `planner` is the package."""
    return planner


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.toml"
    path.write_text(TINY, encoding="utf-8")
    return path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


WORSE = ("--at-most-worse", "journeys=4")
OF_PLANNING = {"planning.json", "planning.xlsx", "gantt.png", "gantt.svg"}


@pytest.mark.usefixtures("uncharted")
def test_each_planning_has_its_files_and_all_are_compared(
    call: Call, file: Path, out: Path
) -> None:
    asked = ("plan", file, "--year", YEAR, "--out", out, "--version-label", "Essai")
    code, told, _ = call(*asked, "--alternatives", 2, "--apart", 3, *WORSE)
    assert code == 0
    written = _files(out)
    folders = ("", "planning-2/", "planning-3/")
    assert written >= {f"{folder}{name}" for folder in folders for name in OF_PLANNING}
    assert {name for name in written if name.startswith("comparison/")} == {
        f"comparison/{name}" for name in fixed_file_names(front=False)
    }
    editions = [parse_edition((out / f / "planning.json").read_text(), f) for f in folders]
    assert {edition.version_label for edition in editions} == {"Essai"}
    plannings = [edition.planning for edition in editions]
    assert all(_apart(one, other) >= 3 for one, other in combinations(plannings, 2))
    for part in ("Planning 3", "Semaines différentes", "au moins 3 semaines", "comme demandé"):
        assert part in told
    checked = call("check", out / "planning-3/planning.json")[1]
    assert "Minimums parmi les plannings qui diffèrent d'au moins 3 semaines" in checked
    report = (out / "comparison/comparison.html").read_text()
    assert "comme demandé" in report
    assert "meilleur des autres, prouvé" in report


@pytest.mark.usefixtures("uncharted")
def test_fewer_than_asked_is_said_and_none_of_before_is_left(
    call: Call, file: Path, out: Path
) -> None:
    asked = ("plan", file, "--year", YEAR, "--out", out, "--quiet")
    assert call(*asked, "--alternatives", 3, "--apart", 1) == (0, "", "")
    assert (out / "planning-4").is_dir()
    code, told, errors = call(*asked, "--alternatives", 2, "--apart", 1000)
    assert (code, told) == (0, "")
    assert "Il est prouvé qu'aucun autre planning" in errors
    assert {path.name for path in out.iterdir()} == OF_PLANNING | {"comparison"}


@pytest.mark.usefixtures("uncharted")
def test_a_workbook_of_before_that_was_edited_is_not_deleted(
    call: Call, file: Path, out: Path
) -> None:
    asked = ("plan", file, "--year", YEAR, "--out", out, "--quiet", "--apart", 1)
    assert call(*asked, "--alternatives", 3)[0] == 0
    book = load_workbook(out / "planning-4/planning.xlsx")
    book["1A"]["N1"] = "ma note"
    book.save(out / "planning-4/planning.xlsx")
    code, _, errors = call(*asked, "--alternatives", 1)
    assert code == 2
    assert "planning-4" in errors
    assert call(*asked, "--alternatives", 1, "--force")[0] == 0
    assert not (out / "planning-4").exists()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--apart", 6], "--apart et --at-most-worse ne s'emploient qu'avec --alternatives"),
        (["--at-most-worse", "journeys=1"], "ne s'emploient qu'avec --alternatives"),
        (["--alternatives", 0], "--alternatives"),
        (["--alternatives", 21], "--alternatives"),
        (["--alternatives", 2, "--apart", 0], "--apart"),
        (["--alternatives", 2, "--at-most-worse", "journeys"], "journeys=2"),
        (["--alternatives", 2, "--at-most-worse", "journeys=0"], "journeys=2"),
        (["--alternatives", 2, "--at-most-worse", "week_order=3"], "campus_overlap, journeys"),
        (["--alternatives", 2, "--years", 2], "--alternatives ne s'emploie pas avec --years"),
        (["--alternatives", 2, "--try", 1], "--alternatives ne s'emploie pas avec --try"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    call: Call, file: Path, out: Path, options: list[object], told: str
) -> None:
    code, _, errors = call("plan", file, "--year", YEAR, "--out", out, *options)
    assert code == 2
    assert told in errors
    assert not out.exists()


@pytest.mark.usefixtures("uncharted")
def test_the_same_bytes_in_another_process(call: Call, file: Path, tmp_path: Path) -> None:
    asked = [
        "plan",
        str(file),
        "--year",
        str(YEAR),
        "--alternatives",
        "2",
        *WORSE,
        "--apart=3",
        "--out",
    ]
    env = {**os.environ, "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-m", "planner", *asked, str(tmp_path / "a")]
    subprocess.run(command, check=True, env=env, capture_output=True)
    call(*asked, tmp_path / "b")
    for name in (
        "planning-3/planning.json",
        "comparison/comparison.html",
        "planning-2/planning.xlsx",
    ):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()
