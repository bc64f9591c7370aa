"""What has no planning: blocks."""

from planner.rules.given import Given, Stay
from planner.year.activity import Activity
from tests.conflicts.wording import CLOSED, COMPANY, FIXED, FREE_36, FREE_37, ONE, SCHOOL, fixed
from tests.explaining import Expected

SCHOOL_BLOCKS = "1A – Périodes à l'école :"
PROJECT = "1A – Période nommée – PE :"
ANY_DAY = "1A – Jours de changement : permettre un changement n'importe quel jour"
BY_FIFTHS = "compter chaque jour d'une semaine coupée pour un cinquième"


CASES = {
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
}
