"""Curricula that the weeks cannot be taught: their conflicts and ways out, each planned again."""

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import planner as planner_api
from planner.curriculum.check import module_breaches
from planner.curriculum.progression import Progression, Unplaced
from planner.messages import Messages
from planner.office.drafts.state import DraftState
from planner.office.searches.asking import changed_rules, explaining_task, with_way_out
from planner.office.searches.task import Impossible, PlanningExists, perform
from planner.planning.check import keeps_every_rule
from planner.planning.planning import Planning
from planner.planning.progressions import without_modules
from planner.programme.file import (
    academic_year_of,
    flattened_text,
    merge_tables,
    read_programme,
    variant,
)
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.solver.conflicts import FeasibilitySearch
from planner.solver.deadline import Deadline
from planner.solver.explain import Explanation
from planner.solver.modules.conflicts import (
    Untaught,
    best_weeks,
    is_teachable,
    module_cases,
    module_conflict,
    planning_or_obstacle,
)
from planner.solver.modules.demands import (
    ModuleCase,
    ModuleConflict,
    ModuleRule,
    lifted,
    module_demands,
    semester_room,
    short_of_room,
)
from planner.solver.modules.explain import explain_modules
from planner.solver.modules.search import any_progression, find_progression
from planner.solver.relaxations import Relaxation, RelaxationContext, module_relaxations
from planner.solver.solve import Solved, solve
from planner.solver.ways import Changing
from planner.words.reasons import conflict_heading, conflict_lines, way_line
from planner.year.weeks import HOUR
from tests.conftest import DATA, Call
from tests.test_planned_modules import rules
from tests.untaught import UNTAUGHT

FRENCH, ENGLISH = Messages("fr"), Messages("en")
CHANGING = Changing("maquette.toml")


each_curriculum = pytest.mark.parametrize("name", UNTAUGHT)


def programme_of(name: str) -> Programme:
    return variant(rules(), "base2.toml", tomllib.loads(UNTAUGHT[name].changes))


@cache
def explained(name: str) -> tuple[Untaught, Explanation[ModuleConflict]]:
    programme = programme_of(name)
    case = Case(programme, academic_year_of(programme, 2026))
    untaught = planning_or_obstacle(case, FeasibilitySearch())
    assert isinstance(untaught, Untaught)
    return untaught, explain_modules(untaught, CHANGING, FeasibilitySearch())


def bare(line: str) -> str:
    """Return what is said after the class and the name of what is demanded."""
    return line.split(" : ", 1)[1]


@each_curriculum
def test_the_conflict_and_the_ways_out_name_the_modules(name: str) -> None:
    untaught, found = explained(name)
    (conflict,), weeks = found.conflicts, untaught.planning.year.weeks
    lines = tuple(bare(line) for line in conflict_lines(conflict, weeks, FRENCH))
    assert lines == UNTAUGHT[name].causes
    assert tuple(bare(way_line(way, weeks, FRENCH)) for way in found.ways) == UNTAUGHT[name].ways
    assert found.whole
    assert conflict.any_weeks == UNTAUGHT[name].any_weeks
    asked = {d.subject if conflict.any_weeks else d for d in conflict.demands}
    is_alone = len(asked) == 1
    heading = (
        "cette demande ne peut être satisfaite" if is_alone else "ne peuvent pas tenir ensemble"
    )
    weeks_meant = "quelles que soient" if conflict.any_weeks else "dans"
    assert f"{weeks_meant} les semaines" in conflict_heading(conflict, FRENCH)
    assert heading in conflict_heading(conflict, FRENCH)
    told = [way_line(way, weeks, ENGLISH) for way in found.ways]
    assert len(set(told)) == len(told)


def admits(case: ModuleCase) -> bool:
    """Check any progression; that there is none, the search for the best one says as well."""
    found = any_progression(case.curriculum, case.frame)
    if isinstance(found, Progression):
        assert not module_breaches(found, case.frame)
        return True
    assert find_progression(case.curriculum, case.frame) is Unplaced.IMPOSSIBLE
    return False


@each_curriculum
def test_each_demand_of_a_conflict_is_needed(name: str) -> None:
    untaught, _ = explained(name)
    (case,) = module_cases(untaught.planning)
    conflict = module_conflict(case, FeasibilitySearch())
    case = case.of_stream(conflict.option) if conflict.option else case
    others = [each for each in module_demands(case) if each not in conflict.demands]
    assert not admits(lifted(case, others))
    for demand in conflict.demands:
        assert admits(lifted(case, [*others, demand]))


def planned(case: Case) -> bool:
    """Plan for real; return whether each class has its modules, which keep all rules."""
    outcome = solve(case)
    assert isinstance(outcome, Solved)
    assert keeps_every_rule(outcome.planning)
    return not without_modules(outcome.planning)


@each_curriculum
def test_each_way_out_is_planned_and_one_degree_less_is_not(name: str) -> None:
    untaught, found = explained(name)
    assert not planned(untaught.planning.case)
    for way in found.ways:
        assert planned(way.case)
        (change,) = way.relaxations
        less = one_degree_less(untaught, change)
        assert less is None or not planned(less)


def one_degree_less(untaught: Untaught, change: Relaxation) -> Case | None:
    case = untaught.planning.case
    (each,) = module_cases(untaught.planning)
    demand = next(d for d in module_demands(each) if d == change.demand)
    context = RelaxationContext(case, may_unlock=True)
    for degrees in module_relaxations(demand, each, context):
        before = [d for d in degrees if d.steps < change.steps]
        if before and any(d.tables == change.tables for d in degrees):
            smaller = CHANGING.changed(case, [before[-1]])
            return smaller.case if smaller else None
    return None


def test_what_is_lifted_leaves_the_rest() -> None:
    """Without all demands, nothing is demanded but the hours, and lifting twice is lifting once."""
    for name in UNTAUGHT:
        untaught, _ = explained(name)
        for case in module_cases(untaught.planning):
            every = module_demands(case)
            free = lifted(case, every)
            assert lifted(free, every) == free
            assert {m.minutes for m in free.curriculum.modules} == {
                m.minutes for m in case.curriculum.modules
            }
            assert not any(m.prerequisites for m in free.curriculum.modules)


def test_a_change_of_a_module_is_merged_by_what_it_is_called() -> None:
    below = {
        "modules": [
            {"name": "Anglais", "hours": 20, "semester": 1},
            {"name": "Anglais", "hours": 20, "semester": 2},
            {"name": "Projet", "id": "P", "hours": 10},
        ]
    }
    changed = merge_tables(below, {"modules": [{"id": "Anglais (2)", "sessions": 1}, {"id": "P"}]})
    assert changed["modules"] == [
        below["modules"][0],
        {**below["modules"][1], "sessions": 1},
        below["modules"][2],
    ]
    one, other = ({"modules": [{"id": "P", key: 1}]} for key in ("hours", "ects"))
    assert merge_tables(one, other) == {"modules": [{"id": "P", "hours": 1, "ects": 1}]}
    whole = {"modules": [{"name": "Projet", "id": "P", "hours": 12}]}
    assert merge_tables(below, whole) == whole


def test_time_that_is_over_is_told() -> None:
    untaught, _ = explained("one module a week")
    over = FeasibilitySearch(Deadline.after(0.0))
    found = explain_modules(untaught, CHANGING, over)
    (conflict,) = found.conflicts
    assert (found.ways, found.whole, conflict.demands) == ((), False, ())
    assert "le temps a manqué" in conflict_heading(conflict, FRENCH)


def test_the_command_explains_and_plans_a_way_out(tmp_path: Path, planner: Call) -> None:
    path = tmp_path / "maquette.toml"
    programme = programme_of("one module a week")
    path.write_text(flattened_text(programme.text, programme.bases), encoding="utf-8")
    out = tmp_path / "out"
    code, told, _ = planner("explain", path, "--year", 2026, "--try", 1, "--out", out, "--quiet")
    assert code == 1
    assert "aucune progression des modules n'est possible" in told
    assert (
        "1. Maquette – Modules par semaine de cours (modules_a_week) : au plus 2 au lieu de 1"
        in told
    )
    assert (out / "planning.json").exists()
    assert (out / "maquette-1.toml").exists()
    _, told, _ = planner("plan", path, "--year", 2026, "--out", tmp_path / "none")
    assert "planner explain" in told


def test_a_curriculum_that_can_be_taught_needs_no_explanation(
    tmp_path: Path, planner: Call
) -> None:
    path = tmp_path / "maquette.toml"
    path.write_text(flattened_text(rules().text, rules().bases), encoding="utf-8")
    assert planner("explain", path, "--year", 2026)[0] == 0


def test_python_explains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_LANG", "fr")
    found = planner_api.explain(programme_of("one module a week"), 2026)
    assert (found.status, found.whole) == ("impossible", True)
    assert found.conflict[1] == "1A – Modules par semaine de cours (modules_a_week) : 1 au plus"
    assert (
        found.ways.change[1]
        == "Maquette – Modules par semaine de cours (modules_a_week) : au plus 2 au lieu de 1"
    )
    assert planner_api.explain(found.ways.programme[1], 2026).status == "possible"


def test_the_office_tells_why_and_takes_a_way_out() -> None:
    programme = programme_of("too many sessions of a module")
    state = DraftState(flattened_text(programme.text, programme.bases), 2026)
    found = perform(explaining_task(state), lambda _: None, lambda: False)
    assert isinstance(found, Impossible)
    assert found.of_modules
    reasons = found.reasons["fr"]
    assert {rule.field for rule in reasons.conflicts[0].rules} == {"curriculum"}
    assert len(reasons.ways) == len(found.ways) == 4
    for way in found.ways[:2]:
        task = explaining_task(with_way_out(state, way))
        assert perform(task, lambda _: None, lambda: False) == PlanningExists()
    with_two = changed_rules(state.rules, found.ways[0].changes)
    assert "least = 2" in with_two


@pytest.fixture(scope="module")
def albi() -> Case:
    """Albi with modules, whose second year may have sessions before its first school week."""
    programme = read_programme(DATA / "albi-modules.toml")
    changes = """
    curriculum.semester_ends.1 = { until = { month = 1, day = 31 } }
    cohorts = [{ id = "2A", sessions = { after_first = "free" } }]
    """
    changed = variant(programme, "albi-modules.toml", tomllib.loads(changes))
    return Case(changed, academic_year_of(changed, 2026))


@pytest.fixture(scope="module")
def albi_classes(albi: Case) -> dict[str, ModuleCase]:
    planning = best_weeks(albi, Deadline())
    assert isinstance(planning, Planning)
    return {case.cohort.id: case for case in module_cases(planning)}


def test_albi_cannot_end_a_semester_in_january(albi_classes: dict[str, ModuleCase]) -> None:
    """By counting: 300 hours of semester 1 do not fit in the weeks until 31 January."""
    for name in ("1A", "2A"):
        case = albi_classes[name]
        (demand,) = short_of_room(case, module_demands(case))
        room = semester_room(case, demand)
        assert room.due == 300 * HOUR > room.given
    conflict = module_conflict(albi_classes["1A"], FeasibilitySearch())
    assert conflict.minimal
    assert [(each.name, each.about) for each in conflict.demands] == [("semester_end", "1")]
    assert list(conflict.hours.values()) == [
        semester_room(albi_classes["1A"], conflict.demands[0]).given
    ]


def test_albi_needs_its_sessions_after_the_first_school_week(
    albi: Case, albi_classes: dict[str, ModuleCase]
) -> None:
    """The second year begins in company: its sessions would come before its modules."""
    second = albi_classes["2A"]
    free = replace(second.curriculum, semester_ends={})
    assert is_teachable(replace(second, curriculum=free), FeasibilitySearch()) is False
    demand = next(each for each in module_demands(second) if each.name == "opens")
    context = RelaxationContext(albi, may_unlock=True)
    every = (degrees[0] for degrees in module_relaxations(demand, second, context))
    way = CHANGING.changed(albi, [next(each for each in every if each.kind == "after_first")])
    assert way is not None
    line = way_line(way, albi.year.weeks, FRENCH)
    assert "aucune séance avant la première période à l'école" in line
    weeks = best_weeks(way.case, Deadline())
    assert isinstance(weeks, Planning)
    again = next(each for each in module_cases(weeks) if each.cohort.id == "2A")
    assert is_teachable(replace(again, curriculum=free), FeasibilitySearch()) is True


EVERYTHING = """
[curriculum]
modules_a_week = { least = 1, most = 3 }
semester_ends = { 1 = { from = { week = 38 }, until = { week = 42 } } }
resources = { Labo = 20 }

[curriculum.teachers."Mme A"]
weeks_away = [39, 47]
most_on_call = 3
weekdays = ["monday", "friday"]

[[curriculum.modules]]
id = "Physique"
sessions = { least = 1, most = 2 }
resources = ["Labo"]
from = { week = 36 }
until = { week = 46 }

[[curriculum.modules]]
id = "Anglais"
onsite_weeks = [40, 41, 44]
"""


def test_each_demand_has_words_and_each_change_of_it_a_programme() -> None:
    programme = variant(rules(), "base2.toml", tomllib.loads(EVERYTHING))
    case = Case(programme, academic_year_of(programme, 2026))
    planning = best_weeks(case, Deadline())
    assert isinstance(planning, Planning)
    (each,) = module_cases(planning)
    demands, weeks = module_demands(each), case.year.weeks
    of_class = {ModuleRule.SESSION_PARTS, ModuleRule.FULL_WEEKS, ModuleRule.FREE_WEEKS}
    assert {demand.name for demand in demands} | of_class == {*ModuleRule}
    conflict = ModuleConflict((each.cohort,), demands, minimal=True, alone=True)
    for text in (FRENCH, ENGLISH):
        lines = [*conflict_lines(conflict, weeks, text)]
        assert len(set(lines)) == len(lines) == len({demand.name for demand in demands})
    context = RelaxationContext(case, may_unlock=True)
    for demand in demands:
        left = lifted(each, [demand])
        assert left != each
        assert demand not in module_demands(left) or demand.name is ModuleRule.ONE_PLACE
        for degrees in module_relaxations(demand, each, context):
            for change in (degrees[0], degrees[-1]):
                way = CHANGING.changed(case, [change])
                assert way is not None, change
                assert way.case.programme.curriculum != programme.curriculum
                assert way_line(way, weeks, FRENCH) != way_line(way, weeks, ENGLISH)
