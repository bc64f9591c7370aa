"""Rhythms that repeat themselves, in the whole year and in parts of it."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.check import keeps_every_rule
from planner.programme.cohort import Cohort, Pattern
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.names import ObjectiveName
from planner.rules.case import Case
from planner.rules.weeks import pattern_parts
from planner.solver.solve import Solved, solve
from planner.words.rules import required
from planner.year.activity import Activity
from planner.year.calendar import academic_year
from planner.year.moments import Moment, NumberedWeek, Window, YearSpan
from planner.year.weeks import AcademicYear
from tests.builders import (
    FRANCE,
    LETTERS,
    NAMES,
    RANKING,
    cohort,
    letters,
    planning,
    programme,
    year,
)

SCHOOL, COMPANY, LEAVE = Activity.SCHOOL, Activity.COMPANY, Activity.LEAVE
ALTERNATE = Pattern((SCHOOL, COMPANY), by_iso_week=False, week_53=None, preferred=False)
THREE = replace(ALTERNATE, activities=(SCHOOL, COMPANY, COMPANY))
ACROSS_53 = academic_year(2026, YearSpan(iso_week=51, weeks=6), FRANCE)


def asked(who: Cohort, when: AcademicYear, own: range | None = None) -> str:
    """Write what patterns ask of each step; "." where they ask nothing."""
    parts = pattern_parts(who, when, own or range(len(when.steps)))
    found = {day: activity for part in parts for day, activity in part.asked.items()}
    assert len(found) == sum(len(part.asked) for part in parts)
    return "".join(
        NAMES[found[step.first_day]] if step.first_day in found else "." for step in when.steps
    )


def between(first: Moment, last: Moment | None = None) -> Window:
    return Window(start=first, end=last)


@pytest.mark.parametrize(
    ("by_iso_week", "week_53", "written"),
    [
        (False, None, "CECECE"),
        (False, LEAVE, "CELCEC"),
        (True, None, "CECCEC"),
        (True, LEAVE, "CELCEC"),
    ],
)
def test_a_pattern_around_week_53(
    by_iso_week: bool, week_53: Activity | None, written: str
) -> None:
    """Weeks 51, 52, 53, 1, 2, 3: counted, week 53 moves those after it, unless ISO weeks count."""
    assert [week.iso_week for week in ACROSS_53.weeks] == [51, 52, 53, 1, 2, 3]
    pattern = replace(ALTERNATE, by_iso_week=by_iso_week, week_53=week_53)
    assert asked(cohort(patterns=(pattern,)), ACROSS_53) == written


def test_the_count_of_a_pattern_goes_on_through_weeks_outside_it() -> None:
    who = cohort(patterns=(THREE,), fixed_weeks={15: Activity.DEFENCE})
    assert asked(who, year(6, closed=[2, 3])) == "C.E.EE"


def test_a_pattern_is_counted_from_the_first_week_of_its_cohort() -> None:
    assert asked(cohort(patterns=(ALTERNATE,)), year(6), range(1, 4)) == ".CEC.."


def test_a_pattern_is_counted_from_the_first_week_of_its_part() -> None:
    """The weeks are 14 to 21."""
    first = replace(ALTERNATE, window=between(NumberedWeek(14), NumberedWeek(16)))
    second = replace(THREE, window=between(NumberedWeek(18)))
    assert asked(cohort(patterns=(first, second)), year(8)) == "CEC.CEEC"


def test_where_two_parts_overlap_the_last_one_holds() -> None:
    """The count of the first goes on below the second."""
    company = replace(
        ALTERNATE, activities=(COMPANY,), window=between(NumberedWeek(16), NumberedWeek(18))
    )
    assert asked(cohort(patterns=(THREE, company)), year(8)) == "CEEEEECE"


def test_a_pattern_asks_nothing_of_its_exceptions() -> None:
    """The 1st of May is the Monday of week 18; the count goes on."""
    excepted = replace(THREE, exceptions=(NumberedWeek(15), date(2023, 5, 2), date(2030, 1, 1)))
    assert asked(cohort(patterns=(excepted,)), year(8)) == "C.EC.ECE"


def test_by_days_a_part_may_begin_within_a_week_and_a_day_be_an_exception() -> None:
    """From Wednesday of the first week on; not on Thursday of the second, 13 April 2023."""
    late = replace(ALTERNATE, window=between(date(2023, 4, 5)), exceptions=(date(2023, 4, 13),))
    when = replace(year(3), by_days=True)
    assert asked(cohort(patterns=(late,)), when) == "..CCC" + "EEE.E" + "CCCCC"


PARTS = {
    "two parts": (
        replace(ALTERNATE, window=between(NumberedWeek(14), NumberedWeek(15))),
        replace(THREE, window=between(NumberedWeek(16))),
    ),
    "two departures of a part": (
        replace(THREE, most_departures=1, window=between(NumberedWeek(15))),
        replace(ALTERNATE, preferred=True),
    ),
}


@pytest.mark.parametrize("patterns", PARTS.values(), ids=PARTS.keys())
def test_solver_and_checker_agree_with_every_planning_of_five_weeks(
    patterns: tuple[Pattern, ...],
) -> None:
    """Brute force over all plannings, in which departures are counted in plain words."""
    who = cohort(patterns=patterns, school_weeks=None)
    of, when = programme(who, ranking=(ObjectiveName.PATTERN_DEPARTURES, *RANKING[-2:])), year(5)
    parts = pattern_parts(who, when, range(5))

    def off(written: str, number: int) -> int:
        part = parts[number]
        return sum(
            LETTERS[letter] != part.asked.get(week.monday, LETTERS[letter])
            for letter, week in zip(written, when.weeks, strict=True)
        )

    def is_kept(written: str) -> bool:
        most = [0 if p.is_strict else p.most_departures for p in patterns]
        return all(limit is None or off(written, n) <= limit for n, limit in enumerate(most))

    every = ["".join(row) for row in product("CE", repeat=5)]
    kept = [row for row in every if is_kept(row)]
    assert kept == [row for row in every if keeps_every_rule(planning(of, when, row))]
    found = solve(Case(of, when))
    assert isinstance(found, Solved)
    assert letters(found.planning.cohorts[0]) in kept
    least = min(sum(off(row, n) for n in range(len(patterns))) for row in kept)
    assert found.objectives[0].value == least


TWO = """
id = "test"
name = "Essai"
school = "École"
objectives = ["week_order", "session_spread"]
academic_year.first_monday_of = 9
public_holidays.country = "FR"
workday = { company = 7.0, school = 7.0 }
cohorts = [{ id = "1A", label = "1re année", year = 1, headcount = 9, %s }]
"""
FEBRUARY = """
pattern = { weeks = ["company"], week_53 = "counted" },
patterns.suite = { weeks = ["school", "company"], week_53 = "counted", from = { week = 5 } }
"""

FROM_THE_FIRST = (
    "répété depuis la première semaine ; semaine 53 : traitée comme une semaine ordinaire"
)


def case(keys: str) -> Case:
    of = parse_programme(TWO % keys.replace("\n", " "), "test")
    return Case(of, academic_year(2026, of.span, of.sites[0].public_holidays))


def test_a_file_has_one_pattern_of_the_year_and_several_of_its_parts(french: Messages) -> None:
    rules = [rule for rule in case(FEBRUARY).rules["1A"] if rule.name == "pattern"]
    assert [(rule.about, required(rule, french)) for rule in rules] == [
        ("", f"E, {FROM_THE_FIRST}"),
        ("suite", f"du 1er février au 3 septembre 2027 : CE, {FROM_THE_FIRST}"),
    ]


def test_parts_that_overlap_in_a_year_are_told(french: Messages) -> None:
    march = ', patterns.mars = { weeks = ["school"], week_53 = "counted", until = { week = 10 } }'
    of = parse_programme(TWO % (FEBRUARY + march).replace("\n", " "), "test")
    with pytest.raises(Unusable) as caught:
        academic_year_of(of, 2026)
    told = [french.sentence(each) for each in caught.value.problems]
    assert told == [
        "1A : patterns suite et mars se recouvrent en 2026-2027, par exemple le 1er février 2027."
    ]
