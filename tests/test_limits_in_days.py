"""Limits of objectives are told in weeks, also where a year is planned by days."""

from pathlib import Path

from planner.documents.comparison.words import search_lines
from planner.messages import Messages
from planner.programme.file import parse_programme
from planner.programme.names import ObjectiveName
from planner.scenarios import Compared, Specification

RELAY = (Path(__file__).parent / "calendars" / "relay.toml").read_text("utf-8")


def told(text: str, **limits: int) -> list[str]:
    """Say what a search was limited by."""
    programme = parse_programme(text, "relay.toml")
    asked = tuple((ObjectiveName(name), most) for name, most in limits.items())
    specified = Specification("relay", programme.text, (), 2026, limits=asked)
    return search_lines(Compared("relay", "optimal", specification=specified), Messages("fr"))


def test_a_limit_in_days_is_told_in_weeks() -> None:
    weeks = RELAY.replace('changes_on = ["thursday"]', "")
    assert told(RELAY, campus_overlap=7, journeys=8) == [
        line.replace("7", "1,4") for line in told(weeks, campus_overlap=7, journeys=8)
    ]
