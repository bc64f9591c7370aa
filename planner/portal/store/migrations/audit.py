"""A version that has an audit trail."""

from typing import TYPE_CHECKING

from sqlalchemy import Column, Integer, String

if TYPE_CHECKING:
    from alembic.operations import Operations


def create_audit_trail(operations: "Operations") -> None:
    """Create the table of what is done at scolarité; of what was done before, nothing is known."""
    operations.create_table(
        "audit",
        Column("id", Integer, primary_key=True),
        Column("at", String, nullable=False),
        Column("who", String, nullable=False),
        Column("act", String, nullable=False),
        Column("about", String, nullable=False),
        sqlite_autoincrement=True,
    )
    operations.create_index("ix_audit_at", "audit", ["at"])
