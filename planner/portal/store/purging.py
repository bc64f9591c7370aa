"""What is removed from the portal once it is old: visits, versions, people, links."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Connection, Table, or_, select

from planner.portal.store.database import (
    COMPANIES,
    DRAFTS,
    ENROLMENTS,
    FEEDS,
    LINKS,
    PEOPLE,
    SIGN_INS,
    VERSIONS,
    VISITS,
    Database,
)
from planner.portal.store.versions import Series, Version, versions


@dataclass(frozen=True)
class Purged:
    """How much was removed, or would be.

    Attributes
    ----------
    people
        Who stands in no version that is left.
    companies
        Those that have nobody left.
    links
        Those of such companies, and those that ended or were revoked.
    """

    versions: int
    people: int
    companies: int
    links: int
    feeds: int
    visits: int
    drafts: int

    @property
    def is_nothing(self) -> bool:
        return not any(vars(self).values())


def purge(database: Database, before: date) -> Purged:
    """Remove what is older than a day, and every trace of it in the file.

    Raises
    ------
    Unusable
        The database cannot be written to: nothing is removed. Or somebody reads what was there:
        it is removed, but traces are left in the file.
    """
    with database.writing() as connection:
        purged = _remove(connection, before)
    database.forget()
    return purged


def would_purge(database: Database, before: date) -> Purged:
    """Tell what `purge` would remove.

    Raises
    ------
    Unusable
        The database cannot be written to.
    """
    with database.writing() as connection:
        purged = _remove(connection, before)
        connection.rollback()
    return purged


def _remove(connection: Connection, before: date) -> Purged:
    midnight = datetime.combine(before, time()).astimezone()
    gone = list(_outdated(versions(connection), before, midnight))
    unlisted = PEOPLE.c.id.not_in(select(ENROLMENTS.c.person))
    empty = COMPANIES.c.id.not_in(select(PEOPLE.c.company))
    ended = or_(
        LINKS.c.ends < before,
        LINKS.c.revoked < midnight,
        LINKS.c.company.in_(select(COMPANIES.c.id).where(empty)),
    )
    people = select(PEOPLE.c.id).where(unlisted)
    links = select(LINKS.c.id).where(ended)

    def delete(table: Table, *which: ColumnElement[bool]) -> int:
        return connection.execute(table.delete().where(or_(*which))).rowcount

    visits = delete(VISITS, VISITS.c.at < midnight, VISITS.c.version.in_(gone))
    delete(ENROLMENTS, ENROLMENTS.c.version.in_(gone))
    delete(VERSIONS, VERSIONS.c.id.in_(gone))
    visits += delete(VISITS, VISITS.c.person.in_(people))
    feeds = delete(FEEDS, FEEDS.c.person.in_(people))
    left = delete(PEOPLE, unlisted)
    visits += delete(VISITS, VISITS.c.company.in_(select(COMPANIES.c.id).where(empty)))
    feeds += delete(FEEDS, FEEDS.c.link.in_(links))
    delete(SIGN_INS, SIGN_INS.c.link.in_(links), SIGN_INS.c.ends < midnight)
    closed = delete(LINKS, ended)
    drafts = delete(DRAFTS, DRAFTS.c.made < midnight)
    return Purged(len(gone), left, delete(COMPANIES, empty), closed, feeds, visits, drafts)


def _outdated(listed: Iterable[Version], before: date, midnight: datetime) -> Iterator[int]:
    """Find the versions of years that are over, and those that were replaced before a day.

    The newest of a series stays until its year is over, even if it was withdrawn: the next one
    goes on from its number.

    Parameters
    ----------
    listed
        All of them, in each series the newest first.
    midnight
        When that day begins.
    """
    later: dict[Series, Version] = {}
    for version in listed:
        after = later.get(version.series)
        if version.last_day < before or (after and after.published < midnight):
            yield version.id
        later[version.series] = version
