"""Every address of the portal, tried with secrets that do not open it: nothing is let through."""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import quote

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from planner.domain import Edition
from planner.portal.links import revoke
from planner.portal.secret import new_secret
from planner.portal.web.application import ROUTES
from planner.portal.web.guard import FLOOR
from tests.portal import (
    CLOTH,
    EARLIER,
    FEED,
    GLASS,
    IRON,
    LATER,
    SERIES,
    WOOD,
    Answer,
    Site,
    Visitor,
    feeds_on,
    site,
    visiting,
)

OPEN = {
    "/": "/",
    "/static/palette.css": "/static/palette.css",
    "/static/{name}": "/static/portal.css",
}
"""The addresses that need no secret, and one of each."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")

_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_TITLE = re.compile("<title>.*?</title>")


@dataclass(frozen=True)
class World:
    """A portal with secrets of all kinds.

    Attributes
    ----------
    company, feed, office
        Those that open something.
    shut
        Those that open nothing any more, by what they were and became.
    values
        What stands in addresses in the place of each parameter, but for secrets.
    """

    site: Site
    visit: Visitor
    company: str
    feed: str
    office: str
    shut: Mapping[str, str]
    values: Mapping[str, str]

    @property
    def secrets(self) -> tuple[str, ...]:
        return (self.company, self.feed, self.office, *self.shut.values())


@pytest.fixture(scope="module")
def world(
    versions: tuple[Edition, Edition], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    now, before = versions
    with site(tmp_path_factory.mktemp("routes")) as opened, visiting(opened) as visit:
        today = opened.clock.now
        opened.clock.now = today - timedelta(days=30)
        opened.publish(before, EARLIER)
        shut = _shut(opened, visit)
        opened.clock.now = today
        opened.publish(now, LATER)
        company, office = opened.link(IRON).secret, opened.office_link().secret
        person = str(opened.person("Abrazine"))
        yield World(
            opened, visit, company, feeds_on(visit, company)[0], office, shut,
            {"person": person, "document": "calendar_file", "series": SERIES},
        )  # fmt: skip


def _shut(opened: Site, visit: Visitor) -> dict[str, str]:
    """Make links that are ended, revoked and renewed by now, and feeds that are."""
    soon = opened.clock.now.date() + timedelta(days=1)
    links = {"ended": opened.link(CLOTH, soon), "revoked": opened.link(GLASS)}
    found = {f"{name} company": made.secret for name, made in links.items()}
    found |= {f"{name} feed": feeds_on(visit, made.secret)[0] for name, made in links.items()}
    offices = {"ended": opened.office_link(soon), "revoked": opened.office_link()}
    found |= {f"{name} office": made.secret for name, made in offices.items()}
    with opened.database.writing() as connection:
        revoke(connection, links["revoked"].link.id, opened.clock())
        revoke(connection, offices["revoked"].link.id, opened.clock())
    return found | {"renewed company": opened.link(IRON).secret}


# --- Which addresses there are, and what is tried on each ---------------------------------------


def kind_of(route: BaseRoute) -> str | None:
    """Tell what opens a route; None for one that nobody has thought of."""
    if not isinstance(route, Route):
        return None
    if route.path in OPEN:
        return "open"
    for start, kind in (("/c/{secret}", "company"), ("/feed/{secret}", "feed")):
        if route.path.startswith(start):
            return kind
    return None


def untried(routes: tuple[BaseRoute, ...], world: World) -> list[str]:
    """List the routes of which it is not known how they are tried."""
    known = {"secret", *world.values}
    return [
        str(getattr(route, "path", route))
        for route in routes
        if kind_of(route) is None or (kind_of(route) != "open" and set(_parameters(route)) - known)
    ]


def _parameters(route: BaseRoute) -> list[str]:
    assert isinstance(route, Route)
    return _PARAMETER.findall(route.path)


def address(route: Route, values: Mapping[str, str]) -> str:
    return _PARAMETER.sub(lambda found: values[found[1]], OPEN.get(route.path, route.path))


SECRET_ROUTES = [route for route in ROUTES if "{secret}" in route.path]
by_route = pytest.mark.parametrize("route", SECRET_ROUTES, ids=lambda route: str(route.path))


def wrong(world: World, kind: str) -> Iterator[tuple[str, str]]:
    """Give what does not open a route of a kind, as it stands in an address, and what it is."""
    right = {"company": world.company, "feed": world.feed, "office": world.office}
    opens = right.pop(kind)
    yield from ((f"that of a {other}", secret) for other, secret in right.items())
    yield from world.shut.items()
    yield "another one", new_secret()
    yield "none", ""
    yield from {
        "cut": opens[:-1],
        "longer": f"{opens}A",
        "twice": opens * 2,
        "other capitals": opens.swapcase(),
        "one letter off": f"{opens[:-1]}{'A' if opens[-1] != 'A' else 'B'}",
        "padded": f"{opens}=",
        "with a space": f"{opens}%20",
        "with a line's end": f"{opens}%0A",
        "with a zero": f"{opens}%00",
        "with a slash": f"{opens}%2F",
        "with a tail": f"{opens};x=1",
        "very long": "A" * 10_000,
        "short": "x",
        "a zero": "%00",
        "dots": "..",
        "dots and slashes": "../../c",
        "dots and slashes written otherwise": "%2e%2e%2f%2e%2e%2fc",
        "not of this alphabet": quote("clé secrète 🔑 شركة"),
        "no text at all": "%ff%fe%c3",
        "a question": quote("' OR 1=1 --"),
        "anything": "%25",
        "a star": "*",
        "a digest": "0" * 64,
    }.items()


def seen(answer: Answer) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    """Give all that is seen of an answer."""
    return answer.status, tuple(sorted(answer.headers)), answer.body


def refused(world: World) -> object:
    """Give what is seen by whoever comes with a secret that nobody was given."""
    return seen(world.visit(f"/c/{new_secret()}"))


def right_address(world: World, route: Route) -> str:
    right = {"company": world.company, "feed": world.feed, "office": world.office}
    return address(route, {**world.values, "secret": right[kind_of(route) or ""]})


def test_each_address_is_tried(world: World) -> None:
    assert untried(ROUTES, world) == []


def test_a_new_address_cannot_be_forgotten(world: World) -> None:
    def new(_: Request) -> Response:
        return Response()

    added = (
        Route("/exports/{secret}", new),
        Route("/c/{secret}/{person:int}/{portrait}", new),
        Route("/static/{name}/{size}", new),
        Mount("/files", routes=[Route("/all", new)]),
    )
    assert untried((*ROUTES, *added), world) == [
        "/exports/{secret}", "/c/{secret}/{person:int}/{portrait}",
        "/static/{name}/{size}", "/files",
    ]  # fmt: skip


# --- What is answered ---------------------------------------------------------------------------


@by_route
def test_what_opens_an_address_opens_it(world: World, route: Route) -> None:
    found = world.visit(right_address(world, route))
    assert found.status == 200


@by_route
def test_nothing_else_opens_an_address(
    world: World, route: Route, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    refusal, kept, kind = refused(world), world.site.kept(), kind_of(route)
    assert kind
    for name, secret in wrong(world, kind):
        at = address(route, {**world.values, "secret": secret})
        for method in METHODS if name == "another one" else ("GET", "HEAD"):
            assert seen(world.visit(at, method)) == refusal, (name, method)
        assert seen(world.visit(at, headers={"If-None-Match": "*"})) == refusal, name
        assert seen(world.visit(f"{at}/")) == refusal, name
    assert world.site.kept() == kept
    assert not [secret for secret in world.secrets if secret in caplog.text]


@by_route
def test_what_opens_an_address_opens_it_only_as_it_is(world: World, route: Route) -> None:
    refusal, kept = refused(world), world.site.kept()
    at = right_address(world, route)
    for method in METHODS[2:]:
        assert seen(world.visit(at, method)) == refusal, method
    for other in (f"{at}/", f"/{at}", f"{at}%20", at.upper(), at.replace("/", "//"), f"{at};a=b"):
        assert seen(world.visit(other)) == refusal, other
    assert world.site.kept() == kept


@by_route
def test_whoever_is_refused_is_told_at_the_same_moment(world: World, route: Route) -> None:
    kind, seconds = kind_of(route), world.visit.seconds
    assert kind
    for work in (0.0, FLOOR / 7, FLOOR / 3):
        for number, (name, secret) in enumerate(wrong(world, kind)):
            at = address(route, {**world.values, "secret": secret})
            visit = replace(world.visit, client=f"client {route.path} {work} {number}")
            began = seconds.now = 1000.0
            seconds.work = work
            visit(at)
            seconds.work = 0.0
            assert seconds.answered == pytest.approx(began + work + FLOOR), name


def test_addresses_without_a_route_are_refused_alike(world: World) -> None:
    refusal = refused(world)
    for path in ("/c", "/c/", "/feed", "/feed/x", "/static", "/static/", "/static/../portal.db",
                 "/static/%2e%2e%2fpalette.py", "/static/base.html", "/admin", "/.git/config",
                 "/portal.db", "//", "/%00", "/é", "", "*"):  # fmt: skip
        assert seen(world.visit(quote(path, safe="/%*"))) == refusal, path


@pytest.mark.parametrize("path", OPEN.values())
def test_what_is_open_says_nothing_of_anybody(world: World, path: str) -> None:
    found = world.visit(path)
    assert found.status == 200
    assert not [name for name in (IRON, CLOTH, GLASS, WOOD, "Abrazine") if name in found.text]


# --- What is somebody else's --------------------------------------------------------------------


def test_a_link_gives_documents_of_its_own_company_only(world: World) -> None:
    refusal, kept = refused(world), world.site.kept()
    own, series = world.values["person"], world.values["series"]
    others = [world.site.person(who) for who in ("Corvigny", "Gourdiac", "Hourtin")]
    unknown = (0, 10**6, 10**30, "-1", "+1", "1.0", "%D9%A1", "x", f"{own}%00", f"0x{own}")
    for person in (*others, *unknown):
        assert seen(world.visit(f"/c/{world.company}/{person}/calendar_file")) == refusal, person
    for name in ("calendar", "Calendar_File", "calendar_file.ics", "..", "zip", "", "%00",
                 "manifest.json", "..%2f..%2fportal.db"):  # fmt: skip
        assert seen(world.visit(f"/c/{world.company}/{own}/{name}")) == refusal, name
    for name in (f"{series}0", series[:-1], "imt-mines-albi-2025", "", "..", "%00", own):
        assert seen(world.visit(f"/c/{world.company}/{name}/zip")) == refusal, name
    assert world.site.kept() == kept


def test_a_page_shows_its_own_apprentices_only(world: World) -> None:
    mine = {who.surname for who in LATER if who.company == IRON}
    others = {who.surname for who in (*EARLIER, *LATER)} - mine
    for asked in ("", "?revision=1&series=" + SERIES, "?revision=2&series=" + SERIES):
        page = world.visit(f"/c/{world.company}{asked}").text
        assert all(name in page for name in mine)
        assert not [name for name in (*others, "Qombat", GLASS, WOOD, "Wexandre") if name in page]


def test_a_page_minds_no_question_it_does_not_know(world: World) -> None:
    plain = world.visit(f"/c/{world.company}?lang=fr").text
    for asked in (f"revision={'9' * 5000}&series={SERIES}", "revision=%C2%B2&series=x",
                  f"lang=../../etc&revision=-1&series={SERIES}", "x=<script>&%00=%ff"):  # fmt: skip
        found = world.visit(f"/c/{world.company}?lang=fr&{asked}")
        assert found.status == 200
        assert found.text == plain, asked


def test_a_feed_is_that_of_one_person(world: World) -> None:
    calendar = world.visit(f"/feed/{world.feed}.ics").text
    assert "Ysolde" in calendar
    assert not [who.surname for who in EARLIER[1:] if who.surname in calendar]


def test_a_feed_goes_on_when_the_link_is_renewed_until_it_is_revoked(world: World) -> None:
    opened, visit = world.site, world.visit
    first = opened.link(CLOTH)
    feed = feeds_on(visit, first.secret)[0]
    second = opened.link(CLOTH)
    assert visit(f"/feed/{feed}.ics").status == 200
    assert visit(f"/c/{first.secret}").status == 404
    assert visit(f"/c/{second.secret}").status == 200
    with opened.database.writing() as connection:
        revoke(connection, second.link.id, opened.clock())
    assert seen(visit(f"/feed/{feed}.ics")) == refused(world)
    assert seen(visit(f"/c/{second.secret}")) == refused(world)


# --- Where no secret is ever told ---------------------------------------------------------------


def test_no_answer_tells_a_secret_but_on_the_page_of_who_has_it(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for route in SECRET_ROUTES:
        found = world.visit(right_address(world, route))
        headers = " ".join(f"{name}: {value}" for name, value in found.headers)
        told = headers + " ".join(_TITLE.findall(found.body.decode(errors="replace")))
        if route.path != "/c/{secret}":
            told += found.body.decode("latin-1")
        assert not [secret for secret in world.secrets if secret in told], route.path
        assert found.header("Location") is None
        assert found.header("Set-Cookie") is None
        assert found.header("Referrer-Policy") == "no-referrer"
    assert caplog.text.count(" 200 ") == len(SECRET_ROUTES)
    assert not [secret for secret in world.secrets if secret in caplog.text]


def test_a_page_tells_its_own_secret_and_those_of_its_feeds(world: World) -> None:
    page = world.visit(f"/c/{world.company}").text
    found = set(re.findall(r"[\w-]{43,}", page))
    assert found == {world.company, *FEED.findall(page)}
    assert not found & set(world.shut.values())
