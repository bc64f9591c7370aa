"""The fills of the cells of a workbook, for calendars that tell by colour only."""

import io
from collections.abc import Mapping
from pathlib import Path

from planner.files.confined import OutOfBounds, confined
from planner.files.problems import Unusable, problem, read_bytes

_MOST_BYTES = 8_000_000
_WHITE = ("FFFFFFFF", "00000000")

Fills = Mapping[str, Mapping[tuple[int, int], str]]
"""By title of the sheet, the fill of each cell that has one, by row and column from 0: #FFCC00."""


def colours_of(path: Path) -> Fills:
    """Read the fills of a workbook in a process with bounds of its own.

    Raises
    ------
    Unusable
        The file cannot be read within the bounds.
    """
    try:
        return confined(read_fills, read_bytes(path, _MOST_BYTES))
    except OutOfBounds:
        raise Unusable([problem("workbook.excessive", file=path)]) from None


def read_fills(content: bytes) -> Fills:
    """Read the fills of the content of a workbook; only for a process with bounds of its own."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content))
    found: dict[str, dict[tuple[int, int], str]] = {}
    for sheet in book.worksheets:
        fills = found.setdefault(sheet.title, {})
        for row, cells in enumerate(sheet.iter_rows()):
            for column, cell in enumerate(cells):
                fill = cell.fill
                if fill.fill_type == "solid" and (name := _colour_name(fill.start_color)):
                    fills[row, column] = name
    return {title: fills for title, fills in found.items() if fills}


def _colour_name(colour: object) -> str:
    """Return the name of a colour, "" for white; those of a theme are told by their number."""
    kind, value = getattr(colour, "type", ""), getattr(colour, "value", "")
    if kind == "rgb":
        return "" if value in _WHITE else f"#{str(value)[-6:]}"
    tint = round(float(getattr(colour, "tint", 0)) * 100)
    return f"#{kind}{value}{f'{tint:+d}' if tint else ''}"
