"""The modules of an apprentice's year: what is learnt, at school in which weeks, in which sessions.

A week or a session that the apprentice does not spend there, outside the contract or in a break,
does not count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.apprentices.day import HeldSession
from planner.apprentices.year import ApprenticeYear
from planner.curriculum.module import Module
from planner.programme.hours_of_week import TAUGHT_AT
from planner.year.weeks import Minutes, Week


@dataclass(frozen=True)
class LearntModule:
    """A module as an apprentice has it.

    Attributes
    ----------
    number
        Its place among the modules of the apprentice, from 1: the calendar has it in its sessions.
    minutes
        What is taught of it at school, in each week that has some.
    sessions
        Its sessions that have a half-day.
    """

    number: int
    module: Module
    minutes: Mapping[int, Minutes]
    weeks: tuple[Week, ...]
    sessions: tuple[HeldSession, ...]

    @property
    def onsite(self) -> Minutes:
        """The minutes at school."""
        return sum(self.minutes.values())


def learnt_modules(year: ApprenticeYear) -> tuple[LearntModule, ...]:
    """Return the modules of an apprentice, in the order of the curriculum; none if none are placed.

    Those of all options, where the apprentice has none.
    """
    if year.progression is None:
        return ()
    at_school = frozenset(_weeks_at_school(year))
    weeks = year.planning.year.weeks_of(year.cohort.cohort.id)
    held = [each for day in year.days for each in day.held_sessions]
    found = []
    for number, taught in enumerate(year.progression.modules, start=1):
        minutes = {n: taught.minutes[n] for n in taught.onsite_weeks if n in at_school}
        sessions = tuple(each for each in held if taught.module.id in each.subject)
        found.append(
            LearntModule(number, taught.module, minutes, tuple(weeks[n] for n in minutes), sessions)
        )
    return tuple(found)


def modules_of_week(year: ApprenticeYear, week: int) -> Mapping[str, Minutes]:
    """Return the minutes at school of each module in a week, by name; none if not spent there."""


def _weeks_at_school(year: ApprenticeYear) -> Iterator[int]:
    """Yield the weeks of which a day of lessons is spent."""
    for week in range(len(year.planning.year)):
        if any(not {*TAUGHT_AT}.isdisjoint(day.halves_spent) for day in year.week(week)):
            yield week
