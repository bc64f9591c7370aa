"""Why the programmes of the reference documents have no planning, once a little is changed."""

from functools import cache
from pathlib import Path

import pytest

from planner.messages import Messages
from planner.programme.file import academic_year_of, read_programme
from planner.programme.names import RuleName
from planner.rules.blocks import Blocks
from planner.rules.case import Case
from planner.rules.given import Given
from planner.rules.statement import Family
from planner.solver.demands import demands_of
from planner.solver.explain import RuleExplanation
from tests.conftest import DATA, PROGRAMMES
from tests.explaining import Expected, case_of, explained, rules_in, sentences, verify

TWO_COHORTS = (
    "toute l'école – Promotions sur le campus (campus.most_cohorts) : 2 promotions au lieu de 1"
)

CASES = {
    # the first and the second year are both at school in week 39, by the brochure
    "albi": Expected(
        "campus = { most_cohorts = 1 }",
        ("1A fixed_weeks, 2A fixed_weeks, campus_cohorts",),
        (TWO_COHORTS,),
    ),
    # 17 weeks at school and seven times five weeks in company are 52, of 53
    "albi, periods in company": Expected(
        '[[cohorts]]\nid = "1A"\ncompany_blocks = { longest = 5 }',
        ("1A company_blocks, 1A school_blocks, 1A school_weeks",),
        ("1A – Périodes en entreprise : au plus 6 semaines de suite au lieu de 5",),
    ),
    # the project begins on the first Monday of March, ten weeks before
    "ales-contrat-pro": Expected(
        '[[cohorts]]\nid = "CP"\nevents = [{ name = "forum", on = { month = 5, day = 12 } }]',
        ("CP events, CP named_blocks",),
        (
            "CP – Période nommée – PFE : au moins 0 période au lieu de 1",
            "CP – Événements : renoncer à forum (S19 2027)",
            "CP – Période nommée – PFE : au moins 10 semaines de suite au lieu de 26",
        ),
    ),
    # less 4 weeks abroad, the three years are at school in 57 weeks, of 53
    "ales-mecatronique": Expected(
        "campus = { most_cohorts = 1 }",
        ("1A activity_weeks, 1A school_weeks, 2A school_weeks, 3A school_weeks, campus_cohorts",),
        (TWO_COHORTS,),
    ),
    # from the first of February to the end of the year there are 31 weeks
    "ales-mecatronique, S9 until January": Expected(
        '[[cohorts]]\nid = "3A"\n[cohorts.semesters]\n'
        "S9 = { until = { month = 1, day = 31 } }\nS10 = { from = { month = 2, day = 1 } }",
        ("3A named_blocks, 3A onsite_room",),
        (
            "3A – Période nommée – FIN : au plus 31 semaines de suite au lieu de 27",
            "3A – Place disponible pour les heures de cours – S10 : 48 h de cours au lieu de 0 h",
            "3A – Place disponible pour les heures de cours – S10 :"
            " 0 h de cours par semaine au lieu de 24 h",
        ),
    ),
}


LATER = {
    RuleName.ONSITE_HOURS,
    RuleName.SEMESTER_HOURS,
    RuleName.ONSITE_A_WEEK,
    RuleName.ACADEMIC_HOURS,
}


@cache
def found(name: str) -> tuple[Case, RuleExplanation]:
    case = case_of(CASES[name], DATA / f"{name.split(',')[0]}.toml")
    return case, explained(case)


@pytest.mark.parametrize("name", CASES)
def test_a_programme_is_explained_as_thought_of(name: str, french: Messages) -> None:
    case, explanation = found(name)
    assert tuple(map(rules_in, explanation.conflicts)) == CASES[name].conflicts
    told = sentences(explanation, case.year.weeks, french)
    assert tuple(told[-len(explanation.ways) :]) == CASES[name].ways


@pytest.mark.parametrize("name", CASES)
def test_what_is_said_of_a_programme_is_true(name: str) -> None:
    verify(*found(name))


def test_the_weeks_of_mechatronics_are_told_with_their_figures(french: Messages) -> None:
    case, explanation = found("ales-mecatronique")
    assert sentences(explanation, case.year.weeks, french)[:-1] == [
        "toute l'école – Promotions sur le campus (campus_cohorts) : au plus 1 promotion à la fois",
        "1A – Semaines à l'école (school_weeks) : au moins 25 semaines",
        "1A – Semaines d'une activité – à l'étranger (activity_weeks) : au plus 4 semaines",
        "2A – Semaines à l'école (school_weeks) : au moins 21 semaines",
        "3A – Semaines à l'école (school_weeks) : au moins 15 semaines",
    ]


@pytest.mark.parametrize("path", PROGRAMMES, ids=lambda path: path.stem)
def test_hours_that_are_placed_later_ask_nothing_of_the_weeks(path: Path) -> None:
    """What they need of the weeks is `onsite_room`; academic hours are two figures of the file."""
    programme = read_programme(path)
    year = academic_year_of(programme, 2026)
    case = Case(programme, year, Given())
    names = {
        rule.name
        for cohort in programme.cohorts
        for rule in case.rules[cohort.id]
        if cohort.sessions.total or rule.family is not Family.SESSIONS
        if not (isinstance(rule, Blocks) and not rule.shape.is_stated)
    }
    stated = {demand.name for demand in demands_of(case)}
    assert names & LATER
    assert not stated & LATER
    assert names - stated <= LATER | {RuleName.FIXED_WEEKS, RuleName.EVENTS}  # nothing is asked
