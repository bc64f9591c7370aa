"""The view of an apprentice's calendar: the grid of the printed one, each day also in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from planner.apprentices.apprentice import Part
from planner.apprentices.day import Day, HeldSession
from planner.apprentices.year import ApprenticeYear
from planner.documents.apprentice.calendar_grid import figure_text
from planner.documents.apprentice.grid_parts import CalendarGrid, DayCell, Face, Note
from planner.documents.apprentice.module_list import ModuleList, shown_value
from planner.messages import Messages
from planner.planning.milestones import DueDate
from planner.portal.pages.colour_css import face_classes
from planner.words import colours
from planner.words.colours import colour
from planner.words.milestones import due_title
from planner.words.modules import module_session_name
from planner.words.names import activity_name

Figures = tuple[tuple[str, str], ...]
"""Pairs of a name and a figure."""


@dataclass(frozen=True)
class Sign:
    """Letters on a background, as classes of the stylesheet."""

    letters: str
    classes: str


@dataclass(frozen=True)
class DayView:
    """One day.

    Attributes
    ----------
    classes
        The classes of the whole day.
    signs
        The sign of the day, or those of its morning and afternoon.
    date, words
        The date and what happens on it, for screen readers.
    """

    label: str
    classes: str
    signs: tuple[Sign, ...]
    name: str
    aside: str
    date: str
    words: str
    is_today: bool


@dataclass(frozen=True)
class MonthView:
    """One month.

    Attributes
    ----------
    key
        Its identifier in URLs: 2026-10.
    begins
        Its first day in the academic year: 1 but for the first month.
    """

    key: str
    name: str
    begins: int
    is_edge: bool
    days: tuple[DayView, ...]
    hours: Figures


@dataclass(frozen=True)
class LegendEntry:
    """A line of the legend."""

    sign: Sign
    meaning: str


@dataclass(frozen=True)
class ModulesView:
    """The list of modules, each value as text with the heading of its column and its class."""

    title: str
    note: str
    headings: tuple[tuple[str, str], ...]
    rows: tuple[tuple[tuple[str, str, str], ...], ...]


@dataclass(frozen=True)
class CalendarView:
    """A calendar, from its heading to its notes.

    Attributes
    ----------
    today
        What happens today, and the key of its month; None if today is not in the year.
    modules
        The list of modules; None if none are placed.
    """

    grid: CalendarGrid
    months: tuple[MonthView, ...]
    totals: Figures
    legend: tuple[LegendEntry, ...]
    notes: tuple[Note, ...]
    today: tuple[str, str] | None
    modules: ModulesView | None


def calendar_view(
    year: ApprenticeYear, grid: CalendarGrid, today: date, text: Messages
) -> CalendarView:
    """Build the view of the calendar of an apprentice or of a class.

    Parameters
    ----------
    grid
        The calendar of the year, laid out.
    """
    words = _Words(year, grid, text)
    months = tuple(
        MonthView(
            key=f"{month.first:%Y-%m}",
            name=column.name,
            begins=month.days[0].date.day,
            is_edge=column.is_edge,
            days=tuple(_day(cell, words, today) for cell in column.cells if cell),
            hours=tuple((row.name, figure_text(row.values[n], row, text)) for row in grid.hours),
        )
        for n, (month, column) in enumerate(zip(year.months, grid.columns, strict=True))
    )
    now = next((day.words for month in months for day in month.days if day.is_today), None)
    return CalendarView(
        grid=grid,
        months=months,
        totals=tuple((row.name, figure_text(row.total, row, text)) for row in grid.hours),
        legend=tuple(
            LegendEntry(
                Sign(entry.sample.letters, _classes(entry.sample, leave=entry.may_be_leave)),
                entry.meaning,
            )
            for entry in grid.legend
        ),
        notes=grid.notes,
        today=(now, f"{today:%Y-%m}") if now else None,
        modules=_modules(grid.modules, text) if grid.modules else None,
    )


def _modules(listed: ModuleList, text: Messages) -> ModulesView:
    classes = ["" if column.is_text else "is-figure" for column in listed.columns]
    headings = [column.heading for column in listed.columns]
    rows = (
        tuple(
            (heading, shown_value(value, text), style)
            for heading, value, style in zip(headings, row, classes, strict=True)
        )
        for row in (*listed.rows, listed.total)
    )
    return ModulesView(
        listed.title, listed.note, tuple(zip(headings, classes, strict=True)), tuple(rows)
    )


def _day(cell: DayCell, words: "_Words", today: date) -> DayView:
    is_monday = "begins-week" if cell.week else ""
    is_today = "is-today" if cell.date == today else ""
    return DayView(
        label=cell.label,
        classes=" ".join(
            filter(None, (_classes(cell.face, leave=cell.may_be_leave), is_monday, is_today))
        ),
        signs=tuple(
            Sign(face.letters, "" if face == cell.face else face_classes(face))
            for face in cell.halves or (cell.face,)
        ),
        name=cell.name,
        aside=cell.aside,
        date=words.date(cell),
        words=words.of(cell),
        is_today=cell.date == today,
    )


def _classes(face: Face, *, leave: bool) -> str:
    return f"{face_classes(face)} may-be-leave" if leave else face_classes(face)


class _Words:
    """Describes the days of a calendar in words."""

    def __init__(self, year: ApprenticeYear, grid: CalendarGrid, text: Messages) -> None:
        programme = year.planning.programme
        self.text = text
        self.days: Mapping[date, Day] = {day.date: day for day in year.days}
        self.year = year
        self.due = year.due.dated
        self.holidays = holidays_of(year, text)
        self.meanings = {entry.sample: entry.meaning for entry in grid.legend} | {
            Face(activity.code, colour(activity, programme)): activity_name(activity, text)
            for activity in programme.activities
        }

    def _due(self, due: DueDate) -> str:
        return self.text("agenda.milestone", what=due_title(due, self.text))

    def _session(self, held: HeldSession) -> str:
        name = module_session_name(held.modules, self.text)
        return self.text.listed(filter(None, (self.text("agenda.sessions"), name)))

    def _meaning(self, face: Face) -> str:
        return self.meanings.get(face, face.letters)

    def date(self, cell: DayCell) -> str:
        return full_day(cell.date, self.text)

    def of(self, cell: DayCell) -> str:
        return self.text.listed(self._happenings(cell, self.days[cell.date]))

    def _happenings(self, cell: DayCell, day: Day) -> Iterator[str]:
        sessions = {held.part: self._session(held) for held in day.held_sessions}
        for part, half in zip(Part, cell.halves, strict=False):
            what = sessions.get(part) or self._meaning(half)
            yield self.text("portal.half", part=self.text(f"part.{part}"), what=what)
        shown = cell.marks if cell.halves else (cell.face, *cell.marks)
        named = (colours.EVENT, colours.MILESTONE)
        yield from (self._meaning(face) for face in shown if face.letters not in named)
        if day.place is None:
            return
        if day.is_off and day.is_bound:
            yield self.holidays[day.date]
        if day.missed and day.is_bound and day.missed.name:
            yield day.missed.name
        yield from day.events if day.is_bound else ()
        yield from (self._due(due) for due in self.due if due.day == day.date)
        yield self.text("portal.week", number=self.year.week_of(day).iso_week)
        if cell.may_be_leave:
            yield self.text("calendar.leave")


def full_day(day: date, text: Messages) -> str:
    """Format a date with its weekday: lundi 5 octobre 2026."""
    return text("portal.day", weekday=text.weekday_name(day.weekday()), day=day)


def holidays_of(year: ApprenticeYear, text: Messages) -> Mapping[date, str]:
    """Return the names of public holidays in an apprentice's year, by date."""
    return year.names_of_holidays(text.language)
