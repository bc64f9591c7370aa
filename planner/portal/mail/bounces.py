"""Mails that came back: the messages of the outbox that were sent, but not delivered.

A message is known again by its Message-ID, which follows from what the outbox has of it. Nobody
can guess one without knowing the page, the address and the second in which it was queued.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from planner.files.problems import Unusable, problem, read_bytes
from planner.portal.mail.delivery_status import Bounce, parse_bounce
from planner.portal.mail.post import Stationery
from planner.portal.store.outbox import MailFault, QueuedMail, list_mails, note_bounce, read_mail

_MOST_BYTES = 24_000_000
"""Of one file: a mailbox of a thousand notifications has ten times less."""

_EML = ".eml"
_MBOX_LINE = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]*\n")
"""The line before each mail of a file in the mbox format; within mails it is written `>From`."""


@dataclass(frozen=True)
class ReadMails:
    """What a mailbox says.

    Attributes
    ----------
    others
        How many of its mails are no notifications that something was not delivered.
    """

    bounces: tuple[Bounce, ...]
    others: int


@dataclass(frozen=True)
class NotedBounces:
    """What became of the notifications of a mailbox.

    Attributes
    ----------
    mails
        The messages that are noted as not delivered by them.
    known
        How many were noted before.
    foreign
        How many are of no message of the outbox, or of one that was queued again since.
    others
        How many mails are no such notifications.
    """

    mails: tuple[QueuedMail, ...]
    known: int
    foreign: int
    others: int

    @property
    def left_aside(self) -> int:
        """How many mails changed nothing."""
        return self.known + self.foreign + self.others


def read_mailbox(path: Path) -> ReadMails:
    """Read the mails of a folder of .eml files, of an .eml file, or of a file in the mbox format.

    Raises
    ------
    Unusable
        There is no such file or folder, the folder has no .eml files, or a file is too large.
    """
    found = [parse_bounce(mail) for each in _files(path) for mail in _mails(each)]
    bounces = tuple(each for each in found if each is not None)
    return ReadMails(bounces, len(found) - len(bounces))


def _files(path: Path) -> Iterable[Path]:
    if not path.is_dir():
        return [path]
    try:
        found = sorted(each for each in path.iterdir() if each.suffix.casefold() == _EML)
    except OSError as error:
        raise Unusable([problem("file.unreadable", file=path, reason=error.strerror)]) from None
    if not found:
        raise Unusable([problem("mail.no-eml", folder=path)])
    return found


def _mails(path: Path) -> Iterator[bytes]:
    content = read_bytes(path, _MOST_BYTES)
    if not _MBOX_LINE.match(content):
        yield content
        return
    yield from _MBOX_LINE.split(content)[1:]


def note_bounces(connection: Connection, read: ReadMails, stationery: Stationery) -> NotedBounces:
    """Note which messages of the outbox were not delivered, each once.

    Parameters
    ----------
    stationery
        As the messages were sent with: their identifiers follow from its sender and its address.
    """
    ours = {stationery.message_id(mail): mail.id for mail in list_mails(connection)}
    noted: list[int] = []
    known = foreign = 0
    for bounce in read.bounces:
        number = next((ours[each] for each in bounce.message_ids if each in ours), None)
        mail = None if number is None else read_mail(connection, number)
        if mail is not None and mail.may_have_left:
            note_bounce(connection, mail.id, bounce.answer)
            noted.append(mail.id)
        elif mail is not None and mail.fault is MailFault.BOUNCED:
            known += 1
        else:
            foreign += 1
    mails = tuple(read_mail(connection, number) for number in noted)
    return NotedBounces(mails, known, foreign, read.others)
