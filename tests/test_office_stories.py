"""Stories of a school office in a real browser, from an empty office to what companies see."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from planner.office.searches.process import SearchProcess
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from tests.builders import employed
from tests.conftest import ALBI, PUBLISHED
from tests.office_window import Registrar, registrar, write_roster
from tests.portal import EARLIER, IRON
from tests.portal_window import DESKTOP, TABLET, text
from tests.searching import SearchThread

MOST_ACTIONS = 40
"""What two programmes may take, from models to published calendars."""

Size = tuple[int, int]
ON_DESKTOP = pytest.mark.parametrize("size", [DESKTOP], ids=["desktop"])
ON_TABLET = pytest.mark.parametrize("size", [TABLET], ids=["tablet"])
"""A story goes the same way at each size: its pages are looked at in both, wherever it is told.

What fits a desktop is looked at as wide as a tablet; fingers tell the story of a conflict.
"""


@pytest.fixture(scope="module")
def known() -> set[str]:
    """Give the pages that axe has looked at, in the story told first."""
    return set()


@pytest.fixture(autouse=True)
def _processes(size: Size, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read files and search in processes, as it is for users, at one of the sizes."""
    if size == DESKTOP:
        request.getfixturevalue("confining")
    else:
        monkeypatch.setattr(SearchProcess, "start", SearchThread.start)


# --- From models to published calendars -----------------------------------------------------------

BTS = (
    employed("Abrazine", "Ysolde", "BTS1", "Zyxwerk Ferronnerie"),
    employed("Bromélan", "Tancrède", "BTS2", "Verrerie Hulmont"),
)
BACHELOR = (employed("Castrigue", "Odilon", "B3", "Qombat & Fils"),)


@ON_DESKTOP
def test_two_programmes_from_models_to_published_calendars(
    browser: Browser, known: set[str], tmp_path: Path, size: Size
) -> None:
    with registrar(browser, tmp_path, size, known) as who:
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
        assert who.hand.actions <= MOST_ACTIONS
        who.is_served("Zyxwerk Ferronnerie", "Ysolde Abrazine")
        who.is_served("Qombat & Fils", "Odilon Castrigue")


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


# --- From last year's calendar --------------------------------------------------------------------


@ON_DESKTOP
def test_a_year_from_the_calendar_of_another_by_keyboard(
    browser: Browser, known: set[str], tmp_path: Path, size: Size
) -> None:
    """A week of March is closed, the planning repaired, the difference read, and published."""
    with registrar(browser, tmp_path, size, known, has_mouse=False) as who:
        _starts_from_the_calendar(who)
        who.step("plan")
        _plans(who)
        who.step("plan")
        who.pick(who.field("plan.week"), "S09 2027")
        who.press("plan.close-start")
        who.sees("search.would-change")
        who.looks()
        difference = who.page.locator("#difference")
        expect(difference.get_by_role("row", name="S09 2027")).to_contain_text("entreprise")
        who.press("search.take")
        closed = who.page.get_by_role("row", name="S09")
        expect(closed).to_contain_text(text("closed.code"))
        who.sees("grid.no-breach")
        _publishes(who, write_roster(tmp_path / "liste.csv", EARLIER))
        who.is_served(IRON, "Ysolde Abrazine")


def _starts_from_the_calendar(who: Registrar) -> None:
    """Give the published calendar of Albi alone, and what it does not say."""
    who.follow("drafts.start")
    who.follow("start.calendar-open")
    who.choose(who.field("start.file-field"), PUBLISHED)
    who.press("start.calendar-read")
    who.sees("seen.proposals")
    who.looks()
    for label in ("1re année", "2e année", "3e année"):
        who.fill(who.page.get_by_label(f"{text('seen.headcount')} – {label}"), "48")
    who.fill(who.field("start.name"), "Ingénieur par apprentissage")
    who.fill(who.field("start.school"), "École d'Albi")
    who.fill(who.field("seen.hours"), "7")
    who.fill(who.field("start.year"), "2026")
    who.press("start.file-open")
    who.sees("form.save")


# --- Rules that contradict each other -------------------------------------------------------------


@ON_TABLET
def test_a_conflict_is_read_and_a_way_out_taken(
    browser: Browser, known: set[str], tmp_path: Path, size: Size
) -> None:
    """One promotion at a time is asked of Albi, whose first two years must end at school."""
    with registrar(browser, tmp_path, size, known) as who:
        _starts_from_a_file(who, ALBI)
        who.fill(who.field("form.campus.most_cohorts"), "1")
        who.press("form.save")
        who.sees("form.saved")
        who.step("plan")
        who.press("plan.start")
        who.sees("search.conflict")
        who.looks()
        conflict = who.page.locator("#conflicts")
        expect(conflict).to_contain_text("au plus 1 promotion à la fois")
        expect(conflict).to_contain_text("S39 2027 école")
        ways = who.page.locator("#ways")
        expect(ways).to_contain_text("2 promotions au lieu de 1")
        who.press("search.take-way")
        who.sees("plan.way-taken")
        _plans(who)
        who.follow("search.see")
        who.sees("grid.no-breach")


def _starts_from_a_file(who: Registrar, file: Path) -> None:
    who.follow("drafts.start")
    who.choose(who.field("start.file-field"), file)
    who.fill(who.field("start.year"), "2026")
    who.press("start.file-open")
    who.sees("form.save")


# --- A change by hand -----------------------------------------------------------------------------


@ON_DESKTOP
def test_a_change_that_breaks_two_rules_is_undone_by_keyboard(
    browser: Browser, known: set[str], tmp_path: Path, edition: Edition, size: Size
) -> None:
    planning = tmp_path / "planning.json"
    planning.write_bytes(planning_json(edition))
    with registrar(browser, tmp_path, size, known, has_mouse=False) as who:
        _starts_from_a_file(who, planning)
        who.step("year")
        who.sees("grid.no-breach")
        week = who.page.get_by_role("gridcell", name="S40, 1re année")
        expect(week).to_have_accessible_name(re.compile("2 séances$"))
        who.hand.reach(week)
        who.hand.key("1")
        breaches = who.page.locator("#breaches").get_by_role("listitem")
        expect(breaches).to_have_count(2)
        for rule in ("rule.sessions", "rule.sessions_a_week"):
            expect(breaches.filter(has_text=text(rule))).to_have_count(1)
        expect(week).to_have_accessible_name(re.compile("1 séance\\b"))
        expect(week).to_be_focused()
        who.looks()
        who.hand.key("Control+z")
        who.sees("grid.no-breach")
        expect(week).to_have_accessible_name(re.compile("2 séances$"))
        who.page.reload()
        who.sees("grid.no-breach")
        who.step("history")
        who.looks()
