"""Rules on what cohorts share, and on other plannings."""

from planner.programme.cohort import ActivityRules, Use
from planner.programme.names import RuleName
from planner.programme.site import Campus
from planner.rules.given import OtherPlannings
from tests.builders import SPLIT, held
from tests.examples.example import SCHOOL, SPLIT_TOO, Example

FAR = OtherPlannings(({"1A": held("CECE"), "2A": held("CEEC")},), 3)
ONE_COHORT = {"campus": Campus(cohorts=1)}
FIFTEEN_PEOPLE = {"campus": Campus(people=15)}
LABORATORY = {"campus": Campus(resources={"labo": 3})}
TWO_GROUPS = {"uses": (Use("labo", 2, (SCHOOL, SPLIT)),), "others": {SPLIT: ActivityRules()}}


CASES = {
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
