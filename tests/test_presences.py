"""Presences from day to day: they add up to the ledger, and are read again as a calendar."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

import planner as planner_api
from planner.acquisition.file import read_calendar
from planner.apprentices.apprentice import Apprentice, PeriodKind
from planner.apprentices.own_days import OwnDays
from planner.apprentices.presences import presences
from planner.apprentices.year import apprentice_year
from planner.documents.exchange.kinds import EXPORT_KINDS
from planner.documents.exchange.source import ExportSource
from planner.files.problems import Unusable
from planner.messages import LANGUAGES, Messages
from planner.office.draft_files import file_content, offered_files
from planner.planning.file import planning_json, read_planning
from planner.planning.planning import Edition, Planning
from planner.programme.file import academic_year_of, read_programme
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from planner.year.activity import Place
from planner.year.weeks import HOUR
from tests.builders import SOMEBODY, altered, employed, lived
from tests.conftest import ALBI, Call
from tests.office_desk import listed_state, open_desk
from tests.portal import EARLIER

TEXTS = {language: Messages(language) for language in LANGUAGES}
CALENDARS = Path(__file__).parent / "calendars"
HEAD = "Promotion;Activité;Lieu;Premier jour;Dernier jour"


def exported(
    edition: Edition, suffix: str = ".csv", language: str = "fr", people: Sequence[Apprentice] = ()
) -> bytes:
    source = ExportSource(edition, tuple(people))
    return EXPORT_KINDS["periods"].content(suffix, source, TEXTS[language])


def table(folder: Path, *rows: str, head: str = HEAD) -> Path:
    path = folder / "periods.csv"
    path.write_text("\n".join((head, *rows)), encoding="utf-8")
    return path


def sentences(unusable: pytest.ExceptionInfo[Unusable]) -> list[str]:
    return [
        TEXTS["fr"].sentence(found).replace("\xa0", " ").replace("\u202f", " ")
        for found in unusable.value.problems
    ]


# --- Presences ------------------------------------------------------------------------------------


def test_a_week_cut_between_two_places_is_two_presences() -> None:
    school, company = presences(lived("M", [1]))
    assert (school.place, school.span.first.weekday(), school.days) == (Place.SCHOOL, 0, 2)
    assert (company.place, company.span.last.weekday(), company.days) == (Place.COMPANY, 4, 3)
    assert (company.hours, company.remote, company.hours_a_day) == (21 * HOUR, 210, 7 * HOUR)


def test_weekends_and_public_holidays_do_not_end_a_presence() -> None:
    (company,) = presences(lived("EE", [0, 0]))
    assert company.span.last - company.span.first == timedelta(11)
    assert company.days == 10


def test_a_day_on_which_nothing_binds_ends_it() -> None:
    (contract,) = SOMEBODY.periods
    leave = altered(
        SOMEBODY, kind=PeriodKind.BREAK, start=date(2023, 4, 12), end=date(2023, 4, 13), company=""
    )
    who = altered(SOMEBODY, start=date(2022, 9, 1), end=date(2024, 8, 31))
    who = Apprentice("Exemple", "Camille", "1A", (*who.periods, *leave.periods))
    before, after = presences(lived("EE", [0, 0], who))
    assert (before.span.last, after.span.first) == (date(2023, 4, 11), date(2023, 4, 14))
    assert (before.days, after.days) == (7, 1)
    assert before.period.company == contract.company


def test_a_week_of_exceptions_has_the_ready_names_of_its_places() -> None:
    own = OwnDays(date(2023, 4, 5), date(2023, 4, 5), Place.SCHOOL)
    found = presences(lived("EE", [0, 0], altered(SOMEBODY, own_days=(own,))))
    assert [each.activity.name for each in found] == ["company", "school", "company"]
    assert [each.days for each in found] == [2, 1, 7]


MOMENTS = st.integers(0, 370).map(lambda n: date(2026, 9, 28) + timedelta(n))


@settings(max_examples=25)
@given(MOMENTS, st.none() | MOMENTS, st.sampled_from(["1A", "2A", "3A"]))
def test_presences_add_up_to_the_year(
    edition: Edition, start: date, end: date | None, cohort: str
) -> None:
    who = employed("X", "Y", cohort, "Z", start=start, end=end)
    year = apprentice_year(who, edition.planning)
    found = presences(year)
    assert sum(each.remote for each in found) == year.hours.remote
    assert sum(each.hours for each in found) == (
        year.hours.onsite + year.hours.remote + year.hours.company
    )
    spent = sum(len(day.halves_spent) for day in year.days) / 2
    assert sum(each.days for each in found) == spent
    assert all(one.span.last < other.span.first for one, other in pairwise(found))


# --- The table ------------------------------------------------------------------------------------


def test_the_table_says_from_when_to_when(edition: Edition) -> None:
    lines = exported(edition).decode("utf-8-sig").splitlines()
    assert lines[0] == (
        "Promotion;Activité;Lieu;Premier jour;Dernier jour;Jours ouvrés;Heures par jour;Heures;"
        "dont séances à distance"
    )
    assert re.fullmatch(r"1A;(\w+);\1;28/09/2026;\d\d/\d\d/202\d;\d+;\d(,\d+)?;.*", lines[1])
    assert "3A;FIN;entreprise;26/04/2027;10/09/2027;97;7;679;0" in lines
    assert lines[-1] == "3A;–;–;27/09/2027;01/10/2027;5;0;0;0"


def test_a_person_has_the_company_of_each_contract(edition: Edition) -> None:
    who = employed("Zéphyr", "=Lou", "1A", "Bois", start=date(2026, 9, 1), end=date(2027, 3, 17))
    lines = exported(edition, people=[who]).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Nom;Prénom;Promotion;Entreprise;Activité;")
    assert lines[1].startswith("Zéphyr;'=Lou;1A;Bois;")
    assert lines[-1].split(";")[7] == "17/03/2027"


def test_the_workbook_has_the_same_rows_and_no_formula(edition: Edition, tmp_path: Path) -> None:
    path = tmp_path / "p.xlsx"
    people = [employed("=1+1", "Lou", "1A", "@Bois")]
    path.write_bytes(exported(edition, ".xlsx", people=people))
    assert path.read_bytes() == exported(edition, ".xlsx", people=people)
    sheet = load_workbook(path).worksheets[0]
    assert sheet.max_row == len(exported(edition, people=people).splitlines())
    assert [sheet.cell(2, n).data_type for n in (1, 4, 7, 9)] == ["s", "s", "d", "n"]


# --- Read again -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_albi_is_read_again_without_a_difference(
    suffix: str, language: str, edition: Edition, albi: Programme, tmp_path: Path
) -> None:
    path = tmp_path / f"periods{suffix}"
    path.write_bytes(exported(edition, suffix, language))
    read = read_planning(path, albi, 2026).edition.planning
    for row, again in zip(edition.planning.cohorts, read.cohorts, strict=True):
        assert again.activities == row.activities


def test_learning_sees_the_days_of_the_planning(edition: Edition, tmp_path: Path) -> None:
    periods, planning = tmp_path / "periods.csv", tmp_path / "planning.json"
    periods.write_bytes(exported(edition))
    planning.write_bytes(planning_json(edition))
    labels = {row.cohort.id: row.cohort.label for row in edition.planning.cohorts}
    seen, of_json = read_calendar(periods, classes=labels), read_calendar(planning)
    assert seen.mondays == of_json.mondays
    assert [each.weeks for each in seen.classes] == [each.weeks for each in of_json.classes]


@pytest.mark.parametrize("name", ["half-weeks", "january-class", "three-days", "exam-days"])
def test_calendars_by_days_and_of_parts_of_the_year_are_read_again(
    name: str, tmp_path: Path
) -> None:
    rules = read_programme(CALENDARS / f"{name}.toml")
    outcome = solve(Case(rules, academic_year_of(rules, 2026)))
    assert isinstance(outcome, Solved)
    path = tmp_path / "periods.csv"
    path.write_bytes(exported(Edition(outcome.planning, ())))
    read = read_planning(path, rules, 2026).edition.planning
    assert activities(read) == activities(outcome.planning)


def activities(planning: Planning) -> list[list[str]]:
    return [[activity.name for activity in row.activities] for row in planning.cohorts]


WHOLE = (
    "1A;école;école;28/09/2026;01/10/2027",
    "2e année;école;école;28/09/2026;01/10/2027",
    "3A;C;;2026-09-28;2027-10-01",
)


def test_labels_letters_and_iso_dates_are_read(albi: Programme, tmp_path: Path) -> None:
    read = read_planning(table(tmp_path, *WHOLE), albi, 2026).edition.planning
    assert {name for row in activities(read) for name in row} == {"school"}


def test_a_week_without_a_row_is_not_published(albi: Programme, tmp_path: Path) -> None:
    rows = (
        *("1A;;entreprise;28/09/2026;25/12/2026", "1A;;école;04/01/2027;01/10/2027"),
        *(f"{cohort};;école;28/09/2026;01/10/2027" for cohort in ("2A", "3A")),
    )
    head = HEAD.replace("Activité", "Remarque")
    read = read_planning(table(tmp_path, *rows, head=head), albi, 2026).edition.planning
    assert activities(read)[0][11:15] == ["company", "company", "unknown", "school"]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("9Z;école;;28/09/2026;01/10/2026", 'Promotion : trouvé "9Z" ; accepté : l\'un de : 1A'),
        ("1A;usine;;28/09/2026;01/10/2026", 'Activité : trouvé "usine"'),
        ("1A;école;;31/09/2026;01/10/2026", 'Premier jour : trouvé "31/09/2026"'),
        ("1A;école;;28/09/2026;25/09/2026", 'Dernier jour : trouvé "25/09/2026"'),
        ("1A;école;;28/09/2026;25/09/9999", 'Dernier jour : trouvé "25/09/9999"'),
        ("1A;E;;30/09/2026;30/09/2026", "une autre activité que ligne 2 pour la même promotion"),
        ("1A;E;;28/09/2026;01/10/2026;x;y", "plus de cellules"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_line(
    row: str, said: str, albi: Programme, tmp_path: Path
) -> None:
    with pytest.raises(Unusable) as unusable:
        read_planning(table(tmp_path, *WHOLE, row), albi, 2026)
    (told,) = sentences(unusable)
    assert "ligne 5" in told
    assert said in told


def test_a_hole_within_a_week_and_a_class_without_rows_are_told(
    albi: Programme, tmp_path: Path
) -> None:
    rows = ("1A;C;;28/09/2026;14/10/2026", "1A;C;;16/10/2026;01/10/2027")
    for listed, said in (
        ((*rows, *WHOLE[1:]), "rien n'est dit du 15 octobre 2026"),
        (WHOLE[:1], "aucune période de 2A, 3A"),
    ):
        with pytest.raises(Unusable) as unusable:
            read_planning(table(tmp_path, *listed), albi, 2026)
        assert said in sentences(unusable)[0]


def test_a_table_of_persons_is_no_calendar(edition: Edition, tmp_path: Path) -> None:
    path = tmp_path / "persons.csv"
    path.write_bytes(exported(edition, people=EARLIER[:1]))
    for read in (
        lambda: read_planning(path, edition.planning.programme, 2026),
        lambda: read_calendar(path),
    ):
        with pytest.raises(Unusable) as unusable:
            read()
        assert "une ligne par personne" in sentences(unusable)[0]


def test_learning_tells_a_day_that_does_not_exist(tmp_path: Path) -> None:
    for row in ("1A;école;école;31/09/2026;01/10/2027", "1A;école;école;01/10/2026;01/09/2026"):
        with pytest.raises(Unusable) as unusable:
            read_calendar(table(tmp_path, row))
        assert "n'est pas une date qui existe" in sentences(unusable)[0]


# --- Commands, Python, office ---------------------------------------------------------------------


def test_the_command_takes_a_list_and_check_reads_the_table(
    edition: Edition, tmp_path: Path, planner: Call
) -> None:
    planning, out, persons = (tmp_path / name for name in ("planning.json", "p.csv", "q.csv"))
    planning.write_bytes(planning_json(edition))
    assert planner("export", "periods", planning, "--out", out)[0] == 0
    assert planner("check", out, "--programme", ALBI, "--year", 2026)[0] == 0
    roster = tmp_path / "liste.csv"
    roster.write_text("Nom;Prénom;Promotion;Entreprise\nZéphyr;Lou;3A;Bois", "utf-8")
    assert planner("export", "periods", planning, "--roster", roster, "--out", persons)[0] == 0
    assert "Zéphyr;Lou;3A;Bois;FIN;entreprise" in persons.read_text("utf-8-sig")


def test_python_and_the_office_give_the_same_bytes(edition: Edition, tmp_path: Path) -> None:
    state = listed_state(edition, EARLIER)
    files = {file.name: file for file in offered_files(state, TEXTS["fr"]) if file.of == "periods"}
    assert list(files) == [
        *("périodes.xlsx", "périodes.csv"),
        *("périodes-apprentis.xlsx", "périodes-apprentis.csv"),
    ]
    path = planner_api.export(edition, "periods", tmp_path / "p.csv", language="fr")
    assert path.read_bytes() == file_content(files["périodes.csv"], state, "fr")
    people = file_content(files["périodes-apprentis.csv"], state, "fr")
    assert people == exported(edition, people=EARLIER)


def test_the_office_checks_the_table_and_starts_from_it(
    edition: Edition, albi: Programme, tmp_path: Path
) -> None:
    path = tmp_path / "périodes.xlsx"
    path.write_bytes(exported(edition, ".xlsx"))
    with open_desk(tmp_path) as desk:
        number = desk.start(listed_state(edition, ()))
        desk.open("/office/check?lang=fr")
        checked = desk.upload("/office/check?lang=fr", "file", path, rules=str(number))
        assert checked.status == 200
        assert re.search(r"promotions sans écart\s: 3\ssur\s3", checked.text)
        desk.open("/office/start/calendar?lang=fr")
        started = desk.upload("/office/start/calendar?lang=fr", "file", path)
    assert started.status == 200
    assert all(cohort.id in started.text for cohort in albi.cohorts)
