"""Links: secret URLs by which people authenticate, and those of calendar feeds.

A link of a company, an apprentice or a tutor opens the page until its last day, unless it was
renewed (replaced by another one) or revoked. Feeds of a page move to the link that renews it, so
subscriptions survive; they end with their link.

A link without a page is one of a person at scolarité: it lets one browser sign in (`sessions`).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, or_, select

from planner.files.problems import Unusable, problem
from planner.portal.settings.roles import Role
from planner.portal.store.audit import OfficeAct, record_act
from planner.portal.store.database import Database
from planner.portal.store.recipients import RecipientKind, kind_of_page
from planner.portal.store.secret import derived_secret, new_secret, secret_digest
from planner.portal.store.tables import (
    COMPANIES_TABLE,
    ENROLMENTS_TABLE,
    FEEDS_TABLE,
    LINKS_TABLE,
    MAIL_KEYS_TABLE,
    PEOPLE_TABLE,
)
from planner.portal.store.versions import Series, newest_versions


@dataclass(frozen=True)
class Link:
    """A link, without its secret.

    Attributes
    ----------
    company
        The id of the page; None for a link of scolarité.
    holder
        The name of who has the page, or of the person at scolarité.
    ends
        The last day on which it is active.
    role
        What whoever signs in by it may do at scolarité; None for a link of a page.
    """

    id: int
    company: int | None
    holder: str
    made: datetime
    made_by: str
    ends: date
    renewed: datetime | None
    revoked: datetime | None
    role: Role | None = None

    def is_active(self, today: date) -> bool:
        """Return whether the link opens its pages today."""
        return today <= self.ends and self.revoked is None and self.renewed is None


@dataclass(frozen=True)
class IssuedLink:
    """A new link with its secret, which is not stored."""

    link: Link
    secret: str


@dataclass(frozen=True)
class Feed:
    """A calendar feed of one person.

    Attributes
    ----------
    last_read
        The last day on which it was polled, as recorded.
    """

    digest: str
    link: Link
    person: int
    series: Series
    last_read: date | None


@dataclass(frozen=True)
class PageAccess:
    """A company, apprentice or tutor with a page: the apprentices on it, and its link.

    Attributes
    ----------
    company
        The id of the page.
    apprentices
        How many it has in the versions that are served.
    year_ends
        The last day of the latest of their academic years; None without an apprentice.
    link
        The link issued last, if any.
    kind
        Whose page it is.
    """

    company: int
    name: str
    apprentices: int
    year_ends: date | None
    link: Link | None
    kind: RecipientKind

    def year_goes_on(self, today: date) -> bool:
        """Return whether an academic year of its apprentices is not over."""
        return self.year_ends is not None and self.year_ends >= today

    def ends_early(self, today: date) -> bool:
        """Return whether its link is active, and ends before the year of its apprentices."""
        link = self.link
        return bool(
            link and self.year_ends and link.is_active(today) and link.ends < self.year_ends
        )

    def needs_link(self, today: date) -> bool:
        """Return whether it has apprentices and no active link."""
        return self.apprentices > 0 and not (self.link and self.link.is_active(today))


def issue_link(
    connection: Connection,
    holder: PageAccess | str,
    ends: date,
    who: str,
    now: datetime,
    role: Role = Role.PUBLISHER,
) -> IssuedLink:
    """Issue a link for who has a page, or for a person at scolarité.

    Other links of the page are renewed by it: they become inactive, and the feeds of those that
    were not revoked move to the new link.

    Parameters
    ----------
    role
        What a person at scolarité may do; it is nothing to who has a page.
    """
    secret = new_secret()
    company, name = (
        (holder.company, holder.name) if isinstance(holder, PageAccess) else (None, holder)
    )
    connection.execute(
        LINKS_TABLE.insert().values(
            company=company,
            holder=name,
            digest=secret_digest(secret),
            made=now,
            made_by=who,
            ends=ends,
            role=role if company is None else None,
        )
    )
    made = _link_where(connection, LINKS_TABLE.c.digest == secret_digest(secret))
    assert made
    if company is not None:
        _renew(connection, company, made)
    record_act(connection, OfficeAct.LINK_MADE, who, name, now)
    return IssuedLink(made, secret)


def _renew(connection: Connection, company: int, by: Link) -> None:
    """Mark the other links of a page as renewed, and move their feeds."""
    others = and_(LINKS_TABLE.c.company == company, LINKS_TABLE.c.id != by.id)
    connection.execute(
        LINKS_TABLE.update().where(others, LINKS_TABLE.c.renewed.is_(None)).values(renewed=by.made)
    )
    open_ones = select(LINKS_TABLE.c.id).where(others, LINKS_TABLE.c.revoked.is_(None))
    connection.execute(
        FEEDS_TABLE.update().where(FEEDS_TABLE.c.link.in_(open_ones)).values(link=by.id)
    )


def prolong_link(connection: Connection, access: PageAccess, who: str, now: datetime) -> None:
    """Extend the link of a page to the end of the year of its apprentices."""
    assert access.link
    which = LINKS_TABLE.c.id == access.link.id
    connection.execute(LINKS_TABLE.update().where(which).values(ends=access.year_ends))
    record_act(connection, OfficeAct.LINK_PROLONGED, who, access.name, now)


def revoke_link(connection: Connection, number: int, now: datetime, who: str = "–") -> Link:
    """Revoke a link with its feeds, and the links that it renewed.

    Parameters
    ----------
    who
        The name of the person who revokes it.

    Raises
    ------
    Unusable
        There is no such link.
    """
    link = read_link(connection, number)
    which = LINKS_TABLE.c.id == number
    if link.company is not None:
        which = and_(LINKS_TABLE.c.company == link.company, LINKS_TABLE.c.id <= number)
    connection.execute(
        LINKS_TABLE.update().where(which, LINKS_TABLE.c.revoked.is_(None)).values(revoked=now)
    )
    record_act(connection, OfficeAct.LINK_REVOKED, who, link.holder, now)
    return read_link(connection, number)


def page_link_of_secret(connection: Connection, secret: str, today: date) -> Link | None:
    """Return the active link of a page by its secret, or one of a message; None without one."""
    digest = secret_digest(secret)
    mailed = select(MAIL_KEYS_TABLE.c.link).where(MAIL_KEYS_TABLE.c.digest == digest)
    is_own = or_(LINKS_TABLE.c.digest == digest, LINKS_TABLE.c.id.in_(mailed))
    found = _link_where(connection, is_own)
    return found if found and found.company is not None and found.is_active(today) else None


def page_link(connection: Connection, company: int, today: date) -> Link | None:
    """Return the active link of a page; None if there is none."""
    latest = select(func.max(LINKS_TABLE.c.id)).where(LINKS_TABLE.c.company == company)
    found = _link_where(connection, LINKS_TABLE.c.id == latest.scalar_subquery())
    return found if found and found.is_active(today) else None


def read_link(connection: Connection, number: int) -> Link:
    """Return a link by its id.

    Raises
    ------
    Unusable
        There is no such link.
    """
    found = _link_where(connection, LINKS_TABLE.c.id == number)
    if found is None:
        raise Unusable([problem("portal.no-link")])
    return found


def link_of_secret(connection: Connection, secret: str) -> Link | None:
    """Return a link by its secret, whatever became of it."""
    return _link_where(connection, LINKS_TABLE.c.digest == secret_digest(secret))


def list_links(connection: Connection, *, office: bool) -> tuple[Link, ...]:
    """List all links of scolarité, or of pages, the newest first."""
    is_office = LINKS_TABLE.c.company.is_(None)
    query = _LINKED.where(is_office if office else ~is_office)
    rows = connection.execute(query.order_by(LINKS_TABLE.c.id.desc()))
    return tuple(_link(row._asdict()) for row in rows)


def holder_names(connection: Connection) -> Mapping[int, str]:
    """Return the names of all who have had a link to a page, by its id, in alphabetical order."""
    linked = select(LINKS_TABLE.c.company).where(LINKS_TABLE.c.company.is_not(None))
    c = COMPANIES_TABLE.c
    query = select(c.id, c.name).where(c.id.in_(linked)).order_by(c.name)
    return {row.id: row.name for row in connection.execute(query)}


def list_page_access(connection: Connection) -> tuple[PageAccess, ...]:
    """List all who have a page by kind in alphabetical order, with their apprentices and links."""
    served = [version for version in newest_versions(connection) if not version.withdrawn]
    last_days = {version.id: version.last_day for version in served}
    query = (
        select(PEOPLE_TABLE.c.company, ENROLMENTS_TABLE.c.version, func.count())
        .join(PEOPLE_TABLE, ENROLMENTS_TABLE.c.person == PEOPLE_TABLE.c.id)
        .where(ENROLMENTS_TABLE.c.version.in_(last_days))
        .group_by(PEOPLE_TABLE.c.company, ENROLMENTS_TABLE.c.version)
    )
    counts: dict[int, int] = {}
    ends: dict[int, date] = {}
    for company, version, count in connection.execute(query):
        counts[company] = counts.get(company, 0) + count
        ends[company] = max(ends.get(company, date.min), last_days[version])
    newest: dict[int | None, Link] = {}
    for link in list_links(connection, office=False):
        newest.setdefault(link.company, link)
    named = connection.execute(COMPANIES_TABLE.select().order_by(COMPANIES_TABLE.c.key))
    kinds = list(RecipientKind)
    listed = (
        PageAccess(
            row.id,
            row.name,
            counts.get(row.id, 0),
            ends.get(row.id),
            newest.get(row.id),
            kind_of_page(row.key),
        )
        for row in named
    )
    return tuple(sorted(listed, key=lambda each: kinds.index(each.kind)))


# --- Feeds --------------------------------------------------------------------------------------


def feed_secret(secret: str, person: int) -> str:
    """Derive the secret of a person's feed from that of the link."""
    return derived_secret(secret, f"feed {person}")


def register_feeds(
    database: Database, link: Link, secret: str, people: Iterable[int], now: datetime
) -> Mapping[int, str]:
    """Derive the feed secrets of persons, and insert the digests of those that are new. Idempotent.

    Raises
    ------
    Unusable
        Some are new, and the database cannot be written.
    """
    secrets = {person: feed_secret(secret, person) for person in people}
    digests = {secret_digest(each): person for person, each in secrets.items()}
    with database.reading() as connection:
        query = select(FEEDS_TABLE.c.digest).where(FEEDS_TABLE.c.digest.in_(digests))
        known = set(connection.scalars(query))
    if missing := [each for each in digests if each not in known]:
        with database.writing() as connection:
            known = set(connection.scalars(query))  # another request may have kept them meanwhile
            new = [
                {"digest": each, "link": link.id, "person": digests[each], "made": now}
                for each in missing
                if each not in known
            ]
            if new:
                connection.execute(FEEDS_TABLE.insert(), new)
    return secrets


def active_feed(connection: Connection, secret: str, today: date) -> Feed | None:
    """Return the active feed of a secret; None if there is none."""
    row = connection.execute(_FED, {"digest": secret_digest(secret)}).one_or_none()
    if row is None:
        return None
    values = row._asdict()
    person, read = values.pop("person"), values.pop("read")
    series = Series(values.pop("programme"), values.pop("start_year"))
    link = _link(values)
    return (
        Feed(secret_digest(secret), link, person, series, read) if link.is_active(today) else None
    )


# --- Rows ----------------------------------------------------------------------------------------

_COLUMNS = [column for column in LINKS_TABLE.c if column.name != "digest"]
_LINKED = select(*_COLUMNS)
_FED = (
    select(
        FEEDS_TABLE.c.person,
        FEEDS_TABLE.c.read,
        PEOPLE_TABLE.c.programme,
        PEOPLE_TABLE.c.start_year,
        *_COLUMNS,
    )
    .join(LINKS_TABLE, FEEDS_TABLE.c.link == LINKS_TABLE.c.id)
    .join(PEOPLE_TABLE, FEEDS_TABLE.c.person == PEOPLE_TABLE.c.id)
    .where(FEEDS_TABLE.c.digest == bindparam("digest"))
)


def _link_where(connection: Connection, which: ColumnElement[bool]) -> Link | None:
    row = connection.execute(_LINKED.where(which)).one_or_none()
    return None if row is None else _link(row._asdict())


def _link(values: Mapping[str, Any]) -> Link:
    role = values["role"]
    return Link(**{**values, "role": role and Role(role)})
