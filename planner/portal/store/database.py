"""The connection to the portal's SQLite file: transactions, migration, backup, error messages.

The journal mode is write-ahead logging (WAL): readers see a snapshot and never wait, writers are
serialized by BEGIN IMMEDIATE. All statements bind values as parameters.
"""

import errno
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryFile
from typing import Literal, Self

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DatabaseError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from planner.files.problems import Problem, Unusable, problem
from planner.portal.store.migrations import SCHEMA_VERSION, migrate
from planner.portal.store.tables import SETTINGS_TABLE

APPLICATION_ID = 0x414C5450
"""Marks SQLite files of the portal (`PRAGMA application_id`)."""

BUSY_TIMEOUT = 5.0
"""Seconds that a writer waits for the lock."""

_PAUSE = 0.02

_LEAST_ROOM = 256 * 1024
"""Bytes that a disk has left which is not full: the index of the write-ahead log takes 32 kB."""

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
"""Message keys by primary SQLite result code."""

_MAYBE_FULL = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
"""Codes by which SQLite also tells of a full disk: if it has no room for the files it keeps beside
a database while nobody else has it open, or if a quota is used up.
"""

_UNREAD = "Could not decode"
"""How Python's error begins for text that is not UTF-8; it has no SQLite error code."""


class Database:
    """An open database of the portal, safe to share between threads and processes.

    Attributes
    ----------
    former
        The copy of what it was before its tables were migrated; None if they needed not be.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.former: Path | None = None
        self._engine = create_engine(
            "sqlite://",
            creator=lambda: _connect(path, "rw"),
            poolclass=QueuePool,
            pool_size=16,
            max_overflow=48,
        )
        event.listen(self._engine, "connect", _prepare)
        event.listen(self._engine, "begin", _begin)
        event.listen(self._engine, "checkout", self._refuse_another_file)

    def _refuse_another_file(
        self, connection: sqlite3.Connection, record: ConnectionPoolEntry, _: object
    ) -> None:
        """Drop a pooled connection whose file was deleted or replaced since it was opened."""
        found = self.path.stat()
        if record.info.setdefault(_FILE, (found.st_dev, found.st_ino)) != (
            found.st_dev,
            found.st_ino,
        ):
            raise DisconnectionError

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open an existing database; an older one is copied, then migrated.

        Raises
        ------
        Unusable
            The file does not exist, is not a database of the portal, or cannot be read; it is of
            a newer version of the planner, or is older and cannot be copied or written.
        """
        with translated_faults(path):
            exists = path.exists()
        found = _schema_of(path) if exists else 0
        if not found:
            raise Unusable([problem("portal.missing", file=path)])
        return cls._open(path, found)

    @classmethod
    def open_or_create(cls, path: Path) -> Self:
        """Open a database; create it, readable by its owner only, if it does not exist.

        Raises
        ------
        Unusable
            The file cannot be created or used.
        """
        with translated_faults(path):
            is_made = _make_file(path)
        try:
            return cls._open(path, _schema_of(path))
        except BaseException:
            if is_made:
                _remove(path)
            raise

    @classmethod
    def _open(cls, path: Path, found: int) -> Self:
        opened = cls(path)
        if found < SCHEMA_VERSION:
            try:
                opened._migrate()
            except BaseException:
                opened.close()
                raise
        return opened

    def _migrate(self) -> None:
        """Migrate the tables in one transaction, unless another process has; copy them first."""
        with translated_faults(self.path), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            connection.detach()  # foreign keys are enforced in those of the pool
            driver.execute("PRAGMA foreign_keys = OFF")
            with connection.execution_options(**{_WRITES: True}).begin():
                found = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
                if found < SCHEMA_VERSION:
                    with self._copied(found):
                        migrate(connection, found)
                        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                        connection.commit()

    @contextmanager
    def _copied(self, found: int) -> Iterator[None]:
        """Copy a database that is not new beside itself; remove the copy if the context fails."""
        if not found:
            yield
            return
        copy = _free_name(self.path.with_name(f"{self.path.name}.v{found}"))
        self.back_up(copy)
        try:
            yield
        except BaseException:
            _remove(copy)
            raise
        self.former = copy

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a read transaction, which sees one snapshot of the database.

        Raises
        ------
        Unusable
            The database cannot be read.
        """
        with translated_faults(self.path), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a write transaction: commit at the end, roll back on an exception.

        Raises
        ------
        Unusable
            The database cannot be written, or stays locked for `BUSY_TIMEOUT` seconds.
        """
        with translated_faults(self.path):
            writer = self._engine.execution_options(**{_WRITES: True})
            with writer.begin() as connection:
                yield connection

    @property
    def size(self) -> int:
        """The bytes of the file and of its write-ahead log; 0 where it is gone."""
        files = (self.path, *_beside(self.path))
        return sum(each.stat().st_size for each in files if each.exists())

    def back_up(self, to: Path) -> None:
        """Copy a snapshot of the database to a new file, atomically, while others read and write.

        Raises
        ------
        Unusable
            The database cannot be read, the target exists, or it cannot be written.
        """
        new = to.with_name(f".{to.name}.new")
        with translated_faults(to):
            for path in (to, *_beside(to)):
                if os.path.lexists(path):
                    raise Unusable([problem("portal.copy-exists", file=path)])
            to.parent.mkdir(parents=True, exist_ok=True)
            new.unlink(missing_ok=True)
            _make_file(new)
        try:
            with translated_faults(self.path), closing(_connect(self.path, "rw")) as source:
                _copy(source, new, to)
            with translated_faults(to):
                os.replace(new, to)
        except BaseException:
            _remove(new)
            raise

    def vacuum(self) -> None:
        """Rewrite the file and truncate the write-ahead log: deleted data cannot be recovered.

        Raises
        ------
        Unusable
            The database cannot be written, or a reader keeps an old snapshot open.
        """
        with translated_faults(self.path), self._engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("VACUUM")
            is_busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise Unusable([problem("portal.not-forgotten", file=self.path)])

    def close(self) -> None:
        """Close all pooled connections."""
        self._engine.dispose()


_WRITES, _FILE = "planner_writes", "planner_file"


def _connect(path: Path, mode: Literal["ro", "rw"]) -> sqlite3.Connection:
    """Connect to a file that exists, whatever its name: SQLite gives `:memory:` another meaning."""
    address = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(address, BUSY_TIMEOUT, check_same_thread=False, uri=True)


def _make_file(path: Path) -> bool:
    """Create an empty file, readable by its owner only; return False if there is one."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return False
    return True


def _remove(path: Path) -> None:
    """Delete a database, if it is there, with the files beside it."""
    for each in (path, *_beside(path)):
        each.unlink(missing_ok=True)


def _prepare(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None  # autocommit: `_begin` starts transactions
    _keep_journal(connection)
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _keep_journal(connection: sqlite3.Connection) -> None:
    """Set WAL mode; retry while busy, since SQLite's busy timeout does not cover it."""
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


def _schema_of(path: Path) -> int:
    """Return the version of the tables in a file; 0 if it is empty. Opens it read-only.

    Raises
    ------
    Unusable
        The file is something else, of a newer version of the planner, or damaged.
    """
    if path.is_dir():
        raise Unusable([problem("portal.cannot-open", file=path)])
    with translated_faults(path), closing(_connect(path, "ro")) as connection:

        def number(question: str) -> int:
            return int(connection.execute(question).fetchone()[0])

        connection.execute("BEGIN")  # all queries see one snapshot
        application, schema = number("PRAGMA application_id"), number("PRAGMA user_version")
        if not application and not number("SELECT count(*) FROM sqlite_master"):
            return 0
        if application != APPLICATION_ID:
            raise Unusable([problem("portal.not-database", file=path)])
        if schema not in range(1, SCHEMA_VERSION + 1):
            raise Unusable(
                [problem("portal.schema", file=path, found=schema, schema=SCHEMA_VERSION)]
            )
        if connection.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise Unusable([problem("portal.damaged", file=path)])
        return schema


def _free_name(path: Path) -> Path:
    """Return a path, or the first one with a number after it, at which there is no file."""
    numbered = (path.with_name(f"{path.name}.{number}") for number in count(2))
    return next(each for each in chain([path], numbered) if not os.path.lexists(each))


def _beside(path: Path) -> Iterator[Path]:
    """Return the paths of the files that SQLite keeps beside a database."""
    return (path.with_name(f"{path.name}{end}") for end in ("-wal", "-shm", "-journal"))


def _copy(source: sqlite3.Connection, new: Path, to: Path) -> None:
    """Copy a database to a self-contained file, without a write-ahead log."""
    source.execute("PRAGMA schema_version")
    with translated_faults(to), closing(_connect(new, "rw")) as copy:
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")


@contextmanager
def translated_faults(path: Path) -> Iterator[None]:
    """Turn errors of the database or of the file system into Unusable."""
    try:
        yield
    except DatabaseError as error:
        raise Unusable([_fault(path, error.orig)]) from None
    except (sqlite3.Error, OSError, UnicodeDecodeError) as error:
        raise Unusable([_fault(path, error)]) from None


def _fault(path: Path, error: object) -> Problem:
    """Return the problem that describes an error."""
    if isinstance(error, OSError):
        return problem("portal.full" if _is_full(error) else "portal.cannot-open", file=path)
    if isinstance(error, UnicodeDecodeError) or _UNREAD in str(error):
        return problem("portal.damaged", file=path)
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    key = _FAULTS.get(code, "portal.fault")
    if code in _MAYBE_FULL and not _has_room(path.parent):
        key = "portal.full"
    return problem(key, file=path, reason=str(error))


def _is_full(error: OSError) -> bool:
    return error.errno in (errno.ENOSPC, errno.EDQUOT)


def _has_room(folder: Path) -> bool:
    """Whether a folder takes another file: only writing one tells of quotas and of all systems."""
    try:
        with TemporaryFile(dir=folder) as probe:
            probe.write(bytes(_LEAST_ROOM))
    except OSError as error:
        return not _is_full(error)
    return True


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
