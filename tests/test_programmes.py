"""The calendars of the reference documents, planned for three start years (2026 has a week 53)."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from planner.curriculum.check import module_breaches
from planner.curriculum.progression import Progression
from planner.planning.blocks import block_names
from planner.planning.check import keeps_every_rule
from planner.planning.course import case_with_given, company_time, promotions
from planner.planning.file import planning_json, read_planning
from planner.planning.ledger import totals
from planner.planning.planning import Planning
from planner.planning.progressions import module_frame
from planner.programme.file import academic_year_of, read_programme
from planner.programme.names import ObjectiveName
from planner.rules.case import Case
from planner.solver.modules.search import find_progression
from planner.solver.solve import Solved, solve
from planner.year.activity import Activity
from planner.year.weeks import HOUR
from tests.conftest import DATA

YEARS = (2023, 2025, 2026)
ALES = ("ales-mecatronique", "ales-contrat-pro", "ales-contrat-pro-gcbd")


@cache
def _solved(name: str, start: int) -> Solved:
    programme = read_programme(DATA / f"{name}.toml")
    outcome = solve(Case(programme, academic_year_of(programme, start)))
    assert isinstance(outcome, Solved)
    return outcome


@pytest.mark.parametrize("start", YEARS)
@pytest.mark.parametrize("name", ALES)
def test_every_calendar_is_proven_checked_and_read_back(
    name: str, start: int, tmp_path: Path
) -> None:
    from planner.planning.planning import Edition

    outcome = _solved(name, start)
    assert all(o.proven and o.value == o.bound for o in outcome.objectives)
    assert keeps_every_rule(outcome.planning)
    path = tmp_path / "planning.json"
    path.write_bytes(planning_json(Edition(outcome.planning, outcome.objectives)))
    read = read_planning(path, None, start)
    assert read.misstatements == ()
    assert read.edition.planning == outcome.planning


@pytest.mark.parametrize("start", YEARS)
def test_mechatronics_has_the_weeks_and_hours_of_its_brochure(start: int) -> None:
    planning = _solved("ales-mecatronique", start).planning
    weeks = planning.year.weeks
    longer = len(weeks) - 52
    found = [totals(c, planning.case) for c in planning.cohorts]
    assert [t.school_weeks for t in found] == [25, 21, 15]
    assert [t.company_weeks for t in found] == [27 + longer, 31 + longer, 37 + longer]
    assert sum(t.onsite for t in found) == 1800 * HOUR
    semesters = ((340, 380, 2), (303, 327, 2), (450, 0, 3))
    for cohort, (first, second, month) in zip(planning.cohorts, semesters, strict=True):
        assert cohort.onsite is not None
        rows = list(zip(weeks, cohort.onsite, strict=True))
        boundary = date(start + 1, month, 1)
        assert sum(m for w, m in rows if w.middle < boundary) == first * HOUR
        assert sum(m for w, m in rows if w.middle >= boundary) == second * HOUR
    one, _, three = planning.cohorts
    abroad = [n for n, a in enumerate(one.activities) if a == Activity.ABROAD]
    assert abroad == list(range(abroad[0], abroad[0] + 4))
    assert Activity.SCHOOL not in one.activities[abroad[0] :]
    assert three.blocks[-1].activity == Activity.COMPANY
    assert three.blocks[-1].length == 27


def test_mechatronics_meets_less_and_is_more_even_since_s9_ends_with_february() -> None:
    """With S9 until 31 January, the last block had 31 weeks, overlap was 17 and balance 4."""
    found = {o.name: o.value for o in _solved("ales-mecatronique", 2025).objectives}
    assert (found[ObjectiveName.CAMPUS_OVERLAP], found[ObjectiveName.BLOCK_BALANCE]) == (16, 2)


def test_the_units_of_mechatronics_have_the_hours_of_its_brochure() -> None:
    """By semester, and by domain over the three years: the two tables of the brochure agree."""
    programme = read_programme(DATA / "ales-mecatronique-modules.toml")
    by_semester, by_domain = Counter[tuple[int, int]](), Counter[str]()
    for cohort in programme.cohorts:
        curriculum = programme.curriculum_of(cohort)
        assert curriculum is not None
        *_, stream = curriculum.streams.values()
        for module in stream:
            by_semester[cohort.year, module.semester or 0] += module.minutes // HOUR
            by_domain["option" if module.option else module.unit] += module.minutes // HOUR
    assert by_semester == {(1, 1): 340, (1, 2): 380, (2, 1): 303, (2, 2): 327, (3, 1): 450}
    assert by_domain == {
        "BST": 368,
        "2M": 251,
        "EAI": 261,
        "ISPI": 196,
        "PROJ": 232,
        "DIM": 310,
        "DPPA": 100,
        "option": 82,
    }


def test_the_units_of_mechatronics_are_placed_in_its_weeks() -> None:
    """Of its third year, whose proofs are short; both options have the same weeks."""
    planning = _solved("ales-mecatronique", 2026).planning
    programme = read_programme(DATA / "ales-mecatronique-modules.toml")
    row = planning.cohorts[-1]
    curriculum, frame = programme.curriculum_of(row.cohort), module_frame(row, planning.case)
    assert curriculum is not None
    found = find_progression(curriculum, frame)
    assert isinstance(found, Progression)
    assert module_breaches(found, frame) == []
    assert all(result.proven for result in found.results)
    options = [each for each in found.modules if each.module.option]
    assert [sum(each.minutes) for each in options] == [42 * HOUR] * 2
    assert sum(found.minutes) == 450 * HOUR


@pytest.mark.parametrize("start", YEARS)
@pytest.mark.parametrize(
    ("name", "length"), [("ales-contrat-pro", 26), ("ales-contrat-pro-gcbd", 25)]
)
def test_the_contrat_pro_has_its_projects_and_hours(name: str, length: int, start: int) -> None:
    planning = _solved(name, start).planning
    (cohort,), weeks = planning.cohorts, planning.year.weeks
    names = block_names(cohort, planning.year)
    christmas = next(n for n, week in enumerate(weeks) if week.closed)
    assert names[:christmas].count("PE") == names.count("PE") == 7
    march = date(start + 1, 3, 1)
    first_monday = march + timedelta(days=-march.weekday() % 7)
    at = next(n for n, week in enumerate(weeks) if week.monday == first_monday)
    assert (weeks[0].monday.month, weeks[0].monday.day <= 7) == (9, True)
    first = at + 26 - length
    assert names[first : first + length] == ("PFE",) * length
    assert names.count("PFE") == length
    if length == 25:
        assert cohort.activities[at] == Activity.SCHOOL
    assert cohort.onsite is not None
    before = [m for w, m in zip(weeks, cohort.onsite, strict=True) if w.middle.year == start]
    assert (sum(before), sum(cohort.onsite)) == (270 * HOUR, 480 * HOUR)
    left = [a for a, name in zip(cohort.activities, names, strict=True) if name is None]
    assert set(left) == {Activity.SCHOOL, Activity.LEAVE}


@pytest.mark.parametrize(("start", "weeks", "days"), [(2023, 52, 5), (2025, 53, 1), (2026, 52, 5)])
def test_the_last_days_of_the_contract_follow_where_they_fall_after(
    start: int, weeks: int, days: int
) -> None:
    """52 weeks from Monday 1 September 2025 end on 30 August 2026; the contract on the 31st."""
    year = _solved("ales-contrat-pro", start).planning.year
    assert (len(year), year.weeks[-1].days) == (weeks, days)


@cache
def _course(name: str) -> tuple[Planning, ...]:
    programme = read_programme(DATA / f"{name}.toml")
    plannings = [_solved(name, 2023).planning]
    for start in (2024, 2025):
        case = Case(programme, academic_year_of(programme, start))
        outcome = solve(case_with_given(case, plannings[-1]))
        assert isinstance(outcome, Solved)
        assert all(o.proven for o in outcome.objectives)
        plannings.append(outcome.planning)
    return tuple(plannings)


def test_a_promotion_of_albi_is_followed_and_its_stays_are_limited() -> None:
    plannings = _course("albi")
    followed = {p.entry: p for p in promotions(plannings)}
    assert [len(followed[entry].years) for entry in range(2021, 2026)] == [1, 2, 3, 2, 1]
    assert [c.cohort.id for _, c in followed[2023].years] == ["1A", "2A", "3A"]
    for planning in plannings:
        assert keeps_every_rule(planning)
    for promotion in followed.values():
        for (_, earlier), (_, later) in pairwise(promotion.years):
            last, first = earlier.blocks[-1], later.blocks[0]
            if last.activity == first.activity == Activity.SCHOOL:
                assert last.length + first.length <= 10


def test_the_limit_across_years_changes_the_planning(
    solved: Callable[[int], Solved],
) -> None:
    """Alone, 2026 begins with ten weeks at school in year 3: too long after a stay of five."""
    alone = solved(2026).planning
    before = solved(2025).planning
    case = case_with_given(alone.case, before)
    stay = case.given.before["3A"]
    assert stay.weeks + alone.cohorts[2].blocks[0].length > 10
    outcome = solve(case)
    assert isinstance(outcome, Solved)
    assert stay.weeks + outcome.planning.cohorts[2].blocks[0].length <= 10


def test_company_time_along_one_promotion_of_mechatronics() -> None:
    """95 weeks of 35 h are 3325 h; less 15 weeks of leave 2800 h; 2835 h are published."""
    plannings = _course("ales-mecatronique")
    (whole,) = [p for p in promotions(plannings) if len(p.years) == 3]
    found = company_time(whole, plannings)
    assert (found.contract, found.less_leave) == (3325 * HOUR, 2800 * HOUR)
    holidays = found.contract - found.worked
    assert found.net == found.less_leave - holidays
    assert 0 < holidays < 30 * 7 * HOUR
    assert plannings[0].programme.published_company == 2835 * HOUR
