"""The planning nearest to one that no longer fits: what repairing it takes as given.

Weeks that are past do not change. Of the others, as few as possible change their activity, then
as few sessions as possible move; what is still open is settled as the programme ranks it.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from planner.planning.course import Lock, in_terms_of, near_to, still_held, weeks_to_lock
from planner.planning.planning import Planning, with_days
from planner.programme.cohort import PlannedWeek
from planner.rules.case import Case
from planner.rules.given import OtherPlannings


def repair_case(planning: Planning, case: Case, today: date, locks: Sequence[Lock] = ()) -> Case:
    """Return a case with what the repair of a planning takes as given.

    Parameters
    ----------
    case
        The rules that hold now, and the academic year under them.
    today
        Weeks up to the one that contains this day are past.
    locks
        Weeks to come that do not change either.
    """
    planning = in_terms_of(planning, case.programme)
    past = weeks_to_lock(planning, case.year, today, locks)
    given = replace(
        planning.case.given,
        near=near_to(planning, case.year),
        locked={
            cohort: _with_past(weeks, planning, case, cohort) for cohort, weeks in past.items()
        },
        repairs=True,
        others=OtherPlannings(),
    )
    return with_days(replace(case, given=given))


def _with_past(
    past: tuple[PlannedWeek | None, ...], planning: Planning, case: Case, cohort: str
) -> tuple[PlannedWeek | None, ...]:
    """Return the past with the weeks to come that were locked before."""
    locked = planning.case.given.locked.get(cohort, (None,) * len(past))
    weeks = zip(planning.year.weeks_of(cohort), case.year.weeks_of(cohort), strict=True)
    earlier = (
        still_held(kept, before, now) if kept else None
        for kept, (before, now) in zip(locked, weeks, strict=True)
    )
    return tuple(
        week.joined(held) if week else held for week, held in zip(past, earlier, strict=True)
    )
