"""Write the table of a comparison as a workbook: a row a scenario, a column a measure."""

from collections.abc import Sequence
from typing import ClassVar

from planner.documents.cell_styles import CENTRE, LEFT, UPRIGHT, Alignment, number_format
from planner.documents.comparison.words import (
    ARROWS,
    BEST_MARK,
    SourceProgramme,
    compared_measures,
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
    weeks_apart_table,
)
from planner.documents.sheets import CellValue, SheetWriter, WorkbookWriter
from planner.messages import Messages
from planner.planning.measures import Measure
from planner.scenarios import Compared
from planner.words.colours import FAINT
from planner.words.names import measure_name
from planner.words.objectives import told_objectives

_HEAD = 4
_SHORT = 36
"""The longest name of a scenario, in characters, where it is repeated in many rows."""

_UPRIGHT_HEIGHT = 246.0
"""The height of the names of the measures, in points."""

_FILTER = 2.5
"""The width of the button of a filter beside a header, in characters."""

_LEAST_FIGURE, _SIGN = 7.2, 3.0
"""The least width of a measure, and the room of a sign before its value, in characters."""

_AS_WRITTEN = Alignment("left", wraps=False)


def comparison_workbook(
    compared: Sequence[Compared], text: Messages, opening: Sequence[str] = ()
) -> bytes:
    """Write the workbook of a comparison.

    Its sheets are the table with the best and worst value of each measure marked, the weeks in
    which a few plannings differ, what is proven of each scenario or why it has no planning, the
    objectives with their bounds, the definitions of the measures, and what reproduces each
    scenario.

    Parameters
    ----------
    opening
        Sentences that are said of all scenarios.

    Returns
    -------
    bytes
        An .xlsx file; deterministic.
    """
    book = WorkbookWriter(text("comparison.title"))
    pages: tuple[type[_Page], ...] = (_Table, _Apart, _Proofs, _Objectives, _Definitions, _Origin)
    for page in pages:
        if page is not _Apart or weeks_apart_table(compared):
            page(book, compared, text, opening).write()
    return book.sealed()


class _Page(SheetWriter):
    """Writes a sheet: a title, and a table with one header."""

    pages_high = 0
    last_head = _HEAD
    key: ClassVar[str]
    widths: Sequence[float]

    def __init__(
        self,
        book: WorkbookWriter,
        compared: Sequence[Compared],
        text: Messages,
        opening: Sequence[str],
    ) -> None:
        super().__init__(book, text(f"sheet.{self.key}"))
        self.compared, self.text, self.opening = compared, text, opening
        self.row = self.last_head

    def write(self) -> None:
        """Write the whole sheet."""
        raise NotImplementedError

    def begin(self, titles: Sequence[str], widths: Sequence[float], line: str) -> None:
        """Write the title, the line below it and the header; widths are in characters."""
        self.widths = widths
        title = f"{self.text('comparison.title')} – {self.text(f'sheet.{self.key}')}"
        self.put_title(title, line, widths)
        for column, name in enumerate(titles, start=1):
            self.put_header(_HEAD, column, name)
        rooms = (width - _FILTER for width in widths)
        self.fit_height(_HEAD, zip(titles, rooms, strict=True), least=20)

    def line(self, values: Sequence[CellValue]) -> None:
        """Write the next row; its height follows from its text."""
        self.row += 1
        for column, value in enumerate(values, start=1):
            self.put(self.row, column, value, align=LEFT if isinstance(value, str) else CENTRE)
        self.fit_height(self.row, zip(values, self.widths, strict=True))

    def end(self, frozen: int) -> None:
        """Set up the page, and a filter on the table."""
        columns = len(self.widths)
        self.put_filter(self.last_head, self.row, columns)
        footer, groups = self.text("comparison.title"), range(frozen + 1, columns + 1)
        self.set_up_page(self.widths, self.last_head, self.row, frozen, footer, groups)


class _Table(_Page):
    """A row per scenario, a column per measure."""

    key = "comparison"
    landscape = True
    last_head = _HEAD + 1
    """Below the names are the directions of the measures and the buttons of the filter."""

    def write(self) -> None:
        text, keys = self.text, setting_keys(self.compared)
        measures = compared_measures(self.compared)
        named = [text("column.number"), text("column.scenario"), *keys]
        named += [text("column.status"), text("column.start")]
        measured = [measure_head(measure, text) for measure in measures]
        figures = map(self._width_of_values, measures)
        widths = [4.5, 26, *(9 for _ in keys), 12, 7.5, *figures]
        self.begin([*named, *measured], widths, text("comparison.legend"))
        for column, name in enumerate([*named, *measured][2:], start=3):
            self.put_header(_HEAD, column, name, align=UPRIGHT)
        self.set_height(_HEAD, _UPRIGHT_HEIGHT)
        for column in range(1, len(widths) + 1):
            self.put_header(self.last_head, column, "")
        for number, scenario in enumerate(self.compared, start=1):
            values = [setting_cell(scenario.settings.get(key)) for key in keys]
            values += [status_text(scenario, text), scenario.start_year]
            self.line([number, one_line(scenario.name), *values, *(None for _ in measures)])
        for column, measure in enumerate(measures, start=len(named) + 1):
            self._measure(column, measure)
        self.end(frozen=2)

    def _width_of_values(self, measure: Measure) -> float:
        values = (each.measures.get(measure.name) for each in self.compared)
        longest = max((len(self.text.number(v)) for v in values if v is not None), default=0)
        return max(_LEAST_FIGURE, longest + _SIGN)

    def _measure(self, column: int, measure: Measure) -> None:
        """Write the values of a measure; the sign of an extreme value is in its number format."""
        self.put_header(self.last_head, column, ARROWS[measure.better], align=LEFT)
        found = extreme_marks(measure, self.compared)
        for row, scenario in enumerate(self.compared, start=self.last_head + 1):
            value = scenario.measures.get(measure.name)
            if value is None:
                self.put(row, column, value_text(scenario, measure, self.text))
                continue
            form = number_format(value)
            if mark := found.get(value):
                form = f'"{mark.sign} "{form}'
                bold = mark is BEST_MARK
                self.put(row, column, value, form=form, bold=bold, fill=mark.colour)
            else:
                self.put(row, column, value, form=form)


class _Apart(_Page):
    """The weeks in which each planning differs from each other one."""

    key = "apart"

    def write(self) -> None:
        text, numbers = self.text, range(1, len(self.compared) + 1)
        titles = [text("column.number"), text("column.scenario"), *map(str, numbers)]
        line = " ".join([text("comparison.apart"), *self.opening])
        self.begin(titles, [5, 40, *(max(7, 60 / len(numbers)) for _ in numbers)], line)
        for number, weeks in zip(numbers, weeks_apart_table(self.compared), strict=True):
            name = one_line(self.compared[number - 1].name)
            self.line([number, name, *weeks])
        self.end(frozen=2)


class _Proofs(_Page):
    """What is proven of each scenario, or why it has no planning: a row per sentence."""

    key = "proofs"

    def write(self) -> None:
        text = self.text
        titles = [text(f"column.{key}") for key in ("number", "scenario", "status", "proof")]
        self.begin(titles, [5, 32, 20, 77], text("comparison.proofs"))
        for number, scenario in enumerate(self.compared, start=1):
            name, status = _short(one_line(scenario.name)), status_text(scenario, text)
            for line in proof_lines(scenario, text):
                self.line([number, name, status, line])
        self.end(frozen=2)


class _Objectives(_Page):
    """A row per objective of a scenario, with its bound."""

    key = "objectives"

    def write(self) -> None:
        text = self.text
        columns = ("number", "scenario", "rank", "objective", "value", "bound", "proven")
        titles = [text(f"column.{key}") for key in columns]
        self.begin(titles, [5, 34, 7, 44, 11, 12, 10], text("comparison.bounds"))
        for number, scenario in enumerate(self.compared, start=1):
            found = told_objectives(scenario.edition) if scenario.edition else ()
            for rank, o in enumerate(found, start=1):
                is_proven = text("word.yes" if o.proven else "word.no")
                name, scenario_name = text(f"objective.{o.name}"), _short(one_line(scenario.name))
                self.line([number, scenario_name, rank, name, o.value, o.bound, is_proven])
                for column, value in ((5, o.value), (6, o.bound)):
                    self.put(self.row, column, value, form=number_format(value))
        self.end(frozen=2)


class _Definitions(_Page):
    """A row per measure, with its meaning."""

    key = "definitions"

    def write(self) -> None:
        text = self.text
        titles = [text(f"column.{key}") for key in ("measure", "unit", "better", "definition")]
        self.begin(titles, [34, 15, 9, 70], text("comparison.legend"))
        for measure in compared_measures(self.compared):
            unit, better = text(f"unit.{measure.unit}"), text(f"better.{measure.better}")
            definition = text(f"definition.{measure.name}")
            name = measure_name(measure, text)
            self.line([name, unit, f"{ARROWS[measure.better]} {better}", definition])
        self.end(frozen=1)


class _Origin(_Page):
    """What reproduces each scenario; below it, on the screen, the programme texts."""

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
        for source in found:  # below what is printed: they are files of their own as well
            self._source(source)

    def _source(self, source: SourceProgramme) -> None:
        self.row += 2
        title = source_title(source, self.text)
        self.put(self.row, 1, title, bold=True, fill=FAINT, align=LEFT, across=len(self.widths))
        for line in source.text.splitlines():
            self.row += 1
            self.put(self.row, 2, line, align=_AS_WRITTEN, box=False)


def _short(name: str) -> str:
    """Truncate a name that is repeated in many rows."""
    return name if len(name) <= _SHORT else f"{name[: _SHORT - 1].rstrip()}…"
