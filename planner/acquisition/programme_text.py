"""Writes the tables of a programme as a file in which a person fills in what is open."""

import re
from collections.abc import Sequence

import tomli_w

from planner.acquisition.drafting import open_keys
from planner.messages import Messages
from planner.programme.file import Tables, merge_tables

_MARK = "@open"
_MARKED = re.compile(rf'^(\S+) = "{_MARK}"$', re.MULTILINE)

_TOP = ("id", "name", "school", "objectives")
"""The keys before all tables, in the order of programme files."""


def programme_text(tables: Tables, text: Messages) -> str:
    """Return a programme file; what is open stands in it as comments, at its place.

    Parameters
    ----------
    tables
        Those of `programme_tables`, with what is known already.
    """
    found = tables
    for key in open_keys(tables):
        found = merge_tables(found, _with_mark(key.split(".")))
    ordered = {key: found[key] for key in _TOP if key in found}
    cohorts = [_ordered(cohort) for cohort in found["cohorts"]]
    written = tomli_w.dumps({**ordered, **found, "cohorts": cohorts})
    to_fill = text("learn.to-fill")
    return _MARKED.sub(lambda line: f"# {line[1]} =   # {to_fill}", written)


def _with_mark(path: Sequence[str]) -> Tables:
    if path[0] == "cohorts":
        return {"cohorts": [{"id": path[1], path[2]: _MARK}]}
    first, *rest = path
    return {first: _with_mark(rest) if rest else _MARK}


def _ordered(cohort: Tables) -> Tables:
    """Return a cohort with its identity first."""
    first: Tables = {
        key: cohort[key] for key in ("id", "label", "year", "headcount") if key in cohort
    }
    return {**first, **cohort}
