"""Parse the rows of a roster into apprentices; collect every problem with its cell."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import TypeVar
from unicodedata import normalize

from planner.apprentices.apprentice import Apprentice, HalfDay
from planner.apprentices.roster.closures import parse_closures, parse_date
from planner.apprentices.roster.columns import REQUIRED, Column, Columns, column_of
from planner.apprentices.roster.half_days import parse_half_days
from planner.apprentices.roster.promotions import cohort_for_option, matching_cohorts
from planner.apprentices.roster.vocabulary import rejected_value
from planner.files.problems import Problem, Unusable, problem
from planner.files.spelling import folded
from planner.files.tables import (
    CSV,
    WORKBOOKS,
    FormulaError,
    Line,
    Table,
    column_letters,
    read_tables,
    shown,
)
from planner.planning.planning import Planning
from planner.programme.cohort import Cohort
from planner.year.weeks import AcademicYear

MAX_TEXT_LENGTH, MAX_REMARKS_LENGTH = 200, 2000
"""Characters of a name or another short text, and of the remarks."""

_SUFFIXES = (*WORKBOOKS, CSV, ".txt", ".tsv")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")
_INVISIBLE = re.compile("[\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Soft hyphens, zero-width characters, direction marks: pasted along from other programs."""

_DASHES = ("-", "–", "—")
"""Cell values that mean an empty cell."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")

_Parsed = TypeVar("_Parsed")


def read_roster(path: Path, planning: Planning) -> tuple[Apprentice, ...]:
    """Read the apprentices of a roster, in its order.

    Every sheet with the columns of a roster is read; hidden rows and sheets are skipped.

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
    rows = [
        _Row(table.where, columns, line)
        for table, columns in _roster_tables(path)
        for line in table.rows
        if table.is_visible and not line.hidden
    ]
    if not rows:
        raise Unusable([problem("roster.empty", file=path)])
    read = [(row, row.apprentice(planning)) for row in rows]
    found = [(row, apprentice) for row, apprentice in read if apprentice]
    _report_duplicates(found)
    _report_spelling_variants(found)
    if faults := [fault for row in rows for fault in row.located_problems]:
        raise Unusable(faults)
    return tuple(apprentice for _, apprentice in found)


def _roster_tables(path: Path) -> list[tuple[Table, Columns]]:
    """Return the tables with the columns of a roster; raise the problems of their columns."""
    tables = [
        (
            table,
            Columns(
                tuple(
                    " ".join(shown(cell)[:MAX_TEXT_LENGTH].split()) for cell in table.header.cells
                )
            ),
        )
        for table in read_tables(path, column_of)
        if table.is_visible
    ]
    nearest = min(tables, key=lambda found: len(found[1].missing))
    lists = [found for found in tables if found[1].is_roster] or [nearest]
    if faults := [
        problem("file.line", file=table.where, line=table.header.number, what=what)
        for table, columns in lists
        for what in columns.problems()
    ]:
        raise Unusable(faults)
    return lists


@dataclass(frozen=True)
class _Row:
    """A row of a roster, and the problems found in it by index of their columns."""

    where: str
    columns: Columns
    line: Line
    faults: list[tuple[int, Problem]] = field(default_factory=list)

    @property
    def located_problems(self) -> list[Problem]:
        """The problems from left to right, each with its cell."""
        return [
            problem(
                "roster.cell",
                file=self.where,
                line=self.line.number,
                letter=column_letters(place + 1),
                header=self.columns.headers[place],
                what=what,
            )
            for place, what in sorted(self.faults, key=itemgetter(0))
        ]

    def report(self, column: Column, what: Problem) -> None:
        """Add a problem to the cell of a column, which the roster must have."""
        self.faults.append((self.columns.places(column)[0], what))

    def apprentice(self, planning: Planning) -> Apprentice | None:
        """Parse the row; None if a required cell is missing or invalid."""
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
            self.faults.append((place, problem("cell.empty")))
        return None

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
    text = _INVISIBLE.sub("", normalize("NFC", shown(cell)))
    if isinstance(cell, FormulaError):
        raise rejected_value(text, "accepted.no-error")
    if _CONTROL.search(text):
        raise rejected_value(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", text), "accepted.printable")
    text = "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
    return "" if text in _DASHES else text


def _parse_name(text: str) -> str:
    """Parse a name or another short text, as one line."""
    if len(text) > MAX_TEXT_LENGTH:
        raise rejected_value(text, "accepted.short-text", most=MAX_TEXT_LENGTH)
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
