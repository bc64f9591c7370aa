"""The one-page calendar: what it says is the year's, and it is one page, whoever it is for."""

import io
import pickle
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from planner.apprentices.apprentice import HALF_DAYS, Part, Span
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.documents.apprentice.calendar_grid import calendar_grid
from planner.documents.apprentice.calendar_pdf import calendar_pdf
from planner.documents.apprentice.calendar_sheet import calendar_sheet
from planner.documents.apprentice.grid_parts import (
    OUTSIDE_CONTRACT_FACE,
    WEEKEND_FACE,
    CalendarGrid,
    DayCell,
)
from planner.messages import Messages
from planner.planning.ledger import totals
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.programme.cohort import Event
from planner.programme.file import academic_year_of, read_programme
from planner.rules.case import Case
from planner.year.activity import Activity
from planner.year.moments import MonthDay
from planner.year.weeks import HOUR
from tests.builders import SOMEBODY, altered, lived
from tests.conftest import PROGRAMMES

PERSON = altered(
    SOMEBODY,
    option="Génie fictif",
    half_days=HALF_DAYS[7:9],
    closed=(Span(date(2026, 12, 21), date(2027, 1, 1)),),
)
PERIODS = st.dates(date(2026, 9, 1), date(2027, 10, 31))


def _cells(grid: CalendarGrid) -> list[DayCell]:
    return [cell for column in grid.columns for cell in column.cells if cell]


def _issued(planning: Planning) -> Edition:
    return Edition(planning, (), "V3 provisoire", date(2026, 10, 1))


@cache
def _invented(path: Path, start_year: int) -> tuple[ApprenticeYear, ...]:
    """Lay out a year of every cohort of a programme whose planning nobody had to solve."""
    rules = read_programme(path)
    when = academic_year_of(rules, start_year)
    letters = cycle([Activity.COMPANY, *rules.activities])
    rows = []
    for cohort in rules.cohorts:
        activities = tuple(activity for activity, _ in zip(letters, when.weeks, strict=False))
        sessions = tuple(2 * activity.is_in_company for activity in activities)
        onsite = tuple(30 * HOUR * activity.is_taught for activity in activities)
        rows.append(CohortPlanning(cohort, activities, sessions, onsite))
    planning = Planning(Case(rules, when), tuple(rows))
    return tuple(
        apprentice_year(replace(PERSON, cohort=row.cohort.id), planning) for row in planning.cohorts
    )


@pytest.fixture(scope="module")
def years(edition: Edition) -> dict[str, ApprenticeYear]:
    """Give a year of each cohort of Albi."""
    ids = [row.cohort.id for row in edition.planning.cohorts]
    return {id_: apprentice_year(replace(PERSON, cohort=id_), edition.planning) for id_ in ids}


# --- The layout


@pytest.mark.parametrize("path", PROGRAMMES, ids=lambda path: path.stem)
@pytest.mark.parametrize("start", [2025, 2026])
def test_every_day_of_every_programme_stands_once_in_its_place(path: Path, start: int) -> None:
    for year in _invented(path, start):
        grid = calendar_grid(year, _issued(year.planning), Messages("fr"))
        assert [cell.date for cell in _cells(grid)] == [day.date for day in year.days]
        for column, month in zip(grid.columns, year.months, strict=True):
            assert len(column.cells) == 31
            for row, cell in enumerate(column.cells, start=1):
                if cell:
                    assert cell.date == month.first.replace(day=row)
        weeks = [cell.week for cell in _cells(grid) if cell.date.weekday() == 0]
        assert weeks == [f"S{week.iso_week:02}" for week in year.planning.year.weeks]


def test_edge_months_have_narrow_columns(years: dict[str, ApprenticeYear]) -> None:
    grid = _grid(years["1A"])
    names = {column.name: column.is_edge for column in grid.columns}
    assert [name for name, is_edge in names.items() if is_edge] == ["sept. 2026", "oct. 2027"]
    assert len(names) == 14
    assert [cell.label for cell in grid.columns[0].cells if cell] == ["L 28", "M 29", "M 30"]


@settings(max_examples=20)
@given(st.data())
def test_contracts_and_closing_days_change_what_days_show_and_nothing_else(
    edition: Edition, data: st.DataObject
) -> None:
    first, last = sorted(data.draw(st.tuples(PERIODS, PERIODS)))
    closed = sorted(data.draw(st.tuples(PERIODS, PERIODS)))
    who = altered(
        PERSON,
        cohort=data.draw(st.sampled_from(["1A", "2A", "3A"])),
        start=data.draw(st.sampled_from([None, first])),
        end=data.draw(st.sampled_from([None, last])),
        closed=(Span(*closed),),
        half_days=tuple(data.draw(st.permutations(HALF_DAYS))[:2]),
    )
    year = apprentice_year(who, edition.planning)
    grid = _grid(year)
    cells = _cells(grid)
    assert [cell.date for cell in cells] == [day.date for day in year.days]
    for cell, day in zip(cells, year.days, strict=True):
        assert (cell.face == OUTSIDE_CONTRACT_FACE) == (not day.is_bound)
        assert _sessions(cell) == day.sessions
    for row in grid.hours:
        assert sum(row.values) == row.total
    explained = {entry.sample for entry in grid.legend if not entry.may_be_leave}
    assert explained == {face for cell in cells for face in cell.faces}
    assert any(entry.may_be_leave for entry in grid.legend) == bool(year.summer_leave)


def _sessions(cell: DayCell) -> tuple[Part, ...]:
    pairs = zip(Part, cell.halves, strict=False)
    return tuple(part for part, half in pairs if half != cell.face)


def _grid(year: ApprenticeYear, language: str = "fr") -> CalendarGrid:
    return calendar_grid(year, _issued(year.planning), Messages(language))


def test_hours_are_those_of_the_ledger(years: dict[str, ApprenticeYear], edition: Edition) -> None:
    planning = edition.planning
    for year in years.values():
        found = totals(year.cohort, planning.case)
        onsite, remote, company, whole, sessions = _grid(year).hours
        assert (onsite.total, remote.total) == (found.onsite, found.remote)
        assert (company.total, sessions.total) == (found.company, found.sessions)
        assert whole.values == tuple(
            sum(hours) for hours in zip(onsite.values, remote.values, company.values, strict=True)
        )
        assert [row.is_hours for row in (onsite, remote, company, whole, sessions)] == [
            True
        ] * 4 + [False]
        for row in (onsite, remote, company, whole, sessions):
            assert sum(row.values) == row.total


def test_what_a_day_shows() -> None:
    closing = Span(date(2023, 4, 11), date(2023, 4, 11))
    who = altered(SOMEBODY, closed=(closing,), start=date(2023, 4, 4))
    year = lived("CEXLJ-M", [0, 2, 0, 0, 0, 0, 1], who)
    shown = {cell.date: cell for cell in _cells(_grid(year))}

    def letters(month: int, day: int) -> str:
        return shown[date(2023, month, day)].face.letters

    assert letters(4, 3) == "C"  # at school before the contract
    assert shown[date(2023, 4, 8)].face == WEEKEND_FACE
    assert [letters(4, day) for day in (4, 10, 11, 12, 17, 24)] == ["C", "E", "EF", "E", "A", "V"]
    assert [letters(5, day) for day in (1, 8, 15, 16, 17)] == ["J", "–", "C", "C", "E"]
    assert [half.letters for half in shown[date(2023, 4, 10)].halves] == ["Dm", "E"]
    assert [half.letters for half in shown[date(2023, 5, 17)].halves] == ["Dm", "E"]


def test_holidays_closures_and_named_blocks(years: dict[str, ApprenticeYear]) -> None:
    shown = {cell.date: cell for cell in _cells(_grid(years["3A"]))}
    armistice, easter = shown[date(2026, 11, 11)], shown[date(2027, 3, 29)]
    assert (armistice.face.letters, armistice.name, armistice.aside) == ("JF", "Armistice", "")
    assert (easter.face.letters, easter.name, easter.aside) == ("JF", "", "S13")
    assert shown[date(2026, 12, 21)].face.letters == "EF"
    assert shown[date(2027, 8, 2)].face.letters == "FIN"
    assert shown[date(2027, 8, 2)].aside == "S31\u00a0F"
    legend = {entry.sample.letters: entry.meaning for entry in _grid(years["3A"]).legend}
    assert legend["FIN"] == "dernière période en entreprise"
    assert (legend["J"], legend["JF"]) == ("soutenances (jury)", "jour férié")


def test_leave_is_told_and_marked(years: dict[str, ApprenticeYear]) -> None:
    year = years["1A"]
    grid = _grid(year)
    days = {day for span in year.summer_leave for day in span}
    assert {cell.date for cell in _cells(grid) if cell.may_be_leave} == days
    note = _note(grid, "Congé d'été\u00a0:")
    assert all(Messages("fr").span(span.first, span.last) in note for span in year.summer_leave)
    short = apprentice_year(altered(year.apprentice, end=date(2027, 4, 30)), year.planning)
    assert "aucune place pour 2 semaines" in _note(_grid(short), "Congé d'été\u00a0:")


def _note(grid: CalendarGrid, heading: str) -> str:
    return next(note.line for note in grid.notes if note.heading == heading)


def test_a_contract_of_a_part_of_the_year_says_so(years: dict[str, ApprenticeYear]) -> None:
    year = years["1A"]
    assert "Contrat\u00a0:" not in [note.heading for note in _grid(year).notes]
    late = apprentice_year(altered(year.apprentice, start=date(2026, 11, 2)), year.planning)
    grid = _grid(late)
    assert "2 novembre 2026" in _note(grid, "Contrat\u00a0:")
    assert grid.hours_title == "Heures du contrat, 2026-2027"
    assert (
        grid.hours[3].total == late.hours.academic + late.hours.company < _grid(year).hours[3].total
    )


def test_sessions_without_room_are_told(years: dict[str, ApprenticeYear]) -> None:
    year = years["1A"]
    shut = altered(year.apprentice, closed=(Span(date(2026, 10, 5), date(2027, 3, 19)),))
    lost = apprentice_year(shut, year.planning)
    note = _note(_grid(lost), "Séances sans demi-journée libre, non comptées\u00a0:")
    assert note.startswith("S41 2026 (2 sur 2), ")
    assert note.count("sur") == 8
    assert note.endswith(f"… {len(lost.unplaced)} semaines en tout")


def test_session_times_are_those_of_the_programme(years: dict[str, ApprenticeYear]) -> None:
    assert _note(_grid(years["1A"]), "Séances à distance\u00a0:") == (
        "3,5\u00a0h en entreprise, le matin de 8\u00a0h\u00a030 à 12\u00a0h"
        " ou l'après-midi de 13\u00a0h\u00a030 à 17\u00a0h."
    )
    english = _note(_grid(years["1A"], "en"), "Remote sessions:")
    assert "from 8:30 to 12:00" in english


def test_events_are_marked_and_told() -> None:
    event = Event("Retour d'expérience", MonthDay(4, 12), Activity.COMPANY)
    grid = _grid(lived("CE", [0, 1], events=(event,)))
    assert [cell.date for cell in _cells(grid) if "◆" in cell.aside] == [date(2023, 4, 12)]
    assert _note(grid, "Événements\u00a0:") == "mer. 12/04 Retour d'expérience"


# --- The page


@pytest.fixture(scope="module")
def page(years: dict[str, ApprenticeYear]) -> PdfReader:
    return _page(years["1A"])


def _page(year: ApprenticeYear, language: str = "fr") -> PdfReader:
    return PdfReader(io.BytesIO(calendar_pdf(_grid(year, language), Messages(language))))


@pytest.fixture(scope="module")
def said(page: PdfReader) -> str:
    """Give the text of the only page, with plain spaces."""
    (sheet,) = page.pages
    return " ".join(sheet.extract_text().replace("\u00a0", " ").replace("\u202f", " ").split())


def test_the_page_is_one_sheet_of_a4_and_says_whose_it_is(
    page: PdfReader, said: str, years: dict[str, ApprenticeYear], french: Messages
) -> None:
    (sheet,) = page.pages
    assert [round(float(side)) for side in sheet.mediabox[2:]] == [842, 595]
    for part in (
        "Calendrier de l'alternance 2026-2027 1re année · Génie fictif",
        "Camille Exemple",
        "Société Fictive",
        "IMT Mines Albi",
        "version : V3 provisoire – édition du 1er octobre 2026",
        "à l'école 440 h à distance 161 h",
        "séances 46",
    ):
        assert part in said
    for row in _grid(years["1A"]).hours[:4]:
        for minutes in row.values:
            assert not minutes or french.number(minutes / HOUR) in said


def test_the_page_is_tagged_and_its_fonts_are_embedded(page: PdfReader) -> None:
    root: Any = page.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    kinds = Counter(element["/S"] for element in _elements(root["/StructTreeRoot"]["/K"]))
    assert kinds["/Table"] == 1
    assert kinds["/TH"] == 14
    assert kinds["/TR"] == 1 + 31 + 5
    fonts: Any = page.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    assert len(fonts) >= 3
    for font in fonts.values():
        described = font["/DescendantFonts"][0]["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(described)
    assert page.metadata is not None
    assert page.metadata.title == "Calendrier de l'alternance 2026-2027 – Camille Exemple"
    assert page.metadata.author == "IMT Mines Albi"


def _elements(found: Any) -> Iterator[Any]:
    """Give the elements of a structure tree."""
    for item in found if isinstance(found, list) else [found]:
        element = item.get_object() if hasattr(item, "get_object") else item
        if hasattr(element, "get") and "/S" in element:
            yield element
            yield from _elements(element.get("/K", []))


def test_a_day_reads_in_order_for_those_who_listen(said: str) -> None:
    for day in ("L 05 E S41", "M 11 JF Armistice", "L 02 E S31 F"):
        assert day in said


def test_the_same_year_gives_the_same_bytes_in_any_process(
    years: dict[str, ApprenticeYear], tmp_path: Path
) -> None:
    year, text = years["1A"], Messages("fr")
    pages = [writer(_grid(year), text) for writer in (calendar_pdf, calendar_sheet)]
    assert [writer(_grid(year), text) for writer in (calendar_pdf, calendar_sheet)] == pages
    (tmp_path / "year").write_bytes(pickle.dumps((year, _issued(year.planning))))
    script = (
        "import pickle, sys\n"
        "from planner.documents.apprentice.calendar_grid import calendar_grid\n"
        "from planner.documents.apprentice.calendar_pdf import calendar_pdf\n"
        "from planner.documents.apprentice.calendar_sheet import calendar_sheet\n"
        "from planner.messages import Messages\n"
        "year, edition = pickle.load(open('year', 'rb'))\n"
        "text = Messages('fr')\n"
        "for name, writer in (('pdf', calendar_pdf), ('xlsx', calendar_sheet)):\n"
        "    open(name, 'wb').write(writer(calendar_grid(year, edition, text), text))\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=True)
    assert [(tmp_path / name).read_bytes() for name in ("pdf", "xlsx")] == pages


NASTY = {
    "long": ("Jean-Christophe " * 12, "Société " * 25),
    "one word": ("W" * 200, "Œ" * 200),
    "right to left": ("محمد عبد الرحمن", "חברה לדוגמה (1) =2"),
    "no letters": ("👩‍👩‍👧 🫠🇫🇷", "中文 ไทย 𓀀 \ue000"),
    "formulas": ("=1+1", "@SUM(A1) +1 -1"),
    "markup": ("#strong[x] $a$ *b* @ref <lab>", "// `raw` \\ _"),
    "control": ("a\x00b\nc", "\t\x07\ud800\u202e!"),
    "nobody": ("", ""),
}


@pytest.mark.parametrize("names", NASTY.values(), ids=NASTY)
def test_no_name_breaks_the_page_or_the_workbook(
    names: tuple[str, str], years: dict[str, ApprenticeYear]
) -> None:
    first_name, company = names
    who = altered(PERSON, first_name=first_name, surname="", company=company, option=company)
    year = apprentice_year(who, years["1A"].planning)
    reader = _page(year)
    assert len(reader.pages) == 1
    grid = _grid(year)
    for shown, given_name in ((grid.name, who.name), (grid.company, company)):
        assert len(shown) <= 120
        assert shown.endswith("…") == (len(given_name) > 120)
    sheet = _sheet(year)
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert (sheet["A2"].value or "") == grid.name


def test_much_to_tell_stays_on_one_page() -> None:
    events = tuple(
        Event(f"Soutenance de projet numéro {day}", MonthDay(4, day), Activity.COMPANY)
        for day in (3, 4, 5, 6, 7, 11, 12, 13, 14, 17)
    )
    assert len(_page(lived("EEEEEEEE", [2] * 8, events=events)).pages) == 1
    assert len(_page(lived("E", [0])).pages) == 1


# --- The workbook


def _sheet(year: ApprenticeYear, language: str = "fr") -> Worksheet:
    book = load_workbook(io.BytesIO(calendar_sheet(_grid(year, language), Messages(language))))
    (sheet,) = book.worksheets
    return sheet


@pytest.mark.parametrize(("cohort", "language"), [("1A", "fr"), ("3A", "en")])
def test_the_workbook_shows_the_same_days_and_hours(
    cohort: str, language: str, years: dict[str, ApprenticeYear]
) -> None:
    year = years[cohort]
    sheet, grid = _sheet(year, language), _grid(year, language)
    heads = {cell.value: cell.column for cell in sheet[4] if cell.value}
    assert list(heads) == [column.name for column in grid.columns]
    for n, column in enumerate(grid.columns):
        first = heads[column.name]
        for row, cell in enumerate(column.cells, start=5):
            found = [sheet.cell(row, first + k).value or "" for k in range(4)]
            assert found in (_written(cell) if cell else [[""] * 4])
            if cell:
                assert _ground(sheet, row, first) == cell.face.ground
        for row, line in enumerate(grid.hours, start=36):
            figure = sheet.cell(row, first)
            assert figure.value == line.values[n] / (HOUR if line.is_hours else 1)
            assert (f'"{line.name}"* ' in figure.number_format) is (n == 0)
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert {note.heading + " " + note.line for note in grid.notes} <= texts
    assert {entry.meaning for entry in grid.legend} <= texts
    assert {grid.name, grid.company, grid.school, grid.programme, grid.version} <= texts


def _written(cell: DayCell) -> list[list[str]]:
    """Return what may stand in the cells of a day: the name of a holiday only if it fits."""
    halves = [half.letters for half in cell.halves] or [cell.face.letters, ""]
    plain = [cell.label, *halves, cell.aside]
    return [[cell.label, cell.name, "", ""], plain] if cell.name else [plain]


def _ground(sheet: Worksheet, row: int, column: int) -> str:
    fill = sheet.cell(row, column).fill
    return str(fill.bgColor.rgb if fill.patternType == "lightUp" else fill.fgColor.rgb)[2:]


def test_the_workbook_prints_on_one_page(years: dict[str, ApprenticeYear]) -> None:
    sheet = _sheet(years["1A"])
    setup, properties = sheet.page_setup, sheet.sheet_properties.pageSetUpPr
    assert (setup.paperSize, setup.orientation) == (9, "landscape")
    assert (setup.fitToWidth, setup.fitToHeight) == (None, None)  # one page
    assert properties is not None
    assert properties.fitToPage
    assert sheet.print_area == f"'Calendrier'!$A$1:$BQ${sheet.max_row}"
    assert sheet.freeze_panes == "A5"
