"""Objectives measured by hand, and proven values against a dynamic programme of its own."""

from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import Any

import pytest

from planner.planning.check import keeps_every_rule
from planner.planning.measures import objective_value
from planner.planning.planning import Planning
from planner.programme.block_shapes import BlockShape, Extent
from planner.programme.cohort import ActivityRules, Cohort, Pattern, PlannedWeek, Target, Wish
from planner.programme.file import academic_year_of
from planner.programme.names import ObjectiveName
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.rules.given import Given, Stay
from planner.rules.objectives import least_squares
from planner.solver.solve import Solved, solve
from planner.year.activity import Activity
from planner.year.weeks import AcademicYear
from tests.builders import LETTERS, SPLIT, cohort, held, planning, programme, year


def _three(**changes: object) -> Programme:
    return programme(*(cohort(id=f"{n}A", **changes) for n in (1, 2, 3)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (ObjectiveName.CAMPUS_PEAK, 3),
        (ObjectiveName.CAMPUS_OVERLAP, 2),
        (ObjectiveName.SHARED_WEEKS, 1),
        (ObjectiveName.PEOPLE_PEAK, 30),
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
    shape = BlockShape(balanced=True)
    found = planning(
        programme(cohort(school_blocks=shape, company_blocks=BlockShape())),
        year(9),
        "CCCCECEEE",
    )
    assert objective_value(ObjectiveName.BLOCK_BALANCE, found) == 16 + 1 - (9 + 4)


MIXED = (SPLIT, Activity.ABROAD, Activity.LEAVE)
ANY_OTHER = {"others": {activity: ActivityRules() for activity in MIXED}}
WISHES = {
    "wishes": (
        Wish(14, Activity.SCHOOL, 3),
        Wish(15, Activity.SCHOOL, 5),
        Wish(16, Activity.ABROAD, 7),
        Wish(53, Activity.SCHOOL, 100),
    )
}
RHYTHM = Pattern((Activity.SCHOOL, Activity.COMPANY), False, None, preferred=True)


@dataclass(frozen=True)
class Measured:
    """A value by hand, for one or several cohorts of the same rules."""

    name: ObjectiveName
    written: str
    value: float
    cohort: dict[str, Any] = field(default_factory=dict)
    year: AcademicYear | None = None
    given: Given | None = None


MEASURED = {
    "journeys": Measured(ObjectiveName.JOURNEYS, "CCEECE", 3),
    "a defence, leave and none are no stay": Measured(
        ObjectiveName.JOURNEYS, "CEJELEL-CJ-C", 1 + 1, ANY_OTHER
    ),
    "no stay at all": Measured(ObjectiveName.JOURNEYS, "LJ- CEC", 0 + 2, ANY_OTHER),
    "journeys of two cohorts": Measured(ObjectiveName.JOURNEYS, "CCEE CECE", 1 + 3),
    "journeys within split weeks": Measured(ObjectiveName.JOURNEYS, "CMMEXL", 3 + 1, ANY_OTHER),
    "school absence": Measured(ObjectiveName.SCHOOL_ABSENCE, "ECEEECEE", 3),
    "the longer absence of two cohorts": Measured(ObjectiveName.SCHOOL_ABSENCE, "CECECE CEEEEC", 4),
    "lessons of a split week or abroad end an absence": Measured(
        ObjectiveName.SCHOOL_ABSENCE, "EEMEELXE", 3, ANY_OTHER
    ),
    "no absence": Measured(ObjectiveName.SCHOOL_ABSENCE, "CCC", 0),
    "company absence": Measured(ObjectiveName.COMPANY_ABSENCE, "CCECMCLXCE", 4, ANY_OTHER),
    "never in company": Measured(ObjectiveName.COMPANY_ABSENCE, "CCCC", 4),
    "idle": Measured(
        ObjectiveName.IDLE_WEEKS,
        "CEJ-LM L-----",
        2 + 6,
        {**ANY_OTHER, "fixed_weeks": {17: Activity.NONE}},
    ),
    "wishes": Measured(ObjectiveName.WISHED_WEEKS, "CEC", 5 + 7, {**ANY_OTHER, **WISHES}),
    "wishes granted": Measured(ObjectiveName.WISHED_WEEKS, "CCX", 0, {**ANY_OTHER, **WISHES}),
    "wish for what cannot be": Measured(ObjectiveName.WISHED_WEEKS, "CCE", 7, WISHES),
    "departures": Measured(ObjectiveName.PATTERN_DEPARTURES, "CCEE", 2, {"patterns": (RHYTHM,)}),
    "closed weeks are no departures": Measured(
        ObjectiveName.PATTERN_DEPARTURES, "EEEE", 1, {"patterns": (RHYTHM,)}, year(4, closed=[0])
    ),
    "no pattern to depart from": Measured(ObjectiveName.PATTERN_DEPARTURES, "CCEE", 0),
    "closeness": Measured(
        ObjectiveName.CLOSENESS,
        "CCEE CECE",
        2,
        given=Given(near={"1A": (*held("CEC"), None)}),
    ),
    "moved sessions": Measured(
        ObjectiveName.MOVED_SESSIONS,
        "CEEE CECE",
        0,
        given=Given(near={"1A": (PlannedWeek(Activity.SCHOOL, 0), None, *held("EE"))}),
    ),
    "close to itself": Measured(
        ObjectiveName.CLOSENESS, "CCEE", 0, given=Given(near={"1A": held("CCEE")})
    ),
}


@pytest.mark.parametrize("case", MEASURED.values(), ids=MEASURED.keys())
def test_measures_by_hand(case: Measured) -> None:
    written = case.written.split()
    of = programme(*(cohort(id=f"{n}A", **case.cohort) for n in range(1, len(written) + 1)))
    when = case.year or year(len(written[0]))
    assert objective_value(case.name, planning(of, when, *written, given=case.given)) == case.value


def test_closeness_to_nothing_has_no_value() -> None:
    found = planning(programme(), year(3), "CCE")
    assert objective_value(ObjectiveName.CLOSENESS, found) is None


@dataclass(frozen=True)
class Small:
    """A tiny year, whose best planning a brute force can find."""

    name: ObjectiveName
    cohort: dict[str, Any]
    year: AcademicYear
    letters: str = "CE"
    given: Given | None = None


SPLIT_WEEKS = {"others": {SPLIT: ActivityRules(Extent(1, 2))}}
SMALL = {
    "journeys": Small(
        ObjectiveName.JOURNEYS,
        {"school_weeks": Extent(3, 4), "school_blocks": BlockShape(longest=2), **SPLIT_WEEKS},
        year(7, closed=[2]),
        "CEM",
    ),
    "school absence": Small(
        ObjectiveName.SCHOOL_ABSENCE,
        {"school_blocks": BlockShape(longest=2), "fixed_weeks": {14: Activity.COMPANY}},
        year(9, closed=[3, 4, 5]),
    ),
    "school absence with split weeks": Small(
        ObjectiveName.SCHOOL_ABSENCE, SPLIT_WEEKS, year(7, closed=[3]), "CEM"
    ),
    "company absence": Small(
        ObjectiveName.COMPANY_ABSENCE, {"school_weeks": Extent(5, 6)}, year(8, closed=[4])
    ),
    "idle weeks": Small(
        ObjectiveName.IDLE_WEEKS,
        {"others": {Activity.LEAVE: ActivityRules()}, "company_blocks": BlockShape(longest=2)},
        year(7, closed=[4, 5, 6]),
        "CEL",
    ),
    "wished weeks": Small(ObjectiveName.WISHED_WEEKS, {**WISHES, **SPLIT_WEEKS}, year(6), "CEM"),
    "pattern departures": Small(
        ObjectiveName.PATTERN_DEPARTURES,
        {
            "patterns": (RHYTHM,),
            "school_weeks": Extent(3, 4),
            "school_blocks": BlockShape(shortest=2),
        },
        year(9, closed=[2]),
    ),
    "closeness": Small(
        ObjectiveName.CLOSENESS,
        {"school_weeks": Extent.just(4), "school_blocks": BlockShape(2, longest_across=3)},
        year(8, closed=[5]),
        given=Given({"1A": Stay(Activity.SCHOOL, 2)}, {"1A": (*held("CCEECCE"), None)}),
    ),
    "balance of a number of blocks left open": Small(
        ObjectiveName.BLOCK_BALANCE,
        {
            "school_weeks": Extent(4, 5),
            "school_blocks": BlockShape(balanced=True, count=Extent(2, 3)),
            "company_blocks": BlockShape(shortest=2, balanced=True),
            "fixed_weeks": {16: Activity.COMPANY, 18: Activity.SCHOOL},
        },
        year(9, closed=[7]),
    ),
}


@pytest.mark.parametrize("case", SMALL.values(), ids=SMALL.keys())
def test_the_proven_value_is_the_least_of_all_plannings(case: Small) -> None:
    of = programme(cohort(**case.cohort), ranking=(case.name,))
    values = set()
    for written in map("".join, product(case.letters, repeat=len(case.year))):
        found = planning(of, case.year, written, given=case.given)
        if keeps_every_rule(found):
            values.add(objective_value(case.name, found))
    outcome = solve(Case(of, case.year, case.given or Given()))
    assert isinstance(outcome, Solved)
    assert len(values) > 1
    assert [o.value for o in outcome.objectives] == [min(v for v in values if v is not None)]
    assert all(o.proven for o in outcome.objectives)
    assert keeps_every_rule(outcome.planning)
    row = outcome.planning.cohorts[0].activities
    assert set(row) <= {LETTERS[letter] for letter in case.letters}


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

    assert who.school_weeks
    squares, order = best(0, False, who.school_weeks.low, schools.count.low if schools.count else 0)
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
    outcome = solve(Case(alone, when))
    assert isinstance(outcome, Solved)
    squares, order = _oracle(who, tuple(week.closed for week in when.weeks))
    row = outcome.planning.cohorts[0]
    lengths = [block.length for block in row.blocks]
    assert sum(n * n for n in lengths) == squares
    least = sum(
        least_squares(row.activities.count(a), sum(b.activity == a for b in row.blocks))
        for a in (Activity.SCHOOL, Activity.COMPANY)
    )
    assert [o.value for o in outcome.objectives[:2]] == [squares - least, order]
    assert all(o.proven for o in outcome.objectives)
