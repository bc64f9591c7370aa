"""Why there is no planning: small years without any, one for each kind of rule that can matter.

What takes part in each conflict, and what would make a planning possible, is thought out by hand
and written out; whatever is said is verified by solving again.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from planner.messages import Messages
from planner.programme.names import RuleName
from planner.rules.case import Case
from planner.solver.conflicts import FeasibilitySearch
from planner.solver.explain import RuleExplanation, explain_rules
from tests.conflicts import blocks, hours, shared, weeks
from tests.explaining import CHANGING, LANGUAGES, case_of, explained, rules_in, sentences, verify

BASE = Path(__file__).parent / "infeasible" / "base.toml"


CASES = {**weeks.CASES, **blocks.CASES, **hours.CASES, **shared.CASES}


@cache
def found(name: str) -> tuple[Case, RuleExplanation]:
    case = case_of(CASES[name], BASE)
    return case, explained(case)


every_case = pytest.mark.parametrize("name", CASES)


@every_case
def test_the_rules_of_each_conflict_are_those_thought_of(name: str) -> None:
    _, explanation = found(name)
    assert tuple(map(rules_in, explanation.conflicts)) == CASES[name].conflicts


@every_case
def test_the_ways_out_are_those_thought_of(name: str, french: Messages) -> None:
    case, explanation = found(name)
    told = sentences(explanation, case.year.weeks, french)
    assert tuple(told[-len(explanation.ways) :]) == CASES[name].ways


@every_case
def test_whatever_is_said_is_true(name: str) -> None:
    verify(*found(name))


@every_case
def test_every_sentence_names_whom_it_is_about(name: str) -> None:
    case, explanation = found(name)
    for text in LANGUAGES:
        whose = (*(cohort.id for cohort in case.programme.cohorts), text("cause.school"))
        for line in sentences(explanation, case.year.weeks, text):
            assert line.startswith(whose)
            assert not {"None", "–.", "{", "}"} & set(line.split())


PLACED_LATER = {RuleName.ONSITE_HOURS, RuleName.SEMESTER_HOURS}
"""Hours that are placed once the weeks are known: `onsite_room` asks the weeks for their room."""

ON_THE_FACE = {RuleName.ACADEMIC_HOURS}
"""Two figures of the file against a third: a contradiction that is told when it is read."""


OF_OTHER_PLANNINGS = {RuleName.APART}
"""Where there is no further planning, that is said without a reason."""


def test_every_rule_that_can_matter_takes_part_in_some_conflict() -> None:
    parts = [part for case in CASES.values() for one in case.conflicts for part in one.split(", ")]
    silent = PLACED_LATER | ON_THE_FACE | OF_OTHER_PLANNINGS
    assert {part.split()[-1] for part in parts} == set(RuleName) - silent


CONFLICTS = {
    "two locked weeks have more sessions than the year": [
        "1A – Semaines gardées (locked_weeks) : S36 2026 à S37 2026 entreprise (2 séances)",
        "1A – Séances à distance (sessions) : au plus 2 séances",
    ],
    "seven weeks are forbidden at school, six are due there": [
        "1A – Activités interdites (forbidden_weeks) : S36 2026 à S42 2026 sans école",
        "1A – Semaines à l'école (school_weeks) : au moins 6 semaines",
    ],
    "two events of one day are in two places": [
        "1A – Événements (events) : S40 2026 forum, visite"
    ],
    "six weeks are due in a window of four": [
        "1A – Semaines à l'école (school_weeks) : au moins 6 semaines",
        "1A – Périodes à l'école (school_blocks) : entre le 26 octobre 2026 et le 20 novembre 2026",
    ],
    "a window lies outside this year": [
        "1A – Semaines à l'école (school_weeks) : au moins 1 semaine",
        "1A – Périodes à l'école (school_blocks) : dans une partie de l'année où ne tombe aucune "
        "semaine",
    ],
    "the last block takes the weeks that sessions need": [
        "1A – Séances à distance (sessions) : au moins 5 séances",
        "1A – Séances par semaine (sessions_a_week) : 0 ou 1 séance par semaine",
        "1A – Période sans séance – FIN (session_blocks) : aucune séance",
        "1A – Période nommée – FIN (named_blocks) :"
        " au moins 8 semaines de suite, au moins 1 période",
    ],
    "weeks that are kept have more hours than the year": [
        "1A – Place disponible pour les heures de cours (onsite_room) :"
        " 35 h de trop dans les semaines gardées"
    ],
    "four weeks are not filled by 60 hours": [
        "1A – Semaines à l'école (school_weeks) : au moins 4 semaines",
        "1A – Place disponible pour les heures de cours (onsite_room) :"
        " des semaines assez remplies avec 60 h de cours (vos semaines en demandent 76 h au moins)",
    ],
    "sessions take from the hours in company": [
        "1A – Séances à distance (sessions) : au moins 4 séances",
        "1A – Heures en entreprise (company_hours) : 420 h, à 10 h près"
        " (vos semaines donnent 399 h au plus)",
    ],
    "two times two groups do not fit in a laboratory for three": [
        "toute l'école – Ressource partagée – labo (resources) : au plus 3 groupes à la fois",
        "1A – Semaines à l'école (school_weeks) : au moins 7 semaines",
        "2A – Semaines à l'école (school_weeks) : au moins 7 semaines",
    ],
}


@pytest.mark.parametrize("name", CONFLICTS)
def test_conflicts_are_told_with_their_figures(name: str, french: Messages) -> None:
    case, explanation = found(name)
    told = sentences(explanation, case.year.weeks, french)
    assert told[: -len(explanation.ways)] == CONFLICTS[name]


def test_the_same_input_gives_the_same_explanation() -> None:
    for name in (
        "each of two cohorts asks for too much",
        "five sessions are due within four weeks",
    ):
        case, explanation = found(name)
        assert explained(case) == explanation


def test_weeks_that_must_stay_locked_are_not_unlocked() -> None:
    case, _ = found("a week locked for this planning is locked in the file as well")
    kept = explain_rules(case, replace(CHANGING, may_unlock=False), FeasibilitySearch())
    assert [change.kind for way in kept.ways for change in way.relaxations] == ["free"]
