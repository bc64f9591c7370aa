"""Sheets of modules that were edited by hand, read back: cells, breaches, faults, repairs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from planner.curriculum.notation import typed_share
from planner.documents.planning.workbook import planning_workbook
from planner.messages import Messages
from planner.planning.file import read_planning
from planner.planning.planning import Edition
from planner.planning.progressions import module_faults
from planner.words.progressions import module_lines
from tests.conftest import Call
from tests.test_planned_modules import MODULES, planned, rules
from tests.test_repaired_modules import plain, row_of, taught
from tests.workbook.conftest import edit, told_of

SHEET = "Modules 1A"


@pytest.fixture(scope="module")
def taught_edition() -> Edition:
    return planned(rules())


@pytest.fixture
def book(taught_edition: Edition, tmp_path: Path) -> Path:
    path = tmp_path / "modules.xlsx"
    path.write_bytes(planning_workbook(taught_edition, Messages("fr")))
    return path


def test_modules_of_any_name_are_found(tmp_path: Path) -> None:
    """Long names, and two modules of one name, of which the semester or the option tells."""
    long = "Modélisation et évaluation économique des procédés, par éléments finis, de bout en bout"
    changed = MODULES.replace('"Physique"', f'"{long}"').replace('"Poudres"', '"Fluides"')
    edition, path = planned(rules(changed)), tmp_path / "long.xlsx"
    path.write_bytes(planning_workbook(edition, Messages("en")))
    assert read_planning(path, None, None).edition.planning == edition.planning


def test_what_was_typed_is_read_with_other_rules(book: Path) -> None:
    """A module is new, another one no more: the others are where they were, or as typed."""
    writing(book, Physique_S36=7)
    other = rules(MODULES.replace('"Fluides"', '"Mesures"'))
    modules = taught(read_planning(book, other, None).edition)
    assert [each.module.id for each in modules] == ["Physique", "Anglais", "Mesures", "Poudres"]
    assert modules[0].minutes[0] == 420
    assert not any(modules[2].minutes)


def on_sheet(change: Callable[[Worksheet], object]) -> Callable[[Workbook], object]:
    return lambda book: change(book[SHEET])


def cell_of(path: Path, module: str, week: str) -> str:
    """Return the address of a module in a week."""
    sheet = load_workbook(path)[SHEET]
    row = next(cells[0].row for cells in sheet.iter_rows(min_row=6) if cells[0].value == module)
    column = next(cell.column_letter for cell in sheet[4] if cell.value == week)
    return f"{column}{row}"


def writing(path: Path, **typed: object) -> dict[str, str]:
    """Type into cells, named module_week; return their addresses."""
    places = {key: cell_of(path, *key.split("_")) for key in typed}

    def change(sheet: Worksheet) -> None:
        for key, cell in places.items():
            sheet[cell] = typed[key]  # type: ignore[assignment]

    edit(path, on_sheet(change))
    return places


def test_a_workbook_that_was_not_edited_is_read_as_it_was(
    book: Path, taught_edition: Edition
) -> None:
    read = read_planning(book, None, None)
    assert not read.edited
    assert read.edition.planning == taught_edition.planning
    (cells,) = read.module_cells
    assert cells.cell_of("Anglais", None) == "A7"
    assert cells.cell_of("", None) == "A4"


def test_hours_and_sessions_are_read_from_their_cells(book: Path) -> None:
    """Physique had 10.5 h in S36 and S37, two sessions in S39, 7 h in S40."""
    writing(book, Physique_S36=7, Physique_S37="10 h 30", Physique_S40="10,5", Physique_S39="1 s")
    edition = read_planning(book, None, None).edition
    physics = taught(edition)[0]
    assert [minutes for minutes in physics.minutes if minutes] == [420, 630, 630]
    assert sum(physics.sessions) == 1
    onsite = row_of(edition).onsite
    assert onsite is not None
    assert onsite[0] == 420 + 60
    assert edition.changed == "by-hand"


def test_what_breaks_the_curriculum_is_told_at_its_cell(
    book: Path, planner: Call, french: Messages
) -> None:
    cells = writing(book, Physique_S36=14, Physique_S39=1)
    read = read_planning(book, None, None)
    lines = [plain(line) for line in module_lines(read.edition.planning, french, read.module_cells)]
    assert (
        f"Modules 1A, {cells['Physique_S36']} : 1A : module « Physique », S36 : 14 h à l'école, au "
        "lieu de 2 h à 10,5 h." in lines
    )
    week = cells["Physique_S39"].replace("6", "4")
    assert lines[-1] == (
        f"Modules 1A, {week} : 1A : S39 : séances de modules : 1, mais séances de la semaine : 2."
    )
    code, out, _ = planner("check", book)
    assert code == 1
    assert f"Modules 1A, {cells['Physique_S36']}" in out


def test_a_marked_copy_tells_what_modules_break_in_their_cells(
    book: Path, tmp_path: Path, planner: Call
) -> None:
    cells, copy = writing(book, Physique_S36=14), tmp_path / "marked.xlsx"
    assert planner("check", book, "--mark", copy)[0] == 1
    sheet = load_workbook(copy)[SHEET]
    comment = sheet[cells["Physique_S36"]].comment
    assert comment is not None
    assert "14 h" in plain(str(comment.text))
    assert sheet["A6"].comment is not None


def test_weeks_that_have_no_column_are_added(book: Path) -> None:
    """A session moves from S39 to S38, which had nothing: a column is inserted for it."""
    place = cell_of(book, "Physique", "S39")
    letter = place.rstrip("0123456789")

    def change(sheet: Worksheet) -> None:
        column = sheet[f"{letter}4"].column
        sheet.insert_cols(column)
        sheet.cell(4, column).value = "S38"
        sheet.cell(6, column).value = "2 s"
        sheet.cell(6, column + 1).value = None

    edit(book, on_sheet(change))
    physics = taught(read_planning(book, None, None).edition)[0]
    assert [week for week, count in enumerate(physics.sessions) if count] == [2]


def test_rows_may_be_sorted_otherwise(book: Path, taught_edition: Edition) -> None:
    def change(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in cells] for cells in sheet.iter_rows(min_row=6, max_row=9)]
        for n, row in enumerate(reversed(rows), start=6):
            for column, value in enumerate(row, start=1):
                sheet.cell(n, column).value = value

    edit(book, on_sheet(change))
    read = read_planning(book, None, None)
    assert read.edition.planning == taught_edition.planning
    assert read.module_cells[0].cell_of("Physique", None) == "A9"


Damage = Callable[[Worksheet], object]


def _set(**cells: object) -> Damage:
    def change(sheet: Worksheet) -> None:
        for cell, value in cells.items():
            sheet[cell] = value  # type: ignore[assignment]

    return change


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_set(D6="beaucoup"), 'Modules 1A, D6 : trouvé "beaucoup"'),
        (_set(D6="7,1"), "par quarts d'heure"),
        (_set(D6="=3+4"), "une valeur, pas une formule"),
        (_set(D6=-7), 'D6 : trouvé "-7"'),
        (_set(A6="Chimie"), 'A6 : trouvé "Chimie" ; accepté'),
        (_set(A6="Chimie"), "le module « Physique » n'a plus de ligne"),
        (_set(A7="Physique"), "A7"),
        (_set(D4="S99"), "une semaine de 2026"),
        (_set(E4="S36"), '"S36" est aussi en D4'),
        (lambda sheet: sheet.delete_cols(4), "S36"),
        (lambda sheet: sheet.merge_cells("D6:E6"), "D6:E6"),
    ],
)
def test_what_cannot_be_read_is_told_at_its_cell(
    change: Damage, told: str, book: Path, french: Messages
) -> None:
    edit(book, on_sheet(change))
    assert told in plain(told_of(book, french))


def test_a_missing_sheet_is_told(book: Path, french: Messages) -> None:
    edit(book, lambda workbook: workbook.remove(workbook[SHEET]))
    assert "Modules 1A" in told_of(book, french)


def test_faults_of_both_sheets_are_told_at_once(book: Path, french: Messages) -> None:
    edit(book, on_sheet(_set(D6="beaucoup")))
    edit(book, lambda workbook: _set(D6="X!")(workbook.worksheets[0]))
    told = told_of(book, french)
    assert "beaucoup" in told
    assert "X!" in told


def test_a_repair_starts_from_what_was_typed(
    book: Path, tmp_path: Path, planner: Call, taught_edition: Edition
) -> None:
    """The hours of S36 go to S40: nothing but the planning of Anglais was against it."""
    writing(book, Physique_S36=7, Physique_S40=10.5)
    out = tmp_path / "out"
    code, _, _ = planner("repair", book, "--out", out, "--today", "2026-08-01")
    assert code == 0
    repaired = read_planning(out / "planning.json", None, None).edition
    physics = taught(repaired)[0]
    assert list(module_faults(repaired.planning)) == []
    assert [minutes for minutes in physics.minutes if minutes] == [420, 630, 630]
    record = json.loads((out / "planning.json").read_text(encoding="utf-8"))
    (moved, hours, *_) = record["cohorts"][0]["module_objectives"]
    assert (moved["value"], hours["value"]) == (0, 0)


@pytest.mark.parametrize(
    ("typed", "has_lessons", "share"),
    [
        ("", True, (0, 0)),
        ("–", False, (0, 0)),
        ("10,5", True, (630, 0)),
        ("7 h 30", True, (450, 0)),
        ("2 s", True, (0, 2)),
        ("7 + 1 s", True, (420, 1)),
        ("1s+7", True, (420, 1)),
        ("2", False, (0, 2)),
        ("2 s", False, (0, 2)),
        ("7 h", False, (420, 0)),
        ("7,1", True, None),
        ("61", True, None),
        ("12 s", True, None),
        ("deux", False, None),
        ("+", True, None),
    ],
)
def test_what_a_module_has_is_read_as_people_type_it(
    typed: str, has_lessons: bool, share: tuple[int, int] | None
) -> None:
    assert typed_share(typed, has_lessons=has_lessons) == share
