"""The common base of the sheets of a planning: title, version, cells of a week."""

from collections.abc import Iterable, Iterator, Sequence

from planner.documents.cell_styles import (
    DATE_FORMAT,
    NO_BORDER,
    THICK,
    Alignment,
    CellStyle,
    box_border,
    hours_format,
    number_format,
)
from planner.documents.edition_sheet import EditionSheet
from planner.documents.sheets import CellValue, WorkbookWriter, range_address
from planner.files.tables.cells import CellPosition
from planner.messages import Messages
from planner.planning.ledger import Totals, presence
from planner.planning.planning import Edition
from planner.words.colours import CLOSED, MARK, WHITE
from planner.words.names import last_day_key
from planner.year.durations import decimal_hours
from planner.year.weeks import Week

_ABOVE_TABLE = 3
_LINK = CellStyle(align=Alignment("left", wraps=False), border=NO_BORDER)


_MARKED = box_border(THICK, MARK)


def highlighted(style: CellStyle) -> CellStyle:
    """Mark a cell by a thick border, which stands out in grey as well."""
    return style._replace(fill=WHITE, colour=MARK, bold=True, border=_MARKED)


class PlanningSheet(EditionSheet):
    """Writes a sheet of a planning.

    Attributes
    ----------
    marks
        By its position, what is broken in a cell: it is highlighted, and has a comment.
    """

    def __init__(self, book: WorkbookWriter, name: str, edition: Edition, text: Messages) -> None:
        super().__init__(book, name, edition, text)
        self.weeks = edition.planning.year.weeks
        self.marks: dict[CellPosition, list[str]] = {}

    def write_cell(
        self,
        row: int,
        column: int,
        value: CellValue,
        style: CellStyle,
        across: int = 1,
        down: int = 1,
    ) -> None:
        """Write a cell, highlighted where something is broken."""
        marked = highlighted(style) if (row, column) in self.marks else style
        super().write_cell(row, column, value, marked, across, down)

    def finish(
        self,
        widths: Sequence[float],
        head: int,
        last_row: int,
        frozen: int,
        groups: Sequence[int] = (),
    ) -> None:
        """Set up the page, with the version in the footer; see `set_up_page`. Add the comments."""
        self.set_up_page(widths, head, last_row, frozen, self.version, groups)
        for (row, column), sentences in self.marks.items():
            self._comment(row, column, sentences)

    def _comment(self, row: int, column: int, sentences: Sequence[str]) -> None:
        """Add a comment with what is broken in a cell."""
        lines = sum(1 + len(sentence) // 45 for sentence in sentences)
        shape = {"author": "planner", "height": 20 + 16 * lines, "width": 320}
        self.sheet.write_comment(row - 1, column - 1, "\n".join(sentences), shape)

    def lead_to(self, sheet: str) -> None:
        """Write a link to another sheet above the table."""
        target = range_address(1, 1, 1, 1, sheet)
        self.put_link(_ABOVE_TABLE, 1, f"← {sheet}", target, _LINK)

    def week_cells(self, row: int, week: Week) -> None:
        """Write the three cells that name a week."""
        fill = CLOSED if week.closed else None
        self.put(
            row, 1, week.iso_week, bold=True, fill=fill, form=f'"{self.text("week.letter")}"00'
        )
        self.put(row, 2, week.monday, fill=fill, form=DATE_FORMAT)
        self.put(row, 3, week.last_day, fill=fill, form=DATE_FORMAT)

    @property
    def last_day_key(self) -> str:
        """The key of the title of the column of last days."""
        return last_day_key(self.planning.year)

    @property
    def days_off_key(self) -> str:
        """The key of the title of the column of days off."""
        year = self.planning.year
        return "days_off" if year.single_days or year.sites else "holidays"


HOLIDAYS_WIDTH = 27.0
"""The width of the column of public holidays, in characters."""

WEEK_HEIGHT = 12.75
"""The height of the row of a week, so that a year fits a page; in points."""


def place_width(names: Iterable[str]) -> float:
    """Return the width of a column of letters and names of blocks, in characters."""
    return max([5.0, *(1.25 * len(name) + 1.5 for name in names)])


_HOUR_TOTALS = ("onsite", "lost", "remote", "academic", "company", "company_net")


def total_rows(
    found: Sequence[Totals], *, with_sessions: bool
) -> Iterator[tuple[str, list[float]]]:
    """Yield the totals of some cohorts by their keys: weeks, days, sessions, then hours."""
    yield from presence(found)
    if with_sessions:
        yield "sessions", [t.sessions for t in found]
    yield "onsite", [decimal_hours(t.onsite) for t in found]
    if any(t.lost for t in found):
        yield "lost", [decimal_hours(t.lost) for t in found]
    if with_sessions:
        yield "remote", [decimal_hours(t.remote) for t in found]
        yield "academic", [decimal_hours(t.academic) for t in found]
    yield "company", [decimal_hours(t.company) for t in found]
    yield "company_net", [decimal_hours(t.company_net) for t in found]


def total_format(key: str, value: float) -> str:
    """Return the number format of a total: hours, or a plain number (17,4 weeks)."""
    return hours_format(value) if key in _HOUR_TOTALS else number_format(value)
