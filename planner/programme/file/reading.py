"""Reads programme files: parses TOML, validates the schema, then checks for contradictions."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import tomli_w
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from planner.files.problems import Problem, Unusable, problem, read_text
from planner.files.schema_problems import location_of, schema_problems
from planner.programme.file.building.programme import build_programme, unknown_names
from planner.programme.file.building.sites import closures_at
from planner.programme.file.contradictions.programme import contradictions
from planner.programme.file.contradictions.slips import slips
from planner.programme.file.contradictions.year import wrong_in_year
from planner.programme.file.curriculum_table.reading import other_faults
from planner.programme.file.extension import (
    CarriedSources,
    Sources,
    SourcesOnDisk,
    Tables,
    is_module_table,
    read_chain,
)
from planner.programme.file.schema.base import CARRIED
from planner.programme.file.schema.programme import ProgrammeFile
from planner.programme.file.upgrade import upgrade_tables
from planner.programme.programme import Programme, SourceText
from planner.programme.site import Site
from planner.year.calendar import (
    FIRST_START_YEAR,
    LAST_START_YEAR,
    academic_year,
    year_of_sites,
)
from planner.year.moments import Closures
from planner.year.positions import days_between
from planner.year.school_holidays import UnknownSchoolHolidays
from planner.year.weeks import AcademicYear, CohortDays, SiteYear


def read_programme(path: Path) -> Programme:
    """Read a programme file, with the files it extends.

    Raises
    ------
    Unusable
        With all problems of the file: it cannot be read, is not TOML, violates the schema, or has
        figures that contradict each other.
    """
    return _read(read_text(path), str(path), SourcesOnDisk(path), lambda tables: tables)


def parse_programme(
    text: str, file: str, bases: Sequence[SourceText] = (), *, carried: bool = False
) -> Programme:
    """Parse the text of a programme file that is contained in a planning.

    Parameters
    ----------
    file
        Its name in messages.
    bases
        The files it names, in order.
    carried
        Whether a planning carries it, so that it was accepted before: slips are passed over, and
        characters without a glyph.

    Raises
    ------
    Unusable
        As for `read_programme`.
    """
    return _read(text, file, CarriedSources(bases), upgrade_tables, carried=carried)


def tables_of(programme: Programme) -> Tables:
    """Return the tables of a programme, merged with those of the files it extends."""
    return upgrade_tables(_tables(programme.text, programme.bases))


def sketched_programme(tables: Tables) -> Programme | None:
    """Return the programme of tables whose figures may contradict each other.

    None where a value is missing or not what its key accepts.
    """
    try:
        file = ProgrammeFile.model_validate(tables)
    except ValidationError:
        return None
    return None if unknown_names(file) else build_programme(file, "", ())


def flattened_text(text: str, bases: Sequence[SourceText]) -> str:
    """Return a programme file that extends others as the TOML text of one that extends none."""
    return tomli_w.dumps(_without_extends(_tables(text, bases)))


def parse_tables(tables: Tables, file: str) -> Programme:
    """Return the programme of some tables, as that of a file that extends none.

    Parameters
    ----------
    file
        Its name in messages.

    Raises
    ------
    Unusable
        As for `read_programme`.
    """
    return parse_programme(tomli_w.dumps(_without_extends(tables)), file)


def _without_extends(tables: Tables) -> Tables:
    return {key: value for key, value in tables.items() if key != "extends"}


def _tables(text: str, bases: Sequence[SourceText]) -> Tables:
    return read_chain(text, "", CarriedSources(bases))[0]


def variant(programme: Programme, file: str, changes: Tables) -> Programme:
    """Return a variant of a programme: a file that extends it and changes some keys.

    Parameters
    ----------
    file
        The value of its key `extends`.

    Raises
    ------
    Unusable
        The changes contradict the rest of the programme.
    """
    text = tomli_w.dumps({"extends": file, **changes})
    bases = (SourceText(file, programme.text), *programme.bases)
    return parse_programme(text, f"{file} +", bases)


def _read(
    text: str,
    file: str,
    sources: Sources,
    adapt: Callable[[Tables], Tables],
    *,
    carried: bool = False,
) -> Programme:
    """Parse and validate a programme file; `adapt` converts its merged tables first.

    Contradictions are reported beside violations of the schema, as far as the rest is valid.
    """
    data, bases = read_chain(text, file, sources)
    data = adapt(data)
    extended = [base.name for base in bases if not is_module_table(base)]
    name = " + ".join([file, *extended])
    try:
        table = ProgrammeFile.model_validate(data, context={CARRIED: carried})
    except ValidationError as error:
        faults = error.errors(include_url=False)
        problems = schema_problems(ProgrammeFile, faults, data)
        problems += _other_faults_of_modules(data, problems)
        rest = _without_faults(data, faults)
        if rest and not unknown_names(rest):
            problems += contradictions(build_programme(rest, text, bases))
    else:
        problems = unknown_names(table)
        if not problems:
            programme = build_programme(table, text, bases)
            problems = contradictions(programme) + ([] if carried else slips(programme))
            if table.closures.replaces and not extended:
                problems.append(problem("contradiction.replaces-nothing"))
    if problems:
        raise Unusable(problem("file.field", file=name, what=p) for p in problems)
    return programme


_HARMLESS = {"id": "x", "name": "x", "school": "x", "label": "x", "year": 1, "headcount": 0}
"""Values that replace invalid ones of keys on which no contradiction depends."""


def _table_at(data: Any, path: Iterable[int | str]) -> Any:
    for part in path:
        data = data[part]
    return data


_TABLES_OF_ROWS = (("modules",), ("teachers",))
"""The tables of a curriculum of which each row is told by itself."""


def _other_faults_of_modules(data: Tables, problems: Sequence[Problem]) -> list[Problem]:
    """Return what modules cannot mean together beside rows with problems, whatever these say."""
    places = (place for each in problems for place in each.places)
    faulty = {place[1:] for place in places if place[:1] == ("curriculum",)}
    if not faulty or any(len(at) < 2 or at[:1] not in _TABLES_OF_ROWS for at in faulty):
        return []
    return [found.below("curriculum") for found in other_faults(data["curriculum"], faulty)]


def _without_faults(data: Tables, faults: Iterable[ErrorDetails]) -> ProgrammeFile | None:
    """Return the file without unknown keys, invalid cohorts and milestones, which need each other.

    Returns
    -------
    ProgrammeFile or None
        None if it is still invalid.
    """
    rest = deepcopy(data)
    faulty = set()
    for fault in faults:
        *path, last = location_of(fault)
        is_name_or_size = last in _HARMLESS and (not path or (path[0], len(path)) == ("cohorts", 2))
        if fault["type"] == "extra_forbidden" and "milestones" not in path[:1]:
            del _table_at(rest, path)[last]
        elif is_name_or_size:
            number = path[-1] if path else 0
            _table_at(rest, path)[last] = f"x{number}" if last == "id" else _HARMLESS[str(last)]
        elif path and path[0] == "cohorts" and isinstance([*path, last][1], int):
            faulty.add([*path, last][1])
        elif "milestones" in (*path, last)[:1]:
            rest.pop("milestones", None)
    if isinstance(rest.get("cohorts"), list):
        rest["cohorts"] = [c for n, c in enumerate(rest["cohorts"]) if n not in faulty]
    try:
        return ProgrammeFile.model_validate(rest)
    except ValidationError:
        return None


def schema_of_tables() -> Tables:
    """Return the JSON Schema of programme files that extend no other."""
    return ProgrammeFile.model_json_schema()


def json_schema() -> str:
    """Return the JSON Schema of programme files, for editors.

    A file that extends another may omit any key: each definition has a second version without
    `required`. A curriculum may be the name of its table.
    """
    whole = schema_of_tables()
    whole["properties"]["curriculum"]["anyOf"].insert(0, {"type": "string"})
    definitions = whole.pop("$defs")
    parts = {f"{name}.part": _optional(table) for name, table in definitions.items()}
    schema = {
        "title": whole["title"],
        "description": whole["description"],
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/Variant"},
        "else": {"$ref": "#/$defs/Whole"},
        "$defs": {**definitions, **parts, "Whole": whole, "Variant": _optional(whole)},
    }
    return json.dumps(schema, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _optional(schema: Any) -> Any:
    """Return a schema without `required`, recursively; its references get the suffix `.part`."""
    if isinstance(schema, dict):
        return {
            key: f"{value}.part" if key == "$ref" else _optional(value)
            for key, value in schema.items()
            if key != "required" or not isinstance(value, list)
        }
    return [_optional(value) for value in schema] if isinstance(schema, list) else schema


def academic_year_of(programme: Programme, start_year: int) -> AcademicYear:
    """Compute an academic year of a programme.

    Raises
    ------
    Unusable
        The year is out of range, the dates of school holidays that close the school are unknown,
        semesters overlap in it, a cohort has no week of it, or all that it must do at some time
        lies before it starts or after it ends.
    """
    if not FIRST_START_YEAR <= start_year <= LAST_START_YEAR:
        raise Unusable(
            [problem("year.range", found=start_year, first=FIRST_START_YEAR, last=LAST_START_YEAR)]
        )
    try:
        year = _year_at_sites(programme, start_year, _year_at)
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
    problems = [
        problem("cohort.problem", cohort=cohort.id, what=fault)
        for cohort in programme.cohorts
        for fault in wrong_in_year(cohort, year.of(cohort.id))
    ]
    if problems:
        raise Unusable(problems)
    return year.with_cohort_days(tuple(_cohort_days(programme, year)))


def _cohort_days(programme: Programme, year: AcademicYear) -> Iterator[CohortDays]:
    """Yield the days of the cohorts that are there for a part of a year."""
    for cohort in programme.cohorts:
        days = days_between(cohort.starts, cohort.ends, year.of(cohort.id))
        if cohort.is_part_year and days:
            yield CohortDays(cohort.id, *days)


def _year_at_sites(
    programme: Programme,
    start_year: int,
    year_at: Callable[[Programme, Site, int], AcademicYear],
) -> AcademicYear:
    """Compute a year of a programme from those of its sites that have cohorts."""
    return year_of_sites(
        [
            SiteYear(
                site.name,
                tuple(cohort.id for cohort in programme.cohorts_at(site)),
                year_at(programme, site, start_year),
            )
            for site in programme.sites_in_use
        ]
    )


def _year_at(programme: Programme, site: Site, start_year: int) -> AcademicYear:
    """Compute a year of a programme as one of its sites has it."""
    return academic_year(
        start_year,
        programme.span,
        site.public_holidays,
        site.closures,
        programme.by_days,
        programme.weekdays,
    )


def base_years(programme: Programme, year: AcademicYear) -> Iterator[tuple[str, AcademicYear]]:
    """Yield the year with the closures of each file that a programme extends, the nearest first.

    The weeks are those of the programme, and so are dates of school holidays that neither the
    base nor the official calendar has. A base whose closures cannot be read is left out.
    """
    for number, base in enumerate(programme.bases):
        if is_module_table(base):
            continue
        tables = _tables(base.text, programme.bases[number + 1 :])
        try:
            closures = {site.id: closures_at(tables, site.id) for site in programme.sites}
        except ValidationError:
            continue

        def year_at(
            of: Programme, site: Site, start: int, found: Mapping[str, Closures] = closures
        ) -> AcademicYear:
            return _year_with(found[site.id], of, site, start)

        yield base.name, _year_at_sites(programme, year.start_year, year_at)


def _year_with(
    closures: Closures, programme: Programme, site: Site, start_year: int
) -> AcademicYear:
    """Compute a year of a programme at a site with other closures."""
    try:
        return _year_at(programme, replace(site, closures=closures), start_year)
    except UnknownSchoolHolidays:
        given = tuple(d for d in site.closures.given if d.name in closures.holidays)
        names = [name for name in closures.holidays if name in site.closures.holidays]
        dated = replace(closures, holidays=tuple(names), given=(*closures.given, *given))
        return _year_at(programme, replace(site, closures=dated), start_year)
