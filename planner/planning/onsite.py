"""Hours on site once the weeks are known: spread as level as the weeks and semesters allow."""

from dataclasses import replace

from planner.planning.ledger import spread_onsite
from planner.planning.planning import CohortPlanning
from planner.programme.hours import teaching_days
from planner.programme.programme import Programme
from planner.rules import held_weeks, rules_of
from planner.rules.case import Given
from planner.rules.hours import OnsiteRoom
from planner.year.weeks import AcademicYear


def with_onsite(
    planning: CohortPlanning,
    year: AcademicYear,
    programme: Programme,
    given: Given | None = None,
) -> CohortPlanning:
    """Give a cohort whose weeks are known its hours on site, semester by semester.

    Locked weeks keep theirs.
    """
    held = held_weeks(planning.cohort, year, given or Given())
    onsite = [week.onsite or 0 if week else 0 for week in held]
    for rule in rules_of(planning.cohort, programme, year, given):
        if isinstance(rule, OnsiteRoom):
            rows = [(year.weeks[index], planning.activities[index]) for index in rule.weeks]
            spread = spread_onsite(
                rule.total,
                [teaching_days(week, activity) for week, activity in rows],
                [rule.teaching.room(week, activity) for week, activity in rows],
            )
            for index, minutes in zip(rule.weeks, spread, strict=True):
                onsite[index] = minutes
    return replace(planning, onsite=tuple(onsite))
