"""Reads published calendars, CSV or Excel: a row a week, the activity of each cohort.

The columns are the week (`iso_year` and `iso_week`, or `année` and `semaine`) and, for each cohort,
its activity (the id or label of the cohort, or `year1` for its year) and optionally its running
number (`1A_number`). Case, accents and spaces are ignored. A week that
several activities share has a letter for each weekday (CCC|EE). A cell that is empty, or says "?"
or "à définir", is of a week that is not published. There are no sessions and hours.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from planner.files.problems import Problem, Unusable, problem
from planner.files.spelling import folded
from planner.files.tables import Line, read_tables, shown
from planner.planning.check import Misstatement
from planner.planning.file.activity_words import activity_words, cut_week_accepted, cut_weeks
from planner.planning.file.json_reader import ReadPlanning, wrong_weeks
from planner.planning.file.presence_layout import presence_column
from planner.planning.file.presence_table import MOST_CALENDAR_WEEKS, PresenceTable
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.programme.cohort import Cohort
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.year.activity import Activity
from planner.year.blocks import running_numbers
from planner.year.weeks import AcademicYear

CalendarRow = Mapping[str, str]
"""The texts of a row by column."""

WEEK_COLUMNS = {
    **dict.fromkeys(("iso_year", "annee", "anneeiso", "year"), "iso_year"),
    **dict.fromkeys(("iso_week", "semaine", "semaineiso", "sem.", "sem", "week"), "iso_week"),
}


@dataclass(frozen=True)
class CalendarTable:
    """The table of a calendar: its columns by their names, its lines, and these as rows."""

    path: Path
    header: Sequence[str]
    lines: Sequence[Line]
    rows: Sequence[CalendarRow]

    @classmethod
    def read(cls, path: Path, programme: Programme, year: AcademicYear) -> "CalendarTable":
        """Read the first visible table of a file, of weeks or of presences.

        Parameters
        ----------
        year
            The first academic year, of which a table of presences need not have all weeks.

        Raises
        ------
        Unusable
            The file has none, or presences that cannot be read, with all problems.
        """
        tables = read_tables(
            path, lambda name: _known_column(name, programme) or presence_column(name)
        )
        table = next(table for table in tables if table.is_visible)
        if presences := PresenceTable.found_in(table, programme, year):
            return cls._of_presences(path, presences)
        header = [_header(shown(name), programme) for name in table.header.cells]
        rows = [
            dict(zip_longest(header, map(shown, line.cells[: len(header)]), fillvalue=""))
            for line in table.rows
        ]
        return cls(path, header, table.rows, rows)

    @classmethod
    def _of_presences(cls, path: Path, presences: PresenceTable) -> "CalendarTable":
        """Return the weeks of a table of presences.

        Raises
        ------
        Unusable
            With all problems.
        """
        weeks = presences.weeks()
        raise_any(
            [
                problem("file.line", file=path, line=line.number, what=what)
                if line
                else problem("file.field", file=path, what=what)
                for line, what in presences.faults
            ]
        )
        told = [name for name in presences.cohorts if any(w.activities[name] for w in weeks)]
        rows = [
            {
                "iso_year": str(week.monday.isocalendar().year),
                "iso_week": str(week.monday.isocalendar().week),
                **{name: week.activities[name] for name in told},
            }
            for week in weeks
        ]
        lines = [
            Line(week.line.number, tuple(row.values()))
            for week, row in zip(weeks, rows, strict=True)
        ]
        return cls(path, ["iso_year", "iso_week", *told], lines, rows)

    def columns(self, cohorts: Iterable[Cohort]) -> dict[str, str]:
        """Return the columns of cohorts: their ids, or their years where the ids are missing."""
        found = {}
        for cohort in cohorts:
            is_by_year = cohort.id not in self.header and f"year{cohort.year}" in self.header
            found[cohort.id] = f"year{cohort.year}" if is_by_year else cohort.id
        return found

    def check(self, columns: Iterable[str]) -> None:
        """Check that it has some columns, each once, and no more rows than a course has weeks.

        Raises
        ------
        Unusable
            With all problems.
        """
        found = _wrong_columns(self.header, len(self.rows), list(columns))
        raise_any([problem("file.field", file=self.path, what=what) for what in found])

    def wrong_lines(self) -> list[Problem]:
        """Return the problems of lines that have too many cells, or name no week."""
        return [
            self.at(n, what)
            for n, line in enumerate(self.lines)
            for what in _wrong_line(line, self.header, self.rows[n])
        ]

    def wrong_cells(
        self, programme: Programme, columns: Mapping[str, str], places: Iterable[int]
    ) -> list[Problem]:
        """Return the problems of cells of some rows that are invalid for their column."""
        words = self._words(programme, columns)
        return [
            self.at(n, what)
            for n in places
            for what in _wrong_cells(self.rows[n], columns, words, programme)
        ]

    def at(self, place: int, what: Problem) -> Problem:
        """Return a problem with the line of a row."""
        return problem("file.line", file=self.path, line=self.lines[place].number, what=what)

    def _words(
        self, programme: Programme, columns: Mapping[str, str]
    ) -> Mapping[str, Mapping[str, Activity]]:
        """Return what the words of the column of each cohort mean."""
        texts = {row[name] for row in self.rows for name in columns.values()}
        cut = {folded(t): found[0] for t in texts if len(found := cut_weeks(t, programme)) == 1}
        return {
            cohort.id: {"": Activity.UNKNOWN, **cut, **dict(activity_words(cohort, programme))}
            for cohort in programme.cohorts
        }

    @property
    def weeks(self) -> list[tuple[int, int]]:
        """The ISO year and number of each row, if no line is wrong."""
        return [(int(row["iso_year"]), int(row["iso_week"])) for row in self.rows]

    def planning(
        self, case: Case, columns: Mapping[str, str], places: Sequence[int | None]
    ) -> Planning:
        """Return what it says of a year, if no cell is wrong.

        Parameters
        ----------
        columns
            The column of each cohort, by cohort id.
        places
            The row of each week; None for weeks that it does not have, which are not published.
        """
        words = self._words(case.programme, columns)

        def meant(cohort: Cohort, week: int, place: int | None) -> Activity:
            word = "" if place is None else folded(self.rows[place][columns[cohort.id]])
            if not word:
                is_there = week in case.cohort_weeks[cohort.id]
                return Activity.UNKNOWN if is_there else Activity.OUTSIDE
            return words[cohort.id][word]

        cohorts = tuple(
            CohortPlanning(cohort, tuple(meant(cohort, *week) for week in enumerate(places)))
            for cohort in case.programme.cohorts
        )
        return Planning.of(case, cohorts)


def read_year(table: CalendarTable, programme: Programme, year: AcademicYear) -> ReadPlanning:
    """Read a published calendar of one academic year.

    Raises
    ------
    Unusable
        With all problems: columns are missing, a cell is invalid for its column, or the weeks are
        not those of the year.
    """
    columns, places = table.columns(programme.cohorts), range(len(table.rows))
    table.check(columns.values())
    wrong = [*table.wrong_lines(), *table.wrong_cells(programme, columns, places)]
    raise_any(sorted(wrong, key=lambda each: int(str(each.values["line"]))))
    found = wrong_weeks(table.weeks, year)
    raise_any([problem("file.field", file=table.path, what=what) for what in found])
    planning = table.planning(Case(programme, year), columns, places)
    misstated = _wrong_numbers(planning, columns, table.rows)
    return ReadPlanning(Edition(planning, ()), tuple(misstated))


def raise_any(problems: Sequence[Problem]) -> None:
    """Raise problems, if there are any.

    Raises
    ------
    Unusable
        There are some.
    """
    if problems:
        raise Unusable(problems)


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


def _wrong_columns(header: Sequence[str], rows: int, columns: Sequence[str]) -> Iterator[Problem]:
    asked = ["iso_year", "iso_week", *columns]
    if missing := [name for name in asked if name not in header]:
        yield problem("table.columns", missing=", ".join(missing), found=", ".join(header) or "–")
    if doubled := [name for name, count in Counter(header).items() if name and count > 1]:
        yield problem("table.doubled", columns=", ".join(doubled))
    if len(set(columns)) < len(columns):
        yield problem("table.shared-column", columns=", ".join(columns))
    if rows > MOST_CALENDAR_WEEKS:
        yield problem("table.too-many-rows", most=MOST_CALENDAR_WEEKS)


def _wrong_line(line: Line, header: Sequence[str], row: CalendarRow) -> Iterator[Problem]:
    if line.is_overlong or len(line.cells) > len(header):
        yield problem("table.too-many-cells")
    for name in ("iso_year", "iso_week"):
        if not _is_number(row.get(name)):
            yield _wrong_cell(name, row.get(name), problem("accepted.integer"))


def _wrong_cells(
    row: CalendarRow,
    columns: Mapping[str, str],
    words: Mapping[str, Mapping[str, Activity]],
    programme: Programme,
) -> Iterator[Problem]:
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
