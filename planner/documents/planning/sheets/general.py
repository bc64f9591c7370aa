"""Write the general sheet of a planning, as the school publishes it."""

from collections.abc import Sequence

from planner.documents.cell_styles import (
    CENTRE,
    DASHED,
    INDENTED,
    LEFT,
    UPRIGHT,
    Border,
    BorderLine,
    CellStyle,
    box_border,
    number_format,
)
from planner.documents.planning.cohort_groups import cohort_span
from planner.documents.planning.sheets.base import (
    HOLIDAYS_WIDTH,
    WEEK_HEIGHT,
    PlanningSheet,
    highlighted,
    place_width,
    total_format,
    total_rows,
)
from planner.documents.sheets import CellValue, WorkbookWriter
from planner.files.tables import address_of, position_of
from planner.files.tables.cells import CellPosition
from planner.messages import Messages
from planner.planning.changes import Change
from planner.planning.check import RuleCheck
from planner.planning.file.sheet_layout import LAST_DAY, MONDAY, SUBTITLES, TITLES, WEEK, Layout
from planner.planning.ledger import totals
from planner.planning.planning import CohortPlanning, Edition
from planner.words.closed_days import days_off_of_all
from planner.words.colours import CLOSED, COLOURS, FAINT, INK, colour
from planner.words.names import (
    LetterMeaning,
    cut_weeks_legend,
    planning_legend,
    week_letters,
)
from planner.words.rules import breach_line
from planner.year.activity import Activity
from planner.year.blocks import running_numbers

_CHANGE = BorderLine(DASHED, INK)
_CHANGED = box_border(*_CHANGE)

_WEEK_WIDTHS, _AFTER_WIDTHS = [6.0, 11.0, 11.0], [8.5, 8.5, 8.5, HOLIDAYS_WIDTH]
"""Widths of the columns before and after those of the cohorts, in characters."""

_NUMBER, _SESSIONS, _NARROW = 4.5, 8.0, 4.0
"""Widths of the columns of a cohort; the narrow one, with upright titles, if there are many."""

_UPRIGHT_HEIGHT = 46.0


class GeneralSheet(PlanningSheet):
    """A row per week, a few columns per cohort; `Layout` gives the coordinates.

    It has all cohorts or some of them. It prints on one page, or on several of some cohorts each
    where they would print too small.
    """

    def __init__(
        self, book: WorkbookWriter, name: str, edition: Edition, text: Messages, cohorts: range
    ) -> None:
        super().__init__(book, name, edition, text)
        self.sheet.set_tab_color(f"#{COLOURS[Activity.SCHOOL]}")  # the one to be edited
        self.layout = Layout.of(self.planning, self.sheet_name, cohorts)
        self.rows = {n: self.planning.cohorts[n] for n in cohorts}
        self.sites = self.planning.programme.sites_in_use
        year = self.planning.year
        self.letters = {n: week_letters(row, year) for n, row in self.rows.items()}
        self.crowded = False
        self.crowded = sum(self._widths()) > self.paper.characters
        self._frames: dict[CellPosition, Border] = {}

    @property
    def group_name(self) -> str:
        """The first and the last cohort of the sheet; empty if it has all of them."""
        if len(self.rows) == len(self.planning.cohorts):
            return ""
        first, *_, last = [*self.rows.values()] * 2
        return cohort_span(first.cohort, last.cohort, self.text)

    def write(self, marked: Sequence[RuleCheck], changed: Sequence[Change]) -> None:
        """Write the sheet, mark the breaches of some checks, and frame the changes."""
        layout, widths = self.layout, self._widths()
        after = layout.after
        self.marks = self._breaches(marked)
        positions = {row.cohort.id: n for n, row in self.rows.items()}
        framed = [change for change in changed if change.cohort.id in positions]
        for change in framed:
            self._frame(layout.row(change.index), positions[change.cohort.id])
        title = self.text("sheet.general.title", year=self.planning.year.label)
        self.title(" – ".join(filter(None, (title, self.group_name))), widths)
        self._headers(after)
        self._weeks(after)
        row = layout.row(len(self.weeks))
        end = self._legend(row, after, has_marks=bool(self.marks), has_changes=bool(framed))
        last = max(self._totals(row), end) - 1
        for each in range(row, last + 1):
            self.set_height(each, WEEK_HEIGHT)
        groups = [layout.place(n + 1) - 1 for n in self.rows]
        self.finish(widths, SUBTITLES, last, LAST_DAY, [*groups, len(widths)])

    def write_cell(
        self,
        row: int,
        column: int,
        value: CellValue,
        style: CellStyle,
        across: int = 1,
        down: int = 1,
    ) -> None:
        """Write a cell, framed where a week has changed and no rule is broken."""
        if (row, column) in self._frames and (row, column) not in self.marks:
            style = style._replace(border=self._frames[row, column])
        super().write_cell(row, column, value, style, across, down)

    def _widths(self) -> list[float]:
        """Return the widths of all columns, in characters."""
        number, sessions = (_NARROW, _NARROW) if self.crowded else (_NUMBER, _SESSIONS)
        widths = list(_WEEK_WIDTHS)
        for n, row in self.rows.items():
            others = [number, sessions][: self.layout.columns - 1]
            longest = max(map(len, self._label(row).split()), default=0)
            found = [place_width(self.letters[n]), *others]
            missing = 0 if self.crowded else max(0, 1.2 * longest + 1 - sum(found))
            widths += [width + missing / len(found) for width in found]
        closed, *counts, days_off = _AFTER_WIDTHS
        return [*widths, closed, *counts * len(self.sites), days_off]

    def _frame(self, row: int, cohort: int) -> None:
        """Frame the cells of a cohort in a week together."""
        first, end = self.layout.place(cohort), self.layout.place(cohort + 1)
        for column in range(first, end):
            self._frames[row, column] = _CHANGED._replace(
                left=_CHANGE if column == first else None,
                right=_CHANGE if column == end - 1 else None,
            )

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The cells of the header that name weeks and cohorts, with their texts."""
        dated = self._dated()
        found = [(address_of(TITLES, column), self.text(f"column.{key}")) for column, key in dated]
        for n, row in self.rows.items():
            found.append((address_of(TITLES, self.layout.place(n)), self._label(row)))
            found += (
                (address_of(SUBTITLES, column), self.text(f"column.{key}"))
                for column, key in self._columns(n)
            )
        return found

    def _dated(self) -> list[tuple[int, str]]:
        """Return the columns that name a week, with the keys of their titles."""
        return [(WEEK, "week"), (MONDAY, "monday"), (LAST_DAY, self.last_day_key)]

    def _columns(self, cohort: int) -> list[tuple[int, str]]:
        """Return the columns of a cohort, with the keys of their titles."""
        keys = ("place", "number", "sessions")[: self.layout.columns]
        return list(enumerate(keys, start=self.layout.place(cohort)))

    def add_drop_downs(self, ranges: Sequence[str]) -> None:
        """Add a drop-down list to the week cells of each cohort; other values are accepted.

        Parameters
        ----------
        ranges
            For each cohort of the programme, the absolute address of the choices.
        """
        first, last = self.layout.row(0), self.layout.row(len(self.weeks) - 1)
        for n in self.rows:
            column = self.layout.place(n)
            options = {"source": f"={ranges[n]}", "show_error": False, "show_input": False}
            self.validate(first, column, last, column, {"validate": "list", **options})

    def _breaches(self, checks: Sequence[RuleCheck]) -> dict[CellPosition, list[str]]:
        """Return the sentences of breaches by the position of their cell."""
        found: dict[CellPosition, list[str]] = {}
        own = [None, *(row.cohort for row in self.rows.values())]
        for each in checks:
            for bound in each.breaches if each.cohort in own else ():
                line = breach_line(each, bound, self.weeks, self.text)
                cell = self.layout.cell_of(each, bound, self.planning)
                found.setdefault(position_of(cell), []).append(line)
        return found

    def _headers(self, after: int) -> None:
        text = self.text
        for column, key in self._dated():
            self.put_header(TITLES, column, text(f"column.{key}"), down=2)
        for n, row in self.rows.items():
            columns = self._columns(n)
            self.put_header(TITLES, columns[0][0], self._label(row), across=len(columns))
            for column, key in columns:
                align = UPRIGHT if self.crowded else CENTRE
                self.put_header(SUBTITLES, column, text(f"column.{key}"), align=align)
        self._headers_after(after)
        widths, across = self._widths(), self.layout.columns
        starts = (self.layout.place(n) - 1 for n in self.rows)
        room = (sum(widths[start : start + across]) for start in starts)
        labels = map(self._label, self.rows.values())
        self.fit_height(TITLES, zip(labels, room, strict=True), least=20)
        self.set_height(SUBTITLES, _UPRIGHT_HEIGHT if self.crowded else 20)

    def _label(self, row: CohortPlanning) -> str:
        """Return the label of a cohort, with its site where there are several."""
        site = self.planning.programme.site_name(row.cohort)
        return "\n".join(filter(None, [row.cohort.label, site]))

    def _headers_after(self, after: int) -> None:
        """Write the titles of the columns after those of the cohorts: some of each site."""
        text = self.text
        self.put_header(TITLES, after, text("column.closed"), down=2)
        for column, site in zip(range(after + 1, self._last, 2), self.sites, strict=True):
            if len(self.sites) > 1:
                self.put_header(TITLES, column, site.name, across=2)
            for n, key in enumerate(("cohorts", "people")):
                title = text(f"column.{key}")
                if len(self.sites) > 1:
                    self.put_header(SUBTITLES, column + n, title)
                else:
                    self.put_header(TITLES, column + n, title, down=2)
        self.put_header(TITLES, self._last, text(f"column.{self.days_off_key}"), down=2)

    @property
    def _last(self) -> int:
        """The last column: that of days off."""
        return self.layout.after + 1 + 2 * len(self.sites)

    def _weeks(self, after: int) -> None:
        """Write the weeks: those of each cohort, and how many of all are at each site."""
        for n in self.rows:
            self._cohort(n)
        on_campus = [list(self.planning.on_campus(site)) for site in self.sites]
        days_off = days_off_of_all(self.planning, self.text)
        for index, week in enumerate(self.weeks):
            row, here = self.layout.row(index), [weeks[index] for weeks in on_campus]
            self.week_cells(row, week)
            closed = CLOSED if week.closed else None
            holidays = "\n".join(days_off[index]) or None
            code = self.text("closed.code") if week.closed else None
            counts = [
                count
                for rows in here
                for count in (len(rows), sum(each.cohort.headcount for each in rows))
            ]
            for column, value in enumerate((code, *counts, holidays), start=after):
                form = number_format(value) if isinstance(value, int) else None
                self.put(row, column, value, fill=closed, form=form)
            self.fit_height(row, [(holidays, HOLIDAYS_WIDTH)], least=WEEK_HEIGHT)

    def _cohort(self, n: int) -> None:
        layout, planning, letters = self.layout, self.rows[n], self.letters[n]
        place, number, sessions = layout.place(n), layout.number(n), layout.sessions(n)
        numbers = running_numbers(planning.activities)
        for index, activity in enumerate(planning.activities):
            row, fill = layout.row(index), colour(activity, self.planning.programme)
            self.put(row, place, letters[index], fill=fill, bold=True)
            self.put(row, number, numbers[index], fill=fill)
            if sessions:
                self.put(row, sessions, planning.placed_sessions[index] or None, fill=fill)

    def _totals(self, row: int) -> int:
        found = [totals(row, self.planning.case) for row in self.rows.values()]
        for key, values in total_rows(found, with_sessions=self.planning.has_sessions):
            self.put(row, 1, self.text(f"total.{key}"), bold=True, fill=FAINT, align=LEFT, across=3)
            for n, value in zip(self.rows, values, strict=True):
                place, across, form = (
                    self.layout.place(n),
                    self.layout.columns,
                    total_format(key, value),
                )
                self.put(row, place, value, bold=True, fill=FAINT, form=form, across=across)
            row += 1
        return row

    def _legend(self, row: int, after: int, *, has_marks: bool, has_changes: bool) -> int:
        """Write the legend of letters and colours beside the totals; return the row below it."""
        text = self.text
        self.put(row, after, text("legend"), bold=True, align=LEFT, box=False, across=4)
        entries = planning_legend([self.planning], text)
        entries += cut_weeks_legend([self.planning], text)
        if any(week.closed for week in self.weeks):
            entries.append(LetterMeaning(text("closed.code"), CLOSED, text("legend.closed")))
        for line, entry in enumerate(entries, start=row + 1):
            self.put(line, after, entry.letters, fill=entry.colour, bold=True)
            self.put(line, after + 1, entry.meaning, align=INDENTED, box=False, across=3)
        line = row + 1 + len(entries)
        if has_changes:
            self.write_cell(line, after, None, CellStyle(border=_CHANGED))
            self.put(line, after + 1, text("legend.change"), align=INDENTED, box=False, across=3)
            line += 1
        if has_marks:
            self.write_cell(line, after, text("legend.sample"), highlighted(CellStyle()))
            self.put(line, after + 1, text("legend.mark"), align=INDENTED, box=False, across=3)
            line += 1
        return line
