"""The portal below a path of a host that has other things: nothing of it leads outside."""

import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, expect
from starlette.routing import Route

from planner.office.web.application import ROUTES
from planner.planning.planning import Edition
from planner.portal.settings.reading import SchoolSettings
from tests.portal import FEED, Answer, served, site, visiting
from tests.portal_window import window
from tests.portal_world import World, cookie, world_in
from tests.test_portal_routes import FORM, OPEN, Try, acts, kind_of, named, right

PREFIX = "/ecole/alternance"
HOST = "http://127.0.0.1:8000"
OWN = f"{HOST}{PREFIX}/"

PAGES = [
    route
    for route in ROUTES
    if isinstance(route, Route) and not acts(route) and kind_of(route) not in ("gate", "interface")
]
"""All that can be looked at."""

_ADDRESS = re.compile(r"(?:https?:/)?/[^/].*|https?://.*")
_IMPORTED = re.compile(r"""(?:from |import\()\s*["']([^"']+)["']|url\(["']?([^"')]+)""")


@pytest.fixture(scope="module")
def world(
    versions: tuple[Edition, Edition], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("subpath")
    with world_in(folder, *versions, address=f"{HOST}{PREFIX}") as found:
        yield found


class _Links(HTMLParser):
    """Collects what attributes of a page lead to, also those that scripts read."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            is_link = name in ("href", "src", "action", "formaction")
            if value and name != "xmlns" and (is_link or _ADDRESS.fullmatch(value)):
                self.found.add(value)


def links_of(answer: Answer, at: str) -> set[str]:
    """Give the whole addresses to which an answer leads."""
    kind = str(answer.header("Content-Type"))
    if "text/html" in kind:
        reader = _Links()
        reader.feed(answer.text)
        found = reader.found
    elif "css" in kind or "javascript" in kind:
        found = {one or other for one, other in _IMPORTED.findall(answer.text)}
    else:
        found = set()
    if location := answer.header("Location"):
        found.add(location)
    found = {each.replace("webcal://", "http://") for each in found}
    return {urljoin(f"{HOST}{at}", each) for each in found if not each.startswith("data:")}


def path_of(address: str) -> str:
    """Give what an address has after the prefix, without the place on its page."""
    parts = urlsplit(address)
    return parts.path.removeprefix(PREFIX) + (f"?{parts.query}" if parts.query else "")


def test_no_page_leads_outside_and_each_link_leads_to_something(world: World) -> None:
    found: set[str] = set()
    for route in PAGES:
        is_open = kind_of(route) == "open"
        tried = Try(OPEN[route.path], {}) if is_open else right(world, route)
        at, answer = tried.address, world.visit(tried.address, headers=tried.headers)
        assert answer.status in (200, 303), route.path
        links = links_of(answer, f"{PREFIX}{at}")
        assert not [each for each in links if not each.startswith(OWN)], route.path
        found |= {path_of(each) for each in links}
    assert len(found) > len(PAGES)
    served = {str(each.path_regex.pattern) for each in ROUTES if isinstance(each, Route)}
    for path in found:
        known = any(re.match(each, urlsplit(path).path) for each in served)
        assert known, path
    for path in sorted(found):
        if path.startswith(("/static/", "/office/static/")):
            assert world.visit(path).status == 200, path


def test_nothing_is_served_outside(world: World) -> None:
    outside, refusal = replace(world.visit, prefix=""), world.visit("/nothing").body
    for route in PAGES:
        tried = right(world, route) if kind_of(route) != "open" else None
        at = tried.address if tried else OPEN[route.path]
        answer = outside(at, headers=cookie(world.right["desk"]))
        assert (answer.status, answer.body) == (404, refusal), named(route)
    for at in (PREFIX, f"{PREFIX}x/", f"/x{PREFIX}/", PREFIX.upper() + "/", "/ecole/"):
        assert outside(at).status == 404, at
    assert outside(f"{PREFIX}/").status == 200


@pytest.mark.parametrize(
    ("origin", "is_ours"),
    [(HOST, True), (f"{HOST}{PREFIX}", False), ("", False), ("http://127.0.0.1:9000", False)],
)
def test_forms_are_taken_from_the_origin_of_the_address(
    world: World, origin: str, is_ours: bool
) -> None:
    form = urlencode({"token": world.token, "name": "Anne", "ends": "2027-09-30"}).encode()
    sent = {**FORM, **cookie(world.right["desk"]), "Origin": origin}
    assert world.visit("/office/links/own", "POST", sent, form).status == (200 if is_ours else 403)


def test_the_cookie_is_that_of_the_path(world: World) -> None:
    secret = world.site.office_link().secret
    found = world.visit(f"/office/in/{secret}?lang=en", "POST")
    assert found.header("Location") == f"{PREFIX}/office/drafts?lang=en"
    assert f"; Path={PREFIX};" in str(found.header("Set-Cookie"))


def test_a_cookie_of_a_path_has_not_the_name_of_one_of_the_host(
    versions: tuple[Edition, Edition], tmp_path_factory: pytest.TempPathFactory
) -> None:
    address = f"https://ecole.fr{PREFIX}"
    with (
        site(tmp_path_factory.mktemp("tls"), address=address) as opened,
        visiting(opened) as visit,
    ):
        at = f"/office/in/{opened.office_link().secret}"
        told = str(replace(visit, host="ecole.fr")(at, "POST").header("Set-Cookie"))
    assert re.match(r"__Secure-office=[\w-]{43}; ", told)
    assert told.endswith(f"; Path={PREFIX}; SameSite=lax; Secure")


def test_one_signs_in_by_a_service_below_the_path(world: World) -> None:
    settings = SchoolSettings.model_validate({"sign_in": {"kind": "header"}})
    portal = replace(world.site.portal, settings=settings)
    with visiting(replace(world.site, portal=portal)) as visit:
        gate = str(visit("/office/links?lang=fr").header("Location"))
        assert gate == f"{PREFIX}/office/sign-in?to=%2Foffice%2Flinks%3Flang%3Dfr"
        left = visit(gate.removeprefix(PREFIX))
        assert str(left.header("Location")).startswith(f"{OWN}office/sign-in/back?state=")
        assert f"; Path={PREFIX};" in str(left.header("Set-Cookie"))


def test_feeds_and_links_begin_with_the_address(world: World) -> None:
    page = world.visit(f"/c/{world.company}/{world.values['person']}").text
    feed = FEED.findall(page)[0]
    assert f"{OWN}feed/{feed}.ics" in page
    assert world.visit(f"/feed/{feed}.ics").status == 200


def test_a_person_uses_it_in_a_browser(browser: Browser, world: World) -> None:
    with (
        served(world.site.portal) as address,
        window(browser, f"{address}{PREFIX}") as shown,
    ):
        shown.open(f"/office/in/{world.site.office_link().secret}")
        shown.page.get_by_role("button").first.click()
        shown.page.wait_for_url(f"**{PREFIX}/office/drafts?*")
        shown.open(f"/office/drafts/{world.values['draft']}/year?view=table")
        cell = shown.page.locator("#c0w6")
        cell.click()
        shown.page.keyboard.press("e")
        expect(shown.page.locator("#said")).to_contain_text("écart")
        expect(cell).to_have_attribute("data-activity", "company")
        shown.open(f"/c/{world.company}")
        shown.page.get_by_role("link", name="Ysolde Abrazine").first.click()
        expect(shown.page.get_by_role("heading", level=1)).to_be_visible()
        assert urlsplit(shown.page.url).path.startswith(f"{PREFIX}/c/")
