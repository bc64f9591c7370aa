"""Searches in processes of their own: what they find, their order, their end."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import active_children
from pathlib import Path

import pytest

from planner.files.problems import Unusable
from planner.office.drafts.state import DraftState, edition_of, planned_edition, with_planning
from planner.office.searches.asking import (
    changed_rules,
    explaining_task,
    planning_task,
    repair_task,
    with_found,
    with_way_out,
)
from planner.office.searches.queue import (
    KEPT_SECONDS,
    MOST_QUEUED,
    Search,
    SearchAction,
    Searches,
    SearchPurpose,
    SearchState,
)
from planner.office.searches.task import (
    ConflictRule,
    Impossible,
    NothingFound,
    PlanningExists,
    PlanningFound,
    SearchStanding,
    perform,
)
from planner.planning.changes import difference
from planner.planning.check import keeps_every_rule
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.programme.names import ObjectiveName
from tests.conftest import ALBI, Call
from tests.searching import (
    CLOSED,
    SECONDS,
    SIX_WEEKS,
    SearchThread,
    draft,
    is_over,
    long_task,
    not_kept,
    small,
    small_task,
)


def told(_: SearchStanding) -> None:
    pass


def never() -> bool:
    return False


PURPOSE = SearchPurpose(1, 1, "Zoé", SearchAction.PLAN)

RHYTHM = Path(__file__).parent / "rhythms" / "two-two.toml"


@dataclass
class SetClock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> SetClock:
    return SetClock()


@pytest.fixture
def searches(clock: SetClock) -> Iterator[Searches]:
    opened = Searches(most_at_once=1, clock=clock)
    yield opened
    opened.cancel_all()


@pytest.fixture
def in_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave processes out where a test is about something else: they take a second to start."""
    monkeypatch.setattr("planner.office.searches.queue.SearchProcess", SearchThread)


def ended(searches: Searches, search: Search) -> Search:
    found = searches.wait(search.number, is_over, SECONDS)
    assert found
    assert found.state.is_over
    return found


def found_edition(search: Search) -> Edition:
    assert isinstance(search.finding, PlanningFound)
    return search.finding.edition


# --- What is found -------------------------------------------------------------------------------


@pytest.mark.usefixtures("uncharted")
def test_a_search_finds_the_planning_of_the_command_line_byte_for_byte(
    searches: Searches, planner: Call, tmp_path: Path
) -> None:
    state = draft(RHYTHM)
    file = tmp_path / "rules.toml"
    file.write_text(state.rules, encoding="utf-8")
    planner("plan", file, "--year", 2026, "--out", tmp_path, "--quiet")

    search = ended(searches, searches.start(planning_task(state), PURPOSE, not_kept))
    found = planning_json(found_edition(search))
    assert found == (tmp_path / "planning.json").read_bytes()


@pytest.mark.usefixtures("in_threads")
def test_a_search_tells_how_far_it_is_and_the_best_planning_so_far(searches: Searches) -> None:
    search = ended(searches, searches.start(small_task(), PURPOSE, not_kept))
    last = search.standing(ObjectiveName.WEEK_ORDER)
    assert last
    assert last.best == last.bound
    assert search.planning
    rows = [cohort.activities for cohort in search.planning.cohorts]
    assert rows == [cohort.activities for cohort in found_edition(search).planning.cohorts]


def test_what_has_no_planning_is_explained_with_ways_out_that_lead_to_one() -> None:
    state = small(SIX_WEEKS, CLOSED)
    found = perform(planning_task(state), told, never)
    assert isinstance(found, Impossible)
    assert found.reasons["fr"].conflicts[0].rules == (
        ConflictRule("toute l'école – Fermetures de l'école : S36 2026 à S42 2026", "closures"),
        ConflictRule("1A – Semaines à l'école : au moins 6 semaines", "cohorts.0.school_weeks"),
    )
    assert found.reasons["en"].ways == (
        "whole school – School closures: open the school in W36 2026",
        "whole school – School closures: open the school in W37 2026",
        "1A – School weeks: at least 5 weeks instead of 6",
    )
    assert found == perform(explaining_task(state), told, never)
    for way in found.ways:
        assert perform(explaining_task(with_way_out(state, way)), told, never) == PlanningExists()


def test_a_search_that_is_stopped_before_anything_was_found_says_so() -> None:
    assert perform(small_task(), told, lambda: True) == NothingFound()
    assert perform(explaining_task(small()), told, lambda: True) == NothingFound()


# --- Repairs -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def planned_small() -> DraftState:
    found = perform(small_task(), told, never)
    assert isinstance(found, PlanningFound)
    return with_planning(small(SIX_WEEKS), found.edition)


def test_a_repair_changes_as_few_weeks_as_the_new_rules_ask_for(planned_small: DraftState) -> None:
    closed = {"closures": {"weeks": [36]}}
    state = replace(planned_small, rules=changed_rules(planned_small.rules, closed))
    found = perform(repair_task(state, date(2026, 8, 1)), told, never)
    assert isinstance(found, PlanningFound)
    before = planned_edition(state)
    assert before
    assert [
        change.index for change in difference(before.planning, found.edition.planning).changes
    ] == [0, 6]
    repaired = with_found(state, found.edition)
    assert edition_of(repaired)
    assert repaired.rules == state.rules


def test_only_a_planning_is_repaired() -> None:
    with pytest.raises(Unusable, match=r"^draft\.no-planning$"):
        repair_task(small(), date(2026, 8, 1))


def test_a_planning_of_other_weeks_is_not_repaired(planned_small: DraftState) -> None:
    longer = {"academic_year": {"weeks": 13}}
    state = replace(planned_small, rules=changed_rules(planned_small.rules, longer))
    with pytest.raises(Unusable, match=r"^searches\.other-weeks$"):
        repair_task(state, date(2026, 8, 1))


def test_closeness_is_to_the_planning_that_the_draft_has(planned_small: DraftState) -> None:
    ranked = {"objectives": ["closeness", "week_order", "session_spread"]}
    state = replace(planned_small, rules=changed_rules(planned_small.rules, ranked))
    assert planning_task(state).case.given.near
    with pytest.raises(Unusable, match=r"^draft\.no-planning$"):
        planning_task(replace(state, planning=None))


# --- The queue -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("in_threads")
def test_who_waits_has_a_place_and_a_turn(searches: Searches) -> None:
    first = searches.start(long_task(), PURPOSE, not_kept)
    second, third = (searches.start(small_task(), PURPOSE, not_kept) for _ in range(2))
    assert [search.state for search in searches.all()] == [
        SearchState.RUNNING,
        SearchState.WAITING,
        SearchState.WAITING,
    ]
    assert (first.place, second.place, third.place) == (0, 1, 2)

    searches.cancel(second.number)
    behind = searches.find(third.number)
    assert behind
    assert behind.place == 1
    searches.cancel(first.number)
    assert ended(searches, third).state is SearchState.DONE
    assert [search.state for search in searches.all()] == [
        SearchState.CANCELLED,
        SearchState.CANCELLED,
        SearchState.DONE,
    ]
    assert not any(search.planning for search in searches.all()[:2])


@pytest.mark.usefixtures("in_threads")
def test_too_many_that_wait_are_refused(searches: Searches) -> None:
    searches.start(long_task(), PURPOSE, not_kept)
    for _ in range(MOST_QUEUED):
        searches.start(small_task(), PURPOSE, not_kept)
    with pytest.raises(Unusable, match=r"^searches\.full$"):
        searches.start(small_task(), PURPOSE, not_kept)
    searches.cancel_all()
    assert {search.state for search in searches.all()} == {SearchState.CANCELLED}


def test_stopping_keeps_the_best_planning_so_far(searches: Searches) -> None:
    kept: list[Search] = []

    def keep(search: Search) -> bool:
        kept.append(search)
        return True

    search = searches.start(long_task(), PURPOSE, keep)
    assert searches.wait(search.number, lambda s: s.planning is not None, SECONDS)
    searches.stop(search.number)
    stopped = ended(searches, search)
    assert stopped.state is SearchState.DONE
    assert stopped.is_taken
    assert [each.finding for each in kept] == [stopped.finding]
    assert keeps_every_rule(found_edition(stopped).planning)
    assert found_edition(stopped).status == "feasible"


def test_cancelling_keeps_nothing(searches: Searches) -> None:
    kept: list[Search] = []

    def keep(search: Search) -> bool:
        kept.append(search)
        return True

    search = searches.start(long_task(), PURPOSE, keep)
    assert searches.wait(search.number, lambda s: s.planning is not None, SECONDS)
    searches.cancel(search.number)
    cancelled = searches.find(search.number)
    assert cancelled
    assert cancelled.state is SearchState.CANCELLED
    assert cancelled.finding is None
    searches.cancel(search.number)
    searches.stop(search.number)
    other = ended(searches, searches.start(small_task(), PURPOSE, not_kept))
    assert other.state is SearchState.DONE
    assert not kept


@pytest.mark.usefixtures("in_threads")
def test_what_cannot_be_kept_can_be_taken_later(searches: Searches) -> None:
    def fail(_: Search) -> bool:
        raise Unusable([])

    search = ended(searches, searches.start(small_task(), PURPOSE, fail))
    assert search.state is SearchState.DONE
    assert not search.is_taken
    searches.mark_taken(search.number)
    found = searches.find(search.number)
    assert found
    assert found.is_taken


def test_a_process_that_dies_is_told_and_the_next_one_has_its_turn(searches: Searches) -> None:
    search = searches.start(long_task(), PURPOSE, not_kept)
    assert searches.wait(search.number, lambda s: bool(s.standings), SECONDS)
    for process in active_children():
        assert process.pid
        os.kill(process.pid, signal.SIGTERM)
    assert ended(searches, search).state is SearchState.BROKEN
    other = ended(searches, searches.start(small_task(), PURPOSE, not_kept))
    assert other.state is SearchState.DONE


@pytest.mark.usefixtures("in_threads")
def test_what_was_found_is_forgotten_after_an_hour(searches: Searches, clock: SetClock) -> None:
    search = ended(searches, searches.start(small_task(), PURPOSE, not_kept))
    clock.now += KEPT_SECONDS
    assert searches.find(search.number)
    clock.now += 1.0
    assert searches.find(search.number) is None
    assert searches.all() == ()


_SERVER = """
import sys
import time
from pathlib import Path

from planner.office.searches.queue import SearchAction, Searches, SearchPurpose
from planner.office.searches.task import SearchTask
from planner.programme.file import academic_year_of, read_programme
from planner.rules.case import Case

if __name__ == "__main__":
    rules = read_programme(Path(sys.argv[1]))
    task = SearchTask(Case(rules, academic_year_of(rules, 2026)))
    searches = Searches(1)
    purpose = SearchPurpose(1, 1, "", SearchAction.PLAN)
    number = searches.start(task, purpose, lambda _: False).number
    searches.wait(number, lambda search: bool(search.standings), 120.0)
    print("running", flush=True)
    time.sleep(120)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_search_ends_with_the_server_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text(_SERVER, encoding="utf-8")
    command = [sys.executable, str(script), str(ALBI)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        assert server.stdout.readline() == "running\n"
        server.kill()
        server.stdout.read()  # it ends once the search is gone, which has inherited it
