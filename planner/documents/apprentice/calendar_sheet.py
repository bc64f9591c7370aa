"""Write the one-page calendar of an apprentice as a workbook of one sheet."""

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
from planner.documents.paper import TYPE_SIZE, line_count, row_height
from planner.documents.sheets import (
    SheetWriter,
    font,
    new_workbook,
    number_format,
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

_DAY, _HALF, _ASIDE, _GAP = 4.1, 2.7, (4.3, 6.0), 0.5
"""Column widths, in characters: day, half-day, what is beside it (least and most), gap."""

_SLOT = 5
"""The number of columns of a month and its gap."""

_LEAST_SLOTS = 12
"""The least number of months that the page has room for."""

_HEAD, _FIRST = 4, 5
"""The rows of the names of the months and of the first day."""

_NOTES_FROM = 6
"""The month at which the notes begin, beside the legend."""

_LEGEND_COLUMNS, _LEGEND_SLOTS = 2, 3
"""The columns of the legend, and the months over which each of them lies."""

_ROWS = (13.0, 16.5)
"""The least and the largest height of a row, in points: what is left of the page is shared."""

_ZOOM = 85
"""The zoom on the screen, in per cent."""


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
    size: float = TYPE_SIZE
    bold: bool = False
    across: str = "left"
    is_struck: bool = False
    lines: tuple[str, ...] = ()
    begins_week: bool = False
    may_be_leave: bool = False
    indent: int = 0
    wraps: bool = False
    form: str = "General"

    def apply_to(self, cell: Cell) -> None:
        cell.font = font(self.size, self.bold, self.ink)
        cell.alignment = _alignment(self.across, self.wraps, self.indent)
        cell.border = _border(self.lines, self.begins_week, self.may_be_leave)
        cell.number_format = self.form
        if self.is_struck:
            cell.fill = PatternFill("lightUp", fgColor=HATCH, bgColor=WHITE)
        elif self.ground:
            cell.fill = solid_fill(self.ground)


@cache
def _alignment(across: str, wraps: bool, indent: int) -> Alignment:
    return Alignment(across, "center", wrap_text=wraps, indent=indent)


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
        room = self.paper.characters / self.slots - _DAY - 2 * _HALF - _GAP
        self.month = (_DAY, _HALF, _HALF, min(_ASIDE[1], max(_ASIDE[0], room)))
        self.widths = ([*self.month, _GAP] * self.slots)[:-1]
        self.heights: dict[int, float] = {}

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
        """Write the heading on both sides; long names stand on some lines, in smaller type."""
        grid, middle = self.grid, _column(self.slots * 3 // 5)
        left = [
            (f"{grid.title}   {grid.cohort}", _CellStyle(ink=HEADER, size=12, bold=True)),
            (grid.name, _CellStyle(size=24, bold=True)),
            (grid.company, _CellStyle(size=14, bold=True)),
        ]
        right = [
            (grid.school, _CellStyle(size=13, bold=True, across="right")),
            (grid.programme, _CellStyle(ink=MUTED_INK, size=11, across="right")),
            (grid.version, _CellStyle(ink=HEADER, size=12, bold=True, across="right")),
        ]
        rooms = (sum(self.widths[: middle - 1]), sum(self.widths[middle - 1 :]))
        for row, sides in enumerate(zip(left, right, strict=True), start=1):
            columns = ((1, middle - 1), (middle, self.last))
            for (value, style), (first, last), room in zip(sides, columns, rooms, strict=True):
                is_short = line_count(value, room, style.size) == 1
                size = style.size if is_short else TYPE_SIZE
                self._set_merged(row, first, last, value, replace(style, size=size, wraps=True))
                self._raise(row, row_height(line_count(value, room, size), size))

    def _raise(self, row: int, height: float) -> None:
        """Make a row at least this high."""
        self.heights[row] = max(height, self.heights.get(row, _ROWS[0]))

    # --- The months

    def _month(self, first: int, month: MonthColumn) -> None:
        head = _CellStyle(HEADER, WHITE, bold=True, across="center")
        self._set_merged(_HEAD, first, first + 3, month.name, head)
        for row, cell in enumerate(month.cells, start=_FIRST):
            if cell is not None:
                self._day(row, first, cell)

    def _day(self, row: int, first: int, cell: DayCell) -> None:
        face = cell.face
        plain = _CellStyle(
            face.ground,
            face.ink,
            is_struck=face.is_struck,
            across="center",
            lines=("top", "bottom"),
            begins_week=bool(cell.week),
        )
        bold = replace(plain, bold=True)
        self._set(row, first, cell.label, plain)
        if cell.name and line_count(cell.name, sum(self.month[1:])) == 1:
            self._set_merged(row, first + 1, first + 3, cell.name, bold)
        elif cell.halves:
            for column, half in enumerate(cell.halves, start=first + 1):
                look = replace(bold, ground=half.ground, ink=half.ink)
                self._set(row, column, half.letters, look)
        else:
            whole = replace(bold, across="centerContinuous")
            self._set(row, first + 1, face.letters, whole)
            self._set(row, first + 2, None, whole)
        aside = replace(bold, across="left", may_be_leave=cell.may_be_leave)
        self._set(row, first + 3, cell.aside, aside)

    # --- The hours

    def _hours(self, row: int, line: HourRow) -> None:
        """Write the figures of the months; the first one has the name of the row before it."""
        figure = _CellStyle(bold=line.is_sum, lines=("bottom",), across="center")
        for n, value in enumerate(line.values):
            first, name = _column(n), f'"{line.name}"* ' if n == 0 else ""
            style = replace(figure, form=_form(value, line, before=name))
            self._set_merged(row, first, first + 3, _figure(value, line), style)

    def _year(self, row: int) -> None:
        title = _CellStyle(FAINT, HEADER, bold=True)
        for column in range(1, self.last + 1):
            self._set(row, column, None, title)
        self._set_merged(row, 1, _column(2) - 1, self.grid.hours_title, title)
        name = _CellStyle(FAINT, MUTED_INK, across="right")
        for n, line in enumerate(self.grid.hours):
            form = _form(line.total, line, "h" if line.is_hours else "")
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
            self._entry(row + n % high, _column(_LEGEND_SLOTS * (n // high)), entry)
        line = row
        for note in notes:
            line += self._note(line, note)
        return max(row + high, line) - 1

    def _entry(self, row: int, first: int, entry: GridLegendEntry) -> None:
        face = entry.sample
        sample = _CellStyle(
            face.ground,
            face.ink,
            bold=True,
            across="center",
            is_struck=face.is_struck,
            lines=("left", "right", "top", "bottom"),
            may_be_leave=entry.may_be_leave,
        )
        self._set(row, first, face.letters, sample)
        last = first + _LEGEND_SLOTS * _SLOT - 2
        self._set_merged(row, first + 1, last, entry.meaning, _CellStyle(indent=1))

    def _note(self, row: int, note: Note) -> int:
        """Write a note over as many rows as it needs; return their number."""
        first, last = _column(_NOTES_FROM), self.last
        lines = line_count(f"{note.heading} {note.line}", sum(self.widths[first - 1 :]))
        look = _CellStyle(wraps=True)
        self._set(row, first, None, look)
        plain = font(look.size)
        bold = InlineFont(rFont=plain.name, sz=plain.sz, b=True, color=plain.color)
        rich_text = CellRichText(TextBlock(bold, note.heading), f" {note.line}")
        self.sheet.cell(row, first).value = rich_text
        self._merge(row, first, last, lines)
        return lines

    # --- The page

    def _finish(self, last_row: int) -> None:
        year = _FIRST + DAY_ROWS + len(self.grid.hours) + 1
        for row, height in ((1, 17.0), (2, 30.0), (3, 20.0), (_HEAD, 16.0), (year, 18.0)):
            self._raise(row, height)
        for row in (year - 1, year + 1):
            self.heights[row] = _ROWS[0] / 2
        plain = [row for row in range(1, last_row + 1) if row not in self.heights]
        scale = self.paper.scale(sum(self.widths), 1) / 100
        left = self.paper.height / scale - sum(self.heights.values())
        height = min(_ROWS[1], max(_ROWS[0], left / len(plain)))
        for row in range(1, last_row + 1):
            self.sheet.row_dimensions[row].height = self.heights.get(row, height)
        self.set_up_page(self.widths, _HEAD, last_row, 0, self.grid.version)
        self.sheet.sheet_view.zoomScale = _ZOOM


def _column(slot: int) -> int:
    """Return the first column of a month."""
    return 1 + slot * _SLOT


def _form(value: int, line: HourRow, unit: str = "", before: str = "") -> str:
    """Return the number format of a figure, in which zero is a dash; each form begins alike."""
    form = number_format(_figure(value, line), unit)
    return f'{before}{form};{before}-{form};{before}"–"'


def _figure(value: int, line: HourRow) -> float:
    return value / HOUR if line.is_hours else value
