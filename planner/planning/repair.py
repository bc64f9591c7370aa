"""The planning nearest to one that no longer fits: what repairing it takes as given.

Weeks that are past do not change. Of the others, as few as possible change their activity, then
as few sessions as possible move; what is still open is settled as the programme ranks it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from planner.planning.course import Lock, in_terms_of, locked_weeks, near_to
from planner.planning.planning import Planning
from planner.programme.cohort import Held
from planner.programme.programme import Programme
from planner.rules.case import Given
from planner.year.weeks import AcademicYear


def given_for_repair(
    planning: Planning,
    programme: Programme,
    year: AcademicYear,
    today: date,
    locks: Sequence[Lock] = (),
) -> Given:
    """Gather what the repair of a planning takes as given.

    Parameters
    ----------
    programme, year
        The rules that hold now, and the academic year under them.
    today
        Weeks up to the one that contains this day are past.
    locks
        Weeks to come that do not change either.
    """
    planning = in_terms_of(planning, programme)
    past = locked_weeks(planning, year, today, locks)
    return replace(
        planning.given,
        near=near_to(planning, year),
        locked={cohort: _with_past(weeks, planning, cohort) for cohort, weeks in past.items()},
        repairs=True,
    )


def _with_past(
    past: tuple[Held | None, ...], planning: Planning, cohort: str
) -> tuple[Held | None, ...]:
    """Keep what was locked before as well, where it is still to come."""
    locked: Mapping[str, tuple[Held | None, ...]] = planning.given.locked
    before = locked.get(cohort, (None,) * len(past))
    return tuple(
        week or earlier for week, earlier in zip(past, before, strict=len(before) == len(past))
    )
