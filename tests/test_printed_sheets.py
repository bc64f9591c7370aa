"""Every workbook on paper: no type below 7 pt, whatever the classes and the names."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook

from planner.apprentices.folders import Document, company_folders
from planner.apprentices.year import apprentice_year
from planner.documents.apprentice.calendar_grid import calendar_grid
from planner.documents.apprentice.calendar_sheet import calendar_sheet
from planner.documents.apprentice.changes_sheet import changes_sheet
from planner.documents.apprentice.workbook import apprentice_workbook
from planner.documents.company.links_sheet import LinkRow, links_sheet
from planner.documents.comparison.workbook import comparison_workbook
from planner.documents.paper import SMALLEST_TYPE, column_pages, line_count, shared_widths
from planner.documents.planning.workbook import planning_workbook
from planner.documents.roster.summary import roster_summary
from planner.documents.roster.template import roster_workbook
from planner.messages import Messages
from planner.planning.changes import difference
from planner.planning.measures import MEASURES
from planner.planning.planning import Edition, Planning
from planner.scenarios import Compared, specification
from tests.builders import employed
from tests.printing import printed_sizes

LABEL, ID, BLOCK = "Promotion de génie électrotechnique no ", "BTS-ELECTROTECHNI-", "PROJET-F"
VERSION = "Version définitive de la rentrée, après la réunion avec les entreprises " * 2


def crowd(edition: Edition, count: int) -> Edition:
    """Give the edition so many classes, with the longest names, labels and codes."""
    rows = []
    for n in range(count):
        row = edition.planning.cohorts[n % len(edition.planning.cohorts)]
        named = tuple(replace(each, name=BLOCK, label=LABEL) for each in row.cohort.named_blocks)
        who = replace(row.cohort, id=f"{ID}{n:02}", label=f"{LABEL}{n}"[:40], named_blocks=named)
        rows.append(replace(row, cohort=who))
    rules = replace(
        edition.planning.programme,
        name="Formation d'ingénieur par apprentissage, spécialité génie industriel et numérique",
        cohorts=tuple(row.cohort for row in rows),
    )
    case = replace(edition.planning.case, programme=rules)
    return replace(edition, planning=Planning(case, tuple(rows)), version_label=VERSION)


def without_sessions(edition: Edition) -> Edition:
    """Take the sessions of an edition away, in the rules as well."""
    rows = [
        replace(
            row,
            cohort=replace(row.cohort, sessions=replace(row.cohort.sessions, total=0)),
            sessions=(0,) * len(row.activities),
        )
        for row in edition.planning.cohorts
    ]
    rules = replace(edition.planning.programme, cohorts=tuple(row.cohort for row in rows))
    case = replace(edition.planning.case, programme=rules)
    return replace(edition, planning=Planning(case, tuple(rows)))


def assert_readable(workbook: bytes) -> None:
    for sheet in load_workbook(io.BytesIO(workbook), rich_text=True).worksheets:
        if sheet.sheet_state == "visible":
            place, size = min(printed_sizes(sheet), key=lambda found: found[1])
            assert size >= SMALLEST_TYPE, (sheet.title, place, size)


@pytest.mark.parametrize(
    ("count", "sessions"), [(1, True), (3, True), (4, False), (10, True), (30, False)]
)
def test_plannings(
    count: int, sessions: bool, versions: tuple[Edition, Edition], french: Messages
) -> None:
    now, before = (crowd(each, count) for each in versions)
    if not sessions:
        now, before = without_sessions(now), without_sessions(before)
    changed = difference(before.planning, now.planning)
    assert_readable(planning_workbook(now, french, marked=True, difference=changed))


def test_many_classes_print_on_pages_of_some_each(edition: Edition, french: Messages) -> None:
    workbook = planning_workbook(crowd(edition, 12), french)
    sheet = load_workbook(io.BytesIO(workbook))["Planning général"]
    assert sheet.print_title_cols == "$A:$C"
    ends = [page.id for page in sheet.col_breaks.brk]
    assert len(ends) == 2
    assert all((end - 3) % 3 == 0 for end in ends)  # between two classes
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        assert "&amp;14Planning g" in parts.read("xl/worksheets/sheet1.xml").decode()


SETTINGS = {f"cohorts.{ID}{n}.school_blocks.longest": n for n in range(8)}


@pytest.mark.parametrize("settings", [{}, SETTINGS])
def test_comparisons(settings: dict[str, object], edition: Edition, french: Messages) -> None:
    planning = edition.planning
    measured = {measure.name: measure.of(planning) for measure in MEASURES}
    asked = specification("base", planning.programme, 2026)
    conflict = [f"1A – Semaines à l'école (school_weeks) : règle {n} " * 3 for n in range(40)]
    compared = [
        Compared(LABEL * 3, "optimal", measured, edition, (), asked, settings),
        Compared("impossible", "impossible", {}, None, tuple(conflict), asked, settings),
    ]
    workbook = comparison_workbook(compared, french)
    assert_readable(workbook)
    for sheet in load_workbook(io.BytesIO(workbook)).worksheets:
        heights = [row.height or 0 for row in sheet.row_dimensions.values()]
        assert max(heights) < 300  # of no scenario does a row fill a page


PERSON = employed(
    "de la Rochefoucauld-Montmorency",
    "Marie-Antoinette Guillemette",
    "1A",
    "Société anonyme des constructions mécaniques et électriques du Sud-Ouest, site d'Albi",
    email="marie-antoinette.de-la-rochefoucauld-montmorency@entreprise-exemple.example",
    remarks="change de tuteur au mois de janvier, puis de site au mois de mars",
)


@pytest.mark.parametrize("cohort", ["1A", "3A"])
def test_documents_of_an_apprentice(
    cohort: str, versions: tuple[Edition, Edition], french: Messages
) -> None:
    now, before = (replace(each, version_label=VERSION) for each in versions)
    who = replace(PERSON, cohort=cohort)
    year, earlier = (apprentice_year(who, each.planning) for each in (now, before))
    assert_readable(calendar_sheet(calendar_grid(year, now, french), french))
    assert_readable(apprentice_workbook(year, now, french))
    assert_readable(changes_sheet(year, earlier, now, french, earlier=before))


@pytest.mark.parametrize("sessions", [True, False])
def test_lists_of_the_school(sessions: bool, edition: Edition, french: Messages) -> None:
    issued = edition if sessions else without_sessions(edition)
    people = [PERSON, employed("Oriol", "Ana", "3A", "Fonderie")]
    years = {who: apprentice_year(who, issued.planning) for who in people}
    companies = company_folders(people, issued.planning.year)
    summary = roster_summary(companies, years, tuple(Document), issued, french)
    assert_readable(summary)
    assert_readable(roster_workbook(french, issued.planning.programme, people))
    row = LinkRow(
        PERSON.name,
        (PERSON.company,) * 2,
        (PERSON.name,) * 9,
        ("x@y.example",) * 3,
        "https://x.example/" + "a" * 60,
        date.today(),
    )
    assert_readable(links_sheet([row], date(2026, 10, 1), french))


def test_hours_a_month_take_the_page_for_long_names(edition: Edition, french: Messages) -> None:
    issued = crowd(edition, 2)
    (who, _) = (row.cohort.id for row in issued.planning.cohorts)
    person = employed("Lin", "Lyre", who, "Forge")
    year = apprentice_year(person, issued.planning)
    companies = company_folders([person], issued.planning.year)
    summary = roster_summary(companies, {person: year}, tuple(Document), issued, french)
    sheet = load_workbook(io.BytesIO(summary))["Heures par mois"]
    label = str(sheet["C6"].value)
    assert line_count(label, sheet.column_dimensions["C"].width) <= 2


# --- The parts


def test_lines_are_wrapped_at_words_and_hyphens() -> None:
    assert line_count("", 10) == line_count("17 semaines", 12) == 1
    assert line_count("au moins 5 semaines en entreprise sans séance", 24) == 2
    assert line_count("a\nb\n\nc", 10) == 4
    assert line_count("x" * 60, 12) > 4  # a word that no line holds is broken


@pytest.mark.parametrize(
    ("widths", "pages"),
    [
        ([5, 10, 10, 10], [4]),
        ([5, 20, 20, 10], [2, 4]),
        ([5, 50, 50, 50], [2, 3, 4]),
    ],
)
def test_columns_are_shared_among_pages(widths: Sequence[float], pages: Sequence[int]) -> None:
    assert column_pages(widths, 1, [2, 3, 4], 40) == pages


def test_what_is_missing_is_taken_from_the_widest_columns() -> None:
    assert shared_widths([10, 20, 30], 100) == [10, 20, 30]
    assert shared_widths([10, 40, 60], 70) == [10, 30, 30]
    assert shared_widths([], 70) == []
