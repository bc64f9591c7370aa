"""A small class with modules, two options side by side, and its planning, made by hand."""

from collections.abc import Mapping
from dataclasses import replace

from planner.apprentices.apprentice import Apprentice
from planner.apprentices.year import ApprenticeYear, apprentice_year
from planner.curriculum.module import Curriculum, Module
from planner.curriculum.progression import Progression, TaughtModule
from planner.planning.planning import Planning
from planner.planning.progressions import with_progression
from planner.programme.programme import Programme
from planner.rules.case import Case
from planner.year.weeks import HOUR, AcademicYear
from tests.builders import cohort, employed, planned, programme, year

LETTERS = "CCEEEECCEE"
"""From 3 April 2023 on, that is from week 14."""

Placed = Mapping[str, tuple[Mapping[int, float], Mapping[int, int]]]
"""By the id of a module: hours in weeks, sessions in weeks."""

PLACED: Placed = {
    "Physique": ({0: 10, 6: 4}, {2: 1, 4: 1}),
    "Anglais": ({1: 6}, {3: 1}),
    "Fluides": ({1: 4, 6: 6}, {2: 1}),
    "Poudres": ({1: 4, 6: 6}, {2: 1}),
}

MODULES = (
    Module("Physique", "Physique des matériaux", 21 * HOUR, semester=1, unit="SF"),
    Module("Anglais", "Anglais", 570, semester=1, unit="CI"),
    Module("Fluides", "Mécanique des fluides", 810, semester=2, unit="Option", option="Énergie"),
    Module("Poudres", "Poudres", 810, semester=2, unit="Option", option="Matériaux"),
)


def taught_year() -> AcademicYear:
    return year(len(LETTERS))


def taught_programme() -> Programme:
    return programme(cohort(onsite=30 * HOUR), curriculum=Curriculum(MODULES))


def taught_planning(placed: Placed = PLACED) -> Planning:
    """Plan the class as written in letters, with its modules; its other hours have none."""
    rules, when = taught_programme(), taught_year()
    modules = tuple(
        TaughtModule(
            each,
            tuple(int(placed[each.id][0].get(n, 0) * HOUR) for n in range(len(when))),
            tuple(placed[each.id][1].get(n, 0) for n in range(len(when))),
        )
        for each in MODULES
    )
    found = Progression(Curriculum(MODULES), modules, (0,) * len(when))
    row = with_progression(planned(rules.cohorts[0], LETTERS, when), found)
    return Planning(Case(rules, when), (row,))


def without_progression(planning: Planning) -> Planning:
    """Return a planning without its modules, whose hours and sessions stay."""
    rows = tuple(replace(row, progression=None) for row in planning.cohorts)
    return replace(planning, cohorts=rows)


def learnt(option: str = "", planning: Planning | None = None) -> ApprenticeYear:
    """Lay out the year of an apprentice with an option."""
    who: Apprentice = employed("Exemple", "Camille", "1A", "Société Fictive", option)
    return apprentice_year(who, planning or taught_planning())
