"""How large the text of a sheet is once it is printed, as Excel and LibreOffice scale it."""

from collections.abc import Iterator

from openpyxl.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.utils import column_index_from_string, range_boundaries
from openpyxl.worksheet.worksheet import Worksheet

A4 = (595.28, 841.89)
POINTS = 72
CHARACTER = 5.58
"""The width of a digit in Calibri 11, by which LibreOffice lays columns out; Excel's is 5.25."""

ROW = 15.0

_MOST_ROWS = 100
"""A sheet with more rows prints on several pages below each other."""


def printed_sizes(sheet: Worksheet) -> Iterator[tuple[str, float]]:
    """Yield each cell that is printed, with the size of its smallest type on paper, in points."""
    scale = printed_scale(sheet)
    for row in sheet[printed_area(sheet)]:
        for cell in row:
            if isinstance(cell, Cell) and cell.value is not None:
                assert not cell.alignment.shrink_to_fit, cell.coordinate
                sizes = [float(cell.font.size)]
                if isinstance(cell.value, CellRichText):
                    blocks = (part for part in cell.value if isinstance(part, TextBlock))
                    sizes += [float(block.font.sz) for block in blocks if block.font.sz]
                yield cell.coordinate, scale * min(sizes)


def printed_area(sheet: Worksheet) -> str:
    """Return the address of the cells that are printed."""
    found = str(sheet.print_area or sheet.dimensions)
    return found.rpartition("!")[2].replace("$", "")


def column_widths(sheet: Worksheet) -> list[float]:
    """Return the widths of the columns, in characters; the file states equal ones together."""
    stated = [(found.min or 0, found.max or 0, found) for found in sheet.column_dimensions.values()]
    ranges = sorted(stated, key=lambda found: found[:2])
    return [found.width for first, last, found in ranges for _ in range(first, last + 1)]


def printed_scale(sheet: Worksheet) -> float:
    """Return the scale of a sheet on paper; all its pages must have room at a scale of its own."""
    left, top, right, bottom = (int(n or 1) for n in range_boundaries(printed_area(sheet)))
    width, height = _room(sheet)
    widths = column_widths(sheet)[:right]
    rows = (sheet.row_dimensions[n].height or ROW for n in range(top, bottom + 1))
    high = sum(rows)
    setup, properties = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
    if properties is not None and properties.fitToPage:
        assert setup.fitToWidth in (None, 1)
        scales = [1.0, width / (sum(widths[left - 1 :]) * CHARACTER)]
        if setup.fitToHeight != 0:  # one page unless it is stated
            scales.append(height / high)
        return int(100 * min(scales)) / 100
    scale = int(str(setup.scale)) / 100
    repeated = column_index_from_string(str(sheet.print_title_cols).rpartition("$")[2])
    ends = [int(page.id) for page in sheet.col_breaks.brk] + [right]
    for first, last in zip([repeated, *ends], ends, strict=False):
        page = sum(widths[:repeated]) + sum(widths[first:last])
        assert page * CHARACTER * scale <= width
    is_one_page_high = sheet.print_area and bottom < _MOST_ROWS
    return min(scale, height / high) if is_one_page_high else scale


def _room(sheet: Worksheet) -> tuple[float, float]:
    """Return the width and the height of a page less its margins."""
    sides = A4[::-1] if sheet.page_setup.orientation == "landscape" else A4
    margins = sheet.page_margins
    return (
        sides[0] - POINTS * (margins.left + margins.right),
        sides[1] - POINTS * (margins.top + margins.bottom),
    )
