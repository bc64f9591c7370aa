from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.programme.block_shapes import Extent
from planner.year.activity import BUILT_IN_ACTIVITIES, Activity, Place
from planner.year.blocks import Block, Position, blocks_of, running_numbers
from tests.builders import SPLIT, activities, cohort, programme, year

YEARS = st.lists(st.sampled_from((*BUILT_IN_ACTIVITIES, SPLIT)), max_size=60)


def test_blocks_of_a_short_year() -> None:
    blocks = blocks_of(activities("CCECEE"))
    assert [(b.activity, b.first, b.length, b.last) for b in blocks] == [
        (Activity.SCHOOL, 0, 2, False),
        (Activity.COMPANY, 2, 1, False),
        (Activity.SCHOOL, 3, 1, True),
        (Activity.COMPANY, 4, 2, True),
    ]


@given(YEARS)
def test_blocks_tile_the_year_and_neighbours_differ(row: list[Activity]) -> None:
    blocks = blocks_of(row)
    assert [a for block in blocks for a in [block.activity] * block.length] == row
    assert [index for block in blocks for index in block.span] == list(range(len(row)))
    assert all(before.activity != after.activity for before, after in pairwise(blocks))


@given(YEARS)
def test_exactly_the_final_block_of_each_activity_is_the_last(row: list[Activity]) -> None:
    last = {block.activity: block for block in blocks_of(row)}
    assert {b for b in blocks_of(row) if b.last} == set(last.values())


def test_running_numbers_count_school_and_company_apart() -> None:
    assert running_numbers(activities("EECCEJ-E")) == (1, 2, 1, 2, 3, None, None, 4)


def test_running_numbers_count_every_activity_that_carries_hours() -> None:
    assert running_numbers(activities("MXLMXC")) == (1, 1, None, 2, 2, 1)


@pytest.mark.parametrize(
    ("letter", "taught", "in_company", "on_campus", "carries_hours", "takes_leave"),
    [
        ("C", True, False, True, True, False),
        ("E", False, True, False, True, True),
        ("J", False, False, False, False, False),
        ("-", False, False, False, False, False),
        ("X", True, False, False, True, False),
        ("L", False, False, False, False, True),
        ("M", False, False, True, True, False),
    ],
)
def test_what_an_activity_is_follows_from_its_days(
    letter: str,
    taught: bool,
    in_company: bool,
    on_campus: bool,
    carries_hours: bool,
    takes_leave: bool,
) -> None:
    (activity,) = activities(letter)
    assert activity.is_taught is taught
    assert activity.is_in_company is in_company
    assert activity.on_campus is on_campus
    assert activity.carries_hours is carries_hours
    assert activity.takes_leave is takes_leave


def test_a_public_holiday_takes_its_day_away_except_abroad() -> None:
    week = year(1, holidays=[0]).weeks[0]  # the Tuesday
    assert week.days_at(SPLIT, Place.SCHOOL) == 1
    assert week.days_at(SPLIT, Place.COMPANY) == 3
    assert week.days_at(Activity.ABROAD, Place.ABROAD) == 5
    assert week.stays(SPLIT) == (Place.SCHOOL,) * 2 + (Place.COMPANY,) * 6  # by half-days
    assert week.stays(Activity.ABROAD) == (Place.ABROAD,) * 10
    assert week.stays(Activity.DEFENCE) == week.stays(Activity.LEAVE) == ()


def test_a_week_cut_by_the_end_of_the_year_has_its_first_days_only() -> None:
    week = replace(year(1).weeks[0], days=3)
    assert week.days_at(SPLIT, Place.SCHOOL) == 2
    assert week.days_at(SPLIT, Place.COMPANY) == 1
    assert week.stays(SPLIT) == (Place.SCHOOL,) * 4 + (Place.COMPANY,) * 2
    assert week.last_day == week.monday + timedelta(days=2)


@pytest.mark.parametrize(
    ("position", "held"),
    [
        (Position(Activity.COMPANY, (range(6),), None, last=False), [0, 2]),
        (Position(Activity.COMPANY, (range(6),), None, last=True), [2]),
        (Position(Activity.COMPANY, (range(6),), 0, last=False), [0]),
        (Position(Activity.COMPANY, (range(6),), 3, last=False), []),
        (Position(Activity.COMPANY, (range(6),), -1, last=False), []),
        (Position(Activity.COMPANY, (range(3),), None, last=False), [0]),
        (Position(Activity.COMPANY, (range(0),), None, last=False), []),
    ],
)
def test_a_position_holds_whole_blocks(position: Position, held: list[int]) -> None:
    blocks: tuple[Block, ...] = blocks_of(activities("ECEEC"))
    assert [block.first for block in blocks if position.holds(block)] == held


def test_an_extent_is_exact_or_it_is_not() -> None:
    assert Extent.just(3) == Extent(3, 3)
    assert Extent.just(3).is_exact
    assert not Extent(3, None).is_exact


@pytest.mark.parametrize(("follows", "before"), [("", "1A"), ("1B", "1B"), ("9Z", None)])
def test_the_cohort_before_is_named_or_the_only_one_with_the_option(
    follows: str, before: str | None
) -> None:
    second = cohort(id="2A", year=2, follows=follows)
    of = programme(cohort(), cohort(id="1B", option="GC"), second)
    found = of.cohort_before(second)
    assert (found.id if found else None) == before
