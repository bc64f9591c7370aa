"""Refuse to deliver documents of a planning that breaks a rule."""

from pathlib import Path

from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.planning.check import check
from planner.planning.planning import Planning
from planner.words.rules import breach_line


def require_rules_kept(file: Path, planning: Planning, text: Messages) -> None:
    """Check that a planning breaks no rule.

    Parameters
    ----------
    file
        The file of the planning, for the messages.

    Raises
    ------
    Unusable
        It breaks a rule; every breach is listed.
    """
    weeks = planning.year.weeks
    broken = [
        breach_line(found, bound, weeks, text)
        for found in check(planning)
        for bound in found.breaches
    ]
    if broken:
        details = (problem("file.field", file=file, what=line) for line in broken)
        raise Unusable([problem("delivery.broken", file=file), *details])
