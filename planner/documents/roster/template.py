"""Write a roster as a workbook: an empty one to fill in, or one with some apprentices.

The example stands above the header. A roster is read from below its header, so that the example
is never read as an apprentice.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import chain, zip_longest

from planner.apprentices.apprentice import HALF_DAYS, Apprentice, Period
from planner.apprentices.roster import FILLED, Column
from planner.documents.cell_styles import (
    CENTRE,
    DATE_FORMAT,
    INDENTED,
    INDENTED_LINES,
    LEFT,
    NO_BORDER,
    THIN,
    Alignment,
    CellStyle,
)
from planner.documents.sheets import CellValue, SheetWriter, WorkbookWriter, range_address
from planner.files.tables import address_of
from planner.messages import Messages
from planner.programme.programme import Programme
from planner.words.apprentices import closure_name, half_day_name
from planner.words.colours import FAINT, HEADER, LINE
from planner.words.roster_fields import FieldValue, period_fields, person_fields

_HALF_DAYS = 2
"""The number of columns for half-days."""

_COLUMNS = [c for c in Column for _ in range(_HALF_DAYS if c is Column.HALF_DAYS else 1)]
_WIDTHS = {
    Column.SURNAME: 16.0,
    Column.FIRST_NAME: 13.5,
    Column.PROMOTION: 10.5,
    Column.OPTION: 10.0,
    Column.COMPANY: 23.0,
    Column.EMAIL: 28.5,
    Column.HALF_DAYS: 16.0,
    Column.START: 11.0,
    Column.END: 11.0,
    Column.CLOSED: 16.0,
    Column.STATUS: 11.0,
    Column.TUTOR: 18.0,
    Column.TUTOR_EMAIL: 25.0,
    Column.TUTOR_PHONE: 14.0,
    Column.CONTACT: 18.0,
    Column.CONTACT_EMAIL: 25.0,
    Column.CONTACT_PHONE: 14.0,
    Column.HOURS: 12.5,
    Column.EXCEPTIONS: 21.0,
    Column.LANGUAGE: 9.5,
    Column.COMPANY_LANGUAGE: 11.0,
    Column.REMARKS: 15.0,
}
"""Column widths, in characters."""

_FURTHER = 18.0
"""The width of a column that the planner only keeps."""

_HELP_WIDTHS = (24.0, 13.0, 76.0, 42.0)
"""Column widths of the help sheet, in characters."""

_CENTRED = (Column.PROMOTION, Column.OPTION, Column.START, Column.END, Column.HOURS)
_TITLE_OF_EXAMPLE, _EXAMPLE, _HEAD, _LAST = 3, 4, 5, 2000
"""Rows of the sheet; cells down to the last one have drop-down lists."""

_EXAMPLE_START, _EXAMPLE_END = date(2026, 10, 1), date(2029, 9, 30)
_EXAMPLES = {
    **{column: f"roster_example.{column}" for column in Column},
    Column.PROMOTION: "roster_more.promotion",
    Column.HALF_DAYS: "roster_more.half-days",
    Column.STATUS: "roster_more.status",
    Column.START: "roster_more.start",
    Column.END: "roster_more.start",
    Column.CLOSED: "roster_more.closed",
    Column.HOURS: "roster_more.hours",
    Column.EXCEPTIONS: "roster_more.exceptions",
}
"""The message keys of the examples on the help sheet."""

_FORMS = {Column.START: DATE_FORMAT, Column.END: DATE_FORMAT, Column.CLOSED: "@", Column.HOURS: "@"}
"""Number formats; as text, the weeks 10-12 do not become a date."""

_FILLED = CellStyle()
_OF_EXAMPLE = CellStyle(fill=FAINT, colour=HEADER, italic=True)
"""The styles of the rows of apprentices and of the example."""

_FIRST_DAY = date(2000, 1, 1)
"""Days after this one are accepted without a warning."""

_LISTED = _COLUMNS.index(Column.REMARKS) + 1
"""The columns before those of contacts."""

_RULED = 46
"""The number of ruled rows, to fill a page to be written on by hand."""


def roster_template_workbook(text: Messages, programme: Programme | None) -> bytes:
    """Write an empty roster, with drop-down lists, an example and a help sheet.

    Parameters
    ----------
    programme
        The programme whose promotions and options are offered.

    Returns
    -------
    bytes
        An .xlsx file that `planner.apprentices.roster` can read; deterministic.
    """
    return roster_workbook(text, programme, ())


def roster_workbook(
    text: Messages, programme: Programme | None, apprentices: Sequence[Apprentice]
) -> bytes:
    """Write a roster with some apprentices, in the form of the template."""
    book = WorkbookWriter(text("sheet.roster.title"))
    filled = _List(book, text("sheet.roster"), text, programme)
    filled.write(apprentices)
    explained = _Help(book, text("sheet.help"), text, programme)
    filled.add_drop_downs(explained.write())
    return book.sealed()


def _header(column: Column, text: Messages, number: int = 0) -> str:
    """Return the header of a column: with a star if required, numbered if there are several."""
    name = text(f"roster.{column}")
    if column is Column.HALF_DAYS and number:
        return f"{name} {number}"
    return f"{name} *" if column in FILLED else name


def _aligned(column: Column | None) -> Alignment:
    return CENTRE if column in _CENTRED else INDENTED_LINES


class _List(SheetWriter):
    """Writes the roster."""

    landscape = True
    pages_high = 0

    def __init__(
        self, book: WorkbookWriter, name: str, text: Messages, programme: Programme | None
    ) -> None:
        super().__init__(book, name)
        self.text, self.programme = text, programme

    def write(self, apprentices: Sequence[Apprentice]) -> None:
        text = self.text
        further = list(
            dict.fromkeys(h for a in apprentices for p in a.periods for h, _ in p.further)
        )
        across = len(_COLUMNS) + len(further)
        school = [self.programme.school, self.programme.name] if self.programme else []
        widths = [*(_WIDTHS[column] for column in _COLUMNS), *[_FURTHER] * len(further)]
        title = " – ".join([text("sheet.roster.title"), *school])
        self.put_title(title, text("sheet.roster.note"), widths)
        self.put(
            _TITLE_OF_EXAMPLE,
            1,
            text("sheet.roster.example"),
            align=LEFT,
            box=False,
            across=across,
        )
        self._row(_EXAMPLE, [*self._example(), *[None] * len(further)], widths, _OF_EXAMPLE)
        for place, column in enumerate(_COLUMNS, start=1):
            number = place - _COLUMNS.index(column)
            self.put_header(_HEAD, place, _header(column, text, number))
        for place, header in enumerate(further, start=len(_COLUMNS) + 1):
            self.put_header(_HEAD, place, header)
        self.set_height(_HEAD, 32)
        rows = [
            self._values(each, period, further) for each in apprentices for period in each.periods
        ]
        rows += [[None] * across] * (_RULED - len(rows))
        for row, values in enumerate(rows, start=_HEAD + 1):
            self._row(row, values, widths)
        self.set_up_page(
            widths,
            _HEAD,
            None,
            frozen=2,
            footer=text("sheet.roster.title"),
        )
        self.sheet.repeat_rows(_HEAD - 1)
        self.sheet.repeat_columns(0, 1)
        self.sheet.set_v_pagebreaks([_LISTED])  # contacts are printed on pages of their own
        self.sheet.set_print_scale(self.paper.scale(sum(widths[:_LISTED]), 1))
        self.sheet.hide_gridlines(1)  # on paper only
        self._style_empty_rows(widths)

    def _row(
        self,
        row: int,
        values: Sequence[CellValue],
        widths: Sequence[float],
        style: CellStyle = _FILLED,
    ) -> None:
        for place, (column, value) in enumerate(zip_longest(_COLUMNS, values), start=1):
            own = style._replace(align=_aligned(column), form=_FORMS.get(column))
            self.write_cell(row, place, value, own)
        self.fit_height(row, zip(values, (width - 1 for width in widths), strict=True))

    def _style_empty_rows(self, widths: Sequence[float]) -> None:
        """Set styles, conditional borders and date validation of the rows to be filled in."""
        empty = [
            CellStyle(align=_aligned(column), form=_FORMS.get(column), border=NO_BORDER)
            for column in _COLUMNS
        ]
        empty += [CellStyle(border=NO_BORDER)] * (len(widths) - len(empty))
        self.set_widths(widths, empty)
        first, last = _HEAD + 1, len(widths)
        row = f"$A{first}:${address_of(first, last)}"
        border = self.book.add_format(border=THIN, border_color=f"#{LINE}")
        filled = {"type": "formula", "criteria": f"=COUNTA({row})>0", "format": border}
        self.sheet.conditional_format(first - 1, 0, _LAST - 1, last - 1, filled)
        days = {"validate": "date", "criteria": ">", "value": _FIRST_DAY}
        for column in (Column.START, Column.END):
            self._validate(column, days | {"error_message": self.text("invalid.day")})

    def add_drop_downs(self, ranges: Mapping[Column, str]) -> None:
        """Add drop-down lists and input messages; other values are accepted.

        Parameters
        ----------
        ranges
            The absolute address of the choices of each column.
        """
        for column in (
            Column.PROMOTION,
            Column.OPTION,
            Column.HALF_DAYS,
            Column.CLOSED,
            Column.HOURS,
            Column.EXCEPTIONS,
        ):
            offered: dict[str, object] = {"validate": "any"}
            if column in ranges:
                source = f"={ranges[column]}"
                offered = {"validate": "list", "source": source, "show_error": False}
            self._validate(column, offered)

    def _validate(self, column: Column, options: dict[str, object]) -> None:
        prompt = {
            "input_title": self.text(f"roster.{column}"),
            "input_message": self.text(f"roster_help.{column}"),
        }
        place = _COLUMNS.index(column) + 1
        end = place + _COLUMNS.count(column) - 1
        self.validate(_HEAD + 1, place, _LAST, end, options | prompt)

    def _example(self) -> list[CellValue]:
        text = self.text
        values: dict[Column, CellValue] = {
            column: text(f"roster_example.{column}")
            for column in Column
            if column not in (Column.START, Column.END)
        }
        values |= {Column.START: _EXAMPLE_START, Column.END: _EXAMPLE_END}
        if self.programme:
            first = self.programme.cohorts[0]
            values[Column.PROMOTION] = first.id
            options = self.programme.options_of(first)
            values[Column.OPTION] = options[0] if options else values[Column.OPTION]
        found = [values[column] for column in _COLUMNS]
        found[_COLUMNS.index(Column.HALF_DAYS) + 1] = text("roster_example.half-days-2")
        return found

    def _values(
        self, person: Apprentice, period: Period, further: Sequence[str]
    ) -> list[CellValue]:
        others = dict(period.further)
        fields = person_fields(person, self.text) | period_fields(period, self.text)
        names = [half_day_name(half, self.text) for half in period.half_days]
        half_days = iter((", ".join(names[:1]) or None, ", ".join(names[1:]) or None))
        closed = ", ".join(closure_name(span, self.text) for span in period.closed) or None
        own = {Column.HALF_DAYS: lambda: next(half_days), Column.CLOSED: lambda: closed}
        known = [own[c]() if c in own else _typed(fields[c]) for c in _COLUMNS]
        return [*known, *(others.get(header) or None for header in further)]


def _typed(value: FieldValue) -> CellValue:
    """Return the value of a cell: a date as such, a text, or nothing."""
    return value if isinstance(value, date) else str(value or "") or None


class _Help(SheetWriter):
    """Writes the help sheet: what each column accepts, and the choices of the drop-down lists."""

    landscape = True

    def __init__(
        self, book: WorkbookWriter, name: str, text: Messages, programme: Programme | None
    ) -> None:
        super().__init__(book, name)
        self.text, self.programme = text, programme

    def write(self) -> Mapping[Column, str]:
        """Write the sheet; return the absolute address of the choices of each column."""
        text, head = self.text, 4
        self.put_title(text("sheet.help.title"), text("sheet.help.note"), _HELP_WIDTHS)
        for place, key in enumerate(("name", "asked", "accepts", "examples"), start=1):
            self.put_header(head, place, text(f"column.{key}"))
        self.set_height(head, 20)
        for row, column in enumerate(Column, start=head + 1):
            self._explain(row, column)
        first = head + len(Column) + 2
        half_days = sorted(HALF_DAYS, key=lambda half: half.index_in_week)
        words = [half_day_name(half, text) for half in half_days]
        offered = {Column.HALF_DAYS: self._offer(first, 1, "half-days", words)}
        last = first + len(words)
        if self.programme:
            cohorts = self.programme.cohorts
            ids = [cohort.id for cohort in cohorts]
            known = chain.from_iterable(map(self.programme.options_of, cohorts))
            options = list(dict.fromkeys(known))
            offered[Column.PROMOTION] = self._offer(first, 2, "promotions", ids)
            self._offer(first, 3, "promotion-names", [cohort.label for cohort in cohorts])
            if options:
                offered[Column.OPTION] = self._offer(first, 4, "options", options)
            last = max(last, first + max(len(cohorts), len(options)))
        self.set_up_page(_HELP_WIDTHS, head, last, frozen=1, footer=text("sheet.roster.title"))
        return offered

    def _explain(self, row: int, column: Column) -> None:
        text = self.text
        explained, examples = text(f"roster_help.{column}"), text(_EXAMPLES[column])
        asked = text("word.always" if column in FILLED else "word.optional")
        self.put(row, 1, text(f"roster.{column}"), bold=True, align=INDENTED)
        self.put(row, 2, asked, bold=column in FILLED)
        self.put(row, 3, explained, align=INDENTED_LINES)
        self.put(row, 4, examples, align=INDENTED_LINES)
        cells = [(explained, _HELP_WIDTHS[2] - 1), (examples, _HELP_WIDTHS[3] - 1)]
        self.fit_height(row, cells, least=19)

    def _offer(self, row: int, place: int, key: str, words: Sequence[str]) -> str:
        """Write the choices of a column; return their absolute address."""
        self.put_header(row, place, self.text(f"column.{key}"))
        self.set_height(row, 20)
        for number, word in enumerate(words, start=row + 1):
            self.put(number, place, word, align=INDENTED)
        return range_address(row + 1, place, row + len(words), place, self.sheet_name)
