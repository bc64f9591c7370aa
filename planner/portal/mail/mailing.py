"""The preview of a mailing: who receives it, and who does not and why."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection

from planner.portal.mail.letters import Subject
from planner.portal.mail.news import PageNews, page_news, version_news
from planner.portal.settings.mailbox import mailbox
from planner.portal.store.addressees import Addressee, addressees
from planner.portal.store.audit import OfficeAct, record_act
from planner.portal.store.contents import ContentsReader, essential_pages, read_version_contents
from planner.portal.store.database import Database
from planner.portal.store.issuing import LinkRequest, requested_access
from planner.portal.store.links import PageAccess, issue_link, list_page_access, page_link
from planner.portal.store.outbox import (
    MailKind,
    addressee_key,
    enqueue,
    linked_since,
    told_of,
    unsubscribed_addresses,
)
from planner.portal.store.publishing import Proposal, publish_within
from planner.portal.store.versions import (
    Version,
    list_versions,
    newest_versions,
    preceding_version,
)
from planner.year.time_zones import day_at


class Hindrance(StrEnum):
    """Why no message goes to an addressee."""

    NO_ADDRESS = "no-address"
    BAD_ADDRESS = "bad-address"
    NO_LINK = "no-link"
    """The page has no link: a notice would lead nowhere."""

    UNSUBSCRIBED = "unsubscribed"
    TOLD = "told"
    """The message was sent already, or waits to be."""

    YEAR_OVER = "year-over"


@dataclass(frozen=True)
class Mailing:
    """A message to many, before it is queued.

    Attributes
    ----------
    version
        The version of notices; None for links.
    to
        Those to whom it goes.
    left_out
        The others, and why.
    """

    kind: MailKind
    version: Version | None
    to: tuple[Addressee, ...]
    left_out: tuple[tuple[Addressee, Hindrance], ...]

    @property
    def digest(self) -> str:
        """A digest of what it is and to whom it goes: a page was shown for no other."""
        told = (self.kind, self.version and self.version.id, sorted(map(addressee_key, self.to)))
        return hashlib.sha256(repr(told).encode()).hexdigest()

    def hindered_by(self, why: Hindrance) -> tuple[Addressee, ...]:
        """Return those who are left out for a reason."""
        return tuple(each for each, reason in self.left_out if reason is why)


def notice_mailing(
    connection: Connection, read_contents: ContentsReader, version: Version, today: date
) -> Mailing:
    """Return whom the notices of a version would go to: those whose page changes.

    Apprentices and tutors to whom the school gave no link are not mentioned: their page is shown
    to their company.
    """
    news = version_news(connection, read_contents, version, today)
    essential = essential_pages(connection, read_contents)
    return _of_news(version, _judged_for_notices(connection, version, essential, today), news)


def rehearsed_notices(database: Database, proposal: Proposal, now: datetime) -> Mailing:
    """Return whom the notices of a publication would go to: its transaction is rolled back.

    Raises
    ------
    Unusable
        As for `publish`.
    """
    with database.writing() as connection:
        version = publish_within(connection, proposal, "", now)
        later, today = read_version_contents(connection, version), day_at(now)
        judged = list(_judged_for_notices(connection, version, later.essential_pages, today))
        over = preceding_version(list_versions(connection, version.series), version)
        before = read_version_contents(connection, over) if over else None
        connection.rollback()
    return _of_news(version, judged, page_news(before, later, today))


def _of_news(
    version: Version,
    judged: Iterable[tuple[Addressee, Hindrance | None]],
    news: Mapping[int, PageNews],
) -> Mailing:
    return _mailing(
        MailKind.NOTICE, version, ((who, why) for who, why in judged if who.page in news)
    )


def _judged_for_notices(
    connection: Connection, version: Version, essential: Collection[int], today: date
) -> Iterator[tuple[Addressee, Hindrance | None]]:
    told = told_of(connection, version.id)
    stopped = unsubscribed_addresses(connection)
    linked = {page for page, access in _access(connection).items() if _opens(access, today)}

    def hindrance(each: Addressee) -> Hindrance | None:
        if fault := _address_fault(each):
            return fault
        if each.email.casefold() in stopped:
            return Hindrance.UNSUBSCRIBED
        if addressee_key(each) in told:
            return Hindrance.TOLD
        return None if each.page in linked else Hindrance.NO_LINK

    for each in addressees(connection, version):
        if each.page in linked or each.page in essential:
            yield each, hindrance(each)


def link_mailing(
    connection: Connection, request: LinkRequest, today: date, *, again: bool = False
) -> Mailing:
    """Return whom the links of a request would go to.

    Parameters
    ----------
    again
        Whether a link goes also to those who were sent the one that their page has.

    Raises
    ------
    Unusable
        As for `requested_access`.
    """
    access = {each.company: each for each in requested_access(connection, request)}

    def hindrance(each: Addressee) -> Hindrance | None:
        if fault := _address_fault(each):
            return fault
        found = access[each.page]
        if found.needs_link(today):
            return None if found.year_goes_on(today) else Hindrance.YEAR_OVER
        assert found.link
        sent = linked_since(connection, each.page, found.link.made)
        is_told = each.email.casefold() in sent and not again
        return Hindrance.TOLD if is_told else None

    asked = (each for each in _served(connection) if each.page in access)
    return _mailing(MailKind.LINK, None, ((each, hindrance(each)) for each in asked))


def queue_mailing(
    connection: Connection, mailing: Mailing, who: str, now: datetime, today: date
) -> int:
    """Queue the messages of a mailing; pages that need a link get one. Return how many are new."""
    if mailing.kind is MailKind.LINK:
        asked = {each.page for each in mailing.to}
        for page, access in _access(connection).items():
            if page in asked and access.needs_link(today) and access.year_ends:
                issue_link(connection, access, access.year_ends, who, now)
    version = mailing.version
    number = version.id if version else None
    queued = enqueue(connection, mailing.kind, mailing.to, who, now, number)
    if queued:
        of = f"{version.programme_name} {version.year_label}, {version.revision}" if version else ""
        record_act(connection, OfficeAct.MAIL_QUEUED, who, f"{queued} {of}".strip(), now)
    return queued


def previewed_subject(
    connection: Connection,
    read_contents: ContentsReader,
    mailing: Mailing,
    to: Addressee,
    today: date,
) -> Subject:
    """Return what a message of a mailing would be about; a page without a link would get one."""
    link = page_link(connection, to.page, today)
    until = link.ends if link else _access(connection)[to.page].year_ends
    assert until
    version = mailing.version
    news = version_news(connection, read_contents, version, today) if version else {}
    return Subject(until, version, news.get(to.page))


def _mailing(
    kind: MailKind,
    version: Version | None,
    found: Iterable[tuple[Addressee, Hindrance | None]],
) -> Mailing:
    judged = list(found)
    return Mailing(
        kind,
        version,
        tuple(each for each, why in judged if why is None),
        tuple((each, why) for each, why in judged if why is not None),
    )


def _address_fault(addressee: Addressee) -> Hindrance | None:
    if not addressee.email:
        return Hindrance.NO_ADDRESS
    known = mailbox(addressee.name, addressee.email)
    return None if known else Hindrance.BAD_ADDRESS


def _access(connection: Connection) -> Mapping[int, PageAccess]:
    return {each.company: each for each in list_page_access(connection)}


def _opens(access: PageAccess, today: date) -> bool:
    return access.link is not None and access.link.is_active(today)


def _served(connection: Connection) -> Iterator[Addressee]:
    """Yield the addressees of all versions that are served, each once."""
    found: dict[tuple[int, str], Addressee] = {}
    for version in newest_versions(connection):
        for each in () if version.withdrawn else addressees(connection, version):
            found.setdefault(addressee_key(each), each)
    mailed = {page for page, email in found if email}
    return (each for each in found.values() if each.email or each.page not in mailed)
