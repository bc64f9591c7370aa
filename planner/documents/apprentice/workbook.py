"""Write the year of an apprentice as tables to sort and filter: days, weeks, months, milestones."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import ClassVar

from xlsxwriter.format import Format

from planner.apprentices.apprentice import Part
from planner.apprentices.day import Day, Hours
from planner.apprentices.modules import Learning, learning
from planner.apprentices.year import ApprenticeYear
from planner.documents.apprentice.module_list import module_list
from planner.documents.apprentice.module_sheet import write_module_sheet
from planner.documents.cell_styles import DATE_FORMAT, LEFT, CellStyle, hours_format, number_format
from planner.documents.sheets import CellValue, SheetWriter, WorkbookWriter
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.programme.hours_of_week import TAUGHT_AT
from planner.words.apprentices import (
    planning_details,
    planning_title,
    session_labels,
)
from planner.words.colours import FAINT, colour, display_activity
from planner.words.milestones import owner_name
from planner.words.modules import session_modules, taught_in_week
from planner.words.names import activity_name, halves_name, last_day_key, version_line
from planner.words.own_days import own_name, own_note
from planner.words.periods import contract_line, missed_line, status_name, unspent_name
from planner.year.activity import WEEKDAYS, Activity, Place, in_days, week_of
from planner.year.durations import decimal_hours
from planner.year.weeks import Week

_HEAD = 4


def apprentice_workbook(year: ApprenticeYear, edition: Edition, text: Messages) -> bytes:
    """Write the workbook of an apprentice's year.

    Returns
    -------
    bytes
        An .xlsx file; deterministic.
    """
    book = WorkbookWriter(planning_title(year, text))
    tables: list[type[_Table]] = [_Days, _Weeks, _Months]
    if year.due.dated:
        tables.append(_Milestones)
    for table in tables:
        table(book, year, edition, text).write()
    if listed := module_list(year, text):
        whose = f"{year.apprentice.name} · {planning_details(year, edition, text)}"
        write_module_sheet(book, listed, whose, version_line(edition, text), text)
    return book.sealed()


@dataclass(frozen=True)
class _Column:
    """A column: the key of its header, its width in characters, its number format.

    That of hours depends on their number.
    """

    key: str
    width: float
    form: str | None = None
    is_hours: bool = False

    @cached_property
    def is_filled(self) -> bool:
        """Whether it has the background of the activity."""
        return self.key in ("place", "letter")


_HOURS = tuple(
    _Column(key, 10, is_hours=True)
    for key in ("onsite", "lost", "remote", "academic", "company", "all")
)

_OF_SESSIONS = ("morning", "afternoon", "sessions", "half_days", "remote", "academic")
"""The columns that say nothing where a cohort has no sessions."""


@dataclass(frozen=True)
class _Row:
    """The values of a row, and the background of its activity."""

    values: Sequence[CellValue]
    fill: str | None = None


class _Table(SheetWriter, ABC):
    """Writes a sheet with one Excel table."""

    landscape = True
    pages_high = 0
    name: ClassVar[str]
    columns: ClassVar[tuple[_Column, ...]]

    def __init__(
        self, book: WorkbookWriter, year: ApprenticeYear, edition: Edition, text: Messages
    ) -> None:
        super().__init__(book, text(f"tables.{self.name}"))
        self.year, self.edition, self.text = year, edition, text
        self.programme = year.planning.programme
        hidden = set() if year.cohort.has_sessions else {*_OF_SESSIONS}
        if not year.hours.lost:
            hidden.add("lost")
        if not year.progression:
            hidden.add("modules")
        hidden |= {"friday", "saturday"} - {last_day_key(year.planning.year)}
        self.shown = [each.key not in hidden for each in self.columns]
        self.shapes = list(compress(self.columns, self.shown))
        self.widths = [shape.width for shape in self.shapes]
        self._looks: dict[tuple[str | None, str | None, bool], Format] = {}

    @abstractmethod
    def rows(self) -> Iterator[_Row]:
        """Yield the rows of the table."""

    def total(self) -> _Row | None:
        """Return the row below the table, if any."""
        return None

    def write(self) -> None:
        self._title()
        titles = [self.text(f"column.{shape.key}") for shape in self.shapes]
        self.set_height(_HEAD, 32)
        last = _HEAD
        for last, row in enumerate(self.rows(), start=_HEAD + 1):
            self._row(last, row)
        self.put_table(self.sheet_name, _HEAD, last, titles)
        if total := self.total():
            last += 1
            self._row(last, total, bold=True)
        version = version_line(self.edition, self.text)
        self.set_up_page(self.widths, _HEAD, last, 1, version)

    def _title(self) -> None:
        title = planning_title(self.year, self.text)
        whose = planning_details(self.year, self.edition, self.text)
        said = (
            contract_line(self.year, self.text),
            missed_line(self.year, self.text),
            own_note(self.year, self.text),
        )
        notes = " ".join(filter(None, said))
        self.put_title(title, whose, self.widths)
        self.put(3, 1, notes, align=LEFT, box=False, across=len(self.widths))
        self.fit_height(3, [(notes, sum(self.widths))])

    def _row(self, row: int, content: _Row, bold: bool = False) -> None:
        values = list(compress(content.values, self.shown))
        for column, (shape, value) in enumerate(zip(self.shapes, values, strict=True), start=1):
            fill = content.fill if shape.is_filled or bold else None
            number = value if isinstance(value, float) else None
            form = shape.form if number is None else number_format(number)
            form = hours_format(number) if shape.is_hours else form
            self.write_value(row, column, value, self._look(fill, form, bold))
        self.fit_height(row, zip(values, self.widths, strict=True))

    def _look(self, fill: str | None, form: str | None, bold: bool) -> Format:
        found = self._looks.get((fill, form, bold))
        if found is None:
            found = self.book.format(CellStyle(fill=fill, form=form, bold=bold))
            self._looks[fill, form, bold] = found
        return found

    def hours(self, hours: Hours) -> tuple[float | None, ...]:
        """Return the hours of the last six columns; None for zero."""
        found = (hours.onsite, hours.lost, hours.remote, hours.academic, hours.company)
        figures = (*found, hours.academic + hours.company)
        return tuple(decimal_hours(each) or None for each in figures)

    def iso_week(self, week: Week) -> str:
        return f"{week.iso_year}-{self.text('week.letter')}{week.iso_week:02}"

    def yes(self, holds: bool) -> str | None:
        return self.text("word.yes") if holds else None


class _Days(_Table):
    """A row per day, from the first Monday of the year to its last Sunday."""

    name = "days"
    columns = (
        _Column("date", 11, DATE_FORMAT),
        _Column("weekday", 10),
        _Column("iso_week", 10),
        _Column("week", 6.5, "0"),
        _Column("place", 15),
        _Column("letter", 6.5),
        _Column("block", 9),
        _Column("morning", 9),
        _Column("afternoon", 10),
        _Column("modules", 46),
        _Column("holiday", 18),
        _Column("event", 16),
        _Column("closed", 10),
        _Column("company_closed", 10.5),
        _Column("contract", 8.5),
        *_HOURS,
    )

    def rows(self) -> Iterator[_Row]:
        holidays = self.year.names_of_holidays(self.text.language)
        weekdays = [self.text.weekday_name(day.date.weekday()) for day in self.year.week(0)]
        for day in self.year.days:
            week, session = self.year.week_of(day), self.text("tables.session")
            shown = _activities_shown(day)
            yield _Row(
                (
                    day.date,
                    weekdays[day.date.weekday()],
                    self.iso_week(week),
                    week.iso_week,
                    self._name(day, shown),
                    "/".join(activity.code for activity in shown) or None,
                    day.block if day.is_spent and not day.own else None,
                    session if Part.MORNING in day.sessions else None,
                    session if Part.AFTERNOON in day.sessions else None,
                    "\n".join(session_modules([day], self.text)) or None,
                    holidays.get(day.date),
                    self.text.listed(self._happenings(day)) or None,
                    self._closed(day),
                    self.yes(day.company_closed),
                    status_name(day.status, self.text),
                    *self.hours(day.hours),
                ),
                colour(shown[0], self.programme) if shown else None,
            )

    def _closed(self, day: Day) -> str | None:
        """Return why the school is closed on a single day, or that it is all week."""
        if day.missed and day.missed.name:
            return day.missed.name
        return self.yes(day.school_closed or day.missed is not None)

    def _happenings(self, day: Day) -> Iterator[str]:
        yield from day.events
        if day.own and day.is_bound:
            yield self.text("agenda.exception", name=own_name(day.own, self.text))

    def _name(self, day: Day, shown: Sequence[Activity]) -> str | None:
        if len(shown) > 1:
            return halves_name(day.halves, self.text)
        return activity_name(shown[0], self.text) if shown else self._other(day)

    def _other(self, day: Day) -> str | None:
        """Return why a day is at no place: weekend, day off, closed school, no contract."""
        if day.place is None:
            return self.text("tables.weekend") if day.date.weekday() > 4 else None
        if not day.is_bound:
            return unspent_name([day], self.text)
        return self.text("legend.closed" if day.missed else "legend.holiday")


class _Weeks(_Table):
    """A row per week."""

    name = "weeks"
    columns = (
        _Column("iso_week", 10),
        _Column("week", 6.5, "0"),
        _Column("monday", 11, DATE_FORMAT),
        _Column("friday", 11, DATE_FORMAT),
        _Column("saturday", 11, DATE_FORMAT),
        _Column("place", 17),
        _Column("letter", 8),
        _Column("block", 9),
        _Column("sessions", 8.5, "0"),
        _Column("half_days", 29),
        _Column("modules", 46),
        _Column("holidays", 18),
        _Column("closed", 8),
        _Column("contract", 9),
        *_HOURS,
    )

    def rows(self) -> Iterator[_Row]:
        learnt = learning(self.year)
        for number in range(-len(self.year.ahead), len(self.year.planning.year)):
            days = self.year.week(number)
            week, hours = self.year.week_of(days[0]), Hours.of(days)
            activity = week_of([day.activity for day in days[:WEEKDAYS]])
            is_bound = any(day.is_bound for day in days if day.place is not None)
            is_shown = is_bound or activity == Activity.OUTSIDE
            blocks = dict.fromkeys(day.block for day in days if day.block and is_bound)
            sessions = session_labels(days, self.text)
            yield _Row(
                (
                    self.iso_week(week),
                    week.iso_week,
                    week.monday,
                    *(week.last_day, week.last_day),
                    activity_name(activity, self.text)
                    if is_shown
                    else unspent_name(days, self.text),
                    activity.code if is_shown else None,
                    self.text.listed(blocks) or None,
                    hours.sessions or None,
                    self.text.listed(sessions) or None,
                    "\n".join(self._modules(number, days, learnt)) or None,
                    self.text.listed(map(self.text.weekday, week.public_holidays)) or None,
                    self._closed(week, days),
                    self._covered([day for day in days if day.date <= week.last_day]),
                    *self.hours(hours),
                ),
                colour(activity, self.programme) if is_shown else None,
            )

    def _modules(self, week: int, days: Sequence[Day], learnt: Learning | None) -> Iterator[str]:
        """Yield the modules of a week at school, then those of its sessions."""
        if learnt and (taught := taught_in_week(learnt, week, self.text)):
            yield taught
        yield from session_modules(days, self.text)

    def _closed(self, week: Week, days: Sequence[Day]) -> str | None:
        """Return that the school is closed all week, or the single days on which it is."""
        missed = (day.date for day in days if day.missed)
        return self.yes(week.closed) or self.text.listed(map(self.text.weekday, missed)) or None

    def _covered(self, days: Sequence[Day]) -> str:
        timeline = {day.status for day in days}
        if len(timeline) > 1:
            return self.text("contract.partly")
        return status_name(timeline.pop(), self.text)


class _Months(_Table):
    """A row per calendar month, and the total of the year."""

    name = "months"
    pages_high = 1
    columns = (
        _Column("month", 18),
        _Column("first", 12, DATE_FORMAT),
        _Column("last", 12, DATE_FORMAT),
        _Column("days_taught", 11, "0"),
        _Column("days_company", 11, "0"),
        _Column("sessions", 10, "0"),
        *_HOURS,
    )

    def rows(self) -> Iterator[_Row]:
        for month in self.year.months:
            first, last = month.days[0].date, month.days[-1].date
            name = self.text.month(month.first).capitalize()
            yield _Row((name, first, last, *self._counts(month.days)))

    def total(self) -> _Row:
        days = self.year.days
        label, first, last = self.text("total.year"), days[0].date, days[-1].date
        return _Row((label, first, last, *self._counts(days)), FAINT)

    def _counts(self, days: Sequence[Day]) -> tuple[CellValue, ...]:
        hours = Hours.of(days)
        halves = [half for day in days for half in day.halves_spent]
        taught = in_days(sum(half in TAUGHT_AT for half in halves))
        company = in_days(halves.count(Place.COMPANY))
        return taught or None, company or None, hours.sessions or None, *self.hours(hours)


class _Milestones(_Table):
    """A row for each day on which something is due."""

    name = "milestones"
    columns = (
        _Column("due", 12, DATE_FORMAT),
        _Column("weekday", 10),
        _Column("opens", 12, DATE_FORMAT),
        _Column("what", 50),
        _Column("owner", 24),
    )

    def rows(self) -> Iterator[_Row]:
        for due in self.year.due.dated:
            yield _Row(
                (
                    due.day,
                    self.text.weekday_name(due.day.weekday()),
                    due.opens,
                    due.milestone.name,
                    owner_name(due.milestone.owner, self.text),
                )
            )


def _activities_shown(day: Day) -> tuple[Activity, ...]:
    """Return what a day is shown with, a half of it each where it is spent at two places.

    It is nothing on weekends, holidays and outside the contract.
    """
    if day.is_spent:
        halves = dict.fromkeys(day.halves_spent)
        return tuple(display_activity(half, day.activity) for half in halves)
    is_outside = day.activity == Activity.OUTSIDE and day.date.weekday() < WEEKDAYS
    return (day.activity,) if is_outside else ()
