"""Opens untrusted workbooks, .xlsx, .xlsm, .xls and .ods, in a process with bounds of its own.

Limits on what is in them are checked before any reading. Values are read by `python_calamine`; what
values do not tell (hidden rows, merged cells, formulas) is taken from the XML. Files of Excel 97
tell their values and merged cells only.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from planner.files.confined import OutOfBounds, confined
from planner.files.problems import Unusable, problem, read_bytes
from planner.files.tables.cells import CellPosition, CellRange, Sheet, SheetMarks, SheetValue

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
"""Signature of OLE files: workbooks of Excel 97, or with a password."""

MOST_BYTES = 16_000_000
"""The largest file, compressed and uncompressed; a planning of 300 classes has 12 000 000."""

MOST_SHEET_ROWS = 10_000
"""Rows after this one are not read."""

_MOST_CELLS = 4_000_000
"""The most cells of a sheet, empty ones included, since memory is reserved for all."""

_CONTENT = "content.xml"
"""The part of an OpenDocument file that holds its cells."""

_DOCTYPE = re.compile(rb"<\0?!\0?D\0?O\0?C\0?T\0?Y\0?P\0?E")
"""A document type, in UTF-8 or UTF-16: it may define entities that expand without end."""

_PICTURE = ".svg"
"""Pictures may have a document type: nobody reads them here."""


class _Excessive(Exception):
    """A workbook exceeds a limit."""


@dataclass(frozen=True)
class Book:
    """A workbook, which has at least one sheet."""

    path: Path
    sheets: tuple[Sheet, ...]


def open_book(path: Path) -> Book:
    """Read all sheets of a workbook.

    Raises
    ------
    Unusable
        It cannot be read, has a password or a document type, or exceeds the limits: 16 MB
        uncompressed (zip bombs), 4 000 000 cells in a sheet, the memory and time of its process.
    """
    content = read_bytes(path, MOST_BYTES)
    try:
        return Book(path, confined(read_sheets, content, path))
    except OutOfBounds:
        key = "workbook.locked" if _is_excel97(content) else "workbook.excessive"
        raise Unusable([problem(key, file=path)]) from None


def read_sheets(content: bytes, path: Path) -> tuple[Sheet, ...]:
    """Read all sheets of the content of a workbook; only for a process with bounds of its own.

    Raises
    ------
    Unusable
        As for `open_book`.
    """
    is_old = _is_excel97(content)
    try:
        sheets = _excel97_sheets(content) if is_old else _packed_sheets(content)
        if not sheets:
            raise ValueError("no sheet")
        return tuple(sheets)
    except _Excessive:
        raise Unusable([problem("workbook.excessive", file=path)]) from None
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of Rust, which damage may cause, is no Exception
        key = "workbook.locked" if is_old or _is_password(error) else "file.not-excel"
        raise Unusable([problem(key, file=path)]) from error


def _is_excel97(content: bytes) -> bool:
    """Whether a workbook is one of Excel 97, or has a password."""
    return content.startswith(_OLE)


def _is_password(error: BaseException) -> bool:
    from python_calamine import PasswordError

    return isinstance(error, PasswordError)


def _excel97_sheets(content: bytes) -> list[Sheet]:
    """Read a workbook of Excel 97: its sectors are chained by numbers, which may run in circles."""
    book = _calamine(content)
    return [_sheet(book, title, SheetMarks(), is_old=True) for title in _titles(book)]


def _packed_sheets(content: bytes) -> list[Sheet]:
    parts = _parts(content)
    texts = [part for name, part in parts.items() if not name.lower().endswith(_PICTURE)]
    if any(map(_DOCTYPE.search, texts)):
        raise ValueError("document type")
    marks = _scan_parts(parts)
    for found in marks.values():
        if found.rows * found.columns > _MOST_CELLS:
            raise _Excessive
    book = _calamine(_packed(parts))
    return [_sheet(book, title, marks[title]) for title in _titles(book)]


def _parts(content: bytes) -> dict[str, bytes]:
    """Return the uncompressed parts of a package, by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        if sum(part.file_size for part in package.infolist()) > MOST_BYTES:
            raise _Excessive
        return {part.filename: package.read(part) for part in package.infolist()}


def _packed(parts: Mapping[str, bytes]) -> bytes:
    """Pack parts anew, so that another reader finds exactly what was checked."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


def _scan_parts(parts: dict[str, bytes]) -> Mapping[str, SheetMarks]:
    """Scan the sheets, by title; rows beyond the limit are removed from their parts."""
    from planner.files.tables.open_document_xml import scanned_tables
    from planner.files.tables.package_xml import scanned_sheets

    if _CONTENT in parts:
        return scanned_tables(parts[_CONTENT])
    found = scanned_sheets(parts, MOST_SHEET_ROWS)
    parts.update((sheet.part, sheet.xml) for sheet in found.values())
    return {title: sheet.marks for title, sheet in found.items()}


def _calamine(content: bytes) -> "CalamineWorkbook":
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_filelike(io.BytesIO(content))


def _titles(book: "CalamineWorkbook") -> list[str]:
    from python_calamine import SheetTypeEnum

    return [each.name for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]


def _sheet(
    book: "CalamineWorkbook", title: str, marks: SheetMarks, *, is_old: bool = False
) -> Sheet:
    from python_calamine import SheetVisibleEnum

    (state,) = (each.visible for each in book.sheets_metadata if each.name == title)
    found = book.get_sheet_by_name(title)
    if is_old:
        marks = replace(marks, merged=_merged(found), yearless=_days(found))
    if max(found.total_height, marks.rows) > MOST_SHEET_ROWS:
        marks = replace(marks, is_cut=True)
    return Sheet(title, state == SheetVisibleEnum.Visible, tuple(_rows(found, marks)), marks)


def _merged(sheet: "CalamineSheet") -> tuple[CellRange, ...]:
    return tuple(
        CellRange(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    )


def _days(sheet: "CalamineSheet") -> frozenset[CellPosition]:
    """Return the cells that hold a day, in a format that is not known."""
    read = sheet.to_python(skip_empty_area=False, nrows=MOST_SHEET_ROWS) if sheet.start else []
    return frozenset(
        (row, column)
        for row, cells in enumerate(read, start=1)
        for column, cell in enumerate(cells, start=1)
        if isinstance(cell, date)
    )


def _rows(sheet: "CalamineSheet", marks: SheetMarks) -> Iterator[tuple[SheetValue | None, ...]]:
    """Yield the rows from the first of the sheet to the last filled one."""
    without_value = {at: f for at, f in marks.formulas.items() if not f.has_value}
    special: dict[int, dict[int, SheetValue]] = {}
    for found in (marks.errors, without_value):
        for (row, column), value in found.items():
            if row <= MOST_SHEET_ROWS:
                special.setdefault(row, {})[column] = value
    read = sheet.to_python(skip_empty_area=False, nrows=MOST_SHEET_ROWS) if sheet.start else []
    for number in range(1, max(len(read), max(special, default=0)) + 1):
        cells = read[number - 1] if number <= len(read) else []
        values: list[SheetValue | None] = [None if cell == "" else cell for cell in cells]
        for column, cell in special.get(number, {}).items():
            values.extend([None] * (column - len(values)))
            values[column - 1] = cell
        yield tuple(values)
