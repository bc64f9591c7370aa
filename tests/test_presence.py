"""Weeks and days at each place, as they are, wherever totals are shown."""

import io
from collections.abc import Sequence

import pytest
from openpyxl import load_workbook
from rich.table import Table

from planner.cli.report.comparisons import _cohort_rows
from planner.cli.report.console import open_console
from planner.cli.report.plannings import hours_tables
from planner.documents.planning.pictures.gantt import gantt_files
from planner.documents.planning.workbook import planning_workbook
from planner.messages import Messages
from planner.planning.ledger import presence, totals
from planner.planning.planning import Edition, Planning
from planner.programme.cohort import ActivityRules
from planner.rules.case import Case
from planner.year.activity import BUILT_IN_ACTIVITIES, Activity
from tests.builders import FURTHER, PROJECT, SPLIT, TUESDAY, cohort, planned, programme, year

OTHERS = (SPLIT, PROJECT, TUESDAY, Activity.ABROAD, Activity.LEAVE)


def _planning(*written: str, holidays: Sequence[int] = ()) -> Planning:
    """Plan cohorts with shared weeks, projects and stays abroad, as written in letters."""
    who = [
        cohort(id=f"{n}A", year=n, others={a: ActivityRules() for a in OTHERS})
        for n in range(1, len(written) + 1)
    ]
    when = year(len(written[0]), holidays=holidays)
    of = programme(*who, activities=(*BUILT_IN_ACTIVITIES, SPLIT, *FURTHER.values()))
    rows = tuple(planned(c, row, when) for c, row in zip(who, written, strict=True))
    return Planning(Case(of, when), rows)


def _presence(planning: Planning) -> dict[str, list[float]]:
    return dict(presence([totals(row, planning.case) for row in planning.cohorts]))


CASES = {
    "plain": (("CCEEJ-", "EEECCC"), {"school_weeks": [2, 3], "company_weeks": [2, 3]}),
    "a project is spent at school": (("CPPE",), {"school_weeks": [3], "company_weeks": [1]}),
    "abroad": (
        ("CXXXE", "CCEEL"),
        {"school_weeks": [1, 2], "company_weeks": [1, 2], "abroad_weeks": [3, 0]},
    ),
    "shared weeks only": (
        ("MMMM",),
        {
            "school_weeks": [0],
            "company_weeks": [0],
            "split_weeks": [4],
            "school_days": [8 - 1],  # a Tuesday is a public holiday
            "company_days": [12],
        },
    ),
    "all of it": (
        ("CMXE", "DDEL"),
        {
            "school_weeks": [1, 0],
            "company_weeks": [1, 1],
            "abroad_weeks": [1, 0],
            "split_weeks": [1, 2],
            "school_days": [5 + 1, 1],
            "company_days": [5 + 3, 4 + 4 + 5],
            "abroad_days": [5, 0],
        },
    ),
}


@pytest.mark.parametrize(("written", "expected"), CASES.values(), ids=CASES.keys())
def test_weeks_and_days_at_each_place_by_hand(
    written: tuple[str, ...], expected: dict[str, list[int]]
) -> None:
    assert _presence(_planning(*written, holidays=[1])) == expected


def _rows(table: Table) -> list[tuple[str, ...]]:
    """Read a table: its headings, then its rows."""
    cells = [[str(cell) for cell in column.cells] for column in table.columns]
    return [
        tuple(str(c.header).replace("\n", " ") for c in table.columns),
        *zip(*cells, strict=True),
    ]


def test_the_terminal_shows_what_is_shared_in_a_table_of_its_own(french: Messages) -> None:
    (plain,) = hours_tables(_planning("CCEE"), french, open_console())
    assert _rows(plain)[0][1:4] == (
        "Semaines à l'école",
        "Semaines en entreprise",
        "Heures à l'école",
    )
    presence, hours = hours_tables(_planning("CMXE", "MMEE"), french, open_console())
    assert _rows(presence) == [
        (
            "Promotion",
            "Semaines à l'école",
            "Semaines en entreprise",
            "Semaines à l'étranger",
            "Semaines partagées",
            "Jours à l'école",
            "Jours en entreprise",
            "Jours à l'étranger",
        ),
        ("1A – 1re année", "1", "1", "1", "1", "7", "8", "5"),
        ("2A – 1re année", "0", "2", "0", "2", "4", "16", "0"),
    ]
    assert _rows(hours)[0][:2] == ("Promotion", "Heures à l'école")


def test_a_comparison_shows_days_where_blocks_say_too_little(french: Messages) -> None:
    plannings = [_planning("MMMM"), None, _planning("CCEE")]
    rows = dict(_cohort_rows("1A", plannings, french))
    assert rows["Semaines partagées, 1A"] == ["4", "–", "0"]
    assert rows["Jours à l'école, 1A"] == ["8", "–", "10"]
    assert not any("Jours" in label for label in dict(_cohort_rows("1A", plannings[1:], french)))


def test_the_general_sheet_and_the_chart_show_them(french: Messages) -> None:
    planning = _planning("CMXE", "CCEE", "MMMM")
    edition = Edition(planning, ())
    sheet = load_workbook(io.BytesIO(planning_workbook(edition, french)))["Planning général"]
    first = 6 + len(planning.year)
    titles = [sheet.cell(first + line, 1).value for line in range(7)]
    assert titles == [
        "Semaines à l'école",
        "Sem. en entreprise",
        "Semaines à l'étranger",
        "Semaines partagées",
        "Jours à l'école",
        "Jours en entreprise",
        "Jours à l'étranger",
    ]
    for n, expected in enumerate(zip(*_presence(planning).values(), strict=True)):
        assert tuple(sheet.cell(first + line, 4 + 2 * n).value for line in range(7)) == expected
    drawn = gantt_files([edition], french)["gantt.svg"].decode()
    for line in (
        "1 sem. C, 1 sem. E,",
        "1 sem. A, 1 sem. M",
        "7 j. C, 8 j. E, 5 j. A",
        "2 sem. à l'école,",
        "2 sem. en entreprise",
        "4 sem. M",
        "8 j. C, 12 j. E",
    ):
        assert line in drawn, line
