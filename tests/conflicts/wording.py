"""How conflicts are written: what changes a programme, and how sentences on them begin."""

from collections.abc import Mapping

from planner.programme.cohort import PlannedWeek
from planner.rules.given import Given

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
SESSIONS = "1A – Séances à distance :"
A_WEEK = "1A – Séances par semaine :"
ROOM = "1A – Place disponible pour les heures de cours :"
CLOSED = "toute l'école – Fermetures de l'école (closures.open_weeks) : ouvrir l'école en"
DAY = "toute l'école – Journée de cours (workday.school) :"
FREE_36 = f"{FIXED} ne plus imposer S36 2026"
FREE_37 = f"{FIXED} ne plus imposer S37 2026"
FIVE_FOR_SIX = f"{SCHOOL} au moins 5 semaines au lieu de 6"
