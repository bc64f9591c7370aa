"""What payroll asks for: exact to the minute, and no figure that the ledger does not have.

The class of the examples is one week at school and three in company, from Monday 31 August 2026 to
Sunday 5 September 2027. Its days have 7 hours; the first week in company after each week at school
has a session of half a day.
"""

import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

import planner as planner_api
from planner.apprentices.apprentice import Apprentice, Period, PeriodKind, Span
from planner.apprentices.payroll import PAYROLL_FIGURES, Payroll, contract_weeks, payroll_of_year
from planner.apprentices.year import apprentice_year
from planner.documents.paper import text_width_in_characters
from planner.planning.file import planning_json
from planner.planning.ledger import totals
from planner.planning.planning import Edition, Planning
from planner.programme.cohort import SessionRules
from planner.rules.case import Case
from planner.year.activity import Place
from planner.year.calendar import academic_year
from planner.year.moments import YearSpan
from planner.year.public_holidays import FEASTS
from planner.year.weeks import HOUR
from tests.builders import FRANCE, cohort, planned, programme, site
from tests.conftest import Call
from tests.lake import planned as lake_planned

WORKED = replace(FRANCE, solidarity=FEASTS["whit_monday"])
MONTH = 9100
"""The minutes of a month of pay of 35 h a week: 151 h 40."""


def planning(letters: str = "CEEE" * 13 + "E") -> Planning:
    when = academic_year(2026, YearSpan(iso_week=36), WORKED)
    of = programme(
        cohort(onsite=448 * HOUR, sessions=SessionRules(13, (0, 1))),
        span=YearSpan(iso_week=36),
        sites=(site(public_holidays=WORKED),),
    )
    row = planned(of.cohorts[0], letters, when, (0, 1, 0, 0) * 13 + (0,))
    return Planning(Case(of, when), (row,))


PLAN = planning()


def paid(*periods: Period, plan: Planning = PLAN) -> Mapping[date, Payroll]:
    return payroll_of_year(apprentice_year(Apprentice("X", "Y", "1A", periods), plan))


def since(year: int, month: int, day: int, company: str = "Forge") -> Period:
    return Period(company, start=date(year, month, day))


def until(year: int, month: int, day: int, company: str = "Forge") -> Period:
    return Period(company, end=date(year, month, day))


# --- By hand ------------------------------------------------------------------------------------


def test_a_month_of_35_hours_is_paid_151_67_whatever_its_days() -> None:
    """October 2026 has 22 working days, November 21 of which one is a public holiday."""
    found = paid(Period("Forge"))
    october, november = found[date(2026, 10, 1)], found[date(2026, 11, 1)]
    assert (october.contract, october.paid) == (22 * 7 * HOUR, MONTH)
    assert (november.contract, november.paid) == (21 * 7 * HOUR, MONTH)
    assert round(MONTH / HOUR, 2) == 151.67
    assert (november.contract_halves, november.holiday_halves) == (42, 2)


def test_a_contract_of_39_hours_has_169_a_month() -> None:
    period = Period("Forge", hours=(8 * HOUR,) * 4 + (7 * HOUR,))
    assert paid(period)[date(2026, 10, 1)].paid == 169 * HOUR


def test_a_month_that_a_contract_begins_is_paid_in_proportion() -> None:
    """It has 18 of the 23 working days of March 2027, and later months whole."""
    found = paid(since(2027, 3, 8))
    assert found[date(2027, 2, 1)].paid == found[date(2027, 2, 1)].work == 0
    assert found[date(2027, 3, 1)].contract == 18 * 7 * HOUR
    assert found[date(2027, 3, 1)].paid == round(MONTH * 18 / 23)
    assert found[date(2027, 4, 1)].paid == MONTH


def test_days_of_a_contract_of_unequal_days_weigh_by_their_hours() -> None:
    """A Friday of 3 h is the last day of January 2027: 20 days of 8 h and 4 Fridays remain."""
    period = replace(until(2027, 1, 28), hours=(8 * HOUR,) * 4 + (3 * HOUR,))
    january = paid(period)[date(2027, 1, 1)]
    assert january.contract == (16 * 8 + 4 * 3) * HOUR
    assert january.paid == round(MONTH * (16 * 8 + 4 * 3) / (16 * 8 + 5 * 3))


def test_a_contract_may_have_saturdays() -> None:
    """October 2026 has 17 days from Monday to Thursday and 5 Saturdays."""
    period = Period("Forge", hours=(*(8 * HOUR,) * 4, 0, 3 * HOUR))
    october = paid(period)[date(2026, 10, 1)]
    assert (october.contract, october.paid) == ((17 * 8 + 5 * 3) * HOUR, MONTH)


def test_two_contracts_of_a_month_are_paid_each_in_its_proportion() -> None:
    """The 21 working days of May 2027, Whit Monday included, are 10 of 35 h and 11 of 39."""
    after = Period("Forge", start=date(2027, 5, 17), hours=(468,) * 5)
    may = paid(until(2027, 5, 16), after)[date(2027, 5, 1)]
    assert may.paid == round(MONTH * 10 / 21 + 169 * HOUR * 11 / 21)


def test_a_break_is_neither_worked_nor_paid() -> None:
    leave = Period(kind=PeriodKind.BREAK, start=date(2027, 3, 6), end=date(2027, 6, 25))
    found = paid(Period("Forge"), leave)
    april, june = found[date(2027, 4, 1)], found[date(2027, 6, 1)]
    assert (april.paid, april.work, april.contract_halves) == (0, 0, 0)
    assert june.paid == round(MONTH * 3 / 22)


def test_the_solidarity_day_is_worked_and_not_paid_besides() -> None:
    """Whit Monday 2027 is the 17 May; Ascension, on the 6th, is the only public holiday off."""
    may = paid(Period("Forge"))[date(2027, 5, 1)]
    assert (may.solidarity, may.holiday_halves, may.paid) == (7 * HOUR, 2, MONTH)
    assert paid(Period("Forge", end=date(2027, 5, 14)))[date(2027, 5, 1)].solidarity == 0


def test_lessons_without_a_contract_are_no_working_time() -> None:
    september = paid(since(2026, 10, 1))[date(2026, 9, 1)]
    assert (september.lessons / HOUR, september.school_halves) == (49, 14)
    assert (september.work, september.contract, september.paid) == (0, 0, 0)


def test_leave_of_the_planning_and_of_the_company_are_told_apart() -> None:
    plan = planning("CEEE" * 6 + "CLEE" + "CEEE" * 6 + "E")
    closed = Period("Forge", closed=(Span(date(2027, 8, 9), date(2027, 8, 13)),))
    found = Payroll.of(paid(closed, plan=plan).values())
    assert (found.leave_halves, found.closed_halves) == (10, 10)


def test_hours_of_a_week_are_told_once_each() -> None:
    one, other = until(2027, 1, 8), replace(since(2027, 1, 11), hours=(468,) * 5)
    year = apprentice_year(Apprentice("X", "Y", "1A", (one, other, other)), PLAN)
    assert contract_weeks(year) == (35 * HOUR, 39 * HOUR)


# --- The table ----------------------------------------------------------------------------------

LIST = """Nom;Prénom;Promotion;Entreprise;Début du contrat;Fin du contrat;Durée hebdomadaire
Étoile;Véga;1A;Forge;01/09/2026;31/08/2029;
Brun;=Zoé;1A;Forge;01/09/2025;05/02/2027;39
Brun;=Zoé;1A;Verrerie;15/03/2027;31/08/2028;
Parti;Lou;1A;Forge;01/09/2024;31/08/2025;
Parti;Lou;1A;Verrerie;01/09/2025;31/08/2028;
"""


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Write a planning that keeps its rules, and its list."""
    made = lake_planned()
    path, roster = tmp_path / "planning.json", tmp_path / "liste.csv"
    path.write_bytes(planning_json(Edition(made, ())))
    shifted = LIST.replace("1A", "BACH")
    for year in range(2029, 2022, -1):
        shifted = shifted.replace(f"/{year}", f"/{year + 1}")
    roster.write_text(shifted, "utf-8")
    return path, roster


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text("utf-8-sig").splitlines(), delimiter=";"))


def test_an_apprentice_is_a_row_and_a_month_some_columns(
    files: tuple[Path, Path], planner: Call, tmp_path: Path
) -> None:
    """Who changed within the year is in it with either company, who did before with one."""
    path, roster = files
    asked = ("export", "payroll", path, "--roster", roster, "--out")
    assert planner(*asked, tmp_path / "paie.csv")[0] == 0
    head, *rows = table(tmp_path / "paie.csv")
    assert [row[:4] for row in rows] == [
        ["Brun", "'=Zoé", "Bachelor", "Forge"],
        ["Brun", "'=Zoé", "Bachelor", "Verrerie"],
        ["Étoile", "Véga", "Bachelor", "Forge"],
        ["Parti", "Lou", "Bachelor", "Verrerie"],
    ]
    at = head.index("2027-10 Heures payées")
    assert [row[at] for row in rows] == ["169,0", "0,0", "151,67", "151,67"]
    assert len(head) == len(rows[0]) == 7 + 14 * 16
    assert planner(*asked, tmp_path / "paie.xlsx", "--company", "verrerie")[0] == 0
    sheet = load_workbook(tmp_path / "paie.xlsx")["Paie"]
    assert [cell.value for cell in sheet["D"][4:]] == ["Verrerie"] * 2
    for n in range(216, 232):
        shown = f"{sheet.cell(5, n).value:,.2f}" if n > 223 else str(sheet.cell(5, n).value)
        width = sheet.column_dimensions[get_column_letter(n)].width
        assert text_width_in_characters(shown) <= width, sheet.cell(4, n).value
    paid_monthly = map(_number, _months_of(rows[1], head))
    total = {sheet.cell(4, n).value: sheet.cell(5, n).value for n in range(216, 232)}
    assert total["Heures payées"] == pytest.approx(sum(paid_monthly), abs=0.07)


def test_python_has_the_figures_of_the_table(files: tuple[Path, Path]) -> None:
    path, roster = files
    found = planner_api.payroll(planner_api.read(path), roster)
    rows = found.to_dict("index")
    october = rows[("Étoile", "Véga", "BACH", "Forge", pd.Timestamp(2027, 10, 1))]
    assert list(found.columns) == list(PAYROLL_FIGURES)
    assert october["paid_hours"] == MONTH / HOUR
    assert october["working_hours"] == october["company_hours"] + october["lesson_hours"]


def _months_of(row: list[str], head: list[str]) -> list[str]:
    names = [name.endswith("Heures payées") and name[0] == "2" for name in head]
    return [value for value, is_paid in zip(row, names, strict=True) if is_paid]


def _number(value: str) -> float:
    return float(value.replace(",", "."))


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "--roster"),
        (("--company", "Forge"), "--roster"),
        (("--roster", "liste.csv", "--company", "Forges"), "Forge"),
        (("--roster", "liste.csv", "--company", ""), "n'est pas dans la liste"),
    ],
)
def test_what_is_missing_is_told(
    options: tuple[str, ...], told: str, files: tuple[Path, Path], planner: Call, tmp_path: Path
) -> None:
    path, roster = files
    given = [roster if each == "liste.csv" else each for each in options]
    code, _, error = planner("export", "payroll", path, *given, "--out", tmp_path / "p.csv")
    assert (code, told in error) == (2, True)
    assert not (tmp_path / "p.csv").exists()


# --- Always -------------------------------------------------------------------------------------

days = st.integers(0, 371).map(lambda n: date(2026, 8, 31) + timedelta(n))


def test_a_whole_year_adds_up_to_the_ledger(edition: Edition) -> None:
    for row in edition.planning.cohorts:
        who = Apprentice("X", "Y", row.cohort.id, (Period("Forge"),))
        found = Payroll.of(payroll_of_year(apprentice_year(who, edition.planning)).values())
        ledger = totals(row, edition.planning.case)
        assert (found.onsite, found.remote) == (ledger.onsite, ledger.remote)
        assert (found.company, found.sessions) == (ledger.company, ledger.sessions)
        assert found.work == ledger.academic + ledger.company
        at_school = sum(ledger.days.get(at, 0) for at in (Place.SCHOOL, Place.DEFENCE))
        assert (found.company_halves / 2, found.school_halves / 2) == (
            ledger.days[Place.COMPANY],
            at_school,
        )


@given(days, st.lists(days, min_size=2, max_size=2))
def test_two_companies_share_what_one_has_to_the_minute(change: date, leave: list[date]) -> None:
    """Each half-day is used in one way, and rounding moves the pay of a month by a minute."""
    first, last = sorted(leave)
    pause = Period(kind=PeriodKind.BREAK, start=first, end=last)
    parts = until(*_ymd(change)), since(*_ymd(change + timedelta(1)), company="Verrerie")
    whole = paid(Period("Forge"), pause)
    views = Apprentice("X", "Y", "1A", (*parts, pause)).views
    shares = [payroll_of_year(apprentice_year(view, PLAN)) for view in views]
    for month, found in whole.items():
        both = Payroll.of(share[month] for share in shares if month in share)
        if change in Span(first, last) or change >= PLAN.year.weeks[-1].last_day:
            continue
        assert abs(both.paid - found.paid) <= 1
        assert _but_sessions(both) == _but_sessions(found)
        assert found.contract_halves == _used(found)


def _ymd(day: date) -> tuple[int, int, int]:
    return day.year, day.month, day.day


def _but_sessions(found: Payroll) -> Payroll:
    """Leave out of which kind an hour in company is: in a week of both, either has the session."""
    company = found.company + found.remote
    return replace(found, paid=0, company=company, remote=0, sessions=0)


def _used(found: Payroll) -> int:
    away = found.holiday_halves + found.leave_halves + found.other_halves
    return found.company_halves + found.school_halves + away
