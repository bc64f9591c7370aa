"""Sweep files: a programme and values for some keys, whose Cartesian product is planned."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from math import prod
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import Field, ValidationError

from planner.files.problems import Problem, Unusable, problem, read_text
from planner.files.schema_problems import schema_problems
from planner.programme.file import Tables, merge_tables, parse_toml, read_programme, tables_of
from planner.programme.file.schema.base import FileTable
from planner.programme.file.schema.programme import ProgrammeFile
from planner.programme.programme import Programme, SourceText
from planner.scenarios.settings import (
    KeyPath,
    Settings,
    changes_of,
    distinguishing_names,
    dotted_key,
    parse_key,
    unknown_cohort,
)
from planner.scenarios.specification import Specification

MOST_COMBINATIONS = 10_000
"""The most combinations of a sweep."""

Axis = Sequence[Settings]
"""The alternatives of one dimension of the grid."""


class SweepFile(FileTable):
    """The schema of a sweep file."""

    programme: str = Field(description="The programme file that varies, beside this one.")
    values: dict[str, Any] = Field({}, description="For each key, the list of its values.")
    together: list[dict[str, Any]] = Field(
        [], description="Keys that vary together: first values, second values, and so on."
    )


@dataclass(frozen=True)
class Combination:
    """One point of the grid.

    Attributes
    ----------
    settings
        The value of each key that varies, by dotted key.
    """

    specification: Specification
    settings: Mapping[str, object]


@dataclass(frozen=True)
class Sweep:
    """The Cartesian product of settings of a programme.

    Attributes
    ----------
    base
        The path of the programme file, as in the sweep file.
    axes
        The dimensions of the grid.
    """

    programme: Programme
    base: str
    axes: tuple[Axis, ...]

    @property
    def count(self) -> int:
        """Number of combinations."""
        return prod(map(len, self.axes))

    def combinations(self, year: int, time_limit: float | None = None) -> Iterator[Combination]:
        """Yield each combination as a programme that extends the base; names are made distinct."""
        tables = tables_of(self.programme)
        bases = (SourceText(self.base, self.programme.text), *self.programme.bases)
        rows = [
            {path: value for part in parts for path, value in part.items()}
            for parts in product(*self.axes)
        ]
        dotted = [{dotted_key(path): value for path, value in row.items()} for row in rows]
        named: Counter[str] = Counter()
        for settings, own, name in zip(rows, dotted, distinguishing_names(dotted), strict=True):
            named[name] += 1
            if named[name] > 1:
                name = f"{name} ({named[name]})"
            text = tomli_w.dumps({"extends": self.base, **changes_of(settings, tables)})
            specified = Specification(name, text, bases, year, time_limit=time_limit)
            yield Combination(specified, own)


def read_sweep(path: Path) -> Sweep:
    """Read and validate a sweep file: each value must be valid for its key.

    Raises
    ------
    Unusable
        With all problems: the file or its programme cannot be read, a key is unknown, a list is
        empty, a value is invalid, there are too many combinations.
    """
    data = parse_toml(read_text(path), str(path))
    try:
        file = SweepFile.model_validate(data)
    except ValidationError as error:
        faults = schema_problems(SweepFile, error.errors(include_url=False), data)
        raise Unusable(problem("file.field", file=path, what=fault) for fault in faults) from None
    programme, problems = _programme(path.parent / file.programme)
    ids = [cohort.id for cohort in programme.cohorts] if programme else []
    axes = [[leaf] for leaf in _leaves(file.values, ids)]
    axes += [list(_leaves(table, ids)) for table in file.together]
    wrong = [*_wrong_lists(axes), *_wrong_places(axes)]
    if programme:
        wrong += _wrong_values(axes, tables_of(programme))
    problems += [problem("file.field", file=path, what=fault) for fault in wrong]
    if programme is None or problems:
        raise Unusable(problems)
    return Sweep(programme, file.programme, tuple(map(_axis, axes)))


VariedKeys = Sequence[tuple[KeyPath, Any]]
"""Keys that vary together, each with its list of values; not validated yet."""


def _programme(path: Path) -> tuple[Programme | None, list[Problem]]:
    try:
        return read_programme(path), []
    except Unusable as unusable:
        return None, list(unusable.problems)


def _axis(varied: VariedKeys) -> Axis:
    paths = [path for path, _ in varied]
    rows = zip(*(values for _, values in varied), strict=True)
    return [dict(zip(paths, row, strict=True)) for row in rows]


def _leaves(values: Tables, ids: Sequence[str]) -> Iterator[tuple[KeyPath, Any]]:
    """Yield the path of each varied key with its values; dotted keys may be quoted or not."""
    for key, value in values.items():
        yield from _within(parse_key(key, ids), value)


def _within(path: KeyPath, value: Any) -> Iterator[tuple[KeyPath, Any]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _within((*path, key), inner)
    else:
        yield path, value


def _wrong_lists(axes: Sequence[VariedKeys]) -> Iterator[Problem]:
    """Yield the problems of the lists of values, and of their number of combinations.

    The number is checked even if some lists are invalid.
    """
    if not any(axes):
        yield problem("sweep.nothing")
    for varied in axes:
        for path, values in varied:
            if not isinstance(values, list):
                yield problem("sweep.no-list", key=dotted_key(path))
            elif not values:
                yield problem("sweep.empty", key=dotted_key(path))
        keys = ", ".join(dotted_key(path) for path, _ in varied)
        lengths = [len(values) for values in _lists(varied)]
        if len(set(lengths)) > 1:
            yield problem("sweep.uneven", keys=keys, found=", ".join(map(str, lengths)))
        rows = list(map(repr, zip(*_lists(varied), strict=False)))
        if len(set(rows)) < len(rows):
            yield problem("sweep.repeated", key=keys)
    count = prod(max([1, *map(len, _lists(varied))]) for varied in axes)
    if count > MOST_COMBINATIONS:
        yield problem("sweep.too-many", count=count, most=MOST_COMBINATIONS)


def _lists(varied: VariedKeys) -> list[list[Any]]:
    return [values for _, values in varied if isinstance(values, list)]


def _wrong_places(axes: Sequence[VariedKeys]) -> Iterator[Problem]:
    """Yield the problems of keys that cannot vary, or of which one contains the other."""
    paths = [path for varied in axes for path, _ in varied]
    for path in filter(_is_fixed, paths):
        yield problem("sweep.fixed", key=dotted_key(path))
    for one, other in combinations(sorted(paths), 2):
        if other[: len(one)] == one:
            yield problem("sweep.overlap", one=dotted_key(one), other=dotted_key(other))


def _is_fixed(path: KeyPath) -> bool:
    """Whether a key cannot vary: `extends`, `id`, or a whole cohort."""
    return path in (("extends",), ("id",)) or (path[0] == "cohorts" and len(path) < 3)


def _wrong_values(axes: Sequence[VariedKeys], tables: Tables) -> Iterator[Problem]:
    """Merge each value into the programme by itself, and yield what the schema rejects.

    Errors at other keys that vary are ignored: they depend on the combination.
    """
    leaves = [leaf for varied in axes for leaf in varied if not _is_fixed(leaf[0])]
    ids = [cohort["id"] for cohort in tables["cohorts"]]
    for path, values in leaves:
        if path[0] == "cohorts" and path[1] not in ids:
            yield unknown_cohort(path, ids)
            continue
        others = [other for other, _ in leaves if other != path]
        found: list[Problem] = []
        for value in values[:MOST_COMBINATIONS] if isinstance(values, list) else ():
            for fault in _schema_faults({path: value}, tables, others):
                if fault not in found:
                    found.append(fault)
                    yield fault


def _schema_faults(
    settings: Settings, tables: Tables, others: Iterable[KeyPath]
) -> Iterator[Problem]:
    merged = merge_tables(tables, changes_of(settings, tables))
    try:
        ProgrammeFile.model_validate(merged)
    except ValidationError as error:
        own = [
            fault
            for fault in error.errors(include_url=False)
            if not any(_lies_in(other, fault["loc"], merged) for other in others)
        ]
        yield from schema_problems(ProgrammeFile, own, merged)


def _lies_in(path: KeyPath, location: Sequence[int | str], tables: Tables) -> bool:
    """Whether a key is at the location of a validation error, or within it."""
    named = [str(part) for part in location]
    if named[0] == "cohorts" and len(named) > 1:
        named[1] = str(tables["cohorts"][int(named[1])].get("id"))
    return list(path[: len(named)]) == named
