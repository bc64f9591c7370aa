"""Drafts: uploaded plannings and rosters that wait for a confirmation before publication."""

import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import Connection

from planner.apprentices.apprentice import Apprentice
from planner.files.problems import Unusable, problem
from planner.planning.file import parse_edition, planning_json
from planner.planning.planning import Edition
from planner.portal.store.database import Database
from planner.portal.store.tables import DRAFTS_TABLE
from planner.portal.store.versions import UNSTORED_FIELDS

DRAFT_LIFETIME = timedelta(days=1)
"""After this time a draft can no longer be published; it is deleted with the next one saved."""

_ROSTER = TypeAdapter(tuple[Apprentice, ...])


@dataclass(frozen=True)
class Draft:
    """An uploaded planning and its roster, both valid."""

    id: int
    edition: Edition
    roster: tuple[Apprentice, ...]


def save_draft(
    database: Database, edition: Edition, roster: tuple[Apprentice, ...], who: str, now: datetime
) -> int:
    """Insert a draft and return its id; expired drafts are deleted."""
    with database.writing() as connection:
        connection.execute(DRAFTS_TABLE.delete().where(DRAFTS_TABLE.c.made < now - DRAFT_LIFETIME))
        kept = connection.execute(
            DRAFTS_TABLE.insert().values(
                made=now,
                made_by=who,
                planning=zlib.compress(planning_json(edition)),
                roster=_ROSTER.dump_json(roster, exclude={"__all__": UNSTORED_FIELDS}).decode(),
            )
        )
    assert kept.inserted_primary_key
    return int(kept.inserted_primary_key[0])


def read_draft(connection: Connection, number: int, now: datetime) -> Draft:
    """Read a draft.

    Raises
    ------
    Unusable
        The draft does not exist or has expired.
    """
    which = (DRAFTS_TABLE.c.id == number) & (DRAFTS_TABLE.c.made >= now - DRAFT_LIFETIME)
    row = connection.execute(DRAFTS_TABLE.select().where(which)).one_or_none()
    if row is None:
        raise Unusable([problem("office.no-draft")])
    edition = parse_edition(zlib.decompress(row.planning).decode(), "planning.json")
    return Draft(row.id, edition, _ROSTER.validate_json(row.roster))


def discard_draft(database: Database, number: int) -> None:
    """Delete a draft; does nothing if it does not exist."""
    with database.writing() as connection:
        connection.execute(DRAFTS_TABLE.delete().where(DRAFTS_TABLE.c.id == number))
