"""Prints what differs in the modules of two plannings, and what was not read of a file of them."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from planner.cli.report.console import open_console
from planner.files.problems import Problem
from planner.messages import Messages
from planner.planning.check import check
from planner.planning.module_changes import ModuleWeekChange
from planner.planning.planning import Planning
from planner.words.checks import breach_lines
from planner.words.names import week_name
from planner.words.progressions import module_lines, module_week_name


def print_unread(notes: Sequence[Problem], text: Messages) -> None:
    """Print what a file says that is not read, a line each."""
    for note in notes:
        open_console().print(escape(text.sentence(note)), soft_wrap=True)


def print_module_changes(changes: Sequence[ModuleWeekChange], text: Messages) -> None:
    """Print a row for each week of a module that differs."""
    console = open_console()
    if not changes:
        console.print(text("module-changes.none"))
        return
    title = text.counted("module-changes", len(changes))
    table = Table(title=title, title_justify="left")
    for key in ("cohort", "module", "week", "monday", "before", "after"):
        table.add_column(text(f"column.{key}"))
    for change in changes:
        table.add_row(
            escape(change.cohort.id),
            escape(change.module.name),
            week_name(change.week, text),
            text.day(change.week.monday),
            module_week_name(change.before, text),
            module_week_name(change.after, text),
        )
    console.print(table)


def print_breaches(planning: Planning, text: Messages) -> bool:
    """Print which rules a planning breaks, and what its modules do against the curriculum.

    Returns
    -------
    bool
        Whether it breaks none.
    """
    console = open_console()
    lines = [*breach_lines(planning, check(planning), (), text), *module_lines(planning, text)]
    for line in lines:
        console.print(escape(line), soft_wrap=True)
    console.print(text.counted("check.broken", len(lines)) if lines else text("check.kept"))
    return not lines
