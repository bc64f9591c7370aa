"""Single days on which the school is closed: a strike, a bridge day, from the change to documents.

The school has a class with Monday and Tuesday at school, one with Thursday and Friday, and one with
one week of four.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

import planner as api
from planner.apprentices.changes import year_changes
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.documents.apprentice.calendar_entries import calendar_entries
from planner.documents.apprentice.calendar_grid import calendar_grid
from planner.documents.apprentice.changes import change_sides
from planner.documents.apprentice.grid_parts import CalendarGrid
from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.changes import Difference, difference
from planner.planning.check import keeps_every_rule
from planner.planning.file import planning_json
from planner.planning.inputs import read_any_planning
from planner.planning.ledger import totals, week_hours
from planner.planning.planning import Edition, Planning
from planner.programme.cohort import Cohort
from planner.programme.file import academic_year_of, parse_programme
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.words.closed_days import closed_day_lines
from planner.year.activity import Place
from planner.year.moments import DayClosure
from planner.year.weeks import HOUR, QUARTER, AcademicYear, ClosedDay, Week
from tests.builders import cohort, employed, planning, programme, year
from tests.conftest import Call

SCHOOL = """
id = "lac"
name = "Planning du centre du Lac"
school = "Centre du Lac"
objectives = ["campus_peak", "journeys", "week_order", "session_spread"]

[academic_year]
first_monday_of = 9

[public_holidays]
country = "FR"

[closures]
school_holidays = { zone = "A", names = ["christmas"] }
days = [{ first = 2028-02-14, last = 2028-02-18 }, { first = 2028-07-17, last = 2028-08-25 }]

[workday]
company = 7.0
school = 7.0

[activities.debut]
label = "école lundi et mardi"
code = "D"
days = ["school", "school", "company", "company", "company"]

[activities.fin]
label = "école jeudi et vendredi"
code = "F2"
days = ["company", "company", "company", "school", "school"]

[[cohorts]]
id = "B1"
label = "BTS 1re année"
year = 1
headcount = 24
onsite_hours = 500
school_weeks = 0
activities = { debut = {} }
pattern = { weeks = ["debut"], week_53 = "counted" }

[[cohorts]]
id = "B2"
label = "BTS 2e année"
year = 2
headcount = 22
onsite_hours = 500
school_weeks = 0
activities = { fin = {} }
pattern = { weeks = ["fin"], week_53 = "counted" }

[[cohorts]]
id = "LP"
label = "Licence"
year = 3
headcount = 18
onsite_hours = 330
pattern = { weeks = ["school", "company", "company", "company"], week_53 = "company" }
"""

STRIKE = date(2027, 11, 8)
"""A Monday in the week of 11 November."""

BRIDGE = date(2028, 5, 26)
"""The Friday after Ascension."""


@pytest.fixture(scope="module")
def school() -> Programme:
    return parse_programme(SCHOOL, "lac.toml")


@pytest.fixture(scope="module")
def published(school: Programme) -> Edition:
    return api.plan(school, 2027)


def onsite(found: Edition, cohort: str) -> tuple[int, ...]:
    (row,) = (row for row in found.planning.cohorts if row.cohort.id == cohort)
    assert row.onsite is not None
    return row.onsite


def lost(found: Edition) -> dict[str, int]:
    case = found.planning.case
    return {row.cohort.id: totals(row, case).lost for row in found.planning.cohorts}


def of(cohort: str, found: Edition) -> ApprenticeYear:
    return apprentice_year(employed("Exemple", "Camille", cohort, "Atelier"), found.planning)


# --- One day of strike


@pytest.fixture(scope="module")
def after_strike(school: Programme, published: Edition) -> Edition:
    """The planning after a strike of one class, told on the next day."""
    struck = api.close_days(school, STRIKE, cohorts=["B1"], hours="lost", name="grève")
    return api.repair(published, struck, today=STRIKE + timedelta(days=1))


def test_hours_are_lost_in_the_week_of_the_strike_and_nothing_else_moves(
    published: Edition, after_strike: Edition
) -> None:
    assert keeps_every_rule(after_strike.planning)
    assert difference(published.planning, after_strike.planning) == Difference((), (), ())
    for who in ("B1", "B2", "LP"):
        assert onsite(after_strike, who) == onsite(published, who)
    assert lost(after_strike) == {"B1": 375, "B2": 0, "LP": 0}
    case = after_strike.planning.case
    struck = [w.lost for w in week_hours(after_strike.planning.cohorts[0], case)]
    (week,) = (n for n, minutes in enumerate(struck) if minutes)
    assert case.year.weeks[week].monday == STRIKE


def test_the_day_is_closed_for_those_who_would_be_at_school(
    after_strike: Edition, french: Messages
) -> None:
    year = of("B1", after_strike)
    (day,) = (day for day in year.days if day.missed)
    assert (day.date, day.is_spent, day.hours.onsite, day.hours.lost) == (STRIKE, False, 375, 375)
    grid = calendar_grid(year, after_strike, french)
    assert [row.total for row in grid.hours if row.name == "dont perdues"] == [375]
    note = next(note.line for note in grid.notes if note.heading == "Fermetures\N{NBSP}:")
    assert note == "lun. 08/11 école fermée (grève, heures perdues)"
    titles = [entry.title for entry in calendar_entries(year, french).values()]
    assert "École fermée (grève, heures perdues)" in titles
    for other in ("B2", "LP"):
        assert not any(day.missed for day in of(other, after_strike).days)


def test_what_the_strike_changes_is_told_in_one_week(
    published: Edition, after_strike: Edition, french: Messages
) -> None:
    found = year_changes(of("B1", published), of("B1", after_strike))
    (change,) = found.joined_weeks
    before, now = change_sides(change, after_strike.planning.programme, french)
    assert before.name == "école lundi et mardi"
    assert now.name == "école lundi et mardi, lun. 08/11 école fermée (grève, heures perdues)"
    assert year_changes(of("B2", published), of("B2", after_strike)).is_empty


def test_a_file_of_the_planning_tells_what_is_lost(after_strike: Edition, tmp_path: Path) -> None:
    text = planning_json(after_strike)
    (tmp_path / "planning.json").write_bytes(text)
    read = read_any_planning(tmp_path / "planning.json", None, None)
    assert read.misstatements == ()
    assert planning_json(read.edition) == text
    told = text.decode()
    assert told.count('"hours": "lost"') == 1
    assert told.count('"lost_hours": 6.25') == 2  # of the week, of the year
    old = told.replace('"lost_hours": 0.0,', "").replace('"closed_days": [],', "")
    (tmp_path / "planning.json").write_text(old, encoding="utf-8")
    assert read_any_planning(tmp_path / "planning.json", None, None).misstatements == ()


def test_the_workbook_tells_what_is_lost(after_strike: Edition, tmp_path: Path) -> None:
    api.save(after_strike, tmp_path, language="fr")
    book = load_workbook(tmp_path / "planning.xlsx")
    overview = book["Synthèse"]
    heads = [cell for row in overview.iter_rows() for cell in row if cell.value == "… dont perdues"]
    assert overview.cell(heads[0].row + 1, heads[0].column).number_format.endswith('" h"')
    cells = [str(cell) for sheet in book for row in sheet.values for cell in row if cell]
    assert "… dont perdues" in cells
    assert "Jours fériés et fermetures" in cells
    told = [cell for cell in cells if "grève" in cell]
    assert [line.splitlines()[0] for line in told] == [
        "lun. 08/11 école fermée (grève, heures perdues) – B1",
        "lun. 08/11 école fermée (grève, heures perdues)",
    ]
    again = read_any_planning(tmp_path / "planning.xlsx", None, None)
    assert again.edition.planning.cohorts == after_strike.planning.cohorts


@pytest.mark.usefixtures("uncharted")
def test_a_strike_is_told_to_the_command(published: Edition, tmp_path: Path, planner: Call) -> None:
    file = tmp_path / "planning.json"
    file.write_bytes(planning_json(published))
    asked = ("--close-day", f"{STRIKE}", "--only", "B1", "--lost", "--reason", "grève")
    code, out, _ = planner(
        "repair", file, "--out", tmp_path / "new", "--today", "2027-11-09", *asked
    )
    assert code == 0
    assert "Heures de cours perdues : B1 6,25 h." in out.replace("\N{NBSP}", " ")
    rules = parse_programme((tmp_path / "new/lac.toml").read_text(encoding="utf-8"), "lac.toml")
    assert rules.sites[0].closures.single_days == (
        DayClosure(STRIKE, STRIKE, "grève", ("B1",), lost=True),
    )


# --- Made up


def test_other_weeks_make_up_a_bridge_day(school: Programme, published: Edition) -> None:
    bridged = api.close_days(school, BRIDGE, name="pont")
    after = api.repair(published, bridged, today=STRIKE)
    assert keeps_every_rule(after.planning)
    found = difference(published.planning, after.planning)
    assert found.is_none
    assert found.hours > 1
    assert lost(after) == {"B1": 0, "B2": 0, "LP": 0}
    weeks = after.planning.year.weeks
    (index,) = (n for n, week in enumerate(weeks) if week.monday <= BRIDGE <= week.last_day)
    assert onsite(after, "B2")[index] == 0  # 25 May is Ascension, its other day at school
    assert sum(onsite(after, "B2")) == sum(onsite(published, "B2")) == 500 * HOUR
    past = sum(week.monday <= STRIKE for week in weeks)
    assert onsite(after, "B2")[:past] == onsite(published, "B2")[:past]
    assert onsite(after, "B1") == onsite(published, "B1")


def test_the_lessons_of_a_day_that_is_over_are_made_up_by_weeks_to_come(
    school: Programme, published: Edition
) -> None:
    closed = api.close_days(school, STRIKE)
    after = api.repair(published, closed, today=STRIKE + timedelta(days=1))
    weeks = after.planning.year.weeks
    (index,) = (n for n, week in enumerate(weeks) if week.monday == STRIKE)
    was, now = onsite(published, "B1"), onsite(after, "B1")
    assert now[:index] == was[:index]
    assert now[index] == was[index] - 375
    assert sum(now) == sum(was)


# --- A closing in March


def test_a_week_in_march_is_closed_from_the_change_to_the_calendar(
    school: Programme, published: Edition, french: Messages
) -> None:
    day = date(2028, 3, 15)
    after = api.repair(published, api.close_week(school, day), today=date(2028, 1, 10))
    assert keeps_every_rule(after.planning)
    weeks = after.planning.year.weeks
    (index,) = (n for n, week in enumerate(weeks) if week.monday == date(2028, 3, 13))
    assert weeks[index].closed
    for row in after.planning.cohorts:
        assert not row.activities[index].needs_open_school
    assert [sum(onsite(after, c)) for c in ("B1", "B2", "LP")] == [30000, 30000, 19800]
    grid = calendar_grid(of("B1", after), after, french)
    assert [marks(grid, date(2028, 3, 13 + n)) for n in range(5)] == ["E F"] * 5


def test_days_of_march_are_closed_and_the_others_are_not(
    school: Programme, published: Edition, french: Messages
) -> None:
    closed = api.close_days(school, date(2028, 3, 20), date(2028, 3, 21), name="travaux")
    after = api.repair(published, closed, today=date(2028, 1, 10))
    shown = {}
    for who in ("B1", "B2", "LP"):
        grid = calendar_grid(of(who, after), after, french)
        shown[who] = [marks(grid, date(2028, 3, 20 + n)) for n in range(5)]
    assert shown["B1"] == ["F", "F", "E", "E", "E"]
    assert shown["B2"] == ["E", "E", "E", "C", "C"]
    assert shown["LP"] in (["F", "F", "C", "C", "C"], ["E"] * 5)


def marks(grid: CalendarGrid, day: date) -> str:
    """Return the letters of a day: its face and what stands beside it, without its week."""
    cells = (cell for column in grid.columns for cell in column.cells)
    (cell,) = (cell for cell in cells if cell and cell.date == day)
    return " ".join([cell.face.letters, *(mark.letters for mark in cell.marks)])


# --- Which days


def weeks_of(closures: str, cohort: str = "B1") -> tuple[AcademicYear, tuple[Week, ...]]:
    rules = parse_programme(SCHOOL.replace("[workday]", f"{closures}\n[workday]"), "lac.toml")
    found = academic_year_of(rules, 2027)
    return found, found.weeks_of(cohort)


def test_a_range_closes_its_weekdays_and_leaves_its_weeks_open() -> None:
    year, weeks = weeks_of("single_days = [{ first = 2028-03-09, last = 2028-03-14 }]")
    found = [each.date.day for week in weeks for each in week.closed_days]
    assert found == [9, 10, 13, 14]
    assert {w.monday for w in year.weeks if w.closed} == {w.monday for w in weeks if w.closed}
    assert not any(week.closed_days for week in year.weeks)


def test_a_class_is_named_by_as_long_an_id_as_it_may_have() -> None:
    long, day = "B1-MAINTENANCE-2028.", "single_days = [{ first = 2028-03-09, cohorts = [NAME] }]"
    school = SCHOOL.replace('"B1"', f'"{long}"')
    closures = day.replace("NAME", f'"{long}"')
    rules = parse_programme(school.replace("[workday]", f"{closures}\n[workday]"), "lac.toml")
    weeks = academic_year_of(rules, 2027).weeks_of(long)
    assert [each.date.day for week in weeks for each in week.closed_days] == [9]


def test_a_public_holiday_is_not_closed_as_well() -> None:
    _, weeks = weeks_of("single_days = [{ first = 2028-05-25, last = 2028-05-26 }]")
    assert [each.date for week in weeks for each in week.closed_days] == [BRIDGE]


def test_a_week_of_closed_days_is_a_closed_week_for_those_it_concerns() -> None:
    span = "first = 2028-05-22, last = 2028-05-24"
    rest = "first = 2028-05-26"
    year, weeks = weeks_of(f"single_days = [{{ {span} }}, {{ {rest} }}]")
    index = next(n for n, week in enumerate(year.weeks) if week.monday == date(2028, 5, 22))
    assert year.weeks[index].closed  # Thursday is Ascension
    assert weeks[index].closed
    one = 'cohorts = ["B2"]'
    year, weeks = weeks_of(f"single_days = [{{ {span}, {one} }}, {{ {rest}, {one} }}]", "B2")
    assert not year.weeks[index].closed
    assert weeks[index].closed
    assert not year.weeks_of("B1")[index].closed
    lost = 'hours = "lost"'
    year, weeks = weeks_of(f"single_days = [{{ {span}, {lost} }}, {{ {rest}, {lost} }}]")
    assert not year.weeks[index].closed
    assert len(weeks[index].closed_days) == 4


def test_an_open_week_has_no_closed_day() -> None:
    _, weeks = weeks_of("single_days = [{ first = 2028-03-20 }]\nopen_weeks = [12]")
    assert not any(week.closed_days for week in weeks)


WRONG = {
    "backwards": ("{ first = 2028-03-21, last = 2028-03-20 }", "suit le dernier"),
    "a weekend": ("{ first = 2028-03-18, last = 2028-03-19 }", "des samedis et des dimanches"),
    "no such class": ('{ first = 2028-03-20, cohorts = ["B9"] }', "B9"),
    "hours of another kind": ('{ first = 2028-03-20, hours = "gone" }', "made-up"),
    "lost and made up": (
        '{ first = 2028-03-20, hours = "lost" }, { first = 2028-03-20, cohorts = ["B2"] }',
        "à la fois perdues et rattrapées",
    ),
    "a key too many": ("{ first = 2028-03-20, days = 2 }", "days"),
}


@pytest.mark.parametrize(("days", "told"), WRONG.values(), ids=WRONG.keys())
def test_closed_days_that_mean_nothing_are_told(days: str, told: str, french: Messages) -> None:
    with pytest.raises(Unusable) as refused:
        weeks_of(f"single_days = [{days}]")
    assert told in "".join(map(french.sentence, refused.value.problems))


REFUSED = {
    "a Sunday": (("--close-day", "2027-11-07"), "n'a pas de jour de cours"),
    "a holiday": (("--close-day", "2027-11-11"), "déjà fermée"),
    "a closed week": (("--close-day", "2028-02-15"), "déjà fermée"),
    "no such class": (("--close-day", "2027-11-08", "--only", "B9"), "B9"),
    "no day": (("--lost",), "--close-day"),
}


@pytest.mark.parametrize(("asked", "told"), REFUSED.values(), ids=REFUSED.keys())
def test_a_day_that_cannot_be_closed_is_told(
    published: Edition,
    tmp_path: Path,
    planner: Call,
    asked: Sequence[str],
    told: str,
) -> None:
    file = tmp_path / "planning.json"
    file.write_bytes(planning_json(published))
    code, _, err = planner("repair", file, "--out", tmp_path / "new", *asked)
    assert code == 2
    assert told in err
    assert not (tmp_path / "new").exists()


# --- Sums, whatever is closed

WEEKS = 8
FIRST = date(2023, 4, 3)

PLANS = st.text("CEM", min_size=WEEKS, max_size=WEEKS).filter(lambda plan: "C" in plan)


@st.composite
def closures(draw: st.DrawFn, lost: bool | None = None) -> tuple[DayClosure, ...]:
    """Draw single closed days of a year of eight weeks, each of other days than the others."""
    days = draw(st.lists(st.integers(0, 7 * WEEKS - 1), max_size=6, unique=True))
    found = []
    for number in days:
        day = FIRST + timedelta(days=number)
        if day.weekday() < 5:
            is_lost = draw(st.booleans()) if lost is None else lost
            found.append(DayClosure(day, day, "", (), is_lost))
    return tuple(sorted(found, key=lambda closure: closure.first))


def laid_out(plan: str, closed: tuple[DayClosure, ...], minutes: int) -> Planning:
    rules = programme(cohort(onsite=minutes))
    return planning(rules, replace(year(WEEKS, holidays=[1, 4]), single_days=closed), plan)


@given(PLANS, closures(lost=True), st.integers(0, 80))
def test_hours_of_all_weeks_stay_where_they_are_lost(
    plan: str, closed: tuple[DayClosure, ...], quarters: int
) -> None:
    before, after = (laid_out(plan, days, quarters * QUARTER) for days in ((), closed))
    assert after.cohorts[0].onsite == before.cohorts[0].onsite
    was, now = (week_hours(of.cohorts[0], of.case) for of in (before, after))
    assert [replace(week, lost=0) for week in now] == list(was)
    assert keeps_every_rule(after) == keeps_every_rule(before)


@given(PLANS, closures(), st.integers(0, 80))
def test_days_add_up_to_the_ledger_and_closed_days_teach_nothing(
    plan: str, closed: tuple[DayClosure, ...], quarters: int
) -> None:
    found = laid_out(plan, closed, quarters * QUARTER)
    row, case = found.cohorts[0], found.case
    lived = apprentice_year(employed("Exemple", "Camille", "1A", "Atelier"), found)
    assert row.onsite is not None
    for index, hours in enumerate(week_hours(row, case)):
        days = lived.week(index)
        assert sum(day.hours.onsite for day in days) == hours.onsite
        assert sum(day.hours.lost for day in days) == hours.lost
        assert sum(day.hours.company for day in days) == hours.company
    assert (lived.hours.onsite, lived.hours.lost) == (sum(row.onsite), totals(row, case).lost)
    dates = {closure.first: closure for closure in closed}
    for day in lived.days:
        closure = dates.get(day.date)
        at_school = closure is not None and day.place is Place.SCHOOL and not day.is_off
        whole = case.year.weeks_of("1A")[day.week].closed
        assert (day.missed is not None) == (at_school and not whole)
        if closure and at_school and not whole:
            assert day.hours.lost == (day.hours.onsite if closure.lost else 0)
            assert closure.lost or day.hours.onsite == 0


@given(PLANS, closures(lost=False), st.integers(0, 40))
def test_what_is_made_up_is_due_all_the_same(
    plan: str, closed: tuple[DayClosure, ...], quarters: int
) -> None:
    found = laid_out(plan, closed, quarters * QUARTER)
    row, teaching = found.cohorts[0], found.case.onsite_parts["1A"][0].teaching
    room = sum(map(teaching.most, found.year.weeks, row.activities))
    assert row.onsite is not None
    assert sum(row.onsite) == min(quarters * QUARTER, room)
    assert totals(row, found.case).lost == 0


def test_a_class_that_is_not_concerned_sees_nothing() -> None:
    one, other = cohort(onsite=600), cohort(id="2A", onsite=600)
    closed = (DayClosure(FIRST, FIRST, "", ("2A",), lost=False),)
    when = replace(year(WEEKS), single_days=closed)
    found = planning(programme(one, other), when, "CEEEEEEE", "CEEEEEEE")
    assert [_room(found.case, who) for who in (one, other)] == [35 * HOUR, 28 * HOUR]


def _room(case: Case, who: Cohort) -> int:
    teaching = case.onsite_parts[who.id][0].teaching
    return teaching.most(case.year.weeks[0], who.activities[0])


def test_closed_days_of_one_name_are_told_together(french: Messages) -> None:
    first = date(2028, 3, 9)
    days = [ClosedDay(first + timedelta(days=n), "travaux") for n in (0, 1, 4, 5, 20)]
    others = [ClosedDay(first + timedelta(days=n)) for n in (6, 7)]
    assert list(closed_day_lines([*others, *days], french)) == [
        "jeu. 09/03 – mar. 14/03, mer. 29/03 école fermée (travaux)",
        "mer. 15/03, jeu. 16/03 école fermée",
    ]
