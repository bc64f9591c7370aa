"""Purging: deletion of outdated versions, persons, links, visits and what belongs to them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select

from planner.portal.store.addressees import addressees
from planner.portal.store.database import Database
from planner.portal.store.planned import PlannedState
from planner.portal.store.tables import (
    AUDIT_TABLE,
    COMPANIES_TABLE,
    ENROLMENTS_TABLE,
    FEEDS_TABLE,
    LINKS_TABLE,
    MAIL_KEYS_TABLE,
    OUTBOX_TABLE,
    PEOPLE_TABLE,
    PLANNED_PUBLICATIONS_TABLE,
    SESSIONS_TABLE,
    SUBMISSIONS_TABLE,
    TOKENS_TABLE,
    UNSUBSCRIBED_TABLE,
    VERSIONS_TABLE,
    VISITS_TABLE,
)
from planner.portal.store.versions import Series, Version, list_versions


@dataclass(frozen=True)
class PurgeCounts:
    """How many rows were deleted, or would be.

    Attributes
    ----------
    people
        Persons on pages, whom no remaining version has.
    companies
        Pages without a remaining person, of companies, apprentices and tutors.
    links
        Links of such pages, and those that ended or were revoked.
    audit
        Entries of the audit trail.
    outbox
        Messages, whatever became of them.
    tokens
        Tokens that were revoked.
    planned
        Planned publications: those that are over, and those that nobody confirmed in time.
    unsubscribed
        Addresses that wanted no notices, and that no remaining version has.
    """

    versions: int
    people: int
    companies: int
    links: int
    feeds: int
    visits: int
    submissions: int
    outbox: int = 0
    audit: int = 0
    tokens: int = 0
    planned: int = 0
    unsubscribed: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing is deleted."""
        return not any(vars(self).values())


def purge(database: Database, before: date) -> PurgeCounts:
    """Delete what is older than a day, then vacuum the file so that nothing can be recovered.

    Raises
    ------
    Unusable
        The database cannot be written: nothing is deleted. Or a reader keeps an old snapshot open:
        rows are deleted, but remain in the file.
    """
    with database.writing() as connection:
        purged = _remove(connection, before)
    database.vacuum()
    return purged


def preview_purge(database: Database, before: date) -> PurgeCounts:
    """Return what `purge` would delete: the transaction is rolled back.

    Raises
    ------
    Unusable
        The database cannot be written.
    """
    with database.writing() as connection:
        purged = _remove(connection, before)
        connection.rollback()
    return purged


def _remove(connection: Connection, before: date) -> PurgeCounts:
    midnight = datetime.combine(before, time()).astimezone()
    gone = list(_outdated(list_versions(connection), before, midnight))
    unlisted = PEOPLE_TABLE.c.id.not_in(select(ENROLMENTS_TABLE.c.person))
    empty = COMPANIES_TABLE.c.id.not_in(
        select(PEOPLE_TABLE.c.company).where(PEOPLE_TABLE.c.company.is_not(None))
    )
    ended = or_(
        LINKS_TABLE.c.ends < before,
        LINKS_TABLE.c.revoked < midnight,
        LINKS_TABLE.c.company.in_(select(COMPANIES_TABLE.c.id).where(empty)),
    )
    people = select(PEOPLE_TABLE.c.id).where(unlisted)
    links = select(LINKS_TABLE.c.id).where(ended)

    def delete(table: Table, *which: ColumnElement[bool]) -> int:
        return connection.execute(table.delete().where(or_(*which))).rowcount

    visits = delete(VISITS_TABLE, VISITS_TABLE.c.at < midnight, VISITS_TABLE.c.version.in_(gone))
    outbox = OUTBOX_TABLE.c
    old = or_(outbox.made < midnight, outbox.version.in_(gone))
    delete(MAIL_KEYS_TABLE, MAIL_KEYS_TABLE.c.message.in_(select(outbox.id).where(old)))
    mails = delete(OUTBOX_TABLE, old)
    planned = delete(PLANNED_PUBLICATIONS_TABLE, *_overdue(gone, midnight))
    delete(ENROLMENTS_TABLE, ENROLMENTS_TABLE.c.version.in_(gone))
    delete(VERSIONS_TABLE, VERSIONS_TABLE.c.id.in_(gone))
    visits += delete(VISITS_TABLE, VISITS_TABLE.c.person.in_(people))
    feeds = delete(FEEDS_TABLE, FEEDS_TABLE.c.person.in_(people))
    left = delete(PEOPLE_TABLE, unlisted)
    visits += delete(
        VISITS_TABLE, VISITS_TABLE.c.company.in_(select(COMPANIES_TABLE.c.id).where(empty))
    )
    feeds += delete(FEEDS_TABLE, FEEDS_TABLE.c.link.in_(links))
    delete(SESSIONS_TABLE, SESSIONS_TABLE.c.link.in_(links), SESSIONS_TABLE.c.ends < midnight)
    delete(MAIL_KEYS_TABLE, MAIL_KEYS_TABLE.c.link.in_(links))
    closed = delete(LINKS_TABLE, ended)
    of_nobody = select(COMPANIES_TABLE.c.id).where(empty)
    unread = select(outbox.id).where(outbox.page.in_(of_nobody))
    delete(MAIL_KEYS_TABLE, MAIL_KEYS_TABLE.c.message.in_(unread))
    mails += delete(OUTBOX_TABLE, outbox.page.in_(of_nobody))
    submissions = delete(SUBMISSIONS_TABLE, SUBMISSIONS_TABLE.c.made < midnight)
    audit = delete(AUDIT_TABLE, AUDIT_TABLE.c.at < midnight)
    tokens = delete(TOKENS_TABLE, TOKENS_TABLE.c.revoked < midnight)
    unlisted_addresses = _unlisted_addresses(connection, midnight)
    unsubscribed = delete(UNSUBSCRIBED_TABLE, UNSUBSCRIBED_TABLE.c.email.in_(unlisted_addresses))
    return PurgeCounts(
        len(gone),
        left,
        delete(COMPANIES_TABLE, empty),
        closed,
        feeds,
        visits,
        submissions,
        mails,
        audit,
        tokens,
        planned,
        unsubscribed,
    )


def _overdue(gone: Sequence[int], midnight: datetime) -> Iterator[ColumnElement[bool]]:
    """Yield which planned publications go.

    One that waits keeps a whole list of apprentices: it goes if it was due before the day, or made
    before it and due at no time.
    """
    planned = PLANNED_PUBLICATIONS_TABLE.c
    yield planned.version.in_(gone)
    is_over = or_(planned.state != PlannedState.WAITING, planned.due.is_(None))
    yield and_(planned.made < midnight, or_(is_over, planned.due < midnight))


def _unlisted_addresses(connection: Connection, midnight: datetime) -> Sequence[str]:
    """Return the addresses that unsubscribed before the day, and that no version has any more."""
    unsubscribed = UNSUBSCRIBED_TABLE.c
    asked = select(unsubscribed.email).where(unsubscribed.at < midnight)
    found = set(connection.scalars(asked))
    for version in list_versions(connection) if found else ():
        found -= {each.email.casefold() for each in addressees(connection, version)}
    return sorted(found)


def _outdated(listed: Iterable[Version], before: date, midnight: datetime) -> Iterator[int]:
    """Return the ids of versions whose year is over, or that were replaced before a day.

    The newest version of a series stays until its year is over, even if withdrawn: the next
    revision follows from it.

    Parameters
    ----------
    listed
        All versions, the newest first in each series.
    midnight
        The beginning of that day.
    """
    later: dict[Series, Version] = {}
    for version in listed:
        after = later.get(version.series)
        if version.last_day < before or (after and after.published < midnight):
            yield version.id
        later[version.series] = version
