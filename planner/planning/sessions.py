"""Remote sessions once the weeks are known: as even as they can be, by dynamic programming."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from itertools import accumulate

from planner.planning.grid import PlanningGrid
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.cohort import Extent
from planner.programme.names import ObjectiveName
from planner.programme.programme import LeaveRules, Programme
from planner.rules import Bound, NotGiven, Rule, rules_of
from planner.rules.case import Given
from planner.rules.leave import summer
from planner.rules.sessions import SemesterSessions
from planner.rules.weeks import LockedWeeks
from planner.year.weeks import AcademicYear, Week

Slots = tuple[tuple[int, ...], ...]
"""For each week of the year, the numbers of sessions that it may carry."""

Cost = tuple[int, int]
"""Sessions moved, then the spread."""

Shares = tuple[tuple[range, Extent], ...]
"""Parts of the year that do not overlap, each with the sessions that it must have."""


def session_slots(planning: CohortPlanning, weeks: Sequence[Week], rules: Sequence[Rule]) -> Slots:
    """Ask the rules which numbers of sessions each week of a cohort may carry.

    What a rule says of the sessions of one week depends on that week's alone, so all weeks are
    tried at once with each number.
    """
    accepted: list[list[int]] = [[] for _ in weeks]
    for sessions in range(max(planning.cohort.sessions.a_week) + 1):
        probe = PlanningGrid(
            replace(planning, sessions=(sessions,) * len(weeks), onsite=None), weeks
        )
        refused = {
            bound.week for rule in rules for bound in _of_weeks(rule, probe) if not bound.kept
        }
        for index in set(range(len(weeks))) - refused:
            accepted[index].append(sessions)
    return tuple(map(tuple, accepted))


def _of_weeks(rule: Rule, grid: PlanningGrid) -> list[Bound]:
    bounds: list[Bound] = []
    with suppress(NotGiven):
        bounds.extend(bound for bound in rule.of_year(grid) if bound.week is not None)
    return bounds


def carrying_weeks(
    planning: CohortPlanning, weeks: Sequence[Week], rules: Sequence[Rule]
) -> tuple[int, ...]:
    """Tell which weeks of a cohort may carry sessions, whatever is locked.

    Returns
    -------
    tuple of int
        Their positions in the year.
    """
    unlocked = [rule for rule in rules if not isinstance(rule, LockedWeeks)]
    slots = session_slots(planning, weeks, unlocked)
    return tuple(index for index, choices in enumerate(slots) if any(choices))


def spread(sessions: Sequence[int], carrying: Sequence[int]) -> int:
    """Measure how uneven sessions are; 0 would be perfectly even.

    Over the N weeks that may carry sessions, the sum of |N x sessions so far - n x all sessions|
    at the n-th of them.
    """
    total = sum(sessions)
    so_far = accumulate(sessions[index] for index in carrying)
    return sum(abs(len(carrying) * done - n * total) for n, done in enumerate(so_far, start=1))


def place_sessions(
    slots: Slots,
    carrying: Sequence[int],
    total: int,
    leavable: Sequence[bool],
    leave: LeaveRules,
    in_summer: range,
    shares: Shares = (),
    near: Sequence[int | None] = (),
) -> tuple[int, ...] | None:
    """Place a cohort's sessions with the least spread that leaves room for leave.

    Where sessions are to stay close to others, the fewest moved come first, then the least
    spread. Of several such placements, the one that has more sessions in the first week in which
    they differ.

    Parameters
    ----------
    slots
        The numbers of sessions that each week may carry.
    carrying
        The positions of the weeks over which the spread is measured; all others have slots of 0.
    total
        Sessions of the year.
    leavable
        Which weeks can be taken as leave if they carry no session.
    leave, in_summer
        The leave that must be possible, and the weeks for its consecutive part.
    shares
        The sessions that parts of the year must have.
    near
        The sessions to stay close to; None where a week has none, nothing where there are none.

    Returns
    -------
    tuple of int or None
        Sessions of each week; None if there is no placement.
    """
    weeks = len(slots)
    carries = [index in carrying for index in range(weeks)]
    count = len(carrying)
    order = list(accumulate(carries))
    asked = leave.consecutive
    idle = [here and not may for here, may in zip(leavable, carries, strict=True)]
    asked_free = max(0, leave.weeks - sum(idle))
    taken = not asked or any(all(idle[i : i + asked]) for i in in_summer if i + asked <= weeks)

    most_of = {index: extent.high for part, extent in shares for index in part}
    least_at_end = {part[-1]: extent.low for part, extent in shares if part}

    @cache
    def best(
        index: int, so_far: int, share: int, free: int, run: int, taken: bool
    ) -> tuple[Cost, tuple[int, ...]] | None:
        """Give the least cost from a week on, and the sessions that have it.

        `share` counts the sessions of the part of the year at hand; `free` the carrying weeks
        left free, up to what leave asks; `run` the free weeks in a row before this one in the
        summer; `taken` tells whether such a run was long enough.
        """
        if so_far > total:
            return None
        if index == weeks:
            return ((0, 0), ()) if so_far == total and free == asked_free and taken else None
        found: tuple[Cost, tuple[int, ...]] | None = None
        before = near[index] if near else None
        for sessions in reversed(slots[index]):
            done = so_far + sessions
            of_share = share + sessions if index in most_of else 0
            most = most_of.get(index)
            if of_share < least_at_end.get(index, 0) or (most is not None and of_share > most):
                continue
            is_free = leavable[index] and not sessions
            longer = 0 if taken or not is_free or index not in in_summer else run + 1
            after = best(
                index + 1,
                done,
                0 if index in least_at_end else of_share,
                min(asked_free, free + (is_free and carries[index])),
                longer,
                taken or (longer >= asked),
            )
            if after is not None:
                moved = 0 if before is None else max(0, sessions - before)
                uneven = abs(count * done - order[index] * total) if carries[index] else 0
                cost = (moved + after[0][0], uneven + after[0][1])
                if found is None or cost < found[0]:
                    found = (cost, (sessions, *after[1]))
        return found

    placed = best(0, 0, 0, 0, 0, taken)
    return placed[1] if placed else None


def with_sessions(
    planning: CohortPlanning,
    year: AcademicYear,
    programme: Programme,
    given: Given | None = None,
) -> CohortPlanning:
    """Give a cohort whose weeks are known its sessions.

    Raises
    ------
    ValueError
        If its weeks leave no room for them.
    """
    given = given or Given()
    rules = rules_of(planning.cohort, programme, year, given)
    near: Sequence[int | None] = ()
    if ObjectiveName.MOVED_SESSIONS in given.ranking(programme):
        held = given.near.get(planning.cohort.id, ())
        near = [week.sessions if week else None for week in held]
    placed = place_sessions(
        session_slots(planning, year.weeks, rules),
        carrying_weeks(planning, year.weeks, rules),
        planning.cohort.sessions.total,
        [activity.takes_leave for activity in planning.activities],
        programme.leave,
        summer(year.weeks, programme.leave),
        tuple((rule.weeks, rule.extent) for rule in rules if isinstance(rule, SemesterSessions)),
        near,
    )
    if placed is None:
        raise ValueError(f"{planning.cohort.id}: the weeks leave no room for the sessions")
    return replace(planning, sessions=placed)


def session_spread(planning: Planning) -> int | None:
    """Measure the spread of all cohorts' sessions; None where a planning does not give them."""
    total = 0
    for cohort in planning.cohorts:
        if cohort.sessions is None:
            return None
        rules = rules_of(cohort.cohort, planning.programme, planning.year)
        total += spread(cohort.sessions, carrying_weeks(cohort, planning.year.weeks, rules))
    return total
