"""Lists of apprentices are read from any spreadsheet, by any of the names of columns."""

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from planner.apprentices.apprentice import HalfDay, Part, Span
from planner.apprentices.roster import Column, read_roster
from planner.apprentices.roster.columns import HEADER_SPELLINGS, column_of
from planner.messages import LANGUAGES, Messages
from planner.planning.planning import Planning
from tests.roster.conftest import FULL, FULL_ROW, HEADER, READ, ROW, csv, excel

# --- formats --------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_file_of_any_spreadsheet_is_read(
    delimiter: str, encoding: str, planning: Planning, tmp_path: Path
) -> None:
    path = csv(tmp_path / "liste.csv", FULL, FULL_ROW, delimiter=delimiter, encoding=encoding)
    assert read_roster(path, planning.case) == (READ,)


def test_unicode_text_of_excel_is_read(planning: Planning, tmp_path: Path) -> None:
    path = csv(tmp_path / "liste.txt", FULL, FULL_ROW, delimiter="\t", encoding="utf-16")
    assert read_roster(path, planning.case) == (READ,)


def test_a_workbook_is_read(planning: Planning, tmp_path: Path) -> None:
    row = [*FULL_ROW]
    row[7], row[8] = datetime(2026, 11, 2), date(2029, 9, 30)  # type: ignore[call-overload]
    path = excel(tmp_path / "liste.xlsx", FULL, row)
    assert read_roster(path, planning.case) == (READ,)


def test_numbers_and_days_of_cells_are_read_as_they_are_seen(
    planning: Planning, tmp_path: Path
) -> None:
    header = [*HEADER, "Fermeture"]
    rows = [["Un", "A", 1, 1848, 32], ["Deux", "B", 2.0, "3M", datetime(2027, 5, 14)]]
    one, two = read_roster(excel(tmp_path / "liste.xlsx", header, *rows), planning.case)
    assert (one.cohort, one.company) == ("1A", "1848")
    assert one.periods[0].closed == (Span(date(2027, 8, 9), date(2027, 8, 15)),)
    assert (two.cohort, two.company) == ("2A", "3M")
    assert two.periods[0].closed == (Span(date(2027, 5, 14), date(2027, 5, 14)),)


def test_titles_above_other_columns_and_empty_rows_do_not_matter(
    planning: Planning, tmp_path: Path
) -> None:
    path = excel(
        tmp_path / "liste.xlsx",
        ["Apprentis 2026-2027; à jour, ou presque"],
        [],
        ["Téléphone", "Entreprise", "Promotion", None, "Prénom", "Nom", "Nom du tuteur"],
        [],
        ["05", "Fonderie de la Lune", "1A", "x", "Véga", "Basalte", "Quartz"],
        [None, " "],
        ["06", "Fonderie de la Lune", "2A", None, "Lyre", "Gypse"],
    )
    found = read_roster(path, planning.case)
    assert [(a.name, a.cohort, a.row) for a in found] == [
        ("Véga Basalte", "1A", 5),
        ("Lyre Gypse", "2A", 7),
    ]


def test_semicolons_in_a_title_do_not_part_the_cells_of_commas(
    planning: Planning, tmp_path: Path
) -> None:
    path = tmp_path / "liste.csv"
    path.write_text(f"a;b;c;d;e;f\n{','.join(HEADER)}\n{','.join(ROW)}\n", encoding="utf-8")
    assert [a.name for a in read_roster(path, planning.case)] == ["Véga Basalte"]


def test_a_row_of_several_lines_counts_once(planning: Planning, tmp_path: Path) -> None:
    header, first = [*HEADER, "Remarques"], [*ROW, "deux\nlignes"]
    path = csv(tmp_path / "liste.csv", header, first, ["Gypse", "Lyre", "2A", "Songe-Creux"])
    assert [(a.row, a.remarks) for a in read_roster(path, planning.case)] == [
        (2, "deux\nlignes"),
        (3, ""),
    ]


def test_hidden_rows_and_sheets_are_not_read_and_all_others_are(
    planning: Planning, tmp_path: Path
) -> None:
    path = excel(tmp_path / "liste.xlsx", HEADER, ROW, ["Gypse", "Lyre", "2A", "Songe-Creux"])
    book = load_workbook(path)
    book.worksheets[0].row_dimensions[2].hidden = True
    for title, name in (("2A", "Opale"), ("secret", "Mica"), ("Tuteurs", "Silex")):
        sheet = book.create_sheet(title)
        sheet.append(HEADER if title != "Tuteurs" else ["Nom", "Prénom", "Entreprise"])
        sheet.append([name, "Orion", "2A", "Songe-Creux"])
    book["secret"].sheet_state = "hidden"
    book.save(path)
    assert [a.surname for a in read_roster(path, planning.case)] == ["Gypse", "Opale"]


def test_formulas_are_read_by_their_saved_values(planning: Planning, tmp_path: Path) -> None:
    path = excel(tmp_path / "liste.xlsx", HEADER, ["Gypse", "Lyre", 2, "Songe-Creux"])
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"<v>2</v>", b"<f>1+1</f><v>2</v>")
    assert b"<f>" in parts[sheet]
    with zipfile.ZipFile(path, "w") as target:
        for name, content in parts.items():
            target.writestr(name, content)
    assert [a.cohort for a in read_roster(path, planning.case)] == ["2A"]


# --- headers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "write", [str, str.upper, lambda h: h.replace(" ", ""), lambda h: f" {h}*"]
)
def test_accents_capitals_spaces_and_signs_of_headers_do_not_matter(write: Any) -> None:
    for column, headers in HEADER_SPELLINGS.items():
        for header in headers:
            bare = header.replace("é", "e").replace("-", " ").replace("'", "’")
            assert column_of(write(header)) is column
            assert column_of(write(bare)) is column


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reader_knows_the_columns_by_the_names_they_are_told_by(language: str) -> None:
    text = Messages(language)
    assert {c: column_of(text(f"roster.{c}")) for c in Column} == {c: c for c in Column}


@pytest.mark.parametrize(
    "header",
    ["Téléphone", "Tuteur école", "Adresse de l'entreprise", "Date de naissance", "", "N°"],
)
def test_other_headers_are_not_taken_for_ours(header: str) -> None:
    assert column_of(header) is None


def test_english_headers_and_words_are_read(planning: Planning, tmp_path: Path) -> None:
    header = [
        "Company",
        "First name",
        "SURNAME",
        "Year",
        "Half-day 2",
        "Half-day 1",
        "Closing weeks",
        "Contract start",
    ]
    row = [
        "Moon Foundry",
        "Vega",
        "Basalt",
        "1st year",
        "Mon am",
        "Thu pm",
        "W32 to W34, W52",
        "2 November 2026",
    ]
    (found,) = read_roster(csv(tmp_path / "list.csv", header, row, delimiter=","), planning.case)
    assert found.periods[0].half_days == (HalfDay(3, Part.AFTERNOON), HalfDay(0, Part.MORNING))
    assert found.periods[0].closed[0] == Span(date(2027, 8, 9), date(2027, 8, 29))
    assert found.start == date(2026, 11, 2)


def test_an_unknown_column_that_is_near_to_one_which_is_there_is_let_be(
    planning: Planning, tmp_path: Path
) -> None:
    path = csv(tmp_path / "liste.csv", [*HEADER, "Prénom 2"], [*ROW, "Lyre"])
    assert [a.first_name for a in read_roster(path, planning.case)] == ["Véga"]


def test_names_are_taken_as_they_are_but_for_needless_signs(
    planning: Planning, tmp_path: Path
) -> None:
    long = "N" * 200
    rows = [
        ["=1+1", "@x", "1A", "../../x"],
        ["E\u0301toile ", "\u202aLe\u00a0 Lys\u202c", "1A", "CON"],
        ["أحمد", "Ỳ李", "1A", long],
    ]
    found = read_roster(csv(tmp_path / "liste.csv", HEADER, *rows), planning.case)
    assert [(a.surname, a.first_name, a.company) for a in found] == [
        ("=1+1", "@x", "../../x"),
        ("Étoile", "Le Lys", "CON"),
        ("أحمد", "Ỳ李", long),
    ]


@pytest.mark.parametrize(
    ("written", "language"),
    [("français", "fr"), ("FR", "fr"), ("anglais", "en"), ("English", "en"), ("", "")],
)
def test_the_language_of_messages_is_read(
    written: str, language: str, planning: Planning, tmp_path: Path
) -> None:
    header = [*HEADER, "Langue des messages", "Langue de l'entreprise"]
    path = csv(tmp_path / "liste.csv", header, [*ROW, written, written])
    (who,) = read_roster(path, planning.case)
    assert (who.language, who.periods[0].language) == (language, language)
