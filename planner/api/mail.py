"""Sends links and notices to who has a page of the portal, and reads which came back.

A database is a file, or an address on a server: `postgresql://user@host/name`. All of this takes
the extra `planner[portal]`, which is imported when it is used.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import pandas as pd

from planner.api.errors import public_errors
from planner.api.plannings import AnyPath
from planner.files.problems import Problem, Unusable, problem
from planner.portal.settings.reading import read_settings
from planner.portal.store.address import parse_address
from planner.portal.store.place import parse_place, shown_place
from planner.portal.store.recipients import RecipientKind

if TYPE_CHECKING:
    from planner.portal.mail.mailing import Mailing
    from planner.portal.mail.post import Post
    from planner.portal.store.addressees import Addressee
    from planner.portal.store.outbox import QueuedMail

_Parsed = TypeVar("_Parsed")

MailContent = Literal["links", "notices"]

_WHO = "import planner"
"""Under which name it is recorded who had messages sent."""

_ADDRESSEE = ["kind", "holder", "name", "email"]


@public_errors()
def preview_mail(
    content: MailContent,
    database: AnyPath,
    settings: AnyPath,
    *,
    recipients: Iterable[str] = (),
    company: str | None = None,
    again: bool = False,
    address: str | None = None,
) -> pd.DataFrame:
    """Return to whom messages would go, and to whom not and why; nothing is sent.

    Parameters
    ----------
    content
        "links", a message with the link of each page; "notices", what the versions that are
        served changed, to those who were not told of it.
    database
        That of the portal.
    settings
        The file of settings of the school, with the section `[mail]`.
    recipients
        Of links: those of "company", "apprentice", "tutor"; of companies, and of apprentices
        whose whole year no company sees, if empty.
    company
        Of links: the name of the only company, apprentice or tutor to write to.
    again
        Of links: whether they go also to those who were sent the one that their page has.
    address
        The public address of the portal, with which links begin, kept for the next times; the one
        that is known if None.

    Returns
    -------
    DataFrame
        A row an addressee: `kind` of page, `holder` of the page, `name` and `email` of the
        person, and `hindrance`, why no message goes there ("no-address", "told"…); None if one
        does.

    Raises
    ------
    UnusableInput
        There is no such content, recipient, company, database, file or section; no address of
        the portal is known; or the extra is not installed.
    """
    with _opened_post(database, settings, address) as post:
        mailings = _asked(post, content, recipients, company, again)
    rows = [
        (*_addressee(each), why and str(why))
        for mailing in mailings
        for each, why in (*((each, None) for each in mailing.to), *mailing.left_out)
    ]
    return pd.DataFrame(rows, columns=[*_ADDRESSEE, "hindrance"], dtype=object)


@public_errors()
def send_mail(
    content: MailContent,
    database: AnyPath,
    settings: AnyPath,
    *,
    folder: AnyPath | None = None,
    recipients: Iterable[str] = (),
    company: str | None = None,
    again: bool = False,
    address: str | None = None,
) -> pd.DataFrame:
    """Send links or notices over the mail server of the settings, as the command `mail` does.

    Nobody is asked: `preview_mail` tells to whom they go. What waited before goes with them; what
    the server does not take now waits for the next time, or for the portal.

    Parameters
    ----------
    content, database, settings, recipients, company, again, address
        As those of `preview_mail`.
    folder
        Where the messages are written as .eml files instead, for somebody else to send: each has
        a link in clear, and is readable by its owner only.

    Returns
    -------
    DataFrame
        A row a message that was tried: `kind` of page, `holder` of the page, `name` and `email`
        of the person, `state` ("sent", "written", "queued", "failed"), `fault`, why it was not
        sent, and `answer`, what the server said of it.

    Raises
    ------
    UnusableInput
        As for `preview_mail`; or the folder or the database cannot be written.
    """
    with _opened_post(database, settings, address) as post:
        from planner.files.output import check_folder
        from planner.portal.mail.dispatch import queue_mailings, write_due
        from planner.portal.store.outbox import list_mails

        if folder is not None:
            check_folder(Path(folder), ())
        mailings = _asked(post, content, recipients, company, again)
        queue_mailings(post.database, mailings, _WHO, post.clock())
        with post.database.reading() as connection:
            before = {each.id: each.attempts for each in list_mails(connection)}
        if folder is None:
            post.send_due()
        else:
            write_due(post, Path(folder))
        with post.database.reading() as connection:
            mails = reversed(list_mails(connection))
    return _outcome(each for each in mails if each.attempts != before.get(each.id))


@public_errors()
def read_bounces(mailbox: AnyPath, database: AnyPath, settings: AnyPath) -> pd.DataFrame:
    """Note which messages a mailbox says were not delivered, as the command `bounces` does.

    Parameters
    ----------
    mailbox
        A folder of .eml files, an .eml file, or a file in the mbox format.
    database, settings
        Those with which the messages were sent.

    Returns
    -------
    DataFrame
        A row a message that is noted as not delivered, as those of `send_mail`. `attrs` counts
        the other mails: "known" were noted before, "foreign" are of messages that the portal did
        not send, "others" are no such notifications.

    Raises
    ------
    UnusableInput
        The mailbox, the database or the settings cannot be used; or the extra is not installed.
    """
    with _opened_post(database, settings) as post:
        from planner.portal.mail.bounces import note_bounces, read_mailbox

        read = read_mailbox(Path(mailbox))
        with post.database.writing() as connection:
            noted = note_bounces(connection, read, post.writer.stationery)
    told = _outcome(noted.mails)
    told.attrs = {"known": noted.known, "foreign": noted.foreign, "others": noted.others}
    return told


@contextmanager
def _opened_post(
    database: AnyPath, settings: AnyPath, address: str | None = None
) -> "Iterator[Post]":
    """Open a database, until the end of the context, with what sends its messages.

    Raises
    ------
    Unusable
        The extra is not installed, or something that is given cannot be used.
    """
    try:
        from planner.portal.mail.dispatch import read_stationery
        from planner.portal.mail.post import Post, Writer
        from planner.portal.store.database import Database
        from planner.portal.web.cache import PortalCache
    except ModuleNotFoundError as missing:
        raise Unusable([problem("portal.extra", missing=missing.name)]) from None
    where, accepted = os.fspath(database), problem("accepted.database")
    place = _parsed(parse_place, where, "database", accepted, shown_place)
    if address is not None:
        address = _parsed(parse_address, address, "address", problem("accepted.address"))
    school = read_settings(Path(settings))
    with closing(Database.open(place)) as portal:
        stationery = read_stationery(portal, school, Path(settings), address)
        writer = Writer(stationery, PortalCache(portal).contents)
        yield Post(portal, writer, lambda: datetime.now(UTC).replace(microsecond=0))


def _asked(
    post: "Post", content: str, recipients: Iterable[str], company: str | None, again: bool
) -> "tuple[Mailing, ...]":
    """Return what is asked to be sent."""
    from planner.portal.mail.dispatch import asked_mailings
    from planner.portal.store.issuing import LinkRequest

    if content not in ("links", "notices"):
        raise Unusable([_not_accepted("content", content, problem("accepted.mail-kind"))])
    accepted = problem("accepted.one-of", expected=", ".join(RecipientKind))
    kinds = frozenset(_parsed(RecipientKind, each, "recipients", accepted) for each in recipients)
    request = LinkRequest(company, kinds=kinds) if content == "links" else None
    contents = post.writer.read_contents
    with post.database.reading() as connection:
        asked = asked_mailings(connection, request, contents, post.clock(), again=again)
        return tuple(asked)


def _parsed(
    parse: Callable[[str], _Parsed],
    value: str,
    field: str,
    accepted: Problem,
    shown: Callable[[str], str] = str,
) -> _Parsed:
    try:
        return parse(value)
    except ValueError:
        raise Unusable([_not_accepted(field, shown(value), accepted)]) from None


def _not_accepted(field: str, value: str, accepted: Problem) -> Problem:
    return problem("field.value", field=field, found=f'"{value}"', accepted=accepted)


def _outcome(mails: "Iterable[QueuedMail]") -> pd.DataFrame:
    rows = [
        (*_addressee(each.addressee), str(each.state), each.fault and str(each.fault), each.answer)
        for each in mails
    ]
    return pd.DataFrame(rows, columns=[*_ADDRESSEE, "state", "fault", "answer"], dtype=object)


def _addressee(to: "Addressee") -> tuple[str, str, str, str]:
    return str(to.kind), to.holder, to.name, to.email
