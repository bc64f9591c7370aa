"""Half-days, weeks and days as people write them."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.apprentices.apprentice import HALF_DAYS, HalfDay, Part, Span
from planner.apprentices.roster.closures import parse_closures, parse_date
from planner.apprentices.roster.half_days import parse_half_days
from planner.files.problems import Unusable
from planner.messages import LANGUAGES, Messages
from planner.year.weeks import AcademicYear
from tests.roster.conftest import WEEKS

M, A = Part.MORNING, Part.AFTERNOON
MORNINGS = [(day, M) for day in range(5)]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("lundi matin, jeudi après-midi", [(0, M), (3, A)]),
        ("lun matin", [(0, M)]),
        ("Lun. matin ; JEU. APRES MIDI", [(0, M), (3, A)]),
        ("jeudi aprèm", [(3, A)]),
        ("mardi", [(1, M), (1, A)]),
        ("matins", MORNINGS),
        ("tous les matins", MORNINGS),
        ("mornings", MORNINGS),
        ("Mon am / Thu pm", [(0, M), (3, A)]),
        ("Monday a.m.; Thurs. p.m.", [(0, M), (3, A)]),
        ("le lundi matin et le jeudi", [(0, M), (3, M), (3, A)]),
        ("lundi et mardi matin", [(0, M), (1, M)]),
        ("lundi, mardi matin", [(0, M), (0, A), (1, M)]),
        ("lundi matin et après-midi", [(0, M), (0, A)]),
        ("mardi après-midi/matin", [(1, A), (1, M)]),
        ("lundi-matin - jeudi-après-midi", [(0, M), (3, A)]),
        ("vendredi matin\nlundi matin", [(4, M), (0, M)]),
        ("mardi matin, mardi", [(1, M), (1, A)]),
        ("indifférent", []),
        ("aucune", []),
    ],
)
def test_half_days_as_people_write_them(written: str, meant: list[tuple[int, Part]]) -> None:
    assert [(half.weekday, half.part) for half in parse_half_days(written)] == meant


@pytest.mark.parametrize(
    "written", ["samedi matin", "lundi-mercredi", "matin lundi", "lundi 8h", "?"]
)
def test_half_days_that_are_none_are_told(written: str, french: Messages) -> None:
    with pytest.raises(Unusable) as unusable:
        parse_half_days(written)
    (what,) = unusable.value.problems
    assert f'"{written}"' in french.sentence(what)
    assert "lundi matin, jeudi après-midi" in french.sentence(what)


@pytest.mark.parametrize("written", ["lundi AM", "lun. a.m., jeudi", "AM"])
def test_am_after_a_french_day_is_no_guess(written: str, french: Messages) -> None:
    with pytest.raises(Unusable) as unusable:
        parse_half_days(written)
    assert "après-midi ou, en anglais, matin" in french.sentence(unusable.value.problems[0])


DAYS = {
    "fr": ["lundi", "mardi", "mercredi", "jeudi", "vendredi"],
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
}
PARTS = {"fr": {M: "matin", A: "après-midi"}, "en": {M: "morning", A: "afternoon"}}


@given(
    st.lists(st.sampled_from(HALF_DAYS), unique=True, min_size=1),
    st.sampled_from(LANGUAGES),
    st.sampled_from([", ", ";", " / ", " et ", " and ", "\n", " puis ", " "]),
    st.sampled_from([str, str.upper, str.title]),
    st.integers(3, 9),
)
def test_any_half_days_are_read_in_their_order(
    wished: list[HalfDay], language: str, separator: str, case: Any, letters: int
) -> None:
    words = (f"{DAYS[language][h.weekday][:letters]} {PARTS[language][h.part]}" for h in wished)
    assert parse_half_days(case(separator.join(words))) == tuple(wished)


SUMMER = ("2027-08-09", "2027-08-29")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("S32-S34, S52", [SUMMER, ("2026-12-21", "2026-12-27")]),
        ("32 à 34; 52", [SUMMER, ("2026-12-21", "2026-12-27")]),
        (
            "semaines 32, 33 et 34",
            [
                ("2027-08-09", "2027-08-15"),
                ("2027-08-16", "2027-08-22"),
                ("2027-08-23", "2027-08-29"),
            ],
        ),
        ("W32 to W34", [SUMMER]),
        ("Sem. 32 – Sem. 34", [SUMMER]),
        ("2027-S32", [("2027-08-09", "2027-08-15")]),
        ("S52-S1", [("2026-12-21", "2027-01-10")]),
        ("S53", [("2026-12-28", "2027-01-03")]),
        ("24/12/2026", [("2026-12-24", "2026-12-24")]),
        ("24/12/2026-31/12/2026", [("2026-12-24", "2026-12-31")]),
        ("24.12.26 - 31.12.26", [("2026-12-24", "2026-12-31")]),
        ("2026-12-24 - 2026-12-31", [("2026-12-24", "2026-12-31")]),
        ("du 24/12/2026 au 31/12/2026", [("2026-12-24", "2026-12-31")]),
        ("du jeudi 24 décembre au 2 janvier", [("2026-12-24", "2027-01-02")]),
        ("du 3 au 21 août 2027", [("2027-08-03", "2027-08-21")]),
        ("from 3 to 21 August, 24/12", [("2027-08-03", "2027-08-21"), ("2026-12-24",) * 2]),
        ("1er mai", [("2027-05-01", "2027-05-01")]),
        ("S52 au 04/01/2027", [("2026-12-21", "2027-01-04")]),
        ("01/10/2026", [("2026-10-01", "2026-10-01")]),
        ("S32\nS33", [("2027-08-09", "2027-08-15"), ("2027-08-16", "2027-08-22")]),
        ("néant", []),
    ],
)
def test_closing_days_as_people_write_them(written: str, meant: list[tuple[str, str]]) -> None:
    found = [(str(span.first), str(span.last)) for span in parse_closures(written, WEEKS)]
    assert found == meant


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("S54", 'trouvé "S54" ; accepté : l\'année 2026-2027, du 28 septembre 2026 au 3 octobre'),
        ("S32, 2025-S52", 'trouvé "2025-S52" ; accepté : l\'année 2026-2027'),
        ("24/12/2027", 'trouvé "24/12/2027" ; accepté : l\'année 2026-2027'),
        ("31/02/2027", 'trouvé "31/02/2027"'),
        ("S34-S32", 'trouvé "S34 - S32" : dans l\'année 2026-2027, la fin vient avant'),
        ("31/12/2026 au 24/12/2026", "la fin vient avant le début"),
        ("1er octobre", "l'année 2026-2027 l'a deux fois"),
        ("32.34", 'trouvé "32.34"'),
        ("août", 'trouvé "août" ; accepté : des semaines ou des jours'),
        ("24/12/2026 31/12/2026", "accepté : des semaines ou des jours"),
        ("S32-", "accepté : des semaines ou des jours"),
        ("S32-S33-S34", "accepté : des semaines ou des jours"),
    ],
)
def test_closing_days_that_are_none_are_told(written: str, told: str, french: Messages) -> None:
    with pytest.raises(Unusable) as unusable:
        parse_closures(written, WEEKS)
    (what,) = unusable.value.problems
    assert told in re.sub("[\u00a0\u202f]", " ", french.sentence(what))


def test_a_week_that_a_year_has_twice_asks_for_its_year(french: Messages) -> None:
    again = replace(WEEKS.weeks[0], iso_year=2027, monday=date(2027, 10, 4))
    year = AcademicYear(2026, (*WEEKS.weeks, again))
    with pytest.raises(Unusable) as unusable:
        parse_closures("S40", year)
    assert "deux fois" in french.sentence(unusable.value.problems[0])
    assert parse_closures("2027-S40", year) == (Span(date(2027, 10, 4), date(2027, 10, 10)),)


@st.composite
def _closings(draw: st.DrawFn) -> tuple[str, Span]:
    """Write a span of days or of weeks in one of many ways."""
    places = sorted(draw(st.lists(st.integers(0, 370), min_size=2, max_size=2)))
    first, last = (date.fromordinal(WEEKS.weeks[0].monday.toordinal() + n) for n in places)
    to = draw(st.sampled_from(["-", " - ", " – ", " à ", " au ", " to "]))
    if draw(st.booleans()):
        one, other = WEEKS.weeks[places[0] // 7], WEEKS.weeks[places[1] // 7]
        name = draw(st.sampled_from(["S", "W", "", "semaine ", "sem. "]))
        span = Span(one.monday, date.fromordinal(other.monday.toordinal() + 6))
        return f"{name}{one.iso_week}{to}{name}{other.iso_week}", span
    form = draw(st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d/%m/%y", "%d %b %Y"]))
    return f"{first:{form}}{to}{last:{form}}", Span(first, last)


@given(st.lists(_closings(), min_size=1, max_size=4), st.sampled_from([", ", ";", " et ", "\n"]))
def test_any_spans_are_read(closings: list[tuple[str, Span]], separator: str) -> None:
    written = separator.join(text for text, _ in closings)
    assert parse_closures(written, WEEKS) == tuple(span for _, span in closings)


@pytest.mark.parametrize(
    "written",
    [
        "05/10/2026",
        "5/10/26",
        "05.10.2026",
        "2026-10-05",
        "2026-10-05 00:00:00",
        "5 octobre 2026",
        "lundi 5 octobre 2026",
        "5 oct. 2026",
        "05-oct-26",
        "5th October 2026",
        "Mon, 5 Oct 2026",
    ],
)
def test_days_as_people_write_them(written: str) -> None:
    assert parse_date(written) == date(2026, 10, 5)


@pytest.mark.parametrize(
    "written", ["31/02/2026", "05/10", "10/25/2026", "46300", "octobre", "5 mai 26 8h"]
)
def test_days_that_are_none_are_told(written: str) -> None:
    with pytest.raises(Unusable):
        parse_date(written)
