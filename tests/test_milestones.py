"""Milestones: what is due, and when, in the year of a class and of a person."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.apprentices.apprentice import Apprentice, Period, Span
from planner.apprentices.own_days import OwnDays
from planner.apprentices.year import apprentice_year
from planner.curriculum.module import Curriculum, Module
from planner.curriculum.progression import Progression, TaughtModule
from planner.files.problems import Unusable, without_file
from planner.messages import Messages
from planner.office.form.answers import answers_of
from planner.office.form.faults import check_form
from planner.office.form.tables import pairs_of
from planner.office.form.tree import Entry, EntryKind
from planner.office.form.wording import FormWording
from planner.planning.file.exchange_format import planning_json
from planner.planning.milestones import DueDates, UndatedReason, due_in_class
from planner.planning.planning import Edition, Planning
from planner.programme.cohort import Event, Semester
from planner.programme.file import merge_tables, parse_tables, parse_toml, read_programme
from planner.programme.milestones import (
    AtMoment,
    DayInCompany,
    DayOf,
    InPeriod,
    Milestone,
    MilestoneOwner,
    MilestoneRule,
    PartOfPeriod,
    Visits,
    WhichPeriods,
)
from planner.rules.case import Case
from planner.year.activity import Place
from planner.year.moments import MonthDay, NumberedWeek, Window
from planner.year.weeks import AcademicYear
from tests.builders import cohort, planned, programme, ruled_by, year
from tests.conftest import ALBI, DATA

START, END, WITHIN = PartOfPeriod
EACH, FIRST, LAST = WhichPeriods
PLAN = "EECCEEEECCE"
"""Eleven weeks from 3 April 2023: school from 17 April, and from 29 May to 9 June."""


def milestone(rule: MilestoneRule, plus_days: int = 0, name: str = "fiche") -> Milestone:
    return Milestone(name, MilestoneOwner.APPRENTICE, rule, plus_days=plus_days)


def planned_with(
    *milestones: Milestone,
    written: str = PLAN,
    when: AcademicYear | None = None,
    sessions: Sequence[int] | None = None,
    curriculum: Curriculum | None = None,
    **rules: object,
) -> Planning:
    of = programme(cohort(**rules), milestones=milestones, curriculum=curriculum)
    when = when or year(len(written))
    return Planning(Case(of, when), (planned(of.cohorts[0], written, when, sessions),))


def of_class(planning: Planning) -> DueDates:
    return due_in_class(planning.cohorts[0], planning.case)


def of_person(planning: Planning, *periods: Period, own: Sequence[OwnDays] = ()) -> DueDates:
    who = Apprentice("X", "Y", "1A", periods or (Period("Orion"),), own_days=tuple(own))
    return apprentice_year(who, planning).due


def days(due: DueDates) -> list[str]:
    """Write dates as 04-17, those of a window as 04-17…04-28."""
    return [
        f"{each.opens:%m-%d}…{each.day:%m-%d}" if each.opens else f"{each.day:%m-%d}"
        for each in due.dated
    ]


def reasons(due: DueDates) -> list[UndatedReason]:
    return [each.reason for each in due.undated]


@pytest.mark.parametrize(
    ("rule", "plus_days", "expected"),
    [
        (InPeriod("school"), 0, ["04-17", "05-29"]),
        (InPeriod("school", END), 0, ["04-28", "06-09"]),
        (InPeriod("company"), 0, ["04-03", "05-01", "06-12"]),
        (InPeriod("school", WITHIN), 0, ["04-17…04-28", "05-29…06-09"]),
        (InPeriod("school", WITHIN, FIRST), 0, ["04-17…04-28"]),
        (InPeriod("school", START, LAST), 0, ["05-29"]),
        (InPeriod("school", START, 2), 0, ["05-29"]),
        (InPeriod("company", END, 2), 0, ["05-26"]),
        (InPeriod("school"), -2, ["04-14", "05-26"]),  # a Saturday is the Friday before
        (InPeriod("school", WITHIN), 3, ["05-01", "06-12"]),  # three days after the last one
        (InPeriod("school", WITHIN), -7, ["04-10", "05-22"]),  # a week before the first one
        (InPeriod("year"), 0, ["04-03"]),
        (InPeriod("year", END), 0, ["06-16"]),
        (InPeriod("contract", END), 0, ["06-16"]),
        (DayInCompany(10), 0, ["04-14"]),
        (DayInCompany(11), 0, ["05-01"]),
        (AtMoment(MonthDay(5, 13)), 0, ["05-12"]),
        (AtMoment(NumberedWeek(18)), 0, ["05-01…05-05"]),
        (AtMoment(NumberedWeek(18)), -1, ["04-28"]),
    ],
)
def test_a_date_follows_from_the_weeks(
    rule: MilestoneRule, plus_days: int, expected: list[str]
) -> None:
    planning = planned_with(milestone(rule, plus_days))
    assert days(of_class(planning)) == expected
    assert days(of_person(planning)) == expected
    assert not of_class(planning).undated


def test_a_period_begins_after_a_public_holiday() -> None:
    """Tuesday of the third week is a holiday in this year; its Monday is not."""
    holiday = year(len(PLAN), holidays=[2])
    moved = planned_with(milestone(InPeriod("school"), 1), when=holiday)
    assert days(of_class(moved)) == ["04-17", "05-30"]


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (InPeriod("defence"), UndatedReason.NO_PERIOD),
        (InPeriod("school", START, 3), UndatedReason.FEWER_PERIODS),
        (DayInCompany(45), UndatedReason.NOT_REACHED),
        (AtMoment(MonthDay(12, 1)), UndatedReason.NOT_IN_YEAR),
        (AtMoment(NumberedWeek(53)), UndatedReason.NOT_IN_YEAR),
        (DayOf("none"), UndatedReason.OF_ANOTHER),
    ],
)
def test_what_has_no_date_is_told(rule: MilestoneRule, reason: UndatedReason) -> None:
    due = of_class(planned_with(milestone(rule)))
    assert (days(due), reasons(due)) == ([], [reason])


def test_one_that_is_moved_out_of_the_year_is_told_beside_the_others() -> None:
    due = of_class(planned_with(milestone(InPeriod("school"), 21)))
    assert days(due) == ["05-08"]
    assert reasons(due) == [UndatedReason.NOT_IN_YEAR]


def test_days_of_other_milestones_events_and_semesters() -> None:
    planning = planned_with(
        milestone(InPeriod("school", WITHIN, LAST), name="soutenance"),
        milestone(DayOf("soutenance"), -15, name="rapport"),
        milestone(DayOf("rapport"), 7, name="retour"),
        milestone(DayOf("rentrée"), name="accueil"),
        milestone(InPeriod("S1", END), -7, name="sujet"),
        events=(Event("rentrée", MonthDay(4, 5), None),),
        semesters=(Semester("S1", Window(end=MonthDay(5, 13))),),
    )
    found = {each.milestone.name: f"{each.day:%m-%d}" for each in of_class(planning).dated}
    assert found == {
        "accueil": "04-05",
        "sujet": "05-05",
        "rapport": "05-12",  # fifteen days before Monday 29 May is a Sunday
        "retour": "05-19",
        "soutenance": "06-09",
    }


def taught(semester: int, *weeks: int) -> TaughtModule:
    """Make a module of one hour a week, in some of the weeks of PLAN."""
    module = Module(f"M{semester}", f"M{semester}", 60 * len(weeks), semester=semester)
    hours = tuple(60 * (week in weeks) for week in range(len(PLAN)))
    return TaughtModule(module, hours, (0,) * len(PLAN))


def with_semesters(first: str, second: str, *named: Semester) -> tuple[DueDates, DueDates]:
    """Return what is due in a class of two semesters, before its modules are placed and after."""
    modules = (taught(1, 2, 3), taught(2, 8, 9))
    curriculum = Curriculum(tuple(each.module for each in modules))
    planning = planned_with(
        milestone(InPeriod(first, END), -7, name="sujet"),
        milestone(InPeriod(first, END), name="attestation 1"),
        milestone(InPeriod(second), name="semestre 2"),
        milestone(InPeriod(second, END), name="attestation 2"),
        curriculum=curriculum,
        semesters=named,
    )
    progression = Progression(curriculum, modules, (0,) * len(PLAN))
    row = replace(planning.cohorts[0], progression=progression)
    return of_class(planning), due_in_class(row, planning.case)


def test_a_semester_ends_with_the_last_week_of_its_modules() -> None:
    before, placed = with_semesters("S1", "S2")
    assert reasons(before) == [UndatedReason.NO_MODULES] * 4
    assert days(placed) == ["04-21", "04-28", "05-01", "06-09"]


def test_a_semester_that_the_file_dates_follows_its_modules_once_they_are_placed() -> None:
    until_may = Window(end=MonthDay(5, 13))
    after_may = Window(start=MonthDay(5, 14))
    before, placed = with_semesters(
        "S5", "S6", Semester("S5", until_may), Semester("S6", after_may)
    )
    assert days(before) == ["05-05", "05-12", "05-15", "06-16"]
    assert days(placed) == ["04-21", "04-28", "05-01", "06-09"]


def test_visits_lie_in_the_longest_stretches_without_sessions() -> None:
    visits = milestone(Visits(2))
    spread = planned_with(visits, written="EEEEEEEE", sessions=(2, 0, 0, 2, 0, 2, 0, 0))
    assert days(of_class(spread)) == ["04-10…04-21", "05-15…05-26"]
    late = planned_with(visits, written="EEEE", sessions=(2, 2, 0, 0))
    assert days(of_class(late)) == ["04-17…04-28"]
    assert reasons(of_class(late)) == [UndatedReason.NO_FREE_WEEK]


def test_no_visit_while_the_school_is_closed() -> None:
    closed = year(4, closed=[0, 1])
    assert days(of_class(planned_with(milestone(Visits(1)), written="EEEE", when=closed))) == [
        "04-17…04-28"
    ]


def test_milestones_of_other_classes_do_not_concern_a_class() -> None:
    other = Milestone("x", MilestoneOwner.SCHOOL, InPeriod("school"), ("2A",))
    assert of_class(planned_with(other)) == DueDates()


@given(st.text("CEJ", min_size=1, max_size=20), st.data())
def test_dates_are_those_that_letters_give(written: str, data: st.DataObject) -> None:
    """Stated once more, over the letters of the weeks; the year has no public holidays."""
    carried = st.sampled_from([0, 2])
    sessions = [data.draw(carried) if letter == "E" else 0 for letter in written]
    monday, week = date(2023, 4, 3), timedelta(weeks=1)
    weeks = [monday + n * week for n in range(len(written))]
    found = of_class(
        planned_with(
            milestone(InPeriod("school"), name="return"),
            milestone(InPeriod("company", END), name="leave"),
            milestone(DayInCompany(12), name="trial"),
            milestone(Visits(1), name="visit"),
            written=written,
            sessions=sessions,
        )
    )
    due = {
        name: [each for each in found.dated if each.milestone.name == name]
        for name in ("return", "leave", "trial", "visit")
    }
    ends = list(zip(f"-{written}", written, f"{written[1:]}-", weeks, strict=False))
    assert [each.day for each in due["return"]] == [
        first for before, here, _, first in ends if here == "C" != before
    ]
    assert [each.day for each in due["leave"]] == [
        first + timedelta(days=4) for _, here, after, first in ends if here == "E" != after
    ]
    worked = [
        first + timedelta(days=n)
        for letter, first in zip(written, weeks, strict=True)
        if letter == "E"
        for n in range(5)
    ]
    assert [each.day for each in due["trial"]] == worked[11:12]
    free = "".join(
        "x" if letter == "E" and not count else " "
        for letter, count in zip(written, sessions, strict=True)
    )
    longest = max(free.split(), key=len, default="")
    assert bool(due["visit"]) == bool(longest)
    for each in due["visit"]:
        last = weeks[free.index(longest) + len(longest) - 1] + timedelta(days=4)
        assert (each.opens, each.day) == (weeks[free.index(longest)], last)


# --- Persons


def test_dates_of_a_person_follow_from_the_contract() -> None:
    """Three days of the first two weeks are before the contract, five are a closing."""
    planning = planned_with(
        milestone(DayInCompany(10), name="essai"),
        milestone(InPeriod("contract"), name="accueil"),
        milestone(InPeriod("contract", END), name="bilan"),
        milestone(InPeriod("school"), name="fiche"),
    )
    period = Period(
        "Orion",
        start=date(2023, 4, 6),
        end=date(2023, 6, 3),
        closed=(Span(date(2023, 4, 10), date(2023, 4, 14)),),
    )
    found = {each.milestone.name: f"{each.day:%m-%d}" for each in of_person(planning, period).dated}
    assert found["essai"] == "05-10"  # two days in April, eight from 1 May
    assert (found["accueil"], found["bilan"]) == ("04-06", "06-02")
    assert days(of_person(planned_with(milestone(InPeriod("school"))), period)) == [
        "04-17",
        "05-29",
    ]


def test_who_is_not_there_has_no_date() -> None:
    planning = planned_with(
        milestone(InPeriod("school")), milestone(AtMoment(MonthDay(4, 12)), name="jury")
    )
    late = of_person(planning, Period("Orion", start=date(2024, 1, 8)))
    assert (days(late), reasons(late)) == ([], [UndatedReason.ABSENT] * 2)
    trainee = Period("Orion", start=date(2023, 9, 1))  # at school before the contract
    assert days(of_person(planning, trainee)) == ["05-29"]
    ended = Period("Orion", end=date(2023, 5, 5))
    assert days(of_person(planning, ended)) == ["04-12", "04-17"]


def test_a_contract_that_ended_before_the_year_has_no_days_in_it() -> None:
    planning = planned_with(
        milestone(DayInCompany(5), name="essai"), milestone(InPeriod("contract", END), name="fin")
    )
    before = Period("Vega", start=date(2021, 9, 1), end=date(2022, 8, 31))
    due = of_person(planning, before, Period("Orion", start=date(2023, 4, 10)))
    assert (days(due), reasons(due)) == (["04-14", "06-16"], [])


def test_a_contract_of_another_year_is_told() -> None:
    planning = planned_with(
        milestone(DayInCompany(5), name="essai"), milestone(InPeriod("contract", END), name="fin")
    )
    due = of_person(planning, Period("Orion", start=date(2021, 9, 1), end=date(2024, 8, 31)))
    assert reasons(due) == [UndatedReason.BEGAN_EARLIER, UndatedReason.ENDS_LATER]


def test_each_contract_has_its_trial_period() -> None:
    planning = planned_with(milestone(DayInCompany(3)))
    due = of_person(
        planning,
        Period("Orion", end=date(2023, 5, 2)),
        Period("Vega", start=date(2023, 5, 8)),
    )
    assert days(due) == ["04-05", "05-10"]
    assert [each.number for each in due.dated] == [1, 2]


@pytest.mark.parametrize(("which", "day"), [(FIRST, "05-02"), (LAST, "06-09")])
def test_one_of_several_contracts(which: WhichPeriods, day: str) -> None:
    """Of a contract that ends on a Sunday, the last working day is the Friday before."""
    due = of_person(
        planned_with(milestone(InPeriod("contract", END, which))),
        Period("Orion", end=date(2023, 5, 2)),
        Period("Vega", start=date(2023, 5, 8), end=date(2023, 6, 11)),
    )
    assert (days(due), [each.number for each in due.dated]) == ([day], [1])


def test_a_day_spent_otherwise_is_none_of_the_period() -> None:
    planning = planned_with(milestone(InPeriod("school", START, FIRST)))
    own = OwnDays(date(2023, 4, 17), date(2023, 4, 18), Place.COMPANY)
    assert days(of_person(planning, own=[own])) == ["04-19"]


# --- Files


def problems_of(written: str) -> list[str]:
    """Read Albi with milestones, and write what is wrong with them."""
    tables = merge_tables(
        parse_toml(ALBI.read_text(encoding="utf-8"), "x"), parse_toml(written, "x")
    )
    with pytest.raises(Unusable) as error:
        parse_tables(tables, "x.toml")
    text = Messages("fr")
    return [text.sentence(without_file(each)) for each in error.value.problems]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ('name = "a"\nowner = "moi"\nvisits = 1', "milestones[1].owner"),
        ('name = "a"\nowner = "school"', "exactement une règle"),
        ('name = "a"\nowner = "school"\nvisits = 1\nperiod = "school"', "exactement une règle"),
        ('name = "a"\nowner = "school"\nvisits = 1\nat = "end"', "avec period seulement"),
        ('name = "a"\nowner = "school"\nvisits = 1\nnumber = 2', "avec period seulement"),
        (
            'name = "a"\nowner = "school"\nperiod = "school"\nwhich = "last"\nnumber = 2',
            "which ou number, pas les deux",
        ),
        ('name = "a"\nowner = "school"\nvisits = 0', "milestones[1].visits"),
        ('name = "a"\nowner = "school"\nperiod = "ecole"', "school, company, defence, none, FIN"),
        ('name = "a"\nowner = "school"\nperiod = "FIN"\ncohorts = ["1A"]', '"FIN"'),
        ('name = "a"\nowner = "school"\nday_of = "b"', "milestones[a].day_of"),
        ('name = "a"\nowner = "school"\nvisits = 1\ncohorts = ["4A"]', "1A, 2A, 3A"),
        ('name = "a"\nowner = "school"\non = { week = 54 }', "milestones[1].on.week"),
        ('name = "a"\nowner = "school"\non = { school_holidays = "winter" }', "winter"),
        ('name = "a"\nowner = "school"\nwhen = 3', "milestones[1].when"),
    ],
)
def test_what_is_wrong_is_told_with_what_is_accepted(rule: str, told: str) -> None:
    (problem,) = problems_of(f"[[milestones]]\n{rule}")
    assert told in problem


def test_milestones_in_a_circle_and_names_twice_are_told_together() -> None:
    circle = "".join(
        f'[[milestones]]\nname = "{name}"\nowner = "school"\nday_of = "{other}"\n'
        for name, other in ("ab", "bc", "ca", "da")
    )
    twice = '[[milestones]]\nname = "d"\nowner = "school"\nvisits = 1\n'
    doubled, endless = problems_of(circle + twice)
    assert doubled == "milestones : plusieurs échéances ont le même nom : d."
    assert endless.startswith("milestones : a, b, c dépendent les unes des autres en boucle")


def test_a_fault_stands_at_its_field_of_the_form() -> None:
    tables = parse_toml(ALBI.read_text(encoding="utf-8"), "x")
    tables["milestones"] = [
        {"name": "a", "owner": "school", "visits": 1},
        {"name": "b. 2, c [d]", "owner": "school", "period": "S1", "at": "end"},
        {"name": "e", "owner": "school", "day_of": "b"},
    ]
    faults = check_form(pairs_of(tables), 2026).faults
    assert set(faults) == {"milestones.1.period", "milestones.2.day_of"}


def test_the_form_offers_periods_milestones_and_events() -> None:
    tables = parse_toml(ALBI.read_text(encoding="utf-8"), "x")
    tables["cohorts"][0]["semesters"] = {"S1": {"until": {"week": 5}}}
    tables["cohorts"][0]["events"] = [{"name": "rentrée", "on": {"week": 45}}]
    tables["milestones"] = [{"name": "a", "owner": "school", "period": "S1"}]
    wording = FormWording(Messages("fr"), answers_of(pairs_of(tables)))
    for kind, offered in (
        (EntryKind.PERIOD, {"S1", "FIN", "school", "company", "contract", "year"}),
        (EntryKind.DAY_OF, {"a", "rentrée"}),
    ):
        options = wording.options(Entry(kind), "milestone", (), is_required=True)
        assert offered <= {value for value, _, _ in options}


def test_a_file_replaces_the_milestones_of_their_names() -> None:
    below = {"milestones": [{"name": "a", "visits": 1}, {"name": "b", "visits": 2}]}
    assert merge_tables(below, {"milestones": [{"name": "b", "on": {"week": 3}}]}) == {
        "milestones": [{"name": "a", "visits": 1}, {"name": "b", "on": {"week": 3}}]
    }
    assert merge_tables(below, {"milestones": []}) == {"milestones": []}


# --- Albi


def test_albi(edition: Edition) -> None:
    """The trial period of the first year ends on the 45th day in company: 11 December 2026."""
    rules = read_programme(DATA / "albi-milestones.toml")
    planning = edition.planning
    rows = zip(planning.cohorts, rules.cohorts, strict=True)
    cohorts = tuple(replace(row, cohort=own) for row, own in rows)
    planning = ruled_by(replace(planning, cohorts=cohorts), rules)
    found = {row.cohort.id: due_in_class(row, planning.case) for row in planning.cohorts}
    assert not any(due.undated for due in found.values())
    trial = [d for d in found["1A"].dated if d.milestone.name == "fin de la période d'essai"]
    assert [due.day for due in trial] == [date(2026, 12, 11)]
    names = [each.milestone.name for each in found["1A"].dated]
    assert names.count("fiche de liaison") == 6
    assert names.count("visite en entreprise") == 2
    (final,) = [d for d in found["3A"].dated if d.milestone.name == "soutenance finale"]
    assert (final.opens, final.day) == (date(2027, 9, 13), date(2027, 9, 24))


def test_a_programme_without_milestones_writes_no_word_of_them(edition: Edition) -> None:
    assert b"milestones" not in planning_json(edition)
