"""The page of a company: what it says in each state, and that it is sound and safe as HTML."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from planner.apprentices.folders import Document
from planner.apprentices.year import apprentice_year
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.portal.pages.company import (
    ApprenticeSection,
    ApprenticeVersion,
    CompanyPage,
    company_page_html,
)
from tests.builders import SOMEBODY, altered, lived, ruled_by
from tests.company_pages import (
    BACK,
    FEED,
    FIRST,
    SECOND,
    STATES,
    THIRD,
    TODAY,
    company_version,
    moment_on,
    page_listing,
    page_of,
    read_page,
    section_of,
)

HOSTILE = "\"><script>alert(1)</script>&amp;'{{ 7 * 7 }}"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("state", STATES)
def test_a_page_is_sound(state: str, language: str) -> None:
    read = read_page(STATES[state], language=language)
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
    read = read_page(STATES[state])
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
    assert read_page(STATES[state]).texts("title") == ["Planning d'alternance – Société Fictive"]


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
    now = ApprenticeVersion(edition, moment_on(3, 2), apprentice_year(who, planning))
    before = replace(now, edition=replace(edition, revision=1), year=None)
    section = section_of(now, before=before, last_downloaded=(before, moment_on(3, 3)))
    about = {
        "company": typed,
        "withdrawn": ((typed, typed, moment_on(3, 3)),),
        "departed": (who,),
        "series": (("test-2023", typed, typed),),
    }
    return page_of(section, **about), replace(page_listing(now, now), **about)  # type: ignore[arg-type]


@pytest.mark.parametrize("typed", [HOSTILE, "</title><b>", "שלום أحمد", "É" * 200, "=1+1 %s {x}"])
def test_what_people_typed_is_text_wherever_it_stands(typed: str) -> None:
    shown = f"{typed} {typed}"
    shown = shown if len(shown) <= 120 else f"{shown[:119]}…"
    for page, plain_page in zip(_named(typed), _named("Camille"), strict=True):
        plain, found = read_page(plain_page), read_page(page)
        assert [e.tag for e in found.elements] == [e.tag for e in plain.elements]
        assert [set(e.attributes) for e in found.elements] == [
            set(e.attributes) for e in plain.elements
        ]
        assert found.texts("h1") == [typed]
        assert shown in (found.texts("a") if page.listed else found.texts("h2"))


# --- States -------------------------------------------------------------------------------------


def _noticed(page: CompanyPage, today: date = TODAY) -> list[str]:
    return read_page(page, today).texts("div", "notice")


def test_a_page_with_nothing_to_notice_has_no_notice() -> None:
    assert _noticed(STATES["first version"]) == []


def test_a_newer_version_than_the_printed_one_is_told_with_what_changed() -> None:
    (told,) = _noticed(STATES["printed"])
    assert "Vous avez téléchargé la version 2 le 5 mars 2023" in told
    assert "la version 3 est publiée depuis le 3 mars 2023" in told
    assert "2 séances déplacées." in told
    assert "#documents" in read_page(STATES["printed"]).links()


def test_a_replaced_version_says_so_on_paper_too_and_offers_nothing() -> None:
    read = read_page(STATES["replaced"])
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
    links = read_page(STATES["printed"]).links()
    assert "version 2" in links["/c/SECRET/7?lang=fr&revision=2"]
    gone = replace(SECOND, year=None)
    assert not any(
        "revision=" in href for href in read_page(page_of(section_of(before=gone))).links()
    )


def test_a_withdrawn_planning_is_told() -> None:
    (told,) = _noticed(STATES["withdrawn"])
    assert "Le planning 2023-2024 (Test) a été retiré le 1er avril 2023." in told


def test_a_company_without_apprentices_is_told_so() -> None:
    assert read_page(STATES["nobody"]).texts("p", "lead") == [
        "Aucun de vos apprentis n'a de planning en ce moment."
    ]


def test_a_preview_says_so_and_shows_no_feed() -> None:
    read = read_page(STATES["preview"])
    assert "La page telle que l'entreprise la voit." in _noticed(STATES["preview"])[0]
    assert not read.all("code")
    assert not any(href.startswith("webcal") for href in read.links())
    assert read.texts("footer", "foot") == [""]


def test_sessions_without_room_are_told() -> None:
    (told,) = _noticed(STATES["no room"])
    assert "S14 2023 (du 3 au 7 avril 2023) : 11 séances à placer" in told


def test_the_page_says_which_version_it_shows_and_until_when_it_opens() -> None:
    read = read_page(STATES["first version"])
    assert read.texts("p", "box") == [
        "Version : V3 – édition du 3 mars 2023 · n° 3, publiée le 3 mars 2023"
    ]
    assert "jusqu'au 30 juin 2024" in read.texts("footer", "foot")[0]


def test_a_day_is_that_of_the_school_s_clock() -> None:
    late = replace(THIRD, published=datetime(2023, 3, 31, 22, 30, tzinfo=UTC))
    assert "publiée le 1er avril 2023" in read_page(page_of(section_of(late))).texts("p", "box")[0]


def test_several_apprentices_are_listed_with_this_week_and_what_comes_next() -> None:
    other = company_version(1, "CEECEE", (0, 0, 2, 0, 0, 0))
    read = read_page(page_listing(THIRD, other, outdated=(8,)))
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
    assert "/c/SECRET?lang=fr" not in read_page(STATES["first version"]).links()
    assert "/c/SECRET?lang=fr" in read_page(STATES["one of several"]).links()


def test_a_list_weighs_less_than_a_kilobyte_an_apprentice(french: Messages) -> None:
    html = company_page_html(page_listing(*150 * [THIRD]), moment_on(4, 12), french)
    assert len(html.encode()) < 150 * 1024


# --- What changed -------------------------------------------------------------------------------


def _since(section: ApprenticeSection) -> list[str]:
    return read_page(page_of(section)).texts("h4")


def test_the_first_version_has_nothing_to_compare() -> None:
    read = read_page(STATES["first version"])
    assert read.texts("h4") == []
    assert "C'est la première version publiée : il n'y a rien à comparer." in read.texts("p")


def test_what_changed_is_told_since_the_one_opened_and_since_the_one_before() -> None:
    read = read_page(STATES["changed"])
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
    assert _since(section_of(before=SECOND, last_opened=(SECOND, moment_on(3, 5)))) == [
        "Depuis la version précédente (version 2), que vous avez ouverte le 5 mars 2023"
    ]


def test_nothing_is_told_since_a_later_version() -> None:
    section = section_of(SECOND, latest=THIRD, before=FIRST, last_opened=(THIRD, moment_on(3, 5)))
    assert _since(section) == ["Depuis la version précédente (version 1), publiée le 1er mars 2023"]


def test_who_had_no_planning_before_is_told_that_all_is_new() -> None:
    read = read_page(page_of(section_of(before=replace(SECOND, year=None))))
    assert any(line.startswith("Tout est nouveau") for line in read.texts("p"))
    assert not read.all("table", "changes")


def test_a_year_of_other_weeks_is_to_be_read_anew() -> None:
    longer = company_version(2, "ECCEEMM", (0,) * 7)
    read = read_page(page_of(section_of(before=longer)))
    assert any(line.startswith("L'année n'a plus les mêmes semaines") for line in read.texts("p"))
    assert not any("changes" in href for href in read.links())


# --- Links --------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["fr", "en"])
def test_each_document_has_its_link(language: str) -> None:
    def linked(state: str) -> list[str]:
        files = (e for e in read_page(STATES[state], language=language).all("a"))
        return [e.get("href") for e in files if any("files" in a.classes for a in e.above)]

    def to(*documents: Document) -> list[str]:
        return [f"/c/SECRET/7/{document}?lang={language}" for document in documents]

    assert linked("first version") == to(*list(Document)[:4])
    assert linked("changed") == to(*Document)


def test_everything_is_one_link_and_so_is_a_programme_and_year() -> None:
    series = (("test-2023", "Test", "2023"), ("autre/é-2023", "Autre", "2023"))
    links = read_page(replace(page_listing(THIRD, SECOND), series=series))
    archives = [href for href in links.links() if "/zip" in href]
    assert archives == [
        "/c/SECRET/zip?lang=fr",
        "/c/SECRET/test-2023/zip?lang=fr",
        "/c/SECRET/autre%2F%C3%A9-2023/zip?lang=fr",
    ]


def test_the_feed_can_be_copied_and_opened() -> None:
    read = read_page(STATES["first version"])
    assert read.texts("code") == [FEED]
    assert FEED.replace("https:", "webcal:") in read.links()
    assert [line.split()[-1] for line in read.texts("summary")] == ["Outlook", "Agenda", "(Apple)"]


def test_each_language_links_to_the_other() -> None:
    (language,) = [e for e in read_page(STATES["nobody"]).all("a") if e.get("lang") == "en"]
    assert (language.get("href"), language.text) == ("/c/SECRET?lang=en", "English")


def test_a_year_that_is_over_says_so() -> None:
    read = read_page(page_of(section_of()), date(2024, 1, 1))
    assert any("l'année de ce planning est finie" in line for line in read.texts("p"))
