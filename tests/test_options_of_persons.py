"""The option of an apprentice: one of those of the modules of the class."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

import planner
from planner.apprentices.roster.reading import read_noted_roster
from planner.documents.roster.template import roster_template_workbook
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.programme.programme import Programme
from planner.rules.case import Case
from tests.builders import employed
from tests.office_desk import Desk, listed_state, open_desk
from tests.office_searcher import said
from tests.portal import IRON, feeds_on, looked_at, site, visiting
from tests.roster.conftest import HEADER, csv, faults
from tests.taught import taught_planning, taught_programme, taught_year
from tests.test_planned_modules import planned, rules


@pytest.fixture(scope="module")
def edition() -> Edition:
    return planned(rules())


@pytest.fixture
def case() -> Case:
    return Case(taught_programme(), taught_year())


def list_of(folder: Path, *options: str) -> Path:
    rows = [[f"Nom {n}", "Véga", "1A", "Songe-Creux", option] for n, option in enumerate(options)]
    return csv(folder / "liste.csv", [*HEADER, "Parcours"], *rows)


def test_an_option_is_written_as_the_modules_have_it(case: Case, tmp_path: Path) -> None:
    read = read_noted_roster(list_of(tmp_path, "energie", "ÉNERGIE", "matériaux"), case)
    assert [who.option for who in read.apprentices] == ["Énergie", "Énergie", "Matériaux"]
    assert read.notes == ()


def test_another_option_is_told_with_those_accepted(tmp_path: Path, french: Messages) -> None:
    (told,) = faults(list_of(tmp_path, "Énergie", "Chimie"), taught_planning(), french)
    assert 'ligne 3, colonne E « Parcours » : trouvé "Chimie"' in told
    assert told.endswith("accepté : l'un de : Énergie, Matériaux.")


def test_who_has_no_option_is_told(case: Case, tmp_path: Path, french: Messages) -> None:
    read = read_noted_roster(list_of(tmp_path, "", "Énergie"), case)
    (told,) = (french.sentence(found) for found in read.notes)
    assert told.startswith("Apprentis sans option : 1 (Véga Nom 0)")


def test_without_options_of_modules_any_is_accepted(case: Case, tmp_path: Path) -> None:
    plain = replace(case, programme=replace(case.programme, curriculum=None))
    read = read_noted_roster(list_of(tmp_path, "Chimie", ""), plain)
    assert ([who.option for who in read.apprentices], read.notes) == (["Chimie", ""], ())


def test_the_template_offers_the_options_of_modules(french: Messages) -> None:
    def offered(programme: Programme) -> set[object]:
        book = load_workbook(io.BytesIO(roster_template_workbook(french, programme)))
        return {cell.value for row in book.worksheets[1].iter_rows() for cell in row}

    options = {"Énergie", "Matériaux"}
    assert options <= offered(taught_programme())
    assert options.isdisjoint(offered(replace(taught_programme(), curriculum=None)) - {"Énergie"})


def test_python_has_the_modules_and_the_sessions_of_persons(
    edition: Edition, tmp_path: Path
) -> None:
    path = list_of(tmp_path, "y", "X")
    table = planner.progression(edition, path)
    assert set(table.loc["Nom 0"]["option"]) == {"", "Y"}
    hours = table["onsite_hours"].groupby(["surname", "module"]).sum()
    sessions = table["remote_sessions"].groupby(["surname", "module"]).sum()
    assert (hours + 3.5 * sessions).loc["Nom 1"].to_dict() == {
        "Anglais": 35,
        "Fluides": 21,
        "Physique": 35,
    }
    held = planner.sessions(edition, path)
    assert len(held.loc["Nom 0"]) == len(held.loc["Nom 1"]) == sessions.loc["Nom 1"].sum() == 4
    assert not any("Fluides" in name for name in held.loc["Nom 0"]["module"])


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_desk(tmp_path) as opened:
        yield opened


def test_the_form_of_a_person_offers_options_and_checks_them(desk: Desk, edition: Edition) -> None:
    number = desk.start(listed_state(edition, ()))
    at = f"/office/drafts/{number}/apprentices"
    assert '<datalist id="options">\n<option value="X">' in desk.open(f"{at}/new").text
    typed = {"surname": "Abrazine", "first-name": "Ysolde", "promotion": "1A", "company": "Orion"}
    refused = desk.send(f"{at}/new", **typed, option="Z")
    assert refused.status == 422
    assert "un de : X, Y" in refused.text.replace("\xa0", " ")
    desk.open(f"{at}/new")
    assert desk.send(f"{at}/new", **typed, option="y").status == 303
    assert [who.option for who in desk.draft(number).state.roster] == ["Y"]


def test_the_list_tells_who_has_an_option_that_the_class_does_not_have(
    desk: Desk, edition: Edition
) -> None:
    roster = (
        employed("Abrazine", "Ysolde", "1A", "Orion", "Z", row=1),
        employed("Bromélan", "Tancrède", "1A", "Orion", "Y", row=2),
        employed("Castrigue", "Odilon", "1A", "Orion", row=3),
    )
    number = desk.start(listed_state(edition, roster))
    page = desk.open(f"/office/drafts/{number}/apprentices?lang=fr").text
    assert "Ces personnes ont une option" in page
    assert "Ysolde Abrazine (Z)" in page
    assert "Tancrède Bromélan (" not in page
    assert "Odilon Castrigue (" not in page


def test_the_portal_follows_the_option_of_each_version(edition: Edition, tmp_path: Path) -> None:
    who = employed("Bromélan", "Tancrède", "1A", IRON, "Y", row=1)
    with site(tmp_path) as opened, visiting(opened) as visit:
        opened.publish(edition, (who,))
        secret = opened.link(IRON).secret
        assert "Poudres" in said(looked_at(visit, secret))
        opened.publish(replace(edition, revision=2), (replace(who, option="X"),))
        page = said(looked_at(visit, secret))
        assert "2 modules à l'école d'autres semaines." in page
        assert "Poudres : n'est plus à l'école" in page
        (feed,) = feeds_on(visit, secret)
        events = visit(f"/feed/{feed}.ics").text.replace("\r\n ", "")
        assert "séance 1 sur" in events
        assert "Poudres" not in events
