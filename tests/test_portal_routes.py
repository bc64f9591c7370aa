"""Every address of the portal, tried with secrets that do not open it: nothing is let through."""

import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from urllib.parse import quote, unquote, urlencode

import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import Receive, Scope, Send

from planner.office.web.application import ROUTES
from planner.planning.planning import Edition
from planner.portal.store.secret import new_secret
from planner.portal.store.sessions import SESSION_LIFETIME
from planner.portal.web.http.denials import MIN_DENIAL_SECONDS
from tests.portal import (
    CLOTH,
    FEED,
    GLASS,
    IRON,
    TOKEN,
    WOOD,
    people_on,
    signed_in,
)
from tests.portal_world import World, cookie, refused, seen, world_in

OPEN = {
    "/": "/",
    "/health": "/health",
    "/api/v1/openapi.json": "/api/v1/openapi.json",
    "/static/palette.css": "/static/palette.css",
    "/static/{name}": "/static/portal.css",
    "/office/static/{name}": "/office/static/office.css",
}
"""The addresses that need no secret, and one of each."""

GATES = {"/office/sign-in", "/office/sign-in/back"}
"""The addresses of the service by which a school signs in: shut where it has none."""

LEADING_ON = {"/office/drafts/{draft:number}"}
"""The addresses of scolarité that lead to another one."""

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND")

STARTS = {
    "/c/{secret}": "company",
    "/feed/{secret}.ics": "feed",
    "/k/{calendar}": "public",
    "/notices/{secret}": "notices",
    "/office/in/{secret}": "arrival",
    "/office": "desk",
    "/metrics": "monitoring",
    "/api/v1": "interface",
}
"""What opens the addresses that begin so."""

IN_HEADERS = ("desk", "monitoring", "interface")
"""Those whose secret is in a header, where it is tidied up by who reads it."""

_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")
_TITLE = re.compile("<title>.*?</title>")


@pytest.fixture(scope="module")
def world(
    versions: tuple[Edition, Edition], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    with world_in(tmp_path_factory.mktemp("routes"), *versions) as found:
        yield found


# --- Which addresses there are, and what is tried on each ---------------------------------------


def kind_of(route: BaseRoute) -> str | None:
    """Tell what opens a route; None for one that nobody has thought of."""
    if not isinstance(route, Route):
        return None
    if route.path in OPEN:
        return "open"
    if route.path in GATES:
        return "gate"
    return next((kind for start, kind in STARTS.items() if route.path.startswith(start)), None)


def untried(routes: tuple[BaseRoute, ...], world: World) -> list[str]:
    """List the routes of which it is not known how they are tried."""
    known = {"secret", "calendar", *world.values}
    return [
        str(getattr(route, "path", route))
        for route in routes
        if kind_of(route) is None or (kind_of(route) != "open" and set(_parameters(route)) - known)
    ]


def _parameters(route: BaseRoute) -> list[str]:
    assert isinstance(route, Route)
    return _PARAMETER.findall(route.path)


def named(route: Route) -> str:
    return f"{'POST' if acts(route) else 'GET'} {route.path}"


def shows_company(route: Route) -> bool:
    """Whether a page is that of a company, shown to scolarité."""
    return route.path.startswith("/office/companies/")


def acts(route: Route) -> bool:
    return "POST" in (route.methods or ())


SHUT_ROUTES = [route for route in ROUTES if kind_of(route) not in ("open", "gate", "interface")]
"""Those whose secret is of a person; `test_interface.py` tries those of programs."""

by_route = pytest.mark.parametrize("route", SHUT_ROUTES, ids=named)
FORMS = [each for each in ROUTES if acts(each) and kind_of(each) == "desk"]
by_form = pytest.mark.parametrize("route", FORMS, ids=named)


@dataclass(frozen=True)
class Try:
    """An attempt at a route with a secret: in the address, the cookie of scolarité, or a header."""

    address: str
    headers: Mapping[str, str]


def attempt(world: World, route: Route, secret: str) -> Try:
    values = {**world.values, "secret": secret, "calendar": secret}
    at = _PARAMETER.sub(lambda found: values[found[1]], route.path)
    given = unquote(secret, "latin-1")
    told = {"desk": cookie(given), "monitoring": {"Authorization": f"Bearer {given}"}}
    return Try(at, told.get(kind_of(route) or "", {}))


def right(world: World, route: Route) -> Try:
    return attempt(world, route, world.right[kind_of(route) or ""])


def wrong(world: World, kind: str) -> Iterator[tuple[str, str]]:
    """Give what does not open a route of a kind, as it stands in an address, and what it is."""
    opens = world.right[kind]
    yield from (
        (f"that of a {other}", world.right[other]) for other in world.right if other != kind
    )
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
        "with a zero": f"{opens}%00",
        "with a slash": f"{opens}%2F",
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
    if kind not in IN_HEADERS:
        yield from {
            "with a space": f"{opens}%20",
            "with a line's end": f"{opens}%0A",
            "with a tail": f"{opens};x=1",
        }.items()


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
        Route("/office/people/{name}", new),
    )
    assert untried((*ROUTES, *added), world) == [
        "/exports/{secret}",
        "/c/{secret}/{person:int}/{portrait}",
        "/static/{name}/{size}",
        "/files",
        "/office/people/{name}",
    ]


# --- What is answered ---------------------------------------------------------------------------


@by_route
def test_what_opens_an_address_opens_it(world: World, route: Route) -> None:
    tried = right(world, route)
    stranger = {"Sec-Fetch-Site": "cross-site"}
    method = "POST" if acts(route) else "GET"
    found = world.visit(tried.address, method, {**tried.headers, **stranger})
    leads = 303 if route.path in LEADING_ON else 200
    assert found.status == (403 if acts(route) else leads)


@by_route
def test_nothing_else_opens_an_address(
    world: World, route: Route, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    refusal, kept, kind = refused(world), world.site.kept(), kind_of(route)
    assert kind
    form = urlencode({"token": world.token, "ends": "2027-09-30", "name": "x"}).encode()
    for name, secret in wrong(world, kind):
        tried = attempt(world, route, secret)
        sent = {**FORM, **tried.headers}
        for method in METHODS if name == "another one" else ("POST" if acts(route) else "GET",):
            assert seen(world.visit(tried.address, method, sent, form)) == refusal, (name, method)
        if name in world.shut:
            known = {**tried.headers, "If-None-Match": "*"}
            assert seen(world.visit(tried.address, headers=known)) == refusal, name
            assert seen(world.visit(f"{tried.address}/", headers=tried.headers)) == refusal, name
    assert seen(world.visit(tried.address, "POST" if acts(route) else "GET")) == refusal
    assert world.site.kept() == kept
    assert not [secret for secret in world.secrets if secret in caplog.text]


@by_route
def test_what_opens_an_address_opens_it_only_as_it_is(world: World, route: Route) -> None:
    refusal, kept, tried = refused(world), world.site.kept(), right(world, route)
    at, served = (
        tried.address,
        {each for other in ROUTES if other.path == route.path for each in other.methods or ()},
    )
    for method in {*METHODS} - served:
        assert seen(world.visit(at, method, tried.headers)) == refusal, method
    for other in (f"{at}/", f"/{at}", f"{at}%20", at.upper(), at.replace("/", "//"), f"{at};a=b"):
        assert seen(world.visit(other, headers=tried.headers)) == refusal, other
    assert world.site.kept() == kept


@by_route
def test_whoever_is_refused_is_told_at_the_same_moment(
    world: World, route: Route, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind, seconds, within = kind_of(route), world.visit.seconds, world.visit.app.app
    assert kind

    async def working(scope: Scope, receive: Receive, send: Send) -> None:
        seconds.now += MIN_DENIAL_SECONDS * (number % 5) / 5
        await within(scope, receive, send)

    monkeypatch.setattr(world.visit.app, "app", working)
    for number, (name, secret) in enumerate(islice(wrong(world, kind), 16)):
        tried = attempt(world, route, secret)
        visit = replace(world.visit, client=f"client {named(route)} {number}")
        began = seconds.now = 1000.0
        visit(tried.address, "POST" if acts(route) else "GET", tried.headers)
        assert seconds.answered == pytest.approx(began + MIN_DENIAL_SECONDS), name


@by_form
def test_a_form_does_nothing_but_from_a_page_of_the_same_sign_in(
    world: World, route: Route
) -> None:
    stranger = signed_in(world.visit, world.site.office_link().secret)
    theirs = TOKEN.findall(world.visit("/office/publish", headers=cookie(stranger)).text)[0]
    kept, tried = world.site.kept(), right(world, route)
    here = "http://127.0.0.1:8000"
    for token, said in (
        ("", {}),
        ("x", {}),
        (theirs, {}),
        (world.right["desk"], {}),
        (world.token[:-1], {}),
        (f"{world.token}.", {}),
        (world.token, {"Sec-Fetch-Site": "cross-site"}),
        (world.token, {"Sec-Fetch-Site": "same-site"}),
        (world.token, {"Sec-Fetch-Site": "none"}),
        (world.token, {"Origin": "null"}),
        (world.token, {"Origin": "https://evil.example"}),
        (world.token, {"Origin": f"{here}.evil.example"}),
        (world.token, {"Origin": "https://127.0.0.1:8000"}),
        (world.token, {"Origin": "http://127.0.0.1:8001", "Sec-Fetch-Site": "same-origin"}),
    ):
        form = urlencode({"token": token, "ends": "2027-09-30", "name": "Intrus"}).encode()
        answer = world.visit(tried.address, "POST", {**FORM, **tried.headers, **said}, form)
        assert answer.status == 403, (token, said)
    in_address = f"{tried.address}?{urlencode({'token': world.token})}"
    assert world.visit(in_address, "POST", {**FORM, **tried.headers}).status == 403
    assert world.site.kept() == kept


def test_addresses_without_a_route_are_refused_alike(world: World) -> None:
    refusal = refused(world)
    for path in (
        "/c",
        "/c/",
        "/feed",
        "/feed/x",
        "/static",
        "/static/",
        "/static/../portal.db",
        "/static/%2e%2e%2fpalette.py",
        "/static/base.html",
        "/admin",
        "/.git/config",
        "/portal.db",
        "//",
        "/%00",
        "/é",
        "",
        "*",
        f"/c/x/{'1' * 5000}/calendar_pdf",
        f"/office/companies/{'1' * 5000}",
    ):
        assert seen(world.visit(quote(path, safe="/%*"))) == refusal, path


@pytest.mark.parametrize("path", sorted(GATES))
def test_a_school_without_a_service_has_no_gate(world: World, path: str) -> None:
    desk = cookie(world.right["desk"])
    for method in ("GET", "POST"):
        assert seen(world.visit(path, method, desk)) == refused(world)


@pytest.mark.parametrize("path", OPEN.values())
def test_what_is_open_says_nothing_of_anybody(world: World, path: str) -> None:
    found = world.visit(path)
    assert found.status == 200
    assert not [name for name in (IRON, CLOTH, GLASS, WOOD, "Abrazine") if name in found.text]


def test_scolarite_is_signed_out_when_the_time_is_over(world: World) -> None:
    clock, desk = world.site.clock, world.right["desk"]
    began = clock.now
    try:
        clock.now = began + SESSION_LIFETIME - timedelta(seconds=1)
        assert world.visit("/office", headers=cookie(desk)).status == 200
        clock.now += SESSION_LIFETIME + timedelta(seconds=1)
        assert seen(world.visit("/office", headers=cookie(desk))) == refused(world)
    finally:
        clock.now = began


# --- Where no secret is ever told ---------------------------------------------------------------


def test_no_answer_tells_a_secret_but_on_the_page_of_who_has_it(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    reading = [route for route in SHUT_ROUTES if not acts(route)]
    for route in reading:
        tried = right(world, route)
        found = world.visit(tried.address, headers=tried.headers)
        said = [f"{name}: {value}" for name, value in found.headers]
        said += _TITLE.findall(found.body.decode(errors="replace"))
        if route.path not in ("/c/{secret}", "/c/{secret}/{person:number}"):
            said.append(found.body.decode("latin-1"))
        assert not [secret for secret in world.secrets if secret in " ".join(said)], route.path
        assert (found.header("Location") is None) is (route.path not in LEADING_ON)
        assert found.header("Set-Cookie") is None
        is_page = "text/html" in str(found.header("Content-Type"))
        own = is_page and kind_of(route) in ("desk", "arrival", "notices")
        expected = "same-origin" if own and not shows_company(route) else "no-referrer"
        assert found.header("Referrer-Policy") == expected
    assert caplog.text.count(" 200 ") == len(reading) - len(LEADING_ON)
    assert not [secret for secret in world.secrets if secret in caplog.text]


def test_whoever_comes_in_is_sent_on_with_a_cookie_that_no_script_reads(world: World) -> None:
    for language in ("fr", "en"):
        secret = world.site.office_link(world.site.clock.now.date() + timedelta(days=9)).secret
        found = world.visit(f"/office/in/{secret}?lang={language}", "POST")
        assert found.header("Location") == f"/office/drafts?lang={language}"
        told = str(found.header("Set-Cookie"))
        assert re.fullmatch(
            r"office=[\w-]{43}; HttpOnly; Max-Age=864000; Path=/; SameSite=lax", told
        ), told


def test_a_page_tells_its_own_secret_and_those_of_its_feeds(world: World) -> None:
    for address in (f"/c/{world.company}", *people_on(world.visit, world.company)):
        page = world.visit(address).text
        found = set(re.findall(r"[\w-]{43,}", page))
        assert found == {world.company, *FEED.findall(page)}
        assert not found & set(world.shut.values())
