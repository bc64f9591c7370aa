"""Prints what a planning does that its programme does not make obvious."""

from planner.cli.report.console import open_console
from planner.messages import Messages
from planner.planning.planning import Planning
from planner.words.notices import notices
from planner.year.weeks import AcademicYear


def print_notices(planning: Planning, text: Messages, before: AcademicYear | None = None) -> None:
    """Print weeks closed no more, hours lost, events outside the year, weeks across limits.

    Parameters
    ----------
    before
        The year of an earlier planning of the same weeks, if there is one.
    """
    for line in notices(planning, text, before):
        open_console().print(line, markup=False, soft_wrap=True)
