"""How pages look in a real browser: they fit, for everybody, and nothing is cut or covered."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from planner.messages import LANGUAGES
from planner.planning.planning import Edition
from planner.portal.store.audit import OfficeAct, record_act
from planner.portal.store.submissions import save_submission
from tests.builders import employed
from tests.portal import EARLIER, GLASS, IRON, LATER, Site, served, site
from tests.portal_window import DESKTOP, NARROW, PHONE, SIZES, grave_faults, window

MARKUP = "<img src=//evil.example/x onerror=alert(1)>"
LONG = employed("Anticonstitutionnellement" * 3, MARKUP, "1A", "W" * 90, option="o" * 90)
"""Names that no line holds, and one that is no name."""


@pytest.fixture
def opened(tmp_path: Path, versions: tuple[Edition, Edition]) -> Iterator[Site]:
    """Give a portal with one version of a planning."""
    with site(tmp_path) as found:
        found.publish(versions[1], EARLIER)
        yield found


@pytest.fixture
def portal(opened: Site) -> Iterator[str]:
    with served(opened.portal) as address:
        yield address


def test_all_pages_are_accessible_and_fit(
    browser: Browser, opened: Site, portal: str, versions: tuple[Edition, Edition]
) -> None:
    link = opened.link(GLASS)
    with window(browser, portal) as shown:
        shown.open(f"/c/{link.secret}")
        now, before = versions
        version = opened.publish(now, (*LATER, LONG))
        submission = save_submission(opened.database, before, EARLIER, "Scolarité", opened.clock())
        office = opened.office_link()
        with opened.database.writing() as connection:
            about = ", ".join(["Compagnie Générale des Aérostats"] * 6)
            record_act(connection, OfficeAct.SIGNED_IN, "Scolarité", about, opened.clock())
        pages = {
            f"/c/{link.secret}?lang=en": 200,
            f"/c/{link.secret}/{opened.person('Estrugo')}?revision=1": 200,
            f"/c/{opened.link(IRON).secret}": 200,
            "/c/wrong": 404,
            f"/office/in/{office.secret}": 200,
            "/office/versions": 200,
            f"/office/versions/{version.id}/changes": 200,
            f"/office/versions/{version.id}/withdraw": 200,
            f"/office/versions/{version.id - 1}/again": 200,
            "/office/publish": 200,
            f"/office/publish/{submission}": 200,
            "/office/publish/0": 409,
            "/office/links": 200,
            f"/office/links/companies/{link.link.company}": 200,
            f"/office/links/{office.link.id}/revoke": 200,
            "/office/journal?lang=en": 200,
            "/office/audit": 200,
            f"/office/companies/{link.link.company}": 200,
        }
        for path, status in pages.items():
            shown.open(path, status)
            is_calendar = path.startswith(("/c/", "/office/companies/"))
            _is_for_everybody(shown.page, path, ".months" if is_calendar else None)
            if path.startswith("/office/in/"):
                shown.button("office.enter").click()
        shown.open(f"/c/{link.secret}")
        _is_for_everybody(shown.page, "the page of a company")
        shown.open(f"/c/{opened.link(LONG.company).secret}")
        for size in (DESKTOP, PHONE, NARROW):
            _fits(shown.page, size, LONG.name)


def _is_for_everybody(page: Page, path: str, but: str | None = None) -> None:
    """Make sure that axe finds nothing grave, and that nobody has to scroll sideways."""
    for size in (DESKTOP, PHONE):
        _fits(page, size, path)
        faults = grave_faults(page, but, is_resized=size != DESKTOP)
        assert not faults, (path, size)
    _fits(page, NARROW, path)


def _fits(page: Page, size: tuple[int, int], path: str) -> None:
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    assert page.evaluate(_BROKEN_WORDS) == [], (path, width)


_BROKEN_WORDS = """() => {
  const found = [];
  for (const cell of document.querySelectorAll('.list th, .list td')) {
    const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let text; (text = texts.nextNode());) {
      for (const { 0: word, index } of text.data.matchAll(/(?<!\\p{L})\\p{L}{2,16}(?!\\p{L})/gu)) {
        const range = document.createRange();
        range.setStart(text, index);
        range.setEnd(text, index + word.length);
        if (new Set([...range.getClientRects()].map(each => each.top)).size > 1) found.push(word);
      }
    }
  }
  return found;
}"""
"""Returns the short words that begin on one line of a list and end on the next."""


_UNREADABLE = """() => {
  const width = node => {
    const all = document.createRange();
    all.selectNodeContents(node);
    return all.getBoundingClientRect().width;
  };
  const all = selector => [...document.querySelectorAll(selector)];
  const isCut = node => width(node) > node.getBoundingClientRect().width + 0.5;
  const collides = row => {
    const [name, figure] = row.children, found = document.createRange();
    found.selectNodeContents(figure);
    const left = found.getBoundingClientRect().left, box = row.getBoundingClientRect();
    return width(name) + name.getBoundingClientRect().left > left || isCut(figure)
      || box.right > row.closest('.month').getBoundingClientRect().right + 0.5;
  };
  const out = day => day.getBoundingClientRect().right + 0.5
    < Math.max(...[...day.children].map(each => each.getBoundingClientRect().right));
  return [
    ...all('.days caption').filter(isCut),
    ...all('.day b').filter(isCut),
    ...all('.day').filter(out),
    ...all('.hours tr').filter(collides),
  ].map(each => each.outerHTML);
}"""
"""Gives what is cut in a calendar, or written over something else."""


@SIZES
@pytest.mark.parametrize("has_font", [True, False], ids=["own font", "no font"])
def test_nothing_in_the_calendar_is_cut_or_covered(
    browser: Browser, portal: str, opened: Site, size: tuple[int, int], has_font: bool
) -> None:
    """On Mondays there are sessions and the number of the week; a month has 107,75 hours."""
    with window(browser, portal, size) as shown:
        if not has_font:
            shown.page.route("**/*.woff2", lambda route: route.fulfill(body=b""))
        person = f"/c/{opened.link(IRON).secret}/{opened.person('Abrazine')}"
        for language in LANGUAGES:
            shown.open(f"{person}?lang={language}")
            loaded = shown.page.evaluate(
                "document.fonts.ready.then(all => [...all].map(each => each.status))"
            )
            assert set(loaded) == ({"loaded"} if has_font else {"error"})
            assert shown.page.evaluate(_UNREADABLE) == [], language
        if not has_font:
            shown.complaints.clear()  # the browser says that these fonts are none
