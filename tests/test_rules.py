"""Each rule on its own: a planning that keeps it, one that breaks it, a trivial one."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from planner.check import Verdict, check
from planner.domain import (
    HOUR,
    AcademicYear,
    Activity,
    BlockShape,
    LeaveRules,
    Planning,
    RuleName,
    SessionRules,
    Target,
    Workday,
)
from planner.rules import rules_of
from tests.builders import cohort, planned, programme, year

SCHOOL, COMPANY, DEFENCE = Activity.SCHOOL, Activity.COMPANY, Activity.DEFENCE


@dataclass(frozen=True)
class Case:
    """A rule on a planning; `broken` lists the weeks of its breaches (None: the whole year)."""

    rule: RuleName
    written: str
    broken: list[int | None] = field(default_factory=list)
    cohort: dict[str, Any] = field(default_factory=dict)
    programme: dict[str, Any] = field(default_factory=dict)
    year: AcademicYear | None = None
    sessions: list[int] | None = None
    onsite: list[int] | None = None


FIXED = {"fixed_weeks": {14: SCHOOL, 16: DEFENCE}}
BLOCKS = {"school_blocks": BlockShape(shortest=2, count=2, longest=3, last_shortest=3)}
COMPANY_BLOCKS = {"company_blocks": BlockShape(shortest=1, longest=2)}
NO_LAST = {"sessions": SessionRules(2, (0, 1, 2), in_last_company_block=False)}
TWO_SESSIONS = {"sessions": SessionRules(2, (0, 2))}
LEAVE = {"leave": LeaveRules(3, 2, 5, 1)}
TWENTY = {"onsite": 20 * HOUR}
ACADEMIC = {"onsite": 7 * HOUR, "academic_hours": Target(14 * HOUR, 210)}
WORK = {"company_hours": Target(70 * HOUR, 7 * HOUR)}
SHORT_DAY = {"workday": Workday(6 * HOUR, 7 * HOUR, 210)}

CASES = {
    "fixed kept": Case(RuleName.FIXED_WEEKS, "CEJE", cohort=FIXED),
    "fixed elsewhere": Case(RuleName.FIXED_WEEKS, "EEJE", [0], cohort=FIXED),
    "defence astray": Case(RuleName.FIXED_WEEKS, "CJJ-", [1, 3], cohort=FIXED),
    "nothing fixed": Case(RuleName.FIXED_WEEKS, "CECE"),
    "week 53 fixed in a year without one": Case(
        RuleName.FIXED_WEEKS, "EECC", cohort={"fixed_weeks": {53: SCHOOL}}
    ),
    "closed in company": Case(RuleName.CLOSURES, "CEEC", year=year(4, closed=[1, 2])),
    "closed at school": Case(RuleName.CLOSURES, "CECJ", [2, 3], year=year(4, closed=[1, 2, 3])),
    "never closed": Case(RuleName.CLOSURES, "CCCC"),
    "school weeks kept": Case(RuleName.SCHOOL_WEEKS, "CECE"),
    "school weeks short": Case(RuleName.SCHOOL_WEEKS, "CEEE", [None]),
    "no school weeks": Case(RuleName.SCHOOL_WEEKS, "EEEE", cohort={"school_weeks": 0}),
    "blocks kept": Case(RuleName.SCHOOL_BLOCKS, "CCECCC", cohort=BLOCKS),
    "block too short": Case(RuleName.SCHOOL_BLOCKS, "CEECCC", [0], cohort=BLOCKS),
    "block too long": Case(RuleName.SCHOOL_BLOCKS, "CCCCECCC", [0], cohort=BLOCKS),
    "last block too short": Case(RuleName.SCHOOL_BLOCKS, "CCCECC", [4], cohort=BLOCKS),
    "one block too few": Case(RuleName.SCHOOL_BLOCKS, "EECCCE", [None], cohort=BLOCKS),
    "no block, none asked": Case(RuleName.SCHOOL_BLOCKS, "EEEE"),
    "cut by the edge of the year": Case(RuleName.SCHOOL_BLOCKS, "CECCC", [0], cohort=BLOCKS),
    "company blocks kept": Case(RuleName.COMPANY_BLOCKS, "ECEEC", cohort=COMPANY_BLOCKS),
    "company block too long": Case(RuleName.COMPANY_BLOCKS, "CEEEC", [1], cohort=COMPANY_BLOCKS),
    "no company block": Case(RuleName.COMPANY_BLOCKS, "CCCC", cohort=COMPANY_BLOCKS),
    "sessions kept": Case(RuleName.SESSIONS, "EECC", cohort=TWO_SESSIONS, sessions=[2, 0, 0, 0]),
    "sessions short": Case(
        RuleName.SESSIONS, "EECC", [None], cohort=TWO_SESSIONS, sessions=[1, 0, 0, 0]
    ),
    "no sessions": Case(RuleName.SESSIONS, "EECC"),
    "a week kept": Case(
        RuleName.SESSIONS_A_WEEK, "EECC", cohort=TWO_SESSIONS, sessions=[2, 0, 0, 0]
    ),
    "one a week": Case(
        RuleName.SESSIONS_A_WEEK, "EECC", [0, 1], cohort=TWO_SESSIONS, sessions=[1, 1, 0, 0]
    ),
    "none a week": Case(RuleName.SESSIONS_A_WEEK, "EECC", cohort=TWO_SESSIONS),
    "session weeks kept": Case(RuleName.SESSION_WEEKS, "ECEC", sessions=[2, 0, 1, 0]),
    "session at school": Case(RuleName.SESSION_WEEKS, "ECEC", [1], sessions=[2, 1, 1, 0]),
    "session while closed": Case(
        RuleName.SESSION_WEEKS, "ECEC", [2], sessions=[2, 0, 1, 0], year=year(4, closed=[2])
    ),
    "no session at all": Case(RuleName.SESSION_WEEKS, "CCCC"),
    "before the last block": Case(
        RuleName.LAST_COMPANY_BLOCK, "ECEE", cohort=NO_LAST, sessions=[2, 0, 0, 0]
    ),
    "in the last block": Case(
        RuleName.LAST_COMPANY_BLOCK, "ECEE", [2, 3], cohort=NO_LAST, sessions=[0, 0, 1, 1]
    ),
    "the only block is the last": Case(
        RuleName.LAST_COMPANY_BLOCK, "CEEC", [1], cohort=NO_LAST, sessions=[0, 2, 0, 0]
    ),
    "a defence parts company blocks": Case(
        RuleName.LAST_COMPANY_BLOCK, "CEJE", cohort=NO_LAST, sessions=[0, 2, 0, 0]
    ),
    "leave kept": Case(RuleName.LEAVE, "ECCCEE", programme=LEAVE),
    "leave short of weeks": Case(
        RuleName.LEAVE, "ECCCEE", [None], programme=LEAVE, sessions=[1, 0, 0, 0, 0, 0]
    ),
    "leave in a row only before the summer": Case(
        RuleName.LEAVE, "EEEECE", [None], programme=LEAVE
    ),
    "leave that no summer allows, as the year ends": Case(
        RuleName.LEAVE, "EEEEE", [None], programme=LEAVE
    ),
    "no leave asked": Case(RuleName.LEAVE, "CCCCCC"),
    "room for the hours": Case(RuleName.ONSITE_ROOM, "CE", cohort=TWENTY),
    "no room, for a holiday": Case(
        RuleName.ONSITE_ROOM, "CE", [None], cohort={"onsite": 30 * HOUR}, year=year(2, holidays=[0])
    ),
    "nothing to find room for": Case(RuleName.ONSITE_ROOM, "EE"),
    "on site kept": Case(RuleName.ONSITE_HOURS, "CE", cohort=TWENTY),
    "on site short": Case(RuleName.ONSITE_HOURS, "CE", [None], cohort=TWENTY, onsite=[600, 0]),
    "nothing on site": Case(RuleName.ONSITE_HOURS, "EE"),
    "on site a week kept": Case(RuleName.ONSITE_A_WEEK, "CE", onsite=[35 * HOUR, 0]),
    "too much in a week with a holiday": Case(
        RuleName.ONSITE_A_WEEK, "CE", [0], onsite=[29 * HOUR, 0], year=year(2, holidays=[0])
    ),
    "taught in company": Case(RuleName.ONSITE_A_WEEK, "CE", [1], onsite=[0, 30]),
    "nothing taught": Case(RuleName.ONSITE_A_WEEK, "CE"),
    "academic kept": Case(RuleName.ACADEMIC_HOURS, "CE", cohort=ACADEMIC, sessions=[0, 2]),
    "academic at the tolerance": Case(
        RuleName.ACADEMIC_HOURS, "CE", cohort=ACADEMIC, sessions=[0, 1]
    ),
    "academic short": Case(RuleName.ACADEMIC_HOURS, "CE", [None], cohort=ACADEMIC),
    "company hours kept": Case(RuleName.COMPANY_HOURS, "CEE", cohort=WORK),
    "company hours at the tolerance": Case(
        RuleName.COMPANY_HOURS, "CEE", cohort=WORK, sessions=[0, 2, 0]
    ),
    "company hours short": Case(
        RuleName.COMPANY_HOURS, "CEE", [None], cohort=WORK, programme=SHORT_DAY
    ),
    "company hours unasked": Case(RuleName.COMPANY_HOURS, "CCC"),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_rule(case: Case) -> None:
    who = cohort(**case.cohort)
    rules = programme(who, **case.programme)
    when = case.year or year(len(case.written))
    row = planned(who, case.written, when, case.sessions)
    if case.onsite is not None:
        row = type(row)(row.cohort, row.activities, row.sessions, tuple(case.onsite))
    found = {c.rule.name: c for c in check(Planning(rules, when, (row,)))}[case.rule]
    assert [bound.week for bound in found.breaches] == case.broken
    assert found.verdict is (Verdict.BROKEN if case.broken else Verdict.KEPT)


def test_every_rule_has_a_case_that_keeps_it_and_one_that_breaks_it() -> None:
    kept = {case.rule for case in CASES.values() if not case.broken}
    broken = {case.rule for case in CASES.values() if case.broken}
    assert kept == broken == set(RuleName)


def test_the_contents_page_lists_every_rule_once() -> None:
    names = [rule.name for rule in rules_of(cohort(**NO_LAST), programme())]
    assert sorted(names) == sorted(RuleName)


def test_what_a_planning_does_not_give_is_never_kept(published: Planning) -> None:
    verdicts = {c.rule.name: c.verdict for c in check(published)}
    visible = {
        RuleName.FIXED_WEEKS,
        RuleName.CLOSURES,
        RuleName.SCHOOL_WEEKS,
        RuleName.SCHOOL_BLOCKS,
        RuleName.COMPANY_BLOCKS,
        RuleName.ONSITE_ROOM,
    }
    assert {name for name, v in verdicts.items() if v is Verdict.KEPT} == visible
    assert {v for name, v in verdicts.items() if name not in visible} == {Verdict.NOT_GIVEN}
