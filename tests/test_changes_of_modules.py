"""What changed for modules since the version before, in words: sessions, weeks at school."""

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from planner.apprentices.apprentice import Part
from planner.apprentices.changes import YearChanges, year_changes
from planner.apprentices.year import ApprenticeYear
from planner.documents.apprentice.changes import (
    SessionFate,
    change_sides,
    change_summary,
    module_change_lines,
)
from planner.documents.apprentice.changes_pdf import changes_pdf
from planner.documents.apprentice.changes_sheet import changes_sheet
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.portal.pages.changes import changes_view
from planner.portal.pages.company import ApprenticeVersion
from tests.company_pages import page_of, read_page, section_of
from tests.taught import PLACED, Placed, learnt, taught_planning, without_progression

SWAPPED: Placed = {
    **PLACED,
    "Physique": ({0: 10, 6: 4}, {3: 1, 4: 1}),
    "Anglais": ({1: 6}, {2: 1}),
}
"""The first session of physics and that of English change places."""

LATER: Placed = {**PLACED, "Physique": ({0: 10, 6: 4}, {2: 1, 5: 1})}
"""The second session of physics is a week later."""

AT_SCHOOL: Placed = {
    **PLACED,
    "Physique": ({0: 10, 1: 4}, {2: 1, 4: 1}),
    "Anglais": ({1: 2, 6: 4}, {3: 1}),
}
"""Physics ends before the sessions, English after them; weeks have as many hours as before."""


def between(before: Placed, now: Placed, option: str = "Énergie") -> YearChanges:
    return year_changes(year_of(before, option), year_of(now, option))


def year_of(placed: Placed, option: str = "Énergie") -> ApprenticeYear:
    return learnt(option, taught_planning(placed))


def plain(lines: object) -> list[str]:
    assert not isinstance(lines, str)
    return [str(line).replace("\xa0", " ") for line in lines]  # type: ignore[attr-defined]


def test_sessions_of_another_module_are_a_change(french: Messages) -> None:
    found = between(PLACED, SWAPPED)
    assert not found.is_empty
    assert (found.other_modules, found.moved_sessions, found.hours_only_weeks) == (2, 0, 0)
    assert change_summary(found, french) == "2 séances d'un autre module."
    assert plain(module_change_lines(found, french)) == [
        "Physique des matériaux, séance 1 sur 2 : lun. 24/04 matin au lieu de lun. 17/04 matin",
        "Anglais, séance 1 sur 1 : lun. 17/04 matin au lieu de lun. 24/04 matin",
    ]


def test_a_session_that_moves_is_told_with_its_module(french: Messages) -> None:
    found = between(PLACED, LATER)
    assert (found.other_modules, found.moved_sessions) == (0, 1)
    assert change_summary(found, french) == "1 séance déplacée."
    assert plain(module_change_lines(found, french)) == [
        "Physique des matériaux, séance 2 sur 2 : lun. 08/05 matin au lieu de lun. 01/05 matin"
    ]


def test_weeks_at_school_of_a_module_are_told(french: Messages) -> None:
    found = between(PLACED, AT_SCHOOL)
    assert found.weeks == ()
    assert not found.is_empty
    assert change_summary(found, french) == "2 modules à l'école d'autres semaines."
    assert plain(module_change_lines(found, french)) == [
        "Physique des matériaux : à l'école en S14–S15 au lieu de S14, S20",
        "Anglais : à l'école en S15, S20 au lieu de S15",
    ]


def test_another_option_has_other_modules(french: Messages) -> None:
    found = year_changes(year_of(PLACED), year_of(PLACED, "Matériaux"))
    assert found.other_modules == 1
    assert plain(module_change_lines(found, french)) == [
        "Mécanique des fluides, séance 1 sur 1 : mar. 18/04 matin, supprimée",
        "Poudres, séance 1 sur 1 : mar. 18/04 matin, en plus",
        "Mécanique des fluides : n'est plus à l'école (c'était en S15, S20)",
        "Poudres : à l'école en S15, S20, en plus",
    ]


@pytest.mark.parametrize("gained", [True, False])
def test_modules_in_one_version_only_are_told_in_a_word(gained: bool, french: Messages) -> None:
    unnamed = learnt("Énergie", without_progression(taught_planning()))
    pair = (unnamed, year_of(PLACED)) if gained else (year_of(PLACED), unnamed)
    found = year_changes(*pair)
    assert (found.gains_modules, found.loses_modules) == (gained, not gained)
    assert (found.weeks, list(module_change_lines(found, french))) == ((), [])
    what = "désormais indiqués" if gained else "plus indiqués"
    assert what in change_summary(found, french)


def test_nothing_changes_where_modules_stay(french: Messages) -> None:
    found = between(PLACED, PLACED)
    assert found.is_empty
    assert change_summary(found, french) == "Rien n'a changé."


def test_both_sides_of_a_week_have_the_modules(french: Messages) -> None:
    before, now = year_of(PLACED), year_of(SWAPPED)
    found = year_changes(before, now)
    sides = [*change_sides(found.joined_weeks[0], now.planning.programme, french)]
    assert [side.sessions for side in sides] == [
        (
            ("lun. 17/04 matin : Physique des matériaux (1/2)", SessionFate.OTHER_MODULE),
            ("mar. 18/04 matin : Mécanique des fluides (1/1)", None),
        ),
        (
            ("lun. 17/04 matin : Anglais (1/1)", SessionFate.OTHER_MODULE),
            ("mar. 18/04 matin : Mécanique des fluides (1/1)", None),
        ),
    ]
    assert found.weeks[0].other_modules == {(date(2023, 4, 17), Part.MORNING)}


def test_every_paper_and_the_page_have_the_words(french: Messages) -> None:
    before, now = year_of(PLACED), year_of(SWAPPED)
    edition = Edition(now.planning, (), revision=2)
    line = "Anglais, séance 1 sur 1 : lun. 17/04 matin au lieu de lun. 24/04 matin"
    (page,) = PdfReader(io.BytesIO(changes_pdf(now, before, edition, french))).pages
    assert line in page.extract_text().replace("\xa0", " ")
    book = load_workbook(io.BytesIO(changes_sheet(now, before, edition, french)))
    cells = [str(row[0]) for row in book.worksheets[0].iter_rows(values_only=True)]
    assert line in plain(cells)
    assert line in plain(changes_view(before, now, french).modules)
    version = ApprenticeVersion(edition, datetime(2023, 3, 2, tzinfo=UTC), now)
    earlier = ApprenticeVersion(
        Edition(before.planning, ()), datetime(2023, 3, 1, tzinfo=UTC), before
    )
    read = read_page(page_of(section_of(version, before=earlier)))
    assert line in plain(read.texts("li"))
    assert "autre module" in read.texts("em", "fate")
