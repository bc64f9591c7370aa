"""The form of the rules in a real browser: with scripts and without, by keyboard, for everybody."""

from copy import deepcopy
from pathlib import Path

import pytest
import tomli_w
from playwright.sync_api import Browser, Page, expect

from planner.office.drafts.state import DraftState
from planner.office.drafts.store import Draft, DraftAct, create_draft, read_draft
from planner.programme.file import Tables, parse_toml
from tests.conftest import ALBI
from tests.portal import Site
from tests.portal_window import DESKTOP, TABLET, Window, grave_faults, window

FOLDER = Path(__file__).parent / "calendars"
RULES = ALBI.read_text("utf-8")
OPEN_ALL = "document.querySelectorAll('details').forEach(each => each.open = true)"


def drafted(opened: Site, rules: str) -> int:
    act = DraftAct("started-file", {"file": "x.toml"})
    state = DraftState(rules, 2026)
    return create_draft(opened.database, "Albi", state, act, "Anne", opened.clock.now)


def kept(opened: Site, draft: int) -> Draft:
    with opened.database.reading() as connection:
        return read_draft(connection, draft)


def tables(opened: Site, draft: int) -> Tables:
    return parse_toml(kept(opened, draft).state.rules, "")


def enter(shown: Window, opened: Site, draft: int) -> Page:
    """Sign in and open the rules of a draft."""
    shown.sign_in(opened.session())
    shown.open(f"/office/drafts/{draft}/rules")
    return shown.page


def test_a_week_is_chosen_or_typed_day_by_day(browser: Browser, opened: Site, portal: str) -> None:
    draft = drafted(opened, RULES)
    with window(browser, portal) as shown:
        page = enter(shown, opened, draft)
        page.evaluate(OPEN_ALL)
        field = page.locator('[name="cohorts.0.fixed_weeks.0.@value"]')
        chosen, letters = field.nth(0), field.nth(1)
        letters.fill("CCX")
        expect(page.get_by_text("cinq lettres, une par jour")).to_be_visible()
        expect(letters).to_have_attribute("aria-invalid", "true")
        expect(chosen).to_have_value("")
        letters.fill("CCCEE")
        expect(page.get_by_text("école jusqu'au mercredi, puis entreprise")).to_be_visible()
        expect(letters).not_to_have_attribute("aria-invalid", "true")
        chosen.select_option("company")
        expect(letters).to_have_value("")


def test_rules_are_typed_checked_and_saved(browser: Browser, opened: Site, portal: str) -> None:
    draft = drafted(opened, RULES)
    with window(browser, portal) as shown:
        page = enter(shown, opened, draft)
        page.locator("summary", has_text="1re année").click()
        people = page.get_by_label("Effectif").first
        people.fill("vingt")
        expect(page.get_by_text("un nombre entier").first).to_be_visible()
        expect(people).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_role("status")).to_have_text("1 point à revoir avant de planifier.")
        people.fill("48")
        expect(people).not_to_have_attribute("aria-invalid", "true")
        page.get_by_label("Semaines fermées chaque année").fill("31, 32")
        expect(page.get_by_text("du 2 au 15 août 2027", exact=True)).to_be_visible()

        page.get_by_role("button", name="Ajouter une fermeture").click()
        first = page.get_by_label("Du", exact=True)
        expect(first).to_be_focused()
        first.fill("2027-03-01")
        page.get_by_label("Au", exact=True).fill("2027-03-05")
        expect(people).to_have_value("48")

        page.get_by_role("button", name="Descendre Critère 1").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#objectives\\.0\\.\\@value")).to_have_value("campus_overlap")
        _drag(page, "objectives.3", "objectives.0")
        expect(page.locator("[name='objectives.0.@value']")).to_have_value("block_balance")

        page.get_by_role("button", name="Enregistrer les règles").click()
        shown.sees("form.saved")
    rules = tables(opened, draft)
    assert rules["cohorts"][0]["headcount"] == 48
    assert rules["closures"]["weeks"] == [31, 32]
    assert [str(each["last"]) for each in rules["closures"]["days"]] == ["2027-03-05"]
    assert rules["objectives"][:3] == ["block_balance", "campus_overlap", "campus_peak"]


def _drag(page: Page, row: str, to: str) -> None:
    handle = page.locator(f"[id='{row}!row'] .handle")
    handle.scroll_into_view_if_needed()
    start = handle.bounding_box()
    end = page.locator(f"[id='{to}!row'] .handle").bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 3, start["y"] + 3)
    page.mouse.down()
    for share in (0.4, 0.7, 1.0):
        page.mouse.move(start["x"] + 3, start["y"] + 3 + share * (end["y"] - start["y"]))
    page.mouse.up()


def test_a_class_like_another_is_added_and_removed(
    browser: Browser, opened: Site, portal: str
) -> None:
    draft = drafted(opened, RULES)
    with window(browser, portal, TABLET) as shown:
        page = enter(shown, opened, draft)
        page.locator("summary", has_text="2e année").click()
        page.get_by_role("button", name="Ajouter une promotion comme celle-ci").click()
        name = page.get_by_label("Nom de la promotion").last
        expect(name).to_be_focused()
        name.fill("2e année B")
        page.locator("summary", has_text="1re année").click()
        page.get_by_role("button", name="Retirer 1re année").click()
        expect(page.locator("summary", has_text="1re année")).to_have_count(0)
        page.get_by_role("button", name="Enregistrer les règles").click()
        shown.sees("form.saved")
    labels = [cohort["label"] for cohort in tables(opened, draft)["cohorts"]]
    assert labels == ["2e année", "3e année", "2e année B"]


def test_a_link_to_a_rule_opens_where_it_stands(
    browser: Browser, opened: Site, portal: str
) -> None:
    draft = drafted(opened, RULES)
    with window(browser, portal) as shown:
        page = enter(shown, opened, draft)
        shown.open("/office/drafts")
        shown.open(f"/office/drafts/{draft}/rules#cohorts.2.longest_presence")
        expect(page.locator("[id='cohorts.2.longest_presence.school']")).to_be_in_viewport()


def test_the_form_works_without_scripts(browser: Browser, opened: Site, portal: str) -> None:
    draft = drafted(opened, RULES)
    context = browser.new_context(java_script_enabled=False, locale="fr-FR")
    shown = Window(context.new_page(), portal, [], [])
    page = enter(shown, opened, draft)
    page.get_by_role("button", name="Ajouter une fermeture").click()
    page.get_by_label("Du", exact=True).fill("2027-03-05")
    page.get_by_label("Au", exact=True).fill("2027-03-01")
    page.get_by_role("button", name="Enregistrer les règles").click()
    expect(page.get_by_text("Le premier jour, 5 mars 2027")).to_be_visible()
    assert len(tables(opened, draft)["closures"]["days"]) == 1
    context.close()


def many_classes() -> str:
    """Four classes with the longest names, and faults."""
    rules = parse_toml(RULES, "")
    rules["cohorts"] = [
        {
            **deepcopy(rules["cohorts"][number % 3]),
            "id": f"P{number}",
            "label": f"Anticonstitutionnellement{'o' * 13}{number:02}",
            "option": "W" * 40,
        }
        for number in range(4)
    ]
    rules["cohorts"][1]["headcount"] = -1
    rules["cohorts"][2]["sessions"]["a_week"] = [2]
    return tomli_w.dumps(rules)


@pytest.mark.parametrize("rules", [RULES, many_classes(), ""], ids=["albi", "long", "empty"])
def test_the_form_is_for_everybody_and_fits(
    browser: Browser, opened: Site, portal: str, rules: str
) -> None:
    draft = drafted(opened, rules)
    with window(browser, portal) as shown:
        page = enter(shown, opened, draft)
        for size in (DESKTOP, TABLET, (640, 900)):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), size
        if rules == RULES:
            page.evaluate(OPEN_ALL)
        assert grave_faults(page) == []


def test_a_day_is_given_two_places_and_a_week_a_saturday(
    browser: Browser, opened: Site, portal: str
) -> None:
    rules = (FOLDER / "half-weeks.toml").read_text("utf-8")
    draft = drafted(opened, rules)
    with window(browser, portal) as shown:
        page = enter(shown, opened, draft)
        page.evaluate(OPEN_ALL)
        days = page.get_by_role("group", name="Lieu de chaque jour")
        wednesday = days.get_by_label("mercredi")
        expect(wednesday).to_have_value("school/company")
        wednesday.select_option("entreprise le matin, école l'après-midi")
        saturday = days.get_by_label("samedi")
        expect(saturday).to_have_value("")
        saturday.select_option("école")
        page.get_by_role("button", name="Enregistrer les règles").click()
        shown.sees("form.saved")
    week = ["school", "school", "company/school", "company", "company", "school"]
    assert tables(opened, draft)["activities"]["shared"]["days"] == week
