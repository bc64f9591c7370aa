"""Prints what a check of a planning found: rules, breaches, misstatements, hours."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from planner.cli.report.console import open_console
from planner.cli.report.plannings import hours_tables, objectives_table, print_open_hours
from planner.messages import Messages
from planner.planning.check import Misstatement, RuleCheck, Verdict
from planner.planning.file import Layout, ReadPlanning, breach_layout
from planner.planning.planning import Planning
from planner.words.names import week_name
from planner.words.rules import breach_line, finding, is_told, required, rule_name

_MOST_COLUMNS = 9
"""The most cohorts that stand side by side in the table of the rules."""


def print_check(
    file: Path, read: ReadPlanning, checks: Sequence[RuleCheck], text: Messages
) -> None:
    """Print the verdict of each rule and cohort, each breach and misstatement, and the hours."""
    console, planning = open_console(), read.edition.planning
    title = text("check.title", file=file, name=planning.programme.name, year=planning.year.label)
    console.print(_rules_table(planning, checks, text, escape(title)))
    for line in (
        *_breach_lines(planning, checks, read.cells, text),
        *_misstatement_lines(read.misstatements, text),
    ):
        console.print(escape(line), soft_wrap=True)
    count = sum(len(found.breaches) for found in checks) + len(read.misstatements)
    console.print(text.counted("check.broken", count) if count else text("check.kept"))
    if read.edited:
        console.print(text("check.edited"), soft_wrap=True)
    unchecked = {c.rule.name: None for c in checks if c.verdict is Verdict.NOT_GIVEN and is_told(c)}
    if unchecked:
        names = text.listed(text(f"rule.{name}") for name in unchecked)
        console.print(text("check.not-given", rules=names), soft_wrap=True)
    for table in hours_tables(planning, text):
        console.print(table)
    print_open_hours(planning, text)
    if unchecked:
        console.print(text("check.sessions-assumed"))
    if read.edition.objectives:
        console.print(objectives_table(read.edition, text))
        console.print(text("check.not-proof"))


def _rules_table(
    planning: Planning, checks: Sequence[RuleCheck], text: Messages, title: str
) -> Table:
    """Return the table of the rules: a column a cohort, or a row a rule and cohort if many."""
    told = [found for found in checks if is_told(found)]
    table = Table(title=title, title_justify="left")
    table.add_column(text("column.rule"))
    if len(planning.cohorts) > _MOST_COLUMNS:
        _add_rows(table, told, text)
    else:
        _add_columns(table, planning, told, text)
    return table


def _add_rows(table: Table, checks: Sequence[RuleCheck], text: Messages) -> None:
    """Add a row for each rule and cohort, those of a rule below each other."""
    for key in ("cohort", "required", "found", "verdict"):
        table.add_column(text(f"column.{key}"), no_wrap=key in ("cohort", "verdict"))
    places: dict[str, int] = {}
    for found in checks:
        places.setdefault(found.rule.name, len(places))
    for found in sorted(checks, key=lambda found: places[found.rule.name]):
        cohort = found.cohort.id if found.cohort else text("cohort.all")
        cells = (_rule_label(found, text), cohort, required(found.rule, text), finding(found, text))
        table.add_row(*map(escape, cells), text(f"verdict.{found.verdict}"))


def _add_columns(
    table: Table, planning: Planning, checks: Sequence[RuleCheck], text: Messages
) -> None:
    """Add a column for each cohort, and a row for each rule."""
    for cohort in planning.cohorts:
        table.add_column(cohort.cohort.id)
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


def _rule_label(found: RuleCheck, text: Messages) -> str:
    return f"{rule_name(found.rule, text)} ({found.rule.name})"


def _breach_lines(
    planning: Planning, checks: Sequence[RuleCheck], cells: Sequence[Layout], text: Messages
) -> Iterator[str]:
    """Yield a sentence a breach, with its cell where the planning is read from a workbook."""
    for found in checks:
        for bound in found.breaches:
            line = breach_line(found, bound, planning.year.weeks, text)
            if cells:
                layout = breach_layout(cells, found, planning)
                cell = layout.cell_of(found, bound, planning)
                yield text("breach.cell", sheet=layout.sheet, cell=cell, what=line)
            else:
                yield line


def _misstatement_lines(misstatements: Sequence[Misstatement], text: Messages) -> Iterator[str]:
    """Yield the first misstatement of each cohort and field, and the number of the others."""
    ordered = sorted(misstatements, key=_cohort_and_field)
    for (*_, field), group in groupby(ordered, _cohort_and_field):
        first, *others = group
        yield _misstatement_line(first, text)
        if others:
            yield text("misstatement.more", count=len(others), field=field)


def _cohort_and_field(wrong: Misstatement) -> tuple[bool, str, str]:
    return wrong.cohort is None, wrong.cohort.id if wrong.cohort else "", wrong.field


def _misstatement_line(wrong: Misstatement, text: Messages) -> str:
    places = [
        wrong.cohort.id if wrong.cohort else text("misstatement.whole"),
        *([week_name(wrong.week, text)] if wrong.week else []),
    ]
    return text(
        "misstatement",
        where=text.listed(places),
        field=wrong.field,
        found=str(wrong.found),
        expected="–" if wrong.expected is None else str(wrong.expected),
    )
