"""Objectives measured by hand, and proven values against a dynamic programme of its own."""

from functools import cache

import pytest

from planner.domain import Activity, BlockShape, Cohort, ObjectiveName, Planning, Programme, Target
from planner.measures import objective_value
from planner.objectives import least_squares
from planner.programme_file import academic_year_of
from planner.solve import Solved, solve
from tests.builders import cohort, planning, programme, year


def _three(**changes: object) -> Programme:
    return programme(*(cohort(id=f"{n}A", **changes) for n in (1, 2, 3)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (ObjectiveName.CAMPUS_PEAK, 3),
        (ObjectiveName.CAMPUS_OVERLAP, 2),
        (ObjectiveName.WEEK_ORDER, (1 + 2) + (2 + 3) + 2),
    ],
)
def test_measures_of_the_campus(name: ObjectiveName, value: int) -> None:
    found = planning(_three(), year(4), "CCEE", "ECCE", "ECEJ")
    assert objective_value(name, found) == value


def test_shortfall_is_counted_in_hours_for_those_under_the_target_only() -> None:
    found = planning(
        programme(
            cohort(id="1A", company_hours=Target(80 * 60, 6000)),
            cohort(id="2A", company_hours=Target(30 * 60, 6000)),
        ),
        year(3),
        "CEE",
        "CEE",
    )
    assert objective_value(ObjectiveName.COMPANY_SHORTFALL, found) == 10


def test_balance_is_the_excess_over_the_most_even_blocks() -> None:
    shape = BlockShape(shortest=1, balanced=True)
    found = planning(
        programme(cohort(school_blocks=shape, company_blocks=BlockShape(shortest=1))),
        year(9),
        "CCCCECEEE",
    )
    assert objective_value(ObjectiveName.BLOCK_BALANCE, found) == 16 + 1 - (9 + 4)


@pytest.mark.parametrize(("total", "count", "squares"), [(17, 6, 49), (17, 2, 145), (0, 0, 0)])
def test_least_squares(total: int, count: int, squares: int) -> None:
    assert least_squares(total, count) == squares


def test_the_published_planning_measures_as_published(published: Planning) -> None:
    """Peak 3, 15 weeks shared, 16 cohort-weeks of overlap."""
    assert objective_value(ObjectiveName.CAMPUS_PEAK, published) == 3
    assert objective_value(ObjectiveName.CAMPUS_OVERLAP, published) == 16
    assert objective_value(ObjectiveName.SESSION_SPREAD, published) is None


def _oracle(who: Cohort, closed: tuple[bool, ...]) -> tuple[int, int]:
    """Give the least sum of squared block lengths of a cohort, then the earliest school weeks.

    A dynamic programme over blocks, week by week, for a year that starts in company and ends at
    school; it shares nothing with the network.
    """
    weeks = len(closed)
    schools, company = who.school_blocks, who.company_blocks

    @cache
    def best(week: int, at_school: bool, left: int, blocks: int) -> tuple[float, float]:
        if week == weeks:
            return (0, 0) if not at_school and not left and not blocks else (float("inf"), 0)
        shape = schools if at_school else company
        found = (float("inf"), 0.0)
        for length in range(shape.shortest, min(shape.longest or weeks, weeks - week) + 1):
            if at_school and (any(closed[week : week + length]) or length > left or not blocks):
                break
            used = length if at_school else 0
            rest = best(week + length, not at_school, left - used, blocks - at_school)
            order = sum(range(week + 1, week + length + 1)) if at_school else 0
            found = min(found, (length**2 + rest[0], order + rest[1]))
        return found

    squares, order = best(0, False, who.school_weeks, schools.count or 0)
    return int(squares), int(order)


@pytest.mark.parametrize("start", [2021, 2025, 2026])
@pytest.mark.parametrize("index", [0, 1])
def test_a_single_cohort_has_the_balance_and_order_of_the_oracle(
    albi: Programme, start: int, index: int
) -> None:
    who = albi.cohorts[index]
    ranking = (
        ObjectiveName.BLOCK_BALANCE,
        ObjectiveName.WEEK_ORDER,
        ObjectiveName.SESSION_SPREAD,
    )
    alone = programme(who, ranking=ranking, leave=albi.leave)
    when = academic_year_of(albi, start)
    outcome = solve(alone, when)
    assert isinstance(outcome, Solved)
    squares, order = _oracle(who, tuple(week.closed for week in when.weeks))
    row = outcome.planning.cohorts[0]
    lengths = [block.length for block in row.blocks]
    assert sum(n * n for n in lengths) == squares
    least = sum(
        least_squares(row.count(a), sum(b.activity is a for b in row.blocks))
        for a in (Activity.SCHOOL, Activity.COMPANY)
    )
    assert [o.value for o in outcome.objectives[:2]] == [squares - least, order]
    assert all(o.proven for o in outcome.objectives)
