"""What a purge takes from drafts, and what it leaves: no trace of persons, all that was planned."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from planner.office.drafts.purging import DraftPurge, preview_draft_purge, purge_drafts
from planner.office.drafts.state import DraftState
from planner.office.drafts.store import (
    DraftAct,
    create_draft,
    history,
    read_draft,
    save_state,
    undo,
)
from planner.office.drafts.tables import BLOBS_TABLE
from planner.office.web.start import planned_state
from planner.planning.planning import Edition
from planner.portal.store.database import Database
from planner.portal.store.place import DatabasePlace
from planner.portal.store.purging import purge
from tests.conftest import Call
from tests.portal import EARLIER, LATER
from tests.portal_store import opened
from tests.postgres import on_a_file

BEGUN = datetime(2026, 9, 1, 9, tzinfo=UTC)
NOW = BEGUN + timedelta(days=60)
LONG_AFTER = date(2028, 1, 1)
ACT = DraftAct("roster-removed", {"who": "Séraphine Gourdiac"})


@pytest.fixture
def database(place: DatabasePlace) -> Iterator[Database]:
    with opened(place) as made:
        yield made


@pytest.fixture
def draft(database: Database, edition: Edition) -> int:
    """Have a draft whose list lost a person; the last change was undone and done again."""
    state = replace(planned_state(edition), roster=EARLIER)
    number = create_draft(database, "Albi", state, DraftAct("started-file"), "Zoé", BEGUN)
    save_state(database, number, 1, replace(state, roster=LATER), ACT, "Zoé", BEGUN)
    save_state(database, number, 2, replace(state, roster=LATER[:-1]), ACT, "Zoé", NOW)
    return number


def state_of(database: Database, draft: int) -> DraftState:
    with database.reading() as connection:
        return read_draft(connection, draft).state


def contents(database: Database) -> int:
    with database.reading() as connection:
        return len(connection.execute(select(BLOBS_TABLE.c.digest)).all())


def test_earlier_states_go_and_the_draft_stays(database: Database, draft: int) -> None:
    before, stored = state_of(database, draft), contents(database)
    day = NOW.date()
    assert preview_draft_purge(database, day, NOW) == DraftPurge(roster=0, history=2)
    assert contents(database) == stored
    assert purge_drafts(database, day, NOW) == DraftPurge(roster=0, history=2)
    assert state_of(database, draft) == before
    assert contents(database) == stored - 2
    assert purge_drafts(database, day, NOW).is_empty
    purge_drafts(database, (NOW + timedelta(days=1)).date(), NOW)
    with database.reading() as connection:
        (left,) = history(connection, draft)
        assert (left.state, left.parent, left.act) == (3, None, DraftAct("forgotten"))
        assert read_draft(connection, draft).undoes is None


def test_what_was_undone_stays_as_it_is(database: Database, draft: int) -> None:
    undo(database, draft, 3, "Zoé", NOW + timedelta(days=1))
    before = state_of(database, draft)
    purge_drafts(database, (NOW + timedelta(days=1)).date(), NOW)
    assert state_of(database, draft) == before
    with database.reading() as connection:
        assert [change.revision for change in history(connection, draft)] == [4]


@on_a_file
def test_the_list_of_a_year_that_is_over_goes(database: Database, draft: int) -> None:
    before = state_of(database, draft)
    now = NOW + timedelta(days=700)
    assert purge_drafts(database, LONG_AFTER, now) == DraftPurge(roster=1, history=3)
    assert state_of(database, draft) == replace(before, roster=())
    purge(database, LONG_AFTER)
    written = database.path.read_bytes()
    assert b"Gourdiac" not in written
    assert purge_drafts(database, LONG_AFTER, now).is_empty


@on_a_file
def test_the_command_tells_of_drafts(
    planner: Call, edition: Edition, database: Database, draft: int
) -> None:
    code, out, _ = planner("purge", "--before", "2026-10-15", "--database", database.path, "--yes")
    assert (code, "2 états de l'historique" in out) == (0, True)
