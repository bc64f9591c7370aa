"""What has no planning: sessions, leave and hours; what the law asks of leave is never eased."""

from planner.programme.cohort import PlannedWeek
from planner.year.activity import Activity
from planner.year.weeks import HOUR
from tests.conflicts.wording import (
    A_WEEK,
    COMPANY,
    DAY,
    FIXED,
    FREE_36,
    FREE_37,
    ONE,
    ROOM,
    SCHOOL,
    SESSIONS,
    fixed,
    locked,
)
from tests.explaining import Expected

ROOM_OF = "1A – Place disponible pour les heures de cours –"
TOLERANCE = "1A – Heures en entreprise : une tolérance"
FOUR_FOR_SEVEN = f"{SCHOOL} au moins 4 semaines au lieu de 7"
TWO_A_WEEK = f"{A_WEEK} 0, 1, 2 par semaine au lieu de 0, 1"


CASES = {
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
    "sessions wait for a first week at school that comes late": Expected(
        ONE
        + fixed("school", 45)
        + 'sessions = { total = 5, a_week = [0, 1], after_first = "school" }\n'
        + "school_weeks = 1\n",
        ("1A first_session, 1A fixed_weeks, 1A school_weeks, 1A sessions, 1A sessions_a_week",),
        (
            f"{FIXED} ne plus imposer S45 2026",
            f"{SCHOOL} au plus 2 semaines au lieu de 1",
            f"{A_WEEK} 0, 1, 2, 3 par semaine au lieu de 0, 1",
            f"{SESSIONS} 2 séances au lieu de 5",
            "1A – Première séance – école : permettre des séances avant cette semaine",
        ),
    ),
    "sessions run ahead of the only school week": Expected(
        ONE
        + "sessions = { total = 5, a_week = [0, 1], most_a_school_week = 4 }\n"
        + "school_weeks = 1\n",
        ("1A school_weeks, 1A sessions, 1A sessions_so_far",),
        (
            f"{SCHOOL} au plus 2 semaines au lieu de 1",
            f"{SESSIONS} 4 séances au lieu de 5",
            "1A – Séances au fil des semaines à l'école : au plus 5 séances au lieu de 4",
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
}
