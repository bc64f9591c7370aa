"""What no page of the office sends: refused in words, and nothing is changed by it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from planner.office.drafts.state import programme_of
from planner.office.form.answers import MOST_ROWS, TooManyRows, UnknownField, answers_of
from planner.office.searches.asking import changed_rules
from planner.planning.planning import Edition
from tests.builders import altered
from tests.office_desk import Desk, listed_state, open_desk
from tests.portal import EARLIER
from tests.portal_store import first
from tests.searching import SIX_WEEKS, small


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


@pytest.fixture
def draft(desk: Desk, edition: Edition) -> int:
    return desk.start(listed_state(edition, EARLIER))


def test_half_characters_are_no_text(desk: Desk, draft: int) -> None:
    at = f"/office/drafts/{draft}"
    for path in ("rename", "apprentices/new", "rules", "give-out/version"):
        answer = desk.send_parts(f"{at}/{path}", "unicode_escape", title="\\ud800", revision="1")
        assert answer.status == 403, path
    assert desk.draft(draft).revision == 1


def test_a_title_has_nothing_that_is_not_seen(desk: Desk, draft: int) -> None:
    desk.open(f"/office/drafts/{draft}/copy")
    assert desk.send(f"/office/drafts/{draft}/rename", title="a\0b\u202e  c\u200b").status == 303
    assert desk.draft(draft).title == "a b c"


def test_numbers_without_end_are_none(desk: Desk, draft: int) -> None:
    at, endless = f"/office/drafts/{draft}", "9" * 5000
    state = desk.draft(draft).state
    desk.open(f"{at}/rules")
    answer = desk.send(f"{at}/rules", do=f"remove cohorts.{endless}")
    assert answer.status == 200
    assert desk.send(f"{at}/rules", **{f"cohorts.{endless}.id": "1A"}).status == 409
    for before in (f"version-{'9' * 20}", f"draft-{endless}"):
        assert desk.send(f"{at}/searches", action="plan", before=before).status == 422
    assert desk.send(f"{at}/searches", action="plan", minutes=endless).status == 422
    assert desk.draft(draft).state == state


def test_a_name_is_no_deeper_than_any_field() -> None:
    with pytest.raises(UnknownField):
        answers_of([("." * 100_000, "")])
    full = [(f"cohorts.{number}.id", "1A") for number in range(MOST_ROWS)]
    assert len(answers_of(full).at("cohorts").rows()) == MOST_ROWS
    with pytest.raises(TooManyRows):
        answers_of([*full, (f"cohorts.{MOST_ROWS}.id", "1A")])


def test_rows_without_end_are_refused_in_words(desk: Desk, draft: int) -> None:
    pairs = [[f"cohorts.{number}.id", "1A"] for number in range(MOST_ROWS + 1)]
    answer = desk.ask(f"/office/drafts/{draft}/rules/check", pairs=pairs)
    assert answer["status"] == 422
    assert str(MOST_ROWS) in answer["problems"][0]


def test_a_revision_that_there_is_not_yet_changes_nothing(desk: Desk, draft: int) -> None:
    at = f"/office/drafts/{draft}"
    run = {"cohort": "1A", "first": 0, "last": 0, "activity": "company"}
    for sent in ({"revision": 9}, {"revision": 9, "onto": 1}, {"revision": 1, "onto": 9}):
        answer = desk.ask(f"{at}/year/edit", runs=[run], **sent)
        assert (answer["status"], len(answer["problems"])) == (422, 1), sent
    many = desk.ask(f"{at}/year/edit", runs=[run] * 1001, revision=1)
    assert many["status"] == 422
    for path in ("year", "rename", "delete", "history/1", "rules", "publish"):
        desk.open(f"{at}/give-out")
        fields = {"do": "lock", "title": "x"} if path in ("year", "rename") else {}
        assert desk.send(f"{at}/{path}", revision=9, **fields).status in (303, 409), path
    assert desk.draft(draft).revision == 1


def test_a_list_is_taken_only_as_it_was_read(desk: Desk, draft: int) -> None:
    person = {"surname": "S\x01", "first_name": "F", "cohort": "1A", "company": "C", "row": 1}
    at = f"/office/drafts/{draft}/apprentices"
    desk.open(at)
    answer = desk.send(
        f"{at}/take", list=json.dumps([person]), file="x", revision=1, **{"joined-0": "on"}
    )
    assert answer.status == 409
    assert desk.draft(draft).state.roster == EARLIER
    for told in ("", "x", "e30=.x"):
        assert desk.send("/office/start/calendar/rules", told=told, do="create").status == 422


def test_a_programme_file_reads_no_other_file_of_the_server(desk: Desk, tmp_path: Path) -> None:
    below = tmp_path / "below.toml"
    below.write_text(programme_of(small(SIX_WEEKS)).text, encoding="utf-8")
    file = tmp_path / "above.toml"
    file.write_text(f'extends = "{below}"\n', encoding="utf-8")
    desk.open("/office/start")
    desk.seen["start_year"] = "2026"
    answer = desk.upload("/office/start/file", "file", file)
    assert answer.status == 422
    assert "extends" in answer.text
    assert "Douze semaines" not in answer.text


def test_no_name_is_taken_for_a_part_of_a_page(desk: Desk) -> None:
    script, image = "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'
    names = {"name": script, "school": image, "cohorts": [{"id": "1A", "label": image}]}
    person = altered(EARLIER[0], company=script, remarks=image, surname=image)
    state = listed_state(first(), (person, *EARLIER[1:]))
    state = replace(state, rules=changed_rules(state.rules, names))
    number = desk.start(state, f"{script}{image}")
    at = f"/office/drafts/{number}"
    desk.open(f"{at}/apprentices/{person.row}")
    assert desk.send(f"{at}/apprentices/{person.row}/end", last="2027-03-01").status == 303
    pages = ("plan", "year", "year?view=lanes", "rules", "why", "give-out", "copy", "delete")
    more = ("apprentices", f"apprentices/{person.row}", "history", "history/1", "publish")
    shown = [desk.open(f"{at}/{page}") for page in (*pages, *more)]
    shown += [
        desk.open("/office/campus"),
        desk.open("/office/drafts"),
        desk.open(f"/office/compare?draft={number}"),
    ]
    for answer in shown:
        assert script not in answer.text
        assert "<img src=x" not in answer.text
    assert sum("&lt;script&gt;" in answer.text for answer in shown) >= len(shown) - 2
    run = {"cohort": "1A", "first": 0, "last": 3, "activity": "company"}
    told = desk.ask(f"{at}/year/edit", runs=[run], revision=desk.draft(number).revision)
    assert told["parts"]
    assert "<img" not in "".join(told["parts"].values())
