"""The portal is served and kept: backups, purges, and what is missing told in words."""

import errno
import socket
import sys
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest

from planner.portal.store.database import Database, read_setting
from planner.portal.store.issuing import ADDRESS_SETTING
from planner.portal.store.links import list_links, list_page_access
from planner.portal.store.versions import newest_versions
from planner.portal.store.visits import read_journal, record_page_opening
from planner.portal.web import serving
from tests.conftest import Call
from tests.portal_commands.conftest import TODAY, asked, revisions
from tests.portal_store import NOW

# --- Serving ------------------------------------------------------------------------------------


@pytest.fixture
def serve(planner: Call, portal: Database, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Give the command, stopped as soon as it listens."""

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(serving, "run", stopped)
    return partial(planner, "serve", "--database", "portal.db")


def free_port() -> int:
    with serving.open_listener(serving.ListenAddress("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_where_the_portal_is_open_is_told_once(serve: Call, host: str) -> None:
    port = free_port()
    here = f"http://127.0.0.1:{port}"
    code, told, _ = serve("--host", host, "--port", port, "--address", here)
    assert code == 0
    assert told.splitlines()[0] == f"Le portail est ouvert (Ctrl+C l'arrête) : {here}"
    assert (told.count(here), "Sur cette machine" in told) == (2, False)
    _, told, _ = serve("--port", port, "--address", "https://portail.ecole.fr")
    assert f"https://portail.ecole.fr\nSur cette machine : {here}\n" in told


def test_an_address_below_a_path_has_it_on_this_machine_as_well(serve: Call) -> None:
    port = free_port()
    _, told, _ = serve("--port", port, "--address", "https://ecole.fr/alternance")
    assert (
        f"https://ecole.fr/alternance\nSur cette machine : http://127.0.0.1:{port}/alternance\n"
        in told
    )
    assert "https://ecole.fr/alternance/office/in/" in told


def test_an_address_is_kept_once_the_portal_listens(serve: Call, portal: Database) -> None:
    with serving.open_listener(serving.ListenAddress("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        code, told, wrong = serve("--port", port, "--address", "https://portail.ecole.fr")
    assert (code, told) == (2, "")
    assert f"Le port {port} est déjà pris sur 127.0.0.1" in wrong
    with portal.reading() as connection:
        assert read_setting(connection, ADDRESS_SETTING) is None


def test_the_address_of_this_machine_is_none_for_other_ones(serve: Call) -> None:
    port = free_port()
    assert serve("--port", port, "--address", "http://localhost:8000")[0] == 0
    code, _, wrong = serve("--port", port, "--host", "0.0.0.0")
    assert (code, "--address" in wrong) == (2, True)
    other = free_port()
    _, told, _ = serve("--port", other)
    assert f"http://127.0.0.1:{other}/office/in/" in told
    assert "localhost:8000" not in told
    assert serve("--port", port, "--address", "https://portail.ecole.fr")[0] == 0
    assert serve("--port", port, "--host", "0.0.0.0")[0] == 0


def test_the_link_of_the_start_takes_the_place_of_the_one_before(
    serve: Call, portal: Database
) -> None:
    serve("--port", free_port())
    serve("--port", free_port(), language="en")
    with portal.reading() as connection:
        newest, before = list_links(connection, office=True)
    assert (newest.holder, before.holder) == ("start-up link", "accès temporaire")
    assert (newest.is_active(TODAY), before.is_active(TODAY)) == (True, False)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.EADDRNOTAVAIL, "x"), "192.0.2.1 n'est pas une adresse de cette machine"),
        (socket.gaierror(socket.EAI_NONAME, "x"), "192.0.2.1 n'est pas une adresse de cette"),
        (PermissionError(errno.EACCES, "x"), "Le port 8000 ne vous est pas permis"),
        (OSError(errno.ENOBUFS, "plus de place"), "port 8000 (plus de place)"),
    ],
)
def test_why_the_portal_cannot_listen_is_told_in_words(
    serve: Call, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(socket, "create_server", refused)
    options = ("--host", "192.0.2.1", "--address", "https://portail.ecole.fr")
    code, _, wrong = serve(*options)
    assert (code, said in wrong, "Errno" in wrong) == (2, True, False)


# --- Backup and purge ---------------------------------------------------------------------------


def test_a_backup_of_a_running_portal_is_a_portal(planner: Call, portal: Database) -> None:
    call = ("backup", "--database", "portal.db", "--out", "copies/a.db")
    code, told, _ = planner(*call)
    assert (code, "a.db" in told) == (0, True)
    with closing(Database.open(Path("copies/a.db"))) as copy:
        assert revisions(copy) == [1]
    code, _, wrong = planner(*call)
    assert (code, "existe déjà" in wrong) == (2, True)
    assert planner("backup", "--database", "portal.db", "--out", "portal.db")[0] == 2
    assert planner("backup", "--database", "none.db", "--out", "b.db")[0] == 2
    assert not Path("b.db").exists()


@pytest.mark.parametrize(
    ("answer", "options", "code", "left"),
    [
        ("n\n", (), 1, 1),
        ("o\n", (), 0, 0),
        ("", ("--yes",), 0, 0),
        (None, ("--yes",), 0, 0),
        (None, (), 2, 1),
    ],
)
def test_a_purge_says_what_goes_and_asks(
    planner: Call,
    portal: Database,
    monkeypatch: pytest.MonkeyPatch,
    answer: str | None,
    options: tuple[str, ...],
    code: int,
    left: int,
) -> None:
    """Without a terminal (no answer) nobody can be asked: nothing goes but by --yes."""
    with portal.reading() as connection:
        (served,) = newest_versions(connection)
    record_page_opening(portal, 1, [served], NOW - timedelta(900))
    if answer is not None:
        asked(monkeypatch, answer)
    call = ("purge", "--database", "portal.db", "--before", "2026-01-01", *options)
    found, told, wrong = planner(*call)
    assert (found, "--yes" in wrong) == (code, code == 2)
    assert "  - 1 visite\n" in told
    with portal.reading() as connection:
        assert len(read_journal(connection, 9)) == left
        assert len(list_page_access(connection)) == 7


def test_a_purge_of_nothing_asks_nothing_and_none_is_of_the_future(
    planner: Call, portal: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(monkeypatch, "")
    call = ("purge", "--database", "portal.db", "--before")
    code, told, _ = planner(*call, "2026-01-01")
    assert (code, "  rien" in told) == (0, True)
    code, _, wrong = planner(*call, TODAY + timedelta(1))
    assert (code, "--before" in wrong) == (2, True)


# --- The extra ----------------------------------------------------------------------------------

CALLS: dict[str, tuple[str, ...]] = {
    "publish": ("one.json", "--roster", "list.xlsx", "--database", "portal.db"),
    "links": ("--database", "portal.db", "--out", "links.xlsx"),
    "backup": ("--database", "portal.db", "--out", "copy.db"),
    "portal-copy": ("portal.db", "copy.db"),
    "purge": ("--database", "portal.db", "--before", "2026-01-01"),
    "serve": ("--database", "portal.db"),
}


@pytest.mark.parametrize("command", CALLS)
def test_without_the_extra_it_is_told_how_to_install_it(
    planner: Call, folder: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.setitem(sys.modules, "sqlalchemy", None)
    code, told, wrong = planner(command, *CALLS[command])
    assert (code, told) == (2, "")
    for part in ('pip install "planner[portal]"', "uv", "sqlalchemy"):
        assert part in wrong
    assert not Path("portal.db").exists()
    assert planner(command, "--help")[0] == 0


@pytest.mark.parametrize("command", [name for name in CALLS if name != "publish"])
def test_without_a_portal_it_is_told_how_to_make_one(
    planner: Call, folder: Path, command: str
) -> None:
    code, told, wrong = planner(command, *CALLS[command])
    assert (code, told, "planner publish" in wrong) == (2, "", True)
    assert not Path("portal.db").exists()
