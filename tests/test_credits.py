"""The ledger of hours and credits of units, and what is missing to the credits of a year."""

import io
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

import planner as planner_api
from planner.curriculum.credits import says_credits, stream_credits, taught_units
from planner.curriculum.module import CompanyUnit, Curriculum, Module
from planner.documents.planning.workbook import planning_workbook
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.planning import Edition, Planning
from planner.programme.file import academic_year_of, read_programme, variant
from planner.rules.case import Case
from planner.words.credits import credits_lines
from planner.words.notices import notices
from tests.test_planned_modules import MODULES, planned, rules

DATA = Path(__file__).parent.parent / "data"
FR, EN = Messages("fr"), Messages("en")

CREDITS = MODULES.replace(
    "[[curriculum.modules]]",
    '[[curriculum.company_units]]\nname = "Projet"\nects = 30\n\n[[curriculum.modules]]',
    1,
).replace('name = "Physique"\n', 'name = "Physique"\nunit = "SF"\nunit_ects = 12\n')
CREDITS = CREDITS.replace('name = "Anglais"\n', 'name = "Anglais"\nunit = "CI"\nects = 8\n')
CREDITS = CREDITS.replace('option = "X"\n', 'option = "X"\nunit = "Option"\nunit_ects = 10\n')
CREDITS = CREDITS.replace('option = "Y"\n', 'option = "Y"\nunit = "Option"\nunit_ects = 6\n')


@pytest.fixture(scope="module")
def edition() -> Edition:
    return planned(rules(CREDITS))


def module(name: str, semester: int = 1, **fields: float | str) -> Module:
    return Module(name, name, 60, semester=semester, **fields)  # type: ignore[arg-type]


def test_credits_are_those_of_a_unit_or_else_of_its_modules() -> None:
    own, summed, silent = taught_units(
        [
            module("a", unit="U", unit_ects=4.5, ects=1.0),
            module("b", unit="U", unit_ects=4.5),
            module("c", 2, unit="U", ects=2.0),
            module("d", 2, unit="U"),
            module("e", 2, unit="V"),
        ]
    )
    assert (own.ects, own.silent) == (4.5, ())
    assert (summed.ects, [m.id for m in summed.silent]) == (2.0, ["d"])
    assert (silent.ects, [m.id for m in silent.silent]) == (None, ["e"])


def test_each_stream_has_the_common_core_its_option_and_the_units_in_company() -> None:
    modules = (
        module("a", ects=20),
        module("b", option="X", ects=10),
        module("c", option="Y", ects=5),
    )
    of = stream_credits(Curriculum(modules, company_units=(CompanyUnit("Projet", 30),)))
    assert {option: each.missing for option, each in of.items()} == {"X": 0, "Y": 5}


def test_a_curriculum_without_credits_tells_nothing() -> None:
    assert not says_credits(Curriculum((module("a"),)))
    programme = rules(MODULES)
    planning = Planning(Case(programme, academic_year_of(programme, 2026)), ())
    assert list(credits_lines(planning, FR)) == []


def test_every_year_of_albi_has_its_credits() -> None:
    programme = read_programme(DATA / "albi-modules.toml")
    for cohort in programme.cohorts:
        curriculum = programme.curriculum_of(cohort)
        assert curriculum
        for stream in stream_credits(curriculum).values():
            assert (stream.taught, stream.in_company, stream.missing) == (30, 30, 0)


def test_what_is_missing_is_told_with_the_option(edition: Edition) -> None:
    assert list(credits_lines(edition.planning, FR)) == [
        "1A, option Y : il manque 4 ECTS pour 60 dans l'année "
        "(modules : 26, unités en entreprise : 30)."
    ]
    assert [line for line in notices(edition.planning, EN) if "ECTS" in line] == [
        "1A, option Y: 4 ECTS are missing to 60 in the year (modules: 26, units in company: 30)."
    ]


def test_one_line_is_told_where_it_is_so_of_all_options(edition: Edition) -> None:
    programme = edition.planning.programme
    assert programme.curriculum
    fewer = replace(programme.curriculum, company_units=(), ects_a_year=20)
    planning = replace(
        edition.planning,
        case=replace(edition.planning.case, programme=replace(programme, curriculum=fewer)),
    )
    assert [line.partition(" (")[0] for line in credits_lines(planning, FR)] == [
        "1A, option X : 10 ECTS de trop pour 20 dans l'année",
        "1A, option Y : 6 ECTS de trop pour 20 dans l'année",
    ]
    core = tuple(m for m in fewer.modules if not m.option)
    alone = replace(fewer, modules=core, ects_a_year=60)
    planning = replace(
        planning, case=replace(planning.case, programme=replace(programme, curriculum=alone))
    )
    assert [line.partition(" (")[0] for line in credits_lines(planning, FR)] == [
        "1A : il manque 40 ECTS pour 60 dans l'année"
    ]


def test_the_sheet_has_the_units_and_the_totals_of_each_option(edition: Edition) -> None:
    book = load_workbook(io.BytesIO(planning_workbook(edition, FR)))
    rows = [[cell.value for cell in row] for row in book["Unités 1A"].iter_rows(min_row=4)]
    assert rows[0] == [
        *("Semestre", "Option", "Unité", "Modules", "Heures à l'école", "Séances"),
        *("Heures à distance", "Heures en tout", "ECTS"),
    ]
    by_unit = {(row[1], row[2], row[3]): row[4:] for row in rows[1:] if row[2]}
    assert by_unit["tronc commun", "SF", "Physique"][3:] == [35, 12]
    assert by_unit["toutes", "Projet", "en entreprise, sans heures de cours"] == [None] * 4 + [30]
    whole = {option: found for (option, _, what), found in by_unit.items() if "année" in str(what)}
    assert whole == {"X": [77, 4, 14, 91, 60], "Y": [77, 4, 14, 91, 56]}
    assert "il manque 4 ECTS" in str(rows[-1][0])


def test_without_credits_the_sheet_has_hours_only() -> None:
    book = load_workbook(io.BytesIO(planning_workbook(planned(rules()), FR)))
    header, *rows = ([cell.value for cell in row] for row in book["Unités 1A"].iter_rows(min_row=4))
    assert "ECTS" not in header
    assert not any("ECTS" in str(value) for row in rows for value in row)


def test_units_and_credits_from_python(edition: Edition) -> None:
    found = planner_api.units(edition)
    assert found.groupby(["cohort", "stream"]).hours.sum().to_dict() == {
        ("1A", "X"): 91,
        ("1A", "Y"): 91,
    }
    assert found.ects.to_dict()["1A", "Y", "Option"] == 6
    assert planner_api.ects(edition).missing.to_dict() == {("1A", "X"): 0, ("1A", "Y"): 4}


def test_a_unit_in_company_given_twice_is_told() -> None:
    twice = '[[curriculum.company_units]]\nname = "Projet"\nects = 8\n'
    base = read_programme(Path(__file__).parent / "infeasible" / "base.toml")
    with pytest.raises(Unusable) as error:
        variant(base, "base.toml", tomllib.loads(f"{MODULES}\n{twice}\n{twice}"))
    assert "l'unité en entreprise « Projet » est donnée deux fois" in FR.sentence(
        error.value.problems[0]
    )


def test_a_curriculum_without_credits_has_no_rows_in_python() -> None:
    assert planner_api.ects(planned(rules())).empty
