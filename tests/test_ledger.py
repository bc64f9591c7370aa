from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain import HOUR, Planning
from planner.ledger import (
    HALF_HOUR,
    add_hours,
    month_of,
    spread_onsite,
    totals,
    week_hours,
)
from tests.builders import cohort, planned, programme, year

DAYS = st.lists(st.integers(0, 5), min_size=1, max_size=53)


@given(st.integers(0, 1200), DAYS)
def test_spread_adds_up_and_follows_the_stated_rule(halves: int, days: list[int]) -> None:
    """Each share is the exact one rounded down, or half an hour more at the larger remainders."""
    spread = spread_onsite(halves * HALF_HOUR, days)
    if not sum(days):
        assert set(spread) == {0}
        return
    assert sum(spread) == halves * HALF_HOUR
    exact = [Fraction(halves * day, sum(days)) for day in days]
    extra = [
        minutes // HALF_HOUR - int(share) for minutes, share in zip(spread, exact, strict=True)
    ]
    assert set(extra) <= {0, 1}
    order = sorted(range(len(days)), key=lambda n: (-(exact[n] - int(exact[n])), n))
    assert [extra[n] for n in order] == sorted(extra, reverse=True)


@given(st.integers(0, 1200), DAYS)
def test_spread_never_exceeds_the_day_if_the_total_fits(halves: int, days: list[int]) -> None:
    day = 7 * HOUR
    if halves * HALF_HOUR <= day * sum(days):
        spread = spread_onsite(halves * HALF_HOUR, days)
        assert all(minutes <= day * n for minutes, n in zip(spread, days, strict=True))


def test_spread_gives_the_left_over_half_hours_to_the_earliest_of_equal_weeks() -> None:
    assert spread_onsite(4 * HOUR, [5, 5, 5]) == (90, 90, 60)


def test_company_hours_lose_holidays_and_sessions_but_not_leave() -> None:
    who = cohort(school_weeks=1)
    rules = programme(who)
    when = year(3, holidays=[1])
    row = planned(who, "CEE", when, sessions=[0, 2, 0])
    assert [hours.company for hours in week_hours(row, when.weeks, rules.workday)] == [
        0,
        (35 - 7 - 7) * HOUR,
        35 * HOUR,
    ]
    assert totals(row, when.weeks, rules).company == 56 * HOUR


def test_the_published_planning_has_the_published_company_hours(published: Planning) -> None:
    """1029, 1043 and 1001 h (reference: 35 h a week, less holidays, less sessions)."""
    found = [totals(c, published.year.weeks, published.programme) for c in published.cohorts]
    assert [t.company for t in found] == [1029 * HOUR, 1043 * HOUR, 1001 * HOUR]
    assert [t.company_net for t in found] == [854 * HOUR, 868 * HOUR, 826 * HOUR]
    assert [t.academic for t in found] == [601 * HOUR, 600 * HOUR, 601 * HOUR]
    assert not any(t.sessions_given for t in found)


def test_hours_that_are_not_given_are_not_counted_as_zero(published: Planning) -> None:
    row = published.cohorts[0]
    hours = week_hours(row, published.year.weeks, published.programme.workday)
    assert add_hours(hours).company is None


@pytest.mark.parametrize(("index", "month"), [(0, 4), (3, 4), (4, 5)])
def test_a_week_counts_in_the_month_of_its_wednesday(index: int, month: int) -> None:
    assert month_of(year(5).weeks[index]).month == month
