"""Write the summary of a delivery for the school: apprentices, companies, open problems."""

from collections.abc import Mapping, Sequence
from itertools import compress
from typing import NamedTuple

from planner.apprentices.apprentice import Apprentice, Period
from planner.apprentices.folders import ApprenticeFolder, CompanyFolder, Document
from planner.apprentices.year import ApprenticeYear
from planner.documents.cell_styles import CENTRE, DATE_FORMAT, LEFT, hours_format
from planner.documents.edition_sheet import EditionSheet
from planner.documents.paper import shared_widths, text_width_in_characters
from planner.documents.roster.month_hours_sheet import write_month_hours_sheet
from planner.documents.sheets import CellValue, WorkbookWriter
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.programme.milestones import Milestone
from planner.words.apprentices import unplaced_line
from planner.words.colours import FAINT, INK, MARK
from planner.words.milestones import owner_name, undated_reason
from planner.words.own_days import hours_difference, own_breaches, own_lines
from planner.words.periods import company_name, contract_line, missed_line
from planner.words.roster_fields import OF_CONTACT, contract_hours_line, period_fields
from planner.year.weeks import HOUR

_HEAD = 5
"""The row of the header."""

_LEAST = 16.0
"""The width of a column with any longer text, in characters, where most rows have none."""

_FILTER = 2.5
"""The width of the button of a filter beside a header, in characters."""


class _Column(NamedTuple):
    """The key of the header, the width in characters, the kind of the values; or the header itself.

    Columns of text are as wide as their text, as far as there is room.
    """

    key: str
    width: float = 0
    kind: str = "text"
    header: str = ""

    def title(self, text: Messages) -> str:
        return self.header or text(self.key)


_APPRENTICES: tuple[_Column, ...] = (
    _Column("summary.row", 6, "number"),
    _Column("summary.surname"),
    _Column("summary.first_name"),
    _Column("column.cohort"),
    _Column("summary.option"),
    _Column("summary.company"),
    _Column("summary.email"),
    _Column("summary.start", 10.5, "day"),
    _Column("summary.end", 10.5, "day"),
    _Column("summary.periods"),
    _Column("summary.placed", 8, "number"),
    _Column("summary.due", 8, "number"),
    _Column("column.onsite", 9, "hours"),
    _Column("column.lost", 9, "hours"),
    _Column("column.remote", 9, "hours"),
    _Column("column.company", 10.5, "hours"),
    _Column("summary.folder"),
    _Column("summary.faults"),
    _Column("summary.remarks"),
)

_COMPANIES: tuple[_Column, ...] = (
    _Column("summary.company"),
    _Column("summary.apprentices", 11, "number"),
    _Column("summary.placed", 11, "number"),
    _Column("summary.due", 11, "number"),
    _Column("summary.folder"),
    _Column("summary.archive"),
    _Column("summary.faults"),
)

_OWN: tuple[_Column, ...] = (
    _Column("summary.surname"),
    _Column("summary.first_name"),
    _Column("column.cohort"),
    _Column("summary.company"),
    _Column("roster.hours"),
    _Column("roster.exceptions"),
    _Column("summary.difference"),
    _Column("summary.broken"),
)

_DUE: tuple[_Column, ...] = (
    _Column("column.due", 11.5, "day"),
    _Column("column.opens", 11.5, "day"),
    _Column("column.what"),
    _Column("column.owner"),
    _Column("summary.surname"),
    _Column("summary.first_name"),
    _Column("column.cohort"),
    _Column("summary.company"),
    _Column("milestones.without-date"),
)

_WHERE_SAID = ("column.lost", "summary.periods", "milestones.without-date")
"""The columns that are left out where no row says anything in them."""

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
    persons = _persons(companies)
    rows = [_apprentice(f, years[f.apprentice], text) for f in persons]
    sheet = _Table(book, text("summary.apprentices"), edition, text)
    sheet.write(_APPRENTICES, rows, about, frozen=3)
    rows = [_company(c, [years[f.apprentice] for f in c.folders], text) for c in companies]
    sheet = _Table(book, text("summary.companies"), edition, text)
    sheet.write(_COMPANIES, rows, (), frozen=1)
    if columns := _contact_columns(folders):
        rows = [_contacts(f, columns, text) for c in companies if c.company for f in c.folders]
        sheet = _Table(book, text("summary.contacts"), edition, text)
        sheet.write(columns, rows, (), frozen=3)
    people = [
        years[each.apprentice]
        for company in companies
        for each in company.folders
        if company.company or not each.apprentice.companies
    ]
    exceptional = [f.apprentice for f in persons if f.apprentice.is_exceptional]
    if own := [_own(years[who], text) for who in exceptional]:
        sheet = _Table(book, text("summary.own"), edition, text)
        sheet.write(_OWN, own, [text("summary.own-about")], frozen=2)
    if due := _due([years[f.apprentice] for f in persons], text):
        sheet = _Table(book, text("sheet.milestones"), edition, text)
        sheet.write(_DUE, due, (), frozen=1)
    write_month_hours_sheet(book, people, edition, text)
    return book.sealed()


def _persons(companies: Sequence[CompanyFolder]) -> Sequence[ApprenticeFolder]:
    """Return a folder of each person: that of the whole year where no company's shows it."""
    whole = {_person(f.apprentice): f for c in companies if not c.company for f in c.folders}
    keys = ((_person(f.apprentice), f) for c in companies for f in c.folders)
    return list({key: whole.get(key, folder) for key, folder in keys}.values())


def _person(who: Apprentice) -> tuple[str, str, str, str, str, int]:
    """Return what the parts of an apprentice that companies see have in common."""
    return who.surname, who.first_name, who.cohort, who.email, who.where, who.row


def _apprentice(folder: ApprenticeFolder, year: ApprenticeYear, text: Messages) -> _Row:
    who, hours = folder.apprentice, year.hours
    faults = [unplaced_line(f, year.planning.year.weeks, text) for f in year.unplaced]
    faults += filter(None, [missed_line(year, text)])
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
        text.unbroken(contract_line(year, text)) if len(who.periods) > 1 else "",
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


def _contact_columns(folders: Sequence[ApprenticeFolder]) -> tuple[_Column, ...]:
    """Return the columns on contacts and those that the roster has besides; none without any."""
    periods = [period for folder in folders for period in folder.apprentice.contracts]
    further = dict.fromkeys(header for period in periods for header, _ in period.further)
    said = [period for period in periods if period.tutor or period.contact or period.status]
    if not (said or further):
        return ()
    who = [_Column(f"summary.{key}") for key in ("surname", "first_name", "company")]
    contacts = [_Column(f"roster.{column}") for column in OF_CONTACT]
    return (*who, *contacts, *(_Column("", header=header) for header in further))


def _contacts(folder: ApprenticeFolder, columns: Sequence[_Column], text: Messages) -> _Row:
    who = folder.apprentice
    said = [_said(period, text) for period in who.contracts]
    cells = [
        "\n".join(dict.fromkeys(filter(None, (each.get(shape.title(text)) for each in said))))
        for shape in columns[3:]
    ]
    return who.surname, who.first_name, who.company, *cells


def _said(period: Period, text: Messages) -> Mapping[str, str]:
    """Return what is said of a contract, by the title of its column."""
    fields = period_fields(period, text)
    known = {text(f"roster.{column}"): str(fields[column] or "") for column in OF_CONTACT}
    return known | dict(period.further)


def _own(year: ApprenticeYear, text: Messages) -> _Row:
    """Return what a person has apart from the class: hours of the contract, exceptions."""
    who = year.apprentice
    lines = list(own_lines(year.days, text))
    return (
        who.surname,
        who.first_name,
        year.cohort.cohort.label,
        company_name(who, text),
        contract_hours_line(who, text),
        "\n".join(lines),
        hours_difference(year, text) if lines else "",
        "\n".join(own_breaches(year, text)),
    )


def _due(years: Sequence[ApprenticeYear], text: Messages) -> list[_Row]:
    """Return what is due for each person, in the order of the days; then what has no date."""
    dated = [(due, year) for year in years for due in year.due.dated]
    rows: list[_Row] = [
        (due.day, due.opens, *_due_to(due.milestone, year, text), "")
        for due, year in sorted(dated, key=lambda each: each[0].day)
    ]
    rows += (
        (None, None, *_due_to(lost.milestone, year, text), undated_reason(lost.reason, text))
        for year in years
        for lost in year.due.undated
    )
    return rows


def _due_to(milestone: Milestone, year: ApprenticeYear, text: Messages) -> tuple[str, ...]:
    who = year.apprentice
    of_whom = (who.surname, who.first_name, year.cohort.cohort.label, company_name(who, text))
    return milestone.name, owner_name(milestone.owner, text), *of_whom


def _company(company: CompanyFolder, years: Sequence[ApprenticeYear], text: Messages) -> _Row:
    placed, missing = sum(y.hours.sessions for y in years), sum(map(_missing, years))
    return (
        company.company or text("index.people"),
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


class _Table(EditionSheet):
    """Writes a table to sort and filter: a row per apprentice or per company."""

    landscape = True
    pages_high = 0

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
        text, planning = self.text, self.planning
        hidden = set() if planning.has_sessions else {*_OF_SESSIONS}
        keys = [each.key for each in columns]
        said = {key for row in rows for key, value in zip(keys, row, strict=True) if value}
        hidden |= {*_WHERE_SAID} - said
        shown = [key not in hidden for key in keys]
        columns, rows = list(compress(columns, shown)), [list(compress(r, shown)) for r in rows]
        widths = self._widths(columns, rows)
        self.title(text("summary.title", year=planning.year.label), widths)
        for row, line in enumerate(about, start=3):
            self.put(row, 1, line, align=LEFT, box=False, across=len(columns))
            self.fit_height(row, [(line, sum(widths))])
        names = [each.title(text) for each in columns]
        for column, name in enumerate(names, start=1):
            self.put_header(_HEAD, column, name)
        rooms = [width - _FILTER for width in widths]
        self.fit_height(_HEAD, zip(names, rooms, strict=True), least=30)
        for row, values in enumerate(rows, start=_HEAD + 1):
            self._row(row, columns, values, FAINT if row % 2 else None)
            self.fit_height(row, zip(values, widths, strict=True))
        last = _HEAD + len(rows)
        self.put_filter(_HEAD, last, len(columns))
        self.set_up_page(widths, _HEAD, last, frozen, self.version)

    def _widths(self, columns: Sequence[_Column], rows: Sequence[_Row]) -> list[float]:
        """Return the widths of the columns, which fill a page at most.

        Columns of text get what most of their values need, then what the longest ones need.
        """
        most, longest = [], []
        for column, shape in enumerate(columns):
            if not shape.width:
                words = shape.title(self.text).split()
                head = max(map(text_width_in_characters, words)) + _FILTER
                values = (text_width_in_characters(str(row[column] or "")) for row in rows)
                found = sorted([*values, head])
                usual = found[len(found) * 9 // 10]
                sparse = min(_LEAST, found[-1]) if usual <= head else 0
                most.append(max(head, usual, sparse))
                longest.append(max(found[-1], head))
        room = self.paper.characters - sum(each.width for each in columns)
        widths = shared_widths(most, room)
        missing = [all_of_it - width for all_of_it, width in zip(longest, widths, strict=True)]
        more = shared_widths(missing, room - sum(widths))
        shared = iter(map(sum, zip(widths, more, strict=True)))
        return [each.width or next(shared) for each in columns]

    def _row(self, row: int, columns: Sequence[_Column], values: _Row, fill: str | None) -> None:
        for column, (shape, value) in enumerate(zip(columns, values, strict=True), start=1):
            is_fault = shape.key == "summary.faults"
            self.put(
                row,
                column,
                value or None if isinstance(value, str) else value,
                fill=fill,
                bold=is_fault,
                colour=MARK if is_fault else INK,
                align=LEFT if shape.kind == "text" else CENTRE,
                form=_form(shape.kind, value),
            )


def _form(kind: str, value: CellValue) -> str | None:
    if kind == "day":
        return DATE_FORMAT
    return hours_format(value) if isinstance(value, float) else None
