"""Events: days that are shown; some ask for an activity, others are due dates."""

from datetime import date

import pytest

from planner.files.problems import Unusable
from planner.messages import Messages
from planner.planning.check import Verdict, check
from planner.planning.planning import Planning
from planner.programme.cohort import Event
from planner.programme.file import academic_year_of, merge_tables, parse_programme, read_programme
from planner.programme.names import RuleName
from planner.rules.case import Case
from planner.words.rules import required
from planner.year.activity import Activity
from planner.year.moments import DaysAfter, FirstClosed, FirstMonday, Moment, MonthDay, NumberedWeek
from planner.year.positions import days_of, position
from planner.year.weeks import AcademicYear
from tests.builders import cohort, lived, planned, programme, year
from tests.conftest import ALBI, DATA

ALBI_TEXT = ALBI.read_text(encoding="utf-8")
REPORT = Event("Rapport", MonthDay(4, 12), None)
ORAL = Event("Oral", MonthDay(4, 13), Activity.SCHOOL)


def test_a_due_date_is_shown_and_asks_for_no_activity(french: Messages) -> None:
    """Both days lie in the second week, in company."""
    assert [(day.date, day.events) for day in lived("CE", events=(REPORT,)).days if day.events] == [
        (date(2023, 4, 12), ("Rapport",))
    ]
    weeks = year(2)
    for events, verdict in (((REPORT,), Verdict.VOID), ((REPORT, ORAL), Verdict.BROKEN)):
        rules = programme(cohort(events=events))
        case = Case(rules, weeks)
        found = check(Planning(case, (planned(rules.cohorts[0], "CE", weeks),)))
        assert {c.verdict for c in found if c.rule.name is RuleName.EVENTS} == {verdict}
    (rule,) = (rule for rule in case.rules["1A"] if rule.name is RuleName.EVENTS)
    assert required(rule, french) == "Rapport (échéance), Oral (école)"


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (DaysAfter(FirstMonday(11), 3), date(2026, 11, 5)),
        (DaysAfter(FirstMonday(3, 1), -3), date(2027, 3, 5)),
        (DaysAfter(FirstClosed("christmas"), -3), date(2026, 12, 18)),
        (DaysAfter(NumberedWeek(53), 4), date(2027, 1, 1)),
        (DaysAfter(MonthDay(3, 1), -1), date(2027, 2, 28)),
        (DaysAfter(date(2026, 10, 5), 1), date(2026, 10, 6)),
    ],
)
def test_a_moment_moves_by_days(moment: Moment, day: date) -> None:
    assert days_of(moment, _albi(2026)) == (day, day)


def test_a_moved_moment_of_a_week_that_a_year_does_not_have_is_none() -> None:
    assert position(DaysAfter(NumberedWeek(53), 1), _albi(2025)) is None


def _albi(start: int) -> AcademicYear:
    return academic_year_of(read_programme(ALBI), start)


@pytest.mark.parametrize(
    ("on", "told"),
    [
        ("{ week = 45, plus_weeks = 1 }", "plus_weeks"),
        ("{ month = 3, day = 1, plus_weeks = 1 }", "plus_weeks"),
        ("{ plus_days = 3 }", "d'une seule façon"),
        ('{ school_holidays = "winter", plus_days = 1 }', "winter"),
    ],
)
def test_an_addition_that_would_be_ignored_is_told(on: str, told: str, french: Messages) -> None:
    """`plus_weeks` beside a day was passed over in silence."""
    text = ALBI_TEXT.replace(
        "sessions = { total = 46",
        f'events = [{{ name = "x", on = {on} }}]\nsessions = {{ total = 46',
    )
    with pytest.raises(Unusable) as unusable:
        parse_programme(text, "p.toml")
    assert told in "\n".join(map(french.sentence, unusable.value.problems))


def test_events_of_a_variant_replace_those_of_their_names() -> None:
    forum, gala = {"name": "forum", "on": {"week": 40}}, {"name": "gala", "on": {"week": 41}}
    later, new = {"name": "forum", "on": {"week": 44}}, {"name": "visite", "on": {"week": 45}}
    below = {"cohorts": [{"id": "1A", "events": [forum, gala, forum]}]}
    for events, merged in (([later, new], [gala, later, new]), ([new], [forum, gala, forum, new])):
        above = {"cohorts": [{"id": "1A", "events": events}]}
        assert merge_tables(below, above) == {"cohorts": [{"id": "1A", "events": merged}]}
    none: dict[str, object] = {"cohorts": [{"id": "1A", "events": []}]}
    assert merge_tables(below, none) == none


REPORTS = ("rapport du PE", "évaluation du PE par l'entreprise")


@pytest.mark.parametrize(
    ("start", "christmas", "record", "report", "defence"),
    [
        (2023, (22, 12), (1, 3), (14, 8), (30, 8)),  # 31 August is a Saturday
        (2025, (19, 12), (27, 2), (14, 8), (31, 8)),
        (2026, (18, 12), (26, 2), (13, 8), (31, 8)),
    ],
)
def test_the_contrat_pro_has_the_due_dates_of_its_guide(
    start: int,
    christmas: tuple[int, int],
    record: tuple[int, int],
    report: tuple[int, int],
    defence: tuple[int, int],
) -> None:
    rules = read_programme(DATA / "ales-contrat-pro.toml")
    found = _dates(rules.cohorts[0].events, academic_year_of(rules, start))
    assert {found[name] for name in REPORTS} == {christmas}
    assert found["remise du carnet de présence"] == record
    assert found["dernier délai du rapport du PFE"] == report
    assert found["dernier jour de soutenance du PFE"] == defence
    assert all(event.activity is None for event in rules.cohorts[0].events)


def test_the_department_that_leaves_a_week_later_hands_its_record_in_a_week_later() -> None:
    rules = read_programme(DATA / "ales-contrat-pro-gcbd.toml")
    found = _dates(rules.cohorts[0].events, academic_year_of(rules, 2026))
    assert found["première semaine de mars"] == (1, 3)
    assert found["remise du carnet de présence"] == (5, 3)
    assert {found[name] for name in REPORTS} == {(18, 12)}


def _dates(events: tuple[Event, ...], when: AcademicYear) -> dict[str, tuple[int, int]]:
    """Return the day and month of each event."""
    found: dict[str, tuple[int, int]] = {}
    for event in events:
        week, weekday = position(event.day, when) or (0, 0)
        day = date.fromordinal(when.weeks[week].monday.toordinal() + weekday)
        found[event.name] = (day.day, day.month)
    return found
