"""Write the progression of a cohort: its modules by weeks, in hours and sessions."""

from collections.abc import Iterable, Sequence

from planner.curriculum.check import ModuleBreach
from planner.curriculum.progression import Progression, TaughtModule
from planner.documents.cell_styles import (
    CENTRE,
    INDENTED_LINES,
    LEFT,
    UPRIGHT,
    hours_format,
    number_format,
)
from planner.documents.planning.sheets.base import PlanningSheet
from planner.documents.sheets import CellValue, WorkbookWriter
from planner.files.tables import position_of
from planner.messages import Messages
from planner.planning.file.module_sheet import MONDAYS, WEEK_NAMES, ModuleCells
from planner.planning.planning import CohortPlanning, Edition
from planner.words.colours import COLOURS, FAINT
from planner.words.progressions import objectives_line
from planner.year.activity import Activity
from planner.year.durations import decimal_hours
from planner.year.weeks import Minutes

_WIDTHS = {"module": 46.0, "semester": 10.0, "option": 14.0}
"""Widths of the columns before the weeks, in characters."""

_WEEK, _TOTAL = 6.0, 11.0


class ProgressionSheet(PlanningSheet):
    """A row a module and a column a week in which something is taught; totals beside and below."""

    landscape = True
    on_a3 = True

    def __init__(
        self,
        book: WorkbookWriter,
        edition: Edition,
        text: Messages,
        cohort: CohortPlanning,
        progression: Progression,
    ) -> None:
        super().__init__(book, text("sheet.progression", cohort=cohort.cohort.id), edition, text)
        self.sheet.set_tab_color(f"#{COLOURS[Activity.SCHOOL]}")  # one that may be edited
        self.cohort, self.progression = cohort, progression
        self.weeks = self.planning.year.weeks_of(cohort.cohort.id)
        taught = zip(progression.minutes, progression.sessions, strict=True)
        self._taught = [week for week, each in enumerate(taught) if any(each)]
        with_options = any(each.module.option for each in progression.modules)
        self._keys = [key for key in _WIDTHS if key != "option" or with_options]

    @property
    def named(self) -> tuple[str, str, str]:
        """The id of its cohort, its name, and the title of the row below the modules."""
        return self.cohort.cohort.id, self.sheet_name, self.text("progression.hours")

    @property
    def cells(self) -> ModuleCells:
        """Where its modules and weeks stand."""
        modules = [each.module.id for each in self.progression.modules]
        rows = {module: row for row, module in enumerate(modules, start=MONDAYS + 1)}
        columns = {week: n for n, week in enumerate(self._taught, start=len(self._keys) + 1)}
        return ModuleCells(self.cohort.cohort.id, self.sheet_name, rows, columns)

    def write(self, breaches: Iterable[ModuleBreach] = ()) -> None:
        """Write the whole sheet, and mark breaches."""
        text, first = self.text, len(self._keys) + 1
        for breach in breaches:
            place = position_of(self.cells.cell_of(breach.module, breach.week))
            self.marks.setdefault(place, []).append(text.sentence(breach.what))
        widths = [_WIDTHS[key] for key in self._keys]
        widths += [_WEEK] * len(self._taught) + [_TOTAL] * 2
        year = self.planning.year.label
        title = text("sheet.progression.title", cohort=self.cohort.cohort.label, year=year)
        self.title(title, widths)
        self._header(first)
        modules, totals = self.progression.modules, self._totals()
        for row, module in enumerate(modules, start=MONDAYS + 1):
            self._module(row, module)
        row = MONDAYS + len(modules)
        self.put_filter(MONDAYS, row, first - 1)
        for key, minutes, sessions in totals:
            row += 1
            self.put(row, 1, text(key), bold=True, fill=FAINT, align=LEFT, across=first - 1)
            self._figures(row, minutes, sessions, is_total=True)
            self.set_height(row, 18)
        notes = [text("sheet.progression.note")]
        if self.progression.results:
            notes.append(objectives_line(self.cohort.cohort, self.progression, text))
        for note in notes:
            row += 1
            self.put(row, 1, note, align=LEFT, box=False, across=len(widths))
            self.fit_height(row, [(note, sum(widths))])
        self.finish(widths, MONDAYS, row, frozen=first - 1)

    def _header(self, first: int) -> None:
        for column, key in enumerate(self._keys, start=1):
            self.put_header(WEEK_NAMES, column, self.text(f"column.{key}"), down=2)
        for column, n in enumerate(self._taught, start=first):
            week = self.weeks[n]
            name = f"{self.text('week.letter')}{week.iso_week:02}"
            self.put_header(WEEK_NAMES, column, name)
            self.put_header(MONDAYS, column, f"{week.monday:%d/%m}", align=UPRIGHT)
        for column, key in enumerate(("onsite", "sessions"), start=first + len(self._taught)):
            self.put_header(WEEK_NAMES, column, self.text(f"column.{key}"), down=2)
        self.set_height(WEEK_NAMES, 18)
        self.set_height(MONDAYS, 36)

    def _module(self, row: int, each: TaughtModule) -> None:
        module = each.module
        option = module.option or self.text("units.core")
        values = {"module": module.name, "semester": module.semester, "option": option}
        for column, key in enumerate(self._keys, start=1):
            align = CENTRE if key == "semester" else INDENTED_LINES
            self.put(row, column, values[key], bold=key == "module", align=align)
        figures = self._figures(row, each.minutes, each.sessions)
        cells = [(values[key], _WIDTHS[key]) for key in self._keys]
        self.fit_height(row, [*cells, *((value, _WEEK) for value in figures)], least=18)

    def _totals(self) -> Sequence[tuple[str, Sequence[Minutes], Sequence[int]]]:
        """Return what each person has in a week, and the half-days on call."""
        found, none = self.progression, [0] * len(self.weeks)
        on_call = [
            sum(n in module.session_weeks for module in found.modules) for n, _ in enumerate(none)
        ]
        return (
            ("progression.hours", found.minutes, none),
            ("progression.sessions", none, found.sessions),
            ("progression.on_call", none, on_call),
        )

    def _figures(
        self,
        row: int,
        minutes: Sequence[Minutes],
        sessions: Sequence[int],
        is_total: bool = False,
    ) -> Sequence[CellValue]:
        """Write the hours and sessions of the weeks, in the colours of their places; their sums.

        Returns
        -------
        sequence
            What the cells of the weeks hold.
        """
        first, values = len(self._keys) + 1, []
        for column, n in enumerate(self._taught, start=first):
            value, fill, form = self._figure(minutes[n], sessions[n], is_total)
            self.put(row, column, value, fill=fill, form=form, bold=is_total)
            values.append(value)
        hours, number = decimal_hours(sum(minutes)), sum(sessions)
        last, fill = first + len(self._taught), FAINT if is_total else None
        self.put(row, last, hours or None, bold=True, fill=fill, form=hours_format(hours))
        self.put(row, last + 1, number or None, bold=True, fill=fill)
        return values

    def _figure(
        self, minutes: Minutes, sessions: int, is_total: bool
    ) -> tuple[CellValue, str | None, str | None]:
        """Return what a cell holds, its colour and its number format."""
        hours = decimal_hours(minutes)
        letter = self.text("progression.session-letter")
        if minutes and sessions:
            value = f"{self.text.number(hours)} + {sessions} {letter}"
            return value, COLOURS[Activity.SCHOOL], None
        if minutes:
            return hours, FAINT if is_total else COLOURS[Activity.SCHOOL], number_format(hours)
        if sessions:
            form = None if is_total else f'0" {letter}"'
            return sessions, FAINT if is_total else COLOURS[Activity.COMPANY], form
        return None, FAINT if is_total else None, None
