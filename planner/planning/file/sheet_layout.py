"""The layout of the general sheets of a workbook, shared by its writer and its reader.

There is one of all cohorts, or several of some cohorts each. Rows and columns are numbered from 1.
"""

from collections.abc import Mapping, Sequence
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
    """The layout of a general sheet: a row a week, two or three columns a cohort.

    Attributes
    ----------
    sheet
        The name of the sheet.
    weeks
        Their number.
    cohorts
        The positions of its cohorts in the programme.
    columns
        Those of a cohort: 3 with its sessions, 2 where the programme has none.
    """

    sheet: str
    weeks: int
    cohorts: range
    columns: int

    @classmethod
    def of(cls, planning: Planning, sheet: str, cohorts: range) -> "Layout":
        """Return the layout with which some cohorts of a planning are written."""
        columns = _WITH_SESSIONS if planning.has_sessions else _WITH_SESSIONS - 1
        return cls(sheet, len(planning.year), cohorts, columns)

    def row(self, week: int) -> int:
        """Return the row of a week by its index in the year; the totals follow the last one."""
        return _FIRST_ROW + week

    def place(self, cohort: int) -> int:
        """Return the column of the activities of a cohort, by its index in the programme."""
        return _FIRST_COLUMN + self.columns * (cohort - self.cohorts.start)

    def number(self, cohort: int) -> int:
        """Return the column of the running numbers of a cohort."""
        return self.place(cohort) + 1

    def sessions(self, cohort: int) -> int | None:
        """Return the column of the remote sessions of a cohort; None without such columns."""
        return self.place(cohort) + 2 if self.columns == _WITH_SESSIONS else None

    @property
    def after(self) -> int:
        """The first column after those of the cohorts."""
        return self.place(self.cohorts.stop)

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


def layouts_of_headers(
    headers: Mapping[str, Sequence[tuple[str, str]]], planning: Planning
) -> tuple[Layout, ...]:
    """Return the layouts of sheets that were written with some headers, whatever their planning.

    Parameters
    ----------
    headers
        The addresses and texts of those of the weeks, of the cohorts and of their columns, by
        sheet.
    """
    stated = sum(map(len, headers.values())) - LAST_DAY * len(headers)
    a_cohort = stated // len(planning.cohorts)
    layouts: list[Layout] = []
    for sheet, found in headers.items():
        start = layouts[-1].cohorts.stop if layouts else 0
        cohorts = range(start, start + (len(found) - LAST_DAY) // a_cohort)
        layouts.append(Layout(sheet, len(planning.year), cohorts, a_cohort - 1))
    return tuple(layouts)


def breach_layout(layouts: Sequence[Layout], found: RuleCheck, planning: Planning) -> Layout:
    """Return the sheet on which a breach is seen; for a rule of all cohorts, the first one."""
    if found.cohort is None:
        return layouts[0]
    position = planning.programme.cohorts.index(found.cohort)
    return next(layout for layout in layouts if position in layout.cohorts)
