"""The copy of a database to another place, of the same kind or of the other one.

All rows are copied as they are stored, in one transaction, and read again before it ends: the
target has all of them, or none.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, Table, func, select

from planner.files.problems import Unusable, problem
from planner.portal.store.database import Database

_ROWS_AT_ONCE = 200
"""Rows that are in memory: the largest, plannings, have some ten kilobytes."""


@dataclass(frozen=True)
class TableDigest:
    """What a table holds.

    Attributes
    ----------
    rows
        Their number.
    sha256
        The digest of all of them in the order of their primary key.
    """

    rows: int
    sha256: str


def copy_database(source: Database, target: Database) -> Mapping[str, TableDigest]:
    """Copy all rows of a database to one that has none, with the ids that are given next.

    Both have the tables of this version of the planner, as those that are open have.

    Returns
    -------
    Mapping
        What was copied, by the name of the table.

    Raises
    ------
    Unusable
        A database cannot be read or written, the target has rows, or it gives back something else
        than was written. The target is as it was.
    """
    with source.reading() as reader, target.writing() as writer:
        with source.faults():
            theirs = source.stored_tables(reader).tables
            last_ids = source.last_ids(reader)
        tables = target.stored_tables(writer).sorted_tables  # those that others refer to first
        _check_empty(target, writer, tables)
        copied = {
            table.name: _copy_rows(source, reader, theirs[table.name], writer, table)
            for table in tables
        }
        target.set_last_ids(writer, last_ids)
        for table in tables:
            if _digest(_batches(writer, table)) != copied[table.name]:
                differing = {"file": str(target.place), "table": table.name}
                raise Unusable([problem("portal.copy-differs", **differing)])
    return copied


def _check_empty(target: Database, writer: Connection, tables: Sequence[Table]) -> None:
    if any(writer.scalar(select(func.count()).select_from(table)) for table in tables):
        raise Unusable([problem("portal.copy-not-empty", file=str(target.place))])


def _copy_rows(
    source: Database, reader: Connection, theirs: Table, writer: Connection, table: Table
) -> TableDigest:
    """Copy the rows of a table, and return what they are."""

    def written() -> Iterator[Sequence[RowMapping]]:
        batches = _batches(reader, theirs)
        while True:
            with source.faults():
                rows = next(batches, None)
            if rows is None:
                return
            writer.execute(table.insert(), [dict(row) for row in rows])
            yield rows

    return _digest(written())


def _batches(connection: Connection, table: Table) -> Iterator[Sequence[RowMapping]]:
    """Yield the rows of a table in the order of its primary key, some at a time."""
    query = select(table).order_by(*table.primary_key)
    found = connection.execute(query, execution_options={"yield_per": _ROWS_AT_ONCE})
    yield from found.mappings().partitions()


def _digest(batches: Iterator[Sequence[RowMapping]]) -> TableDigest:
    count, digest = 0, hashlib.sha256()
    for rows in batches:
        count += len(rows)
        for row in rows:
            digest.update(repr(sorted(row.items())).encode(errors="surrogatepass"))
    return TableDigest(count, digest.hexdigest())
