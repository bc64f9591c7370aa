"""What is removed from the portal once it is old: visits, versions, people, links."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, Connection, Table, or_, select

from planner.portal.store.database import Database
from planner.portal.store.tables import (
    COMPANIES_TABLE,
    DRAFTS_TABLE,
    ENROLMENTS_TABLE,
    FEEDS_TABLE,
    LINKS_TABLE,
    PEOPLE_TABLE,
    SIGN_INS_TABLE,
    VERSIONS_TABLE,
    VISITS_TABLE,
)
from planner.portal.store.versions import Series, Version, list_versions


@dataclass(frozen=True)
class PurgeCounts:
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
    def is_empty(self) -> bool:
        return not any(vars(self).values())


def purge(database: Database, before: date) -> PurgeCounts:
    """Remove what is older than a day, and every trace of it in the file.

    Raises
    ------
    Unusable
        The database cannot be written to: nothing is removed. Or somebody reads what was there:
        it is removed, but traces are left in the file.
    """
    with database.writing() as connection:
        purged = _remove(connection, before)
    database.vacuum()
    return purged


def preview_purge(database: Database, before: date) -> PurgeCounts:
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


def _remove(connection: Connection, before: date) -> PurgeCounts:
    midnight = datetime.combine(before, time()).astimezone()
    gone = list(_outdated(list_versions(connection), before, midnight))
    unlisted = PEOPLE_TABLE.c.id.not_in(select(ENROLMENTS_TABLE.c.person))
    empty = COMPANIES_TABLE.c.id.not_in(select(PEOPLE_TABLE.c.company))
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
    delete(ENROLMENTS_TABLE, ENROLMENTS_TABLE.c.version.in_(gone))
    delete(VERSIONS_TABLE, VERSIONS_TABLE.c.id.in_(gone))
    visits += delete(VISITS_TABLE, VISITS_TABLE.c.person.in_(people))
    feeds = delete(FEEDS_TABLE, FEEDS_TABLE.c.person.in_(people))
    left = delete(PEOPLE_TABLE, unlisted)
    visits += delete(
        VISITS_TABLE, VISITS_TABLE.c.company.in_(select(COMPANIES_TABLE.c.id).where(empty))
    )
    feeds += delete(FEEDS_TABLE, FEEDS_TABLE.c.link.in_(links))
    delete(SIGN_INS_TABLE, SIGN_INS_TABLE.c.link.in_(links), SIGN_INS_TABLE.c.ends < midnight)
    closed = delete(LINKS_TABLE, ended)
    drafts = delete(DRAFTS_TABLE, DRAFTS_TABLE.c.made < midnight)
    return PurgeCounts(
        len(gone), left, delete(COMPANIES_TABLE, empty), closed, feeds, visits, drafts
    )


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
