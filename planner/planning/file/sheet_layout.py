"""The layout of the general sheet of a workbook, shared by its writer and its reader.

Rows and columns are numbered from 1.
"""

from dataclasses import dataclass

from planner.files.tables import address_of
from planner.planning.check import RuleCheck
from planner.planning.planning import CohortPlanning, Planning
from planner.rules import Bound, Unit

WEEK, MONDAY, LAST_DAY = 1, 2, 3
"""Columns of the week: its ISO number, its Monday, its last day."""

TITLES, SUBTITLES = 4, 5
"""Rows of the header: the cohorts, and the titles of their columns."""

_FIRST_ROW = 6
_FIRST_COLUMN = 4
_COLUMNS = 3


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
            return address_of(TITLES if bound.week is None else self.row(bound.week), WEEK)
        position = planning.programme.cohorts.index(found.cohort)
        week = bound.week
        if week is None:
            week = _first_of_block(found, planning.cohorts[position])
        if found.rule.unit_of(bound.aspect) is Unit.SESSIONS:
            return address_of(
                SUBTITLES if week is None else self.row(week), self.sessions(position)
            )
        return address_of(TITLES if week is None else self.row(week), self.place(position))


def _first_of_block(found: RuleCheck, planning: CohortPlanning) -> int | None:
    place = found.rule.place
    if place is None:
        return None
    return next((block.first for block in planning.blocks if place.holds(block)), None)
