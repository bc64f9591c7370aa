"""Reads untrusted tables, CSV or workbooks, with limits on their size."""

from planner.files.tables.cells import (
    Formula,
    FormulaError,
    Sheet,
    address_of,
    column_letters,
    position_of,
)
from planner.files.tables.encoding import reads_oddly, without_double_encoding
from planner.files.tables.opening import Book, open_book
from planner.files.tables.reading import (
    CSV,
    WORKBOOKS,
    Line,
    Table,
    open_text,
    parse_table,
    read_tables,
)
from planner.files.tables.text import day_of_cell, shown

__all__ = [
    "CSV",
    "WORKBOOKS",
    "Book",
    "Formula",
    "FormulaError",
    "Line",
    "Sheet",
    "Table",
    "address_of",
    "column_letters",
    "day_of_cell",
    "open_book",
    "open_text",
    "parse_table",
    "position_of",
    "read_tables",
    "reads_oddly",
    "shown",
    "without_double_encoding",
]
