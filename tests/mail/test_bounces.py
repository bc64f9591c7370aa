"""Mails that came back: read as servers write them, matched with what was sent, told."""

import mailbox
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from planner.files.problems import Unusable
from planner.portal.mail import bounces
from planner.portal.mail.bounces import NotedBounces, note_bounces, read_mailbox
from planner.portal.mail.delivery_status import Bounce, parse_bounce
from planner.portal.store.database import replace_setting
from planner.portal.store.issuing import ADDRESS_SETTING
from planner.portal.store.outbox import MailFault, MailKind, MailState, enqueue, send_again
from tests.conftest import Call
from tests.mail.conftest import ADDRESS, Desk, address, companies
from tests.mail.host import MailHost
from tests.mail.notifications import EXCHANGE, returned, whole

SAID = f"550 5.1.1 <{address(1)}>: Recipient address rejected: User unknown"


@pytest.fixture
def sent(desk: Desk, host: MailHost) -> list[EmailMessage]:
    """Have links sent to three companies, and give the messages in their order."""
    desk.publish(roster=companies(3))
    desk.queue_links()
    desk.post().send_due()
    return [message for _, message in sorted(host.received, key=lambda each: each[0])]


def noted(desk: Desk, path: Path, **settings: object) -> NotedBounces:
    stationery = desk.post(**settings).writer.stationery
    with desk.database.writing() as connection:
        return note_bounces(connection, read_mailbox(path), stationery)


def written(folder: Path, *mails: bytes) -> Path:
    folder.mkdir()
    for number, mail in enumerate(mails):
        (folder / f"{number}.EML").write_bytes(mail)
    return folder


def of_another(message: EmailMessage) -> bytes:
    """Write a notification that names a message that was not sent."""
    return returned(message).replace(str(message["Message-ID"]).encode(), b"<x@ecole.example>")


# --- What a notification says -------------------------------------------------------------------


@pytest.mark.parametrize("write", [returned, whole])
def test_the_words_of_the_server_and_the_message_are_read(
    sent: list[EmailMessage], write: Callable[[EmailMessage], bytes]
) -> None:
    assert parse_bounce(write(sent[1])) == Bounce((sent[1]["Message-ID"],), SAID)


def test_one_that_returns_nothing_refers_to_the_message(sent: list[EmailMessage]) -> None:
    found = parse_bounce(returned(sent[1], template=EXCHANGE))
    assert found == Bounce((sent[1]["Message-ID"], "<else@ecole.example>"), "5.2.2")


def test_one_that_somebody_forwarded_is_read(sent: list[EmailMessage]) -> None:
    attached = b"Content-Type: message/rfc822\n\n" + returned(sent[1])
    forwarded = b'Content-Type: multipart/mixed; boundary="zz"\n\n--zz\n' + attached + b"\n--zz--\n"
    found = parse_bounce(forwarded)
    assert found
    assert found.answer == SAID


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded", ""])
def test_what_is_delayed_or_delivered_is_no_failure(sent: list[EmailMessage], action: str) -> None:
    assert parse_bounce(returned(sent[1], action)) is None


OTHERS = {
    "empty": b"",
    "no text": b"\xff\x00\xfe" * 50,
    "an answer": b"Subject: Re: lien\nIn-Reply-To: <a@b>\n\nMerci, Action: failed",
    "no parts": b"Content-Type: multipart/report\n\nnothing",
    "no status": b"Content-Type: multipart/report; boundary=b\n\n--b\n\nx\n--b--",
    "parts in parts": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(900)
    ),
    "a charset of no name": b"Content-Type: multipart/report; boundary*=a\0''b\n\n--b\n\nx\n--b--",
    "a charset of no text": b"Content-Type: multipart/report; boundary*=idna''%FFb\n\n--b--",
    "mails in mails": b"Content-Type: message/rfc822\n\n" * 900,
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_mails_are_none(name: str) -> None:
    assert parse_bounce(OTHERS[name]) is None


# --- Which message it is of ---------------------------------------------------------------------


def test_messages_that_came_back_are_noted_once_and_others_left(
    desk: Desk, sent: list[EmailMessage], tmp_path: Path
) -> None:
    foreign = of_another(sent[2])
    folder = written(tmp_path / "in", returned(sent[1]), foreign, bytes(sent[0]), whole(sent[1]))
    (folder / "note.txt").write_text("x")
    found = noted(desk, folder)
    assert [each.addressee.email for each in found.mails] == [address(1)]
    assert (found.known, found.foreign, found.others) == (1, 1, 1)
    (failed,) = desk.mails(MailState.FAILED)
    assert (failed.fault, failed.answer, failed.tried) == (MailFault.BOUNCED, SAID, desk.clock.now)
    again = noted(desk, folder)
    assert (again.mails, again.known) == ((), 2)


def test_one_that_was_sent_again_since_is_not_touched(
    desk: Desk, sent: list[EmailMessage], tmp_path: Path
) -> None:
    folder = written(tmp_path / "in", returned(sent[1]))
    noted(desk, folder)
    desk.clock.now = desk.clock.now.replace(hour=15)
    with desk.database.writing() as connection:
        assert send_again(connection, [each.id for each in desk.mails()], "Marie", desk.clock.now)
    assert noted(desk, folder).foreign == 1
    desk.post().send_due()
    assert noted(desk, folder).foreign == 1
    assert desk.mails(MailState.FAILED) == ()


def test_one_that_somebody_else_sent_is_known(desk: Desk, tmp_path: Path) -> None:
    desk.publish(roster=companies(1))
    desk.queue_links()
    with desk.post().handed_over() as (message,):
        folder = written(tmp_path / "in", returned(message))
    assert len(noted(desk, folder).mails) == 1


def test_notices_of_two_versions_to_one_page_are_two_messages(
    desk: Desk, sent: list[EmailMessage], host: MailHost
) -> None:
    (to, *_), now = (each.addressee for each in desk.mails()), desk.clock.now
    versions = [desk.publish(again=True, roster=companies(3)).id for _ in range(2)]
    with desk.database.writing() as connection:
        for version in versions:
            enqueue(connection, MailKind.NOTICE, [to], "Marie", now, version)
    known = {desk.post().writer.stationery.message_id(each) for each in desk.mails()}
    assert len(known) == len(sent) + 2
    desk.post().send_due()
    assert host.received[-1][1]["Message-ID"] in known - {each["Message-ID"] for each in sent}


def test_messages_of_another_sender_are_not_ours(
    desk: Desk, sent: list[EmailMessage], tmp_path: Path
) -> None:
    folder = written(tmp_path / "in", returned(sent[1]))
    assert noted(desk, folder, sender="a@other.example").foreign == 1


# --- Files --------------------------------------------------------------------------------------


def test_a_file_may_have_one_mail_or_many(
    desk: Desk, sent: list[EmailMessage], tmp_path: Path
) -> None:
    one = tmp_path / "one.eml"
    one.write_bytes(returned(sent[0]))
    assert len(noted(desk, one).mails) == 1
    box = mailbox.mbox(tmp_path / "box")
    for mail in (returned(sent[1]), b"Subject: x\n\nFrom here on\n\nFrom there", returned(sent[2])):
        box.add(mail)
    box.close()
    found = noted(desk, tmp_path / "box")
    assert (len(found.mails), found.others) == (2, 1)
    text = (tmp_path / "box").read_bytes().replace(b"\n", b"\r\n")
    (tmp_path / "box").write_bytes(text)
    assert noted(desk, tmp_path / "box").known == 2


def test_what_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> str:
        with pytest.raises(Unusable) as told:
            read_mailbox(path)
        return told.value.problems[0].key

    assert refused(tmp_path / "none") == "file.missing"
    assert refused(tmp_path) == "mail.no-eml"
    monkeypatch.setattr(bounces, "_MOST_BYTES", 10)
    (tmp_path / "large.eml").write_bytes(b"x" * 11)
    assert refused(tmp_path) == "file.too-large"


def test_the_command_tells_what_came_back(
    desk: Desk, sent: list[EmailMessage], planner: Call, tmp_path: Path
) -> None:
    settings = tmp_path / "ecole.toml"
    settings.write_text(
        '[mail]\nhost = "m.example"\nsender = "scolarite@ecole.example"\n', encoding="utf-8"
    )
    folder = written(tmp_path / "in", returned(sent[1]), of_another(sent[2]), b"x")
    known = ("--database", desk.database.path, "--settings", settings)
    code, _, told = planner("bounces", folder, *known)
    assert (code, "--address" in told) == (2, True)
    with desk.database.writing() as connection:
        replace_setting(connection, ADDRESS_SETTING, ADDRESS)
    code, said, _ = planner("bounces", folder, *known)
    assert code == 0
    assert said.splitlines() == [
        "1 message noté comme non remis.",
        f"  - Mme Contact 1 <{address(1)}> (Entreprise 01) : "
        f"pris par le serveur, puis non remis au destinataire : {SAID}",
        "1 avis sur un message que le portail n'a pas envoyé, laissé de côté",
        "1 autre message, qui n'est pas un avis de non-remise",
    ]
    code, said, _ = planner("bounces", folder, *known, language="en")
    assert "1 notification read before" in said
