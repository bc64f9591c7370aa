"""Write what changed for an apprentice since the previous version as a workbook."""

from collections.abc import Mapping, Sequence

from planner.apprentices.changes import WeeksChange, YearChanges, year_changes
from planner.apprentices.day import Hours
from planner.apprentices.year import ApprenticeYear
from planner.documents.apprentice.changes import (
    change_sides,
    change_summary,
    module_change_lines,
    replaced_version,
    week_range,
)
from planner.documents.cell_styles import DATE_FORMAT, LEFT, hours_format
from planner.documents.sheets import CellValue, SheetWriter, WorkbookWriter
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.programme.programme import Programme
from planner.words.apprentices import planning_details, planning_title
from planner.words.colours import FAINT
from planner.words.names import version_line
from planner.words.periods import contract_line
from planner.year.weeks import HOUR

_TOP, _HEAD = 5, 6
_FIRST = 4
"""The first column of a version; the columns before it name the weeks."""

_WIDTHS = {
    "letter": 8.0,
    "place": 19.0,
    "half_days": 23.0,
    "onsite": 9.5,
    "lost": 9.5,
    "remote": 9.5,
    "company": 11.0,
}
"""Widths of the columns of a version, in characters."""

_NAMED_HALF_DAYS = 38.0
"""The width of the column of half-days where sessions have the names of their modules."""

_OF_SESSIONS = ("half_days", "remote")
"""The columns that say nothing where neither version has sessions."""


def changes_sheet(
    year: ApprenticeYear,
    before: ApprenticeYear | None,
    edition: Edition,
    text: Messages,
    *,
    earlier: Edition | None = None,
) -> bytes:
    """Write the changes as a workbook, with the parameters of `changes_pdf`.

    Returns
    -------
    bytes
        An .xlsx file; deterministic.
    """
    found = year_changes(before, year)
    book = WorkbookWriter(f"{text('since.title')} – {planning_title(year, text)}")
    has_sessions = any(each.cohort.has_sessions for each in (year, before) if each)
    hidden = set() if has_sessions else {*_OF_SESSIONS}
    if not any(each.hours.lost for each in (year, before) if each):
        hidden.add("lost")
    widths = {key: width for key, width in _WIDTHS.items() if key not in hidden}
    if has_sessions and any(each.progression for each in (year, before) if each):
        widths["half_days"] = _NAMED_HALF_DAYS
    sheet = _Sheet(book, text, widths)
    notes = (replaced_version(earlier, text), contract_line(year, text))
    sheet.title(year, edition, notes, change_summary(found, text))
    sheet.write(found, year.planning.programme)
    sheet.write_modules(list(module_change_lines(found, text)))
    sheet.finish(version_line(edition, text))
    return book.sealed()


class _Sheet(SheetWriter):
    """Writes the changes: a row per change, both versions side by side."""

    landscape = True
    pages_high = 0

    def __init__(self, book: WorkbookWriter, text: Messages, shapes: Mapping[str, float]) -> None:
        super().__init__(book, text("sheet.changes"))
        self.text = text
        self.last = _TOP - 1
        self.shapes, self.keys = shapes, list(shapes)
        self.widths = [12.0, 11.0, 11.0, *[*shapes.values()] * 2]

    def title(
        self, year: ApprenticeYear, edition: Edition, notes: Sequence[str], summary: str
    ) -> None:
        text, columns = self.text, len(self.widths)
        title = f"{text('since.title')} – {planning_title(year, text)}"
        whose = " · ".join(filter(None, (planning_details(year, edition, text), *notes)))
        self.put_title(title, whose, self.widths)
        self.put(3, 1, summary, bold=True, size=12, align=LEFT, box=False, across=columns)
        self.fit_height(3, [(summary, sum(self.widths) * 10 / 12)], least=20)

    def write(self, found: YearChanges, programme: Programme) -> None:
        if not found.weeks:
            return
        self._head()
        self.last = _HEAD
        for change in found.joined_weeks:
            self.last += 1
            self._row(self.last, change, programme)
        self.last += 1
        self._total(self.last, found)

    def write_modules(self, lines: Sequence[str]) -> None:
        """Write what changes for modules below all else."""
        if not lines:
            return
        heading, columns = self.text("tables.modules"), len(self.widths)
        self.last += 2
        self.put(self.last, 1, heading, bold=True, align=LEFT, box=False, across=columns)
        for line in lines:
            self.last += 1
            self.put(self.last, 1, line, align=LEFT, box=False, across=columns)
            self.fit_height(self.last, [(line, sum(self.widths))])

    def finish(self, footer: str) -> None:
        self.set_up_page(self.widths, min(self.last, _HEAD), self.last, _FIRST - 1, footer)

    def _head(self) -> None:
        for column, key in enumerate(("week", "first", "last"), start=1):
            self.put_header(_TOP, column, self.text(f"column.{key}"), down=2)
        for column, side in ((_FIRST, "before"), (_FIRST + len(self.keys), "now")):
            self.put_header(_TOP, column, self.text(f"column.{side}"), across=len(self.keys))
            for place, key in enumerate(self.keys, start=column):
                self.put_header(_HEAD, place, self.text(f"column.{key}"))
        self.set_height(_HEAD, 32)

    def _row(self, row: int, change: WeeksChange, programme: Programme) -> None:
        self.put(row, 1, week_range(change.weeks, self.text), bold=True)
        self.put(row, 2, change.weeks[0].monday, form=DATE_FORMAT)
        self.put(row, 3, change.weeks[-1].last_day, form=DATE_FORMAT)
        cells: list[tuple[CellValue, float]] = []
        for side, column in zip(
            change_sides(change, programme, self.text), self._columns, strict=True
        ):
            halves = "\n".join(half for half, _ in side.sessions) or None
            texts = {"letter": side.letter, "place": side.name, "half_days": halves}
            for place, key in enumerate(self.keys, start=column):
                if key in texts:
                    fill = None if key == "half_days" else side.colour
                    self.put(row, place, texts[key], fill=fill, bold=key == "letter")
                    cells.append((texts[key], self.shapes[key]))
            self._put_hours(row, column, side.hours)
        self.fit_height(row, cells)

    def _total(self, row: int, found: YearChanges) -> None:
        self.put(row, 1, self.text("since.year"), bold=True, fill=FAINT, across=3)
        for column, hours in zip(self._columns, (found.before, found.now), strict=True):
            assert hours is not None
            counted = self.text.counted("sessions", hours.sessions) if hours.sessions else None
            for place, key in enumerate(self.keys, start=column):
                value = counted if key == "half_days" else None
                self.put(row, place, value, fill=FAINT, bold=True)
            self._put_hours(row, column, hours, fill=FAINT)

    def _put_hours(self, row: int, column: int, hours: Hours, fill: str | None = None) -> None:
        kinds = {
            "onsite": hours.onsite,
            "lost": hours.lost,
            "remote": hours.remote,
            "company": hours.company,
        }
        for place, key in enumerate(self.keys, start=column):
            if key in kinds:
                value = kinds[key] / HOUR if kinds[key] else None
                form = hours_format(value)
                self.put(row, place, value, form=form, fill=fill, bold=fill is not None)

    @property
    def _columns(self) -> tuple[int, int]:
        """The first column of each version."""
        return _FIRST, _FIRST + len(self.keys)
