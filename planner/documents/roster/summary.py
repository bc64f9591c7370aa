"""Write the summary of a delivery for the school: apprentices, companies, open problems."""

from collections.abc import Mapping, Sequence

from openpyxl.worksheet.worksheet import Worksheet

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import ApprenticeFolder, CompanyFolder, Document
from planner.apprentices.year import ApprenticeYear
from planner.documents.sheets import (
    CENTRE,
    DATE_FORMAT,
    HOURS_FORMAT,
    LEFT,
    CellValue,
    SheetWriter,
    new_workbook,
    range_address,
    sealed_workbook,
)
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.words.apprentices import unplaced_line
from planner.words.colours import FAINT, INK, MARK
from planner.words.names import version_line
from planner.year.weeks import HOUR

_HEAD = 5
"""The row of the header."""

_Column = tuple[str, float, str]
"""The key of the header, the width in characters, and the kind of the values."""

_APPRENTICES: tuple[_Column, ...] = (
    ("summary.row", 6, "number"),
    ("summary.surname", 14, "text"),
    ("summary.first_name", 12, "text"),
    ("column.cohort", 9, "text"),
    ("summary.option", 11, "text"),
    ("summary.company", 20, "text"),
    ("summary.email", 31, "text"),
    ("summary.start", 10.5, "day"),
    ("summary.end", 10.5, "day"),
    ("summary.placed", 9, "number"),
    ("summary.due", 8.5, "number"),
    ("column.onsite", 9, "hours"),
    ("column.remote", 9, "hours"),
    ("column.company", 10.5, "hours"),
    ("summary.count", 8, "number"),
    ("summary.folder", 20, "text"),
    ("summary.faults", 25, "text"),
    ("summary.remarks", 19, "text"),
)

_COMPANIES: tuple[_Column, ...] = (
    ("summary.company", 40, "text"),
    ("summary.apprentices", 11, "number"),
    ("summary.placed", 11, "number"),
    ("summary.due", 11, "number"),
    ("summary.folder", 44, "text"),
    ("summary.archive", 44, "text"),
    ("summary.faults", 30, "text"),
)

_FORMS = {"day": DATE_FORMAT, "hours": HOURS_FORMAT}

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
    book = new_workbook(text("summary.title", year=edition.planning.year.label))
    names = text.listed(text(f"document.{document}") for document in documents)
    about = [text("summary.files", files=names)]
    if any(year.unplaced for year in years.values()):
        about.append(f"{text('summary.faults')} – {text('unplaced.advice')}")
    folders = [folder for company in companies for folder in company.folders]
    rows = [_apprentice(f, years[f.apprentice], len(documents), text) for f in folders]
    sheet = _Table(book.create_sheet(text("summary.apprentices")), edition, text)
    sheet.write(_APPRENTICES, rows, about, frozen=3)
    rows = [_company(c, [years[f.apprentice] for f in c.folders]) for c in companies]
    sheet = _Table(book.create_sheet(text("summary.companies")), edition, text)
    sheet.write(_COMPANIES, rows, (), frozen=1)
    return sealed_workbook(book)


def _apprentice(folder: ApprenticeFolder, year: ApprenticeYear, files: int, text: Messages) -> _Row:
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
        hours.remote / HOUR,
        hours.company / HOUR,
        files,
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

    def __init__(self, sheet: Worksheet, edition: Edition, text: Messages) -> None:
        super().__init__(sheet)
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
        text, programme = self.text, self.edition.planning.programme
        version = version_line(self.edition, text)
        widths = [width for _, width, _ in columns]
        self.put_title(
            text("summary.title", year=self.edition.planning.year.label),
            " · ".join((programme.school, programme.name, version)),
            len(columns),
        )
        for row, line in enumerate(about, start=3):
            self.put(row, 1, line, size=9, align=LEFT, box=False, across=len(columns))
            self.sheet.row_dimensions[row].height = 13 * _lines(line, sum(widths))
        for column, (key, _, _) in enumerate(columns, start=1):
            self.put_header(_HEAD, column, text(key))
        self.sheet.row_dimensions[_HEAD].height = 30
        for row, values in enumerate(rows, start=_HEAD + 1):
            self._row(row, columns, values, FAINT if row % 2 else None)
        last = _HEAD + len(rows)
        self.sheet.auto_filter.ref = range_address(_HEAD, 1, last, len(columns))
        self.set_up_page(widths, _HEAD, last, frozen, version)

    def _row(self, row: int, columns: Sequence[_Column], values: _Row, fill: str | None) -> None:
        lines = 1
        for column, ((key, width, kind), value) in enumerate(
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
                form=_FORMS.get(kind),
            )
            if isinstance(value, str):
                lines = max(lines, sum(_lines(line, width) for line in value.split("\n")))
        self.sheet.row_dimensions[row].height = min(13 * lines + 3, _HIGHEST)


def _lines(line: str, width: float) -> int:
    """Estimate the number of lines of a text in a cell, wrapped at words."""
    room = max(1, int(width))
    lines, left = 1, room
    for word in line.split():
        if len(word) > left and left < room:
            lines, left = lines + 1, room
        lines += (len(word) - 1) // room
        left -= len(word) % room + 1
    return lines


_HIGHEST = 400.0
"""The largest height of a row, in points; the limit of Excel is 409."""
