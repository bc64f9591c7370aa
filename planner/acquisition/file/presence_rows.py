"""Tables of presences: a row for each run of days that a class is at one place.

These are what `export periods` writes, and the periods that internship systems keep of a class.
"""

from collections.abc import Mapping
from datetime import date

from planner.acquisition.file.codes import meaning_of_words
from planner.acquisition.file.lattice import Lattice
from planner.acquisition.file.marks import Mark, Marks, OfPersons, WrongDay
from planner.acquisition.seen import Meaning
from planner.files.tables import day_of_cell
from planner.planning.file.presence_layout import OF_PERSONS, PresenceColumn, presence_columns

_HEADER_ROWS = 10
"""The header is searched among the first rows."""

_Columns = Mapping[PresenceColumn, int]


def read_presence_rows(lattice: Lattice, _: int | None) -> Marks | None:
    """Read a table of presences; None if the sheet has none.

    A day that two rows have is spent at two places: at school, if one of them is that.

    Raises
    ------
    WrongDay
        A first or last day does not exist, or the last one is before the first.
    OfPersons
        Its rows are of persons.
    """
    for head in lattice.rows[:_HEADER_ROWS]:
        columns = presence_columns(lattice.text(head, n) for n in lattice.columns)
        if columns:
            break
    else:
        return None
    if not OF_PERSONS.isdisjoint(columns):
        raise OfPersons
    rows = lattice.rows[head + 1 :]
    marks = [mark for row in rows if (mark := _mark(lattice, row, columns))]
    marks.sort(key=lambda mark: meaning_of_words(mark.code) is Meaning.SCHOOL)
    used = frozenset((row, column) for row in lattice.rows[head:] for column in lattice.columns)
    return Marks(tuple(marks), used=used) if marks else None


def _mark(lattice: Lattice, row: int, columns: _Columns) -> Mark | None:
    """Return what a row tells; None if it names no class."""
    told = next(c for c in (PresenceColumn.PLACE, PresenceColumn.ACTIVITY) if c in columns)
    first, last = columns[PresenceColumn.FIRST], columns[PresenceColumn.LAST]
    group = lattice.text(row, columns[PresenceColumn.COHORT])
    if not group:
        return None
    span = _day(lattice, row, first), _day(lattice, row, last)
    if span[1] < span[0]:
        raise WrongDay(lattice.spot(row, last), lattice.text(row, last))
    return Mark(group, *span, lattice.code(row, columns[told]), lattice.spot(row, columns[told]))


def _day(lattice: Lattice, row: int, column: int) -> date:
    day = day_of_cell(lattice.cells[row][column])
    if day is None:
        raise WrongDay(lattice.spot(row, column), lattice.text(row, column))
    return day
