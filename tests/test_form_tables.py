"""What a programme file says, the form says, and the other way round."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

from planner.files.tables import Line
from planner.messages import LANGUAGES, Messages
from planner.office.form.answers import UnknownField
from planner.office.form.layout import FURTHER, SECTIONS, SOURCES
from planner.office.form.tables import pairs_of, read_pairs
from planner.office.form.tree import (
    LEFT_OUT,
    WAYS,
    Either,
    Entry,
    FormNode,
    FormRows,
    Group,
    TickedRows,
    programme_tree,
)
from planner.programme.file import (
    Tables,
    flattened_text,
    parse_programme,
    parse_toml,
    schema_of_tables,
)
from planner.programme.file.curriculum_table.columns import (
    MODULE_COLUMNS,
    TEACHER_COLUMNS,
    TableColumns,
)
from planner.programme.file.extension import SourcesOnDisk, read_chain
from planner.programme.names import ObjectiveName, RuleName
from tests.conftest import ALBI
from tests.forms import any_tables
from tests.fuzz.programmes import programme_of

DATA = ALBI.parent
ROOT = DATA.parent
FILES = sorted([*DATA.glob("*.toml"), *DATA.glob("scenarios/*.toml"), *DATA.glob("models/*.toml")])


def flat(path: Path) -> Tables:
    """Return the tables of a programme file, merged with those it extends."""
    text = path.read_text("utf-8")
    bases = read_chain(text, path.name, SourcesOnDisk(path))[1]
    return parse_toml(flattened_text(text, bases), path.name)


def again(tables: Tables) -> Tables:
    """Return what a form says that was filled in with tables."""
    reading = read_pairs(pairs_of(tables))
    assert not reading.faults
    return reading.tables


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_programme_goes_through_the_form_unchanged(path: Path) -> None:
    tables = flat(path)
    assert again(tables) == tables
    parse_programme(tomli_w.dumps(again(tables)), path.name)


@given(any_tables())
def test_any_tables_go_through_the_form_unchanged(tables: Tables) -> None:
    assert again(tables) == tables


@given(st.integers(0, 10**6))
def test_random_programmes_go_through_the_form_unchanged(seed: int) -> None:
    tables = programme_of(Random(seed)).tables
    assert again(tables) == {key: value for key, value in tables.items() if value != {}}


# --- Every key has a field


def groups(node: FormNode) -> Iterator[Group]:
    match node:
        case Group():
            yield node
            for member in node.members:
                yield from groups(member.node)
        case Either():
            yield from groups(node.table)
        case FormRows():
            yield from groups(node.item)
        case TickedRows():
            yield from groups(node.days)


def test_every_key_of_a_module_has_its_column() -> None:
    """Parts of the year have columns of weeks, and others that their keys name."""
    tables = schema_of_tables()["$defs"]
    columns = {column.path[0] for column in MODULE_COLUMNS}
    assert {*tables["ModuleTable"]["properties"]} - columns == {"before", "strict"}
    paths = {column.path for column in MODULE_COLUMNS}
    hours = {("hours_a_week", key) for key in tables["ModuleHoursTable"]["properties"]}
    assert hours <= paths


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_heading_is_read_in_each_language(language: str) -> None:
    text = Messages(language)
    for columns, read in (
        (MODULE_COLUMNS, TableColumns.of_modules),
        (TEACHER_COLUMNS, TableColumns.of_teachers),
    ):
        headings = tuple(text(column.heading) for column in columns)
        assert [*read(Line(1, headings)).by_place.values()] == [*columns]


def test_every_key_of_the_schema_has_a_field() -> None:
    schema: dict[str, Any] = schema_of_tables()
    tables = {name: table for name, table in schema["$defs"].items() if "properties" in table}
    fields = {group.table: {m.name for m in group.members} for group in groups(programme_tree())}
    assert fields["programme"] == {*schema["properties"]}
    for name, table in tables.items():
        if name in ("ModuleTable", "ModuleHoursTable"):  # a table of cells
            continue
        found = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)[1:]
        found = found.removesuffix("_table")
        left_out = {key for key in table["properties"] if f"{found}.{key}" in LEFT_OUT}
        assert fields[found] == {*table["properties"]} - left_out


def test_every_key_has_its_place_on_the_page() -> None:
    found = {group.table: group for group in groups(programme_tree())}
    for table, sections in SECTIONS.items():
        keys = [key for section in sections for key in section.keys]
        assert sorted(keys) == sorted(member.name for member in found[table].members)
    places = {member.place for group in found.values() for member in group.members}
    assert {*FURTHER, *SOURCES} <= places
    assert {rule for rules in SOURCES.values() for rule in rules} == {*RuleName} - {RuleName.APART}


def test_every_objective_may_be_chosen() -> None:
    objectives = next(m.node for m in programme_tree().members if m.name == "objectives")
    assert isinstance(objectives, FormRows)
    assert isinstance(objectives.item, Entry)
    assert objectives.item.options == tuple(ObjectiveName)


# --- What a form says that a file cannot hold


def tables_from(*pairs: tuple[str, str]) -> Tables:
    return read_pairs(pairs).tables


def test_what_is_no_number_stays_as_it_was_typed() -> None:
    tables = tables_from(("cohorts.0.headcount", " vingt "), ("closures.weeks", "30-32; août"))
    assert tables["cohorts"] == [{"headcount": "vingt"}]
    assert tables["closures"] == {"weeks": [30, 31, 32, "août"]}
    assert ("closures.weeks", "30-32, août") in pairs_of(tables)


def test_hours_are_written_as_in_french() -> None:
    by_day = ("workday.@way", "company")
    assert tables_from(by_day, ("workday.company", "7,5"))["workday"] == {"company": 7.5}
    assert tables_from(by_day, ("workday.company", "7 h 36"))["workday"] == {"company": "7 h 36"}
    days = [(f"workday.company_days.{n}.@value", "8" if n < 4 else "7 h") for n in range(5)]
    of_days = tables_from(("workday.@way", "company_days"), *days)["workday"]
    assert of_days == {"company_days": [8, 8, 8, 8, "7 h"]}


def test_a_saturday_that_is_left_empty_is_none() -> None:
    def days_of(*places: str) -> object:
        days = [(f"activities.0.days.{n}.@value", place) for n, place in enumerate(places)]
        return tables_from(("activities.0.@key", "a"), *days)["activities"]["a"]["days"]

    assert days_of(*["school"] * 6) == ["school"] * 6
    assert days_of(*["school"] * 5, "") == ["school"] * 5
    assert days_of("", *["school"] * 3, "", "") == ["", *["school"] * 3, ""]


def test_empty_rows_and_ways_that_are_not_chosen_say_nothing() -> None:
    tables = tables_from(
        ("closures.days.0.@row", ""),
        ("closures.days.0.first", ""),
        ("cohorts.4.school_blocks.from.week", "40"),
        ("cohorts.4.school_blocks.until.@way", "month"),
        ("cohorts.4.school_blocks.until.month", "6"),
        ("cohorts.4.school_blocks.until.week", "40"),
    )
    assert "closures" not in tables
    assert tables["cohorts"] == [{"school_blocks": {"until": {"month": 6}}}]


def test_a_ticked_box_overrides_what_it_stands_for() -> None:
    name = "cohorts.0.school_blocks.balanced"
    assert tables_from((name, ""), (name, "true"))["cohorts"] == [
        {"school_blocks": {"balanced": True}}
    ]
    assert tables_from((name, ""))["cohorts"] == []


def test_rows_of_one_name_and_rows_without_are_told() -> None:
    reading = read_pairs(
        [
            *(("campus.resources.0.@key", "labo"), ("campus.resources.0.@value", "1")),
            *(("campus.resources.1.@key", "labo"), ("campus.resources.1.@value", "2")),
            ("campus.resources.2.@value", "3"),
        ]
    )
    assert {name: fault.key for name, (fault,) in reading.faults.items()} == {
        "campus.resources.1.@key": "form.doubled",
        "campus.resources.2.@key": "form.nameless",
    }


@pytest.mark.parametrize(
    "name", ["", "nom", "cohorts.x", "name.x", "closures.days.0.week", "x." * 9999]
)
def test_a_name_that_no_field_has_is_refused(name: str) -> None:
    with pytest.raises(UnknownField):
        read_pairs([(name, "x")])


def test_the_fields_of_each_way_are_shown_once_it_is_chosen() -> None:
    style = (ROOT / "planner" / "office" / "pages" / "static" / "rules.css").read_text("utf-8")
    for way in {way[0] for ways in WAYS.values() for way in ways}:
        shown = f'.group:has(> .way > [value="{way}"]:checked) > [data-way="{way}"]'
        assert shown in style, way
