"""Opening an Excel workbook that anybody may have made: bounded first, then whole."""

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
"""What a workbook begins with that has a password, or the format of Excel 97."""

MOST_BYTES = 8_000_000
_MOST_CELLS = 200_000
_SPAN = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink)\b[^>]*?\bref=[\"']([^\"']*)[\"']")
"""What is read cell by cell, over all cells that it spans."""

_REFERENCE = re.compile(rb"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")


def open_book(path: Path, *, values_only: bool = False) -> "Workbook":
    """Open a workbook that has at least one sheet.

    Parameters
    ----------
    values_only
        Whether formulas are replaced by the values they had when it was saved.

    Raises
    ------
    Unusable
        It is none that can be read, or holds far more than our tables do.
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
    if sum(part.file_size for part in parts.infolist()) > MOST_BYTES:
        return True
    sheets = (name for name in parts.namelist() if name.endswith(".xml"))
    spans = (span for name in sheets for span in _SPAN.findall(parts.read(name)))
    return sum(map(_cells, spans)) > _MOST_CELLS


def _cells(span: bytes) -> int:
    """Count the cells of a span such as A1:C7; of one that cannot be read, too many."""
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
        warnings.simplefilter("ignore")  # of what is not read: it is of no use here
        book = load_workbook(io.BytesIO(content), data_only=values_only)
    if not book.worksheets:
        raise ValueError("no sheet")
    return book
