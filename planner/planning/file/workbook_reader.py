"""Reads workbooks of the planner that were edited by hand.

The hidden sheet contains the planning as it was written. Of the general sheets, the values of
weeks, activities and sessions are read, and of the sheets of modules, those of their weeks; running
numbers, totals and the other sheets follow from them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from operator import attrgetter
from pathlib import Path

from planner.files.problems import Problem, Unusable, problem
from planner.files.spelling import folded
from planner.files.tables import Book, Sheet, address_of, day_of_cell, position_of, shown
from planner.planning.editing import with_cohorts, with_weeks
from planner.planning.file.activity_words import (
    activity_words,
    cut_week_accepted,
    cut_weeks,
)
from planner.planning.file.hidden_sheet import (
    HIDDEN_SHEET_NAME,
    WORKBOOK_FORMAT,
    HiddenSheet,
    parse_hidden_sheet,
)
from planner.planning.file.json_reader import ReadPlanning, parse_exchange, wrong_weeks
from planner.planning.file.module_sheet import ReadModules, read_modules
from planner.planning.file.records import MOST_SESSIONS
from planner.planning.file.sheet_layout import (
    LAST_DAY,
    MONDAY,
    WEEK,
    Layout,
    layouts_of_headers,
)
from planner.planning.planning import Planning
from planner.programme.programme import Programme
from planner.year.activity import Activity
from planner.year.weeks import AcademicYear

_MOST_ROWS, _MOST_COLUMNS = 2000, 500
"""Limits of the hidden sheet."""

_MOST_ADDED = 60
"""Added rows that are read, to report what is in them."""

_LONGEST = 60
"""Characters of a value in a message."""

_NUMBER = re.compile(r"(-?[0-9]{1,9})(?:[.,]0+)?")


def find_hidden_sheet(book: Book) -> Sheet | None:
    """Return the hidden sheet of a workbook; None if the planner did not write it."""
    kind = WORKBOOK_FORMAT.partition("/")[0]
    for sheet in book.sheets:
        if str(sheet.value(1, 1)).partition("/")[0] == kind:
            return sheet
    hidden = (sheet for sheet in book.sheets if not sheet.is_visible)
    return next((sheet for sheet in hidden if sheet.title == HIDDEN_SHEET_NAME), None)


def read_workbook(book: Book, hidden: Sheet, programme: Programme | None = None) -> ReadPlanning:
    """Read the planning of a workbook of the planner.

    Parameters
    ----------
    programme
        The rules to read it with; those in the workbook if None.

    Raises
    ------
    Unusable
        With all problems: the hidden sheet is corrupt, headers or weeks of a general sheet were
        changed, or a cell is not an activity or a number of sessions.
    """
    path = book.path
    found = _carried(path, hidden)
    where, text = f"{path}, {hidden.title}", found.planning
    written = parse_exchange(text, where)
    read = parse_exchange(text, where, programme) if programme else written
    planning = read.edition.planning
    layouts = layouts_of_headers(found.headers, planning)
    sheets = [_Sheet(path, _general(book, layout.sheet), layout) for layout in layouts]
    headers = [list(sheet.wrong_headers(found.headers[sheet.layout.sheet])) for sheet in sheets]
    merged = [fault for sheet in sheets for fault in sheet.merged()]
    misplaced = [fault for listed in headers for fault in listed]
    if merged or max(map(len, headers)) > 1:  # rows or columns were moved
        raise Unusable([*misplaced, *merged])
    rules = (written.edition.planning.programme, planning.programme)
    words = [_words(cohort.cohort.id, rules) for cohort in planning.cohorts]
    rows = [sheet.rows(planning, words, found.choices) for sheet in sheets]
    strayed = [fault for sheet in sheets for fault in sheet.wrong_rows(planning.year)]
    faults = [fault for listed in rows for row in listed for fault in row.faults]
    cohorts = planning.cohorts
    if not (problems := [*misplaced, *strayed, *faults]):
        columns = [column for listed in rows for column in _transposed(listed)]
        cohorts = tuple(
            with_weeks(row, [name for name, _ in column], [count for _, count in column], planning)
            for row, column in zip(cohorts, columns, strict=True)
        )
    now = Planning.of(planning.case, cohorts)
    modules = _read_modules(book, found, written.edition.planning, now)
    problems += [fault for each in modules.values() for fault in each.faults]
    if problems:
        raise Unusable(problems)
    cohorts = tuple(
        modules[row.cohort.id].row if row.cohort.id in modules else row for row in cohorts
    )
    cells = tuple(each.cells for each in modules.values())
    if cohorts == planning.cohorts:
        return replace(read, cells=layouts, module_cells=cells)
    edition = with_cohorts(read.edition, cohorts)
    return ReadPlanning(edition, (), read.other_rules, True, layouts, cells)


def _read_modules(
    book: Book, found: HiddenSheet, written: Planning, planning: Planning
) -> Mapping[str, ReadModules]:
    """Read the sheets of modules, by the ids of their cohorts."""
    before, rows = ({row.cohort.id: row for row in each.cohorts} for each in (written, planning))
    read = {
        cohort: read_modules(book, sheet, end, before[cohort], rows[cohort], planning.case)
        for cohort, sheet, end in found.modules
    }
    return {cohort: each for cohort, each in read.items() if each}


def _carried(path: Path, hidden: Sheet) -> HiddenSheet:
    rows = [row[:_MOST_COLUMNS] for row in hidden.rows[:_MOST_ROWS]]
    width = max(map(len, rows), default=0)
    try:
        return parse_hidden_sheet((*row, *(None,) * (width - len(row))) for row in rows)
    except (ValueError, IndexError):
        damaged = problem("workbook.damaged", file=path, sheet=hidden.title)
        raise Unusable([damaged]) from None


def _general(book: Book, title: str) -> Sheet:
    for sheet in book.sheets:
        if sheet.title.casefold() == title.casefold():
            return sheet
    names = ", ".join(sheet.title for sheet in book.sheets if sheet.is_visible)
    raise Unusable([problem("workbook.no-general", file=book.path, sheet=title, found=names)])


def _words(cohort: str, programmes: Sequence[Programme]) -> Mapping[str, set[str]]:
    """Return the activities that each word may mean in the column of a cohort, by name.

    Parameters
    ----------
    programmes
        The rules that the workbook was written with, and those it is read with, which may lack
        activities of the former.
    """
    known = {activity.name for activity in programmes[-1].activities}
    names: dict[str, set[str]] = {}
    for programme in programmes:
        found = next(each for each in programme.cohorts if each.id == cohort)
        for word, activity in activity_words(found, programme):
            if activity.name in known:
                names.setdefault(word, set()).add(activity.name)
    return names


@dataclass(frozen=True)
class _Row:
    """A row of a general sheet.

    Attributes
    ----------
    cells
        Activity and number of sessions of each cohort of the sheet; incomplete if there are
        faults.
    """

    cells: tuple[tuple[Activity, int], ...]
    faults: tuple[Problem, ...]


def _transposed(rows: Sequence[_Row]) -> Iterator[tuple[tuple[Activity, int], ...]]:
    """Yield the cells of each cohort, in the order of the weeks."""
    return zip(*(row.cells for row in rows), strict=True)


@dataclass(frozen=True)
class _Sheet:
    """A general sheet, with its problems by row and cell."""

    path: Path
    sheet: Sheet
    layout: Layout

    def _value(self, row: int, column: int) -> object:
        return self.sheet.value(row, column)

    def _at(self, cell: str, what: Problem) -> Problem:
        return problem("file.field", file=f"{self.path}, {self.sheet.title}, {cell}", what=what)

    def _at_row(self, row: int, what: Problem) -> Problem:
        return problem("file.line", file=f"{self.path}, {self.sheet.title}", line=row, what=what)

    def wrong_headers(self, expected: Sequence[tuple[str, str]]) -> Iterator[Problem]:
        """Yield the problems of headers that were changed."""
        for cell, header in expected:
            found = _shown(self._value(*position_of(cell)))
            if found.split() != header.split():
                accepted = problem("accepted.just", value=f'"{header}"')
                yield self._at(cell, _wrong(found, accepted))

    def merged(self) -> Iterator[Problem]:
        """Yield the problems of merged cells in the weeks."""
        first, last = self.layout.row(0), self._last_row()
        for span in sorted(self.sheet.marks.merged, key=attrgetter("left", "top")):
            if span.bottom >= first and span.top <= last and span.left < self.layout.after:
                yield self._at(span.address, problem("cell.merged"))

    def _last_row(self) -> int:
        """Return the last row above the totals that names a week."""
        first, end = self.layout.row(0), self.layout.row(self.layout.weeks + _MOST_ADDED)
        total = next((row for row in range(first, end) if self._is_total(row)), end)
        named = [row for row in range(first, total) if not self._is_nameless(row)]
        return max(named, default=first - 1)

    def _is_total(self, row: int) -> bool:
        title, *dates = (self._value(row, column) for column in (WEEK, MONDAY, LAST_DAY))
        return isinstance(title, str) and dates == [None, None]

    def _is_nameless(self, row: int) -> bool:
        return all(self._value(row, column) is None for column in (WEEK, MONDAY, LAST_DAY))

    def _rows(self) -> list[int]:
        numbers = range(self.layout.row(0), self._last_row() + 1)
        return [row for row in numbers if not self._is_nameless(row)]

    def wrong_rows(self, year: AcademicYear) -> Iterator[Problem]:
        """Yield the problems of rows that do not name the expected week of the year."""
        rows = self._rows()
        for row in range(self.layout.row(0), self._last_row() + 1):
            if row not in rows:
                yield self._at_row(row, problem("row.no-week"))
        last_days = {(week.iso_year, week.iso_week): week.last_day for week in year.weeks}
        weeks = []
        for row in rows:
            week = self._week(row)
            weeks.append(week)
            last = day_of_cell(self._value(row, LAST_DAY))
            if week is None:
                yield self._at_row(row, self._no_week(row))
            elif last_days.get(week, last) != last:
                accepted = problem("accepted.just", value=shown(last_days[week]))
                found = _shown(self._value(row, LAST_DAY))
                yield self._at(address_of(row, LAST_DAY), _wrong(found, accepted))
        named = [week for week in weeks if week is not None]
        if len(named) == len(weeks):
            expected = [(week.iso_year, week.iso_week) for week in year.weeks]
            pairs = zip_longest(named, expected)
            stray = next((n for n, (found, asked) in enumerate(pairs) if found != asked), 0)
            for fault in wrong_weeks(named, year):
                yield self._at_row([*rows, self._last_row() + 1][stray], fault)

    def _week(self, row: int) -> tuple[int, int] | None:
        """Return the ISO year and week of a row; None if its number and its Monday do not agree."""
        monday, number = day_of_cell(self._value(row, MONDAY)), _number(self._value(row, WEEK))
        if monday is None or monday.weekday() or number != monday.isocalendar()[1]:
            return None
        return monday.isocalendar()[:2]

    def _no_week(self, row: int) -> Problem:
        number, monday = (_shown(self._value(row, column)) for column in (WEEK, MONDAY))
        cells = {"one": address_of(row, WEEK), "other": address_of(row, MONDAY)}
        return problem("row.unclear", number=f'"{number}"', monday=f'"{monday}"', **cells)

    def rows(
        self,
        planning: Planning,
        words: Sequence[Mapping[str, set[str]]],
        choices: Sequence[Sequence[str]],
    ) -> list[_Row]:
        """Read the rows of the weeks.

        Parameters
        ----------
        words
            The activities that each word may mean, for each cohort.
        choices
            The words that messages list as accepted, for each cohort.
        """
        weeks = [(week.iso_year, week.iso_week) for week in planning.year.weeks]
        programme = planning.programme
        rows = []
        for row in self._rows():
            week = self._week(row)
            index = weeks.index(week) if week in weeks else None
            cells, faults = [], []
            for n in self.layout.cohorts:
                cohort = planning.cohorts[n]
                written = None if index is None else cohort.activities[index].name
                place, sessions = self.layout.place(n), self.layout.sessions(n)
                name = self._activity((row, place), words[n], written, choices[n], programme)
                count = self._count((row, sessions)) if sessions else 0
                for column, found in ((place, name), (sessions, count)):
                    if column and isinstance(found, Problem):
                        faults.append(self._at(address_of(row, column), found))
                if not isinstance(name, Problem) and not isinstance(count, Problem):
                    cells.append((programme.activity(name), count))
            rows.append(_Row(tuple(cells), tuple(faults)))
        return rows

    def _activity(
        self,
        place: tuple[int, int],
        words: Mapping[str, set[str]],
        written: str | None,
        choices: Sequence[str],
        programme: Programme,
    ) -> str | Problem:
        """Return the name of the activity in a cell, or its problem.

        Parameters
        ----------
        written
            The activity with which the workbook was written: it resolves an ambiguous word.
        """
        if formula := self.sheet.formula(*place):
            return _wrong(_shown(formula), problem("accepted.no-formula"))
        found = _shown(self._value(*place))
        meant = words.get(folded(found)) or {week.name for week in cut_weeks(found, programme)}
        if written in meant:
            return written
        if len(meant) > 1:
            return problem(
                "cell.ambiguous", found=f'"{found}"', activities=", ".join(sorted(meant))
            )
        return next(iter(meant), _wrong(found, cut_week_accepted(found, programme, choices)))

    def _count(self, place: tuple[int, int]) -> int | Problem:
        """Return the number of sessions in a cell, 0 if it is empty, or its problem."""
        if formula := self.sheet.formula(*place):
            return _wrong(_shown(formula), problem("accepted.no-formula"))
        value = self._value(*place)
        if value is None:
            return 0
        count = _number(value)
        if count is None or not 0 <= count <= MOST_SESSIONS:
            return _wrong(_shown(value), problem("accepted.count", most=MOST_SESSIONS))
        return count


def _wrong(found: str, accepted: Problem) -> Problem:
    return problem("cell.value", found=f'"{found}"', accepted=accepted)


def _number(value: object) -> int | None:
    """Return a whole number, also one written as text."""
    if isinstance(value, str):
        found = _NUMBER.fullmatch(value.strip())
        return int(found[1]) if found else None
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        return None
    return int(value)


def _shown(value: object) -> str:
    """Return the value of a cell as displayed, truncated."""
    return shown(value)[:_LONGEST]
