"""A browser before a portal: what the tests of pages in a real browser share."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from planner.messages import Messages

DESKTOP, PHONE, NARROW = (1280, 900), (390, 844), (360, 640)
PATIENCE = 60_000
"""Milliseconds that a slow machine has for what a quick one does at once."""

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])

text = Messages("fr")


@dataclass(frozen=True)
class Window:
    """A window of a browser before a portal.

    Attributes
    ----------
    complaints
        What the browser says of the pages: that a policy is not kept, that something is missing.
    elsewhere
        The addresses on other machines that were asked for.
    """

    page: Page
    portal: str
    complaints: list[str]
    elsewhere: list[str]

    def open(self, path: str, status: int = 200) -> None:
        answer = self.page.goto(f"{self.portal}{path}")
        assert answer
        assert answer.status == status

    def button(self, key: str, **values: object) -> Locator:
        return self.page.get_by_role("button", name=text(key, **values), exact=True)

    def link(self, key: str, **values: object) -> Locator:
        return self.page.get_by_role("link", name=text(key, **values), exact=True)

    def sees(self, key: str, **values: object) -> None:
        """Make sure that something is told."""
        told = self.page.get_by_text(text(key, **values)).filter(visible=True)
        expect(told.first).to_be_visible()


@contextmanager
def window(browser: Browser, portal: str, size: tuple[int, int] = DESKTOP) -> Iterator[Window]:
    """Open a window; when it is closed, no page in it was complained of."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        is_mobile=size != DESKTOP,
        has_touch=size != DESKTOP,
        locale="fr-FR",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    found = Window(context.new_page(), portal, [], [])

    def complain(message: ConsoleMessage) -> None:
        is_status = message.text.startswith("Failed to load resource: the server responded")
        if message.type in ("warning", "error") and not is_status:
            found.complaints.append(message.text)

    def miss(response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            found.complaints.append(f"{response.status} {response.url}")

    def note(request: Request) -> None:
        if not request.url.startswith(portal):
            found.elsewhere.append(request.url)

    context.on("console", complain)
    context.on("request", note)
    context.on("response", miss)
    try:
        yield found
        assert found.complaints == []
        assert found.elsewhere == []
    finally:
        context.close()


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Open the browser of this machine; skip the test if there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip("no browser here; on Debian: apt-get install chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        yield playwright.chromium.launch(executable_path=path, args=flags)
