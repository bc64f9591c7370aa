"""A tutor and an apprentice on a telephone: what they need is on the first screen."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from planner.apprentices.apprentice import Apprentice, Period
from planner.planning.planning import Edition
from tests.builders import altered
from tests.portal import EARLIER, GLASS, IRON, Site, journal_of, served, site
from tests.portal_window import PHONE, Window, grave_faults, text, window
from tests.portal_world import ELM, LIME

YSOLDE, TANCREDE = (altered(who, tutor=LIME) for who in EARLIER[:2])
BISE = Apprentice(
    "De Montmorency-Laval de la Roche-Guyon",
    "Marie-Antoinette Bise",
    "1A",
    (
        Period(IRON, start=date(2026, 9, 28), end=date(2027, 1, 29), tutor=ELM),
        Period(GLASS, start=date(2027, 2, 1)),
    ),
)


@pytest.fixture
def opened(tmp_path: Path, versions: tuple[Edition, Edition]) -> Iterator[Site]:
    with site(tmp_path) as found:
        found.publish(versions[1], (YSOLDE, TANCREDE, BISE))
        yield found


@pytest.fixture
def portal(opened: Site) -> Iterator[str]:
    with served(opened.portal) as address:
        yield address


def test_a_tutor_on_a_telephone(
    browser: Browser, opened: Site, portal: str, versions: tuple[Edition, Edition]
) -> None:
    secret = opened.link(LIME.name).secret
    with window(browser, portal, PHONE) as shown:
        page = shown.page
        shown.open(f"/c/{secret}")
        expect(page.get_by_role("heading", level=1)).to_have_text(LIME.name)
        _is_on_the_first_screen(page.get_by_role("link", name=TANCREDE.name))
        expect(page.locator("main")).not_to_contain_text(BISE.surname)
        assert not grave_faults(page)
        page.get_by_role("link", name=TANCREDE.name).click()
        _has_what_is_soon(shown)
        assert not grave_faults(page, ".months")
        page.get_by_role("link", name=text("portal.to-list")).click()
        expect(page.get_by_role("link", name=YSOLDE.name)).to_be_visible()

        opened.clock.now += timedelta(days=1)
        opened.publish(versions[0], (YSOLDE, altered(TANCREDE, tutor=ELM), BISE))
        shown.open(f"/c/{secret}")
        shown.sees("departed.tutor", name=TANCREDE.name)
        expect(page.locator(".seat .name")).to_have_text(YSOLDE.name)
    assert LIME.name in journal_of(opened)


def test_an_apprentice_on_a_telephone(browser: Browser, opened: Site, portal: str) -> None:
    """With a name of three lines, and a contract of which the page tells."""
    secret = opened.link(BISE.name).secret
    with window(browser, portal, PHONE) as shown:
        page = shown.page
        shown.open(f"/c/{secret}")
        expect(page.get_by_role("heading", level=1)).to_have_text(text("portal.own"))
        _has_what_is_soon(shown)
        assert not grave_faults(page, ".months")
        for company in (IRON, GLASS):
            expect(page.locator(".seat")).to_contain_text(company)
        with page.expect_download() as download:
            page.get_by_role("link", name=text("document.calendar_pdf")).click()
        assert download.value.path().read_bytes().startswith(b"%PDF")
    assert BISE.name in journal_of(opened)


def _has_what_is_soon(shown: Window) -> None:
    """Make sure that this week, the next dates and the subscription need no scrolling."""
    page = shown.page
    _is_on_the_first_screen(page.locator(".soon .week").first)
    _is_on_the_first_screen(page.locator(".soon .dates").first)
    subscribe = page.get_by_role("link", name=text("portal.subscribe"))
    _is_on_the_first_screen(subscribe)
    assert _bottom(page.locator(".version")) > _bottom(subscribe)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    assert _events(page, shown.portal) > 9


def _is_on_the_first_screen(what: Locator) -> None:
    assert _bottom(what) <= PHONE[1]


def _bottom(what: Locator) -> float:
    box = what.bounding_box()
    assert box
    return box["y"] + box["height"]


def _events(page: Page, portal: str) -> int:
    feed = page.locator(".address").inner_text()
    assert feed.startswith(f"{portal}/feed/")
    return page.request.get(feed).text().count("BEGIN:VEVENT")
