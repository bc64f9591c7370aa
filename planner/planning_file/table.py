"""A published calendar as a CSV table: a row a week, the activity and number of each cohort.

The header names `iso_year`, `iso_week` and for each cohort its activity and its running number:
`1A`, `1A_number` by the cohort's id, or `year1`, `year1_number` by its year. The cells are parted
by commas, or by semicolons as French spreadsheets write them. Sessions and hours are not part of
such a table.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from planner.check import Misstatement
from planner.domain import (
    Activity,
    Cohort,
    CohortPlanning,
    Edition,
    Planning,
    Programme,
    running_numbers,
)
from planner.planning_file.reading import ReadPlanning, wrong_weeks
from planner.problems import Problem, Unusable, problem, read_text
from planner.programme_file import academic_year_of

MOST_ROWS = 60
"""More rows than any academic year has weeks; what is longer is no calendar."""

Row = Mapping[str, str]


def read_table(path: Path, programme: Programme, start_year: int) -> ReadPlanning:
    """Read a published calendar of one academic year.

    Raises
    ------
    Unusable
        Columns are missing, a cell is not what its column asks for, or the weeks are not those
        of the year; with all problems.
    """
    year = academic_year_of(programme, start_year)
    text = read_text(path)
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, strict=True, restkey="")
    try:
        header = [name.strip() for name in reader.fieldnames or []]
        reader.fieldnames = header
        lines = [
            (reader.line_num, row) for _, row in zip(range(MOST_ROWS + 1), reader, strict=False)
        ]
    except csv.Error:
        raise Unusable([problem("file.not-csv", file=path, line=reader.line_num)]) from None
    rows = [row for _, row in lines]
    columns = {cohort.id: _column(cohort, header) for cohort in programme.cohorts}
    if problems := list(_missing_columns(header, columns)):
        raise Unusable(problem("file.field", file=path, what=p) for p in problems)
    problems = [
        problem("file.line", file=path, line=line, what=p)
        for line, row in lines
        for p in _cell_problems(row, columns)
    ]
    if not problems:
        weeks = [(int(row["iso_year"]), int(row["iso_week"])) for row in rows]
        problems = [problem("file.field", file=path, what=p) for p in wrong_weeks(weeks, year)]
    if problems:
        raise Unusable(problems)
    planning = Planning(
        programme,
        year,
        tuple(
            CohortPlanning(cohort, tuple(Activity(row[columns[cohort.id]].strip()) for row in rows))
            for cohort in programme.cohorts
        ),
    )
    return ReadPlanning(Edition(planning, ()), tuple(_wrong_numbers(planning, columns, rows)))


def _column(cohort: Cohort, header: list[str]) -> str:
    by_year = f"year{cohort.year}"
    return by_year if by_year in header and cohort.id not in header else cohort.id


def _missing_columns(header: list[str], columns: Mapping[str, str]) -> Iterator[Problem]:
    asked = [
        "iso_year",
        "iso_week",
        *(c for name in columns.values() for c in (name, f"{name}_number")),
    ]
    if missing := [name for name in asked if name not in header]:
        yield problem("table.columns", missing=", ".join(missing), found=", ".join(header) or "–")
    if doubled := [name for name, count in Counter(header).items() if name and count > 1]:
        yield problem("table.doubled", columns=", ".join(doubled))
    if len(set(columns.values())) < len(columns):
        yield problem("table.shared-column", columns=", ".join(columns.values()))


def _cell_problems(row: Row, columns: Mapping[str, str]) -> Iterator[Problem]:
    if row.get(""):
        yield problem("table.too-many-cells")
    for name in ("iso_year", "iso_week"):
        if not _is_number(row[name]):
            yield _wrong_cell(name, row[name], problem("accepted.integer"))
    for name in columns.values():
        activities = ", ".join(Activity)
        if (row[name] or "").strip() not in list(Activity):
            yield _wrong_cell(name, row[name], problem("accepted.one-of", expected=activities))
        number = row[f"{name}_number"]
        if (number or "").strip() and not _is_number(number):
            yield _wrong_cell(f"{name}_number", number, problem("accepted.integer"))


def _is_number(text: str | None) -> bool:
    return (text or "").strip().isascii() and (text or "").strip().isdigit() and len(text or "") < 9


def _wrong_cell(name: str, found: str | None, accepted: Problem) -> Problem:
    return problem("field.value", field=name, found=f'"{(found or "")[:60]}"', accepted=accepted)


def _wrong_numbers(
    planning: Planning, columns: Mapping[str, str], rows: list[dict[str, str]]
) -> Iterator[Misstatement]:
    for cohort in planning.cohorts:
        name = f"{columns[cohort.cohort.id]}_number"
        for index, number in enumerate(running_numbers(cohort.activities)):
            stated = (rows[index][name] or "").strip()
            if stated != ("" if number is None else str(number)):
                week = planning.year.weeks[index]
                yield Misstatement(name, stated or "–", number, cohort.cohort, week)
