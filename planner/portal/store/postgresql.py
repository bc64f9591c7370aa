"""A database on a PostgreSQL server: connections, locks, migration, error messages.

Readers see one snapshot (REPEATABLE READ). Writers are serialized by an advisory lock that each
takes first, so that READ COMMITTED suffices: nothing changes under a writer. The version of the
tables stands in a table of its own. Copies are the school's, by `pg_dump`.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    MetaData,
    Table,
    create_engine,
    event,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import DataError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from planner.files.problems import Problem, Unusable, problem
from planner.portal.store.backend import WRITES
from planner.portal.store.migrations import SCHEMA_VERSION, migrate
from planner.portal.store.place import ServerAddress

LOCK_TIMEOUT = 5.0
"""Seconds that a writer waits for the lock."""

_CONNECT_SECONDS = 5

_WRITER_LOCK, _OFFICE_LOCK = 0x414C5450, 0x414C5451
"""Keys of the advisory locks, which are those of one database of a server."""

_SCHEMA_TABLE = Table(
    "planner_schema", MetaData(), Column("version", Integer, primary_key=True, autoincrement=False)
)
"""One row: the version of the tables."""

_ORDERS = re.compile(r"C|POSIX|C\.UTF-?8", re.IGNORECASE)
"""The collations that order text by its bytes, as SQLite does: documents follow this order."""

_LOCKED = "55P03"

_FAULTS = {
    _LOCKED: "portal.locked",
    "40P01": "portal.locked",
    "53100": "portal.full",
    "25006": "portal.server-read-only",
    "42501": "portal.server-rights",
}
"""Message keys by SQLSTATE."""

_REFUSALS = (
    (r"password|mot de passe|authenti|pg_hba|role \"|rôle «", "portal.server-refuses"),
    (r"database \"|base de données «", "portal.server-database"),
)
"""Message keys by what a server says when it lets nobody in, in English or in French.

libpq gives no SQLSTATE for a connection that fails.
"""


class PostgresqlBackend:
    """A database on a PostgreSQL server, safe to share between threads and processes."""

    reading_options: Mapping[str, Any] = MappingProxyType(
        {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    )
    writing_options: Mapping[str, Any] = MappingProxyType(
        {"isolation_level": "READ COMMITTED", WRITES: True}
    )

    def __init__(self, address: ServerAddress) -> None:
        if find_spec("psycopg") is None:
            raise Unusable([problem("portal.extra-postgresql")])
        self.address = address
        self.engine = create_engine(
            make_url(address.text).set(drivername="postgresql+psycopg"),
            connect_args={
                "connect_timeout": _CONNECT_SECONDS,
                "application_name": "planner",
                "client_encoding": "utf8",
            },
            pool_pre_ping=True,
            pool_size=8,
            max_overflow=40,
        )
        event.listen(self.engine, "begin", _begin)

    def faults(self) -> AbstractContextManager[None]:
        """Translate errors of the server into Unusable."""
        return _translated(self.address)

    def stored_schema(self) -> int:
        """Return the version of the tables; 0 if the database is empty.

        Raises
        ------
        Unusable
            The server is not reached or lets nobody in; the database has tables of others, or
            those of a newer version of the planner.
        """
        reader = self.engine.execution_options(**self.reading_options)
        with self.faults(), reader.begin() as connection:
            return self._schema_in(connection)

    def _schema_in(self, connection: Connection) -> int:
        tables = inspect(connection).get_table_names()
        if _SCHEMA_TABLE.name not in tables:
            if tables:
                raise Unusable([problem("portal.server-others", file=self.address.text)])
            return 0
        found = connection.scalar(select(_SCHEMA_TABLE.c.version)) or 0
        if found not in range(1, SCHEMA_VERSION + 1):
            raise Unusable(
                [
                    problem(
                        "portal.schema", file=self.address.text, found=found, schema=SCHEMA_VERSION
                    )
                ]
            )
        return found

    def missing(self) -> Problem:
        """Return what is told if the database is empty."""
        return problem("portal.server-empty", file=self.address.text)

    def making(self) -> AbstractContextManager[None]:
        """Create nothing: the school creates the database on its server."""
        return nullcontext()

    def migrate(self) -> None:
        """Migrate the tables in one transaction, unless another process has."""
        writer = self.engine.execution_options(**self.writing_options)
        with self.faults(), writer.begin() as connection:
            found = self._schema_in(connection)
            if found >= SCHEMA_VERSION:
                return
            if not found:
                self._check_order(connection)
                _SCHEMA_TABLE.create(connection)
            migrate(connection, found)
            connection.execute(_SCHEMA_TABLE.delete())
            connection.execute(_SCHEMA_TABLE.insert().values(version=SCHEMA_VERSION))

    def _check_order(self, connection: Connection) -> None:
        """Refuse an empty database in which text has another order, or is not UTF-8."""
        encoding, order = connection.exec_driver_sql(
            "SELECT pg_encoding_to_char(encoding), datcollate FROM pg_database "
            "WHERE datname = current_database()"
        ).one()
        if encoding != "UTF8" or not _ORDERS.fullmatch(order):
            raise Unusable(
                [
                    problem(
                        "portal.server-order",
                        file=self.address.text,
                        encoding=encoding,
                        order=order,
                        name=self.address.name,
                    )
                ]
            )

    def stored_tables(self, connection: Connection) -> MetaData:
        """Return the tables of the database but the one with their version."""
        found = MetaData()
        found.reflect(connection, only=lambda name, _: name != _SCHEMA_TABLE.name)
        return found

    def last_ids(self, connection: Connection) -> Mapping[str, int]:
        """Return the last values of the sequences of ids that have given any."""
        last = text("SELECT pg_sequence_last_value(CAST(:sequence AS regclass))")
        found = {
            name: connection.scalar(last, {"sequence": sequence})
            for name, sequence in self._sequences(connection)
        }
        return {name: number for name, number in found.items() if number}

    def set_last_ids(self, connection: Connection, last: Mapping[str, int]) -> None:
        """Set the sequences of ids."""
        setting = text("SELECT setval(CAST(:sequence AS regclass), :last)")
        for name, sequence in self._sequences(connection):
            if number := last.get(name):
                connection.execute(setting, {"sequence": sequence, "last": number})

    def _sequences(self, connection: Connection) -> Iterator[tuple[str, str]]:
        """Yield the tables whose ids come from a sequence, with its name."""
        owned = text("SELECT pg_get_serial_sequence(:name, 'id')")
        for name, table in self.stored_tables(connection).tables.items():
            if "id" in table.c and (sequence := connection.scalar(owned, {"name": name})):
                yield name, sequence

    def size(self) -> int:
        """Return the bytes that the database takes on the server; 0 if that cannot be reached."""
        try:
            with self.faults(), self.engine.connect() as connection:
                question = "SELECT pg_database_size(current_database())"
                return int(connection.exec_driver_sql(question).scalar_one())
        except Unusable:
            return 0

    def back_up(self, to: Path) -> None:
        """Refuse: a copy of a server is made with its own tool, which the message names.

        Raises
        ------
        Unusable
            Always.
        """
        raise Unusable([problem("portal.server-copy", file=self.address.text, copy=to)])

    def vacuum(self) -> None:
        """Rewrite the tables: the files of the server hold nothing of what was deleted.

        Its write-ahead log does until the server has used it anew, and so do its copies.

        Raises
        ------
        Unusable
            The server cannot be reached, or a reader keeps a table for `LOCK_TIMEOUT` seconds.
        """
        with _translated(self.address, locked="portal.not-forgotten"), self._apart() as connection:
            connection.exec_driver_sql(f"SET lock_timeout = '{LOCK_TIMEOUT}s'")
            names = map(connection.dialect.identifier_preparer.quote, _tables(connection))
            connection.exec_driver_sql(f"VACUUM FULL {', '.join(names)}")

    @contextmanager
    def held_by_office(self) -> Iterator[bool]:
        """Hold an advisory lock; yield False if another process does.

        The server releases it when the connection ends, however it ends.
        """
        with self._apart() as connection:
            with self.faults():
                question = f"SELECT pg_try_advisory_lock({_OFFICE_LOCK})"
                is_only = bool(connection.exec_driver_sql(question).scalar_one())
            yield is_only

    @contextmanager
    def _apart(self) -> Iterator[Connection]:
        """Open a connection that is not of the pool, without transactions."""
        with self.faults():
            connection = self.engine.connect()
        with connection.execution_options(isolation_level="AUTOCOMMIT"):
            connection.detach()
            yield connection


def _begin(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITES):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")


def _tables(connection: Connection) -> list[str]:
    return sorted(inspect(connection).get_table_names())


@contextmanager
def _translated(address: ServerAddress, locked: str = "portal.locked") -> Iterator[None]:
    """Translate errors of the server into Unusable; `locked` is the key of one about a lock."""
    try:
        yield
    except PoolTimeout:
        raise Unusable([problem("portal.locked", file=address.text)]) from None
    except DBAPIError as error:
        raise Unusable([_fault(address, error, locked)]) from None


def _fault(address: ServerAddress, error: DBAPIError, locked: str) -> Problem:
    """Return the problem that describes an error."""
    state = getattr(error.orig, "sqlstate", None)
    reason = " ".join(str(error.orig).split())
    if state == _LOCKED:
        key = locked
    elif state is None and isinstance(error, DataError):  # a zero in a text: it was not sent
        key = "portal.fault"
    elif state is not None and not state.startswith("57P"):  # 57P: the server is shut down
        key = _FAULTS.get(state, "portal.fault")
    else:
        key = _refusal(reason)
    return problem(
        key, file=address.text, reason=reason, name=address.name, user=address.user or "–"
    )


def _refusal(reason: str) -> str:
    """Return the key of why a connection failed, or ended."""
    if "FATAL" in reason or "fe_sendauth" in reason:
        for words, key in _REFUSALS:
            if re.search(words, reason):
                return key
    return "portal.server-unreached"
