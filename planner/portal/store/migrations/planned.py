"""Publications that wait for their time, or for a second person."""

from typing import TYPE_CHECKING

from sqlalchemy import Boolean, Column, ForeignKey, Integer, LargeBinary, String

if TYPE_CHECKING:
    from alembic.operations import Operations


def create_planned_publications(operations: "Operations") -> None:
    """Create the table of planned publications."""
    operations.create_table(
        "planned_publications",
        Column("id", Integer, primary_key=True),
        Column("made", String, nullable=False),
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
        Column("due", String),
        Column("needs_second", Boolean, nullable=False),
        Column("confirmed", String),
        Column("confirmed_by", String),
        Column("state", String, nullable=False),
        Column("ended", String),
        Column("fault", String),
        Column("version", Integer, ForeignKey("versions.id"), index=True),
        sqlite_autoincrement=True,
    )
