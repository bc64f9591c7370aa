"""Locks of modules: by option, by the programme file; what contradicts the curriculum is told."""

import json
from pathlib import Path

import pytest

import planner as planner_api
from planner.curriculum.kept import ModuleShare, WeekModules
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.course import Lock, case_with_given, weeks_to_lock
from planner.planning.file.exchange_format import planning_json
from planner.planning.file.json_reader import parse_exchange
from planner.planning.planning import Edition
from planner.programme.cohort import PlannedWeek
from planner.programme.programme import Programme
from planner.solver.solve import Solved, solve
from planner.words.progressions import progression_lines
from planner.year.activity import Activity
from tests.conftest import Call
from tests.test_planned_modules import MODULES, planned, rules
from tests.test_repaired_modules import away, iso_week, plain, repaired, row_of, taught


def locking(what: str, week: int = 41) -> Programme:
    """Return the rules with something locked of modules in a week."""
    kept = f'2026-W{week} = {{ activity = "school", modules = {what} }}'
    return rules(f"{MODULES}locked_weeks = {{ {kept} }}")


@pytest.fixture(scope="module")
def edition() -> Edition:
    return planned(rules())


@pytest.fixture
def file(edition: Edition, tmp_path: Path) -> Path:
    path = tmp_path / "planning.json"
    path.write_bytes(planning_json(edition))
    return path


def test_a_module_is_locked_as_a_whole(edition: Edition) -> None:
    """Its weeks keep their activity and what it has in them; nothing else of them is kept."""
    locked = weeks_to_lock(
        edition.planning, edition.planning.year, None, [Lock("1A", module="anglais")]
    )
    english = taught(edition)[1]
    weeks = {n: week for n, week in enumerate(locked["1A"]) if week}
    assert sorted(weeks) == sorted({*english.onsite_weeks, *english.session_weeks})
    for n, week in weeks.items():
        share = ModuleShare("Anglais", english.minutes[n], english.sessions[n])
        kept = WeekModules((share,), are_all=False)
        assert week == PlannedWeek(row_of(edition).activities[n], modules=kept)
    case = case_with_given(edition.planning.case, locked=locked)
    outcome = solve(case)
    assert isinstance(outcome, Solved)
    again = Edition(outcome.planning, outcome.objectives)
    assert taught(again)[1] == english
    read = parse_exchange(planning_json(again).decode(), "planning.json")
    assert read.edition.planning == again.planning


def test_a_file_locks_a_module_in_a_week() -> None:
    """Without the lock, Physique has 10.5 h in week 36."""
    changed = locking("{ Physique = { hours = 7 } }", 36)
    row = row_of(planned(changed))
    assert row.progression is not None
    assert row.progression.modules[0].minutes[0] == 420


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("{ Chimie = { hours = 7 } }", "locked_weeks.2026-W41.modules"),
        ("{ Physique = { hours = 28, sessions = 3 } }", "plus que ses 35 h"),
        ("{ Physique = { hours = -1 } }", "hours"),
    ],
)
def test_a_file_that_locks_what_cannot_be_is_refused(
    what: str, told: str, french: Messages
) -> None:
    with pytest.raises(Unusable) as raised:
        locking(what)
    assert told in plain(" ".join(french.sentence(each) for each in raised.value.problems))


def test_a_lock_against_the_curriculum_is_told(french: Messages) -> None:
    """Nothing contradicts the weeks: they are planned, and what is locked in vain is named."""
    found = planned(locking("{ Fluides = { hours = 14 } }"))
    assert row_of(found).progression is None
    _, line = progression_lines(found.planning, french)
    assert plain(line) == (
        "1A : module « Fluides », S41 : 14 h gardées, au lieu de 2 h à 10,5 h par semaine."
    )


def test_past_weeks_against_the_curriculum_are_told(edition: Edition, french: Messages) -> None:
    """The teacher of Physique is said to be away in a week that is past."""
    physics = taught(edition)[0]
    last = edition.planning.year.weeks[physics.onsite_weeks[-1]]
    found = repaired(edition, away(iso_week(edition, physics.onsite_weeks[0])), last.monday)
    _, line = progression_lines(found.planning, french)
    assert plain(line).startswith(
        "1A : module « Physique », S36 : ce qui en est gardé n'y est plus"
    )


@pytest.mark.parametrize(
    ("lock", "told"),
    [
        ("1A:Chimie", "module inconnu ; ceux-ci existent : Physique, Anglais, Fluides, Poudres."),
        ("1A:S40:Chimie", "module inconnu"),
        ("1A:S36:Anglais", "ce module n'a ni heures à l'école ni séances dans ces semaines."),
        ("1A:S99:Anglais", "n'a pas cette semaine"),
        ("1B:Anglais", "promotion inconnue"),
        ("1A:", "un module à la fin"),
    ],
)
def test_locks_of_modules_that_are_not_there_are_refused(
    lock: str, told: str, file: Path, tmp_path: Path, planner: Call
) -> None:
    code, _, err = planner("repair", file, "--out", tmp_path / "out", "--lock", lock)
    assert code == 2
    assert told in plain(" ".join(err.split()))


def test_a_module_is_locked_by_the_option_of_a_command(
    edition: Edition, file: Path, tmp_path: Path, planner: Call
) -> None:
    out = tmp_path / "out"
    asked = ("repair", file, "--out", out, "--today", "2026-08-01", "--lock")
    assert planner(*asked, "1A:s36-s47:anglais")[0] == 0
    record = json.loads((out / "planning.json").read_text(encoding="utf-8"))
    locked = record["cohorts"][0]["locked"]
    assert all(week["other_modules"] and week["remote_sessions"] is None for week in locked)
    assert {each["id"] for week in locked for each in week["modules"]} == {"Anglais"}


def test_modules_are_locked_from_python(edition: Edition) -> None:
    physics, english, *_ = taught(edition)
    changed = away(iso_week(edition, physics.session_weeks[0]))
    again = planner_api.repair(edition, changed, locks=["1A:Anglais"])
    (kept,) = again.planning.case.given.locked.values()
    assert {week.modules.shares[0].module for week in kept if week and week.modules} == {"Anglais"}
    assert taught(again)[1] == english
    for lock, told in (("1A:", "locks"), ("1A:Chimie", "Chimie")):
        with pytest.raises(planner_api.UnusableInput, match=told):
            planner_api.repair(edition, locks=[lock])


def test_weeks_locked_before_stay_locked_beside_those_of_modules(edition: Edition) -> None:
    week = PlannedWeek(Activity.SCHOOL, 0, 630)
    own = WeekModules((ModuleShare("Anglais", 420),), are_all=False)
    alone = PlannedWeek(Activity.SCHOOL, modules=own)
    whole = PlannedWeek(Activity.SCHOOL, 0, 630, WeekModules((ModuleShare("Anglais", 630),)))
    other = PlannedWeek(
        Activity.SCHOOL, modules=WeekModules((ModuleShare("Physique", 210),), are_all=False)
    )
    assert alone.joined(None) == alone
    assert alone.joined(week) == PlannedWeek(Activity.SCHOOL, 0, 630, own)
    assert alone.joined(whole) == whole
    assert whole.joined(alone) == whole
    both = alone.joined(other).modules
    assert both is not None
    assert [share.module for share in both.shares] == ["Anglais", "Physique"]
