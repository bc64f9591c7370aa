"""Tokens of programs: made, shown once, listed and revoked by scolarité."""

import re

from httpx2 import Response

from planner.portal.interface.document import ROOT
from tests.portal_office.conftest import HOSTILE, ROSTER, Site, page_text

PATH = "/office/tokens"


def shown(answer: Response) -> str:
    """Give the token that a page shows."""
    assert answer.status_code == 200
    found = re.findall(r'<code class="address" tabindex="0">([\w-]{43})</code>', answer.text)
    return str(found[0])


def reading(site: Site, token: str, path: str = "/plannings") -> int:
    header = {"Authorization": f"Bearer {token}"}
    return int(site.client.get(f"{ROOT}{path}", headers=header).status_code)


def test_a_token_is_made_shown_once_and_revoked(site: Site) -> None:
    site.publish(*ROSTER)
    site.come_in()
    series = site.versions()[0].series
    assert "Aucun jeton." in site.open(PATH)
    answer = site.send(PATH, name="Hyperplanning", programme=series.programme)
    token = shown(answer)
    assert "il ne peut pas être affiché à nouveau" in page_text(answer)
    assert reading(site, token) == 200
    assert reading(site, token, f"/plannings/{series.key}/persons") == 403
    page = site.open(PATH)
    assert token not in page
    assert "Hyperplanning" in page
    assert "sans les apprentis" in page
    number = re.findall(rf"{PATH}/(\d+)/revoke", page)[0]
    after = site.send(f"{PATH}/{number}/revoke")
    assert "plus rien ne se lit avec lui" in site.open(after.headers["location"])
    assert reading(site, token) == 401
    assert "Aucun jeton." in site.open(PATH)


def test_a_token_may_admit_persons_of_all_programmes(site: Site) -> None:
    site.publish(*ROSTER)
    site.come_in()
    token = shown(site.send(PATH, name=HOSTILE, programme="", with_persons="1"))
    series = site.versions()[0].series.key
    assert reading(site, token, f"/plannings/{series}/persons") == 200
    page = site.client.get(f"{PATH}?lang=fr")
    assert "<script>alert" not in page.text
    assert "toutes" in page_text(page)


def test_what_cannot_be_a_token_is_told(site: Site) -> None:
    site.publish(*ROSTER)
    site.come_in()
    site.send(PATH, name="ENT", programme="")
    for name, programme, told in (
        ("ENT", "", "Un jeton pour ENT est déjà en service"),
        ("", "", "pas de nom de logiciel valable"),
        ("x" * 500, "", "pas de nom de logiciel valable"),
        ("Moodle", "autre", "Aucun planning publié de la formation"),
    ):
        answer = site.send(PATH, name=name, programme=programme)
        assert answer.status_code == 409
        assert told in page_text(answer)
    assert site.send(f"{PATH}/999/revoke").status_code == 409
