"""Journeys against an oracle that walks from day to day, and against all plannings of a year."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.planning.measures import objective_value
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.cohort import ActivityRules, BlockShape, Extent
from planner.programme.names import ObjectiveName
from planner.rules.case import Case
from planner.solver.solve import Infeasible, Solved, solve
from planner.year.activity import Activity, Place
from planner.year.weeks import AcademicYear
from tests.builders import LETTERS, cohort, programme, year

SPELLED = {
    "C": "sssss",
    "E": "eeeee",
    "J": "ddddd",
    "-": "-----",
    "X": "aaaaa",
    "L": "lllll",
    "M": "sseee",
    "P": "sssss",
    "D": "eesee",
    "H": "l--se",
    "B": "aa-ls",
}
"""The days of each activity: school, company, abroad, defence, leave, none."""

PLACES = {
    "s": Place.SCHOOL,
    "e": Place.COMPANY,
    "a": Place.ABROAD,
    "d": Place.DEFENCE,
    "l": Place.LEAVE,
    "-": Place.NONE,
}
ACTIVITIES = {
    letter: LETTERS.get(letter, Activity(letter, tuple(PLACES[day] for day in days), letter))
    for letter, days in SPELLED.items()
}


def oracle(written: str, when: AcademicYear) -> int:
    """Walk over the days of a year and count how often people are elsewhere than before."""
    journeys, here = 0, ""
    for letter, week in zip(written, when.weeks, strict=True):
        for weekday, place in enumerate(SPELLED[letter]):
            day = week.monday + timedelta(days=weekday)
            if day > week.last_day or place not in "sea":
                continue
            if day in week.public_holidays and place != "a":
                continue
            if here not in ("", place):
                journeys += 1
            here = place
    return journeys


@st.composite
def years(draw: st.DrawFn, weeks: int) -> AcademicYear:
    """Draw a year with public holidays on any day, some weeks of them only, and a cut last week."""
    plain = year(weeks)
    laid = []
    for week in plain.weeks:
        off = draw(
            st.sets(st.integers(0, 4), max_size=5) if draw(st.booleans()) else st.just(set())
        )
        days = tuple(week.monday + timedelta(days=n) for n in sorted(off))
        laid.append(replace(week, public_holidays=days))
    laid[-1] = replace(laid[-1], days=draw(st.integers(1, 5)))
    return replace(plain, weeks=tuple(laid))


@settings(max_examples=100)
@given(st.data(), st.text(st.sampled_from(sorted(SPELLED)), min_size=1, max_size=12))
def test_journeys_are_what_a_walk_over_days_counts(data: st.DataObject, written: str) -> None:
    when = data.draw(years(len(written)))
    row = CohortPlanning(cohort(), tuple(ACTIVITIES[letter] for letter in written))
    found = Planning(Case(programme(), when), (row,))
    assert objective_value(ObjectiveName.JOURNEYS, found) == oracle(written, when)


def _longest(written: str, letter: str) -> int:
    return max(map(len, "".join(c if c == letter else " " for c in written).split()), default=0)


@settings(max_examples=40, deadline=None)
@given(
    st.data(),
    st.sets(st.sampled_from("MPDHBXL"), min_size=1, max_size=3).map(sorted),
    st.dictionaries(st.integers(0, 4), st.sampled_from("J-LCE"), max_size=2),
    st.integers(1, 3),
)
def test_the_proven_journeys_are_the_fewest_of_all_plannings(
    data: st.DataObject, others: list[str], fixed: dict[int, str], longest: int
) -> None:
    """Leave and other weeks without a place lie anywhere, public holidays empty whole weeks."""
    when = data.draw(years(5))
    numbers = {letter: data.draw(st.integers(0, 2)) for letter in others}
    who = cohort(
        school_weeks=None,
        school_blocks=BlockShape(longest=longest),
        company_blocks=BlockShape(longest=longest),
        company_weeks=Extent(1, 3),
        others={ACTIVITIES[a]: ActivityRules(Extent.just(n)) for a, n in numbers.items()},
        fixed_weeks={when.weeks[n].iso_week: ACTIVITIES[letter] for n, letter in fixed.items()},
    )
    admitted = [
        "".join(written)
        for written in product(
            *(fixed.get(n, "CE" + "".join(others)) for n in range(len(when.weeks)))
        )
        if all(written.count(letter) == number for letter, number in numbers.items())
        and max(_longest("".join(written), letter) for letter in "CE") <= longest
        and 1 <= written.count("E") <= 3
    ]
    outcome = solve(Case(programme(who, ranking=(ObjectiveName.JOURNEYS,)), when))
    if not admitted:
        assert isinstance(outcome, Infeasible)
        return
    assert isinstance(outcome, Solved)
    (journeys,) = outcome.objectives
    assert (journeys.value, journeys.proven) == (min(oracle(w, when) for w in admitted), True)
