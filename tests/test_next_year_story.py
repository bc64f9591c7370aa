"""One year follows another: from what is on line to next year's draft, its list, and the links."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from planner.planning.planning import Edition
from tests.portal import EARLIER, IRON, Site, served, site
from tests.portal_window import TABLET, Hand, grave_faults, text, window


@pytest.fixture
def opened(tmp_path: Path, versions: tuple[Edition, Edition]) -> Iterator[Site]:
    with site(tmp_path) as found:
        found.publish(versions[1], EARLIER)
        yield found


@pytest.fixture
def portal(opened: Site) -> Iterator[str]:
    with served(opened.portal) as address:
        yield address


def test_next_year_is_prepared_from_what_is_on_line(
    browser: Browser, opened: Site, portal: str
) -> None:
    link = opened.link(IRON, date(2027, 2, 1))
    with window(browser, portal, TABLET) as shown:
        page, hand = shown.page, Hand(shown.page, has_mouse=True)
        shown.open(f"/office/in/{opened.office_link().secret}")
        hand.use(shown.button("office.enter"))
        page.wait_for_url("**/office/drafts*")
        shown.open("/office/versions")
        assert grave_faults(page) == []
        hand.use(page.get_by_role("button", name=text("copies.next")))
        page.wait_for_url("**/rules*")
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Ingénieur IMT Mines Albi par apprentissage 2027-2028")
        hand.use(page.get_by_role("link", name=text("step.apprentices"), exact=True))
        expect(page.get_by_role("row", name="Abrazine")).to_contain_text("2e année")
        expect(page.get_by_role("row", name="Bromélan")).to_contain_text("3e année")
        expect(page.get_by_text("Castrigue")).to_have_count(0)
        hand.use(page.get_by_role("link", name=text("step.plan"), exact=True))
        year = text("before.kept", year="2026-2027")
        expect(page.get_by_role("option", name=year)).to_have_count(1)
        hand.use(page.get_by_role("link", name=text("copies.title")))
        expect(page.get_by_text("Liste à compléter")).to_contain_text("1re année")
        assert grave_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= TABLET[0]

        shown.open("/office/links")
        hand.use(shown.button("office.prolong"))
        shown.sees("office.done-prolonged")
        expect(page.get_by_role("row", name=IRON)).to_contain_text("1er octobre 2027")
        shown.open(f"/c/{link.secret}")
        expect(page.get_by_text("1er octobre 2027").first).to_be_visible()
