from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.planning.ledger import add_hours, totals, week_hours
from planner.planning.onsite_hours import spread_onsite, with_onsite
from planner.planning.planning import Planning
from planner.programme.block_shapes import Extent
from planner.programme.cohort import ActivityRules, Semester
from planner.programme.hours_of_week import month_of, onsite_room, teaching_days
from planner.programme.workday import Workday
from planner.rules.case import Case
from planner.year.activity import Activity, Place
from planner.year.moments import NumberedWeek, Window
from planner.year.weeks import HOUR, QUARTER
from tests.builders import SPLIT, cohort, planned, programme, year

WORKDAY = Workday((7 * HOUR,) * 5, 7 * HOUR, 210)


@st.composite
def _spreads(draw: st.DrawFn) -> tuple[int, list[int], list[Extent]]:
    """Draw weeks with their room, and a total that it can hold; all in quarter-hours."""
    days = draw(st.lists(st.integers(0, 5), min_size=1, max_size=12))
    rooms = []
    for day in days:
        high = draw(st.integers(0, day * 7 * HOUR // QUARTER))
        rooms.append(Extent(draw(st.integers(0, high)) * QUARTER, high * QUARTER))
    least, most = sum(room.low for room in rooms), sum(room.high or 0 for room in rooms)
    return draw(st.integers(least // QUARTER, most // QUARTER)) * QUARTER, days, rooms


@given(_spreads())
def test_spread_adds_up_within_the_rooms_in_quarters(
    case: tuple[int, list[int], list[Extent]],
) -> None:
    total, _, rooms = case
    spread = spread_onsite(*case)
    assert sum(spread) == total
    assert all(r.low <= n <= (r.high or 0) for n, r in zip(spread, rooms, strict=True))
    assert not any(minutes % QUARTER for minutes in spread)


@given(_spreads())
def test_moving_a_quarter_never_makes_a_spread_more_level(
    case: tuple[int, list[int], list[Extent]],
) -> None:
    """The fuller of two weeks, by the hours a day, would not become less full than it is."""
    _, days, rooms = case
    spread = spread_onsite(*case)
    for giver, taker in permutations(range(len(days)), 2):
        after = spread[taker] + QUARTER
        if spread[giver] > rooms[giver].low and after <= (rooms[taker].high or 0):
            assert spread[giver] * days[taker] <= after * days[giver]


def _quarter_by_quarter(total: int, days: list[int], rooms: list[Extent]) -> tuple[int, ...]:
    """Give each quarter to the week whose hours a day stay lowest, the earliest of equal ones."""
    hours = [room.low for room in rooms]
    while sum(hours) < total:
        free = [n for n, room in enumerate(rooms) if hours[n] < (room.high or 0)]
        hours[min(free, key=lambda n: Fraction(hours[n] + QUARTER, days[n]))] += QUARTER
    return tuple(hours)


@given(_spreads())
def test_spread_is_that_of_one_quarter_after_the_other(
    case: tuple[int, list[int], list[Extent]],
) -> None:
    assert spread_onsite(*case) == _quarter_by_quarter(*case)


def test_spread_gives_the_left_over_quarters_to_the_earliest_of_equal_weeks() -> None:
    rooms = [Extent(0, 35 * HOUR)] * 3
    assert spread_onsite(4 * HOUR + 30, [5, 5, 5], rooms) == (90, 90, 90)
    assert spread_onsite(4 * HOUR, [5, 5, 5], rooms) == (90, 75, 75)
    assert spread_onsite(4 * HOUR, [5, 5, 0], rooms) == (120, 120, 0)


def test_spread_follows_the_days_of_the_weeks() -> None:
    rooms = [Extent(0, 35 * HOUR), Extent(0, 14 * HOUR)]
    assert spread_onsite(21 * HOUR, [5, 2], rooms) == (15 * HOUR, 6 * HOUR)


def test_the_room_of_a_week_follows_its_days() -> None:
    full, short = year(2, holidays=[1]).weeks
    a_week = Extent(16 * HOUR, 32 * HOUR)
    assert onsite_room(full, Activity.SCHOOL, WORKDAY, a_week) == a_week
    rooms = onsite_room(short, Activity.SCHOOL, WORKDAY, a_week)
    assert rooms == Extent(12 * HOUR + 45, 25 * HOUR + 30)  # of 12.8 h and 25.6 h
    assert onsite_room(full, SPLIT, WORKDAY, Extent(0, None)) == Extent(0, 14 * HOUR)
    assert onsite_room(full, Activity.COMPANY, WORKDAY, a_week) == Extent(0, 0)


def test_a_split_week_has_hours_at_both_places_and_loses_the_holiday_at_one() -> None:
    """The holiday is a Tuesday, a day at school."""
    who = cohort(others={SPLIT: ActivityRules()}, onsite=21 * HOUR)
    when = year(3, holidays=[1])
    row = planned(who, "MME", when, sessions=[1, 0, 0])
    hours = week_hours(row, Case(programme(who), when))
    assert [week.onsite for week in hours] == [14 * HOUR, 7 * HOUR, 0]
    assert [week.company for week in hours] == [21 * HOUR - 210, 21 * HOUR, 35 * HOUR]
    found = totals(row, Case(programme(who), when))
    assert (found.school_weeks, found.company_weeks) == (0, 1)
    assert found.weeks == {SPLIT: 2, Activity.COMPANY: 1}
    assert dict(found.days) == {Place.SCHOOL: 3, Place.COMPANY: 11}
    assert found.company_contract == 11 * 7 * HOUR


def test_french_holidays_are_not_kept_abroad() -> None:
    week = year(1, holidays=[0]).weeks[0]
    assert teaching_days(week, Activity.SCHOOL) == 4
    assert teaching_days(week, Activity.ABROAD) == 5


def test_hours_on_site_are_spread_semester_by_semester() -> None:
    semesters = (Semester("S1", Window(end=NumberedWeek(15)), onsite=20 * HOUR),)
    who = cohort(onsite=50 * HOUR, semesters=semesters)
    row = with_onsite(planned(who, "CECC"), Case(programme(who), year(4)))
    assert row.onsite == (20 * HOUR, 0, 15 * HOUR, 15 * HOUR)


def test_weeks_of_leave_are_not_deducted_twice() -> None:
    who = cohort(others={Activity.LEAVE: ActivityRules()})
    of = programme(who, leave=replace(programme().leave, weeks=2))
    when = year(4)
    net = [totals(planned(who, row, when), Case(of, when)).company_net for row in ("CEEE", "CEEL")]
    assert net == [35 * HOUR, 35 * HOUR]


def test_company_hours_lose_holidays_and_sessions_but_not_leave() -> None:
    who = cohort()
    rules = programme(who)
    when = year(3, holidays=[1])
    row = planned(who, "CEE", when, sessions=[0, 2, 0])
    assert [hours.company for hours in week_hours(row, Case(rules, when))] == [
        0,
        (35 - 7 - 7) * HOUR,
        35 * HOUR,
    ]
    assert totals(row, Case(rules, when)).company == 56 * HOUR


def test_the_published_planning_has_the_published_company_hours(published: Planning) -> None:
    """1029, 1043 and 1001 h (reference: 35 h a week, less holidays, less sessions)."""
    found = [totals(c, published.case) for c in published.cohorts]
    assert [t.company for t in found] == [1029 * HOUR, 1043 * HOUR, 1001 * HOUR]
    assert [t.company_net for t in found] == [854 * HOUR, 868 * HOUR, 826 * HOUR]
    assert [t.academic for t in found] == [601 * HOUR, 600 * HOUR, 601 * HOUR]
    assert not any(t.sessions_given for t in found)


def test_hours_that_are_not_given_are_not_counted_as_zero(published: Planning) -> None:
    row = published.cohorts[0]
    hours = week_hours(row, published.case)
    assert add_hours(hours).company is None


@pytest.mark.parametrize(("index", "month"), [(0, 4), (3, 4), (4, 5)])
def test_a_week_counts_in_the_month_of_its_wednesday(index: int, month: int) -> None:
    assert month_of(year(5).weeks[index]).month == month
