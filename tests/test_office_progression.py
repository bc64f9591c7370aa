"""Handlers of a class's progression: seen, typed into by script and by form, taken back."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import tomli_w
from icalendar import Calendar

from planner.apprentices.apprentice import Apprentice, Period
from planner.curriculum.progression import Progression, TaughtModule
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.office.draft_files import breach_sentences, is_final
from planner.office.drafts.standing import standing_of
from planner.office.drafts.state import edition_of, week_key, with_edits, with_locks
from planner.office.drafts.store import DraftAct, save_state
from planner.office.progression.building import progression_view
from planner.office.progression.duties import duties_view
from planner.office.progression.edits import TypedModule, with_typed_modules
from planner.office.progression.notation import read_cell, written_cell
from planner.office.web.start import planned_state
from planner.planning.editing import WeekEdit
from planner.planning.planning import CohortPlanning, Edition
from planner.year.activity import Activity
from planner.year.weeks import HOUR
from tests.office_desk import Desk, listed_state, open_desk
from tests.office_searcher import open_searcher, said
from tests.portal import NOW, feeds_on
from tests.searching import SIX_WEEKS, small
from tests.test_planned_modules import MODULES, planned, rules

FRENCH = Messages("fr")

MOVE = {3: "", 2: "2"}
"""The sessions of a module, in the week before."""


@pytest.fixture(scope="module")
def edition() -> Edition:
    return planned(rules())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def draft(desk: Desk, edition: Edition) -> int:
    return desk.start(planned_state(edition))


def at(draft: int, step: str = "") -> str:
    return f"/office/drafts/{draft}/progression{step}"


def row_of(desk: Desk, draft: int) -> CohortPlanning:
    edition = edition_of(desk.draft(draft).state)
    assert edition is not None
    return edition.planning.cohorts[0]


def modules(row: CohortPlanning) -> Mapping[str, TaughtModule]:
    assert row.progression is not None
    return {each.module.id: each for each in row.progression.modules}


def progression(edition: Edition) -> Progression:
    found = edition.planning.cohorts[0].progression
    assert found is not None
    return found


# --- What is typed -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "has_lessons", "read"),
    [
        ("10,5", True, (630, 0)),
        ("10.5 h", True, (630, 0)),
        ("7 h 30", True, (450, 0)),
        ("7 + 1 s", True, (420, 1)),
        ("2s", True, (0, 2)),
        ("2", False, (0, 2)),
        ("3,5 h", False, (210, 0)),
        ("", True, (0, 0)),
        ("–", False, (0, 0)),
    ],
)
def test_what_is_typed_is_read(typed: str, has_lessons: bool, read: tuple[int, int]) -> None:
    assert read_cell(typed, has_lessons=has_lessons) == read
    for language in ("fr", "en"):
        written = written_cell(*read, Messages(language), has_lessons=has_lessons)
        assert read_cell(written, has_lessons=has_lessons) == read


@pytest.mark.parametrize(
    ("typed", "has_lessons"),
    [("beaucoup", True), ("7 +", True), ("3,5", False), ("61", True), ("7,333", True), ("=1+1", 1)],
)
def test_what_cannot_be_read_is_told(typed: str, has_lessons: bool) -> None:
    with pytest.raises(Unusable) as raised:
        read_cell(typed, has_lessons=has_lessons)
    (found,) = raised.value.problems
    assert f"« {typed} »" in FRENCH.sentence(found).replace("\xa0", " ")


# --- The page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_progression_is_shown_whole(
    desk: Desk, draft: int, edition: Edition, language: str
) -> None:
    page = desk.open(f"{at(draft)}?lang={language}")
    view = progression_view(planned_state(edition), None, "1A", Messages(language))
    assert page.status == 200
    assert view is not None
    assert [row.name for row in view.rows] == [
        "Fluides",
        "Poudres",
        "Physique",
        "Anglais",
        *_other(language),
    ]
    assert page.text.count('role="gridcell"') == len(view.rows) * len(view.weeks)
    assert Messages(language)("progression.all-kept") in page.text
    totals = [(row.onsite.value, row.sessions.value) for row in view.sums]
    assert totals[0][0].replace("\xa0", " ") == "78 h"
    assert totals[2][1] == "4"
    assert all(each.proof == Messages(language)("module.proven") for each in view.objectives)
    for row, taught in zip(view.rows[2:4], progression(edition).modules[:2], strict=True):
        assert [bool(cell.written) for cell in row.cells] == [
            bool(taught.minutes[week.week] or taught.sessions[week.week]) for week in view.weeks
        ]


def _other(language: str) -> list[str]:
    return [Messages(language)("progression.other")]


def test_modules_without_sessions_and_options_are_shown(desk: Desk) -> None:
    """The columns are weeks at school alone, and nobody is on call."""
    changes = tomllib.loads(MODULES)
    changes["curriculum"]["modules"] = [{"name": "Physique", "hours": 42, "semester": 1}]
    changes["cohorts"][0] |= {"onsite_hours": 42, "sessions": {"total": 0, "a_week": [0]}}
    state = planned_state(planned(rules(tomli_w.dumps(changes))))
    view = progression_view(state, None, "1A", FRENCH)
    assert view is not None
    assert [group.label for group in view.groups] == ["Semestre 1"]
    assert all(week.has_lessons for week in view.weeks)
    assert len(view.sums) == 2
    draft = desk.start(state)
    assert 'role="grid"' in desk.open(at(draft)).text
    assert FRENCH("progression.nobody") in said(desk.open(f"{at(draft)}?view=on-call"))


def test_without_a_curriculum_there_is_no_such_page(desk: Desk, edition: Edition) -> None:
    state = planned_state(edition)
    rules_of = {key: of for key, of in tomllib.loads(state.rules).items() if key != "curriculum"}
    draft = desk.start(replace(state, rules=tomli_w.dumps(rules_of)))
    assert "/progression" not in desk.open(f"/office/drafts/{draft}/year").text
    page = desk.open(at(draft))
    assert page.status == 200
    assert FRENCH("progression.none") in page.text
    empty = desk.start(replace(state, planning=None))
    assert FRENCH("grid.none") in desk.open(at(empty)).text


def test_who_is_on_call_is_shown_by_teacher_and_by_week(
    desk: Desk, draft: int, edition: Edition
) -> None:
    physics = progression(edition).modules[0]
    view = duties_view(edition.planning, FRENCH)
    teacher, nobody = view.teachers
    assert (teacher.name, teacher.total) == ("Mme A", len(physics.session_weeks))
    assert nobody.name == FRENCH("on-call.nobody")
    assert [row.name for row in teacher.modules] == ["Physique"]
    assert len(view.weeks) == len(teacher.weeks) == len(teacher.modules[0].weeks)
    page = desk.open(f"{at(draft)}?view=on-call")
    assert page.status == 200
    assert 'role="grid"' not in page.text
    assert "progression.js" not in page.text
    assert f"/office/drafts/{draft}/progression?lang=fr&amp;cohort=1A" in page.text
    limited = tomllib.loads(planned_state(edition).rules)
    limited["curriculum"]["teachers"] = {"Mme A": {"most_on_call": 0}}
    state = replace(planned_state(edition), rules=tomli_w.dumps(limited))
    shown = desk.open(f"{at(desk.start(state))}?view=on-call").text
    assert bool(teacher.total) == ("is-wrong" in shown)
    assert 'role="grid"' in desk.open(f"{at(draft)}?view=x&cohort=%00").text


def test_an_edit_answers_what_differs(desk: Desk, draft: int, edition: Edition) -> None:
    desk.open(at(draft))
    english = progression(edition).modules[1]
    week = english.onsite_weeks[0]
    cell = {"module": "Anglais", "week": week, "typed": "3,5"}
    answer = desk.ask(f"{at(draft, '/edit')}?cohort=1A", revision=1, cells=[cell])
    assert (answer["status"], answer["revision"]) == (200, 2)
    assert "Progression de 1A, Anglais" in answer["said"]
    assert "écart" in answer["said"]
    parts = answer["parts"]
    assert {"c3", "c3h", "sums", "breaches", "objectives", "moves", "stage"} <= {*parts}
    assert "is-broken" in parts["c3"]
    row = row_of(desk, draft)
    assert modules(row)["Anglais"].minutes[week] == 210
    assert row.onsite is not None
    others = progression(edition).minutes[week] - english.minutes[week]
    assert row.onsite[week] == others + 210
    undone = desk.ask(f"{at(draft, '/undo')}?cohort=1A", revision=2)
    assert FRENCH("stage.kept") in undone["said"]
    assert desk.draft(draft).state.planning == planned_state(edition).planning
    redone = desk.ask(f"{at(draft, '/redo')}?cohort=1A", revision=3)
    assert redone["revision"] == 4
    log = desk.open(f"/office/drafts/{draft}/history").text.replace("\xa0", " ")
    assert re.search(r"Progression de 1A, Anglais, S\d\d : 3,5", log)


def test_a_form_types_without_scripts(desk: Desk, draft: int, edition: Edition) -> None:
    week = progression(edition).modules[0].onsite_weeks[0]
    desk.open(at(draft))
    fields: dict[str, str | int] = {"module": "Physique", "week": week}
    answer = desk.send(f"{at(draft)}?cohort=1A", do="set", typed="2", **fields)
    assert answer.status == 303
    assert modules(row_of(desk, draft))["Physique"].minutes[week] == 2 * HOUR
    page = desk.open(at(draft))
    assert "écart" in page.text
    wrong = desk.send(f"{at(draft)}?cohort=1A", do="set", typed="beaucoup", **fields)
    assert wrong.status == 409
    assert "beaucoup" in wrong.text
    assert desk.send(f"{at(draft)}?cohort=1A", do="undo").status == 303
    assert desk.draft(draft).state.planning == planned_state(edition).planning


def test_locked_weeks_are_spared(desk: Desk, edition: Edition) -> None:
    state, year = planned_state(edition), edition.planning.year
    week = progression(edition).modules[0].onsite_weeks[0]
    draft = desk.start(with_locks(state, [("1A", week_key(year, week))], locked=True))
    desk.open(at(draft))
    cell = {"module": "Physique", "week": week, "typed": ""}
    answer = desk.ask(at(draft, "/edit?cohort=1A"), revision=1, cells=[cell])
    assert FRENCH.counted("grid.spared", 1) in answer["said"].replace("\xa0", " ")
    assert modules(row_of(desk, draft))["Physique"].minutes[week]


@pytest.mark.parametrize(
    "cell",
    [
        {"module": "Physique", "week": 54, "typed": "1"},
        {"module": "Physique", "week": 53, "typed": "1"},
        {"module": "Physique", "week": 0, "typed": "<b>"},
        {"module": "Physique", "week": 0, "typed": "1" * 41},
        {"module": "Chimie", "week": 0, "typed": "1"},
        {"module": "", "week": 0, "typed": "1 s"},
        {"module": "Physique", "week": 0, "typed": "1", "more": "x"},
    ],
)
def test_hostile_cells_change_nothing(desk: Desk, draft: int, cell: Mapping[str, object]) -> None:
    desk.open(at(draft))
    answer = desk.ask(at(draft, "/edit?cohort=1A"), revision=1, cells=[cell])
    assert (answer["status"], len(answer["problems"])) == (422, 1)
    assert desk.draft(draft).revision == 1
    assert desk.ask(at(draft, "/edit?cohort=1A"), revision=1, cells=[])["status"] == 422
    known = {"module": "Physique", "week": 0, "typed": "1"}
    other = desk.ask(at(draft, "/edit?cohort=9A"), revision=1, cells=[known])
    assert (other["status"], "9A" in other["problems"][0]) == (422, True)
    assert desk.send(at(draft), do="set", module="Physique", week="x").status == 409


def test_who_comes_second_is_told(desk: Desk, draft: int) -> None:
    desk.open(at(draft))
    other = desk.draft(draft).state
    moved = replace(other, locked=(("1A", "2026-W40"),))
    save_state(desk.site.database, draft, 1, moved, DraftAct("redone"), "Zoé Martin", NOW)
    cell = {"module": "Physique", "week": 0, "typed": "1"}
    answer = desk.ask(at(draft, "/edit?cohort=1A"), revision=1, cells=[cell])
    assert answer["newest"] == 2
    assert "Zoé Martin" in answer["problems"][0]


# --- What follows --------------------------------------------------------------------------------


def test_weeks_edited_in_the_year_tell_what_no_longer_fits(desk: Desk, edition: Edition) -> None:
    """The page marks the modules that have lost their week; nothing of it can be published."""
    state = planned_state(edition)
    english = progression(edition).modules[1]
    week = english.onsite_weeks[0]
    changed = with_edits(state, [WeekEdit("1A", week, Activity.COMPANY)])
    draft = desk.start(changed)
    page = desk.open(at(draft)).text.replace("\xa0", " ")
    assert "module « Anglais »" in page
    assert "il ne peut pas avoir lieu cette semaine-là" in page
    view = progression_view(changed, state, "1A", FRENCH)
    assert view is not None
    column = next(n for n, each in enumerate(view.weeks) if each.week == week)
    cells = {row.module: row.cells[column] for row in view.rows}
    assert cells["Anglais"].breaches
    year = desk.open(f"/office/drafts/{draft}/year").text
    assert FRENCH("grid.modules") in year
    assert f"/office/drafts/{draft}/progression?" in year
    broken = standing_of(changed).breaches
    assert broken == len(view.breaches) + view.elsewhere
    assert not is_final(changed)
    found = edition_of(changed)
    assert found is not None
    assert len(breach_sentences(found.planning, FRENCH)) == broken


def test_a_publication_carries_the_modules_to_companies(desk: Desk, edition: Edition) -> None:
    """Their feed calls sessions by modules; what has moved of one is told before publication."""
    léa = Apprentice("Martin", "Léa", "1A", (Period("Airbus"),), option="X")
    number = desk.start(listed_state(edition, (léa,)))
    at_draft = f"/office/drafts/{number}"
    desk.open(f"{at_draft}/publish")
    assert desk.send(f"{at_draft}/publish").status == 303
    secret = desk.site.link("Airbus").secret
    (feed,) = feeds_on(desk.visit, secret)
    names = Calendar.from_ical(desk.visit(f"/feed/{feed}.ics").body).walk("VEVENT")
    told = [str(event["SUMMARY"]) for event in names]
    for each in progression(edition).streams["X"]:
        for n in range(1, sum(each.sessions) + 1):
            assert sum(f"{each.module.name}, séance {n} sur" in name for name in told) == 1

    desk.open(at(number))
    cells = [{"module": "Physique", "week": week, "typed": typed} for week, typed in MOVE.items()]
    answer = desk.ask(at(number, "/edit?cohort=1A"), revision=2, cells=cells)
    assert FRENCH("stage.kept") in answer["said"]
    review = said(desk.open(f"{at_draft}/publish?lang=fr"))
    assert "Physique, séance 1 sur 2 : lun. 14/09 matin au lieu de lun. 21/09 matin" in review


def test_modules_are_searched_anew_in_the_weeks_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, edition: Edition
) -> None:
    """Of a planning whose modules were moved by hand; nothing changes before it is taken."""
    state = planned_state(edition)
    week = progression(edition).modules[0].onsite_weeks[0]
    moved = with_typed_modules(state, "1A", [TypedModule("Physique", week, "")]).state
    with open_searcher(tmp_path, monkeypatch) as desk:
        number = desk.new(moved)
        path = desk.start(number, "modules")
        assert not desk.ended(path).is_taken
        page = said(desk.get(path))
        assert FRENCH("search_found.modules") in page
        assert "minimum prouvé" in page
        assert desk.take(path).status == 303
        found = edition_of(desk.draft(number).state)
        assert desk.acts(number)[-1] == "modules-placed"
        plain = desk.new(small(SIX_WEEKS))
        answer = desk.post(f"/office/drafts/{plain}/searches", action="modules")
        assert answer.status == 422
    assert found is not None
    assert progression(found) == progression(edition)
    assert (found.changed, found.planning.cohorts) == ("by-hand", edition.planning.cohorts)


def test_a_planning_that_is_checked_tells_what_its_modules_do(
    desk: Desk, edition: Edition, tmp_path: Path
) -> None:
    path = tmp_path / "planning.json"
    week = progression(edition).modules[0].onsite_weeks[0]
    cells = [TypedModule("Physique", week, "")]
    for state, is_told in (
        (planned_state(edition), False),
        (with_typed_modules(planned_state(edition), "1A", cells).state, True),
    ):
        assert state.planning
        path.write_bytes(state.planning)
        page = said(desk.upload("/office/check?lang=fr", "file", path, rules="own"))
        assert ("1A : module « Physique »" in page) == is_told


def test_modules_alone_that_break_keep_a_planning_from_publication(edition: Edition) -> None:
    """The weeks keep every rule; the modules of an option do not."""
    state = planned_state(edition)
    assert is_final(state)
    powders = progression(edition).modules[3]
    week = powders.onsite_weeks[0]
    changed = with_typed_modules(state, "1A", [TypedModule("Poudres", week, "")]).state
    assert not is_final(changed)
    assert standing_of(changed).breaches > 0
