"""What payroll asks of an apprentice, month by month: days and hours by place, those that are paid.

Only days under contract count, and those at school without one, which are lessons and no work.
Hours at places are those of the ledger. Paid leave that is not in the planning lies in the days in
company.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from planner.apprentices.apprentice import Apprentice, Period
from planner.apprentices.day import Day, Hours
from planner.apprentices.timeline import DayStatus, Timeline, as_of_year, months_after
from planner.apprentices.year import ApprenticeYear, Month, apprentice_years
from planner.planning.planning import Planning
from planner.programme.workday import Workday
from planner.year.activity import FOLLOWED_AT, WEEKDAYS, Place, in_days
from planner.year.weeks import HOUR, Minutes

_WEEKS_A_MONTH = Fraction(52, 12)
"""By which a week becomes a month (code du travail, art. L3242-1): 35 h are 151.67 h, 9,100 min."""

_Schedule = tuple[Minutes, ...]
"""The minutes of each day of a week of seven, as a contract has them."""


class _Use(StrEnum):
    """How half a day is used."""

    COMPANY = "company"
    SCHOOL = "school"
    HOLIDAY = "holiday"
    LEAVE = "leave"
    OTHER = "other"


_USES = {
    **dict.fromkeys(FOLLOWED_AT, _Use.SCHOOL),
    Place.COMPANY: _Use.COMPANY,
    Place.LEAVE: _Use.LEAVE,
}


@dataclass(frozen=True)
class Payroll:
    """The figures of some days: half-days, and minutes.

    Attributes
    ----------
    contract_halves
        Half-days under contract: Monday to Friday, and Saturdays that have a place. They are in
        company, at school, public holidays, leave or others.
    company_halves, closed_halves, sessions
        Those in company; of these, those on which it is closed, and those of remote sessions.
    school_halves
        Those at school, abroad or at a defence, also without contract.
    holiday_halves
        Public holidays that are days off.
    leave_halves
        Those to which the planning itself gives leave.
    other_halves
        Those at no place: free, or the school is closed, or the class is not there yet.
    company, onsite, remote
        Minutes in company, taught on site and in sessions, as the ledger has them.
    work
        All of them under contract: lessons are working time (code du travail, art. L6222-24).
    solidarity
        Those of the journée de solidarité, which are work that is not paid (art. L3133-7, L3133-8).
    contract
        The minutes that the contract has on its days from Monday on, whatever is done on them.
    paid
        Those of a month of pay (art. L3242-1): of a week of 35 h, 151.67 h. Where days of a month
        are not under contract, or not in the planning, they are in proportion to the contract's
        minutes of its days, rounded to the minute.
    """

    contract_halves: int = 0
    company_halves: int = 0
    closed_halves: int = 0
    sessions: int = 0
    school_halves: int = 0
    holiday_halves: int = 0
    leave_halves: int = 0
    other_halves: int = 0
    company: Minutes = 0
    onsite: Minutes = 0
    remote: Minutes = 0
    work: Minutes = 0
    solidarity: Minutes = 0
    contract: Minutes = 0
    paid: Minutes = 0

    @property
    def lessons(self) -> Minutes:
        """The minutes taught, on site and in sessions, under contract or not."""
        return self.onsite + self.remote

    @classmethod
    def of(cls, parts: "Iterable[Payroll]") -> "Payroll":
        """Return the sum of some figures."""
        return cls(*map(sum, zip(*map(astuple, parts), strict=True)))


PAYROLL_FIGURES: Mapping[str, Callable[[Payroll], float]] = {
    "contract_days": lambda found: in_days(found.contract_halves),
    "company_days": lambda found: in_days(found.company_halves),
    "company_closed_days": lambda found: in_days(found.closed_halves),
    "remote_sessions": lambda found: found.sessions,
    "school_days": lambda found: in_days(found.school_halves),
    "holiday_days": lambda found: in_days(found.holiday_halves),
    "leave_days": lambda found: in_days(found.leave_halves),
    "other_days": lambda found: in_days(found.other_halves),
    "company_hours": lambda found: found.company / HOUR,
    "onsite_hours": lambda found: found.onsite / HOUR,
    "remote_hours": lambda found: found.remote / HOUR,
    "lesson_hours": lambda found: found.lessons / HOUR,
    "working_hours": lambda found: found.work / HOUR,
    "solidarity_hours": lambda found: found.solidarity / HOUR,
    "contract_hours": lambda found: found.contract / HOUR,
    "paid_hours": lambda found: found.paid / HOUR,
}
"""The figures in days, half-days of sessions and decimal hours, by their names in tables."""


@dataclass(frozen=True)
class PayrollRow:
    """An apprentice at a company, with the figures of each month by its first day."""

    year: ApprenticeYear
    months: Mapping[date, Payroll]


def payroll_rows(people: Iterable[Apprentice], planning: Planning) -> tuple[PayrollRow, ...]:
    """Return the rows of some apprentices, by their names; who has no day in a year has none.

    Who has several companies has a row with each of them.

    Parameters
    ----------
    planning
        A complete planning, with sessions and hours on site.
    """
    present = (as_of_year(each, planning.year) for each in people)
    views = [view for each in present for view in each.views]
    years = apprentice_years(sorted(views, key=lambda who: who.list_order), planning)
    rows = (PayrollRow(year, payroll_of_year(year)) for year in years)
    return tuple(row for row in rows if Payroll.of(row.months.values()) != Payroll())


def payroll_of_year(year: ApprenticeYear) -> Mapping[date, Payroll]:
    """Return the figures of each month of an apprentice, by its first day."""
    timeline = Timeline(year.apprentice, year.planning.year.opening)
    workday = year.planning.programme.workday_of(year.cohort.cohort)
    return {month.first: _of_month(month, year, timeline, workday) for month in year.months}


def contract_weeks(year: ApprenticeYear) -> tuple[Minutes, ...]:
    """Return the minutes of a week of the contracts of an apprentice, each once."""
    workday = year.planning.programme.workday_of(year.cohort.cohort)
    weeks = (sum(_schedule(each, workday)) for each in year.apprentice.contracts)
    return tuple(dict.fromkeys(weeks))


def _of_month(month: Month, year: ApprenticeYear, timeline: Timeline, workday: Workday) -> Payroll:
    uses = Counter(use for day in month.days for use in _uses(day))
    hired = [day for day in month.days if day.in_contract]
    hours = Hours.of(month.days)
    worked = [day for day in hired if year.week_of(day).solidarity == day.date]
    due: Counter[_Schedule] = Counter()
    for day in hired:
        if period := timeline.period(day.date):
            schedule = _schedule(period, workday)
            due[schedule] += schedule[day.date.weekday()]
    return Payroll(
        contract_halves=sum(2 for day in hired if _counts(day)),
        company_halves=uses[_Use.COMPANY],
        closed_halves=sum(
            day.halves_spent.count(Place.COMPANY) for day in hired if day.company_closed
        ),
        sessions=hours.sessions,
        school_halves=uses[_Use.SCHOOL],
        holiday_halves=uses[_Use.HOLIDAY],
        leave_halves=uses[_Use.LEAVE],
        other_halves=uses[_Use.OTHER],
        company=hours.company,
        onsite=hours.onsite,
        remote=hours.remote,
        work=_minutes(hired),
        solidarity=_minutes(worked),
        contract=due.total(),
        paid=_paid(due, month.first),
    )


def _counts(day: Day) -> bool:
    """Return whether it is a day of a contract's week: Monday to Friday, or a Saturday in use."""
    return day.date.weekday() < WEEKDAYS or bool(day.halves)


def _uses(day: Day) -> Iterator[_Use]:
    """Yield how the halves of a day are used; of one without contract, those at school."""
    if day.status is DayStatus.TRAINEE:
        yield from (_Use.SCHOOL for _ in day.halves_spent)
    elif day.in_contract and _counts(day):
        for half in day.halves or (Place.NONE, Place.NONE):
            if day.is_off:
                yield _Use.HOLIDAY
            else:
                yield _USES.get(half, _Use.OTHER) if day.spends(half) else _Use.OTHER


def _minutes(days: Iterable[Day]) -> Minutes:
    hours = Hours.of(days)
    return hours.academic + hours.company


def _schedule(period: Period, of_class: Workday) -> _Schedule:
    """Return the days of a week of a contract; those of the class are Monday to Friday."""
    days = period.hours or of_class.company[:WEEKDAYS]
    return (*days, *(0,) * (7 - len(days)))


def _paid(due: Mapping[_Schedule, Minutes], month: date) -> Minutes:
    """Return the minutes of a month of pay, in proportion to those of the contract that are due."""
    days = (months_after(month, 1) - month).days
    dates = [month + timedelta(n) for n in range(days)]
    exact = sum(
        sum(schedule) * _WEEKS_A_MONTH * minutes / sum(schedule[day.weekday()] for day in dates)
        for schedule, minutes in due.items()
        if minutes
    )
    return int(exact + Fraction(1, 2))
