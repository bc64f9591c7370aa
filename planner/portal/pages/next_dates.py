"""The next dates in an apprentice's year: school, remote session, public holiday, what is due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from planner.apprentices.day import Day, HeldSession
from planner.apprentices.year import ApprenticeYear
from planner.documents.apprentice.changes import week_range
from planner.messages import Messages
from planner.portal.pages.calendar import full_day, holidays_of
from planner.programme.hours_of_week import TAUGHT_AT
from planner.words.milestones import due_title
from planner.words.modules import module_session_name
from planner.year.activity import Place

_TITLES = {
    (Place.SCHOOL, False): "portal.next-school",
    (Place.SCHOOL, True): "portal.at-school",
    (Place.ABROAD, False): "portal.next-abroad",
    (Place.ABROAD, True): "portal.abroad",
}
"""Message keys by place, and by whether the stay has begun."""


_MOST_MILESTONES = 5
"""The most milestones that are listed."""


@dataclass(frozen=True)
class NextDate:
    """A coming event: its title, date and details."""

    title: str
    when: str
    detail: str


def next_dates(year: ApprenticeYear, today: date, text: Messages) -> Iterator[NextDate]:
    """Return the next stays at school, the next remote session, the next public holiday."""
    for days in next_stays(year, today):
        yield _stay(days, year, today, text)
    if session := next_session(year, today):
        part, name = text(f"part.{session.part}"), module_session_name(session.modules, text)
        detail = text.listed(filter(None, (part, name)))
        yield NextDate(text("portal.next-session"), full_day(session.day, text), detail)
    if holiday := next_holiday(year, today):
        yield NextDate(
            text("portal.next-holiday"), full_day(holiday, text), holidays_of(year, text)[holiday]
        )


def next_milestones(year: ApprenticeYear, today: date, text: Messages) -> Iterator[NextDate]:
    """Yield what is due next: what is open first in the order of the days on which it closes."""
    coming = [due for due in year.due.dated if due.day >= today]
    for due in coming[:_MOST_MILESTONES]:
        opens = text.span(due.opens, due.day) if due.opens else ""
        yield NextDate(due_title(due, text), full_day(due.day, text), opens)


def next_stay(year: ApprenticeYear, today: date, text: Messages) -> NextDate | None:
    """Return the next stay at school that has not begun, if any."""
    coming = (days for days in next_stays(year, today) if days[0].date > today)
    return next((_stay(days, year, today, text) for days in coming), None)


def _stay(days: Sequence[Day], year: ApprenticeYear, today: date, text: Messages) -> NextDate:
    first, last = days[0], days[-1]
    return NextDate(
        text(_TITLES[_stay_of(first) or Place.SCHOOL, first.date <= today]),
        text.span(first.date, last.date) if len(days) > 1 else full_day(first.date, text),
        week_range(year.planning.year.weeks[first.week : last.week + 1], text),
    )


def next_stays(year: ApprenticeYear, today: date) -> tuple[Sequence[Day], ...]:
    """Return the days of the current stay at school, if there is one, and of the next.

    A stay is a run of days taught at one place, without a day in company; weekends, public
    holidays and days on which the school is closed do not end it.
    """
    ahead = [days for days in _stays(year) if days[-1].date >= today]
    has_begun = bool(ahead) and ahead[0][0].date <= today
    return tuple(ahead[: 1 + has_begun])


def next_session(year: ApprenticeYear, today: date) -> HeldSession | None:
    """Return the next remote session, if any."""
    ahead = (day for day in year.days if day.date >= today)
    return next((held for day in ahead for held in day.held_sessions), None)


def next_holiday(year: ApprenticeYear, today: date) -> date | None:
    """Return the next public holiday that is a day off, if any."""
    found = (day.date for day in year.days if day.is_off and day.is_bound)
    return next((day for day in found if day >= today), None)


def _stays(year: ApprenticeYear) -> Iterator[Sequence[Day]]:
    weekdays = (day for day in year.days if day.place is not None)
    for place, run in groupby(weekdays, _stay_of):
        days = [day for day in run if not (day.is_off or day.missed)]
        if place in TAUGHT_AT and days:
            yield days


def _stay_of(day: Day) -> Place | None:
    """Return the place of a day, where lessons are given for half of it at least; None if free."""
    if not day.is_bound:
        return None
    return next((half for half in day.halves if half in TAUGHT_AT), day.place)
