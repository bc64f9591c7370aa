"""Modules exchanged with timetable offices: exported, edited, read again with differences."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

import planner as planner_api
from planner.cli import COMMANDS
from planner.documents.exchange.kinds import EXPORT_KINDS, Audience
from planner.documents.exchange.source import ExportSource
from planner.documents.exchange.timetable_workbook import courses_of
from planner.files.problems import Problem, Unusable
from planner.messages import LANGUAGES, Messages
from planner.planning.editing import ModuleEdit, edited
from planner.planning.file import planning_json, read_planning
from planner.planning.file.timetables.reader import ReadTimetable, read_module_weeks
from planner.planning.module_changes import ModuleWeek, module_week_changes
from planner.planning.planning import Edition
from tests.conftest import Call
from tests.test_planned_modules import planned, rules

READABLE = ("timetable", "csv")
OF_MODULES = [name for name, kind in EXPORT_KINDS.items() if kind.audience is Audience.TIMETABLES]
TEXTS = {language: Messages(language) for language in LANGUAGES}


@pytest.fixture(scope="module")
def edition() -> Edition:
    """Give a planning with two modules for all, and one for each of two options."""
    return planned(rules())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("exchange")


def written(folder: Path, kind: str, edition: Edition, language: str = "fr") -> Path:
    found = EXPORT_KINDS[kind]
    (suffix,) = found.formats
    path = folder / f"modules{suffix}"
    path.write_bytes(found.content(suffix, ExportSource(edition), TEXTS[language]))
    return path


def content(kind: str, edition: Edition) -> bytes:
    """Return what a kind with one format exports, in French."""
    (suffix,) = EXPORT_KINDS[kind].formats
    return EXPORT_KINDS[kind].content(suffix, ExportSource(edition), TEXTS["fr"])


def plain_sentence(found: Problem) -> str:
    """Return a sentence in French, with plain spaces."""
    return TEXTS["fr"].sentence(found).replace("\xa0", " ")


def sentences(unusable: pytest.ExceptionInfo[Unusable]) -> list[str]:
    return list(map(plain_sentence, unusable.value.problems))


def notes(read: ReadTimetable) -> list[str]:
    return list(map(plain_sentence, read.notes))


# --- There and back -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", READABLE)
def test_what_is_exported_is_read_again_without_a_difference(
    kind: str, language: str, edition: Edition, folder: Path
) -> None:
    read = read_module_weeks(written(folder, kind, edition, language), edition.planning)
    assert read == ReadTimetable((), ())
    assert edited(edition, read.edits) is edition


MODULES = st.sampled_from(("Physique", "Anglais", "Fluides", "Poudres"))
WEEKS = st.integers(0, 51)
FOUND = st.tuples(st.integers(0, 140).map(lambda quarters: 15 * quarters), st.integers(0, 4))


@settings(max_examples=10)
@given(found=st.lists(st.tuples(MODULES, WEEKS, FOUND), max_size=8))
def test_any_progression_is_read_again(
    found: list[tuple[str, int, tuple[int, int]]], edition: Edition, folder: Path
) -> None:
    count = len(edition.planning.year)
    edits = [ModuleEdit("1A", module, week % count, *figures) for module, week, figures in found]
    other = edited(edition, edits)
    for kind in READABLE:
        read = read_module_weeks(written(folder, kind, other), edition.planning)
        assert module_week_changes(edited(edition, read.edits).planning, other.planning) == ()
        assert len(read.edits) == len(module_week_changes(edition.planning, other.planning))


@pytest.mark.parametrize("kind", OF_MODULES)
def test_exports_are_the_same_bytes(kind: str, edition: Edition) -> None:
    assert content(kind, edition) == content(kind, edition)


@given(minutes=st.integers(0, 40 * 60), longest=st.integers(90, 300))
def test_courses_have_the_hours_of_the_week(minutes: int, longest: int) -> None:
    """As few as possible; none of less than an hour, unless the week has less."""
    found = courses_of(minutes, longest)
    assert sum(found) == minutes
    assert len(found) == -(-minutes // longest)
    assert all(0 < each <= longest for each in found)
    assert all(each >= 30 for each in found) or minutes < 60


def test_half_an_hour_is_no_course_of_its_own() -> None:
    assert courses_of(4 * 60, 210) == [120, 120]
    assert courses_of(630, 210) == [210, 210, 210]
    assert courses_of(90, 210) == [90]


# --- The workbook ---------------------------------------------------------------------------------


Change = Callable[[Worksheet], None]


def changed(folder: Path, edition: Edition, change: Change) -> Path:
    """Return the workbook of courses by week with a change by hand, and a sheet more."""
    book = load_workbook(written(folder, "timetable", edition))
    book.create_sheet("Recap")
    change(book["1A"])
    path = folder / "changed.xlsx"
    book.save(path)
    return path


def line_of(sheet: Worksheet, module: str, kind: str = "Cours") -> int:
    """Return the first line of a module with courses."""
    return next(
        row
        for row in range(5, 40)
        if (sheet.cell(row, 1).value, sheet.cell(row, 3).value) == (module, kind)
    )


def filled(sheet: Worksheet, row: int) -> int:
    return next(column for column in range(8, 61) if sheet.cell(row, column).value)


def test_the_workbook_has_the_layout_of_flop_edt(edition: Edition, folder: Path) -> None:
    """Week numbers from H1 on until VERIF, lines from row 5 on until TOTAL in column G."""
    sheet = load_workbook(written(folder, "timetable", edition))["1A"]
    weeks = [week.iso_week for week in edition.planning.year.weeks]
    assert [sheet.cell(1, 8 + n).value for n in range(len(weeks) + 1)] == [*weeks, "VERIF"]
    assert sheet.cell(2, 7).value == "MAX"
    rows = list(sheet.iter_rows(min_row=5, values_only=True))
    last = next(n for n, row in enumerate(rows) if row[6] == "TOTAL")
    names = dict.fromkeys(row[0] for row in rows[:last])
    assert list(names) == ["Physique", "Anglais", "Fluides", "Poudres"]
    for name, _, kind, length, _, room, group, *counts in rows[:last]:
        assert kind in ("Cours", "Séance")
        assert isinstance(length, int)
        assert room
        assert group == {"Fluides": "X", "Poudres": "Y"}.get(str(name), "1A")
        *numbers, hours = counts
        assert hours == length * sum(n for n in numbers if isinstance(n, int)) / 60
        assert all(n is None or isinstance(n, int) for n in numbers)


def test_a_moved_course_is_told(edition: Edition, folder: Path) -> None:
    def move(sheet: Worksheet) -> None:
        row = line_of(sheet, "Physique")
        column = filled(sheet, row)
        count = sheet.cell(row, column).value
        sheet.cell(row, column).value = None
        free = next(c for c in range(column + 1, 60) if not sheet.cell(row, c).value)
        sheet.cell(row, free).value = count

    read = read_module_weeks(changed(folder, edition, move), edition.planning)
    after = edited(edition, read.edits)
    found = module_week_changes(edition.planning, after.planning)
    assert [change.module.id for change in found] == ["Physique"] * 2
    first, second = found
    assert (second.before, second.after) == (ModuleWeek(), first.before)
    assert first.after == ModuleWeek()
    assert after.changed == "by-hand"
    assert after.status == "feasible"


def test_courses_of_groups_in_parallel_count_once(edition: Edition, folder: Path) -> None:
    def split(sheet: Worksheet) -> None:
        row = line_of(sheet, "Physique")
        values = [sheet.cell(row, column).value for column in range(1, 61)]
        sheet.insert_rows(row)
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column).value = value
        sheet.cell(row, 7).value, sheet.cell(row + 1, 7).value = "TD1", "TD2"

    assert read_module_weeks(changed(folder, edition, split), edition.planning).edits == ()


def test_groups_of_different_hours_are_told(edition: Edition, folder: Path) -> None:
    def split(sheet: Worksheet) -> None:
        row = line_of(sheet, "Physique")
        sheet.insert_rows(row)
        for column, value in enumerate(("Physique", None, "TD", 60, None, "Salle", "TD1"), start=1):
            sheet.cell(row, column).value = value
        sheet.cell(row + 1, 7).value = "TD2"

    with pytest.raises(Unusable) as unusable:
        read_module_weeks(changed(folder, edition, split), edition.planning)
    assert all(
        "les groupes TD1, TD2 n'ont pas tous les mêmes heures" in s for s in sentences(unusable)
    )


def _letters(sheet: Worksheet) -> None:
    sheet.cell(5, 12).value = "beaucoup"


def _formula(sheet: Worksheet) -> None:
    sheet.cell(5, 12).value = "=1+1"


def _length(sheet: Worksheet) -> None:
    sheet.cell(5, 4).value = "longtemps"


def _half_sessions(sheet: Worksheet) -> None:
    sheet.cell(line_of(sheet, "Physique", "Séance"), 4).value = 100


def _hours(sheet: Worksheet) -> None:
    sheet.cell(5, 4).value = 3.5


@pytest.mark.parametrize(
    ("change", "cell", "said"),
    [
        (
            _letters,
            "ligne 5, colonne L « 40 »",
            'trouvé "beaucoup" ; accepté : un nombre de cours de 0 à 100',
        ),
        (_formula, "ligne 5, colonne L « 40 »", "une valeur enregistrée ; ouvrez le fichier"),
        (_length, "ligne 5, colonne D « Durée »", 'trouvé "longtemps"'),
        (_hours, "ligne 5, colonne D « Durée »", 'trouvé "3.5"'),
        (
            _half_sessions,
            "colonne A « Physique, S",
            "n'est pas un nombre entier de séances de 3,5 h",
        ),
    ],
)
def test_what_cannot_be_read_is_told_with_its_cell(
    change: Change, cell: str, said: str, edition: Edition, folder: Path
) -> None:
    with pytest.raises(Unusable) as unusable:
        read_module_weeks(changed(folder, edition, change), edition.planning)
    first = sentences(unusable)[0]
    assert "changed.xlsx, 1A, " in first
    assert cell in first
    assert said in first


def test_a_shifted_sheet_is_told_once(edition: Edition, folder: Path) -> None:
    path = changed(folder, edition, lambda sheet: sheet.insert_cols(3))
    with pytest.raises(Unusable) as unusable:
        read_module_weeks(path, edition.planning)
    (line,) = sentences(unusable)
    assert "la première semaine est dans la colonne I, au lieu de la colonne H" in line


def test_what_is_not_known_is_told_and_left_out(edition: Edition, folder: Path) -> None:
    def more(sheet: Worksheet) -> None:
        row = line_of(sheet, "Anglais")
        sheet.cell(row, 1).value = "Anglais oral"
        sheet.insert_cols(9)
        sheet.cell(1, 9).value = "vacances"

    read = read_module_weeks(changed(folder, edition, more), edition.planning)
    recap, row, column = sorted(
        notes(read), key=lambda line: ("Recap" not in line, "ligne 1," in line)
    )
    assert recap.endswith(
        "Recap : feuille non lue, car son nom n'est pas celui d'une promotion qui a des modules."
    )
    assert "colonne A « Anglais oral » : ligne non lue, car 1A n'a pas de module de ce nom." in row
    assert "ligne 1, colonne I « vacances » : colonne ou ligne non lue" in column
    assert {edit.module for edit in read.edits} == {"Anglais"}


ODD = (None, "", " ", "x", -1, 0.5, 10**20, 53, True, date(2026, 12, 8), time(3, 30), "=1+1", "3,5")


@settings(max_examples=10)
@given(row=st.integers(1, 14), column=st.integers(1, 60), value=st.sampled_from(ODD))
def test_an_odd_cell_is_read_or_told(
    row: int, column: int, value: str | float | date | time | None, edition: Edition, folder: Path
) -> None:
    def put(sheet: Worksheet) -> None:
        cell = sheet.cell(row, column)
        if not isinstance(cell, MergedCell):
            cell.value = value

    path = changed(folder, edition, put)
    with suppress(Unusable):
        read = read_module_weeks(path, edition.planning)
        edited(edition, read.edits)
        assert all(notes(read))


def test_modules_without_a_line_stay(edition: Edition, folder: Path) -> None:
    def drop(sheet: Worksheet) -> None:
        for row in range(39, 4, -1):
            if sheet.cell(row, 1).value == "Poudres":
                sheet.delete_rows(row)

    read = read_module_weeks(changed(folder, edition, drop), edition.planning)
    assert read.edits == ()
    assert notes(read)[1:] == ["1A : aucune ligne pour Poudres ; rien n'y change."]


# --- The list -------------------------------------------------------------------------------------


def test_a_list_says_what_each_module_has(edition: Edition, folder: Path) -> None:
    path = written(folder, "csv", edition)
    head, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    assert head.split(";")[:5] == ["Promotion", "Option", "Semestre", "Module", "Intitulé"]
    assert head.split(";")[5:8] == ["Année", "Semaine", "Heures à l'école"]
    assert head.split(";")[8:] == ["Séances", "Enseignants"]
    first = rows[0].split(";")
    assert first[:5] == ["1A", "", "1", "Physique", "Physique"]
    assert first[-1] == "Mme A"
    assert sum(float(row.split(";")[7].replace(",", ".")) for row in rows if ";Poudres;" in row) > 0
    path.write_text("\n".join([head, *rows[1:]]), encoding="utf-8")
    (edit,) = read_module_weeks(path, edition.planning).edits
    assert (edit.module, edit.onsite, edit.sessions) == ("Physique", 0, 0)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (
            "1A;Physique;45;deux;0",
            'ligne 2, colonne D « Heures » : trouvé "deux" ; accepté : des heures',
        ),
        ("1A;Physique;45;2;-1", 'ligne 2, colonne E « Séances » : trouvé "-1"'),
        (
            "1A;Physique;45;2;0\n1A;Physique;S45;2;0",
            "ligne 3, colonne C « Semaine » : le même module",
        ),
        ("1A;Physique;45;2;0;9", "ligne 2 : 6 cellules pour 5 titres"),
    ],
)
def test_a_bad_row_is_told(row: str, said: str, edition: Edition, folder: Path) -> None:
    path = folder / "bad.csv"
    path.write_text(f"Promotion;Module;Semaine;Heures;Séances\n{row}\n", encoding="utf-8")
    with pytest.raises(Unusable) as unusable:
        read_module_weeks(path, edition.planning)
    assert said in sentences(unusable)[0]


def test_rows_of_others_are_told(edition: Edition, folder: Path) -> None:
    path = folder / "others.csv"
    rows = ["9Z;Physique;45;1;0", "1A;Chimie;45;1;0", "1A;Physique;60;1;0"]
    path.write_text("Promotion;Module;Semaine;Heures;Séances\n" + "\n".join(rows), encoding="utf-8")
    read = read_module_weeks(path, edition.planning)
    assert [line.split(" : ")[-1] for line in notes(read)] == [
        "ligne non lue, car aucune promotion de ce nom n'a de modules (1A).",
        "ligne non lue, car 1A n'a pas de module de ce nom.",
        "colonne ou ligne non lue, car ce n'est pas une semaine de l'année.",
    ]


def test_a_file_of_nothing_is_refused(edition: Edition, folder: Path) -> None:
    empty, other = folder / "empty.csv", folder / "planning.txt"
    empty.write_text("Promotion;Semaine\n", encoding="utf-8")
    for path, said in (
        (empty, "ni une feuille au nom d'une promotion"),
        (other, "enregistrez-le ainsi"),
    ):
        with pytest.raises(Unusable) as unusable:
            read_module_weeks(path, edition.planning)
        assert said in sentences(unusable)[0]


def test_a_planning_without_modules_is_not_exported(folder: Path) -> None:
    without = planned(rules(BARE))
    for kind in OF_MODULES:
        with pytest.raises(Unusable) as unusable:
            content(kind, without)
        assert "ne place aucun module" in sentences(unusable)[0]


BARE = """
objectives = ["week_order", "session_spread"]

[[cohorts]]
id = "1A"
school_weeks = 6
school_blocks = { count = 3, shortest = 2 }
company_blocks = { count = 3, shortest = 2 }
onsite_hours = 78
sessions = { total = 4, a_week = [0, 2] }
"""


# --- The commands ---------------------------------------------------------------------------------


def test_commands_export_and_import(edition: Edition, tmp_path: Path, planner: Call) -> None:
    planning, book = tmp_path / "planning.json", tmp_path / "cours.xlsx"
    planning.write_bytes(planning_json(edition))
    assert planner("export", "timetable", planning, "--out", book)[0] == 0
    assert book.read_bytes() == content("timetable", edition)
    code, said, _ = planner("import", book, planning)
    assert (code, said.splitlines()[0]) == (0, "Rien ne change dans les modules.")
    sheets = load_workbook(book)
    row = line_of(sheets["1A"], "Physique")
    column = filled(sheets["1A"], row)
    sheets["1A"].cell(row, column).value = 1
    sheets.save(book)
    after = tmp_path / "after.json"
    code, said, _ = planner("import", book, planning, "--out", after)
    assert code == 1
    assert "Physique" in said
    assert "module « Physique » : " in said
    assert read_planning(after, None, None).edition.changed == "by-hand"


def test_a_file_is_not_replaced_by_chance(edition: Edition, tmp_path: Path, planner: Call) -> None:
    planning = tmp_path / "planning.json"
    planning.write_bytes(planning_json(edition))
    for arguments, said in (
        (
            ("export", "csv", planning, "--out", tmp_path / "m.xlsx"),
            "l'export csv est un fichier .csv",
        ),
        (
            ("export", "csv", planning, "--roster", planning, "--out", tmp_path / "m.csv"),
            "--roster et --company y seraient sans effet",
        ),
        (
            ("export", "lheo", planning, "--company", "Forge", "--out", tmp_path / "m.xml"),
            "--roster et --company y seraient sans effet",
        ),
        (("export", "ade", planning, "--out", tmp_path / "m.xlsx"), 'trouvé "ade"'),
        (("import", planning, planning, "--out", planning), "existe déjà"),
        (("import", planning, planning, "--out", tmp_path / "m.xlsx"), "dans un fichier .json"),
    ):
        code, _, errors = planner(*arguments)
        assert code == 2
        assert said in errors
    assert sorted(path.name for path in tmp_path.iterdir()) == ["planning.json"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_names_every_kind(language: str) -> None:
    assert "export" in [command.name for command in COMMANDS]
    for name, kind in EXPORT_KINDS.items():
        assert f"{name} (" in TEXTS[language]("help.export")
        assert all(suffix in TEXTS[language]("help.export") for suffix in kind.formats)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_office_has_words_for_every_kind(language: str) -> None:
    for name in EXPORT_KINDS:
        keys = [f"exported.{name}", f"given.{name}"]
        assert [key for key in keys if key not in TEXTS[language]] == []


# --- From Python ----------------------------------------------------------------------------------


def test_python_exports_and_reads_again(edition: Edition, tmp_path: Path) -> None:
    path = planner_api.export(edition, "csv", tmp_path / "modules.csv", language="fr")
    assert path.read_bytes() == content("csv", edition)
    head, *rows = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join([head, *rows[1:]]), encoding="utf-8")
    after = planner_api.read_timetable(path, edition)
    changes = planner_api.module_changes(edition, after)
    assert changes.index.names == ["cohort", "module", "monday"]
    assert len(changes) == 1
    assert changes.onsite_hours_after.iloc[0] == 0
    with pytest.raises(planner_api.UnusableInput):
        planner_api.export(edition, "csv", tmp_path / "modules.xlsx")
    with pytest.raises(planner_api.UnusableInput, match="roster"):
        planner_api.export(edition, "csv", tmp_path / "modules.csv", roster=path)
