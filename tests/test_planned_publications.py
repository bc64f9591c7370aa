"""A version is published at a time, or once a second person has confirmed it; else it is told."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from planner.files.problems import Unusable, problem
from planner.office.web.application import office_application
from planner.portal.settings.publication import PublicationTable
from planner.portal.settings.reading import SchoolSettings
from planner.portal.settings.roles import Role, RoleTable
from planner.portal.store.links import issue_link
from planner.portal.store.planned import PlannedState, due_publications, list_planned
from planner.portal.store.purging import purge
from planner.portal.store.sessions import Account, start_account_session
from planner.portal.store.submissions import save_submission
from planner.portal.store.versions import Version, list_versions
from planner.portal.web import worker
from planner.portal.web.worker import publish_due
from planner.year.time_zones import day_at
from tests.portal import ENDS, Site, site
from tests.portal_store import NOW, ROSTER, first, published, second

HERE = "http://127.0.0.1:8000"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
PARIS = ZoneInfo("Europe/Paris")
JUNE = datetime(2027, 6, 1, 8, tzinfo=PARIS)


class Desk:
    """Persons of scolarité before a portal, signed in one after the other."""

    def __init__(self, opened: Site, client: TestClient) -> None:
        self.opened, self.client = opened, client
        self.form: dict[str, str] = {}

    def come_in(self, who: str) -> None:
        with self.opened.database.writing() as connection:
            secret = issue_link(connection, who, ENDS, "Autre", self.opened.clock.now).secret
        self.client.cookies.clear()
        answer = self.client.post(f"/office/in/{secret}", follow_redirects=False)
        assert answer.status_code == 303

    def come_in_by_account(self, account: Account) -> None:
        now = self.opened.clock.now
        with self.opened.database.writing() as connection:
            secret = start_account_session(connection, account, now, now + timedelta(hours=1))
        self.client.cookies.clear()
        self.client.cookies.set("office", secret)

    def open(self, path: str) -> str:
        answer = self.client.get(path)
        self.form = dict(HIDDEN.findall(answer.text))
        return unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ")

    def send(self, path: str, status: int = 200, **fields: str) -> str:
        answer = self.client.post(path, data=self.form | fields, follow_redirects=True)
        assert answer.status_code == status, answer.text
        return unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ")

    def propose(self, fields: Mapping[str, str] = MappingProxyType({}), status: int = 200) -> str:
        """Send the next version by the form of a submission."""
        number = save_submission(
            self.opened.database, second(), ROSTER, "Marie", self.opened.clock.now
        )
        path = f"/office/publish/{number}"
        self.open(path)
        return self.send(path, status, **fields)

    def work(self) -> None:
        publish_due(self.opened.portal)

    def versions(self) -> tuple[Version, ...]:
        with self.opened.database.reading() as connection:
            return list_versions(connection)

    @property
    def state(self) -> PlannedState:
        with self.opened.database.reading() as connection:
            (planned,) = list_planned(connection, 9)
        return planned.state


@pytest.fixture
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    two = getattr(request, "param", False)
    roles = [RoleTable(role=Role.PUBLISHER)]
    settings = SchoolSettings(publication=PublicationTable(two_persons=two), roles=roles)
    with site(tmp_path, settings=settings) as opened:
        opened.clock.now = NOW
        published(opened.database, first())
        with TestClient(office_application(opened.portal), base_url=HERE) as client:
            client.headers["accept-language"] = "fr"
            found = Desk(opened, client)
            found.come_in("Marie")
            yield found


by_two = pytest.mark.parametrize("desk", [True], indirect=True)
AT_JUNE = {"due_day": "2027-06-01", "due_time": "08:00"}


# --- At a time ----------------------------------------------------------------------------------


def test_a_version_is_published_at_the_time_of_the_school(desk: Desk) -> None:
    page = desk.propose(AT_JUNE)
    assert "La publication est prévue." in page
    assert "le 1er juin 2027, 8 h" in page
    desk.opened.clock.now = JUNE - timedelta(seconds=1)
    desk.work()
    assert len(desk.versions()) == 1
    desk.opened.clock.now = JUNE
    desk.work()
    desk.work()
    newest, _ = desk.versions()
    assert (newest.revision, newest.published_by, newest.published) == (2, "Marie", JUNE)
    assert desk.state is PlannedState.PUBLISHED


def test_it_is_not_published_over_a_version_that_came_in_between(desk: Desk) -> None:
    desk.propose(AT_JUNE)
    desk.opened.clock.now += timedelta(days=1)
    published(desk.opened.database, second(), ROSTER[1:], days=1)
    assert "n'est plus ce qui a été lu" in desk.open("/office/planned/1")
    desk.opened.clock.now = JUNE
    desk.work()
    assert len(desk.versions()) == 2
    assert desk.state is PlannedState.FAILED
    desk.come_in("Marie")
    page = desk.open("/office/planned")
    assert "non publiée" in page
    assert "Proposez-la à nouveau." in page


def test_what_was_published_is_not_told_to_have_failed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process publishes it between the look at what is due and its turn."""
    desk.propose(AT_JUNE)
    desk.opened.clock.now = JUNE
    with desk.opened.database.reading() as connection:
        due = due_publications(connection, JUNE)
    desk.work()
    monkeypatch.setattr(worker, "due_publications", lambda *_: due)
    desk.work()
    assert len(desk.versions()) == 2
    assert desk.state is PlannedState.PUBLISHED


@pytest.mark.parametrize("key", ["portal.locked", "portal.server-unreached"])
def test_a_fault_of_the_database_leaves_what_is_planned(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    def gone(*_: object, **__: object) -> None:
        raise Unusable([problem(key, file="x", reason="x")])

    desk.propose(AT_JUNE)
    desk.opened.clock.now = JUNE
    with monkeypatch.context() as during:
        during.setattr(worker, "publish_planned", gone)
        with pytest.raises(Unusable):
            desk.work()
    left = desk.state
    desk.work()
    assert (left, desk.state) == (PlannedState.WAITING, PlannedState.PUBLISHED)


def test_notices_that_cannot_be_queued_leave_it_published(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> None:
        raise Unusable([problem("portal.damaged-entry")])

    desk.propose({**AT_JUNE, "notify": "1"})
    desk.opened.clock.now = JUNE
    monkeypatch.setattr(worker, "stationery_of", damaged)
    with pytest.raises(Unusable):
        desk.work()
    assert desk.state is PlannedState.PUBLISHED


def test_what_is_planned_can_be_seen_and_called_off(desk: Desk) -> None:
    desk.propose(AT_JUNE)
    assert "1 publication prévue." in desk.open("/office/versions")
    page = desk.open("/office/planned/1")
    assert "séance" in page
    assert "Confirmer" not in page
    assert "annulée" in desk.send("/office/planned/1/call-off")
    desk.opened.clock.now = JUNE
    desk.work()
    assert len(desk.versions()) == 1
    assert desk.state is PlannedState.CALLED_OFF


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"due_day": "2027-06-01"}, "Donnez un jour et une heure"),
        ({"due_time": "08:00"}, "Donnez un jour et une heure"),
        ({"due_day": "demain", "due_time": "08:00"}, "Donnez un jour et une heure"),
        ({"due_day": "2026-10-05", "due_time": "13:59"}, "Ce moment est passé"),
    ],
)
def test_a_moment_that_is_none_to_come_is_told(
    desk: Desk, fields: dict[str, str], told: str
) -> None:
    assert told in desk.propose(fields, 409)
    assert len(desk.versions()) == 1
    assert "Aucune publication" in desk.open("/office/planned")


def test_without_a_time_it_is_published_at_once(desk: Desk) -> None:
    assert "La version 2 est publiée" in desk.propose({"due_day": "", "due_time": ""})
    assert len(desk.versions()) == 2


# --- By two persons -----------------------------------------------------------------------------


@by_two
def test_one_proposes_and_another_confirms(desk: Desk) -> None:
    assert "une autre personne doit la confirmer" in desk.propose()
    desk.work()
    assert len(desk.versions()) == 1
    desk.come_in("Jean")
    assert "Confirmer la version 2" in desk.open("/office/planned/1")
    assert "est confirmée" in desk.send("/office/planned/1/confirm")
    desk.work()
    newest, _ = desk.versions()
    assert (newest.revision, newest.published_by) == (2, "Marie / Jean")


@by_two
@pytest.mark.parametrize("who", ["Marie", "MARIE "])
def test_who_proposed_it_does_not_confirm_it(desk: Desk, who: str) -> None:
    desk.propose()
    desk.come_in(who)
    page = desk.open("/office/planned/1")
    assert "Une autre personne que celle qui l'a proposée" in page
    assert "Confirmer" not in page
    over = str(desk.versions()[0].id)
    assert "une autre personne doit" in desk.send("/office/planned/1/confirm", 409, over=over)
    desk.work()
    assert len(desk.versions()) == 1


MARIE = Account("m.martin@ecole.fr", "Marie Martin")


@by_two
@pytest.mark.parametrize(
    ("other", "confirms"),
    [
        (Account("M.Martin@ecole.fr", "Marie Durand-Martin"), False),
        (Account("marie.martin2@ecole.fr", "Marie Martin"), True),
    ],
    ids=["another name", "a namesake"],
)
def test_persons_are_told_apart_by_their_accounts(
    desk: Desk, other: Account, confirms: bool
) -> None:
    """Where the service of the school signs both in, the name that it shows does not count."""
    desk.come_in_by_account(MARIE)
    desk.propose()
    desk.come_in_by_account(other)
    assert ("Confirmer la version 2" in desk.open("/office/planned/1")) == confirms
    over = str(desk.versions()[0].id)
    desk.send("/office/planned/1/confirm", 200 if confirms else 409, over=over)
    desk.work()
    assert len(desk.versions()) == 1 + confirms


@by_two
def test_an_account_and_a_link_of_the_same_name_are_one_person(desk: Desk) -> None:
    desk.come_in_by_account(MARIE)
    desk.propose()
    desk.come_in("marie martin")
    assert "Confirmer" not in desk.open("/office/planned/1")


@by_two
def test_what_waits_for_nobody_any_more_is_purged(desk: Desk) -> None:
    desk.propose()
    desk.opened.clock.now += timedelta(days=1)
    desk.propose(AT_JUNE)
    for day, left in ((NOW, 2), (NOW + timedelta(days=3), 1), (JUNE + timedelta(days=1), 0)):
        done = purge(desk.opened.database, day_at(day))
        with desk.opened.database.reading() as connection:
            assert len(list_planned(connection, 9)) == left
        assert done.planned == (left < 2)


@by_two
def test_what_was_confirmed_waits_for_its_time(desk: Desk) -> None:
    desk.propose(AT_JUNE)
    desk.opened.clock.now = JUNE
    desk.work()
    assert len(desk.versions()) == 1
    desk.opened.clock.now = JUNE - timedelta(days=1)
    desk.come_in("Jean")
    desk.open("/office/planned/1")
    desk.send("/office/planned/1/confirm")
    desk.work()
    assert len(desk.versions()) == 1
    desk.opened.clock.now = JUNE
    desk.work()
    assert len(desk.versions()) == 2


@by_two
def test_nothing_is_confirmed_but_what_was_seen(desk: Desk) -> None:
    desk.propose()
    desk.come_in("Jean")
    desk.open("/office/planned/1")
    published(desk.opened.database, second(), ROSTER[1:], days=0)
    assert "Entre-temps" in desk.send("/office/planned/1/confirm", 409)
    assert "Confirmer la version" not in desk.open("/office/planned/1")


@by_two
def test_an_earlier_version_is_published_again_by_two_as_well(desk: Desk) -> None:
    published(desk.opened.database, second())
    desk.open("/office/versions/1/again")
    assert "une autre personne" in desk.send("/office/versions/1/again")
    assert len(desk.versions()) == 2
    desk.come_in("Jean")
    desk.open("/office/planned/1")
    desk.send("/office/planned/1/confirm")
    desk.work()
    newest, *_ = desk.versions()
    assert (newest.revision, newest.repeats) == (3, 1)


def test_a_purge_leaves_what_waits(desk: Desk) -> None:
    desk.propose(AT_JUNE)
    later = NOW + timedelta(days=30)
    purge(desk.opened.database, day_at(later))
    assert desk.state is PlannedState.WAITING
    desk.open("/office/planned/1")
    desk.send("/office/planned/1/call-off")
    purge(desk.opened.database, day_at(later))
    with desk.opened.database.reading() as connection:
        assert list_planned(connection, 9) == ()
