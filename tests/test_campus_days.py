"""Who is on campus on which day: not a class for which the school is closed that day."""

from dataclasses import replace
from datetime import date

import pytest

from planner.planning.check import check
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.cohort import ActivityRules, Cohort, Use
from planner.programme.names import RuleName
from planner.programme.site import Campus
from planner.rules.case import Case
from planner.year.activity import Activity
from planner.year.moments import DayClosure
from planner.year.weeks import AcademicYear
from tests.builders import TUESDAY, activities, cohort, programme, year

FULL = Campus(cohorts=1, resources={"labo": 1})
LABORATORY = (Use("labo", 1, (Activity.SCHOOL, TUESDAY)),)


def closed_on(day: date, *cohorts: str, by_days: bool = False) -> AcademicYear:
    """Lay out two weeks of April 2023, closed on a day for some classes."""
    return replace(year(2), single_days=(DayClosure(day, day, cohorts=cohorts),), by_days=by_days)


def pair() -> list[Cohort]:
    """Make two classes, one of which may come on Tuesdays only."""
    others = {TUESDAY: ActivityRules()}
    return [cohort(id=name, others=others, uses=LABORATORY) for name in ("1A", "2A")]


def crowded(when: AcademicYear, *written: str) -> set[tuple[RuleName, int | None]]:
    """Return which rules of the campus two classes break, and in which weeks."""
    case = Case(programme(*pair(), campus=FULL), when)
    rows = [
        CohortPlanning(who, activities(row), (0, 0), (0, 0))
        for who, row in zip(case.programme.cohorts, written, strict=True)
    ]
    return {
        (each.rule.name, bound.week)
        for each in check(Planning(case, tuple(rows)))
        for bound in each.breaches
        if each.rule.name in (RuleName.CAMPUS_COHORTS, RuleName.RESOURCES)
    }


BOTH = {(RuleName.CAMPUS_COHORTS, 0), (RuleName.RESOURCES, 0)}
TUESDAY_4, WEDNESDAY_5 = date(2023, 4, 4), date(2023, 4, 5)


@pytest.mark.parametrize("by_days", [False, True])
@pytest.mark.parametrize(
    ("when", "whom", "broken"),
    [
        (TUESDAY_4, ("2A",), set()),  # the only day of 2A at school
        (TUESDAY_4, ("1A",), BOTH),
        (TUESDAY_4, (), set()),
        (WEDNESDAY_5, ("2A",), BOTH),
    ],
)
def test_a_class_whose_only_day_is_closed_does_not_come(
    when: date, whom: tuple[str, ...], broken: set[tuple[RuleName, int]], by_days: bool
) -> None:
    """One class is there all week, the other on Tuesday; by days, what counts is Tuesday alone."""
    expected = set() if by_days and when == TUESDAY_4 else broken
    assert crowded(closed_on(when, *whom, by_days=by_days), "CE", "DE") == expected


def test_by_days_a_closed_day_is_one_on_which_a_class_does_not_come() -> None:
    week = closed_on(TUESDAY_4, "1A", by_days=True)
    assert crowded(week, "CE", "CE") == BOTH  # on the other four days
    assert crowded(week, "CE", "EE") == set()
    planning = Planning(
        Case(programme(*pair()), week),
        tuple(CohortPlanning(who, activities("DE"), (0, 0), (0, 0)) for who in pair()),
    )
    assert [len(present) for present in planning.on_campus(planning.programme.sites[0])] == [1, 0]
