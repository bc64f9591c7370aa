"""Other plannings for a draft: searched, shown side by side, one of them taken."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.office.drafts.standing import Stage, standing_of
from planner.office.drafts.state import DraftState, edition_of, with_edits
from planner.office.pages.search_view import state_line
from planner.office.searches.asking import (
    alternatives_task,
    changed_rules,
    planning_task,
    with_found,
)
from planner.office.searches.queue import Search, SearchAction, SearchPurpose, SearchState
from planner.office.searches.task import (
    AlternativesFound,
    PlanningFound,
    SearchStanding,
    perform,
)
from planner.planning.changes import weeks_apart
from planner.planning.editing import WeekEdit
from planner.planning.planning import Planning
from planner.scenarios.alternatives import AlternativesEnd, AskedAlternatives
from planner.year.activity import Activity
from tests.office_searcher import Searcher, open_searcher, said
from tests.searching import SIX_WEEKS, small

ASKED = {"count": 2, "apart": 4}


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Searcher]:
    with open_searcher(tmp_path, monkeypatch) as found:
        yield found


def _planned(state: DraftState) -> DraftState:
    found = perform(planning_task(state), lambda _: None, lambda: False)
    assert isinstance(found, PlanningFound)
    return with_found(state, found.edition)


@pytest.fixture(scope="module")
def planned() -> DraftState:
    ranking = ["journeys", "week_order", "session_spread"]
    return _planned(small(SIX_WEEKS, {"objectives": ranking}))


@pytest.fixture(scope="module")
def loose() -> DraftState:
    """Where only the order of weeks is ranked, all plannings are as good."""
    return _planned(small(SIX_WEEKS))


def _planning(state: DraftState) -> Planning:
    edition = edition_of(state)
    assert edition
    return edition.planning


def _found(search: Search) -> AlternativesFound:
    assert isinstance(search.finding, AlternativesFound)
    return search.finding


def test_others_are_shown_side_by_side_and_one_is_taken(
    desk: Searcher, planned: DraftState
) -> None:
    number = desk.new(planned)
    assert 'id="alternatives"' in desk.get(f"/office/drafts/{number}/plan").text
    path = desk.start(number, "alternatives", **ASKED, **{"worse-journeys": 2})
    search = desk.ended(path)
    editions = _found(search).found.editions
    assert len(editions) == 3
    assert not search.is_taken
    assert desk.draft(number).state == planned

    page = desk.get(path)
    assert "2 autres plannings trouvés" in said(page)
    assert "au moins 4 semaines" in said(page)
    assert page.text.count("<svg") == 3
    assert said(page).count("C'est le planning du brouillon.") == 1
    assert page.text.count('name="planning"') == 2

    answer = desk.take(path, revision=desk.draft(number).revision, planning=3)
    assert answer.status == 303
    taken = desk.draft(number).state
    assert _planning(taken).cohorts == editions[2].planning.cohorts
    assert weeks_apart(_planning(taken), _planning(planned)) or 0 >= 4
    assert standing_of(taken).stage is Stage.KEPT
    assert desk.acts(number)[-1] == "other-taken"
    assert "planning 3 choisi" in said(desk.get(f"/office/drafts/{number}/history"))

    again = desk.get(path)
    assert said(again).count("C'est le planning du brouillon.") == 1
    assert "a changé depuis" not in said(again)
    desk.undo(number)
    assert desk.draft(number).state == planned


def test_the_first_one_can_be_taken_back(desk: Searcher, planned: DraftState) -> None:
    number = desk.new(planned)
    path = desk.start(number, "alternatives", **ASKED)
    desk.ended(path)
    desk.take(path, revision=desk.draft(number).revision, planning=2)
    assert desk.draft(number).state != planned
    desk.take(path, revision=desk.draft(number).revision, planning=1)
    assert desk.draft(number).state == planned


def test_that_there_are_no_others_is_said(desk: Searcher, planned: DraftState) -> None:
    number = desk.new(planned)
    path = desk.start(number, "alternatives", count=2, apart=100)
    found = _found(desk.ended(path)).found
    assert (len(found.editions), found.end) == (1, AlternativesEnd.PROVEN)
    page = desk.get(path)
    assert "Il est prouvé qu'aucun autre planning" in said(page)
    assert 'name="planning"' not in page.text


@pytest.mark.parametrize("planning", ["", "0", "4", "x"])
def test_a_planning_that_there_is_not_is_not_taken(
    desk: Searcher, planned: DraftState, planning: str
) -> None:
    number = desk.new(planned)
    path = desk.start(number, "alternatives", **ASKED)
    desk.ended(path)
    answer = desk.take(path, revision=desk.draft(number).revision, planning=planning)
    assert answer.status == 409
    assert desk.draft(number).state == planned


def test_a_planning_is_not_taken_over_the_changes_of_others(
    desk: Searcher, planned: DraftState
) -> None:
    number = desk.new(planned)
    path = desk.start(number, "alternatives", **ASKED)
    desk.ended(path)
    seen = desk.draft(number).revision
    desk.change(number, {"name": "Autre nom"})
    assert desk.take(path, revision=seen, planning=2).status == 409
    assert "a changé depuis" in said(desk.get(path))


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"count": 0, "apart": 6}, "« 0 » n'est pas un nombre entier de 1 à 8"),
        ({"count": 9, "apart": 6}, "« 9 »"),
        ({"count": "deux", "apart": 6}, "« deux »"),
        ({"count": 2, "apart": ""}, "«  »"),
        ({"count": 2, "apart": 6, "worse-journeys": "-1"}, "« -1 »"),
    ],
)
def test_numbers_that_are_none_are_refused(
    desk: Searcher, planned: DraftState, fields: dict[str, str | int], told: str
) -> None:
    number = desk.new(planned)
    answer = desk.post(f"/office/drafts/{number}/searches", action="alternatives", **fields)
    assert answer.status == 422
    assert told in said(answer)


def test_a_draft_without_planning_or_with_a_breach_has_no_others(
    desk: Searcher, planned: DraftState
) -> None:
    number = desk.new(replace(planned, planning=None))
    assert 'id="alternatives"' not in desk.get(f"/office/drafts/{number}/plan").text
    answer = desk.post(f"/office/drafts/{number}/searches", action="alternatives", **ASKED)
    assert answer.status == 422
    row = _planning(planned).cohorts[0].activities
    edit = WeekEdit("1A", row.index(Activity.SCHOOL), Activity.COMPANY)
    broken = with_edits(planned, [edit])
    assert standing_of(broken).stage is Stage.BROKEN
    number = desk.new(broken)
    answer = desk.post(f"/office/drafts/{number}/searches", action="alternatives", **ASKED)
    assert answer.status == 422
    assert "réparez-le d'abord" in said(answer)


def test_rules_that_ask_for_closeness_have_no_others(planned: DraftState) -> None:
    rules = changed_rules(
        planned.rules, {"objectives": ["closeness", "week_order", "session_spread"]}
    )
    with pytest.raises(Unusable) as unusable:
        alternatives_task(replace(planned, rules=rules), AskedAlternatives(1))
    assert [found.key for found in unusable.value.problems] == ["searches.near-asked"]


def test_locked_weeks_are_the_same_in_all(loose: DraftState) -> None:
    locked = tuple(("1A", f"2026-W{week}") for week in (36, 37, 38))
    task = alternatives_task(replace(loose, locked=locked), AskedAlternatives(2, apart=2))
    found = perform(task, lambda _: None, lambda: False)
    assert isinstance(found, AlternativesFound)
    plannings = [edition.planning for edition in found.found.editions]
    assert len(plannings) == 3
    assert len({planning.cohorts[0].activities[:3] for planning in plannings}) == 1


def test_a_taken_planning_that_is_edited_stands_alone(loose: DraftState) -> None:
    task = alternatives_task(loose, AskedAlternatives(1, apart=4))
    found = perform(task, lambda _: None, lambda: False)
    assert isinstance(found, AlternativesFound)
    taken = with_found(loose, found.found.editions[1])
    assert _planning(taken).case.given.others.weeks
    first, *_ = _planning(taken).cohorts[0].activities
    other = Activity.COMPANY if first == Activity.SCHOOL else Activity.SCHOOL
    assert not _planning(with_edits(taken, [WeekEdit("1A", 0, other)])).case.given.others.weeks


def test_the_search_tells_which_planning_it_is_at(loose: DraftState) -> None:
    told: list[SearchStanding] = []
    task = alternatives_task(loose, AskedAlternatives(2, apart=4))
    perform(task, told.append, lambda: False)
    assert {standing.number for standing in told} == {2, 3}
    purpose = SearchPurpose(1, 1, "Zoé", SearchAction.ALTERNATIVES)
    search = Search(1, task, purpose, SearchState.RUNNING)
    for standing in told:
        search = search.with_standing(standing)
    assert {standing.number for standing in search.standings} == {3}
    assert state_line(search, Messages("fr")) == "recherche du planning 3"


def test_a_search_that_is_stopped_shows_what_it_has_found(loose: DraftState) -> None:
    numbers: list[int] = []

    def is_stopped() -> bool:
        return 3 in numbers

    def report(standing: SearchStanding) -> None:
        numbers.append(standing.number)

    task = alternatives_task(loose, AskedAlternatives(5, apart=2))
    found = perform(task, report, is_stopped)
    assert isinstance(found, AlternativesFound)
    assert found.found.end is AlternativesEnd.TIME
    assert len(found.found.editions) >= 2
