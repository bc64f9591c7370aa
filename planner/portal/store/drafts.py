"""What was sent for a publication and waits until somebody has read what it changes."""

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
"""So long a draft waits."""

_ROSTER = TypeAdapter(tuple[Apprentice, ...])


@dataclass(frozen=True)
class Draft:
    """A planning and a list that were read without fault."""

    id: int
    edition: Edition
    roster: tuple[Apprentice, ...]


def save_draft(
    database: Database, edition: Edition, roster: tuple[Apprentice, ...], who: str, now: datetime
) -> int:
    """Keep a draft, and give its number; those that have waited too long are removed."""
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
        There is none, no more, or it has waited too long.
    """
    which = (DRAFTS_TABLE.c.id == number) & (DRAFTS_TABLE.c.made >= now - DRAFT_LIFETIME)
    row = connection.execute(DRAFTS_TABLE.select().where(which)).one_or_none()
    if row is None:
        raise Unusable([problem("office.no-draft")])
    edition = parse_edition(zlib.decompress(row.planning).decode(), "planning.json")
    return Draft(row.id, edition, _ROSTER.validate_json(row.roster))


def discard_draft(database: Database, number: int) -> None:
    """Remove a draft, if it is still there."""
    with database.writing() as connection:
        connection.execute(DRAFTS_TABLE.delete().where(DRAFTS_TABLE.c.id == number))
