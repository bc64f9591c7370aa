"""The history of a draft, copies of it, and drafts compared."""

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import tomli_w

from planner.messages import Messages
from planner.office.drafts.copies import next_year
from planner.office.drafts.state import DraftState, edition_of, search_case, with_edits
from planner.office.drafts.store import DraftAct, list_drafts, save_state
from planner.office.pages.comparison_view import ComparedDraft, compared_rows, differing_rules
from planner.office.pages.week_changes import week_changes
from planner.planning.editing import WeekEdit
from planner.planning.planning import Edition
from planner.rules.case import Case
from planner.year.activity import Activity
from tests.builders import altered
from tests.office_desk import Desk, listed_state, open_desk
from tests.portal import EARLIER, LATER, NOW

ADDED = DraftAct("roster-removed", {"who": "Séraphine Gourdiac"})


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def edit(edition: Edition) -> WeekEdit:
    """Give a week at school to the first cohort, in place of one elsewhere."""
    weeks = edition.planning.cohorts[0].activities
    away = next(n for n, activity in enumerate(weeks) if activity != Activity.SCHOOL)
    return WeekEdit(edition.planning.cohorts[0].cohort.id, away, Activity.SCHOOL)


# --- History ------------------------------------------------------------------------------------


def test_the_log_tells_who_did_what_and_how_many_weeks(desk: Desk, edition: Edition) -> None:
    state = listed_state(edition, EARLIER)
    number = desk.start(state)
    edited = with_edits(state, [edit(edition)])
    save_state(desk.site.database, number, 1, edited, ADDED, "Anne", NOW)
    page = desk.open(f"/office/drafts/{number}/history?lang=fr").text
    assert page.index("Anne") < page.index("créé à partir de planning.json")
    assert page.count("1 semaine changée") == 1


def test_a_long_log_has_pages(desk: Desk, edition: Edition) -> None:
    number = desk.start(listed_state(edition, EARLIER))
    for revision in range(1, 25):
        roster = EARLIER[: 1 + revision % 2]
        state = replace(desk.draft(number).state, roster=roster)
        save_state(desk.site.database, number, revision, state, ADDED, "Anne", NOW)
    first = desk.open(f"/office/drafts/{number}/history").text
    assert "before=6" in first
    rest = desk.open(f"/office/drafts/{number}/history?before=6").text
    assert "history/5?" in rest
    assert "history/6?" not in rest
    assert 'rel="next"' not in rest
    assert desk.open(f"/office/drafts/{number}/history?before=1").status == 200


def test_a_draft_goes_back_to_an_earlier_state(desk: Desk, edition: Edition) -> None:
    state = listed_state(edition, EARLIER)
    number = desk.start(state)
    edited = replace(with_edits(state, [edit(edition)]), roster=LATER)
    save_state(desk.site.database, number, 1, edited, ADDED, "Anne", NOW)
    page = desk.open(f"/office/drafts/{number}/history/1?lang=fr")
    assert page.status == 200
    assert "La liste des apprentis serait celle de cet état" in page.text
    assert "Les règles seraient" not in page.text
    assert "<svg" in page.text
    save_state(desk.site.database, number, 2, state, ADDED, "Anne", NOW)
    assert desk.send(f"/office/drafts/{number}/history/1").status == 409
    desk.open(f"/office/drafts/{number}/history/2")
    assert desk.send(f"/office/drafts/{number}/history/2").status == 303
    assert desk.draft(number).state == edited
    assert desk.draft(number).undoes is not None
    assert desk.open(f"/office/drafts/{number}/history/99").status == 409


def test_the_last_change_is_undone_and_done_again(desk: Desk, edition: Edition) -> None:
    state = listed_state(edition, EARLIER)
    number = desk.start(state)
    at = f"/office/drafts/{number}"
    save_state(desk.site.database, number, 1, replace(state, roster=LATER), ADDED, "Anne", NOW)
    assert "Annuler : Séraphine Gourdiac" in desk.open(f"{at}/history?lang=fr").text.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    assert desk.send(f"{at}/undo").status == 303
    assert desk.draft(number).state == state
    assert desk.send(f"{at}/redo").status == 409
    assert desk.send(f"{at}/redo").status == 303
    assert desk.draft(number).state.roster == LATER


# --- Copies -------------------------------------------------------------------------------------


def test_next_year_keeps_the_rules_and_who_stays(edition: Edition) -> None:
    state = listed_state(edition, EARLIER)
    later = next_year(state)
    assert (later.rules, later.start_year) == (state.rules, state.start_year + 1)
    assert (later.planning, later.before, later.locked) == (None, state.planning, ())
    cohorts = {who.name: who.cohort for who in later.roster}
    assert cohorts == {
        who.name: {"1A": "2A", "2A": "3A"}[who.cohort] for who in EARLIER if who.cohort != "3A"
    }
    assert search_case(later).given.before


def test_a_class_that_nothing_follows_stays(edition: Edition) -> None:
    first, *_ = edition.planning.programme.cohorts
    rules = tomllib.loads(edition.planning.programme.text)
    rules["cohorts"] = [table for table in rules["cohorts"] if table["id"] == first.id]
    state = DraftState(tomli_w.dumps(rules), 2026, roster=(EARLIER[0],))
    assert next_year(state).roster == (altered(EARLIER[0], closed=()),)


def test_copies_are_named_and_numbered(desk: Desk, edition: Edition) -> None:
    number = desk.start(listed_state(edition, EARLIER))
    at = f"/office/drafts/{number}"
    offered = desk.open(f"{at}/copy?lang=fr").text
    assert 'value="Albi 2026-2027 – copie 1"' in offered
    assert 'value="Albi 2027-2028"' in offered
    for _ in range(2):
        answer = desk.send(f"{at}/copy?lang=fr", kind="try")
        assert "/rules" in str(answer.header("location"))
    desk.send(f"{at}/copy?lang=fr", kind="next", title="")
    desk.send(f"{at}/copy?lang=fr", kind="copy", title="Secours")
    with desk.site.database.reading() as connection:
        drafts = {draft.title: draft for draft in list_drafts(connection)}
    assert set(drafts) == {
        "Albi 2026-2027",
        "Albi 2026-2027 – essai 1",
        "Albi 2026-2027 – essai 2",
        "Albi 2027-2028",
        "Secours",
    }
    assert drafts["Secours"].state == desk.draft(number).state
    trial = drafts["Albi 2026-2027 – essai 2"].id
    desk.send(f"/office/drafts/{trial}/copy?lang=fr", kind="try")
    with desk.site.database.reading() as connection:
        assert list_drafts(connection)[0].title == "Albi 2026-2027 – essai 3"


def test_a_draft_is_renamed(desk: Desk, edition: Edition) -> None:
    number = desk.start(listed_state(edition, EARLIER))
    at = f"/office/drafts/{number}"
    desk.open(f"{at}/copy")
    assert desk.send(f"{at}/rename", title="  Version   de juin ").status == 303
    assert desk.draft(number).title == "Version de juin"
    assert desk.send(f"{at}/rename", title=" ").status == 422
    assert desk.draft(number).changed.act.name == "renamed"


def test_a_draft_is_deleted_as_it_was_shown(desk: Desk, edition: Edition) -> None:
    state = listed_state(edition, EARLIER)
    number = desk.start(state)
    at = f"/office/drafts/{number}"
    assert "9 apprentis" in desk.open(f"{at}/delete?lang=fr").text
    save_state(desk.site.database, number, 1, replace(state, roster=LATER), ADDED, "Anne", NOW)
    assert desk.send(f"{at}/delete").status == 409
    assert desk.send(f"{at}/delete").status == 303
    assert desk.open(f"{at}/history").status == 409


# --- Comparison ---------------------------------------------------------------------------------


def compared(edition: Edition, title: str = "") -> ComparedDraft:
    return ComparedDraft(title, edition, edition.planning.case)


def test_the_best_value_is_marked(edition: Edition, french: Messages) -> None:
    other = edition_of(with_edits(listed_state(edition, ()), [edit(edition)]))
    assert other is not None
    rows = compared_rows([compared(edition), compared(other)], french)
    assert all(
        [value.mark and value.mark.name for value in row.values]
        in ([None, None], ["best", "worst"], ["worst", "best"])
        for row in rows
    )
    differing = [row for row in rows if len({value.value for value in row.values}) > 1]
    assert differing
    assert all(value.meaning for row in differing for value in row.values)
    same = compared_rows([compared(edition), compared(edition)], french)
    assert not any(value.mark for row in same for value in row.values)


def test_rules_that_differ_are_told_in_words(edition: Edition, french: Messages) -> None:
    programme = edition.planning.programme
    first = replace(programme.cohorts[0], school_weeks_a_month=2)
    changed = replace(programme, cohorts=(first, *programme.cohorts[1:]))
    case = Case(changed, edition.planning.year)
    (rule,) = differing_rules([compared(edition), ComparedDraft("", None, case)], french)
    assert (rule.cohort, rule.required[0]) == (first.label, "")
    assert "2 semaines" in rule.required[1]
    assert differing_rules([compared(edition), compared(edition)], french) == ()
    assert differing_rules([compared(edition), ComparedDraft("", None, None)], french)


def test_weeks_are_compared_in_one_year_only(
    edition: Edition, french: Messages, versions: tuple[Edition, Edition]
) -> None:
    now, before = versions
    found = week_changes(before.planning, now.planning, french)
    assert found is not None
    assert len(found.lines) == 2
    assert found.lines[0].cohort == "1re année"
    same = week_changes(edition.planning, edition.planning, french)
    assert same is not None
    assert same.is_none


def test_drafts_and_their_states_stand_side_by_side(desk: Desk, edition: Edition) -> None:
    state = listed_state(edition, EARLIER)
    one, two = desk.start(state), desk.start(with_edits(state, [edit(edition)]), "Autre <b>")
    save_state(desk.site.database, one, 1, replace(state, roster=()), ADDED, "Anne", NOW)
    page = desk.open(f"/office/compare?draft={one}&draft={two}&draft={one}.1&lang=fr").text
    assert page.count("<svg") == 3
    assert "Albi 2026-2027, état 1" in page
    assert "Autre &lt;b&gt;" in page
    assert "Les règles sont les mêmes" in page
    assert "meilleure valeur :" in page
    assert "1 semaine changée" in page
    other = desk.open(
        f"/office/compare?draft={one}&draft={two}&draft={one}.1&one=0&other=2&lang=fr"
    ).text
    assert "Aucun changement" in other
    assert f"draft={one}&amp;draft={two}" in other


@pytest.mark.parametrize("query", ["", "draft=1", "draft=x", "draft=99&draft=1.77", "one=5"])
def test_less_than_two_drafts_are_chosen_first(desk: Desk, edition: Edition, query: str) -> None:
    desk.start(listed_state(edition, EARLIER))
    answer = desk.open(f"/office/compare?{query}&lang=fr")
    assert answer.status == 200
    assert "Brouillons à comparer" in answer.text
    assert "<svg" not in answer.text
