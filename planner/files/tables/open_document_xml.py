"""Scans the XML of OpenDocument spreadsheets for what their values do not tell."""

from collections.abc import Mapping
from xml.parsers import expat

from planner.files.tables.cells import CellPosition, CellRange, Formula, SheetMarks

_HIDDEN = ("collapse", "filter")
_CELLS = ("table:table-cell", "table:covered-table-cell")


def scanned_tables(xml: bytes) -> Mapping[str, SheetMarks]:
    """Scan the tables of a `content.xml`, by title.

    Raises
    ------
    ValueError, KeyError, xml.parsers.expat.ExpatError
        The document is damaged.
    """
    scanner = _Scanner()
    parser = expat.ParserCreate()
    parser.StartElementHandler = scanner.start
    parser.EndElementHandler = scanner.end
    parser.CharacterDataHandler = scanner.text
    parser.Parse(xml, True)
    return scanner.found


class _Scanner:
    """Receives the elements of a document from the parser; tables within tables do not count."""

    def __init__(self) -> None:
        self.found: dict[str, SheetMarks] = {}
        self._depth = self._top = self._left = self._bottom = self._rows = self._columns = 0
        self._is_hidden = self._has_text = False
        self._cell: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._depth += 1
            if self._depth == 1:
                self._start_table(attributes)
        elif self._depth != 1:
            return
        elif name == "table:table-row":
            self._top, self._left = self._bottom + 1, 0
            self._bottom += int(attributes.get("table:number-rows-repeated", "1"))
            self._is_hidden = attributes.get("table:visibility") in _HIDDEN
        elif name in _CELLS:
            self._cell, self._has_text = attributes, False

    def text(self, text: str) -> None:
        if self._depth == 1 and text.strip():
            self._has_text = True

    def end(self, name: str) -> None:
        if name == "table:table":
            self._depth -= 1
            if self._depth == 0:
                self.found[self._title] = SheetMarks(
                    self._rows,
                    self._columns,
                    frozenset(self._hidden),
                    tuple(self._merged),
                    self._formulas,
                )
        elif self._depth == 1 and name in _CELLS:
            self._end_cell(self._cell)

    def _start_table(self, attributes: dict[str, str]) -> None:
        self._title = attributes["table:name"]
        self._top = self._left = self._bottom = self._rows = self._columns = 0
        self._hidden: set[int] = set()
        self._merged: list[CellRange] = []
        self._formulas: dict[CellPosition, Formula] = {}

    def _end_cell(self, cell: dict[str, str]) -> None:
        column = self._left + 1
        self._left += int(cell.get("table:number-columns-repeated", "1"))
        rows = int(cell.get("table:number-rows-spanned", "1"))
        columns = int(cell.get("table:number-columns-spanned", "1"))
        if (rows, columns) != (1, 1):
            last = (self._top + rows - 1, column + columns - 1)
            self._merged.append(CellRange(self._top, column, *last))
        if formula := cell.get("table:formula"):
            has_value = self._has_text or "office:value-type" in cell
            text = f"={formula.partition('=')[2]}"
            self._formulas[self._top, column] = Formula(text, has_value)
        if formula or self._has_text or "office:value-type" in cell:
            self._rows, self._columns = self._bottom, max(self._columns, self._left)
            if self._is_hidden:
                self._hidden.update(range(self._top, min(self._bottom, self._top + 10_000) + 1))
