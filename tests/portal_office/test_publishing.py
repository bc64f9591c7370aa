"""Versions are published, withdrawn and published again, each told first."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest

from planner.files.problems import Unusable
from planner.planning.file import planning_json
from planner.portal.store import submissions
from planner.portal.web.http.bodies import SHORT
from planner.portal.web.http.uploads import Upload
from tests.builders import altered, employed
from tests.portal_office.conftest import (
    GLASS,
    IRON,
    NOW,
    ROSTER,
    Site,
    as_csv,
    in_cohort,
    page_text,
    small_edition,
)

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
    assert answer.content == planning_json(small_edition())
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
    answer = site.upload(planning_json(small_edition()), as_csv(*changed), label=" V2  bis ")
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
    answer = site.upload(planning_json(small_edition()), as_csv(*ROSTER) + b"\nTotal;3;;;")
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
    site.upload(planning_json(small_edition()), as_csv(*ROSTER))
    page = site.open("/office/publish/1")
    assert "Première version de cette année sur le portail : 3 apprentis, 2 entreprises." in page
    assert site.send("/office/publish/1", over="").status_code == 303
    assert site.versions()[0].revision == 1


def test_a_publication_stops_where_somebody_was_faster(site: Site) -> None:
    site.publish(*ROSTER)
    site.come_in()
    site.upload(planning_json(small_edition()), as_csv(*ROSTER[:2]))
    site.publish(*ROSTER[1:], label="V2")
    answer = site.send("/office/publish/1", over="1")
    assert answer.status_code == 409
    page = page_text(answer)
    assert "Entre-temps, quelqu'un a publié ou retiré une version." in page
    assert "Ysolde Abrazine" in page
    assert len(site.versions()) == 2
    over = re.search(r'name="over" value="(.*?)"', page)
    assert over
    assert site.send("/office/publish/1", over=over[1]).status_code == 303


def test_what_is_served_already_is_not_published_again(site: Site) -> None:
    site.publish(*ROSTER)
    site.come_in()
    answer = site.upload(planning_json(small_edition()), as_csv(*ROSTER))
    assert (answer.status_code, site.kept()["submissions"]) == (200, [])
    assert "il n'y a rien à publier" in page_text(answer)
    assert "numéro" not in page_text(answer)
    site.upload(planning_json(small_edition()), as_csv(*ROSTER[1:]))
    site.publish(*ROSTER[1:])
    answer = site.send("/office/publish/1", over="1")
    assert "il n'y a rien à publier" in page_text(answer)
    assert (len(site.versions()), site.kept()["submissions"]) == (2, [])


def test_what_was_sent_is_forgotten_when_it_is_asked(site: Site) -> None:
    site.come_in()
    site.upload(planning_json(small_edition()), as_csv(*ROSTER))
    answer = site.send("/office/publish/1/discard")
    assert "sont effacés" in site.open(answer.headers["location"])
    assert site.kept()["submissions"] == []


FAULTS = [
    (b"{", as_csv, "C:\\mes dossiers\\plan été.json", "plan été.json, ligne 1 :"),
    (b"PK\x03\x04", as_csv, "planning.xlsx", "planning.xlsx"),
    (b"", as_csv, "", "Choisissez le fichier du planning."),
    (b"Nom;Promotion", as_csv, "liste.csv", "Les deux fichiers sont peut-être intervertis."),
    (None, b"Nom;Promotion\nX;Y", "p.json", "il manque la colonne"),
    (None, b"", "p.json", "liste.csv"),
]


@pytest.mark.parametrize(("planning", "roster", "name", "told"), FAULTS)
def test_faults_are_told_under_the_names_that_were_sent(
    site: Site, planning: bytes | None, roster: object, name: str, told: str
) -> None:
    site.come_in()
    listed = roster if isinstance(roster, bytes) else as_csv(*ROSTER)
    whole = planning_json(small_edition()) if planning is None else planning
    answer = site.upload(whole, listed, (name, "liste.csv"), label="V9", issued="2026-07-01")
    assert answer.status_code == 422
    page = page_text(answer)
    assert told in page
    assert "/tmp" not in page
    assert 'value="V9"' in page
    assert 'role="alert"' in page
    assert site.kept()["submissions"] == []


def test_a_planning_that_breaks_its_rules_is_not_taken(site: Site) -> None:
    site.come_in()
    text = planning_json(small_edition()).decode()
    assert '"activity": "school"' in text
    broken = text.replace('"activity": "school"', '"activity": "company"', 1)
    answer = site.upload(broken.encode(), as_csv(*ROSTER))
    assert answer.status_code == 422
    assert "planning.json : ce planning enfreint ses règles ; il n'est pas publié." in page_text(
        answer
    )
    assert site.kept()["submissions"] == []


@pytest.mark.parametrize("fields", [{"label": "x" * 61}, {"label": "a\x01"}, {"issued": "demain"}])
def test_a_version_is_called_as_documents_can_say(site: Site, fields: dict[str, str]) -> None:
    site.come_in()
    answer = site.upload(planning_json(small_edition()), as_csv(*ROSTER), **fields)
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
    database, roster = site.portal.database, in_cohort(replace(ROSTER[0], remarks="entre nous"))
    number = submissions.save_submission(database, small_edition(), roster, "Marie", NOW)
    assert "entre nous" not in str(site.kept()["submissions"])
    with database.reading() as connection:
        found = submissions.read_submission(connection, number, NOW + timedelta(hours=24))
        assert planning_json(found.edition) == planning_json(small_edition())
        assert found.roster == tuple(replace(each, remarks="") for each in roster)
        with pytest.raises(Unusable, match=r"office\.no-submission"):
            submissions.read_submission(connection, number, NOW + timedelta(hours=25))
    later = submissions.save_submission(
        database, small_edition(), roster, "Marie", NOW + timedelta(hours=25)
    )
    assert [row[0] for row in site.kept()["submissions"]] == [later]  # type: ignore[index]
    submissions.discard_submission(database, later)
    assert submissions.save_submission(database, small_edition(), roster, "Marie", NOW) > later


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
