"""The tokens with which programs of a school read plannings."""

from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, Integer, String

if TYPE_CHECKING:
    from alembic.operations import Operations


def create_tokens(operations: "Operations") -> None:
    """Create the table of tokens."""
    operations.create_table(
        "tokens",
        Column("id", Integer, primary_key=True),
        Column("digest", String, nullable=False, unique=True),
        Column("name", String, nullable=False),
        Column("programme", String),
        Column("with_persons", Boolean, nullable=False),
        Column("made", String, nullable=False),
        Column("made_by", String, nullable=False),
        Column("used", String),
        Column("revoked", String),
        sqlite_autoincrement=True,
    )
