"""Hours in person of which a programme asks no total: what the weeks give, and who is told."""

import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.check import Verdict, check, keeps_every_rule
from planner.planning.file import planning_json, read_planning
from planner.planning.ledger import OpenHours, open_hours, totals
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.programme.block_shapes import Extent
from planner.programme.cohort import PlannedWeek, Semester, SessionRules, Target
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.names import RuleName
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.rules.given import Given
from planner.solver.solve import Infeasible, Solved, solve
from planner.words.open_hours import open_hours_lines
from planner.year.activity import Activity
from planner.year.moments import NumberedWeek, Window
from planner.year.weeks import HOUR
from tests.builders import activities, cohort, planned, programme, year
from tests.conftest import DATA, Call
from tests.explaining import explained, rules_in, sentences, verify

BASE = Path(__file__).parent / "infeasible" / "base.toml"
FRENCH, ENGLISH = Messages("fr"), Messages("en")

FIRST_TWO = Window(end=NumberedWeek(15))
"""The first two weeks of the short year."""

OPEN: dict[str, Any] = {"onsite": None, "academic_hours": None, "school_weeks": None}


def _hours(row: CohortPlanning) -> list[float]:
    assert row.onsite is not None
    return [minutes / HOUR for minutes in row.onsite]


# --- What the weeks have


EXAMPLES: dict[str, tuple[dict[str, Any], str, list[float]]] = {
    "all that days give": ({}, "CCEE", [35, 35, 0, 0]),
    "a public holiday": ({}, "ECEE", [0, 28, 0, 0]),
    "most of a week": ({"onsite_a_week": Extent(0, 20 * HOUR)}, "CCEE", [20, 16, 0, 0]),
    "hours a day": ({"onsite_a_day": 6 * HOUR}, "CCEE", [30, 24, 0, 0]),
    "no week of lessons": ({}, "EEEE", [0, 0, 0, 0]),
    "a semester has its own": (
        {"semesters": (Semester("S1", FIRST_TWO, 30 * HOUR),)},
        "CEEC",
        [30, 0, 0, 35],
    ),
    "a target needs fewer": ({"academic_hours": Target(40 * HOUR, 0)}, "CECE", [20, 0, 20, 0]),
    "a target needs more": (
        {"academic_hours": Target(90 * HOUR, 30 * HOUR)},
        "CECE",
        [35, 0, 35, 0],
    ),
    "sessions count towards it": (
        {"academic_hours": Target(41 * HOUR, 0), "sessions": SessionRules(2, (0, 1, 2))},
        "CECE",
        [17, 0, 17, 0],
    ),
    "a week has its least": (
        {"academic_hours": Target(30 * HOUR, 20 * HOUR), "onsite_a_week": Extent(20 * HOUR, None)},
        "CECE",
        [20, 0, 20, 0],
    ),
    "a semester counts towards it": (
        {
            "academic_hours": Target(42 * HOUR, 0),
            "semesters": (Semester("S1", FIRST_TWO, 30 * HOUR),),
        },
        "CEEC",
        [30, 0, 0, 12],
    ),
}


@pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES.keys())
def test_weeks_have_what_their_days_give_or_the_target_needs(
    example: tuple[dict[str, Any], str, list[float]],
) -> None:
    rules, written, expected = example
    holidays = [1] if written[1] == "C" and expected[1] < 35 else []
    row = planned(cohort(**OPEN | rules), written, year(len(written), holidays=holidays))
    assert _hours(row) == expected


def test_weeks_keep_the_hours_that_are_locked() -> None:
    who, when = cohort(**OPEN | {"academic_hours": Target(40 * HOUR, 0)}), year(3)
    held = (PlannedWeek(Activity.SCHOOL, 0, 10 * HOUR), None, None)
    case = Case(programme(who), when, Given(locked={"1A": held}))
    outcome = solve(case)
    assert isinstance(outcome, Solved)
    (row,) = outcome.planning.cohorts
    assert _hours(row)[0] == 10
    assert sum(_hours(row)) == 40
    assert keeps_every_rule(outcome.planning)


def test_a_total_and_hours_a_day_ask_for_so_many_days() -> None:
    """Of four weeks without holidays, two are at school for 60 h, which are ten days of 6 h."""
    asked = {**OPEN, "onsite": 60 * HOUR, "onsite_a_day": 6 * HOUR}
    outcome = solve(Case(programme(cohort(**asked)), year(4)))
    assert isinstance(outcome, Solved)
    assert _hours(outcome.planning.cohorts[0]) == [30, 30, 0, 0]
    asked["onsite"] = 54 * HOUR  # nine days, as one of a week is a holiday
    outcome = solve(Case(programme(cohort(**asked)), year(4, holidays=[2])))
    assert isinstance(outcome, Solved)
    assert sorted(_hours(outcome.planning.cohorts[0])) == [0, 0, 24, 30]


# --- The rules


KEPT, BROKEN = Verdict.KEPT, Verdict.BROKEN
TARGET = {"academic_hours": Target(60 * HOUR, 5 * HOUR)}
LEAST = {"onsite_a_week": Extent(30 * HOUR, None)}

RULED = {
    "no total, no rule": ({}, "CCEE", None),
    "room for the target": (TARGET, "CCEE", KEPT),
    "room for its least": (TARGET | {"onsite_a_week": Extent(0, 28 * HOUR)}, "CCEE", KEPT),
    "no room": (TARGET, "CEEE", BROKEN),
    "weeks that hold more than it accepts": (TARGET | LEAST, "CCCE", BROKEN),
    "weeks that hold its most": (TARGET | LEAST, "CCEE", KEPT),
    "a target of nothing": ({"academic_hours": Target(0, 0)}, "CCEE", KEPT),
    "semesters fill the year": (
        TARGET | {"semesters": (Semester("S", Window(), 40 * HOUR),)},
        "CCEE",
        BROKEN,
    ),
}


@pytest.mark.parametrize("ruled", RULED.values(), ids=RULED.keys())
def test_the_target_asks_the_weeks_for_room(
    ruled: tuple[dict[str, Any], str, Verdict | None],
) -> None:
    rules, written, expected = ruled
    who, when = cohort(**OPEN | rules), year(4)
    planning = Planning(Case(programme(who), when), (planned(who, written, when),))
    found = {c.rule.name: c.verdict for c in check(planning) if not c.rule.about}
    assert RuleName.ONSITE_HOURS not in found
    assert found.get(RuleName.ONSITE_ROOM) == expected
    if expected is not None:
        assert found[RuleName.ACADEMIC_HOURS] == expected


def _every_planning(who: Any, weeks: int) -> Iterator[Planning]:
    when = year(weeks, holidays=[2])
    for written in product("CE", repeat=weeks):
        row = planned(who, "".join(written), when)
        found = Planning(Case(programme(who), when), (row,))
        if keeps_every_rule(found):
            yield found


@pytest.mark.parametrize("tolerance", [0, 3, 8, 40])
@pytest.mark.parametrize("limits", [Extent(0, None), Extent(25 * HOUR, 32 * HOUR)])
@pytest.mark.parametrize("target", [0, 50, 97, 150])
def test_the_solver_finds_what_trying_all_weeks_finds(
    target: int, limits: Extent, tolerance: int
) -> None:
    who = cohort(
        **OPEN
        | {
            "academic_hours": Target(target * HOUR, tolerance * HOUR),
            "onsite_a_week": limits,
        }
    )
    every = list(_every_planning(who, 5))
    case = Case(programme(who), year(5, holidays=[2]))
    outcome = solve(case)
    assert isinstance(outcome, Infeasible) == (not every)
    if isinstance(outcome, Solved):
        assert outcome.planning.cohorts in [found.cohorts for found in every]


# --- What is said of them


def test_hours_of_weeks_alone_are_what_these_give() -> None:
    who, when = cohort(**OPEN), year(4)
    case = Case(programme(who), when)
    assert totals(CohortPlanning(who, activities("CCEE")), case).onsite == 70 * HOUR
    assert open_hours(CohortPlanning(who, activities("CCEE")), case) == OpenHours(
        70 * HOUR, 70 * HOUR
    )
    assert open_hours(planned(cohort(onsite=HOUR), "CCEE"), case) is None


def test_what_weeks_give_is_told() -> None:
    rows = [
        planned(cohort(**OPEN), "CCEE"),
        planned(cohort(**OPEN | {"id": "2A", "academic_hours": Target(40 * HOUR, 0)}), "CCEE"),
        planned(cohort(id="3A", onsite=70 * HOUR), "CCEE"),
    ]
    case = Case(programme(*(row.cohort for row in rows)), year(4))
    none = "aucun total d'heures de cours n'est demandé pour l'année ; vos semaines"
    assert list(open_hours_lines(rows, case, FRENCH)) == [
        f"1A : {none} donnent 70 h.",
        f"2A : {none} en permettent 70 h, 40 h suffisent aux heures académiques.",
    ]
    assert "give 70 h" in next(open_hours_lines(rows, case, ENGLISH))


def _without_totals(name: str, *, also: str = "onsite_hours") -> Programme:
    """Read a programme of `data` without the totals of its cohorts."""
    lines = (DATA / f"{name}.toml").read_text().splitlines()
    kept = (line for line in lines if not line.startswith(("onsite_hours", also)))
    return parse_programme("\n".join(kept), name)


@pytest.mark.parametrize(
    ("name", "start"), [("albi", 2026), ("ales-mecatronique", 2023), ("ales-contrat-pro", 2026)]
)
def test_programmes_plan_without_their_totals(name: str, start: int, tmp_path: Path) -> None:
    rules = _without_totals(name)
    outcome = solve(Case(rules, academic_year_of(rules, start)))
    assert isinstance(outcome, Solved)
    assert keeps_every_rule(outcome.planning)
    path = tmp_path / "planning.json"
    path.write_bytes(planning_json(Edition(outcome.planning, outcome.objectives)))
    read = read_planning(path, None, None)
    assert read.misstatements == ()
    assert read.edition.planning == outcome.planning
    for record in json.loads(path.read_text())["cohorts"]:
        assert record["totals"]["onsite_hours_asked"] is None
        hours = sum(week["onsite_hours"] for week in record["weeks"])
        assert record["totals"]["onsite_hours"] == hours > 0


def test_a_class_of_school_weeks_only_has_all_their_hours() -> None:
    rules = _without_totals("albi", also="academic_hours")
    year_of = academic_year_of(rules, 2026)
    outcome = solve(Case(rules, year_of))
    assert isinstance(outcome, Solved)
    for row in outcome.planning.cohorts:
        days = sum(
            week.days - len(week.public_holidays)
            for week, activity in zip(year_of.weeks, row.activities, strict=True)
            if activity == Activity.SCHOOL
        )
        assert totals(row, outcome.planning.case).onsite == days * 7 * HOUR


def test_the_command_line_says_what_the_weeks_give(planner: Call, tmp_path: Path) -> None:
    path = tmp_path / "open.toml"
    path.write_text(BASE.read_text().replace("onsite_hours = 0\n", "school_weeks = 4\n"))
    code, out, _ = planner("plan", path, "--year", "2026", "--out", tmp_path / "out")
    assert (code, "vos semaines donnent 140 h" in out) == (0, True)
    code, out, _ = planner("check", tmp_path / "out" / "planning.xlsx")
    assert (code, "vos semaines donnent 140 h" in out) == (0, True)


# --- Contradictions and conflicts


CONTRADICTIONS = {
    "more than weeks give": (
        "school_weeks = 3\nacademic_hours = { target = 120, tolerance = 5 }",
        ["105 h au plus", "115 h au moins"],
    ),
    "fewer than semesters ask": (
        "academic_hours = { target = 50 }\nsemesters = { S1 = { onsite_hours = 60 } }",
        ["60 h", "50 h au plus"],
    ),
}


@pytest.mark.parametrize("wrong", CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_a_target_that_open_hours_never_reach_is_refused(wrong: tuple[str, list[str]]) -> None:
    keys, expected = wrong
    with pytest.raises(Unusable) as refused:
        parse_programme(BASE.read_text().replace("onsite_hours = 0", keys), "base.toml")
    (told,) = map(FRENCH.sentence, refused.value.problems)
    assert all(part in told for part in expected)


def _base_case(keys: str) -> Case:
    rules = parse_programme(BASE.read_text().replace("onsite_hours = 0", keys), "base.toml")
    return Case(rules, academic_year_of(rules, 2026))


def test_a_target_without_room_is_explained_with_a_wider_tolerance() -> None:
    weeks = ", ".join(f'{week} = "company"' for week in range(39, 48))
    case = _base_case(
        f"academic_hours = {{ target = 120, tolerance = 5 }}\nfixed_weeks = {{{weeks}}}"
    )
    found = explained(case)
    assert [rules_in(conflict) for conflict in found.conflicts] == [
        "1A fixed_weeks, 1A onsite_room"
    ]
    told = "\n".join(sentences(found, case.year.weeks, FRENCH))
    assert "une tolérance de 15 h au lieu de 5 h sur les heures académiques" in told
    assert "(vos semaines donnent 105 h au plus)" in told
    assert told.count("sur les heures académiques") == 1
    verify(case, found)


def test_a_target_that_weeks_exceed_is_explained_with_a_wider_tolerance() -> None:
    case = _base_case(
        "school_weeks = 4\nacademic_hours = { target = 60 }\nonsite_a_week = { least = 20 }"
    )
    found = explained(case)
    told = "\n".join(sentences(found, case.year.weeks, FRENCH))
    assert "une tolérance de 16 h au lieu de 0 h sur les heures académiques" in told
    verify(case, found)


def test_fewer_sessions_need_no_tolerance_of_open_hours() -> None:
    weeks = ", ".join(f'{week} = "school"' for week in range(36, 44))
    case = _base_case(
        f"academic_hours = {{ target = 200 }}\nfixed_weeks = {{{weeks}}}\n"
        "sessions = { total = 6, a_week = [0, 1] }"
    )
    found = explained(case)
    told = sentences(found, case.year.weeks, FRENCH)
    assert "1A – Séances à distance : 4 séances au lieu de 6" in told
    verify(case, found)
