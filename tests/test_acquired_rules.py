"""The rules that a calendar is seen to keep: its own example keeps each of them."""

from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
import tomli_w
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from planner.acquisition.drafting import open_keys, programme_tables
from planner.acquisition.file import read_calendar
from planner.acquisition.proposal import (
    Choice,
    RuleProposal,
    default_choices,
    looser_choices,
)
from planner.acquisition.proposing import propose_rules
from planner.acquisition.seen import SeenCalendar, SeenClass
from planner.acquisition.sentences import evidence_sentence
from planner.messages import Messages
from planner.planning.check import Verdict, check
from planner.planning.planning import CohortPlanning, Planning
from planner.programme.cohort import Cohort
from planner.programme.file import Tables, academic_year_of, parse_programme
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.solver.solve import Solved, solve
from planner.year.activity import Activity, Place
from planner.year.blocks import blocks_of
from tests import calendars
from tests.conftest import PUBLISHED

PLACES = {"C": Place.SCHOOL, "E": Place.COMPANY, "J": Place.DEFENCE, "-": Place.NONE}
FRENCH = Messages("fr")


def completed(tables: Tables) -> Programme:
    """Give what no calendar tells."""
    told = {"name": "x", "school": "y", "workday": {"company": 7, "school": 7}}
    cohorts = [{"headcount": 10, **table} for table in tables["cohorts"]]
    return parse_programme(tomli_w.dumps({**tables, **told, "cohorts": cohorts}), "acquired")


def drafted(
    calendar: SeenCalendar, proposals: tuple[RuleProposal, ...], loose: bool = False
) -> Tables:
    choices = looser_choices(proposals) if loose else default_choices(proposals)
    return programme_tables(calendar, proposals, choices, FRENCH)


def seen(first: date, *classes: list[str], sessions: list[int] | None = None) -> SeenCalendar:
    """See a calendar of weeks of five letters."""
    count = len(classes[0])
    return SeenCalendar(
        "calendrier.xlsx",
        tuple(first + timedelta(weeks=n) for n in range(count)),
        tuple(
            SeenClass(
                f"{n}A",
                tuple(tuple(PLACES[letter] for letter in days) for days in weeks),
                None if sessions is None else tuple(sessions),
            )
            for n, weeks in enumerate(classes, start=1)
        ),
    )


def by_key(proposals: tuple[RuleProposal, ...]) -> dict[str, RuleProposal]:
    return {proposal.key: proposal for proposal in proposals}


# --- Albi


def test_the_published_calendar_alone_plans_another_year() -> None:
    """17, 17 and 17 weeks at school in 6, 4 and 2 periods, as in 2021-2022."""
    calendar = read_calendar(PUBLISHED)
    rules = completed(drafted(calendar, propose_rules(calendar)))
    outcome = solve(Case(rules, academic_year_of(rules, 2026)))
    assert isinstance(outcome, Solved)
    rows = [row.activities for row in outcome.planning.cohorts]
    assert [row.count(Activity.SCHOOL) for row in rows] == [17, 17, 17]
    counts = [sum(block.activity == Activity.SCHOOL for block in blocks_of(row)) for row in rows]
    assert counts == [6, 4, 2]


def test_what_is_proposed_of_albi_is_told_with_what_it_was_seen_in(french: Messages) -> None:
    found = by_key(propose_rules(read_calendar(PUBLISHED)))
    told = {key: evidence_sentence(each.evidence, french) for key, each in found.items()}
    assert told["1A.school_blocks"] == "6 périodes à l'école, de 2 à 4 semaines"
    assert told["3A.last_block"].startswith("dernière période en entreprise de 20 semaines")
    assert found["holidays.christmas"].default is Choice.TIGHT
    assert found["holidays.spring"].default is Choice.LEFT
    assert found["1A.company_weeks"].default is Choice.LEFT


def test_what_no_calendar_tells_is_left_open() -> None:
    calendar = read_calendar(PUBLISHED)
    tables = drafted(calendar, propose_rules(calendar))
    assert open_keys(tables) == (
        "name",
        "school",
        "workday.company",
        "workday.school",
        *(f"cohorts.{n}A.headcount" for n in (1, 2, 3)),
    )


def test_classes_that_are_never_all_at_school_share_the_campus(french: Messages) -> None:
    rows = [[5 * n for n in letters * 6] for letters in ("CCEEEE", "EECCEE", "EEECCE")]
    found = by_key(propose_rules(seen(date(2021, 9, 6), *rows)))["most_cohorts"]
    assert found.tight == {"campus": {"most_cohorts": 2}}
    assert evidence_sentence(found.evidence, french) == (
        "au plus 2 promotions sur 3 à l'école la même semaine, pendant 6 semaines"
    )


# --- Rhythms


def test_a_split_week_all_year_is_a_pattern_of_one_week() -> None:
    weeks = ["CCEEE"] * 15 + ["EEEEE"] * 2 + ["CCEEE"] * 27 + ["EEEEE"] * 7
    (pattern,) = [p for p in propose_rules(seen(date(2021, 9, 6), weeks)) if "pattern" in p.key]
    assert pattern.tight["cohorts"][0]["pattern"]["weeks"] == ["split"]


@pytest.mark.parametrize("rhythm", ["CEEE", "CEE", "CE", "CCEE"])
def test_a_rhythm_that_repeats_itself_is_a_rule(rhythm: str) -> None:
    weeks = [5 * letter for letter in rhythm * (36 // len(rhythm))]
    proposals = propose_rules(seen(date(2021, 9, 6), weeks))
    pattern = by_key(proposals)["1A.pattern"]
    names = {"C": "school", "E": "company"}
    assert pattern.tight["cohorts"][0]["pattern"]["weeks"] == [names[n] for n in rhythm]
    assert pattern.default is Choice.TIGHT
    assert by_key(proposals)["1A.school_blocks"].default is Choice.LEFT


def test_a_rhythm_with_exceptions_is_a_preference_that_is_left() -> None:
    weeks = [5 * letter for letter in "CEE" * 12]
    weeks[13], weeks[20] = "CCCCC", "CCCCC"
    pattern = by_key(propose_rules(seen(date(2021, 9, 6), weeks)))["1A.pattern"]
    assert pattern.tight["cohorts"][0]["pattern"]["preferred"]
    assert pattern.default is Choice.LEFT


def test_sessions_are_seen_in_all_and_a_week() -> None:
    weeks = [5 * letter for letter in "CEEE" * 9]
    sessions = [0, 2, 0, 0] * 9
    found = by_key(propose_rules(seen(date(2021, 9, 6), weeks, sessions=sessions)))
    assert found["1A.sessions"].tight["cohorts"][0]["sessions"] == {"total": 18, "a_week": [0, 2]}


# --- Its own example keeps what a calendar proposes


def random_calendar(chance: Random) -> SeenCalendar:
    """Draw a year of some classes, of blocks, a rhythm or split weeks, in any part of a year."""
    count = chance.randint(8, 53)
    first = date.fromisocalendar(chance.randint(2016, 2026), chance.choice([1, 27, 36, 40, 45]), 1)
    classes = [_random_weeks(chance, count) for _ in range(chance.randint(1, 3))]
    sessions = None
    if chance.random() < 0.3:
        whole = [all(weeks[n] == "EEEEE" for weeks in classes) for n in range(count)]
        sessions = [chance.choice([0, 0, 1, 2]) * of_company for of_company in whole]
    return seen(first, *classes, sessions=sessions)


def _random_weeks(chance: Random, count: int) -> list[str]:
    split = "".join(chance.choice("CE") for _ in range(5))
    kind = chance.choice(["blocks", "rhythm", "split"])
    weeks: list[str] = []
    rhythm = [5 * letter for letter in "".join(chance.choices("CE", k=chance.randint(2, 5)))]
    while len(weeks) < count:
        if kind == "rhythm":
            weeks += rhythm
        else:
            letters = [5 * "C", 5 * "E", *([split] * 3 if kind == "split" else [])]
            weeks += [chance.choice(letters)] * chance.randint(1, 8)
    weeks = weeks[:count]
    if chance.random() < 0.3:
        weeks[-3:] = ["JJJJJ", "JJJJJ", "-----"]
    if chance.random() < 0.2:  # it starts later than others, or ends earlier
        away = chance.randint(4, max(4, count // 3))
        empty, at_start = ["-----"] * away, chance.random() < 0.5
        weeks = [*empty, *weeks[away:]] if at_start else [*weeks[:-away], *empty]
    return weeks


def _sessions(cohort: Cohort, of: SeenClass) -> tuple[int, ...] | None:
    """Return the sessions of a class; none of a programme that was to have none."""
    return of.sessions if cohort.sessions.total else None


def breaches(programme: Programme, calendar: SeenCalendar, tables: Tables) -> list[str]:
    """List the rules of a programme that a calendar breaks as its planning."""
    span, first = tables["academic_year"], calendar.mondays[0]
    start = first.isocalendar().year
    if "starts" in span:
        start = first.year + (span["starts"]["month"] < first.month)
    year = academic_year_of(programme, start)
    assert tuple(week.monday for week in year.weeks) == calendar.mondays
    by_days = {activity.days: activity for activity in reversed(programme.activities)}
    case = Case(programme, year)

    def weeks(cohort: Cohort, of: SeenClass) -> tuple[Activity, ...]:
        return tuple(
            by_days[days] if index in case.cohort_weeks[cohort.id] else Activity.OUTSIDE
            for index, days in enumerate(of.weeks)
        )

    rows = tuple(
        CohortPlanning(cohort, weeks(cohort, of), _sessions(cohort, of))
        for cohort, of in zip(programme.cohorts, calendar.classes, strict=True)
    )
    checks = check(Planning(case, rows))
    return [found.rule.name for found in checks if found.verdict is Verdict.BROKEN]


def test_a_class_of_many_empty_weeks_starts_later() -> None:
    """From Monday 6 September 2021, one class is empty until the week of 3 January 2022."""
    whole = [5 * letter for letter in "CEEE" * 10]
    late = ["-----"] * 17 + [5 * letter for letter in "CEE" * 8][:23]
    found = by_key(propose_rules(seen(date(2021, 9, 6), whole, late)))
    assert "1A.cohort_weeks" not in found
    table = found["2A.cohort_weeks"].tight["cohorts"][0]
    assert table["starts"] == {"month": 1, "day": 3}
    assert "ends" not in table
    assert "2A.special_weeks" not in found
    assert found["2A.pattern"].needs[0] == "2A.cohort_weeks"


def test_a_number_that_two_weeks_have_tells_neither() -> None:
    """53 weeks from 4 July 2022 begin and end with a week 27: sessions in one, no class in both."""
    weeks = [5 * letter for letter in "E" * 40 + "C" * 11 + "J-"]
    found = by_key(
        propose_rules(seen(date(2022, 7, 4), weeks, sessions=[1, *[0] * 38, 1, *[0] * 13]))
    )
    assert found["1A.special_weeks"].tight["cohorts"][0]["fixed_weeks"] == {"26": "defence"}
    assert 27 not in found["empty_weeks"].tight["closures"]["weeks"]


@settings(max_examples=12)
@given(st.integers(0, 10**6))
@example(322)
def test_the_example_keeps_every_programme_of_its_proposals(seed: int) -> None:
    chance = Random(seed)
    calendar = random_calendar(chance)
    proposals = propose_rules(calendar)
    every = [
        {p.key: Choice.TIGHT for p in proposals},
        {p.key: Choice.LOOSE for p in proposals},
        default_choices(proposals),
        {p.key: chance.choice(list(Choice)) for p in proposals},
    ]
    for choices in every:
        tables = programme_tables(calendar, proposals, choices, FRENCH)
        assert breaches(completed(tables), calendar, tables) == []


WHOLE_WEEKS = (
    calendars.with_dates,
    calendars.with_spans,
    calendars.with_two_dates,
    calendars.with_merged_weeks,
    calendars.as_events,
)
SINGLE_DAYS = (calendars.rows_of_days, calendars.with_weekdays, calendars.in_day_cells)


@settings(max_examples=10)
@given(st.integers(0, 10**6))
def test_a_calendar_that_is_written_is_read_as_it_was(seed: int) -> None:
    chance = Random(seed)
    calendar = random_calendar(chance)
    letters = {place: letter for letter, place in PLACES.items()}
    classes = {
        each.name: ["".join(letters[place] for place in days) for days in each.weeks]
        for each in calendar.classes
    }
    days = "".join(day for weeks in classes.values() for day in weeks)
    assume("C" in days and "E" in days)  # where one is never written, empty cells mean it
    layouts = SINGLE_DAYS if calendar.split_weeks else SINGLE_DAYS + WHOLE_WEEKS
    with TemporaryDirectory() as folder:
        written = calendars.Written(calendar.mondays[0], classes)
        read = read_calendar(chance.choice(layouts)(written, Path(folder)))
    assert read.mondays == calendar.mondays
    assert [each.weeks for each in read.classes] == [each.weeks for each in calendar.classes]
