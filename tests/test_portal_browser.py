"""The portal in a real browser: a company's visit, scolarité's day, by keyboard, for everybody."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import (
    Browser,
    Page,
    expect,
)
from pypdf import PdfReader

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.folders import Document
from planner.messages import Messages
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.portal.store.links import revoke_link
from planner.portal.store.publishing import withdraw
from planner.portal.store.versions import newest_versions
from tests.portal import CLOTH, EARLIER, GLASS, IRON, LATER, WOOD, Site, made, served, site
from tests.portal_window import (
    DESKTOP,
    PHONE,
    SIZES,
    Hand,
    Window,
    focused,
    text,
    window,
)


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


# --- A company ----------------------------------------------------------------------------------


@SIZES
def test_a_company_s_visit(
    browser: Browser,
    opened: Site,
    portal: str,
    versions: tuple[Edition, Edition],
    size: tuple[int, int],
) -> None:
    now, before = versions
    link, person = opened.link(IRON), opened.person("Bromélan")
    with window(browser, portal, size) as shown:
        page, at = shown.page, f"/c/{link.secret}"
        shown.open(at)
        _is_calm(page, link.secret)
        expect(page.get_by_role("heading", level=1)).to_have_text(IRON)
        _changes_language(shown)
        _goes_to(page, "Tancrède Bromélan", person)
        shown.sees("portal.first")
        seat = page.locator(".seat")
        dates = seat.locator(".dates")
        expect(dates).to_contain_text("du 7 au 18 décembre 2026")
        expect(dates).to_contain_text("mercredi 11 novembre 2026")

        with page.expect_download() as download:
            seat.get_by_role("link", name=text("document.calendar_pdf")).click()
        expected = made(Document.CALENDAR_PDF, EARLIER[1], before)
        assert download.value.path().read_bytes() == expected
        assert download.value.suggested_filename == "Bromélan Tancrède - calendrier.pdf"

        feed = seat.locator(".address").inner_text()
        assert feed.startswith(f"{portal}/feed/")
        subscribe = seat.get_by_role("link", name=text("portal.subscribe"))
        box = subscribe.bounding_box()
        assert box
        assert box["y"] < 1.5 * size[1]
        expect(subscribe).to_have_attribute("href", f"webcal{feed.removeprefix('http')}")
        calendar = page.request.get(feed)
        assert calendar.ok
        assert b"BEGIN:VEVENT" in calendar.body()
        tag = calendar.headers["etag"]
        assert page.request.get(feed, headers={"If-None-Match": tag}).status == 304
        seat.get_by_text(text("portal.google"), exact=True).click()
        shown.sees("portal.google-how")

        opened.clock.now += timedelta(days=1)
        opened.publish(now, LATER)
        shown.open(at)
        expect(page.locator(".people .tag")).to_have_count(1)
        _goes_to(page, "Tancrède Bromélan", person)
        _tells_what_changed(shown)
        known = page.request.get(feed, headers={"If-None-Match": tag})
        assert known.status == 304  # nothing changes for the second year

        if size == DESKTOP:
            _prints_on_a_page(page, "Tancrède Bromélan")
        _looks_at_the_version_before(shown)
        _is_told_of_the_end(shown, opened, at, feed)
        assert page.context.cookies() == []


def _is_calm(page: Page, secret: str) -> None:
    """Make sure that a page runs nothing, and does not show its secret."""
    assert page.evaluate("document.scripts.length") == 0
    assert page.evaluate("document.querySelectorAll('[style], style').length") == 0
    assert secret not in page.title()


def _changes_language(shown: Window) -> None:
    page, french = shown.page, Messages("fr")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.get_by_role("link", name=french("portal.english"), exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("heading", name=Messages("en")("portal.apprentices"))).to_be_visible()
    page.get_by_role("link", name=french("portal.french"), exact=True).click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def _goes_to(page: Page, name: str, person: int) -> None:
    page.get_by_role("row", name=name).get_by_role("link").click()
    expect(page.get_by_role("heading", name=name, level=2)).to_be_in_viewport()
    assert f"/{person}?" in page.url


def _tells_what_changed(shown: Window) -> None:
    """Make sure that whoever printed an older version is told so, and can take the new one."""
    page = shown.page
    seat = page.locator(".seat")
    expect(seat.get_by_text(text("portal.outdated"))).to_be_visible()
    seat.get_by_role("link", name=text("portal.to-documents")).click()
    expect(page.locator("#documents")).to_be_in_viewport()
    page.get_by_role("link", name=text("portal.to-list")).click()
    page.get_by_role("row", name="Ysolde Abrazine").get_by_role("link").click()
    changed = page.locator("table.changes")
    expect(changed).to_be_visible()
    expect(changed).to_contain_text(text("portal.session-new"))
    page.go_back()
    page.go_back()


def _prints_on_a_page(page: Page, name: str) -> None:
    (paper,) = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert name in paper.extract_text()
    assert paper.mediabox.width > paper.mediabox.height


def _looks_at_the_version_before(shown: Window) -> None:
    page, seat = shown.page, shown.page.locator(".seat")
    seat.get_by_role("link", name=text("portal.to-earlier", revision=1)).click()
    expect(seat.get_by_text(text("portal.replaced", revision=1))).to_be_in_viewport()
    expect(page.locator(".address")).to_have_count(0)
    seat.get_by_role("link", name=text("portal.to-latest")).click()
    expect(page.get_by_text(text("portal.replaced", revision=1))).to_have_count(0)


def _is_told_of_the_end(shown: Window, opened: Site, at: str, feed: str) -> None:
    """Withdraw the planning, then revoke the link."""
    page, database, now = shown.page, opened.database, opened.clock()
    with database.reading() as connection:
        newest = newest_versions(connection)[0]
    withdraw(database, newest, "Scolarité", now)
    shown.open(at)
    shown.sees("portal.withdrawn-advice")
    expect(page.locator(".seat, .people")).to_have_count(0)
    assert b"STATUS:CONFIRMED" not in page.request.get(feed).body()
    with database.writing() as connection:
        revoke_link(connection, opened.holding(IRON).link.id, now)  # type: ignore[union-attr]
    shown.open(at, 404)
    shown.sees("answer.refused")
    assert page.request.get(feed).status == 404


@SIZES
def test_a_company_goes_by_keyboard_alone(
    browser: Browser, opened: Site, portal: str, size: tuple[int, int]
) -> None:
    link = opened.link(IRON)
    with window(browser, portal, size) as shown:
        page = shown.page
        shown.open(f"/c/{link.secret}")
        people = [who.name for who in EARLIER if who.company == IRON]
        above = [text("portal.skip"), text("portal.french"), text("portal.english")]
        archive = text("portal.archive", year="2026-2027")
        assert _goes_through(page) == [*above, archive, *people]

        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(page.locator("#content")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        assert focused(page)["name"] == people[0]
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name=people[0], level=2)).to_be_in_viewport()
        documents = ("calendar_pdf", "calendar_sheet", "calendar_file", "workbook")
        assert _goes_through(page) == [
            *above,
            text("portal.to-list"),
            text("portal.now"),
            text("portal.subscribe"),
            *(text(f"portal.{name}") for name in ("outlook", "google", "apple")),
            *(text(f"document.{name}") for name in documents),
        ]
        page.get_by_text(text("portal.outlook"), exact=True).first.focus()
        page.keyboard.press("Enter")
        shown.sees("portal.outlook-how")
        page.get_by_role("link", name=text("document.calendar_file")).first.focus()
        with page.expect_download() as download:
            page.keyboard.press("Enter")
        assert download.value.suggested_filename == "Abrazine Ysolde - calendrier.ics"


def _goes_through(page: Page) -> list[str]:
    """Give what the Tab key stops at, from the top to the bottom, and always to be seen."""
    stops = _tabbed(page)
    assert all(stop["seen"] for stop in stops), stops
    places = [stop["place"] for stop in stops]
    assert places == sorted(places)
    return [stop["name"] for stop in stops]


def _tabbed(page: Page) -> list[dict[str, Any]]:
    """Go through a page with the Tab key, and give where it stops, until it leaves the page."""
    stops: list[dict[str, Any]] = []
    while len(stops) < 200:
        page.keyboard.press("Tab")
        stop = focused(page)
        if stop["isBody"] or (stops and stop["place"] == stops[0]["place"]):
            return stops
        stops.append(stop)
    raise AssertionError("the Tab key never leaves the page")


# --- Scolarité ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "has_mouse"), [(DESKTOP, True), (PHONE, False)], ids=["desktop", "phone by keyboard"]
)
def test_scolarite_s_day(
    browser: Browser,
    opened: Site,
    portal: str,
    versions: tuple[Edition, Edition],
    tmp_path: Path,
    size: tuple[int, int],
    has_mouse: bool,
) -> None:
    planning, roster = tmp_path / "planning.json", tmp_path / "liste.csv"
    planning.write_bytes(planning_json(versions[0]))
    _write(roster, LATER)
    secret = opened.office_link().secret
    with window(browser, portal, size) as shown, window(browser, portal) as company:
        hand = Hand(shown.page, has_mouse)
        shown.open(f"/office/in/{secret}")
        assert shown.page.context.cookies() == []
        hand.use(shown.button("office.enter"))
        shown.sees("drafts.welcome")
        assert shown.page.url == f"{portal}/office/drafts?lang=fr"
        hand.use(shown.link("office.home"))
        shown.sees("office.attention")
        _is_calm(shown.page, secret)
        shown.sees("office.attention")
        _publishes(shown, hand, planning, roster)
        addresses = _makes_links(shown, hand)
        company.page.goto(addresses[GLASS])
        expect(company.page.get_by_role("heading", name="Léocadie Estrugo")).to_be_visible()
        with company.page.expect_download():
            company.page.get_by_role("link", name=text("document.calendar_file")).click()

        renewed = _renews(shown, hand, GLASS)
        company.open(addresses[GLASS].removeprefix(portal), 404)
        company.page.goto(renewed)
        expect(company.page.get_by_role("heading", name="Léocadie Estrugo")).to_be_visible()
        _revokes(shown, hand, GLASS)
        company.open(renewed.removeprefix(portal), 404)

        company.page.goto(addresses[WOOD])
        expect(company.page.get_by_role("link", name="Célimène Hourtin")).to_be_visible()
        _goes_back(shown, hand)
        company.page.goto(addresses[WOOD])
        expect(company.page.get_by_role("link", name="Séraphine Gourdiac")).to_be_visible()
        _withdraws(shown, hand)
        company.page.goto(addresses[WOOD])
        company.sees("portal.withdrawn-advice")

        _reads_the_journal(shown, hand)
        shown.open(f"/office/in/{secret}")
        assert shown.page.url == f"{portal}/office/drafts?lang=fr"
        hand.use(shown.link("office.sign-out"))
        shown.sees("office.revoke-mine")
        hand.use(shown.button("office.sign-out"))
        shown.sees("answer.home")
        shown.open(f"/office/in/{secret}", 404)
        shown.open("/office", 404)
        assert shown.page.context.cookies() == []
        assert company.page.context.cookies() == []


def _write(roster: Path, people: tuple[Apprentice, ...]) -> None:
    """Write a list as scolarité would."""
    with roster.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["Nom", "Prénom", "Promotion", "Option", "Entreprise"])
        rows.writerows(
            [who.surname, who.first_name, who.cohort, who.option, who.company] for who in people
        )


def _publishes(shown: Window, hand: Hand, planning: Path, roster: Path) -> None:
    """Send a list that is none, then the right files; read what they change, and publish."""
    page = shown.page
    hand.use(shown.link("office.publish"))
    for list_, is_read in ((planning, False), (roster, True)):
        hand.choose(page.get_by_label(text("office.planning-file"), exact=True), planning)
        hand.choose(page.get_by_label(text("office.roster-file"), exact=True), list_)
        hand.use(shown.button("office.send"))
        shown.sees("office.review" if is_read else "office.unread")
    for name in ("Célimène Hourtin", "Séraphine Gourdiac", "Léocadie Estrugo"):
        expect(page.get_by_text(name).first).to_be_visible()
    hand.use(shown.button("office.publish-it", revision=2))
    shown.sees("office.done-published", revision=2)


def _makes_links(shown: Window, hand: Hand) -> dict[str, str]:
    """Make the links that are missing, and give their addresses by companies."""
    hand.use(shown.link("office.links"))
    with shown.page.expect_download() as download:
        hand.use(shown.button("office.make-missing"))
    assert download.value.suggested_filename == "liens.xlsx"
    sheet = load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    assert sheet
    rows = [[str(cell) for cell in row if cell] for row in sheet.iter_rows(values_only=True)]
    found = {
        company: address
        for row in rows
        for company in row
        for address in row
        if company in (IRON, CLOTH, GLASS, WOOD) and "/c/" in address
    }
    assert len(set(found.values())) == 4
    return found


def _renews(shown: Window, hand: Hand, company: str) -> str:
    """Renew the link of a company, and give the address that is shown once."""
    page = shown.page
    hand.use(shown.link("office.links"))
    hand.use(page.get_by_role("link", name=f"{text('office.see-to')} {company}"))
    hand.use(shown.button("office.renew"))
    shown.sees("office.once")
    address = page.locator(".address").inner_text()
    hand.use(shown.link("office.copied"))
    expect(page.locator(".address")).to_have_count(0)
    return address


def _revokes(shown: Window, hand: Hand, company: str) -> None:
    page = shown.page
    hand.use(page.get_by_role("link", name=f"{text('office.see-to')} {company}"))
    hand.use(shown.link("office.revoke"))
    hand.use(shown.button("office.revoke-it"))
    shown.sees("office.done-revoked")
    expect(page.get_by_role("row", name=company)).to_contain_text(text("office.link-revoked"))


def _goes_back(shown: Window, hand: Hand) -> None:
    of = text("office.of-version", revision=1)
    hand.use(shown.link("office.versions"))
    hand.use(shown.page.get_by_role("link", name=f"{text('office.again')} {of}"))
    expect(shown.page.get_by_text("Séraphine Gourdiac").first).to_be_visible()
    hand.use(shown.button("office.again-it", revision=1))
    shown.sees("office.done-again", repeats=1, revision=3)


def _withdraws(shown: Window, hand: Hand) -> None:
    of = text("office.of-version", revision=3)
    hand.use(shown.page.get_by_role("link", name=f"{text('office.withdraw')} {of}"))
    shown.sees("office.withdrawal-calendars")
    hand.use(shown.button("office.withdraw-it"))
    shown.sees("office.done-withdrawn", revision=3)


def _reads_the_journal(shown: Window, hand: Hand) -> None:
    page = shown.page
    hand.use(shown.link("office.journal"))
    log = page.get_by_role("table")
    expect(log).to_contain_text(WOOD)
    hand.pick(page.get_by_label(text("office.recipient")), GLASS)
    hand.use(shown.button("office.filter"))
    expect(log).not_to_contain_text(WOOD)
    expect(log).to_contain_text(text("office.opened"))
    expect(log).to_contain_text("calendrier.ics")
