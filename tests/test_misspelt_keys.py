"""A misspelt key is told in every table of a programme file; so are doubled ones, and lengths."""

import tomllib
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
import tomli_w
from pydantic import BaseModel

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.programme.file import parse_programme, read_programme
from planner.programme.file.schema.programme import ProgrammeFile
from tests.conftest import ALBI

RHYTHM = Path(__file__).parent / "rhythms" / "week-a-month.toml"

NAMES = {"locked_weeks": "2026-W45", "sources": "onsite_hours"} | dict.fromkeys(
    ("fixed_weeks", "forbidden_weeks", "wished_weeks"), "3"
)
"""A name for each table whose items are named by a pattern; others take any word."""

Place = tuple[str | int, ...]


def tables_in(annotation: Any, key: str) -> Iterator[tuple[Place, Any]]:
    """Yield the tables within the type of a key: where below it, and their model if they have one.

    A table of names is one itself.
    """
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield (), annotation
    elif get_origin(annotation) is dict:
        yield (), None
        for below, model in tables_in(get_args(annotation)[1], key):
            yield (NAMES.get(key, "one"), *below), model
    elif get_origin(annotation) is list:
        for below, model in tables_in(get_args(annotation)[0], key):
            yield (0, *below), model
    else:
        for part in get_args(annotation):
            yield from tables_in(part, key)


def tables_of_model(model: type[BaseModel], at: Place = ()) -> Iterator[Place]:
    yield at
    for name, field in model.model_fields.items():
        key = field.alias or name
        for below, inner in tables_in(field.annotation, key):
            if inner is None:
                yield (*at, key, *below)
            else:
                yield from tables_of_model(inner, (*at, key, *below))


TABLES = sorted(set(tables_of_model(ProgrammeFile)), key=str)


def table_at(data: Any, place: Place) -> dict[str, Any]:
    """Return the table at a place, which is made where it is missing."""
    for part, following in zip(place, (*place, "")[1:], strict=True):
        made: Any = [] if isinstance(following, int) else {}
        if isinstance(part, int):
            data[part:] = data[part:] or [made]
        elif not isinstance(data.get(part), type(made)):
            data[part] = made
        data = data[part]
    assert isinstance(data, dict)
    return data


def told(data: dict[str, Any], text: Messages) -> str:
    with pytest.raises(Unusable) as unusable:
        parse_programme(tomli_w.dumps(data), "p.toml")
    return " ".join(text.sentence(each) for each in unusable.value.problems)


@pytest.mark.parametrize("value", ["x", {"a": 1}, [1]], ids=["text", "table", "list"])
def test_a_misspelt_key_is_told(value: Any, french: Messages) -> None:
    for place in TABLES:
        data = tomllib.loads(RHYTHM.read_text(encoding="utf-8"))
        table_at(data, place)["lable"] = value
        assert "lable" in told(data, french), place


def named_keys(data: Any, place: Place = ()) -> Iterator[Place]:
    items: Any = data.items() if isinstance(data, dict) else ()
    items = enumerate(data) if isinstance(data, list) else items
    for key, value in items:
        yield (*place, key)
        yield from named_keys(value, (*place, key))


def test_each_key_of_albi_misspelt_is_told_or_is_a_name() -> None:
    text = read_programme(ALBI).text
    for *above, key in named_keys(tomllib.loads(text)):
        if isinstance(key, str):
            data = tomllib.loads(text)
            table = table_at(data, tuple(above))
            table[f"{key}q"] = table.pop(key)
            with suppress(Unusable):
                parse_programme(tomli_w.dumps(data), "p.toml")


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("label", "x" * 41, "au plus 40"),
        ("label", "", "non vide"),
        ("sessions", {"total": 1, "a_week": []}, "au moins 1, ici 0"),
        ("sessions", {"total": 1, "a_week": [0], "from": date(2026, 10, 5)}, "date = 2026-10-05"),
        ("events", [{"name": "x", "on": date(2026, 10, 5)}], "date = 2026-10-05"),
        ("leave", date(2026, 10, 5), "clé inconnue"),
        ("school_blocks", date(2026, 10, 5), "une table (des clés"),
    ],
)
def test_what_is_accepted_is_told_with_its_measure(
    key: str, value: Any, expected: str, french: Messages
) -> None:
    data = tomllib.loads(RHYTHM.read_text(encoding="utf-8"))
    data["cohorts"][0][key] = value
    assert expected in told(data, french)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb = 2\na = 3\n", 3),
        ("[x]\na = 1\n[y]\n[x]\n", 4),
        ("[[c]]\n[c]\n", 2),
        ("x = { a = 1, a = 2 }\n", 1),
        ("a = 1\na.b = 2\n", 2),
    ],
)
def test_a_key_given_twice_is_told_as_such(text: str, line: int, french: Messages) -> None:
    with pytest.raises(Unusable) as unusable:
        parse_programme(text, "p.toml")
    (found,) = (french.sentence(each) for each in unusable.value.problems)
    assert f"ligne\u00a0{line}" in found or f"ligne {line}" in found
    assert "déjà donnée plus haut" in found
