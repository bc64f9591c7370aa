"""Write the workbook of a planning: weeks, overview, changes, hours, modules, milestones, rules.

The weeks of all cohorts stand on one general sheet, which comes first. Those of many cohorts stand
on several, and the overview that leads to them comes first.
"""

from collections.abc import Iterator, Sequence

from planner.documents.cell_styles import (
    DATE_FORMAT,
    INDENTED,
    LEFT,
    NO_BORDER,
    CellStyle,
)
from planner.documents.planning.cohort_groups import group_names
from planner.documents.planning.sheets.base import PlanningSheet
from planner.documents.planning.sheets.general import GeneralSheet
from planner.documents.planning.sheets.hours import HoursSheet
from planner.documents.planning.sheets.milestones import MilestonesSheet
from planner.documents.planning.sheets.on_call import OnCallListSheet, OnCallSheet
from planner.documents.planning.sheets.overview import OverviewSheet
from planner.documents.planning.sheets.progression import ProgressionSheet
from planner.documents.planning.sheets.rules import RulesSheet
from planner.documents.planning.sheets.units import UnitsSheet
from planner.documents.sheets import SheetWriter, WorkbookWriter, range_address
from planner.messages import Messages
from planner.planning.changes import Change, Difference
from planner.planning.check import check
from planner.planning.file import planning_json
from planner.planning.file.hidden_sheet import CHOICES, HIDDEN_SHEET_NAME, HiddenSheet
from planner.planning.planning import Edition
from planner.planning.progressions import module_faults
from planner.programme.cohort import Cohort
from planner.words.colours import colour
from planner.words.names import planned_week_name, week_name
from planner.words.progressions import module_change_line
from planner.words.rules import is_told


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
        Whether to mark the cells where a rule is broken, and where modules are wrong.
    difference
        The changes since the previous planning: they get a sheet, and frames in the general one.

    Returns
    -------
    bytes
        An .xlsx file; deterministic.
    """
    planning = edition.planning
    book = WorkbookWriter(text("sheet.general.title", year=planning.year.label))
    checks = tuple(filter(is_told, check(planning)))
    groups = group_names([each.cohort for each in planning.cohorts], text)
    several = len(groups) > 1
    if several:
        overview = OverviewSheet(book, text("sheet.overview"), edition, text)
    generals = [GeneralSheet(book, name, edition, text, n) for name, n in groups.items()]
    if not several:
        overview = OverviewSheet(book, text("sheet.overview"), edition, text)
    for general in generals:
        general.write(checks if marked else (), difference.changes if difference else ())
    if difference:
        _Changes(book, text("sheet.changes"), edition, text).write(difference)
    hours = [HoursSheet(book, edition, text, each) for each in planning.cohorts]
    for sheet in hours:
        sheet.write()
    progressions = [
        ProgressionSheet(book, edition, text, row, row.progression)
        for row in planning.cohorts
        if row.progression
    ]
    breaches = list(module_faults(planning)) if marked else []
    for modules in progressions:
        modules.write(each for cohort, each in breaches if cohort == modules.cohort.cohort.id)
    for row in planning.cohorts:
        if curriculum := planning.programme.curriculum_of(row.cohort):
            UnitsSheet(book, edition, text, row, curriculum).write()
    if any(row.progression for row in planning.cohorts):
        OnCallSheet(book, edition, text).write()
        OnCallListSheet(book, edition, text).write()
    if planning.programme.milestones:
        MilestonesSheet(book, text("sheet.milestones"), edition, text).write()
    RulesSheet(book, text("sheet.rules"), edition, text).write(checks)
    overview.write(checks, generals, hours)
    for each in (*generals, *hours) if several else ():
        each.lead_to(overview.sheet_name)
    ranges = _write_carried_sheet(book, edition, generals, progressions)
    for general in generals:
        general.add_drop_downs(ranges)
    return book.sealed()


def _write_carried_sheet(
    book: WorkbookWriter,
    edition: Edition,
    generals: Sequence[GeneralSheet],
    progressions: Sequence[ProgressionSheet],
) -> list[str]:
    """Write the hidden sheet that makes the workbook self-contained.

    Returns
    -------
    list of str
        For each cohort, the absolute address of the choices of its weeks.
    """
    choices = [_choices(planning.cohort) for planning in edition.planning.cohorts]
    headers = {general.sheet_name: general.headers for general in generals}
    modules = [each.named for each in progressions]
    found = HiddenSheet(planning_json(edition).decode(), headers, choices, modules)
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
        for module in difference.modules:
            line = module_change_line(module, text)
            self.put(row, 1, line, align=LEFT, box=False, across=len(keys))
            self.fit_height(row, [(line, sum(widths))])
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
        if difference.hours:
            yield self.text.counted("changes.hours", difference.hours)
        elif difference.is_none:
            yield self.text("changes.none")
        for key, cohorts in (("added", difference.added), ("removed", difference.removed)):
            if cohorts:
                yield self.text(f"changes.{key}", cohorts=self.text.listed(c.id for c in cohorts))
