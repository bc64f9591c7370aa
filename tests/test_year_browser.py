"""The year on the screen in a real browser: keys alone, a mouse, fingers, two people, paper."""

import io
import json
from dataclasses import replace

import pytest
import tomli_w
from playwright.sync_api import Browser, Locator, Page, expect
from pypdf import PdfReader

from planner.office.drafts.state import DraftState, with_locks, with_planning
from planner.office.drafts.store import Draft, DraftAct, create_draft, read_draft
from planner.office.web.start import planned_state
from planner.office.year.edits import RunEdit, WeekRun, with_runs
from planner.planning.planning import Edition, Planning
from planner.programme.file import academic_year_of, parse_programme, parse_toml
from planner.rules.case import Case
from tests.portal import Site
from tests.portal_window import (
    DESKTOP,
    TABLET,
    Hand,
    Window,
    grave_faults,
    text,
    window,
)

MAGNIFIED = (640, 450)
"""What 200 % leaves of a desktop."""

SCHOOL = ("c0w6", "c0w7")
"""The first weeks at school of the first class."""


def drafted(opened: Site, state: DraftState) -> int:
    act = DraftAct("started-file", {"file": "x.json"})
    return create_draft(opened.database, "Albi", state, act, "Anne", opened.clock.now)


def kept(opened: Site, draft: int) -> Draft:
    with opened.database.reading() as connection:
        return read_draft(connection, draft)


def enter(shown: Window, opened: Site, draft: int, view: str = "table") -> Page:
    """Sign in and open the year of a draft."""
    shown.sign_in(opened.session())
    shown.open(f"/office/drafts/{draft}/year?view={view}")
    return shown.page


def cell(page: Page, place: str) -> Locator:
    return page.locator(f"#{place}")


def holds(page: Page, place: str, activity: str) -> None:
    """Make sure what a week has, once the office has answered."""
    expect(cell(page, place)).to_have_attribute("data-activity", activity)
    expect(page.locator(".is-waiting")).to_have_count(0)


def test_an_edit_that_breaks_two_rules_is_undone_by_keys_alone(
    browser: Browser, opened: Site, portal: str, edition: Edition
) -> None:
    draft = drafted(opened, planned_state(edition))
    with window(browser, portal) as shown:
        page = enter(shown, opened, draft)
        hand = Hand(page, has_mouse=False)
        hand.use(cell(page, "c0w0"))  # the Tab key leads to the grid; Enter goes a week down
        expect(cell(page, "c0w1")).to_be_focused()
        hand.key(*["ArrowDown"] * 5, "Shift+ArrowDown", "e")
        expect(page.locator("#said")).to_contain_text("4 écarts")
        for place in SCHOOL:
            holds(page, place, "company")
        first = page.get_by_role("gridcell", name="S46, 1re année").first
        expect(first).to_contain_text("E")
        told = page.locator(f"#{first.get_attribute('aria-describedby')}")
        expect(told).to_contain_text("une période de 14 semaines commence ici")
        breaches = page.get_by_role("region", name="4 écarts")
        expect(breaches.get_by_role("listitem")).to_have_count(4)
        expect(page.locator("#stage")).to_contain_text("4 écarts")

        hand.key("Control+z")
        for place in SCHOOL:
            holds(page, place, "school")
        expect(page.locator("#stage")).to_contain_text(text("stage.optimal"))
        shown.sees("grid.no-breach")
        page.reload()
        holds(page, SCHOOL[0], "school")
        expect(page.get_by_role("button", name=text("grid.redo"))).to_be_enabled()
        hand.key("Control+y")
        holds(page, SCHOOL[0], "company")
        hand.key("Control+z")
        holds(page, SCHOOL[0], "school")
    assert kept(opened, draft).state.planning == planned_state(edition).planning


def test_weeks_are_dragged_over_locked_and_found_from_their_breach(
    browser: Browser, opened: Site, portal: str, edition: Edition
) -> None:
    draft = drafted(opened, planned_state(edition))
    with window(browser, portal) as shown:
        page = enter(shown, opened, draft)
        drag(page, "c0w6", "c1w7")
        expect(page.locator('[aria-selected="true"]')).to_have_count(4)
        expect(page.locator("#selected")).to_have_text(
            "1re année – 2e année · S46 – S47 (2 semaines)"
        )
        shown.button("grid.lock").click()
        expect(page.locator("td.is-locked")).to_have_count(4)
        page.locator("#c2 .lock").click()
        expect(page.locator("#c2 .lock")).to_have_attribute("aria-pressed", "true")
        expect(page.locator("td.is-locked")).to_have_count(4 + 53)
        page.locator("#w6").click(position={"x": 8, "y": 8})
        page.keyboard.press("Delete")
        expect(page.locator("#said")).to_have_text(text("grid.all-locked"))
        drag(page, "c0w6", "c0w8")
        page.keyboard.press("c")
        expect(page.locator("#said")).to_contain_text(text.counted("grid.spared", 2))
        holds(page, "c0w8", "school")
        page.locator(".breaches .place").first.click()
        expect(page.locator("#grid :focus")).to_have_count(1)
        page.locator("#c1w0").click()
        page.keyboard.press("0")
        expect(cell(page, "c1w0")).to_have_attribute("data-sessions", "0")
        page.locator('button[value="more 1"]').click()
        expect(cell(page, "c1w0")).to_have_attribute("data-sessions", "1")
    assert len(kept(opened, draft).state.locked) == 4 + 53


def drag(page: Page, start: str, end: str) -> None:
    for place, press in ((start, page.mouse.down), (end, page.mouse.up)):
        cell(page, place).scroll_into_view_if_needed()
        box = cell(page, place).bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, steps=4)
        press()


def test_weeks_are_copied_and_pasted_as_in_a_spreadsheet(
    browser: Browser, opened: Site, portal: str, edition: Edition
) -> None:
    draft = drafted(opened, planned_state(edition))
    with window(browser, portal) as shown:
        page = enter(shown, opened, draft, "lanes")
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        cell(page, "c0w5").click()
        for key in ("Shift+ArrowRight", "Control+c"):
            page.keyboard.press(key)
        assert page.evaluate("navigator.clipboard.readText()") == "E 2\tC"
        cell(page, "c1w20").click()
        page.keyboard.press("Control+v")
        holds(page, "c1w20", "company")
        holds(page, "c1w21", "school")
        expect(cell(page, "c1w20")).to_have_attribute("data-sessions", "2")
        page.evaluate("navigator.clipboard.writeText('E\\tvacances')")
        page.keyboard.press("Control+v")
        expect(page.locator("#said")).to_contain_text("« vacances »")
    assert kept(opened, draft).revision == 2


def test_a_week_is_cut_by_keys_and_by_paste(
    browser: Browser, opened: Site, portal: str, edition: Edition
) -> None:
    wednesday = RunEdit(WeekRun("1A", 3, 3), activity="company*2|school*3")
    draft = drafted(opened, with_runs(planned_state(edition), [wednesday]).state)
    with window(browser, portal) as shown:
        page = enter(shown, opened, draft)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        expect(cell(page, "c0w3")).to_contain_text("EE|CCC")
        page.locator("#w0").click()
        cell(page, "c0w0").click()
        page.keyboard.press("Shift+ArrowDown")
        page.get_by_label(text("grid.from-day")).select_option("jeudi")
        page.get_by_role("button", name="C école").click()
        holds(page, "c0w0", "company*3|school*2")
        holds(page, "c0w1", "school")
        expect(page.get_by_label(text("grid.from-day"))).to_have_value("0")
        expect(page.locator("#said")).to_contain_text("C à partir du jeudi")
        cell(page, "c0w0").click()
        page.keyboard.press("Control+c")
        assert page.evaluate("navigator.clipboard.readText()") == "EEE|CC 2"
        cell(page, "c1w4").click()
        page.keyboard.press("Control+v")
        holds(page, "c1w4", "company*3|school*2")
        page.evaluate("navigator.clipboard.writeText('cceee')")
        page.keyboard.press("Control+v")
        holds(page, "c1w4", "school*2|company*3")
        page.evaluate("navigator.clipboard.writeText('CC|E')")
        page.keyboard.press("Control+v")
        expect(page.locator("#said")).to_contain_text("« CC|E »")


def test_fingers_choose_a_range_on_a_tablet(
    browser: Browser, opened: Site, portal: str, edition: Edition
) -> None:
    draft = drafted(opened, planned_state(edition))
    with window(browser, portal, TABLET) as shown:
        page = enter(shown, opened, draft)
        cell(page, "c0w0").tap()
        shown.button("grid.extend").tap()
        cell(page, "c1w2").tap()
        expect(page.locator('[aria-selected="true"]')).to_have_count(6)
        page.get_by_role("button", name="C école").tap()
        holds(page, "c1w2", "school")
        shown.button("grid.undo").tap()
        holds(page, "c1w2", "company")


def test_who_comes_second_is_told_and_loses_nothing(
    browser: Browser, opened: Site, portal: str, edition: Edition
) -> None:
    draft = drafted(opened, planned_state(edition))
    with window(browser, portal) as shown, window(browser, portal) as other:
        page, theirs = enter(shown, opened, draft), enter(other, opened, draft)
        cell(theirs, "c1w5").click()
        theirs.keyboard.press("c")
        holds(theirs, "c1w5", "school")
        cell(page, "c2w0").click()
        page.keyboard.press("e")
        box = page.get_by_role("alert")
        expect(box).to_contain_text("Scolarité")
        expect(box).to_contain_text("S45 de 2A")
        shown.button("grid.again").click()
        expect(box).to_be_hidden()
        holds(page, "c2w0", "company")
        holds(page, "c1w5", "school")
    assert kept(opened, draft).revision == 3


# --- For everybody -------------------------------------------------------------------------------


def broken(edition: Edition) -> DraftState:
    """Return a state with breaches, locks and changed weeks."""
    state = with_locks(planned_state(edition), [("2A", "2026-W45")], locked=True)
    return with_runs(state, [RunEdit(WeekRun("1A", 6, 7), "company")]).state


def twelve(edition: Edition) -> DraftState:
    """Return a state of twelve classes with long names."""
    tables = parse_toml(planned_state(edition).rules, "")
    tables["cohorts"] = [
        {
            **tables["cohorts"][number % 3],
            "id": f"P{number}",
            "label": f"Mastère Supply chain internationale {number:02}",
            "option": f"P{number}",
        }
        for number in range(12)
    ]
    programme = parse_programme(tomli_w.dumps(tables), "")
    case = Case(programme, academic_year_of(programme, 2026))
    rows = tuple(
        replace(edition.planning.cohorts[number % 3], cohort=cohort)
        for number, cohort in enumerate(programme.cohorts)
    )
    state = DraftState(programme.text, 2026)
    return with_planning(state, replace(edition, planning=Planning(case, rows)))


@pytest.mark.parametrize("make", [broken, twelve], ids=["broken", "twelve"])
@pytest.mark.parametrize("view", ["table", "lanes"])
def test_the_year_is_for_everybody_and_fits(
    browser: Browser, opened: Site, portal: str, edition: Edition, make: object, view: str
) -> None:
    assert callable(make)
    draft = drafted(opened, make(edition))
    with window(browser, portal) as shown:
        page = enter(shown, opened, draft, view)
        for size in (DESKTOP, TABLET, MAGNIFIED):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), size
            assert grave_faults(page, is_resized=size != DESKTOP) == [], size


def test_the_year_prints_on_one_page(
    browser: Browser, opened: Site, portal: str, edition: Edition
) -> None:
    with window(browser, portal) as shown:
        few, many = (drafted(opened, state) for state in (planned_state(edition), twelve(edition)))
        for draft, view in ((many, "table"), (many, "lanes"), (few, "table")):
            page = enter(shown, opened, draft, view)
            (paper,) = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
            assert "2026-2027" in paper.extract_text()
            assert (paper.mediabox.width > paper.mediabox.height) == (view == "lanes")


def test_the_keys_are_told(browser: Browser, opened: Site, portal: str, edition: Edition) -> None:
    draft = drafted(opened, planned_state(edition))
    with window(browser, portal) as shown:
        page = enter(shown, opened, draft)
        page.keyboard.press("?")
        shown.sees("grid.does-copy")
        assert grave_faults(page) == []
        words = json.loads(page.locator("#words").text_content() or "")
        assert all(words.values())
