"""Prints what to know about a list of apprentices that was read, or of the year after."""

from collections.abc import Iterable

from rich.markup import escape

from planner.apprentices.following_year import FollowingYear
from planner.cli.report.console import open_console
from planner.files.problems import Problem
from planner.messages import Messages
from planner.words.following_year import following_year_lines


def print_roster_notes(notes: Iterable[Problem], text: Messages) -> None:
    """Print, on standard error, the rows that were skipped, and doubts about letters."""
    console = open_console(stderr=True)
    for note in notes:
        console.print(escape(text.sentence(note)), soft_wrap=True)


def print_following_year(after: FollowingYear, text: Messages) -> None:
    """Print who stays in a list a year later, and who does not."""
    console = open_console()
    for line in following_year_lines(after, text):
        console.print(escape(line), soft_wrap=True)
