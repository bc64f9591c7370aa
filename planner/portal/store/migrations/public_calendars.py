"""The calendars of classes that a school makes public."""

from typing import TYPE_CHECKING

from sqlalchemy import Column, String, UniqueConstraint

if TYPE_CHECKING:
    from alembic.operations import Operations


def create_public_calendars(operations: "Operations") -> None:
    """Create the table of the classes whose calendars are public."""
    operations.create_table(
        "public_calendars",
        Column("name", String, primary_key=True),
        Column("programme", String, nullable=False),
        Column("cohort", String, nullable=False),
        Column("made", String, nullable=False),
        Column("made_by", String, nullable=False),
        UniqueConstraint("programme", "cohort"),
    )
