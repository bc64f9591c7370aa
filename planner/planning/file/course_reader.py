"""Reads calendars of one academic year or of a course: cut at the years, each with its classes.

The columns of a longer calendar name the classes in which people begin; a year later they are in
those that follow. Where it has all classes of a programme, they are these in each year. A year
that the calendar has in part is not published in its other weeks.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from planner.files.problems import Problem, problem
from planner.planning.course import stays_before
from planner.planning.file.calendar_reader import CalendarTable, raise_any, read_year
from planner.planning.file.json_reader import ReadPlanning, wrong_weeks
from planner.planning.planning import Edition
from planner.programme.file import academic_year_of
from planner.programme.programme import Programme
from planner.programme.site import Campus
from planner.rules.case import Case
from planner.rules.course import MOST_YEARS
from planner.rules.given import Given
from planner.year.weeks import AcademicYear, Week

_Rows = Sequence[int | None]

_LONGER = 5
"""By so many weeks, a calendar is longer than a year, instead of having some that are not of it."""


def read_calendar_years(
    path: Path, programme: Programme, start_year: int
) -> tuple[ReadPlanning, ...]:
    """Read a published calendar, of one academic year or of several in a row.

    Parameters
    ----------
    start_year
        The year in which its first academic year starts.

    Raises
    ------
    Unusable
        With all problems: columns are missing, a cell is invalid for its column, or the weeks are
        not those of the years.
    """
    year = academic_year_of(programme, start_year)
    table = CalendarTable.read(path, programme, year)
    if len(table.rows) < len(year) + _LONGER:
        return (read_year(table, programme, year),)
    return _read_course(table, programme, year)


def _read_course(
    table: CalendarTable, programme: Programme, first: AcademicYear
) -> tuple[ReadPlanning, ...]:
    columns = table.columns(programme.cohorts)
    known = {cohort: name for cohort, name in columns.items() if name in table.header}
    table.check((known or columns).values())
    raise_any(table.wrong_lines())
    years = list(_years(table, programme, first))
    whole = AcademicYear(first.start_year, _spanned(table, years))
    found = wrong_weeks(table.weeks, whole)
    raise_any([problem("file.field", file=table.path, what=what) for what in found])
    rows = {week: n for n, week in enumerate(table.weeks)}
    places = [[rows.get((week.iso_year, week.iso_week)) for week in y.weeks] for y in years]
    classes = list(_followed(programme, known, len(years)))
    raise_any(
        [
            fault
            for of, own in zip(classes, places, strict=True)
            for fault in (
                *table.wrong_cells(_part(programme, of), of, [n for n in own if n is not None]),
                *_classless(table, known, of, own),
            )
        ]
    )
    read: list[ReadPlanning] = []
    for year, of, own in zip(years, classes, places, strict=True):
        if not of:
            break
        stays = stays_before(read[-1].edition.planning, programme) if read else {}
        given = Given(before={cohort: stay for cohort, stay in stays.items() if cohort in of})
        planning = table.planning(Case(_part(programme, of), year, given), of, own)
        read.append(ReadPlanning(Edition(planning, ()), ()))
    return tuple(read)


def _years(
    table: CalendarTable, programme: Programme, first: AcademicYear
) -> Iterator[AcademicYear]:
    """Yield the academic years up to that of the last row, as many as a course has at most."""
    year = first
    while _names(year)[-1] < max(table.weeks) and year.start_year + 1 < (
        first.start_year + MOST_YEARS
    ):
        yield year
        year = academic_year_of(programme, year.start_year + 1)
    yield year


def _names(year: AcademicYear) -> list[tuple[int, int]]:
    return [(week.iso_year, week.iso_week) for week in year.weeks]


def _spanned(table: CalendarTable, years: Sequence[AcademicYear]) -> tuple[Week, ...]:
    """Return the weeks of some years from the first to the last that a calendar has."""
    weeks = [week for year in years for week in year.weeks]
    named, found = [name for year in years for name in _names(year)], set(table.weeks)
    there = [n for n, name in enumerate(named) if name in found]
    return tuple(weeks[there[0] : there[-1] + 1] if there else weeks)


def _followed(
    programme: Programme, columns: Mapping[str, str], years: int
) -> Iterator[Mapping[str, str]]:
    """Yield for each year the column of each class: that of those who are in it by then."""
    for _ in range(years):
        yield columns
        if len(columns) == len(programme.cohorts):
            continue
        columns = {
            cohort.id: columns[before.id]
            for cohort in programme.cohorts
            if (before := programme.cohort_before(cohort)) and before.id in columns
        }


def _part(programme: Programme, classes: Collection[str]) -> Programme:
    """Return a programme with some of its classes; on their campuses, others may be as well."""
    others = {cohort.site for cohort in programme.cohorts if cohort.id not in classes}
    sites = tuple(
        replace(site, campus=Campus()) if site.id in others else site for site in programme.sites
    )
    cohorts = tuple(cohort for cohort in programme.cohorts if cohort.id in classes)
    return replace(programme, cohorts=cohorts, sites=sites)


def _classless(
    table: CalendarTable, columns: Mapping[str, str], classes: Mapping[str, str], rows: _Rows
) -> Iterator[Problem]:
    """Yield the columns that go on in a year in which no class follows that of the year before."""
    for name in columns.values():
        written = (n for n in rows if n is not None and table.rows[n][name].strip())
        if name not in classes.values() and (first := next(written, None)) is not None:
            yield table.at(first, problem("course.no-class", column=name))
