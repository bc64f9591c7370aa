"""Where the general sheet of a workbook has what: the writer and the reader both ask here."""

from dataclasses import dataclass

from planner.planning.check import RuleCheck
from planner.planning.planning import CohortPlanning, Planning
from planner.rules import Bound, Rule, Unit

WEEK, MONDAY, LAST_DAY = 1, 2, 3
"""The columns that name a week."""

TITLES, SUBTITLES = 4, 5
"""The rows of the header: the cohorts, and what each of their columns has."""

_FIRST_ROW = 6
_FIRST_COLUMN = 4
_COLUMNS = 3


@dataclass(frozen=True)
class Layout:
    """The places of the general sheet: a row a week, three columns a cohort.

    Attributes
    ----------
    sheet
        The name of the sheet.
    weeks, cohorts
        How many there are.
    """

    sheet: str
    weeks: int
    cohorts: int

    def row(self, week: int) -> int:
        """Give the row of a week, by its position in the year; of the first total, past them."""
        return _FIRST_ROW + week

    def place(self, cohort: int) -> int:
        """Give the column of a cohort's activities, by its position in the programme."""
        return _FIRST_COLUMN + _COLUMNS * cohort

    def number(self, cohort: int) -> int:
        """Give the column of a cohort's running numbers."""
        return self.place(cohort) + 1

    def sessions(self, cohort: int) -> int:
        """Give the column of a cohort's sessions."""
        return self.place(cohort) + 2

    @property
    def after(self) -> int:
        """The first column behind those of the cohorts."""
        return self.place(self.cohorts)

    def cell_of(self, found: RuleCheck, bound: Bound, planning: Planning) -> str:
        """Give the address of the cell in which a breach of a rule is to be seen.

        It is the week, for what all cohorts share; else the cohort's cell of that week, or of
        the first week of a named block; else the header of the cohort or of its sessions.
        """
        if found.cohort is None:
            return address(TITLES if bound.week is None else self.row(bound.week), WEEK)
        position = planning.programme.cohorts.index(found.cohort)
        week = bound.week
        if week is None:
            week = _first_of_block(found, planning.cohorts[position])
        if found.rule.unit_of(bound.aspect) is Unit.SESSIONS:
            return address(SUBTITLES if week is None else self.row(week), self.sessions(position))
        return address(TITLES if week is None else self.row(week), self.place(position))


def _first_of_block(found: RuleCheck, planning: CohortPlanning) -> int | None:
    place = found.rule.place if isinstance(found.rule, Rule) else None
    if place is None:
        return None
    return next((block.first for block in planning.blocks if place.holds(block)), None)


def address(row: int, column: int) -> str:
    """Name a cell as spreadsheets do: G12."""
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(column)}{row}"
