"""Opens untrusted Excel workbooks; limits are checked before openpyxl parses anything."""

import io
import re
import warnings
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from planner.files.problems import Unusable, problem, read_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
"""Signature of OLE files: workbooks with a password, or in the format of Excel 97."""

MOST_BYTES = 8_000_000
"""The largest file, compressed and uncompressed."""

_MOST_CELLS = 200_000
_SPAN = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\bref=[\"']([^\"']*)[\"']")
"""Ranges that openpyxl expands into one object a cell: a small file may exhaust the memory."""

_REFERENCE = re.compile(rb"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")


def open_book(path: Path, *, values_only: bool = False) -> "Workbook":
    """Open a workbook that has at least one sheet.

    Parameters
    ----------
    values_only
        Whether formulas are replaced by their cached values.

    Raises
    ------
    Unusable
        It cannot be read, or exceeds the limits: 8 MB uncompressed (zip bombs), 200 000 cells in
        ranges.
    """
    content = read_bytes(path, MOST_BYTES)
    if content.startswith(_OLE):
        raise Unusable([problem("workbook.locked", file=path)])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            is_excessive = _is_excessive(parts)
        if not is_excessive:
            return _loaded(content, values_only)
    except Exception as error:  # a damaged part may fail in any way
        raise Unusable([problem("file.not-excel", file=path)]) from error
    raise Unusable([problem("workbook.excessive", file=path)])


def _is_excessive(parts: zipfile.ZipFile) -> bool:
    """Whether the uncompressed parts, or the ranges of merged cells and links, are too large."""
    if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
        return True
    sheets = (name for name in parts.namelist() if name.endswith(".xml"))
    spans = (span for name in sheets for span in _SPAN.findall(parts.read(name)))
    return sum(map(_cells, spans)) > _MOST_CELLS


def _cells(span: bytes) -> int:
    """Return the number of cells of a range such as A1:C7; too many if it cannot be parsed."""
    found = _REFERENCE.fullmatch(span)
    if found is None:
        return _MOST_CELLS + 1
    left, top, right, bottom = found.groups()
    width = _column(right or left) - _column(left) + 1
    return width * (int(bottom or top) - int(top) + 1)


def _column(letters: bytes) -> int:
    from openpyxl.utils import column_index_from_string

    return column_index_from_string(letters.decode())


def _loaded(content: bytes, values_only: bool) -> "Workbook":
    from openpyxl import load_workbook

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about extensions that openpyxl does not read
        book = load_workbook(io.BytesIO(content), data_only=values_only)
    if not book.worksheets:
        raise ValueError("no sheet")
    return book
