"""The fragment of LHÉO 2.3: its rules, its figures, its texts at their longest."""

from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element, fromstring

import pytest

from planner.documents.exchange.kinds import EXPORT_KINDS
from planner.documents.exchange.lheo import LONGEST_TEXT, alternation_text
from planner.documents.exchange.source import ExportSource
from planner.messages import LANGUAGES, Messages
from planner.office.draft_files import file_content, offered_files
from planner.planning.alternation import Alternation, AlternationUnit, alternation
from planner.planning.file import planning_json
from planner.planning.ledger import totals
from planner.planning.planning import Edition, Planning
from planner.rules.case import Case
from planner.year.activity import BUILT_IN_ACTIVITIES, Activity
from planner.year.weeks import HOUR
from tests.builders import SPLIT, activities, cohort, planned, programme, year
from tests.conftest import Call
from tests.lheo import NAMESPACE, faults
from tests.office_desk import listed_state

FR = Messages("fr")


def exported(edition: Edition, language: str = "fr") -> bytes:
    return EXPORT_KINDS["lheo"].content(".xml", ExportSource(edition), Messages(language))


def texts(root: Element, path: str) -> list[str | None]:
    steps = "/".join(f"{NAMESPACE}{step}" for step in path.split("/"))
    return [found.text for found in root.findall(steps)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fragment_keeps_the_rules_of_the_language(edition: Edition, language: str) -> None:
    content = exported(edition, language)
    assert content == exported(edition, language)
    assert list(faults(fromstring(content))) == []


def test_the_rules_see_what_is_wrong(edition: Edition) -> None:
    root = fromstring(exported(edition))
    action = root[1]
    action.append(action[0])
    action.remove(action[0])
    action[2].text = "7"
    told = "\n".join(faults(root))
    assert "out of order" in told
    assert "modalites-entrees-sorties: 7" in told


def test_an_action_a_class_with_the_hours_of_the_ledger(edition: Edition) -> None:
    root, planning = fromstring(exported(edition)), edition.planning
    assert texts(root, "intitule-formation") == [planning.programme.name]
    actions = root.findall(f"{NAMESPACE}action")
    assert [action.get("numero") for action in actions] == ["1A", "2A", "3A"]
    for row, action in zip(planning.cohorts, actions, strict=True):
        found = totals(row, planning.case)
        assert texts(action, "nombre-heures-centre") == [str(found.onsite // HOUR)]
        assert texts(action, "nombre-heures-entreprise") == [str(found.company // HOUR)]
    assert texts(root, "action/session/cycle/annee-cycle") == ["1", "2", "3"]
    assert set(texts(root, "action/session/periode/debut")) == {"20260928"}
    rhythm = "action/session/cycle/alternance/rythme-alternance"
    assert texts(root, f"{rhythm}/unites-entreprise") == ["6", "10", "13"]
    assert texts(root, f"{rhythm}/unites-centre") == ["3", "5", "9"]


def test_the_text_has_the_dates_of_the_blocks(edition: Edition) -> None:
    lines = alternation_text(edition.planning.cohorts[2], edition.planning, FR).splitlines()
    assert lines == [
        "École : du 28/09/2026 au 04/12/2026, du 08/03/2027 au 23/04/2027.",
        "Entreprise : du 07/12/2026 au 05/03/2027.",
        "FIN (entreprise) : du 26/04/2027 au 10/09/2027.",
        "Soutenances : du 13/09/2027 au 24/09/2027.",
        "26 séances suivies à distance, en entreprise.",
    ]


def laid_out(*weeks: Activity) -> Planning:
    """Plan a class with an activity in each week."""
    rules = programme(cohort(), activities=(*BUILT_IN_ACTIVITIES, SPLIT))
    when = year(len(weeks))
    row = planned(rules.cohorts[0], "E" * len(weeks), when)
    return Planning(Case(rules, when), (replace(row, activities=weeks),))


def test_a_text_too_long_is_cut_at_a_date() -> None:
    planning = laid_out(*[Activity.SCHOOL, Activity.COMPANY] * 70)
    found = alternation_text(planning.cohorts[0], planning, FR)
    assert 2900 < len(found) <= LONGEST_TEXT
    school, company = found.splitlines()
    assert school.endswith(", …")
    assert company.endswith(", …")


# --- The usual rhythm -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("CECECECE", Alternation(AlternationUnit.WEEK, 1, 1)),
        ("CCEEECCEEEEEEEE", Alternation(AlternationUnit.WEEK, 6, 2)),
        ("CEEECEEEECEEE", Alternation(AlternationUnit.WEEK, 3, 1)),
        ("MMMEMMM", Alternation(AlternationUnit.DAY, 3, 2)),
        ("CCJ-", None),
        ("EEEE", None),
    ],
)
def test_the_usual_rhythm(written: str, expected: Alternation | None) -> None:
    planning = laid_out(*activities(written))
    assert alternation(planning.cohorts[0], planning.year) == expected


def test_days_at_two_places_are_told_in_half_days() -> None:
    mornings = replace(SPLIT, name="mornings", days=(SPLIT.days[0],) * 5)
    mornings = replace(mornings, afternoons=(SPLIT.days[-1],) * 5)
    planning = laid_out(*[mornings] * 4)
    found = alternation(planning.cohorts[0], planning.year)
    assert found == Alternation(AlternationUnit.HALF_DAY, 1, 1)


def test_without_a_rhythm_none_is_told() -> None:
    planning = laid_out(*[Activity.COMPANY] * 4)
    root = fromstring(exported(Edition(planning, ())))
    assert list(faults(root)) == []
    assert root.find(f".//{NAMESPACE}alternance") is None


# --- The command and the office -------------------------------------------------------------------


def test_the_command_and_the_office_give_the_same_bytes(
    edition: Edition, tmp_path: Path, planner: Call
) -> None:
    planning, out = tmp_path / "planning.json", tmp_path / "offre.xml"
    planning.write_bytes(planning_json(edition))
    assert planner("export", "lheo", planning, "--out", out)[0] == 0
    state = listed_state(edition, ())
    (file,) = [each for each in offered_files(state, FR) if each.of == "lheo"]
    assert file.name == "lheo.xml"
    assert file_content(file, state, "fr") == out.read_bytes()
    code, _, said = planner("export", "lheo", planning, "--out", tmp_path / "offre.json")
    assert code == 2
    assert ".xml" in said
