"""Links of companies and of scolarité: made, renewed, ended."""

import re
from io import BytesIO

import pytest
from httpx2 import Response
from openpyxl import load_workbook
from starlette.testclient import TestClient

from planner.apprentices.apprentice import Contact
from planner.portal.store.links import list_page_access
from tests.builders import altered
from tests.portal_office.conftest import ENDS, GLASS, HERE, ROSTER, Site, page_text


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
        number = max(each.link.id for each in list_page_access(connection) if each.link)
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
    assert "aujourd'hui ou plus tard" in page_text(answer)
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


def test_links_of_tutors_are_listed_made_and_seen_to(site: Site) -> None:
    tutor = Contact("Anne <Tilleul>", "a.tilleul@lac.example")
    first, *others = ROSTER
    site.publish(altered(first, tutor=tutor), *others)
    site.come_in()
    page = site.open("/office/links?kind=tutor")
    assert "1 destinataire n'a pas de lien." in page
    assert "Anne <Tilleul>" in page
    assert "a.tilleul@lac.example" in page
    assert GLASS in page
    assert "Liens de la scolarité" not in page
    answer = site.send("/office/links/missing", kind="tutor")
    cells = [c.value for row in load_workbook(BytesIO(answer.content)).worksheets[0] for c in row]
    (address,) = (str(cell) for cell in cells if str(cell).startswith(HERE))
    assert first.name in site.client.get(address).text
    assert "n'a pas de lien" not in site.open("/office/links?kind=tutor")
    answer = site.send("/office/links/missing", kind="tutor")
    assert (answer.status_code, answer.headers["location"].count("kind=tutor")) == (303, 1)
    number = site.company(tutor.name)
    assert "a.tilleul@lac.example" in site.open(f"/office/links/companies/{number}")
    assert "maître d'apprentissage la voit" in site.open(f"/office/companies/{number}")


def test_a_kind_that_there_is_not_is_that_of_companies(site: Site) -> None:
    site.publish(*ROSTER)
    site.come_in()
    assert "Liens de la scolarité" in site.open("/office/links?kind=%3Cx")
    assert "ne nomme aucun maître d'apprentissage" in site.open("/office/links?kind=tutor")
