"""Reads what a timetable office gives back: in which weeks modules are taught.

Either its planning of courses by week, a workbook with a sheet a class, or the list of the weeks of
modules, as CSV or workbook.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from planner.files.problems import Problem, Unusable, problem
from planner.files.spelling import folded
from planner.files.tables import CSV, WORKBOOKS, open_book, read_tables
from planner.planning.editing import ModuleEdit
from planner.planning.file.timetables.module_lookup import (
    ClassModules,
    GivenWeeks,
    classes_with_modules,
)
from planner.planning.file.timetables.sheet import TimetableSheet
from planner.planning.file.timetables.week_list import (
    WeekList,
    is_week_list,
    list_column,
    listed_weeks,
)
from planner.planning.module_changes import module_weeks
from planner.planning.planning import Planning


@dataclass(frozen=True)
class ReadTimetable:
    """What a file says of modules that a planning does not, and what in it is of none.

    Attributes
    ----------
    edits
        The weeks in which modules have something else.
    notes
        Sheets, rows and columns that were not read, and modules of which nothing is said.
    """

    edits: tuple[ModuleEdit, ...]
    notes: tuple[Problem, ...]


def read_module_weeks(path: Path, planning: Planning) -> ReadTimetable:
    """Read in which weeks the modules of a planning are taught.

    Weeks without a column, modules without a line and classes that are not in the file stay as they
    are.

    Raises
    ------
    Unusable
        The planning has no modules, the file cannot be read or names no class with modules, or
        cells are invalid: with all of them, each with its sheet, its row and its column.
    """
    known = classes_with_modules(planning)
    kind = path.suffix.lower()
    if kind not in (CSV, *WORKBOOKS):
        raise Unusable([problem("timetable.kind", file=path)])
    tables = [table for table in read_tables(path, list_column) if table.is_visible]
    lists = [WeekList(table, known) for table in tables if is_week_list(table)]
    notes: list[Problem] = []
    sheets = [] if lists or kind == CSV else list(_sheets(path, known, notes))
    read: Sequence[WeekList | TimetableSheet] = lists or sheets
    if not read:
        ids = ", ".join(of.row.cohort.id for of in known.values())
        raise Unusable([problem("timetable.nothing", file=path, cohorts=ids)])
    listed, faults = listed_weeks(row for each in lists for row in each.rows())
    given = {**listed, **{sheet.of.row.cohort.id: sheet.weeks() for sheet in sheets}}
    faults += (fault for each in read for fault in each.faults)
    if faults:
        raise Unusable(faults)
    notes += (note for each in read for note in each.notes)
    edits = (edit for of in known.values() for edit in _edits(of, given.get(of.row.cohort.id, {})))
    return ReadTimetable(tuple(edits), (*notes, *_without_line(given, known)))


def _sheets(
    path: Path, known: Mapping[str, ClassModules], notes: list[Problem]
) -> Iterator[TimetableSheet]:
    """Yield the sheets of classes; note the others."""
    for sheet in open_book(path).sheets:
        where = f"{path}, {sheet.title}"
        if of := known.get(folded(sheet.title)):
            yield TimetableSheet(where, sheet, of)
        elif sheet.is_visible:
            notes.append(problem("timetable.sheet", where=where))


def _edits(of: ClassModules, given: GivenWeeks) -> Iterator[ModuleEdit]:
    for taught in of.progression.modules:
        weeks = module_weeks(taught)
        for n, found in given.get(taught.module.id, {}).items():
            if found != weeks[n]:
                cohort, module = of.row.cohort.id, taught.module.id
                yield ModuleEdit(cohort, module, n, found.minutes, found.sessions)


def _without_line(
    given: Mapping[str, GivenWeeks], known: Mapping[str, ClassModules]
) -> Iterator[Problem]:
    for of in known.values():
        named = given.get(of.row.cohort.id)
        if named is None:
            continue
        if missing := [module.name for module in of.modules if module.id not in named]:
            names = ", ".join(missing)
            yield problem("timetable.without-line", cohort=of.row.cohort.id, modules=names)
