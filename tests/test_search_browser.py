"""The pages of searches in a real browser: with events, without them, without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from planner.office.drafts.state import DraftState, with_planning
from planner.office.drafts.store import Draft, DraftAct, create_draft, read_draft
from planner.office.searches.asking import planning_task
from planner.office.searches.task import PlanningFound, perform
from tests.portal import NOW, Site, served, site
from tests.portal_window import DESKTOP, TABLET, Window, grave_faults, window
from tests.searching import CLOSED, SIX_WEEKS, SearchThread, long_task, small

BOTH = pytest.mark.parametrize("size", [DESKTOP, TABLET], ids=["desktop", "tablet"])


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("searches")) as found:
        found.clock.now = NOW.replace(month=8)  # before the weeks that are planned
        yield found


@pytest.fixture(scope="module")
def portal(opened: Site) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("planner.office.searches.queue.SearchProcess", SearchThread)
        with served(opened.portal) as address:
            yield address


@pytest.fixture(scope="module")
def planned() -> DraftState:
    state = small(SIX_WEEKS)
    found = perform(planning_task(state), lambda _: None, lambda: False)
    assert isinstance(found, PlanningFound)
    return with_planning(state, found.edition)


def drafted(opened: Site, state: DraftState) -> int:
    act = DraftAct("started-file", {"file": "x.toml"})
    return create_draft(opened.database, "Essai", state, act, "Anne", NOW)


def kept(opened: Site, draft: int) -> Draft:
    with opened.database.reading() as connection:
        return read_draft(connection, draft)


def enter(shown: Window, opened: Site, draft: int) -> Page:
    """Sign in and open the page from which a draft is planned."""
    shown.sign_in(opened.session())
    shown.open(f"/office/drafts/{draft}/plan")
    return shown.page


def is_for_everybody(page: Page) -> None:
    """Make sure that nothing is found that keeps somebody out, and nothing is cut off."""
    assert grave_faults(page) == []
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(width) <= 0


@BOTH
def test_a_search_is_watched_and_stopped(
    browser: Browser, opened: Site, portal: str, size: tuple[int, int]
) -> None:
    draft = drafted(opened, DraftState(long_task().case.programme.text, 2026))
    with window(browser, portal, size) as shown:
        page = enter(shown, opened, draft)
        is_for_everybody(page)
        shown.button("plan.start").click()
        expect(page.locator("#search-panel svg")).to_be_visible()  # the script has put it there
        expect(page.locator("#search-said")).to_have_text("recherche en cours")
        is_for_everybody(page)
        shown.button("search.stop").click()
        expect(page.locator("#search-panel")).not_to_have_attribute("data-events", "")
        expect(shown.link("search.see")).to_be_visible()
        is_for_everybody(page)
    assert kept(opened, draft).changed.act.name == "planned"


def test_where_events_are_held_back_the_page_asks(
    browser: Browser, opened: Site, portal: str
) -> None:
    draft = drafted(opened, DraftState(long_task().case.programme.text, 2026))
    with window(browser, portal) as shown:
        page = enter(shown, opened, draft)
        page.route("**/events*", lambda _: None)  # nothing comes, as behind some proxies
        with page.expect_request("**/state*"):
            shown.button("plan.start").click()
        expect(page.locator("#search-panel svg")).to_be_visible()
        page.unroute_all(behavior="ignoreErrors")
        shown.button("search.cancel").click()
        shown.sees("plan.cancelled")
    assert kept(opened, draft).revision == 1


def test_a_conflict_is_read_and_a_way_out_taken(
    browser: Browser, opened: Site, portal: str
) -> None:
    draft = drafted(opened, small(SIX_WEEKS, CLOSED))
    with window(browser, portal, TABLET) as shown:
        page = enter(shown, opened, draft)
        shown.button("plan.why-start").click()
        expect(page.locator("#conflicts li")).to_have_count(2)
        is_for_everybody(page)
        shown.button("search.take-way").nth(2).click()
        shown.sees("plan.way-taken")
        shown.button("plan.start").click()
        expect(shown.link("search.see")).to_be_visible()
    assert kept(opened, draft).changed.act.name == "planned"


def test_a_week_is_closed_by_keyboard_and_without_the_script(
    browser: Browser, opened: Site, portal: str, planned: DraftState
) -> None:
    draft = drafted(opened, planned)
    with window(browser, portal) as shown:
        page = enter(shown, opened, draft)
        page.route("**/search.js", lambda route: route.abort())
        page.get_by_label("Semaine", exact=True).focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url("**/plan/*")
        while not page.locator("#difference").is_visible():
            page.reload()
        expect(page.locator("#difference tbody tr")).not_to_have_count(0)
        is_for_everybody(page)
        shown.button("search.take").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/year*")
        shown.complaints.clear()  # of the script that was left out
    state = kept(opened, draft).state
    assert "first = 2026-09-07" in state.rules
    assert kept(opened, draft).changed.act.name == "week-closed"
    assert state.planning != planned.planning


@BOTH
def test_other_plannings_are_seen_side_by_side_and_one_is_taken(
    browser: Browser, opened: Site, portal: str, planned: DraftState, size: tuple[int, int]
) -> None:
    draft = drafted(opened, planned)
    with window(browser, portal, size) as shown:
        page = enter(shown, opened, draft)
        is_for_everybody(page)
        shown.button("plan.alternatives-start").click()
        cards = page.locator("#alternatives .years > li")
        expect(cards).to_have_count(4)
        is_for_everybody(page)
        cards.nth(2).locator("summary").click()
        expect(cards.nth(2).locator("table")).to_be_visible()
        is_for_everybody(page)
        cards.nth(2).get_by_role("button").click()
        page.wait_for_url("**/year*")
    assert kept(opened, draft).changed.act.name == "other-taken"
