"""The promotion and the option of an apprentice find the cohort."""

from pathlib import Path

import pytest

from planner.apprentices.roster import read_roster
from planner.messages import Messages
from planner.planning.planning import Planning
from tests.roster.conftest import HEADER, csv, faults, with_options


@pytest.mark.parametrize(
    "promotion",
    [
        "2A",
        "2a",
        "2e année",
        "2ème ANNEE",
        "2E ANNÉE",
        "2",
        "année 2",
        "2nd year",
        "Year 2",
        "deuxième année",
        "second year",
        "2 A",
    ],
)
def test_a_promotion_has_many_names(promotion: str, planning: Planning, tmp_path: Path) -> None:
    row = ["Basalte", "Véga", promotion, "Songe-Creux"]
    assert [a.cohort for a in read_roster(csv(tmp_path / "l.csv", HEADER, row), planning.case)] == [
        "2A"
    ]


def _found(path: Path, planning: Planning, *pairs: tuple[str, str]) -> list[tuple[str, str]]:
    rows = [
        [f"Nom {n}", "Véga", promotion, "Songe-Creux", option]
        for n, (promotion, option) in enumerate(pairs)
    ]
    found = read_roster(csv(path / "liste.csv", [*HEADER, "Option"], *rows), planning.case)
    return [(a.cohort, a.option) for a in found]


def test_an_option_tells_the_cohorts_of_a_year_apart(tmp_path: Path) -> None:
    both = with_options(("2M", "Mécatronique"), ("2E", "Énergie"))
    pairs = [("2e année", "MECATRONIQUE"), ("2", "énergie"), ("2E", ""), ("2E", "Energie")]
    expected = [("2M", "Mécatronique"), ("2E", "Énergie"), ("2E", "Énergie"), ("2E", "Énergie")]
    assert _found(tmp_path, both, *pairs) == expected


def test_an_option_of_no_cohort_is_printed_as_it_is(tmp_path: Path) -> None:
    assert _found(tmp_path, with_options(("2A", "")), ("2A", "SIMMA")) == [("2A", "SIMMA")]
    one_open = with_options(("2A", ""), ("2M", "Mécatronique"))
    assert _found(tmp_path, one_open, ("2", "SIMMA"), ("2", "mécatronique"), ("2", "")) == [
        ("2A", "SIMMA"),
        ("2M", "Mécatronique"),
        ("2A", ""),
    ]


@pytest.mark.parametrize(
    ("promotion", "option", "told"),
    [
        ("2", "", 'colonne E « Option » : trouvé "" ; accepté : l\'un de : Mécatronique, Énergie'),
        ("2", "Chimie", 'colonne E « Option » : trouvé "Chimie"'),
        ("2M", "Énergie", "accepté : l'un de : Mécatronique."),
        ("3A", "", 'colonne C « Promotion » : trouvé "3A" ; accepté : l\'un de : 2M (2e année)'),
    ],
)
def test_an_option_that_does_not_fit_is_told(
    promotion: str, option: str, told: str, tmp_path: Path, french: Messages
) -> None:
    both = with_options(("2M", "Mécatronique"), ("2E", "Énergie"))
    row = ["Basalte", "Véga", promotion, "Songe-Creux", option]
    (line,) = faults(csv(tmp_path / "liste.csv", [*HEADER, "Option"], row), both, french)
    assert told in line


def test_without_a_column_of_options_the_promotion_has_to_say_all(
    tmp_path: Path, french: Messages
) -> None:
    both = with_options(("2M", "Mécatronique"), ("2E", "Énergie"))
    row = ["Basalte", "Véga", "2", "Songe-Creux"]
    (line,) = faults(csv(tmp_path / "liste.csv", HEADER, row), both, french)
    assert "colonne C « Promotion »" in line
    alike = with_options(("2M", ""), ("2E", ""))
    (line,) = faults(csv(tmp_path / "liste.csv", HEADER, row), alike, french)
    assert "l'un de : 2M (2e année), 2E (2e année)" in line
