"""A planning is published at the command line: what changes is told first."""

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from planner.apprentices.apprentice import Span
from planner.cli.portal.opening import user_name
from planner.messages import Messages
from planner.planning.file import planning_json
from planner.planning.planning import Edition
from planner.portal.store.database import Database
from planner.portal.store.publishing import withdraw
from planner.portal.store.versions import newest_versions, read_enrolments, roster_of
from planner.year.activity import Activity
from tests.builders import altered, employed
from tests.conftest import Call
from tests.portal_commands.conftest import LIST, TODAY, asked, revisions, write_list
from tests.portal_store import NOW, ROSTER, first


def test_a_first_version_is_published_whole(publish: Call, folder: Path) -> None:
    labelled = ("--version-label", "V9", "--issued", "2026-10-01")
    code, told, wrong = publish("one.json", *labelled, "--yes")
    assert (code, wrong) == (0, "")
    assert "version 1 (V9)\nPremière version" in told
    assert "4 apprentis, 3 entreprises." in told
    assert "Publié : version 1 (V9)." in told
    with closing(Database.open(Path("portal.db"))) as database, database.reading() as connection:
        (served,) = newest_versions(connection)
        assert (served.label, served.issued) == ("V9", date(2026, 10, 1))
        assert served.published_by == user_name()
        names = [who.surname for who in roster_of(read_enrolments(connection, served.id))]
    assert names == [who.surname for who in ROSTER]


def test_the_next_one_tells_what_changes_for_whom(publish: Call, portal: Database) -> None:
    moved, nasty = altered(ROSTER[2], company="Verrerie"), altered(ROSTER[3], email="a@b.example")
    new = employed("[red]Estrugo", "Léocadie", "1A", "Pâtes & Fils")
    write_list(Path(), ROSTER[0], moved, nasty, new)
    code, told, _ = publish("two.json", "--yes")
    assert code == 0
    assert told.splitlines()[1:] == [
        "Elle prend la place de la version 1 (V1), publiée le {}.".format(
            Messages("fr").day(TODAY)
        ),
        "Le numéro 1 du fichier est déjà pris : cette version aura le numéro 2.",
        "1 personne en plus :",
        "  - Léocadie [red]Estrugo (1A, Pâtes & Fils)",
        "1 personne en moins :",
        "  - Tancrède Bromélan (1A, Zyxwerk Ferronnerie)",
        "1 personne change d'entreprise :",
        "  - Philémon Corvigny (1A) : Qombat Textiles → Verrerie",
        "Pour 1 personne, la liste dit autre chose :",
        "  - Ombeline Duvantel (1A, =1+1) : Courriel : rien → a@b.example",
        "2 entreprises nouvelles :",
        "  - Verrerie",
        "  - Pâtes & Fils",
        "1 entreprise n'a plus d'apprenti :",
        "  - Qombat Textiles",
        "Le planning change pour 2 personnes :",
        "  - 1re année – 2 apprentis : 1 séance déplacée.",
        "      Ysolde Abrazine (Zyxwerk Ferronnerie), Philémon Corvigny (Verrerie)",
        "Il reste le même pour 1 personne.",
        "Publié : version 2 (V2).",
    ]


def test_of_very_many_the_first_are_told_and_the_others_counted(
    publish: Call, portal: Database
) -> None:
    write_list(Path(), *ROSTER, *(employed(f"N{n:02}", "P", "1A", "A") for n in range(23)))
    _, told, _ = publish("one.json", "--yes", language="en")
    assert "23 people more:" in told
    assert "N19" in told
    assert "N20" not in told
    assert "  … and 3 more" in told
    assert "It stays the same for 4 people." in told


def test_the_same_again_publishes_nothing(publish: Call, portal: Database) -> None:
    code, told, _ = publish()
    assert (code, revisions(portal)) == (0, [1])
    assert told == (
        "Le portail sert déjà exactement ce planning et cette liste : il n'y a rien à publier.\n"
    )


def test_a_preview_publishes_nothing(publish: Call, portal: Database) -> None:
    code, told, _ = publish("two.json", "--preview")
    assert (code, revisions(portal)) == (0, [1])
    assert "Le planning change pour 3 personnes" in told
    assert "Aperçu : rien n'est publié." in told


def test_a_preview_makes_no_database(publish: Call, folder: Path) -> None:
    before = sorted(folder.iterdir())
    code, told, wrong = publish("one.json", "--preview")
    assert (code, wrong) == (0, "")
    assert told.splitlines()[1:] == [
        "Première version de cette année sur le portail : 4 apprentis, 3 entreprises.",
        "La liste n'a pas les effectifs prévus par la formation : 1re année : 4 au lieu de 24.",
        "Aperçu : rien n'est publié.",
    ]
    assert sorted(folder.iterdir()) == before


def test_many_whose_years_change_alike_are_told_in_one_line(
    publish: Call, portal: Database
) -> None:
    many = [employed(f"N{n:02}", "P", "1A", "A") for n in range(23)]
    write_list(Path(), *many)
    publish("one.json", "--yes")
    _, told, _ = publish("two.json", "--yes")
    assert told.splitlines()[3:] == [
        "La liste des apprentis est la même.",
        "Le planning change pour 23 personnes :",
        "  - 1re année – 23 apprentis : 1 séance déplacée.",
        "Publié : version 3 (V2).",
    ]


@pytest.mark.parametrize(
    ("answer", "found"),
    [("o\n", [2, 1]), (" YES \n", [2, 1]), ("n\n", [1]), ("\n", [1]), ("peut-être", [1])],
)
def test_at_a_terminal_it_asks_before_a_version_takes_the_place_of_another(
    publish: Call, portal: Database, monkeypatch: pytest.MonkeyPatch, answer: str, found: list[int]
) -> None:
    asked(monkeypatch, answer)
    code, told, _ = publish("two.json")
    assert (code, revisions(portal)) == (0 if len(found) > 1 else 1, found)
    assert told.index("Le planning change") < told.index("Publier ? [o/n]")


def test_yes_is_not_asked_and_no_answer_is_an_interruption(
    publish: Call, portal: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(monkeypatch, "")
    code, _, _ = publish("two.json")
    assert (code, revisions(portal)) == (130, [1])
    assert publish("two.json", "--yes")[0] == 0
    assert revisions(portal) == [2, 1]


def test_without_a_terminal_a_version_takes_the_place_of_another_by_yes_only(
    publish: Call, portal: Database
) -> None:
    code, told, wrong = publish("two.json")
    assert (code, revisions(portal)) == (2, [1])
    assert "Le planning change pour 3 personnes" in told
    assert "--yes confirme d'avance" in wrong


def test_who_answers_too_late_is_told(
    publish: Call, portal: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody withdraws the version while the question stands."""

    def answer(_: str) -> str:
        with portal.reading() as connection:
            (served,) = newest_versions(connection)
        withdraw(portal, served, "Benoît", NOW)
        return "o"

    asked(monkeypatch, "")
    monkeypatch.setattr("builtins.input", answer)
    code, _, wrong = publish("two.json")
    assert (code, revisions(portal)) == (2, [1])
    assert "retirée entre-temps par Benoît" in wrong
    monkeypatch.setattr("builtins.input", lambda _: "o")
    code, told, _ = publish("two.json")
    assert (code, revisions(portal)) == (0, [3, 1])
    assert "Elle vient après la version 1 (V1), retirée le 5 octobre 2026." in told


def test_quiet_tells_errors_only(publish: Call, folder: Path) -> None:
    assert publish("one.json", "--quiet", "--yes") == (0, "", "")
    assert publish("two.json", "--quiet", "--yes") == (0, "", "")


def test_sessions_without_room_are_told_and_it_is_published(publish: Call, folder: Path) -> None:
    weeks = first().planning.year.weeks
    write_list(Path(), altered(ROSTER[0], closed=(Span(weeks[0].monday, weeks[-1].last_day),)))
    code, told, wrong = publish("one.json", "--yes")
    assert (code, "Publié : version 1" in told) == (1, True)
    assert "Abrazine" in wrong


def test_a_planning_that_breaks_its_rules_is_not_published(publish: Call, folder: Path) -> None:
    (cohort,) = first().planning.cohorts
    company = tuple(Activity.COMPANY for _ in cohort.activities)
    broken = replace(first().planning, cohorts=(replace(cohort, activities=company),))
    Path("broken.json").write_bytes(planning_json(Edition(broken, (), None, None)))
    code, _, wrong = publish("broken.json")
    assert (code, "enfreint ses règles ; il n'est pas publié" in wrong) == (2, True)
    assert not Path("portal.db").exists()


def test_what_cannot_be_read_is_told_before_anything_is_made(publish: Call, folder: Path) -> None:
    code, _, wrong = publish(LIST)
    assert (code, "il faut le planning.json ou le planning.xlsx que planner a" in wrong) == (
        2,
        True,
    )
    code, _, wrong = publish("one.json", "--issued", "demain")
    assert (code, wrong.endswith("une date comme 2026-11-21.\n")) == (2, True)
    Path("list.xlsx").write_bytes(b"none")
    assert publish()[0] == 2
    assert publish("none.json")[0] == 2
    assert not Path("portal.db").exists()
