"""Tokens: secrets with which programs of a school read plannings; stored as digests only."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Row, select

from planner.files.problems import MOST_LABEL, Unusable, is_label, problem
from planner.portal.store.audit import OfficeAct, record_act
from planner.portal.store.database import Database
from planner.portal.store.secret import new_secret, secret_digest
from planner.portal.store.tables import TOKENS_TABLE
from planner.portal.store.versions import newest_versions

_LISTED = [column for column in TOKENS_TABLE.c if column.name != "digest"]


@dataclass(frozen=True)
class TokenScope:
    """What may be read with a token.

    Attributes
    ----------
    programme
        The id of a programme; None for all.
    with_persons
        Whether apprentices are told by name, with their days.
    """

    programme: str | None
    with_persons: bool

    def admits(self, programme: str) -> bool:
        """Return whether plannings of a programme may be read."""
        return self.programme in (None, programme)


@dataclass(frozen=True)
class Token:
    """A token, without its secret.

    Attributes
    ----------
    name
        What reads with it, as who made it calls it.
    used
        The last day on which something was read with it.
    """

    id: int
    name: str
    scope: TokenScope
    made: datetime
    made_by: str
    used: date | None
    revoked: datetime | None


@dataclass(frozen=True)
class IssuedToken:
    """A new token with its secret, which is not stored."""

    token: Token
    secret: str


def issue_token(
    connection: Connection, name: str, scope: TokenScope, who: str, now: datetime
) -> IssuedToken:
    """Issue a token.

    Raises
    ------
    Unusable
        The name is none, or that of an active token; or the portal has no planning of this
        programme.
    """
    if not (name and is_label(name)):
        raise Unusable([problem("tokens.no-name", most=MOST_LABEL)])
    if any(each.name == name for each in active_tokens(connection)):
        raise Unusable([problem("tokens.name-taken", name=name)])
    known = sorted({each.series.programme for each in newest_versions(connection)})
    if scope.programme is not None and scope.programme not in known:
        raise Unusable(
            [problem("tokens.no-programme", found=scope.programme, known=", ".join(known))]
        )
    secret = new_secret()
    connection.execute(
        TOKENS_TABLE.insert().values(
            digest=secret_digest(secret), name=name, made=now, made_by=who, **vars(scope)
        )
    )
    record_act(connection, OfficeAct.TOKEN_MADE, who, name, now)
    issued = find_token(connection, secret)
    assert issued
    return IssuedToken(issued, secret)


def active_tokens(connection: Connection) -> tuple[Token, ...]:
    """List the tokens that were not revoked, the newest first."""
    query = select(*_LISTED).where(TOKENS_TABLE.c.revoked.is_(None))
    return tuple(map(_token, connection.execute(query.order_by(TOKENS_TABLE.c.id.desc()))))


def find_token(connection: Connection, secret: str) -> Token | None:
    """Return the active token of a secret; None if there is none."""
    which = TOKENS_TABLE.c.digest == secret_digest(secret), TOKENS_TABLE.c.revoked.is_(None)
    row = connection.execute(select(*_LISTED).where(*which)).one_or_none()
    return None if row is None else _token(row)


def revoke_token(connection: Connection, number: int, now: datetime, who: str = "–") -> Token:
    """Revoke a token.

    Parameters
    ----------
    who
        The name of the person who revokes it.

    Raises
    ------
    Unusable
        There is no such active token.
    """
    found = next((each for each in active_tokens(connection) if each.id == number), None)
    if found is None:
        raise Unusable([problem("tokens.none")])
    which = TOKENS_TABLE.c.id == number
    connection.execute(TOKENS_TABLE.update().where(which).values(revoked=now))
    record_act(connection, OfficeAct.TOKEN_REVOKED, who, found.name, now)
    return found


def revoke_token_of(connection: Connection, name: str, who: str, now: datetime) -> Token:
    """Revoke the active token of a name.

    Raises
    ------
    Unusable
        There is no active token of this name.
    """
    found = next((each for each in active_tokens(connection) if each.name == name), None)
    if found is None:
        raise Unusable([problem("tokens.none-of", name=name)])
    return revoke_token(connection, found.id, now, who)


def note_use(database: Database, token: Token, today: date) -> None:
    """Record that something was read with a token: the first time of a day.

    Raises
    ------
    Unusable
        The database cannot be written.
    """
    if token.used != today:
        with database.writing() as connection:
            which = TOKENS_TABLE.c.id == token.id
            connection.execute(TOKENS_TABLE.update().where(which).values(used=today))


def _token(row: Row[tuple[object, ...]]) -> Token:
    values = row._asdict()
    scope = TokenScope(values.pop("programme"), values.pop("with_persons"))
    return Token(scope=scope, **values)
