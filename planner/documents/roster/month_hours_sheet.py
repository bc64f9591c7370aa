"""Write the sheet of hours a month: to read, some rows a person at a company."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import zip_longest

from planner.apprentices.day import Hours
from planner.apprentices.year import ApprenticeYear
from planner.documents.cell_styles import CENTRE, LEFT
from planner.documents.edition_sheet import EditionSheet
from planner.documents.paper import shared_widths, text_width_in_characters
from planner.documents.sheets import CellValue, WorkbookWriter
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.words.colours import FAINT
from planner.words.periods import company_name
from planner.year.durations import decimal_hours
from planner.year.weeks import Minutes

_HEAD = 5
"""The row of the header."""

_WHO = (
    "summary.surname",
    "summary.first_name",
    "column.cohort",
    "summary.company",
    "month-hours.kind",
)
"""The keys of the headers of the columns before the months."""

_FILTER = 2.5
"""The width of the button of a filter beside a header, in characters."""

_MONTH, _TOTAL = 7.0, 8.5
"""The widths of the columns of months and of the year."""

_KINDS: Mapping[str, Callable[[Hours], Minutes]] = {
    "month-hours.onsite": lambda hours: hours.onsite,
    "month-hours.remote": lambda hours: hours.remote,
    "month-hours.company": lambda hours: hours.company,
    "month-hours.all": lambda hours: hours.academic + hours.company,
}
"""The rows of a person: all of it is working time (code du travail, art. L6222-24)."""

_FORM = "#,##0.00"


def write_month_hours_sheet(
    book: WorkbookWriter, years: Iterable[ApprenticeYear], edition: Edition, text: Messages
) -> None:
    """Write the decimal hours of each month of some persons at their companies.

    The table for payroll is `planner.documents.exchange.payroll_table`.
    """
    _MonthHours(book, text("month-hours.sheet"), edition, text).write(list(years))


class _MonthHours(EditionSheet):
    landscape = True
    pages_high = 0

    def write(self, years: Sequence[ApprenticeYear]) -> None:
        text = self.text
        months = sorted({month.first for year in years for month in year.months})
        figures = [*(_MONTH for _ in months), _TOTAL]
        widths = [*self._widths(years, self.paper.characters - sum(figures)), *figures]
        self.title(text("month-hours.title", year=self.planning.year.label), widths)
        about = text("month-hours.about")
        self.put(3, 1, about, align=LEFT, box=False, across=len(widths))
        self.fit_height(3, [(about, sum(widths))])
        names = [text(key) for key in _WHO]
        names += [text.month(month, "MMM y") for month in months] + [text("total.year")]
        for column, name in enumerate(names, start=1):
            self.put_header(_HEAD, column, name)
        self.set_height(_HEAD, 30)
        row = _HEAD
        for number, year in enumerate(years):
            for key in self._kinds(year):
                row += 1
                self._row(row, key, year, months, FAINT if number % 2 else None)
                self.fit_height(row, zip(self._told(year), widths, strict=False))
        self.put_filter(_HEAD, row, len(widths))
        self.set_up_page(widths, _HEAD, row, 4, self.version)

    def _widths(self, years: Sequence[ApprenticeYear], room: float) -> list[float]:
        """Return the widths of the columns before the months: what they need, as far as it goes."""
        kinds = dict.fromkeys(key for year in years for key in self._kinds(year))
        rows = [*map(self._told, years), *(("",) * 4 + (self.text(key),) for key in kinds)]
        needed = []
        for title, *cells in zip_longest(map(self.text, _WHO), *rows, fillvalue=""):
            head = text_width_in_characters(title) + _FILTER
            needed.append(max([head, *map(text_width_in_characters, cells)]))
        return shared_widths(needed, room)

    def _kinds(self, year: ApprenticeYear) -> list[str]:
        """Return the rows of a person: remote hours only where there are sessions."""
        return [key for key in _KINDS if key != "month-hours.remote" or year.cohort.has_sessions]

    def _told(self, year: ApprenticeYear) -> tuple[str, ...]:
        who = year.apprentice
        company = company_name(who, self.text)
        return who.surname, who.first_name, year.cohort.cohort.label, company

    def _row(
        self, row: int, key: str, year: ApprenticeYear, months: Sequence[date], fill: str | None
    ) -> None:
        figure, is_sum = _KINDS[key], key == "month-hours.all"
        found = {month.first: figure(month.hours) for month in year.months}
        told = (*self._told(year), self.text(key))
        values: list[CellValue] = [
            *told,
            *(decimal_hours(found.get(month)) or None for month in months),
        ]
        values.append(decimal_hours(figure(year.hours)) or None)
        for column, value in enumerate(values, start=1):
            is_text = column <= len(told)
            self.put(
                row,
                column,
                value,
                fill=fill,
                bold=is_sum and not column < len(told),
                align=LEFT if is_text else CENTRE,
                form=None if is_text else _FORM,
            )
