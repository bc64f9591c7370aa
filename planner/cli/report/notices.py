"""Prints which weeks that were closed are closed no more."""

from planner.cli.report.console import open_console
from planner.messages import Messages
from planner.planning.changes import closed_no_more
from planner.planning.planning import Planning
from planner.programme.file import base_years
from planner.words.names import week_name
from planner.year.weeks import AcademicYear


def print_reopened_weeks(
    planning: Planning, text: Messages, before: AcademicYear | None = None
) -> None:
    """Print the weeks that a planning opens, against its bases and the planning before it.

    Parameters
    ----------
    before
        The year of an earlier planning of the same weeks, if there is one.
    """
    console = open_console()
    for name, base in base_years(planning.programme, planning.year):
        if weeks := closed_no_more(base, planning.year):
            listed = text.listed(week_name(week, text) for week in weeks)
            console.print(text("closures.open-in-variant", base=name, weeks=listed), markup=False)
    if before and (weeks := closed_no_more(before, planning.year)):
        listed = text.listed(week_name(week, text) for week in weeks)
        console.print(text("closures.open-again", weeks=listed), markup=False)
