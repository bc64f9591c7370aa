from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from planner.apprentices.apprentice import HALF_DAYS, HalfDay, Part
from planner.apprentices.session_half_days import place_half_days

MORNING, AFTERNOON = Part.MORNING, Part.AFTERNOON
MONDAY, TUESDAY, THURSDAY, FRIDAY = 0, 1, 3, 4
ON_TUESDAY, ON_MONDAY = (0, 2, 0, 0, 0), (2, 0, 0, 0, 0)
ALL_WEEK = (2,) * 5

preferences = st.lists(st.sampled_from(HALF_DAYS), unique=True, max_size=4).map(tuple)
rooms = st.tuples(*[st.integers(0, 2)] * 5)


def test_sessions_take_the_preferred_half_days() -> None:
    preferred = (HalfDay(THURSDAY, AFTERNOON), HalfDay(TUESDAY, MORNING))
    assert place_half_days(1, ALL_WEEK, preferred) == (HalfDay(THURSDAY, AFTERNOON),)
    assert place_half_days(2, ALL_WEEK, preferred) == (
        HalfDay(TUESDAY, MORNING),
        HalfDay(THURSDAY, AFTERNOON),
    )


def test_two_sessions_lie_on_different_days_even_where_one_day_is_preferred() -> None:
    preferred = (HalfDay(FRIDAY, MORNING), HalfDay(FRIDAY, AFTERNOON))
    assert place_half_days(2, ALL_WEEK, preferred) == (
        HalfDay(MONDAY, MORNING),
        HalfDay(FRIDAY, MORNING),
    )


def test_where_one_day_is_left_both_its_halves_are_used() -> None:
    assert place_half_days(2, ON_TUESDAY, ()) == (
        HalfDay(TUESDAY, MORNING),
        HalfDay(TUESDAY, AFTERNOON),
    )


def test_without_a_preference_the_first_mornings_are_taken() -> None:
    assert [h.weekday for h in place_half_days(3, ALL_WEEK, ())] == [0, 1, 2]
    assert {h.part for h in place_half_days(5, ALL_WEEK, ())} == {MORNING}


def test_what_finds_no_room_is_left_out() -> None:
    assert len(place_half_days(3, ON_MONDAY, ())) == 2
    assert len(place_half_days(3, (1, 0, 0, 0, 0), ())) == 1
    assert place_half_days(2, (0,) * 5, ()) == ()


@given(st.integers(0, 6), rooms, preferences)
def test_no_choice_is_better(
    sessions: int, room: tuple[int, ...], preferred: tuple[HalfDay, ...]
) -> None:
    """Compare with all choices: fewest shared days, then the most of the first wishes."""
    placed = place_half_days(sessions, room, preferred)
    rank = [*preferred, *(h for h in HALF_DAYS if h not in preferred)].index
    assert sorted(placed, key=lambda h: h.index_in_week) == list(placed)
    days = [half_day.weekday for half_day in placed]
    assert all(days.count(day) <= room[day] for day in days)
    if len(placed) < sessions:
        assert len(placed) == sum(room)
        return
    for other in combinations([h for h in HALF_DAYS if room[h.weekday]], sessions):
        there = [half_day.weekday for half_day in other]
        if all(there.count(day) <= room[day] for day in there):
            assert len(set(there)) <= len(set(days))
            if len(set(there)) == len(set(days)):
                assert sorted(map(rank, placed)) <= sorted(map(rank, other))
