"""Submissions: uploaded plannings and rosters that wait for a confirmation before publication."""

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
from planner.portal.store.tables import SUBMISSIONS_TABLE
from planner.portal.store.versions import stored_part

SUBMISSION_LIFETIME = timedelta(days=1)
"""After this time it can no longer be published; the next one that is saved deletes it."""

_ROSTER = TypeAdapter(tuple[Apprentice, ...])


def roster_json(roster: tuple[Apprentice, ...]) -> str:
    """Serialize a roster, as far as it is stored."""
    return _ROSTER.dump_json(tuple(map(stored_part, roster))).decode()


def parse_roster(stored: str) -> tuple[Apprentice, ...]:
    """Parse a roster that was stored."""
    return _ROSTER.validate_json(stored)


@dataclass(frozen=True)
class Submission:
    """An uploaded planning and its roster, both valid."""

    id: int
    edition: Edition
    roster: tuple[Apprentice, ...]


def save_submission(
    database: Database, edition: Edition, roster: tuple[Apprentice, ...], who: str, now: datetime
) -> int:
    """Insert a submission and return its id; expired submissions are deleted."""
    with database.writing() as connection:
        connection.execute(
            SUBMISSIONS_TABLE.delete().where(SUBMISSIONS_TABLE.c.made < now - SUBMISSION_LIFETIME)
        )
        kept = connection.execute(
            SUBMISSIONS_TABLE.insert().values(
                made=now,
                made_by=who,
                planning=zlib.compress(planning_json(edition)),
                roster=roster_json(roster),
            )
        )
    assert kept.inserted_primary_key
    return int(kept.inserted_primary_key[0])


def read_submission(connection: Connection, number: int, now: datetime) -> Submission:
    """Read a submission.

    Raises
    ------
    Unusable
        The submission does not exist or has expired.
    """
    which = (SUBMISSIONS_TABLE.c.id == number) & (
        SUBMISSIONS_TABLE.c.made >= now - SUBMISSION_LIFETIME
    )
    row = connection.execute(SUBMISSIONS_TABLE.select().where(which)).one_or_none()
    if row is None:
        raise Unusable([problem("office.no-submission")])
    edition = parse_edition(zlib.decompress(row.planning).decode(), "planning.json")
    return Submission(row.id, edition, parse_roster(row.roster))


def discard_submission(database: Database, number: int) -> None:
    """Delete a submission; does nothing if it does not exist."""
    with database.writing() as connection:
        connection.execute(SUBMISSIONS_TABLE.delete().where(SUBMISSIONS_TABLE.c.id == number))
