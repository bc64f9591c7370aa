"""Rules on remote sessions: how many, how many a week, where they may lie."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.domain import Activity, RuleName
from planner.rules.statement import Bound, Grid, Rule, at_most, exactly, one_of


@dataclass(frozen=True)
class Sessions(Rule):
    """The year has this number of remote sessions."""

    name = RuleName.SESSIONS
    total: int

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        yield Bound(sum(grid.sessions), exactly(self.total))


@dataclass(frozen=True)
class SessionsAWeek(Rule):
    """A week carries one of these numbers of sessions."""

    name = RuleName.SESSIONS_A_WEEK
    accepted: tuple[int, ...]

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        for index, sessions in enumerate(grid.sessions):
            yield Bound(sessions, one_of(self.accepted), index)


@dataclass(frozen=True)
class SessionWeeks(Rule):
    """Sessions lie in company weeks, and not while the school is closed: teachers are on call."""

    name = RuleName.SESSION_WEEKS
    most: int

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        in_company = grid.doing(Activity.COMPANY)
        for index, (week, sessions) in enumerate(zip(grid.weeks, grid.sessions, strict=True)):
            room = 0 if week.closed else self.most
            yield Bound(sessions - room * in_company[index], at_most(0), index)


@dataclass(frozen=True)
class LastCompanyBlock(Rule):
    """The last company block carries no session.

    A week does not lie in the last company block exactly when one begins after it, so its
    sessions are at most `most` times the company blocks that begin later in the year.
    """

    name = RuleName.LAST_COMPANY_BLOCK
    most: int

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        starts = grid.starts(Activity.COMPANY)
        for index, sessions in enumerate(grid.sessions):
            later = sum(starts[index + 1 :])
            yield Bound(sessions - self.most * later, at_most(0), index)
