"""Scans the XML of Excel workbooks (ECMA-376) for what their values do not tell.

Namespaces are not compared: those of strict files differ.
"""

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.parsers import expat

from planner.files.tables.cells import (
    CellPosition,
    CellRange,
    Formula,
    FormulaError,
    SheetMarks,
    position_of,
    range_of,
)

_DAY_AND_MONTH, _MONTH_AND_YEAR = 16, 17
"""Codes of the built-in number formats d-mmm and mmm-yy."""

_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
"""Parts of a number format that are no date codes: texts, escaped signs, colours and languages."""

_TRUE = ("1", "true")


@dataclass(frozen=True)
class ScannedSheet:
    """A worksheet: the name of its part, its marks, and its XML without the rows beyond a limit."""

    part: str
    marks: SheetMarks
    xml: bytes


def scanned_sheets(parts: Mapping[str, bytes], most_rows: int) -> Mapping[str, ScannedSheet]:
    """Scan the worksheets of a workbook, by title.

    Parameters
    ----------
    parts
        The content of each part of the package, by its name.
    most_rows
        Rows after this one are left out.

    Raises
    ------
    KeyError, ValueError, SyntaxError, xml.parsers.expat.ExpatError
        The package is damaged.
    """
    names = {name.lower().replace("\\", "/"): name for name in parts}

    def part(path: str) -> str:
        return names[path.lower().lstrip("/")]

    roots = _relations(parts, part("_rels/.rels"), "")
    workbook = next(path for kind, path in roots.values() if kind == "officeDocument")
    folder, file = posixpath.split(workbook)
    related = _relations(parts, part(f"{folder}/_rels/{file}.rels"), folder)
    styles = next((path for kind, path in related.values() if kind == "styles"), None)
    yearless = _yearless_styles(parts[part(styles)]) if styles else frozenset()
    found = {}
    for element in ElementTree.fromstring(parts[part(workbook)]).iter():
        if _local(element.tag) == "sheet":
            key = next(value for name, value in element.items() if name.endswith("}id"))
            kind, path = related[key]
            if kind == "worksheet":
                name = part(path)
                found[element.attrib["name"]] = _scan(name, parts[name], yearless, most_rows)
    return found


def _local(tag: str) -> str:
    """Return a name without its namespace."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def _relations(parts: Mapping[str, bytes], name: str, folder: str) -> Mapping[str, tuple[str, str]]:
    """Return kind and path of each related part, by the key of the relation."""
    return {
        each.attrib["Id"]: (
            each.attrib["Type"].rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, each.attrib["Target"])).lstrip("/"),
        )
        for each in ElementTree.fromstring(parts[name])
    }


def _yearless_styles(xml: bytes) -> frozenset[int]:
    """Return the indices of the cell styles that show a date without its year."""
    root = ElementTree.fromstring(xml)
    codes = {
        int(each.attrib["numFmtId"]): _LITERAL.sub("", each.attrib["formatCode"]).lower()
        for each in root.iter()
        if _local(each.tag) == "numFmt" and "formatCode" in each.attrib
    }
    yearless = {key for key, code in codes.items() if "d" in code and "y" not in code}
    cells = next((each for each in root if _local(each.tag) == "cellXfs"), ())
    return frozenset(
        index
        for index, style in enumerate(cells)
        if int(style.get("numFmtId", "0")) in yearless | {_DAY_AND_MONTH, _MONTH_AND_YEAR}
    )


def _scan(part: str, xml: bytes, yearless: frozenset[int], most_rows: int) -> ScannedSheet:
    scanner = _Scanner(yearless, most_rows)
    scanner.parse(xml)
    marks, (start, end) = scanner.marks, scanner.surplus
    if not start:
        return ScannedSheet(part, marks, xml)
    return ScannedSheet(part, marks, xml[:start] + xml[end:])


class _Scanner:
    """Receives the elements of a worksheet from the parser."""

    def __init__(self, yearless: frozenset[int], most_rows: int) -> None:
        self._yearless_styles, self._most_rows = yearless, most_rows
        self._row = self._cell_row = self._column = self._rows = self._columns = 0
        self._type, self._style = "", 0
        self._texts: dict[str, str] = {}
        self._reading = ""
        self._hidden: set[int] = set()
        self._merged: list[CellRange] = []
        self._formulas: dict[CellPosition, Formula] = {}
        self._errors: dict[CellPosition, FormulaError] = {}
        self._yearless: set[CellPosition] = set()
        self.surplus, self.is_cut = (0, 0), False
        self._parser = expat.ParserCreate()

    def parse(self, xml: bytes) -> None:
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.Parse(xml, True)

    @property
    def marks(self) -> SheetMarks:
        return SheetMarks(
            self._rows,
            self._columns,
            frozenset(self._hidden),
            tuple(self._merged),
            self._formulas,
            self._errors,
            frozenset(self._yearless),
            self.is_cut,
        )

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        match name.rpartition(":")[2]:
            case "row":
                self._start_row(attributes)
            case "c":
                self._start_cell(attributes)
            case "f" | "v" as kind:
                self._reading = kind
                self._texts[kind] = ""
            case "mergeCell":
                self._merged.append(range_of(attributes["ref"]))

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        start, _ = self.surplus
        if self._row > self._most_rows:
            self.surplus = (start or self._parser.CurrentByteIndex, 0)
        elif start:
            raise ValueError("rows are not in order")
        elif attributes.get("hidden") in _TRUE:
            self._hidden.add(self._row)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        row, column = self._row, self._column + 1
        if reference := attributes.get("r"):
            row, column = position_of(reference)
        self._column = column
        self._type, self._style = attributes.get("t", "n"), int(attributes.get("s", "0"))
        self._texts = {}
        self._cell_row = row

    def _text(self, text: str) -> None:
        if self._reading:
            self._texts[self._reading] += text

    def _end(self, name: str) -> None:
        match name.rpartition(":")[2]:
            case "f" | "v":
                self._reading = ""
            case "c":
                self._end_cell((self._cell_row, self._column))
            case "sheetData" if self.surplus[0]:
                self.surplus = (self.surplus[0], self._parser.CurrentByteIndex)

    def _end_cell(self, place: CellPosition) -> None:
        value = self._texts.get("v", "")
        if not self._texts and self._type != "inlineStr":
            return
        if self.surplus[0]:
            self.is_cut = True
            return
        row, column = place
        self._rows, self._columns = max(self._rows, row), max(self._columns, column)
        if "f" in self._texts:
            has_value = bool(value) or self._type == "str"
            self._formulas[place] = Formula(f"={self._texts['f']}", has_value)
        if self._type == "e" and value:
            self._errors[place] = FormulaError(value)
        if self._style in self._yearless_styles:
            self._yearless.add(place)
