"""The common base of all workbooks: styles, cells, page setup, deterministic bytes (openpyxl)."""

import io
from collections.abc import Callable, Hashable, Sequence
from copy import copy
from datetime import date, datetime
from functools import cache
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import absolute_coordinate, get_column_letter, quote_sheetname
from openpyxl.worksheet.worksheet import Worksheet

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

DATE_FORMAT, HOURS_FORMAT = "dd/mm/yyyy", "0.0#"
"""Number formats of dates and of hours."""

A4_PAPER_CODE = 9
"""The code of A4 paper in the page setup (ECMA-376, `ST_PaperSize`)."""


_FONT = "Calibri"
_FIXED_DATE = datetime(2000, 1, 1)


@cache
def font(size: float = 10, bold: bool = False, colour: str = INK) -> Font:
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
        The number of pages the sheet is fitted to in height; 0 for any number.
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
        size: float = 10,
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

    def put_title(self, title: str, line: str, columns: int) -> None:
        """Write the title of the sheet in row 1 and a line below it, both over some columns."""
        self.put(1, 1, title, bold=True, size=15, align=LEFT, box=False, across=columns)
        self.put(2, 1, line, size=9, align=LEFT, box=False, across=columns)
        self.sheet.row_dimensions[1].height = 24

    def set_up_page(
        self, widths: Sequence[float], head: int, last_row: int | None, frozen: int, footer: str
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
        sheet.page_setup.fitToWidth = 1
        sheet.page_setup.fitToHeight = self.pages_high
        properties = sheet.sheet_properties
        assert properties.pageSetUpPr is not None
        properties.pageSetUpPr.fitToPage = True
        sheet.print_options.horizontalCentered = True
        margins = sheet.page_margins
        margins.left = margins.right = 0.4
        margins.top, margins.bottom, margins.footer = 0.4, 0.55, 0.25
        foot: Any = sheet.oddFooter
        foot.left.text = _escaped_footer(footer)
        foot.right.text = f"{_escaped_footer(sheet.title)} – &P/&N"
        sheet.sheet_view.showGridLines = False


def _escaped_footer(line: str) -> str:
    """Escape text for a footer, in which `&` begins a code."""
    return line.replace("&", "&&")
