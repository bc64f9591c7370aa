"""Hours on site once the weeks are known: spread as level as the weeks and semesters allow."""

from dataclasses import replace

from planner.planning.ledger import spread_onsite
from planner.planning.planning import CohortPlanning
from planner.programme.hours_of_week import teaching_days
from planner.rules.case import Case


def with_onsite(planning: CohortPlanning, case: Case) -> CohortPlanning:
    """Return the planning of a cohort whose weeks are known with its hours on site.

    They are spread within each semester. Locked weeks keep theirs.
    """
    locked = case.locked_weeks[planning.cohort.id]
    onsite = [week.onsite or 0 if week else 0 for week in locked]
    for part in case.onsite_parts[planning.cohort.id]:
        rows = [(case.year.weeks[index], planning.activities[index]) for index in part.weeks]
        minutes = spread_onsite(
            part.total,
            [teaching_days(week, activity) for week, activity in rows],
            [part.teaching.room(week, activity) for week, activity in rows],
        )
        for index, spread in zip(part.weeks, minutes, strict=True):
            onsite[index] = spread
    return replace(planning, onsite=tuple(onsite))
