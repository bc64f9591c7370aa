"""Scolarité publishes and tells sixty companies; each opens the page by the link of its message."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from planner.documents.roster.template import roster_workbook
from planner.planning.file import planning_json
from planner.portal.settings.reading import SchoolSettings
from planner.portal.store.database import replace_setting
from planner.portal.store.issuing import ADDRESS_SETTING
from planner.portal.web.state import Portal
from planner.portal.web.worker import Worker, portal_jobs
from tests.mail.conftest import address, companies
from tests.mail.host import MailHost, mail_host, parts
from tests.mail.notifications import returned
from tests.portal import Site, served, site
from tests.portal_store import NOW, first, second
from tests.portal_window import DESKTOP, PHONE, Window, text, window

if TYPE_CHECKING:
    from playwright.sync_api import Browser

COUNT, BOUNCED = 60, 7


@pytest.fixture
def host() -> Iterator[MailHost]:
    with mail_host() as found:
        yield found


@pytest.fixture
def opened(tmp_path: Path, host: MailHost) -> Iterator[Site]:
    settings = SchoolSettings(mail=host.settings())
    with site(tmp_path, settings=settings) as found:
        found.clock.now = NOW
        yield found


@pytest.fixture
def portal(opened: Site) -> Iterator[str]:
    """Serve the portal with its worker, as the command does."""
    worker = Worker(pause=0.2)
    running: Portal = replace(opened.portal, wake=worker.wake)
    with served(running) as found, worker.working(portal_jobs(running)):
        with opened.database.writing() as connection:
            replace_setting(connection, ADDRESS_SETTING, found)
        yield found


def sent(found: Window, host: MailHost, count: int) -> None:
    """Wait until the mail server has some messages."""
    for _ in range(600):
        if len(host.received) == count:
            return
        found.page.wait_for_timeout(100)
    raise AssertionError(len(host.received))


def test_a_publication_tells_sixty_companies_who_open_their_pages(
    browser: "Browser", opened: Site, portal: str, host: MailHost, tmp_path: Path
) -> None:
    people = companies(COUNT)
    opened.publish(first(), people)
    (tmp_path / "planning.json").write_bytes(planning_json(second()))
    (tmp_path / "liste.xlsx").write_bytes(
        roster_workbook(text, second().planning.programme, people)
    )
    host.answers[address(BOUNCED)] = "550 5.1.1 No such user here"
    with window(browser, portal, DESKTOP) as desk:
        desk.open(f"/office/in/{opened.office_link().secret}")
        desk.button("office.enter").click()
        desk.page.get_by_role("link", name=text("mail.title"), exact=True).click()
        desk.link("mail.send-links").click()
        desk.page.get_by_role("button", name=text.counted("mail.send", COUNT)).click()
        sent(desk, host, COUNT - 1)
        desk.open("/office/publish")
        desk.page.locator("input[name=planning]").set_input_files(tmp_path / "planning.json")
        desk.page.locator("input[name=roster]").set_input_files(tmp_path / "liste.xlsx")
        desk.button("office.send").click()
        told = desk.page.get_by_label(text.counted("mail.notify", COUNT))
        expect(told).to_be_checked()
        desk.button("office.publish-it", revision=2).click()
        sent(desk, host, 2 * (COUNT - 1))
        desk.open("/office/mail?state=failed")
        expect(desk.page.get_by_text("550 5.1.1 No such user here")).to_have_count(2)
        host.answers.clear()
        desk.page.get_by_role("button", name=text.counted("mail.again-failed", 2)).click()
        sent(desk, host, 2 * COUNT)
        desk.open("/office/mail")
        (tmp_path / "avis.eml").write_bytes(returned(host.received[-1][1]))
        desk.page.locator("input[name=mailbox]").set_input_files(tmp_path / "avis.eml")
        desk.button("bounces.read").click()
        desk.sees("mail_fault.bounced")
    assert sorted(host.addresses[COUNT - 1 : 2 * (COUNT - 1)]) == sorted(
        address(n) for n in range(COUNT) if n != BOUNCED
    )
    with window(browser, portal, PHONE) as phone:
        for _, message in host.received[-4:]:
            plain, _ = parts(message)
            (link,) = re.findall(rf"{portal}(/c/\S+)", plain)
            phone.open(link)
            expect(phone.page.get_by_role("heading", level=1)).to_be_visible()
        (stop,) = re.findall(rf"{portal}(/notices/\S+)", plain)
        phone.open(stop)
        phone.button("notices.end").click()
        phone.sees("notices.ended")
