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
from planner.portal.store.database import DRAFTS, Database
from planner.portal.store.versions import NOT_KEPT

KEPT = timedelta(days=1)
"""So long a draft waits."""

_ROSTER = TypeAdapter(tuple[Apprentice, ...])


@dataclass(frozen=True)
class Draft:
    """A planning and a list that were read without fault."""

    id: int
    edition: Edition
    roster: tuple[Apprentice, ...]


def keep(
    database: Database, edition: Edition, roster: tuple[Apprentice, ...], who: str, now: datetime
) -> int:
    """Keep a draft, and give its number; those that have waited too long are removed."""
    with database.writing() as connection:
        connection.execute(DRAFTS.delete().where(DRAFTS.c.made < now - KEPT))
        kept = connection.execute(
            DRAFTS.insert().values(
                made=now,
                made_by=who,
                planning=zlib.compress(planning_json(edition)),
                roster=_ROSTER.dump_json(roster, exclude={"__all__": NOT_KEPT}).decode(),
            )
        )
    assert kept.inserted_primary_key
    return int(kept.inserted_primary_key[0])


def read(connection: Connection, number: int, now: datetime) -> Draft:
    """Read a draft.

    Raises
    ------
    Unusable
        There is none, no more, or it has waited too long.
    """
    which = (DRAFTS.c.id == number) & (DRAFTS.c.made >= now - KEPT)
    row = connection.execute(DRAFTS.select().where(which)).one_or_none()
    if row is None:
        raise Unusable([problem("office.no-draft")])
    edition = parse_edition(zlib.decompress(row.planning).decode(), "planning.json")
    return Draft(row.id, edition, _ROSTER.validate_json(row.roster))


def discard(database: Database, number: int) -> None:
    """Remove a draft, if it is still there."""
    with database.writing() as connection:
        connection.execute(DRAFTS.delete().where(DRAFTS.c.id == number))
