"""The comparison of plannings to choose from, beside their own files."""

from planner.documents.comparison.files import comparison_files, fixed_file_names
from planner.documents.comparison.words import alternatives_lines
from planner.messages import Messages
from planner.scenarios.alternatives import Alternatives
from planner.scenarios.comparison import Compared, measure_values

ALTERNATIVES_FOLDER = "comparison"
"""The folder of the comparison."""


def alternatives_file_names() -> list[str]:
    """Return the names of the files of the comparison of any plannings to choose from."""
    return [f"{ALTERNATIVES_FOLDER}/{name}" for name in fixed_file_names(front=False)]


def alternatives_files(found: Alternatives, text: Messages) -> dict[str, bytes]:
    """Return the content of each file of the comparison, by its path."""
    compared = compared_alternatives(found, text)
    files = comparison_files(compared, None, text, alternatives_lines(found, text))
    return {f"{ALTERNATIVES_FOLDER}/{name}": content for name, content in files.items()}


def compared_alternatives(found: Alternatives, text: Messages) -> list[Compared]:
    """Return plannings to choose from as scenarios, with their numbers as names."""
    return [
        Compared(
            text("alternatives.planning", number=number),
            edition.status,
            measure_values(edition.planning),
            edition,
        )
        for number, edition in enumerate(found.editions, start=1)
    ]
