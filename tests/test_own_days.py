"""Persons with hours of their own and exceptions: from what is typed to the documents."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook
from pypdf import PdfReader

import planner
from planner.apprentices.apprentice import Apprentice, Period
from planner.apprentices.changes import year_changes
from planner.apprentices.day import Hours
from planner.apprentices.folders import company_folders
from planner.apprentices.own_days import OwnDays
from planner.apprentices.own_rules import broken_by_own_days, without_own_days
from planner.apprentices.roster import read_noted_roster, read_roster
from planner.apprentices.roster.contract_hours import parse_contract_hours
from planner.apprentices.roster.exceptions import parse_exceptions
from planner.apprentices.roster.shared_exceptions import (
    SharedException,
    with_shared_exceptions,
)
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.documents.apprentice.calendar_entries import calendar_entries
from planner.documents.apprentice.calendar_grid import CalendarLayout, calendar_grid
from planner.documents.apprentice.changes import change_sides
from planner.documents.company.index import company_index
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.planning import Edition
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.names import RuleName
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from planner.words.own_days import own_breaches, own_field, own_note
from planner.words.roster_fields import contract_hours
from planner.year.activity import Activity, Place
from planner.year.weeks import HOUR
from tests.lake import planned

MARCH = OwnDays(date(2028, 3, 20), date(2028, 3, 26), Place.COMPANY, "inventaire")
"""The week of school S12 in company, for an inventory."""

FREE = OwnDays(date(2028, 6, 14), date(2028, 6, 14), Place.NONE, "examen")
"""A Wednesday at school, released for an examination."""


def year_of(
    *own_days: OwnDays, hours: tuple[int, ...] | None = None, cohort: str = "BACH"
) -> ApprenticeYear:
    period = Period("Orion", hours=hours)
    return apprentice_year(Apprentice("X", "Y", cohort, (period,), own_days=own_days), planned())


def in_week(year: ApprenticeYear, iso_week: int) -> Hours:
    numbers = [week.iso_week for week in year.planning.year.weeks]
    return Hours.of(year.week(numbers.index(iso_week)))


def plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\u202f", " ")


# --- hours of a contract


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("35", [420] * 5),
        ("35 h", [420] * 5),
        ("37,5", [450] * 5),
        ("39h", [468] * 5),
        ("39 heures par semaine", [468] * 5),
        ("37 h 30 / semaine", [450] * 5),
        ("7 h 36", [456] * 5),
        ("7 h 36 par jour", [456] * 5),
        ("7 h 36 a day", [456] * 5),
        ("8 / 8 / 8 / 8 / 7", [480, 480, 480, 480, 420]),
        ("8 h ; 8 h ; 8 h ; 8 h ; 0", [480, 480, 480, 480, 0]),
        ("35 h 12", [423, 423, 422, 422, 422]),
    ],
)
def test_hours_of_a_contract_are_read_as_people_write_them(
    text: str, days: list[int], french: Messages
) -> None:
    assert parse_contract_hours(text) == tuple(days)
    assert parse_contract_hours(contract_hours(tuple(days), french)) == tuple(days)


@pytest.mark.parametrize("text", ["beaucoup", "0", "70 h", "13 h par jour", "8 / 8 / 8", "7,33"])
def test_what_is_no_duration_of_a_contract_is_told(text: str, french: Messages) -> None:
    with pytest.raises(Unusable) as caught:
        parse_contract_hours(text)
    assert text in french.sentence(caught.value.problems[0])


def test_a_person_of_39_hours_has_them_to_the_minute() -> None:
    """S13 has no session, S17 one of 3.5 h, S18 a public holiday on its Monday."""
    found = year_of(hours=(468,) * 5)
    assert in_week(found, 13).company == 5 * 468
    assert in_week(found, 17).company == 5 * 468 - 210
    assert in_week(found, 18).company == 4 * 468
    of_class = year_of()
    days = sum(day.hours.company > 0 for day in of_class.days)
    assert found.hours.company - of_class.hours.company == 48 * days
    assert found.hours.onsite == of_class.hours.onsite == 330 * HOUR


def test_a_person_with_hours_by_weekday_has_those_of_the_days_in_company() -> None:
    """At school on Monday and Tuesday: 8 + 8 + 6 h in a week, 8 + 8 + 8 + 8 + 6 h in S43."""
    found = year_of(hours=(480, 480, 480, 480, 360), cohort="BTS1")
    assert in_week(found, 47).company == 22 * HOUR
    assert in_week(found, 43).company == 38 * HOUR
    assert in_week(found, 45).company == 14 * HOUR  # Thursday 11 November


def test_sessions_lie_on_days_that_are_long_enough() -> None:
    found = year_of(hours=(0, 0, 240, 240, 480))
    placed = [day.date.weekday() for day in found.days if day.sessions]
    assert len(placed) == 10
    assert set(placed) == {2}
    assert min(day.hours.company for day in found.days) == 0


def test_hours_change_with_the_contract_in_the_middle_of_a_week() -> None:
    periods = (
        Period("Orion", end=date(2028, 3, 29)),
        Period("Orion", start=date(2028, 3, 30), hours=(468,) * 5),
    )
    found = apprentice_year(Apprentice("X", "Y", "BACH", periods), planned())
    assert in_week(found, 13).company == 3 * 420 + 2 * 468


# --- exceptions


def test_one_more_week_in_company_counts_its_hours_and_no_lessons() -> None:
    found = year_of(MARCH)
    assert in_week(found, 12) == Hours(0, 0, 35 * HOUR, 0)
    before = without_own_days(found)
    assert in_week(before, 12) == Hours(29 * HOUR, 0, 0, 0)
    assert found.hours.company - before.hours.company == 35 * HOUR
    assert found.hours.onsite - before.hours.onsite == -29 * HOUR
    others = [day for day in found.days if day not in found.week(28)]
    assert others == [day for day in before.days if day not in before.week(28)]


def test_one_more_week_in_company_has_the_hours_of_the_contract() -> None:
    assert in_week(year_of(MARCH, hours=(468,) * 5), 12).company == 39 * HOUR


def test_a_week_exchanged_has_the_mean_hours_of_a_day_of_lessons() -> None:
    """330 h on 57 days of lessons are 5.79 h a day: 5.75 in quarters."""
    april = OwnDays(date(2028, 3, 27), date(2028, 3, 31), Place.SCHOOL)
    found = year_of(MARCH, april)
    assert in_week(found, 13) == Hours(5 * 345, 0, 0, 0)
    assert in_week(found, 12).company == 35 * HOUR


def test_a_day_released_has_no_hours_and_is_no_other_week() -> None:
    found = year_of(FREE)
    (day,) = (each for each in found.days if each.own)
    assert (day.place, day.hours) == (Place.NONE, Hours(0, 0, 0, 0))
    assert in_week(found, 24).onsite == 29 * HOUR - 345
    assert {each.rule.name for each in broken_by_own_days(found)} == {RuleName.ONSITE_HOURS}


def test_public_holidays_and_weekends_stay_free() -> None:
    may = OwnDays(date(2028, 4, 17), date(2028, 4, 23), Place.COMPANY)
    found = year_of(may)
    assert in_week(found, 16).company == 28 * HOUR
    assert sum(day.own is not None for day in found.days) == 5


def test_the_rules_of_the_class_that_one_person_breaks_are_named(french: Messages) -> None:
    found = year_of(MARCH)
    names = {each.rule.name for each in broken_by_own_days(found)}
    assert names == {RuleName.PATTERN, RuleName.ONSITE_HOURS}
    told = [plain(line) for line in own_breaches(found, french)]
    assert any("301 h" in line and "330 h" in line for line in told), told
    assert any("S12 2028 (entreprise) : le rythme demande ici : école" in line for line in told)


def test_an_exception_that_changes_nothing_breaks_nothing(french: Messages) -> None:
    same = OwnDays(date(2028, 3, 27), date(2028, 3, 31), Place.COMPANY)
    found = year_of(same)
    assert not broken_by_own_days(found)
    assert found.hours == without_own_days(found).hours
    assert "les mêmes heures" in own_note(found, french)
    assert not broken_by_own_days(year_of())


def test_the_calendar_shows_exceptions_and_tells_what_they_make_of_the_hours(
    french: Messages,
) -> None:
    found = year_of(MARCH, FREE)
    edition = Edition(planned(), ())
    grid = calendar_grid(found, edition, french)
    cells = {cell.date: cell for column in grid.columns for cell in column.cells if cell}
    monday, free = cells[date(2028, 3, 20)], cells[date(2028, 6, 14)]
    assert (monday.face.letters, monday.aside) == (Activity.COMPANY.code, "S12\N{NO-BREAK SPACE}*")
    assert (free.face.letters, free.aside) == (Activity.NONE.code, "*")
    assert cells[date(2028, 6, 15)].face.letters == Activity.SCHOOL.code
    (note,) = (note.line for note in grid.notes if note.heading.startswith("Exceptions"))
    assert plain(note) == (
        "du 20 au 24 mars 2028 : en entreprise (inventaire) ; mer. 14/06 : journée libérée "
        "(examen). Par rapport au planning de la promotion : −34,75 h de cours, "
        "+35 h en entreprise."
    )
    assert any(entry.meaning.startswith("exception") for entry in grid.legend)
    others = CalendarLayout(year_of(), french)
    assert all(cell.aside != "*" for cell in map(others.cell, year_of().days))


def test_what_has_changed_names_the_exceptions_of_a_week(french: Messages) -> None:
    """A day is released in a week at school, and a week at school is spent in company."""
    before, now = year_of(), year_of(MARCH, FREE)
    first, second = year_changes(before, now).joined_weeks
    was, becomes = change_sides(first, now.planning.programme, french)
    assert (was.name, plain(becomes.name)) == (
        "école",
        "entreprise, du 20 au 24 mars 2028 : en entreprise (inventaire)",
    )
    _, released = change_sides(second, now.planning.programme, french)
    assert plain(released.name) == "semaine aménagée, mer. 14/06 : journée libérée (examen)"


def test_the_cover_names_hours_of_a_contract_and_exceptions(french: Messages) -> None:
    who = Apprentice("X", "Y", "BACH", (Period("Orion", hours=(468,) * 5),), own_days=(FREE,))
    (company,) = company_folders([who], planned().year)
    edition = Edition(planned(), ())
    year = apprentice_year(who, planned())
    page = company_index(company, [(year, None)], edition, french)
    told = " ".join(PdfReader(io.BytesIO(page)).pages[0].extract_text().split())
    assert "Durée du travail : 39 h par semaine" in told
    assert "Exceptions : mer. 14/06 : journée libérée (examen)." in told


def test_the_calendar_file_has_the_exception_and_keeps_the_other_stays(french: Messages) -> None:
    before, now = (calendar_entries(year, french) for year in (year_of(), year_of(MARCH)))
    (added,) = (now[key] for key in now.keys() - before.keys())
    assert (added.start, added.end) == (date(2028, 3, 20), date(2028, 3, 25))
    assert plain(added.title) == "Exception : en entreprise (inventaire)"
    (gone,) = (before[key] for key in before.keys() - now.keys())
    assert (gone.kind, gone.start) == ("school", date(2028, 3, 20))
    assert all(now[key] == before[key] for key in now.keys() & before.keys())


# --- the list


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("S12 entreprise (inventaire)", [MARCH]),
        ("S12 : en entreprise – inventaire", [MARCH]),
        ("14/06/2028 libérée (examen)", [FREE]),
        ("14 juin 2028 libéré : examen ; S12 entreprise (inventaire)", [FREE, MARCH]),
        ("14/06 released, examen\nW12 company (inventaire)", [FREE, MARCH]),
        (
            "du 27/03/2028 au 31/03/2028 à l'école",
            [OwnDays(date(2028, 3, 27), date(2028, 3, 31), Place.SCHOOL)],
        ),
    ],
)
def test_exceptions_are_read_as_people_write_them(
    text: str, expected: list[OwnDays], french: Messages
) -> None:
    year = planned().year
    assert parse_exceptions(text, year) == tuple(expected)
    assert parse_exceptions(own_field(expected, french), year) == tuple(expected)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("S12", ['"S12"', "un lieu"]),
        ("entreprise", ["quels jours"]),
        ("S12 entreprise ; 22/03/2028 école", ["deux exceptions", "22 mars 2028"]),
        ("14/06/2031 libéré", ["14/06/2031"]),
    ],
)
def test_what_is_no_exception_is_told(text: str, told: list[str], french: Messages) -> None:
    with pytest.raises(Unusable) as caught:
        parse_exceptions(text, planned().year)
    sentence = french.sentence(caught.value.problems[0])
    assert all(part in sentence for part in told), sentence


def two_sheets(path: Path, *exceptions: tuple[object, ...]) -> Path:
    """Write a list of two persons of Orion and one of Vega, and a sheet of exceptions."""
    book = Workbook()
    people, more = book.active, book.create_sheet("Exceptions")
    assert people is not None
    people.append(["Nom", "Prénom", "Promotion", "Entreprise", "Heures par semaine"])
    people.append(["A", "Un", "BACH", "Orion", None])
    people.append(["B", "Deux", "BTS1", "Orion", 37])
    people.append(["C", "Trois", "BACH", "Vega", None])
    more.append(
        [
            "Entreprise",
            "Nom",
            "Prénom",
            "Premier jour",
            "Dernier jour",
            "Exception",
            "Durée hebdomadaire",
        ]
    )
    for row in exceptions:
        more.append(list(row))
    book.save(path)
    return path


def test_a_second_sheet_says_what_holds_for_a_whole_company(tmp_path: Path) -> None:
    path = two_sheets(
        tmp_path / "liste.xlsx",
        ("ORION", None, None, date(2028, 3, 20), date(2028, 3, 26), "entreprise (inventaire)", 39),
        (None, "C", "Trois", None, None, "14/06/2028 libérée (examen)", None),
    )
    first, second, third = read_roster(path, planned().case)
    assert [who.own_days for who in (first, second, third)] == [(MARCH,), (MARCH,), (FREE,)]
    hours = [who.periods[0].hours for who in (first, second, third)]
    assert hours == [(468,) * 5, (444,) * 5, None]
    found = apprentice_year(first, planned())
    assert in_week(found, 12).company == 39 * HOUR


def test_what_holds_for_a_company_does_not_hold_at_another_one() -> None:
    """In the week of 20 March, at Vega from Wednesday on: three days of it are Vega's."""
    periods = (
        Period("Orion", end=date(2028, 3, 21)),
        Period("Vega", start=date(2028, 3, 22)),
    )
    who = Apprentice("X", "Y", "BACH", periods)
    late = OwnDays(date(2028, 3, 22), date(2028, 3, 26), Place.COMPANY, "inventaire")
    early = OwnDays(date(2028, 3, 20), date(2028, 3, 21), Place.COMPANY, "inventaire")
    for company, expected in (("VEGA", late), ("Orion", early)):
        (found,) = with_shared_exceptions([who], [SharedException("", "", company, (MARCH,))])
        assert found.own_days == (expected,)
    (before,) = with_shared_exceptions([who], [SharedException("", "", "Orion", (FREE,))])
    assert before.own_days == ()


def test_what_a_second_sheet_says_of_nobody_is_told_with_its_cell(
    tmp_path: Path, french: Messages
) -> None:
    path = two_sheets(
        tmp_path / "liste.xlsx",
        ("Sirius", None, None, None, None, "S12 entreprise", None),
        ("Vega", None, None, None, None, None, None),
        ("Vega", None, None, None, None, "S12 ailleurs", None),
        ("Vega", None, None, None, None, "S12 entreprise", None),
        (None, "C", "Trois", date(2028, 3, 21), None, "libéré", None),
    )
    with pytest.raises(Unusable) as caught:
        read_roster(path, planned().case)
    told = [french.sentence(each) for each in caught.value.problems]
    assert [f"Exceptions, ligne {n}" in line for n, line in enumerate(told, start=2)] == [
        True,
        True,
        True,
        False,
    ]
    assert "ligne 6" in told[3]
    assert "21 mars 2028" in told[3]


def test_payroll_has_the_hours_of_each_month_from_python(tmp_path: Path) -> None:
    """March 2028 of 39 h: four weeks in company with S12, and S13; one session of 3.5 h in S11."""
    path = two_sheets(
        tmp_path / "liste.xlsx", ("Orion", None, None, None, None, "S12 entreprise", 39)
    )
    table = planner.payroll(Edition(planned(), ()), path).to_dict("index")
    march = table[("A", "Un", "BACH", "Orion", pd.Timestamp(2028, 3, 1))]
    assert march["company_hours"] == pytest.approx(23 * 7.8 - 3.5)
    assert (march["onsite_hours"], march["remote_sessions"]) == (0, 1)
    other = table[("C", "Trois", "BACH", "Vega", pd.Timestamp(2028, 3, 1))]
    assert (other["onsite_hours"], other["company_hours"]) == (29, 18 * 7 - 3.5)


def test_a_list_gives_hours_and_exceptions_and_tells_what_is_wrong(
    tmp_path: Path, french: Messages
) -> None:
    head = "Nom;Prénom;Promotion;Entreprise;Heures par semaine;Exceptions"
    path = tmp_path / "liste.csv"
    path.write_text(f"{head}\nX;Y;BACH;Orion;39;S12 entreprise (inventaire)\n", "utf-8")
    (who,) = read_roster(path, planned().case)
    assert who.periods[0].hours == (468,) * 5
    assert who.own_days == (MARCH,)
    assert replace(who, own_days=()) != who
    path.write_text(f"{head}\nX;Y;BACH;Orion;trop;S12 vacances\n", "utf-8")
    with pytest.raises(Unusable) as caught:
        read_roster(path, planned().case)
    told = [french.sentence(each) for each in caught.value.problems]
    assert [(head.split(";")[4] in told[0]), (head.split(";")[5] in told[1])] == [True, True]
    assert "trop" in told[0]
    assert "vacances" in told[1]


def test_days_of_one_person_break_no_rule_of_a_class_that_changes_within_weeks() -> None:
    """Its cut weeks are read as they are planned, not as whole weeks."""
    text = (Path(__file__).parent / "calendars" / "relay.toml").read_text(encoding="utf-8")
    rules = parse_programme(text, "relay.toml")
    solved = solve(Case(rules, academic_year_of(rules, 2026)))
    assert isinstance(solved, Solved)
    free = OwnDays(date(2027, 3, 8), date(2027, 3, 8), Place.NONE)
    who = Apprentice("Noir", "Zoé", "B", (Period("Forge"),), own_days=(free,))
    found = apprentice_year(who, solved.planning)
    assert sum(day.own is not None for day in found.days) == 1
    assert not broken_by_own_days(found)


def test_an_exception_outside_of_the_contract_breaks_nothing() -> None:
    ended = Period("Orion", end=date(2028, 2, 29))
    who = Apprentice("X", "Y", "BACH", (ended,), own_days=(MARCH,))
    assert not broken_by_own_days(apprentice_year(who, planned()))


def test_an_exception_within_a_break_is_told_to_have_no_effect(tmp_path: Path) -> None:
    head = "Nom;Prénom;Promotion;Entreprise;Début du contrat;Fin du contrat;Situation;Exceptions"
    rows = "X;Y;BACH;Orion;;;;S12 entreprise\nX;Y;BACH;;13/03/2028;02/04/2028;interruption;"
    path = tmp_path / "liste.csv"
    path.write_text(f"{head}\n{rows}\n", "utf-8")
    notes = read_noted_roster(path, planned().case).notes
    assert "roster.no-effect" in [note.key for note in notes]


def test_an_exception_on_a_public_holiday_is_told_to_have_no_effect(tmp_path: Path) -> None:
    path = tmp_path / "liste.csv"
    head = "Nom;Prénom;Promotion;Entreprise;Exceptions"
    for day, told in (("17/04/2028", True), ("18/04/2028", False)):  # Easter Monday
        path.write_text(f"{head}\nX;Y;BACH;Orion;{day} entreprise\n", "utf-8")
        notes = read_noted_roster(path, planned().case).notes
        assert ("roster.no-effect" in [note.key for note in notes]) is told


def test_two_exceptions_that_nothing_separates_are_refused() -> None:
    with pytest.raises(Unusable):
        parse_exceptions("S10 entreprise (a) | S12 école (b)", planned().year)
