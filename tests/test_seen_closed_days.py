"""Single closed days in a calendar: days of lessons on which it calls the school closed."""

from datetime import date, timedelta

from planner.acquisition.file.assembling import assemble
from planner.acquisition.file.marks import Mark, Told
from planner.acquisition.proposal import RuleProposal
from planner.acquisition.proposing import propose_rules
from planner.acquisition.seen import SeenCalendar, Spot
from planner.acquisition.sentences import evidence_sentence
from planner.messages import Messages

FIRST = date(2026, 9, 7)
"""The first Monday: the fifth week after it holds no public holiday."""

CLASSES = {"1A": "CCCCC EEEEE", "2A": "EECCC EECCC"}
"""Two weeks of each class, which repeat themselves."""

WORDS = {"C": "école", "E": "entreprise", "F": "fermé", "P": "pont"}


def calendar(changed: dict[tuple[str, date], str]) -> SeenCalendar:
    """Read a calendar of twelve weeks with a cell a day, some of them changed."""
    marks = []
    for name, letters in CLASSES.items():
        row = letters.replace(" ", "") * 6
        for n, letter in enumerate(row):
            day = FIRST + timedelta(days=7 * (n // 5) + n % 5)
            code = WORDS[changed.get((name, day), letter)]
            marks.append(Mark(name, day, day, code, Spot("", day.isoformat())))
    return assemble(Told("calendrier", tuple(marks)))


def proposed(found: SeenCalendar) -> RuleProposal | None:
    rules = (rule for rule in propose_rules(found) if rule.key == "closed_days")
    return next(rules, None)


THURSDAY = date(2026, 9, 24)
"""In the third week, in which both classes are at school."""


def test_a_closed_day_is_proposed_for_the_classes_that_have_it(french: Messages) -> None:
    found = calendar({("1A", THURSDAY): "F"})
    assert [each.closed_days for each in found.classes] == [{THURSDAY}, frozenset()]
    assert found.classes[0].weeks == calendar({}).classes[0].weeks
    rule = proposed(found)
    assert rule
    assert rule.tight == {"closures": {"single_days": [{"first": THURSDAY, "cohorts": ["1A"]}]}}
    assert "jeu. 24/09" in evidence_sentence(rule.evidence, french)


def test_a_day_closed_for_all_who_would_be_there_is_closed_for_all() -> None:
    rule = proposed(calendar({("1A", THURSDAY): "F", ("2A", THURSDAY): "P"}))
    assert rule
    assert rule.tight == {"closures": {"single_days": [{"first": THURSDAY}]}}


def test_a_closed_day_of_a_split_week_leaves_the_week_what_it_is() -> None:
    day = date(2026, 9, 16)  # the first of its days at school, after two in company
    found = calendar({("2A", day): "F"})
    assert found.classes[1].weeks == calendar({}).classes[1].weeks
    assert found.classes[1].closed_days == {day}


def test_closed_weeks_and_public_holidays_are_no_closed_days() -> None:
    week = {(name, FIRST + timedelta(days=n)): "F" for name in CLASSES for n in range(14, 19)}
    found = calendar({**week, ("2A", date(2026, 11, 11)): "P"})
    assert found.closed == {FIRST + timedelta(days=14)}
    assert not any(each.closed_days for each in found.classes)
    assert proposed(found) is None
