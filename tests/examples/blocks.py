"""Rules on blocks."""

from dataclasses import replace

from planner.programme.block_shapes import BlockShape, Extent, NamedBlock
from planner.programme.cohort import ActivityRules
from planner.programme.names import RuleName
from planner.rules.given import Stay
from planner.year.activity import Activity, Place
from planner.year.moments import NumberedWeek, Window
from tests.builders import PROJECT, SPLIT, TUESDAY, year
from tests.examples.example import COMPANY, HOLIDAY, LEAVE_WEEK, SCHOOL, Example

PRESENT = {"others": {a: ActivityRules() for a in (SPLIT, PROJECT, TUESDAY, Activity.ABROAD)}}
PRESENCE = {**PRESENT, "longest_presence": {Place.SCHOOL: 3}}
IN_COMPANY = {Place.COMPANY: 2}
ABROAD = {Place.ABROAD: 1}
BLOCKS = {"school_blocks": BlockShape(shortest=2, count=Extent.just(2), longest=3)}
IN_DAYS = {"school_blocks": BlockShape(shortest_days=7, longest_days=12)}
"""Two whole weeks."""
LATE = {"school_blocks": BlockShape(windows=(Window(start=NumberedWeek(16)),))}
COMPANY_BLOCKS = {"company_blocks": BlockShape(longest=2)}
LAST = {
    "named_blocks": (
        NamedBlock("FIN", "", COMPANY, last=True, shape=BlockShape(shortest=2, longest=3)),
    )
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

WEDNESDAYS = {"changes_on": frozenset({2})}
MONDAYS_TOO = {
    "changes_on": frozenset({2}),
    "others": {SPLIT: ActivityRules(changes_on=frozenset({0}))},
}


CASES = {
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
}
