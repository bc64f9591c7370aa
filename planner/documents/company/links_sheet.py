"""The links of companies as a workbook, for those who mail them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap

from openpyxl.styles import Alignment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from planner.documents.sheets import (
    DATE_FORMAT,
    LEFT,
    SheetWriter,
    new_workbook,
    range_address,
    sealed_workbook,
)
from planner.messages import Messages
from planner.words.style import FAINT, MARK

_WIDTHS = (30.0, 10.0, 36.0, 67.0, 12.5)
_COMPANY, _COUNT, _NAMES, _ADDRESS, _UNTIL = range(1, len(_WIDTHS) + 1)
_KEY, _HEAD = 3, 5
"""The row that says what an address is, and that of the header."""

_TABLE = "planner_links"
"""What the table of new links is called: programs that write letters take it by its name."""

_TEXT = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
_LINE, _HIGHEST = 13.5, 400.0


@dataclass(frozen=True)
class LinkRow:
    """A company, and the link it is to be sent.

    Attributes
    ----------
    apprentices
        Their names.
    address
        Where its page is; None where it has a link already, or is given none.
    until
        The last day on which its link opens.
    sent
        The day on which the link was made that it has already; None without one.
    """

    company: str
    apprentices: tuple[str, ...]
    address: str | None
    until: date
    sent: date | None = None


def links_sheet(rows: Sequence[LinkRow], created: date, text: Messages) -> bytes:
    """Write the links that were just made; on a sheet of their own, the companies without one.

    Parameters
    ----------
    created
        The day on which they were.

    Returns
    -------
    bytes
        An .xlsx file. The same input gives the same bytes.
    """
    book = new_workbook(text("links.title"))
    new = [row for row in rows if row.address]
    sheet = _Links(book.create_sheet(text("sheet.links")), text)
    sheet.title(text("links.title"), len(new), created)
    sheet.warn()
    sheet.write(new, text("links.address"), text("links.key"))
    book.defined_names[_TABLE] = DefinedName(_TABLE, attr_text=sheet.table)
    if others := [row for row in rows if not row.address]:
        sheet = _Links(book.create_sheet(text("sheet.no-links")), text)
        sheet.title(text("links.none-title"), len(others), created)
        sheet.write(others, text("links.why-none"), text("links.none-title"))
    return sealed_workbook(book)


class _Links(SheetWriter):
    """A sheet of them: a row a company."""

    landscape = True
    pages_high = 0

    def __init__(self, sheet: Worksheet, text: Messages) -> None:
        super().__init__(sheet)
        self.text = text

    @property
    def table(self) -> str:
        """Where the table stands, with its header."""
        return range_address(_HEAD, _COMPANY, self.sheet.max_row, _UNTIL, self.sheet.title)

    def title(self, title: str, count: int, created: date) -> None:
        companies = self.text.counted("companies", count)
        line = self.text("links.made", day=created, companies=companies)
        self.put_title(title, line, len(_WIDTHS))

    def warn(self) -> None:
        """Say what an address is, and what to do when it is lost."""
        text, across = self.text, len(_WIDTHS)
        self.put(
            _KEY, 1, text("links.key"), bold=True, colour=MARK, align=LEFT, box=False, across=across
        )
        self.put(_KEY + 1, 1, text("links.renewal"), size=9, align=LEFT, box=False, across=across)
        self.sheet.row_dimensions[_KEY].height = 18
        self.sheet.row_dimensions[_KEY + 1].height = 40

    def write(self, rows: Sequence[LinkRow], about: str, footer: str) -> None:
        """Write the table.

        Parameters
        ----------
        about
            What heads the column of addresses, or of what stands there instead.
        """
        text = self.text
        heads = (
            text("summary.company"),
            text("summary.apprentices"),
            text("links.names"),
            about,
            text("links.until"),
        )
        for column, head in enumerate(heads, start=1):
            self.put_header(_HEAD, column, head)
        self.sheet.row_dimensions[_HEAD].height = 30
        for place, row in enumerate(rows, start=_HEAD + 1):
            self._row(place, row, FAINT if place % 2 else None)
        self.set_up_page(_WIDTHS, _HEAD, _HEAD + len(rows), _COMPANY, footer)

    def _row(self, place: int, row: LinkRow, fill: str | None) -> None:
        texts = {
            _COMPANY: row.company,
            _NAMES: self.text.listed(row.apprentices),
            _ADDRESS: row.address or self._why_none(row),
        }
        for column, value in texts.items():
            bold = column == _COMPANY
            self.put(place, column, value, fill=fill, bold=bold, align=_TEXT)
        self.put(place, _COUNT, len(row.apprentices), fill=fill)
        self.put(place, _UNTIL, row.until, fill=fill, form=DATE_FORMAT)
        lines = max(len(wrap(value, int(_WIDTHS[at - 1]))) for at, value in texts.items())
        self.sheet.row_dimensions[place].height = min(_LINE * lines + 5, _HIGHEST)

    def _why_none(self, row: LinkRow) -> str:
        if row.sent:
            return self.text("links.sent", day=row.sent)
        return self.text("links.over", day=row.until)
