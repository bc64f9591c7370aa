"""The portal's database: whole at any moment, its faults in words, nothing else ever touched."""

import errno
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event, text

from planner.files.problems import Unusable
from planner.planning.file import planning_json
from planner.portal.store import sqlite as module
from planner.portal.store.database import Database, read_setting, replace_setting
from planner.portal.store.links import issue_link, list_links, list_page_access
from planner.portal.store.publishing import Proposal, publish
from planner.portal.store.purging import preview_purge
from planner.portal.store.tables import ENROLMENTS_TABLE, SETTINGS_TABLE, VERSIONS_TABLE
from planner.portal.store.versions import (
    list_versions,
    newest_versions,
    read_edition,
    read_enrolments,
)
from planner.portal.store.visits import read_journal, record_page_opening
from tests.builders import altered
from tests.conftest import anybody
from tests.portal_store import (
    NOW,
    ROSTER,
    TODAY,
    first,
    opened,
    proposed,
    published,
    second,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "portal.db"


@pytest.fixture
def filled(path: Path) -> Path:
    """Give a database with two versions, links and visits, closed."""
    with opened(path) as database:
        both = [published(database, first()), published(database, second(), days=1)]
        with database.writing() as connection:
            for holding in list_page_access(connection):
                issue_link(connection, holding, TODAY, "somebody", NOW)
        record_page_opening(database, 1, both, NOW)
    return path


def read_all(path: Path) -> None:
    """Read whatever there is."""
    with closing(Database.open(path)) as database:
        with database.reading() as connection:
            for version in list_versions(connection):
                read_edition(connection, version.id)
                read_enrolments(connection, version.id)
            list_page_access(connection)
            list_links(connection, office=False)
            read_journal(connection, 100)
        preview_purge(database, TODAY)


def refused(path: Path) -> str:
    """Give the key of what is told of a file that cannot be used."""
    with pytest.raises(Unusable) as told:
        Database.open(path)
    return told.value.problems[0].key


# --- Made and opened ----------------------------------------------------------------------------


def test_a_database_is_made_for_its_owner_alone_and_found_again(path: Path) -> None:
    with opened(path) as database, database.writing() as connection:
        replace_setting(connection, "address", "http://a")
        replace_setting(connection, "address", "http://b")
        beside = [file for file in path.parent.iterdir() if file != path]
        assert {file.stat().st_mode & 0o777 for file in (path, *beside)} == {0o600}
    with opened(path) as database, database.reading() as connection:
        assert read_setting(connection, "address") == "http://b"
        assert read_setting(connection, "none") is None
    assert list(path.parent.iterdir()) == [path]


def test_opening_writes_nothing(filled: Path) -> None:
    before = filled.read_bytes()
    read_all(filled)
    assert filled.read_bytes() == before


def test_what_is_missing_or_empty_is_no_portal_until_it_is_made(path: Path) -> None:
    assert refused(path) == "portal.missing"
    assert not path.exists()
    path.touch()
    assert refused(path) == "portal.missing"
    with opened(path):
        pass
    Database.open(path).close()


def foreign(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA journal_mode = WAL")
        other.execute("CREATE TABLE versions (id INTEGER)")
        other.commit()


def claimed(path: Path) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA application_id = 7")


def of_text(path: Path) -> None:
    path.write_text("Nom;Prénom\n" * 500, encoding="utf-8")


@pytest.mark.parametrize("fill", [foreign, claimed, of_text])
def test_files_of_others_are_told_and_not_touched(path: Path, fill) -> None:  # type: ignore[no-untyped-def]
    fill(path)
    before = path.read_bytes()
    for use in (Database.open, Database.open_or_create):
        with pytest.raises(Unusable) as told:
            use(path)
        assert told.value.problems[0].key == "portal.not-database"
    assert path.read_bytes() == before


def test_a_database_of_another_version_of_the_planner_is_not_touched(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as other:
        other.execute("PRAGMA user_version = 99")
    before = filled.read_bytes()
    assert refused(filled) == "portal.schema"
    assert filled.read_bytes() == before


def test_a_folder_or_a_path_that_cannot_be_is_told(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / ("x" * 300)):
        assert refused(path) == "portal.cannot-open"
    with pytest.raises(Unusable) as told:
        Database.open_or_create(tmp_path / "none" / "portal.db")
    assert told.value.problems[0].key == "portal.cannot-open"


def test_output_that_nobody_reads_any_more_is_no_fault_of_the_database(filled: Path) -> None:
    with (
        pytest.raises(BrokenPipeError),
        closing(Database.open(filled)) as database,
        database.reading(),
    ):
        raise BrokenPipeError


# --- Faults -------------------------------------------------------------------------------------


def test_bytes_overwritten_anywhere_are_told_or_do_no_harm(filled: Path) -> None:
    """Of the header, the schema, the tables: never a fault without words."""
    whole, found = filled.read_bytes(), set()
    chance = random.Random(3)
    places = [0, 18, 24, 100, 120, *(chance.randrange(len(whole)) for _ in range(18))]
    for place in places:
        damaged = bytearray(whole)
        damaged[place : place + 64] = chance.randbytes(len(damaged[place : place + 64]))
        filled.write_bytes(damaged)
        try:
            read_all(filled)
        except Unusable as told:
            found.add(told.problems[0].key)
    assert "portal.damaged" in found
    assert found <= {
        "portal.damaged",
        "portal.damaged-entry",
        "portal.not-database",
        "portal.schema",
        "portal.fault",
    }


@pytest.mark.parametrize(
    "change",
    [
        VERSIONS_TABLE.update().values(planning=b"none"),
        ENROLMENTS_TABLE.update().values(apprentice="{}"),
        text("UPDATE versions SET published = 'yesterday'"),
        text("UPDATE versions SET last_day = 5"),
    ],
)
def test_an_entry_that_cannot_be_read_is_told(filled: Path, change) -> None:  # type: ignore[no-untyped-def]
    with opened(filled) as database, database.writing() as connection:
        connection.execute(change)
    with pytest.raises(Unusable) as told:
        read_all(filled)
    assert told.value.problems[0].key == "portal.damaged-entry"


def test_while_another_writes_a_reader_reads_and_a_writer_is_told(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_TIMEOUT", 0.05)
    with opened(filled) as database, closing(sqlite3.connect(filled)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM visits")
        with database.reading() as connection:
            assert len(read_journal(connection, 9)) == 2
        with pytest.raises(Unusable) as told:
            published(database, first())
        assert told.value.problems[0].key == "portal.locked"
        other.rollback()
        assert published(database, first()).revision == 3


@pytest.mark.parametrize("pages", [1, 9])
def test_on_a_full_disk_nothing_is_published_and_nothing_lost(filled: Path, pages: int) -> None:
    many = [altered(ROSTER[0], surname=f"N{n}", company=f"Company {n}") for n in range(300)]
    with opened(filled) as database:
        with closing(sqlite3.connect(filled)) as plain:
            (used,) = plain.execute("PRAGMA page_count").fetchone()

        def fill(connection: sqlite3.Connection, _: object) -> None:
            connection.execute(f"PRAGMA max_page_count = {used + pages}")

        database.close()
        event.listen(database._engine, "connect", fill)
        with pytest.raises(Unusable) as told:
            published(database, first(), many)
        assert told.value.problems[0].key == "portal.full"
    with opened(filled) as database:
        assert published(database, first()).revision == 3


def test_a_file_that_may_not_be_written_is_told() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "portal.db"
        with opened(path) as database:
            published(database, first())
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        before = path.read_bytes()
        with anybody():
            with pytest.raises(Unusable) as told, opened(path) as database:
                published(database, second())
            assert told.value.problems[0].key in ("portal.read-only", "portal.cannot-open")
            with pytest.raises(Unusable) as told:
                Database.open_or_create(Path(folder) / "other.db")
            assert told.value.problems[0].key == "portal.cannot-open"
        assert path.read_bytes() == before
        Path(folder).chmod(0o755)


# --- Several at once, and killed ----------------------------------------------------------------


def test_of_two_who_publish_at_once_one_is_told(filled: Path) -> None:
    with opened(filled) as database:
        proposals = [proposed(database, first()), proposed(database, first(), ROSTER[:2])]
        gate, outcomes = threading.Barrier(2), []

        def go(proposal: Proposal) -> None:
            gate.wait()
            try:
                outcomes.append(str(publish(database, proposal, "somebody", NOW).revision))
            except Unusable as told:
                outcomes.append(told.problems[0].key)

        threads = [threading.Thread(target=go, args=(each,)) for each in proposals]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(outcomes) == ["3", "portal.overtaken"]


def test_many_may_make_the_same_database_at_once(path: Path) -> None:
    gate, faults = threading.Barrier(4), []

    def go() -> None:
        gate.wait()
        try:
            Database.open_or_create(path).close()
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    Database.open(path).close()


def test_a_publication_killed_at_any_moment_is_there_whole_or_not_at_all(
    path: Path, tmp_path: Path
) -> None:
    planning = tmp_path / "planning.json"
    planning.write_bytes(planning_json(first()))
    done = subprocess.run(
        [sys.executable, "-m", "tests.portal_kill", str(planning), str(path), "12"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    assert done.returncode == 0, done.stderr
    before, new = map(int, done.stdout.split())
    assert before + new == 12
    assert before > 0  # killed in time; how many were, depends on the machine


# --- Copies, and what is forgotten --------------------------------------------------------------


def test_a_copy_of_a_running_portal_is_one_file_and_takes_its_place(filled: Path) -> None:
    copy = filled.with_name("copy.db")
    with opened(filled) as database, closing(sqlite3.connect(filled)) as other:
        other.execute("BEGIN IMMEDIATE")
        other.execute("DELETE FROM visits")
        database.back_up(copy)
        other.rollback()
        published(database, first(), days=2)
    assert {file.name for file in filled.parent.iterdir()} == {"portal.db", "copy.db"}
    assert copy.stat().st_mode & 0o777 == 0o600
    copy.replace(filled)
    with opened(filled) as database, database.reading() as connection:
        (newest,) = newest_versions(connection)
        assert newest.revision == 2
        assert len(read_journal(connection, 9)) == 2


def test_a_copy_takes_the_place_of_nothing(filled: Path, tmp_path: Path) -> None:
    with opened(filled) as database:
        for name in ("portal.db", "portal.db-wal", "taken"):
            at = tmp_path / name
            at.touch()
            before = at.read_bytes()
            with pytest.raises(Unusable) as told:
                database.back_up(tmp_path / name.removesuffix("-wal"))
            assert told.value.problems[0].key == "portal.copy-exists"
            assert at.read_bytes() == before


def test_a_copy_that_fails_leaves_nothing(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", fail)
    with opened(filled) as database, pytest.raises(Unusable) as told:
        database.back_up(filled.with_name("copy.db"))
    assert told.value.problems[0].key == "portal.full"
    assert [file.name for file in filled.parent.iterdir() if "copy" in file.name] == []


def test_what_somebody_still_reads_cannot_be_forgotten_and_that_is_told(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BUSY_TIMEOUT", 0.05)
    with opened(filled) as database, closing(sqlite3.connect(filled)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM visits").fetchone()
        with database.writing() as connection:
            connection.execute(SETTINGS_TABLE.insert().values(name="a", value="b"))
        with pytest.raises(Unusable) as told:
            database.vacuum()
        assert told.value.problems[0].key == "portal.not-forgotten"
        reader.rollback()
        database.vacuum()


@pytest.mark.parametrize("name", [":memory:", "file:x", "file:x?mode=memory", "a b%20c#d.db"])
def test_a_name_that_sqlite_takes_for_something_else_is_the_name_of_a_file(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Unusable):
        Database.open(Path(name))
    filled.rename(name)
    with closing(Database.open(Path(name))) as database:
        database.back_up(Path("copy.db"))
        database.back_up(Path(f"{name}.copy"))
    for copy in ("copy.db", f"{name}.copy"):
        with closing(Database.open(Path(copy))) as database, database.reading() as connection:
            assert [each.revision for each in list_versions(connection)] == [2, 1]
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(
        [name, "copy.db", f"{name}.copy"]
    )


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR_SHMSIZE, sqlite3.SQLITE_CANTOPEN])
@pytest.mark.parametrize("is_full", [True, False])
def test_a_full_disk_is_told_from_one_that_fails(
    filled: Path, monkeypatch: pytest.MonkeyPatch, code: int, is_full: bool
) -> None:
    """Without room for the files beside the database, SQLite tells of an error of the disk."""

    def fail(_: sqlite3.Connection) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = code
        raise error

    def probe(**_: object) -> object:
        raise OSError(errno.ENOSPC if is_full else errno.EACCES, "x")

    monkeypatch.setattr(module, "_keep_journal", fail)
    monkeypatch.setattr(module, "TemporaryFile", probe)
    new = filled.with_name("new.db")
    for path in (filled, new):
        with pytest.raises(Unusable) as told:
            published(Database.open_or_create(path), first())
        assert (told.value.problems[0].key == "portal.full") is is_full
    assert not new.exists()
