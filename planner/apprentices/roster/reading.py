"""Read a roster: its rows become apprentices; every problem is told with its cell."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from planner.apprentices.apprentice import Apprentice, PeriodKind, Span
from planner.apprentices.own_days import OwnDays, contradictory_days
from planner.apprentices.roster.closures import check_typed_weeks
from planner.apprentices.roster.columns import Column, Columns, column_of
from planner.apprentices.roster.fields import (
    MAX_REMARKS_LENGTH,
    MAX_TEXT_LENGTH,
    ApprenticeFields,
    without_control,
)
from planner.apprentices.roster.persons import joined_persons, row_faults
from planner.apprentices.roster.shared_exceptions import (
    SharedException,
    has_shared_exceptions,
    with_shared_exceptions,
)
from planner.apprentices.roster.skipped_rows import is_blank, is_total, skipped_rows
from planner.apprentices.roster.vocabulary import excerpt, quoted_excerpt
from planner.files.invisible import without_invisible
from planner.files.problems import Problem, Unusable, problem
from planner.files.spelling import folded
from planner.files.tables import (
    CSV,
    WORKBOOKS,
    Line,
    Table,
    address_of,
    column_letters,
    read_tables,
    reads_oddly,
    shown,
)
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.year.weeks import AcademicYear

_SUFFIXES = (*WORKBOOKS, CSV, ".txt", ".tsv")


@dataclass(frozen=True)
class ReadRoster:
    """A roster as it was read.

    Attributes
    ----------
    notes
        What to tell about it: rows that were skipped, an encoding that was guessed, odd letters.
    """

    apprentices: tuple[Apprentice, ...]
    notes: tuple[Problem, ...] = ()


def read_roster(path: Path, case: Case) -> tuple[Apprentice, ...]:
    """Read the apprentices of a roster, in its order; see `read_noted_roster`."""
    return read_noted_roster(path, case).apprentices


def read_noted_roster(path: Path, case: Case) -> ReadRoster:
    """Read the apprentices of a roster, in its order, and what to tell about it.

    Every sheet with the columns of a roster is read; hidden rows, hidden sheets and rows of totals
    are skipped and counted.

    Parameters
    ----------
    case
        The programme and the academic year to which the roster belongs.

    Raises
    ------
    Unusable
        The file is no roster, or cells are invalid; all problems are listed.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise Unusable([problem("roster.kind", file=path)])
    lists, shared = _roster_tables(path)
    rows = list(_rows(lists))
    notes = [note for found in lists for note in _notes(*found)]
    if not rows:
        raise Unusable([problem("roster.empty", file=path), *notes])
    read = [(row, row.apprentice(case)) for row in rows]
    found = [(row, apprentice) for row, apprentice in read if apprentice]
    _report_row_faults(found, case.year)
    _report_spelling_variants(found)
    if faults := [fault for row in rows for fault in row.located_problems]:
        raise Unusable([*(table.doubt for table, _ in lists if table.doubt), *faults])
    odd = [note for row in rows for note in row.odd_words]
    people = _with_shared(joined_persons([apprentice for _, apprentice in found]), shared, case)
    told = (
        *_without_company(people),
        *_without_option(people, case.programme),
        *_without_effect(people, case.year),
    )
    return ReadRoster(people, (*notes, *_removed_characters(rows), *odd, *told))


def _rows(tables: Iterable[tuple[Table, Columns]]) -> "Iterator[_Row]":
    for table, columns in tables:
        for line in table.rows if table.is_visible else ():
            if not (line.hidden or is_total(line, columns) or is_blank(line, columns)):
                yield _Row(table, columns, line)


def _with_shared(
    people: Sequence[Apprentice], tables: Iterable[tuple[Table, Columns]], case: Case
) -> tuple[Apprentice, ...]:
    """Return persons with what the sheets of exceptions say; raise the problems of these."""
    said = [(row, row.shared_exception(case)) for row in _rows(tables)]
    changed = tuple(people)
    for row, each in said:
        whom = [who for who in changed if each.concerns(who)]
        if not whom or not (each.surname or each.company):
            column = Column.SURNAME if each.surname else Column.COMPANY
            row.report(column, problem("cell.nobody"))
        changed = with_shared_exceptions(changed, [each])
        for who in whom:
            shares = contradictory_days(each.applied(who).own_days)
            if pair := next(shares, None):
                day = max(days.first for days in pair)
                row.report(Column.EXCEPTIONS, problem("cell.exceptions-of", name=who.name, day=day))
                break
    if faults := [fault for row, _ in said for fault in row.located_problems]:
        raise Unusable(faults)
    return changed


def _notes(table: Table, columns: Columns) -> Iterator[Problem]:
    if table.doubt:
        yield table.doubt
    yield from skipped_rows(table, columns)


def _without_company(people: Iterable[Apprentice]) -> Iterator[Problem]:
    """Yield who has no company yet."""
    if found := [who.name for who in people if not who.companies]:
        yield problem("roster.no-company", count=len(found), names=excerpt(found))


def _without_option(people: Iterable[Apprentice], programme: Programme) -> Iterator[Problem]:
    """Yield who says no option, in a class whose modules differ by option."""
    several = {each.id for each in programme.cohorts if len(programme.options_of(each)) > 1}
    if found := [who.name for who in people if who.cohort in several and not who.option]:
        yield problem("roster.no-option", count=len(found), names=excerpt(found))


def _without_effect(people: Iterable[Apprentice], year: AcademicYear) -> Iterator[Problem]:
    """Yield whose exceptions have no working day in a contract that no break suspends."""

    def is_idle(who: Apprentice) -> bool:
        weeks = year.of(who.cohort).weeks if who.own_days else ()
        off = {day for week in weeks for day in week.public_holidays}
        return not all(_takes_effect(own, who, off, year.weekdays) for own in who.own_days)

    if found := [who.name for who in people if is_idle(who)]:
        yield problem("roster.no-effect", count=len(found), names=excerpt(found))


def _takes_effect(own: OwnDays, who: Apprentice, off: Container[date], weekdays: int) -> bool:
    span = Span(own.first, own.last)
    days = [day for day in span if day.weekday() < weekdays and day not in off]
    breaks = [period for period in who.periods if period.kind is PeriodKind.BREAK]
    bound = [period for period in who.periods if period.kind is not PeriodKind.BREAK]
    return any(
        any(day in period for period in bound) and not any(day in period for period in breaks)
        for day in days
    )


def _removed_characters(rows: Iterable["_Row"]) -> Iterator[Problem]:
    """Yield, for each table, in which cells names had invisible characters."""
    for where, found in groupby(rows, lambda row: row.where):
        if cells := [cell for row in found for cell in row.cells_with_invisible]:
            yield problem("roster.invisible", file=where, count=len(cells), cells=excerpt(cells))


_Tables = list[tuple[Table, Columns]]


def _roster_tables(path: Path) -> tuple[_Tables, _Tables]:
    """Return the tables with the columns of a roster; raise the problems of visible ones.

    Beside them, the visible tables of exceptions.
    """
    tables = [
        (table, Columns(tuple(map(_header, table.header.cells))))
        for table in read_tables(path, column_of)
    ]
    visible = [found for found in tables if found[0].is_visible]
    nearest = min(visible, key=lambda found: len(found[1].missing))
    lists = [found for found in visible if found[1].is_roster] or [nearest]
    if faults := [
        problem("file.line", file=table.where, line=table.header.number, what=what)
        for table, columns in lists
        for what in columns.problems()
    ]:
        raise Unusable(faults)
    hidden = [found for found in tables if not found[0].is_visible and not found[1].missing]
    shared = [found for found in visible if has_shared_exceptions(found[1])]
    return lists + hidden, [found for found in shared if found not in lists]


def _header(cell: object) -> str:
    return " ".join(shown(cell)[:MAX_TEXT_LENGTH].split())


@dataclass(frozen=True)
class _Row:
    """A row of a roster, and the problems found in it by index of their columns."""

    table: Table
    columns: Columns
    line: Line
    faults: list[tuple[int, Problem]] = field(default_factory=list)

    @property
    def where(self) -> str:
        """The file and the sheet."""
        return self.table.where

    @property
    def located_problems(self) -> list[Problem]:
        """The problems from left to right, each with its cell; or that cells may be shifted."""
        if self.line.is_overlong:
            widths = {"found": self.line.width, "expected": self.table.header.width}
            what = problem("row.overlong", **widths)
            return [problem("file.line", file=self.where, line=self.line.number, what=what)]
        return [self._at(place, what) for place, what in sorted(self.faults, key=itemgetter(0))]

    @property
    def odd_words(self) -> Iterator[Problem]:
        """What to tell of words with letters that stand where none of a name do."""
        for place, found in self._names():
            if reads_oddly(without_invisible(found)):
                yield self._at(place, problem("cell.odd-letters", found=quoted_excerpt(found)))

    @property
    def cells_with_invisible(self) -> Iterator[str]:
        """The addresses of names with invisible characters, which are removed."""
        for place, found in self._names():
            if without_invisible(found) != found:
                yield address_of(self.line.number, place + 1)

    def _names(self) -> Iterator[tuple[int, str]]:
        """The names of the row, with the index of their column."""
        for column in (Column.SURNAME, Column.FIRST_NAME, Column.COMPANY, Column.OPTION):
            for place in self.columns.places(column)[:1]:
                if place < len(self.line.cells):
                    yield place, shown(self.line.cells[place])

    def _at(self, place: int, what: Problem) -> Problem:
        return problem(
            "roster.cell",
            file=self.where,
            line=self.line.number,
            letter=column_letters(place + 1),
            header=self.columns.headers[place],
            what=what,
        )

    def report(self, column: Column, what: Problem) -> None:
        """Add a problem to the cell of a column, or of the surname where it has none."""
        places = self.columns.places(column) or self.columns.places(Column.SURNAME)
        self.faults.append((next(iter(places), 0), what))

    def apprentice(self, case: Case) -> Apprentice | None:
        """Parse the row; None if a required cell is missing or invalid, or cells are shifted."""
        if self.line.is_overlong:
            return None
        self._check_typed_weeks(case.year)
        fields = ApprenticeFields(
            {column: [self._cell(n) for n in self.columns.places(column)] for column in Column}
        )
        found = fields.apprentice(case)
        for place in self.columns.places(Column.COMPANY):
            if not shown(self._cell(place)).strip() and self._is_merged(place):
                self.faults.append((place, problem("cell.merged")))
        for fault in fields.faults:
            places = self.columns.places(fault.column) or self.columns.places(Column.SURNAME)
            place = places[fault.number]
            is_hidden = fault.what.key == "cell.empty" and self._is_merged(place)
            self.faults.append((place, problem("cell.merged") if is_hidden else fault.what))
        if found is None:
            return None
        periods = (replace(found.periods[0], further=tuple(self._further())),)
        return replace(found, periods=periods, where=self.where, row=self.line.number)

    def shared_exception(self, case: Case) -> SharedException:
        """Parse the row of a sheet of exceptions."""
        cells = {
            column: [self._cell(place)]
            for column in Column
            for place in self.columns.places(column)[:1]
            if shown(self._cell(place)).strip()
        }
        fields = ApprenticeFields(cells)
        found = fields.shared_exception(case.year)
        for fault in fields.faults:
            self.report(fault.column, fault.what)
        if not (fields.faults or found.own_days or found.hours):
            column = next(c for c in (Column.EXCEPTIONS, Column.HOURS) if self.columns.places(c))
            self.report(column, problem("cell.empty"))
        return found

    def _further(self) -> Iterator[tuple[str, str]]:
        """Yield the headers and the texts of the columns that are none of a roster."""
        for place, header in enumerate(self.columns.headers):
            if header and not self.columns.is_known(place):
                text = without_control(without_invisible(shown(self._cell(place))))
                yield header, " ".join(text.split())[:MAX_REMARKS_LENGTH]

    def _cell(self, place: int) -> object:
        return self.line.cells[place] if place < len(self.line.cells) else None

    def _is_merged(self, place: int) -> bool:
        """Whether a cell is merged with others of its row."""
        return any(
            span.top <= self.line.number <= span.bottom and span.left <= place + 1 <= span.right
            for span in self.table.spans
        )

    def _check_typed_weeks(self, year: AcademicYear) -> None:
        """Report a date without year that may have been typed as weeks: 8-12 is 8 December."""
        for place in self.columns.places(Column.CLOSED):
            cell = self._cell(place)
            if isinstance(cell, date) and (self.line.number, place + 1) in self.table.yearless:
                try:
                    check_typed_weeks(cell.day, cell.month, shown(cell), year)
                except Unusable as unusable:
                    self.faults.extend((place, what) for what in unusable.problems)


_Found = tuple[_Row, Apprentice]


def _report_row_faults(found: Sequence[_Found], year: AcademicYear) -> None:
    """Report what is wrong between the rows of a person, with the row that one contradicts."""
    rows = [row for row, _ in found]
    for fault in row_faults([person for _, person in found], year):
        row, what = rows[fault.row], fault.what
        if fault.other is not None:
            other = _row_reference(row, rows[fault.other])
            what = problem(what.key, **what.values, row=other)
        row.report(fault.column, what)


def _report_spelling_variants(found: Sequence[_Found]) -> None:
    """Report companies spelt in several ways, at the first row of each rarer spelling."""
    rows: dict[str, _Row] = {}
    named = [(row, person.company) for row, person in found if person.company]
    for row, company in named:
        rows.setdefault(company, row)
    usual: dict[str, str] = {}
    for company, _ in Counter(company for _, company in named).most_common():
        name = usual.setdefault(folded(company), company)
        if name != company:
            row = rows[company]
            what = problem(
                "cell.spelt-otherwise",
                found=company,
                usual=name,
                row=_row_reference(row, rows[name]),
            )
            row.report(Column.COMPANY, what)


def _row_reference(row: _Row, other: _Row) -> Problem:
    """Return a reference to another row: its number, and its sheet if that differs."""
    if other.where == row.where:
        return problem("row.number", line=other.line.number)
    return problem("row.elsewhere", where=other.where, line=other.line.number)
