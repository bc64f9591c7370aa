"""A registrar before the office in a browser: what its stories share."""

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, expect

from planner.apprentices.apprentice import Apprentice
from tests.portal import Site, served, site
from tests.portal_window import TABLET, Hand, Window, grave_faults, text, window

PLAIN = re.compile(r"[\w '’.,–/-]*")
"""What a registrar types: names, numbers and dates."""

NUMBER = re.compile(r"\d+")


@dataclass
class Registrar:
    """A registrar who is signed in: their window, their hand, and the pages they have been on.

    Each page is looked at before something is done on it for the first time: nothing of it is
    beside the window, and by everybody it can be used.

    Attributes
    ----------
    size
        The size of the window; what fits a desktop is looked at as wide as a tablet, too.
    known
        The pages that axe has looked at in any story: it takes longer than the page, so once.
    """

    browser: Browser
    office: Site
    shown: Window
    hand: Hand
    size: tuple[int, int]
    known: set[str]
    seen: set[str] = field(default_factory=set)

    @property
    def page(self) -> Page:
        return self.shown.page

    def looks(self, but: str | None = None) -> None:
        """Make sure that the page as it is now can be used by everybody."""
        assert grave_faults(self.page, but) == [], self.page.url
        self._fits()

    def press(self, key: str, within: Locator | None = None, **values: object) -> None:
        """Press a button that the catalogue names."""
        place = within or self.page
        self.goes_to(place.get_by_role("button", name=text(key, **values), exact=True))

    def follow(self, key: str, **values: object) -> None:
        """Follow a link that the catalogue names."""
        self.goes_to(self.shown.link(key, **values))

    def goes_to(self, what: Locator) -> None:
        """Press a button, or follow a link."""
        self._meets(what)
        self.hand.use(what)

    def step(self, name: str) -> None:
        """Go to a page of the draft by its name in the line of steps."""
        steps = self.page.get_by_role("navigation", name=text("draft.steps"))
        link = steps.get_by_role("link", name=text(f"step.{name}"), exact=True)
        self.goes_to(link)
        expect(link).to_have_attribute("aria-current", "page")

    def fill(self, field: Locator, typed: str) -> None:
        """Type a name, a number or a date into a field."""
        self._meets(field)
        assert PLAIN.fullmatch(typed)
        self.hand.type(field, typed)

    def choose(self, field: Locator, file: Path) -> None:
        self._meets(field)
        self.hand.choose(field, file)

    def field(self, key: str, within: Locator | None = None) -> Locator:
        """Give the field that the catalogue labels."""
        return (within or self.page).get_by_label(text(key), exact=True)

    def group(self, key: str, within: Locator | None = None) -> Locator:
        """Give the group of fields that the catalogue names."""
        place = within or self.page
        return place.get_by_role("group", name=text(key), exact=True)

    def sees(self, key: str, **values: object) -> None:
        """Make sure that something is told, on a page that is there with its scripts."""
        self.shown.sees(key, **values)
        self.page.wait_for_load_state()

    def pick(self, field: Locator, typed: str) -> None:
        """Choose what is offered under a name."""
        self._meets(field)
        self.hand.pick(field, typed)

    def is_served(self, company: str, name: str) -> None:
        """Make sure that a company finds somebody on the page of its link."""
        link = self.office.link(company)
        with window(self.browser, self.shown.portal) as elsewhere:
            elsewhere.open(f"/c/{link.secret}")
            expect(elsewhere.page.get_by_text(name).first).to_be_visible()

    def _meets(self, what: Locator) -> None:
        """Look at a page that has something for the first time; its numbers do not count."""
        expect(what).to_be_visible()
        self.page.wait_for_load_state()
        page = NUMBER.sub("", urlsplit(self.page.url).path)
        if page not in self.known:
            self.looks()
        elif page not in self.seen:
            self._fits()
        self.known.add(page)
        self.seen.add(page)

    def _fits(self) -> None:
        """Make sure that nothing of a page is beside the window."""
        for width, height in dict.fromkeys((TABLET, self.size)):
            self.page.set_viewport_size({"width": width, "height": height})
            beside = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert beside <= 0, (self.page.url, width)


@contextmanager
def registrar(
    browser: Browser,
    folder: Path,
    size: tuple[int, int],
    known: set[str],
    *,
    has_mouse: bool = True,
) -> Iterator[Registrar]:
    """Serve an office that has nothing yet, and sign a registrar in."""
    with (
        site(folder) as opened,
        served(opened.portal) as address,
        window(browser, address, size) as shown,
    ):
        shown.open(f"/office/in/{opened.office_link().secret}")
        shown.button("office.enter").click()
        expect(shown.page).to_have_url(re.compile("/office/drafts"))
        yield Registrar(browser, opened, shown, Hand(shown.page, has_mouse), size, known)


def write_roster(path: Path, people: Sequence[Apprentice]) -> Path:
    """Write a list as a school has it, and give where it is."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(["Nom", "Prénom", "Promotion", "Option", "Entreprise"])
        rows.writerows(
            [who.surname, who.first_name, who.cohort, who.option, who.company] for who in people
        )
    return path
