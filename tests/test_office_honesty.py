"""What a draft says of its planning is true, whatever was changed since it was found."""

from dataclasses import replace
from pathlib import Path

import pytest

from planner.office.draft_files import is_final, labelled
from planner.office.drafts.copies import next_year
from planner.office.drafts.standing import Stage, standing_of
from planner.office.drafts.state import DraftState, edition_of, with_edits, with_locks
from planner.office.searches.asking import (
    changed_rules,
    planning_task,
    repair_task,
    with_found,
)
from planner.office.searches.task import PlanningFound, SearchTask, perform
from planner.office.web.start import read_start
from planner.planning.editing import WeekEdit
from planner.planning.file import parse_edition
from planner.portal.web.http.uploads import Upload
from tests.conftest import Call
from tests.portal import NOW
from tests.searching import SIX_WEEKS, small

COHORT = "1A"


def found(state: DraftState, task: SearchTask) -> DraftState:
    finding = perform(task, lambda _: None, lambda: False)
    assert isinstance(finding, PlanningFound)
    return with_found(state, finding.edition)


@pytest.fixture(scope="module")
def planned() -> DraftState:
    state = small(SIX_WEEKS)
    return found(state, planning_task(state))


def stage(state: DraftState) -> Stage:
    return standing_of(state).stage


def locked(state: DraftState) -> DraftState:
    return with_locks(state, [(COHORT, "2026-W40")], locked=True)


def test_what_was_searched_with_locked_weeks_proves_nothing_without_them(
    planned: DraftState,
) -> None:
    assert stage(planned) is Stage.OPTIMAL
    assert stage(locked(planned)) is Stage.OPTIMAL  # fewer plannings are left, and this is one
    kept = found(locked(planned), planning_task(locked(planned)))
    assert stage(kept) is Stage.OPTIMAL
    opened = with_locks(kept, [(COHORT, "2026-W40")], locked=False)
    assert stage(opened) is Stage.KEPT
    edition = edition_of(opened)
    assert edition
    first = edition.planning.cohorts[0].activities[0]
    assert with_edits(opened, [WeekEdit(COHORT, 0, first)]) == opened
    assert stage(labelled(opened, edition)) is Stage.KEPT


def test_a_repair_proves_that_it_is_the_nearest_not_the_best(planned: DraftState) -> None:
    repaired = found(planned, repair_task(planned, NOW.date()))
    assert stage(repaired) is Stage.KEPT


def test_other_rules_leave_no_proof(planned: DraftState) -> None:
    looser = {"cohorts": [{"id": COHORT, "school_weeks": {"least": 5, "most": 7}}]}
    tried = replace(planned, rules=changed_rules(planned.rules, looser))
    assert stage(tried) is Stage.KEPT
    back = replace(tried, rules=planned.rules)
    assert stage(back) is Stage.OPTIMAL
    tighter = {"cohorts": [{"id": COHORT, "school_weeks": 7}]}
    broken = replace(planned, rules=changed_rules(planned.rules, tighter))
    assert stage(broken) is Stage.BROKEN
    assert not is_final(broken)
    assert stage(next_year(planned)) is Stage.UNPLANNED


def test_the_year_before_that_a_draft_has_is_the_one_that_counts() -> None:
    second = {"label": "2e année", "year": 2, "headcount": 20, "onsite_hours": 0}
    two = {"cohorts": [{"id": COHORT}, {"id": "2A", "school_weeks": 6, **second}]}
    state = small(SIX_WEEKS, two)
    state = found(state, planning_task(state))
    assert stage(state) is Stage.OPTIMAL
    later = replace(state, before=state.planning)
    after = edition_of(later)
    assert after
    assert after.planning.case.given.before.keys() == {"2A"}
    assert stage(later) is Stage.KEPT
    again = found(later, planning_task(later))
    assert stage(again) is Stage.OPTIMAL
    assert stage(replace(again, before=None)) is Stage.KEPT


def test_a_file_whose_figures_do_not_follow_from_it_proves_nothing(
    planned: DraftState, tmp_path: Path
) -> None:
    assert planned.planning
    assert stage(read_start(Upload("planning.json", planned.planning), 2026)) is Stage.OPTIMAL
    forged = planned.planning.replace(b'"value": ', b'"value": 1')
    assert forged != planned.planning
    assert stage(read_start(Upload("planning.json", forged), 2026)) is Stage.KEPT


@pytest.mark.usefixtures("uncharted")
def test_locked_weeks_are_planned_as_on_the_command_line(
    planned: DraftState, planner: Call, tmp_path: Path
) -> None:
    assert planned.planning
    rules, kept = tmp_path / "rules.toml", tmp_path / "kept.json"
    rules.write_text(planned.rules, encoding="utf-8")
    kept.write_bytes(planned.planning)
    locks = ("--keep", kept, "--lock", f"{COHORT}:S40")
    planner("plan", rules, "--year", 2026, "--out", tmp_path, "--quiet", *locks)
    written = parse_edition((tmp_path / "planning.json").read_text(encoding="utf-8"), "")
    again = edition_of(found(locked(planned), planning_task(locked(planned))))
    assert again
    assert again.planning.cohorts == written.planning.cohorts
    assert again.objectives == written.objectives
