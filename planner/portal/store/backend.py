"""What differs between the databases that the portal runs on."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, MetaData

from planner.files.problems import Problem

WRITES = "planner_writes"
"""The execution option of connections whose transactions write."""


class Backend(Protocol):
    """A kind of database: its connections, its locks, its faults, its copies.

    All methods raise Unusable where the database cannot be used.
    """

    @property
    def engine(self) -> Engine:
        """The pool of connections."""

    @property
    def reading_options(self) -> Mapping[str, Any]:
        """Execution options of a transaction that reads one snapshot."""

    @property
    def writing_options(self) -> Mapping[str, Any]:
        """Execution options of a transaction that writes: one at a time, others wait."""

    def faults(self) -> AbstractContextManager[None]:
        """Translate errors of the database into Unusable."""

    def stored_schema(self) -> int:
        """Return the version of the tables, of which this program knows all; 0 without tables."""

    def missing(self) -> Problem:
        """Return what is told if there are no tables."""

    def making(self) -> AbstractContextManager[None]:
        """Create the file of the tables, where there is one; delete it if the context fails."""

    def migrate(self) -> Path | None:
        """Migrate the tables in one transaction, unless another process has.

        Returns
        -------
        Path or None
            The copy of what was there before, if one is made.
        """

    def stored_tables(self, connection: Connection) -> MetaData:
        """Return the tables of the portal and of the office, as the database has them."""

    def last_ids(self, connection: Connection) -> Mapping[str, int]:
        """Return the last id that was given in each table, of a row that may be gone."""

    def set_last_ids(self, connection: Connection, last: Mapping[str, int]) -> None:
        """Give ids in each table from those that follow the given ones."""

    def size(self) -> int:
        """Return the bytes that the database takes; 0 where it is gone."""

    def back_up(self, to: Path) -> None:
        """Copy a snapshot to a new file."""

    def vacuum(self) -> None:
        """Rewrite what is stored, without what was deleted."""

    def held_by_office(self) -> AbstractContextManager[bool]:
        """Hold the lock of the office until the end of the context; yield False if another does."""
