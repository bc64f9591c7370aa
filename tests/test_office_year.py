"""Handlers of the year on the screen: edits by script and by form, undo, others in between."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from planner.messages import Messages
from planner.office.drafts.state import edition_of
from planner.office.drafts.store import DraftAct, save_state
from planner.office.web.start import planned_state
from planner.office.year.breaches import rule_anchor
from planner.planning.planning import Edition
from planner.programme.names import RuleName
from planner.year.activity import Activity
from tests.office_desk import Desk, open_desk
from tests.portal import NOW

SCHOOL: Mapping[str, str | int] = {"cohort": "1A", "first": 6, "last": 7}
"""The first weeks at school of the first class."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def draft(desk: Desk, edition: Edition) -> int:
    return desk.start(planned_state(edition))


def at(draft: int, step: str = "") -> str:
    return f"/office/drafts/{draft}/year{step}"


def activity(desk: Desk, draft: int, week: int, cohort: int = 0) -> Activity:
    edition = edition_of(desk.draft(draft).state)
    assert edition is not None
    return edition.planning.cohorts[cohort].activities[week]


@pytest.mark.parametrize("view", ["table", "lanes"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_year_is_shown_whole(desk: Desk, draft: int, view: str, language: str) -> None:
    page = desk.open(f"{at(draft)}?view={view}&lang={language}")
    assert page.status == 200
    assert len(re.findall(r'<td role="gridcell" id="c\dw\d+"', page.text)) == 3 * 53
    assert len(re.findall(r'<th id="w\d+"', page.text)) == 53
    assert page.text.count('role="grid"') == 1
    assert Messages(language)("grid.all-kept") in page.text


def test_a_draft_without_planning_says_what_to_do(desk: Desk, edition: Edition) -> None:
    empty = desk.start(replace(planned_state(edition), planning=None))
    page = desk.open(at(empty))
    assert page.status == 200
    assert Messages("fr")("grid.none") in page.text
    assert f"/office/drafts/{empty}/plan" in page.text
    answer = desk.ask(at(empty, "/edit"), revision=1, runs=[{**SCHOOL, "activity": "company"}])
    assert (answer["status"], len(answer["problems"])) == (422, 1)


def test_an_edit_answers_what_differs(desk: Desk, draft: int) -> None:
    desk.open(at(draft))
    runs = [{**SCHOOL, "activity": "company"}]
    answer = desk.ask(at(draft, "/edit"), revision=1, runs=runs)
    assert (answer["status"], answer["revision"]) == (200, 2)
    assert answer["said"] == "S46–47 de 1A\xa0: E – 4 écarts"
    parts = answer["parts"]
    assert {"c0w6", "c0w7", "c0", "w6", "n6", "p6", "totals", "breaches", "moves", "stage"} <= {
        *parts
    }
    assert "c1w6" not in parts
    assert 'data-activity="company"' in parts["c0w6"]
    assert "is-broken" in parts["c0w6"]
    assert parts["moves"].count("disabled") == 1
    assert activity(desk, draft, 6) == Activity.COMPANY
    undone = desk.ask(at(draft, "/undo"), revision=2)
    assert "S46–47 de 1A" in undone["said"]
    assert Messages("fr")("stage.kept") in undone["said"]
    assert 'data-activity="school"' in undone["parts"]["c0w6"]
    assert activity(desk, draft, 6) == Activity.SCHOOL
    redone = desk.ask(at(draft, "/redo"), revision=3)
    assert redone["revision"] == 4
    assert activity(desk, draft, 6) == Activity.COMPANY


def test_locks_are_set_and_spared(desk: Desk, draft: int) -> None:
    desk.open(at(draft))
    run = {**SCHOOL, "last": 6}
    locked = desk.ask(at(draft, "/lock"), revision=1, runs=[run], locked=True)
    assert set(locked["parts"]) == {"c0w6", "moves", "stage"}
    edited = desk.ask(at(draft, "/edit"), revision=2, runs=[{**SCHOOL, "activity": "company"}])
    assert Messages("fr").counted("grid.spared", 1) in edited["said"].replace("\xa0", " ")
    assert activity(desk, draft, 6) == Activity.SCHOOL
    assert activity(desk, draft, 7) == Activity.COMPANY


def test_who_comes_second_is_told_and_may_do_it_again(desk: Desk, draft: int) -> None:
    desk.open(at(draft))
    other = desk.draft(draft).state
    act = DraftAct("edited", {"weeks": "40", "cohorts": "2A", "code": "C"})
    moved = replace(other, locked=(("2A", "2026-W40"),))
    save_state(desk.site.database, draft, 1, moved, act, "Zoé Martin", NOW)
    runs = [{**SCHOOL, "activity": "company"}]
    answer = desk.ask(at(draft, "/edit"), revision=1, runs=runs)
    assert answer["newest"] == 2
    (line,) = answer["problems"]
    assert "Zoé Martin" in line
    assert "S40 de 2A" in line
    assert activity(desk, draft, 6) == Activity.SCHOOL
    again = desk.ask(at(draft, "/edit"), revision=1, onto=2, runs=runs)
    assert again["revision"] == 3
    assert "c1w0" in again["parts"], "what the other one changed is shown as well"
    assert activity(desk, draft, 6) == Activity.COMPANY
    assert desk.draft(draft).state.locked == (("2A", "2026-W40"),)


def test_another_grid_asks_for_the_page_again(desk: Desk, draft: int) -> None:
    state = desk.draft(draft).state
    renamed = replace(state, rules=state.rules.replace('label = "1re année"', 'label = "A1"'))
    save_state(desk.site.database, draft, 1, renamed, DraftAct("redone"), "Zoé Martin", NOW)
    answer = desk.ask(at(draft, "/undo"), revision=2)
    assert answer == {"status": 200, "reload": True}


def test_a_planning_that_does_not_fit_its_rules_leads_on(desk: Desk, draft: int) -> None:
    state = desk.draft(draft).state
    wrong = replace(state, rules=state.rules.replace('id = "1A"', 'id = "1B"'))
    save_state(desk.site.database, draft, 1, wrong, DraftAct("redone"), "Zoé Martin", NOW)
    page = desk.open(at(draft))
    assert page.status == 200
    assert Messages("fr")("stage.outdated") in page.text
    assert f"/office/drafts/{draft}/plan" in page.text
    assert 'role="grid"' not in page.text
    assert desk.ask(at(draft, "/undo"), revision=2) == {"status": 200, "reload": True}
    assert desk.draft(draft).state == state


@pytest.mark.parametrize(
    "sent",
    [
        {"runs": [{**SCHOOL, "activity": "company"}]},
        {"revision": 7, "runs": [{**SCHOOL, "activity": "company"}]},
        {"revision": 1, "runs": []},
        {"revision": 1, "runs": [{**SCHOOL, "sessions": 10}]},
        {"revision": 1, "runs": [{**SCHOOL, "cohort": "9A", "activity": "company"}]},
        {"revision": 1, "runs": [{**SCHOOL, "activity": "holidays"}]},
        {"revision": 1, "runs": [{**SCHOOL, "last": 99, "sessions": 1}]},
        {"revision": 10**30, "runs": [{**SCHOOL, "sessions": 1}]},
    ],
)
def test_what_no_page_sends_changes_nothing(
    desk: Desk, draft: int, sent: dict[str, object]
) -> None:
    before = desk.draft(draft)
    answer = desk.ask(at(draft, "/edit"), **sent)
    assert "parts" not in answer
    assert answer.get("problems") is not None
    assert desk.draft(draft) == before


# --- Without scripts -----------------------------------------------------------------------------


def test_the_form_does_the_same_without_scripts(desk: Desk, draft: int) -> None:
    path = f"{at(draft)}?view=lanes"
    desk.open(path)
    done = desk.send(path, **SCHOOL, do="activity company")
    assert done.status == 303
    address = done.header("location") or ""
    assert "view=lanes" in address
    assert activity(desk, draft, 7) == Activity.COMPANY
    page = desk.open(address)
    assert '<option value="1A" selected>' in page.text
    assert Messages("fr").counted("breaches", 4) in page.text
    for what in ("undo", "redo", "lock", "more 1", "unlock"):
        assert desk.send(path, cohort="", first=0, last=1, do=what).status == 303
        desk.open(path)
    assert desk.draft(draft).revision == 6  # sessions of locked weeks stay as they are
    assert desk.draft(draft).state.locked == ()
    refused = desk.send(path, **SCHOOL, do="activity holidays")
    assert refused.status == 409
    assert "holidays" in refused.text


def test_the_form_tells_what_others_changed(desk: Desk, draft: int) -> None:
    desk.open(at(draft))
    desk.ask(at(draft, "/lock"), revision=1, runs=[SCHOOL], locked=True)
    answer = desk.send(at(draft), **SCHOOL, do="activity company")
    assert answer.status == 409
    assert '<ul class="faults">' in answer.text
    assert "S46–47 de 1A\xa0: verrouillées" in answer.text
    assert '<option value="1A" selected>' in answer.text, "the choice is kept, to do it again"
    assert activity(desk, draft, 6) == Activity.SCHOOL


def test_breaches_lead_to_fields_of_the_form(desk: Desk, draft: int) -> None:
    rules = desk.open(f"/office/drafts/{draft}/rules").text
    found = {name for name in RuleName if f'id="{rule_anchor(name, 0)}"' in rules}
    shared = {RuleName.CAMPUS_COHORTS, RuleName.CAMPUS_PEOPLE, RuleName.RESOURCES}
    found |= {name for name in shared if f'id="{rule_anchor(name, None)}"' in rules}
    assert set(RuleName) - found == set()
