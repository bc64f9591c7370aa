"""The workbook of a planning: the general planning, a sheet a cohort, the rules."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from openpyxl.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from planner.documents.sheets import (
    DAY,
    HOURS,
    INDENTED,
    LEFT,
    Page,
    finished,
    font,
    frame,
    new_book,
    paint,
    put_text,
)
from planner.messages import Messages
from planner.planning.blocks import block_names
from planner.planning.changes import Change, Difference
from planner.planning.check import RuleCheck, Verdict, check
from planner.planning.file import planning_json
from planner.planning.file.hidden_sheet import CHOICES, HIDDEN_SHEET_NAME, HiddenSheet
from planner.planning.file.layout import LAST_DAY, MONDAY, SUBTITLES, TITLES, WEEK, Layout, address
from planner.planning.ledger import Totals, WeekHours, add_hours, totals, week_hours
from planner.planning.planning import CohortPlanning, Edition
from planner.programme.cohort import Cohort
from planner.programme.hours import month_of
from planner.words import rules as wording
from planner.words.style import CLOSED, FAINT, INK, MARK, code, colour
from planner.year.blocks import running_numbers
from planner.year.weeks import HOUR, Minutes, Week

_CHANGED = frame("mediumDashed", INK)
_MARKED = frame("thick", MARK)
_HOUR_KEYS = ("onsite", "sessions", "remote", "academic", "company")


def workbook(
    edition: Edition,
    text: Messages,
    *,
    marked: bool = False,
    difference: Difference | None = None,
) -> bytes:
    """Write the workbook of a planning.

    Parameters
    ----------
    edition
        A complete planning: sessions and hours are given.
    marked
        Whether the cells of the general planning where a rule is broken are marked.
    difference
        What changed since the planning before: a sheet of its own, and frames in the general one.

    Returns
    -------
    bytes
        An .xlsx file. The same edition gives the same bytes.
    """
    book = new_book(text("sheet.general.title", year=edition.planning.year.label))
    checks = sorted(check(edition.planning), key=_by_rule)
    general = _General(book.create_sheet(text("sheet.general")), edition, text)
    general.write(checks if marked else (), difference.changes if difference else ())
    if difference:
        _Changes(book.create_sheet(text("sheet.changes")), edition, text).write(difference)
    for planning in edition.planning.cohorts:
        sheet = book.create_sheet(planning.cohort.id)
        _CohortSheet(sheet, edition, text).write(planning)
    _Rules(book.create_sheet(text("sheet.rules")), edition, text).write(checks)
    general.offer(_carry(book.create_sheet(HIDDEN_SHEET_NAME), general))
    return finished(book)


class _Page(Page):
    """A sheet of a planning: its title and its version, its weeks."""

    def __init__(self, sheet: Worksheet, edition: Edition, text: Messages) -> None:
        super().__init__(sheet)
        self.edition, self.text = edition, text
        self.planning = edition.planning
        self.weeks = edition.planning.year.weeks

    def title(self, title: str, columns: int) -> None:
        """Write the two lines above the table: what it is, and which version of it."""
        programme = self.planning.programme
        version = wording.version_line(self.edition, self.text)
        self.heading(title, " · ".join((programme.school, programme.name, version)), columns)

    def place(self, widths: Sequence[float], head: int, last_row: int, frozen: int) -> None:
        """Set what concerns the page; its version stands at the foot."""
        version = wording.version_line(self.edition, self.text)
        self.lay_out(widths, head, last_row, frozen, version)

    def week_cells(self, row: int, week: Week) -> None:
        """Write the three cells that name a week."""
        fill = CLOSED if week.closed else None
        self.put(
            row, 1, week.iso_week, bold=True, fill=fill, form=f'"{self.text("week.letter")}"00'
        )
        self.put(row, 2, week.monday, fill=fill, form=DAY)
        self.put(row, 3, week.last_day, fill=fill, form=DAY)

    def holidays(self, week: Week) -> str:
        return self.text.listed(self.text.weekday(day) for day in week.public_holidays)


class _General(_Page):
    """The general planning, as the school publishes it: a row a week, some columns a cohort."""

    def __init__(self, sheet: Worksheet, edition: Edition, text: Messages) -> None:
        super().__init__(sheet, edition, text)
        self.layout = Layout(sheet.title, len(self.weeks), len(self.planning.cohorts))

    def write(self, marked: Sequence[RuleCheck], changed: Sequence[Change]) -> None:
        """Write the sheet, mark the breaches that some checks found, and frame what changed."""
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
        self.landscape = len(cohorts) > 8  # up to there the 53 rows ask for the upright page
        widths = [7, 11.5, 11.5, *[5.5, 5.5, 9] * len(cohorts), 20, 8.5, 10.5, 10.5]
        self.place(widths, SUBTITLES, row - 1, frozen=LAST_DAY)
        ids = [cohort.cohort.id for cohort in cohorts]
        for change in changed:
            n = ids.index(change.cohort.id)
            for column in (layout.place(n), layout.number(n), layout.sessions(n)):
                self.sheet.cell(layout.row(change.index), column).border = _CHANGED
        for cell, sentences in breaches.items():
            self._mark(cell, sentences)

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The cells of its header that name weeks and cohorts, with their texts."""
        dated = ((WEEK, "week"), (MONDAY, "monday"), (LAST_DAY, "friday"))
        found = [(address(TITLES, column), self.text(f"column.{key}")) for column, key in dated]
        for n, planning in enumerate(self.planning.cohorts):
            found.append((address(TITLES, self.layout.place(n)), planning.cohort.label))
            found += (
                (address(SUBTITLES, column), self.text(f"column.{key}"))
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

    def offer(self, ranges: Sequence[str]) -> None:
        """Let the week cells of each cohort offer the words of a range; others are no error."""
        first, last = self.layout.row(0), self.layout.row(len(self.weeks) - 1)
        for n, words in enumerate(ranges):
            column = self.layout.place(n)
            offered = DataValidation("list", formula1=words, allow_blank=True)
            offered.showErrorMessage = offered.showInputMessage = False
            offered.add(f"{address(first, column)}:{address(last, column)}")
            self.sheet.add_data_validation(offered)

    def _breaches(self, checks: Sequence[RuleCheck]) -> dict[str, list[str]]:
        """Gather the sentences of breaches by the cells they are to be seen in."""
        found: dict[str, list[str]] = {}
        for each in checks:
            for bound in each.breaches:
                line = wording.breach_line(each, bound, self.weeks, self.text)
                found.setdefault(self.layout.cell_of(each, bound, self.planning), []).append(line)
        return found

    def _mark(self, cell: str, sentences: Sequence[str]) -> None:
        marked = self.sheet[cell]
        spans = (span for span in self.sheet.merged_cells.ranges if cell in span)
        for row, column in (at for span in spans for at in span.cells):
            _show_mark(self.sheet.cell(row, column))
        _show_mark(marked)
        told = "\n".join(sentences)
        lines = sum(1 + len(sentence) // 45 for sentence in sentences)
        marked.comment = Comment(told, "planner", height=20 + 16 * lines, width=320)

    def _headers(self, after: int) -> None:
        text = self.text
        for column, key in ((WEEK, "week"), (MONDAY, "monday"), (LAST_DAY, "friday")):
            self._tall(column, text(f"column.{key}"))
        for n, planning in enumerate(self.planning.cohorts):
            self.head(TITLES, self.layout.place(n), planning.cohort.label, across=3)
            for column, key in self._columns(n):
                self.head(SUBTITLES, column, text(f"column.{key}"))
        for column, key in enumerate(("holidays", "closed", "cohorts", "people"), start=after):
            self._tall(column, text(f"column.{key}"))
        longest = max(len(planning.cohort.label) for planning in self.planning.cohorts)
        self.sheet.row_dimensions[TITLES].height = 20 * (1 + longest // 22)
        self.sheet.row_dimensions[SUBTITLES].height = 28

    def _tall(self, column: int, value: str) -> None:
        self.head(TITLES, column, value)
        self.head(SUBTITLES, column, "")
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
        found = [totals(c, self.weeks, self.planning.programme) for c in self.planning.cohorts]
        for key, values in _total_rows(found):
            self.put(row, 1, self.text(f"total.{key}"), bold=True, fill=FAINT, align=LEFT, across=3)
            for n, value in enumerate(values):
                form = "0" if isinstance(value, int) else HOURS
                place = self.layout.place(n)
                self.put(row, place, value, bold=True, fill=FAINT, form=form, across=3)
            row += 1
        return row

    def _legend(self, row: int, after: int, *, has_marks: bool, has_changes: bool) -> None:
        """Explain letters and colours, beside the totals."""
        text = self.text
        self.put(row, after, text("legend"), bold=True, box=False, across=4)
        programme = self.planning.programme
        entries = [
            (code(a), colour(a, programme), wording.activity_legend(a, text))
            for a in self.planning.activities
        ]
        entries += [
            (name, colour(named.activity, programme), named.label)
            for name, named in wording.legend_of_blocks(self.planning)
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
            _show_mark(self.sheet.cell(line, after))


def _show_mark(cell: Cell | MergedCell) -> None:
    """Make a cell stand out among all others, in grey as well."""
    cell.fill = paint("FFFFFF")
    cell.font = font(cell.font.size, bold=True, colour=MARK)
    cell.border = _MARKED


def _carry(sheet: Worksheet, general: _General) -> list[str]:
    """Write what the workbook needs to be read alone, and give where the words of cohorts stand."""
    planning = general.planning
    choices = [_choices(cohort.cohort) for cohort in planning.cohorts]
    written = planning_json(general.edition).decode()
    found = HiddenSheet(general.sheet.title, written, general.headers, choices)
    for row, values in enumerate(found.rows, start=1):
        for column, value in enumerate(values, start=1):
            if value is not None:
                put_text(sheet.cell(row, column), value)
    sheet.sheet_state = "hidden"
    columns = (get_column_letter(CHOICES + n) for n in range(len(choices)))
    return [
        f"{quote_sheetname(sheet.title)}!${column}$2:${column}${1 + len(words)}"
        for column, words in zip(columns, choices, strict=True)
    ]


def _choices(cohort: Cohort) -> list[str]:
    """List what a week of a cohort may hold: letters of activities, names of blocks."""
    words = [code(activity) for activity in cohort.activities]
    words += [named.name for named in cohort.named_blocks]
    return list(dict.fromkeys(words))


def _total_rows(found: Sequence[Totals]) -> Iterator[tuple[str, list[int | float]]]:
    yield "school_weeks", [t.school_weeks for t in found]
    yield "company_weeks", [t.company_weeks for t in found]
    yield "sessions", [t.sessions for t in found]
    yield "onsite", [_hours(t.onsite) for t in found]
    yield "remote", [_hours(t.remote) for t in found]
    yield "academic", [_hours(t.academic) for t in found]
    yield "company", [_hours(t.company) for t in found]
    yield "company_net", [_hours(t.company_net) for t in found]


def _hours(minutes: Minutes | None) -> float:
    return (minutes or 0) / HOUR


class _Changes(_Page):
    """What changed since the planning before: a row a week that is not what it was."""

    pages_high = 0

    def write(self, difference: Difference) -> None:
        text = self.text
        keys = ["cohort", "week", "monday", "before", "after"]
        self.title(text("sheet.changes.title", year=self.planning.year.label), len(keys))
        for column, key in enumerate(keys, start=1):
            self.head(4, column, text(f"column.{key}"))
        self.sheet.row_dimensions[4].height = 20
        row = 5
        for change in difference.changes:
            self._change(row, change)
            row += 1
        for line in self._notes(difference):
            self.put(row, 1, line, align=LEFT, box=False, across=len(keys))
            row += 1
        self.place([16, 12, 14, 36, 36], 4, row - 1, frozen=2)

    def _change(self, row: int, change: Change) -> None:
        programme = self.planning.programme
        self.put(row, 1, change.cohort.id, bold=True)
        self.put(row, 2, wording.week_name(change.week, self.text))
        self.put(row, 3, change.week.monday, form=DAY)
        for column, held in ((4, change.before), (5, change.after)):
            self.put(
                row,
                column,
                wording.held(held, self.text),
                fill=colour(held.activity, programme),
                align=INDENTED,
            )

    def _notes(self, difference: Difference) -> Iterator[str]:
        if difference.is_none:
            yield self.text("changes.none")
        for key, cohorts in (("added", difference.added), ("removed", difference.removed)):
            if cohorts:
                yield self.text(f"changes.{key}", cohorts=self.text.listed(c.id for c in cohorts))


class _CohortSheet(_Page):
    """One cohort: the hours of each week, added up by month and for the year."""

    def write(self, planning: CohortPlanning) -> None:
        text = self.text
        keys = ["week", "monday", "friday", "place", "number", "holidays", *_HOUR_KEYS]
        title = text(
            "sheet.cohort.title", cohort=planning.cohort.label, year=self.planning.year.label
        )
        self.title(title, len(keys))
        for column, key in enumerate(keys, start=1):
            self.head(4, column, text(f"column.{key}"))
        self.sheet.row_dimensions[4].height = 32
        hours = week_hours(planning, self.weeks, self.planning.programme.workday)
        sessions = planning.placed_sessions
        row = 5
        for month, positions in groupby(range(len(self.weeks)), lambda n: month_of(self.weeks[n])):
            listed = list(positions)
            for index in listed:
                self._week(row, index, planning, hours[index])
                row += 1
            name = text.month(month).capitalize()
            self._sum(row, name, sum(sessions[n] for n in listed), [hours[n] for n in listed])
            row += 1
        self._sum(row, text("total.year"), sum(sessions), hours)
        found = totals(planning, self.weeks, self.planning.programme)
        self.put(
            row + 1,
            1,
            text("sheet.cohort.note", net=found.company_net),
            align=LEFT,
            box=False,
            size=9,
            across=len(keys),
        )
        self.sheet.row_dimensions[row + 1].height = 28
        self.place([7, 11.5, 11.5, 6, 6, 20, 10, 9, 10, 11, 12], 4, row + 1, frozen=3)

    def _week(self, row: int, index: int, planning: CohortPlanning, hours: WeekHours) -> None:
        week, activity = self.weeks[index], planning.activities[index]
        fill = colour(activity, self.planning.programme)
        self.week_cells(row, week)
        name = block_names(planning, self.planning.year)[index] or code(activity)
        self.put(row, 4, name, fill=fill, bold=True, size=10 if len(name) < 4 else 7)
        self.put(row, 5, running_numbers(planning.activities)[index], fill=fill)
        self.put(row, 6, self.holidays(week) or None, size=9)
        sessions = planning.placed_sessions[index]
        self._hours(row, sessions, hours, fill=fill)

    def _sum(self, row: int, name: str, sessions: int, hours: Sequence[WeekHours]) -> None:
        self.put(row, 1, name, bold=True, fill=FAINT, align=LEFT, across=6)
        self._hours(row, sessions, add_hours(hours), fill=FAINT, bold=True)

    def _hours(
        self, row: int, sessions: int, hours: WeekHours, fill: str, bold: bool = False
    ) -> None:
        onsite, remote, company = map(_hours, (hours.onsite, hours.remote, hours.company))
        self.put(row, 8, sessions or None, fill=fill, bold=bold)
        for column, value in ((7, onsite), (9, remote), (10, onsite + remote), (11, company)):
            self.put(row, column, value or None, fill=fill, bold=bold, form=HOURS)


class _Rules(_Page):
    """The rules of each cohort, with what was found, and the objectives."""

    landscape = True
    pages_high = 0

    def write(self, checks: Sequence[RuleCheck]) -> None:
        text = self.text
        keys = ["rule", "cohort", "required", "found", "verdict", "source"]
        self.title(text("sheet.rules.title", year=self.planning.year.label), len(keys))
        for column, key in enumerate(keys, start=1):
            self.head(4, column, text(f"column.{key}"))
        self.sheet.row_dimensions[4].height = 20
        for row, found in enumerate(checks, start=5):
            self._rule(row, found)
        row = 6 + len(checks)
        row = self._objectives(row)
        ids = [len(planning.cohort.id) for planning in self.planning.cohorts]
        self.place([30, max(12, *(n + 3 for n in ids)), 42, 26, 12, 62], 4, row, frozen=2)

    def _rule(self, row: int, found: RuleCheck) -> None:
        text, rule = self.text, found.rule
        broken = found.verdict is Verdict.BROKEN
        source = self.planning.programme.sources.get(rule.name)
        required = wording.required(rule, text)
        name = wording.rule_name(rule, text)
        self.put(row, 1, name, align=LEFT, bold=True)
        self.put(row, 2, found.cohort.id if found.cohort else text("cohort.all"))
        self.put(row, 3, required, align=LEFT)
        self.put(row, 4, wording.found(found, text), align=LEFT)
        self.put(row, 5, text(f"verdict.{found.verdict}"), bold=broken)
        self.put(row, 6, source or text("source.none"), align=LEFT, size=9)
        lines = 1 + int(max(len(required) / 48, len(source or "") / 85, len(name) / 33))
        self.sheet.row_dimensions[row].height = 15 * lines

    def _objectives(self, row: int) -> int:
        text = self.text
        for column, key in enumerate(("objective", "value", "bound", "proven"), start=1):
            across = 2 if column == 1 else 1
            self.head(row, column + (column > 1), text(f"column.{key}"), across=across)
        for objective in self.edition.objectives:
            row += 1
            name = text(f"objective.{objective.name}")
            self.put(row, 1, name, align=LEFT, bold=True, across=2)
            self.sheet.row_dimensions[row].height = 15 * (1 + len(name) // 44)
            self.put(row, 3, objective.value)
            self.put(row, 4, objective.bound)
            self.put(row, 5, text("word.yes" if objective.proven else "word.no"))
        return row


def _by_rule(found: RuleCheck) -> int:
    return list(type(found.rule.name)).index(found.rule.name)
