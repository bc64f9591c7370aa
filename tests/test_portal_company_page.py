"""The page of a company: what it says in each state, and that it is sound and safe as HTML."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from functools import cache
from html.parser import HTMLParser

import pytest

from planner.apprentices.apprentice import Apprentice, Span
from planner.apprentices.folders import Document
from planner.apprentices.year import apprentice_year
from planner.documents.apprentice.calendar_grid import calendar_grid
from planner.messages import Messages
from planner.planning.planning import Edition, Planning
from planner.portal.pages.colour_css import palette_css
from planner.portal.pages.company import (
    ApprenticeSection,
    ApprenticeVersion,
    CompanyPage,
    ListedApprentice,
    company_page_html,
)
from planner.portal.pages.next_dates import next_dates
from planner.programme.file import academic_year_of
from planner.programme.programme import Programme
from planner.rules.case import Case
from tests.builders import SOMEBODY, altered, lived, planned, ruled_by

ARMISTICE = date(2026, 11, 11)
TODAY = date(2023, 4, 12)
"""The Wednesday of the second week of the short years."""

FEED = "https://portal.example/feed/0123456789.ics?lang=fr&x=1"
BACK = "/office/links?lang=fr"
"""Where scolarité goes on from a preview."""

VOID = {"meta", "link", "br", "img", "input"}
HOSTILE = "\"><script>alert(1)</script>&amp;'{{ 7 * 7 }}"


def _at(month: int, day: int) -> datetime:
    return datetime(2023, month, day, 9, tzinfo=UTC)


@cache
def _version(
    revision: int,
    written: str = "ECCEEM",
    sessions: tuple[int, ...] | None = (1, 0, 0, 2, 0, 0),
    who: Apprentice = SOMEBODY,
) -> ApprenticeVersion:
    found = lived(written, sessions, who)
    day = date(2023, 3, revision)
    edition = Edition(found.planning, (), f"V{revision}", day, revision=revision)
    return ApprenticeVersion(edition, _at(3, revision), found)


FIRST = _version(1, "CECEEM", (0, 1, 0, 2, 0, 0))
SECOND = _version(2, sessions=(1, 0, 0, 0, 2, 0))
THIRD = _version(3)


def _section(
    now: ApprenticeVersion = THIRD, person: int = 7, **changes: object
) -> ApprenticeSection:
    section = ApprenticeSection(person, now, now, None, None, None, FEED)
    return replace(section, **changes)  # type: ignore[arg-type]


def _page(section: ApprenticeSection | None = None, **changes: object) -> CompanyPage:
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


def _listed(*versions: ApprenticeVersion, outdated: tuple[int, ...] = ()) -> CompanyPage:
    """Make the list of apprentices, numbered from 7."""
    people = enumerate((each.year for each in versions), start=7)
    listed = tuple(ListedApprentice(n, year, n in outdated) for n, year in people if year)
    return _page(listed=listed, series=(("test-2023", "Test", "2023"),))


@pytest.fixture(scope="module")
def long_year(albi: Programme) -> Edition:
    """Plan the first year of Albi in 2026-2027, which has 53 weeks, without any search."""
    when = academic_year_of(albi, 2026)
    written = ("EECC" * 10 + "E" * 8 + "CCEEC")[: len(when)]
    sessions = [int(letter == "E" and week < 40) for week, letter in enumerate(written)]
    row = planned(albi.cohorts[0], written, when, sessions)
    return Edition(Planning(Case(albi, when), (row,)), (), "V1")


@dataclass(eq=False)
class _Element:
    tag: str
    attributes: dict[str, str | None]
    above: tuple["_Element", ...] = field(repr=False)
    text: str = ""

    def get(self, name: str) -> str:
        return self.attributes.get(name) or ""

    @property
    def classes(self) -> list[str]:
        return self.get("class").split()


@dataclass(eq=False, repr=False)
class _Reader(HTMLParser):
    """Reads a page as a list of elements, each with all the text in it."""

    elements: list[_Element] = field(default_factory=list)
    within: list[_Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs)
        element = _Element(tag, dict(attrs), tuple(self.within))
        self.elements.append(element)
        if tag not in VOID:
            self.within.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.within.pop().tag == tag

    def handle_data(self, data: str) -> None:
        for element in self.within:
            element.text += data

    def all(self, tag: str, of_class: str = "") -> list[_Element]:
        found = (element for element in self.elements if element.tag == tag)
        return [each for each in found if not of_class or of_class in each.classes]

    def texts(self, tag: str, of_class: str = "") -> list[str]:
        return [" ".join(element.text.split()) for element in self.all(tag, of_class)]

    def links(self) -> dict[str, str]:
        return {element.get("href"): " ".join(element.text.split()) for element in self.all("a")}


def _read(page: CompanyPage, today: date = TODAY, language: str = "fr") -> _Reader:
    reader = _Reader()
    noon = datetime.combine(today, time(12), UTC)
    reader.feed(company_page_html(page, noon, Messages(language)))
    reader.close()
    assert not reader.within
    return reader


STATES = {
    "nobody": _page(),
    "first version": _page(_section()),
    "several": _listed(THIRD, SECOND, FIRST, outdated=(8,)),
    "one of several": _page(_section(), is_one_of_several=True),
    "changed": _page(_section(before=SECOND, last_opened=(FIRST, _at(3, 5)))),
    "printed": _page(_section(before=SECOND, last_downloaded=(SECOND, _at(3, 5)))),
    "replaced": _page(_section(SECOND, latest=THIRD, before=FIRST)),
    "withdrawn": _page(withdrawn=(("Test", "2023-2024", _at(4, 1)),)),
    "preview": _page(_section(feed_url=None), until=None, is_preview=True),
    "no room": _page(_section(_version(1, "ECC", (11, 0, 0)))),
    "abroad": _page(_section(_version(1, "XXJ-LM", (0,) * 6))),
    "late": _page(_section(_version(1, who=altered(SOMEBODY, start=date(2023, 4, 19))))),
}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("state", STATES)
def test_a_page_is_sound(state: str, language: str) -> None:
    read = _read(STATES[state], language=language)
    levels = [int(e.tag[1]) for e in read.elements if e.tag in ("h1", "h2", "h3", "h4")]
    ids = Counter(element.get("id") for element in read.elements if element.get("id"))
    named = [e.get("aria-labelledby") for e in read.all("section")]
    aims = [href[1:] for href in read.links() if href.startswith("#")]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))
    assert set(ids.values()) == {1}
    assert set(aims) | {name for names in named for name in names.split()} <= set(ids)
    assert len(set(named)) == len(named)
    assert read.all("html")[0].get("lang") == language
    assert [len(read.all(tag)) for tag in ("main", "title")] == [1, 1]


@pytest.mark.parametrize("state", STATES)
def test_a_page_runs_nothing_and_asks_nothing_of_others(state: str) -> None:
    read = _read(STATES[state])
    tags = {element.tag for element in read.elements}
    attributes = {name for element in read.elements for name in element.attributes}
    addresses = [e.get(name) for e in read.elements for name in ("href", "src")]
    elsewhere = {a for a in addresses if a and not a.startswith(("/static/", "/c/SECRET", "#"))}
    assert not tags & {"script", "style", "iframe", "object", "base", "form"}
    assert not {name for name in attributes if name == "style" or name.startswith("on")}
    assert elsewhere <= ({BACK} if state == "preview" else {FEED.replace("https:", "webcal:")})
    metas = {element.get("name"): element.get("content") for element in read.all("meta")}
    assert metas["referrer"] == "no-referrer"
    assert "noindex" in metas["robots"]


@pytest.mark.parametrize("state", STATES)
def test_the_title_holds_no_secret(state: str) -> None:
    assert _read(STATES[state]).texts("title") == ["Planning d'alternance – Société Fictive"]


@pytest.mark.parametrize("state", STATES)
def test_the_same_page_gives_the_same_text(state: str, french: Messages) -> None:
    noon = datetime.combine(TODAY, time(12), UTC)
    assert company_page_html(STATES[state], noon, french) == company_page_html(
        STATES[state], noon, french
    )


# --- What people typed --------------------------------------------------------------------------


def _named(typed: str) -> tuple[CompanyPage, CompanyPage]:
    """Make the page of an apprentice and a list on which all that people typed is the same text."""
    who = altered(SOMEBODY, surname=typed, first_name=typed, option=typed, company=typed)
    found = lived("ECCEEM", (1, 0, 0, 2, 0, 0), who, label=typed).planning
    named = replace(found.programme, name=typed, school=typed)
    planning = ruled_by(found, named)
    edition = Edition(planning, (), typed, revision=2)
    now = ApprenticeVersion(edition, _at(3, 2), apprentice_year(who, planning))
    before = replace(now, edition=replace(edition, revision=1), year=None)
    section = _section(now, before=before, last_downloaded=(before, _at(3, 3)))
    about = {
        "company": typed,
        "withdrawn": ((typed, typed, _at(3, 3)),),
        "departed": (who,),
        "series": (("test-2023", typed, typed),),
    }
    return _page(section, **about), replace(_listed(now, now), **about)  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", [HOSTILE, "</title><b>", "שלום أحمد", "É" * 200, "=1+1 %s {x}"])
def test_what_people_typed_is_text_wherever_it_stands(typed: str) -> None:
    shown = f"{typed} {typed}"
    shown = shown if len(shown) <= 120 else f"{shown[:119]}…"
    for page, plain_page in zip(_named(typed), _named("Camille"), strict=True):
        plain, found = _read(plain_page), _read(page)
        assert [e.tag for e in found.elements] == [e.tag for e in plain.elements]
        assert [set(e.attributes) for e in found.elements] == [
            set(e.attributes) for e in plain.elements
        ]
        assert found.texts("h1") == [typed]
        assert shown in (found.texts("a") if page.listed else found.texts("h2"))


# --- States -------------------------------------------------------------------------------------


def _noticed(page: CompanyPage, today: date = TODAY) -> list[str]:
    return _read(page, today).texts("div", "notice")


def test_a_page_with_nothing_to_notice_has_no_notice() -> None:
    assert _noticed(STATES["first version"]) == []


def test_a_newer_version_than_the_printed_one_is_told_with_what_changed() -> None:
    (told,) = _noticed(STATES["printed"])
    assert "Vous avez téléchargé la version 2 le 5 mars 2023" in told
    assert "la version 3 est publiée depuis le 3 mars 2023" in told
    assert "2 séances déplacées." in told
    assert "#documents" in _read(STATES["printed"]).links()


def test_a_replaced_version_says_so_on_paper_too_and_offers_nothing() -> None:
    read = _read(STATES["replaced"])
    (notice,) = read.all("div", "notice")
    assert "la version 2 n'est plus en vigueur" in notice.text
    assert not any("screen" in above.classes for above in notice.above)
    links = read.links()
    assert links["/c/SECRET/7?lang=fr"] == "Voir la version en vigueur"
    assert not any("calendar_pdf" in href or "zip" in href for href in links)
    assert not any(href.startswith("webcal") for href in links)
    assert "Prochaines dates" not in read.texts("h3")
    assert "/c/SECRET/7?lang=en&revision=2" in links


def test_the_version_before_can_be_seen() -> None:
    links = _read(STATES["printed"]).links()
    assert "version 2" in links["/c/SECRET/7?lang=fr&revision=2"]
    gone = replace(SECOND, year=None)
    assert not any("revision=" in href for href in _read(_page(_section(before=gone))).links())


def test_a_withdrawn_planning_is_told() -> None:
    (told,) = _noticed(STATES["withdrawn"])
    assert "Le planning 2023-2024 (Test) a été retiré le 1er avril 2023." in told


def test_a_company_without_apprentices_is_told_so() -> None:
    assert _read(STATES["nobody"]).texts("p", "lead") == [
        "Aucun de vos apprentis n'a de planning en ce moment."
    ]


def test_a_preview_says_so_and_shows_no_feed() -> None:
    read = _read(STATES["preview"])
    assert "La page telle que l'entreprise la voit." in _noticed(STATES["preview"])[0]
    assert not read.all("code")
    assert not any(href.startswith("webcal") for href in read.links())
    assert read.texts("footer", "foot") == [""]


def test_sessions_without_room_are_told() -> None:
    (told,) = _noticed(STATES["no room"])
    assert "S14 2023 (du 3 au 7 avril 2023) : 11 séances à placer" in told


def test_the_page_says_which_version_it_shows_and_until_when_it_opens() -> None:
    read = _read(STATES["first version"])
    assert read.texts("p", "box") == [
        "Version : V3 – édition du 3 mars 2023 · n° 3, publiée le 3 mars 2023"
    ]
    assert "jusqu'au 30 juin 2024" in read.texts("footer", "foot")[0]


def test_a_day_is_that_of_the_school_s_clock() -> None:
    late = replace(THIRD, published=datetime(2023, 3, 31, 22, 30, tzinfo=UTC))
    assert "publiée le 1er avril 2023" in _read(_page(_section(late))).texts("p", "box")[0]


def test_several_apprentices_are_listed_with_this_week_and_what_comes_next() -> None:
    other = _version(1, "CEECEE", (0, 0, 2, 0, 0, 0))
    read = _read(_listed(THIRD, other, outdated=(8,)))
    (people,) = read.all("section", "people")
    rows = [e for e in read.all("tr") if people in e.above][1:]
    assert [" ".join(row.text.split()) for row in rows] == [
        "Camille Exemple 1re année · 2023 C à l'école (campus) "
        "du 8 au 9 mai 2023 Prochaine période à l'école, S19",
        "Camille Exemple nouvelle version 1re année · 2023 E en entreprise "
        "du 24 au 28 avril 2023 Prochaine période à l'école, S17",
    ]
    assert [e.get("href") for e in read.all("a") if people in e.above] == [
        "/c/SECRET/7?lang=fr",
        "/c/SECRET/8?lang=fr",
    ]
    assert "/c/SECRET?lang=fr" not in _read(STATES["first version"]).links()
    assert "/c/SECRET?lang=fr" in _read(STATES["one of several"]).links()


def test_a_list_weighs_less_than_a_kilobyte_an_apprentice(french: Messages) -> None:
    html = company_page_html(_listed(*150 * [THIRD]), _at(4, 12), french)
    assert len(html.encode()) < 150 * 1024


# --- What changed -------------------------------------------------------------------------------


def _since(section: ApprenticeSection) -> list[str]:
    return _read(_page(section)).texts("h4")


def test_the_first_version_has_nothing_to_compare() -> None:
    read = _read(STATES["first version"])
    assert read.texts("h4") == []
    assert "C'est la première version publiée : il n'y a rien à comparer." in read.texts("p")


def test_what_changed_is_told_since_the_one_opened_and_since_the_one_before() -> None:
    read = _read(STATES["changed"])
    assert read.texts("h4") == [
        "Depuis la version que vous avez ouverte le 5 mars 2023 (version 1)",
        "Depuis la version précédente (version 2), publiée le 2 mars 2023",
    ]
    tables = read.all("table", "changes")
    assert len(tables) == 2
    assert ["open" in e.attributes for e in read.all("details")][3:5] == [True, False]
    weeks = [e.text.split()[0] for e in read.all("th") if tables[1] in e.above and e.get("scope")]
    assert weeks == ["Semaine", "Avant", "Maintenant", "S17", "S18", "Année"]
    assert [read.texts("em", "fate").count(word) for word in ("nouvelle", "supprimée")] == [3, 3]


def test_what_changed_is_told_once_if_the_version_opened_is_the_one_before() -> None:
    assert _since(_section(before=SECOND, last_opened=(SECOND, _at(3, 5)))) == [
        "Depuis la version précédente (version 2), que vous avez ouverte le 5 mars 2023"
    ]


def test_nothing_is_told_since_a_later_version() -> None:
    section = _section(SECOND, latest=THIRD, before=FIRST, last_opened=(THIRD, _at(3, 5)))
    assert _since(section) == ["Depuis la version précédente (version 1), publiée le 1er mars 2023"]


def test_who_had_no_planning_before_is_told_that_all_is_new() -> None:
    read = _read(_page(_section(before=replace(SECOND, year=None))))
    assert any(line.startswith("Tout est nouveau") for line in read.texts("p"))
    assert not read.all("table", "changes")


def test_a_year_of_other_weeks_is_to_be_read_anew() -> None:
    longer = _version(2, "ECCEEMM", (0,) * 7)
    read = _read(_page(_section(before=longer)))
    assert any(line.startswith("L'année n'a plus les mêmes semaines") for line in read.texts("p"))
    assert not any("changes" in href for href in read.links())


# --- Links --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_document_has_its_link(language: str) -> None:
    def linked(state: str) -> list[str]:
        files = (e for e in _read(STATES[state], language=language).all("a"))
        return [e.get("href") for e in files if any("files" in a.classes for a in e.above)]

    def to(*documents: Document) -> list[str]:
        return [f"/c/SECRET/7/{document}?lang={language}" for document in documents]

    assert linked("first version") == to(*list(Document)[:4])
    assert linked("changed") == to(*Document)


def test_everything_of_a_programme_and_year_is_one_link() -> None:
    series = (("test-2023", "Test", "2023"), ("autre/é-2023", "Autre", "2023"))
    links = _read(replace(_listed(THIRD, SECOND), series=series))
    archives = [href for href in links.links() if "/zip" in href]
    assert archives == [
        "/c/SECRET/test-2023/zip?lang=fr",
        "/c/SECRET/autre%2F%C3%A9-2023/zip?lang=fr",
    ]


def test_the_feed_can_be_copied_and_opened() -> None:
    read = _read(STATES["first version"])
    assert read.texts("code") == [FEED]
    assert FEED.replace("https:", "webcal:") in read.links()
    assert [line.split()[-1] for line in read.texts("summary")] == ["Outlook", "Agenda", "(Apple)"]


def test_each_language_links_to_the_other() -> None:
    (language,) = [e for e in _read(STATES["nobody"]).all("a") if e.get("lang") == "en"]
    assert (language.get("href"), language.text) == ("/c/SECRET?lang=en", "English")


# --- Dates --------------------------------------------------------------------------------------


def test_the_next_public_holiday_is_told(long_year: Edition, french: Messages) -> None:
    told = next_dates(apprentice_year(SOMEBODY, long_year.planning), ARMISTICE, french)
    (holiday,) = [d for d in told if d.title == "Prochain jour férié"]
    assert (holiday.when, holiday.detail) == ("mercredi 11 novembre 2026", "Armistice")


def test_a_year_that_is_over_says_so() -> None:
    read = _read(_page(_section()), date(2024, 1, 1))
    assert any("l'année de ce planning est finie" in line for line in read.texts("p"))


# --- The calendar -------------------------------------------------------------------------------

PERSON = altered(
    SOMEBODY,
    closed=(Span(date(2026, 12, 21), date(2027, 1, 1)),),
    start=date(2026, 10, 7),
)


@pytest.fixture(scope="module")
def page_of_albi(long_year: Edition) -> _Reader:
    version = ApprenticeVersion(long_year, _at(3, 1), apprentice_year(PERSON, long_year.planning))
    return _read(_page(_section(version)), ARMISTICE)


def _days(read: _Reader) -> list[tuple[str, str]]:
    """List the days with what is heard of them."""
    heard = [e for e in read.all("span", "heard") if any("days" in a.classes for a in e.above)]
    dates = [e.text for e in heard if e.above[-1].tag == "th"]
    return list(zip(dates, [e.text for e in heard if e.above[-1].tag == "td"], strict=True))


def test_each_month_is_a_table_with_its_name_and_its_hours(
    page_of_albi: _Reader, long_year: Edition, french: Messages
) -> None:
    grid = calendar_grid(apprentice_year(PERSON, long_year.planning), long_year, french)
    names = [column.name for column in grid.columns]
    assert page_of_albi.texts("caption") == [
        told for name in names for told in (name, f"Heures, {name}")
    ]
    assert len(page_of_albi.all("table", "hours")) == len(names)


def test_each_day_is_heard_in_full(page_of_albi: _Reader) -> None:
    days = _days(page_of_albi)
    heard = dict(days)
    assert len(days) == len(heard) == 53 * 7
    assert all(heard.values())
    assert heard["mardi 6 octobre 2026"] == "hors contrat, semaine 41"
    assert heard["mardi 10 novembre 2026"] == "école, semaine 46"
    assert heard["mercredi 11 novembre 2026"] == "jour férié, Armistice, semaine 46"
    assert heard["samedi 14 novembre 2026"] == "week-end"
    assert heard["lundi 21 décembre 2026"] == "entreprise fermée, école fermée, semaine 52"
    assert heard["mardi 27 juillet 2027"].endswith("semaine 30, congé d'été possible")
    assert "matin : séance à distance, après-midi : entreprise, semaine 44" in heard.values()


def test_each_day_shows_the_letters_of_paper(
    page_of_albi: _Reader, long_year: Edition, french: Messages
) -> None:
    grid = calendar_grid(apprentice_year(PERSON, long_year.planning), long_year, french)
    cells = [cell for column in grid.columns for cell in column.cells if cell]
    rows = [
        e
        for e in page_of_albi.all("tr")
        if e.above[-1].tag == "table" and "days" in e.above[-1].classes
    ]
    seen = [[e.text for e in page_of_albi.all("b") if row in e.above] for row in rows[40:110]]
    assert seen == [
        [face.letters for face in cell.halves or (cell.face,)] for cell in cells[40:110]
    ]
    assert page_of_albi.texts("ul", "legend")[0].startswith("C à l'école (campus) E en entreprise")


def test_today_is_marked_and_linked(page_of_albi: _Reader) -> None:
    (row,) = page_of_albi.all("tr", "is-today")
    assert "mercredi 11 novembre 2026" in row.text
    assert page_of_albi.links()["#2026-11"] == "Aujourd'hui"
    assert not _read(STATES["first version"], date(2024, 1, 1)).all("tr", "is-today")


def test_all_colours_of_the_days_are_in_the_palette(page_of_albi: _Reader) -> None:
    sheet = palette_css()
    pages = (page_of_albi, *map(_read, STATES.values()))
    used = {c for page in pages for e in page.elements for c in e.classes if c.startswith("on-")}
    assert len(used) > 8
    assert all(f".{name} {{" in sheet for name in used)


def test_a_year_begins_at_the_place_of_its_first_day(page_of_albi: _Reader) -> None:
    assert [e.get("class") for e in page_of_albi.all("table", "days")][:2] == [
        "days from-28",
        "days",
    ]
    assert ".from-28 { --days-before: 27; }" in palette_css()
