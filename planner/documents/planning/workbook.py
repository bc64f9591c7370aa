"""Write the workbook of a planning: general sheet, changes, a sheet per cohort, rules."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from openpyxl.worksheet.worksheet import Worksheet

from planner.documents.planning.general_sheet import GeneralSheet
from planner.documents.planning.planning_sheet import PlanningSheet, hours_value
from planner.documents.sheets import (
    DATE_FORMAT,
    HOURS_FORMAT,
    INDENTED,
    LEFT,
    new_workbook,
    put_literal_text,
    range_address,
    sealed_workbook,
)
from planner.messages import Messages
from planner.planning.blocks import block_names
from planner.planning.changes import Change, Difference
from planner.planning.check import RuleCheck, Verdict, check
from planner.planning.file import planning_json
from planner.planning.file.hidden_sheet import CHOICES, HIDDEN_SHEET_NAME, HiddenSheet
from planner.planning.ledger import WeekHours, add_hours, totals, week_hours
from planner.planning.planning import CohortPlanning, Edition
from planner.programme.cohort import Cohort
from planner.programme.hours_of_week import month_of
from planner.words.colours import FAINT, code, colour
from planner.words.names import planned_week_name, week_name
from planner.words.rules import finding, required, rule_name
from planner.year.blocks import running_numbers

_HOUR_KEYS = ("onsite", "sessions", "remote", "academic", "company")
"""The columns of hours of a cohort's sheet."""


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
    book = new_workbook(text("sheet.general.title", year=edition.planning.year.label))
    checks = sorted(check(edition.planning), key=_rule_order)
    general = GeneralSheet(book.create_sheet(text("sheet.general")), edition, text)
    general.write(checks if marked else (), difference.changes if difference else ())
    if difference:
        _Changes(book.create_sheet(text("sheet.changes")), edition, text).write(difference)
    for planning in edition.planning.cohorts:
        sheet = book.create_sheet(planning.cohort.id)
        _CohortSheet(sheet, edition, text).write(planning)
    _Rules(book.create_sheet(text("sheet.rules")), edition, text).write(checks)
    general.add_drop_downs(_write_carried_sheet(book.create_sheet(HIDDEN_SHEET_NAME), general))
    return sealed_workbook(book)


def _write_carried_sheet(sheet: Worksheet, general: GeneralSheet) -> list[str]:
    """Write the hidden sheet that makes the workbook self-contained.

    Returns
    -------
    list of str
        For each cohort, the absolute address of the choices of its weeks.
    """
    planning = general.planning
    choices = [_choices(cohort.cohort) for cohort in planning.cohorts]
    exchange_text = planning_json(general.edition).decode()
    found = HiddenSheet(general.sheet.title, exchange_text, general.headers, choices)
    for row, values in enumerate(found.rows, start=1):
        for column, value in enumerate(values, start=1):
            if value is not None:
                put_literal_text(sheet.cell(row, column), value)
    sheet.sheet_state = "hidden"
    return [
        range_address(2, column, 1 + len(words), column, sheet.title)
        for column, words in enumerate(choices, start=CHOICES)
    ]


def _choices(cohort: Cohort) -> list[str]:
    """Return what a week of a cohort may hold: letters of activities, names of blocks."""
    words = [code(activity) for activity in cohort.activities]
    words += [named.name for named in cohort.named_blocks]
    return list(dict.fromkeys(words))


class _Changes(PlanningSheet):
    """The changes since the previous planning: a row per changed week."""

    pages_high = 0

    def write(self, difference: Difference) -> None:
        text = self.text
        keys = ["cohort", "week", "monday", "before", "after"]
        self.title(text("sheet.changes.title", year=self.planning.year.label), len(keys))
        for column, key in enumerate(keys, start=1):
            self.put_header(4, column, text(f"column.{key}"))
        self.sheet.row_dimensions[4].height = 20
        row = 5
        for change in difference.changes:
            self._change(row, change)
            row += 1
        for line in self._notes(difference):
            self.put(row, 1, line, align=LEFT, box=False, across=len(keys))
            row += 1
        self.finish([16, 12, 14, 36, 36], 4, row - 1, frozen=2)

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


class _CohortSheet(PlanningSheet):
    """The hours of a cohort, week by week, with totals by month and for the year."""

    def write(self, planning: CohortPlanning) -> None:
        text = self.text
        keys = ["week", "monday", "friday", "place", "number", "holidays", *_HOUR_KEYS]
        title = text(
            "sheet.cohort.title", cohort=planning.cohort.label, year=self.planning.year.label
        )
        self.title(title, len(keys))
        for column, key in enumerate(keys, start=1):
            self.put_header(4, column, text(f"column.{key}"))
        self.sheet.row_dimensions[4].height = 32
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
        self.finish([7, 11.5, 11.5, 6, 6, 20, 10, 9, 10, 11, 12], 4, row + 1, frozen=3)

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
        onsite, remote, company = map(hours_value, (hours.onsite, hours.remote, hours.company))
        self.put(row, 8, sessions or None, fill=fill, bold=bold)
        for column, value in ((7, onsite), (9, remote), (10, onsite + remote), (11, company)):
            self.put(row, column, value or None, fill=fill, bold=bold, form=HOURS_FORMAT)


class _Rules(PlanningSheet):
    """The rules of each cohort with the check of each, and the objectives."""

    landscape = True
    pages_high = 0

    def write(self, checks: Sequence[RuleCheck]) -> None:
        text = self.text
        keys = ["rule", "cohort", "required", "found", "verdict", "source"]
        self.title(text("sheet.rules.title", year=self.planning.year.label), len(keys))
        for column, key in enumerate(keys, start=1):
            self.put_header(4, column, text(f"column.{key}"))
        self.sheet.row_dimensions[4].height = 20
        for row, found in enumerate(checks, start=5):
            self._rule(row, found)
        row = 6 + len(checks)
        row = self._objectives(row)
        ids = [len(planning.cohort.id) for planning in self.planning.cohorts]
        self.finish([30, max(12, *(n + 3 for n in ids)), 42, 26, 12, 62], 4, row, frozen=2)

    def _rule(self, row: int, found: RuleCheck) -> None:
        text, rule = self.text, found.rule
        broken = found.verdict is Verdict.BROKEN
        source = self.planning.programme.sources.get(rule.name)
        asked = required(rule, text)
        name = rule_name(rule, text)
        self.put(row, 1, name, align=LEFT, bold=True)
        self.put(row, 2, found.cohort.id if found.cohort else text("cohort.all"))
        self.put(row, 3, asked, align=LEFT)
        self.put(row, 4, finding(found, text), align=LEFT)
        self.put(row, 5, text(f"verdict.{found.verdict}"), bold=broken)
        self.put(row, 6, source or text("source.none"), align=LEFT, size=9)
        lines = 1 + int(max(len(asked) / 48, len(source or "") / 85, len(name) / 33))
        self.sheet.row_dimensions[row].height = 15 * lines

    def _objectives(self, row: int) -> int:
        text = self.text
        for column, key in enumerate(("objective", "value", "bound", "proven"), start=1):
            across = 2 if column == 1 else 1
            self.put_header(row, column + (column > 1), text(f"column.{key}"), across=across)
        for objective in self.edition.objectives:
            row += 1
            name = text(f"objective.{objective.name}")
            self.put(row, 1, name, align=LEFT, bold=True, across=2)
            self.sheet.row_dimensions[row].height = 15 * (1 + len(name) // 44)
            self.put(row, 3, objective.value)
            self.put(row, 4, objective.bound)
            self.put(row, 5, text("word.yes" if objective.proven else "word.no"))
        return row


def _rule_order(found: RuleCheck) -> int:
    return list(type(found.rule.name)).index(found.rule.name)
