"""Write the general sheet of a planning, as the school publishes it."""

from collections.abc import Iterator, Sequence

from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from planner.documents.planning.planning_sheet import (
    HOLIDAYS_WIDTH,
    WEEK_HEIGHT,
    PlanningSheet,
    hours_value,
    place_width,
)
from planner.documents.sheets import (
    INDENTED,
    LEFT,
    box_border,
    font,
    hours_format,
    number_format,
    range_address,
    solid_fill,
)
from planner.files.tables import address_of
from planner.messages import Messages
from planner.planning.blocks import block_names
from planner.planning.changes import Change
from planner.planning.check import RuleCheck
from planner.planning.file.sheet_layout import LAST_DAY, MONDAY, SUBTITLES, TITLES, WEEK, Layout
from planner.planning.ledger import Totals, presence, totals
from planner.planning.planning import Edition
from planner.words.colours import CLOSED, FAINT, INK, MARK, colour
from planner.words.names import LetterMeaning, planning_legend
from planner.words.rules import breach_line
from planner.year.blocks import running_numbers
from planner.year.weeks import Week

_CHANGE = Side("mediumDashed", INK)
_MARKED = box_border("thick", MARK)
_UPRIGHT = Alignment(horizontal="center", vertical="bottom", text_rotation=90)

_WEEK_WIDTHS, _AFTER_WIDTHS = [6.0, 11.0, 11.0], [8.5, 8.5, 8.5, HOLIDAYS_WIDTH]
"""Widths of the columns before and after those of the cohorts, in characters."""

_NUMBER, _SESSIONS, _NARROW = 4.5, 8.0, 4.0
"""Widths of the columns of a cohort; the narrow one, with upright titles, if there are many."""

_UPRIGHT_HEIGHT = 46.0


class GeneralSheet(PlanningSheet):
    """A row per week, a few columns per cohort; `Layout` gives the coordinates.

    It prints on one page, or on several of some cohorts each where they would print too small.
    """

    def __init__(self, sheet: Worksheet, edition: Edition, text: Messages) -> None:
        super().__init__(sheet, edition, text)
        self.layout = Layout.of(self.planning, sheet.title)
        self.names = [block_names(c, self.planning.year) for c in self.planning.cohorts]
        self.crowded = False
        self.crowded = sum(self._widths()) > self.paper.characters

    def write(self, marked: Sequence[RuleCheck], changed: Sequence[Change]) -> None:
        """Write the sheet, mark the breaches of some checks, and frame the changes."""
        cohorts, layout, widths = self.planning.cohorts, self.layout, self._widths()
        after = layout.after
        self.title(self.text("sheet.general.title", year=self.planning.year.label), widths)
        self._headers(after)
        for index, week in enumerate(self.weeks):
            self._week(layout.row(index), index, week, after)
        row = layout.row(len(self.weeks))
        breaches = self._breaches(marked)
        end = self._legend(row, after, has_marks=bool(breaches), has_changes=bool(changed))
        last = max(self._totals(row), end) - 1
        for each in range(row, last + 1):
            self.sheet.row_dimensions[each].height = WEEK_HEIGHT
        groups = [layout.place(n) - 1 for n in range(1, len(cohorts) + 1)]
        self.finish(widths, SUBTITLES, last, LAST_DAY, [*groups, len(widths)])
        ids = [cohort.cohort.id for cohort in cohorts]
        for change in changed:
            self._frame(layout.row(change.index), ids.index(change.cohort.id))
        for cell, sentences in breaches.items():
            self._mark(cell, sentences)

    def _widths(self) -> list[float]:
        """Return the widths of all columns, in characters."""
        number, sessions = (_NARROW, _NARROW) if self.crowded else (_NUMBER, _SESSIONS)
        widths = list(_WEEK_WIDTHS)
        for planning, names in zip(self.planning.cohorts, self.names, strict=True):
            others = [number, sessions][: self.layout.columns - 1]
            longest = max(map(len, planning.cohort.label.split()), default=0)
            found = [place_width(name for name in names if name), *others]
            missing = 0 if self.crowded else max(0, 1.2 * longest + 1 - sum(found))
            widths += [width + missing / len(found) for width in found]
        return [*widths, *_AFTER_WIDTHS]

    def _frame(self, row: int, cohort: int) -> None:
        """Draw one frame around the cells of a cohort in a week."""
        first, end = self.layout.place(cohort), self.layout.place(cohort + 1)
        for column in range(first, end):
            self.sheet.cell(row, column).border = Border(
                left=_CHANGE if column == first else Side(),
                right=_CHANGE if column == end - 1 else Side(),
                top=_CHANGE,
                bottom=_CHANGE,
            )

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The cells of the header that name weeks and cohorts, with their texts."""
        dated = ((WEEK, "week"), (MONDAY, "monday"), (LAST_DAY, "friday"))
        found = [(address_of(TITLES, column), self.text(f"column.{key}")) for column, key in dated]
        for n, planning in enumerate(self.planning.cohorts):
            found.append((address_of(TITLES, self.layout.place(n)), planning.cohort.label))
            found += (
                (address_of(SUBTITLES, column), self.text(f"column.{key}"))
                for column, key in self._columns(n)
            )
        return found

    def _columns(self, cohort: int) -> list[tuple[int, str]]:
        """Return the columns of a cohort, with the keys of their titles."""
        keys = ("place", "number", "sessions")[: self.layout.columns]
        return list(enumerate(keys, start=self.layout.place(cohort)))

    def add_drop_downs(self, ranges: Sequence[str]) -> None:
        """Add a drop-down list to the week cells of each cohort; other values are accepted.

        Parameters
        ----------
        ranges
            For each cohort, the absolute address of the choices.
        """
        first, last = self.layout.row(0), self.layout.row(len(self.weeks) - 1)
        for n, words in enumerate(ranges):
            column = self.layout.place(n)
            offered = DataValidation("list", formula1=words, allow_blank=True)
            offered.showErrorMessage = offered.showInputMessage = False
            offered.add(range_address(first, column, last, column))
            self.sheet.add_data_validation(offered)

    def _breaches(self, checks: Sequence[RuleCheck]) -> dict[str, list[str]]:
        """Return the sentences of breaches by the address of their cell."""
        found: dict[str, list[str]] = {}
        for each in checks:
            for bound in each.breaches:
                line = breach_line(each, bound, self.weeks, self.text)
                found.setdefault(self.layout.cell_of(each, bound, self.planning), []).append(line)
        return found

    def _mark(self, cell: str, sentences: Sequence[str]) -> None:
        """Highlight a cell, merged or not, and add a comment with its breaches."""
        marked = self.sheet[cell]
        spans = (span for span in self.sheet.merged_cells.ranges if cell in span)
        for row, column in (at for span in spans for at in span.cells):
            _highlight(self.sheet.cell(row, column))
        _highlight(marked)
        comment = "\n".join(sentences)
        lines = sum(1 + len(sentence) // 45 for sentence in sentences)
        marked.comment = Comment(comment, "planner", height=20 + 16 * lines, width=320)

    def _headers(self, after: int) -> None:
        text = self.text
        for column, key in ((WEEK, "week"), (MONDAY, "monday"), (LAST_DAY, "friday")):
            self._two_row_header(column, text(f"column.{key}"))
        for n, planning in enumerate(self.planning.cohorts):
            columns = self._columns(n)
            label = planning.cohort.label
            self.put_header(TITLES, columns[0][0], label, across=len(columns))
            for column, key in columns:
                self.put_header(SUBTITLES, column, text(f"column.{key}"))
                if self.crowded:
                    self.sheet.cell(SUBTITLES, column).alignment = _UPRIGHT
        for column, key in enumerate(("closed", "cohorts", "people", "holidays"), start=after):
            self._two_row_header(column, text(f"column.{key}"))
        widths, across = self._widths(), self.layout.columns
        starts = (self.layout.place(n) - 1 for n in range(len(self.planning.cohorts)))
        room = (sum(widths[start : start + across]) for start in starts)
        labels = (planning.cohort.label for planning in self.planning.cohorts)
        self.fit_height(TITLES, zip(labels, room, strict=True), least=20)
        self.sheet.row_dimensions[SUBTITLES].height = _UPRIGHT_HEIGHT if self.crowded else 20

    def _two_row_header(self, column: int, value: str) -> None:
        self.put_header(TITLES, column, value)
        self.put_header(SUBTITLES, column, "")
        self.sheet.merge_cells(
            start_row=TITLES, end_row=SUBTITLES, start_column=column, end_column=column
        )

    def _week(self, row: int, index: int, week: Week, after: int) -> None:
        self.week_cells(row, week)
        present = 0
        people = 0
        for n, planning in enumerate(self.planning.cohorts):
            activity = planning.activities[index]
            number = running_numbers(planning.activities)[index]
            sessions = planning.placed_sessions[index]
            fill = colour(activity, self.planning.programme)
            name = self.names[n][index] or activity.code
            place = self.layout.place(n)
            self.put(row, place, name, fill=fill, bold=True)
            self.put(row, self.layout.number(n), number, fill=fill)
            if column := self.layout.sessions(n):
                self.put(row, column, sessions or None, fill=fill)
            if activity.on_campus:
                present += 1
                people += planning.cohort.headcount
        closed = CLOSED if week.closed else None
        holidays = self.holidays(week)
        values = (self.text("closed.code") if week.closed else None, present, people, holidays)
        for column, value in enumerate(values, start=after):
            form = number_format(value) if isinstance(value, int) else None
            self.put(row, column, value, fill=closed, form=form)
        self.fit_height(row, [(holidays, HOLIDAYS_WIDTH)], least=WEEK_HEIGHT)

    def _totals(self, row: int) -> int:
        found = [totals(c, self.planning.case) for c in self.planning.cohorts]
        for key, values in _total_rows(found, with_sessions=self.planning.has_sessions):
            self.put(row, 1, self.text(f"total.{key}"), bold=True, fill=FAINT, align=LEFT, across=3)
            for n, value in enumerate(values):
                form = number_format(value) if isinstance(value, int) else hours_format(value)
                place, across = self.layout.place(n), self.layout.columns
                self.put(row, place, value, bold=True, fill=FAINT, form=form, across=across)
            row += 1
        return row

    def _legend(self, row: int, after: int, *, has_marks: bool, has_changes: bool) -> int:
        """Write the legend of letters and colours beside the totals; return the row below it."""
        text = self.text
        self.put(row, after, text("legend"), bold=True, align=LEFT, box=False, across=4)
        entries = planning_legend([self.planning], text)
        if any(week.closed for week in self.weeks):
            entries.append(LetterMeaning(text("closed.code"), CLOSED, text("legend.closed")))
        for line, entry in enumerate(entries, start=row + 1):
            self.put(line, after, entry.letters, fill=entry.colour, bold=True)
            self.put(line, after + 1, entry.meaning, align=INDENTED, box=False, across=3)
        line = row + 1 + len(entries)
        if has_changes:
            self.put(line, after, None)
            self.put(line, after + 1, text("legend.change"), align=INDENTED, box=False, across=3)
            self.sheet.cell(line, after).border = Border(_CHANGE, _CHANGE, _CHANGE, _CHANGE)
            line += 1
        if has_marks:
            self.put(line, after, text("legend.sample"))
            self.put(line, after + 1, text("legend.mark"), align=INDENTED, box=False, across=3)
            _highlight(self.sheet.cell(line, after))
            line += 1
        return line


def _highlight(cell: Cell | MergedCell) -> None:
    """Mark a cell by a thick border, which stands out in grey as well."""
    cell.fill = solid_fill("FFFFFF")
    cell.font = font(cell.font.size, bold=True, colour=MARK)
    cell.border = _MARKED


def _total_rows(
    found: Sequence[Totals], *, with_sessions: bool
) -> Iterator[tuple[str, list[int | float]]]:
    for key, counts in presence(found):
        yield key, list(counts)
    if with_sessions:
        yield "sessions", [t.sessions for t in found]
    yield "onsite", [hours_value(t.onsite) for t in found]
    if with_sessions:
        yield "remote", [hours_value(t.remote) for t in found]
        yield "academic", [hours_value(t.academic) for t in found]
    yield "company", [hours_value(t.company) for t in found]
    yield "company_net", [hours_value(t.company_net) for t in found]
