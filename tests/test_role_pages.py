"""What pages show to each role: no form, button, script or link that the routes would refuse."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.routing import Route

import planner.office.pages
import planner.portal.pages
from planner.office.drafts.state import scope_of
from planner.office.drafts.store import DraftAct, create_draft, save_state
from planner.office.web.application import ROUTES
from planner.office.web.start import planned_state
from planner.planning.planning import Edition
from planner.portal.settings.roles import RoleTable
from planner.portal.store.sessions import start_account_session
from planner.portal.web.office.roles import Need
from tests.portal import LATER, Answer
from tests.portal_window import text
from tests.portal_world import World, cookie, world_in
from tests.test_planned_modules import planned, rules
from tests.test_portal_routes import acts, attempt, kind_of, shows_company
from tests.test_roles import ALBI, MARIE, expected, table

PACKAGES = [Path(each.__path__[0]) for each in (planner.office.pages, planner.portal.pages)]

WITHOUT_SESSION = {"office_sign_in.html", "unsubscription.html"}
"""Templates of pages whose forms are sent by whoever has their address."""

WHO: dict[str, list[RoleTable]] = {
    "nobody": [],
    "reader": [table(role="reader")],
    "publisher": [table(role="publisher")],
    "publisher of the programme": [table(role="publisher", programmes=[ALBI])],
    "planner of the programme": [table(role="planner", programmes=[ALBI])],
    "reader, publisher of another": [
        table(role="reader"),
        table(role="publisher", programmes=["autre"]),
    ],
}

FORMS = [each for each in ROUTES if kind_of(each) == "desk" and acts(each)]

SENT_ON = {
    "/office/quit",
    "/office/drafts/{draft:number}/redo",
    "/office/drafts/{draft:number}/plan/{search:number}/stop",
    "/office/drafts/{draft:number}/plan/{search:number}/cancel",
    "/office/drafts/{draft:number}/plan/{search:number}/take",
    "/office/drafts/{draft:number}/apprentices/take",
    "/office/drafts/{draft:number}/progression/timetable/take",
    "/office/start/calendar/rules",
    "/office/mail/again",
    "/office/mail/links",
    "/office/mail/notices/{version:number}",
}
"""Forms on answers to other forms, or of what is not there: a search, somebody to write to."""

SENDING = {"grid.js", "progression.js", "rules.js"}
"""Scripts that send."""


@dataclass(frozen=True)
class Desks:
    """A world, and two drafts in it: that of Albi, and one of another programme with modules."""

    world: World
    programmes: Mapping[int, str]

    def shown_to(self, roles: Sequence[RoleTable], address: str) -> Answer:
        """Open a page as Marie, with some roles."""
        self.world.site.portal.settings.roles[:] = roles
        now = self.world.site.clock()
        with self.world.site.database.writing() as connection:
            secret = start_account_session(connection, MARIE, now, now + timedelta(hours=1))
        return self.world.visit(address, headers=cookie(secret))

    def is_granted(self, roles: Sequence[RoleTable], need: Need, address: str) -> bool:
        """Tell whether the route table lets somebody in, with what the address is about."""
        draft = re.search(r"/drafts/(\d+)", address)
        is_of_albi = re.search(r"/(versions|publish|planned)/\d", address)
        about = self.programmes[int(draft[1])] if draft else ALBI if is_of_albi else None
        return need.role is None or any(
            each.role.may(need.role)
            and (
                each.programmes is None
                or (not need.everywhere and (about is None or about in each.programmes))
            )
            for each in roles
        )

    def pages(self) -> Iterator[str]:
        """Give the addresses of all pages, some in several shapes."""
        taught = max(self.programmes)
        for route in ROUTES:
            if kind_of(route) == "desk" and isinstance(route, Route) and not acts(route):
                at = attempt(self.world, route, "").address
                if not (shows_company(route) or at.endswith((".zip", "/zip", "/events", "/state"))):
                    yield at
        yield f"/office/drafts/{self.world.values['draft']}/year?view=lanes"
        yield f"/office/versions/{int(self.world.values['version']) - 1}/again"
        yield from (
            f"/office/drafts/{taught}/{page}" for page in ("progression", "history", "history/1")
        )
        yield f"/office/compare?draft={self.world.values['draft']}&draft={taught}"
        yield f"/office/compare?draft={self.world.values['draft']}"


@pytest.fixture(scope="module")
def desks(
    versions: tuple[Edition, Edition], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desks]:
    with world_in(tmp_path_factory.mktemp("shown"), *versions) as world:
        database, now, state = world.site.database, world.site.clock(), planned_state(taught())
        number = create_draft(
            database, "Modules", state, DraftAct("started-file", {"file": "x"}), "Zoé", now
        )
        without = replace(state, rules=state.rules.replace("\n", "\n\n", 1))
        save_state(database, number, 1, without, DraftAct("rules", {"count": 1}), "Zoé", now)
        known = {int(world.values["draft"]): ALBI, number: scope_of(state).programme}
        yield Desks(world, known)


def taught() -> Edition:
    """Plan a small class with modules."""
    return planned(rules())


@dataclass
class Shown(HTMLParser):
    """What can be done on a page: where its forms and scripts send, where its links lead.

    Attributes
    ----------
    loose
        Buttons of no form.
    """

    posts: set[str] = field(default_factory=set)
    links: set[str] = field(default_factory=set)
    scripts: set[str] = field(default_factory=set)
    loose: list[str] = field(default_factory=list)
    within: set[str] | None = None

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.within = self.posts if given.get("method") == "post" else self.links
            self.within.add(given["action"])
        elif tag == "button" and self.within is None and "form" not in given:
            self.loose.append(str(self.get_starttag_text()))
        elif tag == "script" and "src" in given:
            self.scripts.add(given["src"].rpartition("/")[2])
        elif tag == "a" and given.get("href", "").startswith("/office"):
            self.links.add(given["href"])
        if "formaction" in given and self.within is not None:
            self.within.add(given["formaction"])
        for name, value in given.items():
            if name.startswith("data-") and value.startswith("/office"):
                (self.links if name in READING else self.posts).add(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.within = None


READING = ("data-events", "data-state")
"""The addresses that scripts read; they send to those of other attributes."""


def shown_on(page: str) -> Shown:
    found = Shown()
    found.feed(page)
    return found


def route_at(method: str, address: str) -> Route:
    path = urlsplit(address).path
    found = (each for each in ROUTES if isinstance(each, Route) and method in (each.methods or ()))
    return next(each for each in found if each.path_regex.match(path))


@pytest.mark.parametrize("roles", WHO.values(), ids=WHO)
def test_a_page_shows_what_is_granted(desks: Desks, roles: Sequence[RoleTable]) -> None:
    """Each form, button, script and link of each page is tried against the route table."""
    refused, sent = [], set()
    for address in desks.pages():
        answer = desks.shown_to(roles, address)
        assert answer.status in (200, 303, 403, 404, 409), address
        if "text/html" not in str(answer.header("Content-Type")):
            continue
        shown = shown_on(answer.text)
        asked = [("POST", each) for each in shown.posts] + [("GET", each) for each in shown.links]
        refused += [
            (address, method, each)
            for method, each in asked
            if not desks.is_granted(roles, expected(route_at(method, each)), each)
        ]
        idle = [] if shown.posts else [*shown.loose, *shown.scripts & SENDING]
        refused += [(address, "", each) for each in idle]
        sent |= {route_at("POST", each).path for each in shown.posts}
    assert not refused
    if roles is WHO["publisher"]:
        assert {each.path for each in FORMS} - sent == SENT_ON


def test_a_form_is_written_once() -> None:
    """Forms come from the macro that asks the route table: no other one can be forgotten."""
    written = {
        file.name: file.read_text(encoding="utf-8").count('method="post"')
        for package in PACKAGES
        for file in (package / "templates").iterdir()
    }
    assert {name: count for name, count in written.items() if count} == {
        "office_macros.html": 1,
        **dict.fromkeys(WITHOUT_SESSION, 1),
    }


@pytest.mark.parametrize("name", ["rules", "apprentices/{person}"])
def test_a_reader_reads_fields_and_cannot_write_in_them(desks: Desks, name: str) -> None:
    values = desks.world.values
    at = f"/office/drafts/{values['draft']}/{name.format(**values)}?lang=fr"
    for roles, is_read in ((WHO["reader"], True), (WHO["planner of the programme"], False)):
        page = desks.shown_to(roles, at).text
        assert ("<fieldset disabled" in page) == is_read
        assert ("Vous lisez ce brouillon" in page) == is_read
        assert LATER[0].surname in page or name == "rules"


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("/office/drafts/{draft}/give-out", "give-out.review-first"),
        ("/office/drafts/{draft}/rules", "form.curriculum.modules.help"),
        ("/office/calendars", "office.actions"),
        ("/office/compare", "compare.try-how"),
    ],
)
def test_a_page_tells_how_to_do_only_what_may_be_done(desks: Desks, page: str, key: str) -> None:
    at = f"{page.format(**desks.world.values)}?lang=fr"
    for roles, may in ((WHO["reader"], False), (WHO["publisher"], True)):
        shown = re.sub(r"[\u00a0\u202f]", " ", unescape(desks.shown_to(roles, at).text))
        assert (text(key) in shown) == may
