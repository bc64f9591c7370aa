"""Reads the table of modules, and that of teachers: of a CSV file or a workbook, or pasted.

What is wrong is told with its cell, all at once: what a value cannot be, and what modules cannot
mean together.
"""

import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.curriculum.consistency import inconsistencies
from planner.files.problems import (
    Location,
    Problem,
    Unusable,
    problem,
    replaced_problem_keys,
)
from planner.files.schema_problems import schema_problems
from planner.files.spelling import folded, plain
from planner.files.tables import (
    CSV,
    WORKBOOKS,
    Line,
    Table,
    column_letters,
    parse_table,
    read_tables,
    shown,
)
from planner.programme.file.building.curriculum import build_curriculum
from planner.programme.file.curriculum_table.columns import (
    ACCEPTED_IN_CELLS,
    MODULES_NEED,
    PASTED_HEADER,
    TEACHERS_NEED,
    CellPath,
    TableColumns,
    cell_value,
    is_known_header,
)
from planner.programme.file.schema.base import CARRIED
from planner.programme.file.schema.curriculum import CurriculumTable

CurriculumTables = dict[str, Any]
"""The keys `modules` and `teachers` of the table of a curriculum, as parsed TOML."""

_TOTAL = re.compile(
    r"(sous[- ])?(totaux\b|total\W*($|\d|(general|heures|ects|ue|unite|de|du|des|semestre|s\d)\b))"
)
"""How a row of totals begins, unlike the name of a module: Total Quality Management."""

TABLE_SUFFIXES = (CSV, *WORKBOOKS)
"""The kinds of files that hold the modules of a curriculum."""


MOST_PASTED = 1000
"""The most modules of a pasted table: it is checked while one types."""


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

    def accepted_at(self, path: Sequence[str]) -> Problem | None:
        """Return what the cell at some keys accepts, where that is not what the file does."""
        key = ACCEPTED_IN_CELLS.get(self.columns.by_place[self.columns.place_of(tuple(path))].kind)
        return problem(key) if key else None

    def at(self, path: Sequence[int | str], what: Problem) -> Problem:
        """Return a problem of the value at some keys with its cell."""
        place = self.columns.place_of(tuple(map(str, path)) or ("name",))
        where = {"file": self.table.where} if self.table.where else {}
        is_headed = self.table.header.number > 0
        heading = problem(self.columns.by_place[place].heading)
        return problem(
            "roster.cell" if where else "curriculum.pasted-cell",
            line=self.line.number,
            letter=column_letters(place + 1),
            header=self.columns.headers[place] if is_headed else heading,
            what=what,
            **where,
        )


@dataclass(frozen=True)
class CurriculumRows:
    """The rows of modules of some tables, and those of teachers by their names."""

    modules: tuple[_Row, ...]
    teachers: Mapping[str, _Row]

    @property
    def tables(self) -> CurriculumTables:
        """What they say, as a programme file would."""
        found: CurriculumTables = {
            "modules": [row.tables for row in self.modules],
            "teachers": {
                name: {key: value for key, value in row.tables.items() if key != "name"}
                for name, row in self.teachers.items()
            },
        }
        return {key: value for key, value in found.items() if value}

    @property
    def shifted(self) -> frozenset[Location]:
        """The places of the rows that are longer than their header: no cell of these is sure."""
        rows: list[tuple[Location, _Row]] = [
            *((("modules", place), row) for place, row in enumerate(self.modules)),
            *((("teachers", name), row) for name, row in self.teachers.items()),
        ]
        return frozenset(place for place, row in rows if row.line.is_overlong)

    @property
    def unread_columns(self) -> tuple[str, ...]:
        """The headers of columns of modules that are not read, each once."""
        return tuple(dict.fromkeys(each for row in self.modules for each in row.columns.unread))

    def in_cell(self, fault: Problem) -> Problem:
        """Return a problem of a curriculum (`("modules", 3, "hours")`) with its cell."""
        place: Location = fault.places[0]
        row = self.modules[int(place[1])] if place[0] == "modules" else self.teachers[str(place[1])]
        path = [part for part in place[2:] if isinstance(part, str)]
        what = fault
        if fault.key == "field.missing":
            what = problem("cell.empty")
        elif fault.key == "field.value":
            accepted = row.accepted_at(path) or fault.values["accepted"]
            what = problem("cell.value", found=fault.values["found"], accepted=accepted)
        return row.at(path, what)


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
    tables = [table for table in read_tables(path, is_known_header) if table.is_visible]
    modules, teachers = _rows(tables)
    if not modules:
        raise Unusable([problem("curriculum.empty", file=path)])
    rows = CurriculumRows(tuple(modules), {row.name: row for row in teachers})
    problems = [*_overlong((*modules, *teachers)), *_teachers_twice(teachers)]
    found = _faults({**rows.tables, "options": list(options)}, rows.shifted)
    problems += map(rows.in_cell, found)
    if problems:
        raise Unusable(problems)
    return rows.tables


def pasted_modules(text: str) -> CurriculumRows:
    """Return the rows of modules of a table that was pasted from a spreadsheet.

    A table of which no row names the columns has those of `PASTED_HEADER`, in this order. What is
    wrong with its values is left to the check of the programme.

    Raises
    ------
    Unusable
        A column is missing or stands twice, a row is longer than the header, a quoted cell has no
        end, or there are more than `MOST_PASTED` modules.
    """
    with replaced_problem_keys({"file.not-csv": "curriculum.pasted-quotes"}):
        table = parse_table(text, "", is_known_header)
        if not any(TableColumns.of_modules(table.header).has(path) for path in MODULES_NEED):
            table = _below_line_0(parse_table(f"{PASTED_HEADER}\n{text}", "", is_known_header))
    modules, _ = _rows([table])
    if len(modules) > MOST_PASTED:
        raise Unusable([problem("curriculum.pasted-many", most=MOST_PASTED)])
    if problems := [*_overlong(modules)]:
        raise Unusable(problems)
    return CurriculumRows(tuple(modules), {})


def _below_line_0(table: Table) -> Table:
    """Return a table whose rows are numbered as if its header stood above the first line."""
    header, *rows = (replace(row, number=row.number - 1) for row in (table.header, *table.rows))
    return replace(table, header=header, rows=tuple(rows))


def _faults(tables: CurriculumTables, shifted: Set[Location]) -> list[Problem]:
    """Return what is wrong with the values, and what the others cannot mean together.

    Parameters
    ----------
    shifted
        The places of rows of whose values nothing is said.
    """
    faults: list[Problem] = []
    try:
        table = CurriculumTable.model_validate(tables, context={CARRIED: False})
    except ValidationError as error:
        faults = schema_problems(CurriculumTable, error.errors(include_url=False), tables)
    else:
        if not shifted:
            return inconsistencies(build_curriculum(table))
    places = {place for fault in faults for place in fault.places}
    told = [fault for fault in faults if fault.places[0][:2] not in shifted]
    return [*told, *other_faults(tables, places | shifted)]


def other_faults(tables: CurriculumTables, faulty: Set[Location]) -> Iterator[Problem]:
    """Yield what the values without a fault cannot mean together, whatever the others say.

    Parameters
    ----------
    faulty
        The places of the faults, each in a row of a module or of a teacher.
    """
    rows = [
        {"name": str(place), "hours": 1, **_sound(row, place, faulty)}
        for place, row in enumerate(tables.get("modules", []))
    ]
    has_odd_names = any(kind == "teachers" and not key for kind, _, *key in faulty)
    names = () if has_odd_names else tables.get("teachers", ())
    teachers: CurriculumTables = {name: {} for name in names}
    left = {"options": tables.get("options", []), "modules": rows, "teachers": teachers}
    table = CurriculumTable.model_validate(left, context={CARRIED: False})
    unclear = tuple(
        _sound(tables["modules"][int(row)], int(row), faulty).get("name", "")
        for kind, row, *_ in faulty
        if kind == "modules"
    )
    for fault in inconsistencies(build_curriculum(table)):
        is_of_hours = fault.key == "curriculum.option-hours"
        is_unclear = fault.key == "curriculum.no-prerequisite" and str(
            fault.values["name"]
        ).startswith(unclear)
        if not is_of_hours and not is_unclear:
            yield fault


def _sound(row: CurriculumTables, place: int, faulty: Set[Location]) -> CurriculumTables:
    """Return the values of the row of a module that have no fault; none of a row that is one."""
    keys = {
        key[0] if key else None for kind, at, *key in faulty if (kind, at) == ("modules", place)
    }
    return {} if None in keys else {k: value for k, value in row.items() if k not in keys}


def _rows(tables: Sequence[Table]) -> tuple[list[_Row], list[_Row]]:
    """Return the rows of modules and of teachers of some tables.

    Raises
    ------
    Unusable
        No table has the columns of modules, or one has a column twice.
    """
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
        what = problem("roster.column-missing", column=problem(column.heading), found=found)
        yield _at_line(table, table.header, what)


def _doubled_columns(table: Table, columns: TableColumns) -> Iterator[Problem]:
    for column, headers in columns.doubled():
        what = problem(
            "roster.column-doubled", column=problem(column.heading), found=", ".join(headers)
        )
        yield _at_line(table, table.header, what)


def _at_line(table: Table, line: Line, what: Problem) -> Problem:
    """Return what is wrong with a row of a table."""
    if not table.where:
        return problem("curriculum.pasted-line", line=line.number, what=what)
    return problem("file.line", file=table.where, line=line.number, what=what)


def _lines(tables: Sequence[tuple[Table, TableColumns]]) -> Iterator[_Row]:
    """Yield the rows that are none of totals."""
    for table, columns in tables:
        for line in table.rows:
            row = _Row(table, columns, line)
            label = row.name or next(filter(None, map(shown, line.cells)), "")
            if not _TOTAL.match(plain(label.strip())):
                yield row


def _overlong(rows: Sequence[_Row]) -> Iterator[Problem]:
    for row in rows:
        if row.line.is_overlong:
            widths = {"found": row.line.width, "expected": row.table.header.width}
            what = problem("row.overlong", **widths)
            yield _at_line(row.table, row.line, what)


def _teachers_twice(rows: Sequence[_Row]) -> Iterator[Problem]:
    first: dict[str, _Row] = {}
    for row in rows:
        if row.line.is_overlong:
            continue
        known = first.setdefault(folded(row.name), row)
        if known is not row:
            line = problem("row.number", line=known.line.number)
            yield row.at(("name",), problem("curriculum.teacher-twice", name=row.name, row=line))
