"""What the sheets of all workbooks share: cells, titles, the page they print on, the file."""

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
from planner.words.style import HEADER, INK, LINE

CellValue = str | int | float | date | None

CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
INDENTED = Alignment(horizontal="left", vertical="center", indent=1)
DATE_FORMAT, HOURS_FORMAT = "dd/mm/yyyy", "0.0#"
A4_PAPER_CODE = 9

_FONT = "Calibri"
_FIXED_DATE = datetime(2000, 1, 1)


@cache
def font(size: float = 10, bold: bool = False, colour: str = INK) -> Font:
    """Give a font of the documents."""
    return Font(name=_FONT, size=size, bold=bold, color=colour)


@cache
def solid_fill(colour: str) -> PatternFill:
    """Give a filling of one colour."""
    return PatternFill("solid", fgColor=colour)


def box_border(style: Any, colour: str) -> Border:
    """Give a border of one line all around."""
    side = Side(style=style, color=colour)
    return Border(left=side, right=side, top=side, bottom=side)


BOX = box_border("thin", LINE)


def new_workbook(title: str) -> Workbook:
    """Begin a workbook without sheets; it knows no clock."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.creator = book.properties.lastModifiedBy = "planner"
    book.properties.title = title
    book.properties.created = _FIXED_DATE
    properties: Any = book.custom_doc_props  # type: ignore[attr-defined]
    properties.append(StringProperty(name=SEAL_PROPERTY, value=SEAL_PLACEHOLDER))
    return book


def sealed_workbook(book: Workbook) -> bytes:
    """Give the file of a workbook, sealed: the same cells give the same bytes."""
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
        The title of the sheet; the reference is then absolute, as formulas and names ask for.
    """
    found = f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
    return f"{quote_sheetname(sheet)}!{absolute_coordinate(found)}" if sheet else found


def put_literal_text(cell: Cell | MergedCell, value: str) -> None:
    """Write text that stays text, whatever it begins with."""
    assert isinstance(cell, Cell)
    cell.value = value
    cell.data_type = "s"


class SheetWriter:
    """A sheet that prints on A4: its title, its cells, its page."""

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
        """Write one cell, or some merged cells of a row. Text never becomes a formula."""
        first, *others = (self.sheet.cell(row, column + n) for n in range(across))
        assert isinstance(first, Cell)
        if isinstance(value, str):
            put_literal_text(first, value)
        else:
            first.value = value

        def put_on(cell: Any) -> None:
            cell.font = font(size, bold, colour)
            cell.alignment = align
            if form:
                cell.number_format = form
            if fill:
                cell.fill = solid_fill(fill)
            if box:
                cell.border = BOX

        self.apply_style(first, (fill, bold, colour, id(align), form, size, box), put_on)
        for cell in others:
            if fill:
                cell.fill = solid_fill(fill)
            if box:
                cell.border = BOX
        if across > 1:
            self.sheet.merge_cells(
                start_row=row, end_row=row, start_column=column, end_column=column + across - 1
            )

    def apply_style(self, cell: Any, look: Hashable, put_on: Callable[[Any], None]) -> None:
        """Give a cell a look. One seen before is copied, which takes a tenth of the time.

        Parameters
        ----------
        look
            What tells it from all others of the sheet. It may hold the `id` of what `put_on`
            refers to.
        """
        if look not in self._styles:
            put_on(cell)
            self._styles[look] = put_on, copy(cell._style)
        cell._style = copy(self._styles[look][1])

    def put_header(self, row: int, column: int, value: str, across: int = 1) -> None:
        self.put(row, column, value, fill=HEADER, colour="FFFFFF", bold=True, across=across)

    def put_title(self, title: str, line: str, columns: int) -> None:
        """Write the two lines above the table: what it is, and of what."""
        self.put(1, 1, title, bold=True, size=15, align=LEFT, box=False, across=columns)
        self.put(2, 1, line, size=9, align=LEFT, box=False, across=columns)
        self.sheet.row_dimensions[1].height = 24

    def set_up_page(
        self, widths: Sequence[float], head: int, last_row: int | None, frozen: int, footer: str
    ) -> None:
        """Set what concerns the page: widths, repeated titles, frozen panes, fit to A4.

        Parameters
        ----------
        head, frozen
            The last row of the table's header, and the last column that stays in view.
        last_row
            The last row that prints; None where rows are still to be added.
        footer
            What stands at the foot of each page, before the name of the sheet and its number.
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
    return line.replace("&", "&&")
