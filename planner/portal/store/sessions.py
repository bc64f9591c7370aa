"""Sessions of scolarité: who is signed in, by a link or by an account of the school.

A link lets one browser sign in, once and within days; that browser then stays signed in while it is
used, until the last day of the link at most. To end its session is to revoke the link. An account
of the school signs in by the school's own service as often as its person likes; its session ends
at a set time.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Row, select

from planner.portal.store.audit import OfficeAct, record_act
from planner.portal.store.database import Database
from planner.portal.store.links import Link, link_of_secret, list_links, read_link, revoke_link
from planner.portal.store.secret import new_secret, secret_digest
from planner.portal.store.tables import SESSIONS_TABLE

SIGN_IN_LIFETIME = timedelta(days=3)
"""How long a link of scolarité waits for the browser that signs in by it."""

SESSION_LIFETIME = timedelta(days=30)
"""How long scolarité stays signed in by a link without coming back."""

_NOTED_AFTER = timedelta(days=1)
"""How much later a session is used again for this to be recorded."""


@dataclass(frozen=True)
class Account:
    """A person as the service by which the school signs in tells.

    Attributes
    ----------
    id
        What the service knows the person by: an e-mail address, a login.
    name
        How the person is called.
    groups
        The groups in which the service has the person.
    """

    id: str
    name: str
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Session:
    """A session of scolarité.

    Attributes
    ----------
    by
        By what it was started.
    made
        When it was started.
    ends
        When it ends; one of a link lasts longer if it is used before.
    """

    id: int
    by: Link | Account
    made: datetime
    ends: datetime

    @property
    def link(self) -> Link | None:
        """The link by which it was started, if any."""
        return self.by if isinstance(self.by, Link) else None

    @property
    def holder(self) -> str:
        """The name of the person."""
        return self.by.holder if isinstance(self.by, Link) else self.by.name

    def is_of(self, other: "Session") -> bool:
        """Return whether it is of the same link or account as another one."""
        if isinstance(self.by, Account) and isinstance(other.by, Account):
            return self.by.id == other.by.id
        return self.id == other.id

    def is_active(self, now: datetime, today: date) -> bool:
        """Return whether its person is signed in."""
        return now <= self.ends and (self.link is None or self.link.is_active(today))


@dataclass(frozen=True)
class OfficeAccess:
    """A link of a person at scolarité by which somebody is, or may still be, signed in.

    Attributes
    ----------
    is_used
        Whether a browser has signed in by it; else it waits for one until `waits_until`.
    """

    link: Link
    is_used: bool

    @property
    def waits_until(self) -> datetime:
        """The moment from which nobody can sign in by the link any more."""
        return self.link.made + SIGN_IN_LIFETIME


def unused_link(connection: Connection, secret: str, now: datetime, today: date) -> Link | None:
    """Return the link of scolarité by which a browser may sign in; None if it was used or ended."""
    link = link_of_secret(connection, secret)
    if link is None or link.company is not None or not link.is_active(today):
        return None
    access = OfficeAccess(link, is_used=link.id in _ends_by_link(connection))
    return None if access.is_used or now >= access.waits_until else link


def list_office_access(
    connection: Connection, now: datetime, today: date
) -> tuple[OfficeAccess, ...]:
    """List the links by which somebody is, or may be, signed in at scolarité, the newest first."""
    ends = _ends_by_link(connection)
    known = (
        OfficeAccess(link, is_used=link.id in ends)
        for link in list_links(connection, office=True)
        if link.is_active(today)
    )
    return tuple(each for each in known if now < ends.get(each.link.id, each.waits_until))


def _ends_by_link(connection: Connection) -> Mapping[int, datetime]:
    """Return when the sessions of links end, by the id of the link."""
    rows = connection.execute(select(SESSIONS_TABLE.c.link, SESSIONS_TABLE.c.ends))
    return {row.link: row.ends for row in rows if row.link is not None}


def start_session(connection: Connection, link: Link, now: datetime) -> str:
    """Insert a session of a link and return its secret; expired sessions are deleted.

    A session lasts longer than its link waits for one: that link cannot be used again.
    """
    record_act(connection, OfficeAct.SIGNED_IN, link.holder, "", now)
    return _insert(connection, now, now + SESSION_LIFETIME, link=link.id)


def start_account_session(
    connection: Connection, account: Account, now: datetime, ends: datetime
) -> str:
    """Insert a session of an account and return its secret; expired sessions are deleted."""
    record_act(connection, OfficeAct.SIGNED_IN, account.name, account.id, now)
    groups = json.dumps(account.groups, ensure_ascii=False)
    return _insert(connection, now, ends, account=account.id, name=account.name, groups=groups)


def _insert(connection: Connection, now: datetime, ends: datetime, **of: int | str) -> str:
    secret = new_secret()
    connection.execute(SESSIONS_TABLE.delete().where(SESSIONS_TABLE.c.ends < now))
    connection.execute(
        SESSIONS_TABLE.insert().values(digest=secret_digest(secret), made=now, ends=ends, **of)
    )
    return secret


def extend_session(database: Database, session: Session, now: datetime) -> None:
    """Record that a session of a link is used, once a day: it lasts from then on.

    Raises
    ------
    Unusable
        The database cannot be written.
    """
    ends = now + SESSION_LIFETIME
    if session.link and ends - session.ends >= _NOTED_AFTER:
        own = SESSIONS_TABLE.c.id == session.id
        with database.writing() as connection:
            connection.execute(SESSIONS_TABLE.update().where(own).values(ends=ends))


def end_session(connection: Connection, session: Session, who: str, now: datetime) -> None:
    """End a session in somebody's name; its link, if it has one, is revoked."""
    record_act(connection, OfficeAct.SESSION_ENDED, who, session.holder, now)
    connection.execute(SESSIONS_TABLE.delete().where(SESSIONS_TABLE.c.id == session.id))
    if session.link:
        revoke_link(connection, session.link.id, now, who)


def active_session(
    connection: Connection, secret: str, now: datetime, today: date
) -> Session | None:
    """Return the session of a secret; None if there is none, or it ended."""
    own = SESSIONS_TABLE.c.digest == secret_digest(secret)
    row = connection.execute(SESSIONS_TABLE.select().where(own)).one_or_none()
    found = row and _session(connection, row)
    return found if found and found.is_active(now, today) else None


def list_sessions(connection: Connection, now: datetime, today: date) -> tuple[Session, ...]:
    """List the sessions of those who are signed in, the newest first."""
    rows = connection.execute(SESSIONS_TABLE.select().order_by(SESSIONS_TABLE.c.id.desc())).all()
    known = (_session(connection, row) for row in rows)
    return tuple(each for each in known if each.is_active(now, today))


def _session(connection: Connection, row: Row[tuple[object, ...]]) -> Session:
    link = None if row.link is None else read_link(connection, row.link)
    by = link or Account(row.account, row.name, tuple(json.loads(row.groups)))
    return Session(row.id, by, row.made, row.ends)
