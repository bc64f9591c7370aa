"""Write the one-page calendar of an apprentice as a workbook of one sheet."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from openpyxl.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, PatternFill, Side
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from planner.apprentices.year import ApprenticeYear
from planner.documents.apprentice.calendar_grid import (
    DAY_ROWS,
    CalendarGrid,
    DayCell,
    GridLegendEntry,
    HourRow,
    MonthColumn,
    Note,
    calendar_grid,
)
from planner.documents.sheets import (
    SheetWriter,
    font,
    new_workbook,
    put_literal_text,
    sealed_workbook,
    solid_fill,
)
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.words.colours import (
    FAINT,
    HAIRLINE,
    HATCH,
    HEADER,
    INK,
    LINE,
    MUTED_INK,
    SUMMER_LEAVE,
    WHITE,
)
from planner.year.weeks import HOUR

_MONTH, _EDGE, _GAP = (4.4, 3.4, 3.4, 4), (4.4, 3, 3, 4), 0.9
"""Column widths, in characters: of a month (day, two halves, side), of a narrow one, of a gap."""

_SLOT = len(_MONTH) + 1
"""The number of columns of a month and its gap."""

_LEAST_SLOTS = 12
"""The least number of months that the page has room for."""

_HEAD, _FIRST = 4, 5
"""The rows of the names of the months and of the first day."""

_NOTES_FROM = 6
"""The month at which the notes begin, beside the legend."""

_LEGEND_COLUMNS = 3
_NOTE_LETTERS = 150
"""The estimated number of characters of a note on one line."""

_ZOOM = 85
"""The zoom on the screen, in per cent."""

_DASHED, _HOURS = 'General;-General;"–"', 'General" h";-General" h";"–"'
"""Number formats that show zero as a dash."""


def calendar_sheet(year: ApprenticeYear, edition: Edition, text: Messages) -> bytes:
    """Write the calendar of an apprentice as an .xlsx file that prints on one A4 page.

    The bytes are deterministic.
    """
    grid = calendar_grid(year, edition, text)
    book = new_workbook(f"{grid.title} – {grid.name}")
    _Calendar(book.create_sheet(text("calendar.sheet")), grid).write()
    return sealed_workbook(book)


@dataclass(frozen=True)
class _CellStyle:
    """The style of a cell; cells of equal style share one cached style of the workbook."""

    ground: str | None = None
    ink: str = INK
    size: float = 10
    bold: bool = False
    across: str = "left"
    is_struck: bool = False
    lines: tuple[str, ...] = ()
    begins_week: bool = False
    may_be_leave: bool = False
    fits: bool = False
    indent: int = 0
    wraps: bool = False
    form: str = "General"

    def apply_to(self, cell: Cell) -> None:
        cell.font = font(self.size, self.bold, self.ink)
        cell.alignment = _alignment(self.across, self.fits, self.wraps, self.indent)
        cell.border = _border(self.lines, self.begins_week, self.may_be_leave)
        cell.number_format = self.form
        if self.is_struck:
            cell.fill = PatternFill("lightUp", fgColor=HATCH, bgColor=WHITE)
        elif self.ground:
            cell.fill = solid_fill(self.ground)


@cache
def _alignment(across: str, fits: bool, wraps: bool, indent: int) -> Alignment:
    return Alignment(across, "center", shrink_to_fit=fits, wrap_text=wraps, indent=indent)


@cache
def _border(lines: tuple[str, ...], begins_week: bool, may_be_leave: bool) -> Border:
    sides: dict[str, Any] = {line: Side("thin", HAIRLINE) for line in lines}
    if begins_week:
        sides["top"] = Side("thin", LINE)
    if may_be_leave:
        sides["right"] = Side("thick", SUMMER_LEAVE)
    return Border(**sides)


class _Calendar(SheetWriter):
    """Writes the sheet of a calendar: heading, months, hours, legend and notes."""

    landscape = True

    def __init__(self, sheet: Worksheet, grid: CalendarGrid) -> None:
        super().__init__(sheet)
        self.grid = grid
        self.slots = max(_LEAST_SLOTS, len(grid.columns))
        self.last = self.slots * _SLOT - 1

    def write(self) -> None:
        self._heading()
        for n, column in enumerate(self.grid.columns):
            self._month(_column(n), column)
        row = _FIRST + DAY_ROWS
        for line in self.grid.hours:
            self._hours(row, line)
            row += 1
        self._year(row + 1)
        last = self._foot(row + 3)
        self._finish(last)

    def _set(self, row: int, column: int, value: str | float | None, look: _CellStyle) -> None:
        cell = self.sheet.cell(row, column)
        assert isinstance(cell, Cell)
        if not isinstance(value, str):
            cell.value = value
        elif value:
            put_literal_text(cell, value)
        self.apply_style(cell, look, look.apply_to)

    def _set_merged(
        self, row: int, first: int, last: int, value: str | float | None, look: _CellStyle
    ) -> None:
        """Write a cell merged over some columns."""
        for column in range(first, last + 1):
            self._set(row, column, value if column == first else None, look)
        self._merge(row, first, last)

    def _merge(self, row: int, first: int, last: int, rows: int = 1) -> None:
        """Merge styled cells without `merge_cells`, which collects their borders and is slow."""
        self.sheet.merged_cells.add(
            CellRange(min_row=row, max_row=row + rows - 1, min_col=first, max_col=last)
        )

    # --- The heading

    def _heading(self) -> None:
        grid, middle = self.grid, _column(self.slots * 3 // 5)
        left = [
            (
                f"{grid.title}   {grid.cohort}",
                _CellStyle(ink=HEADER, size=12, bold=True, fits=True),
            ),
            (grid.name, _CellStyle(size=24, bold=True, fits=True)),
            (grid.company, _CellStyle(size=14, bold=True, fits=True)),
        ]
        right = [
            (grid.school, _CellStyle(size=13, bold=True, across="right", fits=True)),
            (grid.programme, _CellStyle(ink=MUTED_INK, size=11, across="right", fits=True)),
            (grid.version, _CellStyle(ink=HEADER, size=12, bold=True, across="right", fits=True)),
        ]
        for row, (who, what) in enumerate(zip(left, right, strict=True), start=1):
            self._set_merged(row, 1, middle - 1, *who)
            self._set_merged(row, middle, self.last, *what)

    # --- The months

    def _month(self, first: int, month: MonthColumn) -> None:
        head = _CellStyle(HEADER, WHITE, 10, bold=True, across="center", fits=True)
        self._set_merged(_HEAD, first, first + 3, month.name, head)
        for row, cell in enumerate(month.cells, start=_FIRST):
            if cell is not None:
                self._day(row, first, cell)

    def _day(self, row: int, first: int, cell: DayCell) -> None:
        face = cell.face
        plain = _CellStyle(
            face.ground,
            face.ink,
            9.5,
            is_struck=face.is_struck,
            across="center",
            lines=("top", "bottom"),
            begins_week=bool(cell.week),
        )
        bold = replace(plain, bold=True)
        self._set(row, first, cell.label, plain)
        if cell.name:
            self._set_merged(row, first + 1, first + 3, cell.inscription, replace(bold, fits=True))
        elif cell.halves:
            for column, half in enumerate(cell.halves, start=first + 1):
                look = replace(bold, ground=half.ground, ink=half.ink)
                self._set(row, column, half.letters, look)
        else:
            whole = replace(bold, size=10.5, across="centerContinuous")
            self._set(row, first + 1, face.letters, whole)
            self._set(row, first + 2, None, whole)
        aside = replace(bold, size=8, may_be_leave=cell.may_be_leave)
        self._set(row, first + 3, cell.aside, aside)

    # --- The hours

    def _hours(self, row: int, line: HourRow) -> None:
        name = _CellStyle(ink=MUTED_INK, size=9, lines=("bottom",))
        figure = _CellStyle(
            size=10, bold=line.is_sum, lines=("bottom",), across="center", form=_DASHED
        )
        for n, value in enumerate(line.values):
            first = _column(n)
            if n == 0:
                self._set_merged(row, first, first + 1, line.name, name)
                first += 2
            self._set_merged(row, first, _column(n) + 3, _figure(value, line), figure)

    def _year(self, row: int) -> None:
        title = _CellStyle(FAINT, HEADER, 11, bold=True, fits=True)
        for column in range(1, self.last + 1):
            self._set(row, column, None, title)
        self._set_merged(row, 1, _column(2) - 1, self.grid.hours_title, title)
        name = _CellStyle(FAINT, MUTED_INK, 10, across="right", fits=True)
        for n, line in enumerate(self.grid.hours):
            form = _HOURS if line.is_hours else _DASHED
            figure = _CellStyle(FAINT, size=11, bold=True, form=form)
            first = _column(2 + 2 * n)
            self._set_merged(row, first, first + 3, line.name, name)
            self._set_merged(row, first + 5, first + 8, _figure(line.total, line), figure)

    # --- The legend and the notes

    def _foot(self, row: int) -> int:
        """Write the legend and the notes side by side; return the last row."""
        entries, notes = self.grid.legend, self.grid.notes
        high = -(-len(entries) // _LEGEND_COLUMNS)
        for n, entry in enumerate(entries):
            self._entry(row + n % high, _column(2 * (n // high)), entry)
        line = row
        for note in notes:
            line += self._note(line, note)
        return max(row + high, line) - 1

    def _entry(self, row: int, first: int, entry: GridLegendEntry) -> None:
        face = entry.sample
        sample = _CellStyle(
            face.ground,
            face.ink,
            9.5,
            bold=True,
            across="center",
            is_struck=face.is_struck,
            lines=("left", "right", "top", "bottom"),
            may_be_leave=entry.may_be_leave,
        )
        self._set(row, first, face.letters, sample)
        self._set_merged(
            row, first + 1, first + 8, entry.meaning, _CellStyle(size=9.5, fits=True, indent=1)
        )

    def _note(self, row: int, note: Note) -> int:
        """Write a note over as many rows as it needs; return their number."""
        lines = 1 + len(f"{note.heading} {note.line}") // _NOTE_LETTERS
        first, last = _column(_NOTES_FROM), self.last
        look = _CellStyle(size=9.5, wraps=True)
        self._set(row, first, None, look)
        plain = font(look.size)
        bold = InlineFont(rFont=plain.name, sz=plain.sz, b=True, color=plain.color)
        rich_text = CellRichText(TextBlock(bold, note.heading), f" {note.line}")
        self.sheet.cell(row, first).value = rich_text
        self._merge(row, first, last, lines)
        return lines

    # --- The page

    def _finish(self, last_row: int) -> None:
        widths = [width for n in range(self.slots) for width in (*self._widths(n), _GAP)]
        heights = {1: 18, 2: 32, 3: 22, _HEAD: 19, _FIRST + DAY_ROWS + len(self.grid.hours) + 1: 22}
        for row in range(1, last_row + 1):
            self.sheet.row_dimensions[row].height = heights.get(row, 16.5)
        self.set_up_page(widths[:-1], _HEAD, last_row, 0, self.grid.version)
        self.sheet.sheet_view.zoomScale = _ZOOM

    def _widths(self, slot: int) -> Sequence[float]:
        columns = self.grid.columns
        return _EDGE if slot < len(columns) and columns[slot].is_edge else _MONTH


def _column(slot: int) -> int:
    """Return the first column of a month."""
    return 1 + slot * _SLOT


def _figure(value: int, line: HourRow) -> float:
    return value / HOUR if line.is_hours else value
