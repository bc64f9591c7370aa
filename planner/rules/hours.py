"""Rules on hours: at school, remote and in company. Quantities are minutes."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.domain import Activity, Minutes, RuleName, Target, Workday
from planner.ledger import company_minutes, onsite_capacity
from planner.rules.statement import Bound, Grid, Rule, at_least, at_most, between, exactly


@dataclass(frozen=True)
class OnsiteRoom(Rule):
    """The school weeks have room for the year's hours: 7 h a day, none on public holidays.

    It is what the weeks must allow: spread by teaching days (`planner.ledger.spread_onsite`),
    hours that have room in the year have room in each week.
    """

    name = RuleName.ONSITE_ROOM
    total: Minutes
    workday: Workday

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        rows = zip(grid.weeks, grid.doing(Activity.SCHOOL), strict=True)
        room = sum(onsite_capacity(week, self.workday) * here for week, here in rows)
        yield Bound(room, at_least(self.total))


@dataclass(frozen=True)
class OnsiteHours(Rule):
    """The hours taught at school add up to this number in the year."""

    name = RuleName.ONSITE_HOURS
    total: Minutes

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        yield Bound(sum(grid.onsite), exactly(self.total))


@dataclass(frozen=True)
class OnsiteAWeek(Rule):
    """Hours are taught in school weeks only, and none on public holidays: 7 h a day at most."""

    name = RuleName.ONSITE_A_WEEK
    workday: Workday

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        at_school = grid.doing(Activity.SCHOOL)
        for index, (week, minutes) in enumerate(zip(grid.weeks, grid.onsite, strict=True)):
            room = onsite_capacity(week, self.workday)
            yield Bound(minutes - room * at_school[index], at_most(0), index)


@dataclass(frozen=True)
class AcademicHours(Rule):
    """Hours on site and in remote sessions reach their target within its tolerance."""

    name = RuleName.ACADEMIC_HOURS
    target: Target
    workday: Workday

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        remote = sum(grid.sessions) * self.workday.session
        yield Bound(sum(grid.onsite) + remote, between(self.target.low, self.target.high))


@dataclass(frozen=True)
class CompanyHours(Rule):
    """Hours in company reach their target within its tolerance; leave is not deducted."""

    name = RuleName.COMPANY_HOURS
    target: Target
    workday: Workday

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        rows = zip(grid.weeks, grid.doing(Activity.COMPANY), grid.sessions, strict=True)
        hours = sum(company_minutes(week, self.workday, here, n) for week, here, n in rows)
        yield Bound(hours, between(self.target.low, self.target.high))
