"""Exceptions and hours of contracts in the office: of a person, of a whole company."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.apprentices.own_days import OwnDays
from planner.planning.planning import Edition
from planner.year.activity import Place
from tests.builders import employed
from tests.lake import planned
from tests.office_desk import Desk, listed_state, open_desk
from tests.test_own_days import FREE, MARCH, plain

ROSTER = (
    employed("A", "Un", "BACH", "Orion", row=1),
    employed("B", "Deux", "BTS1", "Orion", row=2),
    employed("C", "Trois", "BACH", "Vega", row=3),
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def start(desk: Desk) -> tuple[int, str]:
    draft = desk.start(listed_state(Edition(planned(), ()), ROSTER))
    return draft, f"/office/drafts/{draft}/apprentices"


def test_a_whole_company_has_one_week_more_and_39_hours(desk: Desk) -> None:
    draft, at = start(desk)
    assert "Vega" in desk.open(f"{at}/company").text
    days = {"start": "2028-03-20", "end": "2028-03-26", "place": "company", "reason": "inventaire"}
    assert desk.send(f"{at}/company", company="Orion", hours="39", **days).status == 303
    first, second, third = desk.draft(draft).state.roster
    assert first.own_days == second.own_days == (MARCH,)
    assert first.periods[0].hours == (468,) * 5
    assert (third.own_days, third.periods[0].hours) == ((), None)
    assert "inventaire" in desk.open(at).text
    page = plain(desk.open(f"{at}/1").text)
    assert "−29 h de cours" in page
    assert "Règles de la promotion non respectées" in page
    assert "301 h" in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"company": "Sirius", "hours": "39"}, "ne sont pas dans la liste"),
        ({"company": "Orion"}, "Donnez les jours"),
        ({"company": "Orion", "place": "school"}, "un premier jour et un lieu"),
        ({"company": "Orion", "start": "2028-03-20"}, "un premier jour et un lieu"),
        ({"company": "Orion", "start": "2031-03-20", "place": "school"}, "2031"),
        ({"company": "Orion", "hours": "beaucoup"}, "beaucoup"),
    ],
)
def test_what_is_wrong_with_it_is_told_and_nothing_is_saved(
    desk: Desk, fields: dict[str, str], told: str
) -> None:
    draft, at = start(desk)
    desk.open(f"{at}/company")
    answer = desk.send(f"{at}/company", **fields)
    assert answer.status == 422
    assert told in plain(answer.text)
    assert desk.draft(draft).state.roster == ROSTER


def test_a_person_has_hours_and_exceptions_of_its_own(desk: Desk) -> None:
    draft, at = start(desk)
    desk.open(f"{at}/3")
    fields = {"surname": "C", "first-name": "Trois", "promotion": "BACH", "company": "Vega"}
    own = {"hours": "7 h 36 par jour", "exceptions": "14/06/2028 libérée (examen)\nS13 école"}
    assert desk.send(f"{at}/3", **fields, **own).status == 303
    found = desk.draft(draft).state.roster[2]
    assert found.periods[0].hours == (456,) * 5
    assert found.own_days[0] == FREE
    assert isinstance(found.own_days[1], OwnDays)
    assert found.own_days[1].place is Place.SCHOOL
    page = desk.open(f"{at}/3").text
    assert "38 h" in plain(page)
    assert "14/06/2028 libéré (examen)" in page
