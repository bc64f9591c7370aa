"""Keys of a programme file by their dotted names, and the changes that new values of them make."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import tomli_w

from planner.files.problems import Problem, Unusable, problem, without_file
from planner.programme.file import (
    Tables,
    is_one_value,
    merge_tables,
    parse_programme,
    parse_toml,
    tables_of,
)
from planner.programme.file.schema import CohortTable
from planner.programme.programme import Programme, SourceText

KeyPath = tuple[str, ...]
"""A key with the tables it stands in, from the outermost: cohorts, 1A, school_weeks."""

Settings = Mapping[KeyPath, object]
"""New values of some keys."""


def change_programme(programme: Programme, changes: Mapping[str, Any]) -> Programme:
    """Change some keys of a programme, as a file that extends it would.

    Parameters
    ----------
    changes
        Tables as in a programme file, or keys with dots in the path of tables; cohorts by their
        id. What changes a changed programme takes its path: both extend the same file.

    Raises
    ------
    Unusable
        A key or a value is not one of a programme file, or contradicts the rest.
    """
    tables = tables_of(programme)
    ids = [cohort.id for cohort in programme.cohorts]
    above: Tables = {}
    for path, value in _settings(changes, ids):
        _check(path, value, ids)
        above = merge_tables(above, changes_of({path: value}, merge_tables(tables, above)))
    file = f"{programme.id}.toml"
    bases = programme.bases
    own = parse_toml(programme.text, file)
    if "extends" in own:
        above = merge_tables(own, above)
    else:
        above = {"extends": file, **above}
        bases = (SourceText(file, programme.text),)
    try:
        return parse_programme(tomli_w.dumps(above), file, bases)
    except Unusable as unusable:
        raise Unusable(map(without_file, unusable.problems)) from None


def _settings(changes: Mapping[str, Any], ids: Sequence[str]) -> Iterator[tuple[KeyPath, Any]]:
    """List what is changed; tables of cohorts are told apart by their keys."""
    for key, value in changes.items():
        path = parse_key(key, ids)
        if path[0] == "cohorts" and len(path) < 3 and isinstance(value, Mapping):
            yield from _settings({f"{key}.{inner}": value[inner] for inner in value}, ids)
        else:
            yield path, value


def _check(path: KeyPath, value: object, ids: Sequence[str]) -> None:
    """Make sure that a key is one of a cohort there is, and that TOML has such a value."""
    if path[0] == "cohorts" and len(path) < 3:
        raise Unusable([problem("change.cohorts", key=dotted_key(path))])
    if path[0] == "cohorts" and path[1] not in ids:
        raise Unusable([unknown_cohort(path, ids)])
    try:
        tomli_w.dumps({"value": value})
    except (TypeError, ValueError):
        raise Unusable([problem("change.value", key=dotted_key(path), found=repr(value))]) from None


def parse_key(key: str, ids: Sequence[str]) -> KeyPath:
    """Take a dotted key apart; the id of a cohort may have dots of its own."""
    for name in sorted(ids, key=len, reverse=True):
        head = f"cohorts.{name}."
        if key.startswith(head):
            return ("cohorts", name, *key.removeprefix(head).split("."))
    return tuple(key.split("."))


def dotted_key(path: KeyPath) -> str:
    """Write a key with dots."""
    return ".".join(path)


def distinguishing_names(settings: Sequence[Mapping[str, object]]) -> list[str]:
    """Name scenarios by the settings in which they differ, as shortly as tells them apart.

    Parameters
    ----------
    settings
        Of each scenario, the values of the same dotted keys.

    Returns
    -------
    list of str
        The keys and values of each: "1A longest=4 · most_cohorts=2".
    """
    columns = {key: [each[key] for each in settings] for key in (settings[0] if settings else ())}
    varied = {key: values for key, values in columns.items() if len(set(map(repr, values))) > 1}
    shown = varied or columns
    names = _short_keys(list(shown))
    parts = [
        [f"{names[key]}={value}" for value in _short_values(values)]
        for key, values in shown.items()
    ]
    return [" · ".join(row) for row in zip(*parts, strict=True)]


def _short_keys(keys: Sequence[str]) -> dict[str, str]:
    """Name keys by their ends, those of a cohort with its id; wholly where that is not enough."""
    short = {key: _end_of(key) for key in keys}
    counts = Counter(short.values())
    return {
        key: name if counts[name] == 1 else key.removeprefix("cohorts.")
        for key, name in short.items()
    }


def _end_of(key: str) -> str:
    table, *parts = key.split(".")
    if table != "cohorts":
        return [table, *parts][-1]
    first = next((n for n, part in enumerate(parts) if part in CohortTable.model_fields), 1)
    return f"{'.'.join(parts[:first])} {parts[-1]}"


def _short_values(values: Sequence[object]) -> list[str]:
    """Write values, of lists no more than tells them apart."""
    whole = len(set(map(repr, values)))
    longest = max((len(value) for value in values if isinstance(value, list)), default=1)
    for most in range(1, longest + 1):
        found = [_shown(value, most) for value in values]
        if len(set(found)) == whole:
            return found
    return [_shown(value, longest) for value in values]


def _shown(value: object, most: int) -> str:
    match value:
        case bool():
            return str(value).lower()
        case list() if most == 1 < len(value):
            return f"{_shown(value[0], most)}…"
        case list():
            dots = ["…"] if len(value) > most else []
            return f"[{', '.join([*(_shown(inner, most) for inner in value[:most]), *dots])}]"
        case dict():
            inside = (f"{key}={_shown(inner, most)}" for key, inner in value.items())
            return f"{{{', '.join(inside)}}}"
    return str(value)


def unknown_cohort(path: KeyPath, ids: Sequence[str]) -> Problem:
    """Tell that no cohort has the id that a key names."""
    close = get_close_matches(path[1], ids, n=1)
    key = "field.unknown-but-close" if close else "field.unknown"
    return problem(key, field=dotted_key(path[:2]), close="".join(close), accepted=", ".join(ids))


def changes_of(settings: Settings, tables: Tables) -> Tables:
    """Write settings as the tables of a programme file that extends another one."""
    changes: Tables = {}
    for path, value in settings.items():
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


def _put(changes: Tables, below: Tables, path: KeyPath, value: object) -> None:
    """Set a key; what says one thing with it is taken over, as it would be replaced as a whole."""
    key, *rest = path
    if not rest:
        changes[key] = value
        return
    lower = below.get(key)
    lower = lower if isinstance(lower, dict) else {}
    inner = changes.setdefault(key, dict(lower) if is_one_value(lower) else {})
    _put(inner, lower, tuple(rest), value)
