"""Tables that anybody may have made, CSV or Excel: opened, bounded, and laid out in rows."""

from planner.files.tables.opening import open_book
from planner.files.tables.reading import CSV, EXCEL, FormulaError, Line, Table, read_tables
from planner.files.tables.text import shown

__all__ = [
    "CSV",
    "EXCEL",
    "FormulaError",
    "Line",
    "Table",
    "open_book",
    "read_tables",
    "shown",
]
