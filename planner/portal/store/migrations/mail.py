"""Messages to who has a page, their secrets, and who wants no notices."""

from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Integer, String

if TYPE_CHECKING:
    from alembic.operations import Operations


def create_mail_tables(operations: "Operations") -> None:
    """Create what is kept of mail: messages, secrets in them, addresses that want no notices."""
    operations.create_table(
        "outbox",
        Column("id", Integer, primary_key=True),
        Column("kind", String, nullable=False),
        Column("page", Integer, ForeignKey("companies.id"), nullable=False, index=True),
        Column("version", Integer, ForeignKey("versions.id"), index=True),
        Column("name", String, nullable=False),
        Column("email", String, nullable=False),
        Column("language", String, nullable=False),
        Column("made", String, nullable=False),
        Column("made_by", String, nullable=False),
        Column("state", String, nullable=False),
        Column("due", String, nullable=False),
        Column("attempts", Integer, nullable=False),
        Column("tried", String),
        Column("fault", String),
        Column("answer", String),
        sqlite_autoincrement=True,
    )
    operations.create_index("outbox_due", "outbox", ["state", "due"])
    operations.create_table(
        "mail_keys",
        Column("digest", String, primary_key=True),
        Column("stop", String, nullable=False, unique=True),
        Column("link", Integer, ForeignKey("links.id"), nullable=False, index=True),
        Column("message", Integer, ForeignKey("outbox.id"), nullable=False, index=True),
        Column("made", String, nullable=False),
    )
    operations.create_table(
        "unsubscribed",
        Column("email", String, primary_key=True),
        Column("at", String, nullable=False),
    )
