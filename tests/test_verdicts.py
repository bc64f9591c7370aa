"""The checker names the rules that are broken, and no other."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.documents.planning.workbook import planning_workbook
from planner.messages import Messages
from planner.planning.check import RuleCheck, Verdict, check, keeps_every_rule
from planner.planning.file import planning_json
from planner.planning.planning import Edition, Planning
from planner.programme.block_shapes import Extent, NamedBlock
from planner.programme.cohort import Event, SessionRules
from planner.programme.names import RuleName
from planner.programme.site import Campus
from planner.rules.case import Case
from planner.solver.solve import Solved
from planner.words.rules import breach_line, required
from planner.year.activity import Activity, Place
from planner.year.moments import MonthDay, NumberedWeek, Window
from tests.builders import cohort, planned, programme, year
from tests.conftest import PUBLISHED, Call

SHORT = Path(__file__).parent / "infeasible" / "base.toml"

ONE_WEEK = {Place.SCHOOL: 1}

WEEKS = 8
OPEN = range(1, 7)
"""The weeks that may carry sessions: those of numbers 15 to 20."""

WHO = cohort(
    school_weeks=None,
    sessions=SessionRules(4, (0, 2), window=Window(NumberedWeek(15), NumberedWeek(20))),
    named_blocks=(NamedBlock("FIN", "", Activity.COMPANY, last=True, sessions=False),),
)


def _broken(rule: RuleName, checks: Sequence[RuleCheck]) -> list[int | None]:
    return [bound.week for each in checks if each.rule.name is rule for bound in each.breaches]


@given(
    st.lists(st.sampled_from("CE"), min_size=WEEKS, max_size=WEEKS).map("".join),
    st.lists(st.integers(0, 5), min_size=WEEKS, max_size=WEEKS),
    st.sets(st.integers(0, WEEKS - 1), max_size=2),
)
def test_each_rule_on_sessions_is_broken_where_its_own_words_are(
    letters: str, sessions: list[int], closed: set[int]
) -> None:
    when = year(WEEKS, closed=sorted(closed))
    checks = check(Planning(Case(programme(WHO), when), (planned(WHO, letters, when, sessions),)))
    carrying = [n for n, count in enumerate(sessions) if count]
    last = letters.rstrip("C")
    final = range(len(last.rstrip("E")), len(last))
    assert _broken(RuleName.SESSIONS_A_WEEK, checks) == [
        n for n in range(WEEKS) if sessions[n] not in (0, 2)
    ]
    assert _broken(RuleName.SESSION_WEEKS, checks) == [
        n for n in carrying if letters[n] == "C" or n in closed or n not in OPEN
    ]
    assert _broken(RuleName.SESSION_BLOCKS, checks) == [n for n in carrying if n in final]


def test_an_activity_where_it_cannot_be_is_named(french: Messages) -> None:
    who = cohort(school_weeks=None, fixed_weeks={14: Activity.DEFENCE})
    when = year(3)
    checks = check(Planning(Case(programme(who), when), (planned(who, "JLE", when),)))
    (fixed,) = (each for each in checks if each.rule.name is RuleName.FIXED_WEEKS)
    (bound,) = fixed.breaches
    assert breach_line(fixed, bound, when.weeks, french) == (
        "Semaines imposées (fixed_weeks), 1A, S15 2023 (congés) : la formation ne prévoit pas "
        "cette activité cette semaine-là"
    )


def test_a_fixed_week_with_another_activity_is_told_once() -> None:
    who = cohort(school_weeks=None, fixed_weeks={14: Activity.DEFENCE})
    when = year(2)
    checks = check(Planning(Case(programme(who), when), (planned(who, "-E", when),)))
    assert _broken(RuleName.FIXED_WEEKS, checks) == [0]


@pytest.mark.parametrize(
    ("day", "verdict"),
    [(date(2030, 1, 15), Verdict.VOID), (MonthDay(4, 6), Verdict.KEPT)],
)
def test_an_event_outside_the_year_is_not_kept_but_without_object(
    day: MonthDay | date, verdict: Verdict, french: Messages
) -> None:
    who = cohort(school_weeks=None, events=(Event("Gala", day, Activity.SCHOOL),))
    when = year(2)
    planning = Planning(Case(programme(who), when), (planned(who, "CE", when),))
    (found,) = (each for each in check(planning) if each.rule.name is RuleName.EVENTS)
    assert found.verdict is verdict
    assert keeps_every_rule(planning)
    assert ("sans effet cette année" in required(found.rule, french)) == (verdict is Verdict.VOID)


def test_an_event_outside_the_year_is_told(planner: Call, uncharted: None, tmp_path: Path) -> None:
    file = tmp_path / "p.toml"
    file.write_text(
        f"extends = {str(SHORT)!r}\n[[cohorts]]\nid = '1A'\n"
        "events = [{ name = 'Gala', on = { date = 2030-01-15 } }]\n",
        encoding="utf-8",
    )
    code, told, _ = planner("plan", file, "--year", 2026, "--out", tmp_path / "out")
    assert (code, "Hors de l'année 2026, donc sans effet : Gala (1A)." in told) == (0, True)


def test_a_calendar_is_compared_with_the_rules_and_year_of_the_other_planning(
    planner: Call, solved: Callable[[int], Solved], french: Messages, tmp_path: Path
) -> None:
    edition = Edition(solved(2021).planning, solved(2021).objectives)
    (tmp_path / "planning.json").write_bytes(planning_json(edition))
    (tmp_path / "planning.xlsx").write_bytes(planning_workbook(edition, french))
    code, told, _ = planner("diff", tmp_path / "planning.json", PUBLISHED)
    back_code, back, _ = planner("diff", PUBLISHED, tmp_path / "planning.xlsx")
    assert (code, back_code) == (1, 1)
    assert told.count("2021") == back.count("2021")
    code, _, told = planner("diff", PUBLISHED, PUBLISHED)
    assert (code, "--programme" in told) == (2, True)


def test_a_calendar_of_another_year_is_told_by_its_first_and_last_week(
    planner: Call, edition: Edition, tmp_path: Path
) -> None:
    (tmp_path / "planning.json").write_bytes(planning_json(edition))
    code, _, told = planner("diff", PUBLISHED, tmp_path / "planning.json")
    assert (code, "2021-S40…2022-S39" in told) == (2, True)


def test_a_way_out_names_all_weeks_of_the_number_that_it_frees(
    planner: Call, tmp_path: Path
) -> None:
    """A year of 53 weeks from week 36 on begins and ends with that number."""
    file = tmp_path / "p.toml"
    text = SHORT.read_text(encoding="utf-8").replace("weeks = 12", "weeks = 53")
    keys = "school_weeks = 1\nfixed_weeks = { 36 = 'school' }\n"
    file.write_text(text + keys, encoding="utf-8")
    code, told, _ = planner("explain", file, "--year", 2025, "--time-limit", 600)
    assert code == 1
    assert "ne plus imposer S36 2025, S36 2026\n" in told
    assert told.count("ne plus imposer") == 1


def test_plannings_of_different_rules_are_each_read_with_their_own(
    planner: Call, uncharted: None, tmp_path: Path
) -> None:
    text = SHORT.read_text(encoding="utf-8")
    second = text[text.index("[[cohorts]]") :].replace('"1A"', '"2A"')
    closed = "[closures]\nweeks = [40]\n"
    for name, file in {"one": text, "two": text + second, "closed": text + closed}.items():
        (tmp_path / f"{name}.toml").write_text(file, encoding="utf-8")
        asked = ("plan", tmp_path / f"{name}.toml", "--year", 2026, "--out", tmp_path / name)
        assert planner(*asked)[0] == 0
    one, two, shut = (tmp_path / name / "planning.json" for name in ("one", "two", "closed"))
    code, told, _ = planner("diff", one, two)
    assert (code, "2A" in told) == (1, True)
    _, told, _ = planner("diff", shut, one)
    assert "Semaines fermées dans le planning précédent, et plus ici : S40 2026" in told


def _checked(letters: list[str], **changes: Any) -> dict[RuleName, Verdict]:
    people = [cohort(id=f"{n}A", headcount=15, **changes) for n in range(1, len(letters) + 1)]
    when = year(len(letters[0]))
    rows = tuple(planned(who, row, when) for who, row in zip(people, letters, strict=True))
    rules = programme(*people, campus=Campus(people=20))
    return {each.rule.name: each.verdict for each in check(Planning(Case(rules, when), rows))}


def test_weeks_that_a_class_should_not_have_are_counted_for_what_they_are() -> None:
    """X is abroad, P five days at school, M shared: these classes have none of them."""
    taught = {"school_weeks": Extent.just(2), "company_weeks": Extent.just(1)}
    for letters in ("CXE", "CPE"):
        found = _checked([letters], **taught, school_weeks_a_month=2, longest_presence=ONE_WEEK)
        assert found[RuleName.FIXED_WEEKS] is Verdict.BROKEN
        assert found[RuleName.SCHOOL_WEEKS] is Verdict.KEPT
        assert found[RuleName.COMPANY_WEEKS] is Verdict.KEPT
    crowded = _checked(["CEE", "PEE"], school_weeks=None)
    assert crowded[RuleName.CAMPUS_PEOPLE] is Verdict.BROKEN
    shared = _checked(["EMM"], school_weeks=None, longest_presence=ONE_WEEK)
    assert shared[RuleName.LONGEST_PRESENCE] is Verdict.BROKEN
