"""The office on a person's own machine: opened, opened again, stopped; nobody else's."""

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import httpx2
import pytest

from planner.office.drafts.store import read_draft
from planner.office.running import only_office
from planner.office.searches.queue import SearchState
from planner.portal.store.database import Database
from planner.portal.store.links import list_links
from planner.portal.web import serving
from tests.conftest import Call
from tests.portal import TOKEN, Site, Visitor, signed_in, site, visiting

ENTRY = re.compile(r"(http://127\.0\.0\.1:\d+)/office/in/([\w-]{43})\?lang=(\w\w)")


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have the command stopped as soon as it listens, and note what a browser would open."""
    found: list[str] = []

    def stopped(*_: object) -> None:
        deadline = time.monotonic() + 60
        while not found and time.monotonic() < deadline:
            time.sleep(0.01)
        raise KeyboardInterrupt

    monkeypatch.setattr(serving, "run", stopped)

    def shown(url: str) -> bool:
        found.append(url)
        return True

    monkeypatch.setattr("webbrowser.open", shown)
    return found


def test_the_browser_is_opened_by_a_link_in_the_language_of_the_command(
    planner: Call, opened: list[str], tmp_path: Path
) -> None:
    code, told, wrong = planner("office", "--database", tmp_path / "a.db", language="en")
    assert (code, wrong) == (0, "")
    (found,) = opened
    entry = ENTRY.fullmatch(found)
    assert entry
    assert entry[3] == "en"
    assert told.splitlines() == [
        f"The office is open (Ctrl+C stops it): {entry[1]}",
        f"Your data are here: {tmp_path / 'a.db'}",
        "The office is stopped.",
    ]


def test_data_are_where_the_system_foresees_them(
    planner: Call, opened: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path / "of" / "mine")
    code, told, _ = planner("office")
    assert (code, str(tmp_path / "of" / "mine" / "office.db") in told) == (0, True)
    (tmp_path / "file").touch()
    monkeypatch.setattr("platformdirs.user_data_path", lambda *_, **__: tmp_path / "file" / "x")
    code, _, wrong = planner("office")
    assert (code, "ne peut pas être ouvert" in wrong) == (2, True)


def test_where_no_browser_opens_the_link_is_printed(
    planner: Call, opened: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webbrowser.open", opened.append)
    _, told, _ = planner("office", "--database", tmp_path / "a.db")
    assert ENTRY.search(told)


def test_who_signed_in_before_a_start_is_out_and_others_are_not(
    planner: Call, opened: list[str], tmp_path: Path
) -> None:
    with site(tmp_path) as found:
        others = found.office_link().link.id
    for _ in range(2):
        opened.clear()
        planner("office", "--database", tmp_path / "portal.db")
    with (
        closing(Database.open(tmp_path / "portal.db")) as database,
        database.reading() as connection,
    ):
        newest, before, other = list_links(connection, office=True)
    assert (newest.revoked, before.revoked is None, other.id) == (None, False, others)
    assert other.revoked is None


def test_where_no_port_is_asked_for_it_is_the_one_of_last_time_if_it_is_free(
    planner: Call, opened: list[str], tmp_path: Path
) -> None:
    def port() -> int:
        opened.clear()
        assert planner("office", "--database", tmp_path / "a.db")[0] == 0
        return int(opened[0].split(":")[2].partition("/")[0])

    first = port()
    assert port() == first
    with serving.open_listener(serving.ListenAddress("127.0.0.1", first)):
        assert port() != first


def test_a_port_that_is_taken_is_told(planner: Call, opened: list[str], tmp_path: Path) -> None:
    with serving.open_listener(serving.ListenAddress("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        code, _, wrong = planner("office", "--port", port, "--database", tmp_path / "a.db")
    assert (code, f"Le port {port} est déjà pris" in wrong, opened) == (2, True, [])


def test_one_that_runs_but_does_not_answer_is_told(
    planner: Call, opened: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.office.running._ANSWER_SECONDS", 0.2)
    path = tmp_path / "a.db"
    with closing(Database.open_or_create(path)) as database, only_office(database) as announce:
        assert announce
        announce("http://127.0.0.1:9")
        code, _, wrong = planner("office", "--database", path)
    assert (code, "ne répond pas" in wrong, opened) == (2, True, [])
    assert planner("office", "--database", path)[0] == 0


@contextmanager
def running(path: Path) -> Iterator[tuple[subprocess.Popen[str], re.Match[str]]]:
    """Run the office in another process; give it and its link."""
    asked = [sys.executable, "-m", "planner", "office", "--no-browser", "--database", str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(asked, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            assert process.stdout
            entry = ENTRY.search("".join(process.stdout.readline() for _ in range(4)))
            assert entry
            yield process, entry
        finally:
            process.kill()


by_signal = pytest.mark.skipif(sys.platform == "win32", reason="SIGTERM kills a process there")


def ended(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Ask it to stop; give its exit code, what it says then, and what it says of errors."""
    process.send_signal(signal.SIGTERM)
    rest, wrong = process.communicate(timeout=60)
    return process.returncode, rest, wrong


@by_signal
def test_it_is_opened_once_and_stops_when_asked_to(planner: Call, tmp_path: Path) -> None:
    path = tmp_path / "school.db"
    with running(path) as (process, entry):
        with httpx2.Client(follow_redirects=True) as browser:
            page = browser.get(entry[0])
            assert page.url.path == "/office/drafts"
            assert str(path) in page.text
            code, told, _ = planner("office", "--no-browser", "--database", path)
            again = ENTRY.search(told)
            assert again
            assert (code, again[1]) == (0, entry[1])
            assert browser.get(again[0]).url.path == "/office/drafts"
            assert browser.get(entry[0]).url.path == "/office/drafts"
        assert httpx2.get(entry[0]).status_code == 404
        assert ended(process) == (0, "Le bureau est arrêté.\n", "")
    Database.open(path).close()


@by_signal
def test_while_it_searches_it_stops_without_waiting_and_loses_the_search_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "school.db"
    with (
        running(path) as (process, entry),
        httpx2.Client(follow_redirects=True, base_url=entry[1], timeout=60) as browser,
    ):
        (token,) = set(TOKEN.findall(browser.get(entry[0]).text))
        form = {"token": token, "name": "Orion", "school": "École", "start_year": "2026"}
        page = browser.post("/office/start/models/ingenieur", data=form)
        assert page.url.path.startswith("/office/drafts/1/")
        form = {"token": token, "revision": "1", "action": "plan"}
        search = browser.post("/office/drafts/1/searches", data=form).url.path
        with browser.stream("GET", f"{search}/events") as events:
            assert next(events.iter_lines()).startswith("data: ")
            assert ended(process) == (0, "Le bureau est arrêté.\n", "")
    with closing(Database.open(path)) as database, database.reading() as connection:
        assert read_draft(connection, 1).revision == 1


# --- The button that stops it -------------------------------------------------------------------


@pytest.fixture
def stops() -> list[str]:
    return []


@pytest.fixture
def own(tmp_path: Path, stops: list[str]) -> Iterator[tuple[Visitor, Site]]:
    with (
        site(tmp_path, stop=lambda: stops.append("stopped")) as found,
        visiting(found) as visit,
    ):
        yield visit, found


def test_the_button_stops_it_and_says_where_the_data_are(
    own: tuple[Visitor, Site], stops: list[str], tmp_path: Path
) -> None:
    visit, found = own
    secret = found.office_link().secret
    cookie = str(visit(f"/office/in/{secret}").header("Set-Cookie")).partition(";")[0]
    page = visit("/office/drafts", headers={"Cookie": cookie})
    assert str(tmp_path / "portal.db") in page.text
    assert "/revoke" not in page.text
    form = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    body = f"token={TOKEN.findall(page.text)[0]}".encode()
    assert visit("/office/quit", "POST", form).status == 403
    assert stops == []
    answer = visit("/office/quit", "POST", form, body)
    assert (answer.status, stops) == (200, ["stopped"])
    assert str(tmp_path / "portal.db") in answer.text


def test_while_searches_are_under_way_it_asks_first(
    own: tuple[Visitor, Site], stops: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    visit, found = own
    under_way = [SimpleNamespace(state=state) for state in SearchState]
    searches = SimpleNamespace(all=lambda: under_way)
    monkeypatch.setattr("planner.office.web.quitting.searches_of", lambda _: searches)
    cookie = str(visit(f"/office/in/{found.office_link().secret}").header("Set-Cookie"))[:50]
    token = TOKEN.findall(visit("/office/start", headers={"Cookie": cookie}).text)[0]
    form = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    asked = visit("/office/quit", "POST", form, f"token={token}".encode())
    assert re.search(r"3\srecherches\ssont\sen\scours", asked.text)
    assert stops == []
    sure = f"token={TOKEN.findall(asked.text)[0]}&sure=yes".encode()
    assert "Le bureau est arrêté" in visit("/office/quit", "POST", form, sure).text
    assert stops == ["stopped"]


def test_on_a_server_nobody_stops_it_and_a_link_asks_for_a_button(tmp_path: Path) -> None:
    with site(tmp_path) as found, visiting(found) as visit:
        assert "<button>" in visit(f"/office/in/{found.office_link().secret}").text
        desk = {"Cookie": f"office={signed_in(visit, found.office_link().secret)}"}
        page = visit("/office/publish", headers=desk).text
        assert "/office/quit" not in page
        assert str(tmp_path) not in page
        form = {**desk, "Content-Type": "application/x-www-form-urlencoded"}
        body = f"token={TOKEN.findall(page)[0]}".encode()
        assert visit("/office/quit", "POST", form, body).status == 404
