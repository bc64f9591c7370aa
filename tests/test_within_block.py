"""Days and weeks that are a part of the block around them, though something else is done then."""

import re
from dataclasses import replace
from datetime import date
from itertools import pairwise, product
from pathlib import Path

import pytest

from planner.planning.check import keeps_every_rule
from planner.planning.grid import PlanningGrid
from planner.planning.onsite_hours import with_onsite
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.block_shapes import BlockShape, Extent
from planner.programme.cohort import Pattern
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.names import ObjectiveName
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from planner.year.activity import Activity
from planner.year.moments import MonthDay, NumberedWeek, Window
from tests.builders import LETTERS, NAMES, RANKING, cohort, letters, planning, programme, year

BASE = Path(__file__).parent / "infeasible" / "base.toml"

EXAM = Pattern(
    (Activity.SCHOOL,),
    False,
    None,
    preferred=False,
    window=Window(NumberedWeek(17), NumberedWeek(17)),
    name="examen",
    within_block=True,
)
"""The fourth of some weeks from week 14 on."""


@pytest.mark.parametrize(
    ("shapes", "is_kept"),
    [
        ({"company_blocks": BlockShape(count=Extent.just(1), shortest=5, longest=5)}, r"C*EEECEC*"),
        ({"school_blocks": BlockShape(count=Extent.just(1), longest=2)}, None),
        ({"company_blocks": BlockShape(balanced=True, count=Extent.just(2), shortest=2)}, None),
        ({"company_blocks": BlockShape(shortest=3), "school_weeks": Extent(2, 3)}, None),
    ],
)
def test_solver_and_checker_agree_with_blocks_that_go_on(
    shapes: dict[str, object], is_kept: str | None
) -> None:
    """Brute force over all plannings of seven weeks, whose blocks are told in plain words."""
    who = cohort(**{"school_weeks": None, "patterns": (EXAM,)} | shapes)
    ranking = (ObjectiveName.JOURNEYS, ObjectiveName.BLOCK_BALANCE, *RANKING[-2:])
    of, when = programme(who, ranking=ranking), year(7)

    def is_plainly_kept(written: str) -> bool:
        around = written[:3] + written[2] + written[4:]
        runs = [(run[0][0], len(run[0])) for run in re.finditer("C+|E+", around)]
        for letter, shape in (("C", who.school_blocks), ("E", who.company_blocks)):
            lengths = [length for each, length in runs if each == letter]
            most = shape.longest or 99
            if not all(shape.shortest <= length <= most for length in lengths):
                return False
            if shape.count and shape.count.low != len(lengths):
                return False
        school = who.school_weeks or Extent(0, 99)
        return written[3] == "C" and school.low <= written.count("C") <= (school.high or 99)

    every = ["".join(row) for row in product("CE", repeat=7)]
    kept = [row for row in every if is_plainly_kept(row)]
    assert kept
    assert is_kept is None or [row for row in every if re.fullmatch(is_kept, row)]
    assert kept == [row for row in every if keeps_every_rule(planning(of, when, row))]
    found = solve(Case(of, when))
    assert isinstance(found, Solved)
    assert letters(found.planning.cohorts[0]) in kept
    assert all(objective.proven for objective in found.objectives)
    journeys = [sum(one != other for one, other in pairwise(row)) for row in kept]
    assert found.objectives[0].value == min(journeys)


def _weeks_of(pattern: Pattern, first: int, last: int, **rules: object) -> Case:
    window = Window(NumberedWeek(first), NumberedWeek(last))
    who = cohort(school_weeks=None, patterns=(replace(pattern, window=window),), **rules)
    return Case(programme(who), year(4))


def _kept(case: Case) -> list[str]:
    every = ("".join(row) for row in product("CE", repeat=len(case.year)))
    return [row for row in every if keeps_every_rule(planning(case.programme, case.year, row))]


def test_what_is_done_at_first_belongs_to_the_block_after_it() -> None:
    """Two weeks at school with which the year begins are no stay at school."""
    case = _weeks_of(EXAM, 14, 15, fixed_weeks={16: Activity.COMPANY})
    for stays, kept in ((Extent.just(0), ["CCEE"]), (Extent.just(1), ["CCEC"])):
        (who,) = case.programme.cohorts
        asks = replace(who, school_blocks=BlockShape(count=stays))
        asked = Case(programme(asks), case.year)
        outcome = solve(asked)
        assert _kept(asked) == kept
        assert isinstance(outcome, Solved)
        assert letters(outcome.planning.cohorts[0]) in kept


def test_what_has_no_block_around_it_is_a_block_itself() -> None:
    """Four weeks at school, all said to be a part of another block."""
    shape = BlockShape(count=Extent.just(1), longest=4)
    case = _weeks_of(EXAM, 14, 17, school_blocks=shape)
    outcome = solve(case)
    assert _kept(case) == ["CCCC"]
    assert isinstance(outcome, Solved)
    no_stay = BlockShape(count=Extent.just(0))
    assert not isinstance(solve(_weeks_of(EXAM, 14, 17, school_blocks=no_stay)), Solved)


def test_weeks_of_a_class_that_starts_later_are_counted_from_its_first() -> None:
    """The second and the fourth week of the year are the first and the third of the class."""
    turns = replace(EXAM, activities=(Activity.SCHOOL, Activity.COMPANY, Activity.LEAVE))
    case = _weeks_of(
        turns,
        14,
        15,
        starts=MonthDay(4, 10),
        company_blocks=BlockShape(count=Extent.just(1), shortest=3),
    )
    outcome = solve(case)
    assert isinstance(outcome, Solved)
    assert letters(outcome.planning.cohorts[0]) == "OCEE"
    assert keeps_every_rule(outcome.planning)


def test_a_block_that_goes_on_may_be_longer_than_the_weeks_of_its_activity() -> None:
    """Two weeks at school, and a third in company with which the stay goes on."""
    text = BASE.read_text(encoding="utf-8") + (
        "school_weeks = 2\nschool_blocks = { count = 1, shortest = 3 }\n"
        'patterns.examen = { weeks = ["company"], week_53 = "counted", within_block = true, '
        "from = { week = 40 }, until = { week = 40 } }\n"
    )
    of = parse_programme(text, "p.toml")
    outcome = solve(Case(of, academic_year_of(of, 2026)))
    assert isinstance(outcome, Solved)
    assert letters(outcome.planning.cohorts[0]) == "EECCEEEEEEEE"


EXAM_DAY = replace(EXAM, window=Window(date(2023, 4, 12), date(2023, 4, 12)))
"""Wednesday of the second week: the eighth working day."""


def test_solver_and_checker_agree_with_a_day_within_a_block() -> None:
    """Brute force over all plannings of ten days, which change on Mondays and Thursdays."""
    who = cohort(
        school_weeks=None,
        patterns=(EXAM_DAY,),
        changes_on=frozenset({0, 3}),
        company_blocks=BlockShape(count=Extent.just(1), longest_days=8),
    )
    of = programme(who, ranking=(ObjectiveName.JOURNEYS, *RANKING[-2:]))
    when = replace(year(2), by_days=True)

    def is_plainly_kept(written: str) -> bool:
        around = written[:7] + written[6] + written[8:]
        changes = [n for n in range(1, 10) if around[n] != around[n - 1]]
        stays = [len(stay) for stay in re.findall("E+", around)]
        return (
            written[7] == "C"
            and all(n in (3, 5, 8) for n in changes)
            and len(stays) == 1
            and stays[0] <= 8
        )

    def planned_days(written: str) -> Planning:
        weeks = when.of_steps([LETTERS[letter] for letter in written])
        row = CohortPlanning(who, weeks, (0, 0))
        case = Case(of, when)
        return Planning(case, (with_onsite(row, case),))

    every = ["".join(row) for row in product("CE", repeat=10)]
    kept = [row for row in every if is_plainly_kept(row)]
    assert kept == [row for row in every if keeps_every_rule(planned_days(row))]
    found = solve(Case(of, when))
    assert isinstance(found, Solved)
    days = PlanningGrid(found.planning.cohorts[0], when).steps
    assert "".join(NAMES[activity] for activity in days) in kept
    journeys = [sum(one != other for one, other in pairwise(row)) for row in kept]
    assert found.objectives[0].value == min(journeys)
