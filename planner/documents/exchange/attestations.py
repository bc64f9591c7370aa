"""Write attestations of the hours that persons are to follow: a page each, or a table of all.

They are hours of the planning, and say so: who was there is told by the lists that are signed.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta

from planner.apprentices.apprentice import Span
from planner.apprentices.followed import Followed, FollowedDays, followed
from planner.apprentices.timeline import as_of_year, months_after
from planner.apprentices.year import apprentice_years
from planner.documents.cell_styles import CENTRE, DATE_FORMAT, LEFT
from planner.documents.csv_rows import csv_rows
from planner.documents.edition_sheet import EditionSheet
from planner.documents.exchange.source import ExportSource
from planner.documents.paper import shared_widths, text_width_in_characters
from planner.documents.sheets import CellValue, WorkbookWriter
from planner.documents.typesetting import typeset
from planner.files.archive import zip_files
from planner.files.file_names import distinct_names
from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.words.apprentices import class_details
from planner.words.colours import FAINT
from planner.words.names import version_line
from planner.words.periods import company_name
from planner.year.weeks import HOUR, Minutes

_DAYS: Mapping[str, Callable[[FollowedDays], float]] = {
    "school_days": lambda found: found.school_days,
    "company_days": lambda found: found.company_days,
    "remote_sessions": lambda found: found.hours.sessions,
}
_MINUTES: Mapping[str, Callable[[FollowedDays], Minutes]] = {
    "onsite_hours": lambda found: found.onsite,
    "remote_hours": lambda found: found.hours.remote,
    "lesson_hours": lambda found: found.lessons,
}
_FIGURES = (
    *("school_days", "onsite_hours", "remote_sessions", "remote_hours"),
    *("lesson_hours", "company_days"),
)
"""The figures in their order, by their names."""

_OF_SESSIONS = ("remote_sessions", "remote_hours")
"""Those that say nothing where a planning has no sessions."""

_WHO = (
    *("summary.surname", "summary.first_name", "column.cohort", "summary.option"),
    *("summary.company", "attestation.first", "attestation.last"),
)
"""The keys of the headers of the columns before the figures."""

_TEXTS = 5
"""How many of them are texts; the others are days."""

_HEAD, _WIDTH = 5, 11.0
"""The row of the header, and the width of a day or a figure, in characters."""


def attestations_archive(source: ExportSource, text: Messages) -> bytes:
    """Typeset the attestations: a page a person, in a ZIP archive of PDF files.

    Raises
    ------
    Unusable
        Nobody has a day between the two.
    """
    found = _followed(source)
    who = [each.year.apprentice for each in found]
    called = {str(n): f"{each.surname} {each.first_name}".strip() for n, each in enumerate(who)}
    names = distinct_names(called, (".pdf",))
    pages = (typeset("attestation", _page(each, source, text)) for each in found)
    return zip_files({f"{names[str(n)]}.pdf": page for n, page in enumerate(pages)})


def attestations_csv(source: ExportSource, text: Messages) -> bytes:
    """Serialize the hours of all as CSV, a row a person."""
    titles = [text(key) for key in (*_WHO, *(f"attestation.{name}" for name in _FIGURES))]
    rows = (
        [round(cell, 2) if isinstance(cell, float) else cell for cell in _row(each)]
        for each in _followed(source)
    )
    return csv_rows([titles, *rows], text)


def attestations_workbook(source: ExportSource, text: Messages) -> bytes:
    """Write the hours of all as a workbook, a row a person; deterministic."""
    book = WorkbookWriter(text("attestation.sheet"))
    sheet = _Table(book, text("attestation.sheet"), source.edition, text)
    sheet.write(_followed(source), source.span)
    return book.sealed()


def _followed(source: ExportSource) -> list[Followed]:
    """Return what each person is to follow, by their names; nobody without a day between the two.

    Raises
    ------
    Unusable
        Nobody has one.
    """
    planning, span = source.edition.planning, source.span
    people = [as_of_year(each, planning.year) for each in source.people]
    people.sort(key=lambda who: who.list_order)
    listed = (followed(year, span) for year in apprentice_years(people, planning))
    if not (found := [each for each in listed if not each.is_empty]):
        raise Unusable([problem("attestation.nobody", first=span.first, last=span.last)])
    return found


def _row(found: Followed) -> list[CellValue]:
    year, span = found.year, found.total.span
    who, cohort = year.apprentice, year.cohort.cohort
    told = (who.surname, who.first_name, cohort.label, who.option or cohort.option, who.company)
    return [*told, span.first, span.last, *_values(found.total)]


def _values(found: FollowedDays) -> Iterator[float]:
    for name in _FIGURES:
        yield _DAYS[name](found) if name in _DAYS else _MINUTES[name](found) / HOUR


class _Table(EditionSheet):
    landscape = True
    pages_high = 0

    def write(self, listed: Sequence[Followed], span: Span) -> None:
        """Write the sheet."""
        text, rows = self.text, [_row(each) for each in listed]
        titles = [text(key) for key in (*_WHO, *(f"attestation.{name}" for name in _FIGURES))]
        widths = self._widths(titles, rows)
        self.title(text("attestation.sheet"), widths, text.span(span.first, span.last))
        note = text.unbroken(text("attestation.note"))
        self.put(3, 1, note, align=LEFT, box=False, across=len(widths))
        self.fit_height(3, [(note, sum(widths))])
        for column, title in enumerate(titles, start=1):
            self.put_header(_HEAD, column, title)
        self.fit_height(_HEAD, zip(titles, widths, strict=True))
        for number, cells in enumerate(rows, start=_HEAD + 1):
            self._put_row(number, cells)
            self.fit_height(number, zip(cells, widths, strict=True))
        last = _HEAD + len(rows)
        self.put_filter(_HEAD, last, len(widths))
        self.set_up_page(widths, _HEAD, last, 2, self.version)

    def _widths(self, titles: Sequence[str], rows: Sequence[Sequence[CellValue]]) -> list[float]:
        fixed = [_WIDTH] * (len(titles) - _TEXTS)
        columns = [[titles[n], *(str(row[n]) for row in rows)] for n in range(_TEXTS)]
        needed = [max(map(text_width_in_characters, column)) + 2 for column in columns]
        return [*shared_widths(needed, self.paper.characters - sum(fixed)), *fixed]

    def _put_row(self, number: int, cells: Sequence[CellValue]) -> None:
        names = (*[""] * len(_WHO), *_FIGURES)
        for column, (name, value) in enumerate(zip(names, cells, strict=True), start=1):
            form = "#,##0.00" if name in _MINUTES else None if name else DATE_FORMAT
            self.put(
                number,
                column,
                value,
                fill=None if number % 2 else FAINT,
                align=LEFT if column <= _TEXTS else CENTRE,
                form=None if column <= _TEXTS else form,
            )


# --- The page of a person ------------------------------------------------------------------------


def _page(found: Followed, source: ExportSource, text: Messages) -> Mapping[str, object]:
    """Return the data of the page of a person."""
    programme, who = source.edition.planning.programme, found.year.apprentice
    letterhead = source.letterhead.of(programme.school)
    about = {
        "attestation.person": who.name,
        "attestation.programme": programme.name,
        "attestation.class": " · ".join(class_details(found.year)),
        "attestation.company": company_name(who, text),
    }
    hidden = () if source.edition.planning.has_sessions else _OF_SESSIONS
    names = [name for name in _FIGURES if name not in hidden]
    figures = [text("attestation.period"), *(text(f"attestation.{name}") for name in names)]
    span = text.span(source.span.first, source.span.last)
    return {
        "language": text.language,
        "letterhead": letterhead.data,
        "name": who.name,
        "title": text("attestation.title"),
        "sentence": text.unbroken(text("attestation.sentence", span=span)),
        "about": [[text.unbroken(text(key)), value] for key, value in about.items()],
        "columns": figures,
        "rows": [[_month(each.span, text), *_told(each, names, text)] for each in found.months],
        "total": [text("attestation.total"), *_told(found.total, names, text)],
        "note": text.unbroken(text("attestation.note")),
        "place": text.unbroken(text("attestation.place")),
        "signature": text.unbroken(text("attestation.signature")),
        "version": version_line(source.edition, text),
    }


def _month(span: Span, text: Messages) -> str:
    """Return the name of a month: octobre 2026; of a part of one, its days."""
    first, last = span.first, span.last
    if first.day == 1 and last == months_after(first, 1) - timedelta(days=1):
        return text.month(first)
    return text.span(first, last) if first < last else text.day(first)


def _told(found: FollowedDays, names: Sequence[str], text: Messages) -> Iterator[str]:
    for name in names:
        if name in _DAYS:
            yield text.number(value) if (value := _DAYS[name](found)) else "–"
        else:
            yield text.unbroken(text.hours(_MINUTES[name](found) or None))
