"""Write the workbook of a planning: general sheet, changes, a sheet per cohort, rules."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from planner.documents.cell_styles import (
    CENTRE,
    DATE_FORMAT,
    INDENTED,
    LEFT,
    NO_BORDER,
    CellStyle,
    hours_format,
    number_format,
)
from planner.documents.planning.general_sheet import GeneralSheet
from planner.documents.planning.planning_sheet import (
    HOLIDAYS_WIDTH,
    WEEK_HEIGHT,
    PlanningSheet,
    hours_value,
    place_width,
)
from planner.documents.sheets import SheetWriter, WorkbookWriter, range_address
from planner.messages import Messages
from planner.planning.blocks import block_names
from planner.planning.changes import Change, Difference
from planner.planning.check import RuleCheck, Verdict, check
from planner.planning.file import planning_json
from planner.planning.file.hidden_sheet import CHOICES, HIDDEN_SHEET_NAME, HiddenSheet
from planner.planning.ledger import WeekHours, add_hours, totals, week_hours
from planner.planning.planning import CohortPlanning, Edition, ObjectiveResult
from planner.programme.cohort import Cohort
from planner.programme.hours_of_week import month_of
from planner.words.colours import FAINT, colour
from planner.words.names import planned_week_name, week_name
from planner.words.objectives import objective_figure, proof_words, told_objectives
from planner.words.open_hours import open_hours_lines
from planner.words.rules import finding, is_told, required, rule_name
from planner.year.blocks import running_numbers

_HOUR_KEYS = ("onsite", "sessions", "remote", "academic", "company")
"""The columns of hours of a cohort's sheet."""

_OF_SESSIONS = ("sessions", "remote", "academic")
"""Those that say nothing where a cohort has no sessions."""

_FIRST_HOURS = 6


def planning_workbook(
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
        A complete planning, with sessions and hours.
    marked
        Whether to mark the cells of the general sheet where a rule is broken.
    difference
        The changes since the previous planning: they get a sheet, and frames in the general one.

    Returns
    -------
    bytes
        An .xlsx file; deterministic.
    """
    book = WorkbookWriter(text("sheet.general.title", year=edition.planning.year.label))
    checks = sorted(filter(is_told, check(edition.planning)), key=_rule_order)
    general = GeneralSheet(book, text("sheet.general"), edition, text)
    general.write(checks if marked else (), difference.changes if difference else ())
    if difference:
        _Changes(book, text("sheet.changes"), edition, text).write(difference)
    for planning in edition.planning.cohorts:
        _CohortSheet(book, planning.cohort.id, edition, text).write(planning)
    _Rules(book, text("sheet.rules"), edition, text).write(checks)
    general.add_drop_downs(_write_carried_sheet(book, general))
    return book.sealed()


def _write_carried_sheet(book: WorkbookWriter, general: GeneralSheet) -> list[str]:
    """Write the hidden sheet that makes the workbook self-contained.

    Returns
    -------
    list of str
        For each cohort, the absolute address of the choices of its weeks.
    """
    planning = general.planning
    choices = [_choices(cohort.cohort) for cohort in planning.cohorts]
    exchange_text = planning_json(general.edition).decode()
    found = HiddenSheet(general.sheet_name, exchange_text, general.headers, choices)
    sheet = SheetWriter(book, HIDDEN_SHEET_NAME)
    for row, values in enumerate(found.rows, start=1):
        for column, value in enumerate(values, start=1):
            if value is not None:
                sheet.write_cell(row, column, value, _PLAIN)
    sheet.sheet.hide()
    return [
        range_address(2, column, 1 + len(words), column, sheet.sheet_name)
        for column, words in enumerate(choices, start=CHOICES)
    ]


_PLAIN = CellStyle(border=NO_BORDER)


def _choices(cohort: Cohort) -> list[str]:
    """Return what a week of a cohort may hold: letters of activities, names of blocks."""
    words = [activity.code for activity in cohort.activities]
    words += [named.name for named in cohort.named_blocks]
    return list(dict.fromkeys(words))


class _Changes(PlanningSheet):
    """The changes since the previous planning: a row per changed week."""

    pages_high = 0

    def write(self, difference: Difference) -> None:
        text = self.text
        keys, widths = ["cohort", "week", "monday", "before", "after"], [16, 12, 14, 36, 36]
        self.title(text("sheet.changes.title", year=self.planning.year.label), widths)
        for column, key in enumerate(keys, start=1):
            self.put_header(4, column, text(f"column.{key}"))
        self.set_height(4, 20)
        row = 5
        for change in difference.changes:
            self._change(row, change)
            row += 1
        for line in self._notes(difference):
            self.put(row, 1, line, align=LEFT, box=False, across=len(keys))
            row += 1
        self.finish(widths, 4, row - 1, frozen=2)

    def _change(self, row: int, change: Change) -> None:
        programme = self.planning.programme
        self.put(row, 1, change.cohort.id, bold=True)
        self.put(row, 2, week_name(change.week, self.text))
        self.put(row, 3, change.week.monday, form=DATE_FORMAT)
        for column, state in ((4, change.before), (5, change.after)):
            self.put(
                row,
                column,
                planned_week_name(state, self.text),
                fill=colour(state.activity, programme),
                align=INDENTED,
            )

    def _notes(self, difference: Difference) -> Iterator[str]:
        if difference.is_none:
            yield self.text("changes.none")
        for key, cohorts in (("added", difference.added), ("removed", difference.removed)):
            if cohorts:
                yield self.text(f"changes.{key}", cohorts=self.text.listed(c.id for c in cohorts))


_WIDTHS = {
    "week": 6.0,
    "monday": 11.0,
    "friday": 11.0,
    "number": 5.0,
    "holidays": HOLIDAYS_WIDTH,
    "onsite": 10.5,
    "sessions": 8.5,
    "remote": 10.5,
    "academic": 10.5,
    "company": 11.0,
}
"""Widths of the columns of a cohort's sheet, in characters."""


class _CohortSheet(PlanningSheet):
    """The hours of a cohort, week by week, with totals by month and for the year."""

    def write(self, planning: CohortPlanning) -> None:
        text = self.text
        self.keys = [key for key in _HOUR_KEYS if key not in _OF_SESSIONS or planning.has_sessions]
        keys = ["week", "monday", "friday", "place", "number", *self.keys, "holidays"]
        names = [name for name in block_names(planning, self.planning.year) if name]
        widths = [_WIDTHS.get(key) or place_width(names) for key in keys]
        title = text(
            "sheet.cohort.title", cohort=planning.cohort.label, year=self.planning.year.label
        )
        self.title(title, widths)
        for column, key in enumerate(keys, start=1):
            self.put_header(4, column, text(f"column.{key}"))
        self.set_height(4, 30)
        hours = week_hours(planning, self.planning.case)
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
        found = totals(planning, self.planning.case)
        notes = [text("sheet.cohort.note", net=found.company_net)]
        notes += open_hours_lines([planning], self.planning.case, text)
        for note in notes:
            row += 1
            self.put(row, 1, note, align=LEFT, box=False, across=len(keys))
            self.fit_height(row, [(note, sum(widths))])
        self.finish(widths, 4, row, frozen=3)

    def _week(self, row: int, index: int, planning: CohortPlanning, hours: WeekHours) -> None:
        week, activity = self.weeks[index], planning.activities[index]
        fill = colour(activity, self.planning.programme)
        self.week_cells(row, week)
        name = block_names(planning, self.planning.year)[index] or activity.code
        self.put(row, 4, name, fill=fill, bold=True)
        self.put(row, 5, running_numbers(planning.activities)[index], fill=fill)
        self._hours(row, planning.placed_sessions[index], hours, fill=fill)
        holidays = self.holidays(week)
        self.put(row, _FIRST_HOURS + len(self.keys), holidays)
        self.fit_height(row, [(holidays, HOLIDAYS_WIDTH)], least=WEEK_HEIGHT)

    def _sum(self, row: int, name: str, sessions: int, hours: Sequence[WeekHours]) -> None:
        self.put(row, 1, name, bold=True, fill=FAINT, align=LEFT, across=_FIRST_HOURS - 1)
        self._hours(row, sessions, add_hours(hours), fill=FAINT, bold=True)
        self.put(row, _FIRST_HOURS + len(self.keys), None, fill=FAINT)
        self.set_height(row, WEEK_HEIGHT)

    def _hours(
        self, row: int, sessions: int, hours: WeekHours, fill: str, bold: bool = False
    ) -> None:
        onsite, remote, company = map(hours_value, (hours.onsite, hours.remote, hours.company))
        figures = (onsite, sessions, remote, onsite + remote, company)
        values = dict(zip(_HOUR_KEYS, figures, strict=True))
        for column, key in enumerate(self.keys, start=_FIRST_HOURS):
            value = values[key]
            form = number_format(value) if key == "sessions" else hours_format(value)
            self.put(row, column, value or None, fill=fill, bold=bold, form=form)


_RULES = {"rule": 36.0, "cohort": 12.0, "required": 47.0, "found": 27.0, "verdict": 17.0}
_SOURCE = 56.0
"""Widths of the columns of the rules, in characters."""


class _Rules(PlanningSheet):
    """The rules of each cohort with the check of each, and the objectives."""

    landscape = True
    pages_high = 0

    def write(self, checks: Sequence[RuleCheck]) -> None:
        text, sources = self.text, self.planning.programme.sources
        keys, self.widths = list(_RULES), list(_RULES.values())
        if any(each.rule.name in sources for each in checks):
            keys.append("source")
            self.widths.append(_SOURCE)
        self.title(text("sheet.rules.title", year=self.planning.year.label), self.widths)
        self._head(4, keys)
        row = 4
        for found in checks:
            row += 1
            self._rule(row, found)
        for line in open_hours_lines(self.planning.cohorts, self.planning.case, text):
            row += 1
            self.put(row, 1, line, align=LEFT, box=False, across=len(keys))
        if objectives := told_objectives(self.edition):
            row = self._objectives(row + 2, objectives)
        self.finish(self.widths, 4, row, frozen=2)

    def _head(self, row: int, keys: Sequence[str]) -> None:
        for column, key in enumerate(keys, start=1):
            self.put_header(row, column, self.text(f"column.{key}"))
        self.set_height(row, 20)

    def _rule(self, row: int, found: RuleCheck) -> None:
        text, rule = self.text, found.rule
        values = (
            rule_name(rule, text),
            found.cohort.id if found.cohort else text("cohort.all"),
            required(rule, text),
            finding(found, text),
            text(f"verdict.{found.verdict}"),
            self.planning.programme.sources.get(rule.name),
        )
        cells = list(zip(values, self.widths, strict=False))
        for column, (value, _) in enumerate(cells, start=1):
            is_bold = column == 1 or (column == 5 and found.verdict is Verdict.BROKEN)
            align = CENTRE if column in (2, 5) else LEFT
            self.put(row, column, value, bold=is_bold, align=align)
        self.fit_height(row, cells)

    def _objectives(self, row: int, objectives: Sequence[ObjectiveResult]) -> int:
        """Write the objectives in the columns of the rules; return their last row."""
        text = self.text
        self.put_header(row, 1, text("column.objective"), across=3)
        self.put_header(row, 4, text("column.found"))
        self.put_header(row, 5, text("column.verdict"))
        self.set_height(row, 20)
        for objective in objectives:
            row += 1
            name = text(f"objective.{objective.name}")
            self.put(row, 1, name, align=LEFT, bold=True, across=3)
            self.put(row, 4, objective_figure(objective, text), align=LEFT)
            proof = proof_words(objective, self.planning, text)
            self.put(row, 5, proof)
            self.fit_height(row, [(name, sum(self.widths[:3])), (proof, self.widths[4])])
        return row


def _rule_order(found: RuleCheck) -> int:
    return list(type(found.rule.name)).index(found.rule.name)
