"""The pages of scolarité: who is let in, what is told first, what is done and what is not."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html import unescape
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from httpx2 import Response
from openpyxl import load_workbook
from starlette.routing import Route
from starlette.testclient import TestClient

from planner.apprentices.apprentice import Apprentice, Span
from planner.files.problems import Unusable
from planner.messages import LANGUAGES
from planner.office.web.application import office_application
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.portal.store import submissions
from planner.portal.store.links import (
    SESSION_LIFETIME,
    issue_link,
    list_company_access,
    revoke_link,
    start_session,
)
from planner.portal.store.publishing import propose, publish
from planner.portal.store.tables import METADATA
from planner.portal.store.versions import Version, list_versions
from planner.portal.store.visits import ARCHIVE_DOCUMENT, read_journal, record_download
from planner.portal.web import denials, throttle
from planner.portal.web.application import PORTAL_ROUTES
from planner.portal.web.bodies import SHORT
from planner.portal.web.cache import PortalCache
from planner.portal.web.denials import plain_page
from planner.portal.web.state import Portal
from planner.portal.web.uploads import Upload
from planner.programme.file import academic_year_of, read_programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from planner.year.activity import Activity
from tests.builders import altered, employed
from tests.conftest import DATA
from tests.portal import STYLESHEET, database_in

HERE = "http://127.0.0.1:8000"
NOW = datetime(2026, 11, 10, 9, 30, tzinfo=UTC)
ENDS = date(2027, 9, 1)
HOSTILE = "<script>alert(1)</script>\"'&{{ 7 * 7 }}=1+1"
GLASS, IRON = "Verrerie Fictive", "Ferronnerie Inventée"
ROSTER = (
    employed("Abrazine", "Ysolde", "PRO", GLASS, row=2),
    employed("Bromélan", "Tancrède", "PRO", GLASS, row=3),
    employed("Castrigue", "Odilon", "PRO", IRON, row=4),
)
ENTRY = "/office/in/{secret}"
ACTIONS = [each for each in PORTAL_ROUTES if "POST" in (each.methods or ()) and each.path != ENTRY]
OFFICE = [route for route in PORTAL_ROUTES if re.match(r"/office(?!/in/)", route.path)]


@cache
def _edition() -> Edition:
    rules = read_programme(DATA / "ales-contrat-pro-gcbd.toml")
    outcome = solve(Case(rules, academic_year_of(rules, 2026)))
    assert isinstance(outcome, Solved)
    return Edition(outcome.planning, outcome.objectives, "V1")


def _roster(*apprentices: Apprentice) -> tuple[Apprentice, ...]:
    """Put apprentices in the cohort of the programme."""
    cohort = _edition().planning.cohorts[0].cohort.id
    return tuple(replace(each, cohort=cohort) for each in apprentices)


def _listed(*apprentices: Apprentice) -> bytes:
    """Write a list of apprentices as CSV."""
    rows = ["Nom;Prénom;Promotion;Entreprise;Début du contrat"]
    for each in _roster(*apprentices):
        start = f"{each.start:%d/%m/%Y}" if each.start else ""
        rows.append(f"{each.surname};{each.first_name};{each.cohort};{each.company};{start}")
    return "\n".join(rows).encode()


@dataclass
class Site:
    """A portal, and somebody of scolarité before it."""

    portal: Portal
    client: TestClient
    now: datetime = NOW
    tokens: list[str] = field(default_factory=list)

    def publish(self, *apprentices: Apprentice, label: str = "V1") -> Version:
        edition = replace(_edition(), version_label=label)
        with self.portal.database.reading() as connection:
            proposal = propose(connection, edition, _roster(*apprentices))
        return publish(self.portal.database, proposal, "Autre", self.now)

    def come_in(self, who: str = "Marie", ends: date = ENDS) -> None:
        with self.portal.database.writing() as connection:
            secret = issue_link(connection, who, ends, "Autre", self.now).secret
        answer = self.client.post(f"/office/in/{secret}", follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"] == "/office/drafts?lang=fr"

    def open(self, address: str, status: int = 200) -> str:
        answer = self.client.get(address)
        assert answer.status_code == status, answer.text
        self.tokens = re.findall(r'name="token" value="([^"]+)"', answer.text)
        return _read(answer)

    def send(
        self, address: str, files: dict[str, tuple[str, bytes]] | None = None, **fields: str
    ) -> Response:
        if not self.tokens:
            self.open("/office/publish")
        fields.setdefault("token", self.tokens[0])
        return self.client.post(address, data=fields, files=files, follow_redirects=False)

    def upload(
        self, planning: bytes, roster: bytes, names: Sequence[str] = (), **fields: str
    ) -> Response:
        first, second = names or ("planning.json", "liste.csv")
        files = {"planning": (first, planning), "roster": (second, roster)}
        return self.send("/office/publish", files, **fields)

    def kept(self) -> dict[str, list[object]]:
        """Give all that the database holds."""
        with self.portal.database.reading() as connection:
            return {
                table.name: list(connection.execute(table.select()))
                for table in METADATA.sorted_tables
            }

    def company(self, name: str) -> int:
        with self.portal.database.reading() as connection:
            return next(
                each.company for each in list_company_access(connection) if each.name == name
            )

    def link(self, name: str, ends: date = ENDS) -> str:
        with self.portal.database.writing() as connection:
            found = next(each for each in list_company_access(connection) if each.name == name)
            return issue_link(connection, found, ends, "Autre", self.now).secret

    def looked_at(self, secret: str) -> str:
        """Open the page of a company as a browser does, with the stylesheets that it has."""
        page = self.client.get(f"/c/{secret}").text
        for path in STYLESHEET.findall(page):
            assert self.client.get(path).status_code == 200
        return page

    def versions(self) -> tuple[Version, ...]:
        with self.portal.database.reading() as connection:
            return list_versions(connection)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(denials, "MIN_DENIAL_SECONDS", 0.0)
    monkeypatch.setattr(throttle, "FREE_ATTEMPTS", 10**6)
    with _site(tmp_path) as found:
        yield found


@contextmanager
def _site(folder: Path, address: str | None = None) -> Iterator[Site]:
    """Open a portal in a folder, with a clock that stands."""
    database = database_in(folder)
    portal = Portal(database, PortalCache(database), address, lambda: found.now)
    with (
        closing(database),
        TestClient(office_application(portal), base_url=address or HERE) as client,
    ):
        client.headers["accept-language"] = "fr"
        found = Site(portal, client)
        yield found


def _read(answer: Response) -> str:
    """Give a page as text, whatever its spaces."""
    return (
        unescape(answer.text)
        .replace("\N{NO-BREAK SPACE}", " ")
        .replace("\N{NARROW NO-BREAK SPACE}", " ")
    )


# --- Who is let in ------------------------------------------------------------------------------


def test_a_link_signs_in_and_leaves_its_secret_behind(site: Site) -> None:
    site.publish(*ROSTER)
    site.come_in()
    page = site.open("/office")
    assert "Marie" in page
    assert "contrat de professionnalisation" in page.lower()
    assert "secret" not in page
    cookie = next(iter(site.client.cookies.jar))
    assert (cookie.name, cookie.path, cookie.secure) == ("office", "/", False)
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "lax"
    assert cookie.expires


def test_over_tls_the_cookie_is_held_to_this_host(tmp_path: Path) -> None:
    with _site(tmp_path, "https://portal.example") as site:
        with site.portal.database.writing() as connection:
            secret = issue_link(connection, "Marie", ENDS, "Autre", site.now).secret
        answer = site.client.post(f"/office/in/{secret}", follow_redirects=False)
        told = answer.headers["set-cookie"]
        assert told.startswith("__Host-office=")
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(told.split("; "))
        assert "Domain" not in told
        assert site.client.get("/office").status_code == 200
        answer = site.send("/office/links/1/revoke")
        assert answer.headers["set-cookie"].startswith('__Host-office="";')


def test_who_signs_out_is_out(site: Site) -> None:
    site.come_in()
    site.open("/office")
    cookies = dict(site.client.cookies)
    page = site.open("/office/links/1/revoke?lang=fr")
    assert "pour revenir, il en faut un autre" in page
    assert site.send("/office/links/1/revoke").headers["location"] == "/"
    assert not site.client.cookies
    site.client.cookies.update(cookies)
    site.open("/office", status=404)


def _address(route: Route, site: Site) -> str:
    """Fill in an address with what there is."""
    with site.portal.database.reading() as connection:
        link = list_company_access(connection)[0].link
    assert link
    known = {
        "version": 1,
        "company": site.company(GLASS),
        "person": 1,
        "link": link.id,
        "submission": 1,
        "document": "calendar_file",
        "series": site.versions()[0].series.key,
    }
    return re.sub(r"{(\w+)(:\w+)?}", lambda found: str(known[found[1]]), route.path)


@pytest.fixture
def furnished(site: Site) -> Site:
    """Have something behind every address: two versions, a link, a submission."""
    site.publish(*ROSTER)
    site.publish(*ROSTER[1:], label="V2")
    site.link(GLASS)
    site.link(IRON)
    submissions.save_submission(
        site.portal.database, _edition(), _roster(*ROSTER[:2]), "Autre", site.now
    )
    return site


@pytest.mark.parametrize(
    "state", ["no", "wrong", "malformed", "ended", "revoked", "old", "company"]
)
def test_nobody_else_gets_behind_any_address(furnished: Site, state: str) -> None:
    site, name = furnished, "office"
    _enter(site, state, name)
    kept = site.kept()
    refusal = plain_page("refused", 404).body
    for route in OFFICE:
        for method in route.methods or ():
            answer = site.client.request(method, _address(route, site), follow_redirects=False)
            assert answer.status_code == 404, route.path
            assert answer.content == (b"" if method == "HEAD" else refusal)
            assert "set-cookie" not in answer.headers
    assert site.kept() == kept
    assert {route.path for route in OFFICE} == {
        route.path for route in PORTAL_ROUTES if route.path.startswith("/office")
    } - {ENTRY}


def _enter(site: Site, state: str, name: str) -> None:
    """Come with a cookie that lets nobody in."""
    match state:
        case "wrong":
            site.client.cookies.set(name, "A" * 43)
        case "malformed":
            site.client.cookies.set(name, "%00'" * 2000)
        case "ended":
            site.come_in(ends=site.now.date())
            site.now += timedelta(days=1)
        case "revoked":
            with site.portal.database.writing() as connection:
                made = issue_link(connection, "Marie", ENDS, "Autre", site.now)
                secret = start_session(connection, made.link, site.now)
                revoke_link(connection, made.link.id, site.now)
            site.client.cookies.set(name, secret)
        case "old":
            site.come_in()
            site.now += SESSION_LIFETIME + timedelta(seconds=1)
        case "company":
            site.client.cookies.set(name, site.link(GLASS))


@pytest.mark.parametrize("case", ["none", "other", "garbled", "site", "origin", "null"])
def test_no_form_of_another_site_or_sign_in_does_anything(furnished: Site, case: str) -> None:
    site = furnished
    site.come_in("Jean")
    site.open("/office/publish")
    other = site.tokens[0]
    site.come_in()
    site.open("/office/publish")
    own = site.tokens[0]
    told = {"none": {}, "other": {"token": other}, "garbled": {"token": own[:-2] + "é"}}
    headers = {
        "site": {"sec-fetch-site": "cross-site"},
        "origin": {"origin": "https://elsewhere.example"},
        "null": {"origin": "null"},
    }
    kept = site.kept()
    for route in ACTIONS:
        data = told.get(case, {"token": own}) | {"ends": str(ENDS), "name": "Jeanne"}
        answer = site.client.post(
            _address(route, site), data=data, headers=headers.get(case), follow_redirects=False
        )
        assert answer.status_code == 403, route.path
        assert "Rien n'a été fait." in _read(answer)
    assert site.kept() == kept


def test_the_same_forms_do_something_when_they_are_ours(furnished: Site) -> None:
    """Lest the test before passes because nothing ever does anything."""
    site = furnished
    site.come_in()
    site.open("/office/publish")
    headers = {"sec-fetch-site": "same-origin", "origin": HERE}
    for route in ACTIONS:
        kept = site.kept()
        data = {"token": site.tokens[0], "ends": str(ENDS), "name": "Jeanne", "over": "2"}
        answer = site.client.post(
            _address(route, site), data=data, headers=headers, follow_redirects=False
        )
        assert answer.status_code in (200, 303, 409, 422), route.path
        is_done = answer.status_code in (200, 303) and route.path != "/office/links/missing"
        assert (site.kept() != kept) == is_done, route.path


def test_numbers_beyond_all_reason_are_no_addresses(site: Site) -> None:
    site.come_in()
    for path in ("versions/{}/changes", "companies/{}", "links/{}/revoke", "publish/{}"):
        site.open(f"/office/{path.format(10**30)}", status=404)
    assert "Aucune visite." in site.open("/office/journal?company=x&before=-1&after=9e9")


# --- What pages look like -----------------------------------------------------------------------

PAGES = (
    "/office",
    "/office/versions",
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
    edition = _edition()
    (cohort,), weeks = edition.planning.cohorts, edition.planning.year.weeks
    sessions = tuple(int(each is Activity.COMPANY) for each in cohort.activities)
    planning = replace(edition.planning, cohorts=(replace(cohort, sessions=sessions),))
    closed = (Span(weeks[0].monday, weeks[-1].last_day),)
    roster = _roster(altered(ROSTER[0], closed=closed), *ROSTER[1:])
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
    monkeypatch.setattr("planner.portal.web.office_home.VISITS_PER_PAGE", 2)
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


# --- Versions -----------------------------------------------------------------------------------


def test_a_version_is_withdrawn_after_telling_what_it_means(site: Site) -> None:
    site.publish(*ROSTER)
    site.come_in()
    secret = site.link(GLASS)
    page = site.open("/office/versions/1/withdraw")
    assert "2 entreprises (3 apprentis)" in page
    assert "sous le numéro suivant, 2 ; la version qui viendra ensuite aura le numéro 3" in page
    assert site.versions()[0].withdrawn is None
    answer = site.send("/office/versions/1/withdraw")
    assert answer.headers["location"] == "/office/versions?lang=fr&done=withdrawn&version=1"
    page = site.open(answer.headers["location"])
    assert "La version 1 est retirée" in page
    assert (site.versions()[0].withdrawn, site.versions()[0].withdrawn_by) == (site.now, "Marie")
    assert "a été retiré" in site.client.get(f"/c/{secret}").text
    site.now += timedelta(hours=1)
    site.send("/office/versions/1/withdraw")
    assert site.versions()[0].withdrawn == site.now - timedelta(hours=1)


def test_an_earlier_version_is_published_again_after_telling_what_changes(site: Site) -> None:
    site.publish(*ROSTER)
    site.publish(*ROSTER[1:], label="V2")
    site.come_in()
    page = site.open("/office/versions/1/again?lang=en")
    assert "Ysolde Abrazine" in page
    assert "under the number 3" in page
    over = re.search(r'name="over" value="(.*?)"', page)
    assert over
    answer = site.send("/office/versions/1/again?lang=en", over=over[1])
    assert answer.headers["location"] == "/office/versions?lang=en&done=again&version=3"
    assert "Version 1 is published again, under the number 3." in site.open(
        answer.headers["location"]
    )
    newest = site.versions()[0]
    assert (newest.revision, newest.repeats, newest.published_by) == (3, 1, "Marie")
    assert "repeats version 1" in site.open("/office/versions?lang=en")
    assert "sert déjà exactement" in site.open("/office/versions/1/again")


def test_going_back_stops_where_somebody_was_faster(site: Site) -> None:
    site.publish(*ROSTER)
    site.publish(*ROSTER[1:], label="V2")
    site.come_in()
    site.publish(*ROSTER[2:], label="V3")
    answer = site.send("/office/versions/1/again", over="2")
    assert answer.status_code == 409
    assert "Entre-temps" in answer.text
    assert "Tancrède" in answer.text
    assert site.versions()[0].revision == 3
    assert site.send("/office/versions/1/again", over="3").status_code == 303


def test_the_planning_of_a_version_is_given_as_it_was_published(site: Site) -> None:
    site.publish(*ROSTER)
    site.come_in()
    answer = site.client.get("/office/versions/1/planning.json")
    assert answer.content == planning_json(_edition())
    assert (
        f"planning-{site.versions()[0].series.key}-v1.json" in answer.headers["content-disposition"]
    )


# --- Publishing ---------------------------------------------------------------------------------


def test_what_is_sent_is_told_first_and_published_then(site: Site) -> None:
    site.publish(*ROSTER)
    site.come_in()
    changed = (
        altered(ROSTER[0], start=date(2026, 10, 5)),
        altered(ROSTER[1], company="Entreprise Nouvelle"),
        employed("Dulcimer", "Hermance", "", IRON),
    )
    answer = site.upload(planning_json(_edition()), _listed(*changed), label=" V2  bis ")
    assert answer.headers["location"] == "/office/publish/1?lang=fr"
    page = site.open(answer.headers["location"])
    assert "version 2 (<bdi>V2 bis</bdi>)" in page
    assert "Le numéro 1 du fichier est déjà pris : cette version aura le numéro 2." in page
    for told in (
        "Hermance Dulcimer",
        "Odilon Castrigue",
        "Entreprise Nouvelle",
        "Début du contrat",
        "Le planning change pour 1 personne",
    ):
        assert told in page
    assert len(site.versions()) == 1
    over = re.search(r'name="over" value="(.*?)"', page)
    assert over
    answer = site.send("/office/publish/1", over=over[1])
    assert answer.headers["location"] == "/office/versions?lang=fr&done=published&version=2"
    assert "La version 2 est publiée" in site.open(answer.headers["location"])
    newest = site.versions()[0]
    assert (newest.revision, newest.label, newest.published_by) == (2, "V2 bis", "Marie")
    assert site.kept()["submissions"] == []
    assert "Hermance Dulcimer" in site.open("/office/versions/2/changes")
    assert "ne sont plus là" in site.open("/office/publish/1", status=409)


def test_what_was_skipped_of_a_list_is_told_with_its_changes(site: Site) -> None:
    site.come_in()
    answer = site.upload(planning_json(_edition()), _listed(*ROSTER) + b"\nTotal;3;;;")
    assert answer.status_code == 200
    assert "À savoir sur la liste" in answer.text
    told = re.search(r"<li>(.*lignes de total.*)</li>", answer.text)
    assert told
    assert told[1].replace("\u00a0", " ").startswith("liste.csv : lignes de total, non lues")
    assert "Première version de cette année" in answer.text
    assert site.send("/office/publish/1", over="").status_code == 303


def test_the_first_publication_has_nothing_to_compare_with(site: Site) -> None:
    site.come_in()
    assert "Rien n'est encore publié." in site.open("/office")
    site.upload(planning_json(_edition()), _listed(*ROSTER))
    page = site.open("/office/publish/1")
    assert "Première version de cette année sur le portail : 3 apprentis, 2 entreprises." in page
    assert site.send("/office/publish/1", over="").status_code == 303
    assert site.versions()[0].revision == 1


def test_a_publication_stops_where_somebody_was_faster(site: Site) -> None:
    site.publish(*ROSTER)
    site.come_in()
    site.upload(planning_json(_edition()), _listed(*ROSTER[:2]))
    site.publish(*ROSTER[1:], label="V2")
    answer = site.send("/office/publish/1", over="1")
    assert answer.status_code == 409
    page = _read(answer)
    assert "Entre-temps, quelqu'un a publié ou retiré une version." in page
    assert "Ysolde Abrazine" in page
    assert len(site.versions()) == 2
    over = re.search(r'name="over" value="(.*?)"', page)
    assert over
    assert site.send("/office/publish/1", over=over[1]).status_code == 303


def test_what_is_served_already_is_not_published_again(site: Site) -> None:
    site.publish(*ROSTER)
    site.come_in()
    answer = site.upload(planning_json(_edition()), _listed(*ROSTER))
    assert (answer.status_code, site.kept()["submissions"]) == (200, [])
    assert "il n'y a rien à publier" in _read(answer)
    assert "numéro" not in _read(answer)
    site.upload(planning_json(_edition()), _listed(*ROSTER[1:]))
    site.publish(*ROSTER[1:])
    answer = site.send("/office/publish/1", over="1")
    assert "il n'y a rien à publier" in _read(answer)
    assert (len(site.versions()), site.kept()["submissions"]) == (2, [])


def test_what_was_sent_is_forgotten_when_it_is_asked(site: Site) -> None:
    site.come_in()
    site.upload(planning_json(_edition()), _listed(*ROSTER))
    answer = site.send("/office/publish/1/discard")
    assert "sont effacés" in site.open(answer.headers["location"])
    assert site.kept()["submissions"] == []


FAULTS = [
    (b"{", _listed, "C:\\mes dossiers\\plan été.json", "plan été.json, ligne 1 :"),
    (b"PK\x03\x04", _listed, "planning.xlsx", "planning.xlsx"),
    (b"", _listed, "", "Choisissez le fichier du planning."),
    (b"Nom;Promotion", _listed, "liste.csv", "Les deux fichiers sont peut-être intervertis."),
    (None, b"Nom;Promotion\nX;Y", "p.json", "il manque la colonne"),
    (None, b"", "p.json", "liste.csv"),
]


@pytest.mark.parametrize(("planning", "roster", "name", "told"), FAULTS)
def test_faults_are_told_under_the_names_that_were_sent(
    site: Site, planning: bytes | None, roster: object, name: str, told: str
) -> None:
    site.come_in()
    listed = roster if isinstance(roster, bytes) else _listed(*ROSTER)
    whole = planning_json(_edition()) if planning is None else planning
    answer = site.upload(whole, listed, (name, "liste.csv"), label="V9", issued="2026-07-01")
    assert answer.status_code == 422
    page = _read(answer)
    assert told in page
    assert "/tmp" not in page
    assert 'value="V9"' in page
    assert 'role="alert"' in page
    assert site.kept()["submissions"] == []


def test_a_planning_that_breaks_its_rules_is_not_taken(site: Site) -> None:
    site.come_in()
    text = planning_json(_edition()).decode()
    assert '"activity": "school"' in text
    broken = text.replace('"activity": "school"', '"activity": "company"', 1)
    answer = site.upload(broken.encode(), _listed(*ROSTER))
    assert answer.status_code == 422
    assert "planning.json : ce planning enfreint ses règles ; il n'est pas publié." in _read(answer)
    assert site.kept()["submissions"] == []


@pytest.mark.parametrize("fields", [{"label": "x" * 61}, {"label": "a\x01"}, {"issued": "demain"}])
def test_a_version_is_called_as_documents_can_say(site: Site, fields: dict[str, str]) -> None:
    site.come_in()
    answer = site.upload(planning_json(_edition()), _listed(*ROSTER), **fields)
    assert answer.status_code == 422
    assert site.kept()["submissions"] == []


def test_more_than_two_files_or_too_much_is_refused(site: Site) -> None:
    site.come_in()
    site.open("/office")
    many = {f"f{n}": ("a", b"x") for n in range(3)}
    assert site.send("/office/publish", many).status_code == 403
    large = {"planning": ("a", b"x" * (SHORT.size + 1))}
    assert site.send("/office/publish/1", large).status_code == 413


def test_a_submission_waits_a_day(site: Site) -> None:
    database, roster = site.portal.database, _roster(replace(ROSTER[0], remarks="entre nous"))
    number = submissions.save_submission(database, _edition(), roster, "Marie", NOW)
    assert "entre nous" not in str(site.kept()["submissions"])
    with database.reading() as connection:
        found = submissions.read_submission(connection, number, NOW + timedelta(hours=24))
        assert planning_json(found.edition) == planning_json(_edition())
        assert found.roster == tuple(replace(each, remarks="") for each in roster)
        with pytest.raises(Unusable, match=r"office\.no-submission"):
            submissions.read_submission(connection, number, NOW + timedelta(hours=25))
    later = submissions.save_submission(
        database, _edition(), roster, "Marie", NOW + timedelta(hours=25)
    )
    assert [row[0] for row in site.kept()["submissions"]] == [later]  # type: ignore[index]
    submissions.discard_submission(database, later)
    assert submissions.save_submission(database, _edition(), roster, "Marie", NOW) > later


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("C:\\a\\b.xlsx", "b.xlsx"),
        ("../../etc/x.csv", "x.csv"),
        ("..", "_"),
        ("a\n\x00.json", "a.json"),
    ],
)
def test_no_name_that_is_sent_leads_elsewhere(name: str, safe: str) -> None:
    assert Upload(name, b"").safe_name == safe


# --- Links --------------------------------------------------------------------------------------


def test_missing_links_come_as_a_workbook(site: Site) -> None:
    site.publish(*ROSTER)
    site.come_in()
    assert "2 destinataires n'ont pas de lien." in site.open("/office/links")
    answer = site.send("/office/links/missing")
    assert "liens.xlsx" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    cells = [
        cell.value for row in load_workbook(BytesIO(answer.content)).worksheets[0] for cell in row
    ]
    addresses = [cell for cell in cells if str(cell).startswith(HERE)]
    assert len(addresses) == 2
    assert {site.client.get(str(each)).status_code for each in addresses} == {200}
    assert "n'ont pas de lien" not in site.open("/office/links")
    assert site.send("/office/links/missing").status_code == 303


def test_a_link_is_made_renewed_and_revoked(site: Site) -> None:
    site.publish(*ROSTER)
    site.come_in()
    path = f"/office/links/companies/{site.company(GLASS)}"
    assert f'value="{site.versions()[0].last_day}"' in site.open(path)
    first = _shown(site.send(path, ends="2027-03-01"))
    assert site.client.get(first).status_code == 200
    assert first not in site.open(path)
    assert "Renouveler le lien" in site.open(path)
    second = _shown(site.send(path, ends="2027-04-01"))
    assert [site.client.get(each).status_code for each in (first, second)] == [404, 200]
    with site.portal.database.reading() as connection:
        number = max(each.link.id for each in list_company_access(connection) if each.link)
    assert "les agendas abonnés par ce lien s'arrêtent" in site.open(
        f"/office/links/{number}/revoke"
    )
    answer = site.send(f"/office/links/{number}/revoke")
    assert "Le lien est fermé." in site.open(answer.headers["location"])
    assert site.client.get(second).status_code == 404
    assert "n'ouvre déjà plus rien" in site.open(f"/office/links/{number}/revoke")


@pytest.mark.parametrize("ends", ["", "2026-11-09", "demain"])
def test_a_link_ends_on_a_day_to_come(site: Site, ends: str) -> None:
    site.publish(*ROSTER)
    site.come_in()
    answer = site.send(f"/office/links/companies/{site.company(GLASS)}", ends=ends)
    assert answer.status_code == 409
    assert "aujourd'hui ou plus tard" in _read(answer)
    assert site.kept()["links"][1:] == []


def test_scolarite_lets_its_own_people_in_and_out(site: Site) -> None:
    site.come_in()
    address = _shown(site.send("/office/links/own", name="Jean", ends=str(ENDS)))
    other = TestClient(site.client.app, base_url=HERE)
    assert "Jean" in other.get(address).text
    assert "à ouvrir avant le 13 novembre 2026" in site.open("/office/links")
    assert other.post(address, follow_redirects=False).status_code == 303
    assert "à ouvrir avant" not in site.open("/office/links")
    for name in ("", "x" * 61, "a\x02"):
        assert site.send("/office/links/own", name=name, ends=str(ENDS)).status_code == 409
    assert "C'est le lien que vous utilisez" not in site.open("/office/links/2/revoke")
    assert site.send("/office/links/2/revoke").status_code == 303
    assert other.get("/office").status_code == 404
    assert "C'est le lien que vous utilisez" in site.open("/office/links/1/revoke")
    assert site.send("/office/links/1/revoke").headers["location"] == "/"
    site.open("/office", status=404)
    other.close()


def _shown(answer: Response) -> str:
    """Read the address that is shown once."""
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found = re.search(r'<code class="address"[^>]*>(http[^<]+)</code>', answer.text)
    assert found
    return found[1]


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
    assert site.client.get(f"{base}/{person}/calendar_file").status_code == 200
    assert site.kept() == kept
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

    monkeypatch.setattr("planner.portal.web.office_versions.withdraw", full)
    answer = site.send("/office/versions/1/withdraw")
    assert answer.status_code == 409
    assert "Rien n'a été fait" in _read(answer)
    assert site.versions()[0].withdrawn is None
