"""Programme files that name others: reads the chain of files and merges their tables."""

import re
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, TypeGuard

import tomli_w

from planner.files.problems import Problem, Unusable, problem, read_text
from planner.programme.file.building.curriculum import module_ids
from planner.programme.file.curriculum_table.reading import TABLE_SUFFIXES, read_curriculum
from planner.programme.file.schema.workday import COMPANY_KEYS
from planner.programme.programme import SourceText

Tables = dict[str, Any]
"""Parsed TOML."""


class Sources(Protocol):
    """Gives the files that a programme file names: called once for each, in order."""

    def base(self, name: str) -> SourceText:
        """Return the file that a key `extends` names; those that it names come next."""

    def curriculum(self, name: str, options: Sequence[str]) -> SourceText:
        """Return the modules of the file that a curriculum names, as TOML.

        Parameters
        ----------
        options
            The options that the curriculum lists.
        """


MOST_BASES = 10
"""The most files of a chain."""

ONE_OF_KEYS = (
    {"first_week", "first_monday_of", "starts"},
    set(COMPANY_KEYS),
    {"onsite_a_week", "onsite_hours_a_day"},
)
"""Keys that say one thing in several ways: one of them overrides the others."""

WINDOW_KEYS = {"from", "until", "before", "strict"}
"""The keys of the only window of blocks, in place of which `windows` may list several."""

SINGLE_VALUE_KEYS = {
    "least",
    "most",
    "month",
    "day",
    "first_monday_of",
    "plus_weeks",
    "week",
    "date",
    "plus_days",
    "feast",
    "school_holidays",
}
"""The keys of tables that are replaced as a whole, as their keys only make sense together."""

_NAMED_LISTS = ("events", "milestones")
"""The lists of tables that replace those of their name."""

CLOSURE_KEYS = ("weeks", "school_holidays", "dates", "days", "single_days", "open_weeks")
"""The keys of `closures` that add to those of the extended file, unless `replaces` names them."""


class SourcesOnDisk:
    """Files on disk; paths are relative to the file that names them.

    Parameters
    ----------
    path
        The first file of the chain.
    """

    def __init__(self, path: Path) -> None:
        self._folder = path.parent

    def base(self, name: str) -> SourceText:
        """Read the file that a key `extends` names."""
        found = self._folder / name
        self._folder = found.parent
        return SourceText(name, read_text(found))

    def curriculum(self, name: str, options: Sequence[str]) -> SourceText:
        """Read the table of modules that a curriculum names."""
        return SourceText(name, tomli_w.dumps(read_curriculum(self._folder / name, options)))


class CarriedSources:
    """Texts that are given, in the order in which they were read."""

    def __init__(self, texts: Sequence[SourceText]) -> None:
        self._remaining = iter(texts)

    def base(self, name: str) -> SourceText:
        """Return the next text, which must be the file of that name."""
        found = next(self._remaining, None)
        if found is None or found.name != name:
            raise Unusable([problem("extends.missing", name=name)])
        return found

    def curriculum(self, name: str, options: Sequence[str]) -> SourceText:
        """Return the next text, which must be the table of that name."""
        found = next(self._remaining, None)
        if found is None or found.name != name:
            raise Unusable([problem("curriculum.missing", name=name)])
        return found


def read_chain(text: str, file: str, sources: Sources) -> tuple[Tables, tuple[SourceText, ...]]:
    """Parse a programme file and those it names, and merge their tables.

    Returns
    -------
    tuple
        The merged tables, in which an extending file overrides those it extends, and a curriculum
        has the modules of the table it names; and the files that were named, in order: the table
        of a file's curriculum, the file it extends.

    Raises
    ------
    Unusable
        A text is not TOML, a file is missing, files extend each other in a cycle, or the table of
        a curriculum cannot be read.
    """
    named: list[SourceText] = []
    tables = _with_modules(parse_toml(text, file), file, sources, named)
    extended: set[str] = set()
    name = tables.get("extends")
    while isinstance(name, str):
        if len(extended) == MOST_BASES or name in extended:
            raise Unusable([problem("extends.endless", file=file, name=name)])
        base = sources.base(name)
        named.append(base)
        extended.add(name)
        where = f"{file}, extends {name}"
        below = _with_modules(parse_toml(base.text, where), where, sources, named)
        name = below.get("extends")
        tables = merge_tables(below, tables)
    return (_without_replaces(tables) if extended else tables), tuple(named)


def is_module_table(source: SourceText) -> bool:
    """Whether a file that was named is the table of a curriculum, not a programme file."""
    return Path(source.name).suffix.lower() in TABLE_SUFFIXES


def with_curriculum_in_full(tables: Tables) -> Tables:
    """Return tables in which the curriculum is a table, not the name of a file, short for it."""
    given = tables.get("curriculum")
    return {**tables, "curriculum": {"file": given}} if isinstance(given, str) else tables


def names_module_table(tables: Tables) -> bool:
    """Whether the curriculum of a file lies in another file."""
    given = with_curriculum_in_full(tables).get("curriculum")
    return isinstance(given, dict) and isinstance(given.get("file"), str)


def _with_modules(tables: Tables, file: str, sources: Sources, named: list[SourceText]) -> Tables:
    """Return the tables of a file with the modules of the table that its curriculum names.

    Parameters
    ----------
    named
        What was read so far; the table is added.
    """
    if not names_module_table(tables):
        return tables
    own = with_curriculum_in_full(tables)["curriculum"]
    options = own.get("options", [])
    source = sources.curriculum(own["file"], options if isinstance(options, list) else [])
    named.append(source)
    read = parse_toml(source.text, own["file"])
    joined = {key: value for key, value in own.items() if key != "file"}
    for key, value in read.items():
        beside = joined.get(key, type(value)())
        if isinstance(value, list) and isinstance(beside, list):
            joined[key] = [*value, *beside]
        elif isinstance(value, dict) and isinstance(beside, dict):
            _refuse_doubles(value, beside, file, own["file"])
            joined[key] = {**value, **beside}
    return {**tables, "curriculum": joined}


def _refuse_doubles(read: Tables, beside: Tables, file: str, table: str) -> None:
    if doubles := [name for name in read if name in beside]:
        what = problem("curriculum.teacher-both", name=doubles[0], table=table)
        raise Unusable([problem("file.field", file=file, what=what)])


def _without_replaces(tables: Tables) -> Tables:
    """Return merged tables without `closures.replaces`, which has had its effect."""
    closures = tables.get("closures")
    if not isinstance(closures, dict) or not _are_closure_keys(closures.get("replaces")):
        return tables
    kept = {key: value for key, value in closures.items() if key != "replaces"}
    return {**tables, "closures": kept}


def parse_toml(text: str, file: str) -> Tables:
    """Parse the text of a TOML file.

    Raises
    ------
    Unusable
        It is not TOML, or is nested too deeply.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unusable([_broken_toml(text, str(error), file)]) from None
    except (ValueError, RecursionError):
        raise Unusable([problem("file.excessive", file=file)]) from None


_DOUBLED = ("Cannot overwrite", "Cannot declare", "Duplicate inline table key")
"""How messages of tomllib begin that are about a key or a table given twice."""


def _broken_toml(text: str, message: str, file: str) -> Problem:
    """Return the problem of invalid TOML, with the line from the message of tomllib.

    At the end of the document, tomllib names no line.
    """
    place = re.search(r"line (\d+)", message)
    line = int(place[1]) if place else len(text.splitlines())
    lines = text.splitlines() or [""]
    found = lines[min(line, len(lines)) - 1].strip()[:80]
    key = "file.doubled-key" if message.startswith(_DOUBLED) else "file.not-toml"
    return problem(key, file=file, line=line, found=found)


def merge_tables(below: Tables, above: Tables) -> Tables:
    """Return a recursive merge of two tables, in which the keys of `above` override.

    Cohorts are matched by their id; new ones are appended. Modules that say no name are changes of
    those of their id; with names, they replace the list. Closures add up. Events and milestones
    replace those of their name, an empty list all of them. Other lists are replaced, and so are
    tables that are one value: a day, a week, an extent from least to most.
    """
    overridden = {key for keys in ONE_OF_KEYS if keys & above.keys() for key in keys}
    if "windows" in above:
        overridden |= WINDOW_KEYS
    elif WINDOW_KEYS & above.keys():
        overridden.add("windows")
    merged = {key: value for key, value in below.items() if key not in overridden}
    for key, value in above.items():
        lower = below.get(key)
        if key == "cohorts" and _all_have(lower, "id") and _all_have(value, "id"):
            merged[key] = _merge_cohorts(lower, value)
        elif key == "modules" and _are_changes(value) and _are_called(lower):
            merged[key] = _merge_modules(lower, value)
        elif key in _NAMED_LISTS and _all_have(lower, "name") and _all_have(value, "name"):
            merged[key] = _merge_named(lower, value)
        elif key == "closures" and isinstance(lower, dict) and isinstance(value, dict):
            merged[key] = _merge_closures(lower, value)
        elif isinstance(value, dict) and isinstance(lower, dict) and not is_one_value(lower, value):
            merged[key] = merge_tables(lower, value)
        else:
            merged[key] = value
    return merged


def _merge_closures(below: Tables, above: Tables) -> Tables:
    """Return the closures of both tables; those that `above` replaces are its own.

    A week that `above` closes is no longer among those that `below` keeps open.
    """
    replaced = above.get("replaces", [])
    if not _are_closure_keys(replaced):
        return {**below, **above}
    kept = {key: value for key, value in below.items() if key not in replaced}
    merged = merge_tables(kept, above)
    for key in ("weeks", "dates", "days", "single_days", "open_weeks", "replaces"):
        merged |= _joined(kept, above, key)
    holidays = (kept.get("school_holidays"), above.get("school_holidays"))
    if all(isinstance(table, dict) for table in holidays):
        merged["school_holidays"] |= _joined(*holidays, "names")
    if _are_lists(kept.get("open_weeks"), above.get("weeks")):
        reopened = above.get("open_weeks", [])
        merged["open_weeks"] = [
            week
            for week in merged["open_weeks"]
            if week not in above["weeks"] or (isinstance(reopened, list) and week in reopened)
        ]
    return merged


def _joined(below: Any, above: Any, key: str) -> Tables:
    """Return the values of a list of both tables, each once; empty if one has no such list."""
    lower, upper = below.get(key), above.get(key)
    if not _are_lists(lower, upper):
        return {}
    return {key: [*lower, *(value for value in upper if value not in lower)]}


def _are_lists(*values: object) -> bool:
    return all(isinstance(value, list) for value in values)


def _are_closure_keys(value: object) -> bool:
    return isinstance(value, list) and all(key in CLOSURE_KEYS for key in value)


def is_one_value(*tables: Tables) -> bool:
    """Whether each table is one value (a moment, an extent), so that one replaces another."""
    return all(
        key in SINGLE_VALUE_KEYS and not isinstance(value, dict)
        for table in tables
        for key, value in table.items()
    )


def _all_have(value: Any, key: str) -> TypeGuard[list[Tables]]:
    """Whether a value is a list of tables that each have a text under a key."""
    return isinstance(value, list) and all(
        isinstance(table, dict) and isinstance(table.get(key), str) for table in value
    )


def _merge_cohorts(below: list[Tables], above: list[Tables]) -> list[Tables]:
    changed = {cohort["id"]: cohort for cohort in above}
    known = {cohort["id"] for cohort in below}
    return [merge_tables(c, changed.get(c["id"], {})) for c in below] + [
        cohort for cohort in above if cohort["id"] not in known
    ]


def _are_changes(modules: Any) -> TypeGuard[list[Tables]]:
    """Whether modules of a curriculum only change those of their ids: none says its name."""
    return _all_have(modules, "id") and not any("name" in table for table in modules)


def _are_called(modules: Any) -> TypeGuard[list[Tables]]:
    """Whether each module of a list has an id or a name."""
    return isinstance(modules, list) and all(
        isinstance(table, dict) and ("id" in table or "name" in table) for table in modules
    )


def _merge_modules(below: list[Tables], above: list[Tables]) -> list[Tables]:
    """Change modules by what they are called; one without an id is still called by its name."""
    changes = {table["id"]: table for table in above}
    merged = [
        merge_tables(table, {k: v for k, v in changes.pop(id_, {}).items() if k != "id"})
        for table, id_ in zip(below, module_ids(below), strict=True)
    ]
    return [*merged, *changes.values()]


def _merge_named(below: list[Tables], above: list[Tables]) -> list[Tables]:
    names = {table["name"] for table in above}
    return [*(table for table in below if above and table["name"] not in names), *above]
