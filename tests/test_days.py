"""Years planned by days, against every planning of two or three weeks, written down and judged.

The oracle is in plain words over strings of letters, one for each day: C at school, E in company.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import groupby, pairwise, product
from typing import NamedTuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from planner.planning.check import check, keeps_every_rule
from planner.planning.grid import PlanningGrid
from planner.planning.ledger import totals
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.block_shapes import BlockShape, Extent
from planner.programme.cohort import Cohort, CutWeeks, SessionRules
from planner.programme.names import ObjectiveName, RuleName
from planner.programme.site import Campus
from planner.rules.case import Case
from planner.rules.statement import Aspect
from planner.solver import narrowing
from planner.solver.conflicts import FeasibilitySearch, conflicts
from planner.solver.solve import Infeasible, Solved, solve
from planner.year.activity import Activity, Place
from planner.year.moments import DayClosure, NumberedWeek, Window
from planner.year.weeks import HOUR, QUARTER, AcademicYear
from tests.builders import LETTERS, NAMES, cohort, programme, year
from tests.explaining import is_needed

DAYS = 5
TUESDAY = date(2023, 4, 4)
"""Of the first week."""

RANKING = (
    ObjectiveName.CAMPUS_OVERLAP,
    ObjectiveName.JOURNEYS,
    ObjectiveName.SCHOOL_ABSENCE,
    ObjectiveName.BLOCK_BALANCE,
    ObjectiveName.WEEK_ORDER,
    ObjectiveName.SESSION_SPREAD,
)


def by_days(weeks: int, closed: int | None = None, holiday: int | None = None) -> AcademicYear:
    """Lay out a short year that is planned by days."""
    laid = year(weeks, () if closed is None else (closed,), () if holiday is None else (holiday,))
    return replace(laid, by_days=True)


@dataclass(frozen=True)
class Stays:
    """What is asked of the blocks of an activity: their weeks, their number, their days."""

    shortest: int = 1
    longest: int | None = None
    number: int | None = None
    shortest_days: int | None = None
    longest_days: int | None = None

    @property
    def shape(self) -> BlockShape:
        return BlockShape(
            self.shortest,
            self.longest,
            None if self.number is None else Extent.just(self.number),
            balanced=True,
            shortest_days=self.shortest_days,
            longest_days=self.longest_days,
        )

    def admit(self, lengths: list[int]) -> bool:
        """Tell whether they admit blocks of so many days."""
        weeks = 0 if self.shortest == 1 else self.shortest * DAYS
        return self.number in (None, len(lengths)) and all(
            n >= max(weeks, self.shortest_days or 1)
            and n <= (self.longest or 99) * DAYS
            and n <= (self.longest_days or 99)
            for n in lengths
        )


@dataclass(frozen=True)
class Asked:
    """What is asked of a class: weeks at school, blocks, days of changes.

    Attributes
    ----------
    changes_at
        Further days on which it may change, from 0 for the first Monday of the year.
    count
        How its weeks at school count those that are cut.
    starts, ends
        Its first and its last day, where it is not there all year.
    """

    weeks: tuple[int, int]
    school: Stays
    company: Stays
    changes_on: frozenset[int]
    changes_at: frozenset[int] = frozenset()
    count: CutWeeks = CutWeeks.FIFTHS
    starts: int | None = None
    ends: int | None = None

    def cohort(self, name: str) -> Cohort:
        return cohort(
            id=name,
            school_weeks=Extent(*self.weeks),
            school_blocks=self.school.shape,
            company_blocks=self.company.shape,
            changes_on=self.changes_on,
            count_cut_weeks=self.count,
            changes_at=tuple(map(_date, self.changes_at)),
            starts=None if self.starts is None else _date(self.starts),
            ends=None if self.ends is None else _date(self.ends),
        )

    def rows(self, when: AcademicYear) -> list[str]:
        """Write down every year that keeps what is asked, as letters of days, from day to day."""
        first, length = self.starts or 0, DAYS * len(when)
        last = length - 1 if self.ends is None else self.ends
        found = ["O" * first]
        for day in range(first, last + 1):
            longer = (days + letter for days in found for letter in "CE")
            found = [days for days in longer if self._may_go_on(days, day == first, when)]
        whole = (days + "O" * (length - 1 - last) for days in found)
        return [days for days in whole if self._keeps(days, when)]

    def _may_go_on(self, days: str, is_first: bool, when: AcademicYear) -> bool:
        """Tell whether a beginning may become such a year, by its last day and what that ends."""
        before, letter = days[:-1], days[-1]
        if letter == "C":
            if when.weeks[len(before) // DAYS].closed:
                return False
            if self.count is CutWeeks.FIFTHS and days.count("C") > self.weeks[1] * DAYS:
                return False
        if is_first or before[-1] == letter:
            return True
        ended = len(before) - len(before.rstrip(before[-1]))
        begun, most = len(_blocks(days, letter)), self._stays(letter).number
        return (
            self._may_change(len(before))
            and replace(self._stays(before[-1]), number=None).admit([ended])
            and (most is None or begun <= most)
        )

    def _stays(self, letter: str) -> Stays:
        return self.school if letter == "C" else self.company

    def _may_change(self, day: int) -> bool:
        return day % DAYS in self.changes_on or day in self.changes_at

    def _keeps(self, days: str, when: AcademicYear) -> bool:
        if not self.weeks[0] <= _weeks_at_school(days, self.count) <= self.weeks[1]:
            return False
        turns = [n for n, (a, b) in _steps(days) if a != b and "O" not in (a, b)]
        if not all(map(self._may_change, turns)):
            return False
        if any(day == "C" and when.weeks[n // DAYS].closed for n, day in enumerate(days)):
            return False
        return all(self._stays(letter).admit(_blocks(days, letter)) for letter in "CE")


def _date(day: int) -> date:
    return year(1).weeks[0].monday + timedelta(days=day // DAYS * 7 + day % DAYS)


def _weeks_at_school(days: str, count: CutWeeks) -> float:
    weeks = [days[first : first + DAYS] for first in range(0, len(days), DAYS)]
    if count is CutWeeks.FIFTHS:
        return days.count("C") / DAYS
    return sum({*week} == {"C"} if count is CutWeeks.WHOLE else "C" in week for week in weeks)


def _steps(days: str) -> Iterator[tuple[int, tuple[str, str]]]:
    return enumerate(pairwise(days), start=1)


def _blocks(days: str, letter: str) -> list[int]:
    return [len(list(run)) for here, run in groupby(days) if here == letter]


class Told(NamedTuple):
    """What the objectives say of the year of a class, counted in days, but for the last.

    Attributes
    ----------
    campus
        The days on which it is at school, as the bits of a number.
    """

    days: str
    campus: int
    journeys: int
    absence: int
    imbalance: int
    order: int

    @classmethod
    def of(cls, row: str, who: str, when: AcademicYear) -> "Told":
        return cls(
            row,
            sum(1 << day for day in _at_school(row, who, when)),
            _journeys(row, when),
            _absence(row, when),
            sum(_imbalance(_blocks(row, letter)) for letter in "CE"),
            sum(n for n, day in enumerate(row, start=1) if day == "C"),
        )


def _values(rows: Sequence[Told]) -> tuple[int, ...]:
    """Return the objectives of the ranking, of one class or of two."""
    return (
        _together(rows),
        sum(row.journeys for row in rows),
        max(row.absence for row in rows),
        sum(row.imbalance for row in rows),
        sum(row.order for row in rows),
    )


def _together(rows: Sequence[Told]) -> int:
    """Count the days on which two classes are at school."""
    return sum((one.campus & other.campus).bit_count() for one, other in pairwise(rows))


def _at_school(row: str, who: str, when: AcademicYear) -> list[int]:
    """Return the days on which a class is at school: none on a holiday or a closed day."""
    closed = {each.first: each for each in when.single_days}
    return [
        day
        for day, letter in enumerate(row)
        if letter == "C" and _is_worked(day, when)
        if not ((single := closed.get(_date(day))) and single.concerns(who))
    ]


def _is_worked(day: int, when: AcademicYear) -> bool:
    week = when.weeks[day // DAYS]
    return not (week.public_holidays and day % DAYS == 1)


def _journeys(row: str, when: AcademicYear) -> int:
    places = [place for day, place in enumerate(row) if place != "O" and _is_worked(day, when)]
    return sum(a != b for a, b in pairwise(places))


def _absence(row: str, when: AcademicYear) -> int:
    here = [
        place == "O" or (place == "C" and _is_worked(day, when)) for day, place in enumerate(row)
    ]
    return max((len(list(run)) for present, run in groupby(here) if not present), default=0)


def _imbalance(lengths: list[int]) -> int:
    if not lengths:
        return 0
    level, more = divmod(sum(lengths), len(lengths))
    return sum(n * n for n in lengths) - sum((level + (n < more)) ** 2 for n in range(len(lengths)))


def _letters(row: CohortPlanning, when: AcademicYear) -> str:
    return "".join(NAMES[activity] for activity in PlanningGrid(row, when).steps)


UNITS = (DAYS, 1, DAYS, DAYS**2, DAYS**2)
"""By what the values counted in days are divided in reports."""

lengths = st.none() | st.integers(1, 2)
days_of_blocks = st.none() | st.integers(1, 8)
blocks = st.builds(
    Stays, st.integers(1, 2), lengths, st.none() | st.integers(1, 2), days_of_blocks, days_of_blocks
)
asked = st.builds(
    Asked,
    st.tuples(st.integers(0, 1), st.integers(1, 2)),
    blocks,
    blocks,
    st.frozensets(st.integers(0, 4)) | st.just(frozenset(range(DAYS))),
    st.frozensets(st.integers(0, 2 * DAYS - 1), max_size=3),
    st.sampled_from(CutWeeks),
    st.none() | st.integers(0, 5),
    st.none() | st.integers(6, 2 * DAYS - 1),
)


@given(
    classes=st.lists(asked, min_size=1, max_size=2),
    closed=st.none() | st.integers(0, 1),
    holiday=st.none() | st.integers(0, 1),
    most=st.none() | st.just(1),
    single=st.none() | st.tuples(st.integers(0, 9), st.sampled_from([(), ("1A",), ("2A",)])),
)
@example([Asked((1, 1), Stays(1, 1, 1), Stays(), frozenset(range(DAYS)))] * 2, None, None, 1, None)
def test_the_best_of_two_weeks_is_found_and_proven(
    classes: list[Asked],
    closed: int | None,
    holiday: int | None,
    most: int | None,
    single: tuple[int, tuple[str, ...]] | None,
) -> None:
    assert_best_is_found_and_proven(classes, closed, holiday, most, single)


ANY_DAY = frozenset(range(DAYS))


@st.composite
def asked_of_three_weeks(draw: st.DrawFn, few: bool) -> Asked:
    """Draw a class that changes on any day, or on few; of any day, its stays are limited."""
    found = draw(asked)
    weeks = draw(st.integers(0, 2))
    one = replace(
        found,
        weeks=(weeks, weeks + draw(st.integers(0, 2))),
        changes_on=draw(st.frozensets(st.integers(0, 4), max_size=1)) if few else ANY_DAY,
        changes_at=frozenset({draw(st.integers(1, 3 * DAYS - 1))}) if few else frozenset(),
        ends=draw(st.none() | st.integers(10, 3 * DAYS - 1)),
    )
    if few:
        return one
    school = replace(one.school, number=draw(st.integers(1, 3)), shortest=1)
    return replace(one, school=school, company=replace(one.company, number=None, shortest=1))


@settings(max_examples=40)
@given(
    one=asked_of_three_weeks(few=False),
    other=st.none() | asked_of_three_weeks(few=True),
    closed=st.none() | st.integers(0, 2),
    holiday=st.none() | st.integers(0, 2),
    most=st.none() | st.just(1),
    single=st.none() | st.tuples(st.integers(0, 14), st.sampled_from([(), ("1A",), ("2A",)])),
)
@example(Asked((1, 2), Stays(number=2), Stays(), ANY_DAY), None, None, 2, None, (7, ("1A",)))
def test_the_best_of_three_weeks_is_found_and_proven(
    one: Asked,
    other: Asked | None,
    closed: int | None,
    holiday: int | None,
    most: int | None,
    single: tuple[int, tuple[str, ...]] | None,
) -> None:
    """On any day of three weeks, beside a class that changes on few."""
    classes = [one, other] if other else [one]
    assert_best_is_found_and_proven(classes, closed, holiday, most, single, weeks=3)


SPLIT = (
    [Asked((1, 2), Stays(), Stays(), ANY_DAY)] * 2,
    [Asked((1, 1), Stays(1, 1, 2), Stays(), ANY_DAY), Asked((1, 1), Stays(), Stays(), ANY_DAY)],
    [Asked((1, 1), Stays(1, 2, 1), Stays(1, 1), ANY_DAY)] * 2,
)


@pytest.mark.parametrize("classes", SPLIT)
def test_the_best_is_found_in_parts(classes: list[Asked], monkeypatch: pytest.MonkeyPatch) -> None:
    """As years with many arcs are planned: by weeks first, then in parts as small as can be."""
    monkeypatch.setattr(narrowing, "_FEW_A_CLASS", 0)
    monkeypatch.setattr(narrowing, "_FEW", 0)
    assert_best_is_found_and_proven(classes, None, 1, None, None)


def assert_best_is_found_and_proven(
    classes: list[Asked],
    closed: int | None,
    holiday: int | None,
    most: int | None,
    single: tuple[int, tuple[str, ...]] | None,
    weeks: int = 2,
) -> None:
    when = by_days(weeks, closed, holiday)
    if single and single[0] // DAYS != closed and _is_worked(single[0], when):
        day = _date(single[0])
        when = replace(when, single_days=(DayClosure(day, day, cohorts=single[1]),))
    who = [each.cohort(f"{n}A") for n, each in enumerate(classes, start=1)]
    case = Case(programme(*who, ranking=RANKING, campus=Campus(cohorts=most)), when)
    told = [
        [Told.of(row, cohort.id, when) for row in each.rows(when)]
        for cohort, each in zip(who, classes, strict=True)
    ]
    every = (_values(rows) for rows in product(*told) if most is None or not _together(rows))
    outcome, least = solve(case), min(every, default=None)
    if least is None:
        assert outcome == Infeasible()
        return
    assert isinstance(outcome, Solved)
    rows = [Told.of(_letters(row, when), row.cohort.id, when) for row in outcome.planning.cohorts]
    assert all(row in among for row, among in zip(rows, told, strict=True))
    assert _values(rows) == least
    expected = [value / unit for value, unit in zip(least, UNITS, strict=True)]
    assert [o.value for o in outcome.objectives][:-1] == pytest.approx(expected)
    assert all(o.proven for o in outcome.objectives)
    assert not any(check.breaches for check in check(outcome.planning))


@given(
    one=asked, closed=st.none() | st.integers(0, 1), days=st.text("CEO", min_size=10, max_size=10)
)
def test_the_checker_tells_which_years_keep_what_is_asked(
    one: Asked, closed: int | None, days: str
) -> None:
    when = by_days(2, closed)
    case = Case(programme(one.cohort("1A")), when)
    steps = [LETTERS[day] for day in days]
    row = CohortPlanning(case.programme.cohorts[0], when.of_steps(steps), (0, 0), (0, 0))
    assert _letters(row, when) == days
    assert totals(row, case).school_weeks == pytest.approx(_weeks_at_school(days, one.count))
    broken = {each.rule.name for each in check(Planning(case, (row,))) if each.breaches}
    assert (not broken - HOURS) == (days in set(one.rows(when)))


HOURS = {RuleName.ONSITE_A_WEEK, RuleName.ACADEMIC_HOURS, RuleName.COMPANY_HOURS}


@given(one=asked, sessions=st.integers(1, 4))
def test_sessions_lie_on_days_in_company(one: Asked, sessions: int) -> None:
    when = by_days(2, holiday=1)
    asks = SessionRules(sessions, (0, 1, 2, 3, 4))
    case = Case(programme(replace(one.cohort("1A"), sessions=asks)), when)
    outcome = solve(case)
    if isinstance(outcome, Solved):
        row = outcome.planning.cohorts[0]
        days = [
            week.days_at(a, Place.COMPANY)
            for week, a in zip(when.weeks, row.activities, strict=True)
        ]
        assert sum(row.placed_sessions) == sessions
        assert all(n <= 2 * room for n, room in zip(row.placed_sessions, days, strict=True))


def test_two_classes_that_hand_over_within_a_week_are_not_together() -> None:
    """Three weeks, one place: each class has a week and a half of it."""
    anyhow = frozenset(range(DAYS))
    ranked = (ObjectiveName.JOURNEYS, ObjectiveName.WEEK_ORDER, ObjectiveName.SESSION_SPREAD)
    who = [
        cohort(id=name, school_weeks=Extent(1, 2), school_blocks=shape, changes_on=anyhow)
        for name, shape in (
            ("1A", BlockShape(count=Extent.just(1))),
            ("2A", BlockShape(count=Extent.just(1), shortest=1)),
        )
    ]
    full = replace(who[1], school_weeks=Extent.just(2))
    case = Case(programme(who[0], full, ranking=ranked, campus=Campus(cohorts=1)), by_days(3))
    outcome = solve(case)
    assert isinstance(outcome, Solved)
    days = [_letters(row, case.year) for row in outcome.planning.cohorts]
    assert all("C" not in (a, b) or a != b for a, b in zip(*days, strict=True))


def test_a_lost_day_is_due_on_that_day_alone() -> None:
    """Of a week with one lost day, its days have room for what the week has."""
    when = replace(by_days(1), single_days=(DayClosure(TUESDAY, TUESDAY, lost=True),))
    who = cohort(school_weeks=None, onsite=None, academic_hours=None, changes_on=frozenset({3}))
    (part,) = Case(programme(who), when).onsite_parts[who.id]
    rooms = [part.teaching.room(day, Activity.SCHOOL) for day in when.steps]
    assert [room.high for room in rooms] == [7 * HOUR] * DAYS
    assert part.teaching.room(when.weeks[0], Activity.SCHOOL).high == 35 * HOUR


def test_hours_accepted_by_days_have_room_in_weeks() -> None:
    """Four days of a week with an hour at least have 45 minutes at least; a day's share is 12."""
    who = cohort(
        school_weeks=None,
        onsite=QUARTER,
        academic_hours=None,
        onsite_a_week=Extent(HOUR, None),
        changes_on=frozenset(range(DAYS)),
        school_blocks=BlockShape(shortest_days=4, count=Extent.just(1)),
    )
    assert solve(Case(programme(who), by_days(1))) == Infeasible()
    outcome = solve(Case(programme(replace(who, onsite=4 * QUARTER)), by_days(1)))
    assert isinstance(outcome, Solved)
    assert keeps_every_rule(outcome.planning)


def test_a_conflict_by_days_has_the_place_and_the_lengths_of_blocks() -> None:
    """In company in the first week only, at school never: two days or two weeks, all the same."""
    when = by_days(2)
    first_week = BlockShape(windows=(Window(end=NumberedWeek(14)),), count=Extent(0, 1))
    who = cohort(
        school_weeks=Extent.just(0), company_blocks=first_week, changes_on=frozenset({0, 4})
    )
    case = Case(programme(who), when)
    (found,) = conflicts(case, FeasibilitySearch()).found
    rules = {(demand.name, demand.aspect) for demand in found.demands}
    assert rules == {
        (RuleName.SCHOOL_WEEKS, Aspect.VALUE),
        (RuleName.COMPANY_BLOCKS, Aspect.PLACE),
    }
    assert is_needed(case, found)
    short = replace(who, company_blocks=BlockShape(longest=1))
    (found,) = conflicts(Case(programme(short), when), FeasibilitySearch()).found
    assert {demand.aspect for demand in found.demands} == {Aspect.VALUE, Aspect.LENGTH}
