"""Each fault of a list is told with its place."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.apprentices.roster import read_roster
from planner.messages import Messages
from planner.planning.planning import Planning
from tests.roster.conftest import FULL, FULL_ROW, HEADER, ROW, csv, excel, faults

COLUMNS = {
    "one missing": (
        ["Nom", "Prénom", "Promotion", "Ville"],
        ["il manque la colonne « Entreprise »", "trouvées : Nom, Prénom, Promotion, Ville"],
    ),
    "one misspelt": (
        ["Nom", "Prénom", "Promotion", "Entreprize"],
        ["« Entreprize » ; est-ce « Entreprise » ?"],
    ),
    "an optional one misspelt": ([*HEADER, "Debut contract"], ["est-ce « Début du contrat » ?"]),
    "doubled": ([*HEADER, "Société"], ["« Entreprise » : Entreprise, Société"]),
    "none": (["Bonjour"], ["« Nom »", "« Prénom »", "« Promotion »", "« Entreprise »"]),
}


@pytest.mark.parametrize(("header", "told"), COLUMNS.values(), ids=COLUMNS)
def test_wrong_columns_are_told(
    header: list[str], told: list[str], planning: Planning, tmp_path: Path, french: Messages
) -> None:
    lines = faults(csv(tmp_path / "liste.csv", header, ROW), planning, french)
    assert all(line.startswith("FICHIER, ligne 1 : ") for line in lines)
    assert all(any(part in line for line in lines) for part in told)


CELLS = {
    "no surname": ("Nom", "", "cellule vide"),
    "a dash for a first name": ("Prénom", "–", "cellule vide"),
    "another promotion": (
        "Promotion",
        "4A",
        'trouvé "4A" ; accepté : l\'un de : 1A (1re année), 2A',
    ),
    "no address": ("Courriel", "vega(at)ecole.example", "accepté : une adresse comme"),
    "two addresses": ("Courriel", "a@b.fr, c@d.fr", "accepté : une adresse comme"),
    "no half-day": ("Demi-journées préférées", "midi", "accepté : des demi-journées comme"),
    "no start": ("Début du contrat", "bientôt", "accepté : une date comme 05/10/2026"),
    "an end before the start": (
        "Fin du contrat",
        "01/11/2026",
        "le contrat prend fin le 1er novembre 2026, avant de commencer le 2",
    ),
    "a start after the year": (
        "Début du contrat",
        "4 octobre 2027",
        "accepté : un contrat qui couvre un jour au moins de l'année 2026",
    ),
    "a week of no year": ("Semaines de fermeture", "S60", "accepté : l'année 2026-2027"),
    "a control character": ("Remarques", "a\x07b", 'trouvé "a�b" ; accepté : un texte sans'),
    "a long name": ("Nom", "N" * 201, "accepté : au plus 200 caractères"),
    "long remarks": ("Remarques", "N" * 2001, "accepté : au plus 2000 caractères"),
}


@pytest.mark.parametrize(("header", "cell", "told"), CELLS.values(), ids=CELLS)
def test_a_wrong_cell_is_told_with_its_place(
    header: str, cell: str, told: str, planning: Planning, tmp_path: Path, french: Messages
) -> None:
    place = FULL.index(header)
    row = [*FULL_ROW[:place], cell, *FULL_ROW[place + 1 :]]
    (line,) = faults(csv(tmp_path / "liste.csv", FULL, row), planning, french)
    assert line.startswith(f"FICHIER, ligne 2, colonne {'ABCDEFGHIJK'[place]} « {header} » : ")
    assert told in line


def test_an_end_before_the_year_is_told(
    planning: Planning, tmp_path: Path, french: Messages
) -> None:
    path = csv(tmp_path / "liste.csv", [*HEADER, "Fin"], [*ROW, "27/09/2026"])
    assert "un contrat qui couvre un jour au moins" in faults(path, planning, french)[0]
    path = csv(tmp_path / "liste.csv", [*HEADER, "Fin"], [*ROW, "28/09/2026"])
    assert len(read_roster(path, planning.case)) == 1


def test_faults_of_a_workbook_are_told_all_at_once_with_sheet_and_cell(
    planning: Planning, tmp_path: Path, french: Messages
) -> None:
    path = excel(
        tmp_path / "liste.xlsx",
        ["Liste"],
        [*HEADER, "Début"],
        ["Basalte", "Véga", "#N/A", "Songe-Creux", "jamais"],
        ["Gypse", None, "1A", "Songe-Creux"],
        title="Été & co",
    )
    lines = faults(path, planning, french)
    assert [line.partition(" : ")[0] for line in lines] == [
        "FICHIER, Été & co, ligne 3, colonne C « Promotion »",
        "FICHIER, Été & co, ligne 3, colonne E « Début »",
        "FICHIER, Été & co, ligne 4, colonne B « Prénom »",
    ]
    assert (
        'trouvé "#N/A" ; accepté : une valeur, pas une erreur' in faults(path, planning, french)[0]
    )


def test_somebody_who_stands_twice_is_told_with_both_rows(
    planning: Planning, tmp_path: Path, french: Messages
) -> None:
    other_year = [*ROW[:2], "2A", ROW[3]]
    path = csv(tmp_path / "l.csv", HEADER, ROW, other_year, ["BASALTE", *ROW[1:]])
    (line,) = faults(path, planning, french)
    assert line.startswith("FICHIER, ligne 4, colonne A « Nom »")
    assert "Véga BASALTE, Fonderie de la Lune : déjà dans la liste, ligne 2" in line


def test_a_company_written_in_two_ways_is_told_with_both_rows(
    planning: Planning, tmp_path: Path, french: Messages
) -> None:
    spelt = ["Énergies", "ENERGIES", "Énergies", "Énergie"]
    rows = [[f"Nom {n}", "Véga", "1A", company] for n, company in enumerate(spelt)]
    (line,) = faults(csv(tmp_path / "liste.csv", HEADER, *rows), planning, french)
    assert line.startswith("FICHIER, ligne 3, colonne D « Entreprise »")
    assert "« ENERGIES » s'écrit « Énergies » ailleurs (ligne 2)" in line


def test_a_row_of_another_sheet_is_named_with_it(
    planning: Planning, tmp_path: Path, french: Messages
) -> None:
    path = excel(tmp_path / "liste.xlsx", HEADER, ROW, title="A")
    book = load_workbook(path)
    copy = book.create_sheet("B")
    copy.append(HEADER)
    copy.append(ROW)
    book.save(path)
    (line,) = faults(path, planning, french)
    assert line.startswith("FICHIER, B, ligne 2")
    assert "FICHIER, A, ligne 2" in line


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("liste.pdf", b"%PDF", ".xlsx, .xlsm, .xls, .ods, .csv ou .txt"),
        ("liste.xlsx", b"PK", "ce n'est pas un classeur lisible"),
        ("liste.xlsx", bytes.fromhex("D0CF11E0A1B11AE1"), "enregistrez-le en .xlsx"),
        ("liste.csv", b"", "il manque la colonne"),
        ("liste.csv", b"\xff\xfe\x00", "ce n'est pas du texte lisible"),
        ("liste.csv", b"N\0o\0m\0", "ce n'est pas du texte lisible"),
        ("liste.csv", b"Nom\x81;A\x81B", "l'encodage"),
        ("liste.csv", b'Nom;"Pr', "CSV"),
        ("liste.csv", ";".join(HEADER).encode(), "aucun apprenti"),
        ("liste.csv", b"x\n" * 10_001, "plus de 10"),
        ("liste.csv", b"x" * 16_000_001, "octets"),
    ],
)
def test_a_file_that_is_no_list_is_told(
    name: str, content: bytes, told: str, planning: Planning, tmp_path: Path, french: Messages
) -> None:
    (tmp_path / name).write_bytes(content)
    assert told in faults(tmp_path / name, planning, french)[0]


WRITTEN_TO = {
    "a tutor's address": ("Courriel du tuteur", "a.tilleul", "accepté : une adresse comme"),
    "a contact's address": ("Company e-mail", "rh@", "accepté : une adresse comme"),
    "the language of an apprentice": ("Langue des messages", "espagnol", "français ou anglais"),
    "the language of a company": ("Company language", "DE", "français ou anglais"),
}


@pytest.mark.parametrize(("header", "cell", "told"), WRITTEN_TO.values(), ids=WRITTEN_TO)
def test_what_is_wrong_of_whom_to_write_to_is_told_with_its_place(
    header: str, cell: str, told: str, planning: Planning, tmp_path: Path, french: Messages
) -> None:
    path = csv(tmp_path / "liste.csv", [*HEADER, header], [*ROW, cell])
    (line,) = faults(path, planning, french)
    assert line.startswith(f"FICHIER, ligne 2, colonne E « {header} » : ")
    assert told in line
