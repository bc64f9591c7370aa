"""Closures of a file and of those it extends: they add up, and what opens again is told."""

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.programme.file import (
    academic_year_of,
    base_years,
    parse_programme,
    read_programme,
    tables_of,
    variant,
)
from planner.programme.programme import Programme, SourceText
from planner.scenarios.settings import changes_of
from tests.conftest import ALBI, Call

SUMMER_BY_DATES = """extends = "albi.toml"
[closures]
replaces = ["weeks"]
days = [{ first = 2027-07-26, last = 2027-08-27 }]
"""
ONE_MORE = """extends = "summer.toml"
[closures]
days = [{ first = 2027-03-01, last = 2027-03-05 }]
"""


def _closed(programme: Programme, start_year: int = 2026) -> set[int]:
    return {w.iso_week for w in academic_year_of(programme, start_year).weeks if w.closed}


def _variant(closures: dict[str, Any], below: dict[str, Any] | None = None) -> Programme:
    base = read_programme(ALBI)
    if below is not None:
        base = variant(base, "albi.toml", {"closures": below})
    return variant(base, "base.toml", {"closures": closures})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give Albi, the same with its summer by dates, and a variant with one more closing."""
    shutil.copy(ALBI, tmp_path)
    (tmp_path / "summer.toml").write_text(SUMMER_BY_DATES, encoding="utf-8")
    (tmp_path / "march.toml").write_text(ONE_MORE, encoding="utf-8")
    return tmp_path


def test_one_more_closing_opens_no_other(folder: Path) -> None:
    albi = _closed(read_programme(ALBI))
    summer = read_programme(folder / "summer.toml")
    assert (summer.sites[0].closures.iso_weeks, _closed(summer)) == ((), albi)
    assert _closed(read_programme(folder / "march.toml")) == albi | {9}


WEEKS = st.lists(st.integers(2, 29), max_size=5, unique=True)


@given(WEEKS, WEEKS, st.booleans())
def test_weeks_add_up_unless_they_are_said_to_replace(
    below: Sequence[int], above: Sequence[int], replaces: bool
) -> None:
    closures: dict[str, Any] = {"weeks": above, "replaces": ["weeks"] if replaces else []}
    found = _variant(closures, {"weeks": below, "replaces": ["weeks", "school_holidays"]})
    assert _closed(found) == set(above) | (set() if replaces else set(below))


@pytest.mark.parametrize(
    ("closures", "opened", "closed"),
    [
        ({}, set(), set()),
        ({"weeks": []}, set(), set()),
        ({"weeks": [7]}, set(), {7}),
        ({"weeks": [], "replaces": ["weeks"]}, {30, 31, 32, 33, 34}, set()),
        ({"replaces": ["weeks"]}, {30, 31, 32, 33, 34}, set()),
        ({"replaces": ["school_holidays"]}, {52, 53}, set()),
        ({"open_weeks": [31]}, {31}, set()),
        ({"school_holidays": {"zone": "C", "names": ["autumn"]}}, set(), {43, 44}),
        ({"school_holidays": {"names": ["autumn"]}}, set(), {43, 44}),
    ],
)
def test_what_a_variant_closes_and_opens(
    closures: dict[str, Any], opened: set[int], closed: set[int]
) -> None:
    albi = read_programme(ALBI)
    found = _variant(closures)
    assert _closed(found) == _closed(albi) - opened | closed
    year = academic_year_of(found, 2026)
    [(name, base)] = base_years(found, year)
    assert name == "base.toml"
    assert {w.iso_week for w in base.weeks if w.closed} == _closed(albi)


def test_a_week_that_is_closed_is_no_longer_kept_open() -> None:
    assert 31 not in _closed(_variant({}, {"open_weeks": [31]}))
    assert 31 in _closed(_variant({"weeks": [31]}, {"open_weeks": [31]}))


def test_a_chain_is_replaced_from_where_it_is_said() -> None:
    found = _variant({"weeks": [8]}, {"weeks": [7], "replaces": ["weeks"]})
    assert found.sites[0].closures.iso_weeks == (7, 8)
    assert "replaces" not in tables_of(found)["closures"]


def test_the_base_is_compared_with_the_dates_that_only_the_variant_knows() -> None:
    dates = [{"name": "christmas", "first": "2028-12-23", "last": "2029-01-07"}]
    text = (
        'extends = "albi.toml"\n[closures]\nreplaces = ["weeks"]\ndates = '
        f'[{{ name = "christmas", first = {dates[0]["first"]}, last = {dates[0]["last"]} }}]'
    )
    source = SourceText("albi.toml", ALBI.read_text(encoding="utf-8"))
    found = parse_programme(text, "x", [source])
    [(_, base)] = base_years(found, academic_year_of(found, 2028))
    assert [w.iso_week for w in base.weeks if w.closed] == [52, 1, 30, 31, 32, 33, 34]


def test_a_setting_of_a_scenario_replaces() -> None:
    albi = read_programme(ALBI)
    tables = tables_of(albi)
    cases: Sequence[tuple[dict[tuple[str, ...], object], set[int]]] = (
        ({("closures", "weeks"): [31]}, {31, 52, 53}),
        ({("closures", "school_holidays", "names"): ["autumn"]}, {30, 31, 32, 33, 34, 43, 44}),
    )
    for settings, closed in cases:
        found = variant(albi, "albi.toml", changes_of(settings, tables))
        assert _closed(found) == closed


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('replaces = ["weeks"]', "extends"),
        ('replaces = ["week"]', "closures.replaces[1]"),
        ('replaces = "weeks"', "closures.replaces"),
    ],
)
def test_what_replaces_nothing_is_refused(text: str, told: str, language: str) -> None:
    whole = ALBI.read_text(encoding="utf-8").replace("[closures]\n", f"[closures]\n{text}\n")
    with pytest.raises(Unusable) as refused:
        parse_programme(whole, "x")
    assert told in "\n".join(map(Messages(language).sentence, refused.value.problems))


def test_misspelt_keys_of_a_variant_are_told() -> None:
    with pytest.raises(Unusable):
        _variant({"weeks": [7], "replaces": ["week"]})


@pytest.mark.usefixtures("uncharted")
def test_weeks_that_open_again_are_told(planner: Call, folder: Path) -> None:
    opened = folder / "open.toml"
    opened.write_text('extends = "albi.toml"\n[closures]\nopen_weeks = [30]\n', encoding="utf-8")
    code, told, _ = planner("plan", opened, "--year", 2026, "--out", folder / "a")
    assert (code, "Semaines fermées dans albi.toml, et plus ici : S30" in told) == (0, True)
    code, told, _ = planner("plan", folder / "march.toml", "--year", 2026, "--out", folder / "b")
    assert (code, "fermées" in told) == (0, False)
    files = folder / "b" / "planning.json", folder / "a" / "planning.json"
    _, told, _ = planner("diff", *files)
    assert "planning précédent, et plus ici : S09 2027, S30 2027" in " ".join(told.split())
    today = ("--today", "2026-09-01", "--out", folder / "c")
    code, told, _ = planner("repair", files[0], "--programme", opened, *today)
    assert (code, "planning précédent, et plus ici : S09" in told) == (0, True)
