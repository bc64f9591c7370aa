"""A browser before a portal: what the tests of pages in a real browser share."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

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

DESKTOP, TABLET, PHONE, NARROW = (1280, 900), (820, 1180), (390, 844), (360, 640)
PATIENCE = 300_000
"""Milliseconds that a slow machine has for what a quick one does at once."""

SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js")
MOST_STOPS = 400
"""The most presses of the Tab key that lead anywhere on a page."""

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

    def sign_in(self, secret: str) -> None:
        """Have the session of somebody of scolarité, as if their link had been opened here."""
        self.page.context.add_cookies([{"name": "office", "value": secret, "url": self.portal}])

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


BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first one draws pages and nothing else: it takes half as long as the others."""


@contextmanager
def open_browser() -> Iterator[Browser]:
    """Open the browser of this machine; skip the test if there is none."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("no browser here; on Debian: apt-get install chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        yield playwright.chromium.launch(executable_path=path, args=flags)


_FOCUSED = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const all = [...document.querySelectorAll('*')];
  return {
    name: at.innerText.trim().replace(/\\s+/g, ' '),
    place: all.indexOf(at),
    isBody: at === document.body,
    seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2
      && box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
  };
}"""


def focused(page: Page) -> dict[str, Any]:
    """Tell what has the focus: its name, its place on the page, and whether that is seen."""
    found: dict[str, Any] = page.evaluate(_FOCUSED)
    return found


@dataclass
class Hand:
    """Whoever uses a page: with a mouse, or with the keyboard alone.

    Attributes
    ----------
    actions
        What was done so far: each thing pressed, followed, chosen or typed counts as one.
    typed
        What was typed into fields.
    """

    page: Page
    has_mouse: bool
    actions: int = 0
    typed: tuple[str, ...] = ()

    def use(self, what: Locator) -> None:
        """Press a button, or follow a link."""
        self.actions += 1
        self._press(what)

    def choose(self, field: Locator, file: Path) -> None:
        self.actions += 1
        with self.page.expect_file_chooser() as chooser:
            self._press(field)
        chooser.value.set_files(file)

    def pick(self, field: Locator, typed: str) -> None:
        """Choose what is offered under a name."""
        self.actions += 1
        if self.has_mouse:
            field.select_option(typed)
        else:
            self.reach(field)
            self.page.keyboard.type(typed)

    def type(self, field: Locator, typed: str) -> None:
        """Type into a field, in place of what it has."""
        self.actions += 1
        self.typed += (typed,)
        if self.has_mouse:
            field.fill(typed)
        else:
            self.reach(field)
            self.page.keyboard.press("Control+a")
            self.page.keyboard.type(typed)

    def key(self, *keys: str) -> None:
        """Press keys, one after the other."""
        self.actions += len(keys)
        for each in keys:
            self.page.keyboard.press(each)

    def _press(self, what: Locator) -> None:
        if self.has_mouse:
            what.click()
        else:
            self.reach(what)
            self.page.keyboard.press("Enter")

    def reach(self, what: Locator) -> None:
        """Go somewhere with the Tab key alone."""
        there = what.element_handle()  # found once: what has a name takes long to find
        for _ in range(MOST_STOPS):
            if there.evaluate("each => each === document.activeElement"):
                assert focused(self.page)["seen"]
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("the Tab key does not lead there")


_FAULTS = """async ([but, isResized]) => {
  const seen = window.seenByAxe ??= new WeakSet(), hiding = {visibilityProperty: true};
  const all = [...document.body.querySelectorAll('*')];
  const shown = all.filter(each => each.checkVisibility(hiding));
  const fresh = shown.filter(each => !(isResized && seen.has(each)));
  shown.forEach(each => seen.add(each));

  const isText = node => node.nodeType === 3 && node.data.trim();
  const hasText = each => [...each.childNodes].some(isText);
  const paints = new Map([[null, '']]);
  const paint = each => {  // what is behind a text, from the page to its element
    if (!paints.has(each)) {
      const {backgroundColor, backgroundImage, opacity} = getComputedStyle(each);
      const own = `${backgroundColor} ${backgroundImage} ${opacity}`;
      const behind = paint(each.parentElement);
      paints.set(each, own === 'rgba(0, 0, 0, 0) none 1' ? behind : `${behind} / ${own}`);
    }
    return paints.get(each);
  };
  const kind = each => {
    const {color, fontSize, fontWeight} = getComputedStyle(each);
    const isOff = each.closest(':disabled, [aria-disabled="true"]') !== null;
    const isAmongText = hasText(each.parentElement);
    return [each.localName, color, fontSize, fontWeight, isOff, isAmongText, paint(each)].join();
  };
  const texts = fresh.filter(each => hasText(each) || each.matches('input, select, textarea'));
  const kinds = Map.groupBy(texts, kind);
  const some = [...kinds.values()].flatMap(all => [all[0], all[all.length >> 1], all.at(-1)]);

  const colours = ['color-contrast', 'link-in-text-block'];
  const slight = ['region', 'form-field-multiple-labels'];
  const off = [...colours, ...slight].map(id => [id, {enabled: false}]);
  const whole = {rules: Object.fromEntries(off)};
  const sized = {runOnly: ['scrollable-region-focusable']};
  const found = [];
  for (const [include, asked] of [
    [[document], fresh.length ? whole : sized], [some, {runOnly: colours}],
  ]) {
    if (!include.length) continue;
    const place = {include, exclude: but ? [[but]] : []};
    found.push(await axe.run(place, {resultTypes: ['violations'], preload: false, ...asked}));
  }
  return found.flatMap(each => each.violations);
}"""
"""Asks axe. Its rules of colours take longest: of each kind of text they look at three places."""


def grave_faults(
    page: Page, but: str | None = None, *, is_resized: bool = False
) -> list[tuple[str, str]]:
    """Give what axe finds that keeps somebody from using a page: a rule, and where it is broken.

    Parameters
    ----------
    but
        The selector of what is not looked at.
    is_resized
        Whether only the size of the window has changed since: then all is looked at again if
        something is shown that was not, and else whether what scrolls can be scrolled by keys.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(f"{AXE.read_text(encoding='utf-8')}; 0")
    found = page.evaluate(_FAULTS, [but, is_resized])
    return [
        (each["id"], each["nodes"][0]["html"])
        for each in found
        if each["impact"] in ("serious", "critical")
    ]
