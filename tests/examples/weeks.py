"""Rules on which weeks are spent where."""

from dataclasses import replace

from planner.programme.block_shapes import Extent
from planner.programme.cohort import ActivityRules, Event, Pattern, SessionRules
from planner.programme.names import RuleName
from planner.year.activity import Activity
from planner.year.moments import MonthDay
from tests.builders import SPLIT, year
from tests.examples.example import COMPANY, DEFENCE, HOLIDAY, SCHOOL, SPLIT_TOO, Example

ONE_A_MONTH = {"school_weeks_a_month": 1}
"""The short year of the tests has four weeks in April, then those of May."""
FIXED = {"fixed_weeks": {14: SCHOOL, 16: DEFENCE}}
FORBIDDEN = {"forbidden_weeks": {15: (SCHOOL, DEFENCE)}}
VISIT = {  # Thursday 13 April 2023, in the second week
    "others": {SPLIT: ActivityRules()},
    "events": (Event("Visite", MonthDay(4, 13), COMPANY),),
}
SATURDAY = {"events": (Event("Portes ouvertes", MonthDay(4, 15), SCHOOL),)}
WINTER = {"events": (Event("Forum", MonthDay(12, 1), COMPANY),)}
ALTERNATE = Pattern((SCHOOL, COMPANY), by_iso_week=False, week_53=None, preferred=False)
PATTERN = {"patterns": (ALTERNATE,)}
TWO_OFF = {"patterns": (replace(ALTERNATE, most_departures=2),)}
MIDDLE = {"starts": MonthDay(4, 13), "ends": MonthDay(4, 17)}
"""From Thursday of the second week to Monday of the third."""
EARLY = {"events": (Event("Visite", MonthDay(4, 4), COMPANY),)}


CASES = {
    "fixed kept": Example(RuleName.FIXED_WEEKS, "CEJE", cohort=FIXED),
    "fixed elsewhere": Example(RuleName.FIXED_WEEKS, "EEJE", [0], cohort=FIXED),
    "defence astray": Example(RuleName.FIXED_WEEKS, "CJJ-", [1, 3], cohort=FIXED),
    "nothing fixed": Example(RuleName.FIXED_WEEKS, "CECE"),
    "week 53 fixed in a year without one": Example(
        RuleName.FIXED_WEEKS, "EECC", cohort={"fixed_weeks": {53: SCHOOL}}
    ),
    "forbidden kept": Example(RuleName.FORBIDDEN_WEEKS, "CECC", cohort=FORBIDDEN),
    "forbidden broken": Example(RuleName.FORBIDDEN_WEEKS, "CCCE", [1], cohort=FORBIDDEN),
    "week 53 forbidden in a year without one": Example(
        RuleName.FORBIDDEN_WEEKS, "CCEE", cohort={"forbidden_weeks": {53: (SCHOOL, COMPANY)}}
    ),
    "event in a week in company": Example(RuleName.EVENTS, "CECC", cohort=VISIT),
    "event on a day in company of a split week": Example(RuleName.EVENTS, "CMEC", cohort=VISIT),
    "event missed at school": Example(RuleName.EVENTS, "ECCE", [1], cohort=VISIT),
    "event on a Saturday, told as the Friday": Example(RuleName.EVENTS, "CCEE", cohort=SATURDAY),
    "event on a Saturday missed": Example(RuleName.EVENTS, "CEEC", [1], cohort=SATURDAY),
    "event of another season": Example(RuleName.EVENTS, "CCEE", cohort=WINTER),
    "closed in company": Example(RuleName.CLOSURES, "CEEC", year=year(4, closed=[1, 2])),
    "closed at school": Example(RuleName.CLOSURES, "CECJ", [2, 3], year=year(4, closed=[1, 2, 3])),
    "never closed": Example(RuleName.CLOSURES, "CCCC"),
    "weeks of a cohort": Example(RuleName.COHORT_WEEKS, "OCCO", cohort=MIDDLE),
    "a week before it starts, none where it is there": Example(
        RuleName.COHORT_WEEKS, "ECOO", [0, 2], cohort=MIDDLE
    ),
    "nothing is fixed before it starts": Example(
        RuleName.FIXED_WEEKS, "OCJO", cohort={**FIXED, **MIDDLE}
    ),
    "fixed weeks hold where it is there": Example(
        RuleName.FIXED_WEEKS, "CCEO", [2], cohort={**FIXED, **MIDDLE}
    ),
    "no cohort is away without a word": Example(RuleName.FIXED_WEEKS, "CEOC", [2]),
    "no event before it starts": Example(
        RuleName.EVENTS, "OECE", cohort={**EARLY, "starts": MonthDay(4, 10)}
    ),
    "no session before it starts": Example(
        RuleName.SESSIONS_A_WEEK,
        "OECC",
        [2, 3],
        sessions=[0, 1, 0, 0],
        cohort={"sessions": SessionRules(1, (1,)), "starts": MonthDay(4, 10)},
    ),
    "pattern kept": Example(RuleName.PATTERN, "CECE", cohort=PATTERN),
    "pattern left": Example(RuleName.PATTERN, "CEEC", [2, 3], cohort=PATTERN),
    "pattern by ISO week": Example(
        RuleName.PATTERN,
        "CECE",
        [0, 1, 2, 3],
        cohort={"patterns": (replace(ALTERNATE, by_iso_week=True),)},
    ),
    "a closed week stands outside the pattern": Example(
        RuleName.PATTERN, "EECE", cohort=PATTERN, year=year(4, closed=[0])
    ),
    "a fixed week stands outside the pattern": Example(
        RuleName.PATTERN, "CEJE", cohort={**PATTERN, **FIXED}
    ),
    "all weeks outside the pattern": Example(
        RuleName.PATTERN, "E", cohort=PATTERN, year=year(1, closed=[0])
    ),
    "two weeks off a pattern": Example(RuleName.DEPARTURES, "CEEC", cohort=TWO_OFF),
    "three weeks off a pattern": Example(RuleName.DEPARTURES, "EEEC", [None], cohort=TWO_OFF),
    "no week of a pattern": Example(
        RuleName.DEPARTURES, "E", cohort=TWO_OFF, year=year(1, closed=[0])
    ),
    "school weeks kept": Example(RuleName.SCHOOL_WEEKS, "CECE"),
    "school weeks short": Example(RuleName.SCHOOL_WEEKS, "CEEE", [None]),
    "no school weeks": Example(
        RuleName.SCHOOL_WEEKS, "EEEE", cohort={"school_weeks": Extent.just(0)}
    ),
    "weeks abroad are school weeks": Example(
        RuleName.SCHOOL_WEEKS, "CEXE", cohort={"others": {Activity.ABROAD: ActivityRules()}}
    ),
    "split weeks are none": Example(RuleName.SCHOOL_WEEKS, "CEME", [None], cohort=SPLIT_TOO),
    "no more school weeks a month than asked": Example(
        RuleName.SCHOOL_WEEKS_A_MONTH, "CEEECE", cohort=ONE_A_MONTH
    ),
    "two school weeks in April": Example(
        RuleName.SCHOOL_WEEKS_A_MONTH, "CECEEE", [0], cohort=ONE_A_MONTH
    ),
    "two school weeks in May": Example(
        RuleName.SCHOOL_WEEKS_A_MONTH, "EEEECC", [4], cohort=ONE_A_MONTH
    ),
    "no school week in any month": Example(
        RuleName.SCHOOL_WEEKS_A_MONTH, "EEEE", cohort={"school_weeks_a_month": 0}
    ),
    "company weeks kept": Example(
        RuleName.COMPANY_WEEKS, "CCEE", cohort={"company_weeks": Extent(2, 3)}
    ),
    "company weeks short, split ones not counted": Example(
        RuleName.COMPANY_WEEKS,
        "CCME",
        [None],
        cohort={"company_weeks": Extent(2, 3), **SPLIT_TOO},
    ),
    "any number of company weeks": Example(
        RuleName.COMPANY_WEEKS, "CCCC", cohort={"company_weeks": Extent(0, None)}
    ),
    "activity weeks kept": Example(RuleName.ACTIVITY_WEEKS, "CELL", cohort=HOLIDAY),
    "activity weeks missing": Example(RuleName.ACTIVITY_WEEKS, "CEEE", [None], cohort=HOLIDAY),
    "any number of activity weeks": Example(
        RuleName.ACTIVITY_WEEKS, "CEEE", cohort={"others": {SPLIT: ActivityRules(Extent(0, None))}}
    ),
}
