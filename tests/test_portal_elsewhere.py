"""A list that is published under another programme: told by name, before anything is published."""

import io
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from planner.apprentices.apprentice import Apprentice
from planner.cli import common
from planner.documents.roster.template import roster_workbook
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.office.web.application import office_application
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.portal.store import submissions
from planner.portal.store.database import Database
from planner.portal.store.links import issue_link
from planner.portal.store.publishing import publish, withdraw
from planner.portal.store.versions import list_versions
from planner.portal.web.cache import PortalCache
from planner.portal.web.state import Portal
from planner.programme.file import academic_year_of
from planner.rules.case import Case
from planner.scenarios.settings import change_programme
from planner.solver.solve import Solved, solve
from tests.builders import altered, employed
from tests.conftest import Call
from tests.portal_store import NOW, ROSTER, first, proposed, published, published_again

OTHER_NAME = "Une autre formation"
PLANNING, LIST, PORTAL = "other.json", "list.xlsx", "portal.db"


@cache
def other(start: int = 2026) -> Edition:
    """Plan another programme, whose promotions have the same names."""
    rules = change_programme(first().planning.programme, {"id": "other", "name": OTHER_NAME})
    outcome = solve(Case(rules, academic_year_of(rules, start)))
    assert isinstance(outcome, Solved)
    return Edition(outcome.planning, outcome.objectives)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Be in a folder with a portal that serves the list, a planning of another programme."""
    monkeypatch.chdir(tmp_path)
    Path(PLANNING).write_bytes(planning_json(other()))
    write_list(ROSTER)
    with closing(Database.open_or_create(Path(PORTAL))) as found:
        published(found, first())
        yield found


def write_list(roster: Sequence[Apprentice]) -> None:
    Path(LIST).write_bytes(roster_workbook(Messages("fr"), first().planning.programme, roster))


def told(database: Database, edition: Edition, roster: Sequence[Apprentice] = ROSTER) -> list[str]:
    """Return the names of those who would have two plannings."""
    found = proposed(database, edition, roster).elsewhere
    return [who.surname for each in found for who in each.people]


SURNAMES = ["Abrazine", "Bromélan", "Corvigny", "Duvantel"]


def test_the_list_of_another_programme_is_told(database: Database) -> None:
    """The promotion may have another name, and the company be written another way."""
    assert told(database, other()) == SURNAMES
    (found,) = proposed(database, other()).elsewhere
    assert found.version.series.programme == first().planning.programme.id
    others = [altered(ROSTER[0], cohort="2B"), altered(ROSTER[2], company="qombat  TEXTILES")]
    assert told(database, other(), others) == ["Abrazine", "Corvigny"]


def test_namesakes_elsewhere_and_one_list_of_two_years_are_not_told(database: Database) -> None:
    assert told(database, first()) == []
    assert told(database, other(2027)) == []
    assert told(database, other(), [altered(who, company="Ailleurs") for who in ROSTER]) == []


def test_who_is_served_no_more_is_not_told(database: Database) -> None:
    published(database, first(), ROSTER[:1], days=1)
    assert told(database, other()) == ["Abrazine"]
    with database.reading() as connection:
        newest = list_versions(connection)[0]
    withdraw(database, newest, "somebody", NOW)
    assert told(database, other()) == []


def test_what_another_programme_publishes_meanwhile_is_told_first(database: Database) -> None:
    before = proposed(database, other())
    published(database, first(), ROSTER[1:], days=1)
    with pytest.raises(Unusable) as unusable:
        publish(database, before, "somebody", NOW)
    assert unusable.value.problems[0].key == "portal.overtaken-elsewhere"
    assert told(database, other()) == SURNAMES[1:]
    assert publish(database, proposed(database, other()), "somebody", NOW).revision == 1


# --- In the terminal ----------------------------------------------------------------------------

CALL = ("publish", PLANNING, "--roster", LIST, "--database", PORTAL)
WARNING = (
    "Attention : ce serait un second planning de 2026-2027 pour 4 personnes de la liste (sur 4),"
    " à côté de celui de « {} » :\n  - Ysolde Abrazine (1A, Zyxwerk Ferronnerie)\n"
)


def ask(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    monkeypatch.setattr(common, "_is_interactive", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO(answer))


def programmes(database: Database) -> set[str]:
    with database.reading() as connection:
        return {version.series.programme for version in list_versions(connection)}


def test_the_terminal_names_them_and_asks(
    planner: Call, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(monkeypatch, "n\n")
    code, _, wrong = planner(*CALL)
    assert (code, "other" in programmes(database)) == (1, False)
    assert WARNING.format(first().planning.programme.name) in wrong
    code, _, again = planner(*CALL, "--preview", "--quiet")
    assert (code, again) == (0, wrong)
    assert planner(*CALL, "--yes", "--quiet") == (0, "", wrong)
    assert "other" in programmes(database)


@pytest.mark.parametrize(("answer", "code"), [("n\n", 1), ("o\n", 0)])
def test_a_first_publication_is_confirmed_like_any_other(
    planner: Call, database: Database, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    """Where it is not, no database is made."""
    ask(monkeypatch, answer)
    found, said, _ = planner(*CALL[:-1], "new.db")
    assert found == code
    assert said.index("La liste n'a pas les effectifs prévus") < said.index("Publier ? [o/n]")
    assert "1re année : 4 au lieu de 24" in said
    assert Path("new.db").exists() == (code == 0)


# --- On the pages of scolarité ------------------------------------------------------------------


@pytest.fixture
def office(database: Database) -> Iterator[TestClient]:
    portal = Portal(database, PortalCache(database), None, lambda: NOW)
    with database.writing() as connection:
        secret = issue_link(connection, "Marie", date(2027, 9, 1), "Autre", NOW).secret
    with TestClient(office_application(portal), base_url="http://127.0.0.1:8000") as client:
        client.headers["accept-language"] = "fr"
        client.post(f"/office/in/{secret}")
        yield client


def opened(office: TestClient, address: str) -> tuple[str, dict[str, str]]:
    """Return a page as text, and the hidden fields of its first form."""
    page = office.get(address).text
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    return unescape(page).replace("\N{NO-BREAK SPACE}", " "), fields


def test_the_review_names_them(database: Database, office: TestClient) -> None:
    number = submissions.save_submission(database, other(), ROSTER, "Marie", NOW)
    page, _ = opened(office, f"/office/publish/{number}")
    assert "second planning de 2026-2027 pour 4 personnes de la liste (sur 4)" in page
    assert f"« {first().planning.programme.name} »" in page
    assert all(name in page for name in SURNAMES)
    assert "1re année : 4 au lieu de 24" in page


def test_a_list_published_during_the_review_is_told_before_the_second_publication(
    database: Database, office: TestClient
) -> None:
    alone = employed("Estrugo", "Léocadie", "1A", "Verrerie")
    number = submissions.save_submission(database, other(), (alone,), "Marie", NOW)
    page, fields = opened(office, f"/office/publish/{number}")
    assert "second planning" not in page
    published(database, first(), [*ROSTER, alone], days=1)
    address = f"/office/publish/{number}"
    answer = office.post(address, data=fields, follow_redirects=False)
    assert (answer.status_code, "Estrugo" in answer.text) == (409, True)
    assert "other" not in programmes(database)
    _, fields = opened(office, address)
    assert office.post(address, data=fields, follow_redirects=False).status_code == 303
    assert "other" in programmes(database)


def test_an_earlier_version_published_again_tells_them_too(
    database: Database, office: TestClient
) -> None:
    one = publish(database, proposed(database, other(), ROSTER), "Marie", NOW)
    two = publish(database, proposed(database, other(), ROSTER[:1]), "Marie", NOW)
    page, fields = opened(office, f"/office/versions/{one.id}/again")
    assert "pour 4 personnes de la liste (sur 4)" in page
    published_again(database, one, two, "Marie", NOW)
    answer = office.post(f"/office/versions/{one.id}/again", data=fields, follow_redirects=False)
    assert answer.status_code == 409
