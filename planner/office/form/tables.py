"""From the tables of a programme file to a form, and back: what is said in one is in the other."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from planner.files.problems import Location, Problem, Unusable, problem
from planner.messages import LANGUAGES, Messages
from planner.office.form.answers import (
    KEY,
    ROW,
    VALUE,
    WAY,
    Answers,
    Pairs,
    UnknownField,
    answers_of,
    is_row_number,
)
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
from planner.office.form.values import texts_of, value_of
from planner.programme.file import CurriculumRows, Tables, pasted_modules


@dataclass(frozen=True)
class Reading:
    """What was read from a form.

    Attributes
    ----------
    tables
        The tables of the programme file.
    names
        The name of the field of each place in the tables.
    faults
        What the tables cannot hold, by the name of its field: two rows of one name, a row without
        a name, a week that is said in two ways, a table of modules without a column of hours.
    modules
        The rows of the table of modules, by the place of their list.
    """

    tables: Tables
    names: dict[Location, str]
    faults: dict[str, tuple[Problem, ...]]
    modules: dict[Location, CurriculumRows]


# --- From tables to a form


def pairs_of(tables: Tables, language: str = LANGUAGES[0]) -> list[tuple[str, str]]:
    """Return the fields that say what the tables of a programme say.

    Empty lists and tables say nothing and have none.

    Parameters
    ----------
    language
        That of the headings of the table of modules, which is read in each.
    """
    return list(_Writer(Messages(language)).pairs(programme_tree(), tables, ""))


@dataclass(frozen=True)
class _Writer:
    """Writes values as the fields of a form.

    Attributes
    ----------
    text
        Has the headings of the table of modules.
    """

    text: Messages

    def pairs(self, node: FormNode, value: object, name: str) -> Iterator[tuple[str, str]]:
        match node, value:
            case Entry(), _:
                yield from ((name, text) for text in texts_of(node, value, self.text))
            case Group(), dict():
                yield from self._group(node, value, name)
            case Either(), dict():
                yield _below(name, WAY), "table"
                yield from self._group(node.table, value, name)
            case Either(), _:
                yield _below(name, WAY), "value"
                yield from self.pairs(node.value, value, _below(name, VALUE))
            case TickedRows(), list():
                yield from self._ticked(node, value, name)
            case FormRows(), dict() | list():
                named = value.items() if isinstance(value, dict) else None
                items = named or ((None, each) for each in value)
                for number, (key, item) in enumerate(items):
                    yield from self._row(node, key, item, _below(name, str(number)))

    def _group(self, group: Group, table: Tables, name: str) -> Iterator[tuple[str, str]]:
        way = way_of(group, table)
        if way:
            yield _below(name, WAY), way
        for member in group.members_of(way):
            if member.name in table:
                yield from self.pairs(member.node, table[member.name], _below(name, member.name))

    def _ticked(
        self, ticked: TickedRows, values: list[object], name: str
    ) -> Iterator[tuple[str, str]]:
        options = ticked.names.options
        names = [each for each in values if isinstance(each, str) and each in options]
        days = [each for each in values if each not in names]
        yield from self.pairs(ticked.names, names, _below(name, VALUE))
        tables = [day if isinstance(day, dict) else {"date": day} for day in days]
        yield from self.pairs(ticked.days, tables, name)

    def _row(
        self, rows: FormRows, key: str | None, item: object, name: str
    ) -> Iterator[tuple[str, str]]:
        yield _below(name, ROW), ""
        if key is not None:
            yield _below(name, KEY), key
        yield from self.pairs(rows.item, item, _item_name(rows, name))


def way_of(group: Group, table: Tables) -> str:
    """Return the way in which a table says what it says; "" if in none."""
    return next((way[0] for way in group.ways if not table.keys().isdisjoint(way)), "")


def _below(name: str, part: str) -> str:
    return f"{name}.{part}" if name else part


def _item_name(rows: FormRows, name: str) -> str:
    return _below(name, VALUE) if isinstance(rows.item, Entry) else name


# --- From a form to tables


def read_pairs(pairs: Pairs) -> Reading:
    """Read a form.

    Texts that are no value of their field are kept as texts: the check of the tables tells them.

    Raises
    ------
    UnknownField
        A name is that of no field.
    """
    reader = _Reader()
    tables = reader.group(programme_tree(), answers_of(pairs), "", (), is_required=True)
    assert tables is not None
    return Reading(tables, reader.names, reader.faults, reader.modules)


@dataclass(frozen=True)
class _Reader:
    names: dict[Location, str] = field(default_factory=dict)
    faults: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    modules: dict[Location, CurriculumRows] = field(default_factory=dict)

    def node(
        self, node: FormNode, answers: Answers, name: str, place: Location, *, is_required: bool
    ) -> object:
        """Return the value of a node; None if nothing is said."""
        self.names[place] = name
        match node:
            case Entry():
                _refuse_unknown(answers, name, ())
                said = list(filter(str.strip, answers.texts))
                if node.kind == EntryKind.MODULES:
                    return self.table_of_modules("".join(answers.texts[-1:]), name, place)
                if node.kind == EntryKind.GIVEN_WEEK and len(said) > 1:
                    self.faults[name] = (problem("form.two-weeks"),)
                return value_of(node, answers.texts)
            case Group():
                return self.group(node, answers, name, place, is_required=is_required)
            case Either():
                return self.either(node, answers, name, place)
            case TickedRows():
                return self.ticked(node, answers, name, place)
        return self.rows(node, answers, name, place) or ([] if is_required else None)

    def group(
        self, group: Group, answers: Answers, name: str, place: Location, *, is_required: bool
    ) -> Tables | None:
        keys = [member.name for member in group.members]
        _refuse_unknown(answers, name, [*keys, WAY, VALUE, KEY, ROW])
        way = answers.at(WAY).text
        members = group.members_of(way) if group.ways else group.members
        table: Tables = {}
        is_said = False
        for member in members:
            value = self.node(
                member.node,
                answers.at(member.name),
                _below(name, member.name),
                (*place, member.name),
                is_required=member.is_required,
            )
            if value is not None:
                table[member.name] = value
                is_said |= not (member.is_required and value in ({}, []))
        return table if is_said or way or is_required else None

    def either(self, either: Either, answers: Answers, name: str, place: Location) -> object:
        match answers.at(WAY).text:
            case "value":
                value = _below(name, VALUE)
                return self.node(either.value, answers.at(VALUE), value, place, is_required=False)
            case "table":
                return self.group(either.table, answers, name, place, is_required=True)
        return None

    def ticked(self, node: TickedRows, answers: Answers, name: str, place: Location) -> object:
        """Return the names that are ticked, then the days; a date alone is short for its table."""
        rows = Answers(parts={part: row for part, row in answers.parts.items() if part != VALUE})
        names = value_of(node.names, answers.at(VALUE).texts)
        found: list[object] = [*names] if isinstance(names, list) else []
        for number in rows.rows():
            day = self._item(
                node.days,
                rows.at(str(number)),
                _below(name, str(number)),
                (*place, len(found)),
            )
            if isinstance(day, dict):
                found.append(day["date"] if day.keys() == {"date"} else day)
        return found or None

    def table_of_modules(self, text: str, name: str, place: Location) -> object:
        """Return the modules of a table; None if it has none, or cannot be read."""
        if not text.strip():
            return None
        try:
            found = pasted_modules(text)
        except Unusable as unusable:
            self.faults[name] = unusable.problems
            return None
        self.modules[place] = found
        return found.tables.get("modules")

    def rows(self, rows: FormRows, answers: Answers, name: str, place: Location) -> object:
        _refuse_unknown(answers, name, [part for part in answers.parts if is_row_number(part)])
        found = [(number, answers.at(str(number))) for number in answers.rows()]
        if rows.key is not None:
            return self._named_rows(rows, found, name, place)
        items: list[object] = []
        for number, row in found:
            item = self._item(rows, row, _below(name, str(number)), (*place, len(items)))
            if item is not None or rows.size is not None:
                items.append("" if item is None else item)
        while rows.size is not None and len(items) > rows.least and items[-1] == "":
            items.pop()
        return items if any(item != "" for item in items) else []

    def _named_rows(
        self, rows: FormRows, found: list[tuple[int, Answers]], name: str, place: Location
    ) -> Tables:
        table: Tables = {}
        for number, row in found:
            key, own = row.at(KEY).text, _below(name, str(number))
            item = self._item(rows, row, own, (*place, key))
            if key in table:
                self.faults[_below(own, KEY)] = (problem("form.doubled", name=key),)
            elif key:
                table[key] = _nothing(rows.item) if item is None else item
            elif item is not None:
                self.faults[_below(own, KEY)] = (problem("form.nameless"),)
        return table

    def _item(self, rows: FormRows, row: Answers, name: str, place: Location) -> object:
        if isinstance(rows.item, Entry):
            _refuse_unknown(row, name, (VALUE, KEY, ROW))
            row = row.at(VALUE)
        return self.node(rows.item, row, _item_name(rows, name), place, is_required=False)


def _nothing(item: FormNode) -> object:
    """Return what a row holds that has a name and nothing else."""
    if isinstance(item, Group):
        return {}
    return [] if isinstance(item, Entry) and item.is_list else ""


def _refuse_unknown(answers: Answers, name: str, known: "list[str] | tuple[str, ...]") -> None:
    for part in answers.parts:
        if part not in known:
            raise UnknownField(_below(name, part))
