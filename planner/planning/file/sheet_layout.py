"""The layout of the general sheet of a workbook, shared by its writer and its reader.

Rows and columns are numbered from 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.files.tables import address_of
from planner.planning.check import RuleCheck, breach_weeks
from planner.planning.planning import Planning
from planner.rules import Bound, Unit

WEEK, MONDAY, LAST_DAY = 1, 2, 3
"""Columns of the week: its ISO number, its Monday, its last day."""

TITLES, SUBTITLES = 4, 5
"""Rows of the header: the cohorts, and the titles of their columns."""

_FIRST_ROW = 6
_FIRST_COLUMN = 4
_WITH_SESSIONS = 3


@dataclass(frozen=True)
class Layout:
    """The layout of the general sheet: a row a week, two or three columns a cohort.

    Attributes
    ----------
    sheet
        The name of the sheet.
    weeks, cohorts
        Their numbers.
    columns
        Those of a cohort: 3 with its sessions, 2 where the programme has none.
    """

    sheet: str
    weeks: int
    cohorts: int
    columns: int

    @classmethod
    def of(cls, planning: Planning, sheet: str) -> "Layout":
        """Return the layout with which a planning is written."""
        columns = _WITH_SESSIONS if planning.has_sessions else _WITH_SESSIONS - 1
        return cls(sheet, len(planning.year), len(planning.cohorts), columns)

    @classmethod
    def of_headers(
        cls, headers: Sequence[tuple[str, str]], planning: Planning, sheet: str
    ) -> "Layout":
        """Return the layout of a sheet that was written with some headers, whatever its planning.

        Parameters
        ----------
        headers
            The addresses and texts of those of the weeks, of the cohorts and of their columns.
        """
        cohorts = len(planning.cohorts)
        columns = (len(headers) - LAST_DAY) // cohorts - 1
        return cls(sheet, len(planning.year), cohorts, columns)

    def row(self, week: int) -> int:
        """Return the row of a week by its index in the year; the totals follow the last one."""
        return _FIRST_ROW + week

    def place(self, cohort: int) -> int:
        """Return the column of the activities of a cohort, by its index in the programme."""
        return _FIRST_COLUMN + self.columns * cohort

    def number(self, cohort: int) -> int:
        """Return the column of the running numbers of a cohort."""
        return self.place(cohort) + 1

    def sessions(self, cohort: int) -> int | None:
        """Return the column of the remote sessions of a cohort; None without such columns."""
        return self.place(cohort) + 2 if self.columns == _WITH_SESSIONS else None

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
        weeks = breach_weeks(found, bound, planning)
        week = weeks.start if weeks else None
        sessions = self.sessions(position)
        if sessions and found.rule.unit_of(bound.aspect) is Unit.SESSIONS:
            return address_of(SUBTITLES if week is None else self.row(week), sessions)
        return address_of(TITLES if week is None else self.row(week), self.place(position))
