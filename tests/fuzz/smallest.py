"""A programme that fails, made as small as can be: what it does not need is left out."""

import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from functools import partial
from traceback import extract_tb
from typing import Any

from tests.fuzz.programmes import Trial

Place = tuple[str | int, ...]


def places_in(data: Any, at: Place = ()) -> Iterator[Place]:
    """Yield where each key and each item lies, from the top."""
    items: Any = data.items() if isinstance(data, dict) else ()
    for key, value in enumerate(data) if isinstance(data, list) else items:
        yield (*at, key)
        yield from places_in(value, (*at, key))


def table_at(data: Any, place: Place) -> Any:
    for key in place:
        data = data[key]
    return data


def without(trial: Trial, place: Place) -> Trial | None:
    """Return a trial without a key or an item; None if it has none there."""
    *above, key = place
    tables = deepcopy(trial.tables)
    try:
        del table_at(tables, tuple(above))[key]
    except (LookupError, TypeError):  # what was a table there may be a figure by now
        return None
    return replace(trial, tables=tables)


def shorter(trial: Trial) -> Trial:
    tables = deepcopy(trial.tables)
    tables["academic_year"]["weeks"] -= 1
    return replace(trial, tables=tables)


def failure(trial: Trial, judge: Callable[[Trial], None]) -> tuple[str, ...] | None:
    """Tell how a trial fails: the error and the line it comes from; None if it does not."""
    try:
        judge(trial)
    except Exception as fault:
        place = extract_tb(fault.__traceback__)[-1]
        told = re.sub(r"\d+|: \[.*", "", str(fault).partition("\n")[0])
        return type(fault).__name__, f"{place.filename}:{place.lineno}", told
    return None


def smallest(trial: Trial, judge: Callable[[Trial], None]) -> Trial:
    """Leave out of a trial what can be left out while it fails in the same way."""
    kind, before = failure(trial, judge), None
    while trial != before:
        before = trial
        changes: list[Callable[[Trial], Trial | None]] = [
            shorter,
            lambda some: replace(some, before={}),
            lambda some: replace(some, near={}),
            *(partial(without, place=place) for place in places_in(trial.tables)),
        ]
        for change in changes:
            smaller = change(trial)
            if smaller and smaller != trial and failure(smaller, judge) == kind:
                trial = smaller
    return trial
