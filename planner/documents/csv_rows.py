"""Write rows as CSV, as Excel of a language expects it."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from planner.documents.sheets import CellValue
from planner.messages import Messages

_DIALECTS = {"fr": (";", ",", "%d/%m/%Y"), "en": (",", ".", "%Y-%m-%d")}
"""The delimiter, the decimal separator and the form of dates that Excel expects, by language."""

_FORMULA = ("=", "+", "-", "@")
"""Characters with which a spreadsheet formula may begin."""


def csv_rows(rows: Iterable[Sequence[CellValue]], text: Messages) -> bytes:
    """Serialize rows, in UTF-8 with a byte order mark.

    French files have semicolons and decimal commas: `pandas.read_csv(file, sep=";", decimal=",")`
    reads them; `pandas.read_csv(file)` reads English ones. Text that a spreadsheet would parse as a
    formula is escaped by a leading apostrophe (CSV injection).
    """
    separator, point, days = _DIALECTS[text.language]
    stream = io.StringIO(newline="")
    table = csv.writer(stream, delimiter=separator)
    table.writerows([_field(value, point, days) for value in row] for row in rows)
    return stream.getvalue().encode("utf-8-sig")


def _field(value: CellValue, point: str, days: str) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    if isinstance(value, date):
        return format(value, days)
    return "" if value is None else str(value).replace(".", point)
