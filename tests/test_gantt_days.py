"""The Gantt chart of classes by days and of several sites: strips, thin blocks, long names."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from planner.documents.drawing import Page
from planner.documents.lettering import text_width
from planner.documents.planning.pictures.gantt import gantt_pages
from planner.documents.planning.pictures.gantt_lanes import MISSED
from planner.messages import Messages
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.rules.case import Case
from planner.year.activity import week_of
from planner.year.calendar import year_of_sites
from planner.year.moments import DayClosure
from planner.year.weeks import SiteYear
from tests.builders import LETTERS, cohort, programme, site, year

FRIDAY = DayClosure(date(2023, 4, 14), date(2023, 4, 14), "pont", (), False)
SITES = ("Campus de Toulouse-Rangueil Paul-Sabatier", "Strasbourg-Neudorf, Illkirch-Graffenstaden")
LONG = "1re année, mécatronique et maintenance, groupe {}"
AS_WORDS = 6
"""The layer of the letters of blocks."""


def charted(*rows: Sequence[str], closed: tuple[DayClosure, ...] = ()) -> Page:
    """Draw classes by the letters of the days of their weeks: CCCEE."""
    who = [cohort(id=f"C{n}", label=f"Groupe {n}") for n in range(len(rows))]
    when = replace(year(len(rows[0])), single_days=closed)
    case = Case(programme(*who), when)
    planned = (
        CohortPlanning(of, tuple(week_of([LETTERS[day] for day in days]) for days in row))
        for of, row in zip(who, rows, strict=True)
    )
    (page,) = gantt_pages([Edition(Planning.of(case, tuple(planned)), ())], Messages("fr"))
    return page


def strips(page: Page) -> list[tuple[float, float]]:
    """Return where the closed days begin and end."""
    return [(box[0][0], box[1][0]) for box in page.shapes.get(3, {}).get(MISSED, ())]


def test_letters_stand_beside_a_closed_day() -> None:
    page = charted(["EEEEE", "CCCCC", "CCCCC", "EEEEE"] + ["EEEEE"] * 44, closed=(FRIDAY,))
    ((first, last),) = strips(page)
    for word in page.words[AS_WORDS]:
        wide = text_width(word.line, word.size, word.weight)
        assert word.x + wide <= first or word.x >= last


def test_only_days_of_lessons_are_struck_in_a_cut_week() -> None:
    assert not strips(charted(["EEEEE", "CCEEE", "EEEEE"], closed=(FRIDAY,)))
    page = charted(["EEEEE", "EECCC", "EEEEE"], closed=(FRIDAY,))
    ((first, last),) = strips(page)
    weeks = [word.x for word in page.words[3] if word.line in ("15", "16")]
    week = weeks[1] - weeks[0]
    assert last - first == pytest.approx(week / 5)
    (lessons,) = [
        box[1][0]
        for look, boxes in page.shapes[2].items()
        for box in boxes
        if 0.59 < (box[1][0] - box[0][0]) / week < 0.61
    ]
    assert last == pytest.approx(lessons)


def test_a_block_of_a_day_has_its_letter_and_no_length() -> None:
    page = charted(["EEEEE", "EECEE", "EEEEE"] + ["EEEEE"] * 49)
    lines = [word.line for word in page.words[AS_WORDS]]
    assert lines.count("C") == 1
    assert "0,2" not in lines


@pytest.mark.parametrize("count", [2, 8, 20])
def test_names_of_sites_lie_on_the_page_and_are_whole(count: int) -> None:
    sites = tuple(site(id=name[0].lower(), name=name) for name in SITES)
    ids = [f"C{n}" for n in range(count)]
    who = [cohort(id=id_, label=LONG.format(n), site=sites[n % 2].id) for n, id_ in enumerate(ids)]
    of_sites = [SiteYear(SITES[n], tuple(ids[n::2]), year(52)) for n in range(2)]
    case = Case(programme(*who, sites=sites), year_of_sites(of_sites))
    row = tuple([LETTERS["C"]] * 17 + [LETTERS["E"]] * 35)
    planned = Planning.of(case, tuple(CohortPlanning(each, row) for each in who))
    (page,) = gantt_pages([Edition(planned, ())], Messages("fr"))
    words = [word for of in page.words.values() for word in of]
    assert min(word.x for word in words) > 0.1
    assert [word.line for word in words if "…" in word.line] == []
