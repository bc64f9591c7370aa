"""The list of apprentices of a draft: what is typed is read as a file is, nobody is lost."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from re import findall

import pytest

from planner.apprentices.apprentice import HALF_DAYS, Span
from planner.apprentices.roster import Column, read_roster
from planner.documents.roster.template import roster_workbook
from planner.messages import Messages
from planner.office.drafts.roster import (
    list_difference,
    parse_person,
    with_difference,
    with_person,
    written_rows,
)
from planner.office.drafts.state import DraftState
from planner.office.drafts.store import DraftAct, save_state
from planner.planning.planning import Edition
from planner.portal.web.http.bodies import SHORT
from tests.builders import altered, employed
from tests.office_desk import Desk, listed_state, open_desk
from tests.portal import EARLIER, IRON, NOW

WHOLE = employed(
    "d'Étrépagny-Zyx",
    "Ysolde",
    "1A",
    IRON,
    "Génie fictif",
    email="y@zyx.example",
    half_days=(HALF_DAYS[7], HALF_DAYS[1]),
    start=date(2026, 10, 1),
    end=date(2027, 3, 17),
    closed=(
        Span(date(2026, 12, 21), date(2026, 12, 27)),
        Span(date(2027, 8, 2), date(2027, 8, 6)),
    ),
    remarks="voir Wexandre\nle lundi",
    row=1,
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("language", ["fr", "en"])
def test_fields_are_written_as_they_are_read(edition: Edition, language: str) -> None:
    written = written_rows(WHOLE, Messages(language))
    parsed = parse_person(written, (WHOLE,), edition.planning.case, WHOLE)
    assert parsed.faults == ()
    assert parsed.person == WHOLE


def test_faults_stand_at_their_fields(edition: Edition, french: Messages) -> None:
    wrong = {
        Column.SURNAME: "",
        Column.FIRST_NAME: "Ysolde",
        Column.PROMOTION: "9A",
        Column.COMPANY: IRON,
        Column.EMAIL: "personne",
        Column.START: "2027-02-30",
        Column.CLOSED: "S99",
    }
    parsed = parse_person([wrong], (), edition.planning.case, None)
    assert parsed.person is None
    assert {fault.column for fault in parsed.faults} == {
        *(Column.SURNAME, Column.PROMOTION, Column.EMAIL, Column.START, Column.CLOSED)
    }
    assert all(french.sentence(fault.what) for fault in parsed.faults)


def test_nobody_is_listed_twice(edition: Edition, french: Messages) -> None:
    again = {**written_rows(EARLIER[0], french)[0], Column.SURNAME: "ABRAZINE"}
    parsed = parse_person([again], EARLIER, edition.planning.case, None)
    assert [fault.what.key for fault in parsed.faults] == ["apprentices.twice"]


def test_a_company_is_written_alike_for_all() -> None:
    roster = with_person(EARLIER, altered(EARLIER[0], company="ZYXWERK Ferronnerie"))
    assert {who.company for who in roster if who.company.startswith(("Z", "Zyx"))} == {
        "ZYXWERK Ferronnerie"
    }
    assert [who.row for who in roster] == [who.row for who in EARLIER]


def test_a_list_that_is_read_again_is_taken_in_parts() -> None:
    moved = altered(EARLIER[1], company="Qombat & Fils", row=50)
    edited = replace(EARLIER[2], remarks="", email="o@zyx.example", row=51)
    new = employed("Hourtin", "Célimène", "1A", "Bois du Ghislemont", row=52)
    found = list_difference(EARLIER, [*EARLIER[3:-1], moved, edited, new])
    assert found.joined == (new,)
    assert [now for _, now in found.edited] == [edited, moved]
    assert found.left == (EARLIER[0], EARLIER[-1])
    everything = with_difference(EARLIER, found, {0}, {0, 1}, {0, 1})
    assert {who.identity for who in everything} == {
        *(who.identity for who in (*EARLIER[2:-1], moved, new))
    }
    assert len({who.row for who in everything}) == len(everything)
    assert next(who.row for who in everything if who.surname == "Bromélan") == EARLIER[1].row
    assert with_difference(EARLIER, found, (), (), ()) == EARLIER
    assert list_difference(EARLIER, EARLIER).is_empty


def test_a_person_is_added_changed_ended_and_removed(desk: Desk, edition: Edition) -> None:
    number = desk.start(listed_state(edition, ()))
    at = f"/office/drafts/{number}/apprentices"
    assert "La liste est vide" in desk.open(f"{at}?lang=fr").text
    desk.open(f"{at}/new")
    typed = {"surname": "Abrazine", "first-name": "Ysolde", "promotion": "1A", "company": IRON}
    assert desk.send(f"{at}/new", **typed).status == 303
    (person,) = desk.draft(number).state.roster
    assert (person.name, person.row) == ("Ysolde Abrazine", 1)
    assert "Abrazine" in desk.open(f"{at}/1").text
    assert desk.send(f"{at}/1", **typed, **{"half-days": "jeudi matin"}).status == 303
    assert desk.draft(number).state.roster[0].periods[0].half_days == (HALF_DAYS[3],)
    desk.open(f"{at}/1")
    assert desk.send(f"{at}/1/end", last="2027-03-17").status == 303
    assert desk.draft(number).state.roster[0].end == date(2027, 3, 17)
    desk.open(f"{at}/1")
    assert desk.send(f"{at}/1/remove").status == 303
    assert desk.draft(number).state.roster == ()
    assert desk.draft(number).changed.act == DraftAct("roster-removed", {"who": "Ysolde Abrazine"})


def test_the_form_of_a_person_is_read_with_all_its_fields(desk: Desk, edition: Edition) -> None:
    """A browser sends the empty ones as well: more than a form of a few questions may have."""
    number = desk.start(listed_state(edition, ()))
    at = f"/office/drafts/{number}/apprentices/new"
    names = {*findall(r' name="([^"]+)"', desk.open(at).text)} - {"token", "revision", "lang"}
    assert len(names) > SHORT.fields
    typed = {"surname": "Abrazine", "first-name": "Ysolde", "promotion": "1A", "company": IRON}
    assert desk.send(at, **(dict.fromkeys(names, "") | typed)).status == 303
    assert desk.draft(number).state.roster[0].name == "Ysolde Abrazine"


def test_a_period_is_added_overlaps_and_is_taken_away(desk: Desk, edition: Edition) -> None:
    number = desk.start(listed_state(edition, ()))
    at = f"/office/drafts/{number}/apprentices"
    desk.open(f"{at}/new")
    first = {"surname": "Abrazine", "first-name": "Ysolde", "promotion": "1A", "company": IRON}
    first |= {"start": "2026-09-28", "end": "2027-02-05", "tutor": "Mme Silex"}
    assert desk.send(f"{at}/new", **first).status == 303
    assert 'name="company-2"' in desk.open(f"{at}/1").text
    second = {"company-2": "Verrerie", "start-2": "2027-02-01"}
    answer = desk.send(f"{at}/1", **first, **second)
    assert (answer.status, 'id="start-2-fault-1"' in answer.text) == (422, True)
    assert "période 1, du" in answer.text.replace("\N{NO-BREAK SPACE}", " ")
    second["start-2"] = "2027-02-08"
    third = {"status-3": "arrêt", "start-3": "2027-03-06", "end-3": "2027-06-25"}
    assert desk.send(f"{at}/1", **first, **second, **third).status == 303
    (person,) = desk.draft(number).state.roster
    assert person.companies == (IRON, "Verrerie")
    assert [each.kind for each in person.periods] == ["contract", "contract", "break"]
    assert person.periods[0].tutor.name == "Mme Silex"
    assert "interruption" in desk.open(f"{at}?lang=fr").text
    desk.open(f"{at}/1")
    assert desk.send(f"{at}/1", **first).status == 303
    assert len(desk.draft(number).state.roster[0].periods) == 1


def test_a_person_without_a_company_is_listed_and_a_namesake_needs_an_address(
    desk: Desk, edition: Edition
) -> None:
    number = desk.start(listed_state(edition, ()))
    at = f"/office/drafts/{number}/apprentices"
    desk.open(f"{at}/new")
    typed = {"surname": "Abrazine", "first-name": "Ysolde", "promotion": "1A"}
    assert desk.send(f"{at}/new", **typed).status == 303
    desk.open(f"{at}/new")
    assert desk.send(f"{at}/new", **typed, company=IRON).status == 422
    (person,) = desk.draft(number).state.roster
    assert (person.companies, person.is_shared) == ((), True)


def test_what_is_typed_wrongly_is_shown_again_with_its_fault(desk: Desk, edition: Edition) -> None:
    number = desk.start(listed_state(edition, EARLIER))
    at = f"/office/drafts/{number}/apprentices/2"
    desk.open(at)
    fields = {"surname": "Abrazine", "first-name": "", "promotion": "1A", "company": IRON}
    answer = desk.send(f"{at}?lang=fr", **fields, email="chez elle")
    assert answer.status == 422
    assert "chez elle" in answer.text
    assert "champ vide" in answer.text
    assert answer.text.count('aria-invalid="true"') == 2
    assert desk.draft(number).revision == 1


def test_a_change_over_another_one_is_told_and_kept(desk: Desk, edition: Edition) -> None:
    state = listed_state(edition, EARLIER)
    number = desk.start(state)
    at = f"/office/drafts/{number}/apprentices/2"
    desk.open(at)
    act = DraftAct("roster-removed", {"who": "Odilon Castrigue"})
    save_state(desk.site.database, number, 1, replace(state, roster=EARLIER[:2]), act, "Anne", NOW)
    fields = {"surname": "Abrazine", "first-name": "Yseult", "promotion": "1A", "company": IRON}
    answer = desk.send(f"{at}?lang=fr", **fields)
    assert answer.status == 409
    assert "Odilon Castrigue" in answer.text
    assert 'value="Yseult"' in answer.text
    assert desk.send(at, **fields).status == 303
    assert [who.first_name for who in desk.draft(number).state.roster] == ["Yseult", "Tancrède"]


def test_the_excel_list_is_read_again_with_its_differences(
    desk: Desk, edition: Edition, french: Messages, tmp_path: Path
) -> None:
    number = desk.start(listed_state(edition, EARLIER))
    at = f"/office/drafts/{number}/apprentices"
    workbook = desk.open(f"{at}/list.xlsx")
    assert workbook.status == 200
    file = tmp_path / "liste.xlsx"
    file.write_bytes(workbook.body)
    read = read_roster(file, edition.planning.case)
    assert list_difference(EARLIER, read).is_empty
    changed = (*read[:-1], replace(read[0], surname="Hourtin", remarks="venue de Lyon"))
    file.write_bytes(roster_workbook(french, edition.planning.programme, changed))
    desk.open(at)
    answer = desk.upload(f"{at}/read?lang=fr", "roster", file)
    assert answer.status == 200
    assert "Hourtin" in answer.text
    assert desk.draft(number).revision == 1
    assert desk.send(f"{at}/take", **{"joined-0": "on"}).status == 303
    assert len(desk.draft(number).state.roster) == len(EARLIER) + 1
    assert desk.draft(number).changed.act.values["joined"] == 1
    file.write_bytes(b"nothing")
    desk.open(at)
    assert desk.upload(f"{at}/read", "roster", file).status == 422


def test_a_list_needs_the_classes_of_the_rules(desk: Desk) -> None:
    number = desk.start(DraftState('name = "BTS"', 2026, roster=EARLIER))
    at = f"/office/drafts/{number}/apprentices"
    assert "Bromélan" in desk.open(f"{at}?lang=fr").text
    for path in (f"{at}/new", f"{at}/2", f"{at}/list.xlsx"):
        answer = desk.open(f"{path}?lang=fr")
        assert (answer.status, "Complétez d&#39;abord les règles" in answer.text) == (409, True)


def test_a_search_finds_names_without_accents(desk: Desk, edition: Edition) -> None:
    number = desk.start(listed_state(edition, EARLIER))
    page = desk.open(f"/office/drafts/{number}/apprentices?q=bromelan+ZYXWERK&lang=fr").text
    assert "Bromélan" in page
    assert "Castrigue" not in page
    assert "1 sur 9" in page
