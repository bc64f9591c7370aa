"""The layout of the general sheet of a workbook, shared by its writer and its reader.

Rows and columns are numbered from 1.
"""

from dataclasses import dataclass

from planner.planning.check import RuleCheck
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.names import RuleName
from planner.rules import Bound
from planner.rules.blocks import NamedBlocks
from planner.rules.statement import Aspect

WEEK, MONDAY, LAST_DAY = 1, 2, 3
"""Columns of the week: its ISO number, its Monday, its last day."""

TITLES, SUBTITLES = 4, 5
"""Rows of the header: the cohorts, and the titles of their columns."""

_FIRST_ROW = 6
_FIRST_COLUMN = 4
_COLUMNS = 3

_OF_SESSIONS = (
    RuleName.SESSIONS,
    RuleName.SESSIONS_A_WEEK,
    RuleName.SESSION_WEEKS,
    RuleName.SESSION_BLOCKS,
    RuleName.SEMESTER_SESSIONS,
)
"""The rules whose breaches are in the column of sessions."""


@dataclass(frozen=True)
class Layout:
    """The layout of the general sheet: a row a week, three columns a cohort.

    Attributes
    ----------
    sheet
        The name of the sheet.
    weeks, cohorts
        Their numbers.
    """

    sheet: str
    weeks: int
    cohorts: int

    def row(self, week: int) -> int:
        """Return the row of a week by its index in the year; the totals follow the last one."""
        return _FIRST_ROW + week

    def place(self, cohort: int) -> int:
        """Return the column of the activities of a cohort, by its index in the programme."""
        return _FIRST_COLUMN + _COLUMNS * cohort

    def number(self, cohort: int) -> int:
        """Return the column of the running numbers of a cohort."""
        return self.place(cohort) + 1

    def sessions(self, cohort: int) -> int:
        """Return the column of the remote sessions of a cohort."""
        return self.place(cohort) + 2

    @property
    def after(self) -> int:
        """The first column after those of the cohorts."""
        return self.place(self.cohorts)

    def cell_of(self, found: RuleCheck, bound: Bound, planning: Planning) -> str:
        """Return the address of the cell of a breach.

        For a rule of all cohorts, that is the cell of the week; else the cell of the cohort in
        that week, or in the first week of a named block; else the header of the cohort or of its
        sessions.
        """
        if found.cohort is None:
            return address(TITLES if bound.week is None else self.row(bound.week), WEEK)
        position = planning.programme.cohorts.index(found.cohort)
        week = bound.week
        if week is None:
            week = _first_of_block(found, planning.cohorts[position])
        is_count = found.rule.name is RuleName.LOCKED_WEEKS and bound.aspect is Aspect.COUNT
        if found.rule.name in _OF_SESSIONS or is_count:
            return address(SUBTITLES if week is None else self.row(week), self.sessions(position))
        return address(TITLES if week is None else self.row(week), self.place(position))


def _first_of_block(found: RuleCheck, planning: CohortPlanning) -> int | None:
    if not isinstance(found.rule, NamedBlocks):
        return None
    position = found.rule.position
    return next((block.first for block in planning.blocks if position.holds(block)), None)


def address(row: int, column: int) -> str:
    """Return the address of a cell in A1 notation: G12."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"
