"""One person proposes a version for a day in June on a telephone, another confirms it at a desk."""

from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from planner.portal.settings.publication import PublicationTable
from planner.portal.settings.reading import SchoolSettings
from planner.portal.store.links import issue_link
from planner.portal.store.submissions import save_submission
from planner.portal.store.versions import list_versions
from planner.portal.web.worker import publish_due
from tests.portal import ENDS, Site, served, site
from tests.portal_store import NOW, ROSTER, first, published, second
from tests.portal_window import DESKTOP, PHONE, Window, text, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def enter(found: Window, opened: Site, who: str) -> None:
    with opened.database.writing() as connection:
        secret = issue_link(connection, who, ENDS, "Autre", opened.clock.now).secret
    found.open(f"/office/in/{secret}")
    found.button("office.enter").click()


def test_a_version_is_proposed_for_a_day_and_confirmed(browser: "Browser", tmp_path: Path) -> None:
    settings = SchoolSettings(publication=PublicationTable(two_persons=True))
    with site(tmp_path, settings=settings) as opened, served(opened.portal) as portal:
        opened.clock.now = NOW
        published(opened.database, first())
        number = save_submission(opened.database, second(), ROSTER, "Marie", NOW)
        with window(browser, portal, PHONE) as phone:
            enter(phone, opened, "Marie")
            phone.open(f"/office/publish/{number}")
            phone.page.get_by_text(text("later.later"), exact=True).click()
            phone.page.get_by_label(text("later.day"), exact=True).fill("2026-10-06")
            phone.page.get_by_label(text("later.time"), exact=True).fill("08:00")
            phone.button("later.propose", revision=2).click()
            phone.sees("later.done-proposed")
            phone.page.get_by_role("link", name=text("later.see")).click()
            phone.sees("later.somebody-else")
        with window(browser, portal, DESKTOP) as desk:
            enter(desk, opened, "Jean")
            desk.open("/office/versions")
            desk.link("later.to-list").click()
            desk.page.get_by_role("link", name=text("later.see")).click()
            desk.button("later.confirm", revision=2).click()
            desk.sees("later.done-confirmed")
            opened.clock.now = NOW.replace(day=6)
            publish_due(opened.portal)
            desk.page.reload()
            expect(desk.page.get_by_text("Marie / Jean")).to_be_visible()
        with opened.database.reading() as connection:
            newest, *_ = list_versions(connection)
        assert (newest.revision, newest.published_by) == (2, "Marie / Jean")
