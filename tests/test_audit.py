"""The audit trail: what is done stands in it with its act, is seen, exported and purged."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from planner.portal.settings.roles import Role
from planner.portal.store.audit import OfficeAct, read_audit
from planner.portal.store.database import Database
from planner.portal.store.links import issue_link, list_page_access
from planner.portal.store.purging import purge
from tests.conftest import Call
from tests.portal_office.conftest import ENDS, ROSTER, Site, in_cohort, open_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with open_site(tmp_path) as found:
        yield found


def acts(site: Site) -> list[tuple[str, OfficeAct, str]]:
    """Give who did what about what, the first act first."""
    with site.portal.database.reading() as connection:
        return [(each.who, each.act, each.about) for each in reversed(read_audit(connection))]


def test_what_is_done_is_recorded(site: Site) -> None:
    site.publish(*ROSTER)
    version = site.versions()[0]
    site.come_in()
    site.open(f"/office/versions/{version.id}/planning.json")
    site.open("/office/publish")
    site.send(f"/office/versions/{version.id}/withdraw")
    site.send("/office/links/own", name="Jean", ends=str(ENDS))
    site.send("/office/links/1/revoke")
    title = f"{version.programme_name} {version.year_label}, v1"
    assert acts(site) == [
        ("Autre", OfficeAct.PUBLISHED, title),
        ("Autre", OfficeAct.LINK_MADE, "Marie"),
        ("Marie", OfficeAct.SIGNED_IN, ""),
        ("Marie", OfficeAct.DOWNLOADED, f"planning-{version.series.key}-v1.json"),
        ("Marie", OfficeAct.WITHDRAWN, title),
        ("Marie", OfficeAct.LINK_MADE, "Jean"),
        ("Marie", OfficeAct.LINK_REVOKED, "Marie"),
    ]


def test_what_everybody_may_see_and_for_how_long_is_recorded(site: Site) -> None:
    site.publish(*ROSTER)
    version, today = site.versions()[0], site.now.date()
    with site.portal.database.writing() as connection:
        access, *_ = list_page_access(connection)
        issue_link(connection, access, today + timedelta(days=1), "Autre", site.now)
    site.come_in()
    site.open("/office/calendars")
    programme, cohort = version.series.programme, in_cohort(*ROSTER)[0].cohort
    site.send("/office/calendars", programme=programme, cohort=cohort)
    site.send("/office/calendars", programme=programme, cohort=cohort)
    name = f"{programme}-{cohort}".casefold()
    site.send("/office/calendars/withdraw", name=name)
    site.send("/office/links/prolong", kind="company")
    assert acts(site)[-3:] == [
        ("Marie", OfficeAct.CALENDAR_PUBLIC, name),
        ("Marie", OfficeAct.CALENDAR_TAKEN_BACK, name),
        ("Marie", OfficeAct.LINK_PROLONGED, access.name),
    ]


def test_an_act_that_is_not_done_is_not_recorded(site: Site) -> None:
    with suppress(RuntimeError), site.portal.database.writing() as connection:
        issue_link(connection, "Marie", ENDS, "Autre", site.now)
        raise RuntimeError
    assert acts(site) == []


def test_a_refusal_is_recorded_with_what_was_asked(site: Site) -> None:
    with site.portal.database.writing() as connection:
        made = issue_link(connection, "Jean", ENDS, "Autre", site.now, Role.READER)
    site.client.post(f"/office/in/{made.secret}")
    site.open("/office/publish", status=403)
    assert acts(site)[-1] == ("Jean", OfficeAct.ROLE_REFUSED, "GET /office/publish")


def test_the_page_shows_it_page_by_page_and_as_a_file(site: Site) -> None:
    for number in range(60):
        with site.portal.database.writing() as connection:
            issue_link(connection, f"=cmd{number}", ENDS, "<Autre>", site.now)
    site.come_in()
    page = site.open("/office/audit?lang=fr")
    assert ("connexion" in page, "=cmd59" in page, "=cmd0" in page) == (True, True, False)
    assert "<Autre>" in page  # unescaped by the test
    older = page.split('rel="next"')[0].rpartition('href="')[2].split('"')[0]
    assert "=cmd0" in site.open(older)
    assert "connexion" not in site.open("/office/audit?lang=fr&act=purged").split("</form>")[-1]
    file = site.client.get("/office/audit.csv?lang=fr&act=link-made").content.decode("utf-8-sig")
    lines = file.splitlines()
    assert lines[0] == "Date et heure (UTC);Qui;Quoi;À propos de"
    assert len(lines) == 62
    assert lines[-1].endswith(";<Autre>;lien créé;'=cmd0")


def test_a_purge_removes_what_is_older(site: Site) -> None:
    site.come_in()
    before = (site.now + timedelta(days=1)).date()
    assert purge(site.portal.database, site.now.date()).audit == 0
    assert purge(site.portal.database, before).audit == 2
    assert acts(site) == []


def test_the_command_prints_and_writes_it(planner: Call, site: Site, tmp_path: Path) -> None:
    site.come_in()
    path = site.portal.database.path
    code, told, _ = planner("journal", "--database", path)
    assert code == 0
    assert [line.split("  ")[1:] for line in told.splitlines()] == [
        ["Marie", "connexion"],
        ["Autre", "lien créé", "Marie"],
    ]
    out = tmp_path / "journal.csv"
    assert planner("journal", "--database", path, "--out", out)[0] == 0
    assert out.read_text(encoding="utf-8-sig").count("\n") == 3
    assert planner("journal", "--database", path, "--out", out)[0] == 2
    assert planner("journal", "--database", path, "--out", tmp_path / "journal.txt")[0] == 2
    planner("purge", "--database", path, "--before", "2020-01-01", "--yes")
    with Database.open(path).reading() as connection:
        assert read_audit(connection, 1)[0].act is OfficeAct.PURGED
