"""Prints what is due, in the order of the days, and what has no date."""

from collections.abc import Iterable, Iterator, Sequence

from rich.markup import escape
from rich.table import Table

from planner.apprentices.year import ApprenticeYear
from planner.cli.report.console import open_console
from planner.messages import Messages
from planner.planning.milestones import DueDate, due_in_planning
from planner.planning.planning import Planning
from planner.words.milestones import due_when, owner_name, undated_in_classes, undated_reason
from planner.words.periods import company_name


def print_due_in_classes(planning: Planning, text: Messages) -> None:
    """Print what is due in the year of each class."""
    rows = [((cohort.id,), due) for cohort, due in due_in_planning(planning)]
    _print_due(("column.cohort",), rows, undated_in_classes(planning, text), text)


def print_due_of_people(years: Sequence[ApprenticeYear], text: Messages) -> None:
    """Print what is due for each apprentice, in the order of the days."""
    found = (
        ((year.apprentice.cohort, year.apprentice.name, company_name(year.apprentice, text)), due)
        for year in years
        for due in year.due.dated
    )
    rows = sorted(found, key=lambda each: each[1].day)
    keys = ("column.cohort", "portal.apprentice", "summary.company")
    _print_due(keys, rows, _undated_of_people(years, text), text)


def _undated_of_people(years: Sequence[ApprenticeYear], text: Messages) -> Iterator[str]:
    for year in years:
        for each in year.due.undated:
            yield text(
                "milestones.undated-one",
                name=each.milestone.name,
                cohort=year.apprentice.name,
                reason=undated_reason(each.reason, text),
            )


def _print_due(
    keys: Sequence[str],
    rows: Sequence[tuple[Sequence[str], DueDate]],
    undated: Iterable[str],
    text: Messages,
) -> None:
    """Print a row for each day, and a line for each milestone without one.

    Parameters
    ----------
    keys
        The titles of the columns that say of whom it is.
    """
    console, lines = open_console(), list(undated)
    if not rows and not lines:
        console.print(text("milestones.none"))
        return
    table = Table()
    for key in ("column.due", *keys, "column.what", "column.owner"):
        table.add_column(text(key))
    for who, due in rows:
        owner = owner_name(due.milestone.owner, text)
        cells = (due_when(due, text), *who, due.milestone.name, owner)
        table.add_row(*map(escape, cells))
    if rows:
        console.print(table)
    if lines:
        console.print(text("milestones.without-date"))
    for line in lines:
        console.print(escape(line), soft_wrap=True)
