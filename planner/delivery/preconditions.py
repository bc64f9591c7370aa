"""Refuse to deliver documents of a planning that breaks a rule."""

from pathlib import Path

from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.planning.check import check
from planner.planning.planning import Planning
from planner.words.rules import breach_line


def require_rules_kept(file: Path, planning: Planning, text: Messages) -> None:
    """Make sure that a planning keeps its rules before anybody is given documents of it.

    Raises
    ------
    Unusable
        It does not, with all that is broken.
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
