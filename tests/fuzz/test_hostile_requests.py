"""Requests that no page sends: strangers are let in nowhere, others are answered in words."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from starlette.routing import Route

from planner.files import confined
from planner.office.archives import Archives
from planner.office.drafts.state import DraftState
from planner.office.drafts.store import history, list_drafts, read_state
from planner.office.searches.process import SearchProcess
from planner.office.searches.task import NothingFound
from planner.planning.planning import Edition
from planner.programme.file import academic_year_of, read_programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from tests.conftest import ALBI
from tests.fuzz.requests import Request, RequestMaker
from tests.office_desk import Desk, listed_state
from tests.portal import CLOTH, EARLIER, GLASS, IRON, LATER, TOKEN, WOOD, Answer, signed_in
from tests.portal_store import first
from tests.portal_world import World, cookie, world_in
from tests.searching import small
from tests.test_portal_routes import kind_of, wrong

ANSWERS = (200, 303, 304, 400, 401, 403, 404, 409, 413, 422)
"""Refusals in words are from 409 on, but for 413, too long; 403 is what no browser sends."""

REFUSALS = (400, 401, 404)
"""Another host, no token of a program, no such page."""

NAMES = [name.encode() for name in (IRON, CLOTH, GLASS, WOOD, *(each.surname for each in LATER))]

MOST_GROWTH = 64
"""Megabytes by which the memory may grow after the first hundred requests."""


class NoSearch:
    """A search that finds nothing at once."""

    @classmethod
    def start(cls, _: object) -> "NoSearch":
        return cls()

    def messages(self) -> list[NothingFound]:
        return [NothingFound()]

    def stop(self) -> None:
        pass

    def kill(self) -> None:
        pass


@cache
def planned() -> Edition:
    """Plan Albi's year."""
    rules = read_programme(ALBI)
    outcome = solve(Case(rules, academic_year_of(rules, 2026)))
    assert isinstance(outcome, Solved)
    return Edition(outcome.planning, outcome.objectives, "V1")


@contextmanager
def busy_world() -> Iterator[World]:
    """Have a portal with all there is, where what is slow is done at once, or not at all."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(confined, "_is_confined", True)
        patch.setattr(SearchProcess, "start", NoSearch.start)
        patch.setattr(Archives, "prepare", lambda *_: None)
        with world_in(Path(folder), planned(), planned()) as world:
            yield world


# --- Of strangers ---------------------------------------------------------------------------------


def intrude(trials: int, first_seed: int) -> None:
    """Send so many requests with secrets that open nothing there, or not any more."""
    with busy_world() as world:
        kept = world.site.kept()
        known = {name: [value] for name, value in world.values.items()}

        def secrets(route: Route) -> Sequence[str]:
            kind = kind_of(route)
            if kind in world.right:
                return [secret for _, secret in wrong(world, str(kind))]
            return [*world.shut.values(), ""]

        maker = RequestMaker(Random(first_seed), known, world.token, secrets)
        with bounded_memory(trials) as steps:
            for _ in steps:
                request = maker.wilder()
                with told(request):
                    refused(request, asked(world, request))
        assert world.site.kept() == kept


def refused(request: Request, answer: Answer) -> None:
    is_open = kind_of(request.route) == "open"
    assert answer.status in ((200, 304, *REFUSALS) if is_open else REFUSALS), answer.body[:500]
    assert not [name for name in NAMES if name in answer.body]
    assert answer.header("Set-Cookie") is None


# --- Of those who are signed in -------------------------------------------------------------------


def ask(trials: int, first_seed: int) -> None:
    """Send so many requests with the secrets that open each address."""
    random = Random(first_seed)
    states = (small(), DraftState("", 2026), listed_state(first(), EARLIER))
    with busy_world() as world, bounded_memory(trials) as steps:
        for trial in steps:
            if trial % 50 == 0:
                desk = signed_in_again(world)
                maker = insider(random, world, desk, states)
            request = maker.request()
            with told(request):
                judge(asked(world, request, {"X-CSRF-Token": desk.token}))
        check_whole(desk)


def signed_in_again(world: World) -> Desk:
    """Sign in: a request before may have ended the session."""
    headers = cookie(signed_in(world.visit, world.site.office_link().secret))
    (token, *_) = TOKEN.findall(world.visit("/office/publish", headers=headers).text)
    return Desk(world.site, world.visit, headers, token)


def insider(random: Random, world: World, desk: Desk, states: Sequence[DraftState]) -> RequestMaker:
    """Make requests with what there is: new drafts, a search of one, and all of the world."""
    drafts = [desk.start(state, "Essai <b>") for state in states]
    search = desk.send(f"/office/drafts/{drafts[0]}/searches", action="plan")
    number = str(search.header("location")).partition("?")[0].rpartition("/")[2]
    known = {name: [value] for name, value in world.values.items()}
    known |= {"draft": [str(each) for each in drafts], "search": [number]}
    opens = {**world.right, "desk": desk.headers["Cookie"].removeprefix("office=")}
    return RequestMaker(
        random, known, desk.token, lambda route: [opens.get(kind_of(route) or "", "x")]
    )


def judge(answer: Answer) -> None:
    assert answer.status in ANSWERS, answer.body[:500]
    shown = answer.header("content-type") or ""
    if answer.status >= 400 and shown.startswith("text/html"):
        assert "<p" in answer.text or "<li" in answer.text
    if shown.startswith("text/html"):
        assert "<script>" not in answer.text
        assert "<img src=x" not in answer.text
        assert "Traceback" not in answer.text


def check_whole(desk: Desk) -> None:
    """Read every state of every draft."""
    with desk.site.database.reading() as connection:
        for draft in list_drafts(connection):
            for change in history(connection, draft.id):
                read_state(connection, draft.id, change.revision)
    assert desk.open("/office/drafts").status == 200


# --- Of both --------------------------------------------------------------------------------------


def asked(world: World, request: Request, more: dict[str, str] | None = None) -> Answer:
    kind = {"Content-Type": request.kind} if request.kind else {}
    headers = {**kind, **request.headers, **(more or {})}
    return world.visit(request.address, request.method, headers, request.body)


@contextmanager
def told(request: Request) -> Iterator[None]:
    """Add the request to what fails."""
    try:
        yield
    except Exception as error:
        error.add_note(f"{request!r:.3000}")
        raise


@contextmanager
def bounded_memory(trials: int) -> Iterator[Iterator[int]]:
    """Count trials; the memory does not grow beyond a bound after the first ones."""
    warm = [0.0]

    def steps() -> Iterator[int]:
        for trial in range(trials):
            if trial == 100:
                warm[0] = resident_memory()
            yield trial

    yield steps()
    if warm[0]:
        assert resident_memory() - warm[0] < MOST_GROWTH


def resident_memory() -> float:
    """Return the memory of this process in megabytes; 0 where the system does not tell it so."""
    statistics = Path("/proc/self/statm")
    return int(statistics.read_text().split()[1]) * 4096 / 1e6 if statistics.exists() else 0


def test_strangers_are_let_in_nowhere() -> None:
    intrude(300, first_seed=1)


def test_what_no_page_sends_is_refused_in_words() -> None:
    ask(300, first_seed=1)
