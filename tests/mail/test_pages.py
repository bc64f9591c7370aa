"""Scolarité sees to whom messages would go, sends them, and reads what became of each."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from threading import Event

import pytest
from starlette.testclient import TestClient

from planner.office.web.application import office_application
from planner.portal.settings.reading import SchoolSettings
from planner.portal.settings.school import SchoolTable
from planner.portal.store.database import replace_setting
from planner.portal.store.issuing import ADDRESS_SETTING
from planner.portal.store.links import issue_link
from planner.portal.store.outbox import MailState
from planner.portal.store.submissions import save_submission
from planner.portal.web.cache import PortalCache
from planner.portal.web.state import Portal
from planner.portal.web.worker import Worker, post_of, publish_due
from tests.builders import altered
from tests.mail.conftest import ADDRESS, SCHOOL, Desk, address, companies
from tests.mail.host import MailHost, parts
from tests.mail.notifications import returned
from tests.portal import ENDS
from tests.portal_store import second

HERE = "http://127.0.0.1:8000"
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


class Browser:
    """Somebody of scolarité, signed in."""

    def __init__(self, desk: Desk, client: TestClient, portal: Portal) -> None:
        self.desk, self.client, self.portal = desk, client, portal
        self.form: dict[str, str] = {}
        with desk.database.writing() as connection:
            secret = issue_link(connection, "Marie", ENDS, "Marie", desk.clock.now).secret
        assert client.post(f"/office/in/{secret}", follow_redirects=False).status_code == 303

    def open(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.text
        self.form = dict(HIDDEN.findall(answer.text))
        return unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ")

    def send(self, path: str, **fields: str) -> str:
        answer = self.client.post(path, data=self.form | fields, follow_redirects=True)
        assert answer.status_code in (200, 409), answer.text
        return unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ")

    def post(self) -> None:
        sending = post_of(self.portal)
        assert sending
        sending.send_due()


@pytest.fixture
def browser(desk: Desk) -> Iterator[Browser]:
    school = SchoolTable(name=SCHOOL)
    settings = SchoolSettings(mail=desk.settings, school=school)
    with desk.database.writing() as connection:
        replace_setting(connection, ADDRESS_SETTING, ADDRESS)
    portal = Portal(desk.database, PortalCache(desk.database), None, desk.clock, settings=settings)
    with TestClient(office_application(portal), base_url=HERE) as client:
        client.headers["accept-language"] = "fr"
        yield Browser(desk, client, portal)


def test_links_are_seen_first_and_sent_then(browser: Browser, host: MailHost) -> None:
    people = companies(4)
    lacking = altered(people[3], contact=replace(people[3].periods[0].contact, email=""))
    wrong = altered(people[2], contact=replace(people[2].periods[0].contact, email="rh@é"))
    browser.desk.publish(roster=(*people[:2], wrong, lacking))
    page = browser.open("/office/mail/links?to=1")
    assert "Envoyer 2 messages" in page
    assert "pas d'adresse dans la liste" in page
    assert "adresse à laquelle on ne peut pas écrire" in page
    assert "IMT Mines Albi – votre lien" in page
    assert "votre entreprise (Entreprise 01)" in page
    assert browser.desk.mails() == ()
    assert "2 messages vont partir" in browser.send("/office/mail/links")
    browser.post()
    assert sorted(host.addresses) == [address(0), address(1)]
    page = browser.open("/office/mail")
    assert "2 envoyés" in page
    assert "Il n'y a personne à qui écrire." in browser.open("/office/mail/links")
    assert "Envoyer 2 messages" in browser.open("/office/mail/links?again=1")


def test_links_given_before_still_open(browser: Browser, host: MailHost) -> None:
    browser.desk.publish(roster=companies(1))
    found = []
    for _ in range(2):
        browser.open("/office/mail/links?again=1")
        browser.send("/office/mail/links?again=1")
        browser.post()
        found += re.findall(r"/c/(\S+)", parts(host.received[-1][1])[0])
    assert len(set(found)) == 2
    assert [browser.client.get(f"/c/{secret}").status_code for secret in found] == [200, 200]


def test_nothing_is_sent_if_the_list_has_changed_since(browser: Browser) -> None:
    browser.desk.publish(roster=companies(2))
    browser.open("/office/mail/links")
    browser.desk.publish(again=True, roster=companies(3))
    page = browser.send("/office/mail/links")
    assert "rien n'est parti" in page
    assert "Envoyer 3 messages" in page
    assert browser.desk.mails() == ()


def test_notices_of_a_version_are_seen_first_and_sent_once(
    browser: Browser, linked: Desk, host: MailHost
) -> None:
    version = linked.publish(again=True, roster=companies(4))
    page = browser.open(f"/office/mail/notices/{version.id}")
    assert "Envoyer 3 messages" in page
    assert "1 séance déplacée." in page
    assert "pas encore de lien" in page
    browser.send(f"/office/mail/notices/{version.id}")
    browser.post()
    assert len(host.received) == 3
    assert "personne à qui écrire" in browser.open(f"/office/mail/notices/{version.id}")
    assert "n'est plus en ligne" in browser.open(f"/office/mail/notices/{version.id - 1}", 409)


def test_a_publication_at_a_time_sends_its_notices_then(
    browser: Browser, linked: Desk, host: MailHost
) -> None:
    number = save_submission(linked.database, second(), companies(3), "Marie", linked.clock.now)
    assert "3 messages" in browser.open(f"/office/publish/{number}")
    moment = {"due_day": "2026-10-06", "due_time": "08:00"}
    browser.send(f"/office/publish/{number}", notify="1", **moment)
    publish_due(browser.portal)
    browser.post()
    assert host.received == []
    linked.clock.now += timedelta(days=1)
    publish_due(browser.portal)
    browser.post()
    assert len(host.received) == 3


def test_what_the_server_refuses_is_told_and_can_be_sent_again(
    browser: Browser, linked: Desk, host: MailHost
) -> None:
    host.answers[address(1)] = "550 5.1.1 <b>No such user</b>"
    linked.queue_links(again=True)
    browser.post()
    page = browser.open("/office/mail")
    assert "1 non envoyé" in page
    assert "le serveur de courriel le refuse : <q><bdi>550 5.1.1 <b>No such user</b>" in page
    host.answers.clear()
    number = linked.mails(MailState.FAILED)[0].id
    assert "0 message va partir" in browser.send("/office/mail/again", message=f"{10**18}")
    assert "1 message va partir" in browser.send("/office/mail/again", message=str(number))
    browser.post()
    assert host.addresses[-1] == address(1)
    browser.open("/office/mail?state=sent")
    assert "0 message va partir" in browser.send("/office/mail/again", message="all")


def test_a_list_of_many_messages_has_pages(browser: Browser, desk: Desk) -> None:
    desk.publish(roster=companies(55))
    desk.queue_links()
    page = browser.open("/office/mail")
    assert page.count("<tr>") == 51
    (older,) = re.findall(r'href="(/office/mail\?[^"]*before=\d+)"', page)
    assert browser.open(older).count("<tr>") == 6


def test_where_no_mail_is_set_the_page_says_so(desk: Desk) -> None:
    portal = Portal(desk.database, PortalCache(desk.database), None, desk.clock)
    desk.publish(roster=companies(1))
    with TestClient(office_application(portal), base_url=HERE) as client:
        browser = Browser(desk, client, portal)
        assert "section [mail]" in browser.open("/office/mail?lang=fr")
        assert "section [mail]" in browser.open("/office/mail/links?lang=fr", 409)
        assert post_of(portal) is None
        set_up = replace(portal, settings=SchoolSettings(mail=desk.settings))
        with TestClient(office_application(set_up), base_url=HERE) as other:
            assert "--address" in Browser(desk, other, set_up).open("/office/mail?lang=fr")


def test_a_worker_sends_what_is_queued_and_goes_on_after_a_fault(
    browser: Browser, linked: Desk, host: MailHost
) -> None:
    worker, is_sent = Worker(pause=60), Event()

    def fail() -> None:
        raise RuntimeError

    def tell() -> None:
        if len(host.received) == 3:
            is_sent.set()

    with worker.working([fail, browser.post, tell]):
        linked.queue_links(again=True)
        worker.wake()
        assert is_sent.wait(60)


def test_a_notification_that_is_given_marks_its_message(
    browser: Browser, desk: Desk, host: MailHost
) -> None:
    desk.publish(roster=companies(2))
    desk.queue_links()
    browser.post()
    to, message = host.received[0]
    browser.open("/office/mail")
    assert "Choisissez le fichier" in browser.send("/office/mail/bounces")
    for mail, told in (
        (b"Subject: x\n\nx", "0 message noté comme non remis. 1 message laissé de côté"),
        (returned(message), "1 message noté comme non remis."),
        (returned(message), "1 message laissé de côté : lu avant"),
    ):
        browser.open("/office/mail")
        files = {"mailbox": ("avis.eml", mail)}
        answer = browser.client.post("/office/mail/bounces", data=browser.form, files=files)
        assert told in unescape(answer.text).replace("\N{NO-BREAK SPACE}", " ")
    (failed,) = desk.mails(MailState.FAILED)
    assert failed.addressee.email == to
    page = browser.open("/office/mail?state=failed")
    assert f"non remis au destinataire : <q><bdi>550 5.1.1 <{to}>" in page
