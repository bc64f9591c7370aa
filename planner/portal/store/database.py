"""The database of the portal: transactions, migration, copies, settings.

Readers see a snapshot and never wait; one writer writes at a time, in whichever kind of database.
All statements bind values as parameters.
"""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Self, TypeVar

from sqlalchemy import Connection, MetaData

from planner.files.problems import Unusable
from planner.portal.store.backend import Backend
from planner.portal.store.migrations import SCHEMA_VERSION
from planner.portal.store.place import DatabasePlace, ServerAddress
from planner.portal.store.postgresql import PostgresqlBackend
from planner.portal.store.sqlite import SqliteBackend
from planner.portal.store.tables import SETTINGS_TABLE


class Database:
    """An open database of the portal, safe to share between threads and processes.

    Attributes
    ----------
    place
        The file, or the address on a server.
    former
        The copy of what it was before its tables were migrated; None if they needed not be, or if
        it is on a server, where copies are the school's.
    """

    def __init__(self, place: DatabasePlace) -> None:
        self.place = place
        self.former: Path | None = None
        self._backend = _backend(place)
        self._engine = self._backend.engine

    @property
    def path(self) -> Path:
        """The file of a database that is one."""
        assert isinstance(self.place, Path)
        return self.place

    @property
    def shown_place(self) -> str:
        """Where people find the data: the whole path of the file, or the address on a server."""
        return str(self.place.absolute() if isinstance(self.place, Path) else self.place)

    @classmethod
    def exists(cls, place: DatabasePlace) -> bool:
        """Whether there is a database of the portal at a place.

        Raises
        ------
        Unusable
            There is something else, or it cannot be read.
        """
        with closing(cls(place)) as opened:
            return opened._backend.stored_schema() > 0

    @classmethod
    def open(cls, place: DatabasePlace) -> Self:
        """Open an existing database; an older one is migrated, a file after it was copied.

        Raises
        ------
        Unusable
            The database does not exist, is not one of the portal, or cannot be read; it is of a
            newer version of the planner, or is older and cannot be copied or written.
        """
        with _closed_on_failure(cls(place)) as opened:
            found = opened._backend.stored_schema()
            if not found:
                raise Unusable([opened._backend.missing()])
            opened._migrate(found)
        return opened

    @classmethod
    def open_or_create(cls, place: DatabasePlace) -> Self:
        """Open a database; create it if it does not exist: a file readable by its owner only.

        Raises
        ------
        Unusable
            The database cannot be created or used.
        """
        with _closed_on_failure(cls(place)) as opened, opened._backend.making():
            opened._migrate(opened._backend.stored_schema())
        return opened

    @classmethod
    @contextmanager
    def filled(cls, place: DatabasePlace) -> Iterator[Self]:
        """Open a database to fill it, until the end of the context; create it if need be.

        A file that was created is removed again if the context fails.

        Raises
        ------
        Unusable
            The database cannot be created or used.
        """
        opened = cls(place)
        with opened._backend.making(), closing(opened):
            opened._migrate(opened._backend.stored_schema())
            yield opened

    def _migrate(self, found: int) -> None:
        if found < SCHEMA_VERSION:
            self.former = self._backend.migrate()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a read transaction, which sees one snapshot of the database.

        Raises
        ------
        Unusable
            The database cannot be read.
        """
        reader = self._engine.execution_options(**self._backend.reading_options)
        with self._backend.faults(), reader.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a write transaction: commit at the end, roll back on an exception.

        Raises
        ------
        Unusable
            The database cannot be written, or stays locked for some seconds.
        """
        writer = self._engine.execution_options(**self._backend.writing_options)
        with self._backend.faults(), writer.begin() as connection:
            yield connection

    def faults(self) -> AbstractContextManager[None]:
        """Turn errors of this database into Unusable, where another one is used within."""
        return self._backend.faults()

    def stored_tables(self, connection: Connection) -> MetaData:
        """Return the tables of the portal and of the office, as the database has them."""
        return self._backend.stored_tables(connection)

    def last_ids(self, connection: Connection) -> Mapping[str, int]:
        """Return the last id that was given in each table, of a row that may be gone.

        No id is given again: secrets of feeds are derived from ids, and URLs contain them.
        """
        return self._backend.last_ids(connection)

    def set_last_ids(self, connection: Connection, last: Mapping[str, int]) -> None:
        """Give ids in each table from those that follow the given ones."""
        self._backend.set_last_ids(connection, last)

    @property
    def size(self) -> int:
        """The bytes that the database takes; 0 where it is gone."""
        return self._backend.size()

    def back_up(self, to: Path) -> None:
        """Copy a snapshot of the database to a new file, atomically, while others read and write.

        Raises
        ------
        Unusable
            The database cannot be read, the target exists, or it cannot be written; or the
            database is on a server, where copies are made with the tools of the server.
        """
        self._backend.back_up(to)

    def vacuum(self) -> None:
        """Rewrite what is stored: deleted data cannot be recovered from it.

        Raises
        ------
        Unusable
            The database cannot be written, or a reader keeps an old snapshot open.
        """
        self._backend.vacuum()

    def held_by_office(self) -> AbstractContextManager[bool]:
        """Hold the lock of the office on the database until the end of the context.

        Yields
        ------
        bool
            Whether there is no other one.

        Raises
        ------
        Unusable
            The lock cannot be taken.
        """
        return self._backend.held_by_office()

    def close(self) -> None:
        """Close all pooled connections."""
        self._engine.dispose()


_Opened = TypeVar("_Opened", bound=Database)


@contextmanager
def _closed_on_failure(opened: _Opened) -> Iterator[_Opened]:
    """Close a database if the context fails."""
    try:
        yield opened
    except BaseException:
        opened.close()
        raise


def _backend(place: DatabasePlace) -> Backend:
    return PostgresqlBackend(place) if isinstance(place, ServerAddress) else SqliteBackend(place)


def read_setting(connection: Connection, name: str) -> str | None:
    """Return the value of a setting, or None."""
    found = connection.execute(
        SETTINGS_TABLE.select().where(SETTINGS_TABLE.c.name == name)
    ).one_or_none()
    return None if found is None else str(found.value)


def replace_setting(connection: Connection, name: str, value: str) -> None:
    """Insert a setting, or replace its value."""
    connection.execute(SETTINGS_TABLE.delete().where(SETTINGS_TABLE.c.name == name))
    connection.execute(SETTINGS_TABLE.insert().values(name=name, value=value))
