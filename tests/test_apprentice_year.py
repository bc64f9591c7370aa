from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.apprentices.apprentice import HALF_DAYS, Apprentice, HalfDay, Part, Span
from planner.apprentices.day import Hours
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.planning.ledger import totals
from planner.planning.planning import Edition, Planning
from planner.programme.cohort import Event
from planner.rules.case import Case
from planner.year.activity import Place
from planner.year.moments import MonthDay
from planner.year.weeks import HOUR, Week
from tests.builders import SPLIT, altered, cohort, employed, planned, programme, year

SOMEBODY = employed("Exemple", "Camille", "1A", "Société Fictive")


def of(
    letters: str, sessions: list[int], who: Apprentice = SOMEBODY, **changes: object
) -> ApprenticeYear:
    """Lay out a small year written in letters, of 20 h on site."""
    rules = programme(cohort(onsite=20 * HOUR, **changes))
    weeks = year(len(letters), holidays=[1])
    rows = (planned(rules.cohorts[0], letters, weeks, sessions),)
    return apprentice_year(who, Planning(Case(rules, weeks), rows))


def test_every_day_of_the_year_has_its_place() -> None:
    found = of("CE", [0, 1])
    assert [day.date for day in found.days] == [date(2023, 4, 3) + timedelta(n) for n in range(14)]
    assert [day.place for day in found.week(0)] == [Place.SCHOOL] * 5 + [None] * 2
    assert [day.is_off for day in found.week(1)] == [False, True] + [False] * 5
    assert found.week(1)[0].sessions == (Part.MORNING,)


def test_hours_of_a_day() -> None:
    found = of("CE", [0, 1])
    assert {day.hours.onsite for day in found.week(0)[:5]} == {4 * HOUR}
    assert [day.hours.company for day in found.week(1)[:3]] == [210, 0, 7 * HOUR]
    assert found.hours == Hours(20 * HOUR, 210, 4 * 7 * HOUR - 210, 1)


def test_a_week_of_two_places_has_sessions_on_its_days_in_company() -> None:
    rules = programme(cohort(onsite=HOUR * 14))
    weeks = year(1)
    row = planned(rules.cohorts[0], "M", weeks, [2])
    found = apprentice_year(SOMEBODY, Planning(Case(rules, weeks), (row,)))
    assert found.cohort.activities == (SPLIT,)
    assert [len(day.sessions) for day in found.days] == [0, 0, 1, 1, 0, 0, 0]
    assert [day.hours.onsite for day in found.days[:3]] == [7 * HOUR, 7 * HOUR, 0]


def test_the_year_adds_up_to_the_ledger_month_by_month(edition: Edition) -> None:
    for row in edition.planning.cohorts:
        found = apprentice_year(replace(SOMEBODY, cohort=row.cohort.id), edition.planning)
        ledger = totals(row, edition.planning.case)
        months = [month.hours for month in found.months]
        assert sum(m.onsite for m in months) == ledger.onsite == found.hours.onsite
        assert sum(m.remote for m in months) == ledger.remote == found.hours.remote
        assert sum(m.company for m in months) == ledger.company == found.hours.company
        assert sum(m.sessions for m in months) == ledger.sessions == row.cohort.sessions.total
        assert found.is_whole
        assert len(found.days) == 371
        assert (found.months[0].first, len(found.months)) == (date(2026, 9, 1), 14)


closures = st.lists(
    st.integers(0, 370).map(lambda n: date(2026, 9, 28) + timedelta(n)), max_size=20
).map(lambda days: tuple(Span(day, day + timedelta(n % 4)) for n, day in enumerate(days)))
moments = st.integers(0, 370).map(lambda n: date(2026, 9, 28) + timedelta(n))
preferences = st.lists(st.sampled_from(HALF_DAYS), unique=True, max_size=3).map(tuple)


@settings(max_examples=25)
@given(closures, moments, st.none() | moments, preferences, st.sampled_from(["1A", "2A", "3A"]))
def test_sessions_lie_on_open_days_of_the_contract_and_hours_there_only(
    edition: Edition,
    closed: tuple[Span, ...],
    start: date,
    end: date | None,
    preferred: tuple[HalfDay, ...],
    promotion: str,
) -> None:
    who = employed(
        "X", "Y", promotion, "Z", start=start, end=end, closed=closed, half_days=preferred
    )
    found = apprentice_year(who, edition.planning)
    whole = apprentice_year(altered(who, start=None, end=None), edition.planning)
    assert all(day.place is not Place.SCHOOL for day in found.days[: -len(whole.days)])
    for day, other in zip(found.days[-len(whole.days) :], whole.days, strict=True):
        covered = start <= day.date <= (end or day.date)
        assert day.in_contract == covered
        if not day.is_bound:
            assert day.hours == Hours(0, 0, 0, 0)
        if day.sessions:
            assert day.place is Place.COMPANY
            assert not day.is_holiday
            assert not day.company_closed
        assert day.hours.onsite == (other.hours.onsite if day.is_bound else 0)
    weeks = {unplaced.week: unplaced for unplaced in found.unplaced}
    for index, due in enumerate(found.cohort.placed_sessions):
        days = found.week(index)
        placed = sum(len(day.sessions) for day in days)
        if index in weeks:
            assert (weeks[index].sessions, weeks[index].room) == (due, placed)
            assert placed < due
        else:
            assert placed == due or not any(day.in_contract for day in days[:5])


def test_a_company_closed_all_week_leaves_sessions_without_room() -> None:
    closed = Span(date(2023, 4, 11), date(2023, 4, 16))
    found = of("CEE", [0, 2, 1], altered(SOMEBODY, closed=(closed,)))
    assert found.week(1)[0].sessions == (Part.MORNING, Part.AFTERNOON)
    assert not found.unplaced
    shut = replace(closed, first=date(2023, 4, 10))
    (unplaced,) = of("CEE", [0, 2, 1], altered(SOMEBODY, closed=(shut,))).unplaced
    assert (unplaced.week, unplaced.sessions, unplaced.room) == (1, 2, 0)


def test_a_week_outside_the_contract_asks_for_no_room() -> None:
    found = of("EE", [2, 1], altered(SOMEBODY, start=date(2023, 4, 12)))
    assert not found.unplaced
    assert found.hours.sessions == 1
    assert not found.is_whole


def test_the_main_leave_lies_in_whole_weeks_of_summer_without_sessions(edition: Edition) -> None:
    found = apprentice_year(SOMEBODY, edition.planning)
    weeks: list[Week] = list(edition.planning.year.weeks)
    sessions = found.cohort.placed_sessions
    for span in found.summer_leave:
        inside = [n for n, week in enumerate(weeks) if week.monday in span]
        assert len(inside) >= edition.planning.programme.leave.consecutive
        assert all(found.cohort.activities[n].takes_leave and not sessions[n] for n in inside)
        assert span.first >= date(2027, 5, 1)
    assert found.summer_leave
    late = altered(SOMEBODY, end=found.summer_leave[0].first + timedelta(8))
    assert not apprentice_year(late, edition.planning).summer_leave


def test_an_event_stands_on_its_day() -> None:
    event = Event("Soutenance", MonthDay(4, 12), SPLIT)
    found = of("CE", [0, 0], events=(event,))
    assert [day.date for day in found.days if day.events] == [date(2023, 4, 12)]


def test_a_planning_without_the_cohort_or_without_hours_is_refused(edition: Edition) -> None:
    with pytest.raises(ValueError, match="4A"):
        apprentice_year(replace(SOMEBODY, cohort="4A"), edition.planning)
    bare = replace(
        edition.planning,
        cohorts=tuple(replace(row, onsite=None) for row in edition.planning.cohorts),
    )
    with pytest.raises(ValueError, match="on site"):
        apprentice_year(SOMEBODY, bare)
