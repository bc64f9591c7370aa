"""A version in which each link of scolarité has a role."""

from typing import TYPE_CHECKING

from sqlalchemy import Column, String

if TYPE_CHECKING:
    from alembic.operations import Operations


def give_links_roles(operations: "Operations") -> None:
    """Add the role of a link; existing links of scolarité keep all rights."""
    operations.add_column("links", Column("role", String))
    operations.execute("UPDATE links SET role = 'publisher' WHERE company IS NULL")
