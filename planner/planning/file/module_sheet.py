"""Reads the sheets of modules of workbooks that were edited by hand.

A row is a module, named as it was written; a column is a week, named by its number: columns of
further weeks may be added. Totals and notes follow from the rest.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from planner.curriculum.module import Module
from planner.curriculum.notation import typed_share
from planner.curriculum.progression import Progression
from planner.files.problems import Problem, Unusable, problem
from planner.files.spelling import folded
from planner.files.tables import Book, Sheet, address_of, shown
from planner.planning.editing import ModuleEdit, with_modules
from planner.planning.planning import CohortPlanning
from planner.planning.progressions import module_frame
from planner.rules.case import Case
from planner.year.weeks import HOUR, AcademicYear

NAME = 1
"""The column of the names of modules; their semesters and options follow."""

WEEK_NAMES, MONDAYS = 4, 5
"""Rows of the header: the numbers of weeks, and their Mondays; modules follow."""

_MOST_ROWS, _MOST_COLUMNS = 1000, 200

_LONGEST = 60
"""Characters of a value in a message."""

_WEEK_NAME = re.compile(r"(?:s|w|sem\.?|semaine|week)? ?(\d{1,2})", re.IGNORECASE)


@dataclass(frozen=True)
class ModuleCells:
    """Where the modules of a cohort stand on their sheet.

    Attributes
    ----------
    cohort
        The id of the cohort.
    sheet
        The name of the sheet.
    rows, columns
        Those of modules by their ids, and of weeks by their positions in the year.
    """

    cohort: str
    sheet: str
    rows: Mapping[str, int]
    columns: Mapping[int, int]

    def cell_of(self, module: str, week: int | None) -> str:
        """Return the address of a module in a week; of its name, or of the week alone.

        Parameters
        ----------
        module
            Its id; "" for all of them.
        week
            The position of the week; None for the whole year.
        """
        column = NAME if week is None else self.columns.get(week, NAME)
        return address_of(self.rows.get(module, WEEK_NAMES), column)


@dataclass(frozen=True)
class ReadModules:
    """A cohort as the sheet of its modules says, where they stand on it, and what is wrong there.

    Where something is wrong, the cohort is as it was without the sheet.
    """

    row: CohortPlanning
    cells: ModuleCells
    faults: tuple[Problem, ...]


def read_modules(
    book: Book,
    sheet: str,
    end: str,
    written: CohortPlanning,
    planning: CohortPlanning,
    case: Case,
) -> ReadModules | None:
    """Read the sheet of the modules of a cohort; None if it has none.

    Hours of weeks follow from their modules; sessions are those of the general sheet, and where
    modules have others, that is a breach.

    Parameters
    ----------
    sheet
        The name of the sheet.
    end
        The title of the row below the modules.
    written, planning
        The cohort with which the sheet was written, and as the rest of the workbook and the rules
        of a case have it, which may lack some of its modules.

    Raises
    ------
    Unusable
        The sheet is missing.
    """
    if written.progression is None or planning.progression is None:
        return None
    found = next((each for each in book.sheets if each.title.casefold() == sheet.casefold()), None)
    if found is None:
        names = ", ".join(each.title for each in book.sheets if each.is_visible)
        raise Unusable([problem("workbook.no-general", file=book.path, sheet=sheet, found=names)])
    frame = module_frame(planning, case)
    reader = _ModuleSheet(
        book.path,
        found,
        end,
        written.cohort.id,
        written.progression,
        frame.year,
        frame.school_weeks,
    )
    read = list(reader.read())
    cells = ModuleCells(planning.cohort.id, found.title, reader.rows, reader.columns)
    known = {each.module.id for each in planning.progression.modules}
    edits = [each for each in read if isinstance(each, ModuleEdit) and each.module in known]
    if faults := tuple(each for each in read if isinstance(each, Problem)):
        return ReadModules(planning, cells, faults)
    edited = with_modules(planning, edits, case) if edits else planning
    return ReadModules(replace(edited, sessions=planning.sessions), cells, ())


@dataclass(frozen=True)
class _ModuleSheet:
    """The sheet of the modules of a cohort.

    Attributes
    ----------
    school_weeks
        The positions of the weeks with lessons.
    """

    path: Path
    sheet: Sheet
    end: str
    cohort: str
    progression: Progression
    year: AcademicYear
    school_weeks: tuple[int, ...]

    @cached_property
    def columns(self) -> Mapping[int, int]:
        """The columns of the weeks, the first of each."""
        found: dict[int, int] = {}
        for column in self._week_columns:
            week = self._week(column)
            if week is not None:
                found.setdefault(week, column)
        return found

    @cached_property
    def rows(self) -> Mapping[str, int]:
        """The rows of the modules that are found, by their ids."""
        found: dict[str, int] = {}
        for row in self._named_rows:
            module = self._module(row, found)
            if module:
                found[module.id] = row
        return found

    def read(self) -> Iterator[ModuleEdit | Problem]:
        """Yield the cells that were edited, and all that is wrong."""
        yield from self._wrong_header()
        yield from self._wrong_rows()
        for each in self.progression.modules:
            for week, column in self.columns.items():
                if row := self.rows.get(each.module.id):
                    before = (each.minutes[week], each.sessions[week])
                    now = self._share((row, column), week, before)
                    if isinstance(now, Problem):
                        yield self._at(row, column, now)
                    elif now != before:
                        yield ModuleEdit(self.cohort, each.module.id, week, *now)

    # --- The header

    @cached_property
    def _week_columns(self) -> list[int]:
        """The columns whose header is a week, of the year or not."""
        last = min(_MOST_COLUMNS, max(map(len, self.sheet.rows), default=0))
        return [n for n in range(NAME + 1, last + 1) if _WEEK_NAME.fullmatch(self._header(n))]

    def _header(self, column: int) -> str:
        return " ".join(self._text(WEEK_NAMES, column).split())

    def _week(self, column: int) -> int | None:
        """Return the position of the week of a column; None if the year does not have it."""
        found = _WEEK_NAME.fullmatch(self._header(column))
        numbers = [week.iso_week for week in self.year.weeks]
        return numbers.index(int(found[1])) if found and int(found[1]) in numbers else None

    def _wrong_header(self) -> Iterator[Problem]:
        """Yield merged cells, weeks that are not of the year or doubled, and those that lack."""
        for span in self.sheet.marks.merged:
            if span.bottom > MONDAYS and span.left in self.columns.values():
                what = problem("cell.merged")
                yield problem("file.field", file=self._where(span.address), what=what)
        for column in self._week_columns:
            week, header = self._week(column), self._header(column)
            if week is None:
                accepted = problem("accepted.week-of-year", year=self.year.label)
                yield self._at(WEEK_NAMES, column, _wrong(header, accepted))
            elif self.columns[week] != column:
                other = address_of(WEEK_NAMES, self.columns[week])
                what = problem("modules.week-twice", found=f'"{header}"', other=other)
                yield self._at(WEEK_NAMES, column, what)
        for week, each in enumerate(self.year.weeks):
            if week not in self.columns and self.progression.modules_of(week).shares:
                what = problem("modules.no-column", week=f"{each.iso_week:02}")
                yield problem("file.field", file=self._where(""), what=what)

    # --- The rows

    @cached_property
    def _named_rows(self) -> list[int]:
        """The rows that have a name, from the header to the totals."""
        rows = range(MONDAYS + 1, min(_MOST_ROWS, len(self.sheet.rows)) + 1)
        names = {row: folded(self._text(row, NAME)) for row in rows}
        end = next((row for row in rows if names[row] == folded(self.end)), rows.stop)
        return [row for row in range(rows.start, end) if names[row]]

    def _module(self, row: int, taken: Mapping[str, int]) -> Module | None:
        """Return the module of a row: of several of a name, that of its semester and option."""
        name = folded(self._text(row, NAME))
        modules = (each.module for each in self.progression.modules)
        found = [each for each in modules if each.id not in taken and folded(each.name) == name]
        first = min(self._week_columns, default=NAME + 1)
        said = {folded(self._text(row, column)) for column in range(NAME + 1, first)} - {""}

        def strangeness(module: Module) -> int:
            facts = {folded(str(fact)) for fact in (module.semester, module.option) if fact}
            return len(said ^ facts)

        return min(found, key=strangeness, default=None)

    def _wrong_rows(self) -> Iterator[Problem]:
        known = {each.module.id: each.module.name for each in self.progression.modules}
        lacking = [name for module, name in known.items() if module not in self.rows]
        for row in self._named_rows:
            if row not in self.rows.values():
                expected = ", ".join(dict.fromkeys(lacking)) or "–"
                accepted = problem("accepted.one-of", expected=expected)
                what = _wrong(self._text(row, NAME), accepted)
                yield self._at(row, NAME, what)
        for name in lacking:
            what = problem("modules.no-row", module=name)
            yield problem("file.field", file=self._where(""), what=what)

    # --- The cells

    def _share(
        self, place: tuple[int, int], week: int, before: tuple[int, int]
    ) -> tuple[int, int] | Problem:
        """Return minutes and sessions of a cell, or its problem.

        Parameters
        ----------
        before
            Those with which it was written: a number that is the same is not read anew.
        """
        if formula := self.sheet.formula(*place):
            return _wrong(shown(formula), problem("accepted.no-formula"))
        value, (minutes, sessions) = self.sheet.value(*place), before
        if isinstance(value, int | float) and value in (
            [] if minutes and sessions else [minutes / HOUR or sessions]
        ):
            return before
        typed = f"{value:g}" if isinstance(value, float) else self._text(*place)
        found = typed_share(typed, has_lessons=week in self.school_weeks)
        if found is None:
            return _wrong(self._text(*place), problem("accepted.module-share"))
        return found

    # --- Places

    def _text(self, row: int, column: int) -> str:
        return shown(self.sheet.value(row, column))

    def _where(self, cell: str) -> str:
        return ", ".join(filter(None, (str(self.path), self.sheet.title, cell)))

    def _at(self, row: int, column: int, what: Problem) -> Problem:
        return problem("file.field", file=self._where(address_of(row, column)), what=what)


def _wrong(found: str, accepted: Problem) -> Problem:
    return problem("cell.value", found=f'"{found[:_LONGEST]}"', accepted=accepted)
