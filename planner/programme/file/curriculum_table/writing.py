"""Writes modules as a table that a spreadsheet takes and gives: cells between tabs."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, time
from typing import Any

import tomli_w

from planner.messages import Messages
from planner.programme.file.curriculum_table.columns import (
    MODULE_COLUMNS,
    MODULES_NEED,
    CellKind,
    CellPath,
    TableColumn,
    column_of_key,
)

_Values = Mapping[CellPath, object]
"""The values of a module by their keys."""


def modules_text(modules: Sequence[Mapping[str, Any]], text: Messages) -> str:
    """Return modules as a table with headings; `pasted_modules` reads them again.

    Parameters
    ----------
    modules
        The tables of modules of a programme file, valid or not.
    """
    if not modules:
        return ""
    values = [dict(_leaves(module, ())) for module in modules]
    said = dict.fromkeys(path for each in values for path in each)
    columns = [each for each in MODULE_COLUMNS if each.path in said or each.path in MODULES_NEED]
    known = {column.path for column in columns}
    headings = [text(column.heading) for column in columns]
    others = [column_of_key(path) for path in said if path not in known]
    written = io.StringIO()
    writer = csv.writer(written, delimiter="\t", lineterminator="\n")
    writer.writerow([*headings, *(column.spellings[0] for column in others)])
    writer.writerows([_cell(each, column) for column in (*columns, *others)] for each in values)
    return written.getvalue()


def _leaves(table: Mapping[str, Any], above: CellPath) -> Iterator[tuple[CellPath, object]]:
    """Yield the values of a table with their keys; a number of sessions is the least and most."""
    for key, value in table.items():
        path = (*above, key)
        if isinstance(value, dict):
            yield from _leaves(value, path)
        elif path == ("sessions",):
            yield (*path, "least"), value
            yield (*path, "most"), value
        else:
            yield path, value


def _cell(values: _Values, column: TableColumn) -> str:
    value = values.get(column.path)
    return "" if value is None else _WRITERS.get(column.kind, str)(value)


def _decimal(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def _listed(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _flag(value: object) -> str:
    return "oui" if value is True else "non" if value is False else str(value)


def _in_toml(value: object) -> str:
    is_value = isinstance(value, bool | int | float | date | time)
    return tomli_w.dumps({"v": value}).removeprefix("v = ").strip() if is_value else str(value)


_WRITERS: Mapping[CellKind, Callable[[object], str]] = {
    CellKind.DECIMAL: _decimal,
    CellKind.NAMES: _listed,
    CellKind.WEEKS: _listed,
    CellKind.FLAG: _flag,
    CellKind.TOML: _in_toml,
}
