from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.domain import CohortPlanning, LeaveRules, SessionRules
from planner.rules import rules_of
from planner.sessions import Slots, place_sessions, session_slots, spread
from tests.builders import activities, cohort, programme, year

CHOICES = st.sampled_from([(0,), (0, 2), (0, 1, 2), (0, 2, 3)])


def _brute_force(
    slots: Slots, total: int, in_company: list[bool], leave: LeaveRules, summer: range
) -> tuple[int, ...] | None:
    """Try all placements; of the best ones, the one with more sessions in the earliest week."""
    found = []
    for placed in product(*slots):
        free = [here and not n for here, n in zip(in_company, placed, strict=True)]
        row = leave.consecutive
        runs = [all(free[i : i + row]) for i in summer if i + row <= len(free)]
        if sum(placed) == total and sum(free) >= leave.weeks and (not row or any(runs)):
            found.append(placed)
    return min(found, key=lambda p: (spread(p, slots), [-n for n in p]), default=None)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(CHOICES, st.booleans()), min_size=1, max_size=7),
    st.integers(0, 8),
    st.integers(0, 4),
    st.integers(0, 3),
    st.integers(0, 7),
)
def test_placement_is_the_best_of_all(
    weeks: list[tuple[tuple[int, ...], bool]], total: int, free: int, row: int, start: int
) -> None:
    in_company = [here or any(choices) for choices, here in weeks]
    slots = tuple(choices for choices, _ in weeks)
    leave = LeaveRules(free, row, 5, 1)
    summer = range(min(start, len(weeks)), len(weeks))
    expected = _brute_force(slots, total, in_company, leave, summer)
    assert place_sessions(slots, total, in_company, leave, summer) == expected


def test_spread_by_hand() -> None:
    """Four weeks, four sessions: 4, 4, 8, 8 of 16 instead of 4, 8, 12, 16."""
    slots = ((0, 2),) * 4
    assert spread((2, 0, 2, 0), slots) == abs(8 - 4) + abs(8 - 8) + abs(16 - 12) + 0
    assert spread((1, 1, 1, 1), slots) == 0


def test_slots_are_what_the_rules_leave() -> None:
    who = cohort(sessions=SessionRules(2, (0, 2, 3), in_last_company_block=False))
    when = year(6, closed=[1])
    row = CohortPlanning(who, activities("EEECEC"))
    slots = session_slots(row, when.weeks, rules_of(who, programme(who)))
    assert slots == ((0, 2, 3), (0,), (0, 2, 3), (0,), (0,), (0,))
