"""Builds the curriculum of a programme from its validated tables."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import get_args

from planner.curriculum.module import CompanyUnit, Curriculum, Module, Teacher
from planner.programme.block_shapes import Extent
from planner.programme.file.building.cohort import extent_of, window_of
from planner.programme.file.building.workday import in_minutes
from planner.programme.file.schema.curriculum import (
    CurriculumTable,
    ModuleTable,
    TeacherTable,
    TeachingDay,
)


def build_curriculum(table: CurriculumTable) -> Curriculum:
    """Build the curriculum of a table in which no file is left to read."""
    a_week = extent_of(table.modules_a_week) or Extent(0, None)
    return Curriculum(
        modules=tuple(_modules(table.modules)),
        teachers=tuple(_teacher(name, each) for name, each in table.teachers.items()),
        options=tuple(table.options),
        resources={name: in_minutes(hours) for name, hours in table.resources.items()},
        least_modules_a_week=a_week.low,
        most_modules_a_week=a_week.high,
        semester_ends={
            _semester(number): window
            for number, each in table.semester_ends.items()
            if (window := window_of(each))
        },
        company_units=tuple(
            CompanyUnit(each.name, each.ects, each.year, each.semester)
            for each in table.company_units
        ),
        ects_a_year=table.ects_a_year,
    )


def _semester(number: str) -> tuple[int | None, int]:
    """Return the year of the course, if it names one, and the semester of a text: 1, 3.1."""
    year, _, semester = number.rpartition(".")
    return int(year) if year else None, int(semester)


def _modules(tables: Sequence[ModuleTable]) -> Iterator[Module]:
    for table, id_ in zip(tables, module_ids([dict(table) for table in tables]), strict=True):
        yield _module(table, id_)


def module_ids(tables: Sequence[Mapping[str, object]]) -> list[str]:
    """Return what prerequisites and files that extend a curriculum call each of its modules.

    Parameters
    ----------
    tables
        Those of the modules, each with a name or an id.
    """
    names = Counter(str(table["name"]) for table in tables if table.get("id") is None)
    return [str(table.get("id") or _own_name(table, names)) for table in tables]


def _own_name(table: Mapping[str, object], names: Mapping[str, int]) -> str:
    """Return the id of a module that is given none: Anglais, or Anglais (1.2)."""
    name = str(table["name"])
    if names[name] == 1:
        return name
    when = ".".join(str(table[key]) for key in ("year", "semester") if table.get(key) is not None)
    beside = " ".join(part for part in (when, str(table.get("option") or "")) if part)
    return f"{name} ({beside})" if beside else name


def _module(table: ModuleTable, id_: str) -> Module:
    sessions, minutes = table.sessions, in_minutes(table.hours)
    return Module(
        id=id_,
        name=table.name,
        minutes=minutes,
        year=table.year,
        semester=table.semester,
        option=table.option or "",
        unit=table.unit or "",
        ects=table.ects,
        unit_ects=table.unit_ects,
        least_sessions=sessions.least if sessions else 0,
        most_sessions=sessions.most if sessions else None,
        least_a_week=min(minutes, in_minutes(table.hours_a_week.least)),
        most_a_week=in_minutes(table.hours_a_week.most),
        teachers=tuple(table.teachers),
        prerequisites=tuple(table.prerequisites),
        opens_onsite=table.opens_onsite,
        closes_onsite=table.closes_onsite,
        window=window_of(table),
        onsite_weeks=tuple(table.onsite_weeks),
        resources=tuple(table.resources),
    )


def _teacher(name: str, table: TeacherTable) -> Teacher:
    week = get_args(TeachingDay)
    weekdays = frozenset(map(week.index, table.weekdays or week))
    return Teacher(name, tuple(table.weeks_away), table.most_on_call, weekdays)
