"""Lists of apprentices: read as people write them, each fault told with its place; the template."""

import io
import re
import runpy
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from planner.apprentices.apprentice import HALF_DAYS, Apprentice, HalfDay, Part, Span
from planner.apprentices.roster import Column, read_roster
from planner.apprentices.roster.closures import parse_closures, parse_date
from planner.apprentices.roster.columns import HEADER_SPELLINGS, column_of
from planner.apprentices.roster.half_days import parse_half_days
from planner.apprentices.year import apprentice_year
from planner.cli import planner as planner_group
from planner.documents.roster.template import roster_template_workbook, roster_workbook
from planner.files.problems import Unusable
from planner.messages import LANGUAGES, Messages
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.year.calendar import academic_year
from planner.year.moments import YearSpan
from planner.year.weeks import AcademicYear
from tests import builders
from tests.builders import FRANCE, altered, employed
from tests.conftest import DATA, Call

ROOT = DATA.parent
ROSTER = DATA / "roster.xlsx"

HEADER = ["Nom", "Prénom", "Promotion", "Entreprise"]
ROW = ["Basalte", "Véga", "1A", "Fonderie de la Lune"]
FULL = [
    *HEADER,
    "Option",
    "Courriel",
    "Demi-journées préférées",
    "Début du contrat",
    "Fin du contrat",
    "Semaines de fermeture",
    "Remarques",
]
FULL_ROW = [
    *ROW,
    "SENMBA",
    "vega@ecole.example",
    "jeudi matin, mardi",
    "02/11/2026",
    "30 septembre 2029",
    "S32-S34; 24/12/2026",
    "à rappeler",
]
READ = employed(
    surname="Basalte",
    first_name="Véga",
    cohort="1A",
    company="Fonderie de la Lune",
    option="SENMBA",
    email="vega@ecole.example",
    half_days=(
        HalfDay(3, Part.MORNING),
        HalfDay(1, Part.MORNING),
        HalfDay(1, Part.AFTERNOON),
    ),
    start=date(2026, 11, 2),
    end=date(2029, 9, 30),
    closed=(
        Span(date(2027, 8, 9), date(2027, 8, 29)),
        Span(date(2026, 12, 24), date(2026, 12, 24)),
    ),
    remarks="à rappeler",
    row=2,
)


@pytest.fixture(scope="module")
def planning(albi: Programme) -> Planning:
    """Give a planning of 2026-2027 as far as a list is concerned: cohorts and weeks."""
    return of(albi)


def of(programme: Programme) -> Planning:
    cohorts = tuple(CohortPlanning(cohort, ()) for cohort in programme.cohorts)
    weeks = academic_year(2026, YearSpan(iso_week=40), FRANCE)
    return Planning(Case(programme, weeks), cohorts)


def csv(path: Path, *rows: Sequence[str], delimiter: str = ";", encoding: str = "utf-8") -> Path:
    """Write a list as a text file."""
    quoted = ([f'"{cell}"' if re.search(r'[;,\t"\n]', cell) else cell for cell in r] for r in rows)
    text = "\r\n".join(delimiter.join(row) for row in quoted) + "\r\n"
    path.write_bytes(text.encode(encoding))
    return path


def excel(path: Path, *rows: Sequence[object], title: str = "Feuil1") -> Path:
    """Write a list as a workbook."""
    book = Workbook()
    assert book.active is not None
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    book.save(path)
    return path


def faults(path: Path, planning: Planning, text: Messages) -> list[str]:
    """Tell what is wrong with a list, with plain spaces."""
    with pytest.raises(Unusable) as unusable:
        read_roster(path, planning.case)
    told = (text.sentence(p).replace(f"{path}", "FICHIER") for p in unusable.value.problems)
    return [re.sub("[\u00a0\u202f]", " ", line) for line in told]


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


def test_an_unknown_column_that_is_near_to_one_which_is_there_is_let_be(
    planning: Planning, tmp_path: Path
) -> None:
    path = csv(tmp_path / "liste.csv", [*HEADER, "Prénom 2"], [*ROW, "Lyre"])
    assert [a.first_name for a in read_roster(path, planning.case)] == ["Véga"]


# --- promotions and options -------------------------------------------------------------------


@pytest.mark.parametrize(
    "promotion",
    [
        "2A",
        "2a",
        "2e année",
        "2ème ANNEE",
        "2E ANNÉE",
        "2",
        "année 2",
        "2nd year",
        "Year 2",
        "deuxième année",
        "second year",
        "2 A",
    ],
)
def test_a_promotion_has_many_names(promotion: str, planning: Planning, tmp_path: Path) -> None:
    row = ["Basalte", "Véga", promotion, "Songe-Creux"]
    assert [a.cohort for a in read_roster(csv(tmp_path / "l.csv", HEADER, row), planning.case)] == [
        "2A"
    ]


def _with_options(*ids_and_options: tuple[str, str]) -> Planning:
    cohorts = (
        builders.cohort(id=name, label="2e année", year=2, option=option)
        for name, option in ids_and_options
    )
    return of(builders.programme(*cohorts))


def _found(path: Path, planning: Planning, *pairs: tuple[str, str]) -> list[tuple[str, str]]:
    rows = [
        [f"Nom {n}", "Véga", promotion, "Songe-Creux", option]
        for n, (promotion, option) in enumerate(pairs)
    ]
    found = read_roster(csv(path / "liste.csv", [*HEADER, "Option"], *rows), planning.case)
    return [(a.cohort, a.option) for a in found]


def test_an_option_tells_the_cohorts_of_a_year_apart(tmp_path: Path) -> None:
    both = _with_options(("2M", "Mécatronique"), ("2E", "Énergie"))
    pairs = [("2e année", "MECATRONIQUE"), ("2", "énergie"), ("2E", ""), ("2E", "Energie")]
    expected = [("2M", "Mécatronique"), ("2E", "Énergie"), ("2E", "Énergie"), ("2E", "Énergie")]
    assert _found(tmp_path, both, *pairs) == expected


def test_an_option_of_no_cohort_is_printed_as_it_is(tmp_path: Path) -> None:
    assert _found(tmp_path, _with_options(("2A", "")), ("2A", "SIMMA")) == [("2A", "SIMMA")]
    one_open = _with_options(("2A", ""), ("2M", "Mécatronique"))
    assert _found(tmp_path, one_open, ("2", "SIMMA"), ("2", "mécatronique"), ("2", "")) == [
        ("2A", "SIMMA"),
        ("2M", "Mécatronique"),
        ("2A", ""),
    ]


@pytest.mark.parametrize(
    ("promotion", "option", "told"),
    [
        ("2", "", 'colonne E « Option » : trouvé "" ; accepté : l\'un de : Mécatronique, Énergie'),
        ("2", "Chimie", 'colonne E « Option » : trouvé "Chimie"'),
        ("2M", "Énergie", "accepté : l'un de : Mécatronique."),
        ("3A", "", 'colonne C « Promotion » : trouvé "3A" ; accepté : l\'un de : 2M (2e année)'),
    ],
)
def test_an_option_that_does_not_fit_is_told(
    promotion: str, option: str, told: str, tmp_path: Path, french: Messages
) -> None:
    both = _with_options(("2M", "Mécatronique"), ("2E", "Énergie"))
    row = ["Basalte", "Véga", promotion, "Songe-Creux", option]
    (line,) = faults(csv(tmp_path / "liste.csv", [*HEADER, "Option"], row), both, french)
    assert told in line


def test_without_a_column_of_options_the_promotion_has_to_say_all(
    tmp_path: Path, french: Messages
) -> None:
    both = _with_options(("2M", "Mécatronique"), ("2E", "Énergie"))
    row = ["Basalte", "Véga", "2", "Songe-Creux"]
    (line,) = faults(csv(tmp_path / "liste.csv", HEADER, row), both, french)
    assert "colonne C « Promotion »" in line
    alike = _with_options(("2M", ""), ("2E", ""))
    (line,) = faults(csv(tmp_path / "liste.csv", HEADER, row), alike, french)
    assert "l'un de : 2M (2e année), 2E (2e année)" in line


# --- half-days --------------------------------------------------------------------------------

M, A = Part.MORNING, Part.AFTERNOON
MORNINGS = [(day, M) for day in range(5)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("lundi matin, jeudi après-midi", [(0, M), (3, A)]),
        ("lun matin", [(0, M)]),
        ("Lun. matin ; JEU. APRES MIDI", [(0, M), (3, A)]),
        ("jeudi aprèm", [(3, A)]),
        ("mardi", [(1, M), (1, A)]),
        ("matins", MORNINGS),
        ("tous les matins", MORNINGS),
        ("mornings", MORNINGS),
        ("Mon am / Thu pm", [(0, M), (3, A)]),
        ("Monday a.m.; Thurs. p.m.", [(0, M), (3, A)]),
        ("le lundi matin et le jeudi", [(0, M), (3, M), (3, A)]),
        ("lundi et mardi matin", [(0, M), (1, M)]),
        ("lundi, mardi matin", [(0, M), (0, A), (1, M)]),
        ("lundi matin et après-midi", [(0, M), (0, A)]),
        ("mardi après-midi/matin", [(1, A), (1, M)]),
        ("lundi-matin - jeudi-après-midi", [(0, M), (3, A)]),
        ("vendredi matin\nlundi matin", [(4, M), (0, M)]),
        ("mardi matin, mardi", [(1, M), (1, A)]),
        ("indifférent", []),
        ("aucune", []),
    ],
)
def test_half_days_as_people_write_them(written: str, meant: list[tuple[int, Part]]) -> None:
    assert [(half.weekday, half.part) for half in parse_half_days(written)] == meant


@pytest.mark.parametrize(
    "written", ["samedi matin", "lundi-mercredi", "matin lundi", "lundi 8h", "?"]
)
def test_half_days_that_are_none_are_told(written: str, french: Messages) -> None:
    with pytest.raises(Unusable) as unusable:
        parse_half_days(written)
    (what,) = unusable.value.problems
    assert f'"{written}"' in french.sentence(what)
    assert "lundi matin, jeudi après-midi" in french.sentence(what)


@pytest.mark.parametrize("written", ["lundi AM", "lun. a.m., jeudi", "AM"])
def test_am_after_a_french_day_is_no_guess(written: str, french: Messages) -> None:
    with pytest.raises(Unusable) as unusable:
        parse_half_days(written)
    assert "après-midi ou, en anglais, matin" in french.sentence(unusable.value.problems[0])


DAYS = {
    "fr": ["lundi", "mardi", "mercredi", "jeudi", "vendredi"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
}
PARTS = {"fr": {M: "matin", A: "après-midi"}, "en": {M: "morning", A: "afternoon"}}


@given(
    st.lists(st.sampled_from(HALF_DAYS), unique=True, min_size=1),
    st.sampled_from(LANGUAGES),
    st.sampled_from([", ", ";", " / ", " et ", " and ", "\n", " puis ", " "]),
    st.sampled_from([str, str.upper, str.title]),
    st.integers(3, 9),
)
def test_any_half_days_are_read_in_their_order(
    wished: list[HalfDay], language: str, separator: str, case: Any, letters: int
) -> None:
    words = (f"{DAYS[language][h.weekday][:letters]} {PARTS[language][h.part]}" for h in wished)
    assert parse_half_days(case(separator.join(words))) == tuple(wished)


# --- weeks and days ---------------------------------------------------------------------------

WEEKS = academic_year(2026, YearSpan(iso_week=40), FRANCE)
SUMMER = ("2027-08-09", "2027-08-29")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("S32-S34, S52", [SUMMER, ("2026-12-21", "2026-12-27")]),
        ("32 à 34; 52", [SUMMER, ("2026-12-21", "2026-12-27")]),
        (
            "semaines 32, 33 et 34",
            [
                ("2027-08-09", "2027-08-15"),
                ("2027-08-16", "2027-08-22"),
                ("2027-08-23", "2027-08-29"),
            ],
        ),
        ("W32 to W34", [SUMMER]),
        ("Sem. 32 – Sem. 34", [SUMMER]),
        ("2027-S32", [("2027-08-09", "2027-08-15")]),
        ("S52-S1", [("2026-12-21", "2027-01-10")]),
        ("S53", [("2026-12-28", "2027-01-03")]),
        ("24/12/2026", [("2026-12-24", "2026-12-24")]),
        ("24/12/2026-31/12/2026", [("2026-12-24", "2026-12-31")]),
        ("24.12.26 - 31.12.26", [("2026-12-24", "2026-12-31")]),
        ("2026-12-24 - 2026-12-31", [("2026-12-24", "2026-12-31")]),
        ("du 24/12/2026 au 31/12/2026", [("2026-12-24", "2026-12-31")]),
        ("du jeudi 24 décembre au 2 janvier", [("2026-12-24", "2027-01-02")]),
        ("du 3 au 21 août 2027", [("2027-08-03", "2027-08-21")]),
        ("from 3 to 21 August, 24/12", [("2027-08-03", "2027-08-21"), ("2026-12-24",) * 2]),
        ("1er mai", [("2027-05-01", "2027-05-01")]),
        ("S52 au 04/01/2027", [("2026-12-21", "2027-01-04")]),
        ("01/10/2026", [("2026-10-01", "2026-10-01")]),
        ("S32\nS33", [("2027-08-09", "2027-08-15"), ("2027-08-16", "2027-08-22")]),
        ("néant", []),
    ],
)
def test_closing_days_as_people_write_them(written: str, meant: list[tuple[str, str]]) -> None:
    found = [(str(span.first), str(span.last)) for span in parse_closures(written, WEEKS)]
    assert found == meant


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("S54", 'trouvé "S54" ; accepté : l\'année 2026-2027, du 28 septembre 2026 au 3 octobre'),
        ("S32, 2025-S52", 'trouvé "2025-S52" ; accepté : l\'année 2026-2027'),
        ("24/12/2027", 'trouvé "24/12/2027" ; accepté : l\'année 2026-2027'),
        ("31/02/2027", 'trouvé "31/02/2027"'),
        ("S34-S32", 'trouvé "S34 - S32" : dans l\'année 2026-2027, la fin vient avant'),
        ("31/12/2026 au 24/12/2026", "la fin vient avant le début"),
        ("1er octobre", "l'année 2026-2027 l'a deux fois"),
        ("32.34", 'trouvé "32.34"'),
        ("août", 'trouvé "août" ; accepté : des semaines ou des jours'),
        ("24/12/2026 31/12/2026", "accepté : des semaines ou des jours"),
        ("S32-", "accepté : des semaines ou des jours"),
        ("S32-S33-S34", "accepté : des semaines ou des jours"),
    ],
)
def test_closing_days_that_are_none_are_told(written: str, told: str, french: Messages) -> None:
    with pytest.raises(Unusable) as unusable:
        parse_closures(written, WEEKS)
    (what,) = unusable.value.problems
    assert told in re.sub("[\u00a0\u202f]", " ", french.sentence(what))


def test_a_week_that_a_year_has_twice_asks_for_its_year(french: Messages) -> None:
    again = replace(WEEKS.weeks[0], iso_year=2027, monday=date(2027, 10, 4))
    year = AcademicYear(2026, (*WEEKS.weeks, again))
    with pytest.raises(Unusable) as unusable:
        parse_closures("S40", year)
    assert "deux fois" in french.sentence(unusable.value.problems[0])
    assert parse_closures("2027-S40", year) == (Span(date(2027, 10, 4), date(2027, 10, 10)),)


@st.composite
def _closings(draw: st.DrawFn) -> tuple[str, Span]:
    """Write a span of days or of weeks in one of many ways."""
    places = sorted(draw(st.lists(st.integers(0, 370), min_size=2, max_size=2)))
    first, last = (date.fromordinal(WEEKS.weeks[0].monday.toordinal() + n) for n in places)
    to = draw(st.sampled_from(["-", " - ", " – ", " à ", " au ", " to "]))
    if draw(st.booleans()):
        one, other = WEEKS.weeks[places[0] // 7], WEEKS.weeks[places[1] // 7]
        name = draw(st.sampled_from(["S", "W", "", "semaine ", "sem. "]))
        span = Span(one.monday, date.fromordinal(other.monday.toordinal() + 6))
        return f"{name}{one.iso_week}{to}{name}{other.iso_week}", span
    form = draw(st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%y", "%d %b %Y"]))
    return f"{first:{form}}{to}{last:{form}}", Span(first, last)


@given(st.lists(_closings(), min_size=1, max_size=4), st.sampled_from([", ", ";", " et ", "\n"]))
def test_any_spans_are_read(closings: list[tuple[str, Span]], separator: str) -> None:
    written = separator.join(text for text, _ in closings)
    assert parse_closures(written, WEEKS) == tuple(span for _, span in closings)


@pytest.mark.parametrize(
    "written",
    [
        "05/10/2026",
        "5/10/26",
        "05.10.2026",
        "2026-10-05",
        "2026-10-05 00:00:00",
        "5 octobre 2026",
        "lundi 5 octobre 2026",
        "5 oct. 2026",
        "05-oct-26",
        "5th October 2026",
        "Mon, 5 Oct 2026",
    ],
)
def test_days_as_people_write_them(written: str) -> None:
    assert parse_date(written) == date(2026, 10, 5)


@pytest.mark.parametrize(
    "written", ["31/02/2026", "05/10", "10/25/2026", "46300", "octobre", "5 mai 26 8h"]
)
def test_days_that_are_none_are_told(written: str) -> None:
    with pytest.raises(Unusable):
        parse_date(written)


# --- faults -----------------------------------------------------------------------------------

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
    both = _with_options(("2M", "Mécatronique"), ("2E", "Énergie")).programme
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
