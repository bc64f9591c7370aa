"""What has no planning: which weeks are spent where."""

from planner.programme.cohort import PlannedWeek
from planner.year.activity import Activity
from tests.conflicts.wording import (
    A_WEEK,
    CLOSED,
    COMPANY,
    FIVE_FOR_SIX,
    FIXED,
    FREE_36,
    FREE_37,
    ONE,
    SCHOOL,
    SESSIONS,
    fixed,
    locked,
    weeks,
)
from tests.explaining import Expected

CASES = {
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
}
