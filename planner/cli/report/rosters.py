"""Prints what to know about a list of apprentices that was read."""

from collections.abc import Iterable

from rich.markup import escape

from planner.cli.report.console import open_console
from planner.files.problems import Problem
from planner.messages import Messages


def print_roster_notes(notes: Iterable[Problem], text: Messages) -> None:
    """Print, on standard error, the rows that were skipped, and doubts about letters."""
    console = open_console(stderr=True)
    for note in notes:
        console.print(escape(text.sentence(note)), soft_wrap=True)
