"""The link of scolarité: a button, one use, a short life; the browser that used it stays in."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from planner.files.problems import Unusable
from planner.portal.store.database import Database
from planner.portal.store.sessions import SESSION_LIFETIME, SIGN_IN_LIFETIME
from tests.portal import ENDS, Site, Visitor, signed_in, site, visiting
from tests.portal_world import cookie


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as found:
        yield found


@pytest.fixture
def visit(opened: Site) -> Iterator[Visitor]:
    with visiting(opened) as found:
        yield found


def test_to_look_at_a_link_uses_nothing(opened: Site, visit: Visitor) -> None:
    link, kept = opened.office_link(), opened.kept()
    for method in ("GET", "HEAD", "GET"):
        answer = visit(f"/office/in/{link.secret}", method)
        assert (answer.status, answer.header("Set-Cookie")) == (200, None)
        assert answer.header("Cache-Control") == "no-store"
    assert opened.kept() == kept
    page = visit(f"/office/in/{link.secret}?lang=fr").text
    assert "Scolarité" in page
    assert "Entrer" in page
    assert link.secret not in page


def test_a_link_lets_one_browser_in_and_only_one(opened: Site, visit: Visitor) -> None:
    secret = opened.office_link().secret

    async def at_once() -> list[int]:
        tries = [visit.asked(f"/office/in/{secret}", "POST") for _ in range(6)]
        return sorted(each.status for each in await asyncio.gather(*tries))

    assert visit.run(at_once()) == [303, *[404] * 5]
    assert len(opened.kept()["sessions"]) == 1
    assert visit(f"/office/in/{secret}").status == 404


def test_a_link_opens_for_days_only(opened: Site, visit: Visitor) -> None:
    secret = opened.office_link().secret
    opened.clock.now += SIGN_IN_LIFETIME - timedelta(seconds=1)
    assert visit(f"/office/in/{secret}").status == 200
    opened.clock.now += timedelta(seconds=1)
    for method in ("GET", "POST"):
        assert visit(f"/office/in/{secret}", method).status == 404


def test_who_is_in_comes_back_by_the_link_that_let_them_in(opened: Site, visit: Visitor) -> None:
    secret = opened.office_link().secret
    desk = cookie(signed_in(visit, secret))
    answer = visit(f"/office/in/{secret}?lang=en", headers=desk)
    assert (answer.status, answer.header("Location")) == (303, "/office/drafts?lang=en")
    other = opened.office_link().secret
    assert visit(f"/office/in/{other}", headers=desk).status == 200
    assert visit(f"/office/in/{other}).").status == 200


def test_the_button_of_another_site_uses_nothing(opened: Site, visit: Visitor) -> None:
    path = f"/office/in/{opened.office_link().secret}"
    for told in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        assert visit(path, "POST", told).status == 403
    assert opened.kept()["sessions"] == []
    assert visit(path, "POST", {"Origin": "http://127.0.0.1:8000"}).status == 303


def test_who_comes_back_stays_in_until_the_last_day_of_the_access(
    opened: Site, visit: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = cookie(signed_in(visit, opened.office_link().secret))
    kept = opened.kept()
    visit("/office", headers=desk)
    assert opened.kept() == kept  # the first day is noted already
    while opened.clock.now.date() + SESSION_LIFETIME <= ENDS:
        opened.clock.now += SESSION_LIFETIME - timedelta(hours=1)
        assert visit("/office", headers=desk).status == 200
    opened.clock.now += timedelta(days=2)

    def full(*_: object) -> None:
        raise Unusable([])

    with monkeypatch.context() as patch:
        patch.setattr(Database, "writing", full)
        assert visit("/office", headers=desk).status == 200
    opened.clock.now += ENDS - opened.clock.now.date() + timedelta(days=1)
    assert visit("/office", headers=desk).status == 404
