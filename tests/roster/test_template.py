"""The template of a list, its command, and the invented list of the data."""

import io
import re
import runpy
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from planner.apprentices.apprentice import HALF_DAYS, Apprentice
from planner.apprentices.roster import Column, read_roster
from planner.apprentices.roster.closures import parse_closures
from planner.apprentices.roster.columns import column_of
from planner.apprentices.roster.half_days import parse_half_days
from planner.apprentices.year import apprentice_year
from planner.cli import planner as planner_group
from planner.documents.roster.template import roster_template_workbook, roster_workbook
from planner.messages import LANGUAGES, Messages
from planner.planning.planning import Edition, Planning
from planner.programme.programme import Programme
from tests.builders import altered
from tests.conftest import DATA, Call
from tests.roster.conftest import FULL_ROW, READ, ROOT, WEEKS, faults, with_options

ROSTER = DATA / "roster.xlsx"


# --- the template -----------------------------------------------------------------------------


def _sheet(content: bytes, place: int = 0) -> Any:
    return load_workbook(io.BytesIO(content)).worksheets[place]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("with_programme", [True, False])
def test_the_template_filled_in_is_read_and_its_example_never(
    language: str,
    with_programme: bool,
    albi: Programme,
    planning: Planning,
    tmp_path: Path,
    french: Messages,
) -> None:
    path = tmp_path / "liste.xlsx"
    path.write_bytes(roster_template_workbook(Messages(language), albi if with_programme else None))
    (told,) = faults(path, planning, french)
    assert "aucun apprenti" in told
    book = load_workbook(path)
    sheet: Any = book.worksheets[0]
    sheet["A4"] = "changed"
    row = [
        *FULL_ROW[:3],
        FULL_ROW[4],
        FULL_ROW[3],
        FULL_ROW[5],
        "jeudi matin",
        "mardi",
        None,
        date(2026, 11, 2),
        *FULL_ROW[8:],
    ]
    for column, value in enumerate(row, start=1):
        sheet.cell(6, column).value = value
    book.save(path)
    assert read_roster(path, planning.case) == (replace(READ, row=6),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_example_and_all_that_the_template_offers_are_accepted(
    language: str, planning: Planning, tmp_path: Path
) -> None:
    content = roster_template_workbook(Messages(language), planning.programme)
    path = tmp_path / "liste.xlsx"
    path.write_bytes(content)
    sheet, explained = (_sheet(content, n) for n in (0, 1))
    offered = {}
    for validation in sheet.data_validations.dataValidation:
        assert len(validation.prompt) <= 255
        if validation.type == "list":
            title, _, span = validation.formula1.replace("'", "").rpartition("!")
            assert title == explained.title
            offered[validation.promptTitle] = [
                cell.value for (cell,) in explained[span.replace("$", "")]
            ]
    assert [len(words) for words in offered.values()] == [3, 10]
    promotions, halves = offered.values()
    assert promotions == ["1A", "2A", "3A"]
    assert [parse_half_days(half) for half in halves] == [
        (half,) for half in sorted(HALF_DAYS, key=lambda half: half.index_in_week)
    ]
    book = load_workbook(path)
    for column in range(1, 20):
        book.worksheets[0].cell(6, column).value = sheet.cell(4, column).value
    book.save(path)
    (example,) = read_roster(path, planning.case)
    assert len(example.periods[0].half_days) >= 3
    assert len(example.periods[0].closed) == 2
    assert example.start
    assert example.start < example.end  # type: ignore[operator]


def test_options_of_a_programme_are_offered(french: Messages) -> None:
    both = with_options(("2M", "Mécatronique"), ("2E", "Énergie")).programme
    content = roster_template_workbook(french, both)
    texts = [cell.value for row in _sheet(content, 1).iter_rows() for cell in row]
    assert {"2M", "2E", "Mécatronique", "Énergie"} <= set(texts)
    lists = [v for v in _sheet(content).data_validations.dataValidation if v.type == "list"]
    assert len(lists) == 3


def test_the_same_template_has_the_same_bytes_and_no_formula(
    albi: Programme, french: Messages
) -> None:
    odd = altered(READ, surname="=1+1", company="@SUM(A1)", remarks="+x")
    assert roster_workbook(french, albi, [odd]) == roster_workbook(french, albi, [odd])
    cells = {
        c.data_type for row in _sheet(roster_workbook(french, albi, [odd])).iter_rows() for c in row
    }
    assert "f" not in cells


# --- the invented apprentices -----------------------------------------------------------------


@pytest.fixture(scope="module")
def invented(planning: Planning) -> tuple[Apprentice, ...]:
    return read_roster(ROSTER, planning.case)


def test_the_script_makes_exactly_the_list_of_the_data(
    invented: tuple[Apprentice, ...], albi: Programme
) -> None:
    script = runpy.run_path(str(ROOT / "scripts" / "make-roster"))
    with zipfile.ZipFile(ROSTER) as kept, zipfile.ZipFile(io.BytesIO(script["roster"]())) as made:
        assert {n: made.read(n) for n in made.namelist()} == {
            n: kept.read(n) for n in kept.namelist()
        }
    written = {replace(a, row=0) for a in invented}
    assert written == set(script["apprentices"](albi.cohorts))


def test_there_are_150_of_60_companies_whom_nobody_knows(invented: tuple[Apprentice, ...]) -> None:
    assert Counter(a.cohort for a in invented) == {"1A": 50, "2A": 50, "3A": 50}
    assert len({a.name for a in invented}) == 150
    assert len({a.company for a in invented}) == 60
    assert all(a.email.endswith(".example") for a in invented if a.email)
    assert {a.option for a in invented if a.cohort != "1A"} == {"SENMBA", "SIMMA", "SIPHASS"}
    assert date(2026, 11, 2) in {a.start for a in invented}


def test_the_sessions_of_all_of_them_find_room(
    invented: tuple[Apprentice, ...], edition: Edition
) -> None:
    years = [apprentice_year(person, edition.planning) for person in invented]
    assert [year.apprentice.name for year in years if year.unplaced] == []
    assert 1 < sum(not year.is_whole for year in years) < 30
    assert any(person.periods[0].closed for person in invented)


# --- the command ------------------------------------------------------------------------------


def test_the_command_writes_a_template_and_replaces_nothing_unasked(
    planner: Call, tmp_path: Path, albi: Programme, english: Messages
) -> None:
    path = tmp_path / "new" / "roster.xlsx"
    arguments = ["roster-template", path, "--programme", DATA / "albi.toml", "--lang", "en"]
    code, out, err = planner(*arguments, language="en")
    assert (code, err) == (0, "")
    assert str(path.parent) in out
    assert path.read_bytes() == roster_template_workbook(english, albi)
    path.write_bytes(b"mine")
    code, _, err = planner(*arguments, language="en")
    assert (code, path.read_bytes()) == (2, b"mine")
    assert "--force" in err
    assert planner(*arguments, "--force", language="en")[0] == 0
    assert path.read_bytes() != b"mine"


def test_a_template_is_a_workbook(planner: Call, tmp_path: Path) -> None:
    code, _, err = planner("roster-template", tmp_path / "liste.csv")
    assert code == 2
    assert ".xlsx" in err
    assert not list(tmp_path.iterdir())


def test_the_guide_names_the_columns_and_words_that_are_read() -> None:
    guide = (ROOT / "docs" / "guide-documents.md").read_text(encoding="utf-8")
    chapter = guide.partition("## La liste des apprentis")[2].partition("\n## ")[0]
    rows = re.findall(
        r"^\| (.+?) \| (.+?) \| (?:toujours[^|]*|si utile) \|$", chapter, re.MULTILINE
    )
    named = [[name for cell in row for name in cell.rstrip("…").split(", ")] for row in rows]
    found = [{column_of(name) for name in names} for names in named]
    assert None not in set().union(*found)
    assert set().union(*found) == set(Column)
    pairs = dict(re.findall(r"^\| `(.+?)` \| (.+?) \|$", chapter, re.MULTILINE))
    assert [len(parse_half_days(written)) for written in pairs] == [2, 2, 5, 2, 2]
    for written in ("S32-S34, S52", "24/12/2026-31/12/2026", "du 3 au 21 août 2027"):
        assert f"`{written}`" in chapter
        assert parse_closures(written, WEEKS)
    (line,) = re.findall(r"^planner (.*)$", chapter, re.MULTILINE)
    name, *arguments = line.split()
    assert planner_group.commands[name].make_context(name, arguments).params["programme"]
