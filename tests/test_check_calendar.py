"""A published calendar checked in the office: rule by rule, as the command does."""

from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from planner.messages import Messages
from planner.office.drafts.state import DraftState
from planner.office.web.start import planned_state
from planner.planning.check import Verdict, check
from planner.planning.file import planning_json, read_course
from planner.planning.planning import Edition
from planner.programme.file import academic_year_of, read_programme
from planner.words.rules import breach, open_line
from tests.conftest import PUBLISHED
from tests.office_desk import Desk, open_desk
from tests.portal import Answer

AT = "/office/check?lang=fr"
CALENDARS = Path(__file__).parent / "calendars"
TWO_CLASSES = CALENDARS / "not-published.toml"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        opened.open(AT)
        yield opened


def said(answer: Answer) -> str:
    return unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ")


def draft_of(desk: Desk, rules: Path, year: int) -> int:
    return desk.start(DraftState(read_programme(rules).text, year))


def course(years: int) -> str:
    """Return a table as pasted from Excel: two weeks at school of each five, over some years."""
    rules = read_programme(TWO_CLASSES)
    weeks = [w for n in range(years) for w in academic_year_of(rules, 2025 + n).weeks]
    cells = ["CCC|EE" if n == 2 else "école" if n % 5 < 2 else "E" for n in range(len(weeks))]
    rows = zip(weeks, cells, strict=True)
    lines = [f"{week.iso_year}\t{week.iso_week}\t{cell}" for week, cell in rows]
    return "\n".join(["année\tsemaine\tP1", *lines])


def test_weeks_not_published_leave_rules_open_with_their_figures(
    desk: Desk, french: Messages
) -> None:
    path = CALENDARS / "not-published.csv"
    number = draft_of(desk, TWO_CLASSES, 2026)
    page = desk.upload(AT, "file", path, rules=str(number))
    assert page.status == 200
    (read,) = read_course(path, read_programme(TWO_CLASSES), 2026)
    found = check(read.edition.planning)
    still_open = [each for each in found if each.verdict is Verdict.OPEN]
    assert still_open
    for each in still_open:
        assert open_line(each, french).replace("\N{NO-BREAK SPACE}", " ") in said(page)
    assert "Deux valeurs : la plus petite et la plus grande" in said(page)


def test_each_breach_is_told_with_the_verdict_of_its_rule(
    desk: Desk, tmp_path: Path, french: Messages
) -> None:
    albi = PUBLISHED.parent / "albi.toml"
    path = tmp_path / "changed.csv"
    path.write_text(PUBLISHED.read_text().replace("company", "school", 3))
    (read,) = read_course(path, read_programme(albi), 2021)
    planning = read.edition.planning
    broken = [each for each in check(planning) if each.verdict is Verdict.BROKEN]
    assert broken
    page = desk.upload(AT, "file", path, rules=str(draft_of(desk, albi, 2021)))
    for each in broken:
        for bound in each.breaches:
            line = breach(each, bound, planning.year.weeks, french)
            assert line.replace("\N{NO-BREAK SPACE}", " ") in said(page)
    assert page.text.count("NON RESPECTÉE") == len(broken)
    assert said(page).count("<h2>2021-2022</h2>") == 1


def test_a_pasted_table_of_two_years_is_checked_year_by_year(desk: Desk) -> None:
    number = draft_of(desk, TWO_CLASSES, 2025)
    page = desk.send_file_form(AT, pasted=course(2), rules=str(number))
    assert page.status == 200
    assert all(f"<h2>{label}</h2>" in page.text for label in ("2025-2026", "2026-2027"))
    assert "Sur toute la durée" in page.text
    assert "P1 → P2" in page.text
    assert "S38 2025 (école jusqu'au mercredi, puis entreprise)" in said(page)


def test_a_planning_is_checked_by_the_rules_that_it_carries(
    desk: Desk, edition: Edition, tmp_path: Path
) -> None:
    path = tmp_path / "planning.json"
    path.write_bytes(planning_json(edition))
    page = desk.upload(AT, "file", path, rules="own")
    assert page.status == 200
    assert "NON RESPECTÉE" not in page.text
    other = desk.start(planned_state(edition))
    assert desk.upload(AT, "file", path, rules=str(other)).status == 200


WRONG: dict[str, tuple[dict[str, str], str]] = {
    "nothing": ({}, "Choisissez le fichier du calendrier, ou collez le tableau."),
    "rules of none": ({"pasted": "a;b", "rules": ""}, "Choisissez les règles"),
    "a table without rules": ({"pasted": "a;b", "rules": "own"}, "ne contient pas de règles"),
    "no weeks": ({"pasted": "a;b\n1;2", "rules": "1"}, "tableau collé.csv"),
    "a cell": ({"pasted": course(1).replace("école", "vacances", 1), "rules": "1"}, "vacances"),
    "a year": ({"pasted": course(1), "rules": "1", "start_year": "25"}, "25"),
    "another year": ({"pasted": course(1), "rules": "1", "start_year": "2026"}, "2026-2027"),
}


@pytest.mark.parametrize("example", WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_checked_is_told_and_what_was_typed_stays(
    example: tuple[dict[str, str], str], desk: Desk
) -> None:
    fields, told = example
    draft_of(desk, TWO_CLASSES, 2025)
    page = desk.send_file_form(AT, **fields)
    assert page.status == 422
    assert told in said(page)
    assert fields.get("pasted", "") in unescape(page.text)


def test_a_draft_whose_rules_are_incomplete_is_not_offered(desk: Desk) -> None:
    desk.start(DraftState('name = "Licence"', 2026), "Licence à compléter")
    number = draft_of(desk, TWO_CLASSES, 2026)
    page = desk.open(f"{AT}&draft={number}")
    assert f'<option value="{number}" selected>' in page.text
    assert "Licence à compléter" not in page.text
