"""The common base of all workbooks: sheets, cells, page setup, deterministic bytes (XlsxWriter).

Rows and columns are numbered from 1. Text is always written as text, never as a formula.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_range_formula
from xlsxwriter.worksheet import Worksheet

from planner.documents.cell_styles import (
    BOX,
    CENTRE,
    FONT_NAME,
    LEFT,
    NO_BORDER,
    Alignment,
    CellStyle,
)
from planner.documents.paper import (
    A3_HEIGHT,
    A3_WIDTH,
    A4_HEIGHT,
    A4_WIDTH,
    ROW_HEIGHT,
    TYPE_SIZE,
    Paper,
    column_pages,
    line_count,
    row_height,
    whole_pixels,
)
from planner.documents.sealed_workbook import SealedWorkbook
from planner.words.colours import HEADER, INK, WHITE

CellValue = str | int | float | date | None
"""The value of a cell."""

LONGEST_SHEET_NAME = 31
"""The most characters of the name of a sheet, a limit of Excel."""

A4_PAPER_CODE, A3_PAPER_CODE = 9, 8
"""The code of A4 paper in the page setup (ECMA-376, `ST_PaperSize`)."""

_MARGIN, _TOP_OF_TITLE, _FOOT = 0.4, 0.8, 0.55
"""Margins of a page, in inches; the second one leaves room for a title in the head of a page."""

_HEADER_MARGIN, _FOOTER_MARGIN = 0.35, 0.25
"""Where the head and the foot of a page stand, in inches from its edge."""

_LONGEST_HEAD = 255
"""The most characters of the head or the foot of a page, a limit of Excel."""

_FOOT_LETTER = 5.0
"""The width of a letter in the foot of a page, in points."""

_PIXELS_A_CHARACTER = 7
"""The width of a digit in Excel, which lays columns out in whole pixels."""

_POINTS_AN_INCH = 72
_TITLE_ROWS = 2
_FIXED_DATE = datetime(2000, 1, 1)


class WorkbookWriter:
    """Writes a workbook: its sheets, and the formats that they share.

    The same cells give the same bytes: dates are fixed, and so are the times in the package.
    """

    def __init__(self, title: str) -> None:
        self._stream = io.BytesIO()
        self._book = SealedWorkbook(self._stream)
        properties = {"title": title, "author": "planner", "created": _FIXED_DATE}
        self._book.set_properties(properties)
        self._formats: dict[CellStyle, Format] = {}
        self._names: set[str] = set()

    def add_sheet(self, name: str) -> Worksheet:
        """Add a sheet; a number is added to the name of one that there is already."""
        number, found = 1, name
        while found.casefold() in self._names:
            number += 1
            found = f"{name[: LONGEST_SHEET_NAME - 5]} ({number})"
        self._names.add(found.casefold())
        return self._book.add_worksheet(found)

    def format(self, style: CellStyle) -> Format:
        """Return the format of a style, which is made once."""
        found = self._formats.get(style)
        if found is None:
            found = self._formats[style] = self._book.add_format(style.properties)
        return found

    def add_format(self, **properties: object) -> Format:
        """Return a format with these properties only, for conditional formats."""
        return self._book.add_format(properties)

    def define_name(self, name: str, address: str) -> None:
        """Name a range by its absolute address."""
        self._book.define_name(name, f"={address}")

    def sealed(self) -> bytes:
        """Return the content of the workbook, with its seal; no cell can be written afterwards."""
        self._book.close()
        return self._stream.getvalue()


def range_address(top: int, left: int, bottom: int, right: int, sheet: str = "") -> str:
    """Return the address of a range of cells: A1:C7; with a sheet, 'Liste'!$A$1:$C$7.

    Parameters
    ----------
    top, left, bottom, right
        Rows and columns from 1, both ends included.
    sheet
        The name of the sheet; the reference is then absolute, as formulas and names require.
    """
    corners = top - 1, left - 1, bottom - 1, right - 1
    return xl_range_formula(sheet, *corners) if sheet else xl_range(*corners)


class SheetWriter:
    """Writes one sheet that prints on A4 or A3.

    Attributes
    ----------
    landscape
        Whether the page is landscape.
    on_a3
        Whether it is of A3; of A4 otherwise.
    pages_high
        The number of pages the sheet is fitted to in height; 0 for any number. One that would
        print too small on one page takes several.
    """

    landscape = False
    on_a3 = False
    pages_high = 1

    def __init__(self, book: WorkbookWriter, name: str) -> None:
        self.book = book
        self.sheet = book.add_sheet(name)
        self._heights: dict[int, float] = {}
        self._titles = ("", "")

    @property
    def sheet_name(self) -> str:
        """The name of the sheet."""
        return str(self.sheet.name)

    def write_cell(
        self,
        row: int,
        column: int,
        value: CellValue,
        style: CellStyle,
        across: int = 1,
        down: int = 1,
    ) -> None:
        """Write one cell, or cells merged over some columns and rows."""
        look = self.book.format(style)
        if across > 1 or down > 1:
            bottom, right = row + down - 2, column + across - 2
            self.sheet.merge_range(row - 1, column - 1, bottom, right, "", look)
        self.write_value(row, column, value, look)

    def write_value(self, row: int, column: int, value: CellValue, look: Format) -> None:
        """Write one cell, in a format of the workbook."""
        sheet, top, left = self.sheet, row - 1, column - 1
        if value is None or value == "":
            sheet.write_blank(top, left, None, look)
        elif isinstance(value, str):
            sheet.write_string(top, left, value, look)
        elif isinstance(value, date):
            sheet.write_datetime(top, left, datetime(value.year, value.month, value.day), look)
        else:
            sheet.write_number(top, left, value, look)

    def put(
        self,
        row: int,
        column: int,
        value: CellValue,
        *,
        fill: str | None = None,
        bold: bool = False,
        italic: bool = False,
        colour: str = INK,
        align: Alignment = CENTRE,
        form: str | None = None,
        size: float = TYPE_SIZE,
        box: bool = True,
        across: int = 1,
        down: int = 1,
    ) -> None:
        """Write a cell of a table, or some merged ones.

        Parameters
        ----------
        fill, bold, italic, colour, align, form, size
            See `CellStyle`.
        box
            Whether the cell has a border.
        across, down
            The numbers of columns and of rows to merge.
        """
        border = BOX if box else NO_BORDER
        style = CellStyle(fill, colour, bold, italic, False, size, align, border, form)
        self.write_cell(row, column, value, style, across, down)

    def put_headed(
        self,
        row: int,
        column: int,
        heading: str,
        line: str,
        style: CellStyle,
        across: int,
        down: int,
    ) -> None:
        """Write a text that begins in bold, in merged cells."""
        self.write_cell(row, column, None, style, across, down)
        bold, plain = (self.book.format(style._replace(bold=it_is)) for it_is in (True, False))
        self.sheet.write_rich_string(
            row - 1, column - 1, bold, heading, plain, f" {line}", self.book.format(style)
        )

    def put_header(
        self,
        row: int,
        column: int,
        value: str,
        across: int = 1,
        down: int = 1,
        align: Alignment = CENTRE,
    ) -> None:
        """Write a header cell."""
        self.write_cell(row, column, value, _header_style(align), across, down)

    def put_table(self, name: str, head: int, last: int, titles: Sequence[str]) -> None:
        """Make an Excel table of the rows from a header, which it writes, to the last one."""
        look = self.book.format(_header_style(CENTRE))
        columns = [{"header": title, "header_format": look} for title in titles]
        options = {"name": name, "style": None, "columns": columns}
        self.sheet.add_table(head - 1, 0, last - 1, len(titles) - 1, options)

    def put_filter(self, head: int, last: int, columns: int) -> None:
        """Put the buttons of a filter on a header."""
        self.sheet.autofilter(head - 1, 0, last - 1, columns - 1)

    def put_link(self, row: int, column: int, value: str, target: str, style: CellStyle) -> None:
        """Write a text that leads to a cell of the workbook, by its absolute address."""
        look = self.book.format(style._replace(underlined=True))
        self.sheet.write_url(row - 1, column - 1, f"internal:{target}", look, value)

    def validate(
        self, top: int, left: int, bottom: int, right: int, options: Mapping[str, object]
    ) -> None:
        """Set what cells accept, with the options of `Worksheet.data_validation`."""
        self.sheet.data_validation(top - 1, left - 1, bottom - 1, right - 1, dict(options))

    def set_height(self, row: int, height: float) -> None:
        """Set the height of a row, in points."""
        self._heights[row] = whole_pixels(height)
        self.sheet.set_row(row - 1, self._heights[row])

    def fit_height(
        self, row: int, cells: Iterable[tuple[CellValue, float]], least: float = ROW_HEIGHT
    ) -> None:
        """Make a row as high as its text needs.

        Parameters
        ----------
        cells
            Values with the widths that they have, in characters.
        """
        lines = [line_count(value, width) for value, width in cells if isinstance(value, str)]
        self.set_height(row, max(least, row_height(max(lines, default=1))))

    def put_title(self, title: str, line: str, widths: Sequence[float]) -> None:
        """Write the title of the sheet in row 1 and a line below it, over columns of some widths.

        They are as wide as a page at most; columns on a further page get the title in its head.
        """
        most, columns = self.paper.characters, 0
        while columns < len(widths) and sum(widths[: columns + 1]) <= most:
            columns += 1
        across = sum(widths[:columns])
        self._titles = title, line
        self.put(1, 1, title, bold=True, size=15, align=LEFT, box=False, across=columns)
        self.put(2, 1, line, align=LEFT, box=False, across=columns)
        self.set_height(1, 24 * line_count(title, across, 15))
        self.fit_height(2, [(line, across)])

    @property
    def paper(self) -> Paper:
        """The page less its margins."""
        sides = (A3_WIDTH, A3_HEIGHT) if self.on_a3 else (A4_WIDTH, A4_HEIGHT)
        width, height = sides[::-1] if self.landscape else sides
        lost = (2 * _MARGIN * _POINTS_AN_INCH, (_MARGIN + _FOOT) * _POINTS_AN_INCH)
        return Paper(width - lost[0], height - lost[1])

    def set_widths(
        self, widths: Sequence[float], styles: Sequence[CellStyle | None] | None = None
    ) -> None:
        """Set the widths of columns, in characters, and the styles of their empty cells, if any."""
        for column, width in enumerate(widths):
            style = styles[column] if styles else None
            look = self.book.format(style) if style else None
            self.sheet.set_column_pixels(column, column, int(width * _PIXELS_A_CHARACTER), look)

    def set_up_page(
        self,
        widths: Sequence[float],
        head: int,
        last_row: int | None,
        frozen: int,
        footer: str,
        groups: Sequence[int] = (),
    ) -> None:
        """Set column widths, repeated rows, frozen panes, print area, margins and footer.

        Parameters
        ----------
        widths
            Column widths, in characters.
        head, frozen
            The last row of the header, and the last column that stays in view.
        last_row
            The last row to print; None where rows will be added.
        footer
            The text of the footer, before the sheet name and the page number.
        groups
            The last columns of groups that may stand on a page of their own, where all columns
            together would print too small.
        """
        sheet = self.sheet
        self.set_widths(widths)
        sheet.freeze_panes(head, frozen)
        sheet.repeat_rows(0, head - 1)
        if last_row:
            sheet.print_area(0, 0, last_row - 1, len(widths) - 1)
        sheet.set_paper(A3_PAPER_CODE if self.on_a3 else A4_PAPER_CODE)
        if self.landscape:
            sheet.set_landscape()
        sheet.center_horizontally()
        sheet.set_margins(_MARGIN, _MARGIN, _MARGIN, _FOOT)
        sheet.set_header("", {"margin": _HEADER_MARGIN})
        right = f"&R{_page_text(self.sheet_name, LONGEST_SHEET_NAME)} – &P/&N"
        left = f"&L{_page_text(footer, int(self.paper.width / _FOOT_LETTER) - len(right))}"
        sheet.set_footer(left + right, {"margin": _FOOTER_MARGIN, "scale_with_doc": False})
        sheet.hide_gridlines(2)  # neither on the screen nor on paper
        if last_row and groups and sum(widths) > self.paper.characters:
            pages = column_pages(widths, frozen, groups, self.paper.characters)
            self._break_columns(pages, widths, head, last_row, frozen)
            return
        fits = not last_row or self._height(1, last_row) <= self.paper.highest
        sheet.fit_to_pages(1, self.pages_high if fits else 0)

    def _break_columns(
        self, pages: Sequence[int], widths: Sequence[float], head: int, last_row: int, frozen: int
    ) -> None:
        """Lay columns out on several pages, of one scale; each has the title in its head."""
        sheet, first = self.sheet, _TITLE_ROWS + 1
        title, line = self._titles
        top = f'&L&"{FONT_NAME},Bold"&14{_page_text(title, _LONGEST_HEAD // 2)}'
        top += f'   &"{FONT_NAME},Regular"&10 '
        top += _page_text(line, _LONGEST_HEAD - len(top))
        sheet.set_header(top, {"margin": _HEADER_MARGIN, "scale_with_doc": False})
        sheet.set_margins(_MARGIN, _MARGIN, _TOP_OF_TITLE, _FOOT)
        sheet.repeat_rows(_TITLE_ROWS, head - 1)
        sheet.repeat_columns(0, frozen - 1)
        sheet.print_area(_TITLE_ROWS, 0, last_row - 1, len(widths) - 1)
        sheet.set_v_pagebreaks(list(pages[:-1]))
        starts = [frozen, *pages]
        widest = max(sum(widths[start:end]) for start, end in zip(starts, pages, strict=False))
        lost = (_TOP_OF_TITLE - _MARGIN) * _POINTS_AN_INCH
        paper = Paper(self.paper.width, self.paper.height - lost)
        height = self._height(first, last_row)
        fits = self.pages_high == 1 and height <= paper.highest
        sheet.set_print_scale(paper.scale(sum(widths[:frozen]) + widest, height if fits else 1))

    def _height(self, first: int, last: int) -> float:
        """Return the height of some rows, in points."""
        return sum(self._heights.get(row, ROW_HEIGHT) for row in range(first, last + 1))


@cache
def _header_style(align: Alignment) -> CellStyle:
    return CellStyle(fill=HEADER, colour=WHITE, bold=True, align=align)


def _page_text(line: str, most: int) -> str:
    """Return a text for the head or the foot of a page: `&` is escaped, the end may be cut."""
    shown = line
    while _length(escaped := shown.replace("&", "&&")) > most:
        shown = f"{shown[:-2]}…"
    return escaped


def _length(text: str) -> int:
    """Return the length of a text as Excel counts it."""
    return len(text.encode("utf-16-le")) // 2
