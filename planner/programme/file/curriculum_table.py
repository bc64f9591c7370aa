"""Reads the table of modules, and that of teachers, from a CSV file or a workbook.

What is wrong is told with its cell, all at once: what a value cannot be, and what modules cannot
mean together.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.curriculum.consistency import inconsistencies
from planner.files.problems import Location, Problem, Unusable, problem
from planner.files.schema_problems import schema_problems
from planner.files.spelling import folded
from planner.files.tables import (
    CSV,
    WORKBOOKS,
    Line,
    Table,
    column_letters,
    read_tables,
    shown,
)
from planner.programme.file.base_schema import CARRIED
from planner.programme.file.curriculum_building import build_curriculum
from planner.programme.file.curriculum_columns import (
    MODULES_NEED,
    TEACHERS_NEED,
    CellPath,
    TableColumns,
    cell_value,
    is_known_header,
)
from planner.programme.file.curriculum_schema import CurriculumTable

CurriculumTables = dict[str, Any]
"""The keys `modules` and `teachers` of the table of a curriculum, as parsed TOML."""

TABLE_SUFFIXES = (CSV, *WORKBOOKS)
"""The kinds of files that hold the modules of a curriculum."""


@dataclass(frozen=True)
class _Row:
    """A row of a table, with what its cells say."""

    table: Table
    columns: TableColumns
    line: Line

    @property
    def name(self) -> str:
        """What its column of names says."""
        return str(self._values.get(("name",), ""))

    @property
    def _values(self) -> dict[CellPath, object]:
        cells = self.line.cells
        return {
            column.path: cell_value(cells[place], column.kind)
            for place, column in self.columns.by_place.items()
            if place < len(cells) and shown(cells[place]).strip()
        }

    @property
    def tables(self) -> CurriculumTables:
        """Its values as the table of a module, or of a teacher."""
        found: CurriculumTables = {}
        for (*path, last), value in self._values.items():
            inner = found
            for key in path:
                inner = inner.setdefault(key, {})
            inner[last] = value
        return found

    def at(self, path: Sequence[int | str], what: Problem) -> Problem:
        """Return a problem of the value at some keys with its cell."""
        place = self.columns.place_of(tuple(map(str, path)) or ("name",))
        return problem(
            "roster.cell",
            file=self.table.where,
            line=self.line.number,
            letter=column_letters(place + 1),
            header=self.columns.headers[place],
            what=what,
        )


def read_curriculum(path: Path, options: Sequence[str] = ()) -> CurriculumTables:
    """Read the modules and the teachers of a file.

    Parameters
    ----------
    options
        The options that the programme lists; none if it lists none.

    Raises
    ------
    Unusable
        With all problems of the file, each with its sheet, its row and its column.
    """
    if path.suffix.lower() not in TABLE_SUFFIXES:
        raise Unusable([problem("curriculum.kind", file=path)])
    modules, teachers = _rows(path)
    if not modules:
        raise Unusable([problem("curriculum.empty", file=path)])
    problems = [*_overlong((*modules, *teachers)), *_teachers_twice(teachers)]
    by_name = {row.name: row for row in teachers}
    found: CurriculumTables = {
        "modules": [row.tables for row in modules],
        "teachers": {
            name: {key: value for key, value in row.tables.items() if key != "name"}
            for name, row in by_name.items()
        },
    }

    def located(fault: Problem) -> Problem:
        return _in_cell(fault, modules, by_name)

    problems += map(located, _faults({**found, "options": list(options)}))
    if problems:
        raise Unusable(problems)
    return {key: value for key, value in found.items() if value}


def _faults(tables: CurriculumTables) -> list[Problem]:
    """Return what is wrong with the values, or else with what they mean together."""
    try:
        table = CurriculumTable.model_validate(tables, context={CARRIED: False})
    except ValidationError as error:
        return schema_problems(CurriculumTable, error.errors(include_url=False), tables)
    return inconsistencies(build_curriculum(table))


def _in_cell(fault: Problem, modules: Sequence[_Row], teachers: dict[str, _Row]) -> Problem:
    place: Location = fault.places[0]
    row = modules[int(place[1])] if place[0] == "modules" else teachers[str(place[1])]
    what = fault
    if fault.key == "field.missing":
        what = problem("cell.empty")
    elif fault.key == "field.value":
        what = problem("cell.value", **{k: fault.values[k] for k in ("found", "accepted")})
    return row.at([part for part in place[2:] if isinstance(part, str)], what)


def _rows(path: Path) -> tuple[list[_Row], list[_Row]]:
    """Return the rows of modules and of teachers of the visible sheets.

    Raises
    ------
    Unusable
        No sheet has the columns of modules, or one has a column twice.
    """
    tables = [table for table in read_tables(path, is_known_header) if table.is_visible]
    of_modules = [(table, TableColumns.of_modules(table.header)) for table in tables]
    of_teachers = [(table, TableColumns.of_teachers(table.header)) for table in tables]
    modules = [found for found in of_modules if not found[1].missing(MODULES_NEED)]
    if not modules:
        nearest = min(of_modules, key=lambda found: len(found[1].missing(MODULES_NEED)))
        raise Unusable(_missing(*nearest))
    taken = [table for table, _ in modules]
    teachers = [
        (table, columns)
        for table, columns in of_teachers
        if table not in taken and not columns.missing(TEACHERS_NEED)
    ]
    if faults := [fault for found in (*modules, *teachers) for fault in _doubled_columns(*found)]:
        raise Unusable(faults)
    return list(_lines(modules)), list(_lines(teachers))


def _missing(table: Table, columns: TableColumns) -> Iterator[Problem]:
    found = ", ".join(filter(None, columns.headers)) or "–"
    for column in columns.missing(MODULES_NEED):
        what = problem("roster.column-missing", column=column.spellings[0], found=found)
        yield problem("file.line", file=table.where, line=table.header.number, what=what)


def _doubled_columns(table: Table, columns: TableColumns) -> Iterator[Problem]:
    for column, headers in columns.doubled():
        what = problem(
            "roster.column-doubled", column=column.spellings[0], found=", ".join(headers)
        )
        yield problem("file.line", file=table.where, line=table.header.number, what=what)


def _lines(tables: Sequence[tuple[Table, TableColumns]]) -> Iterator[_Row]:
    """Yield the rows that are none of totals."""
    for table, columns in tables:
        for line in table.rows:
            row = _Row(table, columns, line)
            if not folded(row.name).startswith(("total", "sous-total")):
                yield row


def _overlong(rows: Sequence[_Row]) -> Iterator[Problem]:
    for row in rows:
        if row.line.is_overlong:
            widths = {"found": row.line.width, "expected": row.table.header.width}
            what = problem("row.overlong", **widths)
            yield problem("file.line", file=row.table.where, line=row.line.number, what=what)


def _teachers_twice(rows: Sequence[_Row]) -> Iterator[Problem]:
    first: dict[str, _Row] = {}
    for row in rows:
        known = first.setdefault(folded(row.name), row)
        if known is not row:
            line = problem("row.number", line=known.line.number)
            yield row.at(("name",), problem("curriculum.teacher-twice", name=row.name, row=line))
