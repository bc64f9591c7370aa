"""Messages are handed to a mail server: delivered, refused, tried again, never twice."""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from planner.apprentices.apprentice import Contact, Period
from planner.files.problems import Unusable
from planner.portal.mail import smtp
from planner.portal.mail.mailing import link_mailing, queue_mailing
from planner.portal.store.issuing import LinkRequest
from planner.portal.store.links import page_link, page_link_of_secret, revoke_link
from planner.portal.store.outbox import (
    LONGEST_SENDING,
    RETRIES,
    MailFault,
    MailState,
    claim_mail,
    send_again,
    unsubscribe,
)
from planner.portal.store.publishing import withdraw
from planner.portal.store.recipients import RecipientKind
from planner.portal.store.tables import METADATA
from planner.year.time_zones import day_at
from tests.builders import altered
from tests.mail.conftest import SCHOOL, Desk, address, companies
from tests.mail.host import MailHost, mail_host, parts

LINK = re.compile(r"https://portail\.ecole\.example/c/([\w-]{43})")


def test_links_and_notices_arrive_over_one_connection_with_links_that_open(
    desk: Desk, host: MailHost
) -> None:
    count = 12
    desk.publish(roster=companies(count))
    assert desk.queue_links() == count
    desk.post().send_due()
    desk.clock.now += timedelta(hours=2)
    version = desk.publish(again=True, roster=companies(count))
    assert desk.queue_notices(version) == count
    desk.post().send_due()
    assert host.connections == 2
    links, notices = host.received[:count], host.received[count:]
    assert sorted(to for to, _ in notices) == sorted(map(address, range(count)))
    opened = set()
    for to, message in (*links, *notices):
        plain, html = parts(message)
        (secret,) = LINK.findall(plain)
        assert secret in html
        with desk.database.reading() as connection:
            link = page_link_of_secret(connection, secret, day_at(desk.clock.now))
        assert link
        assert f"@entreprise{int(link.holder[-2:])}.example" in to
        opened.add(secret)
    assert len(opened) == 2 * count
    assert len({message["Message-ID"] for _, message in host.received}) == 2 * count
    assert notices[0][1]["Subject"].startswith(f"{SCHOOL} – planning 2026-2027 modifié")
    assert "1 séance déplacée." in parts(notices[0][1])[0]
    assert {each.state for each in desk.mails()} == {MailState.SENT}


def test_a_notice_tells_a_tutor_nothing_of_whom_another_has_followed_since(
    desk: Desk, host: MailHost
) -> None:
    tutor, other = Contact("Anne Tilleul", "a.tilleul@zyx.example"), Contact("Basile Orme")
    goes_on, leaves = (altered(each, tutor=tutor) for each in companies(2))
    (whole,) = leaves.periods
    follows = Period(whole.company, start=date(2027, 2, 1), tutor=other)
    periods = (replace(whole, end=date(2027, 1, 31)), follows)
    version = desk.publish(roster=(goes_on, replace(leaves, periods=periods)))
    today = day_at(desk.clock.now)
    request = LinkRequest(kinds=frozenset(RecipientKind))
    with desk.database.writing() as connection:
        mailing = link_mailing(connection, request, today)
        queue_mailing(connection, mailing, "Marie", desk.clock.now, today)
    desk.post().send_due()
    host.received.clear()
    desk.queue_notices(version)
    desk.clock.now = datetime(2027, 2, 1, 12, tzinfo=UTC)
    desk.post().send_due()
    (notice,) = (parts(each)[0] for to, each in host.received if to == tutor.email)
    assert "Nom00" in notice
    assert "Nom01" not in notice


def test_a_message_is_in_the_language_of_the_person_then_in_those_of_the_school(
    desk: Desk, host: MailHost
) -> None:
    french, english = companies(2)
    desk.publish(roster=(french, altered(english, language="en")))
    desk.queue_links()
    desk.post(languages=["en"]).send_due()
    told = {to: str(message["Content-Language"]) for to, message in host.received}
    assert told == {address(0): "fr, en", address(1): "en"}


def test_no_secret_is_stored(linked: Desk, host: MailHost) -> None:
    linked.queue_links(again=True)
    linked.post().send_due()
    sent = "".join(plain for plain, _ in (parts(each) for _, each in host.received))
    secrets = LINK.findall(sent)
    with linked.database.reading() as connection:
        kept = repr([connection.execute(each.select()).all() for each in METADATA.sorted_tables])
    assert len(secrets) == 3
    assert not [secret for secret in secrets if secret in kept]


def test_one_that_is_refused_is_told_with_what_the_server_says(
    linked: Desk, host: MailHost
) -> None:
    host.answers[address(1)] = "550 5.1.1 No such user here"
    linked.queue_links(again=True)
    linked.post().send_due()
    (failed,) = linked.mails(MailState.FAILED)
    assert (failed.addressee.email, failed.fault) == (address(1), MailFault.REFUSED)
    assert failed.answer == "550 5.1.1 No such user here"
    assert sorted(host.addresses) == [address(0), address(2)]
    host.answers.clear()
    with linked.database.writing() as connection:
        assert send_again(connection, [failed.id], "Marie", linked.clock.now) == 1
    linked.post().send_due()
    assert host.addresses[-1] == address(1)
    assert linked.mails(MailState.FAILED) == ()


def test_one_that_is_put_off_is_tried_again_later_and_later(linked: Desk, host: MailHost) -> None:
    host.answers[address(1)] = "451 4.7.1 Greylisted"
    linked.queue_links(again=True)
    linked.post().send_due()
    (waiting,) = linked.mails(MailState.QUEUED)
    assert (waiting.fault, waiting.answer) == (MailFault.PUT_OFF, "451 4.7.1 Greylisted")
    assert waiting.due == linked.clock.now + RETRIES[0]
    linked.clock.now = waiting.due - timedelta(seconds=1)
    linked.post().send_due()
    assert linked.mails(MailState.QUEUED) == (waiting,)
    linked.clock.now = waiting.due
    del host.answers[address(1)]
    linked.post().send_due()
    assert host.addresses[-1] == address(1)
    assert linked.mails(MailState.QUEUED) == ()


def test_one_that_is_always_put_off_fails_in_the_end(linked: Desk, host: MailHost) -> None:
    host.answers[address(1)] = "451 4.7.1 Greylisted"
    linked.queue_links(again=True)
    for _ in RETRIES:
        linked.post().send_due()
        (waiting,) = linked.mails(MailState.QUEUED)
        linked.clock.now = waiting.due
    linked.post().send_due()
    (failed,) = linked.mails(MailState.FAILED)
    assert (failed.fault, failed.attempts) == (MailFault.PUT_OFF, len(RETRIES) + 1)


def test_no_more_are_sent_in_an_hour_than_the_settings_say(desk: Desk, host: MailHost) -> None:
    desk.publish(roster=companies(7))
    desk.queue_links()
    counts = []
    for minutes in (0, 30, 29, 1, 60):
        desk.clock.now += timedelta(minutes=minutes)
        desk.post(most_an_hour=3).send_due()
        counts.append(len(host.received))
    assert counts == [3, 3, 3, 6, 7]


def test_what_was_interrupted_is_told_and_not_sent_twice(linked: Desk, host: MailHost) -> None:
    linked.queue_links(again=True)
    with linked.database.writing() as connection:
        claimed = claim_mail(connection, linked.clock.now, None)
    assert claimed
    linked.post().send_due()
    assert len(host.received) == 2
    assert [each.id for each in linked.mails(MailState.SENDING)] == [claimed.id]
    linked.clock.now += LONGEST_SENDING + timedelta(seconds=1)
    linked.post().send_due()
    assert len(host.received) == 2
    (failed,) = linked.mails(MailState.FAILED)
    assert (failed.id, failed.fault) == (claimed.id, MailFault.INTERRUPTED)


def test_what_another_has_claimed_is_not_sent(linked: Desk, host: MailHost) -> None:
    linked.queue_links(again=True)
    with linked.database.writing() as connection:
        numbers = [claim_mail(connection, linked.clock.now, None) for _ in range(4)]
    assert len({each.id for each in numbers if each}) == 3
    assert numbers[3] is None


def test_a_server_that_does_not_answer_is_told_and_asked_again(
    linked: Desk, host: MailHost
) -> None:
    linked.queue_links(again=True)
    linked.post(port=1).send_due()
    waiting = linked.mails(MailState.QUEUED)
    assert {each.fault for each in waiting} == {MailFault.UNREACHABLE}
    assert {each.due for each in waiting} == {linked.clock.now + RETRIES[0]}
    assert "refused" in waiting[0].answer
    linked.clock.now += RETRIES[0]
    linked.post().send_due()
    assert len(host.received) == 3


def test_a_server_that_ends_the_connection_gets_the_others_later(
    linked: Desk, host: MailHost
) -> None:
    host.answers[address(0)] = "421 4.3.2 Closing"
    linked.queue_links(again=True)
    linked.post().send_due()
    assert host.received == []
    linked.post().send_due()
    assert sorted(host.addresses) == [address(1), address(2)]


def test_what_nobody_is_to_get_any_more_is_not_sent(linked: Desk, host: MailHost) -> None:
    version = linked.publish(again=True, roster=companies(3))
    assert linked.queue_notices(version) == 3
    with linked.database.writing() as connection:
        unsubscribe(connection, address(0).upper(), linked.clock.now)
        link = page_link(connection, linked.mails()[0].addressee.page, day_at(linked.clock.now))
        assert link
        revoke_link(connection, link.id, linked.clock.now)
    linked.post().send_due()
    assert host.addresses == [address(1)]
    faults = {each.addressee.email: each.fault for each in linked.mails(MailState.FAILED)}
    assert faults == {address(0): MailFault.UNSUBSCRIBED, address(2): MailFault.NO_LINK}


def test_notices_of_a_version_that_was_withdrawn_are_not_sent(linked: Desk, host: MailHost) -> None:
    version = linked.publish(again=True, roster=companies(3))
    linked.queue_notices(version)
    withdraw(linked.database, version, "Marie", linked.clock.now)
    linked.post().send_due()
    assert host.received == []
    assert {each.fault for each in linked.mails(MailState.FAILED)} == {MailFault.OVERTAKEN}


def test_what_is_handed_over_as_files_waits_again_if_they_cannot_be_written(linked: Desk) -> None:
    linked.queue_links(again=True)

    def fail() -> None:
        with linked.post().handed_over() as messages:
            assert len(messages) == 3
            raise Unusable([])

    with pytest.raises(Unusable):
        fail()
    assert len(linked.mails(MailState.QUEUED)) == 3
    with linked.post().handed_over() as messages:
        assert len(messages) == 3
    assert len(linked.mails(MailState.WRITTEN)) == 3


# --- Encrypted, and signed in -------------------------------------------------------------------


@contextmanager
def trusted(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    """Give the context of a server whose certificate this machine believes."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(context)
    file = folder / "authority.pem"
    authority.cert_pem.write_to_path(str(file))
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    yield context


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_messages_go_over_an_encrypted_connection_to_who_signs_in(
    linked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    users, starttls = {"planning": "s3cret"}, security == "starttls"
    with (
        trusted(tmp_path, monkeypatch) as context,
        mail_host(context, starttls=starttls, users=users) as host,
    ):
        linked.queue_links(again=True)
        known = {"port": host.port, "security": security, "user": "planning"}
        linked.post(**known, password="wrong").send_due()
        assert host.received == []
        assert {each.fault for each in linked.mails(MailState.QUEUED)} == {MailFault.UNREACHABLE}
        assert linked.mails(MailState.QUEUED)[0].answer.startswith("535 ")
        linked.clock.now += RETRIES[0]
        linked.post(**known, password="s3cret").send_due()
        assert len(host.received) == 3


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_server_that_is_not_who_it_says_gets_nothing(
    linked: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, security: str
) -> None:
    starttls = security == "starttls"
    with (
        trusted(tmp_path, monkeypatch) as context,
        mail_host(context, starttls=starttls) as host,
    ):
        monkeypatch.delenv("SSL_CERT_FILE")
        linked.queue_links(again=True)
        linked.post(port=host.port, security=security).send_due()
        assert host.received == []
        assert "certificate verify failed" in linked.mails(MailState.QUEUED)[0].answer


def test_a_server_without_encryption_is_not_used_where_it_is_asked_for(
    linked: Desk, host: MailHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "_TIMEOUT", 2.0)
    linked.queue_links(again=True)
    linked.post(security="starttls").send_due()
    assert host.received == []
    assert {each.fault for each in linked.mails(MailState.QUEUED)} == {MailFault.UNREACHABLE}
