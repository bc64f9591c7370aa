"""Reads published calendars, CSV or Excel: a row a week, the activity of each cohort.

The columns are the week (`iso_year` and `iso_week`, or `année` and `semaine`) and, for each cohort,
its activity (the id or label of the cohort, or `year1` for its year) and optionally its running
number (`1A_number`). Case, accents and spaces are ignored. A week that
several activities share has a letter for each weekday (CCC|EE). A cell that is empty, or says "?"
or "à définir", is of a week that is not published. There are no sessions and hours.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from planner.files.problems import Problem, Unusable, problem
from planner.files.spelling import folded
from planner.files.tables import Line, Table, read_tables, shown
from planner.planning.check import Misstatement
from planner.planning.file.json_reader import ReadPlanning, wrong_weeks
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.programme.cohort import Cohort
from planner.programme.file import academic_year_of
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.year.activity import Activity, week_of, weeks_lettered
from planner.year.blocks import running_numbers

_MOST_ROWS = 60
"""More rows than any academic year has weeks."""

CalendarRow = Mapping[str, str]
"""The texts of a row by column."""

ACTIVITY_WORDS: Mapping[str, Activity] = {
    **dict.fromkeys(("school", "ecole", "campus", "c"), Activity.SCHOOL),
    **dict.fromkeys(("company", "entreprise", "e"), Activity.COMPANY),
    **dict.fromkeys(("defence", "soutenance", "soutenances", "jury", "j"), Activity.DEFENCE),
    **dict.fromkeys(("abroad", "etranger", "aletranger", "a"), Activity.ABROAD),
    **dict.fromkeys(("leave", "conges", "v"), Activity.LEAVE),
    **dict.fromkeys(("none", "rien", "–", "-"), Activity.NONE),
    **dict.fromkeys(
        ("?", "unknown", "tbd", "adefinir", "apreciser", "nonpublie", "nonpubliee", "inconnu"),
        Activity.UNKNOWN,
    ),
}
"""The normalised words and letters for the ready activities, and for a week not published."""

WEEK_COLUMNS = {
    **dict.fromkeys(("iso_year", "annee", "anneeiso", "year"), "iso_year"),
    **dict.fromkeys(("iso_week", "semaine", "semaineiso", "sem.", "sem", "week"), "iso_week"),
}


def read_table(path: Path, programme: Programme, start_year: int) -> ReadPlanning:
    """Read a published calendar of one academic year.

    Raises
    ------
    Unusable
        With all problems: columns are missing, a cell is invalid for its column, or the weeks are
        not those of the year.
    """
    year = academic_year_of(programme, start_year)
    tables = read_tables(path, lambda name: _known_column(name, programme))
    table = next(table for table in tables if table.is_visible)
    header = [_header(shown(name), programme) for name in table.header.cells]
    columns = {cohort.id: _column(cohort, header) for cohort in programme.cohorts}
    if problems := list(_wrong_columns(header, table, columns)):
        raise Unusable(problem("file.field", file=path, what=p) for p in problems)
    words = {
        cohort.id: {"": Activity.UNKNOWN, **dict(activity_words(cohort, programme))}
        for cohort in programme.cohorts
    }
    cells = {shown(cell) for line in table.rows for cell in line.cells}
    cut = {
        folded(cell): found[0] for cell in cells if len(found := cut_weeks(cell, programme)) == 1
    }
    words = {cohort: cut | found for cohort, found in words.items()}
    rows = [
        dict(zip_longest(header, map(shown, line.cells[: len(header)]), fillvalue=""))
        for line in table.rows
    ]
    problems = [
        problem("file.line", file=path, line=line.number, what=p)
        for line, row in zip(table.rows, rows, strict=True)
        for p in _wrong_cells(line, header, row, columns, words, programme)
    ]
    if not problems:
        weeks = [(int(row["iso_year"]), int(row["iso_week"])) for row in rows]
        problems = [problem("file.field", file=path, what=p) for p in wrong_weeks(weeks, year)]
    if problems:
        raise Unusable(problems)
    case = Case(programme, year)

    def meant(cohort: Cohort, index: int) -> Activity:
        word = folded(rows[index][columns[cohort.id]])
        if not word and index in case.cohort_weeks[cohort.id]:
            return Activity.UNKNOWN
        return words[cohort.id][word]

    cohorts = tuple(
        CohortPlanning(cohort, tuple(meant(cohort, index) for index in range(len(rows))))
        for cohort in programme.cohorts
    )
    planning = Planning.of(case, cohorts)
    wrong = _wrong_numbers(planning, columns, rows)
    return ReadPlanning(Edition(planning, ()), tuple(wrong))


def _known_column(name: str, programme: Programme) -> str | None:
    """Return the column that a header names; None if it is unknown."""
    word = folded(name)
    if word in WEEK_COLUMNS:
        return WEEK_COLUMNS[word]
    for cohort in programme.cohorts:
        for own in (cohort.id, cohort.label):
            if word == folded(own):
                return cohort.id
            if word == folded(f"{own}_number"):
                return f"{cohort.id}_number"
    return None


def _header(name: str, programme: Programme) -> str:
    """Return the column that a header names, else the header itself."""
    return _known_column(name, programme) or name.strip()


def _column(cohort: Cohort, header: Sequence[str]) -> str:
    """Return the column of a cohort: its id, or its year where the id is missing."""
    by_year = f"year{cohort.year}"
    return by_year if by_year in header and cohort.id not in header else cohort.id


def activity_words(cohort: Cohort, programme: Programme) -> Iterator[tuple[str, Activity]]:
    """Yield the normalised words allowed in the column of a cohort, with their activities.

    A word may occur several times: the last meaning overrides. An empty cell means that a cohort
    is not there, where it is not there all year.
    """
    yield from ACTIVITY_WORDS.items()
    for named in cohort.named_blocks:
        yield folded(named.name), named.activity
    for activity in programme.activities:
        for word in (activity.code, activity.label, activity.name):
            if word and (activity != Activity.OUTSIDE or cohort.is_part_year):
                yield folded(word), activity
    if cohort.is_part_year:
        yield "", Activity.OUTSIDE


def cut_weeks(cell: str, programme: Programme) -> tuple[Activity, ...]:
    """Return the weeks that a letter for each weekday may stand for: CCC|EE or CCCEE.

    The bars between activities may be left out. There are none where it is not five letters of the
    programme, and several where letters can be read in several ways.
    """
    codes = {folded(activity.code): activity for activity in _of_days(programme)}
    codes["-"] = Activity.NONE
    return weeks_lettered(folded(cell), codes)


def _of_days(programme: Programme) -> Iterator[Activity]:
    """Yield the activities that a day may have: outside where some class is not there all year."""
    may_be_outside = any(cohort.is_part_year for cohort in programme.cohorts)
    return (a for a in programme.activities if may_be_outside or a != Activity.OUTSIDE)


def cut_week_accepted(cell: str, programme: Programme, choices: Sequence[str]) -> Problem:
    """Return what a cell may hold; of several letters, how those of days are written."""
    expected = ", ".join(choices)
    if len(cell.strip()) < 2:
        return problem("accepted.one-of", expected=expected)
    codes = {activity.code: activity for activity in _of_days(programme)}
    letters = {letter for code in codes for letter in folded(code)} | {"|", "-"}
    example = week_of([*[Activity.SCHOOL] * 3, *[Activity.COMPANY] * 2]).code
    if letters.issuperset(folded(cell)):
        return problem("accepted.days", letters=", ".join(codes), example=example)
    return problem("accepted.one-of-or-days", expected=expected, example=example)


def _wrong_columns(
    header: Sequence[str], table: Table, columns: Mapping[str, str]
) -> Iterator[Problem]:
    asked = ["iso_year", "iso_week", *columns.values()]
    if missing := [name for name in asked if name not in header]:
        yield problem("table.columns", missing=", ".join(missing), found=", ".join(header) or "–")
    if doubled := [name for name, count in Counter(header).items() if name and count > 1]:
        yield problem("table.doubled", columns=", ".join(doubled))
    if len(set(columns.values())) < len(columns):
        yield problem("table.shared-column", columns=", ".join(columns.values()))
    if len(table.rows) > _MOST_ROWS:
        yield problem("table.too-many-rows", most=_MOST_ROWS)


def _wrong_cells(
    line: Line,
    header: Sequence[str],
    row: CalendarRow,
    columns: Mapping[str, str],
    words: Mapping[str, Mapping[str, Activity]],
    programme: Programme,
) -> Iterator[Problem]:
    if line.is_overlong or len(line.cells) > len(header):
        yield problem("table.too-many-cells")
    for name in ("iso_year", "iso_week"):
        if not _is_number(row.get(name)):
            yield _wrong_cell(name, row.get(name), problem("accepted.integer"))
    for cohort, name in columns.items():
        if folded(row.get(name) or "") not in words[cohort]:
            known = dict.fromkeys(
                a.code if a == Activity.UNKNOWN else a.name
                for a in words[cohort].values()
                if not a.parts
            )
            accepted = cut_week_accepted(row.get(name) or "", programme, list(known))
            yield _wrong_cell(name, row.get(name), accepted)
        number = row.get(f"{name}_number")
        if (number or "").strip() and not _is_number(number):
            yield _wrong_cell(f"{name}_number", number, problem("accepted.integer"))


def _is_number(text: str | None) -> bool:
    return (text or "").strip().isascii() and (text or "").strip().isdigit() and len(text or "") < 9


def _wrong_cell(name: str, found: str | None, accepted: Problem) -> Problem:
    return problem("field.value", field=name, found=f'"{(found or "")[:60]}"', accepted=accepted)


def _wrong_numbers(
    planning: Planning, columns: Mapping[str, str], rows: Sequence[CalendarRow]
) -> Iterator[Misstatement]:
    """Yield the running numbers that do not follow from the activities, up to a week unknown."""
    for cohort in planning.cohorts:
        name = f"{columns[cohort.cohort.id]}_number"
        for index, number in enumerate(running_numbers(cohort.activities)):
            if cohort.activities[index] == Activity.UNKNOWN:
                break
            if name not in rows[index]:
                continue
            stated = rows[index][name].strip()
            if stated != ("" if number is None else str(number)):
                week = planning.year.weeks[index]
                yield Misstatement(name, stated or "–", number, cohort.cohort, week)
