"""Strategies for programme tables over every key of the schema, for tests of the form."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import date, time
from operator import add
from typing import Any

from hypothesis import strategies as st

from planner.office.form.layout import SECTIONS
from planner.office.form.tree import (
    Either,
    Entry,
    EntryKind,
    FormNode,
    FormRows,
    Group,
    TickedRows,
    programme_tree,
)
from planner.programme.file import Tables
from planner.programme.file.curriculum_table.columns import MODULE_COLUMNS, CellKind

_NAMES = st.text(st.sampled_from("aé1. -_<'\"&家"), min_size=1, max_size=9).map(str.strip)
_TEXTS = _NAMES.filter(bool)
_WEEKS = st.integers(1, 53)
WAYS = ("value", "table")
"""The ways of a value that may be short for a table."""


_LEAVES: Mapping[CellKind, st.SearchStrategy[object]] = {
    CellKind.TEXT: _TEXTS,
    CellKind.WHOLE: st.integers(0, 60),
    CellKind.DECIMAL: st.integers(0, 400).map(lambda quarters: quarters / 4) | _TEXTS,
    CellKind.NAMES: st.lists(_TEXTS, min_size=1, max_size=3),
    CellKind.WEEKS: st.lists(_WEEKS, min_size=1, max_size=5),
    CellKind.FLAG: st.booleans(),
}
"""What the cells of a table of modules hold."""

_WINDOWS: Mapping[str, st.SearchStrategy[object]] = {
    "from": st.just({"month": 3, "day": 15}) | st.just({"school_holidays": "winter"}),
    "before": st.just({"date": date(2027, 5, 1)}),
    "strict": st.booleans(),
}
"""Parts of the year that no column says, but by its key."""


@st.composite
def _modules(draw: st.DrawFn) -> list[Tables]:
    """Tables of modules, each with some of what a column says, and some of what none does."""
    modules: list[Tables] = []
    for _ in range(draw(st.integers(1, 3))):
        module: Tables = {"name": draw(_TEXTS)}
        for column in draw(st.lists(st.sampled_from(MODULE_COLUMNS), max_size=6, unique=True)):
            *above, key = column.path
            table = module.setdefault(above[0], {}) if above else module
            table[key] = draw(_LEAVES[column.kind])
        for key in draw(st.sets(st.sampled_from([*_WINDOWS]), max_size=2)) - module.keys():
            module[key] = draw(_WINDOWS[key])
        modules.append(module)
    return modules


def _values(entry: Entry) -> st.SearchStrategy[object]:
    """Values of one entry, in its bounds and beside them."""
    match entry.kind:
        case EntryKind.MODULES:
            return _modules()
        case EntryKind.OPTION:
            return st.sampled_from(entry.options)
        case EntryKind.DATE:
            return st.dates(date(2000, 1, 1), date(2100, 1, 1))
        case EntryKind.TIME:
            return st.times().map(lambda at: time(at.hour, at.minute))
        case EntryKind.BOOLEAN:
            return st.booleans()
        case EntryKind.DECIMAL:
            return st.integers(-8, 40000).map(lambda quarters: quarters / 4)
        case EntryKind.DURATION:
            return st.integers(-8, 4000).map(lambda tenths: tenths / 10) | st.just("7 h 36")
        case EntryKind.ISO_WEEK | EntryKind.MONTH | EntryKind.INTEGER:
            return st.integers(-60, 20000) | _WEEKS
        case EntryKind.DATED_WEEK:
            return _WEEKS.map(lambda week: f"2026-W{week:02}")
    return _TEXTS


def _of_entry(entry: Entry) -> st.SearchStrategy[Any]:
    if not entry.is_list:
        return _values(entry)
    return st.lists(_values(entry), min_size=1, max_size=6, unique=entry.is_choice)


@st.composite
def _of_group(draw: st.DrawFn, group: Group) -> Tables:
    members = group.members
    if group.ways:
        way = draw(st.sampled_from(group.ways))
        members = group.members_of(way[0])
    is_full = draw(st.booleans())
    table = {
        member.name: draw(values_of(member.node))
        for member in members
        if member.is_required
        or (group.ways and member.name == way[0])
        or (is_full and draw(st.integers(0, 3)) == 0)
    }
    says = {
        member.name: member.is_required or isinstance(member.node, Either) for member in members
    }
    return {key: value for key, value in table.items() if value != {} or says[key]}


def _of_rows(rows: FormRows) -> st.SearchStrategy[Any]:
    item = values_of(rows.item)
    if rows.key is None:
        item = item.filter(lambda value: value != {})  # an empty row says nothing
        return st.lists(item, min_size=rows.size or 1, max_size=rows.size or 3)
    keys = _values(rows.key).map(str)
    if rows.key.kind == EntryKind.ISO_WEEK:
        keys = _WEEKS.map(str)
    return st.dictionaries(keys, item, min_size=1, max_size=3)


def values_of(node: FormNode) -> st.SearchStrategy[object]:
    """Values of a node of the form."""
    match node:
        case Entry():
            return _of_entry(node)
        case Either():
            return _of_entry(node.value) | _of_group(node.table)
        case FormRows():
            return _of_rows(node)
        case Group():
            return _of_group(node)
        case TickedRows():
            return st.builds(add, _of_entry(node.names), _of_rows(node.days).map(_short_dates))


def _short_dates(days: list[Tables]) -> list[object]:
    return [day["date"] if day.keys() == {"date"} else day for day in days]


def any_tables() -> st.SearchStrategy[Tables]:
    """Tables of programme files: every key may be there, few of them hold together.

    Optional tables say something: an empty one means the same as none.
    """
    return _of_group(programme_tree())


def form_texts(catalogue: AbstractSet[str]) -> set[str]:
    """Give the keys of the texts of the form: labels, choices, sections, faults in its words.

    Parameters
    ----------
    catalogue
        All keys that there are: help is optional, and a fault may have words of its own.
    """
    keys = {*_texts(programme_tree(), "programme")}
    for table, sections in SECTIONS.items():
        keys |= {f"form.section.{table}.{section.name}" for section in sections}
    keys |= {f"{key}.help" for key in keys} & catalogue
    return keys | ({f"form.{key}" for key in catalogue} & catalogue)


_NAMED = ("programme.sources", "cohort.longest_presence", "cohort.longest_presence_days")
"""Places whose members bear the names of rules and places."""


def _texts(node: FormNode, place: str) -> Iterator[str]:
    match node:
        case Group():
            yield from (f"form.{node.table}.way.{way[0]}" for way in node.ways)
            for member in node.members:
                if place not in _NAMED:
                    yield f"form.{member.place}"
                yield from _texts(member.node, member.place)
        case Either():
            table = node.table.table
            yield from (f"form.{table}.value", *(f"form.{table}.way.{w}" for w in WAYS))
            yield from _texts(node.table, place)
        case TickedRows():
            yield f"form.{place}.names"
            yield f"form.{place}.value"
            yield from _texts(node.names, place)
            yield from _texts(node.days, place)
        case FormRows():
            if node.size is None:
                yield f"form.{place}.add"
            if node.key is not None:
                yield f"form.{place}.key"
                if isinstance(node.item, Entry):
                    yield f"form.{place}.value"
            yield from _texts(node.item, place)
        case Entry():
            if node.words == "form.option":
                yield from (f"form.option.{option}" for option in node.options)
