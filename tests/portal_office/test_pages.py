"""What pages look like, and what they tell to see to."""

import re
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest

from planner.apprentices.apprentice import Span
from planner.files.problems import Unusable
from planner.messages import LANGUAGES
from planner.portal.store.publishing import propose, publish
from planner.portal.store.visits import ARCHIVE_DOCUMENT, read_journal, record_download
from planner.year.activity import Activity
from tests.builders import altered, ruled_by
from tests.portal_office import conftest
from tests.portal_office.conftest import (
    GLASS,
    HOSTILE,
    IRON,
    ROSTER,
    Site,
    in_cohort,
    page_text,
    small_edition,
)

# --- What pages look like -----------------------------------------------------------------------

PAGES = (
    "/office",
    "/office/versions",
    "/office/calendars",
    "/office/versions/1/changes",
    "/office/versions/2/changes",
    "/office/versions/2/withdraw",
    "/office/versions/1/again",
    "/office/publish",
    "/office/publish/1",
    "/office/links",
    "/office/links/companies/1",
    "/office/links/1/revoke",
    "/office/journal",
    "/office/companies/1",
    "/office/versions/9/changes",
)


def test_pages_are_calm_html_in_both_languages(furnished: Site) -> None:
    site = furnished
    site.come_in()
    for path, language in product(PAGES, LANGUAGES):
        answer = site.client.get(f"{path}?lang={language}")
        page = answer.text
        assert not re.search(r"<script|<style|\sstyle=|\son\w+=", page), path
        assert page.count("<h1") == 1
        assert f'<html lang="{language}">' in page
        named = set(re.findall(r'<(?:input|select)[^>]*\sid="(\w+)"', page))
        assert named == set(re.findall(r'<label for="(\w+)"', page)), path
        assert page.count('<table class="list') == page.count('<caption class="heard">') or (
            path == "/office/companies/1"
        )
        inside = re.findall(r'(?:href|action)="(/office[^"]*)"', page)
        assert all("lang=" in a or a.endswith(("planning.json", "/journal")) for a in inside)
        assert answer.headers["cache-control"] == "no-store"
        if "/companies/" not in path or "links" in path:
            assert answer.headers["referrer-policy"] == "same-origin"
            assert '<meta name="referrer" content="same-origin">' in page


def test_what_people_typed_is_text_everywhere(site: Site) -> None:
    people = [altered(each, company=HOSTILE, surname=HOSTILE) for each in ROSTER[:1]]
    site.publish(*people, label=HOSTILE[:60])
    site.publish(*ROSTER, label="V2")
    site.come_in(HOSTILE)
    site.client.get(f"/c/{site.link(HOSTILE)}")
    for path in (*PAGES, f"/office/companies/{site.company(HOSTILE)}"):
        assert "<script" not in site.client.get(path).text
    assert HOSTILE in site.open("/office/versions/2/changes")
    assert HOSTILE in site.open("/office/links")


def test_names_are_escaped_once(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = small_edition()
    programme = replace(edition.planning.programme, name="Voie de l'apprentissage")
    renamed = replace(edition, planning=ruled_by(edition.planning, programme))
    monkeypatch.setattr(conftest, "small_edition", lambda: renamed)
    site.publish(*ROSTER)
    site.come_in()
    for path in PAGES:
        assert "&#39;" not in page_text(site.client.get(path))
    assert "Voie de l'apprentissage" in site.open("/office/versions")


# --- What there is to see to --------------------------------------------------------------------


def test_the_first_page_tells_what_to_see_to(site: Site) -> None:
    site.publish(*ROSTER)
    site.come_in()
    page = site.open("/office")
    assert "2 destinataires n'ont pas de lien." in page
    assert "n'ont pas encore consulté" not in page
    site.link(IRON, ends=site.now.date() + timedelta(days=20))
    secret = site.link(GLASS)
    page = site.open("/office")
    assert "1 lien finit bientôt, avant la fin de l'année." in page
    assert "2 destinataires n'ont pas encore consulté la version en vigueur." in page
    site.looked_at(secret)
    page = site.open("/office")
    assert "1 destinataire n'a pas encore consulté la version en vigueur." in page
    assert f"{GLASS}</bdi></a></td>" in page
    assert "a ouvert sa page" in page
    site.publish(*ROSTER, label="V2")
    assert "2 destinataires n'ont pas encore consulté" in site.open("/office")


def test_all_is_well_only_where_something_is_served(site: Site) -> None:
    site.come_in()
    assert "Aucun planning de cette année n'est en ligne." in site.open("/office")
    site.publish(*ROSTER[2:])
    site.looked_at(site.link(IRON))
    assert "Rien : chaque destinataire a un lien" in site.open("/office")
    site.send("/office/versions/1/withdraw")
    page = site.open("/office")
    assert "Rien :" not in page
    assert "2026-2027 : la version 1 est retirée, plus rien n'est en ligne. Publiez une" in page
    site.publish(*ROSTER[2:])
    assert "plus rien n'est servi" not in site.open("/office")


def test_sessions_without_room_are_told_first(site: Site) -> None:
    edition = small_edition()
    (cohort,), weeks = edition.planning.cohorts, edition.planning.year.weeks
    sessions = tuple(int(each is Activity.COMPANY) for each in cohort.activities)
    planning = replace(edition.planning, cohorts=(replace(cohort, sessions=sessions),))
    closed = (Span(weeks[0].monday, weeks[-1].last_day),)
    roster = in_cohort(altered(ROSTER[0], closed=closed), *ROSTER[1:])
    with site.portal.database.reading() as connection:
        proposal = propose(connection, replace(edition, planning=planning), roster)
    publish(site.portal.database, proposal, "Autre", site.now)
    site.come_in()
    for path in ("/office", "/office/versions/1/changes"):
        page = site.open(path)
        assert "des séances à distance ne trouvent pas de demi-journée." in page
        assert "Ysolde Abrazine" in page
        assert "Tancrède" not in page


def test_the_journal_goes_back_and_forth_and_company_by_company(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.portal.web.office.home.VISITS_PER_PAGE", 2)
    site.publish(*ROSTER)
    secrets = {name: site.link(name) for name in (GLASS, IRON)}
    for name in (GLASS, IRON, GLASS, GLASS, IRON):
        site.looked_at(secrets[name])
    site.come_in()
    page = site.open("/office/journal")
    assert (page.count("a ouvert sa page"), "Plus récentes" in page) == (2, False)
    older = re.search(r'href="([^"]+)" rel="next"', page)
    assert older
    page = site.open(older[1])
    assert page.count("a ouvert sa page") == 2
    newer = re.search(r'href="([^"]+)" rel="prev"', page)
    assert newer
    assert "Plus récentes" not in site.open(newer[1])
    page = site.open(f"/office/journal?company={site.company(IRON)}")
    assert page.count("a ouvert sa page") == 2
    assert f"{GLASS}</bdi>" not in page
    assert "Plus anciennes" not in page


def test_the_journal_tells_downloads_and_feeds(site: Site) -> None:
    version = site.publish(*ROSTER)
    secret = site.link(GLASS)
    company = site.company(GLASS)
    record_download(site.portal.database, company, version, None, ARCHIVE_DOCUMENT, site.now)
    person = re.findall(rf"/c/{secret}/(\d+)", site.client.get(f"/c/{secret}").text)[0]
    page = site.client.get(f"/c/{secret}/{person}").text
    feed = re.findall(r"(/feed/[^?\"]+\.ics)", page)[0]
    site.client.get(f"/c/{secret}/{person}/calendar_file")
    site.client.get(feed)
    site.come_in()
    page = site.open("/office/journal")
    assert re.search(r"a téléchargé « .+ » de Ysolde Abrazine", page)
    assert "a relevé l'agenda de Ysolde Abrazine" in page
    assert "a tout téléchargé (zip)" in page


# --- What a company sees ------------------------------------------------------------------------


def test_a_preview_is_the_page_of_the_company_and_leaves_no_trace(site: Site) -> None:
    version = site.publish(*ROSTER)
    secret = site.link(GLASS)
    site.come_in()
    base = f"/office/companies/{site.company(GLASS)}"
    page = site.open(base)
    assert "Ysolde Abrazine" in page
    assert IRON not in page
    own = site.looked_at(secret)
    person = re.findall(rf"/c/{secret}/(\d+)", own)[0]
    assert f"{base}/{person}?" in page
    page = site.open(f"{base}/{person}")
    assert "/feed/" not in page
    assert f"{base}/{person}/calendar_pdf?" in page
    kept = site.kept()
    for path in (f"{person}/calendar_file?lang=fr", f"{version.series.key}/zip?lang=fr"):
        asked = [f"{base}/{path}", f"/c/{secret}/{path}"]
        given = [site.client.get(each, headers={"if-none-match": "*"}) for each in asked]
        assert given[0].status_code == 304
        assert given[0].headers["etag"] == given[1].headers["etag"]
    assert site.kept() == kept
    assert site.client.get(f"{base}/{person}/calendar_file").status_code == 200
    added = {name for name, rows in site.kept().items() if rows != kept[name]}
    assert added == {"audit"}
    with site.portal.database.reading() as connection:
        assert len(read_journal(connection, 9)) == 1
    other = f"/office/companies/{site.company(IRON)}"
    assert site.client.get(f"{other}/{person}/calendar_file").status_code == 404
    assert site.client.get("/office/companies/99").status_code == 404


def test_what_the_database_cannot_do_is_told_in_words(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.publish(*ROSTER)
    site.come_in()
    site.open("/office")

    def full(*_: object) -> None:
        raise Unusable([])

    monkeypatch.setattr("planner.portal.web.office.versions.withdraw", full)
    answer = site.send("/office/versions/1/withdraw")
    assert answer.status_code == 409
    assert "Rien n'a été fait" in page_text(answer)
    assert site.versions()[0].withdrawn is None
