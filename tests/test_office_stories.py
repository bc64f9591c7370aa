"""Stories of a school office in a real browser, from an empty office to what companies see."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from planner.apprentices.apprentice import Apprentice
from tests.office_window import Registrar, registrar, write_roster
from tests.portal_window import DESKTOP, TABLET, open_browser, text

MOST_ACTIONS = 40
"""What two programmes may take, from models to published calendars."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as found:
        yield found


# --- From models to published calendars -----------------------------------------------------------

BTS = (
    Apprentice("Abrazine", "Ysolde", "BTS1", "Zyxwerk Ferronnerie"),
    Apprentice("Bromélan", "Tancrède", "BTS2", "Verrerie Hulmont"),
)
BACHELOR = (Apprentice("Castrigue", "Odilon", "B3", "Qombat & Fils"),)


def test_two_programmes_from_models_to_published_calendars(
    browser: Browser, tmp_path: Path
) -> None:
    with registrar(browser, tmp_path, TABLET) as who:
        _starts_from(who, "deux-jours", "BTS MCO")
        who.step("plan")
        _plans(who)
        _publishes(who, write_roster(tmp_path / "bts.csv", BTS))

        who.follow("drafts.title")
        _starts_from(who, "une-semaine", "Bachelor RH")
        _closes(who, "2027-11-01", "2027-11-05")
        _closes(who, "2028-02-14", "2028-02-18")
        weeks = who.group("form.cohort.school_weeks")
        who.fill(who.field("form.extent.value", weeks), "11")
        company = who.group("form.cohort.company_blocks")
        who.fill(who.field("form.blocks.shortest", company), "3")
        who.fill(who.field("form.cohort.onsite_hours"), "350")
        who.press("form.save")
        who.sees("form.saved")
        who.step("plan")
        _plans(who)
        _publishes(who, write_roster(tmp_path / "bachelor.csv", BACHELOR))
        assert who.hand.actions <= MOST_ACTIONS, who.hand.actions
        print(who.hand.actions, who.hand.typed)


def _starts_from(who: Registrar, model: str, name: str) -> None:
    who.follow("drafts.start")
    who.goes_to(who.page.get_by_role("link", name=text(f"model.{model}"), exact=True))
    who.fill(who.field("start.name"), name)
    who.fill(who.field("start.school"), "CFA de Montauban")
    who.press("start.file-open")
    who.sees("form.save")


def _closes(who: Registrar, first: str, last: str) -> None:
    """Add a closure by its dates."""
    rows = who.group("form.closures.days").get_by_role("listitem")
    count = rows.count()
    who.press("form.closures.days.add")
    expect(rows).to_have_count(count + 1)
    who.fill(who.field("form.closed_days.first", rows.last), first)
    with who.page.expect_response("**/rules/check*"):
        who.fill(who.field("form.closed_days.last", rows.last), last)


def _plans(who: Registrar) -> None:
    """Have the best planning searched, from the page of the plan."""
    who.press("plan.start")
    who.sees("search.see")


def _publishes(who: Registrar, roster: Path) -> None:
    """Bring in the list of apprentices, and publish the planning to their companies."""
    who.step("apprentices")
    who.choose(who.field("office.roster-file"), roster)
    who.press("apprentices.read-it")
    who.press("apprentices.take")
    who.step("give-out")
    who.follow("give-out.review")
    who.press("office.publish-it", revision=1)
    who.sees("office.done-published", revision=1)
