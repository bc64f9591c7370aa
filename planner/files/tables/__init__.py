"""Reads untrusted tables, CSV or Excel, with limits on their size."""

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
