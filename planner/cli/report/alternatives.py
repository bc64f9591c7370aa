"""Prints plannings to choose from: the first one in full, then all beside each other."""

from collections.abc import Sequence
from pathlib import Path

from planner.cli.report.comparisons import print_comparison
from planner.cli.report.console import open_console
from planner.cli.report.notices import print_notices
from planner.cli.report.plannings import print_planning
from planner.documents.comparison.alternatives import compared_alternatives
from planner.documents.comparison.words import alternatives_lines
from planner.messages import Messages
from planner.scenarios.alternatives import Alternatives


def print_alternatives(
    found: Alternatives, folder: Path, files: Sequence[str], text: Messages
) -> None:
    """Print plannings to choose from, what was asked of them, and why there are no more.

    Parameters
    ----------
    files
        The names of the files written; of those in a folder, the folder is printed.
    """
    first, *others = found.editions
    print_planning(first, text)
    print_notices(first.planning, text)
    if others:
        print_comparison(compared_alternatives(found, text), text)
    for line in alternatives_lines(found, text):
        open_console().print(line, markup=False, soft_wrap=True)
    written = dict.fromkeys("".join(name.partition("/")[:2]) for name in files)
    print(text("planned.files", folder=folder, files=text.listed(written)))
