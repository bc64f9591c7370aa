"""Keys of a programme file by their dotted names, and the changes that new values of them make."""

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

import tomli_w

from planner.domain import Programme, SourceText
from planner.problems import Problem, Unusable, problem, without_file
from planner.programme_file import (
    Tables,
    laid_over,
    parse_programme,
    parse_toml,
    say_one,
    tables_of,
)

Place = tuple[str, ...]
"""A key with the tables it stands in, from the outermost: cohorts, 1A, school_weeks."""

Settings = Mapping[Place, object]
"""New values of some keys."""


def changed(programme: Programme, changes: Mapping[str, Any]) -> Programme:
    """Change some keys of a programme, as a file that extends it would.

    Parameters
    ----------
    changes
        Tables as in a programme file, or keys with dots in the place of tables; cohorts by their
        id. What changes a changed programme takes its place: both extend the same file.

    Raises
    ------
    Unusable
        A key or a value is not one of a programme file, or contradicts the rest.
    """
    tables = tables_of(programme)
    ids = [cohort.id for cohort in programme.cohorts]
    above: Tables = {}
    for place, value in _settings(changes, ids):
        _check(place, value, ids)
        above = laid_over(above, changes_of({place: value}, laid_over(tables, above)))
    file = f"{programme.id}.toml"
    bases = programme.bases
    own = parse_toml(programme.text, file)
    if "extends" in own:
        above = laid_over(own, above)
    else:
        above = {"extends": file, **above}
        bases = (SourceText(file, programme.text),)
    try:
        return parse_programme(tomli_w.dumps(above), file, bases)
    except Unusable as unusable:
        raise Unusable(map(without_file, unusable.problems)) from None


def _settings(changes: Mapping[str, Any], ids: Sequence[str]) -> Iterator[tuple[Place, Any]]:
    """List what is changed; tables of cohorts are told apart by their keys."""
    for key, value in changes.items():
        place = place_of(key, ids)
        if place[0] == "cohorts" and len(place) < 3 and isinstance(value, Mapping):
            yield from _settings({f"{key}.{inner}": value[inner] for inner in value}, ids)
        else:
            yield place, value


def _check(place: Place, value: object, ids: Sequence[str]) -> None:
    """Make sure that a key is one of a cohort there is, and that TOML has such a value."""
    if place[0] == "cohorts" and len(place) < 3:
        raise Unusable([problem("change.cohorts", key=written(place))])
    if place[0] == "cohorts" and place[1] not in ids:
        raise Unusable([unknown_cohort(place, ids)])
    try:
        tomli_w.dumps({"value": value})
    except (TypeError, ValueError):
        raise Unusable([problem("change.value", key=written(place), found=repr(value))]) from None


def place_of(key: str, ids: Sequence[str]) -> Place:
    """Take a dotted key apart; the id of a cohort may have dots of its own."""
    for name in sorted(ids, key=len, reverse=True):
        head = f"cohorts.{name}."
        if key.startswith(head):
            return ("cohorts", name, *key.removeprefix(head).split("."))
    return tuple(key.split("."))


def written(place: Place) -> str:
    """Write a key with dots."""
    return ".".join(place)


def unknown_cohort(place: Place, ids: Sequence[str]) -> Problem:
    """Tell that no cohort has the id that a key names."""
    close = get_close_matches(place[1], ids, n=1)
    key = "field.unknown-but-close" if close else "field.unknown"
    return problem(key, field=written(place[:2]), close="".join(close), accepted=", ".join(ids))


def changes_of(settings: Settings, tables: Tables) -> Tables:
    """Write settings as the tables of a programme file that extends another one."""
    changes: Tables = {}
    for place, value in settings.items():
        if place[0] == "cohorts":
            cohorts = changes.setdefault("cohorts", [])
            cohort = next((c for c in cohorts if c["id"] == place[1]), None)
            if cohort is None:
                cohort = {"id": place[1]}
                cohorts.append(cohort)
            below = next(c for c in tables["cohorts"] if c["id"] == place[1])
            _put(cohort, below, place[2:], value)
        else:
            _put(changes, tables, place, value)
    return changes


def _put(changes: Tables, below: Tables, place: Place, value: object) -> None:
    """Set a key; what says one thing with it is taken over, as it would be replaced as a whole."""
    key, *rest = place
    if not rest:
        changes[key] = value
        return
    lower = below.get(key)
    lower = lower if isinstance(lower, dict) else {}
    inner = changes.setdefault(key, dict(lower) if say_one(lower) else {})
    _put(inner, lower, tuple(rest), value)
