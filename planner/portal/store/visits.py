"""The access log: which company opened, downloaded or polled what, in which version, and when."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Connection, bindparam, func, select

from planner.apprentices.folders import Document
from planner.portal.store.database import Database
from planner.portal.store.links import Feed
from planner.portal.store.tables import (
    COMPANIES_TABLE,
    ENROLMENTS_TABLE,
    FEEDS_TABLE,
    VERSIONS_TABLE,
    VISITS_TABLE,
)
from planner.portal.store.versions import Series, Version

ARCHIVE_DOCUMENT = "zip"
"""The document name recorded for a download of the ZIP archive."""

PRINTABLE_DOCUMENTS = (Document.CALENDAR_PDF, Document.CALENDAR_SHEET, Document.WORKBOOK)
"""Documents that are printed: an outdated copy may be in use on paper."""


class Act(StrEnum):
    """What a company did."""

    OPENED = "opened"
    DOWNLOADED = "downloaded"
    READ_FEED = "read-feed"


@dataclass(frozen=True)
class Visit:
    """One entry of the access log.

    Attributes
    ----------
    person
        The id of the person; None where it concerns all of a company's apprentices.
    document
        The name of the document downloaded; None for a page or a feed.
    """

    id: int
    at: datetime
    company: int
    company_name: str
    act: Act
    series: Series
    revision: int
    person: int | None
    document: str | None


def record_page_opening(
    database: Database, company: int, versions: Iterable[Version], now: datetime
) -> None:
    """Record that a company opened its page, once for each version shown."""
    rows = [
        {"at": now, "company": company, "act": Act.OPENED, "version": version.id}
        for version in versions
    ]
    if rows:
        with database.writing() as connection:
            connection.execute(VISITS_TABLE.insert(), rows)


def record_download(
    database: Database,
    company: int,
    version: Version,
    person: int | None,
    document: str,
    now: datetime,
) -> None:
    """Record a download of a person's document, or of the archive (person is None)."""
    with database.writing() as connection:
        connection.execute(
            VISITS_TABLE.insert().values(
                at=now,
                company=company,
                act=Act.DOWNLOADED,
                version=version.id,
                person=person,
                document=document,
            )
        )


def is_feed_reading_new(connection: Connection, feed: Feed, version: Version, today: date) -> bool:
    """Return whether a poll must be recorded: the first of a day, or of a version."""
    return feed.last_read != today or not _has_read(connection, feed, version)


def record_feed_reading(
    database: Database, feed: Feed, version: Version, now: datetime, today: date
) -> None:
    """Update the day on which a feed was last polled; log the first poll of a version."""
    with database.writing() as connection:
        connection.execute(
            FEEDS_TABLE.update().where(FEEDS_TABLE.c.digest == feed.digest).values(read=today)
        )
        if not _has_read(connection, feed, version):
            connection.execute(
                VISITS_TABLE.insert().values(
                    at=now,
                    company=feed.link.company,
                    act=Act.READ_FEED,
                    version=version.id,
                    person=feed.person,
                )
            )


_READINGS = (  # built once, as every poll of a feed asks it
    select(VISITS_TABLE.c.id)
    .where(
        VISITS_TABLE.c.company == bindparam("company"),
        VISITS_TABLE.c.version == bindparam("version"),
        VISITS_TABLE.c.act == Act.READ_FEED,
        VISITS_TABLE.c.person == bindparam("person"),
    )
    .limit(1)
)


def _has_read(connection: Connection, feed: Feed, version: Version) -> bool:
    """Return whether a feed was polled since a version was published."""
    of = {"company": feed.link.company, "version": version.id, "person": feed.person}
    return connection.scalar(_READINGS, of) is not None


def last_opened_version(
    connection: Connection, company: int, series: Series, than: int
) -> tuple[int, datetime] | None:
    """Return the id of the version, other than `than`, that a company opened last, and when."""
    query = (
        select(VISITS_TABLE.c.version, VISITS_TABLE.c.at)
        .join(VERSIONS_TABLE, VISITS_TABLE.c.version == VERSIONS_TABLE.c.id)
        .where(
            VISITS_TABLE.c.company == company,
            VISITS_TABLE.c.act == Act.OPENED,
            VISITS_TABLE.c.version != than,
            VERSIONS_TABLE.c.programme == series.programme,
            VERSIONS_TABLE.c.start_year == series.start_year,
        )
        .order_by(VISITS_TABLE.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return row and (row.version, row.at)


def last_printed_version(
    connection: Connection, company: int, person: int
) -> tuple[int, datetime] | None:
    """Return the id of the newest version whose printable documents were downloaded, and when."""
    of_person = (VISITS_TABLE.c.person == person) & VISITS_TABLE.c.document.in_(PRINTABLE_DOCUMENTS)
    of_all = VISITS_TABLE.c.person.is_(None) & (VISITS_TABLE.c.document == ARCHIVE_DOCUMENT)
    query = (
        select(VISITS_TABLE.c.version, VISITS_TABLE.c.at)
        .join(VERSIONS_TABLE, VISITS_TABLE.c.version == VERSIONS_TABLE.c.id)
        .join(ENROLMENTS_TABLE, ENROLMENTS_TABLE.c.version == VISITS_TABLE.c.version)
        .where(
            VISITS_TABLE.c.company == company,
            VISITS_TABLE.c.act == Act.DOWNLOADED,
            ENROLMENTS_TABLE.c.person == person,
            of_person | of_all,
        )
        .order_by(VERSIONS_TABLE.c.revision.desc(), VISITS_TABLE.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return row and (row.version, row.at)


def last_openings(connection: Connection) -> Mapping[tuple[int, int], datetime]:
    """Return when each company last opened each version, by ids of company and version."""
    c = VISITS_TABLE.c
    query = (
        select(c.company, c.version, func.max(c.at).label("at"))
        .where(c.act == Act.OPENED)
        .group_by(c.company, c.version)
    )
    return {(row.company, row.version): row.at for row in connection.execute(query)}


def read_journal(
    connection: Connection,
    most: int,
    company: int | None = None,
    before: int | None = None,
    after: int | None = None,
) -> tuple[Visit, ...]:
    """Return a page of the access log, the last entries first (keyset pagination).

    Parameters
    ----------
    most
        The maximum number of entries.
    company
        The id of the only company; None for all.
    before
        Only entries older than the entry of this id.
    after
        Only the oldest entries newer than the entry of this id.
    """
    number = VISITS_TABLE.c.id
    query = (
        select(
            VISITS_TABLE.c.id,
            VISITS_TABLE.c.at,
            VISITS_TABLE.c.company,
            COMPANIES_TABLE.c.name,
            VISITS_TABLE.c.act,
            VERSIONS_TABLE.c.programme,
            VERSIONS_TABLE.c.start_year,
            VERSIONS_TABLE.c.revision,
            VISITS_TABLE.c.person,
            VISITS_TABLE.c.document,
        )
        .join(COMPANIES_TABLE, VISITS_TABLE.c.company == COMPANIES_TABLE.c.id)
        .join(VERSIONS_TABLE, VISITS_TABLE.c.version == VERSIONS_TABLE.c.id)
        .order_by(number.desc() if after is None else number)
        .limit(most)
    )
    if company is not None:
        query = query.where(VISITS_TABLE.c.company == company)
    if before is not None:
        query = query.where(number < before)
    if after is not None:
        query = query.where(number > after)
    found = [
        Visit(
            row.id,
            row.at,
            row.company,
            row.name,
            Act(row.act),
            Series(row.programme, row.start_year),
            row.revision,
            row.person,
            row.document,
        )
        for row in connection.execute(query)
    ]
    return tuple(found if after is None else reversed(found))
