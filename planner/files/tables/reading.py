"""Reads the rows of a table, CSV or Excel, and detects its header row.

The delimiter of a CSV file is a semicolon, a tab or a comma, whichever yields the most known
columns; its encoding is UTF-8, UTF-16 with a byte order mark, or Windows-1252.
"""

import codecs
import csv
import io
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from planner.files.problems import Unusable, problem, read_bytes
from planner.files.tables.opening import MOST_BYTES, open_book
from planner.files.tables.text import shown

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

CSV, EXCEL = ".csv", (".xlsx", ".xlsm")

MOST_ROWS, MOST_COLUMNS = 10_000, 200
"""Tables with more rows are refused; more columns are not read."""

_HEADER_ROWS = 10
"""The header row is searched among the first rows of the file."""

_DELIMITERS = (";", "\t", ",")

ColumnNaming = Callable[[str], Hashable | None]
"""Returns the column that a header names; None if it is unknown."""


@dataclass(frozen=True)
class FormulaError:
    """An error value of a cell, such as #REF!."""

    code: str

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True)
class Line:
    """A row that is not empty, without the empty cells at its end.

    Attributes
    ----------
    number
        Its number in the spreadsheet, from 1.
    hidden
        Whether the spreadsheet hides it, by a filter or manually.
    """

    number: int
    cells: tuple[object, ...]
    hidden: bool = False


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
    """

    where: str
    header: Line
    rows: tuple[Line, ...]


def read_tables(path: Path, naming: ColumnNaming) -> Iterator[Table]:
    """Yield the table of a CSV file, or one a visible sheet of a workbook.

    The header row is the one of the first ten that names the most known columns.

    Raises
    ------
    Unusable
        The file cannot be read, or exceeds the limits.
    """
    if path.suffix.lower() not in EXCEL:
        yield _table(str(path), _text_lines(path, naming), naming)
        return
    sheets = open_book(path, values_only=True).worksheets
    for sheet in [s for s in sheets if s.sheet_state == "visible"] or sheets:
        where = f"{path}, {sheet.title}"
        yield _table(where, list(_sheet_lines(where, sheet)), naming)


def _table(where: str, lines: Sequence[Line], naming: ColumnNaming) -> Table:
    if not lines:
        return Table(where, Line(1, ()), ())
    named = [_known_columns(map(shown, line.cells), naming) for line in lines[:_HEADER_ROWS]]
    head = named.index(max(named))
    return Table(where, lines[head], tuple(lines[head + 1 :]))


def _known_columns(headers: Iterable[str], naming: ColumnNaming) -> int:
    """Return the number of distinct known columns that some headers name."""
    return len({naming(header) for header in headers} - {None})


def _text_lines(path: Path, naming: ColumnNaming) -> list[Line]:
    text = _decode(path)
    number = 0
    try:
        delimiter = _delimiter(text, naming)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        lines = []
        for number, row in enumerate(reader, start=1):
            if number > MOST_ROWS:
                raise Unusable([problem("table.excessive", where=path, most=MOST_ROWS)])
            if cells := _trimmed(row):
                lines.append(Line(number, cells))
    except csv.Error:
        raise Unusable([problem("file.not-csv", file=path, line=number + 1)]) from None
    return lines


def _decode(path: Path) -> str:
    """Read a text file of unknown encoding."""
    content = read_bytes(path, MOST_BYTES)
    is_marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_marked else ("utf-8-sig", "cp1252"):
        with suppress(UnicodeDecodeError):
            text = content.decode(encoding)
            if "\0" not in text:
                return text
    raise Unusable([problem("file.not-text", file=path)])


def _delimiter(text: str, naming: ColumnNaming) -> str:
    """Return the delimiter that yields the most known columns, else the most frequent one."""
    first = list(islice(io.StringIO(text, newline=""), _HEADER_ROWS))

    def score(delimiter: str) -> tuple[int, int]:
        rows = csv.reader(first, delimiter=delimiter)
        most = max((_known_columns(row, naming) for row in rows), default=0)
        return most, sum(line.count(delimiter) for line in first[:1])

    return max(_DELIMITERS, key=score)


def _sheet_lines(where: str, sheet: "Worksheet") -> Iterator[Line]:
    if sheet.max_row > MOST_ROWS:
        raise Unusable([problem("table.excessive", where=where, most=MOST_ROWS)])
    rows = sheet.iter_rows(max_row=sheet.max_row, max_col=min(sheet.max_column, MOST_COLUMNS))
    for number, row in enumerate(rows, start=1):
        if cells := _trimmed([_value(cell) for cell in row]):
            yield Line(number, cells, bool(sheet.row_dimensions[number].hidden))


def _value(cell: "Cell | MergedCell") -> object:
    return FormulaError(str(cell.value)) if cell.data_type == "e" else cell.value


def _trimmed(cells: Sequence[object]) -> tuple[object, ...]:
    """Return the cells without the empty ones at the end."""
    filled = [n for n, cell in enumerate(cells, start=1) if shown(cell).strip()]
    return tuple(cells[: filled[-1]]) if filled else ()
