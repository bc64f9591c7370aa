"""Write what changed for an apprentice since the previous version as a workbook."""

from collections.abc import Sequence

from openpyxl.worksheet.worksheet import Worksheet

from planner.apprentices.changes import WeeksChange, YearChanges, year_changes
from planner.apprentices.year import ApprenticeYear, Hours
from planner.documents.apprentice.changes import (
    change_sides,
    change_summary,
    replaced_version,
    week_range,
)
from planner.documents.sheets import (
    DATE_FORMAT,
    HOURS_FORMAT,
    LEFT,
    SheetWriter,
    new_workbook,
    sealed_workbook,
)
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.programme.programme import Programme
from planner.words.apprentices import contract_line, planning_details, planning_title
from planner.words.colours import FAINT
from planner.words.names import version_line
from planner.year.weeks import HOUR

_TOP, _HEAD = 5, 6
_FIRST = 4
"""The first column of a version; the columns before it name the weeks."""

_WIDTHS = (8, 20, 24, 9, 9, 11)
"""Widths of the columns of a version, in characters."""

_KEYS = ("letter", "place", "half_days", "onsite", "remote", "company")


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
    book = new_workbook(f"{text('since.title')} – {planning_title(year, text)}")
    sheet = _Sheet(book.create_sheet(text("sheet.changes")), text)
    notes = (replaced_version(earlier, text), contract_line(year, text))
    sheet.title(year, edition, notes, change_summary(found, text))
    sheet.write(found, year.planning.programme)
    sheet.finish(version_line(edition, text))
    return sealed_workbook(book)


class _Sheet(SheetWriter):
    """Writes the changes: a row per change, both versions side by side."""

    landscape = True
    pages_high = 0

    def __init__(self, sheet: Worksheet, text: Messages) -> None:
        super().__init__(sheet)
        self.text = text
        self.last = _TOP - 1
        self.widths = [12.0, 11.5, 11.5, *_WIDTHS, *_WIDTHS]

    def title(
        self, year: ApprenticeYear, edition: Edition, notes: Sequence[str], summary: str
    ) -> None:
        text, columns = self.text, len(self.widths)
        title = f"{text('since.title')} – {planning_title(year, text)}"
        whose = " · ".join(filter(None, (planning_details(year, edition, text), *notes)))
        self.put_title(title, whose, columns)
        self.put(3, 1, summary, bold=True, size=12, align=LEFT, box=False, across=columns)
        width = sum(self.widths)
        for row, height, length in ((1, 24, len(title) / 0.6), (2, 15, len(whose)), (3, 20, 0)):
            self.sheet.row_dimensions[row].height = height * (1 + int(length / width))

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

    def finish(self, footer: str) -> None:
        self.set_up_page(self.widths, min(self.last, _HEAD), self.last, _FIRST - 1, footer)

    def _head(self) -> None:
        for column, key in enumerate(("week", "first", "last"), start=1):
            self.put_header(_TOP, column, self.text(f"column.{key}"))
            self.put_header(_HEAD, column, "")
            self.sheet.merge_cells(
                start_row=_TOP, end_row=_HEAD, start_column=column, end_column=column
            )
        for column, side in ((_FIRST, "before"), (_FIRST + len(_KEYS), "now")):
            self.put_header(_TOP, column, self.text(f"column.{side}"), across=len(_KEYS))
            for place, key in enumerate(_KEYS, start=column):
                self.put_header(_HEAD, place, self.text(f"column.{key}"))
        self.sheet.row_dimensions[_HEAD].height = 32

    def _row(self, row: int, change: WeeksChange, programme: Programme) -> None:
        self.put(row, 1, week_range(change.weeks, self.text), bold=True)
        self.put(row, 2, change.weeks[0].monday, form=DATE_FORMAT)
        self.put(row, 3, change.weeks[-1].last_day, form=DATE_FORMAT)
        lines = 1
        for side, column in zip(
            change_sides(change, programme, self.text), self._columns, strict=True
        ):
            self.put(row, column, side.letter, fill=side.colour, bold=True)
            self.put(row, column + 1, side.name, fill=side.colour)
            halves = "\n".join(half for half, _ in side.sessions)
            self.put(row, column + 2, halves or None)
            self._put_hours(row, column + 3, side.hours)
            lines = max(lines, len(side.sessions), 1 + len(side.name) // 20)
        self.sheet.row_dimensions[row].height = 15 * lines

    def _total(self, row: int, found: YearChanges) -> None:
        self.put(row, 1, self.text("since.year"), bold=True, fill=FAINT, across=3)
        for column, hours in zip(self._columns, (found.before, found.now), strict=True):
            assert hours is not None
            counted = self.text.counted("sessions", hours.sessions) if hours.sessions else None
            self.put(row, column, None, fill=FAINT, across=2)
            self.put(row, column + 2, counted, fill=FAINT, bold=True)
            self._put_hours(row, column + 3, hours, fill=FAINT)

    def _put_hours(self, row: int, column: int, hours: Hours, fill: str | None = None) -> None:
        for place, minutes in enumerate((hours.onsite, hours.remote, hours.company), column):
            value = minutes / HOUR if minutes else None
            self.put(row, place, value, form=HOURS_FORMAT, fill=fill, bold=fill is not None)

    @property
    def _columns(self) -> tuple[int, int]:
        """The first column of each version."""
        return _FIRST, _FIRST + len(_KEYS)
