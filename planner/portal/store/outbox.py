"""Messages that wait to be sent, and what became of them.

A message is claimed in a transaction before it is handed to the mail server, and noted as sent in
another one after. Whatever ends the program between the two leaves a message of which nobody knows
whether the server has it: it is not sent again by itself, so that no message goes out twice, and
whoever looks is told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select

from planner.files.problems import Unusable, problem
from planner.portal.store.addressees import Addressee
from planner.portal.store.audit import OfficeAct, record_act
from planner.portal.store.links import Link
from planner.portal.store.recipients import kind_of_page
from planner.portal.store.secret import derived_secret, new_secret, secret_digest
from planner.portal.store.tables import (
    COMPANIES_TABLE,
    MAIL_KEYS_TABLE,
    OUTBOX_TABLE,
    UNSUBSCRIBED_TABLE,
)

RETRIES = tuple(
    timedelta(minutes=minutes) for minutes in (5, 30, 2 * 60, 6 * 60, 12 * 60, 24 * 60, 24 * 60)
)
"""After how long a message is tried again that could not be sent, each time; then it has failed.

Together almost three days: a mail server that fails on a Friday is seen to on Monday.
"""

LONGEST_SENDING = timedelta(minutes=15)
"""After how long a message that was claimed is taken for interrupted: sending takes seconds."""

_HOUR = timedelta(hours=1)
_MOST_ANSWER = 300


class MailKind(StrEnum):
    """What a message is for."""

    LINK = "link"
    """The link of a page."""

    NOTICE = "notice"
    """That a publication changed what a page shows."""


class MailState(StrEnum):
    """What became of a message."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    WRITTEN = "written"
    """It was written to a file, for somebody else to send."""

    FAILED = "failed"


class MailFault(StrEnum):
    """Why a message was not sent, or not yet."""

    REFUSED = "refused"
    """The mail server refuses it for good (an answer of 500 to 599)."""

    BOUNCED = "bounced"
    """It was sent, and a mail that came later says that it was not delivered."""

    PUT_OFF = "put-off"
    """The mail server does not take it now (400 to 499), or ended the connection."""

    UNREACHABLE = "unreachable"
    """The mail server does not answer, or does not let the planner in."""

    INTERRUPTED = "interrupted"
    """The program ended while it sent the message: the server may have it."""

    OVERTAKEN = "overtaken"
    """The version is no longer the one that is served."""

    NO_LINK = "no-link"
    """The page has no link any more."""

    UNSUBSCRIBED = "unsubscribed"
    """The address has unsubscribed since."""


@dataclass(frozen=True)
class QueuedMail:
    """A message of the outbox.

    Attributes
    ----------
    version
        The version of a notice; None for other messages.
    made
        When it was queued, last.
    due
        When it is to be sent, or tried again.
    tried
        When it was tried last; the moment at which it was sent.
    fault, answer
        Why it was not sent, or not yet, and what the mail server said; "" if it said nothing.
    """

    id: int
    kind: MailKind
    addressee: Addressee
    version: int | None
    made: datetime
    made_by: str
    state: MailState
    due: datetime
    attempts: int
    tried: datetime | None
    fault: MailFault | None
    answer: str

    @property
    def may_have_left(self) -> bool:
        """Whether a mail server may have it: it is sent, was written, or was interrupted."""
        is_out = self.state in (MailState.SENT, MailState.WRITTEN)
        return is_out or self.fault is MailFault.INTERRUPTED

    @property
    def can_be_sent_again(self) -> bool:
        """Whether a person may ask for it to be sent once more."""
        return self.state in (MailState.FAILED, MailState.SENT)


def addressee_key(addressee: Addressee) -> tuple[int, str]:
    """Return what tells addressees apart: the page and the address, whatever its case."""
    return addressee.page, addressee.email.casefold()


# --- Queueing -----------------------------------------------------------------------------------


def enqueue(
    connection: Connection,
    kind: MailKind,
    found: Iterable[Addressee],
    who: str,
    now: datetime,
    version: int | None = None,
) -> int:
    """Queue a message to each addressee, and return how many are new.

    Nobody is told twice of a version.
    """
    told = told_of(connection, version) if version is not None else frozenset()
    new = [each for each in found if addressee_key(each) not in told]
    for each in new:
        connection.execute(
            OUTBOX_TABLE.insert().values(
                kind=kind,
                page=each.page,
                version=version,
                name=each.name,
                email=each.email,
                language=each.language,
                made=now,
                made_by=who,
                state=MailState.QUEUED,
                due=now,
                attempts=0,
            )
        )
    return len(new)


def told_of(connection: Connection, version: int) -> frozenset[tuple[int, str]]:
    """Return the keys of those to whom a notice of a version is queued, or was sent."""
    of_version = (OUTBOX_TABLE.c.version == version) & (OUTBOX_TABLE.c.kind == MailKind.NOTICE)
    rows = connection.execute(select(OUTBOX_TABLE.c.page, OUTBOX_TABLE.c.email).where(of_version))
    return frozenset((row.page, row.email.casefold()) for row in rows)


def linked_since(connection: Connection, page: int, since: datetime) -> frozenset[str]:
    """Return the addresses, in lower case, to which the link of a page goes, or went since."""
    c = OUTBOX_TABLE.c
    sent = (c.page == page) & (c.kind == MailKind.LINK) & (c.made >= since)
    usable = sent & (c.state != MailState.FAILED)
    return frozenset(each.casefold() for each in connection.scalars(select(c.email).where(usable)))


def send_again(connection: Connection, numbers: Iterable[int], who: str, now: datetime) -> int:
    """Queue messages once more that failed or were sent, and return how many."""
    c = OUTBOX_TABLE.c
    over = c.state.in_((MailState.FAILED, MailState.SENT))
    again = connection.execute(
        OUTBOX_TABLE.update()
        .where(c.id.in_(set(numbers)), over)
        .values(
            state=MailState.QUEUED,
            made=now,
            made_by=who,
            due=now,
            attempts=0,
            fault=None,
            answer=None,
        )
    )
    if again.rowcount:
        record_act(connection, OfficeAct.MAIL_QUEUED, who, str(again.rowcount), now)
    return again.rowcount


# --- Sending ------------------------------------------------------------------------------------


def is_any_due(connection: Connection, now: datetime, most_an_hour: int | None) -> bool:
    """Return whether a message may be sent now."""
    return _next_due(connection, now, most_an_hour) is not None


def claim_mail(
    connection: Connection, now: datetime, most_an_hour: int | None
) -> QueuedMail | None:
    """Claim the first message that is due; None if there is none.

    Nobody else has it then; what becomes of it is noted by `note_state` or `note_fault`.

    Parameters
    ----------
    most_an_hour
        The most messages that may be tried in an hour; None for any number.
    """
    number = _next_due(connection, now, most_an_hour)
    if number is None:
        return None
    free = (OUTBOX_TABLE.c.id == number) & (OUTBOX_TABLE.c.state == MailState.QUEUED)
    claimed = connection.execute(
        OUTBOX_TABLE.update()
        .where(free)
        .values(state=MailState.SENDING, tried=now, attempts=OUTBOX_TABLE.c.attempts + 1)
    )
    return read_mail(connection, number) if claimed.rowcount else None


def _next_due(connection: Connection, now: datetime, most_an_hour: int | None) -> int | None:
    c = OUTBOX_TABLE.c
    recent = select(func.count()).where(c.tried > now - _HOUR)
    if most_an_hour is not None and connection.execute(recent).scalar_one() >= most_an_hour:
        return None
    waiting = select(c.id).where(c.state == MailState.QUEUED, c.due <= now)
    return connection.scalar(waiting.order_by(c.due, c.id).limit(1))


def note_state(connection: Connection, number: int, state: MailState) -> None:
    """Record that a claimed message is sent or written to a file, or waits again."""
    _note(connection, OUTBOX_TABLE.c.id == number, state=state, fault=None, answer=None)


def note_fault(
    connection: Connection, mail: QueuedMail, fault: MailFault, now: datetime, answer: str = ""
) -> None:
    """Record why a claimed message is not sent: it waits for its next try, or has failed.

    Parameters
    ----------
    mail
        As it was claimed.
    """
    is_tried_again = fault is MailFault.PUT_OFF and mail.attempts <= len(RETRIES)
    later = {"due": now + RETRIES[mail.attempts - 1]} if is_tried_again else {}
    state = MailState.QUEUED if is_tried_again else MailState.FAILED
    said = answer[:_MOST_ANSWER]
    which = OUTBOX_TABLE.c.id == mail.id
    _note(connection, which, state=state, fault=fault, answer=said, **later)


def note_bounce(connection: Connection, number: int, answer: str) -> None:
    """Note that a message that left was not delivered, and what the server of the addressee said.

    When it was sent stays.
    """
    said = answer[:_MOST_ANSWER]
    which = OUTBOX_TABLE.c.id == number
    _note(connection, which, state=MailState.FAILED, fault=MailFault.BOUNCED, answer=said)


def put_off_all(connection: Connection, now: datetime, answer: str) -> None:
    """Record that the mail server cannot be reached: what is due waits, or has failed at last."""
    c = OUTBOX_TABLE.c
    due = (c.state == MailState.QUEUED) & (c.due <= now)
    known = {"fault": MailFault.UNREACHABLE, "answer": answer[:_MOST_ANSWER]}
    _note(connection, due & (c.attempts >= len(RETRIES)), state=MailState.FAILED, **known)
    for attempts, wait in reversed([*enumerate(RETRIES)]):
        _note(
            connection,
            due & (c.attempts == attempts),
            attempts=attempts + 1,
            due=now + wait,
            **known,
        )


def note_interrupted(connection: Connection, now: datetime) -> None:
    """Record which messages were being sent when the program ended: they may have been sent."""
    known = {"state": MailState.FAILED, "fault": MailFault.INTERRUPTED, "answer": None}
    _note(connection, _is_interrupted(now), **known)


def is_any_interrupted(connection: Connection, now: datetime) -> bool:
    """Return whether a message was being sent when the program ended."""
    first = select(OUTBOX_TABLE.c.id).where(_is_interrupted(now)).limit(1)
    return connection.scalar(first) is not None


def _is_interrupted(now: datetime) -> ColumnElement[bool]:
    c = OUTBOX_TABLE.c
    return (c.state == MailState.SENDING) & (c.tried < now - LONGEST_SENDING)


def _note(connection: Connection, which: ColumnElement[bool], **values: object) -> None:
    connection.execute(OUTBOX_TABLE.update().where(which).values(**values))


# --- Secrets in messages ------------------------------------------------------------------------


@dataclass(frozen=True)
class MailSecrets:
    """The secrets of one message, of which only digests are stored.

    Attributes
    ----------
    opens
        Opens the page, as the secret of its link does.
    stops
        Ends the notices to the address.
    """

    opens: str
    stops: str

    @classmethod
    def of(cls, secret: str) -> "MailSecrets":
        """Return the secrets that follow from the one that opens the page."""
        return cls(secret, derived_secret(secret, "no notices"))


def issue_mail_secrets(
    connection: Connection, message: int, link: Link, now: datetime
) -> MailSecrets:
    """Issue the secrets of a message, which end with a link.

    Each attempt to send it has its own: which of them arrived is not always known.
    """
    secrets = MailSecrets.of(new_secret())
    connection.execute(
        MAIL_KEYS_TABLE.insert().values(
            digest=secret_digest(secrets.opens),
            stop=secret_digest(secrets.stops),
            link=link.id,
            message=message,
            made=now,
        )
    )
    return secrets


def unsubscribing_address(connection: Connection, secret: str) -> str | None:
    """Return the address that a secret unsubscribes; None for another secret."""
    query = (
        select(OUTBOX_TABLE.c.email)
        .join(MAIL_KEYS_TABLE, MAIL_KEYS_TABLE.c.message == OUTBOX_TABLE.c.id)
        .where(MAIL_KEYS_TABLE.c.stop == secret_digest(secret))
    )
    return connection.scalar(query)


def is_unsubscribed(connection: Connection, email: str) -> bool:
    """Return whether no notices go to an address."""
    return email.casefold() in unsubscribed_addresses(connection)


def unsubscribed_addresses(connection: Connection) -> frozenset[str]:
    """Return the addresses, in lower case, to which no notices go."""
    return frozenset(connection.scalars(select(UNSUBSCRIBED_TABLE.c.email)))


def unsubscribe(connection: Connection, email: str, now: datetime) -> None:
    """Send no notices to an address from now on."""
    if not is_unsubscribed(connection, email):
        connection.execute(UNSUBSCRIBED_TABLE.insert().values(email=email.casefold(), at=now))


def subscribe_again(connection: Connection, email: str) -> None:
    """Send notices to an address as before it was unsubscribed."""
    which = UNSUBSCRIBED_TABLE.c.email == email.casefold()
    connection.execute(UNSUBSCRIBED_TABLE.delete().where(which))


# --- Rows ---------------------------------------------------------------------------------------

_LISTED = select(
    *OUTBOX_TABLE.c, COMPANIES_TABLE.c.key, COMPANIES_TABLE.c.name.label("holder")
).join(COMPANIES_TABLE, OUTBOX_TABLE.c.page == COMPANIES_TABLE.c.id)


def read_mail(connection: Connection, number: int) -> QueuedMail:
    """Read a message by its id.

    Raises
    ------
    Unusable
        It does not exist, or was purged.
    """
    row = connection.execute(_LISTED.where(OUTBOX_TABLE.c.id == number)).one_or_none()
    if row is None:
        raise Unusable([problem("mail.purged")])
    return _mail(row._asdict())


def list_mails(
    connection: Connection,
    most: int | None = None,
    states: Sequence[MailState] = tuple(MailState),
    before: int | None = None,
) -> tuple[QueuedMail, ...]:
    """List messages in some states, the newest first.

    Parameters
    ----------
    before
        Only older messages than that of this id.
    """
    query = _LISTED.where(OUTBOX_TABLE.c.state.in_(states))
    if before is not None:
        query = query.where(OUTBOX_TABLE.c.id < before)
    rows = connection.execute(query.order_by(OUTBOX_TABLE.c.id.desc()).limit(most))
    return tuple(_mail(row._asdict()) for row in rows)


def count_mails(connection: Connection) -> dict[MailState, int]:
    """Count the messages by their state."""
    c = OUTBOX_TABLE.c
    rows = connection.execute(select(c.state, func.count()).group_by(c.state))
    return {MailState(state): count for state, count in rows}


def _mail(values: dict[str, Any]) -> QueuedMail:
    kind = kind_of_page(values.pop("key"))
    named = {name: values.pop(name) for name in ("page", "holder", "name", "email", "language")}
    fault = values.pop("fault")
    return QueuedMail(
        addressee=Addressee(kind=kind, **named),
        kind=MailKind(values.pop("kind")),
        state=MailState(values.pop("state")),
        fault=fault and MailFault(fault),
        answer=values.pop("answer") or "",
        **values,
    )
