"""What is wrong with an edited workbook is told by cell."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.file import read_planning
from planner.planning.file.hidden_sheet import HIDDEN_SHEET_NAME, parse_hidden_sheet
from planner.planning.file.workbook_reader import read_workbook
from planner.planning.planning import Edition
from planner.programme.programme import Programme
from tests.workbook.conftest import GENERAL, carrier_of, edit, opened_book, setting, told_of


def _insert(book: Workbook, row: int = 10) -> None:
    """Insert a row as spreadsheet programs do: what is merged below moves along."""
    sheet = book[GENERAL]
    for span in sheet.merged_cells.ranges:
        if span.min_row >= row:
            span.shift(row_shift=1)
    sheet.insert_rows(row)


def _append(book: Workbook) -> None:
    _insert(book, 59)
    setting(A59=40, B59=datetime(2027, 10, 4), D59="C", G59="C", J59="C")(book)


def hidden_sheet(book: Workbook) -> Worksheet:
    return book[HIDDEN_SHEET_NAME]


def _break(book: Workbook, cell: str, old: str, new: str) -> None:
    sheet = hidden_sheet(book)
    assert old in str(sheet[cell].value)
    sheet[cell] = str(sheet[cell].value).replace(old, new, 1)


def _swap(book: Workbook) -> None:
    sheet = book[GENERAL]
    for column in range(1, 13):
        one, other = sheet.cell(10, column), sheet.cell(11, column)
        one.value, other.value = other.value, one.value


def _copy(book: Workbook) -> None:
    for column in range(1, 13):
        book[GENERAL].cell(11, column).value = book[GENERAL].cell(10, column).value


def _other_year(book: Workbook) -> None:
    for row in range(6, 59):
        monday = book[GENERAL].cell(row, 2).value
        assert isinstance(monday, datetime)
        day = date.fromordinal(monday.toordinal() - 364)
        setting(
            **{
                f"A{row}": day.isocalendar()[1],
                f"B{row}": datetime(day.year, day.month, day.day),
                f"C{row}": None,
            }
        )(book)


DAMAGES: dict[str, tuple[Callable[[Workbook], object], list[str]]] = {
    "a deleted row": (
        lambda b: b[GENERAL].delete_rows(10),
        ["général, ligne 10", "semaines manquantes : 2026-S44"],
    ),
    "a blank row": (_insert, ["général, ligne 10", "ne nomme pas de semaine"]),
    "swapped rows": (_swap, ["général, ligne 10", "2026-S45 n'est pas à sa place"]),
    "a doubled week": (_copy, ["général, ligne 11", "en double : 2026-S44"]),
    "sorted rows": (
        lambda b: setting(A6=39, B6=datetime(2027, 9, 27), C6=datetime(2027, 10, 1))(b),
        ["semaines en double : 2027-S39", "manquantes : 2026-S40"],
    ),
    "a row added at the end": (_append, ["ligne 59", "2027-S40"]),
    "a renamed promotion": (setting(G4="Deuxième"), ["général, G4", '"Deuxième"', '"2e année"']),
    "a column inserted": (lambda b: b[GENERAL].insert_cols(6), ["général, F5", '"Séances"']),
    "a column deleted": (lambda b: b[GENERAL].delete_cols(5), ["général, E5", '"N°"']),
    "text in a count": (setting(F7="deux"), ["général, F7", '"deux"', "entier de 0 à 100"]),
    "a negative count": (setting(F7=-2), ["général, F7", '"-2"']),
    "a fraction": (setting(F7=1.5), ["général, F7", '"1.5"']),
    "too many sessions": (setting(F7=101), ["général, F7", '"101"']),
    "a truth": (setting(F7=True), ["général, F7", '"True"']),
    "merged weeks": (lambda b: b[GENERAL].merge_cells("D7:D9"), ["général, D7:D9", "fusionn"]),
    "merged dates": (lambda b: b[GENERAL].merge_cells("A7:B7"), ["général, A7:B7", "fusionn"]),
    "a formula": (setting(D7="=D6"), ["général, D7", '"=D6"', "pas une formule"]),
    "a formula in a count": (setting(F7="=1+1"), ["général, F7", '"=1+1"', "pas une formule"]),
    "an unknown activity": (setting(D7="Z"), ["général, D7", '"Z"', "l'un de : C, E"]),
    "a number for a week": (setting(D7=3), ["général, D7", '"3"']),
    "an empty week": (setting(D7=None), ["général, D7", '""']),
    "another cohort's block": (setting(D7="FIN"), ["général, D7", '"FIN"']),
    "a changed Monday": (setting(B7=datetime(2026, 10, 6)), ["ligne 7", '"06/10/2026"', '"41"']),
    "a Monday in words": (setting(B7="lundi"), ["ligne 7", '"lundi"']),
    "a changed number": (setting(A7=42), ["ligne 7", '"42"', '"05/10/2026"']),
    "a changed Friday": (setting(C7=datetime(2026, 10, 8)), ["C7", "08/10/2026", "09/10/2026"]),
    "another year": (_other_year, ["semaines manquantes : 2026-S41", "2025-S40"]),
    "no general sheet": (lambda b: b.remove(b[GENERAL]), ["« Planning général »", "trouvées : 1A"]),
    "a renamed sheet": (
        lambda b: setattr(b[GENERAL], "title", "Avril"),
        ["manque la feuille « Planning général »", "trouvées : Avril, 1A"],
    ),
    "a changed hidden planning": (lambda b: _break(b, "A2", "e", "f"), ["cachée « planner »"]),
    "no hidden planning": (lambda b: hidden_sheet(b).delete_rows(2, 9), ["cachée « planner »"]),
    "a hidden line missing": (lambda b: hidden_sheet(b).delete_rows(3), ["cachée « planner »"]),
    "a hidden word changed": (lambda b: _break(b, "D3", "E", "C"), ["cachée « planner »"]),
    "a hidden header changed": (lambda b: _break(b, "C2", "S", "T"), ["cachée « planner »"]),
    "a hidden sheet of one row": (lambda b: hidden_sheet(b).delete_rows(2, 99), ["« planner »"]),
    "an empty hidden sheet": (lambda b: hidden_sheet(b).delete_rows(1, 99), ["cachée « planner »"]),
    "a later format": (lambda b: _break(b, "A1", "/1", "/2"), ["cachée « planner »"]),
    "several faults": (
        setting(D7="Z", F8="x", G4="Deux", A9=1, L30=-1),
        ["général, D7", "général, F8", "général, G4", "ligne 9", "général, L30"],
    ),
}


@pytest.mark.parametrize(("change", "told"), DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_is_told_by_sheet_and_cell(
    change: Callable[[Workbook], object],
    told: list[str],
    few_sheets: bytes,
    tmp_path: Path,
    french: Messages,
) -> None:
    book = load_workbook(io.BytesIO(few_sheets))
    change(book)
    saved = opened_book(book, tmp_path / "p.xlsx")
    with pytest.raises(Unusable) as unusable:
        read_workbook(replace(saved, path=Path("p.xlsx")), carrier_of(saved))
    problems = [french.sentence(p) for p in unusable.value.problems]
    assert all(line.startswith("p.xlsx") for line in problems)
    for part in told:
        assert any(part in line for line in problems), problems


def _parts(content: bytes, **changed: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            part = changed.get(name.rpartition("/")[2].removesuffix(".xml"), old.read(name))
            new.writestr(name, part, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def _sheet_with(content: bytes, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
    assert old in sheet
    return _parts(content, sheet1=sheet.replace(old, new, 1))


FILES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "pas un classeur lisible"),
    "text": (lambda _: b"iso_year;iso_week", "pas un classeur lisible"),
    "cut short": (lambda b: b[: len(b) // 2], "pas un classeur lisible"),
    "a password, or Excel 97": (
        lambda _: bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600),
        "mot de passe",
    ),
    "a bomb": (lambda b: _parts(b, sheet1=b" " * 20_000_000), "bien plus qu'un planning"),
    "a huge file": (lambda b: b + bytes(17_000_000), "octets"),
    "a sheet that is no XML": (lambda b: _parts(b, sheet1=b"<a"), "pas un classeur lisible"),
    "a style that is no XML": (lambda b: _parts(b, styles=b"<a"), "pas un classeur lisible"),
    "no workbook part": (lambda b: _parts(b, workbook=b"<a/>"), "pas un classeur lisible"),
    "a million merged rows": (
        lambda b: _sheet_with(b, b'ref="A4:A5"', b'ref="A7:C1048576"'),
        "A7:C1048576 : ces cellules sont fusionnées",
    ),
    "a merge of no cells": (
        lambda b: _sheet_with(b, b'ref="A4:A5"', b'ref="?"'),
        "pas un classeur lisible",
    ),
}


@pytest.mark.parametrize(("change", "told"), FILES.values(), ids=FILES.keys())
def test_a_file_that_is_no_workbook_of_ours_is_told(
    change: Callable[[bytes], bytes], told: str, written: bytes, path: Path, french: Messages
) -> None:
    path.write_bytes(change(written))
    assert told in told_of(path, french)


def test_a_damaged_byte_is_told_or_does_no_harm(
    written: bytes, path: Path, edition: Edition
) -> None:
    for place in range(0, len(written), len(written) // 20):
        path.write_bytes(written[:place] + bytes([written[place] ^ 255]) + written[place + 1 :])
        try:
            assert read_planning(path, None, None).edition == edition
        except Unusable:
            continue


def test_a_million_rows_are_read_at_once(path: Path, edition: Edition) -> None:
    edit(path, setting(D1048576="C"))
    assert read_planning(path, None, None).edition == edition


def test_what_unpacks_beyond_measure_is_refused() -> None:
    import base64
    import zlib

    bomb = base64.b64encode(zlib.compress(bytes(40_000_000), 9)).decode()
    with pytest.raises(ValueError, match="x"):
        parse_hidden_sheet([("alternance-workbook/1", "s", "x", None), (bomb, "A4", "t", "C")])


def test_a_workbook_of_another_kind_is_read_as_a_table(
    path: Path, albi: Programme, french: Messages
) -> None:
    edit(path, lambda b: b.remove(hidden_sheet(b)))
    assert "feuille cachée" in told_of(path, french)
    with pytest.raises(Unusable) as unusable:
        read_planning(path, albi, 2026)
    assert "colonnes manquantes" in french.sentence(unusable.value.problems[0])
