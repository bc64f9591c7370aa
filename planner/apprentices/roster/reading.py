"""The rows of a list of apprentices: each cell read, each fault told with its place."""

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
from planner.apprentices.roster.closing import closing_days, read_day
from planner.apprentices.roster.columns import REQUIRED, Column, Columns, column_of
from planner.apprentices.roster.half_days import half_days
from planner.apprentices.roster.promotions import cohort_with, cohorts_of
from planner.apprentices.roster.words import unread
from planner.files.problems import Problem, Unusable, problem
from planner.files.spelling import folded
from planner.files.tables import CSV, EXCEL, FormulaError, Line, Table, read_tables, shown
from planner.planning.planning import Planning
from planner.programme.cohort import Cohort
from planner.year.weeks import AcademicYear

LONGEST, LONGEST_PROSE = 200, 2000
"""Characters of a name or of another short text, and of the remarks."""

_KINDS = (*EXCEL, CSV, ".txt", ".tsv")
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>.]+(\.[^@\s,;<>.]+)+")
_INVISIBLE = re.compile("[\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""Signs that are not seen and that copying from other programs brings along."""

_DASHES = ("-", "–", "—")
"""What stands in a cell that is left empty on purpose."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")

Read = TypeVar("Read")


def read_roster(path: Path, planning: Planning) -> tuple[Apprentice, ...]:
    """Read a list of apprentices, in its order.

    Every sheet that has the columns of a list is read; hidden rows and sheets are not.

    Parameters
    ----------
    planning
        The planning of these apprentices: its cohorts, and the year in which they are.

    Raises
    ------
    Unusable
        The file is no such list, or cells of it cannot be read, with all their faults.
    """
    if path.suffix.lower() not in _KINDS:
        raise Unusable([problem("roster.kind", file=path)])
    rows = [
        _Row(table.where, columns, line)
        for table, columns in _lists(path)
        for line in table.rows
        if not line.hidden
    ]
    if not rows:
        raise Unusable([problem("roster.empty", file=path)])
    read = [(row, row.apprentice(planning)) for row in rows]
    found = [(row, apprentice) for row, apprentice in read if apprentice]
    _tell_doubled(found)
    _tell_spelt_otherwise(found)
    if faults := [fault for row in rows for fault in row.told]:
        raise Unusable(faults)
    return tuple(apprentice for _, apprentice in found)


def _lists(path: Path) -> list[tuple[Table, Columns]]:
    """Find the tables that are lists; tell what is wrong with their columns."""
    tables = [
        (
            table,
            Columns(tuple(" ".join(shown(cell)[:LONGEST].split()) for cell in table.header.cells)),
        )
        for table in read_tables(path, column_of)
    ]
    nearest = min(tables, key=lambda found: len(found[1].missing))
    lists = [found for found in tables if found[1].is_list] or [nearest]
    if faults := [
        problem("file.line", file=table.where, line=table.header.number, what=what)
        for table, columns in lists
        for what in columns.faults()
    ]:
        raise Unusable(faults)
    return lists


@dataclass(frozen=True)
class _Row:
    """A row of a list, and the faults found in it, with the places of their cells."""

    where: str
    columns: Columns
    line: Line
    faults: list[tuple[int, Problem]] = field(default_factory=list)

    @property
    def told(self) -> list[Problem]:
        """The faults from left to right, each with its place."""
        return [
            problem(
                "roster.cell",
                file=self.where,
                line=self.line.number,
                letter=_letters(place),
                header=self.columns.headers[place],
                what=what,
            )
            for place, what in sorted(self.faults, key=itemgetter(0))
        ]

    def tell(self, column: Column, what: Problem) -> None:
        """Add a fault of the cell of a column that the list has."""
        self.faults.append((self.columns.places(column)[0], what))

    def apprentice(self, planning: Planning) -> Apprentice | None:
        """Read the row; None where it does not say who it is."""
        surname, first_name = (
            self._read(Column.SURNAME, _name),
            self._read(Column.FIRST_NAME, _name),
        )
        company, option = self._read(Column.COMPANY, _name), self._read(Column.OPTION, _name) or ""
        cohort = self._cohort(option, [cohort.cohort for cohort in planning.cohorts])
        start, end = self._read(Column.START, read_day), self._read(Column.END, read_day)
        self._check_contract(start, end, planning.year)
        closed = self._read(Column.CLOSED, lambda text: closing_days(text, planning.year))
        email, remarks = self._read(Column.EMAIL, _email), self._read(Column.REMARKS, _prose)
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

    def _read(self, column: Column, read: Callable[[str], Read]) -> Read | None:
        """Read the cell of a column; None where nothing is written, or it is at fault."""
        places = self.columns.places(column)
        return self._read_at(places[0], read, is_asked=column in REQUIRED) if places else None

    def _read_at(
        self, place: int, read: Callable[[str], Read], *, is_asked: bool = False
    ) -> Read | None:
        cell = self.line.cells[place] if place < len(self.line.cells) else None
        try:
            if text := _written(cell):
                return read(text)
        except Unusable as unusable:
            self.faults.extend((place, what) for what in unusable.problems)
            return None
        if is_asked:
            self.faults.append((place, problem("cell.empty")))
        return None

    def _half_days(self) -> tuple[HalfDay, ...]:
        places = self.columns.places(Column.HALF_DAYS)
        read = (self._read_at(place, half_days) or () for place in places)
        return tuple(dict.fromkeys(half_day for each in read for half_day in each))

    def _cohort(self, option: str, cohorts: Sequence[Cohort]) -> Cohort | None:
        meant = self._read(Column.PROMOTION, lambda text: cohorts_of(text, cohorts))
        if meant is None:
            return None
        try:
            return cohort_with(option, meant)
        except Unusable as unusable:
            has_options = bool(self.columns.places(Column.OPTION))
            for what in unusable.problems:
                self.tell(Column.OPTION if has_options else Column.PROMOTION, what)
            return None

    def _check_contract(self, start: date | None, end: date | None, year: AcademicYear) -> None:
        """Tell a contract that ends before it starts, or that has no day of the year."""
        first, last = year.weeks[0].monday, year.weeks[-1].last_day
        accepted = problem("accepted.contract", year=year.label, first=first, last=last)
        if start and end and end < start:
            self.tell(Column.END, problem("cell.before-start", start=start, end=end))
        elif start and start > last:
            self.tell(Column.START, problem("cell.value", found=start, accepted=accepted))
        elif end and end < first:
            self.tell(Column.END, problem("cell.value", found=end, accepted=accepted))


def _written(cell: object) -> str:
    """Give what is written in a cell, without needless spaces and invisible signs.

    Raises
    ------
    Unusable
        It is an error, or has control characters.
    """
    text = _INVISIBLE.sub("", normalize("NFC", shown(cell)))
    if isinstance(cell, FormulaError):
        raise unread(text, "accepted.no-error")
    if _CONTROL.search(text):
        raise unread(_CONTROL.sub("\N{REPLACEMENT CHARACTER}", text), "accepted.printable")
    text = "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
    return "" if text in _DASHES else text


def _name(text: str) -> str:
    """Take a name or another short text, in one line."""
    if len(text) > LONGEST:
        raise unread(text, "accepted.short-text", most=LONGEST)
    return " ".join(text.split())


def _prose(text: str) -> str:
    if len(text) > LONGEST_PROSE:
        raise unread(text, "accepted.short-text", most=LONGEST_PROSE)
    return text


def _email(text: str) -> str:
    """Take an address that may be one."""
    address = text.removeprefix("mailto:")
    if len(address) > LONGEST or not _EMAIL.fullmatch(address):
        raise unread(text, "accepted.email")
    return address


def _letters(place: int) -> str:
    """Give the letters by which a spreadsheet names a column: A, …, Z, AA."""
    letters, number = "", place + 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters


Found = tuple[_Row, Apprentice]


def _tell_doubled(found: Iterable[Found]) -> None:
    """Tell who stands twice in a company and a promotion."""
    first: dict[tuple[str, ...], _Row] = {}
    for row, person in found:
        key = (person.surname, person.first_name, person.company, person.cohort)
        earlier = first.setdefault(tuple(map(folded, key)), row)
        if earlier is not row:
            what = problem(
                "cell.doubled",
                name=person.name,
                company=person.company,
                row=_seen_from(row, earlier),
            )
            row.tell(Column.SURNAME, what)


def _tell_spelt_otherwise(found: Sequence[Found]) -> None:
    """Tell the companies that are written in several ways, at the first row of each."""
    rows: dict[str, _Row] = {}
    for row, person in found:
        rows.setdefault(person.company, row)
    usual: dict[str, str] = {}
    for company, _ in Counter(person.company for _, person in found).most_common():
        name = usual.setdefault(folded(company), company)
        if name != company:
            row = rows[company]
            what = problem(
                "cell.spelt-otherwise", found=company, usual=name, row=_seen_from(row, rows[name])
            )
            row.tell(Column.COMPANY, what)


def _seen_from(row: _Row, other: _Row) -> Problem:
    """Name another row: by its number, and its sheet if that is not the same."""
    if other.where == row.where:
        return problem("row.number", line=other.line.number)
    return problem("row.elsewhere", where=other.where, line=other.line.number)
