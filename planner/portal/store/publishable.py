"""A planning that is to be published, read from a file; its faults in words of a publication."""

from pathlib import Path

from planner.delivery import refuse_broken
from planner.files.problems import retold
from planner.messages import Messages
from planner.planning.inputs import whole_edition
from planner.planning.planning import Edition

_SAID = {
    "delivery.needs-rules": "publish.needs-planning",
    "delivery.broken": "publish.broken",
}


def read_publishable(path: Path, text: Messages) -> Edition:
    """Read a planning that has all that is published, and keeps its rules.

    Raises
    ------
    Unusable
        It is something else, cannot be read, or breaks its rules.
    """
    with retold(_SAID):
        edition = whole_edition(path)
        refuse_broken(path, edition.planning, text)
    return edition
