"""The modules of an apprentice's year: what is learnt, in which weeks at school, which sessions.

A week at school or a session that the apprentice does not spend there does not count: outside the
contract, in a break, at another company.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.apprentices.day import HeldSession
from planner.apprentices.year import ApprenticeYear
from planner.curriculum.module import Module
from planner.programme.hours_of_week import TAUGHT_AT
from planner.year.weeks import Minutes


@dataclass(frozen=True)
class LearntModule:
    """A module as an apprentice has it.

    Attributes
    ----------
    number
        Its place among the modules of the apprentice, from 1, which the calendar names.
    minutes
        What is taught of it at school, by the position of the week.
    sessions
        Its sessions that have a half-day.
    """

    number: int
    module: Module
    minutes: Mapping[int, Minutes]
    sessions: tuple[HeldSession, ...]

    @property
    def onsite(self) -> Minutes:
        """Its minutes at school."""
        return sum(self.minutes.values())

    @property
    def session_weeks(self) -> tuple[int, ...]:
        """The positions of the weeks in which it has sessions."""
        return tuple(dict.fromkeys(each.week for each in self.sessions))

    @property
    def weeks(self) -> tuple[int, ...]:
        """The positions of the weeks in which it is taught or has sessions, in order."""
        return tuple(sorted({*self.minutes, *self.session_weeks}))


@dataclass(frozen=True)
class Learning:
    """What an apprentice learns in a year.

    Attributes
    ----------
    modules
        Those of the option, in the order of the curriculum; of all options, side by side, where the
        apprentice has none.
    onsite, other
        The minutes at school of all modules that one person has and of what is none of them, and
        the latter alone.
    sessions
        How many sessions have a half-day.
    """

    modules: tuple[LearntModule, ...]
    onsite: Minutes
    other: Minutes
    sessions: int


def learning(year: ApprenticeYear) -> Learning | None:
    """Return what an apprentice learns; None if no modules are placed."""
    found = year.progression
    if found is None:
        return None
    at_school = tuple(_weeks_at_school(year))
    held = [each for day in year.days for each in day.held_sessions]
    modules = (
        LearntModule(
            number,
            taught.module,
            {n: taught.minutes[n] for n in at_school if taught.minutes[n]},
            tuple(each for each in held if taught.module.id in each.subject),
        )
        for number, taught in enumerate(found.modules, start=1)
    )
    return Learning(
        tuple(modules),
        onsite=sum(found.minutes[n] for n in at_school),
        other=sum(found.other[n] for n in at_school),
        sessions=len(held),
    )


def _weeks_at_school(year: ApprenticeYear) -> Iterator[int]:
    """Yield the weeks of which a day of lessons is spent."""
    for week in range(len(year.planning.year)):
        if any(not {*TAUGHT_AT}.isdisjoint(day.halves_spent) for day in year.week(week)):
            yield week
