"""The portal's database, one SQLite file: its tables, its transactions, its faults in words.

Readers see the state before or after a writing transaction, never one between; writers wait for
each other. What people typed goes in as values only.
"""

import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Self

from sqlalchemy import (
    URL,
    Connection,
    create_engine,
    event,
)
from sqlalchemy.exc import DatabaseError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from planner.files.problems import Problem, Unusable, problem
from planner.portal.store.tables import METADATA, SETTINGS_TABLE

APPLICATION_ID = 0x414C5450
"""What SQLite files of the portal say of themselves (`PRAGMA application_id`)."""

SCHEMA_VERSION = 1
"""Counts how the tables were laid out (`PRAGMA user_version`)."""

BUSY_TIMEOUT = 5.0
"""Seconds that a writer waits for another one."""

_PAUSE = 0.02

_FAULTS = {
    sqlite3.SQLITE_BUSY: "portal.locked",
    sqlite3.SQLITE_LOCKED: "portal.locked",
    sqlite3.SQLITE_FULL: "portal.full",
    sqlite3.SQLITE_CORRUPT: "portal.damaged",
    sqlite3.SQLITE_NOTADB: "portal.not-database",
    sqlite3.SQLITE_READONLY: "portal.read-only",
    sqlite3.SQLITE_CANTOPEN: "portal.cannot-open",
    sqlite3.SQLITE_PERM: "portal.cannot-open",
    sqlite3.SQLITE_IOERR: "portal.disk",
}

_UNREAD = "Could not decode"
"""What Python says of texts that are none, without a code."""


class Database:
    """An open database of the portal; any number of threads and processes may use it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        rest = {"mode": "rw", "uri": "true"}
        url = URL.create("sqlite", database=path.absolute().as_uri(), query=rest)
        self._engine = create_engine(
            url, connect_args={"timeout": BUSY_TIMEOUT}, pool_size=16, max_overflow=48
        )
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        event.listen(self._engine, "checkout", self._refuse_another_file)

    def _refuse_another_file(
        self, connection: sqlite3.Connection, record: ConnectionPoolEntry, _: object
    ) -> None:
        """Let go a connection to a file that was taken away, or replaced by a copy."""
        found = self.path.stat()
        if record.info.setdefault(_FILE, (found.st_dev, found.st_ino)) != (
            found.st_dev,
            found.st_ino,
        ):
            raise DisconnectionError

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a database that exists.

        Raises
        ------
        Unusable
            There is none, or it cannot be used.
        """
        with translated_faults(path):
            exists = path.exists()
        if not exists or not _holds_portal(path):
            raise Unusable([problem("portal.missing", file=path)])
        return cls(path)

    @classmethod
    def open_or_create(cls, path: Path) -> Self:
        """Open a database, and make it first if there is none: for its owner's eyes only.

        Raises
        ------
        Unusable
            It cannot be made or used.
        """
        with translated_faults(path), suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        is_new, found = not _holds_portal(path), cls(path)
        if is_new:
            with found.writing() as connection:
                METADATA.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
        return found

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read, from one state of the database.

        Raises
        ------
        Unusable
            It cannot be read.
        """
        with translated_faults(self.path), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Write all that is done within, or nothing; no other writer comes between.

        Raises
        ------
        Unusable
            It cannot be written to, or another writer is not done in time.
        """
        with translated_faults(self.path):
            writer = self._engine.execution_options(**{_WRITES: True})
            with writer.begin() as connection:
                yield connection

    def back_up(self, to: Path) -> None:
        """Copy one state of the database to a new file, while others read and write.

        Raises
        ------
        Unusable
            It cannot be read, or the copy not be written.
        """
        new = to.with_name(f".{to.name}.new")
        with translated_faults(to):
            for path in (to, *_beside(to)):
                if os.path.lexists(path):
                    raise Unusable([problem("portal.copy-exists", file=path)])
            to.parent.mkdir(parents=True, exist_ok=True)
            new.unlink(missing_ok=True)
            os.close(os.open(new, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        try:
            with translated_faults(self.path), closing(sqlite3.connect(self.path)) as source:
                _copy(source, new, to)
            with translated_faults(to):
                os.replace(new, to)
        except BaseException:
            for path in (new, *_beside(new)):
                path.unlink(missing_ok=True)
            raise

    def vacuum(self) -> None:
        """Give back the room of what was deleted, so that no trace of it is left in the file.

        Raises
        ------
        Unusable
            Somebody reads what was there before and is not done in time, or it cannot be written.
        """
        with translated_faults(self.path), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("VACUUM")
            is_busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise Unusable([problem("portal.not-forgotten", file=self.path)])

    def close(self) -> None:
        self._engine.dispose()


_WRITES, _FILE = "planner_writes", "planner_file"


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # transactions begin where `_begin` says so
    _keep_journal(connection)
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _keep_journal(connection: sqlite3.Connection) -> None:
    """Keep the journal that lets others read meanwhile; SQLite does not wait for who sets it."""
    last = time.monotonic() + BUSY_TIMEOUT
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > last:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _holds_portal(path: Path) -> bool:
    """Make sure, without changing it, that a file is a database of the portal: if not, empty.

    Raises
    ------
    Unusable
        It is something else, or damaged.
    """
    if path.is_dir():
        raise Unusable([problem("portal.cannot-open", file=path)])
    address = f"{path.absolute().as_uri()}?mode=ro"
    with (
        translated_faults(path),
        closing(sqlite3.connect(address, BUSY_TIMEOUT, uri=True)) as connection,
    ):

        def value(question: str) -> object:
            return connection.execute(question).fetchone()[0]

        connection.execute("BEGIN")  # all answers are of one state
        application, schema = value("PRAGMA application_id"), value("PRAGMA user_version")
        is_empty = value("SELECT count(*) FROM sqlite_master") == 0
        if is_empty and not application:
            return False
        if application != APPLICATION_ID:
            raise Unusable([problem("portal.not-database", file=path)])
        if schema != SCHEMA_VERSION:
            raise Unusable(
                [problem("portal.schema", file=path, found=schema, schema=SCHEMA_VERSION)]
            )
        if value("PRAGMA quick_check(1)") != "ok":
            raise Unusable([problem("portal.damaged", file=path)])
        return True


def _beside(path: Path) -> Iterator[Path]:
    """Name the files that SQLite keeps beside a database."""
    return (path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm", "-journal"))


def _copy(source: sqlite3.Connection, new: Path, to: Path) -> None:
    """Copy a database to a file that needs no other one beside it."""
    source.execute("PRAGMA schema_version")
    with translated_faults(to), closing(sqlite3.connect(new)) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def translated_faults(path: Path) -> Iterator[None]:
    """Tell faults of the database, or of the disk it lies on, in words."""
    try:
        yield
    except DatabaseError as error:
        raise Unusable([_fault(path, error.orig)]) from None
    except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
        raise Unusable([_fault(path, error)]) from None


def _fault(path: Path, error: object) -> Problem:
    if isinstance(error, OSError):
        is_full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return problem("portal.full" if is_full else "portal.cannot-open", file=path)
    if isinstance(error, UnicodeDecodeError) or _UNREAD in str(error):
        return problem("portal.damaged", file=path)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    key = _FAULTS.get(code & 0xFF, "portal.fault")
    return problem(key, file=path, reason=str(error))


def read_setting(connection: Connection, name: str) -> str | None:
    """Read what was set once for all."""
    found = connection.execute(
        SETTINGS_TABLE.select().where(SETTINGS_TABLE.c.name == name)
    ).one_or_none()
    return None if found is None else str(found.value)


def replace_setting(connection: Connection, name: str, value: str) -> None:
    """Set it, in the place of what was set before."""
    connection.execute(SETTINGS_TABLE.delete().where(SETTINGS_TABLE.c.name == name))
    connection.execute(SETTINGS_TABLE.insert().values(name=name, value=value))
