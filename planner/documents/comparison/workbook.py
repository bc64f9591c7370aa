"""Write the table of a comparison as a workbook: a row a scenario, a column a measure."""

from collections.abc import Sequence
from typing import ClassVar

from openpyxl.styles import Alignment
from openpyxl.worksheet.worksheet import Worksheet

from planner.documents.comparison.words import (
    ARROWS,
    BEST_MARK,
    SourceProgramme,
    extreme_marks,
    measure_head,
    one_line,
    proof_lines,
    reproduction_line,
    search_lines,
    setting_cell,
    setting_keys,
    source_programmes,
    source_title,
    status_text,
    value_text,
)
from planner.documents.sheets import (
    CENTRE,
    LEFT,
    CellValue,
    SheetWriter,
    new_workbook,
    range_address,
    sealed_workbook,
)
from planner.messages import Messages
from planner.planning.measures import MEASURES, Measure
from planner.scenarios import Compared
from planner.words.colours import FAINT
from planner.words.names import measure_name

_HEAD = 4
_SHORT = 36
"""The longest name of a scenario, in characters, where it is repeated in many rows."""

_UPRIGHT = Alignment(horizontal="center", vertical="bottom", text_rotation=90, wrap_text=True)
_AS_WRITTEN = Alignment(horizontal="left", vertical="center")


def comparison_workbook(compared: Sequence[Compared], text: Messages) -> bytes:
    """Write the workbook of a comparison.

    Its sheets are the table with the best and worst value of each measure marked, the objectives
    with their bounds, the definitions of the measures, and what reproduces each scenario.

    Returns
    -------
    bytes
        An .xlsx file; deterministic.
    """
    book = new_workbook(text("comparison.title"))
    pages: tuple[type[_Page], ...] = (_Table, _Objectives, _Definitions, _Origin)
    for page in pages:
        page(book.create_sheet(text(f"sheet.{page.key}")), compared, text).write()
    return sealed_workbook(book)


class _Page(SheetWriter):
    """Writes a sheet: a title, and a table with one header."""

    pages_high = 0
    last_head = _HEAD
    key: ClassVar[str]
    widths: Sequence[float]

    def __init__(self, sheet: Worksheet, compared: Sequence[Compared], text: Messages) -> None:
        super().__init__(sheet)
        self.compared, self.text = compared, text
        self.row = self.last_head

    def write(self) -> None:
        """Write the whole sheet."""
        raise NotImplementedError

    def begin(self, titles: Sequence[str], widths: Sequence[float], line: str) -> None:
        """Write the title, the line below it and the header; widths are in characters."""
        self.widths = widths
        title = f"{self.text('comparison.title')} – {self.text(f'sheet.{self.key}')}"
        self.put_title(title, line, len(titles))
        for column, name in enumerate(titles, start=1):
            self.put_header(_HEAD, column, name)
        self.sheet.row_dimensions[2].height = 13 * _lines(line, sum(widths))
        heights = (_lines(name, width) for name, width in zip(titles, widths, strict=True))
        self.sheet.row_dimensions[_HEAD].height = 14 * max(heights) + 6

    def line(self, values: Sequence[CellValue]) -> None:
        """Write the next row; its height follows from its text."""
        self.row += 1
        lines = 1
        for column, (value, width) in enumerate(zip(values, self.widths, strict=True), start=1):
            self.put(self.row, column, value, align=LEFT if isinstance(value, str) else CENTRE)
            if isinstance(value, str):
                lines = max(lines, _lines(value, width))
        self.sheet.row_dimensions[self.row].height = 14 * lines + 2

    def end(self, frozen: int) -> None:
        """Set up the page, and a filter on the table."""
        table = range_address(self.last_head, 1, self.row, len(self.widths))
        self.sheet.auto_filter.ref = table
        self.set_up_page(
            self.widths, self.last_head, self.row, frozen, self.text("comparison.title")
        )


class _Table(_Page):
    """A row per scenario, a column per measure."""

    key = "comparison"
    landscape = True
    last_head = _HEAD + 1
    """Below the names are the directions of the measures and the buttons of the filter."""

    def write(self) -> None:
        text, keys = self.text, setting_keys(self.compared)
        named = [text("column.number"), text("column.scenario"), *keys]
        named += [text("column.status"), text("column.start")]
        measured = [measure_head(measure, text) for measure in MEASURES]
        widths = [5, 34, *(9 for _ in keys), 12, 7, *(7.5 for _ in measured), 44]
        self.begin([*named, *measured, text("column.proof")], widths, text("comparison.legend"))
        for column in range(3, len(widths)):
            self.sheet.cell(_HEAD, column).alignment = _UPRIGHT
        self.sheet.row_dimensions[_HEAD].height = 190
        for column in range(1, len(widths) + 1):
            self.put_header(self.last_head, column, "")
        for number, scenario in enumerate(self.compared, start=1):
            proofs = "\n".join(proof_lines(scenario, text))
            values = [setting_cell(scenario.settings.get(key)) for key in keys]
            values += [status_text(scenario, text), scenario.start_year]
            self.line([number, one_line(scenario.name), *values, *(None for _ in MEASURES), proofs])
        for column, measure in enumerate(MEASURES, start=len(named) + 1):
            self._measure(column, measure)
        self.end(frozen=2)

    def _measure(self, column: int, measure: Measure) -> None:
        """Write the values of a measure; the sign of an extreme value is in its number format."""
        self.put_header(self.last_head, column, ARROWS[measure.better])
        self.sheet.cell(self.last_head, column).alignment = LEFT
        found = extreme_marks(measure, self.compared)
        for row, scenario in enumerate(self.compared, start=self.last_head + 1):
            value = scenario.measures.get(measure.name)
            if value is None:
                self.put(row, column, value_text(scenario, measure, self.text), size=8)
                continue
            form = "0" if isinstance(value, int) else "0.0#"
            if mark := found.get(value):
                form = f'"{mark.sign} "{form}'
                bold = mark is BEST_MARK
                self.put(row, column, value, form=form, bold=bold, fill=mark.colour)
            else:
                self.put(row, column, value, form=form)


class _Objectives(_Page):
    """A row per objective of a scenario, with its bound."""

    key = "objectives"

    def write(self) -> None:
        text = self.text
        columns = ("number", "scenario", "rank", "objective", "value", "bound", "proven")
        titles = [text(f"column.{key}") for key in columns]
        self.begin(titles, [5, 34, 6, 44, 9, 9, 9], text("comparison.bounds"))
        for number, scenario in enumerate(self.compared, start=1):
            found = scenario.edition.objectives if scenario.edition else ()
            for rank, o in enumerate(found, start=1):
                is_proven = text("word.yes" if o.proven else "word.no")
                name = text(f"objective.{o.name}")
                self.line(
                    [
                        number,
                        _short(one_line(scenario.name)),
                        rank,
                        name,
                        o.value,
                        o.bound,
                        is_proven,
                    ]
                )
        self.end(frozen=2)


class _Definitions(_Page):
    """A row per measure, with its meaning."""

    key = "definitions"

    def write(self) -> None:
        text = self.text
        titles = [text(f"column.{key}") for key in ("measure", "unit", "better", "definition")]
        self.begin(titles, [34, 15, 9, 70], text("comparison.legend"))
        for measure in MEASURES:
            unit, better = text(f"unit.{measure.unit}"), text(f"better.{measure.better}")
            definition = text(f"definition.{measure.name}")
            name = measure_name(measure, text)
            self.line([name, unit, f"{ARROWS[measure.better]} {better}", definition])
        self.end(frozen=1)


class _Origin(_Page):
    """What reproduces each scenario, then the programme texts, a row per line."""

    key = "origin"
    landscape = True

    def write(self) -> None:
        text = self.text
        found, chains = source_programmes(self.compared)
        columns = ("number", "scenario", "start", "texts", "search", "key")
        titles = [text(f"column.{key}") for key in columns]
        self.begin(titles, [5, 40, 9, 22, 40, 70], reproduction_line(text))
        for number, (scenario, chain) in enumerate(
            zip(self.compared, chains, strict=True), start=1
        ):
            key = scenario.specification.key if scenario.specification else None
            name, searched = one_line(scenario.name), "\n".join(search_lines(scenario, text))
            self.line([number, name, scenario.start_year, chain, searched, key])
        self.end(frozen=2)
        for source in found:
            self._source(source)
        self.sheet.print_area = range_address(1, 1, self.row, len(self.widths))

    def _source(self, source: SourceProgramme) -> None:
        self.row += 2
        title = source_title(source, self.text)
        self.put(self.row, 1, title, bold=True, fill=FAINT, align=LEFT, across=len(self.widths))
        for line in source.text.splitlines():
            self.row += 1
            self.put(self.row, 2, line, align=_AS_WRITTEN, box=False, size=9)


def _short(name: str) -> str:
    """Truncate a name that is repeated in many rows."""
    return name if len(name) <= _SHORT else f"{name[: _SHORT - 1].rstrip()}…"


def _lines(value: str, width: float) -> int:
    """Estimate the number of lines of a text in a cell, from the column width in characters."""
    return sum(1 + int(len(line) / (width * 1.15)) for line in value.split("\n"))
