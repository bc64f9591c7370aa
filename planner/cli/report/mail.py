"""Terminal reports of mail: to whom it would go, what it would say, and what became of it."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection

from planner.messages import Messages
from planner.portal.mail.bounces import NotedBounces
from planner.portal.mail.mailing import Mailing, previewed_subject
from planner.portal.mail.message import plain_text
from planner.portal.mail.post import PREVIEW_SECRETS, Writer
from planner.portal.store.addressees import Addressee
from planner.portal.store.outbox import MailState, QueuedMail, count_mails
from planner.year.time_zones import day_at


def mailing_lines(mailings: Iterable[Mailing], text: Messages) -> Iterator[str]:
    """Return lines with to whom messages go, and whom not and why."""
    for mailing in mailings:
        if mailing.version:
            version = mailing.version
            planning = f"{version.programme_name} – {version.year_label}"
            yield text("mail.send-notices", planning=planning, revision=version.revision)
        yield text.counted("mail.goes-to", len(mailing.to))
        yield from (f"  - {_named(each, text)}" for each in mailing.to)
        if mailing.left_out:
            yield text.counted("mail.left-out", len(mailing.left_out))
        for each, why in mailing.left_out:
            reason = text(f"mail_hindrance.{why}")
            yield f"  - {text('mail.person', name=_named(each, text), summary=reason)}"


def sample_lines(
    connection: Connection,
    writer: Writer,
    mailings: Sequence[Mailing],
    now: datetime,
    text: Messages,
) -> Iterator[str]:
    """Return lines with what the first message would say, without its secrets."""
    today = day_at(now)
    for mailing in mailings:
        if not mailing.to:
            continue
        to, *_ = mailing.to
        subject = previewed_subject(connection, writer.read_contents, mailing, to, today)
        envelope = writer.envelope(to, subject, PREVIEW_SECRETS, now)
        yield ""
        yield text("mail.sample", to=_named(to, text))
        for letter in writer.letters(to, subject):
            yield letter.subject
            yield ""
            yield from plain_text(letter, envelope).splitlines()


def outcome_lines(
    connection: Connection, tried: Sequence[QueuedMail], text: Messages
) -> Iterator[str]:
    """Return lines with how many messages were sent, which were not and why, how many wait."""
    sent = sum(each.state is MailState.SENT for each in tried)
    yield text.counted(f"mail_count.{MailState.SENT}", sent)
    yield from (_fault_line(each, text) for each in tried if each.fault)
    if waiting := count_mails(connection).get(MailState.QUEUED, 0):
        yield text.counted(f"mail_count.{MailState.QUEUED}", waiting)
        yield text("mail.waiting")


def bounce_lines(noted: NotedBounces, text: Messages) -> Iterator[str]:
    """Return lines with which messages were not delivered, and what else the mailbox has."""
    yield text.counted("bounces.noted", len(noted.mails))
    yield from (_fault_line(each, text) for each in noted.mails)
    rest = {"known": noted.known, "foreign": noted.foreign, "others": noted.others}
    yield from (text.counted(f"bounces.{key}", count) for key, count in rest.items() if count)


def _fault_line(mail: QueuedMail, text: Messages) -> str:
    reason = text(f"mail_fault.{mail.fault}")
    if mail.answer:
        reason = text("mail.answered", fault=reason, answer=mail.answer)
    return f"  - {text('mail.person', name=_named(mail.addressee, text), summary=reason)}"


def _named(to: Addressee, text: Messages) -> str:
    named = f"{to.name} <{to.email}>" if to.email else to.name
    return named if to.name == to.holder else text("mail.named", to=named, holder=to.holder)
