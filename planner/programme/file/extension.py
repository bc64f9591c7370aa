"""Programme files that extend another: the texts read, and their tables laid over each other."""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeGuard

from planner.files.problems import Problem, Unusable, problem, read_text
from planner.programme.programme import SourceText

Tables = dict[str, Any]

BaseLoader = Callable[[str], SourceText]
"""Gives the text of the file that an `extends` names, once for each file of a chain."""

MOST_BASES = 10

START_KEYS = {"first_week", "first_monday_of", "starts"}
"""The ways to say when a year or a block starts: one takes the place of another."""

SINGLE_VALUE_KEYS = {
    "least",
    "most",
    "month",
    "day",
    "first_monday_of",
    "plus_weeks",
    "week",
    "date",
    "school_holidays",
}
"""Keys of tables that only make sense together."""


def bases_from_disk(path: Path) -> BaseLoader:
    """Find the files that a programme file extends, each beside the one that names it."""
    folder = path.parent

    def load_base(name: str) -> SourceText:
        nonlocal folder
        found = folder / name
        folder = found.parent
        return SourceText(name, read_text(found))

    return load_base


def bases_from_texts(texts: Sequence[SourceText]) -> BaseLoader:
    """Take the files that a programme file extends from texts that came along with it."""
    left: Iterator[SourceText] = iter(texts)

    def load_base(name: str) -> SourceText:
        found = next(left, None)
        if found is None or found.name != name:
            raise Unusable([problem("extends.missing", name=name)])
        return found

    return load_base


def read_chain(
    text: str, file: str, load_base: BaseLoader
) -> tuple[Tables, tuple[SourceText, ...]]:
    """Read a programme file and those it extends into one set of tables.

    Returns
    -------
    tuple
        The tables, where those of the extending file hold; and the files it extends, the nearest
        first.

    Raises
    ------
    Unusable
        A text is no TOML, a file is missing, or files extend each other without end.
    """
    tables = parse_toml(text, file)
    bases: list[SourceText] = []
    name = tables.get("extends")
    while isinstance(name, str):
        if len(bases) == MOST_BASES or name in {base.name for base in bases}:
            raise Unusable([problem("extends.endless", file=file, name=name)])
        base = load_base(name)
        bases.append(base)
        below = parse_toml(base.text, f"{file}, extends {name}")
        name = below.get("extends")
        tables = merge_tables(below, tables)
    return tables, tuple(bases)


def parse_toml(text: str, file: str) -> Tables:
    """Read the text of a TOML file.

    Raises
    ------
    Unusable
        It is no TOML, or nests too deeply.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unusable([_broken_toml(text, str(error), file)]) from None
    except (ValueError, RecursionError):
        raise Unusable([problem("file.excessive", file=file)]) from None


def _broken_toml(text: str, message: str, file: str) -> Problem:
    """Find the line in tomllib's message; at the end of the document it names none."""
    place = re.search(r"line (\d+)", message)
    line = int(place[1]) if place else len(text.splitlines())
    lines = text.splitlines() or [""]
    found = lines[min(line, len(lines)) - 1].strip()[:80]
    return problem("file.not-toml", file=file, line=line, found=found)


def merge_tables(below: Tables, above: Tables) -> Tables:
    """Lay tables over others: keys of the upper ones hold, tables are laid over key by key.

    Cohorts are matched by their id; new ones come last. Other lists are replaced as a whole, and
    so are tables that say one thing: a day, a week, a number from least to most.
    """
    laid = dict(below)
    if START_KEYS & above.keys():
        laid = {key: value for key, value in below.items() if key not in START_KEYS}
    for key, value in above.items():
        lower = below.get(key)
        if key == "cohorts" and _are_cohorts(lower) and _are_cohorts(value):
            laid[key] = _cohorts_over(lower, value)
        elif isinstance(value, dict) and isinstance(lower, dict) and not is_one_value(lower, value):
            laid[key] = merge_tables(lower, value)
        else:
            laid[key] = value
    return laid


def is_one_value(*tables: Tables) -> bool:
    """Tell whether tables say one thing each, so that one takes the place of another."""
    return all(
        key in SINGLE_VALUE_KEYS and not isinstance(value, dict)
        for table in tables
        for key, value in table.items()
    )


def _are_cohorts(value: Any) -> TypeGuard[list[Tables]]:
    return isinstance(value, list) and all(
        isinstance(cohort, dict) and isinstance(cohort.get("id"), str) for cohort in value
    )


def _cohorts_over(below: list[Tables], above: list[Tables]) -> list[Tables]:
    changed = {cohort["id"]: cohort for cohort in above}
    known = {cohort["id"] for cohort in below}
    return [merge_tables(c, changed.get(c["id"], {})) for c in below] + [
        cohort for cohort in above if cohort["id"] not in known
    ]
