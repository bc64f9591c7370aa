"""The workbook of many classes: an overview, sheets of some classes each, read back together."""

import io
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import tomli_w
from openpyxl import Workbook, load_workbook

from planner.documents.planning.cohort_groups import MOST_COHORTS, cohort_groups
from planner.documents.planning.workbook import planning_workbook
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.changes import difference
from planner.planning.check import Verdict, check
from planner.planning.file import breach_layout, read_planning
from planner.planning.file.sheet_layout import Layout
from planner.planning.onsite_hours import with_onsite
from planner.planning.planning import CohortPlanning, Edition, ObjectiveResult, Planning
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.names import ObjectiveName
from planner.rules.case import Case
from planner.words.rules import is_told
from planner.year.activity import Activity
from tests.builders import cohort
from tests.conftest import ALBI
from tests.workbook.conftest import edit

IDS = [f"1A-{n:02}" for n in range(1, 15)] + [f"2A-{n:02}" for n in range(1, 7)]
SHEETS = ["Planning 1A-01 à 1A-07", "Planning 1A-08 à 1A-14", "Planning 2A-01 à 2A-06"]


def _edition(ids: list[str]) -> Edition:
    """Plan classes of the rules of Albi's first year, which change place every four weeks."""
    tables = tomllib.loads(ALBI.read_text(encoding="utf-8"))
    first = tables["cohorts"][0]
    tables["cohorts"] = [{**first, "id": each, "label": f"Promotion {each}"} for each in ids]
    rules = parse_programme(tomli_w.dumps(tables), "many.toml")
    case = Case(rules, academic_year_of(rules, 2026))
    length = len(case.year)
    places = tuple((Activity.SCHOOL, Activity.COMPANY)[n // 4 % 2] for n in range(length))
    rows = (CohortPlanning(who, places, (0,) * length) for who in rules.cohorts)
    found = Planning(case, tuple(with_onsite(row, case) for row in rows))
    peak = ObjectiveResult(ObjectiveName.CAMPUS_PEAK, 20, 18, proven=False)
    return Edition(found, (peak,), "V1", None)


@pytest.fixture(scope="module")
def edition() -> Edition:
    return _edition(IDS)


@pytest.fixture(scope="module")
def written(edition: Edition) -> bytes:
    return planning_workbook(edition, Messages("fr"))


def _set(sheet: str, **cells: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for cell, value in cells.items():
            book[sheet][cell] = value  # type: ignore[assignment]

    return change


@pytest.mark.parametrize(
    ("ids", "sizes"),
    [
        (["1A", "2A", "3A"], [3]),
        ([f"C{n}" for n in range(12)], [12]),
        ([f"C{n}" for n in range(100)], [12] * 8 + [4]),
        ([f"BTS-{n}" for n in range(100)], [11, 11, 11, 11, 11, 11, 11, 11, 12]),
        (IDS, [7, 7, 6]),
        ([*IDS[:8], *IDS[14:]], [8, 6]),
        (["1A-1", "1A-2", "2A-1", "3A", *(f"4A.{n}" for n in range(12))], [4, 12]),
    ],
)
def test_classes_of_a_level_share_a_sheet(ids: list[str], sizes: list[int]) -> None:
    groups = cohort_groups([cohort(id=each) for each in ids])
    assert [len(group) for group in groups] == sizes
    assert [n for group in groups for n in group] == list(range(len(ids)))
    assert max(sizes) <= MOST_COHORTS


def test_the_overview_comes_first_and_leads_to_every_class(
    written: bytes, edition: Edition
) -> None:
    book = load_workbook(io.BytesIO(written))
    assert book.sheetnames == ["Synthèse", *SHEETS, *IDS, "Règles", "planner"]
    sheet = book["Synthèse"]
    (table,) = sheet.tables.values()
    head = int(table.ref.partition(":")[0][1:])
    titles = [cell.value for cell in sheet[head]]
    assert titles[:2] == ["Promotion", "Nom"]
    assert titles[-1] == "Planning"
    for row, identity in enumerate(IDS, start=head + 1):
        values = dict(zip(titles, (cell.value for cell in sheet[row]), strict=True))
        assert values["Promotion"] == identity
        assert (values["Semaines à l'école"], values["Semaines en entreprise"]) == (28, 25)
        first, *_, last = sheet[row]
        assert first.hyperlink is not None
        assert last.hyperlink is not None
        assert first.hyperlink.location == f"'{identity}'!$A$1"
        name, _, cell = str(last.hyperlink.location).partition("!")
        assert name == f"'{last.value}'"
        assert book[name[1:-1]][cell.replace("$", "")].value == f"Promotion {identity}"
        back = book[identity]["A3"].hyperlink
        assert back is not None
        assert back.location == "Synthèse!$A$1"


def test_the_overview_tells_objectives_and_rules(written: bytes, edition: Edition) -> None:
    sheet = load_workbook(io.BytesIO(written))["Synthèse"]
    assert "un objectif n'est pas prouvé" in str(sheet["A3"].value)
    told = [cell.value for cell in sheet[6] if cell.value]
    assert told[1:] == ["20 promotions", "18 promotions", "peut-être améliorable"]
    checks = [found for found in check(edition.planning) if is_told(found)]
    for verdict, column in ((Verdict.KEPT, -3), (Verdict.BROKEN, -2)):
        count = sum(found.verdict is verdict for found in checks)
        assert sheet[sheet.max_row][column].value == count


def test_sheets_are_read_back_together(path: Path, edition: Edition) -> None:
    read = read_planning(path, None, None)
    assert read.edition == edition
    assert not read.edited
    layouts = [(layout.sheet, layout.cohorts) for layout in read.cells]
    assert layouts == list(zip(SHEETS, [range(7), range(7, 14), range(14, 20)], strict=True))


def test_what_is_typed_on_each_sheet_is_read(path: Path, edition: Edition) -> None:
    edit(path, _set(SHEETS[0], D8="E"))
    edit(path, _set(SHEETS[2], D9="E"))
    read = read_planning(path, None, None)
    found = read.edition.planning.cohorts
    changed = [
        n
        for n, (row, old) in enumerate(zip(found, edition.planning.cohorts, strict=True))
        if row.activities != old.activities
    ]
    assert changed == [0, 14]
    assert (found[0].activities[2], found[14].activities[3]) == (Activity.COMPANY,) * 2
    told = [c for c in check(read.edition.planning) if c.cohort and c.cohort.id == "2A-01"]
    assert {breach_layout(read.cells, each, read.edition.planning).sheet for each in told} == {
        SHEETS[2]
    }


def test_faults_of_all_sheets_are_told_at_once(path: Path) -> None:
    edit(path, _set(SHEETS[0], D8="Z"))
    edit(path, _set(SHEETS[1], D4="Autre", D9="X"))
    with pytest.raises(Unusable) as unusable:
        read_planning(path, None, None)
    problems = [Messages("fr").sentence(fault) for fault in unusable.value.problems]
    for part in (f"{SHEETS[0]}, D8", f"{SHEETS[1]}, D4", f"{SHEETS[1]}, D9"):
        assert any(part in line for line in problems), problems


def test_a_missing_sheet_is_told(path: Path) -> None:
    edit(path, lambda book: book.remove(book[SHEETS[1]]))
    with pytest.raises(Unusable) as unusable:
        read_planning(path, None, None)
    (fault,) = unusable.value.problems
    assert SHEETS[1] in Messages("fr").sentence(fault)


def test_frames_stand_on_the_sheet_of_the_class(edition: Edition) -> None:
    rows: list[CohortPlanning] = list(edition.planning.cohorts)
    first, second, _, *others = rows[15].activities
    rows[15] = replace(rows[15], activities=(first, second, Activity.COMPANY, *others))
    now = Planning(edition.planning.case, tuple(rows))
    changed = difference(edition.planning, now)
    content = planning_workbook(replace(edition, planning=now), Messages("fr"), difference=changed)
    book = load_workbook(io.BytesIO(content))
    layout = Layout(SHEETS[2], 53, range(14, 20), 3)
    framed = {
        name: {
            cell.coordinate
            for row in book[name].iter_rows(min_row=6, max_row=58)
            for cell in row
            if cell.border.top.style == "mediumDashed"
        }
        for name in SHEETS
    }
    column = layout.place(15)
    cells = {book[SHEETS[2]].cell(8, n).coordinate for n in range(column, column + 3)}
    assert framed == {SHEETS[0]: set(), SHEETS[1]: set(), SHEETS[2]: cells}


def test_names_that_are_too_long_are_numbered(french: Messages) -> None:
    edition = _edition([f"BTS-ELECTROTECHNI-{n:02}" for n in range(13)])
    book = load_workbook(io.BytesIO(planning_workbook(edition, french)))
    assert book.sheetnames[:3] == ["Synthèse", "Planning 1", "Planning 2"]


def test_a_class_named_as_a_sheet_gets_a_sheet_of_its_own(french: Messages, tmp_path: Path) -> None:
    edition = _edition(["Règles", "planner", "Synthèse"])
    path = tmp_path / "planning.xlsx"
    path.write_bytes(planning_workbook(edition, french))
    names = load_workbook(path).sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 7
    assert read_planning(path, None, None).edition == edition


def test_the_same_planning_gives_the_same_bytes(written: bytes, edition: Edition) -> None:
    assert planning_workbook(edition, Messages("fr")) == written
    with zipfile.ZipFile(io.BytesIO(written)) as parts:
        assert {part.date_time[0] for part in parts.infolist()} == {1980}
