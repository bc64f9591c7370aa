"""What those are given whom the portal lets in: documents and pages."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from planner.apprentices.folders import Document, company_folders
from planner.apprentices.roster import read_roster
from planner.delivery.delivery import Delivery
from planner.messages import Messages
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.portal.store.publishing import withdraw
from planner.portal.store.versions import newest_versions
from planner.portal.web.cache import PortalCache
from planner.portal.web.http.language import accepted_languages
from tests.conftest import DATA, Call
from tests.portal import (
    EARLIER,
    GLASS,
    IRON,
    LATER,
    SERIES,
    Site,
    Visitor,
    feeds_on,
    journal_of,
    looked_at,
    made,
    people_on,
    saved_as,
    site,
    visiting,
)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Site]:
    with site(tmp_path) as found:
        yield found


@pytest.fixture
def visit(opened: Site) -> Iterator[Visitor]:
    with visiting(opened) as found:
        yield found


def test_downloads_are_what_a_delivery_writes(
    opened: Site, visit: Visitor, versions: tuple[Edition, Edition], tmp_path: Path
) -> None:
    (now, before), out, text = versions, tmp_path / "out", Messages("fr")
    opened.publish(before, EARLIER)
    opened.publish(now, LATER)
    companies = company_folders(LATER, now.planning.year)
    chosen = next(each for each in companies if each.company == GLASS)
    (folder,) = chosen.folders
    Delivery(out, now, (chosen,), False, before, text).write(lambda _: None, 1)

    at = f"/c/{opened.link(GLASS).secret}"
    assert visit(f"{at}/{SERIES}/zip?lang=fr").body == (out / chosen.archive).read_bytes()
    for document in Document:
        path = out / chosen.file_path(folder, text(f"document.{document}"))
        answer = visit(f"{at}/{opened.person(folder.apprentice.surname)}/{document}?lang=fr")
        assert answer.body == path.read_bytes()
        assert saved_as(answer) == f"{folder.name} - {path.name}"


def test_a_list_published_and_delivered_by_command_gives_the_same_files(
    edition: Edition, tmp_path: Path, planner: Call
) -> None:
    file, roster = tmp_path / "planning.json", DATA / "roster.xlsx"
    file.write_bytes(planning_json(edition))
    company = "Fonderie des Quatre-Vents-Fictifs"
    with site(tmp_path) as opened, visiting(opened) as visit:
        code, _, err = planner(
            "publish", file, "--roster", roster, "--database", opened.database.path, "--yes"
        )
        assert code in (0, 1), err
        code, _, _ = planner(
            "documents", file, "--roster", roster, "--out", tmp_path / "out", "--company", company
        )
        assert code in (0, 1)
        secret = opened.link(company).secret
        found = visit(f"/c/{secret}/{SERIES}/zip?lang=fr")
        assert found.status == 200
        assert found.body == (tmp_path / f"out/companies/{company}.zip").read_bytes()
        everyone = {
            who.surname
            for who in read_roster(roster, edition.planning.case)
            if who.company == company
        }
        assert everyone
        assert len(feeds_on(visit, secret)) == len(people_on(visit, secret)) == len(everyone)


def test_a_download_is_in_the_language_of_the_page(
    opened: Site, visit: Visitor, edition: Edition
) -> None:
    opened.publish(edition, EARLIER)
    secret = opened.link(IRON).secret
    french, english = (
        visit(f"/c/{secret}/1/calendar_file?lang={language}") for language in ("fr", "en")
    )
    assert french.body == made(Document.CALENDAR_FILE, EARLIER[0], edition)
    assert english.body != french.body
    assert english.header("ETag") != french.header("ETag")
    preferred = visit(f"/c/{secret}/1/calendar_file", headers={"Accept-Language": "de,en;q=0.5"})
    assert preferred.body == english.body


@pytest.mark.parametrize(
    ("header", "preferred"),
    [
        ("", []),
        ("*", ["*"]),
        ("fr-FR,fr;q=0.9,en;q=0.8", ["fr-fr", "fr", "en"]),
        ("en;q=0.2, fr ; q=0.9,de", ["de", "fr", "en"]),
        ("fr;q=0,en;q=0.001", ["en"]),
        ("en_US;q=x,fr;q=0.5", ["en-us", "fr"]),
        (",;q=1,é, fr;q=1.000", ["fr"]),
    ],
)
def test_languages_are_preferred_by_their_weights(header: str, preferred: list[str]) -> None:
    assert accepted_languages(header) == preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("EN-gb", "en"),
        ("de,en;q=0.5", "en"),
        ("en;q=0.2,fr;q=0.9", "fr"),
        ("fr;q=0,en;q=0.1", "en"),
        ("de,*;q=0.5", "fr"),
        ("zh-Hans-CN,en-US;q=0.5", "en"),
    ],
)
def test_a_page_is_in_the_language_that_is_preferred(
    visit: Visitor, opened: Site, edition: Edition, header: str, language: str
) -> None:
    opened.publish(edition, EARLIER)
    page = visit(f"/c/{opened.link(IRON).secret}", headers={"Accept-Language": header})
    assert f'<html lang="{language}">' in page.text


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("portal.css", "text/css; charset=utf-8"),
        ("icon.svg", "image/svg+xml"),
        ("source-sans-400.woff2", "font/woff2"),
    ],
)
def test_a_static_file_is_not_sent_twice(visit: Visitor, name: str, kind: str) -> None:
    found = visit(f"/static/{name}")
    assert (found.status, found.header("Content-Type")) == (200, kind)
    again = visit(f"/static/{name}", headers={"If-None-Match": str(found.header("ETag"))})
    assert (again.status, again.body) == (304, b"")
    for each in (found, again):
        assert each.header("Cache-Control") == "public, max-age=86400"


def test_a_document_that_is_known_is_not_made_again(
    opened: Site, visit: Visitor, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.publish(edition, EARLIER)
    secret = opened.link(IRON).secret
    at = [f"/c/{secret}/1/calendar_file", f"/feed/{feeds_on(visit, secret)[0]}.ics"]
    tags = [visit(each).header("ETag") for each in at]
    read = journal_of(opened)
    monkeypatch.setattr("planner.portal.web.cache.calendar_file", None)
    for each, tag in zip(at, tags, strict=True):
        assert tag
        for told in (tag, f"W/{tag}", f'"other", {tag}', f'{tag},"other"', "*"):
            answer = visit(each, headers={"If-None-Match": told})
            assert (answer.status, answer.body) == (304, b"")
            assert answer.header("ETag") == tag
            assert answer.header("Cache-Control") == "private, no-cache"
    assert journal_of(opened) == read


def test_a_document_that_is_not_known_is_given(
    opened: Site, visit: Visitor, edition: Edition
) -> None:
    opened.publish(edition, EARLIER)
    secret = opened.link(IRON).secret
    for told in ('"other"', "", '""', "x" * 5000, 'W/"', "é", ",,,"):
        answer = visit(f"/c/{secret}/1/calendar_file", headers={"If-None-Match": told})
        assert answer.status == 200


def test_documents_take_no_more_room_than_they_may(
    opened: Site, visit: Visitor, edition: Edition
) -> None:
    opened.publish(edition, EARLIER)
    with opened.database.reading() as connection:
        version = newest_versions(connection)[0]
    text = Messages("fr")
    for most in (0, 20_000, 10**6):
        shelf = PortalCache(opened.database, most)
        offers = [
            shelf.document(version, person, Document.CALENDAR_FILE, text) for person in (1, 3, 5, 1)
        ]
        found = [offer.content() for offer in offers if offer]
        assert found[0] == found[3] != found[1]
        assert sum(map(len, shelf._documents._entries.values())) == shelf._documents._size <= most


def test_what_was_made_twice_is_counted_once(opened: Site) -> None:
    room = PortalCache(opened.database, 100)._documents
    for _ in range(5):
        room._put("same", b"x" * 60)
    room._put("other", b"x" * 30)
    assert set(room._entries) == {"same", "other"}
    assert room._size == 90


def test_pages_and_documents_are_given_while_nothing_can_be_written(
    opened: Site, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.portal.store.sqlite.BUSY_TIMEOUT", 0.05)
    with site(opened.database.path.parent) as hasty, visiting(hasty) as visit:
        hasty.publish(edition, EARLIER)
        link, person = hasty.link(IRON).secret, hasty.person("Abrazine")
        with hasty.database.writing():
            page = visit(f"/c/{link}/{person}")
            document = visit(f"/c/{link}/{person}/calendar_file")
        assert (page.status, document.status) == (200, 200)
        assert "/feed/" not in page.text
        assert "rouvrez cette page plus tard" in page.text
        assert journal_of(hasty) == "()"
        assert "/feed/" in looked_at(visit, f"{link}/{person}").text
        assert "opened" in journal_of(hasty)


def test_a_copy_put_in_the_place_of_the_database_is_what_is_served(
    opened: Site, visit: Visitor, edition: Edition, tmp_path: Path
) -> None:
    opened.publish(edition, EARLIER)
    opened.database.back_up(tmp_path / "copy.db")
    link = opened.link(IRON)
    assert visit(f"/c/{link.secret}").status == 200
    for beside in tmp_path.glob("portal.db-*"):
        beside.unlink()
    (tmp_path / "copy.db").replace(opened.database.path)
    assert visit(f"/c/{link.secret}").status == 404
    opened.database.path.unlink()
    assert visit(f"/c/{link.secret}").status == 503
    assert not opened.database.path.exists()


@pytest.mark.parametrize(
    ("method", "headers"), [("HEAD", {}), ("GET", {"Sec-Purpose": "prefetch"})]
)
def test_a_program_that_looks_ahead_is_no_visit(
    opened: Site, visit: Visitor, edition: Edition, method: str, headers: dict[str, str]
) -> None:
    opened.publish(edition, EARLIER)
    link, person = opened.link(IRON).secret, opened.person("Abrazine")
    feed = feeds_on(visit, link)[0]
    noted = journal_of(opened)
    for path in (f"/c/{link}", f"/c/{link}/{person}/calendar_pdf", f"/feed/{feed}.ics"):
        assert visit(path, method, headers).status == 200
    assert journal_of(opened) == noted
    if method == "HEAD":
        assert visit(f"/office/in/{opened.office_link().secret}", method).status == 200
        assert opened.kept()["sessions"] == []


def test_looking_back_is_not_opening(
    opened: Site, visit: Visitor, versions: tuple[Edition, Edition]
) -> None:
    now, before = versions
    link = (opened.publish(before, EARLIER), opened.link(IRON).secret)[1]
    looked_at(visit, link)
    opened.publish(now, EARLIER)
    newest = opened.publish(replace(before, version_label="V3"), EARLIER)
    said, person = "que vous avez ouverte", f"/c/{link}/{opened.person('Abrazine')}"
    looked_at(visit, link)
    told = visit(person).text.count(said)
    looked = visit(f"{person}?revision={newest.revision - 1}").text
    assert f"la version {newest.revision - 1} n&#39;est plus en vigueur" in looked
    page = visit(person).text
    assert page.count(said) == told > 0
    assert "(version 1)" in page[page.index(said) : page.index(said) + 200]


def test_who_has_left_is_told_and_shown_no_more(
    opened: Site, visit: Visitor, versions: tuple[Edition, Edition]
) -> None:
    now, before = versions
    first = opened.publish(before, EARLIER)
    link, person = opened.link(IRON).secret, opened.person("Abrazine")
    opened.publish(now, EARLIER[1:])
    own = f"/c/{link}/{person}?revision={first.revision}"
    for page in (visit(f"/c/{link}").text, visit(own).text):
        assert "Ysolde Abrazine n&#39;est plus dans la liste" in page
        assert page.count("Abrazine") == 1
    assert "Tancrède" in visit(f"/c/{link}").text
    assert visit(f"/c/{link}/{person}/calendar_pdf").status == 404
    opened.publish(now, EARLIER[2:])
    assert "Abrazine" not in visit(f"/c/{link}").text
    assert visit(own).status == 404


def test_a_page_of_an_apprentice_is_of_the_own_company(
    opened: Site, visit: Visitor, versions: tuple[Edition, Edition]
) -> None:
    now, _ = versions
    newest = opened.publish(now, EARLIER)
    link, other = opened.link(IRON).secret, opened.person("Castrigue")
    own = people_on(visit, link)
    assert [visit(each).status for each in own] == [200, 200]
    assert visit(f"/c/{link}/{other}").status == visit(f"/c/{link}/9999").status == 404
    withdraw(opened.database, newest, "Scolarité", opened.clock())
    for page in (f"/c/{link}", *own):
        assert "a été retiré le 10 novembre 2026" in visit(page).text


def test_a_company_with_one_apprentice_gets_the_page_at_once(
    opened: Site, visit: Visitor, edition: Edition
) -> None:
    opened.publish(edition, EARLIER)
    link = opened.link(GLASS).secret
    (own,) = people_on(visit, link)
    assert visit(f"/c/{link}").body == visit(own).body
