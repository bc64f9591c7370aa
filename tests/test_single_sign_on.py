"""Signing in by a service of the school: each against a real server, and what none lets in."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import httpx2
import pytest
from joserfc.jwk import ECKey, Key, KeyParameters, OctKey, RSAKey
from playwright.sync_api import Browser, expect

from planner.portal.settings.reading import SchoolSettings
from planner.portal.store.sessions import Account, Session, list_sessions
from planner.portal.web.single_sign_on.attempt import LASTS, SignOnAttempt
from planner.portal.web.single_sign_on.service import SignOnRefused, account_of
from tests.portal import Clock, Site, served, site
from tests.portal_window import text, window
from tests.sign_on import (
    CLIENT,
    SECRET,
    CasServer,
    Provider,
    ReverseProxy,
    cas_here,
    listening,
    provider_here,
    query_of,
)

REFUSED = "La connexion n&#39;a pas abouti."


@pytest.fixture(scope="module")
def running_provider() -> Iterator[Provider]:
    with provider_here() as found:
        yield found


@pytest.fixture
def provider(running_provider: Provider) -> Provider:
    running_provider.behave()
    return running_provider


@pytest.fixture(scope="module")
def running_cas() -> Iterator[CasServer]:
    with cas_here() as found:
        yield found


@pytest.fixture
def cas(running_cas: CasServer) -> CasServer:
    running_cas.answer = None
    return running_cas


def settings(kind: str, **of: object) -> SchoolSettings:
    roles = [{"who": "m.martin@ecole.fr", "role": "publisher"}, {"role": "reader"}]
    return SchoolSettings.model_validate({"sign_in": {"kind": kind, kind: of}, "roles": roles})


def oidc_settings(provider: Provider, **of: object) -> SchoolSettings:
    known = {"issuer": provider.issuer, "client_id": CLIENT, "client_secret": SECRET}
    return settings("oidc", **{**known, **of})


class Guest:
    """Somebody with a browser before a portal, who follows each redirect by hand."""

    def __init__(self, opened: Site, portal: str) -> None:
        self.opened, self.portal = opened, portal
        self.client = httpx2.Client(timeout=60)

    def get(self, address: str) -> httpx2.Response:
        return self.client.get(address if "://" in address else f"{self.portal}{address}")

    def left(self, path: str = "/office?lang=fr") -> str:
        """Ask for a page of the office, and give the address of the service it leads to."""
        answer = self.get(path)
        assert answer.status_code == 303
        answer = self.get(answer.headers["location"])
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    def back(self, entry: str, login: str = "marie") -> str:
        """Say who one is at the service, and give the address it leads back to."""
        answer = self.client.post(entry, data={"login": login})
        assert answer.status_code in (302, 303), answer.text
        return str(answer.headers["location"])

    @property
    def sessions(self) -> tuple[Session, ...]:
        now = self.opened.clock.now
        with self.opened.database.reading() as connection:
            return list_sessions(connection, now, now.date())


@contextmanager
def guest_of(
    folder: Path, settings: SchoolSettings, trusted: tuple[str, ...] = ()
) -> Iterator[Guest]:
    """Serve a portal with settings, and be somebody before it."""
    with site(folder) as opened:
        clock = Clock(datetime.now(UTC))
        portal = replace(opened.portal, clock=clock, settings=settings)
        with served(portal, trusted) as address:
            guest = Guest(Site(portal, clock), address)
            with guest.client:
                yield guest


# --- OpenID Connect -----------------------------------------------------------------------------


@pytest.fixture
def guest(tmp_path: Path, provider: Provider) -> Iterator[Guest]:
    with guest_of(tmp_path, oidc_settings(provider)) as found:
        yield found


def test_who_the_provider_knows_comes_in_and_goes_on_to_the_page(guest: Guest) -> None:
    entry = guest.left("/office/journal?lang=fr&company=3")
    asked = query_of(entry)
    assert asked["redirect_uri"] == f"{guest.portal}/office/sign-in/back"
    assert asked["code_challenge_method"] == "S256"
    answer = guest.get(guest.back(entry))
    assert answer.headers["location"] == "/office/journal?lang=fr&company=3"
    assert "Marie Martin" in guest.get(answer.headers["location"]).text
    (session,) = guest.sessions
    assert session.by == Account("m.martin@ecole.fr", "Marie Martin", ("scolarite", "tous"))
    assert session.ends - session.made == timedelta(hours=10)
    guest.opened.clock.now += timedelta(hours=10, seconds=2)
    assert guest.get("/office").status_code == 303


def test_a_session_of_an_account_is_ended_by_its_button(guest: Guest) -> None:
    guest.get(guest.back(guest.left()))
    page = guest.get("/office/sessions?lang=fr").text
    assert "m.martin@ecole.fr" in page
    token = re.findall(r'name="token" value="([^"]+)"', page)[0]
    (session,) = guest.sessions
    path = f"{guest.portal}/office/sessions/{session.id}/end"
    assert guest.client.post(path, data={"token": "x"}).status_code == 403
    assert guest.client.post(path, data={"token": token}).headers["location"] == "/"
    assert guest.sessions == ()
    assert guest.get("/office").status_code == 303


def test_what_the_provider_tells_apart_is_asked_for(guest: Guest, provider: Provider) -> None:
    provider.is_userinfo_apart = True
    assert guest.get(guest.back(guest.left(), "jean")).status_code == 303
    assert guest.sessions[0].by == Account("j.petit@ecole.fr", "Jean Petit", ("tous",))


def test_what_a_token_does_not_tell_is_asked_for_even_if_it_tells_persons_apart(
    tmp_path: Path, provider: Provider
) -> None:
    provider.is_userinfo_apart = True
    with guest_of(tmp_path, oidc_settings(provider, account="sub")) as guest:
        assert guest.get(guest.back(guest.left(), "jean")).status_code == 303
        assert guest.sessions[0].by == Account("jean", "Jean Petit", ("tous",))


def test_what_the_provider_tells_apart_may_be_signed(guest: Guest, provider: Provider) -> None:
    provider.is_userinfo_apart = True
    for key, status in ((RSAKey.generate_key(2048, {"kid": "1"}), 403), (provider.key, 303)):
        provider.userinfo_key = key
        assert guest.get(guest.back(guest.left())).status_code == status
    assert guest.sessions[0].by.id == "m.martin@ecole.fr"


def test_a_provider_may_take_the_secret_in_the_form_or_ask_for_none(
    tmp_path: Path, provider: Provider
) -> None:
    for secret, method in ((SECRET, "client_secret_post"), (None, "none")):
        provider.secret_in = (method,)
        (folder := tmp_path / method).mkdir()
        with guest_of(folder, oidc_settings(provider, client_secret=secret)) as guest:
            assert guest.get(guest.back(guest.left())).status_code == 303, method


@pytest.mark.parametrize(
    ("algorithm", "make", "status"),
    [
        ("PS256", partial(RSAKey.generate_key, 2048), 303),
        ("ES256", partial(ECKey.generate_key, "P-256"), 303),
        ("HS256", partial(OctKey.import_key, SECRET * 2), 403),
    ],
)
def test_tokens_are_signed_by_keys_of_any_usual_kind_but_never_by_a_shared_secret(
    tmp_path: Path, algorithm: str, make: Callable[[KeyParameters], Key], status: int
) -> None:
    with (
        provider_here(algorithm=algorithm, key=make({"kid": "1"})) as provider,
        guest_of(tmp_path, oidc_settings(provider)) as guest,
    ):
        assert guest.get(guest.back(guest.left())).status_code == status


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another"},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"iss": "https://elsewhere.example"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": 4_000_000_000},
        {"at_hash": "of another token"},
        {"email": ""},
        {"email": ["m.martin@ecole.fr"]},
        {"email_verified": False},
        {"email_verified": "false"},
        {"email": "m.\u200bmartin@ecole.fr"},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(
    guest: Guest, provider: Provider, wrong: dict[str, object]
) -> None:
    provider.wrong = wrong
    answer = guest.get(guest.back(guest.left()))
    assert (answer.status_code, REFUSED in answer.text) == (403, True)
    assert guest.sessions == ()


def test_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    guest: Guest, provider: Provider
) -> None:
    provider.shown = RSAKey.generate_key(2048, {"kid": "1"})
    assert guest.get(guest.back(guest.left())).status_code == 403


def test_an_answer_counts_once_in_the_browser_that_asked(guest: Guest) -> None:
    back = guest.back(guest.left())
    with httpx2.Client() as other:
        assert other.get(back).status_code == 403
    altered = re.sub(r"state=[^&]+", "state=x", back)
    assert guest.get(altered).status_code == 403
    assert guest.get(re.sub(r"code=[^&]+", "code=x", back)).status_code == 403
    entry = guest.left()
    assert guest.get(back).status_code == 403  # it answers the sign-in before
    denied = f"error=denied&state={query_of(entry)['state']}"
    assert guest.get(f"/office/sign-in/back?{denied}").status_code == 403
    back = guest.back(entry)
    assert guest.get(back).status_code == 303
    assert guest.get(back).status_code == 403
    assert len(guest.sessions) == 1


def test_a_provider_that_fails_is_told_and_lets_nobody_in(
    guest: Guest, provider: Provider, tmp_path: Path
) -> None:
    back = guest.back(guest.left())
    provider.told = {"token_endpoint": "http://school.example/token"}
    assert guest.get(back).status_code == 503
    provider.told = {"jwks_uri": "https://\u200b/keys"}
    assert guest.get(back).status_code == 503
    provider.behave()
    back = guest.back(guest.left())
    provider.given, provider.is_userinfo_apart = {"token_type": "mac"}, True
    assert guest.get(back).status_code == 503
    provider.behave()
    for name, told in (("issuer", "https://elsewhere.example"), ("jwks_uri", None)):
        provider.told = {name: told}
        assert guest.get("/office/sign-in").status_code == 503
    gone = oidc_settings(provider, issuer="http://127.0.0.1:9/realm")
    (tmp_path / "gone").mkdir()
    with guest_of(tmp_path / "gone", gone) as other:
        answer = other.get("/office/sign-in")
        assert answer.status_code == 503
        assert "ne répond pas" in answer.text


def test_a_wrong_secret_at_the_provider_lets_nobody_in(tmp_path: Path, provider: Provider) -> None:
    with guest_of(tmp_path, oidc_settings(provider, client_secret="x")) as guest:
        assert guest.get(guest.back(guest.left())).status_code == 403


def test_links_open_beside_the_service(guest: Guest) -> None:
    link = guest.opened.office_link()
    assert guest.get(f"/office/in/{link.secret}").status_code == 200
    answer = guest.client.post(f"{guest.portal}/office/in/{link.secret}")
    assert answer.status_code == 303
    assert guest.get("/office").status_code == 200
    with httpx2.Client() as stranger:
        assert stranger.post(f"{guest.portal}/office/links/own").status_code == 404


# --- CAS ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("of", "account"),
    [
        ({}, Account("marie", "Marie Martin", ("scolarite", "tous"))),
        (
            {"account": "mail", "name": "sn"},
            Account("m.martin@ecole.fr", "marie", ("scolarite", "tous")),
        ),
        ({"validation": "/serviceValidate"}, Account("marie", "marie")),
    ],
    ids=["login", "attribute", "version 2"],
)
def test_who_the_server_of_cas_knows_comes_in(
    tmp_path: Path, cas: CasServer, of: dict[str, object], account: Account
) -> None:
    with guest_of(tmp_path, settings("cas", address=cas.address, **of)) as guest:
        answer = guest.get(guest.back(guest.left()))
        assert answer.headers["location"] == "/office?lang=fr"
        assert guest.sessions[0].by == account


def test_a_ticket_that_is_not_for_this_sign_in_lets_nobody_in(
    tmp_path: Path, cas: CasServer, caplog: pytest.LogCaptureFixture
) -> None:
    with guest_of(tmp_path, settings("cas", address=cas.address)) as guest:
        stolen = query_of(guest.back(guest.left(), "jean"))["ticket"]
        state = query_of(query_of(guest.left())["service"])["state"]
        for query in (f"ticket={stolen}", f"ticket=ST-9-none&state={state}", f"state={state}"):
            assert guest.get(f"/office/sign-in/back?{query}").status_code == 403, query
        assert "INVALID_TICKET" in caplog.messages[-2]
        assert guest.get(f"/office/sign-in/back?ticket={stolen}&state={state}").status_code == 403
        assert "INVALID_SERVICE" in caplog.messages[-1]
        for answer in ("no XML", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'):
            cas.answer = answer
            assert guest.get(guest.back(guest.left())).status_code == 503, answer
        assert guest.sessions == ()


# --- A header of the reverse proxy ----------------------------------------------------------------


MARIE = {"X-Remote-User": "m.martin@ecole.fr", "X-Remote-Groups": "scolarite; tous"}


def test_a_header_is_believed_from_a_trusted_proxy_alone(tmp_path: Path) -> None:
    with guest_of(tmp_path, settings("header"), trusted=("127.0.0.1/32",)) as guest:
        named = {**MARIE, "X-Remote-Name": "Zoé Martin"}
        proxy = ReverseProxy(guest.portal, named)
        with listening(proxy.application()) as before:
            guest.portal = before
            assert guest.get(guest.left().replace(proxy.target, before)).status_code == 303
        assert guest.sessions[0].by == Account(
            "m.martin@ecole.fr", "Zoé Martin", ("scolarite", "tous")
        )


@pytest.mark.parametrize(
    ("trusted", "headers"),
    [
        ((), list(MARIE.items())),
        (("192.0.2.0/24",), [*MARIE.items(), ("X-Forwarded-For", "192.0.2.1")]),
        (("127.0.0.1",), []),
        (("127.0.0.1",), [("X-Remote-User", "")]),
        (("127.0.0.1",), [("X-Remote-User", "(null)"), ("X-Remote-Groups", "scolarite")]),
        (("127.0.0.1",), [("X-Remote-User", "a@ecole.fr"), *MARIE.items()]),
        (("127.0.0.1",), [("X_Remote_User", "m.martin@ecole.fr")]),
    ],
    ids=["no proxy", "another proxy", "no header", "empty", "no value", "twice", "another name"],
)
def test_a_header_of_anybody_else_lets_nobody_in(
    tmp_path: Path, trusted: tuple[str, ...], headers: list[tuple[str, str]]
) -> None:
    with guest_of(tmp_path, settings("header"), trusted) as guest:
        answer = guest.client.get(guest.left(), headers=headers)
        assert (answer.status_code, REFUSED in answer.text) == (403, True)
        assert guest.sessions == ()


# --- What is kept on the way ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "to", ["", "/", "//evil.example", "https://evil.example", "/officer", "/office\n", "/c/x", "é"]
)
def test_one_goes_on_to_pages_of_the_office_only(to: str) -> None:
    assert SignOnAttempt.begin(to, "/office/drafts").to == "/office/drafts"
    assert SignOnAttempt.begin("/office/journal?lang=fr", "/office/drafts").to.startswith(
        "/office/j"
    )


def test_what_the_browser_keeps_is_signed_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    attempt = SignOnAttempt.begin("/office", "/office")
    cookie = attempt.cookie("key")
    assert SignOnAttempt.from_cookie(cookie, "key") == attempt
    assert SignOnAttempt.from_cookie(cookie, "another key") is None
    assert SignOnAttempt.from_cookie(cookie[:-1], "key") is None
    assert SignOnAttempt.from_cookie("", "key") is None
    now = time.time() + LASTS.total_seconds() + 1
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now)
    assert SignOnAttempt.from_cookie(cookie, "key") is None


def test_what_a_service_tells_is_bounded() -> None:
    found = account_of(" ab ", "Zo\x00é " * 1000, ["g" * 1000, "x\u200b", 3, *["x"] * 1000])
    assert found.id == "ab"
    assert found.name.startswith("Zoé Zoé")
    assert len(found.name) <= 200
    assert found.groups == ("x",) * 197
    assert account_of("ab", None, []).name == "ab"
    assert account_of("a", "A", "one; two").groups == ("one", "two")
    assert account_of("a", "A", {"one": "two"}).groups == ()
    for nobody in (None, "", " ", 3, ["a"], "a\x00b", "a\u200b", "a  b", "a" * 201):
        with pytest.raises(SignOnRefused):
            account_of(nobody, "A", [])


# --- In a browser ---------------------------------------------------------------------------------


def test_marie_signs_in_and_jean_is_refused_what_his_role_does_not_allow(
    browser: Browser, tmp_path: Path, provider: Provider
) -> None:
    with (
        guest_of(tmp_path, oidc_settings(provider)) as guest,
        window(browser, guest.portal) as before,
    ):
        before.page.goto(f"{guest.portal}/office/links?lang=fr")
        before.page.get_by_role("button", name="Marie Martin").click()
        expect(before.page).to_have_url(re.compile(r"/office/links\?lang=fr$"))
        before.page.get_by_role("link", name="Marie Martin").click()
        before.sees("sessions.this-one")
        before.button("office.sign-out").click()
        expect(before.page).to_have_url(f"{guest.portal}/")
        assert guest.sessions == ()
        before.page.goto(f"{guest.portal}/office/links?lang=fr")
        before.page.get_by_role("button", name="Jean Petit").click()
        before.sees("role.refused")
        before.sees("role.needed-everywhere", role=text("role.publisher"))
        expect(before.link("office.publish")).to_have_count(0)
        before.link("drafts.title").click()
        expect(before.page.get_by_role("heading", level=1)).to_have_text(text("drafts.title"))
        expect(before.link("drafts.start")).to_have_count(0)
        assert {each.startswith(provider.issuer) for each in before.elsewhere} == {True}
        before.elsewhere.clear()
