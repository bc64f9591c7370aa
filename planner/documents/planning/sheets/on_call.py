"""Write who is on call: teachers by weeks, and a list by week to sort and filter."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from planner.documents.cell_styles import (
    CENTRE,
    DATE_FORMAT,
    INDENTED_LINES,
    LEFT,
    UPRIGHT,
)
from planner.documents.planning.sheets.base import PlanningSheet
from planner.documents.sheets import CellValue, WorkbookWriter
from planner.messages import Messages
from planner.planning.on_call import Duty, TeacherDuties, duties, duties_of_teachers
from planner.planning.planning import Edition
from planner.words.colours import COLOURS, FAINT, INK, MARK, MUTED_INK
from planner.words.names import week_name
from planner.words.on_call import teacher_name, teacher_names
from planner.year.activity import Activity

_HEAD = 5
"""The last row of the header: the numbers of weeks, and their Mondays below."""

_WIDTHS = {"teacher": 30.0, "cohort": 11.0, "module": 46.0}
"""Widths of the columns before the weeks, in characters."""

_INKS = {"teacher": MUTED_INK}
"""The colours of text other than black: the name of a teacher is repeated below its first row."""

_WEEK, _TOTAL = 4.6, 11.0
_HIGH = 18.0

_ABOVE = "▲"
"""Beside a number of half-days that is more than the teacher may have."""


class OnCallSheet(PlanningSheet):
    """Teachers by weeks: their half-days, and below each, their modules with the sessions."""

    landscape = True
    on_a3 = True

    def __init__(self, book: WorkbookWriter, edition: Edition, text: Messages) -> None:
        super().__init__(book, text("sheet.on-call"), edition, text)
        self._teachers = duties_of_teachers(self.planning)
        self._duties = duties(self.planning)
        self._weeks = sorted({duty.week for duty in self._duties})
        self._has_limits = any(of.teacher.most_on_call is not None for of in self._teachers)

    def write(self) -> None:
        """Write the whole sheet."""
        text, first = self.text, len(_WIDTHS) + 1
        last = [_TOTAL] * (2 if self._has_limits else 1)
        widths = [*_WIDTHS.values(), *[_WEEK] * len(self._weeks), *last]
        self.title(text("sheet.on-call.title", year=self.planning.year.label), widths)
        self._header(first)
        row = _HEAD
        for each in self._teachers:
            row = self._teacher(row + 1, each)
        row += 1
        self.put(row, 1, text("on-call.total"), bold=True, fill=FAINT, align=LEFT, across=first - 1)
        self._counts(row, self._duties, FAINT)
        self.set_height(row, _HIGH)
        for note in self._notes():
            row += 1
            self.put(row, 1, note, align=LEFT, box=False, across=len(widths))
            self.fit_height(row, [(note, sum(widths))])
        self.finish(widths, _HEAD, row, frozen=first - 1, groups=self._months(first))

    def _months(self, first: int) -> list[int]:
        """Return the last columns of months, which stay together on a page, and the very last."""
        months = groupby(self._weeks, lambda n: self.weeks[n].monday.month)
        ends, column = [], first - 1
        for _, weeks in months:
            column += len(list(weeks))
            ends.append(column)
        return [*ends[:-1], column + 1 + self._has_limits]

    def _header(self, first: int) -> None:
        for column, key in enumerate(_WIDTHS, start=1):
            self.put_header(_HEAD - 1, column, self.text(f"column.{key}"), down=2)
        for column, n in enumerate(self._weeks, start=first):
            week = self.weeks[n]
            self.put_header(_HEAD - 1, column, f"{self.text('week.letter')}{week.iso_week:02}")
            self.put_header(_HEAD, column, f"{week.monday:%d/%m}", align=UPRIGHT)
        column = first + len(self._weeks)
        self.put_header(_HEAD - 1, column, self.text("column.duties"), down=2)
        if self._has_limits:
            self.put_header(_HEAD - 1, column + 1, self.text("column.at-most"), down=2)
        self.set_height(_HEAD - 1, _HIGH)
        self.set_height(_HEAD, 36)

    def _teacher(self, row: int, each: TeacherDuties) -> int:
        """Write the rows of a teacher; return the last of them."""
        name = teacher_name(each.teacher, self.text)
        across = len(_WIDTHS)
        self.put(row, 1, name, bold=True, fill=FAINT, align=LEFT, across=across)
        self._counts(row, each.duties, FAINT, is_above=each.is_above)
        if self._has_limits:
            self.put(row, across + len(self._weeks) + 2, each.teacher.most_on_call, fill=FAINT)
        self.fit_height(row, [(name, sum(_WIDTHS.values()))], least=_HIGH)
        by_module: dict[tuple[str, str], list[Duty]] = {}
        for duty in each.duties:
            by_module.setdefault((duty.cohort.id, duty.module.id), []).append(duty)
        for of_module in by_module.values():
            row += 1
            self._module(row, name, of_module)
        return row

    def _module(self, row: int, teacher: str, of: Sequence[Duty]) -> None:
        text, module = self.text, of[0].module
        named = f"{module.name} – {module.option}" if module.option else module.name
        values = {"teacher": teacher, "cohort": of[0].cohort.id, "module": named}
        for column, (key, value) in enumerate(values.items(), start=1):
            align = CENTRE if key == "cohort" else INDENTED_LINES
            self.put(row, column, value, align=align, colour=_INKS.get(key, INK))
        sessions = {duty.week: duty.sessions for duty in of}
        first, form = len(_WIDTHS) + 1, f'0" {text("progression.session-letter")}"'
        for column, n in enumerate(self._weeks, start=first):
            fill = COLOURS[Activity.COMPANY] if n in sessions else None
            self.put(row, column, sessions.get(n), fill=fill, form=form)
        self.put(row, first + len(self._weeks), len(of))
        if self._has_limits:
            self.put(row, first + len(self._weeks) + 1, None)
        self.fit_height(row, [(values[key], _WIDTHS[key]) for key in values], least=_HIGH)

    def _counts(
        self, row: int, found: Sequence[Duty], fill: str, *, is_above: bool = False
    ) -> None:
        """Write how many half-days each week has, and all of them."""
        first = len(_WIDTHS) + 1
        for column, n in enumerate(self._weeks, start=first):
            count = sum(duty.week == n for duty in found)
            self.put(row, column, count or None, bold=True, fill=fill)
        form, colour = (f'0" {_ABOVE}"', MARK) if is_above else (None, INK)
        last = first + len(self._weeks)
        self.put(row, last, len(found), bold=True, fill=fill, form=form, colour=colour)
        if self._has_limits:
            self.put(row, last + 1, None, fill=fill)

    def _notes(self) -> Iterator[str]:
        yield self.text("sheet.on-call.note")
        if any(each.is_above for each in self._teachers):
            yield self.text("sheet.on-call.above", sign=_ABOVE)


_LIST_WIDTHS: dict[str, float] = {
    "week": 12.0,
    "monday": 13.0,
    "cohort": 13.0,
    "module": 50.0,
    "option": 14.0,
    "sessions": 11.0,
    "teachers": 48.0,
}
"""Widths of the columns of the list, in characters."""

_WORDS = ("module", "teachers")
_LIST_HEAD = 4


class OnCallListSheet(PlanningSheet):
    """A row for each half-day on call, in the order of the weeks."""

    landscape = True
    pages_high = 0

    def __init__(self, book: WorkbookWriter, edition: Edition, text: Messages) -> None:
        super().__init__(book, text("sheet.on-call-list"), edition, text)

    def write(self) -> None:
        """Write the whole sheet."""
        text, widths = self.text, list(_LIST_WIDTHS.values())
        self.title(text("sheet.on-call-list.title", year=self.planning.year.label), widths)
        for column, key in enumerate(_LIST_WIDTHS, start=1):
            self.put_header(_LIST_HEAD, column, text(f"column.{key}"))
        self.set_height(_LIST_HEAD, 20)
        row, weeks = _LIST_HEAD, groupby(duties(self.planning), lambda duty: duty.week)
        for number, (_, of_week) in enumerate(weeks):
            for duty in of_week:
                row += 1
                self._row(row, duty, FAINT if number % 2 else None)
        self.put_filter(_LIST_HEAD, max(row, _LIST_HEAD + 1), len(_LIST_WIDTHS))
        self.finish(widths, _LIST_HEAD, row, frozen=0)

    def _row(self, row: int, duty: Duty, fill: str | None) -> None:
        week = self.weeks[duty.week]
        values: dict[str, CellValue] = {
            "week": week_name(week, self.text),
            "monday": week.monday,
            "cohort": duty.cohort.id,
            "module": duty.module.name,
            "option": duty.module.option,
            "sessions": duty.sessions,
            "teachers": teacher_names(duty.module, self.text),
        }
        for column, (key, value) in enumerate(values.items(), start=1):
            align = INDENTED_LINES if key in _WORDS else CENTRE
            form = DATE_FORMAT if key == "monday" else None
            self.put(row, column, value, fill=fill, align=align, form=form, bold=key == "week")
        self.fit_height(row, [(values[key], _LIST_WIDTHS[key]) for key in _WORDS])
