"""A draft from last year's calendar: what was read, what is asked, what is accepted."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.office.drafts.state import programme_of
from tests.conftest import PUBLISHED
from tests.office_desk import Desk, open_desk
from tests.test_learn_years import TWO_YEARS, turns, written
from tests.test_seen_calendars import table

AT = "/office/start/calendar"
Fields = dict[str, str | int]
ASKED: Fields = {"name": "Ingénieur", "school": "IMT", "hours": "7,5"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def rules(desk: Desk, number: int = 1) -> dict[str, Any]:
    return tomllib.loads(desk.draft(number).state.rules)


def test_the_published_calendar_becomes_a_draft(desk: Desk) -> None:
    assert desk.open(AT).status == 200
    page = desk.upload(f"{AT}?lang=fr", "file", PUBLISHED)
    assert page.status == 200
    assert "6 périodes à l'école, de 2 à 4 semaines" in page.text.replace("&#39;", "'")
    assert "<svg" in page.text
    heads: Fields = {f"headcount.{n}": 40 + n for n in range(3)}
    chosen: Fields = {"choice.1A.school_blocks": "loose", "choice.2A.school_weeks": "left"}
    fields: Fields = {**ASKED, **heads, **chosen, "start_year": 2026, "do": "create"}
    answer = desk.send(f"{AT}/rules", **fields)
    assert (answer.status, answer.header("location")) == (303, "/office/drafts/1/rules?lang=fr")
    draft = desk.draft(1)
    assert (draft.title, draft.state.start_year) == ("Ingénieur", 2026)
    assert draft.changed.act.values == {"file": "albi_2021_2022_published.csv"}
    programme = programme_of(draft.state)
    assert [cohort.headcount for cohort in programme.cohorts] == [40, 41, 42]
    assert [cohort.school_weeks is None for cohort in programme.cohorts] == [False, True, False]
    first = rules(desk)["cohorts"][0]
    assert first["school_blocks"]["count"] == {"least": 5, "most": 7}
    assert rules(desk)["workday"] == {"company": 7.5, "school": 7.5}


def test_what_is_left_empty_is_left_to_the_rules(desk: Desk) -> None:
    desk.open(AT)
    desk.upload(AT, "file", PUBLISHED)
    fields: Fields = {"start_year": 2026, "do": "create", "hours": ""}
    assert desk.send(f"{AT}/rules", **fields).status == 303
    assert desk.draft(1).title == "albi_2021_2022_published.csv"
    assert "headcount" not in rules(desk)["cohorts"][0]
    assert not {"name", "school", "workday"} & rules(desk).keys()
    assert desk.open("/office/drafts/1/rules").status == 200


def test_an_unknown_code_is_asked_for_before_anything_is_proposed(
    desk: Desk, tmp_path: Path
) -> None:
    path = table(tmp_path, ["1A", "2A"], *[["P2", "E"], ["E", "P2"], ["E", "E"]] * 6)
    desk.open(AT)
    page = desk.upload(f"{AT}?lang=fr", "file", path)
    assert page.status == 200
    assert "Que veulent dire les codes inconnus" in page.text
    assert "Créer le brouillon" not in page.text
    explained: Fields = {
        "code.1": "P2",
        "meaning.1": "school",
        "class.0": "Licence",
        "headcount.0": 12,
    }
    page = desk.send(f"{AT}/rules?lang=fr", **explained, do="again")
    assert "Créer le brouillon" in page.text
    assert 'value="Licence"' in page.text
    assert 'value="12"' in page.text
    named: Fields = {"class.0": "Licence pro", "headcount.0": 12}
    assert desk.send(f"{AT}/rules", start_year=2026, do="create", **named).status == 303
    first, _ = rules(desk)["cohorts"]
    assert (first["label"], first["headcount"]) == ("Licence pro", 12)
    assert first["pattern"]["weeks"] == ["school", "company", "company"]
    assert [each["label"] for each in rules(desk)["cohorts"]] == ["Licence pro", "2e année"]


def test_what_was_chosen_stays_when_a_year_is_wrong(desk: Desk) -> None:
    desk.open(AT)
    desk.upload(AT, "file", PUBLISHED)
    chosen = {"choice.1A.school_weeks": "left"}
    page = desk.send(f"{AT}/rules", **ASKED, **chosen, start_year="20", do="create")
    assert page.status == 422
    assert 'name="choice.1A.school_weeks" value="left" checked' in page.text
    assert 'value="Ingénieur"' in page.text


def test_a_calendar_of_two_years_gives_a_class_a_year(desk: Desk, tmp_path: Path) -> None:
    def cell(n: int, column: int) -> str:
        return "?" if n > 90 else turns(n, column)

    path = written(tmp_path, ["BTS Gestion"], cell, TWO_YEARS)
    desk.open(AT)
    page = desk.upload(f"{AT}?lang=fr", "file", path)
    assert page.status == 200
    assert page.text.count('<p class="strip">') == 2
    assert "BTS Gestion 2025-2026 – Semaines non publiées : S23–S35." in page.text
    heads: Fields = {"headcount.0": 20, "headcount.1": 18}
    answer = desk.send(f"{AT}/rules", **ASKED, **heads, start_year=2026, do="create")
    assert answer.status == 303
    cohorts = programme_of(desk.draft(1).state).cohorts
    assert [cohort.headcount for cohort in cohorts] == [20, 18]
    assert [cohort.year for cohort in cohorts] == [1, 2]


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", b""), ("a.xlsx", b"no workbook"), ("a.csv", b"un;deux\n1;2\n")],
)
def test_a_file_that_is_no_calendar_is_refused_in_words(
    desk: Desk, name: str, content: bytes, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    desk.open(AT)
    page = desk.upload(f"{AT}?lang=fr", "file", path)
    assert page.status == 422
    assert name in page.text
    assert str(tmp_path) not in page.text


def test_what_was_read_counts_in_its_session_only(desk: Desk) -> None:
    desk.open(AT)
    desk.upload(AT, "file", PUBLISHED)
    for told in ("", "x", desk.seen["told"][:-1], f"é{desk.seen['told']}"):
        page = desk.send(f"{AT}/rules?lang=fr", told=told, start_year=2026, do="create")
        assert page.status == 422
        assert "Choisissez de nouveau le fichier" in page.text
