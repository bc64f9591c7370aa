"""Where an apprentice stands on a day: under contract, at school before one, on a break, outside.

The contract is not the course. Whoever has no contract yet may follow the course for three months,
as stagiaire de la formation professionnelle (code du travail, art. L6222-12-1); whoever has lost
one, for six (art. L6222-18-2).
"""

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

from planner.apprentices.apprentice import Apprentice, HalfDay, Period, PeriodKind, Span
from planner.files.spelling import folded
from planner.planning.planning import Planning
from planner.programme.cohort import Cohort
from planner.programme.workday import Workday, length_on
from planner.year.activity import FOLLOWED_AT, WEEKDAYS, Place
from planner.year.weeks import AcademicYear, Week

MONTHS_WITHOUT_CONTRACT, MONTHS_AFTER_CONTRACT = 3, 6
"""How long the course goes on before the first contract, and after the end of one."""

_DAY = timedelta(days=1)


class DayStatus(StrEnum):
    """What binds an apprentice on a day."""

    CONTRACT = "contract"
    TRAINEE = "trainee"
    BREAK = "break"
    OUTSIDE = "outside"

    def spends(self, place: Place | None) -> bool:
        """Return whether a day at a place is spent there: a trainee is at school only."""
        if self is DayStatus.TRAINEE:
            return place is None or place in FOLLOWED_AT
        return self is DayStatus.CONTRACT


_STATUSES = {
    PeriodKind.BREAK: DayStatus.BREAK,
    PeriodKind.CONTRACT: DayStatus.CONTRACT,
    PeriodKind.ELSEWHERE: DayStatus.OUTSIDE,
    PeriodKind.TRAINEE: DayStatus.TRAINEE,
}
"""The status that each kind of period gives, the strongest first."""


@dataclass(frozen=True)
class BoundDays:
    """What binds an apprentice on some days.

    Attributes
    ----------
    is_closed
        Whether the company of a day is closed.
    preferred
        The half-days that the company of the first day under contract prefers.
    """

    statuses: tuple[DayStatus, ...]
    is_closed: tuple[bool, ...]
    preferred: tuple[HalfDay, ...]


@dataclass(frozen=True)
class Timeline:
    """The periods of an apprentice in a year, with those that the law adds.

    Attributes
    ----------
    opening
        The day on which the academic year begins.
    """

    apprentice: Apprentice
    opening: date

    def period(self, day: date) -> Period | None:
        """Return the period that counts on a day, if any."""
        return next((each for each in self._by_strength if day in each), None)

    def days(self, dates: Sequence[date]) -> "BoundDays":
        """Return what binds the apprentice on some days."""
        found = tuple(map(self._period_across, dates))
        contracts = (each for each in found if each and each.kind is PeriodKind.CONTRACT)
        return BoundDays(
            tuple(_STATUSES[each.kind] if each else DayStatus.OUTSIDE for each in found),
            tuple(map(self._is_company_closed, dates, found)),
            next((each.half_days for each in contracts), ()),
        )

    def _period_across(self, day: date) -> Period | None:
        """Return the period that counts on a day; a weekend between two belongs to the first."""
        found = self.period(day)
        if found or day.weekday() < 5:
            return found
        friday = day - timedelta(days=day.weekday() - 4)
        return self.period(friday) if self.period(friday + timedelta(days=3)) else None

    def _is_company_closed(self, day: date, found: Period | None) -> bool:
        """Return whether a company is closed on a day: that of any period where none counts."""
        periods = (found,) if found else self.apprentice.periods
        return any(day in span for period in periods for span in period.closed)

    def workday(self, days: Sequence[date], of_class: Workday) -> Workday:
        """Return the lengths of days from a Monday on: of the class, or of the contract."""
        if not any(each.hours for each in self.apprentice.contracts):
            return of_class
        found = ((self.period(day), n) for n, day in enumerate(days))
        company = tuple(
            length_on(n, period.hours if period and period.hours else of_class.company)
            for period, n in found
        )
        return replace(of_class, company=company)

    @property
    def first_day_ahead(self) -> date | None:
        """The first day in company before the year, at most three months; None without one."""
        earliest = months_after(self.opening, -MONTHS_WITHOUT_CONTRACT)
        starts = (each.start for each in self.apprentice.contracts if each.start)
        return min((day for day in starts if earliest <= day < self.opening), default=None)

    @cached_property
    def _by_strength(self) -> tuple[Period, ...]:
        order = list(_STATUSES)
        found = [*self._bounded(), *self._implied()]
        return tuple(sorted(found, key=lambda each: order.index(each.kind)))

    def _bounded(self) -> Iterator[Period]:
        """Yield the periods of the roster; a time without contract ends as the law has it."""
        before: Period | None = None
        for period in self.apprentice.periods:
            if period.kind is PeriodKind.TRAINEE and period.end is None:
                months = MONTHS_AFTER_CONTRACT if before else MONTHS_WITHOUT_CONTRACT
                start = period.start or self.opening
                yield replace(period, end=months_after(start, months) - _DAY)
            else:
                yield period
            if period.kind in (PeriodKind.CONTRACT, PeriodKind.ELSEWHERE):
                before = period

    def _implied(self) -> Iterator[Period]:
        """Yield the times at school before each contract that the roster does not mention."""
        before: Period | None = None
        for period in self.apprentice.periods:
            if period.kind not in (PeriodKind.CONTRACT, PeriodKind.ELSEWHERE):
                continue
            if period.kind is PeriodKind.CONTRACT and period.start:
                first = _monday_of(months_after(period.start, -MONTHS_WITHOUT_CONTRACT))
                last = period.start - _DAY
                if before and before.end:
                    first = before.end + _DAY
                    last = min(last, months_after(first, MONTHS_AFTER_CONTRACT) - _DAY)
                if any(day.weekday() < 5 for day in Span(first, last)):
                    yield Period(kind=PeriodKind.TRAINEE, start=first, end=last)
            before = period


def as_of_year(apprentice: Apprentice, year: AcademicYear) -> Apprentice:
    """Return an apprentice without what is said of companies that have no day in a year."""
    present = {folded(each.company) for each in apprentice.periods if is_shown(each, year)}
    periods = (
        period
        if folded(period.company) in {"", *present}
        else Period(kind=PeriodKind.ELSEWHERE, start=period.start, end=period.end)
        for period in apprentice.periods
    )
    return replace(apprentice, periods=tuple(periods))


def is_shown(period: Period, year: AcademicYear) -> bool:
    """Return whether a period has a day in a year, or one in company that is shown before it."""
    shown = Period(start=year.weeks[0].monday, end=year.weeks[-1].last_day)
    earliest = months_after(year.opening, -MONTHS_WITHOUT_CONTRACT)
    begins_ahead = period.start is not None and earliest <= period.start < year.opening
    return begins_ahead or period.overlaps(shown)


def _monday_of(day: date) -> date:
    """Return the Monday of a week: a course begins with one, a contract on any day."""
    return day - timedelta(day.weekday())


def months_after(day: date, months: int) -> date:
    """Return the same day some months later, or earlier; the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def weeks_ahead(timeline: Timeline, planning: Planning, cohort: Cohort) -> Iterator[Week]:
    """Yield the weeks before the year from that of the first day in company, if there is one.

    They have no weekends: a contract that starts on one has its first day on the Monday after.
    """
    if (first := timeline.first_day_ahead) is None:
        return
    holidays = planning.programme.site_of(cohort).public_holidays
    monday, opening = first - timedelta(first.weekday()), planning.year.weeks[0].monday
    if first.weekday() >= WEEKDAYS:
        monday += timedelta(weeks=1)
    years = range(monday.year, opening.year + 1)
    off, worked = holidays.names(years), holidays.solidarity_days(years)
    while monday < opening:
        days = [monday + timedelta(n) for n in range(WEEKDAYS)]
        yield Week(
            *monday.isocalendar()[:2],
            monday,
            tuple(day for day in days if day in off),
            solidarity=next((day for day in days if day in worked), None),
        )
        monday += timedelta(weeks=1)
