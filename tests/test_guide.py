"""The French guide to the programme file: its examples are read, and it names every key."""

import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from planner.programme.file import read_programme
from planner.programme.file.schema.programme import ProgrammeFile
from planner.programme.names import ObjectiveName, RuleName

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "guide-programme.md").read_text(encoding="utf-8")
EXTENDS = 'extends = "albi.toml"\n'
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
EXAMPLES = [text for language, text in FENCE.findall(GUIDE) if language == "toml"]
PROSE = FENCE.sub("", GUIDE)
IN_BACKTICKS = {
    word for span in re.findall(r"`([^`\n]+)`", PROSE) for word in re.findall(r"\w+", span)
}


def models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """Find the tables that a type speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models_in(part)


def tables(table: type[BaseModel], found: dict[str, type[BaseModel]]) -> dict[str, type[BaseModel]]:
    """Walk from a table to all those within it."""
    if table.__name__ not in found:
        found[table.__name__] = table
        for field in table.model_fields.values():
            for within in models_in(field.annotation):
                tables(within, found)
    return found


TABLES = tables(ProgrammeFile, {})
KEYS = [
    (name, field.alias or key)
    for name, table in TABLES.items()
    for key, field in table.model_fields.items()
]


def keys_in(value: Any) -> set[str]:
    """Find the keys of the tables of an example."""
    if isinstance(value, dict):
        return set(value).union(*map(keys_in, value.values()))
    return set().union(*map(keys_in, value)) if isinstance(value, list) else set()


IN_EXAMPLES = keys_in([tomllib.loads(example) for example in EXAMPLES])


def first_cells(header: str) -> list[str]:
    """Read the names in the first column of the table of the guide with this header."""
    lines = PROSE[PROSE.index(f"| {header} |") :].splitlines()[2:]
    rows = lines[: next(n for n, line in enumerate(lines) if not line.startswith("|"))]
    return [row.split("`")[1] for row in rows]


def test_the_walk_reaches_the_tables_of_the_schema() -> None:
    assert {"MomentTable", "ExtentTable", "UseTable", "ClosedDaysTable", "WishTable"} <= set(TABLES)
    assert ("SemesterTable", "from") in KEYS
    assert len(EXAMPLES) > 20


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_is_read_as_an_extension_of_albi(example: str, tmp_path: Path) -> None:
    for name in ("albi.toml", "albi-modules.csv"):
        shutil.copy(ROOT / "data" / name, tmp_path)
    path = tmp_path / "example.toml"
    path.write_text(EXTENDS + example, encoding="utf-8")
    extended = read_programme(path)
    assert [cohort.id for cohort in extended.cohorts] == ["1A", "2A", "3A"]


def test_every_key_is_in_the_guide() -> None:
    told = IN_BACKTICKS | IN_EXAMPLES
    assert [(table, key) for table, key in KEYS if key not in told] == []


def test_every_objective_has_its_line() -> None:
    assert first_cells("objectif") == [name.value for name in ObjectiveName]


def test_every_rule_has_its_line() -> None:
    assert first_cells("règle") == [name.value for name in RuleName]
