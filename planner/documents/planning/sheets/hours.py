"""Write the hours of a cohort, week by week, with totals by month and for the year."""

from collections.abc import Sequence
from itertools import groupby

from planner.documents.cell_styles import LEFT, hours_format, number_format
from planner.documents.planning.sheets.base import (
    HOLIDAYS_WIDTH,
    WEEK_HEIGHT,
    PlanningSheet,
    place_width,
)
from planner.documents.sheets import WorkbookWriter
from planner.messages import Messages
from planner.planning.ledger import WeekHours, add_hours, totals, week_hours
from planner.planning.planning import CohortPlanning, Edition
from planner.programme.hours_of_week import month_of
from planner.words.closed_days import cohort_holidays, days_off, own_closed_days
from planner.words.colours import FAINT, colour
from planner.words.names import week_letters
from planner.words.open_hours import open_hours_lines
from planner.year.blocks import running_numbers
from planner.year.durations import decimal_hours

_HOUR_KEYS = ("onsite", "lost", "sessions", "remote", "academic", "company")
"""The columns of hours."""

_OF_SESSIONS = ("sessions", "remote", "academic")
"""Those that say nothing where a cohort has no sessions."""

_HEAD, _FIRST_HOURS = 4, 6
"""The row of the header, and the first column of hours."""

_WIDTHS = {
    "week": 6.0,
    "monday": 11.0,
    "friday": 11.0,
    "saturday": 11.0,
    "number": 5.0,
    "holidays": HOLIDAYS_WIDTH,
    "days_off": HOLIDAYS_WIDTH,
    "onsite": 10.5,
    "lost": 9.5,
    "sessions": 8.5,
    "remote": 10.5,
    "academic": 10.5,
    "company": 11.0,
}
"""Widths of the columns of a cohort's sheet, in characters."""


class HoursSheet(PlanningSheet):
    """The hours of a cohort: a row a week, with totals by month and for the year."""

    def __init__(
        self, book: WorkbookWriter, edition: Edition, text: Messages, cohort: CohortPlanning
    ) -> None:
        super().__init__(book, cohort.cohort.id, edition, text)
        self.cohort = cohort
        self.totals = totals(cohort, self.planning.case)
        hidden = () if cohort.has_sessions else _OF_SESSIONS
        no_loss = () if self.totals.lost else ("lost",)
        self.keys = [key for key in _HOUR_KEYS if key not in (*hidden, *no_loss)]
        self.weeks = self.planning.year.weeks_of(cohort.cohort.id)
        self._holidays = cohort_holidays(self.planning, cohort.cohort, text)

    def write(self) -> None:
        """Write the whole sheet."""
        text, cohort, case = self.text, self.cohort, self.planning.case
        keys = [
            "week",
            "monday",
            self.last_day_key,
            "place",
            "number",
            *self.keys,
            self.days_off_key,
        ]
        letters = week_letters(cohort, self.planning.year)
        widths = [_WIDTHS.get(key) or place_width(letters) for key in keys]
        year = self.planning.year.label
        self.title(text("sheet.cohort.title", cohort=cohort.cohort.label, year=year), widths)
        for column, key in enumerate(keys, start=1):
            self.put_header(_HEAD, column, text(f"column.{key}"))
        self.set_height(_HEAD, 30)
        hours, sessions = week_hours(cohort, case), cohort.placed_sessions
        numbers = running_numbers(cohort.activities)
        row = _HEAD + 1
        for month, positions in groupby(range(len(self.weeks)), lambda n: month_of(self.weeks[n])):
            listed = list(positions)
            for index in listed:
                self._week(row, index, letters[index], numbers[index], hours[index])
                row += 1
            name = text.month(month).capitalize()
            self._sum(row, name, sum(sessions[n] for n in listed), [hours[n] for n in listed])
            row += 1
        self._sum(row, text("total.year"), sum(sessions), hours)
        note = text("sheet.cohort.note", net=self.totals.company_net)
        notes = [note, *open_hours_lines([cohort], case, text)]
        for note in notes:
            row += 1
            self.put(row, 1, note, align=LEFT, box=False, across=len(keys))
            self.fit_height(row, [(note, sum(widths))])
        self.finish(widths, _HEAD, row, frozen=3)

    def _week(
        self, row: int, index: int, letters: str, number: int | None, hours: WeekHours
    ) -> None:
        week, activity = self.weeks[index], self.cohort.activities[index]
        fill = colour(activity, self.planning.programme)
        self.week_cells(row, week)
        self.put(row, 4, letters, fill=fill, bold=True)
        self.put(row, 5, number, fill=fill)
        self._hours(row, self.cohort.placed_sessions[index], hours, fill=fill)
        closed = own_closed_days(week.closed_days, self.text)
        holidays = "\n".join(days_off(week, self._holidays, closed, self.text)) or None
        self.put(row, _FIRST_HOURS + len(self.keys), holidays)
        self.fit_height(row, [(holidays, HOLIDAYS_WIDTH)], least=WEEK_HEIGHT)

    def _sum(self, row: int, name: str, sessions: int, hours: Sequence[WeekHours]) -> None:
        self.put(row, 1, name, bold=True, fill=FAINT, align=LEFT, across=_FIRST_HOURS - 1)
        self._hours(row, sessions, add_hours(hours), fill=FAINT, bold=True)
        self.put(row, _FIRST_HOURS + len(self.keys), None, fill=FAINT)
        self.set_height(row, WEEK_HEIGHT)

    def _hours(
        self, row: int, sessions: int, hours: WeekHours, fill: str, bold: bool = False
    ) -> None:
        found = (hours.onsite, hours.lost, hours.remote, hours.company)
        onsite, lost, remote, company = map(decimal_hours, found)
        figures = (onsite, lost, sessions, remote, onsite + remote, company)
        values = dict(zip(_HOUR_KEYS, figures, strict=True))
        for column, key in enumerate(self.keys, start=_FIRST_HOURS):
            value = values[key]
            form = number_format(value) if key == "sessions" else hours_format(value)
            self.put(row, column, value or None, fill=fill, bold=bold, form=form)
