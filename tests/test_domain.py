from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from planner.domain import Activity, blocks_of, running_numbers
from tests.builders import activities

YEARS = st.lists(st.sampled_from(list(Activity)), max_size=60)


def test_blocks_of_a_short_year() -> None:
    blocks = blocks_of(activities("CCECEE"))
    assert [(b.activity, b.first, b.length, b.last) for b in blocks] == [
        (Activity.SCHOOL, 0, 2, False),
        (Activity.COMPANY, 2, 1, False),
        (Activity.SCHOOL, 3, 1, True),
        (Activity.COMPANY, 4, 2, True),
    ]


@given(YEARS)
def test_blocks_tile_the_year_and_neighbours_differ(year: list[Activity]) -> None:
    blocks = blocks_of(year)
    assert [a for block in blocks for a in [block.activity] * block.length] == year
    assert [index for block in blocks for index in block.weeks] == list(range(len(year)))
    assert all(before.activity is not after.activity for before, after in pairwise(blocks))


@given(YEARS)
def test_exactly_the_final_block_of_each_activity_is_the_last(year: list[Activity]) -> None:
    last = {block.activity: block for block in blocks_of(year)}
    assert {b for b in blocks_of(year) if b.last} == set(last.values())


def test_running_numbers_count_school_and_company_apart() -> None:
    assert running_numbers(activities("EECCEJ-E")) == (1, 2, 1, 2, 3, None, None, 4)
