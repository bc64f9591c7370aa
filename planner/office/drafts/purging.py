"""Purging drafts: earlier states, and the lists of apprentices of years that are over.

Rules and plannings stay: they name nobody.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import Connection

from planner.files.problems import Unusable
from planner.office.drafts.state import DraftState, year_of
from planner.office.drafts.store import Draft, forget_before, forget_list, list_drafts
from planner.portal.store.database import Database

_WHO = "planner purge"
"""Who deletes lists, in the log of a draft."""


@dataclass(frozen=True)
class DraftPurge:
    """How much was deleted, or would be.

    Attributes
    ----------
    roster
        Drafts whose list of apprentices was deleted, as their year is over.
    history
        Earlier states of drafts.
    """

    roster: int
    history: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing is deleted."""
        return not (self.roster or self.history)


def purge_drafts(database: Database, before: date, now: datetime) -> DraftPurge:
    """Delete earlier states, older than a day, and the lists of years that ended before it.

    What is deleted remains in the file until it is vacuumed, as `planner.portal.store.purging`
    does.

    Raises
    ------
    Unusable
        The database cannot be written: nothing is deleted.
    """
    with database.writing() as connection:
        return _purge(connection, before, now)


def preview_draft_purge(database: Database, before: date, now: datetime) -> DraftPurge:
    """Return what `purge_drafts` would delete: the transaction is rolled back.

    Raises
    ------
    Unusable
        The database cannot be written.
    """
    with database.writing() as connection:
        found = _purge(connection, before, now)
        connection.rollback()
    return found


def _purge(connection: Connection, before: date, now: datetime) -> DraftPurge:
    midnight = datetime.combine(before, time()).astimezone()
    drafts = list_drafts(connection)
    over = list(_over(drafts, before))
    lists = sum(bool(draft.state.roster) for draft in over)
    states = sum(forget_list(connection, draft, _WHO, now) for draft in over)
    kept = (draft for draft in drafts if draft not in over)
    states += sum(forget_before(connection, draft.id, midnight) for draft in kept)
    return DraftPurge(lists, states)


def _over(drafts: tuple[Draft, ...], before: date) -> Iterator[Draft]:
    return (draft for draft in drafts if last_day(draft.state) < before)


def last_day(state: DraftState) -> date:
    """Return the last day of a draft's year; that of the next calendar year if rules lack it."""
    try:
        return year_of(state).weeks[-1].last_day
    except Unusable:
        return date(state.start_year + 1, 12, 31)
