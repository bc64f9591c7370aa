"""What spreadsheets and people do to lists: read where there is one meaning, told where not."""

import re
import zipfile
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from planner.apprentices.apprentice import Span
from planner.apprentices.roster import read_noted_roster, read_roster
from planner.apprentices.roster.closures import parse_closures
from planner.files.problems import Unusable
from planner.files.tables import read_tables
from planner.files.tables.encoding import decode
from planner.messages import Messages
from planner.planning.file import planning_json
from planner.planning.planning import Edition, Planning
from tests.conftest import Call
from tests.roster.conftest import HEADER, ROOT, ROW, WEEKS, csv, excel, faults


def noted(path: Path, planning: Planning, text: Messages) -> tuple[list[str], list[str]]:
    """Read a list: the surnames, and what is told about it."""
    read = read_noted_roster(path, planning.case)
    told = (text.sentence(note).replace(f"{path}", "FICHIER") for note in read.notes)
    return [a.surname for a in read.apprentices], [re.sub("[\u00a0\u202f]", " ", t) for t in told]


@pytest.mark.parametrize(
    "lines",
    [
        ["Nom;Prénom;Promotion;Entreprise", "Durand;Zoé;1A;Forge;oups"],
        ["Nom,Prénom,Promotion,Entreprise,Remarques", "Durand,Zoé,1A,Forge,malade, absent, revoir"],
        ["Nom,Prénom,Promotion,Fermetures,Entreprise", "Durand,Zoé,1A,S32,S33,Forge"],
        ["Nom,Prénom,Promotion,Entreprise,Fermetures", "Durand,Zoé,1A,Forge,S32,S33,S34"],
        [
            "Nom,Prénom,Promotion,Fermetures,Entreprise,Remarques",
            "Petit,Léo,1A,S32,Forge,",
            "Durand,Zoé,1A,S32,S33,Forge,",
        ],
    ],
)
def test_a_row_longer_than_its_header_is_told(
    lines: list[str], planning: Planning, tmp_path: Path, french: Messages
) -> None:
    path = tmp_path / "liste.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    (line,) = faults(path, planning, french)
    assert line.startswith(f"FICHIER, ligne {len(lines)} : ")
    assert "entre guillemets" in line


def test_a_delimiter_at_the_end_of_all_rows_does_not_matter(
    planning: Planning, tmp_path: Path
) -> None:
    path = tmp_path / "liste.csv"
    rows = [";".join(HEADER), *(";".join([name, *ROW[1:], ""]) for name in ("Un", "Deux"))]
    path.write_text("\n".join(rows), encoding="utf-8")
    assert len(read_roster(path, planning.case)) == 2


@given(
    row=st.lists(st.sampled_from(["x", "y", ""]), min_size=5, max_size=5),
    place=st.integers(0, 4),
)
def test_a_delimiter_too_many_never_moves_a_cell(row: list[str], place: int) -> None:
    """Whatever cell is cut in two, no row is read with its cells in other columns."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "t.csv")
        cut = [*row[:place], "p", "q", *row[place + 1 :]]
        rows = [["a", "b", "c", "d", "e"], ["1"] * 5, ["2"] * 5, cut]
        path.write_text("\n".join(map(",".join, rows)), encoding="utf-8")
        (table,) = read_tables(path, lambda name: name)
    assert [line.is_overlong for line in table.rows] == [False, False, True]


@pytest.mark.parametrize(
    ("encoding", "told"), [("mac_roman", "Macintosh"), ("cp850", "MS-DOS"), ("cp1252", None)]
)
def test_old_encodings_are_read_and_told(
    encoding: str, told: str | None, planning: Planning, tmp_path: Path, french: Messages
) -> None:
    rows = [["Bérard", "Amélie", "1A", "Société du Béton"], ["ROUX", "ZOÉ", "2A", "Château Noël"]]
    path = csv(tmp_path / "liste.csv", HEADER, *rows, encoding=encoding)
    names, notes = noted(path, planning, french)
    assert names == ["Bérard", "ROUX"]
    assert [a.company for a in read_roster(path, planning.case)] == [row[3] for row in rows]
    assert (told is None) == (not notes)
    assert all(f"lu comme {told}" in note and "Bérard" in note for note in notes)


def test_lines_of_another_encoding_are_read_and_told(
    planning: Planning, tmp_path: Path, french: Messages
) -> None:
    path = csv(tmp_path / "liste.csv", HEADER, ["Lefèvre", "Amélie", "1A", "Élan"])
    path.write_bytes(path.read_bytes() + "Roux;Inès;2A;Élan\r\n".encode("cp1252"))
    names, (note,) = noted(path, planning, french)
    assert names == ["Lefèvre", "Roux"]
    assert {a.company for a in read_roster(path, planning.case)} == {"Élan"}
    assert "UTF-8 et Windows-1252 (n° de ligne : 3)" in note
    assert "Inès, Élan" in note


FRENCH_WORDS = ["Bérard", "Zoé", "Hélène", "ÉLAN", "François", "Évreux", "Noël", "Béton", "Benoît"]


@given(
    words=st.lists(st.sampled_from(FRENCH_WORDS), min_size=2, max_size=6, unique=True),
    encoding=st.sampled_from(["cp1252", "mac_roman", "cp850"]),
)
def test_french_is_read_from_any_encoding(words: list[str], encoding: str) -> None:
    text = ";".join(["Prénom", *words])
    assert decode(text.encode(encoding), Path("l.csv")).text == text


@pytest.mark.parametrize(
    ("company", "told"),
    [
        ("LefÃ¨vre", 'sans doute "Lefèvre"'),
        ("Béton LefÃ¨vre", 'sans doute "Béton Lefèvre"'),
        ("Å’uvre", 'sans doute "Œuvre"'),
    ],
)
def test_letters_encoded_twice_are_told(
    company: str, told: str, planning: Planning, tmp_path: Path, french: Messages
) -> None:
    path = excel(tmp_path / "liste.xlsx", HEADER, [*ROW[:3], company])
    (line,) = faults(path, planning, french)
    assert told in line


def test_odd_letters_are_told_and_names_of_other_countries_are_not(
    planning: Planning, tmp_path: Path, french: Messages
) -> None:
    people = ["BŽrard", "Žižek", "Müller", "Åström", "São Tomé", "Łukasz", "O’Neil", "Nguyễn"]
    rows = [[name, "Véga", "1A", "L'Œuf d'Émeraude"] for name in people]
    names, (note,) = noted(excel(tmp_path / "l.xlsx", HEADER, *rows), planning, french)
    assert names == people
    assert note.startswith("FICHIER, Feuil1, ligne 2, colonne A « Nom »")
    assert '"BŽrard"' in note


@pytest.mark.parametrize("name", ["liste.xlsx", "liste.csv"])
def test_escaped_line_ends_are_no_text(name: str, planning: Planning, tmp_path: Path) -> None:
    rows = [
        HEADER,
        ["Durand_x000D_", "Zoé", "1A", "Forge_x000D_\ndu Lac"],
        [*ROW[:3], "Forge du Lac"],
    ]
    path = tmp_path / name
    (excel if name.endswith("x") else csv)(path, *rows)
    if name.endswith("x"):  # openpyxl escapes the escape
        with zipfile.ZipFile(path) as package:
            parts = {each: package.read(each) for each in package.namelist()}
        with zipfile.ZipFile(path, "w") as package:
            for each, content in parts.items():
                package.writestr(each, content.replace(b"_x005F_", b"_"))
    found = read_roster(path, planning.case)
    assert [a.surname for a in found] == ["Durand", "Basalte"]
    assert {a.company for a in found} == {"Forge du Lac"}


def test_a_row_of_formulas_without_values_is_told(
    planning: Planning, tmp_path: Path, french: Messages
) -> None:
    path = excel(
        tmp_path / "l.xlsx", [*HEADER, "N°"], [*ROW, "=ROW()"], ["=A2", "=B2", "=C2", "=D2"]
    )
    lines = faults(path, planning, french)
    assert len(lines) == 4
    assert (
        'ligne 3, colonne A « Nom » : trouvé "=A2" ; accepté : une valeur enregistrée' in lines[0]
    )
    others = [*(None,) * 4, "=ROW()"]
    path = excel(tmp_path / "l.xlsx", [*HEADER, "N°"], [*ROW, "=ROW()"], others)
    assert noted(path, planning, french) == (["Basalte"], [])


def test_what_is_skipped_is_counted(planning: Planning, tmp_path: Path, french: Messages) -> None:
    people = [[f"Nom {n}", "Véga", "1A", "Forge"] for n in range(4)]
    totals: list[list[object]] = [
        ["Total", None, None, 4],
        ["Sous-total 1A", None, "1A"],
        [None, "Effectif : 4"],
    ]
    path = excel(tmp_path / "l.xlsx", HEADER, *people, *totals, ["Total", "Zoé", "1A", "Total SA"])
    book = load_workbook(path)
    sheet, hidden = book.worksheets[0], book.create_sheet("Anciens")
    for row in (2, 4):
        sheet.row_dimensions[row].hidden = True
    hidden.append(HEADER)
    hidden.append(ROW)
    hidden.sheet_state = "hidden"
    book.create_sheet("Notes").sheet_state = "hidden"
    book.save(path)
    names, notes = noted(path, planning, french)
    assert names == ["Nom 1", "Nom 3", "Total"]
    assert notes == [
        "FICHIER, Feuil1 : lignes masquées, non lues : 2 (n° de ligne : 2, 4) ; "
        "affichez-les pour qu'elles comptent.",
        "FICHIER, Feuil1 : lignes de total, non lues : 3 (n° de ligne : 6, 7, 8).",
        "FICHIER, Anciens : feuille masquée, non lue ; lignes sous les titres : 1.",
    ]


def test_a_list_whose_rows_are_all_hidden_says_so(
    planning: Planning, tmp_path: Path, french: Messages
) -> None:
    path = excel(tmp_path / "l.xlsx", HEADER, ROW)
    book = load_workbook(path)
    book.worksheets[0].row_dimensions[2].hidden = True
    book.save(path)
    empty, hidden = faults(path, planning, french)
    assert "aucun apprenti" in empty
    assert "lignes masquées, non lues : 1" in hidden


def test_a_company_merged_over_rows_is_that_of_each(
    planning: Planning, tmp_path: Path, french: Messages
) -> None:
    rows = [[f"Nom {n}", "Véga", "1A", None] for n in range(4)]
    rows[0][3] = rows[3][3] = "Forge"
    path = excel(tmp_path / "l.xlsx", HEADER, *rows)
    book = load_workbook(path)
    book.worksheets[0].merge_cells("D2:D4")
    book.save(path)
    assert [a.company for a in read_roster(path, planning.case)] == ["Forge"] * 4
    book.worksheets[0].merge_cells("A5:B5")
    book.save(path)
    (line,) = faults(path, planning, french)
    assert "ligne 5, colonne B « Prénom » : ces cellules sont fusionnées" in line


def test_merged_companies_of_other_formats_are_read(planning: Planning) -> None:
    path = ROOT / "tests" / "samples" / "list.xls"
    assert [(a.company, a.cohort) for a in read_roster(path, planning.case)] == [
        ("Forge", "1A"),
        ("Forge", "2A"),
    ]


@pytest.mark.parametrize(
    ("form", "told"), [("d-mmm", True), ("dd/mm", True), ("dd/mm/yyyy", False)]
)
def test_weeks_made_a_date_are_told(
    form: str, told: bool, planning: Planning, tmp_path: Path, french: Messages
) -> None:
    path = excel(tmp_path / "l.xlsx", [*HEADER, "Fermetures"], [*ROW, date(2026, 12, 8)])
    book = load_workbook(path)
    cell: Any = book.worksheets[0]["E2"]
    cell.number_format = form
    book.save(path)
    if not told:
        assert read_roster(path, planning.case)[0].periods[0].closed == (
            Span(*[date(2026, 12, 8)] * 2),
        )
        return
    (line,) = faults(path, planning, french)
    assert "« 8-12 »" in line
    assert "S08-S12" in line
    cell.value = date(2026, 12, 24)  # no weeks: the 24th does not precede the 12th
    book.save(path)
    assert read_roster(path, planning.case)[0].periods[0].closed == (
        Span(*[date(2026, 12, 24)] * 2),
    )


@pytest.mark.parametrize("written", ["08-déc", "08-dec.", "S1, 03-août"])
def test_weeks_made_a_date_are_told_in_text(written: str, french: Messages) -> None:
    with pytest.raises(Unusable) as unusable:
        parse_closures(written, WEEKS)
    assert "le tableur fait une date" in french.sentence(unusable.value.problems[0])


@pytest.mark.parametrize(
    "written", ["S32 2027", "S32-2027", "S32/2027", "semaine 32 de 2027", "W32 2027"]
)
def test_a_week_with_its_year_behind_is_read(written: str) -> None:
    assert parse_closures(f"{written}, 24-déc", WEEKS) == (
        Span(date(2027, 8, 9), date(2027, 8, 15)),
        Span(date(2026, 12, 24), date(2026, 12, 24)),
    )


def test_the_command_tells_what_was_skipped(
    planner: Call, edition: Edition, tmp_path: Path
) -> None:
    (tmp_path / "planning.json").write_bytes(planning_json(edition))
    path = csv(tmp_path / "liste.csv", HEADER, ROW, ["Total", "", "", "1"])
    code, _, err = planner(
        "documents", tmp_path / "planning.json", "--roster", path, "--out", tmp_path / "out"
    )
    assert code == 0
    assert "lignes de total, non lues" in err
