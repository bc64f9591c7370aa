"""Reads a sheet of the planning of courses by week: how many courses a module has in a week."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from planner.curriculum.module import Module
from planner.files.problems import Problem, problem
from planner.files.spelling import folded
from planner.files.tables import Formula, Sheet, column_letters, shown
from planner.planning.file.timetables.layout import (
    CHECK_TITLE,
    FIRST_WEEK,
    GROUPS,
    HEADING_ROOM,
    LENGTH,
    MODULE,
    ROOM,
    TOTAL_TITLE,
    TYPE,
)
from planner.planning.file.timetables.module_lookup import ClassModules, GivenWeeks, cell_problem
from planner.planning.module_changes import ModuleWeek
from planner.year.durations import duration_of
from planner.year.weeks import QUARTER, Minutes

_SESSION_TYPES = ("seance", "session", "adistance", "dist")
"""How the types of courses begin that are sessions, folded; all others are given on site."""

_HEADER_ROWS = 10
_MOST_COLUMNS = 200
_MOST_COURSES = 100
_LONGEST: Minutes = 24 * 60


@dataclass(frozen=True)
class _Line:
    """The courses of one length of a module: for whom, and how many in each week.

    Attributes
    ----------
    groups
        Empty where all who have the module take part.
    """

    row: int
    module: Module
    is_session: bool
    length: Minutes
    groups: tuple[str, ...]
    counts: Mapping[int, float]


@dataclass
class TimetableSheet:
    """A sheet, with what is found while it is read.

    Attributes
    ----------
    notes
        Rows and columns that no module or no week of the class is named by.
    faults
        Cells that cannot be read, and what cannot be said of a class.
    """

    where: str
    sheet: Sheet
    of: ClassModules
    notes: list[Problem] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)

    def weeks(self) -> GivenWeeks:
        """Read what each module that has a line is given in each week that has a column."""
        head = max(
            range(1, _HEADER_ROWS + 1), key=lambda row: len({*self._week_columns(row).values()})
        )
        columns = self._week_columns(head)
        if not columns:
            self.faults.append(problem("timetable.no-weeks", where=self.where))
            return {}
        if FIRST_WEEK not in columns:
            found = column_letters(min(columns))
            self.faults.append(problem("timetable.shifted", where=self.where, found=found))
            return {}
        self._note_strange_columns(head, columns)
        lines = sorted(self._lines(head, columns), key=lambda line: line.module.id)
        by_module = groupby(lines, key=lambda line: line.module.id)
        places = {place for place in columns.values() if place is not None}
        return {
            name: {n: self._week_of(group, n) for n in sorted(places)}
            for name, group in ((name, list(group)) for name, group in by_module)
        }

    def _week_columns(self, row: int) -> dict[int, int | None]:
        """Return the columns of a row that name weeks, each with the position of its week.

        The week of a column is None where the one before it has the same.
        """
        found: dict[int, int | None] = {}
        for column in range(FIRST_WEEK, _MOST_COLUMNS + 1):
            cell = self.sheet.value(row, column)
            if shown(cell).strip().upper() == CHECK_TITLE:
                break
            place = self.of.week(cell)
            if place is not None:
                found[column] = None if place in found.values() else place
        return found

    def _note_strange_columns(self, head: int, columns: Mapping[int, int | None]) -> None:
        for column in range(FIRST_WEEK, _MOST_COLUMNS + 1):
            title = shown(self.sheet.value(head, column)).strip()
            if title.upper() == CHECK_TITLE:
                return
            if not title or columns.get(column) is not None:
                continue
            what = problem("timetable.week-twice" if column in columns else "timetable.week")
            self.notes.append(cell_problem(self.where, head, column, title, what))

    def _lines(self, head: int, columns: Mapping[int, int | None]) -> Iterator[_Line]:
        for row in range(head + 1, len(self.sheet.rows) + 1):
            if folded(shown(self.sheet.value(row, GROUPS))).startswith(folded(TOTAL_TITLE)):
                return
            name = shown(self.sheet.value(row, MODULE)).strip()
            is_heading = folded(shown(self.sheet.value(row, ROOM))) == folded(HEADING_ROOM)
            if not name or is_heading:
                continue
            module = self.of.module(name)
            counts = {
                n: count
                for column, n in columns.items()
                if n is not None and (count := self._count(row, column, head))
            }
            if module is None:
                if counts:
                    what = problem("timetable.module", cohort=self.of.row.cohort.id)
                    self.notes.append(cell_problem(self.where, row, MODULE, name, what))
                continue
            length = self._length(row) if counts else QUARTER
            kind = folded(shown(self.sheet.value(row, TYPE)))
            yield _Line(
                row,
                module,
                kind.startswith(_SESSION_TYPES),
                length,
                self._groups(row, module),
                counts,
            )

    def _count(self, row: int, column: int, head: int) -> float:
        """Return how many courses a cell says; 0 if it says no number."""
        cell = self.sheet.value(row, column)
        text = shown(cell).strip().replace(",", ".")
        if not text:
            return 0
        try:
            count = float(text)
        except ValueError:
            count = -1
        if isinstance(cell, bool) or not 0 <= count <= _MOST_COURSES:
            title = shown(self.sheet.value(head, column))
            accepted = problem("accepted.courses", most=_MOST_COURSES)
            if isinstance(cell, Formula):
                accepted = problem("accepted.computed")
            what = problem("cell.value", found=f'"{shown(cell)}"', accepted=accepted)
            self._fault(row, column, title, what)
            return 0
        return count

    def _length(self, row: int) -> Minutes:
        """Return the length of the courses of a line, in minutes: 210, or 3 h 30."""
        text = shown(self.sheet.value(row, LENGTH)).strip()
        minutes = int(text) if text.isdecimal() else duration_of(text) if "h" in text else None
        if minutes is None or not QUARTER <= minutes <= _LONGEST:
            accepted = problem("accepted.course-length", low=QUARTER, high=_LONGEST)
            found = f'"{text}"' if text else "–"
            what = problem("cell.value", found=found, accepted=accepted)
            self._fault(row, LENGTH, problem("timetable.length"), what)
            return QUARTER
        return minutes

    def _groups(self, row: int, module: Module) -> tuple[str, ...]:
        cell = shown(self.sheet.value(row, GROUPS)).replace(",", ";")
        groups = {folded(each): each.strip() for each in cell.split(";")}
        everybody = self.of.spellings | {folded(module.option)}
        return () if everybody & groups.keys() else tuple(groups.values())

    def _week_of(self, lines: Sequence[_Line], place: int) -> ModuleWeek:
        """Return what the lines of a module give in a week."""
        onsite, remote = (
            self._minutes([line for line in lines if line.is_session == kind], place)
            for kind in (False, True)
        )
        sessions, rest = divmod(remote, self.of.session)
        if rest:
            line = next(line for line in lines if line.is_session and line.counts.get(place))
            what = problem("timetable.sessions", found=remote, session=self.of.session)
            self._fault(line.row, MODULE, self._title(line, place), what)
        return ModuleWeek(onsite, sessions)

    def _minutes(self, lines: Sequence[_Line], place: int) -> Minutes:
        """Return what each person has of some lines: with all others, and in their own group."""
        taught = {line.row: line.length * line.counts.get(place, 0) for line in lines}
        groups = dict.fromkeys(group for line in lines for group in line.groups)
        own = {
            group: sum(taught[line.row] for line in lines if group in line.groups)
            for group in groups
        }
        if len({*own.values()}) > 1:
            line = next(line for line in lines if line.groups)
            what = problem("timetable.groups", groups=", ".join(own))
            self._fault(line.row, GROUPS, self._title(line, place), what)
        together = sum(taught[line.row] for line in lines if not line.groups)
        return round(together + max(own.values(), default=0))

    def _title(self, line: _Line, place: int) -> Problem:
        week = f"{self.of.weeks[place].iso_week:02}"
        return problem("timetable.module-week", module=line.module.name, week=week)

    def _fault(self, row: int, column: int, header: object, what: Problem) -> None:
        self.faults.append(cell_problem(self.where, row, column, header, what))
