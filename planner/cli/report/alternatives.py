"""Prints plannings to choose from: the first one in full, then all beside each other."""

from pathlib import Path

from planner.cli.report.comparisons import print_comparison
from planner.cli.report.console import open_console
from planner.cli.report.notices import print_notices
from planner.cli.report.plannings import print_planning
from planner.documents.comparison.alternatives import ALTERNATIVES_FOLDER, compared_alternatives
from planner.documents.comparison.words import alternatives_lines
from planner.documents.planning.file_names import FILES_OF_YEAR, alternative_folder
from planner.messages import Messages
from planner.scenarios.alternatives import Alternatives


def print_alternatives(found: Alternatives, folder: Path, text: Messages) -> None:
    """Print plannings to choose from, what was asked of them, and why there are no more."""
    first, *others = found.editions
    print_planning(first, text)
    print_notices(first.planning, text)
    if others:
        print_comparison(compared_alternatives(found, text), text)
    for line in alternatives_lines(found, text):
        open_console().print(line, markup=False, soft_wrap=True)
    folders = (f"{alternative_folder(n)}/" for n in range(2, len(found.editions) + 1))
    written = [*FILES_OF_YEAR, *folders, f"{ALTERNATIVES_FOLDER}/"]
    print(text("planned.files", folder=folder, files=text.listed(written)))
