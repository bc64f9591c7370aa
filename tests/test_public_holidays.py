"""Public holidays: those of the law in each part of France, and what a file changes."""

from dataclasses import replace
from datetime import date, timedelta

import holidays
import pytest

from planner.apprentices.year import apprentice_year
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.ledger import totals
from planner.planning.planning import Planning
from planner.programme.file import parse_programme
from planner.programme.workday import Workday
from planner.rules.case import Case
from planner.year.calendar import academic_year
from planner.year.moments import MonthDay, YearSpan
from planner.year.public_holidays import (
    FEASTS,
    AddedHoliday,
    HolidayDay,
    PublicHolidays,
    day_in,
    holiday_names,
    known_subdivision,
)
from planner.year.weeks import HOUR, AcademicYear
from tests.builders import FRANCE, SOMEBODY, cohort, planned, programme, site
from tests.conftest import ALBI

YEARS = range(2024, 2036)

LEGAL: dict[str, set[HolidayDay]] = {
    "57": {FEASTS["good_friday"], MonthDay(12, 26)},
    "6AE": {FEASTS["good_friday"], MonthDay(12, 26)},
    "971": {MonthDay(5, 27)},
    "972": {MonthDay(5, 22)},
    "973": {MonthDay(6, 10)},
    "974": {MonthDay(12, 20)},
    "976": {MonthDay(4, 27)},
    "BL": {MonthDay(10, 9)},
    "MF": {MonthDay(5, 28)},
}
"""Code du travail, art. L3134-13 and L3422-2: beside the eleven days of all France."""

EVERYWHERE: set[HolidayDay] = {
    *(FEASTS[name] for name in ("easter_monday", "ascension", "whit_monday")),
    *(MonthDay(m, d) for m, d in ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11))),
    MonthDay(12, 25),
}


@pytest.mark.parametrize("subdivision", [None, *LEGAL])
def test_only_days_of_the_law_are_off(subdivision: str | None) -> None:
    days: set[HolidayDay] = EVERYWHERE | LEGAL.get(subdivision or "", set())
    for year in YEARS:
        found = PublicHolidays("FR", subdivision).names([year])
        assert set(found) == {day_in(day, year) for day in days}, year


def test_feasts_move_with_easter() -> None:
    years = range(1990, 2100)
    calendar = holidays.country_holidays("FR", years=years, language="fr")
    mondays = sorted(d for d in calendar if "Lundi de Pâques" in calendar.get_list(d))
    assert [day_in(FEASTS["easter_monday"], year) for year in years] == mondays
    later = [monday + timedelta(weeks=7) for monday in mondays]
    assert [day_in(FEASTS["whit_monday"], year) for year in years] == later


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("67", "6AE"),
        ("68", "6AE"),
        ("57", "57"),
        ("Alsace-Moselle", "57"),
        ("alsace", "6AE"),
        ("Moselle", "57"),
        ("Bas-Rhin", "6AE"),
        ("La Réunion", "974"),
        ("974", "974"),
        ("Guadeloupe", "971"),
        (None, None),
        ("Atlantide", "Atlantide"),
    ],
)
def test_subdivisions_are_understood_by_their_names(name: str | None, code: str | None) -> None:
    assert known_subdivision("FR", name) == code


def _year(public_holidays: PublicHolidays) -> AcademicYear:
    return academic_year(2026, YearSpan(iso_week=20, weeks=2), public_holidays)


WHIT_MONDAY_WORKED = PublicHolidays("FR", solidarity=FEASTS["whit_monday"])
NAMED_AS_WELL = replace(WHIT_MONDAY_WORKED, added=(AddedHoliday("Fête", date(2026, 5, 25)),))


@pytest.mark.parametrize(
    ("day", "public_holidays", "hours"),
    [
        (7.5, FRANCE, 9 * 7.5),
        (7.5, WHIT_MONDAY_WORKED, 9 * 7.5 + 7),
        (7.0, WHIT_MONDAY_WORKED, 10 * 7.0),
        (7.5, NAMED_AS_WELL, 9 * 7.5 + 7),
        (7.5, PublicHolidays("FR", taken_away=(FEASTS["whit_monday"],)), 10 * 7.5),
        (7.5, PublicHolidays("FR", taken_away=(date(2026, 5, 25),)), 10 * 7.5),
        (7.5, PublicHolidays("FR", added=(AddedHoliday("Saint", MonthDay(5, 19)),)), 8 * 7.5),
        (7.5, PublicHolidays("FR", added=(AddedHoliday("Pont", date(2026, 5, 16)),)), 9 * 7.5),
    ],
)
def test_hours_in_company_follow_the_days_of_the_file(
    day: float, public_holidays: PublicHolidays, hours: float
) -> None:
    """W21 and W22 of 2026 hold Whit Monday, 25 May; for the ledger and for a person alike."""
    when = academic_year(2026, YearSpan(iso_week=21, weeks=2), public_holidays)
    of = programme(
        cohort(),
        workday=Workday((int(day * HOUR),) * 5, 7 * HOUR, 210),
        sites=(site(public_holidays=public_holidays),),
    )
    planning = Planning(Case(of, when), (planned(of.cohorts[0], "EE", when),))
    assert totals(planning.cohorts[0], planning.case).company == hours * HOUR
    lived = apprentice_year(SOMEBODY, planning)
    assert sum(each.hours.company for each in lived.days) == hours * HOUR


def test_added_days_bear_the_name_of_the_file() -> None:
    own = PublicHolidays("FR", added=(AddedHoliday("Saint local", MonthDay(5, 19)),))
    when = academic_year(2026, YearSpan(iso_week=21, weeks=2), own)
    assert holiday_names(when.weeks, own, "en") == {
        date(2026, 5, 19): "Saint local",
        date(2026, 5, 25): "Pentecost Monday",
    }


HOLIDAYS = 'country = "FR" # Code du travail, art. L3133-1'


def test_a_file_says_what_differs() -> None:
    text = ALBI.read_text(encoding="utf-8").replace(
        HOLIDAYS,
        'country = "FR"\nsubdivision = "67"\nsolidarity_day = { feast = "whit_monday" }\n'
        'added = [{ name = "Foire", month = 9, day = 8 }, { name = "Pont", date = 2027-05-07 }]\n'
        "taken_away = [{ month = 11, day = 11 }]",
    )
    assert parse_programme(text, "x").sites[0].public_holidays == PublicHolidays(
        "FR",
        "6AE",
        (AddedHoliday("Foire", MonthDay(9, 8)), AddedHoliday("Pont", date(2027, 5, 7))),
        (MonthDay(11, 11),),
        FEASTS["whit_monday"],
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("taken_away = [{ month = 12, day = 26 }]", "{ month = 12, day = 26 }"),
        ("taken_away = [{ date = 2027-05-07 }]", "{ date = 2027-05-07 }"),
        ('solidarity_day = { feast = "good_friday" }', '{ feast = "good_friday" }'),
        ("taken_away = [{ month = 12 }]", "public_holidays.taken_away"),
        ('added = [{ name = "x", month = 2, day = 30 }]', "public_holidays.added"),
    ],
)
def test_a_day_that_is_no_holiday_cannot_be_worked(line: str, told: str) -> None:
    text = ALBI.read_text(encoding="utf-8").replace(HOLIDAYS, f'country = "FR"\n{line}')
    with pytest.raises(Unusable) as refused:
        parse_programme(text, "x")
    for language in ("fr", "en"):
        told_to_people = map(Messages(language).sentence, refused.value.problems)
        assert told in "\n".join(told_to_people)
