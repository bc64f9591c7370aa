"""Pages of companies in each state, and a reader of what is on them."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import cache
from html.parser import HTMLParser

from planner.apprentices.apprentice import Apprentice
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.portal.pages.company import (
    ApprenticeSection,
    ApprenticeVersion,
    CompanyPage,
    ListedApprentice,
    company_page_html,
)
from tests.builders import SOMEBODY, altered, lived

ARMISTICE = date(2026, 11, 11)
TODAY = date(2023, 4, 12)
"""The Wednesday of the second week of the short years."""

FEED = "https://portal.example/feed/0123456789.ics?lang=fr&x=1"
BACK = "/office/links?lang=fr"
"""Where scolarité goes on from a preview."""

VOID = {"meta", "link", "br", "img", "input"}


def moment_on(month: int, day: int) -> datetime:
    return datetime(2023, month, day, 9, tzinfo=UTC)


@cache
def company_version(
    revision: int,
    written: str = "ECCEEM",
    sessions: tuple[int, ...] | None = (1, 0, 0, 2, 0, 0),
    who: Apprentice = SOMEBODY,
) -> ApprenticeVersion:
    found = lived(written, sessions, who)
    day = date(2023, 3, revision)
    edition = Edition(found.planning, (), f"V{revision}", day, revision=revision)
    return ApprenticeVersion(edition, moment_on(3, revision), found)


FIRST = company_version(1, "CECEEM", (0, 1, 0, 2, 0, 0))
SECOND = company_version(2, sessions=(1, 0, 0, 0, 2, 0))
THIRD = company_version(3)


def section_of(
    now: ApprenticeVersion = THIRD, person: int = 7, **changes: object
) -> ApprenticeSection:
    section = ApprenticeSection(person, now, now, None, None, None, FEED)
    return replace(section, **changes)  # type: ignore[arg-type]


def page_of(section: ApprenticeSection | None = None, **changes: object) -> CompanyPage:
    page = CompanyPage(
        company="Société Fictive",
        base="/c/SECRET",
        section=section,
        listed=(),
        series=(("test-2023", "Test", "2023"),) if section else (),
        is_one_of_several=False,
        withdrawn=(),
        departed=(),
        until=date(2024, 6, 30),
        is_preview=False,
    )
    return replace(page, **changes)  # type: ignore[arg-type]


def page_listing(*versions: ApprenticeVersion, outdated: tuple[int, ...] = ()) -> CompanyPage:
    """Make the list of apprentices, numbered from 7."""
    people = enumerate((each.year for each in versions), start=7)
    listed = tuple(ListedApprentice(n, year, n in outdated) for n, year in people if year)
    return page_of(listed=listed, series=(("test-2023", "Test", "2023"),))


@dataclass(eq=False)
class Element:
    tag: str
    attributes: dict[str, str | None]
    above: tuple["Element", ...] = field(repr=False)
    text: str = ""

    def get(self, name: str) -> str:
        return self.attributes.get(name) or ""

    @property
    def classes(self) -> list[str]:
        return self.get("class").split()


@dataclass(eq=False, repr=False)
class PageReader(HTMLParser):
    """Reads a page as a list of elements, each with all the text in it."""

    elements: list[Element] = field(default_factory=list)
    within: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        element = Element(tag, dict(attrs), tuple(self.within))
        self.elements.append(element)
        if tag not in VOID:
            self.within.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.within.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self.within:
            element.text += data

    def all(self, tag: str, of_class: str = "") -> list[Element]:
        found = (element for element in self.elements if element.tag == tag)
        return [each for each in found if not of_class or of_class in each.classes]

    def texts(self, tag: str, of_class: str = "") -> list[str]:
        return [" ".join(element.text.split()) for element in self.all(tag, of_class)]

    def links(self) -> dict[str, str]:
        return {element.get("href"): " ".join(element.text.split()) for element in self.all("a")}


def read_page(page: CompanyPage, today: date = TODAY, language: str = "fr") -> PageReader:
    reader = PageReader()
    noon = datetime.combine(today, time(12), UTC)
    reader.feed(company_page_html(page, noon, Messages(language)))
    reader.close()
    assert not reader.within
    return reader


STATES = {
    "nobody": page_of(),
    "first version": page_of(section_of()),
    "several": page_listing(THIRD, SECOND, FIRST, outdated=(8,)),
    "one of several": page_of(section_of(), is_one_of_several=True),
    "changed": page_of(section_of(before=SECOND, last_opened=(FIRST, moment_on(3, 5)))),
    "printed": page_of(section_of(before=SECOND, last_downloaded=(SECOND, moment_on(3, 5)))),
    "replaced": page_of(section_of(SECOND, latest=THIRD, before=FIRST)),
    "withdrawn": page_of(withdrawn=(("Test", "2023-2024", moment_on(4, 1)),)),
    "preview": page_of(section_of(feed_url=None), until=None, is_preview=True),
    "no room": page_of(section_of(company_version(1, "ECC", (11, 0, 0)))),
    "abroad": page_of(section_of(company_version(1, "XXJ-LM", (0,) * 6))),
    "late": page_of(section_of(company_version(1, who=altered(SOMEBODY, start=date(2023, 4, 19))))),
}
