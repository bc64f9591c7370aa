from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, product

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.planning.check import check
from planner.planning.planning import CohortPlanning, Planning
from planner.planning.session_placement import (
    SessionPlacement,
    Shares,
    Slots,
    session_room,
    session_spread,
    spread,
    with_sessions,
)
from planner.programme.block_shapes import Extent, NamedBlock
from planner.programme.cohort import ActivityRules, PlannedWeek, Semester, SessionRules
from planner.programme.names import RuleName
from planner.programme.programme import LeaveRules
from planner.rules.case import Case
from planner.rules.given import Given
from planner.rules.statement import Bound, Family, Grid, Rule, Unit, at_most, within
from planner.year.activity import Activity
from planner.year.moments import NumberedWeek, Window
from tests.builders import SPLIT, activities, cohort, programme, year

CHOICES = st.sampled_from([(0,), (0, 2), (0, 1, 2), (0, 2, 3)])


EXTENTS = st.builds(lambda low, more: Extent(low, low + more), st.integers(0, 3), st.integers(0, 2))
PARTS = st.tuples(EXTENTS | EXTENTS.map(lambda extent: Extent(extent.low, None)), st.booleans())


def _brute_force(
    slots: Slots,
    total: int,
    in_company: list[bool],
    leave: LeaveRules,
    summer: range,
    shares: Shares = (),
    near: Sequence[int | None] = (),
) -> tuple[int, ...] | None:
    """Try all placements; of the best ones, the one with more sessions in the earliest week."""
    found = []
    for placed in product(*slots):
        free = [here and not n for here, n in zip(in_company, placed, strict=True)]
        row = leave.consecutive
        runs = [all(free[i : i + row]) for i in summer if i + row <= len(free)]
        shared = all(
            any(low <= sum(placed[i] for i in weeks) <= high for low, high in accepted)
            for weeks, accepted in shares
        )
        if sum(placed) == total and sum(free) >= leave.weeks and (not row or any(runs)) and shared:
            found.append(placed)

    def cost(placed: tuple[int, ...]) -> tuple[int, int, list[int]]:
        pairs = zip(placed, near, strict=False)
        moved = sum(max(0, n - was) for n, was in pairs if was is not None)
        return moved, spread(placed, _carrying(slots)), [-n for n in placed]

    return min(found, key=cost, default=None)


def _carrying(slots: Slots) -> list[int]:
    return [index for index, choices in enumerate(slots) if any(choices)]


@settings(max_examples=80)
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
    placed = SessionPlacement(slots, _carrying(slots), total, in_company, leave, summer).best()
    assert placed == expected


@settings(max_examples=80)
@given(
    st.lists(st.tuples(CHOICES, st.booleans()), min_size=1, max_size=7),
    st.integers(0, 8),
    st.integers(0, 3),
    st.lists(st.integers(0, 7), min_size=3, max_size=3),
    st.tuples(PARTS, PARTS),
)
def test_placement_is_the_best_of_all_with_shares(
    weeks: list[tuple[tuple[int, ...], bool]],
    total: int,
    free: int,
    cuts: list[int],
    parts: tuple[tuple[Extent, bool], ...],
) -> None:
    """Up to two parts of the year, one beside the other, each ask for their sessions."""
    in_company = [here or any(choices) for choices, here in weeks]
    slots = tuple(choices for choices, _ in weeks)
    leave = LeaveRules(free, 0, 5, 1)
    edges = [min(cut, len(weeks)) for cut in sorted(cuts)]
    shares = tuple(
        (range(*edge), within(extent))
        for edge, (extent, asked) in zip(pairwise(edges), parts, strict=True)
        if asked and range(*edge)
    )
    expected = _brute_force(slots, total, in_company, leave, range(0), shares)
    carrying = _carrying(slots)
    placed = SessionPlacement(slots, carrying, total, in_company, leave, range(0), shares).best()
    assert placed == expected


@settings(max_examples=80)
@given(
    st.lists(st.tuples(CHOICES, st.none() | st.integers(0, 3)), min_size=1, max_size=7),
    st.integers(0, 8),
    st.integers(0, 3),
)
def test_placement_moves_the_fewest_sessions_then_spreads_them(
    weeks: list[tuple[tuple[int, ...], int | None]], total: int, free: int
) -> None:
    slots, near = tuple(choices for choices, _ in weeks), [was for _, was in weeks]
    everywhere, leave = [True] * len(weeks), LeaveRules(free, 0, 5, 1)
    expected = _brute_force(slots, total, everywhere, leave, range(0), (), near)
    carrying = _carrying(slots)
    placed = SessionPlacement(slots, carrying, total, everywhere, leave, range(0), (), near).best()
    assert placed == expected


def test_locked_sessions_do_not_change_how_the_spread_is_measured() -> None:
    who = cohort(sessions=SessionRules(4, (0, 1, 2)))
    when, of = year(4), programme(who)
    row = CohortPlanning(who, activities("EEEE"))
    free = with_sessions(row, Case(of, when))
    held = PlannedWeek(Activity.COMPANY, 2)
    given_lock = Given(locked={"1A": (None, held, None, None)})
    locked = with_sessions(row, Case(of, when, given_lock))
    assert (free.sessions, locked.sessions) == ((1, 1, 1, 1), (1, 2, 0, 1))
    plannings = (Planning(Case(of, when, each), (locked,)) for each in (Given(), given_lock))
    found = [session_spread(planning) for planning in plannings]
    assert found == [spread((1, 2, 0, 1), range(4))] * 2


def test_sessions_of_a_semester_are_placed_in_it() -> None:
    semesters = (Semester("S1", Window(end=NumberedWeek(16)), sessions=Extent.just(3)),)
    who = cohort(sessions=SessionRules(4, (0, 1)), semesters=semesters)
    row = with_sessions(CohortPlanning(who, activities("EEEEEE")), Case(programme(who), year(6)))
    assert row.placed_sessions[:3] == (1, 1, 1)
    assert sum(row.placed_sessions) == 4


def test_spread_by_hand() -> None:
    """Four weeks, four sessions: 4, 4, 8, 8 of 16 instead of 4, 8, 12, 16."""
    assert spread((2, 0, 2, 0), range(4)) == abs(8 - 4) + abs(8 - 8) + abs(16 - 12) + 0
    assert spread((1, 1, 1, 1), range(4)) == 0


def test_slots_are_what_the_rules_leave() -> None:
    last = NamedBlock("FIN", "", Activity.COMPANY, last=True, sessions=False)
    who = cohort(sessions=SessionRules(2, (0, 2, 3)), named_blocks=(last,))
    when = year(6, closed=[1])
    row = CohortPlanning(who, activities("EEECEC"))
    room = session_room(row, when, Case(programme(who), when).rules[who.id])
    assert room.slots == ((0, 2, 3), (0,), (0, 2, 3), (0,), (0,), (0,))


def test_slots_lie_in_the_window_and_not_in_weeks_without_sessions() -> None:
    window = Window(start=NumberedWeek(15), end=NumberedWeek(17))
    who = cohort(sessions=SessionRules(2, (0, 2), without_weeks=(16,), window=window))
    when = year(6)
    row = CohortPlanning(who, activities("EEEMEC"))
    room = session_room(row, when, Case(programme(who), when).rules[who.id])
    # The split week is not this cohort's, which is told; it may carry sessions all the same.
    assert room.slots == ((0,), (0, 2), (0,), (0, 2), (0,), (0,))
    split = replace(who, others={SPLIT: ActivityRules()})
    room = session_room(
        replace(row, cohort=split), when, Case(programme(split), when).rules[split.id]
    )
    assert room.slots == ((0,), (0, 2), (0,), (0, 2), (0,), (0,))
    assert room.carrying == (1, 3)


def test_the_spread_is_the_same_when_a_rule_on_weeks_is_broken() -> None:
    """Five weeks in company, then four at school, of which three may lie in one month."""
    sessions = (1, 0, 0, 1, 0, 0, 0, 0, 0)
    row = CohortPlanning(cohort(school_weeks_a_month=3), activities("EEEEECCCC"), sessions)
    case = Case(programme(row.cohort), year(9))
    broken = [found.rule.name for found in check(Planning(case, (row,))) if found.breaches]
    assert RuleName.SCHOOL_WEEKS_A_MONTH in broken
    assert session_spread(Planning(case, (row,))) == spread(sessions, range(5)) == 7


@dataclass(frozen=True)
class FewWeeksAtFirst(Rule):
    """A broken rule that names a week, and counts weeks."""

    name = RuleName.SCHOOL_WEEKS
    family = Family.WEEKS
    unit = Unit.WEEKS

    def of_year(self, grid: Grid) -> Iterator[Bound]:
        yield Bound(len(grid.year), at_most(0), week=0)


def test_a_broken_rule_that_counts_no_sessions_refuses_none() -> None:
    who = cohort(sessions=SessionRules(2, (0, 1)))
    when = year(9)
    row = CohortPlanning(who, activities("EEEEECCCC"), (1, 0, 0, 1, 0, 0, 0, 0, 0))
    case = Case(programme(who), when)
    room = session_room(row, when, case.rules["1A"])
    assert session_room(row, when, (*case.rules["1A"], FewWeeksAtFirst())) == room


def test_sessions_follow_the_first_school_week_and_keep_up_with_school_weeks() -> None:
    """Without the two rules, sessions would be as even as company weeks allow."""
    when, weeks = year(10), activities("EECEECEEEE")
    placed: list[tuple[int, ...] | None] = []
    for asked in (
        SessionRules(6, (0, 1, 2)),
        SessionRules(6, (0, 1, 2), after_first=Activity.SCHOOL),
        SessionRules(6, (0, 1, 2), most_a_school_week=2),
        SessionRules(6, (0, 1, 2), most_a_school_week=3),
    ):
        who = cohort(sessions=asked)
        case = Case(programme(who), when)
        try:
            placed.append(with_sessions(CohortPlanning(who, weeks), case).sessions)
        except ValueError:
            placed.append(None)
    even, after_first, too_few, so_far = placed
    assert even == (1, 1, 0, 0, 1, 0, 1, 1, 0, 1)
    assert after_first == (0, 0, 0, 1, 1, 0, 1, 1, 1, 1)
    assert too_few is None
    assert so_far == (0, 0, 0, 2, 1, 0, 1, 1, 0, 1)
