"""Write rows as CSV, as Excel of a language expects it."""

import csv
import io
from collections.abc import Iterable, Sequence

from planner.documents.sheets import CellValue
from planner.messages import Messages

_DIALECTS = {"fr": (";", ","), "en": (",", ".")}
"""The delimiter and the decimal separator that Excel expects, by language."""

_FORMULA = ("=", "+", "-", "@")
"""Characters with which a spreadsheet formula may begin."""


def csv_rows(rows: Iterable[Sequence[CellValue]], text: Messages) -> bytes:
    """Serialize rows, in UTF-8 with a byte order mark.

    French files have semicolons and decimal commas: `pandas.read_csv(file, sep=";", decimal=",")`
    reads them; `pandas.read_csv(file)` reads English ones. Text that a spreadsheet would parse as a
    formula is escaped by a leading apostrophe (CSV injection).
    """
    separator, point = _DIALECTS[text.language]
    stream = io.StringIO(newline="")
    table = csv.writer(stream, delimiter=separator)
    table.writerows([_field(value, point) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _field(value: CellValue, point: str) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return "" if value is None else str(value).replace(".", point)
