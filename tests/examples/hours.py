"""Rules on sessions, leave, locked weeks and hours."""

from planner.programme.block_shapes import Extent, NamedBlock
from planner.programme.cohort import ActivityRules, PlannedWeek, Semester, SessionRules, Target
from planner.programme.names import RuleName
from planner.programme.programme import LeaveRules
from planner.programme.workday import Workday
from planner.year.moments import NumberedWeek, Window
from planner.year.weeks import HOUR
from tests.builders import year
from tests.examples.example import COMPANY, DEFENCE, LEAVE_WEEK, SCHOOL, SPLIT_TOO, Example

LOCKED = {
    "locked_weeks": {
        (2023, 15): PlannedWeek(SCHOOL),
        (2023, 16): PlannedWeek(COMPANY, sessions=2),
        (2023, 17): PlannedWeek(SCHOOL, onsite=20 * HOUR),
        (2024, 14): PlannedWeek(DEFENCE),
    }
}
NO_LAST = {
    "sessions": SessionRules(2, (0, 1, 2)),
    "named_blocks": (NamedBlock("FIN", "", COMPANY, last=True, sessions=False),),
}
AFTER_SCHOOL = {"sessions": SessionRules(2, (0, 1, 2), after_first=SCHOOL)}
ONE_SO_FAR = {"sessions": SessionRules(2, (0, 1, 2), most_a_school_week=1)}
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


CASES = {
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
    "sessions after a first week": Example(
        RuleName.FIRST_SESSION, "ECEE", cohort=AFTER_SCHOOL, sessions=[0, 0, 2, 0]
    ),
    "sessions before a first week": Example(
        RuleName.FIRST_SESSION, "EECE", [0, 1], cohort=AFTER_SCHOOL, sessions=[2, 1, 0, 2]
    ),
    "no first week and no session": Example(
        RuleName.FIRST_SESSION, "EEEE", cohort=AFTER_SCHOOL, sessions=[0, 0, 0, 0]
    ),
    "as many sessions as school weeks": Example(
        RuleName.SESSIONS_SO_FAR, "CECE", cohort=ONE_SO_FAR, sessions=[0, 1, 0, 1]
    ),
    "more sessions than school weeks so far": Example(
        RuleName.SESSIONS_SO_FAR, "ECEE", [0, 2, 3], cohort=ONE_SO_FAR, sessions=[1, 0, 1, 0]
    ),
    "no session so far": Example(
        RuleName.SESSIONS_SO_FAR, "EEEE", cohort=ONE_SO_FAR, sessions=[0, 0, 0, 0]
    ),
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
}
