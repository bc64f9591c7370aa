"""The table of modules in the office: pasted, told where it is wrong, added up, uploaded."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tomli_w
from openpyxl import Workbook
from playwright.sync_api import Browser, Page, expect

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.office.drafts.state import DraftState
from planner.office.drafts.store import DraftAct, create_draft, read_draft
from planner.office.form.answers import answers_of
from planner.office.form.faults import CheckedForm, check_form
from planner.office.form.module_totals import module_totals
from planner.office.form.tables import pairs_of
from planner.office.form.tree import Entry, EntryKind
from planner.office.form.wording import FormWording
from planner.office.web.start import read_start
from planner.planning.file import parse_edition
from planner.portal.web.http.uploads import Upload
from planner.programme.file import (
    Tables,
    flattened_text,
    parse_programme,
    parse_toml,
    pasted_modules,
    read_programme,
)
from planner.programme.programme import Programme
from tests.conftest import DATA
from tests.office_desk import Desk, open_desk
from tests.portal import NOW, Site, served, site
from tests.portal_window import PHONE, TABLET, grave_faults, window
from tests.searching import SearchThread
from tests.test_planned_modules import rules

FIELD = "curriculum.modules"


def flat(programme: Programme) -> str:
    """Return the text of a programme as that of a file that names no other."""
    return flattened_text(programme.text, programme.bases)


@pytest.fixture(scope="module")
def albi_tables() -> Tables:
    return parse_toml(flat(read_programme(DATA / "albi-modules.toml")), "x")


@pytest.fixture(scope="module")
def tiny() -> str:
    """One class of 91 h, and four modules in two options."""
    return flat(rules())


def pasted(text: str) -> list[Tables]:
    modules: list[Tables] = pasted_modules(text).tables["modules"]
    return modules


def filled(tables: Tables, table: str) -> CheckedForm:
    """Return the form of a programme with another table of modules."""
    pairs = [pair for pair in pairs_of(tables) if pair[0] != FIELD]
    return check_form([*pairs, (FIELD, table)], 2026)


def told(checked: CheckedForm) -> list[str]:
    """Return what stands at the table."""
    wording = FormWording(Messages("fr"), answers_of([]))
    found = (wording.fault(each) for each in checked.faults.get(FIELD, ()))
    return [
        line.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
        for line in found
    ]


# --- What is pasted


def test_cells_of_a_spreadsheet_are_read_as_a_file_is() -> None:
    copied = (
        "Intitulé\tVolume horaire\tAnnée\tSemestre\tOption\tECTS\tEnseignants\r\n"
        '"Anglais\n(LV1)"\t30\t1A\tS1\t\t4,5\tMme A; M. B\r\n'
        "\r\n"
        "Total semestre 1\t30\r\n"
    )
    assert pasted(copied) == [
        {
            "name": "Anglais (LV1)",
            "hours": 30,
            "year": 1,
            "semester": 1,
            "ects": 4.5,
            "teachers": ["Mme A", "M. B"],
        }
    ]


def test_a_table_without_headings_has_the_usual_columns() -> None:
    assert pasted("Anglais\t30\nPhysique\t24,5\t2\t1\tSF\tOption\n") == [
        {"name": "Anglais", "hours": 30},
        {
            "name": "Physique",
            "hours": 24.5,
            "year": 2,
            "semester": 1,
            "unit": "SF",
            "option": "Option",
        },
    ]


def test_totals_are_left_out_and_modules_called_total_are_not() -> None:
    names = ["Total", "TOTAL S1", "Sous-total UE 1", "Totaux", "Total Quality Management"]
    rows = "".join(f"{name}\t30\n" for name in names)
    assert [each["name"] for each in pasted(f"Module\tHeures\n{rows}")] == names[-1:]


def test_the_table_has_the_headings_of_the_language_of_the_office(albi_tables: Tables) -> None:
    """What it says is the same."""
    french, english = (dict(pairs_of(albi_tables, language))[FIELD] for language in ("fr", "en"))
    heads = [each.splitlines()[0].split("\t") for each in (french, english)]
    assert heads[0][:3] == ["Module", "Année", "Semestre"]
    assert heads[1] == ["Module", "Year", "Semester", "Unit", "Option", "Hours", "Unit ECTS"]
    assert pasted(french) == pasted(english)
    assert told(filled(albi_tables, english)) == []
    (fault,) = filled(albi_tables, "Module\tYear\nA\t1\n").faults[FIELD]
    assert "the column “Hours” is missing" in Messages("en").sentence(fault)


def test_parts_of_the_year_are_columns_of_their_keys() -> None:
    (module,) = pasted("Module\tHeures\tfrom.month\tfrom.day\tstrict\nA\t30\t3\t15\ttrue\n")
    assert module["from"] == {"month": 3, "day": 15}
    assert module["strict"] is True


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("Module\tSemestre\nA\t1\n", "ligne 1 : il manque la colonne « Heures »"),
        ("Module\tHeures\tCours\nA\t1\tB\n", "ligne 1 : plusieurs colonnes pour « Module »"),
        ('Module\tHeures\n"A\t30\n', "ligne 2 : un guillemet y est ouvert sans être fermé."),
        ("Module\tHeures\nA\t30\t12\n", "ligne 2 : "),
        ("A\t30\n" * 1001, "plus de 1 000 modules"),
    ],
)
def test_a_table_that_cannot_be_read_is_not_kept(
    table: str, expected: str, albi_tables: Tables
) -> None:
    checked = filled(albi_tables, table)
    assert not checked.can_be_kept
    assert told(checked)[0].lower().startswith(expected.lower())


def test_of_a_row_with_a_separator_too_many_only_that_is_told(albi_tables: Tables) -> None:
    checked = filled(albi_tables, "Module\tHeures\tSemestre\nA\tB\t30\tun\nC\t30\t1\n")
    (line,) = told(checked)
    assert line.startswith("Ligne 2 : 4 cellules pour 3 titres")


def test_what_is_wrong_is_told_with_its_cell_all_at_once(albi_tables: Tables) -> None:
    """It is kept as it was typed: a draft may be incomplete."""
    checked = filled(albi_tables, "Module\tHeures\tSemestre\nA\ttrente\t1\n\t30\tun\n")
    lines = told(checked)
    assert [line[: line.index(" : ")].lower() for line in lines] == [
        "ligne 2, colonne b « heures »",
        "ligne 3, colonne a « module »",
        "ligne 3, colonne c « semestre »",
    ]
    assert 'trouvé "trente" ; accepté : un nombre' in lines[0]
    assert checked.can_be_kept
    headless = told(filled(albi_tables, "A\ttrente\nB\t30\n"))
    assert headless[0].lower().startswith("ligne 1, colonne b « heures »")


def test_what_modules_cannot_mean_together_is_told_beside_values(albi_tables: Tables) -> None:
    """A cycle is told while hours are wrong, and so is a teacher who is named twice."""
    rows = ["A\t30\tB\tMme A; Mme A", "B\ttrente\tA\t", "\t30\t\t"]
    table = "\n".join(["Module\tHeures\tPrérequis\tEnseignants", *rows])
    lines = told(filled(albi_tables, table))
    assert [line[: line.index(" : ")].lower() for line in lines] == [
        "ligne 3, colonne b « heures »",
        "ligne 4, colonne a « module »",
        "ligne 2, colonne d « enseignants »",
        "ligne 2, colonne c « prérequis »",
    ]
    assert "prérequis en cercle" in lines[-1]


def test_what_modules_cannot_mean_together_is_told_with_its_cell(albi_tables: Tables) -> None:
    table = "Module\tHeures\tAnnée\tPrérequis\nA\t600\t1\tB\nA\t600\t2\t\n"
    (line,) = told(filled(albi_tables, table))
    assert line.lower().startswith("ligne 2, colonne d « prérequis »")


def test_periods_of_milestones_are_the_semesters_of_the_table(albi_tables: Tables) -> None:
    wording = FormWording(Messages("fr"), answers_of(pairs_of(albi_tables)))
    options = wording.options(Entry(EntryKind.PERIOD), "milestone.period", (), is_required=True)
    assert {"S1", "S2"} <= {value for value, _, _ in options}


# --- What it adds up to


def test_hours_and_credits_stand_beside_those_of_the_classes(albi_tables: Tables) -> None:
    found = module_totals(filled(albi_tables, dict(pairs_of(albi_tables))[FIELD]), Messages("fr"))
    assert found is not None
    assert found.note == "96 modules."
    assert len(found.rows) == 9
    options = "SENMBA, SIMMA, SIPHASS"
    year, semester = found.rows[2], found.rows[0]
    assert (semester[1:4], semester[6]) == (("1", options, "10"), "15")
    assert year[2:4] == (options, "20")
    assert [each.replace("\N{NO-BREAK SPACE}", " ") for each in year[4:6]] == [
        "600 h",
        "de 596,5 h à 603,5 h",
    ]


def test_options_that_have_other_hours_are_told_apart(albi_tables: Tables) -> None:
    """Also while the hours are not those of the class; modules of no class are counted."""
    table = "Module\tHeures\tAnnée\tOption\nA\t500\t1\t\nB\t30\t1\tX\nC\t20\t1\tY\nD\t9\t7\t\n"
    checked = filled(albi_tables, table)
    assert checked.faults
    found = module_totals(checked, Messages("fr"))
    assert found is not None
    assert [row[2:4] for row in found.rows] == [("X", "2"), ("Y", "2")]
    assert "1 n'est d'aucune promotion" in found.note


def test_columns_that_are_not_read_are_named(albi_tables: Tables) -> None:
    table = "Module\tHeures\tAnnée\tRemarques\nA\t600\t1\tà voir\n"
    found = module_totals(filled(albi_tables, table), Messages("fr"))
    assert found is not None
    assert found.note.endswith("Colonnes non lues\N{NO-BREAK SPACE}: Remarques.")


def test_hours_that_are_not_those_of_a_class_stand_at_both(albi_tables: Tables) -> None:
    """As one point, that names the class."""
    checked = filled(albi_tables, "Module\tHeures\tAnnée\nA\t500\t1\n")
    (line,) = told(checked)
    assert line.startswith("1A : ")
    assert checked.faults[FIELD] == checked.faults["cohorts.0.academic_hours.target"]


# --- A file


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with open_desk(tmp_path_factory.mktemp("modules")) as found:
        yield found


def test_a_workbook_with_teachers_fills_the_table(desk: Desk, tiny: str, tmp_path: Path) -> None:
    book = Workbook()
    modules = book.active
    assert modules is not None
    for row in (["Module", "Heures", "Enseignants"], ["Physique", 91, "Mme B"]):
        modules.append(row)
    teachers = book.create_sheet("Enseignants")
    for row in (["Nom", "Permanences max"], ["Mme B", 4]):
        teachers.append(row)
    file = tmp_path / "maquette.xlsx"
    book.save(file)
    number = desk.start(DraftState(tiny, 2026))
    path = f"/office/drafts/{number}/rules"
    desk.open(path)
    answer = desk.upload(f"{path}/modules", "file", file, revision="1")
    assert answer.status == 303
    draft = desk.draft(number)
    assert draft.changed.act.values == {"file": "maquette.xlsx", "count": 1}
    curriculum = parse_toml(draft.state.rules, "x")["curriculum"]
    assert curriculum["modules"] == [{"name": "Physique", "hours": 91, "teachers": ["Mme B"]}]
    assert curriculum["teachers"] == {"Mme B": {"most_on_call": 4}}
    assert curriculum["modules_a_week"] == {"most": 2}  # what the table does not say stays
    assert "Physique\t91\tMme B" in desk.open(path).text
    given = desk.open(f"/office/drafts/{number}/give-out/programme.toml")
    again = parse_programme(given.text, "programme.toml")  # nothing is to come along
    assert again.curriculum is not None
    assert [module.name for module in again.curriculum.modules] == ["Physique"]


def test_a_programme_comes_with_the_table_that_it_names(tiny: str, tmp_path: Path) -> None:
    tables = parse_toml(tiny, "x")
    kept = {key: value for key, value in tables["curriculum"].items() if key != "modules"}
    named = tables | {"curriculum": {**kept, "file": "maquette.csv"}}
    rules_file = Upload("formation.toml", tomli_w.dumps(named).encode())
    with pytest.raises(Unusable) as raised:
        read_start(rules_file, 2026)
    assert [each.key for each in raised.value.problems] == ["start.curriculum"]
    table = Upload("maquette.csv", b"Module;Heures\nPhysique;91\n")
    found = parse_toml(read_start(rules_file, 2026, table).rules, "x")["curriculum"]
    assert found == {**kept, "modules": [{"name": "Physique", "hours": 91}]}


def test_a_file_with_faults_changes_nothing(desk: Desk, tiny: str, tmp_path: Path) -> None:
    file = tmp_path / "maquette.csv"
    file.write_text("Module;Heures\nPhysique;trente\n", encoding="utf-8")
    number = desk.start(DraftState(tiny, 2026))
    path = f"/office/drafts/{number}/rules"
    desk.open(path)
    answer = desk.upload(f"{path}/modules", "file", file, revision="1")
    assert answer.status == 422
    assert "maquette.csv, ligne 2, colonne B « Heures »" in answer.text.replace(
        "\N{NO-BREAK SPACE}", " "
    )
    desk.open(path)
    assert desk.send_file_form(f"{path}/modules", revision="1").status == 422
    assert desk.draft(number).revision == 1


# --- In a browser


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with site(tmp_path_factory.mktemp("pasted")) as found:
        yield found


@pytest.fixture(scope="module")
def portal(opened: Site) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("planner.office.searches.queue.SearchProcess", SearchThread)
        with served(opened.portal) as address:
            yield address


WRONG = (
    "Module\tHeures\tSemestre\tOption\n"
    "Physique\t35\t1\t\n"
    "Anglais\ttrente-cinq\t2\t\n"
    "Fluides\t21\t\tX\n"
    "Poudres\t21\t\tY\n"
)


PASTE = """text => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/plain", text);
  const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(paste);
}"""
"""Pastes a text where the focus is, as a browser does."""


def fits(page: Page) -> bool:
    beside = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    return not grave_faults(page) and int(page.evaluate(beside)) <= 0


def test_a_table_is_pasted_corrected_and_planned(
    browser: Browser, opened: Site, portal: str, tiny: str
) -> None:
    draft = create_draft(
        opened.database,
        "Essai",
        DraftState(tiny, 2026),
        DraftAct("copied", {"title": "x"}),
        "A",
        NOW,
    )
    with window(browser, portal, TABLET) as shown:
        page = shown.page
        shown.sign_in(opened.session())
        shown.open(f"/office/drafts/{draft}/rules")
        page.get_by_label("A1", exact=True).focus()
        page.evaluate(PASTE, WRONG)
        second = page.get_by_label("B1", exact=True)
        expect(second).to_have_value("Heures")
        page.keyboard.press("Control+z")
        expect(second).to_have_value("Semestre")
        page.evaluate(PASTE, WRONG)
        fault = page.get_by_text("Ligne 3, colonne B « Heures » : trouvé")
        expect(fault).to_be_visible()
        hours = page.get_by_label("B3", exact=True)
        expect(hours).to_have_attribute("aria-invalid", "true")
        assert fits(page)
        hours.fill("35")
        expect(fault).to_have_count(0)
        expect(hours).not_to_have_attribute("aria-invalid", "true")
        hours.press("ArrowDown")
        expect(page.get_by_label("B4", exact=True)).to_be_focused()
        page.keyboard.press("Tab")  # one stop for the whole table
        expect(shown.button("form.modules-as-text")).to_be_focused()
        totals = page.get_by_role("table", name="Ce que font les modules")
        expect(totals.get_by_role("row").last).to_contain_text("X, Y")
        expect(totals.get_by_role("row").last).to_contain_text("91")
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert fits(page)
        shown.button("form.save").click()
        shown.sees("form.saved")
        shown.button("form.modules-as-text").click()
        table = page.get_by_role("textbox", name="Tableau des modules", exact=True)
        expect(table).to_have_value(re.compile("Anglais\t2\t\t35"))
        shown.open(f"/office/drafts/{draft}/plan")
        shown.button("plan.start").click()
        expect(shown.link("search.see")).to_be_visible()
    with opened.database.reading() as connection:
        planning = read_draft(connection, draft).state.planning
    assert planning is not None
    (row,) = parse_edition(planning.decode(), "x").planning.cohorts
    assert row.progression is not None
    assert [each.module.name for each in row.progression.modules] == [
        "Physique",
        "Anglais",
        "Fluides",
        "Poudres",
    ]
