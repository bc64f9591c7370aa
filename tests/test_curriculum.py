"""The curriculum: its table is read, and all that is wrong in it is told with its cell."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from planner.curriculum.module import Curriculum, Module
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.programme.cohort import Cohort
from planner.programme.file import parse_programme, read_programme, tables_of
from planner.programme.programme import Programme
from planner.scenarios.settings import change_programme
from planner.year.moments import NumberedWeek, Window
from planner.year.weeks import HOUR
from tests.conftest import ALBI, DATA

MODULES = DATA / "albi-modules.toml"

HEAD = f'extends = "{ALBI}"\n'


def written(folder: Path, table: str, keys: str = "") -> Path:
    """Write a variant of Albi with a table of modules for its first year."""
    (folder / "modules.csv").write_text(table, encoding="utf-8")
    path = folder / "programme.toml"
    text = f'{HEAD}[curriculum]\nfile = "modules.csv"\n{keys}'
    path.write_text(text, encoding="utf-8")
    return path


def told(path: Path, text: Messages) -> list[str]:
    """Return what is told of a file, without the folder it lies in."""
    with pytest.raises(Unusable) as raised:
        read_programme(path)
    lines = "\n".join(text.sentence(each) for each in raised.value.problems)
    found = re.sub("[\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]", " ", lines).splitlines()
    return [line.replace(f"{path.parent}/", "").replace(f"{ALBI}", "albi.toml") for line in found]


def curriculum_of(programme: Programme, cohort: Cohort) -> Curriculum:
    found = programme.curriculum_of(cohort)
    assert found is not None
    return found


@pytest.fixture(scope="module")
def albi_modules() -> Programme:
    return read_programme(MODULES)


def test_albi_has_sixty_modules_a_stream_and_twenty_a_year(albi_modules: Programme) -> None:
    assert len(albi_modules.cohorts) == 3
    for cohort in albi_modules.cohorts:
        curriculum = curriculum_of(albi_modules, cohort)
        assert list(curriculum.streams) == ["SENMBA", "SIMMA", "SIPHASS"]
        assert curriculum.semesters == (1, 2)
        for modules in curriculum.streams.values():
            assert [module.minutes for module in modules] == [30 * HOUR] * 20
            assert [module.semester for module in modules].count(1) == 10


def test_units_have_the_credits_of_their_semester(albi_modules: Programme) -> None:
    curriculum = curriculum_of(albi_modules, albi_modules.cohorts[0])
    units = {
        (module.semester, module.unit): module.unit_ects for module in curriculum.streams["SIMMA"]
    }
    assert sum(ects or 0 for ects in units.values()) == 30  # the company has the other 30


def test_a_module_is_called_by_its_name_or_by_its_place_beside(albi_modules: Programme) -> None:
    ids = [module.id for module in curriculum_of(albi_modules, albi_modules.cohorts[1]).modules]
    assert "Réseaux de fluides" in ids
    assert {"Anglais (2.1)", "Anglais (2.2)"} <= {*ids}


def test_albi_without_a_curriculum_says_nothing_of_modules(albi: Programme) -> None:
    assert albi.curriculum is None
    assert albi.curriculum_of(albi.cohorts[0]) is None


def test_a_planning_carries_the_modules(albi_modules: Programme) -> None:
    """What a planning carries is read without the table beside it."""
    again = parse_programme(albi_modules.text, "planning.json", albi_modules.bases, carried=True)
    assert again.curriculum == albi_modules.curriculum
    assert [base.name for base in again.bases] == ["albi-modules.csv", "albi.toml"]
    with pytest.raises(Unusable) as raised:
        parse_programme(albi_modules.text, "planning.json", albi_modules.bases[1:])
    assert raised.value.problems[0].key == "curriculum.missing"


def test_a_scenario_keeps_the_modules(albi_modules: Programme) -> None:
    changed = change_programme(albi_modules, {"curriculum.modules_a_week": {"most": 6}})
    assert changed.curriculum is not None
    assert changed.curriculum.most_modules_a_week == 6
    assert albi_modules.curriculum is not None
    assert changed.curriculum.modules == albi_modules.curriculum.modules
    assert len(tables_of(changed)["curriculum"]["modules"]) == 96


def test_names_and_hours_suffice(tmp_path: Path) -> None:
    rows = "".join(f"Module {n};60\n" for n in range(10))
    path = tmp_path / "short.toml"
    (tmp_path / "modules.csv").write_text(f"Intitulé;Heures\n{rows}", encoding="utf-8")
    path.write_text('curriculum = "modules.csv"\n' + HEAD, encoding="utf-8")
    programme = read_programme(path)
    assert curriculum_of(programme, programme.cohorts[0]).modules[0] == Module(
        "Module 0", "Module 0", 60 * HOUR
    )


def test_a_total_beside_the_column_of_names_is_no_module(tmp_path: Path) -> None:
    """As schools write it: its label in the first column, whatever that is."""
    rows = ["UE;Intitulé du module;Volume horaire", "UE1;A;400", "UE1;B;200", "Total;;600"]
    programme = read_programme(written(tmp_path, "\n".join(rows)))
    modules = curriculum_of(programme, programme.cohorts[0]).modules
    assert [module.name for module in modules] == ["A", "B"]


def test_every_column_is_read_in_french(tmp_path: Path) -> None:
    head = (
        "Code;Nom du module;Année;Semestre;UE;Option;Volume horaire;ECTS;Crédits de l'unité;"
        "Séances au moins;Séances au plus;Heures par semaine au moins;Heures par semaine au plus;"
        "Enseignants;Prérequis;Commence à l'école;Examen;À partir de la semaine;"
        "Jusqu'à la semaine;Semaines à l'école;Salles"
    )
    first = "M1;Physique;1A;S1;SF;;300 h;4,5;12;1;16;3,5;40;Mme A;;non;oui;S41;20;;Labo"
    second = "M2;Chimie;1;2;SF;;300;4;11;0;30;2;40;Mme A; M1;;non;;;S10-S12, 20;"
    resources = "resources = { Labo = 30 }\n"
    programme = read_programme(written(tmp_path, f"{head}\n{first}\n{second}\n", resources))
    assert programme.curriculum is not None
    one, other = programme.curriculum.modules
    assert one == Module(
        "M1",
        "Physique",
        300 * HOUR,
        year=1,
        semester=1,
        unit="SF",
        ects=4.5,
        unit_ects=12,
        least_sessions=1,
        most_sessions=16,
        least_a_week=210,
        most_a_week=40 * HOUR,
        teachers=("Mme A",),
        opens_onsite=False,
        window=Window(NumberedWeek(41), NumberedWeek(20)),
        resources=("Labo",),
    )
    assert other.prerequisites == ("M1",)
    assert other.onsite_weeks == (10, 11, 12, 20)
    assert not other.closes_onsite


HEADER = "module,year,semester,option,hours,unit,unit_ects,teachers,prerequisites"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["A,1,1,,trente,,,,"], 'colonne E « hours » : trouvé "trente" ; accepté : un nombre.'),
        ([",1,1,,30,,,,"], "colonne A « module » : cellule vide ; il y faut une valeur."),
        (
            ["A,1,1,SIMA,30,,,,"],
            "colonne D « option » : module « A » : option inconnue « SIMA » ; "
            "les options de la maquette : SENMBA, SIMMA.",
        ),
        (
            ["A,1,1,SIMMA,30,,,,", "B,1,1,SENMBA,20,,,,"],
            "ligne 3, colonne E « hours » : les options d'un semestre ont autant d'heures, "
            "puisqu'elles ont lieu en parallèle ; année 1, semestre 1 : SENMBA en a 20 h, "
            "SIMMA 30 h.",
        ),
        (
            ["A,1,1,,30,,,,B", "B,1,1,,30,,,,C", "C,1,1,,30,,,,A"],
            "colonne I « prerequisites » : prérequis en cercle : ",
        ),
        (
            ["A,1,1,,30,,,,Z"],
            "colonne I « prerequisites » : module « A » : aucun module n'a l'identifiant « Z »",
        ),
        (
            ["A,1,1,,30,,,,B", "B,1,2,,30,,,,"],
            "module « A » : son prérequis « B » est enseigné dans un semestre postérieur.",
        ),
        (
            ["A,1,1,,30,SF,4.5,,", "B,1,1,,30,SF,5,,"],
            "ligne 3, colonne G « unit_ects » : unité SF : 5 ECTS ici, 4.5 à la ligne de « A »",
        ),
        (
            ["A,1,1,,30,,,,", "A,1,1,,30,,,,"],
            "ligne 3, colonne A « module » : module « A (1.1) » : un autre a le même identifiant",
        ),
        (
            ["A,1,1,,30,,,M. B;M. B,"],
            "colonne H « teachers » : module « A » : « M. B » y est nommé deux fois.",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_cell(
    rows: Sequence[str], expected: str, tmp_path: Path, french: Messages
) -> None:
    table = "\n".join([HEADER, *rows])
    found = told(written(tmp_path, table, 'options = ["SENMBA", "SIMMA"]\n'), french)
    assert len(found) == 1
    assert found[0].startswith("modules.csv, ligne ")
    assert expected in found[0]


def test_everything_is_told_at_once(tmp_path: Path, french: Messages) -> None:
    table = f"{HEADER}\nA,1,1,,trente,,,,\n,1,un,,30,,,,\n"
    lines = told(written(tmp_path, table), french)
    assert [line[: line.index(" : ")] for line in lines] == [
        "modules.csv, ligne 2, colonne E « hours »",
        "modules.csv, ligne 3, colonne A « module »",
        "modules.csv, ligne 3, colonne C « semester »",
    ]


def test_a_missing_column_is_named(tmp_path: Path, french: Messages) -> None:
    assert told(written(tmp_path, "module;semestre\nA;1\n"), french) == [
        "modules.csv, ligne 1 : il manque la colonne « Heures » ; trouvées : module, semestre."
    ]


def test_a_column_that_stands_twice_is_named(tmp_path: Path, french: Messages) -> None:
    (line,) = told(written(tmp_path, "module;heures;hours\nA;30;30\n"), french)
    assert "plusieurs colonnes pour « Heures » : heures, hours" in line


def test_cells_are_told_what_cells_accept(tmp_path: Path, french: Messages) -> None:
    """Not what the programme file does, where that is true and monday."""
    book = Workbook()
    modules, teachers = book.active, book.create_sheet("Enseignants")
    assert modules is not None
    for row in (["Module", "Heures", "Examen", "Prof"], ["A", 600, "peut-être", "Mme C"]):
        modules.append(row)
    for teacher in (["Nom", "Jours"], ["Mme B", "lundi, dimanche"]):
        teachers.append(teacher)
    book.save(tmp_path / "modules.xlsx")
    path = tmp_path / "programme.toml"
    path.write_text(f'{HEAD}[curriculum]\nfile = "modules.xlsx"\n', encoding="utf-8")
    assert told(path, french) == [
        "modules.xlsx, Sheet, ligne 2, colonne C « Examen » : "
        'trouvé "peut-être" ; accepté : oui ou non.',
        "modules.xlsx, Enseignants, ligne 2, colonne B « Jours » : "
        'trouvé "dimanche" ; accepté : des jours du lundi au vendredi, comme « lundi ; mardi ».',
        "modules.xlsx, Sheet, ligne 2, colonne D « Prof » : module « A » : « Mme C » n'est pas "
        "dans la liste des enseignants : Mme B.",
    ]


def test_a_teacher_who_stands_twice_is_told_with_the_sheet(
    tmp_path: Path, french: Messages
) -> None:
    book = Workbook()
    modules = book.active
    assert modules is not None
    modules.title = "Maquette"
    for row in (["Module", "Heures", "Enseignants"], ["A", 600, "Mme B"], ["Total", 600, None]):
        modules.append(row)
    teachers = book.create_sheet("Enseignants")
    for teacher in (
        ["Nom", "Semaines d'absence", "Permanences max", "Jours"],
        ["Mme B", "S10-S12, 20", 4, "lundi, mardi"],
        ["mme B", None, None, None],
    ):
        teachers.append(teacher)
    path = written(tmp_path, "").with_name("programme.toml")
    path.write_text(f'{HEAD}[curriculum]\nfile = "modules.xlsx"\n', encoding="utf-8")
    book.save(tmp_path / "modules.xlsx")
    assert told(path, french) == [
        "modules.xlsx, Enseignants, ligne 3, colonne A « Nom » : « mme B » est déjà dans la liste "
        "des enseignants, ligne 2."
    ]
    teachers.delete_rows(3)
    book.save(tmp_path / "modules.xlsx")
    curriculum = read_programme(path).curriculum
    assert curriculum is not None
    (teacher_b,) = curriculum.teachers
    assert (teacher_b.name, teacher_b.weeks_away, teacher_b.most_on_call, teacher_b.weekdays) == (
        "Mme B",
        (10, 11, 12, 20),
        4,
        frozenset({0, 1}),
    )


def test_values_and_what_they_mean_together_are_told_at_once(
    tmp_path: Path, french: Messages
) -> None:
    table = (
        "module,year,hours,ects,teachers,prerequisites,option\n"
        "A,1,300,2,Mme B;Mme B,C,\n"
        "B,1,trente,2,,Z,\n"
        "C,un,300,2,,A,\n"
        "D,1,30,deux,,C (1),X\n"
        "E,1,60,2,,,Y\n"
    )
    assert told(written(tmp_path, table), french) == [
        'modules.csv, ligne 3, colonne C « hours » : trouvé "trente" ; accepté : un nombre.',
        'modules.csv, ligne 4, colonne B « year » : trouvé "un" ; accepté : un nombre entier.',
        'modules.csv, ligne 5, colonne D « ects » : trouvé "deux" ; accepté : un nombre.',
        "modules.csv, ligne 2, colonne E « teachers » : module « A » : « Mme B » y est nommé deux "
        "fois.",
        "modules.csv, ligne 3, colonne F « prerequisites » : module « B » : aucun module n'a "
        "l'identifiant « Z », donné comme prérequis.",
        "modules.csv, ligne 2, colonne F « prerequisites » : prérequis en cercle : A → C → A.",
    ]


def test_of_a_row_with_a_separator_too_many_only_that_is_told(
    tmp_path: Path, french: Messages
) -> None:
    """Its cells are shifted: neither they nor the modules that await it are told."""
    table = "module,year,hours,prerequisites\nA,1,trente,\nB,C,1,300,\nD,1,300,B C\n"
    assert told(written(tmp_path, table), french) == [
        "modules.csv, ligne 3 : 5 cellules pour 4 titres : un séparateur de trop décale les "
        'cellules. Mettez entre guillemets la cellule qui le contient, comme "S32, S33".',
        'modules.csv, ligne 2, colonne C « hours » : trouvé "trente" ; accepté : un nombre.',
    ]
    values = table.replace("trente", "300")
    (line,) = told(written(tmp_path, values), french)
    assert line.startswith("modules.csv, ligne 3 : 5 cellules")


def test_each_module_whose_sessions_are_too_long_is_told(tmp_path: Path, french: Messages) -> None:
    table = "module,year,hours,least_sessions\nA,1,300,100\nB,1,300,90\nC,1,10,2\n"
    lines = told(written(tmp_path, table), french)
    assert [line for line in lines if "ne tiennent pas" in line] == [
        f"programme.toml + albi.toml : 1A : module « {name} » : ses séances (sessions) ne tiennent "
        "pas dans ses 300 h."
        for name in "AB"
    ]


@pytest.mark.parametrize(
    ("hours", "sessions", "expected"),
    [
        (500, "", "1A : les modules (1) font 500 h, mais academic_hours accepte de 596,5 h"),
        (600, "0,10", "les modules peuvent avoir 10 séances en tout au plus, mais sessions.total"),
        (
            600,
            "60,",
            "demandent 60 séances en tout au moins (A), mais sessions.total en demande 46",
        ),
        (600, "200,200", "module « A » : ses séances (sessions) ne tiennent pas dans ses 600 h."),
    ],
)
def test_modules_that_do_not_fit_the_class_are_told(
    hours: int, sessions: str, expected: str, tmp_path: Path, french: Messages
) -> None:
    table = f"module,year,hours,least_sessions,most_sessions\nA,1,{hours},{sessions or ','}\n"
    (line,) = told(written(tmp_path, table), french)
    assert expected in line


def test_modules_in_toml_join_those_of_the_table(tmp_path: Path) -> None:
    keys = '[[curriculum.modules]]\nname = "B"\nhours = 100\nyear = 1\nprerequisites = ["A"]\n'
    programme = read_programme(written(tmp_path, "module,year,hours\nA,1,500\n", keys))
    assert programme.curriculum is not None
    assert [module.id for module in programme.curriculum.modules] == ["A", "B"]


def test_the_end_of_a_semester_is_that_of_every_year_or_of_one(tmp_path: Path) -> None:
    table = "module,semester,hours\nA,1,300\nB,2,300\n"
    ends = 'semester_ends = { 1 = { until = { week = 10 } }, "3.1" = { until = { week = 5 } } }\n'
    programme = read_programme(written(tmp_path, table, ends))
    weeks = [
        curriculum_of(programme, cohort).semester_ends[None, 1].end for cohort in programme.cohorts
    ]
    assert weeks == [NumberedWeek(10), NumberedWeek(10), NumberedWeek(5)]


def test_a_semester_that_is_not_followed_has_no_end(tmp_path: Path, french: Messages) -> None:
    table = "module,semester,hours\nA,1,300\nB,2,300\n"
    ends = "semester_ends = { 2 = { until = { week = 10 } } }\n"
    (line,) = told(written(tmp_path, table, ends), french)
    assert "semester_ends : le semestre 2 n'est pas suivi d'un autre" in line


def test_a_table_that_is_no_table_is_told(tmp_path: Path, french: Messages) -> None:
    path = written(tmp_path, "")
    path.write_text(HEAD + '[curriculum]\nfile = "modules.doc"\n', encoding="utf-8")
    assert "une maquette se lit dans un fichier .csv" in told(path, french)[0]
    path.write_text(HEAD + '[curriculum]\nfile = "none.csv"\n', encoding="utf-8")
    assert told(path, french) == ["none.csv : fichier introuvable."]
