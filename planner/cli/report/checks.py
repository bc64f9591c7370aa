"""Prints what a check of a planning found: rules, breaches, misstatements, hours."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from planner.cli.report.console import fits, open_console
from planner.cli.report.plannings import hours_tables, objectives_table, print_open_hours
from planner.messages import Messages
from planner.planning.check import Misstatement, RuleCheck, Verdict
from planner.planning.file import Layout, ReadPlanning, breach_layout
from planner.planning.planning import Planning
from planner.words.names import week_name
from planner.words.rules import (
    breach_line,
    finding,
    is_told,
    open_line,
    required,
    rule_name,
)
from planner.year.activity import Activity


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
    console.print(_kept_line(planning, told, text), soft_wrap=True)
    for line in (
        *_unpublished_lines(planning, text),
        *(open_line(found, text) for found in told if found.verdict is Verdict.OPEN),
        *_breach_lines(planning, checks, read.cells, text),
        *_misstatement_lines(read.misstatements, text),
    ):
        console.print(escape(line), soft_wrap=True)
    count = sum(len(found.breaches) for found in checks) + len(read.misstatements)
    console.print(text.counted("check.broken", count) if count else text("check.kept"))
    if read.edited:
        console.print(text("check.edited"), soft_wrap=True)
    unchecked = {c.rule.name: None for c in told if c.verdict is Verdict.NOT_GIVEN}
    if unchecked:
        names = text.listed(text(f"rule.{name}") for name in unchecked)
        console.print(text("check.not-given", rules=names), soft_wrap=True)
    for hours in hours_tables(planning, text, console):
        console.print(hours)
    print_open_hours(planning, text)
    if unchecked:
        console.print(text("check.sessions-assumed"))
    if read.edition.objectives:
        console.print(objectives_table(read.edition, text))
        console.print(text("check.not-proof"))


def _kept_line(planning: Planning, checks: Sequence[RuleCheck], text: Messages) -> str:
    """Return how many of the rules that could be checked hold, and for how many cohorts all do."""
    checked = [c for c in checks if c.verdict in (Verdict.KEPT, Verdict.BROKEN, Verdict.OPEN)]
    kept = [c for c in checked if c.verdict is Verdict.KEPT]
    broken = [c for c in checked if c.verdict is Verdict.BROKEN]
    cohorts = {c.cohort.id for c in broken if c.cohort}
    return text(
        "check.rules-kept",
        kept=text.number(len(kept)),
        rules=text.number(len(checked)),
        cohorts=text.number(len(planning.cohorts) - len(cohorts)),
        all=text.number(len(planning.cohorts)),
    )


def _unpublished_lines(planning: Planning, text: Messages) -> Iterator[str]:
    """Yield the weeks of each cohort that are not published; those in a row as one span."""
    for row in planning.cohorts:
        holes = (block for block in row.blocks if block.activity == Activity.UNKNOWN)
        weeks = planning.year.weeks
        spans = [
            text.span(weeks[hole.first].monday, weeks[hole.span[-1]].last_day) for hole in holes
        ]
        if spans:
            yield text("check.unpublished", cohort=row.cohort.id, spans=", ".join(spans))


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


def _breach_lines(
    planning: Planning, checks: Sequence[RuleCheck], cells: Sequence[Layout], text: Messages
) -> Iterator[str]:
    """Yield a sentence a breach, with the source of its rule.

    Where the planning is read from a workbook, its cell stands before it.
    """
    for found in checks:
        source = planning.programme.sources.get(found.rule.name)
        for bound in found.breaches:
            line = breach_line(found, bound, planning.year.weeks, text)
            if source:
                line = text("check.breach-of", what=line, source=source)
            if cells:
                layout = breach_layout(cells, found, planning)
                cell = layout.cell_of(found, bound, planning)
                line = text("breach.cell", sheet=layout.sheet, cell=cell, what=line)
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
