"""A version in which planned publications know by which account they were proposed."""

from typing import TYPE_CHECKING

from sqlalchemy import Column, String

if TYPE_CHECKING:
    from alembic.operations import Operations


def give_planned_publications_accounts(operations: "Operations") -> None:
    """Add the account of who proposed a publication; of those that wait, it is not known."""
    operations.add_column("planned_publications", Column("account", String))
