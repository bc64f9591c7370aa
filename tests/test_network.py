"""The network against a brute force: its paths are exactly the admissible years, each once."""

import re
from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.planning.check import check
from planner.planning.planning import Planning
from planner.programme.block_shapes import BlockShape, Extent, NamedBlock
from planner.programme.cohort import Cohort
from planner.programme.names import ObjectiveName, RuleName
from planner.rules.case import Case
from planner.rules.course import Course
from planner.solver.network.arcs import Arc, Network, Node, admissible_blocks
from planner.solver.network.cohort import NetworkMemory, cohort_networks
from planner.solver.network.places import routes_of
from planner.solver.network.products import (
    Total,
    keeping_total,
    remembered,
    with_last_place,
    without_long_gaps,
)
from planner.year.activity import BUILT_IN_ACTIVITIES, Activity
from planner.year.moments import NumberedWeek, Window
from tests.builders import NAMES, cohort, planned, programme, year

WEEKS = 8
PLACES = (
    RuleName.FIXED_WEEKS,
    RuleName.CLOSURES,
    RuleName.SCHOOL_BLOCKS,
    RuleName.COMPANY_BLOCKS,
    RuleName.NAMED_BLOCKS,
)

shapes = st.builds(
    BlockShape,
    shortest=st.integers(1, 3),
    longest=st.none() | st.integers(3, 5),
)
weeks = st.builds(NumberedWeek, st.integers(14, 21))
named = st.builds(
    NamedBlock,
    name=st.just("N"),
    label=st.just(""),
    activity=st.sampled_from([Activity.SCHOOL, Activity.COMPANY]),
    windows=st.tuples() | st.tuples(st.builds(Window, start=weeks)),
    start=st.none() | weeks,
    last=st.booleans(),
    shape=shapes,
)
last = st.builds(
    NamedBlock,
    st.just("L"),
    st.just(""),
    st.just(Activity.COMPANY),
    last=st.just(True),
    shape=shapes,
)
cohorts = st.builds(
    cohort,
    fixed_weeks=st.dictionaries(
        st.integers(14, 21), st.sampled_from(BUILT_IN_ACTIVITIES), max_size=3
    ),
    school_blocks=shapes,
    company_blocks=shapes,
    named_blocks=st.tuples(named, last),
)


def _paths(network: Network) -> Counter[str]:
    leaving: dict[Node, list[Arc]] = {}
    for arc in network.arcs:
        leaving.setdefault(arc.tail, []).append(arc)

    def follow(node: Node, written: str) -> Counter[str]:
        if node.boundary == network.weeks:
            return Counter([written])
        found: Counter[str] = Counter()
        for arc in leaving.get(node, []):
            letter = NAMES[arc.block.activity]
            found += follow(arc.head, written + letter * arc.block.length)
        return found

    return sum((follow(source, "") for source in network.sources), Counter())


@settings(max_examples=25)
@given(cohorts, st.sets(st.integers(0, WEEKS - 1), max_size=2))
def test_paths_are_the_admissible_years(who: Cohort, closed: set[int]) -> None:
    rules, when = programme(who), year(WEEKS, closed=sorted(closed))
    network = admissible_blocks(when, Case(rules, when).rules[who.id], who.activities)
    fixed = {w.iso_week: who.fixed_weeks.get(w.iso_week) for w in when.weeks}
    choices = [NAMES[a] if (a := fixed[w.iso_week]) else "CE" for w in when.weeks]
    expected = set()
    for written in map("".join, product(*choices)):
        found = check(Planning(Case(rules, when), (planned(who, written, when),)))
        places = [c for c in found if c.rule.name in PLACES]
        assert {c.rule.name for c in places} == set(PLACES)
        if not any(c.breaches for c in places):
            expected.add(written)
    assert _paths(network) == Counter(expected)


def test_rules_that_leave_no_year_leave_no_arc() -> None:
    who = cohort(fixed_weeks={14: Activity.SCHOOL})
    when = year(4, closed=[0])
    rules = Case(programme(who), when).rules[who.id]
    assert admissible_blocks(when, rules, who.activities).arcs == ()


def test_nodes_tell_what_still_comes_only_where_a_rule_asks_for_the_last_block() -> None:
    when = year(6)
    free = cohort()
    bound = cohort(named_blocks=(NamedBlock("N", "", Activity.COMPANY, last=True),))
    for who, told in ((free, set()), (bound, {Activity.COMPANY})):
        rules = Case(programme(who), when).rules[who.id]
        network = admissible_blocks(when, rules, who.activities)
        assert {a for arc in network.arcs for a in arc.tail.to_come} == told


# --- Networks that remember


def _school_weeks(network: Network) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    blocks = [arc.block for arc in network.arcs]
    return np.array([b.length * (b.activity == Activity.SCHOOL) for b in blocks], dtype=np.int64)


@settings(max_examples=25)
@given(cohorts, st.integers(0, 5), st.integers(0, 3))
def test_a_total_that_nodes_count_is_kept_by_every_path(
    who: Cohort, least: int, width: int
) -> None:
    when = year(WEEKS)
    rules = Case(programme(who), when).rules[who.id]
    network = admissible_blocks(when, rules, who.activities)
    assume(network.arcs)
    total = Total(_school_weeks(network), ((least, least), (least + 2, least + 2 + width)))
    made = keeping_total(network, total, 10**6)
    assert made is not None
    accepted = {least, *range(least + 2, least + 3 + width)}
    expected = {path: n for path, n in _paths(network).items() if path.count("C") in accepted}
    assert _paths(made[0]) == expected


@settings(max_examples=25)
@given(cohorts, st.integers(0, WEEKS))
def test_nodes_that_know_the_last_presence_end_long_absences(who: Cohort, longest: int) -> None:
    when = year(WEEKS)
    rules = Case(programme(who), when).rules[who.id]
    network = admissible_blocks(when, rules, who.activities)
    assume(network.arcs)
    presence = [[arc.block.activity == Activity.SCHOOL] * arc.block.length for arc in network.arcs]
    made = without_long_gaps(network, presence, longest, 10**6)
    assert made is not None

    def is_kept(path: str) -> bool:
        return max(len(gap) for gap in re.split("C", path)) <= longest

    assert _paths(made[0]) == {path: n for path, n in _paths(network).items() if is_kept(path)}


@settings(max_examples=25)
@given(cohorts)
def test_what_nodes_only_remember_leaves_every_path(who: Cohort) -> None:
    when = year(WEEKS)
    rules = Case(programme(who), when).rules[who.id]
    network = admissible_blocks(when, rules, who.activities)
    assume(network.arcs)
    places = routes_of(network, when.steps)
    for made in (
        remembered(network, _school_weeks(network), 10**6),
        with_last_place(network, places, 10**6),
    ):
        assert made is not None
        assert _paths(made[0]) == _paths(network)
        assert [network.arcs[index].block for index in made[1]] == [a.block for a in made[0].arcs]


def test_a_network_is_not_made_larger_than_it_may() -> None:
    when, who = year(WEEKS), cohort()
    network = admissible_blocks(when, Case(programme(who), when).rules["1A"], who.activities)
    total = Total(_school_weeks(network), ((3, 3),))
    assert keeping_total(network, total, 10) is None


def test_a_network_is_known_again_where_all_that_it_follows_from_is_equal() -> None:
    first, second = cohort(id="1A"), cohort(id="2A", school_blocks=BlockShape(shortest=2))
    memory = NetworkMemory()
    parallel = Case(programme(first, replace(first, id="1B")), year(WEEKS))
    networks = cohort_networks(Course((parallel,)), memory=memory)
    assert networks is not None
    assert networks[0] is networks[1]
    again = cohort_networks(Course((Case(programme(second, first), year(WEEKS)),)), memory=memory)
    assert again is not None
    assert again[1] is networks[0]
    assert again[0] is not networks[0]
    for other in (
        Case(programme(replace(first, school_weeks=Extent(3, 3))), year(WEEKS)),
        Case(programme(first), year(WEEKS, closed=[2])),
        Case(programme(first, ranking=(ObjectiveName.JOURNEYS,)), year(WEEKS)),
    ):
        built = cohort_networks(Course((other,)), memory=memory)
        assert built is not None
        assert built[0] is not networks[0]


def test_networks_used_longest_ago_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    memory = NetworkMemory()
    case = Case(programme(cohort(id="1A")), year(WEEKS))
    before = cohort_networks(Course((case,)), memory=memory)
    monkeypatch.setattr("planner.solver.network.cohort.MOST_REMEMBERED", 0)
    after = cohort_networks(Course((case,)), memory=memory)
    assert before is not None
    assert after is not None
    assert after[0] is not before[0]
    assert after[0].network == before[0].network
