"""Write the list for mail merge: titles in the first row, then each apprentice of a company."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from planner.apprentices.apprentice import Apprentice, Period
from planner.apprentices.folders import ApprenticeFolder, CompanyFolder
from planner.apprentices.year import ApprenticeYear
from planner.documents.cell_styles import LEFT
from planner.documents.sheets import CellValue, SheetWriter, WorkbookWriter
from planner.messages import Messages
from planner.words.roster_fields import OF_CONTACT, period_fields
from planner.year.weeks import HOUR

_WIDTH = 18.0
"""The width of each column, in characters."""

_Fields = dict[str, CellValue]


def mail_merge_workbook(
    companies: Sequence[CompanyFolder], years: Mapping[Apprentice, ApprenticeYear], text: Messages
) -> bytes:
    """Write the list: names, company, contract, contacts, hours, folder, all further columns.

    Who is at several companies has a row for each; who has none, a row without. Dates are text, as
    word processors would print others in their own way.

    Returns
    -------
    bytes
        An .xlsx file; deterministic.
    """
    rows = [
        _fields(company, folder, years[folder.apprentice], text)
        for company in companies
        for folder in company.folders
        if company.company or not folder.apprentice.companies
    ]
    book = WorkbookWriter(text("mail_merge.title"))
    _List(book, text("mail_merge.title")).write(rows)
    return book.sealed()


def _fields(
    company: CompanyFolder, folder: ApprenticeFolder, year: ApprenticeYear, text: Messages
) -> _Fields:
    who, hours, cohort = folder.apprentice, year.hours, year.cohort.cohort
    period = (who.contracts or who.periods)[-1]
    return {
        text("roster.surname"): who.surname,
        text("roster.first-name"): who.first_name,
        text("roster.promotion"): cohort.label,
        text("roster.option"): who.option or cohort.option,
        text("roster.email"): who.email,
        text("roster.company"): company.company,
        text("roster.start"): _day(who.start),
        text("roster.end"): _day(who.end),
        **dict(_contacts(period, text)),
        text("column.onsite"): hours.onsite / HOUR,
        text("column.remote"): hours.remote / HOUR,
        text("column.company"): hours.company / HOUR,
        text("summary.folder"): f"{company.path}/{folder.name}",
        **_further(who),
    }


def _contacts(period: Period, text: Messages) -> Iterator[tuple[str, CellValue]]:
    fields = period_fields(period, text)
    return ((text(f"roster.{column}"), str(fields[column] or "")) for column in OF_CONTACT)


def _further(who: Apprentice) -> _Fields:
    """Return the other columns of the roster, as the last period has them."""
    return {header: value for period in who.periods for header, value in period.further}


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


class _List(SheetWriter):
    """Writes the list, without a heading."""

    landscape = True
    pages_high = 0

    def write(self, rows: Sequence[_Fields]) -> None:
        titles = list(dict.fromkeys(title for row in rows for title in row))
        for place, title in enumerate(titles, start=1):
            self.put_header(1, place, title)
        self.fit_height(1, [(title, _WIDTH - 1) for title in titles])
        for number, row in enumerate(rows, start=2):
            values = [None if (value := row.get(title)) == "" else value for title in titles]
            for place, value in enumerate(values, start=1):
                self.put(number, place, value, align=LEFT)
            self.fit_height(number, [(value, _WIDTH - 1) for value in values])
        self.set_widths([_WIDTH] * len(titles))
        self.sheet.freeze_panes(1, 2)
