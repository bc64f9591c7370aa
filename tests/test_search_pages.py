"""The pages of searches: a draft is planned, repaired, explained; stopped, taken or dropped."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from planner.curriculum.progression import Unplaced
from planner.messages import Messages
from planner.office.drafts.state import DraftState, edition_of, planned_edition
from planner.office.pages.search_view import state_line
from planner.office.searches.asking import changed_rules, planning_task, with_found
from planner.office.searches.queue import Search, SearchAction, SearchPurpose, SearchState
from planner.office.searches.task import Impossible, PlanningFound, perform
from planner.planning.check import keeps_every_rule
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.programme.file import Tables, flattened_text
from tests.conftest import ALBI
from tests.office_searcher import Searcher, open_searcher, said
from tests.searching import (
    CLOSED,
    SECONDS,
    SIX_WEEKS,
    draft,
    long_task,
    small,
)
from tests.test_planned_modules import rules

WEEK_CLOSED: Tables = {"closures": {"weeks": [47]}}
MODULE_BEFORE_SCHOOL: Tables = {
    "curriculum": {"modules": [{"name": "Physique", "hours": 30, "until": {"week": 36}}]},
    "cohorts": [{"id": "1A", "onsite_hours": 30}],
}
REVISION = re.compile(r'name="revision" value="(\d+)"')


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Searcher]:
    with open_searcher(tmp_path, monkeypatch) as found:
        yield found


@pytest.fixture(scope="module")
def planned() -> DraftState:
    state = small(SIX_WEEKS)
    found = perform(planning_task(state), lambda _: None, lambda: False)
    assert isinstance(found, PlanningFound)
    return with_found(state, found.edition)


def test_a_draft_is_planned_and_its_planning_is_in_it(desk: Searcher, planned: DraftState) -> None:
    number = desk.new(small(SIX_WEEKS))
    path = desk.start(number, "plan")
    assert desk.ended(path).is_taken
    assert desk.draft(number).state == planned
    assert desk.acts(number) == ["started-file", "planned"]
    page = desk.get(path)
    assert "planning optimal trouvé" in said(page)
    assert f"/office/drafts/{number}/year" in page.text
    assert "search.js" not in page.text


def test_a_planning_that_was_found_says_what_is_proven_of_its_modules(desk: Searcher) -> None:
    path = desk.start(desk.new(small(SIX_WEEKS, MODULE_BEFORE_SCHOOL)), "plan")
    assert desk.ended(path).is_taken
    page = said(desk.get(path))
    assert "planning optimal trouvé" in page
    assert "1A : il est prouvé que ces semaines n'admettent aucune progression des modules" in page


def test_a_planning_with_the_best_weeks_and_other_modules_is_not_said_to_be_stopped(
    planned: DraftState,
) -> None:
    edition = edition_of(planned)
    assert edition is not None
    row, *others = edition.planning.cohorts
    cohorts = (replace(row, unplaced=Unplaced.NOT_FOUND), *others)
    open_edition = replace(edition, planning=replace(edition.planning, cohorts=cohorts))
    assert (edition.status, open_edition.status) == ("optimal", "feasible")

    def told(found: Edition) -> str:
        purpose = SearchPurpose(1, 1, "Zoé", SearchAction.PLAN)
        search = Search(1, planning_task(planned), purpose, SearchState.DONE)
        return state_line(replace(search, finding=PlanningFound(found)), Messages("fr"))

    assert told(edition) == "planning optimal trouvé"
    assert told(open_edition).startswith("planning trouvé : il n'y en a pas de meilleur par")
    unproven = tuple(replace(each, proven=False) for each in edition.objectives)
    assert told(replace(edition, objectives=unproven)).startswith("recherche arrêtée")


def test_rules_that_are_not_complete_are_not_planned(desk: Searcher) -> None:
    number = desk.new(DraftState('name = "BTS"\n', 2026))
    page = desk.get(f"/office/drafts/{number}/plan")
    assert "Compléter les règles" in page.text
    assert 'id="plan"' not in page.text
    assert "Compléter les règles" in desk.get(f"/office/drafts/{number}/why").text
    for action in ("plan", "repair", "explain", "none"):
        answer = desk.post(f"/office/drafts/{number}/searches", action=action)
        assert answer.status == 422
        assert "La recherche n'a pas commencé" in said(answer)
    assert desk.searches.all() == ()


@pytest.mark.parametrize("minutes", ["0", "601", "x", "-1", "1.5", "9" * 30])
def test_a_time_limit_is_a_number_of_minutes(desk: Searcher, minutes: str) -> None:
    number = desk.new(small(SIX_WEEKS))
    answer = desk.post(f"/office/drafts/{number}/searches", action="plan", minutes=minutes)
    assert answer.status == 422
    assert "de 1 à 600" in answer.text


def test_what_was_found_for_a_draft_that_has_changed_is_shown_before_it_is_taken(
    desk: Searcher, planned: DraftState
) -> None:
    number = desk.new(replace(planned, rules=changed_rules(planned.rules, WEEK_CLOSED)))
    path = desk.start(number, "plan")
    desk.change(number, {"name": "Autre nom"})
    assert not desk.ended(path).is_taken
    assert "Le brouillon a changé" in desk.get(path).text
    assert desk.take(path).status == 303
    state = desk.draft(number).state
    assert "Autre nom" in state.rules
    found = planned_edition(state)
    assert found
    assert keeps_every_rule(found.planning)
    assert desk.acts(number)[-1] == "planned"
    assert desk.search(path).is_taken


def test_a_repair_is_shown_as_a_difference_and_taken_or_dropped(
    desk: Searcher, planned: DraftState
) -> None:
    clock = desk.desk.site.clock
    clock.now = clock.now.replace(month=8)
    number = desk.new(
        replace(planned, rules=changed_rules(planned.rules, {"closures": {"weeks": [36]}}))
    )
    path = desk.start(number, "repair")
    assert not desk.ended(path).is_taken
    page = desk.get(path)
    rows = re.findall(r"<bdi>1re année</bdi></th>\n<td[^>]*>(\S+)", page.text)
    assert rows == ["S36", "S42"]
    assert desk.acts(number) == ["started-file"]

    dropped = desk.post(f"{path}/cancel")
    assert "done=dropped" in str(dropped.header("Location"))
    assert desk.draft(number).state.planning == planned.planning

    assert desk.take(path).status == 303
    assert desk.acts(number) == ["started-file", "repaired"]


def test_who_takes_is_told_what_others_have_done_and_may_take_all_the_same(
    desk: Searcher, planned: DraftState
) -> None:
    number = desk.new(planned)
    path = desk.start(number, "repair")
    desk.ended(path)
    desk.change(number, {"name": "Autre nom"})
    answer = desk.post(f"{path}/take", revision=1)
    assert answer.status == 409
    assert "Ali" in answer.text
    assert REVISION.findall(answer.text)[0] == "2"
    assert desk.draft(number).revision == 2


def test_a_conflict_is_told_and_a_way_out_taken_is_a_change_of_rules(desk: Searcher) -> None:
    number = desk.new(small(SIX_WEEKS, CLOSED))
    path = desk.start(number, "plan")
    assert not desk.ended(path).is_taken
    page = said(desk.get(path))
    assert "1A – Semaines à l'école : au moins 6 semaines" in page
    assert page.count('name="way"') == 3
    leads = desk.get(f"/office/drafts/{number}/why")
    assert (leads.status, str(leads.header("Location")).partition("?")[0]) == (303, path)

    assert desk.take(path, way=2).status == 303
    draft = desk.draft(number)
    assert "least = 5" in draft.state.rules
    assert draft.changed.act.name == "way-out"
    assert "au moins 5 semaines" in str(draft.changed.act.values["way"])
    assert "règle changée" in desk.get("/office/drafts").text
    desk.desk.open(f"/office/drafts/{number}/plan?lang=fr&done=way-out")
    assert desk.post(f"/office/drafts/{number}/undo").status == 303
    assert desk.draft(number).state == small(SIX_WEEKS, CLOSED)

    assert desk.take(path, way=2).status == 303
    assert desk.ended(desk.start(number, "plan")).is_taken


def test_only_ways_out_are_taken(desk: Searcher) -> None:
    number = desk.new(small(SIX_WEEKS, CLOSED))
    path = desk.start(number, "explain")
    desk.ended(path)
    for way in ("", "3", "-1", "x"):
        assert desk.take(path, way=way).status == 409
    assert desk.acts(number) == ["started-file"]


def test_a_search_is_stopped_or_cancelled_by_a_button(desk: Searcher) -> None:
    task = long_task()
    number = desk.new(DraftState(task.case.programme.text, 2026))
    path = desk.start(number, "plan")
    assert desk.start(number, "plan") == path  # it is the same search
    page = desk.get(path)
    assert 'src="/office/static/search.js"' in page.text
    assert path in desk.get("/office/drafts").text
    desk.searches.wait(desk.search(path).number, lambda s: s.planning is not None, SECONDS)
    assert "<svg" in desk.get(path).text
    assert desk.post(f"{path}/stop").status == 303
    assert desk.ended(path).is_taken
    assert desk.acts(number) == ["started-file", "planned"]
    kept = desk.draft(number).state

    path = desk.start(number, "plan", minutes=9)
    assert "done=cancelled" in str(desk.post(f"{path}/cancel").header("Location"))
    assert desk.search(path).state is SearchState.CANCELLED
    assert desk.draft(number).state == kept


def test_events_and_answers_tell_the_same(desk: Searcher) -> None:
    number = desk.new(small(SIX_WEEKS))
    path = desk.start(number, "plan")
    events = desk.get(f"{path}/events")
    assert events.header("Content-Type") == "text/event-stream; charset=utf-8"
    assert events.header("Cache-Control") == "no-store"
    told = events.text.removesuffix("\n\n").split("\n\n")
    assert all(each.startswith("data: ") and "\n" not in each for each in told)
    states = [json.loads(each.removeprefix("data: ")) for each in told]
    assert [state["over"] for state in states] == [False] * (len(states) - 1) + [True]
    assert json.loads(desk.get(f"{path}/state").text) == states[-1]
    assert "prouvé" in states[-1]["panel"]
    assert "proven" in json.loads(desk.get(f"{path}/state", "en").text)["panel"]


def test_a_search_is_found_under_its_own_draft_only(desk: Searcher) -> None:
    one, other = desk.new(small(SIX_WEEKS)), desk.new(small(SIX_WEEKS))
    path = desk.start(one, "plan")
    desk.ended(path)
    elsewhere = path.replace(f"drafts/{one}/", f"drafts/{other}/")
    assert desk.get(elsewhere).status == 409
    assert desk.get(f"{elsewhere}/events").status == 409
    assert json.loads(desk.get(f"{elsewhere}/state").text)["over"]
    assert desk.post(f"{elsewhere}/take", revision=1).status == 409


def test_a_week_is_closed_with_the_planning_that_goes_with_it(
    desk: Searcher, planned: DraftState
) -> None:
    number = desk.new(planned)
    page = desk.get(f"/office/drafts/{number}/plan")
    weeks = re.findall(r'<option value="(\d{4}-\d\d-\d\d)"( selected)?>', page.text)
    assert len(weeks) == 12
    assert [week for week, is_offered in weeks if is_offered] == ["2026-11-16"]
    path = desk.start(number, "close-week", week="2026-11-02")
    assert not desk.ended(path).is_taken
    shown = said(desk.get(path))
    assert "fermeront l'école la semaine du 2 novembre 2026" in shown
    assert desk.draft(number).state == planned

    assert desk.take(path).status == 303
    draft = desk.draft(number)
    assert desk.acts(number) == ["started-file", "week-closed"]
    assert "first = 2026-11-02" in draft.state.rules
    edition = edition_of(draft.state)
    assert edition
    assert keeps_every_rule(edition.planning)
    assert edition.planning.year.weeks[9].closed
    assert "2026-11-02" not in desk.get(f"/office/drafts/{number}/plan").text
    desk.undo(number)
    assert desk.draft(number).state == planned


def test_a_day_is_closed_and_its_hours_are_lost(
    desk: Searcher, planned: DraftState, french: Messages
) -> None:
    before = edition_of(planned)
    assert before
    row = before.planning.cohorts[0]
    index = next(n for n, activity in enumerate(row.activities) if activity.on_campus)
    day = before.planning.year.weeks[index].monday + timedelta(days=1)
    number = desk.new(planned)
    assert 'name="day" min="2026-08-31"' in desk.get(f"/office/drafts/{number}/plan").text
    asked = {"day": day.isoformat(), "cohort": "1A", "hours": "lost", "name": "grève"}
    path = desk.start(number, "close-day", **asked)
    desk.ended(path)
    assert f"fermeront l'école (1re année) le {french.day(day)}" in said(desk.get(path))
    assert desk.take(path).status == 303
    assert desk.acts(number)[-1] == "day-closed"
    edition = edition_of(desk.draft(number).state)
    assert edition
    assert edition.planning.cohorts[0].activities == row.activities
    (closed,) = edition.planning.year.single_days
    assert (closed.first, closed.lost, closed.cohorts) == (day, True, ("1A",))
    year = said(desk.get(f"/office/drafts/{number}/year"))
    assert "école fermée (grève, heures perdues) – 1A" in year
    assert "école fermée ce jour-là" in year
    assert french.day(day) in said(desk.get(f"/office/drafts/{number}/history"))


def test_a_class_is_added_and_the_others_stay_as_they_are(
    desk: Searcher, planned: DraftState
) -> None:
    number = desk.new(planned)
    path = desk.start(number, "add-cohort", like="1A", cohort="1B", label="Groupe B", headcount=18)
    desk.ended(path)
    shown = said(desk.get(path))
    assert "une promotion de plus : Groupe B" in shown
    assert "Promotions ajoutées : Groupe B." in shown
    assert desk.take(path).status == 303
    edition = edition_of(desk.draft(number).state)
    before = edition_of(planned)
    assert edition
    assert before
    assert [cohort.cohort.headcount for cohort in edition.planning.cohorts] == [20, 18]
    assert edition.planning.cohorts[0].activities == before.planning.cohorts[0].activities
    assert desk.acts(number)[-1] == "cohort-added"


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"action": "close-week", "week": "2026-08-31x"}, "Choisissez une semaine"),
        ({"action": "close-week", "week": "2027-03-01"}, "Choisissez une semaine"),
        ({"action": "close-day", "day": "demain"}, "n'est pas une date"),
        ({"action": "close-day", "day": "2026-11-09", "cohort": "9Z"}, "9Z"),
        ({"action": "close-day", "day": ""}, "n'est pas une date"),
        ({"action": "close-day", "day": "2026-11-07"}, "pas de jour de cours"),
        ({"action": "close-day", "day": "2026-11-11"}, "déjà fermée"),
        ({"action": "add-cohort", "like": "9Z", "cohort": "1B"}, "9Z"),
        ({"action": "add-cohort", "like": "1A", "cohort": "1A"}, "1A"),
        ({"action": "add-cohort", "like": "1A", "cohort": ""}, "id"),
        ({"action": "add-cohort", "like": "1A", "cohort": "1 B"}, "1 B"),
        ({"action": "add-cohort", "like": "1A", "cohort": "1B", "headcount": "x"}, "Effectif"),
    ],
)
def test_what_cannot_be_changed_is_told_in_words_without_a_file(
    desk: Searcher, planned: DraftState, fields: dict[str, str], told: str
) -> None:
    number = desk.new(planned)
    answer = desk.post(f"/office/drafts/{number}/searches", **fields)
    assert answer.status == 422
    assert told in said(answer)
    assert "programme.toml" not in answer.text
    assert desk.searches.all() == ()


def test_rules_that_were_changed_since_are_not_written_over(
    desk: Searcher, planned: DraftState
) -> None:
    number = desk.new(planned)
    path = desk.start(number, "close-week", week="2026-11-02")
    desk.ended(path)
    desk.change(number, {"name": "Autre nom"})
    answer = desk.take(path)
    assert answer.status == 409
    assert "relancez-la" in said(answer)
    assert "Autre nom" in desk.draft(number).state.rules


def test_a_way_out_does_not_write_over_rules_that_were_changed_since(desk: Searcher) -> None:
    state = small({"cohorts": [{"id": "1A", "school_weeks": 12}]})
    found = perform(planning_task(state), lambda _: None, lambda: False)
    assert isinstance(found, PlanningFound)
    number = desk.new(with_found(state, found.edition))
    path = desk.start(number, "close-week", week="2026-11-02")
    assert isinstance(desk.ended(path).finding, Impossible)
    desk.change(number, {"name": "Autre nom"})
    answer = desk.take(path, way=0)
    assert answer.status == 409
    assert "relancez-la" in said(answer)
    assert "Autre nom" in desk.draft(number).state.rules


def test_a_draft_that_is_renamed_meanwhile_takes_its_planning(
    desk: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = desk.new(small(SIX_WEEKS))
    monkeypatch.setattr(desk.searches, "_most", 0)
    path = desk.start(number, "plan")
    desk.get(f"/office/drafts/{number}/copy")
    assert desk.post(f"/office/drafts/{number}/rename", title="Autre titre").status == 303
    monkeypatch.setattr(desk.searches, "_most", 1)
    desk.start(number, "explain")  # the next one that comes gives both their turns
    assert desk.ended(path).is_taken
    assert desk.acts(number) == ["started-file", "renamed", "planned"]


def test_a_draft_that_is_deleted_ends_its_searches(desk: Searcher) -> None:
    number, other = desk.new(draft(ALBI)), desk.new(draft(ALBI))
    path, others = desk.start(number, "plan"), desk.start(other, "plan")
    desk.get(f"/office/drafts/{number}/delete")
    assert desk.post(f"/office/drafts/{number}/delete").status == 303
    assert desk.search(path).state is SearchState.CANCELLED
    assert not desk.search(others).state.is_over


def test_a_draft_goes_on_from_the_planning_of_the_year_before(
    desk: Searcher, planned: DraftState
) -> None:
    at_home = {"cohorts": [{"id": "1A", "school_weeks": 0}]}  # there is one planning: no search
    whole = {"academic_year": {"weeks": 52}, **at_home}
    before = replace(small(whole), start_year=2025)
    found = perform(planning_task(before), lambda _: None, lambda: False)
    assert isinstance(found, PlanningFound)
    earlier = desk.new(with_found(before, found.edition), "Avant")
    number = desk.new(small(whole))
    page = desk.get(f"/office/drafts/{number}/plan").text
    assert f'value="draft-{earlier}"' in page
    assert '<option value="none" selected' in page
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("planner.office.searches.queue.MOST_QUEUED", 0)
        full = desk.post(
            f"/office/drafts/{number}/searches", action="plan", before=f"draft-{earlier}"
        )
        assert full.status == 422
    assert desk.acts(number) == ["started-file"]
    path = desk.start(number, "plan", before=f"draft-{earlier}")
    desk.searches.cancel(desk.search(path).number)
    assert desk.draft(number).state.before == planning_json(found.edition)
    assert desk.acts(number) == ["started-file", "before-chosen"]
    assert '<option value="kept" selected' in desk.get(f"/office/drafts/{number}/plan").text
    desk.searches.cancel(desk.search(desk.start(number, "plan", before="none")).number)
    assert desk.draft(number).state.before is None


def test_a_draft_does_not_go_on_from_another_programme(desk: Searcher) -> None:
    """Whoever plans one of them may not be allowed to see the other."""
    at_home = {"cohorts": [{"id": "1A", "school_weeks": 0}], "academic_year": {"weeks": 52}}
    other = replace(small({**at_home, "id": "autre"}), start_year=2025)
    found = perform(planning_task(other), lambda _: None, lambda: False)
    assert isinstance(found, PlanningFound)
    earlier, number = desk.new(with_found(other, found.edition)), desk.new(small(at_home))
    answer = desk.post(
        f"/office/drafts/{number}/searches", action="plan", before=f"draft-{earlier}"
    )
    assert answer.status == 422
    assert desk.draft(number).state.before is None


def test_a_planning_that_does_not_end_where_the_year_begins_is_refused(
    desk: Searcher, planned: DraftState
) -> None:
    earlier = desk.new(replace(planned, start_year=2025), "Avant")
    number = desk.new(small(SIX_WEEKS))
    for choice in (f"draft-{earlier}", "version-1", "draft-99", "x"):
        answer = desk.post(f"/office/drafts/{number}/searches", action="plan", before=choice)
        assert answer.status == 422, choice
    assert desk.searches.all() == ()


def test_modules_that_the_weeks_do_not_admit_are_told_and_a_way_out_is_taken(
    desk: Searcher,
) -> None:
    programme = rules()
    state = DraftState(flattened_text(programme.text, programme.bases), 2026)
    one_a_week = {"curriculum": {"modules_a_week": {"most": 1}}}
    number = desk.new(replace(state, rules=changed_rules(state.rules, one_a_week)))
    path = desk.start(number, "explain")
    assert not desk.ended(path).is_taken
    page = said(desk.get(path))
    assert "un planning existe, mais aucune progression des modules" in page
    assert "1A – Modules par semaine de cours : 1 au plus" in page
    assert "Maquette – Modules par semaine de cours : au plus 2 au lieu de 1" in page
    assert '/rules?lang=fr#curriculum"' in desk.get(path).text
    assert 'id="curriculum"' in desk.get(f"/office/drafts/{number}/rules").text
    assert desk.take(path, way=0).status == 303
    assert "most = 2" in desk.draft(number).state.rules
