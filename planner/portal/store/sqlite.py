"""A database in a SQLite file: connections, migration, copies, error messages.

The journal mode is write-ahead logging (WAL): readers see a snapshot and never wait, writers are
serialized by BEGIN IMMEDIATE. All statements bind values as parameters.
"""

import errno
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from itertools import chain, count
from pathlib import Path
from tempfile import TemporaryFile
from types import MappingProxyType
from typing import Any, Literal

from sqlalchemy import Connection, MetaData, create_engine, event, text
from sqlalchemy.exc import DatabaseError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from planner.files.problems import Problem, Unusable, problem
from planner.portal.store.backend import WRITES
from planner.portal.store.migrations import SCHEMA_VERSION, migrate

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


class SqliteBackend:
    """A SQLite file, safe to share between threads and processes."""

    reading_options: Mapping[str, Any] = MappingProxyType({})
    writing_options: Mapping[str, Any] = MappingProxyType({WRITES: True})

    def __init__(self, path: Path) -> None:
        self.path = path
        self.engine = create_engine(
            "sqlite://",
            creator=lambda: _connect(path, "rw"),
            poolclass=QueuePool,
            pool_size=16,
            max_overflow=48,
        )
        event.listen(self.engine, "connect", _prepare)
        event.listen(self.engine, "begin", _begin)
        event.listen(self.engine, "checkout", self._refuse_another_file)

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

    def faults(self) -> AbstractContextManager[None]:
        """Translate errors of the database or of the file system into Unusable."""
        return translated_faults(self.path)

    def stored_schema(self) -> int:
        """Return the version of the tables in the file; 0 if it is empty, or missing.

        Raises
        ------
        Unusable
            The file is something else, of a newer version of the planner, or damaged.
        """
        with self.faults():
            exists = self.path.exists()
        return _schema_of(self.path) if exists else 0

    def missing(self) -> Problem:
        """Return what is told if there is no such file, or nothing in it."""
        return problem("portal.missing", file=self.path)

    @contextmanager
    def making(self) -> Iterator[None]:
        """Create the file, readable by its owner only; remove it again if the context fails."""
        with self.faults():
            is_made = _make_file(self.path)
        try:
            yield
        except BaseException:
            if is_made:
                _remove(self.path)
            raise

    def migrate(self) -> Path | None:
        """Migrate the tables in one transaction, unless another process has; copy them first."""
        with self.faults(), self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            connection.detach()  # foreign keys are enforced in those of the pool
            driver.execute("PRAGMA foreign_keys = OFF")
            with connection.execution_options(**self.writing_options).begin():
                found = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
                if found >= SCHEMA_VERSION:
                    return None
                with self._copied(found) as copy:
                    migrate(connection, found)
                    connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
                    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                    connection.commit()
                return copy

    @contextmanager
    def _copied(self, found: int) -> Iterator[Path | None]:
        """Copy a database that is not new beside itself; remove the copy if the context fails."""
        if not found:
            yield None
            return
        copy = _free_name(self.path.with_name(f"{self.path.name}.v{found}"))
        self.back_up(copy)
        try:
            yield copy
        except BaseException:
            _remove(copy)
            raise

    def stored_tables(self, connection: Connection) -> MetaData:
        """Return the tables of the file."""
        found = MetaData()
        found.reflect(connection)
        return found

    def last_ids(self, connection: Connection) -> Mapping[str, int]:
        """Return the counters of AUTOINCREMENT."""
        counters = text("SELECT name, seq FROM sqlite_sequence WHERE seq > 0")
        return {str(name): int(last) for name, last in connection.execute(counters)}

    def set_last_ids(self, connection: Connection, last: Mapping[str, int]) -> None:
        """Replace the counters of AUTOINCREMENT."""
        connection.execute(text("DELETE FROM sqlite_sequence"))
        for name, number in last.items():
            counter = {"name": name, "last": number}
            connection.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :last)"), counter)

    def size(self) -> int:
        """Return the bytes of the file and of its write-ahead log; 0 where it is gone."""
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
            with self.faults(), closing(_connect(self.path, "rw")) as source:
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
        with self.faults(), self.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)
            driver.execute("VACUUM")
            is_busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if is_busy:
            raise Unusable([problem("portal.not-forgotten", file=self.path)])

    @contextmanager
    def held_by_office(self) -> Iterator[bool]:
        """Hold the lock of a file beside the database; yield False if another process does.

        The system releases it when the process ends, however it ends.
        """
        from filelock import FileLock, Timeout

        file = self.path.with_name(f"{self.path.name}.lock")
        with self.faults():
            try:
                held = FileLock(file, mode=0o600).acquire(blocking=False)
            except Timeout:
                held = None
        with held or nullcontext():
            yield held is not None


_FILE = "planner_file"


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
    writes = connection.get_execution_options().get(WRITES)
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
    """Translate errors of the database or of the file system into Unusable."""
    try:
        yield
    except DatabaseError as error:
        raise Unusable([_fault(path, error.orig)]) from None
    except BrokenPipeError:
        raise  # of what is printed meanwhile, not of the file
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
