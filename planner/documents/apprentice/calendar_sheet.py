"""Write the one-page calendar of an apprentice as a workbook: a sheet, and one of its modules."""

from functools import lru_cache

from planner.documents.apprentice.calendar_grid import DAY_ROWS
from planner.documents.apprentice.grid_parts import (
    CalendarGrid,
    DayCell,
    Face,
    GridLegendEntry,
    HourRow,
    MonthColumn,
    Note,
)
from planner.documents.apprentice.module_sheet import write_module_sheet
from planner.documents.cell_styles import (
    NO_BORDER,
    THICK,
    THIN,
    Alignment,
    Border,
    BorderLine,
    CellStyle,
    box_border,
    number_format,
)
from planner.documents.paper import PIXEL, TYPE_SIZE, line_count, row_height, whole_pixels
from planner.documents.sheets import SheetWriter, WorkbookWriter
from planner.messages import Messages
from planner.words.colours import (
    FAINT,
    HAIRLINE,
    HATCH,
    HEADER,
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

_INDENT = 1.5
"""What an indent takes, in characters."""

_ROWS = (12.75, 16.5)
"""The least and the largest height of a row, in points: what is left of the page is shared."""

_ZOOM = 85
"""The zoom on the screen, in per cent."""


def calendar_sheet(grid: CalendarGrid, text: Messages) -> bytes:
    """Write a calendar as an .xlsx file that prints on one A4 page, its modules after it.

    The bytes are deterministic.
    """
    book = WorkbookWriter(f"{grid.title} – {grid.name}")
    _Calendar(book, text("calendar.sheet"), grid).write()
    if grid.modules:
        whose = " · ".join(filter(None, (grid.name, grid.company, grid.cohort)))
        write_module_sheet(book, grid.modules, whose, grid.version, text)
    return book.sealed()


def _on_one_line(across: str) -> Alignment:
    return Alignment(across, wraps=False)


_PLAIN = CellStyle(align=_on_one_line("left"), border=NO_BORDER)
_CENTRED, _RIGHT = (_PLAIN._replace(align=_on_one_line(side)) for side in ("center", "right"))
_ACROSS = _on_one_line("center_across")
_INDENTED = _PLAIN._replace(align=Alignment("left", indent=1))
_WRAPPED = _PLAIN._replace(align=Alignment("left"))

_HAIRLINE = BorderLine(THIN, HAIRLINE)
_IN_MONTH = Border(top=_HAIRLINE, bottom=_HAIRLINE)
_WEEK = BorderLine(THIN, LINE)
"""The line above a Monday."""

_LEAVE = BorderLine(THICK, SUMMER_LEAVE)
"""The line beside a day on which the main leave can be taken."""


def _faced(style: CellStyle, face: Face) -> CellStyle:
    """Give a style the colours of a face, and its hatching."""
    hatch = HATCH if face.is_struck else None
    return style._replace(fill=face.ground, colour=face.ink, hatch=hatch)


@lru_cache(1024)
def _day_styles(
    face: Face, begins_week: bool, may_be_leave: bool
) -> tuple[CellStyle, CellStyle, CellStyle, CellStyle]:
    """Return the styles of a day: its date, a name or a half, the whole of it, what is beside."""
    border = _IN_MONTH._replace(top=_WEEK) if begins_week else _IN_MONTH
    plain = _faced(_CENTRED._replace(border=border), face)
    bold = plain._replace(bold=True)
    beside = border._replace(right=_LEAVE) if may_be_leave else border
    aside = bold._replace(align=_PLAIN.align, border=beside)
    return plain, bold, bold._replace(align=_ACROSS), aside


class _Calendar(SheetWriter):
    """Writes the sheet of a calendar: heading, months, hours, legend and notes."""

    landscape = True

    def __init__(self, book: WorkbookWriter, name: str, grid: CalendarGrid) -> None:
        super().__init__(book, name)
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

    def _merged(
        self, row: int, first: int, last: int, value: str | float | None, style: CellStyle
    ) -> None:
        """Write a cell merged over some columns."""
        self.write_cell(row, first, value, style, across=last - first + 1)

    # --- The heading

    def _heading(self) -> None:
        """Write the heading on both sides; long names stand on some lines, in smaller type."""
        grid, middle = self.grid, _column(self.slots * 3 // 5)
        bold, right = _WRAPPED._replace(bold=True), Alignment("right")
        sides = (
            [
                (f"{grid.title}   {grid.cohort}", bold._replace(colour=HEADER, size=12)),
                (grid.name, bold._replace(size=24)),
                (grid.company, bold._replace(size=14)),
            ],
            [
                (grid.school, bold._replace(align=right, size=13)),
                (grid.programme, _WRAPPED._replace(align=right, colour=MUTED_INK, size=11)),
                (grid.version, bold._replace(align=right, colour=HEADER, size=12)),
            ],
        )
        rooms = (sum(self.widths[: middle - 1]), sum(self.widths[middle - 1 :]))
        for row, lines in enumerate(zip(*sides, strict=True), start=1):
            columns = ((1, middle - 1), (middle, self.last))
            for (value, style), (first, last), room in zip(lines, columns, rooms, strict=True):
                is_short = line_count(value, room, style.size) == 1
                size = style.size if is_short else TYPE_SIZE
                self._merged(row, first, last, value, style._replace(size=size))
                self._raise(row, row_height(line_count(value, room, size), size))

    def _raise(self, row: int, height: float) -> None:
        """Make a row at least this high."""
        self.heights[row] = max(whole_pixels(height), self.heights.get(row, _ROWS[0]))

    # --- The months

    def _month(self, first: int, month: MonthColumn) -> None:
        head = _CENTRED._replace(fill=HEADER, colour=WHITE, bold=True)
        self._merged(_HEAD, first, first + 3, month.name, head)
        for row, cell in enumerate(month.cells, start=_FIRST):
            if cell is not None:
                self._day(row, first, cell)

    def _day(self, row: int, first: int, cell: DayCell) -> None:
        face = cell.face
        plain, bold, whole, aside = _day_styles(face, bool(cell.week), cell.may_be_leave)
        self.write_cell(row, first, cell.label, plain)
        if cell.name and line_count(cell.name, sum(self.month[1:])) == 1:
            self._merged(row, first + 1, first + 3, cell.name, bold)
        elif cell.halves:
            for column, half in enumerate(cell.halves, start=first + 1):
                look = bold._replace(fill=half.ground, colour=half.ink)
                self.write_cell(row, column, half.letters, look)
        else:
            self.write_cell(row, first + 1, face.letters, whole)
            self.write_cell(row, first + 2, None, whole)
        self.write_cell(row, first + 3, cell.aside, aside)

    # --- The hours

    def _hours(self, row: int, line: HourRow) -> None:
        """Write the figures of the months; the first one has the name of the row before it."""
        figure = _CENTRED._replace(bold=line.is_sum, border=Border(bottom=_HAIRLINE))
        for n, value in enumerate(line.values):
            first, name = _column(n), f'"{line.name}"* ' if n == 0 else ""
            style = figure._replace(form=_form(value, line, before=name))
            self._merged(row, first, first + 3, _figure(value, line), style)

    def _year(self, row: int) -> None:
        title = _PLAIN._replace(fill=FAINT, colour=HEADER, bold=True)
        for column in range(1, self.last + 1):
            self.write_cell(row, column, None, title)
        self._merged(row, 1, _column(2) - 1, self.grid.hours_title, title)
        name = _RIGHT._replace(fill=FAINT, colour=MUTED_INK)
        for n, line in enumerate(self.grid.hours):
            form = _form(line.total, line, "h" if line.is_hours else "")
            figure = _PLAIN._replace(fill=FAINT, size=11, bold=True, form=form)
            first = _column(2 + 2 * n)
            self._merged(row, first, first + 3, line.name, name)
            self._merged(row, first + 5, first + 8, _figure(line.total, line), figure)

    # --- The legend and the notes

    def _foot(self, row: int) -> int:
        """Write the legend and the notes side by side; return the last row."""
        entries, notes = self.grid.legend, self.grid.notes
        high, ends = -(-len(entries) // _LEGEND_COLUMNS), []
        for place in range(_LEGEND_COLUMNS):
            line = row
            for entry in entries[high * place : high * (place + 1)]:
                line += self._entry(line, _column(_LEGEND_SLOTS * place), entry)
            ends.append(line)
        line = row
        for note in notes:
            line += self._note(line, note)
        return max(*ends, line) - 1

    def _entry(self, row: int, first: int, entry: GridLegendEntry) -> int:
        """Write an entry over as many rows as it needs; return their number."""
        border = box_border(*_HAIRLINE)
        if entry.may_be_leave:
            border = border._replace(right=_LEAVE)
        sample = _faced(_CENTRED._replace(bold=True, border=border), entry.sample)
        last = first + _LEGEND_SLOTS * _SLOT - 2
        lines = line_count(entry.meaning, sum(self.widths[first:last]) - _INDENT)
        self.write_cell(row, first, entry.sample.letters, sample, down=lines)
        self.write_cell(row, first + 1, entry.meaning, _INDENTED, last - first, lines)
        return lines

    def _note(self, row: int, note: Note) -> int:
        """Write a note over as many rows as it needs; return their number."""
        first = _column(_NOTES_FROM)
        lines = line_count(f"{note.heading} {note.line}", sum(self.widths[first - 1 :]))
        across = self.last - first + 1
        self.put_headed(row, first, note.heading, note.line, _WRAPPED, across, lines)
        return lines

    # --- The page

    def _finish(self, last_row: int) -> None:
        year = _FIRST + DAY_ROWS + len(self.grid.hours) + 1
        for row, height in ((1, 17.0), (2, 30.0), (3, 20.0), (_HEAD, 16.0), (year, 18.0)):
            self._raise(row, height)
        for row in (year - 1, year + 1):
            self.heights[row] = whole_pixels(_ROWS[0] / 2)
        plain = [row for row in range(1, last_row + 1) if row not in self.heights]
        scale = self.paper.scale(sum(self.widths), 1) / 100
        left = self.paper.height / scale - sum(self.heights.values())
        share = left / len(plain) // PIXEL * PIXEL
        height = min(_ROWS[1], max(_ROWS[0], share))
        for row in range(1, last_row + 1):
            self.set_height(row, self.heights.get(row, height))
        self.set_up_page(self.widths, _HEAD, last_row, 0, self.grid.version)
        self.sheet.set_zoom(_ZOOM)


def _column(slot: int) -> int:
    """Return the first column of a month."""
    return 1 + slot * _SLOT


def _form(value: int, line: HourRow, unit: str = "", before: str = "") -> str:
    """Return the number format of a figure, in which zero is a dash; each form begins alike."""
    form = number_format(_figure(value, line), unit)
    return f'{before}{form};{before}-{form};{before}"–"'


def _figure(value: int, line: HourRow) -> float:
    return value / HOUR if line.is_hours else value
