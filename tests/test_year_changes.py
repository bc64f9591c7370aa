"""What changed in the year of an apprentice: compared, and told on a page and a sheet."""

import io
import re
from dataclasses import replace
from datetime import date

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from planner.apprentices.apprentice import HALF_DAYS, Part
from planner.apprentices.changes import WeeksChange, YearChanges, year_changes
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.documents.apprentice.changes_pdf import changes_pdf
from planner.documents.apprentice.changes_sheet import changes_sheet
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.programme.block_shapes import NamedBlock
from planner.programme.cohort import Event
from planner.year.activity import Activity
from planner.year.moments import MonthDay
from planner.year.weeks import HOUR
from tests.builders import SOMEBODY, altered, lived

FRENCH = Messages("fr")
BEFORE, NOW = lived("CCEEEC", [0, 0, 1, 0, 0, 0]), lived("CECECC", [0, 2, 0, 0, 0, 0])


def _weeks(found: YearChanges) -> list[int]:
    return [week.weeks[0].iso_week for week in found.weeks]


def _page(
    now: ApprenticeYear,
    before: ApprenticeYear | None,
    text: Messages = FRENCH,
    earlier: Edition | None = None,
    **edition: object,
) -> PdfReader:
    issued = replace(Edition(now.planning, ()), **edition)  # type: ignore[arg-type]
    return PdfReader(io.BytesIO(changes_pdf(now, before, issued, text, earlier=earlier)))


def _text(pages: PdfReader) -> str:
    """Read the words of all pages, with plain spaces."""
    return " ".join(" ".join(page.extract_text() for page in pages.pages).split())


def _sheet(now: ApprenticeYear, before: ApprenticeYear | None) -> Worksheet:
    written = changes_sheet(now, before, Edition(now.planning, ()), FRENCH)
    return load_workbook(io.BytesIO(written)).worksheets[0]


# --- What is compared ---------------------------------------------------------------------------


def test_nothing_changed_from_a_year_to_itself(edition: Edition) -> None:
    year = apprentice_year(SOMEBODY, edition.planning)
    found = year_changes(year, apprentice_year(SOMEBODY, edition.planning))
    assert found.is_empty
    assert not found.joined_weeks
    assert found.before == found.now == year.hours


def test_what_the_class_does_outside_of_the_contract_changes_nothing() -> None:
    leaver = altered(SOMEBODY, end=date(2023, 4, 9))
    before, now = (lived(row, who=leaver) for row in ("CCEEEC", "CCCEEE"))
    assert year_changes(before, now).is_empty
    assert "Rien n'a changé" in _text(_page(now, before))
    longer = lived("CCEEEC", who=altered(SOMEBODY, end=date(2023, 4, 23)))
    assert _weeks(year_changes(before, longer)) == [15, 16]


def test_weeks_and_sessions_that_changed_are_found() -> None:
    found = year_changes(BEFORE, NOW)
    assert _weeks(found) == [15, 16, 18]
    assert (
        found.place_weeks,
        found.moved_sessions,
        found.more_sessions,
        found.fewer_sessions,
        found.hours_only_weeks,
    ) == (3, 1, 1, 0, 0)
    first, second, third = found.weeks
    assert (first.before[0].activity, first.now[0].activity) == (Activity.SCHOOL, Activity.COMPANY)
    assert first.added_sessions == (
        (date(2023, 4, 10), Part.MORNING),
        (date(2023, 4, 11), Part.MORNING),
    )
    assert second.removed_sessions == ((date(2023, 4, 17), Part.MORNING),)
    assert [
        first.removed_sessions,
        second.added_sessions,
        third.removed_sessions,
        third.added_sessions,
    ] == [()] * 4
    assert (found.before, found.now) == (BEFORE.hours, NOW.hours)


def test_a_session_that_the_company_prefers_elsewhere_moves_without_its_week() -> None:
    friday = altered(SOMEBODY, half_days=(HALF_DAYS[-1],))
    found = year_changes(lived("EE", [1, 1]), lived("EE", [1, 1], friday))
    assert (found.place_weeks, found.moved_sessions, found.more_sessions, found.fewer_sessions) == (
        0,
        2,
        0,
        0,
    )
    assert not found.weeks[0].changes_place
    assert not found.weeks[0].changes_hours_only


def test_hours_alone_are_a_change() -> None:
    year = lived("CCE")
    cohort = year.planning.cohorts[0]
    taught = replace(cohort, onsite=(4 * HOUR, 6 * HOUR, 0))
    other = apprentice_year(SOMEBODY, replace(year.planning, cohorts=(taught,)))
    found = year_changes(year, other)
    assert (_weeks(found), found.place_weeks, found.hours_only_weeks) == ([14, 15], 0, 2)


def test_names_and_events_are_changes_of_a_week() -> None:
    named = NamedBlock("PFE", "projet", Activity.COMPANY, last=True)
    assert _weeks(year_changes(lived("ECE"), lived("ECE", named_blocks=(named,)))) == [16]

    def oral(day: int) -> ApprenticeYear:
        return lived("CEC", events=(Event("Oral", MonthDay(4, day), Activity.SCHOOL),))

    assert _weeks(year_changes(oral(3), oral(21))) == [14, 16]
    assert year_changes(oral(3), oral(4)).place_weeks == 1


def test_days_that_leave_the_contract_are_a_change() -> None:
    late = altered(SOMEBODY, start=date(2023, 4, 12))
    found = year_changes(lived("CEC"), lived("CEC", who=late))
    assert (_weeks(found), found.place_weeks) == ([14, 15], 2)


def test_weeks_that_changed_alike_are_told_together() -> None:
    found = year_changes(lived("EEECCCE"), lived("CCCEEEE"))
    assert [[week.iso_week for week in told.weeks] for told in found.joined_weeks] == [
        [14, 15, 16],
        [17, 18, 19],
    ]
    assert [len(told.before) for told in found.joined_weeks] == [21, 21]
    apart = year_changes(lived("EEE", [0, 1, 0]), lived("CCC"))
    assert [len(told.weeks) for told in apart.joined_weeks] == [1, 1, 1]
    assert isinstance(apart.joined_weeks[0], WeeksChange)


def test_a_cohort_that_was_not_there_is_new() -> None:
    found = year_changes(None, NOW)
    assert found.is_new
    assert not found.is_empty
    assert (found.weeks, found.before, found.now) == ((), None, NOW.hours)


def test_years_of_other_weeks_are_not_compared() -> None:
    with pytest.raises(ValueError, match="different weeks"):
        year_changes(lived("CE"), lived("CEE"))


# --- What is told -------------------------------------------------------------------------------


def test_the_page_tells_both_versions_of_each_week() -> None:
    earlier = Edition(BEFORE.planning, (), "V1", date(2026, 7, 1))
    page = _page(NOW, BEFORE, earlier=earlier, version_label="V2", issued=date(2026, 10, 1))
    told = _text(page)
    assert len(page.pages) == 1
    for line in (
        "Ce qui change Planning 2023 – Camille Exemple",
        "Société Fictive · version : V2 – édition du 1er octobre 2026",
        "Remplace la version V1, édition du 1er juillet 2026.",
        "3 semaines modifiées, 1 séance déplacée, 1 séance de plus.",
        "S15 du 10 au 14 avril 2023",
        "C école 5 h de cours E entreprise séance lun. 10/04 matin séance mar. 11/04 matin "
        "7 h à distance, 28 h en entreprise",
        "S16 du 17 au 21 avril 2023",
        "En gras : les séances que l'autre version n'a pas.",
        "Année entière 15 h de cours, 3,5 h à distance, 101,5 h en entreprise, 1 séance",
        "1 / 1",
    ):
        assert line in told
    assert page.metadata is not None
    assert page.metadata.title == "Ce qui change – Planning 2023 – Camille Exemple"


def test_the_page_is_tagged_its_fonts_are_embedded_and_it_is_the_same_again() -> None:
    edition = Edition(NOW.planning, ())
    written = changes_pdf(NOW, BEFORE, edition, FRENCH)
    assert changes_pdf(NOW, BEFORE, edition, FRENCH) == written
    pages = PdfReader(io.BytesIO(written))
    assert str(pages.root_object["/Lang"]) == "fr"
    assert "/StructTreeRoot" in pages.root_object
    embedded, others = pages.pages[0]._get_fonts()
    assert {"SourceSans3-Regular", "SourceSans3-Bold"} <= {name[8:] for name in embedded}
    assert not others


@pytest.mark.parametrize(
    ("language", "none", "new"),
    [("fr", "Rien n'a changé.", "Tout est nouveau"), ("en", "Nothing has changed.", "All is new")],
)
def test_a_page_without_changes_says_so(language: str, none: str, new: str) -> None:
    text = Messages(language)
    assert none in _text(_page(NOW, NOW, text))
    assert new in _text(_page(NOW, None, text))
    assert "S14" not in _text(_page(NOW, NOW, text))


@pytest.mark.parametrize(
    ("earlier", "line"),
    [
        (("V1", None), "Remplace la version V1."),
        ((None, date(2026, 7, 1)), "Remplace l'édition du 1er juillet 2026."),
        ((None, None), None),
    ],
)
def test_the_version_before_is_named_as_far_as_it_can_be(
    earlier: tuple[str | None, date | None], line: str | None
) -> None:
    told = _text(_page(NOW, BEFORE, earlier=Edition(BEFORE.planning, (), *earlier)))
    assert line in told if line else "Remplace" not in told


def test_many_changes_take_pages_with_a_header_on_each() -> None:
    pages = _page(lived("EC" * 19), lived("CE" * 19)).pages
    assert len(pages) > 1
    for number, page in enumerate(pages, start=1):
        told = " ".join(page.extract_text().split())
        assert "Semaine Avant Maintenant" in told
        assert f"{number} / {len(pages)}" in told
    whole = "\n".join(page.extract_text() for page in pages)
    assert re.findall(r"^S(\d\d)$", whole, re.MULTILINE) == [str(week) for week in range(14, 52)]


def test_names_never_break_the_page(edition: Edition) -> None:
    who = replace(SOMEBODY, surname="#strong[=x] " + "محمد العربي " * 9 + "X" * 200)
    year = apprentice_year(who, edition.planning)
    page = _page(year, apprentice_year(replace(who, cohort="2A"), edition.planning))
    assert "#strong[=x]" in page.pages[0].extract_text()


def test_the_sheet_has_the_same_rows() -> None:
    sheet = _sheet(NOW, BEFORE)
    assert sheet["A1"].value == "Ce qui change – Planning 2023 – Camille Exemple"
    assert sheet["A3"].value == "3 semaines modifiées, 1 séance déplacée, 1 séance de plus."
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=7)]
    assert [row[0] for row in rows] == ["S15", "S16", "S18", "Année entière"]
    assert rows[0][3:9] == ["C", "école", None, 5, None, None]
    halves = "lun. 10/04 matin\nmar. 11/04 matin"
    assert rows[0][9:] == ["E", "entreprise", halves, None, 7, 28]
    assert [rows[3][column] for column in (5, 6, 7, 8)] == ["1 séance", 15, 3.5, 101.5]
    assert sheet.cell(7, 4).fill.fgColor.rgb == "FFF6B55E"
    assert sheet.cell(7, 2).number_format == "dd/mm/yyyy"
    assert sheet.print_title_rows == "$1:$6"


def test_the_sheet_of_a_year_that_did_not_change_says_so() -> None:
    sheet = _sheet(NOW, NOW)
    assert sheet["A3"].value == "Rien n'a changé."
    assert sheet.max_row == 3
    assert changes_sheet(NOW, BEFORE, Edition(NOW.planning, ()), FRENCH) == changes_sheet(
        NOW, BEFORE, Edition(NOW.planning, ()), FRENCH
    )
