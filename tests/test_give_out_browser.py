"""Files about the apprentices of a list in a real browser: chosen, downloaded, refused."""

from collections.abc import Sequence
from datetime import date
from zipfile import ZipFile

from playwright.sync_api import Browser, expect

from planner.office.drafts.store import DraftAct, create_draft
from planner.planning.planning import Edition
from tests.builders import employed
from tests.office_desk import listed_state
from tests.portal import Site
from tests.portal_window import SIZES, grave_faults, window

LONG = "Société coopérative d'intérêt collectif des ateliers mécaniques du Haut-Languedoc"
ROSTER = (employed("Rouge", "Lou", "1A", LONG), employed("Bleu", "Max", "2A", "Mine"))


@SIZES
def test_files_of_a_company_and_attestations_between_two_days(
    browser: Browser, opened: Site, portal: str, edition: Edition, size: tuple[int, int]
) -> None:
    act = DraftAct("started-file", {"file": "x.json"})
    state = listed_state(edition, ROSTER)
    draft = create_draft(opened.database, "Albi", state, act, "Anne", opened.clock.now)
    with window(browser, portal, size) as shown:
        page = shown.page
        shown.sign_in(opened.session())
        shown.open(f"/office/drafts/{draft}/give-out")
        assert grave_faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
        page.locator("#payroll-company").select_option("Mine")
        with page.expect_download() as got:
            page.get_by_role("button", name="paie-apprentis.csv").click()
        assert _surnames(got.value.path().read_text("utf-8-sig").splitlines()) == ["Bleu"]
        page.locator("#annex-company").select_option("Mine")
        with page.expect_download() as got:
            page.get_by_role("button", name="annexes-apprentis.zip").click()
        assert ZipFile(got.value.path()).namelist() == ["Mine/Bleu Max.pdf"]
        page.locator("#attestations-from").fill("2027-06-01")
        page.locator("#attestations-to").fill("2027-01-31")
        page.get_by_role("button", name="attestations-apprentis.csv").click()
        shown.sees("export.dates-order", first=date(2027, 6, 1), last=date(2027, 1, 31))
        expect(page.locator("#attestations-from")).to_have_value("2027-06-01")
        page.locator("#attestations-to").fill("2027-06-30")
        with page.expect_download() as got:
            page.get_by_role("button", name="attestations-apprentis.csv").click()
        assert _surnames(got.value.path().read_text("utf-8-sig").splitlines()) == ["Bleu", "Rouge"]


def _surnames(lines: Sequence[str]) -> list[str]:
    return [line.partition(";")[0] for line in lines[1:]]
