"""The contents of states of drafts in the database: each stored once, by its SHA-256 digest."""

import hashlib
import zlib
from typing import Any, TypeAlias

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, select

from planner.apprentices.apprentice import Apprentice
from planner.office.drafts.state import DraftState, LockedCell
from planner.office.drafts.tables import BLOBS_TABLE, CHANGES_TABLE

_ROSTER = TypeAdapter(tuple[Apprentice, ...])
_LOCKED = TypeAdapter(tuple[LockedCell, ...])

_BLOBS = ("rules", "planning", "before", "locked", "roster")

Contents: TypeAlias = dict[str, Any]
"""The columns of a row of the log that are the state of the draft."""


def store_contents(connection: Connection, state: DraftState) -> Contents:
    """Store the contents of a state, as far as they are new; return their digests."""
    return {
        "start_year": state.start_year,
        "rules": _store(connection, state.rules.encode()),
        "planning": state.planning and _store(connection, state.planning),
        "before": state.before and _store(connection, state.before),
        "locked": _store(connection, _LOCKED.dump_json(state.locked)),
        "roster": _store(connection, _ROSTER.dump_json(state.roster)),
    }


def _store(connection: Connection, content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    known = select(BLOBS_TABLE.c.digest).where(BLOBS_TABLE.c.digest == digest)
    if connection.execute(known).one_or_none() is None:
        connection.execute(
            BLOBS_TABLE.insert().values(digest=digest, content=zlib.compress(content))
        )
    return digest


def state_of(connection: Connection, row: Row[Any]) -> DraftState:
    """Read the state of a draft that a row of its log has."""

    def content(digest: str) -> bytes:
        found = connection.execute(
            select(BLOBS_TABLE.c.content).where(BLOBS_TABLE.c.digest == digest)
        ).scalar_one()
        return zlib.decompress(found)

    return DraftState(
        content(row.rules).decode(),
        row.start_year,
        row.planning and content(row.planning),
        row.before and content(row.before),
        _LOCKED.validate_json(content(row.locked)),
        _ROSTER.validate_json(content(row.roster)),
    )


def contents_of(row: Row[Any]) -> Contents:
    """Return the columns of a row that are the state of its draft."""
    return {name: row._mapping[name] for name in ("start_year", *_BLOBS)}


def delete_unused_contents(connection: Connection) -> None:
    """Delete the contents that no state has."""
    used = [
        select(CHANGES_TABLE.c[name]).where(CHANGES_TABLE.c[name].is_not(None)) for name in _BLOBS
    ]
    connection.execute(
        BLOBS_TABLE.delete().where(*(BLOBS_TABLE.c.digest.not_in(each) for each in used))
    )
