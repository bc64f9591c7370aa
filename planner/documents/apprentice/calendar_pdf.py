"""Write one-page calendars as PDF, and as a picture."""

from dataclasses import dataclass, replace
from typing import Any

from planner.documents.apprentice.calendar_grid import figure_text
from planner.documents.apprentice.grid_parts import CalendarGrid, DayCell, HourRow, MonthColumn
from planner.documents.apprentice.module_list import ModuleList, shown_value
from planner.documents.typesetting import typeset, typeset_image
from planner.messages import Messages
from planner.words import colours

_PALETTE = {
    "ink": colours.INK,
    "quiet": colours.MUTED_INK,
    "white": colours.WHITE,
    "header": colours.HEADER,
    "faint": colours.FAINT,
    "line": colours.LINE,
    "hair": colours.HAIRLINE,
    "struck": colours.HATCH,
    "leave": colours.SUMMER_LEAVE,
}
"""The colours that the template refers to by name."""


@dataclass(frozen=True)
class Party:
    """Who signs: in what role, and the name where it is known."""

    role: str
    name: str


@dataclass(frozen=True)
class Signing:
    """What is signed, and the places for signatures.

    Attributes
    ----------
    title, lines, digest
        What the page is: its title, what it is of, and the digest of that.
    """

    title: str
    lines: tuple[str, ...]
    digest: str
    parties: tuple[Party, ...]


def calendar_pdf(grid: CalendarGrid, text: Messages, signing: Signing | None = None) -> bytes:
    """Typeset a calendar on one A4 page, its modules after it; the bytes are deterministic.

    Parameters
    ----------
    signing
        The places for signatures, at the foot of the page.
    """
    return typeset("calendar", _data(grid, text, signing))


def calendar_image(grid: CalendarGrid, text: Messages) -> bytes:
    """Draw the page of a calendar, without its modules, as PNG; the bytes are deterministic."""
    return typeset_image("calendar", _data(replace(grid, modules=None), text))


def _data(grid: CalendarGrid, text: Messages, signing: Signing | None = None) -> dict[str, Any]:
    return vars(grid) | {
        "palette": _PALETTE,
        "language": text.language,
        "columns": [_column(column) for column in grid.columns],
        "hours": [_hours(row, text) for row in grid.hours],
        "legend": [vars(entry) | {"sample": vars(entry.sample)} for entry in grid.legend],
        "notes": [vars(note) for note in grid.notes],
        "modules": _modules(grid.modules, text) if grid.modules else None,
        "signing": _signing(signing) if signing else None,
    }


def _signing(signing: Signing) -> dict[str, Any]:
    return vars(signing) | {"parties": [vars(party) for party in signing.parties]}


def _modules(listed: ModuleList, text: Messages) -> dict[str, Any]:
    return vars(listed) | {
        "columns": [vars(column) for column in listed.columns],
        "rows": [[shown_value(value, text) for value in row] for row in listed.rows],
        "total": [shown_value(value, text) for value in listed.total],
    }


def _column(column: MonthColumn) -> dict[str, Any]:
    return vars(column) | {"cells": [cell and _cell(cell) for cell in column.cells]}


def _cell(cell: DayCell) -> dict[str, Any]:
    return {
        "weekday": cell.weekday,
        "number": cell.number,
        "face": vars(cell.face),
        "halves": [vars(half) for half in cell.halves],
        "name": cell.name,
        "aside": cell.aside,
        "begins_week": bool(cell.week),
        "may_be_leave": cell.may_be_leave,
    }


def _hours(row: HourRow, text: Messages) -> dict[str, Any]:
    total = figure_text(row.total, row, text)
    return vars(row) | {
        "values": [figure_text(value, row, text) for value in row.values],
        "total": f"{total}\N{NO-BREAK SPACE}h" if row.is_hours and row.total else total,
    }
