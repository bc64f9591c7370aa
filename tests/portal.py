"""A portal for the tests: published in a folder, asked byte for byte, or served to a browser."""

import asyncio
import re
import threading
import time
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar
from urllib.parse import unquote

import pytest
import uvicorn
from anyio.from_thread import start_blocking_portal
from sqlalchemy import select
from starlette.types import ASGIApp, Message

from planner.apprentices.apprentice import Apprentice, HalfDay, Part
from planner.apprentices.folders import Document
from planner.delivery.rendering import DocumentRenderer
from planner.files.spelling import folded
from planner.office.web.application import office_application
from planner.planning.planning import Edition
from planner.portal.store.database import Database
from planner.portal.store.links import IssuedLink, PageAccess, issue_link, list_page_access
from planner.portal.store.publishing import propose, publish
from planner.portal.store.recipients import RecipientKind, kind_of_page
from planner.portal.store.sessions import start_session
from planner.portal.store.tables import COMPANIES_TABLE, METADATA, PEOPLE_TABLE
from planner.portal.store.versions import Version
from planner.portal.store.visits import read_journal
from planner.portal.web.cache import PortalCache
from planner.portal.web.http import denials, middleware
from planner.portal.web.http.middleware import PortalMiddleware
from planner.portal.web.http.throttle import Throttle
from planner.portal.web.serving import ListenAddress, build_server, open_listener
from planner.portal.web.state import Portal
from tests.builders import employed

_Result = TypeVar("_Result")

NOW = datetime(2026, 11, 10, 9, 30, tzinfo=UTC)
ENDS = date(2027, 9, 30)
SERIES = "imt-mines-albi-2026"

STYLESHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
"""What a browser fetches with a page."""

FEED = re.compile(r"/feed/([\w-]{43})\.ics")
"""The address of a feed, and in it its secret."""

TOKEN = re.compile(r'name="(?:token" value|csrf-token" content)="([^"]+)"')
"""What the forms of scolarité's pages hold, and their heads for scripts."""

IRON, CLOTH = "Zyxwerk Ferronnerie", "Qombat & Fils"
GLASS, WOOD = "Verrerie Hulmont", "Bois du Ghislemont"

EARLIER = (
    employed("Abrazine", "Ysolde", "1A", IRON, email="y@zyx.example", row=2),
    employed("Bromélan", "Tancrède", "2A", IRON, remarks="voir Wexandre", row=3),
    employed("Castrigue", "Odilon", "3A", CLOTH, option="forge", row=4),
    employed("Corvigny", "Philémon", "1A", CLOTH, row=5),
    employed("Dulcimer", "Hermance", "1A", CLOTH, start=date(2026, 11, 2), row=6),
    employed("Duvantel", "Ombeline", "3A", CLOTH, row=7),
    employed("Estrugo", "Léocadie", "2A", GLASS, row=8, half_days=(HalfDay(4, Part.MORNING),)),
    employed("Falbrise", "Anthelme", "1A", WOOD, row=9),
    employed("Gourdiac", "Séraphine", "2A", WOOD, row=10),
)
LATER = (*EARLIER[:-1], employed("Hourtin", "Célimène", "1A", WOOD, row=10))
"""Somebody left since, and somebody came."""


@dataclass
class Clock:
    """Tells the moment that a test says it is."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Site:
    """A portal, and what scolarité does with it."""

    portal: Portal
    clock: Clock

    @property
    def database(self) -> Database:
        return self.portal.database

    def publish(self, edition: Edition, roster: Sequence[Apprentice]) -> Version:
        with self.database.reading() as connection:
            proposal = propose(connection, edition, tuple(roster))
        return publish(self.database, proposal, "Scolarité", self.clock())

    def link(self, company: str, ends: date = ENDS) -> IssuedLink:
        return self._make(self.holding(company), ends)

    def office_link(self, ends: date = ENDS) -> IssuedLink:
        return self._make("Scolarité", ends)

    def session(self) -> str:
        """Sign somebody of scolarité in, and give the secret that a browser keeps."""
        link = self.office_link().link
        with self.database.writing() as connection:
            return start_session(connection, link, self.clock())

    def holding(self, company: str) -> PageAccess:
        with self.database.reading() as connection:
            return next(each for each in list_page_access(connection) if each.name == company)

    def person(self, surname: str, on: RecipientKind = RecipientKind.COMPANY) -> int:
        """Give the id of an apprentice on a page of a kind."""
        like = PEOPLE_TABLE.c.identity.startswith(f"{folded(surname)}\n")
        pages = select(PEOPLE_TABLE.c.id, COMPANIES_TABLE.c.key).outerjoin(COMPANIES_TABLE)
        with self.database.reading() as connection:
            rows = connection.execute(pages.where(like))
            (found,) = (row.id for row in rows if kind_of_page(row.key) is on)
        return int(found)

    def kept(self) -> Mapping[str, Sequence[object]]:
        """Give all that the database holds, to see that nothing was noted or changed."""
        with self.database.reading() as connection:
            return {
                table.name: connection.execute(table.select()).fetchall()
                for table in METADATA.sorted_tables
            }

    def _make(self, holder: PageAccess | str, ends: date) -> IssuedLink:
        with self.database.writing() as connection:
            return issue_link(connection, holder, ends, "Scolarité", self.clock())


def made(
    document: Document,
    who: Apprentice,
    edition: Edition,
    before: Edition | None = None,
    language: str = "fr",
) -> bytes:
    """Make a document as the command line does."""
    press = DocumentRenderer(edition, before, language)
    if document is Document.CALENDAR_FILE:
        return press.calendar(press.years(who), None)
    return press.document(document, *press.years(who))


@cache
def _empty_database() -> bytes:
    """Make the tables once: each test then has a copy of them."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "portal.db")
        Database.open_or_create(path).close()
        return path.read_bytes()


def database_in(folder: Path) -> Database:
    """Open the database of a portal in a folder; one that has nothing yet if there is none."""
    path = folder / "portal.db"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(_empty_database())
    return Database.open_or_create(path)


@contextmanager
def site(folder: Path, **settings: Any) -> Iterator[Site]:
    """Open a portal that has nothing yet, with a clock that stands and no memory of tries."""
    database, clock = database_in(folder), Clock()
    throttle = Throttle(lambda: 0.0)
    known = {"clock": clock, "throttle": throttle, **settings}
    try:
        yield Site(Portal(database, PortalCache(database), **known), clock)
    finally:
        database.close()


# --- Asking without a network -------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What was answered; headers as they were sent."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        found = [value for key, value in self.headers if key == name.lower()]
        assert len(found) < 2
        return found[0] if found else None

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Seconds:
    """The seconds that the portal counts, and lets pass while somebody waits: none of ours.

    Attributes
    ----------
    answered
        When the last answer was given that waited.
    """

    now: float = 0.0
    answered: float = 0.0

    def monotonic(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.answered = self.now


@dataclass
class Visitor:
    """Asks an application; what is asked is not tidied up, as a browser would do.

    Attributes
    ----------
    loop
        Where the application runs, from the first question to the last: the threads in which it
        works stay, as they do where it is served.
    prefix
        What is put before each path.
    """

    app: PortalMiddleware
    loop: asyncio.AbstractEventLoop
    seconds: Seconds
    host: str = "127.0.0.1:8000"
    client: str = "198.51.100.7"
    prefix: str = ""

    def __call__(
        self,
        address: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        return self.run(self.asked(address, method, headers, body))

    def run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """Do something where the application runs."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    async def asked(
        self,
        address: str,
        method: str = "GET",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
    ) -> Answer:
        path, _, query = f"{self.prefix}{address}".partition("?")
        told = {"host": self.host, **(headers or {})}
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "scheme": "http",
            "method": method,
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.lower().encode(), told[name].encode()) for name in told],
            "client": (self.client, 50000),
            "server": ("127.0.0.1", 8000),
        }
        return await _asked(self.app, scope, body)


async def _asked(app: ASGIApp, scope: dict[str, Any], body: bytes) -> Answer:
    messages: list[Message] = []
    sent = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        if message := next(sent, None):
            return message
        await asyncio.Event().wait()  # the client stays, and sends nothing more
        raise AssertionError

    async def send(message: Message) -> None:
        messages.append(message)

    await app(scope, receive, send)
    start, *rest = messages
    headers = tuple((name.decode(), value.decode("latin-1")) for name, value in start["headers"])
    return Answer(start["status"], headers, b"".join(each.get("body", b"") for each in rest))


@contextmanager
def visiting(opened: Site) -> Iterator[Visitor]:
    """Ask a portal, as if no time passed but what a test says."""
    seconds = Seconds()
    with start_blocking_portal() as thread, pytest.MonkeyPatch.context() as patch:
        patch.setattr(denials, "anyio", seconds)
        patch.setattr(denials, "time", seconds)
        patch.setattr(middleware, "time", seconds)
        prefix = opened.portal.prefix
        loop = thread.call(_running_loop)
        yield Visitor(office_application(opened.portal), loop, seconds, prefix=prefix)


async def _running_loop() -> asyncio.AbstractEventLoop:
    return asyncio.get_running_loop()


def signed_in(visit: Visitor, secret: str) -> str:
    """Press the button of a link of scolarité, and give what the browser keeps."""
    answer = visit(f"/office/in/{secret}", "POST")
    assert answer.status == 303
    return str(answer.header("Set-Cookie"))[len("office=") :][:43]


def looked_at(visit: Visitor, secret: str) -> Answer:
    """Open the page of a company as a browser does, with the stylesheets that it has."""
    page = visit(f"/c/{secret}")
    for path in STYLESHEET.findall(page.text):
        assert visit(path).status == 200
    return page


def people_on(visit: Visitor, secret: str) -> list[str]:
    """Give the addresses of the apprentices that a company's list leads to, in its order."""
    page = visit(f"/c/{secret}")
    assert page.status == 200
    return list(dict.fromkeys(re.findall(rf"/c/{secret}/\d+(?=\?)", page.text)))


def feeds_on(visit: Visitor, secret: str) -> list[str]:
    """Give the secrets of the feeds that a company's pages show, in the order of its list."""
    pages = [visit(address).text for address in people_on(visit, secret)]
    return list(dict.fromkeys(feed for page in pages for feed in FEED.findall(page)))


# --- On a network -------------------------------------------------------------------------------


@contextmanager
def served(portal: Portal, trusted: Sequence[str] = ()) -> Iterator[str]:
    """Serve a portal on this machine as the command does, and give its address."""
    place = ListenAddress("127.0.0.1", 0, trusted)
    with open_listener(place) as listener:
        running = build_server(office_application(portal), place)
        thread = threading.Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            _wait_for(running)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            running.should_exit = True
            thread.join()


def _wait_for(running: uvicorn.Server) -> None:
    end = time.monotonic() + 60
    while not running.started:
        assert time.monotonic() < end
        time.sleep(0.01)


def journal_of(opened: Site) -> str:
    with opened.database.reading() as connection:
        return repr(read_journal(connection, 1000))


def saved_as(answer: Answer) -> str:
    """Give the name under which a browser keeps a download."""
    _, _, written = str(answer.header("Content-Disposition")).partition("filename*=UTF-8''")
    return unquote(written, errors="strict")
