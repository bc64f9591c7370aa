"""Prints what changed from one planning to another of the same year."""

from rich.markup import escape
from rich.table import Table

from planner.cli.report.console import open_console
from planner.messages import Messages
from planner.planning.changes import Difference
from planner.words.names import planned_week_name, week_name
from planner.words.progressions import module_change_line


def print_changes(found: Difference, text: Messages) -> None:
    """Print the cohorts added and removed, what modules moved, and a row for each changed week."""
    console = open_console()
    for key, cohorts in (("added", found.added), ("removed", found.removed)):
        if cohorts:
            console.print(text(f"changes.{key}", cohorts=text.listed(c.id for c in cohorts)))
    if found.is_none and not (found.hours or found.modules):
        console.print(text("changes.none"))
    if found.hours:
        console.print(text.counted("changes.hours", found.hours))
    for module in found.modules:
        console.print(escape(module_change_line(module, text)))
    if not found.changes:
        return
    table = Table(title=text.counted("changes", len(found.changes)), title_justify="left")
    for key in ("cohort", "week", "monday", "before", "after"):
        table.add_column(text(f"column.{key}"))
    for change in found.changes:
        table.add_row(
            escape(change.cohort.id),
            week_name(change.week, text),
            text.day(change.week.monday),
            escape(planned_week_name(change.before, text)),
            escape(planned_week_name(change.after, text)),
        )
    console.print(table)
