"""Each rule on its own: a planning that keeps it, one that breaks it, a trivial one."""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from planner.planning.check import Verdict, check
from planner.planning.planning import Planning
from planner.programme.block_shapes import BlockShape, Extent, NamedBlock
from planner.programme.cohort import (
    ActivityRules,
    Event,
    Pattern,
    PlannedWeek,
    Semester,
    SessionRules,
    Target,
    Use,
)
from planner.programme.names import RuleName
from planner.programme.programme import LeaveRules
from planner.programme.site import Campus
from planner.programme.workday import Workday
from planner.rules.case import Case
from planner.rules.given import Given, OtherPlannings, Stay
from planner.year.activity import Activity, Place
from planner.year.moments import MonthDay, NumberedWeek, Window
from planner.year.weeks import HOUR, AcademicYear
from tests.builders import (
    PROJECT,
    SPLIT,
    TUESDAY,
    cohort,
    held,
    planned,
    programme,
    year,
)

SCHOOL, COMPANY, DEFENCE = Activity.SCHOOL, Activity.COMPANY, Activity.DEFENCE
LEAVE_WEEK = Activity.LEAVE


ONE_A_MONTH = {"school_weeks_a_month": 1}
"""The short year of the tests has four weeks in April, then those of May."""


PRESENT = {"others": {a: ActivityRules() for a in (SPLIT, PROJECT, TUESDAY, Activity.ABROAD)}}
PRESENCE = {**PRESENT, "longest_presence": {Place.SCHOOL: 3}}
IN_COMPANY = {Place.COMPANY: 2}
ABROAD = {Place.ABROAD: 1}


@dataclass(frozen=True)
class Example:
    """A rule on a planning; `broken` lists the weeks of its breaches (None: the whole year).

    Several cohorts (1A, 2A), all with the same rules, are written one beside the other.
    """

    rule: RuleName
    written: str
    broken: list[int | None] = field(default_factory=list)
    cohort: dict[str, Any] = field(default_factory=dict)
    programme: dict[str, Any] = field(default_factory=dict)
    year: AcademicYear | None = None
    sessions: list[int] | None = None
    onsite: list[int] | None = None
    before: dict[str, Stay] = field(default_factory=dict)
    others: OtherPlannings = field(default_factory=OtherPlannings)

    @property
    def given(self) -> Given:
        return Given(before=self.before, others=self.others)


FAR = OtherPlannings(({"1A": held("CECE"), "2A": held("CEEC")},), 3)
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
BLOCKS = {"school_blocks": BlockShape(shortest=2, count=Extent.just(2), longest=3)}
IN_DAYS = {"school_blocks": BlockShape(shortest_days=7, longest_days=12)}
"""Two whole weeks."""
LATE = {"school_blocks": BlockShape(windows=(Window(start=NumberedWeek(16)),))}
COMPANY_BLOCKS = {"company_blocks": BlockShape(longest=2)}
HOLIDAY = {
    "others": {
        LEAVE_WEEK: ActivityRules(
            Extent(1, 3), BlockShape(shortest=2, windows=(Window(start=NumberedWeek(16)),))
        )
    }
}
LAST = {
    "named_blocks": (
        NamedBlock("FIN", "", COMPANY, last=True, shape=BlockShape(shortest=2, longest=3)),
    )
}
LOCKED = {
    "locked_weeks": {
        (2023, 15): PlannedWeek(SCHOOL),
        (2023, 16): PlannedWeek(COMPANY, sessions=2),
        (2023, 17): PlannedWeek(SCHOOL, onsite=20 * HOUR),
        (2024, 14): PlannedWeek(DEFENCE),
    }
}
START = {
    "named_blocks": (
        NamedBlock(
            "DÉBUT", "", COMPANY, start=NumberedWeek(15), shape=BlockShape(count=Extent.just(1))
        ),
    )
}
RETURN = (
    NamedBlock("RETOUR", "", SCHOOL, right_after=COMPANY),
    NamedBlock("CONGÉS", "", LEAVE_WEEK, right_before="RETOUR"),
)
EXAM_AFTER = {"others": {LEAVE_WEEK: ActivityRules()}, "named_blocks": RETURN}
WITHIN = {
    "named_blocks": (
        NamedBlock("STAGE", "", COMPANY, (Window(start=NumberedWeek(16)),), weeks=Extent(3, 4)),
    )
}
WEEK_53 = {
    "named_blocks": (
        NamedBlock("N", "", COMPANY, start=NumberedWeek(53), shape=BlockShape(shortest=9)),
    )
}
ACROSS = {"school_blocks": BlockShape(longest_across=3)}
AT_SCHOOL = {"1A": Stay(SCHOOL, 2)}
NO_LAST = {
    "sessions": SessionRules(2, (0, 1, 2)),
    "named_blocks": (NamedBlock("FIN", "", COMPANY, last=True, sessions=False),),
}
TWO_SESSIONS = {"sessions": SessionRules(2, (0, 2))}
OPEN = {
    "sessions": SessionRules(2, (0, 2), without_weeks=(16,), window=Window(end=NumberedWeek(16)))
}
FIRST_HALF = Window(end=NumberedWeek(15))
SEMESTER_SESSIONS = {
    "sessions": SessionRules(2, (0, 1, 2)),
    "semesters": (Semester("S1", FIRST_HALF, sessions=Extent(1, 2)),),
}
NO_SEMESTER = {
    "semesters": (Semester("S0", Window(start=NumberedWeek(53)), sessions=Extent(0, None)),)
}
LEAVE = {"leave": LeaveRules(3, 2, 5, 1)}
TWENTY = {"onsite": 20 * HOUR}
SEMESTERS = {"onsite": 30 * HOUR, "semesters": (Semester("S1", FIRST_HALF, onsite=20 * HOUR),)}
A_WEEK = {"onsite": 50 * HOUR, "onsite_a_week": Extent(20 * HOUR, 30 * HOUR)}
ACADEMIC = {"onsite": 7 * HOUR, "academic_hours": Target(14 * HOUR, 210)}
WORK = {"company_hours": Target(70 * HOUR, 7 * HOUR)}
SHORT_DAY = {"workday": Workday((6 * HOUR,) * 5, 7 * HOUR, 210)}
ONE_COHORT = {"campus": Campus(cohorts=1)}
FIFTEEN_PEOPLE = {"campus": Campus(people=15)}
LABORATORY = {"campus": Campus(resources={"labo": 3})}
TWO_GROUPS = {"uses": (Use("labo", 2, (SCHOOL, SPLIT)),), "others": {SPLIT: ActivityRules()}}
SPLIT_TOO = {"others": {SPLIT: ActivityRules()}}

WEDNESDAYS = {"changes_on": frozenset({2})}
MONDAYS_TOO = {
    "changes_on": frozenset({2}),
    "others": {SPLIT: ActivityRules(changes_on=frozenset({0}))},
}

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
    "blocks kept": Example(RuleName.SCHOOL_BLOCKS, "CCECCC", cohort=BLOCKS),
    "block too short": Example(RuleName.SCHOOL_BLOCKS, "CEECCC", [0], cohort=BLOCKS),
    "block too long": Example(RuleName.SCHOOL_BLOCKS, "CCCCECCC", [0], cohort=BLOCKS),
    "days of whole weeks": Example(RuleName.SCHOOL_BLOCKS, "CCEC", [3], cohort=IN_DAYS),
    "more days of whole weeks": Example(RuleName.SCHOOL_BLOCKS, "ECCC", [1], cohort=IN_DAYS),
    "one block too few": Example(RuleName.SCHOOL_BLOCKS, "EECCCE", [None], cohort=BLOCKS),
    "no block, none asked": Example(RuleName.SCHOOL_BLOCKS, "EEEE"),
    "cut by the edge of the year": Example(RuleName.SCHOOL_BLOCKS, "CECCC", [0], cohort=BLOCKS),
    "block in its window": Example(RuleName.SCHOOL_BLOCKS, "EECCEC", cohort=LATE),
    "block that begins before its window": Example(
        RuleName.SCHOOL_BLOCKS, "ECCECE", [1], cohort=LATE
    ),
    "company blocks kept": Example(RuleName.COMPANY_BLOCKS, "ECEEC", cohort=COMPANY_BLOCKS),
    "company block too long": Example(RuleName.COMPANY_BLOCKS, "CEEEC", [1], cohort=COMPANY_BLOCKS),
    "no company block": Example(RuleName.COMPANY_BLOCKS, "CCCC", cohort=COMPANY_BLOCKS),
    "activity blocks kept": Example(RuleName.ACTIVITY_BLOCKS, "CELLCE", cohort=HOLIDAY),
    "activity blocks too early and too short": Example(
        RuleName.ACTIVITY_BLOCKS, "LLCELE", [0, 4], cohort=HOLIDAY
    ),
    "no activity block": Example(RuleName.ACTIVITY_BLOCKS, "CECECE", cohort=HOLIDAY),
    "school right after company": Example(RuleName.RIGHT_AFTER, "EECCEC", cohort=EXAM_AFTER),
    "school right after leave": Example(RuleName.RIGHT_AFTER, "EELCEC", [3], cohort=EXAM_AFTER),
    "closed weeks between do not count": Example(
        RuleName.RIGHT_AFTER, "EELLC", cohort=EXAM_AFTER, year=year(5, closed=[2, 3])
    ),
    "school with which the year begins": Example(
        RuleName.RIGHT_AFTER, "CL", cohort=EXAM_AFTER, year=year(2)
    ),
    "leave right before school": Example(RuleName.RIGHT_BEFORE, "ELLCEC", cohort=EXAM_AFTER),
    "leave right before company": Example(RuleName.RIGHT_BEFORE, "ELLECE", [2], cohort=EXAM_AFTER),
    "leave before closed weeks": Example(
        RuleName.RIGHT_BEFORE, "ELEEC", cohort=EXAM_AFTER, year=year(5, closed=[2, 3])
    ),
    "leave with which the year ends": Example(RuleName.RIGHT_BEFORE, "ECL", [2], cohort=EXAM_AFTER),
    "no leave at all": Example(RuleName.RIGHT_BEFORE, "EECC", cohort=EXAM_AFTER),
    "last block kept": Example(RuleName.NAMED_BLOCKS, "ECEEC", cohort=LAST),
    "last block too short": Example(RuleName.NAMED_BLOCKS, "EEECE", [4], cohort=LAST),
    "last block too long": Example(RuleName.NAMED_BLOCKS, "CEEEEC", [1], cohort=LAST),
    "no block, so no last one": Example(RuleName.NAMED_BLOCKS, "CCCC", cohort=LAST),
    "block that starts where it must": Example(RuleName.NAMED_BLOCKS, "CEEC", cohort=START),
    "block that goes on there": Example(RuleName.NAMED_BLOCKS, "EEEC", [None], cohort=START),
    "weeks within a window": Example(RuleName.NAMED_BLOCKS, "CCECEE", cohort=WITHIN),
    "a block that only ends within it has another name": Example(
        RuleName.NAMED_BLOCKS, "CEECEE", [None], cohort=WITHIN
    ),
    "a named block of week 53": Example(RuleName.NAMED_BLOCKS, "CECE", cohort=WEEK_53),
    "changes on their weekdays, or none": Example(
        RuleName.CHANGES, "CCCC", cohort=WEDNESDAYS, year=replace(year(4), by_days=True)
    ),
    "changes on other weekdays": Example(
        RuleName.CHANGES, "CEEC", [1, 3], cohort=WEDNESDAYS, year=replace(year(4), by_days=True)
    ),
    "changes on the weekdays of an activity": Example(
        RuleName.CHANGES, "CMCE", [3], cohort=MONDAYS_TOO, year=replace(year(4), by_days=True)
    ),
    "stay that goes on kept": Example(
        RuleName.ACROSS_YEARS, "CECC", cohort=ACROSS, before=AT_SCHOOL
    ),
    "stay that goes on too long": Example(
        RuleName.ACROSS_YEARS, "CCEC", [0], cohort=ACROSS, before=AT_SCHOOL
    ),
    "stay that ends with the year": Example(
        RuleName.ACROSS_YEARS, "ECCC", cohort=ACROSS, before=AT_SCHOOL
    ),
    "presence kept, a week without any ends it": Example(
        RuleName.LONGEST_PRESENCE, "CMPEMMDLC", cohort=PRESENCE
    ),
    "presence over several activities": Example(
        RuleName.LONGEST_PRESENCE, "ECPMCEPPMDM", [1, 6], cohort=PRESENCE
    ),
    "twelve days of presence are two weeks": Example(
        RuleName.LONGEST_PRESENCE,
        "CMEPPP",
        [3],
        cohort={**PRESENT, "longest_presence": {}, "longest_presence_days": {Place.SCHOOL: 12}},
    ),
    "no presence": Example(RuleName.LONGEST_PRESENCE, "EEEEEE", cohort=PRESENCE),
    "presence ended by a public holiday": Example(
        RuleName.LONGEST_PRESENCE, "DDDDM", cohort=PRESENCE, year=year(5, holidays=[1])
    ),
    "presence in company, weeks shared with it as well": Example(
        RuleName.LONGEST_PRESENCE, "CEMEC", [1], cohort={**PRESENT, "longest_presence": IN_COMPANY}
    ),
    "presence abroad": Example(
        RuleName.LONGEST_PRESENCE, "CXXEX", [1], cohort={**PRESENT, "longest_presence": ABROAD}
    ),
    "sessions kept": Example(RuleName.SESSIONS, "EECC", cohort=TWO_SESSIONS, sessions=[2, 0, 0, 0]),
    "sessions short": Example(
        RuleName.SESSIONS, "EECC", [None], cohort=TWO_SESSIONS, sessions=[1, 0, 0, 0]
    ),
    "no sessions": Example(RuleName.SESSIONS, "EECC"),
    "a week kept": Example(
        RuleName.SESSIONS_A_WEEK, "EECC", cohort=TWO_SESSIONS, sessions=[2, 0, 0, 0]
    ),
    "one a week": Example(
        RuleName.SESSIONS_A_WEEK, "EECC", [0, 1], cohort=TWO_SESSIONS, sessions=[1, 1, 0, 0]
    ),
    "none a week": Example(RuleName.SESSIONS_A_WEEK, "EECC", cohort=TWO_SESSIONS),
    "session weeks kept": Example(RuleName.SESSION_WEEKS, "ECEC", sessions=[2, 0, 1, 0]),
    "session at school": Example(RuleName.SESSION_WEEKS, "ECEC", [1], sessions=[2, 1, 1, 0]),
    "session while closed": Example(
        RuleName.SESSION_WEEKS, "ECEC", [2], sessions=[2, 0, 1, 0], year=year(4, closed=[2])
    ),
    "no session at all": Example(RuleName.SESSION_WEEKS, "CCCC"),
    "sessions in the weeks left open": Example(
        RuleName.SESSION_WEEKS, "EEEE", cohort=OPEN, sessions=[2, 2, 0, 0]
    ),
    "sessions outside the window and in a week without": Example(
        RuleName.SESSION_WEEKS, "EEEE", [2, 3], cohort=OPEN, sessions=[0, 0, 2, 2]
    ),
    "sessions in a split week": Example(
        RuleName.SESSION_WEEKS, "CMEC", cohort=SPLIT_TOO, sessions=[0, 1, 1, 0]
    ),
    "before the last block": Example(
        RuleName.SESSION_BLOCKS, "ECEE", cohort=NO_LAST, sessions=[2, 0, 0, 0]
    ),
    "in the last block": Example(
        RuleName.SESSION_BLOCKS, "ECEE", [2, 3], cohort=NO_LAST, sessions=[0, 0, 1, 1]
    ),
    "the only block is the last": Example(
        RuleName.SESSION_BLOCKS, "CEEC", [1], cohort=NO_LAST, sessions=[0, 2, 0, 0]
    ),
    "a defence parts company blocks": Example(
        RuleName.SESSION_BLOCKS, "CEJE", cohort=NO_LAST, sessions=[0, 2, 0, 0]
    ),
    "no block to keep free": Example(RuleName.SESSION_BLOCKS, "CCCC", cohort=NO_LAST),
    "semester sessions kept": Example(
        RuleName.SEMESTER_SESSIONS, "EEEE", cohort=SEMESTER_SESSIONS, sessions=[0, 1, 0, 1]
    ),
    "semester sessions missing": Example(
        RuleName.SEMESTER_SESSIONS, "EEEE", [None], cohort=SEMESTER_SESSIONS, sessions=[0, 0, 1, 1]
    ),
    "a semester that the year does not have": Example(
        RuleName.SEMESTER_SESSIONS, "EEEE", cohort=NO_SEMESTER
    ),
    "leave kept": Example(RuleName.LEAVE, "ECCCEE", programme=LEAVE),
    "leave short of weeks": Example(
        RuleName.LEAVE, "ECCCEE", [None], programme=LEAVE, sessions=[1, 0, 0, 0, 0, 0]
    ),
    "leave in a row only before the summer": Example(
        RuleName.LEAVE, "EEEECE", [None], programme=LEAVE
    ),
    "leave that no summer allows, as the year ends": Example(
        RuleName.LEAVE, "EEEEE", [None], programme=LEAVE
    ),
    "weeks of leave are leave": Example(
        RuleName.LEAVE, "ECCCLL", cohort={"others": {LEAVE_WEEK: ActivityRules()}}, programme=LEAVE
    ),
    "locked weeks kept": Example(
        RuleName.LOCKED_WEEKS,
        "ECEC",
        cohort={**LOCKED, **TWO_SESSIONS, "onsite": 30 * HOUR},
        sessions=[0, 0, 2, 0],
        onsite=[0, 10 * HOUR, 0, 20 * HOUR],
    ),
    "locked weeks changed": Example(
        RuleName.LOCKED_WEEKS,
        "EEEC",
        [1, 2, 3],
        cohort=LOCKED,
        sessions=[0, 2, 0, 0],
        onsite=[0, 0, 0, 30 * HOUR],
    ),
    "locked weeks of another year": Example(
        RuleName.LOCKED_WEEKS,
        "EC",
        cohort={
            "locked_weeks": {(2024, 14): PlannedWeek(DEFENCE), (2023, 14): PlannedWeek(COMPANY)}
        },
    ),
    "no leave asked": Example(RuleName.LEAVE, "CCCCCC"),
    "room for the hours": Example(RuleName.ONSITE_ROOM, "CE", cohort=TWENTY),
    "no room, for a holiday": Example(
        RuleName.ONSITE_ROOM, "CE", [None], cohort={"onsite": 30 * HOUR}, year=year(2, holidays=[0])
    ),
    "room in each semester": Example(RuleName.ONSITE_ROOM, "CECE", cohort=SEMESTERS),
    "no room in the first semester": Example(
        RuleName.ONSITE_ROOM, "EECC", [None], cohort=SEMESTERS
    ),
    "more weeks than their least hours": Example(
        RuleName.ONSITE_ROOM, "CCC", [None], cohort=A_WEEK
    ),
    "nothing to find room for": Example(RuleName.ONSITE_ROOM, "EE"),
    "on site kept": Example(RuleName.ONSITE_HOURS, "CE", cohort=TWENTY),
    "on site short": Example(RuleName.ONSITE_HOURS, "CE", [None], cohort=TWENTY, onsite=[600, 0]),
    "nothing on site": Example(RuleName.ONSITE_HOURS, "EE"),
    "semester hours kept": Example(RuleName.SEMESTER_HOURS, "CECE", cohort=SEMESTERS),
    "semester hours in the other semester": Example(
        RuleName.SEMESTER_HOURS, "CECE", [None], cohort=SEMESTERS, onsite=[600, 0, 1200, 0]
    ),
    "no hours in a semester without school": Example(
        RuleName.SEMESTER_HOURS, "EECC", cohort={"semesters": (Semester("S1", FIRST_HALF, 0),)}
    ),
    "on site a week kept": Example(RuleName.ONSITE_A_WEEK, "CE", onsite=[35 * HOUR, 0]),
    "too much in a week with a holiday": Example(
        RuleName.ONSITE_A_WEEK, "CE", [0], onsite=[29 * HOUR, 0], year=year(2, holidays=[0])
    ),
    "least and most a week": Example(
        RuleName.ONSITE_A_WEEK, "CCCE", [0, 2], cohort=A_WEEK, onsite=[19 * 60, 1800, 1815, 0]
    ),
    "a split week has room for its days at school": Example(
        RuleName.ONSITE_A_WEEK, "ME", cohort=SPLIT_TOO, onsite=[14 * HOUR, 0]
    ),
    "too much in a split week with a holiday": Example(
        RuleName.ONSITE_A_WEEK,
        "ME",
        [0],
        cohort=SPLIT_TOO,
        onsite=[8 * HOUR, 0],
        year=year(2, holidays=[0]),
    ),
    "taught in company": Example(RuleName.ONSITE_A_WEEK, "CE", [1], onsite=[0, 30]),
    "nothing taught": Example(RuleName.ONSITE_A_WEEK, "CE"),
    "academic kept": Example(RuleName.ACADEMIC_HOURS, "CE", cohort=ACADEMIC, sessions=[0, 2]),
    "academic at the tolerance": Example(
        RuleName.ACADEMIC_HOURS, "CE", cohort=ACADEMIC, sessions=[0, 1]
    ),
    "academic short": Example(RuleName.ACADEMIC_HOURS, "CE", [None], cohort=ACADEMIC),
    "company hours kept": Example(RuleName.COMPANY_HOURS, "CEE", cohort=WORK),
    "company hours at the tolerance": Example(
        RuleName.COMPANY_HOURS, "CEE", cohort=WORK, sessions=[0, 2, 0]
    ),
    "company hours short": Example(
        RuleName.COMPANY_HOURS, "CEE", [None], cohort=WORK, programme=SHORT_DAY
    ),
    "company hours in split weeks": Example(
        RuleName.COMPANY_HOURS, "EMM", cohort={**WORK, **SPLIT_TOO}
    ),
    "company hours unasked": Example(RuleName.COMPANY_HOURS, "CCC"),
    "one cohort on campus": Example(RuleName.CAMPUS_COHORTS, "CE EC", programme=ONE_COHORT),
    "two cohorts on campus": Example(RuleName.CAMPUS_COHORTS, "CE CE", [0], programme=ONE_COHORT),
    "a split week brings a cohort to the campus": Example(
        RuleName.CAMPUS_COHORTS, "CE ME", [0], cohort=SPLIT_TOO, programme=ONE_COHORT
    ),
    "nobody on campus": Example(RuleName.CAMPUS_COHORTS, "JE XE", programme=ONE_COHORT),
    "ten people on campus": Example(RuleName.CAMPUS_PEOPLE, "CE EC", programme=FIFTEEN_PEOPLE),
    "twenty people on campus": Example(
        RuleName.CAMPUS_PEOPLE, "CCE ECE", [1], programme=FIFTEEN_PEOPLE
    ),
    "no people on campus": Example(RuleName.CAMPUS_PEOPLE, "EE EE", programme=FIFTEEN_PEOPLE),
    "two groups at the laboratory": Example(
        RuleName.RESOURCES, "CE EM", cohort=TWO_GROUPS, programme=LABORATORY
    ),
    "four groups at the laboratory": Example(
        RuleName.RESOURCES, "CEE MEC", [0], cohort=TWO_GROUPS, programme=LABORATORY
    ),
    "no group at the laboratory": Example(
        RuleName.RESOURCES, "EE EE", cohort=TWO_GROUPS, programme=LABORATORY
    ),
    "three weeks of two cohorts away": Example(RuleName.APART, "ECCE CECE", others=FAR),
    "two weeks away": Example(RuleName.APART, "ECCE CEEC", [None], others=FAR),
    "far from one planning, not from the other": Example(
        RuleName.APART,
        "ECCE CECE",
        [None],
        others=OtherPlannings((*FAR.weeks, {"1A": held("ECCE"), "2A": held("CEEC")}), 3),
    ),
    "sessions do not make a planning another": Example(
        RuleName.APART, "CECE CEEC", [None], sessions=[0, 1, 0, 0], others=FAR
    ),
    "a planning of other cohorts": Example(
        RuleName.APART, "CE", [None], others=OtherPlannings(({"9Z": held("EC")},), 1)
    ),
    "no week away is asked": Example(
        RuleName.APART, "CECE CEEC", others=OtherPlannings(FAR.weeks, 0)
    ),
}


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
