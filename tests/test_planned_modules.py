"""Plannings with modules: weeks first, then their modules; written, read back, checked."""

import io
import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

import planner as planner_api
from planner.apprentices.apprentice import Apprentice, Period
from planner.apprentices.year import apprentice_year
from planner.curriculum.progression import ModuleObjective, ModuleResult, Progression
from planner.documents.apprentice.calendar_entries import calendar_entries
from planner.documents.planning.workbook import planning_workbook
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.check import keeps_every_rule
from planner.planning.editing import ModuleEdit, WeekEdit, edited
from planner.planning.file import read_planning
from planner.planning.file.exchange_format import planning_json
from planner.planning.file.json_reader import parse_exchange
from planner.planning.planning import CohortPlanning, Edition
from planner.planning.progressions import module_faults
from planner.programme.file import academic_year_of, read_programme, variant
from planner.programme.names import ObjectiveName
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from planner.words.objectives import told_objectives
from planner.words.progressions import progression_lines
from planner.year.activity import Activity
from tests.conftest import Call
from tests.printing import printed_sizes

BASE = Path(__file__).parent / "infeasible" / "base.toml"

MODULES = """
objectives = ["week_order", "session_spread"]

[curriculum]
modules_a_week = { most = 2 }

[[curriculum.modules]]
name = "Physique"
hours = 35
semester = 1
teachers = ["Mme A"]

[[curriculum.modules]]
name = "Anglais"
hours = 35
semester = 2
prerequisites = ["Physique"]

[[curriculum.modules]]
name = "Fluides"
hours = 21
option = "X"

[[curriculum.modules]]
name = "Poudres"
hours = 21
option = "Y"

[[cohorts]]
id = "1A"
school_weeks = 6
school_blocks = { count = 3, shortest = 2 }
company_blocks = { count = 3, shortest = 2 }
onsite_hours = 78
sessions = { total = 4, a_week = [0, 2], after_first = "school" }
"""


def rules(changes: str = MODULES) -> Programme:
    return variant(read_programme(BASE), BASE.name, tomllib.loads(changes))


def planned(programme: Programme) -> Edition:
    outcome = solve(Case(programme, academic_year_of(programme, 2026)))
    assert isinstance(outcome, Solved)
    return Edition(outcome.planning, outcome.objectives)


@pytest.fixture(scope="module")
def edition() -> Edition:
    return planned(rules())


def only_row(edition: Edition) -> CohortPlanning:
    (row,) = edition.planning.cohorts
    return row


def progression_of(edition: Edition) -> Progression:
    found = only_row(edition).progression
    assert found is not None
    return found


def onsite_of(edition: Edition) -> tuple[int, ...]:
    found = only_row(edition).onsite
    assert found is not None
    return found


def test_hours_and_sessions_of_the_weeks_follow_from_the_modules(edition: Edition) -> None:
    """77 of the 78 h are those of modules: 91 h less 4 sessions of 3.5 h."""
    row = only_row(edition)
    assert row.progression is not None
    assert row.sessions is not None
    assert row.onsite is not None
    assert keeps_every_rule(edition.planning)
    assert sum(row.onsite) == 78 * 60
    assert sum(row.progression.other) == 60
    for stream in row.progression.streams.values():
        for week, (minutes, sessions) in enumerate(zip(row.onsite, row.sessions, strict=True)):
            assert sum(each.sessions[week] for each in stream) == sessions
            taught = sum(each.minutes[week] for each in stream)
            assert taught + row.progression.other[week] == minutes
        for each in stream:
            total = sum(each.minutes) + 210 * sum(each.sessions)
            assert total == each.module.minutes
    assert all(result.proven for result in row.progression.results)


def test_a_planning_with_modules_is_read_back(edition: Edition) -> None:
    written = planning_json(edition)
    read = parse_exchange(written.decode(), "planning.json")
    assert read.misstatements == ()
    assert only_row(read.edition) == only_row(edition)
    assert planning_json(read.edition) == written
    modules = json.loads(written)["cohorts"][0]["modules"]
    assert [module["id"] for module in modules] == ["Physique", "Anglais", "Fluides", "Poudres"]
    assert [module["option"] for module in modules] == [None, None, "X", "Y"]
    assert all(
        module["on_call"]
        == [[w["iso_year"], w["iso_week"]] for w in module["weeks"] if w["remote_sessions"]]
        for module in modules
    )


def test_without_a_curriculum_nothing_is_said_of_modules() -> None:
    without = MODULES[: MODULES.index("[curriculum]")] + MODULES[MODULES.index("[[cohorts]]") :]
    found = planned(rules(without))
    assert only_row(found).progression is None
    assert list(progression_lines(found.planning, Messages("fr"))) == []
    assert b"module" not in planning_json(found)


Change = Callable[[list[dict[str, Any]]], None]


def _fewer_hours(modules: list[dict[str, Any]]) -> None:
    next(w for w in modules[0]["weeks"] if w["onsite_hours"])["onsite_hours"] -= 0.5


def _sessions_of_another(modules: list[dict[str, Any]]) -> None:
    modules[0]["weeks"], modules[1]["weeks"] = modules[1]["weeks"], modules[0]["weeks"]
    modules[0]["on_call"], modules[1]["on_call"] = modules[1]["on_call"], modules[0]["on_call"]


@pytest.mark.parametrize(
    ("change", "keys", "told"),
    [
        (_fewer_hours, {"module.hours"}, "1A : module « Physique » : 34,5 h au lieu de 35 h."),
        (
            _sessions_of_another,
            {"module.prerequisite", "module.semesters"},
            "1A : module « Anglais » : il commence avant la fin de son prérequis « Physique ».",
        ),
    ],
)
def test_modules_against_the_curriculum_are_told(
    change: Change, keys: set[str], told: str, edition: Edition, tmp_path: Path, planner: Call
) -> None:
    record = json.loads(planning_json(edition))
    change(record["cohorts"][0]["modules"])
    path = tmp_path / "planning.json"
    path.write_text(json.dumps(record), encoding="utf-8")
    read = parse_exchange(path.read_text(encoding="utf-8"), "planning.json")
    assert keys <= {breach.what.key for _, breach in module_faults(read.edition.planning)}
    code, out, _ = planner("check", path)
    assert code == 1
    assert told in re.sub("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", " ", out)


def test_a_module_in_a_week_of_another_year_is_refused(edition: Edition, french: Messages) -> None:
    record = json.loads(planning_json(edition))
    record["cohorts"][0]["modules"][0]["weeks"][0]["iso_year"] = 2030
    with pytest.raises(Unusable) as raised:
        parse_exchange(json.dumps(record), "planning.json")
    (found,) = raised.value.problems
    assert "module « Physique » : la semaine 2030-S36 n'est pas" in french.sentence(found)


def faults(edition: Edition) -> list[tuple[str, str, int | None]]:
    """List what its modules do wrong: the key of each breach, its module and its week."""
    breaches = (breach for _, breach in module_faults(edition.planning))
    return [(each.what.key, each.module, each.week) for each in breaches]


def test_weeks_changed_by_hand_keep_modules_that_no_longer_fit(edition: Edition) -> None:
    row = only_row(edition)
    week = row.placed_sessions.index(2)
    changed = edited(edition, [WeekEdit("1A", week, sessions=0)])
    assert faults(changed) == [("module.other-sessions", "", week)]
    assert progression_of(changed).results == ()
    read = parse_exchange(planning_json(changed).decode(), "planning.json").edition
    assert faults(read) == faults(changed)

    english = progression_of(edition).modules[1]
    taught = english.onsite_weeks[0]
    away = edited(edition, [WeekEdit("1A", taught, Activity.COMPANY)])
    there = [each.module.id for each in progression_of(edition).modules if each.minutes[taught]]
    told = {(module, at) for key, module, at in faults(away) if key == "module.not-then"}
    assert told == {(module, taught) for module in there}
    assert onsite_of(away)[taught] == 0
    back = edited(away, [WeekEdit("1A", taught, row.activities[taught])])
    assert ("module.other-hours", "", taught) in faults(back)


def test_modules_are_edited_by_hand_and_hours_of_the_weeks_follow(edition: Edition) -> None:
    """A move of 3.5 h back and forth; a session in a week at school is wrong at its place."""
    english = progression_of(edition).modules[1]
    one, other = english.onsite_weeks[0], english.onsite_weeks[-1]

    def having(minutes: int, week: int, sessions: int = 0) -> ModuleEdit:
        return ModuleEdit("1A", "Anglais", week, english.minutes[week] + minutes, sessions)

    moved = edited(edition, [having(-210, one), having(210, other)])
    before, after = onsite_of(edition), onsite_of(moved)
    assert [after[week] - before[week] for week in (one, other)] == [-210, 210]
    assert sum(after) == sum(before)
    assert not any(key == "module.hours" for key, _, _ in faults(moved))
    read = parse_exchange(planning_json(moved).decode(), "planning.json").edition
    assert only_row(read) == only_row(moved)
    back = edited(moved, [having(0, one), having(0, other)])
    assert faults(back) == []

    wrong = edited(edition, [having(0, one, sessions=1)])
    assert ("module.not-then", "Anglais", one) in faults(wrong)
    assert ("module.hours", "Anglais", None) in faults(wrong)
    assert only_row(wrong).sessions == only_row(edition).sessions


def test_weeks_that_admit_no_modules_are_planned_and_told(french: Messages) -> None:
    tight = MODULES.replace('"Mme A"]', '"Mme A"]\nuntil = { week = 36 }')
    found = planned(rules(tight))
    assert only_row(found).progression is None
    assert keeps_every_rule(found.planning)
    (line,) = progression_lines(found.planning, french)
    assert line.startswith("1A : il est prouvé que ces semaines n'admettent aucune progression")
    read = parse_exchange(planning_json(found).decode(), "planning.json").edition
    assert only_row(read) == only_row(found)
    assert list(progression_lines(read.planning, french)) == [line]


def test_the_plan_tells_the_objectives_of_modules(edition: Edition, french: Messages) -> None:
    (line,) = progression_lines(edition.planning, french)
    assert "demi-journées de permanence" in line
    assert "minimum prouvé" in line


def test_breaches_of_modules_from_python(edition: Edition) -> None:
    assert planner_api.progression_breaches(edition).empty
    english = progression_of(edition).modules[1]
    week = english.onsite_weeks[0]
    wrong = edited(edition, [ModuleEdit("1A", "Anglais", week, 630, 1)])
    table = planner_api.progression_breaches(wrong, "en")
    placed = table[table["monday"] == str(edition.planning.year.weeks[week].monday)]
    assert "Anglais" in {*placed["module"]}
    assert table["breach"].str.contains("Anglais").any()


def test_modules_from_python(edition: Edition) -> None:
    table = planner_api.progression(edition)
    hours = table["onsite_hours"].groupby("module").sum()
    sessions = table["remote_sessions"].groupby("module").sum()
    assert (hours + 3.5 * sessions).to_dict() == {
        "Anglais": 35,
        "Fluides": 21,
        "Physique": 35,
        "Poudres": 21,
    }
    assert set(table["option"]) == {"", "X", "Y"}


def test_the_sheet_of_a_class_has_its_modules_by_weeks(edition: Edition, french: Messages) -> None:
    """Rows and columns add up to what each module and each person has; on one A3 page."""
    row = only_row(edition)
    assert row.progression is not None
    book = load_workbook(io.BytesIO(planning_workbook(edition, french)))
    sheet = book["Modules 1A"]
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
    rows = {str(cells[0]): cells[1:] for cells in sheet.iter_rows(min_row=6, values_only=True)}
    for each in row.progression.modules:
        figures = [float(str(value or 0)) for value in rows[each.module.name][2:]]
        assert figures[-2:] == [sum(each.minutes) / 60, sum(each.sessions)]
        assert sum(figures[:-2]) == sum(figures[-2:])
    assert rows["Heures à l'école de chacun"][-2] == 78
    assert rows["Séances à distance de chacun"][-1] == 4
    on_call = row.progression.results[0].value
    assert rows["Demi-journées de permanence"][-1] == on_call
    assert min(size for _, size in printed_sizes(sheet)) >= 6


def test_modules_are_read_back_from_the_workbook(
    edition: Edition, french: Messages, tmp_path: Path
) -> None:
    book = tmp_path / "planning.xlsx"
    book.write_bytes(planning_workbook(edition, french))
    assert read_planning(book, None, None).edition.planning == edition.planning


def test_sessions_are_called_by_their_modules(edition: Edition, french: Messages) -> None:
    """In calendar files; the identifiers stay those of a planning without modules."""
    row = only_row(edition)
    assert row.progression is not None
    plain = called(replace(row, progression=None), "", edition, french)
    assert list(plain.values())[:1] == ["Séance à distance 1 sur\xa04"]
    for option, modules in ("", row.progression.modules), *row.progression.streams.items():
        names = called(row, option, edition, french)
        assert list(names) == list(plain)
        assert len(set(names.values())) == 4
        for each in modules:
            count = sum(each.sessions)
            for number in range(1, count + 1):
                what = f"{each.module.name}, séance {number} sur\xa0{count}"
                assert sum(what in name for name in names.values()) == 1


def called(row: CohortPlanning, option: str, edition: Edition, text: Messages) -> dict[str, str]:
    """Return the titles of the sessions of a person, by UID."""
    planning = replace(edition.planning, cohorts=(row,))
    person = Apprentice("Martin", "Léa", "1A", (Period("Airbus"),), option)
    entries = calendar_entries(apprentice_year(person, planning), text)
    return {uid: each.title for uid, each in entries.items() if each.kind == "session"}


def test_a_planning_is_optimal_if_its_modules_are_and_sessions_follow_these(
    edition: Edition,
) -> None:
    """How evenly sessions lie is not minimised where modules decide on them."""
    row = only_row(edition)
    assert row.progression is not None
    uneven = [replace(o, proven=o.name != ObjectiveName.SESSION_SPREAD) for o in edition.objectives]

    def issued(bound: int) -> Edition:
        result = ModuleResult(ModuleObjective.WEEKS, 4, bound)
        found = replace(row, progression=replace(progression_of(edition), results=(result,)))
        planning = replace(edition.planning, cohorts=(found,))
        return replace(edition, planning=planning, objectives=tuple(uneven))

    assert issued(4).status == "optimal"
    assert issued(3).status == "feasible"
    told = [objective.name for objective in told_objectives(issued(4))]
    assert ObjectiveName.SESSION_SPREAD not in told
    assert ObjectiveName.SESSION_SPREAD in {objective.name for objective in uneven}
