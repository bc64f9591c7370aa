"""Repairs of plannings with modules: what companies were told stays, module by module."""

import io
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

import planner as planner_api
from planner.curriculum.progression import ModuleObjective, TaughtModule
from planner.documents.planning.workbook import planning_workbook
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.office.drafts.state import with_locks
from planner.office.pages.week_changes import week_changes
from planner.office.searches.asking import repair_task
from planner.office.web.start import planned_state
from planner.planning.changes import difference
from planner.planning.file.exchange_format import planning_json
from planner.planning.file.json_reader import parse_exchange
from planner.planning.planning import CohortPlanning, Edition
from planner.planning.progressions import module_faults
from planner.planning.repair import repair_case
from planner.programme.file import academic_year_of, read_programme, tables_of, with_teacher_away
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from planner.words.progressions import module_change_line
from tests.conftest import Call
from tests.test_planned_modules import MODULES, planned, rules

BEFORE_THE_YEAR = date(2026, 8, 1)


@pytest.fixture(scope="module")
def edition() -> Edition:
    return planned(rules())


def repaired(edition: Edition, programme: Programme, today: date = BEFORE_THE_YEAR) -> Edition:
    case = Case(programme, academic_year_of(programme, 2026))
    outcome = solve(repair_case(edition.planning, case, today))
    assert isinstance(outcome, Solved)
    return Edition(outcome.planning, outcome.objectives)


def away(week: int, name: str = "Physique") -> Programme:
    """Return the rules with the teacher of a module away in a week."""
    teachers = f'[curriculum]\nteachers = {{ "M. B" = {{ weeks_away = [{week}] }} }}\n'
    changed = MODULES.replace('teachers = ["Mme A"]\n', "").replace("[curriculum]\n", teachers)
    return rules(changed.replace(f'name = "{name}"', f'name = "{name}"\nteachers = ["M. B"]'))


def row_of(edition: Edition) -> CohortPlanning:
    (row,) = edition.planning.cohorts
    return row


def taught(edition: Edition) -> Sequence[TaughtModule]:
    found = row_of(edition).progression
    assert found is not None
    return found.modules


def iso_week(edition: Edition, week: int) -> int:
    return edition.planning.year.weeks[week].iso_week


def plain(text: str) -> str:
    return re.sub("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", " ", text)


def test_a_repair_of_what_fits_changes_no_module(edition: Edition) -> None:
    again = repaired(edition, rules())
    assert taught(again) == taught(edition)
    found = row_of(again).progression
    assert found is not None
    values = {result.name: result.value for result in found.results}
    assert values[ModuleObjective.MOVED_SESSIONS] == values[ModuleObjective.MOVED_HOURS] == 0
    assert list(values)[:2] == [ModuleObjective.MOVED_SESSIONS, ModuleObjective.MOVED_HOURS]


def test_a_teacher_away_moves_the_sessions_of_her_module_alone(edition: Edition) -> None:
    physics, *others = taught(edition)
    (week,) = physics.session_weeks
    again = repaired(edition, away(iso_week(edition, week)))
    moved, *same = taught(again)
    assert same == others
    assert moved.minutes == physics.minutes
    assert sum(moved.sessions) == sum(physics.sessions)
    assert not moved.sessions[week]


def test_a_teacher_is_away_by_an_option_of_the_command(
    edition: Edition, tmp_path: Path, planner: Call
) -> None:
    """The rules written beside have the absence, and the other teachers as they were."""
    path, out = tmp_path / "planning.json", tmp_path / "out"
    path.write_bytes(planning_json(edition))
    asked = ("repair", path, "--out", out, "--today", "2026-08-01", "--away")
    code, said, _ = planner(*asked, "mme a:S39")
    assert code == 0
    assert "1A, module « Physique » : 2 séances de S39 2026 à S38 2026." in plain(said)
    rules_of = read_programme(out / "base.toml").curriculum
    assert rules_of is not None
    assert [(each.name, each.weeks_away) for each in rules_of.teachers] == [("Mme A", (39,))]


@pytest.mark.parametrize(
    ("away", "told"),
    [
        ("M. Z:S39", "aucun module n'a d'enseignant « M. Z » ; ceux-ci existent : Mme A."),
        ("Mme A:S99", "--away Mme A : l'année 2026 n'a pas cette semaine."),
        ("Mme A", "un nom et des semaines"),
        ("S39", "un nom et des semaines"),
        ("Mme A:1A", "un nom et des semaines"),
    ],
)
def test_an_absence_that_cannot_be_is_refused(
    away: str, told: str, edition: Edition, tmp_path: Path, planner: Call
) -> None:
    path = tmp_path / "planning.json"
    path.write_bytes(planning_json(edition))
    code, _, err = planner("repair", path, "--out", tmp_path / "out", "--away", away)
    assert code == 2
    assert told in plain(" ".join(err.split()))


def test_a_teacher_is_away_from_python(edition: Edition) -> None:
    changed = planner_api.teacher_away(edition.planning.programme, "Mme A", [39])
    physics = taught(planner_api.repair(edition, changed))[0]
    assert [week for week, count in enumerate(physics.sessions) if count] == [2]
    with pytest.raises(planner_api.UnusableInput, match="Mme Z"):
        planner_api.teacher_away(edition.planning.programme, "Mme Z", [39])


def test_where_no_teacher_is_named_none_can_be_away(albi: Programme, french: Messages) -> None:
    with pytest.raises(Unusable) as raised:
        with_teacher_away(tables_of(albi), "Mme Z", [39])
    assert plain(french.sentence(raised.value.problems[0])) == (
        "aucun module de cette formation n'a d'enseignant nommé ; « Mme Z » ne peut y être absent."
    )


def test_past_weeks_keep_what_their_modules_had(edition: Edition) -> None:
    """Its first week at school is past when its teacher will be away in the week of a session."""
    english = next(each for each in taught(edition) if each.module.id == "Anglais")
    first, week = english.onsite_weeks[0], english.session_weeks[0]
    today = edition.planning.year.weeks[first].monday + timedelta(days=3)
    again = repaired(edition, away(iso_week(edition, week), "Anglais"), today)
    for was, now in zip(taught(edition), taught(again), strict=True):
        assert was.minutes[: first + 1] == now.minutes[: first + 1]
        assert was.sessions[: first + 1] == now.sessions[: first + 1]
        assert not now.sessions[week]


def test_a_module_takes_the_place_of_another_one(edition: Edition) -> None:
    """Fluides is called Mesures now: the other modules stay where they were."""
    other = rules(MODULES.replace('"Fluides"', '"Mesures"'))
    read = parse_exchange(planning_json(edition).decode(), "planning.json", other).edition
    again = repaired(read, other)
    assert [each.minutes for each in taught(again)] == [each.minutes for each in taught(edition)]
    assert [each.sessions for each in taught(again)] == [each.sessions for each in taught(edition)]


def test_in_the_office_past_and_locked_weeks_keep_their_modules(edition: Edition) -> None:
    """A repair there stays close to the modules of the draft; what it would change is told."""
    state = with_locks(planned_state(edition), [("1A", "2026-W40")], locked=True)
    given = repair_task(state, edition.planning.year.weeks[0].monday).case.given
    row = row_of(edition)
    assert row.progression is not None
    modules = [row.progression.modules_of(week) for week in range(12)]
    assert [week and week.modules for week in given.near["1A"]] == modules
    kept = {n: week.modules for n, week in enumerate(given.locked["1A"]) if week}
    assert kept == {0: modules[0], 4: modules[4]}


def test_what_a_repair_stays_close_to_is_read_back(edition: Edition) -> None:
    physics, *_ = taught(edition)
    (week,) = physics.session_weeks
    today = edition.planning.year.weeks[0].monday
    again = repaired(edition, away(iso_week(edition, week)), today)
    written = planning_json(again)
    read = parse_exchange(written.decode(), "planning.json")
    assert read.misstatements == ()
    assert list(module_faults(read.edition.planning)) == []
    assert read.edition.planning == again.planning
    assert planning_json(read.edition) == written
    (record,) = json.loads(written)["cohorts"]
    assert record["locked"][0]["modules"] == record["near_modules"][0]
    assert [each["id"] for each in record["near_modules"][week]] == ["Physique"]


def test_a_difference_tells_which_sessions_moved_from_where(
    edition: Edition, french: Messages
) -> None:
    physics, *_ = taught(edition)
    (week,) = physics.session_weeks
    again = repaired(edition, away(iso_week(edition, week)))
    found = difference(edition.planning, again.planning)
    (line,) = [module_change_line(each, french) for each in found.modules]
    assert plain(line) == "1A, module « Physique » : 2 séances de S39 2026 à S38 2026."
    book = load_workbook(io.BytesIO(planning_workbook(again, french, difference=found)))
    rows = book["Changements"].iter_rows(values_only=True)
    assert plain(line) in [plain(str(row[0])) for row in rows]
    shown = week_changes(edition.planning, again.planning, french)
    assert shown is not None
    assert shown.modules == (line,)


def test_another_module_in_the_same_week_is_a_difference(
    edition: Edition, french: Messages
) -> None:
    """Weeks and sessions are the same; only what the sessions are of is not."""
    row, found = row_of(edition), row_of(edition).progression
    assert found is not None
    physics, english, *others = found.modules
    swapped = (
        replace(physics, sessions=english.sessions),
        replace(english, sessions=physics.sessions, minutes=(*english.minutes[1:], 0)),
        *others,
    )
    row = replace(row, progression=replace(found, modules=swapped))
    changed = difference(edition.planning, replace(edition.planning, cohorts=(row,)))
    assert not changed.changes
    assert not changed.is_none
    lines = [plain(module_change_line(each, french)) for each in changed.modules]
    assert lines == [
        "1A, module « Physique » : 2 séances de S39 2026 à S43 2026.",
        "1A, module « Anglais » : 2 séances de S43 2026 à S39 2026, 17,5 h à l'école dans "
        "d'autres semaines.",
    ]


def test_fewer_sessions_of_a_module_are_told(edition: Edition, french: Messages) -> None:
    row, found = row_of(edition), row_of(edition).progression
    assert found is not None
    physics, *others = found.modules
    one = replace(physics, sessions=tuple(min(1, n) for n in physics.sessions))
    row = replace(row, progression=replace(found, modules=(one, *others)))
    fewer = replace(edition.planning, cohorts=(row,))
    for pair, told in (
        ((edition.planning, fewer), "1 séance de moins en S39 2026"),
        ((fewer, edition.planning), "1 séance de plus en S39 2026"),
    ):
        (line,) = [module_change_line(each, french) for each in difference(*pair).modules]
        assert plain(line) == f"1A, module « Physique » : {told}."
