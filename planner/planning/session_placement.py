"""Remote sessions once the weeks are known: spread evenly, by dynamic programming."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import accumulate, product
from typing import NamedTuple

from planner.planning.grid import PlanningGrid
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.names import ObjectiveName
from planner.programme.programme import LeaveRules
from planner.rules.case import Case
from planner.rules.leave import summer
from planner.rules.statement import (
    Aspect,
    Bound,
    Family,
    Intervals,
    NotGiven,
    Rule,
    Unit,
    between,
)
from planner.year.weeks import AcademicYear

Slots = tuple[tuple[int, ...], ...]
"""For each week of the year, the numbers of sessions that it may carry."""

Shares = tuple[tuple[range, Intervals], ...]
"""Parts of the year that do not overlap, each with the sums of sessions that it accepts."""

Placement = tuple[int, ...]
"""The sessions of each week, or of the weeks from some week on."""


@dataclass(frozen=True)
class SessionRoom:
    """What the rules leave to the sessions of a cohort whose weeks are known.

    Attributes
    ----------
    slots
        The numbers of sessions that each week may carry.
    carrying
        The positions of the weeks that may carry sessions, whatever is locked.
    shares
        The sessions that parts of the year, such as semesters, must have.
    so_far
        The same of parts that begin with the year.
    """

    slots: Slots
    carrying: tuple[int, ...]
    shares: Shares
    so_far: Shares


def session_room(
    planning: CohortPlanning, year: AcademicYear, rules: Sequence[Rule]
) -> SessionRoom:
    """Return what some rules leave to the sessions of a cohort.

    A bound on the sessions of one week depends on that week alone, so each number is tried in all
    weeks at once. Bounds of rules that count something else say nothing of sessions: they are
    not read, broken or not.
    """
    counting = [rule for rule in rules if _counts_sessions(rule)]
    slots: list[list[int]] = [[] for _ in year.weeks]
    carrying: set[int] = set()
    shares: dict[range, Intervals] = {}
    so_far: dict[range, Intervals] = {}
    for sessions in sorted({0, *planning.cohort.sessions.a_week}):
        refused: set[int | None] = set()
        locked: set[int | None] = set()
        alike = (sessions,) * len(year)
        grid = PlanningGrid(replace(planning, sessions=alike, onsite=None), year)
        for rule, bound in _session_bounds(grid, counting):
            if bound.part is not None:
                if not sessions:  # what the weeks add to the sum is then all there is
                    of_part = shares if bound.part.start else so_far
                    known = of_part.get(bound.part, between(0, None))
                    of_part[bound.part] = _common(known, _shifted(bound))
            elif not bound.kept:
                (locked if rule.family is Family.LOCKS else refused).add(bound.week)
        for index, accepted in enumerate(slots):
            if index not in refused and index not in locked:
                accepted.append(sessions)
        if sessions:
            carrying |= set(range(len(year))) - refused
    return SessionRoom(
        tuple(map(tuple, slots)),
        tuple(sorted(carrying)),
        tuple(shares.items()),
        tuple(so_far.items()),
    )


def _shifted(bound: Bound) -> Intervals:
    """Return the sums of sessions that a bound accepts, given its quantity without any."""
    return tuple((low - bound.figure, high - bound.figure) for low, high in bound.accepted)


def _common(one: Intervals, other: Intervals) -> Intervals:
    """Return the intervals that two lists of them have in common."""
    pairs = product(one, other)
    found = ((max(low, least), min(high, most)) for (low, high), (least, most) in pairs)
    return tuple((low, high) for low, high in found if low <= high)


def _session_bounds(grid: PlanningGrid, rules: Sequence[Rule]) -> Iterator[tuple[Rule, Bound]]:
    """Yield the bounds that count sessions, each with its rule."""
    for rule in rules:
        with suppress(NotGiven):
            for bound in rule.of_year(grid):
                if rule.unit_of(bound.aspect) is Unit.SESSIONS:
                    yield rule, bound


def _counts_sessions(rule: Rule) -> bool:
    return any(rule.unit_of(aspect) is Unit.SESSIONS for aspect in Aspect)


def spread(sessions: Sequence[int], carrying: Sequence[int]) -> int:
    """Measure how uneven sessions are; 0 would be perfectly even.

    Over the N weeks that may carry sessions, the sum of |N x sessions so far - n x all sessions|
    at the n-th of them.
    """
    total = sum(sessions)
    so_far = accumulate(sessions[index] for index in carrying)
    return sum(abs(len(carrying) * done - n * total) for n, done in enumerate(so_far, start=1))


class State(NamedTuple):
    """What the weeks before a week leave to the weeks from it on.

    Attributes
    ----------
    week
        The position of the week.
    placed
        Sessions placed in the year so far.
    in_share
        Sessions placed so far in the part of the year that the week lies in.
    free
        Carrying weeks left free so far, counted up to the number that the leave asks for.
    run
        Free weeks of summer in a row right before the week; 0 once a run is long enough.
    has_run
        Whether a run of free weeks in summer was as long as the leave asks.
    """

    week: int
    placed: int
    in_share: int
    free: int
    run: int
    has_run: bool


class Cost(NamedTuple):
    """What is minimised, in lexicographic order: sessions moved, then the spread."""

    moved: int
    uneven: int


@dataclass(frozen=True)
class SessionPlacement:
    """The placement of a cohort's sessions, as a dynamic programme from week to week.

    A stage is a week, a decision its number of sessions. `State` holds all that the constraints
    on the year need to know of the weeks before; equal states have the same best completion
    (Bellman's principle of optimality), so it is computed once and cached.

    Attributes
    ----------
    slots
        The numbers of sessions that each week may carry.
    carrying
        The positions of the weeks over which the spread is measured; all others have slots of 0.
    total
        Sessions of the year.
    leavable
        For each week, whether it can be taken as leave if it carries no session.
    leave, in_summer
        The leave that must be possible, and the positions of the weeks for its consecutive part.
    shares
        The sessions that parts of the year must have.
    near
        The sessions to stay close to; None where a week has none, empty where there are none.
    so_far
        The sessions that parts that begin with the year must have.
    """

    slots: Slots
    carrying: Sequence[int]
    total: int
    leavable: Sequence[bool]
    leave: LeaveRules
    in_summer: range
    shares: Shares = ()
    near: Sequence[int | None] = ()
    so_far: Shares = ()

    def best(self) -> Placement | None:
        """Return the placement of least cost; None if there is none.

        Where sessions are to stay close to others, the fewest moved come first, then the least
        spread. Of several such placements, the lexicographically largest: it has more sessions in
        the first week in which they differ.
        """

        @cache
        def completion(state: State) -> tuple[Cost, Placement] | None:
            if state.week == len(self.slots):
                return (Cost(0, 0), ()) if self._is_complete(state) else None
            least: tuple[Cost, int, Placement] | None = None
            for sessions in reversed(self.slots[state.week]):  # of equal costs, the most sessions
                following = self._after(state, sessions)
                rest = completion(following) if following else None
                if rest is not None:
                    cost = self._cost(state, sessions, rest[0])
                    if least is None or cost < least[0]:
                        least = cost, sessions, rest[1]
            return (least[0], (least[1], *least[2])) if least else None

        found = completion(self._start)
        return found[1] if found else None

    @property
    def _start(self) -> State:
        """The state before the first week.

        A summer run that needs no carrying week is there whatever is placed.
        """
        row, weeks = self.leave.consecutive, len(self.slots)
        idle = [here and not may for here, may in zip(self.leavable, self._carries, strict=True)]
        has_run = not row or any(all(idle[i : i + row]) for i in self.in_summer if i + row <= weeks)
        return State(0, 0, 0, 0, 0, has_run)

    def _after(self, state: State, sessions: int) -> State | None:
        """Return the state that a number of sessions leads to; None if it breaks a constraint."""
        placed = state.placed + sessions
        if placed not in self._so_far[state.week + 1] or not self._is_accepted(placed, state):
            return None
        share = self._share_of.get(state.week)
        in_share = 0 if share is None else state.in_share + sessions
        if share is not None and not self._fits(share, in_share, state):
            return None
        is_free = self.leavable[state.week] and not sessions
        counts = is_free and self._carries[state.week]
        extends = is_free and state.week in self.in_summer and not state.has_run
        run = state.run + 1 if extends else 0
        ends_share = share is not None and state.week == share[0][-1]
        return State(
            state.week + 1,
            placed,
            0 if ends_share else in_share,
            min(self._asked_free, state.free + counts),
            run,
            state.has_run or run >= self.leave.consecutive,
        )

    def _is_accepted(self, placed: int, state: State) -> bool:
        """Whether the part of the year up to a week may have so many sessions."""
        accepted = self._accepted_after.get(state.week)
        return accepted is None or any(low <= placed <= high for low, high in accepted)

    def _fits(self, share: tuple[range, Intervals], in_share: int, state: State) -> bool:
        """Whether a part of the year can still have a sum that it accepts, or has it at its end."""
        weeks, accepted = share
        if state.week == weeks[-1]:
            return any(low <= in_share <= high for low, high in accepted)
        return in_share <= accepted[-1][1]

    def _is_complete(self, state: State) -> bool:
        has_leave = state.free == self._asked_free and state.has_run
        return state.placed == self.total and has_leave

    def _cost(self, state: State, sessions: int, rest: Cost) -> Cost:
        """Return the cost of the sessions of a week and of the rest of the year.

        Those moved to the week, and its term of `spread`: the n-th of N carrying weeks adds
        |N x sessions so far - n x all sessions|.
        """
        moved, uneven = rest
        before = self.near[state.week] if self.near else None
        if before is not None:
            moved += max(0, sessions - before)
        if self._carries[state.week]:
            due = self._order[state.week] * self.total
            uneven += abs(len(self.carrying) * (state.placed + sessions) - due)
        return Cost(moved, uneven)

    @cached_property
    def _so_far(self) -> list[range]:
        """For each week, the sessions placed before it with which the year can have its total.

        The weeks from it on carry at least and at most so many; a last entry is the whole year's.
        """
        least = most = self.total
        found = [range(least, most + 1)]
        for week in reversed(range(len(self.slots))):
            accepted = self._accepted_after.get(week, between(0, None))
            least = max([least, *(low for low, _ in accepted[:1])])
            most = min([most, *(high for _, high in accepted[-1:])])
            least -= max(self.slots[week], default=0)
            most -= min(self.slots[week], default=0)
            found.append(range(least, most + 1))
        return found[::-1]

    @cached_property
    def _accepted_after(self) -> dict[int, Intervals]:
        """By the last week of a part that begins with the year, the sessions that it must have."""
        return {weeks[-1]: accepted for weeks, accepted in self.so_far}

    @cached_property
    def _carries(self) -> list[bool]:
        return [index in self.carrying for index in range(len(self.slots))]

    @cached_property
    def _order(self) -> list[int]:
        """For each week, the number of carrying weeks up to it."""
        return list(accumulate(map(int, self._carries)))

    @cached_property
    def _asked_free(self) -> int:
        """The carrying weeks that must stay free: the leave, less weeks that are free anyway."""
        pairs = zip(self.leavable, self._carries, strict=True)
        return max(0, self.leave.weeks - sum(here and not may for here, may in pairs))

    @cached_property
    def _share_of(self) -> dict[int, tuple[range, Intervals]]:
        """The part of the year that a week lies in, by position."""
        return {index: share for share in self.shares for index in share[0]}


def with_sessions(planning: CohortPlanning, case: Case) -> CohortPlanning:
    """Return the planning of a cohort whose weeks are known with its sessions placed.

    A cohort without sessions has none in any week, whatever its rules.

    Raises
    ------
    ValueError
        Its weeks leave no room for them.
    """
    cohort = planning.cohort
    year = case.year.of(cohort.id)
    weeks = year.weeks
    if not cohort.sessions.total:
        return replace(planning, sessions=(0,) * len(weeks))
    leave = case.leaves[cohort.id]
    near: Sequence[int | None] = ()
    if ObjectiveName.MOVED_SESSIONS in case.ranking:
        near = [week.sessions if week else None for week in case.given.near.get(cohort.id, ())]
    room = session_room(planning, year, case.rules[cohort.id])
    placement = SessionPlacement(
        room.slots,
        room.carrying,
        cohort.sessions.total,
        [activity.takes_leave for activity in planning.activities],
        leave,
        summer(weeks, leave),
        room.shares,
        near,
        room.so_far,
    ).best()
    if placement is None:
        raise ValueError(f"{cohort.id}: the weeks leave no room for the sessions")
    return replace(planning, sessions=placement)


def session_spread(planning: Planning) -> int | None:
    """Return the spread of all cohorts' sessions; None where a planning does not give them."""
    case, total = planning.case, 0
    for cohort in planning.cohorts:
        if cohort.sessions is None:
            return None
        if any(cohort.sessions):
            id_ = cohort.cohort.id
            room = session_room(cohort, case.year.of(id_), case.rules[id_])
            total += spread(cohort.sessions, room.carrying)
    return total
