"""Prints what a check of a planning found: rules, breaches, misstatements, hours."""

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from planner.cli.report.console import fits, open_console
from planner.cli.report.plannings import hours_tables, objectives_table, print_open_hours
from planner.messages import Messages
from planner.planning.check import RuleCheck
from planner.planning.file import ReadPlanning
from planner.planning.planning import Planning
from planner.planning.progressions import module_faults
from planner.words.checks import (
    breach_lines,
    misstatement_lines,
    not_given_line,
    open_lines,
    rules_kept_line,
    unpublished_lines,
)
from planner.words.progressions import module_lines, unplaced_modules_lines
from planner.words.rules import finding, is_told, required, rule_name


def print_check(
    file: Path,
    read: ReadPlanning,
    checks: Sequence[RuleCheck],
    text: Messages,
    *,
    every_rule: bool = False,
) -> None:
    """Print how many rules hold, each breach and misstatement, and the hours.

    Parameters
    ----------
    every_rule
        Whether to print a row for each cohort and rule. If not, they stand in a table of the rules
        with a column a cohort, where the cohorts are few enough for the console.
    """
    console, planning = open_console(), read.edition.planning
    title = text("check.title", file=file, name=planning.programme.name, year=planning.year.label)
    told = [found for found in checks if is_told(found)]
    console.print(escape(title), soft_wrap=True)
    if every_rule:
        console.print(_rows_table(told, text))
    elif fits(table := _columns_table(planning, told, text), console):
        console.print(table)
    console.print(rules_kept_line(planning, told, text), soft_wrap=True)
    for line in (
        *unpublished_lines(planning, text),
        *open_lines(told, text),
        *breach_lines(planning, checks, read.cells, text),
        *misstatement_lines(read.misstatements, text),
        *module_lines(planning, text, read.module_cells),
        *unplaced_modules_lines(planning, text),
    ):
        console.print(escape(line), soft_wrap=True)
    count = sum(len(found.breaches) for found in checks) + len(read.misstatements)
    count += len([*module_faults(planning)])
    console.print(text.counted("check.broken", count) if count else text("check.kept"))
    if read.edited:
        console.print(text("check.edited"), soft_wrap=True)
    if unchecked := not_given_line(told, text):
        console.print(unchecked, soft_wrap=True)
    for hours in hours_tables(planning, text, console):
        console.print(hours)
    print_open_hours(planning, text)
    if unchecked:
        console.print(text("check.sessions-assumed"))
    if read.edition.objectives:
        console.print(objectives_table(read.edition, text))
        console.print(text("check.not-proof"))


def _rows_table(checks: Sequence[RuleCheck], text: Messages) -> Table:
    """Return a table with a row for each cohort and rule, then for each rule on all cohorts."""
    table = Table()
    for key in ("cohort", "rule", "required", "found", "verdict"):
        is_whole = key in ("cohort", "verdict")
        table.add_column(text(f"column.{key}"), no_wrap=is_whole, overflow="fold")
    for cohort, group in groupby(checks, lambda found: found.cohort):
        whose = cohort.id if cohort else text("cohort.all")
        for found in group:
            cells = (_rule_label(found, text), required(found.rule, text), finding(found, text))
            table.add_row(escape(whose), *map(escape, cells), text(f"verdict.{found.verdict}"))
        table.add_section()
    return table


def _columns_table(planning: Planning, checks: Sequence[RuleCheck], text: Messages) -> Table:
    """Return a table with a row for each rule, and the verdict of each cohort in its column."""
    table = Table()
    table.add_column(text("column.rule"))
    for cohort in planning.cohorts:
        table.add_column(escape(cohort.cohort.id), no_wrap=True)
    verdicts = {
        (_rule_label(c, text), cohort.cohort.id): c.verdict
        for c in checks
        for cohort in planning.cohorts
        if c.cohort in (None, cohort.cohort)
    }
    for name in {_rule_label(c, text): None for c in checks}:
        row = [verdicts.get((name, cohort.cohort.id)) for cohort in planning.cohorts]
        table.add_row(
            escape(name), *(text(f"verdict.{verdict}") if verdict else "" for verdict in row)
        )
    return table


def _rule_label(found: RuleCheck, text: Messages) -> str:
    return f"{rule_name(found.rule, text)} ({found.rule.name})"
