"""Calendars of which some weeks are not published: what is decided without them, and the rest."""

from itertools import product
from random import Random
from typing import Any

import pytest

from planner.planning.check import Verdict, check
from planner.planning.completion_grid import CompletionGrid
from planner.planning.completions import extremes
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.cohort import BlockShape, Cohort, Extent, NamedBlock
from planner.programme.names import RuleName
from planner.programme.programme import Campus, Programme
from planner.rules.case import Case
from planner.year.activity import Activity, Place
from planner.year.moments import NumberedWeek, Window
from tests.builders import LETTERS, cohort, programme, year

READ = {**LETTERS, "?": Activity.UNKNOWN}


def calendar(of: Programme, *written: str, closed: tuple[int, ...] = ()) -> Planning:
    """Read calendars written as letters, "?" for weeks that are not published."""
    rows = tuple(
        CohortPlanning(who, tuple(READ[letter] for letter in row))
        for who, row in zip(of.cohorts, written, strict=True)
    )
    return Planning(Case(of, year(len(written[0]), closed=closed)), rows)


def verdicts(planning: Planning) -> dict[tuple[str, RuleName, str], Verdict]:
    return {
        (each.cohort.id if each.cohort else "", each.rule.name, each.rule.about): each.verdict
        for each in check(planning)
    }


# --- Against all completions, one by one


def _rules(chance: Random) -> dict[str, Any]:
    """Choose rules of weeks and blocks of a cohort."""
    shape = BlockShape(
        shortest=chance.randint(1, 2),
        longest=chance.choice([None, 2, 3]),
        count=chance.choice([None, Extent(1, 2), Extent(2, 3)]),
        window=chance.choice([None, Window(end=NumberedWeek(18))]),
    )
    named = NamedBlock(
        "FIN",
        "fin",
        Activity.COMPANY,
        window=chance.choice([None, Window(NumberedWeek(16))]),
        last=chance.random() < 0.5,
        weeks=chance.choice([None, Extent(1, 2)]),
        shape=BlockShape(count=chance.choice([None, Extent.just(1)]), longest=2),
    )
    return {
        "fixed_weeks": chance.choice([{}, {15: Activity.SCHOOL}, {16: Activity.DEFENCE}]),
        "school_weeks": Extent(2, chance.randint(2, 4)),
        "company_weeks": chance.choice([None, Extent(1, 3)]),
        "school_blocks": shape,
        "company_blocks": BlockShape(longest=chance.choice([None, 3])),
        "named_blocks": chance.choice([(), (named,)]),
        "school_weeks_a_month": chance.choice([None, 2]),
        "longest_presence": chance.choice([{}, {Place.SCHOOL: 2}]),
        "forbidden_weeks": chance.choice([{}, {17: (Activity.SCHOOL,)}]),
    }


OF_WEEKS = {RuleName.FIXED_WEEKS, RuleName.FORBIDDEN_WEEKS, RuleName.CLOSURES}
"""Rules on single weeks: what they say of a hole is said of all that might be written there."""

ROUGH = {RuleName.LONGEST_PRESENCE}
"""Of which it may be said that they are open where no completion breaks them."""


@pytest.mark.parametrize("seed", range(60))
def test_what_is_decided_is_so_in_every_completion(seed: int) -> None:
    chance = Random(seed)
    length, names = chance.randint(4, 7), ["1A", "2A"][: chance.randint(1, 2)]
    cohorts = [cohort(id=name, label=name, **_rules(chance)) for name in names]
    rules = programme(*cohorts, campus=Campus(cohorts=1))
    written = ["".join(chance.choice("CCE") for _ in range(length)) for _ in names]
    hole = range(first := chance.randrange(length), min(length, first + chance.randint(1, 3)))
    rows = ["".join("?" if n in hole else a for n, a in enumerate(row)) for row in written]
    planning = calendar(rules, *rows, closed=(chance.randrange(length),))
    told = verdicts(planning)

    completions = [CompletionGrid(row, planning.case).completions for row in planning.cohorts]
    found: dict[tuple[str, RuleName, str], set[bool]] = {key: set() for key in told}
    for which in ("written", "choices"):
        years = [list(product(*getattr(each, which))) for each in completions]
        for whole in product(*years):
            rows_of = zip(planning.cohorts, whole, strict=True)
            complete = Planning(
                planning.case, tuple(CohortPlanning(row.cohort, of) for row, of in rows_of)
            )
            for key, verdict in verdicts(complete).items():
                if (key[1] in OF_WEEKS) is (which == "written"):
                    found[key].add(verdict is not Verdict.BROKEN)
    for key, verdict in told.items():
        if verdict is Verdict.KEPT:
            assert found[key] == {True}, key
        if verdict is Verdict.BROKEN:
            assert found[key] == {False}, key
        if verdict is Verdict.OPEN and key[1] not in ROUGH:
            assert False in found[key], key


# --- Between which values


def test_a_total_lies_between_those_of_the_best_and_the_worst_completion() -> None:
    """In three weeks, of which one is closed, two can be at school; they can make three blocks."""
    shape = BlockShape(count=Extent(3, 3))
    rules = programme(cohort(school_weeks=Extent(3, 5), school_blocks=shape))
    planning = calendar(rules, "CE???EC", closed=(3,))
    weeks = next(each for each in check(planning) if each.rule.name is RuleName.SCHOOL_WEEKS)
    (found,) = weeks.open_bounds
    assert (found.bound.figure, found.most, weeks.verdict) == (2, 4, Verdict.OPEN)
    grid = CompletionGrid(planning.cohorts[0], planning.case)
    assert extremes(sum(grid.starts(Activity.SCHOOL))) == (2, 4)
    assert extremes(sum(grid.doing(Activity.COMPANY))) == (3, 5)
    assert extremes(2 * sum(grid.doing(Activity.COMPANY)) - 10) == (-4, 0)
    assert extremes(10 - sum(grid.starts(Activity.COMPANY))) == (7, 9)
