"""A progression: which hours and which sessions of each module lie in which week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from itertools import zip_longest

from planner.curriculum.frame import Frame
from planner.curriculum.kept import ModuleShare, WeekModules
from planner.curriculum.module import Curriculum, Module
from planner.files.spelling import folded
from planner.year.weeks import Minutes


class ModuleObjective(StrEnum):
    """What makes one progression better than another, the most important first."""

    MOVED_SESSIONS = "moved_module_sessions"
    """Sessions of a module that were in another week of the planning to stay close to."""
    MOVED_HOURS = "moved_module_hours"
    """Minutes on site of a module that were in another week of that planning."""
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

    @property
    def counts_minutes(self) -> bool:
        """Whether its values are minutes."""
        return self in (ModuleObjective.MOVED_HOURS, ModuleObjective.PEAK)


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


class Unplaced(StrEnum):
    """Why a class has no progression, though one was searched for."""

    IMPOSSIBLE = "impossible"
    """Its weeks admit none: this is proven."""
    NOT_FOUND = "not_found"
    """The search ended before any was found; whether there is one is open."""


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

    @property
    def weeks(self) -> Sequence[int]:
        """The positions of all its weeks, in order."""
        return sorted({*self.onsite_weeks, *self.session_weeks})


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

    def of_option(self, option: str) -> "Progression":
        """Return the modules that the people of an option have; all of them, if it is none."""
        return self._of_options.get(folded(option), self)

    @cached_property
    def _of_options(self) -> Mapping[str, "Progression"]:
        """The modules of each option, by its name independent of case and accents."""
        found = {}
        for option, stream in self.streams.items():
            modules = tuple(each.module for each in stream)
            curriculum = replace(self.curriculum, modules=modules)
            found[folded(option)] = replace(self, curriculum=curriculum, modules=stream, results=())
        return found

    @cached_property
    def semester_weeks(self) -> Mapping[int, range]:
        """By semester, the positions of its weeks, up to the last one of its modules.

        It begins with the year, or in the week after the semester before.
        """
        weeks: dict[int, range] = {}
        first = 0
        for semester in self.curriculum.semesters:
            taught = (each for each in self.modules if each.module.semester == semester)
            after = 1 + max((week for each in taught for week in each.weeks), default=first - 1)
            weeks[semester], first = range(first, after), after
        return weeks

    @cached_property
    def named_sessions(self) -> tuple[tuple[tuple[ModuleSession, ...], ...], ...]:
        """For each week, its sessions in order; for each, what it is, of each option if it differs.

        Within a week, sessions of modules are in the order of the curriculum. Where an option has
        fewer than others, which no curriculum allows, the last ones are those of the others.
        """
        weeks = range(len(self.sessions))
        streams = self.streams.values()
        of_streams = [[_sessions_of(stream, week) for week in weeks] for stream in streams]
        return tuple(
            tuple(
                tuple(dict.fromkeys(filter(None, options)))
                for options in zip_longest(*(stream[week] for stream in of_streams))
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

    def modules_of(self, week: int) -> WeekModules:
        """Return what its modules have in a week."""
        shares = (
            ModuleShare(each.module.id, each.minutes[week], each.sessions[week])
            for each in self.modules
        )
        return WeekModules(tuple(share for share in shares if share.minutes or share.sessions))

    def value(self, objective: ModuleObjective, frame: Frame) -> int:
        """Measure an objective in the weeks of a class."""
        match objective:
            case ModuleObjective.MOVED_SESSIONS:
                return sum(
                    max(0, each.sessions[week] - before.sessions)
                    for each in self.modules
                    for week, before in frame.near_of(each.module).items()
                )
            case ModuleObjective.MOVED_HOURS:
                return sum(
                    max(0, each.minutes[week] - before.minutes)
                    for each in self.modules
                    for week, before in frame.near_of(each.module).items()
                )
            case ModuleObjective.ON_CALL:
                return sum(len(each.session_weeks) for each in self.modules)
            case ModuleObjective.WEEKS:
                return sum(len(each.onsite_weeks) for each in self.modules)
            case ModuleObjective.SPAN:
                taught = [each.onsite_weeks for each in self.modules if each.onsite_weeks]
                weeks = frame.school_weeks
                return sum(each[0] <= week <= each[-1] for each in taught for week in weeks)
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
