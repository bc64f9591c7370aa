"""The school by the lake of `tests/changes/lake.toml`, planned for 2027-2028."""

from functools import cache
from pathlib import Path

from planner.planning.planning import Planning
from planner.programme.file import academic_year_of, parse_programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve

LAKE = Path(__file__).parent / "changes" / "lake.toml"


@cache
def planned(text: str = "") -> Planning:
    """Plan the school, with more text in the table of its last class."""
    rules = parse_programme(LAKE.read_text("utf-8") + text, "lake.toml")
    outcome = solve(Case(rules, academic_year_of(rules, 2027)))
    assert isinstance(outcome, Solved)
    return outcome.planning
