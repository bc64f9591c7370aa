"""Cells of a sheet as our own types: values, ranges, and what is known beside the values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True)
class FormulaError:
    """An error value of a cell, such as #REF!."""

    code: str

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True)
class Formula:
    """The formula of a cell, as in the file.

    Attributes
    ----------
    has_value
        Whether the file holds its value: programs that do not compute leave it out.
    """

    text: str
    has_value: bool = False

    def __str__(self) -> str:
        return self.text


SheetValue = str | int | float | bool | date | datetime | time | timedelta | FormulaError | Formula
"""The value of a cell that is not empty; a `Formula` if its value is not in the file."""

CellPosition = tuple[int, int]
"""Row and column of a cell, from 1."""


@dataclass(frozen=True)
class CellRange:
    """A rectangle of cells; rows and columns from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def address(self) -> str:
        """Its address in spreadsheets: A1:C7."""
        first, last = address_of(self.top, self.left), address_of(self.bottom, self.right)
        return f"{first}:{last}"


@dataclass(frozen=True)
class SheetMarks:
    """What the file of a sheet tells beside the values of its cells.

    Attributes
    ----------
    rows, columns
        The last row and column that have cells.
    hidden_rows
        Rows that a filter or a person hides.
    yearless
        Cells whose number format shows no year, as a spreadsheet chooses it for a typed "8-12";
        in files of Excel 97, all that hold a day.
    is_cut
        Whether rows beyond the limit were left out.
    """

    rows: int = 0
    columns: int = 0
    hidden_rows: frozenset[int] = frozenset()
    merged: tuple[CellRange, ...] = ()
    formulas: Mapping[CellPosition, Formula] = field(default_factory=dict)
    errors: Mapping[CellPosition, FormulaError] = field(default_factory=dict)
    yearless: frozenset[CellPosition] = frozenset()
    is_cut: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet of a workbook.

    Attributes
    ----------
    rows
        The values by row and column, from the first cell; None for an empty one.
    """

    title: str
    is_visible: bool
    rows: tuple[tuple[SheetValue | None, ...], ...]
    marks: SheetMarks

    def value(self, row: int, column: int) -> SheetValue | None:
        """Return the value of a cell, rows and columns from 1; None if it is empty."""
        if row > len(self.rows) or column > len(self.rows[row - 1]):
            return None
        return self.rows[row - 1][column - 1]

    def formula(self, row: int, column: int) -> Formula | None:
        """Return the formula of a cell, if it has one."""
        return self.marks.formulas.get((row, column))


def column_letters(column: int) -> str:
    """Return the letters of a column by its number from 1: 28 is AB."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def address_of(row: int, column: int) -> str:
    """Return the address of a cell in spreadsheets: G12."""
    return f"{column_letters(column)}{row}"


def position_of(address: str) -> CellPosition:
    """Parse the address of a cell, with or without `$`.

    Raises
    ------
    ValueError
        It is none.
    """
    bare = address.replace("$", "")
    letters = bare.rstrip("0123456789")
    if not (letters.isascii() and letters.isalpha() and len(letters) <= 3):
        raise ValueError(address)
    column = 0
    for letter in letters.upper():
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(bare[len(letters) :]), column


def range_of(address: str) -> CellRange:
    """Parse the address of a range of cells, or of one cell.

    Raises
    ------
    ValueError
        It is none.
    """
    first, _, last = address.partition(":")
    top, left = position_of(first)
    bottom, right = position_of(last or first)
    return CellRange(top, left, bottom, right)
