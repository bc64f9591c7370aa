"""The tables of the portal, and the column types for dates and timestamps."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any, TypeVar

from sqlalchemy import (
    Boolean,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)

from planner.files.problems import Unusable, problem

_Parsed = TypeVar("_Parsed")


class UtcTimestamp(TypeDecorator[datetime]):
    """A timestamp stored as ISO 8601 text in UTC, to the second: text order is time order."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else value.astimezone(UTC).isoformat(timespec="seconds")

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else _read(datetime.fromisoformat, value)


class IsoDate(TypeDecorator[date]):
    """A date stored as ISO 8601 text in a VARCHAR column.

    `sqlalchemy.Date` stores the same text, but in a DATE column, whose affinity in SQLite is
    numeric, and raises ValueError for a damaged value.
    """

    impl = String
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return None if value is None else _read(date.fromisoformat, value)


def _read(read: Callable[[str], _Parsed], value: Any) -> _Parsed:
    """Parse a stored value; raise Unusable if the database holds something else."""
    try:
        return read(value)
    except (TypeError, ValueError):
        raise Unusable([problem("portal.damaged-entry")]) from None


METADATA = MetaData()
"""All tables.

AUTOINCREMENT keeps ids from being reused after a purge: feed secrets are derived from the ids of
persons, and URLs contain ids.
"""


SETTINGS_TABLE = Table(
    "settings",
    METADATA,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
"""Key-value settings of the portal."""


VERSIONS_TABLE = Table(
    "versions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("programme", String, nullable=False),
    Column("programme_name", String, nullable=False),
    Column("start_year", Integer, nullable=False),
    Column("year_label", String, nullable=False),
    Column("last_day", IsoDate, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("label", String),
    Column("issued", IsoDate),
    Column("published", UtcTimestamp, nullable=False),
    Column("published_by", String, nullable=False),
    Column("repeats", Integer),
    Column("withdrawn", UtcTimestamp),
    Column("withdrawn_by", String),
    Column("sha256", String, nullable=False),
    Column("planning", LargeBinary, nullable=False),
    UniqueConstraint("programme", "start_year", "revision"),
    sqlite_autoincrement=True,
)
"""Published versions; `planning` is the planning.json compressed by zlib."""


COMPANIES_TABLE = Table(
    "companies",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    sqlite_autoincrement=True,
)
"""Who has a page: companies, and apprentices whose whole year no company sees; `name` is the latest
spelling, `key` the folded name of a company, or of an apprentice the lines of `own_key`.
"""


PEOPLE_TABLE = Table(
    "people",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("programme", String, nullable=False),
    Column("start_year", Integer, nullable=False),
    Column("identity", String, nullable=False),
    Column("company", ForeignKey("companies.id"), index=True),
    UniqueConstraint("programme", "start_year", "identity"),
    sqlite_autoincrement=True,
)
"""Apprentices of a series on the page of a company, or on their own; `identity` is the folded name,
company and cohort.
"""


ENROLMENTS_TABLE = Table(
    "enrolments",
    METADATA,
    Column("version", ForeignKey("versions.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("apprentice", String, nullable=False),
)
"""The roster of each version: a row for each page of a person; `apprentice` is the whole person in
JSON.
"""


LINKS_TABLE = Table(
    "links",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("company", ForeignKey("companies.id"), index=True),
    Column("holder", String, nullable=False),
    Column("digest", String, nullable=False, unique=True),
    Column("made", UtcTimestamp, nullable=False),
    Column("made_by", String, nullable=False),
    Column("ends", IsoDate, nullable=False),
    Column("renewed", UtcTimestamp),
    Column("revoked", UtcTimestamp),
    Column("role", String),
    sqlite_autoincrement=True,
)
"""Links, by the SHA-256 digest of their secret; one of scolarité has a role."""


FEEDS_TABLE = Table(
    "feeds",
    METADATA,
    Column("digest", String, primary_key=True),
    Column("link", ForeignKey("links.id"), nullable=False, index=True),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("made", UtcTimestamp, nullable=False),
    Column("read", IsoDate),
)
"""Calendar feeds, by the SHA-256 digest of their secret."""


SESSIONS_TABLE = Table(
    "sessions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("digest", String, nullable=False, unique=True),
    Column("link", ForeignKey("links.id"), index=True),
    Column("account", String),
    Column("name", String),
    Column("groups", String),
    Column("made", UtcTimestamp, nullable=False),
    Column("ends", UtcTimestamp, nullable=False),
    sqlite_autoincrement=True,
)
"""Sessions of scolarité, by the SHA-256 digest of their secret: of a link, or of an account of the
school with its name and, in JSON, its groups.
"""


AUDIT_TABLE = Table(
    "audit",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTimestamp, nullable=False, index=True),
    Column("who", String, nullable=False),
    Column("act", String, nullable=False),
    Column("about", String, nullable=False),
    sqlite_autoincrement=True,
)
"""The audit trail: what is done at scolarité."""


VISITS_TABLE = Table(
    "visits",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", UtcTimestamp, nullable=False, index=True),
    Column("company", ForeignKey("companies.id"), nullable=False),
    Column("act", String, nullable=False),
    Column("version", ForeignKey("versions.id"), nullable=False, index=True),
    Column("person", ForeignKey("people.id"), index=True),
    Column("document", String),
    Index("visits_of_company", "company", "version", "act"),
    sqlite_autoincrement=True,
)
"""The access log."""


SUBMISSIONS_TABLE = Table(
    "submissions",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("made", UtcTimestamp, nullable=False),
    Column("made_by", String, nullable=False),
    Column("planning", LargeBinary, nullable=False),
    Column("roster", String, nullable=False),
    sqlite_autoincrement=True,
)
"""Uploads that wait for a confirmation; `planning` is compressed by zlib, `roster` is JSON."""


PUBLIC_CALENDARS_TABLE = Table(
    "public_calendars",
    METADATA,
    Column("name", String, primary_key=True),
    Column("programme", String, nullable=False),
    Column("cohort", String, nullable=False),
    Column("made", UtcTimestamp, nullable=False),
    Column("made_by", String, nullable=False),
    UniqueConstraint("programme", "cohort"),
)
"""The classes whose calendars are public; `name` stands in their addresses."""


TOKENS_TABLE = Table(
    "tokens",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("digest", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("programme", String),
    Column("with_persons", Boolean, nullable=False),
    Column("made", UtcTimestamp, nullable=False),
    Column("made_by", String, nullable=False),
    Column("used", IsoDate),
    Column("revoked", UtcTimestamp),
    sqlite_autoincrement=True,
)
"""Tokens with which programs read, by the SHA-256 digest of their secret; without a programme, all
of them.
"""


OUTBOX_TABLE = Table(
    "outbox",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("page", ForeignKey("companies.id"), nullable=False, index=True),
    Column("version", ForeignKey("versions.id"), index=True),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("language", String, nullable=False),
    Column("made", UtcTimestamp, nullable=False),
    Column("made_by", String, nullable=False),
    Column("state", String, nullable=False),
    Column("due", UtcTimestamp, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("tried", UtcTimestamp),
    Column("fault", String),
    Column("answer", String),
    Index("outbox_due", "state", "due"),
    sqlite_autoincrement=True,
)
"""Messages to who has a page: to whom, and what became of them. What a message says is not stored:
it is made when it is sent, from the version.
"""


MAIL_KEYS_TABLE = Table(
    "mail_keys",
    METADATA,
    Column("digest", String, primary_key=True),
    Column("stop", String, nullable=False, unique=True),
    Column("link", ForeignKey("links.id"), nullable=False, index=True),
    Column("message", ForeignKey("outbox.id"), nullable=False, index=True),
    Column("made", UtcTimestamp, nullable=False),
)
"""Secrets in messages, by their SHA-256 digests: one opens what a link does and ends with it, the
other (`stop`) ends the notices to the address of the message.
"""


UNSUBSCRIBED_TABLE = Table(
    "unsubscribed",
    METADATA,
    Column("email", String, primary_key=True),
    Column("at", UtcTimestamp, nullable=False),
)
"""Addresses, in lower case, to which no notices go."""


PLANNED_PUBLICATIONS_TABLE = Table(
    "planned_publications",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("made", UtcTimestamp, nullable=False),
    Column("made_by", String, nullable=False),
    Column("programme", String, nullable=False),
    Column("sites", String, nullable=False),
    Column("programme_name", String, nullable=False),
    Column("year_label", String, nullable=False),
    Column("planning", LargeBinary),
    Column("roster", String),
    Column("over", String, nullable=False),
    Column("repeats", Integer),
    Column("notifies", Boolean, nullable=False),
    Column("due", UtcTimestamp),
    Column("needs_second", Boolean, nullable=False),
    Column("confirmed", UtcTimestamp),
    Column("confirmed_by", String),
    Column("state", String, nullable=False),
    Column("ended", UtcTimestamp),
    Column("fault", String),
    Column("version", ForeignKey("versions.id"), index=True),
    Column("account", String),
    sqlite_autoincrement=True,
)
"""Publications that wait for their time or for a second person, and what became of them;
`planning` is compressed by zlib, `roster` is JSON, `account` that of who proposed it, all as long
as they wait.
"""
