"""Rules on remote sessions: how many, how many a week, where they may lie."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from planner.programme.block_shapes import Extent
from planner.programme.cohort import CutWeeks, Semester
from planner.programme.names import RuleName
from planner.rules.blocks import NamedBlockRule
from planner.rules.statement import (
    Bound,
    Family,
    Grid,
    Quantity,
    Rule,
    Unit,
    at_most,
    by_week,
    counted_weeks,
    exactly,
    one_of,
    steps_of_kind,
    total_by_step,
    within,
)
from planner.year.activity import Activity, Place
from planner.year.moments import Window
from planner.year.weeks import Week

_ANY_SESSIONS = 1000
"""More sessions than a week can have: a constant of inequalities that hold in some weeks only."""


@dataclass(frozen=True)
class SessionRule(Rule):
    """A requirement on remote sessions."""

    family = Family.SESSIONS
    unit = Unit.SESSIONS


@dataclass(frozen=True)
class Sessions(SessionRule):
    """The year has this number of remote sessions."""

    name = RuleName.SESSIONS
    total: int

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        yield Bound(sum(grid.sessions), exactly(self.total))


@dataclass(frozen=True)
class SessionsAWeek(SessionRule):
    """A week carries one of these numbers of sessions.

    Attributes
    ----------
    weeks
        The positions of the weeks of the cohort.
    """

    name = RuleName.SESSIONS_A_WEEK
    sets_session_numbers = True
    accepted: tuple[int, ...]
    weeks: range

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        accepted, sessions = one_of(self.accepted), grid.sessions
        for index in self.weeks:
            yield Bound(sessions[index], accepted, index)


@dataclass(frozen=True)
class SessionWeeks(SessionRule):
    """Sessions lie in weeks that may carry some, and not while the school is closed.

    Teachers are on call in the weeks in which their sessions are held. A week carries as many as
    its days in company have room for.

    Attributes
    ----------
    open
        The positions of the weeks that the programme leaves open to sessions.
    steps
        The steps of the year, as the cohort has them.
    by_weekday
        Most sessions of each weekday in company, from Monday; a half-day has at most one.
    part
        The part of the year that may carry some; None for the whole year.
    """

    name = RuleName.SESSION_WEEKS
    open: frozenset[int]
    steps: tuple[Week, ...] = field(repr=False)
    by_weekday: tuple[int, ...]
    part: Window | None = None

    @property
    def windows(self) -> tuple[Window, ...]:
        return (self.part,) if self.part else ()

    def in_windows(self, grid: Grid) -> Sequence[Quantity]:
        return grid.sessions

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        carriers = (activity for activity in grid.activities if activity.sessions)
        may = by_week(grid, total_by_step(grid, carriers, self._room, self.steps))
        for index, (here, sessions) in enumerate(zip(may, grid.sessions, strict=True)):
            yield Bound(sessions - (here if index in self.open else 0), at_most(0), index)

    def _room(self, step: Week, activity: Activity) -> int:
        """Return how many sessions a step has room for, on its days in company."""
        if step.closed:
            return 0
        there = step.halves_at(activity, Place.COMPANY)
        pairs = enumerate(self.by_weekday)
        return sum(min(most, sum(there[n])) for n, most in pairs if n in there)


@dataclass(frozen=True)
class SessionBlocks(NamedBlockRule):
    """Named blocks that are free of teaching carry no session."""

    name = RuleName.SESSION_BLOCKS
    family = Family.SESSIONS
    unit = Unit.SESSIONS

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        inside = by_week(grid, grid.steps_in(self.position))
        steps = (len(grid.year.steps_of_week(index)) for index in range(len(grid.year)))
        for index, (here, all_, sessions) in enumerate(
            zip(inside, steps, grid.sessions, strict=True)
        ):
            yield Bound(sessions + _ANY_SESSIONS * (here - all_), at_most(0), index)


@dataclass(frozen=True)
class SemesterSessions(SessionRule):
    """The weeks of a semester have so many sessions."""

    name = RuleName.SEMESTER_SESSIONS
    semester: Semester
    extent: Extent
    weeks: range

    @property
    def about(self) -> str:
        return self.semester.name

    @property
    def windows(self) -> tuple[Window, ...]:
        return (self.semester.window,)

    def in_windows(self, grid: Grid) -> Sequence[Quantity]:
        return grid.sessions

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        sessions = sum(grid.sessions[index] for index in self.weeks)
        yield Bound(sessions, within(self.extent), part=self.weeks)


@dataclass(frozen=True)
class FirstSession(SessionRule):
    """Sessions begin after a first week of an activity: what they go on with is introduced there.

    A cut week counts with any day of the activity.
    """

    name = RuleName.FIRST_SESSION
    activity: Activity

    @property
    def about(self) -> str:
        return self.activity.name

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        sessions = grid.sessions
        before: Quantity = 0
        for index, here in enumerate(by_week(grid, grid.doing(self.activity))):
            yield Bound(sessions[index] - _ANY_SESSIONS * before, at_most(0), index)
            before = before + here


@dataclass(frozen=True)
class SessionsSoFar(SessionRule):
    """Up to every week, there are at most so many sessions for each school week up to it.

    A cut week with a day of lessons counts as a school week.

    Attributes
    ----------
    most
        The most sessions for each school week.
    """

    name = RuleName.SESSIONS_SO_FAR
    most: int

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        taught = steps_of_kind(grid, lambda activity: activity.is_taught)
        schools = counted_weeks(grid, taught, CutWeeks.TOUCHED)
        so_far: Quantity = 0
        for index, (sessions, school) in enumerate(zip(grid.sessions, schools, strict=True)):
            so_far = so_far + sessions - self.most * school
            yield Bound(so_far, at_most(0), index, part=range(index + 1))
