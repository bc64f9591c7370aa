"""The dates of what is due: they follow from the weeks of a class, and from the days of a person.

A class is read as if one contract covered its year. For a person, the periods and the weeks of
visits are those of the class, as far as the person is there; days in company are counted one by
one. No date lies on a day off: it is then the working day before.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

from planner.planning.grid import PlanningGrid
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.cohort import Cohort
from planner.programme.milestones import (
    CONTRACT,
    YEAR,
    AtMoment,
    DayInCompany,
    DayOf,
    InPeriod,
    Milestone,
    MilestoneRule,
    PartOfPeriod,
    Visits,
    WhichPeriods,
)
from planner.rules.blocks import named_position
from planner.rules.case import Case
from planner.year.activity import WEEKDAYS, Activity, Place
from planner.year.positions import days_of, position, window_days
from planner.year.weeks import AcademicYear

DateSpan = tuple[date, date]
"""A first and a last day, both included."""


@dataclass(frozen=True)
class LivedDay:
    """A day that a class, or a person, spends as planned: no day off, the school not closed.

    Attributes
    ----------
    week
        The index of its week; negative before the year.
    in_company
        Whether it is spent in company, or half of it.
    is_own
        Whether a person spends it otherwise than the class.
    """

    date: date
    week: int
    in_company: bool
    is_own: bool = False


@dataclass(frozen=True)
class ContractSpan:
    """A contract; without its first or its last day, it is one that covers the year there."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class Attendance:
    """Of whom the dates are: the days that a class or a person is there.

    Attributes
    ----------
    days
        In their order; those of a person may begin before the year.
    bound
        From when to when the class, or the person, is there.
    known_from
        The first day of which it is known.
    """

    days: tuple[LivedDay, ...]
    bound: tuple[DateSpan, ...]
    contracts: tuple[ContractSpan, ...]
    known_from: date


class UndatedReason(StrEnum):
    """Why something has no date in a year."""

    NO_PERIOD = "no-period"
    NO_MODULES = "no-modules"
    FEWER_PERIODS = "fewer-periods"
    NOT_IN_YEAR = "not-in-year"
    NOT_REACHED = "not-reached"
    BEGAN_EARLIER = "began-earlier"
    ENDS_LATER = "ends-later"
    NO_FREE_WEEK = "no-free-week"
    OF_ANOTHER = "of-another"
    ABSENT = "absent"


@dataclass(frozen=True)
class DueDate:
    """A day on which something is due.

    Attributes
    ----------
    number
        Which one of the milestone it is, from 1: it stays the same when the day moves.
    day
        The day; of a window, its last one.
    opens
        The first day of a window; None if it is due on one day.
    """

    milestone: Milestone
    number: int
    day: date
    opens: date | None = None


@dataclass(frozen=True)
class UndatedMilestone:
    """What has no date in a year, or lacks one of several."""

    milestone: Milestone
    reason: UndatedReason


@dataclass(frozen=True)
class DueDates:
    """All that is due in a year, in the order of the days, and what has no date."""

    dated: tuple[DueDate, ...] = ()
    undated: tuple[UndatedMilestone, ...] = ()


def due_in_class(row: CohortPlanning, case: Case) -> DueDates:
    """Return what is due in the year of a class."""
    if not case.programme.milestones:
        return DueDates()
    days = tuple(_days_of_class(row, case.year))
    bound = ((days[0].date, days[-1].date),) if days else ()
    return due_dates(row, case, Attendance(days, bound, (ContractSpan(),), case.year.opening))


def due_in_planning(planning: Planning) -> list[tuple[Cohort, DueDate]]:
    """Return what is due in all cohorts of a planning, in the order of the days."""
    found = [
        (row.cohort, due)
        for row in planning.cohorts
        for due in due_in_class(row, planning.case).dated
    ]
    return sorted(found, key=lambda each: each[1].day)


def due_dates(row: CohortPlanning, case: Case, who: Attendance) -> DueDates:
    """Return what is due in a year, given the days that a class or one of its people is there."""
    milestones = case.programme.milestones_of(row.cohort)
    resolver = _Resolver(row, case, who, {each.name: each for each in milestones})
    dated: list[DueDate] = []
    undated: list[UndatedMilestone] = []
    for each in milestones:
        found, reasons = resolver.windows(each)
        dated += (_due(each, window) for window in found)
        told = [why for why in reasons if why is not UndatedReason.ABSENT or not found]
        undated += (UndatedMilestone(each, why) for why in dict.fromkeys(told))
    return DueDates(tuple(sorted(dated, key=lambda due: due.day)), tuple(undated))


def _days_of_class(row: CohortPlanning, year: AcademicYear) -> Iterator[LivedDay]:
    hidden = (Activity.OUTSIDE, Activity.UNKNOWN)
    for index, (week, planned) in enumerate(
        zip(year.weeks_of(row.cohort.id), row.activities, strict=True)
    ):
        activity = year.weeks[index].of_part(week, planned)
        there = {place: week.halves_at(activity, place) for place in Place}
        for n in sorted({n for halves in there.values() for n in halves}):
            if activity.on(n) not in hidden:
                in_company = n in there[Place.COMPANY]
                yield LivedDay(week.monday + timedelta(days=n), index, in_company)


@dataclass(frozen=True)
class _DueWindow:
    """The days of which something is due on the last, by their number."""

    number: int
    first: date
    last: date


_Found = tuple[list[_DueWindow], list[UndatedReason]]
"""The days on which something is due, and why it lacks some."""


def _due(milestone: Milestone, window: _DueWindow) -> DueDate:
    opens = window.first if window.first < window.last else None
    return DueDate(milestone, window.number, window.last, opens)


@dataclass(frozen=True)
class _Resolver:
    """Finds the days of the milestones of a class for some attendance.

    Attributes
    ----------
    milestones
        Those of the class, by their names.
    """

    row: CohortPlanning
    case: Case
    who: Attendance
    milestones: Mapping[str, Milestone]

    @cached_property
    def _year(self) -> AcademicYear:
        return self.case.year.of(self.row.cohort.id)

    @cached_property
    def _there(self) -> Mapping[date, LivedDay]:
        return {day.date: day for day in self.who.days}

    def windows(self, milestone: Milestone) -> _Found:
        """Return when a milestone is due, moved as it says, as far as anybody is there."""
        found, reasons = self._of_rule(milestone.rule)
        windows: list[_DueWindow] = []
        for each in found:
            moved = self._moved(each, milestone.plus_days)
            if moved is None:
                reasons = [*reasons, UndatedReason.NOT_IN_YEAR]
            elif any(first <= moved.last <= last for first, last in self.who.bound):
                windows.append(moved)
            else:
                reasons = [*reasons, UndatedReason.ABSENT]
        return windows, reasons

    def _of_rule(self, rule: MilestoneRule) -> _Found:
        match rule:
            case AtMoment():
                return self._at_moment(rule)
            case InPeriod(period) if period == CONTRACT:
                return self._of_contracts(rule)
            case InPeriod():
                return self._in_periods(rule)
            case DayInCompany(number):
                return self._nth_days(number)
            case Visits(count):
                return self._visits(count)
            case DayOf(name):
                return self._day_of(name)

    # --- Days of the year

    @cached_property
    def _working(self) -> Sequence[date]:
        """The working days of the year, and those before it of which it is known."""
        of_year = {day for week in self._year.weeks for day in week.working_days}
        return sorted(of_year | self._there.keys())

    def _moved(self, window: _DueWindow, days: int) -> _DueWindow | None:
        """Return a window moved by some days, to a working day; None if the year lacks it."""
        if not days:
            return window
        day = self._working_day((window.first if days < 0 else window.last) + timedelta(days=days))
        return _DueWindow(window.number, day, day) if day else None

    def _working_day(self, day: date) -> date | None:
        """Return a day, or the last working day before it; None if the year has no such day."""
        end = self._year.weeks[-1].last_day
        if end.weekday() >= WEEKDAYS - 1:
            end += timedelta(days=6 - end.weekday())
        index = bisect_right(self._working, day)
        return self._working[index - 1] if index and day <= end else None

    def _at_moment(self, rule: AtMoment) -> _Found:
        days = days_of(rule.moment, self._year)
        if days is None:
            return [], [UndatedReason.NOT_IN_YEAR]
        last = self._working_day(days[1])
        if last is None:
            return [], [UndatedReason.NOT_IN_YEAR]
        first = last
        if days[0] < days[1]:
            first = next((day for day in self._working if day >= days[0]), last)
        return [_DueWindow(1, min(first, last), last)], []

    def _day_of(self, name: str) -> _Found:
        if name in self.milestones:
            found, reasons = self.windows(self.milestones[name])
            return found, [UndatedReason.OF_ANOTHER] * bool(reasons and not found)
        event = next((each for each in self.row.cohort.events if each.name == name), None)
        place = position(event.day, self._year) if event else None
        if place is None:
            return [], [UndatedReason.OF_ANOTHER]
        day = self._year.weeks[place[0]].monday + timedelta(days=place[1])
        return [_DueWindow(1, day, day)], []

    # --- Periods

    def _in_periods(self, rule: InPeriod) -> _Found:
        periods = self._periods(rule.period)
        if not periods:
            is_unknown = rule.period in self._taught_semesters and not self.row.progression
            return [], [UndatedReason.NO_MODULES if is_unknown else UndatedReason.NO_PERIOD]
        chosen = _chosen(periods, rule.which)
        windows = [
            _in_part(number, days, rule.part)
            for number, planned in chosen
            if (days := [day for day in planned if self._follows_class(day)])
        ]
        lacking = UndatedReason.ABSENT if chosen else UndatedReason.FEWER_PERIODS
        return windows, [] if windows else [lacking]

    def _follows_class(self, day: date) -> bool:
        return day in self._there and not self._there[day].is_own

    def _periods(self, name: str) -> Sequence[Sequence[date]]:
        """Return the days of the class in each of the periods of a name."""
        cohort, grid = self.row.cohort, self._grid
        for named in cohort.named_blocks:
            if named.name == name:
                place = named_position(named, self._year)
                return [self._days_in(block.span) for block in grid.blocks if place.holds(block)]
        if taught := self._days_taught(name):
            return [taught]
        for semester in cohort.semesters:
            if semester.name == name and (span := window_days(semester.window, self._year)):
                days = [day for day in self._of_class if span[0] <= day <= span[1]]
                return [days] if days else []
        if name == YEAR:
            return [list(self._of_class)]
        found = (self._days_in(b.span) for b in grid.blocks if b.activity.name == name)
        return [days for days in found if days]

    @cached_property
    def _taught_semesters(self) -> Mapping[str, int]:
        return self.case.programme.taught_semesters(self.row.cohort)

    def _days_taught(self, name: str) -> Sequence[date]:
        """Return the days of the class in a semester, as its modules decide where it ends."""
        progression = self.row.progression
        if progression is None or name not in self._taught_semesters:
            return []
        weeks = progression.semester_weeks[self._taught_semesters[name]]
        return [day for day, lived in self._of_class.items() if lived.week in weeks]

    @cached_property
    def _grid(self) -> PlanningGrid:
        return PlanningGrid(self.row, self._year)

    @cached_property
    def _of_class(self) -> Mapping[date, LivedDay]:
        return {day.date: day for day in _days_of_class(self.row, self.case.year)}

    def _days_in(self, steps: Sequence[int]) -> Sequence[date]:
        """Return the days of the class in some steps of the year."""
        found = (
            step.monday + timedelta(days=n)
            for step in (self._year.steps[index] for index in steps)
            for n in range(step.first, step.days)
        )
        return [day for day in found if day in self._of_class]

    # --- Contracts and company

    def _of_contracts(self, rule: InPeriod) -> _Found:
        windows: list[_DueWindow] = []
        reasons: list[UndatedReason] = []
        part = rule.part
        for number, contract in _chosen(self.who.contracts, rule.which):
            days = [day for day in self._there if _covers(contract, day)]
            if not days:
                reasons.append(UndatedReason.ABSENT)
            elif part is not PartOfPeriod.END and self._began_earlier(contract):
                reasons.append(UndatedReason.BEGAN_EARLIER)
            elif part is not PartOfPeriod.START and self._ends_later(contract):
                reasons.append(UndatedReason.ENDS_LATER)
            else:
                if contract.end and (last := self._working_day(contract.end)):
                    days.append(last)
                windows.append(_in_part(number, days, part))
        return windows, reasons or [UndatedReason.ABSENT] * (not windows)

    def _began_earlier(self, contract: ContractSpan) -> bool:
        return contract.start is not None and contract.start < self.who.known_from

    def _ends_later(self, contract: ContractSpan) -> bool:
        return contract.end is not None and self._working_day(contract.end) is None

    def _nth_days(self, number: int) -> _Found:
        windows: list[_DueWindow] = []
        reasons: list[UndatedReason] = []
        for index, contract in enumerate(self.who.contracts, start=1):
            covered = [day for day in self.who.days if _covers(contract, day.date)]
            days = [day.date for day in covered if day.in_company]
            if not covered:
                reasons.append(UndatedReason.ABSENT)
            elif self._began_earlier(contract):
                reasons.append(UndatedReason.BEGAN_EARLIER)
            elif len(days) < number:
                reasons.append(UndatedReason.NOT_REACHED)
            else:
                windows.append(_DueWindow(index, days[number - 1], days[number - 1]))
        return windows, reasons or [UndatedReason.ABSENT] * (not windows)

    def _visits(self, count: int) -> _Found:
        """Return the longest stretch without sessions of each part of the weeks in company."""
        weeks = sorted({day.week for day in self._of_class.values() if day.in_company})
        windows: list[_DueWindow] = []
        reasons: list[UndatedReason] = []
        for number in range(count):
            first, last = (len(weeks) * n // count for n in (number, number + 1))
            stretch = max(self._free_stretches(weeks[first:last]), key=len, default=[])
            days = [
                day.date
                for day in self.who.days
                if day.in_company and day.week in stretch and not day.is_own
            ]
            if days:
                windows.append(_DueWindow(number + 1, days[0], days[-1]))
            else:
                reasons.append(UndatedReason.ABSENT if stretch else UndatedReason.NO_FREE_WEEK)
        return windows, reasons

    def _free_stretches(self, weeks: Sequence[int]) -> Iterator[Sequence[int]]:
        """Yield the runs of weeks without sessions in which the school is open."""
        sessions, of_year = self.row.sessions, self._year.weeks
        free = [n for n in weeks if not (sessions and sessions[n]) and not of_year[n].closed]
        ends = [0, *(k for k, (a, b) in enumerate(pairwise(free), 1) if b > a + 1), len(free)]
        return (free[first:last] for first, last in pairwise(ends) if first < last)


_P = TypeVar("_P")


def _chosen(periods: Sequence[_P], which: WhichPeriods | int) -> Sequence[tuple[int, _P]]:
    """Return the periods in which something is due, numbered from 1."""
    match which:
        case WhichPeriods.FIRST:
            periods = periods[:1]
        case WhichPeriods.LAST:
            periods = periods[-1:]
        case int():
            periods = periods[which - 1 : which]
    return list(enumerate(periods, start=1))


def _in_part(number: int, days: Sequence[date], part: PartOfPeriod) -> _DueWindow:
    first = days[-1] if part is PartOfPeriod.END else days[0]
    return _DueWindow(number, first, days[0] if part is PartOfPeriod.START else days[-1])


def _covers(contract: ContractSpan, day: date) -> bool:
    return (contract.start or day) <= day <= (contract.end or day)
