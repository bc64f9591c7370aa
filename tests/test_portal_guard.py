"""What stands around all answers: slowing down, headers, one line of log, bounds, proxies."""

import asyncio
import http.client
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.requests import Request
from starlette.responses import Response

from planner.files.problems import Unusable, problem
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.portal.store.database import Database
from planner.portal.store.secret import new_secret
from planner.portal.web.http import denials
from planner.portal.web.http.bodies import SHORT, UPLOAD, BodyTooLarge, bounded
from planner.portal.web.http.middleware import PortalMiddleware
from planner.portal.web.http.throttle import (
    FIRST_DELAY,
    FORGET_AFTER,
    FREE_ATTEMPTS,
    MAX_CLIENTS,
    MAX_DELAY,
    MAX_PENDING,
    Throttle,
)
from planner.portal.web.metrics import Metrics
from tests.portal import (
    EARLIER,
    IRON,
    Answer,
    Seconds,
    Site,
    Visitor,
    feeds_on,
    people_on,
    served,
    signed_in,
    site,
    visiting,
)

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "x-robots-tag": "noindex, nofollow",
    "referrer-policy": "no-referrer",
}


@pytest.fixture(scope="module")
def opened(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("guard")) as found:
        found.publish(edition, EARLIER)
        yield found


@pytest.fixture(scope="module")
def visit(opened: Site) -> Iterator[Visitor]:
    with visiting(opened) as found:
        yield found


@pytest.fixture(scope="module")
def company(opened: Site) -> str:
    return opened.link(IRON).secret


# --- Slowing down -------------------------------------------------------------------------------


def tries(throttle: Throttle, address: str, count: int = 1) -> list[float | None]:
    """Try wrong addresses one after the other."""
    found = []
    for _ in range(count):
        found.append(throttle.register_failure(address))
        throttle.release(address)
    return found


def test_a_few_tries_cost_nothing_and_then_each_waits_longer() -> None:
    found = tries(Throttle(lambda: 0.0), "198.51.100.7", FREE_ATTEMPTS + 12)
    assert found[:FREE_ATTEMPTS] == [0.0] * FREE_ATTEMPTS
    assert found[FREE_ATTEMPTS : FREE_ATTEMPTS + 4] == [
        FIRST_DELAY,
        2 * FIRST_DELAY,
        4 * FIRST_DELAY,
        8 * FIRST_DELAY,
    ]
    assert found[-1] == MAX_DELAY


def test_others_are_not_slowed_down() -> None:
    throttle = Throttle(lambda: 0.0)
    tries(throttle, "198.51.100.7", 50)
    assert tries(throttle, "198.51.100.8") == [0.0]


def test_whoever_is_quiet_begins_anew() -> None:
    seconds = Seconds(now=5.0)
    throttle = Throttle(seconds.monotonic)
    tries(throttle, "198.51.100.7", FREE_ATTEMPTS + 3)
    seconds.now += FORGET_AFTER
    assert tries(throttle, "198.51.100.7") == [8 * FIRST_DELAY]
    seconds.now += FORGET_AFTER + 1
    assert tries(throttle, "198.51.100.7") == [0.0]


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:1:2:3", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:198.51.100.7", "198.51.100.7", True),
        ("::ffff:198.51.100.7", "::ffff:198.51.100.8", False),
        ("fe80::1%eth0", "fe80::2%eth0", True),
        ("198.51.100.7", "198.51.100.8", False),
        ("-", "-", True),
    ],
)
def test_a_network_of_ipv6_counts_as_one(one: str, other: str, is_one: bool) -> None:
    throttle = Throttle(lambda: 0.0)
    tries(throttle, one, FREE_ATTEMPTS)
    assert (tries(throttle, other) == [FIRST_DELAY]) is is_one


def test_no_more_than_some_wait_at_once() -> None:
    throttle = Throttle(lambda: 0.0)
    assert None not in [throttle.register_failure("198.51.100.7") for _ in range(MAX_PENDING)]
    assert throttle.register_failure("198.51.100.7") is None
    throttle.release("198.51.100.7")
    assert throttle.register_failure("198.51.100.7") is not None
    assert throttle.register_failure("198.51.100.8") == 0.0


def test_no_more_than_some_clients_are_remembered() -> None:
    throttle = Throttle(lambda: 0.0)
    throttle.register_failure("first")
    for number in range(MAX_CLIENTS):
        tries(throttle, f"client {number}")
    assert len(throttle._clients) == MAX_CLIENTS
    throttle.release("first")
    assert len(throttle._clients) == MAX_CLIENTS
    assert [throttle.register_failure("first") for _ in range(MAX_PENDING + 1)].count(None) == 1


def test_wrong_addresses_are_slowed_down_and_right_ones_are_not(
    visit: Visitor, company: str
) -> None:
    own, seconds = replace(visit, client="192.0.2.1"), visit.seconds
    waited = []
    for _ in range(FREE_ATTEMPTS + 3):
        seconds.now = 0.0
        assert own(f"/c/{new_secret()}").status == 404
        waited.append(round(seconds.answered - denials.MIN_DENIAL_SECONDS, 6))
        seconds.now = 0.0
        assert own(f"/c/{company}/1/calendar_file").status == 200
        assert seconds.now == 0.0
    assert waited == [0.0] * FREE_ATTEMPTS + [FIRST_DELAY, 2 * FIRST_DELAY, 4 * FIRST_DELAY]


def test_addresses_that_hold_no_secret_do_not_count(visit: Visitor) -> None:
    own = replace(visit, client="192.0.2.2")
    for _ in range(FREE_ATTEMPTS + 3):
        visit.seconds.now = 0.0
        assert own("/favicon.ico").status == 404
        assert visit.seconds.answered == pytest.approx(denials.MIN_DENIAL_SECONDS)


def test_who_asks_too_often_is_told_so_while_others_go_on(visit: Visitor, company: str) -> None:
    answered = visit.run(_crowd(replace(visit, client="192.0.2.3"), company))
    wrong, right = answered[:-1], answered[-1]
    assert [each.status for each in wrong] == [404] * MAX_PENDING + [429] * 4
    assert len({each.body for each in wrong}) == 1
    assert right.status == 200


async def _crowd(visit: Visitor, company: str) -> list[Answer]:
    """Try many wrong addresses at once, and a right one while they wait."""
    go, waiting = asyncio.Event(), 0

    class Waiting(Seconds):
        async def sleep(self, seconds: float) -> None:
            nonlocal waiting
            waiting += 1
            await go.wait()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(denials, "anyio", Waiting())
        wrong = []
        for number in range(1, MAX_PENDING + 5):
            wrong.append(asyncio.create_task(visit.asked(f"/c/{new_secret()}")))
            while waiting < number and not wrong[-1].done():
                await asyncio.sleep(0.001)
        right = await visit.asked(f"/c/{company}/1/calendar_file")
        go.set()
        return [*[await each for each in wrong], right]


# --- Headers ------------------------------------------------------------------------------------


def common(answer: Answer) -> dict[str, str | None]:
    return {name: answer.header(name) for name in HEADERS}


def test_each_answer_has_all_headers(
    visit: Visitor, company: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    feed = f"/feed/{feeds_on(visit, company)[0]}.ics"
    tag = visit(feed).header("ETag")
    assert tag
    found = {
        "home": (visit("/"), 200),
        "list": (visit(f"/c/{company}"), 200),
        "page": (visit(people_on(visit, company)[0]), 200),
        "download": (visit(f"/c/{company}/1/calendar_file"), 200),
        "feed": (visit(feed), 200),
        "known feed": (visit(feed, headers={"If-None-Match": tag}), 304),
        "style": (visit("/static/portal.css"), 200),
        "refused": (visit(f"/c/{new_secret()}"), 404),
        "no such address": (visit("/admin"), 404),
        "other method": (visit(f"/c/{company}", "DELETE"), 404),
        "other host": (replace(visit, host="evil.example")(f"/c/{company}"), 400),
    }
    monkeypatch.setattr("planner.portal.web.company.company_page_html", _failing(KeyError(company)))
    found["fault"] = visit(f"/c/{company}"), 500
    unusable = Unusable([problem("portal.locked", file="portal.db", reason="locked")])
    monkeypatch.setattr(Database, "reading", _failing(unusable))
    found["unavailable"] = visit(f"/c/{company}"), 503
    for name, (answer, status) in found.items():
        assert answer.status == status, name
        assert common(answer) == HEADERS, name
        assert answer.header("Server") is None
        kept = {
            "download": "private, no-cache",
            "feed": "private, no-cache",
            "known feed": "private, no-cache",
            "style": "public, max-age=86400",
        }
        assert answer.header("Cache-Control") == kept.get(name, "no-store"), name
        assert answer.header("Set-Cookie") is None
        assert answer.header("Access-Control-Allow-Origin") is None


def _failing(error: Exception):  # type: ignore[no-untyped-def]
    def fail(*_: object) -> None:
        raise error

    return fail


def test_browsers_are_held_to_tls_where_the_address_has_it(tmp_path: Path) -> None:
    for address, expected in (
        ("https://portail.example", "max-age=31536000"),
        ("http://portail.example", None),
        (None, None),
    ):
        with site(tmp_path, address=address) as opened, visiting(opened) as visit:
            for path in ("/", "/c/x", "/static/portal.css"):
                assert visit(path).header("Strict-Transport-Security") == expected


@pytest.mark.parametrize(
    ("address", "host", "is_ours"),
    [
        (None, "127.0.0.1:8000", True),
        (None, "localhost", True),
        (None, "LOCALHOST:1", True),
        (None, "[::1]:8000", True),
        (None, "portail.example", False),
        (None, "", False),
        (None, "127.0.0.1.evil.example", False),
        (None, "evil.example@127.0.0.1", False),
        ("https://portail.example", "portail.example", True),
        ("https://portail.example", "PORTAIL.example:443", True),
        ("https://portail.example", "autre.example", False),
        ("https://portail.example", "portail.example.evil.example", False),
        ("https://www.portail.example", "www.portail.example", True),
        ("https://www.portail.example", "portail.example", False),
        ("http://[2001:db8::1]:8000", "[2001:db8::1]:8000", True),
    ],
)
def test_only_our_own_names_are_answered_to(
    tmp_path: Path, address: str | None, host: str, is_ours: bool
) -> None:
    with site(tmp_path, address=address) as opened, visiting(opened) as visit:
        answer = replace(visit, host=host)("/c/secret")
    assert answer.status == (404 if is_ours else 400)
    assert answer.header("Location") is None
    assert "evil" not in answer.text
    assert common(answer) == HEADERS


# --- The log ------------------------------------------------------------------------------------


def test_a_request_is_one_line_without_its_address(
    visit: Visitor, company: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asked = {
        f"/c/{company}?lang=fr&x={company}": "/c/{secret} 200",
        f"/c/{company}/1/calendar_file": "/c/{secret}/{person:number}/{document} 200",
        f"/c/{company}/1/{company}": "/c/{secret}/{person:number}/{document} 404",
        f"/C/{company}": "- 404",
        f"/feed/{company}": "- 404",
        f"/feed/{company}.ics": "/feed/{secret}.ics 404",
        f"/{company}": "- 404",
        f"/static/{company}": "/static/{name} 404",
    }
    for at in asked:
        visit(at, headers={"Referer": f"http://127.0.0.1/c/{company}", "User-Agent": company})
    visit(f"/c/{company}", "POST", body=company.encode())
    lines = [each.getMessage() for each in caplog.records if each.name == "planner.portal"]
    expected = [*(f"GET {told}" for told in asked.values()), "POST /c/{secret} 404"]
    for line, told in zip(lines, expected, strict=True):
        assert re.fullmatch(rf"\S+ 198\.51\.100\.7 {re.escape(told)} \d+ ms", line)
    assert company not in caplog.text


def test_a_fault_is_told_with_its_place_and_without_the_address(
    visit: Visitor,
    company: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(
        "planner.portal.web.company.company_page_html", _failing(RuntimeError("bang"))
    )
    answer = visit(f"/c/{company}")
    assert answer.status == 500
    assert "bang" in caplog.text
    assert "company.py" in caplog.text
    assert company not in caplog.text
    assert "bang" not in answer.text


# --- Bounds -------------------------------------------------------------------------------------


@pytest.mark.parametrize("most", [SHORT.size, UPLOAD.size])
def test_no_more_is_read_than_may_be_sent(visit: Visitor, most: int) -> None:
    read: list[int] = []

    async def reading(scope, receive, send) -> None:  # type: ignore[no-untyped-def]
        try:
            read.append(len(await bounded(Request(scope, receive), most).body()))
        except BodyTooLarge:
            read.append(-1)
        await Response()(scope, receive, send)

    asks = replace(visit, app=PortalMiddleware(reading, address=None, observe=Metrics().observe))
    for sent, told in ((most, None), (most + 1, None), (1, most + 1), (1, most), (1, "x")):
        headers = {} if told is None else {"Content-Length": str(told)}
        asks("/anything", "POST", headers, b"x" * sent)
    assert read == [most, -1, -1, 1, 1]


def test_who_sends_too_much_is_told_so_if_they_may_send_at_all(
    opened: Site, visit: Visitor
) -> None:
    cookie = f"office={signed_in(visit, opened.office_link().secret)}"
    desk = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    for path, most in (
        ("/office/publish", UPLOAD.size),
        ("/office/links/own", SHORT.size),
    ):
        told = {**desk, "Content-Length": str(most + 1)}
        answer = visit(path, "POST", told, b"name=x")
        assert answer.status == 413
        assert Messages("fr")("answer.too-large") in unescape(answer.text)
        assert visit(path, "POST", {**told, "Cookie": ""}, b"name=x").status == 404


# --- A server, and proxies before it ------------------------------------------------------------


def test_proxies_are_believed_only_where_they_are_trusted(
    opened: Site, company: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    told = {
        "X-Forwarded-For": "203.0.113.9, 198.51.100.1",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
        "Forwarded": "for=203.0.113.9;host=evil.example",
        "X-Real-IP": "203.0.113.9",
    }
    for trusted, client, protocol in (
        ((), "127.0.0.1", "http"),
        (("192.0.2.0/24",), "127.0.0.1", "http"),
        (("127.0.0.1",), "198.51.100.1", "https"),
        (("127.0.0.1", "198.51.100.0/24"), "203.0.113.9", "https"),
    ):
        caplog.clear()
        with served(opened.portal, trusted) as address:
            page = fetched(address, f"/c/{company}/1", told)
        assert f" {client} GET /c/{{secret}}/{{person:number}} 200 " in caplog.text
        feeds = set(re.findall(r"\w+://[^/]+/feed/", page))
        assert feeds == {
            f"{protocol}://{urlsplit(address).netloc}/feed/",
            f"webcal://{urlsplit(address).netloc}/feed/",
        }
        assert "evil" not in page
        assert company not in caplog.text


def fetched(address: str, path: str, headers: dict[str, str]) -> str:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().read().decode()
    finally:
        connection.close()
