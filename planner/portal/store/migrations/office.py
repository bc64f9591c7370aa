"""Version 3: the drafts of the office, and their log."""

from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, String

if TYPE_CHECKING:
    from alembic.operations import Operations


def create_office_tables(operations: "Operations") -> None:
    """Create what the office keeps: contents, drafts, changes."""
    operations.create_table(
        "office_blobs",
        Column("digest", String, primary_key=True),
        Column("content", LargeBinary, nullable=False),
    )
    operations.create_table(
        "office_drafts",
        Column("id", Integer, primary_key=True),
        Column("title", String, nullable=False),
        Column("revision", Integer, nullable=False),
        sqlite_autoincrement=True,
    )
    operations.create_table(
        "office_changes",
        Column("draft", Integer, ForeignKey("office_drafts.id"), primary_key=True),
        Column("revision", Integer, primary_key=True),
        Column("at", String, nullable=False),
        Column("by", String, nullable=False),
        Column("act", String, nullable=False),
        Column("act_values", String, nullable=False),
        Column("state", Integer, nullable=False),
        Column("parent", Integer),
        Column("start_year", Integer, nullable=False),
        Column("rules", String, ForeignKey("office_blobs.digest"), nullable=False),
        Column("planning", String, ForeignKey("office_blobs.digest")),
        Column("before", String, ForeignKey("office_blobs.digest")),
        Column("locked", String, ForeignKey("office_blobs.digest"), nullable=False),
        Column("roster", String, ForeignKey("office_blobs.digest"), nullable=False),
    )
