"""Write the overview of a planning: its objectives, and a row for each cohort."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from planner.documents.cell_styles import CENTRE, LEFT, CellStyle
from planner.documents.paper import shared_widths, text_width_in_characters
from planner.documents.planning.sheets.base import PlanningSheet, total_format, total_rows
from planner.documents.planning.sheets.general import GeneralSheet
from planner.documents.planning.sheets.hours import HoursSheet
from planner.documents.sheets import CellValue, range_address
from planner.planning.check import RuleCheck, Verdict
from planner.planning.file.sheet_layout import TITLES
from planner.planning.ledger import totals
from planner.planning.planning import ObjectiveResult
from planner.words.colours import FAINT, INK, MARK
from planner.words.objectives import objective_figure, proof_words, told_objectives

_STATUS, _FIRST = 3, 5
"""The rows of the status and of the first header."""

_NARROW, _FIGURE, _BESIDE = 9.5, 11.0, 3.0
"""Widths in characters: of a figure at least ("1 434,8 h") and at most; what the button of a filter
and the space around a text take.
"""

_LABEL, _NAMES = 32.0, 46.0
"""Widths in characters: of a label at most; of code and label at least, where objectives stand."""

_OBJECTIVE = {"objective": 2, "found": 2, "bound": 2, "verdict": 3}
"""The columns of an objective, and how many of the columns of the cohorts each takes."""

_COUNTED = {Verdict.KEPT: "rules_kept", Verdict.BROKEN: "rules_broken"}
"""The verdicts that are counted, with the keys of their columns."""

_LINK = CellStyle(bold=True, align=LEFT)


@dataclass(frozen=True)
class _Column:
    """A column of the table of the cohorts.

    Attributes
    ----------
    width
        In characters; 0 for a figure.
    targets
        The address to which the cell of each cohort leads, if any.
    total
        Its value for all cohorts.
    marks
        Whether figures above zero are marked.
    key
        Of which total its figures are; "" for numbers of rules.
    """

    title: str
    values: Sequence[str | int | float]
    width: float = 0.0
    targets: Sequence[str] = ()
    total: CellValue = None
    marks: bool = False
    key: str = ""


class OverviewSheet(PlanningSheet):
    """The objectives with their bounds, then a row a cohort, which leads to its sheets."""

    landscape = True
    pages_high = 0

    def write(
        self,
        checks: Sequence[RuleCheck],
        generals: Sequence[GeneralSheet],
        hours: Sequence[HoursSheet],
    ) -> None:
        """Write the sheet.

        Parameters
        ----------
        checks
            Those of the rules that documents list.
        generals, hours
            The sheets to which the rows lead: those of some cohorts each, and one a cohort.
        """
        columns = [*self._cohorts(hours), *self._totals(), *self._verdicts(checks)]
        if len(generals) > 1:
            columns.append(self._places(generals))
        widths = self._widths(columns)
        self.title(self.text("sheet.overview.title", year=self.planning.year.label), widths)
        status = self.edition.changed or self.edition.status
        key = f"changed.{status}" if self.edition.changed else f"status.{status}"
        line = self.text("planned.status", status=self.text(key))
        self.put(_STATUS, 1, line, bold=True, align=LEFT, box=False, across=len(widths))
        head = _FIRST
        if objectives := told_objectives(self.edition):
            head = self._objectives(head, objectives, widths) + 2
        last = self._table(head, columns, widths)
        self.finish(widths, head, last, frozen=1)
        self.sheet.freeze_panes(0, 1)
        self.sheet.repeat_rows(head - 1)

    # --- The columns

    def _cohorts(self, hours: Sequence[HoursSheet]) -> Iterator[_Column]:
        """Yield the codes of the cohorts, which lead to their hours, their labels and sites."""
        cohorts = [planning.cohort for planning in self.planning.cohorts]
        ids, labels = [cohort.id for cohort in cohorts], [cohort.label for cohort in cohorts]
        targets = [range_address(1, 1, 1, 1, sheet.sheet_name) for sheet in hours]
        title, total = self.text("column.cohort"), self.text("overview.all")
        code = _width(title, ids)
        yield _Column(title, ids, code, targets, total)
        title = self.text("column.label")
        yield _Column(title, labels, max(_NAMES - code, min(_LABEL, _width(title, labels))))
        sites = [self.planning.programme.site_name(cohort) for cohort in cohorts]
        if any(sites):
            title = self.text("column.site")
            yield _Column(title, sites, min(_LABEL, _width(title, sites)))

    def _totals(self) -> Iterator[_Column]:
        """Yield the weeks, sessions and hours of the cohorts."""
        found = [totals(planning, self.planning.case) for planning in self.planning.cohorts]
        for key, values in total_rows(found, with_sessions=self.planning.has_sessions):
            title = self.text(f"column.{'net' if key == 'company_net' else key}")
            yield _Column(title, values, key=key)

    def _verdicts(self, checks: Sequence[RuleCheck]) -> Iterator[_Column]:
        """Yield how many rules each cohort keeps, and how many it breaks."""
        found = Counter((each.cohort.id if each.cohort else "", each.verdict) for each in checks)
        ids = [planning.cohort.id for planning in self.planning.cohorts]
        for verdict, key in _COUNTED.items():
            values = [found[cohort, verdict] for cohort in ids]
            total = sum(values) + found["", verdict]
            title = self.text(f"column.{key}")
            yield _Column(title, values, total=total, marks=verdict is Verdict.BROKEN)

    def _places(self, generals: Sequence[GeneralSheet]) -> _Column:
        """Return the general sheet of each cohort, which leads to the columns of the cohort."""
        places = [(sheet, n) for sheet in generals for n in sheet.layout.cohorts]
        names = [sheet.sheet_name for sheet, _ in places]
        targets = []
        for sheet, n in places:
            column = sheet.layout.place(n)
            targets.append(range_address(TITLES, column, TITLES, column, sheet.sheet_name))
        title = self.text("column.general")
        return _Column(title, names, _width(title, names), targets)

    def _widths(self, columns: Sequence[_Column]) -> list[float]:
        """Return the widths of the columns: figures stand on one line, the widest texts wrap."""
        figures = sum(not column.width for column in columns)
        texts = [column.width for column in columns if column.width]
        names = iter(shared_widths(texts, self.paper.characters - figures * _NARROW))
        figure = min(_FIGURE, max(_NARROW, (self.paper.characters - sum(texts)) / figures))
        return [next(names) if column.width else figure for column in columns]

    # --- The tables

    def _objectives(
        self, row: int, objectives: Sequence[ObjectiveResult], widths: Sequence[float]
    ) -> int:
        """Write the objectives over the columns of the cohorts; return their last row."""
        self._spread(row, [self.text(f"column.{key}") for key in _OBJECTIVE], widths, is_head=True)
        for objective in objectives:
            row += 1
            bound = replace(objective, value=objective.bound)
            cells = (
                self.text(f"objective.{objective.name}"),
                objective_figure(objective, self.text),
                objective_figure(bound, self.text),
                proof_words(objective, self.planning, self.text),
            )
            self._spread(row, cells, widths)
        return row

    def _spread(
        self, row: int, cells: Sequence[str], widths: Sequence[float], is_head: bool = False
    ) -> None:
        """Write the cells of an objective."""
        column, rooms = 1, []
        for value, across in zip(cells, _OBJECTIVE.values(), strict=True):
            if is_head:
                self.put_header(row, column, value, across=across)
            else:
                first = column == 1
                align = LEFT if first else CENTRE
                self.put(row, column, value, bold=first, align=align, across=across)
            rooms.append(sum(widths[column - 1 : column - 1 + across]))
            column += across
        self.fit_height(row, zip(cells, rooms, strict=True))

    def _table(self, head: int, columns: Sequence[_Column], widths: Sequence[float]) -> int:
        """Write the table of the cohorts, and the total below it; return its row."""
        titles = [column.title for column in columns]
        rooms = [width - _BESIDE for width in widths]
        count = len(self.planning.cohorts)
        self.put_table(self.text("sheet.overview"), head, head + count, titles)
        self.fit_height(head, zip(titles, rooms, strict=True), least=32)
        last = head + count + 1
        for place, column in enumerate(columns, start=1):
            for n, value in enumerate(column.values):
                self._cell(head + 1 + n, place, value, column, n)
            align = LEFT if isinstance(column.total, str) else CENTRE
            self.put(last, place, column.total, bold=True, fill=FAINT, align=align)
        for n in range(count):
            texts = [column.values[n] for column in columns]
            self.fit_height(head + 1 + n, zip(texts, widths, strict=True))
        return last

    def _cell(
        self, row: int, place: int, value: str | int | float, column: _Column, n: int
    ) -> None:
        if column.targets:
            self.put_link(row, place, str(value), column.targets[n], _LINK)
        elif isinstance(value, str):
            self.put(row, place, value, align=LEFT)
        else:
            marked = column.marks and value > 0
            ink = MARK if marked else INK
            self.put(
                row, place, value, form=total_format(column.key, value), bold=marked, colour=ink
            )


def _width(title: str, values: Sequence[str]) -> float:
    """Return the width at which the values of a column and its title stand on one line."""
    longest = max(map(text_width_in_characters, values))
    return max(text_width_in_characters(title) + _BESIDE, longest + _BESIDE)
