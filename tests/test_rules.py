"""Each rule on its own: a planning that keeps it, one that breaks it, a trivial one."""

from dataclasses import replace

import pytest

from planner.planning.check import Verdict, check
from planner.planning.planning import Planning
from planner.programme.block_shapes import Extent, NamedBlock
from planner.programme.cohort import Semester, SessionRules, Use
from planner.programme.names import RuleName
from planner.programme.site import Campus
from planner.rules.case import Case
from planner.rules.given import Given
from planner.year.moments import MonthDay, Window
from tests.builders import cohort, planned, programme, year
from tests.examples import blocks, hours, shared, weeks
from tests.examples.blocks import ABROAD, ACROSS, AT_SCHOOL
from tests.examples.example import COMPANY, HOLIDAY, SCHOOL, Example
from tests.examples.hours import LOCKED
from tests.examples.shared import FAR, ONE_COHORT
from tests.examples.weeks import ALTERNATE, FORBIDDEN, ONE_A_MONTH, WINTER

CASES = {**weeks.CASES, **blocks.CASES, **hours.CASES, **shared.CASES}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_rule(case: Example) -> None:
    written = case.written.split()
    who = [cohort(id=f"{n}A", **case.cohort) for n in range(1, len(written) + 1)]
    rules = programme(*who, **case.programme)
    when = case.year or year(len(written[0]))
    rows = [planned(c, row, when, case.sessions) for c, row in zip(who, written, strict=True)]
    if case.onsite is not None:
        rows = [replace(row, onsite=tuple(case.onsite)) for row in rows]
    checks = check(Planning(Case(rules, when, case.given), tuple(rows)))
    found = [c for c in checks if c.rule.name is case.rule]
    assert [bound.week for c in found for bound in c.breaches] == case.broken
    verdicts = {c.verdict for c in found}
    assert verdicts
    assert (Verdict.BROKEN in verdicts) == bool(case.broken)
    assert verdicts <= {Verdict.KEPT, Verdict.BROKEN, Verdict.VOID}


def test_every_rule_has_a_case_that_keeps_it_and_one_that_breaks_it() -> None:
    kept = {case.rule for case in CASES.values() if not case.broken}
    broken = {case.rule for case in CASES.values() if case.broken}
    assert kept == broken == set(RuleName)


def test_the_contents_page_lists_every_rule_once() -> None:
    who = cohort(
        **FORBIDDEN,
        **WINTER,
        patterns=(ALTERNATE, replace(ALTERNATE, name="avril", most_departures=2)),
        **HOLIDAY,
        named_blocks=(
            NamedBlock("FIN", "", COMPANY, sessions=False, right_after=SCHOOL, right_before=SCHOOL),
        ),
        **ACROSS,
        **LOCKED,
        **ONE_A_MONTH,
        longest_presence=ABROAD,
        semesters=(Semester("S", Window(), 0, Extent(0, None)),),
        sessions=SessionRules(after_first=SCHOOL, most_a_school_week=1),
        company_weeks=Extent(0, None),
        uses=(Use("labo", 1, (SCHOOL,)),),
        ends=MonthDay(4, 17),
    )
    of = programme(who, campus=Campus(1, 1, {"labo": 1}))
    by_days = replace(year(4), by_days=True)
    names = [rule.name for rule in Case(of, by_days, Given(before=AT_SCHOOL)).rules[who.id]]
    names += [rule.name for rule in Case(of, year(4), Given(others=FAR)).shared_rules]
    assert sorted(names) == sorted(RuleName)


def test_what_the_file_leaves_open_is_no_rule() -> None:
    who = cohort(school_weeks=None, academic_hours=None, company_hours=None)
    names = {
        rule.name for rule in Case(programme(who), year(4), Given(before=AT_SCHOOL)).rules[who.id]
    }
    assert names == {
        RuleName.FIXED_WEEKS,
        RuleName.CLOSURES,
        RuleName.SCHOOL_BLOCKS,
        RuleName.COMPANY_BLOCKS,
        RuleName.SESSIONS,
        RuleName.SESSIONS_A_WEEK,
        RuleName.SESSION_WEEKS,
        RuleName.LEAVE,
        RuleName.ONSITE_ROOM,
        RuleName.ONSITE_HOURS,
        RuleName.ONSITE_A_WEEK,
    }
    preferred = replace(who, patterns=(replace(ALTERNATE, preferred=True),))
    listed = Case(programme(preferred), year(4)).rules[preferred.id]
    assert RuleName.PATTERN not in {rule.name for rule in listed}
    assert not Case(programme(cohort(uses=(Use("labo", 1, (SCHOOL,)),))), year(4)).shared_rules


def test_a_check_of_all_cohorts_together_names_none() -> None:
    of = programme(cohort(id="1A"), cohort(id="2A"), **ONE_COHORT)
    rows = tuple(planned(who, "CC") for who in of.cohorts)
    checks = check(Planning(Case(of, year(2)), rows))
    assert [c.rule.name for c in checks if c.cohort is None] == [RuleName.CAMPUS_COHORTS]


def test_what_a_planning_does_not_give_is_never_kept(published: Planning) -> None:
    verdicts = {c.rule.name: c.verdict for c in check(published)}
    visible = {
        RuleName.FIXED_WEEKS,
        RuleName.CLOSURES,
        RuleName.SCHOOL_WEEKS,
        RuleName.SCHOOL_BLOCKS,
        RuleName.COMPANY_BLOCKS,
        RuleName.NAMED_BLOCKS,
        RuleName.ONSITE_ROOM,
    }
    assert {name for name, v in verdicts.items() if v is Verdict.KEPT} == visible
    assert {v for name, v in verdicts.items() if name not in visible} == {Verdict.NOT_GIVEN}
