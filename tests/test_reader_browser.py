"""Whoever only reads opens a draft in a browser: all is there, nothing can be changed."""

from dataclasses import replace
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from planner.office.drafts.store import DraftAct, create_draft
from planner.office.web.start import planned_state
from planner.portal.settings.roles import Role
from planner.portal.store.links import issue_link
from tests.builders import employed
from tests.portal import ENDS, IRON, Site
from tests.portal_window import PHONE, SIZES, Window, grave_faults, window
from tests.test_planned_modules import planned, rules

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = ("rules", "plan", "year?view=table", "year?view=lanes", "progression", "apprentices/1")


def draft_in(opened: Site) -> int:
    listed = employed("Abrazine", "Ysolde", "1A", IRON, row=1)
    state = replace(planned_state(planned(rules())), roster=(listed,))
    act = DraftAct("started-file", {"file": "planning.json"})
    return create_draft(opened.database, "Modules", state, act, "Zoé", opened.clock())


def enter(found: Window, opened: Site) -> None:
    with opened.database.writing() as connection:
        made = issue_link(connection, "Lise", ENDS, "Zoé", opened.clock(), Role.READER)
    found.open(f"/office/in/{made.secret}")
    found.button("office.enter").click()


@SIZES
def test_a_reader_sees_a_draft_and_changes_nothing(
    browser: "Browser", opened: Site, portal: str, size: tuple[int, int]
) -> None:
    at = f"/office/drafts/{draft_in(opened)}"
    with window(browser, portal, size) as found:
        enter(found, opened)
        for page in PAGES:
            found.open(f"{at}/{page}")
            found.sees("draft.read-only", role="planification")
            assert grave_faults(found.page) == [], page
            assert not found.page.evaluate("document.documentElement.scrollWidth > innerWidth")
            written = found.page.locator("main :is(input, select, textarea):enabled:visible")
            assert written.count() == 0, page
        if size != PHONE:
            found.open(f"{at}/rules")
            shut = found.page.locator("details:not([open]) .entry > input[id]").first
            name = str(shut.get_attribute("id"))
            field = found.page.locator(f"[id='{name}']")
            expect(field).to_be_hidden()
            found.page.goto(f"{portal}{at}/rules#{name}")
            expect(field).to_be_visible(timeout=5000)
