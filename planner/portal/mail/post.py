"""The post: takes what is due from the outbox, writes it, and hands it to the mail server."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage

from sqlalchemy import Connection

from planner.messages import Messages
from planner.portal.mail.letters import MailLetter, Sender, Subject, link_letter, notice_letter
from planner.portal.mail.message import Envelope, email_message, message_id
from planner.portal.mail.news import PageNews, version_news
from planner.portal.mail.smtp import MailServer, ServerUnreachable, mail_server
from planner.portal.settings.mail import MailTable
from planner.portal.settings.mailbox import Mailbox, mailbox
from planner.portal.store.address import company_page_url, notices_end_url
from planner.portal.store.addressees import Addressee
from planner.portal.store.contents import ContentsReader
from planner.portal.store.database import Database
from planner.portal.store.links import page_link
from planner.portal.store.outbox import (
    MailFault,
    MailSecrets,
    MailState,
    QueuedMail,
    claim_mail,
    is_any_due,
    is_any_interrupted,
    is_unsubscribed,
    issue_mail_secrets,
    note_fault,
    note_interrupted,
    note_state,
    put_off_all,
)
from planner.portal.store.versions import Version, newest_version, read_version
from planner.year.time_zones import day_at

PREVIEW_SECRETS = MailSecrets("…", "…")
"""What stands in a preview in the place of secrets: those of a message are made as it is sent."""


@dataclass(frozen=True)
class Stationery:
    """What all messages of a school have alike.

    Attributes
    ----------
    address
        The base URL of the portal.
    school
        The name of the school; "" if it is not known.
    """

    settings: MailTable
    address: str
    school: str = ""

    @property
    def sender(self) -> Sender:
        """Who writes."""
        return Sender(self.school, self.settings.answers_to.email)

    def languages(self, to: Addressee) -> tuple[str, ...]:
        """Return the languages of a message, that of the person first."""
        return tuple(dict.fromkeys((to.language, *self.settings.languages)))

    def identity(self, to: Addressee, when: datetime, version: int | None) -> str:
        """Return what tells a message that was queued at a moment from all others.

        Parameters
        ----------
        version
            The id of that of a notice: a page may have two, of two programmes, at one moment.
        """
        return f"{self.address} {version} {to.page} {receiver(to).email} {when.isoformat()}"

    def message_id(self, mail: QueuedMail) -> str:
        """Return the Message-ID with which a message of the outbox goes out, or went."""
        identity = self.identity(mail.addressee, mail.made, mail.version)
        return message_id(identity, self.settings.from_mailbox)


@dataclass(frozen=True)
class Writer:
    """Writes messages from what the database has.

    Attributes
    ----------
    read_contents
        Returns the content of a version.
    """

    stationery: Stationery
    read_contents: ContentsReader

    def letters(self, to: Addressee, subject: Subject) -> tuple[MailLetter, ...]:
        """Write what a message says, in each of its languages."""
        texts = map(Messages, self.stationery.languages(to))
        return tuple(self._letter(to, subject, text) for text in texts)

    def _letter(self, to: Addressee, subject: Subject, text: Messages) -> MailLetter:
        sender, version = self.stationery.sender, subject.version
        if version is None:
            return link_letter(to, subject.until, sender, text)
        programme = self.read_contents(version).edition.planning.programme
        return notice_letter(to, version, programme, subject.news or PageNews(()), sender, text)

    def message(
        self, to: Addressee, subject: Subject, secrets: MailSecrets, when: datetime
    ) -> EmailMessage:
        """Write a message that was queued at a moment."""
        return email_message(self.letters(to, subject), self.envelope(to, subject, secrets, when))

    def envelope(
        self, to: Addressee, subject: Subject, secrets: MailSecrets, when: datetime
    ) -> Envelope:
        """Return the envelope of a message."""
        settings, address = self.stationery.settings, self.stationery.address
        version = subject.version
        return Envelope(
            settings.from_mailbox,
            settings.answers_to,
            receiver(to),
            when,
            self.stationery.identity(to, when, version.id if version else None),
            company_page_url(address, secrets.opens),
            notices_end_url(address, secrets.stops) if version else "",
        )


def receiver(to: Addressee) -> Mailbox:
    """Return the mailbox of an addressee whose address can be written to."""
    found = mailbox(to.name, to.email)
    assert found
    return found


@dataclass(frozen=True)
class _Claimed:
    """A message that was claimed, with the secrets that it is to have.

    Attributes
    ----------
    version
        The version of a notice.
    """

    mail: QueuedMail
    until: date
    version: Version | None
    secrets: MailSecrets


@dataclass
class Post:
    """Sends what is due.

    Attributes
    ----------
    clock
        Returns the current time in UTC.
    """

    database: Database
    writer: Writer
    clock: Callable[[], datetime]
    _news: tuple[tuple[int, date], Mapping[int, PageNews]] | None = None

    def send_due(self) -> None:
        """Send all messages that are due, over one connection, within the bound of an hour.

        Raises
        ------
        Unusable
            The database cannot be read or written.
        """
        settings = self.writer.stationery.settings
        with self.database.reading() as connection:
            interrupted = is_any_interrupted(connection, self.clock())
            due = is_any_due(connection, self.clock(), settings.most_an_hour)
        if interrupted:
            with self.database.writing() as connection:
                note_interrupted(connection, self.clock())
        if not due:
            return
        try:
            with mail_server(settings) as server:
                while self._send_next(server):
                    pass
        except ServerUnreachable as unreachable:
            with self.database.writing() as connection:
                put_off_all(connection, self.clock(), str(unreachable))

    @contextmanager
    def handed_over(self) -> Iterator[tuple[EmailMessage, ...]]:
        """Yield all messages that are due, for somebody else to send.

        They are noted as written; if the body of the context fails, they wait as before.
        """
        claimed = tuple(iter(lambda: self._next(most_an_hour=None), None))
        state = MailState.QUEUED
        try:
            yield tuple(map(self._written, claimed))
            state = MailState.WRITTEN
        finally:
            with self.database.writing() as connection:
                for each in claimed:
                    note_state(connection, each.mail.id, state)

    def _send_next(self, server: MailServer) -> bool:
        """Send the next message; return whether another may follow."""
        settings = self.writer.stationery.settings
        claimed = self._next(settings.most_an_hour)
        if claimed is None:
            return False
        mail = claimed.mail
        refusal = server.send(
            self._written(claimed), settings.from_mailbox, receiver(mail.addressee)
        )
        with self.database.writing() as connection:
            if refusal is None:
                note_state(connection, mail.id, MailState.SENT)
                return True
            fault = MailFault.REFUSED if refusal.is_final else MailFault.PUT_OFF
            note_fault(connection, mail, fault, self.clock(), refusal.answer)
        return not refusal.ends_connection

    def _next(self, most_an_hour: int | None) -> _Claimed | None:
        """Claim the next message; those that nobody is to get are noted as failed."""
        while True:
            with self.database.writing() as connection:
                mail = claim_mail(connection, self.clock(), most_an_hour)
                if mail is None:
                    return None
                found = self._claimed(connection, mail)
                if isinstance(found, _Claimed):
                    return found
                note_fault(connection, mail, found, self.clock())

    def _claimed(self, connection: Connection, mail: QueuedMail) -> _Claimed | MailFault:
        now = self.clock()
        link = page_link(connection, mail.addressee.page, day_at(now))
        version = None if mail.version is None else read_version(connection, mail.version)
        if link is None:
            return MailFault.NO_LINK
        if version and (version.withdrawn or version != newest_version(connection, version.series)):
            return MailFault.OVERTAKEN
        if version and is_unsubscribed(connection, mail.addressee.email):
            return MailFault.UNSUBSCRIBED
        secrets = issue_mail_secrets(connection, mail.id, link, now)
        return _Claimed(mail, link.ends, version, secrets)

    def _written(self, claimed: _Claimed) -> EmailMessage:
        mail, to = claimed.mail, claimed.mail.addressee
        news = self._news_of(claimed.version).get(to.page) if claimed.version else None
        subject = Subject(claimed.until, claimed.version, news)
        return self.writer.message(to, subject, claimed.secrets, mail.made)

    def _news_of(self, version: Version) -> Mapping[int, PageNews]:
        """Return what a version changes as of today; that of the version asked for last is kept."""
        key = version.id, day_at(self.clock())
        if self._news is None or self._news[0] != key:
            with self.database.reading() as connection:
                found = version_news(connection, self.writer.read_contents, version, key[1])
            self._news = key, found
        return self._news[1]
