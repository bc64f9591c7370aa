"""Builds the curriculum of a programme from its validated tables."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args

from planner.curriculum.module import CompanyUnit, Curriculum, Module, Teacher
from planner.programme.block_shapes import Extent
from planner.programme.file.cohort_building import extent_of, window_of
from planner.programme.file.curriculum_schema import (
    CurriculumTable,
    ModuleTable,
    TeacherTable,
    TeachingDay,
)
from planner.programme.file.workday_building import in_minutes


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
    names = Counter(table.name for table in tables if table.id is None)
    for table in tables:
        yield _module(table, table.id or _own_name(table, is_alone=names[table.name] == 1))


def _own_name(table: ModuleTable, *, is_alone: bool) -> str:
    """Return the id of a module that is given none: Anglais, or Anglais (1.2)."""
    if is_alone:
        return table.name
    when = ".".join(str(part) for part in (table.year, table.semester) if part is not None)
    beside = " ".join(part for part in (when, table.option) if part)
    return f"{table.name} ({beside})" if beside else table.name


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
