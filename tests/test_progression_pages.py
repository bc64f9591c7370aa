"""The progression to hang up: a page of A3 a class, and one for each option of it."""

import io
from collections.abc import Sequence
from dataclasses import replace

import pytest
from pypdf import PdfReader

from planner.curriculum.module import Module
from planner.curriculum.progression import TaughtModule
from planner.documents.planning.progression_pdf import progression_pdf
from planner.messages import Messages
from planner.planning.planning import Edition
from tests.test_planned_modules import MODULES, only_row, planned, rules

FR, EN = Messages("fr"), Messages("en")

MILESTONES = """
[[milestones]]
name = "fiche de liaison"
owner = "apprentice"
period = "school"
at = "start"
"""


@pytest.fixture(scope="module")
def edition() -> Edition:
    return planned(rules(MODULES + MILESTONES))


def pages(edition: Edition, text: Messages = FR) -> list[str]:
    content = progression_pdf(edition, text)
    found = PdfReader(io.BytesIO(content)).pages
    assert {(round(page.mediabox.width), round(page.mediabox.height)) for page in found} == {
        (1191, 842)
    }
    return [" ".join(page.extract_text().split()) for page in found]


def crowded(edition: Edition, names: Sequence[str], options: Sequence[str] = ("",)) -> Edition:
    """Return an edition whose class has a module of each name in each option."""
    row = only_row(edition)
    assert row.progression
    pattern = row.progression.modules[0]
    taught = tuple(
        TaughtModule(Module(f"{name} {option}", name, 60, None, 1, option), *figures)
        for option in options
        for name in names
        for figures in [(pattern.minutes, pattern.sessions)]
    )
    curriculum = replace(row.progression.curriculum, modules=tuple(each.module for each in taught))
    changed = replace(
        row, progression=replace(row.progression, curriculum=curriculum, modules=taught)
    )
    return replace(edition, planning=replace(edition.planning, cohorts=(changed,)))


def test_a_class_has_a_page_and_each_option_its_own(edition: Edition) -> None:
    whole, one, other = pages(edition)
    assert all(name in whole for name in ("Physique", "Anglais", "Fluides", "Poudres"))
    assert "tronc commun et options en parallèle : X, Y" in whole
    assert "option X" in whole
    assert "ce que suit l'option X" in one
    assert ("Fluides" in one, "Poudres" in one) == (True, False)
    assert ("Fluides" in other, "Poudres" in other) == (False, True)
    assert "Demi-journées de permanence" in whole
    assert "Demi-journées de permanence" not in one


def test_a_page_says_weeks_semesters_letters_and_where_it_comes_from(edition: Edition) -> None:
    whole = pages(edition)[0]
    for week in edition.planning.year.weeks:
        assert f"S{week.iso_week:02}" in whole
    for part in (
        *("Semestre 1 – tronc commun", "Semestre 2 – tronc commun", "Alternance"),
        *("heures de cours à l'école", "séances à distance, en entreprise", "2 s"),
        f"Source : formation {edition.planning.programme.id}",
    ):
        assert part in whole, part
    assert "What is due" in pages(edition, EN)[0]


def test_what_is_due_is_numbered_in_its_week_and_listed(edition: Edition) -> None:
    assert "1 fiche de liaison (apprenti)" in pages(edition)[0]


def test_pages_are_the_same_each_time(edition: Edition) -> None:
    assert progression_pdf(edition, FR) == progression_pdf(edition, FR)


def test_without_options_a_class_has_one_page(edition: Edition) -> None:
    (page,) = pages(crowded(edition, [f"Module {n}" for n in range(20)]))
    assert "tronc commun" not in page


def test_a_class_of_one_option_has_one_page(edition: Edition) -> None:
    (page,) = pages(crowded(edition, [f"Module {n}" for n in range(20)], ("", "X")))
    assert "ce que suit l'option X" in page
    assert "Demi-journées de permanence" in page


def test_long_names_and_many_modules_are_on_the_pages_in_full(edition: Edition) -> None:
    words = "Modélisation et évaluation technico-économique des procédés de séparation, méthodes"
    names = [f"{words} numéro {n:02}" for n in range(20)]
    found = pages(crowded(edition, names, ("A", "B", "C")))
    whole = " ".join(found)
    for name in names:
        assert whole.count(name) == 6, name  # in the class once an option, and on its own page
    assert "heures de cours à l'école" in found[-1]


def test_a_word_longer_than_its_place_is_broken(edition: Edition) -> None:
    (page,) = pages(crowded(edition, ["X" * 120]))
    assert page.replace(" ", "").count("X") >= 120
