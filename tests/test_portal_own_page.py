"""An apprentice's own page on the portal, where no company sees the whole year."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from planner.apprentices.apprentice import Apprentice, Period, PeriodKind
from planner.planning.planning import Edition
from planner.portal.store.issuing import LinkRequest, issue_page_links
from planner.portal.store.links import list_page_access
from planner.portal.store.recipients import RecipientKind
from planner.portal.store.tables import COMPANIES_TABLE, PEOPLE_TABLE
from planner.portal.store.versions import read_enrolments
from tests.builders import employed
from tests.office_desk import Desk, open_desk
from tests.office_searcher import said
from tests.portal import GLASS, IRON, SERIES, Site, Visitor, feeds_on, looked_at, site, visiting

ALONE = Apprentice("Genêt", "Autan", "1A", (Period(kind=PeriodKind.TRAINEE),), row=2)
BOTH = Apprentice(
    "Alizé",
    "Bise",
    "1A",
    (
        Period(IRON, start=date(2026, 9, 28), end=date(2027, 2, 5)),
        Period(GLASS, start=date(2027, 2, 8)),
    ),
    row=3,
)
ONE = employed("Bruyère", "Deneb", "1A", IRON, row=4)


@dataclass(frozen=True)
class Opened:
    """A portal, and who visits it."""

    site: Site
    visit: Visitor

    def own(self, who: Apprentice) -> str:
        return self.site.link(who.name).secret

    def page(self, secret: str) -> str:
        answer = looked_at(self.visit, secret)
        assert answer.status == 200
        return said(answer)


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Opened]:
    with site(tmp_path) as opened, visiting(opened) as visit:
        yield Opened(opened, visit)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def test_whoever_has_no_company_has_a_page_with_all_documents(
    portal: Opened, edition: Edition
) -> None:
    portal.site.publish(edition, (ALONE, ONE))
    secret = portal.own(ALONE)
    page = portal.page(secret)
    assert "<h1>Mon planning d'alternance</h1>" in page
    assert "Autan Genêt" in page
    assert "Stagiaire de la formation professionnelle" in page
    assert "Deneb" not in page
    person = portal.site.person("Genêt", RecipientKind.APPRENTICE)
    for document in ("calendar_pdf", "calendar_sheet", "calendar_file", "workbook"):
        assert portal.visit(f"/c/{secret}/{person}/{document}").status == 200
    assert "/zip" not in page
    assert portal.visit(f"/c/{secret}/{SERIES}/zip").status == 404
    assert portal.visit(f"/c/{secret}/{portal.site.person('Bruyère')}").status == 404
    (feed,) = set(re.findall(r"/feed/([\w-]{43})\.ics", page))
    assert "BEGIN:VEVENT" in portal.visit(f"/feed/{feed}.ics").text


def test_whoever_has_two_companies_sees_the_whole_and_each_of_them_its_part(
    portal: Opened, edition: Edition
) -> None:
    portal.site.publish(edition, (BOTH, ONE))
    own = portal.page(portal.own(BOTH))
    assert f"{IRON} : du 28 septembre 2026 au 5 février 2027" in own
    assert f"{GLASS} : à partir du 8 février 2027" in own
    assert GLASS not in portal.page(portal.site.link(IRON).secret)
    assert IRON not in portal.page(portal.site.link(GLASS).secret)
    with portal.site.database.reading() as connection:
        counts = {each.name: each.apprentices for each in list_page_access(connection)}
    assert counts == {IRON: 2, GLASS: 1, BOTH.name: 1, ONE.name: 1}


def test_a_page_stays_with_its_link_and_feed_once_a_company_is_found(
    portal: Opened, edition: Edition
) -> None:
    portal.site.publish(edition, (ALONE,))
    secret = portal.own(ALONE)
    feeds = feeds_on(portal.visit, secret)
    found = replace(ALONE, periods=(Period(GLASS, start=date(2026, 12, 1)),))
    portal.site.publish(edition, (found,))
    page = portal.page(secret)
    assert GLASS in page
    assert "n'est plus dans la liste" not in page
    assert "Entreprise" not in re.findall(r"<h1>(.*?)</h1>", page)[0]
    assert feeds_on(portal.visit, secret) == feeds
    assert "Autan Genêt" in portal.page(portal.site.link(GLASS).secret)


def test_whoever_left_is_told_so(portal: Opened, edition: Edition) -> None:
    portal.site.publish(edition, (ALONE, ONE))
    secret = portal.own(ALONE)
    portal.page(secret)
    portal.site.publish(edition, (ONE,))
    page = portal.page(secret)
    assert "Autan Genêt n'est plus dans la liste de l'école." in page
    assert "pour votre entreprise" not in page


def test_namesakes_of_a_class_have_a_page_each(portal: Opened, edition: Edition) -> None:
    pair = tuple(
        replace(ALONE, email=f"{letter}@lac.example", row=n) for n, letter in enumerate("ab")
    )
    version = portal.site.publish(edition, pair)
    with portal.site.database.reading() as connection:
        found = read_enrolments(connection, version.id)
    assert len({each.person for each in found}) == len({each.company for each in found}) == 2


def test_a_person_of_a_former_version_gets_the_page_with_the_next(
    portal: Opened, edition: Edition
) -> None:
    """Former versions of the planner kept persons without a company, and no page of theirs."""
    portal.site.publish(edition, (ALONE,))
    with portal.site.database.writing() as connection:
        connection.execute(PEOPLE_TABLE.update().values(company=None))
        connection.execute(COMPANIES_TABLE.delete())
    person = portal.site.person("Genêt", RecipientKind.APPRENTICE)
    portal.site.publish(edition, (ALONE,))
    assert portal.site.person("Genêt", RecipientKind.APPRENTICE) == person
    assert "Autan Genêt" in portal.page(portal.own(ALONE))


def test_the_command_makes_the_link_of_one_apprentice(portal: Opened, edition: Edition) -> None:
    portal.site.publish(edition, (ALONE, ONE))
    asked, now = LinkRequest(company="autan genet"), portal.site.clock.now
    with portal.site.database.writing() as connection:
        (made,) = issue_page_links(connection, asked, "Zoé", now, now.date())
    assert (made.access.name, made.page.apprentices) == ("Autan Genêt", ("Autan Genêt",))
    assert made.issued
    assert "Autan Genêt" in portal.page(made.issued.secret)


def test_the_school_has_a_link_and_a_look_at_each_page(desk: Desk, edition: Edition) -> None:
    desk.site.publish(edition, (ALONE, BOTH, ONE))
    page = said(desk.open("/office/links"))
    assert page.count('<span class="tag">apprenti(e)</span>') == 2
    assert "4 destinataires n'ont pas de lien." in page
    sheet = load_workbook(io.BytesIO(desk.send("/office/links/missing").body)).worksheets[0]
    cells = {cell.value for row in sheet.iter_rows() for cell in row}
    assert {"Autan Genêt", "Bise Alizé", IRON, GLASS} <= cells
    number = desk.site.holding(ALONE.name).company
    preview = desk.open(f"/office/companies/{number}")
    assert "telle que l'apprenti(e) la voit" in said(preview)
    assert "Autan Genêt" in said(preview)
