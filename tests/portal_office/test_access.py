"""Who is let in behind which address, and what forms of others do."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from planner.portal.store.links import issue_link, revoke_link
from planner.portal.store.sessions import SESSION_LIFETIME, start_session
from planner.portal.web.application import PORTAL_ROUTES
from planner.portal.web.http.denials import plain_page
from tests.portal_office.conftest import (
    ENDS,
    GLASS,
    HERE,
    ROSTER,
    Site,
    address_of,
    open_site,
    page_text,
)

ENTRY = "/office/in/{secret}"
OFFICE = [route for route in PORTAL_ROUTES if re.match(r"/office(?!/in/)", route.path)]
ACTIONS = [each for each in OFFICE if "POST" in (each.methods or ())]


def test_a_link_signs_in_and_leaves_its_secret_behind(site: Site) -> None:
    site.publish(*ROSTER)
    site.come_in()
    page = site.open("/office")
    assert "Marie" in page
    assert "contrat de professionnalisation" in page.lower()
    assert "secret" not in page
    cookie = next(iter(site.client.cookies.jar))
    assert (cookie.name, cookie.path, cookie.secure) == ("office", "/", False)
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "lax"
    assert cookie.expires


def test_over_tls_the_cookie_is_held_to_this_host(tmp_path: Path) -> None:
    with open_site(tmp_path, "https://portal.example") as site:
        with site.portal.database.writing() as connection:
            secret = issue_link(connection, "Marie", ENDS, "Autre", site.now).secret
        answer = site.client.post(f"/office/in/{secret}", follow_redirects=False)
        told = answer.headers["set-cookie"]
        assert told.startswith("__Host-office=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(told.split("; "))
        assert "Domain" not in told
        assert site.client.get("/office").status_code == 200
        answer = site.send("/office/links/1/revoke")
        assert answer.headers["set-cookie"].startswith('__Host-office="";')


def test_who_signs_out_is_out(site: Site) -> None:
    site.come_in()
    site.open("/office")
    cookies = dict(site.client.cookies)
    page = site.open("/office/links/1/revoke?lang=fr")
    assert "pour revenir, il en faut un autre" in page
    assert site.send("/office/links/1/revoke").headers["location"] == "/"
    assert not site.client.cookies
    site.client.cookies.update(cookies)
    site.open("/office", status=404)


@pytest.mark.parametrize(
    "state", ["no", "wrong", "malformed", "ended", "revoked", "old", "company"]
)
def test_nobody_else_gets_behind_any_address(furnished: Site, state: str) -> None:
    site, name = furnished, "office"
    _enter(site, state, name)
    kept = site.kept()
    refusal = plain_page("refused", 404).body
    for route in OFFICE:
        for method in route.methods or ():
            answer = site.client.request(method, address_of(route, site), follow_redirects=False)
            assert answer.status_code == 404, route.path
            assert answer.content == (b"" if method == "HEAD" else refusal)
            assert "set-cookie" not in answer.headers
    assert site.kept() == kept
    assert {route.path for route in OFFICE} == {
        route.path for route in PORTAL_ROUTES if route.path.startswith("/office")
    } - {ENTRY}


def _enter(site: Site, state: str, name: str) -> None:
    """Come with a cookie that lets nobody in."""
    match state:
        case "wrong":
            site.client.cookies.set(name, "A" * 43)
        case "malformed":
            site.client.cookies.set(name, "%00'" * 2000)
        case "ended":
            site.come_in(ends=site.now.date())
            site.now += timedelta(days=1)
        case "revoked":
            with site.portal.database.writing() as connection:
                made = issue_link(connection, "Marie", ENDS, "Autre", site.now)
                secret = start_session(connection, made.link, site.now)
                revoke_link(connection, made.link.id, site.now)
            site.client.cookies.set(name, secret)
        case "old":
            site.come_in()
            site.now += SESSION_LIFETIME + timedelta(seconds=1)
        case "company":
            site.client.cookies.set(name, site.link(GLASS))


@pytest.mark.parametrize("case", ["none", "other", "garbled", "site", "origin", "null"])
def test_no_form_of_another_site_or_sign_in_does_anything(furnished: Site, case: str) -> None:
    site = furnished
    site.come_in("Jean")
    site.open("/office/publish")
    other = site.tokens[0]
    site.come_in()
    site.open("/office/publish")
    own = site.tokens[0]
    told = {"none": {}, "other": {"token": other}, "garbled": {"token": own[:-2] + "é"}}
    headers = {
        "site": {"sec-fetch-site": "cross-site"},
        "origin": {"origin": "https://elsewhere.example"},
        "null": {"origin": "null"},
    }
    kept = site.kept()
    for route in ACTIONS:
        data = told.get(case, {"token": own}) | {"ends": str(ENDS), "name": "Jeanne"}
        answer = site.client.post(
            address_of(route, site), data=data, headers=headers.get(case), follow_redirects=False
        )
        assert answer.status_code == 403, route.path
        assert "Rien n'a été fait." in page_text(answer)
    assert site.kept() == kept


def test_the_same_forms_do_something_when_they_are_ours(furnished: Site) -> None:
    """Lest the test before passes because nothing ever does anything."""
    site = furnished
    site.come_in()
    site.open("/office/publish")
    headers = {"sec-fetch-site": "same-origin", "origin": HERE}
    for route in ACTIONS:
        kept = site.kept()
        data = {"token": site.tokens[0], "ends": str(ENDS), "name": "Jeanne", "over": "2"}
        answer = site.client.post(
            address_of(route, site), data=data, headers=headers, follow_redirects=False
        )
        assert answer.status_code in (200, 303, 409, 422), route.path
        is_done = answer.status_code in (200, 303) and route.path != "/office/links/missing"
        assert (site.kept() != kept) == is_done, route.path


def test_numbers_beyond_all_reason_are_no_addresses(site: Site) -> None:
    site.come_in()
    for path in ("versions/{}/changes", "companies/{}", "links/{}/revoke", "publish/{}"):
        site.open(f"/office/{path.format(10**30)}", status=404)
    assert "Aucune visite." in site.open("/office/journal?company=x&before=-1&after=9e9")
