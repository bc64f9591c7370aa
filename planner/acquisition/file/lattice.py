"""The cells of a sheet by row and column, with merged cells filled, upright or turned."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from planner.acquisition.file.codes import is_code
from planner.acquisition.file.dates import without_years
from planner.acquisition.seen import Spot
from planner.files.spelling import folded
from planner.files.tables import Sheet, address_of, shown

_GENERAL_TITLE = re.compile(r"(feuil(le)?|sheet|planning|calendrier|calendar|alternance)?\d*")
_MOST_ROWS, _MOST_COLUMNS = 800, 400
"""More than any calendar of a year has."""


@dataclass(frozen=True)
class Lattice:
    """A sheet of a calendar.

    Attributes
    ----------
    title
        Of the sheet; "" in a file without sheets.
    cells
        The values by row and column, from 0; merged cells have their value in each of theirs.
    colours
        The fills of cells, for calendars that tell by colour only.
    is_turned
        Whether rows and columns have changed places.
    """

    title: str
    cells: Sequence[Sequence[object]]
    colours: Mapping[tuple[int, int], str] = field(default_factory=dict)
    is_turned: bool = False

    @property
    def class_title(self) -> str:
        """The class that the title names; "" if it is general: Feuil1, Planning 2021-2022."""
        title = without_years(self.title)
        return "" if _GENERAL_TITLE.fullmatch(folded(title)) else title

    @property
    def rows(self) -> range:
        return range(len(self.cells))

    @property
    def columns(self) -> range:
        return range(len(self.cells[0]) if self.cells else 0)

    def text(self, row: int, column: int) -> str:
        """Return the text of a cell, without spaces around it; "" where it is empty."""
        return " ".join(shown(self.cells[row][column]).split())

    def code(self, row: int, column: int) -> str:
        """Return what a cell says: its text, but a remark gives way to a colour; "" if nothing."""
        text, colour = self.text(row, column), self.colours.get((row, column), "")
        return colour if colour and not (text and is_code(text)) else text

    def spot(self, row: int, column: int) -> Spot:
        """Return where a cell stands in the file."""
        if self.is_turned:
            row, column = column, row
        return Spot(self.title, address_of(row + 1, column + 1))

    def texts(self) -> Iterator[tuple[int, int, str]]:
        """Yield row, column and text of each cell that is not empty."""
        for row in self.rows:
            for column in self.columns:
                if text := self.text(row, column):
                    yield row, column, text

    def turned(self) -> "Lattice":
        """Return the sheet with its rows as columns."""
        return Lattice(
            self.title,
            list(zip(*self.cells, strict=True)),
            {(column, row): colour for (row, column), colour in self.colours.items()},
            is_turned=not self.is_turned,
        )


def lattice_of(
    sheet: Sheet, title: str, colours: Mapping[tuple[int, int], str] | None = None
) -> Lattice:
    """Lay out a sheet, its merged cells filled."""
    rows = sheet.rows[:_MOST_ROWS]
    width = min(_MOST_COLUMNS, max((len(row) for row in rows), default=0))
    cells = [[*row[:width], *[None] * (width - len(row))] for row in rows]
    for span in sheet.marks.merged:
        if span.top > len(cells) or span.left > width:
            continue
        value = cells[span.top - 1][span.left - 1]
        for row in cells[span.top - 1 : span.bottom]:
            for column in range(span.left - 1, min(span.right, width)):
                row[column] = value
    return Lattice(title, cells, colours or {})


def is_number(value: object) -> bool:
    """Whether a cell holds a number, as such or as text."""
    if isinstance(value, str):
        return value.strip().isascii() and value.strip().isdigit()
    return isinstance(value, int | float) and not isinstance(value, bool)


def number_in(value: object) -> int | None:
    """Return the whole number that a cell holds, if it does."""
    if isinstance(value, date) or not is_number(value):
        return None
    number = float(str(value))
    return int(number) if number.is_integer() else None
