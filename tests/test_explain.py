"""Why there is no planning: small years without any, one for each kind of rule that can matter.

What takes part in each conflict, and what would make a planning possible, is thought out by hand
and written out; whatever is said is verified by solving again.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from planner.messages import Messages
from planner.programme.cohort import PlannedWeek
from planner.programme.names import RuleName
from planner.rules.case import Case
from planner.rules.given import Given, Stay
from planner.solver.conflicts import FeasibilitySearch
from planner.solver.explain import Explanation, explain
from planner.year.activity import Activity
from planner.year.weeks import HOUR
from tests.explaining import (
    CHANGING,
    LANGUAGES,
    Expected,
    case_of,
    explained,
    rules_in,
    sentences,
    verify,
)

BASE = Path(__file__).parent / "infeasible" / "base.toml"

WEEKS = range(36, 48)


def weeks(which: range | tuple[int, ...], value: str) -> str:
    """Write a table that gives some ISO weeks the same value."""
    return "{" + ", ".join(f"{week} = {value}" for week in which) + "}"


def fixed(activity: str, *which: int) -> str:
    return f"fixed_weeks = {weeks(which, chr(34) + activity + chr(34))}\n"


def locked(held: Mapping[int, PlannedWeek]) -> Given:
    """Lock some ISO weeks of the first cohort for this planning."""
    return Given(locked={"1A": tuple(held.get(week) for week in WEEKS)})


ONE = '[[cohorts]]\nid = "1A"\n'

TWO = """
[[cohorts]]
id = "2A"
label = "2e année"
year = 2
headcount = 30
"""

FIXED = "1A – Semaines imposées :"
SCHOOL = "1A – Semaines à l'école :"
COMPANY = "1A – Semaines en entreprise :"
SCHOOL_BLOCKS = "1A – Périodes à l'école :"
PROJECT = "1A – Période nommée – PE :"
ANY_DAY = "1A – Jours de changement : permettre un changement n'importe quel jour"
BY_FIFTHS = "compter chaque jour d'une semaine coupée pour un cinquième"
SESSIONS = "1A – Séances à distance :"
A_WEEK = "1A – Séances par semaine :"
ROOM = "1A – Place disponible pour les heures de cours :"
ROOM_OF = "1A – Place disponible pour les heures de cours –"
CLOSED = "toute l'école – Fermetures de l'école (closures.open_weeks) : ouvrir l'école en"
DAY = "toute l'école – Journée de cours (workday.school) :"
CAMPUS = "toute l'école – Promotions sur le campus (campus.most_cohorts) :"
PEOPLE = "toute l'école – Personnes sur le campus (campus.most_people) :"
LABORATORY = "toute l'école – Ressource partagée – labo (campus.resources.labo) :"
FREE_36 = f"{FIXED} ne plus imposer S36 2026"
FREE_37 = f"{FIXED} ne plus imposer S37 2026"
TOLERANCE = "1A – Heures en entreprise : une tolérance"
FOUR_FOR_SEVEN = f"{SCHOOL} au moins 4 semaines au lieu de 7"
FIVE_FOR_SIX = f"{SCHOOL} au moins 5 semaines au lieu de 6"
TWO_A_WEEK = f"{A_WEEK} 0, 1, 2 par semaine au lieu de 0, 1"

CASES = {
    # --- which weeks are spent where ------------------------------------------------------------
    "seven of twelve weeks are fixed in company, six are due at school": Expected(
        ONE + fixed("company", *range(36, 43)) + "school_weeks = 6",
        ("1A fixed_weeks, 1A school_weeks",),
        (FREE_36, FREE_37, FIVE_FOR_SIX),
    ),
    "a class of five weeks, six are due at school": Expected(
        ONE + "school_weeks = 6\nstarts = { month = 10, day = 20 }",
        ("1A cohort_weeks, 1A school_weeks",),
        (
            "1A – Semaines de la promotion : commencer le 12 octobre 2026 au lieu du "
            "19 octobre 2026",
            FIVE_FOR_SIX,
        ),
    ),
    "leave of a class that is not there in summer": Expected(
        ONE + "starts = { month = 10, day = 20 }\nends = { month = 11, day = 6 }\n"
        "[leave]\nweeks = 2\nconsecutive = 1\nconsecutive_from = { month = 11, day = 9 }",
        ("1A cohort_weeks, leave",),
        (
            "toute l'école – Congés possibles (leave.in_proportion) : au prorata pour les "
            "promotions présentes une partie de l'année",
            "1A – Semaines de la promotion : finir le 13 novembre 2026 au lieu du 6 novembre 2026",
        ),
    ),
    "one school week a month, six are due in three months": Expected(
        ONE + "school_weeks = 6\nschool_weeks_a_month = 1",
        ("1A school_weeks, 1A school_weeks_a_month",),
        (
            "1A – Semaines à l'école par mois : au plus 2 semaines au lieu de 1",
            f"{SCHOOL} au moins 3 semaines au lieu de 6",
        ),
    ),
    "seven weeks are forbidden at school, six are due there": Expected(
        ONE + "school_weeks = 6\nforbidden_weeks = " + weeks(range(36, 43), '["school"]'),
        ("1A forbidden_weeks, 1A school_weeks",),
        (
            "1A – Activités interdites : ne plus interdire S36 2026 (école)",
            "1A – Activités interdites : ne plus interdire S37 2026 (école)",
            FIVE_FOR_SIX,
        ),
    ),
    "weeks that the file locks fill the year": Expected(
        ONE
        + "school_weeks = 6\nlocked_weeks = {"
        + ", ".join(f'2026-W{week} = "company"' for week in range(36, 43))
        + "}",
        ("1A locked_weeks, 1A school_weeks",),
        (
            "1A – Semaines gardées : ne plus garder S36 2026",
            "1A – Semaines gardées : ne plus garder S37 2026",
            FIVE_FOR_SIX,
        ),
    ),
    "a week locked for this planning is locked in the file as well": Expected(
        ONE + fixed("school", 36) + 'locked_weeks = { 2026-S36 = "company" }',
        ("1A fixed_weeks, 1A locked_weeks",),
        (FREE_36, "1A – Semaines gardées : ne plus garder S36 2026"),
        locked({36: PlannedWeek(Activity.COMPANY)}),
    ),
    "a locked week has one session, where none or two are accepted": Expected(
        ONE + "sessions = { total = 4, a_week = [0, 2] }",
        ("1A locked_weeks, 1A sessions_a_week",),
        (
            "1A – Semaines gardées : ne plus garder S36 2026",
            f"{A_WEEK} 0, 1, 2 par semaine au lieu de 0, 2",
        ),
        locked({36: PlannedWeek(Activity.COMPANY, sessions=1)}),
    ),
    "two locked weeks have more sessions than the year": Expected(
        ONE + "sessions = { total = 2, a_week = [0, 2] }",
        ("1A locked_weeks, 1A sessions",),
        (
            "1A – Semaines gardées : ne plus garder S36 2026",
            "1A – Semaines gardées : ne plus garder S37 2026",
            f"{SESSIONS} 4 séances au lieu de 2",  # three are no sum of twos
        ),
        locked({week: PlannedWeek(Activity.COMPANY, sessions=2) for week in (36, 37)}),
    ),
    "an event at school lies in a week fixed in company": Expected(
        ONE + fixed("company", 40) + 'events = [{ name = "forum", on = { week = 40 } }]',
        ("1A events, 1A fixed_weeks",),
        (
            f"{FIXED} ne plus imposer S40 2026",
            "1A – Événements : renoncer à forum (S40 2026)",
        ),
    ),
    "two events of one day are in two places": Expected(
        ONE
        + 'events = [{ name = "forum", on = { week = 40 } }, { name = "gala", on = { week = 41 } },'
        + ' { name = "visite", on = { week = 40 }, activity = "company" }]',
        ("1A events",),
        (
            "1A – Événements : renoncer à forum (S40 2026)",
            "1A – Événements : renoncer à visite (S40 2026)",
        ),
    ),
    "two events of one name lie in weeks fixed in company": Expected(
        ONE
        + fixed("company", 40, 43)
        + 'events = [{ name = "forum", on = { week = 40 } },'
        + ' { name = "forum", on = { week = 43 } }]',
        ("1A events, 1A fixed_weeks",),
        (
            f"{FIXED} ne plus imposer S40 2026 ; et {FIXED} ne plus imposer S43 2026",
            f"{FIXED} ne plus imposer S40 2026 ; et 1A – Événements : renoncer à forum (S43 2026)",
            f"1A – Événements : renoncer à forum (S40 2026) ; et {FIXED} ne plus imposer S43 2026",
            "1A – Événements : renoncer à forum (S40 2026)"
            " ; et 1A – Événements : renoncer à forum (S43 2026)",
        ),
    ),
    "the school is closed in seven of twelve weeks": Expected(
        "closures = { weeks = [36, 37, 38, 39, 40, 41, 42] }\n" + ONE + "school_weeks = 6",
        ("1A school_weeks, closures",),
        (
            f"{CLOSED} S36 2026",
            f"{CLOSED} S37 2026",
            FIVE_FOR_SIX,
        ),
    ),
    "every other week makes six weeks at school, not seven": Expected(
        ONE + 'school_weeks = 7\npattern = { weeks = ["school", "company"], week_53 = "counted" }',
        ("1A pattern, 1A school_weeks",),
        (
            f"{SCHOOL} au moins 6 semaines au lieu de 7",
            "1A – Rythme répété : en faire un souhait au lieu d'une règle (preferred)",
        ),
    ),
    "from the fourth week on, every other week makes five weeks at school": Expected(
        ONE
        + "school_weeks = 6\n"
        + 'pattern = { weeks = ["company"], week_53 = "counted" }\n'
        + 'patterns.suite = { weeks = ["school", "company"], week_53 = "counted", '
        + "from = { week = 39 } }",
        ("1A pattern, 1A school_weeks",),
        (
            FIVE_FOR_SIX,
            "1A – Rythme répété : en faire un souhait au lieu d'une règle (preferred)",
            "1A – Rythme répété – suite : en faire un souhait au lieu d'une règle (preferred)",
        ),
    ),
    "every other week and one departure make seven weeks at school, not eight": Expected(
        ONE
        + 'school_weeks = 8\npattern = { weeks = ["school", "company"], week_53 = "counted", '
        + "most_departures = 1 }",
        ("1A departures, 1A school_weeks",),
        (
            "1A – Écarts au rythme répété : au plus 2 semaines au lieu de 1",
            f"{SCHOOL} au moins 7 semaines au lieu de 8",
        ),
    ),
    "six weeks at school and seven in company are thirteen": Expected(
        ONE + "school_weeks = 6\ncompany_weeks = 7",
        ("1A company_weeks, 1A school_weeks",),
        (FIVE_FOR_SIX, f"{COMPANY} au moins 6 semaines au lieu de 7"),
    ),
    "at most five weeks at school and six in company are eleven": Expected(
        ONE + "school_weeks = { most = 5 }\ncompany_weeks = { most = 6 }",
        ("1A company_weeks, 1A school_weeks",),
        (
            f"{SCHOOL} au plus 6 semaines au lieu de 5",
            f"{COMPANY} au plus 7 semaines au lieu de 6",
        ),
    ),
    "six weeks in company and seven split are thirteen": Expected(
        ONE + "company_weeks = 6\nactivities = { split = { weeks = 7 } }",
        ("1A activity_weeks, 1A company_weeks",),
        (
            f"{COMPANY} au moins 5 semaines au lieu de 6",
            "1A – Semaines d'une activité – semaine partagée : au moins 6 semaines au lieu de 7",
        ),
    ),
    # --- blocks ---------------------------------------------------------------------------------
    "no three weeks in a row are left for the shortest block": Expected(
        ONE
        + fixed("company", 38, 41, 44, 47)
        + "school_weeks = { least = 1 }\nschool_blocks = { shortest = 3 }",
        ("1A fixed_weeks, 1A school_blocks, 1A school_weeks",),
        (
            f"{FIXED} ne plus imposer S38 2026",
            f"{FIXED} ne plus imposer S41 2026",
            f"{SCHOOL} au moins 0 semaine au lieu de 1",
            f"{SCHOOL_BLOCKS} au moins 2 semaines de suite au lieu de 3",
        ),
    ),
    "three fixed weeks in a row are longer than the longest block": Expected(
        ONE + fixed("school", 36, 37, 38) + "school_blocks = { longest = 2 }",
        ("1A fixed_weeks, 1A school_blocks",),
        (FREE_36, FREE_37, f"{SCHOOL_BLOCKS} au plus 3 semaines de suite au lieu de 2"),
    ),
    "fixed weeks make two blocks of the one accepted": Expected(
        ONE
        + 'fixed_weeks = { 36 = "school", 38 = "company", 40 = "school" }\n'
        + "school_blocks = { count = { most = 1 } }",
        ("1A fixed_weeks, 1A school_blocks",),
        (
            FREE_36,
            f"{FIXED} ne plus imposer S38 2026",
            f"{SCHOOL_BLOCKS} au plus 2 périodes au lieu de 1",
        ),
    ),
    "seven blocks and what parts them take thirteen weeks": Expected(
        ONE + "school_blocks = { count = { least = 7 } }",
        ("1A school_blocks",),
        (f"{SCHOOL_BLOCKS} au moins 6 périodes au lieu de 7",),
    ),
    "six weeks are due in a window of four": Expected(
        ONE + "school_weeks = 6\nschool_blocks = { from = { week = 44 } }",
        ("1A school_blocks, 1A school_weeks",),
        (
            f"{SCHOOL} au moins 4 semaines au lieu de 6",
            f"{SCHOOL_BLOCKS} dès le 12 octobre 2026 au lieu du 26 octobre 2026",
        ),
    ),
    "a window lies outside this year": Expected(
        ONE
        + "school_weeks = 1\n"
        + "school_blocks = { from = { date = 2025-09-01 }, until = { date = 2025-12-01 } }",
        ("1A school_blocks, 1A school_weeks",),
        (f"{SCHOOL} au moins 0 semaine au lieu de 1",),
    ),
    "a closure of three weeks is longer than the longest block in company": Expected(
        "closures = { weeks = [40, 41, 42] }\n" + ONE + "company_blocks = { longest = 2 }",
        ("1A company_blocks, closures",),
        (
            f"{CLOSED} S40 2026",
            f"{CLOSED} S41 2026",
            "1A – Périodes en entreprise : au plus 3 semaines de suite au lieu de 2",
        ),
    ),
    "four weeks abroad are due in one of two windows, of three and two": Expected(
        ONE
        + "activities = { abroad = { weeks = 4, blocks = { count = 1, windows = ["
        + "{ until = { week = 38 } }, { from = { week = 46 } }] } } }",
        ("1A activity_blocks, 1A activity_weeks",),
        (
            "1A – Semaines d'une activité – à l'étranger : au moins 3 semaines au lieu de 4",
            "1A – Périodes d'une activité – à l'étranger :"
            " jusqu'au 27 septembre 2026 au lieu du 20 septembre 2026",
            "1A – Périodes d'une activité – à l'étranger : au plus 2 périodes au lieu de 1",
            "1A – Périodes d'une activité – à l'étranger :"
            " dès le 26 octobre 2026 au lieu du 9 novembre 2026",
        ),
    ),
    "four weeks abroad are due in a window of three": Expected(
        ONE + "activities = { abroad = { weeks = 4, blocks = { until = { week = 38 } } } }",
        ("1A activity_blocks, 1A activity_weeks",),
        (
            "1A – Semaines d'une activité – à l'étranger : au moins 3 semaines au lieu de 4",
            "1A – Périodes d'une activité – à l'étranger :"
            " jusqu'au 27 septembre 2026 au lieu du 20 septembre 2026",
        ),
    ),
    "a stay at school goes on through a week abroad, and is too short all the same": Expected(
        ONE
        + 'patterns.voyage = { weeks = ["abroad"], week_53 = "counted", within_block = true, '
        + "from = { week = 40 }, until = { week = 40 } }\n"
        + "activities = { abroad = {} }\n"
        + fixed("school", 39)
        + 'forbidden_weeks = { 41 = ["school"] }\n'
        + "school_blocks = { shortest = 3, from = { week = 39 } }",
        ("1A fixed_weeks, 1A forbidden_weeks, 1A school_blocks",),
        (
            f"{FIXED} ne plus imposer S39 2026",
            "1A – Activités interdites : ne plus interdire S41 2026 (école)",
            "1A – Périodes à l'école : dès le 14 septembre 2026 au lieu du 21 septembre 2026",
            "1A – Périodes à l'école : au moins 2 semaines de suite au lieu de 3",
        ),
    ),
    "a part of a block in a week that must not have it": Expected(
        ONE
        + 'patterns.examen = { weeks = ["school"], week_53 = "counted", within_block = true, '
        + "from = { week = 40 }, until = { week = 40 } }\n"
        + 'forbidden_weeks = { 40 = ["school"] }\n',
        ("1A forbidden_weeks, 1A pattern",),
        (
            "1A – Activités interdites : ne plus interdire S40 2026 (école)",
            "1A – Rythme répété – examen : en faire un souhait au lieu d'une règle (preferred)",
        ),
    ),
    "a leaving right before a stay abroad, which is a week in company": Expected(
        ONE
        + fixed("company", 40)
        + "activities = { abroad = {} }\n"
        + 'named_blocks.AVANT = { label = "avant", activity = "school", starts = { week = 39 }, '
        + 'count = 1, right_before = "abroad" }',
        ("1A fixed_weeks, 1A named_blocks, 1A right_before",),
        (
            f"{FIXED} ne plus imposer S40 2026",
            "1A – Période nommée – AVANT : au moins 0 période au lieu de 1",
            "1A – Période juste avant une autre – AVANT : ne plus demander cet ordre",
        ),
    ),
    "a return right after a stay abroad, which is a week in company": Expected(
        ONE
        + fixed("company", 40)
        + "activities = { abroad = {} }\n"
        + 'named_blocks.RETOUR = { label = "retour", activity = "school", starts = { week = 41 }, '
        + 'count = 1, right_after = "abroad" }',
        ("1A fixed_weeks, 1A named_blocks, 1A right_after",),
        (
            f"{FIXED} ne plus imposer S40 2026",
            "1A – Période nommée – RETOUR : au moins 0 période au lieu de 1",
            "1A – Période juste après une autre – RETOUR : ne plus demander cet ordre",
        ),
    ),
    "a departure right before a stay abroad, which is a week in company": Expected(
        ONE
        + fixed("company", 42)
        + "activities = { abroad = {} }\n"
        + 'named_blocks.DEPART = { label = "départ", activity = "school", starts = { week = 41 }, '
        + 'count = 1, longest = 1, right_before = "abroad" }',
        ("1A fixed_weeks, 1A named_blocks, 1A right_before",),
        (
            f"{FIXED} ne plus imposer S42 2026",
            "1A – Période nommée – DEPART : au moins 0 période au lieu de 1",
            "1A – Période juste avant une autre – DEPART : ne plus demander cet ordre",
        ),
    ),
    "four weeks of a project have to end before five have passed": Expected(
        ONE + 'named_blocks = { PE = { label = "projet", before = { week = 40 }, weeks = 5 } }',
        ("1A named_blocks",),
        (
            f"{PROJECT} au moins 4 semaines au lieu de 5",
            f"{PROJECT} jusqu'au 4 octobre 2026 au lieu du 27 septembre 2026",
        ),
    ),
    "a project of four weeks is to lie in one of two windows, of three weeks and of two": Expected(
        ONE
        + 'named_blocks = { PE = { label = "projet", count = 1, shortest = 4, windows = ['
        + "{ until = { week = 38 } }, { from = { week = 46 } }] } }",
        ("1A named_blocks",),
        (
            f"{PROJECT} au moins 3 semaines de suite au lieu de 4",
            f"{PROJECT} au moins 0 période au lieu de 1",
            f"{PROJECT} jusqu'au 27 septembre 2026 au lieu du 20 septembre 2026",
            f"{PROJECT} dès le 26 octobre 2026 au lieu du 9 novembre 2026",
        ),
    ),
    "a week fixed at school parts the last block": Expected(
        ONE
        + fixed("school", 42)
        + "company_weeks = { least = 1 }\n"
        + 'named_blocks = { FIN = { label = "fin", last = true, shortest = 8 } }',
        ("1A company_weeks, 1A fixed_weeks, 1A named_blocks",),
        (
            f"{FIXED} ne plus imposer S42 2026",
            f"{COMPANY} au moins 0 semaine au lieu de 1",
            "1A – Période nommée – FIN : au moins 6 semaines de suite au lieu de 8",
        ),
    ),
    "a stay of the year before goes on for too long": Expected(
        ONE + fixed("school", 36, 37) + "school_blocks = { longest_across = 3 }",
        ("1A across_years, 1A fixed_weeks",),
        (
            FREE_36,
            FREE_37,
            "1A – Séjour d'une année à l'autre – école : au plus 4 semaines au lieu de 3",
        ),
        Given(before={"1A": Stay(Activity.SCHOOL, 2)}),
    ),
    "four weeks in a row hold a day at school, in two activities": Expected(
        ONE
        + 'fixed_weeks = { 36 = "school", 37 = "school", 38 = "school", 39 = "split" }\n'
        + "school_blocks = { longest = 3 }\nlongest_presence = { school = 3 }",
        ("1A fixed_weeks, 1A longest_presence",),
        (
            FREE_36,
            FREE_37,
            "1A – Présence sans interruption – école : au plus 4 semaines de suite au lieu de 3",
        ),
    ),
    "four weeks at school in a row, eighteen days at most": Expected(
        ONE + fixed("school", 36, 37, 38, 39) + "school_blocks = { longest_days = 18 }",
        ("1A fixed_weeks, 1A school_blocks",),
        (
            FREE_36,
            FREE_37,
            "1A – Périodes à l'école : au plus 20 jours de suite au lieu de 18",
        ),
    ),
    "two weeks at school between others, twelve days at least": Expected(
        ONE
        + 'fixed_weeks = { 38 = "company", 39 = "school", 40 = "school", 41 = "company" }\n'
        + "school_blocks = { shortest_days = 12 }",
        ("1A fixed_weeks, 1A school_blocks",),
        (
            f"{FIXED} ne plus imposer S38 2026",
            f"{FIXED} ne plus imposer S41 2026",
            "1A – Périodes à l'école : au moins 10 jours de suite au lieu de 12",
        ),
    ),
    "two fixed weeks change on a Monday, the class on Wednesdays": Expected(
        ONE + 'changes_on = ["wednesday"]\n' + 'fixed_weeks = { 39 = "company", 40 = "school" }',
        ("1A changes, 1A fixed_weeks",),
        (
            f"{FIXED} ne plus imposer S39 2026",
            f"{FIXED} ne plus imposer S40 2026",
            ANY_DAY,
        ),
    ),
    "two whole weeks at school, of a class that changes within its weeks": Expected(
        ONE
        + 'changes_on = ["wednesday"]\ncount_cut_weeks = "whole"\nschool_weeks = 2\n'
        + "school_blocks = { count = 1, longest = 2 }",
        ("1A changes, 1A school_blocks, 1A school_weeks",),
        (
            f"{SCHOOL} au moins 1 semaine au lieu de 2",
            f"{SCHOOL} {BY_FIFTHS}",
            f"{SCHOOL_BLOCKS} au plus 3 semaines de suite au lieu de 2",
            f"{SCHOOL_BLOCKS} au plus 2 périodes au lieu de 1",
            ANY_DAY,
        ),
    ),
    "one week touched at school, of a class with a stay across two weeks": Expected(
        ONE
        + 'changes_on = ["thursday"]\ncount_cut_weeks = "touched"\nschool_weeks = { most = 1 }\n'
        + "school_blocks = { count = 1, shortest_days = 4, from = { week = 37 } }",
        ("1A changes, 1A school_blocks, 1A school_weeks",),
        (
            f"{SCHOOL} au plus 2 semaines au lieu de 1",
            f"{SCHOOL} {BY_FIFTHS}",
            f"{SCHOOL_BLOCKS} au moins 2 jours de suite au lieu de 4",
            f"{SCHOOL_BLOCKS} au moins 0 période au lieu de 1",
            ANY_DAY,
        ),
    ),
    "a project of two whole weeks, of a class that changes within its weeks": Expected(
        ONE
        + 'changes_on = ["wednesday"]\ncount_cut_weeks = "whole"\n'
        + 'named_blocks.PE = { label = "projet", activity = "school", count = 1, weeks = 2, '
        + "longest = 2 }",
        ("1A changes, 1A named_blocks",),
        (
            f"{PROJECT} au plus 3 semaines de suite au lieu de 2",
            f"{PROJECT} au plus 2 périodes au lieu de 1",
            f"{PROJECT} au moins 1 semaine au lieu de 2",
            f"{PROJECT} {BY_FIFTHS}",
            ANY_DAY,
        ),
    ),
    # --- sessions -------------------------------------------------------------------------------
    "five sessions are due in four weeks in company": Expected(
        ONE + fixed("school", *range(36, 44)) + "sessions = { total = 5, a_week = [0, 1] }",
        ("1A fixed_weeks, 1A session_weeks, 1A sessions, 1A sessions_a_week",),
        (FREE_36, FREE_37, f"{SESSIONS} 4 séances au lieu de 5", TWO_A_WEEK),
    ),
    "fifteen sessions are due in three weeks of three": Expected(
        ONE + fixed("school", *range(36, 45)) + "sessions = { total = 15, a_week = [0, 3] }",
        ("1A fixed_weeks, 1A session_weeks, 1A sessions, 1A sessions_a_week",),
        (
            f"{A_WEEK} 0, 3, 4, 5 par semaine au lieu de 0, 3",
            f"{SESSIONS} 9 séances au lieu de 15",  # none between is a sum of threes
        ),
    ),
    "five sessions are due within four weeks": Expected(
        ONE + "sessions = { total = 5, a_week = [0, 1], until = { week = 39 } }",
        ("1A session_weeks, 1A sessions, 1A sessions_a_week",),
        (
            f"{SESSIONS} 4 séances au lieu de 5",
            TWO_A_WEEK,
            "1A – Semaines pouvant porter des séances :"
            " jusqu'au 4 octobre 2026 au lieu du 27 septembre 2026",
        ),
    ),
    "three weeks are kept free of sessions, one of which is at school anyway": Expected(
        ONE
        + fixed("school", 36)
        + "sessions = { total = 10, a_week = [0, 1], without_weeks = [36, 37, 38] }",
        ("1A session_weeks, 1A sessions, 1A sessions_a_week",),
        (
            f"{SESSIONS} 9 séances au lieu de 10",
            TWO_A_WEEK,
            "1A – Semaines pouvant porter des séances : permettre des séances en S37 2026",
        ),
    ),
    "the last block takes the weeks that sessions need": Expected(
        ONE
        + "sessions = { total = 5, a_week = [0, 1] }\n"
        + 'named_blocks = { FIN = { label = "fin", starts = { week = 40 }, count = 1,'
        + " shortest = 8, sessions = false } }",
        ("1A named_blocks, 1A session_blocks, 1A sessions, 1A sessions_a_week",),
        (
            TWO_A_WEEK,
            "1A – Période nommée – FIN : au moins 0 période au lieu de 1",
            f"{SESSIONS} 3 séances au lieu de 5",
            "1A – Période nommée – FIN : au moins 5 semaines de suite au lieu de 8",
            "1A – Période sans séance – FIN : permettre des séances dans cette période",
        ),
    ),
    "a semester of four weeks owes five sessions": Expected(
        ONE
        + "sessions = { total = 10, a_week = [0, 1] }\n"
        + "semesters = { S1 = { until = { week = 39 }, sessions = { least = 5 } } }",
        ("1A semester_sessions, 1A sessions_a_week",),
        (
            TWO_A_WEEK,
            "1A – Séances du semestre – S1 : au moins 4 séances au lieu de 5",
        ),
    ),
    "a semester accepts one session, and eight weeks are left for nine": Expected(
        ONE
        + "sessions = { total = 10, a_week = [0, 1] }\n"
        + "semesters = { S1 = { until = { week = 39 }, sessions = { most = 1 } } }",
        ("1A semester_sessions, 1A sessions, 1A sessions_a_week",),
        (
            f"{SESSIONS} 9 séances au lieu de 10",
            TWO_A_WEEK,
            "1A – Séances du semestre – S1 : au plus 2 séances au lieu de 1",
        ),
    ),
    # --- leave: what the law asks is never eased ------------------------------------------------
    "ten sessions leave two weeks for leave, not three": Expected(
        "leave = { weeks = 3, consecutive = 0, consecutive_from = { month = 11, day = 1 } }\n"
        + ONE
        + "sessions = { total = 10, a_week = [0, 1] }",
        ("1A sessions, 1A sessions_a_week, leave",),
        (f"{SESSIONS} 9 séances au lieu de 10", TWO_A_WEEK),
    ),
    "a week at school parts the two weeks of leave in a row": Expected(
        "leave = { weeks = 2, consecutive = 2, consecutive_from = { month = 11, day = 1 } }\n"
        + ONE
        + fixed("school", 46),
        ("1A fixed_weeks, leave",),
        (f"{FIXED} ne plus imposer S46 2026",),
    ),
    # --- hours ----------------------------------------------------------------------------------
    "a day closed in each of two weeks at school, all their hours are due": Expected(
        ONE
        + fixed("school", 36, 37)
        + "school_weeks = 2\nonsite_hours = 70\n"
        + "[closures]\nsingle_days = [{ first = 2026-09-01, name = 'pont' }, "
        + "{ first = 2026-09-08, cohorts = ['1A'] }]",
        ("1A fixed_weeks, 1A onsite_room, 1A school_weeks",),
        (
            f"{SCHOOL} au plus 3 semaines au lieu de 2",
            f"{ROOM} 56 h de cours au lieu de 70 h",
            "toute l'école – Fermetures de l'école (closures.single_days) : heures de cours "
            "perdues, au lieu d'être rattrapées : 1er septembre 2026, 8 septembre 2026",
            f"{DAY} 9 h de cours par jour au lieu de 7 h",
        ),
    ),
    "three weeks at school have room for 105 hours, not 120": Expected(
        ONE + fixed("company", *range(39, 48)) + "onsite_hours = 120",
        ("1A fixed_weeks, 1A onsite_room",),
        (
            f"{FIXED} ne plus imposer S39 2026",
            f"{FIXED} ne plus imposer S40 2026",
            f"{DAY} 8 h de cours par jour au lieu de 7 h",
            f"{ROOM} 105 h de cours au lieu de 120 h",
        ),
    ),
    "days are full, and so is the week that is limited to them": Expected(
        ONE
        + fixed("company", *range(39, 48))
        + "onsite_hours = 120\nonsite_a_week = { least = 10, most = 35 }",
        ("1A fixed_weeks, 1A onsite_room",),
        (
            f"{FIXED} ne plus imposer S39 2026",
            f"{FIXED} ne plus imposer S40 2026",
            f"{DAY} 8 h de cours par jour au lieu de 7 h, et jusqu'à 40 h par semaine pour 1A",
            f"{ROOM} 105 h de cours au lieu de 120 h",
        ),
    ),
    "three weeks, one with a holiday, have room for 70 hours": Expected(
        ONE + fixed("company", *range(36, 45)) + "onsite_hours = 90\nonsite_a_week = { most = 25 }",
        ("1A fixed_weeks, 1A onsite_room",),
        (
            FREE_36,
            FREE_37,
            f"{ROOM} 70 h de cours au lieu de 90 h",
            f"{ROOM} 33 h de cours par semaine au lieu de 25 h",
        ),
    ),
    "three weeks of a class with days of its own have room for 105 hours": Expected(
        ONE
        + fixed("school", 45, 46, 47)
        + "school_weeks = 3\nonsite_hours = 110\nworkday = { school = 7.5 }",
        ("1A fixed_weeks, 1A onsite_room, 1A school_weeks",),
        (
            f"{FIXED} ne plus imposer S46 2026",
            f"{SCHOOL} au plus 4 semaines au lieu de 3",
            f"{ROOM} 105 h de cours au lieu de 110 h",
            f"{ROOM} 8 h de cours par jour au lieu de 7,5 h",
        ),
    ),
    "a semester of two weeks at school owes 80 hours": Expected(
        ONE
        + fixed("company", *range(38, 48))
        + "onsite_hours = 80\nsemesters = { S1 = { until = { week = 39 }, onsite_hours = 80 } }",
        ("1A fixed_weeks, 1A onsite_room",),
        (
            f"{FIXED} ne plus imposer S38 2026",
            f"{FIXED} ne plus imposer S39 2026",
            f"{ROOM_OF} S1 : 70 h de cours au lieu de 80 h",
            f"{DAY} 8 h de cours par jour au lieu de 7 h",
        ),
    ),
    "four weeks are not filled by 60 hours": Expected(
        ONE + "school_weeks = 4\nonsite_hours = 60\nonsite_a_week = { least = 20, most = 35 }",
        ("1A onsite_room, 1A school_weeks",),
        (
            f"{SCHOOL} au moins 3 semaines au lieu de 4",
            f"{ROOM} 76 h de cours au lieu de 60 h",  # the week of the holiday takes 16
            f"{ROOM} 15 h de cours par semaine au lieu de 20 h",
        ),
    ),
    "weeks that are kept have more hours than the year": Expected(
        ONE + "onsite_hours = 70",
        ("1A onsite_room",),
        (
            f"{ROOM} ne plus garder S36 2026",
            f"{ROOM} ne plus garder S37 2026",
            f"{ROOM} 105 h de cours au lieu de 70 h",
        ),
        locked({week: PlannedWeek(Activity.SCHOOL, 0, 35 * HOUR) for week in (36, 37, 38)}),
    ),
    "a week that is kept has fewer hours than a week accepts": Expected(
        ONE + "onsite_hours = 70\nonsite_a_week = { least = 20, most = 35 }",
        ("1A onsite_a_week",),
        (
            "1A – Heures à l'école par semaine : ne plus garder S36 2026",
            "1A – Heures à l'école par semaine : 10 h de cours par semaine au lieu de 20 h",
        ),
        locked({36: PlannedWeek(Activity.SCHOOL, 0, 10 * HOUR)}),
    ),
    "a week that is kept has more hours than a week accepts": Expected(
        ONE + "onsite_hours = 70\nonsite_a_week = { most = 30 }",
        ("1A onsite_a_week",),
        (
            "1A – Heures à l'école par semaine : ne plus garder S36 2026",
            "1A – Heures à l'école par semaine : 35 h de cours par semaine au lieu de 30 h",
        ),
        locked({36: PlannedWeek(Activity.SCHOOL, 0, 35 * HOUR)}),
    ),
    "too few sessions are no more possible than too many": Expected(
        "leave = { weeks = 1, consecutive = 0, consecutive_from = { month = 11, day = 1 } }\n"
        + ONE
        + fixed("school", *range(36, 44))
        + "sessions = { total = 6, a_week = [0, 1] }\n"
        + "company_hours = { target = 119, tolerance = 4 }",
        ("1A fixed_weeks, 1A session_weeks, 1A sessions, 1A sessions_a_week",),
        # four weeks, less a holiday, are 133 h, of which three to five sessions leave 119 h, or
        # nearly so; but the fourth week is for leave
        (f"{SESSIONS} 3 séances au lieu de 6",),
    ),
    "fewer sessions take a wider tolerance of academic hours": Expected(
        ONE
        + fixed("school", *range(36, 44))
        + "sessions = { total = 6, a_week = [0, 1] }\n"
        + "onsite_hours = 100\nacademic_hours = { target = 121 }",
        ("1A fixed_weeks, 1A session_weeks, 1A sessions, 1A sessions_a_week",),
        (
            TWO_A_WEEK,
            f"{SESSIONS} 4 séances au lieu de 6,"
            " avec une tolérance de 7 h sur les heures académiques",
        ),
    ),
    "sessions take from the hours in company": Expected(
        ONE
        + "sessions = { total = 4, a_week = [0, 1] }\n"
        + "company_hours = { target = 420, tolerance = 10 }",
        ("1A company_hours, 1A sessions",),
        (  # of 420 h, a holiday takes 7 and the sessions 14
            "1A – Heures en entreprise : une tolérance de 21 h au lieu de 10 h",
            f"{SESSIONS} 0 séance au lieu de 4",
        ),
    ),
    "ten weeks in company are more hours than accepted": Expected(
        ONE + "company_weeks = { least = 10 }\ncompany_hours = { target = 300, tolerance = 10 }",
        ("1A company_hours, 1A company_weeks",),
        (
            f"{COMPANY} au moins 9 semaines au lieu de 10",
            "1A – Heures en entreprise : une tolérance de 43 h au lieu de 10 h",
        ),
    ),
    "several changes are needed, none of them in vain": Expected(
        ONE
        + "onsite_hours = 200\nschool_weeks = { least = 7, most = 9 }\n"
        + "company_weeks = { least = 8 }\ncompany_hours = { target = 300, tolerance = 20 }",
        ("1A company_weeks, 1A school_weeks",),
        (
            f"{FOUR_FOR_SEVEN} ; et {DAY} 10 h de cours par jour au lieu de 7 h"
            f" ; et {TOLERANCE} de 27 h au lieu de 20 h",  # eight weeks, less a holiday: 273 h
            f"{FOUR_FOR_SEVEN} ; et {DAY} 10 h de cours par jour au lieu de 7 h"
            f" ; et {ROOM} 190 h de cours au lieu de 200 h",  # four weeks, with the holiday
            f"{FOUR_FOR_SEVEN} ; et {DAY} 11 h de cours par jour au lieu de 7 h",
            f"{FOUR_FOR_SEVEN} ; et {ROOM} 133 h de cours au lieu de 200 h",
            f"{FOUR_FOR_SEVEN} ; et {COMPANY} au moins 6 semaines au lieu de 8"
            f" ; et {TOLERANCE} de 90 h au lieu de 20 h",
            f"{COMPANY} au moins 5 semaines au lieu de 8 ; et {TOLERANCE} de 125 h au lieu de 20 h",
        ),
    ),
    # --- what cohorts share ---------------------------------------------------------------------
    "two cohorts of seven weeks take turns in twelve": Expected(
        f"campus = {{ most_cohorts = 1 }}\n{ONE}school_weeks = 7\n"
        f"{TWO}onsite_hours = 0\nschool_weeks = 7",
        ("1A school_weeks, 2A school_weeks, campus_cohorts",),
        (
            f"{CAMPUS} 2 promotions au lieu de 1",
            f"{SCHOOL} au moins 5 semaines au lieu de 7",
            "2A – Semaines à l'école : au moins 5 semaines au lieu de 7",
        ),
    ),
    "fifty people do not fit where forty do": Expected(
        f"campus = {{ most_people = 40 }}\n{ONE}school_weeks = 7\n"
        f"{TWO}onsite_hours = 0\nschool_weeks = 7",
        ("1A school_weeks, 2A school_weeks, campus_people",),
        (
            f"{PEOPLE} 50 personnes au lieu de 40",
            f"{SCHOOL} au moins 5 semaines au lieu de 7",
            "2A – Semaines à l'école : au moins 5 semaines au lieu de 7",
        ),
    ),
    "two times two groups do not fit in a laboratory for three": Expected(
        f"campus = {{ resources = {{ labo = 3, atelier = 9 }} }}\n"
        f"{ONE}school_weeks = 7\nuses = {{ labo = {{ groups = 2 }} }}\n"
        f"{TWO}onsite_hours = 0\nschool_weeks = 7\nuses = {{ labo = {{ groups = 2 }} }}",
        ("1A school_weeks, 2A school_weeks, resources",),
        (
            f"{LABORATORY} 4 groupes au lieu de 3",
            f"{SCHOOL} au moins 5 semaines au lieu de 7",
            "2A – Semaines à l'école : au moins 5 semaines au lieu de 7",
        ),
    ),
    "hours of two cohorts need thirteen weeks of a campus for one": Expected(
        f"campus = {{ most_cohorts = 1 }}\n{ONE}onsite_hours = 220\n{TWO}onsite_hours = 210",
        ("1A onsite_room, 2A onsite_room, campus_cohorts",),
        (
            f"{CAMPUS} 2 promotions au lieu de 1",
            f"{DAY} 7,5 h de cours par jour au lieu de 7 h",
            f"{ROOM} 203 h de cours au lieu de 220 h",
            "2A – Place disponible pour les heures de cours : 175 h de cours au lieu de 210 h",
        ),
    ),
    "each of two cohorts asks for too much": Expected(
        f"{ONE}school_weeks = 6\ncompany_weeks = 7\n"
        f"{TWO}onsite_hours = 0\nschool_weeks = 6\ncompany_weeks = 8",
        ("1A company_weeks, 1A school_weeks", "2A company_weeks, 2A school_weeks"),
        tuple(
            f"{one} ; et {two}"
            for one in (FIVE_FOR_SIX, f"{COMPANY} au moins 6 semaines au lieu de 7")
            for two in (
                "2A – Semaines à l'école : au moins 4 semaines au lieu de 6",
                "2A – Semaines en entreprise : au moins 6 semaines au lieu de 8",
            )
        ),
    ),
}


@cache
def found(name: str) -> tuple[Case, Explanation]:
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
    kept = explain(case, replace(CHANGING, may_unlock=False), FeasibilitySearch())
    assert [change.kind for way in kept.ways for change in way.relaxations] == ["free"]
