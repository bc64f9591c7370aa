"""Days spent at two places: hours, campus, events and sessions, against words over half-days."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

import planner as api
from planner.apprentices.apprentice import Apprentice, Period, PeriodKind
from planner.apprentices.day import Hours
from planner.apprentices.session_half_days import place_half_days
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.documents.apprentice.calendar_entries import calendar_entries
from planner.documents.apprentice.calendar_grid import calendar_grid
from planner.documents.apprentice.calendar_sheet import calendar_sheet
from planner.documents.planning.pictures.gantt import gantt_pages
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.check import check, keeps_every_rule
from planner.planning.grid import PlanningGrid
from planner.planning.ledger import totals, week_hours
from planner.planning.onsite_hours import spread_onsite
from planner.planning.planning import CohortPlanning, Edition, Planning
from planner.portal.pages.this_week import this_week
from planner.programme.block_shapes import Extent
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.hours_of_week import lessons, share_of
from planner.programme.names import RuleName
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from planner.year.activity import Activity, Place
from planner.year.weeks import HOUR, QUARTER

EN = Messages("en")

BASE = """
id = "demi"
name = "Avec des demi-journées"
school = "École d'essai"
objectives = ["journeys", "week_order", "session_spread"]

[academic_year]
starts = { month = 4, day = 26 }
weeks = 4

[public_holidays]
country = "FR"

[workday]
company = "7 h 35"
school = 6.5

[activities.half]
label = "un jour et demi à l'école"
code = "D"
days = ["school", "company/school", "company", "company", "company/none"]
sessions = true

[activities.noon]
label = "midi"
code = "M"
days = ["company", "company", "company", "school/company", "school"]

[[cohorts]]
id = "A"
label = "classe A"
year = 1
headcount = 7
activities = { half = {}, noon = {} }
RULES

[[cohorts]]
id = "B"
label = "classe B"
year = 1
headcount = 5
activities = { half = {}, noon = {} }
"""
"""The weeks of 26 April to 17 May 2027: 6 May is Ascension, 17 May Whit Monday."""

HOLIDAYS = (date(2027, 5, 6), date(2027, 5, 17))
HALVES = {
    "half": "C.C. E.C. E.E. E.E. E.-.".replace(".", ""),
    "noon": "EE EE EE CE CC",
    "school": "CC CC CC CC CC",
    "company": "EE EE EE EE EE",
}
"""What is done on the mornings and the afternoons of a week: C at school, E in company."""


def case_of(rules: str = "", more: str = "", old: str = "", new: str = "") -> Case:
    text = BASE.replace("RULES", rules).replace(old, new) + more
    programme = parse_programme(text, "x.toml")
    return Case(programme, academic_year_of(programme, 2027))


CASE = case_of()


def planning_of(case: Case, *rows: Sequence[str]) -> Planning:
    cohorts = (
        CohortPlanning(cohort, tuple(map(case.programme.activity, names)), (0,) * 4, (0,) * 4)
        for cohort, names in zip(case.programme.cohorts, rows, strict=True)
    )
    return Planning(case, tuple(cohorts))


def halves_of(names: Sequence[str]) -> Iterator[tuple[date, str]]:
    """Yield the working days of a year with what is done on both halves."""
    monday = date(2027, 4, 26)
    for week, name in enumerate(names):
        for n, halves in enumerate(HALVES[name].split()):
            day = monday + timedelta(days=7 * week + n)
            if day not in HOLIDAYS:
                yield day, halves


def company_of(names: Sequence[str]) -> int:
    """Count 3 h 48 a morning in company, and 3 h 47 an afternoon: 7 h 35 a day."""
    found = [halves for _, halves in halves_of(names)]
    return sum(228 * (day[0] == "E") + 227 * (day[1] == "E") for day in found)


weeks = st.lists(st.sampled_from(sorted(HALVES)), min_size=4, max_size=4)


@given(weeks)
def test_hours_and_days_are_counted_by_halves(names: list[str]) -> None:
    planning = planning_of(CASE, names, names)
    (row, _) = planning.cohorts
    found = totals(row, CASE)
    spent = "".join(halves for _, halves in halves_of(names))
    assert found.company == company_of(names)
    assert found.days.get(Place.SCHOOL, 0) == spent.count("C") / 2
    assert found.days.get(Place.COMPANY, 0) == spent.count("E") / 2
    assert sum(week.company or 0 for week in week_hours(row, CASE)) == found.company


def test_days_at_two_places_make_a_week_neither_of_school_nor_of_company() -> None:
    half = CASE.programme.activity("half")
    assert (half.is_taught, half.is_in_company) == (False, False)
    assert (half.is_split, half.stay, half.on_campus, half.takes_leave) == (True, None, True, False)
    assert half.days_at(Place.SCHOOL) == 1.5
    assert half.days_at(Place.COMPANY) == 3
    assert half.needs_open_school


@given(st.integers(0, 24 * 60), st.tuples(st.booleans(), st.booleans()))
def test_the_halves_of_a_day_add_up(minutes: int, halves: tuple[bool, bool]) -> None:
    morning, afternoon = share_of(minutes, (True, False)), share_of(minutes, (False, True))
    assert 0 <= morning - afternoon <= 1
    assert morning + afternoon == minutes == share_of(minutes, (True, True))
    assert share_of(minutes, halves) == halves[0] * morning + halves[1] * afternoon


@given(st.integers(0, 40), st.sampled_from(["half", "noon", "school"]))
def test_half_a_day_has_half_the_lessons(quarters: int, name: str) -> None:
    (week, *_) = CASE.year.weeks
    activity = CASE.programme.activity(name)
    found = lessons(week, activity, quarters * QUARTER)
    assert sum(found.values()) == quarters * QUARTER
    there = {day: halves.count("C") for day, halves in halves_of([name]) if "C" in halves}
    assert found.keys() == there.keys()
    level = sum(found.values()) / sum(there.values())
    assert all(abs(minutes - level * there[day]) < QUARTER for day, minutes in found.items())


@given(st.lists(st.sampled_from([0, 0.5, 1.5, 2.5, 5]), min_size=1, max_size=5), st.data())
def test_hours_are_level_over_half_days(days: list[float], data: st.DataObject) -> None:
    rooms = [Extent(0, int(n * 26) * QUARTER) for n in days]
    most = sum(room.high or 0 for room in rooms)
    total = data.draw(st.integers(0, most // QUARTER)) * QUARTER
    found = spread_onsite(total, days, rooms)
    assert sum(found) == total
    for one, a in enumerate(days):
        for other, b in enumerate(days):
            if found[one] and b and found[other] < (rooms[other].high or 0):
                assert found[one] / a <= (found[other] + QUARTER) / b


@pytest.mark.parametrize(("target", "tolerance"), [(70.5, 0.5), (68.25, 0.0), (72.25, 0.25)])
def test_company_hours_agree_with_every_planning(target: float, tolerance: float) -> None:
    """Of all 256 years of a class, those that the rule accepts are found, or none is planned."""
    rule = f"company_hours = {{ target = {target}, tolerance = {tolerance} }}"
    text = BASE[: BASE.rindex("[[cohorts]]")].replace("RULES", rule)
    programme = parse_programme(text, "x.toml")
    case = Case(programme, academic_year_of(programme, 2027))
    wanted = {
        names
        for names in product(HALVES, repeat=4)
        if abs(company_of(names) - target * HOUR) <= tolerance * HOUR
    }
    for names in product(HALVES, repeat=4):
        (verdict,) = (
            each.verdict
            for each in check(planning_of(case, names))
            if each.rule.name == RuleName.COMPANY_HOURS
        )
        assert (verdict == "kept") is (names in wanted)
    found = solve(case)
    assert isinstance(found, Solved) is bool(wanted)
    if isinstance(found, Solved):
        (row,) = found.planning.cohorts
        assert tuple(map(str, row.activities)) in wanted
        assert keeps_every_rule(found.planning)


def test_half_a_day_at_school_is_a_presence() -> None:
    case = case_of(
        more="", old="[activities.half]", new="[campus]\nmost_people = 11\n\n[activities.half]"
    )
    both = planning_of(case, ["half"] * 4, ["noon"] * 4)
    apart = planning_of(case, ["half"] * 4, ["company"] * 4)
    for planning, verdict in ((both, "broken"), (apart, "kept")):
        found = next(e for e in check(planning) if e.rule.name == RuleName.CAMPUS_PEOPLE)
        assert found.verdict == verdict


@pytest.mark.parametrize(("day", "verdict"), [(27, "kept"), (26, "kept"), (28, "broken")])
def test_an_event_finds_people_who_are_there_for_half_the_day(day: int, verdict: str) -> None:
    case = case_of(f'events = [{{ name = "Forum", on = {{ date = 2027-04-{day} }} }}]')
    planning = planning_of(case, ["half", *["company"] * 3], ["company"] * 4)
    found = next(each for each in check(planning) if each.rule.name == RuleName.EVENTS)
    assert found.verdict == verdict


def test_journeys_count_the_way_at_noon() -> None:
    planning = planning_of(CASE, ["half", *["company"] * 3], ["company"] * 4)
    assert journeys(planning) == 3
    assert journeys(planning_of(CASE, ["noon"] + ["company"] * 3, ["company"] * 4)) == 4


def journeys(planning: Planning) -> int:
    return sum(PlanningGrid(row, planning.year).journeys() for row in planning.cohorts)


# --- Persons


def lived(
    *names: str, sessions: tuple[int, ...] = (0,) * 4, case: Case = CASE, **changes: object
) -> ApprenticeYear:
    planning = planning_of(case, names, names)
    rows = tuple(
        replace(row, sessions=sessions, onsite=(9 * HOUR,) * 4) for row in planning.cohorts
    )
    who = Apprentice("A", "B", "A", (Period(**changes),))  # type: ignore[arg-type]
    return apprentice_year(who, replace(planning, cohorts=rows))


def test_the_hours_of_a_person_are_those_of_the_ledger() -> None:
    year = lived("half", "noon", "half", "half")
    (row, _) = year.planning.cohorts
    for n, hours in enumerate(week_hours(row, CASE)):
        found = Hours.of(year.week(n))
        assert (found.company, found.onsite) == (hours.company, hours.onsite)
    tuesday = year.week(0)[1]
    assert tuesday.halves == tuple(map(Place, ("company", "school")))
    # 9 hours over three halves: a day has six hours, half a day three
    assert (tuesday.hours.onsite, tuesday.hours.company) == (3 * HOUR, 228)
    assert year.week(0)[4].hours.company == 228


def test_sessions_lie_on_halves_in_company_only() -> None:
    year = lived("half", "company", "company", "company", sessions=(6, 0, 0, 0))
    parts = [(day.date.weekday(), part.value) for day in year.week(0) for part in day.sessions]
    assert parts == [
        (1, "morning"),
        (2, "morning"),
        (2, "afternoon"),
        (3, "morning"),
        (3, "afternoon"),
        (4, "morning"),
    ]
    (lost,) = lived("half", *["company"] * 3, sessions=(7, 0, 0, 0)).unplaced
    assert (lost.sessions, lost.room) == (7, 6)
    assert place_half_days(1, (0, 1, 0, 0, 0), (), frozenset()) != ()


def test_a_trainee_spends_the_halves_at_school() -> None:
    year = lived("half", "half", "half", "half", kind=PeriodKind.TRAINEE)
    tuesday, wednesday = year.week(0)[1:3]
    assert (tuesday.halves_spent, tuesday.hours.company) == ((Place.SCHOOL,), 0)
    assert tuesday.is_bound
    assert not wednesday.is_bound


def test_a_closed_day_takes_the_half_at_school() -> None:
    closed = '[closures]\nsingle_days = [{ first = 2027-04-27, hours = "lost" }]\n\n[workday]'
    case = case_of(old="[workday]", new=closed)
    planning = planning_of(case, ["half"] * 4, ["half"] * 4)
    rows = tuple(replace(row, onsite=(9 * HOUR,) * 4) for row in planning.cohorts)
    planning = replace(planning, cohorts=rows)
    tuesday = apprentice_year(Apprentice("A", "B", "A", (Period(),)), planning).week(0)[1]
    assert (tuesday.hours.lost, tuesday.hours.company) == (3 * HOUR, 228)
    assert tuesday.halves_spent == (Place.COMPANY,)
    assert totals(planning.cohorts[0], case).lost == 3 * HOUR


def test_documents_write_both_halves() -> None:
    year = lived("half", "company", "company", "company")
    grid = calendar_grid(year, Edition(year.planning, ()), EN)
    cells = {cell.date: cell for column in grid.columns for cell in column.cells if cell}
    assert [face.letters for face in cells[date(2027, 4, 27)].halves] == ["E", "C"]
    assert [face.letters for face in cells[date(2027, 4, 30)].halves] == ["E", "–"]
    assert cells[date(2027, 4, 28)].halves == ()
    assert "Half-days:" in [note.heading for note in grid.notes]
    stays = [e for e in calendar_entries(year, EN).values() if e.kind == Place.SCHOOL]
    assert [(stay.start, stay.end) for stay in stays] == [
        (date(2027, 4, 26), date(2027, 4, 27)),
        (datetime(2027, 4, 27, 13, 30), datetime(2027, 4, 27, 16, 45)),
    ]
    view = this_week(year, date(2027, 4, 28), EN)
    assert view is not None
    said = [(part.what, part.days, [s.letters for s in part.signs]) for part in view.parts]
    assert ("company in the morning, school in the afternoon", "Tuesday", ["E", "C"]) in said


def words_of_the_chart(case: Case, french: Messages) -> set[str]:
    names = ("half", "company", "school", "company")
    (page,) = gantt_pages([Edition(planning_of(case, names, names), ())], french)
    return {word.line for words in page.words.values() for word in words}


def test_a_chart_says_half_days_as_the_language_does(french: Messages) -> None:
    said = " ".join(words_of_the_chart(CASE, french))
    assert "6,5 j. C" in said
    assert "6.5" not in said


def test_a_chart_explains_the_strip_of_a_closed_day(french: Messages) -> None:
    closed = case_of(more='\n[closures]\nsingle_days = [{ first = 2027-05-11, hours = "lost" }]\n')
    meaning = french("legend.closed_day")
    assert meaning in words_of_the_chart(closed, french)
    assert meaning not in words_of_the_chart(CASE, french)


LAST = f'named_blocks.PROJ = {{ label = "{" ".join(["projet"] * 10)}", last = true }}\n'


def test_half_a_day_of_a_named_block_has_the_letter_of_its_activity() -> None:
    year = lived(
        "school", "company", "company", "company", case=case_of(LAST), sessions=(0, 1, 1, 0)
    )
    grid = calendar_grid(year, Edition(year.planning, ()), EN)
    cells = [cell for column in grid.columns for cell in column.cells if cell]
    assert {cell.face.letters for cell in cells} >= {"C", "PROJ"}
    assert {face.letters for cell in cells for face in cell.halves} == {"Dm", "E"}


def test_a_long_meaning_of_the_legend_has_rows_enough() -> None:
    year = lived("school", "company", "company", "company", case=case_of(LAST))
    grid = calendar_grid(year, Edition(year.planning, ()), EN)
    sheet = load_workbook(BytesIO(calendar_sheet(grid, EN))).worksheets[0]
    (at,) = (
        cell.coordinate for row in sheet for cell in row if str(cell.value).startswith("projet")
    )
    (merged,) = (each for each in sheet.merged_cells.ranges if at in each)
    assert (merged.size["rows"], sheet[at].alignment.wrap_text) == (2, True)


def test_what_is_no_day_is_refused_with_what_is_accepted() -> None:
    text = BASE.replace("RULES", "").replace('"company/none"', '"company/defence"')
    with pytest.raises(Unusable) as refused:
        parse_programme(text, "x.toml")
    (said,) = map(EN.sentence, refused.value.problems)
    assert '"company/defence"' in said
    assert "school/company" in said


def test_from_python_and_back(tmp_path: Path) -> None:
    path = tmp_path / "demi.toml"
    path.write_text(BASE.replace("RULES", 'fixed_weeks = { "17" = "half" }'), encoding="utf-8")
    edition = api.plan(api.load(path), 2027)
    assert isinstance(edition, Edition)
    assert str(edition.planning.cohorts[0].activities[0]) == "half"
    api.save(edition, tmp_path / "out")
    for name in ("planning.json", "planning.xlsx"):
        assert api.read(tmp_path / "out" / name).planning.cohorts == edition.planning.cohorts


def test_a_whole_day_has_the_same_halves() -> None:
    assert Activity.SCHOOL.halves == ((Place.SCHOOL, Place.SCHOOL),) * 5
    assert Activity.SCHOOL.afternoons == ()
    assert CASE.programme.activity("half").afternoons[1] is Place.SCHOOL


@pytest.mark.parametrize(("count", "verdict"), [(6, "kept"), (7, "broken")])
def test_where_a_year_goes_by_days_each_half_in_company_may_carry_a_session(
    count: int, verdict: str
) -> None:
    rules = f'changes_on = ["any"]\nsessions = {{ total = {count}, a_week = [0, {count}] }}'
    case = case_of(rules)
    assert case.year.by_days
    planning = planning_of(case, ["half", *["school"] * 3], ["school"] * 4)
    first, other = planning.cohorts
    planning = replace(planning, cohorts=(replace(first, sessions=(count, 0, 0, 0)), other))
    found = next(each for each in check(planning) if each.rule.name == RuleName.SESSION_WEEKS)
    assert found.verdict == verdict
