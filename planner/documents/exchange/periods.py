"""Write presences as a table: a row from one day to another, of a class or of a person.

This is what agreements, contracts and internship systems keep of a year. The table of classes is
read again as a calendar (`planner.planning.file.presence_table`).
"""

from collections.abc import Iterator, Mapping, Sequence

from planner.apprentices.presences import Presence, presences
from planner.apprentices.year import ApprenticeYear, apprentice_years, class_year
from planner.documents.cell_styles import CENTRE, DATE_FORMAT, LEFT, number_format
from planner.documents.csv_rows import csv_rows
from planner.documents.edition_sheet import EditionSheet
from planner.documents.exchange.source import ExportSource
from planner.documents.paper import shared_widths, text_width_in_characters
from planner.documents.sheets import CellValue, WorkbookWriter
from planner.files.tables import shown
from planner.messages import Messages
from planner.planning.file.presence_layout import OF_PERSONS, PresenceColumn
from planner.words.colours import FAINT
from planner.words.names import activity_name, halves_name
from planner.year.activity import Activity, Place
from planner.year.weeks import HOUR

_NOTHING = "–"
"""Stands for the place, and for the activity, of days that are neither at school nor in company."""

_WORDS = frozenset(
    (*OF_PERSONS, PresenceColumn.COHORT, PresenceColumn.ACTIVITY, PresenceColumn.PLACE)
)
_DATES = frozenset((PresenceColumn.FIRST, PresenceColumn.LAST))

_FILTER = 2.5
"""The width of the button of a filter beside a header, in characters."""

_PADDING = 1.5
_LEAST_WIDTH = 10.0

_Values = Mapping[PresenceColumn, CellValue]


def periods_csv(source: ExportSource, text: Messages) -> bytes:
    """Serialize the periods of the classes, or of persons, as Excel expects it in the language."""
    columns = _columns(source)
    rows = ([values.get(column) for column in columns] for values in _rows(source, text))
    return csv_rows([_titles(columns, text), *rows], text)


def periods_workbook(source: ExportSource, text: Messages) -> bytes:
    """Serialize the periods of the classes, or of persons, as a sheet that begins with titles."""
    book = WorkbookWriter(text("periods.title", year=source.edition.planning.year.label))
    sheet = _PeriodsSheet(book, text("periods.sheet"), source.edition, text)
    sheet.write(_columns(source), list(_rows(source, text)))
    return book.sealed()


def _columns(source: ExportSource) -> Sequence[PresenceColumn]:
    return [each for each in PresenceColumn if source.people or each not in OF_PERSONS]


def _titles(columns: Sequence[PresenceColumn], text: Messages) -> list[str]:
    return [text(f"presences.{column}") for column in columns]


def _years(source: ExportSource) -> Sequence[ApprenticeYear]:
    """Return the years of persons, or those of nobody in each class."""
    planning = source.edition.planning
    if source.people:
        return apprentice_years(source.people, planning)
    return [class_year(row.cohort.id, planning) for row in planning.cohorts]


def _rows(source: ExportSource, text: Messages) -> Iterator[_Values]:
    for year in _years(source):
        who = year.apprentice
        for presence in presences(year):
            yield {
                PresenceColumn.SURNAME: who.surname,
                PresenceColumn.FIRST_NAME: who.first_name,
                PresenceColumn.COHORT: who.cohort,
                PresenceColumn.COMPANY: presence.period.company,
                **_values(presence, text),
            }


def _values(presence: Presence, text: Messages) -> _Values:
    mean = presence.hours_a_day
    return {
        PresenceColumn.ACTIVITY: presence.block or _activity(presence.activity, text),
        PresenceColumn.PLACE: _place(presence.place, text),
        PresenceColumn.FIRST: presence.span.first,
        PresenceColumn.LAST: presence.span.last,
        PresenceColumn.DAYS: presence.days,
        PresenceColumn.HOURS_A_DAY: None if mean is None else _hours(mean),
        PresenceColumn.HOURS: _hours(presence.hours),
        PresenceColumn.REMOTE: _hours(presence.remote),
    }


def _activity(activity: Activity, text: Messages) -> str:
    return _NOTHING if activity == Activity.NONE else activity_name(activity, text)


def _place(place: Place, text: Messages) -> str:
    return _NOTHING if place is Place.NONE else halves_name((place,), text)


def _group(values: _Values) -> tuple[CellValue, ...]:
    """Return the person or the class of a row."""
    columns = (PresenceColumn.SURNAME, PresenceColumn.FIRST_NAME, PresenceColumn.COHORT)
    return tuple(values[column] for column in columns)


def _hours(minutes: float) -> float:
    """Return decimal hours, to the hundredth; a whole number as such."""
    hours = round(minutes / HOUR, 2)
    return int(hours) if hours.is_integer() else hours


class _PeriodsSheet(EditionSheet):
    """A row a period, with its titles in the first row."""

    landscape = True
    pages_high = 0

    def write(self, columns: Sequence[PresenceColumn], rows: Sequence[_Values]) -> None:
        """Write the whole sheet."""
        titles = _titles(columns, self.text)
        told = [[values[column] for column in columns] for values in rows]
        widths = self._widths(titles, told)
        for column, title in enumerate(titles, start=1):
            self.put_header(1, column, title)
        self.fit_height(1, [(t, w - _FILTER) for t, w in zip(titles, widths, strict=True)])
        groups = {group: n for n, group in enumerate(dict.fromkeys(map(_group, rows)))}
        for row, (values, cells) in enumerate(zip(rows, told, strict=True), start=2):
            fill = FAINT if groups[_group(values)] % 2 else None
            self._row(row, columns, cells, fill)
            self.fit_height(row, zip(cells, widths, strict=True))
        self.put_filter(1, len(rows) + 1, len(titles))
        frozen = 1 + columns.index(PresenceColumn.COHORT)
        self.set_up_page(widths, 1, len(rows) + 1, frozen, self.version)

    def _widths(self, titles: Sequence[str], rows: Sequence[Sequence[CellValue]]) -> list[float]:
        """Return the widths that columns need: titles wrap between words."""
        needed = []
        for column, title in enumerate(titles):
            texts = dict.fromkeys(shown(cells[column]) for cells in rows)
            head = _FILTER + max(map(text_width_in_characters, title.split()))
            cells = [_PADDING + text_width_in_characters(each) for each in texts]
            needed.append(max([_LEAST_WIDTH, head, *cells]))
        return shared_widths(needed, self.paper.characters)

    def _row(
        self,
        row: int,
        columns: Sequence[PresenceColumn],
        cells: Sequence[CellValue],
        fill: str | None,
    ) -> None:
        for place, (column, value) in enumerate(zip(columns, cells, strict=True), start=1):
            form = DATE_FORMAT if column in _DATES else None
            if isinstance(value, int | float):
                form = number_format(value)
            align = LEFT if column in _WORDS else CENTRE
            self.put(row, place, value, fill=fill, align=align, form=form)
