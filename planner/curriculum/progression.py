"""A progression: which hours and which sessions of each module lie in which week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from planner.curriculum.module import Curriculum, Module
from planner.year.weeks import Minutes


class ModuleObjective(StrEnum):
    """What makes one progression better than another, the most important first."""

    ON_CALL = "half_days_on_call"
    """Half-days on call: over all modules, the weeks in which each has sessions."""
    WEEKS = "module_weeks"
    """Over all modules, the weeks in which each has hours on site."""
    SPAN = "module_span"
    """Over all modules, the school weeks from its first to its last hour on site."""
    PEAK = "week_peak"
    """The most minutes on site in a week."""
    FAIRNESS = "teacher_peak"
    """The most half-days on call of a teacher."""


@dataclass(frozen=True)
class ModuleResult:
    """The result of the search for one objective.

    Attributes
    ----------
    bound
        No progression in these weeks goes below, given the values of the objectives before it.
    """

    name: ModuleObjective
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether no better value exists."""
        return self.value == self.bound


@dataclass(frozen=True)
class TaughtModule:
    """A module in the weeks of a year: minutes on site and sessions of each week."""

    module: Module
    minutes: tuple[Minutes, ...]
    sessions: tuple[int, ...]

    @cached_property
    def onsite_weeks(self) -> tuple[int, ...]:
        """The positions of the weeks in which it has hours on site."""
        return tuple(week for week, minutes in enumerate(self.minutes) if minutes)

    @cached_property
    def session_weeks(self) -> tuple[int, ...]:
        """The positions of the weeks in which it has sessions: its teachers are then on call."""
        return tuple(week for week, sessions in enumerate(self.sessions) if sessions)


@dataclass(frozen=True)
class ModuleSession:
    """One of the sessions of a module: the `number`-th of `count`, from 1."""

    module: Module
    number: int
    count: int


@dataclass(frozen=True)
class Progression:
    """The modules of a class in the weeks of a year.

    Attributes
    ----------
    other
        Minutes on site of each week that no module has.
    results
        The objectives in their ranking; none of one that was not searched for.
    """

    curriculum: Curriculum
    modules: tuple[TaughtModule, ...]
    other: tuple[Minutes, ...]
    results: tuple[ModuleResult, ...] = ()

    def with_week(self, module: str, week: int, minutes: Minutes, sessions: int) -> "Progression":
        """Return a progression in which a module has other hours and sessions in a week.

        Nothing is proven of it.

        Parameters
        ----------
        module
            The id of one of its modules; "" for the minutes that no module has.
        week
            The position of the week.
        """
        if not module:
            other = _replaced(self.other, week, minutes)
            return replace(self, other=other, results=())
        modules = tuple(
            TaughtModule(
                each.module,
                _replaced(each.minutes, week, minutes),
                _replaced(each.sessions, week, sessions),
            )
            if each.module.id == module
            else each
            for each in self.modules
        )
        return replace(self, modules=modules, results=())

    @cached_property
    def streams(self) -> Mapping[str, tuple[TaughtModule, ...]]:
        """What people are taught, by option."""
        taught = {each.module.id: each for each in self.modules}
        return {
            option: tuple(taught[module.id] for module in modules)
            for option, modules in self.curriculum.streams.items()
        }

    @cached_property
    def minutes(self) -> tuple[Minutes, ...]:
        """The minutes on site of each week, which all streams have."""
        stream = next(iter(self.streams.values()))
        rows = zip(*(each.minutes for each in stream), strict=True)
        return tuple(sum(row) + more for row, more in zip(rows, self.other, strict=True))

    @cached_property
    def sessions(self) -> tuple[int, ...]:
        """The sessions of each week, which all streams have."""
        stream = next(iter(self.streams.values()))
        return tuple(map(sum, zip(*(each.sessions for each in stream), strict=True)))

    @cached_property
    def named_sessions(self) -> tuple[tuple[tuple[ModuleSession, ...], ...], ...]:
        """For each week, its sessions in order; for each, what it is, of each option if it differs.

        Within a week, sessions of modules are in the order of the curriculum.
        """
        weeks = range(len(self.sessions))
        streams = self.streams.values()
        of_streams = [[_sessions_of(stream, week) for week in weeks] for stream in streams]
        return tuple(
            tuple(
                tuple(dict.fromkeys(options))
                for options in zip(*(stream[week] for stream in of_streams), strict=True)
            )
            for week in weeks
        )

    @cached_property
    def on_call(self) -> Mapping[str, tuple[int, ...]]:
        """By the name of a teacher, the weeks of each half-day on call."""
        return {
            name: tuple(
                sorted(
                    week
                    for each in self.modules
                    if name in each.module.teachers
                    for week in each.session_weeks
                )
            )
            for name in dict.fromkeys(n for each in self.modules for n in each.module.teachers)
        }

    def value(self, objective: ModuleObjective, school_weeks: tuple[int, ...]) -> int:
        """Measure an objective.

        Parameters
        ----------
        school_weeks
            The positions of the weeks with lessons, in order.
        """
        match objective:
            case ModuleObjective.ON_CALL:
                return sum(len(each.session_weeks) for each in self.modules)
            case ModuleObjective.WEEKS:
                return sum(len(each.onsite_weeks) for each in self.modules)
            case ModuleObjective.SPAN:
                taught = [each.onsite_weeks for each in self.modules if each.onsite_weeks]
                return sum(each[0] <= week <= each[-1] for each in taught for week in school_weeks)
            case ModuleObjective.PEAK:
                return max(self.minutes, default=0)
        return max(map(len, self.on_call.values()), default=0)


def _replaced(row: tuple[int, ...], place: int, value: int) -> tuple[int, ...]:
    return (*row[:place], value, *row[place + 1 :])


def _sessions_of(stream: Sequence[TaughtModule], week: int) -> list[ModuleSession]:
    """Return the sessions of a week that the people of one option have, in order."""
    return [
        ModuleSession(each.module, 1 + sum(each.sessions[:week]) + n, sum(each.sessions))
        for each in stream
        for n in range(each.sessions[week])
    ]
