"""A class's calendar on the school's web site, from the office to a visitor's telephone."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from planner.planning.planning import Edition
from tests.portal import EARLIER, IRON, Site, served, site
from tests.portal_window import PHONE, Hand, Window, grave_faults, text, window


@pytest.fixture
def opened(tmp_path: Path, versions: tuple[Edition, Edition]) -> Iterator[Site]:
    with site(tmp_path) as found:
        found.publish(versions[1], EARLIER)
        yield found


@pytest.fixture
def portal(opened: Site) -> Iterator[str]:
    with served(opened.portal) as address:
        yield address


def test_a_calendar_made_public_is_shown_by_the_school_s_site_until_it_is_withdrawn(
    browser: Browser, opened: Site, portal: str
) -> None:
    with window(browser, portal) as shown:
        page, hand = shown.page, Hand(shown.page, has_mouse=False)
        _come_in(shown, opened)
        shown.open("/office/versions")
        hand.use(shown.link("calendars.title"))
        row = page.get_by_role("row", name="1re année")
        hand.use(row.get_by_role("button"))
        shown.sees("calendars.done-public")
        assert grave_faults(page) == []
        address = row.get_by_role("link").inner_text()
        assert address == f"{portal}/k/imt-mines-albi-1a"
        row.locator("summary").click()
        embedded = row.get_by_text("<img").inner_text()
    assert _size_of_picture(browser, embedded) == (1754, 1240)

    with window(browser, portal, PHONE) as shown:
        shown.open(address.removeprefix(portal))
        page = shown.page
        expect(page.get_by_role("heading", level=1)).to_have_text("1re année")
        assert page.evaluate("document.scripts.length") == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
        assert grave_faults(page) == []
        assert IRON not in page.content()
        feed = page.locator(".address").inner_text()
        assert b"BEGIN:VEVENT" in page.request.get(feed).body()
        page.get_by_role("link", name=text("portal.english"), exact=True).click()
        expect(page.locator("html")).to_have_attribute("lang", "en")

    with window(browser, portal) as shown:
        _come_in(shown, opened)
        shown.open("/office/calendars")
        shown.page.get_by_role("row", name="1re année").get_by_role("button").click()
        shown.sees("calendars.done-withdrawn")
    assert _size_of_picture(browser, embedded) == (0, 0)


def _come_in(shown: Window, opened: Site) -> None:
    shown.sign_in(opened.session())


def _size_of_picture(browser: Browser, html: str) -> tuple[int, int]:
    """Give the pixels of the picture that a site of another name shows; none if it has none."""
    with _web_site(f"<!DOCTYPE html><title>École</title>{html}".encode()) as address:
        page = browser.new_page()
        page.goto(address)
        width, height = page.locator("img").evaluate(
            "img => img.decode().catch(() => {}).then(() => [img.naturalWidth, img.naturalHeight])"
        )
        page.close()
    return width, height


@contextmanager
def _web_site(content: bytes) -> Iterator[str]:
    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()
        thread.join()
