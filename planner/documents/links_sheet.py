"""The links of companies as a workbook, for those who mail them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from planner.documents.sheets import CENTRE, DAY, LEFT, Page, finished, new_book
from planner.documents.style import FAINT, INK, MARK, QUIET
from planner.messages import Messages

_COLUMNS = (
    ("summary.company", 30.0),
    ("summary.apprentices", 10.0),
    ("links.names", 30.0),
    ("links.address", 62.0),
    ("links.until", 12.5),
)
_COMPANY, _COUNT, _NAMES, _ADDRESS, _UNTIL = range(1, len(_COLUMNS) + 1)
_KEY, _HEAD = 3, 5
"""The row that says what an address is, and that of the header."""

_TABLE = "planner_links"
"""What the table is called: programs that write letters take it by its name."""

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


def links_sheet(rows: Sequence[LinkRow], made: date, text: Messages) -> bytes:
    """Write the links that were just made, among all companies asked for.

    Parameters
    ----------
    made
        The day on which they were.

    Returns
    -------
    bytes
        An .xlsx file. The same input gives the same bytes.
    """
    book = new_book(text("links.title"))
    sheet = _Links(book.create_sheet(text("sheet.links")), text)
    sheet.write(rows, made)
    book.defined_names[_TABLE] = DefinedName(_TABLE, attr_text=sheet.table)
    return finished(book)


class _Links(Page):
    """The sheet: a row a company."""

    landscape = True
    pages_high = 0

    def __init__(self, sheet: Worksheet, text: Messages) -> None:
        super().__init__(sheet)
        self.text = text

    @property
    def table(self) -> str:
        """Where the table stands, with its header."""
        last = get_column_letter(len(_COLUMNS))
        place = f"$A${_HEAD}:${last}${self.sheet.max_row}"
        return f"{quote_sheetname(self.sheet.title)}!{place}"

    def write(self, rows: Sequence[LinkRow], made: date) -> None:
        text, across = self.text, len(_COLUMNS)
        count = text.counted("links.new", sum(row.address is not None for row in rows))
        self.heading(text("links.title"), text("links.made", day=made, links=count), across)
        self.put(_KEY, 1, text("links.key"), bold=True, colour=MARK, align=LEFT, box=False,
                 across=across)  # fmt: skip
        self.put(_KEY + 1, 1, text("links.renewal"), size=9, align=LEFT, box=False, across=across)
        self.sheet.row_dimensions[_KEY].height = 18
        self.sheet.row_dimensions[_KEY + 1].height = 27
        for column, (key, _) in enumerate(_COLUMNS, start=1):
            self.head(_HEAD, column, text(key))
        self.sheet.row_dimensions[_HEAD].height = 30
        for place, row in enumerate(rows, start=_HEAD + 1):
            self._row(place, row, FAINT if place % 2 else None)
        widths = [width for _, width in _COLUMNS]
        self.lay_out(widths, _HEAD, _HEAD + len(rows), _COMPANY, text("links.key"))

    def _row(self, place: int, row: LinkRow, fill: str | None) -> None:
        names, address = "\n".join(row.apprentices), row.address or self._why_none(row)
        self.put(place, _COMPANY, row.company, fill=fill, bold=True, align=LEFT)
        self.put(place, _COUNT, len(row.apprentices), fill=fill)
        self.put(place, _NAMES, names, fill=fill, align=LEFT)
        colour = INK if row.address else QUIET
        self.put(place, _ADDRESS, address, fill=fill, colour=colour, align=LEFT)
        self.put(place, _UNTIL, row.until, fill=fill, form=DAY, align=CENTRE)
        texts = ((row.company, _COMPANY), (address, _ADDRESS))
        lines = [1 + int(len(written) / _COLUMNS[column - 1][1]) for written, column in texts]
        lines.append(sum(1 + len(n) // int(_COLUMNS[_NAMES - 1][1]) for n in row.apprentices))
        self.sheet.row_dimensions[place].height = min(_LINE * max(lines) + 4, _HIGHEST)

    def _why_none(self, row: LinkRow) -> str:
        if row.sent:
            return self.text("links.sent", day=row.sent)
        return self.text("links.over", day=row.until)
