"""Pages of a draft in a real browser: for everybody, on any width, with the longest names."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from planner.office.drafts.state import with_edits
from planner.office.drafts.store import DraftAct, create_draft
from planner.planning.editing import WeekEdit
from planner.planning.planning import Edition
from planner.year.activity import Activity
from tests.builders import employed
from tests.office_desk import listed_state
from tests.portal import EARLIER, NOW, Site, served, site
from tests.portal_window import grave_faults, window

SIZES = ((1280, 900), (820, 1180), (390, 844))
LONG = employed("d'Étrépagny-" * 6, "Anticonstitutionnellement", "1A", "W" * 90, "o" * 60, row=99)
TITLE = "BUT et écoles d'ingénieurs par apprentissage du campus de Saint-Martin-d'Uriage"
ACT = DraftAct("started-file", {"file": f"{'planning-' * 8}.json"})


@pytest.fixture
def opened(tmp_path: Path, edition: Edition) -> Iterator[Site]:
    """Give a portal with a draft that can be given out, and one that breaks its rules."""
    whole = listed_state(edition, (*EARLIER, LONG))
    weeks = edition.planning.cohorts[0].activities
    away = next(n for n, activity in enumerate(weeks) if activity != Activity.SCHOOL)
    broken = with_edits(whole, [WeekEdit("1A", away, Activity.SCHOOL)])
    with site(tmp_path) as found:
        for title, state in ((TITLE, whole), (f"{TITLE[:70]} – essai 1", broken)):
            create_draft(found.database, title, state, ACT, "Anne-Sophie", NOW)
        yield found


def test_pages_of_a_draft_are_accessible_and_fit(browser: Browser, opened: Site) -> None:
    at = "/office/drafts/1"
    paths = (
        f"{at}/apprentices",
        f"{at}/apprentices/99",
        f"{at}/apprentices/new?lang=en",
        f"{at}/give-out",
        f"{at}/publish",
        f"{at}/history",
        f"{at}/history/1?lang=en",
        f"{at}/copy",
        f"{at}/delete",
        "/office/drafts/2/give-out?lang=en",
        "/office/compare?draft=1&draft=2&draft=2.1",
        "/office/compare?lang=en",
        "/office/check?draft=1",
    )
    with served(opened.portal) as address, window(browser, address) as shown:
        shown.sign_in(opened.session())
        for path in paths:
            shown.open(path)
            for width, height in SIZES:
                shown.page.set_viewport_size({"width": width, "height": height})
                is_resized = (width, height) != SIZES[0]
                faults = grave_faults(shown.page, is_resized=is_resized)
                assert not faults, (path, width)
                found = shown.page.evaluate("document.documentElement.scrollWidth")
                assert found <= width, (path, width)


def test_the_list_is_kept_by_keys_alone(browser: Browser, opened: Site) -> None:
    with served(opened.portal) as address, window(browser, address) as shown:
        shown.sign_in(opened.session())
        shown.open("/office/drafts/1/apprentices/99?lang=fr")
        shown.page.locator("#first-name").focus()
        shown.page.keyboard.press("Control+A")
        shown.page.keyboard.type("Ysolde")
        shown.page.locator("#email").focus()
        shown.page.keyboard.type("y@zyx.example")
        shown.page.keyboard.press("Enter")
        shown.page.wait_for_url("**/apprentices?*")
        shown.open("/office/drafts/1/history?lang=fr")
        shown.sees("act.roster-changed", who=f"Ysolde {LONG.surname}".strip(), company="W" * 90)


def test_documents_that_are_prepared_are_told_without_a_reload(
    browser: Browser, opened: Site, edition: Edition
) -> None:
    one = create_draft(opened.database, TITLE, listed_state(edition, EARLIER[:1]), ACT, "Anne", NOW)
    with served(opened.portal) as address, window(browser, address) as shown:
        shown.sign_in(opened.session())
        shown.open(f"/office/drafts/{one}/give-out?lang=fr")
        shown.button("give-out.prepare").click()
        with shown.page.expect_download() as download:
            shown.link("give-out.documents-file").click()
        assert download.value.suggested_filename == "documents-apprentis.zip"
