"""Write the general sheet of a planning, as the school publishes it."""

from collections.abc import Iterator, Sequence

from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from planner.documents.planning.planning_sheet import PlanningSheet, hours_value
from planner.documents.sheets import (
    HOURS_FORMAT,
    INDENTED,
    LEFT,
    box_border,
    font,
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
from planner.words.colours import CLOSED, FAINT, INK, MARK, code, colour
from planner.words.names import activity_legend, legend_of_blocks
from planner.words.rules import breach_line
from planner.year.blocks import running_numbers
from planner.year.weeks import Week

_CHANGED = box_border("mediumDashed", INK)
_MARKED = box_border("thick", MARK)


class GeneralSheet(PlanningSheet):
    """A row per week, three columns per cohort; `Layout` gives the coordinates."""

    def __init__(self, sheet: Worksheet, edition: Edition, text: Messages) -> None:
        super().__init__(sheet, edition, text)
        self.layout = Layout(sheet.title, len(self.weeks), len(self.planning.cohorts))

    def write(self, marked: Sequence[RuleCheck], changed: Sequence[Change]) -> None:
        """Write the sheet, mark the breaches of some checks, and frame the changes."""
        text, cohorts, layout = self.text, self.planning.cohorts, self.layout
        self.names = [block_names(cohort, self.planning.year) for cohort in cohorts]
        after = layout.after
        self.title(text("sheet.general.title", year=self.planning.year.label), after + 3)
        self._headers(after)
        for index, week in enumerate(self.weeks):
            self._week(layout.row(index), index, week, after)
        row = layout.row(len(self.weeks))
        breaches = self._breaches(marked)
        self._legend(row, after, has_marks=bool(breaches), has_changes=bool(changed))
        row = self._totals(row)
        self.landscape = len(cohorts) > 8  # fewer columns: the 53 rows need portrait
        widths = [7, 11.5, 11.5, *[5.5, 5.5, 9] * len(cohorts), 20, 8.5, 10.5, 10.5]
        self.finish(widths, SUBTITLES, row - 1, frozen=LAST_DAY)
        ids = [cohort.cohort.id for cohort in cohorts]
        for change in changed:
            n = ids.index(change.cohort.id)
            for column in (layout.place(n), layout.number(n), layout.sessions(n)):
                self.sheet.cell(layout.row(change.index), column).border = _CHANGED
        for cell, sentences in breaches.items():
            self._mark(cell, sentences)

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

    def _columns(self, cohort: int) -> tuple[tuple[int, str], ...]:
        layout = self.layout
        return (
            (layout.place(cohort), "place"),
            (layout.number(cohort), "number"),
            (layout.sessions(cohort), "sessions"),
        )

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
            self.put_header(TITLES, self.layout.place(n), planning.cohort.label, across=3)
            for column, key in self._columns(n):
                self.put_header(SUBTITLES, column, text(f"column.{key}"))
        for column, key in enumerate(("holidays", "closed", "cohorts", "people"), start=after):
            self._two_row_header(column, text(f"column.{key}"))
        longest = max(len(planning.cohort.label) for planning in self.planning.cohorts)
        self.sheet.row_dimensions[TITLES].height = 20 * (1 + longest // 22)
        self.sheet.row_dimensions[SUBTITLES].height = 28

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
            name = self.names[n][index] or code(activity)
            place = self.layout.place(n)
            self.put(row, place, name, fill=fill, bold=True, size=10 if len(name) < 4 else 7)
            self.put(row, self.layout.number(n), number, fill=fill)
            self.put(row, self.layout.sessions(n), sessions or None, fill=fill)
            if activity.on_campus:
                present += 1
                people += planning.cohort.headcount
        closed = CLOSED if week.closed else None
        self.put(row, after, self.holidays(week) or None, size=9, fill=closed)
        self.put(row, after + 1, self.text("closed.code") if week.closed else None, fill=closed)
        self.put(row, after + 2, present, fill=closed)
        self.put(row, after + 3, people, fill=closed)

    def _totals(self, row: int) -> int:
        found = [totals(c, self.planning.case) for c in self.planning.cohorts]
        for key, values in _total_rows(found):
            self.put(row, 1, self.text(f"total.{key}"), bold=True, fill=FAINT, align=LEFT, across=3)
            for n, value in enumerate(values):
                form = "0" if isinstance(value, int) else HOURS_FORMAT
                place = self.layout.place(n)
                self.put(row, place, value, bold=True, fill=FAINT, form=form, across=3)
            row += 1
        return row

    def _legend(self, row: int, after: int, *, has_marks: bool, has_changes: bool) -> None:
        """Write the legend of letters and colours, beside the totals."""
        text = self.text
        self.put(row, after, text("legend"), bold=True, box=False, across=4)
        programme = self.planning.programme
        entries = [
            (code(a), colour(a, programme), activity_legend(a, text))
            for a in self.planning.activities
        ]
        entries += [
            (name, colour(named.activity, programme), named.label)
            for name, named in legend_of_blocks(self.planning)
        ]
        entries.append((text("closed.code"), CLOSED, text("legend.closed")))
        for line, (letters, fill, meaning) in enumerate(entries, start=row + 1):
            self.put(line, after, letters, fill=fill, bold=True, size=10 if len(letters) < 7 else 8)
            self.put(line, after + 1, meaning, align=INDENTED, box=False, across=3)
        line = row + 1 + len(entries)
        if has_changes:
            self.put(line, after, None)
            self.put(line, after + 1, text("legend.change"), align=INDENTED, box=False, across=3)
            self.sheet.cell(line, after).border = _CHANGED
            line += 1
        if has_marks:
            self.put(line, after, text("legend.sample"))
            self.put(line, after + 1, text("legend.mark"), align=INDENTED, box=False, across=3)
            _highlight(self.sheet.cell(line, after))


def _highlight(cell: Cell | MergedCell) -> None:
    """Mark a cell by a thick border, which stands out in grey as well."""
    cell.fill = solid_fill("FFFFFF")
    cell.font = font(cell.font.size, bold=True, colour=MARK)
    cell.border = _MARKED


def _total_rows(found: Sequence[Totals]) -> Iterator[tuple[str, list[int | float]]]:
    for key, counts in presence(found):
        yield key, list(counts)
    yield "sessions", [t.sessions for t in found]
    yield "onsite", [hours_value(t.onsite) for t in found]
    yield "remote", [hours_value(t.remote) for t in found]
    yield "academic", [hours_value(t.academic) for t in found]
    yield "company", [hours_value(t.company) for t in found]
    yield "company_net", [hours_value(t.company_net) for t in found]
