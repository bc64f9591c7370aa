"""The rules form as a tree, built from the JSON Schema of the programme file.

A value is an entry, a table a group, a list or a table with free names are rows. What the schema
writes as "a figure, or a table" is a choice between the two.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias

from planner.programme.file import schema_of_tables

Schema: TypeAlias = Mapping[str, Any]
"""A part of a JSON Schema."""


class EntryKind(StrEnum):
    """What an entry holds."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DURATION = "duration"
    """Hours, or hours and minutes."""
    DATE = "date"
    TIME = "time"
    MONTH = "month"
    ISO_WEEK = "iso-week"
    DATED_WEEK = "dated-week"
    OPTION = "option"
    """One of `options`."""
    ACTIVITY = "activity"
    """One of the activities of the programme."""
    GIVEN_WEEK = "given-week"
    """One of the activities, or a week cut between some, in the letters of its days."""
    COHORT = "cohort"
    """One of the cohorts of the programme."""
    RESOURCE = "resource"
    """One of the resources of the campus."""
    BLOCKS = "blocks"
    """The named blocks of a name, or the blocks of an activity."""
    PERIOD = "period"
    """Those, a semester, the contract or the year."""
    DAY_OF = "day-of"
    """A milestone of the programme, or an event."""
    SITE = "site"
    """One of the sites of the programme."""
    MODULES = "modules"
    """The table of the modules of a curriculum, as a spreadsheet copies it."""


NUMBERS = (EntryKind.INTEGER, EntryKind.MONTH, EntryKind.ISO_WEEK)
"""The kinds whose values are whole numbers."""


@dataclass(frozen=True)
class Entry:
    """A value that is typed or chosen.

    Attributes
    ----------
    is_list
        Whether it holds several values.
    options
        The values of an option.
    words
        The prefix of their texts in the catalogue.
    least, most
        The bounds of a number, where it has them.
    longest
        The most characters of a text.
    default
        What holds where nothing is given.
    """

    kind: EntryKind
    is_list: bool = False
    options: tuple[str, ...] = ()
    words: str = ""
    least: float | None = None
    most: float | None = None
    longest: int | None = None
    default: object = None

    @property
    def is_choice(self) -> bool:
        """Whether its values are chosen from a list."""
        return self.kind in (
            EntryKind.OPTION,
            EntryKind.ACTIVITY,
            EntryKind.RESOURCE,
            EntryKind.COHORT,
            EntryKind.BLOCKS,
            EntryKind.PERIOD,
            EntryKind.DAY_OF,
            EntryKind.SITE,
        )


@dataclass(frozen=True)
class Member:
    """A key of a table.

    Attributes
    ----------
    place
        The table and the key in the schema, "blocks.longest": what its texts hang on.
    """

    name: str
    place: str
    node: "FormNode"
    is_required: bool = False


@dataclass(frozen=True)
class Group:
    """A table.

    Attributes
    ----------
    ways
        Where the table says one thing in one of several ways: the keys of each way. Keys of no
        way go with each of them.
    """

    table: str
    members: tuple[Member, ...]
    ways: tuple[tuple[str, ...], ...] = ()

    def members_of(self, way: str) -> tuple[Member, ...]:
        """Return the members that a way has, named by its first key."""
        others = {key for keys in self.ways if keys[0] != way for key in keys}
        return tuple(member for member in self.members if member.name not in others)


@dataclass(frozen=True)
class Either:
    """A value that is short for a table."""

    value: Entry
    table: Group


@dataclass(frozen=True)
class FormRows:
    """A list, or a table with free names.

    Attributes
    ----------
    place
        The table and the key in the schema.
    key
        The entry of the names; None for a list.
    size
        The number of items that are shown, where it is fixed.
    least
        How many of these must be given: those behind may be left empty.
    """

    place: str
    item: "FormNode"
    key: Entry | None = None
    size: int | None = None
    least: int = 0


@dataclass(frozen=True)
class TickedRows:
    """A list of names, which are ticked, and of days, which are rows beside them."""

    names: Entry
    days: FormRows


FormNode: TypeAlias = Entry | Group | Either | FormRows | TickedRows

WAYS: Mapping[str, tuple[tuple[str, ...], ...]] = {
    "moment": (
        ("month", "day"),
        ("first_monday_of", "plus_weeks"),
        ("week",),
        ("school_holidays",),
        ("date",),
    ),
    "academic_year": (("first_week",), ("first_monday_of",), ("starts",)),
    **dict.fromkeys(
        ("workday", "cohort_workday"), (("company",), ("company_week",), ("company_days",))
    ),
    "milestone": (
        ("period", "at", "which", "number"),
        ("on",),
        ("day_of",),
        ("day_in_company",),
        ("visits",),
    ),
    "holiday_day": (("month", "day"), ("feast",), ("date",)),
    "added_holiday": (("month", "day"), ("feast",), ("date",)),
}
"""The tables that say one thing in one of several ways."""

OF_WEEKDAYS = ("activity.days", "workday.company_days")
"""Lists with an item for each weekday."""

_MODULES = "curriculum.modules"
"""The list that is a table: in rows of fields, nobody would see a hundred modules."""

LEFT_OUT = ("curriculum.file",)
"""Keys without a field: rules of the office name no other file, their modules are in them."""

ORDERED = ("programme.objectives", "pattern.weeks", *OF_WEEKDAYS)
"""Lists of names whose order counts; in others, names are ticked."""

CHOSEN = {
    "cohort.follows": EntryKind.COHORT,
    "cohort.site": EntryKind.SITE,
    "cohort.uses.key": EntryKind.RESOURCE,
    "milestone.cohorts": EntryKind.COHORT,
    "milestone.period": EntryKind.PERIOD,
    "milestone.day_of": EntryKind.DAY_OF,
    "named_block.right_after": EntryKind.BLOCKS,
    "named_block.right_before": EntryKind.BLOCKS,
}
"""Texts that name something that the programme has elsewhere."""

NEW_NAMES = ("programme.activities.key",)
"""Names of activities that are given here, not chosen."""

_WINDOW = ("from", "until", "before", "strict", "windows")

_WORDS = {
    "DayPlaces": "day_at",
    "MilestoneOwner": "owner",
    "ObjectiveName": "objective",
    "Place": "activity",
    "RuleName": "rule",
}
"""The prefixes of the texts of enumerations; others have their own."""


@cache
def programme_tree() -> Group:
    """Return the tree of the whole programme file."""
    schema = schema_of_tables()
    return _Builder(schema["$defs"]).group(schema, "programme")


@dataclass(frozen=True)
class _Builder:
    """Builds nodes from a JSON Schema.

    Attributes
    ----------
    definitions
        The tables and enumerations by the names under which the schema refers to them.
    """

    definitions: Schema

    def group(self, schema: Schema, table: str) -> Group:
        required, keys = schema.get("required", ()), schema["properties"]
        members = (
            self._member(name, each, _owner(name, table, keys), name in required)
            for name, each in keys.items()
        )
        shown = tuple(member for member in members if member.place not in LEFT_OUT)
        return Group(table, shown, WAYS.get(table, ()))

    def _member(self, name: str, schema: Schema, owner: str, is_required: bool) -> Member:
        place = f"{owner}.{name}"
        return Member(name, place, self._node(schema, place), is_required)

    def _node(self, schema: Schema, place: str) -> FormNode:
        choices = [each for each in schema.get("anyOf", ()) if each.get("type") != "null"]
        if len(choices) == 2:
            value, table = (self._node(each, place) for each in choices)
            assert isinstance(value, Entry)
            assert isinstance(table, Group)
            return Either(value, table)
        if choices:
            return self._node({**choices[0], "default": schema.get("default")}, place)
        if "$ref" in schema:
            return self._named(schema["$ref"].rpartition("/")[2], schema, place)
        match schema["type"]:
            case "object":
                return self._table(schema, place)
            case "array":
                return self._list(schema, place)
        return _entry(schema, place)

    def _named(self, name: str, schema: Schema, place: str) -> FormNode:
        found = self.definitions[name]
        if "enum" in found:
            words = _WORDS.get(name, "form.option")
            options, default = tuple(found["enum"]), schema.get("default")
            return Entry(EntryKind.OPTION, options=options, words=words, default=default)
        return self.group(found, _snake(name.removesuffix("Table")))

    def _table(self, schema: Schema, place: str) -> FormNode:
        if "properties" in schema:
            title = schema.get("title")
            return self.group(schema, _snake(title.removesuffix("Table")) if title else "extent")
        names: Schema = schema.get("propertyNames", {})
        names = self.definitions[names["$ref"].rpartition("/")[2]] if "$ref" in names else names
        values: Mapping[str, Schema] = schema.get("patternProperties", {})
        item = self._node(schema.get("additionalProperties") or next(iter(values.values())), place)
        if "enum" in names:
            members = (Member(name, f"{place}.{name}", item) for name in names["enum"])
            return Group(place, tuple(members))
        key = _entry({"type": "string", **names}, f"{place}.key")
        return FormRows(place, item, key)

    def _list(self, schema: Schema, place: str) -> FormNode:
        if place == _MODULES:
            return Entry(EntryKind.MODULES)
        if "anyOf" in schema["items"]:
            return self._ticked(schema, place)
        item = self._node(schema["items"], place)
        if isinstance(item, Entry) and place not in ORDERED:
            return Entry(**{**vars(item), "is_list": True, "default": schema.get("default")})
        if place not in OF_WEEKDAYS:
            return FormRows(place, item)
        return FormRows(place, item, size=schema["maxItems"], least=schema["minItems"])

    def _ticked(self, schema: Schema, place: str) -> TickedRows:
        names, _, day = schema["items"]["anyOf"]  # a date is short for a day
        default = schema.get("default")
        ticked = {**vars(_entry(names, place)), "is_list": True, "default": default}
        return TickedRows(Entry(**ticked), FormRows(place, self._node(day, place)))


def _entry(schema: Schema, place: str) -> Entry:
    if "enum" in schema:
        options = tuple(schema["enum"])
        return Entry(
            EntryKind.OPTION, options=options, words="form.option", default=schema.get("default")
        )
    return Entry(
        _kind(schema, place),
        least=schema.get("minimum"),
        most=schema.get("maximum"),
        longest=schema.get("maxLength"),
        default=schema.get("default"),
    )


def _kind(schema: Schema, place: str) -> EntryKind:
    if place in CHOSEN:
        return CHOSEN[place]
    if "format" in schema and place not in NEW_NAMES:
        return EntryKind(schema["format"])
    match schema["type"]:
        case "integer":
            return EntryKind.INTEGER
        case "number":
            return EntryKind.DECIMAL
        case "boolean":
            return EntryKind.BOOLEAN
    return EntryKind.TEXT


def _owner(name: str, table: str, keys: Schema) -> str:
    """Return the table of which another one has a key: all windows have the keys of a window.

    A site has tables with the keys of those of the programme.
    """
    table = table.removeprefix("site_")
    if table == "cohort_workday":
        return "workday"
    if "from" in keys and name in _WINDOW:
        return "window"
    return "holiday_day" if table == "added_holiday" and name != "name" else table


def _snake(name: str) -> str:
    """Return AcademicYear as academic_year."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)[1:]


def places(node: FormNode) -> Sequence[str]:
    """Return the places of all members below a node, each once."""
    found: dict[str, None] = {}
    _gather(node, found)
    return list(found)


def _gather(node: FormNode, found: dict[str, None]) -> None:
    match node:
        case Group():
            for member in node.members:
                found[member.place] = None
                _gather(member.node, found)
        case Either():
            _gather(node.table, found)
        case FormRows():
            _gather(node.item, found)
        case TickedRows():
            _gather(node.days, found)
        case Entry():
            pass
