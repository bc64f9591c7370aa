"""The common base of all workbooks: styles, cells, page setup, deterministic bytes (openpyxl)."""

import io
from collections.abc import Callable, Hashable, Iterable, Sequence
from copy import copy
from datetime import date, datetime
from functools import cache
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import absolute_coordinate, get_column_letter, quote_sheetname
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from planner.documents.paper import (
    A4_HEIGHT,
    A4_WIDTH,
    ROW_HEIGHT,
    TYPE_SIZE,
    Paper,
    column_pages,
    line_count,
    row_height,
)
from planner.documents.seal import SEAL_PLACEHOLDER, SEAL_PROPERTY, seal_workbook
from planner.words.colours import HEADER, INK, LINE

CellValue = str | int | float | date | None
"""The value of a cell."""


CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
"""Alignment of figures and headers."""

LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
"""Alignment of text."""

INDENTED = Alignment(horizontal="left", vertical="center", indent=1)
"""Alignment of text on one line, beside a border."""

DATE_FORMAT = "dd/mm/yyyy"
"""The number format of dates."""

A4_PAPER_CODE = 9
"""The code of A4 paper in the page setup (ECMA-376, `ST_PaperSize`)."""


_MARGIN, _TOP_OF_TITLE, _FOOT = 0.4, 0.8, 0.55
"""Margins of a page, in inches; the second one leaves room for a title in the head of a page."""

_POINTS_AN_INCH = 72
_TITLE_ROWS = 2
_FONT = "Calibri"
_FIXED_DATE = datetime(2000, 1, 1)


def number_format(value: float | None, unit: str = "") -> str:
    """Return the number format by which a value is written as in sentences: 1 071,5 h."""
    digits = "#,##0" if value is None or value == int(value) else "#,##0.0##"
    return f'{digits}" {unit}"' if unit else digits


def hours_format(hours: float | None) -> str:
    """Return the number format of hours: 1 071 h, 3,5 h."""
    return number_format(hours, "h")


@cache
def font(size: float = TYPE_SIZE, bold: bool = False, colour: str = INK) -> Font:
    """Return a font; the size is in points."""
    return Font(name=_FONT, size=size, bold=bold, color=colour)


@cache
def solid_fill(colour: str) -> PatternFill:
    """Return a fill of one colour, in hexadecimal RGB."""
    return PatternFill("solid", fgColor=colour)


def box_border(style: Any, colour: str) -> Border:
    """Return a border with the same line on all four sides."""
    side = Side(style=style, color=colour)
    return Border(left=side, right=side, top=side, bottom=side)


BOX = box_border("thin", LINE)
"""The border of the cells of a table."""


def new_workbook(title: str) -> Workbook:
    """Return a workbook without sheets, with fixed dates and the placeholder of its seal."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = book.properties.lastModifiedBy = "planner"
    book.properties.title = title
    book.properties.created = _FIXED_DATE
    properties: Any = book.custom_doc_props  # type: ignore[attr-defined]
    properties.append(StringProperty(name=SEAL_PROPERTY, value=SEAL_PLACEHOLDER))
    return book


def sealed_workbook(book: Workbook) -> bytes:
    """Serialize a workbook and seal it: the same cells give the same bytes."""
    stream = io.BytesIO()
    book.save(stream)
    return seal_workbook(stream.getvalue())


def range_address(top: int, left: int, bottom: int, right: int, sheet: str = "") -> str:
    """Return the address of a range of cells: A1:C7; with a sheet, 'Liste'!$A$1:$C$7.

    Parameters
    ----------
    top, left, bottom, right
        Rows and columns from 1, both ends included.
    sheet
        The title of the sheet; the reference is then absolute, as formulas and names require.
    """
    found = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
    return f"{quote_sheetname(sheet)}!{absolute_coordinate(found)}" if sheet else found


def put_literal_text(cell: Cell | MergedCell, value: str) -> None:
    """Write text that is never parsed as a formula, whatever it begins with."""
    assert isinstance(cell, Cell)
    cell.value = value
    cell.data_type = "s"


class SheetWriter:
    """Writes one sheet that prints on A4.

    Attributes
    ----------
    landscape
        Whether the page is landscape.
    pages_high
        The number of pages the sheet is fitted to in height; 0 for any number. One that would
        print too small on one page takes several.
    """

    landscape = False
    pages_high = 1

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        self._styles: dict[Hashable, tuple[object, Any]] = {}

    def put(
        self,
        row: int,
        column: int,
        value: CellValue,
        *,
        fill: str | None = None,
        bold: bool = False,
        colour: str = INK,
        align: Alignment = CENTRE,
        form: str | None = None,
        size: float = TYPE_SIZE,
        box: bool = True,
        across: int = 1,
    ) -> None:
        """Write one cell, or some merged cells of a row; text is never parsed as a formula.

        Parameters
        ----------
        fill, colour
            Colours of the background and of the text, in hexadecimal RGB.
        form
            A number format.
        size
            The font size in points.
        box
            Whether the cell has a border.
        across
            The number of columns to merge.
        """
        first, *others = (self.sheet.cell(row, column + n) for n in range(across))
        assert isinstance(first, Cell)
        if isinstance(value, str):
            put_literal_text(first, value)
        else:
            first.value = value

        def style(cell: Any) -> None:
            cell.font = font(size, bold, colour)
            cell.alignment = align
            if form:
                cell.number_format = form
            if fill:
                cell.fill = solid_fill(fill)
            if box:
                cell.border = BOX

        self.apply_style(first, (fill, bold, colour, id(align), form, size, box), style)
        for cell in others:
            if fill:
                cell.fill = solid_fill(fill)
            if box:
                cell.border = BOX
        if across > 1:
            self.sheet.merge_cells(
                start_row=row, end_row=row, start_column=column, end_column=column + across - 1
            )

    def apply_style(self, cell: Any, key: Hashable, style: Callable[[Any], None]) -> None:
        """Style a cell; the result is cached, since copying a style takes a tenth of the time.

        Parameters
        ----------
        key
            The cache key of the style, within this sheet. It may hold the `id` of an object that
            `style` refers to.
        style
            Sets the style of a cell.
        """
        if key not in self._styles:
            style(cell)
            self._styles[key] = style, copy(cell._style)
        cell._style = copy(self._styles[key][1])

    def put_header(self, row: int, column: int, value: str, across: int = 1) -> None:
        """Write a header cell."""
        self.put(row, column, value, fill=HEADER, colour="FFFFFF", bold=True, across=across)

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
        height = row_height(max(lines, default=1))
        self.sheet.row_dimensions[row].height = max(least, height)

    def put_title(self, title: str, line: str, widths: Sequence[float]) -> None:
        """Write the title of the sheet in row 1 and a line below it, over columns of some widths.

        They are as wide as a page at most; columns on a further page get the title in its head.
        """
        most, columns = self.paper.characters, 0
        while columns < len(widths) and sum(widths[: columns + 1]) <= most:
            columns += 1
        across = sum(widths[:columns])
        self.put(1, 1, title, bold=True, size=15, align=LEFT, box=False, across=columns)
        self.put(2, 1, line, align=LEFT, box=False, across=columns)
        self.sheet.row_dimensions[1].height = 24 * line_count(title, across, 15)
        self.fit_height(2, [(line, across)])

    @property
    def paper(self) -> Paper:
        """The page less its margins."""
        sides = A4_WIDTH, A4_HEIGHT
        width, height = sides[::-1] if self.landscape else sides
        lost = (2 * _MARGIN * _POINTS_AN_INCH, (_MARGIN + _FOOT) * _POINTS_AN_INCH)
        return Paper(width - lost[0], height - lost[1])

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
        for column, width in enumerate(widths, start=1):
            sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.freeze_panes = sheet.cell(head + 1, frozen + 1).coordinate
        sheet.print_title_rows = f"1:{head}"
        if last_row:
            sheet.print_area = range_address(1, 1, last_row, len(widths))
        sheet.page_setup.paperSize = A4_PAPER_CODE
        sheet.page_setup.orientation = "landscape" if self.landscape else "portrait"
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = margins.top = _MARGIN
        margins.bottom, margins.header, margins.footer = _FOOT, 0.35, 0.25
        foot: Any = sheet.oddFooter
        foot.left.text = _escaped_footer(footer)
        foot.right.text = f"{_escaped_footer(sheet.title)} – &P/&N"
        sheet.HeaderFooter.scaleWithDoc = False
        sheet.sheet_view.showGridLines = False
        if last_row and groups and sum(widths) > self.paper.characters:
            pages = column_pages(widths, frozen, groups, self.paper.characters)
            self._break_columns(pages, widths, head, last_row, frozen)
            return
        fits = not last_row or self._height(1, last_row) <= self.paper.highest
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = self.pages_high if fits else 0
        properties = sheet.sheet_properties
        assert properties.pageSetUpPr is not None
        properties.pageSetUpPr.fitToPage = True

    def _break_columns(
        self, pages: Sequence[int], widths: Sequence[float], head: int, last_row: int, frozen: int
    ) -> None:
        """Lay columns out on several pages, of one scale; each has the title in its head."""
        sheet, first = self.sheet, _TITLE_ROWS + 1
        title, line = (_escaped_footer(str(sheet.cell(row, 1).value)) for row in (1, 2))
        top: Any = sheet.oddHeader
        top.left.text = f'&"{_FONT},Bold"&14{title}   &"{_FONT},Regular"&10 {line}'
        sheet.page_margins.top = _TOP_OF_TITLE
        sheet.print_title_rows = f"{first}:{head}"
        sheet.print_title_cols = f"A:{get_column_letter(frozen)}"
        sheet.print_area = range_address(first, 1, last_row, len(widths))
        for last in pages[:-1]:
            sheet.col_breaks.append(Break(id=last))
        starts = [frozen, *pages]
        widest = max(sum(widths[start:end]) for start, end in zip(starts, pages, strict=False))
        lost = (_TOP_OF_TITLE - _MARGIN) * _POINTS_AN_INCH
        paper = Paper(self.paper.width, self.paper.height - lost)
        height = self._height(first, last_row)
        fits = self.pages_high == 1 and height <= paper.highest
        sheet.page_setup.scale = paper.scale(sum(widths[:frozen]) + widest, height if fits else 1)

    def _height(self, first: int, last: int) -> float:
        """Return the height of some rows, in points."""
        rows = (self.sheet.row_dimensions[row].height for row in range(first, last + 1))
        return sum(row or ROW_HEIGHT for row in rows)


def _escaped_footer(line: str) -> str:
    """Escape text for a footer, in which `&` begins a code."""
    return line.replace("&", "&&")
