"""Every rule of a planning, stated once: this page is their list, a family a file.

| family | rules |
| --- | --- |
| `weeks` | fixed weeks, closures, number of school weeks |
| `blocks` | number and lengths of the school and company blocks |
| `sessions` | number of sessions, numbers a week, weeks that may carry some |
| `hours` | on site (room, total, a week), academic, in company |
| `leave` | company weeks that paid leave can take |
"""

from planner.domain import Cohort, Programme
from planner.rules.blocks import CompanyBlocks, SchoolBlocks
from planner.rules.hours import AcademicHours, CompanyHours, OnsiteAWeek, OnsiteHours, OnsiteRoom
from planner.rules.leave import Leave
from planner.rules.sessions import LastCompanyBlock, Sessions, SessionsAWeek, SessionWeeks
from planner.rules.statement import Bound, Grid, NotGiven, Rule
from planner.rules.weeks import Closed, FixedWeeks, SchoolWeeks

__all__ = ["Bound", "Grid", "NotGiven", "Rule", "rules_of"]


def rules_of(cohort: Cohort, programme: Programme) -> tuple[Rule, ...]:
    """List the rules that a cohort's planning must keep, in the order in which they are told."""
    sessions, workday = cohort.sessions, programme.workday
    most = max(sessions.a_week)
    return (
        FixedWeeks(cohort.fixed_weeks),
        Closed(),
        SchoolWeeks(cohort.school_weeks),
        SchoolBlocks(cohort.school_blocks),
        CompanyBlocks(cohort.company_blocks),
        Sessions(sessions.total),
        SessionsAWeek(sessions.a_week),
        SessionWeeks(most),
        *(() if sessions.in_last_company_block else (LastCompanyBlock(most),)),
        Leave(programme.leave),
        OnsiteRoom(cohort.onsite, workday),
        OnsiteHours(cohort.onsite),
        OnsiteAWeek(workday),
        AcademicHours(cohort.academic_hours, workday),
        CompanyHours(cohort.company_hours, workday),
    )
