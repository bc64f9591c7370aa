"""Reading a planning file that is to be published."""

from pathlib import Path

from planner.delivery.preconditions import require_rules_kept
from planner.files.problems import replaced_problem_keys
from planner.messages import Messages
from planner.planning.inputs import whole_edition
from planner.planning.planning import Edition

_MESSAGE_KEYS = {
    "delivery.needs-rules": "publish.needs-planning",
    "delivery.broken": "publish.broken",
}
"""Error messages of a delivery, and those of a publication that replace them."""


def read_publishable(path: Path, text: Messages) -> Edition:
    """Read a planning file and check that it keeps its rules.

    Raises
    ------
    Unusable
        The file cannot be read, is not a whole planning, or breaks a rule.
    """
    with replaced_problem_keys(_MESSAGE_KEYS):
        edition = whole_edition(path)
        require_rules_kept(path, edition.planning, text)
    return edition
