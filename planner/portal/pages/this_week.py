"""What an apprentice does this week: the days at each place, sessions, events, what is due."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from planner.apprentices.day import Day, HeldSession
from planner.apprentices.modules import learning
from planner.apprentices.year import ApprenticeYear
from planner.documents.apprentice.calendar_grid import week_cells
from planner.documents.apprentice.changes import day_range, week_range
from planner.documents.apprentice.grid_parts import Face
from planner.messages import Messages
from planner.portal.pages.calendar import Sign, holidays_of
from planner.portal.pages.colour_css import face_classes
from planner.words.closed_days import closed_day_name
from planner.words.milestones import due_title
from planner.words.modules import module_session_name, taught_in_week
from planner.year.activity import WEEKDAYS


@dataclass(frozen=True)
class WeekPart:
    """The days of a week with the same signs.

    Attributes
    ----------
    signs
        That of whole days, or those of the morning and the afternoon.
    days
        Which days: mercredi; du lundi au jeudi. Empty for all but days off.
    """

    signs: tuple[Sign, ...]
    what: str
    days: str


@dataclass(frozen=True)
class WeekView:
    """A week from Monday to Friday, or to Saturday.

    Attributes
    ----------
    heading
        S46, du 9 au 13 novembre 2026.
    details
        The half-days of sessions, the events, and what is due.
    modules
        What is taught at school; "" where no modules are placed, and in other weeks.
    """

    heading: str
    parts: tuple[WeekPart, ...]
    details: tuple[str, ...]
    modules: str


def this_week(year: ApprenticeYear, today: date, text: Messages) -> WeekView | None:
    """Return the view of the week of a day; None if it is not in the year."""
    index = (today - year.planning.year.weeks[0].monday).days // 7
    if not (days := year.week(index)):
        return None
    week = (year.week_of(days[0]),)
    return WeekView(
        text.listed((week_range(week, text), day_range(week, text))),
        tuple(_parts(year, index, text)),
        (*_details(year, index, text), *_due(year, days, text)),
        _modules(year, index, text),
    )


def outside_year(year: ApprenticeYear, today: date, text: Messages) -> str:
    """Return what is said of a day that is not in the year."""
    first = year.days[0].date
    return text("portal.not-yet", day=first) if today < first else text("portal.over")


def _parts(year: ApprenticeYear, week: int, text: Messages) -> Iterator[WeekPart]:
    holidays = holidays_of(year, text)
    found: dict[tuple[tuple[Face, ...], str], list[date]] = {}
    days_off: set[date] = set()
    cells = week_cells(year, week, text)
    days = [*zip(year.week(week), cells, strict=True)]
    shown = [each for n, each in enumerate(days) if n < WEEKDAYS or each[0].place is not None]
    for day, (cell, meaning) in shown:
        is_off = day.is_off and day.is_bound
        days_off |= {day.date} if is_off else set()
        what = holidays[day.date] if is_off else meaning
        if day.missed and day.is_bound:
            what = closed_day_name(day.missed, text)
        faces = cell.halves if day.afternoon and day.is_spent else (cell.face,)
        found.setdefault((faces, what), []).append(day.date)
    for (faces, what), dates in found.items():
        is_rest = len({*dates, *days_off}) == len(shown) and days_off.isdisjoint(dates)
        signs = tuple(Sign(face.letters, face_classes(face)) for face in faces)
        yield WeekPart(signs, what, "" if is_rest else _weekdays(dates, text))


def _weekdays(days: Sequence[date], text: Messages) -> str:
    """Return the names of weekdays: lundi, mercredi; du mardi au jeudi."""
    names = [text.weekday_name(day.weekday()) for day in days]
    is_run = (days[-1] - days[0]).days == len(days) - 1 > 1
    return text("portal.weekdays", first=names[0], last=names[-1]) if is_run else text.listed(names)


def _details(year: ApprenticeYear, week: int, text: Messages) -> Iterator[str]:
    days = year.week(week)
    halves = [_half_day(held, text) for day in days for held in day.held_sessions]
    if halves:
        yield text("portal.week-sessions", halves=text.listed(halves))
    for day in days:
        for event in day.events if day.is_bound else ():
            yield f"{event} ({text.weekday_name(day.date.weekday())})"


def _modules(year: ApprenticeYear, week: int, text: Messages) -> str:
    found = learning(year)
    taught = taught_in_week(found, week, text) if found else ""
    return text("portal.week-modules", modules=taught) if taught else ""


def _half_day(held: HeldSession, text: Messages) -> str:
    """Return the half-day of a session: jeudi matin (Mécanique des fluides, séance 2 sur 4)."""
    half = f"{text.weekday_name(held.day.weekday())} {text(f'part.{held.part}')}"
    return f"{half} ({module_session_name(held.modules, text)})" if held.modules else half


def _due(year: ApprenticeYear, days: Sequence[Day], text: Messages) -> Iterator[str]:
    for due in year.due.dated:
        if days[0].date <= due.day <= days[-1].date:
            title = text("agenda.milestone", what=due_title(due, text))
            yield f"{title}, {text.weekday_name(due.day.weekday())}"
