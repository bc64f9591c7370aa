"""The workbook edited by hand is read back exactly; its lists offer the words of a cohort."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from planner.documents.planning.workbook import planning_workbook
from planner.files.problems import Unusable
from planner.files.tables import address_of
from planner.messages import Messages
from planner.planning.blocks import block_names
from planner.planning.check import check
from planner.planning.file import ReadPlanning, planning_json, read_planning
from planner.planning.file.sheet_layout import Layout
from planner.planning.file.workbook_reader import read_workbook
from planner.planning.planning import Edition
from planner.programme.file import parse_programme, read_programme
from planner.programme.programme import Programme
from planner.year.activity import Activity
from tests.conftest import DATA
from tests.workbook.conftest import (
    ALBI_LAYOUT,
    GENERAL,
    carrier_of,
    edit,
    many_cohorts,
    opened_book,
    planned_carelessly,
    setting,
    told_of,
)

# --- what was not touched, and what was -----------------------------------------------------


def test_an_untouched_workbook_is_read_as_its_planning(path: Path, edition: Edition) -> None:
    read = read_planning(path, None, None)
    assert read == ReadPlanning(edition, (), cells=(ALBI_LAYOUT,))
    assert planning_json(read.edition) == planning_json(edition)


def test_an_edited_workbook_is_read_as_it_was_typed(path: Path, edition: Edition) -> None:
    edit(path, setting(D10=" École ", F10=None, G6="c", J20="entreprise", L20=2.0, J57="Jury"))
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
    edit(path, setting(F7=None))
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
    edit(path, setting(D10="C", F7=0))
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

    edit(path, scribble)
    assert read_planning(path, None, None).edition == edition


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", ["albi", "ales-mecatronique", "ales-contrat-pro-gcbd"])
def test_named_blocks_and_other_activities_are_read_back(
    name: str, language: str, tmp_path: Path
) -> None:
    edition = planned_carelessly(read_programme(DATA / f"{name}.toml"), 2025)
    path = tmp_path / "planning.xlsx"
    path.write_bytes(planning_workbook(edition, Messages(language)))
    assert read_planning(path, None, 2025).edition.planning == edition.planning
    cohort = edition.planning.programme.cohorts[-1]
    cohorts = range(len(edition.planning.programme.cohorts))
    column = Layout("", 0, cohorts, 3).place(cohorts[-1])
    words = [a.code for a in cohort.activities] + [b.name for b in cohort.named_blocks]
    meant = [*cohort.activities, *(b.activity for b in cohort.named_blocks)]
    edit(path, setting(**{address_of(6 + n, column): word for n, word in enumerate(words)}))
    read = read_planning(path, None, None).edition.planning
    assert read.cohorts[-1].activities[: len(words)] == tuple(meant)
    assert read.cohorts[:-1] == edition.planning.cohorts[:-1]


def test_many_cohorts_with_words_like_formulas_are_read_back(tmp_path: Path) -> None:
    edition = planned_carelessly(many_cohorts(12), 2026)
    path = tmp_path / "planning.xlsx"
    path.write_bytes(planning_workbook(edition, Messages("fr")))
    assert read_planning(path, None, None).edition.planning == edition.planning
    edit(path, setting(AK6=-1, AL6=9, AM7=2))
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
            saved = opened_book(book, tmp_path / "x.xlsx")
        read = read_workbook(saved, carrier_of(saved))
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
    edit(path, setting(F7=0))
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
    edit(path, setting(J55="PFE", J54="fin", J39="C"))
    planning = read_planning(path, renamed, 2026).edition.planning
    assert set(planning.cohorts[2].activities[34:50]) == {Activity.COMPANY}


def test_numbers_and_days_as_text_are_read(path: Path, edition: Edition) -> None:
    edit(path, setting(F7="2", A7="41", B7="05/10/2026", C7="2026-10-09", L20=" 1,0 "))
    read = read_planning(path, None, None).edition.planning
    first, _, third = read.cohorts
    assert (first.placed_sessions[1], third.placed_sessions[14]) == (2, 1)
    assert first.activities == edition.planning.cohorts[0].activities


def test_a_word_of_several_activities_is_not_guessed(tmp_path: Path, french: Messages) -> None:
    text = many_cohorts(2).text
    assert '"=semaine"' in text
    path = tmp_path / "planning.xlsx"
    rules = parse_programme(text.replace('"=semaine"', '"E"'), "many.toml")
    edition = planned_carelessly(rules, 2026)
    path.write_bytes(planning_workbook(edition, french))
    assert read_planning(path, None, None).edition.planning == edition.planning
    row = 6 + edition.planning.cohorts[0].activities.index(Activity.SCHOOL)
    edit(path, setting(**{f"D{row}": "E"}))
    assert f'D{row} : "E" peut désigner plusieurs activités : company, split' in told_of(
        path, french
    )


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
