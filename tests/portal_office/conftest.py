"""A portal, and somebody of scolarité before it."""

import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from functools import cache
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from planner.apprentices.apprentice import Apprentice
from planner.office.web.application import office_application
from planner.planning.planning import Edition
from planner.portal.settings.reading import SchoolSettings
from planner.portal.store import submissions
from planner.portal.store.links import issue_link, list_page_access
from planner.portal.store.publishing import propose, publish
from planner.portal.store.tables import METADATA
from planner.portal.store.tokens import TokenScope, issue_token
from planner.portal.store.versions import Version, list_versions
from planner.portal.web.cache import PortalCache
from planner.portal.web.http import denials, throttle
from planner.portal.web.state import Portal
from planner.programme.file import academic_year_of, read_programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from tests.builders import employed
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


@cache
def small_edition() -> Edition:
    rules = read_programme(DATA / "ales-contrat-pro-gcbd.toml")
    outcome = solve(Case(rules, academic_year_of(rules, 2026)))
    assert isinstance(outcome, Solved)
    return Edition(outcome.planning, outcome.objectives, "V1")


def in_cohort(*apprentices: Apprentice) -> tuple[Apprentice, ...]:
    """Put apprentices in the cohort of the programme."""
    cohort = small_edition().planning.cohorts[0].cohort.id
    return tuple(replace(each, cohort=cohort) for each in apprentices)


def as_csv(*apprentices: Apprentice) -> bytes:
    """Write a list of apprentices as CSV."""
    rows = ["Nom;Prénom;Promotion;Entreprise;Début du contrat"]
    for each in in_cohort(*apprentices):
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
        edition = replace(small_edition(), version_label=label)
        with self.portal.database.reading() as connection:
            proposal = propose(connection, edition, in_cohort(*apprentices))
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
        return page_text(answer)

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
            return next(each.company for each in list_page_access(connection) if each.name == name)

    def link(self, name: str, ends: date = ENDS) -> str:
        with self.portal.database.writing() as connection:
            found = next(each for each in list_page_access(connection) if each.name == name)
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
    with open_site(tmp_path) as found:
        yield found


@contextmanager
def open_site(
    folder: Path, address: str | None = None, settings: SchoolSettings | None = None
) -> Iterator[Site]:
    """Open a portal in a folder, with a clock that stands."""
    database = database_in(folder)
    portal = Portal(
        database,
        PortalCache(database),
        address,
        lambda: found.now,
        settings=settings or SchoolSettings(),
    )
    with (
        closing(database),
        TestClient(office_application(portal), base_url=address or HERE) as client,
    ):
        client.headers["accept-language"] = "fr"
        found = Site(portal, client)
        yield found


def page_text(answer: Response) -> str:
    """Give a page as text, whatever its spaces."""
    return (
        unescape(answer.text)
        .replace("\N{NO-BREAK SPACE}", " ")
        .replace("\N{NARROW NO-BREAK SPACE}", " ")
    )


def address_of(route: Route, site: Site) -> str:
    """Fill in an address with what there is."""
    with site.portal.database.reading() as connection:
        link = list_page_access(connection)[0].link
    assert link
    known = {
        "version": 1,
        "company": site.company(GLASS),
        "person": 1,
        "link": link.id,
        "session": 1,
        "submission": 1,
        "token": 1,
        "planned": 1,
        "document": "calendar_file",
        "series": site.versions()[0].series.key,
    }
    return re.sub(r"{(\w+)(:\w+)?}", lambda found: str(known[found[1]]), route.path)


@pytest.fixture
def furnished(site: Site) -> Site:
    """Have something behind every address: two versions, links, a token, a submission."""
    site.publish(*ROSTER)
    site.publish(*ROSTER[1:], label="V2")
    site.link(GLASS)
    site.link(IRON)
    with site.portal.database.writing() as connection:
        issue_token(connection, "ENT", TokenScope(None, True), "Autre", site.now)
    submissions.save_submission(
        site.portal.database, small_edition(), in_cohort(*ROSTER[:2]), "Autre", site.now
    )
    return site
