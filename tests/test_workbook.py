"""The workbook edited by hand: read back exactly, or what is wrong with it told by cell."""

import io
import shutil
import subprocess
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from planner.documents.planning.workbook import planning_workbook
from planner.documents.seal import has_valid_seal
from planner.files.problems import Unusable
from planner.files.tables import Book, Sheet, address_of, open_book
from planner.messages import Messages
from planner.planning.blocks import block_names
from planner.planning.check import check
from planner.planning.file import ReadPlanning, planning_json, read_planning
from planner.planning.file.hidden_sheet import HIDDEN_SHEET_NAME, parse_hidden_sheet
from planner.planning.file.sheet_layout import Layout
from planner.planning.file.workbook_reader import find_hidden_sheet, read_workbook
from planner.planning.onsite_hours import with_onsite
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.programme.file import academic_year_of, parse_programme, read_programme
from planner.programme.names import RuleName
from planner.programme.programme import Programme, SourceText
from planner.rules.case import Case
from planner.words.colours import MARK
from planner.year.activity import Activity
from tests.builders import ruled_by
from tests.conftest import ALBI, DATA

SAMPLE = Path(__file__).parent / "samples" / "edited-in-libreoffice.xlsx"
GENERAL = "Planning général"
ALBI_LAYOUT = Layout(GENERAL, 53, range(3), 3)


@pytest.fixture(scope="module")
def written(edition: Edition) -> bytes:
    return planning_workbook(edition, Messages("fr"))


@pytest.fixture
def path(written: bytes, tmp_path: Path) -> Path:
    file = tmp_path / "planning.xlsx"
    file.write_bytes(written)
    return file


def _edit(path: Path, change: Callable[[Workbook], object]) -> None:
    book = load_workbook(path)
    change(book)
    book.save(path)


def _set(**cells: object) -> Callable[[Workbook], None]:
    def change(book: Workbook) -> None:
        for cell, value in cells.items():
            book.worksheets[0][cell] = value  # type: ignore[assignment]

    return change


def _told(path: Path, text: Messages, programme: Programme | None = None) -> str:
    with pytest.raises(Unusable) as unusable:
        read_planning(path, programme, None)
    return "\n".join(text.sentence(p) for p in unusable.value.problems)


def _planned(programme: Programme, start: int) -> Edition:
    """Plan a programme carelessly: its cohorts change activity every few weeks."""
    year = academic_year_of(programme, start)
    rows = []
    for n, cohort in enumerate(programme.cohorts):
        of = cohort.activities
        activities = tuple(of[(n + week // 4) % len(of)] for week in range(len(year)))
        sessions = tuple((n + week) % 3 for week in range(len(year)))
        rows.append(
            with_onsite(CohortPlanning(cohort, activities, sessions), Case(programme, year))
        )
    planning = Planning(Case(programme, year), tuple(rows))
    return Edition(planning, (), "V0", date(2026, 1, 1), changed="by-hand")


# --- what was not touched, and what was -----------------------------------------------------


def test_an_untouched_workbook_is_read_as_its_planning(path: Path, edition: Edition) -> None:
    read = read_planning(path, None, None)
    assert read == ReadPlanning(edition, (), cells=(ALBI_LAYOUT,))
    assert planning_json(read.edition) == planning_json(edition)


def test_an_edited_workbook_is_read_as_it_was_typed(path: Path, edition: Edition) -> None:
    _edit(path, _set(D10=" École ", F10=None, G6="c", J20="entreprise", L20=2.0, J57="Jury"))
    read = read_planning(path, None, None)
    first, second, third = read.edition.planning.cohorts
    before = edition.planning.cohorts
    assert first.activities[4] == second.activities[0] == Activity.SCHOOL
    assert (first.placed_sessions[4], third.placed_sessions[14]) == (0, 2)
    assert first.activities[:4] == before[0].activities[:4]
    assert sum(first.onsite or ()) == before[0].cohort.onsite
    assert third.activities == before[2].activities
    assert third.onsite == before[2].onsite
    assert read.edited
    assert read.misstatements == ()
    assert read.edition.planning.case.given == edition.planning.case.given


def test_an_edited_planning_claims_no_proof(path: Path, edition: Edition, french: Messages) -> None:
    _edit(path, _set(F7=None))
    read = read_planning(path, None, None)
    assert [o.name for o in read.edition.objectives] == [o.name for o in edition.objectives]
    assert {(o.bound, o.proven) for o in read.edition.objectives} == {(0, False)}
    assert read.edition.status == "feasible"
    again = load_workbook(io.BytesIO(planning_workbook(read.edition, french)))
    assert "modifié à la main" in str(again[GENERAL]["A2"].value)
    assert "limite de temps" not in str(again[GENERAL]["A2"].value)


def test_what_was_read_and_written_again_is_read_the_same(
    path: Path, tmp_path: Path, french: Messages
) -> None:
    _edit(path, _set(D10="C", F7=0))
    read = read_planning(path, None, None)
    for name, content in (
        ("again.xlsx", planning_workbook(read.edition, french, marked=True)),
        ("again.json", planning_json(read.edition)),
    ):
        (tmp_path / name).write_bytes(content)
        again = read_planning(tmp_path / name, None, None)
        assert again.edition == read.edition
        assert (again.edited, again.misstatements) == (False, ())


def test_numbers_totals_notes_and_other_sheets_are_not_read(path: Path, edition: Edition) -> None:
    def scribble(book: Workbook) -> None:
        general = book[GENERAL]
        general["E7"], general["D60"], general["N7"], general["Z9"] = 99, 1, "férié", "note"
        general["A1"] = "Mon planning"
        book["1A"]["D5"] = "C"
        book.remove(book["Règles"])
        book.move_sheet("2A", -1)

    _edit(path, scribble)
    assert read_planning(path, None, None).edition == edition


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", ["albi", "ales-mecatronique", "ales-contrat-pro-gcbd"])
def test_named_blocks_and_other_activities_are_read_back(
    name: str, language: str, tmp_path: Path
) -> None:
    edition = _planned(read_programme(DATA / f"{name}.toml"), 2025)
    path = tmp_path / "planning.xlsx"
    path.write_bytes(planning_workbook(edition, Messages(language)))
    assert read_planning(path, None, 2025).edition.planning == edition.planning
    cohort = edition.planning.programme.cohorts[-1]
    cohorts = range(len(edition.planning.programme.cohorts))
    column = Layout("", 0, cohorts, 3).place(cohorts[-1])
    words = [a.code for a in cohort.activities] + [b.name for b in cohort.named_blocks]
    meant = [*cohort.activities, *(b.activity for b in cohort.named_blocks)]
    _edit(path, _set(**{address_of(6 + n, column): word for n, word in enumerate(words)}))
    read = read_planning(path, None, None).edition.planning
    assert read.cohorts[-1].activities[: len(words)] == tuple(meant)
    assert read.cohorts[:-1] == edition.planning.cohorts[:-1]


def _many(count: int) -> Programme:
    """Make a programme of some cohorts, with an activity of its own and odd words."""
    tables = tomllib.loads(ALBI.read_text(encoding="utf-8"))
    tables["activities"] = {
        "split": {"label": "=semaine", "code": "+", "days": ["school"] * 2 + ["company"] * 3}
    }
    cohort = tables["cohorts"][0]
    tables["cohorts"] = [
        {
            **cohort,
            "id": f"{n}",
            "label": f"={n}+1",
            "activities": {"split": {}},
            "named_blocks": {"-1": {"label": "@x", "activity": "split"}},
        }
        for n in range(count)
    ]
    return parse_programme(tomli_w.dumps(tables), "many.toml")


def test_many_cohorts_with_words_like_formulas_are_read_back(tmp_path: Path) -> None:
    edition = _planned(_many(12), 2026)
    path = tmp_path / "planning.xlsx"
    path.write_bytes(planning_workbook(edition, Messages("fr")))
    assert read_planning(path, None, None).edition.planning == edition.planning
    _edit(path, _set(AK6=-1, AL6=9, AM7=2))
    last = read_planning(path, None, None).edition.planning.cohorts[-1]
    assert last.activities[0].name == "split"
    assert last.placed_sessions[1] == 2


ALBI_WORDS = {
    "C": Activity.SCHOOL,
    "entreprise": Activity.COMPANY,
    "–": Activity.NONE,
    "SOUTENANCE": Activity.DEFENCE,
    "à l'étranger": Activity.ABROAD,
}


def _opened(book: Workbook, path: Path) -> Book:
    book.save(path)
    return open_book(path)


def _carrier(book: Book) -> Sheet:
    found = find_hidden_sheet(book)
    assert found is not None
    return found


@contextmanager
def _typed(sheet: Worksheet, cells: dict[tuple[int, int], object]) -> Iterator[None]:
    """Type into cells, and put back what was there."""
    before = {at: sheet.cell(*at).value for at in cells}
    for at, value in cells.items():
        sheet.cell(*at).value = value  # type: ignore[assignment]
    try:
        yield
    finally:
        for at, value in before.items():
            sheet.cell(*at).value = value


EDITS = st.dictionaries(
    st.tuples(st.integers(0, 2), st.integers(0, 52)),
    st.tuples(st.sampled_from(sorted(ALBI_WORDS)), st.sampled_from([None, 0, 1, 2.0, 7, 100])),
    max_size=60,
)


def test_whatever_is_typed_is_read_back_exactly(
    few_sheets: bytes, edition: Edition, tmp_path: Path
) -> None:
    layout, planning = ALBI_LAYOUT, edition.planning
    book = load_workbook(io.BytesIO(few_sheets))

    @settings(max_examples=8)
    @given(edits=EDITS)
    def is_read_back(edits: dict[tuple[int, int], tuple[str, float | None]]) -> None:
        cells: dict[tuple[int, int], object] = {}
        activities = [list(c.activities) for c in planning.cohorts]
        sessions = [list(c.placed_sessions) for c in planning.cohorts]
        before = [[*row] for row in activities], [[*row] for row in sessions]
        for (n, week), (word, count) in edits.items():
            cells[layout.row(week), layout.place(n)] = word
            cells[layout.row(week), layout.sessions(n) or 0] = count
            activities[n][week], sessions[n][week] = ALBI_WORDS[word], int(count or 0)
        with _typed(book[GENERAL], cells):
            saved = _opened(book, tmp_path / "x.xlsx")
        read = read_workbook(saved, _carrier(saved))
        found = read.edition.planning.cohorts
        assert [list(c.activities) for c in found] == activities
        assert [list(c.placed_sessions) for c in found] == sessions
        assert read.edited is ((activities, sessions) != before)
        assert check(read.edition.planning)

    is_read_back()


def test_rules_may_be_given_and_another_year_is_told(
    path: Path, albi: Programme, tmp_path: Path, french: Messages
) -> None:
    text = albi.text.replace("longest = 4", "longest = 3").replace('"1re année"', '"Première"')
    other = parse_programme(text, "other.toml")
    _edit(path, _set(F7=0))
    assert not read_planning(path, albi, 2026).other_rules
    read = read_planning(path, other, 2026)
    assert (read.other_rules, read.edited) == (True, True)
    assert read.edition.planning.programme == other
    with pytest.raises(Unusable) as unusable:
        read_planning(path, None, 2025)
    assert "2026, pas en 2025" in french.sentence(unusable.value.problems[0])


def test_names_of_the_rules_it_was_written_with_are_read_with_others(
    path: Path, albi: Programme
) -> None:
    renamed = parse_programme(albi.text.replace("named_blocks.FIN", "named_blocks.PFE"), "o.toml")
    assert renamed.cohorts[2].named_blocks[0].name == "PFE"
    _edit(path, _set(J55="PFE", J54="fin", J39="C"))
    planning = read_planning(path, renamed, 2026).edition.planning
    assert set(planning.cohorts[2].activities[34:50]) == {Activity.COMPANY}


# --- what is damaged ------------------------------------------------------------------------


def _insert(book: Workbook, row: int = 10) -> None:
    """Insert a row as spreadsheet programs do: what is merged below moves along."""
    sheet = book[GENERAL]
    for span in sheet.merged_cells.ranges:
        if span.min_row >= row:
            span.shift(row_shift=1)
    sheet.insert_rows(row)


def _append(book: Workbook) -> None:
    _insert(book, 59)
    _set(A59=40, B59=datetime(2027, 10, 4), D59="C", G59="C", J59="C")(book)


def _hidden(book: Workbook) -> Worksheet:
    return book[HIDDEN_SHEET_NAME]


def _break(book: Workbook, cell: str, old: str, new: str) -> None:
    sheet = _hidden(book)
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
        _set(
            **{
                f"A{row}": day.isocalendar()[1],
                f"B{row}": datetime(day.year, day.month, day.day),
                f"C{row}": None,
            }
        )(book)


@pytest.fixture(scope="module")
def few_sheets(written: bytes) -> bytes:
    """Leave out the sheets that are not read, but one."""
    book = load_workbook(io.BytesIO(written))
    for name in ("Synthèse", "2A", "3A", "Règles"):
        book.remove(book[name])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


DAMAGES: dict[str, tuple[Callable[[Workbook], object], list[str]]] = {
    "a deleted row": (
        lambda b: b[GENERAL].delete_rows(10),
        ["général, ligne 10", "semaines manquantes : 2026-S44"],
    ),
    "a blank row": (_insert, ["général, ligne 10", "ne nomme pas de semaine"]),
    "swapped rows": (_swap, ["général, ligne 10", "2026-S45 n'est pas à sa place"]),
    "a doubled week": (_copy, ["général, ligne 11", "en double : 2026-S44"]),
    "sorted rows": (
        lambda b: _set(A6=39, B6=datetime(2027, 9, 27), C6=datetime(2027, 10, 1))(b),
        ["semaines en double : 2027-S39", "manquantes : 2026-S40"],
    ),
    "a row added at the end": (_append, ["ligne 59", "2027-S40"]),
    "a renamed promotion": (_set(G4="Deuxième"), ["général, G4", '"Deuxième"', '"2e année"']),
    "a column inserted": (lambda b: b[GENERAL].insert_cols(6), ["général, F5", '"Séances"']),
    "a column deleted": (lambda b: b[GENERAL].delete_cols(5), ["général, E5", '"N°"']),
    "text in a count": (_set(F7="deux"), ["général, F7", '"deux"', "entier de 0 à 100"]),
    "a negative count": (_set(F7=-2), ["général, F7", '"-2"']),
    "a fraction": (_set(F7=1.5), ["général, F7", '"1.5"']),
    "too many sessions": (_set(F7=101), ["général, F7", '"101"']),
    "a truth": (_set(F7=True), ["général, F7", '"True"']),
    "merged weeks": (lambda b: b[GENERAL].merge_cells("D7:D9"), ["général, D7:D9", "fusionn"]),
    "merged dates": (lambda b: b[GENERAL].merge_cells("A7:B7"), ["général, A7:B7", "fusionn"]),
    "a formula": (_set(D7="=D6"), ["général, D7", '"=D6"', "pas une formule"]),
    "a formula in a count": (_set(F7="=1+1"), ["général, F7", '"=1+1"', "pas une formule"]),
    "an unknown activity": (_set(D7="Z"), ["général, D7", '"Z"', "l'un de : C, E"]),
    "a number for a week": (_set(D7=3), ["général, D7", '"3"']),
    "an empty week": (_set(D7=None), ["général, D7", '""']),
    "another cohort's block": (_set(D7="FIN"), ["général, D7", '"FIN"']),
    "a changed Monday": (_set(B7=datetime(2026, 10, 6)), ["ligne 7", '"06/10/2026"', '"41"']),
    "a Monday in words": (_set(B7="lundi"), ["ligne 7", '"lundi"']),
    "a changed number": (_set(A7=42), ["ligne 7", '"42"', '"05/10/2026"']),
    "a changed Friday": (_set(C7=datetime(2026, 10, 8)), ["C7", "08/10/2026", "09/10/2026"]),
    "another year": (_other_year, ["semaines manquantes : 2026-S41", "2025-S40"]),
    "no general sheet": (lambda b: b.remove(b[GENERAL]), ["« Planning général »", "trouvées : 1A"]),
    "a renamed sheet": (
        lambda b: setattr(b[GENERAL], "title", "Avril"),
        ["manque la feuille « Planning général »", "trouvées : Avril, 1A"],
    ),
    "a changed hidden planning": (lambda b: _break(b, "A2", "e", "f"), ["cachée « planner »"]),
    "no hidden planning": (lambda b: _hidden(b).delete_rows(2, 9), ["cachée « planner »"]),
    "a hidden line missing": (lambda b: _hidden(b).delete_rows(3), ["cachée « planner »"]),
    "a hidden word changed": (lambda b: _break(b, "D3", "E", "C"), ["cachée « planner »"]),
    "a hidden header changed": (lambda b: _break(b, "C2", "S", "T"), ["cachée « planner »"]),
    "a hidden sheet of one row": (lambda b: _hidden(b).delete_rows(2, 99), ["« planner »"]),
    "an empty hidden sheet": (lambda b: _hidden(b).delete_rows(1, 99), ["cachée « planner »"]),
    "a later format": (lambda b: _break(b, "A1", "/1", "/2"), ["cachée « planner »"]),
    "several faults": (
        _set(D7="Z", F8="x", G4="Deux", A9=1, L30=-1),
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
    saved = _opened(book, tmp_path / "p.xlsx")
    with pytest.raises(Unusable) as unusable:
        read_workbook(replace(saved, path=Path("p.xlsx")), _carrier(saved))
    problems = [french.sentence(p) for p in unusable.value.problems]
    assert all(line.startswith("p.xlsx") for line in problems)
    for part in told:
        assert any(part in line for line in problems), problems


def test_numbers_and_days_as_text_are_read(path: Path, edition: Edition) -> None:
    _edit(path, _set(F7="2", A7="41", B7="05/10/2026", C7="2026-10-09", L20=" 1,0 "))
    read = read_planning(path, None, None).edition.planning
    first, _, third = read.cohorts
    assert (first.placed_sessions[1], third.placed_sessions[14]) == (2, 1)
    assert first.activities == edition.planning.cohorts[0].activities


def test_a_word_of_several_activities_is_not_guessed(tmp_path: Path, french: Messages) -> None:
    text = _many(2).text
    assert '"=semaine"' in text
    path = tmp_path / "planning.xlsx"
    rules = parse_programme(text.replace('"=semaine"', '"E"'), "many.toml")
    edition = _planned(rules, 2026)
    path.write_bytes(planning_workbook(edition, french))
    assert read_planning(path, None, None).edition.planning == edition.planning
    row = 6 + edition.planning.cohorts[0].activities.index(Activity.SCHOOL)
    _edit(path, _set(**{f"D{row}": "E"}))
    assert f'D{row} : "E" peut désigner plusieurs activités : company, split' in _told(path, french)


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
    assert told in _told(path, french)


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
    _edit(path, _set(D1048576="C"))
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
    _edit(path, lambda b: b.remove(_hidden(b)))
    assert "feuille cachée" in _told(path, french)
    with pytest.raises(Unusable) as unusable:
        read_planning(path, albi, 2026)
    assert "colonnes manquantes" in french.sentence(unusable.value.problems[0])


# --- breaches by their cells ----------------------------------------------------------------


def test_breaches_are_seen_in_the_cells_that_break_them(path: Path) -> None:
    _edit(path, _set(D8="C", F8=None, F10=9, J57="C", J40="C", G30="C"))
    read = read_planning(path, None, None)
    (layout,) = read.cells
    found = {
        (check.rule.name, layout.cell_of(check, bound, read.edition.planning))
        for check in check(read.edition.planning)
        for bound in check.breaches
    }
    assert {
        (RuleName.SCHOOL_WEEKS, "D4"),
        (RuleName.SCHOOL_BLOCKS, "D8"),
        (RuleName.SESSIONS_A_WEEK, "F10"),
        (RuleName.SESSIONS, "F5"),
        (RuleName.FIXED_WEEKS, "J57"),
        (RuleName.SCHOOL_BLOCKS, "G30"),
        (RuleName.NAMED_BLOCKS, "J41"),
    } <= found


def test_what_cohorts_share_is_seen_in_the_week(tmp_path: Path, french: Messages) -> None:
    text = ALBI.read_text(encoding="utf-8").replace(
        "[leave]", "[campus]\nmost_cohorts = 1\n[leave]"
    )
    edition = _planned(parse_programme(text, "albi.toml"), 2026)
    (shared,) = [c for c in check(edition.planning) if c.rule.name is RuleName.CAMPUS_COHORTS]
    (site,) = edition.planning.programme.sites
    present = enumerate(edition.planning.on_campus(site))
    crowded = [n for n, cohorts in present if len(cohorts) > 1]
    cells = [ALBI_LAYOUT.cell_of(shared, bound, edition.planning) for bound in shared.breaches]
    assert cells == [f"A{6 + n}" for n in crowded]


def test_a_marked_copy_frames_the_cells_and_tells_why(path: Path, french: Messages) -> None:
    _edit(path, _set(D8="C", F10=9))
    read = read_planning(path, None, None)
    content = planning_workbook(read.edition, french, marked=True)
    sheet = load_workbook(io.BytesIO(content))[GENERAL]
    marked = {
        cell.coordinate: str(cell.comment.text)
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }
    assert {"D4", "D6", "D8", "F5", "F10"} <= set(marked)
    assert "(sessions_a_week), 1A, S44 2026 (entreprise) : trouvé 9" in marked["F10"]
    assert "(school_weeks)" in marked["D4"]
    assert "(school_blocks)" in marked["D4"]
    for cell in marked:
        assert sheet[cell].border.left.style == "thick"
        assert str(sheet[cell].font.color.rgb).endswith(MARK)
    assert "règle enfreinte : voir la note" in {cell.value for cell in sheet["N"]}
    assert content == planning_workbook(read.edition, french, marked=True)


def test_a_planning_without_breach_is_marked_nowhere(
    written: bytes, edition: Edition, french: Messages
) -> None:
    assert planning_workbook(edition, french, marked=True) == written


# --- what people type never becomes a formula -----------------------------------------------

SIGNS = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")')


def _wild(edition: Edition, sign: str) -> Edition:
    planning = edition.planning
    rules = replace(
        planning.programme,
        name=sign,
        school=sign,
        text=sign,
        sources=dict.fromkeys(planning.programme.sources, sign),
        bases=(SourceText(sign, sign),),
    )
    split = Activity("split", Activity.COMPANY.days, sign, sign, sessions=True)
    cohorts = []
    for each in planning.cohorts:
        named = tuple(replace(b, name=sign, label=sign) for b in each.cohort.named_blocks)
        cohort = replace(each.cohort, label=sign, named_blocks=named)
        activities = (split, *each.activities[1:])
        cohorts.append(replace(each, cohort=cohort, activities=activities))
    rules = replace(
        rules,
        cohorts=tuple(c.cohort for c in cohorts),
        activities=(*planning.programme.activities, split),
    )
    wild = replace(ruled_by(planning, rules), cohorts=tuple(cohorts))
    return replace(edition, planning=wild, version_label=sign, changed="by-hand")


def _kinds(book: Workbook) -> set[str]:
    return {c.data_type for sheet in book.worksheets for row in sheet.iter_rows() for c in row}


@pytest.mark.parametrize("sign", SIGNS)
def test_no_text_becomes_a_formula(sign: str, edition: Edition, french: Messages) -> None:
    content = planning_workbook(_wild(edition, sign), french, marked=True)
    book = load_workbook(io.BytesIO(content))
    assert "f" not in _kinds(book)
    assert sign in {cell.value for cell in book[GENERAL]["D"]}


# --- what other programs save ---------------------------------------------------------------


@pytest.mark.parametrize("name", ["edited.xls", "edited.ods"])
def test_the_workbook_saved_in_other_formats_is_read_the_same(name: str) -> None:
    """Their cells have the values of the workbook that LibreOffice saved."""
    assert read_planning(SAMPLE.with_name(name), None, 2026) == read_planning(SAMPLE, None, 2026)


@pytest.fixture(scope="module")
def opened(written: bytes, edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Have LibreOffice save workbooks, all in one go, in a folder within that of what it opens."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    folder = tmp_path_factory.mktemp("opened")
    for name in ("untouched.xlsx", "typed.xlsx"):
        (folder / name).write_bytes(written)
    _edit(folder / "typed.xlsx", _set(D10="École", F10=None, F11=1, J57="C"))
    wild = planning_workbook(_wild(edition, SIGNS[0]), Messages("fr"), marked=True)
    (folder / "wild.xlsx").write_bytes(wild)
    subprocess.run(
        [
            program,
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(folder / "saved"),
            *map(str, sorted(folder.glob("*.xlsx"))),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )
    return folder


def test_libreoffice_saves_what_was_not_touched(opened: Path, edition: Edition) -> None:
    saved = opened / "saved" / "untouched.xlsx"
    assert not has_valid_seal(saved)
    assert read_planning(saved, None, None).edition == edition


def test_libreoffice_saves_what_was_typed(opened: Path) -> None:
    saved = opened / "saved" / "typed.xlsx"
    assert read_planning(saved, None, None) == read_planning(opened / "typed.xlsx", None, None)
    sheet = load_workbook(saved)[GENERAL]
    offered = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    assert set(offered) == {"D6:D58", "G6:G58", "J6:J58"}
    assert not any(v.showErrorMessage for v in offered.values())


def test_libreoffice_makes_no_formula_of_text(opened: Path) -> None:
    assert "f" not in _kinds(load_workbook(opened / "saved" / "wild.xlsx"))


def test_a_stored_workbook_that_libreoffice_saved_is_read() -> None:
    """In 1A, week S42 of 2026 was set to "école" and S01 of 2027 to one session."""
    read = read_planning(SAMPLE, None, 2026)
    assert (read.edited, read.misstatements) == (True, ())
    weeks = ["".join(a.code for a in c.activities) for c in read.edition.planning.cohorts]
    assert weeks == [
        "EECEEECCEEEEEECCCCEEEEECCEEEEECCCEEEEEECCCCEEEEEEEECC",
        "EEEEEEEEEECCEEEEEEECCCCEEEEEEEEEECCCCCCEEEEEEEEECCCCC",
        "CCCCCCCCCCEEEEEEEEEEEEECCCCCCCEEEEEEEEEEEEEEEEEEEEJJ–",
    ]
    sessions = ["".join(map(str, c.placed_sessions)) for c in read.edition.planning.cohorts]
    assert sessions == [
        "22022200202200100022022002022200020222200000000002200",
        "20220222020000202200000220220222000000022020000000000",
        "00000000002300223232232000000000000000000000000000000",
    ]


# --- the drop-down lists --------------------------------------------------------------------


def test_lists_offer_the_words_of_a_cohort_and_refuse_none(written: bytes) -> None:
    book = load_workbook(io.BytesIO(written))
    sheet = book[GENERAL]
    offered = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    words = {}
    for cells, validation in offered.items():
        assert validation.type == "list"
        assert not validation.showErrorMessage
        name, _, span = str(validation.formula1).partition("!")
        rows: Any = book[name.strip("'")][span.replace("$", "")]
        words[cells] = [row[0].value for row in rows]
    assert words == {
        "D6:D58": ["C", "E"],
        "G6:G58": ["C", "E"],
        "J6:J58": ["C", "E", "J", "–", "FIN"],
    }


def test_names_of_blocks_stand_where_they_lie(written: bytes, edition: Edition) -> None:
    book = load_workbook(io.BytesIO(written))
    names = block_names(edition.planning.cohorts[2], edition.planning.year)
    column = [cell.value for cell in book[GENERAL]["J"]][5:58]
    assert [name == "FIN" for name in names] == [value == "FIN" for value in column]
