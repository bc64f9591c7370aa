"""Reads the rows of a table, CSV or Excel, and detects its header row.

The delimiter of a CSV file is a semicolon, a tab or a comma, whichever yields the most known
columns.
"""

import csv
import io
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from planner.files.problems import Problem, Unusable, problem, read_bytes
from planner.files.tables.cells import CellPosition, CellRange, Sheet, SheetMarks
from planner.files.tables.encoding import decode
from planner.files.tables.opening import MOST_BYTES, MOST_SHEET_ROWS, open_book
from planner.files.tables.text import shown

CSV, WORKBOOKS = ".csv", (".xlsx", ".xlsm", ".xls", ".ods")

MOST_COLUMNS = 200
"""More columns are not read."""

_HEADER_ROWS = 10
"""The header row is searched among the first rows of the file."""

_DELIMITERS = (";", "\t", ",")

ColumnNaming = Callable[[str], Hashable | None]
"""Returns the column that a header names; None if it is unknown."""


@dataclass(frozen=True)
class Line:
    """A row that is not empty, without the empty cells at its end.

    Attributes
    ----------
    number
        Its number in the spreadsheet, from 1.
    hidden
        Whether the spreadsheet hides it, by a filter or manually.
    width
        The number of its cells in a CSV file, with the empty ones at its end; 0 in a workbook.
    is_overlong
        Whether it has more cells than the header of its CSV file, so that any may be shifted.
    """

    number: int
    cells: tuple[object, ...]
    hidden: bool = False
    width: int = 0
    is_overlong: bool = False


@dataclass(frozen=True)
class Table:
    """A table of a file.

    Attributes
    ----------
    where
        The file, and the sheet if it is a workbook.
    header
        The row that names the columns.
    rows
        The rows below it that are not empty.
    is_visible
        Whether its sheet is shown.
    spans
        Merged cells over several columns.
    yearless
        Cells with a date that shows no year.
    doubt
        What to tell about the encoding of a CSV file, if it was guessed.
    """

    where: str
    header: Line
    rows: tuple[Line, ...]
    is_visible: bool = True
    spans: tuple[CellRange, ...] = ()
    yearless: frozenset[CellPosition] = frozenset()
    doubt: Problem | None = None


def read_tables(path: Path, naming: ColumnNaming) -> Iterator[Table]:
    """Yield the table of a CSV file, or one a sheet of a workbook.

    The header row is the one of the first ten that names the most known columns. A cell merged
    over several rows of one column holds its value in each of them.

    Raises
    ------
    Unusable
        The file cannot be read, or exceeds the limits.
    """
    if path.suffix.lower() not in WORKBOOKS:
        yield _text_table(path, naming)
        return
    book = open_book(path)
    has_visible = any(sheet.is_visible for sheet in book.sheets)
    for sheet in book.sheets:
        where = f"{path}, {sheet.title}"
        if sheet.marks.is_cut and sheet.is_visible:
            raise Unusable([problem("table.excessive", where=where, most=MOST_SHEET_ROWS)])
        header, rows = _parted(_sheet_lines(sheet), naming)
        yield Table(
            where,
            header,
            rows,
            sheet.is_visible or not has_visible,
            tuple(span for span in sheet.marks.merged if span.left < span.right),
            sheet.marks.yearless,
        )


def open_text(path: Path) -> Sheet:
    """Read a CSV file as a sheet without a title; the delimiter that parts most texts is taken.

    Raises
    ------
    Unusable
        The file cannot be read, or exceeds the limits.
    """
    decoded = decode(read_bytes(path, MOST_BYTES), path)
    lines = _text_lines(str(path), decoded.text, lambda name: name.strip() or None)
    filled = {line.number: line.cells for line in lines}
    rows = range(1, max(filled, default=0) + 1)
    return Sheet(
        "",
        True,
        tuple(tuple(shown(cell) or None for cell in filled.get(row, ())) for row in rows),
        SheetMarks(),
    )


def _parted(lines: Sequence[Line], naming: ColumnNaming) -> tuple[Line, tuple[Line, ...]]:
    """Return the header row, and the rows below it."""
    if not lines:
        return Line(1, ()), ()
    named = [_known_columns(map(shown, line.cells), naming) for line in lines[:_HEADER_ROWS]]
    head = named.index(max(named))
    return lines[head], tuple(lines[head + 1 :])


def _known_columns(headers: Iterable[str], naming: ColumnNaming) -> int:
    """Return the number of distinct known columns that some headers name."""
    return len({naming(header) for header in headers} - {None})


def _text_table(path: Path, naming: ColumnNaming) -> Table:
    decoded = decode(read_bytes(path, MOST_BYTES), path)
    return replace(parse_table(decoded.text, str(path), naming), doubt=decoded.doubt)


def parse_table(text: str, where: str, naming: ColumnNaming) -> Table:
    """Parse the text of a table: of a CSV file, or pasted from a spreadsheet.

    Parameters
    ----------
    where
        What it is called in messages.

    Raises
    ------
    Unusable
        A quoted cell has no end, or the table has too many rows.
    """
    header, rows = _parted(_text_lines(where, text, naming), naming)
    usual = Counter(row.width for row in rows).most_common(1)
    return Table(
        where,
        header,
        tuple(replace(row, is_overlong=_is_overlong(row, header, usual[0][0])) for row in rows),
    )


def _is_overlong(row: Line, header: Line, usual: int) -> bool:
    """Whether a row has cells beyond the header; empty ones count unless most rows have them."""
    return len(row.cells) > header.width or (row.width > header.width and row.width != usual)


def _text_lines(where: str, text: str, naming: ColumnNaming) -> list[Line]:
    number = 0
    try:
        delimiter = _delimiter(text, naming)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        lines = []
        for number, row in enumerate(reader, start=1):
            if number > MOST_SHEET_ROWS:
                raise Unusable([problem("table.excessive", where=where, most=MOST_SHEET_ROWS)])
            if cells := _trimmed(row):
                lines.append(Line(number, cells, width=len(row)))
    except csv.Error:
        raise Unusable([problem("file.not-csv", file=where, line=number + 1)]) from None
    return lines


def _delimiter(text: str, naming: ColumnNaming) -> str:
    """Return the delimiter that yields the most known columns, else the most frequent one."""
    first = list(islice(io.StringIO(text, newline=""), _HEADER_ROWS))

    def score(delimiter: str) -> tuple[int, int]:
        rows = csv.reader(first, delimiter=delimiter)
        most = max((_known_columns(row, naming) for row in rows), default=0)
        return most, sum(line.count(delimiter) for line in first[:1])

    return max(_DELIMITERS, key=score)


def _sheet_lines(sheet: Sheet) -> list[Line]:
    rows: list[list[object]] = [list(row[:MOST_COLUMNS]) for row in sheet.rows]
    for span in sheet.marks.merged:
        if span.left == span.right:
            _fill(rows, span)
    return [
        Line(number, cells, number in sheet.marks.hidden_rows)
        for number, row in enumerate(rows, start=1)
        if (cells := _trimmed(row))
    ]


def _fill(rows: Sequence[list[object]], span: CellRange) -> None:
    """Write the value of merged cells of one column into each row that is not empty."""
    place = span.left - 1
    first = rows[span.top - 1] if span.top <= len(rows) else []
    value = first[place] if place < len(first) else None
    for row in rows[span.top : span.bottom]:
        if value is not None and any(cell is not None for cell in row):
            row.extend([None] * (place + 1 - len(row)))
            row[place] = value


def _trimmed(cells: Sequence[object]) -> tuple[object, ...]:
    """Return the cells without the empty ones at the end."""
    filled = [n for n, cell in enumerate(cells, start=1) if shown(cell).strip()]
    return tuple(cells[: filled[-1]]) if filled else ()
