"""Version 1: the tables of the portal."""

from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String, UniqueConstraint

if TYPE_CHECKING:
    from alembic.operations import Operations


def create_portal_tables(operations: "Operations") -> None:
    """Create what the portal keeps: versions, companies and their people, links, visits."""
    _create_versions(operations)
    _create_people(operations)
    _create_links(operations)
    _create_visits(operations)


def _create_versions(operations: "Operations") -> None:
    operations.create_table(
        "settings",
        Column("name", String, primary_key=True),
        Column("value", String, nullable=False),
    )
    operations.create_table(
        "versions",
        Column("id", Integer, primary_key=True),
        Column("programme", String, nullable=False),
        Column("programme_name", String, nullable=False),
        Column("start_year", Integer, nullable=False),
        Column("year_label", String, nullable=False),
        Column("last_day", String, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("label", String),
        Column("issued", String),
        Column("published", String, nullable=False),
        Column("published_by", String, nullable=False),
        Column("repeats", Integer),
        Column("withdrawn", String),
        Column("withdrawn_by", String),
        Column("sha256", String, nullable=False),
        Column("planning", LargeBinary, nullable=False),
        UniqueConstraint("programme", "start_year", "revision"),
        sqlite_autoincrement=True,
    )
    operations.create_table(
        "drafts",
        Column("id", Integer, primary_key=True),
        Column("made", String, nullable=False),
        Column("made_by", String, nullable=False),
        Column("planning", LargeBinary, nullable=False),
        Column("roster", String, nullable=False),
        sqlite_autoincrement=True,
    )


def _create_people(operations: "Operations") -> None:
    operations.create_table(
        "companies",
        Column("id", Integer, primary_key=True),
        Column("key", String, nullable=False, unique=True),
        Column("name", String, nullable=False),
        sqlite_autoincrement=True,
    )
    operations.create_table(
        "people",
        Column("id", Integer, primary_key=True),
        Column("programme", String, nullable=False),
        Column("start_year", Integer, nullable=False),
        Column("identity", String, nullable=False),
        Column("company", Integer, ForeignKey("companies.id"), nullable=False, index=True),
        UniqueConstraint("programme", "start_year", "identity"),
        sqlite_autoincrement=True,
    )
    operations.create_table(
        "enrolments",
        Column("version", Integer, ForeignKey("versions.id"), primary_key=True),
        Column("place", Integer, primary_key=True),
        Column("person", Integer, ForeignKey("people.id"), nullable=False, index=True),
        Column("apprentice", String, nullable=False),
    )


def _create_links(operations: "Operations") -> None:
    operations.create_table(
        "links",
        Column("id", Integer, primary_key=True),
        Column("company", Integer, ForeignKey("companies.id"), index=True),
        Column("holder", String, nullable=False),
        Column("digest", String, nullable=False, unique=True),
        Column("made", String, nullable=False),
        Column("made_by", String, nullable=False),
        Column("ends", String, nullable=False),
        Column("renewed", String),
        Column("revoked", String),
        sqlite_autoincrement=True,
    )
    operations.create_table(
        "feeds",
        Column("digest", String, primary_key=True),
        Column("link", Integer, ForeignKey("links.id"), nullable=False, index=True),
        Column("person", Integer, ForeignKey("people.id"), nullable=False, index=True),
        Column("made", String, nullable=False),
        Column("read", String),
    )
    operations.create_table(
        "sign_ins",
        Column("digest", String, primary_key=True),
        Column("link", Integer, ForeignKey("links.id"), nullable=False, index=True),
        Column("made", String, nullable=False),
        Column("ends", String, nullable=False),
    )


def _create_visits(operations: "Operations") -> None:
    operations.create_table(
        "visits",
        Column("id", Integer, primary_key=True),
        Column("at", String, nullable=False, index=True),
        Column("company", Integer, ForeignKey("companies.id"), nullable=False),
        Column("act", String, nullable=False),
        Column("version", Integer, ForeignKey("versions.id"), nullable=False, index=True),
        Column("person", Integer, ForeignKey("people.id"), index=True),
        Column("document", String),
        sqlite_autoincrement=True,
    )
    operations.create_index("visits_of_company", "visits", ["company", "version", "act"])
