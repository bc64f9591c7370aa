"""The portal on a PostgreSQL server: its locks, its faults in words, its pages and commands."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from planner.documents.roster.template import roster_workbook
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.office.running import only_office
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.portal.store import postgresql as module
from planner.portal.store.database import Database, read_setting, replace_setting
from planner.portal.store.migrations import SCHEMA_VERSION
from planner.portal.store.place import ServerAddress, parse_place
from planner.portal.store.publishing import Proposal, publish
from planner.portal.store.tables import SETTINGS_TABLE
from planner.portal.store.versions import list_versions
from planner.portal.web.cache import PortalCache
from planner.portal.web.http.throttle import Throttle
from planner.portal.web.state import Portal
from tests.conftest import Call
from tests.portal import EARLIER, IRON, Clock, Site, looked_at, signed_in, visiting
from tests.portal_store import NOW, ROSTER, first, proposed, published, second
from tests.postgres import METADATA, Server


@pytest.fixture
def address(server: Server) -> ServerAddress:
    return server.emptied_portal()


@pytest.fixture
def database(address: ServerAddress) -> Iterator[Database]:
    with closing(Database.open(address)) as opened:
        yield opened


def refused(
    place: ServerAddress, use: Callable[[ServerAddress], Database] = Database.open
) -> tuple[str, str]:
    """Give the key of what is told of a database that cannot be used, and the sentence."""
    with pytest.raises(Unusable) as told:
        use(place).close()
    (found,) = told.value.problems
    return found.key, Messages("fr").sentence(found)


# --- Its address --------------------------------------------------------------------------------


def test_an_address_names_a_server_and_anything_else_a_file() -> None:
    found = parse_place("postgresql://zoé@host:5433/name?sslmode=verify-full")
    assert found == ServerAddress(str(found), "zoé", "name")
    assert parse_place("postgres:///name") == ServerAddress("postgres:///name", None, "name")
    for file in ("portal.db", "http://x", "a b.db"):
        assert parse_place(file) == Path(file)


@pytest.mark.parametrize(
    "value",
    [
        "postgresql://host",
        "postgresql://user:secret@host/name",
        "postgresql://user:se@secret@host/name",
        "postgresql://user:s/secret@host/name",
        "postgresql://host/name?password=secret",
        "postgresql://host/name?sslpassword=secret&x=y",
        "postgresql://host:port/name",
        "postgresql://host/name/other",
    ],
)
def test_an_address_without_a_name_or_with_a_password_is_refused(value: str, planner: Call) -> None:
    code, _, told = planner("backup", "--database", value, "--out", "x.db")
    assert code == 2
    assert "postgresql://utilisateur@serveur/base sans mot de passe" in told
    assert "secret" not in told


# --- Made and opened ----------------------------------------------------------------------------


def test_an_empty_database_is_no_portal_until_tables_are_made(server: Server) -> None:
    empty = server.make_database()
    key, told = refused(empty)
    assert key == "portal.server-empty"
    assert "planner publish" in told
    assert not Database.exists(empty)
    Database.open_or_create(empty).close()
    assert Database.exists(empty)


def test_its_tables_are_those_of_today(database: Database) -> None:
    with database.reading() as connection:
        (more,) = compare_metadata(MigrationContext.configure(connection), METADATA)
    assert more[0] == "remove_table"
    assert more[1].name == "planner_schema"


def test_many_may_make_the_same_database_at_once(server: Server) -> None:
    empty = server.make_database()
    told = together([lambda: Database.open_or_create(empty).close()] * 3)
    assert told == ["done"] * 3
    Database.open(empty).close()


def test_a_step_that_fails_leaves_the_database_empty(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(connection: Connection, _: int) -> None:
        connection.exec_driver_sql("CREATE TABLE half (id INTEGER)")
        connection.exec_driver_sql("SELECT 1 / 0")

    empty = server.make_database()
    monkeypatch.setattr(module, "migrate", fails)
    assert refused(empty, Database.open_or_create)[0] == "portal.fault"
    assert refused(empty)[0] == "portal.server-empty"


def test_tables_of_others_are_not_touched(server: Server) -> None:
    theirs = server.make_database()
    server.ask("CREATE TABLE versions (id INTEGER)", theirs.name)
    for use in (Database.open, Database.open_or_create):
        assert refused(theirs, use)[0] == "portal.server-others"


def test_one_of_a_newer_version_is_refused(server: Server, address: ServerAddress) -> None:
    number = "UPDATE planner_schema SET version = {}"
    server.ask(number.format(SCHEMA_VERSION + 1), address.name)
    try:
        key, told = refused(address)
    finally:
        server.ask(number.format(SCHEMA_VERSION), address.name)
    assert key == "portal.schema"
    assert "version plus récente" in told


def test_texts_in_another_encoding_are_refused_with_what_to_do(server: Server) -> None:
    key, told = refused(server.make_database(encoding="LATIN1"), Database.open_or_create)
    assert key == "portal.server-order"
    assert "createdb --template=template0 --encoding=UTF8 --locale=C portal" in told


# --- Faults -------------------------------------------------------------------------------------


def test_who_is_not_let_in_is_told_why(server: Server, address: ServerAddress) -> None:
    key, told = refused(server.address("none"))
    assert (key, "pas de base none" in told) == ("portal.server-database", True)
    key, told = refused(server.address(address.name, "somebody"))
    assert (key, "refuse l'utilisateur somebody" in told) == ("portal.server-refuses", True)
    nowhere = parse_place("postgresql://planner@127.0.0.1:1/name")
    assert isinstance(nowhere, ServerAddress)
    key, told = refused(nowhere)
    assert (key, "ne répond pas" in told) == ("portal.server-unreached", True)


@pytest.mark.parametrize(
    ("reason", "key"),
    [
        ('FATAL: password authentication failed for user "x"', "portal.server-refuses"),
        ("FATAL: authentification par mot de passe échouée pour x", "portal.server-refuses"),
        ("fe_sendauth: no password supplied", "portal.server-refuses"),
        ('FATAL: no pg_hba.conf entry for host "h", database "x"', "portal.server-refuses"),
        ("FATAL: la base de données « x » n'existe pas", "portal.server-database"),
        ('FATAL: role "x" does not exist', "portal.server-refuses"),
        ("FATAL: sorry, too many clients already", "portal.server-unreached"),
        ("Connection refused", "portal.server-unreached"),
    ],
)
def test_what_a_server_says_in_two_languages_is_understood(reason: str, key: str) -> None:
    place = ServerAddress("postgresql://x@h/x", "x", "x")
    with pytest.raises(Unusable) as told, module._translated(place):
        raise DBAPIError(None, None, Exception(reason))
    assert told.value.problems[0].key == key


def test_who_may_only_read_is_told(server: Server, address: ServerAddress) -> None:
    server.ask("CREATE ROLE reader LOGIN", address.name)
    server.ask("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", address.name)
    with closing(Database.open(server.address(address.name, "reader"))) as database:
        with database.reading() as connection:
            assert list_versions(connection) == ()
        with pytest.raises(Unusable) as told, database.writing() as connection:
            replace_setting(connection, "a", "b")
    assert told.value.problems[0].key == "portal.server-rights"


def test_connections_that_ended_are_made_anew(server: Server, database: Database) -> None:
    published(database, first())
    server.ask(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE application_name = 'planner' AND pid <> pg_backend_pid()"
    )
    assert published(database, second()).revision == 2


# --- Several at once ----------------------------------------------------------------------------


def together(calls: list[Callable[[], object]]) -> list[str]:
    """Call all at once, and give what became of each."""
    gate, outcomes = threading.Barrier(len(calls)), []

    def go(call: Callable[[], object]) -> None:
        gate.wait()
        try:
            call()
            outcomes.append("done")
        except Unusable as told:
            outcomes.append(told.problems[0].key)

    threads = [threading.Thread(target=go, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcomes)


def test_of_two_who_publish_at_once_one_is_told(database: Database) -> None:
    published(database, first())

    def publishing(proposal: Proposal) -> Callable[[], object]:
        return lambda: publish(database, proposal, "somebody", NOW + timedelta(1))

    proposals = [proposed(database, second()), proposed(database, second(), ROSTER[:2])]
    assert together([*map(publishing, proposals)]) == ["done", "portal.overtaken"]
    with database.reading() as connection:
        assert [each.revision for each in list_versions(connection)] == [2, 1]


def test_who_reads_and_writes_in_a_transaction_is_alone(database: Database) -> None:
    """As who numbers a version, or claims a message to send it."""

    def count() -> None:
        for _ in range(5):
            with database.writing() as connection:
                found = int(read_setting(connection, "count") or 0)
                replace_setting(connection, "count", str(found + 1))

    assert together([count] * 4) == ["done"] * 4
    with database.reading() as connection:
        assert read_setting(connection, "count") == "20"


def test_while_one_writes_others_read_and_who_writes_waits_and_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_TIMEOUT", 0.05)
    with database.writing() as writer:
        replace_setting(writer, "a", "b")
        with database.reading() as connection:
            assert connection.execute(SETTINGS_TABLE.select()).all() == []
        with pytest.raises(Unusable) as told:
            published(database, first())
        assert told.value.problems[0].key == "portal.locked"
    assert published(database, first()).revision == 1


def test_a_reader_sees_one_snapshot(database: Database) -> None:
    with database.reading() as connection:
        assert list_versions(connection) == ()
        published(database, first())
        assert list_versions(connection) == ()
    with database.reading() as connection:
        assert len(list_versions(connection)) == 1


def test_one_office_runs_on_it(database: Database) -> None:
    with only_office(database) as announce, only_office(database) as other:
        assert announce is not None
        assert other is None
    with only_office(database) as announce:
        assert announce is not None


def test_what_somebody_still_reads_cannot_be_forgotten_and_that_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOCK_TIMEOUT", 0.05)
    with database.reading() as connection:
        list_versions(connection)
        with pytest.raises(Unusable) as told:
            database.vacuum()
    assert told.value.problems[0].key == "portal.not-forgotten"
    database.vacuum()
    assert database.size > 0


# --- Pages and commands -------------------------------------------------------------------------


def test_the_portal_and_the_office_open_on_it(database: Database, edition: Edition) -> None:
    clock = Clock()
    portal = Portal(database, PortalCache(database), None, clock, Throttle(lambda: 0.0))
    opened = Site(portal, clock)
    opened.publish(edition, EARLIER)
    with visiting(opened) as visit:
        page = looked_at(visit, opened.link(IRON).secret)
        assert "Abrazine" in page.text
        desk = {"Cookie": f"office={signed_in(visit, opened.office_link().secret)}"}
        for path in ("/office", "/office/versions", "/office/links", "/office/journal"):
            assert visit(path, headers=desk).status == 200, path
        assert visit("/office/companies/999999999", headers=desk).status == 404
        for path in ("/office/journal", "/office/audit", "/office/mail"):
            assert visit(f"{path}?before={'9' * 18}", headers=desk).status == 200, path
        assert visit("/k/a%00b").status == 404


def test_commands_publish_link_and_purge_and_leave_copies_to_the_server(
    address: ServerAddress, planner: Call, tmp_path: Path
) -> None:
    planning, roster = tmp_path / "planning.json", tmp_path / "list.xlsx"
    planning.write_bytes(planning_json(first()))
    roster.write_bytes(roster_workbook(Messages("fr"), first().planning.programme, ROSTER))
    base = ("--database", address)
    assert planner("publish", planning, "--roster", roster, *base, "--yes")[0] == 0
    links = tmp_path / "links.xlsx"
    assert planner("links", *base, "--out", links, "--address", "https://x.example")[0] == 0
    assert links.exists()
    assert planner("purge", "--before", "2026-01-01", *base, "--yes")[0] == 0
    copy = tmp_path / "copy.db"
    code, _, told = planner("backup", *base, "--out", copy)
    assert code == 2
    assert f"pg_dump --format=custom --file={copy} {address}" in told
    assert not copy.exists()
