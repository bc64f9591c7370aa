"""Drafts: an immutable log, optimistic locking, undo and redo, contents stored once."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from planner.files.problems import Unusable
from planner.office.drafts.state import (
    DraftState,
    edition_of,
    search_case,
    with_edits,
    with_locks,
    with_planning,
)
from planner.office.drafts.store import (
    DraftAct,
    Overtaken,
    create_draft,
    delete_draft,
    history,
    list_drafts,
    read_draft,
    read_state,
    redo,
    restore,
    save_state,
    undo,
)
from planner.office.drafts.tables import BLOBS_TABLE
from planner.planning.check import check
from planner.planning.course import planned_weeks
from planner.planning.editing import WeekEdit
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.portal.store.database import Database
from planner.portal.store.place import DatabasePlace
from planner.year.activity import Activity
from tests.builders import employed
from tests.postgres import on_a_file

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
ACT = DraftAct("planned")
PERSON = employed("Durand", "Zoé", "1A", "Société", start=date(2026, 9, 1))
EMPTY = DraftState('name = "BTS"\n', 2026)


def numbered(n: int) -> DraftState:
    return replace(EMPTY, rules=f'name = "{n}"\n', roster=(PERSON,) * n)


@pytest.fixture
def database(place: DatabasePlace) -> Iterator[Database]:
    with closing(Database.open_or_create(place)) as opened:
        yield opened


def current(database: Database, draft: int) -> DraftState:
    with database.reading() as connection:
        return read_draft(connection, draft).state


def test_a_draft_is_read_as_it_was_saved(database: Database, edition: Edition) -> None:
    state = with_locks(with_planning(EMPTY, edition), [("1A", "2026-W45")], locked=True)
    state = replace(state, before=b"{}", roster=(PERSON,))
    draft = create_draft(database, "BTS 2026", EMPTY, DraftAct("started"), "Anne", NOW)
    assert save_state(database, draft, 1, state, ACT, "Zoé", NOW) == 2
    with database.reading() as connection:
        found = read_draft(connection, draft)
        assert [each.id for each in list_drafts(connection)] == [draft]
    assert found.state == state
    assert (found.title, found.revision, found.changed.by) == ("BTS 2026", 2, "Zoé")
    assert save_state(database, draft, 2, state, ACT, "Zoé", NOW) == 2, "nothing new: no line"


def test_the_second_to_save_is_told_what_changed_and_by_whom(database: Database) -> None:
    draft = create_draft(database, "", EMPTY, DraftAct("started"), "Anne", NOW)
    save_state(database, draft, 1, numbered(1), ACT, "Anne", NOW)
    undo(database, draft, 2, "Zoé", NOW)
    with pytest.raises(Overtaken) as overtaken:
        save_state(database, draft, 1, numbered(2), ACT, "Luc", NOW)
    assert [(each.by, each.act.name) for each in overtaken.value.changes] == [
        ("Anne", "planned"),
        ("Zoé", "undone"),
    ]
    assert current(database, draft) == EMPTY


@on_a_file
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(["save", "undo", "redo", "restore"]), max_size=14), st.data())
def test_undo_and_redo_walk_through_the_states(
    database: Database, steps: list[str], data: st.DataObject
) -> None:
    """Against lists: undo follows parents, redo the newest child, the log keeps every state."""
    draft = create_draft(database, "", EMPTY, DraftAct("started"), "Anne", NOW)
    states, parents, at, log = [EMPTY], [-1], 0, [0]
    children: dict[int, list[int]] = {0: []}
    for step in steps:
        revision = len(log)
        if step == "save":
            state = numbered(len(states))
            save_state(database, draft, revision, state, ACT, "Anne", NOW)
        elif step == "restore":
            earlier = data.draw(st.integers(1, revision))
            state = states[log[earlier - 1]]
            made = restore(database, draft, revision, earlier, "Anne", NOW)
            if state == states[at]:
                assert made == revision
                continue
        else:
            to = parents[at] if step == "undo" else (children[at] or [-1])[-1]
            move = undo if step == "undo" else redo
            if to < 0:
                with pytest.raises(Unusable):
                    move(database, draft, revision, "Anne", NOW)
            else:
                move(database, draft, revision, "Anne", NOW)
                at = to
                log.append(at)
            continue
        states.append(state)
        parents.append(at)
        children[at].append(len(states) - 1)
        at = len(states) - 1
        children[at] = []
        log.append(at)
    assert current(database, draft) == states[at]
    with database.reading() as connection:
        assert len(history(connection, draft)) == len(log)
        for revision, place in enumerate(log, start=1):
            assert read_state(connection, draft, revision) == states[place]


def test_a_deleted_draft_takes_its_contents_along(database: Database) -> None:
    shared, alone = numbered(1), numbered(2)
    kept = create_draft(database, "", shared, ACT, "Anne", NOW)
    gone = create_draft(database, "", alone, ACT, "Anne", NOW)
    save_state(database, gone, 1, shared, ACT, "Anne", NOW)
    with pytest.raises(Overtaken):
        delete_draft(database, gone, 1)
    delete_draft(database, gone, 2)
    assert current(database, kept) == shared
    with database.reading() as connection:
        blobs = connection.execute(select(func.count()).select_from(BLOBS_TABLE)).scalar_one()
        assert blobs == 3, "rules, locks, roster"
        with pytest.raises(Unusable):
            read_draft(connection, gone)


# --- States --------------------------------------------------------------------------------------


def test_a_planning_keeps_its_bytes(edition: Edition) -> None:
    state = with_planning(EMPTY, edition)
    found = edition_of(state)
    assert found is not None
    assert planning_json(found) == state.planning == planning_json(edition)


def test_an_edited_week_is_checked_and_loses_its_proof(edition: Edition) -> None:
    state = with_planning(EMPTY, edition)
    row = edition.planning.cohorts[0]
    week = next(n for n, count in enumerate(row.placed_sessions) if count)
    changed = edition_of(with_edits(state, [WeekEdit("1A", week, Activity.SCHOOL)]))
    assert changed is not None
    after = changed.planning.cohorts[0]
    assert after.activities[week] == Activity.SCHOOL
    assert after.placed_sessions[week] == 0
    assert (changed.status, changed.changed) == ("feasible", "by-hand")
    assert sum(after.onsite or ()) == sum(row.onsite or ())
    assert any(found.breaches for found in check(changed.planning))


def test_a_locked_week_is_kept_by_edits_and_searches(edition: Edition) -> None:
    state = with_locks(with_planning(EMPTY, edition), [("1A", "2026-W45")], locked=True)
    place = next(n for n, w in enumerate(edition.planning.year.weeks) if w.iso_week == 45)
    with pytest.raises(Unusable):
        with_edits(state, [WeekEdit("1A", place, Activity.SCHOOL)])
    kept = search_case(state).given.locked["1A"]
    assert [n for n, week in enumerate(kept) if week] == [place]
    assert kept[place] == replace(planned_weeks(edition.planning.cohorts[0])[place], onsite=None)
    freed = with_locks(state, [("1A", "2026-W45")], locked=False)
    assert search_case(freed).given.locked == {}
    assert with_edits(freed, [WeekEdit("1A", place, Activity.SCHOOL)]).planning != state.planning


def test_changed_rules_are_those_that_the_planning_is_read_with(edition: Edition) -> None:
    state = with_planning(EMPTY, edition)
    tighter = replace(state, rules=state.rules.replace("school_weeks = 17", "school_weeks = 16"))
    assert tighter.rules != state.rules
    found = edition_of(tighter)
    assert found is not None
    assert found.changed == "rules"
    assert any(each.breaches for each in check(found.planning))
    with pytest.raises(Unusable):
        edition_of(replace(state, rules="name ="))
