"""Reading a programme file: TOML, then the schema, then what its figures say to each other."""

import json
import re
import tomllib
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from planner.academic_year import (
    FIRST_START_YEAR,
    LAST_START_YEAR,
    UnknownSchoolHolidays,
    academic_year,
)
from planner.domain import (
    HOUR,
    AcademicYear,
    BlockShape,
    Closures,
    Cohort,
    HolidayDates,
    LeaveRules,
    Minutes,
    Programme,
    SessionRules,
    Target,
    Workday,
)
from planner.problems import Problem, Unusable, problem, read_text
from planner.programme_file.contradictions import contradictions
from planner.programme_file.schema import BlocksTable, CohortTable, ProgrammeFile, TargetTable
from planner.schema_problems import schema_problems


def read_programme(path: Path) -> Programme:
    """Read a programme file.

    Raises
    ------
    Unusable
        With every problem of the file: it cannot be read, is no TOML, has a key or a value that
        the schema does not accept, or figures that contradict each other.
    """
    return parse_programme(read_text(path), str(path))


def parse_programme(text: str, file: str) -> Programme:
    """Read the text of a programme file; `file` is what errors call it.

    Raises
    ------
    Unusable
        As `read_programme` does.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unusable([_broken_toml(text, str(error), file)]) from None
    except (ValueError, RecursionError):
        raise Unusable([problem("file.excessive", file=file)]) from None
    try:
        programme = _programme(ProgrammeFile.model_validate(data), text)
    except ValidationError as error:
        faults = error.errors(include_url=False)
        problems = schema_problems(ProgrammeFile, faults, data)
        rest = _without_faults(data, faults)
        problems += contradictions(_programme(rest, text)) if rest else []
    else:
        problems = contradictions(programme)
    if problems:
        raise Unusable(problem("file.field", file=file, what=p) for p in problems)
    return programme


def _broken_toml(text: str, message: str, file: str) -> Problem:
    """Find the line in tomllib's message; at the end of the document it names none."""
    place = re.search(r"line (\d+)", message)
    line = int(place[1]) if place else len(text.splitlines())
    lines = text.splitlines() or [""]
    found = lines[min(line, len(lines)) - 1].strip()[:80]
    return problem("file.not-toml", file=file, line=line, found=found)


_HARMLESS = {"id": "x", "name": "x", "school": "x", "label": "x", "year": 1, "headcount": 0}
"""Values for the keys on which no contradiction depends, where the file's own are faulty."""


def _table_at(data: Any, path: Iterable[int | str]) -> Any:
    for part in path:
        data = data[part]
    return data


def _without_faults(data: dict[str, Any], faults: Iterable[ErrorDetails]) -> ProgrammeFile | None:
    """Leave out unknown keys and faulty cohorts, so that what is left can be judged as well."""
    rest = deepcopy(data)
    faulty = set()
    for fault in faults:
        *path, last = fault["loc"]
        is_name_or_size = last in _HARMLESS and (not path or (path[0], len(path)) == ("cohorts", 2))
        if fault["type"] == "extra_forbidden":
            del _table_at(rest, path)[last]
        elif is_name_or_size:
            number = path[-1] if path else 0
            _table_at(rest, path)[last] = f"x{number}" if last == "id" else _HARMLESS[str(last)]
        elif path and path[0] == "cohorts" and isinstance([*path, last][1], int):
            faulty.add([*path, last][1])
    if isinstance(rest.get("cohorts"), list):
        rest["cohorts"] = [c for n, c in enumerate(rest["cohorts"]) if n not in faulty]
    try:
        return ProgrammeFile.model_validate(rest)
    except ValidationError:
        return None


def json_schema() -> str:
    """Give the JSON Schema of the programme file, for editors."""
    schema = ProgrammeFile.model_json_schema()
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def academic_year_of(programme: Programme, start_year: int) -> AcademicYear:
    """Lay out an academic year as a programme has it.

    Raises
    ------
    Unusable
        The year is out of range, or the dates of school holidays that close the school are not
        known for it.
    """
    if not FIRST_START_YEAR <= start_year <= LAST_START_YEAR:
        raise Unusable(
            [problem("year.range", found=start_year, first=FIRST_START_YEAR, last=LAST_START_YEAR)]
        )
    try:
        return academic_year(
            start_year,
            programme.first_week,
            programme.country,
            programme.subdivision,
            programme.closures,
        )
    except UnknownSchoolHolidays as unknown:
        raise Unusable(
            [
                problem(
                    "year.holidays-unknown",
                    year=unknown.label,
                    name=unknown.name,
                    zone=unknown.zone,
                    start=start_year,
                    end=start_year + 1,
                )
            ]
        ) from None


# --- from the tables of the file to the domain ------------------------------------------------


def _programme(file: ProgrammeFile, text: str) -> Programme:
    holidays = file.closures.school_holidays
    return Programme(
        id=file.id,
        name=file.name,
        school=file.school,
        first_week=file.academic_year.first_week,
        country=file.public_holidays.country,
        subdivision=file.public_holidays.subdivision,
        closures=Closures(
            iso_weeks=tuple(file.closures.weeks),
            zone=holidays.zone if holidays else "",
            holidays=tuple(holidays.names) if holidays else (),
            given=tuple(HolidayDates(d.name, d.first, d.last) for d in file.closures.dates),
        ),
        workday=Workday(
            company=_minutes(file.workday.company),
            school=_minutes(file.workday.school),
            session=_minutes(file.workday.session),
        ),
        leave=LeaveRules(
            weeks=file.leave.weeks,
            consecutive=file.leave.consecutive,
            from_month=file.leave.consecutive_from.month,
            from_day=file.leave.consecutive_from.day,
        ),
        cohorts=tuple(_cohort(cohort) for cohort in file.cohorts),
        ranking=tuple(file.objectives),
        sources=file.sources,
        text=text,
    )


def _cohort(table: CohortTable) -> Cohort:
    return Cohort(
        id=table.id,
        label=table.label,
        year=table.year,
        headcount=table.headcount,
        fixed_weeks={int(week): activity for week, activity in table.fixed_weeks.items()},
        school_weeks=table.school_weeks,
        school_blocks=_shape(table.school_blocks),
        company_blocks=_shape(table.company_blocks),
        sessions=SessionRules(
            total=table.sessions.total,
            a_week=tuple(sorted(set(table.sessions.a_week))),
            in_last_company_block=table.sessions.in_last_company_block,
        ),
        onsite=_minutes(table.onsite_hours),
        academic_hours=_target(table.academic_hours),
        company_hours=_target(table.company_hours),
    )


def _shape(table: BlocksTable) -> BlockShape:
    return BlockShape(**table.model_dump())


def _target(table: TargetTable) -> Target:
    return Target(_minutes(table.target), _minutes(table.tolerance))


def _minutes(hours: float) -> Minutes:
    return round(hours * HOUR)
