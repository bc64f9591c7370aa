"""A company with apprentices of several programmes: one page, one link, one archive."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest

from planner.planning.planning import Edition
from tests.builders import employed
from tests.office_desk import Desk, open_desk
from tests.portal import CLOTH, EARLIER, IRON, journal_of, people_on
from tests.portal_office.conftest import small_edition

COHORT = small_edition().planning.cohorts[0].cohort.id
OTHERS = (
    employed("Zéphirin", "Aubépine", COHORT, IRON.upper(), row=2),
    employed("Yvelard", "Basile", COHORT, "Quelqu'un d'autre", row=3),
)


@pytest.fixture
def desk(tmp_path: Path, edition: Edition) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        opened.site.publish(edition, EARLIER)
        opened.site.publish(small_edition(), OTHERS)
        yield opened


def names_in(content: bytes) -> list[str]:
    return ZipFile(io.BytesIO(content)).namelist()


def test_one_page_lists_the_apprentices_of_all_programmes(desk: Desk) -> None:
    link = desk.site.link(IRON.upper())
    page = desk.visit(f"/c/{link.secret}").text
    assert len(people_on(desk.visit, link.secret)) == 3
    assert [name for name in ("Abrazine", "Bromélan", "Zéphirin") if name not in page] == []
    assert "Yvelard" not in page
    archives = re.findall(rf"/c/{link.secret}/([^\"?]*zip)", page)
    assert len(archives) == 3
    assert archives[0] == "zip"


def test_one_archive_has_a_folder_for_each_programme(desk: Desk) -> None:
    link, visit = desk.site.link(IRON.upper()), desk.visit
    answer = visit(f"/c/{link.secret}/zip?lang=fr")
    assert answer.header("Content-Type") == "application/zip"
    names = names_in(answer.body)
    folders = {name.split("/")[0] for name in names}
    assert len(folders) == 2
    assert all(folder.startswith("2026-2027 ") for folder in folders)
    page = visit(f"/c/{link.secret}?lang=fr").text
    parts = re.findall(rf"(/c/{link.secret}/[^/\"]+/zip)", page)
    each = [name for part in parts for name in names_in(visit(f"{part}?lang=fr").body)]
    assert sorted(name.partition("/")[2] for name in names) == sorted(each)
    assert visit(f"/c/{link.secret}/zip?lang=fr").body == answer.body
    tag = str(answer.header("ETag"))
    assert visit(f"/c/{link.secret}/zip?lang=fr", headers={"If-None-Match": tag}).status == 304
    assert journal_of(desk.site).count("zip") >= 2


def test_a_company_of_one_programme_has_its_own_archive_alone(desk: Desk) -> None:
    link = desk.site.link(CLOTH)
    page = desk.visit(f"/c/{link.secret}").text
    assert f"/c/{link.secret}/zip" not in page
    names = names_in(desk.visit(f"/c/{link.secret}/zip").body)
    assert names
    assert not [name for name in names if "Zéphirin" in name or "Abrazine" in name]


def test_scolarite_sees_the_same_archive_and_nothing_is_noted(desk: Desk) -> None:
    link = desk.site.link(IRON.upper())
    before = journal_of(desk.site)
    seen = desk.open(f"/office/companies/{link.link.company}/zip?lang=fr")
    assert journal_of(desk.site) == before
    assert seen.body == desk.visit(f"/c/{link.secret}/zip?lang=fr").body
