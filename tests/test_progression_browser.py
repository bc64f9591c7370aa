"""The progression of a class in a real browser: typed into by keys alone, and by fingers."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from planner.office.drafts.store import DraftAct, create_draft, read_draft
from planner.office.web.start import planned_state
from planner.planning.planning import Edition
from tests.portal import Site
from tests.portal_window import (
    TABLET,
    Hand,
    Window,
    grave_faults,
    text,
    window,
)
from tests.test_planned_modules import planned, rules


@pytest.fixture(scope="module")
def edition() -> Edition:
    return planned(rules())


def enter(shown: Window, opened: Site, edition: Edition) -> tuple[Page, int]:
    """Sign in and open the progression of a new draft."""
    act = DraftAct("started-file", {"file": "x.json"})
    state = planned_state(edition)
    draft = create_draft(opened.database, "Modules", state, act, "Anne", opened.clock.now)
    shown.sign_in(opened.session())
    shown.open(f"/office/drafts/{draft}/progression")
    return shown.page, draft


def taught(page: Page, module: str) -> Locator:
    """Find the cells of a module that hold something."""
    return page.get_by_role("row", name=module).locator("td[role=gridcell]:not([data-written=''])")


def test_hours_are_moved_by_keys_and_taken_back(
    browser: Browser, opened: Site, portal: str, edition: Edition
) -> None:
    with window(browser, portal) as shown:
        page, draft = enter(shown, opened, edition)
        assert grave_faults(page) == []
        shown.sees("progression.all-kept")
        first = taught(page, "Physique").first
        held = first.get_attribute("data-written")
        place = first.get_attribute("id")
        hand = Hand(page, has_mouse=False)
        first.focus()
        hand.key("3", "Enter")
        cell = page.locator(f"#{place}")
        expect(page.locator("#stage")).to_contain_text("écart")
        expect(cell).to_have_text("3")
        expect(page.locator(".is-waiting")).to_have_count(0)
        breaches = page.locator("#breaches")
        expect(breaches).to_contain_text("module « Physique »")
        head = page.locator("th[data-module=Physique]")
        expect(head).to_have_class(re.compile("is-broken"))

        hand.key("Control+z")
        expect(cell).to_have_text(held or "")
        shown.sees("progression.all-kept")
        expect(cell).to_be_visible()
        cell.focus()
        hand.key("x", "F2")
        expect(page.locator("#typed")).to_be_focused()
        page.keyboard.type("beaucoup")
        hand.key("Enter")
        expect(page.locator("#said")).to_contain_text("beaucoup")
        expect(cell).to_have_text(held or "")
        hand.key("4", "Escape")
        expect(cell).to_have_text(held or "")
    with opened.database.reading() as connection:
        state = read_draft(connection, draft).state
    assert state.planning == planned_state(edition).planning


def test_a_row_is_copied_and_pasted_with_its_empty_weeks(
    browser: Browser, opened: Site, portal: str, edition: Edition
) -> None:
    with window(browser, portal) as shown:
        page, _ = enter(shown, opened, edition)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        hand = Hand(page, has_mouse=False)
        rows = [page.locator(f"tr:has(th[data-module={name}])") for name in ("Physique", "Anglais")]
        first, second = (row.get_by_role("gridcell") for row in rows)
        held = [cell.get_attribute("data-written") for cell in first.all()]
        first.first.focus()
        hand.key("Shift+End", "Control+c")
        second.first.focus()
        hand.key("Control+v")
        expect(page.locator("#said")).to_contain_text("Progression de 1A")
        expect(page.locator(".is-waiting")).to_have_count(0)
        assert [cell.get_attribute("data-written") for cell in second.all()] == held
        hand.key("Control+z")
        shown.sees("progression.all-kept")


def test_fingers_type_in_the_field_above(
    browser: Browser, opened: Site, portal: str, edition: Edition
) -> None:
    with window(browser, portal, TABLET) as shown:
        page, _ = enter(shown, opened, edition)
        cell = taught(page, "Anglais").first
        place = cell.get_attribute("id")
        cell.tap()
        page.locator("#typed").tap()
        page.locator("#typed").fill("2 + 1 s")
        page.get_by_role("button", name=text("progression.set"), exact=True).tap()
        expect(page.locator(f"#{place}")).to_have_text("2 + 1 s")
        expect(page.locator("#breaches")).to_contain_text("il ne peut pas avoir lieu")
