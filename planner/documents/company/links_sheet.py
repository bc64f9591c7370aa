"""Write the links to the portal as a workbook, for a mail merge."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from planner.documents.cell_styles import DATE_FORMAT, INDENTED_LINES, LEFT
from planner.documents.sheets import SheetWriter, WorkbookWriter, range_address
from planner.messages import Messages
from planner.words.colours import FAINT, MARK

_WIDTHS = (26.0, 24.0, 28.0, 10.0, 30.0, 60.0, 12.5)
"""Column widths, in characters."""

_RECIPIENT, _COMPANIES, _EMAILS, _COUNT, _NAMES, _ADDRESS, _UNTIL = range(1, len(_WIDTHS) + 1)
_KEY, _HEAD = 3, 5
"""The rows of the explanation and of the header."""

_TABLE = "planner_links"
"""The defined name of the table of new links, by which a mail merge finds it."""


@dataclass(frozen=True)
class LinkRow:
    """A company, an apprentice or a tutor, and the link.

    Attributes
    ----------
    recipient
        The name.
    companies, apprentices
        Those of its page, by name.
    emails
        Where the link may be sent, as the list says.
    address
        The URL of its page; None if it has a link already, or gets none.
    until
        The last day on which the link is valid.
    sent
        The day on which its existing link was made; None without one.
    """

    recipient: str
    companies: tuple[str, ...]
    apprentices: tuple[str, ...]
    emails: tuple[str, ...]
    address: str | None
    until: date
    sent: date | None = None


def links_sheet(rows: Sequence[LinkRow], created: date, text: Messages) -> bytes:
    """Write the new links, and on a second sheet the recipients without a new link.

    Parameters
    ----------
    created
        The day on which the links were made.

    Returns
    -------
    bytes
        An .xlsx file; deterministic.
    """
    book = WorkbookWriter(text("links.title"))
    new = [row for row in rows if row.address]
    sheet = _Links(book, text("sheet.links"), text)
    sheet.title(text("links.title"), len(new), created)
    sheet.put_instructions()
    sheet.write(new, text("links.address"), text("links.key"))
    last = _HEAD + len(new)
    book.define_name(_TABLE, range_address(_HEAD, _RECIPIENT, last, _UNTIL, sheet.sheet_name))
    if others := [row for row in rows if not row.address]:
        sheet = _Links(book, text("sheet.no-links"), text)
        sheet.title(text("links.none-title"), len(others), created)
        sheet.write(others, text("links.why-none"), text("links.none-title"))
    return book.sealed()


class _Links(SheetWriter):
    """Writes a sheet with a row per recipient."""

    landscape = True
    pages_high = 0

    def __init__(self, book: WorkbookWriter, name: str, text: Messages) -> None:
        super().__init__(book, name)
        self.text = text

    def title(self, title: str, count: int, created: date) -> None:
        recipients = self.text.counted("recipients", count)
        line = self.text("links.made", day=created, recipients=recipients)
        self.put_title(title, line, _WIDTHS)

    def put_instructions(self) -> None:
        """Write what a link is, and what to do if it is lost."""
        text, across = self.text, len(_WIDTHS)
        self.put(
            _KEY, 1, text("links.key"), bold=True, colour=MARK, align=LEFT, box=False, across=across
        )
        self.put(_KEY + 1, 1, text("links.renewal"), align=LEFT, box=False, across=across)
        for row, key in ((_KEY, "links.key"), (_KEY + 1, "links.renewal")):
            self.fit_height(row, [(text(key), sum(_WIDTHS))])

    def write(self, rows: Sequence[LinkRow], about: str, footer: str) -> None:
        """Write the table.

        Parameters
        ----------
        about
            The header of the column of addresses, or of what replaces them.
        """
        text = self.text
        heads = (
            text("office.recipient"),
            text("summary.company"),
            text("roster.email"),
            text("summary.apprentices"),
            text("links.names"),
            about,
            text("links.until"),
        )
        for column, head in enumerate(heads, start=1):
            self.put_header(_HEAD, column, head)
        self.set_height(_HEAD, 30)
        for place, row in enumerate(rows, start=_HEAD + 1):
            self._row(place, row, FAINT if place % 2 else None)
        self.set_up_page(_WIDTHS, _HEAD, _HEAD + len(rows), _RECIPIENT, footer)

    def _row(self, place: int, row: LinkRow, fill: str | None) -> None:
        texts = {
            _RECIPIENT: row.recipient,
            _COMPANIES: self.text.listed(row.companies),
            _EMAILS: ", ".join(row.emails),
            _NAMES: self.text.listed(row.apprentices),
            _ADDRESS: row.address or self._why_none(row),
        }
        for column, value in texts.items():
            bold = column == _RECIPIENT
            self.put(place, column, value, fill=fill, bold=bold, align=INDENTED_LINES)
        self.put(place, _COUNT, len(row.apprentices), fill=fill)
        self.put(place, _UNTIL, row.until, fill=fill, form=DATE_FORMAT)
        self.fit_height(place, [(value, _WIDTHS[at - 1] - 1) for at, value in texts.items()])

    def _why_none(self, row: LinkRow) -> str:
        if row.sent:
            return self.text("links.sent", day=row.sent)
        return self.text("links.over", day=row.until)
