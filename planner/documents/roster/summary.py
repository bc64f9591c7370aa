"""Write the summary of a delivery for the school: apprentices, companies, open problems."""

from collections.abc import Mapping, Sequence
from itertools import compress

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import ApprenticeFolder, CompanyFolder, Document
from planner.apprentices.year import ApprenticeYear
from planner.documents.cell_styles import CENTRE, DATE_FORMAT, LEFT, hours_format
from planner.documents.paper import shared_widths, text_width_in_characters
from planner.documents.sheets import CellValue, SheetWriter, WorkbookWriter
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.words.apprentices import unplaced_line
from planner.words.colours import FAINT, INK, MARK
from planner.words.names import version_line
from planner.year.weeks import HOUR

_HEAD = 5
"""The row of the header."""

_LEAST = 16.0
"""The width of a column with any longer text, in characters, where most rows have none."""

_FILTER = 2.5
"""The width of the button of a filter beside a header, in characters."""

_Column = tuple[str, float, str]
"""The key of the header, the width in characters, and the kind of the values.

Columns of text are as wide as their text, as far as there is room.
"""

_APPRENTICES: tuple[_Column, ...] = (
    ("summary.row", 6, "number"),
    ("summary.surname", 0, "text"),
    ("summary.first_name", 0, "text"),
    ("column.cohort", 0, "text"),
    ("summary.option", 0, "text"),
    ("summary.company", 0, "text"),
    ("summary.email", 0, "text"),
    ("summary.start", 10.5, "day"),
    ("summary.end", 10.5, "day"),
    ("summary.placed", 8, "number"),
    ("summary.due", 8, "number"),
    ("column.onsite", 9, "hours"),
    ("column.lost", 9, "hours"),
    ("column.remote", 9, "hours"),
    ("column.company", 10.5, "hours"),
    ("summary.folder", 0, "text"),
    ("summary.faults", 0, "text"),
    ("summary.remarks", 0, "text"),
)

_COMPANIES: tuple[_Column, ...] = (
    ("summary.company", 0, "text"),
    ("summary.apprentices", 11, "number"),
    ("summary.placed", 11, "number"),
    ("summary.due", 11, "number"),
    ("summary.folder", 0, "text"),
    ("summary.archive", 0, "text"),
    ("summary.faults", 0, "text"),
)

_OF_SESSIONS = ("summary.placed", "summary.due", "column.remote")
"""The columns that say nothing where a programme has no sessions."""

_Row = Sequence[CellValue]


def roster_summary(
    companies: Sequence[CompanyFolder],
    years: Mapping[Apprentice, ApprenticeYear],
    documents: Sequence[Document],
    edition: Edition,
    text: Messages,
) -> bytes:
    """Write the summary of a delivery.

    Parameters
    ----------
    documents
        The kinds of documents of each apprentice.

    Returns
    -------
    bytes
        An .xlsx file; deterministic.
    """
    book = WorkbookWriter(text("summary.title", year=edition.planning.year.label))
    names = text.listed(text(f"document.{document}") for document in documents)
    about = [text("summary.files", files=names)]
    if any(year.unplaced for year in years.values()):
        about.append(f"{text('summary.faults')} – {text('unplaced.advice')}")
    folders = [folder for company in companies for folder in company.folders]
    rows = [_apprentice(f, years[f.apprentice], text) for f in folders]
    sheet = _Table(book, text("summary.apprentices"), edition, text)
    sheet.write(_APPRENTICES, rows, about, frozen=3)
    rows = [_company(c, [years[f.apprentice] for f in c.folders]) for c in companies]
    sheet = _Table(book, text("summary.companies"), edition, text)
    sheet.write(_COMPANIES, rows, (), frozen=1)
    return book.sealed()


def _apprentice(folder: ApprenticeFolder, year: ApprenticeYear, text: Messages) -> _Row:
    who, hours = folder.apprentice, year.hours
    faults = (unplaced_line(f, year.planning.year.weeks, text) for f in year.unplaced)
    return (
        who.row or None,
        who.surname,
        who.first_name,
        year.cohort.cohort.label,
        who.option or year.cohort.cohort.option,
        who.company,
        who.email,
        who.start,
        who.end,
        hours.sessions,
        hours.sessions + _missing(year),
        hours.onsite / HOUR,
        hours.lost / HOUR,
        hours.remote / HOUR,
        hours.company / HOUR,
        folder.name,
        "\n".join(faults),
        who.remarks,
    )


def _company(company: CompanyFolder, years: Sequence[ApprenticeYear]) -> _Row:
    placed, missing = sum(y.hours.sessions for y in years), sum(map(_missing, years))
    return (
        company.company,
        len(years),
        placed,
        placed + missing,
        company.path,
        company.archive,
        "\n".join(year.apprentice.name for year in years if year.unplaced),
    )


def _missing(year: ApprenticeYear) -> int:
    """Return the number of sessions of a year that are not placed."""
    return sum(found.sessions - found.room for found in year.unplaced)


class _Table(SheetWriter):
    """Writes a table to sort and filter: a row per apprentice or per company."""

    landscape = True
    pages_high = 0

    def __init__(self, book: WorkbookWriter, name: str, edition: Edition, text: Messages) -> None:
        super().__init__(book, name)
        self.edition, self.text = edition, text

    def write(
        self, columns: Sequence[_Column], rows: Sequence[_Row], about: Sequence[str], frozen: int
    ) -> None:
        """Write the sheet.

        Parameters
        ----------
        about
            Lines above the table.
        frozen
            The last column that stays in view.
        """
        text, planning = self.text, self.edition.planning
        hidden = () if planning.has_sessions else _OF_SESSIONS
        if not any(closure.lost for closure in planning.year.single_days):
            hidden = (*hidden, "column.lost")
        shown = [key not in hidden for key, _, _ in columns]
        columns, rows = list(compress(columns, shown)), [list(compress(r, shown)) for r in rows]
        programme, version = planning.programme, version_line(self.edition, text)
        widths = self._widths(columns, rows)
        self.put_title(
            text("summary.title", year=planning.year.label),
            " · ".join(filter(None, (programme.school, programme.name, version))),
            widths,
        )
        for row, line in enumerate(about, start=3):
            self.put(row, 1, line, align=LEFT, box=False, across=len(columns))
            self.fit_height(row, [(line, sum(widths))])
        for column, (key, _, _) in enumerate(columns, start=1):
            self.put_header(_HEAD, column, text(key))
        names = [text(key) for key, _, _ in columns]
        rooms = [width - _FILTER for width in widths]
        self.fit_height(_HEAD, zip(names, rooms, strict=True), least=30)
        for row, values in enumerate(rows, start=_HEAD + 1):
            self._row(row, columns, values, FAINT if row % 2 else None)
            self.fit_height(row, zip(values, widths, strict=True))
        last = _HEAD + len(rows)
        self.put_filter(_HEAD, last, len(columns))
        self.set_up_page(widths, _HEAD, last, frozen, version)

    def _widths(self, columns: Sequence[_Column], rows: Sequence[_Row]) -> list[float]:
        """Return the widths of the columns, which fill a page at most.

        Columns of text get what most of their values need, then what the longest ones need.
        """
        most, longest = [], []
        for column, (key, width, _) in enumerate(columns):
            if not width:
                head = max(map(text_width_in_characters, self.text(key).split())) + _FILTER
                values = (text_width_in_characters(str(row[column] or "")) for row in rows)
                found = sorted([*values, head])
                usual = found[len(found) * 9 // 10]
                sparse = min(_LEAST, found[-1]) if usual <= head else 0
                most.append(max(head, usual, sparse))
                longest.append(max(found[-1], head))
        room = self.paper.characters - sum(width for _, width, _ in columns)
        widths = shared_widths(most, room)
        missing = [all_of_it - width for all_of_it, width in zip(longest, widths, strict=True)]
        more = shared_widths(missing, room - sum(widths))
        shared = iter(map(sum, zip(widths, more, strict=True)))
        return [width or next(shared) for _, width, _ in columns]

    def _row(self, row: int, columns: Sequence[_Column], values: _Row, fill: str | None) -> None:
        for column, ((key, _, kind), value) in enumerate(
            zip(columns, values, strict=True), start=1
        ):
            is_fault = key == "summary.faults"
            self.put(
                row,
                column,
                value or None if isinstance(value, str) else value,
                fill=fill,
                bold=is_fault,
                colour=MARK if is_fault else INK,
                align=LEFT if kind == "text" else CENTRE,
                form=_form(kind, value),
            )


def _form(kind: str, value: CellValue) -> str | None:
    if kind == "day":
        return DATE_FORMAT
    return hours_format(value) if isinstance(value, float) else None
