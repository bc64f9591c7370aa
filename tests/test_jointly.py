"""Years planned jointly: stays across their edges are decided together, and proven."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise, product
from pathlib import Path
from random import Random

import pytest

import planner as planner_api
from planner.planning.check import check, keeps_every_rule
from planner.planning.course import case_after
from planner.planning.file import planning_json, read_planning
from planner.planning.grid import PlanningBoard
from planner.planning.measures import objective_total, objective_value
from planner.planning.planning import Edition, JointResult, Planning
from planner.programme.block_shapes import BlockShape
from planner.programme.cohort import Wish
from planner.programme.file import academic_year_of, read_programme
from planner.programme.names import LAST_OBJECTIVES, ObjectiveName
from planner.programme.programme import Programme
from planner.programme.site import Campus
from planner.rules.blocks import AcrossYears
from planner.rules.case import Case
from planner.rules.course import Course
from planner.rules.given import Given, Stay
from planner.scenarios.years import PlannedYears, UnplannedYears, plan_in_turn, plan_jointly
from planner.solver.solve import Infeasible, NotFound, Solved, SolvedCourse, solve_course
from planner.year.activity import Activity
from planner.year.weeks import AcademicYear, Week
from tests.builders import LETTERS, cohort, letters, planning, programme
from tests.clocks import TICK, TickingClock
from tests.conftest import DATA, Call

RANKING = (
    ObjectiveName.WISHED_WEEKS,
    ObjectiveName.SCHOOL_ABSENCE,
    ObjectiveName.CAMPUS_PEAK,
    ObjectiveName.CAMPUS_OVERLAP,
    ObjectiveName.BLOCK_BALANCE,
    *LAST_OBJECTIVES,
)


def _years(*lengths: int) -> list[AcademicYear]:
    """Lay out short years that follow each other, from 3 April 2023 (ISO week 14) on."""
    monday, years = date(2023, 4, 3), []
    for number, length in enumerate(lengths):
        mondays = [monday + timedelta(weeks=n) for n in range(length)]
        weeks = (Week(2023, day.isocalendar().week, day, (), closed=False) for day in mondays)
        years.append(AcademicYear(2023 + number, tuple(weeks)))
        monday += timedelta(weeks=length)
    return years


def _cases(of: Programme, *lengths: int) -> list[Case]:
    return [Case(of, when) for when in _years(*lengths)]


def _solved(cases: Sequence[Case]) -> SolvedCourse:
    outcome = solve_course(Course(tuple(cases)))
    assert isinstance(outcome, SolvedCourse)
    return outcome


def _values(plannings: Sequence[Planning]) -> list[float]:
    """Return the objectives added up, without that which only spreads sessions."""
    values = [objective_total(name, plannings) for name in plannings[0].case.ranking[:-1]]
    return [value for value in values if value is not None]


# --- against all plannings of tiny years


def _wishes(chance: Random) -> tuple[Wish, ...]:
    activities = (Activity.SCHOOL, Activity.COMPANY)
    return tuple(
        Wish(week, chance.choice(activities), chance.randint(1, 3))
        for week in chance.sample(range(14, 26), 5)
    )


def _random_programme(seed: int) -> Programme:
    chance = Random(seed)

    def shape() -> BlockShape:
        return BlockShape(
            shortest=chance.randint(1, 2),
            balanced=chance.random() < 0.5,
            longest_across=chance.choice([None, 1, 2, 3]),
        )

    def who(name: str, number: int) -> dict[str, object]:
        return {
            "id": name,
            "year": number,
            "school_blocks": shape(),
            "company_blocks": shape(),
            "wishes": _wishes(chance),
        }

    cohorts = [cohort(**who("1A", 1)), cohort(**who("2A", 2))]
    campus = Campus(cohorts=1) if chance.random() < 0.3 else Campus()
    return programme(*cohorts, ranking=RANKING, campus=campus)


def _all_plannings(case: Case) -> Iterator[Planning]:
    rows = ["".join(row) for row in product("CE", repeat=len(case.year)) if row.count("C") == 2]
    for written in product(rows, repeat=len(case.programme.cohorts)):
        found = planning(case.programme, case.year, *written)
        if keeps_every_rule(found):
            yield found


def _last_stay(before: Planning) -> str:
    """Return the letters of the stay with which 1A ends its year."""
    written = letters(before.cohorts[0])
    return written[len(written.rstrip(written[-1])) :]


def _fits(stay: str, after: Planning) -> bool:
    """Return whether the stay of 2A that begins its year is short enough, that of 1A included."""
    then = letters(after.cohorts[1])
    here = len(then) - len(then.lstrip(then[0]))
    longest = after.cohorts[1].cohort.shape(LETTERS[then[0]]).longest_across
    return stay[0] != then[0] or longest is None or len(stay) + here <= longest


def _best_of_all(cases: Sequence[Case]) -> list[float] | None:
    """Return the least sums in the order of the ranking; None if no plannings fit together.

    Of plannings that end with the same stay of 1A, the same ones can follow: the best is enough.
    """
    best: dict[str, list[float]] = {}
    for number, case in enumerate(cases):
        before, best = best, {}
        for each in _all_plannings(case):
            least = min((sums for stay, sums in before.items() if _fits(stay, each)), default=None)
            if number and least is None:
                continue
            values = _values([each])
            sums = [
                one + other for one, other in zip(least or [0] * len(values), values, strict=True)
            ]
            stay = _last_stay(each)
            best[stay] = min(best.get(stay, sums), sums)
    return min(best.values(), default=None)


@pytest.mark.parametrize("lengths", [(5, 6), (4, 4, 4)], ids=str)
@pytest.mark.parametrize("seed", range(8))
def test_the_sums_are_the_least_of_all_plannings(seed: int, lengths: tuple[int, ...]) -> None:
    cases = _cases(_random_programme(seed), *lengths)
    best = _best_of_all(cases)
    outcome = solve_course(Course(tuple(cases)))
    if best is None:
        assert outcome == Infeasible()
        return
    assert isinstance(outcome, SolvedCourse)
    assert [o.value for o in outcome.objectives][:-1] == best
    assert all(o.proven and o.bound == o.value for o in outcome.objectives)
    assert all(keeps_every_rule(each.planning) for each in outcome.years)


@pytest.mark.parametrize("seed", range(8))
def test_no_year_is_better_with_the_others_as_they_are(seed: int) -> None:
    """That is what `proven` means for a single year."""
    cases = _cases(_random_programme(seed), 5, 5)
    outcome = solve_course(Course(tuple(cases)))
    if not isinstance(outcome, SolvedCourse):
        return
    first, second = (each.planning for each in outcome.years)
    for year, fits in (
        (outcome.years[0], lambda other: _fits(_last_stay(other), second)),
        (outcome.years[1], lambda other: _fits(_last_stay(first), other)),
    ):
        others = filter(fits, _all_plannings(year.planning.case))
        least = min(_values([other]) for other in others)
        assert [o.bound for o in year.objectives][:-1] == least
        assert [o.value for o in year.objectives][:-1] == least


@pytest.mark.parametrize("seed", range(8))
def test_jointly_is_never_worse_than_one_after_the_other(seed: int) -> None:
    cases = _cases(_random_programme(seed), 6, 6, 6)
    in_turn = plan_in_turn(cases, None)
    if isinstance(in_turn, PlannedYears):
        plannings = [each.planning for each in in_turn.years]
        together = _solved(cases)
        assert [o.value for o in together.objectives][:-1] <= _values(plannings)


@pytest.mark.parametrize("longest", range(1, 6))
def test_an_edge_accepts_what_the_rule_accepts_once_the_year_before_is_known(longest: int) -> None:
    who = cohort(id="2A", year=2, school_blocks=BlockShape(longest_across=longest))
    of = programme(cohort(id="1A"), who)
    first, second = _cases(of, 3, 3)
    (edge,) = Course((first, second)).edges
    rows = ["".join(row) for row in product("CE", repeat=3)]
    for written, then in product(rows, repeat=2):
        before = planning(of, first.year, written, "EEE")
        after = planning(of, second.year, "EEE", then, given=case_after(second, before).given)
        grids = PlanningBoard(before).grids[0], PlanningBoard(after).grids[1]
        across = [each for each in check(after) if isinstance(each.rule, AcrossYears)]
        kept = all(not each.breaches for each in across)
        assert all(bound.kept for bound in edge.stays(*grids)) == kept


# --- what one year after the other misses


def _greedy(**later: object) -> Programme:
    """Make the first year wish to end at school, where the next one has to begin there."""
    wishes = (Wish(17, Activity.SCHOOL, 1), Wish(18, Activity.SCHOOL, 1))
    across = BlockShape(longest_across=3)
    begins = {"fixed_weeks": {19: Activity.SCHOOL, 20: Activity.SCHOOL}} | later
    return programme(
        cohort(id="1A", wishes=wishes),
        cohort(id="2A", year=2, school_blocks=across, **begins),
        ranking=RANKING,
    )


def test_years_without_plannings_one_after_the_other_have_some_jointly() -> None:
    cases = _cases(_greedy(), 5, 5)
    in_turn = plan_in_turn(cases, None)
    assert isinstance(in_turn, UnplannedYears)
    assert (in_turn.outcome, in_turn.case and in_turn.case.year) == (Infeasible(), cases[1].year)
    first, second = (each.planning for each in _solved(cases).years)
    assert letters(second.cohorts[1]) == "CCEEE"
    assert letters(first.cohorts[0])[3:] in {"CE", "EC"}
    assert second.case.given.before["2A"].weeks + 2 <= 3 or letters(first.cohorts[0])[-1] == "E"


def test_years_that_end_worse_one_after_the_other_are_better_jointly() -> None:
    dear = tuple(Wish(week, Activity.SCHOOL, 5) for week in (19, 20))
    cases = _cases(_greedy(fixed_weeks={}, wishes=dear), 5, 5)
    in_turn = plan_in_turn(cases, None)
    assert isinstance(in_turn, PlannedYears)
    missed = [each.objectives[0].value for each in in_turn.years]
    together = _solved(cases)
    assert missed == [0, 5]
    assert [each.objectives[0].value for each in together.years] == [1, 0]
    assert together.objectives[0].value == 1


def test_years_that_do_not_fit_together_are_told_from_one_that_has_no_planning() -> None:
    no_way_out = replace(
        _greedy(),
        cohorts=tuple(
            replace(each, fixed_weeks=dict.fromkeys((17, 18, 19, 20), Activity.SCHOOL))
            for each in _greedy().cohorts
        ),
    )
    unfit = plan_jointly(_cases(no_way_out, 5, 5), None)
    assert isinstance(unfit, UnplannedYears)
    assert (unfit.outcome, unfit.case, unfit.is_each_possible) == (Infeasible(), None, True)
    too_many = replace(
        no_way_out.cohorts[0], fixed_weeks=dict.fromkeys(range(14, 18), Activity.SCHOOL)
    )
    cases = _cases(replace(no_way_out, cohorts=(too_many, no_way_out.cohorts[1])), 5, 5)
    alone = plan_jointly(cases, None)
    assert isinstance(alone, UnplannedYears)
    assert alone.case == cases[0]


def test_only_years_that_some_limit_binds_are_searched_together() -> None:
    across = BlockShape(longest_across=3)
    of = programme(cohort(id="1A"), cohort(id="2A", year=2, school_blocks=across), ranking=RANKING)
    unbound = replace(of, cohorts=(of.cohorts[0], cohort(id="2A", year=2)))
    (first, second), third = _cases(of, 5, 5), _cases(unbound, 5, 5, 5)[2]
    course = Course((first, second, third))
    assert [part.cases for part in course.parts] == [(first, second), (third,)]
    assert _solved(course.cases).objectives[0].proven


def test_what_the_first_year_takes_over_counts_as_well() -> None:
    """A stay of two weeks before, at most three across, and school is wished for at once."""
    across = BlockShape(shortest=2, longest_across=3)
    wishes = (Wish(14, Activity.SCHOOL, 1),)
    of = programme(cohort(school_blocks=across, wishes=wishes), ranking=RANKING)
    first, *others = _cases(of, 5, 5)
    free = _solved([first, *others])
    bound = _solved([replace(first, given=Given({"1A": Stay(Activity.SCHOOL, 2)})), *others])
    assert [each.objectives[0].value for each in (free, bound)] == [0, 1]


def test_years_that_could_be_exchanged_have_one_planning() -> None:
    """Equal years have equal weights at first: two plannings then tie, and a trial tells them."""
    of = programme(
        cohort(id="1A"),
        cohort(id="2A", year=2, school_blocks=BlockShape(longest_across=1)),
        ranking=(ObjectiveName.CAMPUS_PEAK, *LAST_OBJECTIVES),
    )
    one, other = (_solved(_cases(of, 5, 5)) for _ in range(2))
    assert one == other
    assert all(o.proven for o in one.objectives)


# --- the programmes of the schools


@cache
def _course_of(name: str, start: int, years: int) -> tuple[list[Case], SolvedCourse]:
    rules = read_programme(DATA / f"{name}.toml")
    cases = [Case(rules, academic_year_of(rules, start + n)) for n in range(years)]
    return cases, _solved(cases)


COURSES = [("albi", 2025, 3), ("ales-mecatronique", 2025, 2)]


@pytest.mark.parametrize(("name", "start", "years"), COURSES)
def test_several_years_are_proven_and_are_no_worse_than_one_after_the_other(
    name: str, start: int, years: int
) -> None:
    cases, together = _course_of(name, start, years)
    assert all(o.proven and o.value == o.bound for o in together.objectives)
    in_turn = plan_in_turn(cases, None)
    assert isinstance(in_turn, PlannedYears)
    for before, year in pairwise(together.years):
        assert keeps_every_rule(year.planning)
        assert year.planning.case == case_after(year.planning.case, before.planning)
    sums = _values([each.planning for each in in_turn.years])
    assert [o.value for o in together.objectives][:-1] <= sums


def test_the_files_of_the_years_say_what_is_proven_together(tmp_path: Path) -> None:
    cases, together = _course_of("albi", 2025, 3)
    joint = JointResult(tuple(case.year.label for case in cases), together.objectives)
    year = together.years[1]
    edition = Edition(year.planning, year.objectives, jointly=joint)
    path = tmp_path / "planning.json"
    path.write_bytes(planning_json(edition))
    read = read_planning(path, None, 2026)
    assert read.misstatements == ()
    assert read.edition == edition
    assert read.edition.status == "optimal"


def test_a_single_year_is_the_course_of_one(solved: Callable[[int], Solved]) -> None:
    alone = solved(2025)
    together = _solved([alone.planning.case])
    assert together.years == (alone,)
    assert together.objectives == alone.objectives
    values = [objective_value(o.name, alone.planning) for o in together.objectives]
    assert [o.value for o in together.objectives] == values


# --- in time


def test_a_limit_before_any_plannings_says_that_none_were_found() -> None:
    cases, _ = _course_of("ales-mecatronique", 2025, 2)
    found = solve_course(Course(tuple(cases)), time_limit=50 * TICK, clock=TickingClock())
    assert found == NotFound()


def test_who_has_seen_enough_keeps_the_best_plannings_and_no_proofs() -> None:
    cases, _ = _course_of("albi", 2025, 3)
    seen: list[object] = []
    outcome = solve_course(
        Course(tuple(cases)),
        on_progress=lambda told: seen.append(told) if told.weeks else None,
        is_stopped=lambda: bool(seen),
    )
    assert isinstance(outcome, SolvedCourse)
    assert not all(o.proven for o in outcome.objectives)
    for year in outcome.years:
        assert keeps_every_rule(year.planning)
        for part, whole in zip(year.objectives, outcome.objectives, strict=True):
            assert part.proven == whole.proven
            assert 0 <= part.bound <= part.value


# --- the command and the function


@pytest.mark.usefixtures("uncharted")
def test_the_command_writes_a_folder_a_year_and_tells_the_sums(
    planner: Call, tmp_path: Path
) -> None:
    model = DATA / "models" / "trois-classes.toml"
    out = tmp_path / "out"
    code, told, _ = planner("plan", model, "--year", 2025, "--years", 2, "--jointly", "--out", out)
    assert code == 0
    assert "Années planifiées ensemble" in told
    files = [out / label / "planning.json" for label in ("2025-2026", "2026-2027")]
    first, second = (json.loads(file.read_text(encoding="utf-8")) for file in files)
    assert first["jointly"] == second["jointly"]
    assert first["jointly"]["years"] == ["2025-2026", "2026-2027"]
    parts = zip(first["objectives"], second["objectives"], strict=True)
    sums = [one["value"] + other["value"] for one, other in parts]
    assert [each["value"] for each in first["jointly"]["objectives"]] == sums
    assert [planner("check", file)[0] for file in files] == [0, 0]
    (again,) = planner("plan", model, "--year", 2025, "--jointly", "--out", out)[2].splitlines()
    assert "--years 2" in again


UNFIT = ("longest_across = 10", "longest_across = 4")
"""Year 2 ends with two weeks at school at least, year 3 begins with four."""


def test_years_that_do_not_fit_are_told_with_what_binds_them(planner: Call, tmp_path: Path) -> None:
    text = (DATA / "models" / "ingenieur.toml").read_text(encoding="utf-8").replace(*UNFIT)
    path, out = tmp_path / "unfit.toml", tmp_path / "out"
    path.write_text(text, encoding="utf-8")
    code, told, wrong = planner(
        "plan", path, "--year", 2025, "--years", 2, "--jointly", "--out", out
    )
    assert (code, told) == (1, "")
    assert "Aucun ensemble de plannings n'existe pour 2025-2026, 2026-2027" in wrong
    assert "Chaque année prise seule a pourtant un planning." in wrong
    assert "3A, école : 4 semaines au plus d'une année sur l'autre" in wrong
    assert not out.exists()
    rules = planner_api.load(path)
    with pytest.raises(planner_api.NoPlanning, match="3A, école : 4 semaines"):
        planner_api.plan_years(rules, 2025, 2, jointly=True)


def test_the_function_plans_years_in_turn_or_jointly() -> None:
    rules = planner_api.load(DATA / "models" / "trois-classes.toml")
    in_turn = planner_api.plan_years(rules, 2025, 2)
    together = planner_api.plan_years(rules, 2025, 2, jointly=True)
    assert [each.planning for each in in_turn] == [each.planning for each in together]
    assert [each.jointly for each in in_turn] == [None, None]
    assert together[0].jointly == together[1].jointly
    assert together[0].jointly is not None
    with pytest.raises(planner_api.UnusableInput, match="years"):
        planner_api.plan_years(rules, 2025, 10)
    with pytest.raises(planner_api.NoPlanning) as late:
        planner_api.plan_years(rules, 2025, 2, jointly=True, time_limit=1e-9)
    assert late.value.status == "not-found"
