"""Persons as they are: two companies, breaks, no contract yet; from the list to the documents.

The class of these tests is one week at school and three in company, from Monday 31 August 2026 to
Sunday 5 September 2027. It has 7 hours a day, and a session of half a day in the first week in
company after each week at school, on the first morning there.
"""

import io
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from planner.apprentices.apprentice import Apprentice, Contact, Period, PeriodKind
from planner.apprentices.folders import CompanyFolder, Document, company_folders
from planner.apprentices.roster import read_noted_roster
from planner.apprentices.roster.statuses import parse_status
from planner.apprentices.timeline import DayStatus, months_after
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.delivery.delivery import Delivery
from planner.delivery.rendering import DocumentRenderer
from planner.documents.apprentice.calendar_grid import calendar_grid
from planner.documents.apprentice.calendar_pdf import calendar_pdf
from planner.documents.apprentice.workbook import apprentice_workbook
from planner.documents.paper import row_height
from planner.documents.roster.template import roster_workbook
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.planning import Edition, Planning
from planner.portal.store.database import Database
from planner.portal.store.publishing import propose, publish
from planner.portal.store.recipients import RecipientKind
from planner.portal.store.versions import read_enrolments, roster_of
from planner.programme.cohort import Event, SessionRules
from planner.rules.case import Case
from planner.words.periods import contract_line, missed_line
from planner.words.roster_fields import contract_hours_line
from planner.year.calendar import academic_year
from planner.year.moments import MonthDay, YearSpan
from planner.year.weeks import HOUR
from tests import builders
from tests.builders import FRANCE, cohort, programme
from tests.portal import NOW

TITLES = (
    "Nom;Prénom;Promotion;Entreprise;Début du contrat;Fin du contrat;Situation;"
    "Maître d'apprentissage;Courriel du maître d'apprentissage;Courriel;N° de contrat"
)

CHANGE = (
    "Alizé;Bise;1A;Fonderie;01/09/2026;05/02/2027;;Mme Silex;silex@lune.example;;C-1",
    "Alizé;Bise;1A;Verrerie;08/02/2027;31/08/2029;;M. Quartz;quartz@verre.example;;C-2",
)
LEAVER = ("Bruyère;Deneb;1A;Fonderie;01/09/2025;12/03/2027",)
REPEATER = (
    "Capucine;Lyre;1A;Fonderie;01/09/2025;31/12/2026",
    "Capucine;Lyre;1A;Fonderie;01/01/2027;31/08/2028",
)
DECEMBER = ("Dolomite;Rigel;1A;Verrerie;01/12/2026;30/11/2029;contrat de professionnalisation",)
LEAVE = (
    "Étoile;Véga;1A;Verrerie;01/09/2025;31/08/2028",
    "Étoile;Véga;1A;;06/03/2027;25/06/2027;congé maternité",
)
EARLY = ("Fauvette;Orion;1A;Verrerie;06/07/2026;31/08/2029",)
NOBODY = ("Genêt;Autan;1A",)

Months = Mapping[str, tuple[float, float, float]]
"""Hours at school, in sessions and in company, by month."""

AUTUMN = {"2026-09": (49, 3.5, 101.5), "2026-10": (49, 3.5, 101.5), "2026-11": (35, 7, 98)}
WINTER = {"2026-12": (28, 3.5, 122.5), "2027-01": (35, 3.5, 101.5)}
SPRING = {"2027-03": (35, 3.5, 115.5), "2027-04": (35, 3.5, 115.5), "2027-05": (35, 3.5, 94.5)}
SUMMER = {"2027-07": (35, 3.5, 108.5), "2027-08": (35, 3.5, 115.5), "2027-09": (0, 0, 21)}
FIRST_DAY = {"2026-08": (7, 0, 0)}
JUNE = {"2027-06": (35, 3.5, 115.5)}


def planning(**rules: object) -> Planning:
    """Plan the class of these tests."""
    when = academic_year(2026, YearSpan(iso_week=36), FRANCE)
    of = programme(
        cohort(onsite=448 * HOUR, sessions=SessionRules(13, (0, 1)), **rules),
        span=YearSpan(iso_week=36),
    )
    row = builders.planned(of.cohorts[0], "CEEE" * 13 + "E", when, (0, 1, 0, 0) * 13 + (0,))
    return Planning(Case(of, when), (row,))


@pytest.fixture(scope="module")
def plan() -> Planning:
    return planning()


def listed(
    folder: Path, plan: Planning, *rows: str, titles: str = TITLES
) -> tuple[Apprentice, ...]:
    """Read a list of some rows."""
    path = folder / "liste.csv"
    path.write_text("\n".join((titles, *rows)), encoding="utf-8")
    return read_noted_roster(path, plan.case).apprentices


def lived(folder: Path, plan: Planning, *rows: str, titles: str = TITLES) -> ApprenticeYear:
    """Compute the year of the person of some rows."""
    (person,) = listed(folder, plan, *rows, titles=titles)
    return apprentice_year(person, plan)


def months(year: ApprenticeYear) -> Months:
    """Give the hours of each month that has any."""
    found = {
        f"{month.first:%Y-%m}": tuple(
            minutes / HOUR
            for minutes in (month.hours.onsite, month.hours.remote, month.hours.company)
        )
        for month in year.months
    }
    return {month: (a, b, c) for month, (a, b, c) in found.items() if a or b or c}


# --- Hours, by month ----------------------------------------------------------------------------


def test_whoever_has_no_company_is_at_school_for_three_months(
    plan: Planning, tmp_path: Path
) -> None:
    assert months(lived(tmp_path, plan, *NOBODY)) == {
        "2026-08": (7, 0, 0),
        "2026-09": (49, 0, 0),
        "2026-10": (49, 0, 0),
        "2026-11": (35, 0, 0),
    }


def test_each_company_has_the_hours_of_its_period_and_both_make_the_whole(
    plan: Planning, tmp_path: Path
) -> None:
    (person,) = listed(tmp_path, plan, *CHANGE)
    forge, glass = (apprentice_year(view, plan) for view in person.views)
    assert months(forge) == FIRST_DAY | AUTUMN | WINTER | {"2027-02": (0, 0, 35)}
    assert months(glass) == {"2027-02": (35, 3.5, 66.5)} | SPRING | JUNE | SUMMER
    whole = apprentice_year(person, plan).hours
    assert forge.hours.company + glass.hours.company == whole.company == 1312.5 * HOUR


# --- What each sees -----------------------------------------------------------------------------


def folders(folder: Path, plan: Planning, *rows: str) -> dict[str, CompanyFolder]:
    found = company_folders(listed(folder, plan, *rows), plan.year)
    return {each.company: each for each in found}


def test_a_company_sees_its_own_period_and_the_whole_is_for_the_school(
    plan: Planning, tmp_path: Path, french: Messages
) -> None:
    found = folders(tmp_path, plan, *CHANGE, *LEAVER, *NOBODY)
    assert [each.path for each in found.values()] == [
        "companies/Fonderie",
        "companies/Verrerie",
        "apprentices",
    ]
    assert [each.name for each in found[""].folders] == ["Alizé Bise", "Genêt Autan"]
    edition = Edition(plan, ())
    renderer = DocumentRenderer(edition, None, "fr")
    for name, other in (("Fonderie", "Verrerie"), ("Verrerie", "Fonderie")):
        seen = found[name].folders[0].apprentice
        calendar = renderer.calendar(renderer.years(seen), None).decode()
        grid = str(calendar_grid(apprentice_year(seen, plan), edition, french))
        assert name in grid
        assert other not in calendar + grid + repr(seen)
    whole = apprentice_year(found[""].folders[0].apprentice, plan)
    assert calendar_grid(whole, edition, french).company == "Fonderie / Verrerie"
    assert contract_line(whole, french) == (
        "Fonderie : du 1er septembre 2026 au 5 février 2027. "
        "Verrerie : du 8 février 2027 au 31 août 2029. "
        "Stagiaire de la formation professionnelle, à l'école seulement, "
        "le 31 août 2026."
    )


def test_the_weekend_between_two_companies_is_a_weekend(plan: Planning, tmp_path: Path) -> None:
    found = lived(tmp_path, plan, *CHANGE)
    days = {day.date: day.status for day in found.days}
    assert days[date(2027, 2, 6)] is days[date(2027, 2, 7)] is DayStatus.CONTRACT
    ended = lived(tmp_path, plan, CHANGE[0])
    assert {day.date: day.status for day in ended.days}[date(2027, 2, 6)] is DayStatus.OUTSIDE


def test_hours_of_one_of_two_contracts_are_told_with_its_company(french: Messages) -> None:
    one = Period("Forge", end=date(2027, 2, 5), hours=(468,) * 5)
    both = (one, Period("Atelier", start=date(2027, 2, 8)))
    line = contract_hours_line(Apprentice("Noir", "Zoé", "1A", both), french)
    assert "Forge" in line
    assert "39" in line
    assert "Forge" not in contract_hours_line(Apprentice("Noir", "Zoé", "1A", (one,)), french)


def test_a_person_of_one_company_has_one_folder_whatever_the_history(
    plan: Planning, tmp_path: Path
) -> None:
    found = folders(tmp_path, plan, *REPEATER, *LEAVE, *DECEMBER, *EARLY)
    assert list(found) == ["Fonderie", "Verrerie"]
    everybody = [each.apprentice for folder in found.values() for each in folder.folders]
    assert set(everybody) == set(listed(tmp_path, plan, *REPEATER, *LEAVE, *DECEMBER, *EARLY))


def test_a_company_of_another_year_has_no_folder(plan: Planning, tmp_path: Path) -> None:
    former = "Alizé;Bise;1A;Papeterie;01/09/2024;30/06/2026"
    assert list(folders(tmp_path, plan, former, *CHANGE)) == ["Fonderie", "Verrerie", ""]


def test_a_break_shows_neither_school_nor_company_nor_why(
    plan: Planning, tmp_path: Path, french: Messages
) -> None:
    year = lived(tmp_path, plan, *LEAVE)
    grid = calendar_grid(year, Edition(plan, ()), french)
    cells = {cell.date: cell for column in grid.columns for cell in column.cells if cell}
    for day in (date(2027, 3, 8), date(2027, 5, 12), date(2027, 6, 25)):
        assert cells[day].face.letters == "–"
        assert not cells[day].marks
    assert cells[date(2027, 6, 28)].face.letters == "E"
    told = contract_line(year, french)
    assert (
        told == "Absence du 6 mars au 25 juin 2027 : ni école ni entreprise, heures non comptées."
    )
    assert "maternité" not in repr(year.apprentice)
    sheets = load_workbook(io.BytesIO(apprentice_workbook(year, Edition(plan, ()), french)))
    rows = {row[0]: row for row in sheets["Semaines"].iter_rows(min_row=5, values_only=True)}
    assert [rows[week][4:6] for week in ("2027-S10", "2027-S19", "2027-S26")] == [
        ("absence", None),
        ("absence", None),
        ("entreprise", "E"),
    ]
    renderer = DocumentRenderer(Edition(plan, ()), None, "fr")
    calendar = renderer.calendar((year, None), None).decode()
    assert "DTSTART;VALUE=DATE:202704" not in calendar
    assert "DTSTART;VALUE=DATE:202707" in calendar


def test_school_before_the_contract_is_school_and_days_in_company_are_none(
    plan: Planning, tmp_path: Path, french: Messages
) -> None:
    year = lived(tmp_path, plan, *DECEMBER)
    days = {day.date: day for day in year.days}
    assert days[date(2026, 8, 31)].status is DayStatus.TRAINEE
    assert days[date(2026, 8, 31)].is_bound
    assert not days[date(2026, 9, 7)].is_bound
    assert days[date(2026, 12, 1)].in_contract
    assert "Stagiaire de la formation professionnelle" in contract_line(year, french)
    late = lived(tmp_path, plan, "Lin;Lyre;1A;Verrerie;01/03/2027")
    assert min(day.date for day in late.days if day.is_bound and day.place) == date(2026, 12, 21)


def test_the_course_goes_on_for_six_months_between_contracts(
    plan: Planning, tmp_path: Path
) -> None:
    year = lived(
        tmp_path,
        plan,
        "Lin;Lyre;1A;Fonderie;01/09/2026;30/10/2026",
        "Lin;Lyre;1A;;31/10/2026;;stagiaire",
    )
    school = [day.date for day in year.days if day.is_bound and day.hours.onsite]
    assert max(school) == date(2027, 4, 16)
    assert not any(day.hours.company for day in year.days if day.date > date(2026, 10, 30))


def test_days_in_company_before_the_year_have_months_of_their_own(
    plan: Planning, tmp_path: Path, french: Messages
) -> None:
    year = lived(tmp_path, plan, *EARLY)
    grid = calendar_grid(year, Edition(plan, ()), french)
    assert [column.name for column in grid.columns[:2]] == ["juillet 2026", "août 2026"]
    assert [cell.label for cell in grid.columns[0].cells if cell][:2] == ["L 06", "M 07"]
    assert "Le contrat commence le 6 juillet 2026." in contract_line(year, french)
    assert lived(tmp_path, plan, "Lin;Lyre;1A;Verrerie;01/05/2026").ahead == ()


def test_figures_of_a_narrow_first_month_have_room_beside_their_names(
    plan: Planning, tmp_path: Path, french: Messages
) -> None:
    early = "Fauvette;Orion;1A;Verrerie;01/08/2026;31/08/2029;;;;;;38 h 20"
    year = lived(tmp_path, plan, early, titles=f"{TITLES};Durée hebdomadaire")
    page = calendar_pdf(calendar_grid(year, Edition(plan, ()), french), french)
    (read,) = PdfReader(io.BytesIO(page)).pages
    august = next(month.hours.company for month in year.months) / HOUR
    assert f"entreprise {french.number(august)}" in read.extract_text().replace("\xa0", " ")


def test_a_contract_that_starts_at_a_weekend_has_its_first_days_on_the_monday_after(
    plan: Planning, tmp_path: Path, french: Messages
) -> None:
    year = lived(tmp_path, plan, "Lin;Lyre;1A;Verrerie;01/08/2026")
    assert min(day.date for day in year.days if day.is_bound) == date(2026, 8, 3)
    assert apprentice_workbook(year, Edition(plan, ()), french)


def test_a_contract_that_ends_before_a_defence_or_an_event_is_told(
    tmp_path: Path, french: Messages
) -> None:
    events = (Event("remise des diplômes", MonthDay(7, 2), None),)
    with_event = planning(events=events)
    (leaver, _) = (lived(tmp_path, with_event, *rows) for rows in (LEAVER, LEAVE))
    assert missed_line(leaver, french) == (
        "Le contrat prend fin le 12 mars 2027, avant : remise des diplômes (2 juillet 2027)."
    )
    for rows in (LEAVE, CHANGE, NOBODY):
        (person,) = listed(tmp_path, with_event, *rows)
        for view in person.views:
            assert missed_line(apprentice_year(view, with_event), french) == ""


# --- The list -----------------------------------------------------------------------------------


def told(folder: Path, plan: Planning, text: Messages, *rows: str) -> list[str]:
    with pytest.raises(Unusable) as unusable:
        listed(folder, plan, *rows)
    found = map(text.sentence, unusable.value.problems)
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in found]


def test_rows_of_one_name_and_promotion_are_periods_of_one_person(
    plan: Planning, tmp_path: Path
) -> None:
    rows = [row.replace(";;C-", ";bise@ecole.example;C-") for row in CHANGE]
    namesake = "Alizé;Bise;1A;Forge;;;;;;autre@ecole.example"
    person, other = listed(tmp_path, plan, rows[1], namesake, rows[0])
    assert (person.companies, other.companies) == (("Fonderie", "Verrerie"), ("Forge",))


@pytest.mark.parametrize(
    ("rows", "place", "what"),
    [
        ((CHANGE[0], "Alizé;Bise;1A;Verrerie;01/02/2027"), "ligne 3, colonne E", "ligne 2"),
        (
            ("Lin;Lyre;1A;Forge;01/09/2026", "Lin;Lyre;1A;Verrerie;08/02/2027"),
            "ligne 3",
            "sans fin",
        ),
        (("Lin;Lyre;1A;Forge", "Lin;Lyre;1A;Forge"), "ligne 3", "déjà dans la liste"),
        ((LEAVE[1],), "ligne 2, colonne G", "sans aucune autre ligne"),
        ((LEAVER[0], "Bruyère;Deneb;1A;;;;arrêt de maladie"), "ligne 3, colonne E", "premier jour"),
        (("Lin;Lyre;1A;Forge;;;stagaire",), "ligne 2, colonne G", "« stagiaire »"),
        (("Lin;Lyre;1A;;;;contrat de professionnalisation",), "colonne D", "a une entreprise"),
        (("Lin;Lyre;1A;Forge;01/09/2028",), "colonne E", "un jour au moins de l'année"),
    ],
    ids=["overlap", "open", "doubled", "alone", "undated", "misspelt", "nowhere", "outside"],
)
def test_what_contradicts_itself_is_told_with_its_row_and_column(
    rows: tuple[str, ...], place: str, what: str, plan: Planning, tmp_path: Path, french: Messages
) -> None:
    lines = [
        line.replace("\N{NO-BREAK SPACE}", " ") for line in told(tmp_path, plan, french, *rows)
    ]
    assert any(place in line and what in line for line in lines), lines


@pytest.mark.parametrize(
    ("written", "kind", "status"),
    [
        ("stagiaire de la formation professionnelle", PeriodKind.TRAINEE, ""),
        ("Congé maternité", PeriodKind.BREAK, ""),
        ("arrêt de travail", PeriodKind.BREAK, ""),
        ("apprentie", PeriodKind.CONTRACT, "apprentie"),
        ("contrat de professionnalisation", PeriodKind.CONTRACT, "contrat de professionnalisation"),
    ],
)
def test_a_status_tells_what_a_period_is(written: str, kind: PeriodKind, status: str) -> None:
    assert parse_status(written) == (kind, status)


def test_a_list_that_is_written_is_read_as_the_same(
    plan: Planning, tmp_path: Path, french: Messages
) -> None:
    everybody = listed(tmp_path, plan, *CHANGE, *LEAVER, *REPEATER, *DECEMBER, *LEAVE, *NOBODY)
    path = tmp_path / "liste.xlsx"
    path.write_bytes(roster_workbook(french, plan.programme, everybody))
    again = read_noted_roster(path, plan.case).apprentices
    assert [replace(who, row=0) for who in again] == [replace(who, row=0) for who in everybody]
    assert everybody[0].periods[0].tutor == Contact("Mme Silex", "silex@lune.example")
    assert dict(again[0].periods[1].further) == {"N° de contrat": "C-2"}


# --- The delivery and the portal ----------------------------------------------------------------


def test_contacts_and_other_columns_are_given_for_mail_merge(
    plan: Planning, tmp_path: Path, french: Messages
) -> None:
    companies = company_folders(listed(tmp_path, plan, *CHANGE, *NOBODY), plan.year)
    out = tmp_path / "out"
    delivery = Delivery(out, Edition(plan, ()), companies, True, None, french)
    assert (delivery.company_count, delivery.apprentices, delivery.folder_count) == (2, 2, 4)
    delivery.check()
    delivery.write(lambda _: None, workers=1)
    sheet = load_workbook(io.BytesIO((out / "publipostage.xlsx").read_bytes())).worksheets[0]
    titles, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
    found = [dict(zip(titles, row, strict=True)) for row in rows]
    assert [(row["Nom"], row["Entreprise"], row["N° de contrat"]) for row in found] == [
        ("Alizé", "Fonderie", "C-1"),
        ("Alizé", "Verrerie", "C-2"),
        ("Genêt", None, None),
    ]
    assert found[1]["Courriel du maître d'apprentissage"] == "quartz@verre.example"
    assert found[2]["Heures en entreprise"] == 0
    high = sheet.row_dimensions[1].height
    assert high is not None
    assert high >= row_height(2)  # "Courriel du maître d'apprentissage"
    summary = load_workbook(out / "récapitulatif.xlsx")
    heads, *persons = summary["Apprentis"].iter_rows(min_row=5, values_only=True)
    columns = [heads.index(title) for title in ("Nom", "Entreprise", "Périodes")]
    assert [[row[column] for column in columns] for row in persons] == [
        [
            "Alizé",
            "Fonderie / Verrerie",
            french.unbroken(contract_line(lived(tmp_path, plan, *CHANGE), french)),
        ],
        ["Genêt", None, None],
    ]
    contacts = summary["Contacts"]
    assert "C-2" in {cell.value for row in contacts.iter_rows() for cell in row}
    for document in Document:
        if not document.is_change_report:
            name = french(f"document.{document}")
            assert (out / "apprentices" / "Genêt Autan" / name).is_file()
    Delivery(out, Edition(plan, ()), companies, True, None, french).check()


def test_the_portal_keeps_persons_with_what_each_company_sees_and_the_whole(
    plan: Planning, tmp_path: Path
) -> None:
    everybody = listed(tmp_path, plan, *CHANGE, *NOBODY)
    with closing(Database.open_or_create(tmp_path / "portal.db")) as database:
        with database.reading() as connection:
            proposal = propose(connection, Edition(plan, ()), everybody)
        version = publish(database, proposal, "scolarité", NOW)
        with database.reading() as connection:
            found = read_enrolments(connection, version.id)
    assert [(each.apprentice.company, each.kind) for each in found] == [
        ("Fonderie", RecipientKind.COMPANY),
        ("Fonderie", RecipientKind.TUTOR),
        ("Verrerie", RecipientKind.COMPANY),
        ("Verrerie", RecipientKind.TUTOR),
        ("Fonderie / Verrerie", RecipientKind.APPRENTICE),
        ("", RecipientKind.APPRENTICE),
    ]
    kept = [replace(who, where="") for who in roster_of(found)]
    assert [who.name for who in kept] == ["Bise Alizé", "Autan Genêt"]
    assert not any(period.further for who in kept for period in who.periods)


def test_months_are_counted_as_the_calendar_has_them() -> None:
    assert months_after(date(2026, 12, 1), -3) == date(2026, 9, 1)
    assert months_after(date(2026, 11, 30), 3) == date(2027, 2, 28)
    assert Period(start=date(2026, 9, 1)).overlaps(Period(end=date(2026, 9, 1)))
