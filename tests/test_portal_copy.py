"""A portal moves from a file to a PostgreSQL server and back: whole, or not at all."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest

from planner.files.problems import Unusable
from planner.office.drafts.store import DraftAct, create_draft, list_drafts
from planner.office.web.start import planned_state
from planner.portal.store import copying
from planner.portal.store.copying import TableDigest, copy_database
from planner.portal.store.database import Database, replace_setting
from planner.portal.store.links import issue_link, list_page_access, page_link_of_secret
from planner.portal.store.place import DatabasePlace
from planner.portal.store.purging import purge
from planner.portal.store.tables import COMPANIES_TABLE, PEOPLE_TABLE
from planner.portal.store.tokens import TokenScope, issue_token
from planner.portal.store.versions import list_versions
from tests.conftest import Call
from tests.portal_store import NOW, ROSTER, TODAY, first, published, second
from tests.postgres import METADATA, Server

Rows = Mapping[str, list[tuple[object, ...]]]


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Database]:
    """Give a portal in a file, with something in many tables, of which the last rows are gone."""
    with closing(Database.open_or_create(tmp_path / "portal.db")) as database:
        published(database, first())
        published(database, second(), ROSTER[:2], days=1)
        with database.writing() as connection:
            issue_token(connection, "ENT", TokenScope(None, True), "Marie", NOW)
            replace_setting(connection, "Élève", "l'Œuf d'Émeraude 🙂")
        act = DraftAct("started-file", {"file": "planning.json"})
        create_draft(database, "Albi", planned_state(first()), act, "Marie", NOW)
        purge(database, (NOW.date().replace(day=20)))
        yield database


def rows_of(database: Database) -> Rows:
    with database.reading() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(table.select())), key=repr)
            for table in METADATA.sorted_tables
        }


def secret_of_link(database: Database) -> str:
    with database.writing() as connection:
        access = next(iter(list_page_access(connection)))
        assert access.year_ends
        return issue_link(connection, access, access.year_ends, "Marie", NOW).secret


def refused(source: Database, place: DatabasePlace) -> tuple[str, str]:
    """Give the key of what is told of a copy that is not made, and which database it names."""
    with pytest.raises(Unusable) as told, Database.filled(place) as target:
        copy_database(source, target)
    (found,) = told.value.problems
    return found.key, str(found.values["file"])


def test_all_rows_move_links_open_and_no_id_is_given_again(
    source: Database, place: DatabasePlace, tmp_path: Path
) -> None:
    there = tmp_path / "there.db" if isinstance(place, Path) else place
    secret, kept = secret_of_link(source), rows_of(source)
    with source.reading() as connection:
        last = source.last_ids(connection)
    assert last["people"] > max(int(str(row[0])) for row in kept["people"])
    with Database.filled(there) as target:
        copied = copy_database(source, target)
    assert {name: each.rows for name, each in copied.items()} == {
        name: len(rows) for name, rows in kept.items()
    }
    with closing(Database.open(there)) as moved:
        assert rows_of(moved) == kept
        with moved.reading() as connection:
            assert page_link_of_secret(connection, secret, TODAY)
            assert list_drafts(connection)
            assert moved.last_ids(connection) == last
        with moved.writing() as connection:
            page = connection.execute(COMPANIES_TABLE.insert().values(key="new", name="New"))
            assert page.inserted_primary_key
            assert page.inserted_primary_key[0] == last["companies"] + 1
            person = {"programme": "p", "start_year": 2026, "identity": "new"}
            made = connection.execute(PEOPLE_TABLE.insert().values(person))
            assert made.inserted_primary_key
            assert made.inserted_primary_key[0] == last["people"] + 1
        assert published(moved, first(), days=2).id == last["versions"] + 1


def test_there_and_back_is_the_same(source: Database, server: Server, tmp_path: Path) -> None:
    address, back = server.emptied_portal(), tmp_path / "back.db"
    with Database.filled(address) as target:
        copied = copy_database(source, target)
        with Database.filled(back) as again:
            assert copy_database(target, again) == copied
    assert back.stat().st_mode & 0o777 == 0o600
    with closing(Database.open(back)) as returned:
        assert rows_of(returned) == rows_of(source)


def test_a_portal_that_is_there_is_not_touched(source: Database, place: DatabasePlace) -> None:
    there = place.with_name("there.db") if isinstance(place, Path) else place
    with closing(Database.open_or_create(there)) as other:
        published(other, second())
        kept = rows_of(other)
        assert refused(source, there) == ("portal.copy-not-empty", str(there))
        assert rows_of(other) == kept


def test_a_portal_is_not_copied_onto_itself(source: Database) -> None:
    kept = rows_of(source)
    assert refused(source, source.path)[0] == "portal.copy-not-empty"
    assert rows_of(source) == kept


def test_a_copy_that_fails_leaves_nothing(
    source: Database, place: DatabasePlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = place.with_name("there.db") if isinstance(place, Path) else place
    numbers = count()
    monkeypatch.setattr(
        copying, "_digest", lambda batches: TableDigest(len([*batches]), str(next(numbers)))
    )
    assert refused(source, there) == ("portal.copy-differs", str(there))
    if isinstance(there, Path):
        assert not [each for each in there.parent.iterdir() if each.name.startswith("there")]
        return
    with closing(Database.open(there)) as target:
        assert not any(rows_of(target).values())


def test_of_two_databases_the_one_that_fails_is_named(
    source: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "there.db"
    assert refused(source, tmp_path / "none" / "there.db")[1] == str(tmp_path / "none/there.db")

    def fails(*_: object) -> Iterator[object]:
        raise sqlite3.DatabaseError("database disk image is malformed")
        yield

    monkeypatch.setattr(copying, "_batches", fails)
    assert refused(source, there)[1] == str(source.path)
    assert not there.exists()


def test_a_text_that_a_server_cannot_hold_is_told(source: Database, server: Server) -> None:
    address = server.emptied_portal()
    with source.writing() as connection:
        replace_setting(connection, "zero", "a\x00b")
    assert refused(source, address) == ("portal.fault", str(address))
    with closing(Database.open(address)) as target:
        assert not any(rows_of(target).values())


def test_the_command_says_what_is_copied_and_what_comes_next(
    source: Database, server: Server, planner: Call, tmp_path: Path
) -> None:
    address = server.emptied_portal()
    code, said, _ = planner("portal-copy", source.path, address)
    assert code == 0
    rows = sum(map(len, rows_of(source).values()))
    assert f"copié en entier vers {address}, relu et comparé ({rows} lignes)" in said
    assert f"--database {address}" in said
    code, _, told = planner("portal-copy", source.path, address)
    assert (code, "il y a déjà un portail" in told) == (2, True)
    code, _, told = planner("portal-copy", tmp_path / "none.db", tmp_path / "there.db")
    assert (code, str(tmp_path / "none.db") in told) == (2, True)
    assert not (tmp_path / "there.db").exists()
    code, _, _ = planner("portal-copy", address, tmp_path / "back.db")
    assert code == 0
    with closing(Database.open(tmp_path / "back.db")) as returned, returned.reading() as connection:
        assert [each.revision for each in list_versions(connection)] == [2]


def test_a_wrong_argument_is_named_as_the_help_names_it(planner: Call, tmp_path: Path) -> None:
    code, _, told = planner("portal-copy", tmp_path / "a.db", "postgresql://u:s3cret@h/n")
    assert code == 2
    assert told.startswith("ARRIVÉE")
    assert "s3cret" not in told
