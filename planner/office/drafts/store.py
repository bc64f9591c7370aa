"""Drafts in the database: a log of immutable states, saved with optimistic locking.

Each change of a draft appends a row with the state that the draft then has; nothing is
overwritten. Contents are stored once, by their SHA-256 digest (content-addressed storage, as in
git). Who saves says on which revision; if others have saved since, the save is refused with their
changes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row, func, select

from planner.files.problems import Unusable, problem
from planner.office.drafts.contents import (
    Contents,
    contents_of,
    delete_unused_contents,
    state_of,
    store_contents,
)
from planner.office.drafts.state import DraftState
from planner.office.drafts.tables import CHANGES_TABLE, DRAFTS_TABLE
from planner.portal.store.database import Database

UNDONE: Final = "undone"
REDONE: Final = "redone"
RESTORED: Final = "restored"
"""Acts that return to a state that there was before."""

RENAMED: Final = "renamed"
"""The act that replaces the title."""

PURGED: Final = "purged"
"""The act that deletes the list of apprentices of a year that is over."""

ROSTER_ACTS: Final = "roster-"
"""How acts on the list of apprentices begin: they may name a person."""

FORGOTTEN: Final = "forgotten"
"""What is left of such an act once the states before it were deleted."""


@dataclass(frozen=True)
class DraftAct:
    """What was done to a draft.

    Attributes
    ----------
    name
        The sentence `act.<name>` of the message catalogue says it.
    values
        The placeholders of the sentence.
    """

    name: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class DraftChange:
    """A line of the log of a draft.

    Attributes
    ----------
    revision
        Its number, from 1.
    at, by
        The moment, and the name of the person.
    state
        The revision in which the state was made that the draft then had.
    parent
        The state from which that one was made; None for the first.
    """

    revision: int
    at: datetime
    by: str
    act: DraftAct
    state: int
    parent: int | None


@dataclass(frozen=True)
class Draft:
    """A draft as it stands.

    Attributes
    ----------
    changed
        The newest line of its log.
    undoes, redoes
        What undoing and redoing would take back and do again; None where there is nothing.
    """

    id: int
    title: str
    state: DraftState
    changed: DraftChange
    undoes: DraftChange | None
    redoes: DraftChange | None

    @property
    def revision(self) -> int:
        """The number of the newest change."""
        return self.changed.revision


class Overtaken(Exception):
    """A draft was changed by others since it was read.

    Attributes
    ----------
    changes
        The lines of the log since then, oldest first.
    """

    def __init__(self, changes: Sequence[DraftChange]) -> None:
        self.changes = tuple(changes)
        super().__init__(f"overtaken by {len(self.changes)} changes")


def create_draft(
    database: Database, title: str, state: DraftState, act: DraftAct, who: str, now: datetime
) -> int:
    """Insert a draft with its first state; return its id."""
    with database.writing() as connection:
        made = connection.execute(DRAFTS_TABLE.insert().values(title=title, revision=0))
        assert made.inserted_primary_key
        draft = int(made.inserted_primary_key[0])
        change = DraftChange(1, now, who, act, state=1, parent=None)
        _append(connection, draft, change, store_contents(connection, state))
    return draft


def read_draft(connection: Connection, draft: int) -> Draft:
    """Read a draft as it stands.

    Raises
    ------
    Unusable
        There is none of this id.
    """
    head = connection.execute(DRAFTS_TABLE.select().where(DRAFTS_TABLE.c.id == draft)).one_or_none()
    if head is None:
        raise Unusable([problem("draft.none")])
    return _draft(connection, head)


def list_drafts(connection: Connection) -> tuple[Draft, ...]:
    """Read all drafts, the one that was changed last first."""
    heads = connection.execute(DRAFTS_TABLE.select()).all()
    drafts = [_draft(connection, head) for head in heads]
    return tuple(sorted(drafts, key=lambda draft: (draft.changed.at, draft.id), reverse=True))


def save_state(
    database: Database,
    draft: int,
    revision: int,
    state: DraftState,
    act: DraftAct,
    who: str,
    now: datetime,
) -> int:
    """Append a new state to a draft, made from the one of a revision.

    Returns
    -------
    int
        The new revision; the same one if the state is not new.

    Raises
    ------
    Overtaken
        The draft was changed since that revision.
    Unusable
        There is no such draft, or the database cannot be written.
    """
    with database.writing() as connection:
        head = _head(connection, draft, revision)
        stored = store_contents(connection, state)
        if stored == contents_of(head):
            return revision
        change = DraftChange(revision + 1, now, who, act, state=revision + 1, parent=head.state)
        _append(connection, draft, change, stored)
    return revision + 1


def note_act(database: Database, draft: int, act: DraftAct, who: str, now: datetime) -> int:
    """Append a line to the log of a draft, which keeps its state; return the new revision.

    Raises
    ------
    Unusable
        There is no such draft, or the database cannot be written.
    """
    with database.writing() as connection:
        head = _row(connection, draft, read_draft(connection, draft).revision)
        return _note(connection, head, act, who, now)


def _note(connection: Connection, head: Row[Any], act: DraftAct, who: str, now: datetime) -> int:
    change = DraftChange(head.revision + 1, now, who, act, head.state, head.parent)
    _append(connection, head.draft, change, contents_of(head))
    return change.revision


def undo(database: Database, draft: int, revision: int, who: str, now: datetime) -> int:
    """Return a draft to the state before its newest one; return the new revision.

    Raises
    ------
    Overtaken
        The draft was changed since that revision.
    Unusable
        There is no such draft, or nothing to undo.
    """
    return _step(database, draft, revision, UNDONE, who, now)


def redo(database: Database, draft: int, revision: int, who: str, now: datetime) -> int:
    """Redo the change that was undone last; return the new revision.

    Raises
    ------
    Overtaken
        The draft was changed since that revision.
    Unusable
        There is no such draft, or nothing to do again.
    """
    return _step(database, draft, revision, REDONE, who, now)


def restore(
    database: Database, draft: int, revision: int, earlier: int, who: str, now: datetime
) -> int:
    """Restore the state of an earlier revision as a new one; return the new revision.

    Raises
    ------
    Overtaken
        The draft was changed since that revision.
    Unusable
        There is no such draft or revision.
    """
    with database.reading() as connection:
        state = read_state(connection, draft, earlier)
    act = DraftAct(RESTORED, {"revision": earlier})
    return save_state(database, draft, revision, state, act, who, now)


def check_newest(connection: Connection, draft: int, revision: int) -> None:
    """Check that a revision is the newest one of a draft.

    Raises
    ------
    Overtaken
        The draft was changed since that revision.
    Unusable
        There is no such draft or revision.
    """
    _head(connection, draft, revision)


def read_state(connection: Connection, draft: int, revision: int) -> DraftState:
    """Read the state that a draft had at a revision.

    Raises
    ------
    Unusable
        There is no such draft or revision.
    """
    return state_of(connection, _row(connection, draft, revision))


def history(connection: Connection, draft: int, since: int = 0) -> tuple[DraftChange, ...]:
    """Return the log of a draft after a revision, oldest first."""
    rows = connection.execute(
        CHANGES_TABLE.select()
        .where((CHANGES_TABLE.c.draft == draft) & (CHANGES_TABLE.c.revision > since))
        .order_by(CHANGES_TABLE.c.revision)
    )
    return tuple(map(_change, rows))


def rename_draft(
    database: Database, draft: int, revision: int, title: str, who: str, now: datetime
) -> None:
    """Replace the title of a draft, and note it in its log.

    Raises
    ------
    Overtaken
        The draft was changed since that revision.
    Unusable
        There is no such draft, or the database cannot be written.
    """
    with database.writing() as connection:
        head = _head(connection, draft, revision)
        connection.execute(
            DRAFTS_TABLE.update().where(DRAFTS_TABLE.c.id == draft).values(title=title)
        )
        _note(connection, head, DraftAct(RENAMED, {"title": title}), who, now)


def delete_draft(database: Database, draft: int, revision: int) -> None:
    """Delete a draft with its log, and the contents that no other draft has.

    Raises
    ------
    Overtaken
        The draft was changed since that revision.
    Unusable
        There is no such draft.
    """
    with database.writing() as connection:
        _head(connection, draft, revision)
        connection.execute(CHANGES_TABLE.delete().where(CHANGES_TABLE.c.draft == draft))
        connection.execute(DRAFTS_TABLE.delete().where(DRAFTS_TABLE.c.id == draft))
        delete_unused_contents(connection)


def forget_list(connection: Connection, draft: Draft, who: str, now: datetime) -> int:
    """Delete the list of apprentices of a draft, and all earlier states; return their number."""
    if draft.state.roster:
        stored = store_contents(connection, replace(draft.state, roster=()))
        number = draft.revision + 1
        change = DraftChange(number, now, who, DraftAct(PURGED), state=number, parent=None)
        _append(connection, draft.id, change, stored)
    return forget_before(connection, draft.id, now)


def forget_before(connection: Connection, draft: int, moment: datetime) -> int:
    """Delete the states of a draft from before a moment, but for the one it has.

    What was done last no longer names a person.

    Returns
    -------
    int
        How many were deleted.
    """
    c = CHANGES_TABLE.c
    newest = select(DRAFTS_TABLE.c.revision).where(DRAFTS_TABLE.c.id == draft).scalar_subquery()
    older = (c.draft == draft) & (c.revision < newest) & (c.at < moment)
    deleted = connection.execute(CHANGES_TABLE.delete().where(older)).rowcount
    first = select(func.min(c.revision)).where(c.draft == draft).scalar_subquery()
    orphans = CHANGES_TABLE.update().where(c.draft == draft)
    connection.execute(orphans.where(c.state < first).values(state=c.revision, parent=None))
    connection.execute(orphans.where(c.parent < first).values(parent=None))
    naming = (c.at < moment) & c.act.startswith(ROSTER_ACTS)
    connection.execute(orphans.where(naming).values(act=FORGOTTEN, act_values="{}"))
    delete_unused_contents(connection)
    return deleted


# --- Rows ----------------------------------------------------------------------------------------

_NOTHING = {UNDONE: "draft.nothing-undone", REDONE: "draft.nothing-redone"}


def _step(
    database: Database,
    draft: int,
    revision: int,
    act: Literal["undone", "redone"],
    who: str,
    now: datetime,
) -> int:
    with database.writing() as connection:
        head = _head(connection, draft, revision)
        of = _undone(connection, head) if act == UNDONE else _redone(connection, head)
        if of is None:
            raise Unusable([problem(_NOTHING[act])])
        to = _row(connection, draft, of.parent if act == UNDONE else of.revision)
        change = DraftChange(
            revision + 1, now, who, DraftAct(act, {"revision": of.revision}), to.state, to.parent
        )
        _append(connection, draft, change, contents_of(to))
    return revision + 1


def _undone(connection: Connection, head: Row[Any]) -> Row[Any] | None:
    """Return the row that made the state of a draft; None for the first one."""
    return None if head.parent is None else _row(connection, head.draft, head.state)


def _redone(connection: Connection, head: Row[Any]) -> Row[Any] | None:
    """Return the newest row that made a state from that of a draft; None if there is none."""
    table = CHANGES_TABLE.c
    return connection.execute(
        CHANGES_TABLE.select()
        .where(
            (table.draft == head.draft)
            & (table.parent == head.state)
            & (table.state == table.revision)
        )
        .order_by(table.revision.desc())
        .limit(1)
    ).one_or_none()


def _head(connection: Connection, draft: int, revision: int) -> Row[Any]:
    """Return the newest row of a draft, which must be of this revision."""
    newest = connection.execute(
        select(func.max(CHANGES_TABLE.c.revision)).where(CHANGES_TABLE.c.draft == draft)
    ).scalar_one()
    if newest is None:
        raise Unusable([problem("draft.none")])
    if newest > revision:
        raise Overtaken(history(connection, draft, revision))
    return _row(connection, draft, revision)


def _row(connection: Connection, draft: int, revision: int) -> Row[Any]:
    row = connection.execute(
        CHANGES_TABLE.select().where(
            (CHANGES_TABLE.c.draft == draft) & (CHANGES_TABLE.c.revision == revision)
        )
    ).one_or_none()
    if row is None:
        raise Unusable([problem("draft.no-state")])
    return row


def _append(connection: Connection, draft: int, change: DraftChange, contents: Contents) -> None:
    connection.execute(
        CHANGES_TABLE.insert().values(
            draft=draft,
            revision=change.revision,
            at=change.at,
            by=change.by,
            act=change.act.name,
            act_values=json.dumps(change.act.values, ensure_ascii=False, sort_keys=True),
            state=change.state,
            parent=change.parent,
            **contents,
        )
    )
    connection.execute(
        DRAFTS_TABLE.update().where(DRAFTS_TABLE.c.id == draft).values(revision=change.revision)
    )


def _change(row: Row[Any]) -> DraftChange:
    act = DraftAct(row.act, json.loads(row.act_values))
    return DraftChange(row.revision, row.at, row.by, act, row.state, row.parent)


def _draft(connection: Connection, head: Row[Any]) -> Draft:
    row = _row(connection, head.id, head.revision)
    undone, redone = _undone(connection, row), _redone(connection, row)
    return Draft(
        head.id,
        head.title,
        state_of(connection, row),
        _change(row),
        None if undone is None else _change(undone),
        None if redone is None else _change(redone),
    )
