"""What companies and apprentices see of modules: names of sessions, the list, on every paper."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from planner.apprentices.apprentice import Part
from planner.apprentices.folders import Document
from planner.apprentices.modules import learning
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.documents.apprentice.calendar_entries import calendar_entries
from planner.documents.apprentice.calendar_grid import calendar_grid
from planner.documents.apprentice.calendar_pdf import calendar_pdf
from planner.documents.apprentice.calendar_sheet import calendar_sheet
from planner.documents.apprentice.class_calendar import class_calendar_grid
from planner.documents.apprentice.workbook import apprentice_workbook
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.portal.pages.company import ApprenticeVersion
from planner.portal.pages.next_dates import next_dates
from planner.portal.pages.this_week import this_week
from planner.words.modules import document_purpose, module_session_name, weeks_listed
from tests.builders import altered
from tests.company_pages import page_of, read_page, section_of
from tests.printing import printed_sizes
from tests.taught import learnt, taught_planning, without_progression

FIRST_SESSION = date(2023, 4, 17)
"""The Monday of the third week, the first one in company."""

FLUIDS = "Mécanique des fluides, séance 1 sur\xa01"
PHYSICS = "Physique des matériaux, séance 1 sur\xa02"


def edition_of(year: ApprenticeYear) -> Edition:
    return Edition(year.planning, ())


def names(year: ApprenticeYear, text: Messages) -> dict[tuple[date, Part], str]:
    """Return what each session is of, by its half-day."""
    held = (each for day in year.days for each in day.held_sessions)
    return {each.half_day: module_session_name(each.modules, text) for each in held}


def test_a_session_is_that_of_the_option(french: Messages) -> None:
    monday, tuesday = (FIRST_SESSION, Part.MORNING), (date(2023, 4, 18), Part.MORNING)
    assert {names(learnt(each), french)[monday] for each in ("", "Énergie", "energie")} == {PHYSICS}
    assert names(learnt("ENERGIE"), french)[tuesday] == FLUIDS
    assert names(learnt("Matériaux"), french)[tuesday] == "Poudres, séance 1 sur\xa01"
    assert names(learnt(), french)[tuesday] == f"{FLUIDS} / Poudres, séance 1 sur\xa01"
    plain = learnt("Énergie", without_progression(taught_planning()))
    assert list(names(plain, french)) == list(names(learnt("Énergie"), french))
    assert set(names(plain, french).values()) == {""}


def test_what_is_learnt_adds_up() -> None:
    found = learning(learnt("Énergie"))
    assert found is not None
    assert [each.module.id for each in found.modules] == ["Physique", "Anglais", "Fluides"]
    assert [each.number for each in found.modules] == [1, 2, 3]
    assert sum(each.onsite for each in found.modules) + found.other == found.onsite == 30 * 60
    assert [dict(each.minutes) for each in found.modules] == [
        {0: 600, 6: 240},
        {1: 360},
        {1: 240, 6: 360},
    ]
    assert [each.session_weeks for each in found.modules] == [(2, 4), (3,), (2,)]
    assert found.modules[0].weeks == (0, 2, 4, 6)
    assert found.sessions == sum(len(each.sessions) for each in found.modules) == 4
    assert learning(learnt("Énergie", without_progression(taught_planning()))) is None


def test_what_comes_after_the_contract_is_not_learnt() -> None:
    leaver = altered(learnt("Énergie").apprentice, end=date(2023, 4, 28))
    found = learning(apprentice_year(leaver, taught_planning()))
    assert found is not None
    assert [dict(each.minutes) for each in found.modules] == [{0: 600}, {1: 360}, {1: 240}]
    assert [len(each.sessions) for each in found.modules] == [1, 1, 1]
    assert (found.onsite, found.sessions) == (1200, 3)


def test_weeks_in_a_row_are_a_span(french: Messages) -> None:
    weeks = taught_planning().year.weeks
    assert weeks_listed([weeks[n] for n in (0, 2, 3, 4, 6)], french) == "S14, S16–S18, S20"
    assert weeks_listed([], french) == ""


def test_the_calendar_numbers_sessions_and_lists_modules(french: Messages) -> None:
    year = learnt("Énergie")
    grid = calendar_grid(year, edition_of(year), french)
    cells = {cell.date: cell for column in grid.columns for cell in column.cells if cell}
    assert [half.letters for half in cells[FIRST_SESSION].halves] == ["1", "E"]
    assert [half.letters for half in cells[date(2023, 4, 18)].halves] == ["3", "E"]
    assert grid.modules is not None
    assert [column.key for column in grid.modules.columns][-2:] == ["school_weeks", "held"]
    assert [row[:4] for row in grid.modules.rows] == [
        (1, "Physique des matériaux", "SF", 1),
        (2, "Anglais", "CI", 1),
        (3, "Mécanique des fluides", "Option", 2),
    ]
    assert grid.modules.rows[0][5:] == (
        *(14.0, 2, date(2023, 4, 3), date(2023, 5, 19)),
        *("S14, S20", "lun.\xa017/04\xa0matin, lun.\xa001/05\xa0matin"),
    )
    assert grid.modules.total[5:7] == (30.0, 4)
    assert any("numéro du module" in entry.meaning for entry in grid.legend)


def test_without_an_option_a_session_of_several_modules_has_no_number(french: Messages) -> None:
    year = learnt()
    grid = calendar_grid(year, edition_of(year), french)
    cells = {cell.date: cell for column in grid.columns for cell in column.cells if cell}
    assert [half.letters for half in cells[FIRST_SESSION].halves] == ["1", "E"]
    assert [half.letters for half in cells[date(2023, 4, 18)].halves] == ["Dm", "E"]
    assert grid.modules is not None
    assert len(grid.modules.rows) == 4
    assert "en parallèle" in grid.modules.note
    assert grid.modules.total[5:7] == (30.0, 4)


def test_the_list_is_a_page_after_the_calendar(french: Messages) -> None:
    year = learnt("Énergie")
    calendar, listed = pages_of(year, french)
    assert "Modules de l'année" not in calendar
    assert "Modules de l'année" in listed
    assert "Physique des matériaux" in listed
    plain = learnt("Énergie", without_progression(taught_planning()))
    assert len(pages_of(plain, french)) == 1


def pages_of(year: ApprenticeYear, text: Messages) -> list[str]:
    pdf = calendar_pdf(calendar_grid(year, edition_of(year), text), text)
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_both_workbooks_have_the_list(french: Messages) -> None:
    year = learnt("Énergie")
    calendar = calendar_sheet(calendar_grid(year, edition_of(year), french), french)
    for content in (calendar, apprentice_workbook(year, edition_of(year), french)):
        sheet = load_workbook(io.BytesIO(content))["Modules"]
        rows = list(sheet.iter_rows(min_row=4, values_only=True))
        assert rows[1][:2] == (1, "Physique des matériaux")
        assert rows[-1][1] == "Total"
        assert min(size for _, size in printed_sizes(sheet)) >= 6


def test_the_workbook_says_what_weeks_and_days_are_of(french: Messages) -> None:
    year = learnt("Énergie")
    book = load_workbook(io.BytesIO(apprentice_workbook(year, edition_of(year), french)))

    def of_column(sheet: str) -> list[object]:
        head, *rows = book[sheet].iter_rows(min_row=4, values_only=True)
        return [row[head.index("Modules")] for row in rows]

    weeks, days = of_column("Semaines"), of_column("Jours")
    assert weeks[1] == "Anglais (6\xa0h), Mécanique des fluides (4\xa0h)"
    assert weeks[2] == f"{PHYSICS}\n{FLUIDS}"
    assert weeks[5] is None
    assert days[14] == PHYSICS
    plain = learnt("Énergie", without_progression(taught_planning()))
    unnamed = load_workbook(io.BytesIO(apprentice_workbook(plain, edition_of(plain), french)))
    assert unnamed.sheetnames == ["Jours", "Semaines", "Mois"]


def test_the_calendar_of_a_class_has_the_weeks_of_sessions(french: Messages) -> None:
    planning = taught_planning()
    grid = class_calendar_grid(planning.cohorts[0].cohort, Edition(planning, ()), french)
    assert grid.modules is not None
    assert [column.key for column in grid.modules.columns][-1] == "held_weeks"
    assert [row[-1] for row in grid.modules.rows] == ["S16, S18", "S17", "S16", "S16"]


def test_a_stay_at_school_notes_the_modules_of_its_week(french: Messages) -> None:
    entries = calendar_entries(learnt("Énergie"), french).values()
    notes = [entry.note for entry in entries if entry.kind == "school"]
    assert any("Modules de la semaine : Anglais (6\xa0h), Mécanique" in note for note in notes)


def test_the_page_says_what_this_week_and_the_next_session_are_of(french: Messages) -> None:
    year = learnt("Énergie")
    at_school = this_week(year, date(2023, 4, 12), french)
    assert at_school is not None
    assert at_school.modules == "À l'école : Anglais (6\xa0h), Mécanique des fluides (4\xa0h)"
    in_company = this_week(year, FIRST_SESSION, french)
    assert in_company is not None
    assert in_company.modules == ""
    (sessions,) = in_company.details
    assert f"lundi matin ({PHYSICS}), mardi matin ({FLUIDS})" in sessions
    coming = {each.title: each.detail for each in next_dates(year, date(2023, 4, 12), french)}
    assert coming["Prochaine séance à distance"] == f"matin, {PHYSICS}"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_has_the_list_and_names_in_words(language: str) -> None:
    year = learnt("Énergie")
    when = datetime(2023, 3, 1, tzinfo=UTC)
    shown = section_of(ApprenticeVersion(edition_of(year), when, year))
    read = read_page(page_of(shown), language=language)
    assert "modules" in {element.get("id") for element in read.elements}
    assert {"Physique des matériaux", "Anglais", "Mécanique des fluides"} <= {*read.texts("th")}
    unnamed = learnt("", without_progression(year.planning))
    plain = replace(shown, now=replace(shown.now, year=unnamed))
    without = read_page(page_of(plain), language=language)
    assert "modules" not in {element.get("id") for element in without.elements}


def test_a_document_says_that_it_lists_modules(french: Messages) -> None:
    assert document_purpose(Document.WORKBOOK, True, french).endswith("avec la liste des modules")
    assert "modules" not in document_purpose(Document.WORKBOOK, False, french)
    assert "modules" not in document_purpose(Document.CALENDAR_FILE, True, french)
