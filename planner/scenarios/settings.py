"""Settings: new values of keys of a programme file, by dotted key, and their changes as TOML."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import tomli_w

from planner.files.problems import Problem, Unusable, problem, without_file
from planner.programme.file import (
    CLOSURE_KEYS,
    Tables,
    is_one_value,
    merge_tables,
    parse_programme,
    parse_toml,
    tables_at_site,
    tables_of,
    with_curriculum_in_full,
)
from planner.programme.file.schema.cohort import CohortTable
from planner.programme.programme import Programme, SourceText

KeyPath = tuple[str, ...]
"""The keys from the root of a programme file to a value: cohorts, 1A, school_weeks."""

Settings = Mapping[KeyPath, object]
"""New values by the paths of their keys."""


def change_programme(programme: Programme, changes: Mapping[str, Any]) -> Programme:
    """Return a programme with some keys changed, as by a file that extends it.

    Parameters
    ----------
    changes
        Tables as in a programme file, or dotted keys instead of tables; cohorts by their id.
        Changes of a changed programme are merged: both extend the same file.

    Raises
    ------
    Unusable
        A key or a value is invalid, or contradicts the rest of the programme.
    """
    tables = tables_of(programme)
    ids = [cohort.id for cohort in programme.cohorts]
    changed: Tables = {}
    for path, value in _settings(changes, ids):
        _validate(path, value, ids)
        changed = merge_tables(changed, changes_of({path: value}, merge_tables(tables, changed)))
    file = f"{programme.id}.toml"
    bases = programme.bases
    own = parse_toml(programme.text, file)
    if "extends" in own:
        changed = merge_tables(with_curriculum_in_full(own), changed)
    else:
        changed = {"extends": file, **changed}
        bases = (SourceText(file, programme.text), *bases)
    try:
        return parse_programme(tomli_w.dumps(changed), file, bases)
    except Unusable as unusable:
        raise Unusable(map(without_file, unusable.problems)) from None


def _settings(changes: Mapping[str, Any], ids: Sequence[str]) -> Iterator[tuple[KeyPath, Any]]:
    """Yield each changed key with its value; tables of cohorts are split into their keys."""
    for key, value in changes.items():
        path = parse_key(key, ids)
        if path[0] == "cohorts" and len(path) < 3 and isinstance(value, Mapping):
            yield from _settings({f"{key}.{inner}": value[inner] for inner in value}, ids)
        else:
            yield path, value


def _validate(path: KeyPath, value: object, ids: Sequence[str]) -> None:
    """Check that a cohort exists, and that TOML can represent the value.

    Raises
    ------
    Unusable
        One of them is not so.
    """
    if path[0] == "cohorts" and len(path) < 3:
        raise Unusable([problem("change.cohorts", key=dotted_key(path))])
    if path[0] == "cohorts" and path[1] not in ids:
        raise Unusable([unknown_cohort(path, ids)])
    try:
        tomli_w.dumps({"value": value})
    except (TypeError, ValueError):
        raise Unusable([problem("change.value", key=dotted_key(path), found=repr(value))]) from None


def parse_key(key: str, ids: Sequence[str]) -> KeyPath:
    """Split a dotted key into its path; ids of cohorts may contain dots."""
    for name in sorted(ids, key=len, reverse=True):
        head = f"cohorts.{name}."
        if key.startswith(head):
            return ("cohorts", name, *key.removeprefix(head).split("."))
    return tuple(key.split("."))


def dotted_key(path: KeyPath) -> str:
    """Return the dotted key of a path."""
    return ".".join(path)


def distinguishing_names(settings: Sequence[Mapping[str, object]]) -> list[str]:
    """Return names of scenarios from the settings in which they differ, abbreviated.

    Parameters
    ----------
    settings
        The values of each scenario by dotted key; all have the same keys.

    Returns
    -------
    list of str
        Keys and values: "1A longest=4 · most_cohorts=2".
    """
    columns = {key: [each[key] for each in settings] for key in (settings[0] if settings else ())}
    varied = {key: values for key, values in columns.items() if len(set(map(repr, values))) > 1}
    displayed = varied or columns
    names = _short_keys(list(displayed))
    parts = [
        [f"{names[key]}={value}" for value in _short_values(values)]
        for key, values in displayed.items()
    ]
    return [" · ".join(row) for row in zip(*parts, strict=True)]


def _short_keys(keys: Sequence[str]) -> dict[str, str]:
    """Abbreviate keys to their last part, with the cohort or site, where it is unambiguous."""
    short = {key: _end_of(key) for key in keys}
    counts = Counter(short.values())
    return {
        key: name if counts[name] == 1 else key.removeprefix("cohorts.")
        for key, name in short.items()
    }


def _end_of(key: str) -> str:
    table, *parts = key.split(".")
    if table == "sites":
        return f"{parts[0]} {parts[-1]}"
    if table != "cohorts":
        return [table, *parts][-1]
    first = next((n for n, part in enumerate(parts) if part in CohortTable.model_fields), 1)
    return f"{'.'.join(parts[:first])} {parts[-1]}"


def _short_values(values: Sequence[object]) -> list[str]:
    """Return values as text, with lists truncated as far as the values remain distinct."""
    distinct = len(set(map(repr, values)))
    longest = max((len(value) for value in values if isinstance(value, list)), default=1)
    for most in range(1, longest + 1):
        found = [_value_text(value, most) for value in values]
        if len(set(found)) == distinct:
            return found
    return [_value_text(value, longest) for value in values]


def _value_text(value: object, most: int) -> str:
    """Return a value as text, with at most `most` items of each list."""
    match value:
        case bool():
            return str(value).lower()
        case list() if most == 1 < len(value):
            return f"{_value_text(value[0], most)}…"
        case list():
            dots = ["…"] if len(value) > most else []
            return f"[{', '.join([*(_value_text(inner, most) for inner in value[:most]), *dots])}]"
        case dict():
            inside = (f"{key}={_value_text(inner, most)}" for key, inner in value.items())
            return f"{{{', '.join(inside)}}}"
    return str(value)


def unknown_cohort(path: KeyPath, ids: Sequence[str]) -> Problem:
    """Return the problem of a key that names a cohort which does not exist."""
    close = get_close_matches(path[1], ids, n=1)
    key = "field.unknown-but-close" if close else "field.unknown"
    return problem(key, field=dotted_key(path[:2]), close="".join(close), accepted=", ".join(ids))


def changes_of(settings: Settings, tables: Tables) -> Tables:
    """Return settings as the tables of a programme file that extends one with `tables`."""
    changes: Tables = {}
    for path, value in settings.items():
        if path[0] == "closures":
            _put_closure(changes, tables, path, value)
            continue
        if path[0] == "sites" and path[2:3] == ("closures",):
            site = changes.setdefault("sites", {}).setdefault(path[1], {})
            _put_closure(site, tables_at_site(tables, path[1]), path[2:], value)
            continue
        if path[0] == "cohorts":
            cohorts = changes.setdefault("cohorts", [])
            cohort = next((c for c in cohorts if c["id"] == path[1]), None)
            if cohort is None:
                cohort = {"id": path[1]}
                cohorts.append(cohort)
            below = next(c for c in tables["cohorts"] if c["id"] == path[1])
            _put(cohort, below, path[2:], value)
        else:
            _put(changes, tables, path, value)
    return changes


def _put_closure(changes: Tables, below: Tables, path: KeyPath, value: object) -> None:
    """Set a key of closures in `changes`; it replaces the closures of this key `below`."""
    closures = changes.setdefault("closures", {})
    lower = below.get("closures", {})
    if path[1:2] == ("school_holidays",) and len(path) > 2:  # its keys make sense together
        closures.setdefault("school_holidays", dict(lower.get("school_holidays", {})))
    _put(changes, below, path, value)
    closures = changes["closures"]
    if isinstance(closures, dict) and "replaces" not in path[1:2]:
        names = path[1:2] if len(path) > 1 else tuple(closures)
        named = {*closures.get("replaces", ()), *(name for name in names if name in CLOSURE_KEYS)}
        closures["replaces"] = sorted(named)


def _put(changes: Tables, below: Tables, path: KeyPath, value: object) -> None:
    """Set a key in `changes`.

    A table that is merged as one value is copied from `below` first, so that only the key changes.
    """
    key, *rest = path
    if not rest:
        changes[key] = value
        return
    lower = below.get(key)
    lower = lower if isinstance(lower, dict) else {}
    inner = changes.setdefault(key, dict(lower) if is_one_value(lower) else {})
    _put(inner, lower, tuple(rest), value)
