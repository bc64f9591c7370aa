"""Links: the secret addresses by which companies and scolarité come in, and those of feeds.

A link of a company opens its page, one without a company opens the pages of scolarité. It opens
until its last day, unless it is renewed (another one takes its place) or revoked. The feeds that
were shown on a company's page go over to the link that renews it, so that nobody has to subscribe
anew; they end with the link they are under.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Row, and_, bindparam, func, select

from planner.files.problems import Unusable, problem
from planner.portal.store.database import Database
from planner.portal.store.secret import derived_secret, new_secret, secret_digest
from planner.portal.store.tables import (
    COMPANIES_TABLE,
    ENROLMENTS_TABLE,
    FEEDS_TABLE,
    LINKS_TABLE,
    PEOPLE_TABLE,
    SIGN_INS_TABLE,
)
from planner.portal.store.versions import Series, newest_versions

SESSION_LIFETIME = timedelta(hours=12)
"""So long scolarité stays signed in."""


@dataclass(frozen=True)
class Link:
    """A link, without its secret.

    Attributes
    ----------
    company
        The number of the company; None for one of scolarité's.
    holder
        Who at scolarité was given it; the name of the company for a company's.
    ends
        The last day on which it opens.
    """

    id: int
    company: int | None
    holder: str
    made: datetime
    made_by: str
    ends: date
    renewed: datetime | None
    revoked: datetime | None

    def is_active(self, today: date) -> bool:
        return today <= self.ends and self.revoked is None and self.renewed is None


@dataclass(frozen=True)
class IssuedLink:
    """A link that was just made; its secret is known now and never again."""

    link: Link
    secret: str


@dataclass(frozen=True)
class Feed:
    """A feed that somebody subscribed to.

    Attributes
    ----------
    read
        The last day on which it was read, as far as it is noted.
    """

    digest: str
    link: Link
    person: int
    series: Series
    last_read: date | None


@dataclass(frozen=True)
class CompanyAccess:
    """A company, and what it has.

    Attributes
    ----------
    apprentices
        How many it has in the versions that are served.
    ends
        The last day of the latest of these years; None without an apprentice.
    link
        The one made last; None where none was.
    """

    company: int
    name: str
    apprentices: int
    year_ends: date | None
    link: Link | None

    def year_goes_on(self, today: date) -> bool:
        """Tell whether a year of its apprentices goes on, or is to come."""
        return self.year_ends is not None and self.year_ends >= today

    def needs_link(self, today: date) -> bool:
        """Tell whether it has apprentices and no link that opens."""
        return self.apprentices > 0 and not (self.link and self.link.is_active(today))


def issue_link(
    connection: Connection, holder: CompanyAccess | str, ends: date, who: str, now: datetime
) -> IssuedLink:
    """Make a link for a company, or for somebody at scolarité.

    A link that the company has is thereby renewed: it opens the page no more, and its feeds go
    over to the new one, unless it was revoked.
    """
    secret = new_secret()
    company, name = (
        (holder.company, holder.name) if isinstance(holder, CompanyAccess) else (None, holder)
    )
    connection.execute(
        LINKS_TABLE.insert().values(
            company=company,
            holder=name,
            digest=secret_digest(secret),
            made=now,
            made_by=who,
            ends=ends,
        )
    )
    made = _link_where(connection, LINKS_TABLE.c.digest == secret_digest(secret))
    assert made
    if company is not None:
        _renew(connection, company, made)
    return IssuedLink(made, secret)


def _renew(connection: Connection, company: int, by: Link) -> None:
    """Put a link in the place of the others of its company."""
    others = and_(LINKS_TABLE.c.company == company, LINKS_TABLE.c.id != by.id)
    connection.execute(
        LINKS_TABLE.update().where(others, LINKS_TABLE.c.renewed.is_(None)).values(renewed=by.made)
    )
    open_ones = select(LINKS_TABLE.c.id).where(others, LINKS_TABLE.c.revoked.is_(None))
    connection.execute(
        FEEDS_TABLE.update().where(FEEDS_TABLE.c.link.in_(open_ones)).values(link=by.id)
    )


def revoke_link(connection: Connection, number: int, now: datetime) -> Link:
    """End a link at once with its feeds, and those that it took the place of.

    Raises
    ------
    Unusable
        There is no such link.
    """
    link = _link_where(connection, LINKS_TABLE.c.id == number)
    if link is None:
        raise Unusable([problem("portal.no-link")])
    which = LINKS_TABLE.c.id == number
    if link.company is not None:
        which = and_(LINKS_TABLE.c.company == link.company, LINKS_TABLE.c.id <= number)
    connection.execute(
        LINKS_TABLE.update().where(which, LINKS_TABLE.c.revoked.is_(None)).values(revoked=now)
    )
    found = _link_where(connection, LINKS_TABLE.c.id == number)
    assert found
    return found


def active_link(connection: Connection, secret: str, today: date, *, office: bool) -> Link | None:
    """Give the link that a secret opens now; None for any other text."""
    found = _link_where(connection, LINKS_TABLE.c.digest == secret_digest(secret))
    if found is None or not found.is_active(today) or (found.company is None) != office:
        return None
    return found


def list_links(connection: Connection, *, office: bool) -> tuple[Link, ...]:
    """List all links of scolarité, or of companies, the newest first."""
    is_office = LINKS_TABLE.c.company.is_(None)
    query = _LINKED.where(is_office if office else ~is_office)
    rows = connection.execute(query.order_by(LINKS_TABLE.c.id.desc()))
    return tuple(_link(row) for row in rows)


def list_company_access(connection: Connection) -> tuple[CompanyAccess, ...]:
    """List all companies, in alphabetical order, with what they have."""
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
    return tuple(
        CompanyAccess(row.id, row.name, counts.get(row.id, 0), ends.get(row.id), newest.get(row.id))
        for row in named
    )


# --- Feeds --------------------------------------------------------------------------------------


def feed_secret(secret: str, person: int) -> str:
    """Give the secret of the feed of a person, as the page that a link opens shows it."""
    return derived_secret(secret, f"feed {person}")


def register_feeds(
    database: Database, link: Link, secret: str, people: Iterable[int], now: datetime
) -> Mapping[int, str]:
    """Give the secrets of the feeds of some people; from now on they can be subscribed to.

    Raises
    ------
    Unusable
        They are not known yet, and the database cannot be written to.
    """
    secrets = {person: feed_secret(secret, person) for person in people}
    digests = {secret_digest(each): person for person, each in secrets.items()}
    with database.reading() as connection:
        query = select(FEEDS_TABLE.c.digest).where(FEEDS_TABLE.c.link == link.id)
        known = set(connection.scalars(query))
    if missing := [each for each in digests if each not in known]:
        with database.writing() as connection:
            connection.execute(
                FEEDS_TABLE.insert().prefix_with("OR IGNORE"),
                [
                    {"digest": each, "link": link.id, "person": digests[each], "made": now}
                    for each in missing
                ],
            )
    return secrets


def active_feed(connection: Connection, secret: str, today: date) -> Feed | None:
    """Give the feed that a secret stands for; None for any other text, or one that has ended."""
    row = connection.execute(_FED, {"digest": secret_digest(secret)}).one_or_none()
    if row is None:
        return None
    values = row._asdict()
    person, read = values.pop("person"), values.pop("read")
    series = Series(values.pop("programme"), values.pop("start_year"))
    link = Link(**values)
    return (
        Feed(secret_digest(secret), link, person, series, read) if link.is_active(today) else None
    )


# --- Scolarité signed in ------------------------------------------------------------------------


def start_session(connection: Connection, link: Link, now: datetime) -> str:
    """Give the secret by which a browser is known for some hours after it opened a link."""
    secret = new_secret()
    connection.execute(SIGN_INS_TABLE.delete().where(SIGN_INS_TABLE.c.ends < now))
    connection.execute(
        SIGN_INS_TABLE.insert().values(
            digest=secret_digest(secret), link=link.id, made=now, ends=now + SESSION_LIFETIME
        )
    )
    return secret


def end_session(connection: Connection, secret: str) -> None:
    """Forget such a secret."""
    connection.execute(
        SIGN_INS_TABLE.delete().where(SIGN_INS_TABLE.c.digest == secret_digest(secret))
    )


def session_link(connection: Connection, secret: str, now: datetime, today: date) -> Link | None:
    """Give the link by which a browser came in, if it still opens; None for any other text."""
    row = connection.execute(
        select(SIGN_INS_TABLE.c.link, SIGN_INS_TABLE.c.ends).where(
            SIGN_INS_TABLE.c.digest == secret_digest(secret)
        )
    ).one_or_none()
    link = _link_where(connection, LINKS_TABLE.c.id == (row.link if row else None))
    if row is None or link is None or row.ends < now or not link.is_active(today):
        return None
    return link


# --- Reading rows -------------------------------------------------------------------------------

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
    return None if row is None else _link(row)


def _link(row: Row[tuple[object, ...]]) -> Link:
    return Link(**row._asdict())
