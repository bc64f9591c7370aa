"""Limits are told in the unit in which they are written, also where a year is planned by days."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from planner.documents.comparison.words import search_lines
from planner.messages import Messages
from planner.planning.check import check
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.block_shapes import BlockShape, Extent
from planner.programme.file import parse_programme
from planner.programme.names import ObjectiveName, RuleName
from planner.rules.case import Case
from planner.rules.weeks import FixedWeeks
from planner.scenarios import Compared, Specification
from planner.words.rules import breach, finding, required
from planner.year.activity import week_of
from tests.builders import LETTERS, cohort, programme, year

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


def checked(company: BlockShape, **rules: Any) -> list[str]:
    """Check a class by days, in company for two weeks and four days; tell what is found."""
    who = cohort(company_blocks=company, changes_on=frozenset({0, 3}), **rules)
    case = Case(programme(who), replace(year(4), by_days=True))
    days = ("EEEEE", "EEEEE", "EEEEC", "CCCCC")
    row = CohortPlanning(who, tuple(week_of([LETTERS[day] for day in week]) for week in days))
    found = [
        each
        for each in check(Planning.of(case, (row,)))
        if each.rule.name in (RuleName.COMPANY_BLOCKS, RuleName.SCHOOL_WEEKS)
    ]
    text = Messages("fr")
    return [
        *(finding(each, text) for each in found),
        *(breach(each, bound, case.year.weeks, text) for each in found for bound in each.breaches),
    ]


@pytest.mark.parametrize(
    ("company", "said"),
    [
        (BlockShape(longest=2), "2,8 semaines commence ici ; accepté : au plus 2"),
        (BlockShape(shortest=3), "2,8 semaines commence ici ; accepté : au moins 3"),
        (BlockShape(longest_days=12), "14 jours commence ici ; accepté : de 1 à 12"),
        (BlockShape(shortest=2, longest_days=12), "14 jours commence ici ; accepté : de 10 à 12"),
    ],
)
def test_lengths_are_told_as_the_programme_limits_them(company: BlockShape, said: str) -> None:
    assert any(line.endswith(said) for line in checked(company))


def test_numbers_of_weeks_are_told_in_weeks() -> None:
    told = checked(BlockShape(), school_weeks=Extent.just(2))
    assert told[:2] == ["1,2 semaine", "2,8 semaines"]
    assert told[2] == "trouvé 1,2 semaine ; accepté : 2"


@pytest.mark.parametrize(
    ("weeks", "said"),
    [
        ({38: "CCCCC", 39: "CCEEE"}, "S38 école, S39 école jusqu'au mardi, puis entreprise"),
        (
            {2: "CCCCC", 3: "CCEEE", 5: "EEEEE"} | dict.fromkeys(range(38, 43), "EEEEE"),
            "S02 C, S03 CC|EEE, S05 E, S38-S42 E",
        ),
    ],
)
def test_many_fixed_weeks_are_told_by_their_letters(weeks: dict[int, str], said: str) -> None:
    fixed = {week: week_of([LETTERS[day] for day in days]) for week, days in weeks.items()}
    assert required(FixedWeeks(fixed, ()), Messages("fr")) == said
