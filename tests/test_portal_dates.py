"""What the pages of a company say of this week, and of what comes next."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from planner.apprentices.apprentice import Apprentice, HalfDay, Part, Span
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.messages import Messages
from planner.planning.planning import Planning
from planner.portal.pages.next_dates import next_dates, next_stays
from planner.portal.pages.this_week import outside_year, this_week
from planner.programme.block_shapes import NamedBlock
from planner.programme.cohort import Event
from planner.rules.case import Case
from planner.year.activity import Activity
from planner.year.moments import MonthDay
from planner.year.weeks import HOUR
from tests.builders import SOMEBODY, altered, cohort, lived, planned, programme, year

MONDAY = date(2023, 4, 3)
FRENCH = Messages("fr")


def said(found: ApprenticeYear, today: date = MONDAY, text: Messages = FRENCH) -> list[str]:
    view = this_week(found, today, text)
    assert view
    parts = (
        " ".join((*(sign.letters for sign in each.signs), each.what, each.days)).strip()
        for each in view.parts
    )
    return [*parts, *view.details]


@pytest.mark.parametrize("day", range(7))
def test_a_week_at_one_place_names_no_day(day: int) -> None:
    assert said(lived("CE"), MONDAY + timedelta(day)) == ["C à l'école (campus)"]


def test_a_split_week_tells_which_days() -> None:
    assert said(lived("M")) == [
        "C à l'école (campus) lundi, mardi",
        "E en entreprise du mercredi au vendredi",
    ]
    assert said(lived("M"), text=Messages("en")) == [
        "C campus: at school Monday, Tuesday",
        "E employer: in company Wednesday to Friday",
    ]


def test_sessions_are_told_by_their_half_days() -> None:
    who = altered(SOMEBODY, half_days=(HalfDay(3, Part.AFTERNOON),))
    assert said(lived("E", [2], who)) == [
        "E en entreprise",
        "Séances à distance : lundi matin, jeudi après-midi",
    ]


def test_a_public_holiday_is_told_beside_the_rest_of_the_week() -> None:
    who, when = cohort(), year(1, holidays=(0,))
    holiday = replace(when.weeks[0], public_holidays=(date(2023, 4, 10),), monday=date(2023, 4, 10))
    when = replace(when, weeks=(holiday,))
    found = Planning(Case(programme(who), when), (planned(who, "E", when),))
    assert said(apprentice_year(SOMEBODY, found), date(2023, 4, 12)) == [
        "JF Lundi de Pâques lundi",
        "E en entreprise",
    ]


def test_a_week_that_the_contract_or_the_company_cuts_tells_which_days() -> None:
    who = altered(
        SOMEBODY, start=date(2023, 4, 5), closed=(Span(date(2023, 4, 7), date(2023, 4, 7)),)
    )
    assert said(lived("E", who=who)) == [
        "hors contrat lundi, mardi",
        "E en entreprise mercredi, jeudi",
        "EF entreprise fermée vendredi",
    ]


def test_named_blocks_and_events_have_their_names() -> None:
    block = NamedBlock("PFE", "projet de fin d'études", Activity.COMPANY, last=True)
    event = Event("Grand oral", MonthDay(4, 5), Activity.COMPANY)
    found = lived("E", named_blocks=(block,), events=(event,))
    assert said(found) == ["PFE projet de fin d'études", "Grand oral (mercredi)"]


@pytest.mark.parametrize(
    ("today", "told"),
    [
        (MONDAY - timedelta(1), "L'année de ce planning commence le 3 avril 2023."),
        (MONDAY + timedelta(14), "l'année de ce planning est finie."),
    ],
)
def test_outside_the_year_there_is_no_week(today: date, told: str) -> None:
    found: ApprenticeYear = lived("CE")
    assert this_week(found, today, FRENCH) is None
    assert outside_year(found, today, FRENCH).endswith(told)


def test_a_week_bears_its_number_and_its_days() -> None:
    view = this_week(lived("CE"), MONDAY + timedelta(9), FRENCH)
    assert view
    assert view.heading == "S15, du 10 au 14 avril 2023"


# --- Next dates ---------------------------------------------------------------------------------


def _dates(written: str, today: date, text: Messages, who: Apprentice = SOMEBODY) -> list[str]:
    sessions = [2 if letter == "E" else 0 for letter in written]
    found = lived(written, sessions, who)
    return [f"{d.title} : {d.when} ({d.detail})" for d in next_dates(found, today, text)]


@pytest.mark.parametrize(
    ("written", "today", "told"),
    [
        (
            "ECCE",
            date(2023, 3, 1),
            [
                "Prochaine période à l'école : du 10 au 21 avril 2023 (S15 à S16)",
                "Prochaine séance à distance : lundi 3 avril 2023 (matin)",
            ],
        ),
        (
            "ECCEC",
            date(2023, 4, 21),
            [
                "À l'école en ce moment : du 10 au 21 avril 2023 (S15 à S16)",
                "Prochaine période à l'école : du 1er au 5 mai 2023 (S18)",
                "Prochaine séance à distance : lundi 24 avril 2023 (matin)",
            ],
        ),
        (
            "EMM",
            date(2023, 4, 5),
            [
                "Prochaine période à l'école : du 10 au 11 avril 2023 (S15)",
            ],
        ),
        (
            "CXE",
            date(2023, 4, 8),
            [
                "Prochaine période à l'étranger : du 10 au 14 avril 2023 (S15)",
                "Prochaine séance à distance : lundi 17 avril 2023 (matin)",
            ],
        ),
        ("EC", date(2023, 4, 17), []),
    ],
)
def test_what_comes_next(written: str, today: date, told: list[str]) -> None:
    assert _dates(written, today, FRENCH) == told


def test_what_comes_next_lies_in_the_contract() -> None:
    who = altered(SOMEBODY, start=date(2023, 4, 12), end=date(2023, 4, 14))
    assert _dates("CCEC", date(2023, 4, 1), FRENCH, who) == [
        "Prochaine période à l'école : du 3 au 14 avril 2023 (S14 à S15)"
    ]


def test_a_public_holiday_neither_ends_a_stay_nor_begins_it() -> None:
    who, when = cohort(onsite=20 * HOUR), year(3, holidays=(0, 1))
    planning = Planning(Case(programme(who), when), (planned(who, "CCE", when),))
    (stay,) = next_stays(apprentice_year(SOMEBODY, planning), date(2023, 3, 1))
    assert (stay[0].date, stay[-1].date) == (date(2023, 4, 3), date(2023, 4, 14))
    assert date(2023, 4, 11) not in [day.date for day in stay]
