"""A version in which a session of scolarité is that of a link, or of an account of the school."""

from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Integer, String

if TYPE_CHECKING:
    from alembic.operations import Operations


def give_sessions_accounts(operations: "Operations") -> None:
    """Move the sessions into a table in which each has a number, and may have no link."""
    operations.create_table(
        "sessions",
        Column("id", Integer, primary_key=True),
        Column("digest", String, nullable=False, unique=True),
        Column("link", Integer, ForeignKey("links.id")),
        Column("account", String),
        Column("name", String),
        Column("groups", String),
        Column("made", String, nullable=False),
        Column("ends", String, nullable=False),
        sqlite_autoincrement=True,
    )
    operations.create_index("ix_sessions_link", "sessions", ["link"])
    operations.execute(
        "INSERT INTO sessions (digest, link, made, ends) "
        "SELECT digest, link, made, ends FROM sign_ins"
    )
    operations.drop_table("sign_ins")
