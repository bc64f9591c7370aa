"""Write what payroll asks for: an apprentice at a company a row, a month a group of columns."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import cycle

from planner.apprentices.payroll import (
    PAYROLL_FIGURES,
    Payroll,
    PayrollRow,
    contract_weeks,
    payroll_rows,
)
from planner.documents.cell_styles import CENTRE, DATE_FORMAT, LEFT, UPRIGHT, number_format
from planner.documents.csv_rows import csv_rows
from planner.documents.edition_sheet import EditionSheet
from planner.documents.exchange.source import ExportSource
from planner.documents.paper import shared_widths, text_width_in_characters
from planner.documents.sheets import CellValue, WorkbookWriter
from planner.messages import Messages
from planner.words.colours import FAINT
from planner.year.weeks import HOUR

_MONTH_ROW, _HEAD = 3, 4
"""The rows of the header: months, and figures."""

_TEXTS = ("summary.surname", "summary.first_name", "column.cohort", "summary.company")
_CONTRACT = ("summary.start", "summary.end", "payroll.week")
"""The keys of the headers before the months."""

_OF_CONTRACT, _OF_HOURS, _OF_DAYS = 10.5, 8.0, 5.0
"""The widths of these and of figures, in characters; those of texts share what a page leaves."""

_HEAD_HEIGHT = 150.0
_HOURS, _NOTHING = "#,##0.00", "0;-0;–"
"""The number formats of hours, and of a zero, which is shown as a dash."""

_OF_PAY = "paid_hours"
"""The figure in bold."""


def payroll_csv(source: ExportSource, text: Messages) -> bytes:
    """Serialize the table as CSV: one header, whose figures have their month before their name."""
    rows = payroll_rows(source.people, source.edition.planning)
    months = _months(rows)
    titles = [text(key) for key in (*_TEXTS, *_CONTRACT)]
    names = [text(f"payroll.{name}") for name in PAYROLL_FIGURES]
    for month in (*(f"{month:%Y-%m}" for month in months), text("total.year")):
        titles += [f"{month} {name}" for name in names]
    told = ([*_told(row), *(round(each, 2) for each in _figures(row, months))] for row in rows)
    return csv_rows([titles, *told], text)


def payroll_workbook(source: ExportSource, text: Messages) -> bytes:
    """Write the table as a workbook, and a sheet that says what each column counts.

    Returns
    -------
    bytes
        An .xlsx file; deterministic.
    """
    title = text("payroll.title", year=source.edition.planning.year.label)
    book = WorkbookWriter(title)
    rows = payroll_rows(source.people, source.edition.planning)
    _Table(book, text("payroll.sheet"), source.edition, text).write(title, rows)
    _Columns(book, text("payroll.columns"), source.edition, text).write()
    return book.sealed()


def _months(rows: Sequence[PayrollRow]) -> list[date]:
    return sorted({month for row in rows for month in row.months})


def _figures(row: PayrollRow, months: Sequence[date]) -> Iterator[float]:
    """Yield the figures of a person in some months, and their sums."""
    found = [row.months.get(month, Payroll()) for month in months]
    for each in (*found, Payroll.of(found)):
        yield from (figure(each) for figure in PAYROLL_FIGURES.values())


def _is_hours(name: str) -> bool:
    return name.endswith("_hours")


def _told(row: PayrollRow) -> list[CellValue]:
    """Return the cells before the months."""
    who, weeks = row.year.apprentice, contract_weeks(row.year)
    week = weeks[0] / HOUR if len(weeks) == 1 else None
    label = row.year.cohort.cohort.label
    return [who.surname, who.first_name, label, who.company, who.start, who.end, week]


class _Sheet(EditionSheet):
    landscape = True
    pages_high = 0


class _Table(_Sheet):
    """Writes the table; each month prints on a page of its own."""

    def write(self, title: str, rows: Sequence[PayrollRow]) -> None:
        text, months = self.text, _months(rows)
        told = [_told(row) for row in rows]
        groups = [*(text.month(month) for month in months), text("total.year")]
        widths = self._widths(told, len(groups))
        self.title(title, widths)
        before, size = len(told[0]), len(PAYROLL_FIGURES)
        for column, key in enumerate((*_TEXTS, *_CONTRACT), start=1):
            self.put_header(_MONTH_ROW, column, text(key), down=2)
        for number, name in enumerate(groups):
            self._put_group(before + 1 + number * size, name)
        self.set_height(_HEAD, _HEAD_HEIGHT)
        for number, (row, cells) in enumerate(zip(rows, told, strict=True), start=_HEAD + 1):
            self._put_row(number, row, cells, months)
            self.fit_height(number, zip(cells, widths, strict=False))
        last = _HEAD + len(rows)
        self.put_filter(_HEAD, last, before)
        ends = [before + size * number for number in range(1, len(groups) + 1)]
        self.set_up_page(widths, _HEAD, last, before, self.version, ends)

    def _widths(self, told: Sequence[Sequence[CellValue]], groups: int) -> list[float]:
        """Return the widths of all columns, such that a page has room for those of a month."""
        figures = [_OF_HOURS if _is_hours(name) else _OF_DAYS for name in PAYROLL_FIGURES]
        fixed = [_OF_CONTRACT] * len(_CONTRACT)
        room = self.paper.characters - sum(figures) - sum(fixed)
        columns = [[self.text(key)] for key in _TEXTS]
        for cells in told:
            for column, value in zip(columns, cells, strict=False):
                column.append(str(value))
        needed = [max(map(text_width_in_characters, column)) for column in columns]
        return [*shared_widths(needed, room), *fixed, *figures * groups]

    def _put_group(self, first: int, title: str) -> None:
        """Write the header of the figures of a month, from a column on."""
        self.put_header(_MONTH_ROW, first, title, across=len(PAYROLL_FIGURES))
        for column, name in enumerate(PAYROLL_FIGURES, start=first):
            self.put_header(_HEAD, column, self.text(f"payroll.{name}"), align=UPRIGHT)

    def _put_row(
        self, number: int, row: PayrollRow, cells: Sequence[CellValue], months: Sequence[date]
    ) -> None:
        fill = None if number % 2 else FAINT
        for column, value in enumerate(cells, start=1):
            is_text = column <= len(_TEXTS)
            form = number_format(value) if isinstance(value, float) else DATE_FORMAT
            self.put(
                number,
                column,
                value,
                fill=fill,
                align=LEFT if is_text else CENTRE,
                form=None if is_text else form,
            )
        names = cycle(PAYROLL_FIGURES)
        for column, value in enumerate(_figures(row, months), start=len(cells) + 1):
            name = next(names)
            form = _HOURS if _is_hours(name) else number_format(value)
            form = form if value else _NOTHING
            self.put(number, column, value, fill=fill, form=form, bold=name == _OF_PAY)


class _Columns(_Sheet):
    """Writes what each column counts."""

    def write(self) -> None:
        text, weeks = self.text, self.planning.year.weeks
        span = text.span(weeks[0].monday, weeks[-1].last_day)
        widths, head = (32.0, 100.0), 4
        self.put_title(text("payroll.columns"), text("payroll.about", span=span), widths)
        for column, key in enumerate(("payroll.column", "payroll.meaning"), start=1):
            self.put_header(head, column, text(key))
        for row, name in enumerate(PAYROLL_FIGURES, start=head + 1):
            meaning = text.unbroken(text(f"payroll_meaning.{name}"))
            self.put(row, 1, text(f"payroll.{name}"), bold=True, align=LEFT)
            self.put(row, 2, meaning, align=LEFT)
            self.fit_height(row, [(meaning, widths[1])])
        self.set_up_page(widths, head, head + len(PAYROLL_FIGURES), 1, self.version)
