"""Lay out the list of modules: what is learnt, when, at school and at a distance.

The PDF, the workbooks and the page of the portal all show this list.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from planner.apprentices.modules import Learning, LearntModule, learning
from planner.apprentices.year import ApprenticeYear
from planner.documents.sheets import CellValue
from planner.messages import Messages
from planner.words.modules import held_labels, weeks_listed
from planner.year.durations import decimal_hours
from planner.year.weeks import Week

_WIDTHS = {
    "number": 6.0,
    "module": 50.0,
    "unit": 10.0,
    "semester": 11.0,
    "option": 13.0,
    "onsite": 10.0,
    "sessions": 10.0,
    "first": 11.0,
    "last": 11.0,
    "school_weeks": 25.0,
    "held": 50.0,
    "held_weeks": 25.0,
}
"""Widths of the columns, in characters."""

_TEXTS = ("module", "unit", "option", "school_weeks", "held", "held_weeks")

_OPTIONAL = ("unit", "semester", "option", "held", "held_weeks")
"""The columns that are left out where no module says anything of them."""


@dataclass(frozen=True)
class ModuleColumn:
    """A column of a list of modules.

    Attributes
    ----------
    width
        In characters, of a sheet; on a page, columns share the width in these proportions.
    is_text
        Whether its values are words, not figures and days.
    """

    key: str
    heading: str
    width: float
    is_text: bool


@dataclass(frozen=True)
class ModuleList:
    """What is learnt in the year: a row a module, then the total."""

    title: str
    note: str
    columns: tuple[ModuleColumn, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    total: tuple[CellValue, ...]


def module_list(year: ApprenticeYear, text: Messages) -> ModuleList | None:
    """Lay out the modules of an apprentice; None if none are placed."""
    return _listed(year, "held_weeks", text("modules.note"), text)


def class_module_list(year: ApprenticeYear, text: Messages) -> ModuleList | None:
    """Lay out the modules of a class, whose sessions are on half-days of each company."""
    return _listed(year, "held", text("modules.class-note"), text)


def shown_value(value: CellValue, text: Messages) -> str:
    """Return a value of the list as it is printed on a page: 16,5; 09/11."""
    if isinstance(value, date):
        return f"{value:%d/%m}"
    if isinstance(value, int | float):
        return text.number(value)
    return value or ""


def _listed(year: ApprenticeYear, hidden: str, note: str, text: Messages) -> ModuleList | None:
    found = learning(year)
    if found is None:
        return None
    weeks = year.planning.year.weeks_of(year.cohort.cohort.id)
    rows = [_row(each, weeks, text) for each in found.modules]
    said = {key for row in rows for key, value in row.items() if value and key != hidden}
    keys = [key for key in _WIDTHS if key in said or key not in _OPTIONAL]
    if found.other:
        rows.append({"module": text("modules.other"), "onsite": decimal_hours(found.other) or None})
    notes = [note, text("modules.parallel")] if _is_of_several(found) else [note]
    return ModuleList(
        text("modules.title", year=year.planning.year.label),
        " ".join(notes),
        tuple(ModuleColumn(k, text(f"column.{k}"), _WIDTHS[k], k in _TEXTS) for k in keys),
        tuple(tuple(row.get(key) for key in keys) for row in rows),
        tuple(_total(found, text).get(key) for key in keys),
    )


def _row(each: LearntModule, weeks: Sequence[Week], text: Messages) -> dict[str, CellValue]:
    module, ends = each.module, [weeks[n] for n in each.weeks]
    at_school, sessions = ([weeks[n] for n in of] for of in (each.minutes, each.session_weeks))
    return {
        "number": each.number,
        "module": module.name,
        "unit": module.unit,
        "semester": module.semester,
        "option": module.option,
        "onsite": decimal_hours(each.onsite) or None,
        "sessions": len(each.sessions) or None,
        "first": ends[0].monday if ends else None,
        "last": ends[-1].last_day if ends else None,
        "school_weeks": weeks_listed(at_school, text),
        "held": held_labels(each, text),
        "held_weeks": weeks_listed(sessions, text),
    }


def _total(found: Learning, text: Messages) -> dict[str, CellValue]:
    return {
        "module": text("modules.total"),
        "onsite": decimal_hours(found.onsite) or None,
        "sessions": found.sessions or None,
    }


def _is_of_several(found: Learning) -> bool:
    """Return whether modules of several options stand side by side."""
    return len({each.module.option for each in found.modules if each.module.option}) > 1
