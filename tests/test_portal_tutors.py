"""The pages of tutors and of apprentices: what each link shows, and what it never does."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from planner.apprentices.apprentice import Apprentice, Contact, Period
from planner.planning.planning import Edition
from planner.portal.mail.news import version_news
from planner.portal.store.links import revoke_link
from planner.portal.store.purging import purge
from planner.portal.store.recipients import RecipientKind
from planner.portal.store.versions import company_names
from planner.portal.store.visits import read_journal
from tests.builders import altered, employed
from tests.office_searcher import said
from tests.portal import FEED, GLASS, IRON, SERIES, Site, Visitor, looked_at, site, visiting
from tests.portal_world import ELM, LIME, feed_of

HERS = altered(employed("Abrazine", "Ysolde", "1A", IRON, row=2), tutor=LIME)
ALSO_HERS = altered(employed("Bromélan", "Tancrède", "2A", IRON, row=3), tutor=LIME)
OTHERS = altered(employed("Castrigue", "Odilon", "3A", IRON, row=4), tutor=ELM)
NOBODY_S = employed("Corvigny", "Philémon", "1A", GLASS, row=5)
ROSTER = (HERS, ALSO_HERS, OTHERS, NOBODY_S)


@dataclass(frozen=True)
class Opened:
    """A portal, and who visits it."""

    site: Site
    visit: Visitor

    def secret(self, name: str) -> str:
        return self.site.link(name).secret

    def page(self, secret: str, path: str = "") -> str:
        answer = self.visit(f"/c/{secret}{path}")
        assert answer.status == 200
        return said(answer)

    def events(self, feed: str) -> int:
        answer = self.visit(f"/feed/{feed}.ics")
        assert answer.status == 200
        return answer.text.count("BEGIN:VEVENT") - answer.text.count("STATUS:CANCELLED")


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Opened]:
    with site(tmp_path) as opened, visiting(opened) as visit:
        yield Opened(opened, visit)


def handed_over(first: Contact, then: Contact, company: str) -> Apprentice:
    """Give an apprentice who has another tutor from February on."""
    return Apprentice(
        "Alizé",
        "Bise",
        "1A",
        (
            Period(IRON, start=date(2026, 9, 28), end=date(2027, 1, 31), tutor=first),
            Period(company, start=date(2027, 2, 1), tutor=then),
        ),
    )


# --- A tutor ------------------------------------------------------------------------------------


def test_a_tutor_sees_her_apprentices_and_nobody_else(portal: Opened, edition: Edition) -> None:
    portal.site.publish(edition, ROSTER)
    secret = portal.secret(LIME.name)
    page = portal.page(secret)
    assert "<h1><bdi>Anne Tilleul</bdi></h1>" in page
    assert "Vos apprentis (2)" in page
    for shown in (page, *(portal.page(secret, f"/{each}") for each in _people(page, secret))):
        assert not [name for name in ("Castrigue", "Corvigny", GLASS) if name in shown]
    assert len(_people(page, secret)) == 2


def test_documents_of_a_tutor_are_those_of_the_company(portal: Opened, edition: Edition) -> None:
    portal.site.publish(edition, ROSTER)
    tutor, company = portal.secret(LIME.name), portal.secret(IRON)
    hers = portal.site.person("Abrazine", RecipientKind.TUTOR)
    known = portal.site.person("Abrazine")
    for document in ("calendar_file", "workbook"):
        mine = portal.visit(f"/c/{tutor}/{hers}/{document}")
        assert mine.body == portal.visit(f"/c/{company}/{known}/{document}").body
    assert portal.visit(f"/c/{tutor}/{SERIES}/zip").status == 404


def test_each_tutor_of_a_company_sees_the_own_apprentices(portal: Opened, edition: Edition) -> None:
    portal.site.publish(edition, ROSTER)
    page = portal.page(portal.secret(ELM.name))
    assert "Odilon Castrigue" in page
    assert not [name for name in ("Abrazine", "Bromélan", "Vos apprentis") if name in page]
    assert "Vos apprentis (3)" in portal.page(portal.secret(IRON))


def test_who_is_no_longer_named_sees_no_more_than_that(portal: Opened, edition: Edition) -> None:
    portal.site.publish(edition, ROSTER)
    secret = portal.secret(ELM.name)
    feed, was = feed_of(portal.visit, secret), portal.site.person("Castrigue", RecipientKind.TUTOR)
    assert portal.events(feed) > 9
    portal.site.publish(edition, (HERS, ALSO_HERS, altered(OTHERS, tutor=LIME), NOBODY_S))
    page = portal.page(secret)
    assert "La liste de l'école ne vous nomme plus pour Odilon Castrigue." in page
    assert "Prochaines dates" not in page
    assert portal.visit(f"/c/{secret}/{was}/calendar_file").status == 404
    assert portal.events(feed) == 0
    assert "Odilon Castrigue" in portal.page(portal.secret(LIME.name))


def test_another_tutor_from_a_day_on_sees_what_the_company_does(
    portal: Opened, edition: Edition
) -> None:
    portal.site.publish(edition, (handed_over(LIME, ELM, IRON), *ROSTER))
    company = portal.secret(IRON)
    for tutor in (LIME, ELM):
        assert "Bise Alizé" in portal.page(portal.secret(tutor.name))
    assert "Bise Alizé" in portal.page(company)


def test_an_apprentice_leaves_the_page_of_a_tutor_on_the_day_another_follows(
    portal: Opened, edition: Edition
) -> None:
    portal.site.publish(edition, (handed_over(LIME, ELM, IRON), NOBODY_S))
    secret, company = portal.secret(LIME.name), portal.secret(IRON)
    feed = feed_of(portal.visit, secret)
    (document,) = set(re.findall(r"/c/[\w-]+/\d+/calendar_file", portal.page(secret)))
    for day, is_shown in ((date(2027, 1, 31), True), (date(2027, 2, 1), False)):
        portal.site.clock.now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        page = portal.page(secret)
        assert ("Cette semaine" in page) == is_shown
        assert ("ne vous nomme plus pour Bise Alizé." in page) != is_shown
        assert portal.visit(document).status == (200 if is_shown else 404)
        assert (portal.events(feed) > 9) == is_shown
        for other in (company, portal.secret(ELM.name)):
            assert "Cette semaine" in portal.page(other)


def test_a_tutor_whom_nobody_follows_sees_the_year_to_its_end(
    portal: Opened, edition: Edition
) -> None:
    ended = replace(HERS, periods=(replace(HERS.periods[0], end=date(2027, 1, 31)),))
    portal.site.publish(edition, (ended, NOBODY_S))
    secret = portal.secret(LIME.name)
    portal.site.clock.now = datetime(2027, 3, 1, 12, tzinfo=UTC)
    assert "ne vous nomme plus" not in portal.page(secret)


@pytest.mark.parametrize(("day", "is_told"), [(date(2027, 1, 31), True), (date(2027, 2, 1), False)])
def test_a_tutor_whom_another_followed_is_told_nothing_new(
    portal: Opened, edition: Edition, day: date, is_told: bool
) -> None:
    portal.site.publish(edition, (NOBODY_S,))
    version = portal.site.publish(edition, (handed_over(LIME, ELM, IRON), NOBODY_S))
    with portal.site.database.reading() as connection:
        told = version_news(connection, portal.site.portal.cache.contents, version, day)
        names = company_names(connection)
    expected = {IRON, ELM.name, "Bise Alizé"} | ({LIME.name} if is_told else set())
    assert {names[page] for page in told} == expected


def test_a_tutor_does_not_see_what_follows_in_another_company(
    portal: Opened, edition: Edition
) -> None:
    portal.site.publish(edition, (handed_over(LIME, ELM, GLASS), NOBODY_S))
    before, after = (portal.page(portal.secret(tutor.name)) for tutor in (LIME, ELM))
    assert GLASS not in before
    assert IRON not in after
    own = portal.page(portal.secret("Bise Alizé"))
    assert IRON in own
    assert GLASS in own


# --- An apprentice ------------------------------------------------------------------------------


def test_an_apprentice_has_the_whole_year_beside_the_company(
    portal: Opened, edition: Edition
) -> None:
    portal.site.publish(edition, ROSTER)
    secret = portal.secret(HERS.name)
    page = portal.page(secret)
    assert "<h1>Mon planning d'alternance</h1>" in page
    assert not [name for name in ("Bromélan", "Castrigue", "Corvigny") if name in page]
    person = portal.site.person("Abrazine", RecipientKind.APPRENTICE)
    assert portal.visit(f"/c/{secret}/{person}/calendar_pdf").status == 200
    assert portal.events(feed_of(portal.visit, secret)) > 9


def test_a_feed_stays_the_same_whatever_becomes_of_the_company(
    portal: Opened, edition: Edition
) -> None:
    portal.site.publish(edition, ROSTER)
    feed = feed_of(portal.visit, portal.secret(HERS.name))
    moved = replace(
        HERS,
        periods=(
            replace(HERS.periods[0], end=date(2027, 1, 31)),
            Period(GLASS, start=date(2027, 2, 1)),
        ),
    )
    portal.site.publish(edition, (moved, *ROSTER[1:]))
    assert portal.events(feed) > 9
    portal.secret(HERS.name)
    assert portal.events(feed) > 9


# --- Links, visits, purges ----------------------------------------------------------------------


@pytest.mark.parametrize("name", [ELM.name, HERS.name], ids=["tutor", "apprentice"])
def test_feeds_move_to_the_next_link_until_it_is_revoked(
    portal: Opened, edition: Edition, name: str
) -> None:
    portal.site.publish(edition, ROSTER)
    first = portal.secret(name)
    feed = feed_of(portal.visit, first)
    second = portal.site.link(name)
    assert portal.visit(f"/c/{first}").status == 404
    assert portal.events(feed) > 9
    with portal.site.database.writing() as connection:
        revoke_link(connection, second.link.id, portal.site.clock())
    assert portal.visit(f"/c/{second.secret}").status == 404
    assert portal.visit(f"/feed/{feed}.ics").status == 404
    assert "Vos apprentis (3)" in portal.page(portal.secret(IRON))


def test_visits_are_noted_as_those_of_who_came(portal: Opened, edition: Edition) -> None:
    portal.site.publish(edition, ROSTER)
    for name in (LIME.name, HERS.name):
        looked_at(portal.visit, portal.secret(name))
    with portal.site.database.reading() as connection:
        journal = read_journal(connection, 9)
    assert {each.company_name for each in journal} == {LIME.name, HERS.name}


def test_pages_go_with_their_links_once_no_version_has_them(
    portal: Opened, edition: Edition
) -> None:
    portal.site.publish(edition, ROSTER)
    for name in (ELM.name, OTHERS.name):
        feed_of(portal.visit, portal.secret(name))
    portal.site.clock.now += timedelta(days=1)
    portal.site.publish(edition, (HERS, ALSO_HERS, NOBODY_S))
    portal.site.clock.now += timedelta(days=1)
    done = purge(portal.site.database, portal.site.portal.today)
    assert (done.people, done.companies, done.links, done.feeds) == (3, 2, 2, 2)
    raw = portal.site.database.path.read_bytes()
    assert not [name for name in ("Castrigue", "Orme", "b.orme") if name.encode() in raw]


def _people(page: str, secret: str) -> set[str]:
    return set(re.findall(rf"/c/{secret}/(\d+)\?", page)) - set(FEED.findall(page))
