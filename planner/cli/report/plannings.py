"""Prints a planning that was found: hours of the cohorts, objectives, time in company."""

from collections.abc import Mapping, Sequence
from functools import partial

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from planner.cli.report.console import add_figures, fits, open_console
from planner.messages import Messages
from planner.planning.ledger import Totals, totals
from planner.planning.planning import CohortPlanning, Edition, JointResult, Planning
from planner.planning.unknown_weeks.completions import unpublished_weeks
from planner.rules.case import Case
from planner.words.objectives import told_objectives
from planner.words.open_hours import open_hours_lines
from planner.words.progressions import progression_lines
from planner.words.totals import (
    CountedClass,
    TotalsTable,
    company_time_rows,
    course_totals,
    planning_totals,
)
from planner.words.years import unfit_years_lines

_NARROWEST_NAMES = 24
"""The least room for the ids and labels of cohorts, in columns; they go over some lines."""


def print_planning(edition: Edition, text: Messages) -> None:
    """Print a planning that was found: a row a cohort, then the objectives and their proofs."""
    console, planning = open_console(), edition.planning
    title = text("planned.title", name=planning.programme.name, year=planning.year.label)
    console.print(escape(title), soft_wrap=True)
    for table in hours_tables(planning, text, console):
        console.print(table)
    print_open_hours(planning, text)
    for line in progression_lines(planning, text):
        console.print(escape(line), soft_wrap=True)
    console.print(objectives_table(edition, text))
    console.print(text("planned.status", status=text(f"status.{edition.status}")))
    for objective in told_objectives(edition):
        if not objective.proven:
            name = text(f"objective.{objective.name}")
            gap = objective.value - objective.bound
            key = "planned.gap" if gap else "planned.ties"
            console.print(escape(text(key, gap=gap, objective=name)))


def print_joint_result(editions: Sequence[Edition], joint: JointResult, text: Messages) -> None:
    """Print the objectives of years that were planned jointly: of each year, and added up."""
    console = open_console()
    table = Table(title=text("planned.jointly"), title_justify="left")
    table.add_column(text("column.objective"))
    for year in joint.years:
        table.add_column(year, justify="right")
    for key in ("all-years", "bound", "proven"):
        table.add_column(text(f"column.{key}"), justify="right")
    told = {objective.name for edition in editions for objective in told_objectives(edition)}
    for rank, objective in enumerate(joint.objectives):
        if objective.name in told:
            values = [edition.objectives[rank].value for edition in editions]
            table.add_row(
                escape(f"{text(f'objective.{objective.name}')} [{objective.name}]"),
                *(text.number(value) for value in (*values, objective.value, objective.bound)),
                text("word.yes" if objective.proven else "word.no"),
            )
    console.print(table)
    console.print(text("planned.jointly.note"))


def print_unfit_years(cases: Sequence[Case], is_each_possible: bool, text: Messages) -> None:
    """Print to standard error that no plannings of some years fit together, and what binds them."""
    print_line = partial(open_console(stderr=True).print, markup=False, soft_wrap=True)
    print_line(text("jointly.impossible", years=text.listed(case.year.label for case in cases)))
    for line in unfit_years_lines(cases, is_each_possible, text):
        print_line(f"- {line}")


def print_open_hours(planning: Planning, text: Messages) -> None:
    """Print what the weeks give of hours in person, where no total is asked and all are known."""
    whole = [row for row in planning.cohorts if not unpublished_weeks(row)]
    for line in open_hours_lines(whole, planning.case, text):
        open_console().print(line, markup=False, soft_wrap=True)


def print_company_time(plannings: Sequence[Planning], text: Messages) -> None:
    """Print the time in company over the course, beside that which the school publishes, if any."""
    rows = list(company_time_rows(plannings, text))
    if not rows:
        return
    table = Table()
    for key in ("promotion", "counted", "hours", "published", "difference"):
        table.add_column(text(f"column.{key}"), justify="left" if key == "counted" else "right")
    for row in rows:
        table.add_row(*map(escape, row))
    open_console().print(table)


def hours_tables(planning: Planning, text: Messages, console: Console) -> list[Table]:
    """Return the table of weeks, sessions and hours of each cohort.

    Weeks and days at each place are a table of their own where one would be too wide: where
    cohorts have more than weeks at school and in company, or the console is narrow.
    """
    return _tables(planning_totals(planning, text), text, console)


def print_course_totals(plannings: Sequence[Planning], text: Messages) -> None:
    """Print the weeks, sessions and hours of the people of each class, over consecutive years."""
    console = open_console()
    console.print(text("check.course"))
    for table in _tables(course_totals(plannings, text), text, console):
        console.print(table)


def _tables(found: TotalsTable, text: Messages, console: Console) -> list[Table]:
    """Return the table of weeks, sessions and hours of some people, in one part or in two."""
    if found.is_plain:
        whole = _table(found.classes, {**found.weeks, **found.hours}, text)
        if fits(whole, console):
            return [whole]
    return [
        _fitting_table(found.classes, columns, text, console)
        for columns in (found.weeks, found.hours)
    ]


def _fitting_table(
    classes: Sequence[CountedClass],
    columns: Mapping[str, Sequence[str]],
    text: Messages,
    console: Console,
) -> Table:
    """Return a table with the labels of the cohorts where they have room, else their ids alone.

    Where their sites have no room beside these, they stand below.
    """
    table = _table(classes, columns, text)
    if fits(table, console):
        return table
    table = _table(classes, columns, text, labels=False)
    if fits(table, console):
        return table
    below = [CountedClass(f"{each.id}\n{each.site}".strip(), "", "") for each in classes]
    return _table(below, columns, text, labels=False)


def _table(
    classes: Sequence[CountedClass],
    columns: Mapping[str, Sequence[str]],
    text: Messages,
    labels: bool = True,
) -> Table:
    """Return a table with a row a cohort, its site where there are some, and columns by key."""
    table = Table()
    names = [f"{each.id} – {each.label}" if labels else each.id for each in classes]
    narrowest = min(_NARROWEST_NAMES, max(map(len, names))) if labels else None
    table.add_column(text("column.cohort"), overflow="fold", min_width=narrowest)
    has_sites = any(each.site for each in classes)
    if has_sites:
        table.add_column(text("column.site"))
    for key, cells in columns.items():
        add_figures(table, text(f"column.{key}"), cells)
    for n, (name, of) in enumerate(zip(names, classes, strict=True)):
        first = [escape(name), *([escape(of.site)] if has_sites else [])]
        table.add_row(*first, *(column[n] for column in columns.values()))
    return table


def cohort_totals(cohort: CohortPlanning, planning: Planning) -> Totals:
    """Return the totals of one cohort of a planning, in minutes."""
    return totals(cohort, planning.case)


def objectives_table(edition: Edition, text: Messages) -> Table:
    """Return the table of the objectives: value, bound, and whether the value is proven."""
    told = told_objectives(edition)
    columns = {
        "value": [text.number(objective.value) for objective in told],
        "bound": [text.number(objective.bound) for objective in told],
        "proven": [text("word.yes" if objective.proven else "word.no") for objective in told],
    }
    others = edition.planning.case.given.others
    table = Table(caption_justify="left")
    if others.weeks:
        table.caption = text("alternatives.bounds", weeks=text.counted("weeks", others.apart))
    table.add_column(text("column.objective"))
    for key, cells in columns.items():
        add_figures(table, text(f"column.{key}"), cells)
    for objective, *cells in zip(told, *columns.values(), strict=True):
        table.add_row(escape(f"{text(f'objective.{objective.name}')} [{objective.name}]"), *cells)
    return table
