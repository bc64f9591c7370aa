"""Parse the rows of a roster into apprentices; collect every problem with its cell."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import TypeVar
from unicodedata import normalize

from planner.apprentices.apprentice import Apprentice, HalfDay
from planner.apprentices.roster.closures import check_typed_weeks, parse_closures, parse_date
from planner.apprentices.roster.columns import REQUIRED, Column, Columns, column_of
from planner.apprentices.roster.half_days import parse_half_days
from planner.apprentices.roster.promotions import cohort_for_option, matching_cohorts
from planner.apprentices.roster.skipped_rows import is_blank, is_total, skipped_rows
from planner.apprentices.roster.vocabulary import excerpt, quoted_excerpt, rejected_value
from planner.files.glyphs import with_codes, without_glyph
from planner.files.invisible import without_invisible
from planner.files.problems import Problem, Unusable, problem
from planner.files.spelling import folded
from planner.files.tables import (
    CSV,
    WORKBOOKS,
    Formula,
    FormulaError,
    Line,
    Table,
    address_of,
    column_letters,
    read_tables,
    reads_oddly,
    shown,
    without_double_encoding,
)
from planner.planning.planning import Planning
from planner.programme.cohort import Cohort
from planner.year.weeks import AcademicYear

MAX_TEXT_LENGTH, MAX_REMARKS_LENGTH = 200, 2000
"""Characters of a name or another short text, and of the remarks."""

_SUFFIXES = (*WORKBOOKS, CSV, ".txt", ".tsv")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")
_DASHES = ("-", "–", "—")
"""Cell values that mean an empty cell."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]")

_Parsed = TypeVar("_Parsed")


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


def read_roster(path: Path, planning: Planning) -> tuple[Apprentice, ...]:
    """Read the apprentices of a roster, in its order; see `read_noted_roster`."""
    return read_noted_roster(path, planning).apprentices


def read_noted_roster(path: Path, planning: Planning) -> ReadRoster:
    """Read the apprentices of a roster, in its order, and what to tell about it.

    Every sheet with the columns of a roster is read; hidden rows, hidden sheets and rows of totals
    are skipped and counted.

    Parameters
    ----------
    planning
        The planning whose cohorts and academic year the roster refers to.

    Raises
    ------
    Unusable
        The file is no roster, or cells are invalid; all problems are listed.
    """
    if path.suffix.lower() not in _SUFFIXES:
        raise Unusable([problem("roster.kind", file=path)])
    lists = _roster_tables(path)
    rows = [
        _Row(table, columns, line)
        for table, columns in lists
        for line in table.rows
        if table.is_visible and not line.hidden
        if not is_total(line, columns) and not is_blank(line, columns)
    ]
    notes = [note for found in lists for note in _notes(*found)]
    if not rows:
        raise Unusable([problem("roster.empty", file=path), *notes])
    read = [(row, row.apprentice(planning)) for row in rows]
    found = [(row, apprentice) for row, apprentice in read if apprentice]
    _report_duplicates(found)
    _report_spelling_variants(found)
    if faults := [fault for row in rows for fault in row.located_problems]:
        raise Unusable([*(table.doubt for table, _ in lists if table.doubt), *faults])
    odd = [note for row in rows for note in row.odd_words]
    people = tuple(apprentice for _, apprentice in found)
    return ReadRoster(people, (*notes, *_removed_characters(rows), *odd))


def _notes(table: Table, columns: Columns) -> Iterator[Problem]:
    if table.doubt:
        yield table.doubt
    yield from skipped_rows(table, columns)


def _removed_characters(rows: Iterable["_Row"]) -> Iterator[Problem]:
    """Yield, for each table, in which cells names had invisible characters."""
    for where, found in groupby(rows, lambda row: row.where):
        if cells := [cell for row in found for cell in row.cells_with_invisible]:
            yield problem("roster.invisible", file=where, count=len(cells), cells=excerpt(cells))


def _roster_tables(path: Path) -> list[tuple[Table, Columns]]:
    """Return the tables with the columns of a roster; raise the problems of visible ones."""
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
    return lists + hidden


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
        """Add a problem to the cell of a column, which the roster must have."""
        self.faults.append((self.columns.places(column)[0], what))

    def apprentice(self, planning: Planning) -> Apprentice | None:
        """Parse the row; None if a required cell is missing or invalid, or cells are shifted."""
        if self.line.is_overlong:
            return None
        surname, first_name = (
            self._read(Column.SURNAME, _parse_name),
            self._read(Column.FIRST_NAME, _parse_name),
        )
        company, option = (
            self._read(Column.COMPANY, _parse_name),
            self._read(Column.OPTION, _parse_name) or "",
        )
        cohort = self._cohort(option, [cohort.cohort for cohort in planning.cohorts])
        start, end = self._read(Column.START, parse_date), self._read(Column.END, parse_date)
        self._check_contract(start, end, planning.year)
        self._check_typed_weeks(planning.year)
        closed = self._read(Column.CLOSED, lambda text: parse_closures(text, planning.year))
        email, remarks = (
            self._read(Column.EMAIL, _parse_email),
            self._read(Column.REMARKS, _parse_remarks),
        )
        preferred = self._half_days()
        if not (surname and first_name and company and cohort):
            return None
        return Apprentice(
            surname=surname,
            first_name=first_name,
            cohort=cohort.id,
            company=company,
            option=cohort.option or option,
            email=email or "",
            half_days=preferred,
            start=start,
            end=end,
            closed=closed or (),
            remarks=remarks or "",
            where=self.where,
            row=self.line.number,
        )

    def _read(self, column: Column, read: Callable[[str], _Parsed]) -> _Parsed | None:
        """Parse the cell of a column; None if it is empty or invalid."""
        places = self.columns.places(column)
        return self._read_at(places[0], read, is_asked=column in REQUIRED) if places else None

    def _read_at(
        self, place: int, read: Callable[[str], _Parsed], *, is_asked: bool = False
    ) -> _Parsed | None:
        cell = self.line.cells[place] if place < len(self.line.cells) else None
        try:
            if text := _clean_text(cell):
                return read(text)
        except Unusable as unusable:
            self.faults.extend((place, what) for what in unusable.problems)
            return None
        if is_asked:
            what = "cell.merged" if self._is_merged(place) else "cell.empty"
            self.faults.append((place, problem(what)))
        return None

    def _is_merged(self, place: int) -> bool:
        """Whether a cell is merged with others of its row."""
        return any(
            span.top <= self.line.number <= span.bottom and span.left <= place + 1 <= span.right
            for span in self.table.spans
        )

    def _check_typed_weeks(self, year: AcademicYear) -> None:
        """Report a date without year that may have been typed as weeks: 8-12 is 8 December."""
        for place in self.columns.places(Column.CLOSED):
            cell = self.line.cells[place] if place < len(self.line.cells) else None
            if isinstance(cell, date) and (self.line.number, place + 1) in self.table.yearless:
                try:
                    check_typed_weeks(cell.day, cell.month, shown(cell), year)
                except Unusable as unusable:
                    self.faults.extend((place, what) for what in unusable.problems)

    def _half_days(self) -> tuple[HalfDay, ...]:
        places = self.columns.places(Column.HALF_DAYS)
        read = (self._read_at(place, parse_half_days) or () for place in places)
        return tuple(dict.fromkeys(half_day for each in read for half_day in each))

    def _cohort(self, option: str, cohorts: Sequence[Cohort]) -> Cohort | None:
        meant = self._read(Column.PROMOTION, lambda text: matching_cohorts(text, cohorts))
        if meant is None:
            return None
        try:
            return cohort_for_option(option, meant)
        except Unusable as unusable:
            has_options = bool(self.columns.places(Column.OPTION))
            for what in unusable.problems:
                self.report(Column.OPTION if has_options else Column.PROMOTION, what)
            return None

    def _check_contract(self, start: date | None, end: date | None, year: AcademicYear) -> None:
        """Report a contract that ends before it starts, or lies outside the year."""
        first, last = year.weeks[0].monday, year.weeks[-1].last_day
        accepted = problem("accepted.contract", year=year.label, first=first, last=last)
        if start and end and end < start:
            self.report(Column.END, problem("cell.before-start", start=start, end=end))
        elif start and start > last:
            self.report(Column.START, problem("cell.value", found=start, accepted=accepted))
        elif end and end < first:
            self.report(Column.END, problem("cell.value", found=end, accepted=accepted))


def _clean_text(cell: object) -> str:
    """Return the text of a cell, normalized (NFC), without extra spaces and invisible characters.

    Raises
    ------
    Unusable
        The cell holds a formula error or control characters.
    """
    text = without_invisible(normalize("NFC", shown(cell)))
    if isinstance(cell, FormulaError):
        raise rejected_value(text, "accepted.no-error")
    if isinstance(cell, Formula):
        raise rejected_value(text, "accepted.computed")
    if _CONTROL.search(text):
        raise rejected_value(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", text), "accepted.printable")
    if (meant := without_double_encoding(text)) != text:
        found = quoted_excerpt(text)
        raise Unusable([problem("cell.double-encoding", found=found, meant=quoted_excerpt(meant))])
    text = "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
    return "" if text in _DASHES else text


def _parse_name(text: str) -> str:
    """Parse a name or another short text that documents print, as one line."""
    if len(text) > MAX_TEXT_LENGTH:
        raise rejected_value(text, "accepted.short-text", most=MAX_TEXT_LENGTH)
    if unknown := without_glyph(text):
        raise rejected_value(text, "accepted.glyphs", unknown=with_codes(unknown))
    return " ".join(text.split())


def _parse_remarks(text: str) -> str:
    if len(text) > MAX_REMARKS_LENGTH:
        raise rejected_value(text, "accepted.short-text", most=MAX_REMARKS_LENGTH)
    return text


def _parse_email(text: str) -> str:
    """Parse an e-mail address; a "mailto:" prefix is removed."""
    address = text.removeprefix("mailto:")
    if len(address) > MAX_TEXT_LENGTH or not _EMAIL.fullmatch(address):
        raise rejected_value(text, "accepted.email")
    return address


_Found = tuple[_Row, Apprentice]


def _report_duplicates(found: Iterable[_Found]) -> None:
    """Report apprentices that appear twice in the same company and promotion."""
    first: dict[tuple[str, ...], _Row] = {}
    for row, person in found:
        key = (person.surname, person.first_name, person.company, person.cohort)
        earlier = first.setdefault(tuple(map(folded, key)), row)
        if earlier is not row:
            what = problem(
                "cell.doubled",
                name=person.name,
                company=person.company,
                row=_row_reference(row, earlier),
            )
            row.report(Column.SURNAME, what)


def _report_spelling_variants(found: Sequence[_Found]) -> None:
    """Report companies spelt in several ways, at the first row of each rarer spelling."""
    rows: dict[str, _Row] = {}
    for row, person in found:
        rows.setdefault(person.company, row)
    usual: dict[str, str] = {}
    for company, _ in Counter(person.company for _, person in found).most_common():
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
