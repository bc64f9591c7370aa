"""Databases of former versions: copied, then migrated to the tables of today; nothing is lost."""

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event

from planner.files.problems import Unusable
from planner.office.drafts.tables import DRAFTS_TABLE
from planner.portal.store import migrations
from planner.portal.store.database import Database
from planner.portal.store.migrations import SCHEMA_VERSION
from planner.portal.store.publishing import propose
from planner.portal.store.submissions import read_submission
from planner.portal.store.versions import (
    list_versions,
    newest_versions,
    read_edition,
    read_enrolments,
    roster_of,
)
from planner.portal.web.cache import PortalCache
from planner.portal.web.http.throttle import Throttle
from planner.portal.web.state import Portal
from tests.conftest import Call, anybody
from tests.portal import NOW, Clock, Site, people_on, visiting

METADATA = DRAFTS_TABLE.metadata
"""All tables, those of the office with them."""

FORMER = Path(__file__).parent / "former" / "portal-1.db"
"""Made by the planner before its tables were migrated: Albi published twice, links, visits."""

COMPANY = "JiYN8EFqG9ZZy1mfV2vvL3jwaKRgxhAUBaPJn3Sd3o8"
FEED = "NHZZkgeCobf0wphhwO5KdEaB45fJadW7LnFR6aqAX2Q"
DESK = "mS31_Q6fWfSzN9WgVLRLmyGZed_R8FnFFM7Sj5BubRM"
"""The secrets of a link, of a feed and of a session that are in it."""


@pytest.fixture
def former(tmp_path: Path) -> Path:
    return Path(shutil.copy(FORMER, tmp_path / "portal.db"))


@pytest.fixture
def site(former: Path) -> Iterator[Site]:
    with closing(Database.open(former)) as database:
        clock = Clock()
        yield Site(Portal(database, PortalCache(database), None, clock, Throttle(lambda: 0)), clock)


def rows(path: Path) -> Mapping[str, Sequence[object]]:
    """Give all that the tables of version 1 hold, by their names of today."""
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_sequence")]
        names += ["settings", "enrolments", "feeds"]
        found = {name: connection.execute(f"SELECT * FROM {name}").fetchall() for name in names}
    if "drafts" in found and "submissions" not in found:
        found["submissions"] = found.pop("drafts")
    return found


WHOLE = rows(FORMER)


WITH_PERSONS = ("enrolments", "submissions")
"""The tables that hold persons, in JSON."""


def _without_periods(row: Any) -> tuple[object, ...]:
    """Give a row as it was before persons had periods."""

    def former_person(person: dict[str, Any]) -> dict[str, Any]:
        (period,) = person.pop("periods")
        return {**person, **period}

    found = json.loads(str(row[-1]))
    persons = [*map(former_person, found)] if isinstance(found, list) else former_person(found)
    return *row[:-1], persons


def _without_role(row: Any) -> tuple[object, ...]:
    return tuple(row[:-1])


def _plainly(row: Any) -> tuple[object, ...]:
    return *row[:-1], json.loads(str(row[-1]))


def names_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# --- What is kept -------------------------------------------------------------------------------


def test_a_database_of_the_first_version_keeps_all_that_it_has(former: Path) -> None:
    before = rows(former)
    with closing(Database.open(former)) as database:
        assert database.former == former.with_name("portal.db.v1")
        with database.reading() as connection:
            assert [each.revision for each in list_versions(connection)] == [2, 1]
            assert len(read_submission(connection, 1, NOW).roster) == 9
    now = dict(rows(former))
    now["links"] = [*map(_without_role, now["links"])]
    assert {name: now[name] for name in before if name not in WITH_PERSONS} == {
        name: before[name] for name in before if name not in WITH_PERSONS
    }
    for name in WITH_PERSONS:
        assert list(map(_without_periods, now[name])) == list(map(_plainly, before[name]))
    assert all(before.values())


def test_its_links_feeds_and_sessions_open_what_they_did(site: Site) -> None:
    with visiting(site) as visit:
        assert [visit(page).status for page in people_on(visit, COMPANY)] == [200, 200]
        assert visit(f"/feed/{FEED}.ics").body.count(b"BEGIN:VEVENT") > 9
        desk = {"Cookie": f"office={DESK}"}
        for page in ("/office", "/office/versions", "/office/publish/1", "/office/journal"):
            assert visit(page, headers=desk).status == 200, page


def test_the_copy_is_what_it_was_and_for_its_owner_alone(former: Path) -> None:
    Database.open(former).close()
    copy = former.with_name("portal.db.v1")
    assert rows(copy) == WHOLE
    assert copy.stat().st_mode & 0o777 == 0o600
    assert names_in(former.parent) == {"portal.db", "portal.db.v1"}


def test_what_is_of_today_is_neither_copied_nor_written(former: Path) -> None:
    Database.open(former).close()
    before = former.read_bytes()
    with closing(Database.open(former)) as database:
        assert database.former is None
        with database.reading() as connection:
            assert list_versions(connection)
    assert former.read_bytes() == before
    assert names_in(former.parent) == {"portal.db", "portal.db.v1"}


def test_a_copy_takes_the_place_of_no_other(former: Path) -> None:
    for name in ("portal.db.v1", "portal.db.v1.2"):
        former.with_name(name).write_text(name)
    with closing(Database.open(former)) as database:
        assert database.former == former.with_name("portal.db.v1.3")
    assert former.with_name("portal.db.v1.2").read_text() == "portal.db.v1.2"


def test_commands_tell_where_the_copy_is(former: Path, planner: Call) -> None:
    code, _, told = planner("backup", "--database", former, "--out", former.with_name("x.db"))
    assert code == 0
    assert f"{former}.v1" in told
    code, _, told = planner("backup", "--database", former, "--out", former.with_name("y.db"))
    assert (code, told) == (0, "")


# --- One way to the tables of today -------------------------------------------------------------


def tables_of(path: Path) -> set[str]:
    """Give the statements that would make the tables and indexes, without what does not matter."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {" ".join(sql.replace('"', "").split()).replace(" ,", ",") for (sql,) in found}


def test_a_new_database_and_a_migrated_one_have_the_tables_of_today(
    former: Path, tmp_path: Path
) -> None:
    new, plain = tmp_path / "new.db", tmp_path / "plain.db"
    with closing(Database.open_or_create(new)) as database, database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    with closing(Database.open(former)) as database, database.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
    with closing(Database(plain)) as database:
        plain.touch()
        with database.writing() as connection:
            METADATA.create_all(connection)
    assert tables_of(new) == tables_of(former) == tables_of(plain)


# --- What goes wrong ----------------------------------------------------------------------------


def refused(path: Path) -> str:
    """Give what is told of a database that is left as it was, without a copy."""
    beside = names_in(path.parent)
    with pytest.raises(Unusable) as told:
        Database.open(path)
    assert rows(path) == WHOLE
    assert names_in(path.parent) == beside
    return told.value.problems[0].key


def test_a_step_that_fails_leaves_the_database_as_it_was(
    former: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_: object) -> None:
        raise sqlite3.OperationalError("no")

    with monkeypatch.context() as patch:
        patch.setattr(migrations, "_STEPS", (*migrations._STEPS[:2], fails))
        assert refused(former) == "portal.fault"
    Database.open(former).close()


def test_on_a_full_disk_it_is_told_and_left_as_it_was(
    former: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.replace", full)
        assert refused(former) == "portal.full"
    made = Database.__init__

    def filled(database: Database, path: Path) -> None:
        made(database, path)
        with closing(sqlite3.connect(path)) as connection:
            (used,) = connection.execute("PRAGMA page_count").fetchone()
        stop = f"PRAGMA max_page_count = {used}"
        event.listen(database._engine, "connect", lambda each, _: each.execute(stop))

    with monkeypatch.context() as patch:
        patch.setattr(Database, "__init__", filled)
        assert refused(former) == "portal.full"
    Database.open(former).close()


def test_one_that_may_not_be_written_is_told_and_left_as_it_was() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(FORMER, folder))
        path.chmod(0o444)
        Path(folder).chmod(0o555)
        with anybody():
            assert refused(path) in ("portal.read-only", "portal.cannot-open")
        Path(folder).chmod(0o755)


def test_while_another_writes_it_is_told_and_left_as_it_was(
    former: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.portal.store.sqlite.BUSY_TIMEOUT", 0.05)
    with closing(sqlite3.connect(former)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert refused(former) == "portal.locked"


def test_many_who_open_it_at_once_migrate_it_once(former: Path) -> None:
    gate, copies, faults = threading.Barrier(4), [], []

    def go() -> None:
        gate.wait()
        try:
            with closing(Database.open(former)) as database:
                copies.append(database.former)
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert [each.name for each in copies if each] == ["portal.db.v1"]
    assert names_in(former.parent) == {"portal.db", "portal.db.v1"}


def test_a_migration_killed_at_any_moment_is_done_or_not_and_can_be_done_again(
    tmp_path: Path,
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.migration_kill", str(FORMER), str(tmp_path), "8"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    assert done.returncode == 0, done.stderr
    before, after = map(int, done.stdout.split())
    assert before + after == 8
    assert before > 0  # killed in time; how many were, depends on the machine


def test_one_of_a_newer_version_is_refused_with_what_to_do(former: Path, planner: Call) -> None:
    with closing(sqlite3.connect(former)) as other:
        other.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = former.read_bytes()
    code, _, told = planner("backup", "--database", former, "--out", former.with_name("x.db"))
    assert code == 2
    assert "version plus récente" in told
    assert former.read_bytes() == before
    assert names_in(former.parent) == {"portal.db"}


def test_what_a_former_planner_published_can_be_published_again_to_give_pages(
    site: Site,
) -> None:
    """It gave pages to companies only; nothing else changes, and once is enough."""
    with site.database.reading() as connection:
        served = newest_versions(connection)[0]
        edition = read_edition(connection, served.id)
        roster = roster_of(read_enrolments(connection, served.id))
        proposal = propose(connection, edition, roster)
    assert (proposal.gives_pages, proposal.is_unchanged) == (True, False)
    site.publish(edition, roster)
    assert site.link(roster[0].name).secret
    with visiting(site) as visit:
        assert [visit(page).status for page in people_on(visit, COMPANY)] == [200, 200]
    with site.database.reading() as connection:
        assert propose(connection, edition, roster).is_unchanged
