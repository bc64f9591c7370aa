"""Reads the list of the weeks of modules: a row a module and week, as `export csv` writes it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from planner.files.problems import Problem, problem
from planner.files.spelling import folded
from planner.files.tables import Line, Table, shown
from planner.planning.file.timetables.module_lookup import ClassModules, cell_problem
from planner.planning.module_changes import ModuleWeek
from planner.year.durations import duration_of
from planner.year.weeks import Minutes


class ListColumn(StrEnum):
    """The columns of the list, by the keys of their titles."""

    COHORT = "cohort"
    OPTION = "option"
    SEMESTER = "semester"
    MODULE = "module"
    NAME = "module-name"
    ISO_YEAR = "iso-year"
    ISO_WEEK = "iso-week"
    ONSITE = "onsite"
    SESSIONS = "sessions"
    TEACHERS = "teachers"


_SPELLINGS: Mapping[ListColumn, tuple[str, ...]] = {
    ListColumn.COHORT: ("Promotion", "Classe", "Cohort"),
    ListColumn.MODULE: ("Module", "Code"),
    ListColumn.ISO_WEEK: ("Semaine", "Semaine ISO", "Week", "ISO week"),
    ListColumn.ONSITE: ("Heures à l'école", "Heures", "Hours at school", "Hours"),
    ListColumn.SESSIONS: ("Séances", "Sessions"),
}
"""What the columns that are read may be called; further ones say what the planning knows."""

_BY_WORD = {folded(word): column for column, words in _SPELLINGS.items() for word in words}

_NEEDED = frozenset(
    (ListColumn.MODULE, ListColumn.ISO_WEEK, ListColumn.ONSITE, ListColumn.SESSIONS)
)

_MOST_SESSIONS = 100
_MOST_MINUTES: Minutes = 168 * 60


def list_column(header: str) -> ListColumn | None:
    """Return the column of the list that a header names; None if it is not read."""
    return _BY_WORD.get(folded(header))


def is_week_list(table: Table) -> bool:
    """Return whether a table has the columns of the list."""
    return {list_column(shown(cell)) for cell in table.header.cells} >= _NEEDED


@dataclass(frozen=True)
class ListedWeek:
    """A row of the list: what a module has in a week of a class.

    Attributes
    ----------
    at
        Where its week stands: the table, the row, the column and its title.
    place
        The position of the week in the year.
    """

    at: tuple[str, int, int, str]
    of: ClassModules
    module: str
    place: int
    found: ModuleWeek


def listed_weeks(
    rows: Iterable[ListedWeek],
) -> tuple[dict[str, dict[str, dict[int, ModuleWeek]]], list[Problem]]:
    """Return what each module of some rows has, by class, and the weeks that are listed twice.

    It has nothing in the weeks that are not listed.
    """
    first: dict[tuple[str, str, int], ListedWeek] = {}
    given: dict[str, dict[str, dict[int, ModuleWeek]]] = {}
    faults = []
    for row in rows:
        cohort = row.of.row.cohort.id
        known = first.setdefault((cohort, row.module, row.place), row)
        if known is not row:
            line = problem("row.number", line=known.at[1])
            faults.append(cell_problem(*row.at, problem("timetable.twice", row=line)))
        weeks = given.setdefault(cohort, {}).setdefault(
            row.module, dict.fromkeys(range(len(row.of.weeks)), ModuleWeek())
        )
        weeks[row.place] = row.found
    return given, faults


@dataclass
class WeekList:
    """A table of the list, with what is found while it is read.

    Attributes
    ----------
    known
        The classes that have modules, by their folded ids.
    notes
        Rows of which the class, the module or the week is not known.
    faults
        Cells that cannot be read.
    """

    table: Table
    known: Mapping[str, ClassModules]
    notes: list[Problem] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)

    def rows(self) -> Iterator[ListedWeek]:
        """Yield the rows of known classes, modules and weeks."""
        columns = {
            column: place
            for place, cell in enumerate(self.table.header.cells, start=1)
            if (column := list_column(shown(cell)))
        }
        where, head = self.table.where, self.table.header
        if ListColumn.COHORT not in columns and len(self.known) > 1:
            what = problem("timetable.no-cohort")
            self.faults.append(problem("file.line", file=where, line=head.number, what=what))
            return
        at = columns[ListColumn.ISO_WEEK]
        title = shown(head.cells[at - 1])
        for line, of, module, place in self._placed(columns):
            found = ModuleWeek(
                self._minutes(line, columns[ListColumn.ONSITE]),
                self._sessions(line, columns[ListColumn.SESSIONS]),
            )
            yield ListedWeek((where, line.number, at, title), of, module, place, found)

    def _placed(
        self, columns: Mapping[ListColumn, int]
    ) -> Iterator[tuple[Line, ClassModules, str, int]]:
        """Yield the rows of known classes, modules and weeks; note the others."""
        for line in self.table.rows:
            if line.is_overlong:
                widths = {"found": line.width, "expected": self.table.header.width}
                what = problem("row.overlong", **widths)
                self.faults.append(
                    problem("file.line", file=self.table.where, line=line.number, what=what)
                )
                continue
            of = self._class_of(line, columns.get(ListColumn.COHORT))
            if of is None:
                what = problem("timetable.cohort", known=", ".join(self._ids))
                self._note(line, columns[ListColumn.COHORT], what)
                continue
            at = columns[ListColumn.MODULE]
            module = of.module(_cell(line, at))
            place = of.week(_cell(line, columns[ListColumn.ISO_WEEK]))
            if module is None:
                self._note(line, at, problem("timetable.module", cohort=of.row.cohort.id))
            elif place is None:
                self._note(line, columns[ListColumn.ISO_WEEK], problem("timetable.week"))
            else:
                yield line, of, module.id, place

    @property
    def _ids(self) -> Sequence[str]:
        return [of.row.cohort.id for of in self.known.values()]

    def _class_of(self, line: Line, column: int | None) -> ClassModules | None:
        if column is None:
            return next(iter(self.known.values()))
        return self.known.get(folded(shown(_cell(line, column))))

    def _minutes(self, line: Line, column: int) -> Minutes:
        text = shown(_cell(line, column)).strip()
        minutes = duration_of(text) if text else 0
        if minutes is None or minutes > _MOST_MINUTES:
            self._fault(line, column, _value(text, problem("accepted.week-hours")))
            return 0
        return minutes

    def _sessions(self, line: Line, column: int) -> int:
        text = shown(_cell(line, column)).strip()
        if not text:
            return 0
        if not (text.isdecimal() and int(text) <= _MOST_SESSIONS):
            accepted = problem("accepted.between", low=0, high=_MOST_SESSIONS)
            self._fault(line, column, _value(text, accepted))
            return 0
        return int(text)

    def _note(self, line: Line, column: int, what: Problem) -> None:
        shown_cell = shown(_cell(line, column)).strip() or "–"
        self.notes.append(cell_problem(self.table.where, line.number, column, shown_cell, what))

    def _fault(self, line: Line, column: int, what: Problem) -> None:
        header = shown(self.table.header.cells[column - 1])
        self.faults.append(cell_problem(self.table.where, line.number, column, header, what))


def _value(found: str, accepted: Problem) -> Problem:
    return problem("cell.value", found=f'"{found}"', accepted=accepted)


def _cell(line: Line, column: int) -> object:
    return line.cells[column - 1] if column <= len(line.cells) else None
